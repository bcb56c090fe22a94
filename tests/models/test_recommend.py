"""What fits a machine, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.hardware import (
    DEEPSEEK_R1,
    GIB,
    Machine,
    memory_bytes,
    physical_cores,
    read_machine,
    recommend,
)


@pytest.mark.parametrize(
    ("ram", "gpu", "unified", "model", "context", "runs_on"),
    [
        (2, 0, False, None, 0, "processor"),
        (4, 0, False, "deepseek-r1:1.5b", 8192, "processor"),
        (8, 0, False, "deepseek-r1:7b", 8192, "processor"),
        (16, 0, False, "deepseek-r1:8b", 8192, "processor"),
        (128, 0, False, "deepseek-r1:8b", 8192, "processor"),
        (16, 4, False, "deepseek-r1:8b", 8192, "processor"),
        (4, 4, False, "deepseek-r1:1.5b", 32768, "graphics card"),
        (32, 8, False, "deepseek-r1:8b", 8192, "graphics card"),
        (32, 16, False, "deepseek-r1:14b", 16384, "graphics card"),
        (64, 24, False, "deepseek-r1:32b", 8192, "graphics card"),
        (128, 80, False, "deepseek-r1:70b", 32768, "graphics card"),
        (8, 0, True, "deepseek-r1:1.5b", 32768, "graphics card"),
        (64, 0, True, "deepseek-r1:32b", 32768, "graphics card"),
    ],
)
def test_recommendations(
    ram: int, gpu: int, unified: bool, model: str | None, context: int, runs_on: str
) -> None:
    found = recommend(Machine(ram * GIB, 8, gpu * GIB, "the card", unified))
    assert (found.model, found.context_tokens, found.runs_on) == (model, context, runs_on)


@given(st.integers(0, 600), st.integers(0, 200), st.booleans())
def test_what_is_recommended_fits(ram: int, gpu: int, unified: bool) -> None:
    found = recommend(Machine(ram * GIB, 8, 0 if unified else gpu * GIB, "the card", unified))
    room = gpu if found.runs_on == "graphics card" and not unified else ram
    sizes = {size.name: size for size in DEEPSEEK_R1}
    assert found.model is None or sizes[found.model].needs(found.context_tokens) < room * GIB
    assert found.reason.endswith(".")
    assert (found.model or DEEPSEEK_R1[0].name) in found.reason


@given(st.integers(1, 100), st.integers(1, 100))
def test_more_memory_never_means_a_smaller_model(less: int, more: int) -> None:
    names = [None, *(size.name for size in DEEPSEEK_R1)]
    small, large = sorted((less, more))
    ranks = [names.index(recommend(Machine(ram * GIB, 8)).model) for ram in (small, large)]
    assert ranks == sorted(ranks)


def test_this_machine_can_be_read() -> None:
    machine = read_machine()
    assert machine.ram_bytes == memory_bytes() > 2**28
    assert machine.cores == physical_cores() >= 1
    assert recommend(machine).reason
