"""Put the rows of two tables together by a column that they share.

Orders with the customers who placed them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from assistant.frozen import dataclass
from assistant.tables.data.cells import Column, is_nothing
from assistant.tables.data.columns import is_label
from assistant.tables.data.database import Family
from assistant.tables.data.reading import Table
from assistant.tables.data.words import bare_header, tokens

MOST_JOINED = 12
"""Most pairs of tables that are put together for one question."""
MOST_PERHAPS = 20
"""The same where it is told how the question was read."""
MOST_JOINED_CELLS = 1_000_000
_LEAST_FOUND, _LEAST_GUESSED = 0.9, 0.5
"""Share of a table's keys that must be found in the other; and where it is told how the question was read."""
_LEAST_NAMES = 3
"""Different cells by which columns of other headers are taken for names of the same things."""
_CODES, _NAMES = 0.9, 0.8
"""Share of cells with a digit from which a column holds codes; of different cells without from which one names its rows."""
_KEY = re.compile(r"\b(?:id|no|nr|number|code|key|sku|ref)\b|编号|单号|序号|工号|号$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Joined:
    """Two tables as one.

    Attributes:
        family: What is queried.
        key: The column that both have.
        unmatched: Rows for which the second table has none.
    """

    family: Family
    key: str
    unmatched: int


def joined(families: Sequence[Family]) -> list[Joined]:
    """Return the pairs of tables that share a key, as one table each."""
    found: list[Joined] = []
    pairs = _Pairs()
    for one in families:
        for other in families:
            if one is other or len(found) == MOST_JOINED:
                continue
            made = pairs.together(one, other)
            if made is not None:
                found.append(made)
    return found


def perhaps_joined(families: Sequence[Family]) -> list[Joined]:
    """Return the pairs of tables that may belong together, as one table each.

    Also where half of the keys are found, and where the same names stand under other headers.
    """
    pairs = _Pairs()
    found = (
        made
        for one in families
        for other in families
        if one is not other and (made := pairs.together(one, other, guessed=True)) is not None
    )
    return list(islice(found, MOST_PERHAPS))


@dataclass(frozen=True, slots=True)
class Names:
    """What another table calls the things that codes stand for.

    Attributes:
        table: That table.
        column: Its column of names.
        of: The name of each code.
    """

    table: Table
    column: Column
    of: Mapping[str, str]


def names_of(column: Column, tables: Callable[[], Iterable[Table]]) -> Names | None:
    """Return what another table calls codes: the customer C112.

    None where the cells are no codes, or no table names them. Bare numbers are codes only of a column that is called the same.

    Args:
        column: Of the codes; its cells are looked for among those that no two rows share.
        tables: Reads those in which names may be.
    """
    codes = {_key(text): text for text in column.texts if not is_nothing(text)}
    if not (column.kind == "text" or is_label(column)) or len(codes) < 2 or not _are_codes(codes):
        return None
    numbered = sum(code.isdigit() for code in codes) > (1 - _CODES) * len(codes)
    for table in tables():
        if any(one is column or one.texts == column.texts for one in table.columns):
            continue
        for its in table.columns:
            if numbered and tokens(bare_header(its.name)) != tokens(bare_header(column.name)):
                continue
            rows = {_key(text): row for row, text in enumerate(its.texts)}
            if len(rows) < len(its.texts) or sum(one in rows for one in codes) < _LEAST_FOUND * len(codes):
                continue
            named = next((one for one in table.columns if _names_rows(one)), None)
            if named is not None:
                of = {code: named.texts[rows[code]] for code in codes if code in rows}
                return Names(table, named, of)
    return None


def name_of(code: object, names: Mapping[str, str]) -> str:
    """Return what a code stands for; nothing where no name is known."""
    return names.get(_key(str(code)), "")


def _are_codes(texts: Iterable[str]) -> bool:
    told = list(texts)
    return sum(any(map(str.isdigit, one)) for one in told) >= _CODES * len(told)


def _names_rows(column: Column) -> bool:
    """Return whether a column names the rows of its table."""
    texts = [text for text in column.texts if not is_nothing(text)]
    bare = sum(not any(map(str.isdigit, one)) for one in texts)
    return (
        column.kind == "text"
        and len(set(texts)) >= _NAMES * len(column.texts)
        and bare >= _NAMES * len(texts) > 0
    )


class _Pairs:
    """Puts tables together.

    What all pairs ask of a column is read once: keys of its cells, words of its header.
    """

    def __init__(self) -> None:
        self._keys: dict[int, tuple[list[str], frozenset[str]]] = {}
        self._headers: dict[int, tuple[str, ...]] = {}
        self._names: dict[int, set[str]] = {}
        self._ends: dict[int, dict[str, list[Column]]] = {}

    def together(self, one: Family, other: Family, *, guessed: bool = False) -> Joined | None:
        """Put what the second table knows of each key beside the rows of the first."""
        pair = self._shared_key(one, other) or (self._shared_names(one, other) if guessed else None)
        if pair is None or len(one.places) * (len(one.columns) + len(other.columns)) > MOST_JOINED_CELLS:
            return None
        own, its = pair
        rows = {key: index for index, key in enumerate(self._keys_of(its)[0])}
        at = [rows.get(key) for key in self._keys_of(own)[0]]
        asked = sum(not is_nothing(text) for text in own.texts)
        found = sum(index is not None for index in at)
        if not asked or found < (_LEAST_GUESSED if guessed else _LEAST_FOUND) * asked:
            return None
        taken = {column.name.casefold() for column in one.columns}
        more = [
            _picked(replace(column, name=_name(column.name, taken)), at)
            for column in other.columns
            if column is not its
        ]
        family = replace(
            one,
            name=f"{one.name}_{other.name}"[:60],
            tables=(*one.tables, *other.tables),
            columns=(*one.columns, *more),
        )
        return Joined(replace(family, own=len(one.columns), key=own.name), own.name, len(at) - found)

    def _shared_key(self, one: Family, other: Family) -> tuple[Column, Column] | None:
        """Return the column of each table by which they belong together.

        A name each row of the second has for itself.
        """
        pairs = [
            (bool(_KEY.search(column.header)), column, its)
            for column in one.columns
            if _may_be_key(column)
            for its in self._by_end(other).get(self._end_of(column), ())
            if self._same_name(column, its, other) and self._tells_rows(its, 2)
        ]
        pairs.sort(key=lambda pair: not pair[0])
        return (pairs[0][1], pairs[0][2]) if pairs else None

    def _shared_names(self, one: Family, other: Family) -> tuple[Column, Column] | None:
        """Return a column of each table in which the same names stand."""
        for its in other.columns:
            if its.kind != "text" or not self._tells_rows(its, _LEAST_NAMES):
                continue
            names = self._keys_of(its)[1]
            for column in one.columns:
                own = self._keys_of(column)[1] - {""} if column.kind == "text" else frozenset()
                if len(own) >= _LEAST_NAMES and len(own & names) >= _LEAST_FOUND * len(own):
                    return column, its
        return None

    def _by_end(self, family: Family) -> dict[str, list[Column]]:
        """Return the columns that may be keys by the last word of their header."""
        known = self._ends.get(id(family))
        if known is None:
            known = self._ends[id(family)] = {}
            for column in filter(_may_be_key, family.columns):
                known.setdefault(self._end_of(column), []).append(column)
        return known

    def _end_of(self, column: Column) -> str:
        return next(reversed(self._header_of(column)), "")

    def _same_name(self, column: Column, its: Column, other: Family) -> bool:
        own, short = self._header_of(column), self._header_of(its)
        # "Customer no" is the "No" of the customers.
        return own == short or (
            len(own) > len(short)
            and own[-len(short) :] == short
            and bool(_KEY.search(its.header))
            and set(own[: -len(short)]) <= self._names_of(other)
        )

    def _tells_rows(self, column: Column, least: int) -> bool:
        """Return whether each row has a cell of its own, of so many at least."""
        keys, different = self._keys_of(column)
        return len(keys) == len(different) >= least and "" not in different

    def _keys_of(self, column: Column) -> tuple[list[str], frozenset[str]]:
        """Return the keys of a column's cells, and which there are."""
        known = self._keys.get(id(column))
        if known is None:
            keys = [_key(text) for text in column.texts]
            known = self._keys[id(column)] = keys, frozenset(keys)
        return known

    def _header_of(self, column: Column) -> tuple[str, ...]:
        known = self._headers.get(id(column))
        if known is None:
            known = self._headers[id(column)] = tokens(bare_header(column.name))
        return known

    def _names_of(self, family: Family) -> set[str]:
        """Return the words that tables are called by."""
        known = self._names.get(id(family))
        if known is None:
            known = self._names[id(family)] = {
                token
                for table in family.tables
                for token in tokens(f"{table.heading[-1] if table.heading else ''} {table.name}")
            }
        return known


def _may_be_key(column: Column) -> bool:
    return column.kind != "date" and not column.decimals


def _key(text: str) -> str:
    return "" if is_nothing(text) else " ".join(text.casefold().split()).removesuffix(".0")


def _name(name: str, taken: set[str]) -> str:
    made, number = name, 2
    while made.casefold() in taken:
        made, number = f"{name} {number}", number + 1
    taken.add(made.casefold())
    return made


def _picked(column: Column, at: Sequence[int | None]) -> Column:
    return Column(
        column.name,
        column.kind,
        tuple(None if index is None else column.values[index] for index in at),
        tuple("" if index is None else column.texts[index] for index in at),
        tuple("" if index is None else column.units[index] for index in at) if column.units else (),
        column.decimals,
        frozenset(row for row, index in enumerate(at) if index in column.unread),
        column.doubtful,
    )
