"""What a cell shows beside a value: both sides' notice, what a time runs from, what a share is added to, all years' sums."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answer_table import Cell
from assistant.library.library import Library
from tests.agent.test_each import cells, table
from tests.fakes.library import filled

PAPERS = {
    "kiosk.md": "# Agreement on the kiosk\n\nThe Council lets the kiosk to Bram Odell.\n\n6.1 The Council may end this agreement by six months' notice in writing. "
    "Mr Odell may do so by two months' notice.\n\nThe rent is £310 a month.\n\nInvoices are paid within 21 days of the end of the month in which they are dated.\n",
    "gym.md": "# Agreement on the gym\n\nEither party may end this agreement by three months' notice in writing. "
    "Either may end it at once if the other has not put a breach right within ten days of a warning.\n\n"
    "Year 1: £500 a month; Year 2: £540 a month.\n\nSums paid late carry interest at 3% a year above the base rate of Marrow Bank.\n",
    "van.md": "# Hire of a van\n\nThe price is £95 a day plus VAT.\n",
    "班车.md": "# 班车租用\n\n租金每车每日620元（往返），另加3%增值税。\n",
    "库房.md": "# 库房租赁合同\n\n甲方：青禾仓储有限公司\n\n乙方：远帆商贸有限公司\n\n5.1 乙方需要提前退租的，应提前两个月书面通知甲方；甲方需要提前收回的，应提前五个月书面通知乙方。\n\n"
    "租金：第一年每月人民币8,000元；第二年每月人民币8,400元。\n\n乙方应自收到发票之日起十五日内付款。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("shown"), PAPERS) as library:
        yield library


def cell(library: Library, question: str, name: str) -> Cell:
    return cells(table(library, question))[name]


@pytest.mark.parametrize(
    ("question", "name", "told", "untold"),
    [
        ("How much notice must each side give to end it?", "kiosk.md", ("six months", "two months"), ()),
        ("How much notice must be given to end it?", "gym.md", ("three months",), ("ten days",)),
        ("How many days are there to pay an invoice?", "kiosk.md", ("21 days of the end of the month",), ()),
        ("What is the rent?", "gym.md", ("£500", "£540"), ()),
        ("What is the rent?", "kiosk.md", ("£310 a month",), ()),
        ("What is the price?", "van.md", ("£95 a day", "plus VAT"), ()),
        ("租金是多少？", "班车.md", ("620元", "另加3%增值税"), ()),
        ("What interest is due on late payment?", "gym.md", ("3%", "above the base rate of Marrow Bank"), ()),
        ("提前解除要提前多久通知？", "库房.md", ("两个月", "五个月"), ()),
        ("每月租金是多少？", "库房.md", ("8,000元", "8,400元"), ()),
        ("最晚多久内付款？", "库房.md", ("收到发票之日起十五日内",), ()),
    ],
)
def test_a_cell_shows_all_that_belongs_to_its_value(
    library: Library, question: str, name: str, told: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    found = cell(library, question, name)
    assert all(one in found.text for one in told), found.text
    assert not any(one in found.text for one in untold), found.text


def test_each_value_is_cited_where_it_stands(library: Library) -> None:
    found = cell(library, "How much notice must each side give to end it?", "kiosk.md")
    quoted = " ".join(one.quote for one in found.citations)
    assert "six months' notice" in quoted
    assert "two months' notice" in quoted


def test_where_one_side_is_asked_only_its_notice_is_told(library: Library) -> None:
    assert "; " not in cell(library, "How much notice must we give to end it?", "kiosk.md").text
