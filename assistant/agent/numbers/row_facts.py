"""Say a fact out of a row of a sheet: "Kayak, large: Per day (EUR) 45".

Which cell a question asks for is told by headers, by what they hold (money, dates, people), and by meaning. Where sheets of several years
hold the row, the question's "now", "last year" or year chooses. Pure, but for the tables that are looked at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import PurePath

from assistant.agent.words.asked_values import kinds_asked
from assistant.frozen import dataclass
from assistant.languages import Language, is_function_word, plain
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.cells import Column, is_nothing
from assistant.tables.data.columns import is_rate
from assistant.tables.data.finding import TableFinder
from assistant.tables.data.reading import Place, Table
from assistant.tables.data.words import IS_HAN, bare_header, tokens
from assistant.tables.query.leaning import names_people
from assistant.tables.question.meanings import Meanings
from assistant.text import clean, without_markup

ENOUGH, AHEAD = 1.0, 0.3
"""What has to speak for a cell, and how much more than for the next one, for it to be said alone."""
NEARNESS = 8.0
"""What differences of cosines are multiplied by, to be of the size of the other signs."""
MOST_LOOKED_AT = 3
"""Quotes among which a row is looked for."""
MOST_ALIKE = 3
"""Rows of one thing in several sheets that are said."""
LEAST_APART = 0.8
"""Share of the names of a register that differ: two people may be called the same."""
SHORTEST_STEM, LEAST_ALIKE = 5, 0.75
"""Letters, and share of them, with which two words begin alike that are forms of one."""
_ENDING = lazy_regex(r"(?:(?<=\w{5})ions?|(?<=\w{3})(?:e?ments?|als?|[eo]rs?|ing|e[ds]|e|s))$")
"""Makes other forms of an English word: "owner" of "own"."""
MOST_SAID = 6
"""Cells of a row that are said where the question tells none from the others."""
MOST_OF_ALL = 12
"""Cells of a row that are said where all are asked for."""
_MONEY_ASKED = lazy_regex(
    r"\b(?:how much|price[ds]?|costs?|charged?|fees?|rates?|paid|pay|spen[dt]|worth|bill(?:ed)?|go for|sell|quote[ds]?|surcharge)\b|[£$€¥]"
    r"|多少?钱|多少(?:元|块|美金|美元|欧元)|几[块元毛]|[收卖报批花付].{0,8}(?:价|多少|几)|什么价|价[格钱]?|费用"
)
_MONEY_HEADER = lazy_regex(
    r"\b(?:price|amount|cost|rate|fee|charge|total|retail|gross|net|gbp|eur|usd|per (?:hour|day|week|month|unit|piece)|spent|paid|value)\b"
    r"|[£$€¥]|价|金额|费|标准|元\b|美元|fob|收费",
    re.IGNORECASE,
)
_ASIDE_HEADER = lazy_regex(
    r"\b(?:min(?:imum)?|deposit|vat|tax|discount|budget|buy(?:ing)?|receipt)\b|最低|押金|税|折扣|起订|进价|预算",
    re.IGNORECASE,
)
_COST_HEADER = lazy_regex(r"\bcosts?\b|进[货]?价|成本", re.IGNORECASE)
_SELLS = lazy_regex(r"\b(?:charge|sell|go for|customers?|retail|over the counter|quote)\b|卖|收|批|报价|售")
_KINDS = (
    (
        lazy_regex(r"\b(?:phone|telephone|tel|mobile|call|ring)\b|电话|手机|号码|怎么联系"),
        lazy_regex(r"\b(?:phone|tel\w*|mobile)\b|电话|手机", re.IGNORECASE),
    ),
    (
        lazy_regex(r"\b(?:order|article|part|item|serial|ref\w*|account|invoice|code) (?:numbers?|no|codes?)\b|\bcode\b|编号|单号|货号|工号|订货号"),
        lazy_regex(r"\b(?:no|number|code|article|ref\w*|sku|id)\b|号$|编号|货号", re.IGNORECASE),
    ),
    (
        lazy_regex(r"\b(?:where|which (?:shelf|room|town|place)|what (?:shelf|room|town|place))\b|哪里|在哪|什么地方|几号库"),
        lazy_regex(r"\b(?:where|place|town|room|shelf|location|site|address|warehouse|berth)\b|地[点址]|位置|仓库|库位", re.IGNORECASE),
    ),
    (
        lazy_regex(r"\b(?:what happened|approved|allowed|status|go through|turned down|outcome|result)\b|批了|状态|结果|怎么样了|报了没"),
        lazy_regex(r"\b(?:status|state|approved|ok['’]?d|result|outcome|decision)\b|状态|审批|结果|情况", re.IGNORECASE),
    ),
    (
        lazy_regex(r"\bhow many\b|\bhow (?:long|heavy|big|wide|tall)\b|几[个件箱把台张天]|多少[个件箱把台张天]|最少拿|起订"),
        lazy_regex(r"\b(?:qty|quantity|stock|pieces|pcs|min\w*|lead|days|weeks|hours|weight|length|size|seats)\b|数量|库存|起订|最低|天数|件数|规格|毛重", re.IGNORECASE),
    ),
)  # fmt: skip
"""What is asked for, and headers of columns that hold it."""
_BESIDE = lazy_regex(
    r"^(?:unit|per|basis)$|单位|计费方式|\b(?:notes?|remarks?|comments?)\b|备注|说明", re.IGNORECASE
)
"""Headers of what is said beside a cell: its unit, and remarks."""
_ABBREVIATED = lazy_regex(r"\b(h)r\b")
_CURRENCY_SAID = (
    ("EUR", lazy_regex(r"\b(?:euros?|eur)\b|€|欧元")),
    ("USD", lazy_regex(r"\b(?:dollars?|usd)\b|美[元金]")),
    ("GBP", lazy_regex(r"\b(?:pounds?|quid|gbp)\b|£|英镑")),
    ("CNY", lazy_regex(r"\b(?:yuan|rmb|cny)\b|人民币")),
)
_NAMELESS = re.compile(r"Column \d+")
_YEAR = lazy_regex(r"(?<!\d)(20\d\d)(?!\d)")
_SHORT_YEAR = lazy_regex(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? '?(\d\d)\b(?!\d|:)|(?<!\d)(\d\d)年"
)
_YEAR_APART = lazy_regex(r"(?<![^_\s-])([12]\d)(?![^_\s-])")
"""A year in the name of a file: prices_25_final."""
_OLD = lazy_regex(
    r"\b(?:last year|before|back (?:in|then)|used to|old|earlier|previous|formerly)\b|去年|以前|原来|之前|老价|旧|早先"
)
_NEW = lazy_regex(
    r"\b(?:now|this year|current\w*|today|after|new|at present|nowadays)\b|今年|现在|目前|新|如今"
)
_AMOUNT = lazy_regex(
    r"[£$€¥]\s?\d|\d\s?(?:元|块|美元|欧元|eur|usd|gbp|pounds?|euros?|dollars?|%)", re.IGNORECASE
)


def _is_of_days(column: Column) -> bool:
    return column.kind == "date"


OF_KIND: tuple[tuple[str, Callable[[Column], bool]], ...] = (
    ("date", _is_of_days),
    ("name", names_people),
)
"""Kinds of value that are asked for, and columns that hold them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        table: Its table.
        at: Its place there.
    """

    table: Table
    at: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.table.places[self.at]

    @property
    def year(self) -> int:
        """The year of its sheet, by file, heading, caption and headers; 0 for none."""
        table = self.table
        named = [PurePath(table.source).stem, *table.heading, table.caption, *table.headers]
        for text in named:
            if (found := _YEAR.search(text)) is not None:
                return int(found[1])
            if (short := _SHORT_YEAR.search(plain(text))) is not None:
                return 2000 + int(short[1] or short[2])
        apart = _YEAR_APART.findall(PurePath(table.source).stem)
        return 2000 + int(apart[-1]) if apart else 0

    def cell(self, column: Column) -> str:
        """Return what it says in a column; empty for nothing."""
        text = column.texts[self.at].strip()
        return "" if is_nothing(text) else text


class RowFacts:
    """Says facts out of rows that were found.

    Args:
        finder: Reads tables.
        meanings: Compares headers with a question; None where only words are compared.
    """

    def __init__(self, finder: TableFinder, meanings: Meanings | None) -> None:
        self._finder = finder
        self._meanings = meanings

    def first_row(self, question: str, units: Sequence[Unit]) -> int | None:
        """Return which of some quotes is the row that answers; None for none.

        One that stands first, or behind prose that names no sum where a price is asked for.
        """
        for place, unit in enumerate(units[:MOST_LOOKED_AT]):
            if is_row(unit.text):
                return place
            if not _MONEY_ASKED.search(plain(question)) or _AMOUNT.search(unit.text):
                return None
        return None

    def row_of(self, unit: Unit) -> Row | None:
        """Return the row that a quote is; None where no table has it."""
        for table in self._finder.tables(unit.passage.document_id):
            for at, place in enumerate(table.places):
                if place.passage == unit.passage.id and place.start <= unit.start < place.end:
                    return Row(table, at)
        return None

    @staticmethod
    def own_row(question: str, row: Row) -> Row | None:
        """Return the row of whom a question names, and not that of whose manager they are.

        None where they have none.
        """
        people, named = people_of(row.table), _names(question, row)[:1]
        if people is None or not named or named[0] is people:
            return row
        wanted, count = plain(row.cell(named[0])), len(row.table.places)
        rows = (Row(row.table, at) for at in range(count))
        own = next((one for one in rows if plain(one.cell(people)) == wanted), None)
        return own if own is not None or names_people(named[0]) else row

    def meant(self, question: str, row: Row, others: Iterable[int]) -> list[Row]:
        """Return the rows of one thing that a question means, of sheets of several years.

        Args:
            question: As it was asked.
            row: The row that was found.
            others: Documents whose sheets may hold it too.
        """
        alike = [row]
        for number in dict.fromkeys(others):
            for table in self._finder.tables(number):
                if table is row.table or not _is_of_kind(table, row.table):
                    continue
                alike += [
                    Row(table, at) for at in range(len(table.places)) if _same_thing(Row(table, at), row)
                ]
        if len(alike) == 1 or len({one.year for one in alike}) == 1:
            return [row]
        text = plain(question)
        named = {int(one[1]) for one in _YEAR.finditer(text)}
        named |= {2000 + int(one[1] or one[2]) for one in _SHORT_YEAR.finditer(text)}
        chosen = [one for one in alike if one.year in named]
        if len(named) == 1 and chosen:
            return chosen[:MOST_ALIKE]
        alike.sort(key=lambda one: -one.year)
        if _OLD.search(text) and not _NEW.search(text):
            return [one for one in alike if one.year == alike[-1].year][:MOST_ALIKE]
        if _NEW.search(text) and not _OLD.search(text):
            return [one for one in alike if one.year == alike[0].year][:MOST_ALIKE]
        return alike[:MOST_ALIKE]

    def said(
        self,
        question: str,
        row: Row,
        language: Language,
        *,
        apart: bool = False,
        only: bool = False,
        whole: bool = False,
    ) -> str:
        """Say the cell of a row that a question asks for, or all of them.

        Args:
            question: As it was asked.
            row: The row.
            language: Of the answer.
            apart: Whether its sheet is named, since several hold the thing.
            only: Whether nothing is said where none stands out.
            whole: Whether all of them are said, whatever is asked.
        """
        comma, colon = ("，", "：") if language == "zh" else (", ", ": ")
        names = _names(question, row)
        taken = {column.name for column in names}
        columns = [one for one in row.table.columns if one.name not in taken and row.cell(one)]
        columns = [one for one in columns if not _NAMELESS.fullmatch(one.name)]
        if not columns:
            return ""
        chosen = columns if whole else self._asked_for(question, row, columns)
        if only and len(chosen) > 1:
            return ""
        beside = (
            [one for one in columns if one not in chosen and _BESIDE.search(one.header)]
            if len(chosen) == 1
            else []
        )
        told = comma.join(_told(row, one) for one in chosen[: MOST_OF_ALL if whole else MOST_SAID])
        if beside:
            opens, joins, closes = ("（", "；", "）") if language == "zh" else (" (", "; ", ")")
            told += opens + joins.join(_told(row, one) for one in beside) + closes
        name = comma.join(row.cell(one) for one in names)
        sheet = f" ({clean(row.table.name)})" if apart else ""
        return without_markup(f"{name}{sheet}{colon}{told}" if name else told)

    def _asked_for(self, question: str, row: Row, columns: Sequence[Column]) -> list[Column]:
        """Return the columns that a question asks for: one, or all where none stands out."""
        text = _ABBREVIATED.sub(r"\1our", plain(question))
        stems, kinds = set(tokens(text)), kinds_asked(question)
        headers = [bare_header(one.name) for one in columns]
        near = (
            self._meanings.near(question, headers) if self._meanings is not None and len(columns) > 1 else []
        )
        middle = sum(near) / len(near) if near else 0.0
        scores = []
        for place, column in enumerate(columns):
            score = NEARNESS * (near[place] - middle) if near else 0.0
            score += 2.0 * _said_of(column.name, text, stems)
            if _MONEY_ASKED.search(text) and column.kind != "date":
                score += _worth_as_money(column, row, text)
            for asks, header in _KINDS:
                if asks.search(text) and header.search(column.header):
                    score += 2.0
            for kind, is_of_kind in OF_KIND:
                if kind in kinds:
                    # A row may tell several days and people: when somebody was born isn't when they joined.
                    score += 2.0 if is_of_kind(column) and is_named(column.name, text) else -2.0
            if _BESIDE.search(column.header):
                score -= 0.5
            scores.append(score)
        order = sorted(range(len(columns)), key=lambda place: -scores[place])
        first = scores[order[0]]
        if len(columns) == 1 or (first >= ENOUGH and first - scores[order[1]] >= AHEAD):
            return [columns[order[0]]]
        return list(columns)


def people_of(table: Table) -> Column | None:
    """Return the column by whose names the rows of a register are told apart."""
    return next((one for one in table.columns if names_people(one) and tells_apart(one)), None)


def tells_apart(column: Column) -> bool:
    """Return whether nearly all cells of a column differ."""
    texts = [text.strip() for text in column.texts if text.strip()]
    return len(texts) > 1 and len(set(texts)) >= LEAST_APART * len(texts)


def _worth_as_money(column: Column, row: Row, text: str) -> float:
    """Return how much speaks for a column where money is asked for."""
    if not any(map(str.isdigit, row.cell(column))):
        return 0.0
    score = 0.0
    if (
        column.unit in MONEY
        or _MONEY_HEADER.search(column.header)
        or (column.kind == "number" and is_rate(column))
    ):
        score += 2.0
    for unit, said in _CURRENCY_SAID:
        if said.search(text) and column.unit in MONEY:
            score += 1.0 if column.unit == unit else -1.0
    if _ASIDE_HEADER.search(column.header):
        score -= 1.5
    if _COST_HEADER.search(column.header) and _SELLS.search(text):
        score -= 1.0
    return score


def is_named(header: str, question: str) -> bool:
    """Return whether a question says a word of a header, in any of its forms.

    Who inspects is told by the inspector.

    Args:
        header: Of the column.
        question: In small letters.
    """
    stems = set(tokens(question))
    if _said_of(header, question, stems) > 0:
        return True
    words = [
        one
        for one in tokens(bare_header(header))
        if not is_function_word(one, "en") and not IS_HAN.match(one)
    ]
    return any(_are_forms(word, stem) for word in words for stem in stems)


def _are_forms(word: str, other: str) -> bool:
    """Return whether two words are forms of one, by their endings or beginnings."""
    if _ENDING.sub("", word) == _ENDING.sub("", other):
        return True
    alike = max(SHORTEST_STEM, math.ceil(LEAST_ALIKE * max(len(word), len(other))))
    return len(word[:alike]) == alike and word[:alike] == other[:alike]


def _said_of(header: str, text: str, stems: set[str]) -> float:
    """Return how much of a header a question says, from 0 to 1."""
    own = [one for one in tokens(bare_header(header)) if not is_function_word(one, "en")]
    if not own:
        return 0.0
    if any(IS_HAN.match(one) for one in own):
        pairs = [first + second for first, second in pairwise("".join(own))]
        return sum(pair in text for pair in pairs) / len(pairs) if pairs else float(own[0] in text)
    return sum(one in stems for one in own) / len(own)


def _names(question: str, row: Row) -> list[Column]:
    """Return the columns whose cells say which row it is."""
    text = plain(question)
    stems = {one for one in tokens(text) if not is_function_word(one, "en")}
    texts = [
        one
        for one in row.table.columns
        if one.kind == "text" and row.cell(one) and not _BESIDE.search(one.header)
    ]
    shares = {one.name: _shared(plain(row.cell(one)), text, stems) for one in texts}
    best = max(shares.values(), default=0.0)
    if best > 0:
        return [one for one in texts if shares[one.name] == best][:1]
    wordy = [one for one in texts if len(set(one.texts)) > len(one.texts) / 2 and not _is_code(row.cell(one))]
    return (wordy or texts)[:1]


def _shared(cell: str, text: str, stems: set[str]) -> float:
    """Return how many words of a cell a question holds, in Chinese pairs."""
    own = [one for one in tokens(cell) if not is_function_word(one, "en") and not one.isdigit()]
    words = sum(one in stems for one in own if not IS_HAN.match(one))
    han = "".join(one for one in own if IS_HAN.match(one))
    return (
        words
        + sum(one + other in text for one, other in pairwise(han))
        + 0.1 * sum(one in text for one in han)
    )


def _is_code(cell: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{0,4}[-/]?\d[\w/-]*", cell))


def _told(row: Row, column: Column) -> str:
    return f"{clean(column.name)} {clean(row.cell(column))}"


def _is_of_kind(one: Table, other: Table) -> bool:
    """Return whether most headers of two tables are the same, but for years."""
    heads, others = (
        {re.sub(r"\d+|年", "", header.casefold()).strip() for header in table.headers}
        for table in (one, other)
    )
    return len(heads & others) >= 0.6 * max(len(heads), len(others))


def _same_thing(one: Row, other: Row) -> bool:
    """Return whether two rows begin with the same names."""
    own, others = (
        [
            plain(row.cell(column))
            for column in row.table.columns
            if column.kind == "text" and row.cell(column)
        ][:2]
        for row in (one, other)
    )
    return bool(own) and own == others
