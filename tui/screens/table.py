"""The table screen: every document asked the same questions, filled cell by cell."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from contextlib import aclosing, suppress
from pathlib import Path, PurePath
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import Screen
from textual.widgets import DataTable, Input, Static
from textual.worker import Worker, WorkerCancelled

from assistant.answer_table import UNCONFIRMED, Cell, CellFilled, Table, TableStarted, shown
from assistant.errors import AssistantError
from assistant.events import Citation
from assistant.i18n import _, mark
from assistant.text import clean, clean_line
from assistant.wording import KEPT_OUT, count, duration, part_of, short_path
from tui.base import BaseApp
from tui.screens.dialogs import ConfirmDialog, TextDialog
from tui.themes import MUTED
from tui.widgets.key_line import KeyLine
from tui.widgets.source_pane import SourcePane

NOTE = "tui.table"
"""The note of the library that keeps the questions."""
NAME = mark("answers.xlsx")
EMPTY = mark("""\
Each document is asked by itself, and its answers become a row.

Write a question above and press Enter: "When does it end?" Each further question is a column of its own.
A question with a condition ("Which leases end in 2025?") keeps the documents that meet it.
Only some documents: F2, then Enter on a folder or a file.

What was answered is kept: stop at any time, and go on later.""")
NO_DOCUMENTS = mark("""\
Nothing has been read yet, so there is nothing to ask.

F2 adds a folder; or drop files here.""")
NARROW_COLUMNS = 110
MOST_HEAD_LINES = 4
USUAL_NAME, NARROWEST, WIDEST = 30, 18, 60
"""Columns of the screen that a document's name and an answer take."""


