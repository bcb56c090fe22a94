"""The page beside an answer: its cited words, and the headings of its clauses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from assistant.aio.source_context import SourceContext, source_context
from assistant.events import Hit
from tests.fakes.library import filled
from tui.widgets.source_pane import SourcePane, columns_above, page_text

if TYPE_CHECKING:
    from assistant.aio.client import AsyncAssistant


def page(text: str, start: int, end: int, headings: tuple[tuple[int, str], ...]) -> SourceContext:
    return SourceContext(
        "/papers/lease.pdf", "Lease", 2, ("Lease", "4. Rent"), text, start, end, 1, 0, 2, headings=headings
    )


def test_a_clause_stands_under_its_heading_and_the_words_stay_marked() -> None:
    text = "The rent is 900.\n\nNotice takes a month."
    shown, before = page_text(page(text, 18, 24, ((0, "4. Rent"), (18, "5. Notice"))), 60)
    assert shown.plain == "4. Rent\nThe rent is 900.\n\n5. Notice\nNotice takes a month."
    assert before.plain == "4. Rent\nThe rent is 900.\n\n5. Notice\n"
    marked = [shown.plain[span.start : span.end] for span in shown.spans if "accent" in str(span.style)]
    assert marked == ["Notice"]


def test_a_page_without_headings_or_cited_words_stays_as_it_is() -> None:
    shown, _before = page_text(page("Two words.", 0, 0, ()), 60)
    assert shown.plain == "Two words."
    assert not shown.spans


def test_a_page_that_begins_within_a_table_has_its_columns_above() -> None:
    within = replace(page("| Ann | 9 |\n| Bo | 8 |", 2, 5, ()), heading=("Pay", "Name | Pay"))
    shown, before = page_text(within, 40)
    assert shown.plain.split() == ["Name", "Pay", "─────────", "Ann", "9", "Bo", "8"]
    assert "Name" in before.plain
    marked = [shown.plain[span.start : span.end] for span in shown.spans if "accent" in str(span.style)]
    assert marked == ["Ann"]


def test_a_table_over_several_passages_is_one_page(tmp_path: Path) -> None:
    rows = "".join(f"| 2025-{n:03} | Customer number {n} of a long list | {n * 17} |\n" for n in range(60))
    text = f"# Invoices\n\n| Number | Customer | Amount |\n| --- | --- | --- |\n{rows}"
    with filled(tmp_path, {"invoices.md": text}) as library:
        passages = library.documents.neighbours(1, 0, 99)
        assert len(passages) > 2
        last = passages[-1]
        hit = Hit(1, last.source, "", None, last.heading, last.text, 1.0, last.id, 0, len(last.text))
        shown = source_context(library, hit)
    assert shown is not None
    assert shown.text.count("| 2025-") == 60
    assert shown.text.startswith("| Number | Customer | Amount |")
    assert "\n\n" not in shown.text.strip()
    assert shown.text[shown.start : shown.end] == last.text


def test_the_names_of_columns_stay_above_the_rows_that_are_seen() -> None:
    rows = "| Name | Pay |\n| Ann | 9 |\n| Bo | 8 |\n| Cy | 7 |\n\nThat is all.\n\nReally."
    shown, _before = page_text(page(rows, 0, 0, ()), 40)
    lines = [line.plain for line in shown.wrap(40)]
    named = [columns_above(lines, top).split() for top in range(len(lines))]
    assert named[0] == []  # they are seen
    assert named[1:5] == [["Name", "Pay"]] * 4
    assert not any(named[5:])


def test_strong_words_of_markdown_are_shown_bold_and_without_their_signs() -> None:
    text = "**2026-05-22 Hollin** The reading of **7 mm** and 2 ** 3."
    shown, _before = page_text(replace(page(text, 22, 25, ()), source="/papers/visits.md"), 80)
    assert shown.plain == "2026-05-22 Hollin The reading of 7 mm and 2 ** 3."
    bold = [shown.plain[span.start : span.end] for span in shown.spans if "bold" in str(span.style)]
    assert bold == ["2026-05-22 Hollin", "The", "7 mm"]
    plain, _before = page_text(replace(page(text, 0, 0, ()), source="/papers/visits.txt"), 80)
    assert plain.plain == text


@pytest.mark.parametrize(
    "text",
    [
        "2**3 and 4**5 make more.",
        "Call f(**a) or f(**a, b**2).",
        "x ** y ** z",
        "The option `**all**` takes every file.",
        "Run:\n\n```python\na = **b** or c\n```\n\nThat is all.",
    ],
)
def test_signs_of_formulas_and_code_of_markdown_stay(text: str) -> None:
    for at in (0, text.index("*")):
        shown, _before = page_text(replace(page(text, at, at + 1, ()), source="/papers/code.md"), 80)
        assert shown.plain == text


def test_behind_code_and_between_chinese_words_is_shown_bold() -> None:
    text = "```\na**b**c\n```\n押金为**两个月**租金，`x` **下月**退还。"
    shown, _before = page_text(replace(page(text, 6, 7, ()), source="/papers/租约.md"), 80)
    assert shown.plain == "```\na**b**c\n```\n押金为两个月租金，`x` 下月退还。"


@pytest.mark.parametrize(("number", "action"), [(2, "beside"), (None, "beside_part")])
def test_what_has_no_pages_is_read_part_by_part(number: int | None, action: str) -> None:
    pane = SourcePane(cast("AsyncAssistant", None))
    pane.place = replace(page("Two words.", 0, 0, ()), page=number)
    offered = [one for one in ("beside", "beside_part") if pane.check_action(one, ())]
    assert offered == [action]
