"""Records as `--json` gives them: every text in them is safe to print, also after a program has decoded it.

JSON escapes what would drive a terminal, but `jq -r` and whatever reads a record undo that. So texts are cleaned before they
are written. A path has to be exact too: where cleaning changes one, the exact one stands beside it as a file URI, which
also carries names that are no UTF-8.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.text_safety import clean, clean_line

PATHS = frozenset(("source", "path", "folder", "config_file", "libraries", "roots"))
"""The keys whose values are absolute paths, or lists of them."""


def readable(record: Mapping[str, object]) -> dict[str, object]:
    """Give a record whose texts are safe to print; `source_uri` follows `source` where that had to be changed."""
    found: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(value, int) or (isinstance(value, str) and value.isascii() and value.isprintable()):
            found[key] = value  # as almost all are: there is a record for each of thousands of files
            continue
        exact = _texts(value) if key in PATHS else []
        found[key] = _named(value) if exact else _readable(value)
        if any(_name(path) != path for path in exact):
            uris = [uri_of(path) for path in exact]
            found[f"{key}_uri"] = uris[0] if isinstance(value, str) else uris
    return found


def uri_of(path: str) -> str:
    """Write a path as a file URI: plain ASCII, and exact whatever bytes are in the name."""
    return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 - resolve() would follow links


def _readable(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case Mapping():
            return readable(value)
        case list() | tuple():
            return [_readable(one) for one in value]
        case _:
            return value


def _texts(value: object) -> list[str]:
    """Give a text, or those of a list; nothing where it is something else."""
    several = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [one for one in several if isinstance(one, str)]


def _named(value: object) -> object:
    return _name(value) if isinstance(value, str) else [_name(path) for path in _texts(value)]


def _name(path: str) -> str:
    """Give a path in one line, without what could drive a terminal; most come back as they are."""
    return path if clean(path) == path and not {"\n", "\t"} & set(path) else clean_line(path)
