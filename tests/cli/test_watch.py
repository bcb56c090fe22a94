"""`assistant watch`: what changes is read, what vanishes comes back, and services are quoted right."""

from __future__ import annotations

import asyncio
import json
import os
import plistlib
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest

from assistant.aio.library_watch import (
    LibraryWatch,
    RootBack,
    RootGone,
    RunFailed,
    Waiting,
    WatchEvent,
    Watching,
    is_watched,
    sole_watcher,
)
from assistant.cli import services
from assistant.errors import AssistantError, LibraryBusy
from assistant.events import FileEvent, IngestEvent
from assistant.library.library import Library
from ingest.exclude import NOTHING_EXCLUDED, Exclusions
from tests.cli.conftest import Run
from tests.cli.test_documented_json import check

ODD = ["/opt/my $python/%h/python", "-P", '--home=/home/a "b"/$HOME/%n/\\x/文', "watch"]


class Fake:
    """A library that tells what its runs are told to."""

    def __init__(self, root: Path, *runs: Sequence[IngestEvent] | AssistantError) -> None:
        self.root, self.runs, self.asked = root, list(runs), list[tuple[str, ...]]()
        self.changed = asyncio.Event()
        self.watch = LibraryWatch(
            self.ingest, lambda: [str(root)], lambda: NOTHING_EXCLUDED, self.follow, 0.01
        )

    async def ingest(self, paths: Sequence[str]) -> AsyncGenerator[IngestEvent, None]:
        self.asked.append(tuple(paths))
        run = self.runs.pop(0) if self.runs else ()
        if isinstance(run, AssistantError):
            raise run
        for event in run:
            yield event

    async def follow(self, paths: Sequence[str], exclusions: Exclusions) -> AsyncGenerator[None, None]:
        while True:
            await self.changed.wait()
            self.changed.clear()
            yield

    async def told(
        self, number: int, after: Callable[[WatchEvent], None] = lambda event: None
    ) -> list[WatchEvent]:
        found: list[WatchEvent] = []
        async with asyncio.timeout(20), aclosing(self.watch.events()) as events:
            async for event in events:
                found.append(event)
                if len(found) == number:
                    return found
                after(event)
        raise AssertionError(found)


def test_a_failure_is_told_once_until_it_is_another(tmp_path: Path) -> None:
    same, other = (FileEvent("/a", "failed", reason=reason) for reason in ("torn", "locked"))
    fake = Fake(tmp_path, [same, FileEvent("/b", "unchanged")], [same, FileEvent("/c", "added")], [other])

    def change(event: WatchEvent) -> None:
        if isinstance(event, Watching) or event == FileEvent("/c", "added"):
            fake.changed.set()

    told = asyncio.run(fake.told(4, change))
    assert told == [same, Watching((str(tmp_path),)), FileEvent("/c", "added"), other]
    assert fake.asked == [(), (), ()]


def test_a_root_that_vanishes_is_told_and_read_again_when_it_is_back(tmp_path: Path) -> None:
    root, away = tmp_path / "docs", tmp_path / "away"
    root.mkdir()
    fake = Fake(root, (), [FileEvent(str(root / "new"), "added")])

    def move(event: WatchEvent) -> None:
        match event:
            case Watching():
                root.rename(away)
            case RootGone():
                away.rename(root)

    told = asyncio.run(fake.told(4, move))
    assert told[1:3] == [RootGone(str(root)), RootBack(str(root))]
    assert told[3] == FileEvent(str(root / "new"), "added")


def test_another_ingest_is_waited_for_and_a_failed_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.aio.library_watch.BUSY_S", 0.001)
    monkeypatch.setattr("assistant.aio.library_watch.RETRY_S", 0.01)
    busy = AssistantError("Busy.", "Wait.", code=LibraryBusy.code)
    failed = AssistantError("Killed.", "")
    fake = Fake(tmp_path, busy, busy, (), failed, [FileEvent("/a", "added")])

    def change(event: WatchEvent) -> None:
        if isinstance(event, Watching):
            fake.changed.set()

    told = asyncio.run(fake.told(4, change))
    assert told == [Waiting(), Watching((str(tmp_path),)), RunFailed(failed), FileEvent("/a", "added")]


def test_only_other_roots_are_read_after_the_named_ones(tmp_path: Path) -> None:
    fake = Fake(tmp_path)

    async def first(paths: Sequence[str]) -> None:
        async with aclosing(fake.watch.events(paths)) as events:
            await anext(events)

    asyncio.run(first([str(tmp_path)]))
    asyncio.run(first([str(tmp_path / "more")]))
    assert fake.asked == [(str(tmp_path),), (str(tmp_path / "more"),), ()]


def test_the_first_run_that_fails_ends_it(tmp_path: Path) -> None:
    failed = AssistantError("The disk is full.", "")
    with pytest.raises(AssistantError, match="full"):
        asyncio.run(Fake(tmp_path, failed).told(1))


@pytest.fixture
def empty(home: Path) -> Path:
    """A library's folder, with nothing in it."""
    folder = home / "libraries" / "default"
    with Library(folder, create=True) as library:
        library.documents.add_roots([str(home)])
    return folder


def test_a_library_has_one_watcher(empty: Path, run: Run) -> None:
    folder = empty
    assert not is_watched(folder)
    with sole_watcher(folder):
        assert run("watch", "status", "--json").lines[0]["watched"] is True
        result = run("watch", "--json")
        assert (result.code, result.lines[0]["code"]) == (1, "library_watched")
    assert not is_watched(folder)


