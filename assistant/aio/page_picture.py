"""The picture of a source's page, with the cited words marked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from assistant.aio.source_context import SourceContext
from assistant.errors import AssistantError, UsageError
from assistant.i18n import _
from assistant.opening import file_of
from assistant.text import clean_line
from ingest.loaders.formats import kind_by_name
from ingest.page_drawing import KINDS, PageDrawer, WantedPage
from ingest.page_drawing import DrawnPage as DrawnPage
from ingest.records import Unreadable

if TYPE_CHECKING:
    from assistant.library.library import Library

MOST_KEPT_BYTES = 24 << 20
"""Of the pictures that were drawn last."""
_QUOTE_CHARS = 8_000
_BEFORE_CHARS = 12_000


def shows_page(context: SourceContext) -> bool:
    """Return whether a page may be shown: of PDFs and pictures that are files."""
    name = PurePath(context.source).name
    return context.page is not None and kind_by_name(name) in KINDS and Path(context.source).is_file()


class PagePictures:
    """Draws pages of a library's files, and keeps the last pictures."""

    def __init__(self) -> None:
        self._drawer = PageDrawer()
        self._kept: OrderedDict[tuple[object, ...], DrawnPage] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the process that draws, and drop the pictures."""
        self._drawer.close()
        self._kept.clear()

    def picture(self, library: Library, context: SourceContext, width: int) -> DrawnPage:
        """Draw the page of a source.

        Args:
            library: That the source stands in.
            context: The page, and which words are marked.
            width: Of the picture, in dots.

        Raises:
            UsageError: The file is not there, or is another one now.
            AssistantError: It has no pages that can be shown, or the page cannot be drawn.
        """
        if context.page is None or kind_by_name(PurePath(context.source).name) not in KINDS:
            raise UsageError(
                _("Only pages of PDFs and pictures can be shown as they look."), code="no_picture"
            )
        name = PurePath(context.source).name
        try:
            path = file_of(context.source)
        except UsageError as error:  # which names its folder, and may be read elsewhere
            raise UsageError(
                _(
                    "{name} is not there, so that its page cannot be shown as it looks.",
                    name=clean_line(name),
                ),
                error.hint,
                code="no_picture",
            ) from error
        if str(path) != context.source:
            raise UsageError(
                _(
                    "This page cannot be shown as it looks: it lies inside {file}.",
                    file=clean_line(path.name),
                ),
                code="no_picture",
            )
        facts = library.documents.facts([context.document_id]).get(context.document_id)
        wanted = WantedPage(
            str(path),
            facts.hash if facts is not None else "",
            context.page,
            context.text[context.start : context.end][:_QUOTE_CHARS],
            context.text[max(0, context.start - _BEFORE_CHARS) : context.start],
            width,
        )
        told = path.stat()
        key = (replace(wanted, recognised=None), told.st_size, told.st_mtime_ns)
        with self._lock:
            if (known := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return known
        pages = library.pictures.of_document(context.source)
        near = {
            number: pages[number][1].lines for number in (context.page, context.page + 1) if number in pages
        }
        try:
            drawn = self._drawer.draw(replace(wanted, recognised=near))
        except Unreadable as error:
            raise AssistantError(
                _(
                    "The page of {path} cannot be shown: {reason}.",
                    path=clean_line(path.name),
                    reason=error.reason,
                ),
                _("Where the file has changed: assistant ingest"),
                code="no_picture",
            ) from error
        self._keep(key, drawn)
        return drawn

    def _keep(self, key: tuple[object, ...], drawn: DrawnPage) -> None:
        with self._lock:
            self._kept[key] = drawn
            while sum(len(one.data) for one in self._kept.values()) > MOST_KEPT_BYTES and len(self._kept) > 1:
                self._kept.popitem(last=False)
