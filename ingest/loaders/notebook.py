"""Jupyter notebooks: their Markdown and code cells."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

from ingest.loaders import markdown
from ingest.loaders.builder import Builder
from ingest.loaders.encoding import decode
from ingest.records import Document, Unreadable


def read(data: bytes, path: PurePath) -> Document:
    """Read a notebook; what its cells printed is read too where it is text."""
    text, _ = decode(data)
    try:
        notebook = json.loads(text)
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        language = str(notebook.get("metadata", {}).get("kernelspec", {}).get("language", "python"))
        title = str(notebook.get("metadata", {}).get("title", ""))
        cells = [cell for cell in cells if isinstance(cell, dict)]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable("it is not a valid notebook") from error
    builder = Builder("ipynb")
    for cell in cells:
        _cell(builder, cell)
    return builder.document(path, title=title, language=language)


def _cell(builder: Builder, cell: dict[str, Any]) -> None:
    source = _joined(cell.get("source", cell.get("input", "")))
    if cell.get("cell_type") == "markdown":
        for block in markdown.parse(source)[0]:
            builder.add(block.kind, source[block.start : block.end], level=block.level, title=block.title)
    elif cell.get("cell_type") == "code":
        builder.add("code", source)
        _outputs(builder, cell.get("outputs"))
    else:
        builder.add("paragraph", source)


def _outputs(builder: Builder, outputs: object) -> None:
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        printed = output.get("text") or (data.get("text/plain") if isinstance(data, dict) else "")
        builder.add("code", _joined(printed))


def _joined(source: object) -> str:
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str)).replace("\r\n", "\n")
