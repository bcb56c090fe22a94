"""A writer of the index that crashes in the middle of its work, as Chroma can."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from assistant.library.index.chroma import ChromaIndex
from assistant.library.library import Library


def crash(done: int, total: int) -> None:
    if done:
        os.kill(os.getpid(), signal.SIGSEGV)


def main() -> None:
    folder = Path(sys.argv[2])
    library = Library(folder)
    model = library.vectors.active_model()
    assert model is not None
    ChromaIndex(folder / "vectors", library.vectors).sync(model, crash)


if __name__ == "__main__":
    main()
