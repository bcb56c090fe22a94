"""Writes single settings into the settings file; comments, order and everything else in it stay as they are."""

from __future__ import annotations

import os
import stat
import tempfile
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable, SingleKey, Table

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
from assistant.errors import SettingsError

_BOM = b"\xef\xbb\xbf"
_NOT_SAVED = "Not saved"
_KEEP_PRIVATE = 0o600


def typed_value(key: str, text: str) -> object:
    """Gives the value that a text means for a setting, as on the command line and in the environment.

    Raises:
        SettingsError: There is no such setting, or it does not accept that.
    """
    defaults = default_values()
    if key not in defaults:
        raise unknown_key(_NOT_SAVED, key, False, defaults)
    return _checked(key, value_from_text(text, defaults[key]))


def save_setting(path: Path, key: str, value: object) -> None:
    """Writes one setting into the settings file, which is made, for its owner alone, where there is none.

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
        raise unknown_key(_NOT_SAVED, key, False, defaults)
    value = _checked(key, value)
    _change(path, key, list(value) if isinstance(value, tuple) else value)


def remove_setting(path: Path, key: str) -> bool:
    """Takes one setting out of the settings file, so that it has its default; tells whether it was there.

    Raises:
        SettingsError: There is no such setting, or the file cannot be read or written, or would not be valid; the file is
            as it was.
    """
    defaults = default_values()
    if key not in defaults:
        raise unknown_key(_NOT_SAVED, key, False, defaults)
    return _change(path, key, None)


def kept(path: Path) -> bytes | None:
    """Gives what `put_back` needs to undo a change: the whole file, or None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror}.", "Mend it or move it away."
        ) from error


def put_back(path: Path, before: bytes | None) -> None:
    """Puts the settings file back as it was.

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
            f"{_NOT_SAVED}: {key} must be text.", "What was given holds no letters."
        ) from error
    entry = Entry(value, "", _NOT_SAVED)
    validated({key: entry})
    return anchored(entry) if key in PATHS else value


def _change(path: Path, key: str, value: Any) -> bool:
    """Sets or, with None, removes a key in the file; tells whether the file changed."""
    text = read_text(path)
    before = text_layer(text, path, default_values())  # a file that is not TOML is refused here
    validated({other: entry for other, entry in before.items() if other != key})
    if value is None and key not in before:
        return False
    ways = _without_a_line(text, key) if value is None else iter(())
    ways = chain(ways, (_edited(text, key, value), _with_a_line_more(text, key, value)))
    after = next((one for one in ways if one is not None and _is_only_change(text, one, key, value)), None)
    if after is None:
        raise SettingsError(
            f"{path} is written in a way that the program cannot change without changing more.",
            f"Write {key} into it by hand.",
        )
    _replace(path, _as_bytes(after, path))
    return True


def _without_a_line(text: str, key: str) -> Iterator[str | None]:
    """Gives the text without each of the lines that may be the key's: a section that holds nothing more keeps its comments."""
    name, lines = key.rpartition(".")[2], text.split("\n")
    for number, line in enumerate(lines):
        if name in line.partition("=")[0]:
            yield "\n".join(lines[:number] + lines[number + 1 :])


def _edited(text: str, key: str, value: Any) -> str | None:
    """Gives the text with a key set or removed, or None where that is not possible."""
    section, _, name = key.rpartition(".")
    try:
        document = tomlkit.parse(text)
        holder: Any = document
        for deep, part in enumerate(parts := section.split(".") if section else []):
            if part not in holder:
                holder[part] = tomlkit.table(is_super_table=deep + 1 < len(parts))
            holder = holder[part]
        if value is None:
            del holder[name]
        else:
            _put(holder, name, value)
        return tomlkit.dumps(document)
    except (TOMLKitError, TypeError):
        return None


def _with_a_line_more(text: str, key: str, value: Any) -> str | None:
    """Gives the text with a key set above all others: dotted keys of a section leave no other place for one inside it."""
    if value is None:
        return None
    return f"{key} = {tomlkit.item(value).as_string()}\n{text}"


def _put(holder: Any, name: str, value: Any) -> None:
    """Sets a key; a new one goes behind the last one, before the comment that belongs to the next section."""
    container = holder.value if isinstance(holder, Table) else holder
    if name in holder or not isinstance(
        container, Container
    ):  # an inline table, or keys written in several places
        holder[name] = value
        return
    keys = [key for key, item in container.body if key is not None and not isinstance(item, AbstractTable)]
    if keys and not keys[-1].is_dotted():
        container._insert_after(keys[-1], SingleKey(name), tomlkit.item(value))
    else:
        holder[name] = value


def _is_only_change(before: str, after: str, key: str, value: Any) -> bool:
    """Tells, with another reader of TOML than the writer, whether nothing but a key has changed."""
    was = tomllib.loads(before)
    try:
        has = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    section, _, name = key.rpartition(".")
    holder = was
    for part in filter(None, section.split(".")):
        holder = holder.setdefault(part, {})
    if value is None:
        holder.pop(name, None)
    else:
        holder[name] = value
    return _filled(was) == _filled(has)


def _filled(tree: dict[str, Any]) -> dict[str, Any]:
    """Leaves sections out that set nothing."""
    filled = {name: _filled(value) if isinstance(value, dict) else value for name, value in tree.items()}
    return {name: value for name, value in filled.items() if value != {}}


def _as_bytes(text: str, path: Path) -> bytes:
    """Gives the text with the byte order mark and the line ends that the file has."""
    raw = kept(path) or b""
    if raw.count(b"\r\n") > raw.count(b"\n") / 2:
        text = text.replace("\n", "\r\n")
    return (_BOM if raw.startswith(_BOM) else b"") + text.encode()


def _replace(path: Path, content: bytes) -> None:
    """Puts a file in the place of another in one step; it is on the disk before it is in its place."""
    target = Path(os.path.realpath(path))
    try:
        missing = [folder for folder in target.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else _KEEP_PRIVATE
        number, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        beside = Path(name)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(mode)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        hint = "Check the folder's rights and the space on its disk."
        raise SettingsError(f"{path} cannot be written: {error.strerror}.", hint) from error
