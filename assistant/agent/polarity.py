"""Whether a sentence says the opposite of a text: negation, opposites and bounds, clause by clause, in ten languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.agent.polarity_words import (
    AND,
    BEFORE_IT,
    BOUNDS,
    CLAUSE,
    DENIES,
    DENIES_ANYWHERE,
    DENIES_NEXT,
    EXCLUDES,
    NEUTRAL,
    ONCE,
    ORDINALS,
    PAIRS,
    REFUSES,
    TIMED,
    TURNS,
    Bound,
)
from assistant.languages import UNSPACED_LANGUAGES, Language, detected, is_function_word
from assistant.library.terms import terms

_SHORT_CLAUSE = 9
"""Words up to which a "not" is taken to deny the whole clause; characters of unspaced scripts count a half."""
_REACH, _NEXT = 4, 2
"""Words that a "not" reaches in a longer clause, and words that a "without" does."""
_ALIGNED = 0.8
"""Share of the best clause's common terms from which another clause is looked at too."""
_LISTED = 2
"""Terms up to which what stands before a comma is one of a list."""
_PIECE = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Cue:
    """A word that denies, and the terms that it denies."""

    denied: frozenset[str]
    near: bool = False


@dataclass(frozen=True, slots=True)
class _Clause:
    terms: frozenset[str]
    cues: tuple[_Cue, ...]
    bounds: frozenset[Bound]
    turns: tuple[frozenset[int], ...]
    pairs: tuple[frozenset[int], ...]
    ordinals: frozenset[int]
    once: bool


def opposed(claim: str, text: str, language: Language | None = None) -> bool:
    """Tell whether a sentence says the opposite of a text that speaks of the same.

    Each clause of the sentence is held against the clause of the text that it shares most words with; a word that denies
    counts where it denies what both speak of.

    Args:
        claim: The sentence.
        text: What may bear it, in the same language.
        language: Of the sentence, where it is known better than the sentence shows.
    """
    spoken = language or detected(claim) or detected(text) or "en"
    own, its = _clauses(claim, spoken), _clauses(text, spoken)
    shared_by_all = frozenset().union(*(clause.terms for clause in its))
    telling = [
        clause
        for clause in own
        if len(common := clause.terms & shared_by_all) > 1 or (common and common == clause.terms)
    ]
    if not telling and shared_by_all & frozenset().union(*(clause.terms for clause in own)):
        telling = [_joined(own)]
    return any(_conflict(clause, _aligned(clause, its), shared_by_all) for clause in telling)


def _joined(clauses: tuple[_Clause, ...]) -> _Clause:
    """Make one clause of several that say little each."""
    return _Clause(
        frozenset().union(*(one.terms for one in clauses)),
        tuple(cue for one in clauses for cue in one.cues),
        frozenset().union(*(one.bounds for one in clauses)),
        tuple(frozenset().union(*(one.turns[place] for one in clauses)) for place in range(len(TURNS))),
        tuple(frozenset().union(*(one.pairs[place] for one in clauses)) for place in range(len(PAIRS))),
        frozenset().union(*(one.ordinals for one in clauses)),
        clauses[0].once,
    )


def opposed_across(claim: str, text: str) -> bool:
    """Tell whether one of two texts in different languages denies and the other does not; only for short ones."""
    own, its = _clauses(claim, detected(claim) or "en"), _clauses(text, detected(text) or "en")
    if len(own) > 2 or len(its) > 2:
        return False
    return (_total(own) % 2) != (_total(its) % 2) or _bounds_conflict(
        frozenset().union(*(one.bounds for one in own)), frozenset().union(*(one.bounds for one in its))
    )


def other_side(claim: str, text: str) -> bool:
    """Tell whether a claim has one of two words that exclude each other, like "begins", and a short text the other alone."""
    own, its = claim.casefold(), text.casefold()
    return any(_one_sided(_sides(own, pair), _sides(its, pair)) for pair in PAIRS)


