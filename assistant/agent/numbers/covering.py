"""Tell how likely what a table came to is what was asked.

Every word of a question has to be accounted for: by a column, a cell, a time or an operation that the query uses, or by the table's name.
What is left over speaks against it, most where another table or a text holds it; so does another reading that comes to something
else, or an operation that the question's meaning does not ask for. A small model weighs these, whatever the words are. Fitted by
`python -m benchmarks.covering`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain

from assistant.agent.numbers.row_facts import is_named
from assistant.agent.road_choice import log_odds
from assistant.agent.words.asked_values import kinds_asked
from assistant.languages import Language, plain
from assistant.library.terms import is_unspaced
from assistant.models.trained import logistic
from assistant.regexes import lazy_regex
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import is_rate, may_be_money
from assistant.tables.data.database import Family
from assistant.tables.data.ledgers import OPEN, party_meant
from assistant.tables.data.words import IS_HAN, bare_header, tokens
from assistant.tables.query.computing import Outcome
from assistant.tables.query.figures import figure_of, same_figures
from assistant.tables.query.guessing import LEAST_ROWS, Guess
from assistant.tables.query.leaning import is_open_header, names_people
from assistant.tables.query.planning import Plan
from assistant.tables.question.asking import asked, things_ranked
from assistant.tables.question.everyday import everyday
from assistant.tables.question.filters import without_value
from assistant.tables.question.periods import periods
from assistant.tables.question.questions import Question

MOST_OF_NAME = 6
"""Chinese characters that are looked for together."""
MOST_CALLED = 3
"""Tables of one header whose names are read."""
_BOUND = lazy_regex(
    r"\b(?:over|above|under|below|beyond|exceed\w*|more|less|fewer|higher|lower)\b|超[过出]?|[高低多少大小]于|不[到足]"
)
"""What lays a bound, or compares two columns."""
LEFT_OVER = ("unused", "elsewhere", "of_texts", "nowhere", "left", "unbound")
"""Words of a question that the query does not use."""
LOST = ("figure_for_rows", "rows_for_figure", "lost_sum", "rate_summed", "time_unused")
"""What it does not compute though it is asked."""
COMPUTES = frozenset(("sum", "average", "count", "share", "difference"))
"""Operations that make one figure of many rows."""


WEIGHTS: Mapping[str, float] = {
    "": -0.43, "unused": -0.5, "elsewhere": -0.64, "of_texts": -1.62, "own": 0.35, "likeliest": 0.47, "table_near": 2.84, "words_held": 0.55, "plainly": 0.47, "guessed_filters": -3.99, "by_words": 1.95, "weight": 0.93, "doubts": -2.77, "count": 0.01, "of_kinds": -0.44, "rows": 0.4, "ranks": -0.08, "figure_for_rows": -1.26, "lost_sum": -1.25, "lost_count": -0.3, "rate_summed": -0.42, "filters": 0.7, "measures": 3.13, "time_unused": -1.81, "joined": -0.38,
}  # fmt: skip
"""What each feature counts, as log-odds; "" is constant. `python -m benchmarks.covering` fits them to what strangers ask of their sheets."""


def likelihood(features: Mapping[str, float]) -> float:
    """Estimate how likely an outcome is the answer, from 0 to 1.

    Args:
        features: What `told` gives.
    """
    return logistic(WEIGHTS[""] + sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items()))


def is_whole(features: Mapping[str, float]) -> bool:
    """Return whether a query uses every word of a question, and computes what it asks."""
    return not any(features[name] for name in (*LEFT_OVER, *LOST))


class Words:
    """The words of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = [one.replace("_", " ") for one in texts]
        self._stems = frozenset(chain.from_iterable(map(tokens, found)))
        self._joined = "\n".join(map(plain, found))

    def cover(self, read: Question) -> None:
        """Explain the tokens of a question that stand here, Chinese ones two at least."""
        for index, stem in enumerate(read.stems):
            if not IS_HAN.match(stem):
                read.covered[index] = read.covered[index] or stem in self._stems
                continue
            for last in range(min(len(read.stems), index + MOST_OF_NAME), index + 1, -1):
                piece = read.text[read.spans[index][0] : read.spans[last - 1][1]]
                if len(piece) == last - index and piece in self._joined:
                    read.take(index, last)
                    break


