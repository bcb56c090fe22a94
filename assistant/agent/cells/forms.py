"""Find papers that were made from one form, and the clauses of it.

Twenty tenancies, or thirty service contracts, say the same under the same headings, and differ in values, names and a few wordings. What
one clause says is then read in all of them at one place, and how its wordings differ tells which papers a question means. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.agent.cells.bearing import DocumentText
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit

LEAST_ALIKE = 4
"""Papers of one form at least."""
SHARE, ODD_SHARE = 0.6, 0.3
"""Share of the form's clauses that a paper has of it, and one of its kind that was made from another."""
LEAST_SHARED = 4
"""Clauses that papers of one form have in common at least."""
LONGEST_LABEL, LONGEST_HAN = 5, 12
"""Words of the longest heading of a clause, and its characters in Chinese."""
LONGEST_FIELD = 80
"""Characters of the longest field at the head of a form: "Tenant: Odile Marchbanks"."""

_LINE = lazy_regex(r"[^\n]+")
_NUMBER = (
    r"第\s?[一二三四五六七八九十百\d]{1,4}\s?[条款项章]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]"
    r"|(?:clause|article|section|art\.|§)\s?\d{1,2}[.:]?|\d{1,2}(?:\.\d{1,2})?[.)、．:]?"
)
_CLAUSE = lazy_regex(
    rf"[\s#*_>•-]*(?:(?P<number>{_NUMBER})(?=[\s*_]|[^\d.,/%-])[\s*_]*)?(?P<label>[^\W\d_][^.:：。，,;；|\n\d]*?)?[\s*_]*(?P<stop>[.:：]|[ \t　]{{2,}}|\s[–—-]\s|(?<=[\u4e00-\u9fff])[ 　]|$)",
    re.IGNORECASE,
)
"""With what a line begins that is a clause, or a field: "5. Animals.", 第五条 宠物：, "Tenant:"."""
_ASIDE = lazy_regex(r"[(（][^)）]*[)）]")
_FIGURES = lazy_regex(r"\d[\d.,/:]*|[零一二两三四五六七八九十百千万亿]{2,}")
_NAME = lazy_regex(r"(?<![.!?:] )(?<!^)\b[A-Z][\w'’-]*")

_BY_HAND = (
    r"struck|cross(?:ed)? (?:out|through)|delet(?:ed|ion)|(?:written|added|altered|changed|amended|corrected)\b[^\])】\n]{0,20}by hand"
    r"|hand-?written|initial(?:l?ed|s)|overwritten|手写|手改|手填|划[去掉]|删[去掉除]|涂改|涂去|笔改"
)
_STRUCK = lazy_regex(r"~~.+?~~|<(del|s|strike)>.+?</\1>", re.IGNORECASE)
_NOTE = lazy_regex(
    rf"\[[^\]\n]*?(?:{_BY_HAND})[^\]\n]*\]|[(（][^)）\n]*?(?:{_BY_HAND})[^)）\n]*[)）]|【[^】\n]*?(?:{_BY_HAND})[^】\n]*】",
    re.IGNORECASE,
)
_OUTRIGHT = lazy_regex(
    r"\b(?:altered|changed|amended|corrected) by hand to\b|\b(?:struck|crossed) out and replaced (?:by|with)\b|(?:手写|手工|用笔|笔)改?[为成]",
    re.IGNORECASE,
)
"""What says without brackets that words before it were changed by hand."""
_PUT_IN = lazy_regex(
    r".*(?:[:：→]|\bby hand\s*[;,]|手写[，,；;]|\b(?:to read|now reads?|replaced (?:by|with)|instead|added|inserted)\b|[改写][为成])\W?",
    re.IGNORECASE | re.DOTALL,
)
_SIGNED_BY = lazy_regex(
    r"[,;，；、]\s*(?:agreed|initial|signed|dated|双方|甲乙|[^，；]{0,6}签)", re.IGNORECASE
)
"""Up to where a note by hand says what stands in the place of the words that it strikes out."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, or a field, of a paper.

    Attributes:
        label: Its heading; empty for none.
        number: As it is written; empty for none.
        unit: Where it stands, its heading included.
    """

    label: str
    number: str
    unit: Unit

    @property
    def said(self) -> str:
        """What holds of it, without what is struck out, on one line."""
        above = f"{self.label}: " if self.label and self.label not in self.unit.text else ""
        return above + " ".join(holding(self.unit.text).split())

    @property
    def changed(self) -> bool:
        """Whether it was changed by hand."""
        return changed_by_hand(self.unit.text)


