"""Run the child process that opens Chroma: sync, query and check an index.

Its parent is `local.py`. Requests come as JSON lines on standard input, one at a time, and each is answered on standard
output by any number of `["done", done, total]` and one last line: `["answer", value]` or `["error", message, hint, code]`.

    ["sync"]                               value: whether this process may write the index
    ["check"]                              value: whether the index matches the library; null where another process owns it
    ["nearest", identity, vector, limit]   value: [[[key, similarity], ...], last row number], or null

The vector is float32, little-endian, as base64. When standard input ends, the process closes the index in order and ends;
in the middle of a sync it ends at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from assistant.errors import AssistantError
from assistant.library.index.chroma import ChromaIndex
from assistant.library.library import Library
from assistant.offline import guarding, silence_telemetry

_ENDED = "null"


def main() -> None:
    """Serve the index of the library in `sys.argv[1]` until stdin ends."""
    # What a library prints goes nowhere instead of between the messages.
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    silence_telemetry(os.environ)
    requests = _Requests()
    folder = Path(sys.argv[1])
    try:
        with guarding(), Library(folder) as library:
            index = ChromaIndex(folder / "vectors", library.vectors)
            try:
                for request in requests:
                    _serve(request, requests, library, index)
            finally:
                index.close()
    except AssistantError as error:
        _tell("error", error.message, error.hint, error.code)


class _Requests:
    """Requests from stdin, read in a thread that notices the parent's end."""

    def __init__(self) -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._lock = threading.Lock()
        self._ended = False
        self._syncing = False
        threading.Thread(target=self._read, daemon=True).start()

    def __iter__(self) -> Iterator[list[Any]]:
        return (json.loads(line) for line in iter(self._lines.get, _ENDED))

    @contextmanager
    def syncing(self) -> Iterator[None]:
        """Exit at once if the parent has ended, or ends within the block."""
        with self._lock:
            self._syncing = True
            if self._ended:
                os._exit(1)
        try:
            yield
        finally:
            with self._lock:
                self._syncing = False

    def _read(self) -> None:
        rest = b""
        # Not through sys.stdin, whose lock a daemon thread would hold while Python ends.
        while chunk := os.read(0, 1 << 16):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                self._lines.put(line.decode())
        with self._lock:
            self._ended = True
            if self._syncing:
                os._exit(1)  # what was begun is built anew by the next one
        self._lines.put(_ENDED)


def _serve(request: list[Any], requests: _Requests, library: Library, index: ChromaIndex) -> None:
    """Do what is asked, and answer."""
    model = library.vectors.active_model()
    value: object = None
    try:
        match request:
            case ["sync"] if model is not None and model.dimensions:
                with requests.syncing():
                    value = index.sync(model, _progress)
                    index.close()  # what was written is on the disk, and others may have it
            case ["check"]:
                value = model is not None and index.matches_library(model, _progress)
                index.close()
            case ["nearest", str(identity), str(vector), int(limit)]:
                if model is not None and model.identity == identity:
                    value = index.nearest(model, np.frombuffer(b64decode(vector), "<f4"), limit)
    except AssistantError as error:
        _tell("error", error.message, error.hint, error.code)
    else:
        _tell("answer", value)


def _progress(done: int, total: int) -> None:
    _tell("done", done, total)


def _tell(*message: object) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main()
