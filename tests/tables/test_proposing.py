"""A model's query is shown only where it is about the question, all of it and nothing else."""

from __future__ import annotations

import pytest

from assistant.tables.data.database import QueryRefused, TableDatabase
from assistant.tables.query.proposing import (
    Proposal,
    query_in,
    run_proposal,
    schema,
    with_bounds,
    with_cells,
    with_names,
    with_times,
)
from tests.tables.made import TODAY, computed, together

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
        ("SELECT供应商 FROM 进货", "SELECT 供应商 FROM 进货"),
        ("SELECT a FROM b WHERE c = 'Byå'", "SELECT a FROM b WHERE c = 'Byå'"),
        ("NONE", ""),
        ("SELECT " + "x" * 5_000, ""),
    ],
)
def test_the_query_is_taken_out_of_a_reply(reply: str, query: str) -> None:
    assert query_in(reply) == query


WORKSHOP = together(
    (
        "jobs.csv",
        "Job no,Order,State,Fee (EUR),Customer code\n1,A1,done,100,K1\n2,A2,done,80,K2\n3,A3,called off,60,K1\n4,A4,done,20,K1\n",
    )
)
CUSTOMERS = together(("customers.csv", "Customer code,Name,Town\nK1,Mill Inn,Aske\nK2,Hall Farm,Brough\n"))


def test_a_model_is_told_all_values_of_a_column_where_they_come_again() -> None:
    told = schema([WORKSHOP]).splitlines()
    assert "  State TEXT, -- 'done', 'called off'" in told
    assert "  Order_ TEXT, -- such as 'A1'" in told
    assert "  Fee_EUR REAL, -- EUR" in told


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT SUM(Fee_EUR) FROM jobs", 'SELECT SUM("Fee (EUR)") FROM jobs'),
        ("SELECT SUM(T1.Fee (EUR)) FROM jobs T1", 'SELECT SUM(T1."Fee (EUR)") FROM jobs T1'),
        ("SELECT Jobno FROM jobs ORDER BY Order_", 'SELECT "Job no" FROM jobs ORDER BY "Order"'),
        (
            'SELECT "Job no" FROM jobs WHERE State = "done"',
            "SELECT \"Job no\" FROM jobs WHERE State = 'done'",
        ),
        ('SELECT "Customer" FROM jobs', "SELECT [Customer] FROM jobs"),
        ('SELECT "fee_eur" FROM jobs', 'SELECT "Fee (EUR)" FROM jobs'),
        (
            "SELECT \"Job no\" FROM jobs WHERE State = 'Job no'",
            'SELECT "Job no" FROM jobs WHERE "State" = \'Job no\'',
        ),
    ],
)
def test_names_that_a_model_writes_otherwise_are_put_right(query: str, named: str) -> None:
    made = with_names(query, [WORKSHOP])
    assert made.replace('"jobs"', "jobs").replace('"State"', "State") == named.replace('"State"', "State")


def test_a_query_over_two_tables_is_never_taken_for_sound() -> None:
    query = 'SELECT SUM("Fee (EUR)") + (SELECT SUM("Fee (USD)") FROM abroad) FROM jobs'
    abroad = together(("abroad.csv", "Job no,Fee (USD)\n1,50\n2,60\n"))
    with TableDatabase([WORKSHOP, abroad]) as database:
        made = run_proposal("What is the total fee of jobs?", query, database, TODAY, "en")
    assert (made.is_sound, made.is_likely, made.reason) == (False, False, "units")


def test_the_name_that_tables_share_ends_with_a_word() -> None:
    both = together(
        ("report march.csv", "Date,Fish,Amount\n2026-01-03,koi,100\n2026-02-03,koi,80\n"),
        ("report may.csv", "Date,Fish,Amount\n2026-08-03,koi,50\n2026-09-03,tench,20\n"),
    )
    assert both.name == "report"


def test_a_column_that_is_called_as_a_function_leaves_functions_alone() -> None:
    counted = together(("hens.csv", "Pen,Count\nA,5\nA,7\nB,9\n"))
    assert with_names("SELECT COUNT(*) FROM hens WHERE Count_ > 5", [counted]).endswith('WHERE "Count" > 5')
    assert "COUNT(*)" in with_names("SELECT COUNT(*) FROM hens", [counted])


def test_sheets_of_one_kind_are_told_under_what_their_names_share() -> None:
    halves = together(
        ("sales 2026 first half.csv", "Date,Fish,Amount\n2026-01-03,koi,100\n2026-02-03,koi,80\n"),
        ("sales 2026 second half.csv", "Date,Fish,Amount\n2026-08-03,koi,50\n2026-09-03,tench,20\n"),
    )
    assert halves.name == "sales_2026"
    with TableDatabase([halves]) as database:
        made = run_proposal(
            "What was the total amount of the first half?",
            "SELECT SUM(Amount) FROM sales_2026",
            database,
            TODAY,
            "en",
        )
    assert (made.result.rows, made.is_sound, made.uncovered) == (((250.0,),), False, ("first",))


