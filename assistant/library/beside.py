"""Work that goes on in a thread of its own, beside what the caller does meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_Result = TypeVar("_Result")


class Beside(Generic[_Result]):
    """Runs a function in a thread that nobody has to wait for.

    Args:
        work: What to run; it starts at once.
    """

    def __init__(self, work: Callable[[], _Result]) -> None:
        self._work = work
        self._ended: list[_Result] = []
        self._failed: BaseException | None = None
        # A program that is stopped does not wait for a server that is silent.
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> _Result:
        """Wait for the end and give what came of it; what was raised is raised here."""
        self._thread.join()
        if self._failed is not None:
            raise self._failed
        return self._ended[0]

    def _run(self) -> None:
        try:
            self._ended.append(self._work())
        except BaseException as error:  # noqa: BLE001  # it is raised where the result is asked for
            self._failed = error
