"""How soon the app is there, and how soon a key is seen while it is busy: python -m tests.tui.bench."""

from __future__ import annotations

import os
import pty
import re
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

from assistant.library.library import Library
from ingest.records import Changes, DocumentRecord, Passage
from tests.fakes.models import HashingEmbedder
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply

PASSAGES = 100_000
RUNS = 7
KEYS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿ"
READY = b"Ask your documents"
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


def first_frames(command: Sequence[str], environ: dict[str, str]) -> list[float]:
    times = []
    for _ in range(RUNS):
        with terminal(command, environ) as screen:
            times.append(screen.until(READY) - screen.began)
    return times


def echoes(command: Sequence[str], environ: dict[str, str], *, busy: bool) -> list[float]:
    """Type one key after the other and give how long each took to be seen."""
    times = []
    with terminal(command, environ) as screen:
        screen.until(READY)
        screen.until(b"deepseek-r1")
        if busy:
            screen.write("What does item 5 of the inventory cost?\r")
            screen.until(b"euros")
        for key in KEYS * 2:
            screen.seen = b""
            screen.drain(0.11 + 0.07 * random())  # not in step with the drawing
            began = time.monotonic()
            screen.write(key)
            times.append(screen.until(key.encode()) - began)
    return times


def main() -> int:
    home = Path(tempfile.mkdtemp(prefix="bench-"))
    ollama = FakeOllama(
        FakeModel("deepseek-r1:8b", ("completion",), 8192), FakeModel("bge-m3", ("embedding",), 8192)
    )
    ollama.usual = FakeReply(("Item 5 of the inventory costs 5 euros, and so on. " * 5 + "\n\n") * 80)
    ollama.pace_s = 0.01
    try:
        print(f"A library of {PASSAGES:,} passages is made ...", flush=True)
        fill(home / "libraries" / "default", PASSAGES)
        with ollama.running():
            environ = {
                name: value
                for name, value in os.environ.items()
                if not re.match("ASSISTANT_|OLLAMA_|CI$", name)
            }
            environ |= {
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "ASSISTANT_OLLAMA_HOST": ollama.url,
            }
            command = [sys.executable, "-m", "assistant", "--home", str(home), "tui"]
            bare = [sys.executable, "-c", "import textual.app"]
            _tell("first frame", first_frames(command, environ))
            _tell("python -c 'import textual.app'", [_ran(bare, environ) for _ in range(RUNS)])
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


def _ran(words: Sequence[str], environ: dict[str, str]) -> float:
    began = time.monotonic()
    subprocess.run(words, env=environ, check=True)
    return time.monotonic() - began


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
