"""Find out what this machine can do, and choose settings by it."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from assistant.errors import AssistantError, UsageError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.inventory import embedder_here, engines_of, list_models
from assistant.models.hardware import (
    BILINGUAL_EMBEDDING,
    DEEPSEEK_R1,
    Machine,
    ModelSize,
    read_machine,
    reads_both,
    sizes_that_fit,
)
from assistant.models.ollama.next_step import state_of_silent
from assistant.models.selection import ModelChoice
from assistant.models.speed import (
    EVIDENCE_TOKENS,
    PATIENCE_S,
    REASONING_PATIENCE_S,
    REASONING_TOKENS,
    ChatSpeed,
    Speeds,
    keep_speeds,
    kept_speeds,
    measure_chat,
    measure_embedder,
    worked_out,
)
from assistant.offline import only_model_server
from assistant.paths import absolute
from assistant.wording import about, enumerated, together

if TYPE_CHECKING:
    from assistant.config import Loaded, Settings
    from assistant.inventory import ModelRow

BUDGET_S = 50.0
"""Seconds that all measuring may take; what is left then is worked out."""
_SAMPLE = 24
_SAMPLE_S = 8.0
_MOST_FILES = 200_000


@dataclass(frozen=True, slots=True)
class Step:
    """What is being looked at or measured now."""

    said: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chat model, and how long an answer takes with it.

    Attributes:
        name: As settings name it.
        engine: "ollama" or "embedded".
        speed: How fast it is here.
        thinks: Whether it can reason first.
        installed: Whether it is here.
        answer_s: Seconds for a usual answer without reasoning.
        reasoned_s: The same with reasoning; None where it cannot.
    """

    name: str
    engine: str
    speed: ChatSpeed
    thinks: bool
    installed: bool
    answer_s: float
    reasoned_s: float | None


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds, and how long it takes to embed.

    Attributes:
        path: Absolute.
        files: That would be read.
        size_bytes: Of these.
        passages: About so many, by a sample; 0 where none could be read.
        embed_s: Seconds until all is embedded; None where that is not known.
    """

    path: str
    files: int
    size_bytes: int
    passages: int
    embed_s: float | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What to set, and why.

    Attributes:
        model: The chat model that is advised; empty where none fits.
        installed: Whether it is here.
        think: "on" or "off".
        context_tokens: The context to use.
        evidence_tokens: Evidence to show the model; 0 leaves the choice to each question.
        embedding: The embedding model that is advised.
        settings: Settings that differ from those in force, by key.
        reasons: A sentence for each choice.
    """

    model: str
    installed: bool
    think: str
    context_tokens: int
    evidence_tokens: int
    embedding: str
    settings: dict[str, str | int]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """All that was found out.

    Attributes:
        machine: Its parts.
        server: "answers", "stopped" (installed, and not running), "missing", "elsewhere" (and silent), or "unused" where the
            embedded engine is set.
        problem: Why the model server does not answer; else empty.
        server_hint: The next step towards a model server, on this system; empty where it answers.
        candidates: Chat models that are here, and sizes of deepseek-r1 that fit, the smallest first.
        embedding: Passages a second of each embedder that is here.
        folder: What was to be embedded; None where nothing was named.
        advice: What to set.
        faults: What could not be measured, and why.
        remarks: What else makes the figures less sure.
        embedder_is_here: Whether the embedder that is advised is on this machine.
    """

    machine: Machine
    server: str
    problem: str
    server_hint: str
    candidates: tuple[Candidate, ...]
    embedding: dict[str, float]
    folder: Folder | None
    advice: Advice
    faults: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    embedder_is_here: bool = False


