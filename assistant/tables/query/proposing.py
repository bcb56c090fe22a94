"""Let a model propose a query, and hold it against the question.

It is sound where every word of the question stands in it, nothing stands in it that the question does not say, and it computes what
is asked for; likely where it leaves out or adds a little, which is told then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from assistant.frozen import dataclass
from assistant.languages import is_function_word, plain
from assistant.tables.data.cells import Column, Value
from assistant.tables.data.database import ROW, UNIT, Family, QueryRefused, Result, TableDatabase, quoted
from assistant.tables.data.words import bare_header, name_tokens, tokens
from assistant.tables.query.computing import Outcome
from assistant.tables.question.asking import Asked, asked, asks_number
from assistant.tables.question.periods import Period, periods
from assistant.tables.question.questions import Question

MOST_COLUMNS_TOLD = 24
MOST_LEFT = 0.5
"""Share of a question's words that a query leaves out, up to which its result is shown."""
MOST_ADDED = 1
"""Values that it adds, up to which it is."""
MOST_QUERY_CHARS = 1_200
"""Longest query that is taken from a model."""
MOST_NAMED_TOLD = 3
"""Cells of a column that a question names which are told."""
MOST_VALUES_TOLD = 10
"""Values of a column of text that are told all; of one with more, those that the question names, or one."""
_CELL_CHARS = 40
_FENCED = re.compile(r"```(?:sql|sqlite)?\s*(.*?)(?:```|\Z)", re.DOTALL | re.IGNORECASE)
_SELECT = re.compile(r"\bselect\b.*", re.DOTALL | re.IGNORECASE)
_STRING = re.compile(r"'((?:[^']|'')*)'")
_NAME = re.compile(r'"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]')
_COMPARED = re.compile(r"(?:[=<>]|\blike|\bin\s*\([^()]*)\s*\Z", re.IGNORECASE)
_COMPARED_CELL = re.compile(
    r"(?P<before>\"(?P<name>(?:[^\"]|\"\")*)\"\s*(?:=|<>|!=)\s*)'(?P<value>(?:[^']|'')*)'", re.IGNORECASE
)
_KEPT = re.compile(rf"{_STRING.pattern}|{_NAME.pattern}")
_RUN_TOGETHER = re.compile(
    rf"{_KEPT.pattern}|\b(?P<word>select|from|where|by)(?=[^\x00-\x7f])", re.IGNORECASE
)
_KEYWORD = re.compile(
    r"add|all|avg|count|max|min|sum|alter|and|as|between|by|case|check|collate|commit|create|default|delete|distinct|drop|else|"
    r"end|escape|except|exists|foreign|from|group|having|if|in|index|insert|intersect|into|is|join|key|"
    r"limit|not|null|on|or|order|primary|references|select|set|table|then|to|total|transaction|union|unique|"
    r"update|using|values|when|where",
    re.IGNORECASE,
)
_DAY = re.compile(r"'(?:19|20)\d\d-\d\d(?:-\d\d)?'")
_COMPARED_DAY = re.compile(r"(?P<sign>[<>]=?)\s*'(?:19|20)\d\d(?:-\d\d){0,2}'")
_NO_LETTER = re.compile(r"\W+")
_NUMERAL = re.compile(r"(?<![\w.'])\d+(?:\.\d+)?")
_FUNCTIONS: Mapping[str, re.Pattern[str]] = {
    "sum": re.compile(r"\b(?:sum|total)\s*\(", re.IGNORECASE),
    "average": re.compile(r"\bavg\s*\(", re.IGNORECASE),
    "count": re.compile(r"\b(?:count|sum)\s*\(", re.IGNORECASE),
    "max": re.compile(r"\bmax\s*\(|\border\s+by\b.*\bdesc\b", re.IGNORECASE | re.DOTALL),
    "min": re.compile(r"\bmin\s*\(|\border\s+by\b", re.IGNORECASE),
    "difference": re.compile(r"-"),
    "rows": re.compile(r"\border\s+by\b", re.IGNORECASE),
}
_SAYS_NONE = re.compile(r"(?<![<>!])=\s*'?0\b|\bis\s+null\b|\bnot\s+in\b|<>|!=", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:no|not|none|never|nothing|without|left|missing|out of|empty|blank|leaving out|except)\b|没有?|未|无|空着?|缺|除了?"
)
"""What a condition for nothing in a cell says, and words for it."""
_SETS_OFF = re.compile(
    r"[\w\")]\s*(?:-|<>|!=|[<>]=?)\s*(?:coalesce\s*\(|sum\s*\()?\s*(?:\"|[^\W\d])|>\s*0\b", re.IGNORECASE
)
_OPEN = re.compile(
    r"\b(?:un|not )?(?:paid|settled)\b|\b(?:ow(?:e|es|ed|ing)|outstanding|open|due|balance|still|part(?:ly)?|remaining)\b|还?[没未](?:有|付|收|结|缴|交|清|给)*清?|欠|剩"
)
"""One column set off against another, or what is above nothing, and words for what is open."""
_LIMIT = re.compile(r"\blimit\s+\d", re.IGNORECASE)
_SIMPLE = re.compile(
    r"\s*select\s.+?\sfrom\s+(?P<table>\"[^\"]+\"|\w+)\s*(?:where\s+(?P<where>.+?))?(?:\s+group\s+by\s.+?)?(?:\s+having\s.+?)?(?:\s+order\s+by\s.+?)?"
    r"(?:\s+limit\s+\d+)?\s*;?\s*",
    re.DOTALL | re.IGNORECASE,
)

