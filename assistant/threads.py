"""Run what blocks in threads of its own.

Whoever waits for it can stop waiting at once.

`asyncio.to_thread` cannot: a program that is told to stop waits until its threads are done, and one that waits for a silent
server is done when the server's time is up. Here, stopping ends the connections that the thread has opened.
"""

from __future__ import annotations

import contextvars
import os
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from assistant.frozen import dataclass

if TYPE_CHECKING:
    import asyncio

Item = TypeVar("Item")
Given = ParamSpec("Given")

STOPPED_S = 2.0
"""How long a thread is waited for once its connections were ended: it may hold a library open that is closed next."""


class Cancellation:
    """Ends the connections that are watched, from any thread.

    Also while somebody waits at one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        """Whether the end was asked for."""
        return self._cancelled

    def cancel(self) -> None:
        """Ask for the end; may be called from any thread, and twice."""
        with self._lock:
            self._cancelled = True
            for connection in self._connections:
                _shut(connection)

    @contextmanager
    def watching(self, connection: socket.socket) -> Iterator[None]:
        """Shut this connection down on cancellation, while the block runs."""
        with self._lock:
            self._connections.add(connection)
            if self._cancelled:
                _shut(connection)
        try:
            yield
        finally:
            with self._lock:
                self._connections.discard(connection)


_current: contextvars.ContextVar[Cancellation | None] = contextvars.ContextVar("cancellation", default=None)


def current_cancellation() -> Cancellation | None:
    """Return what ends the work that is done here; None where nothing does."""
    return _current.get()


async def in_thread(compute: Callable[Given, Item], *args: Given.args, **named: Given.kwargs) -> Item:
    """Compute in a thread and give the result, as `asyncio.to_thread` does.

    Cancelled, it ends the connections it has opened.

    Raises:
        Exception: What the function raised.
    """
    worker = _Worker(lambda: iter([compute(*args, **named)]))
    try:
        async with aclosing(worker.items()) as items:
            return await anext(items)
    finally:
        await worker.stop()


async def from_thread(produce: Callable[[], Iterator[Item]]) -> AsyncGenerator[Item, None]:
    """Yield what an iterator gives in a thread.

    Closing the generator ends the connections that it has opened.

    The thread itself is not waited for: it may stand in the lookup of a name, which nothing ends.

    Raises:
        Exception: What the iterator raised.
    """
    worker = _Worker(produce)
    try:
        async for item in worker.items():
            yield item
    finally:
        worker.cancellation.cancel()


class BackgroundCall(Generic[Item]):
    """Runs a function in a thread that nobody has to wait for.

    Args:
        work: What to run; it starts at once.
    """

    def __init__(self, work: Callable[[], Item]) -> None:
        self._work = work
        self._ended: list[Item] = []
        self._failed: BaseException | None = None
        # A program that is stopped does not wait for a server that is silent.
        context = contextvars.copy_context()  # with what ends the work that is done here
        self._thread = threading.Thread(target=context.run, args=(self._run,), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether the function has not ended yet."""
        return self._thread.is_alive()

    def wait(self) -> None:
        """Wait for the end, however it ends."""
        self._thread.join()

    def result(self) -> Item:
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


@contextmanager
def woken_by_signals(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Have any signal wake an event loop of the main thread.

    Also one that the system gives to another thread, or that comes in the instant before this one waits: otherwise the loop
    would see it once something else wakes it. Windows' loops do so by themselves.
    """
    import signal

    if os.name == "nt" or threading.current_thread() is not threading.main_thread():
        yield
        return
    receiving, sending = socket.socketpair()
    with receiving, sending:
        receiving.setblocking(False)
        sending.setblocking(False)
        loop.add_reader(receiving, receiving.recv, 64)
        before = signal.set_wakeup_fd(sending.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before, warn_on_full_buffer=False)
            loop.remove_reader(receiving)


@dataclass(frozen=True, slots=True)
class _Finished:
    error: Exception | None


class _Worker(Generic[Item]):
    """A thread whose items arrive on the event loop."""

    def __init__(self, produce: Callable[[], Iterator[Item]]) -> None:
        import asyncio  # not at the top: who only asks a server has no event loop

        self.cancellation = Cancellation()
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Item | _Finished] = asyncio.Queue()
        self._done = asyncio.Event()
        context = contextvars.copy_context()
        context.run(_current.set, self.cancellation)
        # A daemon: a program that ends does not wait for a server.
        threading.Thread(target=context.run, args=(self._work, produce), daemon=True).start()

    async def items(self) -> AsyncGenerator[Item, None]:
        while not isinstance(item := await self._queue.get(), _Finished):
            yield item
        if item.error is not None:
            raise item.error

    async def stop(self) -> None:
        """End the connections, and wait a little for the thread."""
        import asyncio

        self.cancellation.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._done.wait(), STOPPED_S)

    def _work(self, produce: Callable[[], Iterator[Item]]) -> None:
        error: Exception | None = None
        try:
            for item in produce():
                self._tell(self._queue.put_nowait, item)
                if self.cancellation.cancelled:
                    break
        except Exception as raised:  # noqa: BLE001 - it is raised again where it is waited for
            error = raised
        self._tell(self._queue.put_nowait, _Finished(error))
        self._tell(self._done.set)

    def _tell(self, what: Callable[..., object], *args: object) -> None:
        with suppress(RuntimeError):  # the event loop has been closed
            self._loop.call_soon_threadsafe(what, *args)


def _shut(connection: socket.socket) -> None:
    """Wake whoever waits at a connection.

    A TLS one too, whose own `shutdown` would talk to the server first.
    """
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
