"""A home with papers in two libraries, a model server that says what it is told, and bots on stages of several kinds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.wiring import Assistant
from tests.bots.stage import ANSWER
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply

PAPERS = {
    "contract.md": "# Supply contract\n\n## Term\n\nThe contract with Lindqvist ends on 31 December 2026.\n\n"
    "## Notice\n\nThe notice period is ninety days, in writing.\n",
    "manual.md": "# Centrifuge manual\n\n## Care\n\nThe rotor seal is replaced every twelve months.\n",
}
SALARIES = {"salaries.md": "# Salaries\n\nThe salary of the managing director is 90,000 euros.\n"}


def model_server() -> FakeOllama:
    fake = FakeOllama(
        FakeModel("deepseek-r1:8b", ("completion", "thinking"), 8192),
        FakeModel("bge-m3", ("embedding",), 8192),
    )
    fake.usual = FakeReply(ANSWER, thinking="The papers speak of a term. It ends with the year.")
    return fake


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """No settings of this machine, no model server unless a test starts one; put back at the end."""
    before = dict(os.environ)
    for name in [*os.environ]:
        if name.startswith(("ASSISTANT_", "OLLAMA_")):
            del os.environ[name]
    os.environ |= {"ASSISTANT_OLLAMA_HOST": "http://127.0.0.1:9", "PTB_TIMEDELTA": "true"}
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def ollama(environment: None) -> Iterator[FakeOllama]:
    """A model server with a model that reasons and one that embeds."""
    fake = model_server()
    with fake.running():
        os.environ["ASSISTANT_OLLAMA_HOST"] = fake.url
        yield fake


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two libraries; made once, copied for each test."""
    folder, before, fake = tmp_path_factory.mktemp("papers"), dict(os.environ), model_server()
    with fake.running():
        for library, papers in (("default", PAPERS), ("salaries", SALARIES)):
            place = folder / library
            place.mkdir()
            for name, text in papers.items():
                (place / name).write_text(text, "utf-8")
            environ = {"ASSISTANT_OLLAMA_HOST": fake.url}
            with Assistant.open(
                home=folder / "home", environ=environ, flags={"library": library}, create=True
            ) as assistant:
                for _ in assistant.ingest([place]):
                    pass
    os.environ.clear()
    os.environ.update(before)
    return folder / "home"


@pytest.fixture
def home(tmp_path: Path, filled: Path) -> Path:
    """A home of the test's own."""
    shutil.copytree(filled, tmp_path / "home")
    return tmp_path / "home"
