"""Compare two documents clause by clause, and find contradictions. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import Literal

from assistant.agent.cells.bearing import DocumentText, bearing_units
from assistant.agent.cells.columns import Column
from assistant.agent.papers.sides import beginning
from assistant.agent.words.rows import cells_of, is_rule
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import values_agree
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.sentences import sentences
from assistant.retrieval.values import values
from assistant.text import clean

MOST_CLAUSES = 4_000
"""Most clauses of a document that are compared."""
ALIKE = 0.4
"""Share of clauses that two documents must have in common, or nearly so, to be versions of one another."""
REWORDED = 0.5
"""Likeness of two clauses, from 0 to 1, from which one is the other one changed."""
MOVED_AND_REWORDED = 0.65
"""The same for clauses that stand in different places."""
_PAIRED = 2_500
"""Most pairs of clauses in one place that are compared with each other."""
_SHORT = 3
"""Characters up to which a clause says nothing by itself: a number, a bullet."""

ChangeKind = Literal["changed", "added", "removed"]
_NUMBERING = lazy_regex(r"^\s*(?:[#>*•–-]+\s*)*(?:(?:§|clause|section|article|art\.?|no\.?)?\s*\d+(?:\.\d+)*[.)]?\s+|\(?[a-z]\)\s+|第[一二三四五六七八九十百\d]+[条章节款]\s*|[（(]?[一二三四五六七八九十\d]+[）)、.]\s*)?", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """A sentence or a row of a document.

    Attributes:
        unit: Where it stands.
    """

    unit: Unit

    @cached_property
    def plain(self) -> str:
        """Its words without numbering, layout and case: what makes two clauses the same."""
        return " ".join(re.findall(r"\w+|[^\w\s]", _NUMBERING.sub("", self.unit.text).casefold()))


@dataclass(frozen=True, slots=True)
class Change:
    """What is different in one place.

    Attributes:
        kind: "changed", "added" or "removed".
        before: The clause of the first document; None where it was added.
        after: The clause of the second; None where it was removed.
    """

    kind: ChangeKind
    before: Unit | None
    after: Unit | None


@dataclass(frozen=True, slots=True)
class Difference:
    """How two versions differ.

    Attributes:
        changes: In the order of the second document; what was removed stands where it was.
        same: Clauses that both have.
        is_cut: Whether a document was too long to be compared to its end.
    """

    changes: tuple[Change, ...]
    same: int
    is_cut: bool

    @property
    def alike(self) -> float:
        """Share of the clauses that both have, changed ones by half, from 0 to 1."""
        changed = sum(one.kind == "changed" for one in self.changes)
        total = self.same + len(self.changes)
        return (self.same + changed / 2) / total if total else 1.0


def clauses_of(passages: Sequence[StoredPassage]) -> list[Clause]:
    """Cut a document into clauses; what neighbouring passages share is taken once."""
    found: list[Clause] = []
    upto = 0
    for passage in sorted(passages, key=lambda one: one.ordinal):
        for sentence in sentences(passage.text):
            start = passage.start + sentence.start
            if start < upto or is_rule(sentence.text):
                continue
            upto = passage.start + sentence.end
            clause = Clause(Unit(passage, sentence.start, sentence.end, 0))
            if sum(map(str.isalnum, clause.plain)) > _SHORT or is_row(sentence.text):
                found.append(clause)
    return found


def difference(first: Sequence[StoredPassage], second: Sequence[StoredPassage]) -> Difference:
    """Compare two documents clause by clause.

    A clause that only moved, or got another number, is the same.

    Args:
        first: All passages of the older one.
        second: Of the newer one.
    """
    before, after = clauses_of(first), clauses_of(second)
    is_cut = max(len(before), len(after)) > MOST_CLAUSES
    before, after = before[:MOST_CLAUSES], after[:MOST_CLAUSES]
    own, its = [one.plain for one in before], [one.plain for one in after]
    matcher = SequenceMatcher(None, own, its, autojunk=len(own) + len(its) > MOST_CLAUSES)
    changes: list[Change] = []
    same = 0
    for tag, start, end, its_start, its_end in matcher.get_opcodes():
        if tag == "equal":
            same += end - start
        else:
            changes += _in_one_place(before[start:end], after[its_start:its_end])
    changes, moved = _without_moved(changes)
    return Difference(tuple(_with_moved_and_changed(changes)), same + moved, is_cut)


def _in_one_place(before: Sequence[Clause], after: Sequence[Clause]) -> list[Change]:
    """Pair the clauses of one place; give the rest as removed and added."""
    pairs: dict[int, int] = {}
    if len(before) * len(after) <= _PAIRED:
        scored = sorted(
            (
                (likeness(one.plain, other.plain), -place, -its_place)
                for place, one in enumerate(before)
                for its_place, other in enumerate(after)
            ),
            reverse=True,
        )
        for score, place, its_place in scored:
            if score < REWORDED:
                break
            if -place not in pairs and -its_place not in pairs.values():
                pairs[-place] = -its_place
    paired = {its_place: place for place, its_place in pairs.items()}
    changes = [Change("removed", one.unit, None) for at, one in enumerate(before) if at not in pairs]
    for its_place, other in enumerate(after):
        origin = paired.get(its_place)
        if origin is None:
            changes.append(Change("added", None, other.unit))
        elif before[origin].plain != other.plain:
            changes.append(Change("changed", before[origin].unit, other.unit))
    return changes


def likeness(one: str, other: str) -> float:
    """Compute how much of two clauses is the same, from 0 to 1."""
    if not one or not other:
        return 0.0
    short, long = sorted((len(one), len(other)))
    if short / long < REWORDED / 2:
        return 0.0
    mine, its = (one.split(), other.split()) if " " in one and " " in other else (list(one), list(other))
    return SequenceMatcher(None, mine, its, autojunk=False).ratio()


def _without_moved(changes: Sequence[Change]) -> tuple[list[Change], int]:
    """Leave out what was removed in one place and added in another word for word."""
    added: dict[str, list[int]] = {}
    for at, change in enumerate(changes):
        if change.kind == "added" and change.after is not None:
            added.setdefault(Clause(change.after).plain, []).append(at)
    gone: set[int] = set()
    for at, change in enumerate(changes):
        if change.kind == "removed" and change.before is not None:
            places = added.get(Clause(change.before).plain)
            if places:
                gone |= {at, places.pop(0)}
    return [change for at, change in enumerate(changes) if at not in gone], len(gone) // 2


def _with_moved_and_changed(changes: Sequence[Change]) -> list[Change]:
    """Pair what was removed in one place with what was added, reworded, in another."""
    removed = [at for at, one in enumerate(changes) if one.kind == "removed"]
    added = [at for at, one in enumerate(changes) if one.kind == "added"]
    if not removed or not added or len(removed) * len(added) > 4 * _PAIRED:
        return list(changes)
    units = {at: one.before or one.after for at, one in enumerate(changes)}
    plain = {at: Clause(unit).plain for at in (*removed, *added) if (unit := units[at]) is not None}
    scored = sorted(
        ((likeness(plain[one], plain[other]), -one, -other) for one in removed for other in added),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for score, one, other in scored:
        if score < MOVED_AND_REWORDED:
            break
        if -other not in pairs and -one not in pairs.values():
            pairs[-other] = -one
    gone = set(pairs.values())
    return [
        Change("changed", changes[pairs[at]].before, change.after) if at in pairs else change
        for at, change in enumerate(changes)
        if at not in gone
    ]


# Contradictions


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that two documents give another value.

    Attributes:
        first: The words of one document.
        second: Those of the other.
        values: The two values, as they are written.
    """

    first: Unit
    second: Unit
    values: tuple[str, str]


