"""Lay out all ways in which a question may be read over one table.

Each with what speaks for it: words explained, how near in meaning its columns are, how it fits what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.tables.data.columns import is_rate
from assistant.tables.data.months import MONTH
from assistant.tables.data.words import IS_HAN, bare_header
from assistant.tables.query.column_choices import ROWS, WHO, ColumnChoices
from assistant.tables.query.leaning import LEANT, NEGATED
from assistant.tables.query.planning import Comparison, Plan
from assistant.tables.query.timing import Choice, Features
from assistant.tables.question.asking import MONTHLY, YEARLY, Asked, Operation
from assistant.tables.question.explaining import NO, YES, Filter, among, without_value

LEAST = 0.2
"""Share of a question's own words that have to be explained for it to be read over a table."""
MOST_STATES, MOST_NEAR = 25, 120
"""Different cells of a column whose cells are tried though no word leads to them, and all of those."""
_ASIDE = lazy_regex(r"\b(?:remarks?|notes?|comments?)\b|备注|附注", re.IGNORECASE)
"""Headers of what is not shown beside a row."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a question over a table.

    Attributes:
        plan: What is computed.
        features: What speaks for it and against it, by name; what is not named is 0.
        left: Words of the question that nothing was found for.
    """

    plan: Plan
    features: Features
    left: tuple[str, ...]


