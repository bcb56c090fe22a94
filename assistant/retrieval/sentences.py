"""Find sentences, numbers and proper names in texts and streams."""

from __future__ import annotations

import re

from assistant.frozen import dataclass
from assistant.languages import is_function_word
from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import ENGLISH_MONTHS
from assistant.text import count_wide


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "no",
        "nos",
        "art",
        "arts",
        "sec",
        "secs",
        "fig",
        "figs",
        "p",
        "pp",
        "ch",
        "vol",
        "vols",
        "ed",
        "eds",
        "al",
        "vs",
        "cf",
        "e.g",
        "i.e",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "dept",
        "est",
        "approx",
        "max",
        "min",
        "tel",
        "ext",
        "incl",
        "excl",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "okt",
        "dez",
        "febr",
        "u.s",
        "u.k",
        "u.n",
        "a.m",
        "p.m",
        "ph.d",
        "b.sc",
        "m.sc",
        "para",
        "paras",
        "cl",
        "nr",
        "bzw",
        "z.b",
        "d.h",
        "usw",
        "ca",
    ]
)
_BEFORE_NAMES = _words(
    "abs allg anl aufl betr bzgl dgl dipl ds einschl entspr evtl exkl fa fr ggf hr hrn ing inkl kap lt mio mrd mts mwst od pos rd sog std str"
    " stellv tsd vgl vorm zi ziff zzgl u.a"
    " mme mmes mlle env av boul cie tél réf chap qté janv févr juil déc sté ste p.ex"
    " sr sra sres srta dra ud uds dª dña avda pág págs núm aprox tfno dto dpto izq dcha cía pza profa máx mín vto p.ej"
    " sig sigg dott dott.ssa avv geom egr spett gent pag pagg artt prot rif fraz f.lli"
    " srs exmo exma exa eng telef ltda lda fls séc apto obs"
    " ул им пр просп пер пл наб проф доц акад тел см рис гл зам стр кв корп оф обл"
)
"""Abbreviations of other languages, which a name or a number may follow."""
_INSIDE = _words(
    "bes best ges gem mind ff bd bl usf ex ej es ecc all cell loc arch rag sec av al bzw etc par ref"
    " руб коп тыс млн млрд мес др шт чел эт гг мин сек час нач ред изд пп ст"
)
"""Those that end a sentence as well, or are words in English: what follows tells, a small letter or a number."""
_GOES_ON = lazy_regex(r"\s+[a-zß-öø-ÿа-яё\d§]")
_ORDINAL_AHEAD = lazy_regex(r"[^\S\n]+(?:und|oder|bis|ds|des|eines|jeden|d)(?![a-zß-öø-ÿ])")
_DAY_OF = lazy_regex(r"(?:(?:19|20)\d\d\.\s?\d{1,2}|(?:19|20)\d\d\.\s?\d{1,2}\.\s?\d{1,2})\Z")
_DATE_AHEAD = lazy_regex(r"[^\S\n]+\d{1,2}\.[^\S\n]?\d{1,4}(?!\d)")
_YEAR_AHEAD = lazy_regex(r"[^\S\n]+(?:19|20)\d\d(?!\d)")
_UNDECIDED_AHEAD = lazy_regex(r"[^\S\n]+(?:\d{1,4}|\d{1,2}\.[^\S\n]?|[a-zß-öø-ÿ]{1,6})?\Z")
_DAY_BEFORE = lazy_regex(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\Z")
"""Dates as they are written "3. 4. 2025" and "2025. 4. 3."."""
_CLOSING = "\"'”’»）)\\]」』】*_"
_END = lazy_regex(
    # A run of marks is tried from its first one only, and one without end is no end: all of it takes linear time.
    rf"(?P<cjk>(?<![。！？；｡])[。！？；｡]{{1,200}}[{_CLOSING}]{{0,20}})(?=[^\s。！？；｡{_CLOSING}])"  # no white space follows
    rf"|(?P<latin>(?:(?<![.!?…])[.!?…]{{1,200}}[。！？；]{{0,20}}|(?<![。！？；｡])[。！？；｡]{{1,200}})[{_CLOSING}]{{0,20}})(?=\s)"
    r"|(?P<line>\n\s*)"
)
_LINE = lazy_regex(r"\n\s*")
_NEW_ITEM = lazy_regex(
    r"[-*+•·–]\s|\d{1,3}[.)]\s|\d{1,3}、|[(（]\w{1,3}[)）]|#|\||>|```|~~~|[\w -]{2,24}[:：]\s|\w[\w /-]{1,18}(?: ?\.{4}|\s{3,}\S)"
)
"""What a line starts with that is no continuation of the line before."""
_LEADER = "...."
"""Points that lead from a label to its value."""
_LOOK_AHEAD = 26
_FULL_LINE = 50
"""A line this wide may have been wrapped; a CJK character is two wide."""
_LONGEST_MARK = 250
"""Characters that a run of marks, with what closes it, is shorter than."""
_MONTHS = [
    "Januar",
    "Jänner",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
_MONTH_AHEAD = lazy_regex(
    r"\s+(?:"
    + "|".join(_MONTHS)
    + r")\b|\s+(?:Jan|Febr?|Mrz|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\.|\s+(?:"
    + "|".join({m[:n] for m in _MONTHS for n in range(1, len(m))})
    + r")?\Z"
)
"""After "1." goes on "1. Mai", or may do so when more of the text is there."""
_INDENT = 40
"""White space up to which a number still begins a line."""
_DAY_AND_MONTH = lazy_regex(r"\d{1,2}\.\d{1,2}")
_LONGEST_ROW = 600
"""Characters of a table's row within which nothing ends a sentence: what is asked in one cell is answered in the next."""
_PARTICLE = lazy_regex(r"[はがをにとのもでへ]")
_LAST_WORD = lazy_regex(r"[\w.]*\w\Z")
_NUMBER = lazy_regex(r"(?<![A-Za-z0-9_.])\d+(?:[.,:/-]\d+)*")
_ITEM_BREAK = lazy_regex(r"\s*[\r\n]+\s*(?:[-*•>#]+\s+|\d+[.)]\s+)?")
_NAME = lazy_regex(
    r"(?<![.!?:] )(?<![。！？：；])(?<!^)(?<![\w*_\"“])[A-Z][A-Za-zÀ-ɏ\d'’-]+(?:\s+[A-Z][A-Za-zÀ-ɏ\d'’-]+)*"
)
_FIRST = lazy_regex(r"(?:^|(?<=[.!?] ))[\"“*_]*((?:[A-Z][\w'’-]+\s+)+[A-Z][\w'’-]+)")
_WORD = lazy_regex(r"[^\W\d_]{2,}")
_CALENDAR = lazy_regex(
    rf"(?:(?:{'|'.join(ENGLISH_MONTHS)}"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|I)(?:\s+|\Z))+\Z"
)
_TITLE_CASE = 0.4
"""Share of capitalised words from which capitals name nothing: a headline, or German."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `text[start:end]`, without white space around it."""

    start: int
    end: int
    text: str


