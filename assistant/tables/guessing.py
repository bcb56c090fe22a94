"""Guess what a question asks of a table where its words do not say it.

What names no column and no cell is laid beside headers and cells by meaning: "what got finished" is the status "done". What is
made of it is a guess: whoever shows it says how the question was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import MONEY
from assistant.tables.asking import BY_PRICE, OTHER_DATE, PIECES, Asked
from assistant.tables.cells import Column
from assistant.tables.columns import is_label, is_rate
from assistant.tables.database import Family, literal, quoted
from assistant.tables.everyday import compares, everyday
from assistant.tables.explaining import Filter, without_value
from assistant.tables.leaning import LEANT, LEAST_KEPT, NEARER, PERSON_HEADER, REMARKS, Leaning
from assistant.tables.meanings import Meanings
from assistant.tables.months import FIGURES, MONTH
from assistant.tables.periods import Period
from assistant.tables.planning import Plan
from assistant.tables.questions import IS_HAN, Question, Vocabulary, bare_header

LEAST = 0.34
"""Share of a question's own words that have to be explained for a guess."""
LEAST_ROWS = 4
"""Rows from which a table is computed over by guess."""
_FEW = 1
"""Words, or Chinese characters, of which none needs to be explained."""
SOLID = 0.8
"""Share of different cells from which a column names its rows, and does not put them together."""
_MONEY_SAID = lazy_regex(
    r"\b(?:money|quid|cash|bucks?|worth|value|spen[dt]|paid|pay|cost|owe[ds]?|owing|billed)\b|[£$€¥]|[钱元块花付欠值]"
)
_PER_PIECE = lazy_regex(r"\b(?:per|a|each) (?:piece|unit|item)\b|单价|一[个件只台株]")
_ONE_ROW = lazy_regex(r"\bsingle\b|\bone[- ]off\b|[一单]笔|哪[一]?[笔单张条]|单[笔张条]")
_WHO = lazy_regex(r"\b(?:who|whom|whose|each person|per person|everyone|everybody|people)\b|谁|每个?人|各人")
_ASKED_THING = lazy_regex(
    r"\b(?:which|what|per|each|every|by)\s+(?:single |one |of the )?([a-z]+(?: [a-z]+)?)|(?:哪一?|每一?|各个?)[个家位名种笔款项辆台样天样]?([\u4e00-\u9fff]{1,4})|按([\u4e00-\u9fff]{1,4})"
)
_NAMES_YEAR = lazy_regex(r"(?:19|20)\d\d")
_BEFORE = 6
"""Words, or Chinese characters, before a time that say what happened then."""
_ASIDE = lazy_regex(
    r"[(（][^()（）]*(?:too|as well|also|also counts?|incl\w*|with the vat|也算|算上|都算)[^()（）]*[)）]|[，,；;](?:(?![，,；;]).)*(?:也算上?|算上|都算)(?:(?![，,；;]).)*"
    r"|[,;]\s*[^,;]{2,40}\b(?:too|as well|included|also)\b(?=\s*(?:[,;?]|$))|\b(?:incl(?:uding|\.)?|with) (?:the )?vat\b",
    re.IGNORECASE,
)
"""What a question adds so that nothing is left out."""
_APART = lazy_regex(
    r"[,，;；(（]\s*([^,，;；()（）]{1,24}?)(?:的|都)*不算[^,，;；()（）]*[)）]?|,?\s*\b(?:not counting|not including|excluding|leaving out|apart from) (?:the )?([^,;()]{2,40})",
    re.IGNORECASE,
)
"""What a question leaves out."""
_SHORT_YEAR = lazy_regex(r"(?<!\d)(1[5-9]|2\d|3[0-5])年(?!内|期|以上|[后前来限度])")


@dataclass(frozen=True, slots=True)
class Guess:
    """How a question may be read.

    Attributes:
        plan: What is computed.
        score: How much speaks for it; higher is better.
        left: Words of the question that nothing was found for.
    """

    plan: Plan
    score: float
    left: tuple[str, ...]


