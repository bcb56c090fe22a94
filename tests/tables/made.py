"""Tables of small files, read by the real loaders, and questions put to them."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

from assistant.languages import language_of
from assistant.library.documents import StoredPassage
from assistant.tables.data.database import Family, TableDatabase, family
from assistant.tables.data.reading import Table, tables_of
from assistant.tables.query.computing import Outcome, compute
from assistant.tables.query.planning import Plan, plan
from ingest.chunking import passages
from ingest.loaders import load_bytes

TODAY = date(2025, 3, 1)


def stored(name: str, data: str | bytes, number: int = 1) -> list[StoredPassage]:
    """Read a file and cut it into passages, as a library keeps them."""
    document = load_bytes(data.encode() if isinstance(data, str) else data, PurePath(name))
    return [
        StoredPassage(
            1_000 * number + one.ordinal,
            number,
            one.ordinal,
            f"/docs/{name}",
            document.title,
            one.text,
            one.start,
            one.end,
            one.page,
            one.heading,
            one.key,
        )
        for one in passages(document)
    ]


def tables(name: str, data: str | bytes, number: int = 1) -> list[Table]:
    return tables_of(stored(name, data, number))


def table(name: str, data: str | bytes) -> Table:
    (only,) = tables(name, data)
    return only


def together(*files: tuple[str, str]) -> Family:
    made = family([one for number, (name, data) in enumerate(files, 1) for one in tables(name, data, number)])
    assert made is not None
    return made


def planned(question: str, of: Family) -> Plan | None:
    return plan(question, of, TODAY, language_of(question))


def computed(question: str, of: Family) -> Outcome:
    made = planned(question, of)
    assert made is not None
    with TableDatabase([made.family]) as database:
        return compute(made, database)


def figures(question: str, of: Family) -> tuple[tuple[object, ...], ...]:
    """Return what a question comes to; nothing where rows are shown in its place."""
    outcome = computed(question, of)
    return outcome.rows if outcome.is_computed else ()


def remarks(outcome: Outcome) -> list[str]:
    return [one.code for one in outcome.remarks]
