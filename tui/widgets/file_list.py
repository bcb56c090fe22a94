"""A list of files that stays quick however long it is: only the rows in sight are drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.library_rows import SIGNS, Row, is_inside

ROOMY_CELLS = 62
"""In less room the size is left out, and the words are short."""
ASIDE_CELLS = 11
SHARE_OF_NAME = 0.6
MOST_NAME_CELLS = 84
WORDS_CELLS = 19


class FileList(ScrollView, can_focus=True):
    """Rows with a cursor.

    Attributes:
        cursor: Index of the row that the cursor is on; -1 where there is none.
        empty_words: What is said where there are no rows.
        drawn: Rows that were drawn so far.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "file-list--cursor",
        "file-list--hover",
        "file-list--muted",
        "file-list--marked",
        *(f"file-list--{state}" for state in SIGNS),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "first", "First", show=False),
        Binding("end,G", "last", "Last", show=False),
    ]

    cursor: reactive[int] = reactive(-1)
    hover: reactive[int] = reactive(-1)

    class Moved(Message):
        """The cursor is on another row, or there is another row under it."""

        def __init__(self, row: Row | None) -> None:
            super().__init__()
            self.row = row

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._marked: Collection[str] = ()
        self._chosen = False
        self.empty_words = ""
        self.drawn = 0

    # What is shown

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, in their order."""
        return self._rows

    @property
    def row(self) -> Row | None:
        """The row that the cursor is on."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    def show(self, rows: Sequence[Row], marked: Collection[str]) -> None:
        """Show rows; a cursor that was put on a file stays on it where that is still among them.

        Args:
            rows: In their order.
            marked: Files and folders that questions are narrowed to.
        """
        before = self.row if self._chosen else None
        self._rows, self._marked = rows, marked
        self.virtual_size = Size(self.size.width, len(rows))
        at = min(max(self.cursor, 0), len(rows) - 1)
        if before is not None and (at < 0 or rows[at].file.path != before.file.path):
            path = before.file.path
            at = next((index for index, row in enumerate(rows) if row.file.path == path), min(at, 0))
        self.hover = -1
        if at == self.cursor:
            self.post_message(self.Moved(self.row))
        self.cursor = at
        self.refresh()

    def watch_cursor(self, before: int, now: int) -> None:
        """Bring the cursor into sight."""
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(self.Moved(self.row))

    # Drawing

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.virtual_size = Size(self.size.width, len(self._rows))
        self._scroll_to_cursor()

    def _scroll_to_cursor(self) -> None:
        if self.cursor >= 0 and self.is_mounted:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True, x_axis=False)

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        width = self.scrollable_content_region.width
        at = self.scroll_offset.y + y
        if at < len(self._rows):
            self.drawn += 1
            return Strip(self._segments(self._rows[at], at, width), width)
        if self._rows or y or not self.empty_words:
            return Strip.blank(width, self.rich_style)
        words = Segment(fitting(f" {self.empty_words}", width), self._style("muted", at))
        return Strip([words], width)

    def _segments(self, row: Row, at: int, width: int) -> list[Segment]:
        """Draw a row: mark, sign, path, words, size."""
        room = max(width - 5, 0)
        aside = ASIDE_CELLS if row.aside and room >= ROOMY_CELLS else 0
        name = min(int(room * SHARE_OF_NAME), MOST_NAME_CELLS) if room >= ROOMY_CELLS else room - WORDS_CELLS
        name = max(name, 0)
        plain, coloured, muted = self._style("", at), self._style(row.state, at), self._style("muted", at)
        inside = is_inside(row.file.path, self._marked)
        segments = [
            Segment("▸" if inside else " ", self._style("marked", at)),
            Segment(f"{SIGNS[row.state]} ", coloured),
            Segment(fitting_end(row.name, name), plain),
            Segment("  ", plain),
            Segment(fitting(row.words, room - name - aside), muted if row.state == "found" else coloured),
        ]
        if aside:
            segments.append(Segment(f"{row.aside:>{aside}}", muted))
        return [*segments, Segment(" " * max(width - sum(one.cell_length for one in segments), 0), plain)]

    def _style(self, part: str, at: int) -> Style:
        """Give the style of a part of a row, under the cursor or the mouse where they are on it."""
        style = self.visual_style
        if at == self.cursor:
            style += self.get_visual_style("file-list--cursor", partial=True)
        elif at == self.hover:
            style += self.get_visual_style("file-list--hover", partial=True)
        if part:
            style += self.get_visual_style(f"file-list--{part}", partial=True)
        return style.rich_style

    # Keys and mouse

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        if self._rows:
            self._chosen = True
            self.cursor = min(max(self.cursor + by, 0), len(self._rows) - 1)

    def action_page(self, direction: int) -> None:
        """Move the cursor by what fits on the screen."""
        self.action_move(direction * max(self.scrollable_content_region.height - 1, 1))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.action_move(-len(self._rows))

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.action_move(len(self._rows))

    def _at(self, event: events.MouseEvent) -> int:
        at = self.scroll_offset.y + event.y
        return at if at < len(self._rows) else -1

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where it was clicked."""
        if (at := self._at(event)) >= 0:
            self._chosen = True
            self.cursor = at

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what the mouse is over."""
        self.hover = self._at(event)

    def on_leave(self) -> None:
        """Show that the mouse is elsewhere."""
        self.hover = -1


def fitting(text: str, cells: int) -> str:
    """Cut a text to a width, with an ellipsis, and fill it up."""
    if cells <= 0:
        return ""
    return set_cell_size(text, cells) if cell_len(text) <= cells else f"{set_cell_size(text, cells - 1)}…"


def fitting_end(text: str, cells: int) -> str:
    """Cut a text to a width from its front, for the end of a path tells most, and fill it up."""
    if cells <= 0:
        return ""
    wide = cell_len(text)
    if wide <= cells:
        return set_cell_size(text, cells)
    end = text[-cells:]
    while end and cell_len(end) > cells - 1:
        end = end[1:]
    return set_cell_size(f"…{end}", cells)
