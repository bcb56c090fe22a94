"""Check a library against all that must hold of it, and mend what can be mended.

Nothing is written to a terminal here.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.errors import AssistantError, LibraryDamaged
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.library.checks import PARTS, READ_AGAIN, Damage, PagesDamaged
from assistant.library.database import connect, storage_errors
from assistant.library.encryption import settle
from assistant.library.folder import DATABASE, is_empty, is_missing, saved_copy, sole_writer
from assistant.library.index.choice import way_of_library
from assistant.library.index.codes import CodesIndex
from assistant.library.index.exact import MatrixFile
from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from assistant.library.salvage import salvage, take_place
from assistant.library.vectors import GENERATION, EmbeddingModel
from assistant.offline import guarding
from assistant.wording import count, enumerated

if TYPE_CHECKING:
    from assistant.config import Loaded

State = Literal["sound", "mended", "damaged", "unchecked"]
LOOK = "assistant verify"


INDEX = mark("Index")


@dataclass(frozen=True, slots=True)
class Verified:
    """One part of a library, held against what must be true of it.

    Attributes:
        part: What it is.
        state: "sound", "mended" where all damage is gone, "damaged" where something is left to do, "unchecked".
        detail: What was looked at, or why it was not.
        damages: What was found.
    """

    part: str
    state: State
    detail: str
    damages: tuple[Damage, ...] = ()


def verify(loaded: Loaded, *, mend: bool = True) -> Iterator[Verified]:
    """Check every part of the library that the settings name.

    No model is asked, and no server.

    Args:
        loaded: The settings in force.
        mend: Whether what can be mended is.

    Raises:
        LibraryError: There is no such library, or it cannot be opened for want of permission.
        LibraryBusy: Another process is ingesting into it.
    """
    folder = loaded.paths.library(loaded.settings.library)
    # Where nobody can write, looking needs no lock, which would be a file.
    settle(folder)
    protected = folder.exists() and not os.access(folder, os.W_OK)
    alone = nullcontext() if protected and not mend else sole_writer(folder)
    with guarding(), alone, ExitStack() as held:
        yield _verified("Folder", f"{folder}", _folder(folder, mend=mend))
        library, lost = _opened(folder, mend=mend)
        if lost is not None:
            yield lost
        if library is None:
            return
        held.callback(library.close)
        if protected:
            library.database.use_a_copy()
        yield from verify_database(library, mend=mend, salvaged=lost is not None)
        if protected:
            yield Verified(INDEX, "unchecked", _("it can be opened only where it can be written"))
        else:
            index, filed = _index(library, loaded, mend=mend), _matrix(library, mend=mend)
            yield _verified(INDEX, index.detail, [*index.damages, *filed]) if filed else index


def _verified(part: str, detail: str, damages: list[Damage]) -> Verified:
    state: State = "sound"
    if damages:
        state = "mended" if all(damage.mended for damage in damages) else "damaged"
    return Verified(part, state, detail, tuple(damages))


def _folder(folder: Path, *, mend: bool) -> list[Damage]:
    damages: list[Damage] = []
    for path in (folder, folder / DATABASE):
        with storage_errors(folder / DATABASE):
            mode = stat.S_IMODE(path.stat().st_mode) if os.name == "posix" and path.exists() else 0
            if mode & 0o077:
                if mend:
                    path.chmod(mode & 0o700)
                damages.append(
                    _mended(
                        "folder_open",
                        _("{path} was open to others ({mode}).", path=path, mode=f"{mode:04o}"),
                        mend=mend,
                    )
                )
    return damages


def _mended(code: str, what: str, *, mend: bool) -> Damage:
    return Damage(code, what) if mend else Damage(code, what, mended=False, remedy=LOOK)


def _opened(folder: Path, *, mend: bool) -> tuple[Library | None, Verified | None]:
    """Open the library; where its database is damaged beyond that, what is left of it."""
    path = folder / DATABASE
    if mend and saved_copy(path).exists():
        take_place(path)
    if is_empty(folder) or is_missing(folder):
        return _lost(folder, mend=mend)
    try:
        return Library(folder), None
    except LibraryDamaged as error:
        lost = _salvaged(folder, error.message, mend=mend)
        return (Library(folder) if mend else None), lost


def _lost(folder: Path, *, mend: bool) -> tuple[Library | None, Verified]:
    """Create a database in the place of one that is gone or empty.

    Nothing of the old one can be saved.
    """
    said = (
        _("The database file was empty: if anything was read, or asked, before, all of it is lost.")
        if is_empty(folder)
        else _("The database file was gone: all that it held is lost.")
    )
    damage = Damage(
        "pages",
        said,
        mended=False,
        remedy=" ".join((READ_AGAIN, _("FOLDER_WITH_DOCUMENTS"))),
    )
    library = None
    if mend:
        connect(folder / DATABASE, create=True).close()
        library = Library(folder)
        # What is left of the index and of the file of vectors is of another library: any number not in use by them.
        library.notes.set(GENERATION, str(int(time.time())))
    return library, _verified("Tables", _("nothing is in it"), [damage])


def _salvaged(folder: Path, what: str, *, mend: bool) -> Verified:
    """Put what can be read of the database into a new one."""
    if not mend:
        damage = Damage(
            "pages", _("The database file is damaged: {what}", what=what), mended=False, remedy=LOOK
        )
        return _verified("Tables", _("what can be read of it can be saved"), [damage])
    saved = salvage(folder / DATABASE)
    kept = saved.kept
    things = enumerated(
        count(kept[table], noun)
        for table, noun in (
            ("document", "document"),
            ("passage", "passage"),
            ("vector", "vector"),
            ("turn", "answer"),
        )
    )
    again, unknown = READ_AGAIN, ""
    if not kept["root"]:
        again = " ".join((READ_AGAIN, _("FOLDER_WITH_DOCUMENTS")))
        unknown = _("Which folders it was made of is lost: they have to be named again. ")
    damage = Damage(
        "pages",
        _(
            "The database file was damaged: {what}. What could be read of it is kept: {things}. {unknown}The "
            "damaged file is now {damaged}; it holds text of your documents. Programs that have the library open "
            "still write to that one: end them.",
            what=what.rstrip("."),
            things=things,
            unknown=unknown,
            damaged=saved.damaged,
        ),
        mended=False,
        remedy=_(
            "{again} reads again what is missing; then `assistant forget --copies` deletes that file",
            again=again,
        ),
    )
    return _verified("Tables", _("built anew from what could be read"), [damage])


def verify_database(library: Library, *, mend: bool, salvaged: bool = False) -> Iterator[Verified]:
    """Check every part of an open library's database.

    The caller holds the right to ingest.

    Args:
        library: Opened anew where its file has to be replaced.
        mend: Whether what can be mended is.
        salvaged: Whether its file was replaced just before.
    """
    for part in PARTS:
        try:
            damages = library.check(part, mend=mend)
            yield _verified(part.name, _looked_at(library, part.name), damages)
        except (PagesDamaged, LibraryDamaged) as error:
            if salvaged or not mend:
                told = Damage(
                    "pages",
                    _("The database file is damaged: {error}", error=error),
                    mended=False,
                    remedy=LOOK,
                )
                yield _verified(part.name, _("rows cannot be read"), [told])
                return
            yield _rescued(library, str(error))
            yield from verify_database(library, mend=True, salvaged=True)
            return


def _rescued(library: Library, what: str) -> Verified:
    library.close()
    lost = _salvaged(library.folder, what, mend=True)
    library.database.reopen()
    return lost


def _looked_at(library: Library, part: str) -> str:
    counts = library.documents.counts()
    match part:
        case "Documents":
            files = counts["found"] + counts["failed"] + counts["skipped"]
            return enumerated([count(files, "file"), count(counts["passages"], "passage")])
        case "Vectors":
            state = library.vectors.state()
            return _(
                "{vectors}, {texts} to be embedded",
                vectors=count(state.embedded, "vector"),
                texts=count(state.pending, "text"),
            )
        case "Conversations":
            return count(len(library.conversations.all()), "conversation")
    return {"Tables": _("every page"), "Words": _("of every passage"), "Notes": _("which models answer")}[
        part
    ]


def _matrix(library: Library, *, mend: bool) -> list[Damage]:
    """Compare the file that vectors are mapped from with the stored vectors.

    One that is damaged is deleted, and written again.
    """
    if library.encrypted:
        return []
    model, file = library.vectors.active_model(), MatrixFile(library.folder)
    if model is None or file.matches_library(library.vectors, model.identity) is not False:
        return []
    if mend:
        with file.locked():
            pass
    return [_mended("matrix_damaged", _("The file that vectors are compared from was damaged."), mend=mend)]


def _codes(library: Library, model: EmbeddingModel, *, mend: bool) -> Verified:
    """Compare the codes of a large library with its vectors."""
    index = CodesIndex(library.vectors, library.folder)
    matches = index.matches_library(model)
    if matches is None:
        unbuilt = _("not built yet")
        return Verified(INDEX, "sound", _("{unbuilt}: it is built when it is needed", unbuilt=unbuilt))
    if matches:
        return Verified(INDEX, "sound", _("every vector has its code"))
    damage = _mended("index_damaged", _("The vector index was damaged."), mend=mend)
    if not mend:
        return _verified(INDEX, _("can be built anew"), [damage])
    try:
        index.drop()
        for _each in index.sync(model):
            pass
    except AssistantError as error:
        return _verified(INDEX, error.message, [Damage("index_damaged", error.message, False, error.hint)])
    return _verified(INDEX, _("built anew"), [damage])


def _index(library: Library, loaded: Loaded, *, mend: bool) -> Verified:
    model = library.vectors.active_model()
    if library.encrypted:
        return Verified(INDEX, "sound", _("none: beside an encrypted library every vector is compared"))
    if loaded.settings.chroma.url:
        return Verified(INDEX, "unchecked", _("it is on a Chroma server, whose business it is"))
    if model is None or not model.dimensions:
        return Verified(INDEX, "sound", _("there are no vectors yet"))
    if way_of_library(library, loaded.settings.search, loaded.settings.chroma) == "codes":
        return _codes(library, model, mend=mend)
    index = LocalIndex(library.folder, library.vectors)
    try:
        unbuilt = index.why_unbuilt(model)
        if unbuilt:
            return Verified(INDEX, "sound", _("{unbuilt}: it is built when it is needed", unbuilt=unbuilt))
        matches = index.check(model)
        if matches is None:
            return Verified(INDEX, "unchecked", _("another process holds it open"))
        if matches:
            return Verified(INDEX, "sound", _("every vector is in it, and is found"))
        damage = _mended("index_damaged", _("The vector index was damaged."), mend=mend)
        if not mend:
            return _verified(INDEX, _("can be built anew"), [damage])
        if not index.drop():
            return Verified(INDEX, "unchecked", _("another process has just opened it"))
        for _each in index.sync(model):
            pass
        if not index.check(model):
            damage = Damage(
                "index_damaged", _("The vector index cannot be built."), mended=False, remedy=LOOK
            )
        return _verified(INDEX, _("built anew"), [damage])
    except AssistantError as error:
        return _verified(INDEX, error.message, [Damage("index_damaged", error.message, False, error.hint)])
    finally:
        index.close()
