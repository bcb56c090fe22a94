"""Lay out all ways in which a question may be read over one table.

Each with what speaks for it: words explained, how near in meaning its columns are, how it fits what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.frozen import dataclass
from assistant.languages import FUNCTION_WORDS, plain
from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import PIECES, STOCK, is_label, is_rate
from assistant.tables.data.database import quoted
from assistant.tables.data.derived import LEFT
from assistant.tables.data.months import MONTH
from assistant.tables.data.words import IS_HAN, bare_header, tokens
from assistant.tables.query.column_choices import (
    ALTOGETHER,
    BEFORE_VAT,
    PARTIES,
    ROWS,
    WHO,
    WITH_VAT,
    ColumnChoices,
)
from assistant.tables.query.leaning import LEANT, NEGATED
from assistant.tables.query.planning import Comparison, Plan
from assistant.tables.query.reading_model import wanted_by
from assistant.tables.query.timing import Choice, Features
from assistant.tables.question.asking import BY_PRICE, MONTHLY, MOST_OF, YEARLY, Asked, Operation
from assistant.tables.question.everyday import everyday
from assistant.tables.question.filters import NO, YES, Filter, among, without_value
from assistant.tables.question.periods import is_relative

LEAST = 0.2
"""Share of a question's own words that have to be explained for it to be read over a table."""
MOST_STATES, MOST_NEAR = 25, 120
"""Different cells of a column whose cells are tried though no word leads to them, and all of those."""
SAID = 0.1
"""How much nearer in meaning a cell counts whose words the question says."""
MOST_OF_ROWS = 0.5
"""Share of the rows up to which those with nothing in a column may be asked for."""
MOST_SHOWN = 8
"""Columns of rows that are shown."""
BOUND_BY = (
    "measure_near",
    "measure_nearest",
    "measure_asked",
    "measure_named",
    "measure_leant",
    "measure_money",
    "measure_no_money",
    "rate_price",
    "open_asked",
    "measure_contradicts",
)
"""What of a column speaks for or against a bound on it."""
LEAST_WISH = -1.2
"""How much less likely than the likeliest something may be, for it to be tried though no word asks for it."""
WISHED: Mapping[str, Asked] = {
    "sum": Asked("sum", ()),
    "count": Asked("count", ()),
    "list": Asked("list", ()),
    "average": Asked("average", ()),
    "most": Asked("max", (), limit=1, ranks=1, by_name=True),
    "least": Asked("min", (), limit=1, ranks=-1, by_name=True),
}
"""What is tried for what a question may want by its meaning."""
_ALL_OF = lazy_regex(
    r"\W*(?:all|every|each|any)\b(?! (?:in all|together))|(?:所有|全部|每[个份条笔])", re.IGNORECASE
)
"""Begins a question for the rows themselves, and not for how many they are."""
_ASIDE = lazy_regex(r"\b(?:remarks?|notes?|comments?)\b|备注|附注", re.IGNORECASE)
"""Headers of what is not shown beside a row."""


@lru_cache(maxsize=1)
def _function_words() -> re.Pattern[str]:
    """Return what matches Chinese words that only hold a sentence together."""
    words = sorted(FUNCTION_WORDS["zh"], key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, words)))


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


def _as_bound(measure: Choice) -> Features:
    """Return what speaks for a column of numbers as the one that a bound is laid on."""
    told = {f"bound_{name}": measure.features.get(name, 0.0) for name in BOUND_BY}
    return told | {"bound_chosen": 1.0}


