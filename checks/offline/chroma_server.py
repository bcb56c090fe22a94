"""A Chroma server on loopback, for as long as a block runs."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

START_S = 60.0
PORT = 8765
"""Free for sure: in the namespace of the proof nobody else listens."""


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """Start a server that keeps its data in a folder, and give its address."""
    chroma, url = Path(sys.executable).with_name("chroma"), f"http://127.0.0.1:{PORT}"
    command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(PORT)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(url, server)
            yield url
        finally:
            server.terminate()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=START_S):
                return
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(0.1)
                break
    raise RuntimeError("the Chroma server does not answer")