def sentences(text: str) -> list[Sentence]:
    """Cut a text into sentences.

    The end of a line ends one too, as in lists and tables, unless the line was wrapped.

    Returns:
        Sentences in order; together they hold every character that is not white space.
    """
    found: list[Sentence] = []
    start = 0
    for end in [*ends(text), len(text)]:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            found.append(Sentence(first, first + len(stripped), stripped))
        start = end
    return found


def ends(text: str, after: int = 0, seen: int = 0) -> list[int]:
    """Return the positions just behind each sentence that has surely ended.

    A text that is still growing can be asked again: positions given once stay as long as the text only grows,
    because an end is given only when what follows it is there.

    Args:
        text: Any text.
        after: Look only behind this position: 0, or an end that was given before.
        seen: How long the text was when it was last asked, with nothing given behind `after`: what was decided then is not
            looked at again, so that a text without an end takes time in proportion to its length.
    """
    tests = {"latin": _ends_here, "line": _line_ends_here, "cjk": _quote_ends_here}
    return [
        match.end()
        for match in _END.finditer(text, undecided_from(text, after, seen))
        if tests[match.lastgroup or "cjk"](text, match)
    ]


def undecided_from(text: str, after: int, seen: int) -> int:
    """Return the position from which new ends may be found as a text grows.

    Args:
        text: A text that is still growing.
        after: The last end that was given of it.
        seen: How long it was then, or when it was asked later.
    """
    # A mark with what belongs to it is no longer than this, and what follows it is known.
    return max(after, min(seen, len(text)) - _LOOK_AHEAD - _LONGEST_MARK)


def undecided(text: str, after: int, seen: int = 0) -> int:
    """Return the position of an end that more text may confirm, or the length.

    Args:
        text: A text that is still growing.
        after: The last end that was given of it.
        seen: How long it was when it was last asked, with the same `after`.
    """
    for match in _LINE.finditer(text, undecided_from(text, after, seen)):
        if len(text) - match.end() < _LOOK_AHEAD:
            before = text[after : match.start()].rstrip()
            if before:
                return after + len(before)
    return len(text)


