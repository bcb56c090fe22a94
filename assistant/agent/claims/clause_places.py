"""Find for each clause of a sentence the one place that says most of it. Pure.

A sentence may say one thing with its paper and go on with another: what bears its first half says nothing of the second. So each clause is
held against one place, a sentence or a row with what heads it, and each number against the words that stand beside it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.agent.claims.attribution import Attribution, EvidenceChecks
from assistant.agent.claims.claim_parts import Claim, parts_of
from assistant.agent.claims.claimed_values import Value
from assistant.agent.claims.given_values import needs_none
from assistant.agent.words.candidates import Candidate
from assistant.agent.words.polarity import CLAUSE, denies
from assistant.frozen import dataclass
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date
from assistant.retrieval.evidence import Unit
from assistant.retrieval.values import Identifier, Number

SIGNS = (
    "held", "missing", "contradicted", "other_row", "other_document", "meant", "nothing", "part", "part_values", "last_part", "elsewhere",
    "near_value", "rival", "values_held", "words_held", "row", "denied", "ahead", "replaced", "reversed", "planned", "asked_elsewhere",
    "paper_values",
)  # fmt: skip
"""What `signs` tells, in this order."""
_WHOLE = 0.3
"""What the share of the whole sentence counts beside that of a clause."""
_LEAST_PART = 0.5
"""Share of a clause's words that its place has to hold."""
_MANY_VALUES, _MANY_WORDS = 4, 12
"""Counts from which more tell nothing."""


_OLD = lazy_regex(
    r"(?:\b(?:from|instead of|in place of|rather than|in lieu of|replac(?:es|ing)|no longer|not|formerly|previously|(?:it|which|that) was|used to be|up from|down from)"
    r"(?: the| of| at| on)*|(?:由|从|原(?:来|为|先|定|是|价)?|而不是|不再是?|代替|去年|之前|以前)[^，。；,;\d]{0,6})\s?[€$£¥]?\s?\Z",
    re.IGNORECASE,
)
"""What stands before a value that another has replaced."""
_NO = lazy_regex(
    r"\b(?:negative|refus\w+|declin\w+|reject\w+|turned down|voted down|against|exclud\w+|withdr[ae]w\w*|cancel\w*|forbid\w*|prohibit\w*|without|stays? as)\b"
    r"|拒绝|否决|驳回|取消|排除|除外|禁止|免",
    re.IGNORECASE,
)
"""Says no without a "not"."""
_PLANNED = lazy_regex(
    r"\b(?:plan\w*|propos\w+|aim\w*|intend\w*|consider\w*|discuss\w*|think\w* (?:it )?over|wants?|would|leans?|expect\w*|estimat\w*|quot\w+|offers?|figures from"
    r"|draft|if|until|to be|is to|are to|asks?|hopes?|may|suggest\w*)\b"
    r"|计划|打算|拟|考虑|草案|建议|预算|报价|比价|讨论|商量|希望|预计|待|再议|申请|争取|准备",
    re.IGNORECASE,
)
_DONE = lazy_regex(
    r"\b(?:already|(?:has|have|had) (?:\w+ly )?(?:been|begun|bought|got|taken|\w+ed)|agreed|signed|completed|finished|concluded|decided|accepted|ordered)\b"
    r"|已经?|了(?=[。，,]|$)|完成|达成|定了|买下|确定",
    re.IGNORECASE,
)
"""Said of what is only wished or thought of, and of what is done."""


@dataclass(frozen=True)
class Places:
    """Where the clauses of a sentence have their support.

    Attributes:
        claim: The sentence.
        parts: Its clauses.
        best: The place of each.
        whole: The place of the sentence as a whole.
        others: All other places.
    """

    claim: Claim
    parts: Sequence[Claim]
    best: Sequence[Candidate]
    whole: Candidate
    others: Sequence[Candidate]

    @property
    def units(self) -> tuple[Unit, ...]:
        """The places as evidence, that of the whole sentence first."""
        return tuple(dict.fromkeys(one.unit for one in (self.whole, *self.best)))