def test_a_query_over_two_tables_may_be_shown() -> None:
    query = (
        "SELECT Name, SUM(Fee_EUR) FROM jobs JOIN customers ON jobs.Customer_code = customers.Customer_code "
        "GROUP BY Name ORDER BY SUM(Fee_EUR) DESC LIMIT 1"
    )
    with TableDatabase([WORKSHOP, CUSTOMERS]) as database:
        made = run_proposal(
            "Which customer brought the highest fee?",
            with_names(query, database.families),
            database,
            TODAY,
            "en",
        )
    assert (made.result.rows, made.is_likely) == ((("Mill Inn", 180.0),), True)


@pytest.mark.parametrize(
    ("question", "query", "likely"),
    [
        ("What did finished jobs bring, fee?", "SELECT SUM(Fee_EUR) FROM jobs WHERE State = 'done'", True),
        ("How much is the insurance of the van next year?", "SELECT SUM(Fee_EUR) FROM jobs", False),
        ("What did finished jobs bring, fee?", "SELECT SUM(Fee_EUR) FROM jobs WHERE State = 'open'", False),
        ("What is the average fee of jobs?", "SELECT SUM(Fee_EUR) FROM jobs", False),
    ],
)
def test_a_query_that_leaves_little_out_may_be_shown_with_that(
    question: str, query: str, likely: bool
) -> None:
    with TableDatabase([WORKSHOP]) as database:
        made = run_proposal(question, with_names(query, [WORKSHOP]), database, TODAY, "en")
    assert (made.is_sound, made.is_likely) == (False, likely)


def test_a_model_is_told_of_columns_and_what_they_hold() -> None:
    assert schema([OF]).splitlines() == [
        "CREATE TABLE invoices (",
        "  Date TEXT, -- date, 2024-01-03 to 2025-03-05",
        "  Supplier TEXT, -- such as 'Medline'",
        "  Item TEXT, -- such as 'Gloves'",
        "  Amount REAL,",
        "  Status TEXT, -- such as 'paid'",
        ");",
    ]


def test_a_model_is_told_the_cells_that_a_question_names_and_what_is_empty() -> None:
    hire = together(
        (
            "hire.csv",
            "Tool,Hirer,Back on,Charge,Note\nSaw,Birk Farm,2026-02-03,40,\nDrill,Ode Mill,,25,broken handle\nPump,Birk Farm,2026-03-09,,\n"
            "Crane,Vale Works,2026-04-01,90,late call\n",
        )
    )
    told = schema([hire], "What did the mill pay for the drill with the broken handle?").splitlines()
    assert told[1:-1] == [
        "  Tool TEXT, -- such as 'Drill'",
        "  Hirer TEXT, -- such as 'Ode Mill'",
        "  Back_on TEXT, -- date, 2026-02-03 to 2026-04-01, some empty",
        "  Charge REAL, -- some empty",
        "  Note TEXT, -- such as 'broken handle'",
    ]


@pytest.mark.parametrize(
    ("question", "reckons"),
    [
        ("Which bills are overdue now?", True),
        ("哪些账单现在还没付？", True),
        ("Which visas end before the end of 2026?", False),
        ("2026年底前到期的有哪些？", False),
    ],
)
def test_a_model_is_told_the_day_only_where_a_question_reckons_from_it(question: str, reckons: bool) -> None:
    assert (TODAY.isoformat() in with_times(question, TODAY)) is reckons


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("Which jobs brought nothing?", 'SELECT "Job no" FROM jobs WHERE "Fee (EUR)" = 0'),
        ("jobs with no fee left", 'SELECT "Job no" FROM jobs WHERE "Fee (EUR)" IS NULL'),
    ],
)
def test_words_for_nothing_are_what_a_condition_for_nothing_says(question: str, query: str) -> None:
    with TableDatabase([WORKSHOP]) as database:
        made = run_proposal(question, query, database, TODAY, "en", lists=True)
    assert not {"no", "left", "nothing"} & {*made.uncovered}
    assert made.reason == ""


def test_what_is_open_is_said_by_one_column_set_off_against_another() -> None:
    bills = together(("bills.csv", "Who,Sum,Paid\nOde,100,40\nBirk,80,80\nVale,60,0\n"))
    with TableDatabase([bills]) as database:
        made = run_proposal(
            "who has paid only part of the sum",
            'SELECT "Who" FROM bills WHERE "Paid" < "Sum" AND "Paid" > 0',
            database,
            TODAY,
            "en",
            lists=True,
        )
    assert (made.result.rows, made.uncovered, made.is_likely) == ((("Ode",),), (), True)