def guesses(
    question: str, families: Sequence[Family], meanings: Meanings, today: date, language: str
) -> list[Guess]:
    """Return how a question may be read over tables, the likeliest first.

    Empty where nothing is likely.

    Args:
        question: As it was asked.
        families: The tables.
        meanings: Compares words.
        today: For "last year".
        language: Of the question.
    """
    question = _SHORT_YEAR.sub(r"20\1年", _ASIDE.sub(" ", question))
    wanted = everyday(Question.of(question).text)
    near = meanings.near(question, [described(one) for one in families]) if families else []
    if not near:
        return []
    nearest, others = max(near), _left_out(question, families, meanings)
    found: list[tuple[_Guessing, Plan, float]] = []
    for place, (family, nearness) in enumerate(zip(families, near, strict=True)):
        if len(family.places) < LEAST_ROWS or all(column.kind == "text" for column in family.columns):
            continue  # a form, or the paragraphs of a paper
        words = Vocabulary(family)
        for text in dict.fromkeys((question, _APART.sub("", question))):
            guess = _Guessing(Question.of(text), wanted, words, today, language, meanings)
            plan = guess.made()
            if plan is not None and any(one.negated for one in plan.filters):
                break  # what is left out is a cell of this table, else another table
        if plan is not None:
            found.append((guess, plan, TABLE * (nearness - nearest - (LEFT_OUT if place == others else 0.0))))
    made = [Guess(plan, guess.score + nearness, guess.left()) for guess, plan, nearness in found]
    return sorted(made, key=lambda one: -one.score)


def _left_out(question: str, families: Sequence[Family], meanings: Meanings) -> int:
    """Return the place of the table that a question leaves out; -1 for none."""
    apart = _APART.search(question)
    if apart is None:
        return -1
    left_out = next(filter(None, apart.groups()))
    place = meanings.nearest(left_out, [described(one) for one in families])
    return -1 if place is None else place


TABLE = 25.0
"""What a table's nearness to the question counts, as a difference of cosines."""
LEFT_OUT = 0.04
"""The same for the table that is to be left out."""


def described(family: Family) -> str:
    """Describe a table by its file, headings and headers."""
    table = family.tables[0]
    headers = ", ".join(column.name for column in family.columns)
    return f"{table.name} {' '.join(table.heading)} {table.caption}: {headers}"


