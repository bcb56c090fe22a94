"""Compose what follows an answer, the same for every front end, and its Markdown."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import LibraryError
from assistant.events import (
    Citation,
    Finished,
    Hit,
    Notice,
    TurnStatus,
    TurnView,
    fold,
    nearest,
    perhaps_said,
)
from assistant.frozen import dataclass
from assistant.i18n import LANGUAGES, _, in_language, language, mark, os_reason
from assistant.languages import HEADINGS, Language, detected
from assistant.text import clean, clean_line, rows_as_words
from assistant.wording import excerpt, together, where

FIRST = frozenset(("extracted", "general", "perhaps"))
"""Notices that say what kind of answer comes; they stand before it."""
KIND_NOTICES = FIRST | {"interrupted"}
"""Notices that say no more than the kind of answer does."""
OFFER = "ask_anyway"
"""The notice that says what can be done next; it stands last."""
DETAIL = "query"
"""The notice with a query over tables, which few want to read; JSON has it."""
NEAREST = mark("The nearest passages")
SOURCES = mark("Sources")
UNCONFIRMED = mark(
    "[?] marks what {documents} do not confirm: the sentence before it, or a number or name in it."
)
QUOTED = mark("These sentences of {documents} are the nearest; whether they answer this is not sure")
COMPUTED = mark("Perhaps; how {documents} were read for this is partly guessed")
GATHERED = mark("Put together from {documents}; no model answered")
_KINDS: dict[TurnStatus, str] = {
    "answered": "",
    "perhaps": mark("Perhaps here; nothing in {documents} confirms what is said below"),
    "extracted": mark("Word for word from {documents}; no model answered"),
    "general": mark("The model's own words, not from {documents}"),
    "not_found": mark("Nothing found"),
    "interrupted": mark("Stopped before its end"),
    "failed": mark("Failed"),
}


@dataclass(frozen=True, slots=True)
class TurnEnd:
    """What follows an answer, in the order in which it is shown.

    Attributes:
        kind: How the turn ended, in words; empty for an answer from the documents, and before there is an end.
        citations: The sources.
        nearest: Where the documents do not confirm the answer, the passages nearest to the question.
        nearest_title: What stands above those passages, in the question's language.
        sources_title: What stands above the sources, in the question's language.
        nearest_first: Whether they come before the answer.
        quotes: Whether the answer is made of the words of its sources.
        said: The numbers of the sources whose words stand in the answer already, where no model wrote it.
        about: The question as it was searched for, which tells what to quote of a passage.
        notices: What else should be known, but for the offer.
        unconfirmed: What `[?]` means; empty where the answer has none.
        error: What went wrong, where the answer is not complete.
        offer: What can be done next, or None.
    """

    kind: str
    citations: tuple[Citation, ...]
    nearest: tuple[Hit, ...]
    nearest_title: str
    sources_title: str
    nearest_first: bool
    quotes: bool
    said: frozenset[int]
    about: str
    notices: tuple[Notice, ...]
    unconfirmed: str
    error: str
    offer: Notice | None


def turn_end(view: TurnView, documents: str = mark("your documents")) -> TurnEnd:
    """Compose what follows an answer.

    Args:
        view: The turn, or what there is of it.
        documents: What the documents are called: those who ask a bot have none of their own.
    """
    finished = view.finished
    status = finished.status if finished is not None else "answered"
    kind = kind_of(status, view, documents)
    said = _said(view)
    quotes = _quotes(view)
    passages_first = status == "perhaps" and not quotes and not _computed(view)
    about = view.searched_for or (finished.question if finished is not None else "")
    return TurnEnd(
        kind=kind,
        citations=view.citations,
        nearest=tuple(hit for hit in nearest(view) if not (quotes and _is_quoted(hit, view))),
        nearest_title=kind if passages_first else heading(NEAREST, view),
        sources_title=heading(SOURCES, view),
        nearest_first=passages_first,
        quotes=quotes,
        said=said if quotes or (finished is not None and not finished.chat_model) else frozenset(),
        about=about,
        notices=tuple(notice for notice in view.notices if notice.code not in (OFFER, DETAIL)),
        unconfirmed=_unconfirmed(view, documents) if "[?]" in view.answer else "",
        error=clean_line(finished.error) if finished is not None else "",
        offer=next((notice for notice in view.notices if notice.code == OFFER), None),
    )


def _is_quoted(hit: Hit, view: TurnView) -> bool:
    """Tell whether words of a passage are quoted, whose source shows the rest."""
    text = " ".join(hit.text.split())
    return any(
        one.passage_id == hit.passage_id or (one.source == hit.source and " ".join(one.quote.split()) in text)
        for one in view.citations
    )


def _quotes(view: TurnView) -> bool:
    """Tell whether an answer is made of the words of its sources.

    Of one that was kept, the notices are not known.
    """
    if not view.citations or any(notice.code == "extracted" for notice in view.notices):
        return bool(view.citations)
    kept = view.finished
    if kept is not None and any(one.code.startswith(_OF_NUMBERS) for one in kept.doubts):
        return False
    by_model = kept is None or kept.chat_model or kept.status not in ("extracted", "perhaps")
    # What is put together, a list of documents, is a table; a row that is quoted is said in other words.
    return not by_model and "\n| ---" not in view.answer


def _computed(view: TurnView) -> bool:
    """Tell whether an answer was worked out from documents without a model."""
    kept = view.finished
    return kept is not None and not kept.chat_model and bool(kept.answer and kept.citations)


def _said(view: TurnView) -> frozenset[int]:
    """Return the numbers of the sources whose words stand in the answer."""
    answer = _letters(view.answer)
    return frozenset(one.number for one in view.citations if _letters(one.quote) in answer)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _unconfirmed(view: TurnView, documents: str) -> str:
    spoken = _spoken(view)
    return in_language(spoken, UNCONFIRMED, documents=in_language(spoken, documents))


def kind_of(status: TurnStatus, view: TurnView, documents: str = mark("your documents")) -> str:
    """Return how a turn ended, in the question's language where the turn said so."""
    said = clean_line(perhaps_said(view)) if status == "perhaps" else ""
    spoken = _spoken(view)
    kind = _KINDS[status]
    if status == "perhaps":
        kind = QUOTED if _quotes(view) else COMPUTED if _computed(view) else kind
    elif status == "extracted" and (not _quotes(view) or "\n| ---" in view.answer):
        kind = GATHERED
    return said or in_language(spoken, kind, documents=in_language(spoken, documents))


