"""Estimate which sentence of a document answers a column, and whether any does.

A small model, trained by `python -m benchmarks.cells_model` on contracts of many hands; its weights lie beside this file. It knows
what columns are about (`TOPICS`) by the words and the meaning of questions and of sentences, so that a question and a sentence meet
that share no word; known words, values of the kind asked and the place in the document count beside it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.agent.cells.bearing import SURELY, DocumentText, Found, best_found, overlaps
from assistant.agent.cells.columns import Column
from assistant.agent.cells.party_names import spans_of
from assistant.agent.papers.sides import Shared, Sides, named_in, sides_of
from assistant.agent.words.roles import COUNTERPARTS, concepts_of, rivals
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import value_spans
from assistant.frozen import dataclass
from assistant.library.sentence_vectors import rounded
from assistant.models.base import Embedder
from assistant.models.trained import answers, hashed, of_length_one, runs, softmax, weights_in, words_of
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, units_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.library.sentence_vectors import SentenceVectors

    Floats = NDArray[np.float32]

TOPICS = (
    "provider", "customer", "start", "end", "term", "renewal", "notice", "price", "increase", "pay", "deposit", "late", "cap",
    "insurance", "law", "court", "assign", "contact", "subject", "place", "delivery", "secret", "exclusive", "warranty", "signed",
    "breach", "data", "ip", "repair", "hours", "response", "minimum", "exit_fee", "tax", "extras", "accept", "force", "probation",
    "leave", "compete", "guarantor", "handover", "equipment", "access",
)  # fmt: skip
"""What columns ask for, in the order of the columns of the weights; a sentence may speak of several or of none."""
EMBEDDER = "multilingual-e5-small"
"""Name of the embedding model whose vectors the weights are for."""
DIMENSIONS = 384
BUCKETS = 1024
"""Features that runs of words are hashed into."""
LONGEST_RUN = 3
"""Words, or Chinese characters, of the longest run."""
TOLD = 4
"""How often a matter counts that known words of a question tell."""
MOST_CHARACTERS = 400
"""Characters of a sentence that are looked at."""
WEIGHTS = Path(__file__).with_name("cells.npz")
TYPED: frozenset[ValueKind] = frozenset(("date", "money", "name", "duration", "percent"))
"""Kinds of value that the program finds in a sentence."""
WORDS_KNOWN, WORDS_ALONE = 0.25, 0.6
"""What it counts that known words lead to a sentence: to another than the model, and to the same or where it knows no topic."""
MOST_SENTENCES = 600
"""Sentences of a document that are judged."""
BUSY_S = 60.0
"""Seconds for which no vectors are kept after they could not be: each document would wait for whoever writes."""
MEASURES = 29
"""Features of a question beside a sentence; see `measures`."""
_ALSO = {"end": ("term", 0.75)}
"""What answers a topic too, and how much that counts: an end follows from a length."""
KIND_OF: Mapping[str, ValueKind] = {
    "provider": "name", "customer": "name", "contact": "name", "guarantor": "name", "start": "date", "end": "date", "signed": "date",
    "price": "money", "deposit": "money", "cap": "money", "term": "duration", "notice": "duration", "probation": "duration",
    "response": "duration", "warranty": "duration",
}  # fmt: skip
"""The kind of value that a topic has."""
_SIDE = {"notice": 1, "cap": -1, "contact": -1}
"""Of which side a column asks: what we must do (1), or what they owe us or who they are (-1)."""
_USUAL = (("provider", "customer"), ("start",), ("end", "term"), ("price",))
"""What nearly all contracts state."""
NOT_THE_OTHER = 0.0
"""What is left of a sentence's measures that names nobody but us, where the other party is asked."""
OTHER_SIDE = 0.4
"""What a sentence about the other side is worth, beside one about the side that is asked."""
SURELY_ASKED = 0.5
"""Likelihood from which a topic tells the kind of value that is asked."""
ABSENT, SHOWN = 0.35, 0.65
"""Likelihoods from which it may be said that a document does not state a thing, and from which a sentence's value is sure."""
SURELY_ABSENT = 0.9
"""Likelihood that a document does not state it from which no model is asked."""
_WHO = lazy_regex(
    r"^\W*(?:(?:and|so|but) )?(?:(?:with|to|from|by|for) )?(?:whom?|which (?:company|firm|person|party|side))\b|谁|哪一?方|哪[个家]?(?:公司|单位)|哪一?家",
    re.IGNORECASE,
)
_NO_PERSONS = ("start", "term", "price", "law", "place", "subject", "minimum")
"""Topics that no person and no firm is: "who lets the premises?" asks for no place."""
_WHO_PAYS = lazy_regex(
    r"\bwho (?!do(?:es)? |(?:should|must|can|shall) (?:we|i) )(?:\w+ ){0,3}(?:pays?|buys?|settles?)\b(?! for| the (?:repairs?|tax\w*|rates|costs?))|(?:谁|哪一?[个家方]?).{0,5}(?:来|要|须|应|去)?(?:支?付(?!给)|缴|出(?:[钱款费]|(?=\W*$)))|由(?:谁|哪一?[个家方]).{0,4}付",
    re.IGNORECASE,
)
"""Asks for the side that pays."""
_A_SIDE = 0.15
"""Likelihood of both sides together from which a question for somebody asks for one of them, where nothing is likelier."""
LEAST_COMPARED = 4
"""Sentences from which one can be told to be nearer than the others."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a document, ready to be asked.

    Attributes:
        units: Where they stand, in order.
        topics: How likely each speaks of each topic, shape (units, topics).
        vectors: As a passage is embedded, shape (units, 384); None where meaning is not compared.
    """

    units: tuple[Unit, ...]
    topics: Floats
    vectors: Floats | None


