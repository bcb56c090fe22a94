"""Prepare answers: choose evidence, prompt the model, and judge what it says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.agent import notices
from assistant.agent.citing.citations import Attributor
from assistant.agent.citing.quoting import DOUBTED, QUOTED, Quotes, Retrieved, Similarity, quotes, ranked
from assistant.agent.citing.short_answers import SentenceWorths
from assistant.agent.claims.attribution import EvidenceChecks
from assistant.agent.claims.replies import says_nothing
from assistant.agent.earlier import LEAST_EARLIER
from assistant.agent.notice_texts import sentence
from assistant.agent.papers.documents import changed_since_read, read_facts
from assistant.agent.progress import Progress
from assistant.agent.prompt.context_budget import ContextBudget
from assistant.agent.prompt.pace import Pace
from assistant.agent.prompt.prompts import (
    chat_messages,
    conversation_prompt,
    general_prompt,
    grounded_prompt,
    inside,
    matches_note,
    needed,
    operation_prompt,
)
from assistant.agent.prompt.writing import Writer
from assistant.agent.question.operations import EarlierTurn
from assistant.agent.question.request import Kind, context
from assistant.agent.step import Step
from assistant.agent.words.asked_values import is_typed, lacks_kind
from assistant.agent.words.comparison import Comparison
from assistant.agent.words.document_names import years_of_documents
from assistant.agent.words.matter import Matter, stands
from assistant.agent.words.roles import GENERIC_WEIGHT, concepts_of
from assistant.config.schema import AnswerSettings
from assistant.errors import InputTooLong
from assistant.events import Answer, Citation, Event, Notice, TurnStatus
from assistant.languages import Language, plain
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.models.base import ChatItem, ChatModel, ChatOptions, Embedder
from assistant.options import TurnOptions
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, pack, run_in
from assistant.retrieval.ranking import SURE, QueryTerms
from assistant.retrieval.search import Found, Searcher
from assistant.threads import in_thread

if TYPE_CHECKING:
    from assistant.agent.answer.model_answer import ModelAnswer
    from assistant.agent.answer.prompt_evidence import PromptEvidence
    from assistant.agent.words.date_sums import DateSum

MOST_WHOLE = 6
"""Without a model so many documents, the likeliest, are looked through."""
MOST_NAMED, LOOKED_THROUGH = 3, 40
"""Without a model so many documents that are named, and so many that were found, are looked through whole up to so many passages."""
ALSO_LOOKED_THROUGH = 60
"""Without a model so many of the passages that were found are looked through, the best first."""
OUTLINE_CHARS = 1_500
"""Characters quoted of a document that is asked for as a whole, without a model."""
BY_ONE_SENTENCE: frozenset[Kind] = frozenset(("fact",))
"""Requests that one sentence may answer."""
MAY_BE_WRONG: frozenset[TurnStatus] = frozenset(("answered", "perhaps", "not_found"))
"""How a turn ended whose answer is held against the sentence that most likely answers."""


LEAST_ASKED = 2
"""Things of a question that one sentence has to hold, all of them, to be shown however unlikely it is."""


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
        from assistant.agent.answer.model_answer import ModelAnswer  # where a model is asked

        options = self._step_options(progress, step)
        stream = self._chat.chat(step.messages, options)
        answer = ModelAnswer(
            progress,
            self._chat,
            step.uncertain_relevance,
            self._pace(),
            may_answer=step.may_answer,
            doubted=step.doubted,
            expected_s=expected_s,
            longest_thought_s=0.0 if self._wishes_thought(progress.options) else self._settings.think_s,
        )
        return stream, answer

    def wait(self, progress: Progress, step: Step) -> float | None:
        """Foretell the seconds until the answer to a step begins; None where unknown."""
        assert self._chat is not None
        think = self._step_options(progress, step).think
        reasons = self._chat.thinks and think is not False
        return self._pace().until_answer(step.messages, reasons=reasons)

    def _pace(self) -> Pace:
        assert self._chat is not None
        return Pace(self._library.notes, self._chat)

    def _history(self, progress: Progress) -> Sequence[EarlierTurn]:
        """Return the earlier turns that the model is shown."""
        turns = self._settings.history_turns
        latest = progress.earlier[-max(turns, LEAST_EARLIER) :]
        return context(latest)[-turns:] if turns else []

    # The ways an answer is made

    async def grounded(
        self,
        progress: Progress,
        found: Found,
        tables: Sequence[Sequence[int]] = (),
    ) -> Step:
        """Answer with the model, from what was found, and from all rows of some tables.

        Args:
            progress: The turn.
            found: What was found.
            tables: The numbers of their passages.
        """
        assert self._chat is not None
        request = progress.request
        budget = ContextBudget(self._chat, self._settings)
        history = needed(request, progress.searched_for, self._history(progress))
        kept = budget.history(history, progress.searched_for)
        compared = self._comparison(found)
        put = await asyncio.to_thread(
            self._prompt_evidence().shown,
            request,
            progress.searched_for,
            found,
            budget.left(kept, progress.searched_for),
            tables,
        )
        remarks: list[Event] = []
        if len(kept) < len(history):
            remarks.append(notices.history_left_out(request.language))
        if put.evidence.left_out:
            remarks.append(notices.left_out(put.evidence, request.language))
        if put.matching > put.documents:
            remarks.append(notices.more_match(put.documents, put.matching, request.language, put.left_out))
        if put.ordering:
            remarks.append(notices.orders_left_out(put.ordering, request.language))
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
            years_of_documents(self._library.documents),
            self._library,
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
            then=partial(self._after_grounded, progress, found, compared, attributor.checks, worths),
        )

    async def _after_grounded(
        self,
        progress: Progress,
        found: Found,
        compared: Comparison | None,
        checks: EvidenceChecks,
        worths: SentenceWorths,
    ) -> Step:
        """Return the remarks on the model's answer, or quotes where it gave none."""
        from assistant.agent.citing.beside import Beside  # where a model was asked
        from assistant.agent.citing.nearest_words import nearest_words

        if progress.status == "failed":
            return await self.extracted(progress, found, notices.instead(progress.request.language))
        remarks: list[Event] = [*await asyncio.to_thread(lambda: list(self.afterwards(progress, compared)))]
        if progress.request.kind not in BY_ONE_SENTENCE or progress.status not in MAY_BE_WRONG:
            return Step(remarks)
        answered = progress.status == "answered"
        if answered and (
            _is_of_others(progress)
            or (compared is not None and await in_thread(Beside(checks, worths).is_all, progress.writer))
        ):
            progress.status = "perhaps"
            remarks.append(notices.perhaps(progress.request.language))
        similarity = compared.similarity if compared is not None else None
        chosen = await in_thread(self._quotes, progress.searched_for, found, similarity)
        from assistant.agent.papers.succession import label_of  # after the answer

        language = progress.request.language
        units = nearest_words(chosen, progress.writer, progress.status)
        worked_out = await in_thread(self._worked_out, progress, found, similarity)
        if worked_out is not None and worked_out[1].plain and progress.writer.text:
            made, said = worked_out[0], progress.writer.text
            if not any(one in said for one in made.said):
                remarks += progress.write(partial(progress.writer.state, f"\n\n{made.text}", made.units))
            units = ()
        labels = {one.unit: label_of(one, language) for one in chosen.told}
        if not progress.writer.text:
            remarks += not_found(progress)
        if not units:
            return Step(remarks)
        told = progress.writer.compose([f"\n\n{sentence('nearest_words', language)}"])
        after = partial(self._after_extracted, progress)
        return Step([*remarks, *told], quotes=units, labels=labels, then=after)

    async def general(self, progress: Progress, found: Found | None) -> Step:
        """Answer with the model alone, with evidence where that may help."""
        assert self._chat is not None
        progress.status = "general"
        request = progress.request
        budget = ContextBudget(self._chat, self._settings)
        history = self._history(progress)
        kept = budget.history(history, request.question)
        text = ""
        if found is not None and found.ranked:
            left = budget.left(kept, request.question)
            chosen = self._prompt_evidence()
            # A long request may leave no room; it can be met without documents.
            with suppress(InputTooLong):
                text = (await asyncio.to_thread(chosen.shown, request, request.question, found, left)).text
        remarks = [notices.general(request.language, with_documents=bool(text))]
        if len(kept) < len(history):
            remarks.append(notices.history_left_out(request.language))
        prompt = general_prompt(text, request=request, today=date.today())
        return Step(remarks, messages=chat_messages(prompt, kept))

    async def extracted(
        self, progress: Progress, found: Found, why: Notice, *, doubted: bool = False
    ) -> Step:
        """Answer with sentences of the documents, word for word.

        Args:
            progress: The turn.
            found: What was found.
            why: The notice on quotes that answer.
            doubted: It isn't sure that they do, however likely each is.
        """
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
                sure = of.plain and not doubted
                return self.stated(progress, why, made.text, made.units, sure=sure)
            chosen = await in_thread(self._quotes, progress.searched_for, found, similarity)
        # Who attaches a file for one question is shown what is nearest in it.
        shown = not chosen.doubted or progress.options.beside or _says_all(progress.searched_for, chosen)
        if not whole and not (chosen.units and shown):
            chosen = Quotes()
            if progress.request.kind in BY_ONE_SENTENCE:
                chosen = await in_thread(self._of_papers_named, progress.searched_for, found, similarity)
        if not whole and not chosen.units:
            return Step([*not_found(progress)])
        rows = progress.uncomputed and all(is_row(unit.text) for unit in chosen.units)
        doubted = doubted or (not whole and _lists_little(progress.searched_for, chosen))
        if not doubted and (whole or (chosen.plain and not rows)):  # rows are no total that was asked for
            progress.status = "extracted"
        else:
            progress.status = "perhaps"
            why = notices.perhaps_quoted(why, progress.request.language)
        labels = _labels(chosen, progress.request.language)
        silent = [part for part, unit in chosen.open if unit is None]
        return Step(
            [why, *(notices.part_open(part, progress.request.language) for part in silent)],
            quotes=chosen.units,
            labels=labels,
            likely=1.0 if whole else chosen.likely,
            then=partial(self._after_extracted, progress),
        )

    async def perhaps_there(self, progress: Progress, found: Found) -> Step | None:
        """Quote what answers a question that any model could, where none is; else None.

        "Is anyone allergic to something?" may ask the papers all the same.
        """
        request = progress.request
        if request.kind != "general" or not found.relevance.is_asked:
            return None
        if not (await self.likeliest(request.question, found)).plain:
            return None
        return await self.extracted(progress, found, notices.extracted(request.language), doubted=True)

    def stated(
        self, progress: Progress, why: Notice, text: str, units: Sequence[Unit], *, sure: bool = True
    ) -> Step:
        """Tell what follows from sentences, and quote them.

        Args:
            progress: The turn.
            why: The notice on quotes that answer.
            text: What follows from them; empty where they say it themselves.
            units: The sentences.
            sure: Whether it surely answers.
        """
        progress.status = "extracted" if sure else "perhaps"
        why = why if sure else notices.perhaps_quoted(why, progress.request.language)
        told = progress.write(partial(progress.writer.state, text, units)) if text else []
        return Step([why, *told], quotes=units, then=partial(self._after_extracted, progress))

    def _quotes(self, question: str, found: Found, similarity: Similarity | None) -> Quotes:
        """Choose quotes among what was found, and all of the documents that are meant."""
        from assistant.agent.papers.paper_times import papers_of

        retrieved = retrieved_for(self._library, question, found, similarity)
        retrieved = replace(retrieved, papers=papers_of(self._library))
        return quotes(retrieved)

    def _of_papers_named(self, question: str, found: Found, similarity: Similarity | None) -> Quotes:
        """Choose what may answer in the papers that a question names.

        It says a word of what is asked beside the paper's names, and holds a value of the kind asked for: a salary is shown for no rent.
        """
        from assistant.agent.papers.paper_choice import PaperChoice  # where nothing else is found

        matter = Matter(question, found.query_terms)
        value = replace(matter.value, kinds=matter.value.kinds - {"name"})  # any sentence holds one
        if not value.kinds or found.unknown_names:
            return Quotes()
        there = found.documents if found.documents is not None else self._library.documents.sources()
        named, asking = PaperChoice(self._library, self._searcher.meaning).asked_of(question, sorted(there))
        passages = [
            one for number in named for one in self._library.documents.neighbours(number, 0, LOOKED_THROUGH)
        ]
        ordered = ranked(matter, _retrieved(question, passages, found, similarity)) if passages else None

        def answers(unit: Unit) -> bool:
            said = frozenset(terms(f"{' '.join(unit.passage.heading[1:])} {run_in(unit)} {unit.text}"))
            return is_typed(unit.text, value) and any(stands(one, said) for one in asking)

        units = [one for one in ordered.units if answers(one)] if ordered is not None else []
        return Quotes(tuple(units[:QUOTED]), DOUBTED)

    async def likeliest(self, question: str, found: Found, number: int | None = None) -> Quotes:
        """Choose quotes for a question among what was found, or in one document alone."""
        compared = self._comparison(found)
        similarity = compared.similarity if compared is not None else None
        if number is None:
            return await in_thread(self._quotes, question, found, similarity)
        passages = await asyncio.to_thread(self._library.documents.neighbours, number, 0, LOOKED_THROUGH)
        return await in_thread(lambda: quotes(_retrieved(question, passages, found, similarity)))

    def _worked_out(
        self, progress: Progress, found: Found, similarity: Similarity | None
    ) -> tuple[DateSum, Quotes] | None:
        """Return what a question asks of days, worked out, and what it rests on."""
        from assistant.agent.answer.worked_out_days import worked_out_days

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
            years_of = years_of_documents(self._library.documents)
            attributor = Attributor(groups, kept[-1].asked, self._searcher.weights, None, years_of=years_of)
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

    def _prompt_evidence(self) -> PromptEvidence:
        assert self._chat is not None
        from assistant.agent.answer.prompt_evidence import PromptEvidence  # where a model is asked

        return PromptEvidence(self._library, self._chat, self._embedder, self._settings)

    def _wishes_thought(self, options: TurnOptions) -> bool:
        """Return whether somebody asked the model to reason."""
        return options.think is True or (options.think is None and self._settings.think == "on")

    def _step_options(self, progress: Progress, step: Step) -> ChatOptions:
        options = self._chat_options(progress.options)
        return replace(options, think=False) if step.at_once else options

    def _chat_options(self, options: TurnOptions) -> ChatOptions:
        wish = {"auto": None, "on": True, "off": False}[self._settings.think]
        sampling = options.sampling
        return ChatOptions(
            think=options.think if options.think is not None else wish,
            temperature=self._settings.temperature if sampling.temperature is None else sampling.temperature,
            top_p=self._settings.top_p if sampling.top_p is None else sampling.top_p,
            max_tokens=sampling.max_tokens or self._settings.max_answer_tokens or None,
        )

    def _comparison(self, found: Found) -> Comparison | None:
        if self._embedder is None or found.vector is None:
            return None
        return Comparison(self._embedder, self._searcher.meaning, found.vector)

    def _totals_other_rows(self, progress: Progress) -> bool:
        """Return whether a figure or a list was read off rows that do not give it.

        No table gave it. Several of them do not, for the model saw some rows of a table only; a single one neither, where rows are to be
        compared or it does not hold the question's rarest word.
        """
        cited = list(progress.writer.citations.values())
        listed = progress.request.kind == "list" and len(cited) > 1
        if not (progress.uncomputed or listed) or not cited or not all(is_row(one.quote) for one in cited):
            return False
        from assistant.tables.question.asking import asked  # only where tables were asked before

        wanted = asked(plain(progress.request.question))
        compares = wanted is not None and wanted.operation in ("average", "max", "min", "share")
        if len(cited) > 1 or compares:
            return not self._cites_all_rows(cited)
        weights = self._searcher.weights(query_terms(progress.searched_for))
        held = set(terms("\n".join(" ".join((one.title, *one.heading, one.quote)) for one in cited)))
        return bool(weights) and max(weights, key=lambda term: weights[term]) not in held

    def _cites_all_rows(self, cited: Sequence[Citation]) -> bool:
        """Return whether citations are all rows of one short table."""
        first = self._library.documents.passages([cited[0].passage_id]).get(cited[0].passage_id)
        if first is None:  # forgotten meanwhile
            return False
        passages = self._library.documents.neighbours(first.document_id, 0, 2)
        lines = [line for one in passages for line in one.text.splitlines()]
        rows = [line for line in lines if is_row(line) and not set(line) <= set("|-: ")]
        return len(passages) == 1 and len({one.quote for one in cited}) >= len(rows) - 1  # one is the header

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
        if "conditioned" in writer.reasons:
            yield notices.condition_left_out(language)
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


