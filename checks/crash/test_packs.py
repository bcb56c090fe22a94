"""Taking in a pack, and restoring a backup: struck anywhere, a library is the old or the new one, and the next run completes it."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.config import load_settings
from assistant.library.library import Library
from assistant.packs.backup import back_up
from assistant.packs.export import export
from assistant.packs.importing import import_pack
from assistant.packs.restoring import restore
from checks.crash.commands import assistant, library_folder
from checks.crash.points import Point, reachable, spread
from checks.crash.tracing import calls, injecting, listing, missing_part
from tests.fakes.models import HashingEmbedder
from tests.library.shelf import contents, embed, put

pytestmark = pytest.mark.skipif(bool(missing_part()), reason=missing_part() or "it is there")
KILLS = {"pack": 5, "restore": 4}
"""Points of each; a part of what `make crash` could strike, so that this takes seconds."""


@dataclass(frozen=True)
class Struck:
    """A home made ready, the command that changes it, and what its library holds before and after.

    Attributes:
        home: Is copied for every run.
        words: The command.
        old: Contents before.
        new: Contents after.
        points: Where it can be struck.
    """

    home: Path
    words: Sequence[str]
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    points: Sequence[Point]


def filled(home: Path, name: str, number: int) -> Library:
    library = Library(library_folder(home), create=True)
    for one in range(number):
        texts = [f"{name} {one} section {part}" for part in range(6)]
        put(library, f"/{name}/{one}.txt", *texts, hash=f"{one:032x}", kind="text")
    embed(library, HashingEmbedder())
    return library


def held(home: Path) -> Mapping[str, Any]:
    with Library(library_folder(home)) as library:
        assert library.damage() == ""
        return contents(library)


@pytest.fixture(scope="module", params=list(KILLS))
def struck(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Struck:
    folder = tmp_path_factory.mktemp(request.param)
    home, file = folder / "home", folder / "file"
    filled(home, "mine", 3).close()
    after = folder / "after"
    with filled(folder / "other", "theirs", 20) as other:
        export(other, file, None, conversations=True, passphrase=None, progress=lambda *_: None)
    words = ["pack", "import", str(file)]
    if request.param == "restore":
        back_up(load_settings(folder / "other", {}, {}), file)
        words = ["restore", str(file), "--replace"]
    old = held(home)
    shutil.copytree(home, after)
    log = folder / "log"
    ran = assistant(after, words, before=listing(log))
    assert ran.code == 0, ran
    return Struck(home, words, old, held(after), reachable(request.param, calls(log), after))


def completed(struck: Struck, home: Path) -> Mapping[str, Any]:
    file = Path(struck.words[-1 if struck.words[0] == "pack" else 1])
    if struck.words[0] == "restore":
        restore(load_settings(home, {}, {}), file, agreed=lambda names: True)
    else:
        with Library(library_folder(home)) as library:
            import_pack(library, file, keep=None, passphrase=str, wanted=None, progress=lambda *_: None)
    return held(home)


def test_a_kill_leaves_the_old_or_the_new_library(struck: Struck, tmp_path: Path) -> None:
    reached = 0
    for at, point in enumerate(spread(struck.points, KILLS[str(struck.words[0])])):
        home = tmp_path / str(at) / "home"
        shutil.copytree(struck.home, home)
        before = injecting(tmp_path / f"{at}.log", point.call, f"signal=SIGKILL:when={point.number}")
        ran = assistant(home, struck.words, before=before)
        reached += ran.code == -signal.SIGKILL
        found = held(home)
        assert found in (struck.old, struck.new), point
        if found == struck.new and struck.words[0] == "restore":
            assert list(home.glob("before-restore-*.backup")), "what was there before is in no backup"
        assert completed(struck, home) == struck.new, point
        assert not list(library_folder(home).parent.glob(".restoring-*"))
    assert reached >= KILLS[str(struck.words[0])] // 2


def test_a_full_disk_is_one_sentence(struck: Struck, tmp_path: Path) -> None:
    points = [one for one in struck.points if one.call in ("pwrite64", "write")]
    point = points[len(points) // 2]
    home = tmp_path / "home"
    shutil.copytree(struck.home, home)
    before = injecting(tmp_path / "log", point.call, f"error=ENOSPC:when={point.number}+")
    ran = assistant(home, struck.words, before=before)
    assert (ran.code, len(ran.err.splitlines())) == (1, 2), ran
    assert "is full" in ran.err
    assert held(home) in (struck.old, struck.new)
