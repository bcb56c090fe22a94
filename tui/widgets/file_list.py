"""The files of a library: rows, a list that draws only visible ones, and details."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from assistant.i18n import _, mark
from assistant.line_breaks import shortened
from assistant.paths import is_from_pack, is_under_any, prefix_of
from assistant.text import clean_line
from assistant.wording import count, size
from tui.themes import MUTED

if TYPE_CHECKING:
    from assistant.api import StoredDocument

FileState = Literal["found", "waiting", "partly", "failed", "skipped"]
SIGNS: dict[FileState, str] = {"found": "✓", "waiting": "·", "partly": "~", "failed": "!", "skipped": "–"}
"""A sign stands beside the words of each state, in no need of a colour."""
MOST_REASON = 300
"""Characters of a reason in a row; the details show all of it."""
ROOMY_CELLS = 62
"""In less room the size is left out, and the words are short."""
ASIDE_CELLS = 11
SHARE_OF_NAME = 0.6
MOST_NAME_CELLS = 84
WORDS_CELLS = 19
_COLOURS = {
    "found": "$text-success",
    "waiting": MUTED,
    "partly": "$text-warning",
    "failed": "$text-error",
    "skipped": MUTED,
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as a row.

    Attributes:
        file: The file.
        root: The folder that it was read with.
        state: Its state.
        name: Its path relative to the root, safe to show; with the root's name where there are several.
        words: Its state, in words.
        aside: Its size; nothing where it was not read.
        key: What typed words are looked for in.
    """

    file: StoredDocument
    root: str
    state: FileState
    name: str
    words: str
    aside: str
    key: str


@dataclass(frozen=True, slots=True)
class RowFilter:
    """A filter of rows.

    Attributes:
        words: All must occur in the row, in upper or lower case; filters like "kind:pdf" and "since:2025" may stand among them.
        state: Only files of this state; None for all.
        root: Only files of this folder; empty for all.
    """

    words: str = ""
    state: FileState | None = None
    root: str = ""


@dataclass(frozen=True, slots=True)
class LibraryTotals:
    """Totals over all rows: of those that were read, and how many failed."""

    files: int = 0
    documents: int = 0
    passages: int = 0
    failed: int = 0


def file_rows(
    files: Sequence[StoredDocument], roots: Sequence[str], waiting: Collection[int] = ()
) -> list[FileRow]:
    """Write files as rows, in their order.

    Args:
        files: All of them.
        roots: Folders and files that were given to be read.
        waiting: Numbers of those of which a text waits to be embedded.
    """
    # The innermost of the folders that a file lies in; files that were given by themselves are in none.
    lone = {file.source for file in files}
    several = sum(root not in lone for root in roots) > 1
    folders = sorted(((prefix_of(root), root) for root in roots), key=lambda one: -len(one[0]))
    return [_row(file, folders, waits=file.id in waiting, several=several) for file in files]


def _row(file: StoredDocument, folders: Sequence[tuple[str, str]], *, waits: bool, several: bool) -> FileRow:
    root = next(
        (root for prefix, root in folders if file.source.startswith(prefix) or file.source == root), ""
    )
    name = relative(file.source, root)
    if several and root not in ("", file.source):
        name = f"{clean_line(os.path.basename(root.rstrip(os.sep)))}{os.sep}{name}"  # noqa: PTH119
    state = state_of(file)
    if waits and state == "found":
        state = "waiting"
    words = clean_line(_words(file, state)[:MOST_REASON])
    if is_from_pack(file.source):
        words += _(", from a pack")
    aside = size(file.size) if state in ("found", "waiting", "partly") else ""
    return FileRow(file, root, state, name, words, aside, f"{name} {words}".casefold())


def state_of(file: StoredDocument) -> FileState:
    """Return the state of a file."""
    match file.state:
        case "found":
            return "partly" if file.notices else "found"
        case "failed":
            return "failed"
    return "skipped"


def _words(file: StoredDocument, state: FileState) -> str:
    match state:
        case "failed":
            return _("failed: {reason}", reason=file.reason)
        case "skipped":
            return _("not read: {reason}", reason=file.reason)
        case "partly":
            return _("partly, {passages}", passages=count(file.passages, "passage"))
        case "waiting":
            return _("not embedded yet")
    return count(file.passages, "passage")


def relative(path: str, root: str) -> str:
    """Write a path relative to a folder, safe to show; of the folder itself its name."""
    above = prefix_of(root)
    if path == root:
        return clean_line(os.path.basename(path)) or clean_line(path)  # noqa: PTH119
    return clean_line(path.removeprefix(above) if root else path)


