"""Tests of compounds that a question and a library write differently."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.library.spelling import library_spellings
from assistant.library.terms import stem

HELD = {stem(word) for word in ("callouts", "check", "checks", "reorder", "butter", "stock")}


def count(wanted: Iterable[str]) -> dict[str, int]:
    return {term: int(term in HELD) for term in wanted}


@pytest.mark.parametrize(
    ("question", "spelled"),
    [
        ("Which fitter had the most call-outs?", {"call-outs": "callouts"}),
        ("how many call outs in May", {"call outs": "callouts"}),
        ("What must we re-order?", {"re-order": "reorder"}),
        ("when is checkin", {"checkin": "check-in"}),
        ("callouts in May", {}),
        ("walk-ins in May", {}),  # neither is held
        ("a button for the apron", {}),
        ("who looked in on the stock", {}),
        ("4月的出诊", {}),
    ],
)
def test_a_compound_is_spelled_as_the_library_does(question: str, spelled: dict[str, str]) -> None:
    assert library_spellings(question, count) == spelled
