"""Find a library's passphrase: in a file, in the environment, or by asking."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path

from assistant.errors import SettingsError, UsageError
from assistant.i18n import _, os_reason
from assistant.secret_file import secret_in

FILE = "ASSISTANT_PASSPHRASE_FILE"
"""The environment variable that names a file with the passphrase."""
VARIABLE = "ASSISTANT_PASSPHRASE"
"""The environment variable with the passphrase itself; it is taken out of the environment."""
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what a unit is to know (`LoadCredential=`), in a file named `CREDENTIAL`."""
CREDENTIAL = "assistant-passphrase"
LEAST_CHARS = 8
TRIES = 3
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
    """Yield the passphrases that the process was started with, in their order.

    Args:
        environ: The environment; what is started later does not inherit the passphrase.

    Raises:
        SettingsError: A file that is named cannot be read, or others can read it.
    """
    if named := environ.get(FILE):
        yield secret_in(Path(named), "passphrase")
    if folder := environ.get(CREDENTIALS):
        yield from _credential(Path(folder) / CREDENTIAL)
    _sources.from_environment = environ.pop(VARIABLE, "") or _sources.from_environment
    if _sources.from_environment:
        yield _sources.from_environment


def checked(passphrase: str) -> str:
    """Return a new passphrase that is long enough.

    Raises:
        UsageError: It is not.
    """
    if len(passphrase.strip()) < LEAST_CHARS:
        raise UsageError(
            _("The passphrase is shorter than {least_chars} characters.", least_chars=LEAST_CHARS),
            _("Take several words that nobody would guess together."),
            code="passphrase_short",
        )
    return passphrase


def as_bytes(passphrase: str) -> bytes:
    """Return a passphrase's bytes, the same from every keyboard and from a file."""
    return unicodedata.normalize("NFC", passphrase.strip()).encode("utf-8", "surrogatepass")


def _credential(path: Path) -> Iterator[str]:
    """Yield what systemd hands to a unit; who may read it is systemd's business."""
    try:
        said = path.read_bytes().decode("utf-8", "replace").strip()
    except FileNotFoundError:
        return
    except OSError as error:
        raise SettingsError(
            _("The credential {path} cannot be read: {why}.", path=path, why=os_reason(error)),
            _("Check the unit."),
        ) from error
    if said:
        yield said
