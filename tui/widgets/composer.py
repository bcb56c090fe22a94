"""Where questions are written."""

from __future__ import annotations

import time
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.widgets import TextArea

from tui.own_app import own_app

NEW_LINE = ("ctrl+j", "shift+enter", "alt+enter")


class Composer(TextArea):
    """A field that grows with its text; Enter asks, and the line breaks have keys of their own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "Ask"),
        Binding("up", "up", "Edit the last question", show=False),
        Binding("pageup", "screen.page(-1)", "Scroll up", show=False),
        Binding("pagedown", "screen.page(1)", "Scroll down", show=False),
    ]

    class Asked(Message):
        """A question was sent.

        Attributes:
            question: The text, as it was written.
        """

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    class EditWanted(Message):
        """The last question is wanted back, to be edited."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", highlight_cursor_line=False
        )
        self.placeholder = "Ask your documents …"

    def on_key(self, event: Key) -> None:
        """Take the keys that ask and that break the line, after all that was typed before them."""
        own_app(self).typed_at = time.monotonic()
        # A binding with priority would come before what is still to be written.
        if event.key == "enter":
            self.action_ask()
        elif event.key in NEW_LINE:
            self.insert("\n")
        else:
            return
        event.prevent_default()
        event.stop()

    def action_ask(self) -> None:
        """Send the question."""
        if question := self.text.strip():
            self.post_message(self.Asked(question))

    def action_up(self) -> None:
        """Move up, or take the last question back where nothing is written."""
        if self.text:
            self.action_cursor_up()
        else:
            self.post_message(self.EditWanted())
