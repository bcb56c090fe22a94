"""Runs the real command and watches the memory of all its processes together."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
EVERY_S = 0.02


_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 24, 1, 2


@dataclass(frozen=True)
class Run:
    """What a command did.

    Attributes:
        code: Its exit code.
        out: What it wrote to standard output.
        err: What it wrote to standard error.
        seconds: How long it took.
        peak_mb: Most memory that it and its children held at one moment (sum of PSS), in megabytes of 1,000,000 bytes.
        samples: How often that was looked at.
    """

    code: int
    out: bytes
    err: bytes
    seconds: float
    peak_mb: float
    samples: int


def watched(
    words: Sequence[str],
    environ: Mapping[str, str],
    *,
    limit_s: float,
    cwd: Path,
    may_read_all: bool = True,
    meanwhile: Callable[[threading.Event], None] | None = None,
) -> Run:
    """Run the command line; one that is not done in time is killed, and its code is -9.

    Args:
        words: Its arguments.
        environ: Added to the environment.
        limit_s: Most seconds it may take.
        cwd: Where it runs.
        may_read_all: Whether root, who may read everything, keeps that power.
        meanwhile: Runs in a thread beside it until the event it is given is set.
    """
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("ASSISTANT_", "OLLAMA_"))
    }
    environment = {**ours, "PYTHONPATH": str(ROOT), **environ}
    done = threading.Event()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli.main", *words],
            env=environment, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            preexec_fn=None if may_read_all else obey_permissions,
        )  # fmt: skip
        thread = threading.Thread(target=meanwhile or (lambda done: None), args=(done,))
        thread.start()
        try:
            peak, samples = _peak(process, began + limit_s)
        finally:
            done.set()
            thread.join()
        seconds = time.monotonic() - began
        out.seek(0)
        err.seek(0)
        return Run(process.returncode, out.read(), err.read(), seconds, peak / 1e6, samples)


def obey_permissions() -> None:
    """Give up what lets root read files that their permissions close; what is executed next obeys them (Linux)."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def _peak(process: subprocess.Popen[bytes], deadline: float) -> tuple[int, int]:
    parent, peak, samples = psutil.Process(process.pid), 0, 0
    while True:
        try:
            process.wait(EVERY_S)
        except subprocess.TimeoutExpired:
            peak, samples = max(peak, _together(parent)), samples + 1
            if time.monotonic() > deadline:
                for one in [*parent.children(recursive=True), parent]:
                    one.kill()
                process.wait()
        else:
            return peak, samples


def _together(parent: psutil.Process) -> int:
    total = 0
    try:
        for one in [parent, *parent.children(recursive=True)]:
            try:
                total += _own(one)
            except psutil.NoSuchProcess:
                continue
    except psutil.NoSuchProcess:
        return total
    return total


def _own(one: psutil.Process) -> int:
    """Return the memory of one process, its share of what several have in common counted once."""
    try:
        return int(one.memory_full_info().pss)
    except (psutil.AccessDenied, AttributeError):
        return int(one.memory_info().rss)
