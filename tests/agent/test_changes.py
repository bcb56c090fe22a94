"""What letters and addenda change in contracts is told clause by clause, by their own days."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePath

import pytest

from assistant.agent.compare.changes import Changed, changed_deals, composed
from assistant.agent.question.asked_comparisons import asks_changed_deals, may_ask_changes
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
        ("which letters amend one of our leases", True, True), ("哪些函改了合同？", True, True), ("Which letters mention a lease?", False, False),
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


def test_where_no_paper_changes_another_none_is_changed(tmp_path: Path) -> None:
    papers = {name: text for name, text in SUPPLEMENTED.items() if not name.startswith("Addendum")}
    with filled(tmp_path, papers) as library:
        assert changed_deals(library, "Which contracts were changed?", None, TODAY) == []
        assert changed_deals(library, "What changed in the lease of Pellworth Books?", None, TODAY) is None
    with filled(tmp_path / "other", {"recipe.md": "# Bread\n\nBake it for an hour.\n"}) as library:
        assert changed_deals(library, "Which contracts were changed?", None, TODAY) is None


LEASE = (
    "# Lease no. TL-2024-07\n\nThis lease is made between Corwen Estates Ltd (the “Landlord”) and Ashgrove Bakery Ltd (the “Tenant”).\n\n"
    "## 1. Rent\n\nThe rent is 1,800 EUR a month.\n\n## 2. Insurance\n\nThe tenant insures the premises for 2,000 EUR.\n\n"
    "## 3. Term\n\nThe lease ends on 30 June 2026.\n\n## 4. Animals\n\nNo animals are let in.\n"
)
CHANGES = (
    "# Addendum to lease TL-2024-07\n\n2 March 2026\n\nDear Ms Ashgrove,\n\nThis letter changes your lease TL-2024-07 in these points.\n\n"
    "First, the end in clause 3 is moved from 30 June 2026 to 30 June 2028.\n\nSecond, the monthly rent rises to 2,000 EUR.\n\n"
    "Pets may be kept in the yard.\n\nMaud Quillfeather, manager\n"
)
LETTER = "# To the bakery\n\nDear Ms Ashgrove,\n\nThe lease TL-2024-07 between Corwen Estates Ltd and Ashgrove Bakery Ltd is changed, as you know.\n"
HETONG = (
    "# 供货合同 HT-2024-07\n\n甲方：云台食品厂\n\n乙方：青禾粮油公司\n\n签订日期：2024年7月1日\n\n## 一、价格\n\n大米每吨收费3000元。\n\n"
    "## 二、保险\n\n乙方为货物投保3200元。\n\n## 三、期限\n\n合同到2026年6月30日止。\n"
)
BUCHONG = (
    "# 补充协议 HT-2024-07\n\n签订日期：2026年3月2日\n\n双方对供货合同HT-2024-07作如下变更。\n\n第三条的到期日改为2028年6月30日。\n\n"
    "大米每吨收费调整为3200元。\n\n乙方可以委托第三人送货。\n"
)


@pytest.mark.parametrize(
    ("files", "question", "said", "before"),
    [
        ({"lease.md": LEASE, "addendum.md": CHANGES, "note.md": LETTER}, "What changed in the lease TL-2024-07?",
         ["First", "Second", "Pets"], ["30 June 2026", "1,800", None]),
        ({"合同.md": HETONG, "补充.md": BUCHONG}, "合同HT-2024-07改了什么？", ["第三条", "大米", "乙方可以"], ["6月30日", "3000", None]),
    ],
)  # fmt: skip
def test_every_point_behind_the_preamble_is_told_with_its_own_clause(
    tmp_path: Path, files: dict[str, str], question: str, said: list[str], before: list[str | None]
) -> None:
    with filled(tmp_path, files) as library:
        found = changed_deals(library, question, None, TODAY) or []
    assert len(found) == 1
    assert [new.text.startswith(begin) for (new, _), begin in zip(found[0].clauses, said, strict=True)] == [
        True
    ] * 3
    for (_, old), its in zip(found[0].clauses, before, strict=True):
        assert [one.text for one in old if its is None or its not in one.text] == []
        assert bool(old) == (its is not None)


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    points = "".join(f"{at}. Shelf {at} moves to room {at + 5}.\n\n" for at in range(1, 46))
    with filled(tmp_path, {"lease.md": LEASE, "addendum.md": CHANGES + points}) as library:
        found = changed_deals(library, "Which contracts were changed?", None, TODAY) or []
        pieces = list(composed(library, found, "Which contracts were changed?", "en", TODAY))
    more = len(found[0].clauses) - 40
    assert more > 0
    assert pieces[-1] == f"\n- … and {more} more sentences."


def test_new_words_stand_beside_the_old(tmp_path: Path) -> None:
    with filled(tmp_path, SUPPLEMENTED) as library:
        found: list[Changed] = changed_deals(library, "Which contracts were changed?", None, TODAY) or []
        pieces = list(composed(library, found, "Which contracts were changed?", "en", TODAY))
    said = "".join(one for one in pieces if isinstance(one, str))
    assert "before: Rent: £900 a month" in said
    assert said.startswith("Contracts that later papers change: 1.")
    assert any(isinstance(one, Cell) and "960" in one.citations[0].quote for one in pieces)


def test_a_letter_says_below_its_letterhead_that_it_changes_a_contract(tmp_path: Path) -> None:
    letter = (
        "Brill & Sons, 4 Mill Lane\n\n3 March 2026\n\nMs A Fenn, Fenn Lettings Ltd, 2 Quay\n\n"
        "# Your agreement of 5 May 2024\n\n"
        "Dear Ann,\n\nThis letter sets out what we agreed and changes the agreement from 1 April 2026.\n\n"
        "The charge for a visit goes from £50 to £58.\n\nThe notice period stays as it is. Please sign the copy.\n"
    )
    contract = (
        "# Service agreement\n\nThis agreement is dated 5 May 2024 and made between Fenn Lettings Ltd (the Client) and "
        "Brill & Sons (the Contractor).\n\nThe Client pays £50 for a visit. It ends on 30 April 2027.\n"
    )
    with filled(tmp_path, {"fenn agreement.md": contract, "letter fenn.md": letter}) as library:
        found = changed_deals(library, "Which contracts were changed?", None, TODAY) or []
    assert len(found) == 1
