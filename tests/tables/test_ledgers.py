"""What is open of amounts, and what was paid of them, out of sheets of small firms."""

from __future__ import annotations

import pytest

from assistant.tables.data.cells import Column, Value
from assistant.tables.data.database import Family
from assistant.tables.data.derived import with_derived
from assistant.tables.data.ledgers import of_payment, open_amounts, paid_amounts
from tests.tables.made import computed, figures, planned, remarks, together

DAIRY = together(
    (
        "bills out 2024.csv",
        "Bill,Client,Day,Amount (EUR),Paid (EUR),Due\n"
        "2024-01,Mill Bakery,2024-02-03,500.00,500.00,2024-03-03\n"
        "2024-02,Ash Café,2024-02-10,320.00,120.00,2024-03-10\n"
        "2024-03,Mill Bakery,2024-03-01,260.00,0,2024-04-01\n"
        "2024-04,Grand Inn,2024-03-15,900.00,900.00,2024-04-15\n",
    )
)
PRESS = together(
    (
        "unpaid.csv",
        "invoice,customer,amount_gbp,paidGbp,reminders\n1,Reed Books,612.40,0.00,1\n2,Fair Gifts,940.00,940.00,0\n"
        "3,Quay Shop,421.90,200.00,2\n4,Reed Books,100.00,0.00,0\n",
    )
)
"""Headers joined by underscores and capitals."""
PAINTERS = together(
    (
        "应收账款2024.csv",
        "单号,客户,季度,金额(元),开单日期,到期日,付款日期,状态\n"
        "B-01,东湖学校,2024Q1,8000,2024-01-03,2024-01-20,2024-01-18,已付\n"
        "B-02,南门酒店,2024Q1,6000,2024-01-05,2024-01-20,,未付\n"
        "B-03,东湖学校,2024Q2,8000,2024-04-03,2024-04-20,2024-05-06,已付\n"
        "B-04,南门酒店,2024Q2,6000,2024-04-05,2024-04-20,,部分付款(已付2500)\n",
    )
)
MILK = together(
    (
        "milk.csv",
        "Farm,Keeper,Season,Litres\nF1,Ida Storm,2023,900\nF2,Odd Berg,2023,1400\nF1,Ida Storm,2024,950\n"
        "F2,Odd Berg,2024,1250\n",
    )
)
FAULTS = together(
    (
        "报修2024.csv",
        "报修号,日期,大楼,锅炉编号,故障类型,到达分钟,师傅\nBX-1,2024-01-05,北楼,3号,漏水,28,郭明\n"
        "BX-2,2024-01-17,南楼,1号,异响,110,严华\nBX-3,2024-02-03,北楼,3号,漏水,40,郭明\n"
        "BX-4,2024-03-02,东楼,2号,熄火,95,郭明\n",
    )
)
PARTS = together(
    (
        "配件价格.csv",
        "编号,名称,单价(元),供应商,交货天数\nK001,阀门,180,同利,3\nK002,水泵,2350,永升,10\nK003,点火器,640,同利,5\n"
        "K004,主板,1480,永升,12\n",
    )
)


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("How much did Ash Café pay?", DAIRY, ((120.0,),)),
        ("How much has been paid in total?", DAIRY, ((1520.0,),)),
        ("How much does Ash Café owe?", DAIRY, ((200.0,),)),
        ("How much is still unpaid in total?", DAIRY, ((460.0,),)),
        ("How many bills are unpaid?", DAIRY, ((2,),)),
        ("Which client has the biggest debt?", DAIRY, (("Mill Bakery", 260.0),)),
        ("What is the total of all bills in 2024?", DAIRY, ((1980.0,),)),
        ("How much does Reed Books owe us?", PRESS, ((712.4,),)),
        ("How much did Quay Shop pay?", PRESS, ((200.0,),)),
        ("Which customer owes the most?", PRESS, (("Reed Books", 712.4),)),
        ("未付的金额一共多少？", PAINTERS, ((9500.0,),)),
        ("南门酒店欠多少钱？", PAINTERS, ((9500.0,),)),
        ("还没付清的金额一共多少？", PAINTERS, ((9500.0,),)),
        ("2024年第二季度收了多少钱？", PAINTERS, ((10500.0,),)),
        ("2024年第二季度的金额合计是多少？", PAINTERS, ((14000.0,),)),
        ("Total litres for season 2024", MILK, ((2200.0,),)),
        ("What is the total of litres in 2023?", MILK, ((2300.0,),)),
        ("Total litres of 2023 and 2024", MILK, ((4500.0,),)),
        ("哪个大楼的故障最多？", FAULTS, (("北楼", 2),)),
        ("K001和K004一共多少钱？", PARTS, ((1660.0,),)),
    ],
)
def test_conditions_and_payments_are_kept(
    question: str, table: Family, rows: tuple[tuple[object, ...], ...]
) -> None:
    assert figures(question, table) == rows


