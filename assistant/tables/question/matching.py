"""Find the cells of tables that the words of a question are or stand in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from assistant.frozen import dataclass
from assistant.languages import is_function_word, plain
from assistant.regexes import lazy_regex
from assistant.tables.data.reading import Table
from assistant.tables.data.words import IS_HAN, bare_header, name_tokens, tokens, with_digits
from assistant.tables.question.asking import GENERIC, GENERIC_HAN, PERSON, REMARKS, Asked
from assistant.tables.question.filters import Filter
from assistant.tables.question.questions import Question, Vocabulary

_LONGEST_RUN = 10
TIMES = frozenset("年月日天")
YEAR = lazy_regex(r"(?:19|20)\d\d")
_MOST_LETTERS = 3
"""Letters of a code: INV-2025-104."""
_INITIAL = re.compile(r"^[^\W\d_]\.? |, ?[^\W\d_]\.?$")
"""A name whose first one is only a letter."""


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens of the question that are cells of a column."""

    first: int
    last: int
    column: int
    values: frozenset[str]
    whole: bool
    roles: tuple[str, ...] = ()


class Matching:
    """A question, and the cells of tables that it names.

    Args:
        read: The question.
        wanted: What it wants computed.
        vocabulary: Of the tables.
        today: For "last year".
        language: Of the question.
    """

    def __init__(
        self, read: Question, wanted: Asked, vocabulary: Vocabulary, today: date, language: str
    ) -> None:
        if language in ("de", "ru"):  # whose names have endings too
            read.take_forms(vocabulary)
        read.take_headers(vocabulary)
        self._read = read
        self._asked = wanted
        self._words = vocabulary
        self._family = vocabulary.family
        self._columns = vocabulary.family.columns
        self._today = today
        self._language = language
        self._filters: list[Filter] = []
        self._doubts: list[str] = []
        self._bounds: set[str] = set()
        """Columns that choose rows by a bound, by the day on which something began, or by a whole remark."""
        self._told_by: dict[str, str] = {}
        """Columns that are shown in the place of others that choose rows: what is owed, not that nothing was paid."""
        self._timed: set[int] = set()
        """Tokens of times by which rows are chosen: the 8 of 8到10月 is no row's number."""
        self._ranged: set[int] = set()
        """Tokens of times longer than a month, of tables with days: the July of "July to October" is no part of "rent July"."""
        self._weight = 0.0
        self._named_rows: set[int] = set()
        """Columns whose numbers choose rows, or by which they are put together."""
        self._by_name: set[int] = set()
        """Tokens that are words of the tables' names."""
        self._cells: set[int] = set()
        """Tokens that are cells."""
        called = [called_words(table) for table in self._family.tables]
        self._called = set.intersection(*called) if called else set()
        """Words of the names of all tables."""
        self._named: dict[int, tuple[int, int, float]] = {}
        """Columns that the question names: first and last token, and how much of the header is said."""

    def _whole_matches(self) -> Iterator[Match]:
        stems = self._read.stems
        for first in range(len(stems)):
            for last in range(first + 1, min(first + _LONGEST_RUN, len(stems)) + 1):
                run = tuple(stems[first:last])
                for column, _ in self._words.whole.get(run, ()):
                    if self._is_weak(first, last) or not self._read.is_free(first, last):
                        continue
                    values = frozenset(text for at, text in self._words.whole[run] if at == column)
                    said = self._read.text[self._read.spans[first][0] : self._read.spans[last - 1][1]]
                    # "end in 2025" says the column Ends, not the cell "ended".
                    if run in self._words.headers and said not in {
                        plain(with_digits(text)) for text in values
                    }:
                        continue
                    if self._is_inside_header(first, last):
                        continue
                    if first in self._read.strict and last == first + 1 and said.upper() not in values:
                        continue
                    yield Match(first, last, column, values, True)

    def _is_inside_header(self, first: int, last: int) -> bool:
        """Return whether tokens are part of a header that is said: paid of paid_eur."""
        stems = tuple(self._read.stems)
        for column in self._columns:
            header = tokens(column.name)
            starts = range(max(0, last - len(header)), first + 1) if len(header) > last - first else ()
            if any(stems[at : at + len(header)] == header for at in starts):
                return True
        return False

    def _code_matches(self) -> Iterator[Match]:
        """Yield cells that a word and a number stand for by its first letter: bay 2 is B2."""
        read = self._read
        for first in range(len(read.stems) - 1):
            word, number = read.word(first), read.word(first + 1)
            if not (number.isdigit() and word.isascii() and word.isalpha() and len(word) > 2):
                continue
            for column in range(len(self._columns)):
                values = frozenset(
                    text for text in self._words.distinct[column] if text.casefold() == f"{word[0]}{number}"
                )
                if values and read.is_free(first, first + 2):
                    yield Match(first, first + 2, column, values, True)

    def _initial_matches(self) -> Iterator[Match]:
        """Yield cells that hold a first name only by its letter.

        Kirsten Adair is "K. Adair" or "Adair, K.".
        """
        read = self._read
        for first in range(len(read.stems) - 1):
            given, surname = read.word(first), read.stems[first + 1]
            if not (given.isascii() and given.isalpha() and len(given) > 2) or is_function_word(given, "en"):
                continue
            for column, parts in enumerate(self._words.parts):
                values = frozenset(
                    text
                    for text in parts.get(surname, ())
                    if _INITIAL.search(text) and sorted(tokens(text)) == sorted((given[0], surname))
                )
                if values and read.is_free(first, first + 2):
                    yield Match(first, first + 2, column, values, True)

    def _headed_matches(self) -> Iterator[Match]:
        """Yield cells of one character before one of their header: 月薪, 月 of 计薪."""
        read = self._read
        for first in range(len(read.stems) - 1):
            cell, header = read.word(first), read.word(first + 1)
            if not (IS_HAN.match(cell) and IS_HAN.match(header) and read.is_free(first, first + 2)):
                continue
            for column, one in enumerate(self._columns):
                if header in bare_header(one.name) and cell in self._words.distinct[column]:
                    yield Match(first, first + 2, column, frozenset((cell,)), True)

    def _is_weak(self, first: int, last: int) -> bool:
        """Return whether some tokens are no name.

        Words that only ask or hold a sentence together, or one character.
        """
        words = [self._read.word(index) for index in range(first, last)]
        if self._read.strict & set(range(first, last)):
            return False
        if all(IS_HAN.match(word) for word in words):
            return len(words) < 2
        if len(words) == 1 and len(words[0]) < 2:
            return True
        return all(
            is_function_word(word, "en") or word in ("total", "sum", "average", "all") for word in words
        )

    def _part_matches(self) -> Iterator[Match]:
        """Yield runs of the question that stand within cells."""
        stems, read = self._read.stems, self._read
        for first, token in enumerate(stems):
            if read.covered[first] or first in self._ranged:
                continue
            if IS_HAN.match(token):
                yield from self._han_parts(first)
                continue
            word = read.word(first)
            if len(word) < 3 and not any(map(str.isdigit, word)):
                continue
            if is_function_word(word, "en") or word in GENERIC or self._is_asked(first):
                continue
            end = read.spans[first][1]
            if word.isdigit() and (len(word) < 2 or read.text[end : end + 1] in TIMES):
                continue  # the 5 of 5月 is no part of "2024年5月起"
            for column, parts in enumerate(self._words.parts):
                if YEAR.fullmatch(word) and all(map(_is_code, parts.get(token, ()))):
                    continue  # "in 2025" is no part of the number 2025-104
                if token in parts and not self._is_inside_name(first, column, parts[token]):
                    last, cells = self._run_within(first, parts)
                    if last - first == 1 and token in self._called and self._is_remark(column):
                        continue  # "rent" names the rent roll, not its "new rent from 1 Oct"
                    yield Match(first, last, column, frozenset(cells), False)

    def _is_remark(self, column: int) -> bool:
        return REMARKS.search(self._columns[column].header) is not None

    def _run_within(self, first: int, parts: Mapping[str, set[str]]) -> tuple[int, set[str]]:
        """Return where a run of words ends that stand together in cells, and these cells."""
        read, last = self._read, first + 1
        run, cells = read.stems[first], parts[read.stems[first]]
        while last < len(read.stems) and not read.covered[last] and last not in self._ranged:
            run += f" {read.stems[last]}"
            both = {one for one in cells & parts.get(read.stems[last], set()) if run in " ".join(tokens(one))}
            if not both:
                break
            last, cells = last + 1, both
        return last, cells

    def _is_inside_name(self, index: int, column: int, cells: Iterable[str]) -> bool:
        """Return whether a word only stands somewhere inside the names of firms.

        The "hires" of a question are not "Kemp Van Hire"; of a person any part of the name is said, as is of a
        "Bäckerei Lohmann".
        """
        token = self._read.stems[index]
        if self._language == "de" and self._read.begins_large(index):
            return False
        if PERSON.search(self._columns[column].header):
            return False
        return all(is_name(text) and tokens(text)[0] != token for text in cells)

    def _is_asked(self, index: int) -> bool:
        start, end = self._read.spans[index]
        return any(start < last and first < end for first, last in self._asked.spans)

    def _han_parts(self, first: int) -> Iterator[Match]:
        read = self._read
        called = plain(" ".join(table.name for table in self._family.tables))
        last = first
        while last < len(read.stems) and IS_HAN.match(read.stems[last]) and not read.covered[last]:
            last += 1
        for end in range(min(last, first + _LONGEST_RUN), first + 1, -1):
            piece = "".join(read.stems[first:end])
            if not GENERIC_HAN.sub("", piece) or all(map(self._is_asked, range(first, end))):
                continue
            for column, joined in enumerate(self._words.joined):
                if joined and piece in joined:
                    texts = frozenset(
                        text
                        for text in self._words.distinct[column]
                        if (at := plain(with_digits(text)).find(piece)) >= 0
                        and not (at and piece in called)  # 研学 of the sheet 研学团收费 is no 瑞丰研学公司
                    )
                    if texts:
                        yield Match(first, end, column, texts, False)


def _is_code(text: str) -> bool:
    """Return whether a cell is the number of an order or invoice: INV-2025-104."""
    return any(map(str.isdigit, text)) and sum(map(str.isalpha, text)) <= _MOST_LETTERS


def is_name(text: str) -> bool:
    """Return whether a cell names a person or firm: no other words mean it."""
    words = text.split()
    return len(words) > 1 and all(word[:1].isupper() and word.isalpha() for word in words)


def called_words(table: Table) -> set[str]:
    """Return the words of a table's names."""
    return set(name_tokens(table.source, table.title, table.heading, table.caption))
