"""The answer itself: evidence is put to a model, and what it says is judged before a reader believes it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain

from assistant.agent import notices
from assistant.agent.citations import Attributor, Comparison, says_nothing
from assistant.agent.documents import DocumentLabels, changed_since_read
from assistant.agent.progress import Progress, TurnOptions
from assistant.agent.prompts import chat_messages, general_prompt, grounded_prompt, inside, matches_note
from assistant.agent.request import EarlierTurn, Kind, Request
from assistant.agent.writing import Writer
from assistant.config.schema import AnswerSettings
from assistant.errors import InputTooLong, ModelFault
from assistant.events import Answer, Citation, Event, Notice, Reasoning, Working
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.models.base import (
    AnswerPiece,
    ChatEnd,
    ChatModel,
    ChatOptions,
    Embedder,
    Message,
    ReasoningPiece,
)
from assistant.retrieval.evidence import Evidence, Spread, best_units, is_row, pack, shown
from assistant.retrieval.ranking import SURE, Bearing
from assistant.retrieval.search import Found, Searcher
from assistant.threads import in_thread

FRAME_TOKENS = 220
"""Room for the request around the evidence and for the template's own tokens."""
SMALL_TOKENS = 500
"""Evidence for a fact that a model of one or two billion parameters is shown: it reads badly what is longer."""
LARGE_TOKENS = 1_600
"""The same for a model of seven billion parameters or more."""
MIDDLE_TOKENS = 1_200
"""The same for one in between, or whose size is not known."""
LEAST_TOKENS = 400
"""Less than this is shown to no model, however slow its machine is."""
PATIENCE_S = 15.0
"""Seconds that a person waits gladly until a model has read what it is shown."""
_SIZE = re.compile(r"(?<![\w.])(?:\d+x)?e?(\d+(?:\.\d+)?)\s*([bm])(?![a-z0-9])", re.IGNORECASE)


