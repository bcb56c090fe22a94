"""A short run of what `make together` does for a minute."""

from __future__ import annotations

from pathlib import Path

from checks.together.report import report
from checks.together.session import Plan, Session


def test_several_processes_at_one_library_are_never_wrong(tmp_path: Path) -> None:
    # On a machine that is busy with other tests, "soon" is not what it is to a user.
    session = Session(Plan(seconds=3.0, files=120, within_s=30.0), tmp_path)
    session.run()
    told = report(session)
    print("\n".join(told.lines))
    assert not told.faults
