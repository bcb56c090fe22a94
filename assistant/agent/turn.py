"""One turn: a question goes in, events come out, and the finished turn is kept."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from functools import partial

from assistant.agent import notices
from assistant.agent.citations import Attributor, says_nothing
from assistant.agent.comparing import Comparison
from assistant.agent.keeping import Keeper
from assistant.agent.progress import Asked, Progress
from assistant.agent.prompts import WORDINGS, chat_messages, grounded_prompt, inside, intent_of, language_of
from assistant.agent.rewriting import StandAlone, stand_alone
from assistant.agent.room import Room
from assistant.agent.writing import Writer
from assistant.config.schema import AnswerSettings
from assistant.errors import AssistantError, InputTooLong, ModelFault, UsageError
from assistant.events import UNSURE, Event, Notice, Passages, Reasoning
from assistant.library.library import Library
from assistant.models.ports import (
    AnswerPiece,
    ChatEnd,
    ChatModel,
    ChatOptions,
    Embedder,
    Message,
    ReasoningPiece,
)
from assistant.retrieval.evidence import Evidence, best_units, pack, shown
from assistant.retrieval.fusion import BEARS, BEARS_GENERAL
from assistant.retrieval.search import Found, Searcher

HITS = 8
REWRITTEN_FROM = 2
"""Earlier turns that a follow-up is rewritten from, at the least."""
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
        self._embedder = embedder
        self._settings = settings

    async def turn(self, asked: Asked) -> AsyncGenerator[Event, None]:
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
                yield notices.ASK_ANYWAY
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
        earlier = await asyncio.to_thread(self._earlier, asked)
        found = await self._search(progress, earlier)
        # A follow-up may be rewritten from more turns than the model is shown.
        turns = self._settings.history_turns
        history = earlier[-turns:] if turns else []
        for notice in found.notices:
            yield notice
        yield Passages(progress.searched_for, found.hits, found.took_ms)
        if found.unknown_names:
            yield notices.unknown_names(found.unknown_names)
        by_itself = intent_of(asked.question) != "question" and self._chat is not None
        if not self._bears(found, asked.question):
            stream = self._general(progress, history) if by_itself else self._not_found(progress, found)
        elif self._chat is None:
            stream = self._extracted(progress, found, notices.EXTRACTED)
        else:
            stream = self._grounded(progress, found, history)
        async with aclosing(stream):
            async for event in stream:
                yield event

    def _bears(self, found: Found, question: str) -> bool:
        """Tell whether what was found is to be answered from."""
        intent = intent_of(question)
        if not found.groups or intent == "creative":
            return False
        # Sentences cannot say that they speak of another place; a model can.
        if found.unknown_names and self._chat is None:
            return False
        return found.confidence >= (BEARS if intent == "question" else BEARS_GENERAL)

    async def _search(self, progress: Progress, earlier: Sequence[tuple[str, str]]) -> Found:
        alone, inside = progress.searched_for, progress.asked.inside
        made = StandAlone(alone)
        if self._settings.rewrite_follow_ups:
            made = await stand_alone(alone, earlier, self._chat)
        found = await asyncio.to_thread(self._searcher.search, made.question, HITS, inside)
        if made.unsure:
            # Where a short question finds as much by itself, it was no follow-up.
            by_itself = await asyncio.to_thread(self._searcher.search, alone, HITS, inside)
            if by_itself.confidence >= found.confidence:
                return by_itself
        progress.searched_for = made.question
        return found

    def _check_conversation(self, number: int) -> None:
        if not self._library.has_conversation(number):
            raise UsageError(f"There is no conversation {number}.", "Leave the number out to start one.")

    def _earlier(self, asked: Asked) -> list[tuple[str, str]]:
        if asked.conversation is None:
            return []
        most = max(self._settings.history_turns, REWRITTEN_FROM)
        # This turn is kept already, without an answer.
        turns = self._library.turns(asked.conversation, most + 1 + (asked.replaces is not None))
        return [
            (turn.searched_for or turn.question, without_marks(turn.answer))
            for turn in turns
            if turn.answer and turn.turn_id != asked.replaces
        ][-most:]

    # The four ways a turn can go

    async def _not_found(self, progress: Progress, found: Found) -> AsyncGenerator[Event, None]:
        progress.status = "not_found"
        said = WORDINGS[language_of(progress.asked.question)].not_found
        for event in [*progress.writer.feed(said), *progress.writer.finish()]:
            yield event
        if intent_of(progress.asked.question) != "question":
            yield notices.NO_CHAT_MODEL
        elif (await asyncio.to_thread(self._library.counts))["passages"] == 0:
            yield notices.EMPTY

    async def _extracted(self, progress: Progress, found: Found, why: Notice) -> AsyncGenerator[Event, None]:
        progress.status = "extracted"
        compared = self._comparison(found)
        similarity = compared.similarity if compared is not None else None
        units = await asyncio.to_thread(best_units, found.groups, found.scores, found.question, similarity)
        yield why
        for event in progress.writer.quote(units):
            yield event

    async def _general(
        self, progress: Progress, history: Sequence[tuple[str, str]]
    ) -> AsyncGenerator[Event, None]:
        assert self._chat is not None
        progress.status = "general"
        yield notices.GENERAL
        kept = Room(self._chat, self._settings).history(history, progress.asked.question)
        if len(kept) < len(history):
            yield notices.HISTORY_LEFT_OUT
        messages = chat_messages(progress.asked.question, kept)
        async with aclosing(self._stream(progress, messages)) as stream:
            async for event in stream:
                yield event

    async def _grounded(
        self, progress: Progress, found: Found, history: Sequence[tuple[str, str]]
    ) -> AsyncGenerator[Event, None]:
        assert self._chat is not None
        room = Room(self._chat, self._settings)
        kept = room.history(history, progress.searched_for)
        if len(kept) < len(history):
            yield notices.HISTORY_LEFT_OUT
        compared = self._comparison(found)
        evidence = await asyncio.to_thread(self._evidence, found, room.left(kept, progress.searched_for))
        if evidence.left_out:
            yield notices.left_out(evidence)
        standing = compared.standing if compared is not None else None
        progress.writer = Writer(
            Attributor(found.groups, progress.searched_for, self._searcher.weights, standing)
        )
        prompt = grounded_prompt(
            progress.searched_for,
            shown(evidence, inside),
            language=language_of(progress.asked.question),
            several=len({unit.passage.document_id for unit in evidence.units}) > 1,
        )
        async with aclosing(self._stream(progress, chat_messages(prompt, kept))) as stream:
            async for event in stream:
                yield event
        if progress.status == "failed":
            async for event in self._extracted(progress, found, notices.INSTEAD):
                yield event
            return
        for notice in _afterwards(progress, compared):
            yield notice

    def _evidence(self, found: Found, room_tokens: int) -> Evidence:
        assert self._chat is not None
        budget = min(self._settings.evidence_tokens, room_tokens)
        evidence = pack(found.groups, found.scores, found.question, budget, self._chat.count_tokens)
        if not evidence.units:
            raise InputTooLong(
                "The model's context is too small for a single sentence of evidence.",
                "Raise answer.context_tokens, or ask a shorter question.",
            )
        return evidence

    async def _stream(self, progress: Progress, messages: Sequence[Message]) -> AsyncGenerator[Event, None]:
        assert self._chat is not None
        progress.chat = self._chat
        writer, cut_short = progress.writer, False
        try:
            async with aclosing(self._chat.chat(messages, self._options(progress.asked))) as stream:
                async for item in stream:
                    match item:
                        case ReasoningPiece(text):
                            progress.reasoning.append(text)
                            yield Reasoning(text)
                        case AnswerPiece(text):
                            step = partial(writer.feed, text)
                            for event in await asyncio.to_thread(progress.write, step):
                                yield event
                        case ChatEnd():
                            progress.spent(item, self._chat)
                            cut_short = item.reason == "length"
        except ModelFault as fault:
            if not progress.reasoning and not writer.text:
                raise
            progress.status, progress.error = "interrupted", fault.message
            yield Notice("interrupted", fault.message, fault.hint)
        for event in await asyncio.to_thread(progress.write, writer.finish):
            yield event
        if cut_short and writer.text:
            yield notices.CUT_SHORT
        elif not writer.text and progress.status != "interrupted":
            progress.status = "failed"
            yield notices.no_answer(reasoned=bool(progress.reasoning))

    # What a turn needs on the way

    def _options(self, asked: Asked) -> ChatOptions:
        wish = {"auto": None, "on": True, "off": False}[self._settings.think]
        return ChatOptions(
            think=asked.think if asked.think is not None else wish,
            temperature=self._settings.temperature,
            top_p=self._settings.top_p,
            max_tokens=self._settings.max_answer_tokens or None,
        )

    def _comparison(self, found: Found) -> Comparison | None:
        if self._embedder is None or found.vector is None:
            return None
        return Comparison(self._embedder, self._searcher.meaning, found.vector)


def _afterwards(progress: Progress, compared: Comparison | None) -> Iterator[Notice]:
    """Tell what has to be said of an answer that has been written."""
    writer = progress.writer
    if writer.claims == 0 and says_nothing(writer.text):
        if progress.status == "answered":
            progress.status = "not_found"
        return
    unconfirmed = notices.unconfirmed(writer.missing, sum(row.startswith("|") for row in writer.unsupported))
    if unconfirmed is not None:
        yield unconfirmed
    worse = compared.notice() if compared is not None else None
    if worse is not None:
        yield worse


def without_marks(answer: str) -> str:
    """Give an answer as the model wrote it, without our marks."""
    return _MARKS.sub("", answer)
