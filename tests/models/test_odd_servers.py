"""Broken, hostile and wrong servers, at every question that is asked: one sentence, in bounded time and memory."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from assistant.errors import AssistantError, ServerFault, ServerUnavailable, StreamCut
from assistant.models.base import ChatItem, ChatOptions, Message, Vectors
from assistant.models.ollama.chat import OllamaChat
from assistant.models.ollama.client import OllamaServer
from assistant.models.ollama.embed import OllamaEmbedder
from assistant.threads import from_thread
from tests.fakes.odd_answers import ODD, body, endless, then_silent
from tests.fakes.ollama_server import FakeModel, FakeOllama

pytestmark = pytest.mark.slow

TALKER = FakeModel("talker")
EMBEDS = FakeModel("embeds", ("embedding",))
TIMEOUT_S = 0.4
LONGEST_S = 8.0
"""No call may take longer; most take a tenth of a second, those against a dribbling server as long as they may."""


@pytest.fixture
def fake() -> Iterator[FakeOllama]:
    with FakeOllama(TALKER, EMBEDS).running() as running:
        yield running


@pytest.fixture
def server(fake: FakeOllama) -> OllamaServer:
    return OllamaServer(fake.url, timeout_s=TIMEOUT_S)


def chat(server: OllamaServer, most: int = 8) -> list[ChatItem]:
    async def collect() -> list[ChatItem]:
        model = OllamaChat(server, "talker", 2048, pauses_s=(0,))
        options = ChatOptions(max_tokens=most)
        return [item async for item in model.chat([Message("user", "What is the rent?")], options)]

    return asyncio.run(collect())


def embed(server: OllamaServer) -> Vectors:
    embedder = OllamaEmbedder(server, "embeds", pauses_s=(0,), pause=lambda _: None)
    return embedder.embed_passages(["one", "two"])


async def pulled(server: OllamaServer) -> None:
    async for _ in from_thread(lambda: server.pull("new:1b")):
        pass


ASKED: dict[str, tuple[str, Callable[[OllamaServer], object]]] = {
    "version": ("/api/version", lambda server: server.version(TIMEOUT_S)),
    "list": ("/api/tags", lambda server: server.models()),
    "show": ("/api/show", lambda server: server.details("talker")),
    "pull": ("/api/pull", lambda server: list(server.pull("new:1b"))),
    "pulling": ("/api/pull", lambda server: asyncio.run(pulled(server))),
    "embed": ("/api/embed", embed),
    "chat": ("/api/chat", chat),
}


def is_sentence(error: AssistantError) -> None:
    assert error.message.endswith(".")
    assert len(error.message) < 500
    assert error.message.isprintable()
    assert "html" not in error.message.lower()
    assert "s3cr3t" not in error.message + error.hint


@pytest.mark.parametrize("asked", list(ASKED))
@pytest.mark.parametrize("name", list(ODD))
def test_an_odd_server_gets_a_sentence_in_time(
    fake: FakeOllama, server: OllamaServer, name: str, asked: str
) -> None:
    path, ask = ASKED[asked]
    fake.odd[path] = ODD[name]
    began = time.monotonic()
    with pytest.raises(AssistantError) as caught:
        ask(server)
    assert time.monotonic() - began < LONGEST_S
    is_sentence(caught.value)
    assert isinstance(caught.value, ServerFault | ServerUnavailable | StreamCut)


WRONG_VALUES: dict[str, dict[str, object]] = {
    "infinite sizes": {"size": 1e400, "context_length": 1e400, "size_vram": -1e400},
    "negative sizes": {"size": -1, "context_length": -5},
    "huge sizes": {"size": 10**300, "context_length": 10**30},
    "lists": {"size": [1], "digest": ["x"], "details": [[]], "context_length": {}},
    "texts": {"size": "many", "details": "small", "capabilities": "all"},
    "nothing": {"size": None, "digest": None, "details": None},
}


@pytest.mark.parametrize("name", list(WRONG_VALUES))
def test_values_that_make_no_sense_count_as_unknown(
    fake: FakeOllama, server: OllamaServer, name: str
) -> None:
    wrong = WRONG_VALUES[name]
    written = json.dumps({"models": [{"name": "a:1b", **wrong}, 7, {"name": ["x"]}, {}]})
    shown = json.dumps(
        {
            "model_info": {"general.architecture": "x", "x.context_length": wrong.get("context_length")},
            **wrong,
        }
    )
    fake.odd["/api/tags"] = body(written.replace("Infinity", "1e400").encode())
    fake.odd["/api/show"] = body(shown.replace("Infinity", "1e400").encode())
    (model,) = server.models()
    assert (model.name, model.size_bytes) == ("a:1b", 0)
    assert server.details("a:1b").context_length is None


VECTORS: dict[str, bytes] = {
    "too many": b"[[1.0], [2.0], [3.0]]",
    "none": b"[]",
    "an object": b'{"0": [1.0], "1": [2.0]}',
    "texts": b'[["1.0"], ["2.0"]]',
    "numbers": b"[1.0, 2.0]",
    "switches": b"[[true], [false]]",
    "nested": b"[[[1.0]], [[2.0]]]",
    "empty": b"[[], []]",
    "of two lengths": b"[[1.0], [1.0, 2.0]]",
    "infinite": b"[[1e400], [1.0]]",
    "no numbers": b"[[NaN], [1.0]]",
    "zeros": b"[[0.0, 0], [1.0, 0]]",
    "null": b"null",
    "a number of 400 digits": b"[[1" + b"0" * 400 + b"], [1.0]]",
}


@pytest.mark.parametrize("name", list(VECTORS))
def test_vectors_that_are_none(fake: FakeOllama, server: OllamaServer, name: str) -> None:
    fake.odd["/api/embed"] = body(b'{"embeddings": ' + VECTORS[name] + b"}")
    with pytest.raises(ServerFault) as caught:
        embed(server)
    is_sentence(caught.value)


def test_large_and_small_numbers_are_vectors(fake: FakeOllama, server: OllamaServer) -> None:
    fake.odd["/api/embed"] = body(b'{"embeddings": [[1e300, 1e300], [-1e-300, 0]]}')
    np.testing.assert_allclose(embed(server), [[0.5**0.5, 0.5**0.5], [-1.0, 0.0]], atol=1e-6)


def test_vectors_that_change_their_length(fake: FakeOllama, server: OllamaServer) -> None:
    embedder = OllamaEmbedder(server, "embeds", pause=lambda _: None)
    embedder.embed_query("one")
    fake.odd["/api/embed"] = body(b'{"embeddings": [[1.0, 2.0]]}')
    with pytest.raises(ServerFault, match=r"length 2, .* length 256"):
        embedder.embed_query("two")


def test_vectors_of_another_length_than_the_library_has(fake: FakeOllama, server: OllamaServer) -> None:
    identity = OllamaEmbedder(server, "embeds").identity
    known = OllamaEmbedder(server, "embeds", sizes={identity: 384}, pause=lambda _: None)
    with pytest.raises(ServerFault, match=r"length 256, .* length 384"):
        known.embed_passages(["one", "two", "three"])
    assert len(fake.sent("/api/embed")) == 1
    another = OllamaEmbedder(server, "embeds", sizes={"ollama:embeds@other": 384})
    assert another.embed_query("one").shape == (256,)


def lines(*pieces: object) -> bytes:
    return b"".join(json.dumps(piece).encode() + b"\n" for piece in pieces)


SAID = {"message": {"role": "assistant", "content": "word "}, "done": False}
DONE = {"message": {"role": "assistant", "content": "."}, "done": True, "done_reason": "stop"}
OPEN = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"

PIECES: dict[str, object] = {
    "no message": {"done": False},
    "a message that is a list": {"message": ["word"], "done": False},
    "a message that is a text": {"message": "word", "done": False},
    "content that is a list": {"message": {"content": ["word"]}},
    "thinking that is a number": {"message": {"content": "", "thinking": 7}},
    "a list": [SAID],
    "nothing": None,
}


@pytest.mark.parametrize("name", list(PIECES))
@pytest.mark.parametrize("after", [0, 1])
def test_pieces_of_an_answer_that_are_none(
    fake: FakeOllama, server: OllamaServer, name: str, after: int
) -> None:
    fake.odd["/api/chat"] = body(lines(*[SAID] * after, PIECES[name], DONE))
    with pytest.raises(StreamCut if after else ServerFault, match="cannot be read"):
        chat(server)


COUNTS: tuple[object, ...] = (1e400, -1, "many", [1], None, 10**300)


@pytest.mark.parametrize("count", COUNTS, ids=str)
def test_counts_that_make_no_sense_are_unknown(fake: FakeOllama, server: OllamaServer, count: object) -> None:
    done = {**DONE, "prompt_eval_count": count, "eval_count": count, "eval_duration": count}
    fake.odd["/api/chat"] = body(lines(SAID, done).replace(b"Infinity", b"1e400"))
    end = chat(server)[-1]
    assert (getattr(end, "prompt_tokens", 0), getattr(end, "answer_tokens", 0)) == (None, None)


def test_what_follows_the_end_of_an_answer_is_not_read(fake: FakeOllama, server: OllamaServer) -> None:
    fake.odd["/api/chat"] = endless(OPEN + lines(SAID, DONE), lines(SAID) * 100)
    assert "".join(getattr(item, "text", "") for item in chat(server)) == "word ."


@pytest.mark.parametrize("piece", [SAID, {"message": {"content": ""}}, {"message": {"content": "x" * 4096}}])
def test_an_answer_without_an_end_is_ended(fake: FakeOllama, server: OllamaServer, piece: object) -> None:
    fake.odd["/api/chat"] = endless(OPEN, lines(piece) * 10)
    with pytest.raises(StreamCut, match="more than was asked for"):
        chat(server)


def test_halves_of_characters_are_replaced(fake: FakeOllama, server: OllamaServer) -> None:
    fake.odd["/api/chat"] = body(b'{"message": {"content": "a\\ud83d"}}\n' + lines(DONE))
    assert "".join(getattr(item, "text", "") for item in chat(server)) == "a\ufffd."


def test_an_answer_that_falls_silent(fake: FakeOllama, server: OllamaServer) -> None:
    fake.odd["/api/chat"] = then_silent(OPEN + lines(SAID))
    with pytest.raises(StreamCut, match="silent for too long"):
        chat(server)
