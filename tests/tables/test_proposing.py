"""A model's query is shown only where it is about the question, all of it and nothing else."""

from __future__ import annotations

import pytest

from assistant.tables.data.database import QueryRefused, TableDatabase
from assistant.tables.query.proposing import Proposal, query_in, run_proposal, schema
from tests.tables.made import TODAY, together

OF = together(
    (
        "invoices.csv",
        "Date,Supplier,Item,Amount,Status\n2024-01-03,Medline,Gloves,100,paid\n2024-02-17,Hartmann,Gloves,80,open\n"
        "2025-03-05,Medline,Masks,240,paid\n",
    )
)


def proposed(question: str, query: str) -> Proposal:
    with TableDatabase([OF]) as database:
        return run_proposal(question, query, database, TODAY, "en")


def test_a_query_that_covers_the_question_is_sound_and_cites_its_rows() -> None:
    made = proposed(
        "What was the total of Medline in 2024?",
        "SELECT SUM(\"Amount\") FROM invoices WHERE \"Supplier\" = 'Medline' AND \"Date\" BETWEEN '2024-01-01' AND '2024-12-31'",
    )
    assert (made.is_sound, made.result.rows, made.cited) == (True, ((100.0,),), (0,))


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "What was the total of Medline in 2024?",
            "SELECT SUM(Amount) FROM invoices WHERE Supplier = 'Medline'",
        ),
        (
            "What was the total of Medline in 2024?",
            "SELECT SUM(Amount) FROM invoices WHERE Date LIKE '2024%'",
        ),
        (
            "What was the total of Medline?",
            "SELECT SUM(Amount) FROM invoices WHERE Supplier = 'Medline' AND Status = 'paid'",
        ),
        (
            "What was the total of Medline?",
            "SELECT SUM(Amount) FROM invoices WHERE Supplier = 'Medline' AND Amount > 50",
        ),
        ("What was the total of Medline?", "SELECT AVG(Amount) FROM invoices WHERE Supplier = 'Medline'"),
        ("What was the total of blue gloves?", "SELECT SUM(Amount) FROM invoices WHERE Item = 'Gloves'"),
        ("How many invoices are over 90 euros?", "SELECT COUNT(*) FROM invoices"),
    ],
)
def test_a_query_that_leaves_out_or_adds_a_condition_is_not(question: str, query: str) -> None:
    assert not proposed(question, query).is_sound


@pytest.mark.parametrize(
    "query",
    ["DROP TABLE invoices", "SELECT 1", "SELECT SUM(Price) FROM invoices", "SELECT SUM(Amount) FROM library"],
)
def test_a_query_that_is_none_of_ours_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused):
        proposed("What was the total?", query)


@pytest.mark.parametrize(
    ("reply", "query"),
    [
        ("```sql\nSELECT 1 FROM a;\n```\nThis sums.", "SELECT 1 FROM a"),
        ("Sure! SELECT a\nFROM b\n\nHope it helps", "SELECT a\nFROM b"),
        ("NONE", ""),
        ("SELECT " + "x" * 5_000, ""),
    ],
)
def test_the_query_is_taken_out_of_a_reply(reply: str, query: str) -> None:
    assert query_in(reply) == query


def test_a_model_is_told_of_columns_and_a_few_rows() -> None:
    assert schema([OF]).splitlines()[:2] == [
        'Table "invoices": "Date" TEXT date, "Supplier" TEXT, "Item" TEXT, "Amount" REAL, "Status" TEXT',
        "  ('2024-01-03', 'Medline', 'Gloves', 100, 'paid')",
    ]
