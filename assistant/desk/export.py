"""Conversations as Markdown, to be kept as files or pasted elsewhere. Pure, but for `write`."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import LibraryError
from assistant.events import Citation, Finished, Hit
from assistant.text import clean, clean_line
from assistant.wording import excerpt, where

MOST_NAME = 60
_ENDS = {
    "interrupted": "Stopped before its end.",
    "general": "The model's own words, not from the documents.",
    "extracted": "Word for word from the documents.",
}


UNCONFIRMED = "[?]: not confirmed by the documents."
PERHAPS = "Perhaps here; nothing in the documents confirms what is said below:"
NEAREST = "The nearest passages:"
_NEAR_CHARS = 400


def answer_with_sources(turn: Finished) -> str:
    """Write an answer with the words it rests on, and what has to be known of it."""
    near = [_near(hit, turn.question) for hit in turn.nearest]
    parts = []
    if turn.status == "perhaps":
        parts += [PERHAPS, "\n".join(near)]
    parts.append(clean(turn.answer).strip())
    if turn.status in _ENDS:
        parts.append(f"({_ENDS[turn.status]})")
    if "[?]" in turn.answer:
        parts.append(UNCONFIRMED)
    if turn.citations:
        parts.append("\n".join(_source(citation) for citation in turn.citations))
    if turn.status == "not_found" and near:
        parts += [NEAREST, "\n".join(near)]
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


def _source(citation: Citation) -> str:
    quote = " ".join(clean(citation.quote).split())
    return f"[{citation.number}] {where(citation.source, citation.page, citation.heading)}: “{quote}”  "


def _near(hit: Hit, question: str) -> str:
    return f"- {where(hit.source, hit.page, hit.heading)}: “{excerpt(hit.text, question, _NEAR_CHARS)}”"
