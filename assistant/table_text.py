"""Draw rows of tables, which are lines between bars, so that people read them.

In columns where these fit a width, else row by row with the name of each column before its cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal

from rich.cells import cell_len

from assistant.frozen import dataclass
from assistant.line_breaks import break_positions, wrapped
from assistant.regexes import lazy_regex
from assistant.text import TABLE_ROW, clean

GAP = 2
"""Cells between two columns."""
LEAST_COLUMN = 6
"""Narrower than this no column becomes, unless all in it is."""
LONGEST_WORD = 16
"""A longer word may be cut."""
MOST_LINES = 4
"""A row of more lines than this is shown as a list of its cells."""
MOST_ROWS = 400
"""Rows of one table that decide how wide its columns are."""
_NUMBER = lazy_regex(
    r"[-+−(]?\s*(?:[^\W\d]{1,3}|[$€£¥￥])?\s*[\d.,'’ \u00a0]*\d[\d.,'’ \u00a0]*\s*(?:%|‰|[$€£¥]|元)?\)?"
)
_RULE = lazy_regex(r"[ \t]*\|[ \t:|-]*-[ \t:|-]*")
_LAST_MARKS = lazy_regex(r"\|\s*((?:\[(?:\d+|\?)\]\s*)+)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text as it is drawn.

    Attributes:
        text: What is drawn.
        start: First of the characters that it stands for.
        end: One past the last.
        kind: "text" stands as it is written, and is not cleaned; "cell" is of a table, "head" the name of a column.
    """

    text: str
    start: int
    end: int
    kind: Literal["text", "cell", "head"] = "cell"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table in a text.

    Attributes:
        text: Its words, cleaned, with the marks of citations behind the row in the last one.
        start: First of its characters in the text.
        end: One past the last.
        after: First character of the next cell.
    """

    text: str
    start: int
    end: int
    after: int


Row = Sequence[Cell]


def drawn(text: str, width: int) -> str:
    """Draw a text with its tables in columns.

    Args:
        text: Of a document, or an answer that quotes one.
        width: Of a line, in cells.
    """
    return clean("".join(piece.text for piece in pieces(text, width)))


def pieces(text: str, width: int) -> Iterator[Piece]:
    """Yield a text in pieces: tables drawn to a width, all else as it stands.

    Args:
        text: Of a document, or an answer that quotes one.
        width: Of a line, in cells.
    """
    for part in parts(text):
        if isinstance(part, Piece):
            yield part
        else:
            yield from _table(part, width)


def parts(text: str) -> Iterator[Piece | Sequence[Row]]:
    """Yield what a text is made of: tables as their rows, and what stands between."""
    at = 0
    lines: list[tuple[int, str]] = []
    for line in text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    for is_row, group in groupby(lines, lambda one: _is_row_or_rule(one[1])):
        part = list(group)
        end = part[-1][0] + len(part[-1][1])
        if is_row and len(part) > 1 and _RULE.fullmatch(part[1][1]):
            del part[1]  # a line is drawn below the head instead
        yield (
            [_cells(start, line) for start, line in part]
            if is_row
            else Piece(text[part[0][0] : end], part[0][0], end, "text")
        )
        if end < len(text):
            yield Piece("\n", end, end + 1, "text")


def as_markdown(text: str) -> str:
    """Make Markdown tables of rows that a document holds so, without a rule.

    Args:
        text: An answer; tables in it that are Markdown already stay as they are.
    """
    if "| " not in text:
        return text
    parts: list[str] = []
    for is_row, group in groupby(text.split("\n"), _is_row_or_rule):
        lines = list(group)
        rows = [cells_of(line) for line in lines] if is_row else []
        if rows and not any(_RULE.fullmatch(line) for line in lines):
            columns = max(map(len, rows))
            head = rows.pop(0) if has_head(rows) else []
            lines = [
                markdown_row(row + [""] * (columns - len(row))) for row in (head, ["---"] * columns, *rows)
            ]
            if parts and parts[-1].strip():
                parts.append("")
        parts += lines
    return "\n".join(parts)


def _is_row_or_rule(line: str) -> bool:
    return TABLE_ROW.fullmatch(line) is not None or _RULE.fullmatch(line) is not None


def markdown_row(cells: Sequence[str]) -> str:
    """Write a row of a Markdown table of cells that are Markdown already."""
    return "| " + " | ".join(cells) + " |"


def has_head(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row of a table names its columns.

    It does where none of its cells is a number, and hardly one is empty.
    """
    if len(rows) < 2:
        return False
    first = rows[0]
    numbers = any(_NUMBER.fullmatch(cell) for cell in first)
    return not numbers and sum(not cell for cell in first) <= len(first) // 3


def numeric_columns(rows: Sequence[Sequence[str]], columns: int) -> list[bool]:
    """Tell of each column whether all its cells are numbers, which stand at the right."""
    return [
        all(_NUMBER.fullmatch(row[at]) or not row[at] for row in rows if at < len(row))
        for at in range(columns)
    ]


def cells_of(line: str) -> list[str]:
    """Return the cells of a row; marks of citations behind it stand in the last."""
    return [cell.text for cell in _cells(0, line)]


