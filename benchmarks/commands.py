"""Runs the command as users do, and times it from start to exit."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
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
