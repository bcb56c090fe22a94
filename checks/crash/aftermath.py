"""What is left of a run that was struck, and the run after it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.retrieval.background import TEXTS
from checks.crash.checker import Checker
from checks.crash.checking import Acknowledged, State
from checks.crash.commands import Ran, assistant, ingest
from checks.crash.documents import questions
from checks.crash.phases import Phase
from tests.fakes.ollama_server import FakeOllama


@dataclass(frozen=True)
class Aftermath:
    """A library as a struck run has left it.

    Attributes:
        phase: What was being done.
        ran: The run that was struck.
        home: Where the library is.
        ollama: The model server, with what it was asked so far.
        checker: Looks at libraries.
    """

    phase: Phase
    ran: Ran
    home: Path
    ollama: FakeOllama
    checker: Checker

    def problems(
        self, copy: Path, *, search: bool = False, before_next: Callable[[], None] = lambda: None
    ) -> list[str]:
        """Look at a copy of the library, run again, and compare with a fresh library.

        Args:
            copy: Where the copy is made: looking at a database brings it in order, which the next run shall do.
            search: Whether the real `assistant search` is asked as well, before the next run.
            before_next: Called before the next run.
        """
        phase, asked, given = self.phase, questions(self.phase.lying.values()), _embedded(self.ollama)
        shutil.copytree(self.home, copy)
        problems = [*_searched(copy, phase, self.ran, self.ollama.url)] if search else []
        acknowledged = _acknowledged(phase, self.ran)
        state = self.checker.after_fault(copy, phase.model, acknowledged, list(phase.kept))
        problems += [*state.problems, *_not_stored(given, state)]
        if self.ran.code == 0 and not self.ran.said:  # then everything was done
            problems += self.checker.as_fresh(copy, phase.fresh, asked, self.ollama.url)
        before_next()
        self.ollama.requests.clear()
        again = ingest(self.home, phase.documents, self.ollama.url)
        problems += [*not_in_order(again), *_embedded_twice(_embedded(self.ollama), state)]
        return problems + self.checker.as_fresh(self.home, phase.fresh, asked, self.ollama.url)


def _acknowledged(phase: Phase, ran: Ran) -> list[Acknowledged]:
    made = []
    for event in ran.events:
        if event["event"] == "file" and event["status"] in ("added", "updated", "unchanged", "removed"):
            paper = phase.lying.get(event["path"])
            words = (paper.word, paper.mark) if paper else ()
            count = paper.sections if paper else 0
            made.append(Acknowledged(event["path"], event["status"], count, words))
    return made


def _searched(home: Path, phase: Phase, ran: Ran, url: str) -> Iterator[str]:
    """Ask the real command for the words that must be found."""
    said = [words[0] for one in _acknowledged(phase, ran) if (words := one.words)]
    for word in [*said[:1], *phase.kept[-1:]]:
        found = assistant(home, ["search", word], url)
        texts = [hit["text"] for event in found.events for hit in event.get("hits", [])]
        if found.code != 0 or not any(word in text for text in texts):
            yield f"a search for “{word}” ended with {found.code} and found {len(texts)}: {found.err[-400:]}"


def _embedded(ollama: FakeOllama) -> list[list[str]]:
    """Return the texts of documents that the model server was asked to embed, batch by batch."""
    batches = [body["input"] for body in ollama.sent("/api/embed")]
    # What questions are held against is no text of a document; it is kept with the library, and is only worth a try.
    return [batch for batch in batches if not all(str(text).endswith(TEXTS) for text in batch)]


def _not_stored(given: list[list[str]], state: State) -> Iterator[str]:
    """Every batch but the last was stored before the next one was sent."""
    lost = {text for batch in given[:-1] for text in batch} - state.embedded
    if lost:
        yield f"{len(lost)} texts had been embedded before the last request, and have no vector"


def _embedded_twice(given: list[list[str]], state: State) -> Iterator[str]:
    asked = Counter(text for batch in given for text in batch)
    if again := asked.keys() & state.embedded:
        yield f"{len(again)} texts were embedded again that had a vector: {sorted(again)[0][:80]!r}"
    if twice := [text for text, count in asked.items() if count > 1]:
        yield f"{len(twice)} texts were embedded twice in one run"


def not_in_order(ran: Ran) -> list[str]:
    """Return what is wrong with a run that nothing strikes."""
    problems = []
    if ran.code != 0 or ran.err:
        problems.append(f"a run that nothing strikes ended with {ran.code}: {ran.err[-400:]}")
    # That a folder has moved is said by the run that finds it.
    if said := [one for one in ran.said if "had moved" not in one.get("message", "")]:
        problems.append(f"a run that nothing strikes says {said}")
    return problems
