"""A sample of what `make crash` does: the real command is killed, stopped and refused at some points of each phase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pytest

from checks.crash import small_disk
from checks.crash.bench import Bench
from checks.crash.tracing import missing_part
from checks.crash.trial import Outcome

KILLS = {
    "text": 8,
    "vectors": 7,
    "move": 5,
    "update": 7,
    "flush": 2,
    "extend": 2,
    "rebuild": 2,
    "relocate": 2,
}
"""Points by phase, 35 in all; of each phase a third may be missed, for threads do not run alike every time."""
needs_strace = pytest.mark.skipif(bool(missing_part()), reason=missing_part() or "it is there")
needs_disk = pytest.mark.skipif(
    bool(small_disk.missing_part()), reason=small_disk.missing_part() or "it is there"
)


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with Bench(tmp_path_factory.mktemp("crash")) as bench:
        yield bench


def assert_in_order(outcomes: Iterable[Outcome], *, struck: int) -> None:
    made = list(outcomes)
    wrong = [f"{one.fault} at {one.point} ({one.struck}): {one.problems}" for one in made if one.problems]
    assert not wrong
    assert sum(bool(one.struck) for one in made) >= struck, made


def outcomes_of(bench: Bench, phase: str, faults: Mapping[str, int], more: int) -> list[Outcome]:
    """Strike at points of a phase, and at others where too many were missed.

    Threads do not run alike every time: Chroma's write less, or the program finds its bytecode made.
    """
    wanted = bench.choose(phase, faults)
    made = list(bench.outcomes(wanted))
    if sum(bool(one.struck) for one in made) < len(wanted) * 2 // 3:
        others = bench.choose(phase, {fault: more * count + 1 for fault, count in faults.items()})
        made += bench.outcomes([one for one in others if one not in wanted])
    return made


@needs_strace
@pytest.mark.parametrize("phase", KILLS)
def test_nothing_is_lost_by_a_kill(bench: Bench, phase: str) -> None:
    made = outcomes_of(bench, phase, {"kill": KILLS[phase]}, 2)
    assert_in_order(made, struck=KILLS[phase] * 2 // 3)


@needs_strace
@pytest.mark.parametrize("phase", ["text", "update"])
def test_nothing_is_lost_when_it_is_stopped_or_the_disk_is_full(bench: Bench, phase: str) -> None:
    faults = {"terminate": 1, "interrupt": 1, "insist": 1, "full": 1}
    assert_in_order(outcomes_of(bench, phase, faults, 1), struck=2)


@needs_disk
def test_nothing_is_lost_on_a_disk_that_is_too_small() -> None:
    assert_in_order(small_disk.outcomes(["text"], [0.0, 0.2, 0.7]), struck=3)
