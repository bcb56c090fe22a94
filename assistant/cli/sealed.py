"""What commands on packs and backups share: their passphrase and their progress."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from assistant.cli import console
from assistant.errors import UsageError
from assistant.i18n import _

VARIABLE = "ASSISTANT_PACK_PASSPHRASE"
_LONGEST = 10_000
_Progress = Callable[[str, int, int], None]


def add_passphrase(parser: argparse.ArgumentParser, *, writes: bool) -> None:
    """Add the options on a passphrase; itself it is never an argument."""
    if writes:
        parser.add_argument(
            "--encrypt",
            action="store_true",
            help=_("Ask for a passphrase, and encrypt the file with it (needs the extra [encrypted])."),
        )
    what = _("Encrypt with") if writes else _("Decrypt with")
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help=_(
            "{what} the first line of this file; else {variable}, else it is asked for.",
            what=what,
            variable=VARIABLE,
        ),
    )


def passphrase_to_write(args: argparse.Namespace) -> str | None:
    """Return the passphrase to encrypt with; None where the file stays plain.

    Raises:
        UsageError: It is empty, was typed differently the second time, or cannot be asked for.
    """
    if not args.encrypt and args.passphrase_file is None:
        return None
    given = _given(args)
    if given is None:
        given = _asked(_("Passphrase: "))
        if given != _asked(_("The same again: ")):
            raise UsageError(
                _("The two passphrases differ."), _("Nothing was written."), code="pack_passphrase"
            )
    if not given:
        raise UsageError(_("The passphrase is empty."), _("Nothing was written."), code="pack_passphrase")
    return given


def passphrase_to_read(args: argparse.Namespace) -> Callable[[], str]:
    """Return what asks, once, for the passphrase of a file that is encrypted."""

    @cache
    def ask() -> str:
        given = _given(args)
        return _asked(_("Passphrase of the file: ")) if given is None else given

    return ask


def _given(args: argparse.Namespace) -> str | None:
    if args.passphrase_file is not None:
        path = Path(args.passphrase_file).expanduser()
        try:
            with path.open("rb") as file:
                line = file.read(_LONGEST).split(b"\n", 1)[0]
            return line.removesuffix(b"\r").decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                _("The passphrase cannot be read from {path}.", path=path),
                _("Nothing was changed."),
                code="pack_passphrase",
            ) from error
    return os.environ.get(VARIABLE) or None


def _asked(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise UsageError(
            _("A passphrase is needed, and there is nobody to ask."),
            _("Give it with --passphrase-file FILE or in {variable}.", variable=VARIABLE),
            code="pack_passphrase",
        )
    try:
        return getpass.getpass(prompt)
    except EOFError:
        return ""


@contextmanager
def shown_progress(args: argparse.Namespace) -> Iterator[_Progress]:
    """Show on a terminal how far something is; nothing of it stays."""
    if args.json or not console.is_terminal(sys.stderr):
        yield lambda what, done, total: None
        return
    bar = _Line()
    try:
        yield bar.show
    finally:
        bar.close()


class _Line:
    """A line of progress on standard error."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        self._bar = Progress(
            BarColumn(bar_width=24),
            TaskProgressColumn(),
            TextColumn("{task.description}", markup=False),
            console=console.console(sys.stderr),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)
        self._bar.start()

    def show(self, what: str, done: int, total: int) -> None:
        self._bar.update(
            self._task, completed=done, total=max(total, 1), description=f"{what[:1].upper()}{what[1:]} …"
        )

    def close(self) -> None:
        self._bar.stop()
