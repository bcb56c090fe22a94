"""Name the documents of packs: relative paths in them, and places in a library.

A document from a pack has no file on this machine. It stands below `FOLDER`, which no machine has, whatever its path was
where it was read; so it can be named like any other (`--in`, `forget`), is under no folder that is ever read, and no
path in a pack leads to a file here.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from assistant.i18n import _
from assistant.packs.container import broken
from assistant.paths import PACK_FOLDER, is_from_pack, is_under, prefix_of
from assistant.text import clean_line, encodable

MOST_PATH = 1_000
MOST_DEPTH = 64
MOST_NAME_BYTES = 255
_ODD = re.compile(r"[\\\x00-\x1f\x7f]")


def place_of(path: str) -> str:
    """Return where a document of a pack stands in a library."""
    return prefix_of(PACK_FOLDER) + path.replace("/", os.sep)


def path_of_place(place: str) -> str:
    """Return the path in its pack of a document that came from one."""
    return place[len(prefix_of(PACK_FOLDER)) :].replace(os.sep, "/")


def checked_path(path: object) -> str:
    """Check a path that stands in a pack.

    Raises:
        LibraryError: It is none, leads out of the pack, or is too long.
    """
    if not isinstance(path, str) or not 0 < len(path) <= MOST_PATH or encodable(path) != path:
        raise broken(_("a document in it has a name that is none"))
    parts = path.split("/")
    wrong = (
        len(parts) > MOST_DEPTH
        or unicodedata.normalize("NFC", path) != path
        or any(not _is_name(part) for part in parts)
    )
    if wrong:
        raise broken(_("a document in it has a name that is none: {name}", name=clean_line(path)[:80]))
    return path


def _is_name(part: str) -> bool:
    return (
        part not in ("", ".", "..")
        and not _ODD.search(part)
        and clean_line(part) == part
        and len(part.encode()) <= MOST_NAME_BYTES
    )


def named(part: str) -> str:
    """Return a part of a path as it may stand in a pack."""
    text = clean_line(_ODD.sub("_", unicodedata.normalize("NFC", encodable(part)))).replace("/", "_")
    while len(text.encode()) > MOST_NAME_BYTES:
        text = text[:-1]
    return text if text not in ("", ".", "..") else "_"


def marked(path: str, content: str) -> str:
    """Return a path told apart from others of its name by what it holds.

    Args:
        path: In a pack.
        content: The document's content hash.
    """
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    mark = f" ~{content[:8]}"
    while len((name + mark).encode()) > MOST_NAME_BYTES and len(stem) > 1:
        stem = stem[:-1]
        name = f"{stem}{dot}{ending}"
    return f"{folder}{slash}{stem}{mark}{dot}{ending}" if stem and dot else f"{folder}{slash}{name}{mark}"


def paths_of(places: Iterable[tuple[str, str]], roots: Sequence[str]) -> dict[str, str]:
    """Choose the path in a pack of each document, the same whatever their order.

    It begins with the name of the outermost folder that was given to be read. Where several would have the same, one
    keeps it and the others are told apart by their content.

    Args:
        places: Place in the library, and content hash, of each document.
        roots: Whatever was given to be read.

    Returns:
        The path in the pack by the place.
    """
    bases = _bases(roots)
    wanted: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for place, content in places:
        wanted[_path(place, bases)].append((content, place))
    chosen: dict[str, str] = {}
    for path, several in wanted.items():
        several.sort(reverse=True)
        for number, (content, place) in enumerate(several):
            chosen[place] = path if not number else marked(path, content)
    return _without_equals(chosen)


def _without_equals(chosen: Mapping[str, str]) -> dict[str, str]:
    """Leave out documents whose path is another's: they hold the same, or nearly so."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for place, path in sorted(chosen.items()):
        if path not in taken:
            taken.add(path)
            found[place] = path
    return found


def _bases(roots: Sequence[str]) -> dict[str, str]:
    """Return what stands before the paths of each outermost root, told apart."""
    outer = [root for root in sorted(roots) if not any(is_under(root, one) for one in roots if one != root)]
    bases: dict[str, str] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for root in outer:
        name = named(PurePath(root).name or "root")
        counts[name] += 1
        bases[root] = name if counts[name] == 1 else f"{name} ({counts[name]})"
    return bases


def _path(place: str, bases: Mapping[str, str]) -> str:
    if is_from_pack(place):
        return path_of_place(place)
    root = next((one for one in bases if is_under(place, one)), None)
    if root is None:
        parts = PurePath(place).parts[-2:]
    elif place == root.rstrip(os.sep):
        parts = (bases[root],)
    else:
        parts = (bases[root], *PurePath(place[len(prefix_of(root)) :]).parts)
    path = "/".join(named(part) for part in parts)
    if len(path) > MOST_PATH or len(parts) > MOST_DEPTH:
        path = "/".join((named(parts[0])[:40], named(parts[-1])))
    return unicodedata.normalize("NFC", path)
