"""Files become documents here: one module a family of formats, chosen by name and content."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePath

from ingest.loaders import kinds
from ingest.records import Document, Unreadable

Loader = Callable[[bytes, PurePath], Document]

# The modules are imported when the first file of their kind is met: a folder of notes needs no PDF reader.
_LOADERS = {
    "text": "text:read_text",
    "rst": "text:read_rst",
    "org": "text:read_org",
    "latex": "text:read_latex",
    "asciidoc": "text:read_asciidoc",
    "markdown": "markdown:read",
    "code": "text:read_code",
    "csv": "tables:read_csv",
    "json": "text:read_json",
    "jsonl": "text:read_jsonl",
    "ipynb": "markdown:read_notebook",
    "html": "html:read",
    "eml": "mail:read",
    "docx": "word:read",
    "pptx": "slides:read",
    "xlsx": "tables:read_workbook",
    "epub": "epub:read",
    "pdf": "pdf:read",
}
IN_PROCESS = frozenset(
    {"text", "rst", "org", "latex", "asciidoc", "markdown", "code", "csv", "json", "jsonl"}
)
_XML_NO_MEMORY = 2  # libxml2 says so, and that it is an unknown error in the file
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def kind_of(path: PurePath, head: bytes) -> str | None:
    """Return the format of a file, or None where it is none that can be read.

    Args:
        path: Its name; it is not opened.
        head: Its first bytes, some thousand of them.
    """
    named = kinds.kind_by_name(path.name)
    magic = kinds.magic_of(head)
    if magic == "pdf":
        return "pdf"
    if magic == "zip":
        return named if named in kinds.ZIP_KINDS else _zip_kind(head)
    if magic or kinds.foreign_reason(head) or kinds.looks_binary(head):
        return None
    if named == "pdf" or named in kinds.ZIP_KINDS:
        return None
    if named is None and path.suffix.lower() in kinds.UNSUPPORTED:
        return None
    return named or "text"


def why_not(path: PurePath, head: bytes) -> str:
    """Return why a file for which `kind_of` has no answer cannot be read, as a sentence for its owner."""
    if not head:
        return "it is empty"
    named = kinds.kind_by_name(path.name)
    if kinds.magic_of(head) == "ole":
        if named in kinds.ZIP_KINDS:
            return "it is encrypted and needs a password, or it is in an old Office format"
        return kinds.UNSUPPORTED.get(
            path.suffix.lower(), "it is in an old Office format; save it in the new one first"
        )
    if kinds.magic_of(head) == "zip":
        return kinds.UNSUPPORTED.get(path.suffix.lower(), "it is an archive; unpack it first")
    reason = kinds.foreign_reason(head)
    if not reason and named in kinds.RISKY_KINDS.values():
        what = "text or something else" if not kinds.looks_binary(head) else "something else"
        return f"its name says {path.suffix.lower()}, but its content is {what}"
    return reason or kinds.UNSUPPORTED.get(path.suffix.lower(), "it is a binary file, not text")


def load(path: Path) -> Document:
    """Read a file.

    Raises:
        Unreadable: It cannot be read; the reason says why.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"it cannot be opened: {error.strerror}") from error
    return load_bytes(data, path)


def load_bytes(data: bytes, path: PurePath) -> Document:
    """Read a file whose bytes are at hand.

    Args:
        data: All of them.
        path: The file's name; it is not opened.

    Raises:
        Unreadable: It cannot be read; the reason says why.
    """
    head = data[: kinds.HEAD_BYTES]
    kind = kind_of(path, head)
    if kind is None or not data:
        raise Unreadable(why_not(path, head))
    module, _, function = _LOADERS[kind].partition(":")
    loader: Loader = getattr(import_module(f"ingest.loaders.{module}"), function)
    document = _storable(loader(data, path) if kind in IN_PROCESS else _read_by_others(loader, data, path))
    if not document.blocks:
        raise Unreadable("it holds no text")
    return document


def _read_by_others(loader: Loader, data: bytes, path: PurePath) -> Document:
    """Read a format that a library of others reads."""
    try:
        return loader(data, path)
    except (Unreadable, MemoryError):
        raise
    except RecursionError as error:
        raise Unreadable("its parts are nested too deep") from error
    # The one place where anything is caught: readers of foreign formats raise whatever they like on damaged
    # files, and the owner of such a file is served with a sentence, not with a traceback.
    except Exception as error:
        if _for_want_of_memory(error):
            raise MemoryError from error
        raise Unreadable("it is damaged, or uses its format in a way that cannot be read") from error


def _for_want_of_memory(error: BaseException | None) -> bool:
    """Say whether an error is what some library makes of memory that it was not given."""
    while error is not None:
        if (
            isinstance(error, MemoryError)
            or "memory" in str(error).lower()
            or getattr(error, "code", 0) == _XML_NO_MEMORY
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def _zip_kind(head: bytes) -> str | None:
    """Return the kind of an office file or book whose name hides it, going by its first entries."""
    if b"mimetypeapplication/epub+zip" in head:
        return "epub"
    for folder, kind in ((b"word/", "docx"), (b"ppt/", "pptx"), (b"xl/", "xlsx")):
        if folder in head and b"[Content_Types].xml" in head:
            return kind
    return None


def _storable(document: Document) -> Document:
    """Return the document without lone surrogates and NULs, which no database takes; offsets stay."""
    if not _UNSTORABLE.search(document.text) and not _UNSTORABLE.search(document.title):
        return document
    return replace(
        document,
        text=_UNSTORABLE.sub("\ufffd", document.text),
        title=_UNSTORABLE.sub("\ufffd", document.title),
        blocks=tuple(
            replace(block, title=_UNSTORABLE.sub("\ufffd", block.title)) for block in document.blocks
        ),
        notices=tuple(_UNSTORABLE.sub("\ufffd", notice) for notice in document.notices),
    )
