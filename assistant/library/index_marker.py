"""The marker of a vector index: what it holds, whether it was closed in order, and how its files looked then.

Chroma opens whatever lies there, and a file that was cut or overwritten crashes the process that asks it. So an index
is opened only if its last owner closed it in order and its files are still those that were closed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

FORMAT = 2
NAME = "marker.json"


@dataclass(frozen=True, slots=True)
class Marker:
    """What an index held when its owner opened it, or closed it in order.

    Attributes:
        clean: Whether it was closed in order; False while somebody has it open.
        identity: The embedding model whose vectors it holds.
        generation: The library's, see `VectorSource.vector_generation`.
        last_id: The highest row number among its vectors.
        count: How many vectors it holds.
        data: Name of the folder beside the marker that is Chroma's.
        files: Size, mtime in nanoseconds and BLAKE2b of each file of Chroma's, by its path below that folder.
    """

    clean: bool
    identity: str
    generation: int
    last_id: int
    count: int
    data: str
    files: Mapping[str, tuple[int, int, str]] = field(default_factory=dict)
    format: int = FORMAT

    def intact(self, folder: Path) -> bool:
        """Tell whether the files are those that were closed: of the same time and size, or the same bytes.

        Args:
            folder: That the marker lies in.
        """
        if not self.clean or not self.files:
            return False
        for name, (size, mtime_ns, digest) in self.files.items():
            path = folder / self.data / name
            try:
                status = path.stat()
                if status.st_size != size or (status.st_mtime_ns != mtime_ns and _digest(path) != digest):
                    return False
            except OSError:
                return False
        return True

    def closed(self, folder: Path) -> Marker:
        """Give the marker of an index that was just closed, once every byte of it is on the disk.

        Raises:
            OSError: A file cannot be read, or the disk does not take it.
        """
        data = folder / self.data
        files: dict[str, tuple[int, int, str]] = {}
        for path in _files(data):
            _to_disk(path)
            name, status = path.relative_to(data).as_posix(), path.stat()
            known = self.files.get(name)
            same = known is not None and known[:2] == (status.st_size, status.st_mtime_ns)
            digest = known[2] if known is not None and same else _digest(path)
            files[name] = (status.st_size, status.st_mtime_ns, digest)
        for place in [place for place in data.rglob("*") if place.is_dir()] + [data]:
            _to_disk(place)
        return replace(self, clean=True, files=files)


def read(folder: Path) -> Marker | None:
    """Give the marker that lies in a folder; None where there is none, or one that says nothing."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        marker = Marker(**{**found, "files": {name: tuple(file) for name, file in found["files"].items()}})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return (
        marker if marker.format == FORMAT and all(len(file) == 3 for file in marker.files.values()) else None
    )


def write(folder: Path, marker: Marker) -> None:
    """Put a marker into a folder, as a whole or not at all.

    Raises:
        OSError: The disk does not take it.
    """
    beside = folder / f"{NAME}.new"
    beside.write_text(json.dumps(asdict(marker)), "utf-8")
    _to_disk(beside)
    beside.replace(folder / NAME)
    _to_disk(folder)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _to_disk(path: Path) -> None:
    """Wait until the disk has a file or a folder; a folder cannot be waited for on every system."""
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
