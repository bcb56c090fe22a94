"""What this machine has to run a model on: memory, cores, and a graphics card's memory."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil

_MIB = 1024 * 1024
_DRM = Path("/sys/class/drm")


@dataclass(frozen=True, slots=True)
class Machine:
    """The parts of a machine that decide which model fits.

    Attributes:
        ram_bytes: All of its memory.
        cores: Its physical cores.
        gpu_bytes: Memory of its largest graphics card; 0 without one, or where it shares the machine's memory.
        gpu_name: What the card is called; empty without one.
        unified: Whether processor and graphics share one memory, as on Apple silicon.
    """

    ram_bytes: int
    cores: int
    gpu_bytes: int = 0
    gpu_name: str = ""
    unified: bool = False


def read_machine() -> Machine:
    """Look at the machine the program runs on; a card that cannot be asked counts as none."""
    unified = platform.system() == "Darwin" and platform.machine() == "arm64"
    gpu_bytes, gpu_name = (0, "Apple silicon") if unified else max(nvidia_card(), amd_card())
    return Machine(memory_bytes(), physical_cores(), gpu_bytes, gpu_name, unified)


def memory_bytes() -> int:
    """Tell how much memory the machine has, or the container where that allows less."""
    total = int(psutil.virtual_memory().total)
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdigit() else total


def physical_cores() -> int:
    """Tell how many physical cores this process may use, at least one."""
    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))


def spare_cores() -> int:
    """Tell how many cores are free enough for threads that wait for each other, at least one.

    llama.cpp's threads meet after every step: one that shares its core holds up all of them. On two busy cores two
    threads were measured at 2 to 9 tokens a second, one at 50. So one core is left to everything else, and
    more when the machine is busy already.
    """
    cores = physical_cores()
    busy = int(psutil.getloadavg()[0] + 0.5)
    return max(1, min(cores - 1, cores - busy))


def nvidia_card() -> tuple[int, str]:
    """Ask NVIDIA's own tool for the largest card's memory, in bytes, and name; 0 and nothing without one."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return 0, ""
    command = [tool, "--query-gpu=memory.total,name", "--format=csv,noheader,nounits"]
    try:
        # A driver in trouble makes the tool hang; five seconds are plenty for one that works.
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return 0, ""
    return max((_read_card(line) for line in done.stdout.splitlines()), default=(0, ""))


def _read_card(line: str) -> tuple[int, str]:
    """Read a line like `24564, NVIDIA GeForce RTX 4090`."""
    size, _, name = line.partition(",")
    return (int(size) * _MIB, name.strip()) if size.strip().isdigit() else (0, "")


def amd_card(drm: Path = _DRM) -> tuple[int, str]:
    """Read the largest AMD card's memory, in bytes, from the kernel; 0 and nothing without one."""
    cards = []
    for path in drm.glob("card*/device/mem_info_vram_total"):
        try:
            cards.append((int(path.read_text("ascii")), "AMD graphics"))
        except (OSError, ValueError):
            continue
    # Graphics inside the processor report a small carve-out of the machine's memory: not a card to run models on.
    return max((card for card in cards if card[0] >= 2048 * _MIB), default=(0, ""))
