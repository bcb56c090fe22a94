"""Rows of tables in PDFs that other programs draw, and what must not be taken for a table."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import PurePath

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
)

from ingest.loaders import load_bytes
from ingest.records import Document
from tests.ingest.samples import pdf

COLUMNS = (72, 170, 330, 420, 520)
Placed = tuple[float, float, str]


def page(words: Iterable[Placed], rules: str = "", turn: int = 0) -> Document:
    """Read a page on which words stand at places, drawn in this order."""
    content = rules + "\n".join(
        f"BT /F 10 Tf {left} {bottom} Td ({text}) Tj ET" for left, bottom, text in words
    )
    data = pdf([[]], stream=content.encode("latin-1"))
    if turn:
        made = pypdf.PdfWriter(clone_from=io.BytesIO(data))
        made.pages[0][NameObject("/Rotate")] = NumberObject(turn)
        stream = io.BytesIO()
        made.write(stream)
        data = stream.getvalue()
    return load_bytes(data, PurePath("paper.pdf"))


def placed(rows: Sequence[Sequence[str]], *, pitch: float = 16, by_column: bool = False) -> list[Placed]:
    """Return where the cells of a table stand; one of several lines is drawn line by line."""
    words: list[list[Placed]] = []
    top = 700.0
    for row in rows:
        lines = [cell.split("\n") for cell in row]
        words.append(
            [
                (left, top - 11 * number, text)
                for left, cell in zip(COLUMNS, lines, strict=False)
                for number, text in enumerate(cell)
                if text
            ]
        )
        top -= pitch + 11 * (max(map(len, lines)) - 1)
    flat = [word for row in words for word in row]
    return sorted(flat, key=lambda word: word[0]) if by_column else flat


def written(rows: Sequence[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in rows]


def boxes(lefts: Sequence[float], tops: Sequence[float], paint: str = "S") -> str:
    """Return the cells of a grid as boxes."""
    return "".join(
        f"{left} {bottom} {right - left} {top - bottom} re {paint}\n"
        for left, right in pairwise(lefts)
        for top, bottom in pairwise(tops)
    )


ROWS = [
    ["Date", "Details", "Paid out", "Paid in", "Balance"],
    ["01.02.", "Transfer", "", "40.00", "140.00"],
    ["03.02.", "Rent", "90.00", "", "50.00"],
    ["04.02.", "Card", "7.50", "", "42.50"],
    ["05.02.", "Salary", "", "2,000.00", "2,042.50"],
]


@pytest.mark.parametrize("pitch", [14, 33])
@pytest.mark.parametrize("turn", [0, 90])
def test_rows_without_rules(pitch: float, turn: int) -> None:
    assert page(placed(ROWS, pitch=pitch), turn=turn).text.split("\n") == written(ROWS)


def test_a_long_table_that_is_drawn_column_by_column() -> None:
    rows = [["Town", "Name", "Year"], *([f"Town {n}", f"Ann {n}", str(1990 + n)] for n in range(14))]
    assert page(placed(rows, by_column=True)).text.split("\n") == written(rows)


def test_a_column_that_is_empty_but_for_its_header() -> None:
    rows = [[*row[:3], "", *row[4:]] if number else row for number, row in enumerate(ROWS)]
    assert page(placed(rows)).text.split("\n") == written(rows)


def test_the_last_cells_may_be_empty() -> None:
    rows = [
        ["Item", "Unit", "Price", "Stock"],
        ["Pipe", "m", "44", ""],
        ["Fan", "pc", "98", "5"],
        ["Seal", "pc", "9", ""],
    ]
    assert page(placed(rows)).text.split("\n") == written(rows)


def test_cells_of_a_grid_hold_what_stands_in_them() -> None:
    rows = [
        ["Part", "For what\nit is", "Price"],
        ["Valve", "Closes\nthe pipe\nat night", "40"],
        ["", "Spare", ""],
    ]
    tops = (712, 685, 647, 631)
    words = placed(rows)
    assert page(words, boxes((68, 160, 325, 415), tops)).text.split("\n") == written(rows)
    thin = "".join(f"68 {top} 347 0.5 re f\n" for top in tops)
    thin += "".join(f"{left} 631 0.5 81 re f\n" for left in (68, 160, 325, 415))
    assert page(words, thin).text.split("\n") == written(rows)


def test_figures_below_one_another_are_rows_where_rules_are_missing() -> None:
    rows = [["Item", "Number"], ["Oil", "12"], ["Gas", "7"], ["Coal", "31"]]
    assert page(placed(rows), boxes((68, 160, 325), (712, 696, 640))).text.split("\n") == written(rows)


def test_shaded_rows_hold_their_lines_together() -> None:
    rows = [
        ["Part", "Remark", "Price"],
        *([f"Part {n}", "Only with the\nolder model", "40"] for n in range(4)),
    ]
    shades = "0.9 g\n" + "".join(f"68 {672 - 54 * n} 400 27 re f\n" for n in range(2)) + "0 g\n"
    assert page(placed(rows, pitch=16), shades).text.split("\n") == written(rows)


def test_text_in_a_frame_is_no_table() -> None:
    words = [(72.0, 700.0 - 12 * n, "The tenant pays the rent on the first of each month") for n in range(4)]
    assert not [one for one in page(words, boxes((60, 400), (712, 640))).blocks if one.kind == "table"]


def test_labels_of_a_chart_are_no_table() -> None:
    words = [(100.0 + 40 * n, 300.0 + 40 * n, f"Mark {n}") for n in range(6)]
    lefts = [90 + 40 * n for n in range(8)]
    document = page(words, boxes(lefts, [560 - 40 * n for n in range(8)]))
    assert not [one for one in document.blocks if one.kind == "table"]


def test_amounts_keep_the_sign_behind_them() -> None:
    rows = [["Item", "Net", "Gross"], ["Oil", "40.00 $", "47.60 $"], ["Gas", "1.00 $", "1.19 $"]]
    assert page(placed(rows)).text.split("\n") == written(rows)


def test_lines_of_dots_part_cells() -> None:
    words = [(72.0, 700.0 - 14 * n, f"Chapter {n} .................... 1{n}") for n in range(4)]
    assert page(words).text.split("\n") == [f"| Chapter {n} | 1{n} |" for n in range(4)]


def test_justified_lines_are_no_table() -> None:
    lines = ["It was a long way to go", "and so they went on to", "the town by the old sea"]
    drawn = "BT /F 10 Tf 12 Tw 72 {} Td ({}) Tj ET\n"
    content = "".join(drawn.format(700 - 12 * number, line) for number, line in enumerate(lines))
    document = load_bytes(pdf([[]], stream=content.encode()), PurePath("paper.pdf"))
    assert " ".join(document.text.split()) == " ".join(lines)


def test_words_on_their_side_are_words() -> None:
    side = "BT /F 10 Tf 0 1 -1 0 40 300 Tm (Carbon of all plants) Tj ET\n"
    upright = "".join(
        f"BT /F 10 Tf 72 {700 - 14 * n} Td (A line of the body number {n}) Tj ET\n" for n in range(9)
    )
    document = load_bytes(pdf([[]], stream=(side + upright).encode()), PurePath("paper.pdf"))
    assert "Carbon of all plants" in document.text


def test_words_that_are_drawn_twice_are_read_once() -> None:
    places = [
        (72 + 5.56 * number + aside, letter) for number, letter in enumerate("banana") for aside in (0, 0.3)
    ]
    assert page([(left, 700, letter) for left, letter in places]).text == "banana"


@pytest.mark.parametrize("names", ["A B C", "one two C"])
def test_a_font_that_names_its_letters_is_read(names: str) -> None:
    made = pypdf.PdfWriter(
        clone_from=io.BytesIO(pdf([[]], stream=b"BT /G 10 Tf 72 700 Td (ABC ABC ABC) Tj ET"))
    )
    glyph = DictionaryObject()
    drawing = DecodedStreamObject()
    drawing.set_data(b"600 0 0 0 500 700 d1 0 0 500 700 re f")
    procedures = DictionaryObject(
        {NameObject(f"/{name}"): made._add_object(drawing) for name in ("space", *names.split())}
    )
    letters = [NameObject(f"/{name}") for name in names.split()]
    differences = ArrayObject([NumberObject(32), NameObject("/space"), NumberObject(65), *letters])
    glyph.update(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type3"),
            NameObject("/FontBBox"): ArrayObject(map(NumberObject, (0, 0, 600, 700))),
            NameObject("/FontMatrix"): ArrayObject(map(FloatObject, (0.001, 0, 0, 0.001, 0, 0))),
            NameObject("/CharProcs"): procedures,
            NameObject("/Encoding"): DictionaryObject({NameObject("/Differences"): differences}),
            NameObject("/FirstChar"): NumberObject(32),
            NameObject("/LastChar"): NumberObject(67),
            NameObject("/Widths"): ArrayObject([NumberObject(600)] * 36),
        }
    )
    made.pages[0]["/Resources"]["/Font"][NameObject("/G")] = glyph  # type: ignore[index]
    stream = io.BytesIO()
    made.write(stream)
    document = load_bytes(stream.getvalue(), PurePath("paper.pdf"))
    expected = "ABC ABC ABC" if names == "A B C" else "12C 12C 12C"
    assert (document.text, document.notices) == (expected, ())


CELL = st.text("abcdefgh123,.", min_size=1, max_size=9).map(lambda text: f"x{text}")


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.lists(st.one_of(CELL, st.just("")), min_size=4, max_size=4), min_size=2, max_size=9),
    st.booleans(),
    st.booleans(),
    st.sampled_from([12.0, 16.0, 30.0]),
)
def test_no_cell_is_lost_or_told_twice(
    rows: list[list[str]], ruled: bool, by_column: bool, pitch: float
) -> None:
    tops = [712 - pitch * number for number in range(len(rows) + 1)]
    rules = boxes((68, 160, 325, 415, 515), tops) if ruled else ""
    words = placed(rows, pitch=pitch, by_column=by_column)
    if not words:
        return
    found = page(words, rules).text.replace("|", " ").split()
    assert sorted(found) == sorted(cell for row in rows for cell in row if cell)


FOOT = st.one_of(
    st.sampled_from(["17", "88.00", "Total 90", "iv", "1", "Footnote: see above", "Paid"]),
    st.integers(1, 60).map(str),
    st.just("NUMBER"),
)
PLACES = (770, 752, 400, 386, 58, 44, 30)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(PLACES), FOOT, min_size=1), min_size=1, max_size=6))
def test_only_what_runs_on_at_the_edge_of_pages_is_left_out(pages: list[dict[int, str]]) -> None:
    """Amounts, footnotes and numbers stay at the foot of pages, where they do not repeat or count up with the pages."""
    made = pypdf.PdfWriter()
    told = [
        {place: str(number) if text == "NUMBER" else text for place, text in page.items()}
        for number, page in enumerate(pages, start=1)
    ]
    for lines in told:
        content = "\n".join(f"BT /F 10 Tf 72 {place} Td ({text}) Tj ET" for place, text in lines.items())
        made.append(io.BytesIO(pdf([[]], stream=content.encode())))
    stream = io.BytesIO()
    made.write(stream)
    document = load_bytes(stream.getvalue(), PurePath("paper.pdf"))
    repeats = Counter(line for lines in told for line in lines.items())
    counts = Counter(
        (place, int(text) - number)
        for number, lines in enumerate(told)
        for place, text in lines.items()
        if text.isdigit()
    )
    wanted = Counter(
        word
        for number, lines in enumerate(told)
        for place, text in lines.items()
        if repeats[place, text] < 3 or 100 < place < 700
        if not (text.isdigit() and counts[place, int(text) - number] >= 3) or 100 < place < 700
        for word in text.replace(":", "").split()
    )
    assert not wanted - Counter(document.text.replace("|", " ").replace(":", "").split())


def ruled(columns: Sequence[int], bottoms: Sequence[int]) -> str:
    """Return the rules of a table."""
    across = [f"{columns[0]} {bottom} m {columns[-1]} {bottom} l S" for bottom in bottoms]
    down = [f"{column} {bottoms[0]} m {column} {bottoms[-1]} l S" for column in columns]
    return "\n".join([*across, *down])


def test_figures_that_stand_close_in_one_ruled_cell_are_cells_of_their_own() -> None:
    """As typesetters rule them: one rule below the header, one beside the first column."""
    rules = ruled([40, 110, 260], [500, 640, 660])
    rows = [
        (f"{name}", f"{first}", f"{second}")
        for name, first, second in (
            ("Age", "Men", "Women"),
            ("1-2", "2,586", "2,568"),
            ("3-5", "3,867", "3,576"),
            ("6-11", "7,808", "7,401"),
        )
    ]
    words = "\n".join(
        f"BT /F 10 Tf {left} {645 - 20 * number - (5 if number else 0)} Td ({text}) Tj ET"
        for number, row in enumerate(rows)
        for left, text in zip((45, 120, 150), row, strict=True)
    )
    document = load_bytes(pdf([[]], stream=f"{rules}\n{words}".encode()), PurePath("paper.pdf"))
    assert document.text.split("\n")[1:] == [f"| {' | '.join(row)} |" for row in rows[1:]]


def test_strips_between_the_boxes_of_cells_are_no_columns() -> None:
    edges = [40, 45, 105, 110, 115, 175, 180, 185, 245]
    rules = ruled(edges, [500, 520, 540, 560])
    words = "\n".join(
        f"BT /F 10 Tf {left} {546 - 20 * number} Td ({text}) Tj ET"
        for number, row in enumerate((("Item", "Old", "New"), ("Oil", "1", "2"), ("Gas", "3", "-")))
        for left, text in zip((46, 111, 181), row, strict=True)
    )
    document = load_bytes(pdf([[]], stream=f"{rules}\n{words}".encode()), PurePath("paper.pdf"))
    assert document.text.split("\n") == ["| Item | Old | New |", "| Oil | 1 | 2 |", "| Gas | 3 | - |"]


def test_parts_of_a_table_that_stand_side_by_side_follow_one_another() -> None:
    rules = ruled([40, 100, 160, 220, 280], [500, 520, 540, 560])
    words = "\n".join(
        f"BT /F 10 Tf {left} {546 - 20 * number} Td ({text}) Tj ET"
        for number, row in enumerate(
            (("Age", "People", "Age", "People"), ("1", "320", "3", "341"), ("2", "355", "", ""))
        )
        for left, text in zip((46, 106, 166, 226), row, strict=True)
    )
    document = load_bytes(pdf([[]], stream=f"{rules}\n{words}".encode()), PurePath("paper.pdf"))
    assert document.text.split("\n") == ["| Age | People |", "| 1 | 320 |", "| 2 | 355 |", "| 3 | 341 |"]


def test_cells_may_stand_as_close_as_blanks_where_blanks_are_drawn() -> None:
    """As word processors print the tables of web pages: each cell is drawn by itself, its words with blanks."""
    said = "Please check the list and tell us within two weeks if anything is missing from it."
    rows = [
        ("Name", "Mon", "Tue", "Wed"),
        ("Anna Holm", "early", "off", "early"),
        ("Ben Osei", "late", "", "late"),
        ("Eva Lund", "off", "early", "off"),
    ]
    words = [f"BT /F 10 Tf 40 700 Td ({said}) Tj ET"]
    for number, row in enumerate(rows):
        for left, text in zip((40, 95, 122, 149), row, strict=True):
            words.append(f"BT /F 10 Tf {left} {660 - 25 * number} Td ({text}) Tj ET")
    document = load_bytes(pdf([[]], stream="\n".join(words).encode()), PurePath("paper.pdf"))
    assert document.text.split("\n") == [said, "", *(f"| {' | '.join(row)} |" for row in rows)]
