"""Modal screens: confirmation, a line of text, and the page of keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from assistant.text import clean, clean_line

CHAT = {
    "Asking": {
        "Enter": "ask",
        "Ctrl+J": "new line",
        "a file": "dropped or pasted: ask it",
        "--whole F": "read F whole",
        "--each": "ask every document",
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
    "A file": {
        "M": "sum it up, read whole",
    },
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
        "F4": "ask every document",
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
"""Left and right column of each page; the keys of the app follow at the right."""


class ConfirmDialog(ModalScreen[bool]):
    """Asks for confirmation; the default is no.

    Args:
        question: One sentence.
        detail: What it means; may have several lines.
        yes_label: What is done, in a word or two.
    """

    AUTO_FOCUS = "#no"
    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", "No"),
        Binding("y", "answer(True)", "Yes"),
        Binding("left,right,up,down", "other", "Move", show=False),
    ]

    def __init__(self, question: str, detail: str = "", yes_label: str = "Yes") -> None:
        super().__init__()
        self._question, self._detail, self._yes = clean_line(question), clean(detail), clean_line(yes_label)

    def compose(self) -> ComposeResult:
        """Lay out the question and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="question", markup=False)
            if self._detail:
                yield Static(Content(self._detail), classes="detail", markup=False)
            with Horizontal(classes="answers"):
                yield Button(Content("No (n)"), id="no", compact=True)
                yield Button(Content(f"{self._yes} (y)"), id="yes", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Answer and close."""
        self.dismiss(answer)

    def action_other(self) -> None:
        """Move to the other answer."""
        self.focus_next()


class TextDialog(ModalScreen[str | None]):
    """Asks for a line of text; None where it was left, or is empty.

    Args:
        question: What is asked for.
        value: What stands there at first.
        yes_label: What is done with it, in a word or two.
    """

    AUTO_FOCUS = "Input"
    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", priority=True)]

    def __init__(self, question: str, value: str = "", yes_label: str = "Save") -> None:
        super().__init__()
        self._question, self._value, self._yes = (
            clean_line(question),
            clean_line(value),
            clean_line(yes_label),
        )

    def compose(self) -> ComposeResult:
        """Lay out the question, the field and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="question", markup=False)
            yield Input(self._value, compact=True)
            with Horizontal(classes="answers"):
                yield Button(Content("Leave (Escape)"), id="no", compact=True)
                yield Button(Content(f"{self._yes} (Enter)"), id="yes", compact=True)

    @on(Button.Pressed)
    @on(Input.Submitted)
    def _done(self, event: Button.Pressed | Input.Submitted) -> None:
        left = isinstance(event, Button.Pressed) and event.button.id == "no"
        self.dismiss(None if left else self.query_one(Input).value.strip() or None)

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)


WhatWithFiles = Literal["now", "add"]


class FilesDialog(ModalScreen[WhatWithFiles | None]):
    """Asks what is to be done with files that were dropped; None where it was left.

    Args:
        names: What they are called.
        folders: Whether folders are among them, which can only be added.
    """

    AUTO_FOCUS = "Button"
    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "choose('')", "Leave"),
        Binding("r", "choose('now')", "Read for now"),
        Binding("a", "choose('add')", "Add"),
        Binding("left,up", "app.focus_previous", "Move", show=False),
        Binding("right,down", "app.focus_next", "Move", show=False),
    ]

    def __init__(self, names: str, *, folders: bool) -> None:
        super().__init__()
        self._names, self._folders = clean_line(names), folders

    def compose(self) -> ComposeResult:
        """Lay out the question and what can be done."""
        with Vertical(classes="dialog"):
            asked = (
                f"Add {self._names} to the library?"
                if self._folders
                else f"{self._names}: read it for this conversation, or add it to the library?"
            )
            yield Static(Content(asked), classes="question", markup=False)
            detail = (
                "A folder is added to the library before it is asked."
                if self._folders
                else "For this conversation: nothing of it is kept. In the library: every question finds it."
            )
            yield Static(Content(detail), classes="detail", markup=False)
            with Horizontal(classes="answers"):
                if not self._folders:
                    yield Button(Content("Read it for now (r)"), id="now", compact=True)
                yield Button(Content("Add it (a)"), id="add", compact=True)
                yield Button(Content("Leave (Escape)"), id="leave", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.action_choose("" if event.button.id == "leave" else event.button.id or "")

    def action_choose(self, choice: str) -> None:
        """Close with a choice."""
        if choice == "add":
            self.dismiss("add")
        elif choice == "now" and not self._folders:
            self.dismiss("now")
        elif not choice:
            self.dismiss(None)


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
