"""Reading what a machine has."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.models.hardware import Machine, amd_card, nvidia_card, read_machine, spare_cores

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
