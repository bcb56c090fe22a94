"""The program of an OCR process: draws pages and recognises what stands on them.

Each request and each answer is a line of JSON. A page is asked for in two steps, so that the parent can say that it
knows the picture: "draw" answers with the picture's name, "recognise" with what stands in it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.i18n import _, mark
from assistant.kept_texts import kept
from ingest.child_process import send, serve
from ingest.loaders import pictures_inside
from ingest.loaders.formats import HEAD_BYTES, kind_of
from ingest.loaders.pictured import SPAN, Source
from ingest.ocr.engines import Engine, EngineChoice, EngineFault, Word, load, recognise
from ingest.ocr.pictures import DPI, PdfPages, name_of, picture_of
from ingest.parser_process import lines_json
from ingest.reading import contents
from ingest.records import RecognisedLine, Unreadable

if TYPE_CHECKING:
    from ingest.ocr.pictures import Picture

CHANGED = mark("it changed since it was read")
TOO_LARGE = "out of memory"  # not shown
_MARGIN_MB = 512
"""Libraries reserve more than they use: the limit on what is reserved lies this much above that on what is used."""


class _GoneError(Unreadable):
    """A file is not what it was, or not there; the next run finds out."""


class _Pages:
    """The pages of the file that was asked for last."""

    def __init__(self) -> None:
        self._name: tuple[str, str] | None = None
        self._data = b""
        self._is_pdf = False
        self._pdf: PdfPages | None = None
        self._inside: dict[int, Source] | None = None
        self._number = 0

    def picture(self, path: str, content_hash: str, page: int) -> tuple[Picture, float]:
        """Return a page as a picture, and how many of its dots are a point.

        Raises:
            Unreadable: It cannot be drawn, or the file has changed.
        """
        if self._name != (path, content_hash):
            self._open(path, content_hash)
        if page >= SPAN:
            return self._picture_inside(path, page)
        if not self._is_pdf:
            return picture_of(self._data, page), DPI / 72
        if self._number or self._pdf is None:
            self._close()
            self._pdf, self._number = PdfPages(self._data), 0
        return self._pdf.picture(page)

    def _picture_inside(self, path: str, page: int) -> tuple[Picture, float]:
        """Return a page of a file that lies in the other."""
        if self._inside is None:
            self._inside = pictures_inside(self._data, Path(path))
        number, page = page // SPAN * SPAN, page % SPAN
        source = self._inside.get(number)
        if source is None:
            raise Unreadable(_("it is not found in its file again"))
        if source.kind != "pdf":
            return picture_of(source.data, page), DPI / 72
        if self._number != number or self._pdf is None:
            self._close()
            self._pdf, self._number = PdfPages(source.data), number
        return self._pdf.picture(page)

    def _close(self) -> None:
        if self._pdf is not None:
            self._pdf.close()
        self._pdf = None

    def _open(self, path: str, content_hash: str) -> None:
        self._close()
        self._name, self._data, self._inside = None, b"", None
        try:
            read = contents(Path(path))
        except Unreadable as error:
            raise _GoneError(error.reason) from error
        if read.content_hash != content_hash:
            raise _GoneError(_(CHANGED))
        self._data = read.data
        self._is_pdf = kind_of(Path(path), read.data[:HEAD_BYTES]) == "pdf"
        self._name = (path, content_hash)


class _Worker:
    """Answers requests, one after the other.

    Args:
        choice: The engine; it is loaded when the first picture is not known.
    """

    def __init__(self, choice: EngineChoice) -> None:
        self._choice = choice
        self.engine: Engine | None = None
        self._pages = _Pages()
        self._drawn: Picture | None = None
        self._scale = 1.0

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return what a request asks for, or why it cannot be had."""
        try:
            if "draw" in request:
                path, content_hash, page = request["draw"]
                self._drawn, self._scale = self._pages.picture(str(path), str(content_hash), int(page))
                return {"picture": name_of(self._drawn)}
            assert self._drawn is not None
            if self.engine is None:
                self.engine = load(self._choice)
            found = recognise(self.engine, self._drawn)
            return {"lines": lines_json(self._lines(found))}
        except _GoneError as error:
            return {"fault": kept(error.reason), "passing": True}
        except Unreadable as error:
            return {"fault": kept(error.reason)}
        except EngineFault as error:
            return {"fault": kept(error.reason)}
        except MemoryError:
            return {"fault": TOO_LARGE}
        # Engines raise whatever they like on odd pictures, and what they do on too little memory is one of them.
        except Exception as error:  # noqa: BLE001
            short = "alloc" in str(error).lower() or "memory" in str(error).lower()
            return {"fault": TOO_LARGE if short else kept(_("the program that recognises text failed on it"))}

    def end(self) -> None:
        """End tesseract where it is at work."""
        running = getattr(self.engine, "running", None)
        if running is not None:
            running.kill()

    def _lines(self, words: list[Word]) -> list[RecognisedLine]:
        """Return words with places in points, from below."""
        assert self._drawn is not None
        height, by = self._drawn.shape[0], self._scale
        return [
            RecognisedLine(
                word.text,
                round(word.confidence, 3),
                round(word.left / by, 1),
                round((height - word.bottom) / by, 1),
                round(word.right / by, 1),
                round((word.bottom - word.top) / by, 1),
            )
            for word in words
        ]


def main() -> None:
    """Answer requests until the parent closes the pipe or is gone."""
    name, languages, command, memory_mb = sys.argv[1:]
    worker = _Worker(EngineChoice(name, languages, command))
    serve(
        lambda request, replies: send(replies, worker.answer(request)),
        int(memory_mb) + _MARGIN_MB,
        may_start=command,
        at_end=worker.end,
    )


if __name__ == "__main__":
    main()
