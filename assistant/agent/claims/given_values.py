"""Tell which values of a sentence follow from its evidence. Pure.

The day of a letter ("in the letter of 18 May"), what comes of two of its figures ("£28,800 a year, i.e. £7,200 a quarter"), the hours
between two times, and 一 where it only says "a".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from assistant.agent.claims.claim_parts import Claim
from assistant.agent.claims.claimed_values import Value
from assistant.agent.words.amounts import plain_number
from assistant.agent.words.candidates import Candidate
from assistant.agent.words.polarity import denies
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date
from assistant.retrieval.values import Number, values

_PAPER = lazy_regex(
    r"\b(?:letters?|e-?mails?|mails?|minutes|meetings?|contracts?|agreements?|lease|notes?|memo|addendum|variation|amendment|dated)\b"
    r"|函|信|会|纪要|邮件|合同|协议|记录|通知",
    re.IGNORECASE,
)
"""A paper or a meeting that a day beside it dates."""
_NEAR = 14
"""Characters between a day and the paper that it dates."""
_ENDING = 160
"""Characters at the end of a paper that say when it was signed."""
_TOTAL = lazy_regex(
    r"\b(?:total\w*|together|in all|altogether|combined|sum|i\.e\.|that is|comes? to|makes?)\b|合计|一共|总共|共计?|加起来|即|总",
    re.IGNORECASE,
)
"""Says that a figure is made of others."""
_PARTS: Sequence[tuple[int, re.Pattern[str]]] = (
    (2, lazy_regex(r"\bhalf\b|半", re.IGNORECASE)),
    (4, lazy_regex(r"\bquarter(?:s|ly)?\b|季", re.IGNORECASE)),
    (12, lazy_regex(r"\bmonth(?:s|ly)?\b|月", re.IGNORECASE)),
)
"""What a figure is divided by where a sentence speaks of a part of a year, or of half."""
_LEAST = 10
"""Least result: smaller ones often fit by chance."""
_DAY = 86_400
_ARTICLE = lazy_regex(r"一[辆只条位名家间台张封份把扇座]")
"""A thing, and no count of it."""


def needs_none(value: Value, claim: Claim, chosen: Sequence[Candidate]) -> bool:
    """Return whether evidence bears a value out without saying it."""
    if isinstance(value.of, Date):
        return _dates_paper(value.of, claim, chosen)
    if not isinstance(value.of, Number):
        return False
    return (
        _only_article(value.of, claim, chosen)
        or _between_times(value.of, chosen)
        or _worked_out(value.of, claim, chosen)
    )


def _dates_paper(day: Date, claim: Claim, chosen: Iterable[Candidate]) -> bool:
    """Return whether a day is that of a paper which the claim names beside it."""
    near = claim.text[max(0, day.start - _NEAR) : day.end + _NEAR]
    if _PAPER.search(near) is None:
        return False
    return any(
        day.stands_in(other)
        for one in chosen
        for other in (*one.days_at_beginning, *one.context_values.dates, *values(_ending(one)).dates)
    )


def _ending(candidate: Candidate) -> str:
    last = max(candidate.paper, key=lambda one: one.start, default=candidate.unit.passage)
    return last.text[-_ENDING:]


def _only_article(number: Number, claim: Claim, chosen: Iterable[Candidate]) -> bool:
    if _ARTICLE.match(claim.text, number.start) is None:
        return False
    return not any(number.unit == other.unit for one in chosen for other in one.values.numbers)


def _between_times(number: Number, chosen: Iterable[Candidate]) -> bool:
    """Return whether a number of hours lies between two times of day."""
    if number.unit != "second":
        return False
    for one in chosen:
        times = [read for other in one.values.numbers if other.unit == "time" for read in _read(other)]
        if any(f"{60 * (last - first) % _DAY:f}" in number.values for first, last in combinations(times, 2)):
            return True
    return False


def _worked_out(number: Number, claim: Claim, chosen: Iterable[Candidate]) -> bool:
    """Return whether a number comes of those in its evidence as the claim says."""
    result = plain_number(number)
    if result is None or result < _LEAST or denies(claim.text):  # what denies anything may deny the sum
        return False
    by = [part for part, pattern in _PARTS if pattern.search(claim.text)]
    summed = _TOTAL.search(claim.text) is not None
    for one in chosen:
        near = values(one.unit.passage.text).numbers if summed else ()
        own = {read for other in one.values.numbers if _counts_alike(number, other) for read in _read(other)}
        if any(read == part * result for read in own for part in by):
            return True
        # A total may be made of this figure and one that stands near it.
        others = {read for other in near if _counts_alike(number, other) for read in _read(other)} | own
        if summed and any(first + second == result for first in own for second in others if first != second):
            return True
    return False


def _counts_alike(one: Number, other: Number) -> bool:
    return bool(one.unit) and one.unit == other.unit


def _read(number: Number) -> Iterator[Decimal]:
    read = plain_number(number)
    if read is not None:
        yield read