def survey(loaded: Loaded, folder: str = "", *, measure: bool = True) -> Iterator[Step | Survey]:
    """Find out what this machine can do; the last that is given is the survey.

    It asks the model server of the settings, loads its models one after the other, and sends nothing elsewhere.

    Args:
        loaded: The settings in force.
        folder: What is to be embedded; empty for nothing.
        measure: Whether to measure what was not measured on this machine before; without, nothing is loaded.

    Raises:
        UsageError: The folder is not there.
    """
    path = Path(absolute(folder)) if folder else None
    if path is not None and not path.exists():
        raise UsageError(
            _("There is nothing at “{path}”.", path=path), _("Check the path."), code="path_missing"
        )
    yield Step(_("Looking at this machine"))
    machine = read_machine()
    models = list_models(loaded, engines_of(loaded))
    server, hint = "answers" if loaded.settings.engine != "embedded" else "unused", ""
    if models.problem is not None:
        server, hint = state_of_silent(loaded.settings.ollama.host), models.problem.hint
    speeds, faults, remarks = kept_speeds(loaded.paths.libraries.parent), [], []
    if measure and (busy := psutil.getloadavg()[0]) > machine.cores:
        remarks.append(
            _("Other programs keep this machine busy (load {load}): alone it is quicker.", load=f"{busy:.0f}")
        )
    if measure:
        speeds = Speeds(machine=speeds.machine)
        for item in _measured(loaded, models.rows, speeds):
            if isinstance(item, Step):
                yield item
            else:
                faults.append(item)
        keep_speeds(loaded.paths.libraries.parent, speeds)
    if not speeds.chat:
        yield Step(
            _("Measuring memory and arithmetic")
            if measure
            else _("Working out the times without loading a model")
        )
    candidates = _candidates(models.rows, speeds, machine, loaded.paths.libraries.parent)
    found: Folder | None = None
    if path is not None:
        yield Step(_("Counting the files of {path}", path=path))
        found = _folder(path, _embeds(speeds, loaded.settings))
    advice = advise(candidates, speeds, machine, loaded.settings, server, measure=measure)
    here = embedder_here(models.rows)
    if here and not speeds.embedding:
        advice = replace(advice, embedding=here)
    problem = models.problem.message if models.problem else ""
    yield Survey(
        machine,
        server,
        problem,
        hint,
        candidates,
        speeds.embedding,
        found,
        advice,
        tuple(faults),
        tuple(remarks),
        any(advice.embedding in (row.name, row.name.removesuffix(":latest")) for row in models.rows),
    )


def _measured(loaded: Loaded, rows: Sequence[ModelRow], speeds: Speeds) -> Iterator[Step | str]:
    """Measure the models that are here, and give what fails as a sentence."""
    until = time.monotonic() + BUDGET_S
    settings = loaded.settings
    with only_model_server(settings.ollama.host, settings.network.allowed_hosts):
        for row in sorted(rows, key=_turn):
            left = until - time.monotonic()
            if left < 5 or row.refused:
                continue
            yield Step(_("Measuring {model}", model=row.name))
            try:
                if row.can_embed:
                    speeds.embedding[f"{row.engine}/{row.name}"] = _embedder_speed(
                        settings, row, min(left, 8.0)
                    )
                elif row.can_chat:
                    speeds.chat[f"{row.engine}/{row.name}"] = _chat_speed(settings, row, min(left, 25.0))
            except AssistantError as error:
                yield _("{model}: {message}", model=row.name, message=error.message)


def _turn(row: ModelRow) -> tuple[bool, bool, bool, int]:
    """Order models by how much it matters that they are measured."""
    return not row.can_embed, not row.used_for, not row.name.startswith("deepseek-r1"), row.size_bytes


def _only(settings: Settings, row: ModelRow) -> ModelChoice:
    """Choose a model whatever the settings name."""
    named = {"chat": row.name, "embedding": row.name} if row.engine == "ollama" else {}
    models = settings.models.changed(**named)
    return ModelChoice(settings.changed(engine=row.engine, models=models), None)


def _embedder_speed(settings: Settings, row: ModelRow, budget_s: float) -> float:
    choice = _only(settings, row)
    try:
        return measure_embedder(choice.embedder_for_ingest(), budget_s)
    finally:
        choice.close()


