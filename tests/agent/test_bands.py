"""Rows that are for ranges: the one that a number of the question belongs to."""

from __future__ import annotations

import pytest

from assistant.agent.words.bands import band_of, in_other_band

VOLUMES = ["moins de 5 m³", "5 à 10 m³", "11 à 20 m³", "plus de 20 m³"]
LENGTHS = ["up to 6 m", "6.01–8 m", "8.01–10 m", "over 10 m"]
AREAS = ["25㎡以下", "25–40㎡", "41–55㎡", "55㎡以上"]
AGES = ["bis 5 Jahre", "6-17 Jahre", "18-64 Jahre", "ab 65 Jahre"]


@pytest.mark.parametrize(
    ("keys", "question", "row"),
    [
        (VOLUMES, "j’ai 15 m³, charger ça me revient à combien", 2),
        (VOLUMES, "emballer 26 m³ en 2 jours ?", 3),
        (LENGTHS, "9 metre boat, cost of hoisting her out?", 2),
        (LENGTHS, "lifting a boat of 5.5 m", 0),
        (AREAS, "我家地50平，请机子翻一遍多少钱", 2),
        (AGES, "Was zahlt man mit 14 Jahren?", 1),
        (AGES, "Eintritt für 70 Jahre alte Gäste", 3),
        (["до 3 т", "от 3 до 7 т", "свыше 7 т"], "сколько за машину на 5 т", 1),
    ],
)
def test_a_number_belongs_to_one_row(keys: list[str], question: str, row: int) -> None:
    assert [in_other_band(place, keys, question) for place in range(len(keys))] == [
        place != row for place in range(len(keys))
    ]


@pytest.mark.parametrize("question", ["what does lifting out cost", "lifting for 3 kg", "piano"])
def test_a_question_without_such_a_number_is_for_all(question: str) -> None:
    assert not any(in_other_band(place, LENGTHS, question) for place in range(4))


def test_a_table_of_other_rows_has_no_ranges() -> None:
    assert band_of("Cadenas 60 mm") is None
    assert band_of("violin") is None
    assert not in_other_band(0, ["Cadenas 40 mm", "Cadenas 60 mm"], "cadenas 60 mm")
