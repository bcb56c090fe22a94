"""Choose the sentences that are quoted as an answer where there is no model.

What a sentence is worth, and whether it answers at all, is estimated by models of a few dozen numbers: see `quote_model`. All
functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.agent.claims.quote_model import By, answers, circumstances, deciding, likely, worths
from assistant.agent.words.asked_values import WHERE, Asks, is_typed, kinds_asked, lacks_kind
from assistant.agent.words.matter import Matter, stands
from assistant.agent.words.orders import without_orders
from assistant.agent.words.roles import GENERIC_WEIGHT, asked_with, concepts_of, role_pattern
from assistant.agent.words.sentence_features import NEARER, described, in_its_place, is_caption, meaning
from assistant.agent.words.value_kinds import ValueKind
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced, terms
from assistant.models.trained import softmax
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.evidence import Unit, is_row, run_in, units_of
from assistant.retrieval.ranking import QueryTerms, Relevance
from assistant.retrieval.sentences import proper_names
from assistant.retrieval.values import amounts, values

if TYPE_CHECKING:
    from assistant.agent.papers.succession import Papers, Stated

MEASURED = 48
"""Sentences whose meaning is compared, the best by words; comparing more costs more than it brings."""
QUOTED = 3
AS_LIKELY = 0.02
"""Share of the likelihood of the best sentence from which another one may be an older or a newer statement of the same."""
WORTH_QUOTING = MappingProxyType({True: 0.1, False: 0.05})
"""An answer quotes up to this many sentences, those that are so likely beside the best one: one that is shown plainly, and a doubtful
one, where more are worth a look."""
PLAIN, DOUBTED = 0.56, 0.06
"""How likely the first of them has to hold the answer for it to be shown as one, and to be shown at all. A doubtful answer costs a
reader less than none does, and a wrong one that looks sure most."""
NAMELESS = 3.0
"""What a sentence loses whose document holds no name of the question where others do."""
MOST_UNSURE = 0.5
"""How likely a sentence answers at the most that newer papers may have ended, or that may tell of somebody else: what is paid to one firm
does not stand in the contract of another."""
LOOKED_FOR_PLACE, BEGINNING, LEAST_PLACE = 12, 400, 0.6
"""Sentences, the best first, that may be borne by where they stand; characters of a paper in which it says whose it is; and the share of a
question that has to stand there."""
SAME_THING = 0.6
"""Share of a question that two sentences have to say for their sums to be of one thing."""
LACKS = 0.2
"""Share of a question for a yes or no of which the paper of a sentence says nothing, and others do, from which it isn't sure that it answers."""
OTHER_PART = 0.5
"""What a word counts for the part of a question that it does not stand in."""

