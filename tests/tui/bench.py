"""How soon the app is there, and how soon a key is seen while it is busy: python -m tests.tui.bench."""

from __future__ import annotations

import os
import pty
import re
import resource
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from random import random
from struct import pack
from termios import TIOCSWINSZ

import psutil

from assistant.library.library import Library
from ingest.records import Changes, DocumentRecord, Passage
from tests.fakes.models import HashingEmbedder
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply

PASSAGES = 100_000
RUNS = 7
KEYS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿ"
FIRST = b"sk your documents"
"""In the field, whose first letter is drawn by itself while the cursor stands on it."""
MODEL = "deepseek-r1:8b"
"""Shown below once the library is open and the server has answered."""
BARE = "import textual.app"
REACH = 2.0
"""The first picture, beside that import: times its processor's seconds."""
FOUND = b"Found"
"""Stands above the passages, until there is an answer."""
ASKED = 12
LASTING = "Where is item 5 of the inventory kept?"
"""No question of a number: for these a model is first asked for a query, and nothing streams meanwhile."""
STREAMED = FakeReply(
    "\n\n".join(
        f"Item {n} of the inventory is kept on shelf {n}. It is box {n} on the left." for n in range(5, 900)
    )
)
"""No two sentences alike: a model that says the same again is stopped."""
STREAMS = b"on the left"
PATIENCE_S = 60.0


