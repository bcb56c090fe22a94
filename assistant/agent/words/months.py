"""Which months a question names, and which file is dated in one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.periods import number_said
from assistant.retrieval.value_words import MONTHS

_EAST_MONTH = lazy_regex(r"(?<!\d)(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?!\d)")
_WORD = lazy_regex(r"[^\W\d_]+")
_MONTH_IN_HASTE = lazy_regex(
    r"\b(may|march)(?:'?s)? (?:\d{4} )?(?:minutes|meeting|session|report|invoice|letter|e?-?mail)|\b(?:of|in|from|since|for|last) (may|march)\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(may|march)\b|\b(may|march) \d{1,2}\b",
    re.IGNORECASE,
)


def _month_words(question: str) -> list[str]:
    """Return the words that name a month; "may" and "march" are verbs too."""
    sure = [word for word in _WORD.findall(question) if word.casefold() in MONTHS]
    hasty = [word for found in _MONTH_IN_HASTE.findall(question) for word in found if word]
    return [one for one in sure if one[0].isupper() or one.casefold() not in ("may", "march")] + hasty


def months_named(question: str) -> list[int]:
    """Return the months that a question names, 1 to 12, in words or as 九月."""
    return [
        *(MONTHS[word.casefold()] for word in _month_words(question)),
        *(number_said(match[1]) for match in _EAST_MONTH.finditer(question)),
    ]


def month_terms(question: str) -> frozenset[str]:
    """Return the terms of a question that name a month."""
    return frozenset(
        terms(" ".join([*_month_words(question), *(match[0] for match in _EAST_MONTH.finditer(question))]))
    )


def months_asked(question: str) -> frozenset[tuple[int, int, int]]:
    """Return the times that a question names: year, month and day, 0 for what is open."""
    found = {
        (year or 0, month or 0, day or 0)
        for one in dates(question)
        for year, month, day in one.readings
        if month
    }
    if not found:
        found = {(0, month, 0) for month in months_named(question)}
    return frozenset(found)


def dated_in_month(question: str, sources: Mapping[int, str]) -> int | None:
    """Return the document whose file name has a date in a question's month.

    "The September minutes" is minutes-2025-09-02.md; of several years the latest is meant. None where none is.

    Args:
        question: In any language.
        sources: Paths of the documents that may be meant, by number.
    """
    wanted = months_named(question)
    found: list[tuple[int, int, int]] = []
    for number, source in sources.items():
        stem = re.sub(r"[_,()\[\]]+", " ", PurePath(source).stem)
        for one in dates(stem):
            year, month, day = one.readings[0]
            if month in wanted and len(one.readings) == 1:
                found.append((year or 0, day or 0, number))
    return max(found)[2] if found else None
