"""Paths as people type them, and where settings and libraries live; nothing here creates anything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import SettingsError, UsageError


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


APP_NAME = "private-assistant"
"""The folder name under the user's XDG (or platform) directories."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The files and folders of one installation.

    Attributes:
        home: The one folder that holds everything, or None when the platform's directories are used.
        config_file: The settings file; it may not exist.
        libraries: The folder with one folder per library; it may not exist.
    """

    home: Path | None
    config_file: Path
    libraries: Path

    @classmethod
    def under(cls, home: Path) -> Paths:
        """Keeps everything under one folder."""
        return cls(home, home / "config.toml", home / "libraries")

    @classmethod
    def of_the_platform(cls) -> Paths:
        """Follows the XDG variables, or what this operating system has in their place."""
        import platformdirs  # only needed when no home is given; keeps the usual start quick

        folders = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
        config_file = folders.user_config_path / "config.toml"
        return cls(None, config_file, folders.user_data_path / "libraries")

    def library(self, name: str) -> Path:
        """Names the folder of one library.

        Args:
            name: A library name as `Settings` accepts it, thus safe as a file name.
        """
        return self.libraries / name


def find_paths(home: Path | None, environ: Mapping[str, str]) -> Paths:
    """Chooses the directories: the given home, else ASSISTANT_HOME, else the platform's.

    Args:
        home: What `--home` names, or None.
        environ: The environment; an empty ASSISTANT_HOME counts as unset.

    Raises:
        SettingsError: The home starts with a `~` that leads nowhere.
    """
    if home is None and environ.get("ASSISTANT_HOME"):
        home = Path(environ["ASSISTANT_HOME"])
    if home is None:
        return Paths.of_the_platform()
    return Paths.under(from_folder(home, Path()))


def from_folder(path: Path, base: Path) -> Path:
    """Expands `~` and makes a path absolute, without asking whether it exists.

    Args:
        path: A path as a user wrote it.
        base: What a relative path is relative to.

    Raises:
        SettingsError: The path starts with a `~` that leads nowhere.
    """
    try:
        return (base / path.expanduser()).absolute()
    except RuntimeError as error:
        raise SettingsError(
            f"{path} names a home folder that does not exist.", "Write the whole path."
        ) from error
