"""Rows of a label and a text; in a terminal the text is wrapped beside its label, in a pipe it stays one line."""

from __future__ import annotations

import sys

from assistant.cli import output
from assistant.text_safety import clean_line

Part = tuple[str, str] | str


def put_row(label: tuple[Part, ...], text: str, *, style: str = "", indent: int = 10) -> None:
    """Write a row to standard output.

    Args:
        label: Its parts, plain or with the name of a style.
        text: What stands beside it.
        style: How the text looks.
        indent: Where the text begins, in cells.
    """
    text = clean_line(text)
    lines = [text]
    length = sum(len(part if isinstance(part, str) else part[0]) for part in label)
    if output.is_terminal(sys.stdout):
        from assistant.cli.wrapping import wrapped

        lines = wrapped(text, output.width(sys.stdout) - indent)
    output.put_styled(*label, " " * (indent - length), (lines[0], style))
    for line in lines[1:]:
        output.put_styled(" " * indent, (line, style))
