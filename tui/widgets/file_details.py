"""All there is to say of one file, or of a folder."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from assistant.text import clean_line
from assistant.wording import count, size
from tui.library_rows import SIGNS, Row, home_written
from tui.themes import MUTED

_COLOURS = {
    "found": "$text-success",
    "partly": "$text-warning",
    "failed": "$text-error",
    "skipped": MUTED,
}


class FileDetails(VerticalScroll, can_focus=False):
    """Path, title, kind and size of a file, and what could not be read of it."""

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(markup=False)

    def show(self, row: Row | None) -> None:
        """Show a file; nothing where there is none."""
        self.query_one(Static).update(details(row) if row is not None else Content(""))
        self.scroll_home(animate=False)


def details(row: Row) -> Content:
    """Write all there is to say of a file."""
    file = row.file
    lines = [Content.styled(home_written(file.path), "bold")]
    title = clean_line(file.title)
    about = [f"“{title}”"] if title else []
    about += [clean_line(file.kind)] if file.kind else []
    about += [size(file.size)] if file.size else []
    about += [count(file.passages, "passage")] if file.passages else []
    if about:
        lines.append(Content.styled(" · ".join(about), MUTED))
    said = {"failed": "It could not be read", "skipped": "It was not read"}.get(row.state, "")
    if said:
        reason = clean_line(file.reason)
        lines.append(_trouble(row, f"{said}: {reason}." if reason else f"{said}."))
    lines += [_trouble(row, clean_line(notice)) for notice in file.notices]
    return Content("\n").join(lines)


def _trouble(row: Row, words: str) -> Content:
    return Content.assemble((f"{SIGNS[row.state]} ", f"bold {_COLOURS[row.state]}"), words)
