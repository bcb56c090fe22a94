"""Choose what is computed.

The columns of numbers that are meant, and how rows are put together. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.languages import is_function_word, plain
from assistant.retrieval.value_words import MONEY, UNITS
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import PIECES, STOCK, contradicts, is_label, is_rate, is_time, repeats
from assistant.tables.data.database import quoted
from assistant.tables.data.ledgers import (
    OPEN,
    asks_paid,
    days_of_payment,
    is_of_others,
    is_open_state,
    lone_party,
    of_payment,
    part_paid,
    party_meant,
    states_of_payment,
)
from assistant.tables.data.words import IS_HAN, bare_header, name_tokens, tokens
from assistant.tables.query.dealing import Dealt
from assistant.tables.question.asking import (
    ADJECTIVES,
    BY_PRICE,
    CONCEPTS,
    EARNED,
    GROUPED,
    HOW_MUCH_SO,
    IDENTIFIER,
    JOINED,
    JOINED_HEADER,
    MONTHLY,
    OF_ITS_OWN,
    ONE_ROW,
    OTHER_DATE,
    PERSON,
    PIECES_HAN,
    QUANTITY,
    REMARKS,
    UNIT_PRICE,
    WEIGHTS,
    YEARLY,
    asks_money,
    asks_one_price,
    is_once,
)
from assistant.tables.question.filters import NO, YES, Filter
from assistant.tables.question.periods import periods

_HAVE = re.compile(r"\b(?:have we|we have|we['’]?ve) got\b|\bin stock\b|\bon hand\b|\bleft\b|还剩|剩下")
"""What asks how many of a thing are there, not of how many kinds."""
_LIST = re.compile(
    r"\s*(?:lists?|tables?|sheets?|files?|book|catalogue)\b|\s*(?:表|单|清单|目录)", re.IGNORECASE
)
"""What stands behind a word that is part of a table's name."""


_PART = re.compile(r"\b(?:deposit|advance|down ?payment|retainer)s?\b|[定订押]金|首付|预付")
"""What names a part that is paid before the rest."""
_ENDS = re.compile(r"\W*(?:$|(?:in|by|of|for|from|at|so|this|last|is|was)\b|[是在有叫])")
"""What follows a thing that no other word says more of."""
_MILES = dict.fromkeys(("mi", "mile", "miles"), "mile")
SO_MUCH = re.compile(
    r"(?<!\ban )(?<!\ba )(?<!\bper )(?<!\beach )(?<!\bevery )\b(?:how many )?(?P<word>hours|minutes|days|miles|km|kilomet(?:re|er)s|lit(?:re|er)s|kg|kilos|tonnes)\b"
    r"(?: (?:driven|travelled|covered|worked|spent|put in)\b)?|[多几]少?个?(?P<han>小时|分钟|公斤|千克|克|吨|毫升|升|公里|千米|平方米|平米|立方米|米|天)"
)
"""What asks for a figure by its unit."""
_TELLS_WHY = re.compile(rf"{REMARKS.pattern}|\breasons?\b|原因", re.IGNORECASE)
_BOUND = re.compile(r"起[批订购]|最[低少小高大多]|[上下]限|\b(?:min|max)(?:imum)?\b", re.IGNORECASE)
"""Headers of what is set, and not counted up."""
_PER = re.compile(r"\b(?:an?|per|each|every)\s*$|[每一]个?$")
"""What stands before that for which a price is."""
_HOURS = re.compile(r"^(?:hours?|hrs?)\b|^小时|工时", re.IGNORECASE)
_AN_HOUR = re.compile(
    r"\b(?:an|per|each|every|by the) hour\b|\bhourly\b|每个?小时|(?<![\d一二三四五六七八九十])一个?小时(?=.{0,4}多少)"
)
"""A column of hours, and what asks for something by the hour."""
_WHOLLY = 0.99
"""How much of a header is named where all of its words are, apart: sold in October."""


