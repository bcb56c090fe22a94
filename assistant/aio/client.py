"""The asynchronous face of an assistant, for front ends with an event loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.errors import AssistantError, SettingsError, UsageError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.options import USUAL_OPTIONS, TurnOptions

if TYPE_CHECKING:  # nothing is imported before the front end has drawn itself
    from assistant.aio.page_picture import PagePictures
    from assistant.aio.pulling import Pulling, PullStep
    from assistant.aio.source_context import SourceContext
    from assistant.answer_table import TableEvent
    from assistant.api import Assistant, Conversation, ConversationSnapshot, Found, StoredDocument
    from assistant.config import Loaded
    from assistant.events import Citation, Event, Finished, Hit, IngestEvent
    from assistant.inventory import Choices, Engines, Holdings, Models, Recommended, SetupState
    from assistant.paths import Completion
    from assistant.typed import Dropped
    from ingest.page_drawing import DrawnPage

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class OpenOptions:
    """What is to be opened.

    Attributes:
        home: Where settings and libraries are; None for ASSISTANT_HOME, else the platform's directories.
        flags: Settings that win over every other source, by dotted key, as text.
        hosts: Hosts besides those of the settings that this process, and none that it starts, may talk to.
    """

    home: Path | None
    flags: Mapping[str, str | None]
    hosts: tuple[str, ...] = ()


class AsyncAssistant:
    """An assistant for front ends with an event loop; nothing blocks the loop.

    Making one opens nothing and imports nothing; call `open` once the first picture is drawn. Every method may raise an
    `AssistantError`.

    Args:
        opening: What is to be opened.
    """

    def __init__(self, opening: OpenOptions) -> None:
        self.opening = opening
        self._assistant: Assistant | None = None
        self._in_use: dict[Assistant, int] = {}
        self._saving = asyncio.Lock()
        self._changing = asyncio.Lock()
        self._pulling: Pulling | None = None
        self._recommended: Recommended | None = None
        self._page_pictures: PagePictures | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a library to ask."""
        return self._assistant is not None

    @property
    def assistant(self) -> Assistant:
        """The open assistant.

        Raises:
            AssistantError: It is not open.
        """
        if self._assistant is None:
            raise AssistantError(_("The library is not open yet."), _("Wait a moment."))
        return self._assistant

    @property
    def loaded(self) -> Loaded:
        """The settings in force, and where each came from."""
        return self.assistant.loaded

    async def open(self) -> None:
        """Open the library, and make it where there is none.

        Raises:
            SettingsError: A setting is wrong.
            LibraryError: The library cannot be opened.
        """
        await _to_its_end(self._open_anew(where_open=False))

    async def reopen(self) -> None:
        """Open the library again, with changed settings and a fresh look at the server.

        What is open stays so where the new settings are wrong. Work that is under way goes on with what it began with.
        """
        await _to_its_end(self._open_anew(where_open=True))

    async def _open_anew(self, *, where_open: bool) -> None:
        async with self._changing:  # the last to be asked for is the one that stays
            if self._assistant is not None and not where_open:
                return
            new = await asyncio.to_thread(self._opened)
            old, self._assistant = self._assistant, new
            if old is not None and old not in self._in_use:
                await asyncio.to_thread(old.close)

    def _opened(self) -> Assistant:
        from assistant.api import Assistant

        opening = self.opening
        return Assistant.open(
            home=opening.home, flags=opening.flags, environ=os.environ, create=True, hosts=opening.hosts
        )

    async def close(self) -> None:
        """Close everything; may be called twice."""
        if self._pulling is not None:
            await self._pulling.stop()
        if self._page_pictures is not None:
            await asyncio.to_thread(self._page_pictures.close)
        async with self._changing:
            assistant, self._assistant = self._assistant, None
            for one in {*self._in_use, *([assistant] if assistant is not None else [])}:
                await asyncio.to_thread(one.close)

    @asynccontextmanager
    async def _using(self) -> AsyncGenerator[Assistant, None]:
        """Keep the open assistant open for the block, even when another one replaces it."""
        assistant = self.assistant
        self._in_use[assistant] = self._in_use.get(assistant, 0) + 1
        try:
            yield assistant
        finally:
            self._in_use[assistant] -= 1
            if not self._in_use[assistant]:
                del self._in_use[assistant]
                if assistant is not self._assistant:
                    await asyncio.to_thread(assistant.close)

    async def _ask(self, what: Callable[[Assistant], _Result]) -> _Result:
        """Run a function in a thread; it completes even if the caller is cancelled."""

        async def run() -> _Result:
            async with self._using() as assistant:
                return await asyncio.to_thread(what, assistant)

        return await _to_its_end(run())

    # Questions

    async def turn(self, question: str, options: TurnOptions = USUAL_OPTIONS) -> AsyncGenerator[Event, None]:
        """Stream the answer to a question (see `Assistant.turn`); closing it stops it."""
        async with self._using() as assistant, aclosing(assistant.turn(question, options)) as events:
            async for event in events:
                yield event

    async def make_ready(self) -> None:
        """Load what the first question needs (see `Assistant.make_ready`)."""
        async with self._using() as assistant:
            await assistant.make_ready()

    async def table_events(
        self,
        questions: Sequence[str],
        inside: Sequence[str] = (),
        *,
        again: bool = False,
        kept_only: bool = False,
    ) -> AsyncGenerator[TableEvent, None]:
        """Ask every document by itself (see `Assistant.table_events`)."""
        async with (
            self._using() as assistant,
            aclosing(assistant.table_events(questions, inside, again=again, kept_only=kept_only)) as events,
        ):
            async for event in events:
                yield event

    async def search(self, question: str, limit: int | None = None, inside: Sequence[str] = ()) -> Found:
        """Find the passages that are relevant to a question (see `Assistant.search`)."""
        return await self._ask(lambda assistant: assistant.search(question, limit, inside))

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed texts with the library's embedding model (see `Assistant.embed`)."""
        return await self._ask(lambda assistant: assistant.embed(texts))

    async def summary_question(self, name: str) -> tuple[str, str]:
        """Return the question that asks what a document says, and its path."""
        return await self._ask(lambda assistant: assistant.summary_question(name))

    async def engines(self) -> Engines:
        """Return which engine and models serve the library, and what is missing."""
        return await self._ask(lambda assistant: assistant.engines())

    # Conversations

    async def conversations(self, words: str = "") -> list[Conversation]:
        """List all conversations, or those that contain all the words, the latest first."""
        return await self._ask(lambda assistant: assistant.library.conversations.all(words))

    async def turns(self, conversation: int) -> list[Finished]:
        """Return the turns of a conversation, in order."""
        return await self._ask(lambda assistant: assistant.library.conversations.turns(conversation))

    async def has_conversation(self, conversation: int) -> bool:
        """Return whether there is a conversation of this number."""
        return await self._ask(lambda assistant: assistant.library.conversations.exists(conversation))

    async def begin_conversation(self, question: str) -> int:
        """Start a conversation titled by its first question; return its number."""
        return await self._ask(lambda assistant: assistant.library.conversations.start(question))

    async def rename(self, conversation: int, title: str) -> None:
        """Change the title of a conversation."""
        await self._ask(lambda assistant: assistant.library.conversations.rename(conversation, title))

    async def pin(self, conversation: int, *, pinned: bool) -> None:
        """Let a conversation stay above the others, or no longer."""
        await self._ask(lambda assistant: assistant.library.conversations.pin(conversation, pinned=pinned))

    async def tag(
        self, conversation: int, add: Sequence[str] = (), drop: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """File a conversation under words, or no longer; return those that it has now."""
        return await self._ask(lambda assistant: assistant.library.conversations.tag(conversation, add, drop))

    async def forget_conversation(self, conversation: int) -> ConversationSnapshot | None:
        """Delete a conversation; return what `restore_conversation` needs to undo it."""

        def forget(assistant: Assistant) -> ConversationSnapshot | None:
            snapshot = assistant.library.conversations.snapshot(conversation)
            assistant.library.forget_conversations(conversation)
            return snapshot

        return await self._ask(forget)

    async def restore_conversation(self, snapshot: ConversationSnapshot) -> None:
        """Put a deleted conversation back."""
        await self._ask(lambda assistant: assistant.library.conversations.restore(snapshot))

    async def place_to_export(self, folder: Path) -> Path:
        """Return a folder to export to: this one, unless the library reads it."""
        from assistant.conversation_file import outside

        return await self._ask(lambda assistant: outside(folder, assistant.library.documents.roots()))

    async def export(self, conversation: int, title: str, path: Path) -> bool:
        """Write a conversation into a file; the ending of its name says how.

        Returns:
            Whether it lies in a folder that is read, and is kept out of it.
        """
        from assistant.conversation_file import write_conversation

        def write(assistant: Assistant) -> bool:
            write_conversation(title, assistant.library.conversations.turns(conversation), path)
            return assistant.keep_own_file_out(path)

        return await self._ask(write)

    async def keep_own_file_out(self, path: Path) -> bool:
        """Do not read a file that was written by this program; whether it would have been."""
        return await self._ask(lambda assistant: assistant.keep_own_file_out(path))

    async def export_all(self, folder: Path) -> tuple[int, Path]:
        """Write every conversation into a new folder; return how many, and the folder."""
        from assistant.presentation import conversation_as_markdown, new_folder, write

        def export(assistant: Assistant) -> tuple[int, Path]:
            place, talks = new_folder(folder, "conversations"), assistant.library.conversations
            known = talks.all()
            for one in known:
                write(conversation_as_markdown(one.title, talks.turns(one.id)), place, one.title)
            return len(known), place

        return await self._ask(export)

    # Documents

    async def holdings(self) -> Holdings:
        """Count what the library holds."""
        from assistant.inventory import read_holdings

        return await self._ask(lambda assistant: read_holdings(assistant.library))

    async def documents(self) -> list[StoredDocument]:
        """List all files, by path."""
        return await self._ask(lambda assistant: assistant.library.documents.all())

    async def waiting_documents(self) -> frozenset[int]:
        """Return the numbers of the documents of which a text waits to be embedded."""
        return await self._ask(lambda assistant: assistant.library.vectors.waiting_documents())

    async def roots(self) -> list[str]:
        """List the folders and files that are ingested."""
        return await self._ask(lambda assistant: assistant.library.documents.roots())

    async def choices(self) -> Choices:
        """Return what is read and what is left out, and whether it is there."""
        from assistant.inventory import read_choices

        return await self._ask(read_choices)

    async def matching(self, filters: Sequence[str]) -> frozenset[int]:
        """Return the numbers of the documents that filters take: "since:2025", "kind:pdf".

        Raises:
            UsageError: A filter names no day, or no format.
        """

        def matching(assistant: Assistant) -> frozenset[int]:
            from assistant.retrieval.filters import matching, split_filters

            return frozenset(one.id for one in matching(assistant.library, split_filters(filters)[1]))

        return await self._ask(matching)

    async def forget(self, path: str, *, keep_out: bool = False) -> int:
        """Delete a file, or all files under a folder, from the library; return how many.

        Args:
            path: Absolute.
            keep_out: Whether it is not to be read again.
        """
        return await self._ask(lambda assistant: assistant.forget(path, keep_out=keep_out))

    def ingest(self, paths: Sequence[str] = ()) -> AsyncGenerator[IngestEvent, None]:
        """Sync the library with files, or with all known ones, in a child process.

        Closing the generator stops the process in order; what was read is kept.

        Args:
            paths: Absolute.
        """
        from assistant.aio import ingest_process

        opening = self.opening
        words = ingest_process.ingest_command(opening.home, opening.flags, paths)
        environ = ingest_process.ingest_environment(os.environ, opening.flags)
        told = b""
        if self._assistant is not None and self._assistant.library.encrypted:
            from assistant.encrypted import handed_on

            told, more = handed_on(self._assistant.loaded)
            environ |= more
        return ingest_process.run_ingest(words, environ, told)

    async def watch(self) -> AsyncGenerator[None, None]:
        """Yield each time that ingested files have changed; never ends by itself."""
        from assistant.aio.ingest_process import changes

        exclusions = await self._ask(lambda assistant: assistant.exclusions())
        async with aclosing(changes(await self.roots(), exclusions)) as found:
            async for _each in found:
                yield

    async def completions(self, typed: str) -> list[Completion]:
        """Complete a typed path with existing folders and files; needs no open library."""
        from assistant.paths import completions

        return await asyncio.to_thread(completions, typed)

    async def existing(self, typed: str) -> str:
        """Return the absolute path that was typed; needs no open library.

        Raises:
            UsageError: There is nothing at it.
        """
        from assistant.paths import existing

        return await asyncio.to_thread(existing, typed)

    async def dropped(self, text: str) -> Dropped:
        """Find the files and folders whose paths stand in a text; needs no open library.

        Raises:
            UsageError: The text is a path, and nothing is there.
        """
        from assistant.typed import dropped

        return await asyncio.to_thread(dropped, text)

    async def check_first_file(self, text: str) -> None:
        """Refuse a question that begins with the path of a file that is nowhere.

        Raises:
            UsageError: Nothing is there.
        """
        from assistant.typed import check_first_file

        await self._ask(
            lambda assistant: check_first_file(
                text, lambda path: path in assistant.library.documents.sources().values()
            )
        )

    # What a front end remembers

    async def note(self, key: str) -> str:
        """Return the note under a key; empty when there is none."""
        return await self._ask(lambda assistant: assistant.library.notes.get(key))

    async def set_note(self, key: str, value: str) -> None:
        """Store a note in the library."""
        await self._ask(lambda assistant: assistant.library.notes.set(key, value))

    async def notes(self, start: str) -> dict[str, str]:
        """Return all notes whose keys start alike."""
        return await self._ask(lambda assistant: assistant.library.notes.starting_with(start))

    # What may be asked

    async def suggested_questions(self) -> AsyncGenerator[str, None]:
        """Give questions that the library surely answers, as they are found."""
        from assistant.suggesting import suggested_questions

        async with self._using() as assistant, aclosing(suggested_questions(assistant)) as questions:
            async for question in questions:
                yield question

    # Sources

    async def open_file(self, path: str, page: int | None = None, *, folder: bool = False) -> bool:
        """Open a document in its own program, or its folder; tell whether at its page.

        Raises:
            AssistantError: It is not there, or there is nothing to open it with.
        """
        from assistant.opening import file_of, open_file

        if folder:
            return (await asyncio.to_thread(lambda: open_file(str(file_of(path).parent)))).at_page
        return (await asyncio.to_thread(open_file, path, page)).at_page

    async def source_context(self, words: Citation | Hit) -> SourceContext | None:
        """Return the page or section around a quotation, or None if it is not found."""
        from assistant.aio.source_context import source_context

        return await self._ask(lambda assistant: source_context(assistant.library, words))

    async def holds(self, source: str) -> bool:
        """Return whether the library holds a file; not one read for one conversation."""
        return await self._ask(lambda assistant: assistant.library.documents.number_at(source) is not None)

    async def source_at(self, passage: int, start: int, end: int) -> SourceContext | None:
        """Return the page or section around a stretch of a passage, or None if it is gone."""
        from assistant.aio.source_context import source_at

        return await self._ask(lambda assistant: source_at(assistant.library, passage, start, end))

    async def source_context_beside(self, context: SourceContext, step: int) -> SourceContext | None:
        """Return the page or section after (`step` 1) or before (-1) another one, or None."""
        from assistant.aio.source_context import source_context_beside

        return await self._ask(lambda assistant: source_context_beside(assistant.library, context, step))

    async def shows_page(self, context: SourceContext) -> bool:
        """Return whether the page of a source may be shown as it looks."""
        from assistant.aio.page_picture import shows_page

        return await asyncio.to_thread(shows_page, context)

    async def page_picture(self, context: SourceContext, width: int) -> DrawnPage:
        """Return a source's page as it looks, with the cited words marked.

        Args:
            context: The page, and its cited words.
            width: Of the picture, in dots; it is bounded.

        Raises:
            AssistantError: The page cannot be shown so, or its file is gone or another one now.
        """
        from assistant.aio.page_picture import PagePictures

        if self._page_pictures is None:
            self._page_pictures = PagePictures()
        pictures = self._page_pictures
        return await self._ask(lambda assistant: pictures.picture(assistant.library, context, width))

    # Models and settings

    async def setup_state(self) -> SetupState:
        """Return what there is and what is missing; `reopen` first for a fresh look."""
        from assistant.inventory import read_setup

        return await self._ask(read_setup)

    async def models(self) -> Models:
        """List the models there are, and which are used."""

        def models(assistant: Assistant) -> Models:
            from assistant.inventory import list_models

            return list_models(assistant.loaded, assistant.engines())

        return await self._ask(models)

    async def recommendation(self) -> Recommended:
        """Return which models fit this machine; looks at the machine once."""
        if self._recommended is None:
            from assistant.inventory import recommended

            self._recommended = await asyncio.to_thread(recommended, self.loaded)
        return self._recommended

    async def pull(self, name: str) -> AsyncGenerator[PullStep, None]:
        """Fetch a model through the model server; closed early, it can be resumed."""
        from assistant.aio.pulling import pull

        async with aclosing(pull(self.loaded, name)) as steps:
            async for step in steps:
                yield step

    @property
    def pulling(self) -> Pulling | None:
        """The model that is being fetched or was fetched last; None before the first."""
        return self._pulling

    def start_pulling(self, name: str) -> Pulling:
        """Fetch a model in the background, and then use it; one at a time.

        Raises:
            UsageError: Another one is being fetched.
        """
        from assistant.aio.pulling import Pulling

        if self._pulling is not None and self._pulling.state == "running":
            raise UsageError(
                _("{pulling} is still being fetched.", pulling=self._pulling.name),
                _("Wait for it, or stop it first."),
            )
        self._pulling = Pulling(name.strip(), self.pull, self.reopen)
        return self._pulling

    async def save(self, key: str, value: object) -> str:
        """Write a setting into the settings file, and put it in force.

        Args:
            key: A dotted key.
            value: Of the setting's type; None takes the setting out of the file, so that it has its default.

        Returns:
            A sentence where a flag or a variable wins over what was written, else nothing.

        Raises:
            SettingsError: The value is wrong, the file cannot be written, or the library cannot be opened with it; the file
                is as it was.
        """
        await _to_its_end(self._save(key, value))
        source = self.loaded.sources[key]
        if source.startswith(("flag", "environment")):
            from assistant.config import source_words

            return _("Saved, but {source} wins over the file.", source=source_words(source))
        return ""

    async def _save(self, key: str, value: object) -> None:
        """Write a setting and apply it; restore the file if it cannot be applied."""
        from assistant.config.save import restore, snapshot

        file = self.loaded.paths.config_file
        async with self._saving:
            before = await asyncio.to_thread(snapshot, file)
            await asyncio.to_thread(_write_setting, file, key, value)
            try:
                await self.reopen()
            except AssistantError:
                await asyncio.to_thread(restore, file, before)
                raise


def _write_setting(file: Path, key: str, value: object) -> None:
    from assistant.config.save import remove_setting, save_setting

    if key == "models.chat_gguf" and value and not Path(str(value)).expanduser().is_file():
        raise SettingsError(_("There is no file {value}.", value=value), _("Write the path of a GGUF file."))
    if value is None:
        remove_setting(file, key)
    else:
        save_setting(file, key, value)


async def _to_its_end(work: Coroutine[None, None, _Result]) -> _Result:
    """Wait for work that goes on when the caller is cancelled: a screen was left."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        task.add_done_callback(_retrieve_exception)
        raise


def _retrieve_exception(task: asyncio.Future[Any]) -> None:
    """Retrieve the exception, so that asyncio does not log that nobody did."""
    if not task.cancelled():
        task.exception()
