"""Markdown, and notebooks, whose cells are Markdown and code."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import Any

from assistant.i18n import _
from ingest.loaders.blobs import decode_words
from ingest.loaders.builder import Builder, choose_title, not_read
from ingest.loaders.encoding import decode
from ingest.records import Block, BlockKind, Document, Unreadable

# No pattern has two stretches side by side that match the same: on a line of blanks that takes its square.
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r" {0,3}(?:[-*+•]|\d{1,9}[.)])[ \t]")
_RULE_CELL = re.compile(r":?-*:?")
_MARKS = re.compile(
    r"!?\[([^\]]{0,500})\]\([^)]{0,2000}\)|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|\{#[^}]{0,500}\}"
)
_COLOURS = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_FRONT_TITLE = re.compile(r"^title[ \t]*[:=](.+)$", re.MULTILINE)


def read_markdown(data: bytes, path: PurePath) -> Document:
    """Read a Markdown file; its text stays as it is, marks and all."""
    text, notices = decode_words(data)
    blocks, title = parse(text)
    return Document(
        text=text,
        title=choose_title(title, blocks, path),
        kind="markdown",
        blocks=tuple(blocks),
        notices=tuple(notices),
    )


def parse(text: str) -> tuple[list[Block], str]:
    """Return the blocks of a Markdown text, and its front matter's title."""
    reader = _Reader(text)
    reader.run()
    return reader.blocks, reader.title


class _Reader:
    """Goes through the lines once; a block is open until a line ends it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = (
            text.splitlines(keepends=True) if "\x0b" not in text and "\x0c" not in text else _lines(text)
        )
        self.blocks: list[Block] = []
        self.title = ""
        self._kind: BlockKind = "paragraph"
        self._start = -1  # of the open block, or -1
        self._end = 0

    def run(self) -> None:
        """Read all lines."""
        index, position = self._front_matter()
        count = len(self.lines)
        while index < count:
            line = self.lines[index]
            stripped = line.strip()
            if not stripped:
                if self._kind != "list" or not self._list_goes_on(index):
                    self._close()
                index, position = index + 1, position + len(line)
                continue
            taken = self._special(index, position, line, stripped)
            for offset in range(taken):
                position += len(self.lines[index + offset])
            index += taken
        self._close()

    def _special(self, index: int, position: int, line: str, stripped: str) -> int:
        """Take a heading, code, a table or a line of text; return how many lines."""
        first = stripped[0]
        if first == "#" and (match := _HEADING.match(line.rstrip("\n"))):
            self._heading(position, position + len(line), len(match[1]), _title(line[match.end() :]))
            return 1
        if first in "`~" and (match := _FENCE.match(line)):
            return self._fenced(index, position, match[1])
        if (
            first in "=-"
            and self._start >= 0
            and self._kind == "paragraph"
            and _UNDERLINE.match(line.rstrip("\n"))
        ):
            self._underlined(position + len(line), 1 if first == "=" else 2)
            return 1
        if "|" in line and self._table_begins(index):
            return self._table(index, position)
        self._text_line(line, position)
        return 1

    def _text_line(self, line: str, position: int) -> None:
        if _ITEM.match(line):
            self._close()
            self._kind = "list"
            self._start = position
        elif self._start < 0:
            self._start = position
            indented = line.startswith(("    ", "\t")) and bool(self.blocks)
            self._kind = "code" if indented else "paragraph"
        self._end = position + len(line)

    def _list_goes_on(self, index: int) -> bool:
        following = self.lines[index + 1] if index + 1 < len(self.lines) else ""
        return following.startswith(("  ", "\t")) and not following.isspace()

    def _heading(self, start: int, end: int, level: int, title: str) -> None:
        self._close()
        self._append("heading", start, end, level, _MARKS.sub(lambda match: match[1] or "", title).strip())

    def _underlined(self, end: int, level: int) -> None:
        start, text_end = self._start, self._end
        # Only the last line of the paragraph is the heading.
        last = self.text.rfind("\n", start, text_end - 1) + 1
        self._end = max(start, last)
        if self._end > start:
            self._close()
        self._start = -1
        begin = max(start, last)
        self._heading(begin, end, level, self.text[begin:text_end].strip())

    def _fenced(self, index: int, position: int, fence: str) -> int:
        self._close()
        taken, length = 1, len(self.lines[index])
        while index + taken < len(self.lines):
            line = self.lines[index + taken]
            taken, length = taken + 1, length + len(line)
            mark = line.strip()
            if mark.startswith(fence) and not mark.strip(fence[0]):
                break
        self._append("code", position, position + length)
        return taken

    def _table_begins(self, index: int) -> bool:
        if index + 1 >= len(self.lines):
            return False
        rule = self.lines[index + 1].rstrip("\n")
        return "-" in rule and "|" in rule and _is_rule(rule)

    def _table(self, index: int, position: int) -> int:
        self._close()
        taken = length = 0
        while index + taken < len(self.lines) and "|" in self.lines[index + taken]:
            length += len(self.lines[index + taken])
            taken += 1
        self._append("table", position, position + length)
        return taken

    def _front_matter(self) -> tuple[int, int]:
        """Take the front matter; return the next line and its position."""
        if not self.lines or self.lines[0].rstrip() not in ("---", "+++"):
            return 0, 0
        fence, position = self.lines[0].rstrip(), len(self.lines[0])
        for index, line in enumerate(self.lines[1:200], start=1):
            position += len(line)
            if line.rstrip() == fence:
                matter = self.text[:position]
                title = _FRONT_TITLE.search(matter)
                self.title = title[1].strip().strip("\"'") if title else ""
                self._append("code", 0, position)
                return index + 1, position
        return 0, 0

    def _close(self) -> None:
        if self._start >= 0:
            self._append(self._kind, self._start, self._end)
            self._start = -1
        self._kind = "paragraph"

    def _append(self, kind: BlockKind, start: int, end: int, level: int = 0, title: str = "") -> None:
        piece = self.text[start:end]
        end -= len(piece) - len(piece.rstrip())
        if kind != "code":
            start += len(piece) - len(piece.lstrip())
        if end > start:
            self.blocks.append(Block(kind, start, end, level, title))


def _title(rest: str) -> str:
    """Return a heading's words without the marks that may close it."""
    title = rest.strip()
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else title


