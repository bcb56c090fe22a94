"""Holds what became of hostile files against what has to become of them."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.library.library import Library
from checks.hostile.cases import Case
from checks.hostile.watching import Run

_PROGRAMMERS = re.compile(r"\b\w*(?:Error|Exception)\b|Traceback|0x[0-9a-f]{6}|\bNone\b|errno", re.IGNORECASE)
_CONTROLS = re.compile(
    rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
)
MOST_MB = 1000


@dataclass(frozen=True)
class Outcome:
    """What the library knows of a file."""

    state: str
    reason: str
    notices: tuple[str, ...]
    text: str
    read_ns: int

    @property
    def kind(self) -> str:
        """In one word, what became of it."""
        return "partly" if self.state == "found" and self.notices else self.state


def outcomes(library_folder: Path) -> dict[str, Outcome]:
    """Return what a library knows, by path."""
    with Library(library_folder) as library:
        known = library.documents.known()
        return {
            one.source: Outcome(
                one.state,
                one.reason,
                one.notices,
                "\n".join(
                    " ".join((*passage.heading, passage.text))
                    for number in (one.id, *library.documents.parts(one.id))
                    for passage in library.documents.neighbours(number, 0, 1 << 30)
                ),
                known[one.source].read_ns,
            )
            for one in library.documents.all()
        }


def complaints_about_run(
    run: Run, known: Mapping[str, Outcome], *, memory: bool = True, again: bool = False
) -> list[str]:
    """Say what is wrong with a run after which so much is known of the files.

    One that comes again, to files that are as they were, names none that failed, and ends well.
    """
    found = []
    states = {outcome.state for outcome in known.values()}
    code = 0 if "failed" not in states or (again and "found" in states) else 4 if "found" in states else 1
    if run.code != code:
        found.append(f"exit code {run.code} and not {code}: {run.err[-500:]!r}")
    if b"Traceback" in run.err + run.out:
        found.append(f"a traceback: {run.err[-2000:]!r}")
    if memory and run.peak_mb >= MOST_MB:
        found.append(f"{run.peak_mb:.0f} MB of memory at once")
    controls = _CONTROLS.search(run.out + run.err)
    if controls:
        found.append(f"a control sequence in the output: {controls.group()!r}")
    return found


def complaints(folder: Path, cases: Iterable[Case], known: Mapping[str, Outcome]) -> list[str]:
    """Return which files ended otherwise than they must."""
    found = []
    for case in cases:
        outcome = known.get(os.path.join(folder, case.name))  # noqa: PTH118 - names that a Path would change
        if outcome is None:
            found.append(f"{case.name}: nothing is known of it")
        else:
            found += [f"{case.name}: {complaint}" for complaint in _about(case, outcome)]
    return found


def _about(case: Case, outcome: Outcome) -> list[str]:
    found = vague(outcome)
    read = outcome.state == "found"
    if case.must != "either" and read != (case.must == "read"):
        found.append(f"has to be {case.must}, but is {outcome.state}: {outcome.reason}")
    elif case.says and case.must != "either" and case.says not in (outcome.text if read else outcome.reason):
        found.append(f"does not say {case.says!r} but {outcome.reason!r} {outcome.text[:60]!r}")
    if read and case.notice and not any(case.notice in notice for notice in outcome.notices):
        found.append(f"has no notice of {case.notice!r}: {outcome.notices}")
    return found


def vague(outcome: Outcome) -> list[str]:
    """Return what a person would not understand of an outcome."""
    said = [outcome.reason, *outcome.notices]
    found = [f"speaks to programmers: {one!r}" for one in said if _PROGRAMMERS.search(one)]
    if outcome.state != "found" and len(outcome.reason.split()) < 3:
        found.append("has no reason")
    if outcome.state == "found" and not outcome.text.strip() and not outcome.notices:
        found.append("has no text and says nothing of it")
    return found


def counted(known: Mapping[str, Outcome]) -> str:
    """Return the number of files of each outcome."""
    counts = Counter(one.kind for one in known.values())
    return ", ".join(f"{counts[kind]} {kind}" for kind in ("found", "partly", "failed", "skipped"))
