"""Outline tables without a model: what stands in their columns, with rows of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.agent.numbers.number_texts import Wording, wording_of, written
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.library.documents import StoredPassage
from assistant.tables.data.cells import Column
from assistant.tables.data.reading import Place, Table
from assistant.text import without_markup

MOST_TABLES = 12
"""Most tables of a document that are outlined."""
MOST_COLUMNS = 10
MOST_NAMED = 4
"""Most texts of a column that are named."""
LEAST_ROWS = 3
"""Rows below which a table is short enough to be read itself."""
_SHARE = 0.7
_LONGEST = 40
BY_COLUMNS: Mapping[str, str] = {
    "en": "No chat model answered: this is what the columns hold.",
    "zh": "没有对话模型作答：这里列出各列的内容。",
}
"""Said below, by language."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an outline.

    Attributes:
        text: In Markdown.
        rows: Where the rows stand that it comes from.
    """

    text: str
    rows: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wording:
    table: str
    separator: str
    column: str
    days: str
    numbers: str
    own_total: str
    times: str
    more: str
    left: str
    figures: Wording


_EN = _Wording(
    table="**{name}**: {rows:,} rows with {columns}.",
    separator=", ",
    column="- {name}: {said}",
    days="{first} to {last}",
    numbers="{least} to {most}",
    own_total="; the table's own total is {value}",
    times="{text} ({times:,})",
    more=" and {number:,} others",
    left="{number:,} further tables are not shown.",
    figures=wording_of("en"),
)
_ZH = _Wording(
    table="**{name}**：{rows:,} 行，各列是{columns}。",
    separator="、",
    column="- {name}：{said}",
    days="{first} 至 {last}",
    numbers="{least} 至 {most}",
    own_total="；表中写明合计 {value}",
    times="{text}（{times:,}）",
    more="，另有 {number:,} 种",
    left="另有 {number:,} 个表没有显示。",
    figures=wording_of("zh"),
)


def is_of_tables(passages: Iterable[StoredPassage]) -> bool:
    """Return whether nearly all that a document holds stands in tables."""
    rows = other = 0
    for passage in passages:
        for line in passage.text.splitlines():
            if line.lstrip().startswith("|"):
                rows += len(line)
            else:
                other += len(line.strip())
    return rows > 0 and rows >= _SHARE * (rows + other)


def table_lines(tables: Sequence[Table], language: Language) -> list[Line]:
    """Say what the tables of a document hold, a line for each column.

    Args:
        tables: All of the document's.
        language: "zh" for Chinese; else English.
    """
    wording = _ZH if language == "zh" else _EN
    tables = [one for one in tables if len(one.places) >= LEAST_ROWS]
    lines = [line for table in tables[:MOST_TABLES] for line in _lines(table, wording)]
    if len(tables) > MOST_TABLES:
        lines.append(Line(wording.left.format(number=len(tables) - MOST_TABLES)))
    return lines


def _lines(table: Table, wording: _Wording) -> Iterator[Line]:
    caption = table.caption if len(table.caption) <= _LONGEST else ""
    name = _safe(" › ".join(table.heading) or caption or table.title)
    heads = [_safe(one.name) for one in table.columns[:MOST_COLUMNS]]
    columns = wording.separator.join(heads) + (" …" if len(table.columns) > MOST_COLUMNS else "")
    yield Line(wording.table.format(name=name, rows=len(table.places), columns=columns), table.places[:1])
    for column in table.columns[:MOST_COLUMNS]:
        said, rows = _column(column, wording)
        if said:
            total = table.own_totals.get(column.name)
            if total is not None:
                said += wording.own_total.format(value=written(total, column, wording.figures))
            places = tuple(table.places[row] for row in dict.fromkeys(rows))
            yield Line(wording.column.format(name=_safe(column.name), said=said), places)


def _column(column: Column, wording: _Wording) -> tuple[str, list[int]]:
    """Say what a column holds, with the rows of its ends; "" if that is little."""
    held = [(value, row) for row, value in enumerate(column.values) if value is not None]
    if not held or column.doubtful:
        return "", []
    if column.kind == "text":
        return _texts([str(value) for value, _row in held], wording), []
    least, most = min(held), max(held)
    rows = [least[1], most[1]]
    if column.kind == "date":
        return str(least[0]) if least[0] == most[0] else wording.days.format(
            first=least[0], last=most[0]
        ), rows
    if len(set(column.units) - {""}) > 1 or _counts(column):
        return "", []
    least_said, most_said = (written(one[0], column, wording.figures) for one in (least, most))
    if least_said == most_said:
        return least_said, rows[:1]
    return wording.numbers.format(least=least_said, most=most_said), rows


def _counts(column: Column) -> bool:
    """Return whether numbers rise by one from row to row."""
    values = [value for value in column.values if isinstance(value, float)]
    return values == [values[0] + step for step in range(len(values))]


def _texts(texts: Sequence[str], wording: _Wording) -> str:
    counted = Counter(texts)
    if len(counted) == 1 and len(texts) > 1:
        return _safe(texts[0])
    some = counted.most_common(MOST_NAMED)
    said = [
        wording.times.format(text=_safe(text), times=times) if times > 1 else _safe(text)
        for text, times in some
    ]
    left = len(counted) - len(some)
    return wording.separator.join(said) + (
        wording.more.format(number=left).replace(" 1 others", " 1 other") if left else ""
    )


def _safe(text: str) -> str:
    """Return a document's words without markup, a few of them."""
    line = without_markup(text)
    return f"{line[:_LONGEST].rstrip()} …" if len(line) > _LONGEST else line