@dataclass(frozen=True, slots=True)
class Judged:
    """How likely the sentences of a document answer a column.

    Attributes:
        kind: The kind of value that is asked.
        topic: What is asked for; "" where that is none that is known.
        kinds: The kinds of value that answer, the preferred one first.
        ranked: The sentences, each with its likelihood, the likeliest first.
        absent: How likely none of them answers; all add up to 1.
        sides: Who is who.
        asked: How likely the topic is asked for; 0 where meaning is not compared.
        measured: What tells whether the likeliest sentence answers, shape (MEASURES + 17,); None where meaning is not compared.
        question: What is asked, in its words.
        meant: Place of the likeliest topic in `TOPICS`.
        sentences: All of the document; None where meaning is not compared.
        speaks: Tells how likely a text speaks of each topic, shape (topics,); None where meaning is not compared.
    """

    kind: ValueKind
    topic: str
    kinds: tuple[ValueKind, ...]
    ranked: tuple[tuple[Unit, float], ...]
    absent: float
    sides: Sides
    asked: float = 0.0
    measured: Floats | None = None
    question: str = ""
    meant: int = 0
    sentences: Sentences | None = None
    speaks: Callable[[str], Floats] | None = None


def spoken(unit: Unit) -> str:
    """Return a sentence with the heading that it stands under."""
    heading = unit.passage.heading[-1] if unit.passage.heading else ""
    said = f"{unit.lead} {unit.text}".strip()
    return f"{heading}: {said}" if heading and heading not in said else said


def word_features(text: str) -> Floats:
    """Return the features of the words of a question or of a sentence.

    Returns:
        float32, shape (BUCKETS,), of length 1.
    """
    import numpy as np

    found = hashed(runs(words_of(text[:MOST_CHARACTERS]), LONGEST_RUN), BUCKETS)
    return of_length_one(np.sqrt(found))


def question_features(question: str) -> Floats:
    """Return the features of a question's words, with the matters they tell.

    Returns:
        float32, shape (BUCKETS,), of length 1.
    """
    import numpy as np

    told = [f"= {one.name}" for one in concepts_of(question) if one.pattern is not None]
    found = hashed([*runs(words_of(question[:MOST_CHARACTERS]), LONGEST_RUN), *told * TOLD], BUCKETS)
    return of_length_one(np.sqrt(found))


