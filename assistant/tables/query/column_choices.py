"""Tell which columns of numbers, and of groups, a question may mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import PIECES, STOCK, contradicts, is_label, is_rate, may_be_money
from assistant.tables.data.database import quoted
from assistant.tables.data.derived import COST, DAYS, LEFT, MARGIN
from assistant.tables.data.ledgers import OPEN, of_payment
from assistant.tables.data.months import FIGURES, MONTH
from assistant.tables.data.words import IS_HAN, bare_header, tokens
from assistant.tables.query.leaning import (
    BEFORE,
    LEAST_KEPT,
    PERSON_HEADER,
    UNITS,
    is_open_header,
)
from assistant.tables.query.timing import Choice, Timed
from assistant.tables.question.asking import (
    BY_PRICE,
    EARNED,
    IDENTIFIER,
    MONTHLY,
    ONE_ROW,
    QUANTITY,
    REMARKS,
    UNIT_PRICE,
    YEARLY,
    asks_money,
    asks_one_price,
    is_once,
)
from assistant.tables.question.everyday import compares
from assistant.tables.question.filters import Filter

MOST_MEASURES, MOST_COLUMNS = 5, 4
"""Columns of numbers and of groups that are tried, the nearest in meaning."""
ROWS = "#"
"""Stands for the number of rows where groups are ranked."""
SOLID = 0.8
"""Share of different cells from which a column names its rows, and does not put them together."""
_MONEY_SAID = lazy_regex(
    r"\b(?:money|quid|cash|bucks?|worth|value|spen[dt]|paid|pay|cost|owe[ds]?|owing|billed|at (?:his|her|their|the|its) rate|at cost)\b|[£$€¥]|[钱元块花付欠值]"
)
_PER_PIECE = lazy_regex(r"\b(?:per|a|each) (?:piece|unit|item)\b|单价|一[个件只台株]")
WHO = lazy_regex(r"\b(?:who|whom|whose|each person|per person|everyone|everybody|people)\b|谁|每个?人|各人")
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
BEFORE_VAT = lazy_regex(
    r"\b(?:before|ex(?:cl?)?\.?|excluding|without|plus|net of|less) (?:the )?(?:vat|tax|gst)\b|\bnet\b|不含税|税前"
)
WITH_VAT = lazy_regex(
    r"\b(?:inc(?:l)?\.?|including|with|after) (?:the )?(?:vat|tax|gst)\b|\bgross\b|含税|税后"
)
_NET, _GROSS = (
    lazy_regex(r"\b(?:net|ex\.?)\b|不含税|税前", re.IGNORECASE),
    lazy_regex(r"\b(?:gross|total|inc\w*)\b|含税|价税", re.IGNORECASE),
)
_PER_EACH = lazy_regex(
    r"\b(?:per|for each|for every|an?|each) ([a-z]+)|[每一][个位名次人单笔场家张台件升米斤吨小时]{1,2}([\u4e00-\u9fff]{0,3})|每([\u4e00-\u9fff]{1,3})|[每一]([升米斤吨])"
)
ALTOGETHER = lazy_regex(r"\b(?:altogether|all together|in total|in all|total)\b|一共|总共|合计|总计|加起来")
"""What asks for one figure of all rows."""
PARTIES = (
    (
        "buyer",
        lazy_regex(
            r"\b(?:customers?|clients?|buyers?|tenants?|members?|patients?|guests?|accounts?|ow(?:e[sd]?|ing) (?:to )?us)\b|客户|业主|买家|住户|会员|学员|户|欠我们|没收"
        ),
        lazy_regex(
            r"\b(?:customers?|clients?|buyers?|tenants?|members?|patients?|guests?|accounts?|name|who)\b|客户|业主|甲方|买家|住户|会员|学员|姓名|单位",
            re.IGNORECASE,
        ),
    ),
    (
        "seller",
        lazy_regex(
            r"\b(?:suppliers?|vendors?|wholesalers?|buy from|bought from|order from|we(?:['’]ve| have)? (?:still )?owe?|we have(?:n['’]?t| not) paid)\b|供应商|供货|进货|采购|厂家|在哪[一]?家|跟哪家|从哪家"
        ),
        lazy_regex(
            r"\b(?:suppliers?|supp|vendors?|from|wholesalers?|made by)\b|供应商|供货|厂家|卖家|店",
            re.IGNORECASE,
        ),
    ),
    (
        "day",
        lazy_regex(r"\b(?:day|date)\b|哪一?天|几号"),
        lazy_regex(r"\b(?:day|date)\b|日期|日$", re.IGNORECASE),
    ),
)
"""Whom a question asks for, and headers under which they stand."""
_COUNTERS = frozenset("个些少的了")


class ColumnChoices(Timed):
    """A question over one table, with the columns that it may be about."""

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
        if wanted.operation != "difference" and (paying := of_payment(self._family, text)):
            numbers = [at for at in numbers if self._columns[at].name in paying] or numbers
        if asks_money(text):
            sums = [at for at in numbers if may_be_money(self._columns[at])]
            numbers = (
                [at for at in numbers if at in sums or at in self._named or self._is_factor(at)]
                if sums
                else []
            )
        if (outcome := self._outcome()) is not None and (BY_PRICE.search(text) or EARNED.search(text)):
            own = [at for at in numbers if self._columns[at] is outcome]
            numbers = [at for at in numbers if at in self._named or at in own] if own else numbers
        one_price = asks_one_price(text) and not wanted.ranks
        if one_price:
            numbers = [at for at in numbers if is_rate(self._columns[at])] or numbers
        if not numbers and wanted.ranks:
            yield Choice(ROWS, {"ranks_rows": 1.0, "ranks_rows_money": 1.0})
        if not numbers:
            return
        near = self._meanings.near(text, self._headers_of(numbers)) or [0.0] * len(numbers)
        middle = sum(near) / len(near)
        answering = self._meanings.answering(text, self._headers_of(numbers)) or [0.0] * len(numbers)
        price = bool(BY_PRICE.search(text) or _PER_PIECE.search(text))
        money = wanted.concept in ("money", "income") or bool(_MONEY_SAID.search(text)) or price
        has_money = any(self._columns[at].unit in MONEY for at in numbers)
        thing = _thing_counted(text)
        of_thing = self._meanings.near(thing, self._headers_of(numbers)) if thing else []
        counting = float(wanted.operation == "count")
        before_vat, with_vat = BEFORE_VAT.search(text), WITH_VAT.search(text)
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
                "measure_asked": 15.0 * (answering[place] - sum(answering) / len(answering)),
                "measure_named": self._named[at][2] if at in self._named else 0.0,
                "measure_leant": float(at in self._leant),
                "measure_only": float(len(numbers) == 1),
                "measure_money": float(money and has_money and own_money),
                "measure_no_money": float(money and has_money and not own_money),
                "money_unsaid": float(not money and own_money),
                "measure_figures": float(column.name in FIGURES),
                "measure_pieces": float(wanted.concept == "quantity" and bool(PIECES.search(column.header))),
                "rate_price": float(rate and price),
                "rate_no_price": float(rate and not price),
                "price_no_rate": float(price and not rate),
                "measure_least": float(bool(LEAST_KEPT.search(column.header))),
                "measure_total": float(bool(_TOTAL.search(column.header)) and not price),
                "total_price": float(bool(_TOTAL.search(column.header)) and price),
                "measure_contradicts": float(
                    contradicts(column, wanted.concept or ("money" if money else ""))
                    and not _INCLUDES.search(column.header)
                ),
                "measure_is_named": float(at in self._named and self._named[at][2] >= 1.0),
                "thing_unit": float(
                    bool(thing) and "→" not in column.name and self._is_counted_in(column, thing)
                ),
                "measure_thing": 15.0 * (of_thing[place] - sum(of_thing) / len(of_thing))
                if of_thing
                else 0.0,
                "counted_named": counting * (self._named[at][2] if at in self._named else 0.0),
                "counted_near": counting * float(nearness == max(near) and len(numbers) > 1),
                "counted_stock": counting
                * float(bool(STOCK.search(column.header)) and column.unit not in MONEY),
                "derived_long": float(
                    "→" in column.name and bool(DAYS.search(text)) and wanted.operation != "count"
                ),
                "derived_counted": float("→" in column.name and _COUNTS_DAYS.search(text) is not None),
                "derived_open": float(column.worked_out in ("open", "margin")),
                "open_asked": float(self._is_open(column)),
                "open_unasked": float(
                    not column.worked_out and is_open_header(column.name) and not OPEN.search(text)
                ),
                "margin_asked": float(
                    column.worked_out in ("open", "margin") and bool(MARGIN.search(text) or LEFT.search(text))
                ),
                "vat_right": float(
                    bool(before_vat and _NET.search(column.header))
                    or bool(with_vat and _GROSS.search(column.header))
                ),
                "vat_wrong": float(
                    bool(before_vat and _GROSS.search(column.header))
                    or bool(with_vat and _NET.search(column.header))
                ),
                "measure_before": float(bool(BEFORE.search(column.header)) and at not in self._named),
                "measure_derived": float(column.worked_out in ("days", "open", "margin")),
                "measure_stock": float(wanted.operation == "count" and bool(PIECES.search(column.header))),
            }
            score = features["measure_near"] + 2 * features["measure_named"] + features["measure_leant"]
            score += features["measure_money"] + features["rate_price"] - features["measure_least"]
            score += 2 * features["thing_unit"] - features["measure_contradicts"] - features["measure_before"]
            score += 3 * features["open_asked"] + 3 * features["margin_asked"] + 2 * features["vat_right"]
            found.append((score + features["measure_thing"], Choice(column.name, features)))
        found.sort(key=lambda one: -one[0])
        yield from (choice for _, choice in found[:MOST_MEASURES])
        if wanted.operation == "average":
            yield from self._for_each([choice for _, choice in found[:MOST_MEASURES]], numbers)
        if wanted.operation == "difference":
            yield from self._side_by_side({choice.name: choice for _, choice in found})
        totals = float(any(_TOTAL.search(self._columns[at].header) for at in numbers))
        prices = [
            at for at in numbers if UNIT_PRICE.search(self._columns[at].header) or is_rate(self._columns[at])
        ]
        if prices:  # beside a price for one, the cost is of one too
            prices += [at for at in numbers if at not in prices and COST.search(self._columns[at].header)]
        pieces = [
            at
            for at in numbers
            if self._columns[at].unit not in MONEY
            and at not in prices
            and (
                QUANTITY.search(bare_header(self._columns[at].name)) or STOCK.search(self._columns[at].header)
            )
        ]
        unsure = not (prices and pieces)
        if unsure and not pieces:
            pieces = [at for at in numbers if not (may_be_money(self._columns[at]) or at in prices)]
        if unsure and not prices:
            prices = [at for at in numbers if self._columns[at].unit in MONEY]
        for at in prices[:3] if money and not one_price else ():
            for by in pieces[:2]:
                column = self._columns[at]
                features = {
                    "product_unsure": float(unsure), "product_asked": 15.0 * (answering[numbers.index(at)] - sum(answering) / len(answering)),
                    "product": 1.0, "product_total": totals, "measure_named": self._named[at][2] if at in self._named else 0.0,
                    "measure_near": 15.0 * (near[numbers.index(at)] - middle), "product_by_near": 15.0 * (near[numbers.index(by)] - middle),
                }  # fmt: skip
                yield Choice(column.name, features, more=self._columns[by].name)
        if wanted.ranks:
            yield Choice(ROWS, {"ranks_rows": 1.0, "ranks_rows_money": float(money)})

    def _is_factor(self, at: int) -> bool:
        """Return whether a column may be multiplied by a price."""
        name = self._columns[at].name
        return bool(QUANTITY.search(bare_header(name)) or STOCK.search(name))

    def _for_each(self, measures: Sequence[Choice], numbers: Sequence[int]) -> Iterator[Choice]:
        """Yield totals over totals: spent per customer, both columns of numbers."""
        things = [one for found in _PER_EACH.finditer(self._read.text) for one in found.groups() if one]
        for at in numbers:
            column = self._columns[at]
            if column.unit in MONEY or is_rate(column) or not any(_bears(column, one) for one in things):
                continue
            for choice in measures:
                if choice.name != column.name and not choice.features["rate_price"]:
                    yield Choice(choice.name, {**choice.features, "for_each": 1.0}, beside=column.name)

    def _side_by_side(self, measures: Mapping[str, Choice]) -> Iterator[Choice]:
        """Yield the two columns that a question names to be told apart."""
        named = sorted((place, at) for at, place in self._named.items() if self._columns[at].name in measures)
        names = [
            self._columns[at].name
            for _, at in named
            if self._columns[at].worked_out not in ("open", "margin")
        ]
        for first, second in combinations(names[:4], 2):
            choice = measures[first]
            yield Choice(first, {**choice.features, "sides_named": 1.0}, beside=second)

    def _groups_meant(self, filters: Sequence[Filter], dated: str) -> Iterator[Choice]:
        """Yield the columns that rows may be put together by, and none."""
        text, wanted = self._read.text, self._asked
        each, which, who = _EACH.search(text), _WHICH.search(text), WHO.search(text)
        compared = compares(text)
        month = MONTHLY.search(text)
        months = any(column.name == MONTH for column in self._columns)
        cue = float(bool(each or (wanted.ranks and (which or months)) or who or compared))
        one_row = float(bool(ONE_ROW.search(text)))
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
        if (ALTOGETHER.search(text) or asks_one_price(text)) and not (
            wanted.ranks or (each and not asks_one_price(text))
        ):
            return  # one figure of all, or the price of one
        if compared:
            for one in filters:
                if len(one.cells) > 1 and not one.negated:
                    yield Choice(one.column, {"group_compared": 1.0}, more=quoted(one.column))
        if not cue and not self._named:
            return
        summed = wanted.operation in ("sum", "average")
        if dated and summed and is_once(next(one.header for one in self._columns if one.name == dated)):
            dated = ""  # what staff earn each month is no sum of those who came in it
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
        who, month = WHO.search(text), MONTHLY.search(text)
        filtered = {one.column for one in filters}
        by_day = PARTIES[-1][1].search(text) is not None
        candidates = [
            at
            for at, column in enumerate(self._columns)
            if (column.kind == "date" and by_day)
            or (column.kind == "text" and not REMARKS.search(column.header) and column.name not in filtered)
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
            person = bool(PERSON_HEADER.search(column.header))
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
            for party, said, header in PARTIES:
                if said.search(text):
                    features[f"group_{party}"] = float(bool(header.search(bare_header(column.name))))
                    features[f"group_no_{party}"] = 1 - features[f"group_{party}"]
            score = features["group_near"] + 2 * features["group_named"] + features["group_leant"]
            score += 2 * features["group_person"] + 3 * features["group_is_month"]
            score += 2 * sum(features.get(f"group_{party}", 0.0) for party, _, _ in PARTIES)
            found.append((score, Choice(column.name, features, more=quoted(column.name))))
        found.sort(key=lambda one: -one[0])
        yield from (choice for _, choice in found[:MOST_COLUMNS])

    def _has_people(self) -> bool:
        """Return whether people stand in a column more than once."""
        return any(
            PERSON_HEADER.search(column.header) and self._repeating(at) > 0.2
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

    def _counts_identified(self) -> bool:
        """Return whether what is counted are rows that bear a number: 多少工单 beside 工单号."""
        thing = _thing_counted(self._read.text)
        return bool(thing) and any(
            IDENTIFIER.search(column.header) and len(thing) > 1 and _begins(bare_header(column.name), thing)
            for column in self._columns
        )

    def _counts_a_column(self) -> bool:
        """Return whether what is counted are a column's figures: 来了多少人次 of 实到(人)."""
        text = self._read.text
        thing = _thing_counted(text)
        numbers = [
            one
            for one in self._columns
            if one.kind == "number" and one.unit not in MONEY and not is_label(one) and not is_rate(one)
        ]
        owned = _HAVE.search(text) is not None and sum(map(_is_stock, numbers)) > 0
        return owned or (
            bool(thing) and any("→" not in one.name and self._is_counted_in(one, thing) for one in numbers)
        )

    def _counts_units(self) -> bool:
        """Return whether what is counted is the unit of a column: 多少包 of 30 包."""
        thing = _thing_counted(self._read.text)
        return bool(thing) and any(
            one.kind == "number" and bool(one.unit) and not one.worked_out and _is_unit(one.unit, thing)
            for one in self._columns
        )

    def _is_counted_in(self, column: Column, thing: str) -> bool:
        """Return whether a column's figures are of what is counted.

        As its header or its unit says, or the column of units beside a quantity: 数量 30, 单位 包.
        """
        if _bears(column, thing):
            return True
        if LEAST_KEPT.search(column.header) or not (
            QUANTITY.search(column.header) or STOCK.search(column.header)
        ):
            return False
        units = {
            text
            for at, one in enumerate(self._columns)
            if one.kind == "text" and UNITS.search(one.header)
            for text in self._words.distinct[at]
        }
        return any(_is_unit(text, thing) for text in units)


