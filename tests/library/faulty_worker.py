"""A process of the index that crashes or hangs in the middle of its work, as Chroma can.

The file `faults` in the library's folder holds, one a line, what happens and how often: "nearest crash", "sync hang". Each
line is used up when it happens; one that ends with "always" is not.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from assistant.library.index import chroma, worker
from assistant.library.index.chroma import ChromaIndex, ChromaStore
from assistant.library.index.exact import Nearest, Progress, Vector
from assistant.library.vectors import EmbeddingModel, VectorBlock

FAULTS = "faults"


def strike(task: str) -> None:
    """Crash or hang, if that is to happen in this task."""
    path = Path(sys.argv[1], FAULTS)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines):
        asked, fault, *always = line.split()
        if asked == task:
            if not always:
                path.write_text("\n".join(lines[:number] + lines[number + 1 :]), "utf-8")
            if fault == "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            time.sleep(600)


class FaultyIndex(ChromaIndex):
    """Is struck while vectors are put in, and while they are compared."""

    def sync(self, model: EmbeddingModel, progress: Progress | None = None) -> bool:
        def struck(done: int, total: int) -> None:
            if progress is not None:
                progress(done, total)
            if done:
                strike("sync")

        return super().sync(model, struck)


class FaultyStore(ChromaStore):
    """Is struck when it is open, before it answers."""

    def nearest(self, question: Vector, limit: int) -> Nearest:
        strike("nearest")
        return super().nearest(question, limit)

    def holds(self, block: VectorBlock, progress: Progress | None = None) -> bool:
        strike("check")
        return super().holds(block, progress)


if __name__ == "__main__":
    vars(worker)["ChromaIndex"] = FaultyIndex
    vars(chroma)["ChromaStore"] = FaultyStore
    worker.main()