def heading(text: str, view: TurnView) -> str:
    """Return what stands above passages, in the question's language.

    Args:
        text: `NEAREST` or `SOURCES`.
        view: The turn.
    """
    spoken = _of_question(view)
    if spoken in LANGUAGES:
        return in_language(spoken, text)
    return (HEADINGS[text].get(spoken, "") if spoken else "") or _(text)


def _spoken(view: TurnView) -> str:
    """Return the question's language if it has texts, else the reader's."""
    spoken = _of_question(view) or ""
    return spoken if spoken in LANGUAGES else language()


def _of_question(view: TurnView) -> Language | None:
    asked = view.finished.question if view.finished is not None else ""
    return detected(asked) or detected(view.searched_for)


MOST_NAME = 60
_OF_NUMBERS = "number_"
"""Begins the codes of notices on what was worked out of tables."""
_NEAR_CHARS = 400
_NAMED_KINDS = ("interrupted", "general", "extracted")


def answer_with_sources(turn: Finished) -> str:
    """Format an answer as Markdown, with its sources and remarks."""
    end = turn_end(fold(TurnView(), turn), mark("the documents"))
    near = "\n".join(_near(hit, turn.question) for hit in end.nearest)
    parts = [_("{title}:", title=end.nearest_title), near] if end.nearest_first else []
    parts.append(clean(turn.answer).strip())
    if turn.status in _NAMED_KINDS or end.quotes:
        parts.append(_("({kind}.)", kind=end.kind))
    parts += [together(clean_line(one.message), clean_line(one.hint)) for one in turn.doubts]
    parts.append(end.unconfirmed)
    parts.append("\n".join(_source(place, numbers, quotes) for place, numbers, quotes in joined(end)))
    if (turn.status == "not_found" or end.quotes) and near:
        parts += [_("{title}:", title=end.nearest_title), near]
    return "\n\n".join(filter(None, parts)) + "\n"


