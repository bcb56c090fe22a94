"""The model's reasoning: a fold of its own above the answer, open while it thinks."""

from __future__ import annotations

import time

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from assistant.text import clean
from assistant.wording import duration

TAIL_LINES = 6
TAIL_CHARS = 900
"""While it thinks, its last words are shown; all of them once it is unfolded."""
FRAME_S = 0.12


class Reasoning(Widget, can_focus=True):
    """A fold with reasoning in it.

    Args:
        text: What was reasoned so far.
        live: Whether the model is at it now.
    """

    BINDINGS = [Binding("enter,space", "fold", "Fold or unfold")]  # noqa: RUF012 - as the base class has it

    def __init__(self, text: str = "", *, live: bool = False) -> None:
        super().__init__()
        self.text = clean(text)
        self.live = live
        self.open = live
        self._began = time.monotonic()
        self._took: float | None = None
        self._tick: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the line that folds, and the body."""
        yield Static(classes="head", markup=False)
        yield Static(classes="body", markup=False)

    def on_mount(self) -> None:
        """Draw, and keep the time while it thinks."""
        self._draw()
        if self.live:
            self._tick = self.set_interval(FRAME_S, self._draw)

    def write(self, piece: str) -> None:
        """Add a piece; it is drawn with the next tick."""
        self.text += clean(piece)

    def finish(self) -> None:
        """Fold: the answer starts, or nothing more comes."""
        if not self.live:
            return
        self.live, self.open = False, False
        self._took = time.monotonic() - self._began
        if self._tick is not None:
            self._tick.stop()
        self._draw()

    def action_fold(self) -> None:
        """Fold or unfold."""
        self.open = not self.open
        self._draw()

    def on_click(self) -> None:
        """Fold or unfold."""
        self.action_fold()

    def _draw(self) -> None:
        self.display = bool(self.text)
        self.set_class(self.open, "-open")
        self.query_one(".head", Static).update(Content(self._head()), layout=False)
        body = self.query_one(".body", Static)
        if self.open:
            body.update(Content(_tail(self.text) if self.live else self.text.strip()))
        body.display = self.open and bool(self.text)

    def _head(self) -> str:
        sign = "▾" if self.open else "▸"
        size = f"{len(self.text):,} characters"
        if self.live:
            return f"{sign} Reasoning … {duration(time.monotonic() - self._began)} · {size}"
        took = f"{duration(self._took)} · " if self._took is not None else ""
        return f"{sign} Reasoning · {took}{size}"


def _tail(text: str) -> str:
    lines = text[-TAIL_CHARS:].strip().split("\n")
    return "\n".join(lines[-TAIL_LINES:])