def places_of(claim: Claim, checks: EvidenceChecks) -> Places | None:
    """Find the place of each clause; None where nothing was found."""
    usable = [one for one in checks.candidates if not checks.ordered(one)]
    if not usable:
        return None
    weights = checks.weights(claim)
    shares = [checks.share(claim, weights, one) for one in usable]
    # Of two that say the same, the better hit.
    whole = max(range(len(usable)), key=lambda at: shares[at] - 0.01 * min(usable[at].unit.rank, 8))
    parts = parts_of(claim, checks.known) or [claim]
    best = []
    for part in parts:
        own = checks.weights(part)
        worth = [
            checks.share(part, own, one) + _WHOLE * share for one, share in zip(usable, shares, strict=True)
        ]
        best.append(usable[max(range(len(usable)), key=worth.__getitem__)])
    others = [one for at, one in enumerate(usable) if at != whole]
    return Places(claim, parts, best, usable[whole], others)


def signs(places: Places, checks: EvidenceChecks, found: Attribution) -> dict[str, float]:
    """Describe how clauses stand in their places, and what the checks found.

    Args:
        places: The places.
        checks: What one candidate is checked by.
        found: What the checks found.
    """
    claim, whole = places.claim, places.whole
    weights, asked = checks.weights(claim), checks.asked.all_terms
    chosen = list(dict.fromkeys((whole, *places.best)))
    each = [
        (checks.words_share(part, checks.weights(part), one), _values_share(part, one))
        for part, one in zip(places.parts, places.best, strict=True)
    ]
    lacking = [
        word for word in claim.words if word not in asked and not any(one.holds(word) for one in chosen)
    ]
    paper = whole.unit.passage.document_id
    own = frozenset[str]().union(
        *(one.terms for one in places.others if one.unit.passage.document_id == paper)
    )
    every = frozenset[str]().union(*(one.terms for one in places.others))
    total = sum(weights.values()) or 1.0
    beside = [_beside(claim, value, chosen) for value in claim.values if not isinstance(value.of, Identifier)]
    ahead = max(
        (checks.share(claim, weights, one) for one in places.others if one.unit.passage.document_id != paper),
        default=0.0,
    )
    same = [one for one in (whole, *places.others) if one.unit.passage.document_id == paper]
    asked_here = checks.asked_share(whole)
    return {
        "held": float(found.supported),
        "missing": min(len(found.missing), 3) / 3,
        "contradicted": float(found.contradicts),
        "other_row": float(found.reason == "other_row"),
        "other_document": float(found.reason == "other_document"),
        "meant": float(not found.sure and not found.reason),
        "nothing": float(not found.units),
        "part": min(words for words, _ in each),
        "part_values": min(held for _, held in each),
        "last_part": each[-1][0],
        "elsewhere": sum(weights[word] for word in lacking if word not in own and word in every) / total,
        "near_value": min((one[0] for one in beside), default=1.0),
        "rival": max((one[1] for one in beside), default=-1.0),
        "values_held": min(sum(_stands(value, claim, chosen) for value in claim.values), _MANY_VALUES)
        / _MANY_VALUES,
        "words_held": min(
            sum(any(one.holds(word) == 1.0 for one in chosen) for word in claim.words), _MANY_WORDS
        )
        / _MANY_WORDS,
        "row": float(whole.row is not None),
        "denied": float(denies(claim.text) != any(denies(one.told) for one in chosen)),
        "ahead": checks.share(claim, weights, whole) - ahead,
        "replaced": float(any(_replaced(claim, value, chosen) for value in claim.values)),
        "reversed": float(
            any(_reversed(part.text, one) for part, one in zip(places.parts, places.best, strict=True))
        ),
        "planned": float(
            any(
                _DONE.search(part.text) is not None
                and _PLANNED.search(one.told) is not None
                and _DONE.search(one.told) is None
                for part, one in zip(places.parts, places.best, strict=True)
            )
        ),
        "asked_elsewhere": max((checks.asked_share(one) for one in places.others), default=0.0) - asked_here,
        "paper_values": sum(_stands(value, claim, same) for value in claim.values) / claim.valued
        if claim.valued
        else 1.0,
    }


