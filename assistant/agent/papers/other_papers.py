"""Names in a question, and the papers that bear them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.agent.papers.paper_kinds import kind_called
from assistant.agent.words.roles import concepts_of
from assistant.languages import is_function_word, language_of
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.sentences import is_calendar, proper_names
from assistant.retrieval.value_words import CURRENCIES

if TYPE_CHECKING:
    from assistant.tables.data.database import Family

_WORD = re.compile(r"[^\W\d_]{3,}")
_CODE = lazy_regex(
    r"(?<![A-Za-z0-9])(?!(?:[QHShqs][1-4]|FY|fy|C?W\d\d?)(?:[-/]?(?:20)?\d\d)?(?![A-Za-z0-9]))"
    r"[A-Za-z]{1,6}(?:[-/]\d|\d{3})[\dA-Za-z]*(?:[-/][\dA-Za-z]+)*(?![A-Za-z0-9])"
)
"""What contracts, invoices and machines are numbered with: no "A4", and no quarter."""
_NAME = lazy_regex(r"(?<=[\w,] )[A-Z][\w'’&-]+(?: [A-Z][\w'’&-]+)*")
_OF_A_CONDITION = lazy_regex(
    r"(?:\d|\b(?:before|after|until|till|since|during|on|than|excluding|including|without|plus|per|(?<!ed )(?<!made )(?<!given )(?<!held )by)(?: the| an?)?)\s*$",
    re.IGNORECASE,
)
"""What stands before a day or an amount, and seldom before whose papers are meant."""
_NUMBER_BEHIND = lazy_regex(r"\s*\d")
_LOOKED_AT = 12
"""Passages with a word that are looked at for how it is written."""
_FEW = 0.6
"""Share of documents above which a name tells none of them apart."""
_SHORTEST = 2
"""Characters of a word without spaces that may be the name of a file."""


def names_others(library: Library, question: str, family: Family, left: Collection[str]) -> bool:
    """Return whether a question holds a name that a table lacks and other papers bear.

    "How much do we pay Sparkle a month?" is not answered by the petty cash, which knows no Sparkle.

    Args:
        library: Where the table is.
        question: As it was asked.
        family: The table.
        left: Words of the question that the table does not explain.
    """
    own = {table.document for table in family.tables}
    known = set(terms(" ".join(_words_of(family))))
    if not is_unspaced(question):
        return any(term not in known for term in _names(library, question))
    stems = [
        PurePath(source).stem for number, source in library.documents.sources().items() if number not in own
    ]
    return any(len(word) >= _SHORTEST and any(word in stem for stem in stems) for word in left)


def without_names(library: Library, question: str, documents: Collection[int]) -> frozenset[int]:
    """Return documents that hold none of the names in a question that others hold.

    "What do we pay Sparkle?" is not answered by a contract that says nowhere "Sparkle", though it says what is paid.

    Args:
        library: Where the documents are.
        question: As it was asked.
        documents: Their numbers.
    """
    if is_unspaced(question):
        return frozenset()
    held: set[int] = set()
    for term in _names(library, question):
        own = library.words.documents_holding([term], frozenset(documents))
        held |= own if len(own) <= _FEW * len(documents) else set()
    return frozenset(documents) - held if held else frozenset()


def names_asked_of(library: Library, question: str) -> list[str]:
    """Return the names in an English question that tell which papers it means.

    "Which leases of Tove Harket end in 2029?" names her. What a day, a length or an amount is told with is no name, nor is what
    papers write small as well, nor a thing that any contract may speak of: "before Christmas 2029", "500 EUR", "Q3", "the Board".
    """
    if language_of(question) != "en":
        return []
    found: list[str] = []
    for name in _NAME.finditer(question):
        if _OF_A_CONDITION.search(question[: name.start()]) or _NUMBER_BEHIND.match(question, name.end()):
            continue
        words = [word.removesuffix("'s").removesuffix("’s") for word in name[0].split()]
        found += [word for word in words if _is_name(library, word)]
    return found


def _is_name(library: Library, word: str) -> bool:
    if is_calendar(word) or is_function_word(word, "en") or word in CURRENCIES or any(map(str.isdigit, word)):
        return False
    if kind_called(word) is not None or any(one.pattern is not None for one in concepts_of(word)):
        return False
    return not any(_is_written_small(library, term) for term in terms(word))


def _is_written_small(library: Library, term: str) -> bool:
    """Return whether a paper writes a word in small letters."""
    found = [number for number, _ in library.words.search([term], _LOOKED_AT)]
    return any(
        match[0].islower() and terms(match[0]) == [term]
        for passage in library.documents.passages(found).values()
        for match in _WORD.finditer(passage.text)
    )


def codes_of(question: str) -> re.Pattern[str] | None:
    """Return what matches a question's codes: INV-1 is neither INV-12 nor INV-1-2."""
    codes = "|".join(re.escape(found.group()) for found in _CODE.finditer(question))
    if not codes:
        return None
    return re.compile(rf"(?<![A-Za-z0-9])(?:{codes})(?![A-Za-z0-9]|[-/]\d)", re.IGNORECASE)


def without_codes(question: str, passages: Sequence[StoredPassage]) -> frozenset[int]:
    """Return documents that lack every code of a question where others hold one.

    A code counts to the letter: WB-2025-003 is no WB-2025-008, however near they are.

    Args:
        question: As it was asked.
        passages: Of the documents that may answer.
    """
    written = codes_of(question)
    if written is None:
        return frozenset()
    held = {one.document_id for one in passages if written.search(f"{one.text}\n{one.title}\n{one.source}")}
    return frozenset(one.document_id for one in passages) - held if held else frozenset()


def _names(library: Library, question: str) -> set[str]:
    """Return the terms of a question that are written as names, here or in papers."""
    if language_of(question) != "en":  # German writes every noun with a capital letter
        return set()
    surely = {
        term for name in proper_names(question) for term in terms(name) if not is_function_word(term, "en")
    }
    return surely | {term for term in query_terms(question) if _is_written_as_name(library, term)}


def _words_of(family: Family) -> Iterator[str]:
    for table in family.tables:
        yield from (PurePath(table.source).stem, table.title, *table.heading, table.caption)
    for column in family.columns:
        yield from (column.name, *column.texts)


def _is_written_as_name(library: Library, term: str) -> bool:
    """Return whether a word is capitalised wherever it stands inside a sentence."""
    found = [number for number, _ in library.words.search([term], _LOOKED_AT)]
    inside = {
        match[0]
        for passage in library.documents.passages(found).values()
        for match in _WORD.finditer(passage.text)
        if _is_inside(passage.text, match.start())
    }
    written = [word for word in inside if terms(word) == [term] and not is_calendar(word)]
    return bool(written) and all(word[0].isupper() for word in written)


def _is_inside(text: str, at: int) -> bool:
    """Return whether a word in small letters stands right before a place."""
    before = text[:at].rstrip()
    return bool(before) and before[-1].islower() and text[len(before) : at] == " "
