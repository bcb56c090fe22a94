"""What the chat shows where the documents do not confirm an answer, and how the model is asked all the same."""

from __future__ import annotations

from typing import cast

from assistant.library.conversations import Conversation
from tests.fakes.ollama_server import FakeOllama
from tests.front_ends import QUESTION
from tests.tui.conftest import Play, Stage
from tests.tui.scripted_client import ScriptedClient, finished, general, perhaps
from tui.widgets.turn import SourceLine

ANSWER = "The contract with Lindqvist ends in 2031. [?]"
OFFER = "Ctrl+O asks it."


def said(stage: Stage) -> str:
    """All that the chat says, as one line, however it is wrapped."""
    return " ".join(stage.text().replace("▕", " ").replace("▌", " ").split())


def client_of(stage: Stage) -> ScriptedClient:
    return cast("ScriptedClient", stage.app.client)


def test_the_nearest_passages_stand_above_an_answer_that_nothing_confirms(
    ollama: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        client = client_of(stage)
        hits = await client.found(QUESTION)
        client.scripts.append(perhaps(ANSWER, hits[:3]))
        client.go.set()
        turn = await stage.ask(QUESTION)
        await stage.until(lambda: "in 2031" in stage.text(), "the answer is on the screen")
        text = said(stage)
        assert text.index("Perhaps here") < text.index("31 December 2026") < text.index("in 2031")
        assert text.index("in 2031") < text.index(OFFER)
        assert "Nothing was found" not in text
        assert len(turn.query(SourceLine)) == len(hits[:3])
        await stage.press("ctrl+g", "enter")
        await stage.until(lambda: stage.chat.has_class("-source"), "a passage is open")

    play(scene, client=ScriptedClient)


def test_while_an_answer_is_held_back_it_is_said_what_is_done(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        client = client_of(stage)
        client.scripts.append(perhaps(ANSWER, await client.found(QUESTION)))
        await stage.ask(QUESTION, to_the_end=False)
        await stage.until(lambda: "The model answers" in stage.text(), "it says that it answers")
        client.go.set()
        await stage.until(lambda: not stage.chat.runner.is_busy, "the turn ended")
        assert "The model answers" not in stage.text()

    play(scene, client=ScriptedClient)


def test_they_are_there_when_the_conversation_is_opened_again(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        client = client_of(stage)
        hits = await client.found(QUESTION)
        turn = finished(ANSWER, "perhaps", hits[:2])
        kept = await client._ask(lambda assistant: assistant.library.conversations.add_turn(turn))
        assert kept.conversation_id is not None
        stage.chat.show_conversation(Conversation(kept.conversation_id, "", 0.0, 1))
        await stage.until(lambda: "in 2031" in stage.text(), "it is on the screen")
        assert said(stage).index("31 December 2026") < said(stage).index("in 2031")

    play(scene, client=ScriptedClient)


def test_one_key_asks_the_model_by_itself_and_the_refusal_stays(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        client = client_of(stage)
        client.scripts += [
            (finished("Not there.", "not_found"),),
            general("Picasso did."),
            general("Picasso, in 1937."),
        ]
        await stage.ask("Who painted Guernica?")
        await stage.press("ctrl+o")
        await stage.until(lambda: "Picasso did." in stage.text(), "the model answered")
        assert "Not there." in stage.text()
        assert "The model's own words" in stage.text()
        first, second = client.asked
        assert (first.general, second.general) == (False, True)
        assert second.question == first.question
        assert second.conversation is not None
        await stage.until(lambda: not stage.chat.runner.is_busy, "the turn ended")
        await stage.press("ctrl+r")
        await stage.until(lambda: "Picasso, in 1937." in stage.text(), "it answered again")
        assert client.asked[-1].general
        assert client.asked[-1].replaces is not None
        assert "Picasso did." not in stage.text()

    play(scene, client=ScriptedClient)


def test_without_a_question_there_is_nothing_to_ask_the_model(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press("ctrl+o")
        assert not stage.chat.runner.is_busy
        assert stage.chat.transcript.turns == []

    play(scene)


def test_a_question_that_was_stopped_at_once_is_kept_and_asked_again_in_its_place(
    ollama: FakeOllama, play: Play
) -> None:
    ollama.faults.stall_after = 0

    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION, to_the_end=False)
        await stage.until(lambda: ollama.sent("/api/chat"), "the model was asked")
        await stage.press("escape")
        await stage.until(lambda: not stage.chat.runner.is_busy, "it has stopped")
        await stage.until(lambda: "Stopped before anything was said" in stage.text(), "that is said")
        (conversation,) = await stage.app.client.conversations()
        (kept,) = await stage.app.client.turns(conversation.id)
        assert (kept.question, kept.status) == (QUESTION, "interrupted")
        ollama.faults.stall_after = None
        await stage.press("ctrl+r")
        await stage.until(lambda: "31 December" in stage.text(), "it was answered")
        await stage.until(lambda: not stage.chat.runner.is_busy, "the turn ended")
        (again,) = await stage.app.client.turns(conversation.id)
        assert again.status != "interrupted"

    play(scene)


def test_a_long_list_that_the_program_gives_is_laid_out(ollama: FakeOllama, play: Play) -> None:
    answer = "These files are in the library:\n\n" + "\n".join(f"- paper {n}.md" for n in range(1, 200))

    async def scene(stage: Stage) -> None:
        client_of(stage).scripts.append((finished(answer, "answered"),))
        turn = await stage.ask("What files do you have?")
        await stage.until(lambda: "paper 199.md" in stage.text(), "its end is on the screen")
        assert "•" in stage.text()
        assert not turn.answer.has_class("-plain")

    play(scene, client=ScriptedClient)
