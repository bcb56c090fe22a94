"""Answer a question as a stream of events, and keep the turn."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.agent import notices
from assistant.agent.answer.answering import Answering, as_it_stands, without_documents
from assistant.agent.answer.rewriting import (
    recalled,
)
from assistant.agent.cells.columns import asks_for_deals, asks_most_deal, asks_newest_deal, chooses_deals
from assistant.agent.cells.one_cell import CellAnswering
from assistant.agent.each.each_document import EachDocument
from assistant.agent.each.each_road import EachRoad
from assistant.agent.earlier import CONVERSATION_TURNS, LEAST_EARLIER, EarlierTurns
from assistant.agent.notice_texts import sentence
from assistant.agent.papers.documents import document_list, list_answers
from assistant.agent.papers.papers_meant import minutes_counted
from assistant.agent.passage_road import PassageRoad, may_list
from assistant.agent.progress import HITS, Keeper, Progress
from assistant.agent.question.asked_comparisons import asks_contradiction, may_ask_changes
from assistant.agent.question.carrying_on import other_named
from assistant.agent.question.kind_model import Road, road_likelihoods
from assistant.agent.question.request import (
    Kind,
    needs_model,
    request_of,
    writes_anew,
)
from assistant.agent.question.small_talk import small_talk
from assistant.agent.quote_checks import QuoteChecks
from assistant.agent.sheet_road import SheetRoad
from assistant.agent.step import Step, said_nothing
from assistant.agent.target import DocumentChoice
from assistant.agent.whole.names import documents_named
from assistant.agent.whole.road import WholeRoad, question_of
from assistant.config.schema import AnswerSettings
from assistant.errors import ModelFault, PartMissing, ServerUnavailable, UsageError
from assistant.events import UNSURE, Event, Notice, Working
from assistant.i18n import _
from assistant.library.library import Library
from assistant.library.terms import is_unspaced
from assistant.models.base import ChatModel, Embedder
from assistant.options import USUAL_OPTIONS, TurnOptions, check_length
from assistant.regexes import lazy_regex
from assistant.retrieval.search import Searcher
from assistant.tables.question.asking import ranks_alone
from assistant.text import clean_line
from assistant.threads import in_thread

if TYPE_CHECKING:
    from assistant.agent.papers.collection import CollectionAnswer

_LISTS = lazy_regex(
    r"\b(?:lists|sheets|files|documents|tables|registers)\b|清单|表格|文件|文档", re.IGNORECASE
)
"""Counts sheets, and not what stands in them."""


class Agent:
    """Answers questions from one library.

    Args:
        library: Keeps the conversations.
        searcher: Finds passages.
        chat: Answers; None where answers are extracted.
        embedder: Compares meaning; None where only words are compared.
        settings: How questions are answered.
        kinds: The model in process, by which kinds of questions are told apart; None where their words have to do.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        chat: ChatModel | None,
        embedder: Embedder | None,
        settings: AnswerSettings,
        kinds: Embedder | None = None,
    ) -> None:
        self._library = library
        self._searcher = searcher
        self._chat = chat
        self._embedder = embedder
        self._settings = settings
        self._kinds = kinds
        self._answering = Answering(library, searcher, chat, embedder, settings)
        cells = CellAnswering(library, searcher, chat, kinds, settings)
        each = EachDocument(library, searcher, cells, has_model=chat is not None)
        self._each_documents = each
        self._each_road = EachRoad(each, has_model=chat is not None)
        self._whole_road = WholeRoad(library, searcher, chat, embedder, settings, self._answering)
        self._earlier = EarlierTurns(library)
        self._checks = QuoteChecks(library, searcher, self._answering, self._earlier, each)
        self._sheets = SheetRoad(library, searcher, self._answering, self._checks, chat, kinds or embedder)
        self._documents = DocumentChoice(library, searcher.meaning, self._earlier, self._whole_road.fits)
        self._passages = PassageRoad(
            library,
            searcher,
            chat,
            settings,
            answering=self._answering,
            earlier=self._earlier,
            documents=self._documents,
            checks=self._checks,
            sheets=self._sheets,
            whole=self._whole_road,
            each=each,
            each_road=self._each_road,
        )

    async def turn(self, question: str, options: TurnOptions = USUAL_OPTIONS) -> AsyncGenerator[Event, None]:
        """Answer a question: events as they happen, and exactly one `Finished` at the end.

        The question is kept at once, and what is said as it comes. Closing the iterator stops the model; what was said
        so far stays kept, marked as interrupted. Nothing is kept where an error is raised before anything was said.

        Raises:
            UsageError: The question is empty or too long, or the conversation unknown.
            PartMissing: The model cannot be reached, and there is nothing to be quoted in its place, or an earlier answer was
                to be replaced.
            ModelFault: The model failed before it answered; likewise.
        """
        progress = await asyncio.to_thread(self._begun, question.strip(), options)
        language = progress.request.language
        async with Keeper(self._library, progress) as keeper:
            narrowed = [
                notices.only_paper(clean_line(PurePath(place).name), language)
                for place in progress.options.inside
                if not options.inside
            ]
            begun: list[Event] = [Working("searching"), *narrowed]
            step: Step | None = Step(begun, then=partial(self._answer, progress))
            while step is not None:
                for event in step.events:
                    yield progress.noted(event)
                for event in progress.writer.quote(as_it_stands(progress, step), step.labels):
                    yield event
                if step.work is not None:
                    try:
                        async with aclosing(step.work()) as working:
                            async for event in working:
                                yield progress.noted(event)
                    except (ModelFault, ServerUnavailable) as fault:
                        yield said_nothing(progress, step, fault)
                if step.messages:
                    async with aclosing(self._said(progress, step)) as said:
                        async for event in said:
                            yield progress.noted(event)
                step = await step.then() if step.then is not None else None
            if progress.status in UNSURE and progress.unknown_names:
                yield notices.unknown_names(progress.unknown_names, language)
            await self._sheets.keep()
            finished, notice = await keeper.finish()
            if finished.status in UNSURE and self._chat is not None:
                yield notices.ask_anyway(language)
            if notice is not None:
                yield notice
            yield finished

    async def _said(self, progress: Progress, step: Step) -> AsyncGenerator[Event, None]:
        """Ask the model for a step.

        Where it reasons and comes to no answer, it is asked once more without reasoning.
        """
        wait = await asyncio.to_thread(self._answering.wait, progress, step)
        yield Working("reading", left_s=wait)
        stream, answer = self._answering.begin(progress, step, wait)
        fault = False
        try:
            async with aclosing(stream):
                async for item in stream:
                    for event in await asyncio.to_thread(answer.take, item):
                        yield event
                    if answer.loops or answer.overdue:
                        break
        except (ModelFault, ServerUnavailable) as failure:
            yield answer.interrupted(failure) or said_nothing(progress, step, failure)
            fault = True
        if (
            answer.only_reasoned
            and not fault
            and not step.at_once
            and not progress.options.sampling.max_tokens
        ):
            yield notices.answers_at_once(progress.request.language, answer.seconds)
            async with aclosing(self._said(progress, replace(step, at_once=True))) as again:
                async for event in again:
                    yield event
            return
        for event in await asyncio.to_thread(answer.finish):
            yield event

    def _begun(self, question: str, options: TurnOptions) -> Progress:
        """Work out what a question asks for, with the turns before it."""
        whole = documents_named(self._library, options.whole) if options.whole else ()
        if whole and not question:
            question = question_of(self._library, options.task or "summary", whole)
        if not question:
            raise UsageError(
                _("The question is empty."), _('Ask something: assistant ask "…"'), code="question_empty"
            )
        check_length(question)
        number = options.conversation
        if number is not None and not self._library.conversations.exists(number):
            raise UsageError(
                _("There is no conversation {n}.", n=number), _("Leave the number out to start one.")
            )
        # A follow-up may be rewritten from more turns than the model is shown.
        earlier = self._earlier.told(options, max(self._settings.history_turns, LEAST_EARLIER))
        usual = _in_usual_words(question)
        request = request_of(usual, earlier, self._likelihoods, writes=self._chat is not None)
        spellings = self._library.words.spellings(usual)
        request = replace(request, spellings=spellings, typed="" if usual == question else question)
        if request.is_about_all:
            earlier = self._earlier.told(options, CONVERSATION_TURNS)
        if earlier and not options.inside and (meant := self._earlier.this_paper(question, options)):
            options = replace(options, inside=(meant,))
        return Progress(request, options, earlier, whole=whole)

    def _likelihoods(self, question: str, kind: Kind) -> Mapping[Road, float]:
        """Estimate how likely each road is."""
        try:
            vector = self._kinds.embed_query(question) if self._kinds is not None else None
        except (PartMissing, ModelFault):
            vector = None  # its package is there and cannot be loaded
        return road_likelihoods(question, kind, vector)

    async def _answer(self, progress: Progress) -> Step:
        """Choose how to answer by the kind of the request.

        A kind that was guessed wrongly never leads to a refusal.
        """
        request = progress.request
        on_conversation = request.kind == "conversation"
        if progress.options.general and self._chat is None:
            return self._needs_model(progress)
        if progress.options.general:
            return await self._answering.general(progress, None)
        if not progress.options.inside and (
            said := small_talk(request.question, request.language, has_model=self._chat is not None)
        ):
            return without_documents(progress, said)
        if self._chat is None and not progress.options.task and writes_anew(request.question):
            progress.status, progress.searched_for = "failed", ""
            return Step([notices.cannot_rewrite(request.language, of_papers=not on_conversation)])
        if progress.whole:
            target = await asyncio.to_thread(self._documents.wished, progress, progress.whole)
            return await self._whole_road.step(progress, target)
        if progress.options.beside and not (on_conversation and progress.context):
            beside = await asyncio.to_thread(self._documents.beside, progress)
            if beside is not None:
                return await self._whole_road.step(progress, beside)
        carries = bool(request.stands_for) or request.follow_up
        if progress.context and (step := await asyncio.to_thread(self._per_period, progress)) is not None:
            return step
        if progress.context and (step := await self._same_sum(progress)) is not None:
            return step
        if carries and (step := await self._each_again(progress)) is not None:
            return step
        if progress.options.each and (step := await self._from_each(progress)) is not None:
            return step
        if (request.kind == "library" and asks_newest_deal(request.read)) or (
            request.kind in ("number", "list", "fact", "compare") and asks_most_deal(request.read)
        ):
            named = partial(self._of_library, progress)
            if (step := await self._from_each(progress, named)) is not None:
                return step
        alike = self._chat is None and request.kind not in ("conversation", "creative", "compare", "general")
        if alike and (step := await self._each_road.of_form(progress, await self._inside(progress))):
            return step
        if request.kind not in ("conversation", "creative") and asks_contradiction(request.question):
            progress.request = replace(request, kind="compare", may_compute=False)
            return await self._passages.step(progress)
        if request.kind not in ("conversation", "creative"):
            step = await self._of_deals(progress) or await self._of_changes(progress)
            if step is not None:
                return step
        if (step := await self._who(progress)) is not None:
            return step
        if minutes := minutes_counted(request.meant):
            counted = await asyncio.to_thread(self._from_collection, progress, minutes)
            if counted is not None and counted.sure == "surely" and not counted.nearest:
                return without_documents(progress, counted.text)
        of_papers = request.kind not in ("conversation", "creative", "compare", "general")
        if of_papers and (step := await self._of_side(progress)) is not None:
            return step
        if request.kind in ("number", "list", "fact") and asks_for_deals(request.read):
            progress.request = replace(request, kind="library")
        return await self._of_mentions(progress) or await self._of_library(progress)

    async def _of_mentions(self, progress: Progress) -> Step | None:
        """Tell which papers speak of something, where that is asked."""
        request = progress.request
        if request.kind in ("conversation", "creative", "compare"):
            return None
        from assistant.agent.each.attendance import attendance, attendance_asked
        from assistant.agent.each.mentions import Mentions, mention_asked  # a start need not load its words

        if (who := attendance_asked(request.read)) is not None:
            inside = await self._inside(progress)
            there = await asyncio.to_thread(attendance, self._library, self._each_documents, who, inside)
            if there is not None:
                return Step(self._each_road.told(progress, there))
        asked = mention_asked(request.read)
        if asked is None or (request.kind == "library" and not asked.papers):
            return None
        mentions = Mentions(self._library, self._each_documents)
        table = await asyncio.to_thread(mentions.table, asked, await self._inside(progress), request.language)
        return Step(self._each_road.told(progress, table)) if table is not None else None

    async def _of_deals(self, progress: Progress) -> Step | None:
        """Answer a question for some contracts in words that no road reads."""
        from assistant.agent.each.deals_asked import deals_asked  # a start need not load its words

        own = progress.request
        if (asked := deals_asked(own.question)) is None:
            return None
        progress.request = replace(own, question=asked, kind="list")
        usual = partial(self._of_library, progress)
        step = await self._of_changes(progress) or await self._of_side(progress)
        if step is None:
            deals = await in_thread(self._each_documents.sided, await self._inside(progress))
            step = await self._from_each(progress, usual) if deals else None
        progress.request = own
        return step

    async def _of_side(self, progress: Progress) -> Step | None:
        """Ask the contracts on one side of which we are, where that is asked."""
        usual = partial(self._of_library, progress)
        return await self._each_road.of_side(progress, await self._inside(progress), usual)

    async def _of_library(self, progress: Progress) -> Step:
        """Answer from the catalogue where that is asked, else from the documents."""
        request = progress.request
        on_conversation = request.kind == "conversation"
        if request.kind == "library":
            told = await asyncio.to_thread(self._from_collection, progress)
            if (
                told is not None
                and not told.plainly
                and (step := await self._sheets.asked(progress)) is not None
            ):
                return step
            of_rows = told is not None and (told.of_one_sheet or told.nearest)
            if of_rows and not _LISTS.search(request.question):
                step = await self._sheets.counted(progress) or await self._sheets.listed(progress)
                step = step or await self._sheets.called(progress)
                if step is not None:
                    return step
            if told is not None and told.sure == "surely":
                return without_documents(progress, told.text)
            if told is None and await asyncio.to_thread(self._is_of_list, progress):
                return without_documents(progress, await asyncio.to_thread(self._listed, progress))
            if told is not None:
                surely = told.sure != "hardly"
                kind = "fact" if surely else request.otherwise
                request = progress.taken_for(kind, told.text, surely=surely)
        if on_conversation and (answer := recalled(request, progress.earlier)) is not None:
            return without_documents(progress, answer)
        if on_conversation and not progress.context and request.is_about_all:
            return without_documents(progress, sentence("nothing_said", request.language))
        if on_conversation and progress.context and self._chat is not None:
            return await self._passages.on_conversation(progress)
        if on_conversation and progress.context:
            progress.status, progress.searched_for = "failed", ""
            return Step([notices.cannot_rewrite(request.language)])
        if self._chat is None and needs_model(request):
            return self._needs_model(progress)
        if await self._of_rate(progress):
            progress.request = replace(request, kind="fact", may_compute=False)
            return Step(then=partial(self._passages.step, progress))
        of_rows = request.kind in ("fact", "list") or (
            request.kind == "compare" and ranks_alone(request.read)
        )
        if of_rows and (step := await self._sheets.asked(progress)) is not None:
            return step
        if request.may_compute:
            return Step(then=partial(self._from_tables, progress))
        rows = await self._sheets.listed(progress) if request.may_list_rows else None
        rest = partial(self._from_list, progress)
        return rows or await self._sheets.proposed(progress, rest) or await rest()

    async def _from_list(self, progress: Progress) -> Step:
        """Ask a table that speaks so, every document, or the texts."""
        if (rows := await self._sheets.called(progress)) is not None:
            return rows
        request, after = progress.request, partial(self._passages.step, progress)
        beside = progress.rival is not None and not chooses_deals(request.read)
        each = None if beside else await self._from_each(progress, after)
        return each or Step(then=after)

    async def _who(self, progress: Progress) -> Step | None:
        """Say by a register who somebody is, or where a thing is, and what texts say."""
        if self._chat is not None:
            return None
        from assistant.agent.numbers.who_road import WhoRoad, who_asked  # where there is no model

        # All that reads tables is loaded for those alone who ask this.
        if (asked := who_asked(progress.request)) is None:
            return None
        if not await asyncio.to_thread(self._library.documents.sheets):
            return None
        road = WhoRoad(self._sheets.numbers, partial(self._sheets.texts_alone, progress))
        return await road.step(progress, await self._inside(progress), asked)

    async def _of_changes(self, progress: Progress) -> Step | None:
        """Tell what later papers change in contracts, where that is asked."""
        if not may_ask_changes(progress.request.question):
            return None
        from assistant.agent.compare.changes import changes_step  # few questions ask

        return await in_thread(changes_step, self._library, progress, await self._inside(progress))

    async def _of_rate(self, progress: Progress) -> bool:
        """Return whether a contract states what is paid each month, where that is asked."""
        if self._chat is not None:
            return False
        from assistant.agent.each.deal_facts import states_rate  # where there is no model

        inside = await self._inside(progress)
        return await states_rate(self._library, self._each_documents, progress, inside)

    def _needs_model(self, progress: Progress) -> Step:
        """Say that only a chat model can do this, and how to get one."""
        progress.status, language = "not_found", progress.request.language
        how = Notice("no_chat_model", sentence("get_model_hint", language))
        step = without_documents(progress, sentence("no_chat_model", language))
        return replace(step, events=[*step.events, how])

    async def _inside(self, progress: Progress) -> frozenset[int] | None:
        """Return the documents that a turn is narrowed to; None for all."""
        return await self._sheets.inside(progress)

    async def _from_each(
        self, progress: Progress, otherwise: Callable[[], Awaitable[Step]] | None = None
    ) -> Step | None:
        """Ask every document by itself; None where `EachRoad.step` gives none."""
        inside = await self._inside(progress)
        step = await self._each_road.with_party(progress, inside)
        if step is None and otherwise is not None:
            step = await self._each_road.of_kind(progress, inside, otherwise)
        step = step or await self._each_road.step(progress, inside, otherwise)
        if step is None and otherwise is not None and may_list(progress.request):
            step = await self._each_road.by_meaning(progress, inside, otherwise)
        return step

    async def _each_again(self, progress: Progress) -> Step | None:
        """Ask each paper that answered the question before for another value.

        Or ask the contracts of somebody else what a list answered before.
        """
        own = progress.request
        if progress.context and (name := other_named(own.question)):
            inside = await self._inside(progress)
            step = await self._each_road.of_named(progress, inside, name, progress.context[-1].asked)
            if step is not None:
                return step
        each = await asyncio.to_thread(self._earlier.each_told, progress)
        if not each:
            return None
        progress.request = replace(own, question=own.stands_for[0])
        step = await self._each_road.step(progress, each)
        progress.request = own
        return step

    def _per_period(self, progress: Progress) -> Step | None:
        """Work out what the payment that was told comes to in another time."""
        from assistant.agent.words.per_period import per_period, period_asked  # later questions ask

        if not (wanted := period_asked(progress.request.question)):
            return None
        language = progress.request.language
        made = per_period(self._earlier.units_told(progress), wanted, language)
        if made is None and (cited := self._earlier.cited_documents(progress)):
            from assistant.agent.each.deal_facts import deal_fact

            # What the contract costs that was told of.
            asked = "每月付多少？" if language == "zh" else "What do we pay a month?"
            fact = deal_fact(self._library, self._each_documents, asked, None, date.today(), cited)
            made = per_period(fact.units, wanted, language) if fact is not None and fact.sure else None
        if made is None:
            return None
        sure, why = progress.earlier[-1].status not in UNSURE, notices.extracted(progress.request.language)
        return self._answering.stated(progress, why, made.text, [made.unit], sure=sure)

    async def _same_sum(self, progress: Progress) -> Step | None:
        """Compute what was computed for another thing, or more of the same rows."""
        from assistant.agent.numbers.later_sums import LaterSums  # later questions ask

        texts = self._from_texts if self._chat is not None else None
        sums = LaterSums(
            self._earlier, lambda: self._sheets.numbers, self._likelihoods, self._sheets.asked, texts
        )
        return await sums.step(progress, await self._inside(progress))

    async def _from_tables(self, progress: Progress) -> Step:
        """Compute a number out of tables.

        Where none answers, go on as for any other question.
        """
        texts = partial(self._from_texts, progress)
        inside, unless_texts = await self._inside(progress), self._sheets.unless_texts
        step = await self._sheets.numbers.step(progress, inside, texts, unless_texts=unless_texts)
        step = await self._sheets.unless_texts(progress, step)
        step = step or await self._sheets.called(progress)
        if step is None and self._chat is not None and progress.rival is not None:
            return await texts(partial(self._sheets.numbers.again, progress, progress.rival))
        return step if step is not None else await texts()

    async def _from_texts(self, progress: Progress, rows: Callable[[], Step | None] | None = None) -> Step:
        """Ask the texts what no table answered.

        Args:
            progress: The turn.
            rows: Makes the step that shows rows where they hold no answer either.
        """
        if progress.request.kind == "number":
            progress.request = replace(progress.request, kind=progress.request.otherwise)
        rest = partial(self._from_texts_alone, progress, rows)
        return await self._sheets.proposed(progress, rest) or await rest()

    async def _from_texts_alone(
        self, progress: Progress, rows: Callable[[], Step | None] | None = None
    ) -> Step:
        usual = partial(self._passages.step, progress, rows)
        each = await self._from_each(progress, usual) if progress.rival is None else None
        return each or await usual()

    def _folders(self) -> list[str]:
        sources = self._library.documents.sources().values()
        return sorted({os.path.dirname(source) for source in sources})  # noqa: PTH120 - of every document

    def _from_collection(self, progress: Progress, minutes: str = "") -> CollectionAnswer | None:
        """Return what the catalogue says of a question about the collection."""
        from assistant.agent.papers.collection import collection_answer  # few questions ask for the catalogue
        from assistant.agent.question.collection_questions import collection_questions

        request, inside = progress.request, progress.options.inside
        documents = self._searcher.documents(inside)
        if documents == frozenset() or not self._holds_documents():
            return None

        def nearest(words: str) -> list[int]:
            found = self._searcher.search(words, HITS, inside)
            return [] if found.relevance.is_elsewhere else [one.document_id for one in found.ranked]

        asked = collection_questions(minutes or request.meant_read, date.today(), self._folders)
        return collection_answer(self._library, asked, request.language, documents, nearest)

    def _is_of_list(self, progress: Progress) -> bool:
        """Return whether a question about documents is one that their list answers."""
        documents = self._searcher.documents(progress.options.inside)
        return self._holds_documents() and documents != frozenset() and list_answers(progress.request.meant)

    def _holds_documents(self) -> bool:
        return self._library.documents.counts()["found"] > 0

    def _listed(self, progress: Progress) -> str:
        documents = self._searcher.documents(progress.options.inside)
        request = progress.request
        return document_list(self._library, request.meant, request.language, documents)


def _in_usual_words(question: str) -> str:
    """Return a question as most would put it; not before something is asked."""
    if is_unspaced(question):
        from assistant.agent.question.usual_words import usual_words

        return usual_words(question)
    from assistant.agent.question.plain_questions import said_plainly

    return said_plainly(question)
