"""Watches what a run takes: the size of the write-ahead log, memory and open files of the processes, over time."""

from __future__ import annotations

import threading
from collections import defaultdict
from pathlib import Path

import psutil

EVERY_S = 0.2


class Watch:
    """Takes samples from a thread until it is closed.

    Attributes:
        wal: Sizes of the write-ahead log, in bytes.
        memory: Resident memory of each process by name, in bytes.
        handles: Open files and sockets of each process by name.
    """

    def __init__(self, database: Path) -> None:
        self.wal: list[int] = []
        self.memory: dict[str, list[int]] = defaultdict(list)
        self.handles: dict[str, list[int]] = defaultdict(list)
        self._log = database.with_name(database.name + "-wal")
        self._processes: dict[str, psutil.Process] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def follow(self, name: str, pid: int) -> None:
        """Watch a process from now on, in place of the one of that name before."""
        try:
            process = psutil.Process(pid)
        except psutil.NoSuchProcess:
            return
        with self._lock:
            self._processes[name] = process

    def close(self) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(EVERY_S):
            try:
                self.wal.append(self._log.stat().st_size)
            except OSError:
                self.wal.append(0)
            with self._lock:
                processes = dict(self._processes)
            for name, process in processes.items():
                try:
                    self.memory[name].append(process.memory_info().rss)
                    self.handles[name].append(process.num_fds())
                except psutil.Error:
                    continue


def growth(samples: list[int]) -> float:
    """Return the highest of the last quarter over the highest of the second; about 1 where nothing grows."""
    quarter = len(samples) // 4
    if not quarter:
        return 1.0
    return max(samples[-quarter:]) / max(max(samples[quarter : 2 * quarter]), 1)