class Answers(DataTable[Text]):
    """The table itself; Enter opens what stands behind a cell."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select_cursor", mark("Open"))]


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
        Binding("f5", "stop_or_go_on", mark("Stop or go on")),
        Binding("delete", "drop_column", mark("Remove the question")),
        Binding("ctrl+s", "write", mark("Write a file")),
        Binding("slash", "question", mark("Question"), key_display="/"),
        Binding("f2", "app.show_library", mark("Library")),
        Binding("f4", "app.show_table", mark("Chat"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[str] = []
        self.table: Table | None = None
        self._cells: dict[tuple[int, int], Cell] = {}
        self._sources: tuple[str, ...] = ()
        self._names: list[Text] = []
        self._work: Worker[None] | None = None
        self._widths: tuple[int, int] = (USUAL_NAME, WIDEST)

    @property
    def is_filling(self) -> bool:
        """Whether documents are being asked."""
        return self._work is not None and self._work.is_running

    def compose(self) -> ComposeResult:
        """Lay out the field above, the answers, and the source beside them."""
        yield Static(id="asked", markup=False)
        yield Input(
            placeholder=_("a question for every document; Enter asks"),
            id="question",
            compact=True,
            select_on_focus=False,  # a letter typed beside it brings the focus
        )
        yield Static(id="filling", markup=False)
        with Horizontal(id="answers-and-source"):
            with Vertical(id="answers-pane"):
                yield Static(_(EMPTY), id="nothing", markup=False)
                yield Answers(id="answers", cursor_type="cell", zebra_stripes=True)
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
        self.refresh_bindings()
        self._show_head()
        self._lay_out()
        if self.questions:
            self._begin(kept_only=not self.app.table_goes_on)
        else:
            await self._say_if_empty()

    async def _say_if_empty(self) -> None:
        try:
            empty = not (await self.app.client.holdings()).documents
        except AssistantError:  # others tell of it
            return
        if empty:
            self.query_one("#nothing", Static).update(_(NO_DOCUMENTS))

    def on_resize(self) -> None:
        """Show the source in the place of the answers where there is little room."""
        self.set_class(self.size.width < NARROW_COLUMNS, "-narrow")
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Draw the columns anew where there is other room for them."""
        if self.is_attached and self.questions and self._room() != self._widths:
            self._lay_out()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        match action:
            case "stop_or_go_on" | "write":
                return bool(self.questions)
            case "drop_column" | "question":
                return not isinstance(self.focused, Input)
        return True

    # Asking

    @on(Input.Submitted, "#question")
    def _add(self, event: Input.Submitted) -> None:
        question = " ".join(clean(event.value).split())
        if question and question not in self.questions:
            self.questions.append(question)
        event.input.value = ""
        if self.questions:
            self._changed()

    def action_drop_column(self) -> None:
        """Take away the question of the column under the cursor."""
        column = self.query_one(DataTable).cursor_column - 1
        if len(self.questions) == 1:
            column = 0
        if not 0 <= column < len(self.questions):
            self.notify(_("Move to a column with a question first."), markup=False)
            return
        field = self.query_one("#question", Input)
        dropped = self.questions.pop(column)
        if not field.value.strip():
            field.value = dropped
            self.notify(_("Removed. It is back in the field above; Enter asks it again."), markup=False)
        self._changed()

    def _changed(self) -> None:
        self._cells, self.table = {}, None
        self.refresh_bindings()
        self._lay_out()
        self._show_head()
        if self.questions:
            self._begin()
        elif self._work is not None:
            self._work.cancel()
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
            self.app.table_goes_on = False
            self._work.cancel()
            # It may be some seconds until the document that is read lets go.
            self.query_one("#filling", Static).update(Content.styled(_stopped(), "$text-warning"))
        elif self.questions:
            self._begin()

    def _begin(self, *, kept_only: bool = False) -> None:
        self._work = self._fill(tuple(self.questions), self.app.inside, kept_only=kept_only)

    @work(exclusive=True, group="fill")
    async def _fill(self, questions: tuple[str, ...], inside: tuple[str, ...], *, kept_only: bool) -> None:
        """Ask the documents, and draw each answer as it comes.

        Args:
            questions: One for each column.
            inside: Where questions look.
            kept_only: Whether nothing is asked, and only what was answered before is drawn.
        """
        line = self.query_one("#filling", Static)
        stopped = (
            _("Some answers are missing. F5 goes on.")  # nobody stopped it, where the program was renewed
            if kept_only
            else _stopped()
        )
        self.app.table_goes_on = not kept_only
        try:
            async with aclosing(
                self.app.client.table_events(questions, inside, kept_only=kept_only)
            ) as events:
                async for event in events:
                    match event:
                        case TableStarted():
                            self._started(event)
                        case CellFilled():
                            self._filled(event)
                            line.update(part_of(event.done, event.total, event.left_s, asked=True))
                        case Table() if not event.count("waiting"):
                            self.table = event
                            stopped = ""
                            if event.selects:
                                self._lay_out()
                        case Table():
                            pass
        except AssistantError as error:
            stopped = clean_line(error.message)
            if error.code == "no_documents" and not inside:
                stopped = _("Nothing has been read yet. F2 adds a folder; or drop files here.")
            elif not kept_only:
                self.app.show_error(error)
        except asyncio.CancelledError:
            if self.is_attached:
                line.update(Content.styled(stopped if self.questions else "", "$text-warning"))
            raise
        self.app.table_goes_on = False
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
        unsure, probably, none = self.table.tally()
        words += _(" · {unsure} not confirmed [?]", unsure=f"{unsure:,}") if unsure else ""
        words += _(" · {none} probably not stated", none=f"{probably:,}") if probably else ""
        words += _(" · {none} not stated", none=f"{none:,}") if none else ""
        words += (
            _(" · {documents} left out", documents=count(self.table.left_out, "document"))
            if self.table.left_out
            else ""
        )
        if self.table.unasked:
            unasked = count(self.table.unasked, "answer")
            words += _(" · {answers} read without the model, which failed or took too long", answers=unasked)
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

    def _room(self) -> tuple[int, int]:
        """Return the width of the column of names, and of each answer."""
        wide = self.query_one("#answers-pane").size.width or self.size.width
        longest = max([cell_len(_("Document")), *(one.cell_len for one in self._names)])
        longest = longest if self._names else USUAL_NAME
        spare = wide - (WIDEST + 2) * len(self.questions) - 2  # beside answers as wide as they get
        name = min(longest, max(12, wide // 3, spare))
        left = wide - name - 4  # a bar to scroll by, and what stands around each cell
        return name, max(NARROWEST, min(WIDEST, left // max(1, len(self.questions)) - 2))

    def _lay_out(self) -> None:
        """Draw the columns, and the rows that there are."""
        answers = self.query_one("#answers", DataTable)
        before = answers.cursor_coordinate
        answers.clear(columns=True)
        self._widths = name, wide = self._room()
        heads = [_head(question, wide) for question in self.questions]
        answers.header_height = max([1, *(head.plain.count("\n") + 1 for head in heads)])
        answers.add_column(Text(_("Document")), key="document", width=name)
        for at, head in enumerate(heads):
            answers.add_column(head, key=str(at), width=wide)
        for row in self._rows():
            cells = [self._cells.get((row, column)) for column in range(len(self.questions))]
            drawn = [_drawn(cell, wide) if cell is not None else Text("…", style="dim") for cell in cells]
            answers.add_row(self._names[row], *drawn, key=str(row))
        answers.move_cursor(row=before.row, column=before.column, animate=False)
        answers.display = bool(self.questions)
        self.query_one("#nothing", Static).display = not self.questions
        self.set_class(not self.questions, "-empty")
        self._show_cell(self._under_cursor())

    def _started(self, event: TableStarted) -> None:
        answers = self.query_one("#answers", DataTable)
        if event.sources != self._sources or answers.row_count != len(event.sources):
            if event.sources != self._sources:
                self._cells = {}
            self._sources, self.table = event.sources, None
            self._names = _names(event.sources)
            self._lay_out()
        about = (
            _(", about {time}", time=duration(event.seconds)) if event.seconds and event.seconds >= 1 else ""
        )
        self.query_one("#filling", Static).update(
            _("Asking {documents}{about}", documents=count(len(event.sources), "document"), about=about)
        )

    def _filled(self, event: CellFilled) -> None:
        self._cells[event.row, event.column] = event.cell
        answers = self.query_one("#answers", DataTable)
        answers.update_cell(str(event.row), str(event.column), _drawn(event.cell, self._widths[1]))
        if (self._row(), answers.cursor_column) == (event.row, event.column + 1):
            self._show_cell(event.cell)

    def _rows(self) -> list[int]:
        """Return the numbers of the documents that are shown: those a condition left."""
        if self.table is None or not self.table.selects:
            return list(range(len(self._sources)))
        numbers = {source: number for number, source in enumerate(self._sources)}
        return [numbers[row.source] for row in self.table.chosen if row.source in numbers]

    def _row(self) -> int:
        """Return the number of the document under the cursor; -1 for none."""
        at, rows = self.query_one("#answers", DataTable).cursor_row, self._rows()
        return rows[at] if 0 <= at < len(rows) else -1

    def _under_cursor(self) -> Cell | None:
        """Return the cell under the cursor, or None.

        At a document's name it is the first with words of it.
        """
        row, column = self._row(), self.query_one("#answers", DataTable).cursor_column - 1
        if column < 0:
            cells = (self._cells.get((row, at)) for at in range(len(self.questions)))
            return next((one for one in cells if one is not None and one.citations), None)
        return self._cells.get((row, column))

    @on(DataTable.CellHighlighted)
    def _highlighted(self) -> None:
        self._show_cell(self._under_cursor())

    def _show_cell(self, cell: Cell | None) -> None:
        line = self.query_one("#cell", Static)
        column = self.query_one("#answers", DataTable).cursor_column - 1
        if cell is None or not 0 <= column < len(self.questions):
            source = self._source_under_cursor()
            line.update(Content.styled(short_path(source), MUTED) if source else "")
            return
        quote = cell.citations[0] if cell.citations else None
        words = f"  “{' '.join(clean(quote.quote).split())}”" if quote is not None else ""
        line.update(
            Content.assemble(
                (f"{clean_line(self.questions[column])}  ", MUTED),
                (clean(shown(cell)), "bold"),
                (words, MUTED),
            )
        )

    def _source_under_cursor(self) -> str:
        """Return the path of the document under the cursor; empty for none."""
        row = self._row()
        return self._sources[row] if row >= 0 else ""

    @on(DataTable.CellSelected)
    def _open_source(self) -> None:
        cell, source = self._under_cursor(), self._source_under_cursor()
        if cell is not None and cell.citations:
            words = cell.citations[0]
        elif source and (cell is None or cell.state == "not_stated"):  # from its beginning
            words = Citation(0, source, "", None, (), "", 0, 0, 0)
        else:
            self.notify(_("No words of the document stand behind this cell."), markup=False)
            return
        self.add_class("-source")
        self.query_one(SourcePane).read(words)
        self.query_one(SourcePane).focus_page()

    # Leaving, and writing

    def on_key(self, event: Key) -> None:
        """Go down from the field to the answers; write what is typed there into the field."""
        field = self.query_one("#question", Input)
        if event.key == "down" and self.focused is field and self.questions:
            event.stop()
            self.query_one("#answers", DataTable).focus()
        elif (
            event.is_printable
            and event.character
            and event.character not in " /"
            and isinstance(self.focused, Answers)
        ):
            event.stop()
            field.focus()
            field.insert_text_at_cursor(event.character)

    def action_question(self) -> None:
        """Go to the field for a question."""
        self.query_one("#question", Input).focus()

    def action_back(self) -> None:
        """Close the source; else stop asking; else leave the field, or the screen."""
        pane = self.query_one(SourcePane)
        if pane.display:
            pane.display = False
            self.remove_class("-source")
            self.query_one("#answers", DataTable).focus()
        elif self.is_filling:
            self.action_stop_or_go_on()
        elif (field := self.query_one("#question", Input)).has_focus and field.value and self.questions:
            self.query_one("#answers", DataTable).focus()
        else:
            self.dismiss()

    def action_write(self) -> None:
        """Ask for a file, and write the table into it."""
        if self.table is None and not self.is_filling:
            self.notify(_("The table is not complete yet: F5 goes on."), markup=False)
        else:
            self._write()

    @work(exclusive=True, group="write")
    async def _write(self) -> None:
        from assistant.table_files import write_table

        folder = await self.app.client.place_to_export(await asyncio.to_thread(_working_folder))
        free = await asyncio.to_thread(_free_place, folder)
        asked = TextDialog(_("Write the table into which file?"), str(free), _("Write"))
        name = await self.app.push_screen_wait(asked)
        if name is None:
            return
        path = await asyncio.to_thread(_place, name)
        if await asyncio.to_thread(path.exists) and not await self.app.push_screen_wait(
            ConfirmDialog(_("{path} is there already. Replace it?", path=short_path(str(path))))
        ):
            return
        if self.table is None and self._work is not None:
            self.notify(_("It is written as soon as the last answer is there."), markup=False)
            with suppress(WorkerCancelled):
                await self._work.wait()
        if (table := self.table) is None:
            self.notify(_("The table is not complete yet: F5 goes on."), markup=False)
            return
        try:
            await asyncio.to_thread(write_table, table, path)
            kept_out = await self.app.client.keep_own_file_out(path)
        except AssistantError as error:
            self.app.show_error(error)
        else:
            said = KEPT_OUT if kept_out else mark("Written to {path}.")
            self.notify(_(said, path=clean_line(str(path))), markup=False)


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was deleted
        return Path.home()


def _free_place(folder: Path) -> Path:
    """Return a file of a folder that is not there yet."""
    name = PurePath(_(NAME)).stem
    names = (f"{name}.xlsx" if number == 1 else f"{name} ({number}).xlsx" for number in range(1, 10_000))
    return next(one for name in names if not (one := folder / name).exists())


def _place(name: str) -> Path:
    """Return the file that is meant by a name or a folder."""
    path = Path(os.path.abspath(os.path.expanduser(name)))  # noqa: PTH100, PTH111 - links and absent homes stay
    return path / _(NAME) if path.is_dir() else path


def _names(sources: Sequence[str]) -> list[Text]:
    """Write the names of files; where they lie in several folders, each with its own."""
    paths = [PurePath(one) for one in sources]
    several = len({path.parent for path in paths}) > 1
    names = []
    for path in paths:
        name = Text(clean_line(path.name), no_wrap=True, overflow="ellipsis")
        names.append(name.append(f"  {clean_line(path.parent.name)}", "dim") if several else name)
    return names


def _head(question: str, width: int) -> Text:
    """Break a question into lines of a column's width, the last with an ellipsis."""
    lines = [line.plain.rstrip() for line in Content(clean_line(question)).wrap(width)]
    if len(lines) > MOST_HEAD_LINES:
        lines = [*lines[: MOST_HEAD_LINES - 1], f"{lines[MOST_HEAD_LINES - 1][: width - 1]}…"]
    return Text("\n".join(lines))


def _drawn(cell: Cell, width: int) -> Text:
    """Write a cell; one that is cut keeps the mark of what is not confirmed."""
    styles = {"found": "", "not_stated": "dim", "waiting": "dim"}
    style = styles.get(cell.state, "yellow")
    said = clean_line(shown(cell))
    mark = f" {UNCONFIRMED}"
    if said.endswith(mark) and cell_len(said) > width > 2 * len(mark):
        said = f"{set_cell_size(said, width - len(mark) - 1).rstrip()}…{mark}"
    return Text(said, style=style, no_wrap=True, overflow="ellipsis")


def _stopped() -> str:
    return _("Stopped; what was answered is kept. F5 goes on.")
