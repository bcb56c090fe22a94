"""Homes for clients in tests: settings in a file, and a model server that is there or not."""

from __future__ import annotations

from pathlib import Path

from assistant.aio.client import AsyncAssistant, OpenOptions
from tests.fakes.ollama_server import FakeModel, FakeOllama

NOBODY = "http://127.0.0.1:9"
"""Where no model server answers."""


def some_models() -> FakeOllama:
    """A model server with a model that reasons, a plain one, one that embeds, and one that would send text away."""
    return FakeOllama(
        FakeModel("deepseek-r1:8b", ("completion", "thinking"), 131072),
        FakeModel("llama3.2:3b", ("completion",), 8192),
        FakeModel("bge-m3", ("embedding",), 8192),
        FakeModel("gpt-oss:120b-cloud", ("completion",), remote_host="https://ollama.com"),
    )


def client_at(home: Path, host: str = NOBODY, more: str = "", **flags: str) -> AsyncAssistant:
    """Make a client whose settings file names the model server."""
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(f'{more}\n[ollama]\nhost = "{host}"\n', "utf-8")
    return AsyncAssistant(OpenOptions(home, dict(flags)))
