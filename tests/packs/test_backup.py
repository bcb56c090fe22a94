"""A backup of everything, made while it is in use, and put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.config import Loaded, load_settings
from assistant.errors import LibraryError, LibraryTooNew, UsageError
from assistant.library.database import MIGRATIONS
from assistant.library.library import Library
from assistant.packs.backup import back_up
from assistant.packs.restoring import restore
from tests.fakes.models import HashingEmbedder
from tests.library.shelf import contents, embed, found, put


@pytest.fixture
def home(tmp_path: Path) -> Loaded:
    loaded = settings_of(tmp_path / "home")
    with Library(loaded.paths.library("default"), create=True) as library:
        put(library, "/docs/lease.txt", "The lease ends in May.", "The rent is 900.", hash="a" * 32)
        embed(library, HashingEmbedder())
        library.notes.set("library.id", "b" * 32)
    loaded.paths.config_file.write_text('# mine\n[answer]\nthink = "off"\n', "utf-8")
    return loaded


def settings_of(home: Path) -> Loaded:
    return load_settings(home, {}, {})


def library_of(loaded: Loaded, name: str = "default") -> Library:
    return Library(loaded.paths.library(name))


def yes(names: object) -> bool:
    return True


def test_a_restored_home_is_as_it_was(home: Loaded, tmp_path: Path) -> None:
    made = back_up(home, tmp_path / "all.backup")
    assert (made.libraries, made.settings, made.encrypted) == (("default",), True, False)
    other = settings_of(tmp_path / "other")
    came = restore(other, made.path)
    assert (came.libraries, came.replaced, came.aside) == (("default",), (), None)
    assert other.paths.config_file.read_text("utf-8") == home.paths.config_file.read_text("utf-8")
    with library_of(home) as mine, library_of(other) as theirs:
        assert contents(mine) == contents(theirs)
        assert found(mine, "lease") == found(theirs, "lease")
        assert (mine.id, mine.documents.all()) == (theirs.id, theirs.documents.all())
    assert [one.name for one in other.paths.libraries.iterdir()] == ["default"]
    assert [one.name for one in home.paths.library("default").glob("library.db.*")] == []


def test_a_backup_is_made_while_others_write(home: Loaded, tmp_path: Path) -> None:
    with library_of(home) as busy, busy.ingesting(), busy.database.writing():
        busy.notes.set("half", "written")
        back_up(home, tmp_path / "all.backup")
    other = settings_of(tmp_path / "other")
    restore(other, tmp_path / "all.backup")
    with library_of(other) as library:
        assert library.notes.get("half") == ""
        assert library.documents.counts()["found"] == 1


def test_what_is_there_is_replaced_only_with_a_backup_aside(home: Loaded, tmp_path: Path) -> None:
    back_up(home, tmp_path / "all.backup")
    with library_of(home) as library:
        put(library, "/docs/new.txt", "Something newer.", hash="c" * 32)
        generation = library.vectors.generation()
        with pytest.raises(UsageError) as raised:
            restore(home, tmp_path / "all.backup")
        assert raised.value.code == "restore_replaces"
        assert len(found(library, "newer")) == 1
        came = restore(home, tmp_path / "all.backup", agreed=yes)  # under a program that has it open
        assert len(found(library, "newer")) == 0
        assert library.vectors.generation() != generation
        put(library, "/docs/after.txt", "It goes on.", hash="d" * 32)
    assert came.replaced == ("default",)
    assert came.aside is not None
    assert restore(home, came.aside, agreed=yes).aside != came.aside
    with library_of(home) as library:
        assert (len(found(library, "newer")), len(found(library, "goes"))) == (1, 0)


def test_libraries_that_a_backup_does_not_have_stay(home: Loaded, tmp_path: Path) -> None:
    back_up(home, tmp_path / "all.backup")
    Library(home.paths.library("other"), create=True).close()
    restore(home, tmp_path / "all.backup", agreed=yes)
    assert sorted(one.name for one in home.paths.libraries.iterdir()) == ["default", "other"]


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM document; END", LibraryError),
        ("CREATE VIEW v AS SELECT 1", LibraryError),
        ("DROP TABLE cell", LibraryError),
        (f"PRAGMA user_version = {len(MIGRATIONS) + 1}", LibraryTooNew),
    ],
)
def test_a_backup_with_another_database_in_it_changes_nothing(
    home: Loaded, tmp_path: Path, statement: str, error: type[LibraryError]
) -> None:
    bad = settings_of(tmp_path / "bad")
    Library(bad.paths.library("default"), create=True).close()
    database = bad.paths.library("default") / "library.db"
    back_up(bad, tmp_path / "bad.backup")
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute(statement)
    packed(bad, tmp_path / "bad.backup", database)
    with library_of(home) as library:
        before = contents(library)
        with pytest.raises(error):
            restore(home, tmp_path / "bad.backup", agreed=yes)
        assert contents(library) == before
    assert [one.name for one in home.paths.libraries.iterdir()] == ["default"]


def packed(loaded: Loaded, path: Path, database: Path) -> None:
    """Write a backup of a file that is no sound library."""
    from assistant.packs.backup import LIBRARIES
    from assistant.packs.container import Writer, json_bytes

    with path.open("wb") as file:
        writer = Writer(file, "backup", {})
        writer.add(LIBRARIES, json_bytes([{"name": "default", "encrypted": False}]))
        writer.add("libraries/1/000001.db", database.read_bytes())
        writer.close()


@pytest.mark.parametrize("name", ["..", "/tmp/x", "a/b", "", "con", "x\n"])
def test_a_library_with_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    from assistant.packs.backup import LIBRARIES
    from assistant.packs.container import Writer, json_bytes

    with (tmp_path / "bad.backup").open("wb") as file:
        writer = Writer(file, "backup", {})
        writer.add(LIBRARIES, json_bytes([{"name": name, "encrypted": False}]))
        writer.add("libraries/1/000001.db", b"x")
        writer.close()
    home = settings_of(tmp_path / "home")
    with pytest.raises(LibraryError) as raised:
        restore(home, tmp_path / "bad.backup")
    assert raised.value.code == "pack_damaged"
    assert list(home.paths.libraries.iterdir()) == []


def test_what_cannot_be_written_or_read_is_one_sentence(home: Loaded, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be written"):
        back_up(home, tmp_path / "nowhere" / "all.backup")
    with pytest.raises(UsageError, match="no file"):
        restore(home, tmp_path / "none.backup")
    for place in (tmp_path, Path("/dev/null")):
        with pytest.raises(LibraryError, match="is no file"):
            back_up(home, place)
    with pytest.raises(UsageError, match="nothing to back up"):
        back_up(settings_of(tmp_path / "empty"), tmp_path / "all.backup")
