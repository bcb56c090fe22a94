"""Take a pack into a library: looked through first, then written in one step."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assistant.errors import UsageError
from assistant.frozen import dataclass
from assistant.i18n import _, ngettext
from assistant.kept_texts import said
from assistant.library.database import marks
from assistant.library.part_notes import FROM_PACK, MOST_NOTES
from assistant.packs.container import json_bytes
from assistant.packs.content import PackModels, PackVectors, read_pack
from assistant.packs.export import bare, documents_of, turn_values
from assistant.packs.names import marked, path_of_place, paths_of, place_of
from assistant.packs.records import (
    PackCell,
    PackConversation,
    PackDocument,
    PackModel,
    PackNote,
    PackPicture,
    turn_json,
)
from assistant.packs.sealing import Opened, Passphrase, file_errors, reading
from assistant.paths import is_from_pack
from assistant.text import encodable
from assistant.wording import listed
from ingest.records import Changes, DocumentRecord

if TYPE_CHECKING:
    from assistant.library.library import Library
    from assistant.packs.export import Progress

Keep = Literal["mine", "theirs", "both"]
KEEP: tuple[Keep, ...] = ("mine", "theirs", "both")
SHOWN = 5
_AT_ONCE = 64
"""Documents that are written at once."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A document of a pack whose path is that of another one here.

    Attributes:
        path: In the pack.
        source: Where the one stands that is here.
        own: Whether that was read from a file of this machine.
    """

    path: str
    source: str
    own: bool


class PackConflict(UsageError):
    """A pack holds other documents under the paths of some that are here.

    Attributes:
        conflicts: All of them.
    """

    code = "pack_conflict"

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        shown = [_("“{path}”", path=one.path) for one in conflicts[:SHOWN]]
        more = len(conflicts) - SHOWN
        names = (
            _("{names} and {count} more", names=_(", ").join(shown), count=f"{more:,}")
            if more > 0
            else listed(shown)
        )
        super().__init__(
            ngettext(
                "The pack holds {number} document under a path at which another one is here: {names}.",
                "The pack holds {number} documents under a path at which another one is here: {names}.",
                len(conflicts),
                names=names,
            ),
            _("Say which to keep: --keep mine, --keep theirs or --keep both; nothing was changed."),
        )
        self.conflicts = tuple(conflicts)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a pack has brought.

    Attributes:
        added: Documents that were not here.
        replaced: Documents in the place of others.
        same: Documents that were here already.
        kept: Documents that were left out for others here.
        kept_out: Files of this machine that a document of the pack has replaced; they are not read again.
        passages: Passages that came.
        vectors: Vectors that came.
        waiting: Texts of the library that wait to be embedded.
        models: Names of the embedding models of the pack.
        conversations: Conversations that were not here.
    """

    added: int = 0
    replaced: int = 0
    same: int = 0
    kept: int = 0
    kept_out: tuple[str, ...] = ()
    passages: int = 0
    vectors: int = 0
    waiting: int = 0
    models: tuple[str, ...] = ()
    conversations: int = 0


@dataclass(slots=True)
class _Plan:
    """What becomes of each document of a pack."""

    puts: dict[str, str] = field(default_factory=dict)
    """Where it is put, by its path."""
    moves: dict[str, str] = field(default_factory=dict)
    """Where a document that is here goes that gives up its place."""
    removed: list[str] = field(default_factory=list)
    """Documents of files of this machine that give way."""
    dropped: list[str] = field(default_factory=list)
    """Documents of packs that are here twice."""
    places: dict[str, str] = field(default_factory=dict)
    """Where the document of each path stands afterwards, for what cites it."""
    conflicts: list[Conflict] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("added", "replaced", "same", "kept"), 0)
    )


def import_pack(
    library: Library,
    path: Path,
    *,
    keep: Keep | None,
    passphrase: Passphrase,
    wanted: PackModel | None,
    progress: Progress,
    choose: Callable[[Sequence[Conflict]], Keep] | None = None,
) -> Imported:
    """Take a pack into a library, in one transaction.

    Args:
        library: Which.
        path: The pack.
        keep: Which document stays where two have one path; None raises where that is so.
        passphrase: Asked where the pack is encrypted.
        wanted: The model that new texts of this library are embedded with; None where there is none.
        progress: Called as it goes on.
        choose: Asked which to keep, where `keep` is None.

    Raises:
        PackConflict: Two documents have one path, and it was not said which to keep.
        LibraryError: The pack cannot be used, or the library not be written; nothing was changed.
        LibraryBusy: Another process is ingesting.
    """
    with reading(path, passphrase) as opened:
        heads, models = _look(opened, path, progress)
        with library.ingesting():
            # Asked before the transaction: others may write while somebody thinks.
            with library.database.reading():
                conflicts = _planned(library, heads, None).conflicts
            if conflicts and keep is None:
                if choose is None:
                    raise PackConflict(conflicts)
                keep = choose(conflicts)
            with library.database.writing(), file_errors(path, "read"), opened.container() as source:
                plan = _planned(library, heads, keep)
                taking = _Taking(library, plan, _stored_models(library, models, wanted))
                for done, item in enumerate(read_pack(source)):
                    taking.take(item)
                    if not done % 16:
                        progress(_("taking in"), opened.read_so_far(), opened.bytes)
            return taking.end(models)


