"""Estimate which reading of a question over tables is meant. Pure.

A linear model over what `readings` tells of each, trained by `python -m benchmarks.readings`; its weights lie beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.models.trained import logistic, weights_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WEIGHTS = Path(__file__).with_name("readings.npz")
TELLING = ("explained", "plainly", "weight", "left", "table_near", "table_nearest", "cell_added", "all_rows", "measure_named", "by_name", "op_sum", "op_count", "op_list", "filters", "guessed_filters", "dropped_whole", "dropped_part", "named", "joined", "time_unused", "open_asked", "list_all", "op_max", "op_average", "op_difference", "cell_near", "name_said")  # fmt: skip
"""What a reading's likelihood is told by, beside how far it stands out."""


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
