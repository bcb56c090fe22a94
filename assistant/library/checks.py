"""Check a library's rows, each check with its repair.

Each check looks and mends in one, inside a transaction: a run that may only look rolls the transaction back.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import get_args

import numpy as np

from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.kept_texts import kept
from assistant.library.conversations import TITLE_CHARS, turn_of
from assistant.library.database import make_tables
from assistant.library.document_rows import put_terms, terms_of_passage
from assistant.library.exclusions import EXCLUDED, KEPT_OUT, excluded_of, kept_out_of
from assistant.library.index.server import ON_SERVER, what_is_held
from assistant.library.pictures import wrong_pictures
from assistant.library.sentence_vectors import SCALE_BYTES
from assistant.library.sqlite import DATABASE_ERRORS, INTEGRITY_ERRORS
from assistant.library.terms import is_unspaced
from assistant.library.vectors import GENERATION, new_generation
from assistant.paths import is_from_pack
from assistant.wording import count
from ingest.records import Passage, State


@dataclass(frozen=True, slots=True)
class Damage:
    """A damage that was found.

    Attributes:
        code: Its name for programs, like "passage_text".
        what: A sentence for the library's owner.
        mended: Whether it is gone.
        remedy: What is left to do; empty when nothing is.
    """

    code: str
    what: str
    mended: bool = True
    remedy: str = ""


READ_AGAIN = "assistant ingest"
"""What reads files, and embeds texts, that have to be read or embedded again."""


_MOST = 100
_IN_AN_INDEX = (
    "missing from index",
    "entries in index",
    "non-unique entry in index",
    "out of order in index",
)
_IN_TERMS = "fts5"
_IN_A_ROW = ("NULL value in", "CHECK constraint failed", "value in ")


class PagesDamaged(Exception):
    """The file itself is damaged, and has to be salvaged; see `salvage`.

    Attributes:
        what: What SQLite says of it.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def check_tables(db: sqlite3.Connection) -> Iterator[Damage]:
    """Look at every page, and mend indexes.

    Raises:
        PagesDamaged: Rows cannot be read any more.
    """
    yield from _missing(db)
    yield from _integrity(db)
    yield from _strays(db)


def _missing(db: sqlite3.Connection) -> Iterator[Damage]:
    for name, statement in _expected().items():
        if _schema(db).get(name) is not None:
            continue
        if not statement.startswith("CREATE INDEX"):
            raise PagesDamaged(_("the table {name} is missing", name=name))
        db.execute(statement)
        yield Damage("index_missing", _("The index {name} was missing.", name=name))


def _expected() -> dict[str, str]:
    made = sqlite3.connect(":memory:")
    try:
        made.row_factory = sqlite3.Row
        make_tables(made)
        return _schema(made)
    finally:
        made.close()


def _schema(db: sqlite3.Connection) -> dict[str, str]:
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row["name"]: row["sql"] for row in rows}


def _integrity(db: sqlite3.Connection) -> Iterator[Damage]:
    found = _complaints(db)
    if any(_of_an_index(one) for one in found):
        try:
            db.execute("REINDEX")
        except INTEGRITY_ERRORS as error:
            # A row is there twice; copied into a new table, one of the two is left out.
            raise PagesDamaged(str(error)) from error
        yield Damage("index", _("An index of the database did not fit its table."))
        found = _complaints(db)
    # Rows that break a rule are looked at, and mended, with what they are about; terms with the words.
    left = [one for one in found if _IN_TERMS not in one and not one.startswith(_IN_A_ROW)]
    if left:
        raise PagesDamaged(left[0].replace("\n", " "))


def _complaints(db: sqlite3.Connection) -> list[str]:
    try:
        rows = db.execute(f"PRAGMA integrity_check({_MOST})").fetchall()
    except DATABASE_ERRORS as error:
        raise PagesDamaged(str(error)) from error
    return [str(row[0]) for row in rows if row[0] != "ok"]


