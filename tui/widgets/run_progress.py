"""One line on what is being read: a bar, how far it has come, and what came of it."""

from __future__ import annotations

import os

from textual.content import Content
from textual.widgets import Static

from assistant.text import clean_line
from tui.ingest_state import RunState, long_words
from tui.own_app import own_app
from tui.themes import MUTED

BAR_CELLS = 24
MOST_NAMED = 2
"""So many reasons of failures are told; all stand in the list."""


class RunProgress(Static):
    """Follows the runs of the app."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)

    def on_mount(self) -> None:
        """Follow the runs."""
        runs = own_app(self).runs
        runs.changed.subscribe(self, self.show)
        self.show(runs.state)

    def show(self, state: RunState) -> None:
        """Show a state."""
        self.set_class(state.running, "-running")
        self.set_class(state.error is not None and not state.running, "-failed")
        line = progress_line(state)
        self.display = bool(line)
        self.update(line)


def progress_line(state: RunState) -> Content:
    """Write a state in one line; nothing where there is nothing to say."""
    words = long_words(state)
    if not words:
        return Content("")
    if not state.running:
        return Content.assemble(_sign(state), " ", words, *_reasons(state))
    parts: list[Content | str | tuple[str, str]] = [_bar(state.share), " ", words]
    if state.queued:
        parts.append((f" · {state.queued:,} more to read", MUTED))
    if state.phase == "reading" and state.last:
        parts.append((f"  {clean_line(os.path.basename(state.last))}", MUTED))  # noqa: PTH119
    return Content.assemble(*parts)


def _reasons(state: RunState) -> list[Content | str | tuple[str, str]]:
    """Write the first reasons why files failed, and what was said about the run."""
    lines: list[Content | str | tuple[str, str]] = []
    for notice in state.notices[:MOST_NAMED]:
        lines += [("\n· ", "bold $text-warning"), notice]
    for path, reason in state.failures[:MOST_NAMED]:
        name = clean_line(os.path.basename(path))  # noqa: PTH119
        lines += [("\n! ", "bold $text-error"), Content.styled(name, "bold"), f"  {clean_line(reason)}"]
    if state.failed > MOST_NAMED:
        lines.append((f"\n  and {state.failed - MOST_NAMED:,} more: 2 shows them all", MUTED))
    return lines


def _bar(share: float | None) -> Content:
    """Draw a bar; one that is all dots where nobody knows how much there is."""
    if share is None:
        return Content.styled("·" * BAR_CELLS, "$primary")
    full = round(share * BAR_CELLS)
    return Content.assemble(("━" * full, "$primary"), ("─" * (BAR_CELLS - full), "$border"))


def _sign(state: RunState) -> tuple[str, str]:
    if state.error is not None:
        return "!", "bold $text-error"
    if state.finished is not None and state.finished.failed:
        return "!", "bold $text-warning"
    if state.finished is not None and not state.stopped and not state.waiting:
        return "✓", "bold $text-success"
    return "·", "bold $text-warning"
