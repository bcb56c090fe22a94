from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from assistant.agent.citing.citations import Attributor
from assistant.agent.claims.attribution import Attribution
from tests.fakes.library import passage

LETTER = (
    "Brook Street Bakery, 12 March 2026\n\nDear Ms Olby,\n\nFrom 1 April 2026 a loaf costs you £2.80.\n\nThe flour store is closed from 9.30 am to 3.30 pm on stocktaking days.\n\n"
    "The rent of the stall is £8,400 a year.\n\nWater is £46 a month and power is £130 a month.\n\nThree crates are lent free of charge.\n\n7. Sacks. Empty sacks go back each week.\n\nThe oven may be lent for ten pounds a night, from 22.30 on."
)
NOTE = "温室管理办法\n\n育苗室温度保持在24摄氏度，每天通风两次。\n\n烘干机温度保持在70摄氏度。\n\n迟到付款的，每天按欠款的万分之三收违约金。\n\n请假应提前72小时告知班长。\n\n月度设备检查后，一辆推车停在门口。"
REPAIRS = "# Repairs\n\n| Job | Thing | Hours |\n|---|---|---|\n| R-14 | mixer belt | 2.5 |\n| R-15 | oven door | 4 |\n"
TILLS = "# Till takings\n\n| Day | Clerk | Takings | Note |\n|---|---|---|---|\n| 3 May | Orla Finch | 412 | float short by £5 |\n| 4 May | Piet Maas | 388 | roll changed |\n"


def weigh(wanted: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(wanted, 1.0)


def attribute(text: str, question: str, sentence: str) -> Attribution:
    paper = passage(text, title="paper")
    return Attributor([[paper]], question, weigh, None).attribute(sentence)


@pytest.mark.parametrize(
    ("text", "question", "sentence"),
    [
        (LETTER, "What is a loaf?", "According to the letter of 12 March 2026 a loaf costs £2.80."),
        (LETTER, "When is the flour store closed?", "The flour store is closed for six hours on stocktaking days, from 9.30 am to 3.30 pm."),
        (LETTER, "What is the rent of the stall?", "The rent of the stall is £8,400 a year, i.e. £2,100 per quarter."),
        (LETTER, "What are water and power?", "Water and power come to £176 a month together."),
        (LETTER, "What does the oven cost?", "The oven may be lent for £10 a night."),
        (LETTER, "From when may the oven be lent?", "The oven may be lent from 10.30 pm on."),
        (REPAIRS, "How long did the mixer belt take?", "Job R-14, the mixer belt, took 2.5 hours."),
        (NOTE, "请假要提前多久？", "请假应提前三天（72小时）告知班长。"),
        (NOTE, "违约金多少？", "迟到付款的，每天按欠款的万分之三收违约金。"),
    ],
)  # fmt: skip
def test_what_follows_from_the_evidence_is_not_missing(text: str, question: str, sentence: str) -> None:
    assert attribute(text, question, sentence).supported


@pytest.mark.parametrize(
    ("text", "question", "sentence"),
    [
        (LETTER, "What is a loaf?", "According to the letter of 14 March 2026 a loaf costs £2.80."),
        (LETTER, "When is the flour store closed?", "The flour store is closed for eight hours on stocktaking days, from 9.30 am to 3.30 pm."),
        (LETTER, "What is the rent of the stall?", "The rent of the stall is £8,400 a year, i.e. £2,800 per quarter."),
        (LETTER, "What are water and power?", "Water and power come to £186 a month together."),
        (LETTER, "What do the crates cost?", "The crates are lent for £3."),
        (LETTER, "From when may the oven be lent?", "The oven may be lent from 10.15 pm on."),
        (REPAIRS, "How long did the mixer belt take?", "Job R-14, the mixer belt, took 3.5 hours."),
        (LETTER, "When do the sacks go back?", "Empty sacks go back each week after seven months."),
        (NOTE, "育苗室多少度？", "育苗室温度应保持在70摄氏度。"),
        (NOTE, "违约金多少？", "迟到付款的，每天按欠款的千分之三收违约金。"),
        (TILLS, "Where was the float short?", "Piet Maas had a float short by £5."),
    ],
)  # fmt: skip
def test_another_value_is(text: str, question: str, sentence: str) -> None:
    assert not attribute(text, question, sentence).supported
