"""Contradictions where no two papers are named: only between versions of one paper, never between papers of other deals."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.question.asked_comparisons import asks_contradiction
from tests.agent.test_turn import ask
from tests.fakes.library import filled

SHOP = """# Lease of the shop

Landlord: Mrs Olive Grant

Tenant: Harbour Bakery

The lease begins on 1 June 2022 and ends on 31 May 2031.

The yearly rent is {rent}, payable quarterly.

The tenant keeps the windows and the shop front clean.

Subletting is not allowed without consent in writing.
"""
OVEN = """# Lease of an oven

Lessor: Thermo Hire Ltd

Lessee: Harbour Bakery

The lease begins on 1 October 2023 and ends on 30 September 2028.

The rent is £412 per month, payable in advance.
"""
REST = {
    "minutes 2025-03-05.txt": "Minutes of 5 March 2025\n\nNext meeting: 2 April 2025\n\nWe buy flour from the mill.\n",
    "minutes 2025-04-02.txt": "Minutes of 2 April 2025\n\nNext meeting: 7 May 2025\n\nWe sell rye bread again.\n",
    "handbook.md": "# Handbook\n\nHolidays are 28 days.\n",
    "hygiene.md": "# Hygiene\n\nHands are washed.\n",
}


def papers(**more: str) -> dict[str, str]:
    files = {"shop lease.md": SHOP.format(rent="£18,600"), "oven lease.md": OVEN, **REST}
    return files | {f"{name}.md": text for name, text in more.items()}


@pytest.mark.parametrize(
    "question",
    [
        "Are there any contradictions in my papers?",
        "do the two leases contradict each other?",
        "Which documents are inconsistent?",
        "有没有互相矛盾？",
        "这些文件里有没有互相矛盾的地方",
        "合同之间有没有不一致？",
    ],
)
def test_contradictions_are_asked_for(question: str) -> None:
    assert asks_contradiction(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does the handbook say about conflicts of interest?",
        "Do we have a conflict of interest policy?",
        "What happens if the translation conflicts with the English text?",
        "有没有利益冲突的规定",
        "图纸与标准不一致时以哪个为准？",
    ],
)
def test_a_clause_about_conflicts_is_looked_up(question: str) -> None:
    assert not asks_contradiction(question)


def test_papers_of_different_deals_do_not_contradict_each_other(tmp_path: Path) -> None:
    with filled(tmp_path, papers()) as library:
        _, turn = ask(library, None, "Do the two leases contradict each other?")
        assert "are about different deals" in turn.answer
        assert "Contradictions" not in turn.answer
        _, turn = ask(library, None, "Are there any contradictions in my papers?")
        assert turn.answer.startswith("No contradiction was found between")
    more = {"cellar": "# Cellar\n\nThe cellar is dry.\n", "van": "# Van\n\nThe van is blue.\n"}
    with filled(tmp_path / "more", papers(**more)) as library:
        _, turn = ask(library, None, "Are there any contradictions in my papers?")
        assert turn.answer.startswith("Of 8 documents, no two are versions of one paper")


def test_versions_are_found_where_none_is_named(tmp_path: Path) -> None:
    draft = SHOP.format(rent="£19,800")
    with filled(tmp_path, papers(**{"shop lease DRAFT": draft})) as library:
        _, turn = ask(library, None, "Are there any contradictions in my papers?")
        assert "Contradictions: 1" in turn.answer
        assert "18,600" in turn.answer
        assert "19,800" in turn.answer
        assert "7 May 2025" not in turn.answer
        assert "412" not in turn.answer


@pytest.mark.parametrize(
    ("files", "question", "values"),
    [
        (
            {
                "minutes-2026-02-03.md": "# Minutes of 3 February 2026\n\n## 1. Summer fair\nThe summer fair takes place on 13 June 2026.\n\n## 2. Roof\nThe roof is mended in May 2026.\n",
                "minutes-2026-04-07.md": "# Minutes of 7 April 2026\n\n## 1. Summer fair\nAs the meadow is let, the summer fair takes place on 27 June 2026 instead of 13 June 2026.\n\n## 2. Paint\nPaint is bought in May 2026.\n",
            },
            "Do the minutes of February and April contradict each other?",
            ("13 June 2026", "27 June 2026"),
        ),
        (
            {
                "会议纪要-2026-02-03.md": "# 会议纪要 2026-02-03\n\n## 一、庙会\n夏季庙会定于 2026 年 6 月 13 日举行。\n",
                "会议纪要-2026-04-07.md": "# 会议纪要 2026-04-07\n\n## 一、庙会\n因场地出租，夏季庙会定于 2026 年 6 月 27 日举行。\n",
            },
            "2月和4月的会议纪要有没有互相矛盾？",
            ("6 月 13 日", "6 月 27 日"),
        ),
    ],
)
def test_one_thing_on_two_days_is_told(
    tmp_path: Path, files: dict[str, str], question: str, values: tuple[str, str]
) -> None:
    with filled(tmp_path, files) as library:
        _, turn = ask(library, None, question)
    assert [one for one in values if one not in turn.answer] == []
    assert "May 2026" not in turn.answer


def test_sentences_of_two_things_are_no_contradiction(tmp_path: Path) -> None:
    files = {
        "fees 1.md": "# Fees\n\nThe fee of the choir for adults is £40.\n",
        "fees 2.md": "# Fees\n\nThe fee of the choir for children is £15.\n",
    }
    with filled(tmp_path, files) as library:
        _, turn = ask(library, None, "Do fees 1.md and fees 2.md contradict each other?")
    assert turn.answer.startswith("No contradiction was found")
