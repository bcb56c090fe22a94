"""Answers end to end: the command's own way from a question to an answer, with a model in a real Ollama."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.events import Finished
from benchmarks.answers_of_papers import rows_of
from benchmarks.articles import Asked, evenly
from benchmarks.ollama_here import chat_model
from benchmarks.quality import Shelf, shelf
from benchmarks.rows import Row, share
from benchmarks.workplace import Workplace, opened

PART = "answers"
_DASHES = re.compile("[\u2010-\u2015\u2212]")
RIGHT, CITED, PROMPT_TOKENS = 0.85, 0.97, 350.0


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer, judged.

    Attributes:
        right: Whether it holds the answer text.
        cited: Whether its first citation is a passage that holds it.
        turn: The turn.
    """

    right: bool
    cited: bool
    turn: Finished


def measure(run: Workplace) -> Iterator[Row]:
    """Ask questions of the reporting half, spread evenly over its articles, at temperature 0; or those of papers that are named.

    Raises:
        Skipped: There is no Ollama, no model in it that answers, or no data.
    """
    model = chat_model(run.ollama, run.chat_model)
    for papers in run.papers:
        yield from rows_of(run, papers, model, PART)
    if run.papers:
        return
    kept = shelf(run)
    for language in run.languages:
        yield from _language(run, kept, model, language)


def _language(run: Workplace, kept: Shelf, model: str, language: str) -> Iterator[Row]:
    questions = evenly(kept.questions(language), run.questions)
    flags = {"engine": "auto", "ollama__host": run.ollama, "models__chat": model, "answer__temperature": "0"}
    judged: list[Judged] = []
    with opened(kept.home, language, **flags) as assistant:
        for asked in questions:
            turn = next(event for event in assistant.ask(asked.text) if isinstance(event, Finished))
            ids = [turn.citations[0].passage_id] if turn.citations else []
            texts = {number: one.text for number, one in assistant.library.documents.passages(ids).items()}
            judged.append(judge(turn, asked, kept.source(asked, language), texts))
    beside = f"{len(judged)} questions, {model}"
    right = [one for one in judged if one.right]
    yield Row(
        PART, f"{language} answer holds the answer text", len(right) / len(judged), reach=RIGHT, beside=beside
    )
    what = f"{language} first citation holds it, of right answers"
    yield Row(PART, what, share([one.cited for one in right]), reach=CITED, beside=f"of {len(right)}")
    tokens = [one.turn.usage.prompt_tokens or 0 for one in judged if one.turn.usage.prompt_tokens]
    median = statistics.median(tokens or [0])
    yield Row(PART, f"{language} prompt tokens, median", median, "tokens", PROMPT_TOKENS, "low")
    refused = share([one.turn.status == "not_found" for one in judged])
    yield Row(PART, f"{language} said not to be found", refused, better="low")
    seconds = statistics.median(one.turn.usage.seconds for one in judged)
    yield Row(PART, f"{language} seconds an answer, median", seconds, "s", better="low")


def judge(turn: Finished, asked: Asked, source: str, texts: dict[int, str]) -> Judged:
    """Judge an answer.

    Args:
        turn: The turn.
        asked: The question.
        source: The file that holds the answer.
        texts: The text of the passage that the first citation is of.
    """
    said = _folded(turn.answer)
    right = any(_folded(answer) in said for answer in asked.answers)
    cited = False
    if turn.citations:
        first = turn.citations[0]
        text = texts.get(first.passage_id, "")
        cited = first.source == source and any(answer in text for answer in asked.answers)
    return Judged(right, cited, turn)


def _folded(text: str) -> str:
    """Take away what is the same to a reader: capitals, widths of characters, kinds of dashes."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text).casefold())
