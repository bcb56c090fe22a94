"""Estimate which reading of a question over tables is meant. Pure.

A linear model over what `readings` tells of each, and what the question's meaning asks for whatever its words are: "fuel takings in
cash" for a sum, "who drove furthest" for a rank. Trained by `python -m benchmarks.readings`; the weights lie beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.models.trained import logistic, softmax, weights_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WEIGHTS = Path(__file__).with_name("readings.npz")
TELLING = ("explained", "plainly", "weight", "left", "table_near", "table_nearest", "cell_added", "all_rows", "measure_named", "by_name", "op_sum", "op_count", "op_list", "filters", "guessed_filters", "dropped_whole", "dropped_part", "named", "joined", "time_unused", "open_asked", "list_all", "op_max", "op_average", "op_difference", "cell_near", "name_said", "words_held", "words_most", "headers_near", "wish_wanted", "table_asked", "table_sampled", "table_called")  # fmt: skip
"""What a reading's likelihood is told by, beside how far it stands out."""


WANTED = ("sum", "count", "list", "most", "least", "average", "rows", "share", "difference")
"""What a question may want of a table, in the order of the columns of the weights."""
LEAST_SHARE = 0.02
"""What is added to a likelihood, for its logarithm to be finite."""


def wanted_by(operation: str, ranks: int) -> str:
    """Return which of `WANTED` a reading computes; whatever it ranks by."""
    if operation == "rows" or not ranks:
        return operation
    return "most" if ranks > 0 else "least"


def wishes(vector: NDArray[Any]) -> Mapping[str, float]:
    """Estimate what a question asks for by its meaning.

    Args:
        vector: The question, shape (dimensions,).

    Returns:
        Of each of `WANTED`, how much less likely it is than the likeliest, as a logarithm up to 0; log-odds that it asks for
        "groups" and for "money", beside those of any question. Empty where the vector is of another model.
    """
    return wishes_by(weights_in(WEIGHTS), vector)


def wishes_by(weights: Mapping[str, Any], vector: NDArray[Any]) -> Mapping[str, float]:
    """Do what `wishes` does, by some weights."""
    import numpy as np

    if "wanted" not in weights or weights["wanted"].shape[0] != vector.size + 1:
        return {}
    told = np.append((vector - weights["middle"]) * weights["scale"], 1.0)
    shares = np.log(softmax(told @ weights["wanted"]) + LEAST_SHARE)
    found = dict(zip(WANTED, (shares - shares.max()).tolist(), strict=True))
    for name in ("groups", "money"):
        likely = logistic(float(told @ weights[name]))
        found[name] = float(np.log((likely + LEAST_SHARE) / (1 - likely + LEAST_SHARE)))
    return found


def wished(wish: Mapping[str, float], wanted: str, *, groups: bool, money: bool | None) -> dict[str, float]:
    """Tell how well a reading fits what a question asks for by its meaning.

    Args:
        wish: What `wishes` gives.
        wanted: What it computes, see `wanted_by`.
        groups: Whether it puts rows together.
        money: Whether it is of money; None where it is of no figures.
    """
    if not wish:
        return {}
    sign = 0.0 if money is None else 1.0 if money else -1.0
    return {
        "wish_wanted": wish[wanted],
        "wish_groups": wish["groups"] * groups,
        "wish_money": wish["money"] * sign,
    }


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, float]:
    """Return what each feature of a reading counts."""
    weights = weights_in(WEIGHTS)
    return dict(zip(weights["names"].tolist(), weights["reading"].tolist(), strict=True))


def worth(features: Mapping[str, float]) -> float:
    """Estimate what a reading is worth beside others of its question."""
    by_name = _by_name()
    return sum(by_name.get(name, 0.0) * value for name, value in features.items() if value)


def circumstances(worths: Sequence[float], at: int, features: Mapping[str, float]) -> Floats:
    """Describe what tells whether a reading is right.

    Args:
        worths: Of all readings of the question.
        at: Which one it is.
        features: What speaks for it.

    Returns:
        float64, shape (3 + len(TELLING),).
    """
    import numpy as np

    all_of = np.array(worths)
    own = float(all_of[at])
    share = own - float(all_of.max()) - float(np.log(np.exp(all_of - all_of.max()).sum()))
    return np.array([1.0, share, min(own, 20.0) / 5, *(features.get(name, 0.0) for name in TELLING)])


def likelihood(told: Floats) -> float:
    """Estimate how likely a reading is right, from 0 to 1.

    Args:
        told: What `circumstances` gives.
    """
    return logistic(float(told @ weights_in(WEIGHTS)["right"]))
