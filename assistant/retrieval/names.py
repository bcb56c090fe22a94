"""Numbers and proper names in a text: what must match to the letter, however near the meaning is."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:[.,:/-]\d+)*")
_LINE = re.compile(r"\s*[\r\n]+\s*(?:[-*•>#]+\s+|\d+[.)]\s+)?")
_NAME = re.compile(r"(?<![.!?:] )(?<![。！？：；])(?<!^)(?<![\w*_\"“])[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CALENDAR = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|I)\Z"
)
_TITLE_CASE = 0.4
"""Share of capitalised words from which capitals name nothing: a headline, or German."""


def numbers(text: str) -> list[str]:
    """Give the numbers of a text as they are written, with dates and times whole."""
    return _NUMBER.findall(text)


def proper_names(text: str) -> list[str]:
    """Give the capitalised words of a text that do not begin a sentence or line, neighbours together; none in a title-cased text."""
    words = _WORD.findall(text)
    capitalised = sum(word[0].isupper() for word in words)
    if len(words) > 3 and capitalised > _TITLE_CASE * len(words):
        return []
    lines = _LINE.split(text)
    return [name for line in lines for name in _NAME.findall(line) if not _CALENDAR.match(name)]