_KEYS: tuple[tuple[str, ValueKind], ...] = (
    ("end", "date"), ("start", "date"), ("rent", "money"), ("deposit", "money"), ("salary", "money"), ("penalty", "percent"),
    ("interest", "percent"), ("notice", "duration"), ("warranty", "duration"), ("deliver", "duration"), ("deliver", "date"), ("pay", "duration"),
    ("probation", "duration"), ("leave", "duration"), ("hours", "duration"), ("total", "money"),
    ("landlord", "name"), ("tenant", "name"), ("supplier", "name"), ("customer", "name"), ("employer", "name"),
)  # fmt: skip
"""What papers say of a deal, and the kind of value each has."""
_ASKED = {
    "end": "end", "start": "start", "rent": "rent", "deposit": "deposit", "salary": "salary", "penalty": "penalty", "interest": "interest", "notice": "notice",
    "warranty": "warranty", "deliver": "delivery", "pay": "payment", "landlord": "landlord", "tenant": "tenant", "supplier": "supplier", "customer": "customer",
    "employer": "employer", "probation": "probation", "leave": "annual leave", "hours": "working hours", "total": "total",
}  # fmt: skip
_LABELLED = lazy_regex(r"^\W*([^\W\d][^:：|\n]{1,40})[:：]\s*(\S.{0,120})$")


