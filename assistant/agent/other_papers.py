"""Whether a question names what stands in other papers than a table's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import PurePath

from assistant.library.library import Library
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.retrieval.sentences import proper_names
from assistant.tables.database import Family

_WORD = re.compile(r"[^\W\d_]{3,}")
_LOOKED_AT = 12
"""Passages with a word that are looked at for how it is written."""
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
    surely = {term for name in proper_names(question) for term in terms(name)}
    if any(term not in known for term in surely):
        return True
    wanted = [term for term in query_terms(question) if term not in known]
    if not is_unspaced(question):
        return any(_is_written_as_name(library, term) for term in wanted)
    stems = [
        PurePath(source).stem for number, source in library.documents.sources().items() if number not in own
    ]
    return any(len(word) >= _SHORTEST and any(word in stem for stem in stems) for word in left)


def _words_of(family: Family) -> Iterator[str]:
    for table in family.tables:
        yield from (PurePath(table.source).stem, table.title, *table.heading, table.caption)
    for column in family.columns:
        yield from (column.name, *column.texts)


def _is_written_as_name(library: Library, term: str) -> bool:
    """Return whether a word is capitalised wherever it stands inside a sentence."""
    found = [number for number, _ in library.words.search([term], _LOOKED_AT)]
    inside = [
        match[0]
        for passage in library.documents.passages(found).values()
        for match in _WORD.finditer(passage.text)
        if terms(match[0]) == [term] and _is_inside(passage.text, match.start())
    ]
    return bool(inside) and all(word[0].isupper() for word in inside)


def _is_inside(text: str, at: int) -> bool:
    """Return whether a word in small letters stands right before a place."""
    before = text[:at].rstrip()
    return bool(before) and before[-1].islower() and text[len(before) : at] == " "
