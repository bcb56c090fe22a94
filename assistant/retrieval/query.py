"""Correct a question's misspelt words and find documents it names. Pure.

A document is named by its file name, folder, title or the date in its name: a file is called what its owner thinks of it,
and that often stands nowhere in its text ("2025-09-01 pricing.md", "oak.md").
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import PurePath

from assistant.frozen import dataclass
from assistant.languages import is_function_word
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date, dates

_SEPARATORS = lazy_regex(r"[\s_\-.,()\[\]]+")
_BEGINNING = 4
"""Characters of a word by which names are looked through before any is taken apart."""
_MOST_PIECES = 40
"""Words of a question that are looked for in names, at most."""
SAID = 0.6
"""Share of a name, by how much its words tell it from others, that a question must say for the document to be meant."""
RARE = 0.5
"""What a document's words must weigh beside the rarest, that no other document that is meant explains."""
MOST_MEANT = 6
_SURE_STEM = 5
"""A name without its ending is taken literally from so many characters on, or where it has several parts."""
SHORTEST_WORD = 5
"""Shorter words have too many neighbours."""
LONG_FUNCTION_WORD = 8
"""Function words are shorter than this."""
SHORTEST_FUNCTION_WORD = 4
"""Shorter function words are a slip away from too many others."""
LONGEST_WORD = 24
_MOST_WORDS = 6
"""Most words of one question that are looked at."""
_WORD = lazy_regex(r"[^\W\d_]+")
_LATIN = "abcdefghijklmnopqrstuvwxyzäöüßéèàçñ"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = ("aeiouyäöüéèà", "ckqsxzßç", "bp", "dt", "vwf", "mn", "gj", "nñ", "lr")
"""Letters of one sound, that are put for each other by ear."""


def _slips() -> dict[str, str]:
    """Return by letter those that are put for it: a key beside it, or a like sound."""
    found: dict[str, set[str]] = {}
    for row, keys in enumerate(_KEYS):
        for at, key in enumerate(keys):
            beside = {*keys[max(at - 1, 0) : at + 2]}
            for other in _KEYS[max(row - 1, 0) : row + 2]:
                beside |= {*other[max(at - 1, 0) : at + 2]}
            found.setdefault(key, set()).update(beside)
    for alike in _ALIKE:
        for letter in alike:
            found.setdefault(letter, set()).update(alike)
    return {letter: "".join(sorted(others)) for letter, others in found.items()}


_SLIPS = _slips()
Holding = Callable[[Collection[str]], Mapping[str, int]]
"""Counts the passages that hold each of some terms."""


@dataclass(frozen=True, slots=True)
class DocumentName:
    """What a document is called.

    Attributes:
        id: Its number in the library.
        source: Absolute path.
        title: Its title.
    """

    id: int
    source: str
    title: str


@dataclass(frozen=True, slots=True)
class Named:
    """The documents that a question names.

    Attributes:
        literal: Those whose file name stands in the question as it is, or whose date and a word of it do.
        strength: How much a question's words say of each other's name, by document; above 0 and at most 1.
        meant: Those that the question is about: their names are said all but in full, each by words of its own.
        terms: The question's terms that stand in a document's name, by document.
    """

    literal: frozenset[int] = frozenset()
    strength: Mapping[int, float] = field(default_factory=dict)
    meant: tuple[int, ...] = ()
    terms: Mapping[int, frozenset[str]] = field(default_factory=dict)


def looked_for(question: str, wanted: Sequence[str]) -> tuple[list[str], bool]:
    """Return beginnings of words by which named documents are looked up.

    And whether a name with any number in it may be meant, because the question holds a date.

    Args:
        question: In any language.
        wanted: Its terms, as documents are looked up by.
    """
    tokens = [word for word in _plain(question).split() if "." in word or any(map(str.isdigit, word))]
    pieces = [piece for word in tokens for piece in _SEPARATORS.split(word)]
    beginnings = dict.fromkeys(one[:_BEGINNING] for one in [*wanted, *pieces] if len(one) > 1)
    return list(beginnings)[:_MOST_PIECES], bool(dates(question))