Similarity = Callable[[Sequence[str]], Sequence[float]]
"""Gives the similarity of each text to the question; higher is nearer."""
Order = Callable[[NDArray[np.float32] | None], NDArray[np.float32]]
"""Gives what sentences are worth by words and by what `nearness.nearness` tells of them, shape (sentences,)."""
Nearness = Callable[[Sequence[Unit], Order], NDArray[np.float32] | None]
"""Gives what `nearness.nearness` tells of sentences; None where meaning cannot be compared."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """What is quoted as an answer.

    Attributes:
        units: The sentences, the best first.
        likely: How likely the first holds the answer, from 0 to 1; of several parts, the least of those answered.
        told: The first of them, where papers of several times say other things of one matter.
        open: Parts of the question that are not surely answered where others are, with what may answer each; None where nothing does.
    """

    units: tuple[Unit, ...] = ()
    likely: float = 0.0
    told: tuple[Stated, ...] = ()
    open: tuple[tuple[str, Unit | None], ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is shown as an answer, and not as one that may be there."""
        return self.likely >= PLAIN

    @property
    def doubted(self) -> bool:
        """Whether it is so unlikely to hold the answer that it is not shown."""
        return not self.units or self.likely < DOUBTED


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question, and what was retrieved for it.

    Attributes:
        question: As it was asked.
        passages: Those that were found, and those of documents that the question names.
        scores: What each scored in the search, by its number; those that were not found have none.
        asked: The question's terms.
        similarity: Compares meaning; None where only words are compared.
        relevance: What speaks for the library bearing on the question.
        unknown: Whether a name of the question stands nowhere in the library.
        nameless: Documents that hold no name of the question, where others do.
        codes: Matches the codes of the question; None where it has none.
        papers: What is known of the papers' times; None where none is the newest.
        today: The day on which is asked.
    """

    question: str
    passages: Sequence[StoredPassage]
    scores: Mapping[int, float]
    asked: QueryTerms
    similarity: Similarity | None
    relevance: Relevance
    unknown: bool = False
    nameless: Collection[int] = ()
    codes: re.Pattern[str] | None = None
    papers: Papers | None = None
    today: date = date.min

    def against(self, units: Sequence[Unit]) -> NDArray[np.float32]:
        """Return what speaks against sentences of nameless documents, and other rows.

        A row that lacks the code that is asked for is one, where another row has it. Shape (sentences,).
        """
        others: list[bool] = [False] * len(units)
        if self.codes is not None:
            rows = [is_row(unit.text) for unit in units]
            coded = [self.codes.search(unit.text) is not None for unit in units]
            if any(row and own for row, own in zip(rows, coded, strict=True)):
                others = [row and not own for row, own in zip(rows, coded, strict=True)]
        return np.array(
            [
                NAMELESS * (other or unit.passage.document_id in self.nameless)
                for unit, other in zip(units, others, strict=True)
            ],
            np.float32,
        )


def quotes(retrieved: Retrieved) -> Quotes:
    """Choose the few sentences that answer a question best."""
    parts = parts_of(retrieved.question)
    if len(parts) > 1:
        return _of_parts(parts, retrieved)
    return _of_one(Matter(retrieved.question, retrieved.asked), retrieved)


def worth_of(
    question: str, asked: QueryTerms, scores: Mapping[int, float], meaning: Nearness | None = None
) -> Callable[[Sequence[StoredPassage]], tuple[Sequence[Unit], Sequence[float]]]:
    """Make what judges the sentences of passages for a question; see `evidence.Worth`.

    Args:
        question: As it was asked.
        asked: Its terms.
        scores: What each passage scored in the search, by its number; those that were not found have none.
        meaning: Compares meaning; None where only words are compared.
    """
    from assistant.agent.words.nearness import ordered_by  # where a model is asked

    def judged(passages: Sequence[StoredPassage]) -> tuple[Sequence[Unit], Sequence[float]]:
        units, table = described(Matter(question, asked), passages, scores)
        if not units:
            return [], []
        told = meaning(units, partial(ordered_by, table)) if meaning is not None else None
        return units, ordered_by(table, told).tolist()

    return judged


def compared(
    units: Sequence[Unit], worth: NDArray[np.float32], similarity: Similarity
) -> tuple[NDArray[np.intp], NDArray[np.float32] | None]:
    """Compare the meaning of the sentences that are best by words.

    Args:
        units: The sentences.
        worth: What each is worth by words, shape (sentences,).
        similarity: Compares meaning.

    Returns:
        Which are compared, in their order; and what `meaning` tells of them, None where meaning could not be compared.
    """
    measured = np.sort((-worth).argsort(kind="stable")[:MEASURED])
    similarities = similarity([in_its_place(units[at]) for at in measured])
    # All are alike where meaning could not be compared.
    return measured, meaning(similarities) if min(similarities) < max(similarities) else None


_AND_ASKS = lazy_regex(
    r",? and (?=(?:(?:at|by|for|from|in|on|since|to|until|with) )?(?:what|when|who|whom|whose|which|where|why|how)\b)|[?？](?=.*[?？])|[，,](?=[^，,]*(?:多少|几|谁|什么|哪|吗|何时))",
    re.IGNORECASE,
)


def parts_of(question: str) -> list[str]:
    """Return the parts of a question that ask by themselves."""
    parts = [part.strip() for part in _AND_ASKS.split(question)]
    several = 1 < len(parts) <= QUOTED and all(kinds_asked(one) or WHERE.search(one) for one in parts)
    return parts if several else [question]


def _of_parts(parts: Sequence[str], retrieved: Retrieved) -> Quotes:
    """Choose the best sentence for each part of a question."""
    asked = retrieved.asked
    found: list[Quotes] = []
    for part in parts:
        own = frozenset(terms(part))
        # What one part asks about, the next leaves out: "what does it cost, and by when?"
        weights = {
            term: asked.weights.get(term, 1.0) * (1.0 if term in own else OTHER_PART) for term in asked.terms
        }
        found.append(_of_one(Matter(part, QueryTerms(asked.terms, weights)), retrieved))
    units = tuple(dict.fromkeys(one.units[0] for one in found if one.units))
    closed = [
        one.plain and not _is_shared(at, parts, found) and not lacks_kind(parts[at], one.units[:1])
        for at, one in enumerate(found)
    ]
    if all(closed):
        return Quotes(units, min(one.likely for one in found))
    if not any(closed):
        # What hardly answers its part is told by what stands beside another's answer, if by anything.
        first = tuple(one.units[0] for one in found if not one.doubted)
        lacking = [
            part
            for part, one in zip(parts, found, strict=True)
            if one.doubted or lacks_kind(part, one.units[:1])
        ]
        beside = [unit for part in lacking if (unit := _beside(part, first)) is not None]
        likely = max(one.likely for one in found)
        return Quotes(tuple(dict.fromkeys([*first, *beside])) or units, min(likely, MOST_UNSURE))
    taken = {one.units[0] for one, answers in zip(found, closed, strict=True) if answers}
    left = tuple(
        (part, _beside(part, taken) if one.doubted or one.units[0] in taken else one.units[0])
        for part, one, answers in zip(parts, found, closed, strict=True)
        if not answers
    )
    shown = dict.fromkeys([*units, *(unit for _, unit in left if unit is not None)])
    told = {*taken, *(unit for _, unit in left)}
    likely = min(one.likely for one, answers in zip(found, closed, strict=True) if answers)
    # Half an answer is none that is sure.
    return Quotes(tuple(one for one in shown if one in told), min(likely, MOST_UNSURE), open=left)


def _beside(part: str, taken: Collection[Unit]) -> Unit | None:
    """Return the sentence beside other parts' answers that may answer this part.

    "The boiler is replaced in the week of 10 May. There is no hot water for two days": what is asked together stands together.
    """
    value = Matter(part, QueryTerms((), {})).value
    for unit in taken:
        if is_row(unit.text) or not value.kinds:
            continue
        near = sorted(units_of(unit.passage, 0), key=lambda one: abs(one.start - unit.start))
        typed = [
            one
            for one in near
            if one.text != unit.text and not is_row(one.text) and is_typed(one.text, value)
        ]
        if typed:
            return typed[0]
    return None


def _is_shared(at: int, parts: Sequence[str], found: Sequence[Quotes]) -> bool:
    """Return whether a sentence holds too few values to answer two parts.

    "She starts on 1 August" does not tell when she was born as well.
    """
    if not found[at].units:
        return False
    first, kinds = found[at].units[0], kinds_asked(parts[at])
    alike = [
        (-found[other].likely, other)
        for other in range(len(parts))
        if found[other].units and found[other].units[0] == first and kinds_asked(parts[other]) == kinds
    ]
    held = values(first.text)
    count = {"date": len(held.dates), "money": len(held.numbers), "number": len(held.numbers)}
    least = min((count[kind] for kind in kinds if kind in count), default=len(parts))
    return sorted(alike).index((-found[at].likely, at)) >= max(least, 1)


def _newer(found: Quotes, units: Sequence[Unit], papers: Papers) -> tuple[Unit, ...]:
    """Return the likely sentences of newer papers than the best one's."""
    first = found.units[0]
    known = papers.of({one.passage.document_id for one in (first, *units)})
    own = known.get(first.passage.document_id)
    if own is None or not own.written:
        return ()
    return tuple(
        one
        for one in units
        if (its := known.get(one.passage.document_id)) is not None and own.written.is_before(its.written)
    )[: QUOTED - 1]


