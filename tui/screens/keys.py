"""Every key, on one page."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

KEYS = {
    "Asking": {
        "Enter": "ask",
        "Ctrl+J, Shift+Enter": "new line",
        "Escape": "stop the answer, close what is open, go back to writing",
        "Up, in an empty field": "edit the last question",
        "Ctrl+R": "ask the last question again",
        "Ctrl+T": "fold or unfold the reasoning",
        "Page Up, Page Down": "scroll the conversation",
    },
    "Sources": {
        "Ctrl+G": "move to the sources of the last answer; Up and Down go on, Enter opens",
        "N, P": "in a source: next and previous page or section",
        "C": "in a source: back to the cited words",
        "Y": "in a source: copy the page",
    },
    "Conversations": {
        "Ctrl+N": "begin a new one",
        "Ctrl+B": "go to the list, or hide it",
        "R, D": "in the list: rename, delete",
        "Ctrl+Z": "bring back what was deleted",
        "Ctrl+Y": "copy the last answer with its sources",
        "Ctrl+S": "export the conversation to a Markdown file in the working folder",
    },
    "The app": {
        "F1": "this page",
        "F2": "library: folders, files, what could not be read",
        "F3": "models and settings",
        "Ctrl+P": "every command, found by typing",
        "Tab, Shift+Tab": "move from part to part",
        "Ctrl+Q": "leave",
    },
}
"""Every key by what it belongs to."""
WIDEST = 24


class KeysScreen(ModalScreen[None]):
    """Shows every key until it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "dismiss", "Close", priority=True)]

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(id="keys"):
            yield Static(page(), markup=False)


def page() -> Content:
    """Write the keys, one a line."""
    parts: list[str | Content] = []
    for part, keys in KEYS.items():
        parts.append(Content.styled(f"{part}\n", "bold $primary"))
        for key, does in keys.items():
            parts.append(Content.styled(f"  {key:<{WIDEST}}", "$accent"))
            parts.append(f"{does}\n")
        parts.append("\n")
    parts.append(Content.styled("Escape closes this page.", "$text-muted"))
    return Content.assemble(*parts)