class Measured(Dealt):
    """Chooses measure and group among what was explained."""

    _ungrouped: tuple[str, ...] = ()
    """Words for what a figure is asked by that only stand in a header of yes and no: per visit."""

    def _group(self) -> tuple[str, str]:
        """Return the column that rows are put together by, and its name."""
        text = self._read.text
        grouped = list(GROUPED.finditer(text))
        which = self._asked.by_name and self._asked.ranks != 0
        for pattern, length in ((MONTHLY, 7), (YEARLY, 4)):
            if (found := self._grouping_time(pattern, which=which)) is None:
                continue
            own = next(
                (
                    at
                    for at, column in enumerate(self._columns)
                    if column.kind != "date" and is_time(column, length)
                ),
                None,
            )
            if own is not None:
                self._named.pop(own, None)
                self._read.cover(*found)
                self._weight += 1
                return quoted(self._columns[own].name), self._columns[own].name
            dated = self._date_column()
            if dated is not None:
                self._read.cover(*found)
                self._weight += 1
                if self._asked.operation in ("sum", "average") and is_once(dated.header):
                    break  # what staff earn each month is no sum of those who came in it
                return f"substr({quoted(dated.name)}, 1, {length})", "Month" if length == 7 else "Year"
        texts = [
            (at, first)
            for at, (first, _, _) in self._named.items()
            if self._columns[at].kind != "number" and not self._says_yes_or_no(at)
        ]
        for match in grouped:
            self._ungrouped += tuple(
                self._read.word(first)
                for at, (first, _, _) in self._named.items()
                if self._says_yes_or_no(at) and 0 <= self._read.spans[first][0] - match.end() <= 12
            )
            after = [
                (first, at) for at, first in texts if 0 <= self._read.spans[first][0] - match.end() <= 12
            ]
            after += [
                (first, at)
                for at, (first, _, _) in self._named.items()
                if self._columns[at].kind == "number"
                and not (self._asked.ranks and match.group() == "by")
                and 0 <= self._read.spans[first][0] - match.end() <= 2
                and not self._columns[at].unit
                and not self._columns[at].decimals
                and not QUANTITY.search(self._columns[at].header)
            ]
            if after:
                self._read.cover(*match.span())
                chosen = min(after)[1]
                self._named_rows.add(chosen)
                return quoted(self._columns[chosen].name), self._columns[chosen].name
        if which:  # 拒收 names the figure, and no more of a remark than a part
            texts = [
                one
                for one in texts
                if self._named[one[0]][2] >= 1.0 or not _TELLS_WHY.search(self._columns[one[0]].header)
            ]
        if which and texts:
            at = min(texts, key=lambda one: one[1])[0]
            return quoted(self._columns[at].name), self._columns[at].name
        if which and re.search(r"\bwho\b|谁", text) and not ONE_ROW.search(text):
            person = next(
                (
                    column
                    for column in self._columns
                    if column.kind == "text" and PERSON.search(column.header)
                ),
                None,
            )
            if person is not None:
                return quoted(person.name), person.name
        whose = which and re.search(r"哪一?家", text) and not ONE_ROW.search(text)
        if whose and (firm := lone_party(self._family)) is not None:
            return quoted(firm.name), firm.name
        texts = [one for one in texts if self._asked.limit > 1 or self._is_ranked(one[0])]
        if self._asked.ranks and texts:
            at = min(texts, key=lambda one: one[1])[0]
            self._weight += 1.0
            return quoted(self._columns[at].name), self._columns[at].name
        if self._asked.ranks and not texts and (party := party_meant(self._family, text)) is not None:
            self._read.cover(*party[1])
            self._weight += 2.0
            return quoted(party[0].name), party[0].name
        return "", ""

    def _is_ranked(self, at: int) -> bool:
        """Return whether what stands in several rows is ranked: "the biggest client"."""
        first, last, _ = self._named[at]
        if self._asked.operation not in ("max", "min") or self._is_each_row(quoted(self._columns[at].name)):
            return False
        text, start, end = self._read.text, self._read.spans[first][0], self._read.spans[last - 1][1]
        before = any(
            span[1] <= start and text[span[1] : start].strip() in ("", "的") for span in self._asked.spans
        )
        return before and _ENDS.match(text, end) is not None

    def _grouping_time(self, pattern: re.Pattern[str], *, which: bool) -> tuple[int, int] | None:
        """Return where a question asks for each month or year, or which one."""
        for found in pattern.finditer(self._read.text):
            words = found.group()
            within = self._read.within(found.span())
            in_header = any(first in within for first, _, _ in self._named.values())
            asks = bool(re.match(r"(?:which|what)", words) or (IS_HAN.match(words) and "哪" in words))
            each = bool(
                re.match(r"(?:per|by|for each|each|every|month by)\b|monthly|yearly|annually|[每各按]", words)
            )
            if not in_header and ((asks and which) or (each and not self._says_period(words))):
                return found.span()
        return None

    def _says_period(self, words: str) -> bool:
        """Return whether "per year" only says what a column of the table is.

        Its annual value.
        """
        yearly = re.search(r"year|annual|年", words) is not None
        header = (
            r"\b(?:annual|yearly|per year|a year|p\.?\s?a\.?)\b|年"
            if yearly
            else r"\b(?:monthly|per month|a month)\b|月"
        )
        return any(
            re.search(header, bare_header(column.name), re.IGNORECASE)
            for column in self._columns
            if column.kind == "number" and not is_label(column)
        )

    def _date_column(self) -> Column | None:
        found = [(at, column) for at, column in enumerate(self._columns) if column.kind == "date"]
        named = [column for at, column in found if at in self._named]
        if len(named) == 1:
            return named[0]
        joined = [column for _, column in found if self._tells_when_joined(column)]
        if len(joined) == 1:
            return joined[0]
        # What was paid in 2025 is not told by when contracts end or people were born.
        usual = [column for _, column in found if not OTHER_DATE.search(bare_header(column.name))]
        if not asks_paid(self._read.text) and not OPEN.search(self._read.text):
            usual = [one for one in usual if one not in days_of_payment(self._family)] or usual
        if len(usual) == 1:
            return usual[0]
        plain_named = [
            column for column in usual if tokens(bare_header(column.name)) in (("date",), ("日", "期"))
        ]
        if len(plain_named) == 1:
            return plain_named[0]
        if len(usual) > 1 and [None in one.values for one in usual] == [False] + [True] * (len(usual) - 1):
            return usual[0]  # all rows have this day, and only some the later ones
        if found:
            self._doubts.append("date")
        return None

    def _tells_when_joined(self, column: Column) -> bool:
        """Return whether a column tells when those came who are asked for."""
        return JOINED.search(self._read.text) is not None and bool(
            JOINED_HEADER.search(bare_header(column.name))
        )

    def _is_divisor(self, column: Column) -> bool:
        """Return whether money is asked for by what a column counts: "earn an hour"."""
        counted = _HOURS.search(bare_header(column.name)) is not None and column.unit not in MONEY
        return counted and _AN_HOUR.search(self._read.text) is not None and asks_money(self._read.text)

    def _measures(self) -> tuple[tuple[str, ...], str]:
        """Return the columns of numbers that are meant.

        Several where the question does not tell.
        """
        numbers = [
            at
            for at, column in enumerate(self._columns)
            if column.kind == "number" and at not in self._named_rows and not self._is_divisor(column)
        ]
        if paying := of_payment(self._family, self._read.text):
            told = [at for at in numbers if self._columns[at].name in paying]
            self._read.cover_all(OPEN)
            if is_of_others(self._family, self._read.text):
                return (), ""
            if OPEN.search(self._read.text) and (part := self._part_named()):
                # Of whom a deposit was not paid, nothing was; the rest is no matter.
                self._filters.append(Filter(part, f"COALESCE({quoted(part)}, 0) = 0", f"{part} = 0"))
                self._weight += 2.0
                return () if self._asked.operation == "count" else (part,), ""
            if self._asked.operation in ("count", "list") and OPEN.search(self._read.text):
                if not self._tells_open_by_state(name := paying[0]):
                    self._filters.append(Filter(name, f"{quoted(name)} > 0", f"{name} > 0"))
                self._weight += 2.0
            if self._asked.operation == "count":
                return (), ""
            self._weight += 1.0 if OPEN.search(self._read.text) else 0.0
            return tuple(self._columns[at].name for at in told[:1]), ""
        named = {
            at: self._named[at][2]
            for at in numbers
            if at in self._named and not is_label(self._columns[at]) and not self._is_per(at)
        }
        exact = [at for at, share in named.items() if share >= 1.0]
        if exact:
            # "The stock in the price list": that word is of the table's name, not of a column.
            own = [at for at in exact if not self._names_table(at)]
            return tuple(self._columns[at].name for at in own or exact), ""
        if so_much := self._in_unit(numbers):
            self._weight += 1.0
            return so_much, ""
        concept = self._asked.concept
        rates = [at for at in numbers if is_rate(self._columns[at])]
        if rates and asks_one_price(self._read.text) and not self._asked.ranks:
            return tuple(self._columns[at].name for at in rates if at in named), ""
        candidates = [
            at
            for at in numbers
            if not is_label(self._columns[at])
            and not contradicts(self._columns[at], concept)
            and not (concept in ("money", "income") and self._columns[at].unit not in ("", *MONEY))
        ]
        parts = {settled.name for _, settled in part_paid(self._family)}
        candidates = [at for at in candidates if at in named or self._columns[at].name not in parts]
        if self._asked.operation in ("sum",) or (
            self._asked.ranks and concept in ("money", "income", "quantity")
        ):
            additive = [at for at in candidates if not is_rate(self._columns[at])]
            if named:
                best = max(named.values())
                some = [at for at in additive if named.get(at) == best]
                if some:
                    return tuple(self._columns[at].name for at in some), ""
            if concept:
                meant = self._of_concept(additive, concept)
                if meant:
                    return tuple(self._columns[at].name for at in meant), ""
                if concept in ("money", "income"):
                    product = self._product()
                    if product is not None:
                        return product
                    priced = [at for at in additive if self._columns[at].unit in MONEY]
                    if len(priced) == 1:
                        return (self._columns[priced[0]].name,), ""
            if len(additive) == 1 and (
                not concept or (concept == "money" and not QUANTITY.search(self._columns[additive[0]].header))
            ):
                return (self._columns[additive[0]].name,), ""
            if concept == "money" and (self._asked.ranks or self._names_rows_each()):
                return self._rates(candidates), ""
            return (
                (tuple(self._columns[at].name for at in additive), "")
                if not concept and 0 < len(additive) <= 4 and self._asked.operation == "sum"
                else ((), "")
            )
        if named:
            best = max(named.values())
            return tuple(self._columns[at].name for at in named if named[at] == best), ""
        if self._asked.operation == "count":
            return (), ""
        if BY_PRICE.search(self._read.text) or re.search(r"pric|cost|价", self._read.text):
            return self._rates(candidates), ""
        for asked_by, header in ADJECTIVES:
            if asked_by.search(self._read.text):
                meant = [at for at in candidates if header.search(bare_header(self._columns[at].name))]
                if meant:
                    self._read.cover_all(header)
                    self._read.cover_all(HOW_MUCH_SO)
                    self._weight += 1.0
                    return tuple(self._columns[at].name for at in meant), ""
        if (weighed := OF_ITS_OWN.search(self._read.text)) is not None:
            # The heaviest is no column of prices' highest.
            self._read.cover_all(HOW_MUCH_SO)
            by_unit = [at for at in candidates if weighed["weight"] and self._columns[at].unit in WEIGHTS]
            return tuple(self._columns[at].name for at in by_unit), ""
        if concept:
            meant = self._of_concept(candidates, concept)
            if meant:
                return tuple(self._columns[at].name for at in meant), ""
        if re.search(
            r"\b(?:orders?|invoices?|purchases?|payments?|sales?|bills?|expenses?)\b|订单|发票|付款|支出|消费|费用",
            self._read.text,
        ):
            meant = self._of_concept([at for at in candidates if not is_rate(self._columns[at])], "money")
            if meant:
                return tuple(self._columns[at].name for at in meant), ""
        return ((self._columns[candidates[0]].name,), "") if len(candidates) == 1 else ((), "")

    def _in_unit(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Return the one column in whose unit a question asks: 多少升."""
        for found in SO_MUCH.finditer(self._read.text):
            unit = unit_said(found["word"] or found["han"])
            held = [
                at
                for at in numbers
                if unit
                and not (is_rate(self._columns[at]) or _BOUND.search(bare_header(self._columns[at].name)))
                and unit_of(self._columns[at]) == unit
            ]
            if len(held) == 1 and unit not in MONEY:
                return (self._columns[held[0]].name,)
        return ()

    def _is_per(self, at: int) -> bool:
        """Return whether a column is what money is paid for: an hour."""
        start = self._read.spans[self._named[at][0]][0]
        money = self._asked.concept in ("money", "income") and self._columns[at].unit not in MONEY
        return money and _PER.search(self._read.text[:start]) is not None

    def _part_named(self) -> str:
        """Return the column of a part that the question names: a deposit; else nothing."""
        said = _PART.search(self._read.text)
        parts = [settled.name for _, settled in part_paid(self._family)]
        return next((one for one in parts if said and _PART.search(plain(one))), "")

    def _is_state_of_payment(self, one: Filter, *, paid: bool) -> bool:
        """Return whether a condition is of a state of payment; with `paid` of what was."""
        if not one.cells or not one.column or not states_of_payment(self._columns[self._index(one.column)]):
            return False
        return not paid or not (one.negated or any(map(is_open_state, one.cells)))

    def _tells_open_by_state(self, name: str) -> bool:
        """Return whether rows are counted or listed that are "not paid".

        Where a column that was worked out does not tell of all how much is open.
        """
        counted = self._asked.operation in ("count", "list") and self._columns[self._index(name)].unread
        return bool(counted) and any(
            one.negated and self._is_state_of_payment(one, paid=False) for one in self._filters
        )

    def _names_rows_each(self) -> bool:
        """Return whether a question names several rows, each once: their prices add up."""
        for one in self._filters:
            texts = self._columns[self._index(one.column)].texts if one.column and not one.negated else ()
            if len(one.cells) > 1 and all(texts.count(text) == 1 for text in one.cells):
                return True
        return False

    def _rates(self, candidates: Sequence[int]) -> tuple[str, ...]:
        """Return the columns of prices; of what was sold, the one that says for what."""
        if (outcome := self._outcome()) is not None and self._index(outcome.name) in candidates:
            return (outcome.name,)
        rates = [
            at
            for at in candidates
            if re.search(r"price|cost|fee|preis|kosten|价|费", self._columns[at].header, re.IGNORECASE)
        ]
        rates = rates or self._of_concept(candidates, "money")
        unit = [at for at in rates if UNIT_PRICE.search(self._columns[at].header)]
        return tuple(self._columns[at].name for at in (unit or rates))

    def _of_concept(self, candidates: Sequence[int], concept: str) -> list[int]:
        """Return the columns whose header means a concept.

        Several where they are as likely.
        """
        known = [tokens(word) for word in CONCEPTS[concept]]
        exact = [at for at in candidates if self._words.headers[at] in known]
        total = [
            at
            for at in exact
            if self._words.headers[at]
            in (("total",), ("line", "total"), ("amount",), ("金", "额"), ("总", "价"), ("总", "额"))
        ]
        if len(exact) == 1 or len(total) == 1:
            return total if len(total) == 1 else exact
        if exact:
            return exact
        words = {token for word in known if len(word) == 1 for token in word}
        han = [word for word in CONCEPTS[concept] if IS_HAN.match(word)]
        return [
            at
            for at in candidates
            if words & set(self._words.headers[at]) or any(word in self._columns[at].name for word in han)
        ]

    def _product(self) -> tuple[tuple[str, ...], str] | None:
        """Return price and quantity, where their product is what was paid."""
        numbers = [column for column in self._columns if column.kind == "number"]
        prices = [column for column in numbers if UNIT_PRICE.search(column.header)]
        quantities = [
            column
            for column in numbers
            if QUANTITY.search(column.header) and column.unit not in MONEY and column not in prices
        ]
        if len(prices) == 1 and len(quantities) == 1:
            return (prices[0].name,), quantities[0].name
        return None

    def _only_stocked(self) -> bool:
        """Return whether things were sold, and the table tells only how many are there."""
        headers = [plain(one.header) for one in self._columns]
        stocked, sold = (any(map(header.search, headers)) for header in (STOCK, EARNED))
        return self._asked.concept == "income" and stocked and not sold

    def _is_each_row(self, group: str) -> bool:
        """Return whether a column tells every row from the others."""
        column = next((one for one in self._columns if quoted(one.name) == group), None)
        return column is not None and len(set(column.texts)) == len(column.texts)

    def _names_figure(self, measures: Sequence[str]) -> bool:
        """Return whether the question names a column of numbers, or its unit."""
        return any(self._index(name) in self._named for name in measures) or self._is_so_much(measures)

    def _is_so_much(self, measures: Sequence[str]) -> bool:
        """Return whether the question asks for one figure by its unit."""
        return bool(len(measures) == 1 and self._in_unit([self._index(measures[0])]))

    def _is_counting(self, measures: Sequence[str]) -> bool:
        """Return whether rows are counted though a column of numbers is named."""
        return all(is_label(self._columns[self._index(name)]) for name in measures)

    def _counted(self) -> tuple[tuple[str, ...], str]:
        """Return what "how many" sums up, or whose different cells it counts."""
        after = re.search(r"\bhow many\b|\bnumber of\b|\bcount of\b|多少|几", self._read.text)
        at = after.end() if after is not None else 0
        near = {
            column: first
            for column, (first, _, _) in self._named.items()
            if after is not None and 0 <= self._read.spans[first][0] - at <= 14
        }
        if times := [
            self._columns[at].name
            for at, (_, _, share) in sorted(self._named.items())
            if _is_of_a_time(self._columns[at], in_part=share >= _WHOLLY)
        ]:
            return tuple(times), ""
        pieces = self._pieces(at)
        if pieces:
            return pieces, ""
        if after is not None and IS_HAN.match(after.group()):
            figures = [
                at
                for at in self._named
                if self._columns[at].kind == "number" and not is_label(self._columns[at])
            ]
            compared = {one.column for one in self._filters}
            figures = [at for at in figures if self._columns[at].name not in compared]
            if len(figures) == 1 and not is_rate(self._columns[figures[0]]):
                return (self._columns[figures[0]].name,), ""
        bound = {one.column for one in self._filters if not one.cells}
        for column in sorted(near, key=lambda one: (near[one], -self._named[one][2])):
            own = self._columns[column]
            if own.kind == "number" and own.name in bound:
                continue  # "how many bills are open" are rows
            if own.kind == "number" and not is_label(own):
                return ((own.name,), "") if not is_rate(own) else ((), "")
            if own.kind == "text" and not self._is_table_noun(near[column]):
                yes_no = {text.strip().casefold() for text in self._words.distinct[column]} <= YES | NO
                if not yes_no and not IDENTIFIER.search(own.header):
                    return (), own.name
        return (), ""

    def _pieces(self, at: int) -> tuple[str, ...]:
        """Return the column of quantities where things are counted, like gloves."""
        quantities = [
            column.name
            for column in self._columns
            if column.kind == "number"
            and PIECES.search(column.header)
            and column.unit not in MONEY
            and not is_label(column)
        ]
        if len(quantities) != 1:
            return ()
        if self._cells and PIECES_HAN.search(self._read.text):
            return (quantities[0],)
        first = next((index for index, (start, _) in enumerate(self._read.spans) if start >= at), None)
        if first is None:
            return ()
        last = first
        while last in self._cells:
            last += 1
        noun = last < len(self._read.stems) and (
            self._is_table_noun(last) or any(named[0] == last for named in self._named.values())
        )
        if last > first:
            return () if noun and not _HAVE.search(self._read.text) else (quantities[0],)
        things = [
            at for at, named in self._named.items() if named[0] == first and self._columns[at].kind == "text"
        ]
        if (
            things
            and not IDENTIFIER.search(self._columns[things[0]].header)
            and repeats(quantities[0], self._family)
        ):
            self._doubts.append("as_sum")  # trees: rows, kinds, or how many of each
            return (quantities[0],)
        return ()

    def _names_table(self, at: int) -> bool:
        """Return whether a column is named as part of the table's name: "price list"."""
        first, last, _ = self._named[at]
        following = self._read.text[self._read.spans[last - 1][1] :] if last else ""
        return _LIST.match(following) is not None and all(map(self._is_table_noun, range(first, last)))

    def _is_table_noun(self, index: int) -> bool:
        """Return whether a word of the question also says what the table's rows are."""
        token = self._read.stems[index]
        return not is_function_word(token, "en") and any(
            token in name_tokens(one.source, "", one.heading, one.caption) for one in self._family.tables
        )

    def _telling(self, measures: Sequence[str]) -> tuple[str, ...]:
        """Return the columns by which rows are told apart where they are shown."""
        named = [self._columns[at].name for at in sorted(self._named, key=lambda at: self._named[at][0])]
        texts = [column.name for column in self._columns if column.kind != "number"]
        filtered = [self._told_by.get(one.column, one.column) for one in self._filters if one.column]
        paired = self._pair.names if self._pair is not None else ()
        order = dict.fromkeys([*texts[: 4 - len(paired) // 2], *filtered, *paired, *named])
        return tuple(name for name in order if name not in measures)[:6]


def _is_of_a_time(column: Column, *, in_part: bool = False) -> bool:
    """Return whether a header names a year or a month and no more.

    Args:
        column: Whose header.
        in_part: Whether it may name something else beside: "sold_october".
    """
    header = plain(column.header).strip()
    times = periods(header, header, date(2000, 1, 1))
    return column.kind == "number" and len(times) == 1 and (in_part or times[0].span == (0, len(header)))


def unit_of(column: Column) -> str:
    """Return the unit of a column, also from the end of its header: 拒收kg."""
    if column.kind != "number" or column.unit:
        return column.unit
    end = re.search(r"((?<![a-z])[a-z²³]+|[升吨克米天])\W*$", column.header, re.IGNORECASE)
    return unit_said(end[1].casefold()) if end is not None else ""


def unit_said(word: str) -> str:
    """Return the unit that a word of a question or a header says; empty for none."""
    return UNITS.get(word) or _MILES.get(word, "")
