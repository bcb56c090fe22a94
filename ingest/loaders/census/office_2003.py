"""Counts what XML files of Office 2003 hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ingest.loaders.census.markup import scan
from ingest.loaders.inventory import Held, Things, Words

_SHOWS = re.compile(r"\S")
_FOR_PROGRAMS = frozenset(
    {"Styles", "DocumentProperties", "CustomDocumentProperties", "OfficeDocumentSettings", "ExcelWorkbook",
     "WorksheetOptions", "Names"}
)  # fmt: skip


def workbook(data: bytes) -> Iterator[Held]:
    """Count the words of cells and notes, and the cells of other kinds."""
    texts = scan(
        data,
        breaks=frozenset({"Data", "Comment"}),
        skip=_FOR_PROGRAMS,
        ignore=_not_text,
    )
    yield from map(Words, texts.stretches)
    values = scan(
        data,
        breaks=frozenset({"Data"}),
        texts=frozenset({"Data"}),
        skip=frozenset({"Styles", "Comment"}),
        ignore=_text,
        whole=True,
    )
    yield Things("value of a cell", sum(bool(_SHOWS.search(one)) for one in values.stretches))


def _kind(attributes: Mapping[str, str]) -> str:
    return next((held for key, held in attributes.items() if key.rpartition(":")[2] == "Type"), "")


def _not_text(name: str, attributes: Mapping[str, str]) -> str:
    return name if name == "Data" and _kind(attributes) not in ("", "String") else ""


def _text(name: str, attributes: Mapping[str, str]) -> str:
    return name if name == "Data" and _kind(attributes) == "String" else ""


def text(data: bytes) -> Iterator[Held]:
    """Count the words of paragraphs."""
    found = scan(
        data,
        breaks=frozenset({"p", "tc", "footnote", "br", "tab"}),
        texts=frozenset({"t"}),
        skip=frozenset({"pPr"}),
    )
    yield from map(Words, found.stretches)
