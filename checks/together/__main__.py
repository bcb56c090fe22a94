"""`python -m checks.together [SECONDS [FILES]]`: several processes at one library, judged; exits with 1 on any fault."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from checks.together.report import report
from checks.together.session import Plan, Session

SHOWN = 20


def main(seconds: float = 60.0, files: int = 2_000) -> int:
    with tempfile.TemporaryDirectory(prefix="together-") as base:
        session = Session(Plan(seconds, files, within_s=2.0), Path(base))
        session.run()
    told = report(session)
    print("\n".join(told.lines))
    for fault in told.faults[:SHOWN]:
        print(f"FAULT: {fault}")
    print(f"errors and wrong results: {len(told.faults)}; {'NOT all well' if told.faults else 'all well'}")
    return 1 if told.faults else 0


if __name__ == "__main__":
    sys.exit(main(*(kind(word) for kind, word in zip((float, int), sys.argv[1:], strict=False))))