@pytest.mark.parametrize(
    ("question", "table", "first"),
    [
        ("Who still owes us money?", DAIRY, ["2024-02", "2024-03"]),
        ("Which bills of Mill Bakery are still open?", DAIRY, ["2024-03"]),
        ("谁还没付款？", PAINTERS, ["B-02", "B-04"]),
        ("把配件按单价从高到低排列", PARTS, ["K002", "K004", "K003", "K001"]),
    ],
)
def test_rows_that_are_open_are_listed_with_those_paid_in_part(
    question: str, table: Family, first: list[str]
) -> None:
    assert [row[0] for row in figures(question, table)] == first


def test_what_is_owed_to_us_is_not_read_from_what_we_owe() -> None:
    bills = together(
        (
            "bills in.csv",
            "Bill,Supplier,Amount (EUR),Paid (EUR)\n1,Hay Ltd,300,0\n2,Corn & Co,200,200\n3,Hay Ltd,100,50\n",
        )
    )
    assert planned("How much do customers owe us in total?", bills) is None
    assert figures("How much do we owe suppliers in total?", bills) == ((350.0,),)


def test_a_part_whose_size_no_cell_says_is_told_as_unknown() -> None:
    some = together(
        (
            "jobs.csv",
            "Job,Amount (EUR),State\n1,100,paid\n2,80,part paid\n3,60,unpaid\n4,40,paid\n",
        )
    )
    (left,) = open_amounts(some)
    assert left.values == (0.0, None, 60.0, 0.0)
    (paid,) = paid_amounts(some)
    assert paid.values == (100.0, None, 0.0, 40.0)


def _paid_of(state: str) -> Value:
    """Return what is paid of 4,000 by a cell beside others that are plain."""
    table = together(
        (
            "bills.csv",
            "Bill,Amount (EUR),Payment\nB1,100,paid\nB2,300,unpaid\nB3,700,paid\nB4,900,unpaid\nB5,200,paid\nB6,600,unpaid\n"
            f'B7,4000,"{state}"\n',
        )
    )
    (paid,) = paid_amounts(table)
    assert paid.values[:6] == (100.0, 0.0, 700.0, 0.0, 200.0, 0.0)
    return paid.values[6]


@pytest.mark.parametrize(
    ("state", "paid"),
    [
        ("Paid in full", 4000.0),
        ("paid 3 May", 4000.0),
        ("paid on 3 May 2024 by card", 4000.0),
        ("paid 2024-05-03", 4000.0),
        ("已付清", 4000.0),
        ("已全部付清（3月5日）", 4000.0),
        ("paid 50%", 2000.0),
        ("paid 1,500", 1500.0),
        ("paid 1500 of 4000", 1500.0),
        ("paid €200, €3,800 outstanding", 200.0),
        ("part paid 300 on 3 May", 300.0),
        ("half paid", 2000.0),
        ("已付1000元", 1000.0),
        ("部分付款，余款500元", 3500.0),
        ("已付一半", 2000.0),
        ("已逾期", 0.0),
        ("已催款", 0.0),
        ("received reminder", 0.0),
        ("paid in part", None),
        ("已付部分", None),
        ("part paid 3 May", None),
        ("Part paid (inv. 12)", None),
        ("Part-paid in 2025", None),
        ("partial, 2nd instalment", None),
        ("paid 2 of 3 instalments", None),
        ("部分，5月付", None),
        ("paid 1.500,00", None),
        ("已开票", None),
        ("paid after reminder", None),
        ("paid?", None),
    ],
)
def test_only_what_a_cell_says_was_paid_counts_as_paid(state: str, paid: float | None) -> None:
    assert _paid_of(state) == paid


def test_a_sum_that_is_open_says_of_how_many_rows_it_is_unknown() -> None:
    bills = together(
        (
            "bills.csv",
            "Bill,Amount (EUR),State\n1,1000,paid\n2,2000,paid 50%\n3,3000,unpaid\n4,4000,part paid 3 May\n5,500,paid\n",
        )
    )
    outcome = computed("How much is still unpaid in total?", bills)
    assert outcome.rows == ((4000.0,),)
    assert outcome.matched == 4
    assert remarks(outcome) == ["unread"]


