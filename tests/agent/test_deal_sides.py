"""Contracts are chosen by the side on which we are: customers, suppliers, what we rent and what we let."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.each.deal_sides import side_asked
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled

PAPERS = {
    "agreement-banners.md": "# Contract for banners\n\nTeasel Print Ltd (the Contractor) prints banners for Orrin Theatre Ltd (the Customer).\n\nThe contract ends on 31 May 2026.\n",
    "contract-ink.md": "# Supply contract\n\nSupplier: Dovey Inks Ltd\n\nBuyer: Teasel Print Ltd\n\nThe contract ends on 30 June 2026.\n",
    "contract-paper.md": "# Contract for paper\n\nHaldon Mills Ltd (“Haldon”) delivers paper to Teasel Print Ltd (“Teasel”).\n\nTeasel pays each invoice within 20 days.\n\nThe contract ends on 30 June 2027.\n",
    "contract-van.md": "# Hire contract\n\nLessor: Corwen Vans Ltd\n\nLessee: Teasel Print Ltd\n\nThe contract ends on 31 March 2026.\n",
    "lease-garage.md": "# Lease\n\nTeasel Print Ltd (“the Landlord”) lets a garage to Pike Cycles Ltd (“the Tenant”) until 31 July 2026.\n",
    "contract-waste.md": "# Contract for waste\n\nRook Recycling Ltd and Teasel Print Ltd agree on weekly collections.\n\nThe contract ends on 1 May 2026.\n",
}  # fmt: skip
PAPERS_ZH = {
    "横幅合同.md": "# 横幅合同\n\n甲方（委托方）：梧桐剧院有限公司\n\n乙方（承印方）：飞白印刷有限公司\n\n合同2026年5月31日到期。\n",
    "油墨合同.md": "# 油墨供货合同\n\n供方：丹青油墨有限公司\n\n需方：飞白印刷有限公司\n\n合同2026年6月30日到期。\n",
    "保安合同.md": "# 保安服务合同\n\n甲方：飞白印刷有限公司\n\n乙方：安盾保安有限公司\n\n甲方每月10日前支付服务费。合同2027年6月30日到期。\n",
    "货车合同.md": "# 货车租赁合同\n\n出租方：捷运汽车有限公司\n\n承租方：飞白印刷有限公司\n\n合同2026年3月31日到期。\n",
    "车库合同.md": "# 车库租赁合同\n\n出租方：飞白印刷有限公司\n\n承租方：单车工坊有限公司\n\n合同2026年7月31日到期。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("sides"), PAPERS) as library:
        yield library


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("sides-zh"), PAPERS_ZH) as library:
        yield library


def told(library: Library, question: str) -> tuple[set[str], set[str]]:
    """Return the papers that match, and those that may."""
    answer = ask(library, None, question)[1].answer
    head = "May match" if question.isascii() else "可能符合，"
    sure, _, perhaps = answer.partition(head)
    names = {*PAPERS, *PAPERS_ZH}
    return {one for one in names if f"`{one}`" in sure}, {one for one in names if f"`{one}`" in perhaps}


@pytest.mark.parametrize(
    ("question", "sure", "perhaps"),
    [
        ("Which of our contracts are with customers?", {"agreement-banners.md"}, {"contract-waste.md", "lease-garage.md"}),
        ("Which suppliers do we have contracts with?", {"contract-ink.md", "contract-paper.md"}, {"contract-waste.md", "contract-van.md"}),
        ("In which contracts are we the landlord?", {"lease-garage.md"}, {"contract-waste.md"}),
        ("Which contracts are we the lessee in?", {"contract-van.md"}, {"contract-waste.md"}),
        ("Which supplier contracts end in 2026?", {"contract-ink.md"}, {"contract-waste.md", "contract-van.md"}),
    ],
)  # fmt: skip
def test_contracts_are_listed_by_our_side(
    library: Library, question: str, sure: set[str], perhaps: set[str]
) -> None:
    assert told(library, question) == (sure, perhaps)


@pytest.mark.parametrize(
    ("question", "sure", "perhaps"),
    [
        ("我们有哪些客户合同？", {"横幅合同.md"}, {"车库合同.md"}),
        ("我们和哪些供应商签了合同？", {"油墨合同.md", "保安合同.md"}, {"货车合同.md"}),
        ("我们租进来的有哪些合同？", {"货车合同.md"}, set()),
        ("哪些合同里我们是出租方？", {"车库合同.md"}, set()),
    ],
)
def test_the_same_in_chinese(chinese: Library, question: str, sure: set[str], perhaps: set[str]) -> None:
    assert told(chinese, question) == (sure, perhaps)


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts end in 2026?",
        "What does the contract with our customer Orrin say?",
        "Who are our customers?",
        "哪些合同2026年到期？",
        "客户有多少人？",
    ],
)
def test_other_questions_ask_for_no_side(question: str) -> None:
    assert side_asked(question) is None


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("Which customer contracts end this year?", "Which contracts end this year?"),
        ("列出供应商合同及到期日", "列出合同及到期日"),
        ("Which supplier contracts do we have?", ""),
        ("客户合同有哪些？", ""),
    ],
)
def test_what_more_is_asked_is_kept(question: str, bare: str) -> None:
    asked = side_asked(question)
    assert asked is not None
    assert asked.bare == bare
