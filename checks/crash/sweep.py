"""`make crash`: strikes the real `assistant ingest` at some hundred points and holds what is left to its promises."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from checks.crash import small_disk
from checks.crash.bench import JOBS, Bench
from checks.crash.faults import FAULTS
from checks.crash.phases import PHASES
from checks.crash.points import parse
from checks.crash.tracing import missing_part
from checks.crash.trial import Outcome

FEWEST_KILLS = 300
COUNTS = {"kill": 72, "terminate": 6, "interrupt": 6, "insist": 4, "full": 6}
"""Points a phase by what happens there."""
LARGE = ("flush", "extend", "rebuild")
"""Phases of libraries so large that each point takes three times as long: they get a third of the points."""
SMALL_DISKS = ("text", "move", "update", "flush", "extend")
"""What is done on disks that are really too small."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sweep and sum it up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phase", action="append", choices=PHASES, help="Only this one; may be repeated.")
    parser.add_argument("--fault", action="append", choices=FAULTS, help="Only this one; may be repeated.")
    parser.add_argument("--points", type=int, help="Points a phase and fault.")
    parser.add_argument("--only", type=parse, help="One point, as the summary names it: text:pwrite64:150.")
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--folder", type=Path, help="Where libraries are made, and kept.")
    given = parser.parse_args(arguments)
    if missing_part():
        print(missing_part())
        return 3
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="crash-") as made:
        with Bench(given.folder or Path(made), given.jobs) as bench:
            outcomes = _sweep(bench, given)
        whole = not (given.phase or given.fault or given.points or given.only)
        if whole:
            outcomes += [_told(outcome) for outcome in _small_disks()]
    _sum_up(outcomes, time.monotonic() - began)
    kills = sum(bool(outcome.struck) for outcome in outcomes if outcome.fault == "kill")
    if whole and kills < FEWEST_KILLS:
        print(f"Only {kills} kills were real; {FEWEST_KILLS} are needed.")
        return 1
    return int(any(outcome.problems for outcome in outcomes))


def _sweep(bench: Bench, given: argparse.Namespace) -> list[Outcome]:
    faults = given.fault or list(FAULTS)
    if given.only:
        return [_told(outcome) for outcome in bench.outcomes([(fault, given.only) for fault in faults])]
    outcomes = []
    for phase in given.phase or PHASES:
        part = 3 if phase in LARGE else 1
        wanted = bench.choose(phase, {fault: given.points or COUNTS[fault] // part for fault in faults})
        print(f"{phase}: {len(wanted)} of {len(bench.points(phase))} points", flush=True)
        outcomes += [_told(outcome) for outcome in bench.outcomes(wanted)]
    return outcomes


def _small_disks() -> Iterator[Outcome]:
    if small_disk.missing_part():
        print(f"No disk that is really too small was tried: {small_disk.missing_part()}")
        return
    yield from small_disk.outcomes(SMALL_DISKS)


def _told(outcome: Outcome) -> Outcome:
    """Show what is wrong, where something is."""
    if outcome.problems:
        struck = outcome.struck or "nothing"
        print(f"FAILED {outcome.point} ({outcome.fault} at {struck}, ended with {outcome.code})")
        for problem in outcome.problems:
            print(f"    {problem}")
        if outcome.fault in FAULTS:
            print(f"    again: python -m checks.crash.sweep --fault {outcome.fault} --only {outcome.point}")
        sys.stdout.flush()
    return outcome


def _sum_up(outcomes: Sequence[Outcome], seconds: float) -> None:
    for fault in dict.fromkeys(outcome.fault for outcome in outcomes):
        struck = [outcome for outcome in outcomes if outcome.fault == fault and outcome.struck]
        missed = sum(outcome.fault == fault and not outcome.struck for outcome in outcomes)
        if not struck and not missed:
            continue
        print(f"\n{fault}: {len(struck)} points" + (f", {missed} more were not reached" if missed else ""))
        for title, kinds in (
            ("phase", Counter(outcome.point.phase for outcome in struck)),
            ("call", Counter(outcome.struck.partition(" ")[0] for outcome in struck)),
            ("file", Counter(outcome.struck.partition(" ")[2] for outcome in struck)),
        ):
            print(f"  by {title}: " + ", ".join(f"{name} {count}" for name, count in kinds.most_common()))
    for phase in PHASES:
        took = [outcome.seconds for outcome in outcomes if outcome.point.phase == phase]
        if took:
            print(f"{phase}: {sum(took) / len(took):.1f} s a point")
    failed = sum(bool(outcome.problems) for outcome in outcomes)
    print(f"\n{failed} of {len(outcomes)} failed; {seconds:.0f} s in all.")


if __name__ == "__main__":
    sys.exit(main())
