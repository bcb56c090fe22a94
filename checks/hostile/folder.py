"""Puts hostile files into a folder and runs the real command on it, twice."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.hostile.cases import Case
from checks.hostile.judging import Outcome, outcomes
from checks.hostile.watching import Run, watched
from tests.fakes.ollama_server import FakeModel, FakeOllama

OLD_S = 1_600_000_000


@dataclass(frozen=True)
class Ingested:
    """What two runs over one folder did, and what the library knew after each."""

    first: Run
    second: Run
    listed: Run
    known: dict[str, Outcome]
    again: dict[str, Outcome]


def fill(folder: Path, cases: Iterable[Case]) -> None:
    """Write files that were last changed long ago, so that the second run need not doubt their time."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        path = folder / case.name
        path.write_bytes(case.make())
        os.utime(path, (OLD_S, OLD_S))


def ingested(
    home: Path,
    folder: Path,
    *,
    limit_s: float,
    settings: dict[str, str] | None = None,
    may_read_all: bool = True,
    meanwhile: Callable[[threading.Event], None] | None = None,
) -> Ingested:
    """Ingest a folder twice, with a model server that embeds at once, and list what failed."""
    fake = FakeOllama(FakeModel("bge-m3", ("embedding",), 8192))
    with fake.running():
        environ = {"ASSISTANT_HOME": str(home), "ASSISTANT_OLLAMA_HOST": fake.url, **(settings or {})}
        # What recognises pictures has limits of its own, far above a reader's; whether it is there must not matter here.
        environ.setdefault("ASSISTANT_OCR_ENGINE", "off")

        def run(words: Sequence[str], beside: Callable[[threading.Event], None] | None = None) -> Run:
            return watched(
                words, environ, limit_s=limit_s, cwd=home.parent, may_read_all=may_read_all, meanwhile=beside
            )

        first = run(["ingest", str(folder), "--json"], meanwhile)
        known = outcomes(_library(home))
        second = run(["ingest", str(folder)])
        return Ingested(first, second, run(["sources", "--failed"]), known, outcomes(_library(home)))


def _library(home: Path) -> Path:
    return next(path.parent for path in home.rglob("library.db"))
