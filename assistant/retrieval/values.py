"""Read numbers, amounts and identifiers, in ten languages, beside dates."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import DIGITS, EAST_SIGN, LETTERS, MONTH_WORDS, Date, dates_written
from assistant.retrieval.value_words import (
    CURRENCIES,
    CURRENCY_CODES,
    HAN,
    MULTIPLIERS,
    NUMBER_WORDS,
    SAME_WIDTH,
    UNIT_ENDINGS,
    UNITS,
    WEAK_NUMBER_WORDS,
    han_number,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit.

    Attributes:
        start: First character in its text.
        end: One past the last, without the unit.
        text: As it is written.
        values: What it may mean: 4.850 is 4850 to a German and 4.85 to others.
        unit: What it counts in one form ("EUR", "month", "%"); empty where that is not known.
        span: Where it stands with its unit.
    """

    start: int
    end: int
    text: str
    values: frozenset[str]
    unit: str = ""
    span: tuple[int, int] = (0, 0)

    def equals(self, other: Number) -> bool:
        """Return whether both may be one value: same number, same or unknown unit."""
        return bool(self.values & other.values) and (
            self.unit == other.unit or not self.unit or not other.unit
        )


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name that is made of letters and digits, like LF-86.

    Attributes:
        start: First character in its text.
        end: One past the last.
        text: As it is written.
        key: In capitals and without what separates its parts.
        sure: Whether it is surely one; "EN 12" may be a word and a number.
    """

    start: int
    end: int
    text: str
    key: str
    sure: bool = True

    @property
    def family(self) -> str:
        """What it shares with its like: LF-86 and LF-88 are of one family."""
        return DIGITS.sub("0", self.key)


@dataclass(frozen=True, slots=True)
class Values:
    """All values of a text, each in the order they stand.

    Attributes:
        dates: Its dates and parts of dates.
        numbers: Its numbers.
        identifiers: Its names of letters and digits.
        loose: Words that may be numbers and may be others, like "due" and "dos".
    """

    dates: tuple[Date, ...]
    numbers: tuple[Number, ...]
    identifiers: tuple[Identifier, ...]
    loose: tuple[Number, ...] = ()


def amounts(text: str) -> tuple[Number, ...]:
    """Find a text's numbers, "three" too, outside dates and identifiers."""
    return values(text).numbers


def identifiers(text: str) -> tuple[Identifier, ...]:
    """Find the names of a text that are made of letters and digits."""
    return values(text).identifiers


@lru_cache(maxsize=4_096)
def values(text: str) -> Values:
    """Find all values of a text."""
    plain = _CAPITALS.sub(_in_small, text.translate(SAME_WIDTH))
    words = frozenset(LETTERS.findall(plain.casefold()))
    digits, east = DIGITS.search(plain) is not None, EAST_SIGN.search(plain) is not None
    named, spelled = not words.isdisjoint(MONTH_WORDS), not words.isdisjoint(_SPELLED_WORDS)
    if not (digits or east or named or spelled):
        return Values((), (), ())
    found_dates = dates_written(plain, named=named) if digits or east or named else ()
    taken = [(one.start, one.end) for one in found_dates]
    found_identifiers = _identifiers(plain, taken) if digits else ()
    taken += [(one.start, one.end) for one in found_identifiers if one.sure]
    numbers, loose = _numbers(plain, taken, spelled=spelled)
    return Values(found_dates, numbers, found_identifiers, loose)


_CAPITALS = lazy_regex(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万萬亿億]{2,}[元圆圓]?")
_SMALL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬圆圓", "一二三四五六七八九十百千万元元")


def _in_small(match: re.Match[str]) -> str:
    """Write a sum in capitals as any other: 陆拾肆万贰仟元 is 六十四万二千元."""
    return match.group().translate(_SMALL)


# Identifiers

