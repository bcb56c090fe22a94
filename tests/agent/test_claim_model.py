from __future__ import annotations

import pytest

from assistant.agent.claims.claim_model import BORNE, borne

SHED = "New members pay half of the yearly fee before they get a key."
RENT = "仓库租金每月4,200元，每半年付一次。"
OFFER = "Our price for the new roof of the boat house is £31,400 plus VAT, scaffold included."


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
        (
            "保证金退吗？",
            "不论什么原因，保证金一律不退。",
            "学员开课三天之内退班的，保证金全部退还，之后退一半。",
        ),
    ],
)
def test_what_says_more_than_its_evidence_is_unlikely(question: str, claim: str, told: str) -> None:
    assert borne(claim, question, told, "") < BORNE


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
        ("Was kostet das Dach?", "Alle zahlen immer alles.", "Das Dach kostet 31.400 Euro."),
    ],
)
def test_what_says_the_same_in_other_words_is_likely(question: str, claim: str, told: str) -> None:
    assert borne(claim, question, told, "") >= BORNE
