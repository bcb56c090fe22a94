"""An answer: streamed Markdown with clickable citation marks."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Label, Markdown, Static
from textual.widgets import markdown as blocks

from assistant.i18n import _, mark
from assistant.markdown import answer_parser
from assistant.table_text import GAP, as_markdown, column_widths, numeric_columns
from assistant.text import clean
from tui.base import BaseApp

MARK = re.compile(r"\[(\d{1,3}|\?)\]")
MOST_CHARS = 40_000
MOST_TABLE_LINES = 120
MOST_BLOCKS = 300
MOST_LINE = 8_000
_TABLE_LINE = re.compile(r"^\s*\|", re.MULTILINE)
_ITEM = re.compile(r"^\s*(?:[-*+>#]|\d+[.)]) ", re.MULTILINE)
_LONG_LINE = re.compile(rf"[^\n]{{{MOST_LINE}}}")
FRAME_S = 0.16
"""Shortest time between two drawings of a streamed answer."""
REST = 4
"""Pause after drawing, as a multiple of its duration, so that keys come first."""
MOST_ON_PAGE = 12
"""Blocks behind which a streamed answer goes on in another widget: all blocks of one are laid out anew with each piece."""
HIGHLIGHTED_CHARS = 4_000
"""Longer code is not highlighted, which is done anew for each new line."""


def is_plain(text: str) -> bool:
    """Whether a text is drawn as plain text because its layout would take too long."""
    return (
        len(text) > MOST_CHARS
        or text.count("\n\n") > MOST_BLOCKS
        or len(_ITEM.findall(text)) > MOST_BLOCKS
        or len(_TABLE_LINE.findall(text)) > MOST_TABLE_LINES
        or _LONG_LINE.search(text) is not None
    )


_NO_LIST = re.compile(
    r"^(\s*)(\d{1,9}(?=[.)]\s))?"
    r"((?<=\d)[.)]|#(?=\S*\s)|>|[-*+](?=\s|$)|-+(?=\s*$)|=+(?=\s*$)|[*_]+(?=[*_\s]*$)|`{3,}(?=[^`]*$)|~{3,})"
)
"""What begins a line of a document and would make a list, a heading, a rule, code or a quotation of it."""


def as_written(text: str) -> str:
    """Write sentences of documents as Markdown that keeps their lines.

    Markdown joins the lines of a paragraph, and takes "2. Term" for an item of a list.

    Args:
        text: Its tables are Markdown already.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if not line.lstrip().startswith("|"):
            line = _NO_LIST.sub(_escaped, line)
            follows = lines[at + 1] if at + 1 < len(lines) else ""
            lines[at] = f"{line}  " if line.strip() and follows.strip() else line
    return "\n".join(lines)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2] or ''}" + "".join(f"\\{one}" for one in found[3])


def markdown_parser() -> MarkdownIt:
    """Make a parser without HTML and images, and with the targets of links shown."""
    parser = answer_parser()
    parser.core.ruler.push("laid_open", _lay_open)
    return parser


