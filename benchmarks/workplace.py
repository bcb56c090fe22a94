"""Where the benchmarks work, and what they were asked to measure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant
from assistant.events import IngestFinished

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "xquad"


@dataclass(frozen=True, slots=True)
class Workplace:
    """A run of the benchmarks.

    Attributes:
        folder: Where libraries and results are kept between runs.
        data: The folder with XQuAD, or None.
        languages: Which of its languages.
        short: Whether the short form runs, which guards against regressions.
        ollama: Address of a real Ollama; "" for none.
        chat_model: Its model that answers.
        questions: How many questions a language are answered end to end.
        sizes: Numbers of passages that `scale` measures.
        papers: Folders of other people's papers with questions.
        reports: A folder of long reports with questions, or None.
        sample: How many questions a language are put to a real model where people have judged them.
    """

    folder: Path
    data: Path | None
    languages: tuple[str, ...] = ("en", "zh")
    short: bool = False
    ollama: str = ""
    chat_model: str = ""
    questions: int = 50
    sizes: tuple[int, ...] = (10_000, 100_000, 300_000)
    papers: tuple[Path, ...] = ()
    reports: Path | None = None
    sample: int = 120

    def fresh(self, name: str) -> Path:
        """Return an empty folder."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def opened(home: Path, library: str, **flags: str) -> Assistant:
    """Open a library of a home with the embedded engine; flags are settings with `__` in place of the dot."""
    wanted = {"engine": "embedded", "library": library}
    wanted |= {key.replace("__", "."): value for key, value in flags.items()}
    return Assistant.open(home=home, create=True, environ={}, flags=wanted)


def ingested(assistant: Assistant, paths: Sequence[Path]) -> IngestFinished:
    """Ingest some paths and give what the run came to."""
    last = None
    for event in assistant.ingest(paths):
        last = event
    assert isinstance(last, IngestFinished)
    return last


def derived(home: Path, library: str, name: str, without: Sequence[Path]) -> None:
    """Make a library out of a copy of another by forgetting files: nothing is embedded again."""
    target = home / "libraries" / name
    if target.exists():
        return
    unfinished = target.with_name(f"{name}-unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(home / "libraries" / library, unfinished)
    with opened(home, unfinished.name) as assistant:
        for path in without:
            assistant.forget(path)
    unfinished.rename(target)


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment that commands run in: the process's own without any settings, and a home."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ASSISTANT_", "OLLAMA_"))
    }
    for name in ("CI", "PYTHONDONTWRITEBYTECODE"):  # users keep what was compiled
        kept.pop(name, None)
    return kept | {"ASSISTANT_HOME": str(home)} | more