class ContextBudget:
    """How the model's window is shared between history, evidence, and what the model will say."""

    def __init__(self, chat: ChatModel, settings: AnswerSettings) -> None:
        self._count = chat.count_tokens
        reserve = settings.max_answer_tokens or chat.context_tokens // (2 if chat.thinks else 4)
        self._tokens = max(chat.context_tokens - min(reserve, chat.context_tokens // 2) - FRAME_TOKENS, 0)

    def history(self, earlier: Sequence[EarlierTurn], question: str) -> list[EarlierTurn]:
        """Give the latest earlier turns that take at most a third of the room."""
        return self._latest(earlier, (self._tokens - self._count(question)) // 3)

    def whole_history(self, earlier: Sequence[EarlierTurn], question: str) -> list[EarlierTurn]:
        """Give the latest earlier turns that fit, where the conversation itself is what is asked about; at least the last one."""
        return self._latest(earlier, self._tokens - self._count(question)) or list(earlier[-1:])

    def _latest(self, earlier: Sequence[EarlierTurn], room: int) -> list[EarlierTurn]:
        kept: list[EarlierTurn] = []
        for turn in reversed(earlier):
            room -= self._count(turn.asked) + self._count(turn.answer) + 16
            if room < 0:
                break
            kept.insert(0, turn)
        return kept

    def left(self, kept: Sequence[EarlierTurn], question: str) -> int:
        """Give the tokens that are left for evidence."""
        used = sum(self._count(turn.asked) + self._count(turn.answer) + 16 for turn in kept)
        return max(self._tokens - used - self._count(question), 0)


def usual_evidence(model: str, kind: Kind, tokens_per_s: float | None, *, across: bool = False) -> int:
    """Tell how many tokens of evidence a model is shown where nothing is set.

    Args:
        model: Its name; the billions of parameters in it tell its size.
        kind: What the question wants: more than a fact needs more.
        tokens_per_s: How fast this machine was seen to read a prompt with it; None where that is not known yet.
        across: Whether the documents are in another language than the question, where the best passage is less sure.
    """
    size = _SIZE.search(model)
    if size is None:
        usual = MIDDLE_TOKENS
    else:
        billions = float(size.group(1)) / (1_000 if size.group(2) in "mM" else 1)
        usual = SMALL_TOKENS if billions < 3 else LARGE_TOKENS if billions >= 6 else MIDDLE_TOKENS
    if tokens_per_s is not None:
        usual = max(min(usual, round(PATIENCE_S * tokens_per_s)), LEAST_TOKENS)
    if kind == "whole":
        return 3 * usual
    if across and usual < LARGE_TOKENS:
        return usual * 3 // 2
    if kind == "list":
        return usual * 3 // 2 if usual >= LARGE_TOKENS else 2 * usual
    return 2 * usual if kind == "compare" and usual < LARGE_TOKENS else usual


_SPREADS: dict[Kind, Spread] = {"list": "even", "compare": "even", "whole": "whole"}
_SPEED_NOTE = "reads."
"""What the library's notes of how fast a model reads begin with."""
_LEAST_TOKENS = 100
"""A prompt of fewer new tokens tells nothing of a model's speed."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """Evidence as it is put to a model.

    Attributes:
        evidence: What was chosen.
        text: The same, as it stands in the prompt.
        matching: Documents that hold all that the question asks with; 0 where that says nothing.
    """

    evidence: Evidence
    text: str
    matching: int

    @property
    def documents(self) -> int:
        """How many documents are shown."""
        return len(self.evidence.documents)


class Answering:
    """Writes the answers of one library.

    Args:
        library: What is cited.
        searcher: Knows how rare words are, and what is near in meaning.
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

    # The ways an answer is made

    async def grounded(
        self, progress: Progress, request: Request, found: Found, history: Sequence[EarlierTurn]
    ) -> AsyncGenerator[Event, None]:
        """Let the model answer from what was found, and judge what it says."""
        assert self._chat is not None
        room = ContextBudget(self._chat, self._settings)
        kept = room.history(history, progress.searched_for)
        if len(kept) < len(history):
            yield notices.history_left_out(request.language)
        compared = self._comparison(found)
        put = await asyncio.to_thread(self._shown, request, found, room.left(kept, progress.searched_for))
        if put.evidence.left_out:
            yield notices.left_out(put.evidence, request.language)
        if put.matching > put.documents:
            yield notices.more_match(put.documents, put.matching, request.language)
        passages = {unit.passage.id: unit.passage for unit in put.evidence.units}
        passages |= {passage.id: passage for group in found.groups for passage in group}
        progress.writer = Writer(
            Attributor(
                [[passage] for passage in passages.values()],
                progress.searched_for,
                self._searcher.weights,
                compared.standing if compared is not None else None,
            )
        )
        prompt = grounded_prompt(
            progress.searched_for,
            put.text,
            request=request,
            several=put.documents > 1,
            today=date.today(),
            matches_note=matches_note(put.documents, put.matching, request.language),
        )
        doubted = found.bearing if found.confidence < SURE and request.kind != "whole" else None
        stream = self.stream(progress, request, chat_messages(prompt, kept), doubted=doubted)
        async with aclosing(stream):
            async for event in stream:
                yield event
        if progress.status == "failed":
            async for event in self.extracted(progress, request, found, notices.instead(request.language)):
                yield event
            return
        for notice in await asyncio.to_thread(lambda: list(self._afterwards(progress, request, compared))):
            yield notice

    async def general(
        self, progress: Progress, request: Request, found: Found | None, history: Sequence[EarlierTurn]
    ) -> AsyncGenerator[Event, None]:
        """Let the model answer by itself, with what the documents hold where they hold something."""
        assert self._chat is not None
        progress.status = "general"
        room = ContextBudget(self._chat, self._settings)
        kept = room.history(history, progress.asked.question)
        text = ""
        if found is not None and found.ranked:
            left = room.left(kept, progress.asked.question)
            # A long request may leave no room; it can be met without documents.
            with suppress(InputTooLong):
                text = (await asyncio.to_thread(self._shown, request, found, left)).text
        yield notices.general(request.language, with_documents=bool(text))
        if len(kept) < len(history):
            yield notices.history_left_out(request.language)
        prompt = general_prompt(progress.asked.question, text, request=request, today=date.today())
        async with aclosing(self.stream(progress, request, chat_messages(prompt, kept))) as stream:
            async for event in stream:
                yield event

    async def extracted(
        self, progress: Progress, request: Request, found: Found, why: Notice
    ) -> AsyncGenerator[Event, None]:
        """Answer with sentences of the documents, word for word."""
        compared = self._comparison(found)
        similarity = compared.similarity if compared is not None else None
        if request.kind == "whole":
            evidence = await asyncio.to_thread(
                pack,
                found.ranked,
                found.scores,
                found.question,
                OUTLINE_CHARS,
                len,
                spread="whole",
            )
            units = list(evidence.units)
        else:
            units = await in_thread(best_units, found.groups, found.scores, found.question, similarity)
        if found.confidence >= SURE or request.kind == "whole":
            progress.status = "extracted"
            yield why
        else:
            progress.status = "perhaps"
            yield notices.perhaps(request.language)
        for event in progress.writer.quote(units):
            yield event
        changed = await asyncio.to_thread(self._changed, progress, request)
        if changed is not None:
            yield changed

    def _changed(self, progress: Progress, request: Request) -> Notice | None:
        """Tell which of the files that are cited have changed or gone since they were read."""
        return changed_since_read(self._library, tuple(progress.writer.citations.values()), request.language)

    async def stream(
        self,
        progress: Progress,
        request: Request,
        messages: Sequence[Message],
        *,
        doubted: Bearing | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Stream what a model says.

        Args:
            progress: The turn.
            request: The request.
            messages: What the model is sent.
            doubted: Where it is in doubt whether the library bears on the question, what speaks for it: then the answer is
                shown only once a sentence of it has been found in the documents, and one of which none was found ends as "not
                in your documents" where little speaks for it.
        """
        assert self._chat is not None
        progress.chat = self._chat
        writer, cut_short = progress.writer, False
        held: list[Answer | Citation] | None = [] if doubted is not None else None
        yield Working("reading")
        answering = False
        try:
            async with aclosing(self._chat.chat(messages, self._options(progress.asked))) as stream:
                async for item in stream:
                    match item:
                        case ReasoningPiece(text):
                            progress.reasoning.append(text)
                            yield Reasoning(text)
                        case AnswerPiece(text):
                            if not answering:
                                answering = True
                                yield Working("checking" if doubted is not None else "answering")
                            step = partial(writer.feed, text)
                            events = await asyncio.to_thread(progress.write, step)
                            if held is not None:
                                held += events
                                if writer.claims == len(writer.unsupported):
                                    continue
                                events, held = held, None
                            for event in events:
                                yield event
                        case ChatEnd():
                            progress.spent(item, self._chat)
                            await asyncio.to_thread(self._note_speed, item)
                            cut_short = item.reason == "length"
        except ModelFault as fault:
            if not progress.reasoning and not writer.text:
                raise
            progress.status, progress.error = "interrupted", fault.message
            yield Notice("interrupted", fault.message, fault.hint)
        events = await asyncio.to_thread(progress.write, writer.finish)
        if held is not None and doubted is not None:
            events = [*held, *events]
            if progress.status == "answered" and 0 < writer.claims == len(writer.unsupported):
                if doubted.may_hold:
                    # Before the words, so that the nearest passages stand above them.
                    progress.status = "perhaps"
                    yield notices.perhaps(request.language)
                else:
                    events, cut_short = self._not_in_documents(progress, request), False
        writer = progress.writer
        for event in events:
            yield event
        if cut_short and writer.text:
            yield notices.cut_short(request.language)
        elif not writer.text and progress.status != "interrupted":
            progress.status = "failed"
            yield notices.no_answer(request.language, reasoned=bool(progress.reasoning))

    def fitting(
        self, said: Sequence[EarlierTurn], passages: Sequence[StoredPassage], question: str
    ) -> tuple[list[EarlierTurn], list[StoredPassage]]:
        """Give the latest turns, and of some passages as many, as fit the model's window."""
        assert self._chat is not None
        room = ContextBudget(self._chat, self._settings)
        kept = room.whole_history(said, question)
        left = room.left(kept, question)
        fit: list[StoredPassage] = []
        for passage in passages:
            left -= self._chat.count_tokens(passage.text) + self._chat.count_tokens(passage.title)
            if left < 0:
                break
            fit.append(passage)
        return kept, fit

    def writer(self, passages: Sequence[StoredPassage], last: EarlierTurn) -> Writer:
        """Make a writer for an answer that works on the last one, which cited some passages."""
        if not passages:
            return Writer(None)
        groups = [[passage] for passage in passages]
        return Writer(Attributor(groups, last.asked, self._searcher.weights, None))

    @staticmethod
    def _not_in_documents(progress: Progress, request: Request) -> list[Answer | Citation]:
        """Say in the place of an answer of which nothing was found in the documents that they do not hold it."""
        progress.status, progress.writer = "not_found", Writer(None)
        return not_found(progress, request)

    # What an answer needs on the way

    def _shown(self, request: Request, found: Found, room_tokens: int) -> _Shown:
        assert self._chat is not None
        usual = self._settings.evidence_tokens or usual_evidence(
            self._chat.name, request.kind, self._speed(), across=found.bearing.across
        )
        around = self._around(found, min(usual, room_tokens))
        named_as = DocumentLabels(self._library, [*found.ranked, *chain.from_iterable(around)]).of
        evidence = pack(
            found.ranked,
            found.scores,
            found.question,
            min(usual, room_tokens),
            self._chat.count_tokens,
            spread=_SPREADS.get(request.kind, "best"),
            named_as=named_as,
            around=around,
            meant={number: found.named.terms.get(number, ()) for number in found.named.meant},
        )
        if not evidence.units:
            raise InputTooLong(
                "The model's context is too small for a single sentence of evidence.",
                "Raise answer.context_tokens, or ask a shorter question.",
            )
        return _Shown(evidence, shown(evidence, inside, named_as), self._matching(request, found))

    def _around(self, found: Found, budget: int) -> list[list[StoredPassage]]:
        """Give the short documents that the question means, and those that the best passages stand in."""
        first = list(dict.fromkeys(passage.document_id for passage in found.ranked))
        order = list(dict.fromkeys([*found.named.meant, *first]))[:AROUND]
        facts = self._library.document_facts(order)
        return [
            self._library.neighbours(number, 0, facts[number].passages)
            for number in order
            if number in facts and facts[number].passages <= budget // LEAST_PASSAGE_TOKENS
        ]

    def _matching(self, request: Request, found: Found) -> int:
        """Count the documents that hold all words that a question asks with, copies of a file once."""
        holding = self._library.document_frequencies(found.question.terms)
        there = [term for term in found.question.terms if holding[term]]
        if request.kind == "whole" or not there or len(there) < len(found.question.terms) / 2:
            return 0
        if min(holding[term] for term in there) > MOST_COUNTED:
            return 0
        matching = self._library.documents_holding(there, found.documents)
        facts = self._library.document_facts(matching)
        return len({fact.hash or number for number, fact in facts.items()})

    def _speed(self) -> float | None:
        """Give the tokens a second that the model was seen to read on this machine."""
        assert self._chat is not None
        try:
            return float(self._library.note(f"{_SPEED_NOTE}{self._chat.name}"))
        except ValueError:
            return None

    def _note_speed(self, end: ChatEnd) -> None:
        assert self._chat is not None
        new = (end.prompt_tokens or 0) - (end.cached_tokens or 0)
        if new < _LEAST_TOKENS or not end.prompt_seconds:
            return
        known, seen = self._speed(), new / end.prompt_seconds
        if known is not None and abs(known - seen) < known / 5:
            return
        self._library.guess(f"{_SPEED_NOTE}{self._chat.name}", f"{seen:.1f}")

    def _options(self, asked: TurnOptions) -> ChatOptions:
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

    def _afterwards(
        self, progress: Progress, request: Request, compared: Comparison | None
    ) -> Iterator[Notice]:
        """Judge an answer that has been written, and tell what has to be said of it."""
        writer = progress.writer
        if progress.status not in ("answered", "perhaps"):
            return
        if writer.claims == 0 and says_nothing(writer.text):
            progress.status = "not_found"
            return
        if progress.status == "answered" and writer.claims and len(writer.unsupported) >= writer.claims:
            progress.status = "perhaps"
            yield notices.perhaps(request.language)
        if "contradicted" in writer.reasons:
            yield notices.contradicted(request.language)
        if "ordered" in writer.reasons:
            yield notices.order_followed(request.language)
        changed = self._changed(progress, request)
        if changed is not None:
            yield changed
        unconfirmed = notices.unconfirmed(
            writer.missing, sum(is_row(row) for row in writer.unsupported), request.language
        )
        if unconfirmed is not None:
            yield unconfirmed
        worse = compared.notice() if compared is not None else None
        if worse is not None:
            yield worse


def not_found(progress: Progress, request: Request) -> list[Answer | Citation]:
    """Say that the documents do not hold the answer, in the language of the question."""
    writer = progress.writer
    return [*writer.feed(notices.said("not_found", request.language)), *writer.finish()]


AROUND = 6
"""So many of the documents that were found first are shown whole, where they are short and there is room."""
LEAST_PASSAGE_TOKENS = 20
"""A passage hardly takes less; a document of more passages than fit need not be read."""
MOST_COUNTED = 2_000
"""Words that stand in more passages than this say nothing of how many documents match."""
OUTLINE_CHARS = 1_500
"""So much of a document is quoted where it is asked for as a whole and no model is there."""