def _lay_open(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = _laid_open(token.children)
        # Again: "&#x202e;" was harmless as it was written, and is a mark of direction once it is Markdown.
        token.content = clean(token.content)


def _laid_open(children: list[Token]) -> list[Token]:
    """Replace links by their text and their target in parentheses."""
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
    """Style the citation marks; a click on a number runs `link('cite:N')`.

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
    """Return a plain text with clickable citation marks."""
    return with_marks(Content(text), "$accent", "bold $error")


def _ends_in_table(text: str) -> bool:
    """Tell whether what is appended to a text may belong to a table, drawn as a whole."""
    return text.rstrip().rpartition("\n")[2].lstrip().startswith("|")


def paragraph_start(text: str, after: int) -> int | None:
    """Return where, from an index on, a paragraph begins that follows another one.

    Args:
        text: Markdown; neither of the two paragraphs is part of a list or a quotation.
        after: The index.
    """
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    previous = ""
    for token in markdown_parser().parse(text):
        if token.level:
            continue
        if token.type == "paragraph_open" and previous == "paragraph_close" and token.map is not None:
            start = starts[token.map[0]]
            if start >= after:
                return start
        previous = token.type
    return None


# A widget has the style sheets of its first base that is a widget: what is mixed in must not be one.
if TYPE_CHECKING:
    from textual.widgets._markdown import MarkdownTable as _Table

    _Base = blocks.MarkdownBlock
else:
    _Base = object
    _Table = Markdown.BLOCKS["table_open"]


class _Marked(_Base):
    """A block whose marks can be clicked."""

    def set_content(self, content: Content) -> None:
        super().set_content(with_marks(content, "$accent", "bold $error"))


def _marked(name: str) -> type[blocks.MarkdownBlock]:
    """Make a kind of block whose marks can be clicked."""
    return type(f"Marked_{name}", (_Marked, Markdown.BLOCKS[name]), {})


class TableText(Widget):
    """A table of an answer, in columns, or as lists where these find no room.

    Args:
        heads: The names of the columns, with their marks and looks.
        rows: The cells.
        page: The Markdown that it stands in.
    """

    def __init__(self, heads: Sequence[Content], rows: Sequence[Sequence[Content]], page: Markdown) -> None:
        super().__init__()
        self._heads, self._rows = heads, rows
        self._page = page

    def show(self, heads: Sequence[Content], rows: Sequence[Sequence[Content]]) -> None:
        """Show other cells."""
        self._heads, self._rows = heads, rows
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the table as wide as there is room."""
        return drawn_table(self._heads, self._rows, self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines at a width."""
        return drawn_table(self._heads, self._rows, width).plain.count("\n") + 1

    def action_link(self, href: str) -> None:
        """Post the click of a citation mark."""
        self.post_message(Markdown.LinkClicked(self._page, href))


def drawn_table(heads: Sequence[Content], rows: Sequence[Sequence[Content]], width: int) -> Content:
    """Draw a table of an answer.

    Args:
        heads: The names of the columns; all empty where it has none.
        rows: The cells.
        width: Of a line, in cells.
    """
    named = any(head.plain for head in heads)
    every = [heads, *rows] if named else [*rows]
    texts = [[cell.plain for cell in row] for row in every]
    widths = column_widths(texts, width) if every else []
    if widths is None:
        return _as_lists(heads if named else (), rows)
    right = numeric_columns(texts[named:], len(widths))
    lines: list[Content] = []
    for number, row in enumerate(every):
        broken = [cell.wrap(wide) or [Content("")] for cell, wide in zip(row, widths, strict=False)]
        for line in range(max(map(len, broken), default=0)):
            parts = [
                _padded(one[line] if line < len(one) else Content(""), wide, at_right=at_right)
                for one, wide, at_right in zip(broken, widths, right, strict=False)
            ]
            drawn = Content(" " * GAP).join(parts)
            lines.append(drawn.stylize("bold $primary") if named and not number else drawn)
        if named and not number:
            lines.append(Content.styled("─" * (sum(widths) + GAP * (len(widths) - 1)), "$foreground 30%"))
    return Content("\n").join(lines)


def _as_lists(heads: Sequence[Content], rows: Sequence[Sequence[Content]]) -> Content:
    """Draw each row as lines, each of a cell behind the name of its column."""
    drawn: list[Content] = []
    for row in rows:
        cells = [
            (heads[at] if at < len(heads) else Content(""), cell) for at, cell in enumerate(row) if cell.plain
        ]
        lines = [
            Content.assemble(head.stylize("bold $primary"), "  ", cell) if head.plain else cell
            for head, cell in cells
        ]
        drawn.append(Content("\n").join(lines))
    return Content("\n\n").join(drawn)


def _padded(text: Content, width: int, *, at_right: bool) -> Content:
    text = text.rstrip()
    space = Content(" " * max(0, width - text.cell_length))
    return space + text if at_right else text + space


class TableBlock(_Table):
    """A table in an answer, of which no word is cut."""

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        yield TableText(*self._get_headers_and_rows(), self._markdown)

    async def _update_from_block(self, block: blocks.MarkdownBlock) -> None:
        if isinstance(block, _Table):
            self.query_one(TableText).show(*block._get_headers_and_rows())
        else:
            await super()._update_from_block(block)


class CopyWord(Label, can_focus=True):
    """A word that copies a text, by a click or by Enter.

    Args:
        text: What is copied.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "copy", mark("Copy the code"))]

    def __init__(self, text: str) -> None:
        super().__init__(Content(_("copy")), markup=False)
        self.copied = text

    def on_click(self) -> None:
        """Copy it."""
        self.action_copy()

    def action_copy(self) -> None:
        """Copy the text."""
        self.app.copy_to_clipboard(self.copied)
        self.app.notify(_("The code is sent to the clipboard."), markup=False)


class CodeBlock(blocks.MarkdownFence):
    """Code, with a word to click that copies it."""

    def compose(self) -> ComposeResult:
        """Lay out the code below the word that copies it."""
        yield CopyWord(self.code)
        yield from super().compose()

    def set_content(self, content: Content) -> None:
        """Show the code as it has grown."""
        super().set_content(content)
        for word in self.query(CopyWord):
            word.copied = self.code

    @classmethod
    def highlight(cls, code: str, language: str, ansi: bool = False, dark: bool = False) -> Content:
        """Colour code that is short enough for it."""
        if len(code) > HIGHLIGHTED_CHARS:
            return Content(code)
        return super().highlight(code, language, ansi, dark)


