"""Numbers and proper names in a text: what must match to the letter, however near the meaning is."""

from __future__ import annotations

import re

from assistant.languages import is_function_word

_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:[.,:/-]\d+)*")
_LINE = re.compile(r"\s*[\r\n]+\s*(?:[-*•>#]+\s+|\d+[.)]\s+)?")
_NAME = re.compile(
    r"(?<![.!?:] )(?<![。！？：；])(?<!^)(?<![\w*_\"“])[A-Z][A-Za-zÀ-ɏ\d'’-]+(?:\s+[A-Z][A-Za-zÀ-ɏ\d'’-]+)*"
)
_FIRST = re.compile(r"(?:^|(?<=[.!?] ))[\"“*_]*((?:[A-Z][\w'’-]+\s+)+[A-Z][\w'’-]+)")
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
    if _title_cased(text):
        return []
    lines = _LINE.split(text)
    return [name for line in lines for name in _NAME.findall(line) if not _CALENDAR.match(name)]


def first_names(text: str) -> list[str]:
    """Give the names of two words and more that begin a sentence: "Anna Holm voted", not "The Board voted"."""
    found: list[str] = []
    for name in _FIRST.findall(text):
        words = name.split()
        while words and is_function_word(words[0], "en"):
            words = words[1:]
        if len(words) > 1 and not _title_cased(text, more=len(words)):
            found.append(" ".join(words))
    return found


def _title_cased(text: str, more: int = 0) -> bool:
    words = _WORD.findall(text)
    capitalised = sum(word[0].isupper() for word in words) - more
    return len(words) - more > 3 and capitalised > _TITLE_CASE * len(words)
