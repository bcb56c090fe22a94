"""Write single settings into the settings file.

Comments, order and everything else in it stay as they are.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from assistant.config.load import (
    PATHS,
    Entry,
    anchored,
    default_values,
    read_text,
    text_layer,
    unknown_key,
    validated,
    value_from_text,
)
from assistant.config.toml_text import changed
from assistant.errors import SettingsError
from assistant.i18n import _, mark, os_reason
from assistant.processes import replacing

_BOM = b"\xef\xbb\xbf"
_NOT_SAVED = mark("Not saved")
_KEEP_PRIVATE = 0o600


def typed_value(key: str, text: str) -> object:
    """Convert text to the type of a setting, and check it.

    As on the command line and in the environment.

    Raises:
        SettingsError: There is no such setting, or it does not accept that.
    """
    defaults = default_values()
    if key not in defaults:
        raise unknown_key(_(_NOT_SAVED), key, False, defaults)
    return _checked(key, value_from_text(text, defaults[key]))


def check_key(key: str) -> None:
    """Check that there is a setting of this name.

    Raises:
        SettingsError: There is none; its hint names the nearest one.
    """
    defaults = default_values()
    if key not in defaults:
        raise unknown_key("config get", key, False, defaults)


def save_setting(path: Path, key: str, value: object) -> None:
    """Write one setting into the settings file.

    Where there is no file it is made, for its owner alone.

    A process that is killed leaves either the old file or the new one.

    Args:
        path: The settings file; where it is a symbolic link, the file that it leads to is written.
        key: A dotted key, such as `answer.think`.
        value: Of the setting's type; a path that is not absolute is relative to the working folder.

    Raises:
        SettingsError: There is no such setting, the value is wrong, or the file cannot be read or written, or would not be
            valid; the file is as it was.
    """
    defaults = default_values()
    if key not in defaults:
        raise unknown_key(_(_NOT_SAVED), key, False, defaults)
    value = _checked(key, value)
    _change(path, key, list(value) if isinstance(value, tuple) else value)


def remove_setting(path: Path, key: str) -> bool:
    """Take one setting out of the settings file, so that it has its default.

    Tell whether it was there.

    Raises:
        SettingsError: There is no such setting, or the file cannot be read or written, or would not be valid; the file is
            as it was.
    """
    defaults = default_values()
    if key not in defaults:
        raise unknown_key(_(_NOT_SAVED), key, False, defaults)
    return _change(path, key, None)


def snapshot(path: Path) -> bytes | None:
    """Return what `restore` needs to undo a change.

    The whole file, or None where there is none.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(
            _("{path} cannot be read: {strerror}.", path=path, strerror=os_reason(error)),
            _("Mend it or move it away."),
            code="settings_unreadable",
        ) from error


def restore(path: Path, before: bytes | None) -> None:
    """Put the settings file back as it was.

    Raises:
        SettingsError: It cannot be written.
    """
    if before is None:
        path.unlink(missing_ok=True)
    else:
        _replace(path, before)


def _checked(key: str, value: object) -> object:
    try:
        str(value).encode()
    except UnicodeEncodeError as error:
        raise SettingsError(
            _("{not_saved}: {key} must be text.", not_saved=_(_NOT_SAVED), key=key),
            _("What was given holds no letters."),
            code="setting_wrong",
        ) from error
    entry = Entry(value, "", _(_NOT_SAVED))
    validated({key: entry})
    return anchored(entry) if key in PATHS else value


def _change(path: Path, key: str, value: object) -> bool:
    """Set or, with None, remove a key in the file; tell whether the file changed."""
    text = read_text(path)
    before = text_layer(text, path, default_values())  # a file that is not TOML is refused here
    validated({other: entry for other, entry in before.items() if other != key})
    if value is None and key not in before:
        return False
    after = changed(text, key, value)
    if after is None:
        raise SettingsError(
            _("{path} is written in a way that the program cannot change without changing more.", path=path),
            _("Write {key} into it by hand.", key=key),
            code="settings_unwritable",
        )
    _replace(path, _as_bytes(after, path))
    return True


def _as_bytes(text: str, path: Path) -> bytes:
    """Return the text with the byte order mark and the line ends that the file has."""
    raw = snapshot(path) or b""
    if raw.count(b"\r\n") > raw.count(b"\n") / 2:
        text = text.replace("\n", "\r\n")
    return (_BOM if raw.startswith(_BOM) else b"") + text.encode()


def _replace(path: Path, content: bytes) -> None:
    """Put a file in the place of another in one step.

    Folders that are missing are made, for their owner alone.
    """
    target = Path(os.path.realpath(path))
    try:
        missing = [folder for folder in target.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else _KEEP_PRIVATE
        with replacing(target, mode=mode) as file:
            file.write(content)
    except OSError as error:
        hint = _("Check the folder's rights and the space on its disk.")
        raise SettingsError(
            _("{path} cannot be written: {strerror}.", path=path, strerror=os_reason(error)),
            hint,
            code="settings_unwritable",
        ) from error
