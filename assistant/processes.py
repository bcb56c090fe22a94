"""A process of our own beside the event loop: started, read line by line, and never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import assistant
from assistant.errors import AssistantError

STOP_S = 4.0
"""A process that was asked to stop is given this long to do so in order."""
_CHUNK_BYTES = 1 << 16
"""So much is read before others in the event loop have their turn."""
_LINE_BYTES = 1 << 26


def python(module: str) -> list[str]:
    """Give the start of a command line that runs one of our modules."""
    # -P: a module in the folder that the user stands in must not be imported in place of Python's own.
    return [sys.executable, "-P", "-m", module]


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Give an environment in which Python finds our modules."""
    here = os.fspath(Path(assistant.__file__).parent.parent)
    inherited = environ.get("PYTHONPATH")
    path = os.pathsep.join([here, inherited]) if inherited else here
    return {**environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}


async def start(words: Sequence[str], environ: Mapping[str, str], stdin: int = DEVNULL) -> Process:
    """Start a process in a session of its own: Ctrl-C in the terminal is the front end's business.

    Raises:
        AssistantError: It cannot be started.
    """
    try:
        return await asyncio.create_subprocess_exec(
            *words, stdin=stdin, stdout=PIPE, stderr=PIPE, env=dict(environ), start_new_session=True
        )
    except OSError as error:
        raise AssistantError(
            f"The program {words[0]} cannot be started: {error.strerror or error}.",
            "Close other programs and try again.",
        ) from error


async def lines(process: Process) -> AsyncGenerator[list[bytes], None]:
    """Give what a process writes, some lines at once; others in the event loop have their turn in between.

    Raises:
        ValueError: A line does not end.
    """
    assert process.stdout is not None
    rest = b""
    while chunk := await process.stdout.read(_CHUNK_BYTES):
        *whole, rest = (rest + chunk).split(b"\n")
        if len(rest) > _LINE_BYTES:
            raise ValueError("a line without an end")
        if whole:
            yield whole
        await asyncio.sleep(0)


async def last_words(process: Process, most_bytes: int = 4096) -> bytes:
    """Read what a process writes to standard error, and give the end of it when there is no more."""
    assert process.stderr is not None
    said = b""
    while chunk := await process.stderr.read(most_bytes):
        said = (said + chunk)[-most_bytes:]
    return said


async def stop(process: Process) -> None:
    """End a process, in order if it does so in time; whatever happens, it does not stay."""
    if process.returncode is not None:
        return
    try:
        _interrupt(process)
        # What it still writes is read, else it could not end.
        await asyncio.wait_for(process.communicate(), STOP_S)
    except TimeoutError:
        pass
    finally:
        if process.returncode is None:
            _kill(process)
            await process.communicate()


def _interrupt(process: Process) -> None:
    """Do what Ctrl-C does."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.terminate()
        else:
            process.send_signal(signal.SIGINT)


def _kill(process: Process) -> None:
    """Kill a process with all that it started."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
