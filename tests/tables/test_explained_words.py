"""Words of questions that a sheet explains: times, short headers, forms of verbs, units and the things it lists."""

from __future__ import annotations

import pytest

from assistant.languages import plain
from assistant.tables.data.database import Family
from assistant.tables.data.words import tokens
from assistant.tables.question.periods import periods
from tests.tables.made import TODAY, computed, figures, planned, together

YARD = together(
    (
        "yard purchases.csv",
        "Ref,Date,Suppl.,Item,Qty,Unit,Net £,Pd y/n\nY1,2024-03-02,Holt Timber,Oak Plank 3 m,10,bundle,400,y\nY2,2024-03-31,Skips Ltd,skip hire March,1,skip,90,y\n"
        "Y3,2024-05-09,Holt Timber,Oak Plank 3 m,6,bundle,240,n\nY4,2024-06-30,Skips Ltd,skip hire June,2,skip,180,n\nY5,2024-06-12,Holt Timber,Ash Plank 2 m,4,bundle,120,y\n",
    )
)
STALL = together(
    (
        "stall log.csv",
        "Day,Stall,By,Mins,£ taken\n2024-09-01,North,Ines,60,36.00\n2024-09-04,South,Ines,45,20.00\n2024-09-05,North,Owen,30,12.00\n2024-10-02,North,Ines,50,44.00\n",
    )
)
GOATS = together(
    (
        "herd book.csv",
        "No,Goat,Breed,Wt kg,Born,Pen\n1,Nettle,Saanen,61,2019,A\n2,Clover,Toggenburg,54.5,2021,B\n3,Burdock,Saanen,72,2018,A\n4,Sorrel,Alpine,48,2022,C\n",
    )
)
SHEETS = together(
    (
        "布料价目.csv",
        "货号,品名,产地,批发价(元/米),零售价(元/米)\nB1,素缎,苏州,86,120\nB2,香云纱,佛山,260,398\nB3,粗麻,内江,24,39\nB4,重磅真丝,杭州,190,288\n",
    )
)
SUITS = together(
    (
        "项目登记.csv",
        "编号,业主,类别,预算(万元),状态\nX1,青禾小学,校舍,120,在建\nX2,南塘医院,门诊,86,完工\nX3,北桥镇,道路,310,在建\nX4,松口村,水渠,15.5,完工\n",
    )
)
COSTS = together(
    (
        "零用开支.csv",
        "日期,经手,项目,金额,发票,报销\n2024-07-02,白露,邮寄,46,有,已报\n2024-08-09,白露,停车,30,无,未报\n2024-09-11,祁山,打印,95,有,未报\n2024-10-01,祁山,打车,62,无,已报\n",
    )
)


@pytest.mark.parametrize(
    ("question", "first", "end"),
    [
        ("How many did we buy between March and October 2026?", "2026-03", "2026-11"),
        ("what came in in between may and july 2024", "2024-05", "2024-08"),
        ("between March 2024 and May 2024", "2024-03", "2024-06"),
    ],
)
def test_times_between_two_months(question: str, first: str, end: str) -> None:
    (only,) = periods(plain(question), question, TODAY)
    assert (only.first, only.end) == (first, end)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How much did we spend from March to June 2024?", ((1030.0,),)),
        ("What have we spent with Holt Timber from March to May 2024?", ((640.0,),)),
        ("total net with Skips between March and June 2024", ((270.0,),)),
        ("How many bundles of Oak Plank did we buy between March and June 2024?", ((16.0,),)),
    ],
)
def test_a_range_of_months_is_no_word_of_a_cell(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, YARD) == rows


def test_a_header_cut_short_is_the_word_that_begins_so() -> None:
    outcome = computed("which suppliers do we still owe money to?", YARD)
    assert not outcome.plan.uncovered
    assert outcome.matched == 2


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What did Ines take in September 2024?", ((56.0,),)),
        ("how much did Owen take on the stall?", ((12.0,),)),
    ],
)
def test_a_header_in_another_form_of_the_verb(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, STALL) == rows


@pytest.mark.parametrize(
    ("question", "name"),
    [("Which is the heaviest goat?", "Burdock"), ("which goat is the lightest", "Sorrel")],
)
def test_what_is_heaviest_by_a_unit_of_weight(question: str, name: str) -> None:
    outcome = computed(question, GOATS)
    assert not outcome.plan.uncovered
    assert name in str(outcome.rows)


