from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.library.documents import StoredPassage
from assistant.library.terms import query_terms
from assistant.retrieval.evidence import (
    CORE_TOKENS,
    ROOMY_TOKENS,
    Evidence,
    Unit,
    label,
    pack,
    run_in,
    shown,
    units_of,
)
from assistant.retrieval.ranking import QueryTerms
from tests.fakes.library import passage
from tests.fakes.models import ScriptedChat

WORDS = [
    "The seal",
    " is replaced",
    " every 12 months",
    ". ",
    "。",
    "密封圈",
    "\n",
    "\n\n",
    "| a | 1 |\n",
    "Note: ",
]
PASSAGE_TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map("".join)
count = ScriptedChat().count_tokens


def question(text: str) -> QueryTerms:
    wanted = query_terms(text)
    return QueryTerms(tuple(wanted), dict.fromkeys(wanted, 1.0))


def groups_of(texts: Sequence[str]) -> list[list[StoredPassage]]:
    return [
        [passage(text, number, document=number, heading=("Manual", f"Part {number}"))]
        for number, text in enumerate(texts, start=1)
    ]


def scores_of(groups: Sequence[Sequence[StoredPassage]]) -> dict[int, float]:
    return {place.id: 1 / rank for rank, group in enumerate(groups, start=1) for place in group}


def packed(groups: Sequence[Sequence[StoredPassage]], asked: str, budget: int) -> Evidence:
    ranked = [place for group in groups for place in group]
    return pack(ranked, scores_of(groups), question(asked), budget, count)


@given(PASSAGE_TEXTS)
def test_units_are_exact_quotes_and_hold_every_word(text: str) -> None:
    place = passage(text)
    units = units_of(place, 0)
    assert all(text[unit.start : unit.end] == unit.text for unit in units)
    assert "".join("".join(unit.text for unit in units).split()) == "".join(text.split())
    assert all(unit.lead in text for unit in units)


@given(st.lists(PASSAGE_TEXTS, max_size=6), st.integers(0, 120))
def test_evidence_never_exceeds_its_budget(texts: list[str], budget: int) -> None:
    evidence = packed(groups_of(texts), "When is the seal replaced?", budget)
    assert evidence.tokens <= budget
    # The marks around a label are all that is shown beside what was counted.
    assert count(shown(evidence)) <= budget + 2 * len(evidence.units)
    for unit in evidence.units:
        assert unit.text
        assert unit.text in unit.passage.text
        assert unit.text in shown(evidence)
    assert len(set(evidence.units)) == len(evidence.units)


def test_the_sentence_that_answers_is_packed_first_and_the_rest_is_counted() -> None:
    answer = "The seal is replaced every 12 months."
    text = f"All doors of the building are blue. {answer} If the pump stops, the seal is replaced at once by the service."
    evidence = packed(groups_of([text]), "When is the seal replaced?", 14)
    assert [unit.text for unit in evidence.units] == [answer]
    assert evidence.left_out == 1


def test_where_words_do_not_tell_the_sentences_of_the_best_passage_are_packed() -> None:
    groups = groups_of(["The doors are blue. The floors are grey.", "The walls are white. The roof is red."])
    ranked = [place for group in groups for place in group]
    second = pack(ranked, {1: 0.4, 2: 1.0}, question("colour of a turbine"), 12, count)
    assert {unit.passage.id for unit in second.units} == {2}


def test_who_has_room_for_more_is_shown_more() -> None:
    texts = ["The seal of the pump is old.", *(f"Door {number} is blue." for number in range(12))]
    usual = packed(groups_of(texts), "Which seal is old?", CORE_TOKENS)
    more = packed(groups_of(texts), "Which seal is old?", ROOMY_TOKENS)
    assert len(usual.units) < len(more.units) == len(texts)
    assert usual.left_out == more.left_out == 0


def test_a_short_passage_is_shown_whole_where_it_fits() -> None:
    text = "The seal is replaced every 12 months. Tools are in box 4. Wear gloves. The pump must be cold."
    wide = packed(groups_of([text]), "When is the seal replaced?", 100)
    assert "".join(unit.text for unit in wide.units).replace(" ", "") == text.replace(" ", "")


def contracts(count: int) -> list[StoredPassage]:
    clause = "The notice period is {} months."
    return [
        passage(
            clause.format(number), number, document=number, source=f"/docs/{number}.md", title=f"C{number}"
        )
        for number in range(1, count + 1)
    ]


