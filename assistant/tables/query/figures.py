"""Plan and compute a question over several tables, and tell what is a figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.languages import Language
from assistant.tables.data.database import Family, QueryRefused, TableDatabase
from assistant.tables.query.computing import Outcome, compute
from assistant.tables.query.leaning import REMARKS
from assistant.tables.query.planning import Plan, plan

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
    return any(value is not None for row in outcome.rows for value in row)


def same_figures(one: Outcome, other: Outcome) -> bool:
    """Return whether two outcomes hold a figure in common, or the same first cell."""
    figures, others = (
        {round(value, 4) for row in each.rows for value in row if isinstance(value, float | int)}
        for each in (one, other)
    )
    return bool(figures & others) or one.rows[0][0] == other.rows[0][0]
