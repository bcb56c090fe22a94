"""One parser process as its parent sees it: started, asked, timed, killed, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from ingest.messages import decode, encode, path_name, to_parsed
from ingest.reading import Parsed

_ENVIRONMENT = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",  # each of its threads reserves memory that counts against the limit
    "LANGSMITH_TRACING": "false",
    "PYTHONUTF8": "1",
}


# How C and C++ code ends when it is given no more memory, and how the system ends what takes too much.
_OUT_OF_MEMORY = frozenset(
    getattr(signal, name, None) for name in ("SIGABRT", "SIGTRAP", "SIGILL", "SIGKILL")
)
_LAST_BREATH_S = 2.0
_CRASHED = "it made the program that reads it crash; it is probably damaged"


class Child:
    """One parser process, started when it is first needed and again after it was killed or died."""

    def __init__(self, timeout_s: float, memory_mb: int) -> None:
        self._timeout_s = timeout_s
        self._memory_mb = memory_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def parse(self, path: Path, target_chars: int, max_chars: int) -> Parsed:
        """Have a file read; whatever happens to the process becomes the reason."""
        request = {"path": path_name(path), "target_chars": target_chars, "max_chars": max_chars}
        process = self._running()
        if process is None:
            return Parsed(path, reason="reading was interrupted")
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._timeout_s, stop)
        timer.start()
        line = self._ask(process, encode(request))
        timer.cancel()
        if line.endswith(b"\n"):
            try:
                return to_parsed(path, decode(line))
            except ValueError:
                process.kill()  # it no longer speaks our language, so nothing it says can be trusted
                return Parsed(path, reason=_CRASHED)
        return Parsed(path, reason=self._why_dead(process, late=late.is_set()))

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            _reap(process)

    def _running(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._closed:
                return None
            if self._process is None or self._process.poll() is not None:
                if self._process is not None:
                    _reap(self._process)
                self._process = _start(self._memory_mb)
            return self._process

    @staticmethod
    def _ask(process: subprocess.Popen[bytes], request: bytes) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(request)
            process.stdin.flush()
            return process.stdout.readline()
        except (OSError, ValueError):  # it died, or was closed, before it read the request
            return b""

    def _why_dead(self, process: subprocess.Popen[bytes], *, late: bool) -> str:
        try:
            process.wait(_LAST_BREATH_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._closed:
            return "reading was interrupted"
        if late:
            return f"reading it took longer than {self._timeout_s:g} s"
        if -process.returncode in _OUT_OF_MEMORY:
            return f"it needs more than {self._memory_mb} MB of memory to read"
        return _CRASHED


def _start(memory_mb: int) -> subprocess.Popen[bytes]:
    here = os.fspath(Path(__file__).resolve().parent.parent)
    inherited = os.environ.get("PYTHONPATH")
    environment = {
        **os.environ,
        **_ENVIRONMENT,
        "PYTHONPATH": os.pathsep.join([here, inherited]) if inherited else here,
    }
    # -P: a json.py in the folder that the user stands in must not be imported in place of Python's own.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ingest.loaders.worker", str(memory_mb)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _reap(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue  # what was still to be written has no reader any more
