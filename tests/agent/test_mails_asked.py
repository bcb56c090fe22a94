"""Questions about mails by who wrote them, and what they are answered with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.agent.catalogue import catalogue_answer
from assistant.agent.catalogue_questions import catalogue_question
from assistant.agent.mails_asked import MailsAsked, mails_asked
from assistant.library.library import Library
from tests.test_sync import scan, write

TODAY = date(2025, 6, 2)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("what mails came from Ann ¶", MailsAsked("list", "Ann")),
        ("which emails did Ann Lee send me in ¶", MailsAsked("list", "Ann Lee")),
        ("how many mails from Bob Stone about the heating", MailsAsked("count", "Bob Stone", "heating")),
        ("list all mails from ann@example.org", MailsAsked("list", "ann@example.org")),
        ("how many messages did Ann write about the roof ¶", MailsAsked("count", "Ann", "roof")),
        ("mails from Ann", MailsAsked("list", "Ann")),
        ("陈伟¶发来了哪些邮件", MailsAsked("list", "陈伟")),
        ("¶有多少封邮件来自陈伟", MailsAsked("count", "陈伟")),
        ("陈伟的邮件有几封", MailsAsked("count", "陈伟")),
        ("what mails are from ¶", None),
        ("what does the mail from Ann say", None),
        ("which mails mention the fence", None),
        ("我的邮件", None),
        ("what mails came from last week's meeting?", None),
    ],
)
def test_what_is_asked_about_mails(question: str, asked: MailsAsked | None) -> None:
    assert mails_asked(question) == asked


def test_mails_are_listed_by_sender_and_day(tmp_path: Path) -> None:
    mail = "From x\nFrom: {who}\nTo: {to}\nDate: Mon, 3 {month} 2025 10:00:00 +0100\nSubject: Fence\n\nIt is red.\n\n"
    write(
        tmp_path / "docs" / "Inbox.mbox",
        mail.format(who="Ann Lee <ann@example.com>", to="bob@example.com", month="Mar")
        + mail.format(who="Bob <bob@example.com>", to="Ann Lee <ann@example.com>", month="Mar")
        + mail.format(who="ann@example.com", to="bob@example.com", month="Apr"),
    )
    with Library(tmp_path / "library", create=True) as library:
        scan(library, tmp_path / "docs")

        def answer(question: str) -> str:
            asked = catalogue_question(question, TODAY, list)
            assert asked is not None
            return catalogue_answer(library, asked, "en", None).text

        march = answer("What mails came from Ann in March?")
        assert march.startswith("1 of 3 documents matches")
        assert "2025-03-03 Fence (Ann Lee).eml" in march
        assert answer("How many mails from Ann?").startswith("2 of 3 documents match")
        assert answer("mails from Carla").startswith("None of the 3 documents matches")
