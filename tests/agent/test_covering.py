"""Whether what a table came to covers what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from assistant.agent.numbers.covering import is_in_doubt, is_whole, likelihood, told
from assistant.languages import Language, plain
from assistant.tables.question.everyday import everyday
from tests.tables.made import computed, planned, together

HIRES = together(
    (
        "hires.csv",
        "Day,Customer,Boat,Hours,Paid (GBP)\n2026-05-01,Hallam,punt,3,45\n2026-05-02,Orme,canoe,2,20\n2026-05-09,Hallam,canoe,4,40\n"
        "2026-05-16,Tighe,punt,1,15\n",
    )
)
CREW = together(("crew.csv", "Name,Licence\nOrla,motor\nSten,sail\nJude,rowing\n"))
PRICES = together(
    ("price list 2026.csv", "Thing,Size,Day (GBP)\nOak stool,small,2.5\nOak stool,large,3\nBench,long,8\n")
)
PRICES_ZH = together(("价目表2026.csv", "品名,规格,单价(元)\n橡木凳,小,25\n橡木凳,大,30\n长椅,三人,80\n"))


@pytest.mark.parametrize(
    ("question", "language", "in_texts", "whole"),
    [
        ("how much did Hallam pay in May 2026?", "en", (), True),
        ("how much did Hallam pay for the licence?", "en", (), False),
        ("how much did Hallam pay as deposit?", "en", ("deposit",), False),
        ("how much more did Hallam pay in May 2026?", "en", (), False),
    ],
)
def test_a_word_that_the_query_does_not_use_is_left_over(
    question: str, language: Language, in_texts: Sequence[str], whole: bool
) -> None:
    outcome = computed("how much did Hallam pay in May 2026?", HIRES)
    features = told(
        question, language, outcome, [], [HIRES, CREW], in_texts.__contains__, date(2026, 11, 1), surely=True
    )
    assert is_whole(features) is whole


def test_what_leaves_words_to_another_table_or_a_text_is_less_likely() -> None:
    outcome = computed("how much did Hallam pay in May 2026?", HIRES)

    def likely(question: str, *in_texts: str) -> float:
        return likelihood(
            told(question, "en", outcome, [], [HIRES, CREW], in_texts.__contains__, date.today(), surely=True)
        )

    asked = likely("how much did Hallam pay in May 2026?")
    assert likely("how much did Hallam pay for the licence in May 2026?") < asked
    assert likely("how much did Hallam pay as deposit in May 2026?", "deposit") < asked


@pytest.mark.parametrize(
    ("question", "of_prices", "in_doubt"),
    [
        ("How many oak stools do we own?", PRICES, True),
        ("How many kinds of oak stool are there?", PRICES, False),
        ("我们有几张橡木凳", PRICES_ZH, True),
        ("橡木凳有几种", PRICES_ZH, False),
    ],
)
def test_rows_of_a_list_of_prices_are_no_things(question: str, of_prices: object, in_doubt: bool) -> None:
    family = PRICES if of_prices is PRICES else PRICES_ZH
    made = planned(question, family)
    assert made is not None
    assert made.asked.operation == "count"
    assert is_in_doubt(question, made) is in_doubt


def test_one_figure_tells_nobody_who() -> None:
    made = planned("how much did Hallam pay in May 2026?", HIRES)
    assert made is not None
    assert is_in_doubt("who has paid in May 2026 and how much each?", made)
    assert not is_in_doubt("how much did Hallam pay in May 2026?", made)


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("what did the Hallams pay for at the fair", "list"),
        ("what has Orme paid for?", "list"),
        ("what did we pay for the punt", "sum"),
        ("what did we spend on ropes this year", "sum"),
        ("没报的差旅加起来有多少", "sum"),
        ("客户的欠款合计有多少？", "sum"),
        ("员工加起来有多少", "count"),
        ("未付的单子加起来有多少张", "count"),
    ],
)
def test_what_was_paid_for_is_listed_and_amounts_are_added_up(question: str, operation: str) -> None:
    assert everyday(plain(question)).operation == operation
