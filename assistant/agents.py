"""Build the searcher of a library, and the agents that answer from it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from assistant.config.schema import Settings
from assistant.events import Notice
from assistant.i18n import _
from assistant.library.index.choice import ChosenIndex
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.models.selection import ModelChoice
from assistant.options import TurnOptions
from assistant.text import clean_line
from assistant.wording import enumerated

if TYPE_CHECKING:
    from assistant.agent.each.each_document import EachDocument
    from assistant.agent.turn import Agent
    from assistant.library.index.exact import VectorIndex
    from assistant.models.base import ChatModel, Embedder
    from assistant.retrieval.search import Searcher

_TOLD = "told.model_server"
"""The note of what was last said of the model server, and on which day."""
_TOLD_STEP = "told.no_model"
"""The note of the day on which it was last said how to get a model."""


class Agents:
    """Builds the searcher and the agents of an open library.

    Those that are asked most are kept until an ingest, here or in another process, has given the library another model.

    Args:
        settings: How is searched and answered.
        library: What is asked.
        choice: The models.
        index: Of the library's vectors.
    """

    def __init__(self, settings: Settings, library: Library, choice: ModelChoice, index: ChosenIndex) -> None:
        self._settings = settings
        self._library = library
        self._choice = choice
        self._index = index
        self._searcher: Searcher | None = None
        self._searched_with: tuple[Embedder | None, VectorIndex] | None = None
        self._agent: Agent | None = None

    def searcher(self) -> Searcher:
        """Return what searches by meaning and by words."""
        embedder, index = self._choice.embedder_for_questions(), self._index.get()
        if self._searcher is None or (embedder, index) != self._searched_with:
            self._searcher = self._searcher_of(self._library, embedder)
            self._searched_with = embedder, index
            self._agent = None
        return self._searcher

    def searcher_by_words(self) -> Searcher:
        """Return what searches by words alone, and loads no model."""
        return self._searcher_of(self._library, None)

    def _searcher_of(self, library: Library, embedder: Embedder | None) -> Searcher:
        from assistant.retrieval.search import Searcher
        from assistant.retrieval.semantic import SemanticRetriever

        meaning = SemanticRetriever(library, embedder, self._index.get(), self._settings.search.exact_up_to)
        return Searcher(library, meaning)

    def usual(self) -> tuple[Agent, tuple[Notice, ...]]:
        """Return the agent with the usual chat model, and notices of its server."""
        self.searcher()
        if self._agent is None:
            self._agent = self.with_chat(self._choice.chat())
            return self._agent, self._not_told(self._choice.notices)
        return self._agent, ()

    def with_chat(self, chat: ChatModel | None) -> Agent:
        """Return an agent with a chat model; with None it quotes."""
        # Where a model is asked, sentences are compared before that only if it is shown few, and else with its answer.
        if chat is None:
            self._choice.begin_sentences()
        from assistant.agent.prompt.context_budget import is_small
        from assistant.agent.turn import Agent

        if chat is not None and is_small(chat.name):
            self._choice.begin_sentences()
        embedder = self._choice.embedder_for_questions()
        kinds = self._choice.embedder_for_kinds()
        return Agent(self._library, self.searcher(), chat, embedder, self._settings.answer, kinds)

    def beside(self, options: TurnOptions, chat: ChatModel | None, held: ExitStack) -> Agent:
        """Read files for one answer, and return an agent that answers from them.

        Args:
            options: Of the turn, with the files.
            chat: Its chat model.
            held: Deletes what was read, when it is closed.
        """
        from assistant.agent.turn import Agent
        from assistant.beside import read_beside
        from ingest.sync import Limits

        settings = self._settings.ingest
        limits = Limits(
            max_file_mb=settings.max_file_mb,
            workers=1,
            timeout_s=settings.parse_timeout_s,
            memory_mb=settings.parse_memory_mb,
        )
        library = held.enter_context(read_beside(self._library, options.beside, limits))
        embedder = self._choice.embedder_for_questions()
        # By words only: it has no vectors, and is mostly read whole.
        searcher, kinds = self._searcher_of(library, None), self._choice.embedder_for_kinds()
        return Agent(library, searcher, chat, embedder, self._settings.answer, kinds)

    def named_instead(self, question: str, files: Sequence[str]) -> Notice | None:
        """Report that a question names a document, and none of the files beside it.

        Args:
            question: The question.
            files: Paths of files that were to be read for it.
        """
        number = self.searcher().named_plainly(question)
        if number is None:
            return None
        path, said = PurePath(self._library.documents.sources()[number]), {*terms(question)}
        most = max(len(said & {*terms(PurePath(file).stem)}) for file in files)
        if most >= len(said & {*terms(path.stem)}) or any(PurePath(file) == path for file in files):
            return None
        names = enumerated([clean_line(PurePath(file).name) for file in files])
        told = _(
            "Answered from the library: the question names {paper}. Not asked: {files}",
            paper=clean_line(path.name),
            files=names,
        )
        return Notice("named_instead", told)

    def each(self) -> EachDocument:
        """Return what asks every document by itself."""
        from assistant.agent.cells.one_cell import CellAnswering
        from assistant.agent.each.each_document import EachDocument

        searcher, chat = self.searcher(), self._choice.chat()
        embedder = self._choice.embedder_for_kinds()
        answering = CellAnswering(self._library, searcher, chat, embedder, self._settings.answer)
        return EachDocument(self._library, searcher, answering, has_model=chat is not None)

    def other_choice(self, model: str, held: ExitStack) -> ModelChoice:
        """Return the choice of another chat model than that of the settings.

        Args:
            model: Its name: Ollama's, or that of the GGUF file in the settings.
            held: Closes it.
        """
        settings = self._settings
        gguf = settings.models.chat_gguf
        engine = "embedded" if gguf and Path(gguf).stem == model else "ollama"
        models = settings.models.changed(chat=model)
        choice = ModelChoice(settings.changed(models=models, engine=engine), self._library.vectors)
        held.callback(choice.close)
        return choice

    # What is said once a day

    def without_told(self, notice: Notice, of_server: tuple[Notice, ...]) -> Notice:
        """Return a notice without its hint where the next step was told before."""
        today = time.strftime("%Y-%m-%d")
        told = bool(of_server) or self._library.notes.get(_TOLD_STEP) == today
        if not told:
            self._library.notes.try_set(_TOLD_STEP, today)
        return replace(notice, hint="") if told else notice

    def _not_told(self, notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
        """Return what was not said of the model server on this day."""
        # By their codes: in another language it is the same that is said.
        codes = " ".join(sorted(one.code for one in notices))
        note = f"{time.strftime('%Y-%m-%d')} {codes}" if codes else ""
        before = self._library.notes.get(_TOLD)
        if before != note:
            self._library.notes.try_set(_TOLD, note)
        return () if before == note else notices
