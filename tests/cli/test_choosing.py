"""What is read is chosen: patterns, places kept out, folders that moved or are not there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama

pytestmark = pytest.mark.slow


@pytest.fixture
def read(documents: Path, ollama: FakeOllama, run: Run) -> Path:
    (documents / "drafts").mkdir()
    (documents / "drafts" / "plan.md").write_text("# Plan\n\nThe plan of Talvik.\n", "utf-8")
    assert run("ingest", str(documents)).code == 0
    return documents


def sources(run: Run) -> dict[str, str]:
    return {Path(one["source"]).name: one["state"] for one in run("sources", "--json").lines}


def test_an_exclusion_takes_out_is_kept_and_is_taken_away(read: Path, run: Run) -> None:
    result = run("ingest", "--exclude", "drafts/", str(read))
    assert "1 file that is excluded now was taken out of the library." in result.err
    assert "- documents/drafts/plan.md  (it is excluded now)" in result.out
    run("ingest")
    assert "plan.md" not in sources(run)
    assert "Excluded       drafts/  in documents" in run("status").out
    assert run("status", "--json").lines[0]["excluded"] == {str(read): ["drafts/"]}
    wrong = run("ingest", "--no-exclude", "draft/")
    assert (wrong.code, 'What is: "drafts/".' in wrong.err) == (2, True)
    run("ingest", "--no-exclude", "drafts/")
    assert sources(run)["plan.md"] == "found"
    assert run("ingest", "--exclude", "#x", str(read)).code == 2


def test_a_setting_excludes_everywhere(read: Path, home: Path, run: Run) -> None:
    (home / "config.toml").write_text('[ingest]\nexclude = ["*.md", "!contract.md"]\n')
    result = run("ingest")
    assert "3 files that are excluded now were taken out" in result.err
    assert set(sources(run)) == {"contract.md"}
    (home / "config.toml").write_text('[ingest]\nexclude = ["a*b*c*d*e*"]\n')
    wrong = run("ingest")
    assert wrong.code == 2
    assert "ingest.exclude" in wrong.err
    assert "a list of patterns as in a .gitignore" in wrong.err


def test_a_file_is_kept_out_and_let_in_again(read: Path, run: Run) -> None:
    result = run("forget", "--keep-out", "documents/contract.md")
    assert "documents/contract.md is kept out; this lets it in again: assistant ingest" in result.out
    run("ingest")
    assert sources(run)["contract.md"] == "kept_out"
    assert "Kept out       documents/contract.md" in run("status").out
    assert "out     documents/contract.md" in run("sources").out
    notes = read.with_name("notes")
    notes.mkdir()
    (notes / "note.md").write_text("A note.", "utf-8")
    assert "Kept out" not in run("ingest", str(notes)).err
    run("ingest", "documents/contract.md")
    assert sources(run)["contract.md"] == "found"
    assert run("status", "--json").lines[0]["kept_out"] == []
    assert run("forget", "--keep-out", "--conversations").code == 2
    nowhere = run("forget", "--keep-out", "elsewhere/contract.md")
    assert nowhere.code == 2
    assert "elsewhere" not in run("status").out  # no rule is kept for what is nowhere
    (read / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    run("ingest")
    assert "nothing of it had been read" in run("forget", "documents/broken.pdf").out
    (read / "broken.pdf").unlink()
    (read / "my list.md").write_text("A note.", "utf-8")
    assert (
        "assistant ingest 'documents/my list.md'" in run("forget", "--keep-out", "documents/my list.md").out
    )
    assert "this lets it in: assistant ingest 'documents/my list.md'" in run("sources").out
    run("ingest", "documents/my list.md")
    for number in range(5):
        (read / f"{number}.md").write_text("A note.", "utf-8")
        run("forget", "--keep-out", f"documents/{number}.md")
    assert "0.md, documents/1.md, documents/2.md, 2 more." in run("ingest").err


def test_a_folder_that_moved_is_known_again(read: Path, run: Run) -> None:
    read.rename(read.with_name("papers"))
    result = run("ingest", "papers")
    assert (
        "4 documents that had moved were known again by what they hold: documents is now papers."
        in result.err
    )
    assert run("status", "--json").lines[0]["roots"] == [str(read.with_name("papers"))]


def test_a_folder_that_is_not_there_is_said_and_kept(read: Path, run: Run) -> None:
    shutil.rmtree(read)
    run("ingest")
    assert run("status", "--json").lines[0]["absent"] == {str(read): 4}
    assert "Not there      documents: 4 files of it are kept, until it is forgotten" in run("status").out
    assert {one["there"] for one in run("sources", "--json").lines} == {False}
    assert "its folder or drive is not there now" in run("sources").out


def test_a_file_that_lies_elsewhere_is_named_and_not_forgotten(library: Path, run: Run) -> None:
    result = run("forget", "nowhere/Contract.md")
    assert result.code == 2
    named = [line for line in result.err.splitlines() if "Files of that name: assistant" in line]
    assert len(named) == 1
    assert str(Path("documents/contract.md")) in named[0]
    assert run("forget", "Contract.md").code == 2  # spelled otherwise, another file may be meant
    assert "contract.md" in run("sources").out
