"""Match words of a question with forms of them that papers use.

Terms of the index are stems of English, whatever the language; others inflect more, and German joins words to longer ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import Stemmer

from assistant.languages import Language
from assistant.library.terms import is_unspaced, stem
from assistant.library.words import Words
from assistant.regexes import lazy_regex
from assistant.tables.question.bridging import called_alike

STEMMED: Mapping[Language, str] = MappingProxyType(
    {"de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese", "ru": "russian"}
)
"""Languages whose words are compared by their own stems too, with the name of Snowball's stemmer."""
SHORTEST_STEM = 4
"""Letters from which two words of one stem are one word."""
SHORTEST_PART = 5
"""Letters from which a word may be a part of a longer one, where words are joined: "Kaution" of "Barkaution"."""
_LONGER = "ober"
_JOINS: frozenset[Language] = frozenset(("de",))
_SHORT_I = lazy_regex(r"(?<=[ыиое])и\b")
"""How terms spell a final й, which they take for an accented и."""


def documents_saying(
    words: Words, wanted: Collection[str], language: Language, documents: frozenset[int]
) -> set[int]:
    """Return which of some documents hold each of some terms, in any of its forms."""
    left = set(documents)
    for term in wanted:
        forms = {term, *called_alike(term)} if is_unspaced(term) else {term}
        if language in STEMMED and len(term) >= SHORTEST_STEM and not is_unspaced(term):
            among = words.beginning(term[: SHORTEST_STEM - 1])
            forms |= same_words([term], among, language).get(term, frozenset())
        left &= words.documents_holding_any(forms, documents)
    return left


def same_words(
    wanted: Collection[str], among: Collection[str], language: Language
) -> dict[str, frozenset[str]]:
    """Return which of many terms are forms of each of a few, or made with it.

    Source: M. F. Porter, "Snowball: a language for stemming algorithms" (2001).
    """
    if language not in STEMMED:
        return {}
    # Of scripts with spaces, and long enough to be compared.
    others = [term for term in among if len(term) >= SHORTEST_STEM and not is_unspaced(term)]
    stems = _stems(others, language)
    found: dict[str, frozenset[str]] = {}
    for term, own in zip(wanted, _stems(list(wanted), language), strict=True):
        if len(own) >= SHORTEST_STEM:
            # As the index spells it at the end of a longer word.
            parts = {own, stem(f"{_LONGER}{term}")[len(_LONGER) :]} if language in _JOINS else set[str]()
            found[term] = frozenset(
                other
                for other, its in zip(others, stems, strict=True)
                if own == its or (parts and len(term) >= SHORTEST_PART and _is_joined(parts, other, its))
            )
    return found


def _is_joined(parts: Collection[str], other: str, its: str) -> bool:
    """Return whether one word begins or ends the other."""
    if any(len(part) >= SHORTEST_STEM and (other.endswith(part) or its.startswith(part)) for part in parts):
        return True
    return len(its) >= SHORTEST_PART and any(part.endswith(its) or part.startswith(its) for part in parts)


def _stems(words: Sequence[str], language: Language) -> list[str]:
    plain = [_SHORT_I.sub("й", word) for word in words] if language == "ru" else words
    found: list[str] = _stemmer(STEMMED[language]).stemWords(list(plain))
    return found


@lru_cache(maxsize=8)
def _stemmer(name: str):  # type: ignore[no-untyped-def]  # the package has no types
    return Stemmer.Stemmer(name, 0)
