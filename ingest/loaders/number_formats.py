"""Writes the values of cells as Excel shows them.

Dates that have a day, a month and a year are written as 2025-01-31 whatever their format, for it is told apart from
2025-01-03 in every country.

Source: ECMA-376, part 1, sections 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

GENERAL = "General"
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0;-#,##0", 6: "#,##0;-#,##0", 7: "#,##0.00;-#,##0.00",
    8: "#,##0.00;-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 41: "#,##0;-#,##0", 42: "#,##0;-#,##0", 43: "#,##0.00;-#,##0.00",
    44: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 32), *range(50, 55), 36, 57, 58), "yyyy-mm-dd"), 32: "h:mm", 33: "h:mm:ss",
    34: "h:mm", 35: "h:mm:ss", 55: "h:mm", 56: "h:mm:ss",
}  # fmt: skip
"""Formats that a workbook names by number; where it also writes the sign of a currency, Excel asks the system for it."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<ampm>AM/PM|A/P|上午/下午)'
    r"|(?P<general>General)|(?P<exponent>E[+-])|(?P<date>y+|e+|b+|g+|m+|d+|h+|s+(?:\.0+)?|a{3,4})"
    r"|(?P<digits>[0#?]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
_LAST_DAY = 2_958_466
_LONGEST = 300
_PLAIN_DIGITS = 20


@dataclass(slots=True)
class _Section:
    """A part of a format, for numbers of one sign or for text.

    Attributes:
        tokens: Kind and text of each.
        condition: Comparison and number, where it says which numbers it is for.
    """

    tokens: list[tuple[str, str]] = field(default_factory=list)
    condition: tuple[str, Decimal] | None = None

    @property
    def is_date(self) -> bool:
        """Return whether it writes a date or a time.

        Letters beside places for digits are words, like "EUR".
        """
        kinds = {kind for kind, _ in self.tokens}
        return "elapsed" in kinds or (bool(kinds & {"date", "ampm"}) and not self.has_places)

    @property
    def has_places(self) -> bool:
        """Return whether it writes the number at all, and not only words."""
        return any(kind in ("digits", "general", "text") for kind, _ in self.tokens)


def shown(number: str, code: str, *, from_1904: bool = False) -> str:
    """Return a number as its format shows it.

    As it is where the format cannot be followed.

    Args:
        number: As the file holds it, like "0.19".
        code: Of the format, like "0%".
        from_1904: Days are counted from 1904 on, as old Macs do.
    """
    if code == GENERAL or len(code) > _LONGEST:
        return general(number)
    try:
        value = Decimal(number)
        if not value.is_finite():
            return number
        section, absolute = _for_number(_sections(code), value)
        if section is None:
            return general(number)
        if section.is_date:
            return _date(section, value, from_1904=from_1904) or general(number)
        text = _number(section, abs(value) if absolute else value)
        return text if text.strip() or not value else general(number)
    except (InvalidOperation, ValueError, OverflowError, ZeroDivisionError):
        return general(number)


def shown_text(text: str, code: str) -> str:
    """Return a text as a format shows it, which may put words around it."""
    if "@" not in code or code.strip() == "@" or len(code) > _LONGEST:
        return text
    section = _sections(code)[-1]
    if not any(kind == "text" for kind, _ in section.tokens):
        return text
    return "".join(
        text if kind == "text" else held for kind, held in section.tokens if kind in ("text", "literal")
    )


def general(number: str) -> str:
    """Return a number without a format, and without what its binary form added."""
    digits = number.lstrip("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= _PLAIN_DIGITS:
        return number
    try:
        value = float(number)
    except ValueError:
        return number
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.12g}" if math.isfinite(value) else number


@lru_cache(maxsize=1000)
def _sections(code: str) -> list[_Section]:
    sections = [_Section()]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup, match[0]
        tokens = sections[-1].tokens
        if kind == "other" and text == ";":
            sections.append(_Section())
        elif kind in ("quoted", "escaped"):
            tokens.append(("literal", match[kind]))
        elif kind == "bracket":
            _bracket(sections[-1], match["bracket"])
        elif kind == "other":
            special = {"@": "text", ".": "point", ",": "comma", "%": "percent", "/": "slash"}
            tokens.append((special.get(text, "literal"), text))
        elif kind:
            tokens.append((kind, text))
    return sections[:4]


