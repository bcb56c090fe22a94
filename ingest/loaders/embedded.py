"""Reads the files that are embedded in office files, like a sheet in a letter."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import PurePath

from assistant.i18n import _, mark
from ingest.loaders import load_part
from ingest.loaders.builder import Builder
from ingest.loaders.compound import Storage, opened, packed_file, read_storage, readable
from ingest.loaders.ooxml import Package
from ingest.loaders.parts import Parts
from ingest.records import Unreadable

_OBJECT = mark("an object of {program}")


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
        try:
            data = package.raw(name)
        except Unreadable as error:
            parts.leave(path.name, error.reason)
            continue
        if path.suffix.lower() == ".bin":  # a container of the older kind
            why = _(_OBJECT, program=programs[name]) if programs.get(name) else ""
            add_object(parts, path.name, data, why)
        else:
            parts.add(path.name, data, label="Embedded file")  # not shown
    parts.notice("embedded file")


def add_object(parts: Parts, name: str, data: bytes, why: str = "") -> None:
    """Append an object by its container, under its file's name if it has one.

    Args:
        parts: Takes it.
        name: Of the object.
        data: Its container.
        why: What is said where nothing in it can be read.
    """
    try:
        with opened(data) as storage:
            _add_storage(parts, storage, name, why)
    except Unreadable as error:
        parts.leave(name, why or error.reason)


def add_objects(builder: Builder, storage: Storage | None, prefix: str = "") -> None:
    """Append the files that are embedded in an old office file.

    Args:
        builder: Takes the blocks and notices.
        storage: Folder of the embedded objects, each in a folder of its own.
        prefix: How their names begin.
    """
    if storage is None:
        return
    parts = Parts(builder)
    for number, name in enumerate((one for one in storage.names() if one.startswith(prefix)), start=1):
        if (folder := storage.folder(name)) is not None:
            _add_storage(parts, folder, f"object {number}", "")
    parts.notice("embedded file")


def _add_storage(parts: Parts, storage: Storage, name: str, why: str) -> None:
    if storage.has("VBA") or storage.has("VBA_PROJECT_CUR"):
        return  # macros
    packed = packed_file(storage)
    if packed is not None:
        name, data = packed[0] or name, packed[1]
        parts.add(name, data, label="Embedded file")  # not shown
    elif readable(storage) or not why:
        read = partial(read_storage, storage, PurePath(name))
        parts.add_read(name, partial(load_part, read), label="Embedded file")  # not shown
    else:
        parts.leave(name, why)