FEEDS = together(
    (
        "stores.csv",
        "Ref,Date,Suppl.,Item,Qty,Unit,Net £,Deliv.,Note\nF1,2024-03-02,Holt,Pony Basic 20 kg,10,sack,300,2024-03-04,\nF2,2024-03-31,Dyer,towels,1,box,40,,pony blanket\n"
        "F3,2024-05-09,Holt,Pony Basic 20 kg,6,sack,180,2024-05-12,\nF4,2024-06-30,Holt,Pony Senior 20 kg,2,sack,80,2024-07-01,\n",
    )
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How many sacks of Pony Basic did we buy between March and May 2024?", ((16.0,),)),
        ("How many sacks did we buy in 2024?", ((18.0,),)),
        ("What did we spend with Holt from March to May 2024?", ((480.0,),)),
    ],
)
def test_words_together_in_a_cell_and_the_day_that_all_rows_have(
    question: str, rows: tuple[tuple[object, ...], ...]
) -> None:
    outcome = computed(question, FEEDS)
    assert not outcome.plan.uncovered
    assert outcome.rows == rows


@pytest.mark.parametrize(
    ("question", "matched"),
    [
        ("批发价100块一米以上的有哪些料子", 2),
        ("零售价超过每米200元的有哪些", 2),
        ("批发价不到50元一米的有哪些", 1),
    ],
)
def test_a_bound_by_the_piece(question: str, matched: int) -> None:
    outcome = computed(question, SHEETS)
    assert outcome.matched == matched


@pytest.mark.parametrize(
    ("question", "matched"), [("预算100万以上的项目有哪些", 2), ("预算超过85万元的项目有哪些", 3)]
)
def test_a_bound_in_ten_thousands(question: str, matched: int) -> None:
    made = planned(question, SUITS)
    assert made is not None
    assert not made.uncovered
    assert computed(question, SUITS).matched == matched


@pytest.mark.parametrize(("question", "matched"), [("哪些开支没拿到发票", 2), ("哪些开支没有发票", 2)])
def test_what_is_denied_by_a_verb_before_a_column_of_yes_and_no(question: str, matched: int) -> None:
    outcome = computed(question, COSTS)
    assert outcome.matched == matched


DUES = together(
    (
        "欠款台账.csv",
        "单号,下单日,客户,金额(元),已收(元),未收(元)\nA1,2024-01-03,青禾小馆,9000,3000,6000\nA2,2024-01-09,南塘酒家,15000,15000,0\nA3,2024-02-03,青禾小馆,8000,1000,7000\n"
        "A4,2024-02-08,北桥食堂,20000,6000,14000\nA5,2024-03-01,松口客栈,4000,0,4000\nA6,2024-03-05,南塘酒家,900,0,900\n",
    )
)
OWED = together(
    (
        "ledger.csv",
        "No,Date,Customer,Amt £,Paid £,Open £\nB1,2024-01-03,Hale,600,0,600\nB2,2024-01-08,Imber,250,0,250\nB3,2024-02-03,Hale,700,100,600\nB4,2024-02-09,Jolly,1500,200,1300\n",
    )
)


@pytest.mark.parametrize(
    ("question", "of", "rows"),
    [
        ("欠款超过一万的客户有哪些", DUES, {("北桥食堂", 14000.0), ("青禾小馆", 13000.0)}),
        ("哪些客户欠我们一万块以上", DUES, {("北桥食堂", 14000.0), ("青禾小馆", 13000.0)}),
        ("还欠我们九千块以上的客户有哪些", DUES, {("北桥食堂", 14000.0), ("青禾小馆", 13000.0)}),
        ("which customers owe us more than £1,000?", OWED, {("Hale", 1200.0), ("Jolly", 1300.0)}),
    ],
)
def test_who_owes_so_much_by_all_their_rows(question: str, of: Family, rows: set[tuple[object, ...]]) -> None:
    outcome = computed(question, of)
    assert not outcome.plan.uncovered
    assert set(outcome.rows) == rows


def test_only_part_paid_and_codes_in_the_plural() -> None:
    assert computed("who has paid only part of a bill", OWED).matched == 2
    assert computed("which invoices were only partly paid?", OWED).matched == 2
    assert computed("who has only settled part of their bill with us", OWED).matched == 2
    assert tokens("CM610s") == tokens("CM610")


