"""Tell which clause of a form a question asks, and which of its papers match.

The clause is chosen once, for all papers. A value that is asked is read from it in each; else the words of the question decide that stand
in some of its wordings and not in the others, or who of the two sides does it. Pure, but for what judges sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.agent.cells.bearing import DocumentText, overlaps
from assistant.agent.cells.columns import Column
from assistant.agent.cells.computed_end import has_no_end
from assistant.agent.cells.form_questions import EMPTY, ROLES, Asked
from assistant.agent.cells.forms import LONGEST_LABEL, Clause, Form, holding
from assistant.agent.cells.one_cell import CellAnswering, cell_of
from assistant.agent.words.amounts import amount_in, time_in
from assistant.agent.words.polarity import denies
from assistant.agent.words.roles import GENERIC_WEIGHT, Concept, asked_with, concepts_of, role_pattern
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import value_spans, values_agree
from assistant.answer_table import Cell, CellState
from assistant.frozen import dataclass
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit

SPEAKING = 4
"""One in so many papers at least speaks of a side that their form names."""
NOWHERE = 0.3
"""What a word counts that stands in no clause."""
TWO_SIDES = 2
SAMPLED = 5
"""Papers of a form by which the clause is chosen that a question asks."""
LEAST = 0.3
"""What a clause is worth at least that is asked."""
CLEAR = 0.35
"""By how much a clause must be likelier than the next for it to be surely the one."""
HEADED = 3
"""Clauses of which only one may be headed by a word of the question to be surely the one."""
_TYPED = ("date", "money", "duration", "percent")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clause of a form that a question asks.

    Attributes:
        slot: What it is called in the form.
        clear: Whether no other may be meant.
    """

    slot: str
    clear: bool


def matters_of(predicate: str) -> list[Concept]:
    """Return what a question speaks of, without how: "allowed a dog" of a dog."""
    bare = EMPTY.sub(" ", predicate)
    return [one for one in concepts_of(bare) if one.weight > GENERIC_WEIGHT] if bare.strip() else []


def chosen_slot(
    asked: Asked, form: Form, texts: Mapping[int, DocumentText], answering: CellAnswering
) -> Chosen | None:
    """Choose the clause that a question asks, once for all papers of a form."""
    scores = slot_scores(asked, form, texts, answering)
    words = _words_of(EMPTY.sub(" ", asked.predicate))
    every = "\n".join(form.said(one) for one in form.papers)
    if asked.column.kind not in _TYPED and not any(_stands(one, every) for one in words):
        return None
    ranked = sorted(scores, key=lambda slot: -scores[slot])
    if not ranked or scores[ranked[0]] < LEAST:
        return None
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    headed = [slot for slot in ranked[:HEADED] if _is_headed(slot, asked.predicate)]
    return Chosen(ranked[0], scores[ranked[0]] - second >= CLEAR or headed == ranked[:1])


def _is_headed(slot: str, predicate: str) -> bool:
    """Return whether a question says what a clause is headed."""
    if not slot.isascii():
        return any(slot[at : at + 2] in predicate for at in range(len(slot) - 1))
    return bool({*slot.split()} & {*query_terms(predicate)})


