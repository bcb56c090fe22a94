from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from assistant import processes
from assistant.processes import replacing


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_text("old")
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_to_the_end_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_text("old")

    def fill() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fill()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_kill_left_beside_is_written_over(tmp_path: Path) -> None:
    path, beside = tmp_path / "notes.json", tmp_path / "notes.new"
    beside.write_text("half of what was meant")
    with replacing(path, beside) as file:
        file.write(b"new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="rights are told in another way")
@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_a_new_file_has_the_rights_that_it_is_given(tmp_path: Path, mode: int) -> None:
    with replacing(tmp_path / "notes.json", mode=mode) as file:
        file.write(b"new")
        assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600]
    assert stat.S_IMODE((tmp_path / "notes.json").stat().st_mode) == mode


def test_a_child_finds_our_modules_and_none_of_the_folder_it_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong module')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "more"))
    with processes.popen("assistant", "--version") as child:
        said, _ = child.communicate(timeout=60)
    assert (child.returncode, b"0." in said) == (0, True)
    path = processes.environment(os.environ)["PYTHONPATH"].split(os.pathsep)
    assert path == [str(Path(processes.__file__).parents[1]), str(tmp_path / "more")]