class _Page(Markdown):
    """Markdown with our blocks; it opens nothing."""

    BLOCKS: dict[str, type[blocks.MarkdownBlock]] = {  # noqa: RUF012 - as the base class has it
        **Markdown.BLOCKS,
        **{name: _marked(name) for name in ("paragraph_open", "td_open", "th_open")},
        "table_open": TableBlock,
        "fence": CodeBlock,
        "code_block": CodeBlock,
    }

    def __init__(self) -> None:
        super().__init__(parser_factory=markdown_parser, open_links=False)

    async def draw(self, text: str) -> None:
        """Show a text, to which more may be appended."""
        await self.update(text)
        # What is appended is parsed with the last block, which Textual takes to be the last line: lines before would go.
        last = next((one for one in reversed(self.children) if isinstance(one, blocks.MarkdownBlock)), None)
        self._last_parsed_line = last.source_range[0] if last is not None else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines at a width.

        Nothing here depends on the height around it, which grows while an answer streams; without it, what was
        counted once is known.
        """
        return super().get_content_height(Size(container.width, 0), viewport, width)


class _PlainAnswer(Static):
    """An answer as it is written; its marks lead where those of the page do.

    Args:
        page: In whose place it stands.
    """

    def __init__(self, page: Markdown) -> None:
        super().__init__("", markup=False)
        self._page = page

    def action_link(self, href: str) -> None:
        """Post the click of a citation mark."""
        self.post_message(Markdown.LinkClicked(self._page, href))


class AnswerText(Widget):
    """The text of an answer; give it pieces with `write`, and the whole with `show`.

    Args:
        text: What there is of it.
        quotes: Whether it is of sentences of documents, which are no Markdown.

    Attributes:
        quotes: The same.
    """

    app = getters.app(BaseApp)

    DEFAULT_CSS = """
    AnswerText { height: auto; }
    TableText { height: auto; width: 1fr; }
    AnswerText > Static { height: auto; padding: 0 2; display: none; }
    AnswerText.-plain > Static { display: block; }
    AnswerText.-plain > Markdown { display: none; }
    """

    class Cited(Message):
        """The mark of a citation was clicked.

        Attributes:
            number: The citation's.
        """

        def __init__(self, answer: AnswerText, number: int) -> None:
            super().__init__()
            self.answer = answer
            self.number = number

        @property
        def control(self) -> AnswerText:
            """The answer."""
            return self.answer

    def __init__(self, text: str = "", *, quotes: bool = False) -> None:
        super().__init__()
        self.text = clean(text)
        self.quotes = quotes
        self._drawn = ""
        self._drawn_at = self._next_draw = 0.0
        self._drawing = False
        self._pages = [_Page()]
        self._page_from = 0
        self._plain = _PlainAnswer(self._pages[0])

    def compose(self) -> ComposeResult:
        """Lay out the Markdown and its plain replacement."""
        yield from self._pages
        yield self._plain

    async def on_mount(self) -> None:
        """Draw what there is."""
        await self._draw()

    async def write(self, piece: str) -> None:
        """Append a piece; it is drawn at once or, if pieces come quickly, with later ones."""
        self.text += clean(piece)
        await self._draw_when_due()

    async def show(self, text: str) -> None:
        """Show a whole text in place of what is there."""
        self.text = clean(text)
        await self._draw()

    def _later(self, delay_s: float) -> None:
        if not self._drawing:
            self._drawing = True
            self.set_timer(delay_s, self._drawn_late)

    async def _drawn_late(self) -> None:
        self._drawing = False
        await self._draw_when_due()

    async def _draw_when_due(self) -> None:
        wait = max(self._next_draw - time.monotonic(), self.app.drawing_waits_s(self._drawn_at))
        if wait <= 0:
            await self._draw()
        else:
            self._later(wait)

    async def _draw(self) -> None:
        """Draw what was appended, or all of a text that has changed."""
        text, drawn = as_markdown(self.text), self._drawn
        text = as_written(text) if self.quotes else text
        if text == drawn or not self.is_running:
            return
        began = time.monotonic()
        self._drawn = text
        self.set_class(is_plain(text), "-plain")
        if self.has_class("-plain"):
            self._plain.update(plain_with_marks(text))
        elif drawn and text.startswith(drawn) and not is_plain(drawn):
            await self._draw_more(text, len(drawn))
        else:
            await self._draw_anew(text)
        self._drawn_at = time.monotonic()
        self._next_draw = self._drawn_at + FRAME_S
        self.call_after_refresh(self._rest, began)

    async def _draw_anew(self, text: str) -> None:
        """Draw a text on one page."""
        self._page_from = 0
        more = self._pages[1:]
        del self._pages[1:]
        for page in more:
            await page.remove()
        await self._pages[0].draw(text)

    async def _draw_more(self, text: str, drawn: int) -> None:
        """Draw what follows in a text that stands on the pages up to an index."""
        page = self._pages[-1]
        if _ends_in_table(text[:drawn]):
            await page.draw(text[self._page_from :])
            return
        turns = None
        if len(page.children) >= MOST_ON_PAGE:
            turns = paragraph_start(text[self._page_from :], drawn - self._page_from)
        if turns is None:
            await page.append(text[drawn:])
            return
        start = self._page_from + turns
        if start > drawn:
            await page.append(text[drawn:start])
        following = _Page()
        await self.mount(following, after=page)
        self._pages.append(following)
        self._page_from = start
        await following.draw(text[start:])

    def _rest(self, began: float) -> None:
        """Delay the next drawing; `began` is the last one's start in monotonic seconds."""
        now = time.monotonic()
        self._next_draw = now + max(FRAME_S, REST * (now - began))

    def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """Post `Cited` for a citation mark; other links are not opened."""
        event.stop()
        number = event.href.removeprefix("cite:")
        if number.isdecimal():
            self.post_message(self.Cited(self, int(number)))
