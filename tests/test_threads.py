"""What blocks runs in threads of its own, and whoever waits for it can stop waiting."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from assistant.threads import Cancellation, current_cancellation, from_thread, in_thread


def test_a_result_comes_back() -> None:
    assert asyncio.run(in_thread(divmod, 7, 2)) == (3, 1)


def test_an_error_comes_back() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_thread(divmod, 7, 0))


def test_items_come_one_by_one_and_their_error_last() -> None:
    def produce() -> Iterator[int]:
        yield 1
        yield 2
        raise KeyError("three")

    seen: list[int] = []

    async def collect() -> None:
        async for item in from_thread(produce):
            seen.append(item)  # noqa: PERF401

    with pytest.raises(KeyError):
        asyncio.run(collect())
    assert seen == [1, 2]


def waiting_at_a_connection(reached: threading.Event, woken: threading.Event) -> None:
    ours, theirs = socket.socketpair()
    ending = current_cancellation()
    assert ending is not None
    with ours, theirs, ending.watching(ours):
        reached.set()
        assert ours.recv(1) == b""
        woken.set()


def test_cancelling_ends_the_connection_that_is_waited_at() -> None:
    reached, woken = threading.Event(), threading.Event()

    async def cancelled() -> None:
        task = asyncio.create_task(in_thread(waiting_at_a_connection, reached, woken))
        assert await asyncio.to_thread(reached.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert woken.is_set()

    asyncio.run(cancelled())


def test_closing_the_items_ends_the_connection() -> None:
    reached, woken = threading.Event(), threading.Event()

    def produce() -> Iterator[int]:
        yield 1
        waiting_at_a_connection(reached, woken)

    async def closed() -> None:
        async with aclosing(from_thread(produce)) as items:
            assert await anext(items) == 1
            assert await asyncio.to_thread(reached.wait, 10)

    asyncio.run(closed())
    assert woken.wait(10)


def test_a_connection_that_is_watched_too_late_is_ended_at_once() -> None:
    ours, theirs = socket.socketpair()
    ending = Cancellation()
    ending.cancel()
    ending.cancel()
    with ours, theirs, ending.watching(ours):
        assert ours.recv(1) == b""


def test_nothing_is_cancelled_outside() -> None:
    assert current_cancellation() is None
