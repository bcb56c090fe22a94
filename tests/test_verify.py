"""Each damage is planted in a sound library; it is named, mended or left to the next ingest, and then it is gone."""

from __future__ import annotations

import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.config import Loaded, load_settings
from assistant.errors import LibraryBusy, LibraryDamaged, StorageFull
from assistant.events import Citation, Finished, Usage
from assistant.library.database import make_tables
from assistant.library.index.codes import CodesIndex
from assistant.library.index.exact import ExactVectors, MatrixFile
from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from assistant.library.salvage import salvage
from assistant.verify import Verified, verify, verify_database
from ingest.sync import Limits, Pipeline
from tests.fakes.library import filled
from tests.fakes.models import HashingEmbedder
from tests.library.shelf import contents, found, remove
from tests.raising import raises

pytestmark = pytest.mark.slow

FILES = {
    "a.md": "# Herons\n\nThe heron stands in the marsh.\n\n## Food\n\nIt eats frogs.\n"
    + "More of it. " * 200,
    "b.txt": "The owl flies at night.\n",
    "合同.md": "# 合同\n\n合同将于2026年到期。\n",
}
TURN = Finished(
    question="Where is the heron?",
    searched_for="heron",
    answer="In the marsh. [1]",
    reasoning="It said so.",
    citations=(Citation(1, "/a.md", "Herons", None, ("Herons",), "in the marsh", 0, 12, 1),),
    unsupported=(),
    status="answered",
    grounded=True,
    engine="embedded",
    chat_model="",
    usage=Usage(seconds=1.0),
    conversation_id=1,
)


