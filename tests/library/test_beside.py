from __future__ import annotations

import threading

import pytest

from assistant.library.index.exact import BackgroundCall


def test_work_goes_on_beside_its_caller_and_gives_its_result() -> None:
    go = threading.Event()
    beside = BackgroundCall(lambda: go.wait(10) and threading.current_thread() is not threading.main_thread())
    go.set()
    assert beside.result() is True
    assert beside.result() is True


def test_what_is_raised_is_raised_where_the_result_is_asked_for() -> None:
    def fails() -> int:
        raise KeyError("no such thing")

    beside = BackgroundCall(fails)
    with pytest.raises(KeyError, match="no such thing"):
        beside.result()