def _is_of_others(matter: Matter, best: Unit, retrieved: Retrieved) -> bool:
    """Return whether a yes or no is asked of what only other papers speak of.

    "Dogs must be on a lead" in the lease of a mooring is none of the guests', of whom other papers speak.
    """
    if not matter.yes_no or is_unspaced(matter.question) or is_row(best.text):
        return False
    asked = [
        one.name
        for one in concepts_of(matter.question)
        if one.pattern is None and one.weight > GENERIC_WEIGHT
    ]
    wanted = [term for term in asked if term in matter.weights]
    own: set[str] = set()
    others: set[str] = set()
    for passage in retrieved.passages:
        held = terms(" ".join([passage.source, passage.title, *passage.heading, passage.text]))
        (own if passage.document_id == best.passage.document_id else others).update(held)
    lacking = [term for term in wanted if not stands(term, own) and stands(term, others)]
    return matter.share(lacking) >= LACKS


_BY_VALUE = frozenset(("price", "total"))
"""What is asked for by "how much", and told by any sum of money."""


def _borne_by_place(matter: Matter, units: Sequence[Unit], retrieved: Retrieved) -> tuple[Unit, ...]:
    """Return sentences with a value of the kind asked, in a paper of what is asked.

    "Your salary is £27,400 a year" names nobody; that it is Ada's stands where her contract begins. The sentence says something of the
    question itself, beside its names; its passage, headings and the beginning of its paper say most of it.
    """
    if not matter.value.kinds:
        return ()
    asked = concepts_of(matter.question)
    roles = [one for one in asked if one.pattern is not None and one.name not in _BY_VALUE]
    named = frozenset(term for name in proper_names(matter.question) for term in terms(name))
    said = [one.name for one in asked if one.pattern is None and one.weight > GENERIC_WEIGHT]
    said = [term for term in said if term not in named and term in matter.weights]
    first = {one.document_id: one for one in reversed(retrieved.passages) if one.ordinal == 0}
    found: list[Unit] = []
    for unit in units[:LOOKED_FOR_PLACE]:
        passage = unit.passage
        if is_row(unit.text) or passage.document_id in retrieved.nameless or is_caption(unit):
            continue
        begins = first.get(passage.document_id)
        around = [passage.source, passage.title, *passage.heading, passage.text]
        around += [begins.text[:BEGINNING]] if begins is not None else []
        held = frozenset(terms(" ".join(around)))
        places = {term: "own" for term in matter.weights if stands(term, held)}
        share, _ = matter.held(unit.text, " ".join(passage.heading), places)
        own = frozenset(terms(unit.text))
        says = all(one.stands_in(unit.text, own) for one in roles) and (
            bool(roles) or any(stands(term, own) for term in said)
        )
        if says and share >= LEAST_PLACE and is_typed(unit.text, matter.value):
            found.append(unit)
    return tuple(found[:QUOTED])


