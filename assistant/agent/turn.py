"""One turn: a question goes in, events come out, and the finished turn is kept."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import PurePath

from assistant.agent import notices
from assistant.agent.answering import Answering, not_found
from assistant.agent.documents import document_list, list_answers
from assistant.agent.progress import Keeper, Progress, TurnOptions
from assistant.agent.prompts import chat_messages, conversation_prompt, inside, operation_prompt
from assistant.agent.request import EarlierTurn, Request, context, may_work_on_said, request_of
from assistant.agent.rewriting import combined, recalled, rewritten
from assistant.config.schema import AnswerSettings
from assistant.errors import AssistantError, UsageError
from assistant.events import UNSURE, Event, Finished, Notice, Passages, Working
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.models.base import ChatModel, Embedder
from assistant.retrieval.ranking import COVERS, ELSEWHERE, THERE
from assistant.retrieval.search import Found, Searcher, hit
from assistant.threads import in_thread

HITS = 8
REWRITTEN_FROM = 2
"""Earlier turns that a follow-up is rewritten from, at the least."""
CITED_BEFORE = 0.5
"""What a passage that the last answer cited scores beside the best one for the next question."""
ANSWERS_GENERAL = 1.0
"""Confidence from which a request that any model can meet is answered from the documents."""
WHOLE_DOCUMENTS = 3
WHOLE_PASSAGES = 200
"""Most documents that are read as a whole for one question, and most passages of each."""
NEXT_TO = 4
"""Passages on either side of one that was cited, which are shown where more is asked for."""
CONVERSATION_TURNS = 500
"""Most turns that a summary of the conversation is made of."""
_MARKS = re.compile(r" (?:\[(?:\d+|\?)\])+")


class Agent:
    """Answers questions from one library.

    Args:
        library: Keeps the conversations.
        searcher: Finds passages.
        chat: Answers; None where answers are extracted.
        embedder: Compares meaning; None where only words are compared.
        settings: How questions are answered.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        chat: ChatModel | None,
        embedder: Embedder | None,
        settings: AnswerSettings,
    ) -> None:
        self._library = library
        self._searcher = searcher
        self._chat = chat
        self._settings = settings
        self._answering = Answering(library, searcher, chat, embedder, settings)

    async def turn(self, asked: TurnOptions) -> AsyncGenerator[Event, None]:
        """Answer a question: events as they happen, and exactly one `Finished` at the end.

        The question is kept at once, and what is said as it comes. Closing the iterator stops the model; what was said
        so far stays kept, marked as interrupted. Nothing is kept where an error is raised before anything was said.

        Raises:
            UsageError: The question is empty.
            PartMissing: The model cannot be reached, and nothing was said yet.
            ModelFault: The model failed before it said anything.
        """
        if not asked.question.strip():
            raise UsageError("The question is empty.", 'Ask something: assistant ask "…"')
        if asked.conversation is not None:
            await asyncio.to_thread(self._check_conversation, asked.conversation)
        progress = Progress(asked, asked.question.strip())
        keeper = Keeper(self._library, progress)
        done = False
        try:
            await asyncio.to_thread(keeper.begin)
            async with aclosing(self._events(progress)) as events:
                async for event in events:
                    if isinstance(event, Passages):
                        progress.hits = event.hits
                    yield event
            done = True
            finished, notice = await asyncio.to_thread(keeper.end)
            if finished.status in UNSURE and self._chat is not None:
                yield notices.ask_anyway(progress.language)
            if notice is not None:
                yield notice
            yield finished
        except AssistantError:
            if not done and not progress.has_said:
                done = True
                await asyncio.shield(asyncio.to_thread(keeper.take_back))
            raise
        finally:
            if not done:
                progress.status = "interrupted"
                # The library may have to wait for another process; whoever stopped the turn does not.
                await asyncio.shield(asyncio.to_thread(keeper.end))

    async def _events(self, progress: Progress) -> AsyncGenerator[Event, None]:
        asked = progress.asked
        earlier = await asyncio.to_thread(self._earlier, progress)
        request = request_of(asked.question, earlier)
        progress.language = request.language
        yield Working("searching")
        # A follow-up may be rewritten from more turns than the model is shown.
        turns = self._settings.history_turns
        history = context(earlier)[-turns:] if turns else []
        if request.operation in ("summarise", "recall"):
            earlier = await asyncio.to_thread(self._earlier, progress, CONVERSATION_TURNS)
        stream = self._road(progress, request, earlier, history)
        async with aclosing(stream):
            async for event in stream:
                yield event

    async def _road(
        self,
        progress: Progress,
        request: Request,
        earlier: Sequence[EarlierTurn],
        history: Sequence[EarlierTurn],
    ) -> AsyncGenerator[Event, None]:
        """Go the way that a question needs; a wrong guess of it never ends in a refusal."""
        said = context(earlier)
        about_said = request.kind == "conversation"
        if progress.asked.general and self._chat is not None:
            stream = self._answering.general(progress, request, None, history)
        elif request.kind == "library" and await asyncio.to_thread(self._is_of_catalogue, progress, request):
            stream = self._catalogue(progress, request)
        elif about_said and (answer := recalled(request, earlier)) is not None:
            stream = self._told(progress, answer)
        elif about_said and not said and request.operation in ("summarise", "recall"):
            stream = self._told(progress, notices.said("nothing_said", request.language))
        elif about_said and said and self._chat is not None:
            stream = self._conversation(progress, request, said)
        elif about_said and said:
            stream = self._told(progress, "", notices.cannot_rewrite(request.language))
        else:
            stream = self._from_documents(progress, request, said, history)
        if progress.asked.general and self._chat is None:
            yield notices.no_chat_model(request.language)
        async with aclosing(stream):
            async for event in stream:
                yield event

    async def _from_documents(
        self,
        progress: Progress,
        request: Request,
        said: Sequence[EarlierTurn],
        history: Sequence[EarlierTurn],
    ) -> AsyncGenerator[Event, None]:
        found = await self._search(progress, request, said)
        whole = await asyncio.to_thread(self._whole, request, found)
        if whole is not None:
            found = whole
        elif request.kind == "whole":
            request = replace(request, kind="fact")
        for notice in found.notices:
            yield notice
        yield Passages(progress.searched_for, found.hits, found.took_ms)
        if request.kind in ("general", "creative") and not self._speaks_of(request, found):
            if self._chat is not None:
                helps = found if request.kind == "general" and found.confidence >= ELSEWHERE else None
                stream = self._answering.general(progress, request, helps, history)
            else:
                stream = self._not_found(progress, request, found)
        elif not found.groups or not (whole or found.bearing.is_asked):
            if said and self._chat is not None and may_work_on_said(request):
                # No table of ours knows this wish; the model is given its words and the last answer.
                request = replace(request, kind="conversation", operation="rephrase")
                stream = self._conversation(progress, request, said)
            else:
                stream = self._not_found(progress, request, found)
        elif self._chat is not None:
            stream = self._answering.grounded(progress, request, found, history)
        elif not found.bearing.may_hold and whole is None:
            stream = self._not_found(progress, request, found)
        else:
            stream = self._answering.extracted(progress, request, found, notices.extracted(request.language))
        async with aclosing(stream):
            async for event in stream:
                yield event
        if progress.status in UNSURE and found.unknown_names:
            yield notices.unknown_names(found.unknown_names, request.language)

    @staticmethod
    def _speaks_of(request: Request, found: Found) -> bool:
        """Tell whether the library itself answers a request that any model can meet."""
        least = THERE if found.bearing.across else ANSWERS_GENERAL
        return bool(found.named.literal) or (request.kind == "general" and found.confidence >= least)

    async def _search(self, progress: Progress, request: Request, said: Sequence[EarlierTurn]) -> Found:
        """Search for a question by itself, and as it is understood with what went before; the better one counts."""
        alone, inside = request.question, progress.asked.inside
        search = partial(self._searcher.search, limit=HITS, inside=inside)
        found = await in_thread(search, alone, focus=request.focus)
        if not (request.follow_up and said and self._settings.rewrite_follow_ups):
            return found
        made = await rewritten(alone, said, self._chat) if self._chat is not None else None
        made = made or combined(alone, said)
        if made and made != alone:
            other = await in_thread(search, made)
            if other.confidence >= found.confidence:
                found, progress.searched_for = other, made
        return await asyncio.to_thread(self._with_cited, found, progress)

    def _with_cited(self, found: Found, progress: Progress) -> Found:
        """Let what the last answer cited be a candidate for the next one too, behind what was found now."""
        cited = {citation.passage_id for turn in self._before(progress, 1) for citation in turn.citations}
        there = {passage.id for passage in found.ranked}
        more = [
            passage
            for number, passage in self._library.passages(cited).items()
            if number not in there and (found.documents is None or passage.document_id in found.documents)
        ]
        best = max(found.scores.values(), default=1.0)
        scores = dict(found.scores) | {passage.id: CITED_BEFORE * best for passage in more}
        ranked = sorted([*found.ranked, *more], key=lambda one: -scores[one.id])
        return replace(found, ranked=tuple(ranked), scores=scores)

    def _whole(self, request: Request, found: Found) -> Found | None:
        """Give the passages of the documents that are asked for as a whole, in their order; None where it is not told which."""
        chosen = self._asked_whole(found) if request.kind == "whole" else []
        if not chosen or len(chosen) > WHOLE_DOCUMENTS:
            return None
        passages = [
            passage for number in chosen for passage in self._library.neighbours(number, 0, WHOLE_PASSAGES)
        ]
        if not passages or self._names_a_part(found, chosen):
            return None
        hits = tuple(hit(rank, (passage,), 0.0) for rank, passage in enumerate(passages[:HITS], start=1))
        return replace(
            found,
            hits=hits,
            groups=tuple((passage,) for passage in passages[:HITS]),
            ranked=tuple(passages),
            scores={passage.id: 1.0 for passage in passages},
        )

    def _asked_whole(self, found: Found) -> list[int]:
        """Tell which documents are meant where something is asked of a whole one."""
        if found.named.literal or found.named.meant:
            return sorted(found.named.literal) or list(found.named.meant)
        there = found.documents
        if there is None:
            there = frozenset(number for number, _, _ in self._library.named_documents())
        if len(there) <= WHOLE_DOCUMENTS:
            return sorted(there)
        return [found.ranked[0].document_id] if found.bearing.coverage >= COVERS else []

    def _names_a_part(self, found: Found, chosen: Sequence[int]) -> bool:
        """Tell whether words beside a document's name say which part of it is meant: "section 40", "the sale of the works"."""
        said = {term for number in chosen for term in found.named.terms.get(number, ())}
        rest = [term for term in found.question.terms if term not in said]
        there = [term for term in rest if self._library.documents_holding([term], frozenset(chosen))]
        return bool(there) and len(there) >= len(rest) / 2

    def _check_conversation(self, number: int) -> None:
        if not self._library.has_conversation(number):
            raise UsageError(f"There is no conversation {number}.", "Leave the number out to start one.")

    def _earlier(self, progress: Progress, most: int = 0) -> list[EarlierTurn]:
        """Give the turns before this one, so many of them or as many as the settings say."""
        most = most or max(self._settings.history_turns, REWRITTEN_FROM)
        return [
            EarlierTurn(
                turn.question,
                turn.searched_for,
                without_marks(turn.answer),
                turn.status,
                tuple(dict.fromkeys(one.title or PurePath(one.source).stem for one in turn.citations)),
            )
            for turn in self._before(progress, most)
        ]

    def _before(self, progress: Progress, most: int) -> list[Finished]:
        """Give the last turns of the conversation before this one, without the one that this one replaces."""
        asked = progress.asked
        if asked.conversation is None:
            return []
        # This turn is kept already, without an answer.
        turns = self._library.turns(asked.conversation, most + 1 + (asked.replaces is not None))
        return [turn for turn in turns if turn.turn_id not in (asked.replaces, progress.turn_id)][-most:]

    def _is_of_catalogue(self, progress: Progress, request: Request) -> bool:
        """Tell whether a question about documents is one that their list answers."""
        documents = self._searcher.documents(progress.asked.inside)
        return self._holds_documents() and documents != frozenset() and list_answers(request.question)

    def _holds_documents(self) -> bool:
        return self._library.counts()["found"] > 0

    # Ways that need no evidence

    async def _not_found(
        self, progress: Progress, request: Request, found: Found
    ) -> AsyncGenerator[Event, None]:
        progress.status = "not_found"
        for event in not_found(progress, request):
            yield event
        if request.kind in ("general", "creative"):
            yield notices.no_chat_model(request.language)
        elif not await asyncio.to_thread(self._holds_documents):
            yield notices.empty(request.language)

    async def _catalogue(self, progress: Progress, request: Request) -> AsyncGenerator[Event, None]:
        documents = await asyncio.to_thread(self._searcher.documents, progress.asked.inside)
        text = await asyncio.to_thread(
            document_list, self._library, request.question, request.language, documents
        )
        async with aclosing(self._told(progress, text)) as events:
            async for event in events:
                yield event

    async def _told(
        self, progress: Progress, text: str, notice: Notice | None = None
    ) -> AsyncGenerator[Event, None]:
        """Say what the program knows without documents and without a model."""
        progress.searched_for = ""
        if notice is not None:
            progress.status = "failed"
            yield notice
        for event in [*progress.writer.feed(text), *progress.writer.finish()]:
            yield event

    async def _conversation(
        self, progress: Progress, request: Request, said: Sequence[EarlierTurn]
    ) -> AsyncGenerator[Event, None]:
        """Work on what was said: shorter, as a table, in another language, a summary of it."""
        assert self._chat is not None
        progress.searched_for = ""
        about_all = request.operation in ("summarise", "recall")
        passages = (
            []
            if about_all
            else await asyncio.to_thread(self._cited, progress, more=request.operation in ("longer", "why"))
        )
        kept, passages = self._answering.fitting(
            said if about_all else said[-1:], passages, progress.asked.question
        )
        if about_all:
            if len(kept) < len(said):
                yield notices.history_left_out(request.language)
            prompt = conversation_prompt(request, kept)
        else:
            progress.writer = self._answering.writer(passages, kept[-1])
            evidence = "\n\n".join(f"[{inside(one.title)}]\n{inside(one.text)}" for one in passages)
            prompt = operation_prompt(request, kept[-1], evidence)
        stream = self._answering.stream(progress, request, chat_messages(prompt, []))
        async with aclosing(stream):
            async for event in stream:
                yield event

    def _cited(self, progress: Progress, *, more: bool) -> list[StoredPassage]:
        """Give the passages that the last answer with citations cites; with more, those around them too."""
        turns = [turn for turn in self._before(progress, CONVERSATION_TURNS) if turn.citations]
        cited = self._library.passages(
            {citation.passage_id for turn in turns[-1:] for citation in turn.citations}
        )
        if not more:
            return list(cited.values())
        around = {
            passage.id: passage
            for one in cited.values()
            for passage in self._library.neighbours(
                one.document_id, max(one.ordinal - NEXT_TO, 0), one.ordinal + NEXT_TO
            )
        }
        return sorted(around.values(), key=lambda one: (one.document_id, one.ordinal))


def without_marks(answer: str) -> str:
    """Give an answer as the model wrote it, without our marks."""
    return _MARKS.sub("", answer)