@pytest.mark.parametrize(
    ("query", "agrees"),
    [
        ('SELECT SUM("Amount") FROM invoices WHERE "Supplier" = \'Medline\'', True),
        ('SELECT SUM("Amount") FROM invoices', False),
        ('SELECT "Amount" FROM invoices WHERE "Supplier" = \'Medline\'', False),
    ],
)
def test_a_query_agrees_with_a_reading_that_comes_to_the_same_figure(query: str, agrees: bool) -> None:
    question = "What was the total amount of Medline?"
    outcome = computed(question, OF)
    assert proposed(question, query).comes_to(outcome) is agrees


HELPERS = together(
    (
        "helpers.csv",
        "Name,Hrs/wk,Permit until,Insured until,Role\nMarta Quill,12,2026-01-31,2026-08-31,Driver\nOve Lind,20,2027-02-28,2025-12-31,Cook\n"
        "Ove Strand,8,2026-05-31,2026-05-31,Cook\n",
    )
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("= 'Marta'", "= 'Marta Quill'"),
        ("!= 'marta quill'", "!= 'Marta Quill'"),
        ("= 'Ove'", "= 'Ove'"),
        ("= 'Bert'", "= 'Bert'"),
        ("= 'Ove Lind'", "= 'Ove Lind'"),
    ],
)
def test_a_cell_that_a_query_names_in_part_is_the_one_that_there_is(said: str, meant: str) -> None:
    query = f'SELECT SUM("Hrs/wk") FROM helpers WHERE "Name" {said}'
    assert with_cells(query, [HELPERS]) == f'SELECT SUM("Hrs/wk") FROM helpers WHERE "Name" {meant}'


@pytest.mark.parametrize(("column", "likely"), [("Permit until", True), ("Insured until", False)])
def test_a_query_that_passes_over_the_column_that_is_named_is_not_shown(column: str, likely: bool) -> None:
    with TableDatabase([HELPERS]) as database:
        query = f'SELECT "Name" FROM helpers WHERE "{column}" <= \'2026-12-31\''
        question = "which helpers have a permit that runs out by the end of 2026"
        made = run_proposal(question, query, database, TODAY, "en", lists=True)
    assert made.is_likely is likely


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("which permits run out before the end of 2026", "(until 2026-12-31)"),
        ("2026年底前到期的有哪些", "(until 2026-12-31)"),
        ("what came in since the start of 2022", "(from 2022-01-01)"),
        ("hours in the second half of 2025", "(2025-07-01 to 2025-12-31)"),
    ],
)
def test_a_model_is_told_the_days_that_a_question_means(question: str, days: str) -> None:
    assert with_times(question, TODAY) == f"{question} {days}"


@pytest.mark.parametrize(
    ("day", "covered"), [("2026-12-31", True), ("2027-01-01", True), ("2026-10-31", False)]
)
def test_a_time_is_held_against_the_bounds_of_a_query(day: str, covered: bool) -> None:
    with TableDatabase([HELPERS]) as database:
        query = f'SELECT "Name" FROM helpers WHERE "Permit until" <= \'{day}\''
        made = run_proposal(
            "names with a permit until the end of 2026", query, database, TODAY, "en", lists=True
        )
    assert (made.reason == "") is covered


@pytest.mark.parametrize(
    ("question", "compared", "meant"),
    [
        ("which permits ran out before 2026", "<= '2026-12-31'", "< '2026-01-01'"),
        ("which permits run out before the end of 2026", "< '2026-10-31'", "< '2027-01-01'"),
        ("permits given since the start of 2022", "> '2022-12-31'", ">= '2022-01-01'"),
        ("permits given since the start of 2022", ">= '2022-01-01'", ">= '2022-01-01'"),
        ("which permits ran out before 2026", "> '2026-12-31'", "> '2026-12-31'"),
        ("which permits run out next", "< '2026-12-31'", "< '2026-12-31'"),
    ],
)
def test_the_day_that_a_query_compares_with_is_put_right(question: str, compared: str, meant: str) -> None:
    query = "SELECT Name FROM helpers WHERE Permit {}"
    assert with_bounds(query.format(compared), question, TODAY) == query.format(meant)


def test_nothing_left_is_no_difference() -> None:
    stores = together(("stores.csv", "Seed,Sacks\nOats,4\nRye,0\nBarley,0\n"))
    with TableDatabase([stores]) as database:
        query = 'SELECT "Seed" FROM stores WHERE "Sacks" = 0'
        made = run_proposal("seed with no sacks left", query, database, TODAY, "en")
    assert (made.reason, made.uncovered, made.is_likely) == ("", (), True)
