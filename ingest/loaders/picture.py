"""Pictures as documents whose words are recognised.

Each is a document of one page; a TIFF may hold several.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType

from assistant.i18n import _, mark
from ingest.loaders.builder import Builder, without_text
from ingest.loaders.parts import is_inside
from ingest.loaders.pictured import SMALL, may_show_words
from ingest.loaders.recognised import add_recognised, notices_on, page_lines
from ingest.ocr.pictures import page_sizes
from ingest.records import Document, RecognisedPage, Unreadable

_LEAST_SIDE = 24  # points of the picture
_LEAST_AREA = 6_000
WAITING = mark("it is a picture whose text was not recognised")
WORDLESS = mark("it is a picture in which no words were recognised")


def read(
    data: bytes, path: PurePath, recognised: Mapping[int, RecognisedPage] = MappingProxyType({})
) -> Document:
    """Read a picture: what was recognised in it, page by page.

    Args:
        data: Its bytes.
        path: Its name.
        recognised: By page number, what was recognised.
    """
    may_hold_words = may_show_words if is_inside() else _may_hold_words
    pages = [number for number, size in enumerate(page_sizes(data), start=1) if may_hold_words(size)]
    if not pages:
        raise Unreadable(_(SMALL), skipped=True)
    waiting = tuple(number for number in pages if number not in recognised)
    builder = Builder("picture")
    for number in pages:
        page = recognised.get(number)
        if page is not None and page.lines:
            builder.begin_page(number)
            add_recognised(builder, page_lines(page), page)
    builder.to_recognise = waiting
    builder.notices += notices_on(recognised)
    if builder.blocks:
        lost = {number for number in pages if not (page := recognised.get(number)) or not page.fault}
        told = [(number, "a picture") for number in sorted(lost) if not _has_lines(recognised, number)]
        builder.notices += without_text("page", told)
        return builder.document(path)
    faults = [page.fault for page in recognised.values() if page.fault]
    if faults and not waiting:
        raise Unreadable(_("it is a picture, and {faults}", faults=faults[0]))
    raise Unreadable(_(WAITING) if waiting else _(WORDLESS), waiting, skipped=True)


def _has_lines(recognised: Mapping[int, RecognisedPage], number: int) -> bool:
    return number in recognised and bool(recognised[number].lines)


def _may_hold_words(size: tuple[int, int]) -> bool:
    width, height = size
    return min(width, height) >= _LEAST_SIDE and width * height >= _LEAST_AREA