_TOKEN = lazy_regex(r"(?<![A-Za-z0-9])[A-Za-z0-9]+(?:[-_/.][A-Za-z0-9]+)*(?![A-Za-z0-9])")
_GLUED_UNIT = lazy_regex(
    r"\d+-[a-z]+\Z|\d+h\d\d\Z|\d+(?:[.,]\d+)*/[a-z]{3,}\Z|\d+(?:[.,]\d+)*(?:[a-z]{1,5}|[A-Z][a-z]?|[kMG](?:W|B|Hz|V|A|Wh))(?:/[a-z]+)?\Z"
)
_AFTER_DIGIT = lazy_regex(r"\d\s?\Z")
_SPACED = lazy_regex(r"(?<![A-Za-z0-9])([A-Z]{1,5}) (\d[\dA-Z]*)(?![\w]|[.,]\d)")
_BEGINS = lazy_regex(r"(?:\A|[.!?:\n])[\s\"“(*-]*\Z")
"""In front of the first word of a sentence, of which "A" is an article: "A 300 and a 450"."""
_ADDRESS = lazy_regex(r"\b(?:https?://|www\.)\S+|\S+@\S+", re.IGNORECASE)


def _identifiers(text: str, taken: list[tuple[int, int]]) -> tuple[Identifier, ...]:
    taken = taken + [match.span() for match in _ADDRESS.finditer(text)]
    found = [
        Identifier(match.start(), match.end(), match.group(), _key(match.group()))
        for match in _TOKEN.finditer(text)
        if DIGITS.search(match.group())
        and any(character.isalpha() for character in match.group())
        and not _GLUED_UNIT.match(match.group())
        and not (match.group() in UNITS and _AFTER_DIGIT.search(text, 0, match.start()))
        and not _overlaps(match.span(), taken)
    ]
    for match in _SPACED.finditer(text):
        article = match[1] == "A" and _BEGINS.search(text, 0, match.start()) is not None
        known = (
            match[1] in CURRENCIES or match[1].lower() in UNITS or article or _overlaps(match.span(), taken)
        )
        if not known and not any(one.start < match.end() and match.start() < one.end for one in found):
            found.append(Identifier(match.start(), match.end(), match.group(), match[1] + match[2], False))
    return tuple(sorted(found, key=lambda one: one.start))


def _key(written: str) -> str:
    return re.sub(r"[-_/. ]", "", written).upper()


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


# Numbers

