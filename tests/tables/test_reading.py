from __future__ import annotations

import io

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from assistant.tables.data import reading
from assistant.tables.data.reading import tables_of
from tests.ingest.samples import docx
from tests.ingest.samples import table as word_table
from tests.tables.made import stored, table, tables

INVOICES = "Invoices 2024;;\n;;\nDate;Item;Net amount (EUR)\n03.01.2024;Gloves;1.200,50\n17.02.2024;Masks;850,00\nTotal;;2.050,50\n"


def test_the_header_is_found_under_a_title_and_the_total_is_no_row() -> None:
    read = table("invoices.csv", INVOICES)
    assert read.headers == ("Date", "Item", "Net amount (EUR)")
    assert (len(read.places), read.totals, read.caption) == (2, 1, "Invoices 2024")
    assert read.columns[2].values == (1200.5, 850.0)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "Item,Amount\nGlove,10\nMask,20\n"),
        ("a.md", "# A\n\n| Item | Amount |\n|---|---:|\n| Glove | 10 |\n| Mask | 20 |\n\nThe end.\n"),
        ("b.md", "Item | Amount\n--- | ---\nGlove | 10\nMask | 20\n"),
        (
            "a.html",
            "<h1>A</h1><table><tr><th>Item<th>Amount</tr><tr><td>Glove<td>10</tr><tr><td>Mask<td>20</tr></table>",
        ),
        ("a.docx", docx(word_table([["Item", "Amount"], ["Glove", "10"], ["Mask", "20"]]))),
    ],
)
def test_tables_of_every_format_are_read_with_the_place_of_each_row(name: str, data: str | bytes) -> None:
    passages = {one.id: one for one in stored(name, data)}
    read = table(name, data)
    assert (read.headers, read.columns[1].values) == (("Item", "Amount"), (10.0, 20.0))
    words = [passages[place.passage].text[place.start : place.end] for place in read.places]
    assert ["Glove" in words[0], "Mask" in words[1]] == [True, True]


def test_a_long_table_is_read_across_its_passages() -> None:
    rows = "".join(f"Item number {number},{number}\n" for number in range(1, 501))
    passages = stored("long.csv", f"Item,Amount\n{rows}")
    assert len(passages) > 5
    (read,) = tables_of(passages)
    assert [len(read.places), read.columns[1].values[-1]] == [500, 500.0]
    last = next(one for one in passages if one.id == read.places[-1].passage)
    assert last.text[read.places[-1].start :] == "| Item number 500 | 500 |"


def test_two_lines_of_a_header_become_one() -> None:
    read = table("pay.csv", "Team,Base,,Bonus,\n,2023,2024,2023,2024\nSupport,40,42,1,2\nLegal,61,66,2,3\n")
    assert read.headers == ("Team", "Base 2023", "Base 2024", "Bonus 2023", "Bonus 2024")


def test_small_numbers_that_add_up_by_chance_are_no_totals() -> None:
    read = table("bookings.csv", "Booking,Guest,Nights\n1,G1,3\n2,G2,2\n3,G2,5\n4,G3,10\n")
    assert (len(read.places), read.totals) == (4, 0)
    read = table("rents.csv", "Item,Amount\nTotal station,30\nDrill,12\n")
    assert (len(read.places), read.totals) == (2, 0)


def test_subtotals_and_totals_without_a_name_are_left_out() -> None:
    read = table("a.csv", "Item,Amount\nA,10\nB,20\nSubtotal,30\nC,5\nD,6\n小计,11\n,41\n")
    assert (read.columns[0].texts, read.totals) == (("A", "B", "C", "D"), 3)


def test_a_last_row_without_a_name_that_adds_nothing_up_is_said_to_be_odd() -> None:
    read = table("a.csv", "Item,Amount\nA,10\nB,20\nC,30\n,999\n")
    assert (len(read.places), read.odd) == (3, 1)


