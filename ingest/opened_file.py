"""The long file that a parser process keeps open while parts of it are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.i18n import _
from ingest.loaders import ReadWholeError, by_others
from ingest.messages import cut_row
from ingest.reading import Contents, contents
from ingest.records import Unreadable

if TYPE_CHECKING:
    from ingest.pdf_parts import LongPdf, PartMade

_PASSAGES_A_LINE = 200
_PAGES_OPEN = 600
"""After so many pages the file is opened anew: PDFium keeps what it has read of it."""


class OpenedFile:
    """Answers requests on parts of a file."""

    def __init__(self) -> None:
        self._file: LongPdf | None = None
        self._key = ("", "")
        self._read = 0

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        self._file, self._key, self._read = None, ("", ""), 0

    def open(self, path: Path, read: Contents) -> int:
        """Open a file and return how many pages it has; 0 where it is to be read whole."""
        from ingest.pdf_parts import open_long

        self.close()
        self._file = open_long(read.data, path)
        if self._file is None:
            return 0
        self._key = (str(path), read.content_hash)
        return self._file.pages

    def answer(self, request: dict[str, Any]) -> tuple[Iterator[dict[str, Any]], dict[str, Any]]:
        """Return the messages that answer a request on a part, and what the last one says.

        Raises:
            Unreadable: The part cannot be read.
        """
        from ingest.pdf_parts import finish_part, read_part

        try:
            if request["part"] == "finish":
                made = by_others(lambda: finish_part(request["plan"], request["pages"]))
                return _passages(made), {"made": made.json(), "lacks": bool(made.lost.words)}
            file = self._opened(Path(request["path"]), request["hash"])
            if request["part"] == "facts":
                return iter(()), file.file_facts()
            numbers = list(map(int, request["numbers"]))
            left_out = dict(request["left_out"]) if "left_out" in request else None
            pages, told = by_others(lambda: read_part(file, numbers, left_out))
        except ReadWholeError:
            return iter(()), {"whole": True}
        self._read += len(numbers)
        found = told["found"]
        return iter(pages), {**told, "lacks": bool(found["damaged"] or found["empty"])}

    def _opened(self, path: Path, content_hash: str) -> LongPdf:
        if self._file is None or self._key != (str(path), content_hash) or self._read >= _PAGES_OPEN:
            self.close()
            read = contents(path)
            if read.content_hash != content_hash or not self.open(path, read):
                raise Unreadable(_("it changed while it was read; it is read again next time"))
        assert self._file is not None
        return self._file


def _passages(made: PartMade) -> Iterator[dict[str, Any]]:
    for start in range(0, len(made.passages), _PASSAGES_A_LINE):
        yield {"passages": [cut_row(one) for one in made.passages[start : start + _PASSAGES_A_LINE]]}
