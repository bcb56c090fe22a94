"""What is forgotten is forgotten also where a damaged database was kept when it was mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def folder(library: Path, home: Path, run: Run) -> Path:
    """A library's folder, after its database was damaged twice and mended."""
    assert run("--engine", "embedded", "ask", "What about Lindqvist?").code == 0
    folder = home / "libraries" / "default"
    for _ in range(2):
        with (folder / "library.db").open("r+b") as file:
            file.seek(2 * 4096)
            file.write(b"\xa5" * 4096)
        run("verify")
    run("ingest")
    assert {"library.db.damaged", "library.db.damaged-2"} <= {path.name for path in folder.iterdir()}
    # As a mending leaves it that was broken off.
    (folder / "library.db.new").write_bytes(b"The contract with Lindqvist")
    return folder


def holding(folder: Path, word: str) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if word.encode() in path.read_bytes()]


def test_a_file_is_forgotten_in_the_copies_too(folder: Path, library: Path, run: Run) -> None:
    assert len(holding(folder, "Lindqvist")) > 1
    assert run("forget", "--conversations", "--yes", "--json").lines[-1]["copies_deleted"] >= 3
    (folder / "library.db.damaged-2").write_bytes(b"The contract with Lindqvist")
    result = run("forget", str(library / "contract.md"))
    assert result.code == 0, result.err
    assert "overwritten and deleted, since it held earlier text: library.db.damaged-2" in result.out
    assert holding(folder, "Lindqvist") == []


@pytest.mark.parametrize("words", [("--conversations", "--yes"), ("--conversation", "1"), ("--copies",)])
def test_conversations_and_copies_take_them_along(folder: Path, run: Run, words: tuple[str, ...]) -> None:
    result = run("forget", *words)
    assert result.code == 0, result.err
    assert "library.db.damaged-2" in result.out
    assert not list(folder.glob("library.db.*"))


def test_they_are_named_while_they_are_there(folder: Path, run: Run) -> None:
    for words in (("status",), ("doctor",)):
        said = " ".join(run(*words).out.split())
        assert "library.db.damaged-2 (" in said
        assert "assistant forget --copies" in said
    missing = run("forget", "/no/such/file")
    assert missing.code == 2
    assert "assistant forget --copies" in missing.err
    assert (folder / "library.db.damaged").exists()
    run("forget", "--copies")
    assert "damaged" not in run("status").out + run("doctor").out
    assert "no copy" in run("forget", "--copies").out


def test_a_copy_with_another_name_is_not_overwritten_there(folder: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "backup").hardlink_to(folder / "library.db.damaged")
    before = (tmp_path / "backup").read_bytes()
    assert run("forget", "--copies").code == 0
    assert (tmp_path / "backup").read_bytes() == before