def test_rows_after_an_empty_row_go_on_with_their_table() -> None:
    book = Workbook()
    rows = [
        ["Item", "Amount"],
        ["Glove", 10],
        ["Mask", 20],
        [],
        ["Visor", 30],
        ["Boot", 40],
        [],
        ["Total", 100],
        [],
    ]
    for row in [*rows, ["City", "People"], ["Oslo", 7], ["Rome", 9]]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    first, second = tables("stock.xlsx", stream.getvalue())
    assert (first.columns[0].texts, first.totals) == (("Glove", "Mask", "Visor", "Boot"), 1)
    assert (second.headers, second.columns[1].values) == (("City", "People"), (7.0, 9.0))


def test_an_amount_beside_several_rows_counts_once() -> None:
    rows = "<tr><td rowspan=2>Ann<td>Hotel<td rowspan=2>€300.00</tr><tr><td>Taxi</tr><tr><td>Bo<td>Train<td>€50.00</tr>"
    read = table("a.html", f"<table><tr><th>Who<th>What<th>Cost</tr>{rows}</table>")
    assert read.columns[0].texts == ("Ann", "Ann", "Bo")
    assert read.columns[2].values == (300.0, None, 50.0)


def test_a_table_without_a_header_gets_names_of_ours() -> None:
    assert table("a.csv", "Anna,10\nBen,20\nCleo,30\n").headers == ("Column 1", "Column 2")


def test_sheets_of_a_workbook_are_tables_under_their_names() -> None:
    book = Workbook()
    book.active.title = "North"
    for sheet in (book.active, book.create_sheet("South")):
        sheet.append(["Item", "Amount"])
        sheet.append(["Glove", 10])
        sheet.append(["Mask", 20])
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    assert [one.name for one in tables("stock.xlsx", stream.getvalue())] == [
        "stock.xlsx (North)",
        "stock.xlsx (South)",
    ]


def test_a_table_of_too_many_rows_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 100)
    lines = "".join(f"A,{number}\n" for number in range(1, 200, 2))
    assert not table("a.csv", f"Item,Amount\n{lines}").is_cut
    read = table("a.csv", f"Item,Amount\n{lines}{lines}")
    assert read.is_cut
    assert len(read.places) < 110


def test_tables_of_too_many_cells_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_CELLS", 100)
    lines = "".join(f"A,{number}\n" for number in range(1, 200, 2))
    read = table("a.csv", f"Item,Amount\n{lines}")
    assert (read.is_cut, len(read.places)) == (True, 49)


def test_titles_between_rows_are_no_rows() -> None:
    read = table(
        "diary.csv",
        "Ref,Day,Who,Price\nJUNE 2024,,,\nP1,2024-06-03,Ann,10\nP2,2024-06-04,Ben,20\nJULY 2024,,,\nP3,2024-07-01,Ann,30\n",
    )
    assert (len(read.places), read.odd) == (3, 0)
    assert read.columns[0].texts == ("P1", "P2", "P3")


def test_rows_of_a_workbook_go_on_after_a_gap_though_cells_of_theirs_are_empty() -> None:
    """Each part of a sheet uses other columns; their cells stay under their headers."""
    rows: list[list[object]] = [
        ["Hours, June 2024"],
        [],
        ["Week", "Name", "Hours", "Sick days", "Signed", "Note"],
        ["2 June", "Ann", 39, 1, "OM", None],
        ["2 June", "Ben", 30, None, "TV", "late"],
        [],
        ["9/6/24", "Ann", 38, None, "OM"],
        ["9/6/24", "Ben", 31, None, "TV"],
        [],
        ["16.6.24", "Ann", 20, 2, "TV"],
        ["all", None, 158, 3],
        [],
        ["Rates", "£"],
        ["Sunday", 12],
    ]
    first, second = tables("hours.xlsx", _workbook(rows))
    assert first.headers == ("Week", "Name", "Hours", "Sick days", "Signed", "Note")
    assert (first.columns[2].values, first.totals) == ((39.0, 30.0, 38.0, 31.0, 20.0), 1)
    assert first.columns[4].texts == ("OM", "TV", "OM", "TV", "TV")
    assert first.columns[0].values[-1] == "2024-06-16"
    assert second.headers == ("Rates", "£")


