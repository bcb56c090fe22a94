"""`assistant watch`: reads files as they change."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.cli import console, parsing
from assistant.errors import UsageError
from assistant.events import NAMES, FileEvent, IngestEvent, IngestFinished, IngestNotice
from assistant.i18n import _, mark
from assistant.paths import outermost
from assistant.text import clean_line
from assistant.wording import count, listed, short_path, together

if TYPE_CHECKING:
    from assistant.aio.library_watch import WatchEvent
    from assistant.api import Assistant
    from assistant.cli.services import Service

TAKES = "[PATH … | status | install | uninstall]"
DESCRIPTION = mark("""\
watch [PATH …]      read what changed, then go on reading files as they change; Ctrl-C ends it
watch status        tell whether a watcher runs, and which files were read lately
watch install       write what lets the system run it in the background, and say how to start it
watch uninstall     delete that again

Paths are added to the library, as `assistant ingest` does; without one, all that was ingested is watched.
A folder that vanishes, like a drive that is unplugged, is read again when it is back.""")
EXAMPLE = mark("""\
assistant watch ~/Documents/contracts
assistant watch status""")
ACTIONS = ("status", "install", "uninstall")
_SHOWN = 20
_DONE = {
    "added": mark("added"),
    "updated": mark("read again"),
    "read": mark("up to date"),  # the catalogue does not tell what changed from what was only touched
    "removed": mark("removed"),
    "failed": mark("failed"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=parsing.path,
        help=_("A folder or a file; or status, install or uninstall (a folder of that name: ./status)."),
    )
    parser.add_argument(
        "--limit",
        metavar="N",
        type=parsing.positive,
        default=_SHOWN,
        help=_("For status: show so many files, the latest; {number} if left out.", number=_SHOWN),
    )


def run(args: argparse.Namespace) -> int:
    """Watch until told to stop, or show, write or delete."""
    action = args.paths[0] if args.paths else ""
    if action in ACTIONS and len(args.paths) > 1:
        raise UsageError(
            _("watch {action} takes no path.", action=action),
            _("A folder of that name is written ./{action}.", action=action),
        )
    match action:
        case "status":
            return _status(args)
        case "install":
            return _install(args)
        case "uninstall":
            return _uninstall(args)
        case _other:
            return _watch(args)


# Watching


def _watch(args: argparse.Namespace) -> int:
    from assistant.aio.library_watch import sole_watcher
    from assistant.paths import existing

    paths = [existing(path) for path in args.paths]
    parsing.unlock(args)
    try:
        with parsing.open_assistant(args, create=bool(paths)) as assistant:
            if not paths and not assistant.library.documents.roots():
                raise UsageError(
                    _("Nothing was ever ingested."),
                    _("Name a folder: {command}", command="assistant watch ~/Documents"),
                    code="nothing_ingested",
                )
            with sole_watcher(assistant.library.folder):
                asyncio.run(_follow(args, assistant, paths))
    except KeyboardInterrupt:
        _tell_stop(args)
    return 0


async def _follow(args: argparse.Namespace, assistant: Assistant, paths: Sequence[str]) -> None:
    from assistant.aio import ingest_process
    from assistant.aio.library_watch import LibraryWatch

    home, flags = parsing.home_of(args), parsing.flags_of(args)

    def ingest(named: Sequence[str]) -> AsyncGenerator[IngestEvent, None]:
        words = ingest_process.ingest_command(home, flags, named)
        environ = ingest_process.ingest_environment(os.environ, flags)
        told = b""
        if assistant.library.encrypted:
            from assistant.encrypted import handed_on

            told, more = handed_on(assistant.loaded)
            environ |= more
        return ingest_process.run_ingest(words, environ, told)

    watch = LibraryWatch(
        ingest, assistant.library.documents.roots, assistant.exclusions, ingest_process.changes
    )
    async with aclosing(watch.events(paths)) as events:
        async for event in events:
            _tell(args, event)
            console.flush()


def _tell(args: argparse.Namespace, event: WatchEvent) -> None:
    now = datetime.now().astimezone()
    if args.json:
        console.emit(record(event) | {"time": now.isoformat(timespec="seconds")})
        return
    line = _line(event)
    if line:
        console.put(f"{now:%Y-%m-%d %H:%M:%S}  {line}")


def record(event: WatchEvent) -> dict[str, object]:
    """Return what JSON tells of an event, but for the time."""
    from assistant.aio.library_watch import RootBack, RootGone, RunFailed, Waiting, Watching

    match event:
        case Watching():
            return {"event": "watching", "roots": list(event.roots)}
        case RootGone():
            return {"event": "gone", "path": event.path}
        case RootBack():
            return {"event": "back", "path": event.path}
        case Waiting():
            return {"event": "waiting"}
        case RunFailed():
            error = event.error
            return {"event": "error", "code": error.code, "message": error.message, "hint": error.hint}
        case _:
            return {"event": NAMES[type(event)]} | {key: getattr(event, key) for key in event.__slots__}


def _line(event: WatchEvent) -> str:
    from assistant.aio.library_watch import (
        LONGEST_BUSY_S,
        RETRY_S,
        RootBack,
        RootGone,
        RunFailed,
        Waiting,
        Watching,
    )

    match event:
        case FileEvent():
            detail = clean_line(event.reason) or (count(event.passages, "passage") if event.passages else "")
            return _file_line(event.status, event.path, detail)
        case IngestNotice():
            parts = [clean_line(event.message), clean_line(event.hint)]
            return _("Note: ") + together(*parts)
        case IngestFinished(waiting=waiting) if waiting:
            return _(
                "{texts} still to be embedded; tried again with the next change.",
                texts=count(waiting, "text"),
            )
        case Watching():
            roots = [short_path(root) for root in outermost(event.roots)]
            return _("Watching {folders}; Ctrl-C ends it.", folders=listed(roots))
        case RootGone():
            return _(
                "{path} is not there any more; what was read of it is kept.", path=short_path(event.path)
            )
        case RootBack():
            return _("{path} is there again.", path=short_path(event.path))
        case Waiting():
            return _(
                "Another process reads into this library; it is waited for, at most {seconds} s at a time.",
                seconds=f"{LONGEST_BUSY_S:.0f}",
            )
        case RunFailed():
            parts = [clean_line(event.error.message), clean_line(event.error.hint)]
            again = _("Tried again in {seconds} s, or with the next change.", seconds=f"{RETRY_S:.0f}")
            return together(*parts, again)
        case _:
            return ""


def _file_line(status: str, path: str, detail: str) -> str:
    words = {name: _(said) for name, said in _DONE.items()}
    width = max(cell_len(word) for word in words.values())
    word = words[status]
    padded = word + " " * (width - cell_len(word))
    return f"{padded}  {short_path(path)}" + (f"  ({detail})" if detail else "")


def _tell_stop(args: argparse.Namespace) -> None:
    if args.json:
        now = datetime.now().astimezone()
        console.emit({"event": "stopped", "time": now.isoformat(timespec="seconds")})
    else:
        console.say("\n" + _("Watching has ended. What was read is kept; the next run goes on from here."))


# What changed lately


def _status(args: argparse.Namespace) -> int:
    from assistant.aio.library_watch import is_watched

    with parsing.open_assistant(args) as assistant:
        library = assistant.library
        watched = is_watched(library.folder)
        roots, files = library.documents.roots(), library.documents.latest(args.limit)
    times = [datetime.fromtimestamp(one.read_ns / 1e9).astimezone() for one in files]
    if args.json:
        console.emit(
            {
                "watched": watched,
                "roots": roots,
                "missing": [root for root in roots if not os.path.lexists(root)],
                "changed": [
                    {
                        "path": one.path,
                        "status": one.status,
                        "reason": one.reason,
                        "time": when.isoformat(timespec="seconds"),
                    }
                    for one, when in zip(files, times, strict=True)
                ],
            }
        )
        return 0
    if watched:
        console.put(_("A watcher runs."))
    else:
        console.put(_("No watcher runs: {command}", command=f"{parsing.invocation(args)} watch"))
    for root in roots:
        if not os.path.lexists(root):
            console.put(
                _("{path} is not there any more; what was read of it is kept.", path=short_path(root))
            )
    if files:
        console.put("\n" + _("Checked lately:"))
    for one, when in zip(files, times, strict=True):
        console.put(f"{when:%Y-%m-%d %H:%M:%S}  {_file_line(one.status, one.path, clean_line(one.reason))}")
    return 0


# As a service


def _service(args: argparse.Namespace) -> Service:
    from assistant.cli import services

    loaded = parsing.load(args)
    paths, name = loaded.paths, loaded.settings.library
    words = services.watch_command(services.program(), name, paths.home)
    return services.service(
        sys.platform,
        words,
        services.service_name(name, paths.home),
        Path.home(),
        os.environ,
        paths.config_file.parent,
    )


def _install(args: argparse.Namespace) -> int:
    from assistant.cli import services

    with parsing.open_assistant(args) as assistant:
        encrypted = assistant.library.encrypted
    service = _service(args)
    services.write(service)
    if args.json:
        _emit(service, start=service.start)
        return 0
    console.put(_("Written: {path}", path=clean_line(str(service.path))))
    console.put(_("Nothing was started. To start it, now and at each login:"))
    console.put("\n".join(f"  {command}" for command in service.start))
    console.put(_("To stop and remove it:"))
    away = [*service.remove, f"{parsing.invocation(args)} watch uninstall"]
    console.put("\n".join(f"  {command}" for command in away))
    if encrypted:
        console.put(
            _(
                "The library is encrypted: a service opens it only with the system's keyring (assistant passphrase --keyring)."
            )
        )
    return 0


def _uninstall(args: argparse.Namespace) -> int:
    from assistant.cli import services

    service = _service(args)
    there = services.remove(service)
    if args.json:
        _emit(service, start=())
        return 0
    if not there:
        console.put(_("There was nothing to remove: {path}", path=clean_line(str(service.path))))
        return 0
    console.put(_("Deleted: {path}", path=clean_line(str(service.path))))
    console.put(_("If it is still running, stop it:"))
    console.put("\n".join(f"  {command}" for command in _ending(service)))
    return 0


def _ending(service: Service) -> Sequence[str]:
    """Return the commands that end a service whose file is gone."""
    unit = service.path.name
    if service.path.suffix == ".service":
        return (f"systemctl --user stop {unit}", "systemctl --user daemon-reload")
    return service.remove


def _emit(service: Service, *, start: Sequence[str]) -> None:
    console.emit(
        {
            "event": "finished",
            "path": str(service.path),
            "start": list(start),
            "remove": list(service.remove),
        }
    )