def contradictions(first: Sequence[StoredPassage], second: Sequence[StoredPassage]) -> list[Contradiction]:
    """Find what two documents give another value, in one language or two.

    Parts of a deal (its end, the rent, the parties), and rows and labelled lines of the same name.
    """
    found: list[Contradiction] = []
    for name, kind in _KEYS:
        column = Column(name, _ASKED[name], kind)
        one, other = _sure(first, column), _sure(second, column)
        if one is None or other is None or values_agree(one[1], other[1], column.kind):
            continue
        if clean(one[1]).split() == clean(other[1]).split():
            continue  # 千分之二 is read by few
        if kind == "name" and _scripts(one[1]) != _scripts(other[1]):
            continue  # a name is spelt otherwise in another script
        found.append(Contradiction(one[0], other[0], (one[1], other[1])))
    shown = {(one.first.passage.id, one.first.start) for one in found}
    mine, its = _labelled(first), _labelled(second)
    for key, (unit, value) in mine.items():
        if key in its and (unit.passage.id, unit.start) not in shown and differ(value, its[key][1]):
            found.append(Contradiction(unit, its[key][0], (value, its[key][1])))
    return found


def of_one_deal(first: Sequence[StoredPassage], second: Sequence[StoredPassage]) -> bool:
    """Return whether two documents may be about one deal."""
    mine, its = _parties(beginning(first)), _parties(beginning(second))
    return not mine or not its or mine <= its or its <= mine


_BETWEEN = lazy_regex(
    r"\bbetween[\s:*]+([^,(（\n]{3,60})[^\n]{0,160}?\band[\s*]+([A-Z][^,(（\n]{2,60})", re.IGNORECASE
)
_SIDE_ZH = lazy_regex(
    r"(?:[甲乙丙]方|出租[方人]|承租[方人]|委托[方人]|受托[方人]|供方|需方|买方|卖方|发包[方人]|承包[方人]|分包[方人])[）)]?(?:[（(][^）)\n]{0,8}[）)])?\s*[：:]\s*([^\s，。；（(]{2,40})"
)
_SIDE_EN = lazy_regex(
    r"^\W*(?:the )?(?:landlord|landlady|tenant|lessor|lessee|supplier|customer|client|contractor|seller|buyer|employer|employee|licensor|licensee|lender|borrower|provider)\s*[:：]\W*([^,(（;\n]{3,60})",
    re.IGNORECASE | re.MULTILINE,
)


def _parties(text: str) -> frozenset[str]:
    """Return who concludes a contract, as its beginning names them."""
    found = _BETWEEN.search(text)
    sides = (*_SIDE_ZH.finditer(text), *_SIDE_EN.finditer(text))
    names = list(found.groups()) if found is not None else [one[1] for one in sides]
    return frozenset(" ".join(re.findall(r"\w+", name)).casefold() for name in names)


def _sure(passages: Sequence[StoredPassage], column: Column) -> tuple[Unit, str] | None:
    """Return the words that surely give a value, and it; None where several differ."""
    text = DocumentText(0, tuple(passages), whole=True)
    sure = [one for one in bearing_units(text, column) if one.sure and one.value and one.bearing >= 1.0]
    if not sure or any(not values_agree(sure[0].value, one.value, column.kind) for one in sure[1:]):
        return None
    return sure[0].unit, sure[0].value


def _scripts(text: str) -> bool:
    return text.isascii()


def _labelled(passages: Sequence[StoredPassage]) -> dict[frozenset[str], tuple[Unit, str]]:
    """Return labelled lines and rows of two cells by their key, if it stands once."""
    found: dict[frozenset[str], tuple[Unit, str] | None] = {}
    for clause in clauses_of(passages):
        text = clause.unit.text
        cells = cells_of(text) if is_row(text) else ()
        labelled = _LABELLED.match(text)
        if len(cells) == 2:
            key, value = cells
        elif labelled is not None:
            key, value = labelled[1], labelled[2]
        else:
            continue
        name = frozenset(terms(key))
        if name and any(map(str.isalnum, value)):
            found[name] = None if name in found else (clause.unit, value)
    return {key: pair for key, pair in found.items() if pair is not None}


def differ(one: str, other: str, *, of_all: bool = False) -> bool:
    """Return whether two values of one key differ in a number or a date.

    Args:
        one: The words of one document.
        other: Those of the other.
        of_all: Whether one value that the other side lacks is enough, and not one in common.
    """
    mine, its = values(one), values(other)
    if of_all:
        return any(not any(own.agrees(theirs) for theirs in its.dates) for own in mine.dates) or any(
            not any(own.values & theirs.values for theirs in its.numbers) for own in mine.numbers
        )
    if mine.dates and its.dates:
        return not any(own.agrees(theirs) for own in mine.dates for theirs in its.dates)
    if mine.numbers and its.numbers:
        return not any(own.values & theirs.values for own in mine.numbers for theirs in its.numbers)
    return False