def speaks_against(placed: Mapping[str, float]) -> bool:
    """Return whether a clause stands nowhere, or not as it is said."""
    return (
        placed["part"] < _LEAST_PART
        or placed["part_values"] < 1
        or any(placed[name] > 0 for name in ("rival", "replaced", "reversed", "planned"))
    )


def _values_share(part: Claim, place: Candidate) -> float:
    held = [_stands(value, part, [place]) for value in part.values]
    return sum(held) / len(held) if held else 1.0


def _stands(value: Value, claim: Claim, places: Sequence[Candidate]) -> bool:
    """Return whether a value stands in one of some places, or follows from it."""
    return any(value.stands_in(one) for one in places) or needs_none(value, claim, places)


def _beside(claim: Claim, value: Value, chosen: Iterable[Candidate]) -> tuple[float, float]:
    """Compare the words beside a value with those beside it in the evidence.

    Returns:
        The share of its words that stand beside the value there, and by how much more of them stand beside another value of the kind.
    """
    start, end = _span(value.of)
    said = _clause_terms(claim.text, start, end) - frozenset(terms(value.text))
    if not said:
        return 1.0, -1.0
    home, rival = 0.0, 0.0
    found = False
    for one in chosen:
        if one.row is not None:
            if value.stands_in(one):
                found, home = True, max(home, len(said & one.terms) / len(said))
            continue
        held: Sequence[Number | Date] = one.values.dates if isinstance(value.of, Date) else one.values.numbers
        for other in held:
            its = _clause_terms(one.unit.text, *_span(other))
            share = len(said & its) / len(said)
            if _same(value.of, other):
                found, home = True, max(home, share)
            elif _alike(value.of, other) and not any(_same(own.of, other) for own in claim.values):
                rival = max(rival, share)
    return (home, rival - home) if found else (0.0, rival)


def _replaced(claim: Claim, value: Value, chosen: Iterable[Candidate]) -> bool:
    """Return whether a value stands in the evidence only as what was before.

    "Moved from 3 May to 9 May": 3 May is no answer without 9 May.
    """
    if isinstance(value.of, Identifier):
        return False
    old = False
    for one in chosen:
        held: Sequence[Number | Date] = one.values.dates if isinstance(value.of, Date) else one.values.numbers
        for other in held:
            if not _same(value.of, other):
                continue
            if _OLD.search(one.unit.text, max(0, other.start - 40), _span(other)[0]) is None:
                return False
            old |= (
                any(
                    _alike(value.of, new) and not any(_same(own.of, new) for own in claim.values)
                    for new in held
                )
                or _OLD.search(claim.text, max(0, value.of.start - 40), _span(value.of)[0]) is None
            )
    return old


def _reversed(text: str, place: Candidate) -> bool:
    """Return whether a clause says yes where the text says no, or no for yes."""
    said = frozenset(terms(text))
    pieces = [piece for piece in CLAUSE.split(place.told) if piece and piece.strip()] or [place.told]
    its = max(pieces, key=lambda piece: len(said & frozenset(terms(piece))))
    own = denies(text) != (_NO.search(text) is not None)
    return own != (denies(its) != (_NO.search(its) is not None))


def _span(value: Number | Date | Identifier) -> tuple[int, int]:
    return value.span if isinstance(value, Number) else (value.start, value.end)


def _same(one: Number | Date | Identifier, other: Number | Date) -> bool:
    if isinstance(one, Date):
        return isinstance(other, Date) and one.agrees(other)
    return isinstance(one, Number) and isinstance(other, Number) and one.equals(other)


def _alike(one: Number | Date | Identifier, other: Number | Date) -> bool:
    if isinstance(one, Date) or isinstance(other, Date):
        return isinstance(one, Date) and isinstance(other, Date)
    return isinstance(one, Number) and (one.unit == other.unit or not one.unit or not other.unit)


def _clause_terms(text: str, start: int, end: int) -> frozenset[str]:
    """Return what the clause around a place says."""
    first, last = 0, len(text)
    for cut in CLAUSE.finditer(text):
        if cut.end() <= start:
            first = cut.end()
        elif cut.start() >= end:
            last = cut.start()
            break
    return frozenset(query_terms(text[first:start])) | frozenset(query_terms(text[end:last]))
