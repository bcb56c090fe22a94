"""How a run of ingest looks in a terminal: one line while files are read, a bar while passages are embedded."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, Task, TextColumn
from rich.text import Text

from assistant.cli.console import quiet_terminal
from assistant.events import IndexEvent
from assistant.wording import count, duration, place
from ingest.records import EmbeddingEvent, FileEvent

if TYPE_CHECKING:
    from assistant.events import IngestEvent

REFRESH_PER_SECOND = 8


class _Description(TextColumn):
    """The task's description as plain text: it holds file names, which are no markup."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        return Text(task.description, overflow="ellipsis", no_wrap=True)


class IngestProgress:
    """Draws the events of a run and leaves nothing behind when it is closed.

    Args:
        console: Where to draw.
    """

    def __init__(self, console: Console) -> None:
        self._columns = _Description()
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            self._columns,
            console=console,
            transient=True,
            refresh_per_second=REFRESH_PER_SECOND,
        )
        self._quiet = ExitStack()
        self._quiet.enter_context(quiet_terminal())
        self._bar.start()
        self._task = self._bar.add_task("Looking for files …", total=None)
        self._files = self._passages = self._failed = 0

    def close(self) -> None:
        """Take the display away."""
        self._bar.stop()
        self._quiet.close()

    def show(self, event: IngestEvent) -> None:
        """Bring the display up to date."""
        match event:
            case FileEvent():
                self._files += 1
                self._passages += event.passages
                self._failed += event.status == "failed"
                self._bar.update(self._task, description=self._reading(event))
            case EmbeddingEvent():
                self._bar.update(
                    self._task, total=event.total, completed=event.done, description=embedding_line(event)
                )

            case IndexEvent():
                line = f"Writing the index  {event.done:,} of {event.total:,} vectors"
                self._bar.update(self._task, total=event.total, completed=event.done, description=line)

    def _reading(self, event: FileEvent) -> str:
        parts = [count(self._files, "file"), count(self._passages, "new passage")]
        if self._failed:
            parts.append(f"{self._failed} failed")
        return "Reading  " + " · ".join([*parts, place(event.path)])


def embedding_line(event: EmbeddingEvent) -> str:
    """Write how far embedding has come, at which rate, and how long it will still take."""
    line = f"Embedding  {event.done:,} of {event.total:,}"
    if event.done == 0 or event.seconds <= 0:
        return line
    rate = event.done / event.seconds
    left = (event.total - event.done) / rate
    remaining = duration(left) if left >= 10 else f"{max(left, 0):.0f} s"
    return f"{line} · {rate:.1f} a second · {remaining} left"
