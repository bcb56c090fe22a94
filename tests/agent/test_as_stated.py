"""A fact of a contract is quoted as that states it: not another thing, and not what a letter changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.library.library import Library
from tests.agent.test_each import asking
from tests.agent.test_other_matters import PAPERS
from tests.fakes.library import filled

LETTERS = {
    "letter.md": "# Letter of Marl & Sons Ltd, 3 March 2026\n\nThe supply agreement for clay is extended until 30 June 2029.\n",
    "来函.md": "# 松涛物业有限公司来函\n\n2026年3月3日\n\n工作室租赁合同变更：自2026年6月1日起，租金由每月7000元调整为每月7600元，解除合同的通知期改为三个月。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("stated"), PAPERS | LETTERS) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "paper", "topic", "said"),
    [
        ("When does the clay agreement with Marl & Sons end?", "agreement clay.md", "end", "2029"),
        ("What is the payment term of the kiln?", "agreement kiln.md", "pay", "28 days"),
        ("What is the notice period of the agreement with Torrin?", "agreement kiln.md", "notice", ""),
        ("陶土合同的付款期限是多久？", "合同 陶土.md", "pay", "40天"),
        ("工作室的合同解约要提前多久通知？", "合同 工作室.md", "notice", "三个月"),
        ("窑炉合同解约要提前多久通知？", "合同 窑炉.md", "notice", ""),
    ],
)
def test_what_a_contract_states_by_now(
    library: Library, question: str, paper: str, topic: str, said: str
) -> None:
    numbers = {source.rpartition("/")[2]: number for number, source, _ in library.documents.named()}
    asked, cell = asking(library).stated(numbers[paper], question, frozenset(numbers.values()))
    assert asked == topic
    assert said in cell.text
    assert bool(said) or cell.says_none


def test_a_question_for_no_known_topic_is_not_held_against_a_contract(library: Library) -> None:
    (first, *_) = [number for number, _, _ in library.documents.named()]
    topic, cell = asking(library).stated(first, "Who painted the door?", frozenset())
    assert (topic, cell.text) == ("", "")
