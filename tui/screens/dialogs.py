"""Modal screens: confirmation, a line of text, and the page of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from rich.cells import set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static

from assistant.i18n import _, mark
from assistant.text import clean, clean_line

CHAT = {
    mark("Asking"): {
        "Enter": mark("ask"),
        "Ctrl+J": mark("new line"),
        mark("a file"): mark("dropped or pasted: ask"),
        "--whole …": mark("read that file whole"),
        "--in …": mark("ask only that folder"),
        "--each": mark("ask every document"),
        "--with …": mark("ask a file just for now"),
        "--since …": mark("also --until, --kind"),
        "Escape": mark("stop, close, go back"),
        mark("Up"): mark("edit the last question"),
        "Ctrl+O": mark("ask the model itself"),
        "Backspace": mark("remove the last chip"),
    },
    mark("Sources"): {
        "Ctrl+G": mark("to the sources"),
        mark("Up Down"): mark("from one to the next"),
        "Enter": mark("open"),
        "N  P": mark("next, previous page"),
        "C  V  Y": mark("cited words, look, copy"),
        "O": mark("open the file itself"),
        "Shift+O": mark("open its folder"),
    },
}
CHAT_RIGHT = {
    mark("Conversations"): {
        "Ctrl+N": mark("begin a new one"),
        "Ctrl+B": mark("to the list, or hide it"),
        "/": mark("find what was said"),
        "R  D  U": mark("rename, delete, undo"),
        "P  T": mark("pin, tag"),
        "Ctrl+R  F8": mark("again; another model"),
        "Ctrl+T": mark("fold the reasoning"),
        "Ctrl+Y": mark("copy the answer"),
        "Ctrl+S": mark("write it into a file"),
    },
}
LIBRARY = {
    mark("Files"): {
        "Enter": mark("ask only it, sum up, …"),
        "+": mark("add a folder or a file"),
        "F5": mark("look at all again; stop"),
        "F6": mark("watch for changes"),
        "Del": mark("forget it; keep it out"),
    },
    mark("What is shown"): {
        mark("letters"): mark("words in path or reason"),
        "← →": mark("all, failed, …"),
        "Escape": mark("all again; to the chat"),
    },
}
LIBRARY_RIGHT = {
    mark("Where questions look"): {
        "Backspace": mark("everywhere again"),
    },
}
SETTINGS = {
    mark("Models"): {
        mark("Up Down"): mark("from one to the next"),
        "Enter": mark("use it, or get it"),
        "F5": mark("ask the server again"),
    },
}
SETTINGS_RIGHT = {
    mark("Settings"): {
        "Enter": mark("save what is written"),
        "Escape": mark("as it was; go back"),
        "Ctrl+R": mark("the default again"),
    },
}
TABLE = {
    mark("Table"): {
        "/": mark("write a question"),
        "↓": mark("to the answers"),
        "Enter": mark("ask it; open a cell"),
        "F5": mark("stop, or go on"),
        "Del": mark("remove the question"),
        "Ctrl+S": mark("write a file"),
        "Escape": mark("close, go back"),
    },
}
TABLE_RIGHT = {
    mark("Sources"): {
        "N  P": mark("next, previous page"),
        "C  V  Y": mark("cited words, look, copy"),
        "O": mark("open the file itself"),
    },
}
EVERYWHERE = {
    mark("The app"): {
        "F1": mark("this page"),
        "F2": mark("library: files, folders"),
        "F3": mark("models and settings"),
        "F4": mark("ask every document"),
        "F5  F6": mark("F2 page: update; watch"),
        "Ctrl+P": mark("every command"),
        "Tab": mark("from part to part"),
        "PgUp PgDn": mark("scroll"),
        "Ctrl+Z": mark("undo; else suspend"),
        "Ctrl+Q": mark("leave"),
    },
}
WIDEST = 11
PAGES = {
    "chat": (CHAT, CHAT_RIGHT),
    "library": (LIBRARY, LIBRARY_RIGHT),
    "settings": (SETTINGS, SETTINGS_RIGHT),
    "table": (TABLE, TABLE_RIGHT),
}
"""Left and right column of each page; the keys of the app follow at the right."""


class ConfirmDialog(ModalScreen[Literal["yes", "also"] | None]):
    """Asks for confirmation; the default is no, which gives None.

    Args:
        question: One sentence.
        detail: What it means; may have several lines.
        yes_label: What is done, in a word or two.
        also: The key of a further answer, and what it does; None for none.
    """

    AUTO_FOCUS = "#no"
    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer('no')", mark("No")),
        Binding("y", "answer('yes')", mark("Yes")),
        Binding("left,right,up,down", "other", mark("Move"), show=False),
    ]

    def __init__(
        self, question: str, detail: str = "", yes_label: str = "", also: tuple[str, str] | None = None
    ) -> None:
        super().__init__()
        self._also = also
        self._question, self._detail, self._yes = (
            clean_line(question),
            clean(detail),
            clean_line(yes_label) or _("Yes"),
        )

    def compose(self) -> ComposeResult:
        """Lay out the question and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="question", markup=False)
            if self._detail:
                yield Static(Content(self._detail), classes="detail", markup=False)
            with Horizontal(classes="answers"):
                yield Button(Content(_("No (n)")), id="no", compact=True)
                yield Button(Content(_("{does} ({key})", does=self._yes, key="y")), id="yes", compact=True)
                if self._also is not None:
                    key, does = self._also
                    yield Button(Content(_("{does} ({key})", does=does, key=key)), id="also", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.action_answer(event.button.id or "no")

    def on_key(self, event: Key) -> None:
        """Take the key of the further answer."""
        if self._also is not None and event.key == self._also[0]:
            event.stop()
            self.dismiss("also")

    def action_answer(self, answer: str) -> None:
        """Answer and close."""
        self.dismiss("yes" if answer == "yes" else "also" if answer == "also" else None)

    def action_other(self) -> None:
        """Move to the other answer."""
        self.focus_next()


class TextDialog(ModalScreen[str | None]):
    """Asks for a line of text; None where it was left, or is empty.

    Args:
        question: What is asked for.
        value: What stands there at first.
        yes_label: What is done with it, in a word or two.
        may_be_empty: Whether nothing is an answer too.
    """

    AUTO_FOCUS = "Input"
    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", mark("Leave"), priority=True)]

    def __init__(
        self, question: str, value: str = "", yes_label: str = "", *, may_be_empty: bool = False
    ) -> None:
        super().__init__()
        self._may_be_empty = may_be_empty
        self._question, self._value, self._yes = (
            clean_line(question),
            clean_line(value),
            clean_line(yes_label) or _("Save"),
        )

    def compose(self) -> ComposeResult:
        """Lay out the question, the field and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="question", markup=False)
            yield Input(self._value, compact=True)
            with Horizontal(classes="answers"):
                yield Button(Content(_("Cancel (Escape)")), id="no", compact=True)
                yield Button(Content(_("{does} (Enter)", does=self._yes)), id="yes", compact=True)

    @on(Button.Pressed)
    @on(Input.Submitted)
    def _done(self, event: Button.Pressed | Input.Submitted) -> None:
        left = isinstance(event, Button.Pressed) and event.button.id == "no"
        value = self.query_one(Input).value.strip()
        self.dismiss(None if left or not (value or self._may_be_empty) else value)

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)


WhatWithFiles = Literal["now", "add"]


class FilesDialog(ModalScreen[WhatWithFiles | None]):
    """Asks what is to be done with files that were dropped; None where it was left.

    Args:
        names: What they are called.
        folders: Whether folders are among them, which can only be added.

    Attributes:
        typed: What was typed meanwhile: the rest of a question, for it opens while one is being written.
    """

    AUTO_FOCUS = "Button"
    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "choose('')", mark("Leave")),
        Binding("left,up", "app.focus_previous", mark("Move"), show=False),
        Binding("right,down", "app.focus_next", mark("Move"), show=False),
    ]

    def __init__(self, names: str, *, folders: bool) -> None:
        super().__init__()
        self._names, self._folders = clean_line(names), folders
        self.typed = ""

    def on_key(self, event: Key) -> None:
        """Keep what is typed."""
        if event.key == "backspace":
            self.typed = self.typed[:-1]
        elif event.is_printable and event.character is not None:
            self.typed += event.character
        else:
            return
        event.stop()

    def compose(self) -> ComposeResult:
        """Lay out the question and what can be done."""
        with Vertical(classes="dialog"):
            asked = (
                _("Add {names} to the library?", names=self._names)
                if self._folders
                else _("{names}: read for this conversation, or add to the library?", names=self._names)
            )
            yield Static(Content(asked), classes="question", markup=False)
            detail = (
                _("A folder is added to the library before it is asked.")
                if self._folders
                else _(
                    "For now: it is not added; answers, with the words they quote, stay in this conversation. In the library: every question finds it."
                )
            )
            yield Static(Content(detail), classes="detail", markup=False)
            with Horizontal(classes="answers"):
                if not self._folders:
                    yield Button(Content(_("Read it for now")), id="now", compact=True)
                yield Button(Content(_("Add it")), id="add", compact=True)
                yield Button(Content(_("Cancel (Escape)")), id="leave", compact=True)

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


class ChoiceDialog(ModalScreen[int | None]):
    """Asks for one of some names, and gives its index; None where it was left.

    Args:
        question: What is chosen.
        names: What may be chosen; the first is under the cursor.
        keys: The letter that chooses each; none where there are no letters.
    """

    AUTO_FOCUS = "OptionList"
    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", mark("Leave"), priority=True)]

    def __init__(self, question: str, names: Sequence[str], keys: Sequence[str] = ()) -> None:
        super().__init__()
        self._question, self._names, self._keys = clean_line(question), tuple(names), tuple(keys)

    def compose(self) -> ComposeResult:
        """Lay out the question and the names."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="question", markup=False)
            lines = [Content(clean_line(name)) for name in self._names]
            if self._keys:
                keys = [Content.styled(f"{key}  ", "$accent") for key in self._keys]
                lines = [Content.assemble(*one) for one in zip(keys, lines, strict=True)]
            yield OptionList(*lines, markup=False, compact=True)

    def on_key(self, event: Key) -> None:
        """Choose by a letter."""
        if event.key in self._keys:
            event.stop()
            self.dismiss(self._keys.index(event.key))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with what was chosen."""
        event.stop()
        self.dismiss(event.option_index)

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)


class KeysScreen(ModalScreen[None]):
    """Shows every key until it is closed.

    Args:
        of: A key of `PAGES`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "dismiss", mark("Close"), priority=True)]

    def __init__(self, of: str) -> None:
        super().__init__()
        self._left, self._right = PAGES[of]

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(id="keys") as page, Horizontal():
            page.border_subtitle = _("Escape closes this page")
            yield Static(_column(self._left), markup=False)
            yield Static(_column({**self._right, **EVERYWHERE}), markup=False)


def _column(parts: Mapping[str, Mapping[str, str]]) -> Content:
    """Write keys, one a line."""
    lines: list[Content] = []
    for part, keys in parts.items():
        lines += (
            [Content(""), Content.styled(_(part), "bold $primary")]
            if lines
            else [Content.styled(_(part), "bold $primary")]
        )
        lines += [
            Content.assemble((f"  {set_cell_size(_(key), WIDEST)}", "$accent"), _(does))
            for key, does in keys.items()
        ]
    return Content("\n").join(lines)
