"""What a message holds and what is read out of one: pure."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.matrix.client import warn_of_clear
from bots.matrix.messages import (
    LIMIT,
    RoomContext,
    edit,
    html_of,
    measure,
    message,
    parse_event,
    since_invited,
)
from bots.matrix.platform import PendingTransactions
from bots.rich_text import Rich, Span, joined, styled

ME = "@bot:home.test"
ROOM = RoomContext("!room:home.test", ME, ("The Bot", "bot"), False, ("$mine",))
KINDS = ("bold", "italic", "strike", "code", "pre", "quote")


class Shown(HTMLParser):
    """What a program shows of HTML: its text, and whether the elements are well nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag == "br":
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@st.composite
def rich_texts(draw: st.DrawFn) -> Rich:
    """Texts with spans that are nested or apart, as the port says."""

    def spans(start: int, end: int, depth: int) -> list[Span]:
        found = []
        at = start
        while depth and at < end and draw(st.booleans()):
            begin = draw(st.integers(at, end - 1))
            stop = draw(st.integers(begin + 1, end))
            kind = draw(st.sampled_from(KINDS))
            inner = [] if kind in ("code", "pre") else spans(begin, stop, depth - 1)
            found += [Span(begin, stop, kind, draw(st.sampled_from(["", 'py"<']))), *inner]  # type: ignore[arg-type]
            at = stop
        return found

    text = draw(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=60))
    return Rich(text, tuple(spans(0, len(text), 3)))


@given(rich_texts())
def test_html_shows_the_same_words(rich: Rich) -> None:
    shown = Shown(html_of(rich))
    blocks = any(span.kind in ("pre", "quote") for span in rich.spans)
    # A block ends its line by itself, so the end of line after it is left out.
    assert shown.text.replace("\n", "") == rich.text.replace("\n", "") if blocks else shown.text == rich.text
    assert shown.seen <= {"strong", "em", "del", "code", "pre", "blockquote", "br"}


@given(st.text(), st.text())
def test_two_texts_together_measure_no_more_than_each(one: str, other: str) -> None:
    assert measure(one + other) <= measure(one) + measure(other)


def test_html_is_left_out_where_it_would_be_too_much() -> None:
    text = "a&" * (LIMIT // 2)
    rich = joined(styled(letter, "bold") for letter in text)
    for content in (message(rich), edit(rich, "$x")):
        assert "formatted_body" not in content
        assert content["body"].endswith(text)
    assert edit(rich, "$x")["m.new_content"] == {"msgtype": "m.text", "body": text, "m.mentions": {}}
    assert "formatted_body" in message(styled("a" * LIMIT, "bold"))


def test_nobody_is_mentioned_whatever_the_words_say() -> None:
    words = Rich("@ann:home.test @room")
    for content in (message(words, reply_to="$x"), edit(words, "$x"), edit(words, "$x")["m.new_content"]):
        assert content["m.mentions"] == {}


def event(body: object = "words", **content: Any) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "sender": "@ann:home.test",
        "event_id": "$1",
        "content": {"msgtype": "m.text", "body": body, **content},
    }


@pytest.mark.parametrize(
    ("body", "text", "addressed"),
    [
        ("bot: when?", "when?", True),
        ("@bot when?", "when?", True),
        ("The Bot, when?", "when?", True),
        ("THE BOT when?", "when?", True),
        ("@bot:home.test: when?", "when?", True),
        ("bot:when?", "when?", True),
        ("bot", "", True),
        ("hear, @bot:home.test, when?", "hear, @bot:home.test, when?", True),
        ("hear, @bot:home.test.", "hear, @bot:home.test.", True),
        ("@bot:home.test.org: when?", "@bot:home.test.org: when?", False),
        ("@bot:else.test: when?", "@bot:else.test: when?", False),
        ("botany is a science", "botany is a science", False),
        ("ask the bot", "ask the bot", False),
        ("bot: !sources", "!sources", True),
        ("!new", "!new", True),
        ("/new", "/new", True),
        ("!!", "!!", False),
        ("! surely", "! surely", False),
    ],
)
def test_a_name_at_the_start_only_addresses(body: str, text: str, addressed: bool) -> None:
    arrived = parse_event(event(body), ROOM)
    assert arrived is not None
    assert (arrived.text, arrived.addressed) == (text, addressed)


@pytest.mark.parametrize(
    "content",
    [
        {"m.mentions": {"user_ids": [ME]}},
        {"formatted_body": f'<a href="https://matrix.to/#/{ME}">Bot</a>: words'},
        {"m.relates_to": {"m.in_reply_to": {"event_id": "$mine"}}},
    ],
)
def test_a_mention_and_a_reply_address(content: dict[str, Any]) -> None:
    arrived = parse_event(event(**content), ROOM)
    assert arrived is not None
    assert arrived.addressed


