"""The conversations: listed, found by typing, renamed, deleted, brought back, and exported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.text import clean, clean_line
from tui.base import BaseApp
from tui.themes import MUTED

if TYPE_CHECKING:
    from assistant.api import Conversation, ConversationSnapshot

NONE_FOUND = "In none of them. Escape shows all."
WEEK = 7


class ConversationList(OptionList):
    """The list itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", key_display="/"),
        Binding("r", "rename", "Rename"),
        Binding("d,delete", "forget", "Delete"),
        Binding("u", "screen.undo", "Undo", show=False),
    ]

    class RenameWanted(Message):
        """The highlighted conversation is to get another title."""

    class ForgetWanted(Message):
        """The highlighted conversation is to be deleted."""

    class FindWanted(Message):
        """Conversations are to be looked for."""

    def action_rename(self) -> None:
        """Ask for another title."""
        self.post_message(self.RenameWanted())

    def action_forget(self) -> None:
        """Delete it."""
        self.post_message(self.ForgetWanted())

    def action_find(self) -> None:
        """Look for conversations by what was said."""
        self.post_message(self.FindWanted())


class Conversations(Vertical):
    """The pane at the left."""

    app = getters.app(BaseApp)

    class Chosen(Message):
        """A conversation is to be shown.

        Attributes:
            talk: The conversation.
        """

        def __init__(self, talk: Conversation) -> None:
            super().__init__()
            self.talk = talk

    class Sought(Message):
        """Conversations are looked for by what is said in them.

        Attributes:
            words: What was typed.
        """

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class UndoWanted(Message):
        """What was deleted last is wanted back."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._talks: dict[str, Conversation] = {}

    def compose(self) -> ComposeResult:
        """Lay out the search, the list, and the line that undoes."""
        yield Static("Conversations", classes="title", markup=False)
        yield Input(placeholder="Find what was said …", id="find", compact=True)
        yield Static(NONE_FOUND, id="none", markup=False)
        yield ConversationList(id="list", markup=False, compact=True)
        yield Static(id="undo", markup=False)

    def on_mount(self) -> None:
        """Start with nothing to undo."""
        self.offer_undo("")
        self.query_one("#none").display = False

    def show(self, talks: Sequence[Conversation], current: int | None) -> None:
        """Show some conversations.

        Args:
            talks: The latest first.
            current: The one on the screen.
        """
        listing = self.query_one(ConversationList)
        before, old = self.highlighted, list(self._talks)
        self._talks = {str(talk.id): talk for talk in talks}
        listing.set_options(_by_day(talks, current, datetime.now().astimezone()))
        under_cursor = str(before.id) if before is not None and listing.has_focus else None
        at = _cursor(old, list(self._talks), under_cursor, str(current))
        listing.highlighted = listing.get_option_index(at) if at is not None else None
        self.query_one("#none").display = not talks and bool(self.query_one("#find", Input).value)

    @property
    def talks(self) -> tuple[Conversation, ...]:
        """Those that are shown."""
        return tuple(self._talks.values())

    @property
    def is_narrowed(self) -> bool:
        """Whether only those are shown in which some words stand."""
        return bool(self.query_one("#find", Input).value)

    def widen(self) -> None:
        """Show all conversations again."""
        self.query_one("#find", Input).value = ""

    @property
    def highlighted(self) -> Conversation | None:
        """The conversation that the cursor is on."""
        option = self.query_one(ConversationList).highlighted_option
        return self._talks.get(option.id or "") if option is not None else None

    def offer_undo(self, title: str) -> None:
        """Offer to bring a conversation back, or nothing where the title is empty."""
        line = self.query_one("#undo", Static)
        line.display = bool(title)
        line.update(
            Content.assemble("Deleted “", clean_line(title), "”. ", ("Undo (U in the list)", "bold $accent"))
        )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        talk = self._talks.get(event.option.id or "")
        if talk is not None:
            self.post_message(self.Chosen(talk))

    @on(Input.Changed, "#find")
    def _sought(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Sought(event.value))

    @on(ConversationList.FindWanted)
    def _to_find(self) -> None:
        self.query_one("#find", Input).focus()

    @on(Input.Submitted, "#find")
    def _to_list(self) -> None:
        self.query_one(ConversationList).focus()

    def on_click(self, event: object) -> None:
        """Undo, where that line was clicked."""
        if getattr(getattr(event, "widget", None), "id", "") == "undo":
            self.post_message(self.UndoWanted())


def _by_day(talks: Sequence[Conversation], current: int | None, now: datetime) -> list[Option]:
    """Give a line for each conversation, under a line for each time that some are of."""
    options: list[Option] = []
    before = ""
    for talk in talks:
        day = _day(datetime.fromtimestamp(talk.updated_at).astimezone(), now)
        if day != before:
            options.append(Option(Content.styled(f"  {day}", f"bold {MUTED}"), disabled=True))
            before = day
        options.append(Option(_line(talk, current=talk.id == current), str(talk.id)))
    return options


def _cursor(old: Sequence[str], new: Sequence[str], under_cursor: str | None, current: str) -> str | None:
    """Give where the cursor goes in a new list: it stays, or what has taken the place of what is gone; else the current."""
    if under_cursor in new:
        return under_cursor
    if under_cursor in old and new:
        return new[min(old.index(under_cursor), len(new) - 1)]
    return current if current in new else next(iter(new), None)


def _day(then: datetime, now: datetime) -> str:
    days = (now.date() - then.date()).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    if days < WEEK:
        return "This week"
    return f"{then:%B %Y}" if then.year != now.year else f"{then:%B}"


def _line(talk: Conversation, *, current: bool) -> Content:
    sign = "● " if current else "  "
    return Content.assemble((sign, "$accent"), (clean_line(talk.title) or "…", "bold" if current else ""))


class Talks:
    """Keeps the list of conversations in line with the library.

    Args:
        client: Has the conversations.
        pane: Shows them.

    Attributes:
        current: The conversation on the screen; None before its first question.
    """

    def __init__(self, client: AsyncAssistant, pane: Conversations) -> None:
        self._client = client
        self._pane = pane
        self._sought = ""
        self._deleted: list[tuple[str, ConversationSnapshot]] = []
        self.current: Conversation | None = None

    @property
    def _app(self) -> BaseApp:
        return self._pane.app

    async def list(self, sought: str | None = None) -> None:
        """Show the conversations in which what is sought stands, the latest first.

        Args:
            sought: Other words from now on; None for those that were given last.
        """
        self._sought = self._sought if sought is None else sought
        try:
            words = self._sought
            talks = await self._client.conversations(words)
        except AssistantError as error:
            self._app.show_error(error)
            return
        if words != self._sought:
            return  # other words were typed meanwhile, and their list is on its way
        self._pane.show(talks, self.current.id if self.current else None)

    async def continue_with(self, conversation: int | None) -> None:
        """Make the conversation that a turn was kept in the one on the screen."""
        if conversation is not None and (self.current is None or self.current.id != conversation):
            talks = await self._client.conversations()
            self.current = next((talk for talk in talks if talk.id == conversation), None)
        await self.list()

    async def rename(self, talk: Conversation) -> None:
        """Ask for another title, and give it."""
        from tui.screens.dialogs import TextDialog

        title = await self._app.push_screen_wait(
            TextDialog("Rename the conversation", clean_line(talk.title), "Rename")
        )
        if title is None:
            return
        try:
            await self._client.rename(talk.id, title)
        except AssistantError as error:
            self._app.show_error(error)
        await self.list()

    async def forget(self, talk: Conversation) -> bool:
        """Delete a conversation at once, and offer to undo that; tell whether it was the one on the screen."""
        try:
            kept = await self._client.forget_conversation(talk.id)
        except AssistantError as error:
            self._app.show_error(error)
            return False
        if kept is not None:
            self._deleted.append((talk.title, kept))
            self._pane.offer_undo(talk.title)
        was_shown = self.current is not None and self.current.id == talk.id
        if was_shown:
            self.current = None
        await self.list()
        return was_shown

    async def undo(self) -> None:
        """Bring the conversation back that was deleted last; again, the one before it."""
        if not self._deleted:
            return
        title, kept = self._deleted.pop()
        try:
            await self._client.restore_conversation(kept)
        except AssistantError as error:
            self._deleted.append((title, kept))
            self._app.show_error(error)
        self._pane.offer_undo(self._deleted[-1][0] if self._deleted else "")
        await self.list()

    async def export(self, folder: Path) -> None:
        """Write the conversation on the screen into a Markdown file of a folder."""
        talk = self.current
        if talk is None:
            self._app.notify("There is no conversation to export yet.", markup=False)
            return
        try:
            path = await self._client.export(talk.id, talk.title, folder)
        except AssistantError as error:
            self._app.show_error(error)
            return
        self._app.notify(clean(str(path)), title="Exported", markup=False)