def test_a_list_is_spread_evenly_over_the_documents_that_match() -> None:
    places = contracts(7)
    scores = {place.id: 1.0 - place.id / 100 for place in places}
    evidence = pack(places, scores, question("notice period"), 200, count, spread="even")
    assert evidence.documents == tuple(range(1, 8))
    assert evidence.left_out == 0


def test_what_has_no_room_in_a_list_is_counted() -> None:
    places = contracts(30)
    evidence = pack(
        places, dict.fromkeys(range(1, 31), 1.0), question("notice period"), 60, count, spread="even"
    )
    assert 0 < len(evidence.documents) < 30
    assert evidence.left_out >= 30 - len(evidence.documents)


def test_a_whole_document_is_shown_in_its_order_as_far_as_it_goes() -> None:
    places = [passage(f"Step {number} follows.", number, ordinal=number) for number in range(1, 9)]
    scores = {place.id: 1.0 for place in places}
    whole = pack(places, scores, question("anything"), 400, count, spread="whole")
    assert [unit.passage.id for unit in whole.units] == list(range(1, 9))
    short = pack(places, scores, question("anything"), 12, count, spread="whole")
    shown_first = [unit.passage.id for unit in short.units]
    assert shown_first == list(range(1, len(shown_first) + 1))
    assert short.left_out == 8 - len(shown_first)


def test_documents_that_are_meant_share_the_room() -> None:
    rich = [
        passage(f"Profit of Alba was {number} euros.", number, document=1, ordinal=number)
        for number in range(1, 9)
    ]
    poor = passage("The profit was 77 euros.", 20, document=2)
    scores = {place.id: 2.0 - place.id / 100 for place in rich} | {20: 0.4}
    meant = {1: ("alba",), 2: ("brio",)}
    evidence = pack([*rich, poor], scores, question("profit of Alba and Brio"), 30, count, meant=meant)
    assert set(evidence.documents) == {1, 2}


def test_a_short_document_is_shown_whole_around_what_was_found() -> None:
    found = passage("The tenant is Ann Lee.", 1, document=5, ordinal=0)
    rest = passage("The rent is 790 euros.", 2, document=5, ordinal=1)
    evidence = pack([found], {1: 1.0}, question("Ann Lee rent"), 100, count, around=[[found, rest]])
    assert [unit.passage.id for unit in evidence.units] == [1, 2]


def test_the_file_is_named_above_the_first_of_its_passages() -> None:
    one, two = (passage(f"The seal {n}.", n, ordinal=n, heading=("Manual", f"Part {n}")) for n in (1, 2))
    evidence = packed([[one], [two]], "seal", 100)
    text = shown(evidence, named_as=lambda place: "pump.md, 2025-01-02")
    assert text.count("pump.md, 2025-01-02") == 1
    assert text.startswith("[pump.md, 2025-01-02 | Manual > Part 1]")


def test_evidence_is_shown_in_reading_order_under_its_heading() -> None:
    place = passage(
        "The seal is old and has to go. Buy a seal. Seal it.", heading=("Manual", "Seals"), page=3
    )
    evidence = packed([[place]], "seal", 400)
    assert shown(evidence) == "[Manual > Seals (p. 3)]\nThe seal is old and has to go.\nBuy a seal. Seal it."


def test_a_row_of_a_table_is_shown_under_the_first_row() -> None:
    table = "| part | price |\n|---|---|\n| seal | 310 |\n| shaft | 99 |"
    units = units_of(passage(table), 0)
    row = next(unit for unit in units if "seal" in unit.text)
    assert row.lead == "| part | price |"
    evidence = packed([[passage(table)]], "price of the shaft", 400)
    assert shown(evidence).index("| part | price |") < shown(evidence).index("| shaft | 99 |")
    assert shown(evidence).count("| part | price |") == 1


@pytest.mark.parametrize("width", [5, 60])
def test_the_first_row_of_a_table_counts_against_the_budget(width: int) -> None:
    head = "| " + " | ".join(f"column {number}" for number in range(width)) + " |"
    table = f"{head}\n|---|\n| seal | 310 |\n| shaft | 99 |"
    evidence = packed([[passage(table)]], "seal", 40)
    assert count(shown(evidence)) <= 40 + 2


def test_nothing_is_packed_of_nothing() -> None:
    assert packed([], "seal", 100).units == ()
    assert packed(groups_of(["The seal."]), "seal", 0).units == ()
    assert shown(packed([], "seal", 100)) == ""


