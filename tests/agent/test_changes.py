"""What letters and addenda change in contracts is told clause by clause, by their own days."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePath

import pytest

from assistant.agent.asked_comparisons import asks_changed_deals, may_ask_changes
from assistant.agent.changes import Changed, changed_deals, composed
from assistant.answer_table import Cell
from assistant.library.library import Library
from tests.agent.test_each import SUPPLEMENTED
from tests.fakes.library import filled

TODAY = date(2026, 11, 30)


def told(library: Library, question: str) -> list[tuple[str, str]]:
    """Return which contract is changed by which sentence."""
    sources = library.documents.sources()
    found = changed_deals(library, question, None, TODAY) or []
    return [(PurePath(sources[one.contract]).name, new.text) for one in found for new, _ in one.clauses]


@pytest.mark.parametrize(
    ("question", "which", "may"),
    [
        ("Which contracts were changed this year?", True, True), ("今年哪些合同被改过？", True, True), ("哪几份协议变更过", True, True),
        ("What changed in the contract with Ashgrove Bakery?", False, True), ("补充协议改了什么？", False, True), ("白杨镇的合同改了哪些条款", False, True),
        ("Which contracts end in 2026?", False, False), ("What changed in the minutes?", False, False), ("哪些合同到期了", False, False),
    ],
)  # fmt: skip
def test_a_question_for_changes_of_contracts_is_known(question: str, *, which: bool, may: bool) -> None:
    assert (asks_changed_deals(question), may_ask_changes(question)) == (which, may)


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts were changed this year?",
        "What changed in the contract with Ashgrove Bakery?",
        "What does the addendum change, and what is new in the leases by the Addendum?",
    ],
)
def test_all_changed_clauses_are_told(tmp_path: Path, question: str) -> None:
    with filled(tmp_path, SUPPLEMENTED) as library:
        found = told(library, question)
    assert [name for name, _ in found] == ["Ashgrove lease.md", "Ashgrove lease.md"]
    assert "960" in found[0][1]
    assert "2029" in found[1][1]


@pytest.mark.parametrize(
    "question", ["Which contracts were changed in 2024?", "What changed in the lease of Pellworth Books?"]
)
def test_other_years_and_other_contracts_were_not_changed(tmp_path: Path, question: str) -> None:
    with filled(tmp_path, SUPPLEMENTED) as library:
        assert changed_deals(library, question, None, TODAY) == []


def test_where_no_paper_changes_another_nothing_is_told(tmp_path: Path) -> None:
    papers = {name: text for name, text in SUPPLEMENTED.items() if not name.startswith("Addendum")}
    with filled(tmp_path, papers) as library:
        assert changed_deals(library, "Which contracts were changed?", None, TODAY) is None


def test_new_words_stand_beside_the_old(tmp_path: Path) -> None:
    with filled(tmp_path, SUPPLEMENTED) as library:
        found: list[Changed] = changed_deals(library, "Which contracts were changed?", None, TODAY) or []
        pieces = list(composed(library, found, "Which contracts were changed?", "en"))
    said = "".join(one for one in pieces if isinstance(one, str))
    assert "before: Rent: £900 a month" in said
    assert said.startswith("Contracts that later papers change: 1.")
    assert any(isinstance(one, Cell) and "960" in one.citations[0].quote for one in pieces)
