"""Runs a program under strace and tells what it reached for and what it wrote."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from checks.offline.trace import STARTING, WATCHED, Call, Reach, is_network, reaches, read_calls, written

DEVICES = ("/dev/null", "/dev/tty", "/dev/ptmx")
TERMINALS = "/dev/pts/"
"""What may be opened for writing without anything being kept."""
LONGEST_S = 300.0


@dataclass(frozen=True)
class Watched:
    """What a program did.

    Attributes:
        code: What it ended with.
        out: Its standard output.
        err: Its standard error.
        calls: The system calls that were watched, of all its processes.
    """

    code: int
    out: str
    err: str
    calls: tuple[Call, ...]

    @cached_property
    def reached(self) -> tuple[Reach, ...]:
        """Where its network calls led."""
        return tuple(reach for call in self.calls for reach in reaches(call))

    @property
    def left(self) -> list[Reach]:
        """What led anywhere but loopback."""
        return [reach for reach in self.reached if reach.kind == "elsewhere"]

    @property
    def network_calls(self) -> int:
        return sum(map(is_network, self.calls))

    @property
    def programs(self) -> set[str]:
        """The programs it started, by name."""
        return {
            call.program.split(" ")[0] for call in self.calls if call.name in STARTING and not call.failed
        }

    def written_outside(self, allowed: Sequence[Path]) -> list[tuple[Call, str]]:
        """Return the files that it made or wrote anywhere else than below some folders."""
        found = [(call, path) for call in self.calls for path in written(call)]
        return [(call, path) for call, path in found if not _may_write(path, allowed)]


def _may_write(path: str, allowed: Sequence[Path]) -> bool:
    nothing_is_kept = path in DEVICES or path.startswith(TERMINALS)
    return nothing_is_kept or any(Path(path).is_relative_to(folder) for folder in allowed)


class Watcher:
    """Runs programs one after the other.

    Args:
        traces: The folder for what strace writes.
    """

    def __init__(self, traces: Path) -> None:
        self._traces = traces
        self._runs = 0
        traces.mkdir()

    def run(
        self, command: Sequence[str], environ: Mapping[str, str], folder: Path, longest_s: float = LONGEST_S
    ) -> Watched:
        """Run a program in a folder, with nothing in its environment but what is given."""
        self._runs += 1
        prefix = f"{self._runs:03}"
        strace = ["strace", "-ff", "--seccomp-bpf", "-y", "-s", "256", "-e", f"trace={WATCHED}"]
        strace += ["-e", "signal=none", "-o", str(self._traces / prefix), "--"]
        done = subprocess.run(
            [*strace, *command],
            env=dict(environ),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=longest_s,
        )
        out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
        return Watched(done.returncode, out, err, tuple(read_calls(self._traces, prefix)))
