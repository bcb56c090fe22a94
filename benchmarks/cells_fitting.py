"""Fit the weights of what reads cells: steps down a slope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = dict[str, NDArray[np.float32]]


class Adam:
    """Steps down a slope; after Kingma and Ba, 2015."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._step = 0
        self._mean: dict[str, Any] = defaultdict(float)
        self._square: dict[str, Any] = defaultdict(float)

    def step(self, weights: Weights, slopes: Mapping[str, Any]) -> None:
        """Step once, in place."""
        self._step += 1
        for name, slope in slopes.items():
            self._mean[name] = 0.9 * self._mean[name] + 0.1 * slope
            self._square[name] = 0.99 * self._square[name] + 0.01 * slope**2
            mean = self._mean[name] / (1 - 0.9**self._step)
            weights[name] -= self._rate * mean / (np.sqrt(self._square[name] / (1 - 0.99**self._step)) + 1e-8)
