"""Markdown of an answer: where its finished blocks end, and how blocks look.

Nothing that a model writes is left out or hidden: HTML, pictures and lists of link targets are shown as they stand, and a
link shows where it leads beside its text, never as a link of the terminal's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Heading, Markdown
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from assistant.text import clean

WIDEST = 100
"""Longer lines are hard to read, however wide the terminal is."""
_MARK = re.compile(r"(\[(?:\d{1,3}|\?)\])")
_MARK_STYLES = {"[?]": Style(color="yellow", bold=True)}
_CITATION_STYLE = Style(color="cyan")


def finished_part(text: str) -> int:
    """Tell how much of a text that is still growing will not change any more, in characters.

    A block is finished when another has begun after it; the last one may still grow.
    """
    starts = [
        token.map[0]
        for token in _parser().parse(text)
        if token.level == 0 and token.map and token.nesting >= 0
    ]
    if len(starts) < 2:
        return 0
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: starts[-1]])


def rendered(text: str) -> Blocks:
    """Make blocks of Markdown ready to be printed."""
    return Blocks(_Markdown(text))


def as_written(text: str) -> Blocks:
    """Make a text that is no Markdown ready to be printed."""
    return Blocks(Text(text.strip("\n")))


def _parser() -> MarkdownIt:
    # A picture would show its caption alone, a reference nothing at all, and an address between brackets itself twice.
    return (
        MarkdownIt("commonmark", {"html": False})
        .enable(["strikethrough", "table"])
        .disable(["image", "reference", "autolink"])
    )


class _PlainHeading(Heading):
    """A heading at the left, without a frame: an answer is no page."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(self.text.plain, Style(bold=True), justify="left")


class _Markdown(Markdown):
    elements = {**Markdown.elements, "heading_open": _PlainHeading}  # noqa: RUF012 - as the base class has it

    def __init__(self, text: str) -> None:
        super().__init__("", code_theme="ansi_dark", hyperlinks=False)
        self.markup = text
        self.parsed = _parser().parse(text)


class Blocks:
    """Blocks of text with the marks of citations in colour.

    Args:
        drawn: The text; already without anything that could drive a terminal.
    """

    def __init__(self, drawn: Markdown | Text) -> None:
        self._drawn = drawn

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.lines(console, options):
            yield from line
            yield Segment.line()

    def lines(self, console: Console, options: ConsoleOptions) -> list[list[Segment]]:
        """Give the lines without empty ones before and after them."""
        options = options.update(height=None, max_width=min(options.max_width, WIDEST))
        lines = console.render_lines(self._drawn, options, pad=False)
        full = [number for number, line in enumerate(lines) if any(part.text.strip() for part in line)]
        return [
            [part for segment in line for part in _coloured(segment)]
            for line in (lines[full[0] : full[-1] + 1] if full else [])
        ]


def _coloured(segment: Segment) -> Iterator[Segment]:
    """Give a segment with its marks in a style of their own."""
    # Again: "&#x202e;" was harmless as it was written, and is a mark of direction once it is Markdown.
    text = segment.text if segment.control else clean(segment.text)
    if segment.control or "[" not in text:
        yield Segment(text, segment.style, segment.control)
        return
    for part in _MARK.split(text):
        if _MARK.fullmatch(part):
            yield Segment(part, _MARK_STYLES.get(part, _CITATION_STYLE))
        elif part:
            yield Segment(part, segment.style)