def test_how_many_minutes_are_summed() -> None:
    assert figures("how many minutes did Ines work in September 2024?", STALL) == ((105.0,),)


STAFF = together(
    (
        "员工名册.csv",
        "工号,姓名,岗位,月薪(元)\n1,白露,前台,4200\n2,祁山,厨师,7800\n3,杜若,经理,9600\n4,蔺青,前台,4300\n",
    ),
)


@pytest.mark.parametrize(
    ("question", "rows"), [("谁工资最高", "杜若"), ("哪个员工的薪水最低", "白露"), ("平均工资多少", "6475")]
)
def test_another_word_for_a_figure(question: str, rows: str) -> None:
    outcome = computed(question, STAFF)
    assert not outcome.plan.uncovered
    assert rows in str(outcome.rows)


def test_a_heading_says_what_cells_stand_for() -> None:
    jobs = together(
        (
            "jobs.csv",
            "Jobs 2024. Rf = roof/gutters, Dr = drains\nNo,Date,Customer,Job,Net £,Paid £,Open £\n1,2024-01-03,Hale,Rf,100,100,0\n2,2024-01-08,Imber,Dr,250,0,250\n"
            "3,2024-02-03,Jolly,Rf,80,,80\n",
        )
    )
    assert figures("total net for drains in 2024", jobs) == ((250.0,),)
    outcome = computed("who has not paid us in full for roofs?", jobs)
    assert outcome.matched == 1
    assert "Jolly" in str([jobs.columns[2].texts[row] for rows in outcome.cited for row in rows])


CLUB = together(
    (
        "rowing members.csv",
        "No,Name,Town,Joined,Levy 25 pd (Y/N)\n1,Ines Hart,Brill,2019-04-01,Y\n2,Owen Pike,Brill,2020-05-02,N\n3,Clara Moss,Oakley,2025-02-01,N\n4,Hugh Lane,Brill,2018-01-01,Y\n",
    )
)


@pytest.mark.parametrize(
    "question",
    [
        "Which members haven't paid this year's levy yet?",
        "which members have not paid the 2025 levy?",
        "which members haven't paid the levy for 2025",
    ],
)
def test_a_year_that_a_header_names(question: str) -> None:
    outcome = computed(question, CLUB)
    assert not outcome.plan.uncovered
    assert outcome.matched == 2


def test_years_of_prices_head_columns() -> None:
    prices = together(
        (
            "price list.csv",
            "PRICES 2025,,,,\nSect.,What,per,2024 £,2025 £\nStable,pony,night,20,21\nStable,horse,night,25,27.5\nField,pony,day,8,8\n",
        )
    )
    assert [one.name for one in prices.columns] == ["Sect.", "What", "per", "2024 £", "2025 £"]


FLEET = together(
    (
        "fleet register.csv",
        "Ship,Type,Owner,Last svc,Home port\nHeron,ferry,Hale,2024-03-17,Brill\nTeal,tug,Imber,2024-05-06,Oakley\nWigeon,creel boat,Hale,2023-12-09,Brill\nSnipe,tug,Jolly,2024-06-22,Brill\n",
    )
)


@pytest.mark.parametrize(
    ("question", "matched"),
    [
        ("which boats were last serviced before April 2024?", 2),
        ("vessels last serviced after May 2024", 1),
    ],
)
def test_rows_by_a_day_whose_column_is_named(question: str, matched: int) -> None:
    outcome = computed(question, FLEET)
    assert not outcome.plan.uncovered
    assert outcome.matched == matched


def test_how_much_of_a_medicine_is_no_number_of_rows() -> None:
    herd = together(
        (
            "herd.csv",
            "No,Goat,Pen,Remarks\n1,Nettle,A,needs insulin twice\n2,Clover,B,\n3,Burdock,A,drops in the morning\n",
        )
    )
    for question in ("How many units of insulin does Nettle get?", "how many drops does Burdock get"):
        made = planned(question, herd)
        assert made is None or made.uncovered


def test_a_word_of_the_sheets_name_is_no_part_of_a_remark() -> None:
    berths = together(
        (
            "Mooring roll 2024.csv",
            "Month,Boat,Due £,Got £,Note\n2024-05,Ibis,90,90,\n2024-05,Tern,80,80,new mooring from 1 May\n2024-05,Gull,70,35,half now\n",
        )
    )
    assert figures("total mooring got in 2024", berths) == ((205.0,),)
