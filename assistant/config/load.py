"""The settings in force, and where each value came from.

The file, the environment and the flags of a command.

A flag wins over the environment, the environment over the file, the file over the default. Each layer is read into
entries by dotted key (`answer.think`), with the place to name when an entry is wrong. Settings only describe: they
create nothing and connect to nothing.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assistant.addresses import AddressError, without_secret
from assistant.config.schema import Settings
from assistant.config.section import Section, WrongSetting, accepts, description_of, settings_in
from assistant.errors import SettingsError
from assistant.frozen import dataclass
from assistant.i18n import _, mark, os_reason
from assistant.paths import Paths, find_paths, from_folder
from assistant.wording import enumerated

PATHS = ("models.chat_gguf", "chroma.header_file", "bots.telegram.token_file", "bots.matrix.token_file")
"""The settings that name a file."""
_LISTED = mark("`assistant config --describe` lists every setting.")
_SWITCH = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


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
    """Read the settings in force from flags, environment, file and defaults.

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
    """List every dotted key with its default, in the order of the settings table."""
    return flatten(Settings())


def flatten(settings: Settings) -> dict[str, object]:
    """List every dotted key with its value, in the order of the settings table."""
    return dict(_settings_in(settings))


def _settings_in(section: Section, before: str = "") -> Iterator[tuple[str, object]]:
    """Yield every dotted key with its value.

    Of a section its own settings come before those of sections in it.
    """
    inner = []
    for name, value in settings_in(section):
        if isinstance(value, Section) and before:
            inner.append((name, value))
        elif isinstance(value, Section):
            yield from _settings_in(value, f"{name}.")
        else:
            yield f"{before}{name}", value
    for name, value in inner:
        yield from _settings_in(value, f"{before}{name}.")


def describe_settings() -> list[Described]:
    """Describe every setting, for `assistant config` and the documentation."""
    described = []
    for key, default in default_values().items():
        owner, name = place_of(key)
        described.append(
            Described(key, accepts(owner, name), default, variable_of(key), _(description_of(owner, name)))
        )
    return described


def place_of(key: str) -> tuple[Section, str]:
    """Return the section of a dotted key, with its defaults, and the name in it."""
    section, _sign, name = key.rpartition(".")
    owner: Section = Settings()
    for part in filter(None, section.split(".")):
        owner = getattr(owner, part)
    return owner, name


def validated(entries: Mapping[str, Entry]) -> Settings:
    """Build the settings, or say in one sentence which entry is wrong.

    Args:
        entries: What the layers set, by dotted key; the rest has its default.

    Raises:
        SettingsError: A value is wrong.
    """
    tree: dict[str, Any] = {}
    for key, entry in entries.items():
        section, _sign, name = key.rpartition(".")
        target = tree
        for part in filter(None, section.split(".")):
            target = target.setdefault(part, {})
        target[name] = anchored(entry) if key in PATHS else entry.value
    try:
        return Settings.of(tree)
    except WrongSetting as error:
        cause = error.__cause__
        reason = cause.reason if isinstance(cause, AddressError) else ""
        accepted = accepts(*place_of(error.key))
        raise wrong_value(
            error.key, entries[error.key], accepted, reason
        ) from None  # the cause would quote a password


def anchored(entry: Entry) -> object:
    """Make a path absolute; one from the file is relative to that file."""
    if isinstance(entry.value, str) and entry.value:
        return str(from_folder(Path(entry.value), entry.base))
    return entry.value


@dataclass(frozen=True, slots=True)
class Entry:
    """One value that a layer sets.

    Attributes:
        value: The value, of the type that the layer found.
        source: The layer, as `assistant config` shows it.
        place: Where exactly the value stands, as an error names it.
        base: What a relative path in the value is relative to.
    """

    value: object
    source: str
    place: str
    base: Path = Path()


def source_words(source: str) -> str:
    """Say where a value comes from, in the language that is spoken.

    Args:
        source: One of `Loaded.sources`.
    """
    kind, _space, name = source.partition(" ")
    words = _(_SOURCES.get(kind, kind))
    return f"{words} {name}" if name else words


_SOURCES = {
    "default": mark("default"),
    "file": mark("file"),
    "environment": mark("environment"),
    "flag": mark("flag"),
}


def variable_of(key: str) -> str:
    """Name the environment variable that sets a key."""
    return f"ASSISTANT_{key.replace('.', '_').upper()}"