def test_who_is_dunned_or_has_paid_a_part_has_not_paid() -> None:
    bills = together(
        (
            "应收.csv",
            "客户,金额(元),状态\n甲,5000,已付\n乙,6000,未付\n丙,9000,已逾期\n丁,4000,已付1000元\n戊,800,已付清\n",
        )
    )
    assert [row[0] for row in figures("谁还没付款？", bills)] == ["乙", "丙", "丁"]
    assert figures("未付的金额一共多少？", bills) == ((18000.0,),)


def test_a_margin_is_not_taken_for_what_is_open() -> None:
    goods = together(
        (
            "goods.csv",
            "Item,Price (EUR),Cost (EUR),State\n1,100,60,paid\n2,200,90,unpaid\n3,300,80,paid\n4,400,70,unpaid\n",
        )
    )
    question = "how much profit is still unpaid?"
    derived = with_derived(goods, question)
    made: dict[str, Column] = {one.worked_out: one for one in derived.columns if one.worked_out}
    assert set(made) == {"open", "margin"}
    assert of_payment(derived, question) == [made["open"].name]


def test_parts_of_one_bill_are_owed_together() -> None:
    repairs = together(
        (
            "维修.csv",
            "日期,修理厂,材料费,工时费,付没付\n2024-03-01,同心修理,300,100,付\n2024-03-09,同心修理,250,80,未付\n2024-04-02,大路修理,90,60,未付\n",
        )
    )
    assert figures("还欠同心修理多少钱？", repairs) == ((330.0,),)


def test_a_deposit_is_a_part_of_what_was_paid_so_far() -> None:
    bookings = together(
        (
            "bookings.csv",
            "Ref,Party,Price,Deposit,Paid so far\nR1,Lund,800,200,800\nR2,Moe,600,150,150\nR3,Vik,900,225,500\n",
        )
    )
    assert figures("How much is still unpaid in total?", bookings) == ((850.0,),)


def test_waiting_times_are_not_added_up() -> None:
    outcome = computed("到达分钟合计是多少？", FAULTS)
    assert outcome.plan.measures == ("到达分钟",)  # said in so many words
    assert figures("北楼一共多少钱？", FAULTS) == ()


SHARES = together(
    (
        "bills in.csv",
        "bill,day,supplier,amount,paid_gbp,status\nV1,2026-03-04,Hartmann,1200,1200,paid\nV2,2026-03-19,Okoro,800,300,part\n"
        "V3,2026-04-02,Hartmann,450,0,open\nV4,2026-04-20,Lee,2000,2000,paid\nV5,2026-05-11,Lee,300,100,part\n",
    )
)
"""A column says what was paid, and another of each row whether all of it was."""
FEES = together(
    (
        "学费.csv",
        "编号,学员,应收(元),已付(元),状态\nX1,陈晨,900,900,已付\nX2,何平,500,200,部分付\nX3,何平,450,0,未付\nX4,罗敏,850,850,已付\n",
    )
)

NUMBERED = together(
    (
        "bills.csv",
        "Bill,Supplier,Date,Amount (GBP),Paid (GBP)\n4410,Acme,2025-01-15,320.00,320.00\n4428,Halt Ltd,2025-02-03,145.50,110.00\n"
        "4451,Acme,2025-03-10,275.00,0\n",
    )
)
"""What bills are called are numbers larger than what was paid of any."""
SHORTENED = together(
    (
        "ledger.csv",
        "Inv. no.,Inv. date,Cust.,Qty [pcs],Net amt (EUR),Pd (EUR)\nK1,2025-01-03,Reed Books,120,1080.00,1080.00\n"
        "K2,2025-02-09,Quay Shop,400,520.00,200.00\nK3,2025-03-05,Reed Books,1500,675.00,675.00\n",
    )
)


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("Total amount paid", SHARES, ((3600.0,),)),
        ("What is the total paid so far?", SHARES, ((3600.0,),)),
        ("How much have we paid to Okoro?", SHARES, ((300.0,),)),
        ("Sum of paid_gbp by supplier", SHARES, (("Hartmann", 1200.0), ("Lee", 2100.0), ("Okoro", 300.0))),
        ("What is the average paid_gbp?", SHARES, ((720.0,),)),
        ("Total amount of the paid bills", SHARES, ((3200.0,),)),
        ("How many bills are paid?", SHARES, ((2,),)),
        ("已付一共多少钱？", FEES, ((1950.0,),)),
        ("何平已付多少钱？", FEES, ((200.0,),)),
        ("How much isn't paid?", SHARES, ((1150.0,),)),
        ("How much hasn't been paid yet?", SHARES, ((1150.0,),)),
        ("How much hasn't Hartmann paid?", SHARES, ((450.0,),)),
        ("How much haven't we paid Okoro?", SHARES, ((500.0,),)),
        ("How much is yet to be paid?", SHARES, ((1150.0,),)),
        ("还没付的一共多少？", FEES, ((750.0,),)),
        ("何平还没付的有多少？", FEES, ((750.0,),)),
        ("没付的有几笔？", FEES, ((2,),)),
        ("何平一共交了多少钱？", FEES, ((200.0,),)),
        ("How many bills from Acme are unpaid?", NUMBERED, ((1,),)),
        ("How much is still to pay?", NUMBERED, ((310.5,),)),
        ("How much was billed in February?", NUMBERED, ((145.5,),)),
        ("How much was invoiced in February?", SHORTENED, ((520.0,),)),
        ("What is still owed by Quay Shop?", SHORTENED, ((320.0,),)),
    ],
)
def test_parts_that_were_paid_count_whatever_the_state_of_their_row(
    question: str, table: Family, rows: tuple[tuple[object, ...], ...]
) -> None:
    assert figures(question, table) == rows