def check_pack(path: Path, passphrase: Passphrase) -> None:
    """Read a pack to its end, as before a library is made for it.

    Raises:
        UsageError: There is no such file, or the passphrase is wrong.
        LibraryError: It is no pack, is damaged, or a newer version made it.
    """
    with reading(path, passphrase) as opened:
        _look(opened, path, lambda what, done, total: None)


def _look(opened: Opened, path: Path, progress: Progress) -> tuple[dict[str, _Head], tuple[PackModel, ...]]:
    """Read all of a pack, so that nothing is begun with one that is damaged."""
    heads: dict[str, _Head] = {}
    models: tuple[PackModel, ...] = ()
    with file_errors(path, "read"), opened.container() as source:
        for done, item in enumerate(read_pack(source)):
            if isinstance(item, PackDocument):
                heads[item.path] = _Head(item.content, item.edition)
            elif isinstance(item, PackModels):
                models = item.models
            if not done % 16:
                progress(_("checking"), opened.read_so_far(), opened.bytes)
    return heads, models


@dataclass(frozen=True, slots=True)
class _Head:
    """What a document is compared by.

    Attributes:
        content: Hash of its file.
        edition: See `PackDocument.edition`; the greater of two is kept.
    """

    content: str
    edition: tuple[int, str, int, int, int]


@dataclass(frozen=True, slots=True)
class _Here:
    number: int
    place: str
    content: str


def _planned(library: Library, heads: Mapping[str, _Head], keep: Keep | None) -> _Plan:
    """Decide what becomes of each document, the same whatever was imported first."""
    own, packed = _here(library)
    plan = _Plan()
    for path, head in heads.items():
        mine = own.get(path)
        if mine is not None:
            if mine.content == head.content:
                plan.counts["same"] += 1
                plan.places[path] = mine.place
                continue
            plan.conflicts.append(Conflict(path, mine.place, own=True))
            if keep in (None, "mine"):
                plan.counts["kept"] += 1
                plan.places[path] = mine.place
                continue
            if keep == "theirs":
                plan.removed.append(mine.place)
        own_gone = mine is not None and keep == "theirs"
        _beside_packed(library, plan, path, head, packed, keep, own_gone=own_gone)
    return plan


def _beside_packed(
    library: Library,
    plan: _Plan,
    path: str,
    head: _Head,
    packed: dict[str, _Here],
    keep: Keep | None,
    *,
    own_gone: bool,
) -> None:
    """Decide about a document that no file of this machine holds."""
    there = packed.get(path)
    plan.places[path] = place_of(path)
    if there is None:
        plan.puts[path] = place_of(path)
        plan.counts["replaced" if own_gone else "added"] += 1
    elif there.content == head.content:
        _same(library, plan, path, head, there)
    elif (other := packed.get(marked(path, head.content))) is not None and other.content == head.content:
        _same(library, plan, path, head, other)
    else:
        _settle(plan, path, head, there, packed, keep)


def _same(library: Library, plan: _Plan, path: str, head: _Head, there: _Here) -> None:
    """Keep the later edition of one content, as a newer version has read it."""
    (held,) = documents_of(library.database.connection, [(path, there.number)])
    if held.edition < head.edition:
        plan.puts[path] = there.place
    plan.places[path] = there.place
    plan.counts["same"] += 1


def _settle(
    plan: _Plan, path: str, head: _Head, there: _Here, packed: dict[str, _Here], keep: Keep | None
) -> None:
    """Decide between two documents of packs that have one path."""
    plan.conflicts.append(Conflict(path, there.place, own=False))
    if keep in (None, "mine"):
        plan.counts["kept"] += 1
    elif keep == "theirs":
        plan.puts[path] = there.place
        plan.counts["replaced"] += 1
    elif there.content > head.content:  # any order that is the same whatever comes first
        plan.puts[path] = plan.places[path] = place_of(marked(path, head.content))
        plan.counts["added"] += 1
    else:
        aside = marked(path, there.content)
        if aside in packed:
            plan.dropped.append(there.place)
        else:
            plan.moves[there.place] = place_of(aside)
        plan.puts[path] = there.place
        plan.counts["added"] += 1


