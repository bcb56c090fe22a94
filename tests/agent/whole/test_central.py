"""Without a model, a summary holds what is central in its kind of paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant.agent.whole.central import (
    FEW,
    LONGEST_SUMMARY,
    central,
    kind_of_paper,
    plain_units,
    sender_and_day,
)
from assistant.events import Notice
from assistant.options import TurnOptions
from tests.agent.test_turn import ask
from tests.fakes.library import filled, passage

CONTRACT = """# Supply Agreement

This agreement is made between Orrin Foods Ltd ("the Buyer") and Halm Mills GmbH ("the Seller").

## 1. Goods

The Seller supplies rye flour of type 1150. The flour is ground from grain of the region. The mill was built long ago. The bags are grey.

## 2. Term

This agreement begins on 1 May 2026 and continues for three years. It was talked over at length.

## 3. Price

The Buyer shall pay 410 euros for each tonne. Prices of other mills were looked at too.

## 4. End

Either party may end it by giving four months' written notice. Nothing is said about the mill's donkey. The donkey is old and grey.
"""
MINUTES = """# Yard meeting, 3 June 2026

Present: Ada Bell, Colin Frost, Dina Moss. Apologies: Edgar Lund.

## 1. Last time

The minutes of 6 May were approved as a true record.

## 2. Crane

The crane stood still for a week, which nobody liked. AGREED to hire a second one. Colin to ask three firms by 20 June.

## 3. Weather

It rained on most days and the mood was low. Dina told a long story about the harbour. Everybody laughed at the end of it.

## 4. Gate

The gate is moved to the north side. Ada spoke of the old gate with some warmth.

| Action | Who | By |
|---|---|---|
| New sign for the gate | Dina | 1 July |

Next meeting: 8 July 2026.
"""
MAIL = """From: Ines Roth <ines@roth.example>
To: Tom Hale <tom@hale.example>
Date: Tue, 02 Jun 2026 10:00:00 +0200
Subject: Re: the boat

Tom,

the boat is ready on Friday. The varnish took longer than we thought. It was a wet spring for wood. The bill is 2,350 euros, rudder included. Please bring the trailer by ten. The old oars are yours again.

Ines

> On Mon, 1 Jun 2026 at 09:00, Tom Hale wrote:
>
> Ines, when can I have the boat? I thought it was
> a matter of days. The children ask every evening.
> My offer for the rudder stands at 200 euros.
"""
HANDBOOK = "\n\n".join(
    ["# Handbook"]
    + [
        f"## {n}. Part {n}\n\nStaff must hand in form {n} within {n + 2} days. The walls of room {n} are white. Some rooms are large. Others are small and dark."
        for n in range(1, 200)
    ]
)
ZH = """# 仓库租赁合同

出租方（甲方）：临海仓储有限公司

承租方（乙方）：海门家具厂

## 第一条 标的

甲方将东路8号三号仓库出租给乙方使用。仓库建于上世纪。周围有许多树。

## 第二条 期限

租期两年，自2026年3月1日起至2028年2月29日止。

## 第三条 租金

月租金为人民币18,000元，乙方应于每月5日前支付。

## 第四条 解除