def _bracket(section: _Section, text: str) -> None:
    """Add what stands in brackets.

    A currency, a time that goes on over 24 hours, or a condition.
    """
    if text.startswith("$"):
        section.tokens.append(("literal", text[1:].partition("-")[0]))
    elif _ELAPSED.fullmatch(text):
        section.tokens.append(("elapsed", text.lower()))
    elif match := _CONDITION.fullmatch(text):
        section.condition = match[1], Decimal(match[2])


def _for_number(sections: list[_Section], value: Decimal) -> tuple[_Section | None, bool]:
    """Return the section for a number, and whether it leaves out the sign."""
    if any(one.condition for one in sections):
        for one in sections[:3]:
            if one.condition is None or _holds(value, *one.condition):
                signed = any(kind == "literal" and text in ("-", "(") for kind, text in one.tokens)
                return one, signed and value < 0
        return None, False
    numeric = [one for one in sections[:3] if not any(kind == "text" for kind, _ in one.tokens)]
    if not numeric:
        return None, False  # a number in a cell for text
    if value < 0 and len(numeric) > 1:
        return numeric[1], True
    if not value and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], False


def _holds(value: Decimal, sign: str, other: Decimal) -> bool:
    return {
        "<": value < other, "<=": value <= other, ">": value > other, ">=": value >= other, "=": value == other,
        "<>": value != other,
    }[sign]  # fmt: skip


def _number(section: _Section, value: Decimal) -> str:
    tokens = section.tokens
    if not section.has_places:
        return "".join(text for kind, text in tokens if kind in ("literal", "percent")).strip()
    kinds = [kind for kind, _ in tokens]
    if "general" in kinds or "text" in kinds:
        plain = general(str(abs(value)))
        body = "".join(
            plain if kind in ("general", "text") else text
            for kind, text in tokens
            if kind not in ("digits", "elapsed")
        )
        return ("-" if value < 0 else "") + body.strip()
    if value != value.to_integral_value():
        value = Decimal(f"{float(value):.15g}")  # what Excel keeps of a binary fraction
    value *= 100 ** kinds.count("percent")
    if "slash" in kinds:
        return _fraction(tokens, value)
    if "exponent" in kinds:
        return _scientific(tokens, value)
    return _decimal(tokens, value)


