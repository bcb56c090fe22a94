"""Read the tables of documents from their passages. Pure.

Each row keeps its place.

Every loader writes a table as lines, a row each, its cells between bars; so what is kept of a table is what is kept of its
document, and goes with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from pathlib import PurePath

from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.regexes import lazy_regex
from assistant.retrieval.periods import MONTH_WORDS, MONTHS
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.cells import Column, Value, amount, is_nothing, names_day, typed

MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELLS = 600_000
"""Most rows, columns and cells of a document's tables that are computed over."""
_LONGEST_NAME = 60
_LONGEST_CAPTION = 200
_BAR = lazy_regex(r"(?<!\\)\|")
_RULE = lazy_regex(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_HIDDEN_ROW, _HIDDEN_COLUMN = "(hidden row)", "(hidden column)"
_ONE_HEADER = frozenset((".xlsx", ".xlsm", ".xltx", ".xltm", ".docx", ".docm", ".dotx", ".dotm"))
"""Their loaders make one header of several lines, going by merged cells."""
_YEAR = lazy_regex(r"(?:19|20)\d\d(?:年\S{0,8})?")
"""A year, or what a header says of one: 2024年标准."""
_PRICED_YEAR = lazy_regex(r"(?:[£$€¥￥]\s?)?(?:19|20)\d\d年?(?:\s?(?:[£$€¥￥元]|GBP|EUR|USD|CNY|RMB))?")
"""A year of prices: "2025 £" beside "2026 £"."""
_TOTAL = lazy_regex(
    r"(?:(?:grand|sub|overall|net|gross)?[\s-]*totals?|sums?|in total|average|mean|(?:zwischen|gesamt)?summe|gesamt(?:betrag)?|insgesamt|durchschnitt"
    r"|(?:sous-)?total|somme|moyenne|suma|media|totale|somma|soma|итого|всего|сумма"
    r"|合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|总和|总额|平均值?|合\s*計|小\s*計|総計|합계|총계|소계)\s*(?:[(（][^)）]*[)）])?\s*[:：]?",
    re.IGNORECASE,
)
_BEGINS_TOTAL = lazy_regex(
    r"(?:(?:grand|sub|overall)[\s-]*)?totals?\b|sum (?:of|for)\b|average\b|summe\b|gesamt|zwischensumme|合计|总计|小计|共计|итого|всего",
    re.IGNORECASE,
)
_ENDS_TOTAL = lazy_regex(r"(?:\b(?:sub[\s-]?)?totals?|合计|总计|小计|共计)\s*[:：]?\Z", re.IGNORECASE)
_MAY_TOTAL = lazy_regex(
    r"(?:all|overall|together|everything|(?:whole |this )?(?:month|year|week|quarter|season|day)|全部|所有|总|全[年月]|本[年月周]|一共|共)\W*",
    re.IGNORECASE,
)
"""What a row of totals may be called, where it adds something up."""
_TOLERANCE = 0.006
_NO_CHANCE = 3
"""Columns in which a row has to come to what is above it, to be its total whatever it is called."""
_MONTH = lazy_regex(
    r"(?<![^\W\d_])(" + MONTH_WORDS + r")(?![^\W\d_])|(?<!\d)(1[0-2]|0?[1-9])月",
    re.IGNORECASE,
)
_PERIOD = lazy_regex(
    r"(?:"
    + MONTH_WORDS
    + r")\.?(?:[ '’-]?(?:20)?\d\d)?|20\d\d[-/.年](?:1[0-2]|0?[1-9])月?|(?:1[0-2]|0?[1-9])月份?|第?[一二三四1-4]季度|q[1-4]|(?:week|wk)\s*\d{1,2}|第?\d{1,2}周",
    re.IGNORECASE,
)
"""A cell that names a month, a quarter or a week."""
_WHOLE_YEAR = lazy_regex(r"(?<!\d)(20\d\d)(?=[-/.年]\d)|(?:[^\W\d_]{3} |\d[-/.])(20\d\d)(?!\d)")
"""The year of a date that is written out."""
_YEAR_SAID = lazy_regex(
    r"(?<!\d)((?:19|20)\d\d)(?!\d)|(?<!\d)([12]\d)年"
    r"|(?:"
    + "|".join([*MONTHS, "spring", "summer", "autumn", "winter", r"q[1-4]", "h[12]"])
    + r")[ _'’-]{0,2}([12]\d)(?![\d:.])",
    re.IGNORECASE,
)
"""A year in the name of a table: 2024, 24年, june24."""
_LONGEST_FORM = 6
"""Rows of labels and names that are no table."""
_MOST_LOOKED_AT = 40
_MOSTLY = 0.6
_LEAST_FILLED = 4
"""Filled cells of the usual row, from which a row with one is a title of those below it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands.

    Attributes:
        passage: Number of the passage.
        start: First character in the passage's text.
        end: One past the last.
    """

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document.

    Attributes:
        document: The document's number.
        source: Absolute path of its file.
        title: The document's title.
        heading: Headings it stands under, without the document's title; of a workbook, the sheet.
        caption: The line above it; may be empty.
        columns: Its columns.
        places: Of each row.
        totals: How many rows of totals were left out.
        own_totals: What the one row of totals says, by column; empty where there are none or several.
        odd: How many rows were left out since they do not fit the header.
        hidden: How many rows the document hides; they count.
        is_cut: Whether rows or columns beyond a limit were left out.
    """

    document: int
    source: str
    title: str
    heading: tuple[str, ...]
    caption: str
    columns: tuple[Column, ...]
    places: tuple[Place, ...]
    totals: int = 0
    own_totals: Mapping[str, float] = field(default_factory=dict)
    odd: int = 0
    hidden: int = 0
    is_cut: bool = False

    @property
    def name(self) -> str:
        """What it is called: its file, with the sheet or section."""
        file = PurePath(self.source).name
        return f"{file} ({self.heading[-1]})" if self.heading else file

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a document that holds bars."""

    text: str
    at: int
    place: Place
    passage: StoredPassage


def tables_of(passages: Sequence[StoredPassage]) -> list[Table]:
    """Return the tables of a document.

    Args:
        passages: All of the document's, in order.
    """
    found: list[Table] = []
    cells = 0
    for block, caption in _blocks(passages):
        left = MOST_CELLS - cells
        table = _table(block, caption, left, passages)
        if table is not None:
            found.append(table)
            cells += len(table.columns) * len(table.places)
    return found


def _lines(passages: Sequence[StoredPassage]) -> Iterator[_Line]:
    """Yield the lines of a document.

    One that was cut between two passages is made whole.
    """
    held: _Line | None = None
    end = -1
    for passage in passages:
        at = 0
        for text in passage.text.split("\n"):
            begins = passage.start + at
            if at == 0 and held is not None and begins == end:
                held = _Line(held.text + text, held.at, held.place, held.passage)
            else:
                if held is not None:
                    yield held
                held = _Line(text, begins, Place(passage.id, at, at + len(text)), passage)
            at += len(text) + 1
        end = passage.end
    if held is not None:
        yield held


def _blocks(passages: Sequence[StoredPassage]) -> Iterator[tuple[list[_Line], str]]:
    """Yield the lines of each table, with the line above it.

    Rows after an empty line go on with the table above where they cannot be its header's.
    """
    held: list[_Line] = []
    caption = ""
    for block, above in _runs(passages):
        if held and not above and _goes_on_with(held, block):
            held += block
            continue
        yield from _parts(held, caption)
        before = (_titles(held) or caption) if held and _same_place(held, block) else ""
        held, caption = list(block), above or before
    yield from _parts(held, caption)


def _titles(block: Sequence[_Line]) -> str:
    """Return what rows of one cell say above an empty line; empty for a table."""
    rows = [[cell for cell in _cells(line.text) if cell] for line in block]
    if any(len(row) > 1 for row in rows):
        return ""
    return " ".join(cell for row in rows for cell in row)[:_LONGEST_CAPTION]


def _parts(block: list[_Line], caption: str) -> Iterator[tuple[list[_Line], str]]:
    """Yield the tables that a block of lines is made of, mostly one.

    A title and another header between its rows begin a further one: a file of CSV has no empty line there. In a column of numbers
    that header holds a word.
    """
    if not _is_table(block):
        return
    rows = [_cells(line.text) for line in block[:MOST_ROWS]]
    filled = [sum(map(bool, row)) for row in rows]
    start = 0
    for at in range(_LEAST_FILLED, len(rows) - 2):
        if at < start + _LEAST_FILLED or filled[at] != 1 or not rows[at][0] or filled[at + 1] <= 2:
            continue
        if _heads_others(rows[max(start, at - _MOST_LOOKED_AT) : at], rows[at + 1]):
            if _is_table(block[start:at]):
                yield block[start:at], caption
            start, caption = at + 1, rows[at][0][:_LONGEST_CAPTION]
    if _is_table(block[start:]):
        yield block[start:], caption


def _heads_others(above: Sequence[Sequence[str]], row: Sequence[str]) -> bool:
    """Return whether a row is a header: words in columns of numbers, no number."""
    if any(amount(cell) is not None or names_day(cell) for cell in row):
        return False
    return any(
        cell and len(told) > 1 and sum(amount(one) is not None for one in told) >= _MOSTLY * len(told)
        for at, cell in enumerate(row)
        for told in [[one[at] for one in above if len(one) > at and one[at]]]
    )


def _runs(passages: Sequence[StoredPassage]) -> Iterator[tuple[list[_Line], str]]:
    """Yield lines with bars that follow one another, and the text since those before."""
    block: list[_Line] = []
    above = said = ""
    for line in _lines(passages):
        bars = "|" in line.text
        follows = bool(block) and line.at == block[-1].at + len(block[-1].text) + 1
        if block and not (bars and follows):
            yield block, said
            block = []
        if bars:
            if not block:
                said, above = above, ""
            block.append(line)
        elif line.text.strip():
            above = line.text.strip()[:_LONGEST_CAPTION]
    if block:
        yield block, said


def _goes_on_with(held: Sequence[_Line], block: Sequence[_Line]) -> bool:
    """Return whether lines hold further rows of the table before them."""
    first, header = _cells(block[0].text), _cells(held[0].text)
    if not _same_place(held, block) or len(held) < 2 or len(first) != len(header):
        return False
    years = any(_YEAR.fullmatch(cell) for cell in first)
    body = [_cells(line.text) for line in held[1:]] if years else []
    numbers = [
        at
        for at, cell in enumerate(first)
        if amount(cell) is not None
        and (
            not _YEAR.fullmatch(cell)
            or all(_YEAR.fullmatch(row[at]) for row in body if len(row) > at and row[at])
        )
    ]
    return bool(numbers) and not any(amount(header[at]) is not None for at in numbers)


def _same_place(held: Sequence[_Line], block: Sequence[_Line]) -> bool:
    return _heading(held[-1].passage) == _heading(block[0].passage)


def _heading(passage: StoredPassage) -> tuple[str, ...]:
    """Return a passage's headings without the document's title.

    The header of a table that goes on from before is left out too.
    """
    heading = tuple(one for one in passage.heading if one != passage.title)
    return heading[:-1] if heading and "|" in heading[-1] else heading


def _is_table(block: Sequence[_Line]) -> bool:
    if len(block) < 2:
        return False
    return all(line.text.lstrip().startswith("|") for line in block[:20]) or bool(
        _RULE.fullmatch(block[1].text.strip()) and "-" in block[1].text
    )


def _cells(text: str) -> list[str]:
    text = text.strip()
    text = text.removeprefix("|")
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return [_bare(cell.strip().replace("\\|", "|")) for cell in _BAR.split(text)]


def _bare(cell: str) -> str:
    """Return a cell without the marks that make all of it bold."""
    return (
        cell[2:-2].strip()
        if len(cell) > 4 and cell[:2] == cell[-2:] == "**" and "**" not in cell[2:-2]
        else cell
    )


def _table(
    block: Sequence[_Line], caption: str, most_cells: int, passages: Sequence[StoredPassage]
) -> Table | None:
    """Return a block of lines as a table; None where it has no rows below a header."""
    lines = [line for line in block if not (_RULE.fullmatch(line.text.strip()) and "-" in line.text)]
    rows = [_cells(line.text) for line in lines[: MOST_ROWS + 6]]
    hidden = {index for index, row in enumerate(rows) if row[-1] == _HIDDEN_ROW}
    rows = [row[:-1] if index in hidden else row for index, row in enumerate(rows)]
    width = _width(rows)
    is_cut = len(lines) > len(rows) or width > MOST_COLUMNS
    odd = {index for index, row in enumerate(rows) if any(cell.strip() for cell in row[width:])}
    width = min(width, MOST_COLUMNS)
    if width < 2 or most_cells < 2 * width:
        return None
    if len(rows) * width > most_cells:
        rows, is_cut = rows[: most_cells // width], True
    kept = [index for index in range(len(rows)) if index not in odd]
    table = [(rows[index] + [""] * width)[:width] for index in kept]
    if _is_form(table):
        return None
    header, first, titles = _header(table, PurePath(block[0].passage.source).suffix.lower() in _ONE_HEADER)
    body, places = table[first:], [lines[index].place for index in kept[first:]]
    shown = [index not in hidden for index in kept[first:]]
    if not body:
        return None
    passage = block[0].passage
    caption = " ".join([*titles, caption]).strip()[:_LONGEST_CAPTION]
    year, month = _when((caption, *_heading(passage), PurePath(passage.source).stem))
    if not year and any(names_day(cell) for row in body[:_MOST_LOOKED_AT] for cell in row):
        year = _usual_year(passages)
    columns = [
        typed(name, [row[at] for row in body], year=year, month=month) for at, name in enumerate(header)
    ]
    totals, strange = _totals(columns, body)
    own = {
        column.name: value
        for column in columns
        for index in (totals if len(totals) == 1 else ())
        if isinstance(value := column.values[index], float)
    }
    sections = _sections(body)
    stays = [index for index in range(len(body)) if index not in totals | sections]
    filled = _filled_down([body[index] for index in stays], len(body))
    if filled is not None and all(column.kind == "number" for column in columns[1:]):
        strange = set()  # the month above it is its name
    rows = [
        row
        for index, row in zip(stays, filled or [body[at] for at in stays], strict=True)
        if index not in strange
    ]
    stays = [index for index in stays if index not in strange]
    if not stays:
        return None
    if filled is not None or len(stays) < len(body):
        columns = [
            typed(name, [row[at] for row in rows], year=year, month=month) for at, name in enumerate(header)
        ]
        places, shown = [places[index] for index in stays], [shown[index] for index in stays]
    return Table(
        passage.document_id,
        passage.source,
        passage.title,
        _heading(passage),
        caption,
        tuple(columns),
        tuple(places),
        totals=len(totals),
        own_totals=own,
        odd=len(odd) + len(strange),
        hidden=shown.count(False),
        is_cut=is_cut,
    )


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether rows are labels and what each says, not below a header.

    The label of the first is called like those below it, as 甲方代表 above 乙方代表. What holds numbers is left a table.
    """
    if len(rows) > _LONGEST_FORM or len(rows[0]) != 2 or not all(all(row) for row in rows):
        return False
    if any(amount(cell) is not None or names_day(cell) for row in rows for cell in row):
        return False
    first, others = rows[0][0], [row[0] for row in rows[1:]]
    words = first.casefold().split()
    alike = [words[-1] in one.casefold().split() or words[0] in one.casefold().split() for one in others]
    if len(words) < 2:
        alike = [not first.isascii() and len(first) > 2 and first[-2:] == one[-2:] for one in others]
    return bool(others) and all(alike)


def _filled_down(rows: Sequence[list[str]], of: int) -> list[list[str]] | None:
    """Return rows with the month of each, where it stands once for several.

    None where none is to be filled in.

    Args:
        rows: Rows without totals, which are of no month.
        of: How many rows there are with those.
    """
    firsts = [row[0].strip() for row in rows]
    named = [one for one in firsts if one]
    times = [one for one in named if _PERIOD.fullmatch(one)]
    if (
        not firsts
        or not firsts[0]
        or len(set(times)) < max(2, len(times), len(named) - 1)
        or 2 * len(named) > of
    ):
        return None
    filled, last = [], ""
    for row in rows:
        last = row[0] if row[0].strip() else last
        filled.append([last, *row[1:]])
    return filled


def _when(names: Sequence[str]) -> tuple[int, int]:
    """Return the year and the month that a table is about, by its names.

    0 for what none of them says alone.
    """
    found = [0, 0]
    for text in names:
        years = set(_years_said(text))
        months = {MONTHS[name.lower()] if name else int(number) for name, number in _MONTH.findall(text)}
        for at, said in enumerate((years, months)):
            if not found[at] and len(said) == 1:
                found[at] = next(iter(said))
    return found[0], found[1]


def _years_said(text: str) -> Iterator[int]:
    for match in _YEAR_SAID.finditer(text):
        year = next(int(one) for one in match.groups() if one)
        yield year if year > 100 else 2000 + year


def _usual_year(passages: Sequence[StoredPassage]) -> int:
    """Return the year that most of a document's dates are of; 0 for none."""
    found = Counter(
        year
        for one in passages[:_MOST_LOOKED_AT]
        for pair in _WHOLE_YEAR.findall(one.text)
        for year in pair
        if year
    )
    year, count = found.most_common(1)[0] if found else ("0", 0)
    return int(year) if count >= _MOSTLY * found.total() else 0


def _width(rows: Sequence[Sequence[str]]) -> int:
    """Return how many columns most rows have.

    A header may have more than some, an odd row has more than all.
    """
    filled = [max((at + 1 for at, cell in enumerate(row) if cell.strip()), default=0) for row in rows]
    header = max(filled[:5], default=0)
    most = sorted(filled)[len(filled) * 9 // 10] if filled else 0
    return max(header, most)


def _header(table: list[list[str]], is_made: bool) -> tuple[list[str], int, list[str]]:
    """Return the columns' names, how many rows they take, and titles above."""
    titles: list[str] = []
    first = 0
    if not is_made:
        from ingest.loaders.table_headers import with_one_header  # with all of its package

        titles, rest = with_one_header(table[:40])
        first = len(table[:40]) - len(rest)
    top = table[first] if first < len(table) else []
    priced = {cell for cell in top if _PRICED_YEAR.fullmatch(cell)}
    years = priced if len(priced) > 1 else frozenset[str]()
    numbers = any(amount(cell) is not None and not (_YEAR.fullmatch(cell) or cell in years) for cell in top)
    if numbers and not _numbers_head(table[first:]):
        return _unique([""] * len(top)), first, titles
    names, taken = top, 1
    if first + 2 < len(table) and _goes_on(top, table[first + 1], table[first + 2]):
        names, taken = _joined(top, table[first + 1]), 2
    return _unique(names), first + taken, titles


def _numbers_head(table: Sequence[Sequence[str]]) -> bool:
    """Return whether a first row with numbers is a header all the same.

    Text below them, or 1 2 3 … above.
    """
    top = [cell for cell in table[0] if cell]
    texts = sum(amount(cell) is None for cell in top)
    rising = [one.readings[0] for cell in top if (one := amount(cell)) is not None]
    return texts >= 1 and len(rising) > 2 and all(after - before == 1 for before, after in pairwise(rising))


def _goes_on(top: Sequence[str], second: Sequence[str], third: Sequence[str]) -> bool:
    """Return whether the second row is the lower line of a header.

    The upper one then groups columns.
    """
    gaps = [at for at, cell in enumerate(top) if not cell]
    repeated = [at for at, cell in enumerate(top) if cell and top.count(cell) > 1]
    if not (gaps or repeated) or not any(top[1:]):
        return False
    if not all(second[at] for at in [*gaps, *repeated] if second[at] or third[at]):
        return False
    like_header = all(amount(cell) is None or _YEAR.fullmatch(cell) for cell in second if cell)
    numbers_below = any(amount(third[at]) is not None for at in [*gaps, *repeated])
    return like_header and numbers_below and any(second[at] for at in [*gaps, *repeated])


def _joined(top: Sequence[str], second: Sequence[str]) -> list[str]:
    names, group = [], ""
    for above, below in zip(top, second, strict=True):
        group = above or (group if below else "")
        names.append(" ".join(dict.fromkeys(one for one in (group, below) if one)))
    return names


def _unique(names: Sequence[str]) -> list[str]:
    made: list[str] = []
    for number, name in enumerate(names, 1):
        name = " ".join(name.replace(_HIDDEN_COLUMN, "").replace('"', "'").split())[:_LONGEST_NAME].strip()
        name = name or f"Column {number}"
        base, again = name, 2
        while name.casefold() in {one.casefold() for one in made}:
            name, again = f"{base} {again}", again + 1
        made.append(name)
    return made


def _sections(body: Sequence[Sequence[str]]) -> set[int]:
    """Return the rows of a single text.

    "JUNE 2024" heads those below, a note stands under all.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in body]
    usual = sorted(filled)[len(filled) // 2]
    if usual < _LEAST_FILLED:
        return set()
    last = max((index for index, count in enumerate(filled) if count > 1), default=-1)
    return {
        index
        for index, row in enumerate(body)
        if filled[index] == 1
        and (row[0].strip() or index > last)
        and not any(_is_figure(cell, row[0]) for cell in row)
    }


def _is_figure(cell: str, first: str) -> bool:
    """Return whether a lone cell is a figure.

    Not so the first, "18 accounts", which counts the rows.
    """
    read = amount(cell)
    return read is not None and not (cell == first and read.unit not in (*MONEY, ""))


def _totals(columns: Sequence[Column], body: Sequence[Sequence[str]]) -> tuple[set[int], set[int]]:
    """Return the rows that sum up others, and odd ones at the end.

    Odd is a row without a name that sums up nothing.
    """
    numbers = [column for column in columns if column.kind == "number"]
    texts = [at for at, column in enumerate(columns) if column.kind != "number"]
    if not numbers:
        return set(), set()
    totals: set[int] = set()
    since = 0
    sums = [0.0] * len(numbers)
    partial = [0.0] * len(numbers)
    strange: set[int] = set()
    for index, row in enumerate(body):
        label = next((cell for cell in row if cell.strip() and amount(cell) is None), "")
        held = [column.values[index] for column in numbers]
        said = bool(_TOTAL.fullmatch(label))
        sums_up = index >= 2 and _sums_up(held, sums, partial)
        may = said or bool(_BEGINS_TOTAL.match(label) or _ENDS_TOTAL.search(label))
        perhaps = may or bool(_MAY_TOTAL.fullmatch(label)) or _counts_rows(row, index - len(totals))
        named = any(not is_nothing(row[at]) for at in texts)
        if sums_up or (
            (perhaps or (texts and not named)) and index and any(value is not None for value in held)
        ):
            adds_up = any(
                isinstance(value, float)
                and value
                and (
                    _near(value, whole)
                    or (
                        _near(value, part)
                        and (index - since > 1 or (bool(totals) and index > since and not named))
                    )
                )
                for value, whole, part in zip(held, sums, partial, strict=True)
            )
            filled = sum(bool(row[at].strip()) for at in texts)
            few = filled <= max(1, len(texts) // 2)
            alone = may and index >= 2 and len(texts) >= _LEAST_FILLED - 1 and filled == 1
            of_kind = may and filled == 2 and _is_total_of_kind(row, index, numbers, texts, body, totals)
            if sums_up or alone or of_kind or (said and (few or adds_up)) or (adds_up and index >= 2):
                totals.add(index)
                since, partial = index + 1, [0.0] * len(numbers)
                continue
            if not named and texts and index == len(body) - 1:
                strange.add(index)
                continue
        for at, value in enumerate(held):
            if isinstance(value, float):
                sums[at] += value
                partial[at] += value
    return totals, strange


def _counts_rows(row: Sequence[str], count: int) -> bool:
    """Return whether a row is named by the number of those above it: "34 plans"."""
    first = next((cell for cell in row if cell.strip()), "")
    number = re.match(r"\s*(?:共\s*)?(\d{1,6})\s*[^\W\d]", first)
    return number is not None and int(number[1]) == count


def _is_total_of_kind(
    row: Sequence[str],
    index: int,
    numbers: Sequence[Column],
    texts: Sequence[int],
    body: Sequence[Sequence[str]],
    totals: Collection[int],
) -> bool:
    """Return whether a row sums up those above it of one kind: all in EUR."""
    for at in (at for at in texts if row[at].strip()):
        same = [other for other in range(index) if other not in totals and body[other][at] == row[at]]
        for column in numbers if len(same) > 1 else ():
            value, above = column.values[index], [column.values[other] for other in same]
            if (
                isinstance(value, float)
                and value
                and _near(value, sum(one for one in above if isinstance(one, float)))
            ):
                return True
    return False


def _sums_up(held: Sequence[Value], sums: Sequence[float], partial: Sequence[float]) -> bool:
    """Return whether all figures of a row are what the rows above come to.

    In columns enough for that to be no chance.
    """
    told = [
        (value, whole, part)
        for value, whole, part in zip(held, sums, partial, strict=True)
        if isinstance(value, float) and value
    ]
    return len(told) >= _NO_CHANCE and any(all(_near(one[0], one[which]) for one in told) for which in (1, 2))


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _TOLERANCE * max(1.0, abs(one)) * 0.2 or abs(one - other) < 0.02
