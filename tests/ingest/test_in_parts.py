from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdf
import pytest
from pypdf.annotations import Link
from pypdf.constants import PageLabelStyle
from pypdf.generic import DictionaryObject, NameObject, NumberObject

from ingest import pdf_parts
from ingest.child_process import decode, encode
from ingest.in_parts import GoneError, LongFile
from ingest.loaders import ReadWholeError
from ingest.loaders.inventory import LostWords, Words
from ingest.opened_file import OpenedFile
from ingest.parser_process import ParseOutcome, PartReply
from ingest.pool import ParserPool
from ingest.reading import Parsed, contents, parse
from ingest.records import Document, PagesEvent, Unreadable
from tests.ingest.samples import pdf

Ask = Callable[[bytes], PartReply]


def report(count: int = 60) -> list[list[tuple[int, str]]]:
    """Return lines of pages with all that goes over their borders."""
    pages: list[list[tuple[int, str]]] = []
    for number in range(1, count + 1):
        lines = [(9, "Report of the harbour office")] if number > 2 else []
        lines.append((9, f"Chapter {number // 17 + 1}: works"))
        if number % 5 == 0:
            lines.append((18, f"Quay number {number // 5}"))
        if number not in (23, 24):
            lines += [(11, f"Crane {number * line} was checked and a well-") for line in range(3)]
            lines.append((11, "known fault was mended on the same day by the night shift."))
            lines += [(11, f"Berth {number} keeps {line} ropes, as was agreed.") for line in range(9)]
        if number == 50:
            lines.append((11, "A well-known fault is one that is in the book."))
        if number % 7 == 0:
            lines.append((18, f"Winter {number}"))  # the last line of its page
        lines.append((9, f"Page {number}"))
        pages.append([] if number == 30 else lines)
    return pages


