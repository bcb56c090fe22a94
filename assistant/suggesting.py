"""Suggest questions that the documents of a library answer, without a model.

They are made of headings, dates and names in the documents, in the documents' language; each is searched for, and kept only where
its own place is found first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.languages import language_of
from assistant.retrieval.ranking import SURE
from assistant.retrieval.values import dates
from assistant.text import clean_line

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.library.documents import StoredDocument, StoredPassage

MOST_QUESTIONS = 3
MOST_DOCUMENTS = 8
"""So many documents are looked at, the latest first."""
MOST_PASSAGES = 40
"""So many passages of each."""
MOST_TITLE = 60
MOST_SEARCHES = 10
LEAST_CHARS, MOST_CHARS = 4, 48
"""Characters of a heading, a date or a name in a question; two Chinese characters say enough."""
LEAST_BELOW = 40
"""Characters of text that a heading must stand above."""
_NUMBERED = re.compile(
    r"^\s*(?:第[\d一二三四五六七八九十百]+[章节条款部分]+|[§#]*\s*[\dIVXivx]+(?:[.)、．]\d*)*[.)、．:]?)(?=\s|[^\w\s])\s*|^[一二三四五六七八九十]+、\s*"
)
_NAME = re.compile(r"(?<![.!?:\w] )(?<!^)\b[A-Z][a-zé]+(?: (?:[A-Z][a-zé]+|[A-Z]{2,4}|&)){1,2}\b(?![-\w])")
_QUESTIONS = {
    ("heading", "en"): "What does {title} say about {what}?",
    ("heading", "zh"): "{title}里关于“{what}”是怎么写的？",
    ("heading", ""): "{title}: {what}?",
    ("date", "en"): "What is said about {what}?",
    ("date", "zh"): "{what}有什么安排？",
    ("date", ""): "{what}?",
    ("name", "en"): "What is said about {what}?",
    ("name", "zh"): "关于{what}写了什么？",
    ("name", ""): "{what}?",
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question, and where its answer stands.

    Attributes:
        question: The question.
        source: Path of the document.
        words: What the passage that is found has to hold, in its headings or its text.
    """

    question: str
    source: str
    words: str


def suggested_questions(assistant: Assistant, most: int = MOST_QUESTIONS) -> tuple[str, ...]:
    """Return questions that the library answers, of different documents and kinds.

    Args:
        assistant: Knows the library, and searches it.
        most: Most questions.
    """
    chosen: list[str] = []
    searches = 0
    for candidate in _in_turn(_documents(assistant), assistant):
        if len(chosen) == most or searches == MOST_SEARCHES:
            break
        if candidate.question in chosen:
            continue
        searches += 1
        if _is_answered(assistant, candidate):
            chosen.append(candidate.question)
    return tuple(chosen)


def _documents(assistant: Assistant) -> list[StoredDocument]:
    found = [
        one
        for one in assistant.library.documents.all()
        if one.state == "found" and one.passages and one.parts is None
    ]
    return sorted(found, key=lambda one: (-one.added_ns, one.source))[:MOST_DOCUMENTS]


def _in_turn(documents: list[StoredDocument], assistant: Assistant) -> Iterator[_Candidate]:
    """Give one question of each document after the other, of another kind each time."""
    own: list[list[_Candidate]] = []
    for number, document in enumerate(documents):
        passages = assistant.library.documents.neighbours(document.id, 0, MOST_PASSAGES)
        kinds = [list(_headings(document, passages)), list(_dates(passages))]
        kinds = kinds[number % 2 :] + kinds[: number % 2]
        first = [one for group in zip_longest(*kinds) for one in group if one is not None]
        own.append([*first, *_names(passages)])
    for group in zip_longest(*own):
        yield from (one for one in group if one is not None)


def _candidate(kind: str, what: str, passage: StoredPassage, title: str = "") -> _Candidate:
    language = language_of(passage.text)
    pattern = _QUESTIONS.get((kind, language)) or _QUESTIONS[kind, ""]
    return _Candidate(pattern.format(what=what, title=title), passage.source, what)


def _headings(document: StoredDocument, passages: list[StoredPassage]) -> Iterator[_Candidate]:
    title = re.split(r" [|–—-] ", clean_line(document.title))[0] or PurePath(document.source).stem
    if len(title) > MOST_TITLE:
        title = PurePath(document.source).stem
    seen: set[str] = set()
    for passage in passages:
        if len(passage.heading) < 2 or len(passage.text) < LEAST_BELOW:
            continue  # the outermost is mostly the title
        what = _NUMBERED.sub("", clean_line(passage.heading[-1])).strip(" :：.。")
        if what in seen or not _says_something(what) or what.casefold() in title.casefold():
            continue
        seen.add(what)
        if language_of(passage.text) != "zh" and not what[1:2].isupper():
            what = what[:1].lower() + what[1:]
        yield _candidate("heading", what, passage, title)


def _dates(passages: list[StoredPassage]) -> Iterator[_Candidate]:
    for passage in passages:
        for date in () if _is_table(passage) else dates(passage.text):
            written = clean_line(date.text)
            if language_of(passage.text) == "zh" and "月" not in written:
                continue
            if LEAST_CHARS * 2 <= len(written) <= MOST_CHARS and not written.replace(".", "").isdecimal():
                yield _candidate("date", written, passage)
                break


def _names(passages: list[StoredPassage]) -> Iterator[_Candidate]:
    for passage in passages:
        match = None if _is_table(passage) else _NAME.search(passage.text)
        if match is not None and len(match[0]) <= MOST_CHARS and not _shared(match[0], passage.title):
            yield _candidate("name", clean_line(match[0]), passage)


def _is_table(passage: StoredPassage) -> bool:
    return passage.text.count("|") > 2 or passage.text.count(",") > len(passage.text.split())


def _shared(name: str, title: str) -> bool:
    return any(word.casefold() in title.casefold() for word in name.split())


def _says_something(what: str) -> bool:
    least = 2 if re.search(r"[\u4e00-\u9fff]", what) else LEAST_CHARS
    return least <= len(what) <= MOST_CHARS and sum(map(str.isalpha, what)) >= least


def _is_answered(assistant: Assistant, candidate: _Candidate) -> bool:
    """Whether the search surely finds the place that the question was made of."""
    found = assistant.search(candidate.question, 3)
    if not found.hits or found.confidence < SURE or not found.relevance.is_asked:
        return False
    best = found.hits[0]
    held = " ".join([*best.heading, best.text]).casefold()
    return best.source == candidate.source and candidate.words.casefold() in held
