"""Tell by their own words which papers of a kind hold what is asked. Pure.

A currency is that of most amounts of a paper: "invoices in dollars". Other words tell papers apart where some of them hold these and
others do not: "policies with an excess".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.agent.cells.columns import predicate_of
from assistant.agent.words.roles import GENERIC_WEIGHT, concepts_of
from assistant.frozen import dataclass
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit
from assistant.retrieval.value_words import MONEY, currency_said
from assistant.retrieval.values import values


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a paper's own words say of what is wanted.

    Attributes:
        holds: True where they surely say it, False where they say something else; None where they may.
        unit: The sentence that says it.
    """

    holds: bool | None
    unit: Unit


_BY_CURRENCY = lazy_regex(
    r"\W*(?:(?:made|written|billed|invoiced|priced|paid|payable|stated|calculated|quoted|drawn|out|up|in|are|is|were|be|to|by|us|on) )*(?:(?:us|american|british|swiss|chinese) )?(?P<en>[a-z£$€]+)\W*"
    r"|\W*(?:都?是|用|按|以|开的?)*(?P<zh>[\u4e00-\u9fff]{1,3}?)(?:来|做|作为)?(?:开具?|结算?|计价?|支付|付款|报价?|的|吗|币种|为单位)*\W*",
    re.IGNORECASE,
)
"""Wants nothing more of papers than that they are in a currency."""


def by_own_words(question: str, texts: Sequence[Sequence[Unit]]) -> list[OwnWords | None]:
    """Return what some papers' own words say of what a question wants of them.

    Args:
        question: As it was asked.
        texts: The sentences of each paper.

    Returns:
        None for a paper of which they say nothing.
    """
    wanted = predicate_of(question)
    found = _BY_CURRENCY.fullmatch(wanted)
    if found is not None and (currency := currency_said(found["en"] or found["zh"] or "")):
        return [_in_currency(currency, units) for units in texts]
    return _telling_apart(wanted, texts)


def _in_currency(currency: str, units: Sequence[Unit]) -> OwnWords | None:
    held: Counter[str] = Counter()
    first: dict[str, Unit] = {}
    for unit in units:
        for number in values(unit.text).numbers:
            if number.unit in MONEY:
                held[number.unit] += 1
                first.setdefault(number.unit, unit)
    if not held:
        return None
    most = held.most_common(1)[0][0]
    return OwnWords(most == currency, first[most])


def _telling_apart(wanted: str, texts: Sequence[Sequence[Unit]]) -> list[OwnWords | None]:
    """Return the papers that hold all words by which some differ from the others."""
    asked = [one for one in concepts_of(wanted) if one.weight > GENERIC_WEIGHT]
    told = [
        [
            frozenset(at for at, one in enumerate(asked) if one.stands_in(unit.text, held))
            for unit in units
            for held in [frozenset(terms(unit.text))]
        ]
        for units in texts
    ]
    held_by = [frozenset[int]().union(*own) if own else frozenset[int]() for own in told]
    apart = {at for at in range(len(asked)) if 0 < sum(at in own for own in held_by) < len(texts)}
    if not apart:
        return [None] * len(texts)
    found: list[OwnWords | None] = []
    for units, own, every in zip(texts, told, held_by, strict=True):
        if not apart <= every:
            found.append(None)
            continue
        best = max(range(len(units)), key=lambda at: len(own[at] & apart))
        found.append(OwnWords(None, units[best]))
    return found
