"""Start and stop child processes of ours, and replace files in one step.

A leaf: it imports nothing of the house but `assistant.errors` and `assistant.i18n`, so that `ingest` may use it too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from assistant.errors import AssistantError
from assistant.i18n import _, language, os_reason

if TYPE_CHECKING:  # a command that waits for its children needs no event loop
    from asyncio.subprocess import Process

STOP_S = 4.0
"""A process that was asked to stop is given this long to do so in order."""
_CHUNK_BYTES = 1 << 16
"""So much is read before others in the event loop have their turn."""
_LINE_BYTES = 1 << 26


def python(module: str) -> list[str]:
    """Return the start of a command line that runs one of our modules."""
    # -P: a module in the folder that the user stands in must not be imported in place of Python's own.
    return [sys.executable, "-P", "-m", module]


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which Python finds our modules, in our language."""
    here = os.fspath(Path(__file__).resolve().parents[1])
    inherited = environ.get("PYTHONPATH")
    path = os.pathsep.join([here, inherited]) if inherited else here
    return {**environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "ASSISTANT_LANGUAGE": language()}


def popen(module: str, *words: str, more: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start one of our modules, spoken with over its standard input and output.

    What it says of errors is dropped.

    Args:
        module: Its dotted name.
        words: Its arguments.
        more: Environment variables beside those of this process.

    Raises:
        OSError: It cannot be started.
    """
    return subprocess.Popen(
        [*python(module), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment({**os.environ, **(more or {})}),
    )


async def start(words: Sequence[str], environ: Mapping[str, str], stdin: int = subprocess.DEVNULL) -> Process:
    """Start a process in a session of its own.

    Ctrl-C in the terminal is the front end's business.

    Raises:
        AssistantError: It cannot be started.
    """
    import asyncio

    try:
        return await asyncio.create_subprocess_exec(
            *words,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environ),
            start_new_session=True,
        )
    except OSError as error:
        raise AssistantError(
            _(
                "The program {words} cannot be started: {value}.",
                words=words[0],
                value=os_reason(error),
            ),
            _("Close other programs and try again."),
        ) from error


async def lines(process: Process) -> AsyncGenerator[list[bytes], None]:
    """Yield what a process writes, some lines at once.

    Others in the event loop have their turn in between.

    Raises:
        ValueError: A line does not end.
    """
    import asyncio

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
    """Read a process's standard error to its end, and give the last part."""
    assert process.stderr is not None
    said = b""
    while chunk := await process.stderr.read(most_bytes):
        said = (said + chunk)[-most_bytes:]
    return said


async def stop(process: Process) -> None:
    """End a process, in order if it does so in time.

    Whatever happens, it does not stay.
    """
    import asyncio

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


@contextmanager
def replacing(path: Path, beside: Path | None = None, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Open a file that takes the place of another when the block ends.

    Its content is on the disk before it has the name, so that a loss of power leaves the old file or the new one; the
    folder is written down too where the system can. When the block fails nothing changes and nothing is left over.

    Args:
        path: The file; it need not exist, its folder must.
        beside: Where the new one is written, in the same folder; None for a name of its own. What lies there goes.
        mode: The rights of the new file.

    Raises:
        OSError: The disk does not take it.
    """
    if beside is None:
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        beside = Path(name)
    else:
        beside.unlink(missing_ok=True)
        number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        beside.replace(path)
        sync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder, where it can."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
