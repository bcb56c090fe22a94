"""What a question is taken to compute, without a model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.languages import plain
from assistant.tables.data.database import Family
from assistant.tables.query.figures import figure_of
from assistant.tables.question.everyday import everyday
from assistant.tables.question.filters import Filter
from assistant.tables.question.periods import periods
from tests.tables.made import TODAY, computed, figures, planned, remarks, together

INVOICES = together(
    (
        "invoices.csv",
        "Date,Supplier,Item,Category,Amount,Paid\n2024-01-03,Medline,Nitrile gloves M,Gloves,€1200.50,yes\n"
        "2024-02-17,Hartmann,Latex gloves L,Gloves,€850.00,no\n2024-03-05,Medline,FFP2 masks,Masks,€2400.00,yes\n"
        "2025-01-22,Bauer GmbH,Printer paper,Office,€310.20,yes\nTotal,,,,€4760.70,\n",
    )
)
SPENDING = together(
    (
        "支出明细.csv",
        "日期,部门,项目,数量,金额\n2024年1月5日,行政部,手套,100,150元\n2024年2月8日,研发部,手套,200,300元\n"
        "2024年2月19日,研发部,显示器,3,3600元\n2024年3月2日,市场部,广告,1,1.2万元\n合计,,,,16050元\n",
    )
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What did we spend on gloves?", ((2050.5,),)),
        ("How much did we pay Medline in total?", ((3600.5,),)),
        ("sum of amount in 2024", ((4450.5,),)),
        ("What did we spend on gloves and masks?", ((4450.5,),)),
        ("What did we spend without gloves?", ((2710.2,),)),
        ("How much did we spend in Q1 2024?", ((4450.5,),)),
        ("How much did we spend since March 2024?", ((2710.2,),)),
        ("average amount per supplier", (("Bauer GmbH", 310.2), ("Hartmann", 850.0), ("Medline", 1800.25))),
        ("Which supplier did we pay the most?", (("Medline", 3600.5),)),
        ("Which supplier did we pay the most to?", (("Medline", 3600.5),)),
        ("Which supplier did we pay the least to?", (("Bauer GmbH", 310.2),)),
        ("top two suppliers by amount", (("Medline", 3600.5), ("Hartmann", 850.0))),
        ("how many invoices over 500 €", ((3,),)),
        ("How many invoices between 300 and 900 euros?", ((2,),)),
        ("How many invoices are not paid?", ((1,),)),
        ("How many suppliers are there?", ((3,),)),
        ("how much did we spend per year", (("2024", 4450.5), ("2025", 310.2))),
    ],
)
def test_common_shapes_in_english(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, INVOICES) == rows


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("手套一共花了多少钱？", ((450.0,),)),
        ("哪个部门的支出最高？", (("市场部", 12000.0),)),
        ("2024年2月研发部花了多少钱？", ((3900.0,),)),
        ("一共买了多少手套？", ((300.0,),)),
        ("手套一共买了几双？", ((300.0,),)),
        ("每个部门的金额合计是多少？", (("市场部", 12000.0), ("研发部", 3900.0), ("行政部", 150.0))),
        ("金额超过1000元的有几笔？", ((2,),)),
        ("支出前两名的部门是哪些？", (("市场部", 12000.0), ("研发部", 3900.0))),
        ("哪个月花的钱最多？", (("2024-03", 12000.0),)),
        ("除了市场部以外一共花了多少钱？", ((4050.0,),)),
        ("总共有多少个部门？", ((3,),)),
    ],
)
def test_common_shapes_in_chinese(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, SPENDING) == rows


@pytest.mark.parametrize(
    "question",
    [
        "What did we spend on blue gloves?",
        "What did we spend on gloves that were returned?",
        "How many invoices were cancelled?",
        "How much did Anna spend on gloves?",
        "研发部退回的手套一共花了多少钱？",
    ],
)
def test_what_no_column_explains_keeps_a_figure_from_being_shown(question: str) -> None:
    made = planned(question, SPENDING if question[0] > "z" else INVOICES)
    assert made is None or made.uncovered


@pytest.mark.parametrize(
    "question",
    [
        "What does the glove pack cost?",
        "Who is the supplier of the masks?",
        "What is the notice period?",
        "手套多少钱？",
        "Summarise the invoices",
    ],
)
def test_a_question_for_a_fact_is_none_for_tables(question: str) -> None:
    assert planned(question, SPENDING if question[0] > "z" else INVOICES) is None


def test_a_superlative_without_a_column_of_its_measure_is_not_computed() -> None:
    question = "Which is the heaviest article?"
    priced = together(("prices.csv", "Article,List price\nBox,12.50\nCrate,48.00\nPallet,9.90\n"))
    weighed = together(("weights.csv", "Article,List price,Net\nBox,12.50,2 kg\nCrate,48.00,1 kg\n"))
    assert figures(question, priced) == ()
    assert figures(question, weighed) == (("Box", 2.0),)


def test_currencies_are_not_added() -> None:
    of = together(("travel.csv", "Who,Cost\nMo,€ 420.00\nMo,$ 1100.00\nIna,€ 380.00\n"))
    outcome = computed("How much did Mo spend?", of)
    assert (outcome.rows, remarks(outcome)) == ((("USD", 1100.0), ("EUR", 420.0)), ["units"])
    assert figures("How much did Ina spend?", of) == ((380.0,),)
    assert not computed("What is the highest cost?", of).is_computed


def test_a_currency_in_small_letters_of_a_header_is_its_columns() -> None:
    prices = together(
        (
            "prices.csv",
            "name,kind,price_eur,price_cny\nA,rotor,1180,8900\nB,rotor,9400,71000\nC,seal,38,290\n",
        )
    )
    assert computed("how many rotors cost over 5000 eur", prices).rows == ((1,),)
    assert computed("how many rotors of the price list have a price over 5000 eur", prices).rows == ((1,),)


def test_how_many_have_we_got_adds_up_what_is_there() -> None:
    plants = together(
        (
            "stock.csv",
            "Section,Plant,On hand,Reorder at\nBedding,Pansy,78,100\nBedding,Lobelia,20,50\nShrubs,Box,7,5\n",
        )
    )
    assert computed("how many bedding plants have we got in all", plants).rows == ((98,),)


def test_what_is_not_of_a_kind_but_of_several_others_is_said() -> None:
    hires = together(
        (
            "hires.csv",
            "Ref,Customer,Charge,Paid?\nH1,Ann,80,paid\nH2,Ben,70,part\nH3,Cleo,60,unpaid\nH4,Dan,50,paid\n",
        )
    )
    assert "negated" in remarks(computed("how many hires are not paid", hires))


def test_text_among_the_numbers_is_counted_and_said() -> None:
    of = together(("gifts.csv", "Donor,Amount\nReed,250\nField,pledged\nMarsh,600\nStone,\n"))
    outcome = computed("What is the total amount?", of)
    assert (outcome.rows, remarks(outcome), [one.count for one in outcome.remarks]) == (
        ((850.0,),),
        ["unread", "empty"],
        [1, 1],
    )


def test_columns_that_the_question_does_not_tell_apart_are_both_shown() -> None:
    of = together(("bills.csv", "Item,Net amount,Gross amount\nGlove,100,119\nMask,200,238\n"))
    outcome = computed("What is the total amount?", of)
    assert (outcome.rows, remarks(outcome)) == (((300.0, 357.0),), ["measure"])
    assert figures("What is the total gross amount?", of) == ((357.0,),)


def test_numbers_that_can_be_read_in_two_ways_are_not_added() -> None:
    of = together(("mass.csv", "Sample,Mass\nA,4.850\nB,3.125\n"))
    outcome = computed("What is the total mass?", of)
    assert (outcome.is_computed, remarks(outcome)[0], outcome.rows[0]) == (False, "doubtful", ("A", "4.850"))


def test_shares_and_prices_of_one_piece_are_not_added_unasked() -> None:
    of = together(("prices.csv", "Item,Quantity,Unit price\nGlove,10,2.5\nMask,4,5\n"))
    assert figures("How much did we spend on gloves?", of) == ((25.0,),)  # price times quantity
    assert figures("Which item is the most expensive?", of) == (("Mask", 5.0),)


def test_tables_with_one_header_are_computed_together_or_chosen_by_their_name() -> None:
    of = together(
        ("sales 2023.csv", "Branch,Revenue\nLeeds,100\nYork,50\n"),
        ("sales 2024.csv", "Branch,Revenue\nLeeds,70\nHull,20\n"),
    )
    assert figures("What revenue did Leeds make in total?", of) == ((170.0,),)
    assert figures("What was the total revenue in 2024?", of) == ((90.0,),)


def test_what_shares_the_last_place_is_shown_too() -> None:
    of = together(("cities.csv", "Person,City\nA,Rome\nB,Rome\nC,Oslo\nD,Oslo\nE,Bern\n"))
    outcome = computed("Which city has the most rows?", of)
    assert (outcome.rows, remarks(outcome)) == ((("Rome", 2), ("Oslo", 2)), ["tie"])


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("list the extinguishers that failed their last check", "list"),
        ("list tills with a cost above 40 at their latest audit", "list"),
        ("when was the last check of the boiler", "rows"),
        ("what was their last order", "rows"),
    ],
)
def test_each_things_own_last_time_ranks_nothing(question: str, operation: str) -> None:
    asked = everyday(question)
    assert asked is not None
    assert asked.operation == operation


def test_a_person_called_max_is_no_maximum() -> None:
    of = together(("costs.csv", "Who,What,Cost\nMax,Taxi,10\nLu,Taxi,30\nMax,Hotel,50\n"))
    assert figures("How much did Max spend?", of) == ((60.0,),)


def test_a_month_without_a_year_is_that_of_the_table() -> None:
    of = together(("costs.csv", "Date,What,Cost\n2021-05-03,Taxi,10\n2021-06-03,Taxi,30\n"))
    assert figures("How much did we spend in May?", of) == ((10.0,),)


def test_a_sum_over_a_table_that_was_cut_is_not_shown() -> None:
    from dataclasses import replace

    from assistant.tables.data.database import family

    cut = family([replace(INVOICES.tables[0], is_cut=True)])
    assert cut is not None
    outcome = computed("What did we spend on gloves?", cut)
    assert (outcome.is_computed, remarks(outcome)[0]) == (False, "cut")


def test_a_total_of_the_tables_own_that_says_something_else_is_named() -> None:
    of = together(("a.csv", "Item,Amount\nGlove,10\nMask,20\nTotal,35\n"))
    outcome = computed("What is the total amount?", of)
    assert (outcome.rows, [(one.code, one.name) for one in outcome.remarks]) == (
        ((30.0,),),
        [("own_total", "35")],
    )


PARTS = together(("fee table.csv", "Part,Fee (EUR),Stored\nBolt,2.50,100\nNut,1.25,400\n"))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What is the sum of the stored parts in the fee table?", ((500.0,),)),
        ("Total of stored in the fee table", ((500.0,),)),
        ("Total of the fee in the fee table", ((3.75,),)),
    ],
)
def test_a_word_of_the_tables_name_names_no_column_beside_another(
    question: str, rows: tuple[object, ...]
) -> None:
    assert figures(question, PARTS) == rows


def test_the_number_of_a_month_chooses_no_cells() -> None:
    rent = together(
        (
            "租金.csv",
            "期间,月租金(元)\n2022年6月—2024年5月,21120\n2024年6月—2026年5月,22180\n2026年6月—2027年5月,23280\n",
        )
    )
    made = planned("5月报销一共花了多少", rent)
    assert made is None or made.uncovered or not made.filters


def test_a_subtotal_is_known_by_what_it_adds_up_to() -> None:
    costs = together(
        (
            "costs.csv",
            "What,Jan,Feb,Mar,Apr\nRent,900,900,900,900\nPower,210,190,160,120\nPremises subtotal,1110,1090,1060,1020\n"
            "Fabric,400,410,420,430\nThread,20,30,40,50\nWorkroom subtotal,420,440,460,480\nALL COSTS,1530,1530,1520,1500\n",
        )
    )
    assert costs.column("What").texts == ("Rent", "Power", "Fabric", "Thread")


@pytest.mark.parametrize(
    ("question", "suppliers"),
    [
        ("Sort the suppliers by amount from highest to lowest", ["Medline", "Hartmann", "Bauer GmbH"]),
        ("List the suppliers by amount, largest first", ["Medline", "Hartmann", "Bauer GmbH"]),
        ("Rank the suppliers by amount, smallest first", ["Bauer GmbH", "Hartmann", "Medline"]),
    ],
)
def test_all_are_put_in_order_where_that_is_asked(question: str, suppliers: list[str]) -> None:
    assert [row[0] for row in figures(question, INVOICES)] == suppliers


def test_one_is_told_where_people_were_paid_the_most_to() -> None:
    outcome = computed("Which supplier did we pay the most to?", INVOICES)
    assert outcome.plan.asked.limit == 1


PUMPS = together(
    (
        "水泵登记.csv",
        "泵号,建造年份,是否漏油,下次检修\nB01,2004,是,2026-03-01\nB02,2012,否,2026-05-01\nB03,2009,是,2026-04-01\nB04,2018,否,2026-08-01\n",
    )
)


@pytest.mark.parametrize(
    "question", ["漏油的水泵有几台？", "没漏油的有几台？", "建造年份在2010年以前的有几台？"]
)
def test_yes_and_years_are_read_in_the_column_that_is_named(question: str) -> None:
    assert figures(question, PUMPS) == ((2,),)


def test_one_row_is_no_list_that_is_counted() -> None:
    signed = together(("lease signatures.csv", "For the lessor,For the lessee\nIda Quist,Tor Ambler\n"))
    assert planned("How many signatures are there?", signed) is None


MOORINGS = together(
    (
        "mooring bills 2025.csv",
        "Bill,Date,Owner,What,Amount EUR,Paid on\nM1,2025-01-10,Quist,Fee January,400,2025-02-03\nM2,2025-01-10,Ambler,Fee January,150,\n"
        "M3,2025-02-10,Quist,Fee February,400,\nM4,2025-02-10,Ambler,Fee February,150,2025-02-20\nM5,2025-03-10,Holt,Fee March,90,2025-03-12\n",
    )
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What did Quist pay in 2025?", ((400.0,),)),
        ("How much was paid by Ambler in total?", ((150.0,),)),
        ("How much were we paid in February 2025?", ((550.0,),)),
        ("How much did each owner pay?", (("Ambler", 150.0), ("Holt", 90.0), ("Quist", 400.0))),
    ],
)
def test_what_was_paid_is_told_by_the_day_of_payment(
    question: str, rows: tuple[tuple[object, ...], ...]
) -> None:
    assert figures(question, MOORINGS) == rows


def test_things_are_counted_in_the_table_that_is_called_by_their_name() -> None:
    named = together(("bell ringers.csv", "Name,Since\nQuist,2019\nAmbler,2021\nHolt,2022\n"))
    costs = together(("prices.csv", "Article,Price\nRope,40\nRingers' tea,3\nRingers' day out,120\n"))
    count, other = (
        planned("How many ringers are there?", named),
        planned("How many ringers are there?", costs),
    )
    assert count is not None
    assert other is not None
    assert count.weight > other.weight


def test_what_a_table_is_called_by_is_counted_per_group() -> None:
    repairs = together(
        (
            "repairs.csv",
            "Day,Fitter,Minutes\n2025-01-04,Quist,55\n2025-01-09,Ambler,140\n2025-02-02,Quist,30\n",
        )
    )
    assert figures("repairs per fitter", repairs) == (("Ambler", 1), ("Quist", 2))
    visits = together(
        ("visits.csv", "Day,Fitter,Leak,Minutes\n2025-01-04,Quist,tap,55\n2025-01-09,Quist,pipe,14\n")
    )
    assert figures("leaks per fitter", visits) == (("Quist", 2),)
    assert figures("minutes per fitter", repairs) == (("Ambler", 140.0), ("Quist", 85.0))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How many boots were sold in 2023?", ((180,),)),
        ("How many boots did we sell in 2024", ((250,),)),
        ("2024年卖了多少手套", ((85,),)),
    ],
)
def test_how_many_of_a_year_is_what_its_column_holds(
    question: str, rows: tuple[tuple[object, ...], ...]
) -> None:
    sold = "Article,2023,2024\nBoots,180,250\nGloves,90,85\n"
    made = "商品,2023年,2024年\n靴子,180,250\n手套,90,85\n"
    of = together(("sales.csv", sold)) if question.isascii() else together(("销量.csv", made))
    assert figures(question, of) == rows


def test_what_was_sold_in_a_month_is_told_by_the_sheet_that_says_it() -> None:
    question = "How many Owl Year were sold in October?"
    shop = together(("shop.csv", "title,shelf,copies,sold_october\nSalt Almanac,A3,18,11\nOwl Year,A1,5,4\n"))
    store = together(
        (
            "store.csv",
            "title,in_stock,last_count\nSalt Almanac,842,2025-10-31\nOwl Year,96,2025-10-31\n"
            "Glass Parish,44,2025-10-31\n",
        )
    )
    assert figures(question, shop) == ((4.0,),)
    made = planned(question, store)
    assert made is None or made.uncovered == ("sold",)


def test_where_a_whole_kind_has_no_number_it_is_said_of_which() -> None:
    rows = "".join(
        f"{month},{shop},{'' if month == 'March' else sales}\n"
        for month in ("January", "March", "April")
        for shop, sales in (("North", 100), ("South", 50), ("East", 20))
    )
    outcome = computed("What are the total sales?", together(("sales.csv", f"Month,Shop,Sales\n{rows}")))
    assert [(one.code, one.name, one.count, one.among) for one in outcome.remarks] == [
        ("empty_kind", "Sales", 3, "March")
    ]


STORED = together(
    (
        "stored.csv",
        "Bill,Shed,Pallets,Joined,State\nB1,3号库,30,2012-05-01,finished\nB2,2号库,20,2024-06-01,not finished\n"
        "B3,3号库,15,2013-01-01,waiting\nB4,1号恒温库,8,2024-12-01,not finished\n",
    )
)


def test_days_are_compared_with_a_length_of_time() -> None:
    assert figures("How many joined more than ten years ago?", STORED) == ((2,),)
    assert figures("How many joined less than 12 months ago?", STORED) == ((2,),)


def test_what_begins_with_a_number_and_names_a_thing_is_no_figure() -> None:
    assert [one.kind for one in STORED.columns if one.name == "Shed"] == ["text"]
    assert figures("三号库一共多少 Pallets", STORED) == ((45.0,),)


def test_what_is_not_done_are_the_cells_that_say_so() -> None:
    assert figures("How many bills are not finished?", STORED) == ((2,),)
    assert figures("How many bills are finished?", STORED) == ((1,),)


def test_a_single_cell_is_called_as_its_column() -> None:
    assert computed("total pallets of bill B1", STORED).columns == ("Pallets",)
    assert computed("total pallets", STORED).columns != ("Pallets",)


def test_a_difference_from_nothing_is_none() -> None:
    of = together(("takings.csv", "Month,Shop,Takings\n2026-01,Mill,10\n2026-02,Mill,12\n"))
    made = planned("takings in total", of)
    assert made is not None
    sides = (Filter("Month", "Month < '2026'", "2025"), Filter("Month", "Month >= '2026'", "2026"))
    made = replace(made, asked=replace(made.asked, operation="difference"), parts=sides)
    assert figure_of(made) is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("今年9月比去年九月少做了多少", ["2025-09", "2024-09"]),
        ("sept this year against September last year", ["2025-09", "2024-09"]),
        ("takings of last year", ["2024"]),
    ],
)
def test_a_month_of_a_year_that_is_counted_from_todays_is_one_time(question: str, said: list[str]) -> None:
    assert [one.said for one in periods(plain(question), question, TODAY)] == said


HOMES = together(
    ("楼.csv", "楼栋,户号,租金\n一号楼,101,1000\n一号楼,102,1200\n二号楼,201,900\n三号楼,301,800\n")
)


@pytest.mark.parametrize("question", ["一号楼租金合计", "1号楼租金合计", "一号楼的租金一共多少"])
def test_numbered_things_are_found_however_cells_and_question_write_them(question: str) -> None:
    assert figures(question, HOMES) == ((2200,),)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("sales in the first quarter of last year", ["2024-01 – 2024-03"]),
        ("sales in the first 11 months", ["2025-01 – 2025-11"]),
        ("sales in the first 11 months of 2024", ["2024-01 – 2024-11"]),
        ("sales in march and april 2024", ["2024-03", "2024-04"]),
        ("前11个月的销售额", ["2025-01 – 2025-11"]),
        ("2024年前11个月的销售额", ["2024-01 – 2024-11"]),
        ("1-3月的销售额", ["2025-01 – 2025-03"]),
        ("2024年1到3月的销售额", ["2024-01 – 2024-03"]),
        ("去年下半年销售额", ["2024-07 – 2024-12"]),
        ("12月和明年1月的订单", ["2025-12", "2026-01"]),
    ],
)
def test_months_that_follow_each_other_are_one_time(question: str, said: list[str]) -> None:
    assert [one.said for one in periods(plain(question), question, TODAY)] == said


@pytest.mark.parametrize(
    "question",
    [
        "marketing last year",
        "decorations last year",
        "the janitor last year",
        "mayfair last year",
        "octopus last year",
        "maybe last year",
    ],
)
def test_words_that_begin_as_months_are_none(question: str) -> None:
    assert [one.said for one in periods(plain(question), question, TODAY)] == ["2024"]


@pytest.mark.parametrize("month", ["sept", "September", "sep", "sep.,"])
def test_a_month_of_last_year_is_read_cut_short(month: str) -> None:
    question = f"sales in {month} last year"
    assert [one.said for one in periods(plain(question), question, TODAY)] == ["2024-09"]


def test_a_length_of_time_with_no_such_day_is_doubted() -> None:
    made = planned("How many joined more than 99999999 days ago?", STORED)
    assert made is None or "filter" in made.doubts


ORDERS = together(
    ("orders.csv", "Order,Date,Amount\nO1,2024-01-05,100\nO2,2024-12-01,200\nO3,2025-02-20,300\n")
)


def test_only_an_age_is_compared_with_days() -> None:
    made = planned("How many orders were paid after more than 30 days?", ORDERS)
    assert made is None or "filter" in made.doubts
    assert figures("How many orders are more than 60 days old?", ORDERS) == ((2,),)


@pytest.mark.parametrize(
    "question",
    [
        "How many staff have been joined for more than ten years?",
        "How many staff joined over ten years ago?",
        "入职超过十年的有多少人",
        "入职十年以上的有多少人",
    ],
)
def test_an_age_is_told_by_the_words_beside_it(question: str) -> None:
    heads = "姓名,入职日期" if question[0] > "z" else "Name,Joined"
    staff = together(("staff.csv", f"{heads}\nAnn,2012-05-01\nBen,2024-06-01\nJoy,2013-01-01\n"))
    assert figures(question, staff) == ((2,),)


STATES = together(
    (
        "bills.csv",
        "No,Amount,Status\nB1,200.00,paid\nB2,150.00,open\nB3,125.00,open\nB4,75.00,paid\n",
    )
)


def test_a_word_that_ends_like_a_denial_is_none() -> None:
    assert figures("What is the total amount open?", STATES) == ((275.0,),)


ADVERTISING = together(
    ("ads.csv", "Month,LinkedIn,YouTube\n2025-01,100,250\n2025-02,125,300\n2025-03,200,200\n2025-04,10,20\n")
)


def test_a_name_with_capitals_within_is_a_header_in_one_word_too() -> None:
    assert figures("What is the total for YouTube?", ADVERTISING) == ((770.0,),)


@pytest.mark.parametrize("question", ["2025年上半年和下半年的销售额", "2025年销售额，下半年比上半年多多少"])
def test_both_halves_are_of_the_year_that_is_named(question: str) -> None:
    found = periods(plain(question), question, TODAY)
    assert found
    assert all(one.first.startswith("2025") for one in found)


def test_an_amount_that_is_paid_is_no_unpaid_one() -> None:
    paid = together(("fees.csv", "No,Fee,Paid\nF1,200.00,200.00\nF2,150.00,50.00\nF3,125.00,0\n"))
    assert figures("What is the total amount paid?", paid) == ((250.0,),)


JOBS = together(
    (
        "jobs.csv",
        'Job,Date in,Fitter,Minutes,Charge\nJ1,2026-03-02,K. Adair,20,15\nJ2,2026-03-04,"Adair, K.",30,20\n'
        "J3,2026-03-09,R. Adair,40,25\nJ4,2026-03-11,M. Dole,50,30\nJ5,2026-03-15,K. Dole,10,5\n",
    )
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How many jobs for Kirsten Adair?", ((2,),)),
        ("total minutes of Mary Dole", ((50.0,),)),
        ("What is the total charge of Ruth Adair?", ((25.0,),)),
    ],
)
def test_a_person_is_found_by_an_initial(question: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert figures(question, JOBS) == rows


def test_a_first_name_is_not_another_initial() -> None:
    assert figures("How many jobs for Bruno Adair?", JOBS) != ((3,),)


SOLD = together(
    (
        "sold.csv",
        "No,Day,Company,Article,Amount\n1,2025-01-04,Vale,Tiles,900\n2,2025-01-09,Ford,Grout,400\n3,2025-02-03,Ford,Tiles,450\n"
        "4,2025-02-20,Ford,Tiles,420\n5,2025-03-05,Nash,Grout,500\n6,2025-03-09,Nash,Tiles,380\n7,2025-04-01,Holt,Tiles,800\n",
    )
)
"""What customers are called stands under another word, and no single sale is the largest of who bought most."""
CHARGED = together(
    (
        "销售.csv",
        "单号,日期,购货单位,品名,金额\nX1,2025-03-02,白云店,瓷砖,900\nX2,2025-03-12,青山店,水泥,500\nX3,2025-04-08,青山店,瓷砖,480\n"
        "X4,2025-04-18,长河厂,水泥,850\nX5,2025-05-01,长河厂,瓷砖,100\n",
    )
)


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("top two customers by revenue", SOLD, (("Ford", 1270.0), ("Vale", 900.0))),
        ("Who are our two biggest customers?", SOLD, (("Ford", 1270.0), ("Vale", 900.0))),
        ("Which two customers bought the most?", SOLD, (("Ford", 1270.0), ("Vale", 900.0))),
        ("Which customer bought the least?", SOLD, (("Holt", 800.0),)),
        ("biggest company", SOLD, (("Ford", 1270.0),)),
        ("top 2 articles by amount", SOLD, (("Tiles", 2950.0), ("Grout", 900.0))),
        ("消费最多的两个客户", CHARGED, (("青山店", 980.0), ("长河厂", 950.0))),
        ("最大的客户是谁？", CHARGED, (("青山店", 980.0),)),
    ],
)
def test_whoever_is_ranked_is_ranked_by_all_their_rows(
    question: str, table: Family, rows: tuple[tuple[object, ...], ...]
) -> None:
    assert figures(question, table) == rows


@pytest.mark.parametrize("question", ["top 2 sales by amount", "the two largest amounts"])
def test_single_rows_are_ranked_where_they_are_asked_for(question: str) -> None:
    assert [row[-1] for row in figures(question, SOLD)] == [900.0, 800.0]


@pytest.mark.parametrize("question", ["哪些货低于最低库存？", "Which goods are below the minimum stock?"])
def test_what_is_below_the_least_is_not_the_least(question: str) -> None:
    stock = together(
        ("stock.csv", "Goods 货,Stock 库存,Minimum 最低库存\nTiles,4,8\nGrout,30,10\nTools,12,5\n")
    )
    assert planned(question, stock) is None


@pytest.mark.parametrize(
    "question", ["what does Ida earn an hour?", "How much is Ida paid per hour?", "Ida每小时工资多少？"]
)
def test_hours_are_not_what_is_earned_by_the_hour(question: str) -> None:
    log = together(("log.csv", "Day,Worker,Hours\n2026-03-02,Ida,6\n2026-03-03,Ida,4\n2026-03-04,Ole,5\n"))
    found = planned(question, log)
    assert found is None or not found.measures or found.uncovered


def test_hours_are_added_where_they_are_asked_for() -> None:
    log = together(("log.csv", "Day,Worker,Hours\n2026-03-02,Ida,6\n2026-03-03,Ida,4\n2026-03-04,Ole,5\n"))
    assert figures("How many hours in total did Ida do?", log) == ((10.0,),)


@pytest.mark.parametrize(
    ("question", "cells"),
    [("拿月薪的人平均工资多少", {"月"}), ("时薪的有几个人", {"时"}), ("晚班一共有几个人", {"晚"})],
)
def test_a_cell_of_one_character_stands_before_one_of_its_header(question: str, cells: set[str]) -> None:
    staff = "姓名,班次,工资(元),计薪\n甲一,早,5000,月\n乙二,晚,30,时\n丙三,晚,6000,月\n"
    made = planned(question, together(("员工.csv", staff)))
    assert made is not None
    assert cells in [one.cells for one in made.filters]


@pytest.mark.parametrize("question", ["保安每月工资加起来多少", "总工资每月多少"])
def test_pay_each_month_is_not_put_together_by_when_staff_came(question: str) -> None:
    staff = "姓名,岗位,入职,工资(元)\n甲一,保安,2024-01-05,5000\n乙二,保安,2025-03-01,4000\n丙三,会计,2023-07-01,6000\n"
    made = planned(question, together(("员工.csv", staff)))
    assert made is not None
    assert made.group == ""


@pytest.mark.parametrize(
    "question", ["What is the biggest unpaid invoice and who is it for?", "which invoice has the most open"]
)
def test_the_first_of_what_has_numbers_is_told_with_its_row(question: str) -> None:
    bills = "Inv no,Customer,Amount £,Open £\nB1,Ash Ltd,100,0\nB2,Birch & Co,300,250\nB3,Ash Ltd,500,120\n"
    made = planned(question, together(("invoices.csv", bills)))
    assert made is not None
    assert made.group == ""


def test_what_a_figure_is_asked_by_is_no_header_of_yes_and_no() -> None:
    calls = "Cust,Fixed 1st visit Y/N,Parts £\nAsh,Y,10\nBirch,N,20\nAsh,N,30\n"
    made = planned("What does Ash pay per visit?", together(("calls.csv", calls)))
    assert made is None or (made.group == "" and "visit" in made.uncovered)
