"""Plain text, markups that are plain text with headings, code, and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath

from assistant.i18n import _
from ingest.loaders.blobs import decode_words
from ingest.loaders.builder import Builder, choose_title, one_line
from ingest.loaders.formats import language_of
from ingest.records import Block, BlockKind, Document

Headings = Iterator[tuple[int, int, int, str]]  # start, end, level, title

_PARAGRAPH = re.compile(r"\S.*(?:\n(?![ \t\f\v]*\n).*)*")  # line by line: a group a character fills memory
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
# A title is taken with the blanks after it, and stripped later: a pattern would look at each of them again and again.
_ORG = re.compile(r"^(\*+)[ \t]+(?:(?:TODO|DONE)[ \t]+)?([^ \t\n].*)$", re.MULTILINE)
_ORG_TAGS = re.compile(r":[\w@:]+:")
_ORG_TITLE = re.compile(r"^#\+title:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)
_RST = re.compile(
    r"^(?:([=\-~^\"'#*+.:_`])\1{2,}[ \t]*\n)?([^\s].*)\n([=\-~^\"'#*+.:_`])\3{2,}[ \t]*$", re.MULTILINE
)
_LATEX = re.compile(
    r"^[ \t]*\\(part|chapter|section|subsection|subsubsection|paragraph)\*?(?:\[[^\]\n]*\])?"
    r"\{((?:[^{}\n]|\{[^{}\n]{0,200}\}){1,500})\}",
    re.MULTILINE,
)
_LATEX_TITLE = re.compile(r"\\title\{((?:[^{}]|\{[^{}]{0,200}\}){1,500})\}")
_LATEX_COMMAND = re.compile(r"\\[a-zA-Z]+\*?[ ]?|[{}$]")
_LATEX_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
_LATEX_COMMENT_LINE = re.compile(r"^[ \t]*%[^\n]*(?:\n|\Z)", re.MULTILINE)
_LATEX_VERBATIM = re.compile(r"\\begin\{(verbatim\*?|lstlisting|minted|comment)\}")
_LATEX_LEVELS = {"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6}
_ASCIIDOC = re.compile(r"^(={1,6})[ \t]+([^ \t\n].*)$", re.MULTILINE)
# What begins at the left margin after an empty line begins something new, in every language that
# people indent; comments and decorators without an empty line below stay with what they explain.
_BEGINNING = re.compile(r"(?:\A|\n[ \t]*\n)(?=[^\s})\]])")
_DEEPEST_JSON = 60


def read_text(data: bytes, path: PurePath) -> Document:
    """Read a plain text file: paragraphs between empty lines."""
    return _read(data, path, "text", lambda text: iter(()))


def read_org(data: bytes, path: PurePath) -> Document:
    """Read an Org file: lines that begin with stars are headings."""
    return _read(data, path, "org", _org_headings, _ORG_TITLE)


def read_rst(data: bytes, path: PurePath) -> Document:
    """Read reStructuredText: underlined lines are headings.

    Their levels are in the order in which the underlines are met.
    """
    return _read(data, path, "rst", _rst_headings)


def read_latex(data: bytes, path: PurePath) -> Document:
    """Read LaTeX source without its comments; sectioning commands are headings."""
    document = _read(data, path, "latex", _latex_headings, _LATEX_TITLE, _without_comments)
    return replace(document, title=_latex_words(document.title) or path.stem)


def read_asciidoc(data: bytes, path: PurePath) -> Document:
    """Read AsciiDoc: lines that begin with equals signs are headings."""
    return _read(data, path, "asciidoc", lambda text: _matches(_ASCIIDOC, text))


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[Block]:
    """Yield the paragraphs and list items between empty lines of a stretch of text."""
    for match in _PARAGRAPH.finditer(text, start, len(text) if end is None else end):
        piece = match.group()
        kind: BlockKind = "list" if _ITEM.match(piece) else "paragraph"
        yield Block(kind, match.start(), match.start() + len(piece.rstrip()))


def _read(
    data: bytes,
    path: PurePath,
    kind: str,
    headings: Callable[[str], Headings],
    title_pattern: re.Pattern[str] | None = None,
    prepare: Callable[[str], str] | None = None,
) -> Document:
    text, notices = decode_words(data)
    text = prepare(text) if prepare else text
    blocks: list[Block] = []
    position = 0
    for start, end, level, title in headings(text):
        blocks.extend(paragraphs(text, position, start))
        blocks.append(Block("heading", start, end, level, one_line(title)))
        position = end
    blocks.extend(paragraphs(text, position))
    found = title_pattern.search(text) if title_pattern else None
    return Document(
        text=text,
        title=choose_title(found[1] if found else "", blocks, path),
        kind=kind,
        blocks=tuple(blocks),
        notices=tuple(notices),
    )


def _matches(pattern: re.Pattern[str], text: str) -> Headings:
    for match in pattern.finditer(text):
        yield match.start(), match.end(), len(match[1]), match[2]


def _org_headings(text: str) -> Headings:
    for start, end, level, line in _matches(_ORG, text):
        title = line.rstrip(" \t")
        words, _, last = title.replace("\t", " ").rpartition(" ")
        yield start, end, level, words if words and _ORG_TAGS.fullmatch(last) else title


def _rst_headings(text: str) -> Headings:
    levels: dict[tuple[str, bool], int] = {}
    for match in _RST.finditer(text):
        over, title, under = match[1], match[2], match[3]
        rule = match.group().rsplit("\n", 1)[1].rstrip()
        if (over is not None and over != under) or len(rule) < len(title.rstrip()):
            continue
        style = (under, over is not None)
        yield match.start(), match.end(), levels.setdefault(style, len(levels) + 1), title


def _latex_headings(text: str) -> Headings:
    for match in _LATEX.finditer(text):
        yield match.start(), match.end(), _LATEX_LEVELS[match[1]], _latex_words(match[2])


def _latex_words(text: str) -> str:
    """Return a title without the commands in it."""
    return one_line(_LATEX_COMMAND.sub("", text.replace("\\\\", " ").replace("~", " ")).replace("\\", ""))


def _without_comments(text: str) -> str:
    """Return LaTeX source without its comments; what is verbatim has none."""
    parts: list[str] = []
    position = 0
    while match := _LATEX_VERBATIM.search(text, position):
        closing = "\\end{" + match[1] + "}"
        end = text.find(closing, match.end())
        end = len(text) if end < 0 else end + len(closing)
        parts.append(_uncommented(text[position : match.start()]))
        parts.append("" if match[1] == "comment" else text[match.start() : end])
        position = end
    parts.append(_uncommented(text[position:]))
    return "".join(parts)


def _uncommented(text: str) -> str:
    return _LATEX_COMMENT.sub(r"\1", _LATEX_COMMENT_LINE.sub("", text))


def read_code(data: bytes, path: PurePath) -> Document:
    """Read source code; its name is its title."""
    text, notices = decode_words(data)
    cuts = [match.end() for match in _BEGINNING.finditer(text)]
    cuts = sorted({0, *cuts, len(text)})
    blocks = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        begin = start + len(piece) - len(piece.lstrip("\n"))
        stop = start + len(piece.rstrip())
        if stop > begin:
            blocks.append(Block("code", begin, stop))
    return Document(
        text=text,
        title=path.name,
        kind="code",
        blocks=tuple(blocks),
        language=language_of(path.name),
        notices=tuple(notices),
    )


def read_json(data: bytes, path: PurePath) -> Document:
    """Read a JSON file as lines of names and values.

    Each element of the outermost list or object is a block.
    """
    text, notices = decode_words(data)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _as_text(text, path, "json", [_("it is not valid JSON; it was read as plain text"), *notices])
    builder = Builder("json")
    builder.notices.extend(notices)
    for part in _parts(value):
        builder.add("paragraph", "\n".join(_lines(part)))
    return builder.document(path)


def read_jsonl(data: bytes, path: PurePath) -> Document:
    """Read a file of one JSON value a line: a block for each."""
    text, notices = decode_words(data)
    builder = Builder("jsonl")
    builder.notices.extend(notices)
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
        builder.notices.append(
            _(
                "{count} lines are not valid JSON, the first of them line {first}",
                count=len(broken),
                first=broken[0],
            )
        )
    return builder.document(path)


def _as_text(text: str, path: PurePath, kind: str, notices: list[str]) -> Document:
    return Document(
        text=text, title=path.stem, kind=kind, blocks=tuple(paragraphs(text)), notices=tuple(notices)
    )


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
    if depth > _DEEPEST_JSON or not isinstance(value, dict | list):
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