def _of_an_index(complaint: str) -> bool:
    return any(words in complaint for words in _IN_AN_INDEX)


def _strays(db: sqlite3.Connection) -> Iterator[Damage]:
    """Find rows whose document, file or model is not there."""
    parts = "part_of IS NOT NULL AND part_of NOT IN (SELECT id FROM document)"
    gone = db.execute(f"DELETE FROM document WHERE {parts}").rowcount
    if gone:
        yield Damage(
            "part_stray",
            _("{documents} stood in files that are not known.", documents=count(gone, "document")),
        )
    for table, owner, reference in (
        ("passage", "document", "document_id"),
        ("vector", "embedding_model", "model_id"),
    ):
        gone = db.execute(f"DELETE FROM {table} WHERE {reference} NOT IN (SELECT id FROM {owner})").rowcount
        if gone:
            what = _("belonged to no document") if table == "passage" else _("belonged to no embedding model")
            yield Damage(f"{table}_stray", f"{count(gone, table)} {what}.")
    for what in wrong_pictures(db):
        yield Damage("picture", what)


_COLUMNS = "id, ordinal, text, start, end, page, heading, key, unspaced"


def check_documents(db: sqlite3.Connection) -> Iterator[Damage]:
    """Check every document; a damaged one is read again by the next ingest."""
    yield from _wrong_columns(db)
    flags = 0
    for document in db.execute("SELECT * FROM document ORDER BY id").fetchall():
        place = os.fsdecode(document["path"])
        if document["state"] not in get_args(State):
            db.execute(
                "UPDATE document SET state = 'failed', reason = ?, hash = NULL WHERE id = ?",
                (kept(_("it was not read yet")), document["id"]),
            )
            yield _again(
                db, document["id"], "document_state", _("What became of {place} was unreadable.", place=place)
            )
            continue
        if not _is_list_of_text(document["notices"]):
            db.execute("UPDATE document SET notices = '[]' WHERE id = ?", (document["id"],))
            yield _again(
                db,
                document["id"],
                "document_notices",
                _("What was noted of {place} was unreadable.", place=place),
            )
        passages = db.execute(
            f"SELECT {_COLUMNS} FROM passage WHERE document_id = ? ORDER BY ordinal", (document["id"],)
        ).fetchall()
        if document["state"] == "found":
            inside = document["parts"]
            wrong = (
                _first_fault(document, passages) if inside is None else _fault_of_file(db, document, passages)
            )
            if wrong:
                yield _again(db, document["id"], wrong[0], f"{place}: {wrong[1]}.")
        elif passages:
            db.execute("DELETE FROM passage WHERE document_id = ?", (document["id"],))
            yield Damage(
                "document_state", _("{place} could not be read, and had passages all the same.", place=place)
            )
            continue
        flags += _mend_flags(db, passages)
    if flags:
        yield Damage(
            "passage_script", _("The script of {flags} passages was noted wrongly.", flags=f"{flags:,}")
        )


_TYPES = {
    "document": {
        "path": "blob", "state": "text", "reason": "text", "notices": "text", "title": "text", "kind": "text",
        "size": "integer", "mtime_ns": "integer", "read_ns": "integer", "reader": "integer", "device": "integer",
        "passages": "integer",
    },
    "passage": {
        "ordinal": "integer", "text": "text", "start": "integer", "end": "integer", "heading": "text", "key": "text",
        "unspaced": "integer",
    },
}  # fmt: skip
"""What SQLite would let be of any type."""


