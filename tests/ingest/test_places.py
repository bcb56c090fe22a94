"""Files that moved are known again by what they hold; what is not there is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.events import Citation, Finished
from assistant.library.library import Library
from ingest.exclude import Exclusions
from ingest.places import absent
from ingest.sync import Pipeline
from tests.fakes.models import HashingEmbedder
from tests.test_sync import LIMITS, embed, write


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    for name in ("lease.md", "deep/minutes.md", "deep/copy.md"):
        text = "A copy of one text." if "copy" in name else f"The text of {name}."
        write(tmp_path / "docs" / name, text)
    return tmp_path / "docs"


@pytest.fixture
def library(tmp_path: Path, docs: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", create=True) as library:
        scan(library, docs)
        embed(library)
        yield library


def scan(library: Library, *roots: Path, exclusions: Exclusions | None = None) -> dict[str, str]:
    stored = library.exclusions
    exclusions = exclusions or Exclusions((), stored.by_root(), stored.kept_out())
    events = Pipeline(library, LIMITS, exclusions).scan(
        roots or [Path(root) for root in library.documents.roots()]
    )
    return {event.path: event.status for event in events}


def ids(library: Library) -> dict[int, str]:
    return {one.id: one.source for one in library.documents.all()}


def test_a_renamed_folder_keeps_ids_vectors_exclusions_and_citations(library: Library, docs: Path) -> None:
    library.exclusions.exclude([str(docs)], ["*.tmp"])
    library.exclusions.keep_out(str(docs / "secret.md"))
    passage = library.documents.neighbours(library.documents.number_at(str(docs / "lease.md")) or 0, 0, 0)[0]
    cited = Citation(1, passage.source, passage.title, None, (), "The text", 0, 8, passage.id)
    turn = Finished("q", "q", "a [1]", "", (cited,), (), "answered", True, "ollama", "m")
    kept = library.conversations.add_turn(turn)
    before, new = ids(library), docs.with_name("papers")
    docs.rename(new)
    write(new / "secret.md", "Not to be read.")
    assert set(scan(library, new).values()) == {"unchanged"}
    assert ids(library) == {number: path.replace(str(docs), str(new)) for number, path in before.items()}
    assert library.documents.roots() == [str(new)]
    assert library.exclusions.by_root() == {str(new): ("*.tmp",)}
    assert library.exclusions.kept_out() == [str(new / "secret.md")]
    (turn,) = library.conversations.turns(kept.conversation_id or 0)
    assert turn.citations[0].source == str(new / "lease.md")
    assert embed(library, HashingEmbedder()) == []


def test_a_copy_is_no_move(library: Library, docs: Path) -> None:
    new = docs.with_name("papers")
    shutil.copytree(docs, new)
    assert set(scan(library, new).values()) == {"added"}
    assert library.documents.roots() == [str(docs), str(new)]
    assert len(library.documents.all()) == 6


def test_a_part_that_moved_follows_and_the_rest_is_kept(library: Library, docs: Path) -> None:
    before, new = ids(library), docs.with_name("papers")
    new.mkdir()
    (docs / "lease.md").rename(new / "lease.md")
    shutil.move(docs / "deep" / "copy.md", docs.with_name("elsewhere.md"))
    (docs / "deep" / "minutes.md").unlink()
    (docs / "deep").rmdir()
    docs.rmdir()  # as a stick that was pulled out
    events = scan(library, new, docs)
    assert events[str(new / "lease.md")] == "unchanged"
    assert events[str(docs)] == "failed"
    assert {number for number, path in ids(library).items() if path == str(new / "lease.md")} <= before.keys()
    assert len(ids(library)) == 3
    assert library.documents.roots() == [str(docs), str(new)]


def test_a_file_that_was_edited_after_the_move_follows_its_folder(library: Library, docs: Path) -> None:
    new = docs.with_name("papers")
    docs.rename(new)
    write(new / "lease.md", "Another text now.")
    events = scan(library, new)
    assert events[str(new / "lease.md")] == "updated"
    assert library.documents.roots() == [str(new)]
    assert len(ids(library)) == 3


def test_a_folder_renamed_within_a_root_keeps_its_documents(library: Library, docs: Path) -> None:
    before = ids(library)
    (docs / "deep").rename(docs / "deeper")
    assert set(scan(library).values()) == {"unchanged"}
    assert ids(library) == {number: path.replace("/deep/", "/deeper/") for number, path in before.items()}


def test_of_equal_files_each_finds_its_own_place(library: Library, docs: Path) -> None:
    for folder in ("x", "y", "z"):
        write(docs / folder / "same.md", "One and the same.")
    scan(library)
    before, new = ids(library), docs.with_name("papers")
    docs.rename(new)
    scan(library, new)
    assert ids(library) == {number: path.replace(str(docs), str(new)) for number, path in before.items()}


def test_what_is_excluded_now_is_taken_out_and_said(library: Library, docs: Path) -> None:
    library.exclusions.exclude([str(docs)], ["deep/"])
    exclusions = Exclusions((), library.exclusions.by_root())
    events = list(Pipeline(library, LIMITS, exclusions).scan([docs]))
    gone = [event for event in events if event.status == "removed"]
    assert {event.reason for event in gone} == {"it is excluded now"}
    assert len(gone) == 2
    assert list(ids(library).values()) == [str(docs / "lease.md")]


def test_what_is_not_there_is_named_with_what_is_kept_of_it(library: Library, docs: Path) -> None:
    devices = {path: known.device for path, known in library.documents.known().items()}
    roots = library.documents.roots()
    assert absent(roots, devices) == {}
    shutil.rmtree(docs)
    assert absent(roots, devices) == {str(docs): 3}
    docs.mkdir()  # a place of a drive that is not plugged in is empty, and on another drive
    there = dict.fromkeys((str(docs / name) for name in ("lease.md", "other.md")), 77)
    assert absent(roots, there) == {str(docs): 2}


def test_a_folder_that_is_gone_keeps_its_documents(library: Library, docs: Path) -> None:
    shutil.rmtree(docs)
    assert scan(library) == {str(docs): "failed"}
    assert len(ids(library)) == 3


def test_forgetting_leaves_nothing_of_what_was_chosen_there(library: Library, docs: Path) -> None:
    library.exclusions.exclude([str(docs)], ["*.tmp"])
    library.forget(str(docs / "lease.md"), keep_out=True)
    assert str(docs / "lease.md") not in scan(library)
    assert library.exclusions.kept_out() == [str(docs / "lease.md")]
    assert library.exclusions.let_in([str(docs / "lease.md")]) == [str(docs / "lease.md")]
    assert scan(library)[str(docs / "lease.md")] == "added"
    library.exclusions.keep_out(str(docs / "deep"))
    library.forget(str(docs))
    assert library.exclusions.by_root() == {}
    assert library.exclusions.kept_out() == []
    assert str(docs).encode() not in (library.folder / "library.db").read_bytes()
