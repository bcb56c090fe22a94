"""A library's vectors as one file that is mapped into memory: there at once, and shared by all processes that search.

It is derived from SQLite, like the index, and may be deleted at any moment. It is written beside its place and put there
as a whole; what it holds is told by its first bytes, and one that does not fit the library is not used.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import LibraryBusy
from assistant.library.database import storage_errors
from assistant.library.folder import MATRIX, MATRIX_BESIDE, delete_matrix
from assistant.library.vector_rows import VectorBlock
from assistant.library.vector_source import VectorSource

if TYPE_CHECKING:  # it takes a while to import, and is needed only to write
    from filelock import FileLock

FORMAT = 1
_HEADER_BYTES = 4_096
_SPARE_BYTES = 256_000_000
"""So much of a disk is left to what must be kept."""
_PAGE = 4_000
"""Row numbers that are read at once."""


@dataclass(frozen=True, slots=True)
class _Header:
    """What a file holds: the matrix, then a byte a row for its script, then the keys, one a line.

    Attributes:
        format: Of the file.
        identity: The embedding model whose vectors it holds.
        generation: The library's, see `VectorSource.vector_generation`.
        last_id: The row number up to which it holds all vectors.
        rows: How many that is.
        dimensions: Length of a vector.
        key_bytes: Bytes that the keys take.
    """

    format: int
    identity: str
    generation: int
    last_id: int
    rows: int
    dimensions: int
    key_bytes: int

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return _HEADER_BYTES + self.rows * (4 * self.dimensions + 1) + self.key_bytes


def pages(source: VectorSource, identity: str, after_id: int, up_to_id: int) -> Iterator[VectorBlock]:
    """Read the vectors of a model above a row number, and not above another, some at a time."""
    for start in range(after_id, up_to_id, _PAGE):
        yield source.load_vectors(identity, start, min(start + _PAGE, up_to_id))


class MatrixFile:
    """The file of one library.

    Args:
        folder: The library's.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / MATRIX
        self._beside = folder / MATRIX_BESIDE

    @cached_property
    def _lock(self) -> FileLock:
        from filelock import FileLock

        # Not one a thread: who searches and who closes are often two threads of one process.
        return FileLock(self._path.with_name(f"{MATRIX}.lock"), mode=0o600, thread_local=False)

    def read(self, identity: str, generation: int) -> VectorBlock | None:
        """Give what the file holds of a model's vectors; None where there is none, or it is another model's or out of date."""
        try:
            with self._path.open("rb") as file:
                header = _Header(**json.loads(file.read(_HEADER_BYTES).rstrip(b"\0")))
                if header.generation != generation:
                    delete_matrix(self._path.parent)  # a kill came before it was deleted
                if (header.format, header.identity, header.generation) != (FORMAT, identity, generation):
                    return None
                if os.fstat(file.fileno()).st_size != header.size:
                    return None
                return _block(header, _content(file.fileno()))
        except (OSError, ValueError, TypeError):
            return None

    def write(
        self,
        source: VectorSource,
        identity: str,
        generation: int,
        last_id: int,
        blocks: Iterable[VectorBlock],
    ) -> bool:
        """Put a file of these vectors in the place of the one there is.

        Args:
            source: Where they are from; where it has dropped some meanwhile, the file does not stay.
            identity: Whose vectors.
            generation: The library's, from before the first of them was read.
            last_id: The row number up to which these are all.
            blocks: The vectors, in order.

        Returns:
            False where another process is writing it, the disk has little room, or vectors were dropped meanwhile.
        """
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        try:
            self._write(identity, generation, last_id, blocks)
            self._beside.replace(self._path)
            # Looked at after the file is in its place: who drops vectors deletes the file after that.
            if source.vector_generation()[0] != generation:
                self._path.unlink(missing_ok=True)
                return False
        except OSError:
            return False
        finally:
            self._beside.unlink(missing_ok=True)
            self._lock.release()
        return True

    def _write(self, identity: str, generation: int, last_id: int, blocks: Iterable[VectorBlock]) -> None:
        self._beside.unlink(missing_ok=True)
        keys: list[str] = []
        unspaced: list[bytes] = []
        dimensions = 0
        with os.fdopen(os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(bytes(_HEADER_BYTES))
            for block in blocks:
                if shutil.disk_usage(self._beside.parent).free < _SPARE_BYTES:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                if block.keys:
                    dimensions = block.matrix.shape[1]
                    file.write(np.ascontiguousarray(block.matrix, "<f4").data)
                    unspaced.append(block.unspaced.tobytes())
                    keys.extend(block.keys)
            packed = "\n".join(keys).encode()
            file.writelines([*unspaced, packed])
            header = _Header(FORMAT, identity, generation, last_id, len(keys), dimensions, len(packed))
            file.seek(0)
            file.write(json.dumps(asdict(header)).encode())
            file.flush()
            # Else a machine that loses its power could find the name on its disk, and not what it stands for.
            os.fsync(file.fileno())

    def faithful(self, source: VectorSource, identity: str) -> bool | None:
        """Tell whether the file holds exactly what the library keeps; None where none is in use."""
        generation, _ = source.vector_generation()
        filed, row = self.read(identity, generation), 0
        if filed is None:
            return None
        for page in pages(source, identity, 0, filed.last_id):
            rows = slice(row, row + len(page.keys))
            row = rows.stop
            same = page.keys == filed.keys[rows] and np.array_equal(page.unspaced, filed.unspaced[rows])
            if not same or (page.keys and not np.array_equal(page.matrix, filed.matrix[rows])):
                return False
        return row == len(filed.keys)

    @contextmanager
    def withheld(self, wait_s: float = 30.0) -> Iterator[None]:
        """Delete the file, and keep others from writing it as long as the block runs: what is forgotten must not stay in it.

        Args:
            wait_s: Seconds to wait for another process that is writing it.

        Raises:
            LibraryBusy: Another process is writing it, and does not end.
            LibraryError: It cannot be deleted.
        """
        from filelock import Timeout

        with storage_errors(self._path):
            try:
                self._lock.acquire(timeout=wait_s)
            except Timeout:
                raise LibraryBusy(
                    f"Another process is writing {self._path}, and what is forgotten would stay in it.",
                    "Try again in a moment; nothing was changed.",
                ) from None
        try:
            with storage_errors(self._path):
                for path in (self._path, self._beside):
                    path.unlink(missing_ok=True)
            yield
        finally:
            self._lock.release()


def _content(file: int) -> mmap.mmap | bytes:
    # Elsewhere a file that is mapped can be neither replaced nor deleted.
    if os.name == "posix":
        return mmap.mmap(file, 0, access=mmap.ACCESS_READ)
    os.lseek(file, 0, os.SEEK_SET)
    with os.fdopen(os.dup(file), "rb") as copy:
        return copy.read()


def _block(header: _Header, content: mmap.mmap | bytes) -> VectorBlock:
    values = header.rows * header.dimensions
    matrix = np.frombuffer(content, "<f4", values, _HEADER_BYTES).reshape(header.rows, header.dimensions)
    at = _HEADER_BYTES + 4 * values
    unspaced = np.frombuffer(content, np.bool_, header.rows, at)
    packed = content[at + header.rows : header.size].decode()
    keys = tuple(packed.split("\n")) if header.rows else ()
    if len(keys) != header.rows:
        raise ValueError("the keys are not those of the rows")
    return VectorBlock(keys, matrix, unspaced, header.last_id)
