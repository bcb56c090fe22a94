"""What a payment that was told comes to in another time is worked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.words.per_period import per_period, period_asked
from assistant.languages import Language
from assistant.options import TurnOptions
from assistant.retrieval.evidence import units_of
from tests.agent.test_turn import ask
from tests.fakes.library import filled, passage


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("How much is that a year?", "year"),
        ("and what does it cost per year?", "year"),
        ("what does that come to in a year?", "year"),
        ("and per quarter?", "quarter"),
        ("so how much a week?", "week"),
        ("一年下来是多少", "year"),
        ("那合一年多少钱？", "year"),
        ("每季度呢", "quarter"),
        ("what is the rent a year?", ""),
        ("how much is that for the van per year?", ""),
        ("and next year?", ""),
        ("去年呢", ""),
        ("一年体检几次", ""),
    ],
)
def test_another_time_alone_is_asked_for(question: str, period: str) -> None:
    assert period_asked(question) == period


@pytest.mark.parametrize(
    ("text", "wanted", "language", "says"),
    [
        ("The kiln costs £640 a month.", "year", "en", "£640 × 12 = £7,680 a year"),
        ("From 1 May the rent goes up from £610.00 to £635.00 a month.", "year", "en", "£635 × 12 = £7,620"),
        ("The rent will be £1,320 per calendar month in place of £1,150.", "quarter", "en", "× 3 = £3,960"),
        ("The yearly rent is £33,600.", "quarter", "en", "£33,600 ÷ 4 = £8,400 a quarter"),
        ("We pay £55 a week.", "year", "en", "£55 × 52 = £2,860"),
        ("租金由每月 68,000 元改为每月 **71,400 元**。", "year", "zh", "71,400元 × 12 = 856,800元"),
        ("每月房租是一万八千五百四十元，不是一万八千九百元。", "year", "zh", "222,480元"),
    ],
)
def test_a_payment_is_reckoned_for_another_time(
    text: str, wanted: str, language: Language, says: str
) -> None:
    made = per_period(units_of(passage(text), 0), wanted, language)
    assert made is not None
    assert says in made.text


@pytest.mark.parametrize(
    "text", ["The deposit is £1,200.", "Room A costs £40 a month, room B £55 a month.", "It runs for a year."]
)
def test_what_is_no_payment_for_a_time_is_not_reckoned(text: str) -> None:
    assert per_period(units_of(passage(text), 0), "year", "en") is None


def test_a_later_question_is_reckoned_from_the_sentence_told(tmp_path: Path) -> None:
    files = {"lease.md": "# Lease of the kiln yard\n\nThe rent of the kiln yard is £640 a month.\n"}
    with filled(tmp_path, files) as library:
        _, before = ask(library, None, "What is the rent of the kiln yard?")
        _, turn = ask(
            library, None, "How much is that a year?", TurnOptions(conversation=before.conversation_id)
        )
    assert turn.answer.startswith("Computed: £640 × 12 = £7,680 a year.")
    assert turn.citations
