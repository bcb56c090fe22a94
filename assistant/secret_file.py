"""Read secrets from files that their owner alone can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from assistant.errors import SettingsError
from assistant.i18n import _, mark, os_reason

_LONGEST_BYTES = 10_000
WHAT = {"token": mark("token"), "passphrase": mark("passphrase"), "header": mark("header")}
"""What is kept in such files."""


def secret_in(path: Path, what: str = "token") -> str:
    """Read a secret.

    Args:
        path: The file.
        what: Names the secret in an error: one of `WHAT`.

    Raises:
        SettingsError: The file cannot be read, or others can read it.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if os.name == "posix" and mode & 0o077:
                raise SettingsError(
                    _(
                        "Others can read the {what} in {path} ({mode}).",
                        what=_(WHAT[what]),
                        path=path,
                        mode=f"{mode:04o}",
                    ),
                    f"chmod 600 '{path}'",
                )
            return file.read(_LONGEST_BYTES).decode("utf-8", "replace").strip()
    except OSError as error:
        raise SettingsError(
            _(
                "The {what} file {path} cannot be read: {strerror}.",
                what=_(WHAT[what]),
                path=path,
                strerror=os_reason(error),
            ),
            _("Check the path and its rights."),
        ) from error
