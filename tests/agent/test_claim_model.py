from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from assistant.agent.citing.citations import Attributor
from tests.fakes.library import passage

SHED = "New members pay half of the yearly fee before they get a key."
RENT = "仓库租金每月4,200元，每半年付一次。"
OFFER = "Our price for the new roof of the boat house is £31,400 plus VAT, scaffold included."
MOVED = "The regatta is moved from 14 June 2026 to 28 June 2026."
POLICY = (
    "# Harwick boat cover\n\nSum insured: £26,000. Yearly premium: £318.40, payable in one sum on 1 March."
)


def weigh(wanted: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(wanted, 1.0)


def supported(claim: str, question: str, told: str) -> bool:
    return Attributor([[passage(told, title="paper")]], question, weigh, None).attribute(claim).supported


@pytest.mark.parametrize(
    ("question", "claim", "told"),
    [
        (
            "Do new members pay ahead?",
            "Every new member, without exception, pays half of the fee ahead.",
            SHED,
        ),
        ("仓库租金多少？", "仓库的租金是每半年4,200元。", RENT),
        ("Is the roof ordered?", "The club has ordered the roof, which was agreed at that price.", OFFER),
        ("谁付清洁费？", "按照约定，活动后的清洁费由承租人负担。", "活动之后场地的清洁费，由出租人负担。"),
        ("When is the regatta?", "The regatta takes place on 14 June 2026.", MOVED),
        (
            "保证金退吗？",
            "不论什么原因，保证金一律不退。",
            "学员开课三天之内退班的，保证金全部退还，之后退一半。",
        ),
    ],
)
def test_what_says_more_than_its_evidence_is_unlikely(question: str, claim: str, told: str) -> None:
    assert not supported(claim, question, told)


@pytest.mark.parametrize(
    ("question", "claim", "told"),
    [
        (
            "Do new members pay ahead?",
            "New members must pay half of the annual fee before a key is handed over.",
            SHED,
        ),
        ("仓库租金多少？", "仓库每个月的租金为4,200元，每半年支付一次。", RENT),
        (
            "What would a roof cost?",
            "The new boat house roof is priced at £31,400 plus VAT, with the scaffold.",
            OFFER,
        ),
        ("When is the regatta now?", "The regatta was moved from 14 June 2026 to 28 June 2026.", MOVED),
        (
            "What does the boat cover cost?",
            "Harwick covers the boats up to £26,000 for a premium of £318.40 a year.",
            POLICY,
        ),
    ],
)
def test_what_says_the_same_in_other_words_is_likely(question: str, claim: str, told: str) -> None:
    assert supported(claim, question, told)
