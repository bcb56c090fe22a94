"""What holds all that is asked is shown as perhaps, however unlikely it seems."""

from __future__ import annotations

import pytest

from assistant.agent.answering import _says_all
from assistant.agent.quoting import Quotes
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
