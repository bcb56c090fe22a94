"""Controllers of the chat: run turns, keep the screen in line with the library."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.i18n import _, mark
from assistant.options import TurnOptions
from assistant.text import clean, clean_line
from assistant.wording import KEPT_OUT, count, short_path
from tui.base import BaseApp
from tui.screens.dialogs import ConfirmDialog, TextDialog
from tui.widgets.conversations import ConversationPane
from tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from textual.widget import Widget

    from assistant.api import Conversation, ConversationSnapshot
    from assistant.events import Event, Finished
    from tui.widgets.turn import Turn

OLD_STAYS = mark("No new answer came; the earlier one is kept.")


class TurnRunner:
    """Runs one turn at a time: `claim`, `run`, `release`.

    Args:
        client: What is asked.

    Attributes:
        is_busy: Whether a question is being answered.
    """

    def __init__(self, client: AsyncAssistant) -> None:
        self._client = client
        self._task: asyncio.Task[None] | None = None
        self._before: asyncio.Task[None] | None = None
        self._stopping = False
        self.is_busy = False

    def claim(self) -> None:
        """Mark the runner busy, from the moment that a question is sent."""
        self.is_busy, self._stopping = True, False

    def release(self) -> None:
        """Mark the runner free, after the answer was shown and saved."""
        self.is_busy = False

    async def wait_for(self, what: Coroutine[None, None, None]) -> bool:
        """Wait for something before the turn; False where `stop` ended that."""
        task = self._before = asyncio.create_task(what)
        try:
            await asyncio.wait([task])
        finally:
            self._before = None
            task.cancel()
        return not task.cancelled()

    def stop(self) -> None:
        """Stop the turn, even before it began, or else what it waits for.

        The partial answer is saved.
        """
        if self._before is not None:
            self._before.cancel()
            return
        self._stopping = True
        if self._task is not None:
            self._task.cancel()

    async def run(
        self, turn: Turn, conversation: int | None, options: TurnOptions, replaces: int | None = None
    ) -> Finished | None:
        """Ask the turn's question and draw the events.

        Args:
            turn: On the screen.
            conversation: That it belongs to; None begins one.
            options: How it is answered.
            replaces: Id of the turn that it replaces.

        Returns:
            The saved turn, also if it was stopped; None if nothing was saved.
        """
        saved: list[Finished] = []
        options = replace(options, conversation=conversation, replaces=replaces, on_saved=saved.append)
        events = self._client.turn(turn.question, options)
        self._task = asyncio.create_task(_draw(turn, events))
        if self._stopping:
            self._task.cancel()
        gc.disable()  # looking for garbage would hold up keys for a tenth of a second, again and again
        try:
            await asyncio.wait([self._task])
            await self._end(turn, self._task, saved)
        finally:
            gc.enable()
            self._task.cancel()  # where the app is being left
            self._task = None
        return saved[-1] if saved else None

    @staticmethod
    async def _end(turn: Turn, task: asyncio.Task[None], saved: Sequence[Finished]) -> None:
        if task.cancelled() and saved:
            await _show(turn, saved[-1])
        elif task.cancelled():
            await turn.stop()
        elif isinstance(error := task.exception(), AssistantError):
            await turn.fail(error.message, error.hint)
        elif error is not None:
            raise error

    async def close(self) -> None:
        """Cancel the running turn, wait for its end, and let none begin after it."""
        self._stopping = True
        tasks = [task for task in (self._before, self._task) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


async def _draw(turn: Turn, events: AsyncGenerator[Event, None]) -> None:
    async with aclosing(events):
        async for event in events:
            await _show(turn, event)


async def _show(turn: Turn, event: Event) -> None:
    if turn.is_running:
        await turn.show(event)


class ConversationController:
    """Keeps the list of conversations in line with the library.

    Args:
        client: Has the conversations.
        pane: Shows them.
        before: The controller whose place this one takes: what was deleted can still be brought back.

    Attributes:
        current: The conversation on the screen; None before its first question.
    """

    def __init__(
        self, client: AsyncAssistant, pane: ConversationPane, before: ConversationController | None = None
    ) -> None:
        self._client = client
        self._pane = pane
        self._search = ""
        self._deleted: list[tuple[str, ConversationSnapshot]] = before._deleted if before is not None else []
        self.current: Conversation | None = None

    @property
    def _app(self) -> BaseApp:
        return self._pane.app

    async def reload(self, search: str | None = None) -> None:
        """List the conversations that contain the words of the search, latest first.

        Args:
            search: Other words from now on; None for those that were given last.
        """
        self._search = self._search if search is None else search
        try:
            words = self._search
            conversations = await self._client.conversations(words)
        except AssistantError as error:
            self._app.show_error(error)
            return
        if words != self._search:
            return  # other words were typed meanwhile, and their list is on its way
        self._pane.show(conversations, self.current.id if self.current else None)

    async def continue_with(self, conversation_id: int | None) -> None:
        """Make the conversation of a saved turn the current one, and list all anew."""
        if conversation_id is not None and (self.current is None or self.current.id != conversation_id):
            conversations = await self._client.conversations()
            self.current = next((one for one in conversations if one.id == conversation_id), None)
        await self.reload()

    async def rename(self, conversation: Conversation) -> None:
        """Ask for a new title, and save it."""
        title = await self._app.push_screen_wait(
            TextDialog(_("Rename the conversation"), clean_line(conversation.title), _("Rename"))
        )
        if title is None:
            return
        try:
            await self._client.rename(conversation.id, title)
        except AssistantError as error:
            self._app.show_error(error)
        await self.reload()

    async def pin(self, conversation: Conversation) -> None:
        """Let a conversation stay above the others, or no longer."""
        try:
            await self._client.pin(conversation.id, pinned=not conversation.pinned)
        except AssistantError as error:
            self._app.show_error(error)
        await self.reload()

    async def tag(self, conversation: Conversation) -> None:
        """Ask for the words that a conversation is filed under, and keep them."""
        words = await self._app.push_screen_wait(
            TextDialog(
                _("Tags for this conversation, separated by spaces:"),
                " ".join(conversation.tags),
                _("Save"),
                may_be_empty=True,
            )
        )
        if words is None:
            return
        wanted = words.replace("#", " ").split()
        try:
            await self._client.tag(conversation.id, drop=conversation.tags)
            await self._client.tag(conversation.id, add=wanted)
        except AssistantError as error:
            self._app.show_error(error)
        await self.reload()

    async def export_all(self, folder: Path) -> None:
        """Write every conversation into a Markdown file of its own in a new folder."""
        try:
            written, place = await self._client.export_all(await self._client.place_to_export(folder))
        except AssistantError as error:
            self._app.show_error(error)
            return
        said = count(written, "conversation")
        self._app.notify(
            clean(str(place)), title=_("Exported: {conversations}", conversations=said), markup=False
        )

    async def forget(self, conversation: Conversation) -> bool:
        """Delete a conversation, and offer to undo that; True if it was the current one."""
        try:
            snapshot = await self._client.forget_conversation(conversation.id)
        except AssistantError as error:
            self._app.show_error(error)
            return False
        if snapshot is not None:
            self._deleted.append((conversation.title, snapshot))
            self._pane.offer_undo(conversation.title)
        was_shown = self.current is not None and self.current.id == conversation.id
        if was_shown:
            self.current = None
        await self.reload()
        return was_shown

    async def undo(self) -> None:
        """Restore the conversation that was deleted last; again, the one before it."""
        if not self._deleted:
            self._app.suspend_or_say()
            return
        title, snapshot = self._deleted.pop()
        try:
            await self._client.restore_conversation(snapshot)
        except AssistantError as error:
            self._deleted.append((title, snapshot))
            self._app.show_error(error)
        self._pane.offer_undo(self._deleted[-1][0] if self._deleted else "")
        await self.reload()

    async def export(self, folder: Path) -> None:
        """Ask for a file, and write the conversation on the screen into it.

        Args:
            folder: Where it is offered, if the library does not read there.
        """
        conversation = self.current
        if conversation is None:
            self._app.notify(_("There is no conversation to export yet."), markup=False)
            return
        from assistant.conversation_file import free_file

        try:
            place = await self._client.place_to_export(folder)
            offered = await asyncio.to_thread(free_file, place, conversation.title)
            asked = TextDialog(
                _("Write the conversation into which file? (.docx for Word, .md for Markdown)"),
                str(offered),
                _("Write"),
            )
            name = await self._app.push_screen_wait(asked)
            if name is None:
                return
            path = Path(os.path.abspath(os.path.expanduser(name)))  # noqa: PTH100, PTH111 - links stay
            if await asyncio.to_thread(path.is_dir):
                path = await asyncio.to_thread(free_file, path, conversation.title)
            elif await asyncio.to_thread(path.exists) and not await self._app.push_screen_wait(
                ConfirmDialog(_("{path} is there already. Replace it?", path=short_path(str(path))))
            ):
                return
            kept_out = await self._client.export(conversation.id, conversation.title, path)
        except AssistantError as error:
            self._app.show_error(error)
            return
        said = _(KEPT_OUT, path=clean_line(str(path))) if kept_out else clean(str(path))
        self._app.notify(said, title=_("Exported"), markup=False)


class ChatController:
    """Asks, and keeps the transcript in line with the library.

    Args:
        client: What is asked.
        conversations: The conversations.
        transcript: Where questions and answers are drawn.

    Attributes:
        runner: Runs the turn that is being answered.
        beside: Paths of files that the questions of this conversation are about.
    """

    def __init__(
        self, client: AsyncAssistant, conversations: ConversationController, transcript: Transcript
    ) -> None:
        self._client = client
        self._conversations = conversations
        self._transcript = transcript
        self._lock = asyncio.Lock()
        self._asked_with: dict[int, TurnOptions] = {}
        self.runner = TurnRunner(client)
        self.beside: tuple[str, ...] = ()

    async def show(self, conversation: Conversation) -> None:
        """Show a conversation from its end.

        Raises:
            AssistantError: It cannot be read.
        """
        async with self._lock:
            turns = await self._client.turns(conversation.id)
            if self._conversations.current is None or self._conversations.current.id != conversation.id:
                self.beside = ()
            self._conversations.current = conversation
            await self._transcript.show(turns)

    async def show_none(self, empty: Widget) -> None:
        """Show the empty state of a conversation without questions."""
        async with self._lock:
            self._conversations.current = None
            self.beside = ()
            await self._transcript.show((), empty)

    async def forget(self, conversation: Conversation, empty: Widget) -> None:
        """Delete a conversation; if it was the current one, show the empty state."""
        async with self._lock:
            if await self._conversations.forget(conversation):
                self.beside = ()
                await self._transcript.show((), empty)

    async def ask(
        self,
        question: str,
        options: TurnOptions,
        *,
        instead: bool,
        before: Callable[[Turn], Awaitable[None]],
    ) -> Turn:
        """Ask a question and draw the answer; the caller has claimed `runner`.

        Args:
            question: As it was written.
            options: How it is answered.
            instead: Whether it replaces the last turn.
            before: What is done once the turn is on the screen, and before it is answered.

        Returns:
            The turn, at its end.

        Raises:
            AssistantError: The library cannot be read or written.
        """
        async with self._lock:
            conversation = self._conversations.current
            replaces = None
            if instead and self._transcript.turns:
                replaces = self._last_turn_id()
                await self._transcript.drop_last()
            turn = await self._transcript.begin(question)
        await before(turn)
        saved = await self.runner.run(turn, conversation.id if conversation else None, options, replaces)
        if saved is not None and saved.turn_id is not None:
            self._asked_with[saved.turn_id] = options
        self._transcript.remember(turn)
        if saved is not None and saved.answer and not saved.chat_model:
            self._transcript.read_from_start(turn)
        if replaces is not None and saved is None and conversation is not None:
            await self.show(conversation)
            said = "\n".join(filter(None, (turn.fault, _(OLD_STAYS))))
            self._transcript.app.notify(said, severity="warning", markup=False)
        await self._conversations.continue_with(saved.conversation_id if saved else None)
        return turn

    def last_asked_with(self) -> TurnOptions | None:
        """Return how the last question was asked; None where that was not in this session."""
        number = self._last_turn_id()
        return self._asked_with.get(number) if number is not None else None

    def _last_turn_id(self) -> int | None:
        """Return the id of the last turn on the screen; None if it was not saved."""
        finished: Finished | None = self._transcript.turns[-1][1].finished
        return finished.turn_id if finished is not None else None