def topic_inputs(words: Floats, vectors: Floats | None, weights: Mapping[str, Floats], side: str) -> Floats:
    """Return what topics are judged by: words, then meaning, shape (texts, features).

    Args:
        words: Shape (texts, BUCKETS).
        vectors: Shape (texts, 384), or None.
        weights: Hold the mean and the scale of vectors.
        side: "asked" or "said".
    """
    import numpy as np

    if vectors is None:
        return words
    scaled = (vectors - weights[f"{side}_mean"]) * weights[f"{side}_scale"]
    return np.concatenate([words, scaled], axis=1)


def kind_of(column: Column, asked: Floats) -> ValueKind:
    """Return the kind of value that a column wants, by its words or else its topic."""
    at = int(asked.argmax())
    if asked[at] < SURELY_ASKED or column.kind not in ("text", "number", "name"):
        return column.kind
    known = KIND_OF.get(TOPICS[at], column.kind)
    return "text" if known == "name" and TOPICS[at] not in KIND_OF else known  # "which country's law?"


def measures(
    column: Column,
    asked: Floats,
    vector: Floats | None,
    sentences: Sentences,
    found: Sequence[Found],
    sides: Sides,
) -> Floats:
    """Measure how each sentence of a document fits a column.

    Args:
        column: The question.
        asked: How likely it asks for each topic, shape (topics,); what is left to 1 is that it asks for none of them.
        vector: The question's, shape (384,); None where meaning is not compared.
        sentences: The document's.
        found: Those that bear on the question by known words.
        sides: Who is who.

    Returns:
        float32, shape (sentences, MEASURES).
    """
    import numpy as np

    count = len(sentences.units)
    topics = sentences.topics
    place = {topic: at for at, topic in enumerate(TOPICS)}
    wanted = asked.copy()
    party = float(asked[place["provider"]] + asked[place["customer"]])
    other = bool(sides.names) and party >= SURELY_ASKED and not asks_role(column)
    if other:  # "who is it with?": whichever of the two is not us
        wanted[place["provider"]] = wanted[place["customer"]] = party
    for one, (also, share) in _ALSO.items():
        wanted[place[also]] = max(wanted[place[also]], share * asked[place[one]])
    said = [f"{unit.lead} {unit.text}" for unit in sentences.units]
    spoken_of = np.array([sides.speaks_of(one) for one in said], np.float32)
    ours = np.array(
        [sides.named(unit.text) and not spans_of(unit.text, "name", sides) for unit in sentences.units]
    )
    meets = topics @ wanted
    for topic, side in _SIDE.items():
        meets -= (1 - OTHER_SIDE) * (spoken_of == -side) * topics[:, place[topic]] * wanted[place[topic]]
    for one in ("provider", "customer") if other else ():
        meets -= ours * topics[:, place[one]] * wanted[place[one]]
    meets = np.maximum(meets, 0)
    logs = np.log(meets + 1e-3)
    elsewhere = (topics * (1 - wanted)).max(axis=1)
    near = np.zeros(count, np.float32)
    if vector is not None and sentences.vectors is not None:
        near = sentences.vectors @ vector
    near = (near - near.mean()) / max(float(near.std()), 1e-3)
    rows = np.zeros((count, MEASURES), np.float32)
    names = [one.name for one in concepts_of(column.question)]
    against = rivals(names)
    cues = [one.pattern for one in concepts_of(column.question) if one.pattern is not None]
    of_unit = {(one.unit.passage.id, one.unit.start): one for one in found}
    kind = kind_of(column, asked)
    kinds = kinds_asked(column, kind, asked)
    typed = kind in TYPED
    certain = float(asked.max())
    for at, unit in enumerate(sentences.units):
        own = of_unit.get((unit.passage.id, unit.start)) or next(
            (one for one in found if overlaps(one.unit, unit)), None
        )
        held = [kind for kind in kinds if value_spans(unit.text, kind)] if typed else []
        struck = other and bool(ours[at])
        if struck:
            own, held = None, []
        rows[at] = (
            meets[at],
            logs[at] / 3,
            meets[at] == meets.max(),
            elsewhere[at],
            near[at] / 2,
            near[at] / 2 * (1 - certain),
            near[at] == near.max(),
            own.bearing if own is not None else 0.0,
            own is not None and own.bearing > 0.9,
            own is not None and own.sure and bool(own.value),
            own is not None and bool(own.value),
            typed and bool(held),
            typed and not held,
            kind == "date" and bool(held),
            kind == "money" and bool(held),
            kind == "name" and bool(held),
            kind == "duration" and bool(held),
            any(one.search(said[at]) for one in against),
            is_row(unit.text),
            at / count,
            at < 3,
            min(len(said[at]), 400) / 400,
            len(said[at]) < 25,
            bool(unit.passage.heading) and any(
                one.pattern is not None and one.pattern.search(unit.passage.heading[-1]) is not None
                for one in concepts_of(column.question)
            ),
            typed and bool(held) and meets[at],
            spoken_of[at] * asked[place["notice"]],
            spoken_of[at],
            sides.named(unit.text) * party,
            struck * party,
        )  # fmt: skip
        theirs = (
            kind == "name" and bool(cues) and own is None and any(one.search(said[at]) for one in against)
        )
        if theirs or struck:
            rows[at, :MEASURES] = rows[at] * NOT_THE_OTHER

    return rows


