"""Rows of tables as passages hold them: cells, headers, and what is mixed up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from assistant.agent.words.polarity import denies, opposed
from assistant.frozen import dataclass
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date
from assistant.retrieval.value_words import CURRENCIES
from assistant.retrieval.values import Number, amounts, identifiers, values

_NO_FIRST = lazy_regex(r"\s*(?:no|nein|non|não|нет|否|不是)\s*[–—,;:.(（，；：。-]", re.IGNORECASE)


_RULE = lazy_regex(r"[\s|:-]+\Z")


_BARE_NO = lazy_regex(
    r"\s*(?:no|none|nein|keine?r?|non|aucune?|ninguno|nessuno|não|нет|否|无|没有|不|なし|不可|無|없음|아니요|✗|✘|x)\s*\Z", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        cells: Its cells, the key first.
        head: The cells of the table's first row; empty where there is none.
    """

    cells: tuple[str, ...]
    head: tuple[str, ...]

    def has_year(self, date: Date) -> bool:
        """Return whether a cell is the year that a date without a month is."""
        return any(month is None and f"{year}" in self.cells for year, month, _ in date.readings)


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or as much of one as a passage holds."""

    rows: tuple[Row, ...]


def cells_of(line: str) -> tuple[str, ...]:
    """Return the cells of a row."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def is_rule(line: str) -> bool:
    """Return whether a line is the rule under the header of a table."""
    return _RULE.match(line) is not None


def mixed_up(claim: str, row: Row, table: Table, question: str = "") -> bool:
    """Return whether a sentence takes a value from another row, or denies its row.

    Args:
        claim: The sentence.
        row: The row that may support it.
        table: The table of the row.
        question: Names the row where the sentence does not.
    """
    named = _mentions(claim, row, table)
    if not named.get(0):
        named[0] = _mentions(question, row, table).get(0, frozenset())
    denied = denies(claim)
    others = {column for column, found in named.items() if found and row.cells[column] not in found}
    if 0 in others or of_other_range(claim, row, table, question):
        return True
    if others:
        return not denied
    says_no = any(_BARE_NO.match(cell) or _NO_FIRST.match(cell) for cell in row.cells) or any(
        denies(cell) for column, cell in enumerate(row.cells) if cell in named.get(column, frozenset())
    )
    for cell in row.cells:
        if not says_no and len(_terms(cell) & _terms(claim)) >= _SPEAKS_OF:
            says_no = denies(cell) if denied else denies(cell) and opposed(claim, cell)
    return denied != says_no and (denied or not _answers_otherwise(claim, row))


_SHORT_KEY = 4
"""Characters of a key that says nothing without its heading: a week's number, a weekday's character."""


_SEVERAL_WORDS = 2
"""Words that name a row beside a number: "Halden 10.2 blue"."""


_SPEAKS_OF = 2
"""Terms of a cell that a sentence has to say to speak of it."""


def of_other_range(claim: str, row: Row, table: Table, question: str) -> bool:
    """Return whether a question's number belongs to another row, of rows for ranges.

    False where the sentence itself says which range it speaks of.
    """
    if row not in table.rows or not amounts(row.cells[0]):
        return False
    from assistant.agent.words.bands import in_other_band  # few tables have such rows

    keys = [other.cells[0] for other in table.rows]
    named = {number for number in amounts(row.cells[0]) if any(map(number.equals, amounts(claim)))}
    return not named and in_other_band(table.rows.index(row), keys, question)


def _answers_otherwise(claim: str, row: Row) -> bool:
    """Return whether a sentence has a value of the row.

    Then a bare "no" in another column does not contradict it.
    """
    numbers = amounts(claim)
    return any(one.equals(other) for cell in row.cells for other in amounts(cell) for one in numbers) or any(
        row.has_year(one) for one in values(claim).dates
    )


def in_column(number: Number, said: Collection[Number], claim: str, row: Row) -> bool:
    """Return whether a number stands in a column that a sentence speaks of.

    True where the sentence speaks of no column.

    Args:
        number: One of the sentence's.
        said: All of the sentence's numbers; one of them in a header speaks of its column too.
        claim: The sentence.
        row: The row of which it speaks.
    """
    if len(row.head) != len(row.cells):
        return True
    spoken = _terms(claim)
    columns = range(1, len(row.cells))
    holding = [at for at in columns if _has_number(row.cells[at], [number])]
    if not holding:
        if any(_has_number(cell, [number]) for cell in (row.cells[0], row.head[0])):
            return True
        # A header's number is told of what stands below it: "4,200円 for 1日".
        others = [one for one in said if one is not number]
        return any(
            _has_number(row.head[at], [number]) and _is_told(row.cells[at], others, claim) for at in columns
        ) or any(in_scaled_cell(one, row) for one in others)
    headed = [at for at in columns if _terms(row.head[at]) & spoken or _has_number(row.head[at], said)]
    return not headed or any(at in headed or _wordy(row.cells[at]) & spoken for at in holding)


def in_scaled_cell(number: Number, row: Row) -> bool:
    """Return whether a cell says a number in the thousands that its heading names."""
    return any(
        f"{(Decimal(value) * 10 ** _POWERS[scale.lastgroup or '']).normalize():f}" in number.values
        for cell, head in zip(row.cells, row.head, strict=False)
        if (scale := _COUNTED_IN.search(head))
        for one in amounts(cell)
        for value in one.values
        if value.replace(".", "", 1).isdigit()
    )


_POWERS = {"thousand": 3, "myriad": 4, "million": 6}


