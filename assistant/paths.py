"""Paths as people type them, and where settings and libraries live."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path, PurePath
from urllib.parse import unquote

from assistant.errors import SettingsError, UsageError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.text import clean_line

APP_NAME = "private-assistant"
"""The folder name under the user's XDG (or platform) directories."""


MAIL_KINDS = frozenset(("eml", "emlx", "msg", "mbox"))
"""Endings of files that hold mails, without the dot."""


def is_mail(path: str) -> bool:
    """Return whether a file holds mails, as its ending tells."""
    return PurePath(path).suffix[1:].lower() in MAIL_KINDS


def prefix_of(folder: str) -> str:
    """Return the prefix of every path in a folder.

    The folder's with one separator at its end.
    """
    return folder.rstrip(os.sep) + os.sep


def is_under(path: str, folder: str) -> bool:
    """Return whether a path is a folder's own or lies anywhere in it.

    Both absolute, nothing is looked up.
    """
    return path == folder.rstrip(os.sep) or path.startswith(prefix_of(folder))


BEFORE_RESTORE = "before-restore-*.backup"
"""Names the backups that `restore` makes of what it replaces."""
PACK_FOLDER = r"C:\from-a-pack" if os.name == "nt" else "/from-a-pack"
"""Where documents stand that came in a pack: a folder that no machine has, so that no path of theirs leads to a file."""


def is_from_pack(path: str) -> bool:
    """Return whether a document came in a pack: there is no file of it here."""
    return path.startswith(PACK_FOLDER) and is_under(path, PACK_FOLDER)


def is_under_any(path: str, folders: Iterable[str]) -> bool:
    """Return whether a path is one of some folders or lies anywhere in one."""
    return any(is_under(path, folder) for folder in folders)


def outermost(paths: Sequence[str]) -> list[str]:
    """Return the paths that lie in no other of them, in their order."""
    return [one for one in paths if not any(one != other and is_under(one, other) for other in paths)]


def moved_below(path: str, places: Mapping[str, str]) -> str:
    """Return where a path is now that stood in a folder that has moved.

    Args:
        path: Absolute.
        places: The new place of each folder that has moved, by its old one; the innermost counts.
    """
    folder = max((one for one in places if is_under(path, one)), key=len, default="")
    if not folder:
        return path
    new = places[folder]
    return new if path == folder.rstrip(os.sep) else prefix_of(new) + path[len(prefix_of(folder)) :]


def from_address(text: str) -> str:
    """Return the path that a file:// address names, and any other text as it is.

    File managers copy files as such addresses, with %20 for a space.
    """
    if not text.startswith("file://"):
        return text
    path = unquote(text.removeprefix("file://").removeprefix("localhost"))
    return path[1:] if re.match(r"/[A-Za-z]:[\\/]", path) else path


def absolute(path: str | Path) -> str:
    """Return the absolute path that is meant; `~` is the user's own folder.

    Raises:
        UsageError: The path is empty, or cannot be told: the home of a user that is not there, or a path from a
            working directory that was deleted.
    """
    if not str(path).strip():
        raise UsageError(_("The path is empty."), _("Name a file or a folder."), code="path_empty")
    try:
        return os.path.abspath(Path(path).expanduser())  # noqa: PTH100  # resolve() would follow links
    except RuntimeError as error:
        raise UsageError(
            _("There is no home folder for {path}.", path=path),
            _("Write the path in full."),
            code="home_missing",
        ) from error
    except OSError as error:
        raise UsageError(
            _("It cannot be told where {path} is: the working directory is gone.", path=path),
            _("Change to another folder."),
            code="working_folder_gone",
        ) from error


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
        """Keep everything under one folder."""
        return cls(home, home / "config.toml", home / "libraries")

    @classmethod
    def of_the_platform(cls) -> Paths:
        """Follow the XDG variables, or what this operating system has in their place."""
        import platformdirs  # only needed when no home is given; keeps the usual start quick

        folders = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
        config_file = folders.user_config_path / "config.toml"
        return cls(None, config_file, folders.user_data_path / "libraries")

    @property
    def before_restore(self) -> list[Path]:
        """The backups that `restore` made; they hold what was forgotten since."""
        return sorted(self.libraries.parent.glob(BEFORE_RESTORE))

    def library(self, name: str) -> Path:
        """Name the folder of one library.

        Args:
            name: A library name as `Settings` accepts it, thus safe as a file name.
        """
        return self.libraries / name


def find_paths(home: Path | None, environ: Mapping[str, str]) -> Paths:
    """Choose the directories.

    The given home, else ASSISTANT_HOME, else the platform's.

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
    """Expand `~` and make a path absolute, without asking whether it exists.

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
            _("{path} names a home folder that does not exist.", path=path),
            _("Write the whole path."),
            code="home_missing",
        ) from error


MOST_ENTRIES = 20_000
"""So many entries of a folder are looked at."""
MOST_COMPLETIONS = 300


@dataclass(frozen=True, slots=True)
class Completion:
    """What a typed path may become.

    Attributes:
        path: Exact, as it would be typed; of a folder with the separator at its end.
        folder: Whether it is a folder.
    """

    path: str
    folder: bool

    @property
    def name(self) -> str:
        """The last part, safe to show."""
        end = os.sep if self.folder else ""
        return clean_line(os.path.basename(self.path.rstrip(os.sep))) + end  # noqa: PTH119

    @property
    def shown(self) -> str:
        """The whole, safe to show.

        It differs from the path where that holds what could drive a terminal.
        """
        return clean_line(self.path)


def completions(typed: str) -> list[Completion]:
    """Return the folders, then the files, that complete a path being typed.

    Upper and lower case are one.

    Hidden ones are left out unless a dot was typed. There are none where the folder cannot be read.
    """
    if typed == "~":
        return [Completion(f"~{os.sep}", True)]
    start, separator, begun = typed.rpartition(os.sep)
    folder = f"{start}{separator}"
    try:
        with os.scandir(os.path.expanduser(folder) or os.curdir) as listing:  # noqa: PTH111 - keeps what is odd
            entries = [entry for entry in islice(listing, MOST_ENTRIES) if _begins(entry.name, begun)]
    except (OSError, ValueError):
        return []
    found = [_completion(folder, entry) for entry in entries]
    found.sort(key=lambda one: (not one.folder, not one.path.startswith(typed), one.path.casefold()))
    return found[:MOST_COMPLETIONS]


def existing(typed: str) -> str:
    """Return the absolute path that was typed.

    Raises:
        UsageError: It is empty, or there is nothing at it.
    """
    try:
        path = absolute(typed if os.path.lexists(typed) else _unquoted(typed))
        there = os.path.lexists(path)
    except ValueError:  # a NUL in it
        path, there = typed, False
    if not there:
        raise UsageError(
            _("There is no file or folder “{path}”.", path=clean_line(path)),
            _("Check the path."),
            code="path_missing",
        )
    return path


def _unquoted(typed: str) -> str:
    """Return a path without what a file manager or a shell puts around it.

    Space at its ends, a pair of quotes, and the form of an address.
    """
    bare = typed.strip()
    return from_address(bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'" else bare)


def _begins(name: str, begun: str) -> bool:
    if name.startswith(".") and not begun.startswith("."):
        return False
    return name.casefold().startswith(begun.casefold())


def _completion(folder: str, entry: os.DirEntry[str]) -> Completion:
    try:
        is_folder = entry.is_dir()
    except OSError:
        is_folder = False
    return Completion(f"{folder}{entry.name}{os.sep if is_folder else ''}", is_folder)
