"""Evidence: the sentences worth showing a model, chosen by value for as many tokens as there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.library.catalog import StoredPassage
from assistant.library.terms import terms
from assistant.retrieval.fusion import Question
from assistant.retrieval.sentences import Sentence, sentences

MEASURED = 36
"""Sentences of an extracted answer whose meaning is compared; comparing more costs more than it brings."""
PASSAGE = 3.0
"""What the best passage's score counts beside the words of the best sentence. The score knows the passage's meaning, and
embedding the sentences besides finds hardly more: at 600 tokens 0.989 and 0.982 of the answers in English and Chinese, not
0.990 and 0.984 (on half of the XQuAD articles), for seconds of waiting."""
WORTH = 0.6
"""Share of the best sentence's value below which a sentence is left out, where there are up to `USUAL_TOKENS`."""
USUAL_TOKENS = 600
"""Who has room for more is shown more: the share falls as the budget grows beyond this."""
ALWAYS = 3
"""Sentences that are taken however little they are worth beside the best, where they fit."""
QUOTED = 3
WORTH_QUOTING = 0.9
"""An extracted answer quotes up to this many sentences, those worth this share of the best one."""
SHORT_CHARS = 24
"""A sentence shorter than this is shown together with the next."""

Similarity = Callable[[Sequence[str]], Sequence[float]]
"""Gives the similarity of each text to the question; higher is nearer."""


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a model is shown.

    Attributes:
        units: In reading order: hit by hit, and within a hit as in the document.
        tokens: What they take, headings included, by the model's count.
        left_out: Sentences of value that did not fit.
    """

    units: tuple[Unit, ...]
    tokens: int
    left_out: int


def units_of(passage: StoredPassage, rank: int) -> list[Unit]:
    """Cut a passage into the units that evidence is packed from; together they hold all of its words."""
    units: list[Unit] = []
    for sentence in sentences(passage.text):
        row = _is_row(sentence.text)
        previous = units[-1] if units else None
        if previous is None or not _belongs(previous, sentence, row=row):
            lead = _lead(units, passage.text, sentence) if row else ""
            units.append(Unit(passage, sentence.start, sentence.end, rank, lead))
        else:
            units[-1] = replace(previous, end=sentence.end)
    return units


def _belongs(previous: Unit, sentence: Sentence, *, row: bool) -> bool:
    """Tell whether a sentence is shown together with what stands before it."""
    if row or _is_row(previous.text):
        return False
    if "\n\n" in previous.passage.text[previous.end : sentence.start]:
        return False
    return _weight(previous.text) < SHORT_CHARS or previous.text.endswith((":", "："))


def _lead(units: Sequence[Unit], text: str, sentence: Sentence) -> str:
    """Give the first row of the table that a row belongs to; the row itself has none if it is the first."""
    if not units or not _is_row(units[-1].text) or "\n\n" in text[units[-1].end : sentence.start]:
        return ""
    return units[-1].lead or units[-1].text


def _is_row(text: str) -> bool:
    return text.startswith("|")


_WIDE = re.compile(r"[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")


def _weight(text: str) -> int:
    return len(text) + 2 * len(_WIDE.findall(text))


def pack(
    groups: Sequence[Sequence[StoredPassage]],
    scores: Mapping[int, float],
    question: Question,
    budget_tokens: int,
    count_tokens: Callable[[str], int],
) -> Evidence:
    """Choose the sentences that are worth most for a question and fit a budget.

    Args:
        groups: Passages of each hit, the best hit first.
        scores: What each passage scored in the search, by its number.
        question: The question's terms.
        budget_tokens: Most tokens to fill.
        count_tokens: Counts a text as the model does.
    """
    candidates = _candidates(groups)
    values = _values(candidates, scores, question)
    order = _order(values)
    least = WORTH * min(1.0, USUAL_TOKENS / max(budget_tokens, 1)) * max(values, default=0.0)
    chosen: list[int] = []
    headed: set[tuple[int, str]] = set()
    tokens = left_out = 0
    for index in order:
        if len(chosen) >= ALWAYS and values[index] < least:
            break
        unit = candidates[index]
        heads = {(unit.passage.id, label(unit.passage)), (unit.passage.id, unit.lead)} - headed
        cost = count_tokens(unit.text) + sum(count_tokens(head) for _, head in heads if head)
        if tokens + cost > budget_tokens:
            left_out += 1
            continue
        chosen.append(index)
        headed |= heads
        tokens += cost
    return Evidence(tuple(candidates[index] for index in sorted(chosen)), tokens, left_out)


def best_units(
    groups: Sequence[Sequence[StoredPassage]],
    scores: Mapping[int, float],
    question: Question,
    similarity: Similarity | None,
) -> list[Unit]:
    """Choose the few sentences that answer a question best, the best first.

    Args:
        groups: Passages of each hit, the best hit first.
        scores: What each passage scored in the search, by its number.
        question: The question's terms.
        similarity: Compares meaning; None where only words are compared.
    """
    candidates = _candidates(groups)
    values = _values(candidates, scores, question)
    if similarity is not None and candidates:
        measured = _order(values)[:MEASURED]
        near = similarity(
            [f"{candidates[index].lead}\n{candidates[index].text}".strip() for index in measured]
        )
        low, high = min(near), max(near)
        for index, nearness in zip(measured, near, strict=True):
            values[index] += (nearness - low) / (high - low) if high > low else 0.0
    order = _order(values)[:QUOTED]
    return [candidates[index] for index in order if values[index] >= WORTH_QUOTING * values[order[0]]]


def _candidates(groups: Sequence[Sequence[StoredPassage]]) -> list[Unit]:
    units = [
        unit for rank, group in enumerate(groups) for passage in group for unit in units_of(passage, rank)
    ]
    # The first row of a table says nothing by itself; it is shown with each of the others.
    leads = {(unit.passage.id, unit.lead) for unit in units if unit.lead}
    return [unit for unit in units if (unit.passage.id, unit.text) not in leads]


def _values(candidates: Sequence[Unit], scores: Mapping[int, float], question: Question) -> list[float]:
    """Tell what each is worth: its words, those of its heading, and its passage."""
    words = [question.coverage(set(terms(f"{unit.lead} {unit.text}"))) for unit in candidates]
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
    """Give the line that names where evidence stands: the heading trail and the page."""
    trail = " > ".join(passage.heading) or passage.title
    return f"{trail} (p. {passage.page})" if passage.page is not None else trail


def shown(evidence: Evidence, inside: Callable[[str], str] = str) -> str:
    """Give evidence as a model is shown it: the sentences of each passage under its label.

    Args:
        evidence: The sentences.
        inside: Makes words of a document safe to stand inside a prompt.
    """
    blocks: list[str] = []
    last: tuple[object, ...] | None = None
    leads: set[str] = set()
    for unit in evidence.units:
        place = (unit.passage.source, unit.passage.heading, unit.passage.page)
        if place != last:
            blocks.append(f"[{inside(label(unit.passage))}]".replace("\n", " "))
            leads = set()
        if unit.lead and unit.lead not in leads:
            blocks[-1] += "\n" + inside(unit.lead)
        leads |= {unit.lead, unit.text}
        blocks[-1] += "\n" + inside(unit.text)
        last = place
    return "\n\n".join(blocks)
