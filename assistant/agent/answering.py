"""Prepare answers: choose evidence, prompt the model, and judge what it says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.agent import notices
from assistant.agent.citations import Attributor
from assistant.agent.comparison import Comparison
from assistant.agent.documents import DocumentLabels, changed_since_read, read_facts
from assistant.agent.pace import Clock, Pace
from assistant.agent.progress import Progress
from assistant.agent.prompts import (
    chat_messages,
    conversation_prompt,
    general_prompt,
    grounded_prompt,
    inside,
    matches_note,
    needed,
    operation_prompt,
)
from assistant.agent.quoting import DOUBTED, Nearness, Quotes, Retrieved, Similarity, quotes, worth_of
from assistant.agent.replies import says_nothing
from assistant.agent.request import EarlierTurn, Kind, Request
from assistant.agent.short_answers import SentenceWorths
from assistant.agent.writing import Writer
from assistant.config.schema import AnswerSettings
from assistant.errors import InputTooLong, ModelFault, ServerUnavailable
from assistant.events import Answer, Citation, Event, Notice, Reasoning, TurnStatus, Working
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.languages import Language
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.models.base import (
    AnswerPiece,
    ChatEnd,
    ChatItem,
    ChatModel,
    ChatOptions,
    Embedder,
    Loading,
    Message,
    ReasoningPiece,
)
from assistant.options import TurnOptions
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Evidence, Spread, Unit, is_row, pack, shown
from assistant.retrieval.ranking import SURE, QueryTerms, Relevance
from assistant.retrieval.search import Found, Searcher
from assistant.threads import in_thread

if TYPE_CHECKING:
    from assistant.agent.date_sums import DateSum

FRAME_TOKENS = 220
"""Tokens reserved for the task in words and for the chat template."""
SMALL_MODEL_TOKENS = 500
"""Evidence for a fact for models below 3 billion parameters, which read longer prompts badly."""
LARGE_MODEL_TOKENS = 1_600
"""The same for models of 6 billion parameters or more."""
MIDDLE_MODEL_TOKENS = 1_200
"""The same for models in between, or of unknown size."""
_JUDGED = {SMALL_MODEL_TOKENS: 560, MIDDLE_MODEL_TOKENS: 1_400, LARGE_MODEL_TOKENS: 1_900}
"""The same where the sentences' worth is judged by the trained model, so that more of them are worth reading."""
LEAST_EVIDENCE_TOKENS = 400
"""The least evidence that a model is shown, however slow the machine is."""
PATIENCE_S = 15.0
"""Seconds that reading the evidence may take."""
WHOLE_SHOWN = 6
"""Most documents that are shown whole, where they are short and fit."""
LEAST_PASSAGE_TOKENS = 20
"""The least tokens that a passage takes; longer documents need not be looked at."""
MOST_LEFT_OUT_NAMED = 5
"""Documents that match and are not shown are named, up to so many."""
MOST_NAMED, LOOKED_THROUGH = 3, 40
"""Without a model so many documents that are named, and so many that were found, are looked through whole up to so many passages."""
ALSO_LOOKED_THROUGH = 60
"""Without a model so many of the passages that were found are looked through, the best first."""
MOST_COUNTED = 2_000
"""Most passages that hold a word, for matching documents to be counted by it."""
OUTLINE_CHARS = 1_500
"""Characters quoted of a document that is asked for as a whole, without a model."""
BY_ONE_SENTENCE: frozenset[Kind] = frozenset(("fact",))
"""Requests that one sentence may answer."""
MAY_BE_WRONG: frozenset[TurnStatus] = frozenset(("answered", "perhaps", "not_found"))
"""How a turn ended whose answer is held against the sentence that most likely answers."""
_SIZE = lazy_regex(r"(?<![\w.])(?:\d+x)?e?(\d+(?:\.\d+)?)\s*([bm])(?![a-z0-9])", re.IGNORECASE)


