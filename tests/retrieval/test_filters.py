from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.library.library import Library
from assistant.retrieval.filters import (
    DocumentFilter,
    dated_documents,
    filter_words,
    kinds_named,
    split_filters,
    stated_day,
)
from assistant.retrieval.periods import Period
from assistant.retrieval.search import nowhere
from tests.fakes.library import searcher
from tests.library.shelf import put

TODAY = date(2026, 11, 25)


def moment(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T12:00").timestamp()) * 1_000_000_000


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", create=True) as library:
        put(
            library,
            "/docs/minutes-2025-02-11.md",
            "Present: Ann.",
            kind="markdown",
            mtime_ns=moment("2026-01-01"),
        )
        put(library, "/docs/lease.pdf", "Lease. Dated 3 May 2024.", kind="pdf", mtime_ns=moment("2026-02-01"))
        put(library, "/docs/notes.txt", "No day is said here.", kind="text", mtime_ns=moment("2023-03-01"))
        put(library, "/docs/broken.pdf", state="failed", mtime_ns=moment("2024-03-01"))
        yield library


def names(library: Library, *inside: str) -> set[str]:
    found = searcher(library).documents(inside)
    assert found is not None
    return {Path(path).name for number, path in library.documents.sources().items() if number in found}


def test_the_own_date_counts_before_that_of_the_file(library: Library) -> None:
    days = {Path(one.source).name: (str(one.day), one.stated is not None) for one in dated_documents(library)}
    assert days == {
        "minutes-2025-02-11.md": ("2025-02-11", True), "lease.pdf": ("2024-05-03", True), "notes.txt": ("2023-03-01", False),
    }  # fmt: skip
    assert library.documents.undated(300) == [], "it is looked for once"


def test_documents_are_chosen_by_date_and_format(library: Library) -> None:
    assert names(library, "since:2024-05-03") == {"minutes-2025-02-11.md", "lease.pdf"}
    assert names(library, "since:2024", "until:2024") == {"lease.pdf"}
    assert names(library, "until:2023-12-31") == {"notes.txt"}
    assert names(library, "kind:pdf") == {"lease.pdf"}
    assert names(library, "kind:pdf", "kind:.txt") == {"lease.pdf", "notes.txt"}
    assert names(library, "kind:text") == {"minutes-2025-02-11.md", "notes.txt"}
    assert names(library, "/docs/lease.pdf", "since:2025") == set()
    with pytest.raises(UsageError, match="is not a date"):
        names(library, "since:soon")
    with pytest.raises(UsageError, match="is not a kind of file"):
        names(library, "kind:sausage")


def test_a_year_or_a_month_in_a_name_counts_before_the_date_of_the_file(library: Library) -> None:
    for name in ("board 2021.md", "log_2022-07.txt"):
        put(library, f"/docs/{name}", "Rain again.", kind="text", mtime_ns=moment("2026-02-02"))
    assert names(library, "until:2021") == {"board 2021.md"}
    assert names(library, "since:2021-05", "until:2022-06") == {"board 2021.md"}
    assert names(library, "since:2022-07-15", "until:2022") == {"log_2022-07.txt"}
    assert names(library, "since:2025") == {"minutes-2025-02-11.md"}
    (dated,) = [
        one for one in searcher(library).search("rain", 5, ["until:2022"]).notices if one.code == "dated"
    ]
    assert dated.message.startswith("2 documents chosen by date: 2 by the date that stands in the name")


def test_what_was_chosen_is_said(library: Library) -> None:
    search = searcher(library).search
    (dated,) = [one for one in search("lease", 5, ["since:2024"]).notices if one.code == "dated"]
    assert dated.message.startswith("2 documents chosen by date: 2 by the date that stands in the name")
    (none,) = [
        one
        for one in search("lease", 5, ["since:2030", "kind:pdf"]).notices
        if one.code.startswith("no_such")
    ]
    assert none.message == "The library holds no document dated 2030-01-01 or later and of the format pdf."
    (none,) = [one for one in search("租约", 5, ["since:2030"]).notices if one.code.startswith("no_such")]
    assert none.message == "资料库里没有日期不早于2030-01-01的文件。"
    (place,) = [
        one
        for one in search("lease", 5, ["/nowhere", "since:2024"]).notices
        if one.code.startswith("no_such")
    ]
    assert place.message == "No file of the library lies at /nowhere."
    assert nowhere(["*/nowhere/*"])[0] == "No file of the library lies at nowhere."  # typed as a name alone


def test_a_library_that_cannot_be_written_is_filtered_all_the_same(library: Library) -> None:
    library.database.connection.execute("PRAGMA query_only = ON")
    assert names(library, "since:2025") == {"minutes-2025-02-11.md"}


def test_filters_are_told_from_places() -> None:
    places, only = split_filters(["a.pdf", "kind:word", "since:last week", "since:2025", "docs/until"], TODAY)
    assert places == ["a.pdf", "docs/until"]
    assert only == DocumentFilter(Period(date(2026, 11, 16), None), ("docx", "doc", "odt", "rtf", "wordml"))
    assert (
        filter_words(only, "en") == "dated 2026-11-16 or later and of the format docx, doc, odt, rtf, wordml"
    )


@pytest.mark.parametrize(
    ("word", "kinds"),
    [("PDF", ("pdf",)), (".docm", ("docx",)), ("emails", ("eml", "emlx", "msg", "mbox")), ("md", ("markdown",)), ("xyz", ()), ("", ())],
)  # fmt: skip
def test_formats_as_people_call_them(word: str, kinds: tuple[str, ...]) -> None:
    assert kinds_named(word) == kinds


@pytest.mark.parametrize(
    ("name", "head", "day"),
    [
        ("lease", "Made on 3 May 2024 between A and B", "2024-05-03"), ("2024-01-02_lease", "3 May 2024", "2024-01-02"),
        ("lease", "Chapter 1", ""), ("合同", "二〇二三年七月一日", "2023-07-01"), ("合同", "签订日期：2023年7月1日", "2023-07-01"), ("lease", "x" * 400 + " 3 May 2024", ""),
    ],
)  # fmt: skip
def test_the_day_that_a_document_states(name: str, head: str, day: str) -> None:
    assert stated_day(name, head) == day
