"""Hold sentences of alike papers against each other.

Thirty leases, or two editions of the rules, say one thing in nearly the same sentence. What an answer says is the most of several, the same
in both, or once one and now another, is checked by what the others say there. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import Literal

from assistant.agent.claims.claim_parts import Claim
from assistant.agent.claims.claimed_values import Value
from assistant.agent.words.asked_values import says_same
from assistant.agent.words.candidates import Candidate
from assistant.agent.words.document_names import years_in
from assistant.agent.words.polarity import denies, rises
from assistant.languages import plain
from assistant.library.terms import is_unspaced
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit
from assistant.retrieval.values import Number

ALIKE = 0.6
"""Share of a sentence's words, without numbers, that one of another paper has to say as well to be alike."""
LEAST_COMMON = 2
"""Words that both have in common at least."""
_MOST = lazy_regex(
    r"(?<!at )(?<!at the )(?<!in )\bmost\b|\b(?:highest|largest|biggest|longest|dearest|greatest)\b|\b(?:hochste|teuerste|langste|grosste|meiste)[nrs]?\b"
    r"|\ble plus (?:cher|haut|long|grand|eleve)\w*|\bla plus (?:chere|haute|longue|grande|elevee)\b|\b(?:mas|mais|piu) (?:alt|car|larg|long|lung|grand)\w*|\b(?:maior|mayor|maggiore)\b"
    r"|\b(?:сам\w+ (?:дорог|высок|больш|длинн)\w*|наибольш\w*)|最(?:高|多|贵|長|长|大)|(?:一番|いちばん|もっとも|最も)(?:高|長|多|大)|가장 (?:비싼|높|긴|길|많|큰)"
)
_LEAST = lazy_regex(
    r"(?<!at )(?<!at the )\bleast\b|\b(?:lowest|smallest|shortest|cheapest|fewest)\b|\b(?:billigste|gunstigste|niedrigste|kurzeste|kleinste|wenigste)[nrs]?\b"
    r"|\bmoins cher\w*|\ble plus (?:bas|court|petit|faible)\b|\bla plus (?:basse|courte|petite|faible)\b|\b(?:mas|mais|piu) (?:baj|baix|bass|barat|cort|curt|peque|piccol|economic)\w*|\b(?:menor|minore|menos car|meno car)\w*"
    r"|\b(?:сам\w+ (?:дешев|низк|мал|коротк)\w*|наименьш\w*)|最(?:低|少|便宜|短|小|安)|(?:一番|いちばん|もっとも|最も)(?:安|低|短|少|小)|가장 (?:싼|저렴|낮|짧|적|작)"
)


def contradicting(
    claim: Claim, chosen: Sequence[Unit], candidates: Sequence[Candidate], question: str, *, named: bool
) -> Candidate | None:
    """Return what alike papers hold against a claim that some sentence bears out.

    None where nothing does.

    Args:
        claim: That one is the most of several, or that several say the same.
        chosen: What bears it out.
        candidates: All that was found.
        question: What it answers.
        named: Whether the question names a paper: "how much is it at least at Hale's?" compares nothing.
    """
    direction = 0 if named else _direction(question)
    if direction:
        return next(
            (other for own, other, by in _compared(claim, chosen, candidates) if by * direction > 0), None
        )
    if not (says_same(question) and says_same(claim.text)) or denies(claim.text):
        return None
    return next((other for _, other, by in _compared(claim, chosen, candidates) if by), None)


def is_most(claim: Claim, chosen: Sequence[Unit], candidates: Sequence[Candidate], question: str) -> bool:
    """Return whether a claim was compared with alike papers, and is the most of all."""
    direction = _direction(question)
    compared = [by for _, _, by in _compared(claim, chosen, candidates)] if direction else []
    return bool(compared) and all(by * direction < 0 for by in compared)


def then_and_now(
    claim: Claim, candidates: Sequence[Candidate], asked: Claim, said: str
) -> tuple[Unit, Unit] | None:
    """Find alike sentences of two times that bear the halves of a claim.

    "£22 then, £31 now": None where no two papers of known times say so of what the claim, or else the question, speaks of.

    Args:
        claim: A sentence, or a part of one.
        candidates: All that was found.
        asked: The question.
        said: The whole sentence, which says whether it grew or fell.
    """
    if denies(said):
        return None
    told, grows = [one for one in candidates if not one.ordered], rises(said)
    named = frozenset(year for one in told for year in one.named_years)
    values = [value for value in claim.values if not _is_year(value, named)]
    for at in range(1, len(values)):
        first, second = values[:at], values[at:]
        begin = values[at - 1].of.end
        cuts = [one.start() for one in _CUT.finditer(claim.text, begin, second[0].of.start)]
        cut = cuts[-1] if cuts else begin
        halves = claim.text[:cut], claim.text[cut:]
        if _tells_newer_first(*halves):
            first, second, halves = second, first, halves[::-1]
        for old in told:
            if not _all_stand(first, old) or _all_stand(second, old):
                continue
            for new in told:
                if (
                    _all_stand(second, new)
                    and not _all_stand(first, new)
                    and _are_alike(old, new, rows=True)
                    and _speak_of(claim, asked, (old, new))
                    and grows in (None, _grew(first, second))
                    and _is_older(old, new)
                    and _fits_year(halves[0], old)
                    and _fits_year(halves[1], new)
                ):
                    return old.unit, new.unit
    return None


