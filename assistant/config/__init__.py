"""The settings in force, and where each value came from.

A flag wins over the environment, the environment over the file, the file over the default.
Settings only describe: they create nothing and connect to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from assistant.addresses import AddressError
from assistant.config.load import Entry, environment_layer, file_layer, flag_layer, variable_of, wrong_value
from assistant.config.schema import Section, Settings, accepted
from assistant.paths import Paths, find_paths, from_folder

PATHS = ("models.chat_gguf", "bots.telegram.token_file", "bots.matrix.token_file")
"""The settings that name a file."""

__all__ = [
    "Described",
    "Loaded",
    "Paths",
    "Settings",
    "default_values",
    "describe_settings",
    "flatten",
    "load_settings",
]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force.

    Attributes:
        settings: The values.
        sources: For each dotted key, such as `answer.think`: "default", "file PATH", "environment NAME" or
            "flag --NAME".
        paths: Where settings and libraries live.
    """

    settings: Settings
    sources: Mapping[str, str]
    paths: Paths


@dataclass(frozen=True, slots=True)
class Described:
    """One setting as help and documentation show it.

    Attributes:
        key: The dotted key.
        accepts: What it may be, in words.
        default: Its default value.
        variable: The environment variable that sets it.
        description: One sentence on what it does.
    """

    key: str
    accepts: str
    default: object
    variable: str
    description: str


def load_settings(home: Path | None, flags: Mapping[str, str | None], environ: Mapping[str, str]) -> Loaded:
    """Reads the settings in force from flags, environment, file and defaults.

    Args:
        home: The folder that holds everything (`--home`), or None for ASSISTANT_HOME or the platform's directories.
        flags: Dotted keys (`engine`, `answer.think`) to the text given on the command line; None is not given.
        environ: The environment; empty variables count as unset.

    Raises:
        SettingsError: The file cannot be read, or a key or value in any layer is wrong.
    """
    paths = find_paths(home, environ)
    defaults = default_values()
    entries = {
        **file_layer(paths.config_file, defaults),
        **environment_layer(environ, defaults),
        **flag_layer(flags, defaults),
    }
    settings = validated(entries)
    sources = {key: entries[key].source if key in entries else "default" for key in defaults}
    return Loaded(settings, MappingProxyType(sources), paths)


def default_values() -> dict[str, object]:
    """Lists every dotted key with its default, in the order of the settings table."""
    return flatten(Settings())


def flatten(settings: Settings) -> dict[str, object]:
    """Lists every dotted key with its value, in the order of the settings table."""
    return dict(_leaves(settings))


def _leaves(section: Section, before: str = "") -> Iterator[tuple[str, object]]:
    """Yields every dotted key with its value; of a section its own settings come before those of sections in it."""
    inner = []
    for name, value in section:
        if isinstance(value, Section) and before:
            inner.append((name, value))
        elif isinstance(value, Section):
            yield from _leaves(value, f"{name}.")
        else:
            yield f"{before}{name}", value
    for name, value in inner:
        yield from _leaves(value, f"{before}{name}.")


def describe_settings() -> list[Described]:
    """Describes every setting, for `assistant config` and the table in the documentation."""
    described = []
    for key, default in default_values().items():
        section, _, name = key.rpartition(".")
        owner: Section = Settings()
        for part in filter(None, section.split(".")):
            owner = getattr(owner, part)
        field = type(owner).model_fields[name]
        described.append(Described(key, accepted(field), default, variable_of(key), field.description or ""))
    return described


def validated(entries: Mapping[str, Entry]) -> Settings:
    """Builds the settings, or says in one sentence which entry is wrong.

    Args:
        entries: What the layers set, by dotted key; the rest has its default.

    Raises:
        SettingsError: A value is wrong.
    """
    tree: dict[str, Any] = {}
    for key, entry in entries.items():
        section, _, name = key.rpartition(".")
        target = tree
        for part in filter(None, section.split(".")):
            target = target.setdefault(part, {})
        target[name] = anchored(entry) if key in PATHS else entry.value
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(part for part in first["loc"] if isinstance(part, str))
        accepts = next(one.accepts for one in describe_settings() if one.key == key)
        cause = first.get("ctx", {}).get("error")
        reason = cause.reason if isinstance(cause, AddressError) else ""
        raise wrong_value(key, entries[key], accepts, reason) from None  # the cause would quote a password


def anchored(entry: Entry) -> object:
    """Makes a path absolute; one from the file is relative to that file."""
    if isinstance(entry.value, str) and entry.value:
        return str(from_folder(Path(entry.value), entry.base))
    return entry.value
