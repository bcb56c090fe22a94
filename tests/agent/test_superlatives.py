"""A superlative over documents asks each for the value, and names the one that has most of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.cells.columns import column_of
from assistant.agent.each.each_table import Plan, Target, table_of
from assistant.agent.words.value_kinds import value_kind
from assistant.answer_table import Cell
from assistant.events import Finished
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled


@pytest.mark.parametrize(
    ("question", "kind", "asked", "best"),
    [
        ("Which agreement costs the least?", "money", "What is the price?", "low"),
        ("Which contract is the least expensive?", "money", "What is the price?", "low"),
        ("What is the most expensive contract we have?", "money", "What is the price?", "high"),
        ("Which is the largest invoice?", "money", "What is the total?", "high"),
        ("Which lease has the shortest notice period?", "duration", "What is the notice period?", "low"),
        ("Which policy expires latest?", "date", "When does it expire?", "high"),
        ("通知期最短的合同是哪份？", "duration", "通知期是多久？", "low"),
        ("最便宜的合同是哪一份？", "money", "费用是多少钱？", "low"),
        ("哪份租约最早到期？", "date", "到期的日期是哪一天？", "low"),
        ("哪份合同的押金最高？", "money", "押金是多少钱？", "high"),
    ],
)
def test_a_superlative_asks_for_the_value(question: str, kind: str, asked: str, best: str) -> None:
    column = column_of(question)
    assert (column.kind, column.question, column.best) == (kind, asked, best)


@pytest.mark.parametrize("question", ["What is the longest report about?", "Who wrote the latest letter?"])
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert not column_of(question).best


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("生效日期是什么？", "date"),
        ("租金是什么", "money"),
        ("合同怎么样？", "text"),
        ("可以养狗么？", "yes_no"),
    ],
)
def test_what_is_asks_no_yes_or_no(question: str, kind: str) -> None:
    assert value_kind(question) == kind


FEES = {
    "ash": "EUR 300 per month", "box": "EUR 1,500 per quarter", "cedar": "EUR 450 per month", "date": "EUR 120 per month",
    "elm": "USD 900 per month", "fig": "EUR 90 per month", "gum": "EUR 80 per month", "holm": "EUR 70 per month",
}  # fmt: skip
NOTICES = (
    "six weeks",
    "two months",
    "three weeks",
    "one month",
    "six months",
    "ten days",
    "six months",
    "two weeks",
)
PAPERS = {
    f"{name}.md": f"# Service contract {name}\n\n## Fee\n\nThe customer pays a fee of {fee} within 20 days of the invoice.\n\n"
    f"## Notice\n\nThe contract may be ended with a notice of {notice}.\n"
    for (name, fee), notice in zip(FEES.items(), NOTICES, strict=True)
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("best"), PAPERS) as library:
        yield library


def answer_to(library: Library, question: str) -> str:
    events, _ = ask(library, None, question)
    last = events[-1]
    assert isinstance(last, Finished)
    return last.answer


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Which contract has the highest fee?", "`box.md`: **EUR 1,500 per quarter** [1]"),
        ("Which contract costs the least?", "`holm.md`: **EUR 70 per month** [1]"),
        ("What is the cheapest contract?", "`holm.md`: **EUR 70 per month** [1]"),
        ("Which contract has the longest notice period?", "`elm.md`, `gum.md`: **six months** [1]"),
        ("Which contract has the shortest notice period?", "`fig.md`: **ten days** [1]"),
    ],
)
def test_the_winner_stands_first(library: Library, question: str, begins: str) -> None:
    assert answer_to(library, question).startswith(begins)


def test_another_currency_is_not_compared(library: Library) -> None:
    answer = answer_to(library, "Which contract has the highest fee?")
    _, _, left = answer.partition(
        "Documents that cannot be compared (another unit, currency or period, or not sure): 1"
    )
    assert "`elm.md` | USD 900" in left
    answer = answer_to(library, "Which contracts have a fee of more than €400 per month?")
    assert answer.startswith("2 of 8 documents match (more than €400 per month).")
    assert "`elm.md` | USD 900" in answer.partition("cannot be compared")[2]


def test_none_matches_only_of_what_can_be_compared(library: Library) -> None:
    answer = answer_to(library, "Which contracts have a fee of more than £400 per month?")
    assert answer.startswith("Of 8 documents, none that can be compared matches.")
    assert "20 days" not in answer.partition("Sources")[0].replace("within 20 days", "")


def test_two_conditions_are_two_columns(library: Library) -> None:
    answer = answer_to(
        library,
        "Which contracts have a fee of more than €100 a month and a notice period of at least one month?",
    )
    assert answer.startswith("3 of 8 documents match (more than €100 a month, at least one month).")
    assert re.search(r"\| `box\.md` \| EUR 1,500 per quarter \[\d\] \| two months \[\d\] \|\n", answer)


def test_a_table_marks_what_it_cannot_compare() -> None:
    columns = (column_of("Which contracts have a fee of more than €400?"),)
    targets = tuple(Target(number, f"/{number}.md", "", "", 1) for number in range(3))
    cells = {(row, 0): Cell("found", said, said) for row, said in enumerate(("EUR 450", "USD 900", "EUR 90"))}
    table = table_of(Plan(columns, targets, 3, {}, 0.0), cells)
    (unknown,) = table.unknown
    assert (unknown.cells[0].text, unknown.cells[0].state) == ("USD 900", "unsure")
    assert [row.cells[0].state for row in table.matching] == ["found"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("the newest contract", "forge.md"),
        ("What is our oldest contract?", "loom.md"),
        ("Which contract started last?", "loom.md"),
        ("最新的合同是哪份？", "磨坊.md"),
        ("最老的合同是哪份？", "织机.md"),
    ],
)
def test_the_newest_contract_was_signed_last(tmp_path: Path, question: str, first: str) -> None:
    files = {
        "contracts/loom.md": "# Rental agreement for a loom\n\nDated 4 March 2023\n\nThe rental begins on 1 September 2025.\n",
        "contracts/forge.md": "# Service agreement for the forge\n\nSigned on 12 May 2025\n\nThe agreement begins on 1 June 2025.\n",
        "contracts/kiln.md": "# Agreement on a kiln\n\nThe licence of the burner is valid until 9 August 2090. The agreement begins on 2 May 2024.\n",
    }
    files_zh = {
        "合同/织机.md": "# 织机租赁合同\n\n签订日期：2023年3月4日\n\n租赁自2025年9月1日起。\n",
        "合同/磨坊.md": "# 磨坊服务合同\n\n签订日期：2025年5月12日\n\n服务自2025年6月1日起。\n",
    }
    with filled(tmp_path, files if question.isascii() else files_zh) as library:
        _, turn = ask(library, None, question)
    assert turn.answer.startswith(f"`{first}`")
