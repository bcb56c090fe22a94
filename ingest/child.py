"""One parser process as its parent sees it: started, asked, timed, killed, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

from ingest.messages import MOST_LINE_BYTES, Answer, decode, encode
from ingest.reading import Parsed
from ingest.verdicts import Ending

_ENVIRONMENT = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",  # each of its threads reserves memory that counts against the limit
    "MALLOC_ARENA_MAX": "1",  # and so does each of glibc's arenas
    "LANGSMITH_TRACING": "false",
    "PYTHONUTF8": "1",
}


# How C and C++ code ends when it is given no more memory.
_OUT_OF_MEMORY = frozenset(getattr(signal, name, None) for name in ("SIGABRT", "SIGTRAP", "SIGILL"))
_KILLED = getattr(signal, "SIGKILL", None)
_LAST_BREATH_S = 2.0


class Child:
    """One parser process, started when it is first needed and again after it was killed or died.

    Args:
        timeout_s: Longest time for one file.
        memory_mb: Most memory for the process.
    """

    def __init__(self, timeout_s: float, memory_mb: int) -> None:
        self._timeout_s = timeout_s
        self._memory_mb = memory_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def parse(self, path: Path, target_chars: int, max_chars: int) -> tuple[Parsed, Ending]:
        """Have a file read; whatever happens to the process becomes the ending and the reason."""
        process = self._running()
        answer = Answer(path)
        if process is None:
            return self._ended(answer, Ending.CLOSED)
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._timeout_s, stop)
        timer.start()
        try:
            self._ask(
                process,
                {"path": os.fspath(path), "target_chars": target_chars, "max_chars": max_chars},
                answer,
            )
        except ValueError:
            process.kill()  # it no longer speaks our language, so nothing it says can be trusted
            return self._ended(answer, Ending.CLOSED if self._closed else Ending.CRASHED)
        finally:
            timer.cancel()
        if not answer.complete:
            return self._ended(answer, self._why_dead(process, late=late.is_set()))
        if answer.last.get("out_of_memory"):
            self.rest()
            return self._ended(answer, Ending.OUT_OF_MEMORY)
        if answer.last.get("strained"):
            self.rest()  # what one file left behind must not be missing for the next
            if answer.parsed.reason or answer.parsed.notices:
                return answer.parsed, Ending.STRAINED
        return answer.parsed, Ending.ANSWERED

    def rest(self) -> None:
        """End the process and give its memory back; the next file starts another."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            _reap(process)

    def close(self) -> None:
        """End the process for good."""
        with self._lock:
            self._closed = True
        self.rest()

    def _ended(self, answer: Answer, ending: Ending) -> tuple[Parsed, Ending]:
        reason = ending.reason(self._timeout_s, self._memory_mb)
        found = answer.parsed
        if not ending.lasting:  # without a hash, the next run tries again
            found = Parsed(found.path)
        return replace(found, reason=reason, passages=(), notices=()), ending

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
    def _ask(process: subprocess.Popen[bytes], request: dict[str, object], answer: Answer) -> None:
        """Send a request and take the answer, as far as it comes.

        Raises:
            ValueError: What came is no answer.
        """
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(encode(request))
            process.stdin.flush()
            while not answer.complete and (line := process.stdout.readline(MOST_LINE_BYTES)).endswith(b"\n"):
                answer.add(decode(line))
        except OSError:  # it died, or was closed, before it read the request
            return
        if not answer.complete and len(line) == MOST_LINE_BYTES:
            raise ValueError("no line is so long")

    def _why_dead(self, process: subprocess.Popen[bytes], *, late: bool) -> Ending:
        killed_by = _KILLED
        try:
            process.wait(_LAST_BREATH_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed_by = None  # nobody else
        if self._closed:
            return Ending.CLOSED
        if late:
            return Ending.LATE
        if -process.returncode in _OUT_OF_MEMORY:
            return Ending.OUT_OF_MEMORY
        return Ending.KILLED if -process.returncode == killed_by else Ending.CRASHED


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