def test_the_label_falls_back_to_the_title() -> None:
    assert label(passage("x", title="Prices")) == "Prices"
    assert label(passage("x", heading=("A", "B"), page=2)) == "A > B (p. 2)"


def test_sentences_that_are_judged_worth_most_are_shown_whatever_their_words() -> None:
    texts = [f"The seal {number} is old. The seal {number} has to go soon." for number in range(6)]
    ranked = [
        place for group in groups_of([*texts, "Ring Anna. She answers before nine."]) for place in group
    ]

    def worth(passages: Sequence[StoredPassage]) -> tuple[list[Unit], list[float]]:
        units = [unit for one in passages for unit in units_of(one, 0)]
        return units, [2.0 if "Anna" in unit.text else -float(unit.passage.id) for unit in units]

    def judged(budget: int) -> Evidence:
        scores = scores_of([[one] for one in ranked])
        return pack(ranked, scores, question("Which seal is old?"), budget, count, worth=worth)

    assert [unit.text for unit in judged(20).units] == ["Ring Anna. She answers before nine."]
    more = judged(45)
    assert more.units[0].text == "Ring Anna. She answers before nine."
    assert [unit.passage.id for unit in more.units[1:]] == [1, 2]
    assert more.tokens <= 45


def test_a_short_end_of_one_point_is_not_shown_with_the_next() -> None:
    text = "6. Kit stays ours, return it in working order. No deposit on it.\n7. Confidential: for 3 years after the end too."
    assert [one.text for one in units_of(passage(text), 0)] == [
        "6. Kit stays ours, return it in working order.",
        "No deposit on it.",
        "7. Confidential: for 3 years after the end too.",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "2025-03-12 检查人：邬大勇。灭火器压力正常。结论：合格。\n2025-05-21 检查人：邬大勇。通道堆放道具。结论：整改。",
            ["2025-03-12 检查人：邬大勇。灭火器压力正常。结论：合格。", "2025-05-21 检查人：邬大勇。通道堆放道具。结论：整改。"],
        ),
        (
            "The lamps were checked by Dale in the morning. Result: pass.\nThe west passage was looked at by Poe. Result: fail.",
            ["The lamps were checked by Dale in the morning. Result: pass.", "The west passage was looked at by Poe. Result: fail."],
        ),
        ("Bring boots.\nThe gate opens at nine on working days.", ["Bring boots.", "The gate opens at nine on working days."]),
        ("Opening\nThe gate opens at nine on working days.", ["Opening\nThe gate opens at nine on working days."]),
    ],
)  # fmt: skip
def test_what_ends_a_line_is_not_shown_with_the_next_record(text: str, shown: list[str]) -> None:
    assert [unit.text for unit in units_of(passage(text), 0)] == shown


def test_whole_tables_stand_before_texts_where_they_fit_their_share() -> None:
    rows = ["".join(f"| item {part}.{number} | {number} |\n" for number in range(6)) for part in range(3)]
    table = [passage(text, 50 + at, document=9, ordinal=at) for at, text in enumerate(rows)]
    groups = groups_of([f"The seal {number} is replaced every 12 months." for number in range(30)])
    ranked = [place for group in groups for place in group]
    tokens = sum(count(row.text) for row in table)

    def held(room: int) -> set[int]:
        found = pack(
            ranked,
            scores_of(groups),
            question("seal"),
            2 * tokens,
            count,
            tables=[table],
            tables_tokens=room,
        )
        return {unit.passage.id for unit in found.units}

    assert {1, 50, 51, 52} <= held(tokens + 40)
    assert held(tokens // 2).isdisjoint({50, 51, 52})


@pytest.mark.parametrize(
    ("text", "sentence", "heads"),
    [
        ("**Trial.** It lasts four months. In that time a week is enough.", "In that time", "Trial"),
        ("2. **Roof:** Rowe was done on 3 May. The bill was £1,240 in the end.", "The bill", "Roof"),
        (
            "3. Deposit. £835 is paid when the lease is signed. It bears no interest at all.",
            "It bears",
            "Deposit",
        ),
        ("**Trial.** It lasts four months.\n\nIn that time a week is enough.", "In that time", ""),
        ("The trial lasts for the first four months. In that time a week is enough.", "In that time", ""),
    ],
)
def test_a_sentence_stands_below_what_heads_its_paragraph(text: str, sentence: str, heads: str) -> None:
    (unit,) = (one for one in units_of(passage(text, 1), 0) if one.text.startswith(sentence))
    assert run_in(unit) == heads
