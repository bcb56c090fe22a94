"""Keep the keys of encrypted libraries: wrapped on the disk, bare in this process.

An encrypted library has a random key, which encrypts its database, and a file `library.key` in which that key lies wrapped:
AES-256-GCM under what Argon2id makes of the passphrase. So a new passphrase wraps the same key anew, and no row is written again.
Deriving takes about .2 s and 64 MiB, and is done once a process.
Source: RFC 9106, section 4, the second recommended option (t = 3, p = 4, m = 64 MiB).
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import passphrase as passphrases
from assistant.errors import LibraryError, LibraryLocked, PartMissing
from assistant.frozen import dataclass
from assistant.i18n import _, os_reason
from assistant.library.sqlite import SALT_BYTES, SECRET_BYTES, Key, require_cipher
from assistant.processes import replacing
from assistant.wording import install_hint

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_FILE = "library.key"
KEY_BESIDE = f"{KEY_FILE}.new"
KEY_WRITING = f"{KEY_FILE}.part"
"""A key file that is being written; what a killed process has left of one is worth nothing."""
HANDED = "ASSISTANT_KEYS"
"""Tells a child process where its parent hands it keys: "stdin"."""
SERVICE = "private-assistant"
"""Under this name the system's keyring keeps keys."""
FORMAT = 1
MEMORY_KIB = 65_536
ITERATIONS = 3
LANES = 4
_MOST_MEMORY_KIB = 4_194_304
_MOST_ITERATIONS = 1_000
_MOST_LANES = 64
_MOST_BYTES = 4_096
_NONCE_BYTES = 12
_WRAPPED_BYTES = SECRET_BYTES + 16


@dataclass(frozen=True, slots=True)
class Header:
    """What the key file of a library holds; bytes are in hexadecimal digits.

    Attributes:
        format: Of the file.
        id: Names the key; random, and the same until the library is decrypted.
        memory_kib: That Argon2id takes.
        iterations: Of Argon2id.
        lanes: Of Argon2id.
        salt: Of the passphrase.
        file_salt: Of the database.
        nonce: Of the wrapping.
        wrapped: The key, encrypted, with a check of it and of all above.
        keyring: Whether the system's keyring has the key too.
    """

    format: int
    id: str
    memory_kib: int
    iterations: int
    lanes: int
    salt: str
    file_salt: str
    nonce: str
    wrapped: str
    keyring: bool = False

    def bound(self) -> bytes:
        """Return what the wrapped key is bound to."""
        fields = asdict(self)
        del fields["wrapped"], fields["keyring"]
        return json.dumps(fields, sort_keys=True).encode()


class _Held:
    """The keys that this process has, by the id in the key file or by the folder."""

    def __init__(self) -> None:
        self.by_id: dict[str, Key] = {}
        self.by_folder: dict[str, Key] = {}
        self.lock = threading.RLock()


_held = _Held()


def is_encrypted(folder: Path) -> bool:
    """Return whether a library is encrypted, or is being encrypted or decrypted."""
    return (folder / KEY_FILE).exists() or os.fspath(folder) in _held.by_folder


def key_of(folder: Path) -> Key | None:
    """Return the key of a library; None where it is a plain one.

    Looked for where this process has it, in what it was started with, in the system's keyring if it is there, and at last
    on the terminal.

    Raises:
        LibraryLocked: No passphrase was given, or a wrong one.
        LibraryError: The key file cannot be read.
        PartMissing: A package is not installed.
    """
    if known := _held.by_folder.get(os.fspath(folder)):
        return known
    header = read_header(folder)
    if header is None:
        return None
    with _held.lock:
        _take_handed()
        return _held.by_id.get(header.id) or _found(folder, header)


def _found(folder: Path, header: Header) -> Key:
    require_cipher()
    tried = False
    for passphrase in passphrases.given():
        tried = True
        with suppress(LibraryLocked):
            return hold(header, unwrapped(folder, header, passphrase))
    if header.keyring and (key := _in_keyring(header)) is not None:
        return hold(header, key)
    ask = passphrases.asker()
    if ask is None:
        if tried:
            raise _wrong(folder)
        raise LibraryLocked(
            _("The library {folder} is encrypted, and its passphrase was not given.", folder=folder),
            _(
                "Run the command in a terminal, or name a file with the passphrase: {variable}=FILE",
                variable=passphrases.FILE,
            ),
        )
    for left in reversed(range(passphrases.TRIES)):
        try:
            return hold(
                header,
                unwrapped(folder, header, ask(_("Passphrase of the library {name}: ", name=folder.name))),
            )
        except LibraryLocked:
            if not left:
                raise
    raise _wrong(folder)