def _wrong_columns(db: sqlite3.Connection) -> Iterator[Damage]:
    """Drop rows in which something is not of its type; what held them is read again."""
    # What is derived, or has a value that stands for it, needs no reading anew.
    db.execute("UPDATE document SET day = NULL WHERE typeof(day) NOT IN ('text', 'null')")
    db.execute("UPDATE document SET added_ns = NULL WHERE typeof(added_ns) NOT IN ('integer', 'null')")
    db.execute("UPDATE passage SET page_label = NULL WHERE typeof(page_label) NOT IN ('text', 'null')")
    # A file's own count is held against what is there; a document that hangs with nothing goes with the strays.
    db.execute("UPDATE document SET parts = -1 WHERE typeof(parts) NOT IN ('integer', 'null')")
    db.execute("DELETE FROM document WHERE typeof(part_of) NOT IN ('integer', 'null')")
    for table, types in _TYPES.items():
        wrong = " OR ".join(f"typeof({column}) <> '{kind}'" for column, kind in types.items())
        if table == "passage":
            wrong += " OR typeof(page) NOT IN ('integer', 'null')"
        gone = db.execute(f"DELETE FROM {table} WHERE {wrong}").rowcount
        if gone:
            what = _(
                "Dropped, for it held what it cannot hold: {rows}.",
                rows=count(gone, table),
            )
            yield Damage(
                f"{table}_columns",
                what,
                mended=False,
                remedy=_("{read_again} reads the file again", read_again=READ_AGAIN),
            )


def _again(db: sqlite3.Connection, document: int, code: str, what: str) -> Damage:
    # What another version has read is read again, whatever its hash; of a part, the file that it stands in.
    db.execute(
        "UPDATE document SET reader = 0 WHERE id = ? OR id = (SELECT part_of FROM document WHERE id = ?)",
        (document, document),
    )
    place = db.execute("SELECT path FROM document WHERE id = ?", (document,)).fetchone()["path"]
    if is_from_pack(os.fsdecode(place)):
        return Damage(code, what, mended=False, remedy=_("`assistant pack import FILE` brings it again"))
    return Damage(
        code, what, mended=False, remedy=_("{read_again} reads that file again", read_again=READ_AGAIN)
    )


def _first_fault(document: sqlite3.Row, passages: list[sqlite3.Row]) -> tuple[str, str] | None:
    if not document["hash"]:
        return "document_hash", _("its content hash is missing")
    # How many there were is kept beside them: those lost from the end would leave no gap.
    if [row["ordinal"] for row in passages] != list(range(document["passages"])) or not passages:
        return "passages_missing", _("some of its passages are missing")
    for row in passages:
        if not _is_list_of_text(row["heading"]):
            return "passage_heading", _("the headings of a passage are unreadable")
        whole = Passage(
            row["ordinal"],
            row["text"],
            row["start"],
            row["end"],
            row["page"],
            tuple(json.loads(row["heading"])),
        )
        if whole.key != row["key"]:
            return "passage_text", _("the words of a passage are not those that were read")
        if row["start"] < 0 or row["end"] - row["start"] != len(row["text"]):
            return "passage_place", _("a passage does not know where it stood")
    return None


def _fault_of_file(
    db: sqlite3.Connection, document: sqlite3.Row, passages: list[sqlite3.Row]
) -> tuple[str, str] | None:
    """Return what is wrong with a file that holds documents, apart from these."""
    if not document["hash"]:
        return "document_hash", _("its content hash is missing")
    there = db.execute("SELECT count(*) FROM document WHERE part_of = ?", (document["id"],)).fetchone()[0]
    if there != document["parts"] or passages:
        return "parts_missing", _("some of the documents in it are missing")
    return None


def _is_list_of_text(written: object) -> bool:
    try:
        items = json.loads(str(written))
    except ValueError:
        return False
    return isinstance(items, list) and all(isinstance(item, str) for item in items)


def _mend_flags(db: sqlite3.Connection, passages: list[sqlite3.Row]) -> int:
    wrong = [row for row in passages if bool(row["unspaced"]) != is_unspaced(str(row["text"]))]
    for row in wrong:
        db.execute("UPDATE passage SET unspaced = ? WHERE id = ?", (not row["unspaced"], row["id"]))
    return len(wrong)


