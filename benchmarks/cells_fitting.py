"""Fit the weights of what reads cells: steps down a slope, and small networks that tell a few answers apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.models.trained import answers

Floats = NDArray[np.float32]
Weights = dict[str, Floats]


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


@dataclass(frozen=True, slots=True)
class Network:
    """A network as `assistant.models.trained.answers` reads it, to be fitted.

    Attributes:
        hidden: Name of its hidden layer.
        out: Name of the layer behind.
        units: Of the hidden layer.
        steps: Down the slope.
        rate: Of a step.
        decay: Of the weights.
        seed: Of the weights that it begins with.
        answers: How many it tells apart.
    """

    hidden: str
    out: str
    units: int
    steps: int
    rate: float
    decay: float
    seed: int
    answers: int = 3

    def fitted(self, inputs: Floats, right: Sequence[int], weight: Floats) -> Weights:
        """Fit which of some answers is right.

        Args:
            inputs: Shape (cases, features).
            right: The right answer of each case, counted from 0.
            weight: What each case counts.
        """
        random = np.random.default_rng(self.seed)
        wanted = np.eye(self.answers, dtype=np.float32)[list(right)]
        share = (weight / weight.sum())[:, None]
        wide = inputs.shape[1]
        weights: Weights = {
            self.hidden: random.normal(0, 0.2, (wide, self.units)).astype(np.float32),
            f"{self.hidden}_bias": np.zeros(self.units, np.float32),
            self.out: random.normal(0, 0.1, (self.units, self.answers)).astype(np.float32),
            f"{self.out}_straight": np.zeros((wide, self.answers), np.float32),
            f"{self.out}_bias": np.zeros(self.answers, np.float32),
        }
        adam = Adam(self.rate)
        for _ in range(self.steps):
            units = np.tanh(inputs @ weights[self.hidden] + weights[f"{self.hidden}_bias"])
            slope = (answers(inputs, weights, self.hidden, self.out) - wanted) * share
            back = slope @ weights[self.out].T * (1 - units**2)
            slopes = {
                self.hidden: inputs.T @ back,
                f"{self.hidden}_bias": back.sum(axis=0),
                self.out: units.T @ slope,
                f"{self.out}_straight": inputs.T @ slope,
                f"{self.out}_bias": slope.sum(axis=0),
            }
            adam.step(weights, {name: one + self.decay * weights[name] for name, one in slopes.items()})
        return weights
