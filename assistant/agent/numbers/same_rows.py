"""Ask more of rows that an answer was told from, or the same of others.

"How much is that altogether?" after a list: the conditions that chose its rows are kept, comparisons too, and those of the
question are added. "And in May?" puts a condition in the place of those of its kind. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from math import inf

from assistant.agent.question.carrying_on import Asking
from assistant.languages import Language
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.database import quoted
from assistant.tables.query.computing import Outcome
from assistant.tables.query.figures import computed, plans_of
from assistant.tables.query.planning import NO_MEASURE, Plan, Planner
from assistant.tables.question.asking import Asked
from assistant.tables.question.filters import Filter
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


def exchanged(
    named: str, rows: Plan, guessed: Callable[[], Sequence[Plan]], today: date, language: Language
) -> list[Plan]:
    """Return plans that put what a few words name in the place of what is like it.

    A cell takes the place of those of its column, a time that of a time, a header that of what was computed over. What is like
    nothing there is added, or chooses the rows alone; that is a guess.

    Args:
        named: "Brandt", "May".
        rows: Tells what was asked before.
        guessed: Gives how the words may be read by their meaning, the likeliest first, where they tell nothing themselves.
        today: The day that periods of time are counted from.
        language: Of the words.
    """
    made = Planner(Question.of(named), Asked("list", ()), Vocabulary(rows.family), today, language).plan()
    if made is None or set(made.uncovered) - {NO_MEASURE}:
        chosen = {one.column for one in rows.filters if one.cells}
        alike = [one for one in guessed() if chosen.issuperset(each.column for each in one.filters)]
        return [_guessed(one) for each in alike[:1] if each.filters for one in _put(each.filters, rows)]
    return _put(made.filters, rows) if made.filters else _of_measure(named, rows, today, language)


def _put(filters: Sequence[Filter], rows: Plan) -> list[Plan]:
    """Return plans that put conditions in the place of those that are like them."""
    days = [one.name for one in rows.family.columns if one.kind == "date"]
    before = next((one.column for one in rows.filters if one.column in days), "")
    own = [_of_day(one, before) if before and one.column in days else one for one in filters]
    columns = {one.column for one in own}
    alike = {*columns, *(days if columns.intersection(days) else ())}
    kept = [one for one in rows.filters if one.column not in alike]
    added = replace(rows, filters=tuple(dict.fromkeys([*kept, *own])))
    if columns.intersection(days) or len(kept) < len(rows.filters) or not rows.filters:
        return [added]
    times = [one for one in rows.filters if one.column in days]
    return [_guessed(one) for one in (added, replace(rows, filters=(*times, *own)))]


def _of_measure(named: str, rows: Plan, today: date, language: Language) -> list[Plan]:
    """Return a plan that computes over another column, whose header is named."""
    asked = Asked(rows.asked.operation, ())
    made = Planner(Question.of(named), asked, Vocabulary(rows.family), today, language).plan()
    if made is None or made.uncovered or len(made.measures) != 1 or not rows.measures:
        return []
    return [replace(rows, measures=made.measures, times="")]


def _of_day(time: Filter, column: str) -> Filter:
    """Return a condition on another column of days."""
    sql = time.sql.replace(quoted(time.column), quoted(column))
    return replace(time, column=column, sql=sql, said=time.said.replace(time.column, column))


def _guessed(plan: Plan) -> Plan:
    return replace(plan, doubts=tuple(dict.fromkeys([*plan.doubts, "guessed"])))


def keeps(plan: Plan, rows: Plan) -> bool:
    """Return whether a plan asks the same table by the same columns as another."""
    names = {one.name for one in rows.family.tables}
    columns = {one.column for one in plan.filters} | {plan.group_name}
    chosen = {one.column for one in rows.filters if one.cells}
    return not names.isdisjoint(one.name for one in plan.family.tables) and chosen <= columns


def readings_told(readings: Sequence[Plan], place_of: Callable[[Outcome], float | None]) -> list[Plan]:
    """Return the readings of the question before that its answer told, in its order.

    Args:
        readings: How the question before may be read, the likeliest first.
        place_of: Where the answer tells an outcome; infinity where it cites its rows alone, None where it does not.
    """
    found = []
    for at, one in enumerate(readings[:MOST_READ]):
        outcome = next(iter(computed([one])), None)
        if outcome is not None and (place := place_of(outcome)) is not None:
            found.append((place, at))
    found.sort()
    return [readings[at] for place, at in found if place < inf] or [readings[at] for _, at in found[:1]]


def rows_of(outcome: Outcome) -> list[int]:
    """Return the rows that an outcome comes from, the first of them."""
    return list(dict.fromkeys(chain.from_iterable(outcome.cited)))
