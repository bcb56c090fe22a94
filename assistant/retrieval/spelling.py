"""Words of a question that stand nowhere in a library, and are one slip of the fingers away from words that do.

Source: P. Norvig, "How to Write a Spelling Corrector" (2007): all words at an edit distance of one, of which those that are
    there are taken; the most frequent one wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from assistant.languages import is_function_word
from assistant.library.terms import terms

SHORTEST = 5
SHORT = 8
"""Shorter words have too many neighbours."""
LONGEST = 24
_MOST = 6
"""Most words of one question that are looked at."""
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = "abcdefghijklmnopqrstuvwxyzäöüßéèàçñ"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
Holding = Callable[[Collection[str]], Mapping[str, int]]
"""Counts the passages that hold each of some terms."""


def corrected(question: str, wanted: Sequence[str], language: str, holding: Holding) -> dict[str, str]:
    """Find what the misspelt words of a question were meant to be.

    Args:
        question: As it was typed.
        wanted: Its terms.
        language: The question's.
        holding: Counts the passages of the library that hold terms.

    Returns:
        For terms that stand nowhere the term that was meant, "" where the word only holds the sentence together.
    """
    absent = {term for term, count in holding(wanted).items() if not count}
    found: dict[str, str] = {}
    for word in _WORD.findall(question.casefold())[:100]:
        if len(word) > LONGEST:
            continue
        own = terms(word)
        if len(own) != 1 or own[0] not in absent or own[0] in found or len(found) == _MOST:
            continue
        near = list(_neighbours(word))
        if len(word) < SHORT and any(is_function_word(other, language) for other in near):
            # "wen", "teh", "whcih": nobody looks for these.
            found[own[0]] = ""
            continue
        if len(word) < SHORTEST:
            continue
        stems = {stem for other in near for stem in terms(other)}
        counts = holding(sorted(stems))
        best = max(counts, key=lambda term: (counts[term], term), default="")
        if best and counts[best]:
            found[own[0]] = best
    return found


def _neighbours(word: str) -> Iterator[str]:
    """Give all words at one deletion, exchange of neighbours, replacement or insertion."""
    letters = _LATIN if word[0] in _LATIN else _CYRILLIC if word[0] in _CYRILLIC else ""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for left, right in splits:
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in letters:
            if right:
                yield left + letter + right[1:]
            yield left + letter + right
