"""Tell what a column of numbers is by its header.

A label, a rate, something that adds up. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.cells import Column
from assistant.tables.data.database import Family
from assistant.tables.data.words import bare_header, tokens

NOT_ADDITIVE = lazy_regex(
    r"\b(?:unit|per|each|rate|price|retail|rrp|%|percent\w*|share|ratio|age|year|month|day|(?:no|nr|number)(?!\.? of\b)|id|code|zip|phone|score|rating|grade|temp\w*|level|rank|index|size|height|width|depth|diameter"
    r"|lead|response|arrival|waiting"
    r"|lat\w*|lon\w*|einzelpreis|stückpreis|satz|preis|jahr|alter|average|avg|margin)\b|(?:单|会员)价|[进售定批零卖]价|批发价|零售价|出厂价|比例|率|年龄|年份|年度|编号|序号|号|电话|邮编|评分|温度|排名|等级|均价|平均|到达|响应|交货|交期|货期|工龄|尺寸|规格|高度|宽度|长度",
    re.IGNORECASE,
)
"""Headers of columns whose sum says nothing."""
PIECES = lazy_regex(
    r"\b(?:quantity|qty|units|pieces|pcs|count|stock|menge|stück|anzahl|on hand|in store)\b|数量|件数|份数|个数|库存|结存|台数",
    re.IGNORECASE,
)
"""Headers of columns that say how many of a thing there are."""
STOCK = lazy_regex(
    r"\b(?:on hand|in stock|in store|on (?:the )?(?:rail|shel\w+|site|floor)|out back|in the back|store ?room|left|remaining|available|own(?:ed)?|held)\b|现存|剩余|结余|实存|[库结]存",
    re.IGNORECASE,
)
"""Headers of columns that say how many of a thing are there."""
ADDED = lazy_regex(
    r"\b(?:amount|totals?|spen\w+|costs?|expens\w+|paid|gross|net|sum|value|fees?|charges?|betrag|kosten|ausgaben|revenues?|turnover|sales|income"
    r"|earn\w*|profits?|umsatz|salar\w+|wages?|pay|budget|bonus|hours|days|nights|leave|overtime|votes|visits|points|tickets|orders|calls|missed|booked|absences|donat\w+)\b"
    r"|金额|总额|总价|费|支出|花费|付款|实付|合计|成本|销售额|营业额|收入|营收|利润|工资|月薪|薪|奖金|预算|小时|天数|次数|人数|票|积分|分数|业绩|加班|工时",
    re.IGNORECASE,
)
"""Headers of columns whose totals say which group has most."""


def is_time(column: Column, length: int) -> bool:
    """Return whether a column holds months (7) or years (4)."""
    header = tokens(bare_header(column.name))
    return header in (
        (("month",), ("月",), ("月", "份"))
        if length == 7
        else (("year",), ("年",), ("年", "份"), ("年", "度"))
    )


def repeats(name: str, family: Family) -> bool:
    """Return whether a column of quantities holds more than ones."""
    return any(isinstance(value, float) and value > 1 for value in family.column(name).values)


def is_label(column: Column) -> bool:
    """Return whether a column's numbers only name its rows.

    Years, identifiers and running numbers do.
    """
    if column.kind != "number" or column.unit not in ("", *_NUMBERED):
        return False
    if column.unit or _LABEL.search(bare_header(column.name).strip()):
        return True
    if holds_years(column):
        return True
    values = [value for value in column.values if isinstance(value, float)]
    if _NUMBERED_THING.fullmatch(bare_header(column.name).strip()) and not column.decimals:
        return len(values) > 1 and len({*values}) == len(values)
    runs = len(values) > 2 and all(after - before == 1 for before, after in pairwise(values))
    return runs and not PIECES.search(column.header)


_NUMBERED_THING = lazy_regex(
    r"(?:bill|invoice|order|job|ticket|receipt|claim|case|policy|booking|quote|delivery|batch|ref\w*|voucher)",
    re.IGNORECASE,
)
"""Headers of numbers by which single things are called, where no two are the same."""
_NUMBERED = frozenset(("号", "号楼", "号房", "#"))
"""Units of numbers that only name things: lift 3号."""


def holds_years(column: Column) -> bool:
    """Return whether a column's numbers are years: seasons, vintages."""
    values = [value for value in column.values if isinstance(value, float)]
    return (
        len(values) > 2
        and not column.unit
        and all(1900 <= value <= 2100 and value == int(value) for value in values)
    )


_LABEL = lazy_regex(
    r"^(?:year|month|day|week|no(?!\.? of\b)|nr(?!\.? of\b)|id|zip|code|#|pos\w*|room)\b\.?|\b(?:id|no|nr|number|code|zip|ext(?:ension)?|(?:tele)?phone|tel|mobile|fax|postcode|pin|room)\b\.?$"
    r"|年份|年度|^年$|^月份?$|编号|序号|单号|工号|邮编|电话|分机|内线|手机|传真|号$|房号|门牌",
    re.IGNORECASE,
)


def adds_up(column: Column, concept: str) -> bool:
    """Return whether the total of a column ranks groups: money, pieces, hours.

    Not heights or temperatures.
    """
    if is_rate(column):
        return False
    return (
        bool(concept)
        or column.unit in MONEY
        or PIECES.search(column.header) is not None
        or ADDED.search(column.header) is not None
    )


