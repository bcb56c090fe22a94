"""One run: ingest of changing files again and again, two that search, one that asks, and now and then a new command."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from checks.together import processes
from checks.together.folder import WORDS, Folder
from checks.together.judging import Judge
from checks.together.processes import Line, Worker
from checks.together.watching import Watch
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply

SEARCHERS = {"searcher": "50000", "searcher with the index": "0"}
"""Who searches without pause, and up to how many passages each compares all vectors."""
ASKER = "asker"
PAUSE_S = 0.05
"""Between two changes of files."""
PROBES = 2
"""New documents that are waited for at once."""
COMMAND_EVERY_S = 3.0
START_S = 60.0


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    Attributes:
        seconds: How long.
        files: How many there are.
        within_s: How soon after it was acknowledged a new document has to be found.
    """

    seconds: float
    files: int
    within_s: float


class Session:
    """Runs a plan in an empty folder; `judge` and `watch` tell afterwards what was seen."""

    def __init__(self, plan: Plan, base: Path) -> None:
        self.plan = plan
        self.home = base / "home"
        (base / "docs").mkdir()
        self.folder = Folder(base / "docs", plan.files, seed=1)
        self.judge = Judge(self.folder.ledger, list(SEARCHERS), [*SEARCHERS, ASKER])
        self.folder.untouchable = self.judge.untouchable
        self.database = self.home / "libraries" / "default" / "library.db"
        self._over = threading.Event()
        self._first = threading.Event()
        self._workers: list[Worker] = []

    def run(self) -> None:
        """Do it all; returns when every process has ended."""
        ollama = FakeOllama(
            FakeModel("deepseek-r1:8b", ("completion",), 8192), FakeModel("bge-m3", ("embedding",))
        )
        ollama.answer = answer_from_evidence
        with ExitStack() as held:
            held.enter_context(ollama.running())
            self._environ = processes.environment(self.home, ollama.url)
            self.watch = Watch(self.database)
            held.callback(self.watch.close)
            threads = [
                threading.Thread(target=self._kept(work))
                for work in (self._ingest, self._change, self._command)
            ]
            for thread in threads:
                thread.start()
            try:
                self._first.wait(START_S)
                self._start_workers()
                self.judge.all_heard.wait(START_S)
                self._over.wait(self.plan.seconds)
            finally:
                self._over.set()
                for thread in threads:
                    thread.join()
                self.judge.all_found.wait(self.plan.within_s)
                for worker in self._workers:
                    self.judge.command_ended(worker.name, worker.stop())
        self._close()

    def _kept(self, work: Callable[[], None]) -> Callable[[], None]:
        """Let a fault of ours end the run and be told, rather than vanish with its thread."""

        def kept() -> None:
            try:
                work()
            except BaseException as error:
                self.judge.fault(f"the harness itself: {error!r}")
                self._over.set()
                raise

        return kept

    def _start_workers(self) -> None:
        for name, exact_up_to in SEARCHERS.items():
            self._start(name, "search", exact_up_to)
        self._start(ASKER, "ask", "50000")

    def _start(self, name: str, what: str, exact_up_to: str) -> None:
        words = [str(self.home), what, exact_up_to]
        worker = Worker(name, self._environ, words, lambda line: self.judge.said(name, line))
        self.watch.follow(name, worker.pid)
        self._workers.append(worker)

    # What goes on at the same time, each in a thread

    def _ingest(self) -> None:
        """Ingest until the time is over, and once more when nothing changes any longer."""
        last = False
        while not last:
            last = self._over.is_set()
            began = time.monotonic()
            ended = processes.run_lines(
                self._environ, "ingest", "--json", self.folder.root,
                seen=self._event, started=lambda pid: self.watch.follow("ingest", pid),
            )  # fmt: skip
            self.judge.run_ended(began, ended)

    def _event(self, line: Line) -> None:
        self.judge.ingested(line)
        self._first.set()

    def _change(self) -> None:
        self._first.wait(START_S)
        told: set[str] = set()
        while not self._over.wait(PAUSE_S):
            if len(self.judge.waiting) < PROBES and self._workers:
                path, span = self.folder.add()
                self.judge.put_down(path, span)
            else:
                self.folder.change_one()
            waiting = set(self.judge.waiting)
            for order, tokens in (("want", waiting - told), ("enough", told - waiting)):
                for worker in self._workers[: len(SEARCHERS)]:
                    for token in sorted(tokens):
                        worker.tell(f"{order} {token}")
            told = waiting

    def _command(self) -> None:
        """Search by a command of its own now and then."""
        self._first.wait(START_S)
        number = 0
        while not self._over.wait(COMMAND_EVERY_S):
            number += 1
            began = time.monotonic()
            query = " ".join(WORDS[number % 90 : number % 90 + 3])
            ended = processes.run(self._environ, "search", "--json", query)
            self.judge.command_ended("the search command", ended)
            for line in ended.out.splitlines():
                hits = [[hit["source"], hit["text"]] for hit in json.loads(line)["hits"]]
                told = {
                    "search": query,
                    "hits": hits,
                    "notices": [],
                    "began": began,
                    "ended": time.monotonic(),
                }
                self.judge.said("the search command", told)
                self.judge.counts["commands"] += 1

    # At the end

    def _close(self) -> None:
        """Hold the library against the files as they are now, and every probe against its time."""
        from assistant.library.library import Library
        from checks.histories import laws

        with Library(self.database.parent) as library:
            for law in (laws.always, laws.no_orphans):
                try:
                    law(library)
                except AssertionError as error:
                    self.judge.fault(f"at the end: {error}")
            known = {
                path: file.size for path, file in library.documents.known().items() if file.state == "found"
            }
            true = {path: len(span.text.encode()) for path, span in self.folder.ledger.files().items()}
            if known != true:
                self.judge.fault(f"at the end files differ: {sorted(known.items() ^ true.items())[:6]}")
            for document in library.documents.all():
                stored = library.documents.neighbours(document.id, 0, document.passages)
                if not self.folder.ledger.holds(document.source, [p.text for p in stored], time.monotonic()):
                    self.judge.fault(f"at the end {document.source} is not what the file holds")
            if library.vectors.state().pending:
                self.judge.fault("at the end texts wait to be embedded")


def answer_from_evidence(body: Line) -> FakeReply:
    """Answer as a model would that reads well: with the first sentences of the evidence that name a sign."""
    evidence = body["messages"][-1]["content"].partition("Question:")[0]
    signs = re.findall(r"The sign of \w+ is token-[\d-]+\.", evidence)
    return FakeReply(" ".join(signs[:2]) or "The text does not say.")
