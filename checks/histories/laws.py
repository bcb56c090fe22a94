"""What holds for a library whatever happened to it: after every step, and after a run that came to its end."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.library.index.chroma import ChromaIndex
from assistant.library.index.exact import ExactVectors
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from checks.histories.files import POISON
from checks.histories.runs import Model, key_of, vectors_of
from ingest.reading import Contents, parse
from ingest.records import embedded_text
from tests.library.shelf import contents, found

QUESTIONS = (
    "notice period of the contract",
    "heron",
    "the owl at night",
    "合同到期",
    "sentence 2 is another",
)
NEAREST = 1_000
_Passages = tuple[tuple[int, str, int, int, int | None], ...]


class Seen:
    """Every content that a file ever had, by its hash: a document is cut from one of them, as a whole."""

    def __init__(self) -> None:
        self._data: dict[str, bytes] = {}

    def look(self, root: Path) -> None:
        """Remember what lies in a folder now."""
        for path in root.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                self._data[hashlib.blake2b(data, digest_size=16).hexdigest()] = data

    def passages(self, source: str, content_hash: str) -> _Passages:
        assert content_hash in self._data, f"{source} never held what the library says it held"
        return _parsed(Path(source).suffix, self._data[content_hash])


@cache
def _parsed(suffix: str, data: bytes) -> _Passages:
    """Read bytes here, and make sure that every passage is cut from its document's text."""
    from ingest.loaders import load_bytes
    from ingest.records import Unreadable

    path = Path(f"/file{suffix}")
    made = parse(path, Contents(data, len(data), 0)).passages
    try:
        text = load_bytes(data, path).text
    except Unreadable:
        text = ""
    assert all(passage.text == text[passage.start : passage.end] for passage in made)
    return tuple((p.ordinal, p.text, p.start, p.end, p.page) for p in made)


class Reader:
    """Another process's view: opened once, it reads through the whole history."""

    def __init__(self, folder: Path, seen: Seen) -> None:
        self.library = Library(folder)
        self._seen = seen
        self._questions = itertools.cycle(QUESTIONS)
        self.exact = ExactVectors(self.library.vectors)
        self.index = ChromaIndex(folder / "vectors", self.library.vectors)

    def close(self) -> None:
        self.index.close()
        self.library.close()

    def look(self) -> None:
        """Read everything: a document's passages are all there, or it has been replaced meanwhile."""
        before = self._hashes()
        documents = [
            (d, self.library.documents.neighbours(d.id, 0, 9_999)) for d in self.library.documents.all()
        ]
        after = self._hashes()
        for document, stored in documents:
            if not stored:
                continue  # it has none, or has been replaced meanwhile
            assert len(stored) == document.passages, f"half of {document.source} is there"
            cut = tuple((p.ordinal, p.text, p.start, p.end, p.page) for p in stored)
            held = {hashes.get(document.source) for hashes in (before, after)} - {None}
            assert cut in [self._seen.passages(document.source, content) for content in held if content]
        self._ask(next(self._questions))

    def ask_the_index(self, question: str) -> None:
        """Ask the index, where it is in order and nobody else owns it: it says nothing that is not so."""
        model = self.library.vectors.active_model()
        if model is None or not model.dimensions:
            return
        vector = Model(model.name).embed_query(question)
        indexed = self.index.nearest(model, vector, NEAREST)
        if indexed is not None:
            exact = dict(ExactVectors(self.library.vectors).nearest(model.identity, vector, NEAREST))
            assert dict(indexed[0]) == pytest.approx({key: exact[key] for key, _ in indexed[0]}, abs=1e-5)

    def _hashes(self) -> dict[str, str | None]:
        return {path: file.hash for path, file in self.library.documents.known().items()}

    def _ask(self, question: str) -> None:
        wanted = query_terms(question)
        hits = [number for number, _ in self.library.words.search(wanted, 100)]
        for passage in self.library.documents.passages(hits).values():
            words = {*terms(passage.text), *terms(" ".join(passage.heading))}
            assert words.intersection(wanted), f"{question!r} found {passage.text!r}"
        model = self.library.vectors.active_model()
        if model is not None and model.dimensions:
            vector = Model(model.name).embed_query(question)
            keys = [key for key, _ in self.exact.nearest(model.identity, vector, 10)]
            assert self.library.documents.passage_ids_of_keys(keys) is not None


