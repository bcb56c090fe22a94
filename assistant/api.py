"""The Python API: open a library with the models that serve it, and use it."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import urlsplit

from assistant.agents import Agents
from assistant.config import Loaded, load_settings
from assistant.errors import LibraryBusy, LibraryError, ModelFault, ModelMissing, PartMissing, UsageError
from assistant.events import Event, IngestEvent, Notice
from assistant.i18n import _, language
from assistant.library.index.choice import ChosenIndex
from assistant.library.keys import unlock
from assistant.library.library import Library
from assistant.library.moved_home import follow_home
from assistant.library.vectors import EmbeddingState as EmbeddingState
from assistant.models.selection import Engines, ModelChoice
from assistant.offline import bypass_proxies, check_server_allowed, guarding, silence_telemetry
from assistant.options import USUAL_OPTIONS, TurnOptions
from assistant.paths import absolute, is_under
from ingest.exclude import Exclusions

if TYPE_CHECKING:
    from assistant.agent.each.each_document import EachDocument
    from assistant.agent.each.each_table import Plan
    from assistant.answer_table import Table, TableEvent
    from assistant.library.conversations import Conversation as Conversation
    from assistant.library.conversations import ConversationSnapshot as ConversationSnapshot
    from assistant.library.documents import StoredDocument as StoredDocument
    from assistant.library.folder import Leftover as Leftover
    from assistant.packs.export import Exported as Exported
    from assistant.packs.export import Progress
    from assistant.packs.importing import Conflict as Conflict
    from assistant.packs.importing import Imported as Imported
    from assistant.packs.importing import Keep as Keep
    from assistant.packs.records import PackModel
    from assistant.retrieval.search import Found as Found

WORKERS = "turn-"
"""What the names of the threads begin with in which `ask` and tables compute."""

_Event = TypeVar("_Event")


def no_progress(what: str, done: int, total: int) -> None:
    """Show no progress."""


class Assistant:
    """An open library with the models that serve it; the synchronous face.

    Make one with `open`; use it as a context manager, or call `close`.
    """

    def __init__(self, loaded: Loaded, library: Library, held: ExitStack) -> None:
        settings = loaded.settings
        self.loaded = loaded
        self.library = library
        self._held = held
        self._choice = ModelChoice(settings, library.vectors)
        held.callback(self._choice.close)
        self._index = ChosenIndex(library, settings.search, settings.chroma)
        held.callback(self._index.close)
        self._agents = Agents(settings, library, self._choice, self._index)

    @classmethod
    def open(
        cls,
        *,
        home: Path | str | None = None,
        flags: Mapping[str, str | None] | None = None,
        environ: Mapping[str, str] | None = None,
        create: bool = False,
        hosts: Sequence[str] = (),
        passphrase: str | None = None,
    ) -> Self:
        """Open a library; loads no model and opens no connection.

        Args:
            home: Where settings and libraries are; None for ASSISTANT_HOME, else the platform's directories.
            flags: Settings that win over every other source, by dotted key, as text.
            environ: The environment to read settings from; None for the process's own.
            create: Whether to make the library where there is none.
            hosts: Hosts besides those of the settings that this process may talk to; the model server is none of them.
            passphrase: Of an encrypted library; None where the environment, the keyring or the terminal tells it.

        Raises:
            SettingsError: A setting is wrong, or names a server that is neither this machine nor allowed.
            LibraryError: There is no such library, or it cannot be opened.
            LibraryLocked: It is encrypted, and the passphrase is wrong, or was not given.
        """
        silence_telemetry(os.environ)
        loaded = load_settings(
            Path(home) if home is not None else None, flags or {}, os.environ if environ is None else environ
        )
        settings = loaded.settings
        allowed = settings.network.allowed_hosts
        if settings.engine != "embedded":
            for host in (settings.ollama.host, *settings.ollama.hosts):
                check_server_allowed(
                    host, allowed, "ollama.host" if host == settings.ollama.host else "ollama.hosts"
                )
        if settings.chroma.url:
            check_server_allowed(settings.chroma.url, allowed, "chroma.url")
            from assistant.library.index.server import check_guarded, header_in

            check_guarded(settings.chroma.url, header_in(settings.chroma.header_file))
        servers = [urlsplit(host).hostname or "" for host in (settings.ollama.host, *settings.ollama.hosts)]
        bypass_proxies(os.environ, [*servers, *allowed])
        with ExitStack() as held:
            held.enter_context(guarding([*allowed, *hosts]))
            folder = loaded.paths.library(settings.library)
            if passphrase is not None:
                unlock(folder, passphrase)
            library = Library(folder, create=create)
            held.callback(library.close)
            follow_home(library)
            return cls(loaded, library, held.pop_all())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the library and let go of the models; may be called twice."""
        self._held.close()

    # Ingest

    def ingest(
        self,
        paths: Sequence[str | Path] = (),
        *,
        exclude: Sequence[str] = (),
        no_exclude: Sequence[str] = (),
    ) -> Generator[IngestEvent, None, None]:
        """Sync the library with files and folders; with all known ones if none are named.

        What an event announces is stored. Closing the iterator, or Ctrl-C, leaves a library that the next run continues.
        What was kept out and is named by its very path is let in again.

        Args:
            paths: Files and folders.
            exclude: Patterns, as in a `.gitignore`, of what is left out of these folders from now on.
            no_exclude: Patterns that were given so before and count no longer.

        Raises:
            UsageError: A path does not exist, or none was ever given, or a pattern is wrong; nothing is changed.
            LibraryBusy: Another process is ingesting.
        """
        from assistant.ingesting import IngestRun, checked_request

        request = checked_request(self.library, paths, exclude, no_exclude)
        return IngestRun(self.loaded.settings, self.library, self._choice, self._index).events(request)

    def exclusions(self) -> Exclusions:
        """Return what the user leaves out of the folders that are read."""
        return self.library.exclusions.with_everywhere(self.loaded.settings.ingest.exclude)

    # Packs of knowledge

    def export_pack(
        self,
        path: str | Path,
        inside: Sequence[str] = (),
        *,
        conversations: bool = False,
        passphrase: str | None = None,
        progress: Progress = no_progress,
    ) -> Exported:
        """Write documents with all that was made of them into one file.

        Args:
            path: The file; one that is there is replaced when the new one is whole.
            inside: Only files under these paths or matching these globs.
            conversations: Whether what was asked goes along.
            passphrase: Encrypts the file (age); None for a plain one.
            progress: Called with what is being done, how much of it is done, and how much there is.

        Raises:
            UsageError: No document is chosen, or the passphrase is empty.
            PartMissing: The package that encrypts is not installed.
            LibraryError: The disk does not take it.
        """
        from assistant.packs.export import export

        # By words alone: no model is asked which files a path means.
        chosen = self._agents.searcher_by_words().documents(inside) if inside else None
        return export(
            self.library,
            Path(absolute(path)),
            chosen,
            conversations=conversations,
            passphrase=passphrase,
            progress=progress,
        )

    def import_pack(
        self,
        path: str | Path,
        *,
        keep: Keep | None = None,
        passphrase: str | Callable[[], str] = "",
        choose: Callable[[Sequence[Conflict]], Keep] | None = None,
        progress: Progress = no_progress,
    ) -> Imported:
        """Take a pack into the library, in one transaction; nothing is embedded again.

        Its documents have no file here: they stay until they are forgotten. Texts whose vectors are of another model than the
        library's are found by their words until the next `ingest` embeds them.

        Args:
            path: The pack.
            keep: Which stays where the pack holds another document under the path of one that is here: "mine", "theirs"
                or "both".
            passphrase: Of an encrypted pack, or what asks for it.
            choose: Asked what to keep, where `keep` is None.
            progress: Called with what is being done, how much of it is done, and how much there is.

        Raises:
            PackConflict: Two documents have one path, and it was not said which to keep; nothing was changed.
            UsageError: There is no such file, or the passphrase is wrong.
            LibraryError: It is no pack, is damaged, or a newer version made it; nothing was changed.
            LibraryBusy: Another process is ingesting.
        """
        from assistant.packs.importing import import_pack
        from assistant.retrieval.filters import note_days

        imported = import_pack(
            self.library,
            Path(absolute(path)),
            keep=keep,
            passphrase=passphrase if callable(passphrase) else lambda: passphrase,
            wanted=self._wanted_embedder(),
            progress=progress,
            choose=choose,
        )
        note_days(self.library)
        return imported

    def _wanted_embedder(self) -> PackModel | None:
        """Return the model that a library without vectors is embedded with, or None."""
        from assistant.packs.records import PackModel

        if self.library.vectors.active_model() is not None:
            return None
        try:
            embedder = self._choice.embedder_for_ingest()
            return PackModel(embedder.identity, embedder.engine, embedder.name, 0)
        except (PartMissing, ModelFault):
            return None

    # Search and ask

    def check_places(self, inside: Sequence[str]) -> None:
        """Check that some document lies at the places that a question is narrowed to.

        Raises:
            UsageError: None does, though the library holds documents.
        """
        if inside:
            self._agents.searcher().check_places(inside)

    def documents_at(self, inside: Sequence[str]) -> frozenset[int]:
        """Return the numbers of the documents at some places: paths, globs and filters."""
        return self._agents.searcher().documents(inside) or frozenset()

    def search(self, question: str, limit: int | None = None, inside: Sequence[str] = ()) -> Found:
        """Find the passages that are relevant to a question.

        Args:
            question: In any language.
            limit: Most hits; None for the setting `search.limit`.
            inside: Look only into files under these paths or matching these globs.

        Raises:
            UsageError: The question is empty.
        """
        if not question.strip():
            raise UsageError(
                _("The question is empty."),
                _('Search for something: assistant search "…"'),
                code="question_empty",
            )
        self._choice.begin_question(question)
        return self._agents.searcher().search(question, limit or self.loaded.settings.search.limit, inside)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed texts with the model that the library is searched with.

        Returns:
            A vector of length 1 for each text, in their order.

        Raises:
            PartMissing: There is no embedding model, or it cannot be reached.
        """
        embedder = self._choice.embedder_for_questions()
        if embedder is None:
            raise ModelMissing(
                _("This library has no embedding model."), _("Look what is missing: assistant doctor")
            )
        vectors: list[list[float]] = embedder.embed_passages(list(texts)).tolist() if texts else []
        return vectors

    async def turn(self, question: str, options: TurnOptions = USUAL_OPTIONS) -> AsyncGenerator[Event, None]:
        """Answer a question as a stream of events that ends with `Finished`.

        Args:
            question: In any language.
            options: How it is answered, and what it belongs to.

        Raises:
            UsageError: The question is empty.
            PartMissing: The model cannot be reached.
        """
        from contextlib import aclosing

        from assistant.threads import in_thread

        if not options.extract:
            self._choice.begin_chat()
        await in_thread(self._choice.begin_question, question.strip())
        agents = self._agents
        if options.extract:
            agent = await in_thread(agents.with_chat, None)
        else:
            agent, notices = await in_thread(agents.usual)
            for notice in notices:
                yield notice
        files = options.beside if not (options.task or options.whole) else ()
        if files and (told := await in_thread(lambda: agents.named_instead(question, files))):
            yield told
            options = replace(options, beside=())
        with ExitStack() as held:
            if options.beside:
                self._held.callback(held.close)  # a turn that is stopped does not wait for the reading to end
            choice = agents.other_choice(options.model, held) if options.model else self._choice
            if options.beside:
                agent = await in_thread(lambda: agents.beside(options, choice.chat(), held))
            elif options.model:
                agent = await in_thread(lambda: agents.with_chat(choice.chat()))
            try:
                async with aclosing(agent.turn(question, options)) as events:
                    async for event in events:
                        if isinstance(event, Notice) and event.code == "extracted" and not options.extract:
                            event = await in_thread(agents.without_told, event, choice.notices)
                        yield event
            finally:
                if choice is not self._choice:
                    await choice.aclose()

    async def make_ready(self) -> None:
        """Load what the first question needs, by answering one that is not kept.

        Nothing is done where a server embeds: it is asked for no question but the user's.
        """
        from assistant.models.selection import EMBEDDED

        embedder = self._choice.embedder_for_questions()
        if embedder is not None and embedder.engine == EMBEDDED.engine:
            options = TurnOptions(extract=True, keep=False)
            async for _event in self.turn(_("When does the contract end?"), options):
                pass

    def ask(self, question: str, options: TurnOptions = USUAL_OPTIONS) -> Generator[Event, None, None]:
        """Answer a question as `turn` does, for callers that are not asynchronous."""
        yield from self._run(self.turn(question, options))

    def _run(self, events: AsyncGenerator[_Event, None]) -> Generator[_Event, None, None]:
        """Run a stream of events for a caller that is not asynchronous."""
        import asyncio
        from concurrent.futures import ThreadPoolExecutor

        from assistant.threads import woken_by_signals

        with asyncio.Runner() as runner, woken_by_signals(runner.get_loop()):
            workers = ThreadPoolExecutor(thread_name_prefix=WORKERS)
            runner.get_loop().set_default_executor(workers)
            try:
                while (event := runner.run(_next(events))) is not None:
                    yield event
            except KeyboardInterrupt:
                self._choice.interrupt()  # a thread that waits for a silent server would be waited for
                workers.shutdown(wait=False, cancel_futures=True)  # so would one that computes for long
                runner.get_loop().set_default_executor(ThreadPoolExecutor())
                raise
            finally:
                runner.run(_stopped(events))
                runner.run(self._choice.aclose())

    async def table_events(
        self,
        questions: Sequence[str],
        inside: Sequence[str] = (),
        *,
        again: bool = False,
        kept_only: bool = False,
    ) -> AsyncGenerator[TableEvent, None]:
        """Ask every document by itself, as events that end with the `Table`.

        Each answer is kept when its event comes; closing the iterator keeps those that came.

        Args:
            questions: One for each column; a condition ("Which leases end in 2025?") chooses rows.
            inside: Ask only files under these paths or matching these globs.
            again: Whether what was answered before is asked anew.
            kept_only: Whether nothing is asked: cells that were not answered before stay "waiting".

        Raises:
            UsageError: There is no question, or too many of them, or no document where was looked.
            PartMissing: The model cannot be reached.
        """
        from contextlib import aclosing

        from assistant.threads import in_thread

        each = await in_thread(self._agents.each)
        plan = await in_thread(self._plan, each, questions, tuple(inside), again)
        async with aclosing(each.events(plan, kept_only=kept_only)) as events:
            async for event in events:
                yield event

    def _plan(self, each: EachDocument, questions: Sequence[str], inside: Sequence[str], again: bool) -> Plan:
        from assistant.retrieval.filters import nothing_left, split_filters

        searcher = self._agents.searcher()
        searcher.check_places(inside)
        plan = each.plan(questions, searcher.documents(inside), again=again)
        if not plan.targets:
            if self.library.documents.sources():
                _places, only = split_filters(inside)
                raise UsageError(
                    nothing_left(only, language()),
                    _("assistant sources lists the files."),
                    code="no_documents",
                )
            fill = _("Fill it: assistant ingest {folder}", folder=_("FOLDER_WITH_DOCUMENTS"))
            raise UsageError(_("The library holds no documents yet."), fill, code="no_documents")
        return plan

    def fill_table(
        self, questions: Sequence[str], inside: Sequence[str] = (), *, again: bool = False
    ) -> Generator[TableEvent, None, None]:
        """Ask every document as `table_events` does, for synchronous callers."""
        yield from self._run(self.table_events(questions, inside, again=again))

    def table(self, questions: Sequence[str], inside: Sequence[str] = (), *, again: bool = False) -> Table:
        """Ask every document, and return the table; see `table_events`."""
        from assistant.answer_table import Table

        for event in self.fill_table(questions, inside, again=again):
            if isinstance(event, Table):
                return event
        raise AssertionError("a table ends with itself")

    def summary_question(self, name: str) -> tuple[str, str]:
        """Return the question that asks what a document says, and its path.

        The question is in the document's language; asked with the path as `TurnOptions.whole`, it is answered from all of it.

        Args:
            name: Its path, file name or title.

        Raises:
            UsageError: There is no such document, it means several, or it holds no text.
        """
        from assistant.agent.whole.names import documents_named
        from assistant.agent.whole.road import question_of

        numbers = documents_named(self.library, (name,))
        first = self.library.documents.sources()[numbers[0]]
        file = self.library.documents.file_at(first)
        if file is not None and file[1] == absolute(name):  # it may be a mailbox
            return question_of(self.library, "summary", numbers), file[1]
        return question_of(self.library, "summary", numbers[:1]), first

    # The library and the engines

    def forget(self, path: str | Path, *, keep_out: bool = False) -> int:
        """Delete a file, or all files under a folder, from the library; return how many.

        A folder that was given to be read is not read any more, even where it held nothing. Copies that the mending of a damaged database has left go with it.

        Args:
            path: A file or a folder.
            keep_out: Whether it is not read again, though the folder around it is, until its very path is named to `ingest`.

        Raises:
            UsageError: The path is empty.
            LibraryBusy: Another process is ingesting, or holds the vector index open; nothing is changed.
            LibraryError: A Chroma server did not answer and still holds vectors of what was forgotten here.
        """
        place = absolute(path)
        with self.library.ingesting():
            if not self.library.documents.under(place):
                noted = keep_out or place in self.library.documents.roots()
                return self.library.forget(place, keep_out=keep_out) if noted else 0
            if not self._index.drop_local():
                raise LibraryBusy(
                    _(
                        "Another process holds the library's vector index open, and what is forgotten would stay in it."
                    ),
                    _("Close that process and forget again; nothing was changed."),
                )
            from assistant.library.index.exact import MatrixFile

            with MatrixFile(self.library.folder).locked():
                gone = self.library.forget(place, keep_out=keep_out)
            model = self.library.vectors.active_model()
            if model is not None:
                self._index.forget_on_server(model)
        return gone

    def keep_own_file_out(self, path: str | Path) -> bool:
        """Do not read a file that was written by this program; an answer is no source.

        Args:
            path: Of the file.

        Returns:
            Whether it lies in a folder that is read, and is kept out of it from now on.
        """
        place = absolute(path)
        if Path(place).is_dir() or not any(is_under(place, root) for root in self.library.documents.roots()):
            return False
        try:
            self.forget(place, keep_out=True)
        except LibraryError:  # it is busy or cannot be written; the file is there all the same
            return False
        return True

    def engines(self) -> Engines:
        """Return which engine and models serve this library, and what is missing."""
        return self._choice.engines()


def filters(since: str = "", until: str = "", kinds: Sequence[str] = ()) -> tuple[str, ...]:
    """Return filters by date and format, which can stand in `inside` among paths.

    A document's date is the one in its name, else the one at its beginning, else that of its file.

    Args:
        since: The first day: "2025-01-01", "2025", "last week"; empty for any.
        until: The last day.
        kinds: Formats, like "pdf", "docx", "mail" or "sheet"; any where there are none.

    Raises:
        UsageError: A day is none, or a format.
    """
    from datetime import date

    from assistant.retrieval.filters import checked_day, checked_kinds

    bounds = (("since", since, False), ("until", until, True))
    found = [
        f"{name}:{checked_day(text, date.today(), last=last).isoformat()}"
        for name, text, last in bounds
        if text
    ]
    for kind in kinds:
        checked_kinds(kind)
    return (*found, *(f"kind:{kind}" for kind in kinds))


async def _stopped(events: AsyncGenerator[_Event, None]) -> None:
    """Close a stream whose last step a signal may have interrupted."""
    import asyncio

    unfinished = asyncio.all_tasks() - {asyncio.current_task()}
    for task in unfinished:
        task.cancel()
    await asyncio.gather(*unfinished, return_exceptions=True)
    await events.aclose()


async def _next(events: AsyncGenerator[_Event, None]) -> _Event | None:
    return await anext(events, None)
