"""Choose the evidence that a prompt shows a model: sentences, and short documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from assistant.agent.citing.quoting import Nearness, worth_of
from assistant.agent.citing.sentence_meaning import SentenceMeaning
from assistant.agent.papers.documents import DocumentLabels
from assistant.agent.papers.paper_times import NewestInFront
from assistant.agent.prompt.context_budget import usual_evidence
from assistant.agent.prompt.pace import Pace
from assistant.agent.prompt.prompts import inside
from assistant.agent.question.request import Kind, Request
from assistant.agent.words.orders import without_orders
from assistant.config.schema import AnswerSettings
from assistant.errors import InputTooLong
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.models.base import ChatModel, Embedder
from assistant.retrieval.evidence import Evidence, Spread, judged_room, pack, shown
from assistant.retrieval.search import Found

MOST_WHOLE = 6
"""Most documents that are shown whole, where they are short and fit."""
TABLES_SHARE = 0.6
"""What whole tables may add to the tokens of evidence, as a share of those."""
LEAST_PASSAGE_TOKENS = 20
"""The least tokens that a passage takes; longer documents need not be looked at."""
MOST_LEFT_OUT_NAMED = 5
"""Documents that match and are not shown are named, up to so many."""
MOST_COUNTED = 2_000
"""Most passages that hold a word, for matching documents to be counted by it."""
FIRST_SCRIPT = 0.6
"""Share of the room for the script of the best passage, where a library's papers are in scripts with spaces and without."""
_SPREADS: dict[Kind, Spread] = {"list": "even", "compare": "even", "whole": "whole"}


@dataclass(frozen=True, slots=True)
class Shown:
    """Evidence as it is put to a model.

    Attributes:
        evidence: What was chosen.
        text: The same, as it stands in the prompt.
        matching: Documents that hold all that the question asks with; 0 where that says nothing.
        left_out: File names of those that are not shown, where they are few.
        ordering: File name of the best one, where it gives orders to the model, which is not shown these; "" where it gives none.
    """

    evidence: Evidence
    text: str
    matching: int
    left_out: tuple[str, ...] = ()
    ordering: str = ""

    @property
    def documents(self) -> int:
        """How many documents are shown."""
        return len(self.evidence.documents)


class PromptEvidence:
    """Chooses what a model is shown of a library's documents.

    Args:
        library: Where they are.
        chat: The model that reads them.
        embedder: Compares the meaning of sentences; None where only words are compared.
        settings: How questions are answered.
    """

    def __init__(
        self, library: Library, chat: ChatModel, embedder: Embedder | None, settings: AnswerSettings
    ) -> None:
        self._library = library
        self._chat = chat
        self._embedder = embedder
        self._settings = settings

    def shown(
        self,
        request: Request,
        question: str,
        found: Found,
        budget_tokens: int,
        tables: Sequence[Sequence[int]] = (),
    ) -> Shown:
        """Choose the evidence for a question, and put it as the prompt has it.

        Args:
            request: What the question asks for.
            question: The question as it was searched for.
            found: What was found for it.
            budget_tokens: The most tokens that the evidence may take.
            tables: The numbers of the passages of tables whose rows are asked for, the likeliest first.

        Raises:
            InputTooLong: Not even one sentence fits.
        """
        usual = self._settings.evidence_tokens or usual_evidence(
            self._chat.name,
            _wanted(request),
            Pace(self._library.notes, self._chat).reads,
            across=found.relevance.across or bool(found.foreign),
            judged=True,
        )
        extra = round(TABLES_SHARE * usual) if tables else 0
        room = min(usual + extra, budget_tokens)
        worth = worth_of(question, found.query_terms, found.scores, self._nearness(found, room))
        around = self._around(found, room)
        stored = self._library.documents.passages(chain.from_iterable(tables))
        whole = [[stored[number] for number in numbers if number in stored] for numbers in tables]
        newest = NewestInFront(self._library, question, found.query_terms, request.language)
        named_as = newest.named(
            DocumentLabels(self._library, [*found.ranked, *stored.values(), *chain.from_iterable(around)]).of
        )
        evidence = Evidence((), 0, 0)
        for share, ranked in _by_script(found):
            of_kind = {passage.document_id for passage in ranked}
            first = not evidence.units
            # Sentences of another language are judged by their passage: it is what its meaning was compared by.
            across = ranked[0].id in found.foreign if found.foreign else found.relevance.across
            more = pack(
                ranked,
                found.scores,
                found.query_terms,
                round(share * (room - extra)) + extra if first else room - evidence.tokens,
                self._chat.count_tokens,
                spread=_SPREADS.get(request.kind, "best"),
                named_as=named_as,
                around=[one for one in around if one and one[0].document_id in of_kind],
                meant={
                    number: found.named.terms.get(number, ())
                    for number in found.named.meant
                    if number in of_kind
                },
                worth=None if across else newest.judged(worth),
                tables=whole if first else (),
                tables_tokens=max(extra, room // 2),
            )
            evidence = Evidence(
                evidence.units + more.units, evidence.tokens + more.tokens, evidence.left_out + more.left_out
            )
        kept = tuple(without_orders(evidence.units, question))
        best = found.ranked[0]
        # Sentences are equal only where they are one: comparing each with all takes longer than choosing them.
        known = set(map(id, kept))
        gives_orders = kept and any(
            unit.passage.document_id == best.document_id for unit in evidence.units if id(unit) not in known
        )
        evidence = replace(evidence, units=kept or evidence.units)
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
        return Shown(
            evidence,
            shown(evidence, inside, named_as),
            len(matching),
            few,
            Path(best.source).name if gives_orders else "",
        )

    def _around(self, found: Found, budget: int) -> list[list[StoredPassage]]:
        """Return all passages of short documents: those named, and those of top hits."""
        first = list(dict.fromkeys(passage.document_id for passage in found.ranked))
        order = list(dict.fromkeys([*found.named.meant, *first]))[:MOST_WHOLE]
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

    def _nearness(self, found: Found, room_tokens: int) -> Nearness | None:
        """Return what compares the meaning of sentences; None without."""
        if self._embedder is None or found.vector is None:
            return None
        # Behind the best sentences come whole passages.
        return SentenceMeaning(self._library, self._embedder, found.vector, judged_room(room_tokens)).told


def _by_script(found: Found) -> list[tuple[float, Sequence[StoredPassage]]]:
    """Part what was found by its script, each with its share of the room.

    No word of a question stands in papers of another script, so that any sentence that shares a word with it would come before.
    """
    if not found.foreign:
        return [(1.0, found.ranked)]
    first = found.ranked[0].id in found.foreign
    parts = [
        [passage for passage in found.ranked if (passage.id in found.foreign) is kind]
        for kind in (first, not first)
    ]
    return [(FIRST_SCRIPT, parts[0]), (1.0 - FIRST_SCRIPT, parts[1])] if parts[1] else [(1.0, parts[0])]


def _wanted(request: Request) -> Kind:
    """Return what a question wants evidence for.

    A summary of one matter in a document wants more than a fact.
    """
    return "whole" if request.otherwise == "whole" and request.kind == "fact" else request.kind
