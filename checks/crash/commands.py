"""Runs the real `assistant` command as a process of its own, in a home and an environment of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MODEL, OTHER_MODEL = "bge-m3", "mxbai-embed-large"
"""Neither wants anything in front of a passage, so that a model server sees the texts as the library has them."""
NOWHERE = "http://127.0.0.1:9"
LIMIT_S = 120.0
"""A run that takes longer hangs."""
MARK = "CRASH_TRIAL"
"""A variable by which the processes of one run are known, its children too."""


@dataclass(frozen=True)
class Ran:
    """What a command did.

    Attributes:
        code: Its exit code; negative for the signal that ended it.
        out: What it wrote to standard output.
        err: What it wrote to standard error.
        seconds: How long it ran.
    """

    code: int
    out: str
    err: str
    seconds: float

    @property
    def said(self) -> list[dict[str, Any]]:
        """What it told its user beside what became of files."""
        return [
            event for event in self.events if event["event"] not in ("file", "embedding", "index", "finished")
        ]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lines of JSON that were written whole."""
        return [json.loads(line) for line in self.out.splitlines(keepends=True) if line.endswith("\n")]


def configure(home: Path, model: str = MODEL) -> None:
    """Write settings: which model embeds, and that Chroma is asked however small the library is."""
    home.mkdir(parents=True, exist_ok=True)
    settings = f'[models]\nembedding = "{model}"\n\n[search]\nexact_up_to = 0\n'
    (home / "config.toml").write_text(settings, "utf-8")


def environment(url: str, mark: str = "") -> dict[str, str]:
    """The environment of a run: nothing of the developer's own settings, and `CI` not set."""
    kept = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    return {**kept, "PYTHONPATH": str(ROOT), "ASSISTANT_OLLAMA_HOST": url, MARK: mark}


def _is_ours(name: str) -> bool:
    return name == "CI" or name.startswith(("ASSISTANT_", "OLLAMA_", "PYTHON", "COVERAGE"))


def assistant(
    home: Path, words: Sequence[str], url: str = NOWHERE, *, before: Sequence[str] = (), mark: str = ""
) -> Ran:
    """Run the command.

    Args:
        home: Its home.
        words: The command and what it takes.
        url: Where the model server is.
        before: A program that runs it, with what that takes.
        mark: Put into its environment.
    """
    program = [sys.executable, "-m", "assistant.cli.main", "--home", str(home), "--engine", "ollama"]
    began = time.monotonic()
    running = subprocess.Popen(
        [*before, *program, "--json", *words],
        env=environment(url, mark),
        cwd=home.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        out, err = running.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        out, err = running.communicate()
        err += f"\nIt was killed after {LIMIT_S:.0f} s."
    return Ran(running.returncode, out, err, time.monotonic() - began)


def ingest(
    home: Path, documents: Path, url: str = NOWHERE, *, before: Sequence[str] = (), mark: str = ""
) -> Ran:
    """Run `assistant ingest`."""
    return assistant(home, ["ingest", str(documents)], url, before=before, mark=mark)


def library_folder(home: Path) -> Path:
    """Where the library of a home lies."""
    return home / "libraries" / "default"
