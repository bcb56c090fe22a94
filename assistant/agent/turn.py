"""One turn: a question goes in, events come out, and the finished turn is kept."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial

import numpy as np

from assistant.agent import notices
from assistant.agent.citations import Attributor, Standing, says_nothing
from assistant.agent.progress import Asked, Progress
from assistant.agent.prompts import WORDINGS, chat_messages, grounded_prompt, intent_of, language_of
from assistant.agent.rewriting import stand_alone
from assistant.agent.room import Room
from assistant.agent.writing import Writer
from assistant.config.schema import AnswerSettings
from assistant.errors import InputTooLong, ModelFault, UsageError
from assistant.events import Event, Finished, Notice, Passages, Reasoning
from assistant.library.library import Library
from assistant.library.terms import is_unspaced
from assistant.models.ports import (
    AnswerPiece,
    ChatEnd,
    ChatModel,
    ChatOptions,
    Embedder,
    Message,
    ReasoningPiece,
)
from assistant.retrieval.evidence import Similarity, best_units, pack, shown
from assistant.retrieval.fusion import BEARS, BEARS_GENERAL
from assistant.retrieval.search import Found, Searcher

HITS = 8
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

        Closing the iterator stops the model; what was said so far is kept, marked as interrupted.

        Raises:
            UsageError: The question is empty.
            PartMissing: The model cannot be reached, and nothing was said yet.
            ModelFault: The model failed before it said anything.
        """
        if not asked.question.strip():
            raise UsageError("The question is empty.", 'Ask something: assistant ask "…"')
        if asked.conversation is not None and not self._library.has_conversation(asked.conversation):
            raise UsageError(
                f"There is no conversation {asked.conversation}.", "Leave the number out to start one."
            )
        progress = Progress(asked, asked.question.strip())
        done = False
        try:
            async with aclosing(self._events(progress)) as events:
                async for event in events:
                    yield event
            done = True
            yield await asyncio.to_thread(self._finish, progress)
        finally:
            if not done and (progress.reasoning or progress.writer.text):
                progress.status = "interrupted"
                self._finish(progress)

    async def _events(self, progress: Progress) -> AsyncGenerator[Event, None]:
        asked = progress.asked
        earlier = await asyncio.to_thread(self._earlier, asked.conversation)
        if self._settings.rewrite_follow_ups:
            progress.searched_for = await stand_alone(progress.searched_for, earlier, self._chat)
        found = await asyncio.to_thread(self._searcher.search, progress.searched_for, HITS, asked.inside)
        for notice in found.notices:
            yield notice
        yield Passages(progress.searched_for, found.hits, found.took_ms)
        if found.unknown_names:
            yield notices.unknown_names(found.unknown_names)
        general = intent_of(asked.question) == "general"
        if found.confidence < (BEARS_GENERAL if general else BEARS) or not found.groups:
            by_itself = general and self._chat is not None
            stream = self._general(progress, earlier) if by_itself else self._not_found(progress, found)
        elif self._chat is None:
            stream = self._extracted(progress, found)
        else:
            stream = self._grounded(progress, found, earlier)
        async with aclosing(stream):
            async for event in stream:
                yield event

    def _earlier(self, conversation: int | None) -> list[tuple[str, str]]:
        if conversation is None or self._settings.history_turns == 0:
            return []
        turns = self._library.turns(conversation, self._settings.history_turns)
        return [
            (turn.searched_for or turn.question, without_marks(turn.answer)) for turn in turns if turn.answer
        ]

    # The four ways a turn can go

    async def _not_found(self, progress: Progress, found: Found) -> AsyncGenerator[Event, None]:
        progress.status = "not_found"
        said = WORDINGS[language_of(progress.asked.question)].not_found
        for event in [*progress.writer.feed(said), *progress.writer.finish()]:
            yield event
        if intent_of(progress.asked.question) == "general":
            yield notices.NO_CHAT_MODEL
        elif not found.groups:
            yield notices.EMPTY

    async def _extracted(self, progress: Progress, found: Found) -> AsyncGenerator[Event, None]:
        progress.status = "extracted"
        units = await asyncio.to_thread(best_units, found.groups, found.question, self._similarity(found))
        yield notices.EXTRACTED
        for event in progress.writer.quote(units):
            yield event

    async def _general(
        self, progress: Progress, earlier: Sequence[tuple[str, str]]
    ) -> AsyncGenerator[Event, None]:
        assert self._chat is not None
        progress.status = "general"
        yield notices.GENERAL
        kept = Room(self._chat, self._settings).history(earlier, progress.asked.question)
        if len(kept) < len(earlier):
            yield notices.HISTORY_LEFT_OUT
        messages = chat_messages(progress.asked.question, kept)
        async with aclosing(self._stream(progress, messages)) as stream:
            async for event in stream:
                yield event

    async def _grounded(
        self, progress: Progress, found: Found, earlier: Sequence[tuple[str, str]]
    ) -> AsyncGenerator[Event, None]:
        assert self._chat is not None
        room = Room(self._chat, self._settings)
        kept = room.history(earlier, progress.searched_for)
        if len(kept) < len(earlier):
            yield notices.HISTORY_LEFT_OUT
        budget = min(self._settings.evidence_tokens, room.left(kept, progress.searched_for))
        evidence = await asyncio.to_thread(
            pack, found.groups, found.question, budget, self._chat.count_tokens, self._similarity(found)
        )
        if not evidence.units:
            raise InputTooLong(
                "The model's context is too small for a single sentence of evidence.",
                "Raise answer.context_tokens, or ask a shorter question.",
            )
        if evidence.left_out:
            yield notices.left_out(evidence)
        attributor = Attributor(found.groups, progress.searched_for, self._searcher.weights, self._standing())
        progress.writer = Writer(attributor)
        several = len({unit.passage.document_id for unit in evidence.units}) > 1
        prompt = grounded_prompt(progress.searched_for, shown(evidence), several=several)
        async with aclosing(self._stream(progress, chat_messages(prompt, kept))) as stream:
            async for event in stream:
                yield event
        if progress.writer.claims == 0 and says_nothing(progress.writer.text):
            if progress.status == "answered":
                progress.status = "not_found"
            return
        rows = sum(sentence.startswith("|") for sentence in progress.writer.unsupported)
        unconfirmed = notices.unconfirmed(progress.writer.missing, rows)
        if unconfirmed is not None:
            yield unconfirmed

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

    def _similarity(self, found: Found) -> Similarity | None:
        embedder, vector = self._embedder, found.vector
        if embedder is None or vector is None:
            return None

        def similarity(texts: Sequence[str]) -> Sequence[float]:
            values: list[float] = (embedder.embed_passages(texts) @ vector).tolist()
            return values

        return similarity

    def _standing(self) -> Standing | None:
        embedder, searcher = self._embedder, self._searcher
        if embedder is None:
            return None

        def standing(sentence: str, texts: Sequence[str]) -> Sequence[float]:
            vector = embedder.embed_query(sentence)
            views = searcher.meaning.views(vector, unspaced=is_unspaced(sentence))
            matrix = embedder.embed_passages(texts)
            rows = zip(texts, matrix, strict=True)
            return [
                views[script].standing(row[np.newaxis])[0] if (script := is_unspaced(text)) in views else 0.0
                for text, row in rows
            ]

        return standing

    def _finish(self, progress: Progress) -> Finished:
        finished = progress.finished()
        conversation = progress.asked.conversation
        if conversation is None:
            conversation = self._library.start_conversation(finished.question)
        self._library.add_turn(conversation, finished)
        return replace(finished, conversation_id=conversation)


def without_marks(answer: str) -> str:
    """Give an answer as the model wrote it, without our marks."""
    return _MARKS.sub("", answer)
