"""Cuts a stretch of text that is too long for one passage, at the best places there are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.records import BlockKind

_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
CJK_WIDTH = 2.5
_WINDOW_CHARS = 40_000
_MARKS = ("\n\n", "\n", "。", ". ", "，", ", ", " ", ",")
_SENTENCE = r"[。！？…]+[”’」』）】]*|(?<=[.!?])[\"'”’)\]]*\s+"
_CLAUSE = r"[；，、：]|(?<=[,;:])\s+"
# Prose that is wrapped by hand has newlines inside its sentences; rows, items and code end with theirs.
_PROSE = [r"\n[ \t]*\n", _SENTENCE, r"\n", _CLAUSE, r"\s+"]
_ROWS = [r"\n[ \t]*\n", r"\n", _SENTENCE, r"[|\t]", _CLAUSE, r"\s+"]


def width(text: str) -> float:
    """Return how much room a text takes: a Chinese, Japanese or Korean character takes that of 2.5 Latin ones."""
    if text.isascii():
        return float(len(text))
    narrow = len(_CJK.sub("", text))
    return narrow + CJK_WIDTH * (len(text) - narrow)


def split(
    text: str, kind: BlockKind, *, target_chars: int, max_chars: int, language: str = ""
) -> list[tuple[int, int]]:
    """Return the pieces of a text as start and end; joined they are the text.

    Args:
        text: Longer than one passage.
        kind: Of its block; prose is cut at sentences, tables at rows, code at definitions.
        target_chars: About how wide the pieces shall be.
        max_chars: How wide they may be.
        language: Of source code.
    """
    # Importing the splitters takes half a second; most documents have nothing that is too long.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    if len(text) > _WINDOW_CHARS:
        sizes = {"target_chars": target_chars, "max_chars": max_chars}
        windows = list(_windows(text))
        return [
            (start + a, start + b)
            for start, end in windows
            for a, b in split(text[start:end], kind, **sizes, language=language)
        ]
    total = width(text)
    even = total / max(1, math.ceil(total / target_chars))  # pieces of about one size, no scrap at the end
    splitter = RecursiveCharacterTextSplitter(
        separators=_separators(kind, language),
        keep_separator="start" if kind == "code" else "end",
        is_separator_regex=True,
        chunk_size=min(max_chars, int(even * 1.2) + 1),
        chunk_overlap=0,
        length_function=width,
        strip_whitespace=False,
    )
    pieces = splitter.split_text(text)
    cuts = [0]
    for piece in pieces:
        cuts.append(cuts[-1] + len(piece))
    if "".join(pieces) != text:  # pragma: no cover - a splitter that loses text must not lose it here
        cuts = [0, len(text)]
    return [part for start, end in pairwise(cuts) for part in _hard_cut(text, start, end, max_chars)]


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield stretches of a huge text that end at good places; the splitter would need a hundred times its memory."""
    start = 0
    while len(text) - start > _WINDOW_CHARS:
        half, full = start + _WINDOW_CHARS // 2, start + _WINDOW_CHARS
        places = (
            text.rfind(mark, half, full) + len(mark) for mark in _MARKS if text.rfind(mark, half, full) >= 0
        )
        end = next(places, full)
        yield start, end
        start = end
    yield start, len(text)


def _separators(kind: BlockKind, language: str) -> list[str]:
    if kind == "code":
        return [*_by_language(language), r"\n[ \t]*\n", r"\n", r"\s+"]
    return _ROWS if kind in ("table", "list") else _PROSE


def _by_language(language: str) -> list[str]:
    from langchain_text_splitters import Language, RecursiveCharacterTextSplitter

    try:
        known = RecursiveCharacterTextSplitter.get_separators_for_language(Language(language))
    except ValueError:  # not one of theirs
        return []
    return [separator for separator in known if separator.strip()]


def _hard_cut(text: str, start: int, end: int, max_chars: int) -> list[tuple[int, int]]:
    """Return a stretch without any place to cut in equal pieces, and any other as it is."""
    if width(text[start:end]) <= max_chars:
        return [(start, end)]
    step = max(1, int(max_chars / CJK_WIDTH) if width(text[start:end]) > end - start else max_chars)
    return [(at, min(at + step, end)) for at in range(start, end, step)]
