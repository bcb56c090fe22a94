"""Lay out all ways in which a question may be read over one table.

Each with what speaks for it: words explained, how near in meaning its columns are, how it fits what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import PIECES, contradicts, is_label, is_rate
from assistant.tables.data.database import quoted
from assistant.tables.data.derived import DAYS
from assistant.tables.data.months import FIGURES, MONTH
from assistant.tables.data.words import IS_HAN, bare_header, tokens
from assistant.tables.query.leaning import LEANT, LEAST_KEPT, NEGATED, PERSON_HEADER, REMARKS, STOCK
from assistant.tables.query.planning import Comparison, Plan
from assistant.tables.query.timing import Choice, Features, Timed
from assistant.tables.question.asking import BY_PRICE, MONTHLY, QUANTITY, UNIT_PRICE, YEARLY, Asked, Operation
from assistant.tables.question.everyday import compares
from assistant.tables.question.explaining import NO, YES, Filter, among, without_value

LEAST = 0.2
"""Share of a question's own words that have to be explained for it to be read over a table."""
MOST_MEASURES, MOST_COLUMNS = 5, 4
"""Columns of numbers and of groups that are tried, the nearest in meaning."""
MOST_STATES, MOST_NEAR = 25, 120
"""Different cells of a column whose cells are tried though no word leads to them, and all of those."""
SOLID = 0.8
"""Share of different cells from which a column names its rows, and does not put them together."""
_MONEY_SAID = lazy_regex(
    r"\b(?:money|quid|cash|bucks?|worth|value|spen[dt]|paid|pay|cost|owe[ds]?|owing|billed)\b|[£$€¥]|[钱元块花付欠值]"
)
_PER_PIECE = lazy_regex(r"\b(?:per|a|each) (?:piece|unit|item)\b|单价|一[个件只台株]")
_ONE_ROW = lazy_regex(
    r"\bsingle\b|\bone[- ]off\b|[一单]笔|哪[一]?[笔单张条]|单[笔张条件]|最.{1,3}的?[一二两三四五六七八九十\d]+个?[笔单张条次]"
)
_WHO = lazy_regex(r"\b(?:who|whom|whose|each person|per person|everyone|everybody|people)\b|谁|每个?人|各人")
_ASKED_THING = lazy_regex(
    r"\b(?:which|what|per|each|every|by|top \w+|\w+ (?:biggest|largest|dearest|cheapest))\s+(?:single |one |of the )?([a-z]+(?: [a-z]+)?)"
    r"|(?:哪一?|每一?|各个?)[个家位名种笔款项辆台样天样]?([\u4e00-\u9fff]{1,4})|按([\u4e00-\u9fff]{1,4})"
)
_EACH = lazy_regex(
    r"\b(?:per|for each|each|every|by|split|broken down)\b|每一?(?:个|家|位|名|种|笔|款|项|台|人|月)?|各个?|分别|按"
)
_WHICH = lazy_regex(
    r"\b(?:which|who|whose|what|top|\w+est)\b|哪|谁|前[一二两三四五六七八九十\d]|最.{1,3}的?[一二两三四五六七八九十\d]+[个家位名种款项样]"
)
_HOW_MANY_OF = lazy_regex(
    r"\bhow many ((?:[a-z]+ ){0,1}[a-z]+)|多少([\u4e00-\u9fff]{1,2})|几([\u4e00-\u9fff])"
)
_TOTAL = lazy_regex(r"\b(?:total|amount|line total|value)\b|金额|总[价额]|合计", re.IGNORECASE)
_HAVE = lazy_regex(
    r"\b(?:have we|we have|we['’]?ve) (?:got|left)\b|\bleft\b|\bin stock\b|\bon (?:hand|the shelf)\b|还有多少|还剩|剩下"
)
_ALL_YEAR = lazy_regex(
    r"\b(?:over|in|for|of|this|last|whole|full|all) (?:the )?(?:whole |full )?years?\b|全年|[一今去整]年"
)
_COUNTS_DAYS = lazy_regex(r"\bhow (?:many days|long|late)\b|[几多]少?天|多久")
_INCLUDES = lazy_regex(r"\b(?:inc|incl|including|with)\b|含", re.IGNORECASE)
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


