from __future__ import annotations

import pytest

from assistant.tables.data.cells import amount, typed


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("19 %", 19, "%"),
        ("€ 4,850.00", 4850, "EUR"),
        ("4.850,00 Euro", 4850, "EUR"),
        ("-€5", -5, "EUR"),
        ("(€1,200.00)", -1200, "EUR"),
        ("1.2 Mio", 1_200_000, ""),
        ("1.2万元", 12_000, "CNY"),
        ("3500元", 3500, "CNY"),
        ("人民币3500元", 3500, "CNY"),
        ("1'200.00 CHF", 1200, "CHF"),
        ("1 234,56 €", 1234.56, "EUR"),
        ("5 k€", 5000, "EUR"),
        ("12 pcs", 12, "pcs"),
        ("20件", 20, "件"),
        ("1200.-", 1200, ""),
    ],
)
def test_a_cell_is_read_as_a_number_with_its_unit(text: str, value: float, unit: str) -> None:
    read = amount(text)
    assert read is not None
    assert (read.readings, read.unit) == ((value,), unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Level 3",
        "G2",
        "3 Main Street",
        "00123",
        "12:30",
        "2024-03-05",
        "+49 30 123",
        "<5",
        "7 of 9",
        "R-1004",
        "=SUM(A1)",
    ],
)
def test_a_cell_that_only_holds_a_number_is_none(text: str) -> None:
    assert amount(text) is None


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["4.850", "1.234,50"], (4850.0, 1234.5)),
        (["4.850", "12.5"], (4.85, 12.5)),
        (["1,200", "300"], (1200.0, 300.0)),
        (["4.850 €", "300 €"], (4850.0, 300.0)),
    ],
)
def test_the_column_decides_what_a_mark_means(cells: list[str], values: tuple[float, ...]) -> None:
    column = typed("Amount", cells)
    assert (column.values, column.doubtful) == (values, False)


def test_numbers_that_can_be_read_in_two_ways_are_doubtful() -> None:
    assert typed("Mass", ["4.850", "3.125"]).doubtful
    assert typed("Amount", ["1.234,50", "1,234.50", "4.850"]).doubtful


def test_a_text_among_numbers_is_counted_and_an_empty_cell_is_not() -> None:
    column = typed("Amount", ["10", "tbd", "", "-", "20", "30"])
    assert column.values == (10.0, None, None, None, 20.0, 30.0)
    assert column.unread == {1}


def test_a_header_gives_its_unit_to_bare_numbers() -> None:
    assert typed("Price (EUR)", ["10", "20"]).unit == "EUR"
    assert typed("金额（元）", ["10", "20"]).unit == "CNY"
    assert typed("Amount", ["€10", "$20"]).units == ("EUR", "USD")


def test_dates_are_read_by_the_order_that_the_column_shows() -> None:
    assert typed("Date", ["03/04/2024", "13/04/2024"]).values == ("2024-04-03", "2024-04-13")
    assert typed("Date", ["03/04/2024", "04/13/2024"]).values == ("2024-03-04", "2024-04-13")
    assert typed("日期", ["2024年1月5日", "2024年2月"]).values == ("2024-01-05", "2024-02")
    assert typed("Date", ["03/04/2024", "05/06/2024"]).doubtful


def test_dates_stand_beside_days_of_the_week_and_without_their_year() -> None:
    column = typed("日期", ["3月1日", "3/2", "2025-03-03", "2025年3月4日（周二）", "Wed 5 March 2025"])
    assert column.kind == "date"
    assert column.values == tuple(f"2025-03-0{day}" for day in range(1, 6))


def test_names_that_begin_with_a_number_are_no_amounts() -> None:
    assert typed("品名", ["105克铜版", "230克白卡", "80克双胶"]).kind == "text"
    assert typed("重量", ["105克", "230克", "80克"]).kind == "number"


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["22 Mar 21", "4 Apr 24", "01/02/2023"], ("2021-03-22", "2024-04-04", "2023-02-01")),
        (
            ["2024-03-01", "5 Apr", "2025-01-07", "9 Feb"],
            ("2024-03-01", "2024-04-05", "2025-01-07", "2025-02-09"),
        ),
        (
            ["2 June", "9/6/24", "16.6.24", "23 June"],
            ("2024-06-02", "2024-06-09", "2024-06-16", "2024-06-23"),
        ),
        (["24年3月5日", "2024/3/9"], ("2024-03-05", "2024-03-09")),
        (["Sat 4 May 2024", "Sun 5/5", "Mon 20/5"], ("2024-05-04", "2024-05-05", "2024-05-20")),
        (["2024/6/28", "6月29日", "6.30", "7.1"], ("2024-06-28", "2024-06-29", "2024-06-30", "2024-07-01")),
    ],
)
def test_dates_of_several_forms_are_of_the_years_beside_them(
    cells: list[str], values: tuple[str, ...]
) -> None:
    column = typed("Date", cells)
    assert (column.kind, column.values, column.doubtful) == ("date", values, False)


def test_dates_without_a_year_are_of_the_year_that_the_table_names() -> None:
    assert typed("Date", ["1/6", "3/6", "14/6"], year=2024).values == (
        "2024-06-01",
        "2024-06-03",
        "2024-06-14",
    )
    assert typed("日期", ["6月3日", "6/5", "6.1"], year=2024).values == (
        "2024-06-03",
        "2024-06-05",
        "2024-06-01",
    )
    assert typed("Date", ["1/6", "3/6", "14/6"]).kind == "text"
    assert typed("Date", ["1/6", "3/6", "4/6"], year=2024).doubtful


@pytest.mark.parametrize(
    ("name", "cells", "values"),
    [
        ("Owing", ["nil", "£45.00", "nil", "nil"], (0.0, 45.0, 0.0, 0.0)),
        ("未收", ["清", "2950", "清", "0", "结清"], (0.0, 2950.0, 0.0, 0.0, 0.0)),
    ],
)
def test_words_for_nothing_owed_are_zero(name: str, cells: list[str], values: tuple[float, ...]) -> None:
    column = typed(name, cells)
    assert (column.kind, column.values, column.unread) == ("number", values, frozenset())


def test_months_and_days_are_dates_among_whole_ones_only() -> None:
    column = typed("Day", ["2026-04-02", "04-03", "2026-04-06", "04-08"])
    assert (column.kind, column.values[1]) == ("date", "2026-04-03")
    assert typed("Size", ["10-12", "08-10", "06-08"], year=2026).kind == "text"
