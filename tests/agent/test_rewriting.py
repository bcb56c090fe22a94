from __future__ import annotations

import asyncio

import pytest

from assistant.agent.rewriting import LONGEST, REWRITE_TOKENS, stand_alone
from assistant.errors import InputTooLong, ModelMissing, ServerFault, ServerUnavailable
from tests.fakes.models import Reply, ScriptedChat

BEFORE = "What was the travel budget for 2022?"
EARLIER = [(BEFORE, "The travel budget was EUR 180,000.")]
GOOD = "What was the travel budget for 2023?"


def rewritten(question: str, chat: ScriptedChat | None, earlier: list[tuple[str, str]] | None = None) -> str:
    return asyncio.run(stand_alone(question, EARLIER if earlier is None else earlier, chat)).question


def test_a_model_makes_a_follow_up_stand_alone() -> None:
    chat = ScriptedChat(thinks=True).queue(Reply(GOOD, reasoning="What about zebras?"))
    assert rewritten("And in 2023?", chat) == GOOD
    call = chat.calls[0]
    assert (call.options.think, call.options.temperature, call.options.max_tokens) == (
        False,
        0.0,
        REWRITE_TOKENS,
    )
    assert chat.streams_closed == 1


@pytest.mark.parametrize(
    "written",
    [f"Question: {GOOD}", f'"{GOOD}"', f"Rewritten question: {GOOD}\n\nI hope this helps.", f"**{GOOD}**"],
)
def test_what_a_model_writes_around_it_is_left_out(written: str) -> None:
    assert rewritten("And in 2023?", ScriptedChat().queue(written)) == GOOD


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   \n ",
        "Who won the world cup in 2023?",
        "What was the travel budget for 2022?",
        "What was the travel budget next year?",
        "travel budget 2023 " * LONGEST,
    ],
)
def test_a_bad_rewrite_is_put_aside(written: str) -> None:
    assert rewritten("And in 2023?", ScriptedChat().queue(written)) == f"{BEFORE} And in 2023?"


@pytest.mark.parametrize(
    "error", [ServerFault("x"), InputTooLong("x"), ServerUnavailable("x"), ModelMissing("x")]
)
def test_a_model_that_fails_does_not_stop_the_search(
    error: ServerFault | InputTooLong | ServerUnavailable | ModelMissing,
) -> None:
    chat = ScriptedChat().queue(Reply(GOOD, error=error))
    assert rewritten("And in 2023?", chat) == f"{BEFORE} And in 2023?"


def test_without_a_model_the_questions_are_put_together() -> None:
    assert rewritten("And in 2023?", None) == f"{BEFORE} And in 2023?"


def test_a_question_that_stands_alone_is_left_as_it_is() -> None:
    chat = ScriptedChat()
    whole = "How many days of annual leave do employees in Rotterdam get?"
    assert rewritten(whole, chat) == whole
    assert rewritten("And in 2023?", chat, []) == "And in 2023?"
    assert chat.calls == []


def test_a_chinese_follow_up_is_rewritten_in_chinese() -> None:
    chat = ScriptedChat().queue("问题：苏州的年假有多少天？")
    assert rewritten("那苏州呢？", chat, [("鹿特丹的年假有多少天？", "28天。")]) == "苏州的年假有多少天？"
    assert "改写" in chat.calls[0].messages[0].content


def test_only_the_start_of_long_answers_is_shown() -> None:
    chat = ScriptedChat().queue(GOOD)
    rewritten("And in 2023?", chat, [(BEFORE, "long " * 5_000)])
    assert len(chat.calls[0].messages[0].content) < 1_000
