from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.cli.ingest_events import Failing, as_text, embedding_line, paced
from assistant.events import FileEvent, IngestEvent
from ingest.records import EmbeddingEvent
from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama

FINISHED_KEYS = {
    "event",
    "added",
    "updated",
    "unchanged",
    "removed",
    "failed",
    "skipped",
    "passages",
    "embedded",
    "seconds",
    "waiting",
}


def test_a_folder_without_files_is_told_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    said = run("ingest", str(tmp_path / "bare")).out.strip().splitlines()
    assert said == ["There was no file in it of a format that can be read."]


def test_json_is_one_event_a_file_and_a_last_one(documents: Path, ollama: FakeOllama, run: Run) -> None:
    (documents / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (documents / "program.bin").write_bytes(b"\x7fELF\x00\x01\x02")
    result = run("ingest", "--json", str(documents))
    assert result.code == 4
    *lines, last = result.lines
    files = [line for line in lines if line["event"] == "file"]
    assert {Path(line["path"]).name: line["status"] for line in files} == {
        "contract.md": "added",
        "manual.md": "added",
        "手册.md": "added",
        "broken.pdf": "failed",
        "program.bin": "skipped",
    }
    assert all(
        set(line) == {"event", "path", "status", "passages", "reason", "notices", "to_recognise"}
        for line in files
    )
    assert set(last) == FINISHED_KEYS
    assert (last["added"], last["failed"], last["skipped"], last["waiting"]) == (3, 1, 1, 0)
    assert last["passages"] == last["embedded"] == sum(line["passages"] for line in files)


def test_json_tells_how_far_embedding_and_the_index_have_come(
    documents: Path, ollama: FakeOllama, run: Run
) -> None:
    lines = run("ingest", "--json", str(documents)).lines
    kinds = [line["event"] for line in lines]
    assert kinds == sorted(kinds, key=["file", "embedding", "index", "finished"].index)
    for kind in ("embedding", "index"):
        steps = [line for line in lines if line["event"] == kind]
        assert [step["done"] for step in steps] == sorted(step["done"] for step in steps)
        assert steps[-1]["done"] == steps[-1]["total"] == lines[-1]["passages"]
    embedding = next(line for line in lines if line["event"] == "embedding")
    assert set(embedding) == {"event", "done", "total", "seconds", "set_aside"}


def test_progress_is_paced_and_its_last_step_is_told() -> None:
    clock = iter(range(100))
    events = iter(["read", 1, 2, 3, 4, 5, 6, "end", "end", 7, 8])
    paced_events = paced(events, (int,), every_s=3, clock=lambda: next(clock))
    assert list(paced_events) == ["read", 1, 4, 6, "end", "end", 7, 8]


def test_progress_before_a_failure_is_not_held_back_for_ever() -> None:
    assert list(paced(iter([1, 2, 3]), (int,), every_s=9, clock=lambda: 0.0)) == [1, 3]


def test_plain_lines_name_changes_and_failures(library: Path, run: Run) -> None:
    (library / "manual.md").unlink()
    (library / "new.txt").write_text("The evacuation point is the car park.", "utf-8")
    (library / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    result = run("ingest")
    assert result.code == 4
    marks = {line.split("  (")[0] for line in result.out.splitlines()}
    assert {"+ documents/new.txt", "- documents/manual.md", "! documents/broken.pdf"} <= marks
    assert "1 added, 1 removed, 2 unchanged and 1 failed" in result.out


def test_a_file_that_cannot_be_read_is_named_once(library: Path, run: Run) -> None:
    broken = library / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    assert run("ingest").code == 4
    again = run("ingest")
    assert again.code == 0
    assert "broken.pdf" not in again.out
    assert "As before, 1 file could not be read" in again.out
    assert run("ingest", "--json").code == 0
    named = run("ingest", str(broken))
    assert (named.code, "broken.pdf" in named.out) == (1, True)
    (library / "torn.pdf").write_bytes(b"%PDF-1.4 nothing")
    more = run("ingest")
    assert (more.code, "torn.pdf" in more.out, "broken.pdf" in more.out) == (4, True, False)


def test_a_file_that_has_changed_and_fails_again_is_named_again(library: Path, run: Run) -> None:
    broken = library / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    assert run("ingest").code == 4
    broken.write_bytes(b"%PDF-1.4 nothing at all")
    again = run("ingest")
    assert (again.code, "broken.pdf" in again.out) == (4, True)
    assert run("ingest").code == 0


def test_a_run_that_reads_nothing_fails_each_time(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "torn"
    folder.mkdir()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert [run("ingest", "torn").code for _ in range(2)] == [1, 1]


def test_what_failed_is_named_where_a_run_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def events() -> Iterator[IngestEvent]:
        yield FileEvent("/docs/broken.pdf", "failed", reason="it is torn")
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.cli.console.is_terminal", lambda _stream: True)
    with pytest.raises(KeyboardInterrupt):
        as_text(Namespace(), events(), Failing({}))
    assert "broken.pdf" in capsys.readouterr().out


def test_what_is_kept_out_is_named_where_nothing_has_changed(library: Path, run: Run) -> None:
    assert run("forget", "documents/manual.md", "--keep-out").code == 0
    for _ in range(3):
        said = run("ingest", "documents")
        assert (said.code, "Kept out: documents/manual.md" in said.err) == (0, True)


def test_mistyped_path_makes_no_library(run: Run, home: Path) -> None:
    result = run("ingest", "nowhere")
    assert result.code == 2
    assert "nowhere" in result.err
    assert not home.exists()


def test_without_library_or_path_the_hint_names_the_command(run: Run, home: Path) -> None:
    result = run("ingest")
    assert result.code == 1
    assert "assistant ingest" in result.err
    assert not home.exists()


def test_embedding_that_waits_is_said(documents: Path, run: Run) -> None:
    result = run("ingest", str(documents), "--engine", "ollama")
    assert result.code == 3
    assert "Note: " in result.err
    assert "still to be embedded" in result.out


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({}, 0),
        ({"ASSISTANT_ENGINE": "auto"}, 0),
        ({"ASSISTANT_ENGINE": "ollama"}, 3),
        ({"ASSISTANT_MODELS_EMBEDDING": "bge-m3"}, 3),
    ],
)
def test_part_that_is_missing_is_3_where_it_was_named(
    library: Path, ollama: FakeOllama, run: Run, environ: dict[str, str], code: int
) -> None:
    os.environ |= {**environ, "ASSISTANT_OLLAMA_HOST": "http://127.0.0.1:9"}
    (library / "new.txt").write_text("The evacuation point is the car park.", "utf-8")
    result = run("ingest", "--json")
    assert result.lines[-1]["waiting"] > 0
    assert result.code == code
    assert [Path(hit["source"]).name for hit in run("search", "evacuation", "--json").lines[-1]["hits"]] == [
        "new.txt"
    ]


@pytest.mark.parametrize("path", ["", "~nosuchuser/x"])
def test_path_that_means_nothing(run: Run, home: Path, path: str) -> None:
    for words in (
        ["ingest", path],
        ["forget", path],
        ["ask", "x", "--in", path],
        ["search", "x", "--in", path],
    ):
        result = run(*words)
        assert result.code == 2
        assert result.err.startswith("Error: The path is empty." if not path else "Error: There is no home")
    assert not home.exists()


def test_embedding_line_tells_rate_and_time_left() -> None:
    assert embedding_line(EmbeddingEvent(0, 90, 0.0)) == "Embedding  0 of 90"
    assert embedding_line(EmbeddingEvent(30, 90, 10.0)) == "Embedding  30 of 90 · 3.0 a second · 20 s left"