def asks_role(column: Column) -> bool:
    """Return whether the holder of a role is asked for, not whoever is not us."""
    if _WHO.search(column.question) is not None and _WHO_PAYS.search(column.question) is not None:
        return True
    return any(one.name in COUNTERPARTS for one in concepts_of(column.question))


def document_measures(rows: Floats, asked: Floats) -> Floats:
    """Return what tells whether a document states it at all, shape (14,)."""
    import numpy as np

    place = {topic: at for at, topic in enumerate(TOPICS)}
    return np.array(
        [
            1.0,
            *(sum(asked[place[topic]] for topic in some) for some in _USUAL),
            rows[:, 0].max(),
            rows[:, 1].max(),
            rows[:, 4].max(),
            rows[:, 7].max(),
            rows[:, 9].max(),
            rows[:, 24].max(),
            float(asked.max()),
            rows[:, 11:13].any(),
            rows[:, 12].all(),
        ],
        dtype=np.float32,
    )


def scores(rows: Floats, weights: Mapping[str, Floats]) -> Floats:
    """Score each sentence of a document, shape (sentences,); higher is likelier."""
    import numpy as np

    hidden = np.tanh(rows @ weights["first"] + weights["first_bias"])
    scored: Floats = hidden @ weights["second"] + rows @ weights["straight"]
    return scored


def struck_scores(rows: Floats, weights: Mapping[str, Floats]) -> Floats:
    """Score each sentence of a document; those of no measures hardly at all."""
    import numpy as np

    scored: Floats = np.where(rows.any(axis=1), scores(rows, weights), -20).astype(np.float32)
    return scored


def verdict_inputs(rows: Floats, whole: Floats, scored: Floats) -> Floats:
    """Return what tells whether the best sentence answers, shape (MEASURES + 17,)."""
    import numpy as np

    ranked = np.sort(scored)[::-1]
    shares = softmax(scored)
    second = ranked[1] if len(ranked) > 1 else ranked[0] - 5
    extra = np.array([shares.max(), min(ranked[0] - second, 5) / 5, ranked[0] / 5], np.float32)
    return np.concatenate([rows[int(scored.argmax())], extra, whole])


def verdict(inputs: Floats, weights: Mapping[str, Floats]) -> Floats:
    """Return how likely the best sentence answers, another does, none does: (..., 3)."""
    return answers(inputs, weights, "judge", "verdict")


