"""Text with spans (bold, code, a quote), and Markdown read as such.

Spans nest or are apart, never cross, and count characters (code points); a platform turns them into its own entities.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from assistant.markdown import cjk_friendly
from assistant.text import CJK, clean

Kind = Literal["bold", "italic", "strike", "code", "pre", "quote"]
"""What a span is. A link is none: where it leads is written beside it, so that nothing is hidden behind words."""
_MOST_NESTED = 40
"""Blocks and links that are nested deeper are shown as they were written."""
_LANGUAGE = re.compile(r"[\w+#.-]{1,20}")
_CONTAINERS = re.compile(r"(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))*[ \t]*")
"""What quotes and lists write before a line of theirs."""
_UNDECIDED = re.compile(r"[ \t>]*(?:[-=*_+#`~|: \t]*|\d{1,9}[.)]?)")
"""A line that may still become a part of another block than it seems to be."""
_HALF_A_MARK = re.compile(r"(?<![*_])[*_]$")
_CJK = re.compile(f"[{CJK}]")
_RULE = "———"
_LOOKS: dict[str, Kind] = {"strong": "bold", "em": "italic", "s": "strike"}


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text that looks different.

    Attributes:
        start: Its first character.
        end: One past the last; always after the first.
        kind: How it looks. Code ("code", "pre") is in no other span and holds none; a "quote" is in no other quote.
        language: The language of a "pre", else empty.
    """

    start: int
    end: int
    kind: Kind
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rich:
    """A text and its spans.

    Attributes:
        text: What is read, all of it.
        spans: By their start; of two that start together the longer one comes first.
    """

    text: str = ""
    spans: tuple[Span, ...] = ()

    def __add__(self, other: Rich | str) -> Rich:
        if isinstance(other, str):
            return Rich(self.text + other, self.spans)
        return Rich(self.text + other.text, (*self.spans, *moved(other.spans, len(self.text))))

    def cut(self, start: int, end: int) -> Rich:
        """Cut out a part of the text, with the spans cut to it."""
        inside = (
            replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
            for span in self.spans
            if span.start < end and span.end > start
        )
        return Rich(self.text[start:end], tuple(inside))


def styled(text: str, kind: Kind, language: str = "") -> Rich:
    """Make a text with one span over all of it; none if it is empty."""
    return Rich(text, (Span(0, len(text), kind, language),) if text else ())


def joined(parts: Iterable[Rich | str]) -> Rich:
    """Join texts one after another."""
    text: list[str] = []
    spans: list[Span] = []
    at = 0
    for part in parts:
        words = part if isinstance(part, str) else part.text
        if isinstance(part, Rich):
            spans += moved(part.spans, at)
        text.append(words)
        at += len(words)
    return Rich("".join(text), tuple(spans))


def moved(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    """Shift spans."""
    return tuple(replace(span, start=span.start + by, end=span.end + by) for span in spans)


def rich_from(markdown: str, *, growing: bool = False) -> Rich:
    """Read Markdown (CommonMark with tables and struck-out text).

    No word is lost, and nothing is hidden behind another: where a link leads stands beside it, and HTML, references and
    entities stay as they were written.

    Args:
        markdown: As a model wrote it.
        growing: Whether it is still being written. A last line of which nothing but markup has arrived is left out then:
            a "-" may become an item, or make a heading of the line above.
    """
    source = clean(markdown)
    if growing:
        before, newline, last = source.rpartition("\n")
        source = before if newline and _UNDECIDED.fullmatch(last) else _HALF_A_MARK.sub("", source)
    reader = _Reader(source)
    rich = reader.rich()
    lost = _letters(source) - _letters(rich.text)
    return rich if lost <= _letters("".join(reader.left_out)) else Rich(source)


def _letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\W_]+", "", unescape(text)))