def denies(text: str, language: Language | None = None) -> bool:
    """Tell whether a text denies anything."""
    return _total(_clauses(text, language or detected(text) or "en")) > 0


def _total(clauses: Iterable[_Clause]) -> int:
    total = 0
    for clause in clauses:
        cues = len([cue for cue in clause.cues if not cue.near])
        total += min(cues, 1) if clause.once else cues
    return total


def _aligned(clause: _Clause, others: tuple[_Clause, ...]) -> list[_Clause]:
    """Give the clauses that speak of the same, judged by the words in common."""
    shares = [len(clause.terms & other.terms) for other in others]
    most = max(shares)
    return [other for other, share in zip(others, shares, strict=True) if share and share >= _ALIGNED * most]


def _conflict(clause: _Clause, others: list[_Clause], text_terms: frozenset[str]) -> bool:
    told = frozenset().union(*(other.terms for other in others))
    own = _denials([clause], text_terms)
    its = _denials(others, clause.terms)
    turned = any(
        _one_sided(mine, frozenset().union(*(other.turns[place] for other in others)))
        for place, mine in enumerate(clause.turns)
    )
    if (own + its + turned) % 2:
        return True
    if _bounds_conflict(clause.bounds, frozenset().union(*(other.bounds for other in others))):
        return True
    counted, its_counted = clause.ordinals, frozenset().union(*(other.ordinals for other in others))
    if len(counted) == 1 and len(its_counted) == 1 and counted != its_counted:
        return True
    return bool(clause.terms & told) and any(
        _one_sided(mine, frozenset().union(*(other.pairs[place] for other in others)))
        for place, mine in enumerate(clause.pairs)
    )


def _denials(clauses: Iterable[_Clause], spoken_of: frozenset[str]) -> int:
    total = 0
    for clause in clauses:
        reaching = [cue for cue in clause.cues if cue.denied & spoken_of]
        wide = sum(not cue.near for cue in reaching)
        total += (min(wide, 1) if clause.once else wide) + sum(cue.near for cue in reaching)
    return total


def _one_sided(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one) == 1 and len(other) == 1 and one != other


def _bounds_conflict(one: frozenset[Bound], other: frozenset[Bound]) -> bool:
    return bool(one and other) and all(its in EXCLUDES[own] for own in one for its in other)


