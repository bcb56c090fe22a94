"""A folder whose files change all the time, and a ledger of what each of them held from when to when.

Every paragraph carries the token of its version, so that a mixture of two versions cannot pass for either. All
versions of a file are of one size and fit into one page, so that a change in place is one write.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "za")
WORDS = tuple(f"{a}{b}{c}" for a in _SYLLABLES for b in _SYLLABLES[:5] for c in _SYLLABLES[:5])
"""Words of six letters that documents are written with and asked for."""
SECTIONS = ("Purpose", "Measures", "Outcome")


@dataclass(slots=True)
class Span:
    """What a file held, and when; times are those of the monotonic clock, which all processes share.

    Attributes:
        text: All of it.
        token: Stands in every paragraph of it, and nowhere else.
        began: Just before it was put there.
        ended: Just after it was taken away or replaced; endless while it is there.
    """

    text: str
    token: str
    began: float
    ended: float = float("inf")


class Ledger:
    """What every file held at any time; safe to use from several threads."""

    def __init__(self) -> None:
        self._spans: dict[str, list[Span]] = {}
        self._lock = threading.Lock()

    def begin(self, path: Path, span: Span) -> None:
        with self._lock:
            self._spans.setdefault(str(path), []).append(span)

    def end(self, path: Path, *, but: Span | None = None) -> None:
        """Note that a file no longer holds what it held."""
        now = time.monotonic()
        with self._lock:
            for span in self._spans.get(str(path), ()):
                if span is not but:
                    span.ended = min(span.ended, now)

    def current(self, path: Path) -> Span:
        with self._lock:
            return self._spans[str(path)][-1]

    def holds(self, path: str, pieces: Iterable[str], since: float) -> bool:
        """Return whether one version that was there at some moment since then holds all of these pieces of text."""
        with self._lock:
            spans = [span for span in self._spans.get(path, ()) if span.ended >= since]
        wanted = list(pieces)
        return any(all(piece in span.text for piece in wanted) for span in spans)

    def held_at(self, path: str, quote: str, start: int, since: float) -> bool:
        """Return whether one version that was there at some moment since then holds words at a place."""
        with self._lock:
            spans = [span for span in self._spans.get(path, ()) if span.ended >= since]
        return any(span.text[start : start + len(quote)] == quote for span in spans)

    def files(self) -> dict[str, Span]:
        """Return what lies in the folder now."""
        with self._lock:
            return {
                path: spans[-1]
                for path, spans in self._spans.items()
                if spans and spans[-1].ended == float("inf")
            }


class Folder:
    """Writes the files; one thread at a time.

    Args:
        root: An empty folder.
        count: Files to begin with.
        seed: Of what is changed, and into what.
    """

    def __init__(self, root: Path, count: int, seed: int) -> None:
        self.root = root
        self.ledger = Ledger()
        self.changes = 0
        self._random = random.Random(seed)
        self._number = 0
        self._version = 0
        self.untouchable: Callable[[Path], bool] = lambda path: False
        for _ in range(count):
            self.add()
        self.changes = 0

    def add(self) -> tuple[Path, Span]:
        """Put a new document down."""
        self._number += 1
        path = self.root / f"part {self._number % 20:02}" / f"note {self._number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path, self._replace(path, self._by_rename)

    def change_one(self) -> None:
        """Do one of the things that people and programs do to a file."""
        path = self._any()
        match self._random.choice(
            ("in place", "in place", "by rename", "by rename", "emptied", "deleted", "moved")
        ):
            case "in place":
                self._replace(path, self._in_place)
            case "by rename":
                self._replace(path, self._by_rename)
            case "emptied":
                self._replace(path, self._emptied_first)
            case "deleted":
                path.unlink()
                self.changes += 1
                self.ledger.end(path)
                self.add()
            case "moved":
                self._move(path)

    def _any(self) -> Path:
        paths = list(self.ledger.files())
        while True:
            path = Path(self._random.choice(paths))
            if not self.untouchable(path):
                return path

    def _replace(self, path: Path, write: Callable[[Path, bytes], None]) -> Span:
        self._version += 1
        self.changes += 1
        token = f"token-{path.stem[-5:]}-{self._version:06}"
        text = _text(path.stem, token, random.Random(token))
        span = Span(text, token, time.monotonic())
        self.ledger.begin(path, span)
        write(path, text.encode())
        self.ledger.end(path, but=span)
        return span

    def _move(self, path: Path) -> None:
        old = self.ledger.current(path)
        self.changes += 1
        target = path.with_name(f"moved {self.changes} {path.name}")
        self.ledger.begin(target, Span(old.text, old.token, time.monotonic()))
        path.rename(target)
        self.ledger.end(path)

    @staticmethod
    def _by_rename(path: Path, data: bytes) -> None:
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(data)
        beside.replace(path)

    @staticmethod
    def _in_place(path: Path, data: bytes) -> None:
        handle = os.open(path, os.O_WRONLY)
        try:
            os.pwrite(handle, data, 0)
        finally:
            os.close(handle)

    @staticmethod
    def _emptied_first(path: Path, data: bytes) -> None:
        path.write_bytes(data)


def _text(name: str, token: str, chance: random.Random) -> str:
    def sentence() -> str:
        return f"{' '.join(chance.choices(WORDS, k=9)).capitalize()}."

    sections = "\n\n".join(
        f"## {title}\n\nThe sign of {title.lower()} is {token}. {sentence()} {sentence()} {sentence()}"
        for title in SECTIONS
    )
    return f"# The {name[-10:]} of {chance.choice(WORDS)}\n\n{sections}\n"
