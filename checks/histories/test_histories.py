"""Any history of files, models, kills and second readers ends in what a library built anew would hold.

`make test` runs a bounded number of histories from a fixed seed; HISTORIES=500 runs as many from a seed of its own,
and HISTORIES_SEED=n repeats one; with HISTORIES, a history that fails is made as short as it can be.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from assistant.errors import ServerFault
from assistant.library.index.chroma import ChromaIndex
from assistant.library.library import Library
from checks.histories import laws
from checks.histories.files import CONTENTS, FOLDERS, IGNORED, NAMES, TWINS, Files
from checks.histories.killed import Job, Point, Server
from checks.histories.runs import LIMITS, MODELS, Model, Run, vectors_of
from ingest.sync import Pipeline

EXAMPLES, STEPS, SEED = 12, 25, 1
names, folders, bodies = st.sampled_from(NAMES), st.sampled_from(FOLDERS), st.sampled_from(CONTENTS)
places = st.sampled_from((*NAMES, *FOLDERS))
poisons = st.sampled_from((False, False, True))
Changes = list[tuple[str, bytes]]
changes = st.lists(st.tuples(names, bodies), min_size=1, max_size=4)


class History(RuleBasedStateMachine):
    """A folder that changes, a library that follows it, and a reader that watches all the time."""

    server: Server
    tally: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp(prefix="history-"))
        self.files = Files(self.base / "docs")
        self.files.root.mkdir()
        self.seen = laws.Seen()
        self.files.write("a.md", CONTENTS[0], now=False)
        self.library = Library(self.base / "library", create=True)
        self.index = self._index()
        self.reader = laws.Reader(self.library.folder, self.seen)
        self.model = "a"
        self.fresh: Library | None = None
        self.fresh_of: object = None
        self.run([self.files.root])

    def teardown(self) -> None:
        try:
            self.run(self._roots())
        finally:
            self._drop_fresh()
            self.index.close()
            self.reader.close()
            self.library.close()
            shutil.rmtree(self.base)

    # What people do with files

    @rule(name=names, data=bodies, now=st.booleans())
    def write(self, name: str, data: bytes, now: bool) -> None:
        if not self._through_a_file(name):
            self.files.write(name, data, now=now)

    @rule(name=names)
    def touch(self, name: str) -> None:
        if self.files.is_file(name):
            self.files.age(name)

    @rule(name=names, data=st.sampled_from(TWINS), between=st.booleans())
    def write_twice_within_a_tick(self, name: str, data: bytes, between: bool) -> None:
        if self._through_a_file(name):
            return
        self.files.write(name, data, now=True)
        if between:
            self.run([self.files.root])
        self.files.edit_within_the_tick(name)

    @rule(name=names, other=names, copied=st.booleans())
    def rename_or_copy(self, name: str, other: str, copied: bool) -> None:
        if self.files.is_file(name) and name != other and not self._through_a_file(other):
            (self.files.copy if copied else self.files.rename)(name, other)

    @rule(name=folders, other=folders)
    def move_folder(self, name: str, other: str) -> None:
        if self.files.is_folder(name) and name != other and not self._through_a_file(other):
            self.files.rename(name, other)

    @rule(place=places)
    def delete(self, place: str) -> None:
        if self.files.is_file(place) or self.files.is_folder(place):
            self.files.delete(place)

    @rule(folder=st.sampled_from(("", "sub")), rules=st.sampled_from(IGNORED))
    def ignore(self, folder: str, rules: str) -> None:
        self.files.ignore(folder, rules)

    # What they do with the library

    @rule(poisoned=poisons)
    def ingest_everything(self, poisoned: bool) -> None:
        self.run(self._roots(), poisoned=poisoned)

    @rule()
    def ingest_the_folder(self) -> None:
        self.run([self.files.root])

    @rule(place=places)
    def ingest_a_part(self, place: str) -> None:
        if (self.files.root / place).exists():
            self.run([self.files.root / place])

    @rule(name=st.sampled_from(MODELS))
    def change_the_model(self, name: str) -> None:
        self.model = name

    @rule(count=st.integers(0, 8))
    def stop_finding(self, count: int) -> None:
        self.seen.look(self.files.root)
        with closing(Pipeline(self.library, LIMITS).scan(self._roots())) as events:
            for _ in itertools.islice(events, count):
                self.reader.look()

    @rule(count=st.integers(1, 4), fails=st.booleans())
    def stop_understanding(self, count: int, fails: bool) -> None:
        model = self._model(failing_after=count if fails else None)
        with closing(Pipeline(self.library, LIMITS).embed(model)) as events:
            try:
                for _ in itertools.islice(events, None if fails else count):
                    self.reader.look()
            except ServerFault:
                self.library.vectors.finish(None)

    @rule(changes=changes, inside=st.booleans(), count=st.integers(1, 250), poisoned=poisons)
    def kill_at_a_statement(self, changes: Changes, inside: bool, count: int, poisoned: bool) -> None:
        self._kill(changes, "tick" if inside else "statement", count, poisoned)

    @rule(changes=changes, count=st.integers(1, 6), poisoned=poisons)
    def kill_at_an_event(self, changes: Changes, count: int, poisoned: bool) -> None:
        self._kill(changes, "event", count, poisoned)

    @rule(changes=changes, count=st.integers(1, 3), poisoned=poisons)
    def kill_while_embedding(self, changes: Changes, count: int, poisoned: bool) -> None:
        self._kill(changes, "batch", count, poisoned)

    @rule(changes=changes)
    def kill_while_indexing(self, changes: Changes) -> None:
        self._kill(changes, "indexed", 1, False)

    @rule(question=st.sampled_from(laws.QUESTIONS), lets_go=st.booleans())
    def ask_through_the_index(self, question: str, lets_go: bool) -> None:
        """Let the reader ask the index, and so own it where nobody else does, until it lets go."""
        self.reader.ask_the_index(question)
        if lets_go:
            self.reader.index.close()

    @rule(place=places)
    def forget(self, place: str) -> None:
        path = self.files.root / place
        self.reader.index.close()
        with self.library.ingesting():
            assert self.index.drop()
            self.library.forget(str(path))
        assert not self.library.documents.under(str(path))
        laws.no_orphans(self.library)

    @rule(unclean=st.booleans())
    def lose_the_index(self, unclean: bool) -> None:
        self.index.close()
        self.reader.index.close()
        marker = self.library.folder / "vectors" / "marker.json"
        if unclean and marker.exists():
            marker.write_text(json.dumps({**json.loads(marker.read_text("utf-8")), "clean": False}), "utf-8")
        else:
            shutil.rmtree(marker.parent, ignore_errors=True)

    @rule()
    def reopen(self) -> None:
        self.index.close()
        self.library.close()
        self.library = Library(self.base / "library")
        self.index = self._index()

    @invariant()
    def what_always_holds(self) -> None:
        self.tally["steps"] += 1
        self.seen.look(self.files.root)
        laws.always(self.library)
        self.reader.look()

    # Within

    def run(self, paths: Sequence[Path], *, poisoned: bool = False) -> None:
        """Ingest to the end, watched by the reader, and hold the library against one built anew."""
        self.seen.look(self.files.root)
        before = laws.shelf(self.library)
        model = self._model(poisoned=poisoned)
        had = vectors_of(self.library, model.identity)
        run = Run(self.library, paths, model)
        for _ in run.steps(self.index):
            self.reader.look()
        self._check(paths, before, model, self._spared(had, poisoned=poisoned))

    def _spared(self, had: Collection[str], *, poisoned: bool) -> set[str]:
        """Return the keys that a run could not embed, having had some before."""
        return laws.poisonous(self.library).difference(had) if poisoned else set()

    def _kill(self, changes: Changes, point: Point, count: int, poisoned: bool) -> None:
        """Change files and ingest everything in a process that dies on the way, watched by the reader."""
        for name, data in changes:
            self.write(name, data, now=False)
        self.seen.look(self.files.root)
        self.index.close()
        before, paths = laws.shelf(self.library), self._roots()
        had = vectors_of(self.library, f"test:{self.model}@1")
        job = Job(str(self.library.folder), [str(path) for path in paths], self.model, poisoned, point, count)
        death = self.server.run(job, meanwhile=self.reader.look)
        assert death.status in (0, -9), death.error
        self.tally[f"killed at a {point}" if death.status else "ended before the kill"] += 1
        known = self.library.documents.known()
        for path, did in death.announced:
            assert (path in known) == (did != "removed" and (did != "failed" or path in known))
            if did in ("added", "updated"):
                held = self.seen.passages(path, known[path].hash or "")
                assert len(held) == len(laws.shelf(self.library)[path]["passages"])
        identity = f"test:{self.model}@1"
        if death.waiting is not None:
            assert len(self.library.vectors.pending(identity, 10_000)) <= death.waiting
        if death.status == 0:
            self._check(paths, before, Model(self.model), self._spared(had, poisoned=poisoned))

    def _check(
        self, paths: Sequence[Path], before: dict[str, laws.Shelf], model: Model, spared: set[str]
    ) -> None:
        self.tally["compared"] += 1
        laws.no_orphans(self.library)
        active = self.library.vectors.active_model()
        assert active is not None
        if active.identity == model.identity:
            laws.all_embedded(self.library, model, spared)
        else:
            assert not vectors_of(self.library, model.identity)
            assert spared
        fresh = self._fresh(paths)
        left = laws.kept(before, [str(path) for path in paths], self.library.documents.roots())
        assert laws.shelf(self.library) == {**left, **laws.shelf(fresh)}
        if not left and not spared:
            self.tally["compared as a whole"] += 1
            laws.same(self.library, self.reader, fresh, model, self.index)

    def _fresh(self, paths: Sequence[Path]) -> Library:
        """Build a library anew; the last one serves again while nothing is different."""
        made_of = (self.model, tuple(paths), self.files.snapshot())
        if self.fresh is None or made_of != self.fresh_of:
            self._drop_fresh()
            self.fresh, self.fresh_of = Library(self.base / "fresh", create=True), made_of
            for _ in Run(self.fresh, paths, Model(self.model)).steps(None):
                pass
        return self.fresh

    def _drop_fresh(self) -> None:
        if self.fresh is not None:
            self.fresh.close()
            shutil.rmtree(self.fresh.folder)
            self.fresh = None

    def _model(self, *, poisoned: bool = False, failing_after: int | None = None) -> Model:
        known = vectors_of(self.library, f"test:{self.model}@1")
        failures = [] if failing_after is None else [*[None] * failing_after, ServerFault("it is gone")]
        return Model(self.model, poisoned=poisoned, known=known, failures=failures)

    def _index(self) -> ChromaIndex:
        return ChromaIndex(self.library.folder / "vectors", self.library.vectors)

    def _roots(self) -> list[Path]:
        return [Path(root) for root in self.library.documents.roots()] or [self.files.root]

    def _through_a_file(self, name: str) -> bool:
        """Return whether a part of the way to a name is a file."""
        return any(
            self.files.is_file(str(Path(*Path(name).parts[:n]))) for n in range(1, len(Path(name).parts))
        )


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that are killed are forked")
def test_any_history_ends_in_what_a_new_library_would_hold(server: Server) -> None:
    more = int(os.environ.get("HISTORIES", "0"))
    number = int(os.environ.get("HISTORIES_SEED", random.randrange(1 << 32) if more else SEED))
    print(f"{more or EXAMPLES} histories of up to {STEPS} steps; HISTORIES_SEED={number}")
    tally: Counter[str] = Counter()
    machine = seed(number)(type("History", (History,), {"server": server, "tally": tally}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=more or EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            # Making a history shorter takes minutes; who looks for its cause asks for it.
            phases=(Phase.generate, Phase.shrink) if more else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(", ".join(f"{what}: {count}" for what, count in sorted(tally.items())))
    assert any(what.startswith("killed") for what in tally)
    assert tally["compared as a whole"]
