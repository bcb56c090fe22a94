"""Parse what a sentence claims: words, values, names, and where they must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import product

from assistant.agent.claims.claimed_values import Value, designator, one_number
from assistant.agent.words.amounts import plain_number
from assistant.agent.words.candidates import Candidate
from assistant.agent.words.polarity import AND, CLAUSE, EXCEPTS, denies, grants, other_side
from assistant.agent.words.rows import in_column
from assistant.frozen import dataclass
from assistant.languages import Language, detected, is_function_word
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date
from assistant.retrieval.sentences import first_names, proper_names
from assistant.retrieval.values import Identifier, Number, Values, values
from assistant.text import HIRAGANA

_SAYS_LITTLE: Mapping[Language, tuple[re.Pattern[str], ...]] = {
    "zh": (
        lazy_regex(
            "不允许|不可以|不得|不能|不准|不许|不会|不必|不需要?|不予|禁止|严禁|允许|可以|必须|应当|无需|无须|需要|没有|尚未|予以"
        ),
        lazy_regex("[的是为了在于]"),
    ),
    "ja": (lazy_regex(f"[{HIRAGANA}]+"),),
    "ko": (
        lazy_regex(
            r"(?:입니다|됩니다|합니다|습니다|니다|하였다|되었다|했다|됐다|한다|된다|이다|하다|되다|이며|하며|되며)(?=[\s.,!?]|$)"
        ),
        lazy_regex(
            r"(?<=[가-힣]{2})(?:은|는|이|가|을|를|의|에|에서|에게|으로|로|와|과|도|까지|부터)(?=[\s.,!?]|$)"
        ),
    ),
}
"""Particles and verb endings of unspaced scripts, whose pairs of characters say nothing."""
_ELIDED = 0.6
"""Share of a part's words from which a claim is about that part, with the subject before it."""
_PART, _PART_WIDE = 2, 4
"""Least words, or characters in unspaced scripts, of a part of a sentence."""
_MANY, _SHORT_PIECE = 3, 8
"""Least number of parts of a list, and most characters of each, that name one thing beside another."""
_MOST = 0.6
"""Share of a sentence from which a verbatim part of it is a quote."""
_LIST = lazy_regex(
    rf"[,;](?=\s)|[，；、。]|(?<=起)[至到]|(?<=[하되]여)\s|(?<=[하이]며)\s|{AND.pattern}", re.IGNORECASE
)


_LEAD = lazy_regex(r".*(?:[^\W\d]|[)）])\s?[:：](?!.*[^\d][:：])", re.DOTALL)
_TOPIC = lazy_regex(r"[^、。は]{1,20}は(?=\d)")
"""What a list stands behind, and a topic of which two days or sums are said."""


_WEEKDAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo"
    r"|(?:lune|marte|mercole|giove|vener)d[ìi]|sabato|domenica|(?:segunda|terça|quarta|quinta|sexta)-feira"
    r"|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье"
)
_WEEKDAY_BEFORE = lazy_regex(rf"\b(?:{_WEEKDAY}),?\s+(?:the\s+|den\s+|le\s+|el\s+)?\Z", re.IGNORECASE)
_WEEKDAY_BEHIND = lazy_regex(r"\s?[(（](?:周|星期|礼拜)?[一二三四五六日天月火水木金土](?:曜日?)?[)）]")


