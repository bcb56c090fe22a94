"""Duties that papers tell in the present are listed too, and the list says that it is a choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.whole.outline import listed_units
from assistant.events import Notice
from assistant.options import TurnOptions
from tests.agent.test_turn import ask
from tests.fakes.library import filled, passage

DUTIES = (
    "The Lessee repairs gutters and fences.",
    "The Owner keeps the lift in order.",
    "A deposit of 900 euros is payable on signing.",
    "Either side may end it by giving two months' written notice.",
    "The contractor is responsible for the waste.",
    "乙方于每月3日前支付租金。",
    "水电费由承租人承担。",
)
NO_DUTIES = ("The flat has three rooms.", "The house was built in 1910.", "仓库面积为300平方米。")


@pytest.mark.parametrize("said", DUTIES)
def test_a_duty_in_the_present_is_listed(said: str) -> None:
    assert [one.text for one in listed_units([passage(said)], "obligations")] == [said]


@pytest.mark.parametrize("said", NO_DUTIES)
def test_a_description_is_no_duty(said: str) -> None:
    assert not listed_units([passage(said)], "obligations")


def test_the_list_says_that_there_may_be_others(tmp_path: Path) -> None:
    with filled(tmp_path, {"deal.md": f"# Deal\n\n{DUTIES[0]} {NO_DUTIES[0]}\n"}) as library:
        events, _ = ask(
            library, None, "What are the obligations in deal.md?", TurnOptions(whole=("deal.md",))
        )
    assert any(event.code == "by_words" for event in events if isinstance(event, Notice))


def test_days_and_amounts_are_no_measures() -> None:
    said = (
        "The deposit is 900 euros.",
        "It ends on 4 May 2031.",
        "仓库面积为300平方米。",
        "租金每年递增百分之五。",
    )
    listed = [one.text for text in said for one in listed_units([passage(text)], "dates")]
    assert listed == [said[0], said[1], said[3]]
