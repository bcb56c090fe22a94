"""Define the events of a turn and an ingest, the view of a turn, and their JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import field, fields, replace
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote_to_bytes, urlsplit

from assistant.errors import AssistantError
from assistant.frozen import dataclass
from ingest.records import EmbeddingEvent as EmbeddingEvent
from ingest.records import FileEvent as FileEvent
from ingest.records import PagesEvent as PagesEvent
from ingest.records import RecognitionEvent as RecognitionEvent

TurnStatus = Literal["answered", "extracted", "perhaps", "general", "not_found", "interrupted", "failed"]
"""How a turn ended.

"answered": from the documents; what they do not support is marked. "extracted": in their own words. "perhaps": they do not
confirm what was said, but hold passages that are near; those come first. "general": the model's own answer. "not_found":
they hold nothing that is near enough. "interrupted": it was stopped. "failed": the model came to no answer.
"""
UNSURE: frozenset[TurnStatus] = frozenset(("perhaps", "not_found"))
"""How a turn ends that the model can be asked about all the same, by itself."""
NEAREST = 3
"""Most passages that are offered where the documents do not confirm an answer."""
Stage = Literal["searching", "loading", "reading", "answering", "checking"]
"""What is being done while nothing of an answer can be shown."""
Road = Literal["fact", "whole", "each", "number", "library", "compare", "follow_up"]
"""How a question is met.