def unlock(folder: Path, passphrase: str) -> None:
    """Keep the key of a library in this process; nothing is done to a plain one.

    Raises:
        LibraryLocked: The passphrase is wrong.
        LibraryError: The key file cannot be read.
    """
    header = read_header(folder)
    if header is not None and header.id not in _held.by_id:
        hold(header, unwrapped(folder, header, passphrase))


def hold(header: Header, key: Key) -> Key:
    """Keep a key in this process."""
    _held.by_id[header.id] = key
    return key


@contextmanager
def passing_key(folder: Path, like: Path) -> Iterator[None]:
    """Let a library that lasts as long as the block be encrypted where another is.

    Its key is written nowhere: what a killed process leaves of it can be read by nobody.

    Args:
        folder: Of the new library.
        like: Of the other.
    """
    if not is_encrypted(like):
        yield
        return
    _held.by_folder[os.fspath(folder)] = Key.new()
    try:
        yield
    finally:
        del _held.by_folder[os.fspath(folder)]


# The key file


def read_header(folder: Path) -> Header | None:
    """Read the key file of a library; None where there is none.

    Raises:
        LibraryError: It is damaged, was made by a newer version, or cannot be read.
    """
    path = folder / KEY_FILE
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LibraryError(
            _("The key file {path} cannot be read: {why}.", path=path, why=os_reason(error))
        ) from error
    try:
        fields = json.loads(content)
        if isinstance(fields, dict) and isinstance(fields.get("format"), int) and fields["format"] > FORMAT:
            raise LibraryError(
                _("The key file {path} was made by a newer version of this program.", path=path),
                _("Install the newer version."),
            )
        header = Header(**fields)
        if not _sensible(header):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise LibraryError(
            _("The key file {path} is damaged; without it nobody can read the library.", path=path),
            _("Put it back from a backup."),
            code="key_file_damaged",
        ) from None
    return header


def _sensible(header: Header) -> bool:
    numbers = (header.format, header.memory_kib, header.iterations, header.lanes)
    lengths = {
        header.id: 16,
        header.salt: SALT_BYTES,
        header.file_salt: SALT_BYTES,
        header.nonce: _NONCE_BYTES,
        header.wrapped: _WRAPPED_BYTES,
    }
    return (
        all(type(number) is int and number > 0 for number in numbers)
        and type(header.keyring) is bool
        and 8 * header.lanes <= header.memory_kib <= _MOST_MEMORY_KIB
        and header.iterations <= _MOST_ITERATIONS
        and header.lanes <= _MOST_LANES
        and all(len(bytes.fromhex(text)) == length for text, length in lengths.items())
    )


def wrapped(key: Key, passphrase: str, *, id: str = "", keyring: bool = False) -> Header:  # noqa: A002
    """Wrap a key by a passphrase.

    Args:
        key: The library's.
        passphrase: At best several words.
        id: The name of the key; a new one if left out.
        keyring: Whether the system's keyring has the key too.

    Raises:
        PartMissing: A package is not installed.
    """
    header = Header(
        format=FORMAT,
        id=id or os.urandom(16).hex(),
        memory_kib=MEMORY_KIB,
        iterations=ITERATIONS,
        lanes=LANES,
        salt=os.urandom(SALT_BYTES).hex(),
        file_salt=key.salt.hex(),
        nonce=os.urandom(_NONCE_BYTES).hex(),
        wrapped="",
        keyring=keyring,
    )
    cipher = _cipher(header, passphrase)
    return replace(
        header, wrapped=cipher.encrypt(bytes.fromhex(header.nonce), key.secret, header.bound()).hex()
    )