@dataclass(frozen=True)
class Claim:
    """A sentence with its terms and values.

    Attributes:
        text: The sentence.
        words: Its terms that say something, without those of values.
        values: Its numbers, dates and identifiers.
        names: Its proper names, each with its terms.
        replies: Whether it stands behind a yes or a no.
    """

    text: str
    words: tuple[str, ...]
    values: tuple[Value, ...]
    names: tuple[tuple[str, frozenset[str]], ...]
    replies: bool = False

    @property
    def asserts(self) -> bool:
        """Whether it says that something is so, and does not just name what was asked for."""
        return self.replies or grants(self.text)

    @property
    def valued(self) -> int:
        """The number of its values."""
        return len(self.values)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Its numbers."""
        return tuple(value.of for value in self.values if isinstance(value.of, Number))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its identifiers."""
        return frozenset(value.of.key for value in self.values if isinstance(value.of, Identifier))

    @cached_property
    def all_terms(self) -> frozenset[str]:
        """All of its terms."""
        return frozenset(terms(self.text))

    def has_number(self, number: Number) -> bool:
        """Return whether it has a number."""
        return any(number.equals(other) for other in self.numbers)

    def count_in(self, candidate: Candidate) -> int:
        """Count its values that a candidate has."""
        return sum(value.stands_in(candidate) for value in self.values)

    def shares(self, held: Values) -> bool:
        """Return whether it has one of some values."""
        return any(one_number(own, number) for number in held.numbers for own in self.numbers) or any(
            value.of.agrees(date)
            for value in self.values
            if isinstance(value.of, Date)
            for date in held.dates
        )

    def quotes(self, candidate: Candidate) -> bool:
        """Return whether it is most of a candidate, word for word and with its "not"."""
        own, whole = plain_letters(self.text), plain_letters(candidate.unit.text)
        if own not in whole or len(own) < _MOST * len(whole):
            return False
        return own == whole or denies(self.text) or not denies(candidate.unit.text)

    def repeats(self, candidate: Candidate) -> bool:
        """Return whether it is a part of a candidate that nothing before it denies."""
        before = self._before(candidate)
        return before is not None and not denies(before)

    def is_denied_by(self, candidate: Candidate) -> bool:
        """Return whether it is a part of a candidate, without the "not" before it."""
        before = self._before(candidate)
        return before is not None and denies(before)

    def _before(self, candidate: Candidate) -> str | None:
        """Return what stands right before it in a candidate.

        None where the candidate does not hold it word for word.
        """
        own, whole = self.text.casefold().strip().rstrip(".。"), candidate.unit.text.casefold()
        if is_unspaced(own):
            own, whole = own.replace(" ", ""), whole.replace(" ", "")
        at = whole.find(own)
        return whole[max(0, at - (2 if is_unspaced(own) else 12)) : at] if at >= 0 else None

    def misplaced(self, candidate: Candidate) -> bool:
        """Return whether it gives a value to another thing of the same sentence.

        "Bonn gets 28 days, Rotterdam 30": that Bonn gets 30 days does not stand there.
        """
        if candidate.row is not None:
            held = (*candidate.values.numbers, *candidate.head_values.numbers)
            return any(
                any(number.equals(other) for other in held)
                and not in_column(number, self.numbers, self.text, candidate.row)
                for number in self.numbers
            )
        if _mixes(self, candidate.unit.text):
            return True
        pieces = _listed(candidate.unit.text)
        if len(pieces) < 2:
            return False
        return any(
            _elsewhere(value.of, pieces, self)
            for value in self.values
            if not isinstance(value.of, Identifier)
        )

    def taken_from_elsewhere(self, candidate: Candidate, others: Iterable[Candidate]) -> bool:
        """Return whether it puts something of another sentence into a candidate.

        "Breakfast is not reimbursed" is not supported by "The minibar is not reimbursed", where another sentence is on breakfast.
        """
        if candidate.row is not None:
            return False
        swapped = [
            stretch
            for stretch in _swapped(self, candidate)
            if not candidate.own_words.issuperset(term for word in stretch for term in terms(word))
            and not (is_unspaced(self.text) and "".join(stretch) in candidate.beginning)
        ]
        if not swapped:
            return False
        document = candidate.unit.passage.document_id
        return any(
            other is not candidate
            and other.unit.passage.document_id == document
            and not (candidate.is_item and other.unit.text.endswith((":", "：")))
            and any(
                all(word in other.unit.text if is_unspaced(word) else word in other.terms for word in stretch)
                for stretch in swapped
            )
            for other in others
        )


@lru_cache(maxsize=512)
def claim_of(text: str, known: frozenset[str] = frozenset()) -> Claim:
    """Make a claim of a sentence.

    Args:
        text: The sentence.
        known: Identifiers of the evidence; "EN 12" is one only where it is among them.
    """
    held = values(text)
    own = [one for one in held.identifiers if one.sure or one.key in known]
    spans = [_with_weekday(text, one) for one in held.dates] + [(one.start, one.end) for one in own]
    numbers = [one for one in held.numbers if not any(start <= one.start < end for start, end in spans)]
    spans += [one.span for one in numbers]
    bare = text
    for start, end in spans:
        bare = bare[:start] + " " * (end - start) + bare[end:]
    found = [
        *(Value(one.text, one) for one in held.dates),
        *(Value(one.text, one, designator(text, one)) for one in numbers),
        *(Value(one.text, one) for one in own),
    ]
    language = detected(text) or "en"
    for pattern in _SAYS_LITTLE.get(language, ()):
        shorter = pattern.sub(" ", bare)
        # What is left still has to say something.
        bare = shorter if any(map(str.isalpha, shorter)) else bare
    words = query_terms(bare) if any(map(str.isalnum, bare)) else []
    if found and all(is_function_word(word, language) for word in words):
        words = []
    names = [*proper_names(text), *(one for one in first_names(text) if _has_two_words(one, language))]
    if language == "de":
        named = [match[1] for match in _GERMAN_NOUN.finditer(text)]
        names = [one for one in names if one not in named]
    counted = [text[start:end] for start, end in spans]  # "EUR 40" has no name in it
    names = [one for one in names if not any(one in each for each in counted) or one in bare]
    return Claim(
        text,
        tuple(words),
        tuple(sorted(found, key=lambda value: value.of.start)),
        tuple(
            (name, parts)
            for name in dict.fromkeys(names)
            if not any(map(str.isdigit, name))
            and (
                parts := frozenset(
                    one for one in terms(_ADDRESS.sub("", name)) if not is_function_word(one, language)
                )
            )
        ),
    )