def test_merged_cells_keep_their_rows_beyond_a_gap() -> None:
    book = Workbook()
    rows = [
        ["Team", "Name", "Pay"],
        ["A", "Ann", 10],
        [None, "Ben", 12],
        [],
        ["B", "Cleo", 20],
        [None, "Dan", 21],
    ]
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("A5:A6")
    read = table("pay.xlsx", _saved(book))
    assert (read.columns[0].texts, read.columns[2].values) == (("A", "A", "B", "B"), (10.0, 12.0, 20.0, 21.0))


@pytest.mark.parametrize("last", ["2 accounts,,,", "共2种,,,", "\n* prices without VAT,,,"])
def test_a_note_below_the_rows_is_no_row(last: str) -> None:
    read = table("a.csv", f"Code,Name,Town,Limit\nC1,Ann,Oslo,10\nC2,Ben,Rome,20\n{last}\n")
    assert (read.columns[0].texts, read.odd) == (("C1", "C2"), 0)


def test_dates_are_of_the_year_in_the_tables_title() -> None:
    read = table(
        "till.csv", "Till - May 2024,,\nDate,Card,Cash\nWed 1/5,10,20\nThu 16 May,30,40\nFri 17/5,50,60\n"
    )
    assert read.columns[0].values == ("2024-05-01", "2024-05-16", "2024-05-17")
    read = table("waste_june24.csv", "Date,What,Qty\n1/6,Eggs,2\n23/6,Milk,3\n")
    assert read.columns[0].values == ("2024-06-01", "2024-06-23")


def _workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def test_a_date_beside_the_title_is_no_header() -> None:
    book = Workbook()
    book.active.append(["Customer list", None, None, "updated 2/9/26", None])
    for row in (
        ["Code", "Name", "Town", "Terms", "Phone"],
        ["AB1", "Abbott", "Truro", 30, "01999 4"],
        ["CA1", "Carne", "Looe", 14, "01999 5"],
    ):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    assert table("customers.xlsx", data.getvalue()).headers == ("Code", "Name", "Town", "Terms", "Phone")
    csv = "Timesheet,September 2026,,,\ndate,name,hrs,overtime,on what\nTue 1/9,Jory,4,2,hoist\nWed 2/9,Petroc,4,2,yard\n"
    assert table("hours.csv", csv).headers == ("date", "name", "hrs", "overtime", "on what")


