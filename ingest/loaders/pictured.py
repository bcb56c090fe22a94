"""Pictures inside other files, like a scan that was pasted into a letter.

Each is given a number in the order in which the reader of a file meets it, so that what was recognised in it can be
told to a later reading of the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from assistant.frozen import dataclass
from assistant.i18n import _, mark, ngettext
from ingest.loaders.builder import Builder
from ingest.loaders.formats import magic_of
from ingest.loaders.inventory import PICTURE, SMALL_PICTURE
from ingest.ocr.pictures import page_sizes
from ingest.records import RecognisedPage, Unreadable

SPAN = 100_000
"""Numbers below are pages of the file itself; each file inside it has as many of its own."""
MOST = 2_000
"""How many files and pictures inside one file are looked at."""
SMALL = mark("it is a picture that is too small for words")
_LEAST_SIDE, _LEAST_AREA = 40, 40_000  # dots; smaller ones are icons and logos
_LEAST_BYTES = 400
_UNSURE, _LOW = 0.5, 0.8
"""Lines that are less sure are taken for what looks like letters in a photograph; pages that are less so are named."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file inside another whose pages can be drawn.

    Attributes:
        kind: "pdf" or "picture".
        data: All of it.
    """

    kind: str
    data: bytes


class Found:
    """The pictures that are met while a file is read.

    Args:
        recognised: By number, what was recognised in them.
        keep: Keep them, to be drawn.

    Attributes:
        waiting: Numbers of the pages inside that are still to be recognised.
        keeps: Whether they are kept.
        sources: Where they are kept: each by its first number.
    """

    def __init__(self, recognised: Mapping[int, RecognisedPage], *, keep: bool = False) -> None:
        self.waiting: list[int] = []
        self.sources: dict[int, Source] = {}
        self.keeps = keep
        self._recognised = {number: page for number, page in recognised.items() if number >= SPAN}
        self._known: dict[bytes, int] = {}
        self._shown: set[int] = set()
        self._count = 0
        self._beyond = 0

    def begin(self, kind: str, data: bytes) -> int:
        """Return the first number of a file inside; 0 where too many came before it."""
        if self._count >= MOST:
            self._beyond += 1
            return 0
        self._count += 1
        first = self._count * SPAN
        if self.keeps:
            self.sources[first] = Source(kind, data)
        return first

    def of_file(self, first: int) -> dict[int, RecognisedPage]:
        """Return what was recognised on the pages of a file inside."""
        span = range(first, first + SPAN)
        return {number - first: page for number, page in self._recognised.items() if number in span}

    def wait(self, first: int, pages: Sequence[int]) -> None:
        """Note pages of a file inside that are still to be recognised."""
        if first:
            self.waiting += [first + page for page in pages if page < SPAN]

    def add(self, builder: Builder, data: bytes) -> bool:
        """Append what was recognised in a picture, the first time it is shown.

        Return whether nothing of it is lost: its words are known, or it has none.
        """
        name = hashlib.blake2b(data, digest_size=16).digest()
        if name not in self._known:
            size = _size_of(data)
            if size is None:
                return False
            self._known[name] = self.begin("picture", data) if may_show_words(size) else -1
        first = self._known[name]
        if first <= 0:
            return first < 0
        page = self._recognised.get(first + 1)
        if page is None:
            if first not in self._shown:
                self._shown.add(first)
                self.wait(first, [1])
            return False
        if first not in self._shown:
            # As late as the first scan is met.
            from ingest.loaders.recognised import add_recognised, page_lines

            self._shown.add(first)
            sure = replace(page, lines=tuple(one for one in page.lines if one.confidence >= _UNSURE))
            add_recognised(builder, page_lines(sure), sure)
        return not page.fault

    def notices(self) -> Iterator[str]:
        """Yield sentences on pictures that were not recognised, or not surely."""
        pages = [
            self._recognised[first + 1] for first in sorted(self._shown) if first + 1 in self._recognised
        ]
        faults = [page.fault for page in pages if page.fault]
        for fault in dict.fromkeys(faults):
            count = faults.count(fault)
            yield _(
                "{pictures}: {fault}",
                pictures=ngettext("{number} picture", "{number} pictures", count),
                fault=fault,
            )
        unsure = [page.confidence for page in pages if page.lines and _UNSURE <= page.confidence < _LOW]
        if unsure:
            yield ngettext(
                "the text of {number} picture was recognised with a confidence of {confidence} only; "
                "some words may be wrong",
                "the texts of {number} pictures were recognised with a confidence of {confidence} only; "
                "some words may be wrong",
                len(unsure),
                confidence=f"{min(unsure):.0%}",
            )
        if self._beyond:
            yield _("only its first {most} pictures were looked at for words", most=MOST)


_found: ContextVar[Found | None] = ContextVar("found", default=None)


def current() -> Found | None:
    """Return the pictures of the file that is being read, or None where none is."""
    return _found.get()


@contextmanager
def collecting(found: Found) -> Iterator[None]:
    """Let readers of a file and of those inside it note the pictures met."""
    token = _found.set(found)
    try:
        yield
    finally:
        _found.reset(token)


def show(builder: Builder, picture: Callable[[], bytes], *, described: bool) -> None:
    """Append what was recognised in a picture that a document shows.

    Args:
        builder: Takes the words.
        picture: Returns its bytes; `Unreadable` where there are none.
        described: Whether the document says what it shows.
    """
    found = _found.get()
    if found is None:
        return
    try:
        data = picture()
    except Unreadable:
        return
    if len(data) < _LEAST_BYTES:
        return
    if found.add(builder, data) and len(data) >= SMALL_PICTURE and not described:
        builder.read[PICTURE] += 1


def may_show_words(size: tuple[int, int]) -> bool:
    """Return whether a picture in a document is larger than an icon or a logo.

    Args:
        size: Width and height, in dots.
    """
    return min(size) >= _LEAST_SIDE and size[0] * size[1] >= _LEAST_AREA


def _size_of(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture in dots, or None where it cannot be read."""
    if magic_of(data[:64]) != "picture" and not data.startswith(b"GIF8"):
        return None
    try:
        return page_sizes(data)[0]
    except Unreadable:
        return None
