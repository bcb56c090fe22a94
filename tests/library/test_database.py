from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import LibraryBusy, LibraryDamaged, LibraryError, LibraryTooNew, StorageFull
from assistant.library.database import MIGRATIONS, connect, statements, storage_errors, transaction
from assistant.text import encodable

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(path, create=True)) as connection:
        yield connection


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return [tuple(row) for row in connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name")]


@pytest.mark.skipif(sys.platform == "win32", reason="locks belong to handles there")
def test_what_is_opened_twice_in_one_process_stays_locked_for_the_others(
    db: sqlite3.Connection, path: Path
) -> None:
    connect(path, create=True).close()
    # Whoever closes a database that nobody else has locked takes the file of what is written ahead away.
    other = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT * FROM meta'); db.close()"
    )
    subprocess.run([sys.executable, "-c", other, str(path)], check=True)
    db.execute("INSERT INTO meta VALUES ('kept', 'yes')")
    with closing(connect(path, create=False)) as again:
        assert again.execute("SELECT value FROM meta WHERE key = 'kept'").fetchone()[0] == "yes"


def test_a_script_is_parted_into_its_statements() -> None:
    trigger = """CREATE TRIGGER gone AFTER DELETE ON kept BEGIN
        INSERT INTO log VALUES ('a;
        b');
        DELETE FROM other;
    END;"""
    script = f"""
    CREATE TABLE kept (a); -- a remark; with a semicolon
    {trigger}
    DROP TABLE log"""
    assert list(statements(script)) == [
        "CREATE TABLE kept (a); -- a remark; with a semicolon",
        trigger,
        "DROP TABLE log",
    ]
    assert list(statements(" ")) == []


def test_a_new_one_is_of_the_newest_version_and_careful(db: sqlite3.Connection) -> None:
    assert pragma(db, "user_version") == len(MIGRATIONS)
    assert pragma(db, "journal_mode") == "wal"
    assert pragma(db, "synchronous") == 2
    assert pragma(db, "secure_delete") == 1
    assert pragma(db, "foreign_keys") == 1


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_an_older_one_is_brought_up_to_date(path: Path, db: sqlite3.Connection, version: int) -> None:
    older = path.with_name("older.db")
    with closing(sqlite3.connect(older)) as connection:
        for migration in MIGRATIONS[:version]:
            connection.executescript(migration)
        connection.execute(f"PRAGMA user_version = {version}")
    with closing(connect(older, create=False)) as connection:
        assert pragma(connection, "user_version") == len(MIGRATIONS)
        assert schema(connection) == schema(db)