PROMPT = """You write SQLite queries. Examples:
CREATE TABLE visits (
  Guest TEXT, -- such as 'Aune'
  Nights REAL,
  Price REAL, -- EUR
  Paid REAL, -- EUR, some empty
  Came TEXT, -- date, 2024-01-03 to 2024-12-28
);
Question: Which guest stayed longest altogether?
SQL: SELECT Guest, SUM(Nights) FROM visits GROUP BY Guest ORDER BY SUM(Nights) DESC LIMIT 1
Question: How many nights did Aune stay in March and April?
SQL: SELECT SUM(Nights) FROM visits WHERE Guest = 'Aune' AND Came BETWEEN '2024-03-01' AND '2024-04-30'
Question: Who came before the end of May and has not paid all?
SQL: SELECT Guest FROM visits WHERE Came <= '2024-05-31' AND COALESCE(Paid, 0) < Price

Write one SELECT that answers the last question. Use only the tables and columns told with it, their names exactly as written there. Add \
no condition that it does not ask for. Dates are text like 2024-03-31. If these tables cannot answer it, write NONE. Write the query only.

{schema}
Question: {question}
SQL:"""


CHOICE = """A question about tables can be read in these ways:
{readings}
X. None of these

Question: {question}

Which one computes what the question asks for? Answer with its letter only."""
_RECKONS = re.compile(
    r"\b(?:today|now|currently|at the moment|so far|yet|overdue|expired|past|ago)\b|今|现在|目前|眼下|"
    r"去年|明年|过期|逾期|heute|jetzt|bisher|überfällig"
)
"""Words of a question that reckons from today."""
_LETTERS = "ABCDEFGH"
_LETTER = re.compile(r"(?<![A-Za-z'’])([A-HX])(?![A-Za-z'’])")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A query of a model that was run.

    Attributes:
        families: The tables that it reads, those of one header as one.
        query: The SELECT.
        result: What it gave.
        columns: The columns of numbers that it reads, by name.
        cited: Rows that hold its conditions, the first of them; empty where that cannot be told.
        matched: How many there are; 0 where that cannot be told.
        uncovered: Words of the question that it does not cover.
        wanted: How many words of the question say what is wanted.
        added: Values in its conditions that the question does not name.
        reason: Why its result is not shown, where not for those: "units", "unread", "doubtful", "cut", "operation", "time", "column".
    """

    families: tuple[Family, ...]
    query: str
    result: Result
    columns: Mapping[str, Column]
    cited: tuple[int, ...]
    matched: int
    uncovered: tuple[str, ...] = ()
    wanted: int = 0
    added: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it is about the question, all of it and nothing else.

        One over several tables may count a row twice.
        """
        doubtful = self.uncovered or self.added or self.reason or len(self.families) > 1
        return not doubtful and (self._finds or self.matched > 0)

    @property
    def is_likely(self) -> bool:
        """Whether its result may be shown beside what it leaves out and adds."""
        left = len(self.uncovered) / max(1, self.wanted)
        return not self.reason and self._finds and left <= MOST_LEFT and len(self.added) <= MOST_ADDED

    def comes_to(self, outcome: Outcome) -> bool:
        """Return whether a reading comes to the same rows, or to the same figure."""
        if self.reason or not self._finds:
            return False
        if outcome.plan.asked.operation == "list":
            listed = {row for rows in outcome.cited for row in rows}
            chosen = 0 < self.matched == outcome.matched and listed <= {*self.cited}
            return chosen and not (computes(self.query) or _LIMIT.search(self.query))
        if (len(self.result.rows) > 1) != (len(outcome.rows) > 1):
            return False
        (figures, names), (others, told) = map(_figures_and_names, (self.result.rows[0], outcome.rows[0]))
        counts = outcome.plan.asked.operation == "count" and self.matched > 0
        same = bool(figures & others) if figures else bool(names)
        return same and names <= told and (not counts or self.matched == outcome.matched)

    @property
    def _finds(self) -> bool:
        return any(value not in (None, 0) for row in self.result.rows for value in row)


