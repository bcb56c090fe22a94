"""The XML parts of an OpenDocument file, and the text of the elements in them."""

from __future__ import annotations

import zipfile
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from assistant.i18n import _
from ingest.loaders.archive import read_entry, read_xml
from ingest.loaders.builder import one_line
from ingest.loaders.xml import local, value
from ingest.records import Unreadable

SHAPES = frozenset(
    {"custom-shape", "rect", "ellipse", "circle", "line", "connector", "polygon", "path", "caption"}
)
DEEPEST = 100
"""Elements that are nested deeper are read as one text."""


class Source:
    """Where the XML parts of a document come from: an archive, or one flat file."""

    def __init__(self, archive: zipfile.ZipFile | None = None, root: Any = None) -> None:
        self._archive = archive
        self._root = root
        if archive is not None and _has(archive, "META-INF/manifest.xml"):
            manifest = read_xml(archive, "META-INF/manifest.xml", no_dtd=False)
            if any(local(one) == "encryption-data" for one in manifest.iter()):
                raise Unreadable(_("it is encrypted and needs a password"))
        self.content = self.part("content.xml")
        if self.content is None:
            raise Unreadable(_("it is incomplete: the part content.xml is missing"))

    def part(self, name: str) -> Any:
        """Return the root of a part, or None where there is none."""
        if self._archive is None:
            return self._root
        return read_xml(self._archive, name, no_dtd=False) if _has(self._archive, name) else None

    def picture(self, element: Any) -> bytes:
        """Return the picture that an element shows.

        Raises:
            Unreadable: The file does not hold it.
        """
        held = next((one.text for one in element if local(one) == "binary-data" and one.text), None)
        try:
            if held is not None:
                return b64decode(held)
        except ValueError as error:
            raise Unreadable(_("it is damaged")) from error
        if self._archive is None:
            raise Unreadable(_("it is not in the file"))
        return read_entry(self._archive, unquote(value(element, "href").removeprefix("./")))


def _has(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.NameToInfo


def words_in(element: Any, without: frozenset[str] = frozenset()) -> str:
    """Return all text in an element on one line; blocks, tabs and breaks are blanks.

    Args:
        element: Of a part.
        without: Names of elements that are left out.
    """
    found = [one for one in element.iter() if local(one) in ("p", "h")]
    return one_line(" ".join([_running_words(one, without) for one in found or [element]]))


def _running_words(element: Any, without: frozenset[str], depth: int = 0) -> str:
    parts = [element.text or ""]
    for one in element:
        name = local(one)
        if name in ("s", "tab", "line-break"):
            parts.append(" ")
        elif name not in ("p", "h", "annotation", "note") and name not in without and depth < DEEPEST:
            parts.append(_running_words(one, without, depth + 1))
        parts.append(one.tail or "")
    return "".join(parts)


def within(element: Any, name: str, not_in: tuple[str, ...], depth: int = 0) -> Iterator[Any]:
    """Yield the elements of a name, but not those within others of some names."""
    for one in element:
        own = local(one)
        if own == name:
            yield one
        elif own not in not_in and depth < DEEPEST:
            yield from within(one, name, not_in, depth + 1)


def first_of(element: Any, name: str) -> Any:
    """Return the first element of a name in another, or None."""
    return next((one for one in element.iter() if local(one) == name), None)


def number_of(text: str, default: float) -> float:
    """Return the number that a text says, or the default."""
    try:
        return min(float(text), 1e9)
    except ValueError:
        return default
