"""What stands between Ollama's client and the server: nothing is lost, and nothing reaches the client that it breaks on."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import ollama
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import AssistantError, InputTooLong, ModelMissing, ServerFault, StreamCut
from assistant.http_client import Bounds
from assistant.models.ollama.ahead import CHAT, chat_body
from assistant.models.ollama.client import OllamaServer
from assistant.models.ollama.errors import server_errors
from assistant.models.ollama.transport import chat_piece, embeddings, pull_step
from tests.fakes.models import hash_embedding
from tests.fakes.odd_answers import body
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply

BOUNDS = Bounds(5.0, 5.0)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def fake() -> Iterator[FakeOllama]:
    talker = FakeModel("talker")
    with FakeOllama(talker, FakeModel("embeds", ("embedding",))).running() as running:
        yield running


def chat(server: OllamaServer, **options: object) -> list[ollama.ChatResponse]:
    messages = [{"role": "user", "content": "Hi"}]
    with server.client(BOUNDS, "talker") as client:
        return list(client.chat("talker", messages, stream=True, options=options))


ASKED: list[dict[str, object]] = [
    {
        "model": "talker",
        "messages": [{"role": "user", "content": "Hi"}],
        "options": {"num_ctx": 4_096, "top_p": 0.9},
    },
    {"model": "talker", "messages": [], "think": False, "keep_alive": "30m", "options": {"seed": 1}},
]


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_sent_ahead_is_what_the_client_asks_for(asked: dict[str, Any], fake: FakeOllama) -> None:
    fake.replies += [FakeReply("yes")] * 2
    for ahead in (None, chat_body(asked)):
        with OllamaServer(fake.url).client(BOUNDS, "talker", ahead) as client:
            pieces = [piece.message.content for piece in client.chat(**asked, stream=True)]
        assert "".join(filter(None, pieces)) == "yes"
    usual, sent_ahead = fake.sent(CHAT)
    assert usual == sent_ahead


def test_a_call_that_was_sent_ahead_says_what_went_wrong(fake: FakeOllama) -> None:
    body = chat_body({"model": "nobody", "messages": []})
    with (
        pytest.raises(ModelMissing),
        server_errors(fake.url, "nobody"),
        OllamaServer(fake.url).client(BOUNDS, "nobody", body) as client,
    ):
        list(client.chat("nobody", [], stream=True))


def test_a_call_that_nobody_takes_ends(fake: FakeOllama) -> None:
    fake.pace_s = 0.01
    fake.replies.append(FakeReply("word " * 1_000))
    body = chat_body({"model": "talker", "messages": []})
    with OllamaServer(fake.url).client(BOUNDS, "talker", body):
        pass
    assert fake.gone.wait(10)


_BEFORE_THE_IMPORT = """
import sys, threading
from assistant.http_client import Bounds
from assistant.models.base import ChatOptions, Message
from assistant.models.ollama.chat import OllamaChat
from assistant.models.ollama.client import OllamaServer
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply
asked = threading.Event()
class Waits:
    def find_spec(self, name, path=None, target=None):
        if name == "ollama":
            assert asked.wait(30), "the client is imported before the server is asked"
sys.meta_path.insert(0, Waits())
fake = FakeOllama(FakeModel("talker"))
fake.answer = lambda body: (asked.set(), FakeReply("yes"))[1]
async def ask():
    chat = OllamaChat(OllamaServer(fake.url), "talker", 4_096)
    return [item async for item in chat.chat([Message("user", "Hi")], ChatOptions())]
import asyncio
with fake.running():
    print(asyncio.run(ask())[-1].reason, len(fake.sent("/api/chat")))