def file_layer(path: Path, defaults: Mapping[str, object]) -> dict[str, Entry]:
    """Read the settings file; one that does not exist sets nothing.

    Args:
        path: The TOML file.
        defaults: Every known key with its default.

    Raises:
        SettingsError: The file cannot be read, is not TOML, or has an unknown key.
    """
    return text_layer(read_text(path), path, defaults)


def text_layer(text: str, path: Path, defaults: Mapping[str, object]) -> dict[str, Entry]:
    """Read the settings from what a file holds, or would hold.

    Args:
        text: TOML.
        path: The file, for the messages and as what relative paths are relative to.
        defaults: Every known key with its default.

    Raises:
        SettingsError: The text is not TOML, or has an unknown key.
    """
    if not text.strip():
        return {}
    import tomllib  # only where there is a settings file

    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, str(error)) from error
    entries = {}
    for key, value in _leaves(tree, defaults):
        line = line_of(text, key)
        place = _("{path}, line {line}", path=path, line=line) if line else str(path)
        if key not in defaults:
            raise unknown_key(place, key, isinstance(value, dict), defaults)
        entries[key] = Entry(
            tuple(value) if isinstance(value, list) else value,
            f"file {path}",
            place,
            path.parent,
        )
    return entries


def environment_layer(environ: Mapping[str, str], defaults: Mapping[str, object]) -> dict[str, Entry]:
    """Read the settings from variables.

    ASSISTANT_<SECTION>_<KEY>, and OLLAMA_HOST below ASSISTANT_OLLAMA_HOST.

    Args:
        environ: The environment; empty variables count as unset.
        defaults: Every known key with its default.

    Raises:
        SettingsError: A variable starts like those of a section but names none of its keys.
    """
    keys = {variable_of(key): key for key in defaults}
    prefixes = tuple(f"{variable_of(key.partition('.')[0])}_" for key in defaults if "." in key)
    entries = {}
    for name, key in [("OLLAMA_HOST", "ollama.host"), *keys.items()]:
        text = environ.get(name, "")
        if name == "OLLAMA_HOST" and not text.strip(" \t\"'"):
            text = ""  # as for Ollama's own programs
        if text:
            source = f"environment {name}"
            entries[key] = Entry(
                value_from_text(text, defaults[key]), source, _("Environment variable {name}", name=name)
            )
    for name in environ:
        if name.startswith(prefixes) and name not in keys:
            nearest = difflib.get_close_matches(name, keys, n=1)
            hint = _("Did you mean {nearest}?", nearest=nearest[0]) if nearest else _(_LISTED)
            raise SettingsError(
                _("Environment variable {name} sets nothing that exists.", name=name),
                hint,
                code="setting_unknown",
            )
    return entries


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def flag_layer(flags: Mapping[str, str | None], defaults: Mapping[str, object]) -> dict[str, Entry]:
    """Read the settings from the flags of a command.

    Args:
        flags: Dotted keys to the text given; None is a flag that was not given.
        defaults: Every known key with its default.

    Raises:
        SettingsError: A key is unknown.
    """
    entries = {}
    for key, text in flags.items():
        flag = f"flag --{key.rpartition('.')[2].replace('_', '-')}"
        if key not in defaults:
            raise unknown_key(_capital(source_words(flag)), key, False, defaults)
        if text is not None:
            entries[key] = Entry(value_from_text(text, defaults[key]), flag, _capital(source_words(flag)))
    return entries


_ELSEWHERE = 0.05
"""So much less near is a key by its name alone, in another section than the one typed."""


def nearest_key(key: str, known: Collection[str]) -> str | None:
    """Find the known key that a wrong one was probably meant to be.

    Nearest as a whole, or by its name alone.
    """
    nearest = max(known, key=lambda one: _nearness(key, one), default=None)
    return nearest if nearest is not None and _nearness(key, nearest) >= 0.7 else None


def _nearness(typed: str, key: str) -> float:
    """Return how much a key is like what was typed, from 0 to 1."""
    names = typed.rpartition(".")[2], key.rpartition(".")[2]
    whole = difflib.SequenceMatcher(None, typed, key).ratio()
    return max(whole, difflib.SequenceMatcher(None, *names).ratio() - _ELSEWHERE)


def line_of(text: str, key: str) -> int | None:
    """Find the line on which a TOML text sets a key or opens a section.

    Lines are counted from 1.
    """
    section = ""
    opening = None
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]]+)\]", line):
            section = _bare(header[1]) + "."
        assigned = re.match(r"\s*([\w.\"'\s-]+?)\s*=", line)
        if assigned and section + _bare(assigned[1]) == key:
            return number
        named = section.startswith(f"{key}.") or line.lstrip().startswith((f"{key}.", f"{key} =", f"{key}="))
        if opening is None and named:
            opening = number
    return opening


