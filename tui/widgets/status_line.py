"""One line below the chat: what answers, what it costs, what questions are narrowed to, and what is being read."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from assistant.events import Finished
from assistant.text import clean_line
from assistant.wording import count, duration, place
from tui.widgets.run_status import RunStatus


class StatusLine(Horizontal):
    """The status line."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._began = 0.0
        self._tick: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Static("opening the library …", id="engine", markup=False)
        yield Static(id="inside", markup=False)
        yield RunStatus(id="reading")
        yield Static(id="spent", markup=False)

    def say_engine(self, words: str) -> None:
        """Say what answers."""
        self.query_one("#engine", Static).update(Content(words))

    def say_inside(self, inside: Sequence[str]) -> None:
        """Say what questions are narrowed to."""
        narrowed = (
            ""
            if not inside
            else f"only {place(inside[0])}"
            if len(inside) == 1
            else f"only {count(len(inside), 'place')}"
        )
        self.query_one("#inside", Static).update(Content(clean_line(narrowed)))

    def begin(self) -> None:
        """Count the seconds of an answer."""
        self._began = time.monotonic()
        self._tick = self.set_interval(0.2, self._count)
        self._count()

    def _count(self) -> None:
        self._say_spent(f"{duration(time.monotonic() - self._began)} · Escape stops")

    def end(self, finished: Finished | None) -> None:
        """Say what an answer took of the model's context."""
        if self._tick is not None:
            self._tick.stop()
        usage = finished.usage if finished is not None else None
        if usage is None:
            self._say_spent("")
        elif usage.prompt_tokens is not None and usage.context_tokens:
            used = usage.prompt_tokens + (usage.answer_tokens or 0)
            share = round(100 * used / usage.context_tokens)
            self._say_spent(f"context {share} % of {usage.context_tokens:,} · {duration(usage.seconds)}")
        else:
            self._say_spent(duration(usage.seconds))

    def _say_spent(self, words: str) -> None:
        # Its width is fixed: nothing else has to be laid out again, several times a second.
        # There is none any more while the app is being left.
        for spent in self.query("#spent").results(Static):
            spent.update(Content(words), layout=False)
