"""Read a condition that compares two columns of a row. Pure.

"More than planned", "over the estimate", 比预算多.

What stands behind the comparing word names one column, by a word of its header or by what such a header means: planned, bought for.
The other is the one that the rest of the question names, or the only one there is of its sort.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import is_label
from assistant.tables.data.database import quoted
from assistant.tables.data.derived import COST, SOLD_FOR
from assistant.tables.data.ledgers import alike
from assistant.tables.data.words import bare_header, tokens
from assistant.tables.question.filters import Filter

_TIMES = {
    "twice": 2.0,
    "double": 2.0,
    "three times": 3.0,
    "half": 0.5,
    "两倍": 2.0,
    "一倍": 2.0,
    "2倍": 2.0,
    "三倍": 3.0,
    "一半": 0.5,
}
_SO_MANY = rf"(?P<times>{'|'.join(_TIMES)})"
_MORE = lazy_regex(
    r"\b(?:more|higher|greater|dearer|pricier|costlier|longer|larger|bigger|above|over|beyond|exceed(?:s|ed|ing)?|past)\b"
    r"(?P<mid>(?: (?!than\b)[\w’'-]+){0,4}?)(?: than)?(?: (?:the|our|was|were|had|it|they|by))*"
    rf"(?: {_SO_MANY})?(?: (?:of|what|as|the|our|we|was|were|had|have|it|they|is|are|been))*(?P<ref>(?: (?!than\b)[a-z£$€’'-]+){{1,3}}?)\W*$"
    r"|(?:超过?出?了?|高[于出]了?|多于|大于|贵于)(?P<ref_zh>[^，。？?\d]{1,6}?)(?P<tail_zh>的|了|$|[，。？?])|比(?:原来)?(?P<ref2>[^，。？?\d]{1,6}?)(?:还要?|要)?(?:高|多|贵|大|长)(?:出?了?(?P<times2>两倍|一倍|2倍|三倍|一半))?"
)
_LESS = lazy_regex(
    r"\b(?:less|lower|fewer|smaller|cheaper|shorter|below|under|short of)\b"
    r"(?P<mid>(?: (?!than\b)[\w’'-]+){0,4}?)(?: than)?(?: (?:the|our|was|were|had|it|they))*"
    rf"(?: {_SO_MANY})?(?: (?:of|what|as|the|our|we|was|were|had|have|it|they|is|are|been))*(?P<ref>(?: (?!than\b)[a-z£$€’'-]+){{1,3}}?)\W*$"
    r"|(?:低于|少于|不到|不足|没到)(?P<ref_zh>[^，。？?\d]{1,6}?)(?P<tail_zh>的|了|$|[，。？?])|比(?:原来)?(?P<ref2>[^，。？?\d]{1,6}?)(?:还要?|要)?(?:低|少|便宜|小|短)(?:出?了?(?P<times2>一半))?"
)
_PLAN = lazy_regex(
    r"\b(?:plan(?:ned)?|budget\w*|forecast|estimate[ds]?|est|target|quoted?|expected|allowed|allowance)\b|预算|计划|预计|估[计价]|目标|报价|定额",
    re.IGNORECASE,
)
_FACT = lazy_regex(
    r"\b(?:actual\w*|real(?:ly)?|spent|came to|cost|paid|final|used|total)\b|实际|实[付支际]|花费|支出|发生|结算",
    re.IGNORECASE,
)
_PAY = lazy_regex(r"\b(?:pa(?:y|id)|cost|buy|bought|purchase)\b|进价|成本|进货|买[来进]")
_SELL = lazy_regex(r"\b(?:sell\w*|sold|charge\w*|ask for)\b|卖|售价?|对外|报价")
_TIME = lazy_regex(r"\b(?:years?|months?|weeks?|age)\b|年|月(?!租)", re.IGNORECASE)
_SENSES = ((_PLAN, _PLAN), (_PAY, COST), (_SELL, SOLD_FOR))
"""What a question calls a column, and what the headers of such columns say."""
_OTHERS = ((_PLAN, _FACT), (COST, SOLD_FOR), (SOLD_FOR, COST))
"""The headers of what such a column is compared with."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A condition on two columns.

    Attributes:
        filter: The condition.
        spans: Where the question says it.
        names: The columns.
    """

    filter: Filter
    spans: tuple[tuple[int, int], ...]
    names: tuple[str, str]


def compared_columns(text: str, columns: Sequence[Column]) -> Pair | None:
    """Return the condition on two columns that a question says; None for none.

    Args:
        text: The question as `languages.plain` gives it.
        columns: Of a table.
    """
    numbers = [
        one
        for one in columns
        if one.kind == "number" and not (is_label(one) or one.worked_out or _TIME.search(one.header))
    ]
    for pattern, sign in ((_MORE, ">"), (_LESS, "<")):
        for found in pattern.finditer(text):
            said = found["ref"] or found["ref_zh"] or found["ref2"] or ""
            if (beside := _named(said, numbers)) is None:
                continue
            rest = f"{text[: found.start()]} {found['mid'] or ''} {text[found.end() :]}"
            if (own := _other(rest, beside, numbers)) is None:
                continue
            factor = _TIMES.get(found["times"] or found["times2"] or "", 1.0)
            by = quoted(beside.name) if factor == 1 else f"{factor:g} * {quoted(beside.name)}"
            called = beside.name if factor == 1 else f"{factor:g} × {beside.name}"
            made = Filter(own.name, f"{quoted(own.name)} {sign} {by}", f"{own.name} {sign} {called}")
            start, end = found.span("mid") if found["mid"] else (found.end(), found.end())
            return Pair(made, ((found.start(), start), (end, found.end())), (own.name, beside.name))
    return None


def _named(said: str, numbers: Sequence[Column]) -> Column | None:
    """Return the one column that some words name, by its header or its sense."""
    words = set(tokens(said))
    heard = [one for one in numbers if words & set(tokens(bare_header(one.name)))]
    if len(heard) == 1:
        return heard[0]
    for called, header in _SENSES:
        if called.search(said):
            meant = [one for one in numbers if header.search(one.header)]
            return meant[0] if len(meant) == 1 else None
    return None


def _other(rest: str, beside: Column, numbers: Sequence[Column]) -> Column | None:
    """Return the column that is compared with another one."""
    left = [one for one in numbers if one is not beside and alike(one, beside)]
    words = set(tokens(rest))
    heard = [one for one in left if words & set(tokens(bare_header(one.name)))]
    if len(heard) == 1:
        return heard[0]
    for header, other in _OTHERS:
        if (
            header.search(beside.header)
            and len(meant := [one for one in left if other.search(one.header)]) == 1
        ):
            return meant[0]
    return left[0] if len(left) == 1 else None
