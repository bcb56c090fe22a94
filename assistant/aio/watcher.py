"""Watch folders as a process: write a line when something to be ingested changed.

It is a process of its own because the library that watches holds everything else up while it looks through a large
folder, and gives up where a name is no text. It ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterable

from watchfiles import Change, watch

from assistant.aio.ingest_process import LEFT_OUT
from assistant.frozen import dataclass
from ingest.discover import WalkFilter
from ingest.exclude import NOTHING_EXCLUDED, Exclusions

DEBOUNCE_MS = 1600
"""Changes that follow each other faster are told together."""
_STEP_MS = 100
_AGAIN_S = 1.0
CHANGED = "changed"
FAILED = "failed "


@dataclass(frozen=True, slots=True)
class Group:
    """Folders that are watched in the same way.

    Attributes:
        folders: Absolute.
        deep: Whether with all that is below them.
        kept: Tells which changed paths count; made anew for each look.
    """

    folders: tuple[str, ...]
    deep: bool
    kept: Callable[[], Callable[[str], bool]]


def groups(paths: Iterable[str], exclusions: Exclusions = NOTHING_EXCLUDED) -> list[Group]:
    """Group what is to be watched; skips missing paths and names that are not text."""
    known = [path for path in paths if _is_text(path)]
    roots = tuple(path for path in known if os.path.isdir(path))  # noqa: PTH112 - a Path may raise here
    files = frozenset(path for path in known if os.path.isfile(path))  # noqa: PTH113
    found = []
    if roots:
        found.append(Group(roots, True, lambda: _reaching(roots, exclusions)))
    if files:
        # Editors put another file in the place of one: its folder has to be watched.
        folders = tuple(sorted({os.path.dirname(path) for path in files}))  # noqa: PTH120
        found.append(Group(folders, False, lambda: files.__contains__))
    return found


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _reaching(roots: Iterable[str], exclusions: Exclusions) -> Callable[[str], bool]:
    reaches = [WalkFilter(root, exclusions) for root in roots]
    return lambda path: any(reach(path) for reach in reaches)


def watch_group(group: Group, tell: Callable[[str], None], stop: threading.Event) -> None:
    """Watch until told to stop, or until it fails twice: odd names make it fail once."""
    begun_before = True
    while not stop.is_set():
        looking = _Looking(stop)
        try:
            for found in _looks(group, looking):
                kept = group.kept()
                if any(kept(path) for _, path in found):
                    tell(CHANGED)
            return
        except (OSError, RuntimeError) as error:
            if not looking.began and not begun_before:
                tell(f"{FAILED}{error}")
                return
            begun_before = looking.began
            tell(CHANGED)  # of something whose name is no text
            stop.wait(_AGAIN_S)


class _Looking:
    """A stop flag that notes when it is first asked: the watching has begun then."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self.began = False

    def is_set(self) -> bool:
        self.began = True
        return self._stop.is_set()


def _looks(group: Group, looking: _Looking) -> Iterable[set[tuple[Change, str]]]:
    return watch(
        *group.folders,
        watch_filter=None,
        debounce=DEBOUNCE_MS,
        step=_STEP_MS,
        stop_event=looking,
        recursive=group.deep,
        ignore_permission_denied=True,
        raise_interrupt=False,
    )


def main() -> None:
    """Watch the paths on the command line until standard input ends."""
    stop, one_at_a_time = threading.Event(), threading.Lock()

    def tell(line: str) -> None:
        with one_at_a_time:
            print(line, flush=True)

    paths, exclusions = sys.argv[1:], NOTHING_EXCLUDED
    if paths and paths[0].startswith(LEFT_OUT):
        exclusions = Exclusions(**json.loads(paths.pop(0).removeprefix(LEFT_OUT)))
    for group in groups(paths, exclusions):
        threading.Thread(target=watch_group, args=(group, tell, stop)).start()
    try:
        sys.stdin.buffer.read()
    except KeyboardInterrupt:
        return
    finally:
        stop.set()


if __name__ == "__main__":
    main()
