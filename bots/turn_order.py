"""Whose turn it is: one job a chat at a time, chats in turn, and no more waiting than there is room for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Job = TypeVar("Job", bound=Hashable)


class Line(Generic[Job]):
    """A line of jobs in which every chat has its place once: who has asked much waits behind who has asked little.

    Args:
        room: Most jobs that may wait.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._waiting: dict[str, deque[Job]] = {}
        self._order: deque[str] = deque()
        self._running: set[str] = set()
        self._begun: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    @property
    def is_full(self) -> bool:
        """Whether no further job can wait."""
        return len(self) >= self._room

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits and nothing runs."""
        return not self._waiting and not self._running

    def add(self, chat: str, job: Job) -> None:
        """Put a job at the end of its chat's own line."""
        if chat not in self._waiting:
            self._waiting[chat] = deque()
            self._order.append(chat)
        self._waiting[chat].append(job)

    def next(self, may_begin: Callable[[Job], bool] = lambda job: True) -> tuple[str, Job] | None:
        """Take the next job whose chat has none running, and that may begin; None where there is none."""
        free = [
            chat for chat in self._order if chat not in self._running and may_begin(self._waiting[chat][0])
        ]
        if not free:
            return None
        chat = min(
            free, key=lambda chat: self._begun.get(chat, 0)
        )  # of those that never had a turn, the first
        self._begun[chat] = max(self._begun.values(), default=0) + 1
        job = self._waiting[chat].popleft()
        self._order.remove(chat)
        if self._waiting[chat]:
            self._order.append(chat)
        else:
            del self._waiting[chat]
        self._running.add(chat)
        return chat, job

    def done(self, chat: str) -> None:
        """Tell that a chat's running job has ended."""
        self._running.discard(chat)

    def drop(self, chat: str) -> list[Job]:
        """Take all jobs of a chat that wait out of the line, and give them."""
        if chat not in self._waiting:
            return []
        self._order.remove(chat)
        return list(self._waiting.pop(chat))

    def waiting(self, chat: str) -> int:
        """Tell how many jobs of a chat wait."""
        return len(self._waiting.get(chat, ()))

    def place(self, chat: str) -> int:
        """Tell how many jobs are answered before the last one of a chat, those that run included, at the least."""
        mine = self.waiting(chat)
        others = (min(len(jobs), mine) for other, jobs in self._waiting.items() if other != chat)
        return len(self._running) + mine - 1 + sum(others)