def test_rows_of_a_workbook_go_on_after_a_gap_where_only_a_year_is_a_number() -> None:
    book = Workbook()
    rows = [
        ["Hive", "Place", "Queen", "State", "Weight"],
        ["A1", "Orchard", 2022, "ok", 22.8],
        ["A2", "Orchard", 2024, "weak", 23.5],
    ]
    for row in (*rows, [], ["B1", "Wood", 2023, "sold", None], ["B2", "Wood", 2022, "ok", 30]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    (read,) = tables("hives.xlsx", data.getvalue())
    assert read.columns[0].values == ("A1", "A2", "B1", "B2")


def test_a_title_and_another_header_between_rows_begin_a_table() -> None:
    rows = "Month,Rent,Water\nJan,6800,85\nFeb,6800,77\nMar,7200,51\nOther large ones,,\nDate,What for,Sum\n2025-02-18,compressor,2680\n2025-04-02,front,8450\n"
    first, second = tables("costs 2025.csv", rows)
    assert (first.columns[1].values, second.headers) == (
        (6800.0, 6800.0, 7200.0),
        ("Date", "What for", "Sum"),
    )
    assert (second.columns[2].values, second.caption) == ((2680.0, 8450.0), "Other large ones")


def test_months_without_a_year_are_dates_and_stand_for_the_rows_below_them() -> None:
    rows = "月份,教练,课时\n7月,罗晴,29\n,赵铁军,20\n,邢珊珊,11\n2024-08,罗晴,27\n,赵铁军,9\n,邢珊珊,12\n"
    read = table("课时2024.csv", rows)
    assert read.columns[0].kind == "date"
    assert read.columns[0].values == ("2024-07",) * 3 + ("2024-08",) * 3


@pytest.mark.parametrize(
    "rows",
    [
        [["出租人签字", "卢静怡"], ["承租人签字", "邵东海"]],
        [["Tenant's contact", "Ruth Odell"], ["Landlord's contact", "Ivo Brandt"]],
    ],
)
def test_labels_and_names_are_no_table_of_which_the_first_is_the_header(rows: list[list[str]]) -> None:
    assert tables("signed.docx", docx(word_table(rows))) == []
    assert tables("kinds.docx", docx(word_table([["Role", "Name"], *rows]))) != []


HOURS = "Month,Who,Hours\nJanuary,Ann,9\n,Bob,12\n{0}21\nFebruary,Ann,6\n,Bob,8\n{0}14\nMarch,Ann,12\n{0}12\n"


@pytest.mark.parametrize("label", [",,", ",total,", ",小计,", "total,,"])
def test_totals_are_not_of_the_month_above_them(label: str) -> None:
    read = table("hours 2025.csv", HOURS.format(label))
    assert (read.columns[2].values, read.totals) == ((9.0, 12.0, 6.0, 8.0, 12.0), 3)
    assert read.columns[0].values == (*("2025-01",) * 2, *("2025-02",) * 2, "2025-03")


def test_the_last_row_is_of_the_month_above_it_where_nothing_else_names_it() -> None:
    read = table("hours 2025.csv", "Month,Hours\nJanuary,9\n,12\nFebruary,6\n,8\n")
    assert read.columns[0].values == ("2025-01", "2025-01", "2025-02", "2025-02")
    assert read.columns[1].values == (9.0, 12.0, 6.0, 8.0)


def test_thousands_of_tables_in_one_file_are_read_in_time() -> None:
    block = "Block {0},,\nDate,What for,Sum\n2025-02-18,tyres,26{0}\n2025-04-02,front,84{0}\n2025-05-02,rear,11{0}\n"
    read = tables("ledger.csv", "".join(block.format(number) for number in range(2_000)))
    assert len(read) == 2_000
    assert read[-1].columns[2].values == (261999.0, 841999.0, 111999.0)


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Name", ["May", "June", "April"], "text"),
        ("Name", ["May", "June", "Bob", "April"], "text"),
        ("Month", ["May", "June", "April"], "date"),
        ("", ["May", "June", "July"], "date"),
    ],
)
def test_people_called_as_months_are_no_dates(header: str, cells: list[str], kind: str) -> None:
    rows = "".join(f"{cell},{10 * at}\n" for at, cell in enumerate(cells, 1))
    assert table("staff 2025.csv", f"{header},Hours\n{rows}").columns[0].kind == kind


@pytest.mark.parametrize("label", ["4 plans", "共4份"])
def test_a_row_named_by_the_number_of_rows_that_adds_up_is_a_total(label: str) -> None:
    rows = "Plan,Who,Fee,Open\nW1,Ash,12.5,30\nW2,Birch,17.5,\nW3,Cole,12.5,45\nW4,Dunn,20,\n"
    made = table("register.csv", f"{rows}{label},,62.5,75\n")
    assert len(made.places) == 4


def test_a_row_that_begins_with_a_number_and_adds_up_to_nothing_is_no_total() -> None:
    made = table("shop.csv", "What,Fee,Open\n1 saw,12.5,30\n2 drills,17.5,\n2 lamps,62,45\n")
    assert len(made.places) == 3
