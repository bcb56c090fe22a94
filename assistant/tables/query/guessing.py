"""Guess what a question asks of tables where its words do not say it.

What names no column and no cell is laid beside headers and cells by meaning: "what got finished" is the status "done". All ways to read
the question are laid out, and a trained model tells which is likeliest. What comes of it is a guess: whoever shows it says how
the question was read.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from assistant.frozen import dataclass
from assistant.languages import is_function_word, plain
from assistant.regexes import lazy_regex
from assistant.tables.data.columns import is_rate, may_be_money
from assistant.tables.data.database import Family
from assistant.tables.data.derived import with_derived
from assistant.tables.data.joining import perhaps_joined
from assistant.tables.data.ledgers import PAID_OR_NOT
from assistant.tables.data.months import by_month
from assistant.tables.data.words import IS_HAN, bare_header, name_tokens, tokens
from assistant.tables.query.column_choices import ALTOGETHER
from assistant.tables.query.planning import Plan
from assistant.tables.query.reading_model import circumstances, likelihood, wanted_by, wished, wishes, worth
from assistant.tables.query.readings import LEAST, Reading, Readings
from assistant.tables.question.asking import GENERIC, GENERIC_HAN, MOST_CHARS, asked
from assistant.tables.question.everyday import everyday
from assistant.tables.question.meanings import Meanings, Noting
from assistant.tables.question.questions import Question, Vocabulary

LEAST_ROWS = 4
"""Rows from which a table is computed over by guess."""
MOST_NEAR = 3
"""Tables that are read though few of the question's words stand in them, the nearest in meaning."""
MOST_TOGETHER = 24
"""Tables among which pairs are put together."""
MOST_GUESSES = 8
"""Most readings that are told, the likeliest."""
NEARNESS = 15.0
"""What differences of cosines are multiplied by, to be of the size of other features."""
MOST_HEADERS = 3
"""Headers of a table, the nearest, by which it is told how near it is."""
MOST_CELLS, MOST_OF_CELL, MOST_SAMPLED = 3, 30, 600
"""Cells of a column by which a table is described, and characters of each and of all."""
NO_WORD = "xqzzyx"
"""Stands in no table and means nothing, so that it is laid beside all that any word of a question is."""
FIGURES = frozenset(("sum", "average", "count", "share"))
"""What is no answer to a question for a time, where it comes from rows of any time."""
_ASIDE = lazy_regex(
    r"[(（][^()（）]*(?:too|as well|also|also counts?|incl\w*|with the vat|也算|算上|都算)[^()（）]*[)）]|[，,；;](?:(?![，,；;]).)*(?:也算上?|算上|都算)(?:(?![，,；;]).)*"
    rf"|{PAID_OR_NOT}|[,;]\s*[^,;]{{2,40}}\b(?:too|as well|included|also)\b(?=\s*(?:[,;?]|$))|\b(?:incl(?:uding|\.)?|with) (?:the )?vat\b",
    re.IGNORECASE,
)
"""What a question adds so that nothing is left out."""
_APART = lazy_regex(
    r"[,，;；(（]\s*([^,，;；()（）]{1,24}?)(?:的|都)*不算[^,，;；()（）]*[)）]?|,?\s*\b(?:not counting|not including|excluding|leaving out|apart from) (?:the )?([^,;()]{2,40})",
    re.IGNORECASE,
)
"""What a question leaves out."""
_SHORT_YEAR = lazy_regex(r"(?<!\d)(1[5-9]|2\d|3[0-5])年(?!内|期|以上|[后前来限度])")


@dataclass(frozen=True, slots=True)
class Guess:
    """How a question may be read.

    Attributes:
        plan: What is computed.
        likelihood: How likely that is meant, from 0 to 1.
        left: Words of the question that nothing was found for.
        features: What speaks for it, by name; None where it was not weighed.
    """

    plan: Plan
    likelihood: float
    left: tuple[str, ...]
    features: Mapping[str, float] | None = None


