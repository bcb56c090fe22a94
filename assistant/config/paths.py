"""Where settings and libraries live; nothing here creates them. There are no log files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import SettingsError

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
    return Paths.under(absolute(home, Path()))


def absolute(path: Path, base: Path) -> Path:
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