def _decimal(tokens: list[tuple[str, str]], value: Decimal) -> str:
    places = [index for index, (kind, _) in enumerate(tokens) if kind == "digits"]
    point = next((index for index, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    before = [index for index in places if index < point]
    after = [index for index in places if index > point]
    last = (before or places)[-1]
    grouped = any(
        kind == "comma" and before[0] < index < before[-1] for index, (kind, _) in enumerate(tokens) if before
    )
    scale = sum(1 for index, (kind, _) in enumerate(tokens) if kind == "comma" and index > last and (
        index < point or index > places[-1]
    ))  # fmt: skip
    value = value.scaleb(-3 * scale)
    decimals = sum(len(tokens[index][1]) for index in after)
    rounded = abs(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, rest = f"{rounded:f}".partition(".")
    wanted = "".join(tokens[index][1] for index in before)
    if whole == "0" and "0" not in wanted:
        whole = ""
    whole = whole.zfill(wanted.count("0")) if wanted.count("0") else whole
    optional = "".join(tokens[index][1] for index in after)
    while rest and optional[len(rest) - 1] == "#" and rest[-1] == "0":
        rest = rest[:-1]
    if optional and "?" in optional:
        rest = rest.rstrip("0") if set(optional) == {"?"} else rest
    written = _laid_out(tokens, before, whole, grouped=grouped)
    result, left = [], rest
    for index, (kind, text) in enumerate(tokens):
        if kind == "digits" and index in before:
            result.append(written.pop(0))
        elif kind == "digits":
            result.append(left[: len(text)])
            left = left[len(text) :]
        elif kind == "point":
            result.append("." if rest or "0" in optional or not after else "")
        elif kind in ("literal", "percent", "date", "ampm", "slash"):
            result.append(text)
    sign = "-" if value < 0 and any(digit in "123456789" for digit in whole + rest) else ""
    return sign + "".join(result).strip()


def _laid_out(tokens: list[tuple[str, str]], before: list[int], whole: str, *, grouped: bool) -> list[str]:
    """Return the digits for each stretch of places before the point.

    Words may stand between.
    """
    if grouped or len(before) <= 1:
        first = f"{int(whole):,}" if grouped and whole.lstrip("0") == whole and whole else whole
        return [first, *("" for _ in before[1:])]
    pieces: list[str] = []
    left = whole
    for index in reversed(before[1:]):
        size = len(tokens[index][1])
        pieces.insert(0, left[-size:] if left else "")
        left = left[:-size]
    return [left, *pieces]


def _scientific(tokens: list[tuple[str, str]], value: Decimal) -> str:
    at = next(index for index, (kind, _) in enumerate(tokens) if kind == "exponent")
    mantissa = [(kind, text) for kind, text in tokens[:at] if kind in ("digits", "point")]
    decimals = 0
    whole = 1
    if any(kind == "point" for kind, _ in mantissa):
        split = next(index for index, (kind, _) in enumerate(mantissa) if kind == "point")
        decimals = sum(len(text) for kind, text in mantissa[split:] if kind == "digits")
        whole = max(1, sum(len(text) for kind, text in mantissa[:split] if kind == "digits"))
    power = value.adjusted() if value else 0
    power -= power % whole
    scaled = abs(value).scaleb(-power).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if scaled >= 10**whole:
        power += whole
        scaled = abs(value).scaleb(-power).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    digits = "".join(text for kind, text in tokens[at:] if kind == "digits")
    sign = "-" if power < 0 else "+" if tokens[at][1].endswith("+") else ""
    return f"{'-' if value < 0 else ''}{scaled:f}E{sign}{str(abs(power)).zfill(digits.count('0'))}"


def _fraction(tokens: list[tuple[str, str]], value: Decimal) -> str:
    at = next(index for index, (kind, _) in enumerate(tokens) if kind == "slash")
    below = "".join(text for kind, text in tokens[at + 1 :] if kind == "digits" or text.isdigit())
    stretches = sum(1 for kind, _ in tokens[:at] if kind == "digits")
    size = abs(Fraction(value))
    whole = int(size) if stretches > 1 else 0
    fixed = "".join(text for kind, text in tokens[at + 1 :] if text.isdigit() and text.strip("0"))
    if fixed:
        denominator = int(fixed)
        numerator = int((size - whole) * denominator + Fraction(1, 2))
    else:
        part = (size - whole).limit_denominator(max(1, 10 ** min(4, len(below)) - 1))
        numerator, denominator = part.numerator, part.denominator
    if numerator == denominator and stretches > 1:
        whole, numerator = whole + 1, 0
    sign = "-" if value < 0 else ""
    if not numerator and stretches > 1:
        return f"{sign}{whole}"
    return sign + (f"{whole} " if whole else "") + f"{numerator}/{denominator}"


def _date(section: _Section, value: Decimal, *, from_1904: bool) -> str:
    """Return a date or time; nothing where it is beyond those that Excel shows."""
    tokens = _minutes_told_from_months(section.tokens)
    seconds_digits = max((len(text.partition(".")[2]) for kind, text in tokens if kind == "s"), default=0)
    days = value + 1462 if from_1904 else value
    if any(kind == "elapsed" for kind, _ in tokens):
        seconds_digits = max([seconds_digits, *(len(text) for kind, text in tokens if kind == "digits")])
        return _elapsed(tokens, value, seconds_digits)
    if not 0 <= days < _LAST_DAY:
        return ""
    kinds = {kind for kind, _ in tokens}
    if days < 1 and not from_1904 and kinds & {"y", "m"}:
        return "1900-01-00"  # what Excel shows of a cell that holds no day
    exact = (days * 86_400).quantize(Decimal(1).scaleb(-seconds_digits), ROUND_HALF_UP)
    # Excel takes 1900 for a leap year.
    first = datetime.datetime(1899, 12, 30 if days >= 60 else 31)
    moment = first + datetime.timedelta(microseconds=int(exact * 1_000_000))
    has_time = bool(kinds & {"h", "s", "minute"})
    if {"y", "d"} <= kinds and "m" in kinds:
        if not has_time or moment.time() == datetime.time():
            return str(moment.date())
        return moment.isoformat(" ", "seconds" if moment.second and "s" in kinds else "minutes")
    half_day = "ampm" in kinds
    return "".join(_date_part(kind, text, moment, half_day=half_day) for kind, text in tokens).strip()


def _minutes_told_from_months(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Name the parts of a date by letter.

    An "m" after hours or before seconds is minutes.
    """
    named = [(text[0].lower() if kind == "date" else kind, text) for kind, text in tokens]
    named = [("y" if kind in ("e", "b") else "d" if kind == "a" else kind, text) for kind, text in named]
    parts = [index for index, (kind, _) in enumerate(named) if kind in ("y", "m", "d", "h", "s", "elapsed")]
    for place, index in enumerate(parts):
        if named[index][0] != "m" or len(named[index][1]) > 2:
            continue
        before = named[parts[place - 1]] if place else ("", "")
        after = named[parts[place + 1]][0] if place + 1 < len(parts) else ""
        if before[0] == "h" or after == "s" or (before[0] == "elapsed" and before[1][0] == "h"):
            named[index] = ("minute", named[index][1])
    return named


def _elapsed(tokens: list[tuple[str, str]], value: Decimal, seconds_digits: int) -> str:
    """Return a duration, like 25:30; its first part may be over 24 or 60."""
    total = abs(value * 86_400).quantize(Decimal(1).scaleb(-seconds_digits), ROUND_HALF_UP)
    if not any(kind == "s" or text[0] == "s" for kind, text in tokens if text):
        total = (total / 60).quantize(Decimal(1), ROUND_HALF_UP) * 60
    pieces = []
    for kind, text in tokens:
        size = len(text.partition(".")[0])
        if kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
            pieces.append(str(int(total // unit)).zfill(size))
        elif kind == "h":
            pieces.append(str(int(total // 3600 % 24)).zfill(size))
        elif kind in ("minute", "m"):
            pieces.append(str(int(total // 60 % 60)).zfill(size))
        elif kind == "s":
            rest = f"{total % 60:.{seconds_digits}f}"
            pieces.append(rest.zfill(size + (seconds_digits + 1 if seconds_digits else 0)))
        elif kind == "digits":
            pieces.append(f"{total % 1:.{seconds_digits}f}"[2:])
        elif kind in ("literal", "point", "slash", "comma"):
            pieces.append(text)
    return ("-" if value < 0 else "") + "".join(pieces).strip()


def _date_part(kind: str, text: str, moment: datetime.datetime, *, half_day: bool) -> str:
    size = len(text)
    if kind == "y":
        return f"{moment.year % 100:02}" if size <= 2 and text.lower() != "e" else str(moment.year)
    if kind == "m":
        name = _MONTHS[moment.month - 1]
        return (str(moment.month), f"{moment.month:02}", name[:3], name, name[:1])[min(size, 5) - 1]
    if kind == "d":
        name = _DAYS[moment.weekday()]
        return (str(moment.day), f"{moment.day:02}", name[:3], name)[min(size, 4) - 1]
    if kind == "h":
        hour = (moment.hour - 1) % 12 + 1 if half_day else moment.hour
        return str(hour).zfill(min(size, 2))
    if kind == "minute":
        return str(moment.minute).zfill(min(size, 2))
    if kind == "s":
        digits = len(text.partition(".")[2])
        part = f".{moment.microsecond:06}"[: digits + 1] if digits else ""
        return str(moment.second).zfill(min(size - (digits + 1 if digits else 0), 2)) + part
    if kind == "ampm":
        return "AM" if moment.hour < 12 else "PM"
    return text if kind in ("literal", "point", "slash", "comma") else ""
