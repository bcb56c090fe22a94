"""The phrases of `words.phrases`, compiled for a language, and tried on a text."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.agent.words.phrases import PHRASINGS
from assistant.languages import LANGUAGE_NAMES, UNSPACED_LANGUAGES, Language
from assistant.regexes import KEPT, lazy_regex

WORDS = lazy_regex(r"[^\W_]+(?:'[^\W_]+)?")


LATIN: tuple[Language, ...] = ("en", "de", "fr", "es", "it", "pt")


def tried(language: Language) -> tuple[Language, ...]:
    """Return the languages whose phrases are tried: its own, then English."""
    return (language,) if language == "en" else (language, "en")


def is_said(name: str, text: str, language: Language) -> bool:
    """Tell whether a phrase of a name stands in a text."""
    return any(pattern_of(name, spoken).search(text) for spoken in tried(language))


def text_without(name: str, text: str, language: Language) -> str:
    """Return a text without the phrases of a name."""
    for spoken in tried(language):
        text = pattern_of(name, spoken).sub(" ", text)
    return text


def without_politeness(text: str, language: Language) -> str:
    """Strip polite phrases and closing marks from a request."""
    for spoken in tried(language):
        text = pattern_of("polite", spoken).sub("", text.strip(MARKS))
    return text.strip(MARKS)


MARKS = " \t,.!?;:、。~…-¿¡\"'"


@lru_cache(maxsize=256)
def pattern_of(name: str, language: Language) -> re.Pattern[str]:
    """Return the phrases of a name (a field of `Phrasing`, an operation), as one."""
    phrasing = PHRASINGS[language]
    if name in phrasing.operations:
        return compiled(phrasing.operations[name])
    source: str = getattr(phrasing, name)
    if name == "carriers" and language in UNSPACED_LANGUAGES:
        # Pieces of running text: the longest that fits.
        source = "|".join(sorted(source.split("|"), key=len, reverse=True))
    if name == "polite":
        gap = r"[\s,!.]*" if language in ("zh", "ja", "ko") else r"(?:[\s,!.]+|$)"
        before = rf"^(?:¿ ?)?(?:(?:{source}){gap})+"
        after = (
            rf"(?:[\s,]*(?:{source}))+$" if language in ("zh", "ja", "ko") else rf"(?:[\s,]+(?:{source}))+$"
        )
        return compiled(rf"{before}|{after}")
    return compiled(source)


def compiled(source: str) -> re.Pattern[str]:
    """Return a pattern in which `{lang}` stands for a language's name."""
    return KEPT.compile(source.replace("{lang}", LANGUAGE_NAMES))
