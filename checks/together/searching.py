"""A process that searches, or asks, without pause: `python -m checks.together.searching HOME search|ask EXACT_UP_TO`.

It reads `want TOKEN` and `stop` from standard input and writes one JSON object for every search or answer, with the
times of the monotonic clock between which it was worked on.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from pathlib import Path

from assistant import Assistant
from assistant.errors import AssistantError
from assistant.events import Finished, Notice
from checks.together.folder import SECTIONS, WORDS


class _Orders:
    """What the process was told: which tokens to look for, and when to stop."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self._wanted: list[str] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            order, _, token = line.strip().partition(" ")
            with self._lock:
                if order == "want":
                    self._wanted.append(token)
                elif order == "enough" and token in self._wanted:
                    self._wanted.remove(token)
            if order == "stop":
                break
        self.stopped.set()

    def wanted(self) -> list[str]:
        with self._lock:
            return list(self._wanted)


def _searched(assistant: Assistant, query: str) -> dict[str, object]:
    found = assistant.search(query)
    return {
        "search": query,
        "hits": [[hit.source, hit.text] for hit in found.hits],
        "notices": [[notice.code, notice.message] for notice in found.notices],
        "meaning": found.vector is not None,
    }


def _asked(assistant: Assistant, question: str) -> dict[str, object]:
    events = list(assistant.ask(question))
    last = events[-1]
    assert isinstance(last, Finished)
    return {
        "ask": question,
        "status": last.status,
        "citations": [[c.source, c.quote, c.start] for c in last.citations],
        "notices": [[event.code, event.message] for event in events if isinstance(event, Notice)],
    }


def main(home: str, what: str, exact_up_to: str) -> None:
    """Work until told to stop; an error of ours is told and work goes on, a bug ends the process with its traceback."""
    orders, chance = _Orders(), random.Random(what + exact_up_to)
    flags = {"engine": "ollama", "search.exact_up_to": exact_up_to}
    with Assistant.open(home=Path(home), flags=flags) as assistant:
        while not orders.stopped.is_set():
            words = " ".join(chance.choices(WORDS, k=3))
            queries = [words, *orders.wanted()] if what == "search" else [words]
            for query in queries:
                began = time.monotonic()
                try:
                    if what == "search":
                        told = _searched(assistant, query)
                    else:
                        told = _asked(
                            assistant, f"Which sign of {chance.choice(SECTIONS).lower()} is with {query}?"
                        )
                except AssistantError as error:
                    told = {"error": f"{type(error).__name__}: {error.message}"}
                print(json.dumps({**told, "began": began, "ended": time.monotonic()}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
