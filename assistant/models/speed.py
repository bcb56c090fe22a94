"""Measure how fast this machine reads, writes and embeds; foretell answers' times.

What was measured is kept beside the libraries, under a name of the machine: a home on a stick is measured anew elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import asdict, field, replace
from math import log
from pathlib import Path
from typing import Any

import psutil

from assistant.errors import ModelFault
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.models.base import (
    AnswerPiece,
    ChatEnd,
    ChatModel,
    ChatOptions,
    Embedder,
    Message,
    ReasoningPiece,
)
from assistant.models.hardware import DEEPSEEK_R1, Machine, Recommendation, sizes_that_fit
from assistant.processes import replacing
from assistant.wording import about, together

FILE_NAME = "speeds.json"
"""Holds what was measured, beside the folder of the libraries."""
PATIENCE_S = 60.0
"""Seconds that an answer may take, without reasoning, for a model to be advised."""
REASONING_PATIENCE_S = 120.0
"""The same with reasoning, for reasoning to be advised."""
EVIDENCE_TOKENS = 1_000
"""Tokens of evidence of a usual question."""
ANSWER_TOKENS = 150
"""Tokens of a usual answer."""
REASONING_TOKENS = 500
"""Tokens that deepseek-r1 reasons before a usual answer, where it was not seen to reason yet."""
PROMPT_TOKENS = 350
"""Tokens of a prompt beside its evidence: the task in words, the question, the sources' names."""
PASSAGE_CHARS = 830
"""Characters of a usual passage."""
_PROMPT_WORDS = 90
_LEAST_WRITTEN = 8
_EVIDENCE_S = 15.0
_LEAST_EVIDENCE = 400
_MOST_MEASURED_CHARS = 4_000_000


@dataclass(frozen=True, slots=True)
class ChatSpeed:
    """How fast a chat model is here.

    Attributes:
        reads: Tokens of a prompt a second.
        writes: Tokens of an answer a second.
        load_s: Seconds until it is in memory; 0 where it was.
        size_bytes: Its weights.
        measured: Whether it was measured, or worked out from another model or from the machine.
    """

    reads: float
    writes: float
    load_s: float = 0.0
    size_bytes: int = 0
    measured: bool = True

    def of_size(self, size_bytes: int) -> ChatSpeed:
        """Work out the speed of a model of another size: half of it for twice the size."""
        ratio = self.size_bytes / size_bytes
        return ChatSpeed(self.reads * ratio, self.writes * ratio, 0.0, size_bytes, measured=False)

    @property
    def evidence(self) -> int:
        """Tokens of evidence that are read in good time."""
        return int(max(min(EVIDENCE_TOKENS, _EVIDENCE_S * self.reads), _LEAST_EVIDENCE))

    @property
    def answer_s(self) -> float:
        """Seconds until a usual answer is complete, without reasoning."""
        return self.wait(self.evidence)

    def wait(self, evidence_tokens: int, *, reasoning_tokens: int = 0) -> float:
        """Foretell the seconds until an answer to a question is complete."""
        written = ANSWER_TOKENS + reasoning_tokens
        return (PROMPT_TOKENS + evidence_tokens) / self.reads + written / self.writes


@dataclass(frozen=True, slots=True)
class Speeds:
    """What was measured on one machine.

    Attributes:
        chat: By `engine/name`.
        embedding: Passages of `PASSAGE_CHARS` characters a second, by `engine/name`.
        machine: How fast a model of one byte would "read" and "write", by memory and arithmetic alone.
    """

    chat: dict[str, ChatSpeed] = field(default_factory=dict)
    embedding: dict[str, float] = field(default_factory=dict)
    machine: dict[str, float] = field(default_factory=dict)


