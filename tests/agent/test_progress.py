"""A turn is kept from the moment it is asked; what a kill would leave at any moment is what the library holds then."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from assistant.agent.progress import Keeper, Progress
from assistant.agent.question.request import request_of
from assistant.errors import LibraryError, ServerUnavailable
from assistant.events import Answer, Finished, TurnStatus
from assistant.library.library import Library
from assistant.options import USUAL_OPTIONS, TurnOptions
from tests.agent.test_turn import LEAVE, LEAVE_ANSWER, agent
from tests.fakes.library import filled
from tests.fakes.models import Reply, ScriptedChat
from tests.fakes.papers import PAPERS

OFTEN_S = 0.002
PATIENCE_S = 20.0


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with filled(tmp_path, PAPERS) as library:
        yield library


def until(condition: Callable[[Finished], object], library: Library, number: int = 1) -> Finished:
    """Wait until the last turn of a conversation is so, and give it."""
    end = time.monotonic() + PATIENCE_S
    while not ((turns := library.conversations.turns(number)) and condition(turns[-1])):
        assert time.monotonic() < end, turns
        time.sleep(OFTEN_S)
    return turns[-1]


def keeper(library: Library, question: str, options: TurnOptions = USUAL_OPTIONS) -> tuple[Keeper, Progress]:
    progress = Progress(request_of(question), options)
    return Keeper(library, progress, OFTEN_S), progress


def say(progress: Progress, text: str) -> None:
    progress.write(lambda: progress.writer.feed(text))


def kept_first(library: Library) -> Finished:
    """Keep a turn that came to its end."""
    first, progress = keeper(library, LEAVE)
    first.begin()
    say(progress, LEAVE_ANSWER)
    finished, notice = first.end()
    assert notice is None
    return finished


def test_a_question_is_kept_before_anything_is_done_about_it(library: Library) -> None:
    one, progress = keeper(library, LEAVE)
    one.begin()
    (turn,) = library.conversations.turns(1)
    assert (turn.question, turn.answer, turn.status, turn.grounded) == (LEAVE, "", "interrupted", False)
    assert (progress.conversation_id, progress.turn_id) == (turn.conversation_id, turn.turn_id)
    one.end()


def test_what_is_said_is_kept_while_it_is_said(library: Library) -> None:
    one, progress = keeper(library, LEAVE)
    one.begin()
    progress.reasoning.append("The walrus counts.")
    assert until(lambda turn: turn.reasoning, library).status == "interrupted"
    say(progress, "Employees in Rotterdam. They get 28")
    assert until(lambda turn: turn.answer, library).answer.startswith("Employees in Rotterdam.")
    say(progress, " days. And ten")
    assert until(lambda turn: "days" in turn.answer, library).status == "interrupted"
    finished, _ = one.end()
    assert library.conversations.turns(1) == [finished]
    assert (finished.status, finished.turn_id) == ("answered", progress.turn_id)


def test_a_turn_that_has_ended_is_not_written_again(library: Library) -> None:
    one, progress = keeper(library, LEAVE)
    one.begin()
    finished, _ = one.end()
    say(progress, "Too late. Too late.")
    one._note()
    assert library.conversations.turns(1) == [finished]


def test_what_is_replaced_stays_until_the_new_one_has_come_to_its_end(library: Library) -> None:
    first = kept_first(library)
    one, progress = keeper(library, LEAVE, TurnOptions(first.conversation_id, replaces=first.turn_id))
    one.begin()
    say(progress, "Thirty. Days")
    until(lambda turn: turn.answer.startswith("Thirty."), library)
    assert library.conversations.turns(1)[0] == first
    finished, _ = one.end()
    assert library.conversations.turns(1) == [finished]


@pytest.mark.parametrize("status", ["interrupted", "failed"])
def test_what_did_not_come_to_its_end_takes_no_place(library: Library, status: TurnStatus) -> None:
    told: list[Finished] = []
    first = kept_first(library)
    one, progress = keeper(
        library, LEAVE, TurnOptions(first.conversation_id, replaces=first.turn_id, on_saved=told.append)
    )
    one.begin()
    say(progress, "Thirty. Days")
    progress.status = status
    finished, notice = one.end()
    assert library.conversations.turns(1) == [first]
    assert (finished.turn_id, notice, told) == (None, None, [])


def test_what_came_to_nothing_leaves_nothing(library: Library) -> None:
    one, _ = keeper(library, LEAVE)
    one.begin()
    one.take_back()
    assert library.conversations.all() == []


@pytest.mark.parametrize("begun_by_hand", [True, False])
def test_what_came_to_nothing_takes_no_conversation_along(library: Library, begun_by_hand: bool) -> None:
    number = library.conversations.start(LEAVE) if begun_by_hand else kept_first(library).conversation_id
    before = library.conversations.turns(number or 0)
    one, _ = keeper(library, LEAVE, TurnOptions(number))
    one.begin()
    one.take_back()
    assert library.conversations.turns(number or 0) == before
    assert [conversation.id for conversation in library.conversations.all()] == [number]


def test_a_library_that_another_process_writes_is_not_waited_for(library: Library) -> None:
    one, progress = keeper(library, LEAVE)
    with closing(sqlite3.connect(library.folder / "library.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        one.begin()
        assert library.conversations.all() == []
        say(progress, LEAVE_ANSWER)
        other.execute("ROLLBACK")
    assert until(lambda turn: turn.answer, library).question == LEAVE
    finished, notice = one.end()
    assert notice is None
    assert library.conversations.turns(1) == [finished]


def test_a_library_that_cannot_be_written_is_said_once_and_in_the_end(library: Library) -> None:
    one, progress = keeper(library, LEAVE)
    library.database.connection.execute("PRAGMA query_only = ON")  # as on a full disk
    one.begin()
    say(progress, LEAVE_ANSWER)
    finished, notice = one.end()
    assert notice is not None
    assert notice.code == "not_kept"
    assert finished.answer == LEAVE_ANSWER
    assert (finished.conversation_id, finished.turn_id) == (None, None)


def test_what_is_forgotten_while_it_is_answered_stays_forgotten(library: Library) -> None:
    one, progress = keeper(library, LEAVE)
    one.begin()
    library.forget_conversations(None)
    say(progress, LEAVE_ANSWER)
    finished, notice = one.end()
    assert notice is not None
    assert "deleted" in notice.message
    assert library.conversations.all() == []
    assert finished.turn_id is None
    with pytest.raises(LibraryError):
        library.conversations.update_turn(
            Finished(LEAVE, "", "", "", (), (), "interrupted", False, "", "", turn_id=1)
        )


def test_a_library_that_is_closed_meanwhile_is_no_traceback(library: Library) -> None:
    one, progress = keeper(library, LEAVE)
    one.begin()
    library.close()
    say(progress, LEAVE_ANSWER)
    assert not one._note()
    finished, notice = one.end()
    assert finished.answer == LEAVE_ANSWER
    assert notice is not None
    assert "closed" in notice.message


# Whole turns


def test_a_turn_that_is_under_way_is_in_the_library(library: Library) -> None:
    said = threading.Event()

    async def hold(piece: str) -> None:
        if "working" in piece:
            said.set()
            await asyncio.Event().wait()

    async def run() -> None:
        chat = ScriptedChat(before_piece=hold).queue(Reply(LEAVE_ANSWER))
        async with aclosing(agent(library, chat).turn(LEAVE)) as turn:
            async for event in turn:
                if isinstance(event, Answer):
                    break
            (begun,) = library.conversations.turns(1)
            assert (begun.question, begun.status) == (LEAVE, "interrupted")

    asyncio.run(run())
    (kept,) = library.conversations.turns(1)
    assert (kept.question, kept.status) == (LEAVE, "interrupted")


def test_a_question_that_is_stopped_before_anything_was_said_is_kept(library: Library) -> None:
    told: list[Finished] = []

    async def run() -> None:
        async with aclosing(
            agent(library, ScriptedChat()).turn(LEAVE, TurnOptions(on_saved=told.append))
        ) as turn:
            async for _ in turn:
                break

    asyncio.run(run())
    (kept,) = library.conversations.turns(1)
    assert told == [kept]
    assert (kept.question, kept.answer, kept.status) == (LEAVE, "", "interrupted")


def test_an_error_before_anything_was_said_leaves_nothing(library: Library) -> None:
    async def run() -> None:
        chat = ScriptedChat().queue(Reply(error=ServerUnavailable("down")))
        async with aclosing(agent(library, chat).turn("Write a poem about the sea.")) as turn:
            async for _ in turn:
                pass

    with pytest.raises(ServerUnavailable):
        asyncio.run(run())
    assert library.conversations.all() == []


def test_a_turn_that_is_under_way_is_no_part_of_what_went_before_it(library: Library) -> None:
    async def run(question: str, options: TurnOptions, chat: ScriptedChat) -> None:
        async for _ in agent(library, chat, history_turns=1).turn(question, options):
            pass

    asyncio.run(run(LEAVE, USUAL_OPTIONS, ScriptedChat().queue(Reply(LEAVE_ANSWER))))
    chat = ScriptedChat().queue(Reply("How many days may be carried over?"), Reply("Up to 5 days."))
    asyncio.run(run("And carried over?", TurnOptions(1), chat))
    prompts = "\n".join(message.content for call in chat.calls for message in call.messages)
    assert LEAVE in prompts
    assert [turn.status for turn in library.conversations.turns(1)] == ["answered", "answered"]