def slot_scores(
    asked: Asked, form: Form, texts: Mapping[int, DocumentText], answering: CellAnswering
) -> dict[str, float]:
    """Score the clauses of a form by what is said of all papers; higher is likelier."""
    column = asked.column
    wants = column.kind in _TYPED and (
        column.condition is not None or column.absent or column.present or asked.differs
    )
    matters = matters_of(column.question if wants and not asked.differs else asked.predicate)
    said = {
        slot: [form.clauses[one][slot] for one in form.papers if slot in form.clauses[one]]
        for slot in form.slots
    }
    # What stands at its head tells papers apart, and was looked at for names.
    said = {
        slot: some
        for slot, some in said.items()
        if 2 * len(some) >= len(form.members) and slot not in form.heads
    }
    held: dict[str, dict[str, float]] = {}
    for slot, some in said.items():
        label = some[0].label
        label_terms = frozenset(terms(label))
        words = {text: frozenset(terms(text)) for text in {one.said for one in some}}
        held[slot] = {
            one.name: 1.0 if label and one.stands_in(label, label_terms)
            else 0.7 if any(one.stands_in(text, own) for text, own in words.items()) else 0.0
            for one in matters
        }  # fmt: skip
    standing = {one.name: sum(own[one.name] > 0 for own in held.values()) for one in matters}
    rarity = {name: 1 / count if count else NOWHERE for name, count in standing.items()}
    total = sum(one.weight * max(rarity[one.name], 0.2) for one in matters) or 1.0
    spread = len(form.members) // SAMPLED + 1
    sample = [texts[one] for one in form.members[::spread]]
    judged_all: dict[str, float] = dict.fromkeys(form.slots, 0.0)
    near_all: dict[str, float] = dict.fromkeys(form.slots, 0.0)
    _, vector = answering.model.asked(asked.predicate)
    for text in sample:
        judged = answering.judged(text, column)
        sentences = answering.model.sentences(text)
        for slot, clause in form.clauses[text.number].items():
            judged_all[slot] = judged_all.get(slot, 0.0) + sum(
                share for unit, share in judged.ranked if _within(unit, clause.unit)
            )
            if vector is not None and sentences.vectors is not None:
                near = [
                    float(own @ vector)
                    for unit, own in zip(sentences.units, sentences.vectors, strict=True)
                    if _within(unit, clause.unit)
                ]
                near_all[slot] = near_all.get(slot, 0.0) + max(near, default=0.0)
    nearness = {slot: near_all[slot] / len(sample) for slot in said}
    mean = sum(nearness.values()) / max(len(nearness), 1)
    deviation = (sum((one - mean) ** 2 for one in nearness.values()) / max(len(nearness), 1)) ** 0.5 or 1.0
    scores: dict[str, float] = {}
    for slot, some in said.items():
        words_share = sum(one.weight * held[slot][one.name] * rarity[one.name] for one in matters) / total
        score = words_share + judged_all[slot] / len(sample) + 0.15 * (nearness[slot] - mean) / deviation
        if wants:
            score -= 0.0 if states(some, column.kind) else 1.0
        elif form.wordings(slot) < 2:
            score -= 0.5
        scores[slot] = score
    return scores


def states(clauses: Sequence[Clause], kind: ValueKind) -> bool:
    """Return whether at least half of some clauses state a value of a kind."""
    holds = sum(bool(value_spans(holding(one.unit.text), kind)) for one in clauses)
    return 2 * holds >= len(clauses)


def _within(unit: Unit, clause: Unit) -> bool:
    return unit.passage.id == clause.passage.id and overlaps(unit, clause)


# What it says in each


def narrowed(text: DocumentText, clause: Clause) -> DocumentText:
    """Return a document of which nothing is left but what holds of one clause.

    Places in it stay.
    """
    unit, passage = clause.unit, clause.unit.passage
    bare = re.sub(r"[^\n]", " ", passage.text)
    kept = bare[: unit.start] + holding(unit.text) + bare[unit.end :]
    key = f"{passage.key}~" if clause.changed else passage.key  # vectors are kept by it
    return replace(text, passages=(replace(passage, text=kept, key=key),))


