"""Fill a table of answers for a command, and write it where it is wanted."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from assistant.answer_table import (
    CellFilled,
    Table,
    TableEvent,
    TableStarted,
    marked,
    table_event_json,
)
from assistant.cli import console
from assistant.errors import UsageError
from assistant.i18n import _, mark, ngettext
from assistant.line_breaks import shortened
from assistant.text import clean_line
from assistant.wording import KEPT_OUT, count, duration, part_of, short_path, where

if TYPE_CHECKING:
    from rich.progress import Progress

    from assistant.api import Assistant

_LEAST_FORETOLD_S = 10.0
_LEAST_NAME = 16
"""Cells that the name of a document has at least; a longer one loses its middle."""
STOPPED = mark("Stopped. The cells that were answered are kept: the same command goes on with the others.")


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where a table goes."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=_output,
        default=None,
        help=_("Write the table into this file: .xlsx, .csv or .md."),
    )
    parser.add_argument("--csv", action="store_true", help=_("Write the table as CSV to standard output."))


def _output(text: str) -> Path:
    from assistant.table_files import check_ending

    path = Path(text).expanduser()
    check_ending(path)
    if not path.parent.is_dir():
        raise UsageError(
            _("There is no folder “{parent}”.", parent=path.parent),
            _("Make it first; nothing was asked."),
            code="path_missing",
        )
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise UsageError(
            _("“{path}” cannot be written.", path=path),
            _("Name a file in a folder of yours; nothing was asked."),
        )
    return path


def put_table(
    assistant: Assistant,
    questions: Sequence[str],
    args: argparse.Namespace,
    *,
    again: bool = False,
    shown: bool = False,
) -> int:
    """Fill a table, write it where the options say, and return the exit code.

    Args:
        assistant: Is asked.
        questions: One for each column.
        args: With `inside`, `json`, `csv` and `output`.
        again: Whether what was answered before is asked anew.
        shown: Whether the same was asked and shown just now, so that it is only written.
    """
    table: Table | None = None
    events = assistant.fill_table(questions, args.inside, again=again)
    progress = _Progress(quiet=args.json or shown)
    try:
        with closing(events):
            for event in events:
                if args.json:
                    console.emit(table_event_json(event))
                progress.show(event)
                if isinstance(event, Table):
                    table = event
    except KeyboardInterrupt:
        progress.end()
        raise KeyboardInterrupt(_(STOPPED)) from None
    progress.end()
    assert table is not None, "a table ends with itself"  # not shown
    _write(table, args)
    if args.output is not None and assistant.keep_own_file_out(args.output) and not args.json:
        console.say(_(KEPT_OUT, path=short_path(str(args.output))))
    return 1 if table.unasked else 0


def _write(table: Table, args: argparse.Namespace) -> None:
    from assistant.table_files import as_csv, as_markdown, write_table

    if args.output is not None:
        write_table(table, args.output)
        if not args.json:
            console.say(
                _(
                    "{summary} Written to {output}.",
                    summary=_summary(table),
                    output=short_path(str(args.output)),
                )
            )
        return
    if args.json:
        return
    if args.csv:
        console.put(as_csv(table).replace("\r\n", "\n"), end="")
    elif console.is_terminal(sys.stdout):
        _draw(table)
    else:
        console.put(as_markdown(table), end="")
    console.say(_summary(table))


def _summary(table: Table) -> str:
    """Say what was asked and what it came to, in a line."""
    said = _(
        "{documents} asked: {count} of {answers} found",
        documents=count(table.asked, "document"),
        count=f"{table.count('found'):,}",
        answers=count(table.count(), "answer"),
    )
    if table.selects:
        said += ngettext(", {number} document matches", ", {number} documents match", len(table.matching))
    unsure, probably, none = table.tally()
    said += _(", {unsure} not confirmed [?]", unsure=f"{unsure:,}") if unsure else ""
    said += _(", {none} probably not stated", none=f"{probably:,}") if probably else ""
    said += _(", {none} not stated", none=f"{none:,}") if none else ""
    said += _("; {documents} left out", documents=count(table.left_out, "document")) if table.left_out else ""
    if table.unasked:
        without = count(table.unasked, "answer")
        said += _("; {answers} read without the model, which failed or took too long", answers=without)
    return _("{said}.", said=said)


def _draw(table: Table) -> None:
    """Draw the rows in a terminal, and their sources below."""
    from rich.table import Table as Drawn
    from rich.text import Text

    drawn = Drawn(show_header=True, header_style="bold")
    drawn.add_column(Text(_("Document")), no_wrap=True)
    for name in table.columns:
        drawn.add_column(Text(clean_line(name)), overflow="fold")
    wide = console.width(sys.stdout)
    room = max(_LEAST_NAME, min(2 * wide // 5, wide // len(table.columns)))
    sources: dict[str, int] = {}
    for row in table.chosen:
        cells = [Text(shortened(clean_line(PurePath(row.source).name), room))]
        for cell in row.cells:
            marks = ""
            for citation in cell.citations[:1]:
                place = where(
                    citation.source, citation.page, citation.heading, page_label=citation.page_label
                )
                marks = f"[{sources.setdefault(place, len(sources) + 1)}]"
            style = "dim" if cell.state == "not_stated" else "yellow" if cell.state != "found" else ""
            cells.append(Text(clean_line(marked(cell, marks, table.not_stated)), style=style))
        drawn.add_row(*cells)
    screen = console.console(sys.stdout)
    screen.print(drawn)
    for source, number in sources.items():
        label = f"[{number}] "
        console.put_row(((label, "cyan"),), source, style="dim", indent=len(label))


class _Progress:
    """Says on standard error how far a table is."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Progress | None = None

    def show(self, event: TableEvent) -> None:
        """Say what an event adds."""
        if self._quiet:
            return
        match event:
            case TableStarted():
                self._start(event)
            case CellFilled() if self._bar is not None:
                line = part_of(event.done, event.total, event.left_s, asked=True)
                self._bar.update(
                    self._bar.task_ids[0], completed=event.done, total=event.total, description=line
                )
            case _:
                pass

    def _start(self, event: TableStarted) -> None:
        cells = len(event.sources) * len(event.columns)
        takes = event.seconds or 0.0  # what takes a few seconds takes some more where much else runs
        about = _(", about {time}", time=duration(takes)) if takes >= _LEAST_FORETOLD_S else ""
        console.say(
            _(
                "Asking {documents}: {answers}{about}.",
                documents=count(len(event.sources), "document"),
                answers=count(cells, "answer"),
                about=about,
            )
        )
        if event.there > len(event.sources):
            left = count(event.there - len(event.sources), "document")
            console.say(_("{left} left out, the farthest from the question.", left=left))
        if console.is_terminal(sys.stderr):
            from rich.progress import BarColumn, Progress, TextColumn

            columns = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
            self._bar = Progress(*columns, console=console.console(sys.stderr), transient=True)
            self._bar.add_task("", total=cells)
            self._bar.start()

    def end(self) -> None:
        """Take the line away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
