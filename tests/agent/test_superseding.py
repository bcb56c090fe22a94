from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.agent.citing.superseding import changing_papers, superseded
from assistant.agent.claims.claim_parts import claim_of
from assistant.library.library import Library
from assistant.retrieval.evidence import Unit, units_of
from tests.fakes.library import filled

FILES = {
    "moorings.md": "# Mooring agreement\n\nBetween Saltway Marina Ltd and Nils Farro, made on 3 March 2024.\n\n"
    "1. Fee. The berth holder pays a fee of £310 a month.\n\n2. Notice. Either side may end this agreement by sixty days' notice.\n\n"
    "3. Term. The agreement ends on 31 March 2027.\n",
    "letter to Farro.md": "# Change of your mooring agreement of 3 March 2024\n\nSaltway Marina Ltd, 12 January 2026\n\nDear Mr Farro,\n\n"
    "From 1 February 2026 the fee becomes £335 a month.\n\nIn clause 2 ninety days' notice takes the place of sixty days.\n\n"
    "Everything else stays as it is.\n",
    "仓库租约.md": "# 仓库租赁合同\n\n出租方：岚桥物流有限公司\n承租方：青禾文具店\n签订日期：2024年5月6日\n\n一、月租金为6,400元。\n\n二、提前退租须提前四十五天书面通知。\n",
    "岚桥物流来函.md": "# 关于租金的函\n\n青禾文具店：\n\n贵我双方2024年5月6日签订的仓库租赁合同，自2026年1月1日起月租金由6,400元调整为6,000元，其余不变。\n\n岚桥物流有限公司\n2025年12月10日\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("superseding"), FILES) as library:
        yield library


def unit_with(library: Library, words: str) -> Unit:
    numbers = library.documents.sources()
    passages = [one for number in numbers for one in library.documents.neighbours(number, 0, 99)]
    return next(unit for one in passages for unit in units_of(one, 0) if words in unit.text)


@pytest.mark.parametrize(
    ("question", "claim", "held", "newer"),
    [
        ("What is the fee?", "Nils Farro pays a fee of £310 a month.", "£310", "£335"),
        ("How much notice?", "Either side has to give sixty days' notice.", "Either side", "ninety days"),
        ("When does it end?", "The mooring agreement ends on 31 March 2027.", "31 March 2027", ""),
        ("What was the fee before?", "The fee was £310 a month before.", "£310", ""),
        ("租金多少？", "仓库的月租金是6,400元。", "一、月租金", "6,000元"),
        ("提前多久退租？", "要提前四十五天书面通知。", "四十五天", ""),
    ],
)
def test_a_value_that_a_letter_replaced_is_told_by_the_letter(
    library: Library, question: str, claim: str, held: str, newer: str
) -> None:
    found = superseded(
        claim_of(claim), [unit_with(library, held)], changing_papers(library), question, date(2026, 11, 1)
    )
    assert (found.text if found is not None else "").find(newer) >= 0
    assert (found is not None) == bool(newer)


def test_a_change_that_is_still_to_come_replaces_nothing(library: Library) -> None:
    unit = unit_with(library, "£310")
    claim = claim_of("Nils Farro pays a fee of £310 a month.")
    assert superseded(claim, [unit], changing_papers(library), "What is the fee?", date(2026, 1, 15)) is None