def _chat_speed(settings: Settings, row: ModelRow, budget_s: float) -> ChatSpeed:
    choice = _only(settings, row)

    async def measured() -> ChatSpeed:
        chat = choice.chat()
        assert chat is not None
        try:
            return await measure_chat(chat, row.size_bytes or _gguf_bytes(settings), budget_s)
        finally:
            await choice.aclose()

    try:
        return asyncio.run(measured())
    finally:
        choice.close()


def _gguf_bytes(settings: Settings) -> int:
    path = Path(settings.models.chat_gguf)
    return path.stat().st_size if path.is_file() else 0


def _candidates(
    rows: Sequence[ModelRow], speeds: Speeds, machine: Machine, folder: Path
) -> tuple[Candidate, ...]:
    """Return the chat models that are here, and the sizes of deepseek-r1 that fit."""
    here = {row.name for row in rows}
    speed_of = worked_out(speeds, machine, folder)
    found = []
    for row in rows:
        if not row.can_chat or row.can_embed or row.refused:
            continue
        speed = speeds.chat.get(f"{row.engine}/{row.name}") or speed_of(row.size_bytes)
        if speed is not None:
            thinks = row.thinks or row.name.startswith("deepseek-r1")
            found.append(_candidate(row.name, row.engine, speed, thinks=thinks, installed=True))
    for size in sizes_that_fit(machine):
        speed = speed_of(size.file_bytes)
        if size.name not in here and speed is not None:
            found.append(_candidate(size.name, "ollama", speed, thinks=True, installed=False))
    return tuple(sorted(found, key=lambda one: one.speed.size_bytes))


def _candidate(name: str, engine: str, speed: ChatSpeed, *, thinks: bool, installed: bool) -> Candidate:
    evidence = speed.evidence
    reasoned = speed.wait(evidence, reasoning_tokens=REASONING_TOKENS) if thinks else None
    return Candidate(name, engine, speed, thinks, installed, speed.answer_s, reasoned)


def _embeds(speeds: Speeds, settings: Settings) -> float | None:
    """Return the passages a second of the embedder that would be used."""
    wanted = settings.models.embedding
    named = [
        speed
        for name, speed in speeds.embedding.items()
        if wanted and name.partition("/")[2].startswith(wanted)
    ]
    return named[0] if named else max(speeds.embedding.values(), default=None)


def _folder(path: Path, embeds: float | None) -> Folder:
    from ingest.discover import discover

    entries = []
    for entry in discover([path]):
        if not entry.skipped:
            entries.append(entry)
        if len(entries) >= _MOST_FILES:
            break
    passages_in, read_bytes, bytes_of = Counter[str](), Counter[str](), Counter[str]()
    for entry in entries:
        bytes_of[_ending(entry.path)] += entry.size
    sample = entries[:: max(len(entries) // _SAMPLE, 1)][:_SAMPLE]
    for name, passages in _sampled([Path(entry.path) for entry in sample]).items():
        passages_in[_ending(name)] += passages
        read_bytes[_ending(name)] += max(Path(name).stat().st_size, 1)
    overall = sum(passages_in.values()) / sum(read_bytes.values()) if read_bytes else 0.0
    passages = round(
        sum(
            size * (passages_in[ending] / read_bytes[ending] if read_bytes[ending] else overall)
            for ending, size in bytes_of.items()
        )
    )
    seconds = passages / embeds if embeds else None
    return Folder(str(path), len(entries), sum(bytes_of.values()), passages, seconds)


def _ending(path: str) -> str:
    return Path(path).suffix.lower()


def _sampled(files: Sequence[Path]) -> dict[str, int]:
    """Read some files into a passing library, and return the passages of each."""
    from assistant.library.library import Library
    from ingest.sync import Limits, Pipeline

    read: dict[str, int] = {}
    until = time.monotonic() + _SAMPLE_S
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder) / "library", create=True) as library:
        for event in Pipeline(library, Limits()).scan(files):
            if event.status not in ("failed", "skipped"):
                read[event.path] = event.passages
            if time.monotonic() > until:
                break
    return read


