"""Reads the text of shapes and cells on slides, with the numbers of its lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.loaders.builder import Builder, squeeze
from ingest.loaders.equations import latex
from ingest.loaders.ooxml import DRAWING, alternatives
from ingest.loaders.word_numbering import formatted
from ingest.loaders.xml import local, value

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_NUMBERED = re.compile(
    r"(arabic|alphaLc|alphaUc|romanLc|romanUc|circleNum|ea1Chs|ea1Cht|ea1Jpn)\w*?(Period|ParenR|ParenBoth|Plain)?"
)
_FORMS = {
    "arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman",
    "romanUc": "upperRoman", "circleNum": "decimalEnclosedCircle", "ea1Chs": "chineseCountingThousand",
    "ea1Cht": "chineseCountingThousand", "ea1Jpn": "chineseCountingThousand",
}  # fmt: skip
_DEEPEST = 8


def add_text(builder: Builder, body: _Element) -> None:
    """Append the paragraphs of a shape.

    Those below the first level are items of a list.
    """
    for level, number, text in _paragraphs(body):
        if not text:
            continue
        mark = number or ("-" if level else "")
        builder.add("list" if mark else "paragraph", f"{mark} {text}" if mark else text)


def text_of(element: _Element) -> str:
    """Return the text in a shape or cell, a line a paragraph."""
    lines = (f"{number} {text}" if number else text for _, number, text in _paragraphs(element) if text)
    return "\n".join(lines)


def _paragraphs(body: _Element) -> Iterator[tuple[int, str, str]]:
    """Yield the level, the automatic number and the text of each paragraph."""
    counters: dict[int, tuple[str, int, int]] = {}  # level: the scheme, its first number, the last one given
    for paragraph in body.iter(f"{DRAWING}p"):
        properties = next((one for one in paragraph if local(one) == "pPr"), None)
        level = value(properties, "lvl")
        depth = min(_DEEPEST, int(level)) if level.isdigit() else 0
        text = squeeze(_line(paragraph))
        held = (
            None
            if properties is None
            else next((one for one in properties if local(one) == "buAutoNum"), None)
        )
        number = ""
        if text:
            for other in [one for one in counters if one > depth or (one == depth and held is None)]:
                del counters[other]
        if held is not None and text:
            start = value(held, "startAt")
            first = min(int(start), 32_767) if start.isdigit() else 1
            kind = value(held, "type")
            before = counters.get(depth)  # a list of another scheme begins anew
            count = before[2] + 1 if before is not None and before[:2] == (kind, first) else first
            counters[depth] = kind, first, count
            number = number_of(count, kind)
        yield depth, number, text


def number_of(count: int, kind: str) -> str:
    """Return an automatic number in the scheme of that name."""
    match = _NUMBERED.match(kind)
    if match is None:
        return f"{count}."
    shown = formatted(count, _FORMS[match[1]])
    if kind.endswith("ParenBoth"):
        return f"({shown})"
    return shown + (")" if kind.endswith("ParenR") else "" if kind.endswith("Plain") else ".")


def _line(element: _Element) -> str:
    pieces = []
    for one in element:
        name = local(one)
        if name in ("t", "br", "tab"):
            pieces.append((one.text or "") if name == "t" else "\n" if name == "br" else " ")
        elif name == "oMath":
            pieces.append(f"${latex(one)}$")
        elif name == "AlternateContent":
            pieces += [_line(other) for other in alternatives(one)]
        elif name not in ("pPr", "rPr", "endParaRPr"):
            pieces.append(_line(one))
    return "".join(pieces)