async def measure_chat(chat: ChatModel, size_bytes: int, budget_s: float) -> ChatSpeed:
    """Measure a chat model by two short questions; the first loads it.

    Args:
        chat: The model.
        size_bytes: Its weights.
        budget_s: After so many seconds the second question is cut off, and what came is taken.

    Raises:
        AssistantError: The model cannot be asked, or says too little.
    """
    began = time.monotonic()
    async with aclosing(
        chat.chat([Message("user", "Say yes.")], ChatOptions(think=False, max_tokens=1))
    ) as stream:
        async for _item in stream:
            pass
    load_s = time.monotonic() - began
    # Words that no prompt before had, so that nothing of it is in the server's cache.
    salt = time.time_ns()
    words = " ".join(f"{(salt // (number + 3)) % 9973}" for number in range(_PROMPT_WORDS))
    prompt = f"Tell a story of two hundred words about a lighthouse. Its ships have these numbers: {words}"
    asked = time.monotonic()
    first = last = 0.0
    chars, end = 0, ChatEnd()
    async with aclosing(
        chat.chat([Message("user", prompt)], ChatOptions(think=False, max_tokens=48))
    ) as stream:
        async for item in stream:
            now = time.monotonic()
            match item:
                case AnswerPiece(text) | ReasoningPiece(text):
                    first, last, chars = first or now, now, chars + len(text)
                case ChatEnd():
                    end = item
            if now - began > budget_s and first:
                break
    first = first or time.monotonic()
    prompt_tokens = end.prompt_tokens or chat.count_tokens(prompt)
    written = end.answer_tokens or chars // 4
    reads = prompt_tokens / max(end.prompt_seconds or first - asked, 1e-3)
    if written < _LEAST_WRITTEN:
        raise ModelFault(
            _("it wrote too little in the time there was; try again when nothing else runs."), ""
        )
    writes = (written - 1) / max(last - first, 1e-3)
    return ChatSpeed(round(reads, 1), round(writes, 1), round(load_s, 1), size_bytes)


def measure_embedder(embedder: Embedder, budget_s: float) -> float:
    """Measure the passages that an embedder takes a second.

    Raises:
        AssistantError: The embedder cannot be asked.
    """
    embedder.embed_passages([_passage(0)])  # loads it
    done, number, began = 0, 1, time.monotonic()
    for size in (2, 4, 8, 16):
        embedder.embed_passages([_passage(number + more) for more in range(size)])
        done, number = done + size, number + size
        seconds = time.monotonic() - began
        if seconds * 2 > budget_s:
            break
    return round(done / max(seconds, 1e-3), 2)


def _passage(number: int) -> str:
    words = (f"the {number} seal of pump {part} is replaced after {part * 7} hours" for part in range(30))
    return ", ".join(words)[:PASSAGE_CHARS]


def from_machine(folder: Path, size_bytes: int) -> ChatSpeed:
    """Compute a model's speed from that of memory and arithmetic.

    As it was when this machine was least busy.

    Whoever asks gets the same as whoever asked before, or better: the best is kept.

    Args:
        folder: That of the libraries' folder.
        size_bytes: The model's weights.
    """
    known, now = kept_speeds(folder), from_memory(size_bytes)
    reads = max(now.reads, known.machine.get("reads", 0.0) / size_bytes)
    writes = max(now.writes, known.machine.get("writes", 0.0) / size_bytes)
    machine = {"reads": reads * size_bytes, "writes": writes * size_bytes}
    if machine != known.machine:
        with suppress(OSError):  # a home that cannot be written: worked out again next time
            keep_speeds(folder, replace(known, machine=machine))
    return replace(now, reads=reads, writes=writes)


def from_memory(size_bytes: int) -> ChatSpeed:
    """Work out a model's speed from that of memory and arithmetic.

    Each token that is written reads all weights once; a prompt is read as fast as matrices are multiplied. Both shares were
    measured with a model of 1.5 billion parameters in 4 bits.
    """
    import numpy as np

    block = np.ones(32_000_000, np.float32)
    copied = np.empty_like(block)
    copy_s = min(_timed(lambda: np.copyto(copied, block)) for _ in range(4))
    bandwidth = 2 * block.nbytes / copy_s
    side = 1024
    matrix = np.ones((side, side), np.float32)
    multiply_s = min(_timed(lambda: matrix @ matrix) for _ in range(4))
    operations = 2 * side**3 / multiply_s
    parameters = size_bytes / 0.62
    reads = operations * _SHARE_OF_ARITHMETIC / (2 * parameters)
    writes = bandwidth * _SHARE_OF_BANDWIDTH / size_bytes
    return ChatSpeed(round(reads, 1), round(writes, 1), 0.0, size_bytes, measured=False)


