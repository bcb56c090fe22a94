"""Without a model: the paper that is meant is summed up, and each of its items is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.question.kind_model import ROADS
from assistant.agent.question.request import request_of
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
    "harbour meeting 2 June 2026.txt": "MEETING OF 2 JUNE 2026\n\nThere: Kim, Runa\n\n1. Winch\n   The old one groans. Kim has asked at three yards.\n   Runa brings two offers by 9 June.\n\n2. A second boat?\n   Kim showed two papers: a sloop at 31,000 euros and a ketch\n   at 52,000 euros. Put off to the spring of 2027.\n\n3. Paint\n   The deck is painted from 6 to 9 July.\n\n4. Diesel\n   Diesel is up by 4 per cent. Ole buys 300 litres before it rises again.\n\n5. Insurance\n   The bill of 640 euros is paid. Nothing else was said.\n",
    "七月例会.md": "# 七月例会\n时间 2026-07-14 9:00；主持 老曹\n\n| 议题 | 结论 | 谁办 | 期限 |\n|---|---|---|---|\n| 茶灶 | 换新灶，预算 4,200 元 | 阿珍 | 7 月 30 日 |\n| 竹匾 | 不买了，修旧的 | 老曹 | 8 月 5 日 |\n| 山路 | 请村里出面 | 阿珍 | — |\n| 茶会 | 定在 9 月 12 日 | 小鲁 | 9 月 1 日前出方案 |\n",
    "茶山承包协议.md": "# 茶山承包协议\n\n发包方：青坞村\n承包方：老曹茶园\n\n一、地块：后山茶园四十亩，东至溪，西至路。\n二、期限：2025年3月1日起，2030年2月28日止。\n三、承包费每年36,000元。\n四、付款：每年3月10日前一次付清。\n五、押金：签约时付9,000元，期满后二十日内退还。\n六、茶树由承包方看护，不得砍伐。\n七、水渠由村里修，承包方出工。\n八、农药须按村里的单子用，用错一次扣押金500元。\n九、承包方要提前退的，应提前四个月书面通知。\n十、转给他人须经村里同意。\n十一、拖欠承包费超过二十天的，村里可以收回茶园。\n十二、雨棚归承包方，期满可以拆走。\n十三、采茶季每天六点开山门。\n十四、续包的，应在期满前九十天提出。\n\n2025年2月20日\n",
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


def test_a_day_is_no_thing_that_was_decided_on(library: Library) -> None:
    _, turn = ask(library, None, "What was decided on 2 June 2026?")
    assert turn.status == "extracted"
    for said in ("spring of 2027", "9 June", "6 to 9 July"):
        assert said in turn.answer


def test_each_item_of_minutes_in_a_table_is_told(library: Library) -> None:
    _, turn = ask(library, None, "七月例会定了哪些事")
    assert turn.status == "extracted"
    for said in ("4,200 元", "修旧的", "请村里出面", "9 月 12 日"):
        assert said in turn.answer


def test_a_label_on_a_line_of_its_own_stands_over_what_is_told_of_it(library: Library) -> None:
    _, turn = ask(library, None, "Summarise the harbour meeting")
    for said in ("A second boat?", "spring of 2027", "9 June", "6 to 9 July", "4 per cent"):
        assert said in turn.answer


def test_a_contract_of_short_clauses_fills_a_page(library: Library) -> None:
    _, turn = ask(library, None, "总结一下茶山的承包协议")
    for said in (
        "2030年2月28日",
        "36,000元",
        "3月10日前",
        "9,000元",
        "四个月",
        "不得砍伐",
        "二十天",
        "九十天",
    ):
        assert said in turn.answer
    assert len(turn.answer) < 1_000