def always(library: Library) -> None:
    """What holds after every step, whether or not a run was broken off."""
    db = library.database.connection
    numbers = [row[0] for row in db.execute("SELECT id FROM passage ORDER BY id")]
    assert [row[0] for row in db.execute("SELECT rowid FROM terms ORDER BY rowid")] == numbers
    db.execute("INSERT INTO terms (terms) VALUES ('integrity-check')")
    assert not list(db.execute("PRAGMA foreign_key_check"))
    state = library.vectors.state()
    assert state.active is None or state.active.identity in (
        model["identity"] for model in db.execute("SELECT identity FROM embedding_model")
    )


def no_orphans(library: Library) -> None:
    """What holds after a run, and after something was forgotten."""
    row = library.database.connection.execute(
        "SELECT count(*) FROM vector WHERE key NOT IN (SELECT key FROM passage)"
    ).fetchone()
    assert row[0] == 0


def all_embedded(library: Library, model: Model, spared: Collection[str]) -> None:
    """Every text has the vector that the model gives it, except those that could not be embedded."""
    stored = [p for d in library.documents.all() for p in library.documents.neighbours(d.id, 0, d.passages)]
    texts = {p.key: embedded_text(p.heading, p.text) for p in stored}
    assert all(key_of(text) == key for key, text in texts.items())
    wanted = {key: text for key, text in texts.items() if key not in spared}
    rows = Model(model.name).embed_passages(list(wanted.values())) if wanted else ()
    expected = {key: row.tobytes() for key, row in zip(wanted, rows, strict=True)}
    assert vectors_of(library, model.identity) == expected


def poisonous(library: Library) -> set[str]:
    """Return the keys of the texts that a poisoned model cannot embed."""
    stored = [p for d in library.documents.all() for p in library.documents.neighbours(d.id, 0, d.passages)]
    return {p.key for p in stored if POISON in embedded_text(p.heading, p.text)}


Shelf = Mapping[str, Any]


def shelf(library: Library) -> dict[str, Shelf]:
    """Return what a library holds, by file."""
    held = contents(library)
    return {
        source: {
            "document": next(row for row in held["documents"] if row[0] == source),
            "file": held["files"][source],
            "passages": [row for row in held["passages"] if row[0] == source],
        }
        for source in held["sources"]
    }


def kept(before: Mapping[str, Shelf], paths: Sequence[str], roots: Sequence[str]) -> dict[str, Shelf]:
    """Return what a run over some paths leaves as it was, though it does not find it there.

    That is what lies elsewhere, what lies under a named place that is gone (a drive may be unplugged), and what was
    named by itself inside a folder that leaves it out.
    """
    gone = [path for path in paths if not os.path.lexists(path)]
    inside = [root for root in roots if root not in paths and under(root, paths)]
    return {
        source: held
        for source, held in before.items()
        if not under(source, paths)
        or under(source, gone)
        or (under(source, inside) and Path(source).exists())
    }


def under(path: str, places: Sequence[str]) -> bool:
    return any(path == place or path.startswith(place + os.sep) for place in places)


def same(library: Library, reader: Reader, other: Library, model: Model, index: ChromaIndex) -> None:
    """Hold a library against one built anew: all that is kept, and all that is found."""
    assert contents(library) == contents(other)
    kept_model = library.vectors.active_model()
    for question in QUESTIONS:
        expected = found(other, *query_terms(question))
        assert (
            found(library, *query_terms(question))
            == found(reader.library, *query_terms(question))
            == expected
        )
        vector = model.embed_query(question)
        nearest = dict(ExactVectors(other.vectors).nearest(model.identity, vector, NEAREST))
        ours = dict(reader.exact.nearest(model.identity, vector, NEAREST))
        assert ours == pytest.approx(nearest, abs=1e-6)
        if kept_model is None or not kept_model.dimensions:
            continue
        indexed = index.nearest(kept_model, vector, NEAREST)
        if indexed is not None:
            assert dict(indexed[0]) == pytest.approx(nearest, abs=1e-5)