def named(question: str, wanted: Sequence[str], names: Iterable[DocumentName], documents: int) -> Named:
    """Find the documents that a question names.

    Args:
        question: In any language.
        wanted: Its terms, as documents are looked up by.
        names: What the documents are called that may be named, as `looked_for` tells.
        documents: How many there are in all.
    """
    plain = _plain(question)
    asked_dates = dates(question)
    literal: set[int] = set()
    held: dict[int, frozenset[str]] = {}
    called_by: dict[int, frozenset[str]] = {}
    dated: set[int] = set()
    for name in names:
        path = PurePath(name.source)
        if _stands_literally(path, plain):
            literal.add(name.id)
        stem = frozenset(terms(_spaced(path.stem)))
        if shared := (stem | frozenset(terms(_spaced(path.parent.name)))).intersection(wanted):
            held[name.id] = shared
            called_by[name.id] = stem
        if asked_dates and _is_dated(path.stem, asked_dates):
            dated.add(name.id)
    if not literal and dated:
        # "the minutes of 20 May": the date alone is enough where one file bears it, else a word must help. In a month much
        # may have happened that no file of that month tells of, so a word always has to.
        months = frozenset(term for one in asked_dates for term in terms(one.text))
        helped = {number for number in dated & held.keys() if held[number] - months}
        fitting = helped if all(map(_is_vague, asked_dates)) else dated & held.keys() or dated
        literal = fitting if len(fitting) <= max(1, documents // 10) else set()
    weights = _weights(held, documents)
    strength = _strengths(held, weights, documents)
    meant = _meant(held, called_by, weights, literal)
    return Named(frozenset(literal), strength, meant, held)


def _weights(held: Mapping[int, frozenset[str]], documents: int) -> dict[str, float]:
    """Weigh the words that names share with a question by how few names hold them."""
    holding = Counter(term for shared in held.values() for term in shared)
    return {term: math.log(1 + documents / (2 * count)) for term, count in holding.items()}


def _strengths(
    held: Mapping[int, frozenset[str]], weights: Mapping[str, float], documents: int
) -> dict[int, float]:
    # A word that most names hold tells none of them from the others.
    most = sum(weights.values()) or 1.0
    scale = (
        min(1.0, max(weights.values(), default=0.0) / math.log(1 + documents / 2)) if documents > 1 else 0.0
    )
    return {number: scale * sum(weights[term] for term in shared) / most for number, shared in held.items()}


def _meant(
    held: Mapping[int, frozenset[str]],
    called_by: Mapping[int, frozenset[str]],
    weights: Mapping[str, float],
    literal: Collection[int],
) -> tuple[int, ...]:
    """Choose the documents that a question means, the plainest first.

    Each must explain words of the question that the others do not.
    """

    def worth(number: int) -> float:
        return sum(weights[term] for term in held[number])

    # Of a name's other words too: those that stand in every name ("2021", "report") say nothing of this one.
    holding = Counter(term for own in called_by.values() for term in own)
    in_names = {term: math.log(1 + len(called_by) / (2 * count)) for term, count in holding.items()}

    def said(number: int) -> float:
        whole = sum(in_names[term] for term in called_by[number])
        return sum(in_names[term] for term in called_by[number] & held[number]) / whole if whole else 0.0

    plain = [number for number in held if number in literal or said(number) >= SAID]
    least = RARE * max(weights.values(), default=0.0)
    chosen: list[int] = []
    explained: set[str] = set()
    for number in sorted(plain, key=lambda one: (one not in literal, -worth(one), one)):
        own = held[number] - explained
        # Another year's report of the same firm says nothing new; another firm's does.
        if number in literal or sum(weights[term] for term in own) >= least:
            chosen.append(number)
            explained |= held[number]
    return tuple(chosen[:MOST_MEANT])


def _stands_literally(path: PurePath, plain: str) -> bool:
    name, stem = _plain(path.name), _plain(path.stem)
    if path.suffix and _says(plain, name):
        return True
    sure = len(stem) >= _SURE_STEM and (len(_SEPARATORS.split(stem)) > 1 or any(map(str.isdigit, stem)))
    return sure and _says(plain, stem)


def _says(text: str, name: str) -> bool:
    """Return whether a name stands in a text as a whole word.

    In scripts without spaces between words it may stand anywhere.
    """
    at = text.find(name)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
        if not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum()):
            return True
        at = text.find(name, at + 1)
    return False