def with_times(question: str, today: date) -> str:
    """Say behind a question which days it means, or what day it is.

    A small model takes a day that it is told for the bound of any other.
    """
    times = periods(plain(question), question, today)
    said = [_days(one) for one in times if not one.is_guessed]
    said += [f"today is {today.isoformat()}"] if not said and _RECKONS.search(plain(question)) else []
    return f"{question} ({'; '.join(said)})" if said else question


def _days(time: Period) -> str:
    """Return the first and the last day of a time, as a query compares with them."""
    first, last = _first_day(time.first), _last_day(time)
    return (
        " to ".join((first, last))
        if time.first and time.end
        else f"from {first}"
        if time.first
        else f"until {last}"
    )


def _last_day(time: Period) -> str:
    if not time.end:
        return ""
    return (date.fromisoformat(_first_day(time.end)) - timedelta(days=1)).isoformat()


def _first_day(bound: str) -> str:
    """Return the first day of a year, a month or a day; empty for none."""
    return bound + "0000-01-01"[len(bound) :] if bound else ""


def _says_time(query: str, time: Period) -> bool:
    """Return whether a query compares with a bound of a time, to the month."""
    if not (time.first and time.end) and not time.is_guessed:
        bound = time.first or time.end
        before = date.fromisoformat(_first_day(bound)) - timedelta(days=1)
        return any(part in query for part in (f"'{bound}'", _first_day(bound)[:7], before.isoformat()[:7]))
    bounds = [part[:7] for part in (time.first, time.end, _last_day(time)) if part]
    if time.is_guessed:
        bounds = [part[4:] for part in bounds]
    return any(part in query for part in bounds) or (
        "%m" in query and any(part[5:7] in query for part in bounds)
    )


def with_bounds(query: str, question: str, today: date) -> str:
    """Return a query with the one day that it compares with put right.

    A model takes the end of the year for what was before it, or today. Only where the question names one time, open to one side.
    """
    times = periods(plain(question), question, today)
    compared = list(_COMPARED_DAY.finditer(query))
    if len(times) != 1 or times[0].is_guessed or len(compared) != 1 or _says_time(query, times[0]):
        return query
    (time,), (found,) = times, compared
    if bool(time.first) == bool(time.end) or (found["sign"][0] == "<") != bool(time.end):
        return query
    bound = f"< '{_first_day(time.end)}'" if time.end else f">= '{_first_day(time.first)}'"
    return f"{query[: found.start()]}{bound}{query[found.end() :]}"


