"""What this machine has, what fits it, and why."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.hardware import (
    DEEPSEEK_R1,
    GIB,
    Machine,
    _counted_cores,
    _linux_cores,
    amd_card,
    memory_bytes,
    nvidia_card,
    physical_cores,
    read_machine,
    recommend,
    spare_cores,
)

MIB = 1024 * 1024


def install_tool(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    tool = folder / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")


@pytest.mark.skipif(sys.platform == "win32", reason="the tool is played by a shell script")
@pytest.mark.parametrize(
    ("script", "card"),
    [
        (
            "echo '8192, NVIDIA RTX 3050'; echo '24564, NVIDIA RTX 4090'",
            (24564 * MIB, "NVIDIA RTX 4090"),
        ),
        ("echo 'NVIDIA-SMI has failed'; exit 9", (0, "")),
        ("echo '[N/A], NVIDIA GB10'", (0, "")),
        ("exit 0", (0, "")),
    ],
)
def test_nvidia_cards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, card: tuple[int, str]
) -> None:
    install_tool(tmp_path, monkeypatch, script)
    assert nvidia_card() == card


def test_no_tool_no_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert nvidia_card() == (0, "")


def test_amd_cards(tmp_path: Path) -> None:
    for name, text in (("card0", str(16 * 1024 * MIB)), ("card1", str(512 * MIB)), ("card2", "odd")):
        (tmp_path / name / "device").mkdir(parents=True)
        (tmp_path / name / "device" / "mem_info_vram_total").write_text(text)
    assert amd_card(tmp_path) == (16 * 1024 * MIB, "AMD graphics")
    assert amd_card(tmp_path / "card1") == (0, "")


def test_this_machine() -> None:
    machine = read_machine()
    assert isinstance(machine, Machine)
    assert machine.ram_bytes > 256 * MIB
    assert machine.cores >= 1
    assert 1 <= spare_cores() <= machine.cores


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
    assert found.model is None or found.needs_bytes < room * GIB
    size = next(size for size in DEEPSEEK_R1 if size.name == (found.model or DEEPSEEK_R1[0].name))
    assert found.needs_bytes == size.needs(found.context_tokens or 4096)
    assert found.reason.endswith(".")
    assert (found.model or DEEPSEEK_R1[0].name) in found.reason


@given(st.integers(1, 100), st.integers(1, 100))
def test_more_memory_never_means_a_smaller_model(less: int, more: int) -> None:
    names = [None, *(size.name for size in DEEPSEEK_R1)]
    small, large = sorted((less, more))
    ranks = [names.index(recommend(Machine(ram * GIB, 8)).model) for ram in (small, large)]
    assert ranks == sorted(ranks)


def test_linux_lists_as_many_cores_as_psutil_counts() -> None:
    assert _linux_cores() in (0, _counted_cores())


def test_this_machine_can_be_read() -> None:
    machine = read_machine()
    assert machine.ram_bytes == memory_bytes() > 2**28
    assert machine.cores == physical_cores() >= 1
    assert recommend(machine).reason