_CUT = lazy_regex(r"[,;，；、。]|\s(?:and|und|et|y|e|и)\s", re.IGNORECASE)
_NOW = lazy_regex(
    r"\b(?:now|today|since|currently|heute|jetzt|seit|aujourd'hui|maintenant|desormais|depuis|ahora|hoy|actualmente|desde|oggi|adesso|ora|hoje|agora|сейчас|теперь|сегодня)\b|现在|如今|目前|今は|現在|지금|이제"
)
_THEN = lazy_regex(
    r"\b(?:before|formerly|previously|earlier|until|was|were|fruher|vorher|damals|bis|avant|autrefois|antes|prima|раньше|прежде)\b|以前|原来|过去|前は|昔|이전|예전"
)


def _speak_of(claim: Claim, asked: Claim, pair: Sequence[Candidate]) -> bool:
    """Return whether two sentences speak of what a claim says.

    Of what its question asks, where it says little.
    """
    own = [word for word in claim.words if not (_NOW.search(word) or _THEN.search(word))]
    lacking = [word for word in own if not any(one.holds(word) for one in pair)]
    if len(own) >= LEAST_COMMON and not is_unspaced(claim.text):
        return 2 * len(lacking) <= len(own)
    return any(any(map(one.holds, asked.words)) for one in pair)


def _grew(first: Sequence[Value], second: Sequence[Value]) -> bool | None:
    """Return whether the first number that changed grew; None where none of both did."""
    pairs = zip(first, second, strict=False)
    changed = [
        (_read(one.of), _read(other.of))
        for one, other in pairs
        if isinstance(one.of, Number) and isinstance(other.of, Number)
    ]
    return next((one < other for one, other in changed if one != other), None)


def _tells_newer_first(one: str, other: str) -> bool:
    """Return whether the newer half is told first: "£31 today, £22 before"."""
    first, last = plain(one), plain(other)
    if (years := years_in(one)) and (later := years_in(other)):
        return min(years) > max(later)
    return bool(_NOW.search(first) and _THEN.search(last) and not _NOW.search(last))


def _is_year(value: Value, named: frozenset[int]) -> bool:
    """Return whether a value is a year that a paper is named by."""
    return value.text[:4].isdigit() and int(value.text[:4]) in named and len(value.text) <= _YEAR_CHARS


_YEAR_CHARS = 5


def _all_stand(values: Sequence[Value], candidate: Candidate) -> bool:
    return all(value.is_held(candidate) for value in values)


def _is_older(one: Candidate, other: Candidate) -> bool:
    own, its = _year_of(one), _year_of(other)
    return own is not None and its is not None and own < its


def _year_of(candidate: Candidate) -> int | None:
    """Return the year that names a paper, or that it begins with."""
    years = years_in(PurePath(candidate.unit.passage.source).stem) or candidate.named_years
    dated = [year for day in candidate.days_at_beginning for year, _, _ in day.readings if year]
    return min(years, default=dated[0] if dated else None)


def _fits_year(half: str, candidate: Candidate) -> bool:
    """Return whether a half names no other year than that of its paper."""
    said, year = years_in(half), _year_of(candidate)
    return not said or year in said


def _direction(question: str) -> Literal[-1, 0, 1]:
    text = plain(question)
    most, least = _MOST.search(text) is not None, _LEAST.search(text) is not None
    return 0 if most == least else 1 if most else -1


def _compared(
    claim: Claim, chosen: Sequence[Unit], candidates: Sequence[Candidate]
) -> Iterator[tuple[Candidate, Candidate, int]]:
    """Give what bears a claim out, each alike sentence, and how their numbers compare.

    The last is above 0 where the other is greater. Only sentences with one number of the claim's unit are compared: which of several is meant is not known.
    """
    for own in candidates:
        if own.unit not in chosen or own.row is not None:
            continue
        for number in claim.numbers:
            value = _only(own, number.unit)
            if value is None or not any(number.equals(one) for one in own.values.numbers):
                continue
            for other in candidates:
                its = _only(other, number.unit) if _are_alike(own, other, rows=False) else None
                if its is not None:
                    yield own, other, (its > value) - (its < value)


def _only(candidate: Candidate, unit: str) -> Decimal | None:
    """Return the only number of a unit in a sentence; None for none or several."""
    found = {_read(one, candidate.unit.text) for one in candidate.values.numbers if unit and one.unit == unit}
    return found.pop() if len(found) == 1 else None


def _read(number: Number, text: str = "") -> Decimal:
    """Return a number, or the greatest that it may be, with its sign in a text.

    Alike sentences write it alike.
    """
    read = max(
        (Decimal(one) for one in number.values if one.replace(".", "", 1).isdigit()), default=Decimal(0)
    )
    return -read if _MINUS.search(text, 0, number.start) else read


_MINUS = lazy_regex(r"(?:^|[\s(|:])[-−–]\s?\Z")


def _are_alike(one: Candidate, other: Candidate, *, rows: bool) -> bool:
    """Return whether sentences of two papers are alike, or rows of one key."""
    if one.unit.passage.document_id == other.unit.passage.document_id:
        return False
    row, its_row = one.row, other.row
    if row is not None and its_row is not None:
        return rows and (row.cells[0], row.head) == (its_row.cells[0], its_row.head)
    if row is not None or its_row is not None:
        return False
    own, its = _words(one), _words(other)
    common = len(own & its)
    return own == its or (common >= LEAST_COMMON and common >= ALIKE * max(len(own), len(its)))


def _words(candidate: Candidate) -> frozenset[str]:
    return frozenset(term for term in candidate.terms if not any(map(str.isdigit, term)))
