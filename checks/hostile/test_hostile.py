"""Hostile folders through the real command; `make hostile` does the same with more and heavier files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from checks.hostile import archives, damage, pdfs, pictures, texts
from checks.hostile.folder import fill, ingested
from checks.hostile.judging import complaints, complaints_about_run, vague
from checks.hostile.places import CLOSED, NAMES, REASONS, closed_places, odd_places

LIMIT_S = 240


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A short path: some of the names below are as long as names may be."""
    return tmp_path / "odd"


def test_files_made_to_do_harm_end_with_a_reason_and_the_others_go_in(tmp_path: Path) -> None:
    every = [*archives.cases(), *pdfs.cases(), *pictures.cases(), *texts.cases()]
    cases = [case for case in every if not case.heavy]
    fill(tmp_path / "docs", cases)
    done = ingested(tmp_path / "home", tmp_path / "docs", limit_s=LIMIT_S)
    assert len(cases) > 80
    assert (
        complaints_about_run(done.first, done.known) + complaints(tmp_path / "docs", cases, done.known) == []
    )
    again = complaints_about_run(done.second, done.again, again=True)
    assert again + complaints_about_run(done.listed, {}) == []
    for path, outcome in done.known.items():
        assert (Path(path).name.encode() in done.listed.out) == (outcome.kind != "found"), path
        assert done.again[path].read_ns == outcome.read_ns, path  # the second run passed over it


def test_damaged_files_end_with_a_reason(tmp_path: Path) -> None:
    cases = list(damage.cases(flips=2, names=4))
    fill(tmp_path / "docs", cases)
    done = ingested(tmp_path / "home", tmp_path / "docs", limit_s=LIMIT_S)
    assert (
        complaints_about_run(done.first, done.known) + complaints(tmp_path / "docs", cases, done.known) == []
    )


@pytest.mark.skipif(sys.platform != "linux", reason="root gives up its powers in Linux's own way")
def test_what_is_no_file_and_what_is_closed_is_named(root: Path, tmp_path: Path) -> None:
    with odd_places(root) as refused:
        closed_places(root)
        done = ingested(tmp_path / "home", root, limit_s=LIMIT_S, may_read_all=False)
    for name in CLOSED:
        (root / name).chmod(0o700)  # so that it can be removed
    known = {os.path.relpath(path, root): outcome for path, outcome in done.known.items()}
    assert complaints_about_run(done.first, done.known) + complaints_about_run(done.listed, {}) == []
    assert [name for name, outcome in known.items() if vague(outcome)] == []
    for name in (os.fsdecode(name) for name in NAMES):
        assert name in refused or texts.WORDS in known[name].text, name
    for name, words in {**REASONS, **CLOSED}.items():
        assert words in known[name].reason, name
        assert name.encode() in done.listed.out, name
    assert texts.WORDS in known["ignored/note.md"].text
