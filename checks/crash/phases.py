"""What a command may be doing when it is struck, each with a library made ready for it and a fresh one to compare."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.library.library import Library
from checks.crash.checking import active_model, index_answers, index_of
from checks.crash.commands import MODEL, NOWHERE, OTHER_MODEL, configure, environment, ingest, library_folder
from checks.crash.documents import Paper, papers, write
from tests.fakes.ollama_server import FakeModel, FakeOllama

SMALL = papers("small", 6, 8)
LARGE = papers("large", 24, 45)
"""More passages than Chroma gathers before it writes its index files, 1,000."""
MORE = papers("more", 24, 45)
"""As many again, so that it writes them once more."""
_OPENED_AND_KILLED = """
import os, pathlib, sys
from assistant.library.library import Library
from checks.crash.checking import active_model, index_answers, index_of
from checks.crash.commands import library_folder
library = Library(library_folder(pathlib.Path(sys.argv[1])))
index = index_of(library)
assert index_answers(library, active_model(library), index)
os.kill(os.getpid(), 9)
"""


@dataclass(frozen=True)
class Phase:
    """A library made ready, and what is known of it.

    Attributes:
        name: What is being done.
        home: Is copied for every run.
        documents: The folder that is ingested.
        fresh: A home whose library was made from scratch of the same documents by the same model.
        lying: What lies in the documents, by path.
        kept: Words that the library holds before the run and must find at any time after it.
        model: The model that embeds.
    """

    name: str
    home: Path
    documents: Path
    fresh: Path
    lying: Mapping[str, Paper]
    kept: tuple[str, ...] = ()
    model: str = MODEL


def server() -> FakeOllama:
    """Make a model server with two models that embed."""
    return FakeOllama(*(FakeModel(name, ("embedding",), 8192) for name in (MODEL, OTHER_MODEL)))


@dataclass
class Workshop:
    """Makes libraries ready, each once.

    Attributes:
        folder: Where they lie.
    """

    folder: Path
    _made: dict[str, Phase] = field(default_factory=dict)

    def phase(self, name: str) -> Phase:
        """Make a phase ready."""
        if name not in self._made:
            self._made[name] = PHASES[name](self)
        return self._made[name]

    def fresh(self, name: str, documents: Path, model: str = MODEL) -> Path:
        """Make a library from scratch, or give the one that was."""
        home = self.folder / f"fresh-{name}"
        if not home.exists():
            configure(home, model)
            self.ingest(home, documents)
        return home

    def copy(self, home: Path, name: str) -> Path:
        """Copy a home with the times of its files."""
        made = self.folder / f"ready-{name}"
        shutil.copytree(home, made)
        return made

    def ingest(self, home: Path, documents: Path) -> None:
        """Ingest with a model server at hand; nothing may go wrong."""
        with server().running() as ollama:
            ran = ingest(home, documents, ollama.url)
        assert ran.code == 0, ran
        assert not [event for event in ran.events if event["event"] in ("notice", "error")], ran.out


def _text(shop: Workshop) -> Phase:
    """Nothing is there yet."""
    documents, home = shop.folder / "small", shop.folder / "ready-text"
    lying = write(documents, SMALL)
    configure(home)
    return Phase("text", home, documents, shop.fresh("small", documents), lying)


def _vectors(shop: Workshop) -> Phase:
    """The text is there; when it was read, no model server answered."""
    text = shop.phase("text")
    home = shop.copy(text.home, "vectors")
    ran = ingest(home, text.documents)
    assert ran.code == 3, ran
    _expect(home, embedded=0, pending=48, indexed=False)
    return replace(text, name="vectors", home=home, kept=_words(text.lying))


def _move(shop: Workshop) -> Phase:
    """Everything is there, by a model that is no longer the one that is wanted."""
    text = shop.phase("text")
    home = shop.copy(text.fresh, "move")
    configure(home, OTHER_MODEL)
    _expect(home, embedded=48, pending=0, indexed=True)
    fresh = shop.fresh("small-other", text.documents, OTHER_MODEL)
    return replace(text, name="move", home=home, fresh=fresh, kept=_words(text.lying), model=OTHER_MODEL)


def _update(shop: Workshop) -> Phase:
    """Since everything was read, papers were edited, removed, renamed, copied and added."""
    documents = shop.folder / "changing"
    before = papers("small", 9, 6)
    write(documents, before)
    home = shop.copy(shop.fresh("before-update", documents), "update")
    _expect(home, embedded=54, pending=0, indexed=True)
    after = dict(before)
    del after["small00.md"], after["small08.md"]
    after["renamed.md"] = after.pop("small01.md")
    after["copy.md"] = after["small02.md"]
    for name in ("small03.md", "small06.md"):
        after[name] = replace(after[name], edition=1)
    after |= papers("new", 2, 6)
    lying = write(documents, after)
    kept = tuple(paper.word for name, paper in before.items() if name not in ("small00.md", "small08.md"))
    return Phase("update", home, documents, shop.fresh("update", documents), lying, kept)


def _relocate(shop: Workshop) -> Phase:
    """Everything was read, and the folder was renamed since."""
    before, documents = shop.folder / "before-relocate", shop.folder / "relocated"
    lying = {
        path.replace(str(before), str(documents)): paper
        for path, paper in write(before, papers("moved", 8, 6)).items()
    }
    home = shop.folder / "ready-relocate"
    configure(home)
    shop.ingest(home, before)
    before.rename(documents)
    _expect(home, embedded=48, pending=0, indexed=True)
    return Phase("relocate", home, documents, shop.fresh("relocate", documents), lying, _words(lying))


def _flush(shop: Workshop) -> Phase:
    """Every vector is there and none is in an index: Chroma writes all of its files."""
    extend = shop.phase("extend")
    home = shop.copy(extend.fresh, "flush")
    shutil.rmtree(library_folder(home) / "vectors")
    _expect(home, embedded=2_160, pending=0, indexed=False)
    return replace(extend, name="flush", home=home)


def _extend(shop: Workshop) -> Phase:
    """An index is there, and as many vectors again are not in it: another process held it while they came."""
    documents = shop.folder / "large"
    write(documents, LARGE)
    home = shop.copy(shop.fresh("before-extend", documents), "extend")
    lying = write(documents, LARGE | MORE)
    with Library(library_folder(home)) as library, closing(index_of(library)) as index:
        assert index.sync(active_model(library)), "somebody else owns the index"
        shop.ingest(home, documents)
    _expect(home, embedded=2_160, pending=0, indexed=True)
    return Phase("extend", home, documents, shop.fresh("large", documents), lying, _words(lying))


def _rebuild(shop: Workshop) -> Phase:
    """An index is there, and its owner was killed while it had it open."""
    extend = shop.phase("extend")
    home = shop.copy(extend.fresh, "rebuild")
    _expect(home, embedded=2_160, pending=0, indexed=True)
    killed = subprocess.run(
        [sys.executable, "-c", _OPENED_AND_KILLED, str(home)], env=environment(NOWHERE), check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed
    _expect(home, embedded=2_160, pending=0, indexed=False)
    return replace(extend, name="rebuild", home=home)


def _words(lying: Mapping[str, Paper]) -> tuple[str, ...]:
    return tuple(sorted({paper.word for paper in lying.values()}))


def _expect(home: Path, *, embedded: int, pending: int, indexed: bool) -> None:
    """Make sure that a library is in the state that its phase begins with."""
    with Library(library_folder(home)) as library:
        state, model = library.vectors.state(), library.vectors.active_model()
        assert (state.embedded, state.pending or library.documents.counts()["passages"] - embedded) == (
            embedded,
            pending,
        )
        assert bool(model and index_answers(library, model)) == indexed


PHASES: Mapping[str, Callable[[Workshop], Phase]] = {
    "text": _text,
    "vectors": _vectors,
    "flush": _flush,
    "extend": _extend,
    "move": _move,
    "rebuild": _rebuild,
    "update": _update,
    "relocate": _relocate,
}
