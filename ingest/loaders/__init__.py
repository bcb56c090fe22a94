"""Loaders make documents of files; `formats.FORMATS` lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, TypeVar

from assistant.i18n import _
from assistant.kept_texts import kept, said
from ingest.loaders.blobs import without_encoded
from ingest.loaders.formats import BY_KIND, HEAD_BYTES, kind_of, why_not
from ingest.loaders.inventory import Census, Held, remembering, shortfall
from ingest.loaders.pictured import SPAN, Found, Source, collecting, current
from ingest.records import Document, RecognisedPage, Unreadable

Loader = Callable[..., Document]
Made = TypeVar("Made")
_XML_NO_MEMORY = 2  # libxml2 says so, and that it is an unknown error in the file
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TEXT, _WHOLE = "plain:text", "census.plain:whole"
NOTHING: Mapping[int, RecognisedPage] = MappingProxyType({})


class ReadWholeError(Exception):
    """A part of a file is judged with all of the file, which is to be read whole."""


def load_bytes(
    data: bytes, path: PurePath, recognised: Mapping[int, RecognisedPage] = NOTHING, kind: str | None = None
) -> Document:
    """Read a file whose bytes are at hand.

    Args:
        data: All of them.
        path: The file's name; it is not opened.
        recognised: By page number, what was recognised in its pictures.
        kind: Its format, where it is known.

    Raises:
        Unreadable: It cannot be read; the reason says why.
    """
    head = data[:HEAD_BYTES]
    kind = kind or kind_of(path, head)
    if kind is None or not data:
        raise Unreadable(why_not(path, head))
    if BY_KIND[kind].in_process:
        return _load_text(kind, data, path)
    found = current()
    if found is not None:
        return (
            _load_inside(found, kind, data, path) if BY_KIND[kind].has_pictures else _load(kind, data, path)
        )
    found = Found(recognised)
    own = {number: page for number, page in recognised.items() if number < SPAN}
    try:
        with collecting(found):
            document = _load(kind, data, path, own)
    except Unreadable as error:
        if not found.waiting:
            raise
        waiting = (*error.to_recognise, *found.waiting)
        raise Unreadable(error.reason, waiting, skipped=error.skipped) from error
    return replace(
        document,
        to_recognise=(*document.to_recognise, *found.waiting),
        notices=(*document.notices, *found.notices()),
    )


def _load_inside(found: Found, kind: str, data: bytes, path: PurePath) -> Document:
    """Read a file that lies in another one, and whose pages may be pictures."""
    first = found.begin(kind, data)
    try:
        document = _load(kind, data, path, found.of_file(first))
    except Unreadable as error:
        found.wait(first, error.to_recognise)
        raise
    found.wait(first, document.to_recognise)
    return replace(document, to_recognise=())


def _load_text(kind: str, data: bytes, path: PurePath) -> Document:
    """Read a file of a format that the program itself reads, and shows no pictures."""
    document: Document = _function(BY_KIND[kind].loader)(data, path)
    return without_encoded(_with_shortfall(_with_text(document), kind, data))


def _load(
    kind: str, data: bytes, path: PurePath, recognised: Mapping[int, RecognisedPage] = NOTHING
) -> Document:
    loader: Loader = _function(BY_KIND[kind].loader)
    if recognised and BY_KIND[kind].has_pictures:
        loader = partial(loader, recognised=recognised)
    with remembering():
        document = by_others(partial(loader, data, path))
        return without_encoded(_with_shortfall(_with_text(document), kind, data, recognised))


@cache
def _function(place: str) -> Callable[..., Any]:
    """Return a function by its module in this package and its name."""
    # A module is imported when the first file of its format is met: a folder of notes needs no PDF reader.
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"ingest.loaders.{module}"), name)
    return found


def pictures_inside(data: bytes, path: PurePath) -> dict[int, Source]:
    """Return the files inside a file whose pages can be drawn.

    Each is named by its first number; see `pictured`.

    Args:
        data: The file.
        path: Its name; it is not opened.
    """
    found = Found(NOTHING, keep=True)
    kind = kind_of(path, data[:HEAD_BYTES])
    with suppress(Unreadable), collecting(found):
        if kind is not None:
            _load(kind, data, path)
    return found.sources


def load_part(read: Callable[[], Document]) -> Document:
    """Read a part of a file that is not at hand as bytes, like a container's folder.

    Args:
        read: Makes a document of it.

    Raises:
        Unreadable: It cannot be read; the reason says why.
    """
    return without_encoded(_with_text(by_others(read)))


def _with_text(document: Document) -> Document:
    document = storable(document)
    if not document.blocks:
        raise Unreadable(_("it holds no text"))
    return document


def _with_shortfall(document: Document, kind: str, data: bytes, recognised: Collection[int] = ()) -> Document:
    """Return a document with a notice on whatever its file holds and it does not.

    Args:
        document: What was read.
        kind: Its format.
        data: The file.
        recognised: Numbers of the pages of which what they show counts, and not what the file says.
    """
    found = current()
    if not BY_KIND[kind].census or (found is not None and found.keeps):
        return document
    census: Census = _function(f"census.{BY_KIND[kind].census}")

    def held() -> Iterator[Held]:
        return (one for one in census(data) if one.number not in recognised)

    try:
        whole = _whole(document, data) if BY_KIND[kind].census == _TEXT else None
        notices = shortfall(document, held, whole)
    except MemoryError:
        raise
    # As below: a container may be damaged in any way, and what was read of it stays read.
    except Exception as error:
        if _for_want_of_memory(error):
            raise MemoryError from error
        notices = [_("what it holds could not be counted, so that some of it may be missing")]
    return replace(document, notices=(*document.notices, *notices)) if notices else document


def _whole(document: Document, data: bytes) -> str:
    """Return the text of a text file, which is mostly its document's, byte for byte."""
    if document.text.encode("utf-8", "replace") == data:
        return document.text
    text: str = _function(_WHOLE)(data)
    return text


