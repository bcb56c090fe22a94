"""Pages of PDFs and pictures as they look, with cited words marked.

They are drawn in a process of its own. A request and its answer are a line of JSON each. The process reads the file, so that what lies in it reaches nobody but as
dots, and is bounded in memory, time and the number of dots.
"""

from __future__ import annotations

import base64
import ctypes
import io
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import processes
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from ingest.child_process import ENVIRONMENT, ChildProcess, exchange, send, serve
from ingest.loaders.formats import HEAD_BYTES, kind_of
from ingest.page_marks import Box, found, line_boxes, spread
from ingest.parser_process import lines_json, lines_of
from ingest.reading import contents
from ingest.records import RecognisedLine, Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

KINDS = frozenset({"pdf", "picture"})
"""Formats whose pages can be shown as they look."""
MOST_PIXELS = 4_000_000
MOST_WIDTH = 2_400
MEMORY_MB = 1024
TIMEOUT_S = 20.0
IDLE_S = 30.0
"""A process that is not asked for this long ends."""
_PNG_BYTES = 1_500_000
_MARK = (255, 225, 90)
_EDGE = (214, 140, 0)
_CHANGED = mark("it has changed since it was read")
_NOT_DRAWN = mark("its page cannot be drawn")


@dataclass(frozen=True, slots=True)
class WantedPage:
    """A page that is to be drawn.

    Attributes:
        path: Of the file.
        content_hash: Of the file as it was read.
        number: The page's, from 1.
        quote: Words to mark; empty for none.
        before: What the page says before them.
        width: In dots; less is drawn where the page is too tall for it.
        recognised: By page number, the lines that were recognised in pictures.
    """

    path: str
    content_hash: str
    number: int
    quote: str = ""
    before: str = ""
    width: int = 1200
    recognised: Mapping[int, Sequence[RecognisedLine]] | None = None


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as it looks.

    Attributes:
        data: A PNG or JPEG file.
        media_type: Which of them.
        width: In dots.
        height: In dots.
        number: The page's, from 1: the next one where the words stand there.
        marks: Where words are marked, in dots from the upper left.
    """

    data: bytes
    media_type: str
    width: int
    height: int
    number: int
    marks: tuple[Box, ...]


class PageDrawer(ChildProcess):
    """Draws pages in a process, one after the other.

    Args:
        timeout_s: Longest time for one page.
        idle_s: How long the process waits for the next page.
    """

    def __init__(self, timeout_s: float = TIMEOUT_S, idle_s: float = IDLE_S) -> None:
        super().__init__()
        self._timeout_s = timeout_s
        self._idle_s = idle_s
        self._turn = threading.Lock()
        self._resting: threading.Timer | None = None

    def _start(self) -> subprocess.Popen[bytes]:
        return processes.popen("ingest.page_drawing", more=ENVIRONMENT)

    def draw(self, wanted: WantedPage) -> DrawnPage:
        """Draw a page.

        Raises:
            Unreadable: It cannot be drawn, or its file is gone or another one now.
        """
        with self._turn:
            if self._resting is not None:
                self._resting.cancel()
            process = self._running()
            if process is None:
                raise Unreadable(_(_NOT_DRAWN))
            timer = threading.Timer(self._timeout_s, process.kill)
            timer.start()
            try:
                answer = exchange(process, _request(wanted))
            except (OSError, ValueError) as error:
                self.end()
                raise Unreadable(_(_NOT_DRAWN)) from error
            finally:
                timer.cancel()
                self._resting = threading.Timer(self._idle_s, self._rest)
                self._resting.daemon = True
                self._resting.start()
        if "fault" in answer:
            raise Unreadable(str(answer["fault"]))
        return _drawn(answer)

    def _rest(self) -> None:
        with self._turn:
            self.end()

    def close(self) -> None:
        """End the process for good."""
        if self._resting is not None:
            self._resting.cancel()
        super().close()


def _request(wanted: WantedPage) -> dict[str, Any]:
    lines = {str(number): lines_json(page) for number, page in (wanted.recognised or {}).items()}
    return {
        "page": [
            wanted.path,
            wanted.content_hash,
            wanted.number,
            wanted.quote,
            wanted.before,
            wanted.width,
            lines,
        ]
    }


def _drawn(answer: Mapping[str, Any]) -> DrawnPage:
    try:
        width, height = map(int, answer["size"])
        left_to_bottom = [tuple(map(float, box)) for box in answer["marks"]]
        marks = tuple((box[0], box[1], box[2], box[3]) for box in left_to_bottom)
        data = base64.b64decode(answer["picture"], validate=True)
        return DrawnPage(data, str(answer["type"]), width, height, int(answer["number"]), marks)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Unreadable(_(_NOT_DRAWN)) from error


def drawn_page(data: bytes, kind: str, wanted: WantedPage) -> tuple[Image, list[Box], int]:
    """Draw a page of a file, with the words marked.

    Args:
        data: The file's bytes.
        kind: Its format, of `KINDS`.
        wanted: What is to be drawn.

    Returns:
        The picture; where words are marked, in its dots; and the page's number.

    Raises:
        Unreadable: The page is not there, or cannot be drawn.
    """
    if kind == "pdf":
        return _of_pdf(data, wanted)
    if kind == "picture":
        return _of_picture(data, wanted)
    raise Unreadable(_("files of this kind have no pages that could be shown"))


def _of_pdf(data: bytes, wanted: WantedPage) -> tuple[Image, list[Box], int]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            best = _Sheet(pdf, wanted.number, wanted)
            if best.share < 1 and wanted.quote and wanted.number < len(pdf):
                # A passage that goes over the page's end belongs to the page that it begins on.
                after = _Sheet(pdf, wanted.number + 1, replace(wanted, before=""))
                best = after if after.share > best.share else best
            picture, marks = best.draw()
            return picture, marks, best.number
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Unreadable(_(_NOT_DRAWN)) from error


class _Sheet:
    """A page of a PDF, with the words looked for on it.

    Attributes:
        number: Its number, from 1.
        share: How much of the words was found.
    """

    def __init__(self, pdf: Any, number: int, wanted: WantedPage) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium: Any = pdfium
        self.number = number
        self._page: Any = pdf[number - 1]
        annotated = pdfium.FPDFPage_GetAnnotCount(self._page) > 0
        if annotated and pdfium.FPDFPage_Flatten(self._page, pdfium.FLAT_NORMALDISPLAY) == 1:
            # What forms and text boxes say is part of the page now, and of its text.
            self._page.close()
            self._page = pdf[number - 1]
        wide, tall = self._page.get_size()
        self._scale = _scale(wide, tall, wanted.width)
        self._size = (max(1, round(wide * self._scale)), max(1, round(tall * self._scale)))
        self._text = self._page.get_textpage()
        codes = [pdfium.FPDFText_GetUnicode(self._text, at) for at in range(self._text.count_chars())]
        characters = [chr(code) if 0 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else " " for code in codes]
        stretches, self.share = found(characters, wanted.quote, wanted.before)
        self._boxes: Callable[[], list[Box]] = lambda: line_boxes(stretches, self._box)
        lines = (wanted.recognised or {}).get(number, ())
        if self.share < 1 and lines:
            boxes, share = _recognised(lines, wanted, self._scale, tall)
            if share > self.share:
                self._boxes, self.share = lambda: boxes, share

    def _box(self, at: int) -> Box | None:
        """Return the box of a character in dots, or None where it has none."""
        pdfium = self._pdfium
        if pdfium.FPDFText_IsGenerated(self._text, at) == 1:
            return None
        inside = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(self._text, at, inside):
            return None
        x1, y1 = self._dots(inside.left, inside.top)
        x2, y2 = self._dots(inside.right, inside.bottom)
        return (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))

    def _dots(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        self._pdfium.FPDF_PageToDevice(self._page, 0, 0, *self._size, 0, x, y, across, down)
        return float(across.value), float(down.value)

    def draw(self) -> tuple[Image, list[Box]]:
        """Draw the page, and mark the words."""
        drawn: Any = self._page.render(scale=self._scale)
        return _marked(drawn.to_pil().convert("RGB"), self._boxes())


def _of_picture(data: bytes, wanted: WantedPage) -> tuple[Image, list[Box], int]:
    from ingest.ocr.pictures import DPI, coloured_picture_of

    picture = coloured_picture_of(data, wanted.number)
    wide, tall = picture.size
    by = _scale(wide, tall, wanted.width)
    lines = (wanted.recognised or {}).get(wanted.number, ())
    # What was recognised is in points of the picture as it was looked at.
    boxes, _share = _recognised(lines, wanted, by * DPI / 72, tall * 72 / DPI)
    if by < 1:
        picture = picture.resize((max(1, round(wide * by)), max(1, round(tall * by))))
    else:
        boxes, by = [_scaled(box, 1 / by) for box in boxes], 1.0
    picture, marks = _marked(picture, boxes)
    return picture, marks, wanted.number


def _scaled(box: Box, by: float) -> Box:
    """Return a box that is larger by a factor."""
    return (box[0] * by, box[1] * by, box[2] * by, box[3] * by)


def _scale(wide: float, tall: float, width: int) -> float:
    """Return how many dots a unit of a page gets."""
    scale = min(max(1, width), MOST_WIDTH) / max(1.0, wide)
    return float(min(scale, (MOST_PIXELS / max(1.0, wide * tall)) ** 0.5))


def _recognised(
    lines: Sequence[RecognisedLine], wanted: WantedPage, by: float, tall: float
) -> tuple[list[Box], float]:
    """Return where words stand among recognised lines, and how much of them was found.

    Args:
        lines: Of the page.
        wanted: The words.
        by: Dots for a point.
        tall: Height of the page, in points.
    """
    characters: list[str] = []
    boxes: list[Box | None] = []
    for line in lines:
        top = tall - line.bottom - line.size
        whole = (line.left * by, top * by, line.right * by, (tall - line.bottom) * by)
        characters += [*line.text, "\n"]
        boxes += [*spread(line.text, whole), None]
    stretches, share = found(characters, wanted.quote, wanted.before)
    return line_boxes(stretches, boxes.__getitem__), share


def _marked(picture: Image, boxes: Sequence[Box]) -> tuple[Image, list[Box]]:
    """Mark boxes as a pen does; what is dark stays dark."""
    from PIL import Image, ImageChops, ImageDraw

    marks: list[Box] = []
    edge = max(1, picture.width // 600)
    for box in boxes:
        left, top = max(0, int(box[0]) - edge), max(0, int(box[1]) - edge)
        right = min(picture.width, int(box[2]) + 1 + edge)
        bottom = min(picture.height, int(box[3]) + 1 + edge)
        if left >= right or top >= bottom:
            continue
        under = picture.crop((left, top, right, bottom))
        picture.paste(ImageChops.multiply(under, Image.new("RGB", under.size, _MARK)), (left, top))
        ImageDraw.Draw(picture).rectangle((left, top, right - 1, bottom - 1), outline=_EDGE, width=edge)
        marks.append((left, top, right, bottom))
    return picture, marks


def _written(picture: Image) -> tuple[bytes, str]:
    """Return a picture as a file, and its media type.

    It is a JPEG where a PNG would be large, as of photographs.
    """
    out = io.BytesIO()
    picture.save(out, "PNG")
    if out.tell() <= _PNG_BYTES:
        return out.getvalue(), "image/png"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue(), "image/jpeg"


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the page that a request asks for, or why it cannot be had."""
    try:
        path, content_hash, number, quote, before, width, lines = request["page"]
        recognised = {int(page): lines_of(said) for page, said in lines.items()}
        wanted = WantedPage(
            str(path), str(content_hash), int(number), str(quote), str(before), int(width), recognised
        )
        read = contents(Path(wanted.path))
        if read.content_hash != wanted.content_hash:
            return {"fault": _(_CHANGED)}
        kind = kind_of(Path(wanted.path), read.data[:HEAD_BYTES])
        picture, marks, shown = drawn_page(read.data, kind or "", wanted)
        data, media_type = _written(picture)
    except Unreadable as error:
        return {"fault": error.reason}
    except MemoryError:
        return {"fault": _("it needs too much memory to draw")}
    # Libraries raise whatever they like on damaged files.
    except Exception:  # noqa: BLE001
        return {"fault": _(_NOT_DRAWN)}
    return {
        "picture": base64.b64encode(data).decode(),
        "type": media_type,
        "size": list(picture.size),
        "number": shown,
        "marks": [list(box) for box in marks],
    }


def main() -> None:
    """Answer requests until the parent closes the pipe or is gone."""
    serve(lambda request, replies: send(replies, _answer(request)), MEMORY_MB)


if __name__ == "__main__":
    main()
