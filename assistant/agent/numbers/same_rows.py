"""Ask more of the rows that the answer before was told from.

"How much is that altogether?" after a list: the conditions that chose its rows are kept, comparisons too, and those of the
question are added. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from assistant.agent.question.carrying_on import Asking
from assistant.languages import Language
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.database import Family
from assistant.tables.query.computing import Outcome
from assistant.tables.query.figures import computed, plans_of
from assistant.tables.query.planning import Plan, Planner
from assistant.tables.question.asking import Asked
from assistant.tables.question.questions import Question, Vocabulary

MOST_ASKED = 3
"""Most readings of a question, of which the first counts that comes to something."""
MOST_READ = 12
"""Most readings of a question among which the one is looked for that was told."""


def narrowed(
    question: str, asking: Asking, rows: Plan, guessed: Sequence[Plan], today: date, language: Language
) -> list[Plan]:
    """Return plans that ask a question of the rows of another, the likeliest first.

    Args:
        question: The later question.
        asking: What it asks of them.
        rows: Has the conditions on the rows.
        guessed: How the question may be read, the likeliest first, for where its words alone tell nothing.
        today: The day that periods of time are counted from.
        language: Of the question.
    """
    family = rows.family
    own = [one for one in plans_of(question, [family], today, language) if not one.uncovered]
    told = _sums_told(rows) if asking.operation == "sum" else []
    if not own and told:
        own = [replace(rows, asked=Asked("sum", ()), measures=tuple(told[:1]), filters=(), shown=())]
    if not own:
        made = Planner(
            Question.of(question), Asked(asking.operation, ()), Vocabulary(family), today, language
        ).plan()
        own = [made] if made is not None and not made.uncovered else list(guessed[:MOST_ASKED])
    if not own and asking.operation == "sum" and rows.measures:
        own = [replace(rows, asked=Asked(asking.operation, ()), filters=())]
    columns = {one.column for one in rows.filters if one.cells}
    others = [any(each.cells and each.column in columns for each in one.filters) for one in own]
    if not asking.some and any(others[:1]):
        return []  # it names others itself
    return [
        replace(one, filters=tuple(dict.fromkeys([*rows.filters, *one.filters])))
        for one, of_others in zip(own, others, strict=True)
        if (one.filters or (one.asked.operation in ("sum", "count") and not asking.some))
        and (asking.some or not of_others)
    ]


def _sums_told(rows: Plan) -> list[str]:
    """Return the sums of money by which listed rows were chosen, and that they show."""
    if rows.asked.operation != "list" or any(one.said.endswith(" = 0") for one in rows.filters):
        return []  # of which nothing was paid comes to nothing
    chosen = {one.column for one in rows.filters}
    shown = [rows.family.column(name) for name in (*rows.measures, *rows.shown)]
    return [one.name for one in shown if one.name in chosen and one.kind == "number" and one.unit in MONEY]


def rows_told(readings: Sequence[Plan], is_told: Callable[[Family, Sequence[int]], bool]) -> Plan | None:
    """Return the reading of the question before whose rows its answer cites.

    None where there is none, or it chose no rows.

    Args:
        readings: How the question before may be read, the likeliest first.
        is_told: Whether the answer cites some rows of a table.
    """
    for one in readings[:MOST_READ]:
        outcome = next(iter(computed([one])), None) if one.filters else None
        if outcome is not None and is_told(one.family, rows_of(outcome)):
            return one
    return None


def rows_of(outcome: Outcome) -> list[int]:
    """Return the rows that an outcome comes from, the first of them."""
    return list(dict.fromkeys(chain.from_iterable(outcome.cited)))
