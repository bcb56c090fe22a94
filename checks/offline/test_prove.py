"""A short proof runs with the other tests; `make prove-offline` runs the whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import COMMANDS
from checks.offline.namespace import what_is_missing
from checks.offline.papers import write_papers
from checks.offline.prove import PROJECT
from checks.offline.sessions import SESSIONS


def prove(path: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "checks.offline.prove", "--short"]
    environ = {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, timeout=300)


def test_nothing_leaves() -> None:
    missing = what_is_missing()
    if missing:
        pytest.skip(missing)
    done = prove(os.environ["PATH"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Verdict: nothing reached for anything but loopback." in done.stdout


def test_without_its_tools_nothing_is_proven(tmp_path: Path) -> None:
    done = prove(str(tmp_path))
    assert done.returncode == 3
    assert "Nothing was proven" in done.stdout


def test_every_command_is_watched() -> None:
    assert set(COMMANDS) <= {step.words[0] for session in SESSIONS for step in session.steps}


def test_every_format_is_among_the_papers(tmp_path: Path) -> None:
    write_papers(tmp_path / "papers")  # it fails by itself when a kind is missing