任何一方提前解除本合同，应提前两个月书面通知对方。甲方的门卫姓王。门口有一只猫。
"""
PRICES = (
    "# Prices\n\nValid from 1 May 2026. All prices net of tax.\n\n| Article | Price |\n|---|---|\n"
    + "\n".join(f"| Screw {n} | {n}.50 |" for n in range(1, 9))
)
FILES = {
    "deal.md": CONTRACT,
    "yard.md": MINUTES,
    "boat.eml": MAIL,
    "book.md": HANDBOOK,
    "仓库.md": ZH,
    "prices.md": PRICES,
    "bay.md": "# Bay 4\n\nDear Mrs Yelland,\n\nas agreed, the bay is yours from 1 July 2026.\n\nYours sincerely\n\nOrla Finch\n",
    "short.md": "# Note\n\nThe key is under the mat. It is red.\n",
}
HELD: Mapping[str, Sequence[str]] = {
    "deal.md": ["Orrin Foods", "supplies rye flour", "three years", "410 euros", "four months"],
    "yard.md": [
        "Present: Ada",
        "hire a second",
        "Colin to ask",
        "moved to the north",
        "New sign",
        "8 July 2026",
    ],
    "boat.eml": ["Ines Roth, 2026-06-02:", "ready on Friday", "2,350 euros", "Please bring the trailer"],
    "仓库.md": ["临海仓储", "海门家具厂", "三号仓库", "2028年2月29日", "18,000元", "提前两个月"],
    "short.md": ["under the mat", "It is red"],
    "bay.md": ["Dear Mrs Yelland,\n\nas agreed, the bay is yours"],
}
LEFT_OUT: Mapping[str, Sequence[str]] = {
    "deal.md": ["old and grey"],
    "yard.md": ["Apologies", "true record", "Everybody laughed"],
    "boat.eml": ["a matter of days", "wrote:", "From:", "Date:"],
}


@pytest.fixture(scope="module")
def summaries(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[str, int, str]]:
    """Give the summary of each file, its sentences, and what is said about it."""
    found = {}
    with filled(tmp_path_factory.mktemp("central"), FILES) as library:
        for name in FILES:
            options = TurnOptions(whole=(name,), task="summary")
            events, finished = ask(library, None, "", options)
            said = " ".join(one.message for one in events if isinstance(one, Notice))
            found[name] = finished.answer, len(finished.citations), said
    return found


@pytest.mark.parametrize("name", HELD)
def test_a_summary_holds_what_its_kind_of_paper_is_about(
    name: str, summaries: Mapping[str, tuple[str, int, str]]
) -> None:
    answer = summaries[name][0]
    assert not [one for one in HELD[name] if one not in answer]
    assert not [one for one in LEFT_OUT.get(name, ()) if one in answer]


def test_of_a_mail_what_came_last_stands_first(summaries: Mapping[str, tuple[str, int, str]]) -> None:
    answer = summaries["boat.eml"][0]
    assert answer.index("ready on Friday") < answer.index("200 euros")


def test_a_long_document_is_bounded_and_the_summary_says_what_is_left(
    summaries: Mapping[str, tuple[str, int, str]],
) -> None:
    answer, count, said = summaries["book.md"]
    assert 8 <= count <= LONGEST_SUMMARY
    assert answer.count("Staff must") > 0.6 * count
    assert re.search(r"\b[5-9]\d\d further sentences", said)
    assert "--outline" in said


def test_a_short_document_is_shown_whole_and_nothing_is_left(
    summaries: Mapping[str, tuple[str, int, str]],
) -> None:
    assert summaries["short.md"][1] <= FEW
    assert "further" not in summaries["short.md"][2]


def test_beside_a_table_stands_what_holds_of_all_of_it(
    summaries: Mapping[str, tuple[str, int, str]],
) -> None:
    answer = summaries["prices.md"][0]
    assert answer.index("Valid from 1 May 2026.") < answer.index("8 rows")
    assert "net of tax" in answer


def test_kinds_of_papers_are_told(tmp_path: Path) -> None:
    with filled(tmp_path, FILES) as library:
        kinds = {
            Path(path).name: kind_of_paper(library.documents.neighbours(number, 0, 9))
            for number, path in library.documents.sources().items()
        }
    wanted = {"deal.md": "contract", "yard.md": "minutes", "boat.eml": "mail", "仓库.md": "contract"}
    assert {name: kinds[name] for name in wanted} == wanted
    assert kinds["short.md"] == kinds["book.md"] == "other"


@pytest.mark.parametrize(
    ("head", "wrote", "kind"),
    [
        ("From: Anna Berg <anna@berg.example>\nTo: Bo", "Anna Berg", "other"),
        ("From: Anna Berg\nTo: Bo\nSubject: Rent", "Anna Berg", "mail"),
        ("发件人：王敏\n收件人：李强\n主题：租金", "王敏", "mail"),
        ("From: 1 May 2024\nTo: 30 April 2026", "", "other"),
        ("From: 1 May 2024\nTo: 30 April 2026\nDate: 3 March 2024", "", "other"),
        ("From: Bergen\nTo: Oslo", "", "other"),
    ],
)
def test_from_and_to_are_no_head_of_a_mail_without_who_wrote_it(head: str, wrote: str, kind: str) -> None:
    first = passage(f"{head}\n\nThe rent is 400 euros.", 1)
    assert (sender_and_day(first), kind_of_paper([first])) == (wrote, kind)


def test_nothing_comes_of_nothing() -> None:
    assert central([], lambda _: {}, None).units == ()
    assert plain_units([]) == []


def test_a_refrain_of_many_sections_is_no_part_of_a_summary() -> None:
    rules = ("Ladders stand on the blue mat.", "Drills are charged at night.", "Paint is kept in the yard.")
    more = ("Tarpaulins dry in the loft.", "Ropes are tested in May.", "Saws are cleaned with oil.")
    refrain = "Ask Hanne Vik of the tool shed first, who keeps the only list of 14 rules."
    places = [
        passage(f"{rule} {refrain}", number, document=1, heading=("Shed", f"{number}. Rules"))
        for number, rule in enumerate(
            (*rules, *more, *(f"Shelf {at} holds {at} boxes of nails." for at in range(7, 14)))
        )
    ]
    said = [one.text for one in central(places, lambda words: dict.fromkeys(words, 1.0), None).units]
    assert refrain not in said
