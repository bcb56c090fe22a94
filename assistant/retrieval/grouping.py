"""From ranked passages to hits: copies of a file once, neighbours together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.events import Hit
from assistant.library.catalog import StoredPassage

MERGED_CHARS = 2_600
"""Neighbouring passages are joined up to this length."""
PLACES = ((3, 1), (5, 2))
"""Among so many of the first hits so many are of another kind, where there are any."""

Group = tuple[tuple[StoredPassage, ...], float]
"""Passages that are shown as one hit, and the score of the best of them."""


def without_copies(
    ordered: Iterable[tuple[StoredPassage, float]], contents: Mapping[int, str]
) -> Iterator[tuple[StoredPassage, float]]:
    """Leave out passages that stand higher up already: in a copy of their file, or word for word in their own.

    The same clause in two contracts is no copy: who asks which contracts hold it wants to see both.

    Args:
        ordered: Passages with their score, the best first.
        contents: What names the content of a file, by the number of its document; empty where that is not known.
    """
    shown: dict[str, int] = {}
    seen: set[tuple[int, str]] = set()
    for passage, score in ordered:
        content = contents.get(passage.document_id, "")
        if content and shown.setdefault(content, passage.document_id) != passage.document_id:
            continue
        own = (passage.document_id, " ".join(passage.text.split()))
        if own not in seen:
            seen.add(own)
            yield passage, score


def joined(ordered: Iterable[tuple[StoredPassage, float]], limit: int) -> list[Group]:
    """Join passages that follow or precede a better one under the same heading to it; each group with its best score."""
    groups: list[tuple[list[StoredPassage], float]] = []
    for passage, score in ordered:
        group = next((group for group, _ in groups[:limit] if _continues(group, passage)), None)
        if group is not None:
            group.append(passage)
            group.sort(key=lambda member: member.ordinal)
        elif len(groups) < limit:
            groups.append(([passage], score))
        else:
            break
    return [(tuple(group), score) for group, score in groups]


def with_others(groups: Sequence[Group], others: Sequence[Group], limit: int) -> list[Group]:
    """Give the best groups, some of another kind among the first.

    Args:
        groups: The best of all, the best first.
        others: The best of the other kind, which may be among `groups` too.
        limit: How many are wanted.
    """
    other = {passage.id for group, _ in others for passage in group}

    def is_other(group: Group) -> bool:
        return any(passage.id in other for passage in group[0])

    there = {passage.id for group, _ in groups for passage in group}
    left = [*groups, *(group for group in others if not any(passage.id in there for passage in group[0]))]
    chosen: list[Group] = []
    while left and len(chosen) < limit:
        have = sum(map(is_other, chosen))
        due = any(least - have >= place - len(chosen) > 0 for place, least in PLACES)
        at = next((at for at, group in enumerate(left) if is_other(group)), 0) if due else 0
        chosen.append(left.pop(at))
    return chosen


def _continues(group: Sequence[StoredPassage], passage: StoredPassage) -> bool:
    first, last = group[0], group[-1]
    return (
        passage.document_id == first.document_id
        and passage.heading == first.heading
        and passage.page == first.page
        and passage.ordinal in (first.ordinal - 1, last.ordinal + 1)
        and sum(len(member.text) for member in group) + len(passage.text) <= MERGED_CHARS
    )


def hit(rank: int, group: Sequence[StoredPassage], score: float) -> Hit:
    """Make a hit of the passages that were joined."""
    first = group[0]
    return Hit(
        rank=rank,
        source=first.source,
        title=first.title,
        page=first.page,
        heading=first.heading,
        text="\n\n".join(passage.text.strip("\n") for passage in group),
        score=round(score, 4),
        passage_id=first.id,
        start=first.start,
        end=group[-1].end,
    )