def told(
    question: str,
    language: Language,
    outcome: Outcome,
    guesses: Sequence[Guess],
    families: Sequence[Family],
    in_texts: Callable[[str], bool],
    today: date,
    *,
    surely: bool,
) -> dict[str, float]:
    """Tell what speaks for an outcome as the answer, and against it.

    Args:
        question: As sheets are asked.
        language: Of the question.
        outcome: What was computed.
        guesses: How the question may be read over all tables, the likeliest first.
        families: All tables.
        in_texts: Whether a word stands in a text that is no sheet.
        today: For "last year".
        surely: Whether words alone came to it, and no reading contradicts it.
    """
    plan, family, operation = outcome.plan, outcome.plan.family, outcome.plan.asked.operation
    read = Question.of(question)
    said, usual = asked(read.text), everyday(read.text)
    times = list(periods(read.text, read.original, today))
    for span in (*(one.span for one in times), *(said.spans if said else ()), *usual.spans):
        read.cover(*span)

    def left() -> list[str]:
        names = [one.name for one in family.columns]
        return read.left(language, counting=operation == "count", names=names)

    others = [Words(_written(one)) for one in families if one.name != family.name]
    Words([*_used(plan), *_called(family)]).cover(read)
    unused = left()
    Words(_written(family)).cover(read)
    elsewhere = left()
    for other in others:
        other.cover(read)
    nowhere = left()
    of_texts = sum(map(in_texts, nowhere))
    own = next((one for one in guesses if one.plan.key == plan.key), None)
    for guess in guesses if own is None else ():
        if (made := figure_of(guess.plan)) is not None and same_figures(outcome, made):
            own = guess
            break
    bound = any(sign in one.said for one in (*plan.filters, *plan.totals) for sign in "<>≤≥")
    features = (own.features if own is not None else None) or {}
    read_over = len(family.places) >= LEAST_ROWS
    likely = log_odds(own.likelihood if own is not None else 0.0) if own or read_over else 0.0
    counts = operation == "count" and not plan.distinct
    shows = operation in ("list", "rows")
    dated = {one.name for one in family.columns if one.kind == "date"}
    things = not dated and any(
        one.kind == "number" and is_rate(one) and may_be_money(one) for one in family.columns
    )
    return {
        "unused": min(max(0, len(unused) - len(elsewhere)), 3) / 2,
        "elsewhere": min(max(0, len(elsewhere) - len(nowhere)), 3) / 2,
        "of_texts": min(of_texts, 3) / 2,
        "nowhere": min(len(nowhere) - of_texts, 3) / 2,
        "left": min(len(own.left), 4) / 2 if own is not None else 0.0,
        "unbound": float(_BOUND.search(read.text) is not None and not bound),
        "own": likely,
        "likeliest": float(own is not None and own is guesses[0]),
        "table_near": features.get("table_near", 0.0),
        "words_held": features.get("words_held", 0.0),
        "plainly": features.get("plainly", 0.0),
        "guessed_filters": features.get("guessed_filters", 0.0),
        "by_words": float(surely and "guessed" not in plan.doubts),
        "weight": min(plan.weight, 8.0) / 4,
        "doubts": float(len({*plan.doubts} - {"guessed"})),
        "count": float(counts),
        "of_kinds": float(things),
        "rows": float(shows),
        "ranks": float(bool(plan.asked.ranks)),
        "figure_for_rows": float(operation in COMPUTES and not plan.group and usual.operation == "list"),
        "rows_for_figure": float(shows and usual.operation in COMPUTES),
        "lost_sum": float(usual.operation == "sum" and operation in ("count", "list", "rows")),
        "lost_count": float(usual.operation == "count" and operation != "count"),
        "rate_summed": features.get("rate_summed", 0.0),
        "filters": min(len(plan.filters), 3) / 3,
        "measures": float(len(plan.measures) > 1),
        "time_unused": float(bool(times) and not any(one.column in dated for one in plan.filters)),
        "joined": float(bool(family.own)),
    }  # fmt: skip


def _used(plan: Plan) -> list[str]:
    """Return the headers, cells and conditions that a query uses."""
    names = [*plan.measures, plan.times, plan.by, plan.per, plan.group_name]
    if plan.asked.operation in ("list", "rows") or plan.asked.ranks:
        names += plan.shown
    said = [*names]
    for one in (*plan.filters, *plan.parts, *plan.totals):
        names.append(one.column)
        said += [one.said, *one.cells]
    return [*said, *map(bare_header, filter(None, names))]


def _called(family: Family) -> list[str]:
    """Return the names and headings of tables."""
    return [
        text
        for one in family.tables[:MOST_CALLED]
        for text in (one.name.replace(".", " "), *one.heading, one.caption)
    ]


def _written(family: Family) -> list[str]:
    """Return all that a table says: names, headers and cells."""
    headers = [text for one in family.columns for text in (one.name, bare_header(one.name))]
    cells = [text for one in family.columns if one.kind == "text" for text in dict.fromkeys(one.texts)]
    return [*_called(family), *headers, *cells]


def is_in_doubt(question: str, plan: Plan) -> bool:
    """Return whether a plan may be of other days, things or amounts than is asked."""
    signs = (
        _is_of_other_days,
        ranks_parts,
        _leaves_out_open,
        _says_half_of_cell,
        _counts_kinds,
        _names_nobody,
    )
    return any(sign(question, plan) for sign in signs)


