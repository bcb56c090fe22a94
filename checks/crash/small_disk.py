"""Runs `assistant ingest` on a disk that is too small, a real one of memory, and again when there is room.

Runs in a namespace of its own (`unshare`), where anyone may mount such a disk and nobody else sees it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from checks.crash.aftermath import Aftermath
from checks.crash.checker import Checker
from checks.crash.commands import NOWHERE, ROOT, environment, ingest
from checks.crash.faults import full
from checks.crash.phases import Phase, Workshop, server
from checks.crash.points import Point
from checks.crash.trial import Outcome

INSIDE = ("unshare", "--map-root-user", "--mount")
SHARES = (0.0, 0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
"""How much room there is beside what the library takes at first, as a share of what a fresh one takes."""
_PAGE = 4096
_ROOM_MB = 200


@cache
def missing_part() -> str:
    """Return why no disk can be mounted here; empty where one can."""
    if shutil.which("unshare") is None:
        return "unshare is missing (it comes with util-linux, on Linux)"
    mounting = ["mount", "-t", "tmpfs", "none", tempfile.gettempdir()]
    tried = subprocess.run([*INSIDE, *mounting], capture_output=True, text=True, check=False)
    return f"no disk can be mounted here: {tried.stderr.strip()}" if tried.returncode else ""


def outcomes(phases: Sequence[str], shares: Sequence[float] = SHARES) -> Iterator[Outcome]:
    """Have it done in a namespace, and give what became of each disk."""
    arguments = [*phases, "--shares", *map(str, shares)]
    with subprocess.Popen(
        [*INSIDE, sys.executable, "-m", "checks.crash.small_disk", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(NOWHERE),
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            said = json.loads(line)
            point = Point(said["phase"], "disk", said["free_kb"])
            struck = "disk is full" if said["struck"] else ""
            yield Outcome(point, "small disk", struck, tuple(said["problems"]), said["seconds"], said["code"])
    if running.returncode:
        raise RuntimeError(f"the namespace ended with {running.returncode}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Do it, inside the namespace."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("phases", nargs="+")
    parser.add_argument("--shares", nargs="+", type=float, default=list(SHARES))
    given = parser.parse_args(arguments)
    checker = Checker()
    try:
        with tempfile.TemporaryDirectory(prefix="disk-") as made:
            shop = Workshop(Path(made))
            for phase in map(shop.phase, given.phases):
                for share in given.shares:
                    print(json.dumps(_filled(phase, share, Path(made) / "home", checker)), flush=True)
    finally:
        checker.close()


def _filled(phase: Phase, share: float, home: Path, checker: Checker) -> dict[str, object]:
    began = time.monotonic()
    home.mkdir()
    free_kb = round(share * _size_kb(phase.fresh)) // 4 * 4
    _mount(home, _size_kb(phase.home) + free_kb)
    try:
        shutil.copytree(phase.home, home, dirs_exist_ok=True)
        with server().running() as ollama:
            ran = ingest(home, phase.documents, ollama.url)
            problems = full(ran)
            aftermath = Aftermath(phase, ran, home, ollama, checker)
            copy = home.with_name("copy")
            problems += aftermath.problems(copy, before_next=lambda: _resize(home, _ROOM_MB * 1_024))
            shutil.rmtree(copy)
    finally:
        subprocess.run(["umount", str(home)], check=True)
        home.rmdir()
    return {
        "phase": phase.name,
        "free_kb": free_kb,
        "struck": bool(ran.code or ran.said),
        "problems": problems,
        "seconds": time.monotonic() - began,
        "code": ran.code,
    }


def _size_kb(home: Path) -> int:
    """What a folder takes on such a disk."""
    pages = sum(-(-path.stat().st_size // _PAGE) if path.is_file() else 0 for path in home.rglob("*"))
    return pages * _PAGE // 1024


def _mount(place: Path, size_kb: int) -> None:
    # A size of nothing would be no limit.
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={max(size_kb, 4)}k", "none", str(place)], check=True)


def _resize(place: Path, size_kb: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size_kb}k", str(place)], check=True)


if __name__ == "__main__":
    main()
