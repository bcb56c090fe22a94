"""What follows an answer: its sources with the words they say, the nearest passages, and what marks mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.events import Citation, Finished, Hit, TurnView
from assistant.text_safety import clean_line
from assistant.wording import where


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
NEAREST = 3
NEAREST_CHARS = 160
UNCONFIRMED = (
    "[?] marks what your documents do not confirm: the sentence before it, or a number or name in it."
)


def closing_lines(view: TurnView) -> Iterator[Line]:
    """Give the lines that follow a finished answer."""
    finished = view.finished
    if finished is None:
        return
    if finished.citations:
        yield Line("")
        yield Line("Sources", "bold")
        for citation in finished.citations:
            yield from _source(citation)
    if finished.status == "not_found" and view.hits:
        yield Line("")
        yield Line("The nearest passages", "bold")
        for hit in view.hits[:NEAREST]:
            yield from _nearest(hit)
    yield from _remarks(finished)


def _source(citation: Citation) -> Iterator[Line]:
    place = where(citation.source, citation.page, citation.heading)
    yield Line(place, label=f"[{citation.number}] ")
    yield Line(f"“{clean_line(citation.quote)}”", "dim", INDENT)


def _nearest(hit: Hit) -> Iterator[Line]:
    text = " ".join(clean_line(hit.text).split())
    start = text if len(text) <= NEAREST_CHARS else text[:NEAREST_CHARS].rsplit(" ", 1)[0] + " …"
    yield Line(where(hit.source, hit.page, hit.heading), label=" •  ")
    yield Line(start, "dim", INDENT)


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
