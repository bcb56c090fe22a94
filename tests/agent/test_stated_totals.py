"""A total that a document states is quoted and not summed again; a sum over no row is no answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.events import Finished, Notice
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled

FILES = {
    "bill 77.md": "# Bill 77\n\nPos | Article | Amount\n--- | --- | ---\n1 | Planks | £300.00\n2 | Glue | £20.00\n3 | Delivery |\n\n"
    "Net £320.00\n\nVAT 20% £64.00\n\nTotal due: £384.00\n\nPayable within ten days.\n",
    "账单.md": "# 账单\n\n项目 | 金额\n--- | ---\n木板 | 300元\n胶水 | 20元\n\n价税合计：361.60元\n",
    "fuel.csv": "Car,Cost\nA,10 EUR\nB,\nC,5 EUR\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("totals"), FILES) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the total of bill 77?", "Total due: £384.00 [1]"),
        ("账单的金额合计是多少？", "价税合计：361.60元 [1]"),
    ],
)
def test_a_stated_total_is_quoted(library: Library, question: str, answer: str) -> None:
    events, _ = ask(library, None, question)
    turn = next(event for event in events if isinstance(event, Finished))
    assert turn.answer == answer
    assert any(event.code == "number_stated" for event in events if isinstance(event, Notice))


def test_a_sum_with_gaps_is_doubtful(library: Library) -> None:
    events, _ = ask(library, None, "What is the total cost?")
    turn = next(event for event in events if isinstance(event, Finished))
    assert "15 EUR" in turn.answer
    assert any("doubtful" in event.message for event in events if isinstance(event, Notice))


def test_a_sum_over_no_figure_falls_through_to_the_documents(library: Library) -> None:
    events, _ = ask(library, None, "What is the total amount of Delivery in bill 77?")
    turn = next(event for event in events if isinstance(event, Finished))
    assert "rows" not in turn.answer