@pytest.mark.parametrize(
    "content",
    [
        {"m.mentions": {"user_ids": "@bot:home.test"}},
        {"m.mentions": [ME]},
        {"m.relates_to": "reply"},
        {"m.relates_to": {"m.in_reply_to": {"event_id": ["$mine"]}}},
        {
            "m.relates_to": {
                "m.in_reply_to": {"event_id": "$mine"},
                "rel_type": "m.thread",
                "is_falling_back": True,
            }
        },
        {"m.relates_to": {"m.in_reply_to": {"event_id": "$another"}}},
        {"m.relates_to": {"m.in_reply_to": {"event_id": "$" + "x" * 40_000}}},
        {"m.relates_to": {"m.in_reply_to": {"event_id": "$\ud800"}}},
        {"formatted_body": ["@bot"]},
    ],
)
def test_what_only_looks_like_one_does_not(content: dict[str, Any]) -> None:
    arrived = parse_event(event(**content), ROOM)
    assert arrived is not None
    assert not arrived.addressed


@pytest.mark.parametrize("odd", ["", "$", "another", "$" + "x" * 255, "$字", "$\ud800", "$a b", "$a\n"])
def test_what_is_no_id_is_never_asked_for(odd: str) -> None:
    arrived = parse_event(event(**{"m.relates_to": {"m.in_reply_to": {"event_id": odd}}}), ROOM)
    assert arrived is not None
    assert arrived.replies_to is None


@pytest.mark.parametrize(
    "source",
    [
        event(None),
        event(["words"]),
        event(msgtype="m.notice"),
        event(msgtype="m.location"),
        event(msgtype=None),
        {**event(), "content": "words"},
        {**event(), "sender": ME},
        {**event(), "type": "m.room.topic"},
        event(**{"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}),
    ],
)
def test_what_is_no_message_to_the_bot_is_passed_over(source: dict[str, Any]) -> None:
    assert parse_event(source, ROOM) is None


def test_a_file_that_lies_about_itself_is_still_a_file() -> None:
    arrived = parse_event(event("../../etc/passwd", msgtype="m.file", url=7, info={"size": "big"}), ROOM)
    assert arrived is not None
    assert arrived.upload is not None
    assert (arrived.upload.name, arrived.upload.size, arrived.text) == ("../../etc/passwd", None, "")


def member(membership: str, before: str = "leave") -> dict[str, Any]:
    return {
        "type": "m.room.member",
        "state_key": ME,
        "content": {"membership": membership},
        "unsigned": {"prev_content": {"membership": before}},
    }


def test_what_came_before_the_last_invitation_is_left_out() -> None:
    one, two, three = event("1"), event("2"), event("3")
    assert since_invited([one, member("invite"), two, member("join", "invite"), three], ME) == [
        two,
        member("join", "invite"),
        three,
    ]
    assert since_invited([one, member("join"), two], ME) == [two]
    assert since_invited([one, member("join", "join"), two], ME) == [one, member("join", "join"), two]
    assert since_invited([one, two], "@other:home.test") == [one, two]


def test_a_message_keeps_its_transaction_for_a_while() -> None:
    clock = [0.0]
    unsent = PendingTransactions(lambda: clock[0])
    words = message(Rich("words"))
    first = unsent.begin("!a", words)
    assert unsent.begin("!b", words) != first
    clock[0] = 500
    assert unsent.begin("!a", words) == first
    clock[0] = 1000
    assert unsent.begin("!a", words) == first
    assert len(unsent) == 1
    unsent.end("!a", words)
    assert len(unsent) == 0
    second = unsent.begin("!a", words)
    assert second != first
    clock[0] = 1601
    assert unsent.begin("!a", words) != second


def test_messages_that_are_never_sent_do_not_pile_up() -> None:
    unsent = PendingTransactions(lambda: 0.0)
    latest = [unsent.begin("!a", message(Rich(str(number)))) for number in range(1200)]
    assert len(unsent) == 1000
    assert unsent.begin("!a", message(Rich("1199"))) == latest[-1]


@pytest.mark.parametrize(
    ("homeserver", "warned"),
    [
        ("http://matrix.home.lan:8008", True),
        ("http://192.168.1.4:8008", True),
        ("http://127.0.0.1:8008", False),
        ("http://[::1]:8008", False),
        ("http://localhost:8008", False),
        ("https://matrix.home.lan", False),
    ],
)
def test_a_way_that_others_can_read_is_told(
    homeserver: str, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    warn_of_clear(homeserver)
    assert ("can read the token" in caplog.text) == warned
