"""Ingest and watch in child processes, which cannot block or crash a front end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path

from assistant import processes
from assistant.errors import AssistantError
from assistant.events import IngestEvent, IngestFinished, event_of
from assistant.i18n import _
from assistant.text import clean_line
from ingest.exclude import NOTHING_EXCLUDED, Exclusions

_OPTIONS = {"library": "--library", "engine": "--engine"}
_GOES_ON = "What was read is kept; the next update goes on from there."


def ingest_command(home: Path | None, flags: Mapping[str, str | None], paths: Sequence[str]) -> list[str]:
    """Build the command line of an ingest.

    Args:
        home: Where settings and libraries are; None where the environment says so.
        flags: Settings by dotted key, of which the engine and the library's name are told on the command line.
        paths: Absolute paths of files and folders; none for all that was ever given.
    """
    words = processes.python("assistant")
    if home is not None:
        words.append(f"--home={home}")
    words += [f"{option}={flags[key]}" for key, option in _OPTIONS.items() if flags.get(key)]
    return [*words, "--json", "ingest", "--", *paths]


def ingest_environment(environ: Mapping[str, str], flags: Mapping[str, str | None]) -> dict[str, str]:
    """Build the environment of an ingest, with the flags that have no option."""
    from assistant.config.load import variable_of

    others = {variable_of(key): value for key, value in flags.items() if key not in _OPTIONS and value}
    return processes.environment({**environ, **others})


async def run_ingest(
    words: Sequence[str], environ: Mapping[str, str], told: bytes = b""
) -> AsyncGenerator[IngestEvent, None]:
    """Run an ingest process and yield its events; closing the generator stops it.

    Args:
        words: The command line, from `command`.
        environ: Its environment, from `environment`.
        told: What it reads on its standard input: the key of an encrypted library.

    Raises:
        AssistantError: The run failed, or its process ended early.
    """
    process = await processes.start(
        words, environ, asyncio.subprocess.PIPE if told else asyncio.subprocess.DEVNULL
    )
    if told:
        assert process.stdin is not None
        process.stdin.write(told)
        process.stdin.close()
    said = asyncio.create_task(processes.last_words(process))
    failure: AssistantError | None = None
    finished = False
    try:
        async with aclosing(processes.lines(process)) as some:
            async for lines in some:
                for line in lines:
                    event = event_of(line)
                    if isinstance(event, AssistantError):
                        failure = event
                    elif event is not None:
                        finished = finished or isinstance(event, IngestFinished)
                        yield event
        complaint, code = await said, await process.wait()
    except (ValueError, KeyError, TypeError) as error:  # it no longer speaks our language
        raise AssistantError(
            _("The program that reads files said something odd: {error}.", error=clean_line(str(error))),
            _GOES_ON,
        ) from error
    finally:
        said.cancel()
        await processes.stop(process)
    if failure is not None:
        raise failure
    if not finished:
        raise _ended_early(code, complaint)


def _ended_early(code: int, complaint: bytes) -> AssistantError:
    """Explain why a process ended without its final event."""
    if code < 0:
        return AssistantError(
            _("The program that reads files was ended by {signal_name}.", signal_name=_signal_name(-code)),
            _(
                "{goes_on} If it happens again, memory is short: close other programs, or set ingest.workers to 1.",
                goes_on=_GOES_ON,
            ),
        )
    said = [clean_line(line) for line in complaint.decode("utf-8", "replace").splitlines()]
    last = next((line for line in reversed(said) if line), f"code {code}")
    return AssistantError(
        _("The program that reads files ended early ({last}).", last=last),
        _("{goes_on} If it happens again: assistant doctor", goes_on=_GOES_ON),
    )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


_CHANGED, _FAILED = b"changed", b"failed "
LEFT_OUT = "--left-out="
"""What stands before the exclusions that a watcher is told, as JSON."""


async def changes(
    paths: Sequence[str], exclusions: Exclusions = NOTHING_EXCLUDED
) -> AsyncGenerator[None, None]:
    """Yield, after a short delay, each time that files or folders have changed.

    Never ends by itself; a process of its own does the watching, and closing the generator ends it.

    Args:
        paths: Absolute; what does not exist is left out.
        exclusions: What the user leaves out.

    Raises:
        AssistantError: The system cannot watch so much.
    """
    left_out = [f"{LEFT_OUT}{json.dumps(asdict(exclusions))}"] if exclusions != NOTHING_EXCLUDED else []
    words = [*processes.python("assistant.aio.watcher"), *left_out, *paths]
    process = await processes.start(words, processes.environment(os.environ), asyncio.subprocess.PIPE)
    said = asyncio.create_task(processes.last_words(process))
    try:
        async with aclosing(processes.lines(process)) as some:
            async for lines in some:
                failed = next((line for line in lines if line.startswith(_FAILED)), None)
                if failed is not None:
                    raise _not_watched(failed.removeprefix(_FAILED))
                if _CHANGED in lines:
                    yield
        complaint = (await said).splitlines() or [b"its process ended"]
        raise _not_watched(complaint[-1])
    finally:
        said.cancel()
        await processes.stop(process)


def _not_watched(why: bytes) -> AssistantError:
    return AssistantError(
        _("The folders cannot be watched: {decode}.", decode=clean_line(why.decode("utf-8", "replace"))),
        _(
            "Switch watching off and update by hand, or let the system watch more: sysctl fs.inotify.max_user_watches"
        ),
    )