def _here(library: Library) -> tuple[dict[str, _Here], dict[str, _Here]]:
    """Return the library's own documents and those of packs, by their path in a pack."""
    rows = library.database.connection.execute(
        "SELECT id, path, hash FROM document WHERE state = 'found' AND hash IS NOT NULL AND passages > 0"
    ).fetchall()
    found = [_Here(row["id"], os.fsdecode(row["path"]), bare(row["hash"])) for row in rows]
    packed = {path_of_place(one.place): one for one in found if is_from_pack(one.place)}
    mine = {one.place: one for one in found if not is_from_pack(one.place)}
    names = paths_of([(one.place, one.content) for one in mine.values()], library.documents.roots())
    return {name: mine[place] for place, name in names.items()}, packed


def _stored_models(
    library: Library, models: Sequence[PackModel], wanted: PackModel | None
) -> dict[int, PackModel]:
    """Choose the models whose vectors are of use here, by their place in the pack.

    A library that has none gets one.
    """
    state = library.vectors.state()
    known = {one.identity: one for one in (state.active, state.target) if one is not None}
    if not known:
        chosen = wanted or (models[0] if models else None)
        if chosen is None:
            return {}
        library.vectors.begin(chosen.identity, chosen.engine, chosen.name)
        return {at: one for at, one in enumerate(models) if one.identity == chosen.identity}
    # Vectors of a name that now gives others of another length would not be comparable.
    return {
        at: one
        for at, one in enumerate(models)
        if one.identity in known and known[one.identity].dimensions in (0, one.dimensions)
    }


