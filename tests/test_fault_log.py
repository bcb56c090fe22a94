"""What is kept of a mistake of the program, and what must not be."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from assistant.fault_log import program_fault


def read_a_paper() -> None:
    raise KeyError("a word of a paper")


def test_a_fault_tells_where_it_happened_and_no_word_of_a_document(tmp_path: Path) -> None:
    def read_another() -> None:
        try:
            read_a_paper()
        except KeyError as error:
            raise ValueError("another word") from error

    with pytest.raises(ValueError, match="another") as caught:
        read_another()
    told = program_fault(caught.value, tmp_path)
    written = (tmp_path / "fault.log").read_text("utf-8")
    assert {"KeyError", "ValueError"} <= set(written.split())
    assert "in read_a_paper" in written
    assert "another word" not in written.replace('ValueError("another word")', "")
    assert str(tmp_path / "fault.log") in told.hint
    assert (told.code, "ValueError" in told.message) == ("program_fault", True)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such modes")
def test_only_its_owner_can_read_the_log(tmp_path: Path) -> None:
    program_fault(NameError("name 'enumerated' is not defined"), tmp_path)
    path = tmp_path / "fault.log"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "enumerated" in path.read_text("utf-8")


def test_a_home_that_cannot_be_written_leaves_the_place_in_the_hint(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", "utf-8")
    with pytest.raises(KeyError) as caught:
        read_a_paper()
    assert "test_fault_log.py:" in program_fault(caught.value, file).hint
