"""Upright, grey pictures of pages from picture files and PDFs; bombs are refused."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant.i18n import _, mark
from ingest.records import Unreadable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Picture = NDArray[np.uint8]
    """Grey, 0 is black; shape (height, width)."""

DPI = 200
"""At which a page of a PDF is drawn, and at which a picture is taken to have been scanned."""
_MOST_PIXELS = 120_000_000
_LARGEST_SIDE = 100_000
_DRAWN_PIXELS = 24_000_000
_SHORTEST_DRAWN = 1_600
_MOST_FRAMES = 2_000
_DAMAGED = mark("it is damaged, or uses its format in a way that cannot be read")
_HEIC = mark("it is a HEIC picture, which is not read here; save it as .jpg first")


def page_sizes(data: bytes) -> list[tuple[int, int]]:
    """Return width and height of each page of a picture file, without unpacking it.

    Raises:
        Unreadable: It is damaged, too large, or of a kind that no library here reads.
    """
    with _opened(data) as image:
        sizes = []
        for _ in _frames(image):
            _check_size(image.size)
            sizes.append(image.size)
    return sizes


def picture_of(data: bytes, page: int) -> Picture:
    """Return a page of a picture file as it is to be looked at.

    Args:
        data: Its bytes.
        page: Counted from 1.

    Raises:
        Unreadable: See `page_sizes`.
    """
    import numpy as np

    return np.asarray(_upright(data, page, "L"))


def coloured_picture_of(data: bytes, page: int) -> Image:
    """Return a page of a picture file in colours, as large as `picture_of` gives it.

    Raises:
        Unreadable: See `page_sizes`.
    """
    return _upright(data, page, "RGB")


def _upright(data: bytes, page: int, mode: str) -> Image:
    """Return a page of a picture file, grey ("L") or coloured ("RGB")."""
    from PIL import ImageOps

    with _opened(data) as image:
        if page > 1:
            image.seek(page - 1)
        _check_size(image.size)
        if image.size[0] * image.size[1] > _DRAWN_PIXELS:
            image.draft(mode, (image.size[0] // 2, image.size[1] // 2))  # a JPEG is unpacked smaller
        drawn = _plain(ImageOps.exif_transpose(image), mode)
        if drawn.width * drawn.height > _DRAWN_PIXELS:
            share = (_DRAWN_PIXELS / (drawn.width * drawn.height)) ** 0.5
            drawn = drawn.resize((max(1, int(drawn.width * share)), max(1, int(drawn.height * share))))
        return drawn


class PdfPages:
    """The pages of a PDF as pictures.

    Args:
        data: Its bytes.

    Raises:
        Unreadable: It cannot be opened.
    """

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        try:
            self._pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise Unreadable(_("it cannot be opened as a PDF to look at its pages")) from error

    def close(self) -> None:
        """Let go of the file."""
        self._pdf.close()

    def picture(self, number: int) -> tuple[Picture, float]:
        """Draw a page; return it, and how many of its dots are a point.

        Args:
            number: Counted from 1.

        Raises:
            Unreadable: It cannot be drawn.
        """
        import pypdfium2

        try:
            page = self._pdf[number - 1]
            width, height = page.get_size()
            scale = max(DPI / 72, _SHORTEST_DRAWN / max(1.0, width, height))
            scale = min(scale, (_DRAWN_PIXELS / max(1.0, width * height)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
            drawn: Any = bitmap.to_numpy().copy()
            bitmap.close()
            page.close()
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise Unreadable(_("it cannot be drawn")) from error
        return drawn.reshape(drawn.shape[:2]), scale


def name_of(picture: Picture) -> str:
    """Return the name of a picture by its content: BLAKE2b, 32 hexadecimal digits."""
    hashed = hashlib.blake2b(digest_size=16)
    hashed.update(repr(picture.shape).encode())
    hashed.update(picture.tobytes())
    return hashed.hexdigest()


@contextmanager
def _opened(data: bytes) -> Iterator[Image]:
    """Open a picture file; what its reader raises comes out as `Unreadable`."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # its size is looked at here, which says what is wrong
    heic = data[4:8] == b"ftyp" and not _reads_heic()
    try:
        with Image.open(io.BytesIO(data)) as image:
            yield image
    except (Unreadable, MemoryError):
        raise
    except UnidentifiedImageError as error:
        raise Unreadable(_(_HEIC) if heic else _(_DAMAGED), skipped=heic) from error
    # Readers of pictures raise whatever they like on damaged ones.
    except Exception as error:
        raise Unreadable(_(_DAMAGED)) from error


def _reads_heic() -> bool:
    """Make Pillow read HEIC where a package for it is there."""
    for name in ("pi_heif", "pillow_heif"):
        try:
            module = __import__(name)
        except ImportError:
            continue
        module.register_heif_opener()
        return True
    return False


def _frames(image: Image) -> Iterator[None]:
    """Go through the pages of a TIFF; any other picture is one."""
    yield
    if image.format != "TIFF":
        return
    for number in range(1, _MOST_FRAMES):
        try:
            image.seek(number)
        except EOFError:
            return
        yield
    raise Unreadable(_("it has {most_frames} pages or more, which are not read", most_frames=_MOST_FRAMES))


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > _MOST_PIXELS or max(size) > _LARGEST_SIDE:
        raise Unreadable(
            _(
                "it is a picture of {width} x {height} dots; more than {most_pixels} million are not read",
                width=width,
                height=height,
                most_pixels=_MOST_PIXELS // 1000000,
            )
        )


def _plain(image: Image, mode: str) -> Image:
    """Return a picture, grey ("L") or coloured ("RGB"), on white."""
    import numpy as np
    from PIL import Image as Pillow

    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float32)
        low, high = float(values.min()), float(values.max())
        grey = Pillow.fromarray(((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8))
        return grey.convert(mode)
    if image.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in image.info:
        over = image.convert("RGBA")
        image = Pillow.alpha_composite(Pillow.new("RGBA", over.size, "white"), over)
    return image.convert(mode)
