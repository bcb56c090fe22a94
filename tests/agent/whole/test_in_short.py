"""Without a model: the paper that is meant is summed up, and each of its items is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.kind_model import ROADS
from assistant.agent.request import request_of
from assistant.events import Looked
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled

CREW = """# Crew meeting 6 May 2026

Present: Ole, Kim, Runa. Apologies: Tor.

- **Hull.** There was a leak at the stern again and nobody liked the smell of it. It had been welded twice. Ole takes the boat to the yard on 18 May.
- **Sails.** The brown one had torn on the way home. Everybody had a view on the cause. Kim orders a new one for at most 900 euros.
- **Mooring.** The harbour had written about the fee. It was a long letter with many words. We pay it this year and look elsewhere in the autumn.
- **Logbook.** The old one was full of coffee. Someone said that it looked like a map. Runa starts a new one.
- **Guests.** Two cousins had asked to come along. The cabin was talked about at length. They may, from July, if they bring bedding.

Next meeting: 1 July 2026.
"""
LIFT = """# Servicing contract

Service provider: Brandvik Lifts AS, Quay Road 4, Molde
Customer: Fjordgata Housing Co-operative, Molde

1. Subject. The provider looks after the two lifts of the house. They were built in 1998. They are green.
2. Visits. A fitter comes every second month. He brings his own tools. He may use the lift himself.
3. Term. The contract begins on 1 May 2026 and runs for four years. It was talked over at length.
4. Price. The fee is 3,900 euros a year. Other firms were asked as well. Their prices were alike.
5. End. Either party may end it with five months' notice. Nothing is said of the stairs. They are of stone.

Signed at Molde on 3 April 2026
A. Brandvik, B. Lie
"""
FILES = {
    "2026-05-06 crew meeting.md": CREW,
    "2026-03-04 crew meeting.md": "# Crew meeting 4 March 2026\n\nPresent: Ole, Runa.\n\n- **Paint.** Kim buys blue paint.\n- **Hull.** Decided to weld the stern.\n",
    "会议纪要_2026-06-12_茶园.md": "# 6月12日会议纪要\n\n出席：老曹、阿珍\n\n**一、采摘**\n去年请的人手不够。今年请二十个人，阿珍负责。\n\n**二、院墙**\n东边塌了一段。老曹七月底前砌好。\n\n**三、茶箱**\n有人说纸箱太薄。改成木箱，每个12元。\n",
    "采摘日志_2026年6月.csv": "日期,班组,重量\n6/11,甲班,40\n6/12,甲班,42\n6/13,乙班,39\n",
    "Molde lift contract.md": LIFT,
    "Solberg ice on credit.md": "# Ice on credit\n\nDear Ole,\n\nwe bring ice every Friday. You pay 40 euros a ton at the end of the month. Two weeks' notice is enough.\n\nYours sincerely\nIda Solberg\n",
    "NOTICE quay works.txt": "NOTICE\n\nThe quay is closed from 3 August to 14 August 2026. Boats lie at pier 2. Water is at the red tap.\n",
    "mail ice.eml": "From: Ida Solberg <ida@ice.example>\nTo: Ole <ole@boat.example>\nDate: Mon, 04 May 2026 09:00:00 +0000\nSubject: Ice\n\nHello Ole,\n\nthe ice machine stands still until Thursday. Please fetch ice in Bud.\n",
    "mail net.eml": "From: Per Nygard <per@nets.example>\nTo: Ole <ole@boat.example>\nDate: Tue, 05 May 2026 09:00:00 +0000\nSubject: Nets\n\nHello Ole,\n\nthe nets are mended. The bill is 310 euros.\n",
    "mail berth.eml": "From: Harbour Office <office@harbour.example>\nTo: Ole <ole@boat.example>\nDate: Wed, 06 May 2026 09:00:00 +0000\nSubject: Berth\n\nDear Sir,\n\nberth 14 costs 60 euros more from June.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("short"), FILES) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "held", "other"),
    [
        ("What was decided at the May meeting?", ["18 May", "900 euros", "We pay it", "Runa starts", "from July"], "blue"),
        ("Give me the gist of the May 2026 meeting", ["18 May", "900 euros", "We pay it", "from July"], "blue"),
        ("六月的会议决定了什么", ["二十个人", "七月底前", "木箱"], "乙班"),
        ("6月12号开会说了些啥，总结一下", ["二十个人", "七月底前", "木箱"], "甲班"),
        ("Sum up what we agreed with Solberg on ice", ["40 euros a ton", "Two weeks"], "nets"),
        ("Sum up the quay works notice for customers", ["14 August", "pier 2"], "Bud"),
        ("Sum up Per Nygard's mail", ["nets are mended", "310 euros"], "berth 14"),
    ],
)  # fmt: skip
def test_the_paper_that_is_meant_is_summed_up(
    library: Library, question: str, held: list[str], other: str
) -> None:
    events, turn = ask(library, None, question)
    assert len([one for look in events if isinstance(look, Looked) for one in look.documents]) == 1
    assert not [one for one in held if one not in turn.answer]
    assert other not in turn.answer
    assert turn.status == "extracted"


def test_a_thing_that_is_asked_of_a_meeting_is_not_answered_by_all_of_it(library: Library) -> None:
    _, turn = ask(library, None, "What was decided about the sails at the May meeting?")
    assert "Sails" in turn.answer
    assert "18 May" not in turn.answer


def test_a_sentence_stands_under_the_label_of_its_item(library: Library) -> None:
    _, turn = ask(library, None, "Summarise 2026-05-06 crew meeting.md")
    assert "Hull\nOle takes the boat" in turn.answer
    assert "Sails\nKim orders" in turn.answer


def test_the_parties_of_a_contract_are_told_by_whatever_they_are_called(library: Library) -> None:
    _, turn = ask(library, None, "Summarise Molde lift contract.md")
    for said in ("Brandvik Lifts AS", "Fjordgata Housing", "four years", "3,900 euros", "five months"):
        assert said in turn.answer
    assert "A. Brandvik, B. Lie" not in turn.answer


@pytest.mark.parametrize(
    "question", ["sum up the ferry notice for guests", "Summarise the ferry notice", "总结一下渡口通知"]
)
def test_an_order_to_sum_up_is_not_outvoted(question: str) -> None:
    likely = dict.fromkeys(ROADS, 0.01) | {"fact": 0.94}
    told = request_of(question, likelihoods=lambda _question, _kind: likely)
    assert told.kind == "whole"
