from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.main import main
from assistant.library.library import Library
from assistant.library.moved_home import note_place
from ingest.records import Relocation
from tests.fakes.ollama_server import FakeModel, FakeOllama
from tests.front_ends import filled_home, own_environment

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
    with own_environment():
        os.environ["ASSISTANT_HOME"] = str(tmp_path / "home")
        monkeypatch.chdir(tmp_path)
        yield tmp_path / "home"


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


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library has read the documents; made once, copied for each test."""
    return filled_home(tmp_path_factory.mktemp("filled"), {"default": DOCUMENTS})


@pytest.fixture
def library(filled: Path, ollama: FakeOllama, home: Path, tmp_path: Path) -> Path:
    """The documents, ingested."""
    old, documents = filled.with_name("default"), tmp_path / "documents"
    shutil.copytree(old, documents)
    shutil.copytree(filled, home)
    with Library(next(home.rglob("library.db")).parent) as library:
        places = {str(old / name): str(documents / name) for name in DOCUMENTS}
        library.relocate(Relocation(places, {str(old): str(documents)}))
        note_place(library)
    return documents
