"""Parsers of the Markdown that models write, for the command, app and bots."""

from __future__ import annotations

import re
import unicodedata
from string import punctuation

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from assistant.text import CJK

_CJK = re.compile(f"[{CJK}]")


def answer_parser() -> MarkdownIt:
    """Make a parser of answers, without HTML and pictures.

    A picture would show its caption alone, a reference nothing at all, and an address between brackets itself twice.
    """
    return cjk_friendly(
        MarkdownIt("commonmark", {"html": False})
        .enable(["strikethrough", "table"])
        .disable(["image", "reference", "autolink"])
    )


def cjk_friendly(parser: MarkdownIt) -> MarkdownIt:
    """Let a parser see emphasis beside Chinese and Japanese too; return it."""
    parser.inline.ruler.at("emphasis", _emphasis)
    return parser


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Read "*" and "_" as CommonMark does, but also beside Chinese and Japanese.

    Source: the specification of "markdown-cjk-friendly": punctuation of these scripts counts as a letter, and a letter of
    theirs as a space where other punctuation stands on the inner side.
    """
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    opens = _may_bound(before, after)
    closes = _may_bound(after, before)
    if marker == "_":  # not inside of a word
        opens, closes = opens and (not closes or _is_mark(before)), closes and (not opens or _is_mark(after))
    for _ in range(end - state.pos):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=end - state.pos,
                token=len(state.tokens) - 1,
                end=-1,
                open=opens,
                close=closes,
            )
        )
    state.pos = end
    return True


def _may_bound(outer: str, inner: str) -> bool:
    """Return whether emphasis may begin or end between two characters."""
    if inner.isspace():
        return False
    return not _is_mark(inner) or outer.isspace() or _is_mark(outer) or _CJK.match(outer) is not None


def _is_mark(character: str) -> bool:
    return character in punctuation or (
        unicodedata.category(character).startswith("P") and not _CJK.match(character)
    )