def guesses(
    question: str, families: Sequence[Family], meanings: Meanings, today: date, language: str
) -> list[Guess]:
    """Return how a question may be read over tables, the likeliest first.

    Empty where nothing may be meant, and for more text than a question to a sheet has.

    Args:
        question: As it was asked.
        families: The tables.
        meanings: Compares words.
        today: For "last year".
        language: Of the question.
    """
    if len(question) > MOST_CHARS:
        return []  # what a reading costs grows with the square of the text
    found = [
        one
        for one in all_readings(question, families, meanings, today, language)
        if not (one.features.get("time_dropped") and one.plan.asked.operation in FIGURES)
    ]
    worths = [worth(one.features) for one in found]
    order = sorted(range(len(found)), key=lambda at: -worths[at])
    apart = next((at for at in order[1:] if _is_for_each(found[at], found[order[0]])), None)
    likeliest = order[0] if order else 0
    order = order if apart is None else [apart, *order]
    made: list[Guess] = []
    for at in order:
        one = replace(found[at], plan=_shown(found[at].plan, question))
        if all(one.plan.key != other.plan.key for other in made):
            told_by = likeliest if at == apart else at
            likely = likelihood(circumstances(worths, told_by, found[told_by].features))
            made.append(Guess(one.plan, likely, one.left, one.features))
        if len(made) == MOST_GUESSES:
            break
    return made


def _is_for_each(reading: Reading, other: Reading) -> bool:
    """Return whether a reading computes for each what another computes of all.

    Where "each" or "per" is said, and the column by which rows are put together is named.
    """
    one, all_of = reading.plan, other.plan
    return bool(
        other.features.get("ungrouped_each")
        and reading.features.get("group_named")
        and one.family.name == all_of.family.name
        and (one.asked.operation, one.measures, one.filters)
        == (all_of.asked.operation, all_of.measures, all_of.filters)
        and not (all_of.group or all_of.distinct or all_of.per or all_of.asked.ranks)
    )


def _shown(plan: Plan, question: str) -> Plan:
    """Return a plan that shows rows in the place of a figure that says nothing.

    The sum of prices or waiting times, how far the sums of two prices are apart, and the average of some things that are named, where
    none is asked for.
    """
    operation, text = plan.asked.operation, plain(question)
    if plan.group or plan.times or plan.parts or plan.per or not plan.measures:
        return plan
    if not all(is_rate(plan.family.column(name)) for name in plan.measures) or ALTOGETHER.search(text):
        return plan
    if operation == "average":
        said = asked(text)
        averaged = said is not None and said.operation == "average"
        if averaged or not any(len(one.cells) > 1 and not one.negated for one in plan.filters):
            return plan
    elif operation != "sum" and not (operation == "difference" and not plan.filters):
        return plan
    shown = tuple(name for name in plan.shown if name not in plan.measures)
    return replace(plan, asked=replace(plan.asked, operation="list", ranks=0, limit=0), shown=shown)


def all_readings(
    question: str, families: Sequence[Family], meanings: Meanings, today: date, language: str
) -> Iterator[Reading]:
    """Yield all ways to read a question over tables; see `guesses`."""
    question = _SHORT_YEAR.sub(r"20\1年", _ASIDE.sub(" ", question))
    wanted = everyday(Question.of(question).text)
    near = meanings.near(question, [described(one) for one in families]) if families else []
    if not near:
        return
    vector = meanings.vector(question)
    wish = wishes(vector) if vector is not None else {}
    nearest, others = max(near), _left_out(question, families, meanings)
    nearly = sorted(near)[-MOST_NEAR:][0]
    said = [name_said(question, one) for one in families]
    heard = [_headers_said(question, one) for one in families]
    every = [Vocabulary(one) for one in families]
    bears = tables_told(question, every, meanings)
    for place, (table, nearness) in enumerate(zip(families, near, strict=True)):
        if len(table.places) < LEAST_ROWS or all(column.kind == "text" for column in table.columns):
            continue  # a form, or the paragraphs of a paper
        derived = with_derived(table, question)
        words = every[place] if derived is table else Vocabulary(derived)
        made: list[Reading] = []
        for text in dict.fromkeys((question, _APART.sub("", question))):
            made = list(
                Readings(Question.of(text), wanted, words, today, language, meanings).made(
                    0.0 if nearness >= nearly else LEAST, wish
                )
            )
            if any(one.negated for reading in made for one in reading.plan.filters):
                break  # what is left out is a cell of this table, else another table
        elsewhere = max((heard[other] for other in range(len(families)) if other != place), default=0.0)
        told = {
            "headers_heard": heard[place],
            "headers_elsewhere": max(0.0, elsewhere - heard[place]),
            **bears[place],
            "table_near": NEARNESS * (nearness - nearest),
            "table_nearest": float(nearness == nearest),
            "table_left_out": float(place == others),
            "name_said": said[place],
            "name_said_most": float(0 < said[place] == max(said)),
        }
        if table.own:
            made = [one for one in made if _is_of_both(one.plan, len(table.columns))]
            told["joined"] = 1.0
        yield from (
            Reading(one.plan, told | dict(one.features) | _wished(wish, one.plan), one.left) for one in made
        )


