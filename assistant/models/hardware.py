"""Read this machine's memory, cores and graphics card.

The size of deepseek-r1 and the context that fit them are chosen here too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from assistant.frozen import dataclass
from assistant.i18n import _

_MIB = 1024 * 1024
_DRM, _CPUS = Path("/sys/class/drm"), Path("/sys/devices/system/cpu")


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
    """Look at the machine the program runs on.

    A card that cannot be asked counts as none.
    """
    import platform

    unified = platform.system() == "Darwin" and platform.machine() == "arm64"
    gpu_bytes, gpu_name = (0, "Apple silicon") if unified else max(nvidia_card(), amd_card())
    return Machine(memory_bytes(), physical_cores(), gpu_bytes, gpu_name, unified)


def memory_bytes() -> int:
    """Return how much memory the machine has, or the container where that allows less."""
    total = _installed_bytes()
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdigit() else total


def _installed_bytes() -> int:
    if sys.platform == "linux":
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    import psutil

    return int(psutil.virtual_memory().total)


def physical_cores() -> int:
    """Return how many physical cores this process may use, at least one."""
    cores = _linux_cores() or _counted_cores()
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))


def _linux_cores() -> int:
    """Count the cores as Linux lists them; 0 where it does not."""
    try:
        return len({path.read_text("ascii") for path in _CPUS.glob("cpu[0-9]*/topology/core_cpus_list")})
    except OSError:
        return 0


def _counted_cores() -> int:
    import psutil  # it takes longer to import than all else that a question needs of this module

    return psutil.cpu_count(logical=False) or psutil.cpu_count() or 1


def spare_cores() -> int:
    """Count the cores that are free for threads that wait for each other.

    At least one.

    llama.cpp's threads meet after every step: one that shares its core holds up all of them. On two busy cores two
    threads were measured at 2 to 9 tokens a second, one at 50. So one core is left to everything else, and
    more when the machine is busy already.
    """
    import psutil

    cores = physical_cores()
    busy = int(psutil.getloadavg()[0] + 0.5)
    return max(1, min(cores - 1, cores - busy))


def nvidia_card() -> tuple[int, str]:
    """Ask NVIDIA's own tool for the largest card's memory, in bytes, and name.

    0 and nothing without one.
    """
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
    """Read the largest AMD card's memory, in bytes, from the kernel.

    0 and nothing without one.
    """
    cards = []
    for path in drm.glob("card*/device/mem_info_vram_total"):
        try:
            cards.append((int(path.read_text("ascii")), "AMD graphics"))
        except (OSError, ValueError):
            continue
    # Graphics inside the processor report a small carve-out of the machine's memory: not a card to run models on.
    return max((card for card in cards if card[0] >= 2048 * _MIB), default=(0, ""))


GIB = 1024**3
_WORKING = 700 * 1024**2
_CONTEXTS = (4096, 8192, 16384, 32768)
_COMFORTABLE = 8192


@dataclass(frozen=True, slots=True)
class ModelSize:
    """One size of deepseek-r1.

    Attributes:
        name: As `pull` wants it.
        file_bytes: Its weights, as downloaded and as loaded.
        token_bytes: Memory that each token of context takes.
    """

    name: str
    file_bytes: int
    token_bytes: int

    def needs(self, context_tokens: int) -> int:
        """Estimate the memory, in bytes, that it takes with a context of `tokens`."""
        return self.file_bytes + context_tokens * self.token_bytes + _WORKING


DEEPSEEK_R1 = (
    ModelSize("deepseek-r1:1.5b", int(1.1e9), 28 * 2 * 128 * 4),
    ModelSize("deepseek-r1:7b", int(4.7e9), 28 * 4 * 128 * 4),
    ModelSize("deepseek-r1:8b", int(5.2e9), 36 * 8 * 128 * 4),
    ModelSize("deepseek-r1:14b", int(9.0e9), 48 * 8 * 128 * 4),
    ModelSize("deepseek-r1:32b", int(20e9), 64 * 8 * 128 * 4),
    ModelSize("deepseek-r1:70b", int(43e9), 80 * 8 * 128 * 4),
)
BILINGUAL_EMBEDDING = "bge-m3"
"""The embedding model to install: it reads Chinese and English alike."""
BILINGUAL_EMBEDDING_BYTES = int(1.2e9)
_LARGEST_ON_PROCESSOR = "deepseek-r1:8b"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to install, and why.

    Attributes:
        model: The model's name, or None when not even the smallest fits.
        context_tokens: The context to use with it; 0 without a model.
        runs_on: Where it will run.
        needs_bytes: Memory that it takes there with that context; that of the smallest model where none fits.
        reason: A sentence for the user.
    """

    model: str | None
    context_tokens: int
    runs_on: Literal["graphics card", "processor"]
    needs_bytes: int
    reason: str


