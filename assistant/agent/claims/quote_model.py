"""Estimate which sentence answers a question, and how likely it does. Pure.

Linear models, trained by `python -m benchmarks.quotes` on questions that people asked of the papers of small offices; their weights
lie beside this file. Sentences are compared by words first; the meaning of the best of them is compared too where there is a model
for that, whichever it is: only how they lie to each other counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.agent.words.matter import Matter, stands
from assistant.languages import detected
from assistant.library.terms import is_unspaced, terms
from assistant.models.trained import logistic, weights_in
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit
from assistant.retrieval.ranking import Relevance

Floats = NDArray[np.float32]
TELLING = ("held", "runs", "typed", "lacks")
"""Columns by which the first sentence tells whether it answers."""
By = Literal["words", "meaning"]
"""What sentences are compared by: words alone, or meaning too."""
WEIGHTS = Path(__file__).with_name("quotes.npz")
DECIDING = MappingProxyType(
    {
        "first": (1.65, 1.12),
        "in_heading": (2.95, 2.07),
        "length": (-1.33, -3.15),
        "long": (4.01, 0.60),
        "lacks": (-0.81, -0.90),
        "by_name": (-3.69, -3.23),
        "yes_no": (0.31, 0.48),
        "terms": (0.92, 1.14),
        "unspaced": (-0.16, 0.02),
        "": (1.43, 2.47),
    }
)
"""What tells how likely the first sentence is the answer, where meaning is compared and by words alone; printed by
`python -m benchmarks.quoted`, which fits it on questions and papers of many writers."""
_INSIDE = lazy_regex(r"(?<=[a-zà-ÿ,] )[^\W\d_]{3,}")
"""A word inside a sentence, where a capital letter makes a name."""
_CAPITAL = lazy_regex(r"(?<=[\w,] )[A-Z][\w'’&-]+")
_START = 2
"""Letters by which words are looked for."""
_MOST_TERMS = 12
"""Terms of a question from which more tell nothing."""


def worths(table: Mapping[str, Floats], meaning: Floats | None) -> Floats:
    """Estimate what each of some sentences is worth as an answer.

    Args:
        table: What describes them by words; see `sentence_features.described`.
        meaning: What describes their nearness; None where words alone are compared.

    Returns:
        Logarithms of likelihoods but for a constant: `trained.softmax` gives those; float32, shape (sentences,).
    """
    by: By = "words" if meaning is None else "meaning"
    weights = weights_in(WEIGHTS)
    names = [str(name) for name in weights["names"]]
    columns = np.stack([table[name] for name in names], axis=1)
    matrix = columns if meaning is None else np.concatenate([columns, meaning], axis=1)
    found: Floats = matrix @ weights[f"{by}.sentence"]
    return found


def circumstances(
    shares: Floats, first: Mapping[str, float], near: float, relevance: Relevance, *, unknown: bool
) -> Floats:
    """Describe what tells whether the first sentence answers.

    Args:
        shares: What sentences are worth as probabilities, the largest first.
        first: What describes the first sentence by words.
        near: Deviations that it is nearer than the mean; 0 where meaning is not compared.
        relevance: What speaks for the library bearing on the question.
        unknown: Whether a name of the question stands nowhere in the library.

    Returns:
        float32, shape (13,).
    """
    row = [
        math.log(max(float(shares[0]), 1e-6)),
        float(shares[0]),
        float(shares[1]) / float(shares[0]) if len(shares) > 1 else 0.0,
        float(shares[:3].sum()),
        near / 3,
        *(first[name] for name in TELLING),
        relevance.coverage,
        relevance.confidence,
        float(relevance.across),
        float(unknown),
    ]
    return np.array(row, np.float32)


def likely(told: Floats, by: By) -> float:
    """Estimate how likely the first sentence holds the answer, from 0 to 1.

    Args:
        told: What `circumstances` gives.
        by: What sentences were compared by.
    """
    weights = weights_in(WEIGHTS)[f"{by}.answer"]
    return logistic(float(told @ weights[:-1] + weights[-1]))


def deciding(matter: Matter, units: Sequence[Unit], first: Mapping[str, float], share: float) -> Floats:
    """Describe what tells whether the first sentence is to be shown as the answer.

    A sentence that holds but the names of a question says little: they stand in many.

    Args:
        matter: What is asked.
        units: The sentences, the best first.
        first: What describes the first by words; see `sentence_features.described`.
        share: What it is worth as a probability.

    Returns:
        float32, shape (len(DECIDING) - 1,), in that order.
    """
    row = [
        math.log(max(share, 1e-6)),
        first["in_heading"],
        first["length"],
        first["long"],
        first["lacks"],
        _by_name(matter, units),
        float(matter.yes_no),
        min(_said(matter), _MOST_TERMS) / _MOST_TERMS,
        float(is_unspaced(matter.question)),
    ]
    return np.array(row, np.float32)


def answers(told: Floats, by: By) -> float:
    """Estimate how likely the first sentence is the answer, from 0 to 1.

    Args:
        told: What `deciding` gives.
        by: What sentences were compared by.
    """
    weights = np.array([one[by == "words"] for one in DECIDING.values()])
    return logistic(float(told @ weights[:-1] + weights[-1]))


def _said(matter: Matter) -> int:
    """Count the terms that a part of a question says itself, or a whole one asks for."""
    own = frozenset(terms(matter.question))
    return sum(term in own for term in matter.weights) or len(matter.weights)


def _by_name(matter: Matter, units: Sequence[Unit]) -> float:
    """Compute how much the first sentence is found by the names of a question alone.

    Their share of the question, times the share that it lacks of what else is asked.
    """
    names = _written_as_names(matter, units)
    if not names:
        return 0.0
    best = units[0]
    said = " ".join((best.lead, best.text, *best.passage.heading, best.passage.title))
    held = frozenset(terms(f"{said} {PurePath(best.passage.source).stem}"))
    named = matter.share(names)
    missing = matter.share([term for term in matter.weights if term not in names and not stands(term, held)])
    return named * missing / (1 - named) if missing else 0.0


def _written_as_names(matter: Matter, units: Sequence[Unit]) -> frozenset[str]:
    """Return the terms of a question that it, or every paper, writes as names.

    None where every noun has a capital, or no word has one.
    """
    if is_unspaced(matter.question) or detected(matter.question) == "de":
        return frozenset()
    starts = {term[:_START] for term in matter.weights}
    large: set[str] = set()
    small: set[str] = set()
    for text in {unit.passage.id: unit.passage.text for unit in units}.values():
        for word in set(_INSIDE.findall(text)):
            if word[:_START].casefold() in starts:
                (small if word[0].islower() else large).update(terms(word))
    own = {term for word in _CAPITAL.findall(matter.question) for term in terms(word)}
    return frozenset(matter.weights) & ((large | own) - small)
