"""Lay phrases that name nothing beside the headers and cells of a table.

By meaning, and by what every store and ledger runs out of or is owed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from assistant.frozen import dataclass
from assistant.languages import ISNT, is_function_word, plain
from assistant.regexes import lazy_regex
from assistant.retrieval.in_english import state_in_english
from assistant.retrieval.value_words import MONEY, currency_said
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import PIECES, STOCK, is_label
from assistant.tables.data.database import quoted
from assistant.tables.data.ledgers import OPEN, SETTLED, UNPAID, states_of_payment
from assistant.tables.data.words import IS_HAN, bare_header
from assistant.tables.query.planning import Planner
from assistant.tables.question.asking import EXCLUDES, GENERIC, GENERIC_HAN, REMARKS, Asked
from assistant.tables.question.everyday import compares
from assistant.tables.question.filters import NO, YES, Filter, among, without_value
from assistant.tables.question.matching import Match, is_name
from assistant.tables.question.meanings import Meanings
from assistant.tables.question.periods import Period
from assistant.tables.question.questions import Question, Vocabulary

MOST_KINDS = 25
"""Different cells up to which a column is one of kinds, like a status, whose cells may be meant in other words."""
MOST_ALIGNED = 120
"""Headers and cells of a table that a phrase is laid beside."""
NEAR, NEARER = 0.03, 0.006
"""How much nearer a header or cell has to be than the middle of all of its table, and than the next one, to be meant."""
NEAR_CELL, NEAR_WORD = 0.035, 0.05
"""The first of these for a cell, and for a cell that one word is to mean."""
NARROWER = 0.8
"""What they are multiplied by for Chinese, whose texts lie closer together."""
MOST_CURRENCIES = 6
"""Different cells up to which a column may be one of currencies."""
LEANT = 0.6
"""What a word counts that is explained by its meaning, beside one that stands in the table."""
_MOSTLY_KINDS = 0.7
"""Different cells up to which a column puts rows into kinds, as a share of the rows."""
UNITS = lazy_regex(r"^(?:units?|size|spec\w*)$|^(?:计量)?单位$|规格|型号", re.IGNORECASE)
_STILL_OPEN = lazy_regex(r"\b(?:still|yet|open|pending)\b|还[没未在]|尚未|未")
_CLOSED = lazy_regex(
    r"\b(?:closed|done|settled|solved|resolved|finished|completed?|paid|returned|back)\b|结|完|还|办",
    re.IGNORECASE,
)
"""What asks for what is not over yet, and headers that say of each row whether it is."""
_NAMES = lazy_regex(r"\d{4}")
NEGATED = lazy_regex(
    rf"\b(?:not|never|no|none|nothing|without|yet to|still)\b|{ISNT}|\bun[a-z]{{3,}}|[没未尚]|(?<!得)不(?!同)",
    re.IGNORECASE,
)
_NONE_LEFT = lazy_regex(
    r"\bnone (?:left|in stock)\b|\b(?:(?:completely|totally|quite|clean|all) )?out of\b|\b(?:run|ran|running) out\b|\bsold out\b|\bno stock\b|\bgot none\b|\bnone of\b|\bat (?:nothing|zero)\b|\b(?:all|completely|quite) gone\b|[断缺没]货|用[完光]|没有?库存|售罄|卖[完光]|没有了"
)
BEFORE = lazy_regex(
    r"\b(?:opening|start\w*|last|previous|brought forward|b/f|in|out|sold|used)\b(?! stock| hand| store| back)|上[年月期]|期初|去年|入库|出库|领用",
    re.IGNORECASE,
)
"""Headers of what was there before, or came and went."""
_EACH_NONE = lazy_regex(r"\b(?:none|nothing|zero|empty|no)\b")
_OWNED = lazy_regex(r"\bown(?:ed)?\b", re.IGNORECASE)
LATE = lazy_regex(r"\b(?:late|overdue)\b|晚了?|迟|[逾超]期")
_HOW_LATE = lazy_regex(r"\bhow (?:late|many days|long)\b|[几多]少?天|多久")
DUE = lazy_regex(r"\b(?:due|by|until|deadline|promised|agreed)\b|约定|应|截止|到期", re.IGNORECASE)
_TOO_FEW = lazy_regex(
    r"\b(?:below|under|beneath)\b(?!.{0,12}\d)|\border more\b|\brunning low\b|\bre-?order\b|\bshort of\b|低于|比.{0,8}还少|不足(?!\d)|得补|不够|该补|补货"
)
_OWED = lazy_regex(
    r"\b(?:unpaid|unsettled|outstanding|overdue|ow(?:e[sd]?|ing)|still to pay"
    r"|behind|in arrears|in(?:to)? us for|nothing (?:at all )?(?:has (?:been )?|was )paid|waiting for (?:their |the |our )?money|to be paid)\b|欠|没[收付还结给交缴]|未[收付还结交缴]|[没未](?:有)?[付缴交补]清|没还清|还差|差(?:多少|几).{0,3}没|没有?收回|没拿到"
)
_OPEN = lazy_regex(
    r"\b(?:balance|outstanding|owed|owing|due amount|open)\b|欠|未[付收还结]|余额", re.IGNORECASE
)
_NOT_AT_ALL = lazy_regex(r"\bat all\b|\bnothing\b|\bnot a (?:penny|cent)\b|一分|一毛|完全没|全没")
_SETTLED = lazy_regex(
    r"\b(?:paid|settled|received|cleared)\b|到账|付款日|收款日|还款|已付|支付日", re.IGNORECASE
)
LEAST_KEPT = lazy_regex(
    r"\b(?:min(?:imum)?|at least|re-?order|safety|threshold|target|par)\b|最低|最少|安全|警戒|下限",
    re.IGNORECASE,
)
PERSON_HEADER = lazy_regex(
    r"\b(?:who|names?|person|employee|staff|engineer|driver|member|worker|agent|clerk|manager|by|customer|client|tenant)\b|姓名|员工|人员|[^法]人$|带班|经办|客户|甲方|司机|保管",
    re.IGNORECASE,
)
_FIRM_HEADER = lazy_regex(
    r"\b(?:suppliers?|vendors?|contractors?|sellers?|buyers?|company|firm)\b|供应商|供货|厂家|卖家|买家|学员|租户|业主|会员",
    re.IGNORECASE,
)
"""Headers of firms and others who are no persons at work here."""
_NOTED = lazy_regex(r"\b(?:marked|noted|note|notes|remarks?|comments?)\b|备注|写[了着]|注明|标了")
"""What names the remarks beside rows."""
_ABOUT_CONSENT = lazy_regex(
    r"\b(?:ok(?:ay)?(?:['’]?e?d)?|approv\w*|agreed|signed|allowed|authori[sz]ed)\b|审批|批准|审核|同意|签字",
    re.IGNORECASE,
)
_ABOUT_PAYING = lazy_regex(
    r"\bpaid\b|\bsettled\b|付款|收款|付清|结清|到账|支付|报销|发放|退[还了]", re.IGNORECASE
)
_ABOUT_SIGNING = lazy_regex(r"\bsign\w*\b|签[字名]", re.IGNORECASE)
_ABOUT_DOING = lazy_regex(
    r"\b(?:done|finished|completed?|fixed|repaired|closed|delivered)\b|完成|完工|修好|办结|交付",
    re.IGNORECASE,
)
_NOTHING_OF = lazy_regex(r"(?!)")
_LEFT_OUT = lazy_regex(
    r"\W{0,2}的?(?:也|都)?(?:不算|除外|不计|别算|不要|不包括)|\W{0,2}(?:ones?|rows?)?\W{0,2}(?:left out|excluded|not counted|aside)\b"
)
_NOT_DONE = lazy_regex(
    rf"(?:\b(?:not|never|yet to)|{ISNT}) (?:yet |been |come |gone |be )*(?:back|out|returned|delivered|fixed|mended|repaired|arrived|finished|collected|picked up|dispatched|shipped|handed (?:over|out)|closed)\b|\bstill (?:out|not back|missing|open)\b"
    r"|(?:还没|没有?|未|尚未)(?:交货?|还|归还|回来|到货|修好|送|[取拿领]走?|发出|出库)(?!多)"
)
"""What says that something was not done yet, as a date that is empty does."""
_DONE_DATE = lazy_regex(
    r"\b(?:back|returned?|delivered|fixed|mended|repaired|arrived|finished|done|actual|out|collected|picked up|dispatched|shipped|handed (?:over|out)|closed)\b(?<!due back)|实际|归还|送达|到货日|修好|取走|取件|领走|发出|出库",
    re.IGNORECASE,
)
STATES = (
    (
        lazy_regex(
            r"\b(?:turned|knocked|sent) (?:down|back)\b|\b(?:rejected|refused|declined|disallowed|denied|bounced|thrown out)\b|\bs(?:ay|aid) no\b|\bnot ok(?:ay)?(?:ed)?\b"
            r"|[打退驳][了]?回|没通过|未通过|拒[绝了]|没给批|不给批|退掉"
        ),
        lazy_regex(
            r"^(?:refus|reject|declin|den(?:y|ied)|turned down|not ok|not approved|disallow)|退回|驳回|打回|拒|不批|不同意|未通过|不通过"
        ),
        _ABOUT_CONSENT,
    ),
    (
        lazy_regex(
            rf"\b(?:waiting|pending|undecided|in limbo)\b(?! list)|\bwaiting for a yes\b|(?:\b(?:not|yet to be)|{ISNT}) (?:been )?(?:yet )?(?:approved|ok(?:ay)?e?d|signed off|decided)\b"
            r"|(?:没|未|还没|尚未)有?批(?!过)|待[审批]|没审"
        ),
        lazy_regex(
            r"^(?:pending|waiting|await|tbc|tbd|to be|not yet|undecided)|待[审批定]|[未没]批|审批中|审核中"
        ),
        _NOTHING_OF,
    ),
    (
        lazy_regex(
            r"\b(?:called off|scrapped|fell through|dropped|cancelled|canceled)\b|黄了|取消了?|作废|不做了|泡汤"
        ),
        lazy_regex(r"^(?:cancel|called off|scrapped|void)|取消|作废|撤销"),
        _NOTHING_OF,
    ),
    (
        lazy_regex(
            rf"\b(?:unpaid|owing|owed?s?)\b|{UNPAID}|欠|(?:没|未|没有)(?:[付收结发报给]|拿到)|一分(?:钱)?[都也]?没"
        ),
        lazy_regex(
            r"^(?:unpaid|not paid|no$|n$|owing|overdue|due$)|^(?:未|没)(?:付|收|结|给|发|报|$)|^否$|欠"
        ),
        _ABOUT_PAYING,
    ),
    (
        lazy_regex(
            r"\bpart(?:ly|[- ]paid| of)\b|\bonly paid\b|\bpaid (?:us )?(?:only )?(?:some|part|half|a bit)\b|\bhalf[- ]paid\b|付了?(?:一部分|一半)|只付(?!到)|[没未](?:全部?)?付[全清]|部分付"
        ),
        lazy_regex(r"^(?:part|partial|half|deposit)|^部分|^定金|付了?一半|未付清"),
        _NOTHING_OF,
    ),
    (
        lazy_regex(
            rf"\b(?:unsigned|yet to sign)\b|(?:\bnot|{ISNT}) (?:yet |been )*signed\b|[没未]签|签[字名]的?没"
        ),
        lazy_regex(r"^(?:unsigned|not signed|no$|n$)|^[没未]签|^否$"),
        _ABOUT_SIGNING,
    ),
    (
        lazy_regex(
            rf"\bunfinished\b|\bstill open\b|(?:\bnot|{ISNT}) (?:yet |been )*(?:done|finished|completed?|fixed|closed)\b|没(?:弄|修|做|办|搞|干|处理)(?:[好完成]|[的吗呢]|$)|未(?:完[成工]|处理)"
        ),
        lazy_regex(
            r"^(?:not done|open$|unfinished|incomplete|pending|waiting|await|on hold|in progress|to do|not yet)|^未|^没|^[待等]|^.{0,3}中$|^[在正][办审理处]|^尚"
        ),
        _ABOUT_DOING,
    ),
    (
        lazy_regex(
            r"\b(?:in hand|under ?way|ongoing|in progress|working on|being (?:done|built|worked on))\b|(?:手[上里头]|正)?在[做干建修弄]的?|进行中|做着"
        ),
        lazy_regex(
            r"^(?:in progress|ongoing|under ?way|started|wip|active|in hand)|^在[建做修]|^进行|^施工中"
        ),
        _NOTHING_OF,
    ),
    (
        lazy_regex(r"\bstill out\b|\bnot (?:yet )?(?:back|returned|come back)\b|没[还归]|未[还归]|在外"),
        lazy_regex(r"^(?:out|on hire|on loan|lent|away)$|未还|外借|在外|借出"),
        _NOTHING_OF,
    ),
    (
        lazy_regex(
            r"(?<!not )(?<!n['’]t )\b(?:finished|completed|got done|mended|repaired)\b|(?<!没)(?<!未)(?:干完|做完|完成|修好|办完)"
        ),
        lazy_regex(r"^(?:done|finish|complete)|^(?:已)?(?:完成|完工|修好|办结|做完)"),
        _NOTHING_OF,
    ),
)
"""States of rows: how people say them, how cells do, and headers whose "no" says the same."""
"""A currency whose words mean weights too."""
_BOTH = lazy_regex(r"\s*(?:and|or|plus|[&+、和与或及])\s*(?:the )?")
_SPLIT = lazy_regex(r"\b(?:and|or|than|versus|vs|plus)\b|[,，、;；]|比|还是|[和与或]")
_EMPTY = """
stuff thing things bit bits lot lots pls please ta kind kinds sort bunch guys folks anybody anyone somebody just only really actually single one
ones tell show give list find me us know want need whole entire altogether all any own did do does
day days week weeks month months year years
"""
_EMPTY_WORDS = frozenset(_EMPTY.split())
"""Words that say nothing of a table."""
_EMPTY_HAN = lazy_regex(
    r"东西|一下|看看|帮忙|麻烦|大概|现在|目前|到底|究竟|总的|所有|全部|一个|那个|这个|[他她它咱我你]们|那边|这边|那家|那类|的话|单子"
)


@dataclass(frozen=True, slots=True)
class _Target:
    """What a phrase of the question may mean: a header, or a cell of a column."""

    column: int
    text: str
    cell: str = ""


class Leaning(Planner):
    """A question over one table, with what its phrases lean to.

    Args:
        read: The question.
        wanted: What it wants computed.
        vocabulary: Of the table.
        today: For "last year".
        language: Of the question.
        meanings: Compares its phrases with headers and cells.
    """

    def __init__(
        self,
        read: Question,
        wanted: Asked,
        vocabulary: Vocabulary,
        today: date,
        language: str,
        meanings: Meanings,
    ) -> None:
        super().__init__(read, wanted, vocabulary, today, language)
        self._meanings = meanings
        self._when: set[int] = set()
        """Tokens that are times."""
        self._aligned: set[int] = set()
        """Tokens that are explained by their meaning."""
        self._leant: dict[int, float] = {}
        """Columns that a phrase leans to."""
        self._or_states: list[Filter] = []
        """Filters of states that may be meant in the place of what is open of each amount."""
        self._chosen: dict[int, set[str]] = {}
        """Cells that phrases mean, by column."""

    # What the question's words say

    def _times(self) -> list[Period]:
        """Return the times that a question names, each once: "last year (2024)" is 2024."""
        spans = list(self._periods())
        text = self._read.text
        twice = [
            one
            for one, other in pairwise(spans)
            if text[one.span[1] : other.span[0]].strip() == "("
            and one.whole_years is None
            and not _NAMES.search(text[slice(*one.span)])
        ]
        inner = [
            one
            for one in spans
            if one.whole_years and text[one.span[0] - 1 : one.span[0]] == "(" and len(spans) > 1 and not twice
        ]
        kept = [one for one in spans if one not in twice and one not in inner]
        self._when = {index for one in spans for index in self._read.within(one.span)}
        return kept

    def _meet(self, by_column: Mapping[int, Sequence[Match]]) -> bool:
        """Take cells of two columns that are named side by side as either."""
        return False

    def _part_matches(self) -> Iterator[Match]:
        """Leave out parts of remarks, where the question names none: they choose no rows."""
        noted = _NOTED.search(self._read.text)
        for match in super()._part_matches():
            name = self._columns[match.column].name
            if (REMARKS.search(name) and not noted) or self._when & set(range(match.first, match.last)):
                continue
            if match.last == match.first + 1 and self._read.word(match.first) in _EMPTY_WORDS:
                continue
            yield match
        yield from self._one_character()
        if noted and any(REMARKS.search(column.header) for column in self._columns):
            self._read.cover(*noted.span())

    def _one_character(self) -> Iterator[Match]:
        """Yield cells of one Chinese character that are said: 大 of 大柜子, 电 of 电费."""
        kinds = [
            (at, frozenset(one for one in self._words.distinct[at] if len(one) == 1 and IS_HAN.match(one)))
            for at in range(len(self._columns))
            if len(self._words.distinct[at]) <= MOST_KINDS
        ]
        for index, stem in enumerate(self._read.stems):
            for at, cells in kinds:
                if (
                    stem in cells
                    and index not in self._when
                    and not self._is_asked(index)
                    and self._is_content(index)
                ):
                    yield Match(index, index + 1, at, frozenset((stem,)), True)

    def _whole_matches(self) -> Iterator[Match]:
        """Leave out what is part of a time."""
        for match in super()._whole_matches():
            if not self._when & set(range(match.first, match.last)):
                yield match

    def _is_either(self, matches: Sequence[Match]) -> bool:
        """Return whether any of several cells will do; no row holds two of one column."""
        if len({one.column for one in matches}) == 1:
            return True
        text, spans = self._read.text, self._read.spans
        between = [text[spans[one.last - 1][1] : spans[other.first][0]] for one, other in pairwise(matches)]
        return all(_BOTH.fullmatch(gap) for gap in between)

    def _stated(self) -> None:
        """Make filters of states that cells say in other words.

        "Turned down" is "refused".
        """
        filtered = {one.column for one in self._filters if not one.negated}
        by_sums = any(map(self._is_open, self._columns)) and not _NOT_AT_ALL.search(self._read.text)
        for said, cell, header in STATES:
            found = said.search(self._read.text)
            if found is None or EXCLUDES.search(self._read.text[: found.start()]):
                continue
            if _LEFT_OUT.match(self._read.text[found.end() :]):
                continue
            for at, column in enumerate(self._columns):
                if column.kind != "text" or column.name in filtered or REMARKS.search(column.header):
                    continue
                kinds = self._words.distinct[at]
                cells = [text for text in kinds if cell.search(state_in_english(text))]
                if header.search(column.header):
                    cells = cells or [text for text in kinds if text.strip().casefold() in NO]
                if cells and len(cells) < len(kinds) <= MOST_KINDS:
                    if header is _ABOUT_PAYING and by_sums:
                        # What is open of each row tells more, for some paid a part.
                        if not states_of_payment(column):
                            self._or_states.append(among(column.name, cells, negated=False))
                        break
                    self._filters.append(among(column.name, cells, negated=False))
                    self._read.cover(*found.span())
                    self._weight += 2.0
                    filtered.add(column.name)
                    break
        self._partly_paid()
        if (found := _NOT_DONE.search(self._read.text)) is not None:
            open_dates = [
                column
                for column in self._columns
                if column.kind == "date" and None in column.values and _DONE_DATE.search(column.header)
            ]
            if len(open_dates) == 1 and open_dates[0].name not in filtered:
                self._filters.append(without_value(open_dates[0].name))
                self._read.cover(*found.span())
                self._weight += 2.0

    def _currencies(self) -> None:
        """Make filters of currencies that cells write otherwise: pounds are GBP."""
        for first, last, code in self._currencies_said():
            for at, column in enumerate(self._columns):
                kinds = self._words.distinct[at]
                cells = [text for text in kinds if currency_said(text) == code]
                if column.kind != "text" or not 0 < len(cells) < len(kinds) <= MOST_CURRENCIES:
                    continue
                if sum(bool(currency_said(text)) for text in kinds) >= len(kinds) - 1:
                    self._filters.append(among(column.name, cells, negated=False))
                    self._read.take(first, last)
                    self._weight += 2.0
                    break

    def _currencies_said(self) -> Iterator[tuple[int, int, str]]:
        """Yield the tokens that name a currency, and its code; 元 alone may be any."""
        read = self._read
        for first in range(len(read.stems)):
            lengths = (3, 2) if IS_HAN.match(read.word(first)) else (1,)
            for last in (first + length for length in lengths):
                words = [read.word(index) for index in range(first, min(last, len(read.stems)))]
                if (code := currency_said("".join(words))) and read.is_free(first, last):
                    yield first, last, code
                    break

    def _is_open(self, column: Column) -> bool:
        """Return whether a column says what is still open of each amount."""
        return column.kind == "number" and bool(
            _OPEN.search(column.header) or (column.worked_out == "open" and OPEN.search(self._read.text))
        )

    def _states(self) -> None:
        """Make filters of what stores run out of."""
        text = self._read.text
        stock = [
            column
            for column in self._columns
            if column.kind == "number"
            and (STOCK.search(column.header) or PIECES.search(column.header))
            and not LEAST_KEPT.search(column.header)
            and column.unit not in MONEY
        ]
        least = [
            column for column in self._columns if column.kind == "number" and LEAST_KEPT.search(column.header)
        ]
        if (owed := _OWED.search(text) or OPEN.search(text)) is not None:
            open_sums = [at for at, column in enumerate(self._columns) if self._is_open(column)]
            open_sums.sort(
                key=lambda at: (
                    bool(self._columns[at].worked_out),
                    "total" not in self._columns[at].name.lower(),
                )
            )
            if _NOT_AT_ALL.search(text):
                open_sums = []
            settled = [
                column for column in self._columns if column.kind == "date" and _SETTLED.search(column.header)
            ]
            if open_sums:
                self._leant[open_sums[0]] = 1.0
                if self._asked.operation in ("list", "count"):
                    column = self._columns[open_sums[0]]
                    self._filters.append(
                        Filter(column.name, f"{quoted(column.name)} > 0", f"{column.name} > 0")
                    )
            elif _NOT_AT_ALL.search(text) and (
                got := [
                    one
                    for one in self._columns
                    if one.kind == "number" and SETTLED.search(one.header) and not one.worked_out
                ]
            ):
                name = quoted(got[0].name)
                self._filters.append(Filter(got[0].name, f"COALESCE({name}, 0) = 0", f"{got[0].name} = 0"))
                self._read.cover(*owed.span())
                self._weight += 2.0
            elif len(settled) == 1:
                self._filters.append(without_value(settled[0].name))
            if open_sums or settled:
                self._read.cover(*owed.span())
                self._weight += 2.0
        if (late := LATE.search(text)) is not None:
            days = [one for one in self._columns if "→" in one.name and DUE.search(one.name.split("→")[0])]
            if days and not _HOW_LATE.search(text):
                name = quoted(days[0].name)
                self._filters.append(Filter(days[0].name, f"{name} > 0", f"{days[0].name} > 0"))
                self._read.cover(*late.span())
                self._weight += 2.0
        if not stock:
            return
        named = {self._columns[at].name for at in self._named}
        stock.sort(
            key=lambda one: (
                BEFORE.search(one.header) is not None,
                one.name not in named,
                _OWNED.search(one.header) is not None,
            )
        )
        name = quoted(stock[0].name)
        nones = list(_EACH_NONE.finditer(text))
        shelves = [one for one in stock if not BEFORE.search(one.header) and STOCK.search(one.header)]
        shelved = [one for one in shelves if one.name in named]
        found: re.Match[str] | None
        if len(nones) > 1 and len(shelves) > 1:
            for one in shelves[: len(nones)]:
                name = quoted(one.name)
                self._filters.append(Filter(one.name, f"COALESCE({name}, 0) = 0", f"{one.name} = 0"))
            found = nones[0]
        elif nones and len(shelved) == 1 and len(shelves) > 1:
            name = quoted(shelved[0].name)
            self._filters.append(
                Filter(shelved[0].name, f"COALESCE({name}, 0) = 0", f"{shelved[0].name} = 0")
            )
            found = nones[0]
        elif least and (found := _TOO_FEW.search(text)) is not None:
            other = least[0]
            self._filters.append(
                Filter(
                    stock[0].name,
                    f"COALESCE({name}, 0) < {quoted(other.name)}",
                    f"{stock[0].name} < {other.name}",
                )
            )
        elif (found := _NONE_LEFT.search(text)) is not None:
            self._filters.append(Filter(stock[0].name, f"COALESCE({name}, 0) = 0", f"{stock[0].name} = 0"))
        else:
            return
        self._read.cover(*found.span())
        self._weight += 2.0

    def _phrases(self, times: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
        """Yield runs of tokens with a word that nothing explains.

        They end where something is surely explained.
        """
        read = self._read
        barred = set(self._cells)
        for span in [*self._asked.spans, *times]:
            barred |= set(read.within(span))
        run: list[int] = []
        for index in range(len(read.stems) + 1):
            ends = index == len(read.stems) or index in barred
            between = "" if ends or not run else read.text[read.spans[run[-1]][1] : read.spans[index][0]]
            splits = not ends and (_SPLIT.fullmatch(read.word(index)) or _SPLIT.search(between))
            if ends or splits:
                if any(map(self._is_content, run)):
                    yield run
                run = []
                continue
            run.append(index)

    def _is_content(self, index: int) -> bool:
        """Return whether a token says something that nothing explains yet."""
        read = self._read
        if read.covered[index]:
            return False
        word = read.word(index)
        if IS_HAN.match(word):
            start = index
            while start and IS_HAN.match(read.stems[start - 1]) and not read.covered[start - 1]:
                start -= 1
            end = index
            while end < len(read.stems) and IS_HAN.match(read.stems[end]) and not read.covered[end]:
                end += 1
            run = "".join(read.stems[start:end])
            blank = GENERIC_HAN.sub(
                lambda one: "\0" * len(one.group()), _EMPTY_HAN.sub(lambda one: "\0" * len(one.group()), run)
            )
            return blank[index - start] != "\0"
        return not (
            len(word) < 2
            or word.isdigit()
            or word in GENERIC
            or word in _EMPTY_WORDS
            or is_function_word(word, "en")
            or is_function_word(word, self._language)
        )

    def _align(self, run: Sequence[int]) -> None:
        """Find what a phrase means: a header, or a cell of a column of kinds."""
        read = self._read
        targets = self._targets()
        content = [index for index in run if self._is_content(index)]
        said = read.text[read.spans[content[0]][0] : read.spans[content[-1]][1]]
        if sum(said in plain(one.cell) for one in targets) > 1:
            for index in content:
                read.covered[index] = True  # what all rows are, like cars among cars of several kinds
            return
        phrases = dict.fromkeys(
            read.text[read.spans[some[0]][0] : read.spans[some[-1]][1]] for some in (content, run)
        )
        laid = {phrase: self._meanings.near(phrase, [one.text for one in targets]) for phrase in phrases}
        if len(targets) < 3 or not all(laid.values()):
            return
        phrase = max(laid, key=lambda one: _stands_out(laid[one]))
        near = laid[phrase]
        middle = sum(near) / len(near)
        order = sorted(range(len(near)), key=lambda at: -near[at])
        best = targets[order[0]]
        own, other = near[order[0]] - middle, near[order[1]] - middle
        least = (NEAR_WORD if len(content) < 2 else NEAR_CELL) if best.cell else NEAR
        least *= NARROWER if IS_HAN.search(phrase) else 1.0
        if own < least or own - other < NEARER:
            self._lean_to_number(run, phrase)
            return
        self._explain_by_meaning(run)
        if best.column < 0:
            return
        column = self._columns[best.column]
        negated = NEGATED.search(phrase) is not None or (
            _STILL_OPEN.search(read.text) is not None and _CLOSED.search(column.header) is not None
        )
        if best.cell:
            self._chosen.setdefault(best.column, set()).add(best.cell)
        elif column.kind == "date" and negated:
            self._filters.append(without_value(column.name))
            self._weight += 1.0
        elif self._is_yes_no(best.column):
            wanted = NO if negated else YES
            cells = [text for text in self._words.distinct[best.column] if text.strip().casefold() in wanted]
            if cells:
                self._chosen.setdefault(best.column, set()).update(cells)
            else:
                self._filters.append(without_value(column.name))  # only what is so is marked
        else:
            self._leant[best.column] = own

    def _lean_to_number(self, run: Sequence[int], phrase: str) -> None:
        """Take a phrase that means nothing else for the figure: "has run most"."""
        if self._asked.operation in ("count", "list", "rows"):
            return
        numbers = [
            at for at, column in enumerate(self._columns) if column.kind == "number" and not is_label(column)
        ]
        nearest = self._meanings.nearest(phrase, self._headers_of(numbers), 2 * NEARER)
        if nearest is not None and len(numbers) > 1:
            self._leant.setdefault(numbers[nearest], 0.1)
            self._explain_by_meaning(run)

    def _explain_by_meaning(self, run: Sequence[int]) -> None:
        """Take a phrase as explained, though its words stand nowhere."""
        self._aligned |= {index for index in run if not self._read.covered[index]}
        for index in run:
            self._read.covered[index] = True

    def _headers_of(self, columns: Iterable[int]) -> list[str]:
        return [bare_header(self._columns[at].name) for at in columns]

    def _targets(self) -> list[_Target]:
        table = self._family.tables[0]
        found = [_Target(-1, " ".join(dict.fromkeys((*table.heading, table.caption[:60]))) or table.name)]
        for at, column in enumerate(self._columns):
            found.append(_Target(at, bare_header(column.name).strip() or column.name))
            if self._is_of_kinds(at) and not self._is_yes_no(at):
                found += [_Target(at, text, text) for text in self._words.distinct[at]]
        return found[:MOST_ALIGNED]

    def _is_of_kinds(self, at: int) -> bool:
        """Return whether a column's cells put its rows into a few kinds."""
        column, kinds = self._columns[at], self._words.distinct[at]
        return (
            column.kind == "text"
            and 2 <= len(kinds) <= MOST_KINDS
            and len(kinds) <= _MOSTLY_KINDS * len(column.texts)
            and not REMARKS.search(column.header)
            and not PERSON_HEADER.search(column.header)
            and not UNITS.search(column.header)
            and sum(map(is_name, kinds)) <= len(kinds) / 2
        ) or (column.kind == "text" and at == 0 and len(kinds) <= 2 * MOST_KINDS)

    def _is_yes_no(self, at: int) -> bool:
        """Return whether cells say yes and no, or mark some rows."""
        texts = {text.strip().casefold() for text in self._words.distinct[at]}
        marks = bool(texts) and texts <= YES and None in self._columns[at].values
        return marks or len(texts & (YES | NO)) >= 2

    def _says_yes_or_no(self, column: int) -> bool:
        name = self._columns[column].name
        return self._is_yes_no(column) and all(one.column != name for one in self._filters)

    def _choose_cells(self) -> None:
        """Make filters of the cells that phrases mean."""
        filtered = {one.column for one in self._filters}
        for at, cells in self._chosen.items():
            name = self._columns[at].name
            if name not in filtered or compares(self._read.text):
                self._filters.append(among(name, cells, negated=False))

    def _merge(self) -> None:
        """Make one filter of several that each want other cells of one column."""
        wanted: dict[str, frozenset[str]] = {}
        others: list[Filter] = []
        for one in self._filters:
            if one.cells and not one.negated:
                wanted[one.column] = wanted.get(one.column, frozenset()) | one.cells
            else:
                others.append(one)
        self._filters = [*(among(name, cells, negated=False) for name, cells in wanted.items()), *others]


def names_people(column: Column) -> bool:
    """Return whether a column names people or firms.

    By its header, or by most of its cells.
    """
    texts = [text for text in column.texts if text.strip()]
    return column.kind == "text" and (
        PERSON_HEADER.search(column.header) is not None
        or _FIRM_HEADER.search(column.header) is not None
        or 2 * sum(map(is_name, texts)) > len(texts)
    )


def is_open_header(name: str) -> bool:
    """Return whether a header says what is still open of an amount."""
    return _OPEN.search(name) is not None


def _stands_out(near: Sequence[float]) -> float:
    """Return how much nearer the nearest is than the next one and the middle."""
    first, second = sorted(near, reverse=True)[:2]
    return first - second + (first - sum(near) / len(near)) / 2
