"""How getting a model looks: a bar in a terminal, a line a step in a pipe, JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.cli import console
from assistant.cli.console import quiet_terminal
from assistant.text import clean_line

if TYPE_CHECKING:
    from assistant.models.ollama_models import PullProgress


def show_pull(name: str, steps: Iterator[PullProgress], *, as_json: bool, live: bool) -> None:
    """Show the steps of getting a model until it is there."""
    if as_json:
        for step in steps:
            console.emit(
                {
                    "event": "progress",
                    "status": step.status,
                    "digest": step.digest,
                    "completed": step.completed_bytes,
                    "total": step.total_bytes,
                }
            )
    elif live:
        _show_bar(name, steps)
    else:
        _say_steps(steps)


def _say_steps(steps: Iterator[PullProgress]) -> None:
    last = ""
    for step in steps:
        if step.status != last:
            console.say(clean_line(step.status))
            last = step.status


def _show_bar(name: str, steps: Iterator[PullProgress]) -> None:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.progress import TransferSpeedColumn as Speed

    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), DownloadColumn())
    with (
        quiet_terminal(),
        Progress(
            *columns, Speed(), TimeRemainingColumn(), console=console.console(sys.stderr), transient=True
        ) as bar,
    ):
        task, part = bar.add_task(clean_line(name), total=None), ""
        for step in steps:
            if not step.digest:  # between parts, and at the end: what was got stays as it is
                bar.update(task, description=clean_line(step.status))
                continue
            if step.digest != part:
                part = step.digest
                bar.reset(task, total=step.total_bytes)
            bar.update(
                task,
                description=clean_line(f"{name} {step.digest[7:15]}"),
                completed=step.completed_bytes or 0,
                total=step.total_bytes,
            )
