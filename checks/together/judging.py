"""Judges what the processes found: never an error, never a wrong result, and what is new is found soon."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from checks.together.folder import Ledger, Span
from checks.together.processes import Ended, Line

TRANSIENT = "it changed while it was read; it is read again next time"
"""What may be said of a file that somebody changed while it was read."""
EXPECTED = {
    # Who asks the index may find it behind what was just ingested, and compares all vectors itself.
    "index": "searches beside an index that is brought in line",
    # The files change without pause: between the reading and the answer some of those that are cited do.
    "changed": "answers that tell of changed files",
    # The notes are alike, so more of them match than fit what the model is shown.
    "left_out": "answers that tell of what was left out",
    "more_match": "answers that tell of more matches",
    # And one that is read whole may not be the one meant.
    "paper_guessed": "answers that tell of other notes that may be meant",
    # Questions of made-up words may be taken for ones that any model answers; they are answered with documents all the same.
    "general": "answers of the model's own, with documents",
    # No sentence joins a sign with the made-up words that are asked of: some answers are in doubt, and both tell it.
    "perhaps": "answers in doubt",
    "ask_anyway": "answers that tell how the model is asked alone",
}
"""Notices that are no fault, by code, and as what they are counted."""
ANSWERED = ("answered", "perhaps", "general")
"""How a question may end: a sign stands in every note, so nothing is ever refused."""


@dataclass
class Probe:
    """A new document that is waited for.

    Attributes:
        path: Where it was put.
        span: What it holds.
        acknowledged: When ingest said that it is in; None before.
        found: When each searcher found it first.
    """

    path: Path
    span: Span
    acknowledged: float | None = None
    found: dict[str, float] = field(default_factory=dict)


class Judge:
    """Hears of everything that happens, and keeps count; safe to use from several threads.

    Args:
        ledger: What was true when.
        searchers: The names of those who have to find what is new.
        workers: The names of all who work without pause.

    Attributes:
        faults: What went wrong.
        counts: How much was done.
        took_s: How long each search and each answer took.
        waiting: New documents that somebody has not found yet, by token.
        found: Those that all have found.
        all_heard: Set when every worker has done something.
        all_found: Set while nothing is waited for.
    """

    def __init__(self, ledger: Ledger, searchers: list[str], workers: list[str]) -> None:
        self.faults: list[str] = []
        self.counts: Counter[str] = Counter()
        self.waiting: dict[str, Probe] = {}
        self.found: list[Probe] = []
        self.took_s: dict[str, list[float]] = {"searches": [], "asks": []}
        self.all_heard = threading.Event()
        self.all_found = threading.Event()
        self._silent = set(workers)
        self._ledger = ledger
        self._searchers = searchers
        self._runs: list[tuple[float, float]] = []  # when each completed run began and ended
        self._lock = threading.Lock()

    # What is told

    def fault(self, words: str) -> None:
        with self._lock:
            self.faults.append(words)

    def put_down(self, path: Path, span: Span) -> None:
        with self._lock:
            self.waiting[span.token] = Probe(path, span)
            self.all_found.clear()

    def untouchable(self, path: Path) -> bool:
        """Return whether a file has to stay as it is until it was found."""
        with self._lock:
            return any(probe.path == path for probe in self.waiting.values())

    def ingested(self, line: Line) -> None:
        """Hear an event of a run of ingest."""
        now = time.monotonic()
        match line:
            case {"event": "file", "status": "added" | "updated", "path": path}:
                with self._lock:
                    for probe in self.waiting.values():
                        if str(probe.path) == path and probe.acknowledged is None:
                            probe.acknowledged = now
            case {"event": "file", "status": "failed", "reason": reason} if reason.startswith(TRANSIENT):
                self.counts["changed while read"] += 1
            case {"event": "file", "status": "failed", "path": path, "reason": reason}:
                self.fault(f"ingest failed on {path}: {reason}")
            case {"event": "notice", "message": message}:
                self.fault(f"ingest noticed: {message}")
            case {"event": "error", "message": message}:
                self.fault(f"ingest: {message}")

    def run_ended(self, began: float, ended: Ended) -> None:
        """Hear that a run of ingest is over; 4 says that a file could not be read, and those were told one by one."""
        if ended.err or ended.code not in (0, 4):
            self.fault(f"ingest ended with {ended.code}: {ended.err}")
        with self._lock:
            self._runs.append((began, time.monotonic()))
            self.counts["rounds"] += 1

    def said(self, name: str, line: Line) -> None:
        """Hear what a searcher, or who asks, has found."""
        self._silent.discard(name)
        if not self._silent:
            self.all_heard.set()
        if "error" in line:
            self.fault(f"{name}: {line['error']}")
            return
        for code, message in line["notices"]:
            if code in EXPECTED:
                self.counts[EXPECTED[code]] += 1
            else:
                self.fault(f"{name} noticed: {message}")
        since = self._true_since(line["began"])
        if "ask" in line:
            self._judge_answer(name, line, since)
        else:
            self._judge_hits(name, line, since)

    def command_ended(self, name: str, ended: Ended) -> None:
        if ended.err or ended.code:
            self.fault(f"{name} ended with {ended.code}: {ended.err}")

    # What is judged

    def _true_since(self, moment: float) -> float:
        """Return when the last run began that was complete at a moment: what was over before then must not be found."""
        with self._lock:
            return max((began for began, ended in self._runs if ended < moment), default=0.0)

    def _judge_hits(self, name: str, line: Line, since: float) -> None:
        self.counts["searches"] += 1
        self.took_s["searches"].append(line["ended"] - line["began"])
        self.counts["hits"] += len(line["hits"])
        self.counts["compared by meaning"] += bool(line.get("meaning"))
        for path, text in line["hits"]:
            if not self._ledger.holds(path, text.split("\n\n"), since):
                self.fault(f"{name} found by {line['search']!r} in {path} what did not stand there: {text!r}")
            for token in [token for token in line["search"].split() if token in text]:
                self._found(name, token, path, line["ended"])

    def _found(self, name: str, token: str, path: str, moment: float) -> None:
        with self._lock:
            probe = self.waiting.get(token)
            if probe is None or str(probe.path) != path or name not in self._searchers:
                return
            probe.found.setdefault(name, moment)
            if probe.acknowledged is not None and len(probe.found) == len(self._searchers):
                self.found.append(self.waiting.pop(token))
            if not self.waiting:
                self.all_found.set()

    def _judge_answer(self, name: str, line: Line, since: float) -> None:
        self.counts["asks"] += 1
        self.took_s["asks"].append(line["ended"] - line["began"])
        self.counts[f"asks {line['status']}"] += 1
        if line["status"] not in ANSWERED:
            self.fault(f"{name} was not answered, but told {line['status']}: {line['ask']}")
        for path, quote, start in line["citations"]:
            self.counts["citations"] += 1
            if not self._ledger.held_at(path, quote, start, since):
                self.fault(f"{name} cited from {path} what did not stand there at {start}: {quote!r}")
