"""Two commands at one library at the same time: one works, the other waits or says so, and nothing is lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant import Assistant
from assistant.library.database import MIGRATIONS
from assistant.library.library import Library
from checks.together import processes
from tests.fakes.ollama_server import FakeModel, FakeOllama

NOTES = 40
HOLD_S = 60.0


class Workspace(NamedTuple):
    docs: Path
    home: Path
    ollama: FakeOllama
    environ: dict[str, str]

    @property
    def folder(self) -> Path:
        return self.home / "libraries" / "default"

    def hold(self) -> threading.Event:
        """Hold the answers of the model server until the event is set."""
        self.ollama.faults.hold = threading.Event()
        self.ollama.holding.clear()
        return self.ollama.faults.hold

    def embedding(self) -> None:
        """Wait until somebody waits for the server."""
        assert self.ollama.holding.wait(HOLD_S)

    def run(self, *words: str | Path) -> processes.Ended:
        return processes.run(self.environ, *words)

    def whole(self) -> None:
        """Make sure that the library holds all notes, embedded."""
        with closing(Library(self.folder)) as library:
            assert library.documents.counts()["found"] == len(list(self.docs.glob("*.md")))
            assert library.vectors.state().pending == 0


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(NOTES):
        (docs / f"{number}.md").write_text(
            f"# Note {number}\n\nThe heron stands in marsh {number}.\n", "utf-8"
        )
    ollama = FakeOllama(FakeModel("deepseek-r1:8b"), FakeModel("bge-m3", ("embedding",)))
    with ollama.running():
        yield Workspace(docs, tmp_path / "home", ollama, processes.environment(tmp_path / "home", ollama.url))


def _finish(process: subprocess.Popen[str]) -> processes.Ended:
    out, err = process.communicate(timeout=processes.LONGEST_S)
    return processes.Ended(process.returncode, out, err)


def _says_busy(ended: processes.Ended) -> None:
    assert ended.code == 1, ended
    assert "Another process is ingesting into the library" in ended.err
    assert "Wait until it is done" in ended.err
    assert "Traceback" not in ended.err


def test_a_second_ingest_says_that_one_is_at_work(workspace: Workspace) -> None:
    free = workspace.hold()
    first = processes.start(workspace.environ, "ingest", workspace.docs)
    workspace.embedding()
    _says_busy(workspace.run("ingest", workspace.docs))
    _says_busy(workspace.run("forget", workspace.docs / "1.md"))
    hits = [json.loads(line)["hits"] for line in workspace.run("search", "--json", "heron").out.splitlines()]
    assert hits[0], "what was read is found though its embedding is held up"
    free.set()
    done = _finish(first)
    assert (done.code, done.err) == (0, "")
    workspace.whole()


def test_two_that_make_the_library_at_once(workspace: Workspace) -> None:
    free = workspace.hold()
    both = [processes.start(workspace.environ, "ingest", workspace.docs) for _ in range(2)]
    workspace.embedding()
    # One of them is held by the server; the other one can only end.
    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(_finish, process) for process in both]
        over, _ = wait(ends, HOLD_S, FIRST_COMPLETED)
        free.set()
    assert len(over) == 1, "neither gave way while the other one was at work"
    busy, done = sorted((end.result() for end in ends), key=lambda end: -end.code)
    _says_busy(busy)
    assert (done.code, done.err) == (0, "")
    workspace.whole()


def _until_the_index_answers(reader: Assistant) -> None:
    """Search until the index is in line with what was ingested: then this process owns it."""
    deadline = time.monotonic() + HOLD_S
    # Twice: the first without a notice may have begun before the index was in line.
    while reader.search("heron in marsh 7").notices or reader.search("heron in marsh 8").notices:
        assert time.monotonic() < deadline, "the index is never brought in line"


def test_forgetting_and_ingesting_beside_one_who_holds_the_index(workspace: Workspace) -> None:
    assert workspace.run("ingest", workspace.docs).code == 0
    flags = {"engine": "ollama", "ollama.host": workspace.ollama.url, "search.exact_up_to": "0"}
    before = dict(os.environ)
    with Assistant.open(home=workspace.home, flags=flags, environ={}) as reader:
        _until_the_index_answers(reader)
        (workspace.docs / "new.md").write_text("# New\n\nThe bittern booms.\n", "utf-8")
        (workspace.docs / "2.md").unlink()
        done = workspace.run("ingest", workspace.docs)
        assert (done.code, done.err) == (0, "")
        assert Path(reader.search("bittern").hits[0].source).name == "new.md"
        assert "2.md" not in {Path(hit.source).name for hit in reader.search("marsh 2", limit=NOTES).hits}
        _until_the_index_answers(reader)
        refused = workspace.run("forget", workspace.docs / "1.md")
        assert refused.code == 1
        assert "holds the library's vector index open" in refused.err
        assert "Close that process" in refused.err
        assert Path(reader.search("marsh 1").hits[0].source).name == "1.md"
    os.environ.clear()
    os.environ.update(before)
    forgotten = workspace.run("forget", workspace.docs / "1.md")
    assert (forgotten.code, forgotten.err) == (0, "")
    workspace.run("ingest", workspace.docs)
    workspace.whole()


OPEN = """
import sys
from pathlib import Path
from assistant.library.library import Library
print("ready", flush=True)
sys.stdin.readline()
with Library(Path(sys.argv[1])) as library:
    library.notes.set(sys.argv[2], "here")
    print(library.documents.counts()["passages"], library.documents.all(), library.vectors.active_model(), flush=True)
"""


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_many_processes_open_an_old_library_at_once(tmp_path: Path, version: int) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "library.db")) as connection:
        for migration in MIGRATIONS[:version]:
            connection.executescript(migration)
        connection.execute(f"PRAGMA user_version = {version}")
    environ = {**os.environ, "PYTHONPATH": str(processes.ROOT)}
    many = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(folder), f"process {number}"],
            env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )
        for number in range(6)
    ]  # fmt: skip
    for process in many:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in many:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [_finish(process) for process in many]
    assert [(one.code, one.out, one.err) for one in ended] == [(0, "0 [] None\n", "")] * len(many)
    with closing(Library(folder)) as library:
        assert [library.notes.get(f"process {number}") for number in range(6)] == ["here"] * 6
