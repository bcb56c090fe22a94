"""Paths as people type them, made absolute without following links."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.errors import UsageError


def absolute(path: str | Path) -> str:
    """Give the absolute path that is meant; `~` is the user's own folder.

    Raises:
        UsageError: The path is empty, or cannot be told: the home of a user that is not there, or a path from a
            working directory that was deleted.
    """
    if not str(path).strip():
        raise UsageError("The path is empty.", "Name a file or a folder.")
    try:
        return os.path.abspath(Path(path).expanduser())  # noqa: PTH100  # resolve() would follow links
    except RuntimeError as error:
        raise UsageError(f"There is no home folder for {path}.", "Write the path in full.") from error
    except OSError as error:
        raise UsageError(
            f"It cannot be told where {path} is: the working directory is gone.", "Change to another folder."
        ) from error
