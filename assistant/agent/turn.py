"""One turn: a question goes in, events come out, and the finished turn is kept."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import numpy as np

from assistant.agent.citations import Attributor, Standing, says_nothing
from assistant.agent.prompts import WORDINGS, chat_messages, grounded_prompt, intent_of, language_of
from assistant.agent.rewriting import stand_alone
from assistant.agent.writing import Writer
from assistant.config.schema import AnswerSettings
from assistant.errors import InputTooLong, ModelFault, UsageError
from assistant.events import Answer, Citation, Event, Finished, Notice, Passages, Reasoning, TurnStatus, Usage
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
from assistant.retrieval.evidence import Evidence, Similarity, best_units, pack, shown
from assistant.retrieval.fusion import BEARS
from assistant.retrieval.search import Found, Searcher

HITS = 8
_MARKS = re.compile(r" (?:\[(?:\d+|\?)\])+")
FRAME_TOKENS = 120
"""Room for the request around the evidence and for the template's own tokens."""
_HISTORY_LEFT_OUT = Notice(
    "history_left_out", "Earlier turns did not fit the model's context and were left out."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how it is to be answered.

    Attributes:
        question: As the user put it.
        conversation: Number of the conversation it belongs to; None starts one.
        inside: Look only into files under these paths or matching these globs.
        think: Whether the model reasons first; None leaves it to the settings.
    """

    question: str
    conversation: int | None = None
    inside: tuple[str, ...] = ()
    think: bool | None = None


@dataclass(slots=True)
class _Progress:
    """What a turn has come to so far; what is kept if it is stopped."""

    asked: Asked
    began: float
    searched_for: str = ""
    reasoning: list[str] = field(default_factory=list)
    writer: Writer = field(default_factory=lambda: Writer(None))
    status: TurnStatus = "answered"
    chat: ChatModel | None = None
    usage: Usage = field(default_factory=Usage)
    error: str = ""


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
        progress = _Progress(asked, time.monotonic())
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

    async def _events(self, progress: _Progress) -> AsyncGenerator[Event, None]:
        asked = progress.asked
        earlier = await asyncio.to_thread(self._earlier, asked.conversation)
        progress.searched_for = asked.question.strip()
        if self._settings.rewrite_follow_ups:
            progress.searched_for = await stand_alone(progress.searched_for, earlier, self._chat)
        found = await asyncio.to_thread(self._searcher.search, progress.searched_for, HITS, asked.inside)
        for notice in found.notices:
            yield notice
        yield Passages(progress.searched_for, found.hits, found.took_ms)
        if found.unknown_names:
            names = ", ".join(found.unknown_names)
            yield Notice("unknown_name", f"This stands nowhere in your documents: {names}.")
        if not bears(found):
            if intent_of(asked.question) == "general" and self._chat is not None:
                stream = self._general(progress, earlier)
            else:
                stream = self._not_found(progress)
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

    async def _not_found(self, progress: _Progress) -> AsyncGenerator[Event, None]:
        progress.status = "not_found"
        for event in progress.writer.feed(WORDINGS[language_of(progress.asked.question)].not_found):
            yield event
        for event in progress.writer.finish():
            yield event
        if intent_of(progress.asked.question) == "general":
            yield Notice(
                "no_chat_model",
                "Requests that have nothing to do with your documents need a chat model.",
                "Get one: assistant models recommend",
            )

    async def _extracted(self, progress: _Progress, found: Found) -> AsyncGenerator[Event, None]:
        progress.status = "extracted"
        progress.writer = Writer(None)
        similarity = self._similarity(found)
        units = await asyncio.to_thread(best_units, found.groups, found.question, similarity)
        yield Notice(
            "extracted",
            "No chat model answered: these are the sentences of your documents that answer best, word for word.",
            "Get a chat model: assistant models recommend",
        )
        for event in progress.writer.quote(units):
            yield event

    async def _general(
        self, progress: _Progress, earlier: Sequence[tuple[str, str]]
    ) -> AsyncGenerator[Event, None]:
        assert self._chat is not None
        progress.status = "general"
        yield Notice("general", "This answer is the model's own; it does not come from your documents.")
        kept = _Room(self._chat, self._settings).history(earlier, progress.asked.question)
        if len(kept) < len(earlier):
            yield _HISTORY_LEFT_OUT
        messages = chat_messages(progress.asked.question, kept)
        async with aclosing(self._stream(progress, messages)) as stream:
            async for event in stream:
                yield event

    async def _grounded(
        self, progress: _Progress, found: Found, earlier: Sequence[tuple[str, str]]
    ) -> AsyncGenerator[Event, None]:
        assert self._chat is not None
        room = _Room(self._chat, self._settings)
        kept = room.history(earlier, progress.searched_for)
        if len(kept) < len(earlier):
            yield _HISTORY_LEFT_OUT
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
            yield _left_out(evidence)
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
        elif progress.writer.missing:
            named = ", ".join(progress.writer.missing[:6])
            yield Notice(
                "unconfirmed", f"Not found in what is cited: {named}.", "Check these in the sources."
            )

    async def _stream(self, progress: _Progress, messages: Sequence[Message]) -> AsyncGenerator[Event, None]:
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
                            for event in await asyncio.to_thread(_taken, writer.feed, text):
                                yield event
                        case ChatEnd():
                            progress.usage = _usage(item, self._chat)
                            cut_short = item.reason == "length"
        except ModelFault as fault:
            if not progress.reasoning and not writer.text:
                raise
            progress.status, progress.error = "interrupted", fault.message
            yield Notice("interrupted", fault.message, fault.hint)
        for event in await asyncio.to_thread(_drained, writer.finish):
            yield event
        for notice in _endings(progress, cut_short=cut_short):
            yield notice

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

    def _finish(self, progress: _Progress) -> Finished:
        writer, chat = progress.writer, progress.chat
        citations = tuple(writer.citations.values())
        grounded = progress.status in ("answered", "extracted") and bool(citations) and not writer.unsupported
        finished = Finished(
            question=progress.asked.question.strip(),
            searched_for=progress.searched_for,
            answer=writer.marked,
            reasoning="".join(progress.reasoning).strip(),
            citations=citations,
            unsupported=tuple(writer.unsupported),
            status=progress.status,
            grounded=grounded,
            engine=chat.engine if chat else "embedded",
            chat_model=chat.name if chat else "",
            usage=replace(progress.usage, seconds=time.monotonic() - progress.began),
            error=progress.error,
        )
        conversation = progress.asked.conversation
        if conversation is None:
            conversation = self._library.start_conversation(finished.question)
        self._library.add_turn(conversation, finished)
        return replace(finished, conversation_id=conversation)


class _Room:
    """How the model's window is shared between history, evidence, and what the model will say."""

    def __init__(self, chat: ChatModel, settings: AnswerSettings) -> None:
        self._count = chat.count_tokens
        reserve = settings.max_answer_tokens or chat.context_tokens // (2 if chat.thinks else 4)
        self._tokens = max(chat.context_tokens - min(reserve, chat.context_tokens // 2) - FRAME_TOKENS, 0)

    def history(self, earlier: Sequence[tuple[str, str]], question: str) -> list[tuple[str, str]]:
        """Give the latest earlier turns that take at most a third of the room."""
        room = (self._tokens - self._count(question)) // 3
        kept: list[tuple[str, str]] = []
        for asked, answer in reversed(earlier):
            room -= self._count(asked) + self._count(answer) + 16
            if room < 0:
                break
            kept.insert(0, (asked, answer))
        return kept

    def left(self, kept: Sequence[tuple[str, str]], question: str) -> int:
        """Give the tokens that are left for evidence."""
        used = sum(self._count(asked) + self._count(answer) + 16 for asked, answer in kept)
        return max(self._tokens - used - self._count(question), 0)


def bears(found: Found) -> bool:
    """Tell whether what was found bears on the question at all."""
    return bool(found.groups) and found.confidence >= BEARS


def without_marks(answer: str) -> str:
    """Give an answer as the model wrote it, without our marks."""
    return _MARKS.sub("", answer)


def _taken(feed: Callable[[str], Iterator[Answer | Citation]], text: str) -> list[Answer | Citation]:
    return list(feed(text))


def _drained(finish: Callable[[], Iterator[Answer | Citation]]) -> list[Answer | Citation]:
    return list(finish())


def _usage(end: ChatEnd, chat: ChatModel) -> Usage:
    return Usage(
        prompt_tokens=end.prompt_tokens,
        cached_tokens=end.cached_tokens,
        answer_tokens=end.answer_tokens,
        context_tokens=chat.context_tokens,
    )


def _left_out(evidence: Evidence) -> Notice:
    return Notice(
        "left_out",
        f"{evidence.left_out} more sentences bear on this and did not fit what the model is shown.",
        "Raise answer.evidence_tokens to show it more; it will answer more slowly.",
    )


def _endings(progress: _Progress, *, cut_short: bool) -> Iterator[Notice]:
    if cut_short and progress.writer.text:
        yield Notice(
            "cut_short",
            "The answer ran into the model's limit and ends early.",
            "Raise answer.context_tokens.",
        )
    elif not progress.writer.text and progress.status != "interrupted":
        progress.status = "failed"
        yield Notice(
            "no_answer",
            "The model reasoned and came to no answer; its reasoning is kept."
            if progress.reasoning
            else "The model said nothing.",
            "Ask again with --no-think, or raise answer.context_tokens.",
        )