class Terminal:
    """A terminal of 120 x 40 with a command in it; what it writes is read, and nobody looks at it."""

    def __init__(self, words: Sequence[str], environ: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        ioctl(slave, TIOCSWINSZ, pack("HHHH", 40, 120, 0, 0))
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            words, stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True
        )
        os.close(slave)
        self.seen = b""

    def until(self, wanted: bytes) -> float:
        """Read until something was written, and give when that was."""
        end = time.monotonic() + PATIENCE_S
        while wanted not in self.seen:
            if not select.select([self.master], [], [], max(0.0, end - time.monotonic()))[0]:
                raise TimeoutError(f"never seen: {wanted.decode()}")
            self.seen = self.seen[-4096:] + os.read(self.master, 1 << 16)
        return time.monotonic()

    def drain(self, seconds: float) -> None:
        """Read what comes in some time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.master], [], [], left)[0]:
                self.seen = self.seen[-4096:] + os.read(self.master, 1 << 16)

    def processor_s(self) -> float:
        """Return the processor's seconds that the command has spent so far."""
        spent = psutil.Process(self.process.pid).cpu_times()
        return float(spent.user + spent.system)

    def write(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def end(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


@contextmanager
def terminal(words: Sequence[str], environ: dict[str, str]) -> Iterator[Terminal]:
    opened = Terminal(words, environ)
    try:
        yield opened
    finally:
        opened.end()


def fill(folder: Path, passages: int) -> None:
    """Make a library of so many passages, with a vector each."""
    embedder = HashingEmbedder()
    with Library(folder, create=True) as library:
        library.vectors.begin(embedder.identity, "ollama", "bge-m3")
        for start in range(0, passages, 1_000):
            made = [_passage(start + number) for number in range(1_000)]
            record = DocumentRecord(
                f"/papers/{start}.md", "found", 1, 1, 1, 3, title=f"Paper {start}", hash=str(start)
            )
            library.documents.apply(Changes([(record, made)], [], [], []))
            library.vectors.store(
                embedder.identity,
                [one.key for one in made],
                embedder.embed_passages([one.text for one in made]),
            )
        library.vectors.finish(embedder.identity)


def _passage(number: int) -> Passage:
    text = f"Item {number} of the inventory is kept on shelf {number % 977} and costs {number % 89} euros."
    return Passage(number % 1_000, text, 0, len(text), None, (f"Part {number % 31}",))


def tell_starts(command: Sequence[str], environ: dict[str, str]) -> None:
    """Start the app, and Python with Textual alone, in turn.

    Say by clock and by processor when each was there.
    """
    first, opened, bare = _Starts(), _Starts(), _Starts()
    for run in range(RUNS + 1):
        began, before = time.monotonic(), _spent_s(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", BARE], env=environ, check=True)
        took = time.monotonic() - began, _spent_s(resource.RUSAGE_CHILDREN) - before
        with terminal(command, environ) as screen:
            at_first = screen.until(FIRST) - screen.began, screen.processor_s()
            at_open = screen.until(MODEL.encode()) - screen.began, screen.processor_s()
        if run:  # the first one reads files into the system's cache
            for starts, seconds in ((bare, took), (first, at_first), (opened, at_open)):
                starts.add(*seconds)
    _tell("first picture", first.clock_s)
    _tell("the library is open, and its model shown", opened.clock_s)
    _tell(f"python -c '{BARE}'", bare.clock_s)
    print(
        f"the same in processor seconds: {first}, {opened}, {bare}; first picture / bare import "
        f"{first.ratio(bare):.2f} x (to reach {REACH:.1f} x), library open {opened.ratio(bare):.2f} x",
        flush=True,
    )


class _Starts:
    def __init__(self) -> None:
        self.clock_s: list[float] = []
        self.processor_s: list[float] = []

    def add(self, clock_s: float, processor_s: float) -> None:
        self.clock_s.append(clock_s)
        self.processor_s.append(processor_s)

    def ratio(self, other: _Starts) -> float:
        return statistics.median(self.processor_s) / statistics.median(other.processor_s)

    def __str__(self) -> str:
        return f"{1000 * statistics.median(self.processor_s):.0f} ms"


def _spent_s(who: int) -> float:
    spent = resource.getrusage(who)
    return spent.ru_utime + spent.ru_stime


def echoes(command: Sequence[str], environ: dict[str, str], *, busy: bool) -> list[float]:
    """Type one key after the other and give how long each took to be seen."""
    times = []
    with terminal(command, environ) as screen:
        screen.until(MODEL.encode())
        if busy:
            screen.write(f"{LASTING}\r")
            screen.until(STREAMS)
        for key in KEYS * 2:
            screen.seen = b""
            screen.drain(0.11 + 0.07 * random())  # not in step with the drawing
            began = time.monotonic()
            screen.write(key)
            times.append(screen.until(key.encode()) - began)
    return times


def tell_passages(command: Sequence[str], environ: dict[str, str], folder: Path) -> None:
    """Ask, and say how long after Enter the passages stand on the screen: the search is in it."""
    took, spent = list[float](), list[float]()
    with terminal(command, environ) as screen, Library(folder) as library:
        screen.until(MODEL.encode())
        for number in range(ASKED + 1):
            screen.write(f"What does item {number} of the inventory cost?")
            screen.drain(0.5)
            screen.seen = b""
            began, before = time.monotonic(), screen.processor_s()
            screen.write("\r")
            there = screen.until(FOUND)
            if number:  # the first one opens what later ones have open
                took.append(there - began)
                spent.append(screen.processor_s() - before)
            # Lines of older answers are drawn anew while the page moves, so that none tells the end.
            ends = time.monotonic() + PATIENCE_S
            while not _is_answered(library, number) and time.monotonic() < ends:
                screen.drain(0.1)
            screen.drain(0.3)
    _tell("Enter to passages on the screen, with the search (to reach 300 ms after it)", took)
    _tell("the same in processor seconds of the app", spent)


def _is_answered(library: Library, number: int) -> bool:
    """Return whether a question of the last conversation, counted from 0, has its answer."""
    last = library.conversations.last()
    turns = library.conversations.turns(last) if last is not None else []
    return len(turns) > number and turns[number].status != "interrupted"


def main() -> int:
    home = Path(tempfile.mkdtemp(prefix="bench-"))
    ollama = FakeOllama(
        FakeModel(MODEL, ("completion", "thinking"), 8192), FakeModel("bge-m3", ("embedding",), 8192)
    )
    ollama.usual = STREAMED
    ollama.pace_s = 0.01
    try:
        print(f"A library of {PASSAGES:,} passages is made ...", flush=True)
        fill(home / "libraries" / "default", PASSAGES)
        with ollama.running():
            environ = {
                name: value
                for name, value in os.environ.items()
                if not re.match("ASSISTANT_|OLLAMA_|CI$|PYTHONDONTWRITEBYTECODE$", name)
            }
            environ |= {
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "ASSISTANT_OLLAMA_HOST": ollama.url,
            }
            command = [sys.executable, "-m", "assistant", "--home", str(home), "tui"]
            tell_starts(command, environ)
            ollama.usual = FakeReply(" ".join(f"It costs {n} euros." for n in range(30)))
            tell_passages(command, environ, home / "libraries" / "default")
            ollama.usual = STREAMED
            _tell("key to screen, at rest", echoes(command, environ, busy=False))
            _tell(
                "key to screen, while an answer streams at 100 pieces a second",
                echoes(command, environ, busy=True),
            )
            with _embedding(home, environ):
                _tell("the same, while a folder is embedded too", echoes(command, environ, busy=True))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


@contextmanager
def _embedding(home: Path, environ: dict[str, str]) -> Iterator[None]:
    """Keep an `assistant ingest` busy with embedding, in a library of its own, as the app's own run is."""
    papers = home / "papers"
    papers.mkdir()
    for number in range(400):
        (papers / f"{number}.md").write_text(
            f"Note {number}. " + "The valve is opened by a quarter turn each day. " * 40
        )
    words = [
        sys.executable,
        "-m",
        "assistant",
        "--home",
        str(home),
        "--library",
        "other",
        "--engine",
        "embedded",
    ]
    process = subprocess.Popen(
        [*words, "--json", "ingest", str(papers)],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if b'"embedding"' in line:
                break
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _tell(what: str, seconds: Sequence[float]) -> None:
    ordered = sorted(seconds)
    at_most = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(
        f"{what}: median {1000 * statistics.median(ordered):.0f} ms, 95 of 100 within {1000 * at_most:.0f} ms, "
        f"at most {1000 * ordered[-1]:.0f} ms",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