"fact": passages are looked for. "whole": one document or a few are read from end to end. "each": every matching document is
asked by itself. "number": it is computed from tables. "library": the list of documents answers. "compare": both sides are shown.
"follow_up": passages of the document that the question before named are looked for.
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    Attributes:
        rank: From 1, the best first.
        source: Absolute path of the file.
        title: The document's title.
        page: Page the passage starts on, or None.
        heading: Trail of headings, outermost first.
        text: The passage, word for word.
        score: Higher is better; comparable within one search only.
        passage_id: The passage's number in its library.
        start: First character in the document's text.
        end: One past the last.
        confidence: Where words of it were recognised in a picture (OCR): how surely, from 0 to 1; else None.
        page_label: The number that is printed on it where that is another, like "iv"; else empty.
    """

    rank: int
    source: str
    title: str
    page: int | None
    heading: tuple[str, ...]
    text: str
    score: float
    passage_id: int
    start: int
    end: int
    confidence: float | None = None
    page_label: str = ""


@dataclass(frozen=True, slots=True)
class Passages:
    """The result of a search; a later one of the same turn replaces it.

    Attributes:
        searched_for: The question as it was searched for; a follow-up has been made to stand alone.
        hits: The passages, the best first; empty when nothing has to do with the question.
        took_ms: Time the search took.
    """

    searched_for: str
    hits: tuple[Hit, ...]
    took_ms: float


@dataclass(frozen=True, slots=True)
class Working:
    """What is being done now; replaces the one before it, and may be skipped.

    Attributes:
        stage: "searching", "loading" (the model is put into memory), "reading" (it reads the passages), "answering" (it writes
            what is not shown yet) or "checking" (what it wrote is held against the documents).
        part: Of a long work, the part that it is at, from 1; 0 where it has none.
        parts: How many there are.
        left_s: How long all of it will still take, in seconds; where it has no parts, until the answer begins. None where that
            is not known yet.
    """

    stage: Stage
    part: int = 0
    parts: int = 0
    left_s: float | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What the question was taken for; replaces the one before it.

    Attributes:
        road: How it is met.
        said: One line, in the question's language: "Reading supply-contract.pdf whole".
        documents: Absolute paths of the documents that it is met from; empty where they are not known beforehand.
    """

    road: Road
    said: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Computed:
    """A query that the program ran over documents' tables, with its result.

    The answer says the result in words.

    Attributes:
        query: The SELECT.
        columns: Names of the result's columns.
        rows: The result: numbers, texts, dates as YYYY-MM-DD, None for an empty cell.
        sources: Absolute paths of the files whose tables it was run over.
        matched: Rows of the tables that hold what the figures come from; 0 where that cannot be told.
        is_computed: Whether figures were computed; else the rows are shown that bear on the question.
    """

    query: str
    columns: tuple[str, ...]
    rows: tuple[tuple[float | str | None, ...], ...]
    sources: tuple[str, ...]
    matched: int
    is_computed: bool = True


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A piece of the model's reasoning."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A piece of the answer; joined, the pieces are the answer with its marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation from a document that supports a sentence of the answer.

    Attributes:
        number: The number in the answer's mark, like 1 in `[1]`.
        source: Absolute path of the file.
        title: The document's title.
        page: Page the words stand on, or None.
        heading: Trail of headings they stand under.
        quote: The words, exactly as they stand in the document.
        start: First character in the document's text.
        end: One past the last.
        passage_id: The passage's number in its library.
        confidence: Where words of it were recognised in a picture (OCR): how surely, from 0 to 1; else None.
        page_label: The number that is printed on it where that is another, like "iv"; else empty.
    """

    number: int
    source: str
    title: str
    page: int | None
    heading: tuple[str, ...]
    quote: str
    start: int
    end: int
    passage_id: int
    confidence: float | None = None
    page_label: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know.

    Attributes:
        code: A stable name, like "extracted" or "left_out".
        message: One sentence.
        hint: What can be done about it; may be empty.
        doubts: Whether it says that the answer may be none; it then goes wherever the answer goes.
    """

    code: str
    message: str
    hint: str = ""
    doubts: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """What a turn cost; None where the engine does not say.

    Attributes:
        prompt_tokens: Tokens of the prompt.
        cached_tokens: How many of them were not read again.
        answer_tokens: Tokens generated, reasoning included.
        context_tokens: The window they share.
        seconds: Wall time of the whole turn.
    """

    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    answer_tokens: int | None = None
    context_tokens: int | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of every turn.

    Attributes:
        question: As it was asked.
        searched_for: As it was searched for; empty when nothing was.
        answer: With its marks: `[1]` for a citation, `[?]` after a sentence that nothing supports.
        reasoning: All of the model's reasoning; may be empty.
        citations: In the order of their numbers.
        unsupported: Sentences of the answer that nothing in the library supports.
        status: How the turn ended.
        grounded: Whether the answer rests on the library and every sentence of it is supported.
        engine: "ollama" or "embedded".
        chat_model: The model's name; empty when none was asked.
        usage: What it cost.
        conversation_id: The conversation the turn was saved in, or None.
        turn_id: Its number among the turns of the library, or None where it is kept nowhere.
        error: Where the turn failed, what went wrong; else empty.
        nearest: Where the documents do not confirm an answer ("perhaps", "not_found"): the passages nearest to the
            question that they hold, the best first. The score is that of the search, and 0 once the turn was kept.
        doubts: Notices that say that the answer may be none, and that its kind does not say already.
    """

    question: str
    searched_for: str
    answer: str
    reasoning: str
    citations: tuple[Citation, ...]
    unsupported: tuple[str, ...]
    status: TurnStatus
    grounded: bool
    engine: str
    chat_model: str
    usage: Usage = field(default_factory=Usage)
    conversation_id: int | None = None
    turn_id: int | None = None
    error: str = ""
    nearest: tuple[Hit, ...] = ()
    doubts: tuple[Notice, ...] = ()


Event = Passages | Working | Looked | Computed | Reasoning | Answer | Citation | Notice | Finished


@dataclass(frozen=True, slots=True)
class TurnView:
    """What has been seen of a turn so far: what a front end draws."""

    searched_for: str = ""
    hits: tuple[Hit, ...] = ()
    reasoning: str = ""
    answer: str = ""
    citations: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    finished: Finished | None = None
    looked: Looked | None = None


def fold(view: TurnView, event: Event) -> TurnView:
    """Add an event to a view; pure, so that front ends cannot disagree."""
    match event:
        case Passages():
            return replace(view, searched_for=event.searched_for, hits=event.hits)
        case Working() | Computed():
            return view
        case Looked():
            return replace(view, looked=event)
        case Reasoning():
            return replace(view, reasoning=view.reasoning + event.text)
        case Answer():
            return replace(view, answer=view.answer + event.text)
        case Citation():
            return replace(view, citations=(*view.citations, event))
        case Notice():
            return view if event in view.notices else replace(view, notices=(*view.notices, event))
        case Finished():
            return replace(
                view,
                answer=event.answer,
                reasoning=event.reasoning,
                citations=event.citations,
                notices=(*view.notices, *(one for one in event.doubts if one not in view.notices)),
                finished=event,
            )


def nearest(view: TurnView) -> tuple[Hit, ...]:
    """Return the passages to offer where the documents do not confirm the answer."""
    if view.finished is not None:
        return view.finished.nearest
    return view.hits[:NEAREST] if any(notice.code == "perhaps" for notice in view.notices) else ()


def perhaps_said(view: TurnView) -> str:
    """Return the notice on an unconfirmed answer, in the question's language, or ""."""
    told = [one for one in view.notices if one.code == "perhaps" or (one.code == "extracted" and one.doubts)]
    return next((one.message for one in sorted(told, key=lambda one: one.code != "perhaps")), "")


def hit_json(hit: Hit) -> Mapping[str, object]:
    """Convert a hit to the record that `--json` writes."""
    return {
        "rank": hit.rank,
        "source": hit.source,
        "title": hit.title,
        "page": hit.page,
        "page_label": hit.page_label or None,
        "heading": list(hit.heading),
        "text": hit.text,
        "score": hit.score,
        "confidence": hit.confidence,
    }


