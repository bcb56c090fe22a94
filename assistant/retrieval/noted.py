"""Vectors that are found once for a library and an embedding model, and kept among the library's notes."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.library.library import Library

Matrix = NDArray[np.float32]


def noted(
    library: Library,
    key: str,
    shape: tuple[int, ...],
    kept_as: Literal["<f2", "<f4"],
    find: Callable[[], Matrix],
) -> Matrix:
    """Give the vectors noted under a key; where none can be read there, find them, and note them if the library lets us.

    Args:
        library: Where they are noted; one that is busy or write-protected is left alone.
        key: Of the note.
        shape: Of the vectors.
        kept_as: How a number is noted; what is found is rounded to it, so that it is the same each time.
        find: Gives the vectors, float32, of that shape.

    Returns:
        float32, of that shape.
    """
    with suppress(ValueError):  # what is noted unreadably is found anew
        there = np.frombuffer(base64.b64decode(library.note(key), validate=True), kept_as)
        if there.size == np.prod(shape) and np.isfinite(there).all():
            return there.astype(np.float32).reshape(shape)
    found = find().astype(kept_as)
    library.guess(key, base64.b64encode(found.tobytes()).decode("ascii"))
    return found.astype(np.float32).reshape(shape)