def likelihoods(rows: Floats, scored: Floats, judged: Floats) -> Floats:
    """Return how likely each sentence answers, and last that none does.

    Args:
        rows: Their measures, shape (sentences, MEASURES).
        scored: Their scores; see `struck_scores`.
        judged: How likely the best of them answers, another one, or none; see `verdict`.
    """
    import numpy as np

    struck = ~rows.any(axis=1)
    right, other, absent = judged
    shares = softmax(scored)
    best = int(scored.argmax())
    left = 1 - shares[best]
    shares = shares * (other / left if left > 1e-6 else 0)
    shares[best] = right if left > 1e-6 else right + other
    absent = absent + shares[struck].sum()
    shares[struck] = 0
    return np.append(shares, absent)


def kinds_asked(column: Column, kind: ValueKind, asked: Floats | None) -> tuple[ValueKind, ...]:
    """Return the kinds of value that answer a column, the preferred one first."""
    if column.condition is not None:
        return (kind,)
    topic = TOPICS[int(asked.argmax())] if asked is not None else ""
    names = {one.name for one in concepts_of(column.question)}
    if kind == "money" and (topic in ("late", "cap", "deposit") or names & {"penalty", "interest"}):
        return "money", "percent"
    if kind == "date" and (topic in ("pay", "delivery", "notice") or names & {"pay", "deliver", "notice"}):
        return "date", "duration"
    return (kind,)