class ContextBudget:
    """Share the model's context window between history, evidence and answer."""

    def __init__(self, chat: ChatModel, settings: AnswerSettings) -> None:
        self._count = chat.count_tokens
        reserve = settings.max_answer_tokens or chat.context_tokens // (2 if chat.thinks else 4)
        self._tokens = max(chat.context_tokens - min(reserve, chat.context_tokens // 2) - FRAME_TOKENS, 0)

    def history(self, earlier: Sequence[EarlierTurn], question: str) -> list[EarlierTurn]:
        """Return the latest earlier turns that take at most a third of the budget."""
        return self._latest(earlier, (self._tokens - self._count(question)) // 3)

    def whole_history(self, earlier: Sequence[EarlierTurn], question: str) -> list[EarlierTurn]:
        """Return the latest earlier turns that fit, at least the last one.

        For requests about the conversation itself, which need no evidence.
        """
        return self._latest(earlier, self._tokens - self._count(question)) or list(earlier[-1:])

    def _latest(self, earlier: Sequence[EarlierTurn], budget: int) -> list[EarlierTurn]:
        kept: list[EarlierTurn] = []
        for turn in reversed(earlier):
            budget -= self._count(turn.asked) + self._count(turn.answer) + 16
            if budget < 0:
                break
            kept.insert(0, turn)
        return kept

    def left(self, kept: Sequence[EarlierTurn], question: str) -> int:
        """Return the tokens that are left for evidence."""
        used = sum(self._count(turn.asked) + self._count(turn.answer) + 16 for turn in kept)
        return max(self._tokens - used - self._count(question), 0)


def usual_evidence(
    model: str,
    kind: Kind,
    tokens_per_s: float | None,
    *,
    across: bool = False,
    judged: bool = False,
) -> int:
    """Return how many tokens of evidence a model is shown where nothing is set.

    Args:
        model: Its name; the billions of parameters in it tell its size.
        kind: What the question wants: more than a fact needs more.
        tokens_per_s: How fast this machine was seen to read a prompt with it; None where that is not known yet.
        across: Whether the documents are in another language than the question, where the best passage is less sure.
        judged: Whether the best sentences for a fact are chosen among all that was found; see `quoting.worth_of`.
    """
    size = _SIZE.search(model)
    if size is None:
        usual = MIDDLE_MODEL_TOKENS
    else:
        billions = float(size.group(1)) / (1_000 if size.group(2) in "mM" else 1)
        usual = (
            SMALL_MODEL_TOKENS
            if billions < 3
            else LARGE_MODEL_TOKENS
            if billions >= 6
            else MIDDLE_MODEL_TOKENS
        )
    if judged and kind == "fact":
        usual = _JUDGED[usual]
    if tokens_per_s is not None:
        usual = min(usual, max(round(PATIENCE_S * tokens_per_s), LEAST_EVIDENCE_TOKENS))
    if kind == "whole":
        return 3 * usual
    if across and usual < LARGE_MODEL_TOKENS:
        return usual * 3 // 2
    if kind == "list":
        return usual * 3 // 2 if usual >= LARGE_MODEL_TOKENS else 2 * usual
    return 2 * usual if kind == "compare" else usual


def _wanted(request: Request) -> Kind:
    """Return what a question wants evidence for.

    A summary of one matter in a document wants more than a fact.
    """
    return "whole" if request.otherwise == "whole" and request.kind == "fact" else request.kind


_SPREADS: dict[Kind, Spread] = {"list": "even", "compare": "even", "whole": "whole"}


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a turn, carried out in this order.

    Attributes:
        events: Shown at once.
        quotes: Evidence that the answer is made of, word for word.
        labels: What is said before some of it.
        work: Does what takes long before anything can be shown, or writes the answer by itself; gives events meanwhile.
        messages: Sent to the chat model; empty where it is not asked.
        uncertain_relevance: What speaks for the library bearing on the question, where that is uncertain: then the answer is
            shown only once a sentence of it has been found in the documents, and one of which none was found ends as "not in
            your documents" where little speaks for it.
        may_answer: Tells whether some sentence that was found may answer, so that nothing that the model says is held back.
        then: Makes the next step; None where this is the last one.
        doubted: Whether it is doubtful that the answer stands in what the model is shown: then nothing is shown of an answer
            of which nothing was found there, the turn stands as "not_found" without words, and the next step goes on.
    """

    events: Sequence[Event] = ()
    quotes: Sequence[Unit] = ()
    labels: Mapping[Unit, str] | None = None
    work: Callable[[], AsyncGenerator[Event, None]] | None = None
    messages: Sequence[Message] = ()
    uncertain_relevance: Relevance | None = None
    may_answer: Callable[[], bool] | None = None
    then: Callable[[], Awaitable[Step | None]] | None = None
    doubted: bool = False


class ModelAnswer:
    """Turn the items that a model streams into events of the turn.

    Every method may block while sentences are compared with the evidence.

    Args:
        progress: The turn.
        chat: The model.
        uncertain_relevance: As `Step.uncertain_relevance`.
        may_answer: As `Step.may_answer`.
        pace: Told how fast the answer came.
        doubted: As `Step.doubted`.
        expected_s: Seconds until the answer begins, once the model is loaded; None where that is not known.

    Attributes:
        loops: Whether the model only says the same again, and is to be stopped.
    """

    def __init__(
        self,
        progress: Progress,
        chat: ChatModel,
        uncertain_relevance: Relevance | None,
        pace: Pace,
        *,
        may_answer: Callable[[], bool] | None = None,
        doubted: bool = False,
        expected_s: float | None = None,
    ) -> None:
        self._doubted = doubted
        self._expected_s = expected_s
        progress.chat = chat
        self._progress = progress
        self._chat = chat
        self._uncertain_relevance = uncertain_relevance
        self._may_answer = may_answer or (lambda: False)
        self._pace = pace
        self._clock = Clock()
        self._pending: list[Answer | Citation] | None = (
            [] if uncertain_relevance is not None or doubted else None
        )
        self._answering = False
        self._cut_short = False
        from assistant.agent.loops import Loop  # where a model is asked

        self._said, self._thought = Loop(), Loop()
        self.loops = False

    def take(self, item: ChatItem) -> Sequence[Event]:
        """Take an item of the stream and give the events to show."""
        match item:
            case Loading(done=done):
                return [Working("reading", left_s=self._expected_s) if done else Working("loading")]
            case ReasoningPiece(text):
                self._clock.piece(reasoned=text)
                self._progress.reasoning.append(text)
                self.loops |= self._thought.closes(text)
                return [Reasoning(text)]
            case AnswerPiece(text):
                self._clock.piece(answered=text)
                self.loops |= self._said.closes(text)
                return self._answer(text)
            case ChatEnd():
                self._progress.spent(item, self._chat)
                self._pace.note(item, self._clock)
                self._cut_short = item.reason == "length"
        return []

    def _answer(self, text: str) -> list[Event]:
        writer = self._progress.writer
        shown: list[Event] = []
        if not self._answering:
            self._answering = True
            shown.append(Working("checking" if self._uncertain_relevance is not None else "answering"))
        events = self._progress.write(partial(writer.feed, text))
        if self._pending is not None:
            self._pending += events
            if writer.claims == len(writer.unsupported):
                return shown
            events, self._pending = self._pending, None
        return [*shown, *events]

    def interrupted(self, fault: ModelFault | ServerUnavailable) -> Notice | None:
        """Note that the answer broke off, and say so; None where none was begun."""
        if not self._progress.writer.text:
            return None
        self._progress.status, self._progress.error = "interrupted", fault.message
        return Notice("interrupted", fault.message, fault.hint)

    def finish(self) -> Sequence[Event]:
        """Return what is left of the answer, and a remark where it ended badly."""
        progress, language = self._progress, self._progress.request.language
        writer = progress.writer
        shown: list[Event] = []
        events = progress.write(writer.finish)
        if progress.status == "failed":
            return shown
        if self._pending is not None and self._doubted:
            if progress.status == "not_found" or 0 <= writer.claims == len(writer.unsupported):
                progress.writer, progress.status = Writer(None), "not_found"
                return shown
            events = [*self._pending, *events]
        if self._pending is not None and self._uncertain_relevance is not None:
            events = [*self._pending, *events]
            if progress.status == "answered" and 0 < writer.claims == len(writer.unsupported):
                if self._uncertain_relevance.may_hold or writer.likely or self._may_answer():
                    # Before the words, so that the nearest passages stand above them.
                    progress.status = "perhaps"
                    shown.append(notices.perhaps(language))
                else:  # what comes next says so, or shows what is nearest
                    progress.writer, progress.status = Writer(None), "not_found"
                    return shown
        shown += events
        if self.loops and progress.writer.text:
            shown.append(notices.repeating(language))
        elif self._cut_short and progress.writer.text:
            shown.append(notices.cut_short(language))
        elif not progress.writer.text and progress.status != "interrupted":
            progress.status = "failed"
            shown.append(notices.no_answer(language, reasoned=bool(progress.reasoning)))
        return shown


@dataclass(frozen=True, slots=True)
class _Shown:
    """Evidence as it is put to a model.

    Attributes:
        evidence: What was chosen.
        text: The same, as it stands in the prompt.
        matching: Documents that hold all that the question asks with; 0 where that says nothing.
        left_out: File names of those that are not shown, where they are few.
    """

    evidence: Evidence
    text: str
    matching: int
    left_out: tuple[str, ...] = ()

    @property
    def documents(self) -> int:
        """How many documents are shown."""
        return len(self.evidence.documents)


class Answering:
    """Prepares the answers of one library as steps of a turn.

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

    def begin(
        self, progress: Progress, step: Step, expected_s: float | None = None
    ) -> tuple[AsyncGenerator[ChatItem, None], ModelAnswer]:
        """Ask the model for a step; give its stream, and what turns it into events."""
        assert self._chat is not None
        stream = self._chat.chat(step.messages, self._chat_options(progress.options))
        answer = ModelAnswer(
            progress,
            self._chat,
            step.uncertain_relevance,
            self._pace(),
            may_answer=step.may_answer,
            doubted=step.doubted,
            expected_s=expected_s,
        )
        return stream, answer

    def wait(self, progress: Progress, step: Step) -> float | None:
        """Foretell the seconds until the answer to a step begins; None where unknown."""
        assert self._chat is not None
        think = self._chat_options(progress.options).think
        reasons = self._chat.thinks and think is not False
        return self._pace().until_answer(step.messages, reasons=reasons)

    def _pace(self) -> Pace:
        assert self._chat is not None
        return Pace(self._library.notes, self._chat)

    # The ways an answer is made

    async def grounded(self, progress: Progress, found: Found, history: Sequence[EarlierTurn]) -> Step:
        """Answer with the model, from what was found."""
        assert self._chat is not None
        request = progress.request
        budget = ContextBudget(self._chat, self._settings)
        history = needed(request, progress.searched_for, history)
        kept = budget.history(history, progress.searched_for)
        compared = self._comparison(found)
        put = await asyncio.to_thread(
            self._shown,
            request,
            progress.searched_for,
            found,
            budget.left(kept, progress.searched_for),
        )
        remarks: list[Event] = []
        if len(kept) < len(history):
            remarks.append(notices.history_left_out(request.language))
        if put.evidence.left_out:
            remarks.append(notices.left_out(put.evidence, request.language))
        if put.matching > put.documents:
            remarks.append(notices.more_match(put.documents, put.matching, request.language, put.left_out))
        passages = {unit.passage.id: unit.passage for unit in put.evidence.units}
        passages |= {passage.id: passage for group in found.groups for passage in group}
        similarity = compared.similarity if compared is not None else None
        worths = SentenceWorths(_retrieved(progress.searched_for, list(passages.values()), found, similarity))
        attributor = Attributor(
            [[passage] for passage in passages.values()],
            progress.searched_for,
            self._searcher.weights,
            compared.z_scores if compared is not None else None,
            worths,
        )
        progress.writer = Writer(attributor.attribute)
        prompt = grounded_prompt(
            progress.searched_for,
            put.text,
            request=request,
            several=put.documents > 1,
            today=date.today(),
            matches_note=matches_note(put.documents, put.matching, request.language),
        )
        return Step(
            events=remarks,
            messages=chat_messages(prompt, kept),
            uncertain_relevance=found.relevance
            if found.confidence < SURE and request.kind != "whole"
            else None,
            may_answer=lambda: worths.chance >= DOUBTED,
            then=partial(self._after_grounded, progress, found, compared, worths),
        )

    async def _after_grounded(
        self, progress: Progress, found: Found, compared: Comparison | None, worths: SentenceWorths
    ) -> Step:
        """Return the remarks on the model's answer, or quotes where it gave none."""
        from assistant.agent.nearest_words import is_beside, nearest_words  # where a model was asked

        if progress.status == "failed":
            return await self.extracted(progress, found, notices.instead(progress.request.language))
        remarks: list[Event] = [*await asyncio.to_thread(lambda: list(self.afterwards(progress, compared)))]
        if progress.request.kind not in BY_ONE_SENTENCE or progress.status not in MAY_BE_WRONG:
            return Step(remarks)
        judged = progress.status == "answered" and compared is not None
        if judged and await in_thread(is_beside, progress.writer, worths):
            progress.status = "perhaps"
            remarks.append(notices.perhaps(progress.request.language))
        similarity = compared.similarity if compared is not None else None
        chosen = await in_thread(self._quotes, progress.searched_for, found, similarity)
        from assistant.agent.succession import label_of, overlooked  # after the answer

        language, citations = progress.request.language, progress.writer.citations.values()
        units = nearest_words(chosen, progress.writer, progress.status)
        worked_out = await in_thread(self._worked_out, progress, found, similarity)
        if worked_out is not None and worked_out[1].plain and progress.writer.text:
            made, said = worked_out[0], progress.writer.text
            if not any(one in said for one in made.said):
                remarks += progress.write(partial(progress.writer.state, f"\n\n{made.text}", made.units))
            units = ()
        labels = {one.unit: label_of(one, language) for one in chosen.told}
        if not units and (newer := overlooked(chosen.told, progress.writer.text, citations, language)):
            remarks.append(newer)
        if not progress.writer.text:
            remarks += not_found(progress)
        if not units:
            return Step(remarks)
        told = progress.writer.compose([f"\n\n{notices.sentence('nearest_words', language)}"])
        after = partial(self._after_extracted, progress)
        return Step([*remarks, *told], quotes=units, labels=labels, then=after)

    async def general(self, progress: Progress, found: Found | None, history: Sequence[EarlierTurn]) -> Step:
        """Answer with the model alone, with evidence where that may help."""
        assert self._chat is not None
        progress.status = "general"
        request = progress.request
        budget = ContextBudget(self._chat, self._settings)
        kept = budget.history(history, request.question)
        text = ""
        if found is not None and found.ranked:
            left = budget.left(kept, request.question)
            # A long request may leave no room; it can be met without documents.
            with suppress(InputTooLong):
                text = (await asyncio.to_thread(self._shown, request, request.question, found, left)).text
        remarks = [notices.general(request.language, with_documents=bool(text))]
        if len(kept) < len(history):
            remarks.append(notices.history_left_out(request.language))
        prompt = general_prompt(text, request=request, today=date.today())
        return Step(remarks, messages=chat_messages(prompt, kept))

    async def extracted(self, progress: Progress, found: Found, why: Notice) -> Step:
        """Answer with sentences of the documents, word for word."""
        compared = self._comparison(found)
        similarity = compared.similarity if compared is not None else None
        whole = progress.request.kind == "whole"
        if whole:
            evidence = await asyncio.to_thread(
                pack,
                found.ranked,
                found.scores,
                found.query_terms,
                OUTLINE_CHARS,
                len,
                spread="whole",
            )
            chosen = Quotes(evidence.units)
        else:
            worked_out = await in_thread(self._worked_out, progress, found, similarity)
            if worked_out is not None:
                made, of = worked_out
                progress.status = "extracted" if of.plain else "perhaps"
                told = progress.write(partial(progress.writer.state, made.text, made.units))
                after = partial(self._after_extracted, progress)
                return Step([why, *told], quotes=made.units, then=after)
            chosen = await in_thread(self._quotes, progress.searched_for, found, similarity)
        if not whole and chosen.doubted:
            return Step([*not_found(progress)])
        rows = progress.uncomputed and all(is_row(unit.text) for unit in chosen.units)
        if whole or (chosen.plain and not rows):  # rows are no total that was asked for
            progress.status = "extracted"
        else:
            progress.status = "perhaps"
            why = notices.perhaps_quoted(why, progress.request.language)
        labels = _labels(chosen, progress.request.language)
        return Step([why], quotes=chosen.units, labels=labels, then=partial(self._after_extracted, progress))

    def _quotes(self, question: str, found: Found, similarity: Similarity | None) -> Quotes:
        """Choose quotes among what was found, and all of the documents that are meant."""
        from assistant.agent.other_papers import without_names  # where there is no model

        passages = looked_through(self._library, found)
        nameless = without_names(self._library, question, {one.document_id for one in passages})
        retrieved = _retrieved(question, passages, found, similarity, nameless)
        from assistant.agent.paper_times import papers_of

        return quotes(replace(retrieved, papers=papers_of(self._library)))

    async def likeliest(self, question: str, found: Found, number: int | None = None) -> Quotes:
        """Choose quotes for a question among what was found, or in one document alone."""
        compared = self._comparison(found)
        similarity = compared.similarity if compared is not None else None
        if number is None:
            return await in_thread(self._quotes, question, found, similarity)
        passages = await asyncio.to_thread(self._library.documents.neighbours, number, 0, LOOKED_THROUGH)
        return await in_thread(quotes, _retrieved(question, passages, found, similarity))

    def _worked_out(
        self, progress: Progress, found: Found, similarity: Similarity | None
    ) -> tuple[DateSum, Quotes] | None:
        """Return what a question asks of days, worked out, and what it rests on."""
        from assistant.agent.worked_out_days import worked_out_days

        def quoted(question: str) -> Quotes:
            wanted = query_terms(question)
            weights = {term: found.query_terms.weights.get(term, 1.0) for term in wanted}
            asked = replace(found, query_terms=QueryTerms(tuple(wanted), weights))
            return self._quotes(question, asked, similarity)

        language = progress.request.language
        return worked_out_days(self._library, progress.searched_for, quoted, language, date.today())

    async def _after_extracted(self, progress: Progress) -> Step | None:
        changed = await asyncio.to_thread(self._changed, progress)
        return Step([changed]) if changed is not None else None

    def _changed(self, progress: Progress) -> Notice | None:
        """Report which of the cited files have changed or gone since they were read."""
        sources = [one.source for one in progress.writer.citations.values()]
        read = read_facts(self._library.documents, sources)
        return changed_since_read(read, sources, progress.request.language)

    async def on_conversation(self, progress: Progress, passages: Sequence[StoredPassage]) -> Step:
        """Ask the model to shorten, translate or sum up what was said.

        Args:
            progress: The turn; its request is one of kind "conversation", and it can build on an earlier one.
            passages: What the last answer cites, where the request works on that.
        """
        assert self._chat is not None
        request, turns = progress.request, progress.context
        progress.searched_for = ""
        kept, passages = self._fitting(
            turns if request.is_about_all else turns[-1:], passages, request.question
        )
        if request.is_about_all:
            left_out = [notices.history_left_out(request.language)] if len(kept) < len(turns) else []
            return Step(left_out, messages=chat_messages(conversation_prompt(request, kept), []))
        if passages:
            groups = [[passage] for passage in passages]
            attributor = Attributor(groups, kept[-1].asked, self._searcher.weights, None)
            progress.writer = Writer(attributor.attribute)
        evidence = "\n\n".join(f"[{inside(one.title)}]\n{inside(one.text)}" for one in passages)
        return Step(messages=chat_messages(operation_prompt(request, kept[-1], evidence), []))

    def _fitting(
        self, turns: Sequence[EarlierTurn], passages: Sequence[StoredPassage], question: str
    ) -> tuple[list[EarlierTurn], list[StoredPassage]]:
        """Return the latest turns, and as many of some passages as fit the model's window."""
        assert self._chat is not None
        budget = ContextBudget(self._chat, self._settings)
        kept = budget.whole_history(turns, question)
        left = budget.left(kept, question)
        fit: list[StoredPassage] = []
        for passage in passages:
            left -= self._chat.count_tokens(passage.text) + self._chat.count_tokens(passage.title)
            if left < 0:
                break
            fit.append(passage)
        return kept, fit

    # What an answer needs on the way

    def _shown(self, request: Request, question: str, found: Found, budget_tokens: int) -> _Shown:
        assert self._chat is not None
        meaning = self._nearness(found)
        worth = worth_of(question, found.query_terms, found.scores, meaning)
        usual = self._settings.evidence_tokens or usual_evidence(
            self._chat.name,
            _wanted(request),
            self._pace().reads,
            across=found.relevance.across,
            judged=True,
        )
        around = self._around(found, min(usual, budget_tokens))
        from assistant.agent.paper_times import NewestInFront  # only where a model is asked

        newest = NewestInFront(self._library, question, found.query_terms, request.language)
        named_as = newest.named(
            DocumentLabels(self._library, [*found.ranked, *chain.from_iterable(around)]).of
        )
        evidence = pack(
            found.ranked,
            found.scores,
            found.query_terms,
            min(usual, budget_tokens),
            self._chat.count_tokens,
            spread=_SPREADS.get(request.kind, "best"),
            named_as=named_as,
            around=around,
            meant={number: found.named.terms.get(number, ()) for number in found.named.meant},
            worth=newest.judged(worth),
        )
        if not evidence.units:
            raise InputTooLong(
                _("The model's context is too small for a single sentence of evidence."),
                _("Raise answer.context_tokens, or ask a shorter question."),
            )
        matching = self._matching(request, found)
        left_out = [number for number in matching if number not in evidence.documents]
        few: tuple[str, ...] = ()
        if 0 < len(left_out) <= MOST_LEFT_OUT_NAMED:
            sources = self._library.documents.sources()
            few = tuple(Path(sources[number]).name for number in left_out if number in sources)
        return _Shown(evidence, shown(evidence, inside, named_as), len(matching), few)

    def _around(self, found: Found, budget: int) -> list[list[StoredPassage]]:
        """Return all passages of short documents: those named, and those of top hits."""
        first = list(dict.fromkeys(passage.document_id for passage in found.ranked))
        order = list(dict.fromkeys([*found.named.meant, *first]))[:WHOLE_SHOWN]
        facts = self._library.documents.facts(order)
        return [
            self._library.documents.neighbours(number, 0, facts[number].passages)
            for number in order
            if number in facts and facts[number].passages <= budget // LEAST_PASSAGE_TOKENS
        ]

    def _matching(self, request: Request, found: Found) -> list[int]:
        """Return the numbers of documents that hold all words of a question, copies once.

        None where that says nothing: the words are too frequent, or most stand nowhere.
        """
        holding = self._library.words.document_frequencies(found.query_terms.terms)
        there = [term for term in found.query_terms.terms if holding[term]]
        if request.kind == "whole" or not there or len(there) < len(found.query_terms.terms) / 2:
            return []
        if min(holding[term] for term in there) > MOST_COUNTED:
            return []
        matching = self._library.words.documents_holding(there, found.documents)
        facts = self._library.documents.facts(matching)
        once = {fact.hash or number: number for number, fact in reversed([*facts.items()])}
        return sorted(once.values())

    def _chat_options(self, options: TurnOptions) -> ChatOptions:
        wish = {"auto": None, "on": True, "off": False}[self._settings.think]
        sampling = options.sampling
        return ChatOptions(
            think=options.think if options.think is not None else wish,
            temperature=self._settings.temperature if sampling.temperature is None else sampling.temperature,
            top_p=self._settings.top_p if sampling.top_p is None else sampling.top_p,
            max_tokens=sampling.max_tokens or self._settings.max_answer_tokens or None,
        )

    def _nearness(self, found: Found) -> Nearness | None:
        """Return what compares the meaning of the best sentences; None without."""
        if self._embedder is None or found.vector is None:
            return None
        from assistant.agent.sentence_meaning import SentenceMeaning  # where a model is asked

        return SentenceMeaning(self._library, self._embedder, found.vector).told

    def _comparison(self, found: Found) -> Comparison | None:
        if self._embedder is None or found.vector is None:
            return None
        return Comparison(self._embedder, self._searcher.meaning, found.vector)

    def _totals_other_rows(self, progress: Progress) -> bool:
        """Return whether a total was read off rows of something else.

        No table gave it, and the rows do not hold the question's rarest word.
        """
        cited = list(progress.writer.citations.values())
        if not progress.uncomputed or not cited or not all(is_row(one.quote) for one in cited):
            return False
        weights = self._searcher.weights(query_terms(progress.searched_for))
        held = set(terms("\n".join(" ".join((one.title, *one.heading, one.quote)) for one in cited)))
        return bool(weights) and max(weights, key=lambda term: weights[term]) not in held

    def afterwards(self, progress: Progress, compared: Comparison | None) -> Iterator[Notice]:
        """Judge the finished answer; set its status and give remarks on it."""
        writer, language = progress.writer, progress.request.language
        if progress.status not in ("answered", "perhaps"):
            return
        if writer.claims == 0 and says_nothing(writer.text):
            progress.status = "not_found"
            return
        unsupported = writer.claims and len(writer.unsupported) >= writer.claims
        if progress.status == "answered" and (unsupported or self._totals_other_rows(progress)):
            progress.status = "perhaps"
            yield notices.perhaps(language)
        if "contradicted" in writer.reasons:
            yield notices.contradicted(language)
        if "ordered" in writer.reasons:
            yield notices.order_followed(language)
        changed = self._changed(progress)
        if changed is not None:
            yield changed
        unconfirmed = notices.unconfirmed(
            writer.missing, sum(is_row(row) for row in writer.unsupported), language
        )
        if unconfirmed is not None:
            yield unconfirmed
        worse = compared.notice() if compared is not None else None
        if worse is not None:
            yield worse


def _labels(chosen: Quotes, language: Language) -> Mapping[Unit, str]:
    """Say before each of what papers of several times say when it was said."""
    if not chosen.told:
        return {}
    from assistant.agent.succession import label_of

    return {one.unit: label_of(one, language) for one in chosen.told}


def looked_through(library: Library, found: Found) -> list[StoredPassage]:
    """Return the passages found, and all of documents that are meant."""
    passages = {passage.id: passage for passage in found.ranked[:ALSO_LOOKED_THROUGH]}
    passages |= {passage.id: passage for group in found.groups for passage in group}
    best = sorted(found.named.strength, key=lambda one: (-found.named.strength[one], one))[:MOST_NAMED]
    first = list(dict.fromkeys(passage.document_id for passage in found.ranked))[:MOST_NAMED]
    order = list(dict.fromkeys([*found.named.literal, *found.named.meant, *best, *first]))[:WHOLE_SHOWN]
    facts = library.documents.facts(order)
    for number in order:
        if number not in facts or (found.documents is not None and number not in found.documents):
            continue
        if facts[number].passages <= LOOKED_THROUGH:
            more = library.documents.neighbours(number, 0, facts[number].passages)
        else:
            terms_asked = list(found.query_terms.terms)
            near = library.words.search(terms_asked, LOOKED_THROUGH // 2, frozenset([number]))
            more = list(library.documents.passages(dict(near)).values())
        passages.update({one.id: one for one in more})
    return list(passages.values())


def _retrieved(
    question: str,
    passages: Sequence[StoredPassage],
    found: Found,
    similarity: Similarity | None,
    nameless: Collection[int] = (),
) -> Retrieved:
    """Put a question together with what was retrieved for it."""
    return Retrieved(
        question,
        passages,
        found.scores,
        found.query_terms,
        similarity,
        found.relevance,
        unknown=bool(found.unknown_names),
        nameless=nameless,
        today=date.today(),
    )


def not_found(progress: Progress) -> list[Answer | Citation]:
    """Write that the documents do not hold the answer, in the question's language."""
    progress.status = "not_found"
    return spoken(progress, notices.sentence("not_found", progress.request.language))


def spoken(progress: Progress, text: str) -> list[Answer | Citation]:
    """Write what the program knows without documents and without a model."""
    return [*progress.writer.feed(text), *progress.writer.finish()]


def said_nothing(progress: Progress, step: Step, fault: ModelFault | ServerUnavailable) -> Notice:
    """Note that the model failed before it answered, so that quotes take its place.

    Raises:
        ModelFault: The same one, where nothing follows that could be quoted, an answer was begun, or an earlier answer was
            to be replaced, which stays.
        ServerUnavailable: Likewise.
    """
    if step.then is None or progress.writer.text or progress.options.replaces is not None:
        raise fault
    progress.status = "failed"
    return Notice("model_failed", fault.message, fault.hint)
