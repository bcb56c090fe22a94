"""Vectors: of their model's length, of length 1, and marked with the script of their text."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

import numpy as np

from assistant.library.checks.damage import READ_AGAIN, Damage, counted
from assistant.library.vector_rows import new_generation

_LENGTH_TOLERANCE = 0.01


def check(db: sqlite3.Connection) -> list[Damage]:
    """Look at every vector; one that is damaged is dropped, and its text embedded again by the next ingest."""
    damages = list(_damages(db))
    if damages:
        new_generation(db)
    return damages


def _damages(db: sqlite3.Connection) -> Iterator[Damage]:
    for model in db.execute("SELECT * FROM embedding_model").fetchall():
        yield from _of_model(db, model)
    wrong = db.execute(
        "UPDATE vector SET unspaced = 1 - unspaced WHERE id IN (SELECT v.id FROM vector v"
        " JOIN passage p ON p.key = v.key GROUP BY v.id HAVING min(p.unspaced) <> v.unspaced)"
    ).rowcount
    if wrong:
        yield Damage("vector_script", f"The script of {counted(wrong, 'vector')} was noted wrongly.")


def _of_model(db: sqlite3.Connection, model: sqlite3.Row) -> Iterator[Damage]:
    lengths: Counter[int] = Counter()
    broken: list[int] = []
    sound: list[tuple[int, int]] = []
    for row in db.execute("SELECT id, data FROM vector WHERE model_id = ?", (model["id"],)):
        length = _length(row["data"])
        if length:
            lengths[length] += 1
            sound.append((row["id"], length))
        else:
            broken.append(row["id"])
    dimensions = lengths.most_common(1)[0][0] if lengths else 0
    broken += [number for number, length in sound if length != dimensions]
    if dimensions != model["dimensions"] and dimensions:
        db.execute("UPDATE embedding_model SET dimensions = ? WHERE id = ?", (dimensions, model["id"]))
        yield Damage(
            "model_dimensions",
            f"The vectors of {model['name']} were noted to be of length {model['dimensions']}, not {dimensions}.",
        )
    if broken:
        db.executemany("DELETE FROM vector WHERE id = ?", [(number,) for number in broken])
        yield Damage(
            "vector_data",
            f"{counted(len(broken), 'vector')} of {model['name']} were no vectors any more, and are dropped.",
            mended=False,
            remedy=f"{READ_AGAIN} embeds those texts again",
        )


def _length(data: object) -> int:
    """Give how many numbers a vector has; 0 where it is none of length 1."""
    if not isinstance(data, bytes) or not data or len(data) % 4:
        return 0
    vector = np.frombuffer(data, dtype="<f4")
    with np.errstate(over="ignore", invalid="ignore"):
        off = abs(float(np.linalg.norm(vector)) - 1)
    return len(vector) if off < _LENGTH_TOLERANCE else 0