class CellModel:
    """Judges the sentences of documents.

    Args:
        embedder: Embeds as `EMBEDDER` does; None, or another one, where words alone have to do.
        names: Gives how we are called; see `recurring_names`.
        kept: Keeps the vectors of sentences from question to question; None where they are made anew.
        weights: Of the model; None for those that lie beside this file.
        shared: Gives whom the papers of the library name; see `named_in`.
    """

    def __init__(
        self,
        embedder: Embedder | None,
        names: Callable[[], Sequence[str]],
        kept: SentenceVectors | None = None,
        weights: Mapping[str, Floats] | None = None,
        shared: Callable[[], Shared] | None = None,
    ) -> None:
        self.shared = shared or partial(named_in, ())
        self._weights = weights
        self._embedder = embedder if embedder is not None and embedder.name == EMBEDDER else None
        self._names = names
        self._kept = kept
        self._kept_from = 0.0
        self._last: tuple[object, Sentences, Sides] | None = None
        self._asked: dict[str, tuple[Floats, Floats | None]] = {}

    @property
    def weights(self) -> Mapping[str, Floats]:
        """Those that it was given, or that lie beside this file."""
        return self._weights if self._weights is not None else weights_in(WEIGHTS)

    def judged(self, text: DocumentText, column: Column, found: Sequence[Found]) -> Judged:
        """Judge the sentences of a document by a column.

        Args:
            text: The document.
            column: The question.
            found: The sentences that bear on it by known words.
        """
        import numpy as np

        if self._embedder is None:
            return _by_words(text, column, found)
        sentences, sides = self._sentences(text)
        asked, vector = self.asked(column.question)
        kind = kind_of(column, asked)
        topic = TOPICS[int(asked.argmax())] if asked.max() >= SURELY_ASKED else ""
        kinds = kinds_asked(column, kind, asked)
        if not sentences.units:
            return Judged(kind, topic, kinds, (), 1.0, sides)
        weights = self.weights
        rows = measures(column, asked, vector, sentences, found, sides)
        whole = document_measures(rows, asked)
        scored = struck_scores(rows, weights)
        fit = verdict_inputs(rows, whole, scored)
        shares = likelihoods(rows, scored, verdict(fit, weights))
        best = best_found(found, column)
        if best is not None and best.decides:
            own = [at for at, unit in enumerate(sentences.units) if overlaps(unit, best.unit)]
            ours = topic in ("provider", "customer") and not asks_role(column) and sides.named(best.value)
            if own and not ours:
                agreed = int(shares[:-1].argmax()) == own[0]
                share = WORDS_ALONE if agreed or not topic else WORDS_KNOWN
                shares *= 1 - share
                shares[own[0]] += share
        order = np.argsort(-shares[:-1], kind="stable")
        ranked = tuple((sentences.units[at], float(shares[at])) for at in order.tolist())
        if topic in ("provider", "customer") and asks_role(column):
            sides = Sides()  # we may be the landlord who is asked for
        return Judged(
            kind, topic, kinds, ranked, float(shares[-1]), sides, float(asked.max()), fit, column.question,
            int(asked.argmax()), sentences, lambda said: self._topics_said([said])[0][0],
        )  # fmt: skip

    def units_of(self, text: DocumentText) -> Sequence[Unit]:
        """Return the sentences of a document that are judged, in order."""
        return self.sentences(text).units

    @property
    def compares_meaning(self) -> bool:
        """Whether sentences are judged by their meaning too."""
        return self._embedder is not None

    def vectors_of(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of some texts, float32, shape (texts, 384)."""
        assert self._embedder is not None
        return self._embedder.embed_passages(texts)

    def sentences(self, text: DocumentText) -> Sentences:
        """Return a document's sentences, with what they speak of."""
        return self._sentences(text)[0]

    def sides_of(self, text: DocumentText) -> Sides:
        """Return who is who in a document."""
        return self._sentences(text)[1]

    def matters(self, text: DocumentText) -> float:
        """Add up how likely a document speaks of each topic; 0 without meaning."""
        sentences = self.sentences(text)
        if sentences.vectors is None or not sentences.units:
            return 0.0
        return float(sentences.topics.max(axis=0).sum())

    def nearness(self, text: DocumentText, said: str) -> Mapping[int, float]:
        """Return how much nearer in meaning each sentence is to a text than the others.

        Returns:
            Standard deviations of all its sentences, by place among them; empty where meaning is not compared, or there are too
            few sentences to tell.
        """
        if self._embedder is None:
            return {}
        sentences, _ = self._sentences(text)
        _, vector = self.asked(said)
        if vector is None or sentences.vectors is None or len(sentences.units) < LEAST_COMPARED:
            return {}
        near = sentences.vectors @ vector
        scores = (near - near.mean()) / (near.std() or 1.0)
        return dict(enumerate(scores.tolist()))

    def speaking_of(self, text: DocumentText, topic: str) -> list[Unit]:
        """Return the sentences of a document that likely speak of a topic."""
        if self._embedder is None:
            return []
        sentences, _ = self._sentences(text)
        likely = sentences.topics[:, TOPICS.index(topic)]
        return [unit for unit, one in zip(sentences.units, likely, strict=True) if one >= SURELY_ASKED]

    def topic_of(self, texts: Sequence[str], topic: str) -> list[float]:
        """Return how likely each text speaks of a topic."""
        likely: list[float] = self._topics_said(texts)[0][:, TOPICS.index(topic)].tolist()
        return likely

    def topics_of(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return how likely each text speaks of each topic."""
        return [dict(zip(TOPICS, row, strict=True)) for row in self._topics_said(texts)[0].tolist()]

    def _sentences(self, text: DocumentText) -> tuple[Sentences, Sides]:
        key = (
            text.number,
            tuple((one.id, one.text) for one in text.passages),
        )  # it may be of one clause alone
        if self._last is None or self._last[0] != key:
            every = [unit for passage in text.passages for unit in units_of(passage, 0)]
            heads = {(unit.passage.id, unit.lead) for unit in every if unit.lead.strip("|").count("|") > 1}
            units = tuple(
                unit
                for unit in every
                if any(map(str.isalnum, unit.text)) and (unit.passage.id, unit.text) not in heads
            )[:MOST_SENTENCES]
            topics, vectors = self._topics_said([spoken(unit) for unit in units], self._vectors(units))
            self._last = key, Sentences(units, topics, vectors), sides_of(units, self._names())
        return self._last[1], self._last[2]

    def _vectors(self, units: Sequence[Unit]) -> Floats | None:
        """Return the vectors of sentences, kept ones where there are any."""
        import numpy as np

        if self._embedder is None or self._kept is None or not units:
            return None
        # Below its heading a sentence has another vector than alone: such are kept by the complement of their place.
        places = [(unit.passage.key, ~unit.start) for unit in units]
        known = self._kept.load(self._embedder.identity, {key for key, _ in places})
        new = {place: spoken(unit) for place, unit in zip(places, units, strict=True) if place not in known}
        if new:
            made = dict(zip(new, self._embedder.embed_passages(list(new.values())), strict=True))
            if time.monotonic() >= self._kept_from and not self._kept.keep(self._embedder.identity, made):
                self._kept_from = time.monotonic() + BUSY_S
            known |= {place: rounded(vector) for place, vector in made.items()}  # as the next list reads them
        return np.stack([known[place] for place in places])

    def _topics_said(
        self, texts: Sequence[str], vectors: Floats | None = None
    ) -> tuple[Floats, Floats | None]:
        import numpy as np

        if not texts:
            return np.zeros((0, len(TOPICS)), np.float32), None
        if vectors is None and self._embedder is not None:
            vectors = self._embedder.embed_passages(texts)
        inputs = topic_inputs(
            np.stack([word_features(text) for text in texts]), vectors, self.weights, "said"
        )
        # Without vectors, the words alone are weighed.
        scored = inputs @ self.weights["said_topics"][: inputs.shape[1]] + self.weights["said_bias"]
        return 1 / (1 + np.exp(-scored)), vectors

    def topics_asked(self, question: str) -> dict[str, float]:
        """Return how likely a question asks for each topic."""
        return dict(zip(TOPICS, self.asked(question)[0].tolist(), strict=True))

    def asked(self, question: str) -> tuple[Floats, Floats | None]:
        """Return how likely a question asks for each topic, and its vector.

        Returns:
            float32, shape (topics,); and float32, shape (384,), None where meaning is not compared.
        """
        if question not in self._asked:
            vector = self._embedder.embed_query(question) if self._embedder is not None else None
            words = question_features(question)[None]
            weights = self.weights
            inputs = topic_inputs(words, vector[None] if vector is not None else None, weights, "asked")
            # Without a vector, the words alone are weighed.
            scored = (inputs @ weights["asked_topics"][: inputs.shape[1]] + weights["asked_bias"])[0]
            found: Floats = softmax(scored)[:-1]
            if _WHO.search(question) is not None:
                none = [TOPICS.index(one) for one in _NO_PERSONS]
                left, found[none] = 1 - float(found[none].sum()), 0
                sides = [TOPICS.index(one) for one in ("provider", "customer")]
                other = max(one for at, one in enumerate(found.tolist()) if at not in sides)
                if left < SURELY_ASKED or found[sides].sum() >= max(_A_SIDE, other):
                    side = sides[_WHO_PAYS.search(question) is not None]
                    found[side] = max(*found[sides].tolist(), SURELY_ASKED)
            self._asked[question] = found, vector
        return self._asked[question]


def _by_words(text: DocumentText, column: Column, found: Sequence[Found]) -> Judged:
    """Judge by known words alone, where no model is there to compare meaning."""
    kinds = kinds_asked(column, column.kind, None)
    best = best_found(found, column)
    likely = 0.0
    if best is not None:
        likely = 0.95 if best.decides else 0.6 if best.sure else 0.4 if best.bearing >= SURELY else 0.2
    units = [best.unit] if best is not None else []
    units += [one.unit for one in found]
    units += [
        unit
        for passage in text.passages
        for unit in units_of(passage, 0)
        if any(value_spans(unit.text, kind) for kind in kinds)
    ]
    ranked = [(unit, likely if at == 0 else 0.0) for at, unit in enumerate(dict.fromkeys(units))]
    absent = 1 - likely if best is not None else 0.8 if ranked else 1.0
    return Judged(column.kind, "", kinds, tuple(ranked), absent, Sides(), question=column.question)