class Readings(Timed):
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
        if operation == "average" and group_sql and not wanted.ranks and not _WHO.search(text):
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
            (measure.name,) if measure.name not in ("", _ROWS) else (),
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

    def _counts_a_column(self) -> bool:
        """Return whether what is counted are a column's figures: 来了多少人次 of 实到(人)."""
        text = self._read.text
        counted = _HOW_MANY_OF.search(text)
        thing = next((one for one in counted.groups() if one), "") if counted else ""
        numbers = [
            one
            for one in self._columns
            if one.kind == "number" and one.unit not in MONEY and not is_label(one) and not is_rate(one)
        ]
        owned = _HAVE.search(text) is not None and sum(map(_is_stock, numbers)) > 0
        return owned or (bool(thing) and any("→" not in one.name and _bears(one, thing) for one in numbers))

    def _fitting(self, wanted: Asked, measure: Choice, group: Choice) -> Asked | None:
        """Return what is computed of a measure by a group; None for what makes no sense."""
        if group.name and measure.name == group.name:
            return None
        if wanted.operation in ("max", "min") and group.name:
            if measure.name == _ROWS:
                return replace(wanted, operation="count")
            rate = is_rate(self._family.column(measure.name)) and not measure.more
            return replace(wanted, operation="average" if rate else "sum")
        if measure.name == _ROWS:
            return None
        if wanted.operation == "sum" and measure.name and not measure.more:
            column = self._family.column(measure.name)
            if is_rate(column) and not group.name and column.unit not in ("%",):
                return None  # prices of one piece add up to nothing
        if wanted.operation in ("max", "min") and not wanted.ranks:
            return None
        return wanted

    def _measures_meant(self, filters: Sequence[Filter]) -> Iterator[Choice]:
        """Yield the columns of numbers that may be meant, and the rows themselves."""
        text, wanted = self._read.text, self._asked
        if wanted.operation == "share":
            yield Choice("", {"of_rows": 1.0, "of_rows_money": float(bool(_MONEY_SAID.search(text)))})
        used = {one.column for one in filters}
        numbers = [
            at
            for at, column in enumerate(self._columns)
            if column.kind == "number"
            and not is_label(column)
            and at not in self._named_rows
            and column.name not in used
        ]
        if not numbers:
            return
        near = self._meanings.near(text, self._headers_of(numbers)) or [0.0] * len(numbers)
        middle = sum(near) / len(near)
        price = bool(BY_PRICE.search(text) or _PER_PIECE.search(text))
        money = wanted.concept in ("money", "income") or bool(_MONEY_SAID.search(text)) or price
        has_money = any(self._columns[at].unit in MONEY for at in numbers)
        counted = _HOW_MANY_OF.search(text)
        thing = next((one for one in counted.groups() if one), "") if counted else ""
        of_thing = self._meanings.near(thing, self._headers_of(numbers)) if thing else []
        counting = float(wanted.operation == "count")
        found: list[tuple[float, Choice]] = []
        for place, (at, nearness) in enumerate(zip(numbers, near, strict=True)):
            column = self._columns[at]
            if wanted.operation == "share" and not (
                money or at in self._named or column.name in FIGURES or wanted.concept
            ):
                continue  # a share of the rows
            own_money, rate = column.unit in MONEY, is_rate(column)
            features = {
                "measure_near": 15.0 * (nearness - middle) if len(numbers) > 1 else 0.0,
                "measure_nearest": float(nearness == max(near) and len(numbers) > 1),
                "measure_named": self._named[at][2] if at in self._named else 0.0,
                "measure_leant": float(at in self._leant),
                "measure_only": float(len(numbers) == 1),
                "measure_money": float(money and has_money and own_money),
                "measure_no_money": float(money and has_money and not own_money),
                "money_unsaid": float(not money and own_money),
                "measure_figures": float(column.name in FIGURES),
                "measure_pieces": float(wanted.concept == "quantity" and bool(PIECES.search(column.name))),
                "rate_price": float(rate and price),
                "rate_no_price": float(rate and not price),
                "price_no_rate": float(price and not rate),
                "measure_least": float(bool(LEAST_KEPT.search(column.name))),
                "measure_total": float(bool(_TOTAL.search(column.name)) and not price),
                "total_price": float(bool(_TOTAL.search(column.name)) and price),
                "measure_contradicts": float(
                    contradicts(column, wanted.concept or ("money" if money else ""))
                    and not _INCLUDES.search(column.name)
                ),
                "measure_is_named": float(at in self._named and self._named[at][2] >= 1.0),
                "thing_unit": float(bool(thing) and "→" not in column.name and _bears(column, thing)),
                "measure_thing": 15.0 * (of_thing[place] - sum(of_thing) / len(of_thing))
                if of_thing
                else 0.0,
                "counted_named": counting * (self._named[at][2] if at in self._named else 0.0),
                "counted_near": counting * float(nearness == max(near) and len(numbers) > 1),
                "counted_stock": counting
                * float(bool(STOCK.search(column.name)) and column.unit not in MONEY),
                "derived_long": float(
                    "→" in column.name and bool(DAYS.search(text)) and wanted.operation != "count"
                ),
                "derived_counted": float("→" in column.name and _COUNTS_DAYS.search(text) is not None),
                "derived_open": float("−" in column.name),
                "measure_derived": float("→" in column.name or "−" in column.name),
                "measure_stock": float(wanted.operation == "count" and bool(PIECES.search(column.name))),
            }
            score = features["measure_near"] + 2 * features["measure_named"] + features["measure_leant"]
            score += features["measure_money"] + features["rate_price"] - features["measure_least"]
            score += 2 * features["thing_unit"] - features["measure_contradicts"]
            found.append((score + features["measure_thing"], Choice(column.name, features)))
        found.sort(key=lambda one: -one[0])
        yield from (choice for _, choice in found[:MOST_MEASURES])
        totals = float(any(_TOTAL.search(self._columns[at].name) for at in numbers))
        prices = [
            at for at in numbers if UNIT_PRICE.search(self._columns[at].name) or is_rate(self._columns[at])
        ]
        pieces = [
            at
            for at in numbers
            if self._columns[at].unit not in MONEY
            and at not in prices
            and (QUANTITY.search(self._columns[at].name) or STOCK.search(self._columns[at].name))
        ]
        for at in prices[:3] if money else ():
            for by in pieces[:2]:
                column = self._columns[at]
                features = {
                    "product": 1.0, "product_total": totals, "measure_named": self._named[at][2] if at in self._named else 0.0,
                    "measure_near": 15.0 * (near[numbers.index(at)] - middle), "product_by_near": 15.0 * (near[numbers.index(by)] - middle),
                }  # fmt: skip
                yield Choice(column.name, features, more=self._columns[by].name)
        if wanted.ranks:
            yield Choice(_ROWS, {"ranks_rows": 1.0, "ranks_rows_money": float(money)})

    def _groups_meant(self, filters: Sequence[Filter], dated: str) -> Iterator[Choice]:
        """Yield the columns that rows may be put together by, and none."""
        text, wanted = self._read.text, self._asked
        each, which, who = _EACH.search(text), _WHICH.search(text), _WHO.search(text)
        compared = compares(text)
        month = MONTHLY.search(text)
        months = any(column.name == MONTH for column in self._columns)
        cue = float(bool(each or (wanted.ranks and (which or months)) or who or compared))
        one_row = float(bool(_ONE_ROW.search(text)))
        columns = list(self._columns_meant(filters, cue=cue, one_row=one_row, compared=compared))
        likeliest = columns[0].features if columns else {}
        yield Choice("", {
            "ungrouped_each": float(bool(each) and not compared and not which), "ungrouped_who": float(bool(who)), "ungrouped_compare": float(compared),
            "ungrouped_month": float(bool(month and (each or wanted.ranks))), "ungrouped_which": float(bool(which) and bool(wanted.ranks)),
            "ungrouped_one_row": one_row,
            "ungrouped_repeats": likeliest.get("group_repeats", 0.0) * float(bool(wanted.ranks)) * (1 - one_row),
            "ungrouped_who_repeats": float(bool(who) and bool(wanted.ranks) and self._has_people()) * (1 - one_row),
            "ungrouped_named": likeliest.get("group_named", 0.0) * float(bool(wanted.ranks)) * (1 - one_row),
        })  # fmt: skip
        if compared:
            for one in filters:
                if len(one.cells) > 1 and not one.negated:
                    yield Choice(one.column, {"group_compared": 1.0}, more=quoted(one.column))
        if not cue and not self._named:
            return
        for pattern, length, name in ((MONTHLY, 7, "Month"), (YEARLY, 4, "Year")):
            if dated and pattern.search(text) and cue and not (name == "Year" and _ALL_YEAR.search(text)):
                said = self._grouping_time(pattern, which=bool(wanted.ranks)) is not None
                yield Choice(
                    name,
                    {f"group_{name.lower()}": 1.0, f"group_{name.lower()}_said": float(said)},
                    more=f"substr({quoted(dated)}, 1, {length})",
                )
        yield from columns if cue else [one for one in columns if one.features["group_named"]]

    def _columns_meant(
        self, filters: Sequence[Filter], *, cue: float, one_row: float, compared: bool
    ) -> Iterator[Choice]:
        """Yield the columns by which rows may be put together, the likeliest first."""
        text, wanted = self._read.text, self._asked
        who, month = _WHO.search(text), MONTHLY.search(text)
        filtered = {one.column for one in filters}
        candidates = [
            at
            for at, column in enumerate(self._columns)
            if (column.kind == "text" and not REMARKS.search(column.name) and column.name not in filtered)
            or (column.name == MONTH and month)
        ]
        if not candidates:
            return
        asked = _ASKED_THING.search(text)
        thing = next((one for one in asked.groups() if one), text) if asked else text
        near = self._meanings.near(thing, self._headers_of(candidates)) or [0.0] * len(candidates)
        middle = sum(near) / len(near)
        found: list[tuple[float, Choice]] = []
        for at, nearness in zip(candidates, near, strict=True):
            column = self._columns[at]
            person = bool(PERSON_HEADER.search(column.name))
            features = {
                "group_near": 15.0 * (nearness - middle) if len(near) > 1 else 0.0,
                "group_nearest": float(nearness == max(near) and len(near) > 1),
                "group_named": self._named[at][2] if at in self._named else 0.0,
                "group_leant": float(at in self._leant),
                "group_person": float(person and bool(who)),
                "group_no_person": float(bool(who) and not person),
                "group_first": float(at == min(candidates)),
                "group_names_rows": float(self._names_rows(at)),
                "group_repeats": self._repeating(at),
                "group_repeats_ranked": self._repeating(at) * float(bool(wanted.ranks)),
                "group_uncued": float(not cue),
                "group_one_row": one_row,
                "group_not_month": float(bool(month and cue) and column.name != MONTH),
                "group_is_month": float(bool(month and cue) and column.name == MONTH),
                "group_compared_other": float(compared),
            }
            score = features["group_near"] + 2 * features["group_named"] + features["group_leant"]
            score += 2 * features["group_person"] + 3 * features["group_is_month"]
            found.append((score, Choice(column.name, features, more=quoted(column.name))))
        found.sort(key=lambda one: -one[0])
        yield from (choice for _, choice in found[:MOST_COLUMNS])

    def _has_people(self) -> bool:
        """Return whether people stand in a column more than once."""
        return any(
            PERSON_HEADER.search(column.name) and self._repeating(at) > 0.2
            for at, column in enumerate(self._columns)
            if column.kind == "text"
        )

    def _repeating(self, at: int) -> float:
        """Return the share of a column's cells that stand in it before."""
        texts = [text for text in self._columns[at].texts if text]
        return 1 - len(set(texts)) / len(texts) if texts else 0.0

    def _names_rows(self, at: int) -> bool:
        """Return whether a column tells every row from the others."""
        texts = [text for text in self._columns[at].texts if text]
        return len(set(texts)) >= SOLID * len(texts)


def _is_stock(column: Column) -> bool:
    """Return whether a column says how many of a thing there are."""
    return STOCK.search(column.name) is not None and LEAST_KEPT.search(column.name) is None


def _bears(column: Column, thing: str) -> bool:
    """Return whether a header says what is counted, as its unit or by name: 课时(节)."""
    if IS_HAN.match(thing):
        return any(one in column.name for one in (thing, thing[:1]) if one not in _COUNTERS)
    return bool(set(tokens(thing)) & set(tokens(re.sub(r"[(_)]", " ", column.name))))


_COUNTERS = frozenset("个些少的了")
_ROWS = "#"
"""Stands for the number of rows where groups are ranked."""