def check_words(db: sqlite3.Connection) -> Iterator[Damage]:
    """Look at the words of every passage, and mend them from its text."""
    if not _index_fits(db):
        _build_anew(db)
        yield Damage("words_index", _("The index of words did not fit the words."))
        return
    gone = db.execute("DELETE FROM terms WHERE rowid NOT IN (SELECT id FROM passage)").rowcount
    if gone:
        yield Damage(
            "words_stray",
            _("Words of {passages} were kept that are not there any more.", passages=count(gone, "passage")),
        )
    kept = {row["rowid"]: (row["heading"], row["body"]) for row in db.execute("SELECT rowid, * FROM terms")}
    wrong = 0
    for row in db.execute("SELECT id, heading, text FROM passage").fetchall():
        words = terms_of_passage(_titles(row["heading"]), row["text"])
        if kept.get(row["id"]) != words:
            db.execute("DELETE FROM terms WHERE rowid = ?", (row["id"],))
            put_terms(db, row["id"], words)
            wrong += 1
    if wrong:
        yield Damage(
            "words", _("{passages} could not be found by their words.", passages=count(wrong, "passage"))
        )


def _index_fits(db: sqlite3.Connection) -> bool:
    try:
        db.execute("INSERT INTO terms (terms) VALUES ('integrity-check')")
        for _each in db.execute("SELECT rowid, heading, body FROM terms"):
            pass
    except DATABASE_ERRORS:
        return False
    return True


def _build_anew(db: sqlite3.Connection) -> None:
    statement = db.execute("SELECT sql FROM sqlite_master WHERE name = 'terms'").fetchone()["sql"]
    db.execute("DROP TABLE terms")
    db.execute(statement)
    for row in db.execute("SELECT id, heading, text FROM passage").fetchall():
        put_terms(db, row["id"], terms_of_passage(_titles(row["heading"]), row["text"]))


def _titles(heading: str) -> list[str]:
    try:
        titles = json.loads(heading)
    except ValueError:
        return []
    return [str(title) for title in titles] if isinstance(titles, list) else []


_LENGTH_TOLERANCE = 0.01


def check_vectors(db: sqlite3.Connection) -> Iterator[Damage]:
    """Check every vector; a damaged one is dropped, and embedded again by ingest."""
    sound = True
    for damage in _wrong_vectors(db):
        sound = False
        yield damage
    if not sound:
        new_generation(db)
    yield from _wrong_sentences(db)


def _wrong_sentences(db: sqlite3.Connection) -> Iterator[Damage]:
    """Drop vectors of sentences that are none; they are made again when needed."""
    for model in db.execute("SELECT * FROM embedding_model").fetchall():
        gone = db.execute(
            "DELETE FROM sentence_vector WHERE model_id = ? AND (typeof(key) <> 'text' OR typeof(start) <> 'integer'"
            " OR typeof(data) <> 'blob' OR length(data) <> ?)",
            (model["id"], SCALE_BYTES + model["dimensions"]),
        ).rowcount
        if gone:
            yield Damage(
                "sentence_vector",
                _(
                    "{vectors} of {model} were no vectors any more, and are dropped.",
                    vectors=count(gone, "vector"),
                    model=model["name"],
                ),
            )


def _wrong_vectors(db: sqlite3.Connection) -> Iterator[Damage]:
    for model in db.execute("SELECT * FROM embedding_model").fetchall():
        yield from _of_model(db, model)
    wrong = db.execute(
        "UPDATE vector SET unspaced = 1 - unspaced WHERE id IN (SELECT v.id FROM vector v"
        " JOIN passage p ON p.key = v.key GROUP BY v.id HAVING min(p.unspaced) <> v.unspaced)"
    ).rowcount
    if wrong:
        yield Damage(
            "vector_script", _("The script of {vectors} was noted wrongly.", vectors=count(wrong, "vector"))
        )


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
            _(
                "The vectors of {model} were noted to be of length {length}, not {dimensions}.",
                model=model["name"],
                length=model["dimensions"],
                dimensions=dimensions,
            ),
        )
    if broken:
        db.executemany("DELETE FROM vector WHERE id = ?", [(number,) for number in broken])
        yield Damage(
            "vector_data",
            _(
                "{vectors} of {model} were no vectors any more, and are dropped.",
                vectors=count(len(broken), "vector"),
                model=model["name"],
            ),
            mended=False,
            remedy=_("{read_again} embeds those texts again", read_again=READ_AGAIN),
        )