_SPELLED_WORDS = frozenset(
    part
    for name in (*NUMBER_WORDS, *WEAK_NUMBER_WORDS, "fifth", "tenth")
    for part in re.findall(r"[^\W\d_]+", name)
)
_NUMERAL = lazy_regex(
    r"(?<![A-Za-z0-9_])(?:\d{1,3}(?:[ '](?=\d{3}(?!\d))\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)[½¼¾]?(?![A-Za-z_]*\d)"
)
_CLOCK = lazy_regex(
    r"(?<!\d)(?<!\d[.,:])(?:(?P<hour>\d{1,2})(?:[:h.](?P<minute>[0-5]\d))?(?::[0-5]\d)?\s*(?P<half>[ap]\.?m\b\.?|Uhr\b)"
    r"|(?P<hour2>\d{1,2})[:h](?P<minute2>[0-5]\d)(?::[0-5]\d)?(?![\d:]))",
    re.IGNORECASE,
)
_EAST_CLOCK = lazy_regex(
    r"(?P<half>上午|下午|晚上|早上|中午|凌晨|午前|午後|오전|오후)?\s*(?<![\d.])(?P<hour>\d{1,2})\s*[点點时時시](?!间|間|长|間|간|代|期)"
    r"(?:\s*(?P<minute>\d{1,2})\s*[分분]?|(?P<thirty>半|반))?"
)
_HALF_PAST = lazy_regex(
    r"\bhalf[ -]past (?P<word>[a-z]+|\d{1,2})\b"
    r"|(?P<half>上午|下午|晚上|早上|中午|凌晨)?(?<![\d一二两三四五六七八九十])(?P<han>[一二两三四五六七八九十]{1,3})[点點时時](?P<thirty>半)?(?![间間期代])",
    re.IGNORECASE,
)
_PARTS = lazy_regex(
    rf"\b(?P<word>[a-zäöüéèêñãçàìòùа-яё]+) (?P<part>halves|thirds?|quarters?|fifths?|tenths?|drittel[ns]?|viertel[ns]?|fünftel[ns]?|sechstel[ns]?|achtel[ns]?|zehntel[ns]?"
    r"|tiers|quarts?|cinquièmes?|dixièmes?|tercios?|cuartos?|quintos?|décimos?|terz[oi]|quart[oi]|quint[oi]|decim[oi]|terços?|quartos?|трет[ьи]|четверт[ьи]|пят(?:ая|ой|ую|ых)|десят(?:ая|ой|ую|ых))\b"
    rf"|(?P<of>[{HAN}]+|\d+)分の?之?(?P<count>[{HAN}]+|\d+)|(?P<of_ko>\d+)분의 ?(?P<count_ko>\d+)",
    re.IGNORECASE,
)
_OF_PARTS = {
    name: value
    for value, names in {
        2: "halves",
        3: "third drittel tiers tercio terz terço трет",
        4: "quarter viertel quart cuarto четверт",
        5: "fifth fünftel cinquième quint пят",
        6: "sechstel",
        8: "achtel",
        10: "tenth zehntel dixième décimo decim десят",
    }.items()
    for name in names.split()
}
"""How the names of parts begin."""
_ONE_PART = frozenset(
    [
        "a",
        "one",
        "einem",
        "eines",
        "ein",
        "einer",
        "un",
        "une",
        "una",
        "uno",
        "um",
        "uma",
        "одна",
        "одной",
        "одну",
    ]
)
_SHORT_HAN = lazy_regex(
    rf"(?<![\d{HAN}])(?P<number>[一二两三四五六七八九](?P<scale>[万千百])(?P<rest>[一二三四五六七八九]))(?![{HAN}\w])"
)
_HAN_MONEY = lazy_regex(
    rf"(?<![\d.,{HAN}第成])(?![{HAN}]*[一二两三四五六七八九]{{2}})(?P<number>(?P<whole>\d+|[{HAN}]+)[块塊](?P<tenths>[1-9一二三四五六七八九半])(?:[毛角](?P<hundredths>[1-9一二三四五六七八九])?)?)"
    r"(?=分?(?:\Z|[钱一每的/到左吧了]|[^\w]))"
)
"""A price as it is spoken: 一块五 is 1.50 元; not 第三块五, 切成三块, nor 两三块, which is two or three."""
_HAN_NUMBER = lazy_regex(
    rf"(?P<of>[百千万])分之(?P<share>[{HAN}]+|\d+(?:\.\d+)?)|(?P<nth>第)?(?<![\d{HAN}万亿億])(?![百千万]分之)(?P<number>[{HAN}]+(?:[万亿億][{HAN}]*)*)(?<![一二三四五六七八九十]两)"
    r"(?!分之)(?=\s*(?P<unit>个?(?:月|小时|星期|工作日)|分[钟鐘間]|[年天日周週次元倍人名台件份页条项米公吨层级折期点位套间辆张本岁季班度克升秒万亿万名封只支瓶袋桶斤箱盒包卷棵户栋扇座册笔批种遍趟回か箇ヶカヵ时時週円%]|摄氏度|自然日|欧元|美元))"
)
_SHARES = {"百": 1, "千": 10, "万": 100}
"""What 百分之一, 千分之一 and 万分之一 are divided by to be in percent."""
_HALF = lazy_regex(r"半(?=个?(?:月|年|小时|天)|年|日)")
_WORD = lazy_regex(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_KOREAN = lazy_regex(
    r"(?<![가-힣])(한|두|세|네|석|넉|다섯|여섯|일곱|여덟|아홉|열)\s*(?=달|개월|시간|번|명|주|해|개|대|회|배|가지|장|차례)"
)
_KOREAN_VALUES = {
    "한": 1,
    "두": 2,
    "세": 3,
    "석": 3,
    "네": 4,
    "넉": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
    "열": 10,
}
_MULTIPLIER = lazy_regex(
    r"\s*(" + "|".join(sorted(map(re.escape, MULTIPLIERS), key=len, reverse=True)) + r")(?![A-Za-zА-Яа-яё])",
    re.IGNORECASE,
)
_MILLIONS = lazy_regex(r"\s?m(?![A-Za-z])")
"""Behind a sum: £1.2m."""
_UNIT_WORDS = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_UNIT = lazy_regex(rf"[\s-]*({_UNIT_WORDS})(?![A-Za-zÀ-ÿА-Яа-яё])", re.IGNORECASE)
_CODE = lazy_regex(rf"[\s-]*({'|'.join(CURRENCY_CODES)})(?![A-Za-zÀ-ÿА-Яа-яё])")
_NEXT_WORDS = lazy_regex(r"[\s-]*([^\W\d_]+)(?:[\s-]+([^\W\d_]+))?")
_BEFORE = lazy_regex(r"(" + "|".join(map(re.escape, CURRENCIES)) + r")\s?$")
_SCALES = {
    "year": ("month", 12),
    "week": ("day", 7),
    "hour": ("second", 3600),
    "minute": ("second", 60),
}


def _numbers(
    text: str, taken: list[tuple[int, int]], *, spelled: bool
) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Find the numbers of a text, and the words that may be others."""
    found: list[Number] = []
    loose: list[Number] = []

    def add(
        start: int, end: int, readings: frozenset[str], unit: str, span: tuple[int, int] | None = None
    ) -> None:
        if not _overlaps((start, end), taken):
            multiplier = _MULTIPLIER.match(text, end)
            taken.append((start, multiplier.end() if multiplier is not None else end))
            found.append(Number(start, end, text[start:end], readings, unit, span or (start, end)))

    def measure(start: int, end: int, readings: frozenset[str]) -> None:
        add(start, end, *_measured(text, start, end, readings))

    for match in _CLOCK.finditer(text):
        hour, minute = int(match["hour"] or match["hour2"]), int(match["minute"] or match["minute2"] or 0)
        half = (match["half"] or "").lower()
        hour = (hour % 12 + 12 if half[0] == "p" else hour % 12) if half[:1] in ("a", "p") else hour
        if hour <= 24:
            add(*match.span(), frozenset([str(60 * hour + minute)]), "time")
    for match in _EAST_CLOCK.finditer(text):
        hour, minute = int(match["hour"]), 30 if match["thirty"] else int(match["minute"] or 0)
        hour += 12 if match["half"] in ("下午", "晚上", "午後", "오후") and hour < 12 else 0
        either = [hour, hour + 12] if not match["half"] and hour < 12 else [hour]  # 11点 may be late at night
        if hour <= 24:
            add(*match.span(), frozenset(str(60 * one + minute) for one in either), "time")
    for match in _HALF_PAST.finditer(text):
        if (of_day := _half_past(match)) is not None:
            add(*match.span(), frozenset([str(of_day)]), "time")
    for match in _PARTS.finditer(text):
        if (part := _part(match)) is not None:
            add(*match.span(), frozenset([part]), "")
    for match in _MIXED.finditer(text) if not text.isascii() else ():
        measure(*match.span(), frozenset([str(_mixed(match.group()))]))
    for match in _DAYS_KO.finditer(text) if not text.isascii() else ():
        add(*match.span(), frozenset([str(_DAYS_OF_KO[match.group()])]), "day")
    for match in _HAN_MONEY.finditer(text) if not text.isascii() else ():
        add(*match.span("number"), frozenset([_han_money(match)]), "CNY")
    for match in _SHORT_HAN.finditer(text):
        scale = {"万": 10_000, "千": 1_000, "百": 100}[match["scale"]]
        value = han_number(match["number"][:-1]) + han_number(match["rest"]) * scale // 10
        add(*match.span("number"), frozenset([str(value)]), "")
    for match in _HAN_NUMBER.finditer(text):
        share = match["share"]
        if share is not None:
            read_as = read(share) if share[0].isdigit() else frozenset([str(han_number(share))])
            of = Decimal(_SHARES[match["of"]])
            add(*match.span(), frozenset(_plain(Decimal(value) / of) for value in read_as), "%")
        elif match["nth"]:
            add(*match.span("number"), frozenset([str(han_number(match["number"]))]), "")
        elif not (match["number"] == "一" and match["unit"] in _ARTICLES):
            measure(*match.span("number"), frozenset([str(han_number(match["number"]))]))
    for match in _HALF.finditer(text):
        measure(*match.span(), frozenset(["0.5"]))
    for match in _NUMERAL.finditer(text):
        measure(*match.span(), read(match.group()))
    for match in _KOREAN.finditer(text):
        measure(*match.span(1), frozenset([str(_KOREAN_VALUES[match[1]])]))
    for start, end, value, sure in _spelled(text) if spelled else ():
        if sure:
            measure(start, end, frozenset([str(value)]))
        else:
            loose.append(Number(start, end, text[start:end], frozenset([str(value)]), "", (start, end)))
    return tuple(sorted(found, key=lambda one: one.start)), tuple(loose)


_MIXED = lazy_regex(
    r"(?<![\d.,])\d[\d,]*\s?(?:[억億亿]\s?\d[\d,]*\s?[천千]?\s?[만万萬]?|[천백]\s?(?:\d\s?[백십]\s?)?[만억])(?=\s?[원円元]|\s?(?:달러|유로|ドル))"
)
"""A number in figures and several words: 1억 2천만, 3천만."""
_MIXED_PART = lazy_regex(r"(\d[\d,]*)\s?([천千백십]?)|([억億亿만万萬])")
_DAYS_OF_KO = {"이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "열흘": 10, "보름": 15}
_DAYS_KO = lazy_regex(r"(?<![가-힣])(?:이틀|사흘|나흘|닷새|엿새|열흘|보름)")


def _mixed(written: str) -> int:
    total = section = 0
    for match in _MIXED_PART.finditer(written):
        if match[3]:
            total, section = total + section * (100_000_000 if match[3] in "억億亿" else 10_000), 0
        else:
            scale = {"천": 1_000, "千": 1_000, "백": 100, "십": 10}.get(match[2], 1)
            section += int(match[1].replace(",", "")) * scale
    return total + section


_ARTICLES = frozenset("人名件份条项位套间张本台级层点期封只支座户栋笔批种册遍趟")
"""After 一 these make "a", not "one"."""


def _han_money(match: re.Match[str]) -> str:
    """Return the value of a price with its tenths and hundredths: 三块二毛五."""
    whole, tenths, hundredths = (
        Decimal(one) if one.isdigit() else Decimal(5 if one == "半" else han_number(one))
        for one in (match["whole"], match["tenths"], match["hundredths"] or "0")
    )
    return _plain(whole + tenths / 10 + hundredths / 100)


_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}


def read(written: str) -> frozenset[str]:
    """Return the values that a numeral may mean: "4.850" is 4850 or 4.85."""
    bare = re.sub(r"[ ']", "", written)
    if bare[-1] in _FRACTIONS:
        return frozenset([_plain(Decimal(bare[:-1].replace(",", "")) + _FRACTIONS[bare[-1]])])
    marks = [character for character in bare if character in ".,"]
    if not marks:
        return frozenset([_plain(Decimal(bare))])
    groups = re.split("[.,]", bare)
    joined, thousands = "".join(groups), all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        return frozenset([_plain(Decimal("".join(groups[:-1]) + "." + groups[-1]))])
    if len(marks) > 1:
        return frozenset([_plain(Decimal(joined)) if thousands else bare])
    decimal = _plain(Decimal(f"{groups[0]}.{groups[1]}"))
    if thousands and groups[0].lstrip("0"):
        return frozenset([decimal, _plain(Decimal(joined))])
    return frozenset([decimal])


def _plain(value: Decimal) -> str:
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _measured(
    text: str, start: int, end: int, readings: frozenset[str]
) -> tuple[frozenset[str], str, tuple[int, int]]:
    """Return a number's values times its multiplier, its unit, and their span."""
    multiplier = _MULTIPLIER.match(text, end)
    sign = _BEFORE.search(text, max(0, start - 5), start)
    if multiplier is not None:
        readings = _times(readings, MULTIPLIERS[multiplier[1].casefold()])
        end = multiplier.end()
    elif sign is not None and (millions := _MILLIONS.match(text, end)) is not None:
        readings, end = _times(readings, 1_000_000), millions.end()
    unit, stop = _unit(text, end)
    if sign is not None and (not unit or unit in _SCALES):
        unit, stop = CURRENCIES[sign[1]], end
    if unit in _SCALES:
        unit, factor = _SCALES[unit]
        readings = _times(readings, factor)
    return readings, unit, (sign.start() if sign is not None else start, stop)


def _times(readings: frozenset[str], factor: int) -> frozenset[str]:
    return frozenset(
        _plain(Decimal(one) * factor) if one.count(".") <= 1 and "," not in one else one for one in readings
    )


_RATE = lazy_regex(
    r"\s*(?:an?|per|each|every)\s+(?:calendar )?(?:hour|hr|day|night|week|month|quarter|year|annum)\b",
    re.IGNORECASE,
)


def _unit(text: str, at: int) -> tuple[str, int]:
    """Return the unit that follows a number, and where it ends; empty where none does."""
    if _RATE.match(text, at):
        return "", at
    if (code := _CODE.match(text, at)) is not None:
        return code[1], code.end()
    match = _UNIT.match(text, at)
    if match is not None and match.group() != "s":  # of "1990s"
        return UNITS[match[1].casefold()], match.end()
    words = _NEXT_WORDS.match(text, at)
    for place in (1, 2) if words is not None else ():
        folded = (words[place] or "").casefold()  # type: ignore[index]  # there are none without words
        if folded in UNITS and len(folded) > 2:
            return UNITS[folded], at
        for ending, unit in UNIT_ENDINGS.items():
            if folded.endswith(ending):
                return unit, at
    return "", at


def _half_past(match: re.Match[str]) -> int | None:
    """Return the minutes of a day of "half past nine" or 晚上九点半; None where it is none."""
    if match["word"]:
        word = match["word"].casefold()
        hour = int(word) if word.isdigit() else (NUMBER_WORDS | WEAK_NUMBER_WORDS).get(word, 99)
        return 60 * hour + 30 if hour <= 24 else None
    if not match["half"] and not match["thirty"]:
        return None  # 一点 is "a little" too
    hour = han_number(match["han"])
    hour += 12 if match["half"] in ("下午", "晚上") and hour < 12 else 0
    return 60 * hour + (30 if match["thirty"] else 0) if hour <= 24 else None


def _part(match: re.Match[str]) -> str | None:
    """Return the value of "two thirds" or 三分之二, to three places; else None."""
    if match["word"]:
        word, part = match["word"].casefold(), match["part"].casefold()
        if word in ("a", "one") and part.startswith("quart") and not part.startswith("quarter"):
            return None  # a quart of oil
        count = 1 if word in _ONE_PART else (NUMBER_WORDS | WEAK_NUMBER_WORDS).get(word)
        of = next(value for name, value in _OF_PARTS.items() if part.startswith(name))
    else:
        written = (match["count"] or match["count_ko"], match["of"] or match["of_ko"])
        count, of = (int(one) if one.isdigit() else han_number(one) for one in written)
    if not count or not of or count >= of or of >= 100:
        return None
    return _plain(round(Decimal(count) / of, 3))


def _spelled(text: str) -> list[tuple[int, int, int, bool]]:
    """Find numbers written as words: span, value, and whether that is sure."""
    found: list[tuple[int, int, int, bool]] = []
    run: list[tuple[re.Match[str], int, bool]] = []

    def close() -> None:
        if not run:
            return
        start, end = run[0][0].start(), run[-1][0].end()
        weak = all(is_weak for _, _, is_weak in run)
        total = part = 0
        for _, value, _ in run:
            if value >= 1000:
                total, part = total + (part or 1) * value, 0
            elif value == 100:
                part = (part or 1) * 100
            else:
                part += value
        found.append((start, end, total + part, not weak or _unit_follows(text, end)))
        run.clear()

    last = 0
    for match in _WORD.finditer(text):
        for word in _pieces(match, text):
            folded = word.group().casefold()
            value = NUMBER_WORDS.get(folded)
            weak = value is None
            if value is None:
                value = WEAK_NUMBER_WORDS.get(folded)
            gap = text[last : word.start()]
            if value is None:
                if not (run and folded in ("and", "und", "y", "e", "et")):
                    close()
                continue
            if run and (gap.strip(" -") not in ("", "and", "y", "e", "et") or not _may_follow(run, value)):
                close()
            run.append((word, value, weak))
            last = word.end()
    close()
    return found


def _may_follow(run: list[tuple[re.Match[str], int, bool]], value: int) -> bool:
    """Return whether a number word continues another: "twenty five", not "five six"."""
    before = run[-1][1]
    return value in (100, 1000, 1_000_000) or (before >= 20 and value < 10) or before >= 100


def _pieces(match: re.Match[str], text: str) -> list[re.Match[str]]:
    if match.group().casefold() in NUMBER_WORDS or "-" not in match.group():
        return [match]
    return list(re.compile(r"[^\W\d_]+").finditer(text, match.start(), match.end()))


def _unit_follows(text: str, at: int) -> bool:
    match = re.compile(r"\s+([^\W\d_]+)").match(text, at)
    if match is None:
        return False
    folded = match[1].casefold()
    return folded in UNITS and UNITS[folded] in (
        "year",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "second",
        "%",
        "EUR",
        "USD",
    )
