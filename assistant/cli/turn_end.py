"""What follows an answer: its sources with the words they say, the nearest passages, and what marks mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.events import Citation, Finished, Hit, Notice, TurnView, nearest, perhaps_said
from assistant.text import clean_line
from assistant.wording import excerpt, where


@dataclass(frozen=True, slots=True)
class Line:
    """A line below an answer.

    Attributes:
        text: What it says; an empty line where there is nothing.
        style: How it looks in a terminal.
        label: What stands before the text, which is wrapped beside it.
    """

    text: str
    style: str = ""
    label: str = ""


INDENT = "    "
NEAREST_CHARS = 240
PERHAPS = "Perhaps here"
NEAREST = "The nearest passages"
FIRST = frozenset(("extracted", "general", "perhaps"))
"""Notices that say what kind of answer follows; the others come after it."""
UNCONFIRMED = (
    "[?] marks what your documents do not confirm: the sentence before it, or a number or name in it."
)


def opening_lines(notice: Notice, view: TurnView) -> Iterator[Line]:
    """Give the lines that stand before an answer, with what a notice says of it and an empty line at the end.

    Where the documents do not confirm what follows, the passages come first.

    Args:
        notice: One of `FIRST`.
        view: The turn so far.
    """
    said = " ".join(filter(None, (clean_line(notice.message), clean_line(notice.hint))))
    if notice.code != "perhaps":
        yield Line(said, "dim")
    else:
        yield Line(said, "yellow")
        yield from nearest_lines(nearest(view), view.searched_for)
    yield Line("")


def closing_lines(view: TurnView, *, nearest_shown: bool = False) -> Iterator[Line]:
    """Give the lines that follow a finished answer.

    Args:
        view: The turn.
        nearest_shown: Whether the nearest passages stand above the answer.
    """
    finished = view.finished
    if finished is None:
        return
    if finished.citations:
        yield Line("")
        yield Line("Sources", "bold")
        for citation in finished.citations:
            yield from _source(citation)
    if not nearest_shown and (hits := nearest(view)):
        yield Line("")
        is_perhaps = finished.status == "perhaps"
        yield Line(clean_line(perhaps_said(view)) or PERHAPS if is_perhaps else NEAREST, "bold")
        yield from nearest_lines(hits, view.searched_for or finished.question)
    yield from _remarks(finished)


def _source(citation: Citation) -> Iterator[Line]:
    place = where(citation.source, citation.page, citation.heading)
    yield Line(place, label=f"[{citation.number}] ")
    yield Line(f"“{clean_line(citation.quote)}”", "dim", INDENT)


def nearest_lines(hits: Sequence[Hit], question: str) -> Iterator[Line]:
    """Give the lines of passages that are near to a question: where each stands, and the part that is about it."""
    for hit in hits:
        yield Line(where(hit.source, hit.page, hit.heading), label=" •  ")
        yield Line(excerpt(hit.text, question, NEAREST_CHARS), "dim", INDENT)


def _remarks(finished: Finished) -> Iterator[Line]:
    remarks = []
    if "[?]" in finished.answer:
        remarks.append(UNCONFIRMED)
    if finished.error:
        remarks.append(f"The answer is not complete: {clean_line(finished.error)}")
    if remarks:
        yield Line("")
    for remark in remarks:
        yield Line(remark, "yellow")