def _length(data: object) -> int:
    """Return a vector's dimensions; 0 if it is damaged or not of length 1."""
    if not isinstance(data, bytes) or not data or len(data) % 4:
        return 0
    vector = np.frombuffer(data, dtype="<f4")
    with np.errstate(over="ignore", invalid="ignore"):
        off = abs(float(np.linalg.norm(vector)) - 1)
    return len(vector) if off < _LENGTH_TOLERANCE else 0


_LIBRARY_ID = re.compile(r"[0-9a-f]{32}")


def check_notes(db: sqlite3.Connection) -> Iterator[Damage]:
    """Look at the notes; what is wrong is set by what is there."""
    noted = {row["key"]: str(row["value"]) for row in db.execute("SELECT key, value FROM meta")}
    best = db.execute(
        "SELECT m.identity, m.name FROM embedding_model m LEFT JOIN vector v ON v.model_id = m.id"
        " GROUP BY m.id ORDER BY count(v.id) DESC, m.id LIMIT 1"
    ).fetchone()
    known = {row["identity"] for row in db.execute("SELECT identity FROM embedding_model")}
    for key, role in (("embedding.active", _("answers")), ("embedding.target", _("is for new texts"))):
        if noted.get(key) in known or (best is None and key not in noted):
            continue
        if best is None:
            db.execute("DELETE FROM meta WHERE key = ?", (key,))
            yield Damage(
                "note_model", _("The embedding model that {role} was one that the library lacks.", role=role)
            )
        else:
            _set(db, key, best["identity"])
            yield Damage(
                "note_model",
                _(
                    "The embedding model that {role} was not known; it is {best}.",
                    role=role,
                    best=best["name"],
                ),
            )
    if not noted.get(GENERATION, "0").isdigit():
        # Any number that was not in use: whoever holds vectors reads them anew.
        last = db.execute("SELECT coalesce(max(id), 0) FROM vector").fetchone()[0]
        _set(db, GENERATION, str(1_000_000 + int(last)))
        yield Damage("note_generation", _("The count of changes to the vectors was unreadable."))
    if what_is_held(noted.get(ON_SERVER, "")) is None:
        db.execute("DELETE FROM meta WHERE key = ?", (ON_SERVER,))
        yield Damage(
            "note_server", _("What the Chroma server holds was noted unreadably; it is filled anew.")
        )
    for key, read, what in (
        (EXCLUDED, excluded_of, _("What is excluded from its folders")),
        (KEPT_OUT, kept_out_of, _("Which files are kept out")),
    ):
        if read(noted.get(key, "")) is None:
            db.execute("DELETE FROM meta WHERE key = ?", (key,))
            yield Damage(
                "note_exclusions",
                _("{what} was noted unreadably, and is lost.", what=what),
                mended=False,
                remedy=_(
                    "`assistant ingest --exclude GLOB` and `assistant forget PATH --keep-out` note it again"
                ),
            )
    if "library.id" in noted and not _LIBRARY_ID.fullmatch(noted["library.id"]):
        db.execute("DELETE FROM meta WHERE key = 'library.id'")
        yield Damage("note_id", _("The library's own name was unreadable; it gets a new one."))
    yield from _part_notes(db)
    yield from _cells(db)


def _set(db: sqlite3.Connection, key: str, value: str) -> None:
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


_EMPTY = {"citations": "[]", "unsupported": "[]", "usage": "{}", "doubts": "[]"}


