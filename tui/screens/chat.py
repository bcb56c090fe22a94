"""The chat: conversations at the left, questions and answers, and the source beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer

from assistant.desk.desk import Desk, Talk
from assistant.errors import AssistantError
from assistant.events import Finished
from assistant.text_safety import clean, clean_line
from tui.asking import Asking
from tui.widgets.answer import AnswerText
from tui.widgets.composer import Composer
from tui.widgets.conversations import ConversationList, Conversations
from tui.widgets.source_pane import SourcePane
from tui.widgets.sources import SourceLine
from tui.widgets.status_line import StatusLine
from tui.widgets.transcript import Transcript
from tui.widgets.turn import Turn

if TYPE_CHECKING:
    from assistant.desk.desk import Kept
    from tui.app import AssistantApp

NARROW_COLUMNS, MEDIUM_COLUMNS = 100, 150
"""On a narrower screen one pane is shown at a time; on one not wide, no more than two."""


class ChatScreen(Screen[None]):
    """Questions and answers.

    Args:
        desk: What is asked.

    Attributes:
        asking: The question that is being answered.
        talk: The conversation on the screen; None before its first question.
        is_ready: Whether the desk is open and was looked at.
    """

    AUTO_FOCUS = "#composer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", priority=True),
        Binding("ctrl+n", "new", "New", priority=True),
        Binding("ctrl+b", "conversations", "Chats"),
        Binding("ctrl+g", "sources", "Sources", priority=True),
        Binding("ctrl+t", "reasoning", "Reasoning", priority=True, show=False),
        Binding("ctrl+r", "again", "Ask again", priority=True, show=False),
        Binding("ctrl+y", "copy", "Copy answer", priority=True, show=False),
        Binding("ctrl+s", "export", "Export", priority=True, show=False),
        Binding("ctrl+z", "undo", "Undo delete", show=False),
        Binding("pageup", "page(-1)", "Scroll up", show=False),
        Binding("pagedown", "page(1)", "Scroll down", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.asking = Asking(desk)
        self.talk: Talk | None = None
        self._editing = False
        self._deleted: Kept | None = None
        self._sought = ""
        self.is_ready = False

    @property
    def transcript(self) -> Transcript:
        """The turns."""
        return self.query_one(Transcript)

    @property
    def _app(self) -> AssistantApp:
        return cast("AssistantApp", self.app)

    def compose(self) -> ComposeResult:
        """Lay out the three panes, the field and the status line."""
        with Horizontal(id="panes"):
            yield Conversations(id="conversations")
            with Vertical(id="chat"):
                yield Transcript(id="transcript")
                yield Composer(id="composer")
            yield SourcePane(self.desk, id="source")
        yield StatusLine(id="status")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Start with the chat alone."""
        self.query_one(SourcePane).display = False

    def on_resize(self) -> None:
        """Show one pane at a time where there is little room."""
        width = self.size.width
        self.set_class(width < NARROW_COLUMNS, "-narrow")
        self.set_class(NARROW_COLUMNS <= width < MEDIUM_COLUMNS, "-medium")

    # What the app tells

    @work(exclusive=True, group="opened")
    async def opened(self) -> None:
        """Show the latest conversations, now that the desk is open."""
        await self._list()
        if self.talk is None and not self.asking.turn:
            await self._show_empty()
        await self.look()
        self.is_ready = True

    async def look(self) -> None:
        """Look again at what answers and what the library holds."""
        status = self.query_one(StatusLine)
        try:
            engines = await self.desk.engines()
        except AssistantError as error:
            status.say_engine(clean_line(error.message))
            return
        model = clean_line(engines.chat_model) or "extracted answers"
        status.say_engine(f"{model} · {engines.chat_engine or 'no engine'}")

    async def _show_empty(self) -> None:
        await self.transcript.show(())

    # Conversations

    async def _list(self) -> None:
        try:
            talks = await self.desk.conversations(self._sought)
        except AssistantError as error:
            self._app.tell(error)
            return
        self.query_one(Conversations).show(talks, self.talk.id if self.talk else None)

    @on(Conversations.Sought)
    def _seek(self, event: Conversations.Sought) -> None:
        self._sought = event.words
        self.run_worker(self._list(), exclusive=True, group="list")

    @on(Conversations.Chosen)
    def _choose(self, event: Conversations.Chosen) -> None:
        self.show_conversation(event.talk)

    @work(exclusive=True, group="show")
    async def show_conversation(self, talk: Talk) -> None:
        """Show a conversation from its end."""
        if self.asking.is_busy:
            self.notify("Stop the answer first (Escape).", markup=False)
            return
        try:
            turns = await self.desk.turns(talk.id)
        except AssistantError as error:
            self._app.tell(error)
            return
        self.talk, self._editing = talk, False
        await self.transcript.show(turns)
        if self.has_class("-narrow"):
            self.remove_class("-conversations")
        self.query_one(Composer).focus()
        await self._list()

    def action_new(self) -> None:
        """Begin a conversation."""
        if self.asking.is_busy:
            self.notify("Stop the answer first (Escape).", markup=False)
            return
        self.talk, self._editing = None, False
        self.query_one(Composer).clear()
        self.query_one(Composer).focus()
        self.run_worker(self._begin_new(), exclusive=True, group="show")

    async def _begin_new(self) -> None:
        await self._show_empty()
        await self._list()

    @on(ConversationList.RenameWanted)
    def _rename_wanted(self) -> None:
        talk = self.query_one(Conversations).highlighted
        if talk is not None:
            self.rename(talk)

    @work(exclusive=True, group="rename")
    async def rename(self, talk: Talk) -> None:
        """Ask for another title, and give it."""
        from tui.screens.dialogs import TextDialog

        title = await self.app.push_screen_wait(TextDialog("Rename the conversation", clean_line(talk.title)))
        if title and title.strip():
            try:
                await self.desk.rename(talk.id, title)
            except AssistantError as error:
                self._app.tell(error)
            await self._list()

    @on(ConversationList.ForgetWanted)
    def _forget_wanted(self) -> None:
        talk = self.query_one(Conversations).highlighted
        if talk is not None:
            self.forget(talk)

    @work(exclusive=True, group="forget")
    async def forget(self, talk: Talk) -> None:
        """Delete a conversation at once, and offer to undo that."""
        if self.asking.is_busy and self.talk is not None and self.talk.id == talk.id:
            self.notify("Stop the answer first (Escape).", markup=False)
            return
        try:
            self._deleted = await self.desk.forget_conversation(talk.id)
        except AssistantError as error:
            self._app.tell(error)
        if self._deleted is not None:
            self.query_one(Conversations).offer_undo(talk.title)
        if self.talk is not None and self.talk.id == talk.id:
            self.talk = None
            await self._show_empty()
        await self._list()

    @on(Conversations.UndoWanted)
    def action_undo(self) -> None:
        """Bring the conversation back that was deleted last."""
        self.run_worker(self._undo(), exclusive=True, group="forget")

    async def _undo(self) -> None:
        kept, self._deleted = self._deleted, None
        if kept is None:
            return
        try:
            await self.desk.put_back(kept)
        except AssistantError as error:
            self._app.tell(error)
        self.query_one(Conversations).offer_undo("")
        await self._list()

    # Asking

    @on(Composer.Asked)
    def _asked(self, event: Composer.Asked) -> None:
        if not self.desk.is_open:
            self.notify("The library is still being opened.", markup=False)
            return
        if self.asking.is_busy:
            self.notify("One answer at a time: Escape stops this one.", markup=False)
            return
        self.query_one(Composer).clear()
        self.ask(event.question, instead=self._editing)

    @work(exclusive=True, group="ask")
    async def ask(self, question: str, *, instead: bool = False) -> None:
        """Ask, and draw the answer as it comes.

        Args:
            question: As it was written.
            instead: Whether it takes the place of the last question.
        """
        transcript, status = self.transcript, self.query_one(StatusLine)
        self._editing = False
        taken = None
        if instead and self.talk is not None and transcript.turns:
            taken = await self.desk.take_last_turn(self.talk.id)
            await transcript.drop_last()
        turn = await transcript.begin(question)
        status.begin()
        talk = self.talk.id if self.talk else None
        finished = await self.asking.run(turn, talk, self._app.inside)
        transcript.keep(turn)
        status.end(finished)
        if finished is None and taken is not None and talk is not None and not turn.view.answer:
            await self.desk.add_turn(talk, taken)
        await self._after_turn(finished)

    async def _after_turn(self, finished: Finished | None) -> None:
        talks = await self.desk.conversations()
        if self.talk is None and talks and (finished is None or finished.conversation_id == talks[0].id):
            stopped_and_kept = finished is not None or self.asking.kept
            self.talk = talks[0] if stopped_and_kept else None
        await self._list()

    def action_back(self) -> None:
        """Stop the answer; else close what is open; else go back to writing."""
        composer = self.query_one(Composer)
        if self.asking.is_busy:
            self.asking.stop()
        elif self.query_one(SourcePane).display:
            self.close_source()
        elif self.has_class("-narrow") and self.has_class("-conversations"):
            self.remove_class("-conversations")
            composer.focus()
        elif self._editing:
            self._editing = False
            composer.clear()
        else:
            composer.focus()

    def action_again(self) -> None:
        """Ask the last question again, in place of its answer."""
        turns = self.transcript.turns
        if turns and not self.asking.is_busy:
            self.ask(turns[-1][0], instead=True)

    @on(Composer.EditWanted)
    def action_edit(self) -> None:
        """Take the last question back into the field; sent, it takes the place of the last one."""
        turns = self.transcript.turns
        if not turns or self.asking.is_busy:
            return
        composer = self.query_one(Composer)
        composer.text = turns[-1][0]
        composer.move_cursor(composer.document.end)
        composer.focus()
        self._editing = True
        self.notify("Enter asks this in place of the last question; Escape leaves it.", markup=False)

    # Sources, copies, exports

    def action_sources(self) -> None:
        """Move to the sources of the last answer that is in sight."""
        for turn in reversed(self.transcript.laid_out()):
            line = turn.first_source()
            if line is not None:
                line.focus()
                return
        self.notify("No answer here has sources.", markup=False)

    @on(SourceLine.Opened)
    def _source_opened(self, event: SourceLine.Opened) -> None:
        self.query_one(SourcePane).read(event.words)
        self.add_class("-source")

    @on(AnswerText.Cited)
    def _cited(self, event: AnswerText.Cited) -> None:
        turn = next(one for one in event.answer.ancestors if isinstance(one, Turn))
        citation = turn.citation(event.number)
        if citation is not None:
            self.query_one(SourcePane).read(citation)
            self.add_class("-source")

    def close_source(self) -> None:
        """Close the source, and go back to where one was."""
        inside = self.query_one(SourcePane).has_focus_within
        self.query_one(SourcePane).display = False
        self.remove_class("-source")
        if inside:
            self.query_one(Composer).focus()

    def action_conversations(self) -> None:
        """Show the conversations and move there, or hide them."""
        pane = self.query_one(Conversations)
        if self.has_class("-narrow"):
            self.toggle_class("-conversations")
            shown = self.has_class("-conversations")
        else:
            shown = not pane.has_focus_within or not pane.display
            self.set_class(not shown, "-alone")
        (pane.query_one(ConversationList) if shown else self.query_one(Composer)).focus()

    def action_reasoning(self) -> None:
        """Fold or unfold the reasoning of the last answer."""
        from tui.widgets.reasoning import Reasoning

        shown = self.transcript.laid_out()
        if shown:
            shown[-1].query_one(Reasoning).action_fold()

    def action_page(self, direction: int) -> None:
        """Scroll the conversation by a page."""
        transcript = self.transcript
        if direction < 0:
            transcript.scroll_page_up(animate=False)
        else:
            transcript.scroll_page_down(animate=False)

    def action_copy(self) -> None:
        """Copy the last answer with its sources."""
        from assistant.desk.export import answer_with_sources

        for _, view in reversed(self.transcript.turns):
            if view.finished is not None:
                self.app.copy_to_clipboard(answer_with_sources(view.finished))
                self.notify("The answer is copied, with its sources.", markup=False)
                return
        self.notify("There is no answer to copy yet.", markup=False)

    def action_export(self) -> None:
        """Write the conversation into a Markdown file of the folder that the app was started in."""
        if self.talk is None:
            self.notify("There is no conversation to export yet.", markup=False)
        else:
            self.export(self.talk)

    @work(exclusive=True, group="export")
    async def export(self, talk: Talk) -> None:
        """Write a conversation into a Markdown file."""
        try:
            path = await self.desk.export(talk.id, talk.title, Path.cwd())
        except AssistantError as error:
            self._app.tell(error)
            return
        self.notify(clean(str(path)), title="Exported", markup=False)
