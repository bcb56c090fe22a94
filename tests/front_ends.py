"""What the tests of every front end stand on: papers, a model server that says what it is told, an environment of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assistant.api import Assistant
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply

QUESTION = "When does the contract with Lindqvist end?"
ANSWER = "The contract with Lindqvist ends on 31 December 2026."
CONTRACT = (
    "# Supply contract\n\n## Term\n\nThe contract with Lindqvist ends on 31 December 2026.\n\n"
    "## Notice\n\nThe notice period is ninety days, in writing.\n"
)


@contextmanager
def environment_as_it_was() -> Iterator[None]:
    """Put the environment back as it was when the block ends."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def own_environment() -> Iterator[None]:
    """No settings of this machine, no model server unless a test starts one."""
    with environment_as_it_was():
        for name in [*os.environ]:
            if name.startswith(("ASSISTANT_", "OLLAMA_")):
                del os.environ[name]
        os.environ["ASSISTANT_OLLAMA_HOST"] = "http://127.0.0.1:9"
        yield


def model_server() -> FakeOllama:
    """Make a model server with a model that reasons and one that embeds."""
    fake = FakeOllama(
        FakeModel("deepseek-r1:8b", ("completion", "thinking"), 8192),
        FakeModel("bge-m3", ("embedding",), 8192),
    )
    fake.usual = FakeReply(ANSWER, thinking="The papers speak of a term. It ends with the year.")
    return fake


@contextmanager
def model_server_in_use() -> Iterator[FakeOllama]:
    """Start such a server, and have what is opened meanwhile ask it."""
    fake = model_server()
    with fake.running():
        os.environ["ASSISTANT_OLLAMA_HOST"] = fake.url
        yield fake


def filled_home(folder: Path, libraries: Mapping[str, Mapping[str, str | bytes]]) -> Path:
    """Make a home below a folder whose libraries hold papers, given by name; the papers lie beside it."""
    fake = model_server()
    with environment_as_it_was(), fake.running():
        for library, papers in libraries.items():
            place = folder / library
            place.mkdir()
            for name, text in papers.items():
                (place / name).write_bytes(text if isinstance(text, bytes) else text.encode())
            environ, flags = {"ASSISTANT_OLLAMA_HOST": fake.url}, {"library": library}
            with Assistant.open(home=folder / "home", environ=environ, flags=flags, create=True) as assistant:
                for _ in assistant.ingest([place]):
                    pass
    return folder / "home"
