"""What follows an answer: its kind, remarks, nearest passages and sources, as lines and as Markdown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import LibraryError
from assistant.events import Citation, Finished, Hit, Notice, TurnView, nearest, perhaps_said
from assistant.text import clean, clean_line
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


MOST_NAME = 60
_ENDS = {
    "interrupted": "Stopped before its end.",
    "general": "The model's own words, not from the documents.",
    "extracted": "Word for word from the documents.",
}


_UNCONFIRMED_IN_FILES = "[?]: not confirmed by the documents."
_PERHAPS_IN_FILES = "Perhaps here; nothing in the documents confirms what is said below:"
_NEAREST_IN_FILES = "The nearest passages:"
_NEAR_CHARS = 400


def answer_with_sources(turn: Finished) -> str:
    """Write an answer with the words it rests on, and what has to be known of it."""
    near = [_near(hit, turn.question) for hit in turn.nearest]
    parts = []
    if turn.status == "perhaps":
        parts += [_PERHAPS_IN_FILES, "\n".join(near)]
    parts.append(clean(turn.answer).strip())
    if turn.status in _ENDS:
        parts.append(f"({_ENDS[turn.status]})")
    if "[?]" in turn.answer:
        parts.append(_UNCONFIRMED_IN_FILES)
    if turn.citations:
        parts.append("\n".join(_source_line(citation) for citation in turn.citations))
    if turn.status == "not_found" and near:
        parts += [_NEAREST_IN_FILES, "\n".join(near)]
    return "\n\n".join(filter(None, parts)) + "\n"


def conversation_as_markdown(title: str, turns: Sequence[Finished]) -> str:
    """Write a conversation with its sources; the reasoning stays out, as it does everywhere."""
    parts = [f"# {clean_line(title)}"]
    for turn in turns:
        parts.append("## " + clean_line(turn.question))
        parts.append(answer_with_sources(turn).strip())
    return "\n\n".join(parts) + "\n"


def write(text: str, folder: Path, title: str) -> Path:
    """Write a conversation into a new file of a folder, readable by its owner alone, and give its path.

    Raises:
        LibraryError: The folder cannot be written.
    """
    name = re.sub(r"[^\w\-. ]+", " ", clean_line(title))[:MOST_NAME].strip(" .") or "conversation"
    for number in range(1, 1_000):
        path = folder / (f"{name}.md" if number == 1 else f"{name} ({number}).md")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError as error:
            raise LibraryError(
                f"{path} cannot be written: {error.strerror}.", "Start the app in a folder of yours."
            ) from error
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:  # the disk is full: half a conversation is none
            path.unlink(missing_ok=True)
            raise LibraryError(
                f"{path} cannot be written: {error.strerror}.", "Make room on the disk."
            ) from error
        return path
    raise LibraryError(f"{folder} holds a thousand exports of that name.", "Move some of them away.")


def _source_line(citation: Citation) -> str:
    quote = " ".join(clean(citation.quote).split())
    return f"[{citation.number}] {where(citation.source, citation.page, citation.heading)}: “{quote}”  "


def _near(hit: Hit, question: str) -> str:
    return f"- {where(hit.source, hit.page, hit.heading)}: “{excerpt(hit.text, question, _NEAR_CHARS)}”"