def _thing_counted(text: str) -> str:
    """Return of what a question asks how many there are; "" where of nothing."""
    counted = _HOW_MANY_OF.search(text)
    return next((one for one in counted.groups() if one), "") if counted else ""


def _begins(header: str, thing: str) -> bool:
    """Return whether a header begins with what is counted: "Order no" with "orders"."""
    return tokens(header)[: len(tokens(thing))] == tokens(thing)


def _is_stock(column: Column) -> bool:
    """Return whether a column says how many of a thing there are."""
    return STOCK.search(column.header) is not None and LEAST_KEPT.search(column.header) is None


def _is_unit(unit: str, thing: str) -> bool:
    """Return whether a unit is what is counted: 包 of 多少包, "bags" of "how many bags"."""
    if IS_HAN.match(thing):
        return unit not in _COUNTERS and unit in (thing, thing[:1])
    return bool(unit) and tokens(unit)[:1] == tokens(thing)[:1]


def _bears(column: Column, thing: str) -> bool:
    """Return whether a header says what is counted, as its unit or by name: 课时(节)."""
    if column.unit and _is_unit(column.unit, thing):
        return True
    if IS_HAN.match(thing):
        return any(one in column.name for one in (thing, thing[:1]) if one not in _COUNTERS)
    return bool(set(tokens(thing)) & set(tokens(re.sub(r"[(_)]", " ", column.name))))
