"""How text from models and documents becomes something to draw: marks found, links laid open, the monstrous kept plain. Pure."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from textual.content import Content
from textual.style import Style

from assistant.text import clean

MARK = re.compile(r"\[(\d{1,3}|\?)\]")
MOST_CHARS = 40_000
MOST_TABLE_LINES = 120
MOST_BLOCKS = 300
MOST_LINE = 8_000
_TABLE_LINE = re.compile(r"^\s*\|", re.MULTILINE)
_ITEM = re.compile(r"^\s*(?:[-*+>#]|\d+[.)]) ", re.MULTILINE)
_LONG_LINE = re.compile(rf"[^\n]{{{MOST_LINE}}}")


def is_plain(text: str) -> bool:
    """Tell whether a text is drawn as it is written: as Markdown it would take too long to lay out."""
    return (
        len(text) > MOST_CHARS
        or text.count("\n\n") > MOST_BLOCKS
        or len(_ITEM.findall(text)) > MOST_BLOCKS
        or len(_TABLE_LINE.findall(text)) > MOST_TABLE_LINES
        or _LONG_LINE.search(text) is not None
    )


def markdown_parser() -> MarkdownIt:
    """Make a parser that hides nothing a model wrote: no HTML, no pictures, and links show where they lead."""
    parser = (
        MarkdownIt("commonmark", {"html": False})
        .enable(["strikethrough", "table"])
        .disable(["image", "reference", "autolink"])
    )
    parser.core.ruler.push("laid_open", _lay_open)
    return parser


def _lay_open(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = _laid_open(token.children)
        # Again: "&#x202e;" was harmless as it was written, and is a mark of direction once it is Markdown.
        token.content = clean(token.content)


def _laid_open(children: list[Token]) -> list[Token]:
    """Give the parts of a paragraph with links as text, and where they lead behind it."""
    parts: list[Token] = []
    leads: list[str] = []
    for child in children:
        if child.type == "link_open":
            leads.append(str(child.attrs.get("href", "")))
        elif child.type == "link_close":
            target = leads.pop() if leads else ""
            parts.append(Token("text", "", 0, content=f" ({clean(target)})" if target else ""))
        else:
            child.content = clean(child.content)
            parts.append(child)
    return parts


def with_marks(content: Content, cited: str, unsure: str) -> Content:
    """Give a text with its marks in a style of their own; a number is clicked as `link('cite:N')`.

    Args:
        content: A paragraph of an answer.
        cited: Style of `[1]`.
        unsure: Style of `[?]`.
    """
    for match in MARK.finditer(content.plain):
        style = unsure if match[1] == "?" else cited
        content = content.stylize(style, match.start(), match.end())
        if match[1] != "?":
            click = Style.from_meta({"@click": f"link('cite:{match[1]}')"})
            content = content.stylize(click, match.start(), match.end())
    return content


def plain_with_marks(text: str) -> Content:
    """Give an answer as it is written, with its marks to be clicked."""
    return with_marks(Content(text), "$accent", "bold $error")
