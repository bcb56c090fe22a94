"""Claims held against what alike papers say, and against the names, rows and refusals of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from assistant.agent.citing.citations import Attributor
from assistant.agent.claims.attribution import Attribution
from assistant.agent.claims.claim_parts import claim_of
from tests.fakes.library import passage

LETS = {
    name: f"# Mooring of {name}\n\nBetween the Harbour and Mr {name}.\n\nThe berth fee is £{fee} per year, paid in May.\n\nThe Harbour lets berth no. {berth}.\n\nEither side may end it by {weeks} weeks notice in writing."
    for name, fee, berth, weeks in (("Ashdown", 310, 4, 6), ("Brill", 295, 7, 9), ("Cotter", 340, 9, 12))
}
RULES = {
    "rules_2021": "Guests park free for 2 hours in the yard.",
    "rules_2024": "Guests park free for 3 hours in the yard.",
}
ROWS = "| Pupil | Day | Faults |\n|---|---|---|\n| P. Lund | 21 May | 11 |\n| J. Arnesen | 21 May | 5 |"


def weigh(wanted: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(wanted, 1.0)


def attribute(papers: Mapping[str, str], question: str, sentence: str) -> Attribution:
    groups = [
        [passage(text, 10 * number, document=number, source=f"/papers/{name}.md")]
        for number, (name, text) in enumerate(papers.items(), 1)
    ]
    return Attributor(groups, question, weigh, None).attribute(sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "borne"),
    [
        ("Which berth is the cheapest?", "The cheapest is the berth of Brill at £295 per year.", True),
        ("Which berth is the cheapest?", "The cheapest is the berth of Ashdown at £310 per year.", False),
        ("Who has the highest berth fee?", "Cotter has the highest berth fee, £340 per year.", True),
        ("Who has the highest berth fee?", "Ashdown has the highest berth fee, £310 per year.", False),
        ("What does Ashdown pay at the most?", "The berth fee of Ashdown is £310 per year.", True),
    ],
)
def test_the_most_of_several_is_held_against_the_others(question: str, sentence: str, borne: bool) -> None:
    found = attribute(LETS, question, sentence)
    assert found.supported == borne
    assert borne or found.reason == "contradicted"


@pytest.mark.parametrize(
    ("question", "sentence", "borne"),
    [
        (
            "Is free parking for guests still the same as in 2021?",
            "Yes, guests still park free for 2 hours.",
            False,
        ),
        ("How long did guests park free in 2021?", "Guests park free for 2 hours.", True),
    ],
)
def test_the_same_in_both_is_held_against_the_other(question: str, sentence: str, borne: bool) -> None:
    assert attribute(RULES, question, sentence).supported == borne


def test_whom_one_of_alike_papers_is_with_names_it_at_the_beginning_too() -> None:
    question = "ashdown - how long beforehand must he tell us?"
    assert not attribute(LETS, question, "Ashdown has to give 9 weeks notice in writing.").supported
    assert attribute(LETS, question, "Ashdown has to give 6 weeks notice in writing.").supported


def test_values_of_two_clauses_of_one_paper_bear_one_sentence() -> None:
    question = "How much does Brill pay for the berth?"
    assert attribute(LETS, question, "Brill pays £295 per year for berth 7.").supported
    assert not attribute(LETS, question, "Brill pays £340 per year for berth 7.").supported


def test_a_row_is_known_by_the_name_without_its_initial() -> None:
    question = "How many faults did Arnesen have?"
    assert attribute({"tests": ROWS}, question, "Arnesen had 5 faults.").supported
    assert not attribute({"tests": ROWS}, question, "Arnesen had 11 faults.").supported


def test_how_somebody_is_addressed_is_no_part_of_the_name() -> None:
    offer = {"offer": "Angebot für Eigner, Hof 3. Der Festpreis beträgt 4.120 Euro für Eigner."}
    assert attribute(
        offer, "was zahlt der Eigner", "Herr Eigner zahlt den Festpreis von 4.120 Euro."
    ).supported


def test_a_year_may_be_a_cell() -> None:
    rows = "| Room | Heater since |\n|---|---|\n| attic | 2009 |\n| hall | 2016 |"
    assert attribute({"rooms": rows}, "屋根裏", "The heater of the attic is there since 2009.").supported


@pytest.mark.parametrize(
    ("sentence", "borne"),
    [
        ("Before it was 2 hours, now it is 3 hours.", True),
        ("It is 3 hours today; it was 2 hours before.", True),
        ("2 hours in 2021, 3 hours in 2024.", True),
        ("Before it was 3 hours, now it is 2 hours.", False),
        ("3 hours in 2021, 2 hours in 2024.", False),
        ("Before it was 2 hours, now it is 4 hours.", False),
    ],
)
def test_then_and_now_are_borne_by_papers_of_their_times(sentence: str, borne: bool) -> None:
    assert attribute(RULES, "How long did guests park free, then and now?", sentence).supported == borne


def test_two_papers_of_unknown_times_bear_no_then_and_now() -> None:
    papers = dict(zip(("north", "south"), RULES.values(), strict=True))
    sentence = "Before it was 2 hours, now it is 3 hours."
    assert not attribute(papers, "How long did guests park free, then and now?", sentence).supported


@pytest.mark.parametrize(("hours", "borne"), [("11 Uhr", True), ("12 Uhr", False)])
def test_an_hour_is_one_however_it_is_written(hours: str, borne: bool) -> None:
    found = attribute(
        {"aushang": "Abreise bis 11 h. Kühlschrank bitte leeren."},
        "Bis wann abreisen?",
        f"Die Abreise ist bis {hours}.",
    )
    assert found.supported == borne


def test_what_sums_up_one_paper_is_borne_by_its_clauses() -> None:
    contract = {
        "contract_Hale": "Contract of delivery.\n\nBetween the Press and Hale School.\n\n1. Goods: apple juice.\n\n"
        "2. Quantity: 300 bottles a year.\n\n3. Price: £2.70 a bottle.\n\n4. It runs until 30 June 2025."
    }
    summary = "Contract with Hale School: 300 bottles of apple juice a year at a price of £{price}, until 30 June 2025."
    assert attribute(contract, "In two words?", summary.format(price="2.70")).supported
    assert not attribute(contract, "In two words?", summary.format(price="3.70")).supported


def test_a_row_is_known_by_a_word_that_no_other_key_has() -> None:
    prices = {
        "prices": "| Wine | Bottle | Magnum |\n|---|---|---|\n| Crémant Old Tower | £12.40 | £28.00 |\n| Rosé Dawn | £7.60 | £17.50 |"
    }
    assert not attribute(prices, "price of the big crémant", "The magnum of crémant costs £17.50.").supported
    assert attribute(prices, "price of the big crémant", "The magnum of crémant costs £28.00.").supported


@pytest.mark.parametrize(
    ("paper", "question", "sentence"),
    [
        ("Wer nicht da ist, gibt den Schlüssel bei Hausmeister Tietz ab.", "was nun", "Geben Sie den Schlüssel bei Hausmeister Tietz ab."),
        ("Kehrauftrag mit Frau Ahlers, läuft bis 31.12.2026.", "und bei Ahlers? läuft", "Der Vertrag mit Frau Ahlers läuft bis 31.12.2026."),
        ("Speed 2 for the red, 1 for the white, else it foams.", "which speed for the white", "Speed 1 for the white."),
    ],
)  # fmt: skip
def test_nouns_are_no_names_and_lists_leave_words_out(paper: str, question: str, sentence: str) -> None:
    assert attribute({"note": paper}, question, sentence).supported


def test_values_that_were_swapped_and_other_subjects_are_not_borne() -> None:
    question = "How much does Brill pay for the berth?"
    assert not attribute(LETS, question, "Brill pays £7 per year for berth 295.").supported
    papers = RULES | {"other": "The sauna is heated for guests on Fridays."}
    assert not attribute(
        papers,
        "How long is the sauna heated, then and now?",
        "The sauna was heated 2 hours before, now 3 hours.",
    ).supported


@pytest.mark.parametrize(
    ("sentence", "borne"),
    [
        ("Free parking for guests was raised from 2 hours to 3 hours.", True),
        ("Free parking for guests was lowered from 2 hours to 3 hours.", False),
        ("Free parking for guests was lowered, from 2 hours to 3 hours.", False),
        ("Free parking for guests went down from 2 hours to 3 hours.", False),
        ("Free parking for guests was not raised from 2 hours to 3 hours.", False),
        ("The sauna for members was 2 hours before, and 3 hours now.", False),
    ],
)
def test_what_changed_is_borne_in_its_direction_and_of_its_subject(sentence: str, borne: bool) -> None:
    assert attribute(RULES, "How did free parking change?", sentence).supported == borne


def test_the_lowest_of_some_may_be_below_zero() -> None:
    cold = {
        f"freezer_{name}": f"Freezer {name} is kept at {degrees} °C at night."
        for name, degrees in (("A", -18), ("B", -22), ("C", -20))
    }
    question = "Which freezer has the lowest temperature?"
    assert attribute(cold, question, "Freezer B is kept at -22 °C.").supported
    assert not attribute(cold, question, "Freezer A is kept at -18 °C.").supported


def test_two_hours_are_no_hour_of_the_day() -> None:
    assert not attribute(
        {"lamp": "The lamp burns 2 hours."}, "When does the lamp burn?", "The lamp burns at 2:00."
    ).supported


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Ab neun ist die Werkstatt offen und der Kran frei.", set()),
        ("Ab neun ist das neue Haus-Büro nur noch für den Kunden Tietz offen und der Kran frei.", {"Haus-Büro", "Kunden Tietz"}),
    ],
)  # fmt: skip
def test_a_noun_behind_an_article_is_no_name_and_a_name_behind_a_noun_is(
    sentence: str, names: set[str]
) -> None:
    assert {name for name, _ in claim_of(sentence).names} == names


@pytest.mark.parametrize(
    "sentence", ["A car costs EUR 40 single.", "Since May the budget is NOK 150,000.", "It came to about CHF 4.5 million."]
)  # fmt: skip
def test_a_currency_is_no_name(sentence: str) -> None:
    assert not claim_of(sentence).names


@pytest.mark.parametrize(
    ("head", "cell", "said", "borne"),
    [
        ("Sum (1,000)", "1180", "1,180,000", True),
        ("Sum (1,000)", "1180", "11,800", False),
        ("Sum (TEUR)", "12.5", "12,500 EUR", True),
        ("Sum", "1180", "1,180,000", False),
        ("金额（万元）", "12.5", "125000", True),
        ("Sum (1,000 EUR)", "12.5", "12,500 EUR", True),
        ("Sum (1 000 €)", "12.5", "12,500 EUR", True),
        ("Importe en miles", "1180", "1,180,000", True),
        ("Sum (1,000 pcs)", "1180", "1,180,000", False),
        ("Distance in miles", "1180", "1,180,000", False),
    ],
)
def test_a_heading_may_count_in_thousands(head: str, cell: str, said: str, borne: bool) -> None:
    paper = f"| Project | {head} |\n| Ticket machines, 5 pcs | {cell} |\n| Roof | 40 |"
    found = attribute(
        {"budget": paper}, "What is set aside for ticket machines?", f"Ticket machines have {said}."
    )
    assert found.supported is borne
