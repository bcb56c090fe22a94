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
        ("fuel spend Oct", "fuel spend in October"),
        ("permits expiring Nov 27, which vans?", "which vans have permits expiring November 2027?"),
        ("June and July ferry takings", "ferry takings in June and July"),
    ],
)
def test_frames_and_short_forms_are_put_into_the_usual_form(question: str, usual: str) -> None:
    assert said_plainly(question).rstrip("?.") == usual.rstrip("?.")


@pytest.mark.parametrize(
    ("question", "usual"),
    [
        ("parcels heavier than 12 kg", "which parcels over 12 kg?"),
        ("leases running out in 2029, all of them please", "which leases ending in 2029?"),
        ("open ended contracts - which ones?", "which contracts with no end date?"),
        ("list the licences that run out in May 2027", "which licences end in May 2027?"),
        ("visits still awaiting confirmation", "which visits not confirmed?"),
        ("members with the birthday left blank", "which members with no birthday?"),
        ("bills over £200 with nothing paid on them yet", "which bills over £200 with no payment at all?"),
        (
            "which cats' passports lapse before 2028 is over",
            "which cats have passports lapsing before the end of 2028",
        ),
        (
            "which leases end in 2027, allowing for any amendments that came later",
            "which leases end in 2027, taking later letters into account",
        ),
        ("Is there any sort of bond in our leases, and in which ones?", "which leases have a bond?"),
        ("add up the ferry tickets of May", "total of the ferry tickets of May"),
        (
            "what do the crane hires come out at, and what do they amount to",
            "what do the crane hires come out at, and what do they amount to",
        ),
        ("what would the roof bills add up to?", "total of the roof bills?"),
        ("count the scooters with a flat tyre", "how many scooters with a flat tyre"),
        ("Do we have any lockers without a key?", "which lockers without a key?"),
        ("no. of berths w/o power", "number of berths without power"),
        ("crates of lemonade sold, how many in total?", "how many crates of lemonade sold in total?"),
        ("how often was it Idris who took the school run", "how many school runs did Idris took?"),
    ],
)
def test_things_that_are_only_named_are_asked_for(question: str, usual: str) -> None:
    assert said_plainly(question) == usual


@pytest.mark.parametrize(
    ("question", "usual"),
    [
        ("and which in 2031?", "and in 2031?"),
        ("and how much is Larsson's?", "and Larsson?"),
        ("and Tamar Bell, how long for her?", "and Tamar Bell?"),
        ("how long was it during the trial", "and during the trial?"),
        ("what was it up to March 2025?", "and before March 2025?"),
        ("what's the limit for the Harbour Trust then?", "and for the Harbour Trust?"),
    ],
)
def test_a_follow_up_says_only_what_is_new(question: str, usual: str) -> None:
    assert said_plainly(question, follows=True) == usual
    assert said_plainly(question) == question


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
