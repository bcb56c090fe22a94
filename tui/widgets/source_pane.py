"""The source pane: a page or section, its cited words marked, as text or look."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.i18n import _, mark
from assistant.table_text import Piece, drawn, pieces
from assistant.text import clean, clean_line
from assistant.wording import headings, page_of, recognised, short_path
from tui.base import BaseApp
from tui.themes import MUTED

if TYPE_CHECKING:  # it imports the library
    from assistant.aio.page_picture import DrawnPage
    from assistant.aio.source_context import SourceContext
    from assistant.events import Citation, Hit

BEFORE_WORDS = 4
"""Lines of the page that stay in sight above the cited words."""
PAGE_PADDING = 1
"""Empty lines above the page."""
MOST_NAME_LINES = 3
"""Lines of the names of columns that stay in sight."""
DOTS_A_COLUMN = 16
"""Of a picture: more than a cell of most terminals has, so that letters stay sharp."""
VIEW_NOTE = "source-view"
"""Under which it is kept whether pages are shown as they look."""
_MARKDOWN = (".md", ".markdown")
_STRONG = re.compile(
    r"(`+)(?:(?!`).)+\1|(?<![A-Za-z0-9_(*])\*\*(?=[^\s*])([^*\n]+?)(?<=\S)\*\*(?![A-Za-z0-9_*])"
)
"""Code, or strong words: in "2**3" and "f(**a)" the signs are of a formula. Chinese has no spaces around strong words."""
_FENCE = re.compile(r"^[ \t>]*(?:```|~~~).*$", re.MULTILINE)
NOT_HELD = mark("This file is not in the library; this is what was cited.")
GONE = mark("The library does not hold these words any more; this is what was cited.")


class SourcePane(Vertical):
    """A page or section of a document.

    Args:
        client: Gives the pages.
    """

    app = getters.app(BaseApp)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "beside(1)", mark("Next page")),
        Binding("n", "beside_part(1)", mark("Next part")),
        Binding("p", "beside(-1)", mark("Previous page")),
        Binding("p", "beside_part(-1)", mark("Previous part")),
        Binding("c", "cited", mark("Cited words")),
        Binding("v", "look", mark("As it looks")),
        Binding("v", "text", mark("As text")),
        Binding("v", "no_look", show=False),
        Binding("y", "copy", mark("Copy")),
        Binding("o", "open_file", mark("Open the file")),
        Binding("O", "open_folder", mark("Its folder"), key_display="Shift+O"),
    ]

    def __init__(self, client: AsyncAssistant, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")
        self.border_title = _("Source")
        self._client = client
        self._words: Citation | Hit | None = None
        self.place: SourceContext | None = None
        self._looks: bool | None = None
        self._has_look = False
        self._has_others = True
        self._drawn_width = 0
        self._lines: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out where it is, and the text or the picture."""
        yield Static(classes="head", markup=False)
        yield Static(classes="columns", markup=False)
        with VerticalScroll(can_focus=True):
            yield Static(classes="page", markup=False)
            yield Vertical(classes="look")

    def on_mount(self) -> None:
        """Follow how far the page is scrolled."""
        self.watch(self.query_one(VerticalScroll), "scroll_y", self._show_columns, init=False)

    def _show_columns(self, scrolled: float = 0.0) -> None:
        """Keep the names of a table's columns in sight above its rows."""
        names = columns_above(self._lines, round(scrolled) - PAGE_PADDING)
        line = self.query_one(".columns", Static)
        line.display = bool(names)
        line.update(names)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way of showing a page that is not in use."""
        if action == "look":
            return self._has_look and not self._looks
        if action == "text":
            return self._has_look and bool(self._looks)
        if action == "no_look":
            return not self._has_look
        if action in ("beside", "beside_part"):  # what has no pages is read by its sections
            in_pages = self.place is None or self.place.page is not None
            return self._has_others and in_pages == (action == "beside")
        return True

    def read(self, words: Citation | Hit) -> None:
        """Show the page or section that contains the words."""
        self._words = words
        self.display = True
        self._look_up(words)

    @work(exclusive=True, group="place")
    async def _look_up(self, words: Citation | Hit) -> None:
        try:
            place = await self._client.source_context(words)
            holds = place is not None or await self._client.holds(words.source)
        except AssistantError as error:
            self._draw_quote(words, error.message)
            return
        if place is None:
            self._draw_quote(words, _(GONE) if holds else _(NOT_HELD))
        else:
            await self._show(place)

    def focus_page(self) -> None:
        """Focus the page."""
        self.query_one(VerticalScroll).focus()

    def action_cited(self) -> None:
        """Go back to the cited words."""
        if self._words is not None:
            self._look_up(self._words)

    def action_beside(self, step: int) -> None:
        """Go to the next page or section, or to the one before."""
        if self.place is not None:
            self._turn_page(self.place, step)

    def action_beside_part(self, step: int) -> None:
        """Go to the next section, or to the one before, where there are no pages."""
        self.action_beside(step)

    @work(exclusive=True, group="place")
    async def _turn_page(self, place: SourceContext, step: int) -> None:
        try:
            beside = await self._client.source_context_beside(place, step)
        except AssistantError as error:
            self.notify(clean(error.hint), title=clean(error.message), severity="error", markup=False)
            return
        if beside is None:
            self.notify(
                _("The document ends here.") if step > 0 else _("The document begins here."), markup=False
            )
        else:
            await self._show(beside)

    def action_look(self) -> None:
        """Show pages as they look from now on, where this terminal can."""
        if why := self.app.pictures.why_not(self.app):
            self.notify(why, markup=False)
            return
        self._change_view(looks=True)

    def action_no_look(self) -> None:
        """Say why there is nothing else to show."""
        self.notify(_("This file is text alone: it has no pages to look at."), markup=False)

    def action_text(self) -> None:
        """Show pages as text from now on."""
        self._change_view(looks=False)

    @work(exclusive=True, group="place")
    async def _change_view(self, *, looks: bool) -> None:
        self._looks = looks
        if self.place is not None:
            await self._show(self.place)
        try:
            await self._client.set_note(VIEW_NOTE, "picture" if looks else "text")
        except AssistantError as error:
            self.app.show_error(error)

    async def _show(self, place: SourceContext) -> None:
        """Show a page as text at once, then as it looks where that is wanted."""
        if self._looks is None:
            wanted = (await self._client.note(VIEW_NOTE)) == "picture"
            self._looks = wanted and not self.app.pictures.why_not(self.app)
        self._has_look = await self._client.shows_page(place)
        await self._take_picture_away()
        self._draw(place)
        self._has_others = await self._is_beside_others(place)
        self.refresh_bindings()
        if not (self._looks and self._has_look):
            return
        columns = max(20, self.query_one(VerticalScroll).size.width)
        try:
            drawn = await self._client.page_picture(place, DOTS_A_COLUMN * columns)
        except AssistantError as error:
            self.notify(clean(error.hint), title=clean(error.message), severity="warning", markup=False)
            return
        await self._put_picture(drawn)

    async def _is_beside_others(self, place: SourceContext) -> bool:
        """Whether there is another page; where that cannot be asked, its keys stay."""
        try:
            for step in (1, -1):
                if await self._client.source_context_beside(place, step) is not None:
                    return True
        except AssistantError:
            return True
        return False

    async def _take_picture_away(self) -> None:
        self.remove_class("-looks")
        await self.query_one(".look", Vertical).remove_children()

    async def _put_picture(self, drawn: DrawnPage) -> None:
        """Show a picture in place of the text, its first mark in sight."""
        assert self.app.pictures.shower is not None
        picture = self.app.pictures.shower(drawn.data)
        self.add_class("-looks")
        self._lines = []  # a picture has no columns of ours
        self._show_columns()
        await self.query_one(".look", Vertical).mount(picture)
        scroll = self.query_one(VerticalScroll)

        def to_the_mark() -> None:
            top = drawn.marks[0][1] / max(1, drawn.height) if drawn.marks else 0.0
            rows = math.floor(top * picture.size.height) - BEFORE_WORDS
            scroll.scroll_to(y=max(0, rows), animate=False)

        scroll.call_after_refresh(to_the_mark)

    def action_open_file(self) -> None:
        """Open the file in its own program, at the page that is shown."""
        shown = self.place or self._words
        if shown is not None:
            self.app.open_source(shown.source, shown.page)

    def action_open_folder(self) -> None:
        """Open the folder of the file."""
        shown = self.place or self._words
        if shown is not None:
            self.app.open_source(shown.source, folder=True)

    def action_copy(self) -> None:
        """Copy the page."""
        if self.place is not None:
            self.app.copy_to_clipboard(clean(self.place.text))
            self.notify(_("The page is sent to the clipboard."), markup=False)

    def on_resize(self) -> None:
        """Draw tables anew, whose columns fit a width."""
        if self.place is not None and "|" in self.place.text and self._width() != self._drawn_width:
            self._draw(self.place)

    def _width(self) -> int:
        """Return the cells of a line of the page."""
        return max(20, self.query_one(".page", Static).content_size.width or 60)

    def _draw(self, place: SourceContext) -> None:
        self.place = place
        page = self.query_one(".page", Static)
        self._drawn_width = wide = self._width()
        text, before = page_text(place, wide)
        page.update(text)
        self._lines = [line.plain for line in text.wrap(wide)] if "\n──" in text.plain else []
        self._show_columns(self.query_one(VerticalScroll).scroll_y)
        self._head(place)
        lines = len(before.wrap(wide)) if before.plain and place.end > place.start else 0
        scroll = self.query_one(VerticalScroll)
        scroll.call_after_refresh(scroll.scroll_to, y=max(0, lines - BEFORE_WORDS), animate=False)

    def _draw_quote(self, words: Citation | Hit, why: str) -> None:
        self.place = None
        self._lines = []
        self._show_columns()
        self._has_look = False
        self.remove_class("-looks")
        self.refresh_bindings()
        from assistant.events import Citation

        said = words.quote if isinstance(words, Citation) else words.text
        self.query_one(".page", Static).update(
            Content.assemble((f"! {clean(why)}\n\n", "$warning"), f"“{drawn(clean(said), self._width())}”")
        )
        self._head(words)

    def _head(self, place: SourceContext | Citation | Hit) -> None:
        name = clean_line(place.title) or short_path(place.source)
        number = f" · {page_of(place.page, place.page_label)}" if place.page is not None else ""
        parts = [one for one in map(clean_line, headings(place.heading)) if one != name]
        trail = " › ".join(parts)
        # Words in a picture may have been read wrongly: the paper itself decides.
        from_picture = f" · {recognised(place.confidence)}" if place.confidence is not None else ""
        self.query_one(".head", Static).update(
            Content.assemble(
                (name, "bold"),
                (number, "bold"),
                (from_picture, "$warning"),
                f"\n{trail}" if trail else "",
                (f"\n{short_path(place.source)}", MUTED),
            )
        )


def columns_above(lines: Sequence[str], top: int) -> str:
    """Return the names of a table's columns, where they are scrolled away.

    They are of the table whose rows stand at the top of what is seen.

    Args:
        lines: Of the page, as it is drawn.
        top: The first that is seen.

    Returns:
        The names, in a line or more; empty where they are seen, or no table stands there.
    """
    at = top if top < len(lines) else -1
    while at >= 0 and lines[at].strip() and set(lines[at].strip()) != {"─"}:
        at -= 1
    if at < 1 or not lines[at].strip():
        return ""
    first = at - 1
    while first > 0 and lines[first - 1].strip() and at - first < MOST_NAME_LINES:
        first -= 1
    return "\n".join(lines[first:at])


def page_text(place: SourceContext, width: int) -> tuple[Content, Content]:
    """Return a page with cited words and headings marked, and what stands before.

    Args:
        place: The page.
        width: Of a line, in cells; tables stand in columns where they find room in it.
    """
    place = _with_columns(place)
    in_markdown = place.source.lower().endswith(_MARKDOWN)
    headings = dict(reversed(place.headings))
    cuts = sorted({0, *headings, len(place.text)})
    text = before = Content("")
    seen = in_code = False
    for begin, end in zip(cuts, [*cuts[1:], len(place.text)], strict=True):
        if begin in headings:
            gap = "" if not text.plain or text.plain.endswith("\n\n") else "\n\n"
            text = Content.assemble(text, gap, (clean_line(headings[begin]), "bold $primary"), "\n")
        parts: list[tuple[str, str]] = []
        for piece in pieces(place.text[begin:end], width):
            for said, cited in _cut(piece, place.start - begin, place.end - begin):
                if cited and not seen:
                    seen, before = True, Content.assemble(text, *parts)
                marked = ["$foreground on $accent 30%"] if cited else []
                for words, is_strong in _strong(said, in_code) if in_markdown else ((said, False),):
                    bold = ["bold"] if piece.kind == "head" or cited or is_strong else []
                    parts.append((words, " ".join([*bold, *marked])))
                in_code ^= len(_FENCE.findall(said)) % 2 == 1
        text = Content.assemble(text, *parts)
    return text, before


def _strong(text: str, in_code: bool) -> Iterator[tuple[str, bool]]:
    """Cut a Markdown text into what is strong and what is not, without its signs.

    Args:
        text: Of any part of a page.
        in_code: Whether it begins within a block of code, which stays as it is.
    """
    fences = [one.start() for one in _FENCE.finditer(text)]
    done = 0
    for found in _STRONG.finditer(text):
        fenced = sum(at < found.start() for at in fences) % 2 == 1
        if found[2] and fenced == in_code:
            yield text[done : found.start()], False
            yield found[2], True
            done = found.end()
    yield text[done:], False


def _with_columns(place: SourceContext) -> SourceContext:
    """Put the names of the columns above a page that begins within a table."""
    head = f"| {place.heading[-1]} |\n" if place.heading and " | " in place.heading[-1] else ""
    if not head or not place.text.startswith("|") or place.text.startswith(head):
        return place
    more = len(head)
    return replace(
        place,
        text=head + place.text,
        start=place.start + more,
        end=place.end + more,
        headings=tuple((at + more, title) for at, title in place.headings),
    )


def _cut(piece: Piece, start: int, end: int) -> Iterator[tuple[str, bool]]:
    """Cut a piece where cited words begin and end; a cell of a table is not cut."""
    if piece.kind != "text":
        yield piece.text, piece.start < end and start < piece.end
        return
    size = len(piece.text)
    cuts = sorted({0, *(min(max(at - piece.start, 0), size) for at in (start, end)), size})
    for one, other in pairwise(cuts):
        yield clean(piece.text[one:other]), start <= piece.start + one < end
