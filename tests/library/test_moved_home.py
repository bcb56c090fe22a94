"""A home that stands elsewhere, as a stick does at another mount point."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.library.library import Library
from assistant.library.moved_home import _bases, follow_home, note_place
from ingest.sync import Limits, Pipeline
from tests.library.shelf import put


def read(home: Path, docs: Path) -> None:
    with Library(home / "libraries" / "default", create=True) as library:
        note_place(library)
        list(Pipeline(library, Limits(workers=1)).scan([docs]))
        library.exclusions.keep_out(f"{docs}/out.md")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    mount = tmp_path / "media" / "ann" / "STICK"
    (mount / "docs" / "sub").mkdir(parents=True)
    for name in ("lease.md", "sub/minutes.md", "sub/more.md"):
        (mount / "docs" / name).write_text(f"# {name}\n\nThe words of {name}.\n", "utf-8")
    read(mount / "home", mount / "docs")
    return mount


def test_sources_follow_the_stick(stick: Path) -> None:
    there = stick.parents[1] / "bob" / "USB"
    there.parent.mkdir()
    stick.rename(there)
    with Library(there / "home" / "libraries" / "default") as library:
        numbers = set(library.documents.sources())
        moved = follow_home(library)
        assert moved is not None
        assert library.documents.roots() == [f"{there}/docs"]
        assert set(library.documents.sources()) == numbers
        assert {Path(one.source).is_file() for one in library.documents.all()} == {True}
        assert library.exclusions.kept_out() == [f"{there}/docs/out.md"]
        assert follow_home(library) is None
        events = list(Pipeline(library, Limits(workers=1)).scan([there / "docs"]))
        assert "removed" not in {one.status for one in events}
        assert len(library.documents.all()) == 3


def test_what_stays_where_it_was_does_not_follow_a_copied_home(stick: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    shutil.copytree(stick / "home", tmp_path / "copy" / "home")
    shutil.copytree(stick / "docs", tmp_path / "copy" / "docs")
    with Library(tmp_path / "copy" / "home" / "libraries" / "default") as library:
        assert follow_home(library) is None
        assert library.documents.roots() == [f"{stick}/docs"]


def test_another_folder_of_the_same_name_is_not_taken(stick: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "docs").mkdir(parents=True)
    (other / "docs" / "lease.md").write_text("Another lease.", "utf-8")
    (stick / "home").rename(other / "home")
    shutil.rmtree(stick / "docs")
    with Library(other / "home" / "libraries" / "default") as library:
        put(library, "/from-a-pack/docs/a.txt", "From a pack.", hash="pack:" + "a" * 32)
        assert follow_home(library) is None
        assert library.documents.roots() == [f"{stick}/docs"]
        assert library.documents.from_packs() == 1


@pytest.mark.parametrize(
    ("before", "here", "bases"),
    [
        ("/media/a/S/home/libraries/x", "/media/b/S/home/libraries/x", ("/media/a", "/media/b")),
        ("/a/libraries/x", "/b/c/libraries/x", ("/a", "/b/c")),
        ("/a/libraries/x", "/a/libraries/y", None),
        ("/x", "/y/x", ("/", "/y")),
    ],
)
def test_what_differs_between_two_places_is_found(
    before: str, here: str, bases: tuple[str, str] | None
) -> None:
    assert _bases(before, here) == bases
