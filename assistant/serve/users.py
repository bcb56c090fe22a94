"""Who may ask over the network: tokens, kept as hashes, and what each may ask."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from filelock import FileLock

from assistant.errors import LibraryError, UsageError
from assistant.frozen import dataclass
from assistant.i18n import _, os_reason
from assistant.processes import replacing

NAME = re.compile(r"\w[\w.@-]{0,63}")
START = "pa-"
"""Begins every token, so that one that strays into a file can be searched for."""

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may ask.

    Attributes:
        name: As the token was given to.
        hash: SHA-256 of the token, hexadecimal; a token is 256 random bits, so that no slower hash is needed.
        libraries: Names of the libraries that may be asked; empty for all.
        a_minute: Most questions in a minute; 0 for no limit.
        made: When, in seconds of the epoch.
    """

    name: str
    hash: str
    libraries: tuple[str, ...] = ()
    a_minute: int = 0
    made: float = 0.0

    @property
    def allowed(self) -> frozenset[str] | None:
        """Names of the libraries that may be asked; None for all."""
        return frozenset(self.libraries) if self.libraries else None


LOCAL = User("local", "")
"""Whoever asks on this machine, where no token is needed."""


class Users:
    """The users of one home, in a file that its owner alone can read.

    Args:
        path: The file; it may not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[int, int] | None = None
        self._users: tuple[User, ...] = ()

    def all(self) -> tuple[User, ...]:
        """Return all users, read again where the file has changed.

        Raises:
            LibraryError: The file cannot be read.
        """
        try:
            told = self._path.stat()
        except FileNotFoundError:
            return ()
        seen = (told.st_mtime_ns, told.st_size)
        if seen != self._read:
            try:
                rows = json.loads(self._path.read_text("utf-8"))
                self._users = tuple(User(**{**row, "libraries": tuple(row["libraries"])}) for row in rows)
            except (OSError, ValueError, TypeError, KeyError) as error:
                raise LibraryError(
                    _("The file with the tokens, {path}, cannot be read.", path=self._path),
                    _("Delete it and give out new tokens: assistant serve token add NAME"),
                ) from error
            self._read = seen
        return self._users

    def of(self, token: str) -> User | None:
        """Return whose token it is; None where it is nobody's."""
        found, hashed = None, _hash(token)
        for user in self.all():
            if hmac.compare_digest(user.hash, hashed):
                found = user
        return found

    def has(self, key: bytes, holder: str, library: str) -> bool:
        """Return whether links that were made for somebody may still be opened.

        Args:
            key: What addresses are signed with.
            holder: As `holder_of` gave it.
            library: Which they lead into.

        Raises:
            LibraryError: The file cannot be read.
        """
        return not holder or any(
            hmac.compare_digest(holder_of(key, user).encode(), holder.encode(errors="replace"))
            and (user.allowed is None or library in user.allowed)
            for user in self.all()
        )

    def add(self, name: str, libraries: Sequence[str] = (), a_minute: int = 0) -> str:
        """Make a token for a user, and return it; it cannot be shown again.

        Raises:
            UsageError: The name is none, or taken.
            LibraryError: The file cannot be written.
        """
        if not NAME.fullmatch(name):
            raise UsageError(
                _('"{name}" is no name for a user.', name=name),
                _("Use letters, digits, dots, dashes and at signs."),
            )
        with self._changing():
            users = self.all()
            if any(user.name == name for user in users):
                raise UsageError(
                    _("{name} has a token already.", name=name), f"assistant serve token revoke {name}"
                )
            token = START + secrets.token_urlsafe(32)
            self._write([*users, User(name, _hash(token), tuple(libraries), a_minute, time.time())])
        return token

    def revoke(self, name: str) -> None:
        """Make a user's token worth nothing, at once.

        Raises:
            UsageError: Nobody of that name has one.
            LibraryError: The file cannot be written.
        """
        with self._changing():
            users = self.all()
            if all(user.name != name for user in users):
                raise UsageError(
                    _("{name} has no token.", name=name), _("assistant serve token list shows who has one.")
                )
            self._write([user for user in users if user.name != name])

    def _changing(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(f"{self._path}.lock", mode=0o600)

    def _write(self, users: Sequence[User]) -> None:
        try:
            with replacing(self._path) as file:
                file.write(json.dumps([asdict(user) for user in users], indent=1).encode())
        except OSError as error:
            raise LibraryError(
                _("{path} cannot be written: {reason}.", path=self._path, reason=os_reason(error)),
                _("Nothing was changed."),
            ) from error
        self._read = None


def holder_of(key: bytes, user: User) -> str:
    """Return what tells in a link for whom it was made.

    It ends with the user's token, is empty for whoever asks on this machine without one, and says nothing to others.
    """
    if not user.hash:
        return ""
    return hmac.new(key, f"holder\0{user.name}\0{user.hash}".encode(), hashlib.sha256).hexdigest()[:16]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def secret_of(path: Path) -> bytes:
    """Return the key that addresses of pages are signed with.

    It is made when it is first asked for.

    Raises:
        LibraryError: It cannot be kept.
    """
    if key := _key_in(path):
        return key
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", mode=0o600):
            if key := _key_in(path):  # another process made it meanwhile
                return key
            key = secrets.token_bytes(KEY_BYTES)
            with replacing(path) as file:
                file.write(key.hex().encode())
    except OSError as error:
        raise LibraryError(
            _("{path} cannot be written: {reason}.", path=path, reason=os_reason(error)),
            _("Make room on the disk."),
        ) from error
    return key


def _key_in(path: Path) -> bytes:
    """Return the key of a file; empty where the file holds none, or half of one."""
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        return b""
    return key if len(key) == KEY_BYTES else b""
