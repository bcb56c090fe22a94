"""Cut documents into parts that a model reads one after the other. Pure.

Parts begin where the document's own words say, so that an edited page changes its part and few others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from assistant.frozen import dataclass

LEAST_SHARE = 0.5
"""Share of its size that a part has at least, where another one follows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as it counts for where parts begin.

    Attributes:
        document: Number of its document.
        ordinal: Its place in the document, from 0.
        key: Names its words and headings by content.
        tokens: About how many it has, its heading included.
        heading: Trail of headings, outermost first.
    """

    document: int
    ordinal: int
    key: str
    tokens: int
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring passages of one document that are read at once.

    Attributes:
        document: Number of the document.
        first: Ordinal of the first passage.
        last: Ordinal of the last one.
        tokens: About how many they have.
        keys: Their keys, in order.
    """

    document: int
    first: int
    last: int
    tokens: int
    keys: tuple[str, ...]

    @property
    def key(self) -> str:
        """Names the part by its content."""
        return key_of(self.keys)


def key_of(keys: Iterable[str]) -> str:
    """Hash some keys, in order, to one."""
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def cut(rows: Sequence[Row], size: int) -> list[Part]:
    """Cut documents into parts.

    Args:
        rows: All passages, document by document, in order.
        size: Most tokens of a part; a passage that has more is a part by itself.
    """
    parts: list[Part] = []
    start = 0
    while start < len(rows):
        end = _reach(rows, start, size)
        if end < len(rows) and rows[end].document == rows[start].document:
            end = _best_end(rows, start, end, size)
        own = rows[start:end]
        parts.append(
            Part(
                own[0].document,
                own[0].ordinal,
                own[-1].ordinal,
                sum(row.tokens for row in own),
                tuple(row.key for row in own),
            )
        )
        start = end
    return parts


def _reach(rows: Sequence[Row], start: int, size: int) -> int:
    """Return one past the last passage that fits with those from `start` on."""
    total, end = rows[start].tokens, start + 1
    while end < len(rows) and rows[end].document == rows[start].document:
        total += rows[end].tokens
        if total > size:
            break
        end += 1
    return end


def _best_end(rows: Sequence[Row], start: int, end: int, size: int) -> int:
    """Choose where a part ends: before an outer heading, or where hashes say.

    Source: content-defined chunking, A. Muthitacharoen et al., "A Low-bandwidth Network File System" (2001); ours takes
        the lowest hash within a window, so that parts are never larger than the window.
    """
    total = 0
    places: list[tuple[int, str, int]] = []
    for place in range(start, end):
        total += rows[place].tokens
        if total >= LEAST_SHARE * size:
            following = rows[place + 1]
            places.append((_shared(rows[place].heading, following.heading), following.key, place + 1))
    return min(places)[2] if places else end


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the headings that two trails begin with alike; fewer at a larger break."""
    count = 0
    for own, its in zip(one, other, strict=False):
        if own != its:
            return count
        count += 1
    # The same trail is no break at all; a deeper heading is one, though it stands under the same ones.
    return count if len(one) != len(other) else count + 1_000
