"""Sheets that a question calls by their time, their keeper or their kind, and what was sold, paid or led of their rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.question.carrying_on import carried_on
from assistant.library.library import Library
from assistant.options import TurnOptions
from tests.agent.test_rows_asked import holds
from tests.agent.test_sheets import answered
from tests.fakes.library import filled
from tests.tables.made import figures, planned, together

STABLES = {
    "Horse sale 14-03-26.csv": "SPRING SALE Sat 14 March 2026 - results,,,,,,,,\n\n"
    "Entry,Horse,Breed,Owner no,Reserve £,Sold for £,Phone bid Y/N,Paid Y/N,Note\n"
    "1,Amber,Cob,O-2,900,1200,Y,Y,\n2,Bramble,Cob,O-2,700,,,,unsold\n3,Cinder,Pony,O-1,400,650,N,N,new owner\n"
    '4,Dapple,Pony,O-3,500,,,,"unsold, lame"\n5,Ember,Cob,O-1,800,800,N,Y,\n6,Fable,Hunter,O-4,2500,,,,withdrawn by owner 2/3\n'
    "7,Gala,Hunter,O-3,2000,2600,Y,N,\n8,Heath,Pony,O-4,300,,,,unsold\n9,Ivy,Pony,O-2,350,450,N,Y,\n",
    "trek log may-oct 26.csv": "Trek log summer 2026 (Nora),,,,,,,\nDate,Group,Trail,Guide,Riders,Hay bales,Photos kept\n"
    "2026-05-04,Lindqvist,Moor loop,Nora,4,1,3\n2026-05-12,School,Mill path,Piet,8,2,11\n2026-06-03,Lindqvist,Ridge,Nora,4,1,2\n"
    "2026-06-15,Scouts,Mill path,Piet,9,3,14\n2026-07-01,School,Moor loop,Nora,8,2,6\n2026-08-20,Lindqvist,Lake,Piet,4,1,1\n"
    "2026-09-02,Scouts,Ridge,Piet,10,3,9\n2026-10-11,Lindqvist,Lake,Nora,4,1,0\n",
    "Client list.csv": 'No,Name,Town,With us since,Discount %,Waiver seen Y/N\nC1,"Storm, Ida",Harl,2019-02-03,0,Y\nC2,Mill School,Harl,2023-05-01,15,Y\n'
    'C3,"Berg, Odd",Quay,2024-09-09,10,N\nC4,Scouts 4th,Quay,2026-01-20,15,Y\nC5,"Lind, Eva",Harl,2026-06-30,5,N\n',
    "Invoices 2026.csv": "Inv,Date,Client,Total £,Paid £,Open £\nI1,2026-01-12,Mill School,500,500,\nI2,2026-02-03,Scouts 4th,900,700,200\n"
    "I3,2026-03-17,Mill School,260,,260\nI4,2026-04-09,Ida Storm,180,,180\nI5,2026-05-15,Scouts 4th,400,400,\nI6,2026-06-20,Mill School,240,140,100\n",
    "Handbook.md": "# Handbook\n\nHorses that were not sold go home the same day. Every buyer pays before a horse leaves. Treks are led by one guide.\n",
}
PRINTS = {
    "拍卖成交2026-03-14.csv": "春季拍卖 2026年3月14日 成交表,,,,,,\n\n件号,画名,门类,成交价(元),线上(是/否),已付款(是/否),备注\n"
    "1,山居,国画,12000,是,是,\n2,渔港,油画,,,,流拍\n3,荷塘,国画,6500,否,否,新客户\n4,雪夜,油画,8800,是,否,\n5,竹石,国画,,,,流拍\n6,晨雾,版画,,,,撤拍\n7,古桥,版画,2300,否,是,\n",
    "价目表.csv": "2026年3月价目表,,\n品名,单位,单价(元)\n宣纸,刀,120\n画框,个,85\n颜料,盒,46\n",
    "出车记录.csv": "日期,司机,地点,公里,油费(元)\n2026-03-02,陆平,城东,40,30\n2026-03-09,裴声,港口,120,95\n2026-04-01,陆平,城西,35,28\n2026-04-18,裴声,港口,118,90\n",
}


@pytest.fixture(scope="module")
def stables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("stables"), STABLES) as library:
        yield library


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("gallery"), PRINTS) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "held", "others"),
    [
        ("What did the ponies fetch on 14 March?", "1,100", ""),
        ("what did the spring sale bring in altogether", "5,700", ""),
        ("how many horses went unsold in the spring sale, leaving out the withdrawn one", "is 3 ", ""),
        ("how many horses did not sell in the March sale?", "is 3 ", ""),
        ("how many horses were sold in the March sale", "is 5", ""),
        ("average price per sold horse, March sale", "1,140", ""),
        ("how much came from phone bidders in the spring sale (sold for)", "3,800", ""),
        ("how many hay bales have we used since June according to Nora's log?", "11", "Guide ="),
        ("which group brought us the most photos, and how many in all", "Scouts, 23", "Lindqvist"),
        ("what do Scouts 4th owe us altogether", "200", "-"),
        ("how many bills have had nothing paid on them at all", "is 2 ", ""),
    ],
)
def test_a_sheet_is_computed_by_how_it_is_called(
    question: str, held: str, others: str, stables: Library
) -> None:
    holds(stables, question, held, others)


@pytest.mark.parametrize(
    ("question", "held", "others"),
    [
        ("Which ponies did not sell in March?", "Dapple, Heath", "Bramble, Fable, Cinder"),
        ("Which horses were sold on 14 March but the buyer hasn't paid?", "Cinder, Gala", "Amber, Ivy"),
        ("dearest horse in the March sale?", "Gala, 2,600", "Fable"),
        ("which horses did O-2 sell in March?", "Amber, Ivy", "Bramble"),
        ("which horses are still unpaid from the spring sale?", "Cinder, Gala, 3,250", "Amber, 5,650"),
        ("all clients on 15 % discount", "Mill School, Scouts 4th", "Berg, Lind"),
        ("where did Nora guide the group? list the trails", "Moor loop, Ridge, Lake", "Mill path"),
        ("who is the latest customer who joined us?", "Lind", ""),
    ],
)
def test_rows_of_a_sheet_are_listed_by_what_became_of_them(
    question: str, held: str, others: str, stables: Library
) -> None:
    holds(stables, question, held, others)


@pytest.mark.parametrize(
    "question", ["what did the ponies fetch in the June sale?", "total of the 2024 sale?"]
)
def test_a_sheet_of_another_time_tells_nothing(question: str, stables: Library) -> None:
    finished, computed = answered(stables, question)
    assert finished.status != "answered" or not computed, finished.answer


@pytest.mark.parametrize(
    ("question", "held", "others"),
    [
        ("3月拍卖流拍了几件？", "2", ""),
        ("哪些画3月拍卖没卖出？", "渔港, 竹石", "晨雾, 山居"),
        ("3月14日拍卖成交价一共多少？", "29,600", ""),
        ("3月价目表里画框多少钱一个？", "85", ""),
        ("按照裴声的出车记录一共跑了多少公里？", "313", "118"),
        ("国画在3月拍卖成交价合计多少？", "18,500", ""),
    ],
)
def test_a_chinese_sheet_is_called_by_its_time(
    question: str, held: str, others: str, gallery: Library
) -> None:
    holds(gallery, question, held, others)


def test_one_of_several_sheets_is_chosen_by_its_time() -> None:
    sales = together(
        ("Sale 14-03-26.csv", "Lot,What,Sold for £\n1,Chair,10\n2,Table,20\n3,Lamp,\n"),
        ("Sale 20-06-26.csv", "Lot,What,Sold for £\n1,Bench,40\n2,Clock,50\n3,Vase,\n"),
    )
    assert figures("what did the sale on 20 June 2026 fetch in total (sold for)", sales) == ((90.0,),)
    made = planned("what did the sale in May 2026 fetch in total (sold for)", sales)
    assert made is None or made.uncovered


def test_what_is_open_is_no_amount_of_which_something_is_open() -> None:
    bills = together(
        (
            "Bills.csv",
            "Bill,Who,Total £,Paid £,Open £\n1,Ash,500,100,400\n2,Ash,300,300,\n3,Bo,200,50,150\n4,Bo,90,,90\n",
        )
    )
    made = planned("how much does Ash owe us in total?", bills)
    assert made is not None
    assert made.measures == ("Open £",)
    assert not any(one.name.startswith("Open £ −") for one in made.family.columns)


def test_rows_of_which_nothing_was_paid_come_to_what_is_owed(stables: Library) -> None:
    holds(stables, "list the invoices on which nothing at all has been paid yet", "I3, I4, 440", "I6")


def test_a_thing_beside_what_it_fetched_is_put_in_its_place() -> None:
    (first, *_) = carried_on("and lamps?", "What did the chairs fetch on 3 May (hammer)?")
    assert first == "What did the lamps fetch on 3 May (hammer)?"


def test_rows_that_were_listed_by_a_sum_come_to_it(stables: Library) -> None:
    first, _ = answered(stables, "Which horses were sold on 14 March but the buyer hasn't paid?")
    assert "Cinder" in first.answer
    then, _ = answered(stables, "how much is that altogether?", TurnOptions(first.conversation_id))
    assert "is 3,250" in then.answer
