"""Containers of old office files: Word, Excel, PowerPoint and Outlook.

Some of the newer files are such containers too: Outlook's messages, and encrypted ones.

Source: [MS-CFB] (containers), [MS-OLEDS] 2.3.6 (packaged files).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from typing import Any

from assistant.i18n import _, mark
from ingest.loaders import formats
from ingest.records import Document, Unreadable

MAX_STREAM = 512 << 20
"""Bytes of a stream that are read at most."""
_MOST_ENTRIES = 60_000
_HARMLESS = (
    "incorrect OLE header (transaction",
    "incorrect OLE stream size",
)  # that sound programs write, too
_DAMAGED = mark("its container is damaged: some of it may be missing")
_ENCRYPTED = mark(
    "it is encrypted and needs a password; if its program opens it without asking for one, save it there under a new name,"
    " without protection"
)
# What stands in a container, and the module with the `read_storage` that reads it.
_READERS = (
    ("WordDocument", "word_binary"),
    ("PowerPoint Document", "powerpoint_binary"),
    ("Workbook", "excel_binary"),
    ("Book", "excel_binary"),
    ("__properties_version1.0", "outlook"),
)
# What stands in containers that are not read, and what the owner of such a file can do.
_FOREIGN = {
    "EncryptedPackage": _ENCRYPTED,
    "VisioDocument": formats.UNSUPPORTED[".vsd"],
    "Quill": formats.UNSUPPORTED[".pub"],
    "MatOST": formats.UNSUPPORTED[".wps"],
    "MN0": formats.UNSUPPORTED[".wps"],
    "PP40": mark("it was written by PowerPoint 4, of before 1995; save it as .pptx first"),
    "Equation Native": mark("it is an equation of an old editor"),
    "HwpSummaryInformation": formats.UNSUPPORTED[".hwp"],
    "\x05HwpSummaryInformation": formats.UNSUPPORTED[".hwp"],
}
_TITLE = 2  # number of a property
_TEXT_TYPES = (30, 31)  # of properties: of bytes, and of UTF-16


class Storage:
    """A folder of a container, with its streams by name.

    Args:
        container: As the library opened it.
        tree: Names in each folder, by the names of the folders down to it.
        prefix: Names of the folders above and of this one; none for the outermost.
        short: Takes the names of streams that end before they should.
    """

    def __init__(
        self,
        container: Any,
        tree: Mapping[tuple[str, ...], list[str]],
        prefix: tuple[str, ...] = (),
        short: list[str] | None = None,
    ) -> None:
        self._container = container
        self._tree = tree
        self._prefix = prefix
        self._short = [] if short is None else short
        self._present = frozenset(one.lower() for one in tree.get(prefix, []))

    @property
    def is_whole(self) -> bool:
        """Whether this is all of a file, and not a folder in it."""
        return not self._prefix

    def names(self) -> list[str]:
        """Return the names of the streams and folders in it."""
        return self._tree.get(self._prefix, [])

    def has(self, name: str) -> bool:
        """Return whether there is a stream or folder of a name, in whatever case."""
        return name.lower() in self._present

    def folder(self, name: str) -> Storage | None:
        """Return a folder in it, or None."""
        path = (*self._prefix, name)
        if not self.has(name) or self._container.get_type(list(path)) != 1:
            return None
        return Storage(self._container, self._tree, path, self._short)

    @property
    def is_damaged(self) -> bool:
        """Return whether the container has faults through which something may be missing."""
        faults = (str(message) for _, message in self._container.parsing_issues)
        return bool(self._short) or any(not one.startswith(_HARMLESS) for one in faults)

    def stream(self, name: str) -> bytes | None:
        """Return the bytes of a stream as far as they are there, or None without one.

        Raises:
            Unreadable: It is damaged, or larger than any.
        """
        path = [*self._prefix, name]
        if not self.has(name) or self._container.get_type(path) != 2:
            return None
        try:
            size = self._container.get_size(path)
            if size > MAX_STREAM:
                raise Unreadable(
                    _(
                        "its part {name} is larger than {megabytes} MB",
                        name=name,
                        megabytes=MAX_STREAM >> 20,
                    )
                )
            with self._container.openstream(path) as stream:
                data = bytes(stream.read(MAX_STREAM))
        except (OSError, ValueError, IndexError, TypeError, OverflowError) as error:
            raise Unreadable(_("it is damaged: its part {name} cannot be read", name=name)) from error
        if len(data) < size:
            self._short.append(name)
        return data


def read(data: bytes, path: PurePath) -> Document:
    """Read an old office file, whatever its name says of what it is."""
    if data.startswith(b"\x09"):
        read_bare: Callable[[bytes, PurePath], Document] = import_module(
            "ingest.loaders.excel_binary"
        ).read_bare
        return read_bare(data, path)
    with opened(data) as storage:
        document = read_storage(storage, path)
        if not storage.is_damaged:
            return document
        return replace(document, notices=(*document.notices, _(_DAMAGED)))


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[Storage]:
    """Open a container.

    Raises:
        Unreadable: It is damaged.
    """
    import olefile

    try:
        container = olefile.OleFileIO(io.BytesIO(data))
        tree: dict[tuple[str, ...], list[str]] = {}
        for entry in container.listdir(streams=True, storages=True):
            tree.setdefault(tuple(entry[:-1]), []).append(entry[-1])
    except RecursionError as error:
        raise Unreadable(_("it is damaged: its parts are nested too deep")) from error
    except (OSError, ValueError, IndexError, TypeError, OverflowError) as error:
        raise Unreadable(_("it is damaged or incomplete: its container cannot be opened")) from error
    if len(container.direntries) > _MOST_ENTRIES:
        raise Unreadable(_("it has more than {most_entries} parts", most_entries=_MOST_ENTRIES))
    with contextlib.closing(container):
        yield Storage(container, tree)


def readable(storage: Storage) -> bool:
    """Return whether a folder of a container is of a kind that is read."""
    return any(storage.has(stream) for stream, _ in _READERS)


def read_storage(storage: Storage, path: PurePath) -> Document:
    """Read what a folder of a container holds, by its streams.

    Raises:
        Unreadable: It is none of what is read.
    """
    for stream, module in _READERS:
        if storage.has(stream):
            reader: Callable[[Storage, PurePath], Document] = import_module(
                f"ingest.loaders.{module}"
            ).read_storage
            return reader(storage, path)
    for stream, reason in _FOREIGN.items():
        if storage.has(stream):
            raise Unreadable(_(reason))
    packed = packed_file(storage)
    if packed is not None:
        from ingest.loaders import load_bytes

        name, data = packed
        if data.startswith(b"\xd0\xcf\x11\xe0") and not storage.is_whole:
            raise Unreadable(_("it lies too deep in other files"))
        return load_bytes(data, PurePath(name.replace("/", "_") or path.name))
    raise Unreadable(
        _(
            formats.UNSUPPORTED.get(
                path.suffix.lower(),
                mark("it is in an old Office format that is not read; save it in the new one first"),
            )
        )
    )


def packed_file(storage: Storage) -> tuple[str, bytes] | None:
    """Return the name and bytes of a file that was put into another, or None."""
    package = storage.stream("Package") or storage.stream("CONTENTS")
    if package is not None:
        return "", package
    native = storage.stream("\x01Ole10Native")
    if native is None or len(native) < 8:
        return None
    label_end = native.find(b"\0", 6)
    path_end = native.find(b"\0", label_end + 1)
    at = path_end + 9  # past two numbers, and the length of the place where it lay meanwhile
    if label_end < 0 or path_end < 0 or at > len(native):
        return None
    at += int.from_bytes(native[at - 4 : at], "little")
    length = int.from_bytes(native[at : at + 4], "little")
    name = native[6:label_end].decode("cp1252", "replace").rpartition("\\")[2]
    held = native[at + 4 : at + 4 + length]
    return (name, held) if held else None


def title_of(storage: Storage) -> str:
    """Return the title that a file's properties hold, or nothing.

    Source: [MS-OLEPS] 2.21.
    """
    try:
        data = storage.stream("\x05SummaryInformation") or b""
    except Unreadable:
        return ""
    if len(data) < 48:
        return ""
    start = int.from_bytes(data[44:48], "little")
    count = min(int.from_bytes(data[start + 4 : start + 8], "little"), 1000)
    places = {
        int.from_bytes(data[at : at + 4], "little"): start + int.from_bytes(data[at + 4 : at + 8], "little")
        for at in range(start + 8, min(start + 8 + 8 * count, len(data) - 7), 8)
    }
    at = places.get(1, 0)
    page = int.from_bytes(data[at + 4 : at + 6], "little") if at else 1252
    at = places.get(_TITLE, 0)
    kind = int.from_bytes(data[at : at + 4], "little")
    if not at or kind not in _TEXT_TYPES:
        return ""
    length = int.from_bytes(data[at + 4 : at + 8], "little")
    if kind == 31 or page == 1200:
        return (
            data[at + 8 : at + 8 + (2 * length if kind == 31 else length)]
            .decode("utf-16-le", "replace")
            .rstrip("\0")
        )
    return decoded(data[at + 8 : at + 8 + length].rstrip(b"\0"), page)


_PAGES = {936: "gb18030", 932: "cp932", 949: "cp949", 950: "cp950", 10000: "mac_roman", 65001: "utf-8", 0: "cp1252",
    20127: "cp1252", 28591: "cp1252", 1200: "utf-16-le", 32768: "mac_roman", 32769: "cp1252", 54936: "gb18030",
    20936: "gb18030", 52936: "hz", 51949: "cp949", 50220: "iso2022_jp", 20866: "koi8_r", 28592: "iso8859_2",
    28605: "iso8859_15", 51932: "euc_jp", 10007: "mac_cyrillic"}  # fmt: skip


def codec_of(page: int) -> str:
    """Return the name of a code page by its number, cp1252 for an unknown one."""
    import codecs

    name = _PAGES.get(page) or f"cp{page}"
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def decoded(data: bytes, page: int) -> str:
    """Return the text of bytes in a code page of Windows."""
    return data.decode(codec_of(page), "replace")
