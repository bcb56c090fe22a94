"""Choose what a model is shown, by value, within a budget of tokens. Pure.

A question for a fact is answered from a few good sentences; a larger model, a list or a comparison gets whole passages, evenly
from the documents that match.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Literal

from assistant.events import Citation
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.terms import terms
from assistant.models.tokens import fewest_tokens
from assistant.regexes import lazy_regex
from assistant.retrieval.ranking import QueryTerms
from assistant.retrieval.sentences import Sentence, sentences
from assistant.text import count_wide

PASSAGE = 1.5
"""What the best passage's score counts beside the words of the best sentence. The score knows the passage's meaning, and
embedding the sentences besides finds hardly more, for seconds of waiting (measured on half of the XQuAD articles)."""
WORTH = 0.5
"""Share of the best sentence's value below which a sentence is not among those that are taken before whole passages."""
MISSED = 0.8
"""Share of the best sentence's value from which one that had no room is told of."""
LIKELY = 0.1
"""The same where they are judged: how likely it is beside the best one."""
ALWAYS = 3
"""Sentences that are taken however little they are worth beside the best, where they fit."""
CORE_TOKENS = 600
"""The best sentences are taken first up to here; then the passages that they stand in are made whole."""
JUDGED_TOKENS, JUDGED_SHARE = 1_000, 0.65
"""The same where what sentences are worth is judged by more than their words: at least so many tokens, and this share of all room."""
WHOLE = 0.45
"""Share of the best passage's score from which a passage is shown whole where there is room."""
ROOMY_TOKENS = 1_000
"""Who has room for so much is shown the next best passages as long as there is room."""
LOOKED_THROUGH = 60
"""Of the ranked passages so many are looked through for a fact: those behind have little of words or of meaning, or of both."""
ALIKE = 0.5
"""Share of the best document's score from which a document is shown where several are to be seen evenly."""
SHORT_CHARS = 24
"""A sentence shorter than this is shown together with the next."""
RECORD_CHARS = 240
"""A line of a log is shown whole up to this length."""
_STOPS = (".", "。", "!", "！", "?", "？", ";", "；")
_RECORD = lazy_regex(r"\W*(?:\d{4}[-./年]\d{1,2}[-./月]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{1,2}:\d\d)")
"""How a line of a log begins: with a day or a time."""
_VERDICT = lazy_regex(
    r"(?:results?|status|outcome|verdict|conclusion|ergebnis|résultat|resultado|risultato|результат|итог|结论|结果|状态|判定|評価|결과)\s*[:：]",
    re.IGNORECASE,
)
"""What judges the thing before it, and says nothing by itself."""

