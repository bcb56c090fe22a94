"""Tell what was paid of the amounts of a table, and what is open. Pure.

By a column of what was paid, else by the state of each row or the day on which it was paid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.languages import ISNT, plain
from assistant.regexes import lazy_regex
from assistant.retrieval import other_words
from assistant.retrieval.dates import dates
from assistant.retrieval.in_english import state_in_english
from assistant.retrieval.value_words import MONEY, MONTHS, SHORT_MONTHS
from assistant.tables.data.cells import Column, is_nothing, worked_out
from assistant.tables.data.columns import contradicts, is_label, is_rate
from assistant.tables.data.database import Family
from assistant.tables.data.words import IS_HAN, bare_header

UNPAID = rf"(?:\bnot|{ISNT})(?: (?!(?:wh\w+|that|than|inc\w+|count\w*|only|just|but|and|or|to|more|less|well|enough)\b)[\w&'’-]+){{0,3}} (?:paid|pay|settled?|cleared?)\b(?: (?:us |them )?in full\b)?"
"""What says that something was not paid, by somebody who may be named: "haven't we paid"."""
OPEN = lazy_regex(
    r"\b(?:ow(?:e[sd]?|ing)|outstanding|unpaid|unsettled|debts?|debtors?|still open|open (?:invoices?|bills?|amounts?|items?|balances?)|settled? (?:up|their)|still to (?:pay|come in|come(?=\W*$))|left to pay"
    r"|behind|arrears|in(?:to)? us for|yet to (?:be )?(?:paid|pay|settled?|cleared?)|(?:invoices?|bills?)\b.{0,40}\bopen)\b"
    rf"|{UNPAID}"
    r"|欠|[没未](?:有)?(?:[收付结](?!到?货|集)清?|[还给交缴补](?=[钱款费租清齐]|[的吗呢]|\W|$))|还差|差(?:多少|几).{0,3}[没未]|余款|尾款"
)
"""What asks for the part of an amount that is still open."""
PAID_OR_NOT = (
    r"[,;，；(（]?\s*(?:\b(?:whether |no matter (?:if|whether) )?(?:(?:it|they) (?:is|are|was|were) )?(?:paid|settled|open) (?:for )?or (?:not|unpaid|open|otherwise)(?: paid)?\b|\bpaid and unpaid(?: alike)?\b"
    r"|(?:不管|不论|无论)?(?:有没有|是否)?[付收结][没未][付收结](?:清|了)?(?:的?都算)?|(?:不管|不论|无论)(?:有没有|是否)[付收结]\w{0,3}(?:清|款|了)?)[)）]?"
)
"""What a question adds to say that rows count whether they are paid or not."""
SETTLED = lazy_regex(
    r"\b(?:paid|rec['’]?d|received|returned|repaid|settled|deposit)\b|已[收付还结报]|[实到]收|[实已]付|定金",
    re.IGNORECASE,
)
"""Headers of what was paid of an amount."""
_PAYS = lazy_regex(
    r"\b(?:pa(?:id|y|ys)|(?:been|was|were|have we|we have|we['’]ve|money) (?:received|collected)|came in)\b|已[付收交缴]|[付交缴][了过]|[实到]付|收[了到]|到账|回款|收回",
)
"""What asks for the part of an amount that was paid."""
PAID_ROWS = lazy_regex(
    r"\b(?:fully|completely) paid\b|\bpaid (?:in full\b|(?:invoices?|bills?|orders?|jobs?|items?|rows?|ones)\b)|\b(?:which|that|status|marked|already) (?:(?:are|is|were|was|as) )?(?:[\"“']?paid)\b"
    r"|付清的|结清的|[已全]付的(?=[单账帐发票订合])",
)
"""What asks for rows that were paid as a whole, not for what was paid of any."""
_UNPAID = lazy_regex(rf"\bnot\b|{ISNT}|[没未]")
_SURELY_PAID = lazy_regex(
    r"\b(?:received|collected|c[ao]me in|(?:already|actually|been) paid)\b|已[付收]|[实到][付收]|收[了到]|到账|回款|收回"
)
"""What asks for it so plainly that the states of rows are looked at."""
_TO_PAY = lazy_regex(
    r"\b(?:must|should|shall|ha(?:s|ve|d) to|needs? to|due to|supposed to|to pay|will|would|can|may|per|if)\b|[应该要需须]付|[应该要需须]要?交|每"
)
"""What asks for what is to be paid, not for what was."""
_SUM = lazy_regex(
    r"\b(?:amount|total|value|sum|invoiced?|billed|price|fees?|charges?|rent|gross|net|cost)\b|金额|总[额价]|[租费款]|合计|应[收付]",
    re.IGNORECASE,
)
_NOT_BILLED = lazy_regex(
    r"\b(?:reserves?|res|est(?:imated?|imates?)?|guide price|starting (?:price|bid)|asking price)\b|底价|保留价|估价|估值|起拍",
    re.IGNORECASE,
)
"""Headers of what a thing may bring, which nobody owes."""
_WHOLE = lazy_regex(r"\b(?:total|gross|inc\w*)\b|含税|价税|总[额价]|合计", re.IGNORECASE)
_ABOUT_PAYING = lazy_regex(
    r"\b(?:paid|payment|settled|cleared|received)\b|付款|收款|付清|结清|到账|支付|已[收付]|回款",
    re.IGNORECASE,
)
_PAID_ON = lazy_regex(
    r"\b(?:paid|payment|settled|received|cleared)\b|到账|[付收还]款日|已付|支付日|付款时间|结清日",
    re.IGNORECASE,
)
_NOT_YET_ON = lazy_regex(r"\b(?:due|until|deadline|terms?)\b|应|到期|截止|约定", re.IGNORECASE)
_MONEY_UNIT = r"(?:€|£|\$|¥|￥|eur|usd|gbp|chf|cny|rmb|元|块)"
_IS_PART = lazy_regex(
    r"^(?:part|partial|half|deposit|instal)|\bonly\b|^已?部分|^[定订]金|^首付|付了?一?半|未[付结收]清|还[欠差]"
    rf"|^{_MONEY_UNIT}?\s?\d[\d,.]*\s*(?:[%％]|{_MONEY_UNIT})?\s+(?:already )?(?:paid|received)\b",
    re.IGNORECASE,
)
_IS_OPEN = lazy_regex(
    r"^(?:unpaid|not (?:yet )?(?:paid|settled|received)|open|outstanding|overdue|owing|due|pending|chas\w+)\b|^(?:尚|还)?[未没](?:有)?[付收结还缴交到给]|^欠|^已?(?:逾期|过期|催)"
    r"|^(?:(?:received|sent|got|\d+(?:st|nd|rd|th)|first|second|third|final|last|an?) )*(?:payment )?reminder",
    re.IGNORECASE,
)
_SETTLES = lazy_regex(
    r"(?:fully |all |already )?(?:paid|settled|received|cleared)\b(?: in full| up\b| off\b)?"
    r"|(?:(?:已|全部|全额|全款)*(?:支付|[付收结还缴交]|到(?=[账帐])|回(?=款))|已[汇转])[清讫款账帐费租齐完到算]*(?:完成|完毕|了|全款|全额|全部)?",
    re.IGNORECASE,
)
"""The words that say that all was paid, if nothing but a day or a way of paying follows."""
_MANNER = lazy_regex(
    r"\b(?:on time|late|early|in cash|cash|(?:with )?thanks|(?:(?:by|via|with) )?(?:debit |credit )?(?:card|cheque|check|bank(?: transfer)?|transfer|wire|paypal))\b"
    r"|现金|微信|支付宝|转账|刷卡|银行卡?|支票|[✓✔]|\b(?:on|in)\b|日期|[于在]",
    re.IGNORECASE,
)
"""What may follow these words, and takes nothing from them."""
_PART_FOLLOWS = lazy_regex(
    rf"[\s:：,，(（-]*(?:{_MONEY_UNIT}?\s?\d|(?:in |a )?(?:half|part)|partly|partial|部分|一半|[定订]金|首[付期]|百分之)",
    re.IGNORECASE,
)
_SLASHED_DAY = lazy_regex(
    r"(?<![\d/.])(?![1-3]/[234](?!\d))(?:\d{1,2}/\d{1,2}|\d{1,4}[/-]\d{1,2}[/-]\d{1,4})(?![\d/.]*\d)"
)
"""A day in digits, which 1/2 need not be."""
_MAY_BE_DAY = lazy_regex(r"[\s:：,，(（-]*(?:(?:19|20)\d\d|\d{1,2}\.(?:0\d|1[0-2])|\d{1,2}/\d{1,2})[\s)）.]*")
"""What follows "paid", and may be a year or a day as well as a sum."""
_YES = frozenset(("yes", "y", "✓", "✔", "是")) | other_words.YES
_NO = frozenset(("no", "n", "✗", "否")) | other_words.NO
_LEFT = lazy_regex(r"\b(?:ow(?:es|ed|ing)|outstanding|left|remaining|open)\b|[欠差余剩]", re.IGNORECASE)
_NUMBER = lazy_regex(
    rf"(?P<before>{_MONEY_UNIT}\s?)?(?<![A-Za-z\d.,/-])(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d{{1,2}})?)(?![.,/-]?\d)"
    rf"\s?(?P<scale>[万k](?![a-z]))?(?P<after>[%％]|{_MONEY_UNIT}(?![a-z]))?",
    re.IGNORECASE,
)
_SUM_FOLLOWS = lazy_regex(
    r"(?:^(?:part|partial|deposit|instal\w*)|\b(?:paid|received|settled|only|ow(?:es|ed|ing)|outstanding|left|remaining)|[付收还缴交][款了清到]*|[欠差余剩定订][款金]?)[\s:：(（,，-]*$",
    re.IGNORECASE,
)
_WORD_OF_SUM = lazy_regex(
    r"\s*(?:(?:already )?(?:paid|received|left|outstanding|open|remaining|ow(?:ed|ing))\b|of\b)",
    re.IGNORECASE,
)
_OF = lazy_regex(r"\bof\s*$", re.IGNORECASE)
_CLAUSES = lazy_regex(r"[,，;；。()（）]")
_BARE_YEAR = lazy_regex(r"20[1-3]\d")
_IS_OPEN_SUM = lazy_regex(
    r"\b(?:balance|outstanding|owed|owing|due amount|amount due|open)\b|欠|未[付收还结]|余额", re.IGNORECASE
)
"""Headers of what is still open of an amount."""
_SELLERS = lazy_regex(
    r"\b(?:suppliers?|vendors?|sellers?|wholesalers?)\b|供应商|供货|卖家|厂家", re.IGNORECASE
)
_BUYERS = lazy_regex(
    r"\b(?:customers?|clients?|tenants?|members?|guests?|patients?|buyers?)\b|客户|业主|租客|租户|会员|学员|买家",
    re.IGNORECASE,
)
_PARTIES = (
    (
        lazy_regex(r"\b(?:customers?|clients?|buyers?|guests?)\b|客户|顾客|买家|客人"),
        lazy_regex(
            rf"{_BUYERS.pattern}|\b(?:company|account|firm|(?:bill(?:ed)?|sold|ship(?:ped)?)[ _]to|payer|paid by|ordered by)\b|买方|购货|需方|甲方|付款[人方]|^(?:公司|单位|对方)(?:名称)?$",
            re.IGNORECASE,
        ),
    ),
    (
        lazy_regex(r"\b(?:suppliers?|vendors?|sellers?)\b|供应商|供货商|厂家|卖家"),
        lazy_regex(
            rf"{_SELLERS.pattern}|\b(?:company|firm|payee|paid[ _]to|bought[ _]from|supp)\b|卖方|供方|乙方|收款[人方]|^(?:公司|单位|对方)(?:名称)?$",
            re.IGNORECASE,
        ),
    ),
)
"""Whom we sell to and buy from, as questions call them, and headers under which they stand."""
_TO_US = lazy_regex(r"\bus\b|\bcustomers?\b|\bclients?\b|欠(?:着)?(?:我|咱)|[没未](?:有)?收|收回")
_BY_US = lazy_regex(
    r"\bwe\b.{0,20}\b(?:owe|pa(?:y|id)|settled?)\b|\bsuppliers?\b|(?:我|咱)们?.{0,4}(?:还)?欠|供应商"
)
MOST_STATES = 12
"""Different cells up to which a column may say the state of a payment."""
_PRICE = lazy_regex(r"price|agreed price|价格|价款|总价", re.IGNORECASE)
"""Headers of what one row costs as a whole, where a column beside says what was paid of it."""
_PART_OF_BILL = lazy_regex(r"(?:费用?|款|\bcosts?|\bcharges?|\bfees?|[£$€])$", re.IGNORECASE)
"""How headers of parts of one bill end."""
MOST_PARTS = 3
"""Columns that may be parts of one bill."""
_SELDOM_MORE = 0.95
"""Share of rows in which no more was paid than charged, for a column to say what was paid."""
_MOSTLY = 0.8
"""Share of its cells that do, for it to be one."""


def asks_paid(text: str) -> bool:
    """Return whether a question asks for what was paid, not for what is to be.

    Args:
        text: As `languages.plain` gives it.
    """
    return bool(_PAYS.search(text)) and not (_TO_PAY.search(text) or OPEN.search(text))


def asks_surely_paid(text: str) -> bool:
    """Return whether a question tells what was paid from what was charged.

    Args:
        text: As `languages.plain` gives it.
    """
    return asks_paid(text) and _SURELY_PAID.search(text) is not None


def day_of_payment(family: Family, text: str) -> Column | None:
    """Return the column of days on which rows were paid.

    Where a question asks for what was paid. None where another column says what was paid too, or a question asks for something else.

    Args:
        family: The table.
        text: As `languages.plain` gives it.
    """
    days = days_of_payment(family)
    told = len(days) != 1 or any(map(states_of_payment, family.columns)) or any(part_paid(family))
    return None if told or not asks_paid(text) or _UNPAID.search(text) else days[0]


def days_of_payment(family: Family) -> list[Column]:
    """Return the columns of days on which rows were paid, if they were."""
    return [
        column
        for column in family.columns
        if column.kind == "date"
        and None in column.values
        and _PAID_ON.search(column.header)
        and not _NOT_YET_ON.search(column.header)
    ]


def of_payment(family: Family, text: str) -> list[str]:
    """Return the columns that a question for what is open or was paid is about.

    None for any other question, and where the table does not tell.

    Args:
        family: The table, with what was worked out for the question.
        text: As `languages.plain` gives it.
    """
    asks_open = OPEN.search(text) is not None
    if not (asks_open or asks_paid(text)) or names_state(family, text):
        return []
    if asks_open:
        made = [one.name for one in family.columns if one.worked_out == "open"]
        own = [one.name for one in _open_columns(family)]
        return own or made
    parts = [settled.name for _, settled in part_paid(family)]
    return list(dict.fromkeys([*parts, *(one.name for one in family.columns if one.worked_out == "paid")]))


def party_meant(family: Family, text: str) -> tuple[Column, tuple[int, int]] | None:
    """Return the column of whom a question calls customers, and where it does.

    Or suppliers. None where it calls nobody so, or no column or several may hold them, in more rows than one.

    Args:
        family: The table.
        text: As `languages.plain` gives it.
    """
    for said, header in _PARTIES:
        if (found := said.search(text)) is not None:
            columns = [
                one
                for one in family.columns
                if one.kind == "text"
                and header.search(bare_header(one.name))
                and len({*one.texts}) < len(one.texts)
            ]
            # 单位 may be whoever is billed, and beside 客户 is what is counted in
            called = [one for one in columns if found.group() in plain(bare_header(one.name))]
            columns = called if len(columns) > 1 else columns
            return (columns[0], found.span()) if len(columns) == 1 else None
    return None


def lone_party(family: Family) -> Column | None:
    """Return the one column of buyers or sellers; None for none or several."""
    columns = [
        one
        for one in family.columns
        if one.kind == "text"
        and any(header.search(bare_header(one.name)) for _, header in _PARTIES)
        and len({*one.texts}) < len(one.texts)
    ]
    return columns[0] if len(columns) == 1 else None


def is_of_others(family: Family, text: str) -> bool:
    """Return whether others owe the amounts of a table than a question asks for.

    Customers, where it asks what we owe, or the other way round.
    """
    headers = " ".join(bare_header(one.name) for one in family.columns)
    sellers, buyers = bool(_SELLERS.search(headers)), bool(_BUYERS.search(headers))
    to_us, by_us = bool(_TO_US.search(text)), bool(_BY_US.search(text))
    return sellers != buyers and to_us != by_us and sellers == to_us


def tells_open(column: Column) -> bool:
    """Return whether a column says what is still open of an amount.

    An empty cell of it is nothing.
    """
    return column.kind == "number" and _IS_OPEN_SUM.search(column.header) is not None


def _open_columns(family: Family) -> list[Column]:
    """Return the columns that say what is still open.

    Not one of sums that a state calls paid.
    """
    states = [one for one in family.columns if states_of_payment(one)]
    about = [_ABOUT_PAYING.search(one.header) is not None for one in states]

    def is_paid(row: int) -> bool:
        pairs = zip(states, about, strict=True)
        return any(_state(one.texts[row], about=its) == "settled" for one, its in pairs)

    return [
        column
        for column in family.columns
        if tells_open(column)
        and not any(
            isinstance(value, float) and value > 0 and is_paid(row) for row, value in enumerate(column.values)
        )
    ]


def names_state(family: Family, text: str) -> bool:
    """Return whether a question names a state of payment: overdue, 已还; not open."""
    if any(True for _ in part_paid(family)):
        return False  # parts count, whatever the state of their row
    for column in family.columns:
        if states_of_payment(column):
            cells = {plain(one.strip()) for one in column.texts if len(one.strip()) > 1}
            named = [
                one
                for one in cells
                if one in text and not any(one != its and one in its and its in text for its in cells)
            ]
            if any(
                _state(one, about=True) == "settled" or _OVERDUE.match(one)
                for one in named
                if IS_HAN.search(one) or _OVERDUE.match(one)
            ):
                return True
    return False


_OVERDUE = lazy_regex(r"(?:已?(?:逾期|过期)|overdue$)", re.IGNORECASE)


def open_amounts(family: Family) -> Iterator[Column]:
    """Yield what is still open of each amount, as columns of their own.

    Nothing where the table has a column of that.
    """
    if _open_columns(family):
        return
    pairs = list(part_paid(family))
    for whole, settled in pairs:
        values = [  # who paid too much owes nothing
            max(0.0, one - (part if isinstance(part, float) else 0.0)) if isinstance(one, float) else None
            for one, part in zip(whole.values, settled.values, strict=True)
        ]
        yield worked_out(f"{whole.name} − {settled.name}", values, whole.unit, "open", whole.decimals)
    if not pairs:
        for whole, paid in _paid_by_state(family):
            values = [
                one - part if isinstance(one, float) and part is not None else None
                for one, part in zip(whole.values, paid, strict=True)
            ]
            said = "已付" if IS_HAN.search(whole.name) else "paid"
            yield _told(
                worked_out(f"{whole.name} − {said}", values, whole.unit, "open", whole.decimals), whole
            )


def paid_amounts(family: Family) -> Iterator[Column]:
    """Yield what was paid of each amount, of a table that has no column of that."""
    if not any(True for _ in part_paid(family)):
        for whole, paid in _paid_by_state(family):
            said = f"{whole.name}中已付" if IS_HAN.search(whole.name) else f"{whole.name}, paid"
            yield _told(worked_out(said, paid, whole.unit, "paid", whole.decimals), whole)


def _told(column: Column, whole: Column) -> Column:
    """Mark rows with an amount of which no cell tells how much was paid."""
    pairs = enumerate(zip(column.values, whole.values, strict=True))
    return replace(
        column, unread=frozenset(row for row, (one, of) in pairs if one is None and of is not None)
    )


def part_paid(family: Family) -> Iterator[tuple[Column, Column]]:
    """Yield pairs of columns of which the second says what was paid of the first."""
    sums = [
        column
        for column in family.columns
        if column.kind == "number"
        and not is_label(column)
        and (not is_rate(column) or _PRICE.fullmatch(bare_header(column.name).strip()))
        and not column.worked_out
    ]
    parts = [column for column in sums if SETTLED.search(bare_header(column.name))]
    parts.sort(key=lambda one: -sum(value for value in one.values if isinstance(value, float)))
    known: set[str] = set()
    for settled in parts:
        wholes = [column for column in sums if column not in parts and alike(column, settled)]
        wholes = [column for column in wholes if not _IS_OPEN_SUM.search(column.header)]
        for whole in [one for one in wholes if settled.unit and one.unit == settled.unit] or wholes:
            if whole.name in known:
                continue  # a deposit is a part of what was paid so far
            pairs = [
                (one, part or 0.0)
                for one, part in zip(whole.values, settled.values, strict=True)
                if isinstance(one, float) and not isinstance(part, str)
            ]
            if pairs and sum(part <= one for one, part in pairs) >= _SELDOM_MORE * len(pairs):
                known.add(whole.name)
                yield whole, settled


def is_open_state(text: str) -> bool:
    """Return whether a cell says that nothing, or only a part, was paid."""
    state = state_in_english(text)
    return bool(_IS_PART.search(state) or _IS_OPEN.search(state))


def states_of_payment(column: Column) -> bool:
    """Return whether a column says of each row whether it was paid."""
    texts = [text.strip() for text in column.texts if not is_nothing(text)]
    kinds = {text.casefold() for text in texts}
    if column.kind != "text" or not 1 < len(kinds) <= max(MOST_STATES, len(texts) // 4):
        return False
    about = _ABOUT_PAYING.search(column.header) is not None
    told = [_state(text, about=about) for text in texts]
    known = [one for one in told if one]
    return (
        len(known) >= _MOSTLY * len(texts) and not {"open", "part"}.isdisjoint(known) and "settled" in known
    )


def _state(text: str, *, about: bool) -> str:
    """Return what a cell says of a payment: "open", "part", "settled", or nothing."""
    bare = state_in_english(text)
    if _IS_PART.search(bare):
        return "part"
    if _IS_OPEN.search(bare) or (about and bare.casefold() in _NO):
        return "open"
    if about and bare.casefold() in _YES:
        return "settled"
    if (settles := _SETTLES.match(bare)) is None:
        return ""
    rest = bare[settles.end() :]
    if _is_day_or_manner(rest):
        return "settled"
    return "part" if _PART_FOLLOWS.match(_without_days(rest)) and not _MAY_BE_DAY.fullmatch(rest) else ""


def _is_day_or_manner(text: str) -> bool:
    """Return whether what follows "paid" says no more than when or how, or nothing."""
    rest = _MANNER.sub(" ", _without_days(text)).strip(" \t\n:：;；,，.。-–()（）")
    return not rest or rest.casefold() in MONTHS or rest.casefold() in SHORT_MONTHS


def _without_days(text: str) -> str:
    """Blank the days of a text, whose numbers are no sums."""
    for one in reversed(dates(text)):
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return _SLASHED_DAY.sub(lambda found: " " * len(found.group()), text)


def _paid_by_state(family: Family) -> Iterator[tuple[Column, list[float | None]]]:
    """Yield a column of amounts with what was paid of each; None if not told."""
    states = [column for column in family.columns if states_of_payment(column)]
    days = days_of_payment(family)
    if len(states) > 1 or len(days) > 1 or not (states or days):
        return
    sums = [
        column
        for column in family.columns
        if column.kind == "number"
        and not is_label(column)
        and not is_rate(column)
        and not contradicts(column, "money")
        and not SETTLED.search(column.header)
        and not _NOT_BILLED.search(column.header)
        and (column.unit in MONEY or _SUM.search(bare_header(column.name)))
    ]
    whole = [column for column in sums if _WHOLE.search(column.header)] or _put_together(sums)
    if len(whole) != 1:
        return
    about = bool(states) and _ABOUT_PAYING.search(states[0].header) is not None
    paid: list[float | None] = []
    for row, amount in enumerate(whole[0].values):
        if not isinstance(amount, float):
            paid.append(None)
            continue
        state = _state(states[0].texts[row], about=about) if states else ""
        if not state and days:
            state = "open" if days[0].values[row] is None else "settled"
        if state == "part":
            paid.append(_part_of(amount, states[0].texts[row]))
        else:
            paid.append({"open": 0.0, "settled": amount}.get(state))
    yield whole[0], paid


def _put_together(sums: Sequence[Column]) -> Sequence[Column]:
    """Return parts of one bill as one column: what the parts cost, and the work."""
    kinds = {
        found.group().lower()
        for one in sums
        if (found := _PART_OF_BILL.search(bare_header(one.name).strip()))
    }
    if (
        not 1 < len(sums) <= MOST_PARTS
        or len(kinds) != 1
        or not all(_PART_OF_BILL.search(bare_header(one.name).strip()) for one in sums)
    ):
        return sums
    rows = zip(*(one.values for one in sums), strict=True)
    values = [sum(told) if (told := [one for one in row if isinstance(one, float)]) else None for row in rows]
    name = " + ".join(one.name for one in sums)
    return [worked_out(name, values, sums[0].unit, "sum", sums[0].decimals)]


def _part_of(amount: float, text: str) -> float | None:
    """Return what was paid of an amount, as a cell says it; None where it does not."""
    bare = _without_days(text)
    found = [one for one in _NUMBER.finditer(bare) if _is_sum(bare, one)]
    wholes = [one for one in found if _OF.search(bare[: one.start()])]
    found = [one for one in found if one not in wholes]
    if not found and not re.search(r"\d", text):
        return amount / 2 if re.search(r"\bhalf\b|一半", text, re.IGNORECASE) else None
    if any(_value(one, amount) != amount for one in wholes):
        return None
    told = {amount - _value(one, amount) if _is_left(bare, one) else _value(one, amount) for one in found}
    value = told.pop() if len(told) == 1 else -1.0  # of what was paid and what is left, both may be said
    return value if 0 <= value <= amount else None


def _is_left(text: str, found: re.Match[str]) -> bool:
    """Return whether a number's own clause calls it what is left to be paid."""
    before, after = _CLAUSES.split(text[: found.start()])[-1], _CLAUSES.split(text[found.end() :])[0]
    return bool(_LEFT.search(before + " " + after))


def _is_sum(text: str, found: re.Match[str]) -> bool:
    """Return whether a number is a sum or a share: no instalment, invoice or year."""
    if found["before"] or found["after"]:
        return True
    before, after = text[: found.start()], text[found.end() :]
    if _OF.search(before):
        return bool(_NUMBER.search(before))
    if _WORD_OF_SUM.match(after):
        return True
    beside = _SUM_FOLLOWS.search(before)
    if beside is None or re.match(r"\s*(?!(?:on|in|by|at)\b)[^\W_]", after):
        return False
    return bool(found["scale"] or IS_HAN.search(beside.group()) or not _BARE_YEAR.fullmatch(found["number"]))


def _value(found: re.Match[str], amount: float) -> float:
    """Return a sum as a number; a share as that part of an amount."""
    value = float(found["number"].replace(",", ""))
    value *= {"万": 10_000, "k": 1_000}.get((found["scale"] or "").lower(), 1)
    return amount * value / 100 if found["after"] in ("%", "％") else value


def alike(one: Column, other: Column) -> bool:
    """Return whether two columns may be of one currency: one of them may not say it."""
    return one.unit == other.unit or (
        not (one.unit and other.unit) and {one.unit, other.unit} <= {"", *MONEY}
    )
