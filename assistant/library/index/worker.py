"""The process that writes, or checks, a library's vector index, so that a crash of Chroma takes nothing else down."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

from assistant.errors import AssistantError
from assistant.library.index.chroma import ChromaIndex
from assistant.library.library import Library
from assistant.library.vectors import EmbeddingModel
from assistant.offline import guarding, silence_telemetry


def main() -> None:
    """Bring the index of the library that is named in line, or check it; tell on the way how far it is, as JSON lines."""
    # What a library prints goes nowhere instead of between the messages.
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    silence_telemetry(os.environ)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    task, folder = sys.argv[1], Path(sys.argv[2])
    try:
        with guarding(), Library(folder) as library:
            index = ChromaIndex(folder / "vectors", library.vectors)
            model = library.vectors.active_model()
            try:
                if model is not None and model.dimensions:
                    _TASKS[task](index, model)
            finally:
                index.close()
    except AssistantError as error:
        _tell("error", error.message, error.hint)


def _sync(index: ChromaIndex, model: EmbeddingModel) -> None:
    index.sync(model, lambda done, total: _tell("done", done, total))


def _check(index: ChromaIndex, model: EmbeddingModel) -> None:
    _tell("faithful", index.faithful(model))


_TASKS = {"sync": _sync, "check": _check}


def _tell(*message: str | int | None) -> None:
    print(json.dumps(message), flush=True)


def _end_with_parent() -> None:
    """End at once when the parent is gone; what was begun is built anew by the next one."""
    # Not through sys.stdin, whose lock a daemon thread would hold while Python ends.
    while os.read(0, 64):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