_COUNTED_IN = lazy_regex(
    r"(?P<thousand>[(（]\s?1[.,' ]?000\s?(?:[)）円元]|"
    + "|".join(map(re.escape, CURRENCIES))
    + r")|\b(?:in|en) (?:thousands?|tausend|tsd|milliers)\b|\ben miles\b|\bT(?:EUR|€|CHF|USD|GBP)|\bk ?[€$£]|[€$£] ?(?:k\b|['’]000)|千[円元])"
    r"|(?P<myriad>万[円元])|(?P<million>百万[円元]|\bin (?:millions?|Mio\b)|\bMio\.? ?(?:EUR|€))",
    re.IGNORECASE,
)
"""What a heading says of the figures below it: "Sum (1,000)", "TEUR", 金额（万元）."""


def _has_number(cell: str, wanted: Iterable[Number]) -> bool:
    return any(one.equals(other) for other in amounts(cell) for one in wanted)


def _is_told(cell: str, numbers: Iterable[Number], claim: str) -> bool:
    """Return whether a sentence says something of a cell.

    Its words, one of its dates or, of some numbers, one of its own.
    """
    return (
        _has_number(cell, numbers)
        or bool(_wordy(cell) & _terms(claim))
        or any(one.stands_in(other) for other in values(cell).dates for one in values(claim).dates)
    )


def _wordy(cell: str) -> frozenset[str]:
    """Return the terms that a cell has besides its numbers and their units."""
    for number in reversed(amounts(cell)):
        cell = cell[: number.start] + " " + cell[max(number.span[1], number.end) :]
    return frozenset(term for term in _terms(cell) if len(term) > 1)


def _mentions(text: str, row: Row, table: Table) -> dict[int, frozenset[str]]:
    """Return the words of cells that a text says, by column.

    Words that the row or the header has in another column too are left out.
    """
    spoken = _terms(text)
    keys = {one.key for one in identifiers(text)}
    found: dict[int, set[str]] = {}
    for other in table.rows:
        if len(other.cells) != len(row.cells):
            continue
        for column, cell in enumerate(other.cells):
            if cell in found.get(column, ()):
                continue
            if column == 0 and row.head and _says_headed(row.head[0], cell, text):
                found.setdefault(0, set()).add(cell)
                continue
            if not _says(cell, text, spoken, keys) and not (column == 0 and _says_name(cell, spoken, table)):
                continue
            elsewhere = [own for at, own in enumerate((*row.cells, *row.head)) if at != column]
            if cell != row.cells[column] and any(_terms(cell) <= _terms(own) for own in elsewhere):
                continue
            found.setdefault(column, set()).add(cell)
    if not found.get(0) and (keys_said := _partly_said(spoken, row, table)):
        found[0] = keys_said
    return {column: frozenset(_longest(cells)) for column, cells in found.items()}


def _partly_said(spoken: frozenset[str], row: Row, table: Table) -> set[str]:
    """Return keys of which a text says a word that stands in no other row."""
    held = Counter(term for one in table.rows for term in frozenset().union(*map(_terms, one.cells)))
    head = frozenset().union(*map(_terms, row.head))
    return {
        one.cells[0]
        for one in table.rows
        if one.cells
        and any(
            len(term) >= _LEAST_KEY and term.isalpha() and held[term] == 1 and term not in head
            for term in _terms(one.cells[0]) & spoken
        )
    }


_LEAST_KEY = 4
"""Letters of a word by which a key is known though the rest of it is left out."""


def _longest(cells: set[str]) -> Sequence[str]:
    """Leave out cells contained in another: "Lunch" beside "Hot lunch"."""
    return [cell for cell in cells if not any(_terms(cell) < _terms(other) for other in cells)]


def _says_headed(head: str, cell: str, text: str) -> bool:
    """Return whether a text names a row by its heading and a short key: "week 30"."""
    if not head or not 0 < len(cell) <= _SHORT_KEY or head.isdigit():
        return False
    named = rf"(?<!\w){re.escape(head)}\W{{0,2}}{re.escape(cell)}(?!\w)"
    return (
        (f"{head}{cell}" in text) if is_unspaced(head + cell) else bool(re.search(named, text, re.IGNORECASE))
    )


def _says(cell: str, text: str, spoken: frozenset[str], keys: set[str]) -> bool:
    own = {one.key for one in identifiers(cell)}
    if own:
        return bool(own & keys) and (own <= keys)
    held = values(cell)
    if is_unspaced(cell):
        return not (held.numbers or held.dates) and len(cell) > 1 and cell in text
    wanted = _terms(cell)
    if held.dates or (held.numbers and len(wanted := _wordy(cell)) < _SEVERAL_WORDS):
        return False
    return bool(wanted) and any(map(str.isalpha, cell)) and wanted <= spoken


def _says_name(key: str, spoken: frozenset[str], table: Table) -> bool:
    """Return whether a text says a name in a key without its initials.

    "Arrizabal" names "J. Arrizabal".
    """
    if _INITIALS.match(key) is None:
        return False
    named = frozenset(term for term in _terms(key) if len(term) > 1)
    alike = [one for one in table.rows if one.cells and named <= _terms(one.cells[0])]
    return bool(named) and named <= spoken and len(alike) == 1


_INITIALS = lazy_regex(
    r"(?:[^\W\d_]\. ?){1,3}[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+)?\s*\Z|[^\W\d_][\w'’-]+,? (?:[^\W\d_]\. ?){1,3}\s*\Z"
)


@lru_cache(maxsize=2_048)
def _terms(text: str) -> frozenset[str]:
    return frozenset(terms(text))
