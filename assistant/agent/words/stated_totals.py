"""Find the total that a document states itself, to quote instead of summing."""

from __future__ import annotations

import re

from assistant.agent.words.value_spans import value_spans
from assistant.library.library import Library
from assistant.retrieval.evidence import Unit
from assistant.retrieval.value_words import MONEY
from assistant.tables.query.computing import Outcome

_TOTAL_LINE = re.compile(
    r"^[ \t]*\|?[ \t|]*(?:\*\*)?(?:grand total|total(?: (?:amount|sum|due|payable|price|to pay))*|(?:amount|balance) (?:due|payable)|sum total"
    r"|总计|合计|总额|总价|总金额|应付(?:总额|金额)|价税合计|gesamt(?:betrag|summe)?|endbetrag|summe|total (?:ttc|general)|importe total|totale|итого)"
    r"(?=[\s|:：(（*£€$¥￥\d])[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST = 120


def stated_total(library: Library, outcome: Outcome) -> Unit | None:
    """Return the one line that states a table's total; None where there is none.

    A sum stays where rows were chosen, where several tables were summed, and where the table has a total of its own in the
    summed column, which is compared with it.

    Args:
        library: Where the document is.
        outcome: A sum.
    """
    plan = outcome.plan
    tables = plan.family.tables
    if plan.asked.operation != "sum" or plan.filters or plan.group or plan.times or len(tables) != 1:
        return None
    if any(name in tables[0].own_totals for name in plan.measures):
        return None
    if len(plan.measures) != 1 or not MONEY & set(plan.family.column(plan.measures[0]).units):
        return None
    numbers = {place.passage for place in tables[0].places}
    held = library.documents.passages(numbers)
    if not held:
        return None
    first, last = min(one.ordinal for one in held.values()), max(one.ordinal for one in held.values())
    found = [
        Unit(passage, line.start(), line.end(), 0)
        for passage in library.documents.neighbours(tables[0].document, first, last + 1)
        for line in _TOTAL_LINE.finditer(passage.text)
        if len(line.group()) <= _LONGEST and len(value_spans(line.group(), "money")) == 1
    ]
    return found[0] if len({one.text.strip() for one in found}) == 1 else None
