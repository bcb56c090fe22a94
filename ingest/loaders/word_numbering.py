"""Works out automatic numbers of headings, clauses and lists in Word documents.

Source: ECMA-376, part 1, section 17.9; formats of numbers: 17.18.59.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.loaders.numbers import roman
from ingest.loaders.xml import local, value

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

BULLET = "-"
_DEEPEST = 9
_LARGEST = 100_000
_PLACE = re.compile(r"%([1-9])")
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_DIGITS, _LEGAL = "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
_LEGAL_OLD = "零壹貳參肆伍陸柒捌玖"
_LETTERS = {
    "russian": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "aiueo": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "iroha": "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス",
    "ganada": "가나다라마바사아자차카타파하",
    "chosung": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "hebrew2": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
}


@dataclass(slots=True)
class Level:
    """How the paragraphs of one level of a list are numbered.

    Attributes:
        start: Number of the first.
        format: Name of the form of its numbers, like "lowerRoman".
        text: What is shown, like "%1.%2"; a place is a level's number.
        restart: Level, counted from 1, whose paragraphs make it begin again; 0: none; None: any above.
        legal: Whether the numbers of all levels in it are shown as 1, 2, 3.
        style: Of the paragraphs that are of this level.
        custom: Pattern of a form that has no name, like "001, 002".
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""
    custom: str = ""