def laid_beside(families: Sequence[Family], today: date) -> list[str]:
    """Return the words of tables that any question is compared with in meaning.

    Descriptions of tables and their headers come first, then cells.

    Args:
        families: The tables, as `all_readings` takes them.
        today: Does not matter.
    """
    noting = Noting()
    for _ in all_readings(NO_WORD, families, noting, today, "en"):
        pass
    return [*noting.others]


def tables_told(question: str, tables: Sequence[Vocabulary], meanings: Meanings) -> list[dict[str, float]]:
    """Tell of each table how it bears on a question beside the likeliest.

    By how near its headers are in meaning, and by the question's words that stand in it: what stands in few tables tells more.
    """
    words = telling_words(question)
    single = [one for one in tables if not one.family.own] or list(tables)
    rare = {
        word: math.log((len(single) + 1) / (count + 0.5))
        for word in words
        if (count := sum(one.holds(word) for one in single))
    }
    whole = sum(rare.values()) or 1.0
    held = [sum(value for word, value in rare.items() if one.holds(word)) / whole for one in tables]
    near: list[float] = []
    for one in tables:
        headers = [bare_header(column.name) for column in one.family.columns]
        nearest = sorted(meanings.near(question, headers), reverse=True)[:MOST_HEADERS]
        near.append(sum(nearest) / len(nearest) if nearest else 0.0)
    told = [
        {
            "words_held": own - max(held),
            "words_most": float(own == max(held) > 0),
            "headers_near": NEARNESS * (close - max(near)),
            "table_rows": math.log10(len(one.family.places)),
        }
        for own, close, one in zip(held, near, tables, strict=True)
    ]
    families = [one.family for one in tables]
    for name, tell in (("table_asked", described), ("table_sampled", sampled), ("table_called", called)):
        answering = meanings.answering(question, list(map(tell, families)))
        for features, own in zip(told, answering, strict=bool(answering)):
            features[name] = NEARNESS * (own - max(answering))
    return told


def telling_words(question: str) -> list[str]:
    """Return the words of a question that say something.

    Of Chinese, each two characters that follow one another.
    """
    read = Question.of(question)
    words: list[str] = []
    for index, (_, end) in enumerate(read.spans):
        word = read.word(index)
        if not IS_HAN.match(word):
            if (
                len(word) > 1
                and not word.isdigit()
                and word not in GENERIC
                and not is_function_word(word, "en")
            ):
                words.append(word)
        elif (
            index + 1 < len(read.spans)
            and read.spans[index + 1][0] == end
            and IS_HAN.match(read.word(index + 1))
        ):
            pair = word + read.word(index + 1)
            if GENERIC_HAN.sub("", pair):
                words.append(pair)
    return list(dict.fromkeys(words))


def _wished(wish: Mapping[str, float], plan: Plan) -> dict[str, float]:
    """Tell how well a plan fits what the question asks for by its meaning."""
    if not wish:
        return {}
    wanted, groups, money = wish_of(plan)
    return wished(wish, wanted, groups=groups, money=money)


