"""Build an assistant from its parts: the engine, the models and the library."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import urlsplit

from assistant.config import Loaded, load_settings
from assistant.config.schema import ChromaSettings
from assistant.errors import (
    AssistantError,
    InputTooLong,
    LibraryBusy,
    LibraryError,
    ModelFault,
    ModelMissing,
    PartMissing,
    ServerFault,
    UsageError,
)
from assistant.events import Event, FileEvent, IndexEvent, IngestEvent, IngestFinished, IngestNotice, Notice
from assistant.i18n import _, language, ngettext
from assistant.library.exclusions import checked, excluded_notice, moved_notice, not_excluded
from assistant.library.keys import unlock
from assistant.library.library import Library
from assistant.library.moved_home import follow_home, note_place
from assistant.library.vectors import EmbeddingState as EmbeddingState
from assistant.models.selection import Engines, ModelChoice
from assistant.offline import bypass_proxies, check_server_allowed, guarding, silence_telemetry
from assistant.options import USUAL_OPTIONS, TurnOptions
from assistant.paths import absolute
from ingest.exclude import Exclusions, below_root

if TYPE_CHECKING:
    from assistant.agent.each import EachDocument, Plan
    from assistant.agent.turn import Agent
    from assistant.answer_table import Table, TableEvent
    from assistant.library.conversations import Conversation as Conversation
    from assistant.library.conversations import ConversationSnapshot as ConversationSnapshot
    from assistant.library.documents import StoredDocument as StoredDocument
    from assistant.library.folder import Leftover as Leftover
    from assistant.library.index.choice import Way
    from assistant.library.index.exact import VectorIndex
    from assistant.library.vectors import EmbeddingModel
    from assistant.models.base import Embedder
    from assistant.packs.export import Exported as Exported
    from assistant.packs.export import Progress
    from assistant.packs.importing import Conflict as Conflict
    from assistant.packs.importing import Imported as Imported
    from assistant.packs.importing import Keep as Keep
    from assistant.packs.records import PackModel
    from assistant.retrieval.search import Found as Found
    from assistant.retrieval.search import Searcher
    from ingest.ocr.engines import EngineChoice
    from ingest.recognition import Recognition
    from ingest.sync import Limits, Pipeline

_Event = TypeVar("_Event")
_TOLD = "told.model_server"
"""The note of what was last said of the model server, and on which day."""
_TOLD_STEP = "told.no_model"
"""The note of the day on which it was last said how to get a model."""


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
        self._index: VectorIndex | None = None
        self._index_kind = ""
        held.callback(self._choice.close)
        self._searcher: Searcher | None = None
        self._searched_with: tuple[Embedder | None, VectorIndex] | None = None
        self._agent: Agent | None = None

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
        named = [Path(absolute(path)) for path in paths] or [
            Path(root) for root in self.library.documents.roots()
        ]
        missing = [path for path in named if not os.path.lexists(path)] if paths else []
        if missing:
            raise UsageError(
                _("There is no file or folder {missing}.", missing=missing[0]),
                _("Check the path; nothing was changed."),
                code="path_missing",
            )
        special = next((path for path in named if _is_special(path)), None) if paths else None
        if special is not None:
            raise UsageError(
                _("{path} is neither a file nor a folder.", path=special),
                _("Name a folder with documents; nothing was changed."),
                code="path_missing",
            )
        if not named and not self.library.documents.from_packs():
            raise UsageError(
                _("Nothing was ever ingested."),
                _("Name a folder: assistant ingest ./docs"),
                code="nothing_ingested",
            )
        roots = [str(path) for path in named]
        left_out = [checked(pattern, root) for root in roots for pattern in exclude]
        known = self.library.exclusions.by_root()
        for pattern in no_exclude:
            if not any(below_root(pattern, root) in known.get(root, ()) for root in roots):
                raise not_excluded(pattern, [one for root in roots for one in known.get(root, ())])
        return self._ingest(named, let_in=bool(paths), left_out=left_out, no_longer=no_exclude)

    def exclusions(self) -> Exclusions:
        """Return what the user leaves out of the folders that are read."""
        stored = self.library.exclusions
        return Exclusions(self.loaded.settings.ingest.exclude, stored.by_root(), stored.kept_out())

    def _ingest(
        self,
        named: Sequence[Path],
        *,
        let_in: bool,
        left_out: Sequence[tuple[str, str]],
        no_longer: Sequence[str],
    ) -> Generator[IngestEvent, None, None]:
        from assistant.retrieval.filters import note_days
        from ingest.exclude import EXCLUDED
        from ingest.sync import Limits, Pipeline

        began, counts = time.monotonic(), dict.fromkeys(_STATUSES, 0)
        settings = self.loaded.settings.ingest
        with self.library.ingesting():
            self._choose(named, let_in=let_in, left_out=left_out, no_longer=no_longer)
            note_place(self.library)
            choice, hint = self._ocr()
            limits = Limits(
                max_file_mb=settings.max_file_mb,
                workers=settings.workers,
                timeout_s=settings.parse_timeout_s,
                memory_mb=settings.parse_memory_mb,
                batch_size=settings.batch_size,
                ocr_hint=hint,
            )
            pipeline = Pipeline(self.library, limits, self.exclusions())
            recognition = self._recognition(choice, limits)
            excluded = 0
            scan = pipeline.scan(named)
            for event in scan if recognition is None else recognition.held_back(scan):
                counts[event.status] += 1
                excluded += event.status == "removed" and event.reason == _(EXCLUDED)
                yield event
            if pipeline.moved is not None:
                yield moved_notice(pipeline.moved)
            if excluded:
                yield excluded_notice(excluded)
            embedded, complete = yield from self._embed(pipeline)
            recognised = False
            for one in recognition.run() if recognition is not None else ():
                if isinstance(one, FileEvent):
                    counts[one.status] += 1
                recognised = True
                yield one
            if recognised and complete:
                embedded += (yield from self._embed(pipeline))[0]
            self.library.pictures.drop_orphans()
            self.library.part_notes.drop_orphans()
            self.library.cells.drop_orphans()
            note_days(self.library)
            yield from self._index_vectors()
        yield IngestFinished(
            **counts,
            passages=self.library.documents.counts()["passages"],
            embedded=embedded,
            waiting=self.library.vectors.state().pending,
            seconds=round(time.monotonic() - began, 3),
        )

    def _choose(
        self,
        named: Sequence[Path],
        *,
        let_in: bool,
        left_out: Sequence[tuple[str, str]],
        no_longer: Sequence[str],
    ) -> None:
        """Store what is to be left out from now on, and what no longer."""
        roots, stored = [str(path) for path in named], self.library.exclusions
        with self.library.database.writing():
            if let_in:
                stored.let_in(roots)
            for root, pattern in left_out:
                stored.exclude([root], [pattern])
            for pattern in no_longer:
                for root in roots:
                    stored.take_away([root], below_root(pattern, root))

    def _embed(self, pipeline: Pipeline) -> Generator[IngestEvent, None, tuple[int, bool]]:
        """Embed the texts that have no vector yet.

        Return how many were embedded, and whether there was a model.
        """
        embedded, identity, set_aside = 0, None, 0
        try:
            embedder = self._choice.embedder_for_ingest()
            at_once = 2 if embedder.engine == "embedded" else 1  # a server has a queue, and a time limit
            for progress in pipeline.embed(embedder, (ServerFault, InputTooLong), at_once):
                embedded, set_aside = progress.done, progress.set_aside
                yield progress
            identity = embedder.identity
            if set_aside:
                yield _set_aside_notice(set_aside)
        except (PartMissing, ModelFault) as error:
            yield IngestNotice(
                _(
                    "Embedding waits for the next run; the text can be searched by its words already. {said}",
                    said=error.message,
                ),
                error.hint,
            )
        self.library.vectors.finish(identity, set_aside)
        if identity is not None:
            self._prepare(embedder)
        return embedded, identity is not None

    def _ocr(self) -> tuple[EngineChoice | None, str]:
        """Return what recognises text in pictures; or None, and what is said of that."""
        from ingest.ocr.engines import HINT, OFF, choose

        settings = self.loaded.settings.ocr
        choice = choose(settings.engine, settings.languages)
        return choice, "" if choice else _(OFF) if settings.engine == "off" else _(HINT)

    def _recognition(self, choice: EngineChoice | None, limits: Limits) -> Recognition | None:
        from ingest.ocr.process import OcrLimits
        from ingest.recognition import Recognition

        if choice is None:
            return None
        settings = self.loaded.settings.ocr
        return Recognition(self.library, choice, limits, OcrLimits(settings.timeout_s, settings.memory_mb))

    def _prepare(self, embedder: Embedder) -> None:
        """Embed the calibration questions of a new model before the first question."""
        from assistant.retrieval.background import background_of

        model = self.library.vectors.active_model()
        if model is None or not model.dimensions or model.identity != embedder.identity:
            return
        with suppress(PartMissing, ModelFault):  # the first question tells what is wrong
            background_of(self.library, model, embedder)

    def _index_vectors(self) -> Iterator[IndexEvent | IngestNotice]:
        model = self.library.vectors.active_model()
        if model is None or model.dimensions == 0:
            return
        index, way = self._vector_index(), self._way()
        # Opening it takes longer than embedding a changed page, and so small a library is compared vector by vector.
        if way == "exact" and index.roughly_current(model, self.library.vectors.count(model.identity)):
            return
        try:
            for done, total in index.sync(model):
                yield IndexEvent(done, total)
            if way == "codes":
                self._drop_local_index()  # it takes much of the disk, and is not asked any more
        except AssistantError as error:
            yield IngestNotice(error.message, error.hint)

    def _vector_index(self) -> VectorIndex:
        chroma = self.loaded.settings.chroma
        codes = self.library.encrypted or self._way() == "codes"
        kind = "codes" if codes else "server" if chroma.url else "local"
        if self._index is None or kind != self._index_kind:
            if self._index is not None:
                self._index.close()
            self._index, self._index_kind = _index_of(self.library, chroma, kind), kind
            self._held.callback(self._index.close)
        return self._index

    def _way(self) -> Way:
        """Return how vectors are searched now."""
        from assistant.library.index.choice import way_of_library

        return way_of_library(self.library, self.loaded.settings.search, self.loaded.settings.chroma)

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
        chosen = self._by_words().documents(inside) if inside else None
        return export(
            self.library,
            Path(absolute(path)),
            chosen,
            conversations=conversations,
            passphrase=passphrase,
            progress=progress,
        )

    def _by_words(self) -> Searcher:
        from assistant.retrieval.search import Searcher
        from assistant.retrieval.semantic import SemanticRetriever

        exact_up_to = self.loaded.settings.search.exact_up_to
        return Searcher(
            self.library, SemanticRetriever(self.library, None, self._vector_index(), exact_up_to)
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
            self._search().check_places(inside)

    def documents_at(self, inside: Sequence[str]) -> frozenset[int]:
        """Return the numbers of the documents at some places: paths, globs and filters."""
        return self._search().documents(inside) or frozenset()

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
        return self._search().search(question, limit or self.loaded.settings.search.limit, inside)

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

    def _search(self) -> Searcher:
        # Asked each time: an ingest, here or in another process, may have given the library another model.
        embedder = self._choice.embedder_for_questions()
        index = self._vector_index()
        if self._searcher is None or (embedder, index) != self._searched_with:
            from assistant.retrieval.search import Searcher
            from assistant.retrieval.semantic import SemanticRetriever

            exact_up_to = self.loaded.settings.search.exact_up_to
            meaning = SemanticRetriever(self.library, embedder, index, exact_up_to)
            self._searcher, self._searched_with = Searcher(self.library, meaning), (embedder, index)
            self._agent = None
        return self._searcher

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

        agent, notices = await in_thread(self._answering if not options.extract else self._extracting)
        for notice in notices:
            yield notice
        with ExitStack() as held:
            if options.beside:
                self._held.callback(held.close)  # a turn that is stopped does not wait for the reading to end
            choice = self._other_choice(options.model, held) if options.model else self._choice
            if options.beside:
                agent = await in_thread(self._answering_beside, options, choice, held)
            elif options.model:
                agent = await in_thread(self._agent_of, choice)
            try:
                async with aclosing(agent.turn(question, options)) as events:
                    async for event in events:
                        if isinstance(event, Notice) and event.code == "extracted" and not options.extract:
                            event = await in_thread(self._without_told, event, choice.notices)
                        yield event
            finally:
                if choice is not self._choice:
                    await choice.aclose()

    def _other_choice(self, model: str, held: ExitStack) -> ModelChoice:
        """Return the choice of another chat model than that of the settings."""
        settings = self.loaded.settings
        gguf = settings.models.chat_gguf
        engine = "embedded" if gguf and Path(gguf).stem == model else "ollama"
        models = settings.models.changed(chat=model)
        choice = ModelChoice(settings.changed(models=models, engine=engine), self.library.vectors)
        held.callback(choice.close)
        return choice

    def _agent_of(self, choice: ModelChoice) -> Agent:
        """Return an agent whose answers come from a choice of models."""
        from assistant.agent.turn import Agent

        searcher, embedder = self._search(), self._choice.embedder_for_questions()
        return Agent(self.library, searcher, choice.chat(), embedder, self.loaded.settings.answer)

    def _extracting(self) -> tuple[Agent, tuple[Notice, ...]]:
        """Return an agent that asks no chat model."""
        from assistant.agent.turn import Agent

        searcher, embedder = self._search(), self._choice.embedder_for_questions()
        return Agent(self.library, searcher, None, embedder, self.loaded.settings.answer), ()

    def _answering_beside(self, options: TurnOptions, choice: ModelChoice, held: ExitStack) -> Agent:
        """Read files for one answer; what `held` holds deletes them again."""
        from assistant.agent.turn import Agent
        from assistant.beside import read_beside
        from assistant.retrieval.search import Searcher
        from assistant.retrieval.semantic import SemanticRetriever
        from ingest.sync import Limits

        settings = self.loaded.settings
        limits = Limits(
            max_file_mb=settings.ingest.max_file_mb,
            workers=1,
            timeout_s=settings.ingest.parse_timeout_s,
            memory_mb=settings.ingest.parse_memory_mb,
        )
        library = held.enter_context(read_beside(self.library, options.beside, limits))
        embedder = self._choice.embedder_for_questions()
        # By words only: it has no vectors, and is mostly read whole.
        meaning = SemanticRetriever(library, None, self._vector_index(), settings.search.exact_up_to)
        return Agent(library, Searcher(library, meaning), choice.chat(), embedder, settings.answer)

    def _answering(self) -> tuple[Agent, tuple[Notice, ...]]:
        searcher = self._search()
        if self._agent is None:
            from assistant.agent.turn import Agent

            chat = self._choice.chat()
            embedder = self._choice.embedder_for_questions()
            self._agent = Agent(self.library, searcher, chat, embedder, self.loaded.settings.answer)
            return self._agent, self._not_told(self._choice.notices)
        return self._agent, ()

    def _without_told(self, notice: Notice, of_server: tuple[Notice, ...]) -> Notice:
        """Return a notice without its hint where the next step was told before."""
        today = time.strftime("%Y-%m-%d")
        told = bool(of_server) or self.library.notes.get(_TOLD_STEP) == today
        if not told:
            self.library.notes.try_set(_TOLD_STEP, today)
        return replace(notice, hint="") if told else notice

    def _not_told(self, notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
        """Return what was not said of the model server on this day: once is enough."""
        said = "; ".join(f"{one.message} {one.hint}" for one in notices)
        note = f"{time.strftime('%Y-%m-%d')} {said}" if said else ""
        before = self.library.notes.get(_TOLD)
        if before != note:
            self.library.notes.try_set(_TOLD, note)
        return () if before == note else notices

    def ask(self, question: str, options: TurnOptions = USUAL_OPTIONS) -> Generator[Event, None, None]:
        """Answer a question as `turn` does, for callers that are not asynchronous."""
        yield from self._run(self.turn(question, options))

    def _run(self, events: AsyncGenerator[_Event, None]) -> Generator[_Event, None, None]:
        """Run a stream of events for a caller that is not asynchronous."""
        import asyncio

        with asyncio.Runner() as runner:
            try:
                while (event := runner.run(_next(events))) is not None:
                    yield event
            except KeyboardInterrupt:
                self._choice.interrupt()  # a thread that waits for a silent server would be waited for
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

        each = await in_thread(self._each)
        plan = await in_thread(self._plan, each, questions, tuple(inside), again)
        async with aclosing(each.events(plan, kept_only=kept_only)) as events:
            async for event in events:
                yield event

    def _each(self) -> EachDocument:
        from assistant.agent.cells import CellAnswering
        from assistant.agent.each import EachDocument

        searcher, chat = self._search(), self._choice.chat()
        embedder = self._choice.embedder_for_questions()
        answering = CellAnswering(self.library, searcher, chat, embedder, self.loaded.settings.answer)
        return EachDocument(self.library, searcher, answering, has_model=chat is not None)

    def _plan(self, each: EachDocument, questions: Sequence[str], inside: Sequence[str], again: bool) -> Plan:
        from assistant.retrieval.filters import nothing_left, split_filters

        searcher = self._search()
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
            if not self._drop_local_index():
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
            if self.loaded.settings.chroma.url and model is not None:
                self._forget_on_server(model)
        return gone

    def _drop_local_index(self) -> bool:
        """Delete Chroma's index on this machine; False if another process has it open."""
        index = self._vector_index()
        if self._index_kind == "local":
            return index.drop()
        if self.library.encrypted:
            return True
        with closing(_index_of(self.library, self.loaded.settings.chroma, "local")) as local:
            return local.drop()

    def _forget_on_server(self, model: EmbeddingModel) -> None:
        """Sync the index of a Chroma server, which is never deleted."""
        try:
            for _each in self._vector_index().sync(model):
                pass
        except AssistantError as error:
            raise LibraryError(
                _(
                    "Forgotten here, but the Chroma server still holds the vectors: {said}",
                    said=error.message,
                ),
                _("Run `assistant ingest` when it answers again."),
            ) from error

    def engines(self) -> Engines:
        """Return which engine and models serve this library, and what is missing."""
        return self._choice.engines()


_STATUSES = ("added", "updated", "unchanged", "removed", "failed", "skipped")


def _index_of(library: Library, chroma: ChromaSettings, kind: str) -> VectorIndex:
    if kind == "codes":
        from assistant.library.index.codes import CodesIndex

        return CodesIndex(library.vectors, None if library.encrypted else library.folder)
    if kind == "server":
        from assistant.library.index.server import ServerIndex, header_in

        return ServerIndex(chroma.url, library, header=header_in(chroma.header_file))
    from assistant.library.index.local import LocalIndex

    return LocalIndex(library.folder, library.vectors)


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


def _is_special(path: Path) -> bool:
    """Return whether a path is a device, a pipe or a socket."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _set_aside_notice(count: int) -> IngestNotice:
    return IngestNotice(
        ngettext(
            "{number} text could not be embedded and is found by its words only; the next run tries again.",
            "{number} texts could not be embedded and are found by their words only; the next run tries again.",
            count,
        )
    )


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
