"""Tests of what a question says only to frame it, and of the usual form."""

from __future__ import annotations

import pytest

from assistant.agent.question.plain_questions import said_plainly


@pytest.mark.parametrize(
    ("question", "usual"),
    [
        ("Could you please tell me who repaired the boiler?", "who repaired the boiler?"),
        ("Hi there, do you happen to know what the loft hire costs? Thanks", "what the loft hire costs?"),
        ("quick question: when is the fire drill pls", "when is the fire drill"),
        ("I'd like to know which vans need tyres, please.", "which vans need tyres?"),
        ("why hasnt Orla been paid, cheers", "why hasn't Orla been paid"),
        ("hours in Sept and Nov", "hours in September and November"),
        ("what expires by the end of Nov 27", "what expires by the end of November 2027"),
    ],
)
def test_frames_and_short_forms_are_put_into_the_usual_form(question: str, usual: str) -> None:
    assert said_plainly(question).rstrip("?.") == usual.rstrip("?.")


@pytest.mark.parametrize(
    ("question", "usual"),
    [
        ("parcels heavier than 12 kg", "which parcels over 12 kg?"),
        ("list the licences that run out in May 2027", "which licences run out in May 2027?"),
        ("crates shorter than 80 cm, all of them please", "which crates under 80 cm?"),
        ("lockers without a key - which ones?", "which lockers without a key?"),
        ("no. of berths with power", "number of berths with power"),
        ("how many of our ferries are leased?", "how many ferries are leased?"),
        ("crates of lemonade sold, how many in total?", "how many crates of lemonade sold in total?"),
        (
            "what do the crane hires come out at, and what do they amount to",
            "what do the crane hires come out at, and what do they amount to",
        ),
    ],
)
def test_things_that_are_only_named_are_asked_for(question: str, usual: str) -> None:
    assert said_plainly(question) == usual


@pytest.mark.parametrize(
    "question",
    [
        "What is the notice period of the lease?",
        "How much did Nell pay for the boat in March?",
        "Who signed the lease, and when?",
        "Which boat was booked most, and how many times was that?",
        "Summarise the lease",
        "main points of the minutes with the trust",
        "number of invoices over £50",
        "rent from March 2026 on",
        "When does the milk delivery on 12 Dec 26 come?",
        "was it Mara who called?",
        "合同什么时候到期？",
        "Wann endet der Mietvertrag?",
        "Could you translate this?",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert said_plainly(question) in (question, question.replace(" Dec ", " December "))