def _figures_and_names(row: Sequence[Value]) -> tuple[set[float], set[str]]:
    figures = {round(value, 4) for value in row if isinstance(value, float | int)}
    return figures, {plain(value) for value in row if isinstance(value, str)}


def computes(query: str) -> bool:
    """Return whether a query computes anything, and does not only choose rows."""
    return any(one.search(query) for name, one in _FUNCTIONS.items() if name in ("sum", "average", "count"))


def schema(families: Sequence[Family], question: str = "") -> str:
    """Describe tables for a model: their columns, and what they hold.

    Args:
        families: The tables.
        question: Cells that it names are told as examples.
    """
    return "\n".join(_described(one, plain(question)) for one in families)


def _described(family: Family, question: str) -> str:
    columns = family.columns[:MOST_COLUMNS_TOLD]
    units = family.has_units
    told: list[str] = []
    for column in columns:
        kind = "REAL" if column.kind == "number" else "TEXT"
        remarks = [column.unit] if column.unit else []
        remarks += ["date", *_span_told(column)] if column.kind == "date" else []
        remarks += _values_told(column, question)
        empty = column.kind != "text" and None in column.values
        remarks += ["some empty"] if empty else []
        told.append(
            f"  {_plain_name(column.name)} {kind}," + (f" -- {', '.join(remarks)}" if remarks else "")
        )
        if column.name in units:
            told.append(f"  {_plain_name(family.unit_column(column.name))} TEXT,")
    lines = "\n".join(told)
    return f"CREATE TABLE {_plain_name(family.name)} (\n{lines}\n);\n"


def _plain_name(name: str) -> str:
    """Return a name that needs no quotes, which small models leave out."""
    plain_name = _NO_LETTER.sub("_", name).strip("_")
    if _KEYWORD.fullmatch(plain_name):
        return f"{plain_name}_"
    return plain_name if plain_name and not plain_name[0].isdigit() else f"_{plain_name}"


def with_names(query: str, families: Sequence[Family]) -> str:
    """Return a query with its names in quotes, as the tables have them.

    A model writes them without, with underscores or run together.
    """
    meant: dict[str, set[str]] = {}
    for family in families:
        own = [family.name, *(column.name for column in family.columns)]
        for name in (*own, *map(family.unit_column, family.has_units)):
            for form in {name, _plain_name(name), _NO_LETTER.sub("", name)}:
                meant.setdefault(form.casefold(), set()).add(name)
    forms = sorted(
        (form for form, names in meant.items() if len(names) == 1 and form and not _KEYWORD.fullmatch(form)),
        key=len,
        reverse=True,
    )
    if not forms:
        return query
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)

    def named(match: re.Match[str]) -> str:
        (name,) = meant[match.group().casefold()]
        return quoted(name)

    pieces: list[str] = []
    end = 0
    for kept in _KEPT.finditer(query):
        compared = _COMPARED.search(query[: kept.start()]) is not None
        pieces += [
            pattern.sub(named, query[end : kept.start()]),
            _inside_quotes(kept.group(), meant, compared=compared),
        ]
        end = kept.end()
    return "".join((*pieces, pattern.sub(named, query[end:])))


def _inside_quotes(part: str, meant: Mapping[str, set[str]], *, compared: bool) -> str:
    """Return a string as it is, and a name in quotes as the tables have it.

    One that they have not is a value where it is compared with; else it stays a name, which SQLite would take for a text.
    """
    if part[0] == "'":
        return part
    inside = part[1:-1]
    names = meant.get(inside.casefold(), set())
    if len(names) == 1:
        return quoted(next(iter(names)))
    return _literal(inside) if compared and not names else f"[{inside}]"