def _bare(dotted: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in dotted.split("."))


def read_text(path: Path) -> str:
    """Read the settings file, without a byte order mark and with plain newlines.

    Empty when it does not exist.

    Raises:
        SettingsError: It cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        return ""
    except OSError as error:
        in_file = isinstance(error, NotADirectoryError)
        raise SettingsError(
            _("{path} cannot be read: {strerror}.", path=path, strerror=os_reason(error)),
            _("{place} is a file; name a folder.", place=path.parent)
            if in_file
            else _("Mend it or move it away."),
            code="settings_unreadable",
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingsError(
            _("{path}, line {line}, is not UTF-8.", path=path, line=line),
            _("Save the file as UTF-8."),
            code="settings_unreadable",
        ) from error


def _not_toml(path: Path, reason: str) -> SettingsError:
    where = re.search(r"\s*\(at (?:(line \d+), column \d+|end of document)\)", reason)
    said = reason[: where.start()] if where else reason
    place = f"{path}, {where[1] or _('at its end')}," if where else str(path)
    return SettingsError(
        _("{place} is not valid TOML: {lower}{said}.", place=place, lower=said[:1].lower(), said=said[1:]),
        _("Mend that line."),
        code="settings_unreadable",
    )


def _leaves(tree: Mapping[str, object], defaults: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield every value by dotted key; an unknown section counts as one value."""
    sections = sections_of(defaults)

    def below(branch: Mapping[str, object], before: str) -> Iterator[tuple[str, object]]:
        for name, value in branch.items():
            if before + name in sections and isinstance(value, dict):
                yield from below(value, f"{before}{name}.")
            else:
                yield before + name, value

    yield from below(tree, "")


def sections_of(keys: Collection[str]) -> list[str]:
    """List the sections that keys stand in, a section before those inside it."""
    found: dict[str, None] = {}
    for key in keys:
        parts = key.split(".")[:-1]
        found |= dict.fromkeys(".".join(parts[:deep]) for deep in range(1, len(parts) + 1))
    return list(found)


def unknown_key(place: str, key: str, is_section: bool, defaults: Mapping[str, object]) -> SettingsError:
    """Describe a key that is none, with the nearest known one."""
    sections = sections_of(defaults)
    if key in sections:
        return SettingsError(
            _("{place}: {key} is a section, not a setting.", place=place, key=key),
            _("Write its settings below [{key}].", key=key),
            code="setting_unknown",
        )
    if is_section:
        near = difflib.get_close_matches(key, sections, n=1)
        hint = (
            _("Did you mean [{near}]?", near=near[0])
            if near
            else _("The sections are {sections}.", sections=enumerated(sections))
        )
        return SettingsError(
            _('{place}: there is no section "{key}".', place=place, key=key), hint, code="setting_unknown"
        )
    nearest = nearest_key(key, defaults)
    return SettingsError(
        _('{place}: there is no setting "{key}".', place=place, key=key),
        _("Did you mean {nearest}?", nearest=nearest) if nearest else _(_LISTED),
        code="setting_unknown",
    )


def value_from_text(text: str, default: object) -> object:
    """Turn text into the type of the setting.

    Text that is not of that type stays, to be refused by name.
    """
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if isinstance(default, bool):
        return _SWITCH.get(text.strip().lower(), text)
    if isinstance(default, int | float):
        try:
            return type(default)(text)
        except ValueError:
            return text
    return text


def wrong_value(key: str, entry: Entry, accepts: str, reason: str = "") -> SettingsError:
    """Describe a wrong value: where it stands, what it may be and what it is.

    Args:
        key: The dotted key.
        entry: The value and where it was found.
        accepts: What the setting may be, in words.
        reason: What is wrong with an address, as a sentence; empty for a value of another kind.
    """
    value = entry.value
    if reason and isinstance(value, str):
        value = without_secret(value)
    return SettingsError(
        _(
            "{place}: {key} must be {accepts}, not {shown}.",
            place=entry.place,
            key=key,
            accepts=accepts,
            shown=_shown(value),
        ),
        reason or _("`assistant config --describe` lists every setting with what it accepts."),
        code="setting_wrong",
    )


def _shown(value: object) -> str:
    """Write a value as TOML would, cut when it is long."""
    if isinstance(value, dict):
        return "a section"
    text = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"
