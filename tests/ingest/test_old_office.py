"""Files of Excel, Word, PowerPoint and Outlook as they were before XML, made by hand."""

from __future__ import annotations

import struct
from pathlib import PurePath

import pytest

from ingest.loaders import load_bytes
from ingest.records import Document, Unreadable
from tests.ingest import containers as old


def read(data: bytes, name: str) -> Document:
    return load_bytes(data, PurePath(name))


def refused(data: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    return caught.value.reason


def xls(stream: bytes) -> Document:
    return read(old.container({"Workbook": stream}), "prices.xls")


def test_cells_of_an_old_workbook_are_read_as_they_are_shown() -> None:
    cells = [
        old.text(0, 0, 0), old.text(0, 1, 1),
        old.number(1, 0, 0.19, 1), old.number(1, 1, 1067, 2),
        old.number(2, 0, 25.5 / 24, 3), old.number(2, 1, 1234.5, 4),
        old.number(3, 0, 45_000, 5),
        (0x027E, struct.pack("<HHHi", 3, 1, 0, (1250 << 2) | 3)),
        (0x00BD, struct.pack("<HHHiHiH", 4, 0, 0, (7 << 2) | 2, 0, (8 << 2) | 2, 1)),
        (0x0205, struct.pack("<HHHBB", 5, 0, 0, 1, 0)), (0x0205, struct.pack("<HHHBB", 5, 1, 0, 42, 1)),
    ]  # fmt: skip
    book = old.workbook(
        {"Prices": cells}, ["Rate", "编号"], ["0%", "00000", "[h]:mm", '#,##0.00 "€"', "yyyy-mm-dd"]
    )
    document = xls(book)
    assert document.text.splitlines() == [
        "Prices",
        "",
        "| Rate | 编号 |",
        "| 19% | 01067 |",
        "| 25:30 | 1,234.50 € |",
        "| 2023-03-15 | 12.5 |",
        "| 7 | 8 |",
        "| TRUE | #N/A |",
    ]
    assert document.kind == "xls"
    assert not document.notices


def test_hidden_sheets_rows_columns_and_merged_cells_of_an_old_workbook_are_marked() -> None:
    cells = [
        (0x0208, struct.pack("<HHHHIHH", 2, 0, 2, 0, 0, 0x0120, 15)),
        (0x007D, struct.pack("<HHHHHH", 1, 1, 2000, 0, 1, 0)),
        *(old.text(row, column, 2 * row + column) for row in range(3) for column in range(2)),
        (0x00E5, struct.pack("<HHHHH", 1, 1, 2, 0, 0)),
        (0x0014, old.long_text("&CRates of May")),
    ]
    book = old.workbook({"Deep": cells}, ["a", "b", "c", "d", "", "f"], hidden=["Deep"])
    assert xls(book).text.splitlines() == [
        "Deep (hidden sheet)",
        "",
        "Page header: Rates of May",
        "",
        "| a | b (hidden column) |",
        "| c | d |",
        "| c | f | (hidden row) |",
    ]


def test_formulas_notes_and_text_boxes_of_an_old_workbook_are_read() -> None:
    box = struct.pack("<HHHHHH", 0x15, 0x12, 6, 2, 0, 0) + bytes(10)
    note = struct.pack("<HHHHHH", 0x15, 0x12, 25, 1, 0, 0) + bytes(10)
    said = struct.pack("<HHIHHHI", 0x212, 0, 0, 0, 5, 16, 0)
    cells = [
        old.text(0, 0, 0), old.text(0, 1, 1), old.number(1, 0, 2),
        (0x0006, struct.pack("<HHHdHIH", 1, 1, 0, 4.5, 0, 0, 0)),
        (0x0006, struct.pack("<HHH", 2, 1, 0) + b"\0" * 6 + b"\xff\xff" + bytes(8)),
        (0x0207, old.long_text("by hand")),
        (0x005D, box), (0x01B6, said), (0x003C, b"\0" + b"Boxed"), (0x003C, bytes(16)),
        (0x005D, note), (0x01B6, said), (0x003C, b"\0" + b"Noted"), (0x003C, bytes(16)),
        (0x001C, struct.pack("<HHHH", 1, 0, 0, 1) + struct.pack("<HB", 3, 0) + b"Ann\0"),
    ]  # fmt: skip
    text = xls(old.workbook({"S": cells}, ["in", "out"])).text
    assert text.splitlines() == [
        "S", "", "| in | out |", "| 2 | 4.5 |", "|  | by hand |", "", "Note on A2 (Ann): Noted", "", "Boxed",
    ]  # fmt: skip


def test_a_text_of_an_old_workbook_goes_on_in_the_next_record() -> None:
    """The letters of its second half are wider than those of the first."""
    whole = old.workbook({"S": [old.text(0, 0, 0), old.number(1, 0, 1)]}, ["x"])
    shared = old.records((0x00FC, struct.pack("<II", 1, 1) + old.long_text("x")))
    parts = old.records(
        (0x00FC, struct.pack("<IIHB", 1, 1, 6, 0) + b"cost"), (0x003C, b"\1" + "价格".encode("utf-16-le"))
    )
    place = struct.pack("<I", whole.index(struct.pack("<HHHHHH", 0x0809, 16, 0x0600, 0x0010, 0, 1997)))
    moved = struct.pack("<I", struct.unpack("<I", place)[0] + len(parts) - len(shared))
    stream = whole.replace(shared, parts).replace(place, moved, 1)
    assert "cost价格" in xls(stream).text


def test_what_an_old_workbook_lacks_is_said() -> None:
    whole = old.workbook({"S": [old.number(row, 0, row + 1) for row in range(900)]})
    assert "it is damaged, and only its first" in xls(whole[: len(whole) // 2]).notices[0]
    locked = old.workbook({"S": []}, before=[(0x002F, bytes(6))])
    assert "needs a password" in refused(old.container({"Workbook": locked}), "a.xls")
    assert refused(old.container({"Workbook": old.workbook({"S": []})}), "a.xls") == "its sheets are empty"
    assert "Excel 4 or older" in refused(b"\x09\x04\x06\x00" + bytes(20), "a.xls")


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        ("EncryptedPackage", "needs a password"),
        ("VisioDocument", "Visio"),
        ("Quill/QuillSub", "Publisher"),
        ("Other", "old Office format that is not read"),
    ],
)
def test_containers_of_other_programs_say_what_to_do(stream: str, words: str) -> None:
    assert words in refused(old.container({stream: b"x" * 5000}), "a.docx")
