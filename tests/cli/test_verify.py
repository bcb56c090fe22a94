from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.slow


def damage(home: Path) -> None:
    with closing(sqlite3.connect(home / "libraries" / "default" / "library.db")) as db, db:
        db.execute("DELETE FROM terms WHERE rowid = 1")
        db.execute("UPDATE passage SET text = replace(text, 'ninety', 'nine')")


def test_a_sound_library_is_called_sound(library: Path, run: Run) -> None:
    result = run("verify")
    assert (result.code, result.err) == (0, "")
    assert result.out.count("✓") == 8
    assert result.out.endswith("The library is sound.\n")


def test_each_damage_is_named_with_what_is_left_to_do(library: Path, home: Path, run: Run) -> None:
    damage(home)
    looked = run("verify", "--look-only")
    assert looked.code == 1
    assert "Mended" not in looked.out
    result = run("verify")
    assert result.code == 1
    assert "2 passages could not be found by their words. Mended." in result.out
    assert "contract.md: the words of a passage are not those that were read." in result.out
    assert "→ assistant ingest reads that file again" in result.out
    assert "Something is left to do" in result.out
    assert run("ingest").code == 0
    assert run("verify").code == 0


def test_json_has_one_line_a_part_and_an_end(library: Path, home: Path, run: Run) -> None:
    damage(home)
    *parts, finished = run("verify", "--json").lines
    assert [part["part"] for part in parts] == [
        "Folder", "Tables", "Documents", "Words", "Vectors", "Notes", "Conversations", "Index",
    ]  # fmt: skip
    assert {found["code"] for part in parts for found in part["damages"]} == {"words", "passage_text"}
    assert finished == {"event": "finished", "sound": False, "mended": 1, "left": 1}


def test_there_is_nothing_to_verify_before_there_is_a_library(run: Run) -> None:
    result = run("verify")
    assert result.code == 1
    assert "assistant ingest" in result.err


def test_forgetting_is_no_damage(library: Path, run: Run) -> None:
    assert run("forget", str(library / "manual.md")).code == 0
    for words in (("verify", "--look-only"), ("verify",)):
        result = run(*words)
        assert (result.code, result.out.endswith("The library is sound.\n")) == (0, True), result.out
