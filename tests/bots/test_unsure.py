"""What a chat is told where the documents do not confirm an answer, how the model is asked all the same, and what breaks no bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.events import Answer, Event, Finished, Hit, Looked, Notice, Passages, TurnView, fold
from assistant.options import USUAL_OPTIONS, TurnOptions
from bots import render
from bots.platform import Button
from tests.bots.scripted import Scripted
from tests.bots.stage import PATIENCE_S, Running, running
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import ANSWER, QUESTION

HERE = "with ann"
UNKNOWN = "What is the penalty in the contract with Lindqvist?"
HIT = Hit(1, "/private/folder/lease.md", "Lease", 2, ("Rent",), "The rent is 4,850 euros.", 1.0, 1, 0, 24)
SAID = "The rent is 900 euros. [?]"
END = Finished(
    "How high is the rent?", "", SAID, "", (), (SAID,), "perhaps", False, "ollama", "m", nearest=(HIT,)
)


def view(*events: Event) -> TurnView:
    seen = TurnView()
    for event in events:
        seen = fold(seen, event)
    return seen


PERHAPS = view(
    Passages("rent", (HIT,), 1.0),
    Notice("perhaps", "Perhaps here."),
    Answer(SAID),
    Notice("ask_anyway", "The model can be asked."),
    END,
)


def test_the_nearest_passages_come_first_where_an_answer_is_not_confirmed() -> None:
    text = render.whole(PERHAPS, buttons=True).text
    assert text.index("Perhaps here") < text.index(HIT.text) < text.index(SAID)
    assert "lease.md · page 2 · Rent" in text
    assert "/private" not in text
    assert "The model can be asked." not in text
    assert render.buttons(PERHAPS) == (Button("Ask the model itself", "general"),)
    assert "!general" in render.whole(PERHAPS, buttons=False, mark="!").text


def test_a_refusal_has_them_below_and_nothing_is_offered_where_no_model_is() -> None:
    end = replace(END, answer="Nothing was found.", status="not_found")
    refused = view(Answer(end.answer), end)
    text = render.whole(refused, buttons=True).text
    assert text.index("Nothing was found.") < text.index("The nearest passages") < text.index(HIT.text)
    assert render.buttons(refused) == ()


class Recorded:
    """Notes how turns are asked of the clients of a bot, and lets a test answer some of them."""

    def __init__(self, run: Running, fault: Callable[[str], Exception | None] = lambda _: None) -> None:
        self.asked: list[tuple[str, bool, int | None]] = []
        client = run.clients.main
        turn = client.turn

        async def recorded(
            question: str, options: TurnOptions = USUAL_OPTIONS
        ) -> AsyncGenerator[Event, None]:
            self.asked.append((question, options.general, options.conversation))
            if (error := fault(question)) is not None:
                yield Answer("It begins and")
                raise error
            async for event in turn(question, options):
                yield event

        client.turn = recorded  # type: ignore[method-assign]


async def noted(run: Running, message: str) -> None:
    """Wait until a message is noted as that of an answer."""
    async with asyncio.timeout(PATIENCE_S):
        while f'"{message}"' not in await run.clients.main.note(f"bots.scripted.chat.{HERE}"):
            await asyncio.sleep(0.005)


def test_a_button_and_a_command_ask_the_model_itself(home: Path, ollama: FakeOllama) -> None:
    ollama.usual = FakeReply("The documents do not mention a penalty.")

    async def scene() -> None:
        platform = Scripted()
        platform.traits = replace(platform.traits, buttons=True)
        async with running(platform, home, allowed=("ann",)) as run:
            recorded = Recorded(run)
            platform.write("ann", "!general")
            await run.until(lambda: platform.texts(HERE), "that nothing was answered yet")
            assert platform.texts(HERE) == ["Nothing has been answered here yet."]
            platform.write("ann", UNKNOWN)
            await run.until(lambda: "The nearest" in platform.texts(HERE)[-1], "a refusal")
            refusal = platform.ids(HERE)[-1]
            await noted(run, refusal)
            for _ in range(2):  # pressed twice it is asked once
                platform.press("ann", HERE, refusal, "general")
            await run.until(lambda: len(recorded.asked) == 2, "it is asked of the model")
            first, second = recorded.asked
            assert second == (UNKNOWN, True, first[2])
            await noted(run, platform.ids(HERE)[-1])
            platform.write("ann", "!general")
            await run.until(lambda: len(recorded.asked) == 3, "and again")
            assert recorded.asked[2] == second
            platform.write("ann", "!general Tell me a joke")
            await run.until(lambda: len(recorded.asked) == 4, "and something else")
            assert recorded.asked[3][:2] == ("Tell me a joke", True)

    asyncio.run(scene())


def test_a_button_of_another_chat_asks_nothing(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            recorded = Recorded(run)
            platform.press("ann", HERE, "some message", "general")
            await run.until(lambda: platform.texts(HERE), "that it is not kept")
            assert platform.texts(HERE) == ["That answer is not kept any more."]
            assert recorded.asked == []

    asyncio.run(scene())


@pytest.mark.parametrize("error", [RecursionError("too deep"), ValueError("1e400"), KeyError("message")])
def test_what_breaks_one_question_ends_no_bot(home: Path, ollama: FakeOllama, error: Exception) -> None:
    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            Recorded(run, lambda question: error if question == UNKNOWN else None)
            platform.write("ann", UNKNOWN)
            await run.until(
                lambda: "Something went wrong with this question" in "".join(platform.texts(HERE)), "a word"
            )
            platform.write("ann", QUESTION)
            await run.until(lambda: ANSWER in "".join(platform.texts(HERE)), "an answer")

    asyncio.run(scene())


def test_a_question_that_a_kill_broke_off_is_asked_again_in_its_place(home: Path, ollama: FakeOllama) -> None:
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 100)), 0.02

    async def scene() -> None:
        first = Scripted()
        async with running(first, home, allowed=("ann",)) as run:
            first.write("ann", QUESTION)
            await run.until(lambda: any(ANSWER in text for text in first.texts(HERE)), "the beginning")
        ollama.usual, ollama.pace_s = FakeReply(ANSWER), 0.0
        last = Scripted()
        async with running(last, home, allowed=("ann",)) as run:
            await run.until(lambda: "Sources" in "".join(last.texts(HERE)), "the answer")
            (talk,) = await run.clients.main.conversations()
            (turn,) = await run.clients.main.turns(talk.id)
            assert turn.status == "answered"

    asyncio.run(scene())


def test_what_the_question_was_taken_for_stands_above_the_answer() -> None:
    reading = TurnView(looked=Looked("whole", "Reading lease.pdf whole"))
    assert render.growing(reading).text == "Reading lease.pdf whole"
    assert render.growing(replace(reading, answer="It ends.")).text == "Reading lease.pdf whole\n\nIt ends."
    assert render.whole(reading, buttons=True).text == "Reading lease.pdf whole\n\nThere is no answer."