def _span_told(column: Column) -> list[str]:
    """Return from when to when the days of a column are."""
    days = sorted(value for value in column.values if isinstance(value, str))
    return [f"{days[0]} to {days[-1]}"] if days else []


def _values_told(column: Column, question: str) -> list[str]:
    """Return all values of a column of text that come again, or examples.

    Those are the ones that the question names, else the first.
    """
    if column.kind != "text":
        return []
    values = list(dict.fromkeys(value for value in column.values if isinstance(value, str)))
    filled = sum(value is not None for value in column.values)
    named = [value for value in values if _names(question, value)][:MOST_NAMED_TOLD]
    few = 1 < len(values) <= MOST_VALUES_TOLD and 2 * len(values) <= filled
    told = values if few else named or values[:1]
    told = [_literal(value if len(value) <= _CELL_CHARS else f"{value[:_CELL_CHARS]}…") for value in told]
    return told if few or not told else [f"such as {', '.join(told)}"]


def _names(question: str, value: str) -> bool:
    """Return whether a question holds a cell, or a word of it that says something."""
    text = plain(value)
    if len(text) > 1 and text in question:
        return True
    words = {
        one for one in tokens(text) if len(one) > 2 and one.isalpha() and not is_function_word(one, "en")
    }
    return bool(words & {*tokens(question)})


def _literal(value: str) -> str:
    text = value.replace("'", "''").replace("\n", " ")
    return f"'{text}'"


def choices_said(readings: Sequence[str]) -> str:
    """List readings for a model to choose among, each with a letter."""
    return "\n".join(f"{letter}. {said}" for letter, said in zip(_LETTERS, readings, strict=False))


def choice_in(reply: str, count: int) -> int | None:
    """Return which of some readings a model's reply names; None for none of them.

    A reply that names several chooses none.
    """
    named = set(_LETTER.findall(reply))
    if len(named) != 1:
        return None
    place = _LETTERS.find(named.pop())
    return place if 0 <= place < count else None


def query_in(reply: str) -> str:
    """Return the SELECT of a model's reply; empty where it holds none."""
    reply = _RUN_TOGETHER.sub(lambda match: f"{match[0]} " if match["word"] else match[0], reply)
    fenced = _FENCED.search(reply)
    found = _SELECT.search(fenced[1] if fenced else reply)
    if found is None:
        return ""
    query = found.group().split(";")[0].split("```")[0]
    query = re.split(r"\n\s*\n|\n\s*Question:", query.strip())[0]
    return query.strip()[:MOST_QUERY_CHARS] if len(query) <= MOST_QUERY_CHARS else ""


def run_proposal(
    question: str,
    query: str,
    database: TableDatabase,
    today: date,
    language: str,
    measures: Iterable[str] = (),
    *,
    lists: bool = False,
) -> Proposal:
    """Run a query and hold it against the question.

    Args:
        question: As it was asked.
        query: What a model proposes.
        database: Holds the tables.
        today: For "last year".
        language: Of the question.
        measures: Columns one of which it has to read, where that is known.
        lists: Whether rows are asked for, and no figure.

    Raises:
        QueryRefused: It is no SELECT over these tables, or takes too long.
    """
    result = database.run(query)
    names = {name for name, _ in result.read}
    families = [one for one in database.families if one.name in names]
    if not families:
        raise QueryRefused("columns", "it reads no table")
    read = [
        {column.name: column for column in one.columns if (one.name, column.name) in result.read}
        for one in families
    ]
    columns = {name: column for some in reversed(read) for name, column in some.items()}
    wanted = asked(plain(question))
    # "Wines with no stock left" are rows, though stock is a quantity.
    lists = lists or (bool(_SAYS_NONE.search(query)) and not asks_number(plain(question)))
    figure = None if lists else wanted
    reasons = (_untrusted(query, one, some, figure) for one, some in zip(families, read, strict=True))
    reason = next(filter(None, reasons), "")
    units = {column.unit for some in read for column in _computed(query, some) if column.unit}
    reason = reason or ("units" if len(units) > 1 else "")
    if measures and not set(measures) & set(columns) and wanted is not None and wanted.operation != "count":
        reason = reason or "operation"
    cited, matched = _rows(query, families[0], database) if len(families) == 1 else ((), 0)
    left = _left(question, query, families, columns, wanted, today, language)
    times = periods(plain(question), question, today) if _DAY.search(query) else []
    reason = reason or ("" if all(_says_time(query, one) for one in times) else "time")
    reason = reason or ("column" if _names_another(left, families, columns) else "")
    words = Question.of(question).left(language)
    numbers = {name: column for name, column in columns.items() if column.kind == "number"}
    added = tuple(_added(query, question, today))
    return Proposal(
        tuple(families), query, result, numbers, cited, matched, tuple(left), len(words), added, reason
    )