def test_status_tells_what_was_read_and_nothing_that_was_forgotten(documents: Path, run: Run) -> None:
    (documents / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    run("ingest", str(documents))
    lines = run("watch", "status", "--json").lines
    check("watch status", lines)
    status = {Path(one["path"]).name: one["status"] for one in lines[0]["changed"]}
    assert status["broken.pdf"] == "failed"
    assert set(status) == {"broken.pdf", "contract.md", "manual.md", "手册.md"}
    assert len(run("watch", "status", "--limit", "1", "--json").lines[0]["changed"]) == 1
    run("forget", str(documents / "contract.md"))
    said = run("watch", "status").out
    assert "contract.md" not in said
    assert "manual.md" in said


def test_a_place_within_another_is_named_once(documents: Path, run: Run) -> None:
    run("ingest", str(documents / "contract.md"))
    run("ingest", str(documents))
    assert len(run("watch", "status", "--json").lines[0]["roots"]) == 2
    reads = [line for line in run("status").out.splitlines() if str(documents) in line]
    assert len(reads) == 1


def test_wrong_words_are_sentences(run: Run, tmp_path: Path) -> None:
    assert run("watch", "status", "x").code == 2
    assert "no file or folder" in run("watch", str(tmp_path / "nowhere")).err
    assert not (tmp_path / "home").exists()  # no empty library is left behind


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that a program can answer")
@pytest.mark.slow
def test_the_command_reads_a_change_and_ends_with_a_sentence(tmp_path: Path) -> None:
    documents = tmp_path / "my documents"
    documents.mkdir()
    words = [sys.executable, "-m", "assistant", "--json", "watch", str(documents)]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environ, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(json.loads(line))
            if lines[-1]["event"] == "watching":
                (documents / "new.md").write_text("The car park is the meeting point.", "utf-8")
            if lines[-1].get("path", "").endswith("new.md"):
                process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
    assert lines[-1]["event"] == "stopped"
    check("watch", lines)


# Services


def test_a_unit_of_systemd_keeps_every_word(tmp_path: Path) -> None:
    text = services.systemd_unit(ODD)
    assert (
        'ExecStart="/opt/my $python/%%h/python" "-P" "--home=/home/a \\"b\\"/$$HOME/%%n/\\\\x/文" "watch"\n'
        in text
    )
    assert "StandardOutput=null" in text  # the journal would keep names of files


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("folder", ["my $python/%h", 'o\'brien \\ "q" 文'])
def test_systemd_takes_the_unit(folder: str, tmp_path: Path) -> None:
    python = tmp_path / folder / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/bin/true")
    unit = tmp_path / "watch.service"
    unit.write_text(services.systemd_unit([str(python), *ODD[1:]]), "utf-8")
    environ = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    words = ["systemd-analyze", "--user", "verify", str(unit)]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_property_list_of_launchd_keeps_every_word() -> None:
    found = plistlib.loads(services.launchd_plist(ODD, "name").encode())
    assert (found["Label"], found["ProgramArguments"]) == ("name", ODD)


def test_a_task_of_windows_keeps_every_word() -> None:
    words = [r"C:\My Python & co\pythonw.exe", "-P", r"--home=C:\a b\c" + "\\", "watch"]
    task = ET.fromstring(services.task_xml(words, r"OFFICE\R&D").encode("utf-16"))
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    assert [one.text for one in task.iter(f"{space}UserId")] == [r"OFFICE\R&D"] * 2  # nobody else's logon
    trigger, principal = task.find(f".//{space}LogonTrigger"), task.find(f".//{space}Principal")
    actions = task.find(f"{space}Actions")
    assert trigger is not None
    assert principal is not None
    assert actions is not None
    assert [one.tag for one in trigger] == [f"{space}Enabled", f"{space}UserId"]  # a sequence in the schema
    assert actions.get("Context") == principal.get("id")
    assert task.findtext(f".//{space}Command") == words[0]
    assert task.findtext(f".//{space}Arguments") == '-P "--home=C:\\a b\\c\\\\" watch'


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        ("linux", "user/.config/systemd/user/n.service"),
        ("darwin", "user/Library/LaunchAgents/n.plist"),
        ("win32", "own/n.xml"),
    ],
)
def test_only_a_file_of_ours_is_overwritten_or_deleted(platform: str, place: str, tmp_path: Path) -> None:
    made = services.service(platform, ODD, "n", tmp_path / "user", {}, tmp_path / "own")
    assert made.path == tmp_path / place
    assert not services.remove(made)
    services.write(made)
    services.write(made)
    assert made.path.read_text(made.encoding) == made.text
    assert services.remove(made)
    made.path.write_text("[Unit]\n", "utf-8")
    for change in (services.write, services.remove):
        with pytest.raises(AssistantError, match="not written by this program"):
            change(made)
    assert made.path.read_text("utf-8") == "[Unit]\n"


@pytest.mark.skipif(sys.platform != "linux", reason="writes where this system looks")
def test_install_says_how_to_start_it_and_takes_it_away(
    empty: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    lines = run("watch", "install", "--json").lines
    check("watch install", lines)
    unit = Path(lines[0]["path"])
    assert f'"--home={tmp_path / "home"}" "--library=default" "watch"' in unit.read_text("utf-8")
    wanted = unit.parent / "default.target.wants"
    wanted.mkdir()
    (wanted / unit.name).symlink_to(unit)  # as `systemctl enable` does
    assert f"systemctl --user enable --now {unit.name}" in run("watch", "install").out
    assert f"systemctl --user stop {unit.name}" in run("watch", "uninstall").out
    assert not unit.exists()
    assert list(wanted.iterdir()) == []


def test_a_path_that_no_unit_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="control characters"):
        services.watch_command("/python", "default", tmp_path / "a\nb")
