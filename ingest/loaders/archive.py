"""Looks into the archives that office files and books are, within bounds."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from assistant.i18n import _
from ingest.loaders.xml import MAX_XML_BYTES, root_of
from ingest.records import Unreadable

MAX_ENTRIES = 20_000
MAX_BYTES = 1 << 30
MAX_RATIO = 200
RATIO_MATTERS_FROM = 16 << 20
_XML_ENDINGS = (".xml", ".rels", ".opf", ".ncx", ".vml")
_PROLOG_BYTES = 64 * 1024
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT = re.compile(rb"<[A-Za-z_]")
# What the standard library raises on archives that are cut, overwritten, encrypted or packed in odd ways.
DAMAGED = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError, zlib.error)


def open_archive(data: bytes, *, no_dtd: bool) -> zipfile.ZipFile:
    """Open a zip archive whose size, once unpacked, is bounded.

    Args:
        data: The file.
        no_dtd: Refuse XML that defines a document type; the office formats have none, and entities that
            unfold into gigabytes are defined there.

    Raises:
        Unreadable: It is damaged, encrypted, or unpacks to more than a document can hold.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except DAMAGED as error:
        raise Unreadable(_("it is damaged or incomplete: its archive cannot be opened")) from error
    _check_sizes(entries)
    if no_dtd:
        for entry in entries:
            if entry.filename.lower().endswith(_XML_ENDINGS):
                _check_prolog(archive, entry)
    return archive


def read_entry(archive: zipfile.ZipFile, name: str, *, limit: int = MAX_XML_BYTES) -> bytes:
    """Return the bytes of an entry, counted while they are unpacked.

    Raises:
        Unreadable: It is missing, damaged or larger than the limit.
    """
    try:
        with archive.open(name) as stream:
            data = stream.read(limit + 1)
    except KeyError as error:
        raise Unreadable(_("it is incomplete: the part {name} is missing", name=name)) from error
    except DAMAGED as error:
        raise Unreadable(_("it is damaged: the part {name} cannot be unpacked", name=name)) from error
    if len(data) > limit:
        raise Unreadable(_("the part {name} unpacks to more than {limit} MB", name=name, limit=limit >> 20))
    return data


def read_xml(archive: zipfile.ZipFile, name: str, *, no_dtd: bool = True) -> Any:
    """Return the tree of an XML entry; entities and references are refused.

    Args:
        archive: As `open_archive` gave it.
        name: Of the entry.
        no_dtd: Refuse a document type; old books carry one.

    Raises:
        Unreadable: It is missing, damaged or too large, or defines entities.
    """
    return root_of(read_entry(archive, name), _("its part {name}", name=name), no_dtd=no_dtd)


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Unreadable(
            _(
                "its archive has {entries} parts; more than {max_entries} are not opened",
                entries=len(entries),
                max_entries=MAX_ENTRIES,
            )
        )
    total = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if total > MAX_BYTES:
        raise Unreadable(
            _("it unpacks to {total} MB, more than any document; it was not opened", total=total >> 20)
        )
    if total > RATIO_MATTERS_FROM and total / packed > MAX_RATIO:
        raise Unreadable(
            _("it unpacks to {total} times its size, like a bomb made to fill memory", total=total // packed)
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable(_("it is encrypted and needs a password"))


def _check_prolog(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    prolog = _read_prefix(archive, entry.filename).replace(b"\x00", b"")  # UTF-16 reads like ASCII then
    root = _ROOT.search(prolog)
    if _DTD.search(prolog[: root.start()] if root else prolog):
        raise Unreadable(
            _(
                "its part {filename} defines XML entities, which no office program writes",
                filename=entry.filename,
            )
        )
    if root is None and len(prolog) >= _PROLOG_BYTES // 2:
        raise Unreadable(
            _("its part {filename} is not the XML of an office program", filename=entry.filename)
        )


def _read_prefix(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the first bytes of an entry.

    Raises:
        Unreadable: It is damaged.
    """
    try:
        with archive.open(name) as stream:
            return stream.read(_PROLOG_BYTES)
    except DAMAGED as error:
        raise Unreadable(_("it is damaged: the part {name} cannot be unpacked", name=name)) from error
