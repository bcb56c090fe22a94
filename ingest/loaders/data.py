"""JSON and JSON lines as text that a person can read: a name and its value a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePath

from ingest.loaders.builder import Builder, one_line
from ingest.loaders.encoding import decode
from ingest.loaders.plain import paragraphs
from ingest.records import Document

_DEEPEST = 60


def read_json(data: bytes, path: PurePath) -> Document:
    """Read a JSON file: a block for each element of the outermost list or object."""
    text, notice = decode(data)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _as_text(text, path, "json", "it is not valid JSON; it was read as plain text")
    builder = Builder("json")
    builder.notices.extend([notice] if notice else [])
    for part in _parts(value):
        builder.add("paragraph", "\n".join(_lines(part)))
    return builder.document(path)


def read_jsonl(data: bytes, path: PurePath) -> Document:
    """Read a file of one JSON value a line: a block for each."""
    text, notice = decode(data)
    builder = Builder("jsonl")
    builder.notices.extend([notice] if notice else [])
    broken: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            broken.append(number)
            builder.add("paragraph", line)
        else:
            builder.add("paragraph", "\n".join(_lines(value)))
    if broken:
        builder.notices.append(f"{len(broken)} lines are not valid JSON, the first of them line {broken[0]}")
    return builder.document(path)


def _as_text(text: str, path: PurePath, kind: str, notice: str) -> Document:
    return Document(text=text, title=path.stem, kind=kind, blocks=tuple(paragraphs(text)), notices=(notice,))


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield {name: part}
    else:
        yield value


def _lines(value: object, depth: int = 0, name: str = "") -> Iterator[str]:
    indent = "  " * depth
    head = f"{indent}{name}: " if name else indent
    if depth > _DEEPEST or not isinstance(value, dict | list):
        yield head + _scalar(value)
        return
    if name:
        yield f"{indent}{name}:"
    inner = depth + 1 if name else depth
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _lines(part, inner, one_line(str(key)) or '""')
        return
    for part in value:
        if isinstance(part, dict | list):
            yield from _lines(part, inner + 1)
        else:
            yield f"{'  ' * inner}- {_scalar(part)}"


def _scalar(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
