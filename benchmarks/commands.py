"""Runs the command as users do, and times it from start to exit."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "assistant")
PATIENCE_S = 900


def took(words: Sequence[str], environ: Mapping[str, str], folder: Path | None = None) -> float:
    """Run a command to its end and give its seconds."""
    began = time.perf_counter()
    done = subprocess.run(
        words, env=environ, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr[-500:]}")
    return seconds


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took.

    Attributes:
        seconds: By the clock.
        processor_s: Of the processor, with what it started and waited for.
        peak_mib: The most memory of the largest of these processes.
    """

    seconds: float
    processor_s: float
    peak_mib: float


# A process counts as its own what the one held that started it: this one is small.
_SPENT = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
said = done.stderr.decode(errors="replace")[-500:]
print(json.dumps([done.returncode, said, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def spent(words: Sequence[str], environ: Mapping[str, str], may_end_with: int = 0) -> Spent:
    """Run a command to its end and give what it took.

    Args:
        words: The command.
        environ: Its environment.
        may_end_with: What it may return beside 0.
    """
    launcher = [sys.executable, "-S", "-c", _SPENT, *words]
    done = subprocess.run(launcher, env=environ, capture_output=True, check=True, timeout=PATIENCE_S)
    code, said, *figures = json.loads(done.stdout)
    if code not in (0, may_end_with):
        raise RuntimeError(f"{' '.join(words)} ended with {code}: {said}")
    return Spent(*figures)


def events(
    words: Sequence[str], environ: Mapping[str, str]
) -> Generator[tuple[float, dict[str, Any]], None, None]:
    """Run a command that writes JSON and give each event with the seconds since its start; closing it ends the command."""
    began = time.perf_counter()
    process = subprocess.Popen(
        words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            yield time.perf_counter() - began, json.loads(line)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def processor_s() -> float:
    """Return the processor's seconds that all commands so far have spent: what they take whatever else goes on."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
