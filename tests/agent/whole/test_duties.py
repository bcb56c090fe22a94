"""Duties that papers tell in the present are listed too, and the list says that it is a choice."""

from __future__ import annotations

from dataclasses import replace
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
    "Goggles and long gloves are compulsory.",
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


def test_what_stands_below_each_heading_is_listed_once() -> None:
    again = "Staff must tell the manager what does not fit."
    chapters = [passage(f"{again} Rule {number} must be kept.", number) for number in (1, 2, 3)]
    listed = [one.text for one in listed_units(chapters, "obligations")]
    assert listed == [again, *(f"Rule {number} must be kept." for number in (1, 2, 3))]


def test_days_and_amounts_are_listed_below_each_heading() -> None:
    boats = [
        passage("The owner pays £500 per month.", number, heading=(f"Boat {name}",))
        for number, name in ((1, "A"), (2, "B"))
    ]
    assert [one.passage for one in listed_units(boats, "dates")] == boats


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


LEASE = """# Lease

This lease is made between Halm Estates ("the Landlord") and Dr Iva Rohr ("the Locum").

The Locum will not keep dogs. The Landlord shall repair the roof. Broken glass is made good by the Tenant. The Premises shall be used as a surgery. The Landlord must insure the house. The flat has a blue door.
"""
TASKS = """# Meeting

Colin to ask three firms by 20 June. Proposal to ask for more: carried. It rained.

| Action | Who | By |
|---|---|---|
| New sign | Dina | 1 July |
"""
ZH = "乙方应于每月5日前支付租金。甲方负责屋顶维修。水电费由乙方承担。承蒙一年来的照应。请贵司在7日内回复。\n"
PLAIN = "# Trees\n\nThe oaks are old. The birches are young, and the pond lies between them.\n"


def test_duties_stand_under_who_owes_them(tmp_path: Path) -> None:
    files = {"lease.md": LEASE, "yard.md": TASKS, "合同.txt": ZH}
    with filled(tmp_path, files) as library:
        said = {
            name: ask(library, None, "", TurnOptions(whole=(name,), task="obligations"))[1].answer
            for name in files
        }
    lease = said["lease.md"].splitlines()
    at = {line: number for number, line in enumerate(lease)}
    assert lease[at["The Locum"] + 1].startswith("The Locum will not keep dogs.")
    assert lease[at["The Landlord"] + 1].startswith("The Landlord shall repair")
    assert lease[at["The Landlord"] + 2].startswith("The Landlord must insure")
    assert "The Tenant" in at
    assert "blue door" not in said["lease.md"]
    assert "The Premises" not in at
    assert said["yard.md"].startswith("Colin\nColin to ask")
    assert "New sign" in said["yard.md"]
    assert "Proposal" not in said["yard.md"]
    assert "乙方\n乙方应于每月5日前支付租金。 [1]\n水电费由乙方承担。" in said["合同.txt"]
    assert "贵司\n请贵司" in said["合同.txt"]
    assert "照应" not in said["合同.txt"]


def test_where_there_is_no_duty_nothing_is_listed_instead(tmp_path: Path) -> None:
    with filled(tmp_path, {"trees.md": PLAIN}) as library:
        _, finished = ask(library, None, "", TurnOptions(whole=("trees.md",), task="obligations"))
    assert finished.status == "not_found"
    assert not finished.citations


def test_dates_are_told_with_what_they_are_of() -> None:
    titles = ("1.3 Consignment notes", "12. Week of leave", "On Mon, 1 Jun 2026 at 09:00, Tom Hale wrote:")
    assert not [one for text in titles for one in listed_units([passage(text)], "dates")]
    (unit,) = listed_units([passage("A deposit is asked of everybody. Starts 1 May.")], "dates")
    assert unit.text == "A deposit is asked of everybody. Starts 1 May."


def test_a_day_that_hangs_on_a_listed_sentence_is_not_listed_twice() -> None:
    said = "It begins on 4 May 2031. Ends 1 June 2032."
    assert [one.text for one in listed_units([passage(said)], "dates")] == [said]


MANUAL = (
    "Nobody works within 2 metres of water without a life jacket. Life jackets are serviced every 12 months. Two people at least are on "
    "site. Ropes are taken out of use after 5 years. The watchman outside never goes in. Accidents are reported to the authority "
    "within 15 days. The data sheets hang in the Harle store. First aiders are Agnes Poole and Callum Rudge."
)


def test_what_a_manual_tells_in_the_present_is_a_rule() -> None:
    manual = replace(passage(MANUAL), source="/papers/safety-manual.md", title="Safety manual")
    listed = " ".join(one.text for one in listed_units([manual], "obligations"))
    for said in ("Nobody works", "serviced every", "out of use after", "never goes in", "within 15 days"):
        assert said in listed
    assert "data sheets" not in listed
    assert "First aiders" not in listed
    mail = replace(passage(MANUAL), source="/papers/mail.txt", title="A note")
    assert "serviced every" not in " ".join(one.text for one in listed_units([mail], "obligations"))
