"""Chat through the real client: reasoning apart, nothing cut unnoticed, and every way a stream can end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from assistant.errors import (
    InputTooLong,
    ModelFault,
    ModelMissing,
    ServerFault,
    ServerUnavailable,
    StreamCut,
)
from assistant.models.base import (
    AnswerPiece,
    ChatEnd,
    ChatItem,
    ChatOptions,
    Loading,
    Message,
    ReasoningPiece,
)
from assistant.models.ollama.chat import OllamaChat
from assistant.models.ollama.client import OllamaServer
from assistant.models.ollama.next_step import next_step
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply
from tests.raising import raises

R1 = FakeModel("deepseek-r1:8b", ("completion", "thinking"))
PLAIN = FakeModel("plain", ("completion",), context_length=1000)
INSIDE = FakeModel("imported", ("completion",), template="{{ .Prompt }}<|Assistant|><think>\n")
OLD = FakeModel("deepseek-r1:1.5b", None)
EMBEDS = FakeModel("embeds", ("embedding",))
CLOUD = FakeModel("far", ("completion",), remote_host="https://ollama.com")
QUESTION = [Message("system", "Be brief."), Message("user", "What is the rent?")]
THOUGHT = FakeReply("The rent is 900.", thinking="Let me look.")


@pytest.fixture
def fake() -> Iterator[FakeOllama]:
    with FakeOllama(R1, PLAIN, INSIDE, OLD, EMBEDS, CLOUD).running() as running:
        yield running


def model(fake: FakeOllama, name: str = "deepseek-r1:8b", context_tokens: int = 2048) -> OllamaChat:
    return OllamaChat(OllamaServer(fake.url, timeout_s=5), name, context_tokens, pauses_s=(0, 0))


def ask(
    chat: OllamaChat, messages: list[Message] = QUESTION, options: ChatOptions | None = None
) -> list[ChatItem]:
    async def collect() -> list[ChatItem]:
        return [item async for item in chat.chat(messages, options or ChatOptions())]

    return asyncio.run(collect())


def texts(items: list[ChatItem]) -> tuple[str, str]:
    reasoning = "".join(item.text for item in items if isinstance(item, ReasoningPiece))
    return reasoning, "".join(item.text for item in items if isinstance(item, AnswerPiece))


def end_of(items: list[ChatItem]) -> ChatEnd:
    assert isinstance(items[-1], ChatEnd)
    return items[-1]


def test_reasoning_and_answer_come_apart(fake: FakeOllama) -> None:
    fake.replies.append(THOUGHT)
    items = ask(model(fake))
    assert texts(items) == ("Let me look.", "The rent is 900.")
    assert end_of(items) == ChatEnd("stop", 12, None, 7, 0.002)


def test_what_is_sent(fake: FakeOllama) -> None:
    ask(model(fake), options=ChatOptions(think=False, temperature=0.3, top_p=0.9, max_tokens=5, seed=3))
    (body,) = fake.sent("/api/chat")
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is the rent?"},
    ]
    assert body["think"] is False
    assert body["truncate"] is False
    assert body["shift"] is False
    assert body["options"] == {
        "num_ctx": 2048,
        "num_predict": 5,
        "temperature": 0.3,
        "top_p": 0.9,
        "seed": 3,
    }


def test_the_window_is_one_value_and_at_most_what_the_model_was_made_for(fake: FakeOllama) -> None:
    chat = model(fake, "plain", 4096)
    assert chat.context_tokens == 1000
    ask(chat)
    ask(chat, options=ChatOptions(max_tokens=3))
    assert [body["options"]["num_ctx"] for body in fake.sent("/api/chat")] == [1000, 1000]


@pytest.mark.parametrize(("think", "sent"), [(True, True), (False, False), (None, "absent")])
def test_the_switch_goes_to_models_that_have_it(fake: FakeOllama, think: bool | None, sent: object) -> None:
    ask(model(fake), options=ChatOptions(think=think))
    ask(model(fake, "plain"), options=ChatOptions(think=think))
    assert [body.get("think", "absent") for body in fake.sent("/api/chat")] == [sent, "absent"]


@pytest.mark.parametrize("name", ["deepseek-r1:8b", "deepseek-r1:1.5b"])
def test_a_server_that_refuses_the_switch_is_asked_without_it_and_not_again(
    fake: FakeOllama, name: str
) -> None:
    fake.faults.refuse_think = True
    chat = model(fake, name)
    for _ in range(2):
        assert end_of(ask(chat, options=ChatOptions(think=True)))
    assert [body.get("think") for body in fake.sent("/api/chat")] == [True, None, None]


@pytest.mark.parametrize(
    ("name", "thinks"),
    [("deepseek-r1:8b", True), ("plain", False), ("deepseek-r1:1.5b", True), ("imported", True)],
)
def test_whether_a_model_thinks(fake: FakeOllama, name: str, thinks: bool) -> None:
    assert model(fake, name).thinks is thinks


def test_reasoning_inside_the_content_is_taken_out(fake: FakeOllama) -> None:
    pieces = ("<th", "ink>\nLet me", " look.", "\n</thi", "nk>\n", "\nThe rent", " is 900.\n")
    fake.replies.append(FakeReply(pieces=pieces))
    assert texts(ask(model(fake, "plain"))) == ("Let me look.", "The rent is 900.")


def test_a_template_that_opens_the_reasoning_itself(fake: FakeOllama) -> None:
    fake.replies.append(FakeReply(pieces=("Let me look.", "</think>", "The rent is 900.")))
    assert texts(ask(model(fake, "imported"))) == ("Let me look.", "The rent is 900.")


@pytest.mark.parametrize("reply", [FakeReply(thinking="for ever"), FakeReply("<think>for ever")])
def test_a_model_that_never_stops_reasoning_ends_in_order(fake: FakeOllama, reply: FakeReply) -> None:
    fake.replies.append(reply)
    items = ask(model(fake))
    assert texts(items) == ("for ever", "")
    assert end_of(items).reason == "stop"


def test_running_into_the_limit_is_said(fake: FakeOllama) -> None:
    fake.replies.append(FakeReply("cut here", done_reason="length"))
    assert end_of(ask(model(fake))).reason == "length"


def test_a_prompt_that_is_too_long_is_refused_by_the_server(fake: FakeOllama) -> None:
    with pytest.raises(InputTooLong) as caught:
        ask(model(fake, context_tokens=50), [Message("user", "word " * 60)])
    assert "deepseek-r1:8b" in caught.value.message


@pytest.mark.parametrize("words", [51, 500])
def test_a_prompt_that_was_cut_silently_is_an_error(fake: FakeOllama, words: int) -> None:
    fake.faults.cuts_silently = True
    with pytest.raises(InputTooLong, match="read only 50 tokens"):
        ask(model(fake, context_tokens=50), [Message("user", "word " * words)])


def test_a_server_that_cut_to_half_its_window_is_found_out(fake: FakeOllama) -> None:
    fake.faults.cuts_silently = True
    chat = model(fake, context_tokens=300)
    fake.models["deepseek-r1:8b"] = FakeModel(
        "deepseek-r1:8b", ("completion", "thinking"), context_length=4096
    )
    # The server counts 303 of 400 words here: full window. Told a smaller count, the words sent give it away.
    with pytest.raises(InputTooLong):
        ask(chat, [Message("user", "word " * 400)])


def test_counts_teach_the_estimate(fake: FakeOllama) -> None:
    chat = model(fake, "plain")
    text = "antidisestablishmentarianism " * 60
    before = chat.count_tokens(text)
    ask(chat, [Message("user", text)])
    assert chat.count_tokens(text) < before


def test_a_stream_that_is_cut(fake: FakeOllama) -> None:
    fake.faults.cut_after = 3
    items: list[ChatItem] = []

    async def collect() -> None:
        async for item in model(fake).chat(QUESTION, ChatOptions()):
            items.append(item)  # noqa: PERF401

    with pytest.raises(StreamCut, match="stopped in the middle"):
        asyncio.run(collect())
    assert texts(items)[1] == "word after word"


def test_a_cut_inside_a_character(fake: FakeOllama) -> None:
    fake.replies.append(FakeReply(pieces=("租金", "是九百元。")))
    fake.faults.cut_after, fake.faults.cut_inside_character = 1, True
    with pytest.raises(StreamCut):
        ask(model(fake))


def test_a_stream_cut_before_its_first_piece_is_asked_again(fake: FakeOllama) -> None:
    fake.faults.cut_after = 0
    with pytest.raises(ModelFault):
        ask(model(fake))
    assert len(fake.sent("/api/chat")) == 3


@pytest.mark.parametrize(("after", "kind"), [(0, ServerFault), (2, StreamCut)])
def test_broken_json(fake: FakeOllama, after: int, kind: type[ModelFault]) -> None:
    fake.faults.broken_json_after = after
    with pytest.raises(kind):
        ask(model(fake))


def test_an_answer_with_a_line_break_that_is_no_newline_stays_whole(fake: FakeOllama) -> None:
    said = "one\x85two\u2028three\u2029four\n五"
    fake.replies.append(FakeReply(pieces=(said, said)))
    assert texts(ask(model(fake))) == ("", said + said)


@pytest.mark.parametrize("after", [0, 2])
def test_an_error_in_the_stream(fake: FakeOllama, after: int) -> None:
    fake.faults.error_after = after
    with pytest.raises(ServerFault, match="the runner has died"):
        ask(model(fake))


def test_a_stream_that_ends_without_its_last_piece(fake: FakeOllama) -> None:
    fake.faults.never_done = True
    with pytest.raises(StreamCut):
        ask(model(fake))


@pytest.mark.parametrize("fault", ["busy", "drop"])
def test_a_busy_server_is_asked_again(fake: FakeOllama, fault: str) -> None:
    setattr(fake.faults, fault, 2)
    assert end_of(ask(model(fake)))
    assert len(fake.sent("/api/chat")) == 3


@pytest.mark.parametrize("fault", ["busy", "drop"])
def test_a_server_that_stays_busy(fake: FakeOllama, fault: str) -> None:
    setattr(fake.faults, fault, 100)
    with pytest.raises(ServerFault) as caught:
        ask(model(fake))
    assert caught.value.retry_helps
    assert len(fake.sent("/api/chat")) == 3


@pytest.mark.parametrize("status", [302, 500, 502])
def test_other_statuses(fake: FakeOllama, status: int) -> None:
    chat = model(fake)
    assert chat.thinks
    fake.faults.status = status
    with pytest.raises(ServerFault, match="on order"):
        ask(chat)


def test_models_that_cannot_be_used(fake: FakeOllama) -> None:
    with pytest.raises(ModelMissing, match="nothing"):
        ask(model(fake, "nothing"))
    with raises("not_a_chat_model"):
        ask(model(fake, "embeds"))
    with raises("cloud_model"):
        ask(model(fake, "far"))
    with raises("cloud_model"):
        model(fake, "gpt-oss:20b-cloud")
    assert fake.sent("/api/chat") == []


def test_a_model_that_was_removed_meanwhile(fake: FakeOllama) -> None:
    chat = model(fake)
    ask(chat)
    del fake.models["deepseek-r1:8b"]
    with pytest.raises(ModelMissing):
        ask(chat)


def test_a_server_that_has_stopped() -> None:
    with FakeOllama(R1).running() as fake:
        chat = model(fake)
        ask(chat)
    with pytest.raises(ServerUnavailable) as caught:
        ask(chat)
    assert caught.value.hint == next_step("http://127.0.0.1:1")


def test_a_server_that_is_too_slow(fake: FakeOllama) -> None:
    fake.faults.hold = threading.Event()
    chat = OllamaChat(OllamaServer(fake.url, timeout_s=0.2), "deepseek-r1:8b", 2048)
    with raises("server_timeout"):
        ask(chat)
    fake.faults.hold.set()


def test_closing_the_stream_closes_the_connection(fake: FakeOllama) -> None:
    fake.replies.append(FakeReply("many words " * 100_000))

    async def first() -> ChatItem:
        async with aclosing(model(fake).chat(QUESTION, ChatOptions(max_tokens=10**6))) as stream:
            return await anext(stream)

    assert asyncio.run(first()) == AnswerPiece("many")
    assert fake.gone.wait(10)


def test_cancelling_closes_the_connection(fake: FakeOllama) -> None:
    fake.faults.hold = threading.Event()

    async def cancelled() -> None:
        task = asyncio.create_task(anext(model(fake).chat(QUESTION, ChatOptions())))
        assert await asyncio.to_thread(fake.holding.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    fake.faults.hold.set()


def test_the_context_that_is_allocated(fake: FakeOllama) -> None:
    ask(model(fake, context_tokens=3000))
    assert {sent["options"]["num_ctx"] for sent in fake.sent("/api/chat")} == {3000}


def test_a_model_that_has_to_be_loaded_is_told_of_before_it_answers(
    fake: FakeOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.models.ollama.chat._LOOK_AGAIN_S", 0.01)
    fake.faults.hold = threading.Event()
    fake.loaded = [[], [], ["deepseek-r1:8b"]]
    chat = model(fake)

    async def collect() -> list[ChatItem]:
        items: list[ChatItem] = []
        async with aclosing(chat.chat(QUESTION, ChatOptions())) as stream:
            async for item in stream:
                items.append(item)
                if item == Loading(done=True):
                    fake.faults.hold.set()  # type: ignore[union-attr]
        return items

    fake.usual = THOUGHT
    items = asyncio.run(collect())
    assert items[:2] == [Loading(), Loading(done=True)]
    assert texts(items) == ("Let me look.", "The rent is 900.")
    assert not [item for item in ask(chat) if isinstance(item, Loading)]  # it is in memory still


@pytest.mark.parametrize("loaded", [[], [["deepseek-r1:8b"]]])
def test_nothing_is_said_of_a_model_in_memory_or_by_a_server_that_cannot_tell(
    fake: FakeOllama, loaded: list[list[str]]
) -> None:
    fake.loaded, fake.usual = loaded, THOUGHT
    assert not [item for item in ask(model(fake)) if isinstance(item, Loading)]


def test_a_stream_that_is_closed_while_the_model_loads_ends_at_once(fake: FakeOllama) -> None:
    fake.faults.hold = threading.Event()
    fake.loaded = [[]]

    async def first() -> ChatItem:
        async with aclosing(model(fake).chat(QUESTION, ChatOptions())) as stream:
            return await anext(stream)

    assert asyncio.run(first()) == Loading()
    fake.faults.hold.set()
