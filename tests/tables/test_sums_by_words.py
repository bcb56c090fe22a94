"""Figures that a question asks for by its units, its people, its times and its countries, without a model."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.languages import plain
from assistant.tables.question.asking import asked
from assistant.tables.question.periods import periods
from tests.tables.made import computed, figures, planned, together

TREES = together(
    (
        "树苗订单.csv",
        "单号,客户,类型,签单日,经手,合同额(元),已收(元),备注\nM1,松岭公园,造林,2025-01-06,杜若,5200,5200,\nM2,柳塘小学,绿篱,2025-02-11,杜若,900,0,已催一次\n"
        "M3,松岭公园,造林,2025-02-20,蔺青,7100,3000,\nM4,石桥镇,绿篱,2025-02-27,蔺青,1300,1300,已催一次\n",
    )
)
WATER = together(
    (
        "浇水记录.csv",
        "日期,棚号,工人,用水(L),工时(h),费用￥,备注\n2025-01-03,1号棚,姜禾,120.5,2,30,\n2025-01-09,2号棚,姜禾,80,1.5,20,\n"
        "2025-01-17,1号棚,祁山,150,4,45,\n2025-02-02,2号棚,祁山,60,1,15,换泵\n2025-02-08,1号棚,姜禾,70,1,18,\n",
    )
)
MILK = together(
    (
        "收奶登记1-2月.csv",
        "序,到站日,供货方,品类,收奶kg,退奶kg,起订kg,应付金额,付款日,退奶原因\n1,2025-01-04,青原牧场,生奶,900,40,50,3600,2025-02-01,酸度\n2,2025-01-19,河湾牧场,生奶,700,,50,2800,,\n"
        "3,2025-02-06,青原牧场,羊奶,300,25,20,2400,2025-03-01,有异味\n4,2025-02-21,河湾牧场,羊奶,500,30,20,4000,,酸度\n",
    )
)
CREW = together(
    (
        "船员名册.csv",
        "工号,姓名,岗位,入职,证书有效至,体检有效至\n1,霍山,船长,2014-03-01,2028-03-02,2027-06-10\n2,蓝溪,水手,2024-07-06,2029-01-01,2026-07-01\n3,乔木,轮机,2019-05-16,2030-05-11,2027-06-10\n",
    )
)
TEAS = together(
    (
        "tea list.csv",
        "Code,Tea,Origin,Trade £/kg,Stk (kg)\nT1,Sencha,Japan,40,12\nT2,Matcha,Japan,90,3\nT3,Assam,India,22,30\nT4,Oolong,China,35,8\n",
    )
)
BOATS = together(
    (
        "yard log.csv",
        "Job,Date,Boat,Fitter,Hrs,Travel (mi)\n1,2025-01-03,Heron,Ned Roe,5,12\n2,2025-01-05,Teal,Ida Marsh,2,30\n3,2025-01-06,Teal,Ned Roe,2,8\n4,2025-02-01,Teal,Ida Marsh,2,8\n5,2025-02-03,Heron,Ned Roe,4,\n",
    )
)
BILLS = together(
    (
        "bills.csv",
        "No,Date,Customer,Amt net £,Paid £,Open £,Note\nB1,2025-01-03,Hale,100,100,0,\nB2,2025-01-08,Imber,250,0,250,\nB3,2025-02-03,Jolly,80,,80,\nB4,2025-02-09,Hale,90,40,50,part payment\n",
    )
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("姜禾一月浇了多少升水", ((200.5,),)),
        ("谁用的水最多，多少升", (("姜禾", 270.5),)),
        ("谁的工时最多？多少小时", (("祁山", 5.0),)),
        ("1月2号棚平均用水多少升", ((80.0,),)),
    ],
)
def test_what_is_asked_for_by_its_unit(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, WATER) == rows


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("1到2月进货应付总额", ((12800.0,),)),
        ("退奶最多的是哪家，多少公斤", (("青原牧场", 65.0),)),
        ("一月份进货一共多少钱", ((6400.0,),)),
    ],
)
def test_what_came_in_by_its_own_day_and_firm(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, MILK) == rows


@pytest.mark.parametrize(
    ("question", "rows"),
    [("二月份签了多少钱的单子", ((9300.0,),)), ("造林平均一单多少钱", ((6150.0,),))],
)
def test_what_was_signed(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, TREES) == rows


def test_the_latest_time_is_no_remark() -> None:
    asked = planned("最近一次签的单子是哪家的，谁经手", TREES)
    assert asked is not None
    assert not asked.filters
    assert computed("最近一次签的单子是哪家的，谁经手", TREES).rows[0][0] == "2025-02-27"


def test_the_last_to_come_among_other_days() -> None:
    outcome = computed("最近一个进公司的船员是谁，哪天来的", CREW)
    assert outcome.is_computed
    assert "2024-07-06" in outcome.rows[0]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("average trade price of the Japanese teas", ((65.0,),)),
        ("how many kg of Indian tea do we have in stock", ((30.0,),)),
    ],
)
def test_a_country_is_said_of_its_things(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, TEAS) == rows


def test_the_most_of_a_figure_is_no_count() -> None:
    assert figures("which boat ate the most hours in the yard log, and how many", BOATS) == (("Heron", 9.0),)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("miles driven for the jobs, all together", ((58.0,),)),
        ("how many hours did Ned Roe work in January 2025", ((7.0,),)),
        ("hours worked on Teal altogether", ((6.0,),)),
    ],
)
def test_what_is_named_by_its_unit(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, BOATS) == rows


@pytest.mark.parametrize("question", ["what does Ned Roe earn an hour?", "what does Ida get paid per hour"])
def test_what_an_hour_costs_is_no_number_of_hours(question: str) -> None:
    assert figures(question, BOATS) == ()


@pytest.mark.parametrize(
    "question",
    ["how many bills have had no payment at all", "how many bills are without any payment so far?"],
)
def test_bills_without_a_payment(question: str) -> None:
    assert figures(question, BILLS) == ((2,),)


@pytest.mark.parametrize(
    ("said", "first"),
    [("10月1号库平均多少度", "2025-10"), ("10月1号的温度", "2025-10-01"), ("3月12号楼的电费", "2025-03")],
)
def test_the_number_of_a_store_is_no_day(said: str, first: str) -> None:
    assert [one.first for one in periods(plain(said), said, date(2025, 12, 1))] == [first]


@pytest.mark.parametrize("question", ["员工总数", "员工总人数是多少", "客户总数有多少"])
def test_the_number_of_people_is_counted_and_no_pay_added_up(question: str) -> None:
    found = asked(question)
    assert found is not None
    assert found.operation == "count"


@pytest.mark.parametrize(
    ("question", "operation", "ranks"),
    [
        ("最远的一趟跑了多少公里", "max", 1),
        ("最重的那车拉了多少吨", "max", 1),
        ("谁买得最多，买了多少公斤", "sum", 1),
    ],
)
def test_the_figure_of_the_first_row_is_no_sum(question: str, operation: str, ranks: int) -> None:
    found = asked(question)
    assert found is not None
    assert (found.operation, found.ranks) == (operation, ranks)
