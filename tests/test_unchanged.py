"""What is seen at a glance is what an ingest would find, and in doubt nothing is seen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from assistant.cli.ingest import FILE, FINISHED
from assistant.events import FileEvent, IngestFinished
from assistant.library.library import Library
from assistant.unchanged import Glance, Unchanged
from ingest.sync import Limits, Pipeline
from tests.fakes.models import HashingEmbedder

LIMITS = Limits(max_file_mb=1, workers=1, batch_size=4)


@dataclass
class Workspace:
    """A home with a library, and folders that are ingested into it."""

    docs: Path
    home: Path
    library: Library
    flags: dict[str, str | None] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)

    def glance(self, *named: Path, racy_ns: int = 0) -> Glance:
        return Glance(self.home, self.flags, self.environ, [str(path) for path in named], racy_ns)

    def look(self, *named: Path, listed: bool = False) -> Unchanged | None:
        return self.glance(*(named or (self.docs,))).unchanged(listed=listed)

    def ingest(self, *named: Path, racy_ns: int = 0) -> dict[str, int]:
        """Ingest as the command does where a glance shows something new; return how many files had each status."""
        named = named or (self.docs,)
        glance = self.glance(*named, racy_ns=racy_ns)
        assert glance.unchanged(listed=False) is None
        counts = dict.fromkeys(("added", "updated", "unchanged", "removed", "failed", "skipped"), 0)
        pipeline, embedder = Pipeline(self.library, LIMITS), HashingEmbedder()
        for event in pipeline.scan(named):
            counts[event.status] += 1
        list(pipeline.embed(embedder))
        self.library.vectors.finish(embedder.identity)
        passages, waiting = self.library.documents.counts()["passages"], self.library.vectors.state().pending
        finished = IngestFinished(**counts, passages=passages, embedded=0, waiting=waiting, seconds=0.0)
        glance.seal(self.library, finished)
        return counts


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workspace]:
    docs, home = tmp_path / "docs", tmp_path / "home"
    (docs / "sub").mkdir(parents=True)
    for name in ("a.md", "b.txt", "sub/c.md"):
        (docs / name).write_text(
            f"# The words of {name}\n\nThe heron stands in the marsh of {name}.\n", "utf-8"
        )
    with Library(home / "libraries" / "default", create=True) as library:
        yield Workspace(docs, home, library)


def test_what_was_ingested_is_known_at_a_glance(place: Workspace) -> None:
    assert place.look() is None
    place.ingest()
    assert place.look() == Unchanged(3, 0, 3)
    listed = place.look(listed=True)
    assert listed is not None
    assert listed.rows == [(str(place.docs / name), "found", "") for name in ("a.md", "b.txt", "sub/c.md")]


def test_a_cleared_history_makes_an_ingest_prepare_sentences_anew(place: Workspace) -> None:
    place.ingest()
    identity = HashingEmbedder().identity
    key = place.library.documents.neighbours(1, 0, 1)[0].key
    place.library.sentence_vectors.keep(identity, {(key, 0): np.ones(8, np.float32)})
    place.ingest()
    assert place.look() is not None
    place.library.forget_conversations()
    assert place.look() is None


def test_skipped_files_are_named(place: Workspace) -> None:
    (place.docs / "movie.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(2_000))
    assert place.ingest()["skipped"] == 1
    same = place.look()
    assert same is not None
    assert [(row[0], row[1]) for row in same.rows] == [(str(place.docs / "movie.mp4"), "skipped")]
    assert same.rows[0][2] == "it is a film"


def change_words(place: Workspace) -> None:
    """Change a file, but neither its size nor the time that is noted of it."""
    file = place.docs / "a.md"
    before, words = file.stat(), file.read_text("utf-8")
    file.write_text(words.replace("heron", "egret"), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def hide(place: Workspace) -> None:
    (place.docs / ".gitignore").write_text("*.txt\n", "utf-8")


def forget(place: Workspace) -> None:
    place.library.forget(str(place.docs / "a.md"))


def keep_out(place: Workspace) -> None:
    place.library.exclusions.keep_out(str(place.docs / "sub"))


def exclude(place: Workspace) -> None:
    place.library.exclusions.exclude([str(place.docs)], ["*.txt"])


def distrust(place: Workspace) -> None:
    """Do what `verify` does where a document is to be read again."""
    with place.library.database.writing():
        place.library.database.connection.execute("UPDATE document SET reader = 0 WHERE id = 1")


def lose_vectors(place: Workspace) -> None:
    with place.library.database.writing():
        place.library.database.connection.execute("DELETE FROM vector WHERE id = 1")


def lose_the_index(place: Workspace) -> None:
    """The folder of an index that was there is gone; here another has come."""
    (place.library.folder / "vectors").mkdir()


def settings(place: Workspace) -> None:
    (place.home / "config.toml").write_text('[ingest]\nexclude = ["*.txt"]\n', "utf-8")


def variable(place: Workspace) -> None:
    place.environ["ASSISTANT_INGEST_MAX_FILE_MB"] = "2"


def other_library(place: Workspace) -> None:
    place.flags["library"] = "other"


def other_engine(place: Workspace) -> None:
    place.flags["engine"] = "ollama"


CHANGES: tuple[Callable[[Workspace], object], ...] = (
    change_words,
    hide,
    forget,
    keep_out,
    exclude,
    distrust,
    lose_vectors,
    lose_the_index,
    settings,
    variable,
    other_library,
    other_engine,
    lambda place: (place.docs / "d.md").write_text("new", "utf-8"),
    lambda place: (place.docs / "sub" / "c.md").unlink(),
    lambda place: (place.docs / "a.md").rename(place.docs / "e.md"),
    lambda place: (place.docs / "a.md").chmod(0o600),
    lambda place: shutil.rmtree(place.docs),
    lambda place: (place.docs / "link.md").symlink_to(place.docs / "a.md"),
    lambda place: (place.library.folder / "library.key").write_bytes(b"{}"),
)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_may_make_a_difference_is_looked_at(
    place: Workspace, change: Callable[[Workspace], object]
) -> None:
    place.ingest()
    assert place.look() is not None
    change(place)
    assert place.look() is None


def test_another_folder_is_not_the_one_that_was_ingested(place: Workspace) -> None:
    place.ingest()
    assert place.look(place.docs / "sub") is None
    assert (
        place.glance().unchanged(listed=False) is not None
    )  # where none is named, all are meant that were ever read
    place.ingest(place.docs / "sub")
    assert place.look(place.docs / "sub") == Unchanged(1, 0, 3)
    assert place.look() is None


def test_hidden_files_make_no_difference(place: Workspace) -> None:
    (place.docs / "node_modules").mkdir()
    (place.docs / ".cache").mkdir()
    place.ingest()
    (place.docs / ".cache" / "new").write_text("new", "utf-8")
    (place.docs / "node_modules" / "new.md").write_text("new", "utf-8")
    assert place.look() is not None


@pytest.mark.parametrize("odd", ["link", "failed", "fresh"])
def test_in_doubt_there_is_no_seal(place: Workspace, odd: str) -> None:
    if odd == "link":
        (place.docs / "link.md").symlink_to(place.docs / "a.md")
    if odd == "failed":
        (place.docs / "broken.docx").write_bytes(b"PK\x03\x04" + bytes(100))
    place.ingest(racy_ns=60_000_000_000 if odd == "fresh" else 0)
    assert place.look() is None


def test_a_seal_names_no_document(place: Workspace) -> None:
    place.ingest()
    noted = place.library.notes.get("ingest.seal")
    assert "seal" in noted
    assert not any(name in noted for name in ("docs", "a.md", "heron"))


def test_what_is_told_of_it_has_the_keys_of_an_ingests_events(place: Workspace) -> None:
    place.ingest()
    same = place.look()
    assert ("event", *FileEvent.__slots__) == FILE
    assert IngestFinished.__slots__ == FINISHED
    assert all(hasattr(same, key) for key in FINISHED)
