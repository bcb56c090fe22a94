"""A few words on what is being read, for a status line."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.ingest_state import RunState, short_words
from tui.own_app import own_app


class RunStatus(Static):
    """Says in a few words what is being read; empty, and gone, when nothing is."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)

    def on_mount(self) -> None:
        """Follow the runs."""
        runs = own_app(self).runs
        runs.changed.subscribe(self, self._show)
        self._show(runs.state)

    def _show(self, state: RunState) -> None:
        words = short_words(state)
        self.display = bool(words)
        self.update(Content(words))
