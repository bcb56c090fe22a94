"""Sign bundles in minisign's format, and make the keys for it."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

from assistant.bundle.checking import key_number, read_key
from assistant.errors import PartMissing, UsageError
from assistant.i18n import _, os_reason
from assistant.passphrase import Ask
from assistant.wording import install_hint

COMMENT = "bundle.json of private-assistant"  # not shown
"""Is signed along; it holds no time, so that the same bundle has the same signature."""


class Signer:
    """Holds a secret key, opened.

    Args:
        path: The key's file.
        ask: Asks for its passphrase; None where nobody can be asked.

    Raises:
        PartMissing: py-minisign is not installed.
        UsageError: It is no such key, or the passphrase is wrong.
    """

    def __init__(self, path: Path, ask: Ask | None) -> None:
        minisign = _minisign()
        try:
            self._key = minisign.SecretKey.from_file(path)
            if self._key.is_encrypted():
                if ask is None:
                    raise UsageError(
                        _("The key {path} has a passphrase.", path=path),
                        _("Start it in a terminal, where it is asked for."),
                    )
                self._key.decrypt(ask(_("Passphrase of {file}: ", file=path.name)))
        except OSError as error:
            raise UsageError(
                _("The key {path} cannot be read: {why}.", path=path, why=os_reason(error)),
                _("Check the path."),
            ) from error
        except (minisign.Error, minisign.ParseError, ValueError) as error:
            raise UsageError(
                _("{path} is no secret key of minisign, or its passphrase is another one.", path=path)
            ) from error
        self.public = self._key.get_public_key().to_base64().decode()
        self.number = key_number(read_key(self.public)[0])

    def sign(self, data: bytes) -> str:
        """Return the signature of data, as a file has it."""
        made = self._key.sign(data, untrusted_comment="signature of a bundle", trusted_comment=COMMENT)
        return bytes(made).decode() + "\n"


def make_keys(path: Path, passphrase: str) -> str:
    """Make a secret key in a file, and the public one beside it in `.pub`.

    Args:
        path: The secret key's file, which must not be there yet.
        passphrase: Protects the secret key; empty for none.

    Returns:
        The public key, the line that a receiver is given.

    Raises:
        PartMissing: py-minisign is not installed.
        UsageError: The file is there, or cannot be written.
    """
    pair = _minisign().KeyPair.generate()
    public = bytes(pair.public_key)
    line: str = pair.public_key.to_base64().decode()
    if passphrase:
        pair.secret_key.encrypt(passphrase)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(pair.secret_key) + b"\n")
        path.with_name(f"{path.name}.pub").write_bytes(public + b"\n")
    except FileExistsError as error:
        raise UsageError(
            _("{path} is there already; a key is never written over.", path=path), _("Name another file.")
        ) from error
    except OSError as error:
        raise UsageError(
            _("{path} cannot be written: {why}.", path=path, why=os_reason(error)),
            _("Name another file."),
        ) from error
    return line


def _minisign() -> Any:
    if importlib.util.find_spec("minisign") is None:
        raise PartMissing(
            _("Signing needs py-minisign."), install_hint("private-assistant[bundle]"), code="package_missing"
        )
    import minisign

    return minisign
