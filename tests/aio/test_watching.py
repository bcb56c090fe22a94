from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import processes
from assistant.aio import watcher
from assistant.aio.ingest_process import changes
from assistant.errors import AssistantError
from ingest.discover import WalkFilter, discover
from tests.processes import children


async def woken_by(paths: list[str], change: Callable[[int], None]) -> None:
    """Make changes, one after the other, until one is told."""
    told = asyncio.Event()

    async def follow() -> None:
        async for _ in changes(paths):
            told.set()

    task = asyncio.create_task(follow())
    try:
        number = 0
        while not told.is_set():
            assert not task.done(), task.exception()
            number += 1
            change(number)
            await asyncio.wait([asyncio.create_task(told.wait())], timeout=0.3)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_new_file_in_a_folder_is_told_and_nothing_is_left_behind(tmp_path: Path) -> None:
    below = tmp_path / "docs" / "deep" / "deeper"
    below.mkdir(parents=True)
    missing = str(tmp_path / "nowhere")

    def change(number: int) -> None:
        (below / f"{number}.md").write_text("new", "utf-8")

    asyncio.run(asyncio.wait_for(woken_by([missing, str(tmp_path / "docs"), "/\udcff"], change), 60))
    assert children() == []


def test_file_that_is_replaced_by_another_is_told(tmp_path: Path) -> None:
    root = tmp_path / "notes.md"
    root.write_text("old", "utf-8")

    def change(number: int) -> None:
        other = tmp_path / "other"
        other.write_text(f"new {number}", "utf-8")
        other.replace(root)

    asyncio.run(asyncio.wait_for(woken_by([str(root)], change), 60))


def test_name_that_is_no_text_does_not_end_the_watching(tmp_path: Path) -> None:
    def change(number: int) -> None:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff%d.md" % number)).write_text("new", "utf-8")

    asyncio.run(asyncio.wait_for(woken_by([str(tmp_path)], change), 60))


def test_watcher_that_ends_is_an_error(tmp_path: Path) -> None:
    async def run() -> None:
        async def follow() -> None:
            async for _ in changes([str(tmp_path)]):
                pass

        task = asyncio.create_task(follow())
        while not children():
            await asyncio.sleep(0)
        for process in children():
            process.kill()
        with pytest.raises(AssistantError, match="cannot be watched"):
            await task

    asyncio.run(asyncio.wait_for(run(), 60))


NO_HANDLES = """
import os, resource, threading
from assistant import processes
from assistant.aio import watcher
(group,) = watcher.groups(["/"])
resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))
try:
    while True:
        os.open("/dev/null", os.O_RDONLY)
except OSError:
    watcher.watch_group(group, print, threading.Event())
"""


def test_group_that_cannot_be_watched_says_why() -> None:
    words = [sys.executable, "-c", NO_HANDLES]
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=60, env=processes.environment(os.environ)
    )
    *_, last = done.stdout.splitlines()
    assert last.startswith(watcher.FAILED), done.stderr
    assert "Too many open files" in last


def test_only_roots_and_what_is_read_of_them_count(tmp_path: Path) -> None:
    """A walk and the rule for changes agree on every file."""
    files = [
        "a.md", "deep/b.md", ".hidden.md", ".hid/c.md", "node_modules/d.md", "deep/~$lock.docx", "Thumbs.db",
        "kept.log", "left.tmp", "build/e.md", "deep/build/f.md", "deep/only.md", "venv/lib/g.md", "venv/pyvenv.cfg",
    ]  # fmt: skip
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", "utf-8")
    (tmp_path / ".gitignore").write_text("*.tmp\nbuild/\n", "utf-8")
    (tmp_path / "deep" / ".gitignore").write_text("only.md\n", "utf-8")
    found = {entry.path for entry in discover([tmp_path])}
    reach = WalkFilter(str(tmp_path))
    assert {str(tmp_path / name) for name in files if reach(str(tmp_path / name))} == found
    assert reach(str(tmp_path / "deep" / ".gitignore"))
    assert reach(str(tmp_path / "gone" / "file.md"))
    assert reach(str(tmp_path / "deep"))
    assert not reach(str(tmp_path / "node_modules"))
    assert not reach(f"{tmp_path}-other/a.md")


def test_library_in_a_watched_folder_does_not_wake_it(tmp_path: Path) -> None:
    from assistant.library.library import Library

    Library(tmp_path / "home" / "library", create=True).close()
    reach = WalkFilter(str(tmp_path))
    for name in ("library.db", "library.db-wal", "ingest.lock", "vectors/chroma.sqlite3"):
        assert not reach(str(tmp_path / "home" / "library" / name))
    shutil.rmtree(tmp_path / "home")