def _rivals(ordered: Ranked) -> tuple[Unit, ...]:
    """Return a sentence beside the best that says more, with another value.

    "Bookings without deposit are given away on 16 November" stands behind "Deposit: 30 per cent, to be paid by 15 November".
    """
    best, kinds = ordered.units[0], ordered.matter.value.kinds
    held, typed = ordered.table["held"], ordered.table["typed"]
    if len(kinds) != 1 or not kinds <= {"date", "money"} or is_row(best.text) or typed[0] < 1:
        return ()
    for at, one in enumerate(ordered.units[1:LOOKED_FOR_PLACE], start=1):
        beside = one.passage.id == best.passage.id and not is_row(one.text)
        if beside and typed[at] >= 1 and held[at] > held[0] and not _same_values(kinds, best.text, one.text):
            return (one,)
    return ()


def _same_values(kinds: Collection[str], text: str, other: str) -> bool:
    """Return whether a sentence holds a day, or a sum, of another."""
    if "money" in kinds:
        return bool(_sums(text) & _sums(other))
    return any(one.agrees(its) for one in dates(text) for its in dates(other))


_SPENT = lazy_regex(
    r"\b(?:spent|paid|actual(?:ly)?|in the end|finally)\b|\bdid\b.{1,60}\bcost\b|[花付]了|花掉|实际|实付|最[后终]|成交",
    re.IGNORECASE,
)
_PLANNED = lazy_regex(
    r"\b(?:budget\w*|estimate\w*|(?:at|no|not) mo(?:st|re)\b(?: than)?|up to|approved|quot(?:e|es|ed|ation)|limit)\b|预算|不超过|以内|估计|预计|上限|报价",
    re.IGNORECASE,
)


