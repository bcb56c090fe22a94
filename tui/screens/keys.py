"""Every key, on one page that fits the smallest screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

CHAT = {
    "Asking": {
        "Enter": "ask",
        "Ctrl+J": "new line",
        "Escape": "stop, close, go back",
        "Up": "edit the last question",
        "Ctrl+R": "ask it again",
        "Ctrl+O": "ask the model itself",
        "Ctrl+T": "fold the reasoning",
        "PgUp PgDn": "scroll",
    },
    "Sources": {
        "Ctrl+G": "to the sources",
        "Up Down": "from one to the next",
        "Enter": "open",
        "N  P": "next, previous page",
        "C  Y": "cited words, copy",
    },
}
CHAT_RIGHT = {
    "Conversations": {
        "Ctrl+N": "begin a new one",
        "Ctrl+B": "to the list, or hide it",
        "/": "find what was said",
        "R  D  U": "rename, delete, undo",
        "Ctrl+Y": "copy the answer",
        "Ctrl+S": "export as Markdown",
    },
}
LIBRARY = {
    "Files": {
        "A": "add a folder or a file",
        "U": "look at all again",
        "S": "stop that",
        "W": "watch for changes",
        "D": "forget it",
        "Shift+D": "forget its folder",
    },
    "What is shown": {
        "/": "words in path or reason",
        "1 2 3 4": "all, failed, …",
        "Escape": "all again; to the chat",
    },
}
LIBRARY_RIGHT = {
    "Where questions look": {
        "N": "only here, or not only",
        "Shift+N": "only in its folder",
        "X": "everywhere again",
    },
}
SETTINGS = {
    "Models": {
        "Up Down": "from one to the next",
        "Enter": "use it, or get it",
        "F5": "ask the server again",
    },
}
SETTINGS_RIGHT = {
    "Settings": {
        "Enter": "save what is written",
        "Escape": "as it was; go back",
        "Ctrl+R": "the default again",
    },
}
EVERYWHERE = {
    "The app": {
        "F1": "this page",
        "F2": "library: files, folders",
        "F3": "models and settings",
        "Ctrl+P": "every command",
        "Tab": "from part to part",
        "Ctrl+Q": "leave",
    },
}
WIDEST = 11
PAGES = {
    "chat": (CHAT, CHAT_RIGHT),
    "library": (LIBRARY, LIBRARY_RIGHT),
    "settings": (SETTINGS, SETTINGS_RIGHT),
}
"""The left and the right column of each page; what can be done everywhere follows at the right."""


class KeysScreen(ModalScreen[None]):
    """Shows every key until it is closed.

    Args:
        of: "chat", "library" or "settings".
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "dismiss", "Close", priority=True)]

    def __init__(self, of: str) -> None:
        super().__init__()
        self._left, self._right = PAGES[of]

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(id="keys"), Horizontal():
            yield Static(_column(self._left), markup=False)
            yield Static(_column({**self._right, **EVERYWHERE}), markup=False)


def _column(parts: Mapping[str, Mapping[str, str]]) -> Content:
    """Write keys, one a line."""
    lines: list[Content] = []
    for part, keys in parts.items():
        lines += (
            [Content(""), Content.styled(part, "bold $primary")]
            if lines
            else [Content.styled(part, "bold $primary")]
        )
        lines += [Content.assemble((f"  {key:<{WIDEST}}", "$accent"), does) for key, does in keys.items()]
    return Content("\n").join(lines)
