"""The table screen: every document asked the same questions, filled cell by cell."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from pathlib import Path, PurePath
from typing import ClassVar

from rich.text import Text
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.coordinate import Coordinate
from textual.screen import Screen
from textual.widgets import DataTable, Input, Static
from textual.worker import Worker

from assistant.answer_table import Cell, CellFilled, Table, TableStarted, shown
from assistant.errors import AssistantError
from assistant.i18n import _, mark
from assistant.text import clean, clean_line
from assistant.wording import count, duration, part_of, short_path
from tui.base import BaseApp
from tui.themes import MUTED
from tui.widgets.key_line import KeyLine
from tui.widgets.source_pane import SourcePane

NOTE = "tui.table"
"""The note of the library that keeps the questions."""
NAME = "answers.xlsx"
EMPTY = mark("""\
Each document is asked by itself, and its answers become a row.

Write a question above and press Enter: "When does it end?" Each further question is a column of its own.
A question with a condition ("Which leases end in 2025?") keeps the documents that meet it.

What was answered is kept: stop at any time, and go on later.""")
NARROW_COLUMNS = 110


class TableScreen(Screen[None]):
    """Questions for every document, and what each answers.

    Attributes:
        questions: One for each column.
        table: The last one that was filled to its end, or None.
        is_filling: Whether documents are being asked.
    """

    app = getters.app(BaseApp)

    CSS_PATH = "../styles/table.tcss"
    AUTO_FOCUS = "#question"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", mark("Back")),
        Binding("s", "stop_or_go_on", mark("Stop or go on")),
        Binding("d", "drop_column", mark("Drop the question")),
        Binding("w", "write", mark("Write a file")),
        Binding("slash", "question", mark("Question"), key_display="/"),
        Binding("f2", "app.show_library", mark("Library"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[str] = []
        self.table: Table | None = None
        self._cells: dict[tuple[int, int], Cell] = {}
        self._sources: tuple[str, ...] = ()
        self._work: Worker[None] | None = None

    @property
    def is_filling(self) -> bool:
        """Whether documents are being asked."""
        return self._work is not None and self._work.is_running

    def compose(self) -> ComposeResult:
        """Lay out the field above, the answers, and the source beside them."""
        yield Static(id="asked", markup=False)
        yield Input(placeholder=_("a question for every document; Enter asks"), id="question", compact=True)
        yield Static(id="filling", markup=False)
        with Horizontal(id="answers-and-source"):
            with Vertical(id="answers-pane"):
                yield Static(_(EMPTY), id="nothing", markup=False)
                yield DataTable[Text](id="answers", cursor_type="cell", zebra_stripes=True)
                yield Static(id="cell", markup=False)
            yield SourcePane(self.app.client, id="source")
        yield KeyLine()

    async def on_mount(self) -> None:
        """Bring back the questions that were asked last."""
        self.query_one(SourcePane).display = False
        self.watch(self.app, "inside", self._show_head, init=False)
        try:
            noted = json.loads(await self.app.client.note(NOTE) or "[]")
        except (AssistantError, ValueError):
            noted = []
        self.questions = [one for one in noted if isinstance(one, str)] if isinstance(noted, list) else []
        self._show_head()
        self._lay_out()

    def on_resize(self) -> None:
        """Show the source in the place of the answers where there is little room."""
        self.set_class(self.size.width < NARROW_COLUMNS, "-narrow")

    # Asking

    @on(Input.Submitted, "#question")
    def _add(self, event: Input.Submitted) -> None:
        question = " ".join(clean(event.value).split())
        if self.is_filling:
            self.notify(_("Documents are being asked: s stops that."), markup=False)
            return
        if question and question not in self.questions:
            self.questions.append(question)
        event.input.value = ""
        if self.questions:
            self._changed()

    def action_drop_column(self) -> None:
        """Take away the question of the column under the cursor."""
        column = self.query_one(DataTable).cursor_column - 1
        if self.is_filling or not 0 <= column < len(self.questions):
            return
        del self.questions[column]
        self._changed()

    def _changed(self) -> None:
        self._cells, self.table = {}, None
        self._lay_out()
        self._show_head()
        if self.questions:
            self._begin()
        self._keep_questions()

    @work(group="questions")
    async def _keep_questions(self) -> None:
        try:
            await self.app.client.set_note(NOTE, json.dumps(self.questions, ensure_ascii=False))
        except AssistantError as error:
            self.app.show_error(error)

    def action_stop_or_go_on(self) -> None:
        """Stop asking, or ask what is missing."""
        if self.is_filling and self._work is not None:
            self._work.cancel()
        elif self.questions:
            self._begin()

    def _begin(self) -> None:
        self._work = self._fill(tuple(self.questions), self.app.inside)

    @work(exclusive=True, group="fill")
    async def _fill(self, questions: tuple[str, ...], inside: tuple[str, ...]) -> None:
        """Ask the documents, and draw each answer as it comes."""
        line = self.query_one("#filling", Static)
        stopped = _("Stopped; what was answered is kept. s goes on.")
        try:
            async with aclosing(self.app.client.table_events(questions, inside)) as events:
                async for event in events:
                    match event:
                        case TableStarted():
                            self._started(event)
                        case CellFilled():
                            self._filled(event)
                            line.update(part_of(event.done, event.total, event.left_s))
                        case Table():
                            self.table = event
                            stopped = ""
        except AssistantError as error:
            self.app.show_error(error)
            stopped = clean_line(error.message)
        except asyncio.CancelledError:
            if self.is_attached:
                line.update(Content.styled(stopped, "$text-warning"))
            raise
        line.update(self._came_to() if self.table is not None and not stopped else stopped)

    def _came_to(self) -> Content:
        assert self.table is not None
        words = _(
            "{count} of {answers} found",
            count=f"{self.table.count('found'):,}",
            answers=count(self.table.count(), "answer"),
        )
        if self.table.selects:
            words += _(
                " · {documents} of {asked} match",
                documents=count(len(self.table.matching), "document"),
                asked=f"{self.table.asked:,}",
            )
        unsure = self.table.count("unsure", "contradicted")
        words += _(" · {unsure} not confirmed [?]", unsure=f"{unsure:,}") if unsure else ""
        words += (
            _(" · {documents} left out", documents=count(self.table.left_out, "document"))
            if self.table.left_out
            else ""
        )
        return Content.assemble(("✓ ", "bold $text-success"), words)

    # What is shown

    def _show_head(self) -> None:
        inside = self.app.inside
        where = _("those in {inside}", inside=short_path(inside[0])) if inside else _("every document")
        more = (
            _(" and {other_places}", other_places=count(len(inside) - 1, "other place"))
            if len(inside) > 1
            else ""
        )
        questions = count(len(self.questions), "question") if self.questions else _("no question yet")
        self.query_one("#asked", Static).update(
            Content.assemble(
                (_("Table"), "bold $primary"),
                "  ",
                _("asks {where}{more}", where=where, more=more),
                (f"  {questions}", MUTED),
            )
        )

    def _lay_out(self) -> None:
        """Draw the columns, without any row."""
        answers = self.query_one("#answers", DataTable)
        answers.clear(columns=True)
        answers.add_column(Text(_("Document")), key="document")
        for at, question in enumerate(self.questions):
            answers.add_column(Text(clean_line(question)), key=str(at))
        answers.display = bool(self.questions)
        self.query_one("#nothing", Static).display = not self.questions
        self.query_one("#cell", Static).update("")

    def _started(self, event: TableStarted) -> None:
        answers = self.query_one("#answers", DataTable)
        if event.sources != self._sources or answers.row_count != len(event.sources):
            answers.clear()
            for row, source in enumerate(event.sources):
                blank = [Text("…", style="dim")] * len(self.questions)
                answers.add_row(Text(clean_line(PurePath(source).name)), *blank, key=str(row))
        self._sources = event.sources
        about = (
            _(", about {time}", time=duration(event.seconds)) if event.seconds and event.seconds >= 1 else ""
        )
        self.query_one("#filling", Static).update(
            _("Asking {documents}{about}", documents=count(len(event.sources), "document"), about=about)
        )
        answers.focus()

    def _filled(self, event: CellFilled) -> None:
        self._cells[event.row, event.column] = event.cell
        answers = self.query_one("#answers", DataTable)
        answers.update_cell(str(event.row), str(event.column), _drawn(event.cell), update_width=True)
        if answers.cursor_coordinate == Coordinate(event.row, event.column + 1):
            self._show_cell(event.cell)

    def _under_cursor(self) -> Cell | None:
        """Return the cell under the cursor, or None."""
        answers = self.query_one("#answers", DataTable)
        return self._cells.get((answers.cursor_row, answers.cursor_column - 1))

    @on(DataTable.CellHighlighted)
    def _highlighted(self) -> None:
        self._show_cell(self._under_cursor())

    def _show_cell(self, cell: Cell | None) -> None:
        line = self.query_one("#cell", Static)
        if cell is None:
            line.update("")
            return
        quote = cell.citations[0] if cell.citations else None
        said = shown(cell)
        words = f"  “{' '.join(clean(quote.quote).split())}”" if quote is not None else ""
        line.update(Content.assemble((clean(said), "bold"), (words, MUTED)))

    @on(DataTable.CellSelected)
    def _open_source(self) -> None:
        cell = self._under_cursor()
        if cell is None or not cell.citations:
            self.notify(_("No words of the document stand behind this cell."), markup=False)
            return
        self.add_class("-source")
        self.query_one(SourcePane).read(cell.citations[0])

    # Leaving, and writing

    def action_question(self) -> None:
        """Go to the field for a question."""
        self.query_one("#question", Input).focus()

    def action_back(self) -> None:
        """Close the source; else leave the field; else leave the screen, and stop asking."""
        pane = self.query_one(SourcePane)
        if pane.display:
            pane.display = False
            self.remove_class("-source")
            self.query_one("#answers", DataTable).focus()
        elif self.query_one("#question", Input).has_focus and self.questions:
            self.query_one("#answers", DataTable).focus()
        else:
            self.dismiss()

    def action_write(self) -> None:
        """Write the table into a workbook in the working folder."""
        if self.table is None:
            self.notify(_("The table is not complete yet."), markup=False)
        else:
            self._write(self.table)

    @work(exclusive=True, group="write")
    async def _write(self, table: Table) -> None:
        from assistant.table_files import write_table

        try:
            folder = Path.cwd()
        except OSError:  # it was deleted
            folder = Path.home()
        path = next(
            one
            for number in range(1, 10_000)
            if not (one := folder / (NAME if number == 1 else f"answers ({number}).xlsx")).exists()
        )
        try:
            await asyncio.to_thread(write_table, table, path)
        except AssistantError as error:
            self.app.show_error(error)
        else:
            self.notify(_("Written to {path}.", path=short_path(str(path))), markup=False)


def _drawn(cell: Cell) -> Text:
    styles = {"found": "", "not_stated": "dim", "waiting": "dim", "failed": "red"}
    said = clean_line(shown(cell))
    return Text(said if len(said) <= 60 else f"{said[:59]}…", style=styles.get(cell.state, "yellow"))
