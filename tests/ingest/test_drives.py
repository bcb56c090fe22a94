"""A drive that is not plugged in takes nothing out of a library; a folder whose files were deleted does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.library.library import Library
from ingest.records import FileEvent
from ingest.sync import Limits, Pipeline


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", create=True) as library:
        yield library


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    (docs / "stick" / "deep").mkdir(parents=True)
    for name in ("a.md", "stick/b.md", "stick/deep/c.md"):
        (docs / name).write_text(f"the words of {name}", "utf-8")
    return docs


def find(library: Library, docs: Path) -> dict[str, FileEvent]:
    return {Path(event.path).name: event for event in Pipeline(library, Limits(workers=1)).scan([docs])}


def unplug(docs: Path, library: Library) -> None:
    """Leave the library as if the stick had been another drive, and the stick's place empty."""
    shutil.rmtree(docs / "stick")
    (docs / "stick").mkdir()
    library.database.connection.execute(
        "UPDATE document SET device = device + 1 WHERE CAST(path AS TEXT) LIKE '%stick%'"
    )


def held(library: Library) -> set[str]:
    return {Path(document.source).name for document in library.documents.all()}


def test_what_lay_on_a_drive_that_is_away_is_kept(docs: Path, library: Library) -> None:
    find(library, docs)
    unplug(docs, library)
    events = find(library, docs)
    assert events["stick"].status == "failed"
    assert "another drive" in events["stick"].reason
    assert {event.status for event in events.values()} == {"failed", "unchanged"}
    assert held(library) == {"a.md", "b.md", "c.md"}


def test_a_whole_root_may_be_away(docs: Path, library: Library) -> None:
    find(library, docs / "stick")
    unplug(docs, library)
    assert find(library, docs / "stick")["stick"].status == "failed"
    assert held(library) == {"b.md", "c.md"}


def test_the_place_of_a_stick_may_be_gone_too(docs: Path, library: Library) -> None:
    find(library, docs)
    unplug(docs, library)
    (docs / "stick").rmdir()
    assert find(library, docs)["stick"].status == "failed"
    assert held(library) == {"a.md", "b.md", "c.md"}


def test_a_drive_that_got_another_number_is_known_again(docs: Path, library: Library) -> None:
    for name in ("a.md", "stick/b.md", "stick/deep/c.md"):
        os.utime(docs / name, (1_600_000_000, 1_600_000_000))
    find(library, docs)
    library.database.connection.execute("UPDATE document SET device = device + 1")
    assert {event.status for event in find(library, docs).values()} == {"unchanged"}
    shutil.rmtree(docs / "stick")
    assert find(library, docs)["b.md"].status == "removed"


def test_what_was_deleted_is_gone(docs: Path, library: Library) -> None:
    find(library, docs)
    shutil.rmtree(docs / "stick")
    (docs / "stick").mkdir()
    events = find(library, docs)
    assert (events["b.md"].status, events["c.md"].status) == ("removed", "removed")
    assert held(library) == {"a.md"}


def test_a_folder_that_holds_something_is_no_place_of_a_drive(docs: Path, library: Library) -> None:
    find(library, docs)
    unplug(docs, library)
    (docs / "stick" / "new.md").write_text("new words", "utf-8")
    events = find(library, docs)
    assert (events["b.md"].status, events["new.md"].status) == ("removed", "added")