@dataclass(frozen=True, slots=True)
class Form:
    """Papers that were made from one form.

    Attributes:
        members: The documents.
        odd: Those of the same kind that were made from another.
        slots: The clauses of the form, by what they are called, in order.
        clauses: Of each document, by slot; what some lack is not in it.
        heads: The slots of its head, whose values tell the papers apart: who, and what.
    """

    members: tuple[int, ...]
    odd: tuple[int, ...]
    slots: tuple[str, ...]
    clauses: Mapping[int, Mapping[str, Clause]]
    heads: frozenset[str]

    @property
    def papers(self) -> tuple[int, ...]:
        """All documents, the odd ones last."""
        return (*self.members, *self.odd)

    def said(self, number: int) -> str:
        """Return all that a document says in its clauses."""
        return "\n".join(one.said for one in self.clauses[number].values())

    def wordings(self, slot: str) -> int:
        """Count the wordings of a clause, figures aside."""
        said = (self.clauses[one][slot].said for one in self.members if slot in self.clauses[one])
        return len({_FIGURES.sub("0", one) for one in said})


def holding(text: str) -> str:
    """Blank what is struck out of a text, and what a note by hand says beside it.

    As long as the text, so that places in it stay.
    """
    text = _STRUCK.sub(lambda found: " " * len(found.group()), text)
    text = _NOTE.sub(_put_in, text)
    if (outright := _OUTRIGHT.search(text)) is None:
        return text
    own = _CLAUSE.match(text)
    begin = own.end() if own is not None and own["label"] else 0
    return text[:begin] + " " * (outright.end() - begin) + text[outright.end() :]


def _put_in(note: re.Match[str]) -> str:
    """Return a note by hand blanked, but for what it puts in."""
    said = note.group()
    if (put := _PUT_IN.match(said)) is None:
        return " " * len(said)
    signed = _SIGNED_BY.search(said, put.end())
    end = signed.start() if signed is not None else len(said) - 1
    return " " * put.end() + said[put.end() : end] + " " * (len(said) - end)


def changed_by_hand(text: str) -> bool:
    """Return whether words of a text are struck out, or changed by hand."""
    return any(one.search(text) is not None for one in (_STRUCK, _NOTE, _OUTRIGHT))


def masked(text: str) -> str:
    """Return a text without figures and names, by which alike ones are alike."""
    return " ".join(_NAME.sub("@", _FIGURES.sub("0", text)).casefold().split())


def clauses_of(passages: Sequence[StoredPassage]) -> list[Clause]:
    """Return the clauses and the fields of a document, in order."""
    found: list[Clause] = []
    for passage in passages:
        above = passage.heading[-1] if len(passage.heading) > 1 else ""
        if above and (own := _CLAUSE.fullmatch(above)) is not None and _is_label(own["label"] or ""):
            found.append(Clause(own["label"], own["number"] or "", Unit(passage, 0, len(passage.text), 0)))
            continue
        last_end, open_heading = -1, False
        for line in _LINE.finditer(passage.text):
            if not line.group().strip():
                continue
            own = _CLAUSE.match(line.group())
            label = (own["label"] or "").strip() if own is not None else ""
            number = (own["number"] or "").strip() if own is not None else ""
            label = label if _is_label(label) else ""
            beside = passage.text[last_end : line.start()].count("\n") < 2
            if found and not number and last_end >= 0 and (open_heading or (beside and not label)):
                start = found[-1].unit.start
                found[-1] = Clause(found[-1].label, found[-1].number, Unit(passage, start, line.end(), 0))
                open_heading = False
            else:
                begin = line.start() + len(line.group()) - len(line.group().lstrip())
                found.append(Clause(label, number, Unit(passage, begin, line.end(), 0)))
                open_heading = (
                    bool(number) and own is not None and own.end() >= len(line.group().rstrip(" *_"))
                )
            last_end = line.end()
    return found


