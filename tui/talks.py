"""The conversations of the chat: listed, renamed, deleted and brought back, exported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.aio.client import Desk, Talk
from assistant.errors import AssistantError
from assistant.text import clean, clean_line
from tui.own_app import own_app
from tui.widgets.conversations import Conversations

if TYPE_CHECKING:
    from assistant.aio.client import Kept
    from tui.app import AssistantApp


class Talks:
    """Keeps the list of conversations in line with the library.

    Args:
        desk: Has the conversations.
        pane: Shows them.

    Attributes:
        current: The conversation on the screen; None before its first question.
    """

    def __init__(self, desk: Desk, pane: Conversations) -> None:
        self._desk = desk
        self._pane = pane
        self._sought = ""
        self._deleted: list[tuple[str, Kept]] = []
        self.current: Talk | None = None

    @property
    def _app(self) -> AssistantApp:
        return own_app(self._pane)

    async def list(self, sought: str | None = None) -> None:
        """Show the conversations in which what is sought stands, the latest first.

        Args:
            sought: Other words from now on; None for those that were given last.
        """
        self._sought = self._sought if sought is None else sought
        try:
            words = self._sought
            talks = await self._desk.conversations(words)
        except AssistantError as error:
            self._app.tell(error)
            return
        if words != self._sought:
            return  # other words were typed meanwhile, and their list is on its way
        self._pane.show(talks, self.current.id if self.current else None)

    async def continue_with(self, conversation: int | None) -> None:
        """Make the conversation that a turn was kept in the one on the screen."""
        if conversation is not None and (self.current is None or self.current.id != conversation):
            talks = await self._desk.conversations()
            self.current = next((talk for talk in talks if talk.id == conversation), None)
        await self.list()

    async def rename(self, talk: Talk) -> None:
        """Ask for another title, and give it."""
        from tui.screens.dialogs import TextDialog

        title = await self._app.push_screen_wait(
            TextDialog("Rename the conversation", clean_line(talk.title), "Rename")
        )
        if title is None:
            return
        try:
            await self._desk.rename(talk.id, title)
        except AssistantError as error:
            self._app.tell(error)
        await self.list()

    async def forget(self, talk: Talk) -> bool:
        """Delete a conversation at once, and offer to undo that; tell whether it was the one on the screen."""
        try:
            kept = await self._desk.forget_conversation(talk.id)
        except AssistantError as error:
            self._app.tell(error)
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
            await self._desk.put_back(kept)
        except AssistantError as error:
            self._deleted.append((title, kept))
            self._app.tell(error)
        self._pane.offer_undo(self._deleted[-1][0] if self._deleted else "")
        await self.list()

    async def export(self, folder: Path) -> None:
        """Write the conversation on the screen into a Markdown file of a folder."""
        talk = self.current
        if talk is None:
            self._app.notify("There is no conversation to export yet.", markup=False)
            return
        try:
            path = await self._desk.export(talk.id, talk.title, folder)
        except AssistantError as error:
            self._app.tell(error)
            return
        self._app.notify(clean(str(path)), title="Exported", markup=False)
