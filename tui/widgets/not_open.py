"""What stands in the chat where the library could not be opened: why, what to do, and a way to try again."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from assistant.errors import AssistantError
from assistant.text import clean


class NotOpen(Vertical):
    """Says why there is nothing to ask.

    Args:
        error: Why.
    """

    DEFAULT_CSS = """
    NotOpen { height: auto; padding: 1 2; border-left: outer $error; }
    NotOpen Static { height: auto; margin: 0 0 1 0; }
    """

    class Again(Message):
        """The library is to be opened, now that something was done about it."""

    def __init__(self, error: AssistantError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        """Lay out the reason, the hint and the button."""
        yield Static(Content.styled(f"✗ {clean(self._error.message)}", "bold $error"), markup=False)
        yield Static(Content(clean(self._error.hint)), markup=False)
        yield Button("Try again", compact=True, variant="primary")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Again())