_GERMAN_NOUN = lazy_regex(
    r"\b(?i:d(?:er|ie|as|e[mns])|(?:k?ein|mein|dein|sein|ihr|unser|dies|jed)(?:e[mnrs]?)?|im|am|zum|zur|beim|vom|ins|ans|pro|je)\s+([A-ZÄÖÜ][\w-]+)(?![\w-]|\s+[A-ZÄÖÜ])"
)
"""A word behind an article, which is no name though it has a capital."""


def _has_two_words(name: str, language: Language) -> bool:
    return sum(not is_function_word(word, language) for word in name.split()) > 1


_ADDRESS = lazy_regex(
    r"\b(?:mr|mrs|ms|miss|dr|prof|herrn?|frau|monsieur|madame|mademoiselle|m[ml]le|mme|señor(?:a|ita)?|sr(?:a|ta)?|do[nñm]a?|signora?|sig|senhora?"
    r"|господин|госпожа|г-жа|г-н)\b\.?\s*",
    re.IGNORECASE,
)
"""What stands before a name and a paper may leave out: "Herr Eigler"."""


def _with_weekday(text: str, date: Date) -> tuple[int, int]:
    """Return where a date stands with the day of the week beside it.

    A paper may leave that out, or cut it short.
    """
    before = _WEEKDAY_BEFORE.search(text, max(0, date.start - 20), date.start)
    behind = _WEEKDAY_BEHIND.match(text, date.end)
    return (
        before.start() if before is not None else date.start,
        behind.end() if behind is not None else date.end,
    )


@lru_cache(maxsize=2_048)
def plain_letters(text: str) -> str:
    """Return what of a text is compared letter by letter."""
    return "".join(character for character in text.casefold() if character.isalnum() or character in ".,%")


def without_sums(claim: Claim, stands: Callable[[Value], bool]) -> Claim:
    """Leave out of a claim's values a number that it works out itself.

    "£180 and £900, so £1,080 in all": it needs no evidence besides that of the numbers it is made of, which stand right before or behind it.
    A claim that denies anything may deny the sum.

    Args:
        claim: The claim.
        stands: Tells whether a value stands anywhere in what was found; one that does is taken from there.
    """
    worth = [
        (value, value.of.unit, read)
        for value in claim.values
        if isinstance(value.of, Number) and (read := plain_number(value.of)) is not None
    ]
    for start, size in product(range(len(worth)), _SUMMED):
        summed = worth[start : start + size]
        most = max(read for _, _, read in summed)
        if (
            len(summed) == size
            and len({unit for _, unit, _ in summed}) == 1
            and 2 * most == sum(read for _, _, read in summed)
            and (summed[0][1] or most >= _LEAST_SUM)
            and (made := next((value for value, _, _ in summed if not stands(value)), None)) is not None
            and not denies(claim.text)
        ):
            return replace(claim, values=tuple(value for value in claim.values if value is not made))
    return claim


_SUMMED, _LEAST_SUM = range(3, 9), 10
"""How many numbers a sum has, its result among them, and the least result without a unit: smaller ones often fit by chance."""