def read(
    text: DocumentText, clause: Clause, column: Column, answering: CellAnswering, *, clear: bool
) -> Cell:
    """Read the value of a clause that is asked, sure where the clause surely is."""
    alone = narrowed(text, clause)
    cell = answering.quoted(
        alone, replace(column, selects="", condition=None) if column.kind in _TYPED else column
    )
    said = holding(clause.unit.text)
    spans = value_spans(said, column.kind) if column.kind in _TYPED else []
    values = list(dict.fromkeys(said[start:end] for start, end in spans))
    if len(values) == 1 and (cell.says_none or not (cell.value or has_no_end(cell.text))):
        cell = cell_of("unsure", values[0], (clause.unit,), values[0])
    if cell.says_none:
        return cell_of("not_stated" if clear else "unsure", cell.text, ())
    alone_or_one = len(values) <= 1 or cell.state == "found" or column.kind == "date"
    state: CellState = "found" if clear and alone_or_one else "unsure"
    return cell_of(state, cell.text, (clause.unit,), cell.value)


_NO_OTHER = lazy_regex(
    r"\b(?:and|but) no (?:other|further|more)\b[^.;,]*|[，,]?(?:不得|不可|不能)[^，。；]{0,4}其[他它]\w*",
    re.IGNORECASE,
)
_PARTS = lazy_regex(r"(?<=[.;。；，])\s*|,\s+(?=but|and|not|no)")


def contrast(asked: Asked, said: Mapping[int, str], form: Form) -> dict[int, bool] | None:
    """Tell which papers match by what their wordings do not have in common.

    Args:
        asked: The question.
        said: What the clause says in each paper.
        form: The form.

    Returns:
        None where no word of the question tells them apart.
    """
    negative = denies(asked.predicate)
    if (by_side := _by_side(asked, said, form)) is not None:
        return by_side
    alike = {number: text for number, text in said.items() if number not in form.odd}
    for telling in _telling(EMPTY.sub(" ", asked.predicate), alike):
        verdicts = {}
        for number, text in said.items():
            parts = [_speaking(text, word, asked.predicate) for word in telling]
            verdicts[number] = all(
                _stands(word, part) and denies(part) == negative
                for word, part in zip(telling, parts, strict=True)
            )
        if any(verdicts.values()):
            return verdicts
    words = _words_of(EMPTY.sub(" ", asked.predicate))
    count = {at: sum(_stands(word, text) for text in alike.values()) for at, word in enumerate(words)}
    verdicts = {}
    for number, text in said.items():
        # "Also on Saturdays, and not on Sundays": what speaks of the rarest word counts.
        own = sorted((count[at], at) for at, word in enumerate(words) if _stands(word, text))
        if not own:
            return None
        verdicts[number] = _lacks(_speaking(text, words[own[0][1]], asked.predicate)) == negative
    return verdicts if len({verdicts[number] for number in alike}) > 1 else None


def speaks_of(asked: Asked, text: str) -> bool:
    """Return whether a text has a word of what a question asks."""
    return any(_stands(one, text) for one in _words_of(EMPTY.sub(" ", asked.predicate)))


def _lacks(text: str) -> bool:
    """Return whether a text forbids, or says that there is none."""
    return denies(text) or _WITHOUT.search(text) is not None


_WITHOUT = lazy_regex(
    r"^\W*(?:no|none|nil)\b|\bwithout (?:an?|any)\b|\bexcluding\b|不含|不带|不包括|(?:^|[，。：])无",
    re.IGNORECASE,
)