class _Parser(MarkdownIt):
    """Leaves addresses as they were written."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - as the base class has it
        return url


def _parser() -> MarkdownIt:
    parser = (
        _Parser("commonmark", {"html": False, "maxNesting": _MOST_NESTED})
        .enable(["strikethrough", "table"])
        .disable(["image", "reference", "autolink", "entity"])
    )
    parser.block.ruler.before("blockquote", "ended_quote", _ended_quote, {"alt": ["blockquote"]})
    return cjk_friendly(parser)


def _ended_quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """End a quote at the first line without ">"; models begin a paragraph there."""
    return silent and state.parentType == "blockquote"


class _Reader:
    """Turns the tokens of a text into text with spans.

    Args:
        source: The Markdown.

    Attributes:
        left_out: Words that are not shown: languages of code, and addresses that are their own label.
    """

    def __init__(self, source: str) -> None:
        self.left_out: list[str] = []
        self._lines = source.split("\n")
        self._tokens = _PARSER.parse(source)
        self._at = 0

    def rich(self) -> Rich:
        """Return all blocks."""
        return self._blocks("", 0)

    def _blocks(self, closing: str, depth: int) -> Rich:
        """Read blocks up to a closing token, which is taken too; `depth` is that of lists."""
        parts: list[Rich | str] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == closing:
                break
            if parts:
                parts.append("\n\n" if self._is_apart(token) else "\n")
            parts.append(self._block(token, depth))
        return joined(parts)

    def _is_apart(self, token: Token) -> bool:
        """Return whether an empty line stands before a block."""
        first = token.map[0] if token.map else 0
        return first > 0 and not self._lines[first - 1].strip(" \t>")

    def _block(self, token: Token, depth: int) -> Rich:
        match token.type:
            case "fence":
                return self._code(token)
            case "code_block":
                return styled(token.content.removesuffix("\n"), "pre")
            case "hr":
                return Rich(_RULE)
            case "heading_open":
                return self._inline("heading_close", "bold")
            case "paragraph_open":
                return self._inline("paragraph_close")
            case "table_open":
                return self._table(token)
            case "blockquote_open":
                return _quoted(self._blocks("blockquote_close", depth))
            case "bullet_list_open":
                return self._blocks("bullet_list_close", depth + 1)
            case "ordered_list_open":
                return self._blocks("ordered_list_close", depth + 1)
            case "list_item_open":
                return self._item(token, depth)
        raise AssertionError(f"no such block: {token.type}")

    def _inline(self, closing: str, look: Kind | None = None) -> Rich:
        inline = self._tokens[self._at]
        self._at += 2
        assert self._tokens[self._at - 1].type == closing
        return self._styled(inline.children or [], look)

    def _item(self, token: Token, depth: int) -> Rich:
        mark = "  " * (depth - 1) + (f"{token.info}{token.markup}" if token.info else "•")
        first = self._tokens[self._at].type
        words = self._blocks("list_item_close", depth)
        if not words.text:
            return Rich(mark)
        return Rich(mark + ("\n" if first in ("fence", "code_block", "table_open") else " ")) + words

    def _table(self, token: Token) -> Rich:
        """Keep a table as it was written: in a monospaced font its columns are aligned."""
        while self._tokens[self._at].type != "table_close":
            self._at += 1
        self._at += 1
        assert token.map is not None
        lines = self._lines[slice(*token.map)]
        if token.level:
            lines = [_CONTAINERS.sub("", line, count=1) for line in lines]
        end = next((number for number, line in enumerate(lines) if "|" not in line), len(lines))
        table = styled("\n".join(lines[:end]), "pre")
        if end == len(lines):
            return table
        (after,) = _PARSER.parseInline("\n".join(lines[end:]))
        return table + "\n" + self._styled(after.children or [])

    def _code(self, token: Token) -> Rich:
        info, code = token.info.strip(), token.content.removesuffix("\n")
        if not info or _LANGUAGE.fullmatch(info):
            self.left_out.append(info)
            return styled(code, "pre", info)
        return styled(f"{info}\n{code}".rstrip("\n"), "pre")

    def _styled(self, tokens: Sequence[Token], look: Kind | None = None) -> Rich:
        """Turn the tokens of a line into text with spans.

        A look that is already there is not begun again, and code has only its own.

        Args:
            tokens: The tokens.
            look: How all of it looks, or None.
        """
        parts: list[str] = []
        at = 0
        spans: list[Span] = []
        begun: dict[Kind, int] = {look: 0} if look else {}
        depth = Counter[Kind](begun.keys())
        links: list[tuple[int, str, str]] = []

        def add(text: str) -> None:
            nonlocal at
            parts.append(text)
            at += len(text)

        def end(kinds: Iterable[Kind]) -> None:
            spans.extend(Span(begun[kind], at, kind) for kind in kinds if begun[kind] < at)

        for token in tokens:
            name, _, edge = token.type.rpartition("_")
            if token.type == "code_inline":
                end(begun)
                before = at
                add(token.content)
                spans.append(Span(before, at, "code"))
                begun = dict.fromkeys(begun, at)
            elif token.type in ("softbreak", "hardbreak"):
                add("\n")
            elif token.type == "link_open":
                links.append(
                    (len(parts), str(token.attrs.get("href", "")), str(token.attrs.get("title", "")))
                )
            elif token.type == "link_close":
                first, address, title = links.pop()
                add(self._leads("".join(parts[first:]), clean(address), clean(title)))
            elif name in _LOOKS:
                kind = _LOOKS[name]
                if edge == "open":
                    depth[kind] += 1
                    begun.setdefault(kind, at)
                else:
                    depth[kind] -= 1
                    if not depth[kind]:
                        end([kind])
                        del begun[kind]
            else:
                add(token.content)
        end(begun)
        return Rich("".join(parts), tuple(sorted(spans, key=lambda span: (span.start, -span.end, span.kind))))

    def _leads(self, label: str, address: str, title: str) -> str:
        """Write where a link leads, to stand behind its label."""
        words = f'{address} "{title}"' if title else address
        if label == words:
            self.left_out.append(words)
            return ""
        return f" ({words})" if label and words else words


def _quoted(rich: Rich) -> Rich:
    """Make a quote of a text.

    Quotes and code in its lines become part of it; blocks of code divide it.
    """
    inner = [span for span in rich.spans if span.kind not in ("quote", "code")]
    edges = [edge for span in inner if span.kind == "pre" for edge in (span.start, span.end)]
    pairs = zip([0, *edges[1::2]], [*edges[::2], len(rich.text)], strict=True)
    quotes = [Span(start, end, "quote") for start, end in pairs if rich.text[start:end].strip()]
    return Rich(rich.text, tuple(sorted([*quotes, *inner], key=lambda span: (span.start, -span.end))))


_PARSER = _parser()
