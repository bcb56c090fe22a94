"""Keep the keys of senders that are trusted, in a file beside the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.bundle import checking
from assistant.bundle.checking import TRUSTED, Problem
from assistant.bundle.plan import write_anew
from assistant.errors import UsageError
from assistant.i18n import _, os_reason
from assistant.paths import Paths
from assistant.text import clean_line


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key that is trusted.

    Attributes:
        number: As minisign writes it.
        key: The line of 56 characters.
        name: Whose it is, as the user wrote it; may be empty.
    """

    number: str
    key: str
    name: str


def file_of(paths: Paths) -> Path:
    """Return the file with the keys."""
    return paths.config_file.with_name(TRUSTED)


def trusted(paths: Paths) -> list[Trusted]:
    """List the keys that are trusted.

    Raises:
        UsageError: The file holds what is no key.
    """
    try:
        lines = file_of(paths).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        key, _sign, name = line.strip().partition(" ")
        if key and not key.startswith("#"):
            found.append(Trusted(_number(key), key, name.strip()))
    return found


def add(paths: Paths, given: str, name: str) -> Trusted:
    """Trust a key from now on.

    Args:
        paths: Where the settings are.
        given: The key, or the file that holds it.
        name: Whose it is.

    Raises:
        UsageError: It is no key.
    """
    if not given.startswith("RW") and not Path(given).expanduser().exists():
        raise UsageError(
            _("{key} is neither a public key nor a file with one.", key=clean_line(given)),
            _("A key is a line that begins with RW, or its .pub file."),
        )
    try:
        text = checking.key_text(given)
    except Problem as problem:
        raise UsageError(problem.message, problem.hint) from problem
    number = _number(text)
    key = next(
        line for line in text.splitlines() if line.strip() and not line.startswith("untrusted comment:")
    )
    one = Trusted(number, key.strip(), clean_line(name))
    _write(paths, [*(other for other in trusted(paths) if other.number != number), one])
    return one


def remove(paths: Paths, number: str) -> Trusted:
    """Trust a key no longer.

    Raises:
        UsageError: It was not trusted.
    """
    there = trusted(paths)
    for one in there:
        if number.upper() == one.number or number == one.key or (number and number == one.name):
            _write(paths, [other for other in there if other != one])
            return one
    raise UsageError(
        _("No key {key} is trusted.", key=clean_line(number)), _("assistant trust lists those that are.")
    )


def _number(text: str) -> str:
    try:
        return checking.key_number(checking.read_key(text)[0])
    except Problem as problem:
        raise UsageError(problem.message, problem.hint) from problem


def _write(paths: Paths, keys: list[Trusted]) -> None:
    try:
        write_anew(file_of(paths), "".join(f"{one.key} {one.name}".rstrip() + "\n" for one in keys))
    except OSError as error:
        raise UsageError(
            _("{path} cannot be written: {why}.", path=file_of(paths), why=os_reason(error))
        ) from error