def parts_of(claim: Claim, known: frozenset[str]) -> list[Claim]:
    """Cut a claim into clauses; one without a subject gets that of the first."""
    texts: list[str] = []
    start = 0
    cuts = sorted({match.span() for pattern in (CLAUSE, AND) for match in pattern.finditer(claim.text)})
    for cut_start, cut_end in [*cuts, (len(claim.text), len(claim.text))]:
        if cut_start < start:
            continue
        piece = claim.text[start:cut_start].strip()
        taken = claim_of(piece, known)
        if len(taken.words) + taken.valued >= 2:
            texts.append(piece)
        elif piece and texts:
            texts[-1] = claim.text[claim.text.find(texts[-1]) : cut_start].strip()
        elif piece:
            continue  # its words stay with what follows
        start = cut_end
    if len(texts) < 2:
        return []
    first = claim_of(texts[0], known)
    subject = " ".join(
        [
            *(name for name, _ in first.names),
            *(value.text for value in first.values if isinstance(value.of, Identifier)),
        ]
    )
    parts = [first]
    for text in texts[1:]:
        part = claim_of(text, known)
        parts.append(part if part.names or part.keys or not subject else claim_of(f"{subject} {text}", known))
    return parts


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a listing sentence: its text, words and values."""

    words: frozenset[str]
    values: Values
    text: str


@lru_cache(maxsize=2_048)
def _listed(text: str) -> tuple[_Piece, ...]:
    """Return the parts of a sentence that lists values; none where it lists nothing."""
    text = _without_lead(text, least=2)
    held = values(text)
    if len(held.numbers) + len(held.dates) < 2:
        return ()
    spans = [one.span for one in held.numbers] + [(one.start, one.end) for one in held.dates]
    texts: list[str] = []
    start = 0
    cuts = [
        match.span()
        for match in _LIST.finditer(text)
        if not any(begin <= match.start() < end for begin, end in spans)
    ]
    for cut_start, cut_end in [*cuts, (len(text), len(text))]:
        piece = text[start:cut_start]
        if piece.strip() and (values(piece).numbers or values(piece).dates or cut_start == len(text)):
            texts.append(piece)
            start = cut_end
    if len(texts) > 1 and not (values(texts[-1]).numbers or values(texts[-1]).dates):
        texts[-2:] = [" ".join(texts[-2:])]
    return tuple(_Piece(frozenset(claim_of(piece).words), values(piece), piece) for piece in texts)


def _without_lead(text: str, least: int = 3) -> str:
    """Leave out what is said of all things of a list.

    "On duty: Monday Ann, Tuesday Bob".

    Args:
        text: A sentence.
        least: How many parts make a list.
    """
    lead = _LEAD.match(text) or _TOPIC.match(text)
    listed = text[lead.end() :] if lead is not None else ""
    return listed if len(_LIST.split(listed)) >= least else text


def _elsewhere(value: Number | Date, pieces: Sequence[_Piece], claim: Claim) -> bool:
    """Return whether a claim fits another part of a list better than its value's."""
    said = frozenset(claim.words)

    def matched(piece: _Piece) -> float:
        return len(piece.words & said) / len(piece.words) if piece.words else 0.0

    def alike(held: Values) -> bool:
        if isinstance(value, Date):
            return bool(held.dates)
        return any(not value.unit or not one.unit or one.unit == value.unit for one in held.numbers)

    homes = [piece for piece in pieces if _among(value, piece.values)]
    others = [
        piece
        for piece in pieces
        if not _among(value, piece.values) and alike(piece.values) and not claim.shares(piece.values)
    ]
    if not homes or not others:
        return False
    home = max(homes, key=matched)
    if other_side(claim.text, home.text):
        return True
    return bool(home.words) and any(
        matched(other) > matched(home)
        and bool((other.words & said) - home.words)
        and not (home.words & said) - other.words
        and not other_side(claim.text, other.text)
        for other in others
    )


def _mixes(claim: Claim, text: str) -> bool:
    """Return whether a claim mixes parallel parts: "Ann leads sales, Bob research"."""
    pieces = _parallel(text)
    if len(pieces) < 2:
        return False
    if is_unspaced(claim.text):
        pairs = frozenset(terms(claim.text))
        if _crosses(pairs, pieces):
            return True
        best = max(pieces, key=lambda piece: len(pairs & frozenset(terms(piece))))
        runs = _swapped_runs(claim.text, best)
        return any(
            run in piece and not _valued_there(claim, piece, best)
            for (run,) in runs
            for piece in pieces
            if piece is not best
        )
    said = frozenset(claim.words)
    words = {piece: claim_of(piece).words for piece in pieces}
    best = max(pieces, key=lambda piece: (len(said & frozenset(words[piece])), claim.shares(values(piece))))
    return any(
        set(stretch) <= set(words[piece]) and not _valued_there(claim, piece, best)
        for stretch in _swapped_words(claim.words, words[best], words[best])
        for piece in pieces
        if piece is not best
    )


def _crosses(said: frozenset[str], pieces: Sequence[str]) -> bool:
    """Return whether a claim takes bits of several short parts of a list, none whole.

    "周一小江，周二老许": that 小江 is on duty on 周二 does not stand there.
    """
    if len(pieces) < _MANY or max(map(len, pieces)) > _SHORT_PIECE:
        return False
    own = [frozenset(terms(piece)) for piece in pieces]
    alone = [one - frozenset().union(*(other for other in own if other is not one)) for one in own]
    held = [len(one & said) / len(one) for one in alone if one and one & said]
    return len(held) > 1 and max(held) < _ELIDED


