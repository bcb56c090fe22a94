"""A question and the words of tables, taken apart the same way.

Stems, and single Chinese characters. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.languages import is_function_word, plain
from assistant.regexes import lazy_regex
from assistant.retrieval.in_english import nouns_in_english, word_stem
from assistant.tables.data.database import Family
from assistant.tables.data.words import IS_HAN, TOKEN, bare_header, stemmed, tokens, with_digits
from assistant.tables.question.asking import (
    GENERIC,
    GENERIC_HAN,
    NEGATIONS,
    NEGATIONS_HAN,
    SETTLED,
    SETTLED_HAN,
)
from assistant.tables.question.periods import Period, periods
from assistant.text import HAN

MOST_DISTINCT = 5_000
"""Columns with more different texts are looked through by whole cells only."""
MOST_TIMES = 60
"""Different cells up to which a column may be one of quarters or months."""
MOSTLY_TIMES = 0.8
"""Share of them that are times, for it to be one."""
SHORTEST_FORM = 3
"""Letters from which another form of a word is looked for."""
_JOINED_QUARTER = lazy_regex(r"((?:19|20)\d\d)[ /-]?(q[1-4])", re.IGNORECASE)
_FROM = {
    "american": ("usa", "us", "united states"), "argentinian": ("argentina",), "australian": ("australia",), "austrian": ("austria",), "belgian": ("belgium",),
    "brazilian": ("brazil",), "british": ("uk", "britain", "united kingdom"), "chilean": ("chile",), "chinese": ("china",), "danish": ("denmark",),
    "dutch": ("netherlands", "holland"), "english": ("england",), "french": ("france",), "german": ("germany",), "greek": ("greece",),
    "hungarian": ("hungary",), "indian": ("india",), "irish": ("ireland",), "italian": ("italy",), "japanese": ("japan",), "norwegian": ("norway",),
    "polish": ("poland",), "portuguese": ("portugal",), "scottish": ("scotland",), "spanish": ("spain",), "swedish": ("sweden",), "swiss": ("switzerland",),
    "turkish": ("turkey",), "welsh": ("wales",),
}  # fmt: skip
_NATIONS = {country: stemmed(word) for word, countries in _FROM.items() for country in countries}
"""What is said of things of a country, whose name stands in a cell."""
SAME_THINGS = (
    frozenset(("seller", "vendor", "supplier", "consignor")),
    frozenset(("custom", "client", "buyer")),
    frozenset(("staff", "employe", "worker", "colleagu", "personnel")),
    frozenset(("invoic", "bill")),
    frozenset(("vessel", "boat", "ship")),
    frozenset(("pupil", "student", "learner")),
)
"""Stems of words for one kind of rows, one of which a table may be called by and a question may say another."""
_ANY_DAY = date(2000, 1, 1)
_STANDS_FOR = lazy_regex(
    rf"(?<![\w{HAN}])([a-z]{{1,8}}|[{HAN}]{{1,2}}) ?[=＝] ?([a-z{HAN}][a-z{HAN}/ -]{{0,40}}?)(?=\s*(?:$|[^a-z{HAN}/ -]|[a-z]{{1,8}} ?[=＝]))"
)
_CUT_SHORT = lazy_regex(r"\b([a-z]{4,})\.(?!\w)")
_CAPITALS = lazy_regex(r"[A-Z]{1,3}")


@dataclass(slots=True)
class Question:
    """A question's tokens, and which of them something explains.

    Attributes:
        text: The question as `languages.plain` gives it.
        original: The question with its capitals.
        spans: Where each token stands in `text`.
        stems: Each token's stem.
        covered: Whether something explains it.
        strict: Tokens in capitals, which are names though they look like small words: ward A, the department IT.
    """

    text: str
    original: str
    spans: list[tuple[int, int]]
    stems: list[str]
    covered: list[bool]
    strict: frozenset[int]

    @classmethod
    def of(cls, question: str) -> Question:
        """Take a question apart."""
        question = nouns_in_english(with_digits(question))
        text = plain(question)
        original = " ".join(unicodedata.normalize("NFKC", question).split())
        found = list(TOKEN.finditer(text))
        as_written = list(TOKEN.finditer(original))
        capitals = [
            index
            for index, match in enumerate(as_written)
            if (index or IS_HAN.search(original))
            and len(as_written) == len(found)
            and _CAPITALS.fullmatch(match.group())
            and match.group() != "I"
        ]
        return cls(
            text,
            original,
            [match.span() for match in found],
            [stemmed(match.group()) for match in found],
            [False] * len(found),
            frozenset(capitals if any(map(str.islower, original)) or IS_HAN.search(original) else ()),
        )

    def cover(self, start: int, end: int) -> None:
        """Explain the tokens within some characters."""
        for index, (first, last) in enumerate(self.spans):
            if first < end and start < last:
                self.covered[index] = True

    def cover_all(self, pattern: re.Pattern[str]) -> None:
        """Explain the tokens wherever a pattern finds some."""
        for found in pattern.finditer(self.text):
            self.cover(*found.span())

    def within(self, span: tuple[int, int]) -> list[int]:
        """Return the tokens within some characters."""
        return [index for index, (first, last) in enumerate(self.spans) if first < span[1] and span[0] < last]

    def take(self, first: int, last: int) -> None:
        """Explain some tokens, the last one excluded."""
        self.covered[first:last] = [True] * (last - first)

    def is_free(self, first: int, last: int) -> bool:
        """Return whether nothing explains some tokens yet."""
        return not any(self.covered[first:last])

    def word(self, index: int) -> str:
        """Return a token as the question writes it, in lower case."""
        start, end = self.spans[index]
        return self.text[start:end]

    def begins_large(self, index: int) -> bool:
        """Return whether a token is written with a capital."""
        start, end = self.spans[index]
        return self.original[start:end].istitle()

    def take_forms(self, words: Vocabulary) -> None:
        """Read words that no cell holds as the forms that some cell holds."""
        for index, stem in enumerate(self.stems):
            if len(stem) >= SHORTEST_FORM and stem.isalpha() and not IS_HAN.match(stem):
                self.stems[index] = words.form_of(self.word(index))

    def take_headers(self, words: Vocabulary) -> None:
        """Read words as the headers that cut them short, or call the same things.

        Suppliers are "Suppl.", and boats are vessels.
        """
        for index, stem in enumerate(self.stems):
            if stem in words.headed:
                continue
            word = self.word(index)
            cut = next((one for one in words.cut_short if one != word and word.startswith(one)), None)
            if cut is not None:
                self.stems[index] = stemmed(cut)
                continue
            same = next((some for some in SAME_THINGS if stem in some), frozenset[str]())
            called = sorted(same & words.things)
            if called and not any(
                tuple(self.stems[first:last]) in words.whole
                for first in range(max(0, index - 1), index + 1)
                for last in range(index + 1, index + 3)
            ):
                self.stems[index] = called[0]

    def find(self, written: str) -> tuple[int, int] | None:
        """Return where a part of the question as it was asked stands in the plain text."""
        at = self.text.find(plain(written))
        return None if at < 0 else (at, at + len(plain(written)))

    def left(self, language: str, *, counting: bool = False, names: Iterable[str] = ()) -> list[str]:
        """Return the words that nothing explains.

        Args:
            language: Of the question.
            counting: Whether rows are counted, so that words like "paid" choose among them.
            names: Headers and names of the tables; a single Chinese character of them is explained.
        """
        words: list[str] = []
        blank = list(self.text)
        known = "".join(names)
        for index, (start, end) in enumerate(self.spans):
            if self.covered[index] or not IS_HAN.match(self.text[start]):
                blank[start:end] = "\0" * (end - start)
        for index, (start, end) in enumerate(self.spans):
            word = self.text[start:end]
            if self.covered[index] or IS_HAN.match(word):
                continue
            bare = re.sub(r"['’]s$", "", word)
            if (
                bare in NEGATIONS
                or index in self.strict
                or (counting and bare in SETTLED)
                or not (bare in GENERIC or is_function_word(bare, "en") or is_function_word(bare, language))
            ):
                words.append(word)
        for run in re.findall(f"[{HAN}]+", "".join(blank)):
            words += NEGATIONS_HAN.findall(run)
            words += SETTLED_HAN.findall(run) if counting else []
            pieces = GENERIC_HAN.sub(" ", NEGATIONS_HAN.sub(" ", run)).split()
            # 案子 are 案件, as they are called everyday
            short = (piece[:-1] if len(piece) > 1 and piece.endswith("子") else piece for piece in pieces)
            words += [piece for piece in short if len(piece) > 1 or piece not in known]
        return words


class Vocabulary:
    """The words of a family's columns and cells, by their stems."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.headers = [tokens(bare_header(column.name)) for column in family.columns]
        self.headed = frozenset(token for own in self.headers for token in own)
        """Tokens of all headers."""
        self.things = frozenset(
            own[0]
            for own, one in zip(self.headers, family.columns, strict=True)
            if len(own) == 1 and one.kind == "text"
        )
        """Headers of one word, of texts."""
        self.cut_short = frozenset(
            found[1] for one in family.columns for found in _CUT_SHORT.finditer(plain(bare_header(one.name)))
        )
        """Beginnings of words that headers end with a full stop."""
        self.whole: dict[tuple[str, ...], list[tuple[int, str]]] = {}
        self.parts: list[dict[str, set[str]]] = []
        self.joined: list[str] = []
        self.distinct: list[tuple[str, ...]] = []
        self._forms: dict[str, str] = {}
        """Words of cells by what all forms of one have alike, once one was looked for."""
        self._times: dict[int, dict[str, Period]] = {}
        """Of columns that were looked at, the cells that are times, like 2025Q2, with what they say."""
        legend = [*_legend(family)]
        for at, column in enumerate(family.columns):
            texts = tuple(
                dict.fromkeys(
                    text for text, value in zip(column.texts, column.values, strict=True) if value is not None
                )
            )
            texts = texts if column.kind == "text" else ()
            self.distinct.append(texts)
            parts: dict[str, set[str]] = {}
            for text in texts:
                if len(text) > 200:
                    continue
                own = tokens(text)
                if own and not (len(own) == 1 and len(own[0]) < 2 and not text.isupper()):
                    self.whole.setdefault(own, []).append((at, text))
                if (of_nation := _NATIONS.get(text.strip().casefold())) is not None:
                    self.whole.setdefault((of_nation,), []).append((at, text))
                if len(texts) <= MOST_DISTINCT:
                    for token in own:
                        if not IS_HAN.match(token):
                            parts.setdefault(token, set()).add(text)
            for short, words in legend:
                for text in (one for one in texts if one.strip().casefold() == short):
                    self.whole.setdefault(words, []).append((at, text))
            self.parts.append(parts)
            has_han = len(texts) <= MOST_DISTINCT
            self.joined.append(
                "\n".join(plain(with_digits(text)) for text in texts if len(text) <= 200) if has_han else ""
            )

    def holds(self, word: str) -> bool:
        """Return whether a word, or a piece of Chinese, stands in a header or a cell."""
        if IS_HAN.match(word):
            return any(word in one for one in self.joined) or any(
                word in one.name for one in self.family.columns
            )
        stem = stemmed(word)
        return any(stem in one for one in self.headers) or any(stem in one for one in self.parts)

    def form_of(self, word: str) -> str:
        """Return the stem of a word, or of the form of it that cells hold.

        Two words of a cell may be one of the question: Rasen mähen.
        """
        stem = stemmed(word)
        if any(stem in one for one in (*self.headers, *self.parts)):
            return stem
        if not self._forms:
            for one in self.parts:
                for token in one:
                    self._forms.setdefault(word_stem(token), token)
            for own, cells in list(self.whole.items()):
                if len(own) > 1 and (joined := stemmed(plain(cells[0][1]).replace(" ", ""))).isalpha():
                    self.whole.setdefault((joined,), cells)
                    self._forms.setdefault(word_stem(joined), joined)
        return self._forms.get(word_stem(word), stem)

    def within(self, column: int, period: Period) -> frozenset[str]:
        """Return the cells of a column of times that lie in a period."""
        if column not in self._times:
            self._times[column] = _times(self.distinct[column])
        cells = self._times[column]
        years = {one.first[:4] for one in cells.values() if not one.is_guessed}
        if period.is_guessed and len(years) == 1:
            period = period.in_year(int(next(iter(years))))
        return frozenset(
            text
            for text, one in cells.items()
            if (
                (one.first[4:], one.end[4:]) == (period.first[4:], period.end[4:])
                if one.is_guessed or period.is_guessed
                else _day(period.first) <= _day(one.first) and _day(one.end) <= _day(period.end)
            )
        )


def _legend(family: Family) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what headings say that cells stand for: "KT = kitchen/bar top"."""
    said = {text for one in family.tables for text in (*one.heading, one.caption)}
    for found in _STANDS_FOR.finditer(plain("\n".join(sorted(said)))):
        for words in re.split(r"[/、或]| or ", found[2]):
            if own := tokens(words):
                yield found[1], own


def _day(time: str) -> str:
    """Return the first day of a year or month."""
    return f"{time}-01-01"[:10]


def _times(texts: Sequence[str]) -> dict[str, Period]:
    """Return the times that cells are, where nearly all are one; else none."""
    if not 1 < len(texts) <= MOST_TIMES:
        return {}
    found: dict[str, Period] = {}
    for text in texts:
        said = plain(_JOINED_QUARTER.sub(r"\2 \1", text))
        times = periods(said, said, _ANY_DAY)
        if len(times) != 1 or not (times[0].first and times[0].end):
            continue
        start, end = times[0].span
        if not (said[:start] + said[end:]).strip(" -/.()"):
            found[text] = times[0]
    return found if len(found) > 1 and len(found) >= MOSTLY_TIMES * len(texts) else {}
