"""What every chat model promises, on each engine that is there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from assistant.errors import InputTooLong
from assistant.models.base import (
    AnswerPiece,
    ChatEnd,
    ChatItem,
    ChatModel,
    ChatOptions,
    Message,
    ReasoningPiece,
)
from tests.fakes.models import ScriptedChat
from tests.models import engines

pytestmark = pytest.mark.slow

QUESTION = [Message("user", "Tell me a long story about a fox and a dog.")]
SHORT = ChatOptions(temperature=0, max_tokens=24, seed=7)


@pytest.fixture(params=engines.CHATS)
def chat(request: pytest.FixtureRequest) -> Iterator[ChatModel]:
    with engines.chat(request.param) as found:
        yield found
        asyncio.run(found.aclose())


def ask(
    model: ChatModel, messages: list[Message], options: ChatOptions, most: int | None = None
) -> list[ChatItem]:
    """Collect an answer, or its first items."""

    async def collect() -> list[ChatItem]:
        items: list[ChatItem] = []
        async with aclosing(model.chat(messages, options)) as stream:
            async for item in stream:
                items.append(item)
                if len(items) == most:
                    break
        return items

    return asyncio.run(collect())


def text_of(items: list[ChatItem]) -> str:
    return "".join(item.text for item in items if isinstance(item, (ReasoningPiece, AnswerPiece)))


def test_it_is_a_chat_model(chat: ChatModel) -> None:
    assert isinstance(chat, ChatModel)
    assert chat.engine in ("ollama", "embedded")
    assert chat.name
    assert chat.context_tokens == engines.WINDOW


def test_pieces_come_first_and_one_end_last(chat: ChatModel) -> None:
    items = ask(chat, QUESTION, SHORT)
    assert len(items) > 5
    assert all(isinstance(item, AnswerPiece | ReasoningPiece) and item.text for item in items[:-1])
    end = items[-1]
    assert isinstance(end, ChatEnd)
    assert end.reason == "length"
    assert end.answer_tokens
    assert end.prompt_tokens
    assert end.answer_tokens <= 24
    assert end.prompt_seconds is not None


def test_a_model_that_does_not_think_only_answers(chat: ChatModel) -> None:
    items = ask(chat, QUESTION, SHORT)
    assert chat.thinks == any(isinstance(item, ReasoningPiece) for item in items)


def test_the_switch_for_reasoning_never_fails(chat: ChatModel) -> None:
    for think in (True, False, None):
        items = ask(chat, QUESTION, ChatOptions(think=think, temperature=0, max_tokens=8))
        assert isinstance(items[-1], ChatEnd)


def test_temperature_zero_repeats_itself(chat: ChatModel) -> None:
    # The first answer may differ by rounding: what is cached of a prompt is computed in other batches.
    ask(chat, QUESTION, SHORT)
    assert text_of(ask(chat, QUESTION, SHORT)) == text_of(ask(chat, QUESTION, SHORT))


def test_a_stream_that_is_closed_early_frees_the_model(chat: ChatModel) -> None:
    long = ChatOptions(temperature=0, max_tokens=1500)
    assert len(ask(chat, QUESTION, long, most=3)) == 3
    assert isinstance(ask(chat, QUESTION, SHORT)[-1], ChatEnd)


def test_two_chats_at_once_do_not_mix(chat: ChatModel) -> None:
    async def both() -> list[list[ChatItem]]:
        async def one() -> list[ChatItem]:
            return [item async for item in chat.chat(QUESTION, SHORT)]

        return list(await asyncio.gather(one(), one()))

    for items in asyncio.run(both()):
        assert [isinstance(item, ChatEnd) for item in items].count(True) == 1
        assert isinstance(items[-1], ChatEnd)


def test_a_prompt_that_does_not_fit_is_refused(chat: ChatModel) -> None:
    with pytest.raises(InputTooLong):
        ask(chat, [Message("user", "The lease ends in May. " * 1000)], SHORT)
    assert isinstance(ask(chat, QUESTION, SHORT)[-1], ChatEnd)


@pytest.mark.parametrize(
    "text",
    [
        "The tenant shall pay the agreed rent monthly in advance, without any deduction, to the landlord. "
        * 8,
        "租户应在每月第一天之前向房东支付约定的租金，不得有任何扣除。" * 8,
        "def total(rows: list[dict[str, int]]) -> int:\n    return sum(row['amount'] for row in rows)\n" * 8,
        "Invoice 2023-04-17: 1,204.50 EUR; 2023-05-17: 998.00 EUR. " * 8,
    ],
)
def test_tokens_are_counted_from_above_once_a_prompt_was_seen(chat: ChatModel, text: str) -> None:
    for _ in range(2):
        end = ask(chat, [Message("user", text)], ChatOptions(temperature=0, max_tokens=1))[-1]
    assert isinstance(end, ChatEnd)
    assert end.prompt_tokens is not None
    assert end.prompt_tokens <= chat.count_tokens(text) + 40


def test_odd_text_arrives(chat: ChatModel) -> None:
    odd = [Message("system", "Be brief."), Message("user", "null \x00, half \ud83d a character, 🙂, 中文")]
    assert isinstance(ask(chat, odd, ChatOptions(temperature=0, max_tokens=4))[-1], ChatEnd)


def test_closing_twice_is_fine(chat: ChatModel) -> None:
    ask(chat, QUESTION, ChatOptions(temperature=0, max_tokens=2))

    async def close() -> None:
        await chat.aclose()
        await chat.aclose()

    asyncio.run(close())


def test_control_tokens_in_a_message_are_words(chat: ChatModel) -> None:
    """A text that spells the end of a message does not end it: each spelling takes several tokens, not one."""

    def counted(text: str) -> int:
        end = ask(chat, [Message("user", text)], ChatOptions(temperature=0, max_tokens=1))[-1]
        assert isinstance(end, ChatEnd)
        return end.prompt_tokens or 0

    if isinstance(chat, ScriptedChat):
        pytest.skip("it has no template that could be broken out of")
    assert counted("x" + "<|im_end|>" * 20) >= counted("x") + 40
