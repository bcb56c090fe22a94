"""Run queries over tables in a database in memory.

Read-only, one statement, bounded in time, rows and functions.

Source: SQLite, "Compile-time Authorization Callbacks" (sqlite3_set_authorizer) and "Query Progress Callbacks".
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from types import TracebackType
from typing import Self

from assistant.frozen import dataclass
from assistant.tables.data.cells import Column, Value
from assistant.tables.data.reading import Place, Table
from assistant.text import encodable

MOST_RESULT_ROWS = 200
MOST_SECONDS = 2.0
"""What a query may give, and how long it may take."""
_MOST_QUERY_CHARS = 4_000
_MOST_CELL_CHARS = 100_000
_STEPS = 2_000
ROW = "row_number_"
"""A column of every table: the row's place, from 0."""
UNIT = " unit"
"""What the column of a column's units is called after its name."""
_ALLOWED_FUNCTIONS = """
sum total avg count min max abs round lower upper length substr substring like instr trim ltrim rtrim coalesce ifnull nullif
strftime date julianday iif rank dense_rank row_number
"""
_FUNCTIONS = frozenset(_ALLOWED_FUNCTIONS.split())
_ALLOWED = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION))


class QueryRefused(Exception):
    """A query was not run, or not to its end.

    Attributes:
        reason: "syntax", "writes", "time", "columns" or "empty".
        what: What SQLite says, for the log.
    """

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(what or reason)
        self.reason = reason
        self.what = what


@dataclass(frozen=True, slots=True)
class Family:
    """Tables of one header, queried as one.

    Attributes:
        name: Of the SQL table.
        tables: What it is made of.
        columns: With the cells of all of them.
        origins: Of each row, the number of its table.
        places: Of each row.
        own: Of two tables that were put together, how many columns are the first one's; else 0.
        key: The column by which they were; else empty.
    """

    name: str
    tables: tuple[Table, ...]
    columns: tuple[Column, ...]
    origins: tuple[int, ...]
    places: tuple[Place, ...]
    own: int = 0
    key: str = ""

    def column(self, name: str) -> Column:
        """Return a column by its name.

        Raises:
            KeyError: There is none.
        """
        for column in self.columns:
            if column.name.casefold() == name.casefold():
                return column
        raise KeyError(name)

    def unit_column(self, name: str) -> str:
        """Return the name of the column in which a column's units stand."""
        taken = {column.name.casefold() for column in self.columns}
        made = name + UNIT
        while made.casefold() in taken:
            made += "_"
        return made

    @property
    def has_units(self) -> frozenset[str]:
        """Names of columns whose rows have different units.

        Those stand in a column of their own.
        """
        return frozenset(
            column.name
            for column in self.columns
            if column.kind == "number"
            and len(
                {unit for unit, value in zip(column.units, column.values, strict=True) if value is not None}
            )
            > 1
        )


def family(tables: Sequence[Table]) -> Family | None:
    """Put tables with one header together; None where their columns differ in kind."""
    columns = list(tables[0].columns)
    for table in tables[1:]:
        for at, column in enumerate(table.columns):
            joined = _joined(columns[at], column)
            if joined is None:
                return None
            columns[at] = joined
    origins = tuple(number for number, table in enumerate(tables) for _ in table.places)
    places = tuple(place for table in tables for place in table.places)
    return Family(_shared_name(tables), tuple(tables), tuple(columns), origins, places)


def _shared_name(tables: Sequence[Table]) -> str:
    """Return what the names of tables begin with; the first where that is little."""
    names = [sql_name(one) for one in tables]
    shared = os.path.commonprefix(names)  # noqa: RUF071 - of names, not of paths
    if any(_INSIDE_WORD.match(name, len(shared) - 1) for name in names if shared):
        shared = shared.rpartition("_")[0]
    shared = shared.strip("_")
    return shared if len(shared) >= _LEAST_SHARED_NAME else names[0]


def _joined(one: Column, other: Column) -> Column | None:
    if one.kind != other.kind:
        if all(value is None for value in one.values):
            one = replace(
                one, kind=other.kind, units=("",) * len(one.values) if other.kind == "number" else ()
            )
        elif all(value is None for value in other.values):
            other = replace(
                other, kind=one.kind, units=("",) * len(other.values) if one.kind == "number" else ()
            )
        else:
            return None
    shift = len(one.values)
    return Column(
        one.name,
        one.kind,
        one.values + other.values,
        one.texts + other.texts,
        one.units + other.units,
        max(one.decimals, other.decimals),
        one.unread | {index + shift for index in other.unread},
        one.doubtful or other.doubtful,
    )