def is_rate(column: Column) -> bool:
    """Return whether a column's sum says nothing: prices of one piece, shares, ages."""
    return column.unit in ("%", "°C", "°F") or bool(
        NOT_ADDITIVE.search(bare_header(column.name))
        and not re.search(r"\btotal\b|合计|总", column.header, re.IGNORECASE)
    )


def is_of_one_piece(column: Column, columns: Sequence[Column]) -> bool:
    """Return whether money may be what one of the pieces beside it costs."""
    money = column.unit in MONEY and _OF_ALL.search(column.header) is None
    return money and any(PIECES.search(one.header) for one in columns)


_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_800}
LENGTHS = frozenset(("second", "day", "month"))
"""Units to which lengths of time of a question are brought."""
_LENGTH_HEADERS = (
    (60, lazy_regex(r"^[^/]*?(?<!per )\b(?:minutes|mins)\b|\(min\)|分钟|分钟数", re.IGNORECASE)),
    (3600, lazy_regex(r"^[^/]*?(?<!per )\b(?:hours|hrs)\b|\(h\)|小时|工时|钟点|时数", re.IGNORECASE)),
    (86_400, lazy_regex(r"^[^/]*?(?<!per )\bdays\b|天数|日数", re.IGNORECASE)),
    (604_800, lazy_regex(r"^[^/]*?(?<!per )\bweeks\b|周数", re.IGNORECASE)),
    (2_629_800, lazy_regex(r"^[^/]*?(?<!per )\bmonths\b|月数", re.IGNORECASE)),
    (31_557_600, lazy_regex(r"^[^/]*?(?<!per )\byears\b|年数|年限", re.IGNORECASE)),
)
"""Headers of lengths of time, and how many seconds each of their numbers is."""


def seconds_in(column: Column) -> int:
    """Return how many seconds a column counts in; 0 where it holds no times."""
    if column.kind != "number" or is_label(column):
        return 0
    if column.unit:
        return _SECONDS.get(column.unit, 0)
    header = column.header
    return next((seconds for seconds, named in _LENGTH_HEADERS if named.search(header)), 0)


def in_own_unit(value: float, unit: str, column: Column) -> float | None:
    """Return a length of time of a question in the unit of a column.

    None where either is no length of time.
    """
    seconds = seconds_in(column)
    return value * _SECONDS[unit] / seconds if seconds and unit in LENGTHS else None


_THOUSANDS = (
    (1_000_000, lazy_regex(r"[(（ ]\s*(?:[£$€]\s*m|m\s*[£$€])\W*$|\bmillions?\b|百万元", re.IGNORECASE)),
    (10_000, lazy_regex(r"[(（/ ]\s*万|万元")),
    (1_000, lazy_regex(r"[(（ ]\s*(?:[£$€]\s*k|k\s*[£$€]|千元)|\b(?:k(?:gbp|eur|usd)|thousands?)\b|'000", re.IGNORECASE)),
)  # fmt: skip
"""How many one of a column's numbers is, by its header."""


def in_thousands(value: float, column: Column) -> float:
    """Return a number of a question as a column writes it.

    100万 is 100 in 标的(万元); what is smaller than one of its numbers is said as it writes them.
    """
    many = next((one for one, header in _THOUSANDS if header.search(column.name)), 1)
    return value / many if value >= many else value


_OF_ALL = lazy_regex(r"\b(?:totals?|amounts?|sum|betrag)\b|合计|总|金额", re.IGNORECASE)
_SPENDING = lazy_regex(
    r"\b(?:spen[dt]\w*|expens\w*|costs?|paid|kosten|ausgaben)\b|支出|费用|花费|成本", re.IGNORECASE
)
_EARNING = lazy_regex(
    r"\b(?:revenues?|turnover|sales|income|earn\w*|umsatz|profit)\b|销售额|营业额|收入|营收|利润",
    re.IGNORECASE,
)
_BUDGET = lazy_regex(
    r"\b(?:budget\w*|planned|plan|forecast|target|limit|tax|vat|mwst|discount|deposit|balance)\b|预算|计划|目标|税|折扣|押金|余额",
    re.IGNORECASE,
)


_NO_MONEY = lazy_regex(
    r"\b(?:kilo\w*|kg|tonn?e?s?|lit(?:re|er)s?|met(?:re|er)s?|miles?|km|hours?|hrs|minutes?|days?|weeks?|months?|years?|age|size|weight|length|quantity|qty|units|pieces|pcs|count|stock|people|persons"
    r"|seats|nights|visits|lead|length|height|width)\b|数量|件数|重量|天数|小时|工时|分钟|次数|人数|库存|公斤|长度|年龄",
    re.IGNORECASE,
)
"""Headers of columns that hold no sums of money, whatever is asked."""


def may_be_money(column: Column) -> bool:
    """Return whether a column's numbers may be sums of money."""
    if column.unit in MONEY:
        return True
    return not column.unit and _NO_MONEY.search(bare_header(column.name)) is None


def contradicts(column: Column, concept: str) -> bool:
    """Return whether a column is about something else than a verb means."""
    if concept == "money":
        return bool(_EARNING.search(column.header) or _BUDGET.search(column.header))
    if concept == "income":
        return bool(_SPENDING.search(column.header) or _BUDGET.search(column.header))
    if concept == "quantity":
        return column.unit in MONEY
    return False