def unwrapped(folder: Path, header: Header, passphrase: str) -> Key:
    """Return the key that a passphrase opens.

    Raises:
        LibraryLocked: The passphrase is wrong.
        PartMissing: A package is not installed.
    """
    cipher = _cipher(header, passphrase)
    from cryptography.exceptions import InvalidTag

    try:
        secret = cipher.decrypt(bytes.fromhex(header.nonce), bytes.fromhex(header.wrapped), header.bound())
    except InvalidTag:
        raise _wrong(folder) from None
    return Key(secret, bytes.fromhex(header.file_salt))


def _wrong(folder: Path) -> LibraryLocked:
    return LibraryLocked(
        _("The passphrase does not open the library {folder}.", folder=folder),
        _("Try again; a passphrase that is forgotten cannot be found out by anybody."),
        code="passphrase_wrong",
    )


def _cipher(header: Header, passphrase: str) -> AESGCM:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    except ImportError as error:
        raise PartMissing(
            _("Encrypted libraries need the package cryptography, which is not installed."),
            install_hint("private-assistant[encrypted]"),
            code="package_missing",
        ) from error
    derived = Argon2id(
        salt=bytes.fromhex(header.salt),
        length=SECRET_BYTES,
        iterations=header.iterations,
        lanes=header.lanes,
        memory_cost=header.memory_kib,
    ).derive(passphrases.as_bytes(passphrase))
    return AESGCM(derived)


def write_header(path: Path, header: Header) -> None:
    """Write a key file; the old one, which an old passphrase opens, is overwritten.

    Raises:
        OSError: The disk does not take it.
    """
    # Elsewhere a file that is open cannot be replaced.
    old = path.open("r+b") if os.name == "posix" and path.exists() else None
    try:
        with replacing(path, path.with_name(KEY_WRITING)) as file:
            file.write(json.dumps(asdict(header), indent=1).encode())
        if old is not None:
            size = os.fstat(old.fileno()).st_size
            old.write(bytes(size))
            old.flush()
            os.fsync(old.fileno())
    finally:
        if old is not None:
            old.close()


# Child processes and the system's keyring


def handed_on(folder: Path) -> tuple[bytes, dict[str, str]]:
    """Return what a child process is told so that it can open a library.

    Returns:
        What is written to its standard input first, and variables for its environment; nothing for a plain library.
    """
    header = read_header(folder)
    if header is None or (key := key_of(folder)) is None:
        return b"", {}
    line = json.dumps({header.id: [key.secret.hex(), key.salt.hex()]})
    return line.encode() + b"\n", {HANDED: "stdin"}


def _take_handed() -> None:
    """Take the keys that the parent process hands over, if it does."""
    if os.environ.pop(HANDED, "") != "stdin":
        return
    line = b""
    # Not through sys.stdin, which would take more than the line.
    while len(line) < _MOST_BYTES and (one := os.read(0, 1)) not in (b"", b"\n"):
        line += one
    with suppress(ValueError, TypeError):
        for name, (secret, salt) in json.loads(line).items():
            _held.by_id[name] = Key(bytes.fromhex(secret), bytes.fromhex(salt))


def _keyring() -> Any:
    try:
        import keyring
    except ImportError as error:
        raise PartMissing(
            _("The system's keyring needs the package keyring, which is not installed."),
            install_hint("private-assistant[encrypted]"),
            code="package_missing",
        ) from error
    return keyring


def put_into_keyring(header: Header, key: Key) -> None:
    """Let the system's keyring keep a key.

    Raises:
        PartMissing: There is no keyring, or it is locked.
    """
    keyring = _keyring()
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, f"library-{header.id}", key.secret.hex())
    except KeyringError as error:
        raise PartMissing(
            _("The system's keyring does not take the key: {error}.", error=error), _("Leave --keyring out.")
        ) from error


def take_out_of_keyring(header: Header) -> None:
    """Delete a key from the system's keyring, if it has it."""
    with suppress(PartMissing):
        keyring = _keyring()
        from keyring.errors import KeyringError

        with suppress(KeyringError):
            keyring.delete_password(SERVICE, f"library-{header.id}")


def _in_keyring(header: Header) -> Key | None:
    with suppress(PartMissing, ValueError):
        keyring = _keyring()
        from keyring.errors import KeyringError

        with suppress(KeyringError):
            secret = bytes.fromhex(keyring.get_password(SERVICE, f"library-{header.id}") or "")
            if len(secret) == SECRET_BYTES:
                return Key(secret, bytes.fromhex(header.file_salt))
    return None