def test_one_of_a_newer_version_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE of_tomorrow (x)")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = path.read_bytes()
    with pytest.raises(LibraryTooNew, match="newer version"):
        connect(path, create=True)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_one_that_is_not_there_is_not_made_unless_asked(path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be opened"):
        connect(path, create=False)
    assert not path.exists()


def test_garbage_is_said_to_be_damaged(path: Path) -> None:
    path.write_bytes(b"this is no database " * 1_000)
    with pytest.raises(LibraryDamaged, match="cannot be read") as raised:
        connect(path, create=False)
    assert "assistant verify" in raised.value.hint


def test_a_page_that_was_overwritten_is_said_to_be_damaged(path: Path) -> None:
    with closing(connect(path, create=True)) as connection, transaction(connection):
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", ((f"key {n}", "x" * 500) for n in range(500))
        )
    with path.open("r+b") as file:  # behind the pages of the schema
        file.seek(path.stat().st_size // 4096 // 2 * 4096)
        file.write(b"\xa5" * (path.stat().st_size // 4))
    with (
        closing(connect(path, create=False)) as connection,
        pytest.raises(LibraryDamaged),
        storage_errors(path),
    ):
        connection.execute("SELECT max(length(value)) FROM meta").fetchone()


@pytest.mark.parametrize("name", ["a#b?c%41 &mode=ro", os.fsdecode(b"not utf-8 \xff\xfe"), "资料库"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    connect(folder / "library.db", create=True).close()
    assert (folder / "library.db").stat().st_size
    connect(folder / "library.db", create=False).close()


def test_many_may_open_a_new_one_at_once(path: Path) -> None:
    barrier, opened = threading.Barrier(6), []

    def open_it() -> None:
        barrier.wait()
        with closing(connect(path, create=True)) as connection:
            opened.append(pragma(connection, "user_version"))

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [len(MIGRATIONS)] * 6


def test_a_transaction_is_kept_as_a_whole_or_not_at_all(db: sqlite3.Connection) -> None:
    def stopped() -> None:
        with transaction(db):
            db.execute("INSERT INTO meta VALUES ('a', 'b')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert not db.in_transaction
    with transaction(db):
        db.execute("INSERT INTO meta VALUES ('c', 'd')")
    assert [tuple(row) for row in db.execute("SELECT * FROM meta")] == [("c", "d")]


def test_a_commit_that_fails_leaves_nothing_open(db: sqlite3.Connection) -> None:
    def orphan() -> None:
        with transaction(db):
            # So that it is the commit that finds the row without a parent.
            db.execute("PRAGMA defer_foreign_keys = ON")
            db.execute("INSERT INTO turn SELECT 1, 99, '', '', '', '', '', '', '', 0, '', '', '', 0, '[]'")

    with pytest.raises(sqlite3.IntegrityError):
        orphan()
    assert not db.in_transaction
    with transaction(db):
        db.execute("INSERT INTO meta VALUES ('a', 'b')")


def test_another_writer_is_said_to_be_there(path: Path, db: sqlite3.Connection) -> None:
    with closing(connect(path, create=False)) as other:
        other.execute("PRAGMA busy_timeout = 0")
        with transaction(db):
            with pytest.raises(LibraryBusy) as raised, storage_errors(path), transaction(other):
                pass
            assert raised.value.retry_helps
            assert other.execute("SELECT count(*) FROM meta").fetchone()[0] == 0


def test_a_full_disk_is_said_to_be_full(path: Path, db: sqlite3.Connection) -> None:
    db.execute(f"PRAGMA max_page_count = {pragma(db, 'page_count')}")
    with pytest.raises(StorageFull, match="nothing was lost"), storage_errors(path), transaction(db):
        db.execute("INSERT INTO meta VALUES ('a', ?)", ("x" * 100_000,))
    assert not db.in_transaction
    assert db.execute("SELECT count(*) FROM meta").fetchone()[0] == 0


def test_a_bug_of_ours_stays_a_traceback(path: Path, db: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="syntax error"), storage_errors(path):
        db.execute("SELECT FROM FROM")


def test_a_database_without_its_tables_is_damaged(path: Path, db: sqlite3.Connection) -> None:
    db.execute("DROP TABLE passage")
    with pytest.raises(LibraryDamaged, match="no such table"), storage_errors(path):
        db.execute("SELECT * FROM passage")


FULL_DISK = """
import resource, sys
from pathlib import Path
from assistant.errors import StorageFull
from assistant.library.library import Library
from tests.library.shelf import contents, found, put

with Library(Path(sys.argv[1]), create=True) as library:
    put(library, "/kept.md", "the words that are kept")
    before = contents(library)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    try:
        for number in range(100):
            put(library, "/large.md", "many words " * 50_000)
        raise SystemExit("the disk was never full")
    except StorageFull as error:
        assert "full" in error.message, error.message
    assert found(library, "kept") and not found(library, "mani"), "a half-written document"
    assert contents(library) == before
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    put(library, "/later.md", "room again")
    assert found(library, "room")
with Library(Path(sys.argv[1])) as library:
    assert len(library.documents.all()) == 2
    print("whole")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_file_that_may_not_grow_loses_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL_DISK, str(tmp_path / "library")],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("whole\n", "")


def test_lone_surrogates_are_replaced_and_nothing_else() -> None:
    assert encodable("plain, 中文, 🙂") == "plain, 中文, 🙂"
    assert encodable("a\ud800b\udfff") == "a\ufffdb\ufffd"
