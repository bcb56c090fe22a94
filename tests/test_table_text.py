"""Rows of tables as people read them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.table_text import as_markdown, drawn
from assistant.text import rows_as_words

PRICES = "Prices:\n\n| 材料 | 单价 | 库存 |\n| 防水涂料 | 259 | 0 |\n| 木工板 | 1,100 | 12 |\n\nOne | bar."


def test_columns_line_up_and_numbers_stand_at_the_right() -> None:
    assert drawn(PRICES, 60).split("\n") == [
        "Prices:",
        "",
        "材料       单价  库存",
        "─────────────────────",
        "防水涂料    259     0",
        "木工板    1,100    12",
        "",
        "One | bar.",
    ]


def test_no_line_is_wider_than_there_is_room() -> None:
    head = "| Invoice | Date | Customer | Amount EUR | Due | Paid on | Paid EUR |"
    row = "| 2025-010 | 2025-09-28 | Saint Brannoc Home | 4188.8 | 2025-10-28 | 2025-10-24 | 4188.85 |"
    for width in range(60, 100):
        assert max(map(cell_len, drawn(f"{head}\n{row}\n{row}", width).split("\n"))) <= width


def test_a_table_that_finds_no_room_is_a_list_of_its_rows() -> None:
    wide = "| article | description | lead time in weeks |\n| LC-40 | Benchtop centrifuge | 6 |\n| LC-12 | Microcentrifuge | 3 |"
    lines = drawn(wide, 24).split("\n")
    assert lines[0] == "article   LC-40"
    assert "" in lines
    assert lines[lines.index("") + 1] == "article   LC-12"
    assert max(map(cell_len, lines)) <= 24


def test_the_rule_of_a_markdown_table_is_no_row() -> None:
    assert drawn("| a | b |\n|---|---|\n| one | 2 |\n| - | - |", 40).split("\n")[2:] == ["one  2", "-    -"]


def test_marks_of_citations_stay_behind_their_row() -> None:
    assert drawn("| a | 12 | [1] [?]", 40) == "a  12 [1] [?]"


@given(
    st.lists(st.lists(st.text("ab 材料12.", max_size=9), min_size=1, max_size=4), max_size=4),
    st.integers(30, 80),
)
def test_no_cell_is_lost(rows: list[list[str]], width: int) -> None:
    text = "\n".join("| " + " | ".join(cell.strip() for cell in row) + " |" for row in rows)
    shown = drawn(text, width)
    for row in rows:
        for cell in row:
            assert all(word in shown.replace("\n", "") for word in cell.split() if word.isascii())


def test_in_a_line_cells_stand_without_bars() -> None:
    assert rows_as_words("| S02 | Cat spay |  | 112 |") == "S02 · Cat spay · – · 112"
    assert (
        rows_as_words(PRICES).split("\n")[2] == "材料 · 单价 · 库存; 防水涂料 · 259 · 0; 木工板 · 1,100 · 12"
    )
    assert rows_as_words("| N05 | Double bass | | 2024-05-14 | |") == "N05 · Double bass · – · 2024-05-14"
    assert rows_as_words("| Heading | | | |") == "Heading"
    assert rows_as_words("LC-40 | Lumen") == "LC-40 | Lumen"


def test_rows_become_markdown_and_markdown_stays() -> None:
    made = as_markdown("Found:\n| name | price |\n| seal | 38 | [1]")
    assert made == "Found:\n\n| name | price |\n| --- | --- |\n| seal | 38 [1] |"
    assert as_markdown(made) == made
    tight = "| What | When |\n|---|:-:|\n| Term | 2026 |"
    assert as_markdown(tight) == tight
    assert as_markdown("| seal | 38 |") == "|  |  |\n| --- | --- |\n| seal | 38 |"
