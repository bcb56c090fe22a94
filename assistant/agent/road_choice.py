"""Choose between a sheet and a sentence of a text, where both may answer.

A shop that a question names stands in the sheet of takings; when it closes stands in a text, or nowhere. A small model weighs how
likely each is right, by what of the question the table bears and what only texts speak of, whatever the words are. Fitted by
`python -m benchmarks.rivals`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant.agent.citing.quoting import Quotes
from assistant.languages import detected, is_function_word, plain
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.models.trained import logistic
from assistant.retrieval.evidence import is_row
from assistant.tables.data.ledgers import OPEN
from assistant.tables.query.guessing import NEARNESS, Guess, described
from assistant.tables.query.leaning import is_open_header
from assistant.tables.query.planning import Plan
from assistant.tables.question.asking import asks_number
from assistant.tables.question.periods import periods

if TYPE_CHECKING:
    from assistant.tables.question.meanings import Meanings

LEAST_ODDS = 0.02
"""What is added to a likelihood and to its opposite, for their odds to be finite."""
WEIGHTS: Mapping[str, float] = {
    "": 0.58, "guess": 0.58, "text": -0.15, "row": 0.49, "row_text": 0.11, "nearer": -1.28, "held": -2.73, "rest_held": 2.26,
    "rest_quoted": -1.41, "rest_of_texts": -1.57, "plainly": 0.87, "count": 1.07, "ranks": 1.11, "all_rows": -0.62, "number": 0.75,
}  # fmt: skip
"""What each feature of a table's answer beside a sentence counts, as log-odds; "" is constant. `python -m benchmarks.rivals` fits them to
what strangers ask of their sheets and papers, as many questions for sheets as for papers."""
FIRST, BESIDE, BESIDE_SURE = 0.5, 0.08, 0.25
"""How likely a sheet is asked, for it to stand before a sentence of the texts; and to stand behind it, one that is doubtful or sure."""


def log_odds(likelihood: float) -> float:
    """Return how much speaks for something, below 0 where more speaks against it."""
    return math.log((likelihood + LEAST_ODDS) / (1 + LEAST_ODDS - likelihood))


def of_sheet(features: Mapping[str, float]) -> float:
    """Estimate how likely a sheet is asked and no text, from 0 to 1.

    Args:
        features: What `told` gives.
    """
    return logistic(WEIGHTS[""] + sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items()))


def is_beside(likely: float, quotes: Quotes) -> bool:
    """Return whether a sheet is likely enough to be asked too, to stand behind quotes."""
    return likely >= (BESIDE_SURE if quotes.plain else BESIDE)


def told(
    question: str,
    plan: Plan,
    guess: Guess | None,
    quotes: Quotes,
    library: Library,
    weights: Callable[[Sequence[str]], Mapping[str, float]],
    meanings: Meanings | None,
    today: date,
    asked: str = "",
) -> dict[str, float]:
    """Tell what a table and a text bear of a question.

    Args:
        question: As sheets are asked.
        plan: What the table would answer.
        guess: The reading that computes the same; None where none does.
        quotes: What would be quoted of texts.
        library: Where both are.
        weights: Gives the rarity of terms.
        meanings: Compares meaning; None where only words are compared.
        today: For "last year".
        asked: As it was asked, in whose words texts say what is asked; empty where those are the same.
    """
    wanted = weights(query_terms(_timeless(question, today)))
    held = table_terms(plan) | _terms_of_open(question, plan)
    sheets = frozenset(library.documents.sheets())
    named = frozenset(terms(" ".join(cell for one in plan.filters for cell in one.cells)))
    rest = {term: weight for term, weight in wanted.items() if term not in named}
    spoken = {term: weight for term, weight in rest.items() if not asked}
    if asked:
        language = detected(asked) or "nl"
        spoken = {
            term: weight
            for term, weight in weights(query_terms(_timeless(asked, today))).items()
            if term not in named and not is_function_word(term, language)
        }
        held |= frozenset(terms(" ".join(one.name for one in plan.family.columns)))
    texts = {term for term in spoken if library.words.documents_holding([term]) - sheets}
    unit = quotes.units[0] if quotes.units else None
    row = unit is not None and is_row(unit.text)
    said = (
        frozenset(terms(f"{' '.join(unit.passage.heading)} {unit.text}")) if unit and not row else frozenset()
    )
    near = meanings.near(asked or question, [described(plan.family), unit.text]) if meanings and unit else []

    def share(some: Mapping[str, float], holds: Callable[[str], bool]) -> float:
        return sum(weight for term, weight in some.items() if holds(term)) / (sum(some.values()) or 1.0)

    features = (guess.features if guess is not None else None) or {}
    return {
        "guess": log_odds(guess.likelihood) if guess is not None else 0.0,
        "text": 0.0 if row else log_odds(quotes.likely),
        "row": float(row),
        "row_text": log_odds(quotes.likely) if row else 0.0,
        "nearer": NEARNESS * (near[1] - near[0]) if near else 0.0,
        "held": share(wanted, held.__contains__),
        "rest_held": share(rest, held.__contains__),
        "rest_quoted": share(spoken, lambda term: term in said and term not in held),
        "rest_of_texts": share(spoken, lambda term: term in texts and term not in held),
        "plainly": features.get("plainly", 1.0),
        "count": float(plan.asked.operation == "count"),
        "ranks": float(bool(plan.asked.ranks)),
        "all_rows": float(not (plan.filters or plan.group)),
        "number": float(asks_number(plain(question))),
    }


def table_terms(plan: Plan) -> frozenset[str]:
    """Return the terms of a table's name, headings, headers and cells."""
    family = plan.family
    cells = {text for column in family.columns if column.kind == "text" for text in column.texts}
    headers = (column.header for column in family.columns)  # written out
    return frozenset(terms("\n".join((described(family), *headers, *cells))))


def _terms_of_open(question: str, plan: Plan) -> frozenset[str]:
    """Return the terms that ask for what is open, where a plan is about that: "owes"."""
    names = {*plan.measures, *(one.column for one in plan.filters)}
    columns = [one for one in plan.family.columns if one.name in names]
    if not any(one.worked_out == "open" or is_open_header(one.header) for one in columns):
        return frozenset()
    return frozenset(terms(" ".join(found.group() for found in OPEN.finditer(plain(question)))))


def _timeless(question: str, today: date) -> str:
    """Blank the times of a question, which cells write in other ways."""
    text = list(question)
    for one in periods(plain(question), question, today):
        text[slice(*one.span)] = " " * (one.span[1] - one.span[0])
    return "".join(text)
