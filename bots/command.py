"""Run `assistant bot`: people whom the owner names ask from a chat app."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import importlib.util
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from assistant.cli import parsing
from assistant.errors import PartMissing, UsageError
from assistant.i18n import _, mark
from assistant.wording import install_hint

if TYPE_CHECKING:
    from assistant.config import Loaded
    from bots.platform import Platform, PlatformContext

PLATFORMS = {
    "telegram": ("bots.telegram.platform", "telegram", "telegram"),
    "matrix": ("bots.matrix.platform", "nio", "matrix"),
}
"""Each platform's module, the package that it needs, and the extra that installs it."""
Build: TypeAlias = "Callable[[PlatformContext], Platform]"
TAKES = "telegram|matrix"
DESCRIPTION = mark("""\
Answers whom you allow (bots.telegram.allowed, bots.matrix.allowed) until it is stopped; nobody else.
What is written to a Telegram bot, and what it answers, passes through Telegram. A Matrix bot speaks to
your homeserver alone. Starting a bot is the consent to that, and to no other connection.""")
EXAMPLE = """\
assistant bot telegram
assistant bot matrix --once"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "platform", metavar="|".join(PLATFORMS), choices=sorted(PLATFORMS), help=_("Where to be asked.")
    )
    parser.add_argument("--once", action="store_true", help=_("Answer what waits, then end."))
    parser.add_argument("--verbose", action="store_true", help=_("Write more to the log (standard error)."))


def run(args: argparse.Namespace) -> int:
    """Run the bot until it is stopped."""
    if args.json:
        raise UsageError(_("A bot writes no JSON."), _("assistant ask --json does."))
    loaded = parsing.load(args)
    module, package, extra = PLATFORMS[args.platform]
    if importlib.util.find_spec(package) is None:
        raise PartMissing(
            _("The {platform} bot needs a package that is not installed.", platform=args.platform.title()),
            _("Install it: {command}", command=install_hint(f"private-assistant[{extra}]")),
        )
    from bots.secret import kept_secret, token_of

    parsing.unlock(args)
    own = getattr(loaded.settings.bots, args.platform)
    token = token_of(args.platform, own.token_file, os.environ)
    with kept_secret(token), _log(verbose=args.verbose):
        room = importlib.import_module(module)
        asyncio.run(_run(args, loaded, token, room.host(loaded.settings), room.open_platform))
    return 0


async def _run(args: argparse.Namespace, loaded: Loaded, token: str, host: str, build: Build) -> None:
    from assistant.aio.client import OpenOptions
    from bots.access import Access
    from bots.platform import PlatformContext
    from bots.pool import ClientPool
    from bots.queue import Limits
    from bots.runner import Runner

    settings = loaded.settings
    own = getattr(settings.bots, args.platform)
    access = Access(args.platform, own.allowed, own.can_add, settings)
    flags = {"engine": args.engine, "library": args.library}
    clients = ClientPool(OpenOptions(Path(args.home) if args.home else None, flags, (host,)))
    await clients.open()
    try:
        folder = loaded.paths.libraries.parent / "bots" / args.platform
        await asyncio.to_thread(_make, folder)
        platform = build(PlatformContext(settings, token, folder, access.is_allowed))
        if not own.allowed:
            told = _(
                "Nobody is allowed to ask yet: bots.{platform}.allowed is empty. Write to the bot, and the log tells your id.",
                platform=args.platform,
            )
            logging.getLogger(__name__).warning("%s", told)
        await Runner(platform, access, clients, Limits.of(settings)).run(once=args.once)
    finally:
        await clients.close()


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        folder.chmod(0o700)


@contextlib.contextmanager
def _log(*, verbose: bool) -> Iterator[None]:
    """Write the bots' log to standard error while the block runs."""
    log, handler = logging.getLogger("bots"), logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG if verbose else logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