class Place(NamedTuple):
    loaded: Loaded
    folder: Path
    docs: Path


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a library that holds something of everything, and the documents it was made of."""
    home = tmp_path_factory.mktemp("template")
    with filled(home, FILES) as library:
        library.conversations.add_turn(TURN)
        assert len(library.id) == 32
        model = library.vectors.active_model()
        assert model is not None
        with closing(LocalIndex(library.folder, library.vectors)) as index:
            assert list(index.sync(model))
    (home / "libraries").mkdir()
    (home / "library").rename(home / "libraries" / "default")
    return home


@pytest.fixture
def place(template: Path, tmp_path: Path) -> Place:
    home = tmp_path / "home"
    shutil.copytree(template, home)
    # The documents keep their place: the library knows them by their paths.
    return Place(load_settings(home, {}, {}), home / "libraries" / "default", template / "docs")


def codes(parts: list[Verified]) -> set[str]:
    return {damage.code for part in parts for damage in part.damages}


def left(parts: list[Verified]) -> set[str]:
    return {damage.code for part in parts for damage in part.damages if not damage.mended}


def look(place: Place, *, mend: bool) -> list[Verified]:
    """Look at the database alone, which is quick."""
    with Library(place.folder) as library:
        return list(verify_database(library, mend=mend))


def ingest(place: Place) -> list[str]:
    """Ingest again, as the user is told to; give the texts that were embedded."""
    embedder = HashingEmbedder()
    with Library(place.folder) as library:
        pipeline = Pipeline(library, Limits(workers=1))
        for _ in pipeline.scan([place.docs]):
            pass
        for _ in pipeline.embed(embedder):
            pass
        library.vectors.finish(embedder.identity)
    return [text for call in embedder.calls for text in call]


def state(place: Place) -> object:
    with Library(place.folder) as library:
        words = [found(library, word) for word in ("heron", "owl", "frog", "合同")]
        assert all(words)
        return contents(library), words, library.conversations.turns(1)


def test_a_sound_library_is_sound(place: Place) -> None:
    before = state(place)
    parts = list(verify(place.loaded))
    assert [part.state for part in parts] == ["sound"] * 8
    assert [part.part for part in parts][-1] == "Index"
    assert state(place) == before


def test_there_must_be_a_library(tmp_path: Path) -> None:
    with raises("library_missing"):
        list(verify(load_settings(tmp_path, {}, {})))
    assert not (tmp_path / "libraries").exists()


def test_nothing_is_mended_while_somebody_writes(place: Place) -> None:
    with Library(place.folder) as library, library.ingesting(), pytest.raises(LibraryBusy):
        list(verify(place.loaded))


# Damages that SQL can plant: what is named, whether something is left to the next ingest, and the statements.
PLANTED: dict[str, tuple[bool, tuple[str, ...]]] = {
    "index_missing": (False, ("DROP INDEX passage_key",)),
    "passage_stray": (
        False,
        ("INSERT INTO passage VALUES (99, 99, 0, 'stray', 0, 5, NULL, '[]', 'key', 0, NULL, NULL)",),
    ),
    "vector_stray": (False, ("INSERT INTO vector VALUES (999, 99, 'key', 0, x'00000000')",)),
    "document_state": (True, ("UPDATE document SET state = 'half' WHERE id = 1",)),
    "document_notices": (True, ("UPDATE document SET notices = '[' WHERE id = 1",)),
    "document_hash": (True, ("UPDATE document SET hash = NULL WHERE id = 1",)),
    "passages_missing": (True, ("DELETE FROM passage WHERE ordinal = 1",)),
    "passages_missing at the end": (
        True,
        ("DELETE FROM passage WHERE id = (SELECT max(id) FROM passage WHERE document_id = 1)",),
    ),
    "passage_heading": (True, ("UPDATE passage SET heading = '{' WHERE ordinal = 1",)),
    "passage_text": (True, ("UPDATE passage SET text = replace(text, 'marsh', 'mArsh')",)),
    "passage_place": (True, ("UPDATE passage SET end = end + 1 WHERE ordinal = 1",)),
    "passage_script": (False, ("UPDATE passage SET unspaced = 1 - unspaced WHERE id = 1",)),
    "words_index": (False, ("UPDATE terms_content SET c1 = 'other words'",)),
    "words_stray": (False, ("INSERT INTO terms (rowid, heading, body) VALUES (999, '', 'stray')",)),
    "words": (False, ("DELETE FROM terms WHERE rowid = 1",)),
    "vector_script": (False, ("UPDATE vector SET unspaced = 1 - unspaced WHERE id = 1",)),
    "model_dimensions": (False, ("UPDATE embedding_model SET dimensions = 7",)),
    "vector_data": (True, ("UPDATE vector SET data = substr(data, 1, 40) WHERE id = 1",)),
    "note_model": (False, ("UPDATE meta SET value = 'gone' WHERE key LIKE 'embedding.%'",)),
    "note_generation": (False, ("INSERT OR REPLACE INTO meta VALUES ('vector.generation', 'x')",)),
    "note_id": (False, ("UPDATE meta SET value = 'x' WHERE key = 'library.id'",)),
    "document_columns": (True, ("UPDATE document SET read_ns = 'x' WHERE id = 1",)),
    "passage_columns": (True, ("UPDATE passage SET start = 'x' WHERE ordinal = 1",)),
    "note_exclusions": (True, ("INSERT INTO meta VALUES ('ingest.excluded', '{1')",)),
    "note_server": (False, ("INSERT INTO meta VALUES ('index.server', '[1')",)),
    "conversation_missing": (False, ("DELETE FROM conversation",)),
    "conversation_marks": (False, ("UPDATE conversation SET pinned = 'x', tags = x'00'",)),
    "part_note": (
        False,
        (
            "INSERT INTO part_note (key, passages, model, task, wording, text)"
            " VALUES ('k', '[', 'm', 't', 1, 'n')",
        ),
    ),
    "cell": (
        False,
        ("INSERT INTO cell (content, asked, answer, answered_at) VALUES ('c', 'a', '[', 1.0)",),
    ),
}


def plant(place: Place, *statements: str) -> None:
    with closing(sqlite3.connect(place.folder / "library.db", isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            assert db.execute(statement).rowcount != 0


def assert_named_and_mended(place: Place, code: str, *, needs_ingest: bool) -> None:
    """Look only, then mend, then do what is left."""
    looked = look(place, mend=False)
    assert code in left(looked), [damage for part in looked for damage in part.damages]
    assert look(place, mend=False) == looked, "looking changed something"
    parts = look(place, mend=True)
    assert code in codes(parts)
    assert all(damage.mended or damage.remedy for part in parts for damage in part.damages)
    assert bool(left(parts)) == needs_ingest
    embedded = ingest(place)
    assert needs_ingest or not embedded
    assert codes(look(place, mend=True)) == set()


@pytest.mark.parametrize("code", PLANTED)
def test_a_damage_is_named_and_mended(place: Place, code: str) -> None:
    before = state(place)
    needs_ingest, statements = PLANTED[code]
    plant(place, *statements)
    assert_named_and_mended(place, code.split()[0], needs_ingest=needs_ingest)
    assert state(place) == before


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 0.0, 1e30])
def test_a_vector_that_is_none_is_embedded_again(place: Place, number: float) -> None:
    import numpy as np

    before = state(place)
    with closing(sqlite3.connect(place.folder / "library.db")) as db, db:
        db.execute("UPDATE vector SET data = ? WHERE id = 1", (np.full(256, number, "<f4").tobytes(),))
    assert_named_and_mended(place, "vector_data", needs_ingest=True)
    assert state(place) == before


@pytest.mark.parametrize("column", ["citations", "unsupported", "usage"])
def test_of_a_damaged_turn_only_what_is_damaged_is_dropped(place: Place, column: str) -> None:
    plant(place, f"UPDATE turn SET {column} = '{{['")
    assert_named_and_mended(place, "turn", needs_ingest=False)
    with Library(place.folder) as library:
        (turn,) = library.conversations.turns(1)
    assert (turn.question, turn.answer) == (TURN.question, TURN.answer)
    assert (turn.citations == TURN.citations) == (column != "citations")
    assert (turn.usage == TURN.usage) == (column != "usage")


def test_an_index_of_the_database_that_does_not_fit_is_made_anew(place: Place) -> None:
    before = state(place)
    with closing(sqlite3.connect(place.folder / "library.db")) as db, db:
        db.execute("PRAGMA writable_schema = ON")
        row = db.execute("SELECT * FROM sqlite_master WHERE name = 'turn_conversation'").fetchone()
        db.execute("DELETE FROM sqlite_master WHERE name = 'turn_conversation'")
    with closing(sqlite3.connect(place.folder / "library.db")) as db, db:
        db.execute("UPDATE turn SET conversation_id = 77")
        db.execute("UPDATE turn SET conversation_id = 1, id = 5")
        db.execute("UPDATE turn SET id = 1")
        db.execute(
            "INSERT INTO turn SELECT 2"
            + ", 1, question, searched_for, answer, reasoning, citations,"
            + " unsupported, status, grounded, engine, chat_model, usage, created_at, doubts FROM turn"
        )
        db.execute("PRAGMA writable_schema = ON")
        db.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    parts = look(place, mend=True)
    assert codes(parts) == {"index"}
    assert left(parts) == set()
    assert codes(look(place, mend=True)) == set()
    with Library(place.folder) as library:
        assert len(library.conversations.turns(1)) == 2
    plant(place, "DELETE FROM turn WHERE id = 2")
    assert state(place) == before


def test_a_row_that_is_there_twice_is_kept_once(place: Place) -> None:
    before = state(place)
    with closing(sqlite3.connect(place.folder / "library.db")) as db, db:
        db.execute("PRAGMA writable_schema = ON")
        row = db.execute("SELECT * FROM sqlite_master WHERE name = 'sqlite_autoindex_vector_1'").fetchone()
        db.execute("DELETE FROM sqlite_master WHERE name = 'sqlite_autoindex_vector_1'")
        made = db.execute("SELECT sql FROM sqlite_master WHERE name = 'vector'").fetchone()[0]
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'vector'", (without_unique(made),))
    with closing(sqlite3.connect(place.folder / "library.db")) as db, db:
        db.execute("INSERT INTO vector SELECT 999, model_id, key, unspaced, data FROM vector WHERE id = 1")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'vector'", (made,))
        db.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    assert "pages" in left(look(place, mend=True))
    assert codes(look(place, mend=True)) == set()
    assert state(place) == before


def without_unique(statement: str) -> str:
    return re.sub(r",\s*UNIQUE \(model_id, key\)", "", statement)


def test_text_that_is_none_is_read_again(place: Place) -> None:
    before = state(place)
    plant(place, "UPDATE passage SET text = CAST(x'ff66' AS TEXT) WHERE id = 1")
    parts = look(place, mend=True)
    assert {"pages", "passage_text"} <= left(parts)
    ingest(place)
    assert codes(look(place, mend=True)) == set()
    assert state(place) == before


@pytest.mark.parametrize("emptied", [True, False])
def test_a_database_that_is_gone_is_begun_anew_and_called_lost(place: Place, emptied: bool) -> None:
    with Library(place.folder) as library:
        before = contents(library)
    database = place.folder / "library.db"
    for path in place.folder.glob("library.db*"):
        path.unlink()
    if emptied:
        database.touch(mode=0o600)
    (looked_at,) = [part for part in verify(place.loaded, mend=False) if part.damages]
    assert database.exists() == emptied
    word = "empty" if emptied else "gone"
    assert word in looked_at.damages[0].what
    assert "lost" in looked_at.damages[0].what
    assert left(list(verify(place.loaded))) == {"pages"}
    ingest(place)
    assert codes(list(verify(place.loaded))) == set()
    with Library(place.folder) as library:
        assert contents(library) == before
        assert library.conversations.all() == []


def test_a_mending_that_was_broken_off_is_gone_on_with(place: Place) -> None:
    before = state(place)
    database = place.folder / "library.db"
    shutil.copy(database, place.folder / "library.db.saved")
    for damaged in (b"garbage", None):  # before and after the damaged file was moved away
        if damaged:
            database.write_bytes(damaged)
        else:
            database.rename(place.folder / "library.db.saved")
            with pytest.raises(LibraryDamaged, match="broken off"):
                Library(place.folder)
        assert left(list(verify(place.loaded))) == set()
        assert state(place) == before


def test_a_full_disk_while_saving_loses_nothing(place: Place) -> None:
    overwrite(place, 2, b"\xa5" * 4096)
    before = (place.folder / "library.db").read_bytes()
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limit[1]))
    try:
        with pytest.raises(StorageFull):
            salvage(place.folder / "library.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert (place.folder / "library.db").read_bytes() == before
    assert not list(place.folder.glob("*.damaged*"))


def test_what_is_open_to_others_is_closed(place: Place) -> None:
    place.folder.chmod(0o755)
    for mend in (False, True):
        folder = next(verify(place.loaded, mend=mend))
        assert (codes([folder]), left([folder])) == ({"folder_open"}, set() if mend else {"folder_open"})
        assert place.folder.stat().st_mode & 0o777 == (0o700 if mend else 0o755)
    assert next(verify(place.loaded)).state == "sound"


def index_damaged(vectors: Path) -> None:
    next(vectors.rglob("chroma.sqlite3")).write_bytes(b"garbage")


def index_without_marker(vectors: Path) -> None:
    (vectors / "marker.json").unlink()


def index_unclean(vectors: Path) -> None:
    marker = vectors / "marker.json"
    marker.write_text(marker.read_text("utf-8").replace('"clean": true', '"clean": false'), "utf-8")


def index_of_other_vectors(vectors: Path) -> None:
    """An index that is in order by all marks, of vectors that are not the library's."""
    with closing(sqlite3.connect(vectors.parent / "library.db")) as db, db:
        first, second = db.execute("SELECT data FROM vector ORDER BY id LIMIT 2").fetchall()
        db.execute("UPDATE vector SET data = ? WHERE id = (SELECT min(id) FROM vector)", second)
        db.execute("UPDATE vector SET data = ? WHERE id = (SELECT min(id) + 1 FROM vector)", first)


