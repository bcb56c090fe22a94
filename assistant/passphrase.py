"""Find the passphrase of an encrypted library: in a file, in the environment, or by asking on the terminal."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path

from assistant.errors import SettingsError, UsageError

FILE = "ASSISTANT_PASSPHRASE_FILE"
"""The environment variable that names a file with the passphrase."""
VARIABLE = "ASSISTANT_PASSPHRASE"
"""The environment variable with the passphrase itself; it is taken out of the environment."""
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what a unit is to know (`LoadCredential=`), in a file named `CREDENTIAL`."""
CREDENTIAL = "assistant-passphrase"
LEAST_CHARS = 8
TRIES = 3
_LONGEST_BYTES = 10_000
Ask = Callable[[str], str]
"""Shows a prompt and returns what was typed, unseen."""


class _Sources:
    """What this process was given; only the environment's is remembered."""

    def __init__(self) -> None:
        self.ask: Ask | None = None
        self.from_environment = ""


_sources = _Sources()


def ask_by(ask: Ask | None) -> None:
    """Let passphrases be asked for from now on; or, with None, not any more.

    Who draws on the whole terminal, or speaks a protocol over it, must not be disturbed.
    """
    _sources.ask = ask


def asker() -> Ask | None:
    """Return what asks on the terminal; None where nobody can be asked."""
    return _sources.ask


def given(environ: MutableMapping[str, str] = os.environ) -> Iterator[str]:
    """Yield the passphrases that the process was started with, the most particular first.

    Args:
        environ: The environment; what is started later does not inherit the passphrase.

    Raises:
        SettingsError: A file that is named cannot be read, or others can read it.
    """
    if named := environ.get(FILE):
        yield from _in_file(Path(named), private=True)
    if folder := environ.get(CREDENTIALS):
        path = Path(folder) / CREDENTIAL
        if path.exists():
            yield from _in_file(path, private=False)
    _sources.from_environment = environ.pop(VARIABLE, "") or _sources.from_environment
    if _sources.from_environment:
        yield _sources.from_environment


def checked(passphrase: str) -> str:
    """Return a new passphrase that is long enough.

    Raises:
        UsageError: It is not.
    """
    if len(passphrase) < LEAST_CHARS:
        raise UsageError(
            f"The passphrase is shorter than {LEAST_CHARS} characters.",
            "Take several words that nobody would guess together.",
            code="passphrase_short",
        )
    return passphrase


def as_bytes(passphrase: str) -> bytes:
    """Return the bytes of a passphrase: the same on every system's keyboard."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")


def _in_file(path: Path, *, private: bool) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if private and os.name == "posix" and mode & 0o077:
                raise SettingsError(
                    f"Others can read the passphrase in {path} ({mode:04o}).", f"chmod 600 '{path}'"
                )
            first = file.read(_LONGEST_BYTES).decode("utf-8", "surrogateescape").split("\n")[0].rstrip("\r")
    except OSError as error:
        raise SettingsError(
            f"The passphrase file {path} cannot be read: {error.strerror or error}.",
            "Check the path and its rights.",
        ) from error
    if first:
        yield first
