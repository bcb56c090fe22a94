"""Reads the files that are embedded in office files, like a sheet in a letter."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import PurePath

from ingest.loaders.builder import Builder
from ingest.loaders.ooxml import Package
from ingest.loaders.parts import Parts
from ingest.records import Unreadable

_OBJECT = "an object of {}"


def add_embedded(
    builder: Builder, package: Package, folder: str, charts: Collection[str], programs: Mapping[str, str]
) -> None:
    """Append the embedded files of a document, and note those that cannot be read.

    Args:
        builder: Takes the blocks and notices.
        package: The document.
        folder: Where its own parts are, like "word".
        charts: Parts that are charts, whose values are read from themselves.
        programs: Which program made a file, by the name of its part.
    """
    of_charts = {one.target for name in charts for one in package.relations(name).values()}
    parts = Parts(builder)
    for name in package.names:
        if not re.fullmatch(rf"{folder}/embeddings/.*[^/]", name) or name in of_charts:
            continue
        path = PurePath(name)
        if path.suffix.lower() == ".bin":  # a container of the older kind
            parts.leave(path.name, _OBJECT.format(programs[name]) if programs.get(name) else "")
            continue
        try:
            parts.add(path.name, package.raw(name), label="Embedded file")
        except Unreadable as error:
            parts.leave(path.name, error.reason)
    parts.notice("embedded files")