@pytest.mark.parametrize(
    "question", ["Which haven't been paid?", "which bills haven't we paid", "Which bills aren't settled?"]
)
def test_what_is_not_paid_is_what_is_open(question: str) -> None:
    assert [row[0] for row in figures(question, SHARES)] == ["V2", "V3", "V5"]


def test_what_somebody_has_not_paid_is_theirs() -> None:
    assert [row[0] for row in figures("What hasn't Hartmann paid?", SHARES)] == ["V3"]


BOOKED = together(
    (
        "bookings.csv",
        "Booking,Guest,Arrival,Total (EUR),Deposit (EUR),Channel\nK1,Ann Reed,2025-05-01,330,100,Website\nK2,Bo Lind,2025-05-10,150,0,Agency\n"
        "K3,Cy Ford,2025-06-15,285,0,Phone\nK4,Ann Reed,2025-07-01,425,425,Agency\n",
    )
)
RENTED = together(
    (
        "租赁.csv",
        "单号,客户,租金(元),押金已付(元)\nZ1,白云店,3000,500\nZ2,青山店,1500,0\nZ3,长河厂,4200,1000\nZ4,青山店,1800,0\n",
    )
)


@pytest.mark.parametrize(
    ("question", "table", "first"),
    [
        ("Which bookings haven't paid a deposit?", BOOKED, ["K2", "K3"]),
        ("哪些客户没付押金？", RENTED, ["Z2", "Z4"]),
    ],
)
def test_a_deposit_that_was_not_paid_is_no_rest(question: str, table: Family, first: list[str]) -> None:
    assert [row[0] for row in figures(question, table)] == first


def test_what_is_still_to_come_is_no_sum_that_is_open() -> None:
    assert planned("Which bookings are still to come through the agency?", BOOKED) is None
    assert figures("How much is still to come?", BOOKED) == ((665.0,),)


def test_who_owes_most_is_told_by_what_is_open() -> None:
    assert figures("哪个学员欠得最多？", FEES) == (("何平", 750.0),)


SHORT = together(
    (
        "Inv 2026.csv",
        "Inv no,Inv dt,Cust.,Btls,Net £,Gross £,Pd £,O/S £\n1,2026-01-05,Hale & Co,48,400,480,480,\n2,2026-01-09,Moss Ltd,24,200,240,100,140\n"
        "3,2026-02-03,Moss Ltd,12,100,120,,120\n4,2026-02-10,Orme,60,500,600,600,\n",
    )
)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How much does Moss still owe us?", 260.0),
        ("total of what is unpaid", 260.0),
        ("How many bottles did Moss buy?", 36.0),
        ("What has been paid in total?", 1180.0),
    ],
)
def test_headers_cut_short_are_read(question: str, figure: float) -> None:
    assert figures(question, SHORT) == ((figure,),)


DEBTS = together(
    (
        "欠款台账.csv",
        "单位,欠款金额（元）,约定还款日,状态\n卫生站,6420,2025-09-15,未还\n养老院,12350,2025-08-30,逾期\n医务室,1860,2025-10-20,未还\n健身馆,940,2025-07-10,已还\n",
    )
)


def test_a_sum_that_a_state_calls_paid_is_not_open() -> None:
    assert figures("还没还的欠款合计多少？", DEBTS) == ((20630.0,),)
    assert computed("逾期的欠款合计多少？", DEBTS).rows == ((12350.0,),)


def test_what_was_worked_out_already_is_not_added_again() -> None:
    question = "what is still open of the bills"
    once = with_derived(DAIRY, question)
    assert len(once.columns) > len(DAIRY.columns)
    assert with_derived(once, question).columns == once.columns
