"""Passages as processes send them to one another: as values of JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.chunking import CutPassage
from ingest.records import Passage


def passage_row(one: Passage) -> list[Any]:
    """Return a passage as values of JSON; see `passage_of`."""
    return [one.text, one.start, one.end, one.page, one.heading, one.confidence, one.page_label]


def passage_of(ordinal: int, row: Sequence[Any]) -> Passage:
    """Return the passage that values of JSON say.

    Raises:
        ValueError, TypeError: They say none.
    """
    text, start, end, page, heading, sure, label = row
    return Passage(
        ordinal,
        str(text),
        int(start),
        int(end),
        None if page is None else int(page),
        tuple(map(str, heading)),
        None if sure is None else float(sure),
        str(label),
    )


def cut_row(one: CutPassage) -> list[Any]:
    """Return a passage of a part as values of JSON; see `cut_of`."""
    return [one.names, one.above, *passage_row(one.passage)]


def cut_of(row: Sequence[Any]) -> CutPassage:
    """Return the passage of a part that values of JSON say.

    Raises:
        ValueError, TypeError: They say none.
    """
    names, above, *values = row
    return CutPassage(passage_of(0, values), int(names), int(above))
