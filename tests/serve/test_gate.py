"""Who is next: users take turns, lines are bounded, and who leaves takes no place."""

from __future__ import annotations

import asyncio

import pytest

from assistant.serve.gate import Gate, TooMany


async def hold(gate: Gate, user: str, order: list[str], go: asyncio.Event) -> None:
    async with gate.passed(user):
        order.append(user)
        await go.wait()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_users_take_turns_however_much_one_asks() -> None:
    async def run() -> list[str]:
        gate, order, go = Gate(1, 100, 50), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(hold(gate, "ann", order, go)) for _ in range(5)]
        await settled()
        tasks += [asyncio.create_task(hold(gate, name, order, go)) for name in ("bo", "cy", "bo")]
        await settled()
        assert (gate.running, gate.in_line) == (1, 7)
        go.set()
        await asyncio.gather(*tasks)
        assert (gate.running, gate.in_line) == (0, 0)
        return order

    assert asyncio.run(run()) == ["ann", "ann", "bo", "cy", "ann", "bo", "ann", "ann"]


def test_a_line_that_is_full_turns_away() -> None:
    async def run() -> None:
        gate, order, go = Gate(1, 1, 50), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(hold(gate, name, order, go)) for name in ("ann", "bo")]
        await settled()
        with pytest.raises(TooMany):
            await hold(gate, "cy", order, go)
        go.set()
        await asyncio.gather(*tasks)
        await hold(gate, "cy", order, go)

    asyncio.run(run())


def test_one_user_has_a_share_of_the_line() -> None:
    async def run() -> None:
        gate, order, go = Gate(1, 100, 2), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(hold(gate, "ann", order, go)) for _ in range(2)]
        await settled()
        with pytest.raises(TooMany):
            await hold(gate, "ann", order, go)
        other = asyncio.create_task(hold(gate, "bo", order, go))
        go.set()
        await asyncio.gather(*tasks, other)

    asyncio.run(run())


@pytest.mark.parametrize("at_once", [1, 2])
def test_who_leaves_the_line_takes_no_place(at_once: int) -> None:
    async def run() -> None:
        gate, order, go = Gate(at_once, 100, 50), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(hold(gate, f"user{number}", order, go)) for number in range(6)]
        await settled()
        tasks[0].cancel()  # one that is being answered
        tasks[-2].cancel()  # one that waits
        await settled()
        assert gate.running == at_once
        go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (gate.running, gate.in_line) == (0, 0)
        assert len(order) == 5

    asyncio.run(run())


def test_no_more_in_a_minute_than_a_user_may() -> None:
    async def run() -> None:
        now = [0.0]
        gate = Gate(5, 5, 5, clock=lambda: now[0])
        for _ in range(3):
            async with gate.passed("ann", a_minute=3):
                pass
        with pytest.raises(TooMany, match="3 questions a minute"):
            async with gate.passed("ann", a_minute=3):
                pass
        async with gate.passed("bo", a_minute=3):
            pass
        now[0] = 61
        async with gate.passed("ann", a_minute=3):
            pass

    asyncio.run(run())
