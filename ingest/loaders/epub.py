"""Electronic books: their chapters in reading order."""

from __future__ import annotations

import posixpath
import zipfile
from functools import partial
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from assistant.i18n import _
from ingest.loaders import html
from ingest.loaders.archive import open_archive, read_entry, read_xml
from ingest.loaders.builder import EMPTY, PICTURE, Builder, without_text
from ingest.loaders.xml import local
from ingest.records import Document, Unreadable

_CONTAINER = "META-INF/container.xml"
_MOST_CHAPTER_BYTES = 32 << 20


def read(data: bytes, path: PurePath) -> Document:
    """Read a book: the chapters that its spine names, each in turn."""
    builder = Builder("epub")
    with open_archive(data, no_dtd=False) as archive:
        if "META-INF/rights.xml" in archive.namelist():
            raise Unreadable(_("it is protected against copying (DRM)"))
        package_name = _package_name(archive)
        package = read_xml(archive, package_name, no_dtd=False)
        empty: list[tuple[int, str]] = []
        for number, (name, kind) in enumerate(_spine(package, posixpath.dirname(package_name)), start=1):
            what = PICTURE if kind.startswith("image/") else _chapter(builder, archive, name)
            if what is not None:
                empty.append((number, what))
    if not builder.blocks and any(what == PICTURE for __, what in empty):
        raise Unreadable(_("it holds no text: its pages are pictures"))
    builder.notices += without_text("chapter", empty)
    return builder.document(path, title=_text_of(package, "title"))


def _chapter(builder: Builder, archive: zipfile.ZipFile, name: str) -> str | None:
    """Append a chapter; return what stands there in place of text, if so."""
    if not name:
        builder.notices.append(_("a chapter could not be read: the book does not say where it is"))
        return None
    try:
        page = read_entry(archive, name, limit=_MOST_CHAPTER_BYTES)
    except Unreadable as error:
        builder.notices.append(_("a chapter could not be read: {reason}", reason=error.reason))
        return None
    before = len(builder.blocks)
    text, __ = html.decoded(page)
    tree = html.parse(text)
    html.add_tree(builder, tree, picture=partial(_picture, archive, posixpath.dirname(name)))
    if len(builder.blocks) > before:
        return None
    return PICTURE if next(tree.iter("img", "image", "svg", "object"), None) is not None else EMPTY


def _picture(archive: zipfile.ZipFile, folder: str, source: str) -> bytes:
    """Return a picture that a chapter shows.

    Raises:
        Unreadable: The book does not hold it.
    """
    return read_entry(archive, posixpath.normpath(posixpath.join(folder, unquote(source.partition("#")[0]))))


def _package_name(archive: zipfile.ZipFile) -> str:
    for element in read_xml(archive, _CONTAINER, no_dtd=False).iter():
        if local(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    raise Unreadable(_("it is not a valid book: it does not say where its contents are"))


def _spine(package: Any, folder: str) -> list[tuple[str, str]]:
    """Return the names and media types of the chapters, in reading order.

    A chapter that the book names, without saying where it is, has an empty name.
    """
    places: dict[str, tuple[str, str]] = {}
    navigation = set()
    for element in package.iter():
        if local(element) == "item" and element.get("href"):
            name, kind = str(element.get("id")), str(element.get("media-type", ""))
            places[name] = posixpath.normpath(posixpath.join(folder, unquote(element.get("href")))), kind
            if "nav" in str(element.get("properties", "")).split():
                navigation.add(name)
    order = [str(element.get("idref")) for element in package.iter() if local(element) == "itemref"]
    found = [places.get(one, ("", "")) for one in dict.fromkeys(order) if one not in navigation]
    return found or [
        (place, kind) for one, (place, kind) in places.items() if "html" in kind and one not in navigation
    ]


def _text_of(package: Any, name: str) -> str:
    return next((str(element.text or "") for element in package.iter() if local(element) == name), "")
