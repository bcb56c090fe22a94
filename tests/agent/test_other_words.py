"""What contracts say of another thing, and what only sounds so."""

from __future__ import annotations

import pytest

from assistant.agent.cells.other_matters import is_of_another_deal, is_of_bill
from assistant.agent.cells.shown_values import _with_base, _with_tax


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("The former tenant paid £300.", True),
        ("Before this lease the shop was let to Marl Ltd.", True),
        ("前一收运商的收购价为每公斤2.9元，仅供参考。", True),
        ("Northgate Ltd (formerly Oldgate Ltd)", False),
        ("Liability is limited to the fees of the previous twelve months.", False),
        ("The stock is taken over from the date of handover.", False),
        ("期满前一方应提前30天书面通知对方。", False),
        ("此前双方结清费用。", False),
        ("损害发生此前十二个月的费用为限。", False),
    ],
)
def test_a_sentence_on_another_deal_is_told(said: str, other: bool) -> None:
    assert is_of_another_deal(said) is other


@pytest.mark.parametrize(
    ("clause", "bill"),
    [
        ("The supplier sends its invoice within five days of the end of the month", True),
        ("出租方应于月末后5日内开具发票", True),
        ("Thirty days after the supplier issues its invoice", False),
        ("甲方在乙方提供合格货物后30日内结算", False),
        ("甲方收到乙方提供的发票后30日内划款", False),
    ],
)
def test_making_out_a_bill_is_not_paying_it(clause: str, bill: bool) -> None:
    assert is_of_bill(clause) is bill


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("The price is £90 a month, not including VAT.", "£90", "£90, not including VAT"),
        ("The price is £900 and taxi fares are extra.", "£900", "£900"),
        ("租金每月900元，不包含增值税。", "900元", "900元，不包含增值税"),
        ("租金每月900元，含税。", "900元", "900元，含税"),
    ],
)
def test_a_price_is_shown_with_its_tax(text: str, value: str, shown: str) -> None:
    assert _with_tax(text, value, value) == shown


def test_a_share_is_shown_with_what_it_is_above() -> None:
    said = "The rate of 14% is cut to 4% above the base rate of Marrow Bank."
    assert _with_base(said, "4%") == "4% above the base rate of Marrow Bank"