@pytest.mark.parametrize(
    "damage",
    [index_damaged, index_without_marker, index_unclean, index_of_other_vectors],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_vector_index_is_built_anew(place: Place, damage: Callable[[Path], None]) -> None:
    damage(place.folder / "vectors")
    for mend, state in ((False, "damaged"), (True, "mended"), (True, "sound")):
        index = list(verify(place.loaded, mend=mend))[-1]
        assert (index.part, index.state) == ("Index", state)


@pytest.mark.parametrize("mend", [False, True])
def test_an_index_that_is_not_built_yet_is_no_damage(place: Place, *, mend: bool) -> None:
    shutil.rmtree(place.folder / "vectors")
    index = list(verify(place.loaded, mend=mend))[-1]
    assert (index.state, index.damages) == ("sound", ())
    assert index.detail == "not built yet: it is built when it is needed"


@pytest.mark.parametrize("mend", [False, True])
def test_an_index_that_is_only_behind_is_no_damage(place: Place, *, mend: bool) -> None:
    with Library(place.folder) as library:
        remove(library, str(place.docs / "b.txt"))
    index = list(verify(place.loaded, mend=mend))[-1]
    assert (index.state, index.damages) == ("sound", ())
    assert index.detail == "out of date, in order: it is built when it is needed"


@pytest.mark.parametrize("mend", [False, True])
def test_a_file_of_vectors_that_is_damaged_is_deleted(place: Place, *, mend: bool) -> None:
    with Library(place.folder) as library:
        model = library.vectors.active_model()
        assert model is not None
        block, (generation, last_id) = library.vectors.load(model.identity, 0), library.vectors.generation()
        file = MatrixFile(place.folder)
        assert file.write(library.vectors, model.identity, generation, last_id, [block])
    assert list(verify(place.loaded, mend=mend))[-1].state == "sound"
    path = place.folder / "vectors.matrix"
    path.write_bytes(path.read_bytes()[:5_000] + b"what" + path.read_bytes()[5_004:])
    index = list(verify(place.loaded, mend=mend))[-1]
    assert [damage.code for damage in index.damages] == ["matrix_damaged"]
    assert index.state == ("mended" if mend else "damaged")
    assert path.exists() is not mend


@pytest.mark.parametrize("mend", [False, True])
def test_codes_that_are_damaged_are_made_anew(place: Place, *, mend: bool) -> None:
    flags = {"search.exact_up_to": "0", "chroma.memory_mib": "0"}
    loaded = load_settings(place.folder.parents[1], flags, {})
    assert list(verify(loaded, mend=mend))[-1].detail == "not built yet: it is built when it is needed"
    with Library(place.folder) as library:
        model = library.vectors.active_model()
        assert model is not None
        list(CodesIndex(library.vectors, place.folder).sync(model))
    assert list(verify(loaded, mend=mend))[-1].detail == "every vector has its code"
    path = place.folder / "vectors.codes"
    path.write_bytes(path.read_bytes()[:4_096] + b"what" + path.read_bytes()[4_100:])
    index = list(verify(loaded, mend=mend))[-1]
    assert [damage.code for damage in index.damages] == ["index_damaged"]
    assert index.state == ("mended" if mend else "damaged")
    assert list(verify(loaded, mend=False))[-1].state == ("sound" if mend else "damaged")


def test_an_index_that_is_in_use_is_left_alone(place: Place) -> None:
    with Library(place.folder) as library, closing(LocalIndex(place.folder, library.vectors)) as index:
        model = library.vectors.active_model()
        assert model is not None
        assert index.nearest(model, HashingEmbedder().embed_query("heron"), 1) is not None
        assert [part.state for part in verify(place.loaded)] == ["sound"] * 7 + ["unchecked"]


# The file itself


def pages(place: Place) -> int:
    return (place.folder / "library.db").stat().st_size // 4096


def overwrite(place: Place, page: int, data: bytes) -> None:
    with (place.folder / "library.db").open("r+b") as file:
        file.seek(page * 4096)
        file.write(data)


def cut_by_a_page(database: Path) -> None:
    os.truncate(database, database.stat().st_size - 4096)


def cut_within_a_page(database: Path) -> None:
    os.truncate(database, database.stat().st_size - 1000)


def without_magic(database: Path) -> None:
    write_at_the_start(database, b"\xa5" * 16)


def without_header(database: Path) -> None:
    write_at_the_start(database, b"\xa5" * 100)


def without_first_page(database: Path) -> None:
    write_at_the_start(database, b"\xa5" * 4096)


def of_another_length(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(28)
        file.write((5).to_bytes(4, "big"))


def write_at_the_start(database: Path, data: bytes) -> None:
    with database.open("r+b") as file:
        file.write(data)


@pytest.mark.parametrize(
    "hurt",
    [cut_by_a_page, cut_within_a_page, without_magic, without_header, without_first_page, of_another_length],
    ids=lambda hurt: hurt.__name__,
)
def test_a_hurt_beginning_or_end_loses_no_more_than_itself(
    place: Place, hurt: Callable[[Path], None]
) -> None:
    with Library(place.folder) as library:
        library.documents.add_roots([str(place.docs)])
    before = state(place)
    with closing(sqlite3.connect(place.folder / "library.db", isolation_level=None)) as db:
        # The page at the end is nobody's, so that all else must be there again.
        db.execute("CREATE TABLE last (x)")
        db.execute("INSERT INTO last VALUES ('what stands at the end of the page')")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    hurt(place.folder / "library.db")
    assert left(list(verify(place.loaded))) == {"pages"}
    assert state(place) == before
    assert not list(place.folder.glob("library.db.copy*"))
    assert codes(list(verify(place.loaded))) == set()


def test_it_says_that_folders_must_be_named_again(place: Place) -> None:
    os.truncate(place.folder / "library.db", 4096)
    (damage,) = list(verify(place.loaded))[1].damages
    assert "have to be named again" in damage.what
    assert damage.remedy.startswith("assistant ingest FOLDER_WITH_DOCUMENTS reads again")


@pytest.fixture
def long_list(place: Place) -> Iterator[Path]:
    """A document of many passages, each of which says its number."""
    path = place.docs / "list.txt"
    items = (f"Item {n:04} of the list stands here. " + "More of it. " * 40 for n in range(30))
    path.write_text("\n\n".join(items), "utf-8")
    yield path
    path.unlink()


def test_a_document_that_lost_the_end_of_its_passages_is_read_again(place: Place, long_list: Path) -> None:
    ingest(place)
    with Library(place.folder) as library:
        before = contents(library)
        (kept,) = (one.passages for one in library.documents.all() if one.source == str(long_list))
    data = (place.folder / "library.db").read_bytes()
    for number in range(15, 30):  # the pages that hold its second half, word for word
        for page in range(1, len(data) // 4096):
            if f"Item {number:04} of the list".encode() in data[page * 4096 : (page + 1) * 4096]:
                overwrite(place, page, b"\xa5" * 4096)
    assert "pages" in left(look(place, mend=True))
    with Library(place.folder) as library:
        ordinals = [row[0] for row in library.database.connection.execute(
            "SELECT ordinal FROM passage JOIN document d ON d.id = document_id WHERE d.title LIKE 'list%'"
        )]  # fmt: skip
    assert ordinals == list(range(len(ordinals)))
    assert 0 < len(ordinals) < kept, "it was not the end that was lost"
    ingest(place)
    assert codes(look(place, mend=True)) == set()
    with Library(place.folder) as library:
        assert contents(library) == before


def make_older(place: Place) -> None:
    """Make a library one of the version that did not note how many passages a document has."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as older:
        make_tables(older, last=2)
        then = columns(older)
    with closing(sqlite3.connect(place.folder / "library.db", isolation_level=None)) as db:
        now = columns(db)
        for table in now.keys() - then.keys():
            db.execute(f"DROP TABLE IF EXISTS {table}")
        db.execute("DROP INDEX document_part_of")
        for table, names in then.items():
            for name in now[table] - names:
                db.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        db.execute("PRAGMA user_version = 2")


def columns(db: sqlite3.Connection) -> dict[str, set[str]]:
    tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {table: {row[1] for row in db.execute(f"PRAGMA table_info({table})")} for (table,) in tables}


def test_an_older_library_is_sound(place: Place) -> None:
    before = state(place)
    make_older(place)
    assert codes(look(place, mend=True)) == set()
    assert state(place) == before


def test_what_is_saved_of_an_older_library_is_read_again(place: Place) -> None:
    before = state(place)
    make_older(place)
    salvage(place.folder / "library.db")
    with Library(place.folder) as library:
        assert len(library.documents.all()) == len(FILES)
        assert {known.reader for known in library.documents.known().values()} == {0}
    ingest(place)
    assert codes(look(place, mend=True)) == set()
    assert state(place) == before


def test_whatever_page_is_lost_the_library_is_whole_again(place: Place) -> None:
    before, count, damaged = state(place), pages(place), 0
    kept = place.folder.with_name("kept")
    shutil.copytree(place.folder, kept)
    for page in range(1, count, 3):
        shutil.rmtree(place.folder)
        shutil.copytree(kept, place.folder)
        overwrite(place, page, b"\xa5" * 4096)
        try:
            damaged += "pages" in codes(look(place, mend=True))
        except LibraryDamaged:  # not even opened: all that is there is what the command does with that
            damaged += "pages" in left(list(verify(place.loaded)))
        ingest(place)
        assert codes(look(place, mend=True)) == set(), page
        with Library(place.folder) as library:
            assert contents(library) == before[0], page  # type: ignore[index]
    assert damaged > count / 8, "the pages that were overwritten were not in use"


@pytest.mark.parametrize("size", [0, 100, 4096, 20_000])
def test_a_database_that_was_cut_off_is_built_anew(place: Place, size: int) -> None:
    os.truncate(place.folder / "library.db", size)
    looked = list(verify(place.loaded, mend=False))
    parts = list(verify(place.loaded))
    assert "pages" in left(looked)
    assert "pages" in left(parts)
    if size:
        (damaged,) = place.folder.glob("library.db.damaged")
        assert str(damaged) in "".join(damage.what for part in parts for damage in part.damages)
    ingest(place)
    assert codes(look(place, mend=True)) == set()
    with Library(place.folder) as library:
        assert found(library, "heron")


# Forgets in one process for each step on the way, and dies just before it: `HOME DOCUMENT`, copies `HOME-1` and so on.
FORGET_AND_DIE = """
import itertools, os, pathlib, shutil, signal, sys, traceback
from assistant.api import Assistant

def strike(step):
    global left
    left -= 1
    if not left:
        print(step, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

def said(statement):
    if statement.startswith(("BEGIN", "COMMIT", "PRAGMA wal")):
        strike(statement)

def touched(event, args):
    if event in ("os.rename", "os.remove", "os.rmdir"):
        strike(event)

def forget(home, document):
    with Assistant.open(home=home) as assistant:
        assistant.library.database.connection.set_trace_callback(said)
        sys.addaudithook(touched)
        assert assistant.forget(document) == 1
        os._exit(0)

for number in itertools.count(1):
    left, home = number, pathlib.Path(f"{sys.argv[1]}-{number}")
    shutil.copytree(sys.argv[1], home)
    child = os.fork()
    if not child:
        try:
            forget(home, sys.argv[2])
        finally:
            traceback.print_exc()
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    if status != signal.SIGKILL:
        sys.exit(status != 0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing forks there")
def test_a_forget_that_is_killed_on_the_way_leaves_nothing_damaged(place: Place) -> None:
    home = place.folder.parents[1]
    with Library(place.folder) as library:
        model = library.vectors.active_model()
        assert model is not None
        ExactVectors(library.vectors, MatrixFile(library.folder), 1).nearest(
            model.identity, library.vectors.load(model.identity, 0).matrix[0], 1
        )
    document = str(place.docs / "a.md")
    done = subprocess.run(
        [sys.executable, "-c", FORGET_AND_DIE, str(home), document],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    steps = done.stdout.split("\n")[:-1]
    assert {"os.rename", "os.remove", "os.rmdir", "BEGIN IMMEDIATE", "COMMIT"} <= set(steps)
    for number, step in enumerate(steps, 1):
        folder = home.with_name(f"{home.name}-{number}")
        parts = list(verify(load_settings(folder, {}, {}), mend=False))
        assert [part for part in parts if part.state != "sound"] == [], step
        with Library(folder / "libraries" / "default") as library:
            # It is forgotten with all that was made of it, or not at all.
            keys = library.documents.keys_of_documents([one.id for one in library.documents.all()])
            assert set(library.vectors.load(model.identity, 0).keys) == keys, step
