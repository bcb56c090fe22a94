"""What a run is judged by, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from checks.together.judging import Probe
from checks.together.session import ASKER, SEARCHERS, Session
from checks.together.watching import growth

MOST_WAL_MB = 64
"""A log that readers keep from being emptied would pass this within a minute."""
LONG_S = 30.0
"""From so long a run it can be told whether something grows."""
MOST_GROWTH = 1.5
"""What works on and on may need so many times as much memory at the end as early on."""
MOST_FILES = 64
"""So many files a process may have open; those of a Chroma index are about twenty."""
MB = 1_000_000


@dataclass(frozen=True)
class Report:
    """The lines of a report, and what was found wrong; nothing when all is well."""

    lines: tuple[str, ...]
    faults: tuple[str, ...]


def report(session: Session) -> Report:
    judge, watch, plan = session.judge, session.watch, session.plan
    counts, probes = judge.counts, judge.found
    lines = [
        f"{plan.seconds:g} s, {plan.files} files",
        f"rounds of ingest: {counts['rounds']}; files changed: {session.folder.changes}"
        f" (while read: {counts['changed while read']})",
        f"searches: {counts['searches']} with {counts['hits']} hits; by command: {counts['commands']};"
        f" beside an index that is brought in line: {counts['searches beside an index that is brought in line']}",
        f"asks: {counts['asks']} (answered: {counts['asks answered']}) with {counts['citations']} citations",
        _latency("a search", judge.took_s["searches"]),
        _latency("an answer", judge.took_s["asks"]),
        f"new documents found by all: {len(probes)}",
        _latency("from acknowledged to found", [_after_acknowledged(probe) for probe in probes]),
        _latency("from put down to found", [max(p.found.values()) - p.span.began for p in probes]),
        f"write-ahead log: at most {max(watch.wal, default=0) / MB:.1f} MB, at the end {_last(watch.wal) / MB:.1f} MB,"
        f" growth {growth(watch.wal):.2f}",
    ]
    lines += [
        f"{name}: memory at most {max(watch.memory[name]) / MB:.0f} MB, growth {growth(watch.memory[name]):.2f};"
        f" open files at most {max(watch.handles[name], default=0)}"
        for name in watch.memory
    ]
    return Report(tuple(lines), (*judge.faults, *_missing(session)))


def _missing(session: Session) -> list[str]:
    """Return what did not happen that should have, and what happened too late or too much."""
    judge, watch, within_s = session.judge, session.watch, session.plan.within_s
    faults = [
        f"there were no {what}"
        for what in ("searches", "hits", "asks", "citations")
        if not judge.counts[what]
    ]
    if session.plan.seconds >= LONG_S and not judge.counts["asks answered"]:
        faults.append("every answer was in doubt")
    if not judge.found:
        faults.append("no new document was found")
    faults += [
        f"{probe.path.name} was found {_after_acknowledged(probe):.1f} s after it was acknowledged"
        for probe in judge.found
        if _after_acknowledged(probe) > within_s
    ]
    if max(watch.wal, default=0) > MOST_WAL_MB * MB:
        faults.append(f"the write-ahead log grew to {max(watch.wal) / MB:.0f} MB")
    faults += [f"{probe.path.name} was never found" for probe in judge.waiting.values()]
    for name in (*SEARCHERS, ASKER) if session.plan.seconds >= LONG_S else ():
        if growth(watch.memory[name]) > MOST_GROWTH:
            faults.append(f"{name}: memory grew {growth(watch.memory[name]):.2f} times")
        if max(watch.handles[name]) > MOST_FILES:
            faults.append(f"{name}: {max(watch.handles[name])} files are open")
    return faults


def _after_acknowledged(probe: Probe) -> float:
    assert probe.acknowledged is not None
    return max(0.0, max(probe.found.values()) - probe.acknowledged)


def _latency(what: str, seconds: list[float]) -> str:
    if not seconds:
        return f"{what}: nothing was"
    return f"{what}: median {median(seconds):.2f} s, at most {max(seconds):.2f} s"


def _last(samples: list[int]) -> int:
    return samples[-1] if samples else 0
