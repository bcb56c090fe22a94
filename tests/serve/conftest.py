from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

pytest.importorskip("mcp", reason="the server's packages are not installed")

from assistant.serve.server import Listening, Prepared, prepared
from tests.fakes.ollama_server import FakeOllama
from tests.front_ends import CONTRACT, filled_home, model_server_in_use, own_environment

MINUTES = "# Minutes\n\nOn 20 May the board approved the budget of 40,000 euros.\n"


@dataclass(frozen=True)
class Running:
    """A server that answers, the model server behind it, and a client of it."""

    server: Prepared
    ollama: FakeOllama
    http: httpx.Client

    @property
    def url(self) -> str:
        return self.server.url


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    papers = {"default": {"contract.md": CONTRACT}, "minutes": {"minutes.md": MINUTES}}
    with own_environment():
        return filled_home(tmp_path_factory.mktemp("serve"), papers)


@contextmanager
def answering(home: Path, listening: Listening, **flags: str) -> Iterator[Running]:
    """Serve a home in a thread for as long as the block runs."""
    with own_environment(), model_server_in_use() as ollama:
        dotted = {key.replace("__", "."): value for key, value in flags.items()}
        server = prepared(home, dotted, os.environ, listening)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as client:
                yield Running(server, ollama, client)
        finally:
            server.server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[Running]:
    with answering(home, Listening()) as running:
        yield running


@pytest.fixture(autouse=True)
def as_before(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put the fake model server back after a test."""
    yield
    if "running" in request.fixturenames:
        ollama = request.getfixturevalue("running").ollama
        ollama.replies.clear()
        ollama.requests.clear()
        ollama.faults = type(ollama.faults)()
        ollama.pace_s = 0.0