"""


def test_a_first_chat_is_sent_before_the_client_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE_THE_IMPORT],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["stop", "1"], done.stderr


def test_ollamas_own_client_asks_and_reads(fake: FakeOllama) -> None:
    fake.replies.append(FakeReply("two words"))
    server = OllamaServer(fake.url)
    chunks = chat(server, num_predict=5)
    assert "".join(chunk.message.content or "" for chunk in chunks) == "two words"
    assert [chunk.done for chunk in chunks] == [False, False, True]
    with server.client(BOUNDS, "embeds") as client:
        (row,) = client.embed("embeds", ["rent"], truncate=False).embeddings
        assert list(row) == pytest.approx(hash_embedding("rent").tolist())
        assert [step.status for step in client.pull("new:1b", stream=True)][-1] == "success"


def test_a_chat_says_that_nothing_may_be_cut(fake: FakeOllama) -> None:
    chat(OllamaServer(fake.url), num_predict=5)
    (sent,) = fake.sent("/api/chat")
    assert (sent["truncate"], sent["shift"], sent["stream"]) == (False, False, True)
    assert (sent["model"], sent["options"]) == ("talker", {"num_predict": 5})


def test_leaving_the_client_ends_the_connection(fake: FakeOllama) -> None:
    fake.replies.append(FakeReply("many words " * 100_000))
    with OllamaServer(fake.url).client(BOUNDS, "talker") as client:
        chunks = iter(client.chat("talker", stream=True, options={"num_predict": 10**6}))
        assert next(chunks).message.content == "many"
    assert fake.gone.wait(10)


def test_it_goes_to_the_server_whatever_the_address_holds(fake: FakeOllama) -> None:
    fake.path = "/a%20b/api/v2"
    assert chat(OllamaServer(f"{fake.url}/a%20b/api/v2/"))


@pytest.mark.parametrize(
    "address", ["::1", "[fe80::1%eth0]:80", "a_b.example.:1", "https://ann:s3cr3t@example/x%y", ":8080"]
)
def test_the_client_takes_every_address_that_we_take(address: str) -> None:
    with OllamaServer(address, key="").client(BOUNDS, "x") as client:
        assert isinstance(client, ollama.Client)


@pytest.mark.parametrize("said", ["7", "null", "[1]", '"x"', '{"error": 1}', "no such thing"])
def test_a_failure_in_an_answer_is_told_however_it_is_written(fake: FakeOllama, said: str) -> None:
    server = OllamaServer(fake.url)
    for path, error in (("/api/chat", said), ("/api/embed", {"message": said})):
        fake.odd[path] = body(json.dumps({"error": error}).encode())
    with pytest.raises(ServerFault, match="answered with an error"):
        chat(server)
    with (
        pytest.raises(ServerFault, match="answered with an error"),
        server.client(BOUNDS, "embeds") as client,
    ):
        client.embed("embeds", ["rent"])


@given(st.text(st.characters(exclude_categories=())), st.text())
def test_a_text_comes_through_the_client_whole(content: str, thinking: str) -> None:
    piece = {"message": {"content": content, "thinking": thinking}, "done": False}
    written = json.dumps(chat_piece(piece))
    assert written.isascii()
    assert len(written.splitlines()) == 1
    message = ollama.ChatResponse(**json.loads(written)).message
    assert (message.content, message.thinking) == (re.sub("[\ud800-\udfff]", "\ufffd", content), thinking)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            (
                "done",
                "done_reason",
                "prompt_eval_count",
                "eval_count",
                "eval_duration",
                "logprobs",
                "created_at",
            ),
            JSON,
        ),
    )
)
def test_the_client_reads_a_piece_whatever_stands_beside_its_text(beside: dict[str, object]) -> None:
    message = {"role": 7, "content": "word", "images": [1], "tool_calls": "none"}
    assert ollama.ChatResponse(**chat_piece({"message": message, **beside})).message.content == "word"


@given(JSON)
def test_the_client_refuses_a_message_that_is_none_and_does_not_break(message: object) -> None:
    piece = chat_piece({"message": message})
    if isinstance(message, dict):
        assert ollama.ChatResponse(**piece)
    else:
        with pytest.raises(pydantic.ValidationError):
            ollama.ChatResponse(**piece)


@given(st.dictionaries(st.sampled_from(["status", "digest", "completed", "total", "more"]), JSON))
def test_the_client_reads_every_step_of_a_pull(step: dict[str, object]) -> None:
    assert ollama.ProgressResponse(**pull_step(step))


@given(st.lists(st.lists(JSON, max_size=4), max_size=3), JSON)
def test_what_is_no_number_in_a_vector_is_nan(rows: list[list[object]], count: object) -> None:
    read = ollama.EmbedResponse(**embeddings({"embeddings": rows, "prompt_eval_count": count}))
    assert [len(row) for row in read.embeddings] == [len(row) for row in rows]
    values = [value for row in rows for value in row]
    numbers = [number for row in read.embeddings for number in row]
    for value, number in zip(values, numbers, strict=True):
        usable = type(value) in (int, float) and not math.isnan(value)  # type: ignore[arg-type]
        assert math.isnan(number) != usable


def invalid() -> Exception:
    with pytest.raises(pydantic.ValidationError) as caught:
        ollama.ChatResponse(message=[])  # type: ignore[arg-type]
    return caught.value


OF_THE_CLIENT: list[tuple[Exception, type[AssistantError]]] = [
    (ollama.ResponseError("model 'x' not found", 404), ModelMissing),
    (ollama.ResponseError("the input length exceeds the context length", 400), InputTooLong),
    (ollama.ResponseError("it has died"), ServerFault),
    (invalid(), ServerFault),
    (json.JSONDecodeError("no", "x", 0), ServerFault),
    (RecursionError(), ServerFault),
    (httpx.ReadError("no"), ServerFault),
    (httpx.StreamConsumed(), ServerFault),
]


@pytest.mark.parametrize(("raised", "kind"), OF_THE_CLIENT, ids=lambda part: getattr(part, "__name__", ""))
def test_what_the_client_raises_is_ours_afterwards(raised: Exception, kind: type[AssistantError]) -> None:
    with pytest.raises(kind), server_errors("http://127.0.0.1:1", "x"):
        raise raised
    said = isinstance(raised, ollama.ResponseError)
    with pytest.raises(kind if said else StreamCut), server_errors("http://127.0.0.1:1", "x", streaming=True):
        raise raised


SURROUNDINGS = [
    {"ALL_PROXY": "socks5://127.0.0.1:7890"},
    {"all_proxy": "socks5h://127.0.0.1:9050"},
    {"HTTPS_PROXY": "ftp://127.0.0.1:1"},
    {"http_proxy": "http://127.0.0.1:port"},
    {"NO_PROXY": "[::1],localhost"},
    {"OLLAMA_HOST": "http://127.0.0.1:port"},
    {"OLLAMA_HOST": "::1"},
    {"OLLAMA_API_KEY": "kéy"},
    {"SSL_CERT_FILE": "missing.pem"},
    {"ALL_PROXY": "socks5://127.0.0.1:7890", "NO_PROXY": "a", "no_proxy": "b", "OLLAMA_HOST": "::1"},
]
CODE = """
import os
before = dict(os.environ)
try:
    import ollama
    print("nothing stands in the way")
except Exception as error:
    print(type(error).__name__)
from assistant.models.ollama.transport import open_client
import ollama
assert os.environ == before, set(before.items()) ^ set(os.environ.items())
open_client("http://127.0.0.1:1", None, None).close()
print("made")
"""


@pytest.mark.parametrize("surroundings", SURROUNDINGS, ids=str)
def test_the_client_is_imported_whatever_the_environment_holds(
    tmp_path: Path, surroundings: dict[str, str]
) -> None:
    """In a process of its own, which shows first that the client's own import fails here."""
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CODE],
        env={**environ, **surroundings},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert (first != "nothing stands in the way", second) == (True, "made")
