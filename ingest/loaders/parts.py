"""Files inside other files, like attachments.

Each is read as a part of the document that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import PurePath

from assistant.i18n import _
from ingest.loaders import load_bytes
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.nouns import and_more, in_a_row, noun_of
from ingest.loaders.pictured import SMALL
from ingest.records import Document, Unreadable

DEEPEST = 4
"""How deep files may lie in one another."""
MOST = 500
"""How many files inside one document are read."""
MOST_AT_ALL = 5_000
"""How many files are read that lie in one another."""
_NAME_CHARS = 100
_MOST_NAMED = 20

_depth: ContextVar[int] = ContextVar("depth", default=0)
_all: ContextVar[list[int]] = ContextVar("all")


class Parts:
    """Reads the files inside a document into it, and notes those it cannot read.

    Args:
        builder: Takes their blocks and notices.
        most: How many of them are read.
        apart: Whether each is a document of its own.
    """

    def __init__(self, builder: Builder, most: int = MOST, *, apart: bool = False) -> None:
        self._builder = builder
        self._apart = apart
        self._most = most
        self._unread: dict[str, list[str]] = {}  # why: names
        self._count = 0

    def add(self, name: str, data: bytes, *, label: str = "Attachment", level: int = 1) -> bool:
        """Append a file under a heading with its name; say whether it could be read.

        Args:
            name: Of the file, by whose ending its format is known.
            data: All of it.
            label: What it is to the document that holds it.
            level: Of its heading; the file's own headings are below it.
        """
        shown = name.rpartition("/")[2] if self._apart else name
        path = PurePath(_shortened(shown).replace("/", "_"))
        return self.add_read(name, partial(load_bytes, data, path), label=label, level=level, data=data)

    def add_read(
        self,
        name: str,
        read: Callable[[], Document],
        *,
        label: str = "Attachment",
        level: int = 1,
        data: bytes = b"",
    ) -> bool:
        """Append what a reader makes of a part, as `add` does.

        Args:
            name: Of the part.
            read: Makes a document of it, or says why not.
            label: What it is to the document that holds it.
            level: Of its heading.
            data: All of it, where it is at hand.
        """
        whole, name = name, _shortened(name)
        self._count += 1
        if self._count > self._most:
            return self.leave(name, _("only the first {most} are read", most=self._most))
        try:
            with nested():
                document = read()
        except Unreadable as error:
            return error.reason == _(SMALL) or self.leave(name, error.reason)
        first = len(self._builder.blocks)
        self._builder.heading(level, f"{label}: {name}")
        append(self._builder, document, deeper=level)
        if self._apart:
            self._builder.end_part(
                first, whole, data, kind=document.kind, title=document.title, notices=document.notices
            )
        self._builder.notices += [
            _("{name}: {notice}", name=name, notice=notice) for notice in document.notices
        ]
        return True

    def leave(self, name: str, why: str = "") -> bool:
        """Remember a file that was not read, and why; return False."""
        self._unread.setdefault(why, []).append(_shortened(name))
        return False

    def notice(self, noun: str = "attachment") -> None:
        """Add a notice of the files that were not read, if there are any."""
        groups = []
        for why, names in self._unread.items():
            told = and_more(in_a_row(names[:_MOST_NAMED]), len(names) - _MOST_NAMED)
            groups.append(_("{names} ({reason})", names=told, reason=why) if why else told)
        if groups:
            self._builder.notices.append(
                _("its {things} were not read: {names}", things=noun_of(noun, 2), names=in_a_row(groups))
            )
        self._unread.clear()


@contextmanager
def nested() -> Iterator[None]:
    """Count a file that is read because it lies in another.

    Raises:
        Unreadable: It lies too deep, or too many lie in one another.
    """
    if _depth.get() >= DEEPEST:
        raise Unreadable(_("it lies too deep in other files"))
    if _depth.get() == 0:
        _all.set([0])
    _all.get()[0] += 1
    if _all.get()[0] > MOST_AT_ALL:
        raise Unreadable(
            _("only the first {most_at_all} files in one another are read", most_at_all=MOST_AT_ALL)
        )
    token = _depth.set(_depth.get() + 1)
    try:
        yield
    finally:
        _depth.reset(token)


def is_inside() -> bool:
    """Return whether the file that is being read lies in another."""
    return _depth.get() > 0


def _shortened(name: str) -> str:
    """Return the name of a file on one line.

    Of a long one, its beginning and its end with the ending.
    """
    name = one_line(name)
    if len(name) > _NAME_CHARS:
        name = f"{name[: _NAME_CHARS // 2]}…{name[1 - _NAME_CHARS // 2 :]}"
    return name or "without a name"


def append(builder: Builder, document: Document, *, deeper: int = 0) -> None:
    """Append a document's blocks, its headings some levels deeper."""
    sure = {one.start: one.confidence for one in document.recognised}
    for block in document.blocks:
        level = block.level + deeper if block.level else 0
        builder.add(block.kind, document.text[block.start : block.end], level=level, title=block.title)
        if block.start in sure:
            builder.mark_last(sure[block.start])
