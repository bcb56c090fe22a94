from __future__ import annotations

from pathlib import Path

from benchmarks.report import Part, keep, kept_parts, page, write
from benchmarks.rows import Row, line, number, share, timed_row


def test_a_figure_is_met_from_above_or_from_below() -> None:
    assert Row("p", "recall", 0.98, reach=0.98).met
    assert Row("p", "recall", 0.97, reach=0.98).met is False
    assert Row("p", "time", 29.0, "ms", 30.0, "low").met
    assert Row("p", "time", 31.0, "ms", 30.0, "low").met is False
    assert Row("p", "time", 31.0, "ms").met is None


def test_only_what_has_a_floor_falls() -> None:
    assert Row("p", "recall", 0.5, floor=0.9).fallen
    assert not Row("p", "recall", 0.95, reach=0.98, floor=0.9).fallen
    assert Row("p", "ratio", 5.0, "x", better="low", floor=4.0).fallen
    assert not Row("p", "recall", 0.1).fallen


def test_times_are_given_as_their_median_with_the_spread() -> None:
    row = timed_row("p", "start", [0.3, 0.1, 0.2], "a bare start", 250.0)
    assert (row.value, row.spread, row.met) == (200.0, (100.0, 300.0), True)
    assert line(row) == "start: 200 ms (100 ms to 300 ms); to reach 250 ms: met; a bare start"


def test_figures_are_written_as_people_read_them() -> None:
    assert [number(0.9876), number(1.5, "x"), number(12_345.6, "ms"), number(3.14159, "s")] == [
        "0.988",
        "1.50 x",
        "12,346 ms",
        "3.14 s",
    ]
    assert share([]) == 0.0


def test_kept_figures_come_back_as_they_were(tmp_path: Path) -> None:
    rows = (
        timed_row("search", "search", [0.1, 0.2], reach_ms=300.0),
        Row("search", "recall", 0.9, reach=0.99),
    )
    keep(tmp_path, "search", rows, "the rest takes long")
    (part,) = kept_parts(tmp_path)
    assert (part.name, part.rows, part.skipped) == ("search", rows, "the rest takes long")


def test_the_page_says_what_was_not_reached_and_what_was_skipped() -> None:
    machine = {"date": "today", "machine": "one", "load": "none", "versions": "Python"}
    rows = (Row("search", "recall", 0.9, reach=0.99), Row("search", "time", 2.0, "ms", 3.0, "low"))
    text = "\n".join(page([Part("search", rows, "", machine), Part("answers", (), "no Ollama", machine)]))
    assert "1 of 2 figures reach" in text
    assert "| recall | 0.900 | 0.990 | **no** |  |" in text
    assert "Not measured: no Ollama" in text


def test_what_was_measured_elsewhere_stays_in_the_report(tmp_path: Path) -> None:
    machine = {"date": "today", "machine": "one", "load": "none", "versions": "Python"}
    report = tmp_path / "RESULTS.md"
    write(report, [Part("search", (Row("search", "recall", 0.9, reach=0.99),), "", machine)])
    write(report, [Part("claims", (Row("claims", "marked", 1.0, reach=0.9),), "", machine)])
    write(report, [Part("search", (Row("search", "recall", 1.0, reach=0.99),), "", machine)])
    text = report.read_text("utf-8")
    assert "2 of 2 figures reach" in text
    assert "| recall | 1.000 |" in text
    assert "| recall | 0.900 |" not in text
    assert text.index("## Claims") < text.index("## Search")
