from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.main import main
from tests.fakes.ollama_server import FakeModel, FakeOllama

DOCUMENTS = {
    "contract.md": "# Supply contract\n\n## Term\n\nThe contract with Lindqvist ends on 31 December 2026.\n\n"
    "## Notice\n\nThe notice period is ninety days, in writing.\n",
    "manual.md": "# Centrifuge manual\n\n## Care\n\nThe rotor seal is replaced every twelve months.\n",
    "手册.md": "# 维护手册\n\n转子密封圈每十二个月更换一次。\n",
}


@dataclass(frozen=True)
class Result:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own, no model server unless a test starts one, and an environment that is put back."""
    before = dict(os.environ)
    for name in [*os.environ]:
        if name.startswith(("ASSISTANT_", "OLLAMA_")):
            del os.environ[name]
    os.environ |= {"ASSISTANT_HOME": str(tmp_path / "home"), "ASSISTANT_OLLAMA_HOST": "http://127.0.0.1:9"}
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "home"
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> Result:
        capsys.readouterr()
        code = main(words)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run


@pytest.fixture
def ollama() -> Iterator[FakeOllama]:
    """A model server with a model that reasons, one that embeds, and one that would send text away."""
    fake = FakeOllama(
        FakeModel("deepseek-r1:8b", ("completion", "thinking"), 8192),
        FakeModel("bge-m3", ("embedding",), 8192),
        FakeModel("gpt-oss:120b-cloud", ("completion",), remote_host="https://ollama.com"),
    )
    with fake.running():
        os.environ["ASSISTANT_OLLAMA_HOST"] = fake.url
        yield fake


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def library(documents: Path, ollama: FakeOllama, run: Run) -> Path:
    """The documents, ingested."""
    result = run("ingest", str(documents))
    assert result.code == 0, result.err
    return documents
