"""Tell who somebody is, who bears a role, or who is in a group, by a register.

A register is a table in which each row names another person, or another thing where it is asked where that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.agent.numbers.row_facts import Row, people_of, tells_apart
from assistant.frozen import dataclass
from assistant.languages import is_function_word, plain
from assistant.regexes import lazy_regex
from assistant.tables.data.cells import Column
from assistant.tables.data.reading import Table
from assistant.tables.data.words import IS_HAN, tokens

MOST_SHOWN = 3
"""Rows in which somebody stands that are said."""
MOST_IN_GROUP = 50
"""Most people of a group that are named."""
_PLACE = lazy_regex(
    r"\b(?:where|place|location|room|shelf|store|site|warehouse|kept|whereabouts|state|status)\b|位置|地点|存放|所在|库位|柜|状态|现状|去向",
    re.IGNORECASE,
)
"""Headers of columns that tell where a thing is."""
_NEGATES = frozenset(("not", "no"))


@dataclass(frozen=True, slots=True)
class Registered:
    """People whom a question asks for.

    Attributes:
        rows: Where they stand.
        names: What each is called there.
        by_name: Whether the question names them, and not their role or group.
    """

    rows: tuple[Row, ...]
    names: tuple[str, ...]
    by_name: bool


def registered(asked: str, tables: Sequence[Table], *, group: bool) -> Registered | None:
    """Return the people that tables hold under a name, a role or a group.

    Args:
        asked: The name, the role or the group, as a question says it.
        tables: Where they may stand.
        group: Whether all of a group are asked for.

    Returns:
        None where no register holds it, or more people than are asked for.
    """
    wanted = _words(asked)
    named: list[tuple[Row, str]] = []
    bearing: list[tuple[Row, str]] = []
    for table in tables:
        people = people_of(table)
        if people is None or not wanted:
            continue
        named += [(row, row.cell(people)) for row in _holding(table, [people], wanted)]
        others = [one for one in table.columns if one.kind == "text" and one is not people]
        found = [(row, row.cell(people)) for row in _holding(table, others, wanted)]
        bearing += [(row, name) for row, name in found if name]
    most = MOST_IN_GROUP if group else MOST_SHOWN
    for people_found, by_name in ((named, True), (bearing, False)):
        if people_found and len(people_found) <= most and not (by_name and group):
            rows, names = zip(*people_found, strict=True)
            return Registered(rows, names, by_name)
    return None


def kept_at(asked: str, tables: Sequence[Table]) -> Registered | None:
    """Return the rows of a thing in tables that tell where each is.

    Args:
        asked: What the thing is called, as a question says it.
        tables: Where it may stand.

    Returns:
        None where none holds it by its whole name.
    """
    wanted, found = _words(asked), list[tuple[Row, str]]()
    for table in tables:
        if wanted and any(_PLACE.search(one.header) for one in table.columns):
            things = [one for one in table.columns if one.kind == "text" and tells_apart(one)]
            found += [(row, asked) for row in _holding(table, things, wanted)]
    if not 0 < len(found) <= MOST_SHOWN:
        return None
    rows, names = zip(*found, strict=True)
    return Registered(rows, names, by_name=True)


def _holding(table: Table, columns: Sequence[Column], wanted: Sequence[str]) -> Iterator[Row]:
    for at in range(len(table.places)):
        row = Row(table, at)
        if any(_words(row.cell(one)) == wanted for one in columns):
            yield row


def _words(text: str) -> Sequence[str]:
    """Return the words by which two names are one: Chinese ones in their order."""
    said = tokens(plain(text))
    own = [one for one in said if one in _NEGATES or not is_function_word(one, "en")] or said  # IT
    return own if any(map(IS_HAN.match, own)) else sorted(set(own))