def advise(
    candidates: Sequence[Candidate],
    speeds: Speeds,
    machine: Machine,
    settings: Settings,
    server: str,
    *,
    measure: bool = True,
) -> Advice:
    """Choose settings by what was found out.

    Args:
        candidates: Chat models, the smallest first.
        speeds: What was measured.
        machine: Its parts.
        settings: Those in force.
        server: The state of the model server.
        measure: Whether models were to be measured.
    """
    family = [one for one in candidates if one.name.startswith("deepseek-r1")] or list(candidates)
    quick = [one for one in family if one.answer_s <= PATIENCE_S]
    chosen = quick[-1] if quick else (family[0] if family else None)
    reasons: list[str] = []
    if chosen is None:
        reasons.append(
            _("No chat model fits this machine; answers are quoted from your documents, word for word.")
        )
        return Advice("", False, "off", 0, 0, _embedding(speeds), {}, tuple(reasons))
    larger = family[family.index(chosen) + 1 :]
    takes = about(chosen.answer_s)
    reasons.append(_("{model}: an answer takes about {time} here.", model=chosen.name, time=takes))
    if chosen.installed and not chosen.speed.measured:
        reasons.append(
            _("It could not be measured; that is worked out from other models.")
            if measure
            else _("It was not measured; that is worked out.")
        )
    if others := [one.name for one in candidates if one not in family and one.answer_s < chosen.answer_s]:
        reasons.append(_("Also here, and quicker: {models}.", models=enumerated(others[:3])))
    if larger:
        after = larger[0]
        reasons.append(_("{model} would take about {time}.", model=after.name, time=about(after.answer_s)))
    think = "off"
    if chosen.reasoned_s is not None:
        think = "on" if chosen.reasoned_s <= REASONING_PATIENCE_S else "off"
        said = _("With reasoning it takes about {time}.", time=about(chosen.reasoned_s))
        reasons.append(said if think == "on" else together(said, _("So reasoning is best left off.")))
    evidence = chosen.speed.evidence
    evidence = 0 if evidence >= EVIDENCE_TOKENS else evidence
    context = _context(chosen, machine)
    embedding = _embedding(speeds)
    wanted: dict[str, str | int] = {
        "answer.think": think,
        "answer.context_tokens": context,
        "answer.evidence_tokens": evidence,
    }
    if chosen.engine == "ollama" and server == "answers" and chosen.installed:
        wanted["models.chat"] = chosen.name
    now = {
        "answer.think": settings.answer.think,
        "answer.context_tokens": settings.answer.context_tokens,
        "answer.evidence_tokens": settings.answer.evidence_tokens,
        "models.chat": settings.models.chat,
    }
    differ = {key: value for key, value in wanted.items() if now[key] != value}
    return Advice(chosen.name, chosen.installed, think, context, evidence, embedding, differ, tuple(reasons))


def _context(chosen: Candidate, machine: Machine) -> int:
    """Return a context that the machine has memory and time for."""
    size = next((one for one in DEEPSEEK_R1 if one.name == chosen.name), None)
    size = size or ModelSize(chosen.name, chosen.speed.size_bytes, DEEPSEEK_R1[1].token_bytes)
    budget = machine.gpu_bytes or int(machine.ram_bytes * 0.7)
    most = 4096 if chosen.speed.reads < 100 else 8192 if chosen.speed.reads < 1_000 else 16384
    return max(
        (tokens for tokens in (2048, 4096, 8192, 16384) if tokens <= most and size.needs(tokens) <= budget),
        default=2048,
    )


def _embedding(speeds: Speeds) -> str:
    """Return the embedder to use: the quicker of the bilingual ones."""
    bilingual = {name: speed for name, speed in speeds.embedding.items() if reads_both(name)}
    return (
        max(bilingual, key=lambda name: bilingual[name]).partition("/")[2]
        if bilingual
        else BILINGUAL_EMBEDDING
    )