_NAMED = {"种类": "kind", "类型": "kind", "自": "since", "从": "since", "至": "until", "到": "until"}
"""What filters are called in Chinese, beside their own names."""
_FILTER = re.compile(rf"(since|until|kind|{'|'.join(_NAMED)})[:：](.+)", re.IGNORECASE)


def filters_in(words: str) -> tuple[str, ...]:
    """Return the filters that were typed among other words."""
    found = (_FILTER.fullmatch(word) for word in words.split())
    return tuple(f"{_NAMED.get(one[1], one[1].lower())}:{one[2].lower()}" for one in found if one)


def matching(
    rows: Sequence[FileRow], shown: RowFilter, documents: frozenset[int] | None = None
) -> list[FileRow]:
    """Return the rows that match, in order.

    Args:
        rows: All there are.
        shown: What they are to be like.
        documents: Only these files, by number; all of them when None.
    """
    words = [word.casefold() for word in shown.words.split() if not _FILTER.fullmatch(word)]
    return [
        row
        for row in rows
        if (shown.state is None or row.state == shown.state)
        and (documents is None or row.file.id in documents)
        and (not shown.root or row.root == shown.root)
        and all(word in row.key for word in words)
    ]


def counts(rows: Sequence[FileRow], root: str = "") -> dict[FileState, int]:
    """Count the rows of each state, of all folders or of one."""
    found: dict[FileState, int] = dict.fromkeys(SIGNS, 0)
    for row in rows:
        if not root or row.root == root:
            found[row.state] += 1
    return found


def counts_by_root(rows: Sequence[FileRow], roots: Sequence[str]) -> dict[str, dict[FileState, int]]:
    """Count the rows of each state, for each folder."""
    found: dict[str, dict[FileState, int]] = {root: dict.fromkeys(SIGNS, 0) for root in roots}
    for row in rows:
        if row.root in found:
            found[row.root][row.state] += 1
    return found


def library_totals(rows: Sequence[FileRow]) -> LibraryTotals:
    """Count all there is."""
    read = [row.file for row in rows if row.file.state == "found"]
    documents = sum(1 if file.parts is None else file.parts for file in read)
    failed = sum(row.state == "failed" for row in rows)
    return LibraryTotals(len(read), documents, sum(file.passages for file in read), failed)


def paths_under(rows: Sequence[FileRow], path: str) -> list[str]:
    """Return the paths of files at or under a path."""
    above = prefix_of(path)
    return [row.file.source for row in rows if row.file.source == path or row.file.source.startswith(above)]


def toggled(inside: Collection[str], path: str) -> tuple[str, ...]:
    """Add a path to the places, or remove it if it is among them."""
    kept = tuple(one for one in inside if one != path)
    return kept if len(kept) < len(inside) else (*inside, path)


def common_folder(names: Sequence[str]) -> str:
    """Return the folder that all paths begin with, with its separator, or nothing."""
    parts = [PurePath(name).parts[:-1] for name in names]
    first, last = (min(parts), max(parts)) if parts else ((), ())
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)
    shared = first[: min(len(first), len(last)) if same is None else same]
    return str(PurePath(*shared, "_")).removesuffix("_") if shared else ""


def path_in(path: str, cells: int) -> str:
    """Write a path into a width.

    Folders go from its beginning, then the middle of its name.
    """
    if cell_len(path) <= cells:
        return path
    folders = PurePath(path).parts
    for at in range(1, len(folders)):
        short = str(PurePath("…", *folders[at:]))
        if cell_len(short) <= cells:
            return short
    return shortened(folders[-1], cells)


def short_home(path: str) -> str:
    """Write a path safe to show, with "~" for the user's own folder."""
    home = os.path.expanduser("~").rstrip(os.sep)  # noqa: PTH111
    short = f"~{path[len(home) :]}" if home and (path == home or path.startswith(home + os.sep)) else path
    return clean_line(short)


