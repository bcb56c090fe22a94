"""Tests of compounds that a question and a library write differently."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.library.library import Library
from tests.fakes.library import filled

HELD = {
    "b.md": "每周浇水一次。\n",
    "a.md": "The callouts of May.\n\nPay by check, in checks. We reorder butter from stock.\n\nSums are gross and net.\n",
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("held"), HELD) as library:
        yield library


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
        ("哪些田浇过水", {"浇过水": "浇水"}),
        ("谁交了费", {}),  # it holds no 交费
        ("浇了几次水", {}),
        ("average bill, VAT included", {"VAT included": "gross"}),
        ("what did we bill in May before tax", {"before tax": "net"}),
    ],
)
def test_a_compound_is_spelled_as_the_library_does(
    question: str, spelled: dict[str, str], held: Library
) -> None:
    assert held.words.spellings(question) == spelled