def citation_json(citation: Citation) -> Mapping[str, object]:
    """Convert a citation to the record that `--json` writes."""
    return {
        "number": citation.number,
        "source": citation.source,
        "title": citation.title,
        "page": citation.page,
        "page_label": citation.page_label or None,
        "heading": list(citation.heading),
        "quote": citation.quote,
        "confidence": citation.confidence,
    }


def event_json(event: Event) -> Mapping[str, object]:
    """Convert an event to the record that `--json` writes."""
    match event:
        case Passages():
            return {
                "event": "passages",
                "searched_for": event.searched_for,
                "hits": [hit_json(hit) for hit in event.hits],
                "took_ms": event.took_ms,
            }
        case Working():
            return {"event": "working", "stage": event.stage, **_part_json(event)}
        case Computed():
            return {
                "event": "computed",
                "query": event.query,
                "columns": list(event.columns),
                "rows": [list(row) for row in event.rows],
                "sources": list(event.sources),
                "matched": event.matched,
                "is_computed": event.is_computed,
            }
        case Looked():
            return {
                "event": "looked",
                "road": event.road,
                "said": event.said,
                "documents": list(event.documents),
            }
        case Reasoning():
            return {"event": "reasoning", "text": event.text}
        case Answer():
            return {"event": "answer", "text": event.text}
        case Citation():
            return {"event": "citation", **citation_json(event)}
        case Notice():
            return {"event": "notice", **_notice_json(event)}
        case Finished():
            return _finished_json(event)


def _part_json(event: Working) -> Mapping[str, object]:
    """Return what is said of the parts of a long work; nothing where it has none."""
    return {"part": event.part, "parts": event.parts, "left_s": event.left_s} if event.parts else {}


def _finished_json(event: Finished) -> Mapping[str, object]:
    usage = event.usage
    return {
        "event": "finished",
        "question": event.question,
        "searched_for": event.searched_for,
        "answer": event.answer,
        "reasoning": event.reasoning,
        "citations": [citation_json(citation) for citation in event.citations],
        "unsupported": list(event.unsupported),
        "status": event.status,
        "grounded": event.grounded,
        "engine": event.engine,
        "chat_model": event.chat_model,
        "usage": {
            "prompt_tokens": usage.prompt_tokens,
            "cached_tokens": usage.cached_tokens,
            "answer_tokens": usage.answer_tokens,
            "context_tokens": usage.context_tokens,
            "seconds": round(usage.seconds, 3),
        },
        "conversation": event.conversation_id,
        "error": event.error,
        "nearest": [hit_json(hit) for hit in event.nearest],
        "doubts": [_notice_json(one) for one in event.doubts],
    }


def _notice_json(notice: Notice) -> Mapping[str, object]:
    return {"code": notice.code, "message": notice.message, "hint": notice.hint}


@dataclass(frozen=True, slots=True)
class IngestNotice:
    """Something the user should know of a run.

    Attributes:
        message: One sentence.
        hint: What can be done about it; may be empty.
    """

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class IndexEvent:
    """Vectors have been added to the index for large libraries.

    Attributes:
        done: Put in by now.
        total: To be put in.
    """

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class IngestFinished:
    """The last event of a run.

    Attributes:
        added: Files that were new.
        updated: Files that had changed.
        unchanged: Files that held what they held.
        removed: Files that are gone.
        failed: Files that could not be read.
        skipped: Files of no kind that is read.
        passages: Passages in the library now.
        embedded: Texts embedded in this run.
        waiting: Texts that still wait to be embedded.
        seconds: Time the run took.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0
    skipped: int = 0
    passages: int = 0
    embedded: int = 0
    waiting: int = 0
    seconds: float = 0.0


IngestEvent: TypeAlias = (
    FileEvent | PagesEvent | RecognitionEvent | EmbeddingEvent | IndexEvent | IngestNotice | IngestFinished
)

NAMES: Mapping[type[IngestEvent], str] = {
    FileEvent: "file",
    PagesEvent: "pages",
    RecognitionEvent: "recognition",
    EmbeddingEvent: "embedding",
    IndexEvent: "index",
    IngestNotice: "notice",
    IngestFinished: "finished",
}
"""What each event is called where it is written as JSON."""
_KINDS = {name: kind for kind, name in NAMES.items()}


def event_of(line: bytes) -> IngestEvent | AssistantError | None:
    """Parse a line of `assistant --json ingest`; None for an unknown kind of event.

    Raises:
        ValueError: It is no line of that command.
    """
    record: dict[str, Any] = json.loads(line)
    if record["event"] == "error":
        return AssistantError(record["message"], record["hint"], code=record.get("code", ""))
    kind = _KINDS.get(record["event"])
    if kind is None:
        return None
    given = {field.name: record[field.name] for field in fields(kind) if field.name in record}
    if "path_uri" in record:
        given["path"] = os.fsdecode(unquote_to_bytes(urlsplit(record["path_uri"]).path))
    if "notices" in given:
        given["notices"] = tuple(given["notices"])
    return kind(**given)
