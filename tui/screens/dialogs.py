"""Questions that stand before everything else: yes or no, and a line of text."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from assistant.text import clean, clean_line


class ConfirmDialog(ModalScreen[bool]):
    """Asks whether something is really wanted; no, unless it is said.

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