def _untrusted(
    query: str,
    family: Family,
    columns: Mapping[str, Column],
    wanted: Asked | None,
) -> str:
    if any(table.is_cut for table in family.tables):
        return "cut"
    functions = _FUNCTIONS.get(wanted.operation) if wanted is not None else None
    if functions is not None and not functions.search(query):
        return "operation"
    for column in _computed(query, columns):
        name = column.name
        if column.doubtful:
            return "doubtful"
        if name in family.has_units and quoted(family.unit_column(name)) not in query:
            return "units"
        if column.unread:
            return "unread"
    return ""


def _computed(query: str, columns: Mapping[str, Column]) -> list[Column]:
    """Return the columns of which a query computes something."""
    function = r"\b(?:sum|avg|total|max|min)\s*\("
    return [
        column
        for name, column in columns.items()
        if re.search(
            rf"{function}(?:[^)]*{re.escape(quoted(name))}|[^)\"]*\b{re.escape(name)}\b)",
            query,
            re.IGNORECASE,
        )
    ]


def _added(query: str, question: str, today: date) -> Iterable[str]:
    """Yield the values of a query that the question does not name."""
    stems = set(tokens(question))
    text = plain(question)
    years = set(re.findall(r"(?:19|20)\d\d", question))
    times = periods(text, question, today)
    said = {part for one in times for part in (one.first[:4], one.end[:4]) if part} | years
    for value in (match.replace("''", "'") for match in _STRING.findall(query)):
        bare = value.strip("%")
        if re.fullmatch(r"%[YmdjW-]+(?:-%[md])*|%?[\d-]{1,10}%?|start of (?:month|year)", value):
            if re.match(r"(?:19|20)\d\d", bare) and bare[:4] not in said:
                yield value
            continue
        own = [token for token in tokens(bare) if not is_function_word(token, "en")]
        if own and not set(own) & stems and plain(bare) not in text:
            yield value
    bare_query = _NAME.sub(" ", _STRING.sub(" ", query))
    limit = re.search(r"\blimit\s+(\d+)", bare_query, re.IGNORECASE)
    for match in _NUMERAL.finditer(re.sub(r"\blimit\s+\d+", " ", bare_query, flags=re.IGNORECASE)):
        if match.group() not in ("0", "1", "2", "4", "7", "10", "100") and match.group() not in re.sub(
            r"(?<=\d)[,' ](?=\d{3})", "", question
        ):
            yield match.group()
    if (
        limit is not None
        and int(limit[1]) > 1
        and not re.search(r"\btop\b|\bfirst\b|\blast\b|前|后|most|est\b|最", text)
    ):
        yield limit.group()