class _Guessing(Leaning):
    """Reads one question over one table."""

    score = 0.0
    """How much speaks for the plan."""
    _content: Sequence[int] = ()
    """Tokens that say something."""

    def made(self) -> Plan | None:
        """Return the plan; None where too little of the question is explained."""
        spans = self._times()
        asked = {
            index
            for span in [*self._asked.spans, *(one.span for one in spans)]
            for index in self._read.within(span)
        }
        content = self._content = [
            index for index in range(len(self._read.stems)) if index not in asked and self._is_content(index)
        ]
        compared = list(self._comparisons())
        self._values(whole_only=True)
        self._headers()
        self._values(whole_only=False)
        self._names()
        for start, end in self._asked.spans:
            self._read.cover(start, end)
        self._states()
        phrases = list(self._phrases([one.span for one in spans]))
        for phrase in phrases:
            self._align(phrase)
        self._choose_cells()
        self._merge()
        self._lean_to_date(spans)
        self._dated(spans)
        wanted = self._asked
        group, group_name = self._grouped_by()
        measure = self._measured_by(group) if wanted.operation not in ("count", "rows", "list") else ""
        for comparison in compared:
            self._compare(comparison, [measure] if measure else [])
        found = sum(
            LEANT if index in self._aligned else 1.0 for index in content if self._read.covered[index]
        )
        explained = found / len(content) if content else 1.0
        if explained < LEAST and len(content) > _FEW:
            return None
        if wanted.operation == "share" and not self._filters:
            return None
        wanted, measure = self._fitting(wanted, measure, group)
        if wanted.operation not in ("count", "rows", "list", "share") and not measure:
            return None
        self.score = 3.0 * explained + 0.2 * min(self._weight, 8.0) + self._fits(measure)
        distinct = ""
        if (
            wanted.operation == "average"
            and group
            and measure
            and not (wanted.ranks or _WHO.search(self._read.text))
        ):
            distinct, group, group_name = group, "", ""  # what a month came to, on average
        times = ""
        if wanted.operation in ("sum", "share") and measure and is_rate(self._family.column(measure)):
            product = self._product()
            times = product[1] if product is not None and product[0] == (measure,) else ""
        dated = self._date_column()
        doubts = [one for one in dict.fromkeys(self._doubts) if one not in ("measure", "date", "filter")]
        return Plan(
            self._family,
            wanted,
            (measure,) if measure else (),
            times,
            tuple(dict.fromkeys(self._filters)),
            group,
            group_name,
            distinct,
            by=dated.name if wanted.operation == "rows" and dated is not None else "",
            shown=self._columns_shown(measure),
            weight=self._weight,
            doubts=("guessed", *doubts),
        )

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

    def _fits(self, measure: str) -> float:
        """Return what speaks for a table, by what is computed over it."""
        if self._asked.operation == "rows" and all(
            OTHER_DATE.search(bare_header(column.name)) for column in self._columns if column.kind == "date"
        ):
            return -0.5
        if measure and BY_PRICE.search(self._read.text):
            return 0.8 if is_rate(self._family.column(measure)) else -0.3
        return 0.0

    def _fitting(self, wanted: Asked, measure: str, group: str) -> tuple[Asked, str]:
        """Return what is computed, where measure and group decide it."""
        if wanted.operation in ("max", "min") and group and measure:
            column = self._family.column(measure)
            if not is_rate(column) and not BY_PRICE.search(self._read.text):
                return replace(wanted, operation="sum"), measure
        if wanted.operation in ("max", "min", "sum") and group and not measure:
            return replace(wanted, operation="count"), ""
        if wanted.operation == "sum" and not measure:
            return replace(wanted, operation="count" if wanted.concept != "money" else "sum"), ""
        return wanted, measure

    # What is computed

    def _date_column(self) -> Column | None:
        """Return the column of dates that is meant: the one leant to, else the usual one."""
        found = [
            (at, column)
            for at, column in enumerate(self._columns)
            if column.kind == "date" and without_value(column.name) not in self._filters
        ]
        if len(found) < 2:
            return found[0][1] if found else None
        leant = [(at, column) for at, column in found if at in self._named or at in self._leant]
        if leant:
            return max(leant, key=lambda one: self._leant.get(one[0], 9.0))[1]
        usual = [column for _, column in found if not OTHER_DATE.search(bare_header(column.name))]
        return (usual or [column for _, column in found])[0]

    def _in_its_year(self, period: Period, column: Column) -> Period:
        """Return a time in the latest year that the column has dates of.

        Only where it has none of the time's own year.
        """
        period = super()._in_its_year(period, column)
        days = [value for value in column.values if isinstance(value, str)]
        said = _NAMES_YEAR.search(self._read.text[slice(*period.span)])
        if (
            said
            or not days
            or not period.first
            or any(period.first <= day < (period.end or "9") for day in days)
        ):
            return period
        self._doubts.append("year")
        return period.in_year(int(max(days)[:4]))

    def _year_and_month(self, period: Period) -> list[Filter] | None:
        """Return filters on the months of a table that names no year."""
        months = next(
            (column for column in self._columns if column.name == MONTH and column.kind == "text"), None
        )
        if months is None or len(period.first) < 7 or len(period.end) < 7:
            return super()._year_and_month(period)
        first, end = period.first[5:7], period.end[5:7]
        name = quoted(MONTH)
        sql = f"{name} >= {literal(first)}" + (f" AND {name} < {literal(end)}" if end > first else "")
        return [Filter(MONTH, sql, f"{MONTH} {first}")]

    def _lean_to_date(self, spans: Sequence[Period]) -> None:
        """Find which dates a time is about by the words before it: "due before March"."""
        filtered = {one.column for one in self._filters}
        dated = [
            at
            for at, column in enumerate(self._columns)
            if column.kind == "date" and column.name not in filtered
        ]
        if len(dated) < 2 or not (spans or self._asked.operation == "rows"):
            return
        read = self._read
        phrase, by = read.text, 0.0
        if spans:
            first = spans[0].span[0]
            before = [start for start, _ in read.spans if start < first][-_BEFORE:]
            phrase, by = read.text[before[0] : first].strip() if before else "", NEARER
        nearest = self._meanings.nearest(phrase, self._headers_of(dated), by) if phrase else None
        if nearest is not None:
            self._leant.setdefault(dated[nearest], 0.1)

    def _grouped_by(self) -> tuple[str, str]:
        """Return by which column rows are put together."""
        text, wanted = self._read.text, self._asked
        if wanted.operation in ("list", "rows", "share"):
            return "", ""
        if compares(text):
            name = next((one.column for one in self._filters if len(one.cells) > 1 and not one.negated), "")
            if name:
                return quoted(name), name
        if wanted.ranks and _ONE_ROW.search(text):
            return "", ""
        group, name = self._group()
        if group:
            return group, name
        each = _ASKED_THING.search(text)
        who = _WHO.search(text)
        if wanted.operation in ("sum", "average", "count") and not (
            who or (each and re.match(r"per|each|every|by|[每各按]", each.group()))
        ):
            return "", ""
        candidates = [
            at
            for at, column in enumerate(self._columns)
            if column.kind == "text"
            and not REMARKS.search(column.name)
            and column.name not in {one.column for one in self._filters}
        ]
        if who:
            persons = [at for at in candidates if PERSON_HEADER.search(self._columns[at].name)]
            nearest = self._meanings.nearest(text, self._headers_of(persons))
            chosen = persons[nearest] if nearest is not None else None
        elif each is not None and candidates:
            thing = next(one for one in each.groups() if one)
            by = 0.0 if wanted.operation == "sum" else NEARER
            nearest = self._meanings.nearest(thing, self._headers_of(candidates), by)
            chosen = candidates[nearest or 0]  # else "which one", of what the first column names
        else:
            chosen = next((at for at in candidates if at in self._leant), None)
        if chosen is None or (wanted.ranks and self._names_rows(chosen)):
            return "", ""
        return quoted(self._columns[chosen].name), self._columns[chosen].name

    def _names_rows(self, at: int) -> bool:
        """Return whether a column tells every row from the others."""
        texts = [text for text in self._columns[at].texts if text]
        return len(set(texts)) >= SOLID * len(texts)

    def _measured_by(self, group: str) -> str:
        """Return the column of numbers that is meant; empty for none."""
        text, wanted = self._read.text, self._asked
        used = {one.column for one in self._filters}
        numbers = [
            at
            for at, column in enumerate(self._columns)
            if column.kind == "number"
            and not is_label(column)
            and at not in self._named_rows
            and column.name not in used
        ]
        said = any(at in self._named or at in self._leant for at in numbers)
        is_one = len(numbers) == 1 and (
            self._columns[numbers[0]].unit in MONEY or self._columns[numbers[0]].name in FIGURES
        )
        if not numbers or (wanted.operation == "share" and not (said or is_one or _MONEY_SAID.search(text))):
            return ""
        near = self._meanings.near(text, self._headers_of(numbers)) or [0.0] * len(numbers)
        middle = sum(near) / len(near)
        price = bool(BY_PRICE.search(text) or _PER_PIECE.search(text)) and not group
        money = wanted.concept in ("money", "income") or bool(_MONEY_SAID.search(text)) or price
        has_money = any(self._columns[at].unit in MONEY for at in numbers)
        scores: dict[int, float] = {}
        for at, nearness in zip(numbers, near, strict=True):
            column = self._columns[at]
            score = 15.0 * (nearness - middle)
            score += 2.0 * self._named[at][2] if at in self._named else 0.0
            score += 1.5 if at in self._leant else 0.0
            if money and has_money:
                score += 0.8 if column.unit in MONEY else -0.8
            if wanted.concept == "quantity":
                score += 0.8 if PIECES.search(column.name) else -0.4
            if is_rate(column):
                score += 0.8 if price else -1.0
            elif price:
                score -= 0.3
            if LEAST_KEPT.search(column.name):
                score -= 0.8
            scores[at] = score
        return self._columns[max(scores, key=lambda at: scores[at])].name

    def _columns_shown(self, measure: str) -> tuple[str, ...]:
        """Return the columns by which rows are told apart."""
        kept = [
            column.name
            for column in self._columns
            if column.name != measure and not REMARKS.search(column.name)
        ]
        return tuple(kept[:8])
