"""Names and places: what stands in a folder and is no file, and files whose names are an attack."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from checks.hostile.texts import WORDS

NAMES = (
    b"new\nline.md", b"\x1b[2J\x1b]0;owned\x07.md", b"caf\xe9 not utf-8.md", "turned \u202efdp.md".encode(),
    "no\u200bwidth.md".encode(), b"tab\tand\rreturn.md", b" blank .md", b"-rf.md", b"%s%n.md", b"[bold]x[/].md",
    b"x" * 250 + b".md", "合同 🙂.md".encode(), b"'; drop table document; --.md", b"back\\slash.md", b"a*b?.md",
)  # fmt: skip
REASONS = {
    "pipe.md": "a pipe", "pipe.pdf": "a pipe", "socket.txt": "a socket", "nowhere.md": "leads nowhere",
    "itself.md": "circle", "loop a": "circle", "outside.md": "leads out of the folder", "zeros.txt": "leads out",
    "outside folder": "leads out of the folder",
}  # fmt: skip
CLOSED = {"closed.md": "no permission", "closed.pdf": "no permission", "closed folder": "no permission"}


@contextmanager
def odd_places(root: Path) -> Iterator[list[str]]:
    """Fill a folder with what is no file; give the names of the files that this file system would not take."""
    root.mkdir(parents=True, exist_ok=True)
    refused = []
    for name in NAMES:
        try:
            (root / os.fsdecode(name)).write_text(f"# Note\n\n{WORDS}\n", "utf-8")
        except OSError:
            refused.append(os.fsdecode(name))
    os.mkfifo(root / "pipe.md")
    os.mkfifo(root / "pipe.pdf")
    (root / "ignored").mkdir()
    os.mkfifo(root / "ignored" / ".gitignore")
    (root / "ignored" / "note.md").write_text(WORDS, "utf-8")
    _links(root)
    deep = root
    with suppress(OSError):
        for _ in range(15):
            deep = deep / ("d" * 100)
            deep.mkdir()
        (deep / "deep.md").write_text(WORDS, "utf-8")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(".", os.O_RDONLY)
        os.chdir(root)  # the whole path may be too long for an address
        try:
            listener.bind("socket.txt")
        finally:
            os.fchdir(here)
            os.close(here)
        yield refused


def _links(root: Path) -> None:
    for name, target in {
        "nowhere.md": "not here.md", "itself.md": "itself.md", "loop a": "loop b", "loop b": "loop a",
        "up": ".", "outside.md": "/etc/hostname", "outside folder": "/etc", "zeros.txt": "/dev/zero",
    }.items():  # fmt: skip
        (root / name).symlink_to(target)


def closed_places(root: Path) -> None:
    """Add files and a folder that their owner cannot read."""
    (root / "closed.md").write_text(WORDS, "utf-8")
    (root / "closed.pdf").write_bytes(b"%PDF-1.4")
    (root / "closed folder").mkdir()
    (root / "closed folder" / "a.md").write_text(WORDS, "utf-8")
    for name in CLOSED:
        (root / name).chmod(0)
