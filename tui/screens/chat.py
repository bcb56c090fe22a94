"""The chat screen: conversations, questions and answers, and the source pane."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Button

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.i18n import _, mark
from assistant.options import TurnOptions
from assistant.text import clean, clean_line
from assistant.typed import lacks_path, may_be_paths, typed
from assistant.wording import count, together
from tui.base import BaseApp
from tui.conversation import ChatController, ConversationController, TurnRunner
from tui.widgets.chips import Chip, Chips
from tui.widgets.composer import Composer, StatusLine
from tui.widgets.conversations import ConversationList, ConversationPane
from tui.widgets.key_line import KeyLine
from tui.widgets.source_pane import SourcePane
from tui.widgets.transcript import Transcript

if TYPE_CHECKING:  # what is not seen in the first picture is imported when it is
    from assistant.api import Conversation
    from assistant.events import Citation, Hit
    from tui.ingest_state import IngestState
    from tui.widgets.answer import AnswerText
    from tui.widgets.first_steps import FirstSteps
    from tui.widgets.suggested import Suggested
    from tui.widgets.turn import SourceLine, Turn

NARROW_COLUMNS, MEDIUM_COLUMNS = 100, 150
"""Below the first width one pane is shown at a time, below the second two."""
EDITING = mark("in place of the last question · Escape leaves it")
COPIED = mark("Sent to the clipboard, with its sources. Where the terminal takes none: Ctrl+S writes a file.")
LONG_S = 5.0
"""An answer that took longer is told of where the terminal is not looked at."""
IN_FLIGHT_S = 0.5
"""So long after a letter that moved the focus further keys may still come from where it was."""
MOST_NAME = 1_000
"""Characters of a typed text that may be nothing but a path."""
NOTHING_HELD = mark("No documents have been read yet: add a folder first. Your question stays in its field.")
BUSY = mark("One answer at a time: Escape stops this one.")


class ChatScreen(Screen[None]):
    """Questions and answers.

    Args:
        client: What is asked.

    Attributes:
        controller: Asks, and draws what comes.
        conversations: The conversations, and which one is on the screen.
        is_ready: Whether the conversations and the model are shown.
    """

    app = getters.app(BaseApp)

    AUTO_FOCUS = "#composer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", mark("Back"), priority=True),
        Binding("ctrl+n", "new", mark("New"), priority=True),
        Binding("ctrl+b", "conversations", mark("Chats")),
        Binding("ctrl+g", "sources", mark("Sources"), priority=True),
        Binding("ctrl+t", "reasoning", mark("The reasoning"), priority=True, show=False),
        Binding("ctrl+r", "again", mark("Ask again"), priority=True, show=False),
        Binding("f8", "other_model", mark("Ask another model"), priority=True, show=False),
        Binding("ctrl+o", "general", mark("Ask the model itself"), priority=True, show=False),
        Binding("ctrl+y", "copy", mark("Copy answer"), priority=True, show=False),
        Binding("ctrl+s", "export", mark("Export"), priority=True, show=False),
        Binding("ctrl+z", "undo", mark("Undo delete"), show=False),
        Binding("pageup", "page(-1)", mark("Scroll up"), show=False),
        Binding("pagedown", "page(1)", mark("Scroll down"), show=False),
    ]

    def __init__(self, client: AsyncAssistant) -> None:
        super().__init__()
        self.client = client
        self._make()
        self.is_ready = False
        self._editing = False
        self._letter_at = 0.0
        self._refused = ""
        """What was sent last and could not be asked: it stays in the field to be mended."""

    def _make(self, before: ConversationController | None = None) -> None:
        """Make what the controllers draw on, and the controllers.

        Args:
            before: What knew the conversations until now.
        """
        self._pane = ConversationPane(id="conversations")
        self._transcript = Transcript(id="transcript")
        self.conversations = ConversationController(self.client, self._pane, before)
        self.controller = ChatController(self.client, self.conversations, self._transcript)

    @property
    def transcript(self) -> Transcript:
        """The turns."""
        return self._transcript

    @property
    def runner(self) -> TurnRunner:
        """The question that is being answered."""
        return self.controller.runner

    @property
    def composer(self) -> Composer:
        """The field that questions are written in."""
        return self.query_one(Composer)

    def compose(self) -> ComposeResult:
        """Lay out the three panes, the field and the status line."""
        with Horizontal(id="panes"):
            yield self._pane
            with Vertical(id="chat"):
                yield self._transcript
                with Vertical(id="writing"):
                    yield Chips(id="chips")
                    yield Composer(id="composer")
            yield SourcePane(self.client, id="source")
        yield StatusLine(id="status")
        yield KeyLine()

    def on_mount(self) -> None:
        """Hide the source pane, and subscribe to the state of the app."""
        self.query_one(SourcePane).display = False
        self.watch(self.app, "inside", self._show_inside, init=False)
        self.app.ingest.changed.subscribe(self, self._run_changed)
        self.app.pull_ended.subscribe(self, lambda _: self.refresh_model())
        self.app.question_wanted.subscribe(self, self._ask_wanted)
        self.app.summary_wanted.subscribe(self, lambda wanted: self.sum_up(*wanted))

    def _ask_wanted(self, words: str) -> None:
        """Ask a question that was written elsewhere, beside what stands in the line."""
        self.composer.focus()
        if words and self.client.is_open and not self._is_busy():
            self._leave_edit()
            self._ask(words, TurnOptions(inside=self.app.inside), instead=False)
        elif words:
            self.composer.insert(words)

    def _show_inside(self, inside: tuple[str, ...]) -> None:
        self.query_one(Chips).show_inside(inside)

    def on_screen_resume(self) -> None:
        """Focus the composer on return, if nothing else has the focus."""
        if self.focused is None:
            self.composer.focus()

    def on_resize(self) -> None:
        """Show one pane at a time where there is little room."""
        width = self.size.width
        self.set_class(width < NARROW_COLUMNS, "-narrow")
        self.set_class(NARROW_COLUMNS <= width < MEDIUM_COLUMNS, "-medium")
        self.set_class(width >= MEDIUM_COLUMNS, "-wide")

    # What the app tells

    @work(exclusive=True, group="opened")
    async def opened(self) -> None:
        """Show the conversations and the model, after the client was opened."""
        await self._look_around()

    async def _look_around(self) -> None:
        await self.conversations.reload()
        if not self.transcript.turns and not self.runner.is_busy:
            await self.controller.show_none(self._first_steps())
        await self._show_model()
        self.is_ready = True

    async def compose_anew(self) -> None:
        """Lay all of it out again, in the language that is spoken now."""
        draft, conversation = self.composer.text, self.conversations.current
        beside = self.controller.beside
        self.workers.cancel_node(self)  # they draw on what goes
        self._edit(False)
        self._make(self.conversations)
        await self.recompose()
        self.query_one(SourcePane).display = False
        self.remove_class("-source")
        self._show_inside(self.app.inside)
        self.composer.text = draft
        if self.client.is_open:
            await self._look_around()
        if conversation is not None:
            await self._show_conversation(conversation)
        self._ask_beside(beside)

    def open_failed(self, error: AssistantError) -> None:
        """Show why the library could not be opened, and offer a retry."""
        from tui.widgets.first_steps import OpenFailed

        self.query_one(StatusLine).say_engine(_("the library is not open"))
        self.run_worker(self.controller.show_none(OpenFailed(error)), exclusive=True, group="show")

    def on_open_failed_retry(self) -> None:
        """Update the status line; the app opens the library."""
        self.query_one(StatusLine).say_engine(_("opening the library …"))

    def refresh_model(self) -> None:
        """Update the model in the status line."""
        self.run_worker(self._show_model(), exclusive=True, group="model")

    async def _show_model(self) -> None:
        status = self.query_one(StatusLine)
        try:
            engines = await self.client.engines()
        except AssistantError as error:
            status.say_engine(clean_line(error.message))
            return
        model = clean_line(engines.chat_model) or _("extracted answers")
        status.say_engine(f"{model} · {_(engines.chat_engine) or _('no engine')}")

    def _run_changed(self, state: IngestState) -> None:
        if not state.running and self.is_ready:  # before that they look by themselves
            for steps in self.query("FirstSteps"):
                cast("FirstSteps", steps).reload()

    def _first_steps(self) -> FirstSteps:
        """Make what stands there before the first question."""
        from tui.widgets.first_steps import FirstSteps

        return FirstSteps(self.client)

    def on_first_steps_read_examples(self, event: FirstSteps.ReadExamples) -> None:
        """Read the example documents."""
        self.app.ingest.start([event.folder])
        self.composer.focus()

    def on_first_steps_lead(self, event: FirstSteps.Lead) -> None:
        """Focus the first button, unless something was written meanwhile."""
        if self.composer.has_focus and not self.composer.text and event.button.is_attached:
            event.button.focus()

    def on_composer_leave_wanted(self) -> None:
        """Go to the first question that is offered, or to what comes next."""
        offered = self.query("Suggested .ask").results(Button)
        first = next((one for one in offered if one.focusable and one.is_on_screen), None)
        if first is None:
            self.focus_next()
        else:
            first.focus()

    def on_suggested_chosen(self, event: Suggested.Chosen) -> None:
        """Ask a question that was offered."""
        self.composer.focus()
        self._asked(Composer.Asked(event.question))

    def on_key(self, event: events.Key) -> None:
        """Write what is typed where nothing else takes it into the question.

        What was on its way when the first letter moved the focus comes here too: the field takes its own keys.
        """
        in_flight = self.focused is self.composer or time.monotonic() - self._letter_at < IN_FLIGHT_S
        letter = event.character if event.is_printable else None
        if letter and (in_flight or (letter != " " and self._takes_no_text)):
            event.stop()
            self._letter_at = time.monotonic()
            self.composer.focus()
            self.composer.insert(letter)

    def on_paste(self, event: events.Paste) -> None:
        """Take files that are dropped beside the question, and other text into it."""
        if self._takes_no_text:
            event.stop()
            self.composer.focus()
            if may_be_paths(event.text):
                self.drop(event.text)
            else:
                self.composer.insert(event.text)

    @property
    def _takes_no_text(self) -> bool:
        """Whether what has the focus has no use for letters."""
        focused = self.focused
        if focused is None or focused is self._transcript:
            return True
        return any(one.has_class("first-steps") for one in focused.ancestors_with_self)

    def on_first_steps_go_on(self) -> None:
        """Focus the composer."""
        self.composer.focus()

    # Conversations

    @on(ConversationPane.Sought)
    def _seek(self, event: ConversationPane.Sought) -> None:
        self.run_worker(self.conversations.reload(event.words), exclusive=True, group="list")

    @on(ConversationPane.Chosen)
    def _choose(self, event: ConversationPane.Chosen) -> None:
        self.show_conversation(event.conversation)

    def show_conversation(self, conversation: Conversation) -> None:
        """Show a conversation from its end."""
        if not self._is_busy():
            self._leave_edit()
            self.run_worker(self._show_conversation(conversation), exclusive=True, group="show")

    async def _show_conversation(self, conversation: Conversation) -> None:
        try:
            await self.controller.show(conversation)
        except AssistantError as error:
            self.app.show_error(error)
            return
        self.query_one(StatusLine).end(None)
        self._ask_beside(())
        self.remove_class("-conversations")
        self.composer.focus()
        await self.conversations.reload()

    def action_new(self) -> None:
        """Begin a conversation; an unsent question stays in the field.

        One that was refused goes.
        """
        if not self._is_busy():
            self._leave_edit()
            if self._refused and self.composer.text.strip() == self._refused:
                self.composer.clear()
            self.remove_class("-conversations")
            self.composer.focus()
            self.run_worker(self._begin_new(), exclusive=True, group="show")

    async def _begin_new(self) -> None:
        self.query_one(StatusLine).end(None)
        await self.controller.show_none(self._first_steps())
        self._ask_beside(())
        await self.conversations.reload()

    @on(ConversationList.RenameWanted)
    def _rename_wanted(self) -> None:
        if (conversation := self._pane.highlighted) is not None:
            self.run_worker(self.conversations.rename(conversation), exclusive=True, group="rename")

    @on(ConversationList.PinWanted)
    def _pin_wanted(self) -> None:
        if (conversation := self._pane.highlighted) is not None:
            self.run_worker(self.conversations.pin(conversation), group="pin")

    @on(ConversationList.TagWanted)
    def _tag_wanted(self) -> None:
        if (conversation := self._pane.highlighted) is not None:
            self.run_worker(self.conversations.tag(conversation), exclusive=True, group="rename")

    @on(ConversationList.ForgetWanted)
    def _forget_wanted(self) -> None:
        conversation, current = self._pane.highlighted, self.conversations.current
        if conversation is not None and not (
            current is not None and current.id == conversation.id and self._is_busy()
        ):
            self.run_worker(self._forget(conversation), group="forget")

    async def _forget(self, conversation: Conversation) -> None:
        await self.controller.forget(conversation, self._first_steps())

    @on(ConversationPane.UndoWanted)
    def action_undo(self) -> None:
        """Restore the conversation that was deleted last."""
        self.run_worker(self.conversations.undo(), group="forget")

    def action_export(self) -> None:
        """Ask for a file, and write the conversation into it."""
        self.run_worker(self.conversations.export(_working_folder()), exclusive=True, group="export")

    def action_export_all(self) -> None:
        """Export every conversation into a new folder of the working folder."""
        self.run_worker(self.conversations.export_all(_working_folder()), exclusive=True, group="export")

    def action_conversations(self) -> None:
        """Show the conversations and move there, or hide them."""
        if self.has_class("-narrow"):
            self.toggle_class("-conversations")
            shown = self.has_class("-conversations")
        else:
            shown = not self._pane.has_focus_within or not self._pane.display
            self.set_class(not shown, "-alone")
        (self.query_one(ConversationList) if shown else self.composer).focus()

    # Asking

    def _is_busy(self) -> bool:
        """Whether a question is being answered; notifies if so."""
        if self.runner.is_busy:
            self.notify(_(BUSY), markup=False)
        return self.runner.is_busy

    @on(Composer.Asked)
    def _asked(self, event: Composer.Asked) -> None:
        if not self.client.is_open:
            self.notify(_("The library is not open yet."), markup=False)
        elif not self._is_busy():
            self.run_worker(self._take(event.question), exclusive=True, group="take")

    async def _take(self, text: str) -> None:
        """Read what was typed, options and paths of files in it; then ask."""
        try:
            forced = typed(text)
            found = await self.client.dropped(forced.question)
            if not found.paths and (place := await asyncio.to_thread(_named_place, text)):
                found = replace(found, paths=(place,), rest="")
            if not found.paths:
                await self.client.check_first_file(forced.question)
            forced = replace(forced, question=found.rest)
            options = TurnOptions(
                inside=(*self.app.inside, *forced.places()), whole=forced.whole, each=forced.each
            )
            beside = [await self.client.existing(path) for path in forced.beside]
            if forced.whole and not forced.question:
                question, _path = await self.client.summary_question(forced.whole[0])
                forced = replace(forced, question=question)
        except AssistantError as error:
            self._refused = text
            self.app.show_error(error)
            return
        if found.paths and not await self._taken(found.paths):
            return  # the line stays as it was typed, path and question
        self._ask_beside(beside)
        if self._is_busy():
            return
        if forced.question and not (beside or self.controller.beside) and self._holds_nothing:
            self.notify(_(NOTHING_HELD), severity="warning", markup=False)
        elif forced.question:
            self.composer.clear()
            self._ask(forced.question, options, instead=self._editing)
        elif found.paths or beside:
            self.composer.clear()
        else:
            self.notify(_("There is no question in that line."), markup=False)

    @property
    def _holds_nothing(self) -> bool:
        """Whether the page that leads to a first folder is shown, and no model."""
        steps = cast("FirstSteps | None", next(iter(self.query("FirstSteps")), None))
        if steps is None or steps.state is None or not steps.is_ready or self.app.ingest.is_busy:
            return False
        return steps.state.empty and not steps.state.engines.chat_model

    @on(Composer.Pasted)
    def _pasted(self, event: Composer.Pasted) -> None:
        before = self.composer.get_text_range((0, 0), self.composer.cursor_location)
        if lacks_path(before):
            self.composer.insert(event.text.strip())  # the option says what it is for
        else:
            self.drop(event.text)

    @work(exclusive=True, group="take")
    async def drop(self, text: str) -> None:
        """Ask what is to be done with dropped files; write other text out.

        Args:
            text: As it was dropped or pasted, on whatever screen.
        """
        try:
            found = await self.client.dropped(text)
        except AssistantError as error:
            self.app.show_error(error)
            if self.is_current:
                self.composer.insert(text)
            return
        taken = bool(found.paths) and await self._taken(found.paths)
        if self.is_current and (found.rest.strip() or not found.paths):
            self.composer.insert(found.rest if taken else text)

    async def _taken(self, paths: Sequence[str]) -> bool:
        """Ask what is to be done with files, and do it; False where nothing is."""
        from tui.screens.dialogs import FilesDialog

        folders = any([await asyncio.to_thread(os.path.isdir, path) for path in paths])
        dialog = FilesDialog(_names(paths), folders=folders)
        choice = await self.app.push_screen_wait(dialog)
        self.composer.insert(dialog.typed)
        if choice == "now":
            self.app.back_to_chat()
            self._ask_beside(paths)
        elif choice == "add":
            self.app.ingest.start(paths)
        return choice is not None

    def _ask_beside(self, paths: Sequence[str]) -> None:
        """Ask files from here on, until another conversation is shown."""
        if paths:
            self.controller.beside = tuple(dict.fromkeys([*self.controller.beside, *paths]))
        self.query_one(Chips).show_beside(self.controller.beside)

    @on(Chip.TakenAway)
    def _chip_taken(self, event: Chip.TakenAway) -> None:
        event.stop()
        if event.kind == "inside":
            self.app.inside = tuple(one for one in self.app.inside if one != event.value)
        else:
            left = tuple(one for one in self.controller.beside if one != event.value)
            self.controller.beside = left
            self.query_one(Chips).show_beside(left)

    @on(Composer.WidenWanted)
    def _widen_wanted(self) -> None:
        self.query_one(Chips).take_last()

    def _ask(self, question: str, options: TurnOptions, *, instead: bool) -> None:
        """Ask; `instead` replaces the last turn."""
        self.runner.claim()
        self._edit(False)
        self.run_worker(self._answer(question, options, instead=instead), group="ask")

    def sum_up(self, path: str, question: str) -> None:
        """Begin a conversation with the summary of a document.

        Args:
            path: The document's.
            question: That asks for it.
        """
        if not self._is_busy():
            self._leave_edit()
            self.runner.claim()
            self.run_worker(self._sum_up(question, path), group="ask")

    async def _sum_up(self, question: str, path: str) -> None:
        try:
            await self._begin_new()
        except AssistantError as error:
            self.app.show_error(error)
        options = TurnOptions(inside=self.app.inside, whole=(path,), task="summary")
        await self._answer(question, options, instead=False)

    async def _answer(self, question: str, options: TurnOptions, *, instead: bool) -> None:
        status = self.query_one(StatusLine)
        finished, began = None, time.monotonic()
        try:
            if not (options.general or options.whole or options.each):
                options = replace(options, beside=self.controller.beside)
            turn = await self.controller.ask(question, options, instead=instead, before=self._files_first)
            finished = turn.view.finished
            if turn.fault and options.beside:  # a file that cannot be read would spoil every further question
                self.controller.beside = ()
            self._ask_beside(())
        except AssistantError as error:
            self.app.show_error(error)
        finally:
            if status.is_attached:  # else the app is being left
                status.end(finished)
                if time.monotonic() - began >= LONG_S:
                    self.app.tell_away(_("The answer is there."))
            self.runner.release()

    async def _files_first(self, turn: Turn) -> None:
        """Wait until files that were just added are read; say which folders are not."""
        paths = self.app.ingest.unread()
        files = [path for path in paths if await asyncio.to_thread(os.path.isfile, path)]
        if files:
            turn.wait_for(_("… {files} read first; Escape answers without", files=_names(files)))
            if await self.runner.wait_for(self.app.ingest.read(files)):
                self._say_failed(files)
        if paths := self.app.ingest.unread():
            self.notify(
                _("{files}: not read to the end yet. This answer is of what was read.", files=_names(paths)),
                markup=False,
            )
        turn.wait_for("")
        self.query_one(StatusLine).begin()

    def _say_failed(self, files: Sequence[str]) -> None:
        """Say why a file that an answer waited for could not be read."""
        failed = ((path, reason) for path, reason in self.app.ingest.state.failures if path in files)
        if (first := next(failed, None)) is not None:
            said = _("{name} could not be read: {reason}.", name=PurePath(first[0]).name, reason=first[1])
            self.notify(clean_line(said), severity="warning", markup=False)

    def action_back(self) -> None:
        """Stop the answer; else close what is open; else focus the composer."""
        if self.runner.is_busy:
            self.runner.stop()
        elif self.query_one(SourcePane).display:
            self._close_source()
        elif self._pane.is_searching or (self._pane.has_focus_within and self._pane.is_narrowed):
            self._pane.widen()
        elif self.has_class("-conversations"):
            self.remove_class("-conversations")
            self.composer.focus()
        elif self._editing:
            self._leave_edit()
        else:
            self.composer.focus()

    def action_again(self) -> None:
        """Ask the last question again, in place of its answer."""
        turns = self.transcript.turns
        if turns and not self._is_busy():
            before = self.controller.last_asked_with()
            self._ask(turns[-1][0], before or TurnOptions(inside=self.app.inside), instead=True)

    def action_general(self) -> None:
        """Ask the model the last question without documents, as a further turn."""
        if not self.transcript.turns:
            self.notify(_("Nothing was asked yet."), markup=False)
        elif not self._is_busy():
            self._ask_generally()

    @work(exclusive=True, group="general")
    async def _ask_generally(self) -> None:
        try:
            model = (await self.client.engines()).chat_model
            problem = None if model else (await self.client.models()).problem
        except AssistantError as error:
            self.app.show_error(error)
            return
        if not model:
            self._say_none(problem, _("There is no chat model to ask; F3 gets one."))
        elif self.transcript.turns and not self._is_busy():
            options = TurnOptions(inside=self.app.inside, general=True)
            self._ask(self.transcript.turns[-1][0], options, instead=False)

    @work(exclusive=True, group="other-model")
    async def action_other_model(self) -> None:
        """Ask the last question again with another model, as a further turn."""
        turns = self.transcript.turns
        if not turns:
            self.notify(_("Nothing was asked yet."), markup=False)
            return
        if self._is_busy():
            return
        from tui.screens.dialogs import ChoiceDialog

        try:
            models = await self.client.models()
        except AssistantError as error:
            self.app.show_error(error)
            return
        last = turns[-1][1].finished
        used = last.chat_model if last is not None else ""
        names = [row.name for row in models.rows if row.can_chat and not row.refused and row.name != used]
        if not names:
            self._say_none(models.problem, _("There is no other model; F3 gets one."))
            return
        chosen = await self.app.push_screen_wait(ChoiceDialog(_("Ask which model?"), names))
        if chosen is not None and not self._is_busy():
            before = self.controller.last_asked_with() or TurnOptions(inside=self.app.inside)
            options = replace(before, model=names[chosen], replaces=None, conversation=None)
            self._ask(turns[-1][0], options, instead=False)

    def _say_none(self, problem: AssistantError | None, otherwise: str) -> None:
        """Say that there is no model to ask, and why."""
        said = together(problem.message, problem.hint) if problem else otherwise
        self.notify(clean(said), markup=False)

    @on(Composer.EditWanted)
    def action_edit(self) -> None:
        """Edit the last question; sent, it replaces the last turn."""
        turns = self.transcript.turns
        if turns and not self.runner.is_busy:
            self.composer.text = clean(turns[-1][0])
            self.composer.move_cursor(self.composer.document.end)
            self.composer.focus()
            self._edit(True)

    def _leave_edit(self) -> None:
        """Leave editing, and clear the field."""
        if self._editing:
            self._edit(False)
            self.composer.clear()

    def _edit(self, editing: bool) -> None:
        """Set whether the next question replaces the last turn, and show it."""
        self._editing = editing
        self.composer.border_subtitle = _(EDITING) if editing else ""

    # What was answered

    def action_sources(self) -> None:
        """Focus the sources of the last answer that is laid out."""
        lines = (turn.first_source() for turn in reversed(self.transcript.laid_out()))
        line = next((line for line in lines if line is not None), None)
        if line is not None:
            line.focus()
        else:
            self.notify(_("No answer here has sources."), markup=False)

    def on_source_line_opened(self, event: SourceLine.Opened) -> None:
        """Show a source beside the answer."""
        self._open_source(event.words)
        self.query_one(SourcePane).focus_page()

    def on_answer_text_cited(self, event: AnswerText.Cited) -> None:
        """Show the source of a mark beside the answer."""
        from tui.widgets.turn import Turn

        turn = next(one for one in event.answer.ancestors if isinstance(one, Turn))
        if (citation := turn.citation(event.number)) is not None:
            self._open_source(citation)
            if self.has_class("-narrow"):  # what had the focus is hidden by the source
                self.query_one(SourcePane).focus_page()

    def _open_source(self, words: Citation | Hit) -> None:
        self.query_one(SourcePane).read(words)
        self.add_class("-source")

    def _close_source(self) -> None:
        pane = self.query_one(SourcePane)
        inside = pane.has_focus_within
        pane.display = False
        self.remove_class("-source")
        if inside or self.focused is None:
            self.composer.focus()

    def action_reasoning(self) -> None:
        """Fold or unfold the reasoning of the last answer."""
        if shown := self.transcript.laid_out():
            shown[-1].reasoning.action_fold()

    def action_page(self, direction: int) -> None:
        """Scroll the conversation by a page."""
        if direction < 0:
            self.transcript.scroll_page_up(animate=False)
        else:
            self.transcript.scroll_page_down(animate=False)

    def action_copy(self) -> None:
        """Copy the last answer with its sources."""
        from assistant.presentation import answer_with_sources

        finished = (view.finished for _question, view in reversed(self.transcript.turns))
        last = next((one for one in finished if one is not None), None)
        if last is not None:
            self.app.copy_to_clipboard(answer_with_sources(last))
            self.notify(_(COPIED), markup=False)
        else:
            self.notify(_("There is no answer to copy yet."), markup=False)


def _names(paths: Sequence[str]) -> str:
    """Return the name of one file, or the number of several."""
    return clean_line(PurePath(paths[0]).name) if len(paths) == 1 else count(len(paths), "file")


def _named_place(text: str) -> str:
    """Return the file or folder that a text names, else ""."""
    name = text.strip()
    if not name or len(name) > MOST_NAME or "\n" in name or "\0" in name:
        return ""
    try:
        path = _working_folder() / name
        named = path.exists() and (path.is_file() or any(sign in name for sign in ("/", os.sep)))
    except (OSError, ValueError):
        return ""
    return str(path.resolve()) if named else ""


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was deleted
        return Path.home()
