"""A library on a medium that cannot be written, as a disc or a locked stick, answers all the same."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'


def protected(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command while its home is mounted for reading only."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("this system has no unshare")
    program = [sys.executable, "-m", "assistant.cli.main", *words]
    return subprocess.run(
        [unshare, "-rm", "sh", "-c", READ_ONLY, str(home), *program],
        cwd=ROOT,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def shelf(library: Path, home: Path) -> Path:
    probe = protected(home, "--version")
    if probe.returncode:
        pytest.skip(f"mounting is not allowed here: {probe.stderr.strip()}")
    return home


def test_it_is_searched_and_asked(shelf: Path) -> None:
    found = protected(shelf, "search", "rotor seal")
    assert (found.returncode, "manual.md" in found.stdout) == (0, True), found.stderr
    answered = protected(shelf, "--engine", "embedded", "ask", "When is the rotor seal replaced?")
    assert answered.returncode == 0, answered.stderr
    assert "twelve months" in answered.stdout
    assert "not kept in a conversation" in answered.stderr + answered.stdout


@pytest.mark.parametrize("words", [("ingest",), ("forget", "--conversations"), ("verify",)])
def test_what_would_write_says_that_it_cannot(shelf: Path, words: tuple[str, ...]) -> None:
    result = protected(shelf, *words)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "written" in result.stderr or "Read-only" in result.stderr, result.stderr


def test_it_is_looked_at_and_called_what_it_is(shelf: Path) -> None:
    looked = protected(shelf, "verify", "--look-only")
    assert (looked.returncode, looked.stderr) == (0, "")
    assert looked.stdout.count("✓") == 7, looked.stdout
    assert "–Index" in looked.stdout.replace(" ", "")
    doctor = protected(shelf, "--engine", "embedded", "doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "Answers are possible" in doctor.stdout
    assert "search and ask work" in " ".join(doctor.stdout.split())


def test_a_damage_is_found_in_it(shelf: Path) -> None:
    with closing(sqlite3.connect(shelf / "libraries" / "default" / "library.db")) as db, db:
        db.execute("DELETE FROM terms WHERE rowid = 1")
    looked = protected(shelf, "verify", "--look-only")
    assert looked.returncode == 1
    assert "could not be found by their words" in looked.stdout


def without_rights(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody who may read a folder and not write to it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    program = [sys.executable, "-m", "assistant.cli.main", *words]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("this system has no setpriv")
        program = [setpriv, "--bounding-set=-all", "--inh-caps=-all", *program]
    return subprocess.run(program, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_copy_that_only_others_may_write_is_searched_and_asked(library: Path, home: Path) -> None:
    probe = without_rights(home, "--version")
    if probe.returncode:
        pytest.skip(f"rights cannot be given up here: {probe.stderr.strip()}")
    assert not list(home.rglob("library.db-*"))
    found = without_rights(home, "search", "rotor seal")
    assert (found.returncode, "manual.md" in found.stdout) == (0, True), found.stderr
    answered = without_rights(home, "--engine", "embedded", "ask", "When is the rotor seal replaced?")
    assert (answered.returncode, "twelve months" in answered.stdout) == (0, True), answered.stderr
    assert not list(home.rglob("library.db-*"))
