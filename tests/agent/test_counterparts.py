"""Who has a role in a deal, and who is its counterpart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agent.test_each_left import asked

LAUNDRY = "# 床品清洗\n\n宁波海月酒店有限公司聘请苏州蓝鲸洗涤有限公司清洗床品。\n\n付款后开票。\n"
MILL = "# Sweeping\n\nCompany\n\nHarrow Mills Ltd\n\nThe yard is swept on Mondays.\n"


def test_of_two_sides_in_a_sentence_it_is_the_other_one(tmp_path: Path) -> None:
    cell, _ = asked(tmp_path, LAUNDRY, "服务方是谁？")
    assert cell.value == "苏州蓝鲸洗涤有限公司"


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (LAUNDRY, "服务方是谁？", "宁波海月酒店有限公司"),
        (MILL, "Who is the service provider?", "Harrow Mills Ltd"),
        ("# Post\n\nYou, Ines Sousa, take the post of porter.\n", "Who is the employer?", "Ines Sousa"),
    ],
)
def test_a_model_that_says_the_counterpart_is_not_believed(
    tmp_path: Path, text: str, question: str, said: str
) -> None:
    cell, _ = asked(tmp_path, text, question, [said])
    assert cell.state != "found" or said not in cell.text


def test_a_model_is_believed_for_a_side_whose_counterpart_is_another(tmp_path: Path) -> None:
    text = "# Loan\n\nThe lender is Harrow Mills Ltd.\n\nThe borrower is Ines Sousa.\n"
    cell, _ = asked(tmp_path, text, "Who is the lender?", ["Harrow Mills Ltd"])
    assert (cell.state, cell.text) == ("found", "Harrow Mills Ltd")


def test_of_two_days_the_one_that_was_read_is_shown_marked(tmp_path: Path) -> None:
    text = (
        "# Hire\n\nNothing promised here counts after 9 May 2026, which was agreed on 3 June 2023.\n\n"
        "The hall was painted by 3 June 2022.\n\nWhat was begun on 4 March 2024 is finished.\n"
    )
    cell, _ = asked(tmp_path, text, "When does it end?", ["3 June 2023"])
    assert cell.state != "found" or "9 May 2026" in cell.text