def _left(
    question: str,
    query: str,
    families: Sequence[Family],
    columns: Mapping[str, Column],
    wanted: Asked | None,
    today: date,
    language: str,
) -> list[str]:
    """Return the words of a question that a query does not cover."""
    read = Question.of(question)
    for span in wanted.spans if wanted is not None else ():
        read.cover(*span)
    covering: set[str] = set()
    for value in _STRING.findall(query):
        covering |= set(tokens(value.strip("%")))
    for name in columns:
        covering |= _header_tokens(name)
    for family in families:
        names = [set(name_tokens(one.source, one.title, one.heading, one.caption)) for one in family.tables]
        covering |= set.intersection(*names)  # "first half" chooses no rows of both halves
    literals = " ".join(_STRING.findall(query))
    numerals = set(_NUMERAL.findall(_NAME.sub(" ", query))) | set(_NUMERAL.findall(literals))
    for one in periods(read.text, read.original, today):
        if _says_time(query, one):
            read.cover(*one.span)
    for index, stem in enumerate(read.stems):
        if stem in covering or (any(map(str.isdigit, stem)) and re.sub(r"\D", "", stem) in numerals):
            read.take(index, index + 1)
    for match in re.finditer(r"(?<!\d)\d{1,3}(?:[,.']\d{3})+|\d+(?:\.\d+)?", read.text):
        if re.sub(r"[,']", "", match.group()) in numerals:
            read.cover(*match.span())
    compared = r"\b(?:over|above|more than|at least|under|below|less than|between|up to|greater than)\b|超过|大于|高于|低于|小于|以上|以下|至少|不到"
    if re.search(r"[<>]|\bbetween\b", query, re.IGNORECASE):
        for match in re.finditer(compared, read.text):
            read.cover(*match.span())
    for said, words in ((_SAYS_NONE, _NONE), (_SETS_OFF, _OPEN)):
        for match in words.finditer(read.text) if said.search(query) else ():
            read.cover(*match.span())
    return read.left(language)


def _header_tokens(name: str) -> set[str]:
    return {*tokens(name), *tokens(bare_header(name))}


def _names_another(left: Sequence[str], families: Sequence[Family], read: Mapping[str, Column]) -> bool:
    """Return whether words that are left out name a column that is not read."""
    words = {stem for one in left for stem in tokens(one)}
    own = {stem for name in read for stem in _header_tokens(name)}
    return any(
        words & (_header_tokens(column.name) - own)
        for family in families
        for column in family.columns
        if column.name not in read
    )


def with_cells(query: str, families: Sequence[Family]) -> str:
    """Return a query with the cells that it compares with, as the tables have them.

    A model writes them as the question does: 'Hester' for "Hester Lunn", 'done' for "Done".
    """

    def cell(match: re.Match[str]) -> str:
        value = match["value"].replace("''", "'")
        cells = {
            one
            for family in families
            for column in family.columns
            if column.kind == "text" and column.name == match["name"].replace('""', '"')
            for one in column.values
            if isinstance(one, str)
        }
        if not cells or value in cells:
            return match.group()
        same = [one for one in cells if plain(one) == plain(value)]
        near = same or [one for one in cells if {*tokens(value)} and {*tokens(value)} <= {*tokens(one)}]
        return f"{match['before']}{_literal(near[0])}" if len(near) == 1 else match.group()

    return _COMPARED_CELL.sub(cell, query)


def _rows(query: str, family: Family, database: TableDatabase) -> tuple[tuple[int, ...], int]:
    """Return the rows that meet a query's conditions, where that is told."""
    match = _SIMPLE.fullmatch(query)
    if match is None or re.search(r"\b(?:join|union|select)\b", query[6:], re.IGNORECASE):
        return (), 0
    where = f" WHERE {match['where']}" if match["where"] else ""
    try:
        found = database.run(f"SELECT {ROW} FROM {quoted(family.name)}{where}", 100_000)
    except QueryRefused:
        return (), 0
    rows = tuple(int(row[0]) for row in found.rows if isinstance(row[0], int | float))
    return rows, len(rows)


__all__ = [
    "CHOICE",
    "PROMPT",
    "UNIT",
    "Proposal",
    "choice_in",
    "choices_said",
    "query_in",
    "run_proposal",
    "schema",
]