def recommend(machine: Machine) -> Recommendation:
    """Choose the largest deepseek-r1 that fits a machine with a comfortable context."""
    if machine.unified:
        budget = int(machine.ram_bytes * 0.66)  # what the system lets graphics have of the shared memory
        return _choose(
            budget,
            "graphics card",
            _("{ram_bytes} of memory shared with the graphics", ram_bytes=_gib(machine.ram_bytes)),
        )
    card_budget = int(machine.gpu_bytes * 0.92)  # the desktop keeps some
    if card_budget >= DEEPSEEK_R1[0].needs(_COMFORTABLE):
        what = _(
            "the {memory} of {card}",
            memory=_gib(machine.gpu_bytes),
            card=machine.gpu_name or _("the graphics card"),
        )
        on_card = _choose(card_budget, "graphics card", what)
        on_processor = _on_processor(machine)
        # A small card beside much memory: the smallest model on the card is quicker, the 8b is far better.
        weak = on_card.model == DEEPSEEK_R1[0].name and on_processor.model not in (None, on_card.model)
        return on_processor if weak else on_card
    return _on_processor(machine)


def sizes_that_fit(machine: Machine) -> list[ModelSize]:
    """Return the sizes of deepseek-r1 that fit, from small to large."""
    shared = int(machine.ram_bytes * (0.66 if machine.unified else 0.7))
    budget = max(int(machine.gpu_bytes * 0.92), shared)
    return [size for size in DEEPSEEK_R1 if size.needs(_CONTEXTS[0]) <= budget]


def _on_processor(machine: Machine) -> Recommendation:
    what = _("{ram_bytes} of memory without a graphics card that helps", ram_bytes=_gib(machine.ram_bytes))
    budget = int(machine.ram_bytes * 0.7)  # the system, a browser and the documents want some too
    return _choose(budget, "processor", what)


def _choose(budget: int, runs_on: Literal["graphics card", "processor"], what: str) -> Recommendation:
    sizes = [size for size in DEEPSEEK_R1 if size.needs(_COMFORTABLE) <= budget]
    capped = [size for size in sizes if runs_on == "graphics card" or size.name in _up_to_processor_limit()]
    if not capped:
        return _smallest_or_nothing(budget, runs_on, what)
    size = capped[-1]
    # Reading a long prompt on a processor takes minutes: a longer context would only invite one.
    contexts = _CONTEXTS if runs_on == "graphics card" else _CONTEXTS[:2]
    context = max(tokens for tokens in contexts if size.needs(tokens) <= budget)
    needs = size.needs(context)
    reason = _(
        "{size} with {context} tokens of context takes {needs}, which fits {what}",
        size=size.name,
        context=f"{context:,}",
        needs=_gib(needs),
        what=what,
    )
    if len(sizes) > len(capped):
        reason += _("; a larger one would fit too, but on a processor it answers word by word")
    return Recommendation(size.name, context, runs_on, needs, _("{said}.", said=reason))


def _smallest_or_nothing(
    budget: int, runs_on: Literal["graphics card", "processor"], what: str
) -> Recommendation:
    smallest, context = DEEPSEEK_R1[0], _CONTEXTS[0]
    needs = smallest.needs(context)
    if needs <= budget:
        reason = _(
            "{smallest} with {context} tokens of context takes {needs}, all that fits {what}.",
            smallest=smallest.name,
            context=f"{context:,}",
            needs=_gib(needs),
            what=what,
        )
        return Recommendation(smallest.name, context, runs_on, needs, reason)
    reason = _(
        "Not even {smallest} ({needs}) fits {what}; answers can still be extracted.",
        smallest=smallest.name,
        needs=_gib(needs),
        what=what,
    )
    return Recommendation(None, 0, runs_on, needs, reason)


def _up_to_processor_limit() -> list[str]:
    names = [size.name for size in DEEPSEEK_R1]
    return names[: names.index(_LARGEST_ON_PROCESSOR) + 1]


def _gib(size_bytes: int) -> str:
    return f"{size_bytes / GIB:.1f} GiB"


def reads_both(embedder: str) -> bool:
    """Return whether an embedder, by its name, reads Chinese and English alike."""
    return BILINGUAL_EMBEDDING in embedder or "e5" in embedder
