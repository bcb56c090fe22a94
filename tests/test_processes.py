from __future__ import annotations

import asyncio
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


@pytest.mark.skipif(sys.platform == "win32", reason="sessions of processes are told in another way")
@pytest.mark.parametrize("times", [1, 3])
def test_a_process_is_waited_for_however_often_its_end_is_cancelled(times: int) -> None:
    deaf = "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); print('up', flush=True); sys.stdin.read()"

    async def scene() -> int | None:
        process = await processes.start([sys.executable, "-c", deaf], os.environ, asyncio.subprocess.PIPE)
        assert process.stdout is not None
        await process.stdout.readline()
        assert process.stdin is not None
        ending = asyncio.create_task(processes.stop(process))
        for _ in range(times):
            await asyncio.sleep(0)
            ending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ending
        return process.returncode

    assert asyncio.run(scene()) is not None


@pytest.mark.parametrize("times", [1, 3])
def test_a_process_whose_start_is_cancelled_does_not_stay(times: int) -> None:
    made: list[asyncio.subprocess.Process] = []
    create = asyncio.create_subprocess_exec

    async def scene(monkeypatch: pytest.MonkeyPatch) -> None:
        async def kept(*words: str, **named: object) -> asyncio.subprocess.Process:
            made.append(await create(*words, **named))  # type: ignore[arg-type]
            return made[0]

        monkeypatch.setattr(asyncio, "create_subprocess_exec", kept)
        starting = asyncio.create_task(
            processes.start([sys.executable, "-c", "input()"], os.environ, asyncio.subprocess.PIPE)
        )
        for _ in range(times):
            await asyncio.sleep(0)
            starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting

    with pytest.MonkeyPatch.context() as monkeypatch:
        asyncio.run(scene(monkeypatch))
    assert made
    assert made[0].returncode is not None


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