def _is_rule(line: str) -> bool:
    """Return whether a line is the one between the head of a table and its body."""
    first, *others = (cell.strip(" \t") for cell in line.strip(" \t").removeprefix("|").split("|"))
    return "-" in first and all(_RULE_CELL.fullmatch(cell) for cell in (first, *others))


def _lines(text: str) -> list[str]:
    """Return the lines by newlines alone; `str.splitlines` also cuts at form feeds."""
    return [line + "\n" for line in text.split("\n")[:-1]] + (
        [last] if (last := text.split("\n")[-1]) else []
    )


def read_notebook(data: bytes, path: PurePath) -> Document:
    """Read a notebook; what its cells printed is read too where it is text."""
    text, __ = decode(data)
    try:
        notebook = json.loads(text)
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        language = str(notebook.get("metadata", {}).get("kernelspec", {}).get("language", "python"))
        title = str(notebook.get("metadata", {}).get("title", ""))
        cells = [cell for cell in cells if isinstance(cell, dict)]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(_("it is not a valid notebook")) from error
    builder = Builder("ipynb")
    unread: list[str] = []
    for cell in cells:
        _cell(builder, cell, unread)
    builder.notices += not_read(len(unread), "picture")
    return builder.document(path, title=title, language=language)


def _cell(builder: Builder, cell: dict[str, Any], unread: list[str]) -> None:
    source = _joined(cell.get("source", cell.get("input", "")))
    if cell.get("cell_type") == "markdown":
        for block in parse(source)[0]:
            builder.add(block.kind, source[block.start : block.end], level=block.level, title=block.title)
    elif cell.get("cell_type") == "code":
        builder.add("code", source)
        _outputs(builder, cell.get("outputs"), unread)
    else:
        builder.add("paragraph", source)


def _outputs(builder: Builder, outputs: object, unread: list[str]) -> None:
    """Append what a cell printed: its words, tables and errors.

    Name what is a picture or a program.
    """
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        if output.get("output_type") == "error":
            builder.add("code", _error(output))
        printed = _printed(output.get("text"))
        held = output.get("data")
        data: dict[str, Any] = held if isinstance(held, dict) else output
        shown = False
        if printed:
            builder.add("code", printed)
            shown = True
        elif page := _joined(data.get("text/html")):
            shown = _page(builder, page, _printed(data.get("text/plain")))
        if not shown and (words := _joined(data.get("text/markdown"))):
            for block in parse(words)[0]:
                builder.add(block.kind, words[block.start : block.end], level=block.level, title=block.title)
            shown = True
        for kind in ("text/plain", "text/latex"):
            if not shown and (words := _printed(data.get(kind))):
                builder.add("code", words)
                shown = True
        pictures = [kind for kind in data if str(kind).startswith("image/")]
        if pictures and not shown:
            unread.append(str(pictures[0]))


def _page(builder: Builder, page: str, plain: str) -> bool:
    """Append an output that is a web page where it says as much as its plain text.

    Say whether it did.
    """
    from ingest.loaders import html

    own = Builder("html")
    html.add_tree(own, html.parse(page))
    if not own.blocks or len(own.document(PurePath("page")).text) < len("".join(plain.split())):
        return False
    html.add_tree(builder, html.parse(page), deeper=6)
    return True


def _error(output: dict[str, Any]) -> str:
    name, value = str(output.get("ename", "")), str(output.get("evalue", ""))
    return f"{name}: {value}" if name else _printed(output.get("traceback"))


def _printed(source: object) -> str:
    """Return what was printed, without the terminal's colours."""
    return _COLOURS.sub("", _joined(source))


def _joined(source: object) -> str:
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str)).replace("\r\n", "\n")
