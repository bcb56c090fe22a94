"""Search the passages of a library, and choose how what was found answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.agent import notices
from assistant.agent.answer.answering import Answering, not_found, spoken, without_documents
from assistant.agent.answer.rewriting import Search, completed, leans_back, rewritten, surer
from assistant.agent.each.each_document import EachDocument
from assistant.agent.each.each_road import EachRoad
from assistant.agent.earlier import EarlierTurns
from assistant.agent.notice_texts import sentence
from assistant.agent.progress import HITS, Progress
from assistant.agent.question.asked_comparisons import asks_what_changed
from assistant.agent.question.request import Request, may_work_on_said
from assistant.agent.quote_checks import QuoteChecks
from assistant.agent.sheet_road import SheetRoad
from assistant.agent.step import Step
from assistant.agent.target import DocumentChoice
from assistant.agent.whole.road import WholeRoad
from assistant.config.schema import AnswerSettings
from assistant.events import UNSURE, Event, Looked, Passages
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.models.base import ChatModel
from assistant.retrieval.ranking import COVERS, ELSEWHERE, THERE
from assistant.retrieval.search import Found, Searcher
from assistant.text import clean_line
from assistant.threads import in_thread

if TYPE_CHECKING:
    from assistant.agent.compare.compare_road import CompareRoad

ANSWERS_GENERAL = 1.0
"""Confidence from which a general request is answered from the documents."""
MAY_LIST = 0.05
"""Likelihood of a list from which papers that are alike are weighed before one answer is quoted."""
HARDLY_LISTS = 0.025
"""The same below which they are not weighed at all: of 268 lists that strangers asked for 7 are below, of their other questions half."""


class PassageRoad:
    """Searches the passages of one library, and answers from what is found.

    Args:
        library: Holds the documents.
        searcher: Finds passages.
        chat: Answers; None where answers are extracted.
        settings: How questions are answered.
        answering: Makes answers out of passages.
        earlier: Knows what was asked and told before.
        documents: Chooses the documents that are meant.
        checks: Judges what was quoted.
        sheets: Asks the sheets among the documents.
        whole: Reads whole documents.
        each: Asks documents by themselves.
        each_road: Lists those that may match.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        chat: ChatModel | None,
        settings: AnswerSettings,
        *,
        answering: Answering,
        earlier: EarlierTurns,
        documents: DocumentChoice,
        checks: QuoteChecks,
        sheets: SheetRoad,
        whole: WholeRoad,
        each: EachDocument,
        each_road: EachRoad,
    ) -> None:
        self._library, self._searcher, self._chat, self._settings = library, searcher, chat, settings
        self._answering, self._earlier, self._documents = answering, earlier, documents
        self._checks, self._sheets, self._whole_road = checks, sheets, whole
        self._each, self._each_road = each, each_road

    @cached_property
    def _compare_road(self) -> CompareRoad:
        from assistant.agent.compare.compare_road import CompareRoad  # few questions compare papers

        return CompareRoad(self._library, has_model=self._chat is not None)

    async def step(self, progress: Progress, rows: Callable[[], Step | None] | None = None) -> Step:
        """Search, and show what was found before anything is asked of a model."""
        progress.pointed_at = await asyncio.to_thread(self._earlier.pointed_at, progress)
        request, search, carries = progress.request, self._searcher.search, self._settings.rewrite_follow_ups
        if carries and progress.pointed_at:
            # "And the other one?" asks the question before of another document.
            progress.searched_for = before = progress.context[-1].asked or request.question
            found = await in_thread(search, before, HITS, within=frozenset(progress.pointed_at))
            return await self._from_search(progress, found, rows)
        search = partial(search, within=progress.texts)
        alone = await in_thread(search, request.question, HITS, progress.options.inside, request.focus)
        if not (carries and request.follow_up):
            return await self._from_search(progress, alone, rows)
        lone = not (leans_back(progress) or alone.relevance.is_elsewhere)
        if lone and await asyncio.to_thread(self._earlier.was_of_figures, progress):
            return await self._from_search(progress, alone, rows)  # the rows before say nothing of it
        found = await completed(progress, alone, self._search_of(progress))
        if self._chat is None or not request.leans_back:
            return await self._from_completed(progress, found, rows)
        first = [Passages(progress.searched_for, found.hits, found.took_ms)] if found.hits else []
        return Step(first, then=partial(self._from_rewritten, progress, alone, found, rows))

    async def _from_rewritten(
        self, progress: Progress, alone: Found, found: Found, rows: Callable[[], Step | None] | None
    ) -> Step:
        """Search for a follow-up as a model writes it, where that is of use."""
        made = await rewritten(progress.request, progress.earlier, self._chat)
        if made is not None:
            progress.searched_for = progress.request.question
            found = await surer(progress, alone, made, self._search_of(progress))
        return await self._from_completed(progress, found, rows)

    async def _from_completed(
        self, progress: Progress, found: Found, rows: Callable[[], Step | None] | None
    ) -> Step:
        """Go on with what was found, and with what the last answer cited."""
        found = await asyncio.to_thread(self._earlier.with_cited, found, progress)
        step = await self._from_search(progress, found, rows)
        if len(progress.carried) != 1:
            return step
        source = self._library.documents.sources()[next(iter(progress.carried))]
        said = sentence("follow_up", progress.request.language, paper=clean_line(PurePath(source).name))
        return replace(step, events=[Looked("follow_up", said, (source,)), *step.events])

    async def _from_search(
        self, progress: Progress, found: Found, rows: Callable[[], Step | None] | None = None
    ) -> Step:
        """Show what was found, and go on with it."""
        target = await asyncio.to_thread(self._documents.read_whole, progress, found)
        if progress.request.kind == "whole" and (target is None or target.asked.task == "question"):
            progress.request = replace(progress.request, kind="fact")
        progress.hits, progress.unknown_names = found.hits, found.unknown_names
        if found.documents is not None and not found.documents and found.notices:
            # Nothing was looked at, which is another thing than to have found nothing.
            progress.status, progress.searched_for = "not_found", ""
            return Step([*spoken(progress, found.notices[0].message)])
        passages = Passages(progress.searched_for, found.hits, found.took_ms)
        facts = Step([*found.notices, passages], then=partial(self.from_found, progress, found, rows))
        if progress.request.kind == "compare" or asks_what_changed(progress.request.read):
            named = await asyncio.to_thread(self._documents.compared, progress, found)
            if (step := await self._compare_road.step(progress, named, found.documents)) is not None:
                return step
        return facts if target is None else await self._whole_road.step(progress, target, facts)

    async def from_found(
        self, progress: Progress, found: Found, rows: Callable[[], Step | None] | None = None
    ) -> Step:
        """Choose how to answer by how surely what was found bears on the question."""
        request = progress.request
        if progress.of_library and found.relevance.coverage < COVERS:
            guessed = None if progress.of_library_surely else await self._sheets.guessed(progress)
            return guessed or self._of_catalogue(progress)
        if request.kind in ("general", "creative") and not self._speaks_of(request, found):
            if self._chat is None:
                return await self._answering.perhaps_there(progress, found) or await self._not_found(progress)
            helps = found if request.kind == "general" and found.confidence >= ELSEWHERE else None
            return await self._answering.general(progress, helps)
        if self._chat is None and found.groups and request.kind != "whole":
            # How likely a sentence answers is judged by itself.
            found = await self._checks.followed(progress, found)
            from assistant.agent.each.deal_facts import deal_step  # where there is no model

            cited: Sequence[int] = ()  # read where a follow-up may mean one of them
            if request.follow_up:
                cited = await asyncio.to_thread(self._earlier.cited_documents, progress)
            each, answering = self._each, self._answering
            step = await deal_step(self._library, each, answering, progress, found, cited)
            if step is not None:
                return step
            step = await self._answering.extracted(progress, found, notices.extracted(request.language))
            step = await self._checks.checked(progress, found, step)
            worked_out = bool(progress.writer.text) and progress.status not in UNSURE
            if worked_out or self._checks.of_words(progress, step):
                return step
            if progress.texts is not None and progress.status != "not_found":
                return replace(step, then=partial(self._sheets.and_rival, progress, step.then))
            if progress.rival is not None:
                again = await asyncio.to_thread(self._sheets.numbers.again, progress, progress.rival)
                if again is not None:
                    return again
            step = await self._sheets.instead(progress, step) or step
            if progress.rival is not None and progress.status == "perhaps":
                return replace(step, then=partial(self._sheets.and_rival, progress, step.then))
            return await self._or_papers(progress, step)
        about_papers = self._chat is not None and request.about_papers
        elsewhere = not found.groups or (found.relevance.is_elsewhere and not about_papers)
        if elsewhere and progress.context and self._chat is not None and may_work_on_said(request):
            # No table of ours knows this wish; the model is given its words and the last answer.
            progress.request = replace(request, kind="conversation", operation="rephrase")
            return await self.on_conversation(progress)
        asked = found.relevance.is_asked or about_papers
        if not found.groups or not asked:
            shown = await asyncio.to_thread(rows) if rows is not None else None
            return shown or await self._or_papers(progress, await self._not_found(progress))
        if self._chat is None:
            return await self._answering.extracted(progress, found, notices.extracted(request.language))
        tables = await self._sheets.tables_meant(progress)
        step = await self._answering.grounded(progress, found, tables)
        if rows is None:
            return step
        return replace(step, doubted=True, then=partial(self._or_rows, progress, rows, step.then))

    async def _or_papers(self, progress: Progress, step: Step) -> Step:
        """List papers that may match where an answer is doubtful, or nothing was found."""
        request = progress.request
        if progress.status not in UNSURE or may_list(request) or request.listing < HARDLY_LISTS:
            return step

        async def usual() -> Step:
            return step

        return await self._each_road.by_meaning(progress, await self._sheets.inside(progress), usual) or step

    async def _or_rows(
        self,
        progress: Progress,
        rows: Callable[[], Step | None],
        otherwise: Callable[[], Awaitable[Step | None]] | None,
    ) -> Step | None:
        """Show rows where the texts hold no answer."""
        if progress.status == "not_found" and not progress.writer.text:
            return await asyncio.to_thread(rows) or await self._not_found(progress)
        return await otherwise() if otherwise is not None else None

    @staticmethod
    def _speaks_of(request: Request, found: Found) -> bool:
        """Return whether the library answers a request that any model could."""
        least = THERE if found.relevance.across else ANSWERS_GENERAL
        return bool(found.named.literal) or (request.kind == "general" and found.confidence >= least)

    def _search_of(self, progress: Progress) -> Search:
        return lambda question: self._searcher.search(question, HITS, progress.options.inside)

    async def _not_found(self, progress: Progress) -> Step:
        request = progress.request
        if progress.of_library:
            return self._of_catalogue(progress)
        if (step := await self._sheets.guessed(progress)) is not None:
            return step
        events: list[Event] = [*not_found(progress)]
        if request.kind in ("general", "creative"):
            progress.hits = ()  # it has nothing to do with them
            events.append(notices.no_chat_model(request.language))
        elif not (await asyncio.to_thread(self._library.documents.counts))["found"]:
            events.append(notices.empty(request.language))
        return Step(events)

    def _of_catalogue(self, progress: Progress) -> Step:
        """Say what the catalogue says where no document says more."""
        step = without_documents(progress, progress.of_library)
        if not progress.of_library_surely:
            progress.status = "perhaps"
        return step

    async def on_conversation(self, progress: Progress) -> Step:
        """Ask the model to work on what was said."""
        request = progress.request
        passages: list[StoredPassage] = []
        if not request.is_about_all:
            more = request.operation in ("longer", "why")
            passages = await asyncio.to_thread(self._earlier.cited_passages, progress, more=more)
        return await self._answering.on_conversation(progress, passages)


def may_list(request: Request) -> bool:
    """Return whether papers that are alike are weighed before anything is quoted."""
    whole = request.kind == "whole" and not request.weighed
    return request.kind == "list" or (request.listing >= MAY_LIST and not whole)
