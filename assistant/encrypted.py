"""Encrypt a library, decrypt it, change its passphrase, or unlock it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import LibraryError
from assistant.i18n import _
from assistant.library import encryption, keys
from assistant.library.folder import existing_database, has_library
from assistant.library.library import Library
from assistant.library.sqlite import require_cipher

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.config import Loaded


def is_encrypted(loaded: Loaded) -> bool:
    """Return whether the library that the settings name is encrypted."""
    return keys.is_encrypted(_folder(loaded))


def check_installed() -> None:
    """Raise where what encrypts is not installed.

    Raises:
        PartMissing: It is not.
    """
    require_cipher()


def check_encrypted(loaded: Loaded) -> None:
    """Raise where the library that the settings name is a plain one, or is not there.

    Raises:
        UsageError: It is plain.
        LibraryError: There is none.
    """
    existing_database(_folder(loaded))
    if not is_encrypted(loaded):
        raise encryption.not_encrypted(_folder(loaded))


def unlock(loaded: Loaded, *, name: str = "") -> None:
    """Give this process the key of a library; nothing is done to a plain one.

    Its passphrase is looked for, and asked for at last. Done before a front end takes the terminal.

    Args:
        loaded: The settings in force.
        name: Of the library; the one that the settings name if left out.

    Raises:
        LibraryLocked: The passphrase was not given, or is wrong.
        LibraryError: The key file cannot be read.
    """
    keys.key_of(loaded.paths.library(name) if name else _folder(loaded))


def handed_on(loaded: Loaded) -> tuple[bytes, dict[str, str]]:
    """Return what opens the library for a child process; see `keys.handed_on`."""
    return keys.handed_on(_folder(loaded))


def encrypt(loaded: Loaded, passphrase: str, *, keyring: bool = False) -> None:
    """Encrypt the library of the settings, or make one; see `encryption.encrypt`."""
    folder = _folder(loaded)
    if not keys.is_encrypted(folder):
        # Makes one where there is none, and brings an older one up to date.
        with Library(folder, create=not has_library(folder)) as library:
            damage = library.damage()
        if damage:
            raise LibraryError(
                _("The library {folder} is damaged: {damage}.", folder=folder, damage=damage),
                "assistant verify",
            )
    encryption.encrypt(folder, passphrase, keyring=keyring)


def decrypt(loaded: Loaded) -> None:
    """Decrypt the library that the settings name; see `encryption.decrypt`."""
    encryption.decrypt(_folder(loaded))


def change_passphrase(loaded: Loaded, passphrase: str, *, keyring: bool | None = None) -> None:
    """Let another passphrase open the library; see `encryption.change_passphrase`."""
    encryption.change_passphrase(_folder(loaded), passphrase, keyring=keyring)


def _folder(loaded: Loaded) -> Path:
    return loaded.paths.library(loaded.settings.library)