def _line_ends_here(text: str, match: re.Match[str]) -> bool:
    if match.end() == len(text):
        return False  # what follows decides
    if match.group().count("\n") > 1:
        return True
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    ahead = text[match.end() : match.end() + _LOOK_AHEAD]
    if line.rstrip().endswith((":", "：", "|", "```")) or line.lstrip().startswith(("#", "|", "```")):
        return True
    if len(line) + count_wide(line) < _FULL_LINE:
        return True
    # A stream may not have shown enough of the next line yet; it is asked again.
    return bool(_NEW_ITEM.match(ahead))


def _quote_ends_here(text: str, match: re.Match[str]) -> bool:
    """Return whether what is quoted ends its sentence: not in 「はい。」と答えた."""
    if _in_row(text, match.start()):
        return False
    return match.group()[-1] not in "」』" or _PARTICLE.match(text, match.end()) is None


def _in_row(text: str, at: int) -> bool:
    """Return whether a position stands in a row of a table."""
    start = text.rfind("\n", max(0, at - _LONGEST_ROW), at) + 1
    return (start > 0 or at < _LONGEST_ROW) and text[start:at].lstrip()[:1] == "|"


def _ends_here(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark.startswith(_LEADER) or _in_row(text, match.start()):
        return False
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - 20), match.start())
    if before is None:
        return True
    word = before.group().lower()
    if word in _ABBREVIATIONS or word in _BEFORE_NAMES or (len(word) == 1 and word.isalpha()):
        return False
    if word in _INSIDE:
        return (
            bool(text[match.end() : match.end() + _LOOK_AHEAD].strip())
            and _GOES_ON.match(text, match.end()) is None
        )
    if "." in word and not word[-1].isdigit():  # "Lumen Instruments B.V. and": what follows tells
        return text[match.end() : match.end() + 2].strip()[:1].isupper()
    if _DAY_AND_MONTH.fullmatch(word):  # "from 21.1. to the 4th" in German
        return _UNDECIDED_AHEAD.match(text, match.end()) is None and not _GOES_ON.match(text, match.end())
    if not word.isdigit():
        return True
    if _UNDECIDED_AHEAD.match(text, match.end()):
        return False  # a date or a small letter may follow
    if len(word) <= 2 and (_MONTH_AHEAD.match(text, match.end()) or _ORDINAL_AHEAD.match(text, match.end())):
        return False
    if _is_in_date(text, match.start(), match.end()):
        return False
    # "1." at the start of a line numbers an item and ends nothing.
    line = text.rfind("\n", max(0, before.start() - _INDENT), before.start())
    if line < 0 and before.start() > _INDENT:
        return True
    return text[line + 1 : before.start()].strip() not in ("", "#", "-", "*")


def _is_in_date(text: str, at: int, end: int) -> bool:
    """Return whether a point behind a number belongs to a date: 2025. 4. 3."""
    before = text[max(0, at - 14) : at]
    if _DAY_OF.search(before) or _DATE_AHEAD.match(text, end):
        return True
    return _DAY_BEFORE.search(before) is not None and _YEAR_AHEAD.match(text, end) is not None


def numbers(text: str) -> list[str]:
    """Find the numbers of a text as they are written, with dates and times whole."""
    return _NUMBER.findall(text)


def proper_names(text: str) -> list[str]:
    """Find a text's capitalised words inside sentences, neighbours together.

    None of a text that is written in title case.
    """
    if _title_cased(text):
        return []
    lines = _ITEM_BREAK.split(text)
    return [name for line in lines for name in _NAME.findall(line) if not _CALENDAR.match(name)]


def is_calendar(word: str) -> bool:
    """Return whether a word is a month, a day of the week, or "I"."""
    return _CALENDAR.match(word) is not None


def first_names(text: str) -> list[str]:
    """Find names of two or more words that begin a sentence: "Anna Holm".

    Function words at the beginning do not count: not "The Board".
    """
    found: list[str] = []
    for name in _FIRST.findall(text):
        words = name.split()
        while words and is_function_word(words[0], "en"):
            words = words[1:]
        if len(words) > 1 and not _title_cased(text, more=len(words)):
            found.append(" ".join(words))
    return found


def _title_cased(text: str, more: int = 0) -> bool:
    words = _WORD.findall(text)
    capitalised = sum(word[0].isupper() for word in words) - more
    return len(words) - more > 3 and capitalised > _TITLE_CASE * len(words)