def as_it_stands(progress: Progress, step: Step) -> Sequence[Unit]:
    """Return what a step quotes: of one passage in its order, where it is unsure."""
    units = step.quotes
    of_one = len({unit.passage.id for unit in units}) == 1 and not any(is_row(unit.text) for unit in units)
    if progress.status != "perhaps" or step.labels or not of_one:
        return units
    return sorted(units, key=lambda unit: unit.start)


def _labels(chosen: Quotes, language: Language) -> Mapping[Unit, str]:
    """Say of sentences of several times when each was said, and what is unsure."""
    if not chosen.told:
        return {
            unit: sentence("part_perhaps", language, part=part.strip(" ?？"))
            for part, unit in chosen.open
            if unit is not None
        }
    from assistant.agent.papers.succession import label_of

    return {one.unit: label_of(one, language) for one in chosen.told}


_SEVERAL = lazy_regex(
    r"^\W*(?:please )?(?:(?:list|name)(?: me)?(?: all)? (?:of )?(?:the |our )?(?:\w+ )*?\w+s\b|(?:which|what) (?:of (?:the|our) )?(?:\w+ )?(?!(?:days|times|hours|terms|is|was|does|has)\b)\w+s (?:have|are|were|had|do|did|got|need|can|must|that|with|which)\b|who are (?:the|our|all) )",
    re.IGNORECASE,
)
"""Asks for all things of a kind by name."""
_NAMED_TOGETHER = lazy_regex(r"[,，、;；|•\n\d和与及]|\band (?=\W*[A-Z])")


