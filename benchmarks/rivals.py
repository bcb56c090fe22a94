"""Fit when a guess over tables is shown in the place of a sentence, and measure it.

    python -m benchmarks.rivals

Each line of `data/rivals.tsv` is a question that a stranger asked of sheets and papers of an office: how likely the guess and the
sentence were taken to be, whether the sentence was a row of a table, and which of them was right. What is printed goes into
`assistant/agent/number_guesses.py`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.agent.number_guesses import log_odds
from benchmarks.readings import Floats, fitted

ASKED = Path(__file__).parent / "data" / "rivals.tsv"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with both of its answers.

    Attributes:
        writer: Who asked it.
        guess: How likely the guess was taken to be right.
        text: The same of the sentence; 0 where none was found.
        by_row: Whether the sentence was a row.
        guess_right: Whether the guess was.
        text_right: Whether the sentence was.
    """

    writer: str
    guess: float
    text: float
    by_row: bool
    guess_right: bool
    text_right: bool


def asked() -> list[Asked]:
    """Read the questions."""
    with ASKED.open(encoding="utf-8", newline="") as file:
        return [
            Asked(writer, float(guess), float(text), by_row == "1", right == "1", said == "1")
            for writer, guess, text, by_row, right, said in csv.reader(file, delimiter="\t")
        ]


def weights(some: list[Asked]) -> tuple[Floats, Floats]:
    """Fit by what a guess, and by what a sentence is told to be right."""
    tables = np.array([[1.0, log_odds(one.guess)] for one in some])
    texts = np.array([[1.0, log_odds(one.text), one.by_row] for one in some])
    right, said = (np.array([getattr(one, name) for one in some]) for name in ("guess_right", "text_right"))
    return fitted(tables, right), fitted(texts, said)


def main() -> None:
    """Measure on each writer what is fitted without them, then print the weights of all."""
    found = asked()
    for writer in sorted({one.writer for one in found}):
        table, text = weights([one for one in found if one.writer != writer])
        own = [one for one in found if one.writer == writer]
        guessed = [
            bool(table @ [1, log_odds(one.guess)] > text @ [1, log_odds(one.text), one.by_row]) for one in own
        ]
        right = sum(
            one.guess_right if taken else one.text_right for one, taken in zip(own, guessed, strict=True)
        )
        texts, either = (
            sum(one.text_right for one in own),
            sum(one.text_right or one.guess_right for one in own),
        )
        print(f"{writer}: {len(own)} questions, right {right}, by texts alone {texts}, by either {either}")
    text = weights(found)[1]
    print("of a text", np.round(text, 2))


if __name__ == "__main__":
    main()
