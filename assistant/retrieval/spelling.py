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
"""Shorter words have too many neighbours."""
SHORT = 8
"""Function words are no longer than this."""
FUNCTION_WORD = 4
"""Shorter function words are a slip away from too many others."""
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
    for match in list(_WORD.finditer(question))[:100]:
        word = match.group().casefold()
        own = terms(word) if len(word) <= LONGEST else []
        if len(own) != 1 or own[0] not in absent or own[0] in found or len(found) == _MOST:
            continue
        if _is_slip_of_function_word(word, language):
            found[own[0]] = ""
        elif len(word) >= SHORTEST:
            # One letter put for another makes another name: Martin is not Marten.
            named = match.group()[0].isupper() and match.start() > 0
            stems = {stem for other in _neighbours(word, replaced=not named) for stem in terms(other)}
            counts = holding(sorted(stems))
            best = max(counts, key=lambda term: (counts[term], term), default="")
            if best and counts[best]:
                found[own[0]] = best
    return found


def _is_slip_of_function_word(word: str, language: str) -> bool:
    """Tell whether a word is a longer function word with a letter left out or two exchanged: "wen", "whcih"; nobody looks for it."""
    slips = (
        word[:at] + other
        for at in range(1, len(word) + 1)
        for other in (
            *(letter + word[at:] for letter in _letters(word)),
            *([word[at : at + 2][::-1] + word[at + 2 :]] if at + 1 < len(word) else []),
        )
    )
    return 3 <= len(word) < SHORT and any(
        len(slip) >= FUNCTION_WORD and is_function_word(slip, language) for slip in slips
    )


def _letters(word: str) -> str:
    return _LATIN if word[0] in _LATIN else _CYRILLIC if word[0] in _CYRILLIC else ""


def _neighbours(word: str, *, replaced: bool) -> Iterator[str]:
    """Give all words at one deletion, exchange of neighbours, insertion, or replacement if that is wanted."""
    letters = _letters(word)
    for left, right in ((word[:at], word[at:]) for at in range(len(word) + 1)):
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in letters:
            if right and replaced:
                yield left + letter + right[1:]
            yield left + letter + right
