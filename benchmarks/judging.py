"""Whether what was handed over holds the answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Handed:
    """A stretch of text that a way of retrieval hands over.

    Attributes:
        source: The file it is from.
        text: Its words.
    """

    source: str
    text: str


def rank_of(handed: Sequence[Handed], source: str, answers: Iterable[str]) -> int | None:
    """Return the place, from 0, of the first stretch of the right file that holds an answer; None where none does."""
    wanted = tuple(answers)
    for rank, one in enumerate(handed):
        if one.source == source and any(answer in one.text for answer in wanted):
            return rank
    return None


def cut(handed: Sequence[Handed], chars: int) -> list[Handed]:
    """Return as much as fits into so many characters, in order; the last stretch is cut."""
    kept: list[Handed] = []
    for one in handed:
        if chars <= 0:
            break
        kept.append(Handed(one.source, one.text[:chars]))
        chars -= len(one.text)
    return kept


def holds(handed: Sequence[Handed], source: str, answers: Iterable[str]) -> bool:
    """Return whether an answer stands in what is from the right file; it may reach over neighbouring sentences."""
    own = [one.text for one in handed if one.source == source]
    return any(answer in text for answer in answers for text in (*own, " ".join(own), "".join(own)))


def refused_at(good: Sequence[float], strangers: Sequence[float], lost: float) -> tuple[float, float]:
    """Return the share of strangers refused by the threshold that refuses a share of the good ones, and that threshold.

    Args:
        good: How surely the library bears on questions that it answers.
        strangers: The same for questions of other worlds.
        lost: Share of the good ones that may be refused.
    """
    threshold = sorted(good)[int(lost * len(good))]
    return float(np.mean(np.asarray(strangers) < threshold)), threshold