class FileList(ScrollView, can_focus=True):
    """Rows with a cursor.

    Attributes:
        cursor: Index of the row that the cursor is on; -1 where there is none.
        empty_words: What is said where there are no rows.
        folder: What all paths shown begin with; it is left out of the rows.
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
        Binding("enter", "screen.choose", mark("What to do")),
        Binding("up", "move(-1)", mark("Up"), show=False),
        Binding("down", "move(1)", mark("Down"), show=False),
        Binding("left", "state(-1)", mark("Other files"), show=False),
        Binding("right", "state(1)", mark("Other files"), show=False),
        Binding("pageup", "page(-1)", mark("Page up"), show=False),
        Binding("pagedown", "page(1)", mark("Page down"), show=False),
        Binding("home", "first", mark("First"), show=False),
        Binding("end", "last", mark("Last"), show=False),
    ]

    cursor: reactive[int] = reactive(-1)
    hover: reactive[int] = reactive(-1)

    class Moved(Message):
        """The cursor is on another row, or there is another row under it."""

        def __init__(self, row: FileRow | None) -> None:
            super().__init__()
            self.row = row

    class StateWanted(Message):
        """Files of another state are wanted: the next (`by` 1) or the one before (-1)."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[FileRow] = ()
        self._marked: Collection[str] = ()
        self._chosen = False
        self.empty_words = ""
        self.folder = ""
        self.drawn = 0

    # What is shown

    @property
    def rows(self) -> Sequence[FileRow]:
        """The rows, in their order."""
        return self._rows

    @property
    def row(self) -> FileRow | None:
        """The row that the cursor is on."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    def show(self, rows: Sequence[FileRow], marked: Collection[str]) -> None:
        """Show rows; the cursor stays on the file that it was put on.

        Args:
            rows: In their order.
            marked: Files and folders that questions are narrowed to.
        """
        before = self.row if self._chosen else None
        self._rows, self._marked = rows, marked
        self.folder = common_folder([row.name for row in rows])
        self.virtual_size = Size(self.size.width, len(rows))
        at = min(max(self.cursor, 0), len(rows) - 1)
        if before is not None and (at < 0 or rows[at].file.source != before.file.source):
            path = before.file.source
            at = next((index for index, row in enumerate(rows) if row.file.source == path), min(at, 0))
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
        words = Segment(fit(f" {self.empty_words}", width), self._style("muted", at))
        return Strip([words], width)

    def _segments(self, row: FileRow, at: int, width: int) -> list[Segment]:
        """Draw a row: mark, sign, path, words, size."""
        room = max(width - 5, 0)
        aside = ASIDE_CELLS if row.aside and room >= ROOMY_CELLS else 0
        name = min(int(room * SHARE_OF_NAME), MOST_NAME_CELLS) if room >= ROOMY_CELLS else room - WORDS_CELLS
        name = max(name, 0)
        plain, coloured, muted = self._style("", at), self._style(row.state, at), self._style("muted", at)
        inside = is_under_any(row.file.source, self._marked)
        segments = [
            Segment("▸" if inside else " ", self._style("marked", at)),
            Segment(f"{SIGNS[row.state]} ", coloured),
            Segment(fit(path_in(row.name.removeprefix(self.folder), name), name), plain),
            Segment("  ", plain),
            Segment(fit(row.words, room - name - aside), muted if row.state == "found" else coloured),
        ]
        if aside:
            segments.append(Segment(" " * (aside - cell_len(row.aside)) + row.aside, muted))
        return [*segments, Segment(" " * max(width - sum(one.cell_length for one in segments), 0), plain)]

    def _style(self, part: str, at: int) -> Style:
        """Return the style of a part of a row, with cursor and hover."""
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

    def action_state(self, by: int) -> None:
        """Ask for files of another state."""
        self.post_message(self.StateWanted(by))

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


def fit(text: str, cells: int) -> str:
    """Pad a text, or cut its end, to a width in cells."""
    if cells <= 0:
        return ""
    return set_cell_size(text, cells) if cell_len(text) <= cells else f"{set_cell_size(text, cells - 1)}…"


class FileDetails(VerticalScroll, can_focus=False):
    """Path, title, kind and size of a file, and what could not be read of it."""

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(markup=False)

    def show(self, row: FileRow | None) -> None:
        """Show a file; nothing where there is none."""
        self.query_one(Static).update(details(row) if row is not None else Content(""))
        self.scroll_home(animate=False)


def details(row: FileRow) -> Content:
    """Write all there is to say of a file."""
    file = row.file
    lines = [Content.styled(short_home(file.source), "bold")]
    title = clean_line(file.title)
    about = [f"“{title}”"] if title else []
    about += [clean_line(file.kind)] if file.kind else []
    about += [size(file.size)] if file.size else []
    about += [count(file.passages, "passage")] if file.passages else []
    if about:
        lines.append(Content.styled(" · ".join(about), MUTED))
    said = {"failed": mark("It could not be read"), "skipped": mark("It was not read")}.get(row.state, "")
    if said:
        reason = clean_line(file.reason)
        why = _("{said}: {reason}.", said=_(said), reason=reason) if reason else _("{said}.", said=_(said))
        lines.append(_trouble(row, why))
    lines += [_trouble(row, clean_line(notice)) for notice in file.notices]
    return Content("\n").join(lines)


def _trouble(row: FileRow, words: str) -> Content:
    return Content.assemble((f"{SIGNS[row.state]} ", f"bold {_COLOURS[row.state]}"), words)
