"""Cells of a table read as numbers with units, or dates; types of columns.

All functions are pure.

What a cell may mean is decided by its whole column: 4.850 is 4850 beside 1.234,56 and 4.85 beside 12.5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field
from functools import lru_cache
from typing import Literal

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.in_english import header_in_english
from assistant.retrieval.periods import MONTH_WORDS, MONTHS
from assistant.retrieval.value_words import CURRENCIES, MONEY, MULTIPLIERS, UNITS

Kind = Literal["number", "date", "text"]
Value = float | str | None
WorkedOut = Literal["", "days", "margin", "open", "paid", "sum"]
"""What a column that no table holds was worked out to be; empty for one that a table holds."""
_REMEMBERED = 20_000
"""Cells whose readings are remembered: each is asked for several times, and most stand in several rows."""
MOSTLY = 0.6
"""Share of a column's cells that must be numbers, or dates, for it to be one of them."""
_NOTHING = frozenset(
    ("", "-", "--", "–", "—", "n/a", "na", "n.a.", "none", "null", "nil", "k.a.", "无", "/", ".", "…", "#n/a")
)
_ZERO = frozenset(("nil", "zero", "零", "清", "已清", "结清", "已结清", "付清", "已付清", "全清"))
"""What a cell says of an amount of which nothing is left."""
_NUMERAL = r"\d{1,3}(?:[ '’\u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_SIGN = r"[-+−–]"
_CELL = lazy_regex(
    rf"(?P<open>\()?\s*(?P<sign>{_SIGN})?\s*(?P<before>[^\d\s()+−–.,-][^\d()+−–-]{{0,11}}?)?\s*(?P<sign2>{_SIGN})?\s*"
    rf"(?P<number>{_NUMERAL})(?:[.,]-+)?\s*(?P<after>[^\d()]{{0,24}}?)\s*(?P<close>\))?\s*(?P<minus>[-−])?"
)
_SCALED_UNIT = {
    "k€": "€",
    "t€": "€",
    "teur": "EUR",
    "keur": "EUR",
    "kusd": "USD",
    "k$": "$",
    "kchf": "CHF",
    "tchf": "CHF",
}
_NUMBERED = lazy_regex(r"号(?![楼房]?$)")
"""What follows a number that a name begins with; lift 3号 and 3号楼 are told by their numbers."""
_CJK_UNIT = lazy_regex(r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]{1,4}")
_WORD_UNIT = lazy_regex(r"[^\W\d_]{1,10}\.?(?:[/²³][\w²³]{0,6})?|[^\w\s]{1,2}")
_SEVERAL = lazy_regex(r"[^\W\d_]{1,10}")
_ISO = lazy_regex(r"((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?(?:[ T]\d\d:\d\d(?::\d\d)?)?")
_SPACED = lazy_regex(r"[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff]){1,2}")
_SPACED_NAME = lazy_regex(r"[ \u3000]+")
"""A name that is spaced out to stand as wide as its neighbours: 郑 凯."""
_YEAR_FIRST = lazy_regex(r"(\d\d)([/.-])(\d{1,2})\2(\d{1,2})")
_SLASHED = lazy_regex(r"(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)?\d\d)(?:\s+\d{1,2}:\d\d(?::\d\d)?)?")
_MONTH_YEAR = lazy_regex(r"(\d{1,2})[/.]((?:19|20)\d\d)")
_SHORT_YEAR = lazy_regex(r"(.*[^\W\d_]{3,}\.?,? ?'?|.*[^\W\d_]{3,}\.? \d{1,2}(?:st|nd|rd|th)?,? '?)(\d\d)")
"""A day of a named month, with the year in two digits: 22 Mar 21."""
_SHORT_YEAR_HAN = lazy_regex(r"[12]\d年\d{1,2}月")
_DAY_NAMED, _NAMED_DAY = (
    lazy_regex(r"\d{1,2}(?:st|nd|rd|th)?[ .-]+[a-z]{3}", re.IGNORECASE),
    lazy_regex(r"[a-z]{3,}\.? \d{1,2}\b", re.IGNORECASE),
)
"""The day before its month's name, and behind it: other dates of the column are written so too."""
_WEEKDAY = lazy_regex(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+(?=\d)|\s*[（(]?(?:周|星期|礼拜)[一二三四五六日天][）)]?$",
    re.IGNORECASE,
)
"""The day of the week beside a date."""
_BARE_DAY = lazy_regex(r"(\d{1,2})([/.])(\d{1,2})")
_ISO_DAY = lazy_regex(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
"""A month and a day among dates that are written whole: 04-03 beside 2026-04-02."""
_MONTH_ALONE = lazy_regex(rf"({MONTH_WORDS})\.?|(1[0-2]|0?[1-9])月份?", re.IGNORECASE)
_FIRST_NAMES = frozenset(("april", "august", "jan", "juli", "june", "juni", "mai", "may"))
_HEADS_MONTHS = lazy_regex(
    r"month|monat|mois|\bmes|date|datum|fecha|period|\bwhen\b|月|日期|时间|期间", re.IGNORECASE
)
"""Months that people are called by, and the header under which they are months all the same."""
_SOME = 0.2
"""Share of cells that are surely days, from which others like 6.1 are."""
_FAR, _LATE = 50, 11
"""Rows within which a date tells the year of another; the month from which a year may turn."""
_BY_CODE = {code.casefold(): unit for code, unit in CURRENCIES.items()} | {
    "美元": "USD", "欧元": "EUR", "元": "CNY", "元整": "CNY", "块": "CNY", "us$": "USD", "usd$": "USD",
}  # fmt: skip

_SMALL_CODES = frozenset(["eur", "usd", "gbp", "cny", "rmb", "jpy", "chf"])
"""Currencies that a header may end or begin with in small letters, like price_eur."""


_JOINT = lazy_regex(r"_+|(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z])")


@lru_cache(maxsize=4_096)
def spaced(header: str) -> str:
    """Return a header with spaces between its words: paid_gbp is paid gbp."""
    return _JOINT.sub(" ", header)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as a cell writes it.

    Attributes:
        readings: Its values: one, or that with a decimal point first where it may also be grouped thousands.
        mark: Which mark is surely the decimal one: "." or ","; empty where that is not told.
        decimals: Digits after the decimal mark, of the first reading.
        unit: What it counts; empty where the cell does not say.
    """

    readings: tuple[float, ...]
    mark: str
    decimals: int
    unit: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, typed.

    Attributes:
        name: Its header, unlike that of every other column.
        kind: What its cells are.
        values: Of each row: a number, a date as YYYY-MM-DD or YYYY-MM, a text; None for an empty cell, and for one that is
            not of the column's kind.
        texts: Each cell as it is written.
        units: Of a column of numbers, the unit of each row; empty where none is said.
        decimals: Most digits after the decimal mark.
        unread: Rows whose cell is not empty and yet not of the column's kind.
        doubtful: Whether its numbers, or its dates, can be read in two ways.
        worked_out: What it was worked out to be; empty where the table holds it.
    """

    name: str
    kind: Kind
    values: tuple[Value, ...]
    texts: tuple[str, ...]
    units: tuple[str, ...] = ()
    decimals: int = 0
    unread: frozenset[int] = field(default_factory=frozenset)
    doubtful: bool = False
    worked_out: WorkedOut = ""

    @property
    def header(self) -> str:
        """Its name in words: "amount_gbp" are two, and "O/S" is outstanding."""
        return written_out(spaced(self.name))

    @property
    def unit(self) -> str:
        """The one unit of all its numbers; empty where they have several or none."""
        if self.kind != "number":
            return ""
        said = {unit for unit, value in zip(self.units, self.values, strict=True) if value is not None}
        return next(iter(said)) if len(said) == 1 else ""


def worked_out(
    name: str, values: Sequence[float | None], unit: str, what: WorkedOut, decimals: int = 0
) -> Column:
    """Return a column of numbers that were worked out from others.

    Args:
        name: What it is called.
        values: Of each row; None where it is not told.
        unit: Of all its numbers; empty for none.
        what: What they are.
        decimals: Digits after the decimal mark.
    """
    texts = tuple("" if value is None else f"{value:g}" for value in values)
    return Column(name, "number", tuple(values), texts, (unit,) * len(texts), decimals, worked_out=what)


_SHORT = {
    "hrs": "hours", "hr": "hour", "o/time": "overtime", "ot": "overtime", "qty": "quantity", "rec'd": "received", "recd": "received",
    "amt": "amount", "inv": "invoice", "cust": "customer", "supp": "supplier", "suppl": "supplier", "vacc": "vaccination", "disc": "discount", "dep": "deposit", "a/c": "account",
    "acct": "account", "w/e": "week ending", "wk": "week", "wks": "weeks", "yr": "year", "mth": "month", "hols": "holidays", "descr": "description",
    "tel": "telephone", "dept": "department", "mgr": "manager", "emp": "employee", "prev": "previous", "bal": "balance", "pd": "paid",
    "o/s": "outstanding", "appt": "appointment", "veh": "vehicle", "reg": "registration", "inst": "instalment", "comm": "commission",
    "del": "delivery", "sched": "scheduled", "appr": "approved", "ret": "returned", "exp": "expiry", "pcs": "pieces", "std": "standard",
    "btl": "bottle", "btls": "bottles", "drvr": "driver", "rnd": "round", "dt": "date", "ctry": "country", "vint": "vintage", "stk": "stock",
    "brkg": "breakage", "rmk": "remark", "rmks": "remarks", "rem": "remarks", "ord": "order", "mem": "member", "pax": "guests", "hd": "head",
    "svc": "service", "hol": "holiday", "loc": "location", "addr": "address", "cat": "category", "maint": "maintenance", "temp": "temperature",
    "wt": "weight", "est": "estimate", "avg": "average", "tot": "total", "val": "value", "pmt": "payment", "pymt": "payment", "yrs": "years",
    "mths": "months", "eng": "engineer", "tech": "technician", "instr": "instrument", "whse": "warehouse", "pkg": "package", "pkgs": "packages",
    "rm": "room", "rms": "rooms", "mi": "miles", "mls": "miles", "cs": "cases", "vend": "vendor", "cond": "condition", "rep'd": "reported",
    "lic": "licence", "cert": "certificate", "qual": "qualification", "resp": "responsible", "contr": "contract", "agmt": "agreement",
    "vol": "volume", "dlvd": "delivered", "dlvy": "delivery", "chgd": "charged", "incl": "including", "excl": "excluding", "bkg": "booking",
    "bkgs": "bookings", "attd": "attended", "att": "attendance", "subs": "subscriptions", "memb": "member", "pcd": "postcode", "sal": "salary",
}  # fmt: skip
"""Words as headers cut them short."""
_SHORT_WORD = lazy_regex(
    r"(?<![\w/'])(?:" + "|".join(sorted(map(re.escape, _SHORT), key=len, reverse=True)) + r")(?![\w/'])\.?"
)


def written_out(header: str) -> str:
    """Return a header with its short words written out, and in English.

    "O/time hrs" is overtime hours, "Betrag" amount.
    """
    low = header.lower()
    english = header_in_english(low)
    written = _SHORT_WORD.sub(lambda found: _SHORT[found.group().rstrip(".")], english)
    return header if written.split() == low.split() else written


def is_nothing(text: str) -> bool:
    """Return whether a cell says that there is no value."""
    return len(text) < 9 and text.strip().casefold() in _NOTHING


@lru_cache(maxsize=_REMEMBERED)
def amount(text: str) -> Amount | None:
    """Read a cell that is a number and nothing else, with its unit.

    None for any other.
    """
    text = text.strip()
    if not text or len(text) > 40:
        return None
    if text.isdigit() and text.isascii():
        return None if len(text) > 1 and text[0] == "0" else Amount((float(text),), "", 0, "")
    match = _CELL.fullmatch(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    unit = _unit(match["before"] or "", match["after"] or "")
    if unit is None:
        return None
    name, factor = unit
    numeral = match["number"]
    read = _numeral(re.sub(r"[ '’\u00a0\u202f\u2009]", "", numeral), numeral)
    if read is None:
        return None
    values, mark, decimals = read
    negative = bool(match["open"] or match["minus"]) or any(
        sign in "-−–" for sign in (match["sign"], match["sign2"]) if sign
    )
    values = tuple((-one if negative else one) * factor for one in values)
    return Amount(values, mark, 0 if factor > 1 else decimals, name)


def _numeral(bare: str, written: str) -> tuple[tuple[float, ...], str, int] | None:
    """Return readings, sure decimal mark, and digits after it of a numeral."""
    marks = [one for one in bare if one in ".,"]
    groups = re.split("[.,]", bare)
    if not marks:
        return ((float(bare),), "", 0) if len(bare) < 2 or bare[0] != "0" or bare != written else None
    grouped = all(len(group) == 3 for group in groups[1:]) and 0 < len(groups[0]) <= 3
    if len(set(marks)) == 2:
        if marks.count(marks[-1]) != 1 or not all(len(group) == 3 for group in groups[1:-1]):
            return None
        return (float("".join(groups[:-1]) + "." + groups[-1]),), marks[-1], len(groups[-1])
    if len(marks) > 1:
        return ((float("".join(groups)),), "," if marks[0] == "." else ".", 0) if grouped else None
    decimal = float(f"{groups[0]}.{groups[1]}")
    if grouped and groups[0].lstrip("0") and bare == written:
        return (decimal, float("".join(groups))), "", 3
    return (decimal,), marks[0], len(groups[1])


def _unit(before: str, after: str) -> tuple[str, int] | None:
    """Return a number's unit and factor by what stands around it.

    None where that is no unit.
    """
    factor, said = 1, []
    for piece in (before.strip(), after.strip()):
        if not piece:
            continue
        folded = piece.casefold()
        if folded in _SCALED_UNIT:
            factor, piece = 1_000, _SCALED_UNIT[folded]
            folded = piece.casefold()
        rest = folded
        if piece is not before.strip():
            for word in sorted(MULTIPLIERS, key=len, reverse=True):
                if rest.startswith(word) and (
                    len(rest) == len(word) or not rest[len(word)].isalpha() or not word.isascii()
                ):
                    factor, rest = factor * MULTIPLIERS[word], rest[len(word) :].strip(" .")
                    break
        if rest:
            known = _BY_CODE.get(rest) or UNITS.get(rest) or UNITS.get(rest.rstrip("."))
            if piece is before.strip() and known not in MONEY:
                return None  # words before a number make it a name: "Level 3", "G2"
            if known is None and not (_CJK_UNIT.fullmatch(rest) or _WORD_UNIT.fullmatch(rest)):
                return None
            said.append(known or rest)
    if len(set(said)) > 1:
        return None
    return (said[0] if said else ""), factor


def unit_of_words(text: str) -> str:
    """Return the unit that a header names, like "Price (EUR)" or 金额（元）.

    Empty for none.
    """
    inner = re.findall(r"[(\[（【]\s*([^)\]）】]{1,12})\s*[)\]）】]", text) + re.findall(
        r"(?:\bin|/)\s*([^\s()]{1,8})\s*$", text
    )
    for piece in inner:
        folded = piece.strip().casefold()
        folded = _SCALED_UNIT.get(folded, folded).casefold()
        known = _BY_CODE.get(folded) or UNITS.get(folded)
        if known:
            return known
    for word in re.findall(r"[A-Z]{3}|[€$£¥￥₽₩%]", text):
        if word in CURRENCIES or word == "%":
            return CURRENCIES.get(word, "%")
    ends = re.split(r"[_\s]+", text.casefold().strip(" _"))[:: max(text.count("_") + text.count(" "), 1)]
    return next((_BY_CODE[word] for word in reversed(ends) if word in _SMALL_CODES), "")


@lru_cache(maxsize=_REMEMBERED)
def _date(text: str) -> tuple[tuple[str, ...], str] | None:
    """Return the readings of a date, and its order where that is sure.

    The order is "dmy", "mdy" or empty.
    """
    text = _WEEKDAY.sub("", text.strip())
    if not 6 <= len(text) <= 40 or not any(
        character.isdigit() or "一" <= character <= "九" for character in text
    ):
        return None
    if (match := _ISO.fullmatch(text)) is not None:
        return (_written(int(match[1]), int(match[2]), int(match[3]) if match[3] else None),), ""
    if (match := _SLASHED.fullmatch(text)) is not None:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        year += 2000 if year < 100 else 0
        if match[2] == "." or first > 12:
            return ((_written(year, second, first),), "dmy") if second <= 12 and first <= 31 else None
        if second > 12:
            return ((_written(year, first, second),), "mdy") if second <= 31 else None
        return (_written(year, second, first), _written(year, first, second)), ""
    if (match := _MONTH_YEAR.fullmatch(text)) is not None:
        return ((_written(int(match[2]), int(match[1]), None),), "") if 1 <= int(match[1]) <= 12 else None
    if (match := _SHORT_YEAR.fullmatch(text)) is not None and _bare(match[1]):
        text = f"{match[1]}20{match[2]}"
    if _SHORT_YEAR_HAN.match(text):
        text = f"20{text}"
    found = dates(text)
    if len(found) != 1 or text[: found[0].start].strip() or re.sub(r"[\s,.:TZ\d]", "", text[found[0].end :]):
        return None
    on_year, on_month, on_day = found[0].readings[0]
    if not on_year or not on_month:
        return None
    order = "dmy" if _DAY_NAMED.match(text) else "mdy" if _NAMED_DAY.match(text) else ""
    return (_written(on_year, on_month, on_day),), order


@lru_cache(maxsize=_REMEMBERED)
def _bare(text: str) -> tuple[tuple[int, int], ...]:
    """Return the readings of a day without a year, as month and day.

    Empty for what is none.
    """
    text = _WEEKDAY.sub("", text.strip()).rstrip(" ,'")
    if (match := _BARE_DAY.fullmatch(text)) is not None:
        first, second = int(match[1]), int(match[3])
        return tuple(
            (month, day)
            for month, day in dict.fromkeys(((second, first), (first, second)))
            if 1 <= month <= 12 and 1 <= day <= 31
        )
    if (match := _ISO_DAY.fullmatch(text)) is not None:
        return ((int(match[1]), int(match[2])),)
    found = dates(text)
    if len(found) != 1 or len(found[0].text) != len(text):
        return ()
    year, month_said, day_said = found[0].readings[0]
    return ((month_said, day_said),) if year is None and month_said and day_said else ()


def _month(text: str, year: int) -> tuple[tuple[str, ...], str] | None:
    """Return the month that a cell names without its year: 7月, July."""
    found = _MONTH_ALONE.fullmatch(text.strip()) if year else None
    if found is None:
        return None
    return (_written(year, MONTHS[found[1].casefold()] if found[1] else int(found[2]), None),), ""


def _tells_months(cells: Sequence[str], name: str) -> bool:
    """Return whether what may be months alone are no names of people."""
    months = {text.strip(" .").casefold() for text in cells if _MONTH_ALONE.fullmatch(text.strip())}
    return not months <= _FIRST_NAMES or not months or _HEADS_MONTHS.search(name) is not None


def names_day(text: str) -> bool:
    """Return whether a cell may be a day without its year: 6/5, 2 June."""
    return len(text) <= 16 and bool(_bare(text))


def _is_day(text: str) -> bool:
    """Return whether a cell can only be a day: 1/6 and 2 June, not 6.1."""
    return _date(text) is not None or ((amount(text) is None or text[-1:].isalpha()) and bool(_bare(text)))


def _year_first(text: str, years: AbstractSet[str]) -> str:
    """Return the day that "25.1.8" is among dates of 2025; else nothing."""
    match = _YEAR_FIRST.fullmatch(text.strip())
    if match is None or f"20{match[1]}" not in years:
        return ""
    month, day = int(match[3]), int(match[4])
    return _written(2000 + int(match[1]), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _year_beside(read: Sequence[tuple[tuple[str, ...], str] | None], at: int, month: int, usual: int) -> int:
    """Return the year of a day that names none.

    That of the date before it, else of the next one. After December comes January of the next year.
    """
    before = next((one[0][0] for one in reversed(read[max(0, at - _FAR) : at]) if one is not None), "")
    after = next((one[0][0] for one in read[at + 1 : at + _FAR] if one is not None), "")
    if not before:
        return int(after[:4]) if after else usual
    year, last = int(before[:4]), int(before[5:7])
    return year + (last >= _LATE and month <= 12 - _LATE + 1) - (month >= _LATE and last <= 12 - _LATE + 1)


def _written(year: int, month: int, day: int | None) -> str:
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


def typed(name: str, texts: Sequence[str], *, year: int = 0, month: int = 0) -> Column:
    """Type a column by its cells.

    Args:
        name: Its header.
        texts: Its cells, as they are written.
        year: Of dates that name none; 0 where that is not known.
        month: That the table is about; 0 where that is not known.
    """
    cells = tuple(_SPACED_NAME.sub("", text) if _SPACED.fullmatch(text) else text for text in texts)
    filled = [text for text in cells if not is_nothing(text)]
    if not filled:
        return Column(name, "text", (None,) * len(cells), cells)
    sample = [text for text in filled[:2_000] if not _is_zero(text)]
    days = sum(_is_day(text) or _MONTH_ALONE.fullmatch(text.strip()) is not None for text in sample)
    dated = _dated(sample, name, year, month) if days else []
    is_dated = bool(sample) and sum(one is not None for one in dated) >= MOSTLY * len(sample)
    if not is_dated or days < _SOME * len(sample):
        figures = [one for text in sample if (one := amount(text)) is not None]
        if sample and len(figures) >= MOSTLY * len(sample) and not _name_things(figures):
            return _numbers(name, cells)
    if is_dated:
        return _dates(name, cells, year, month)
    return Column(name, "text", tuple(None if is_nothing(text) else text for text in cells), cells)


def _is_zero(text: str) -> bool:
    return len(text) < 6 and text.strip().casefold() in _ZERO


def _name_things(figures: Sequence[Amount]) -> bool:
    """Return whether numbers only begin names: 105克铜版, 230克白卡, 3号库."""
    if sum(_NUMBERED.match(one.unit) is not None for one in figures) > len(figures) / 2:
        return True
    longer = [
        one
        for one in figures
        if _CJK_UNIT.fullmatch(one.unit) and one.unit not in UNITS and one.unit[0] in UNITS
    ]
    return len(longer) > len(figures) / 2 and len({one.unit for one in longer}) > 1


def _dated(
    cells: Sequence[str], name: str, year: int, month: int
) -> list[tuple[tuple[str, ...], str] | None]:
    """Read each cell as a date; those without a year by the years beside them."""
    read = [None if is_nothing(text) else _date(text) for text in cells]
    years = {one[0][0][:4] for text, one in zip(cells, read, strict=True) if one and one[0][0][:4] in text}
    bare = [
        () if one is not None or is_nothing(text) or (_ISO_DAY.fullmatch(text) and not years) else _bare(text)
        for text, one in zip(cells, read, strict=True)
    ]
    order = _order(cells, name, bare, read, month)
    if not any(read) and not _tells_months(cells, name):
        return read
    made: list[tuple[tuple[str, ...], str] | None] = []
    for at, (text, one, days) in enumerate(zip(cells, read, bare, strict=True)):
        if (one is None or one[0][0][:4] not in years) and (day := _year_first(text, years)):
            made.append(((day,), ""))
        elif days and (of := _year_beside(read, at, days[0][0], year)):
            chosen = days if len(days) == 1 or not order else days[:1] if order == "dmy" else days[1:]
            made.append((tuple(_written(of, *one) for one in chosen), ""))
        else:
            made.append(one or _month(text, year))
    return made


def _order(
    cells: Sequence[str],
    name: str,
    bare: Sequence[tuple[tuple[int, int], ...]],
    read: Sequence[tuple[tuple[str, ...], str] | None],
    month: int,
) -> str:
    """Return whether 3/2 is the second of March, as among Chinese dates.

    Returns:
        "mdy" then, "dmy" for the third of February; empty where nothing tells.
    """
    if _CJK_UNIT.search(name) is not None or any("月" in text for text in cells):
        return "mdy"
    orders = {one[1] for one in read if one is not None and one[1]}
    parts = [match for text in cells if (match := _BARE_DAY.fullmatch(_WEEKDAY.sub("", text.strip())))]
    orders |= {"dmy" for one in parts if int(one[1]) > 12} | {"mdy" for one in parts if int(one[3]) > 12}
    if not orders and month and parts:
        first, second = (all(int(one[at]) == month for one in parts) for at in (1, 3))
        orders = {"mdy"} if first and not second else {"dmy"} if second and not first else set()
    return orders.pop() if len(orders) == 1 else ""


def _numbers(name: str, cells: tuple[str, ...]) -> Column:
    zero = Amount((0.0,), "", 0, "")
    read = [zero if _is_zero(text) else None if is_nothing(text) else amount(text) for text in cells]
    found = [one for one in read if one is not None]
    votes = Counter(one.mark for one in found if one.mark)
    mark, doubtful = "", False
    if len(votes) == 1 or (votes and votes.most_common(1)[0][1] >= 4 * min(votes.values())):
        mark = votes.most_common(1)[0][0]
    unread = {index for index, text in enumerate(cells) if read[index] is None and not is_nothing(text)}
    values: list[Value] = []
    decimals = 0
    for index, one in enumerate(read):
        if one is None:
            values.append(None)
            continue
        value, digits = one.readings[0], one.decimals
        if len(one.readings) > 1:
            own = "," if "," in cells[index] else "."
            sure = mark or ("." if own == "," else "," if (one.unit or unit_of_words(name)) in MONEY else "")
            if not sure or (len(votes) > 1 and not mark):
                doubtful = True
            if sure != own:
                value, digits = one.readings[1], 0
        values.append(value)
        decimals = max(decimals, digits)
    written = {one.unit for one in found if one.unit}
    # A column that writes one currency in some of its cells means it in all.
    usual = unit_of_words(name) or (next(iter(written)) if len(written) == 1 else "")
    units = tuple(usual if one is None else one.unit or usual for one in read)
    return Column(name, "number", tuple(values), cells, units, decimals, frozenset(unread), doubtful)


def _dates(name: str, cells: tuple[str, ...], year: int, month: int) -> Column:
    read = _dated(cells, name, year, month)
    orders = {one[1] for one in read if one is not None and one[1]}
    two = [one for one in read if one is not None and len(one[0]) > 1]
    doubtful = bool(two) and len(orders) != 1
    which = 1 if orders == {"mdy"} else 0
    values = tuple(None if one is None else one[0][which if len(one[0]) > 1 else 0] for one in read)
    unread = frozenset(
        index for index, text in enumerate(cells) if read[index] is None and not is_nothing(text)
    )
    return Column(name, "date", values, cells, unread=unread, doubtful=doubtful)