def _is_dated(stem: str, asked: Sequence[Date]) -> bool:
    own = dates(_spaced(stem, dashes=True))
    return any(one.agrees(other) for one in own for other in asked)


def _is_vague(asked: Date) -> bool:
    """Return whether a date names no day."""
    return all(day is None for _, _, day in asked.readings)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _spaced(name: str, *, dashes: bool = False) -> str:
    """Take a name apart at what stands for blanks in it."""
    return re.sub(r"[_,()\[\]]+" if dashes else r"[_\-,()\[\]]+", " ", name)


def corrected(question: str, wanted: Sequence[str], language: str, holding: Holding) -> dict[str, str]:
    """Find what words that stand nowhere in the library were meant to be.

    Args:
        question: As it was typed.
        wanted: Its terms.
        language: The question's.
        holding: Counts the passages of the library that hold terms.

    Returns:
        For terms that stand nowhere the term that was meant, "" where the word only holds the sentence together.

    Source: P. Norvig, "How to Write a Spelling Corrector" (2007): of all words at an edit distance of one, the most
        frequent one that stands in the library. Ours: a letter is put for one beside it on the keyboard, or of a like sound,
        so that "injured" is not taken for "insured".
    """
    absent = {term for term, count in holding(wanted).items() if not count}
    found: dict[str, str] = {}
    for match in list(_WORD.finditer(question))[:100]:
        word = match.group().casefold()
        own = terms(word) if len(word) <= LONGEST_WORD else []
        if len(own) != 1 or own[0] not in absent or own[0] in found or len(found) == _MOST_WORDS:
            continue
        if _is_slip_of_function_word(word, language):
            found[own[0]] = ""
        elif len(word) >= SHORTEST_WORD:
            # One letter put for another makes another name: Martin is not Marten.
            named = match.group()[0].isupper() and match.start() > 0
            stems = {stem for other in _neighbours(word, replaced=not named) for stem in terms(other)}
            counts = holding(sorted(stems))
            best = max(counts, key=lambda term: (counts[term], term), default="")
            if best and counts[best]:
                found[own[0]] = best
    return found


def _is_slip_of_function_word(word: str, language: str) -> bool:
    """Return whether a word is a misspelt function word: "wen", "whcih".

    A letter left out, or two neighbours exchanged.
    """
    slips = (
        word[:at] + other
        for at in range(1, len(word) + 1)
        for other in (
            *(letter + word[at:] for letter in _letters(word)),
            *([word[at : at + 2][::-1] + word[at + 2 :]] if at + 1 < len(word) else []),
        )
    )
    return 3 <= len(word) < LONG_FUNCTION_WORD and any(
        len(slip) >= SHORTEST_FUNCTION_WORD and is_function_word(slip, language) for slip in slips
    )


def _letters(word: str) -> str:
    return _LATIN if word[0] in _LATIN else _CYRILLIC if word[0] in _CYRILLIC else ""


def _neighbours(word: str, *, replaced: bool) -> Iterator[str]:
    """Yield all words at an edit distance of one; replacements only if wanted."""
    letters = _letters(word)
    for left, right in ((word[:at], word[at:]) for at in range(len(word) + 1)):
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in letters:
            if right and replaced and letter in _SLIPS.get(right[0], letters):
                yield left + letter + right[1:]
            yield left + letter + right
