"""Electronic books: their chapters in reading order."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from ingest.loaders import html
from ingest.loaders.archive import open_archive, read_entry
from ingest.loaders.builder import Builder
from ingest.types import Document, Unreadable

_CONTAINER = "META-INF/container.xml"
_MOST_CHAPTER_BYTES = 32 << 20


def read(data: bytes, path: PurePath) -> Document:
    """Read a book: the chapters that its spine names, each in turn."""
    builder = Builder("epub")
    with open_archive(data, no_dtd=False) as archive:
        if "META-INF/rights.xml" in archive.namelist():
            raise Unreadable("it is protected against copying (DRM)")
        package_name = _package_name(archive)
        package = _xml(archive, package_name)
        for name in _spine(package, posixpath.dirname(package_name)):
            _chapter(builder, archive, name)
    return builder.document(path, title=_text_of(package, "title"))


def _chapter(builder: Builder, archive: zipfile.ZipFile, name: str) -> None:
    try:
        page = read_entry(archive, name, limit=_MOST_CHAPTER_BYTES)
    except Unreadable as error:
        builder.notices.append(f"a chapter could not be read: {error.reason}")
        return
    text, _ = html.decoded(page)
    html.add_tree(builder, html.parse(text))


def _package_name(archive: zipfile.ZipFile) -> str:
    for element in _xml(archive, _CONTAINER).iter():
        if _local(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    raise Unreadable("it is not a valid book: it does not say where its contents are")


def _spine(package: Any, folder: str) -> list[str]:
    """Return the names of the chapters inside the archive, in reading order."""
    places = {}
    for element in package.iter():
        if _local(element) == "item" and element.get("href"):
            kind = str(element.get("media-type", ""))
            navigation = "nav" in str(element.get("properties", "")).split()
            if "html" in kind and not navigation:
                place = posixpath.normpath(posixpath.join(folder, unquote(element.get("href"))))
                places[element.get("id")] = place
    order = [element.get("idref") for element in package.iter() if _local(element) == "itemref"]
    return [places[one] for one in dict.fromkeys(order) if one in places] or list(places.values())


def _text_of(package: Any, name: str) -> str:
    return next((str(element.text or "") for element in package.iter() if _local(element) == name), "")


def _local(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

    try:
        # Old books carry a document type; entities and references to the outside are refused all the same.
        return fromstring(
            read_entry(archive, name), forbid_dtd=False, forbid_entities=True, forbid_external=True
        )
    except DefusedXmlException as error:
        raise Unreadable(f"its part {name} defines XML entities, which it was not opened for") from error
    except (ParseError, ValueError) as error:
        raise Unreadable(f"it is damaged: its part {name} is not valid XML") from error