class _Taking:
    """Writes what a pack holds into a library; the caller holds the transaction."""

    def __init__(self, library: Library, plan: _Plan, models: Mapping[int, PackModel]) -> None:
        self._library = library
        self._db = library.database.connection
        self._plan = plan
        self._models = models
        self._waiting: list[tuple[DocumentRecord, Sequence[Any]]] = []
        self._passages = self._vectors = self._talks = 0
        self._known_talks: set[bytes] | None = None
        self._now = time.time_ns()
        inside = [place for place in plan.removed if self._is_part(place)]
        library.documents.remove(
            [place for place in [*plan.removed, *plan.dropped] if place not in set(inside)]
        )
        for place in inside:  # the file that it stands in counts one less
            library.documents.forget_under(place)
        library.documents.move(plan.moves, {})
        library.conversations.move_sources(plan.moves)
        for place in plan.removed:
            library.exclusions.keep_out(place)
        self._room = MOST_NOTES - int(self._db.execute("SELECT count(*) FROM part_note").fetchone()[0])

    def _is_part(self, place: str) -> bool:
        row = self._db.execute(
            "SELECT part_of FROM document WHERE path = ?", (os.fsencode(place),)
        ).fetchone()
        return row is not None and row["part_of"] is not None

    def take(self, item: object) -> None:
        match item:
            case PackDocument():
                self._document(item)
            case PackVectors():
                self._store()
                self._take_vectors(item)
            case PackPicture():
                self._store()
                self._picture(item)
            case PackNote():
                self._store()
                self._note(item)
            case PackCell():
                self._store()
                self._cell(item)
            case PackConversation():
                self._store()
                self._conversation(item)

    def end(self, models: Sequence[PackModel]) -> Imported:
        self._store()
        self._library.vectors.drop_orphans()
        self._library.pictures.drop_orphans()
        self._library.part_notes.drop_orphans()
        self._library.cells.drop_orphans()
        self._library.drop_notes_of_texts()
        return Imported(
            **self._plan.counts,
            kept_out=tuple(self._plan.removed),
            passages=self._passages,
            vectors=self._vectors,
            waiting=self._library.vectors.state().pending,
            models=tuple(one.name for one in models),
            conversations=self._talks,
        )

    def _document(self, one: PackDocument) -> None:
        place = self._plan.puts.get(one.path)
        if place is None:
            return
        record = DocumentRecord(
            path=place,
            state="found",
            size=one.size,
            mtime_ns=one.mtime_ns,
            read_ns=one.read_ns,
            reader=one.reader,
            notices=tuple(map(said, one.notices)),
            title=one.title,
            kind=one.kind,
            hash=FROM_PACK + one.content,
            pictures={page: FROM_PACK + name for page, name in one.pictures.items()},
        )
        self._waiting.append((record, one.passages))
        self._passages += len(one.passages)
        if len(self._waiting) == _AT_ONCE:
            self._store()

    def _store(self) -> None:
        if not self._waiting:
            return
        self._library.documents.apply(Changes(put=self._waiting))
        # When it came in, not when it was read elsewhere.
        self._db.executemany(
            "UPDATE document SET added_ns = ? WHERE path = ? AND added_ns = read_ns",
            [(self._now, os.fsencode(record.path)) for record, _ in self._waiting],
        )
        self._waiting = []

    def _take_vectors(self, block: PackVectors) -> None:
        model = self._models.get(block.model)
        if model is None:
            return
        rows = [
            at
            for at, key in enumerate(block.keys)
            if self._db.execute("SELECT 1 FROM passage WHERE key = ? LIMIT 1", (key,)).fetchone()
        ]
        if rows:
            before = self._library.vectors.count(model.identity)
            self._library.vectors.store(model.identity, [block.keys[at] for at in rows], block.matrix[rows])
            self._vectors += self._library.vectors.count(model.identity) - before

    def _picture(self, one: PackPicture) -> None:
        name = FROM_PACK + one.name
        lines = encodable(json.dumps(one.lines, ensure_ascii=False))
        # Of two the one that was recognised, then any fixed one: the order of packs makes no difference.
        self._db.execute(
            "INSERT INTO picture (hash, engine, fault, lines) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (hash) DO UPDATE SET"
            " engine = excluded.engine, fault = excluded.fault, lines = excluded.lines"
            " WHERE (excluded.fault = '', excluded.lines, excluded.engine) > (picture.fault = '', picture.lines, picture.engine)",
            (name, one.engine, one.fault, lines),
        )

    def _note(self, one: PackNote) -> None:
        if self._room <= 0:
            return  # it would push out those that were made here; it can be made again
        self._room -= 1
        self._db.execute(
            "INSERT INTO part_note (key, passages, model, task, wording, text) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key, model, task, wording) DO UPDATE SET text = excluded.text, passages = excluded.passages"
            " WHERE (excluded.text, excluded.passages) > (part_note.text, part_note.passages)",
            (FROM_PACK + one.key, json.dumps(list(one.passages)), one.model, one.task, one.wording, one.text),
        )

    def _cell(self, one: PackCell) -> None:
        self._db.execute(
            "INSERT INTO cell (content, asked, answer, answered_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (content, asked) DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at"
            " WHERE (excluded.answered_at, excluded.answer) > (cell.answered_at, cell.answer)",
            (FROM_PACK + one.content, one.asked, one.answer, one.answered_at),
        )

    def _conversation(self, one: PackConversation) -> None:
        if self._known_talks is None:
            self._known_talks = {_talk_name(*talk) for talk in self._talks_here()}
        name = _talk_name(one.title, one.created_at, one.turns, self._placed)
        if name in self._known_talks:
            return
        self._known_talks.add(name)
        self._talks += 1
        number = self._db.execute(
            "INSERT INTO conversation (title, created_at, updated_at, pinned, tags) VALUES (?, ?, ?, ?, ?)",
            (one.title, one.created_at, one.updated_at, one.pinned, " ".join(sorted(one.tags))),
        ).lastrowid
        for turn in one.turns:
            row = {
                **turn,
                "citations": json.dumps([self._cited(cited) for cited in turn["citations"]]),
                "unsupported": json.dumps(turn["unsupported"]),
                "usage": json.dumps(turn["usage"]),
                "doubts": json.dumps(turn["doubts"]),
                "conversation_id": number,
            }
            self._db.execute(
                f"INSERT INTO turn ({', '.join(row)}) VALUES ({marks(row)})",
                tuple(row.values()),
            )

    def _talks_here(self) -> list[tuple[str, float, list[dict[str, Any]]]]:
        rows = self._db.execute("SELECT * FROM conversation").fetchall()
        return [
            (
                row["title"],
                row["created_at"],
                [
                    turn_values(turn, lambda source: source)
                    for turn in self._db.execute(
                        "SELECT * FROM turn WHERE conversation_id = ? ORDER BY id", (row["id"],)
                    ).fetchall()
                ],
            )
            for row in rows
        ]

    def _placed(self, path: str) -> str:
        return self._plan.places.get(path) or place_of(path)

    def _cited(self, cited: Mapping[str, Any]) -> dict[str, Any]:
        source = self._placed(cited["source"])
        row = self._db.execute(
            "SELECT p.id FROM passage p JOIN document d ON d.id = p.document_id WHERE d.path = ?"
            " AND p.start <= ? AND p.end > ? ORDER BY p.ordinal LIMIT 1",
            (os.fsencode(source), cited["start"], cited["start"]),
        ).fetchone()
        return {**cited, "source": source, "passage_id": row["id"] if row else 0}


def _talk_name(
    title: str,
    created_at: float,
    turns: Sequence[Mapping[str, Any]],
    placed: Callable[[str], str] = lambda source: source,
) -> bytes:
    """Name a conversation by what was said in it, which earlier packs have too."""
    rows = [
        turn_json(
            {
                **turn,
                "citations": [{**one, "source": placed(one["source"])} for one in turn["citations"]],
                "doubts": [],
            }
        )
        for turn in turns
    ]
    return json_bytes([title, created_at, rows])