def _is_of_other_days(question: str, plan: Plan) -> bool:
    """Return whether a time is looked for on days that are not a table's own.

    Those are in its first column of days, and not where each row is somebody: what was earned in April is no matter of who began then.
    """
    text, family = plain(question), plan.family
    days = [one.name for one in family.columns if one.kind == "date" and not one.worked_out]
    people = next((one.texts for one in family.columns if names_people(one)), ())
    own = days[:1] if len({*people}) < max(len(people), 1) or not people else []
    return any(name in days and name not in own and not is_named(name, text) for name in filtered_by(plan))


def ranks_parts(question: str, plan: Plan) -> bool:
    """Return whether single rows are ranked, though what is asked for has several.

    The largest bill is no answer to who owes most.
    """
    if not (plan.asked.ranks and plan.asked.operation in ("max", "min", "list")) or plan.group:
        return False
    text = plain(question)
    if (party := party_meant(plan.family, text)) is not None:
        return not _is_first_of_all(plan, party[0])
    asked_who = "name" in kinds_asked(question) or OPEN.search(text) is not None
    for column in plan.family.columns:
        cells = [one for one in column.texts if one.strip()]
        if column.kind != "text" or len({*cells}) == len(cells):
            continue
        people = names_people(column) and (asked_who or is_named(column.name, text))
        if people or any(is_named(column.name, thing) for thing in things_ranked(text)):
            return not _is_first_of_all(plan, column)
    return False


def _is_first_of_all(plan: Plan, column: Column) -> bool:
    """Return whether the first row is of whoever comes first by the sum of all rows."""
    if plan.filters or len(plan.measures) != 1 or plan.times or plan.asked.limit > 1:
        return False
    rows = [
        (name, plan.asked.ranks * value)
        for name, value in zip(column.texts, plan.family.column(plan.measures[0]).values, strict=True)
        if name.strip() and isinstance(value, float)
    ]
    sums: defaultdict[str, float] = defaultdict(float)
    for name, value in rows:
        sums[name] += value
    return bool(rows) and max(rows, key=lambda one: one[1])[0] == max(sums, key=lambda name: sums[name])


def _says_half_of_cell(question: str, plan: Plan) -> bool:
    """Return whether rows are chosen by a Chinese cell of which at most half is said.

    企业客户 are not the rows of 企业年卡.
    """
    text = plain(question)
    for cell in (cell for one in plan.filters for cell in one.cells if is_unspaced(cell)):
        letters = "".join(filter(IS_HAN.match, cell))
        half = len(letters) // 2 + 1
        if letters and not any(letters[at : at + half] in text for at in range(len(letters) - half + 1)):
            return True
    return False


_KINDS = lazy_regex(
    r"\b(?:kinds?|types?|sorts?|products?|models?|variet(?:y|ies)|different|items?|services?|prices?|priced|listed|courses?)\b|[几多]少?[种款类项样]|品种|种类|课程",
    re.IGNORECASE,
)
"""What counts the rows of a list of prices, which are kinds of things."""
_LIST_OF_PRICES = lazy_regex(
    r"\b(?:prices?|price ?list|tariff|rates|catalogue|catalog)\b|价目|价格|报价|价表", re.IGNORECASE
)
"""Names of such lists."""


def _counts_kinds(question: str, plan: Plan) -> bool:
    """Return whether things are counted by the rows of a list of prices.

    Each is a kind of things, of which there may be none or a hundred.
    """
    if plan.asked.operation != "count" or _KINDS.search(question) is not None:
        return False
    return any(
        _LIST_OF_PRICES.search(text)
        for one in plan.family.tables
        for text in (one.name, *one.heading, one.caption)
    )


def _names_nobody(question: str, plan: Plan) -> bool:
    """Return whether it is asked who, and one figure is told: who owes how much."""
    lone = plan.asked.operation in COMPUTES and not (plan.group or plan.asked.ranks)
    return lone and "name" in kinds_asked(question)


def _leaves_out_open(question: str, plan: Plan) -> bool:
    """Return whether what is open is asked for, and neither an amount nor rows are."""
    if OPEN.search(plain(question)) is None or is_of_open(plan):
        return False
    dates = {one.name for one in plan.family.columns if one.kind == "date"}
    timed = {*filtered_by(plan)} & dates
    named = (*plan.measures, plan.by)
    return all(one.column in timed for one in plan.filters) and not any(map(is_open_header, named))


def is_of_open(plan: Plan) -> bool:
    """Return whether a plan is about what is open of amounts."""
    names = {*plan.measures, *(one.column for one in plan.filters)}
    return any(one.name in names and one.worked_out == "open" for one in plan.family.columns)


def filtered_by(plan: Plan) -> list[str]:
    """Return the columns whose cells a plan's conditions name, wanting none empty."""
    names = {column.name for column in plan.family.columns}
    return [one.column for one in plan.filters if one.column in names and one != without_value(one.column)]
