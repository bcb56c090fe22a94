"""A table of answers as Markdown, CSV and a workbook: nothing in it is run by a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from assistant.answer_table import Cell, Table, TableRow
from assistant.errors import LibraryError, UsageError
from assistant.events import Citation
from assistant.table_files import as_csv, as_markdown, write_table

EVIL = '=HYPERLINK("http://example.org","a")'


def citation(quote: str, page: int | None = None) -> Citation:
    return Citation(1, "/docs/=cmd.pdf", "T", page, (), quote, 0, len(quote), 1)


def table(*cells: Cell, question: str = "When?") -> Table:
    rows = tuple(TableRow(f"/docs/{number}.pdf", "T", (cell,)) for number, cell in enumerate(cells))
    return Table((question,), rows, len(rows), len(rows))


FOUND = Cell("found", "1 May 2025", "1 May 2025", (citation("It ends on 1 May 2025.", 3),))


@pytest.mark.parametrize("text", [EVIL, "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1"])
def test_formulas_are_text_in_csv(text: str) -> None:
    written = as_csv(table(Cell("found", text, "", (citation(text),)), question=text))
    for row in csv.reader(io.StringIO(written)):
        assert not [cell for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@", "\t")], row


def test_a_negative_number_stays_a_number_in_csv() -> None:
    assert "\r\n0.pdf,-12.50," in as_csv(table(Cell("found", "-12.50")))


@pytest.mark.parametrize("text", [EVIL, "+1+1", "http://example.org/a", "x" * 40_000, "\x1b[2J bell\x07"])
def test_cells_of_a_workbook_are_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.xlsx"
    write_table(table(Cell("found", text, "", (citation(text),)), question=text), path)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert "\x1b" not in "".join(str(cell.value) for cell in cells)


def test_what_meets_a_condition_is_told_from_what_may(tmp_path: Path) -> None:
    rows = tuple(
        TableRow(f"/docs/{name}.pdf", "T", (FOUND,), match)
        for name, match in (("a", True), ("b", None), ("c", False))
    )
    chosen = Table(("Which end in May?",), rows, 3, 3, "in May", "which")
    read = list(csv.reader(io.StringIO(as_csv(chosen))))
    assert [row[:2] for row in read] == [["Document", "Matches"], ["a.pdf", "yes"], ["b.pdf", "not sure"]]
    write_table(chosen, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    rows_of_book = [row[:2] for row in book["Answers"].iter_rows(values_only=True)]
    assert rows_of_book == [("Document", "Matches"), ("a.pdf", "yes"), ("b.pdf", "not sure")]
    lines = as_markdown(chosen).splitlines()
    assert lines[0] == "| Document | Matches | Which end in May? |"
    assert lines[3].startswith("| b.pdf | not sure | 1 May 2025 ")


def test_a_workbook_has_answers_and_their_sources(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_table(table(FOUND, Cell("not_stated"), Cell("unsure", "2 May")), path)
    book = openpyxl.load_workbook(path)
    assert list(book["Answers"].iter_rows(values_only=True)) == [
        ("Document", "When?"),
        ("0.pdf", "1 May 2025"),
        ("1.pdf", "not stated"),
        ("2.pdf", "2 May [?]"),
    ]
    assert list(book["Sources"].iter_rows(values_only=True))[1:] == [
        ("0.pdf", "When?", "1 May 2025", "/docs/=cmd.pdf", "3", "It ends on 1 May 2025.")
    ]
    assert path.stat().st_mode & 0o777 == 0o600


def test_markdown_holds_the_marks_and_the_quotes() -> None:
    written = as_markdown(table(FOUND, Cell("found", "a | b")))
    assert "| 0.pdf | 1 May 2025 [1] |" in written
    assert "| 1.pdf | a \\| b |" in written
    assert "[1] /docs/=cmd.pdf · page 3: “It ends on 1 May 2025.”" in written


def test_only_rows_that_match_are_written_and_those_that_are_not_known() -> None:
    rows = tuple(
        TableRow(f"/d/{name}.md", "", (Cell("found", name),), matches)
        for name, matches in (("a", True), ("b", False), ("c", None))
    )
    written = as_csv(Table(("q",), rows, 3, 3, "in 2025", "which"))
    assert [line.split(",")[0] for line in written.split("\r\n")[1:3]] == ["a.md", "c.md"]
    assert "b.md" not in written


def test_another_ending_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        write_table(table(FOUND), tmp_path / "t.doc")
    assert error.value.code == "table_ending"


def test_a_file_that_cannot_be_written_is_named_and_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(LibraryError, match=r"t\.csv cannot be written"):
        write_table(table(FOUND), tmp_path / "t.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_the_doubt_stands_behind_the_marks_as_in_answers() -> None:
    from assistant.answer_table import marked

    assert marked(Cell("unsure", "Holm"), "[1][2]") == "Holm [1][2][?]"
    assert marked(Cell("found", "Holm"), "[1]") == "Holm [1]"
    assert marked(Cell("unsure", "Holm"), "") == "Holm [?]"
