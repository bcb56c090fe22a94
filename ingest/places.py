"""Tell which folders are not there, and where files that moved are now."""

from __future__ import annotations

import os
import stat
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.paths import is_from_pack, is_under, is_under_any
from ingest.discover import Drives, Entry, discover
from ingest.exclude import Exclusions
from ingest.reading import fingerprint_of
from ingest.records import KnownFile, Relocation, Unreadable

MOST_PAIRS = 10_000
"""Of files that all hold the same so many pairs of an old and a new place are compared."""


def is_gone(path: str) -> bool:
    """Return whether there is surely nothing at a path.

    What may not be looked at, or does not answer, is not gone.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def absent(roots: Sequence[str], devices: Mapping[str, int]) -> dict[str, int]:
    """Return the places that are not there, and how many known files each held.

    A place is a root, or the mount point of a drive that is not plugged in.

    Args:
        roots: Whatever was given to be read.
        devices: Of each known file, the number of the drive that it was read from; 0 where that is not known.
    """
    found = {root: 0 for root in roots if is_gone(root)}
    drives, away = Drives(), dict[str, bool]()
    for path, device in devices.items():
        if is_from_pack(path):
            continue
        place = next((root for root in found if is_under(path, root)), "")
        if not place:
            folder = os.path.dirname(path)  # noqa: PTH120 - as above
            if folder not in away:
                away[folder] = is_gone(path) and drives.is_missing(path, device)
            if away[folder]:
                place = next((one for one in drives.away if is_under(path, one)), "")
        if place:
            found[place] = found.get(place, 0) + 1
    return dict(sorted(found.items()))


def find_moved(
    roots: Sequence[Path],
    all_roots: Sequence[str],
    known: Mapping[str, KnownFile],
    exclusions: Exclusions,
    most_bytes: int,
) -> Relocation | None:
    """Find files that are gone from where they were read and stand elsewhere now.

    They are known again by their name and every byte of them. Where both places are there it is a copy, which is read
    like any other file. A root that is gone has moved as a whole where at least half of what was read in it is found under
    one other folder; what was edited since follows it there, and what is not there stays where it was.

    Args:
        roots: Where this run looks.
        all_roots: Whatever was given to be read, in this run or before.
        known: What the library knows of each file.
        exclusions: What the user leaves out.
        most_bytes: Larger files are not read.

    Returns:
        Where everything is now; None where nothing has moved.
    """
    gone = {
        path: file
        for path, file in known.items()
        # What a pack says of a file's content proves nothing, and its file was never here.
        if file.state == "found" and not is_from_pack(path) and is_gone(path)
    }
    if not gone:
        return None
    moved = dict(_pairs(gone, _new(roots, known, gone, exclusions, most_bytes)))
    if not moved:
        return None
    places: dict[str, str] = {}
    for root in all_roots:
        if is_gone(root) or _is_empty_folder(root):
            found = [path for path, file in known.items() if file.state == "found" and is_under(path, root)]
            base = _base(root, [(old, moved[old]) for old in found if old in moved], len(found))
            if base:
                places[root] = base
                moved |= _edited(root, base, [old for old in found if old not in moved], known)
    left = {path for path, file in known.items() if file.state == "found" and path not in moved}
    emptied = [root for root in places if not any(is_under(path, root) for path in left)]
    dropped = [path for path, file in known.items() if file.state != "found" and is_under_any(path, emptied)]
    return Relocation(moved, {root: places[root] for root in emptied}, dropped)


def _new(
    roots: Sequence[Path],
    known: Mapping[str, KnownFile],
    gone: Mapping[str, KnownFile],
    exclusions: Exclusions,
    most_bytes: int,
) -> Iterator[tuple[str, str]]:
    """Yield path and content hash of new files that may be some that are gone."""
    wanted = {(_name(path), file.size) for path, file in gone.items()}
    for entry in discover(roots, exclusions):
        if (
            _may_be_read(entry, most_bytes)
            and entry.path not in known
            and (_name(entry.path), entry.size) in wanted
        ):
            try:
                yield entry.path, fingerprint_of(Path(entry.path)).content_hash
            except Unreadable:
                continue


def _may_be_read(entry: Entry, most_bytes: int) -> bool:
    return not entry.skipped and entry.size <= most_bytes


def _pairs(gone: Mapping[str, KnownFile], new: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Pair old paths with new ones of the same name and content, each once.

    Of several copies those are paired whose paths end alike.
    """
    olds: defaultdict[tuple[str, str | None], list[str]] = defaultdict(list)
    news: defaultdict[tuple[str, str | None], list[str]] = defaultdict(list)
    for path, file in gone.items():
        olds[_name(path), file.hash].append(path)
    for path, content in new:
        news[_name(path), content].append(path)
    for key, here in news.items():
        there = sorted(olds.get(key, ()))
        pairs = [(old, path) for old in there for path in sorted(here)][:MOST_PAIRS]
        taken: set[str] = set()
        for old, path in sorted(pairs, key=lambda pair: -_alike(*pair)):
            if old not in taken and path not in taken:
                taken |= {old, path}
                yield old, path


def _name(path: str) -> str:
    return path.rpartition(os.sep)[2]


def _alike(one: str, other: str) -> int:
    """Count the parts that the ends of two paths share."""
    parts = zip(reversed(Path(one).parts), reversed(Path(other).parts), strict=False)
    count = 0
    for left, right in parts:
        if left != right:
            break
        count += 1
    return count


def _base(root: str, moved: Sequence[tuple[str, str]], held: int) -> str:
    """Return the folder that a root has become; empty where there is no such."""
    bases: Counter[str] = Counter()
    for old, new in moved:
        below = old[len(root.rstrip(os.sep)) :]
        if new.endswith(below):
            bases[new[: len(new) - len(below)] if below else new] += 1
    base, count = bases.most_common(1)[0] if bases else ("", 0)
    return base if base and count * 2 >= held else ""


def _edited(root: str, base: str, missing: Sequence[str], known: Mapping[str, KnownFile]) -> dict[str, str]:
    """Return the new places of files that were edited after they had moved."""
    places = {path: base + path[len(root.rstrip(os.sep)) :] for path in missing}
    return {old: new for old, new in places.items() if new not in known and not is_gone(new)}


def _is_empty_folder(path: str) -> bool:
    try:
        with os.scandir(path) as listing:
            return stat.S_ISDIR(os.stat(path).st_mode) and next(listing, None) is None  # noqa: PTH116
    except OSError:
        return False