def conversation_as_markdown(title: str, turns: Sequence[Finished]) -> str:
    """Format a conversation as Markdown, with sources and without the reasoning."""
    parts = [f"# {clean_line(title)}"]
    for turn in turns:
        if turn.question != title or len(turns) > 1:
            parts.append("## " + clean_line(turn.question))
        parts.append(answer_with_sources(turn).strip())
    return "\n\n".join(parts) + "\n"


def file_name(title: str) -> str:
    """Return a name for a file of a title's words, without an ending."""
    words = re.sub(r"[^\w\-. ]+", " ", clean_line(title)).split()
    return " ".join(words)[:MOST_NAME].strip(" .") or "conversation"


def write(text: str, folder: Path, title: str) -> Path:
    """Write a text into a new file that only its owner can read; return its path.

    Raises:
        LibraryError: The folder cannot be written.
    """
    name = file_name(title)
    for number in range(1, 1_000):
        path = folder / (f"{name}.md" if number == 1 else f"{name} ({number}).md")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError as error:
            raise LibraryError(
                _("{path} cannot be written: {strerror}.", path=path, strerror=os_reason(error)),
                _("Start the app in a folder of yours."),
            ) from error
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:  # the disk is full: half a conversation is none
            path.unlink(missing_ok=True)
            raise LibraryError(
                _("{path} cannot be written: {strerror}.", path=path, strerror=os_reason(error)),
                _("Make room on the disk."),
            ) from error
        return path
    raise LibraryError(
        _("{folder} holds a thousand exports of that name.", folder=folder), _("Move some of them away.")
    )


def new_folder(folder: Path, name: str) -> Path:
    """Make a new folder that only its owner can read, and return its path.

    Raises:
        LibraryError: It cannot be made.
    """
    for number in range(1, 1_000):
        path = folder / (name if number == 1 else f"{name} ({number})")
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            continue
        except OSError as error:
            raise LibraryError(
                _("{path} cannot be written: {strerror}.", path=path, strerror=os_reason(error)),
                _("Start the app in a folder of yours."),
            ) from error
        return path
    raise LibraryError(
        _("{folder} holds a thousand exports of that name.", folder=folder), _("Move some of them away.")
    )


def joined(end: TurnEnd) -> list[tuple[str, tuple[int, ...], tuple[str, ...]]]:
    """Return each place that is cited once, with its numbers and further quotes."""
    found: dict[str, tuple[list[int], list[str]]] = {}
    for one in end.citations:
        place = where(one.source, one.page, one.heading, one.confidence, one.page_label)
        numbers, quotes = found.setdefault(place, ([], []))
        numbers.append(one.number)
        quote = " ".join(clean(rows_as_words(one.quote)).split())
        if (one.number not in end.said or not end.quotes) and quote not in quotes:
            quotes.append(quote)
    return [(place, tuple(numbers), tuple(quotes)) for place, (numbers, quotes) in found.items()]


def _source(place: str, numbers: Sequence[int], quotes: Sequence[str]) -> str:
    marks = "".join(f"[{number}]" for number in numbers)
    said = " … ".join(quotes)
    return f"- {marks} {place}: “{said}”" if said else f"- {marks} {place}"


def _near(hit: Hit, question: str) -> str:
    return f"- {where(hit.source, hit.page, hit.heading, hit.confidence, hit.page_label)}: “{excerpt(hit.text, question, _NEAR_CHARS)}”"
