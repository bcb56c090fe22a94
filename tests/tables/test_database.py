"""Queries are read-only, bounded, and see nothing but the tables."""

from __future__ import annotations

import pytest

from assistant.tables.data import database as databases
from assistant.tables.data.database import QueryRefused, TableDatabase
from tests.tables.made import together

OF = together(("a.csv", "Item,Amount\nGlove,10\nMask,20\nVisor,30\n"))
TABLE = OF.name


@pytest.mark.parametrize(
    "query",
    [
        f"DROP TABLE {TABLE}",
        f"DELETE FROM {TABLE}",
        f"INSERT INTO {TABLE} VALUES (9, 'x', 1)",
        f"UPDATE {TABLE} SET Amount = 0",
        "ATTACH DATABASE '/tmp/other.db' AS other",
        "PRAGMA query_only = OFF",
        "VACUUM INTO '/tmp/other.db'",
        "CREATE TABLE other (a)",
        f"SELECT * FROM {TABLE}; DROP TABLE {TABLE}",
        f"WITH x AS (SELECT 1) DELETE FROM {TABLE}",
        "SELECT load_extension('evil')",
        "SELECT randomblob(1000000000)",
        "SELECT group_concat(a.Item) FROM a",
        "SELECT printf('%1000000000d', 1)",
        "SELECT sql FROM sqlite_master",
        "SELECT * FROM pragma_table_info('a')",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "SELECT * FROM elsewhere",
        "SELECT nothing FROM a",
        "",
        "what is this?",
    ],
)
def test_a_query_that_is_no_plain_select_is_refused(query: str) -> None:
    with TableDatabase([OF]) as database:
        with pytest.raises(QueryRefused):
            database.run(query)
        assert database.run(f"SELECT sum(Amount) FROM {TABLE}").rows == ((60.0,),)


def test_a_query_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "MOST_SECONDS", 0.05)
    rows = "".join(f"I{number},{number}\n" for number in range(2_000))
    big = together(("big.csv", f"Item,Amount\n{rows}"))
    with TableDatabase([big]) as database, pytest.raises(QueryRefused) as refused:
        database.run("SELECT count(*) FROM big a, big b, big c WHERE a.Amount + b.Amount + c.Amount < 0")
    assert refused.value.reason == "time"


def test_a_result_is_cut_at_its_limit_and_says_so() -> None:
    with TableDatabase([OF]) as database:
        result = database.run(f"SELECT Item FROM {TABLE}", most_rows=2)
        assert (len(result.rows), result.is_cut) == (2, True)
        assert result.read == {(TABLE, "Item")}


def test_headers_and_cells_that_are_sql_are_only_words() -> None:
    evil = together(
        (
            "evil.csv",
            'Item"); DROP TABLE t; --,"Amount\'; DELETE FROM x",sqlite_master\n\'); DROP TABLE evil; --,10,a\n=SUM(A1:A9),20,b\n',
        )
    )
    with TableDatabase([evil]) as database:
        assert [name.startswith(("Item", "Amount", "sqlite")) for name in evil.tables[0].headers] == [
            True
        ] * 3
        assert database.run(f'SELECT count(*) FROM "{evil.name}"').rows == ((2,),)
        assert database.run(f'SELECT sum("{evil.columns[1].name}") FROM "{evil.name}"').rows == ((30.0,),)