def by_others(read: Callable[[], Made]) -> Made:
    """Read a format whose reader may raise anything on damaged files.

    Raises:
        Unreadable: It raised something.
        MemoryError: There was not enough memory.
        ReadWholeError: What is read is a part, and the file is to be read whole.
    """
    try:
        return read()
    except (Unreadable, MemoryError, ReadWholeError):
        raise
    except RecursionError as error:
        raise Unreadable(_("its parts are nested too deep")) from error
    # The one place where anything is caught: readers of foreign formats raise whatever they like on damaged
    # files, and the owner of such a file is served with a sentence, not with a traceback.
    except Exception as error:
        if _for_want_of_memory(error):
            raise MemoryError from error
        raise Unreadable(_("it is damaged, or uses its format in a way that cannot be read")) from error


def _for_want_of_memory(error: BaseException | None) -> bool:
    """Return whether an error comes of memory that a library was not given."""
    while error is not None:
        if (
            isinstance(error, MemoryError)
            or "memory" in str(error).lower()
            or getattr(error, "code", 0) == _XML_NO_MEMORY
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_storable(text: str) -> bool:
    return "\0" not in text if text.isascii() else not _UNSTORABLE.search(text)


def storable(document: Document) -> Document:
    """Replace lone surrogates and NULs, which no database takes; offsets stay."""
    if _is_storable(document.text) and _is_storable(document.title):
        return document
    return replace(
        document,
        text=_UNSTORABLE.sub("\ufffd", document.text),
        title=_UNSTORABLE.sub("\ufffd", document.title),
        blocks=tuple(
            replace(block, title=_UNSTORABLE.sub("\ufffd", block.title)) for block in document.blocks
        ),
        notices=tuple(said(kept(notice)) for notice in document.notices),
    )
