"""The library screen: files and their states, folders, ingest, forgetting."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from assistant.errors import AssistantError
from assistant.i18n import _, mark
from assistant.paths import is_under, prefix_of
from assistant.text import clean_line
from assistant.wording import count, documents_held, enumerated, short_path, together
from tui.base import BaseApp
from tui.ingest_state import IngestState, status_text
from tui.screens.dialogs import ChoiceDialog, ConfirmDialog
from tui.themes import MUTED
from tui.widgets import file_list
from tui.widgets.file_filters import FolderList, StateFilter
from tui.widgets.file_list import FileDetails, FileList, FileRow, LibraryTotals, RowFilter, short_home
from tui.widgets.key_line import KeyLine
from tui.widgets.path_input import PathInput

if TYPE_CHECKING:
    from assistant.inventory import Choices

EMPTY = mark("""\
Nothing has been read yet.

Type a folder with documents above and press Enter. PDF, Word, PowerPoint, Excel, web pages, mail, books, \
Markdown, plain text and source code are read, in that folder and all below it.

Tab completes what you type. Files stay where they are, and nothing leaves this machine. \
You can ask as soon as the first files were read.""")
LOADING = mark("Loading …")
WATCHING = mark("Folders are watched: changes in them are read automatically.")
NOT_WATCHING = mark("Folders are not watched any more. Update by hand: F5")
BUSY = mark("Files are being read just now. Stop that first (F5), or wait until it is done.")
GOES = mark(
    "Text, vectors and index go for good. The files themselves stay where they are, "
    "and earlier conversations keep the words they quote."
)
MOST_FILES_NAMED = 5
BAR_CELLS = 24
MOST_REASONS = 2
"""How many failures are shown with their reasons; the list has all."""
NARROW_COLUMNS, LOW_ROWS = 112, 30
LOOK_AGAIN_S = 0.5
"""Shortest time between two reloads during ingest, or ten times their duration."""


def summary_line(total: LibraryTotals, state: IngestState) -> Content:
    """Describe the size of the library, and whether its folders are watched."""
    held = documents_held(total.documents, total.files)
    parts = [held, count(total.passages, "passage")]
    parts += [_("{failed} failed", failed=f"{total.failed:,}")] if total.failed else []
    watched = (
        (_("  ● watching for changes"), "$text-success") if state.watching else (_("  ○ not watching"), MUTED)
    )
    return Content.assemble((_("Library"), "bold $primary"), "  ", " · ".join(parts), watched)


def narrowed_line(inside: Sequence[str]) -> Content:
    """Describe what questions are restricted to."""
    if not inside:
        return Content("")
    more = (
        _(" and {other_places}", other_places=count(len(inside) - 1, "other place"))
        if len(inside) > 1
        else ""
    )
    return Content.assemble(
        ("▸ ", "bold $accent"), _("Questions look only into "), (short_home(inside[0]), "bold"), more, (_("  Backspace asks all again"), MUTED),
    )  # fmt: skip


def left_out_lines(choices: Choices | None) -> Content:
    """Describe what is not there, excluded or kept out; empty if nothing is."""
    if choices is None:
        return Content("")
    absent = [f"{short_home(place)} ({count(number, 'file')})" for place, number in choices.absent.items()]
    excluded = [clean_line(pattern) for pattern in choices.everywhere]
    for root, patterns in choices.excluded.items():
        excluded += [
            _("{pattern} in {folder}", pattern=clean_line(pattern), folder=short_home(root))
            for pattern in patterns
        ]
    kept_out = [short_home(path) for path in choices.kept_out]
    said = (
        (_("! Not there now, but kept: "), "bold $text-warning", absent),
        (_("Excluded: "), MUTED, excluded),
        (_("Kept out (add it to let it in): "), MUTED, kept_out),
    )
    lines = [Content.assemble((label, style), enumerated(words)) for label, style, words in said if words]
    return Content("\n").join(lines)


def forget_question(path: str, paths: Sequence[str], roots: Sequence[str]) -> tuple[str, str, bool]:
    """Word the question and the details before a file or folder is forgotten.

    Args:
        path: The file or folder.
        paths: The files that go.
        roots: Folders and files that were given to be read.

    Returns:
        Both, and whether the next update would bring it back.
    """
    folder = list(paths) != [path]
    what = (
        _("{files} under {folder}", files=count(len(paths), "file"), folder=short_home(path))
        if folder
        else short_home(path)
    )
    lines = []
    if folder:
        lines += [f"  {clean_line(os.path.relpath(one, path))}" for one in paths[:MOST_FILES_NAMED]]
        more = len(paths) - MOST_FILES_NAMED
        lines += [_("  and {more} more", more=f"{more:,}")] if more > 0 else []
        lines.append("")
    lines.append(_(GOES))
    root = next((root for root in roots if path.startswith(prefix_of(root))), "")
    if root:
        said = _(
            "{path} is still read: the next update brings it back, unless it is moved away or kept out.",
            path=short_home(root),
        )
        lines += ["", said]
    return _("Forget {what}?", what=what), "\n".join(lines), bool(root)


class IngestProgress(Static):
    """Follows the runs of the app."""

    app = getters.app(BaseApp)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)

    def on_mount(self) -> None:
        """Follow the runs."""
        runs = self.app.ingest
        runs.changed.subscribe(self, self.show)
        self.show(runs.state)

    def show(self, state: IngestState) -> None:
        """Show a state."""
        self.set_class(state.running, "-running")
        self.set_class(state.error is not None and not state.running, "-failed")
        line = progress_line(state)
        self.display = bool(line)
        self.update(line)


def progress_line(state: IngestState) -> Content:
    """Draw a state in one line; empty if there is none."""
    words = status_text(state)
    if not words:
        return Content("")
    if not state.running:
        return Content.assemble(_sign(state), " ", words, *_reasons(state))
    parts: list[Content | str | tuple[str, str]] = [_bar(state.share), " ", words]
    if state.queued:
        parts.append((_(" · {queued} more to read", queued=f"{state.queued:,}"), MUTED))
    if state.phase == "reading" and state.last:
        parts.append((f"  {clean_line(os.path.basename(state.last))}", MUTED))  # noqa: PTH119
    return Content.assemble(*parts)


def _reasons(state: IngestState) -> list[Content | str | tuple[str, str]]:
    """List the notices of the run and the first failures."""
    lines: list[Content | str | tuple[str, str]] = []
    for notice in state.notices[:MOST_REASONS]:
        lines += [("\n· ", "bold $text-warning"), notice]
    for path, reason in state.failures[:MOST_REASONS]:
        name = clean_line(os.path.basename(path))  # noqa: PTH119
        lines += [("\n! ", "bold $text-error"), Content.styled(name, "bold"), f"  {clean_line(reason)}"]
    if state.failed > MOST_REASONS:
        lines.append(
            (_("\n  and {failed} more: → shows them all", failed=f"{state.failed - MOST_REASONS:,}"), MUTED)
        )
    return lines


def _bar(share: float | None) -> Content:
    """Draw a progress bar; dots if the total is unknown."""
    if share is None:
        return Content.styled("·" * BAR_CELLS, "$primary")
    full = round(share * BAR_CELLS)
    return Content.assemble(("━" * full, "$primary"), ("─" * (BAR_CELLS - full), "$border"))


def _sign(state: IngestState) -> tuple[str, str]:
    if state.error is not None:
        return "!", "bold $text-error"
    if state.finished is not None and state.finished.failed:
        return "!", "bold $text-warning"
    if state.finished is not None and not state.stopped and not state.waiting:
        return "✓", "bold $text-success"
    return "·", "bold $text-warning"


class LibraryScreen(Screen[None]):
    """Files, folders, and their states.

    Attributes:
        is_loaded: Whether the files were loaded.
    """

    app = getters.app(BaseApp)

    CSS_PATH = "../styles/library.tcss"
    AUTO_FOCUS = "#files"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", mark("Chat")),
        # No letter does anything here: who takes this for the question's line would sum up, watch and forget.
        Binding("plus", "add", mark("Add"), key_display="+"),
        Binding("f5", "update", mark("Update")),
        Binding("f5", "stop", mark("Stop")),
        Binding("slash", "filter", mark("Filter"), key_display="/"),
        Binding("backspace", "widen", mark("Ask all")),
        Binding("delete", "forget", mark("Forget")),
        Binding("f6", "watch", mark("Watch")),
        Binding("f2", "app.show_library", mark("Chat"), show=False),
        Binding("f3", "app.show_settings", mark("Settings"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[FileRow] = []
        self._roots: list[str] = []
        self._choices: Choices | None = None
        self._total = file_list.LibraryTotals()
        self._was_running = False
        self._shown = RowFilter()
        self.is_loaded = False
        self._took_s = 0.0
        self._found_nothing = ""
        self._again: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the field above, folders at the left, files at the right."""
        yield Static(id="holdings", markup=False)
        yield Static(id="narrowed", markup=False)
        yield Static(id="left-out", markup=False)
        yield PathInput(_("Add"), _("a folder or a file, like ~/Documents"), id="add")
        yield IngestProgress(id="progress")
        yield Static(_(EMPTY), id="nothing", markup=False)
        with Horizontal(id="library"):
            folders = FolderList(id="folders")
            folders.border_title = _("Folders")
            folders.add_class("panel")
            yield folders
            with Vertical(id="pane", classes="panel") as pane:
                pane.border_title = _("Files")
                with Horizontal(id="sieve"):
                    with Horizontal(id="words"):
                        yield Static(_("Filter"), classes="label", markup=False)
                        yield Input(
                            placeholder=_("words or kind:pdf"),
                            id="filter",
                            compact=True,
                            select_on_focus=False,  # a letter typed beside it brings the focus
                        )
                    yield StateFilter(id="states")
                yield FileList(id="files")
                yield FileDetails(id="details")
        yield KeyLine()

    def on_mount(self) -> None:
        """Subscribe to the state of the app, and load the files."""
        self.app.ingest.changed.subscribe(self, self._run_changed)
        self.watch(self.app, "inside", self._inside_changed, init=False)
        self.query_one(FileList).empty_words = _(LOADING)
        self._show_summary()
        self.reload()

    def on_resize(self) -> None:
        """Stack the panes on a narrow screen."""
        self.set_class(self.size.width < NARROW_COLUMNS, "-narrow")
        self.set_class(self.size.height < LOW_ROWS, "-low")

    # What is shown

    @work(exclusive=True, group="reload")
    async def reload(self) -> None:
        """Load the files of the library."""
        began = time.monotonic()
        try:
            client = self.app.client
            files, self._choices = await client.documents(), await client.choices()
            waits = self.app.ingest.state.waiting
            waiting = await client.waiting_documents() if waits else frozenset[int]()
        except AssistantError as error:
            if self.app.client.is_open:
                self.app.show_error(error)
            return
        self._roots = list(self._choices.roots)
        self.set_class(len(self._roots) <= 1, "-one-root")
        self._rows = await asyncio.to_thread(file_list.file_rows, files, self._roots, waiting)
        self._took_s = time.monotonic() - began
        first, self.is_loaded = not self.is_loaded, True
        await self._apply_filter()
        alone = not self._rows and not self.app.ingest.state.running
        if first and alone and self in self.app.screen_stack:
            self.query_one(PathInput).field.focus()

    @work(exclusive=True, group="filter")
    async def apply_filter(self) -> None:
        """Show the rows that match the filter."""
        await self._apply_filter()

    async def _apply_filter(self) -> None:
        rows, shown, roots = self._rows, self._shown, self._roots
        documents, wrong = await self._filtered(file_list.filters_in(shown.words))
        found = await asyncio.to_thread(file_list.matching, rows, shown, documents)
        every = await asyncio.to_thread(file_list.counts, rows, shown.root)
        by_root = await asyncio.to_thread(file_list.counts_by_root, rows, roots)
        self._total = await asyncio.to_thread(file_list.library_totals, rows)
        if rows is not self._rows or shown is not self._shown or self not in self.app.screen_stack:
            return  # it is sifted anew already, or was left
        inside = self.app.inside
        listing = self.query_one(FileList)
        none = wrong or _("No file is like that.")
        nothing = bool(rows) and not (found or wrong or file_list.filters_in(shown.words))
        self._found_nothing = shown.words if nothing else ""
        if self._found_nothing:
            listing.empty_words = _("No file is like that. Enter asks it, Escape clears it.")
        else:
            listing.empty_words = "" if not rows else _("{none} Escape takes the filter away.", none=none)
        listing.show(found, inside)
        said = [_("Files"), listing.folder] if listing.folder else [_("Files")]
        self.query_one("#pane").border_title = Content(" · ".join(said))
        self.query_one(StateFilter).show(every)
        self.query_one(FolderList).show(by_root, inside)
        self._show_summary()

    async def _filtered(self, filters: Sequence[str]) -> tuple[frozenset[int] | None, str]:
        """Return the documents that filters take, or none and what is wrong with a filter."""
        if not filters:
            return None, ""
        try:
            return await self.app.client.matching(filters), ""
        except AssistantError as error:
            return frozenset(), clean_line(together(error.message, error.hint))

    def _show_summary(self) -> None:
        state = self.app.ingest.state
        nothing = self.is_loaded and not self._rows and not self.app.ingest.is_busy
        self.set_class(nothing, "-empty")
        loading = Content.assemble((_("Library"), "bold $primary"), "  ", _(LOADING))
        said = summary_line(self._total, state) if self.is_loaded else loading
        self.query_one("#holdings", Static).update(said)
        narrowed = self.query_one("#narrowed", Static)
        narrowed.display = bool(self.app.inside)
        narrowed.update(narrowed_line(self.app.inside))
        left_out, lines = self.query_one("#left-out", Static), left_out_lines(self._choices)
        left_out.display = bool(lines)
        left_out.update(lines)

    def _inside_changed(self) -> None:
        self.refresh_bindings()
        self.apply_filter()

    def _run_changed(self, state: IngestState) -> None:
        if state.running != self._was_running:
            self._was_running = state.running
            self.refresh_bindings()
        self._show_summary()
        if not state.running:
            self._look_now()
        elif self._again is None:
            self._again = self.set_timer(max(LOOK_AGAIN_S, 10 * self._took_s), self._look_now)

    def _look_now(self) -> None:
        if self._again is not None:
            self._again.stop()
            self._again = None
        self.reload()

    def on_descendant_focus(self) -> None:
        """Highlight the label of the focused field."""
        for around in (self.query_one(PathInput), self.query_one("#words")):
            around.set_class(self.focused is not None and around in self.focused.ancestors, "-typing")

    @on(FileList.Moved)
    def _moved(self, event: FileList.Moved) -> None:
        self.query_one(FileDetails).show(event.row)

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        self._shown = RowFilter(event.value, self._shown.state, self._shown.root)
        self.apply_filter()

    @on(Input.Submitted, "#filter")
    async def _to_files(self, event: Input.Submitted) -> None:
        if event.value.strip() and event.value != self._found_nothing:  # it may not be looked for yet
            self._shown = RowFilter(event.value, self._shown.state, self._shown.root)
            await self._apply_filter()
        if event.value.strip() and event.value == self._found_nothing:
            self._to_question(event.value.strip())
        else:
            self.query_one(FileList).focus()

    def _to_question(self, words: str = "") -> None:
        """Go to the question line, whatever screen is below, and ask words."""
        self.app.back_to_chat()
        self.app.question_wanted.publish(words)

    @on(StateFilter.Chosen)
    def _chosen(self, event: StateFilter.Chosen) -> None:
        self._shown = RowFilter(self._shown.words, event.state, self._shown.root)
        self.apply_filter()

    @on(FolderList.Looked)
    def _looked(self, event: FolderList.Looked) -> None:
        if event.root != self._shown.root:
            self._shown = RowFilter(self._shown.words, self._shown.state, event.root)
            self.apply_filter()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        match action:
            case "stop" | "update":
                return self.app.ingest.state.running == (action == "stop")
            case "widen":
                return bool(self.app.inside)
            case "filter":
                return not isinstance(self.focused, Input)
        return True

    def action_back(self) -> None:
        """Close the completions, clear the filter, or return to the chat."""
        add, filtering = self.query_one(PathInput), self.query_one("#filter", Input)
        if add.close():
            return
        if add.field.has_focus and add.field.value:
            add.clear()
            self.query_one(FileList).focus()
        elif self._shown.words or self._shown.state or filtering.has_focus:
            filtering.value = ""
            self.query_one(StateFilter).choose(1)
            self.query_one(FileList).focus()
        else:
            self.app.pop_screen()

    def on_key(self, event: Key) -> None:
        """Write what is typed beside a field into the filter; Down leaves it."""
        if event.key == "down" and self.query_one("#filter", Input).has_focus:
            event.stop()
            self.query_one(FileList).focus()
        typed = event.character if event.is_printable else None
        field = self.focused
        # A field keeps its own keys: what comes here then was pressed before it had the focus.
        if typed and (isinstance(field, Input) or typed not in " +/"):
            event.stop()
            if not isinstance(field, Input):
                field = self.query_one("#filter", Input)
                self.set_focus(field)
            field.insert_text_at_cursor(typed)

    def action_add(self) -> None:
        """Type a path."""
        self.query_one(PathInput).field.focus()

    def action_filter(self) -> None:
        """Type what files are looked for by."""
        self.query_one("#filter", Input).focus()

    @on(FileList.StateWanted)
    def _other_state(self, event: FileList.StateWanted) -> None:
        self.query_one(StateFilter).step(event.by)

    @on(PathInput.Accepted)
    def _add(self, event: PathInput.Accepted) -> None:
        self.app.ingest.start([event.path])
        self.remove_class("-empty")  # what is hidden takes no focus
        self.call_after_refresh(self.query_one(FileList).focus)

    def action_update(self) -> None:
        """Update all folders."""
        if self._roots or self._rows:  # what came in a pack may wait to be embedded
            self.app.ingest.start()
        else:
            self.notify(_("Nothing was ever given to be read. Add a folder first: +"), markup=False)

    def action_stop(self) -> None:
        """Stop the run."""
        self.app.ingest.stop()

    @work(exclusive=True, group="watch")
    async def action_watch(self) -> None:
        """Turn watching of the folders on or off."""
        watching = not self.app.ingest.state.watching
        try:
            await self.app.ingest.set_watching(watching)
        except AssistantError as error:
            self.app.show_error(error)
            return
        self.notify(_(WATCHING if watching else NOT_WATCHING), markup=False)

    def _place(self) -> str:
        """Return the file under the cursor, or the selected folder; empty for none."""
        folders, row = self.query_one(FolderList), self.query_one(FileList).row
        if folders.has_focus:
            return folders.root
        return row.file.source if row is not None else ""

    @on(FolderList.OptionSelected, "#folders")
    def action_choose(self) -> None:
        """Ask what is to be done with the file or folder under the cursor; show all files."""
        if place := self._place():
            self._choose(place)
        elif self.query_one(FolderList).has_focus:
            self.query_one(FileList).focus()

    @work(exclusive=True, group="choose")
    async def _choose(self, place: str) -> None:
        row = None if self.query_one(FolderList).has_focus else self.query_one(FileList).row
        folder = os.path.dirname(place) if row is not None else ""  # noqa: PTH120
        name, above = (clean_line(PurePath(one).name or one) for one in (place, folder))
        filters = file_list.filters_in(self._shown.words)
        narrowed = _("Ask all files again") if place in self.app.inside else _("Ask only this")
        choices: dict[str, tuple[str, Callable[[], object]]] = {"a": (narrowed, lambda: self._narrow(place))}
        if filters:
            choices["l"] = (
                _("Ask only {filters}", filters=clean_line(" ".join(filters))),
                self._narrow_filters,
            )
        if row is not None:
            choices |= {
                "f": (_("Ask only the folder {folder}", folder=above), lambda: self._narrow(folder)),
                "s": (_("Sum it up"), lambda: self._sum_up(place)),
                "o": (_("Open the file"), lambda: self.app.open_source(place)),
            }
        choices["d"] = (_("Forget {name} …", name=name), lambda: self.forget(place))
        if row is not None:
            choices["e"] = (_("Forget the folder {folder} …", folder=above), lambda: self.forget(folder))
            if row.root not in ("", place, folder):  # its list is hidden on a narrow screen
                root = row.root
                top = clean_line(PurePath(root).name)
                top = short_path(root) if top == above else top
                choices["r"] = (_("Forget the folder {folder} …", folder=top), lambda: self.forget(root))
        names = {key: words for key, (words, _does) in choices.items()}
        dialog = ChoiceDialog(
            _("What would you like to do with {name}?", name=name), [*names.values()], [*names]
        )
        chosen = await self.app.push_screen_wait(dialog)
        if chosen is not None:
            [does for _words, does in choices.values()][chosen]()

    @work(exclusive=True, group="summary")
    async def _sum_up(self, path: str) -> None:
        """Open a conversation with the summary of a file."""
        try:
            question, path = await self.app.client.summary_question(path)
        except AssistantError as error:
            self.app.show_error(error)
            return
        self.app.pop_screen()
        self.app.summary_wanted.publish((path, question))

    def _narrow(self, place: str) -> None:
        """Restrict questions to a file or folder, or no longer."""
        self.app.inside = file_list.toggled(self.app.inside, place)
        if place in self.app.inside:
            self._to_question()

    def _narrow_filters(self) -> None:
        """Restrict questions to files that the typed filters take."""
        filters = file_list.filters_in(self._shown.words)
        places = tuple(one for one in self.app.inside if not file_list.filters_in(one))
        self.app.inside = (*places, *filters)
        self._to_question()

    def action_widen(self) -> None:
        """Search all documents again."""
        self.app.inside = ()

    def action_forget(self) -> None:
        """Forget the file or folder under the cursor."""
        self.forget(self._place())

    @work(exclusive=True, group="forget")
    async def forget(self, path: str) -> None:
        """Forget a file or folder, and keep it out, after confirmation."""
        paths = await asyncio.to_thread(file_list.paths_under, self._rows, path) if path else []
        if not paths and path not in self._roots:
            return
        if self.app.ingest.state.running:
            self.notify(_(BUSY), severity="warning", markup=False)
            return
        question, detail, read_again = forget_question(path, paths, self._roots)
        also = ("o", _("Keep out")) if read_again else None
        answer = await self.app.push_screen_wait(ConfirmDialog(question, detail, _("Forget"), also))
        if not answer:
            return
        try:
            gone = await self.app.client.forget(path, keep_out=answer == "also")
            await self.app.ingest.refresh_waiting()
        except AssistantError as error:
            self.app.show_error(error)
        else:
            self.notify(
                _("{files} forgotten: text, vectors and index.", files=count(gone, "file")), markup=False
            )
            self.app.inside = tuple(one for one in self.app.inside if not is_under(one, path))
        self.reload()