@dataclass(slots=True)
class _List:
    """A list: its levels, and where each begins anew when it is first met."""

    counted_with: str
    levels: dict[int, Level] = field(default_factory=dict)
    begin_at: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of a document, in their order.

    Args:
        root: The part `numbering.xml`, or None.
        style_lists: For a style of a list, the number of the list that it stands for.
    """

    def __init__(self, root: _Element | None, style_lists: Mapping[str, str] | None = None) -> None:
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root, style_lists or {})

    def add(
        self, number_id: str, counted_with: str, levels: Mapping[int, Level], begin_at: Mapping[int, int]
    ) -> None:
        """Add a list that another format than XML describes.

        Args:
            number_id: Name by which paragraphs call it.
            counted_with: Name of its definition; lists of one definition go on counting.
            levels: How its levels are numbered, counted from 0.
            begin_at: Levels that begin anew where it is first met, and with which number.
        """
        self._lists[number_id] = _List(counted_with, dict(levels), dict(begin_at))

    def level_of_style(self, number_id: str, style: str) -> int:
        """Return the level of a list that a style belongs to, counted from 0."""
        levels = self._lists[number_id].levels if number_id in self._lists else {}
        return next((index for index, level in levels.items() if level.style == style), 0)

    def next(self, number_id: str, depth: int) -> str:
        """Count a paragraph, and return its number as Word shows it.

        Args:
            number_id: Of its list.
            depth: Its level, counted from 0.

        Returns:
            Like "2.1" or "(b)"; `BULLET` for any bullet; nothing where there is no such list.
        """
        held = self._lists.get(number_id)
        if held is None or depth not in held.levels:
            return ""
        counters = self._counters.setdefault(held.counted_with, {})
        level = held.levels[depth]
        if depth in held.begin_at and (number_id, depth) not in self._begun:
            counters[depth] = held.begin_at[depth]
        else:
            counters[depth] = counters[depth] + 1 if depth in counters else level.start
        self._begun.add((number_id, depth))
        for deeper in [one for one in counters if one > depth]:
            restart = held.levels[deeper].restart if deeper in held.levels else None
            if restart is None or (restart and depth < restart):
                del counters[deeper]
        if level.format == "bullet":
            return BULLET
        return _PLACE.sub(
            lambda match: self._shown(held, counters, level, int(match[1]) - 1), level.text
        ).strip()

    @staticmethod
    def _shown(held: _List, counters: Mapping[int, int], shown_at: Level, depth: int) -> str:
        level = held.levels.get(depth, Level())
        number = counters.get(depth, held.begin_at.get(depth, level.start))
        if shown_at.legal and level.format != "none":
            return str(number)
        return _custom(number, level.custom) if level.custom else formatted(number, level.format)

    def _read(self, root: _Element, style_lists: Mapping[str, str]) -> None:
        definitions = {value(one, "abstractNumId"): one for one in root if local(one) == "abstractNum"}
        numbers = {value(one, "numId"): one for one in root if local(one) == "num"}
        by_style = {
            value(_child(one, "styleLink")): key
            for key, one in definitions.items()
            if _child(one, "styleLink") is not None
        }
        for number_id, one in numbers.items():
            key = value(_child(one, "abstractNumId"))
            linked = value(_child(definitions[key], "numStyleLink")) if key in definitions else ""
            if linked in by_style:
                key = by_style[linked]
            elif linked in style_lists and style_lists[linked] in numbers:
                key = value(_child(numbers[style_lists[linked]], "abstractNumId"))
            if key not in definitions:
                continue
            levels = {_depth(part): _level(part) for part in definitions[key] if local(part) == "lvl"}
            held = self._lists[number_id] = _List(key, levels)
            for override in one:
                if local(override) != "lvlOverride":
                    continue
                depth = _depth(override)
                if (replaced := _child(override, "lvl")) is not None:
                    held.levels[depth] = _level(replaced)
                if (start := _child(override, "startOverride")) is not None:
                    held.begin_at[depth] = _whole(value(start), 1)


def _child(element: _Element, name: str) -> _Element | None:
    return next((one for one in element if local(one) == name), None)


def _depth(element: _Element) -> int:
    return min(_DEEPEST, _whole(value(element, "ilvl"), 0))


def _whole(text: str, default: int) -> int:
    return min(int(text), _LARGEST) if text.isascii() and text.isdigit() else default


def _level(element: _Element) -> Level:
    level = Level(start=0)
    for one in element.iter():
        name, held = local(one), value(one)
        if name == "start":
            level.start = _whole(held, 1)
        elif name == "numFmt":  # of two alternatives the newer comes first
            if held == "custom":
                level.custom = value(one, "format")
            level.format = level.format if level.custom and held != "custom" else held
        elif name == "lvlText":
            level.text = held[:200]
        elif name == "lvlRestart":
            level.restart = _whole(held, 0)
        elif name == "isLgl":
            level.legal = held not in ("0", "false", "off")
        elif name == "pStyle":
            level.style = held
    return level


def _custom(number: int, pattern: str) -> str:
    """Return a number in a form that is given by example, like "001, 002, 003"."""
    first = pattern.split(",")[0].strip()
    return str(number).zfill(len(first)) if first.isdigit() else str(number)


def formatted(number: int, name: str) -> str:
    """Return a number in a form of Word's.

    Args:
        number: From 0.
        name: Of the form, like "upperRoman"; one that is not known is written as 1, 2, 3.
    """
    write = _FORMATS.get(name)
    return str(number) if write is None or number > _LARGEST else write(number)


def _roman(number: int) -> str:
    return roman(number) or "0"


def _letter(number: int, letters: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """Return a letter; after the last one they are doubled: z, aa, bb."""
    if number < 1:
        return ""
    return letters[(number - 1) % len(letters)] * min(50, (number - 1) // len(letters) + 1)


def _cycled(letters: str) -> Callable[[int], str]:
    return lambda number: _letter(number, letters)


def _ordinal(number: int) -> str:
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _in_words(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{_ONES[number // 100]} hundred" + (f" {_in_words(number % 100)}" if number % 100 else "")
    rest = f" {_in_words(number % 1000)}" if number % 1000 else ""
    return f"{_in_words(number // 1000)} thousand{rest}"


def _ordinal_in_words(number: int) -> str:
    words = _in_words(number)
    start = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[start:]
    if last in _ORDINALS:
        ordinal = _ORDINALS[last]
    else:
        ordinal = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return words[:start] + ordinal


def _counted(number: int, digits: str = _DIGITS, units: str = "十百千万") -> str:
    """Return a number as Chinese and Japanese count: 二十一."""
    if number == 0:
        return digits[0]
    if number >= 10_000:
        rest = number % 10_000
        gap = digits[0] if 0 < rest < 1000 else ""
        return (
            _counted(number // 10_000, digits, units)
            + units[3]
            + gap
            + (_counted(rest, digits, units) if rest else "")
        )
    text, skipped = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += (
                (digits[0] if skipped and text else "") + digits[digit] + (units[power - 1] if power else "")
            )
        skipped = not digit
    return text.removeprefix(digits[1]) if 10 <= number < 20 and digits == _DIGITS else text


def _plain_counted(number: int) -> str:
    return _counted(number).replace(_DIGITS[0], "") if number else _DIGITS[0]


def _by_digit(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(digit)] for digit in str(number))


def _from(first: str, last: int) -> Callable[[int], str]:
    """Return a writer for signs that follow each other in Unicode, like ①."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "bullet": lambda number: BULLET,
    "decimalZero": lambda number: f"{number:02}",
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "ordinal": _ordinal,
    "cardinalText": lambda number: _in_words(number).capitalize(),
    "ordinalText": lambda number: _ordinal_in_words(number).capitalize(),
    "hex": lambda number: f"{number:X}",
    "numberInDash": lambda number: f"- {number} -",
    "chicago": _cycled("*†‡§"),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "decimalFullWidth": _by_digit("０１２３４５６７８９"),
    "decimalFullWidth2": _by_digit("０１２３４５６７８９"),
    "chineseCounting": _plain_counted,
    "chineseCountingThousand": _counted,
    "taiwaneseCounting": _plain_counted,
    "taiwaneseCountingThousand": _counted,
    "japaneseCounting": _plain_counted,
    "koreanCounting": lambda number: _counted(number, "영일이삼사오육칠팔구", "십백천만"),
    "chineseLegalSimplified": lambda number: _counted(number, _LEGAL, "拾佰仟万"),
    "ideographLegalTraditional": lambda number: _counted(number, _LEGAL_OLD, "拾佰仟萬"),
    "japaneseLegal": lambda number: _counted(number, "〇壱弐参四伍六七八九", "拾百阡萬"),
    "ideographDigital": _by_digit(_DIGITS),
    "japaneseDigitalTenThousand": _by_digit(_DIGITS),
    "taiwaneseDigital": _by_digit("○一二三四五六七八九"),
    "koreanDigital": _by_digit("영일이삼사오육칠팔구"),
    "koreanDigital2": _by_digit("零一二三四五六七八九"),
    "russianLower": _cycled(_LETTERS["russian"]),
    "russianUpper": lambda number: _letter(number, _LETTERS["russian"]).upper(),
    **{name: _cycled(letters) for name, letters in _LETTERS.items() if name != "russian"},
    "aiueoFullWidth": _cycled(_LETTERS["aiueo"]),
    "irohaFullWidth": _cycled(_LETTERS["iroha"]),
}
