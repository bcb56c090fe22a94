"""What questions ask of days, worked out."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.agent.answer.worked_out_days import begins_with
from assistant.agent.words.date_sums import Asks, date_question, date_sum, may_tell
from assistant.languages import Language
from assistant.retrieval.evidence import units_of
from assistant.retrieval.paper_dates import PaperDate
from tests.fakes.library import passage

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("question", "asks", "unit", "what", "on"),
    [
        ("How many days until the Christmas party?", "until", "day", "the Christmas party", TODAY),
        ("How many weeks are left until the lease expires?", "until", "week", "the lease expires", TODAY),
        ("How long ago was the boiler serviced?", "since", "", "the boiler serviced", TODAY),
        ("How old is the boiler?", "age", "", "the boiler", TODAY),
        ("Is invoice 417 overdue on 1 June 2025?", "overdue", "", "invoice 417", date(2025, 6, 1)),
        ("Is the insurance still valid on 3 March 2026?", "valid", "", "the insurance", date(2026, 3, 3)),
        ("When does the lease end?", "end", "", "When does the lease end", TODAY),
        ("距离年会还有多少天？", "until", "day", "年会", TODAY),
        ("锅炉用了多少年了？", "age", "", "锅炉", TODAY),
        ("417号发票在2025年6月1日逾期了吗", "overdue", "", "417号发票", date(2025, 6, 1)),
        ("保险还有效吗？", "valid", "", "保险", TODAY),
        ("云岭商场的合同还有多久到期", "until", "", "云岭商场的合同", TODAY),
        ("合同什么时候到期？", "end", "", "合同什么时候到期", TODAY),
    ],
)
def test_question_is_known_by_what_is_to_be_worked_out(
    question: str, asks: Asks, unit: str, what: str, on: date
) -> None:
    found = date_question(question, TODAY)
    assert found is not None
    assert (found.asks, found.unit, found.what, found.on) == (asks, unit, what, on)


@pytest.mark.parametrize(
    "question",
    ["How many people came?", "When is the party?", "Are dogs allowed?", "谁参加了会议？", "租金是多少？"],
)
def test_other_questions_ask_for_no_sum(question: str) -> None:
    assert date_question(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "text", "language", "told"),
    [
        ("How many days until the fair opens?", "The fair opens on 18 February 2027.", "en",
         "Computed: 81 days, from 29 November 2026 to 18 February 2027."),
        ("How many days ago was the inspection?", "The inspection was on 3 November 2026.", "en",
         "Computed: 26 days, from 3 November 2026 to 29 November 2026."),
        ("How old is the saw?", "The saw was bought on 14 December 2015.", "en",
         "Computed: 10 years, from 14 December 2015 to 29 November 2026."),
        ("How old is the kiln?", "The kiln was bought on 20 March 2025.", "en",
         "Computed: 1 year and 8 months, from 20 March 2025 to 29 November 2026."),
        ("窑炉用了多少年了？", "窑炉于2025年3月20日购买。", "zh", "推算：1年零8个月（2025年3月20日至2026年11月29日）。"),
        ("How old is Ada Roe?", "Ada Roe started on 2 May 2016 and was born in 1990.", "en",
         "Computed: about 36 years, from 1990."),
        ("How old is Ada Roe?", "| Name | Born | Started |\n| --- | --- | --- |\n| Ada Roe | 1990 | 2016-05-02 |", "en",
         "Computed: about 36 years, from 1990."),
        ("How old is Ada Roe?", "Ada Roe started on 2 May 2016.", "en", ""),
        ("How old is Ada Roe?", "| Name | Started |\n| --- | --- |\n| Ada Roe | 2016-05-02 |", "en", ""),
        ("艾达今年几岁？", "艾达于2016年5月2日入职。", "zh", ""),
        ("How old is the saw?", "The saw was built in 2009.", "en", "Computed: about 17 years, from 2009."),
        ("Is the invoice overdue on 1 June 2025?", "Payable within 21 days.", "en",
         "Computed: yes, the last day was 25 May 2025, 7 days before 1 June 2025."),
        ("Is the policy still valid on 1 March 2027?", "The policy is valid until 31 January 2027.", "en",
         "Computed: no, the last day was 31 January 2027, 29 days before 1 March 2027."),
        ("展会还有多少天？", "展会于2027年2月18日开幕。", "zh", "推算：81天（2026年11月29日至2027年2月18日）。"),
        ("保险在2027年3月1日还有效吗？", "保险有效期至2027年1月31日。", "zh",
         "推算：否，到期日为2027年1月31日，到2027年3月1日已过29天。"),
        ("Is the invoice overdue on 1 June 2025?", "Oakhouse Timber, 4 May 2025", "en", ""),
    ],
)  # fmt: skip
def test_sum_is_told_with_what_it_comes_from(question: str, text: str, language: Language, told: str) -> None:
    asked = date_question(question, TODAY)
    assert asked is not None
    units = units_of(passage(text, 1, document=1), 0)
    made = date_sum(asked, units, {1: PaperDate(2025, 5, 4)}, language)
    assert (made.text if made is not None else "") == told


@pytest.mark.parametrize("question", ["哪些合同在2026年到期", "Are all of the leases overdue?"])
def test_what_asks_for_several_is_no_question_of_days(question: str) -> None:
    assert date_question(question, date(2026, 11, 29)) is None


def test_what_is_to_be_paid_tells_nothing_of_how_long_a_deal_holds() -> None:
    asked = date_question("Is the contract still valid?", TODAY)
    assert asked is not None
    assert not may_tell(asked, "The Lido pays within 21 days of the note.")
    assert may_tell(asked, "This contract begins on 1 April 2024 and ends on 31 March 2027.")


@pytest.mark.parametrize(
    ("text", "name", "own"),
    [
        ("Ada Roe was born on 3 May 1990.", "Ada Roe", True),
        ("Ada Roe started on 2 May 2016 and was born in 1990.", "Ada Roe", True),
        ("The saw was bought on 14 December 2015.", "our saw", True),
        ("王丽，1990年5月3日出生。", "王丽", True),
        ("| Ada Roe | 1990 | 2016-05-02 |", "Ada Roe", True),
        ("| 4 | Ada | Roe | 1990 |", "Ada Roe", True),
        ("Jane Roe, the mother of Ada Roe, was born on 3 May 1960.", "Ada Roe", False),
        ("Ada Roe's mother was born on 3 May 1960.", "Ada Roe", False),
        ("Ada Roe, whose mother was born on 3 May 1960, works here.", "Ada Roe", False),
        ("Ada Roe is the daughter of Jane, born on 3 May 1960.", "Ada Roe", False),
        ("王丽的母亲1960年5月3日出生。", "王丽", False),
        ("| Tim Hale | 2010 | Ada Roe |", "Ada Roe", False),
    ],
)
def test_a_beginning_is_told_of_what_is_named_or_of_somebody_else(text: str, name: str, own: bool) -> None:
    assert begins_with(text, name) is own