def _cells(start: int, line: str) -> Row:
    marks = _LAST_MARKS.search(line)
    end = marks.start() + 1 if marks else len(line.rstrip())
    cells: list[Cell] = []
    at = line.index("|") + 1
    for raw in line[at : end - 1].split("|"):
        after = at + len(raw) + 1
        text = clean(raw).strip()
        cells.append(Cell(text, start + at, start + at + len(raw), start + after))
        at = after
    if marks and cells:
        last = cells[-1]
        cells[-1] = Cell(f"{last.text} {marks[1].strip()}".strip(), last.start, last.end, start + len(line))
    return cells


def _table(rows: Sequence[Row], width: int) -> Iterator[Piece]:
    texts = [[cell.text for cell in row] for row in rows]
    head = has_head(texts)
    widths = column_widths(texts, width)
    if widths is None:
        yield from _as_lists(rows, width, head=head)
    else:
        yield from _in_columns(rows, widths, head=head)


def column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return how wide each column is, in cells, or None where they find no room.

    Args:
        rows: Their cells, the names of columns among them.
        width: Of a line, in cells.
    """
    looked = rows[:MOST_ROWS]
    columns = max(map(len, rows))
    wanted = [
        max((cell_len(row[at]) for row in looked if at < len(row)), default=1) or 1 for at in range(columns)
    ]
    room = width - GAP * (columns - 1)
    if sum(wanted) <= room:
        return wanted
    least = [
        min(one, max(LEAST_COLUMN, *(_longest_word(row[at]) for row in looked if at < len(row)), 0))
        for at, one in enumerate(wanted)
    ]
    if sum(least) > room:
        return None
    widths = list(least)
    # The narrow columns get what they want first; what is left goes to the wide ones alike.
    left, waiting = room - sum(least), sorted(range(columns), key=lambda at: wanted[at])
    for number, at in enumerate(waiting):
        share = left // (columns - number)
        grown = min(wanted[at] - widths[at], share)
        widths[at] += grown
        left -= grown
    tallest = max(
        len(_broken(cell, widths[at])) for row in looked for at, cell in enumerate(row) if cell or not at
    )
    return widths if tallest <= MOST_LINES else None


def _broken(text: str, width: int) -> list[str]:
    """Break a cell into lines as wide as its column, however narrow that is."""
    places = [0, *break_positions(text, width), len(text)]
    return [text[start:end].rstrip() for start, end in pairwise(places)] or [""]


def _longest_word(text: str) -> int:
    """Return the cells of the longest word not to be cut; Chinese may break anywhere."""
    return max(
        (len(word) for word in text.split() if word.isascii() and len(word) <= LONGEST_WORD), default=0
    )


def _in_columns(rows: Sequence[Row], widths: Sequence[int], *, head: bool) -> Iterator[Piece]:
    right = numeric_columns([[cell.text for cell in row] for row in rows[head:]], len(widths))
    for number, row in enumerate(rows):
        broken = [_broken(cell.text, widths[at]) for at, cell in enumerate(row)]
        for line in range(max(map(len, broken), default=0)):
            if number or line:
                yield Piece("\n", row[0].start - 1, row[0].start)
            yield from _line(
                row,
                [one[line].strip() if line < len(one) else "" for one in broken],
                widths,
                right,
                head and not number,
            )
        if head and not number:
            yield Piece("\n" + "─" * (sum(widths) + GAP * (len(widths) - 1)), row[-1].end, row[-1].end)


def _line(
    row: Row, texts: Sequence[str], widths: Sequence[int], right: Sequence[bool], head: bool
) -> Iterator[Piece]:
    last = max((at for at, text in enumerate(texts) if text), default=-1)
    for at, (cell, text) in enumerate(zip(row, texts, strict=True)):
        if at > last:
            return
        space = " " * (widths[at] - cell_len(text))
        if right[at]:
            text, space = space + text, ""
        yield Piece(text, cell.start, cell.end, "head" if head else "cell")
        if at < last:
            yield Piece(space + " " * GAP, cell.end, cell.after)


def _as_lists(rows: Sequence[Row], width: int, *, head: bool) -> Iterator[Piece]:
    """Draw each row as a list of its cells, behind the names of their columns."""
    names = [cell.text for cell in rows[0]] if head else []
    widest = min(max(map(cell_len, names), default=0), width // 3)
    for number, row in enumerate(rows[head:]):
        if number:
            yield Piece("\n\n" if head else "\n", row[0].start - 1, row[0].start)
        if not head:
            yield Piece(" · ".join(cell.text for cell in row if cell.text), row[0].start, row[-1].end)
            continue
        filled = [(at, cell) for at, cell in enumerate(row) if cell.text]
        for place, (at, cell) in enumerate(filled):
            name = names[at] if at < len(names) else ""
            lead = "\n" if place else ""
            lines = wrapped(cell.text, max(width - widest - GAP, 8))
            label = name if cell_len(name) <= widest else wrapped(name, widest - 1)[0].rstrip() + "…"
            yield Piece(lead + label, cell.start, cell.end, "head")
            yield Piece(" " * (widest - cell_len(label) + GAP), cell.start, cell.end)
            for step, line in enumerate(lines):
                indent = "\n" + " " * (widest + GAP) if step else ""
                yield Piece(indent + line.rstrip(), cell.start, cell.end)
