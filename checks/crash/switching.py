"""Kills `assistant encrypt` and `decrypt` at calls of theirs: python -m checks.crash.switching [--points 200]."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.library import keys
from assistant.library.library import Library
from assistant.passphrase import CREDENTIAL, CREDENTIALS
from checks.crash.commands import Ran, assistant, library_folder
from checks.crash.points import Point, reachable, spread
from checks.crash.tracing import calls, injecting, listing, missing_part
from tests.library.shelf import contents, put

WORD = "quagmire"
"""Stands in every document, and after `encrypt` in no file."""
PASSPHRASE = "correct horse battery"
COMMANDS = ("encrypt", "decrypt")
_USUAL = frozenset(f"library.db{side}" for side in ("", "-wal", "-shm", "-journal")) | {
    ".gitignore",
    "ingest.lock",
}
"""Files of every library; a journal is SQLite's, which looks at it when it opens the database."""


@dataclass(frozen=True)
class Switch:
    """A home in which a library is switched.

    Attributes:
        command: One of `COMMANDS`.
        home: Is copied for every run.
        before: What the library holds.
    """

    command: str
    home: Path
    before: Mapping[str, Any]


def prepared(place: Path, documents: int = 30) -> dict[str, Switch]:
    """Make a plain home and an encrypted one; commands are given the passphrase as systemd gives it."""
    credentials = place / "credentials"
    credentials.mkdir(parents=True)
    (credentials / CREDENTIAL).write_text(PASSPHRASE, "utf-8")
    os.environ[CREDENTIALS] = str(credentials)
    home = place / "encrypt"
    with Library(library_folder(home), create=True) as library:
        for number in range(documents):
            put(library, f"/docs/{WORD}-{number}.md", f"Paper {number} on the {WORD}. " + "word " * 200)
        before = contents(library)
    (library_folder(home) / "vectors").mkdir()
    (library_folder(home) / "vectors" / "data.bin").write_text(WORD * 100, "utf-8")
    shutil.copytree(home, place / "decrypt")
    ran = assistant(place / "decrypt", ["encrypt"])
    assert ran.code == 0, ran
    return {name: Switch(name, place / name, before) for name in COMMANDS}


def points(switch: Switch) -> list[Point]:
    """List the calls by which a switch changes the library."""
    home, log = _copied(switch, "listed"), switch.home.parent / "listed.log"
    ran = assistant(home, [switch.command], before=listing(log))
    assert ran.code == 0, ran
    found = reachable(switch.command, calls(log), home)
    shutil.rmtree(home)
    return found


def struck(switch: Switch, point: Point) -> tuple[bool, list[str]]:
    """Kill a switch at a call; return whether it was struck, and what is wrong with what it left."""
    home = _copied(switch, "struck")
    fault = f"signal=SIGKILL:when={point.number}"
    log = switch.home.parent / "struck.log"
    ran = assistant(home, [switch.command], before=injecting(log, point.call, fault))
    problems = [*_problems(switch, home, ran)]
    shutil.rmtree(home)
    return ran.code == -signal.SIGKILL, problems


def _copied(switch: Switch, name: str) -> Path:
    home = switch.home.with_name(name)
    shutil.copytree(switch.home, home)
    return home


def _problems(switch: Switch, home: Path, ran: Ran) -> Iterator[str]:
    if ran.code not in (0, -signal.SIGKILL):
        yield f"it ended with {ran.code}: {ran.err[-400:]}"
    folder = library_folder(home)
    with Library(folder) as library:
        encrypted = library.encrypted
        if contents(library) != switch.before or library.damage():
            yield "the library does not hold what it held"
        left = {path.name for path in folder.iterdir()} - _USUAL
        if encrypted and left != {keys.KEY_FILE}:
            yield f"beside the encrypted library lie {sorted(left)}"
        if not encrypted and left - {"vectors"}:
            yield f"beside the plain library lie {sorted(left)}"
        if encrypted:
            yield from (f"{path.name} is plain" for path in folder.rglob("*") if _holds_word(path))
    if ran.code == 0 and encrypted != (switch.command == "encrypt"):
        yield "it says that it is done, and is not"


def _holds_word(path: Path) -> bool:
    return path.is_file() and WORD.encode() in path.read_bytes()


def main() -> int:
    """Strike both commands, and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=60, help="Points a command.")
    given = parser.parse_args()
    if missing_part():
        print(missing_part())
        return 3
    failed = 0
    with tempfile.TemporaryDirectory(prefix="crash-") as place:
        for switch in prepared(Path(place) / "homes").values():
            there = points(switch)
            kills = 0
            for point in spread(there, given.points):
                hit, problems = struck(switch, point)
                kills += hit
                for problem in problems:
                    failed += 1
                    print(f"FAILED {point} ({point.file}): {problem}", flush=True)
            print(f"{switch.command}: {kills} kills at {len(there)} points", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