def _tells_plan(matter: Matter, best: Unit) -> bool:
    """Return whether a budget is told where it is asked what was spent."""
    asks = "money" in matter.value.kinds and _SPENT.search(matter.question) is not None
    return asks and not _PLANNED.search(matter.question) and _PLANNED.search(best.text) is not None


def _spent(matter: Matter, units: Sequence[Unit], papers: Papers) -> tuple[Unit, ...]:
    """Return a sentence of a newer paper that tells a sum, and no plan."""
    telling = [
        one
        for one in units[1:]
        if not is_row(one.text)
        and _PLANNED.search(one.text) is None
        and is_typed(one.text, matter.value)
        and any(stands(term, frozenset(terms(one.text))) for term in matter.weights)
    ]
    return _newer(Quotes(tuple(units[:1])), telling, papers)[:1]


def _with_other_sums(matter: Matter, shown: Sequence[Unit], units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Add sentences of other papers that give the same thing another price.

    "The skipper is paid 185 a day", and in another contract: "A skipper may be booked at 240 a day".
    """
    best = shown[0]
    own = frozenset(terms(best.text))
    asking = frozenset(term for name in _BY_VALUE for term in asked_with(name, matter.question))
    subject = [term for term in matter.weights if term not in asking]
    said = frozenset(term for term in subject if stands(term, own))
    of_thing = bool(said) and matter.share(said) >= SAME_THING * matter.share(subject)
    if matter.value.kinds != {"money"} or is_row(best.text) or not of_thing:
        return tuple(shown)
    found = list(shown)
    for one in units[1:LOOKED_FOR_PLACE]:
        own = frozenset(terms(one.text))
        if (
            one not in found
            and one.passage.document_id != best.passage.document_id
            and not is_row(one.text)
            and is_typed(one.text, matter.value)
            and all(stands(term, own) for term in said)
            and not _sums(one.text) & _sums(best.text)
        ):
            found.append(one)
    return tuple(found[:QUOTED])


def _sums(text: str) -> frozenset[str]:
    return frozenset(value for one in amounts(text) for value in one.values)


_STILL = lazy_regex(r"\bstill\b|还是(?=不是|[^，,。；？?]*吗)|仍然?|依然|现在还", re.IGNORECASE)
"""Asks whether something is as it was; 按月还是按年付 asks which of two."""


def _answering(
    matter: Matter, units: Sequence[Unit], table: Mapping[str, NDArray[np.float32]]
) -> tuple[Sequence[Unit], Mapping[str, NDArray[np.float32]]]:
    """Leave out lines that say what a paper is, and who was there.

    They stay where that is asked; a caption answers where it holds the day or the number asked for. Where a day is asked that some
    heading names, what stands below the days of others is left out too.
    """
    elsewhere = _below_other_days(matter.question, units)
    value = matter.value
    told = value.kinds & _CAPTIONS_TELL

    def says(at: int, unit: Unit) -> bool:
        if unit in elsewhere:
            return False
        if is_row(unit.text):
            return True
        if table["mail_head"][at] > 0 and not value.kinds & _HEADS_TELL:
            return False
        if is_caption(unit):
            return bool(told) and is_typed(unit.text, replace(value, kinds=told))
        return not _WHO_WAS_THERE.match(unit.text) or "name" in value.kinds or table["speaks"][at] > 0

    kept = [at for at, unit in enumerate(units) if says(at, unit)]
    if len(kept) in (0, len(units)):
        return units, table
    return [units[at] for at in kept], {name: column[kept] for name, column in table.items()}


def _below_other_days(question: str, units: Sequence[Unit]) -> frozenset[Unit]:
    """Return what stands below headings of other days than the one asked for.

    Of a document none of whose headings names that day nothing does, nor where the question names no day or several, nor what
    names that day itself.
    """
    asked = [one for one in dates(question) if all(one.readings[0][1:])]
    if len(asked) != 1:
        return frozenset()
    headed: dict[int, dict[int, bool]] = {}
    for passage in {unit.passage.id: unit.passage for unit in units}.values():
        days = [one for one in dates(" / ".join(passage.heading)) if all(one.readings[0])]
        if days:
            own = any(one.agrees(asked[0]) for one in days)
            headed.setdefault(passage.document_id, {})[passage.id] = own
    others = {number for of in headed.values() if any(of.values()) for number, own in of.items() if not own}
    return frozenset(
        unit
        for unit in units
        if unit.passage.id in others and not any(one.agrees(asked[0]) for one in dates(unit.text))
    )


_WHO_WAS_THERE = lazy_regex(
    r"[\s>*#_-]*(?:present|attend(?:ees|ance|ing)|participants|apologies|absent|minutes(?: (?:taken|written|kept))?(?: by)?|chair(?:ed by|man|person)?|参加(?:人员?)?|出席(?:人员?)?|与会(?:人员?)?|缺席|请假|记录人?|主持人?)[*_ ]*[:：]",
    re.IGNORECASE,
)
"""A line of minutes that only says who was there."""
_HEADS_TELL: frozenset[ValueKind | Asks] = frozenset(("date", "name"))
"""Kinds of values for which the head of a mail answers: it says when, and who wrote to whom."""
_CAPTIONS_TELL: frozenset[ValueKind | Asks] = frozenset(("date", "identifier", "number", "money"))


@dataclass(frozen=True, slots=True)
class Ranked:
    """The sentences that may answer a question, the best first.

    Attributes:
        matter: What is asked.
        units: The sentences.
        worth: What each is worth, shape (sentences,).
        table: What describes each by words; see `sentence_features.described`.
        nearness: What `sentence_features.meaning` tells of each; None where meaning is not compared.
    """

    matter: Matter
    units: Sequence[Unit]
    worth: NDArray[np.float32]
    table: Mapping[str, NDArray[np.float32]]
    nearness: NDArray[np.float32] | None


def ranked(matter: Matter, retrieved: Retrieved) -> Ranked | None:
    """Rank the sentences that may answer one part; None where there are none."""
    units, table = _answering(matter, *described(matter, retrieved.passages, retrieved.scores))
    if not units:
        return None
    nearness = None
    worth = worths(table, None) - retrieved.against(units)
    if retrieved.similarity is not None:
        measured, nearness = compared(units, worth, retrieved.similarity)
        units = [units[at] for at in measured]
        table = {name: column[measured] for name, column in table.items()}
        worth = worth[measured] if nearness is None else worths(table, nearness) - retrieved.against(units)
    worth = _by_band(matter.question, units, worth) - NAMELESS * _of_other_sum(matter.question, units)
    order = (-worth).argsort(kind="stable")
    best = order[: 2 * QUOTED]
    kept = without_orders([units[at] for at in best], matter.question)
    order = np.concatenate([[at for at in best if units[at] in kept], order[2 * QUOTED :]]).astype(np.intp)
    if not order.size:
        return None
    return Ranked(
        matter,
        [units[at] for at in order],
        worth[order],
        {name: column[order] for name, column in table.items()},
        None if nearness is None else nearness[order],
    )


_SUMS_NAMED = ("rent", "deposit", "salary")
"""Sums of which a sentence that names another one tells none."""


def _of_other_sum(question: str, units: Sequence[Unit]) -> NDArray[np.float32]:
    """Tell which sentences name another sum than the one asked: a salary is no rent."""
    asked = {one.name for one in concepts_of(question)}.intersection(_SUMS_NAMED)
    if len(asked) != 1:
        return np.zeros(len(units), np.float32)
    own, others = role_pattern(*asked), [role_pattern(one) for one in _SUMS_NAMED if one not in asked]

    def is_other(unit: Unit) -> bool:
        said = " ".join((*unit.passage.heading, run_in(unit), unit.text))
        return own.search(said) is None and any(one.search(unit.text) for one in others)

    return np.array([not is_row(one.text) and is_other(one) for one in units], np.float32)


def _by_band(question: str, units: Sequence[Unit], worth: NDArray[np.float32]) -> NDArray[np.float32]:
    """Prefer the line of a list for the range that a number belongs to.

    "90 to 31 days before: 50%" answers for 60 days, and takes the place of the line that seemed best.
    """
    if not amounts(question):
        return worth
    from assistant.agent.words.bands import band_of, in_other_band, label_of  # few questions name a number

    lists: dict[int, dict[int, str]] = {}
    for at, unit in enumerate(units):
        if not is_row(unit.text) and band_of(label := label_of(unit.text)) is not None:
            lists.setdefault(unit.passage.id, {})[at] = label
    if not lists:
        return worth
    worth = worth.copy()
    for lines in lists.values():
        keys = list(lines.values())
        others = [at for place, at in enumerate(lines) if in_other_band(place, keys, question)]
        own = [at for at in lines if at not in others]
        if others and own:
            worth[own] = np.maximum(worth[own], max(worth[at] for at in lines))
            worth[others] -= NAMELESS
    return worth


def decided_by(ordered: Ranked) -> NDArray[np.float32]:
    """Describe what tells whether the first of some sentences is the answer."""
    first = {name: float(column[0]) for name, column in ordered.table.items()}
    return deciding(ordered.matter, ordered.units, first, float(softmax(ordered.worth)[0]))


def _of_one(matter: Matter, retrieved: Retrieved) -> Quotes:
    """Choose the sentences that answer a question of one part."""
    ordered = ranked(matter, retrieved)
    if ordered is None:
        return Quotes()
    units, shares = ordered.units, softmax(ordered.worth)
    first = {name: float(column[0]) for name, column in ordered.table.items()}
    near = 0.0 if ordered.nearness is None else float(ordered.nearness[0, NEARER])
    by: By = "words" if ordered.nearness is None else "meaning"
    told = circumstances(shares, first, near, retrieved.relevance, unknown=retrieved.unknown)
    # One knows plain questions, the other such as are asked in other words than the papers': the less sure of them counts.
    chance = min(likely(told, by), answers(decided_by(ordered), by))
    other_sum = _of_other_sum(matter.question, units[:QUOTED]) > 0
    if other_sum[0]:
        chance = min(chance, DOUBTED / 2)
    if chance < DOUBTED and (borne := _borne_by_place(matter, units, retrieved)):
        return Quotes(borne, DOUBTED)
    best_is_nameless = units[0].passage.document_id in retrieved.nameless
    planned = _tells_plan(matter, units[0])
    rivals = _rivals(ordered)
    if best_is_nameless or planned or rivals or _is_of_others(matter, units[0], retrieved):
        chance = min(chance, MOST_UNSURE)
    least = WORTH_QUOTING[chance >= PLAIN] * shares[0]
    chosen = {
        units[at].text: units[at]
        for at in reversed(range(len(units))[:QUOTED])
        if shares[at] >= least
        and not other_sum[at]
        and (best_is_nameless or units[at].passage.document_id not in retrieved.nameless)
    }
    shown = [*reversed(chosen.values())]
    found = Quotes(tuple(dict.fromkeys([*shown[:1], *rivals, *shown[1:]]))[:QUOTED], chance)
    if retrieved.papers is None:
        return found
    from assistant.agent.papers.succession import succession  # only where there are papers of several times

    if planned:
        return replace(found, units=(*_spent(matter, units, retrieved.papers), *found.units)[:QUOTED])
    likely_too = [one for one, share in zip(units, shares, strict=True) if share >= AS_LIKELY * shares[0]]
    stated = succession(matter, likely_too, retrieved.papers, retrieved.today, units[len(likely_too) :])
    if (
        not stated
        and _STILL.search(matter.question)
        and (newer := _newer(found, likely_too, retrieved.papers))
    ):
        # What held once may have ended with what newer papers say of it.
        return replace(found, units=(*newer, *found.units)[:QUOTED], likely=min(chance, MOST_UNSURE))
    if not stated:
        return (
            found if not found.plain else replace(found, units=_with_other_sums(matter, found.units, units))
        )
    dated = tuple(one.unit for one in stated)
    return replace(found, units=(*dated, *(one for one in found.units if one not in dated)), told=stated)
