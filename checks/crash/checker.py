"""A process that looks at libraries for the harness: what a broken one takes down is this process, and is told."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from checks.crash.checking import Acknowledged, State, after_fault, as_fresh
from checks.crash.commands import NOWHERE, ROOT, environment

_LAST_WORDS = 600


class Checker:
    """The process as the harness sees it; started again when it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def after_fault(self, home: Path, model: str, acknowledged: list[Acknowledged], kept: list[str]) -> State:
        """Look at a library as a fault has left it."""
        files = [[one.path, one.status, one.passages, one.words] for one in acknowledged]
        answer = self._ask("after_fault", home=str(home), model=model, acknowledged=files, kept=kept)
        return State(tuple(answer["problems"]), frozenset(answer["embedded"]))

    def as_fresh(self, home: Path, fresh: Path, questions: list[str], url: str) -> list[str]:
        """Return in what a library differs from one that was made from scratch."""
        answer = self._ask("as_fresh", home=str(home), fresh=str(fresh), questions=questions, url=url)
        problems: list[str] = answer["problems"]
        return problems

    def _ask(self, what: str, **given: Any) -> dict[str, Any]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "checks.crash.checker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                cwd=ROOT,
                env=environment(NOWHERE),
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps({"what": what, **given}) + "\n")
            process.stdin.flush()
        line = process.stdout.readline()
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        process.communicate()
        self._process = None
        return {"problems": [f"looking at it ended with {process.returncode}"], "embedded": []}


def main() -> None:
    """Answer until the harness closes the pipe."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        try:
            answer = _answer(**json.loads(line))
        except Exception:  # noqa: BLE001 - whatever is wrong with the library is the answer
            answer = {"problems": [traceback.format_exc()[-_LAST_WORDS:]], "embedded": []}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _answer(what: str, home: str, **given: Any) -> dict[str, Any]:
    if what == "as_fresh":
        return {"problems": as_fresh(Path(home), Path(given.pop("fresh")), **given)}
    acknowledged = [
        Acknowledged(path, status, count, tuple(words))
        for path, status, count, words in given["acknowledged"]
    ]
    state = after_fault(Path(home), given["model"], acknowledged, given["kept"])
    return {"problems": state.problems, "embedded": sorted(state.embedded)}


if __name__ == "__main__":
    main()
