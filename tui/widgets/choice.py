"""A few words of which one is picked, on one line: arrows move, Enter or a click picks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

GAP = 3


class Choice(Widget, can_focus=True):
    """Shows the words, and tells when one is picked; it shows the pick itself only once it is told to.

    Args:
        options: The words.
        picked: The one that is picked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Move", show=False),
        Binding("right", "move(1)", "Move", show=False),
        Binding("enter,space", "pick", "Pick"),
    ]
    picked: reactive[str] = reactive("")
    at: reactive[int] = reactive(0)

    class Picked(Message):
        """A word was picked.

        Attributes:
            word: The word.
        """

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    def __init__(self, options: Sequence[str], picked: str, *, disabled: bool = False) -> None:
        super().__init__(disabled=disabled)
        self.options = tuple(options)
        self.picked = picked

    def render(self) -> Content:
        """Draw the words: the picked one with a full sign, the one under the cursor in reverse."""
        parts: list[str | Content] = []
        for index, word in enumerate(self.options):
            picked = word == self.picked
            style = "bold $accent" if picked else "dim"
            if self.has_focus and index == self.at:
                style = "bold $background on $primary"
            parts += [Content.styled(f" {'●' if picked else '○'} {word} ", style), " " * (GAP - 2)]
        return Content.assemble(*parts)

    def watch_picked(self, picked: str) -> None:
        """Bring the cursor to what is picked."""
        if picked in self.options:
            self.at = self.options.index(picked)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.at = max(0, min(len(self.options) - 1, self.at + step))

    def action_pick(self) -> None:
        """Pick what is under the cursor."""
        self.post_message(self.Picked(self.options[self.at]))

    def on_click(self, event: events.Click) -> None:
        """Pick what was clicked."""
        start = 0
        for index, word in enumerate(self.options):
            end = start + len(word) + 4
            if start <= event.x < end:
                self.at = index
                self.action_pick()
            start = end + GAP - 2