_SHARE_OF_ARITHMETIC = 0.9
_SHARE_OF_BANDWIDTH = 0.9


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return max(time.perf_counter() - began, 1e-6)


def nearest(speeds: Speeds, size_bytes: int) -> ChatSpeed | None:
    """Return the measured speed of the model whose size is nearest; None without one."""
    known = [speed for speed in speeds.chat.values() if speed.size_bytes]
    return min(known, key=lambda one: abs(log(one.size_bytes / size_bytes)), default=None)


def worked_out(speeds: Speeds, machine: Machine, folder: Path) -> Callable[[int], ChatSpeed | None]:
    """Return what works out the speed of a model from its size.

    It goes by the measured model of the nearest size; without one, and without a graphics card, by the machine.

    Args:
        speeds: What was measured here.
        machine: Its parts.
        folder: That of the libraries' folder.
    """
    card = machine.gpu_bytes or machine.unified
    basis = None if speeds.chat or card else from_machine(folder, DEEPSEEK_R1[0].file_bytes)

    def of_size(size_bytes: int) -> ChatSpeed | None:
        near = nearest(speeds, size_bytes) or basis if size_bytes else None
        return near.of_size(size_bytes) if near else None

    return of_size


def within_patience(
    advice: Recommendation, machine: Machine, speed_of: Callable[[int], ChatSpeed | None]
) -> Recommendation:
    """Choose a smaller size where the one that fits would keep people waiting.

    Args:
        advice: The size that fits.
        machine: Its parts.
        speed_of: Works out a speed from the size in bytes.
    """
    fitting = sizes_that_fit(machine)
    waits = {
        size.name: speed.answer_s for size in fitting if (speed := speed_of(size.file_bytes)) is not None
    }
    if advice.model not in waits:
        return advice
    by_time = [size for size in fitting if waits[size.name] <= PATIENCE_S]
    chosen = next(one for one in fitting if one.name == advice.model)
    size = by_time[-1] if by_time else fitting[0]
    if size.file_bytes > chosen.file_bytes:
        size = chosen
    context = min(advice.context_tokens, 4096) if size is not chosen else advice.context_tokens
    reason = _(
        "{model} with {context} tokens of context answers in about {time} on this machine",
        model=size.name,
        context=f"{context:,}",
        time=about(waits[size.name]),
    )
    if size is not chosen:
        reason += _(
            "; {model} would fit its memory, and take about {time}",
            model=chosen.name,
            time=about(waits[chosen.name]),
        )
    reason = _("{said}.", said=reason)
    if not by_time:
        reason = together(reason, _("No other size is quicker here."))
    needs = size.needs(context)
    return replace(advice, model=size.name, context_tokens=context, needs_bytes=needs, reason=reason)


def machine_name() -> str:
    """Return a name of this machine for what was measured on it: a hash of its parts."""
    parts = (
        platform.node(),
        platform.machine(),
        platform.processor(),
        psutil.cpu_count(),
        psutil.virtual_memory().total,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def kept_speeds(folder: Path) -> Speeds:
    """Return what was measured on this machine; nothing where it was not.

    Args:
        folder: That of the libraries' folder.
    """
    kept = _read(folder / FILE_NAME).get(machine_name(), {})
    try:
        return Speeds(
            {name: ChatSpeed(**speed) for name, speed in kept.get("chat", {}).items()},
            {name: float(speed) for name, speed in kept.get("embedding", {}).items()},
            {name: float(speed) for name, speed in kept.get("machine", {}).items()},
        )
    except (TypeError, ValueError, AttributeError):
        return Speeds()


def keep_speeds(folder: Path, speeds: Speeds) -> None:
    """Keep what was measured on this machine, beside what was on others.

    Raises:
        OSError: It cannot be written.
    """
    path = folder / FILE_NAME
    every = _read(path) | {machine_name(): asdict(speeds)}
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(json.dumps(every, indent=1, sort_keys=True).encode())


def _read(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_bytes()[:_MOST_MEASURED_CHARS])
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