def _is_label(label: str) -> bool:
    bare = _ASIDE.sub("", label)
    if any("\u4e00" <= one <= "\u9fff" for one in bare):
        return len("".join(bare.split())) <= LONGEST_HAN
    return 0 < len(bare.split()) <= LONGEST_LABEL


def _key(clause: Clause) -> str:
    label = " ".join(terms(_ASIDE.sub("", clause.label))) if clause.label else ""
    return label or f"~{masked(clause.unit.text)}"


def forms_of(texts: Sequence[DocumentText], deals: frozenset[int]) -> list[Form]:
    """Find the forms of which several of some papers were made, the largest first.

    Args:
        texts: The papers.
        deals: Those that are contracts: only they may be odd ones.
    """
    clauses: dict[int, dict[str, Clause]] = {}
    for text in texts:
        own: dict[str, Clause] = {}
        for one in clauses_of(text.passages):
            own.setdefault(_key(one), one)
        clauses[text.number] = own
    holding_key = Counter(key for own in clauses.values() for key in own)
    common = {
        number: {key for key in own if holding_key[key] >= LEAST_ALIKE} for number, own in clauses.items()
    }
    left = {number for number, own in common.items() if len(own) >= LEAST_SHARED}
    forms: list[Form] = []
    while left:
        seed = max(left, key=lambda one: (sum(len(common[one] & common[other]) for other in left), -one))
        alike = [one for one in left if _shared(common[one], common[seed])]
        if len(alike) < LEAST_ALIKE:
            left.discard(seed)
            continue
        counts = Counter(key for one in alike for key in common[one])
        centre = {key for key, count in counts.items() if 2 * count >= len(alike)}
        members = sorted(one for one in left if len(common[one] & centre) >= SHARE * len(centre))
        left -= {seed, *members}
        if len(members) >= LEAST_ALIKE and len(centre) >= LEAST_SHARED:
            taken = {one for form in forms for one in form.papers}
            odd = [one for one in sorted(deals - taken - {*members}) if _is_odd(clauses.get(one, {}), centre)]
            forms.append(_form(members, odd, centre, clauses))
    return sorted(forms, key=lambda one: -len(one.members))


def _shared(own: set[str], other: set[str]) -> bool:
    both = len(own & other)
    return both >= LEAST_SHARED and both >= SHARE * min(len(own), len(other))


def _is_odd(own: Mapping[str, Clause], centre: set[str]) -> bool:
    labels = {key for key in centre if not key.startswith("~")}
    return len(labels & own.keys()) >= max(LEAST_SHARED, ODD_SHARE * len(labels))


def _form(
    members: Sequence[int], odd: Sequence[int], centre: set[str], clauses: Mapping[int, Mapping[str, Clause]]
) -> Form:
    """Put a form together; a line without a heading is the one behind its neighbour."""
    order: dict[str, list[int]] = {}
    own: dict[int, dict[str, Clause]] = {}
    for number in (*members, *odd):
        placed: dict[str, Clause] = {}
        before, at = "", 0
        for key, clause in clauses[number].items():
            slot = key if key in centre or not key.startswith("~") else f">{before}"
            if slot not in placed:
                placed[slot] = clause
                order.setdefault(slot, []).append(at)
            before, at = (key, at + 1) if key in centre else (before, at + 1)
        own[number] = placed
    told = {slot: places for slot, places in order.items() if sum(slot in own[one] for one in members) > 1}
    slots = sorted(told, key=lambda slot: sum(told[slot]) / len(told[slot]))
    heads: list[str] = []
    some = {slot: [own[one][slot] for one in members if slot in own[one]] for slot in slots}
    numbered = any(clauses[0].number for clauses in some.values())
    for slot in slots:
        if some[slot][0].number or (not numbered and not _are_fields(some[slot])):
            break
        heads.append(slot)
    return Form(tuple(members), tuple(odd), tuple(slots), own, frozenset(heads))


def _are_fields(clauses: Sequence[Clause]) -> bool:
    """Return whether lines are fields, as they stand at the head of a form."""
    first = clauses[0]
    under = (first.unit.passage.heading or ("",))[-1]  # a clause has a heading of its own
    short = sum(len(one.unit.text) <= LONGEST_FIELD for one in clauses)
    return first.label != under and 2 * short >= len(clauses)
