"""Ask PDFium about many characters or objects of a page at once.

A call from Python takes longer than what PDFium does in most of them. Here handles are plain numbers, answers go into
one array, and the loop runs in C, which takes half the time.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import repeat
from typing import Any

HANDLE, INT = ctypes.c_void_p, ctypes.c_int
Box = tuple[float, float, float, float]
Columns = tuple[list[float], list[float], list[float], list[float]]
_FLOAT_BYTES = array("f").itemsize
_RECTANGLE, _MATRIX = 4, 6


@cache
def call(name: str, *arguments: type, returns: type = INT) -> Callable[..., Any]:
    """Return a function of PDFium's that takes and returns numbers, handles too.

    Args:
        name: Of the function.
        arguments: What it takes, each `HANDLE` or `INT`; an address is a `HANDLE`.
        returns: What it returns.
    """
    import pypdfium2.raw as pdfium

    return ctypes.CFUNCTYPE(returns, *arguments)(address(getattr(pdfium, name)))


def address(handle: Any) -> int:
    """Return the number that a handle or function of pypdfium2's is."""
    return ctypes.cast(handle, HANDLE).value or 0


def floats(
    get: Callable[..., int], width: int, *arguments: Iterable[int], count: int
) -> tuple[list[int], list[float]]:
    """Call a function that writes floats, once for each of several things.

    Args:
        get: The function; the address comes last.
        width: How many floats it writes, one after the other.
        arguments: What it takes before, an iterable each.
        count: How many things there are.

    Returns:
        What it returned each time, and all floats; zeros where it wrote none.
    """
    values = array(
        "f", bytes(width * count * _FLOAT_BYTES)
    )  # a ctypes array would make a new type for each length
    step = width * values.itemsize
    first, _ = values.buffer_info()
    told = list(map(get, *arguments, range(first, first + step * count, step)))
    return told, values.tolist()


class Characters:
    """The characters of a page's text, by PDFium's numbers of them.

    Args:
        textpage: Of PDFium's; it has to stay open.
    """

    def __init__(self, textpage: Any) -> None:
        self._page = address(textpage.raw)

    def boxes(self, numbers: Sequence[int]) -> tuple[list[int], Columns]:
        """Return whether each place is known, and lefts, bottoms, rights, tops."""
        get = call("FPDFText_GetLooseCharBox", HANDLE, INT, HANDLE)
        told, values = floats(get, _RECTANGLE, repeat(self._page), numbers, count=len(numbers))
        return told, (values[0::4], values[3::4], values[2::4], values[1::4])

    def matrices(self, numbers: Sequence[int]) -> list[list[float]]:
        """Return a, b, c and d of each one's matrix; nothing where it is not known."""
        get = call("FPDFText_GetMatrix", HANDLE, INT, HANDLE)
        told, values = floats(get, _MATRIX, repeat(self._page), numbers, count=len(numbers))
        return [values[place * _MATRIX :][:4] if one else [] for place, one in enumerate(told)]

    def origins(self, numbers: Sequence[int]) -> list[tuple[float, float] | None]:
        """Return where each stands on its line; None where that is not known."""
        get = call("FPDFText_GetCharOrigin", HANDLE, INT, HANDLE, HANDLE)
        values = array("d", bytes(16 * len(numbers)))
        first, _ = values.buffer_info()
        end = first + 16 * len(numbers)
        told = map(get, repeat(self._page), numbers, range(first, end, 16), range(first + 8, end + 8, 16))
        return [(values[2 * place], values[2 * place + 1]) if one else None for place, one in enumerate(told)]

    def font_sizes(self, numbers: Iterable[int]) -> Iterator[float]:
        """Yield the size of each one's font, before it is scaled."""
        get = call("FPDFText_GetFontSize", HANDLE, INT, returns=ctypes.c_double)
        return map(get, repeat(self._page), numbers)

    def generated(self, numbers: Iterable[int]) -> Iterator[int]:
        """Yield 1 for each that PDFium put in, like a blank that is not drawn."""
        return map(call("FPDFText_IsGenerated", HANDLE, INT), repeat(self._page), numbers)

    def unmapped(self, numbers: Iterable[int]) -> Iterator[int]:
        """Yield 1 for each of which its font does not say what it is."""
        return map(call("FPDFText_HasUnicodeMapError", HANDLE, INT), repeat(self._page), numbers)

    def indices(self, numbers: Iterable[int]) -> Iterator[int]:
        """Yield the place of each in the page's text; below 0 where it has none."""
        return map(call("FPDFText_GetTextIndexFromCharIndex", HANDLE, INT), repeat(self._page), numbers)
