"""The two documents of a comparison are found by what tells each from the other, or not at all."""

from __future__ import annotations

import pytest

from assistant.agent.words.two_sides import documents_compared

PAPERS = (
    "/d/Contracts/Cleaning agreement 2025.docx", "/d/Contracts/Copier lease Orbis.docx", "/d/Contracts/Clinical waste - Tern.docx", "/d/Contracts/IT support Nettleby.pdf", "/d/Mail/Re_ cleaning price.eml",
    "/d/Minutes/minutes 2025-09-08.md", "/d/Minutes/minutes 2025-10-13.md", "/d/合同/法律顾问合同-惠山建材2024.docx", "/d/合同/法律顾问合同-惠山建材2025续签.docx", "/d/合同/法律顾问合同-华锐机械.docx",
    "/d/合同/保洁服务合同（洁雅）.txt", "/d/会议纪要/2025-03-10合伙人会议.txt", "/d/会议纪要/2025-06-09合伙人会议.txt",
)  # fmt: skip
SOURCES = dict(enumerate(PAPERS))


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("compare cleaning and copier", {0, 1}), ("Compare the waste and the IT contract", {2, 3}), ("difference between the September and the October minutes", {5, 6}), ("the copier lease vs the cleaning contract", {0, 1}),
        ("惠山建材2024年的合同和2025年续签的有什么不同？", {7, 8}), ("比较保洁和华锐机械的合同", {9, 10}), ("三月和六月的会议纪要有什么不同", {11, 12}),
    ],
)  # fmt: skip
def test_each_side_is_found_by_its_own_words(question: str, right: set[int]) -> None:
    assert set(documents_compared(question, SOURCES) or ()) == right


@pytest.mark.parametrize("question", ["compare the contracts", "compare cats and dogs", "What changed in the price list?", "compare the contracts and the minutes"])  # fmt: skip
def test_what_is_not_clear_means_no_pair(question: str) -> None:
    assert documents_compared(question, SOURCES) is None


def test_a_party_is_looked_up_in_what_papers_begin_with() -> None:
    def holding(words: object) -> list[int]:
        return [0, 4] if words == ["sparkl"] else []

    assert set(documents_compared("compare Tern with Sparkle", SOURCES, holding) or ()) == {0, 2}


@pytest.mark.parametrize(("said", "right"), [(False, None), (True, {0, 1})])
def test_a_file_called_by_a_part_of_a_name_is_not_meant(said: bool, right: set[int] | None) -> None:
    found = documents_compared("Compare Cleaning Pond and Copier Weir", SOURCES, says=lambda *_: said)
    assert (found and set(found)) == right
