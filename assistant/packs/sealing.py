"""Encrypt packs and backups with a passphrase, as age does.

A sealed file is one line (`private-assistant sealed 1 N`), an age file of N bytes that a passphrase opens and that holds
an age identity, and an age file for that identity with the container in it. Any program for age opens both:
No temporary file is written. `tail -c +L FILE | head -c N | age -d > key` and `tail -c +M FILE | age -d -i key`.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.errors import AssistantError, LibraryError, PartMissing, UsageError
from assistant.i18n import _, os_reason
from assistant.library.database import FULL_DISK_ERRNOS
from assistant.packs.container import broken
from assistant.processes import replacing
from assistant.wording import install_hint, short_path

if TYPE_CHECKING:
    from assistant.packs.container import Sink, Source

_START = b"private-assistant sealed 1 "
_FIRST_LINE = re.compile(rb"private-assistant sealed 1 ([1-9]\d{1,3})\n")
_PLAIN_START = re.compile(rb"about\.json\0{90}")
_START_BYTES = 100
_SCRYPT = re.compile(rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} (\d{1,2})\n")
MOST_WORK = 22
"""Binary logarithm of the rounds of scrypt; more would take minutes and gigabytes, as whoever wrote the file wishes."""
_PIECE = 1 << 16

Passphrase = Callable[[], str]
"""Asks for a passphrase, where one is needed."""


def _age() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise PartMissing(
            _("A passphrase needs the package pyrage, which is not installed."),
            install_hint("private-assistant[encrypted]"),
            code="package_missing",
        ) from error
    return pyrage


@contextmanager
def file_errors(path: Path, what: str) -> Iterator[None]:
    """Turn errors of the disk into sentences.

    Args:
        path: The file that is read or written.
        what: "read" or "written".
    """
    try:
        yield
    except OSError as error:
        from assistant.errors import StorageFull

        if error.errno in FULL_DISK_ERRNOS:
            raise StorageFull(
                _(
                    "The disk that holds {folder} is full; nothing was changed.",
                    folder=short_path(str(path.parent)),
                ),
                _("Make room on it and run the same command again."),
            ) from error
        message = (
            _("{path} cannot be read: {why}.", path=short_path(str(path)), why=os_reason(error))
            if what == "read"
            else _("{path} cannot be written: {why}.", path=short_path(str(path)), why=os_reason(error))
        )
        raise LibraryError(message, code="pack_file") from error


@contextmanager
def writing(path: Path, passphrase: str | None, shown: Path | None = None) -> Iterator[Sink]:
    """Open a file that takes its name only when the block ends; encrypted, if so.

    Args:
        path: The file; what is there is replaced.
        passphrase: Of the encryption, or None for a plain file.
        shown: What an error calls the file; None for its path.

    Raises:
        UsageError: The passphrase is empty.
        PartMissing: The package that encrypts is not installed.
        LibraryError: The disk does not take it.
    """
    if passphrase == "":
        raise _empty()
    check_place(path)
    age = _age() if passphrase is not None else None
    with file_errors(shown or path, "written"), replacing(path) as file:
        if age is None:
            yield file
            return
        identity = age.x25519.Identity.generate()
        key = age.passphrase.encrypt(str(identity).encode(), passphrase)
        file.write(_START + b"%d\n" % len(key) + key)
        with _encrypted(age, identity, file) as sink:
            yield sink


def check_place(path: Path) -> None:
    """Refuse to replace a folder, a device, or a file that is none of ours.

    Raises:
        LibraryError: Something else than an earlier pack or backup is there.
    """
    if path.exists() and not path.is_file():
        raise LibraryError(
            _("{path} is no file.", path=short_path(str(path))),
            _("Name a file; nothing was changed."),
            code="pack_file",
        )
    with file_errors(path, "read"):
        start = _start_of(path)
    if start and not _FIRST_LINE.match(start) and not _PLAIN_START.match(start):
        raise LibraryError(
            _("{path} is there already, and is no pack or backup.", path=short_path(str(path))),
            _("Name another file, or delete that one; nothing was changed."),
            code="pack_file",
        )


def _start_of(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        return file.read(_START_BYTES)


@contextmanager
def _encrypted(age: Any, identity: Any, file: BinaryIO) -> Iterator[BinaryIO]:
    """Encrypt what is written in the block, by a thread that reads it from a pipe."""
    read, write = os.pipe()
    failed: list[Exception] = []

    def work() -> None:
        with os.fdopen(read, "rb", buffering=0) as plain:
            try:
                age.encrypt_io(plain, file, [identity.to_public()])
            except Exception as error:  # noqa: BLE001 - told by the thread that writes
                failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        with os.fdopen(write, "wb", buffering=_PIECE) as sink:
            yield sink
    except BrokenPipeError:
        pass
    finally:
        thread.join()
    if failed:
        raise failed[0] if isinstance(failed[0], OSError) else OSError(str(failed[0]))


@contextmanager
def reading(path: Path, passphrase: Passphrase) -> Iterator[Opened]:
    """Open a pack or a backup, which may be encrypted.

    Args:
        path: The file.
        passphrase: Asked only where it is encrypted.

    Raises:
        LibraryError: It cannot be read.
        UsageError: The passphrase is wrong.
        PartMissing: The package that decrypts is not installed.
    """
    with file_errors(path, "read"):
        if not path.is_file():
            raise UsageError(
                _("There is no file “{path}”.", path=short_path(str(path))),
                _("Check the path."),
                code="no_file",
            )
        with path.open("rb") as file:
            yield Opened(file, passphrase)


class Opened:
    """An open pack or backup, which can be read several times.

    Args:
        file: The file.
        passphrase: Asked where it is encrypted.

    Attributes:
        sealed: Whether it is encrypted.
        bytes: Its size.
    """

    def __init__(self, file: BinaryIO, passphrase: Passphrase) -> None:
        self._file = file
        self.bytes = os.fstat(file.fileno()).st_size
        match = _FIRST_LINE.match(file.read(40))
        self.sealed = match is not None
        self._start = 0
        self._identity: Any = None
        if match is not None:
            file.seek(match.end())
            key = file.read(int(match[1]))
            self._start = match.end() + len(key)
            self._identity = _unlocked(key, passphrase())

    @contextmanager
    def container(self) -> Iterator[Source]:
        """Give its plain content from the beginning.

        Raises:
            LibraryError: It is damaged.
        """
        self._file.seek(self._start)
        if self._identity is None:
            yield self._file
            return
        with _decrypted(self._identity, self._file) as source:
            yield source

    def read_so_far(self) -> int:
        """Return how much of the file was read, in bytes."""
        return self._file.tell()


def _unlocked(key: bytes, passphrase: str) -> Any:
    age = _age()
    header = _SCRYPT.match(key)
    if header is None or int(header[1]) > MOST_WORK:
        raise broken(_("its key is locked in a way that this program does not open"))
    if not passphrase:
        raise _empty()
    try:
        secret = age.passphrase.decrypt(key, passphrase).decode("ascii")
        return age.x25519.Identity.from_str(secret)
    except (age.DecryptError, age.IdentityError, UnicodeDecodeError) as error:
        raise UsageError(
            _("The passphrase does not open this file."),
            _("Try it again; nothing was changed."),
            code="pack_passphrase",
        ) from error


def _empty() -> UsageError:
    return UsageError(_("The passphrase is empty."), _("Choose one that is long."), code="pack_passphrase")


@contextmanager
def _decrypted(identity: Any, file: BinaryIO) -> Iterator[BinaryIO]:
    """Decrypt a file for the block, by a thread that writes into a pipe."""
    age = _age()
    read, write = os.pipe()
    failed: list[Exception] = []

    def work() -> None:
        with suppress(OSError), os.fdopen(write, "wb", buffering=_PIECE) as plain:
            try:
                age.decrypt_io(file, plain, [identity])
            except Exception as error:  # noqa: BLE001 - told by the thread that reads
                failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        with os.fdopen(read, "rb") as source:
            yield source
    except AssistantError as error:
        thread.join()
        if failed and not isinstance(failed[0], BrokenPipeError):
            raise broken(_("it is damaged, or was changed by somebody without the passphrase")) from error
        raise
    finally:
        thread.join()
    if failed:
        raise broken(_("it is damaged, or was changed by somebody without the passphrase"))