def check_conversations(db: sqlite3.Connection) -> Iterator[Damage]:
    """Look at every turn; question and answer are kept, whatever else is lost."""
    lost = db.execute(
        "INSERT INTO conversation (id, title, created_at, updated_at)"
        " SELECT conversation_id, substr(question, 1, ?), min(created_at), max(created_at) FROM turn"
        " WHERE conversation_id NOT IN (SELECT id FROM conversation) GROUP BY conversation_id",
        (TITLE_CHARS,),
    ).rowcount
    if lost:
        yield Damage(
            "conversation_missing",
            _("{conversations} had lost the title.", conversations=count(lost, "conversation")),
        )
    odd = db.execute(
        "UPDATE conversation SET pinned = typeof(pinned) = 'integer' AND pinned <> 0,"
        " tags = CASE typeof(tags) WHEN 'text' THEN tags ELSE '' END"
        " WHERE typeof(pinned) <> 'integer' OR typeof(tags) <> 'text'"
    ).rowcount
    if odd:
        yield Damage(
            "conversation_marks",
            _("{conversations} had lost the pin or the tags.", conversations=count(odd, "conversation")),
        )
    broken = 0
    for row in db.execute("SELECT * FROM turn").fetchall():
        if not _is_whole(row):
            broken += 1
            _mend_turn(db, row)
    if broken:
        yield Damage(
            "turn",
            _(
                "What belonged to {answers} (citations, cost) was unreadable, and is dropped; question and answer "
                "are kept.",
                answers=count(broken, "answer"),
            ),
        )


def _mend_turn(db: sqlite3.Connection, row: sqlite3.Row) -> None:
    """Empty only those columns of a turn that cannot be read."""
    for column, empty in _EMPTY.items():
        if _is_whole({**dict(row), **{other: _EMPTY[other] for other in _EMPTY if other != column}}):
            continue
        db.execute(f"UPDATE turn SET {column} = ? WHERE id = ?", (empty, row["id"]))


def _is_whole(row: sqlite3.Row | dict[str, object]) -> bool:
    try:
        turn_of(row)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return True


_NOTE = {
    "key": "text",
    "passages": "text",
    "model": "text",
    "task": "text",
    "wording": "integer",
    "text": "text",
}


def _part_notes(db: sqlite3.Connection) -> Iterator[Damage]:
    """Drop unreadable notes on parts of documents; they are made again when needed."""
    wrong = " OR ".join(f"typeof({column}) <> '{kind}'" for column, kind in _NOTE.items())
    gone = db.execute(f"DELETE FROM part_note WHERE {wrong} OR NOT json_valid(passages)").rowcount
    if gone:
        yield Damage(
            "part_note", _("{notes} on parts of documents could not be read.", notes=count(gone, "note"))
        )


_CELL = {"content": "text", "asked": "text", "answer": "text", "answered_at": "real"}


def _cells(db: sqlite3.Connection) -> Iterator[Damage]:
    """Drop unreadable answers of single documents; they are asked again when needed."""
    wrong = " OR ".join(f"typeof({column}) <> '{kind}'" for column, kind in _CELL.items())
    gone = db.execute(f"DELETE FROM cell WHERE {wrong} OR NOT json_valid(answer)").rowcount
    if gone:
        yield Damage(
            "cell", _("{answers} of single documents could not be read.", answers=count(gone, "answer"))
        )


Check = Callable[[sqlite3.Connection], Iterable[Damage]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the database that is checked on its own.

    Attributes:
        name: As its owner knows it.
        check: Finds its damages and mends them.
    """

    name: str
    check: Check


PARTS = (
    Part(mark("Tables"), check_tables),
    Part(mark("Documents"), check_documents),
    Part(mark("Words"), check_words),
    Part(mark("Vectors"), check_vectors),
    Part(mark("Notes"), check_notes),
    Part(mark("Conversations"), check_conversations),
)
"""In the order in which they are checked: each relies on those before it."""