class Readings(ColumnChoices):
    """A question over one table, with all ways to read it."""

    _has_times = False
    """Whether it names a time."""
    _names_time = False
    """Whether one of them is not counted from today, as "this year" is."""
    _content: Sequence[int] = ()
    """Tokens that say something."""
    _wish: Mapping[str, float] = {}
    """What it asks for by its meaning, see `reading_model.wishes`."""

    def made(self, least: float = LEAST, wish: Mapping[str, float] | None = None) -> Iterator[Reading]:
        """Yield the ways to read it; none where too little of the question is explained.

        Args:
            least: Share of its own words that have to be.
            wish: What it asks for by its meaning, see `reading_model.wishes`.
        """
        self._wish = wish or {}
        self._who_did()
        self._kept_by()
        spans = self._without_own_times(self._without_cells(self._times()))
        self._take_times(spans)
        self._has_times = bool(spans)
        self._names_time = any(not is_relative(self._read.text[slice(*one.span)]) for one in spans)
        grouped = [found.span() for one in (MONTHLY, YEARLY) for found in one.finditer(self._read.text)]
        asked = {
            index
            for span in [*self._asked.spans, *grouped, *(one.span for one in spans)]
            for index in self._read.within(span)
        }
        content = self._content = [
            index for index in range(len(self._read.stems)) if index not in asked and self._is_content(index)
        ]
        self._beside_column()
        compared = list(self._comparisons())
        self._stated()
        self._currencies()
        stated = list(self._filters)
        self._values(whole_only=True)
        whole = [one for one in self._filters if one not in stated]
        for found in (BEFORE_VAT.search(self._read.text), WITH_VAT.search(self._read.text)):
            if found is not None:
                self._read.cover(*found.span())  # it tells of what the sum is, and names no column
        self._headers()
        self._numbered()
        self._values(whole_only=False)
        self._names()
        for start, end in self._asked.spans:
            self._read.cover(start, end)
        self._read_again()
        if self._asked.operation == "sum" and not self._asked.ranks and self._counts_identified():
            self._asked = replace(self._asked, operation="count")
        if self._asked == Asked("list", ()) and self._begins_with_figure():
            self._asked = Asked("sum", ())
        if self._counts_things():
            self._asked = replace(self._asked, operation="count")
        self._let_out()
        self._sold_or_not()
        self._had_by_us()
        self._open_states()
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
        if explained < least and len(content) > 1:
            return
        words = {
            "explained": explained,
            "plainly": plain / max(len(content), 1),
            "weight": min(self._weight, 8.0) / 4,
            "left": min(len(content) - plain - leant, 6) / 3,
            "by_name": len(self._by_name) / max(len(content), 1),
            "named": min(len(self._named), 3) / 3,
        }
        for party, said_so, header in PARTIES:
            if said_so.search(self._read.text):
                there = any(header.search(bare_header(one.name)) for one in self._columns)
                words[f"table_{party}"], words[f"table_no_{party}"] = float(there), float(not there)
        filters = list(self._filters)
        left = self.left()
        for base, features in self._variants(filters, whole, guessed, said):
            taken = words | dict(features) | {"filters": min(len(base), 3) / 3}
            for when in self._when_meant(spans, base):
                for made in self._computed(base, when, compared):
                    yield replace(made, features=taken | dict(made.features), left=left)

    def _read_again(self) -> None:
        """Read what is wanted once more without the cells: Max may be a person."""
        if not any(self._cells & set(self._read.within(span)) for span in self._asked.spans):
            return
        text = self._read.text
        for index in self._cells:
            start, end = self._read.spans[index]
            text = text[:start] + " " * (end - start) + text[end:]
        self._asked = everyday(text)

    def _says_cell(self, text: str) -> bool:
        """Return whether words that only hold a sentence together are a cell: "own"."""
        own = tokens(text)
        return len(text) > 2 and bool(own) and {*own} <= {*self._read.stems} and plain(text) not in YES | NO

    def _begins_with_figure(self) -> bool:
        """Return whether a question begins with a column that adds up: litres sold."""
        first = min(self._content, default=-1)
        return any(
            named[0] == first
            and named[2] >= 1.0
            and column.kind == "number"
            and not (is_label(column) or is_rate(column))
            for at, named in self._named.items()
            for column in [self._columns[at]]
        )

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
        for one in self._or_states:
            rest = [other for other in filters if not other.said.endswith("> 0")]
            yield [*rest, one], {"state_for_open": 1.0, "guessed_filters": count}
        for at in self._named if negated else ():
            column = self._columns[at]
            if column.kind == "number" and None in column.values and column.name not in filtered:
                name = quoted(column.name)
                none = Filter(column.name, f"COALESCE({name}, 0) = 0", f"{column.name} = –")
                yield [*filters, none], {"named_without": 1.0, "guessed_filters": count}
        for at in self._named:
            column = self._columns[at]
            some = sum(isinstance(value, float) and value > 0 for value in column.values)
            if column.kind == "number" and column.name not in filtered and self._holds_few(some, column):
                any_of = Filter(column.name, f"{quoted(column.name)} > 0", f"{column.name} > 0")
                yield (
                    [*filters, any_of],
                    {"named_with": 1.0, "named_with_negated": float(negated), "guessed_filters": count},
                )
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
            if self._holds_few(column.values.count(0.0), column) and not (
                is_label(column) or column.unit in MONEY
            ):
                targets.append((column.name, "0", f"{header} 0"))
            if None in column.values and (
                (column.kind == "text" and self._holds_few(column.values.count(None), column))
                or (column.kind == "number" and negated and at in self._named)
                or (
                    not column.unread
                    and column.kind != "number"
                    and (column.kind == "date" or self._is_yes_no(at) or len(kinds) == 1)
                )
            ):
                targets.append((column.name, "", header))
        del targets[MOST_NEAR:]
        if len(targets) < 2:
            return
        for phrase in dict.fromkeys(said or (self._read.text,)):
            near = self._meanings.near(phrase, [told for _, _, told in targets])
            alone = self._meanings.near(phrase, [text or told for _, text, told in targets])
            if not near or not alone:
                return
            both = [
                max(one, other) + SAID * self._says_cell(text)
                for one, other, (_, text, _) in zip(near, alone, targets, strict=True)
            ]
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
                    "cell_empty_named": float(not text and self._index(name) in self._named),
                    "guessed_filters": count,
                }
                if not text:
                    yield [*filters, without_value(name)], features
                    continue
                if text == "0" and self._columns[self._index(name)].kind == "number":
                    none = Filter(name, f"COALESCE({quoted(name)}, 0) = 0", f"{name} = 0")
                    yield (
                        [*filters, none],
                        features
                        | {
                            "cell_zero": 1.0,
                            "cell_zero_stock": float(bool(STOCK.search(name) or PIECES.search(name))),
                        },
                    )
                    continue
                cells = self._same_cells(name, text)
                yield [*filters, among(name, cells, negated=False)], features
                if negated:
                    yield [*filters, among(name, cells, negated=True)], features | {"cell_turned": 1.0}

    def _holds_few(self, count: int, column: Column) -> bool:
        """Return whether some rows of a column are so, but most are not."""
        return 0 < count <= MOST_OF_ROWS * len(column.values)

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
        told = sorted({*self._content, *read.strict, *self._numbers_left()})
        words = [
            self._whole_word(index) if IS_HAN.match(read.stems[index]) else read.word(index)
            for index in told
            if not read.covered[index]
        ]
        return tuple(dict.fromkeys(filter(None, words)))

    def _numbers_left(self) -> Iterator[int]:
        """Yield numbers of the question that are no time and that nothing takes: 3 duvets."""
        for index in range(len(self._read.stems)):
            if self._read.word(index).isdigit() and index not in self._when and not self._is_asked(index):
                yield index

    def _whole_word(self, index: int) -> str:
        """Return the word around a character; empty for one that only joins others."""
        read = self._read
        start, end = index, index + 1
        while start and self._is_of_word(start - 1):
            start -= 1
        while end < len(read.stems) and self._is_of_word(end):
            end += 1
        run = "".join(map(read.word, range(start, end)))
        between = [0, *(side for one in _function_words().finditer(run) for side in one.span()), len(run)]
        pieces = zip(between[::2], between[1::2], strict=True)
        return next((run[first:last] for first, last in pieces if first <= index - start < last), "")

    def _is_of_word(self, index: int) -> bool:
        """Return whether a character stands in no cell, and asks for nothing."""
        return bool(IS_HAN.match(self._read.stems[index])) and not (
            index in self._cells or index in self._when or self._is_asked(index)
        )

    # What is computed

    def _computed(
        self, base: Sequence[Filter], when: tuple[Choice, list[Filter]], compared: Sequence[Comparison]
    ) -> Iterator[Reading]:
        date_choice, times = when
        later = {one.column for one in times if one.said.startswith(f"{one.column} – /")}
        filters = [*(one for one in base if one.column not in later), *times]
        by_words, said = self._asked, list(self._wanted())
        yield from self._with_columns(said, filters, date_choice, compared)
        for wanted, features in self._wished(said, bounded=bool(compared)):
            self._asked = wanted
            yield from self._with_columns([(wanted, features)], filters, date_choice, compared)
        self._asked = by_words

    def _wished(
        self, said: Sequence[tuple[Asked, Features]], *, bounded: bool
    ) -> Iterator[tuple[Asked, Features]]:
        """Yield what the question may want by its meaning, where its words do not say so."""
        known = {wanted_by(one.operation, one.ranks) for one, _ in said}
        if bounded or any(one.by_date for one, _ in said):
            known |= {"most", "least"}  # the latest is no highest, nor is "over 20"
        for name, wanted in WISHED.items():
            if name not in known and self._wish.get(name, -9.0) >= LEAST_WISH:
                yield wanted, {"by_wish": 1.0, f"by_wish_{name}": 1.0}

    def _with_columns(
        self,
        asked: Sequence[tuple[Asked, Features]],
        filters: Sequence[Filter],
        date_choice: Choice,
        compared: Sequence[Comparison],
    ) -> Iterator[Reading]:
        """Yield what may be wanted, each with the columns that it may be of."""
        measures = list(self._measures_meant(filters))
        groups = list(self._groups_meant(filters, date_choice.name))
        for wanted, features in asked:
            operation = wanted.operation
            if operation == "difference":
                yield from self._differences(wanted, filters, date_choice, measures, features)
                continue
            needs = operation not in ("count", "rows", "list")
            bounds = measures if compared and operation in ("count", "list") else ()
            bounds = [one for one in bounds if one.name not in ("", ROWS) and not one.more]
            told: set[tuple[Filter, ...]] = set()
            for measure, bound in (
                [(one, "") for one in measures]
                if needs
                else [(Choice("", {}), ""), *((Choice("", _as_bound(one)), one.name) for one in bounds)]
            ):
                if needs and operation != "share" and not measure.name:
                    continue
                for group in (
                    groups if operation in ("sum", "average", "count", "max", "min") else [Choice("", {})]
                ):
                    own = self._fitting(wanted, measure, group)
                    if own is None:
                        continue
                    if operation == "sum" and self._asked.operation == "count" and compared:
                        continue  # how many are below a bound: rows are counted
                    chosen = list(filters)
                    for one in compared:
                        self._filters, self._doubts = [], []
                        self._compare(one, [measure.name or bound] if measure.name or bound else [])
                        if not self._filters:
                            break  # no column holds what is compared
                        chosen += self._filters
                    if (compared and not self._filters) or (bounds and tuple(chosen) in told):
                        continue
                    told.add(tuple(chosen))
                    yield self._reading(own, chosen, date_choice, measure, group, features)

    def _differences(
        self,
        wanted: Asked,
        filters: Sequence[Filter],
        dated: Choice,
        measures: Sequence[Choice],
        features: Features,
    ) -> Iterator[Reading]:
        """Yield how far two columns, two times or two kinds of rows are apart."""
        for measure in [*measures, Choice(ROWS, {"difference_rows": 1.0})]:
            if measure.beside:
                yield self._reading(wanted, filters, dated, measure, Choice("", {}), features)
                continue
            for one in filters if not measure.more else ():
                kinds = [among(one.column, [text], negated=False) for text in sorted(one.cells)]
                sides = one.either or (kinds if not one.negated else ())
                if len(sides) != 2:
                    continue
                rest = [other for other in filters if other is not one]
                made = self._reading(wanted, rest, dated, measure, Choice("", {}), features)
                told = {
                    **made.features,
                    "sides_timed": float(bool(one.either)),
                    "sides_kinds": float(not one.either),
                }
                yield replace(made, plan=replace(made.plan, parts=tuple(sides)), features=told)

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
        shown = self._shown(measure.name, filters)
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
            "rate_summed": float(
                operation == "sum"
                and not (group.name or measure.more or measure.name in ("", ROWS))
                and is_rate(self._family.column(measure.name))
            ),
            "list_number_named": float(operation == "list" and self._names_number()),
            "list_open": float(operation == "list" and any("> 0" in one.said for one in filters)),
            "time_unused": float(
                self._has_times and not uses_date and not dated.features.get("time_in_name")
            ),
        }
        told["time_dropped"] = told["time_unused"] * float(self._names_time)
        left_over = measure.features.get("margin_asked") and LEFT.search(text)
        if group.name and not wanted.ranks and (measure.features.get("open_asked") or left_over):
            name = quoted(measure.name)  # who owes nothing is none of those who owe
            filters = [*filters, Filter(measure.name, f"{name} > 0", f"{measure.name} > 0")]
        plan = Plan(
            self._family,
            wanted,
            tuple(
                dict.fromkeys((measure.name, (operation == "difference" and measure.beside) or measure.name))
            )
            if measure.name not in ("", ROWS)
            else (),
            measure.more,
            tuple(dict.fromkeys(filters)),
            group_sql,
            group_name,
            distinct,
            by=dated.name if operation == "rows" else "",
            shown=shown,
            weight=self._weight,
            doubts=("guessed", "moved") if uses_date and dated.features.get("time_moved") else ("guessed",),
            per=measure.beside if operation == "average" else "",
        )
        found = {**features, **told, **measure.features, **group.features}
        return Reading(plan, found | (dict(dated.features) if uses_date else {}), ())

    def _shown(self, measure: str, filters: Sequence[Filter]) -> tuple[str, ...]:
        """Return the columns that tell rows apart, and those that are asked about."""
        about = {*(self._columns[at].name for at in self._named), *(one.column for one in filters)}
        names = [
            column.name
            for column in self._columns
            if column.name != measure and not _ASIDE.search(column.header)
        ]
        kept = sorted(names, key=lambda name: name not in about)[:MOST_SHOWN]
        return tuple(name for name in names if name in kept)

    def _wanted(self) -> Iterator[tuple[Asked, Features]]:
        """Yield what may be wanted: what the words say, and what they are often said for."""
        usual = self._asked
        if usual.operation != "count" or usual.ranks or not self._counts_units():
            yield usual, {"usual": 1.0}  # bags of a thing are no rows, where a column is of bags
        if usual.operation == "count" and not usual.ranks and self._counts_a_column():
            yield replace(usual, operation="sum"), {"usual": 1.0, "sums_thing": 1.0}
        others: Mapping[Operation, Sequence[Operation]] = {
            "count": ("sum", "list"), "sum": ("count", "list"), "list": ("sum", "count"), "max": (), "min": (), "average": ("sum",),
            "rows": ("list",), "share": (), "difference": ("sum",),
        }  # fmt: skip
        only = usual.operation == "sum" and ALTOGETHER.search(self._read.text) is not None
        for operation in others[usual.operation] if not only else ():
            if operation == "count" and usual.operation == "list" and _ALL_OF.match(self._read.text):
                continue
            yield replace(usual, operation=operation, ranks=0, limit=0), {}

    def _counts_pieces(self) -> bool:
        """Return whether a table counts each thing, so that a price is of one."""
        return any(
            column.kind == "number"
            and column.unit not in MONEY
            and (PIECES.search(column.header) or STOCK.search(column.header))
            for column in self._columns
        )

    def _names_number(self) -> bool:
        """Return whether the question names a column of figures."""
        return any(
            self._columns[at].kind == "number" and not is_label(self._columns[at]) for at in self._named
        )

    def _is_of_rows(self, measure: Choice) -> bool:
        """Return whether "most" counts rows.

        Not what does not add up, as waiting times that nobody names.
        """
        text = self._read.text
        at = self._index(measure.name)
        rate = is_rate(self._columns[at]) and not measure.more
        return (
            rate
            and at not in {*self._named, *self._leant}
            and bool(MOST_OF.search(text))
            and not BY_PRICE.search(text)
        )

    def _fitting(self, wanted: Asked, measure: Choice, group: Choice) -> Asked | None:
        """Return what is computed of a measure by a group; None for what makes no sense."""
        if (group.name and measure.name == group.name) or (
            measure.beside and (group.name or wanted.operation != "average")
        ):
            return None
        if wanted.operation in ("max", "min") and group.name:
            if measure.name == ROWS:
                return replace(wanted, operation="count")
            if self._is_of_rows(measure):
                return None
            rate = is_rate(self._family.column(measure.name)) and not measure.more
            return replace(wanted, operation="average" if rate else "sum")
        if measure.name == ROWS:
            return None
        if wanted.operation in ("max", "min") and measure.name and self._is_of_rows(measure):
            return None
        if wanted.operation == "sum" and measure.name and not measure.more:
            column = self._family.column(measure.name)
            single = is_rate(column) and not group.name and column.unit not in ("%",)
            if single and self._counts_pieces():
                return None  # prices of one piece add up to nothing
        if wanted.operation in ("max", "min") and not wanted.ranks:
            return None
        return wanted
