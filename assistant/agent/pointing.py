"""Tell which documents a follow-up points at: "the other one", 那第二份呢. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from assistant.library.terms import terms
from assistant.regexes import lazy_regex

MOST_OTHERS = 3
"""Most documents that "the other one" may mean."""
LONGEST = 60
"""Longest question, in characters, that only points."""
_OTHER = lazy_regex(
    r"\b(?:the|that|an?)?\s*other (?:ones?|two|contract|file|document|paper)\b|另外?[一那两]?[份个封张篇]",
    re.IGNORECASE,
)
_NTH = lazy_regex(
    r"\b(?P<en>first|second|third|fourth|fifth|last)(?: one| document| file| contract)\b|第(?P<zh>[一二三四五])[份个封张篇条](?!会)|(?P<last>最后)[那一]?[份个封张篇]",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_PLACES |= {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "最后": -1}


def documents_pointed_at(question: str, shown: Sequence[int], sources: Mapping[int, str]) -> tuple[int, ...]:
    """Return the documents that a follow-up points at; empty where that is not clear.

    Args:
        question: As it was asked.
        shown: The documents of the last answer, in the order in which it told them.
        sources: The paths of all documents, by their numbers.
    """
    if len(question) > LONGEST or not shown:
        return ()
    nth = _NTH.search(question)
    if nth is not None:
        place = _PLACES[(nth["en"] or nth["zh"] or nth["last"]).lower()]
        return (shown[place],) if len(shown) > 1 and place < len(shown) else ()
    if not _OTHER.search(question):
        return ()
    others = [
        one for one in sources if one not in shown and any(_are_alike(one, own, sources) for own in shown)
    ]
    return tuple(others) if 0 < len(others) <= MOST_OTHERS else ()


def documents_told(answer: str, cited: Sequence[int], sources: Mapping[int, str]) -> list[int]:
    """Return the documents that an answer rests on or names, in its order.

    Args:
        answer: Its text.
        cited: Those that it cites, in order.
        sources: The paths of all documents, by their numbers.
    """
    named = {number: answer.find(PurePath(path).name) for number, path in sources.items()}
    listed = sorted((number for number, at in named.items() if at >= 0), key=named.__getitem__)
    return listed if len(listed) > 1 else list(dict.fromkeys(cited)) or listed


def _are_alike(one: int, other: int, sources: Mapping[int, str]) -> bool:
    """Return whether two documents share a folder and a word of their names."""
    if one not in sources or other not in sources:
        return False
    first, second = PurePath(sources[one]), PurePath(sources[other])
    return first.parent == second.parent and not set(terms(first.stem)).isdisjoint(terms(second.stem))