def _valued_there(claim: Claim, piece: str, other: str) -> bool:
    """Return whether a claim's values are in one part of a sentence and not another."""
    own = [value.of for value in claim.values if not isinstance(value.of, Identifier)]
    here, there = values(piece), values(other)
    if not own or not all(_among(one, here) for one in own) or all(_among(one, there) for one in own):
        return False
    told = claim_of(piece).words
    return sum(word in claim.words for word in told) >= _ELIDED * len(told)


def _among(value: Number | Date, held: Values) -> bool:
    if isinstance(value, Date):
        return any(value.stands_in(other) for other in held.dates)
    return any(value.equals(other) for other in held.numbers)


@lru_cache(maxsize=2_048)
def _parallel(text: str) -> tuple[str, ...]:
    """Return the parts of a sentence that may each claim something."""
    parts: list[str] = []
    for part in _LIST.split(_without_lead(text)):
        if not part.strip():
            continue
        long = len(part.strip()) >= _PART_WIDE if is_unspaced(part) else len(claim_of(part).words) >= _PART
        if long or not parts:
            parts.append(part)
        else:
            parts[-1] += f" {part}"
    return tuple(dict.fromkeys(parts))


def _swapped(claim: Claim, candidate: Candidate) -> list[tuple[str, ...]]:
    """Return the words of a claim that replace other words of a sentence."""
    if is_unspaced(claim.text):
        return _swapped_runs(claim.text, candidate.unit.text)
    held = [word for word in claim.words if candidate.holds(word)]
    return _swapped_words(claim.words, held, claim_of(candidate.unit.text).words)


def _swapped_words(own: Sequence[str], held: Collection[str], their: Sequence[str]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for first, last in _runs(own, held):
        before, behind = own[first - 1] if first else "", own[last] if last < len(own) else ""
        for start, end in _runs(their, own):
            left, right = their[start - 1] if start else "", their[end] if end < len(their) else ""
            if _same_place((before, behind), (left, right)) and not _short_for(
                own[first:last], their[start:end]
            ):
                found.append(tuple(own[first:last]))
    return found


def _short_for(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether words are the initials of others, or only make an exception."""
    letters, initials = ("".join(words) for words in (one, other))
    if EXCEPTS.fullmatch(" ".join(other)):
        return True
    return letters == "".join(word[:1] for word in other) or initials == "".join(word[:1] for word in one)


def _same_place(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Return whether two stretches of words have the same neighbours.

    An empty neighbour is an end of the text.
    """
    before, after = one[0] == other[0], one[1] == other[1]
    return (before and (bool(one[0]) or after)) or (after and bool(one[1]))


def _runs(words: Sequence[str], known: Collection[str]) -> list[tuple[int, int]]:
    """Return the stretches of words that are not among known ones."""
    runs: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        if word in known:
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _swapped_runs(text: str, other: str) -> list[tuple[str, ...]]:
    """Do the same as `_swapped_words` for scripts without spaces."""
    lacking, their = bare_runs(text, other), bare_runs(other, text)
    return [
        (run,)
        for run, *sides in lacking
        if len(run) > 1
        and not _LITTLE_RUN.fullmatch(run)
        and not any(character.isdigit() for character in run)
        and any(_same_place((sides[0], sides[1]), (left, right)) for _, left, right in their)
    ]


_LITTLE_RUN = lazy_regex(
    r"(?:至少|最多|至多|最少|有关|相关|必须|可以|应当|需要|须|时|要|就|才|仍|还|也|已|在|的|了|将|会|需|应|并|且|而|则|是|为|有)+"
)
"""Words that stand in any sentence and name nothing."""


def bare_runs(text: str, other: str) -> list[tuple[str, str, str]]:
    """Return the stretches of a text that share no pair of characters with another.

    Each comes with the characters on either side.
    """
    letters = "".join(character for character in text if character.isalnum())
    theirs = "".join(character for character in other if character.isalnum())
    covered = [False] * len(letters)
    for at in range(len(letters) - 1):
        if letters[at : at + 2] in theirs:
            covered[at] = covered[at + 1] = True
    runs: list[tuple[str, str, str]] = []
    at = 0
    while at < len(letters):
        if covered[at]:
            at += 1
            continue
        end = at
        while end < len(letters) and not covered[end]:
            end += 1
        runs.append(
            (letters[at:end], letters[at - 1] if at else "", letters[end] if end < len(letters) else "")
        )
        at = end
    return runs