@lru_cache(maxsize=2_048)
def _clauses(text: str, language: Language) -> tuple[_Clause, ...]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    plain = NEUTRAL.sub(_blank, plain)
    spans: list[tuple[int, int]] = []
    start = 0
    for match in CLAUSE.finditer(plain):
        spans += _halves(plain, start, match.start())
        start = match.start() if match.group().strip()[:1].isalpha() else match.end()
    spans += _halves(plain, start, len(plain))
    found: list[_Clause] = []
    listed: list[_Clause] = []
    for start, end in spans:
        clause = _clause(plain[start:end], language)
        if (
            clause.terms
            and not clause.cues
            and len(clause.terms) <= _LISTED
            and plain[end : end + 1] in ",、"
        ):
            listed.append(clause)  # "Solvents, acids and oils must not be used": one of a list
        elif clause.terms or clause.cues:
            found.append(_joined((*listed, clause)))
            listed.clear()
    return (*found, *([_joined(tuple(listed))] if listed else []))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _halves(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a clause at an "and" that stands between two long parts."""
    for match in AND.finditer(text, start, end):
        one, other = text[start : match.start()], text[match.end() : end]
        if min(len(_PIECE.findall(one)), len(_PIECE.findall(other))) >= 3:
            return [(start, match.start()), *_halves(text, match.end(), end)]
    return [(start, end)]


def _clause(text: str, language: Language) -> _Clause:
    bounds: set[Bound] = set()
    rest = text
    for bound, pattern in BOUNDS.items() if _ANY_BOUND.search(rest) else ():
        if pattern.search(rest):
            bounds.add(bound)
            rest = pattern.sub(_blank, rest)
    words = _words(text, language)
    near = list(DENIES_NEXT.finditer(rest))
    bare = TIMED.sub(_blank, DENIES_NEXT.sub(_blank, rest))
    wide: list[re.Match[str]] = []
    taken: set[int] = set()
    for pattern in (DENIES[language], DENIES_ANYWHERE, REFUSES):
        for match in pattern.finditer(bare):
            if taken.isdisjoint(range(*match.span())):
                wide.append(match)
                taken.update(range(*match.span()))
    cues = [_Cue(_reached(words, match, language)) for match in wide]
    cues += [_Cue(_next(words, match), near=True) for match in near]
    return _Clause(
        frozenset(term for _, _, own in words for term in own),
        tuple(cues),
        frozenset(bounds),
        _all_sides(rest, TURNS),
        _all_sides(rest, PAIRS),
        _ordinals(rest, language),
        language in ONCE,
    )


_Pair = tuple[re.Pattern[str], re.Pattern[str]]
_ANY_BOUND = re.compile("|".join(pattern.pattern for pattern in BOUNDS.values()), re.IGNORECASE)
_ANY_SIDE = re.compile("|".join(side.pattern for pair in (*TURNS, *PAIRS) for side in pair), re.IGNORECASE)
"""One look instead of many: most clauses hold none of these words."""


def _all_sides(text: str, pairs: tuple[_Pair, ...]) -> tuple[frozenset[int], ...]:
    if not _ANY_SIDE.search(text):
        return (frozenset(),) * len(pairs)
    return tuple(_sides(text, pair) for pair in pairs)


def _sides(text: str, pair: tuple[re.Pattern[str], re.Pattern[str]]) -> frozenset[int]:
    return frozenset(side for side, pattern in enumerate(pair) if pattern.search(text))


def _ordinals(text: str, language: Language) -> frozenset[int]:
    known = ORDINALS.get(language)
    if known is None:
        return frozenset()
    return frozenset(known[word] for word in _PIECE.findall(text) if word in known)


_Word = tuple[int, int, frozenset[str]]


def _words(text: str, language: Language) -> list[_Word]:
    """Give the words of a clause that say something, with where they stand and their terms; pairs in unspaced scripts."""
    found: list[_Word] = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        if language in UNSPACED_LANGUAGES and not piece.isascii():
            # The last character of a run alone says little.
            found += [
                (match.start() + at, match.start() + at + 2, frozenset([piece[at : at + 2]]))
                for at in range(len(piece) - 1)
            ]
        elif not is_function_word(piece, language):
            found.append((match.start(), match.end(), frozenset(terms(piece))))
    return found


def _reached(words: list[_Word], match: re.Match[str], language: Language) -> frozenset[str]:
    """Give the terms that a word denies: those of a short clause, of a longer one the next ones, or the last before it."""
    unspaced = language in UNSPACED_LANGUAGES
    outside = [word for word in words if word[1] <= match.start() or word[0] >= match.end()]
    if len(words) <= _SHORT_CLAUSE * (2 if unspaced else 1):
        return frozenset().union(*(own for _, _, own in outside))
    reach = _REACH * (2 if unspaced else 1)
    after = [word for word in outside if word[0] >= match.end()][:reach]
    before = [word for word in outside if word[1] <= match.start()][-reach:]
    chosen = after + before if language in ("ja", "ko") or len(after) < 2 else after
    return frozenset().union(*(own for _, _, own in chosen))


def _next(words: list[_Word], match: re.Match[str]) -> frozenset[str]:
    if BEFORE_IT.match(match.group()):
        chosen = [word for word in words if word[1] <= match.start()][-_NEXT:]
    else:
        chosen = [word for word in words if word[0] >= match.end()][:_NEXT]
    return frozenset().union(*(own for _, _, own in chosen))
