"""What holds all that is asked is shown as perhaps, however unlikely it seems."""

from __future__ import annotations

import pytest

from assistant.agent.answer.answering import _lists_little, _says_all
from assistant.agent.citing.quoting import Quotes
from assistant.retrieval.evidence import units_of
from tests.fakes.library import passage


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("When must Orrin School pay?", "Orrin School pays a yearly fee. Bills are settled within 12 days.", True),
        ("When must Orrin School pay?", "Orrin School pays a yearly fee.", False),
        ("Who is the caretaker of Orrin School?", "Orrin School has a garden.", False),
        ("Who is the caretaker of Orrin School?", "The caretaker of Orrin School, Ann Lee, has the key.", True),
        ("梧桐剧院的管理员是谁？", "梧桐剧院的管理员是李明，钥匙由他保管。", True),
        ("梧桐剧院的管理员是谁？", "梧桐剧院有一个花园。", False),
        ("Why?", "Orrin School pays a yearly fee.", False),
    ],
)  # fmt: skip
def test_all_words_and_a_value_of_the_kind_have_to_be_there(question: str, text: str, shown: bool) -> None:
    units = tuple(units_of(passage(text), 0))
    assert _says_all(question, Quotes(units, 0.02)) is shown


@pytest.mark.parametrize(
    ("question", "text", "little"),
    [
        ("Who are the fire wardens?", "Fire wardens are named on the board and in the list.", True),
        ("Who are the fire wardens?", "The fire wardens are Ann and Bo.", False),
        ("List the rooms with a red key", "A room without a red key is locked.", True),
        ("Which clients were sent a reminder?", "Mo sends reminders this week.", True),
        ("When is the office shut?", "The office is shut on Sundays.", False),
    ],
)
def test_a_sentence_that_names_no_two_things_is_no_list(question: str, text: str, little: bool) -> None:
    assert _lists_little(question, Quotes(tuple(units_of(passage(text), 0)), 0.9)) is little