class Readings(ColumnChoices):
    """A question over one table, with all ways to read it."""

    _content: Sequence[int] = ()
    """Tokens that say something."""

    def made(self) -> Iterator[Reading]:
        """Yield the ways to read it; none where too little of the question is explained."""
        spans = self._times()
        grouped = [found.span() for one in (MONTHLY, YEARLY) for found in one.finditer(self._read.text)]
        asked = {
            index
            for span in [*self._asked.spans, *grouped, *(one.span for one in spans)]
            for index in self._read.within(span)
        }
        content = self._content = [
            index for index in range(len(self._read.stems)) if index not in asked and self._is_content(index)
        ]
        compared = list(self._comparisons())
        self._values(whole_only=True)
        whole = list(self._filters)
        self._headers()
        self._values(whole_only=False)
        self._names()
        for start, end in self._asked.spans:
            self._read.cover(start, end)
        self._states()
        self._yes_no()
        surely = list(self._filters)
        phrases = list(self._phrases([one.span for one in spans]))
        said = [self._said(phrase) for phrase in phrases]
        for phrase in phrases:
            self._align(phrase)
        self._choose_cells()
        self._merge()
        known = [one for one in self._filters if one in surely]
        guessed = [one for one in self._filters if one not in known]
        plain = sum(index not in self._aligned and self._read.covered[index] for index in content)
        leant = sum(index in self._aligned and self._read.covered[index] for index in content)
        explained = (plain + LEANT * leant) / len(content) if content else 1.0
        if explained < LEAST and len(content) > 1:
            return
        words = {
            "explained": explained,
            "plainly": plain / max(len(content), 1),
            "weight": min(self._weight, 8.0) / 4,
            "left": min(len(content) - plain - leant, 6) / 3,
            "by_name": len(self._by_name) / max(len(content), 1),
            "named": min(len(self._named), 3) / 3,
        }
        filters = list(self._filters)
        left = self.left()
        for base, features in self._variants(filters, whole, guessed, said):
            taken = words | dict(features) | {"filters": min(len(base), 3) / 3}
            for when in self._when_meant(spans, base):
                for made in self._computed(base, when, compared):
                    yield replace(made, features=taken | dict(made.features), left=left)

    def _said(self, run: Sequence[int]) -> str:
        """Return what a run of tokens says, from its first telling word to its last."""
        content = [index for index in run if self._is_content(index)]
        return self._read.text[self._read.spans[content[0]][0] : self._read.spans[content[-1]][1]]

    def _variants(
        self,
        filters: Sequence[Filter],
        whole: Sequence[Filter],
        guessed: Sequence[Filter],
        said: Sequence[str],
    ) -> Iterator[tuple[list[Filter], Features]]:
        """Yield conditions: as found, without one, one turned round, a near cell."""
        count = float(len(guessed))
        yield list(filters), {"guessed_filters": count}
        for one in filters[:4]:
            rest = [other for other in filters if other is not one]
            was_guessed = float(one in guessed)
            was_whole = float(one in whole)
            yield (
                rest,
                {
                    "dropped_guess": was_guessed,
                    "dropped_whole": was_whole,
                    "dropped_part": 1 - max(was_guessed, was_whole),
                    "dropped_of_same": float(sum(other.column == one.column for other in filters) > 1),
                    "guessed_filters": count - was_guessed,
                },
            )
            if was_guessed and one.cells and NEGATED.search(self._read.text):
                yield (
                    [*rest, among(one.column, one.cells, negated=True)],
                    {"turned": 1.0, "guessed_filters": count},
                )
        filtered = {one.column for one in filters}
        negated = NEGATED.search(self._read.text) is not None
        targets: list[tuple[str, str, str]] = []
        for at, column in enumerate(self._columns):
            if column.name in filtered:
                continue
            header = bare_header(column.name)
            kinds = self._words.distinct[at]
            if self._is_yes_no(at):
                targets += [(column.name, text, f"{header} {word}") for word, text in self._yes_and_no(at)]
            elif self._is_of_kinds(at) and len(kinds) <= MOST_STATES:
                targets += [(column.name, text, f"{header} {text}") for text in kinds]
            if (
                None in column.values
                and not column.unread
                and column.kind != "number"
                and (column.kind == "date" or self._is_yes_no(at) or len(kinds) == 1)
            ):
                targets.append((column.name, "", header))
        del targets[MOST_NEAR:]
        if len(targets) < 2:
            return
        for phrase in dict.fromkeys(said):
            near = self._meanings.near(phrase, [told for _, _, told in targets])
            alone = self._meanings.near(phrase, [text or told for _, text, told in targets])
            if not near or not alone:
                return
            both = [max(one, other) for one, other in zip(near, alone, strict=True)]
            middle = sum(both) / len(both)
            order = sorted(range(len(targets)), key=lambda one: -both[one])
            for place in order[:4]:
                name, text, _ = targets[place]
                says_no = not text or text.strip().casefold() in NO
                features = {
                    "cell_added": 1.0,
                    "cell_near": 15.0 * (both[place] - middle),
                    "cell_margin": 15.0 * (both[place] - both[order[1 if place == order[0] else 0]]),
                    "cell_negated_text": float(negated),
                    "cell_agrees": float(says_no and negated),
                    "cell_disagrees": float(
                        (says_no and not negated) or (text.strip().casefold() in YES and negated)
                    ),
                    "cell_empty": float(not text),
                    "guessed_filters": count,
                }
                if not text:
                    yield [*filters, without_value(name)], features
                    continue
                cells = self._same_cells(name, text)
                yield [*filters, among(name, cells, negated=False)], features
                if negated:
                    yield [*filters, among(name, cells, negated=True)], features | {"cell_turned": 1.0}

    def _yes_and_no(self, at: int) -> Iterator[tuple[str, str]]:
        """Yield a yes and a no of a column, each with the cell that says it first."""
        for word, ways in (("yes", YES), ("no", NO)):
            cells = [text for text in self._words.distinct[at] if text.strip().casefold() in ways]
            if cells:
                yield word, cells[0]

    def _same_cells(self, name: str, text: str) -> list[str]:
        """Return the cells of a column that say the same: yes, y and Y."""
        kinds = self._words.distinct[self._index(name)]
        ways = next((ways for ways in (YES, NO) if text.strip().casefold() in ways), frozenset())
        return [one for one in kinds if one == text or one.strip().casefold() in ways]

    def left(self) -> tuple[str, ...]:
        """Return the words of the question that nothing was found for."""
        read = self._read
        words: list[str] = []
        last = -2
        for index in (index for index in self._content if not read.covered[index]):
            han = bool(IS_HAN.match(read.stems[index]))
            if han and index == last + 1 and IS_HAN.match(words[-1]):
                words[-1] += read.word(index)
            else:
                words.append(read.word(index))
            last = index
        return tuple(words)

    # What is computed

    def _computed(
        self, base: Sequence[Filter], when: tuple[Choice, list[Filter]], compared: Sequence[Comparison]
    ) -> Iterator[Reading]:
        date_choice, times = when
        filters = [*base, *times]
        measures = list(self._measures_meant(filters))
        groups = list(self._groups_meant(filters, date_choice.name))
        for wanted, features in self._wanted():
            operation = wanted.operation
            needs = operation not in ("count", "rows", "list")
            for measure in (measures if needs else [Choice("", {})]) or []:
                if needs and operation != "share" and not measure.name:
                    continue
                for group in (
                    groups if operation in ("sum", "average", "count", "max", "min") else [Choice("", {})]
                ):
                    own = self._fitting(wanted, measure, group)
                    if own is None:
                        continue
                    chosen = list(filters)
                    for one in compared:
                        self._filters, self._doubts = [], []
                        self._compare(one, [measure.name] if measure.name else [])
                        chosen += self._filters
                    yield self._reading(own, chosen, date_choice, measure, group, features)

    def _reading(
        self,
        wanted: Asked,
        filters: Sequence[Filter],
        dated: Choice,
        measure: Choice,
        group: Choice,
        features: Features,
    ) -> Reading:
        text, operation = self._read.text, wanted.operation
        distinct, group_sql, group_name = "", group.more, group.name
        if operation == "average" and group_sql and not wanted.ranks and not WHO.search(text):
            distinct, group_sql, group_name = group.more, "", ""  # what a month came to, on average
        uses_date = (
            operation == "rows"
            or group.name in ("Month", "Year")
            or any(one.column == dated.name for one in filters)
        )
        shown = tuple(
            column.name
            for column in self._columns
            if column.name != measure.name and not _ASIDE.search(column.name)
        )[:8]
        told = {
            f"op_{operation}": 1.0,
            f"kind_{self._asked.operation}_{operation}": 1.0,
            "all_rows": float(not filters and operation in ("list", "count", "share")),
            "list_all": float(not filters and operation == "list"),
            "grouped": float(bool(group.name)),
            f"grouped_{operation}": float(bool(group.name)),
            "months_ungrouped": float(
                operation in ("max", "min")
                and not group.name
                and any(one.name == MONTH for one in self._columns)
            ),
            "ranked_named_group": float(
                bool(wanted.ranks) and not wanted.by_date and group.features.get("group_named", 0.0) > 0
            ),
            "ranked_named_solid": float(
                bool(wanted.ranks)
                and group.features.get("group_named", 0.0) > 0
                and group.features.get("group_names_rows", 0.0) > 0
            ),
            "ranked_rows_solid": float(
                bool(wanted.ranks) and group.features.get("group_names_rows", 0.0) > 0
            ),
            "ranked_rate": float(operation == "average" and bool(wanted.ranks)),
            "twice": float(len({one.column for one in filters}) < len(filters)),
            "average_of_groups": float(bool(distinct)),
        }
        plan = Plan(
            self._family,
            wanted,
            (measure.name,) if measure.name not in ("", ROWS) else (),
            measure.more,
            tuple(dict.fromkeys(filters)),
            group_sql,
            group_name,
            distinct,
            by=dated.name if operation == "rows" else "",
            shown=shown,
            weight=self._weight,
            doubts=("guessed",),
        )
        found = {**features, **told, **measure.features, **group.features}
        return Reading(plan, found | (dict(dated.features) if uses_date else {}), ())

    def _wanted(self) -> Iterator[tuple[Asked, Features]]:
        """Yield what may be wanted: what the words say, and what they are often said for."""
        usual = self._asked
        yield usual, {"usual": 1.0}
        if usual.operation == "count" and not usual.ranks and self._counts_a_column():
            yield replace(usual, operation="sum"), {"usual": 1.0, "sums_thing": 1.0}
        others: Mapping[Operation, Sequence[Operation]] = {
            "count": ("sum", "list"), "sum": ("count", "list"), "list": ("sum", "count"), "max": (), "min": (), "average": ("sum",),
            "rows": ("list",), "share": (),
        }  # fmt: skip
        for operation in others[usual.operation]:
            yield replace(usual, operation=operation, ranks=0, limit=0), {}

    def _fitting(self, wanted: Asked, measure: Choice, group: Choice) -> Asked | None:
        """Return what is computed of a measure by a group; None for what makes no sense."""
        if group.name and measure.name == group.name:
            return None
        if wanted.operation in ("max", "min") and group.name:
            if measure.name == ROWS:
                return replace(wanted, operation="count")
            rate = is_rate(self._family.column(measure.name)) and not measure.more
            return replace(wanted, operation="average" if rate else "sum")
        if measure.name == ROWS:
            return None
        if wanted.operation == "sum" and measure.name and not measure.more:
            column = self._family.column(measure.name)
            if is_rate(column) and not group.name and column.unit not in ("%",):
                return None  # prices of one piece add up to nothing
        if wanted.operation in ("max", "min") and not wanted.ranks:
            return None
        return wanted
