"""Text and vectors that the benchmarks make where speed is measured: words as often as in a language, meanings in clusters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.library.library import Library
from ingest.records import Changes, DocumentRecord, Passage

Matrix = NDArray[np.float32]
DIMENSIONS, TOPICS, INNER = 384, 2_000, 48
VOCABULARY = 30_000
PASSAGES_A_FILE = 50
PASSAGE_WORDS = 90
_ONSETS = [
    "b",
    "br",
    "c",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "io", "ou"]
_ENDS = ["", "", "", "n", "r", "s", "t", "l", "nd", "rm"]


class Language:
    """A made language whose words are as unevenly frequent as those of a real one.

    Args:
        seed: The same seed gives the same texts.
    """

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        known: dict[str, None] = {}
        while len(known) < VOCABULARY:
            known["".join(self._syllable() for _ in range(2 + len(known) // 15_000))] = None
        self._words = list(known)
        self._weights = np.cumsum(1 / np.arange(2, VOCABULARY + 2)).tolist()

    def _syllable(self) -> str:
        choose = self._random.choice
        return choose(_ONSETS) + choose(_VOWELS) + choose(_ENDS)

    def words(self, count: int) -> list[str]:
        """Return so many words."""
        return self._random.choices(self._words, cum_weights=self._weights, k=count)

    def paragraph(self, words: int) -> str:
        """Return sentences of so many words together."""
        sentences: list[str] = []
        while words > 0:
            length = min(words, self._random.randint(8, 22))
            sentences.append(" ".join(self.words(length)).capitalize() + ".")
            words -= length
        return " ".join(sentences)

    def question(self, paragraph: str) -> str:
        """Return a question of six words of a paragraph, rare ones among them."""
        words = sorted(set(paragraph.lower().replace(".", "").split()), key=self._words.index)
        rare = words[len(words) // 2 :]
        return " ".join([*self._random.sample(words, 2), *self._random.sample(rare, min(4, len(rare)))]) + "?"


class Meanings:
    """Vectors of length 1 in clusters, near to one another as those of multilingual-e5 are."""

    def __init__(self, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)
        self._mean = _unit(self._random.normal(size=(1, DIMENSIONS)))
        basis = np.linalg.qr(self._random.normal(size=(DIMENSIONS, INNER)))[0].T
        self._basis = basis
        self._topics = _unit(self._random.normal(size=(TOPICS, INNER)) @ basis)

    def passages(self, count: int) -> Matrix:
        """Return vectors, float32, shape (count, 384)."""
        topics = self._topics[self._random.integers(0, TOPICS, count)]
        inner = _unit(self._random.normal(size=(count, INNER)) @ self._basis)
        return _unit(1.8 * self._mean + topics + 0.7 * inner + 0.2 * self._noise(count))

    def questions(self, passages: Matrix) -> Matrix:
        """Return vectors near to passages, as questions on them are."""
        return _unit(passages + 0.35 * self._noise(len(passages)))

    def _noise(self, count: int) -> Matrix:
        return _unit(self._random.normal(size=(count, DIMENSIONS)))


class AroundPapers:
    """Vectors around those of real passages: between two that are near to one another, as far off as real ones are.

    Args:
        passages: Vectors of real passages and sentences, float32, shape (some hundred, 384).
        questions: Vectors of real questions on them, float32, shape (some, 384).
        seed: The same seed gives the same vectors.
    """

    NEAR = 20
    """Of so many nearest neighbours one is mixed in."""
    APART = 0.45
    """So much of the difference of two neighbours is added."""
    ROUGH = 0.2
    """Length of what is added in no direction."""

    def __init__(self, passages: Matrix, questions: Matrix, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)
        self._real = passages
        self._near = np.argsort(-(passages @ passages.T), axis=1)[:, : self.NEAR]
        self._asked = questions - passages[np.argmax(questions @ passages.T, axis=1)]

    def passages(self, count: int) -> Matrix:
        """Return vectors, float32, shape (count, 384)."""
        (first, second), (third, fourth) = self._neighbours(count), self._neighbours(count)
        share = self._random.random((count, 1), np.float32)
        noise = self.ROUGH * _unit(self._random.normal(size=(count, DIMENSIONS)))
        return _unit(share * first + (1 - share) * second + self.APART * (third - fourth) + noise)

    def questions(self, passages: Matrix) -> Matrix:
        """Return vectors as far from passages as real questions are from theirs."""
        asked = self._asked[self._random.integers(0, len(self._asked), len(passages))]
        return _unit(passages + asked)

    def _neighbours(self, count: int) -> tuple[Matrix, Matrix]:
        rows = self._random.integers(0, len(self._real), count)
        near = self._near[rows, self._random.integers(0, self._near.shape[1], count)]
        return self._real[rows], self._real[near]


def _unit(matrix: NDArray[np.floating]) -> Matrix:
    unit: Matrix = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)
    return unit


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions on a filled library.

    Attributes:
        texts: The questions.
        vectors: Theirs, float32, shape (len(texts), 384).
    """

    texts: tuple[str, ...]
    vectors: Matrix


def fill(
    folder: Path,
    passages: int,
    identity: str,
    questions: int = 100,
    meanings: Meanings | AroundPapers | None = None,
) -> Sample:
    """Make a library of so many passages with a vector each, past files and embedder.

    Args:
        folder: The library's, not there yet.
        passages: How many.
        identity: Of the embedding model that the vectors pass for.
        questions: How many questions on it to give.
        meanings: Where the vectors come from; None makes clusters up.
    """
    language, meanings = Language(), meanings or Meanings()
    asked: list[str] = []
    vectors: list[Matrix] = []
    every = max(1, passages // questions)
    with Library(folder, create=True) as library:
        library.vectors.begin(identity, "embedded", "multilingual-e5-small")
        for start in range(0, passages, 1_000):
            made = [language.paragraph(PASSAGE_WORDS) for _ in range(min(1_000, passages - start))]
            matrix = meanings.passages(len(made))
            records = list(_records(start, made))
            library.documents.apply(Changes(records, [], [], []))
            keys = [one.key for _, some in records for one in some]
            library.vectors.store(identity, keys, matrix)
            wanted = [number for number in range(len(made)) if (start + number) % every == 0]
            asked += [language.question(made[number]) for number in wanted]
            vectors += [meanings.questions(matrix[wanted])] if wanted else []
        library.vectors.finish(identity)
    return Sample(tuple(asked), np.concatenate(vectors))


def _records(start: int, made: list[str]) -> Iterator[tuple[DocumentRecord, list[Passage]]]:
    for first in range(0, len(made), PASSAGES_A_FILE):
        name = f"/papers/{start + first}.md"
        some, position = [], 0
        for ordinal, text in enumerate(made[first : first + PASSAGES_A_FILE]):
            some.append(
                Passage(ordinal, text, position, position + len(text), None, (f"Paper {start + first}",))
            )
            position += len(text) + 2
        yield DocumentRecord(name, "found", position, 1, 1, 3, title=name, kind="markdown", hash=name), some


def write_files(folder: Path, files: int, chars: int) -> None:
    """Write Markdown files of about so many characters each, a hundred to a folder."""
    language = Language(2)
    for number in range(files):
        path = folder / f"{number // 100:03}" / f"{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f"# Note {number}\n\n"
        while len(text) < chars:
            text += language.paragraph(60) + "\n\n"
        path.write_text(text, encoding="utf-8")