def wish_of(plan: Plan) -> tuple[str, bool, bool | None]:
    """Return what a plan computes, whether by groups, and whether of money.

    The last is None where it is of no figures.
    """
    money = any(may_be_money(plan.family.column(name)) for name in plan.measures) if plan.measures else None
    return wanted_by(plan.asked.operation, plan.asked.ranks), bool(plan.group), money


def with_joined(families: Sequence[Family]) -> list[Family]:
    """Return tables, and pairs of them that share a key, as `all_readings` takes them."""
    tables = [by_month(one) or one for one in families]
    large = [one for one in families if len(one.places) >= LEAST_ROWS]
    return [*tables, *(one.family for one in perhaps_joined(large[:MOST_TOGETHER]))]


def _is_of_both(plan: Plan, written: int) -> bool:
    """Return whether a reading needs both of two tables that were put together.

    Args:
        plan: Of the reading.
        written: How many columns the tables have; those behind them are worked out.
    """
    family = plan.family
    names = [*plan.measures, plan.times, plan.by, plan.per, plan.group_name]
    names += [one.column for one in (*plan.filters, *plan.parts)]
    others = {column.name for column in family.columns[family.own : written]}
    if counts_twice(plan):
        return False
    held = {column.name for column in family.columns} & set(names)
    dated = any(column.kind == "date" for column in family.columns[: family.own])
    needed = {one for one in held & others if not (dated and family.column(one).kind == "date")}
    return bool(needed) and bool(held - others)


def counts_twice(plan: Plan) -> bool:
    """Return whether figures of the second of two joined tables are repeated.

    What it says of a thing would be computed for each row of the first.
    """
    family = plan.family
    others = {column.name for column in family.columns[family.own :]} if family.own else set()
    figures = plan.asked.operation not in ("list", "rows", "count")
    return figures and not plan.times and not others.isdisjoint(plan.measures)


def _left_out(question: str, families: Sequence[Family], meanings: Meanings) -> int:
    """Return the place of the table that a question leaves out; -1 for none."""
    apart = _APART.search(question)
    if apart is None:
        return -1
    left_out = next(filter(None, apart.groups()))
    place = meanings.nearest(left_out, [described(one) for one in families])
    return -1 if place is None else place


def name_said(question: str, family: Family) -> float:
    """Return how much of a table's own name the question says, from 0 to 1."""
    table = family.tables[0]
    text = plain(question)
    stems = set(tokens(text))
    words = name_tokens(PurePath(table.source).stem, "", table.heading, "")
    own = [
        word for word in words if len(word) > 1 and not word.isdigit() and not is_function_word(word, "en")
    ]
    found = sum(word in (text if IS_HAN.match(word) else stems) for word in own)
    return min(found, 2) / 2


def _headers_said(question: str, family: Family) -> float:
    """Return how much of a question's words stand in a table's headers, from 0 to 1."""
    text, found = plain(question), 0.0
    stems = {stem for stem in tokens(text) if len(stem) > 2 and not is_function_word(stem, "en")}
    for column in family.columns:
        name = plain(bare_header(column.name)).strip()
        if IS_HAN.search(name):
            pieces = (name[at : at + 2] for at in range(len(name) - 1))
            found += any(piece in text for piece in pieces)
        else:
            found += bool(stems & set(tokens(name)))
    return min(found, 3.0) / 3


def described(family: Family) -> str:
    """Describe a table by its file, headings and headers."""
    table = family.tables[0]
    headers = ", ".join(column.name for column in family.columns)
    return f"{table.name} {' '.join(table.heading)} {table.caption}: {headers}"


def called(family: Family) -> str:
    """Return the names that a table bears: its file's and its headings."""
    table = family.tables[0]
    return " ".join((table.name, *table.heading))


def sampled(family: Family) -> str:
    """Describe a table by its file, and its headers with their commonest cells."""
    told = []
    for column in family.columns:
        cells = Counter(filter(None, (text.strip()[:MOST_OF_CELL] for text in column.texts)))
        told.append(
            f"{bare_header(column.name)}: {', '.join(text for text, _ in cells.most_common(MOST_CELLS))}"
        )
    return f"{family.tables[0].name}: {'; '.join(told)}"[:MOST_SAMPLED]