def _words_of(predicate: str) -> list[_Word]:
    """Return the words of a question that say of what it speaks."""
    if is_unspaced(predicate):
        runs = _HAN.findall(predicate)
        pairs = [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
        return [*pairs, *(one for run in runs for one in run if one not in _COMMON_HAN)]
    patterns = [(one.pattern,) for one in concepts_of(predicate) if one.pattern is not None]
    return [*query_terms(predicate), *patterns]


def _by_side(asked: Asked, said: Mapping[int, str], form: Form) -> dict[int, bool] | None:
    """Tell which papers match by who does it: "paid by the landlord".

    None where no side is asked, or the same one does it in all of them.
    """
    sides = _sides_of(form)
    side = _side_asked(asked, sides)
    if side is None:
        return None
    doers = {number: _first_side(_bare(text), sides) for number, text in said.items()}
    if len({one for number, one in doers.items() if number not in form.odd}) < 2:
        return None
    return {
        number: doer == side and denies(_bare(said[number])) == denies(asked.predicate)
        for number, doer in doers.items()
    }


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the papers of a form.

    Attributes:
        slot: The field that names it.
        words: What finds it in a text.
        values: How many there are.
    """

    slot: str
    words: tuple[re.Pattern[str], ...]
    values: int


def _sides_of(form: Form) -> list[_Side]:
    """Return the sides that a form names at its head and speaks of further on."""
    found: list[_Side] = []
    for slot in form.slots:
        own = [form.clauses[one][slot] for one in form.members if slot in form.clauses[one]]
        if slot not in form.heads or not own or not own[0].label:
            continue
        names = [one for one in re.split(r"[(（)）/、]", own[0].label) if one.strip()]
        words = [
            re.compile(
                rf"\b{re.escape(one.strip())}s?\b" if one.isascii() else re.escape(one.strip()), re.IGNORECASE
            )
            for one in names
        ]
        roles = [
            role_pattern(one)
            for group in ROLES
            if any(role_pattern(role).search(own[0].label) for role in group)
            for one in group
        ]
        speaking = sum(
            any(
                words[0].search(clause.said)
                for at, clause in form.clauses[one].items()
                if at not in form.heads
            )
            for one in form.members
        )
        if SPEAKING * speaking >= len(form.members) and (roles or _is_a_doer(words[0], form)):
            found.append(_Side(slot, (*words, *roles), len({one.said for one in own})))
    return found


def _is_a_doer(word: re.Pattern[str], form: Form) -> bool:
    """Return whether a form says what somebody may or must do."""
    every = "\n".join(form.said(one) for one in form.members)
    return any(_DOES.match(every, found.end()) for found in word.finditer(every))


_DOES = lazy_regex(
    r"\s+(?:(?:may|must|shall|will)\b(?! (?:not |also |only )?be\b)|pays?|keeps?|buys?|gives?|sends?|returns?|insures?|provides?|repairs?|bears?)\b|可|应|须|不得|自行|承担|支付|负责"
)


def _side_asked(asked: Asked, sides: Sequence[_Side]) -> str | None:
    """Return the field of the side that does what is asked; None for none."""
    if len(sides) < TWO_SIDES:
        return None  # which of the two "themselves" means is not known
    text = asked.predicate
    many = max(sides, key=lambda one: one.values).slot
    few = min(sides, key=lambda one: one.values).slot
    named = [one.slot for one in sides if any(word.search(text) for word in one.words)]
    if len(named) == 1:
        return named[0]
    if _THEMSELVES.search(text):
        return many
    return few if _WE.search(text) else None


def _first_side(text: str, sides: Sequence[_Side]) -> str:
    places = [
        (found.start(), one.slot)
        for one in sides
        for word in one.words
        if (found := word.search(text)) is not None
    ]
    return min(places)[1] if places else ""


_THEMSELVES = lazy_regex(
    r"\b(?:themselves|himself|herself|on their own|at their own (?:cost|expense))\b|自己|自行|本人|自付|自理",
    re.IGNORECASE,
)
_WE = lazy_regex(r"\b(?:we|us)\b|我们|我方|咱们", re.IGNORECASE)


_Word = str | tuple[re.Pattern[str], ...]
"""A term, some characters of Chinese, or what finds a thing or the holder of a role."""


def _telling(predicate: str, said: Mapping[int, str]) -> list[list[_Word]]:
    """Return the words of a question that stand in some wordings and not in others.

    The longest first, where there are several ways to part them.
    """
    texts = set(said.values())

    def tells(word: _Word) -> bool:
        return 0 < sum(_stands(word, text) for text in texts) < len(texts)

    if is_unspaced(predicate):
        return [own for most in (6, 1) if (own := _telling_zh(predicate, tells, most))]
    found: list[_Word] = []
    known = {
        term: one.pattern
        for one in concepts_of(predicate)
        if one.pattern is not None
        for term in asked_with(one.name, predicate)
    }
    roles = [tuple(role_pattern(one) for one in names) for names in ROLES]
    for term in query_terms(predicate):
        pattern = known.get(term)
        word: _Word = next((own for own in roles if _stands(own, term)), term)
        if not any(_stands(word, text) for text in texts) and pattern is not None:
            word = (pattern,)
        if tells(word) and word not in found:
            found.append(word)
    return [found] if found else []


def _telling_zh(predicate: str, tells: Callable[[_Word], bool], longest: int) -> list[_Word]:
    """Return the longest runs of characters that tell wordings apart."""
    found: list[_Word] = [one for one in _FIGURE.findall(predicate) if tells(one)]
    for run in _HAN.findall(predicate):
        at = 0
        while at < len(run):
            most = next((n for n in range(min(longest, len(run) - at), 0, -1) if tells(run[at : at + n])), 0)
            if most and (most > 1 or run[at] not in _COMMON_HAN):
                found.append(run[at : at + most])
            at += max(most, 1)
    return [one for one in found if len(one) > 1] or found


_FIGURE = lazy_regex(r"\d+")


_HAN = lazy_regex(r"[\u4e00-\u9fff]+")
_COMMON_HAN = frozenset(
    "的了在是有和与或由被把给向从到为以及其他一二三四五六七八九十个只位份家们我你他它这那该各每不没无未可能会应要需得须请让使用人方"
)
"""What stands in any clause."""


def _stands(word: _Word, text: str) -> bool:
    if isinstance(word, str):
        return word in text if not word.isascii() else word in terms(text)
    return any(one.search(text) is not None for one in word)


_LABEL = lazy_regex(r"^[^.:：。]{0,40}[.:：]\s*(?=\S)")


def _bare(text: str) -> str:
    """Return a clause without its heading and without what forbids all else."""
    own = text
    while (label := _LABEL.match(own)) is not None and len(label.group().split()) <= LONGEST_LABEL:
        own = own[label.end() :]
    return _NO_OTHER.sub("", own)


def _speaking(text: str, word: _Word, question: str) -> str:
    """Return the part of a clause that speaks of a word, and most of a question."""
    wanted = frozenset(query_terms(question))
    parts = [one for one in _PARTS.split(_bare(text)) if one.strip()]
    own = [one for one in parts if _stands(word, one)]
    if not isinstance(word, str):
        own = parts  # who does it: in the part that says what
    return max(own, key=lambda one: len(wanted & frozenset(terms(one))), default=_bare(text))


def foreign(asked: Asked, form: Form, texts: Mapping[int, DocumentText]) -> int:
    """Count what a question speaks of that other papers hold, and none of a form.

    Args:
        asked: The question.
        form: The form.
        texts: All papers.
    """
    own = "\n".join(form.said(one) for one in form.papers)
    held = frozenset(terms(own))
    unknown = [
        one for one in matters_of(asked.predicate) if one.pattern is None and not one.stands_in(own, held)
    ]
    if not unknown:
        return 0
    others = [text for number, text in texts.items() if number not in form.papers]
    elsewhere = frozenset(terms("\n".join(one.text for text in others for one in text.passages)))
    return sum(one.name in elsewhere for one in unknown)


def is_same(one: str, other: str, kind: ValueKind) -> bool:
    """Return whether two values are the same; two months are about sixty days."""
    if values_agree(one, other, kind):
        return True
    days = [
        time_in(amount, "day") if (amount := amount_in(said, "duration")) is not None else None
        for said in (one, other)
    ]
    if kind != "duration" or days[0] is None or days[1] is None:
        return False
    return abs(days[0] - days[1]) <= max(days[0], days[1]) / 30