def linked(data: bytes, *, outline: bool) -> bytes:
    """Return a PDF with links, printed page numbers and, perhaps, an outline."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for number in (2, 9, 9, 40, 41):
        writer.add_annotation(
            number,
            Link(rect=(70, 600, 200, 640), url=f"https://harbour.example/{number // 9}"),
        )
    writer.set_page_label(0, 3, PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(4, len(writer.pages) - 1, PageLabelStyle.DECIMAL, start=1)
    for number in range(4, len(writer.pages), 5) if outline else ():
        writer.add_outline_item(title=f"Quay number {(number + 1) // 5}", page_number=number)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def here() -> Ask:
    """Return what answers requests on parts in this process."""
    opened = OpenedFile()

    def ask(request: bytes) -> PartReply:
        try:
            messages, last = opened.answer(decode(request))
        except Unreadable as error:
            return PartReply(ParseOutcome.ANSWERED, error.reason, (), {"reason": error.reason})
        return PartReply(ParseOutcome.ANSWERED, "", [*map(encode, messages)], decode(encode(last)))

    return ask


def in_parts(path: Path, ask: Ask) -> Parsed:
    read = contents(path)
    pages = OpenedFile().open(path, read)
    assert pages
    return LongFile(Parsed(path, read.size, read.mtime_ns, read.content_hash), pages, ask, 1).read()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf(report()))
    return file


@pytest.mark.parametrize(("pages", "outline"), [(3, True), (7, False), (30, True)])
def test_parts_give_what_the_whole_gives(
    path: Path, pages: int, monkeypatch: pytest.MonkeyPatch, *, outline: bool
) -> None:
    monkeypatch.setattr(pdf_parts, "PAGES_A_PART", pages)
    monkeypatch.setattr(pdf_parts, "_FEWEST_A_PART", 1)
    path.write_bytes(linked(path.read_bytes(), outline=outline))
    whole, parts = parse(path, contents(path)), in_parts(path, here())
    assert parts == whole
    assert next(one.heading for one in whole.passages if one.page == 12)[-1].startswith(("Quay", "Winter"))
    assert {one.page_label for one in whole.passages} > {"i", "56"}
    text = " ".join(one.text for one in whole.passages)
    assert "a well-known fault was mended" in text
    assert text.count("Report of the harbour office") == 1
    assert text.count("<https://harbour.example/") == 3


def test_what_was_not_read_is_said_of_parts_as_of_the_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(path.read_bytes().replace(b"startxref", b"%PDF-1.4\n9 0 obj\nstartxref"))
    assert in_parts(path, here()).notices == parse(path, contents(path)).notices != ()

    def lost(document: Document, held: Sequence[Words]) -> LostWords:
        number = document.pages[0].number
        return LostWords({f"winch{number}": 1}, {f"winch{number}": [("on page", number)]})

    monkeypatch.setattr("ingest.pdf_parts.shortfall_of_part", lost)
    monkeypatch.setattr(pdf_parts, "PAGES_A_PART", 20)
    (said,) = (one for one in in_parts(path, here()).notices if "winch" in one)
    assert said == "3 words on pages 1, 21 and 41 were not read, like “winch21”"


def breaking(first: int, reply: PartReply, kind: str = "read") -> Ask:
    """Return what answers on all parts but for one."""
    ask = here()

    def answer(request: bytes) -> PartReply:
        told = decode(request)
        begins = told.get("numbers", [told.get("plan", {}).get("first")])[0]
        return reply if told["part"] == kind and begins == first else ask(request)

    return answer


@pytest.mark.parametrize("kind", ["read", "finish"])
def test_a_part_that_crashes_costs_its_pages_only(
    path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_parts, "PAGES_A_PART", 20)
    crashed = PartReply(ParseOutcome.CRASHED, ParseOutcome.CRASHED.reason(1, 1))
    parsed = in_parts(path, breaking(21, crashed, kind))
    assert {one.page for one in parsed.passages} == {*range(1, 21), *range(41, 61)}
    assert parsed.passages == tuple(sorted(parsed.passages, key=lambda one: one.ordinal))
    (said,) = [one for one in parsed.notices if "crash" in one]
    assert said.startswith("pages 21 to 40 were not read: it made the program")
    assert parsed.content_hash
    assert not parsed.reason


def test_a_file_of_which_no_part_is_read_is_not_read(path: Path) -> None:
    late = PartReply(ParseOutcome.LATE, ParseOutcome.LATE.reason(1, 1))
    parsed = in_parts(path, lambda request: late)
    assert parsed.reason == late.reason
    assert parsed.content_hash


def test_a_file_whose_processes_are_killed_is_read_again_next_time(path: Path) -> None:
    with pytest.raises(GoneError):
        in_parts(path, breaking(1, PartReply(ParseOutcome.KILLED, "killed")))


@pytest.mark.parametrize("last", [{}, {"pages": 7}, {"pages": [], "found": {}, "words": []}, {"whole": True}])
def test_a_file_is_read_whole_where_a_part_tells_nonsense(path: Path, last: dict[str, object]) -> None:
    with pytest.raises(ReadWholeError):
        in_parts(path, breaking(1, PartReply(ParseOutcome.ANSWERED, "", (), last)))


def test_a_file_that_tells_too_much_of_its_pages_is_read_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.in_parts._MOST_BYTES", 10_000)
    with pytest.raises(ReadWholeError):
        in_parts(path, here())


def test_short_files_and_forms_are_read_whole(path: Path) -> None:
    assert OpenedFile().open(path, contents(path)) == 60
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(path.read_bytes()))
    field = DictionaryObject({NameObject("/FT"): NameObject("/Tx"), NameObject("/Ff"): NumberObject(0)})
    form = DictionaryObject({NameObject("/Fields"): pypdf.generic.ArrayObject([writer._add_object(field)])})
    writer.root_object[NameObject("/AcroForm")] = form
    writer.write(path)
    assert OpenedFile().open(path, contents(path)) == 0
    path.write_bytes(pdf(report(20)))
    assert OpenedFile().open(path, contents(path)) == 0
    path.write_text("Words.")
    assert OpenedFile().open(path, contents(path)) == 0


@pytest.mark.parametrize(("pages", "at_once"), [(40, 1), (41, 2), (900, 2), (900, 8), (1000, 3), (50, 8)])
def test_parts_are_all_pages_in_order(pages: int, at_once: int) -> None:
    parts = pdf_parts.parts_of(pages, at_once)
    assert [number for first, last in parts for number in range(first, last + 1)] == list(range(1, pages + 1))
    assert len(parts) % at_once == 0 or pages // 12 < at_once


def test_a_file_is_read_in_parts_by_several_processes(path: Path) -> None:
    with ParserPool(2) as pool:
        *told, parsed = pool.parse_with_pages([path])
    assert parsed == parse(path, contents(path))
    assert told == [PagesEvent(str(path), 30, 60), PagesEvent(str(path), 60, 60)]
    with ParserPool(2, timeout_s=0.001) as pool:
        (parsed,) = pool.parse([path])
    assert "longer than 0.001 s" in parsed.reason
