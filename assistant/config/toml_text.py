"""Change single settings in the text of a TOML file.

Comments, order and everything else in it stay as they are.

The text is cut into statements (`key = value` under a section), of which one is replaced, added or taken out. Where a
value ends is told by `tomllib`, and so is, in the end, that nothing else has changed: what is written in a way that this
module does not follow is refused, never spoiled.

Source: TOML 1.0.0, https://toml.io/en/v1.0.0.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.frozen import dataclass

_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_HEADER = re.compile(rf"[ \t]*\[[ \t]*({_DOTTED})[ \t]*\].*\n?")
_KEY = re.compile(rf"([ \t]*)({_DOTTED})[ \t]*=[ \t]*")
_VALUE_MAY_END = re.compile(r"#|\n|\Z")


@dataclass(frozen=True, slots=True)
class _Statement:
    """One `key = value`, or, without a key, the header of a section.

    Attributes:
        section: The section that it stands in; a header's own. Empty above all headers.
        key: The whole dotted key; empty of a header.
        start: Where its line begins.
        value: Where its value begins.
        value_end: Where its value ends; a comment may follow.
        end: Where the next line begins.
        indent: The white space in front of it.
    """

    section: str
    key: str
    start: int
    value: int
    value_end: int
    end: int
    indent: str = ""


def changed(text: str, key: str, value: object) -> str | None:
    """Set a key in a TOML text, or take it out.

    Args:
        text: Valid TOML with plain newlines.
        key: Dotted, such as `answer.think`.
        value: A text, number, switch or list of them; None to take the key out.

    Returns:
        The new text, or None where the text is written in a way that would need more changes.
    """
    statements = list(_statements(text))
    after = _replaced(text, statements, key, value)
    if after is None and value is not None:
        after = _added(text, statements, key, value)
    return after if after is not None and _is_only_change(text, after, key, value) else None


def as_toml(value: object) -> str:
    """Write a value as TOML does."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case list() | tuple():
            return f"[{', '.join(map(as_toml, value))}]"
        case dict():
            inside = ", ".join(f"{_name(name)} = {as_toml(one)}" for name, one in value.items())
            return f"{{{inside}}}"
        case _:
            # JSON's escapes are among TOML's, which also wants one for DEL.
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _statements(text: str) -> Iterator[_Statement]:
    """Cut a text into its statements.

    Lines that are none, such as comments, are left out.
    """
    at, section = 0, ""
    while at < len(text):
        if header := _HEADER.match(text, at):
            section = _path(header[1])
            yield _Statement(section, "", at, at, at, header.end())
            at = header.end()
        elif (key := _KEY.match(text, at)) and (value_end := _value_end(text, key.end())) is not None:
            end = _line_end(text, value_end)
            inside = _path(key[2])
            whole = f"{section}.{inside}" if section else inside
            yield _Statement(section, whole, at, key.end(), value_end, end, key[1])
            at = end
        else:
            at = _line_end(text, at)


def _value_end(text: str, start: int) -> int | None:
    """Find where a value ends: at the first place at which it is one."""
    for place in _VALUE_MAY_END.finditer(text, start):
        value = text[start : place.start()].rstrip(" \t")
        try:
            tomllib.loads(f"x = {value}")
        except tomllib.TOMLDecodeError:
            continue
        return start + len(value)
    return None


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _path(dotted: str) -> str:
    """Return a dotted key without quotes and spaces.

    A name that holds a dot itself is no setting's.
    """
    tree: Any = tomllib.loads(f"{dotted} = 0")
    names = []
    while isinstance(tree, dict):
        ((name, tree),) = tree.items()
        names.append(name)
    return ".".join(names)


def _name(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _replaced(text: str, statements: list[_Statement], key: str, value: object) -> str | None:
    """Change the statement that sets a key, alone or in an inline table.

    None where there is none.
    """
    for one in statements:
        if one.key == key:
            if value is None:
                return text[: one.start] + text[one.end :]
            return text[: one.value] + as_toml(value) + text[one.value_end :]
        if one.key and key.startswith(f"{one.key}."):
            table = tomllib.loads(f"x = {text[one.value : one.value_end]}")["x"]
            if isinstance(table, dict):
                _set(table, key.removeprefix(f"{one.key}."), value)
                return text[: one.value] + as_toml(table) + text[one.value_end :]
    return None


def _added(text: str, statements: list[_Statement], key: str, value: object) -> str:
    """Add a key behind those of its section.

    Below the section's header, else beside its dotted keys, else in a new one.
    """
    section, _, name = key.rpartition(".")
    below = [one for one in statements if one.section == section]
    above = [f"{section}."[:at] for at in range(len(section) + 1) if at == 0 or f"{section}."[at] == "."]
    beside = [one for one in statements if one.section in above and one.key.startswith(f"{section}.")]
    if below:
        last, written = below[-1], name
    elif beside:
        last = beside[-1]
        written = key.removeprefix(f"{last.section}.") if last.section else key
    elif not section:
        return f"{name} = {as_toml(value)}\n{text}"
    else:
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}[{section}]\n{name} = {as_toml(value)}\n"
    before = text[: last.end] if text[: last.end].endswith("\n") else f"{text[: last.end]}\n"
    return f"{before}{last.indent}{written} = {as_toml(value)}\n{text[last.end :]}"


def _set(tree: dict[str, Any], key: str, value: object) -> None:
    """Set a key in what a TOML text says, or, with None, take it out."""
    *sections, name = key.split(".")
    for part in sections:
        tree = tree.setdefault(part, {})
    if value is None:
        tree.pop(name, None)
    else:
        tree[name] = value


def _is_only_change(before: str, after: str, key: str, value: object) -> bool:
    """Return whether a text says what another one does but for one key.

    Sections that set nothing do not matter.
    """
    wanted = tomllib.loads(before)
    try:
        said = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    _set(wanted, key, list(value) if isinstance(value, tuple) else value)
    return _filled(wanted) == _filled(said)


def _filled(tree: Mapping[str, Any]) -> dict[str, Any]:
    filled = {name: _filled(value) if isinstance(value, dict) else value for name, value in tree.items()}
    return {name: value for name, value in filled.items() if value != {}}
