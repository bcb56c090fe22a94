"""The real processes of a run: commands that end by themselves, and ones that work until they are told to stop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST_S = 120.0
"""No command takes longer, however busy the machine is."""
Line = Mapping[str, Any]


def environment(home: Path, server: str) -> dict[str, str]:
    """Return the environment of a process: a home of its own, and nothing of the user's settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ASSISTANT_", "OLLAMA_"))}
    kept.pop("CI", None)
    return {
        **kept,
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_ENGINE": "ollama",
        "ASSISTANT_OLLAMA_HOST": server,
        "PYTHONPATH": str(ROOT),
    }


def assistant(*words: str | Path) -> list[str]:
    """Return the command line of an `assistant` command."""
    return [sys.executable, "-m", "assistant.cli.main", *map(str, words)]


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def run(
    environ: Mapping[str, str], *words: str | Path, started: Callable[[int], None] | None = None
) -> Ended:
    """Run an `assistant` command to its end."""
    process = start(environ, *words)
    if started is not None:
        started(process.pid)
    out, err = process.communicate(timeout=LONGEST_S)
    return Ended(process.returncode, out, err)


def start(environ: Mapping[str, str], *words: str | Path) -> subprocess.Popen[str]:
    """Start an `assistant` command."""
    return subprocess.Popen(
        assistant(*words), env=dict(environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def run_lines(
    environ: Mapping[str, str],
    *words: str | Path,
    seen: Callable[[Line], None],
    started: Callable[[int], None],
) -> Ended:
    """Run an `assistant` command that writes JSON, and hand its lines on as they come."""
    process = start(environ, *words)
    started(process.pid)
    errors: list[str] = []
    assert process.stdout is not None
    assert process.stderr is not None
    listener = threading.Thread(target=lambda err: errors.extend(err), args=(process.stderr,))
    listener.start()
    for line in process.stdout:
        seen(json.loads(line))
    listener.join()
    code = process.wait(LONGEST_S)
    process.stdout.close()
    process.stderr.close()
    return Ended(code, "", "".join(errors))


class Worker:
    """A process of `checks.together.searching`; its lines are handed on from a thread.

    Args:
        name: Its name in the report.
        environ: Its environment.
        words: What it is to do.
        seen: Told of every line it writes.
    """

    def __init__(
        self, name: str, environ: Mapping[str, str], words: list[str], seen: Callable[[Line], None]
    ) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, "-m", "checks.together.searching", *words],
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.pid = self._process.pid
        self._errors: list[str] = []
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._threads = [
            threading.Thread(target=self._listen, args=(self._process.stdout, seen)),
            threading.Thread(target=lambda err: self._errors.extend(err), args=(self._process.stderr,)),
        ]
        for thread in self._threads:
            thread.start()

    @staticmethod
    def _listen(out: Any, seen: Callable[[Line], None]) -> None:
        for line in out:
            seen(json.loads(line))

    def tell(self, order: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(order + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it is dead; its end is told by `stop`

    def stop(self) -> Ended:
        """Tell it to stop, wait for its end, and give what it wrote to standard error."""
        self.tell("stop")
        code = self._process.wait(LONGEST_S)
        for thread in self._threads:
            thread.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()
        return Ended(code, "", "".join(self._errors))