Worth = Callable[[Sequence[StoredPassage]], tuple[Sequence["Unit"], Sequence[float]]]
"""Gives the sentences of some passages, and the logarithm of how likely each answers, but for a constant."""
Spread = Literal["best", "even", "whole"]
"""How evidence is spread: over the best passages, evenly over documents, or over whole documents in their order."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a few that belong together, of a passage.

    Attributes:
        passage: Where it stands.
        start: First character in `passage.text`.
        end: One past the last.
        rank: Place of its hit, from 0 for the best.
        lead: Of a row of a table, the table's first row, which says what its cells are; else empty.
    """

    passage: StoredPassage
    start: int
    end: int
    rank: int
    lead: str = ""

    @property
    def text(self) -> str:
        """Its words, exactly as they stand in the document."""
        return self.passage.text[self.start : self.end]

    def citation(self, number: int) -> Citation:
        """Return it as a citation.

        Args:
            number: The citation's number in its answer.
        """
        passage = self.passage
        return Citation(
            number=number,
            source=passage.source,
            title=passage.title,
            page=passage.page,
            heading=passage.heading,
            quote=self.text,
            start=passage.start + self.start,
            end=passage.start + self.end,
            passage_id=passage.id,
            confidence=passage.confidence,
            page_label=passage.page_label,
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a model is shown.

    Attributes:
        units: In reading order: document by document, the best first, and within one as it is written.
        tokens: What they take, headings included, by the model's count.
        left_out: Sentences of value that did not fit.
    """

    units: tuple[Unit, ...]
    tokens: int
    left_out: int

    @property
    def documents(self) -> tuple[int, ...]:
        """The documents that are shown, the best first."""
        return tuple(dict.fromkeys(unit.passage.document_id for unit in self.units))


def units_of(passage: StoredPassage, rank: int) -> list[Unit]:
    """Cut a passage into units of evidence; together they hold all its words."""
    units: list[Unit] = []
    for sentence in sentences(passage.text):
        row = is_row(sentence.text)
        previous = units[-1] if units else None
        if previous is None or not _belongs(previous, sentence, row=row):
            lead = _lead(units, passage.text, sentence) if row else ""
            units.append(Unit(passage, sentence.start, sentence.end, rank, lead))
        else:
            units[-1] = replace(previous, end=sentence.end)
    return units


def _belongs(previous: Unit, sentence: Sentence, *, row: bool) -> bool:
    """Return whether a sentence is shown together with what stands before it.

    A short one is shown with what follows it; where it ends a line and judges what stands there ("Result: pass."), with what it ends,
    since the next line may be another record.
    """
    if row or is_row(previous.text):
        return False
    text = previous.passage.text
    between = text[previous.end : sentence.start]
    if "\n\n" in between:
        return False
    weight = _weight(previous.text)
    if "\n" in between:
        if previous.text.endswith(_STOPS):
            return False
    else:
        line = text[text.rfind("\n", 0, sentence.start) + 1 : sentence.end]
        if weight + _weight(sentence.text) <= RECORD_CHARS and _RECORD.match(line):
            return True
        ends_line = text[sentence.end :].lstrip(" \t")[:1] in ("", "\n")
        if ends_line and _weight(sentence.text) < SHORT_CHARS and _VERDICT.match(sentence.text):
            return True
    return weight < SHORT_CHARS or previous.text.endswith((":", "："))


def _lead(units: Sequence[Unit], text: str, sentence: Sentence) -> str:
    """Return the header row of a row's table; empty for the header itself."""
    if not units or not is_row(units[-1].text) or "\n\n" in text[units[-1].end : sentence.start]:
        return ""
    return units[-1].lead or units[-1].text


_RUN_IN = lazy_regex(
    r"[ \t>#]*(?:(?:[-*•■·]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[.)、．）])[ \t]*)*"
    r"(?:\*\*(?P<bold>[^*\n]{1,60})\*\*|(?<=[.)、．）] )(?P<plain>[A-Z][\w'’&-]*(?:[ ,]+[\w'’&-]+){0,4})[.:](?=\s))"
)
"""The few words that head a paragraph on its own first line: "**Notice.** Four weeks", "3. Deposit. £835"."""


def run_in(unit: Unit) -> str:
    """Return what heads a sentence's paragraph on its first line; "" for nothing.

    They stand before "four weeks in writing", and say that it is the notice.
    """
    text = unit.passage.text
    if is_row(unit.text):
        return ""
    begins = text.rfind("\n", 0, unit.start) + 1
    head = _RUN_IN.match(text, begins)
    if head is None or head.end() > unit.start or not text[head.end() : head.end() + 80].strip():
        return ""  # the sentence holds it itself
    return (head["bold"] or head["plain"]).strip(" .:：。")


def is_row(text: str) -> bool:
    """Return whether a line is a row of a table."""
    return text.startswith("|")


def _weight(text: str) -> int:
    return len(text) + 2 * count_wide(text)


def pack(
    ranked: Sequence[StoredPassage],
    scores: Mapping[int, float],
    question: QueryTerms,
    budget_tokens: int,
    count_tokens: Callable[[str], int],
    *,
    spread: Spread = "best",
    named_as: Callable[[StoredPassage], str] | None = None,
    around: Sequence[Sequence[StoredPassage]] = (),
    meant: Mapping[int, Collection[str]] | None = None,
    worth: Worth | None = None,
    tables: Sequence[Sequence[StoredPassage]] = (),
    tables_tokens: int = 0,
) -> Evidence:
    """Choose what is worth most for a question and fits a budget.

    Args:
        ranked: Passages, the best first.
        scores: What each scored in the search, by its number.
        question: The question's terms.
        budget_tokens: Most tokens to fill.
        count_tokens: Counts a text as the model does.
        spread: How it is spread over passages and documents.
        named_as: Gives what a document is called, as `shown` is given it.
        around: All passages of short documents that the best passages stand in, the best document first; each is shown whole
            where there is room.
        meant: The documents that the question is about, with the terms that their names say already; they come before
            others, and evenly.
        worth: Tells what sentences are worth where the best are wanted; None goes by their words and their passage's score.
        tables: All passages of tables whose rows are asked for, the likeliest first; shown whole, before all else.
        tables_tokens: The most that these take of the budget.
    """
    meant = meant or {}
    evenly = spread == "even" or len(meant) > 1
    if spread == "best" and not evenly:
        # A document that cannot fit is not shown whole, and its other passages were not found.
        around = [document for document in around if _fits(document, budget_tokens)]
        ranked = ranked[:LOOKED_THROUGH]
    known = {passage.id for passage in ranked}
    more = list(
        {one.id: one for group in (*tables, *around) for one in group if one.id not in known}.values()
    )
    scores = dict(scores) | {passage.id: scores.get(passage.id, 0.0) for passage in more}
    packing = _Packing(
        [*ranked, *more],
        scores,
        question,
        budget_tokens,
        count_tokens,
        named_as,
        meant,
        worth if spread == "best" and not evenly else None,
    )
    packing.take_tables(tables, tables_tokens)
    if spread == "whole":
        packing.take_in_order()
    elif evenly:
        packing.take_evenly(meant)
    else:
        packing.take_best()
    for document in around:
        if document and document[0].document_id in meant:
            packing.fill(document)
    packing.make_whole()
    for document in around:
        packing.fill(document)
    packing.fill_up()
    return packing.packed()


def _fits(passages: Sequence[StoredPassage], budget_tokens: int) -> bool:
    """Tell, without counting as the model does, whether passages may fit a budget."""
    fewest = 0
    for passage in passages:
        fewest += fewest_tokens(passage.text)
        if fewest > budget_tokens:
            return False
    return True


class _Packing:
    """Evidence that is being chosen."""

    def __init__(
        self,
        ranked: Sequence[StoredPassage],
        scores: Mapping[int, float],
        question: QueryTerms,
        budget_tokens: int,
        count_tokens: Callable[[str], int],
        named_as: Callable[[StoredPassage], str] | None,
        meant: Mapping[int, Collection[str]],
        worth: Worth | None,
    ) -> None:
        self._scores = scores
        self._budget = budget_tokens
        self._count = cache(
            count_tokens
        )  # a sentence that does not fit is weighed again with its passage and its document
        self._named_as = named_as
        self._judged = worth is not None
        if worth is not None:
            units, logarithms = worth(ranked)
            best = max(logarithms, default=0.0)
            self._units, self._values = list(units), [math.exp(one - best) for one in logarithms]
        else:
            self._units = _candidates([[passage] for passage in ranked])
            self._values = _values(self._units, scores, question, meant)
        self._order = _order(self._values)
        self._chosen: set[int] = set()
        self._headed: set[tuple[object, str]] = set()
        self._tokens = 0
        self._wanted: set[int] = set()
        self._best_score = max((scores[passage.id] for passage in ranked), default=0.0)
        self._of_passage: dict[int, list[int]] = {}
        for index, unit in enumerate(self._units):
            self._of_passage.setdefault(unit.passage.id, []).append(index)
        if self._judged:
            likely = {
                number: sum(self._values[index] for index in own) for number, own in self._of_passage.items()
            }
            self._of_passage = dict(sorted(self._of_passage.items(), key=lambda one: -likely[one[0]]))

    def take_tables(self, tables: Sequence[Sequence[StoredPassage]], room: int) -> None:
        """Take all rows of tables, each if it fits what tables may take."""
        for table in tables:
            self._take([index for one in table for index in self._of_passage.get(one.id, ())], room)

    def take_best(self) -> None:
        """Take the sentences that are worth most, up to what a fact needs."""
        best = max(self._values, default=0.0)
        least = 0.0 if self._judged else WORTH * best
        missed = LIKELY if self._judged else MISSED
        self._wanted.update(index for index in self._order if self._values[index] >= missed * best)
        core = judged_room(self._budget) if self._judged else min(self._budget, CORE_TOKENS)
        taken = 0
        for index in self._order:
            if taken >= ALWAYS and self._values[index] < least:
                break
            taken += self._take([index], core)

    def take_evenly(self, meant: Collection[int]) -> None:
        """Take the best of each document in turn, then the next best of each.

        Of documents that are meant, or match about as well as the best one.
        """
        best = max(self._values, default=0.0)
        turns = [
            own
            for number, own in self._by_document(self._order).items()
            if (number in meant if len(meant) > 1 else self._values[own[0]] >= ALIKE * best)
        ]
        for place in range(max(map(len, turns), default=0)):
            for own in turns:
                if place < len(own) and (
                    place == 0 or self._values[own[place]] >= WORTH * self._values[own[0]]
                ):
                    self._wanted.add(own[place])
                    self._take([own[place]], self._budget)

    def take_in_order(self) -> None:
        """Take everything in reading order, about as much of each document."""
        self._wanted.update(range(len(self._units)))
        turns = list(self._by_document(range(len(self._units))).values())
        for place in range(max(map(len, turns), default=0)):
            for own in list(turns):
                if place < len(own) and not self._take([own[place]], self._budget):
                    turns.remove(own)

    def _by_document(self, indices: Iterable[int]) -> dict[int, list[int]]:
        """Part sentences by their document, in the order they are given."""
        parted: dict[int, list[int]] = {}
        for index in indices:
            parted.setdefault(self._units[index].passage.document_id, []).append(index)
        return parted

    def make_whole(self) -> None:
        """Take the rest of passages that were taken in part, or match as well.

        Whole passages only.
        """
        for number, own in self._of_passage.items():
            matches = not self._judged and self._scores[number] >= WHOLE * self._best_score
            if matches or self._chosen.intersection(own):
                self._take_rest(own)

    def fill(self, document: Sequence[StoredPassage]) -> None:
        """Take all of a document, if all of it fits."""
        self._take_rest([index for passage in document for index in self._of_passage.get(passage.id, ())])

    def fill_up(self) -> None:
        """Take the next best passages as long as there is room."""
        if self._budget >= ROOMY_TOKENS:
            for own in self._of_passage.values():
                if _fits([self._units[own[0]].passage], self._budget - self._tokens) or any(
                    index in self._chosen for index in own
                ):
                    self._take_rest(own)

    def _take_rest(self, indices: Sequence[int]) -> None:
        rest = [index for index in indices if index not in self._chosen]
        if rest:
            self._take(rest, self._budget)

    def packed(self) -> Evidence:
        """Return what was chosen, documents in the order of their best passage."""
        place: dict[int, int] = {}
        for index in filter(
            self._chosen.__contains__, self._order if self._judged else range(len(self._units))
        ):
            place.setdefault(self._units[index].passage.document_id, len(place))
        ordered = sorted(
            (self._units[index] for index in self._chosen),
            key=lambda unit: (place[unit.passage.document_id], unit.passage.ordinal, unit.start),
        )
        return Evidence(tuple(ordered), self._tokens, len(self._wanted - self._chosen))

    def _take(self, indices: Sequence[int], budget: int) -> bool:
        """Take sentences with the lines that explain them; False if too long."""
        cost = 0
        for index in indices:
            cost += 0 if index in self._chosen else self._count(self._units[index].text)
            if self._tokens + cost > budget:
                return False
        heads = {head for index in indices for head in self._heads(self._units[index])} - self._headed
        cost += sum(self._count(head) for _, head in heads if head)
        if self._tokens + cost > budget:
            return False
        self._chosen.update(indices)
        self._headed |= heads
        self._tokens += cost
        return True

    def _heads(self, unit: Unit) -> Iterator[tuple[object, str]]:
        passage = unit.passage
        if self._named_as is not None:
            yield passage.document_id, self._named_as(passage)
        yield passage.id, label(passage)
        yield passage.id, unit.lead


def judged_room(budget_tokens: int) -> int:
    """Return how many tokens of a budget the best sentences take where judged.

    Then the passages that they stand in are made whole.
    """
    return min(budget_tokens, max(JUDGED_TOKENS, round(JUDGED_SHARE * budget_tokens)))


def _candidates(groups: Sequence[Sequence[StoredPassage]]) -> list[Unit]:
    units = [
        unit for rank, group in enumerate(groups) for passage in group for unit in units_of(passage, rank)
    ]
    # The first row of a table says nothing by itself; it is shown with each of the others.
    leads = {(unit.passage.id, unit.lead) for unit in units if unit.lead}
    return [unit for unit in units if (unit.passage.id, unit.text) not in leads]


def _values(
    candidates: Sequence[Unit],
    scores: Mapping[int, float],
    question: QueryTerms,
    meant: Mapping[int, Collection[str]] | None = None,
) -> list[float]:
    """Compute what each is worth: its words, those of its heading, and its passage.

    What the name of a document that is meant says already, none of its sentences has to say again.
    """
    said = meant or {}
    words = [
        question.coverage(
            set(terms(f"{unit.lead} {unit.text}")).union(said.get(unit.passage.document_id, ()))
        )
        for unit in candidates
    ]
    around = [question.coverage(set(terms(" ".join(unit.passage.heading)))) for unit in candidates]
    most = max(words, default=0.0) or 1.0
    highest = max((scores[unit.passage.id] for unit in candidates), default=0.0) or 1.0
    return [
        word / most + 0.2 * heading + PASSAGE * scores[unit.passage.id] / highest
        for unit, word, heading in zip(candidates, words, around, strict=True)
    ]


def _order(values: Sequence[float]) -> list[int]:
    return sorted(range(len(values)), key=lambda index: (-values[index], index))


def label(passage: StoredPassage) -> str:
    """Return the line that names a passage's place: heading trail and page."""
    trail = " > ".join(passage.heading) or passage.title
    return f"{trail} (p. {passage.page_label or passage.page})" if passage.page is not None else trail


def shown(
    evidence: Evidence,
    inside: Callable[[str], str] = str,
    named_as: Callable[[StoredPassage], str] | None = None,
) -> str:
    """Write out evidence: the sentences of each passage under its label.

    Args:
        evidence: The sentences.
        inside: Makes words of a document safe to stand inside a prompt.
        named_as: Gives what a document is called: its file, folder and date; it stands above the first of its passages.
    """
    blocks: list[str] = []
    last: tuple[object, ...] | None = None
    document = 0
    leads: set[str] = set()
    for unit in evidence.units:
        passage = unit.passage
        place = (passage.source, passage.heading, passage.page)
        if place != last:
            parts = [label(passage)]
            if named_as is not None and passage.document_id != document:
                parts = [named_as(passage), *parts]
            document = passage.document_id
            blocks.append(f"[{inside(' | '.join(filter(None, parts)))}]".replace("\n", " "))
            leads = set()
        if unit.lead and unit.lead not in leads:
            blocks[-1] += "\n" + inside(unit.lead)
        leads |= {unit.lead, unit.text}
        blocks[-1] += "\n" + inside(unit.text)
        last = place
    return "\n\n".join(blocks)
