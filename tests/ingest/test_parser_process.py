"""Files that a limit stopped, processes that somebody killed, and memory that is shared out."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.library.library import Library
from checks.hostile import pdfs
from checks.hostile.cases import Case
from checks.hostile.folder import OLD_S, fill
from ingest.parser_process import INTERRUPTED, KILLED, ParseOutcome, ParserProcess, stopped_by_less
from ingest.pool import LEAST_MB, ParserPool
from ingest.reading import Parsed
from ingest.records import FileEvent
from ingest.sync import Limits, Pipeline

BOMB = pdfs.spaces(400 << 20)


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    os.utime(path, (OLD_S, OLD_S))
    return path


@pytest.mark.parametrize(
    ("ending", "timeout_s", "memory_mb", "again"),
    [
        (ParseOutcome.LATE, 120, 768, False),
        (ParseOutcome.LATE, 60, 768, False),
        (ParseOutcome.LATE, 121, 768, True),
        (ParseOutcome.OUT_OF_MEMORY, 1000, 768, False),
        (ParseOutcome.OUT_OF_MEMORY, 120, 512, False),
        (ParseOutcome.OUT_OF_MEMORY, 120, 769, True),
        (ParseOutcome.CRASHED, 1000, 9999, False),
    ],
)
def test_a_limit_that_was_raised_is_known_by_the_reason(
    ending: ParseOutcome, timeout_s: float, memory_mb: int, again: bool
) -> None:
    assert stopped_by_less(ending.reason(120.0, 768), timeout_s, memory_mb) is again


def test_every_ending_without_an_answer_has_a_reason() -> None:
    answered = {ParseOutcome.ANSWERED, ParseOutcome.STRAINED}
    assert all(bool(ending.reason(1, 1)) == (ending not in answered) for ending in ParseOutcome)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", create=True) as library:
        yield library


def found(library: Library, folder: Path, limits: Limits) -> dict[str, FileEvent]:
    return {Path(event.path).name: event for event in Pipeline(library, limits).scan([folder])}


def read_at(library: Library) -> dict[str, int]:
    return {Path(path).name: known.read_ns for path, known in library.documents.known().items()}


@pytest.mark.parametrize(
    ("data", "low", "high", "words"),
    [
        (pdfs.pages(3), Limits(workers=1, timeout_s=0.001), Limits(workers=1), "longer than 0.001 s"),
        (BOMB, Limits(workers=1, memory_mb=256), Limits(workers=1, memory_mb=300), "more than 256 MB"),
    ],
    ids=["time", "memory"],
)
def test_a_file_that_a_limit_stopped_waits_until_the_limit_is_raised(
    tmp_path: Path, library: Library, data: bytes, low: Limits, high: Limits, words: str
) -> None:
    fill(tmp_path / "docs", [Case("a.pdf", lambda: data)])
    file = tmp_path / "docs" / "a.pdf"
    assert words in found(library, file.parent, low)["a.pdf"].reason
    known = library.documents.known()[str(file)]
    assert (known.size, known.mtime_ns) == (file.stat().st_size, file.stat().st_mtime_ns)
    before = read_at(library)
    event = found(library, file.parent, low)["a.pdf"]
    assert (event.status, words in event.reason) == ("failed", True)
    assert read_at(library) == before  # it was passed over
    found(library, file.parent, high)
    assert read_at(library) != before


def test_a_file_that_a_limit_stopped_is_read_when_it_changed(tmp_path: Path, library: Library) -> None:
    fill(tmp_path / "docs", [Case("a.pdf", lambda: BOMB)])
    limits = Limits(workers=1, memory_mb=256)
    assert found(library, tmp_path / "docs", limits)["a.pdf"].status == "failed"
    (tmp_path / "docs" / "a.pdf").write_bytes(pdfs.pages(1))
    assert found(library, tmp_path / "docs", limits)["a.pdf"].status == "updated"


def test_a_file_too_large_for_a_share_is_read_with_all_the_memory(tmp_path: Path) -> None:
    large = put(tmp_path / "a.html", b'<p title="' + b"x" * 35_000_000 + b'">the last row</p>')
    small = [put(tmp_path / f"{number}.pdf", pdfs.pages(2)) for number in range(6)]
    with ParserPool(2, memory_mb=2 * LEAST_MB) as pool:
        results = list(pool.parse([*small[:3], large, *small[3:]]))
    assert [one.path for one in results] == [*small[:3], large, *small[3:]]
    assert not [one.reason for one in results if one.reason]
    assert "the last row" in results[3].passages[-1].text
    share = ParserProcess(60, LEAST_MB)
    try:
        assert share.parse(large)[1].may_be_chance  # else this proves nothing
    finally:
        share.close()


def test_there_are_no_more_processes_than_the_memory_is_enough_for() -> None:
    for workers, memory_mb, expected in ((8, 768, 3), (2, 768, 2), (4, 100, 1)):
        with ParserPool(workers, memory_mb=memory_mb) as pool:
            assert pool.workers == expected


def kill_when_at_work(children: list[ParserProcess], done: threading.Event) -> None:
    """Kill the process of each child, one after the other, as soon as there is one."""
    for child in children:
        while not done.is_set():
            process = child._process
            if process is not None:
                process.kill()
                process.wait()
                break


@pytest.mark.parametrize("times", [1, 2])
def test_a_kill_from_outside_is_no_verdict_on_the_file(tmp_path: Path, times: int) -> None:
    file = put(tmp_path / "a.pdf", pdfs.pages(100))
    done = threading.Event()
    with ParserPool(1) as pool:
        victims = [*pool._children, pool._alone][:times]
        killer = threading.Thread(target=kill_when_at_work, args=(victims, done))
        killer.start()
        try:
            (parsed,) = pool.parse([file])
        finally:
            done.set()
            killer.join()
    if times == 1:
        assert parsed.passages
    else:
        assert parsed == Parsed(file, reason=KILLED)  # no hash: the next run tries again


def test_what_is_given_up_at_the_end_is_no_verdict_either(tmp_path: Path) -> None:
    child = ParserProcess(60, 768)
    child.close()
    parsed, ending = child.parse(put(tmp_path / "a.pdf", pdfs.pages(1)))
    assert (parsed.reason, parsed.content_hash, ending) == (INTERRUPTED, "", ParseOutcome.CLOSED)


def test_a_file_that_grows_while_it_is_read_is_not_followed(tmp_path: Path) -> None:
    file = put(tmp_path / "a.txt", b"word and word\n" * 3_000_000)
    done = threading.Event()

    def grow() -> None:
        with file.open("ab", buffering=0) as stream:
            while not done.is_set():
                stream.write(b"more\n")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with ParserPool(1) as pool:
            for _ in range(5):  # on a busy machine the writer may get no turn during one reading
                (parsed,) = pool.parse([file])
                if parsed.reason:
                    break
    finally:
        done.set()
        writer.join()
    assert parsed == Parsed(file, reason="it changed while it was read; it is read again next time")