def _lists_little(question: str, quotes: Quotes) -> bool:
    """Return whether things of a kind are asked for, and one sentence names no two.

    "First aiders are named on the board" is no list of them.
    """
    if len(quotes.units) != 1 or _SEVERAL.search(question) is None:
        return False
    return _NAMED_TOGETHER.search(quotes.units[0].text.strip(" \n-*•|")) is None


def _says_all(question: str, chosen: Quotes) -> bool:
    """Return whether a sentence, with what it is called, holds all that is asked.

    And one of them a value of the kind that is.
    """
    asked = [one for one in concepts_of(question) if one.weight > GENERIC_WEIGHT]
    if len(asked) < LEAST_ASKED or lacks_kind(question, chosen.units):
        return False
    for unit in chosen.units:
        passage = unit.passage
        said = " ".join([*passage.heading, passage.title, PurePath(passage.source).stem, unit.text])
        held = frozenset(terms(said))
        if all(one.stands_in(said, held) for one in asked):
            return True
    return False


def looked_through(library: Library, found: Found) -> list[StoredPassage]:
    """Return the passages found, and all of documents that are meant."""
    passages = {passage.id: passage for passage in found.ranked[:ALSO_LOOKED_THROUGH]}
    passages |= {passage.id: passage for group in found.groups for passage in group}
    best = sorted(found.named.strength, key=lambda one: (-found.named.strength[one], one))[:MOST_NAMED]
    first = list(dict.fromkeys(passage.document_id for passage in found.ranked))[:MOST_NAMED]
    order = list(dict.fromkeys([*found.named.literal, *found.named.meant, *best, *first]))[:MOST_WHOLE]
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


def retrieved_for(library: Library, question: str, found: Found, similarity: Similarity | None) -> Retrieved:
    """Put a question together with what was found, and with documents meant."""
    from assistant.agent.papers.other_papers import (  # where there is no model
        codes_of,
        without_codes,
        without_names,
    )

    passages = looked_through(library, found)
    nameless = without_names(library, question, {one.document_id for one in passages})
    nameless |= without_codes(question, passages)
    told = _retrieved(question, passages, found, similarity, nameless)
    return replace(told, codes=codes_of(question))


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
    return spoken(progress, sentence("not_found", progress.request.language))


def spoken(progress: Progress, text: str) -> list[Answer | Citation]:
    """Write what the program knows without documents and without a model."""
    return [*progress.writer.feed(text), *progress.writer.finish()]


def without_documents(progress: Progress, text: str) -> Step:
    """Answer without documents and without a model."""
    progress.searched_for = ""
    return Step(spoken(progress, text))


def _is_of_others(progress: Progress) -> bool:
    """Return whether what was asked of one document is answered from others alone."""
    own = frozenset(progress.denied_by)
    units = [unit for _, some in progress.writer.supported for unit in some]
    return bool(own and units) and all(unit.passage.document_id not in own for unit in units)
