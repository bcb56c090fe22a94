"""Plan and compute a question over several tables, and tell what is a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.languages import Language
from assistant.tables.data.cells import Column
from assistant.tables.data.database import Family, QueryRefused, TableDatabase
from assistant.tables.data.joining import Names, name_of
from assistant.tables.query.computing import Outcome, Remark, compute
from assistant.tables.query.planning import Plan, plan
from assistant.tables.question.asking import REMARKS

MOST_RIVALS = 3
"""Most tables whose answers are shown where several may be meant."""


def plans_of(question: str, families: Sequence[Family], today: date, language: Language) -> list[Plan]:
    """Return the plans for a question over tables, the best first."""
    found = [made for one in families if (made := plan(question, one, today, language)) is not None]
    return sorted(found, key=lambda one: (len(one.uncovered), -one.weight, len(one.doubts)))


def computed(plans: Sequence[Plan]) -> list[Outcome]:
    """Carry out the best plan, and those that are as good and come to something else."""
    best = plans[0]
    outcomes: list[Outcome] = []
    for one in plans[:MOST_RIVALS]:
        if one is not best and (one.weight < best.weight or one.uncovered or one.doubts != best.doubts):
            continue
        try:
            with TableDatabase([one.family]) as database:
                outcomes.append(compute(one, database))
        except QueryRefused:
            continue
    if len(outcomes) > 1:
        first = outcomes[0]
        outcomes = [first, *(one for one in outcomes[1:] if one.rows != first.rows and one.is_computed)]
    return outcomes


def is_one_cell(outcome: Outcome) -> bool:
    """Return whether an answer stands in one row already.

    Then it is a fact like any other.
    """
    return outcome.matched <= 1 and outcome.plan.asked.operation != "count" and bool(outcome.plan.filters)


def figure_of(plan: Plan) -> Outcome | None:
    """Return what a plan comes to; None where that is nothing."""
    made = next(iter(computed([plan])), None)
    return made if made is not None and has_figure(made) else None


def has_figure(outcome: Outcome) -> bool:
    """Return whether something was computed: a sum over no row is none.

    A count of no row is one only where it is surely what is counted.
    """
    plan = outcome.plan
    if not outcome.is_computed:
        return False
    if plan.asked.operation == "count" and not outcome.matched:
        by_remarks = any(REMARKS.search(one.column) for one in plan.filters)
        return not (plan.group or plan.uncovered or by_remarks or "guessed" in plan.doubts)
    if plan.asked.operation in ("count", "list"):
        return bool(outcome.rows)
    told = [value is not None for row in outcome.rows for value in row]
    return all(told) if plan.asked.operation == "difference" else any(told)  # nothing is told from nothing


def same_figures(one: Outcome, other: Outcome) -> bool:
    """Return whether two outcomes hold a figure in common, or the same first cell."""
    figures, others = (
        {round(value, 4) for row in each.rows for value in row if isinstance(value, float | int)}
        for each in (one, other)
    )
    return bool(figures & others) or one.rows[0][0] == other.rows[0][0]


def with_names(outcome: Outcome, names: Callable[[Column], Names | None]) -> Outcome:
    """Put beside the first column of codes what another table calls the things.

    Not where the rows say it themselves.

    Args:
        outcome: What a plan came to.
        names: Tells what other tables call the codes of a column, see `joining.names_of`.
    """
    held = {column.name: column for column in outcome.plan.family.columns if not column.worked_out}
    for at, title in enumerate(outcome.columns if outcome.rows else ()):
        found = names(held[title]) if title in held else None
        if found is None:
            continue
        column = found.column
        said = [name_of(row[at], found.of) for row in outcome.rows]
        if not any(said) or any(name in row for name, row in zip(said, outcome.rows, strict=True)):
            return outcome
        name = column.name if column.name not in outcome.columns else f"{column.name} ({title})"
        return replace(
            outcome,
            columns=(*outcome.columns[: at + 1], name, *outcome.columns[at + 1 :]),
            kinds=(*outcome.kinds[: at + 1], None, *outcome.kinds[at + 1 :]),
            rows=tuple(
                (*row[: at + 1], name, *row[at + 1 :]) for name, row in zip(said, outcome.rows, strict=True)
            ),
            remarks=(*outcome.remarks, Remark("named", f"{title} ({found.table.name})")),
        )
    return outcome
