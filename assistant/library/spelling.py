"""Spell the compounds of a question as a library does. Pure.

"Call-outs" where it has callouts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.library.terms import stem
from assistant.regexes import lazy_regex

_PARTICLE = "(?:out|in|up|off|down|over|on|back|away)s?"
_APART = lazy_regex(rf"(?<![\w-])[a-zA-Z]{{2,}}(?:-[a-zA-Z]{{2,}}| {_PARTICLE})(?![\w-])")
"""Two words that may be one: with a hyphen, or the second a word for where."""
_TOGETHER = lazy_regex(rf"(?<![\w-])(?P<first>[a-zA-Z]{{3,}}?)(?P<second>{_PARTICLE})(?![\w-])")


def library_spellings(question: str, count: Callable[[list[str]], Mapping[str, int]]) -> dict[str, str]:
    """Return compounds of a question, and how the library writes them.

    Args:
        question: As it was asked.
        count: Counts the passages that hold each of some terms.
    """
    spelled: dict[str, str] = {}
    for found in _APART.finditer(question):
        joined = found[0].replace("-", "").replace(" ", "")
        if _holds(count, joined):
            spelled[found[0]] = joined
    for found in _TOGETHER.finditer(question):
        if not _holds(count, found[0]) and _holds(count, found["first"]):
            spelled[found[0]] = f"{found['first']}-{found['second']}"
    return spelled


def _holds(count: Callable[[list[str]], Mapping[str, int]], word: str) -> bool:
    term = stem(word.lower())
    return count([term])[term] > 0