_LEAST_SHARED_NAME = 3
_INSIDE_WORD = re.compile(r"[a-z]{2}|\d{2}")


def sql_name(table: Table) -> str:
    """Return a name for a table in a query, from its file and sheet."""
    stem = PurePath(table.source).stem
    words = f"{stem} {table.heading[-1]}" if table.heading and table.heading[-1] not in stem else stem
    return re.sub(r"\W+", "_", words.strip()).strip("_").lower()[:40] or "table"


def quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Value) -> str:
    """Return a value as SQL writes it."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else f"{value:.15g}"


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave.

    Attributes:
        columns: The names of its columns.
        rows: Its rows.
        is_cut: Whether there are more rows.
        read: Table and column of each cell that was looked at; the column is empty where only rows were counted.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    is_cut: bool
    read: frozenset[tuple[str, str]]


class TableDatabase:
    """Tables in a database in memory that nothing can be written to.

    Args:
        families: What is queried.
    """

    def __init__(self, families: Sequence[Family]) -> None:
        self.families = tuple(families)
        self._read: set[tuple[str, str]] = set()
        self._deadline = 0.0
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        try:
            self._db.execute("PRAGMA temp_store = MEMORY")  # nothing of a document goes to a file
            for one in families:
                self._fill(one)
            self._db.execute("PRAGMA query_only = ON")
            self._db.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _MOST_QUERY_CHARS * 20)
            self._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 8_000_000)
            self._db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            self._db.setlimit(sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 8)
            self._db.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 60)
            self._db.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200)
            self._db.set_authorizer(self._authorized)
            self._db.set_progress_handler(self._is_late, _STEPS)
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def _fill(self, one: Family) -> None:
        units = one.has_units
        names = [
            ROW,
            *(column.name for column in one.columns),
            *(one.unit_column(column.name) for column in one.columns if column.name in units),
        ]
        kinds = {"number": "REAL", "date": "TEXT", "text": "TEXT COLLATE NOCASE"}
        types = [
            "INTEGER PRIMARY KEY",
            *(kinds[column.kind] for column in one.columns),
            *("TEXT" for _ in units),
        ]
        declared = ", ".join(
            f"{quoted(encodable(name))} {kind}" for name, kind in zip(names, types, strict=True)
        )
        self._db.execute(f"CREATE TABLE {quoted(one.name)} ({declared})")
        data: list[Sequence[Value]] = [
            range(len(one.places)),
            *(_cells(column.values) for column in one.columns),
        ]
        data += [column.units for column in one.columns if column.name in units]
        self._db.execute("BEGIN")
        self._db.executemany(
            f"INSERT INTO {quoted(one.name)} VALUES ({','.join('?' * len(names))})", zip(*data, strict=True)
        )
        self._db.execute("COMMIT")

    def _authorized(
        self, action: int, first: str | None, second: str | None, _database: str | None, _by: str | None
    ) -> int:
        if action not in _ALLOWED:
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FUNCTIONS:
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_READ:
            if (first or "").lower().startswith("sqlite_"):
                return sqlite3.SQLITE_DENY
            self._read.add((first or "", second or ""))
        return sqlite3.SQLITE_OK

    def _is_late(self) -> int:
        return int(time.monotonic() > self._deadline)

    def run(self, query: str, most_rows: int = MOST_RESULT_ROWS) -> Result:
        """Run a query.

        Args:
            query: One SELECT.
            most_rows: Most rows to give.

        Raises:
            QueryRefused: It is no such query, would write, uses what is not allowed, or takes too long.
        """
        if len(query) > _MOST_QUERY_CHARS * 20 or not re.match(r"\s*(?:select|with)\b", query, re.IGNORECASE):
            raise QueryRefused("syntax", "it is no SELECT")
        self._read.clear()
        self._deadline = time.monotonic() + MOST_SECONDS
        try:
            cursor = self._db.execute(query)
            rows = cursor.fetchmany(most_rows + 1)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise QueryRefused(_reason(str(error)), str(error)) from error
        columns = tuple(str(one[0]) for one in cursor.description or ())
        cursor.close()
        return Result(
            columns,
            tuple(tuple(row) for row in rows[:most_rows]),
            len(rows) > most_rows,
            frozenset(self._read),
        )


def _cells(values: Sequence[Value]) -> Sequence[Value]:
    return [encodable(value[:_MOST_CELL_CHARS]) if isinstance(value, str) else value for value in values]


def _reason(error: str) -> str:
    if "interrupted" in error:
        return "time"
    if "authorized" in error or "prohibited" in error or "readonly" in error or "query_only" in error:
        return "writes"
    return "columns" if "no such" in error else "syntax"
