"""What a pack carries from one library into another, and what becomes of it there."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from assistant import i18n
from assistant.agent.papers.documents import changed_since_read
from assistant.errors import UsageError
from assistant.events import Citation, Finished, Notice
from assistant.library.checks import PARTS
from assistant.library.library import Library
from assistant.library.part_notes import NoteKind
from assistant.packs.export import turn_values
from assistant.packs.importing import PackConflict
from assistant.packs.records import PackModel, turn_json
from assistant.paths import PACK_FOLDER
from ingest.records import RecognisedLine, RecognisedPage
from ingest.sync import Limits, Pipeline
from tests.fakes.models import HashingEmbedder
from tests.library.shelf import contents, embed, found, put
from tests.packs.conftest import DOCS, Make, bytes_of, hash_of, taken, written

LEASE, MINUTES = "The lease ends in May 2027.|The rent is 900 euros.", "The committee elected Ms Orlova."
TEXTS = {"lease.txt": LEASE, "2025/minutes.txt": MINUTES, "租约.txt": "租金每月三千元。"}
NOTE = NoteKind("ollama:r1", "summary", 1)
GUESSED = Notice("number_guessed", "Part of it is a guess.", "Look at the rows.", doubts=True)


def kept(library: Library) -> dict[str, int]:
    tables = (
        "document",
        "passage",
        "terms",
        "vector",
        "picture",
        "part_note",
        "cell",
        "conversation",
        "turn",
    )
    db = library.database.connection
    return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_a_pack_carries_text_words_and_vectors(make: Make, tmp_path: Path) -> None:
    ann, bob = make("ann", TEXTS), make("bob")
    exported = written(ann, tmp_path / "pack")
    imported = taken(bob, tmp_path / "pack")
    assert (exported.documents, exported.passages, exported.vectors) == (3, 4, 4)
    assert (imported.added, imported.passages, imported.vectors, imported.waiting) == (3, 4, 4, 0)
    assert [one.source for one in bob.documents.all()] == [
        f"{PACK_FOLDER}/docs/{path}" for path in sorted(TEXTS)
    ]
    assert [text for _, _, text in found(bob, "orlova")] == [text for _, _, text in found(ann, "orlova")]
    model = bob.vectors.active_model()
    assert model is not None
    theirs = ann.vectors.load(model.identity, 0)
    block = bob.vectors.load_keys(model.identity, theirs.keys)
    order = [theirs.keys.index(key) for key in block.keys]
    assert np.allclose(block.matrix, theirs.matrix[order], atol=1e-3)
    assert not bob.documents.roots()
    assert DOCS.encode() not in (tmp_path / "pack").read_bytes()


def test_the_same_pack_twice_changes_nothing(make: Make, tmp_path: Path) -> None:
    ann, bob = make("ann", TEXTS), make("bob")
    first = bytes_of(ann, tmp_path / "pack")
    taken(bob, tmp_path / "pack")
    before = contents(bob)
    again = taken(bob, tmp_path / "pack")
    assert (again.added, again.same, again.passages) == (0, 3, 0)
    assert contents(bob) == before
    assert bytes_of(bob, tmp_path / "again") == first  # carried on as it came
    assert taken(ann, tmp_path / "pack").same == 3  # and into the library that it is from


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_packs_makes_no_difference(make: Make, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    packs = []
    for number in range(3):
        names = draw.sample(["a.txt", "b.txt", "sub/a.txt", "c"], 3)
        texts = {name: draw.choice(["one word", "two words|here", "three"]) for name in names}
        library = make(f"from{number}", texts, mtime_ns=draw.randint(1, 2))
        library.part_notes.put("a" * 32, [], NOTE, draw.choice(["note", "other note"]))
        library.cells.put(hash_of("one word"), "Who?", "r1", json.dumps(["found", str(number), "", []]))
        written(library, tmp_path / str(number))
        packs.append(tmp_path / str(number))
    made = set()
    for at, order in enumerate([*permutations(packs), (*packs, *reversed(packs))]):
        merged = make(f"merged{at}")
        for pack in order:
            taken(merged, pack, "both")
        made.add(bytes_of(merged, tmp_path / "merged"))
    assert len(made) == 1


def test_another_document_under_the_same_path_is_shown_and_chosen(make: Make, tmp_path: Path) -> None:
    written(make("ann", {"lease.txt": LEASE}, mtime_ns=5), tmp_path / "new.pack")
    written(make("old", {"lease.txt": "The lease ended in 2019."}, mtime_ns=2), tmp_path / "old.pack")

    def merged(name: str, keep: str | None) -> Library:
        library = make(name)
        taken(library, tmp_path / "new.pack")
        taken(library, tmp_path / "old.pack", keep)  # type: ignore[arg-type]
        return library

    with pytest.raises(PackConflict) as raised:
        merged("asks", None)
    assert [(one.path, one.own) for one in raised.value.conflicts] == [("docs/lease.txt", False)]
    assert len(found(merged("mine", "mine"), "2019")) == 0
    theirs = merged("theirs", "theirs")
    assert (len(found(theirs, "2019")), len(found(theirs, "2027"))) == (1, 0)
    both = [Path(one.source).name for one in merged("both", "both").documents.all()]
    mark = min(hash_of("The lease ended in 2019."), hash_of(LEASE))[:8]
    assert both == [f"lease ~{mark}.txt", "lease.txt"]


def test_a_file_of_this_machine_stays_unless_it_gives_way(make: Make, tmp_path: Path) -> None:
    written(make("ann", {"lease.txt": LEASE}), tmp_path / "pack")

    def merged(name: str, keep: str) -> Library:
        library = make(name, {"lease.txt": "Another lease."}, root="/home/bob/docs")
        taken(library, tmp_path / "pack", keep)  # type: ignore[arg-type]
        return library

    own, packed = "/home/bob/docs/lease.txt", f"{PACK_FOLDER}/docs/lease.txt"
    assert [one.source for one in merged("mine", "mine").documents.all()] == [own]
    assert [one.source for one in merged("both", "both").documents.all()] == [packed, own]
    theirs = merged("theirs", "theirs")
    assert [one.source for one in theirs.documents.all()] == [packed]
    assert theirs.exclusions.kept_out() == [own]
    assert taken(theirs, tmp_path / "pack").same == 1


def test_the_same_content_here_and_in_a_pack_is_one(make: Make, tmp_path: Path) -> None:
    written(make("ann", {"lease.txt": LEASE, "more.txt": "More."}), tmp_path / "pack")
    bob = make("bob", {"lease.txt": LEASE}, root="/home/bob/docs")
    imported = taken(bob, tmp_path / "pack")
    assert (imported.same, imported.added) == (1, 1)


def test_texts_of_another_model_are_found_by_words_and_wait(make: Make, tmp_path: Path) -> None:
    written(make("ann", {"lease.txt": LEASE}, embedder=HashingEmbedder("other")), tmp_path / "pack")
    bob = make("bob", {"minutes.txt": MINUTES})
    imported = taken(bob, tmp_path / "pack")
    assert (imported.vectors, imported.waiting) == (0, 2)
    assert len(found(bob, "900")) == 1
    assert embed(bob, HashingEmbedder()) == 2
    fresh = make("fresh")
    wanted = PackModel("test:hashing@1", "embedded", "hashing", 0)
    assert taken(fresh, tmp_path / "pack", wanted=wanted).waiting == 2  # it says what it waits for
    adopting = make("adopting")
    assert taken(adopting, tmp_path / "pack").waiting == 0


def test_documents_from_a_pack_are_not_taken_for_deleted(make: Make, tmp_path: Path) -> None:
    written(make("ann", {"lease.txt": LEASE}), tmp_path / "pack")
    bob = make("bob")
    taken(bob, tmp_path / "pack")
    folder = tmp_path / "docs"
    folder.mkdir()
    # Of the same name and content, as the pack says: that proves nothing, and the pack's text is not taken for its.
    (folder / "lease.txt").write_text("The true words.", "utf-8")
    bob.database.connection.execute("UPDATE document SET size = 15")
    events = list(Pipeline(bob, Limits(workers=1)).scan([folder, Path("/nowhere")]))
    assert [one.status for one in events if Path(one.path).name == "lease.txt"] == ["added"]
    assert {one.source for one in bob.documents.all()} >= {
        f"{PACK_FOLDER}/docs/lease.txt",
        f"{folder}/lease.txt",
    }
    assert bob.documents.from_packs() == 1
    notice = changed_since_read({}, [f"{PACK_FOLDER}/docs/lease.txt"])
    assert notice is not None
    assert (notice.code, "not on this machine" in notice.message) == ("from_pack", True)


def test_what_is_forgotten_leaves_nothing(make: Make, tmp_path: Path) -> None:
    ann, bob = make("ann", TEXTS), make("bob")
    filled(ann)
    written(ann, tmp_path / "pack")
    taken(bob, tmp_path / "pack")
    assert kept(bob) == {**dict.fromkeys(("document",), 3), "passage": 4, "terms": 4, "vector": 4, "picture": 1,
                         "part_note": 2, "cell": 1, "conversation": 1, "turn": 1}  # fmt: skip
    bob.forget(PACK_FOLDER)
    bob.forget_conversations()
    assert set(kept(bob).values()) == {0}


def filled(library: Library) -> None:
    """Add what else a library keeps: pictures, notes, cells, a conversation."""
    path = f"{DOCS}/lease.txt"
    content = hash_of(LEASE)
    db = library.database.connection
    number = library.documents.number_at(path)
    db.execute("INSERT INTO picture_page VALUES (?, 1, ?)", (number, "b" * 32))
    page = RecognisedPage((RecognisedLine("Lease", 0.9, 1, 2, 3, 4),))
    library.pictures.store("b" * 32, "rapidocr", page)
    keys = sorted(library.documents.keys_of_documents([number or 0]))
    library.part_notes.put("c" * 64, keys, NOTE, "It is a lease.")
    library.part_notes.put("d" * 64, keys, replace(NOTE, task="question when?"), "In May.")
    library.cells.put(content, "When?", "r1", json.dumps(["found", "May 2027", "", [[0, 0, 9]]]))
    passage = library.documents.neighbours(number or 0, 0, 0)[0]
    citation = Citation(1, path, "lease", None, (), "The lease ends", 0, 14, passage.id)
    turn = Finished("When?", "when", "In May. [1]", "", (citation,), (), "answered", True, "ollama", "r1")
    turn = replace(turn, doubts=(GUESSED,))
    library.conversations.add_turn(turn)


def test_notes_cells_pictures_and_conversations_come_too(make: Make, tmp_path: Path) -> None:
    ann, bob = make("ann", TEXTS), make("bob")
    filled(ann)
    first = bytes_of(ann, tmp_path / "pack")
    taken(bob, tmp_path / "pack")
    assert bob.part_notes.get("c" * 64, NOTE) == "It is a lease."
    assert bob.part_notes.known(["c" * 64], NOTE) == {"c" * 64}
    (turn,) = bob.conversations.turns(bob.conversations.all()[0].id)
    place = f"{PACK_FOLDER}/docs/lease.txt"
    assert (turn.citations[0].source, turn.citations[0].quote) == (place, "The lease ends")
    assert turn.doubts == (GUESSED,)
    assert (
        bob.documents.passages([turn.citations[0].passage_id])[turn.citations[0].passage_id].source == place
    )
    assert bytes_of(bob, tmp_path / "again") == first
    bob.database.connection.execute("UPDATE turn SET doubts = '[]'")
    assert len(turn_json(turn_values(next(bob.database.connection.execute("SELECT * FROM turn")), str))) == 12
    taken(bob, tmp_path / "pack")
    assert len(bob.conversations.all()) == 1  # of an earlier program's pack, which has no doubts
    written(ann, tmp_path / "without", conversations=False)
    carol = make("carol")
    taken(carol, tmp_path / "without")
    assert (kept(carol)["turn"], kept(carol)["part_note"]) == (0, 1)


def test_what_was_not_read_is_said_in_the_language_of_who_takes_a_pack(make: Make, tmp_path: Path) -> None:
    ann, bob = make("ann", {"a.txt": "The lease ends in May."}), make("bob")
    with i18n.speaking("zh"):
        name = "x" * 2_500 + ".zip"
        notices = (
            i18n.gettext("it has no text of its own"),
            i18n.gettext("{name}: {notice}", name=name, notice=i18n.gettext("it is empty")),
        )
        put(ann, f"{DOCS}/b.eml", "Other words.", hash=hash_of("b"), kind="eml", notices=notices)
        written(ann, tmp_path / "chinese.pack")
    written(ann, tmp_path / "a.pack")
    taken(bob, tmp_path / "a.pack")
    (found,) = [one for one in bob.documents.all() if one.notices]
    assert found.notices == ("it has no text of its own", name[:2_000])
    assert (tmp_path / "chinese.pack").read_bytes() == (tmp_path / "a.pack").read_bytes()


def test_what_a_pack_says_of_some_content_is_not_taken_for_what_was_read_here(
    make: Make, tmp_path: Path
) -> None:
    ann, bob = make("ann", TEXTS), make("bob")
    filled(ann)
    written(ann, tmp_path / "pack")
    taken(bob, tmp_path / "pack")
    put(bob, "/home/bob/copy.txt", *LEASE.split("|"), hash=hash_of(LEASE), kind="text")
    assert bob.part_notes.get("c" * 64, NOTE) is None  # a file of Bob's holds these words
    assert not bob.part_notes.known(["c" * 64], NOTE)
    assert bob.cells.get(hash_of(LEASE), "When?", "r1") == ""
    assert bob.pictures.known("b" * 32, "rapidocr") is None


def test_a_part_of_a_library_is_exported_under_the_names_of_the_whole(make: Make, tmp_path: Path) -> None:
    ann = make("ann", TEXTS)
    number = ann.documents.number_at(f"{DOCS}/2025/minutes.txt")
    written(ann, tmp_path / "pack", chosen={number})
    bob = make("bob")
    taken(bob, tmp_path / "pack")
    assert [one.source for one in bob.documents.all()] == [f"{PACK_FOLDER}/docs/2025/minutes.txt"]
    with pytest.raises(UsageError, match="no document"):
        written(ann, tmp_path / "none", chosen=set())
    assert not (tmp_path / "none").exists()


def test_a_stop_in_the_middle_leaves_the_library_as_it_was(make: Make, tmp_path: Path) -> None:
    from assistant.packs.importing import import_pack

    written(make("ann", TEXTS), tmp_path / "pack")
    bob = make("bob", {"a.txt": "Mine."}, root="/home/bob")
    before, steps = contents(bob), 0

    def stop(what: str, done: int, total: int) -> None:
        nonlocal steps
        steps += what == "taking in"
        if steps:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_pack(bob, tmp_path / "pack", keep=None, passphrase=str, wanted=None, progress=stop)
    assert contents(bob) == before


def test_a_damaged_document_comes_again_with_its_pack(make: Make, tmp_path: Path) -> None:
    first = bytes_of(make("ann", TEXTS), tmp_path / "pack")
    bob = make("bob")
    taken(bob, tmp_path / "pack")
    bob.database.connection.execute("UPDATE passage SET text = 'gone' WHERE text LIKE '%Orlova%'")
    (damage,) = bob.check(next(one for one in PARTS if one.name == "Documents"), mend=True)
    assert damage.remedy == "`assistant pack import FILE` brings it again"
    assert taken(bob, tmp_path / "pack").same == 3
    assert bytes_of(bob, tmp_path / "again") == first
