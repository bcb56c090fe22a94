"""Files of Excel, Word, PowerPoint and Outlook as they were before XML, made by hand."""

from __future__ import annotations

import hashlib
import struct
from pathlib import PurePath

import pytest

from ingest.loaders import excel_encrypted, load_bytes
from ingest.loaders.outlook_rtf import unpacked
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


def test_a_workbook_of_excel_95_whose_sheet_calls_itself_newer_is_counted_rightly() -> None:
    def start(version: int, kind: int) -> tuple[int, bytes]:
        return 0x0809, struct.pack("<HHHH", version, kind, 0, 0)

    def top(place: int) -> bytes:
        name = (0x0085, struct.pack("<IHB", place, 0, 6) + b"Prices")
        return old.records(start(0x0500, 0x0005), (0x0042, struct.pack("<H", 1252)), name, (0x000A, b""))

    label = (0x0204, struct.pack("<HHHH", 0, 0, 0, 8) + b"each fee")
    sheet = old.records(start(0x0600, 0x0010), label, (0x000A, b""))
    document = read(old.container({"Book": top(len(top(0))) + sheet}), "prices.xls")
    assert "each fee" in document.text
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


PLAIN, HEADING = b"\0\0", b"\1\0"
CELL = b"\0\0\x16\x24\1"
ROW = CELL + b"\x17\x24\1"


def test_an_old_word_document_is_read_with_headings_tables_and_what_is_around_its_text() -> None:
    data = old.word(
        [
            ("Lease\r", HEADING), ("The rent is 900 €, due monthly\x02 and 押金\x05.\r", PLAIN),
            ("Item\x07", CELL), ("Price\x07", CELL), ("\x07", ROW), ("Tea\x07", CELL), ("3\x07", CELL), ("\x07", ROW),
            ("See \x13 HYPERLINK \"x\" \x14the site\x15 and \x13 MACROBUTTON go [Name]\x15.\r", PLAIN),
        ],
        notes=["\x02 On the first."], headers=["", "Draft of May"], comments=["\x05Too much?"], boxes=["Boxed"],
    )  # fmt: skip
    document = read(data, "lease.doc")
    assert document.text.split("\n\n") == [
        "Page header: Draft of May",
        "Lease",
        "The rent is 900 €, due monthly[1] and 押金.",
        "| Item | Price |\n| Tea | 3 |",
        "See the site and [Name].",
        "[1] On the first.",
        "Boxed",
        "Comments",
        "Ann: Too much?",
    ]
    assert document.kind == "doc"
    assert not document.notices


def test_fields_of_an_old_word_document_show_what_they_draw() -> None:
    """A reading above letters, a sign of a font, and a tick are fields without a result that is text."""
    gloss = '\x13 EQ \\* jc3 \\* "Font:ＭＳ 明朝" \\* hps22 \\o\\al(\\s\\up 10(とうきょう),東京)\x15本社'
    sign = '\x13 SYMBOL 109 \\f "Symbol" \x15g'
    tick = "\x13 FORMCHECKBOX \x14\x15 agreed"
    document = read(old.word([(f"{one}\r", PLAIN) for one in (gloss, sign, tick)]), "a.doc")
    assert document.text.split("\n\n") == ["東京（とうきょう）本社", "μg", "☐ agreed"]


def test_what_was_deleted_or_hidden_in_an_old_word_document_is_left_out_and_said() -> None:
    data = old.word(
        [("Kept gone secret.\r", PLAIN)], gone=[(5, 10, b"\x00\x08\x01"), (10, 16, b"\x3c\x08\x01")]
    )
    document = read(data, "a.doc")
    assert document.text == "Kept ."
    assert [notice.partition(",")[0] for notice in document.notices] == [
        "it holds tracked changes; what was deleted was left out",
        "it holds hidden text",
    ]


def test_an_old_word_document_that_cannot_be_read_says_why() -> None:
    assert "needs a password" in refused(old.word([("x\r", PLAIN)], flags=0x0300), "a.doc")
    assert "Word 2 or older" in refused(b"\xdb\xa5\x2d\x00" + bytes(2000), "a.doc")


def test_a_document_of_word_95_is_read_in_its_own_encoding() -> None:
    text = (
        "Аренда дома стоит девятьсот евро в месяц.\rЦена\x07Сумма\x07\x07".encode("cp1251")
        + b"\x13 PAGE \x14see below\x15\r"
    )
    head = bytearray(768)
    struct.pack_into("<HHHH", head, 0, 0xA5DC, 104, 0, 0x419)
    struct.pack_into("<II", head, 0x18, 768, 768 + len(text))
    struct.pack_into("<I", head, 0x34, len(text))
    places = [768, 810, 815, 821, 822, 768 + len(text)]
    page = bytearray(512)
    struct.pack_into("<6I", page, 0, *places)
    for index, held in enumerate(
        [b"\1\0\0", b"\3\0\0\x18\1\0\0", b"\3\0\0\x18\1\0\0", b"\4\0\0\x18\1\x19\1\0\0", b"\1\0\0"]
    ):
        page[100 + 20 * index : 100 + 20 * index + len(held)] = held
        page[24 + 7 * index] = 50 + 10 * index
    page[511] = 5
    struct.pack_into("<II", head, 0x58 + 8 * 13, 1536, 10)
    plex = struct.pack("<IIH", 768, 768 + len(text), 2)
    stream = (bytes(head) + text).ljust(1024, b"\0") + bytes(page) + plex
    document = read(old.container({"WordDocument": stream}), "a.doc")
    assert document.text == "Аренда дома стоит девятьсот евро в месяц.\n\n| Цена | Сумма |\n\nsee below"
    assert not document.notices


def test_an_old_presentation_is_read_slide_by_slide() -> None:
    body = old.shape(4, "Below", top=300) + old.shape(0, "Plan") + old.shape(1, "First\rSecond", top=100)
    comment = old.slide_record(0x0FBA, "Ann".encode("utf-16-le"), 0) + old.slide_record(
        0x0FBA, "Why?".encode("utf-16-le"), 1
    )
    tags = old.slide_record(0x138B, old.slide_record(0x2EE0, comment, contains=True))
    data = old.presentation([(body, b"notesSay hello."), (old.shape(4, "End"), tags)])
    document = read(data, "plan.ppt")
    assert (
        document.text == "Plan\n\nFirst\nSecond\n\nBelow\n\nNotes: Say hello.\n\nEnd\n\nComment by Ann: Why?"
    )
    assert [(page.number, document.text[page.start : page.end][:4].strip()) for page in document.pages] == [
        (1, "Plan"),
        (2, "End"),
    ]
    assert not document.notices


def test_paragraphs_of_an_old_presentation_have_their_automatic_numbers() -> None:
    words = ("Close it", "inner", "Hire", "plain", "Clause")
    runs = (
        struct.pack("<IHI", 9, 0, 0)
        + struct.pack("<IHI", 6, 1, 0x1 | 0x100000)
        + struct.pack("<HHI", 1, 1, 0)
    )
    runs += struct.pack("<IHI", 11, 0, 0) + struct.pack("<IHI", 99, 0, 0)
    runs += struct.pack("<II", 9, 0x20000) + bytes(2) + struct.pack("<IIH", 6, 0x400, 1 << 10)
    runs += (
        struct.pack("<II", 5, 0)
        + struct.pack("<IIH", 6, 0x1, 3 << 10)
        + struct.pack("<IIH", 99, 0x800, 2 << 10)
    )
    added = struct.pack("<IHHHII", 0x3000000, 1, 3, 1, 0, 0) + struct.pack(
        "<IHHHII", 0x3000000, 1, 9, 2, 0, 0
    )
    added += struct.pack("<IHHHII", 0x3000000, 1, 17, 1, 0, 0) + struct.pack("<IIIH", 0, 0, 1, 0)
    tag = old.slide_record(0x138B, old.slide_record(0x0FAC, added))
    data = old.slide_record(0xF011, old.slide_record(0x1388, tag, contains=True), contains=True)
    box = struct.pack("<I", 1), "\r".join(words).encode("utf-16-le"), runs
    text = b"".join(
        old.slide_record(kind, held) for kind, held in zip((0x0F9F, 0x0FA0, 0x0FA1), box, strict=True)
    )
    for cut in (0, 20):
        inner = data + old.slide_record(0xF00D, text[: len(text) - cut], contains=True)
        shown = read(old.presentation([(old.slide_record(0xF004, inner, contains=True), b"")]), "a.ppt").text
        if not cut:
            assert shown.split("\n") == ["1. Close it", "b) inner", "2. Hire", "plain", "一. Clause"]
        assert "Clause" in shown


def test_a_table_of_an_old_presentation_is_rows() -> None:
    def cell(words: str, left: int, top: int, height: int = 10) -> bytes:
        box = old.slide_record(0x0FA0, words.encode("utf-16-le"))
        anchor = old.slide_record(0xF00F, struct.pack("<iiii", left, top, left + 50, top + height))
        return old.slide_record(0xF004, anchor + old.slide_record(0xF00D, box, contains=True), contains=True)

    says = old.slide_record(0xF122, struct.pack("<HI", 0x039F, 1), 1)
    grid = old.slide_record(0xF004, says + old.slide_record(0xF010, bytes(8)), contains=True)
    cells = (
        cell("Room", 0, 0)
        + cell("Seats", 50, 0)
        + cell("A", 0, 10, 20)
        + cell("12", 50, 10)
        + cell("14", 50, 20)
    )
    table = old.slide_record(0xF003, grid + cells, contains=True)
    assert read(old.presentation([(table, b"")]), "a.ppt").text == "| Room | Seats |\n| A | 12 |\n| A | 14 |"


def test_an_old_presentation_without_words_or_with_a_password_says_so() -> None:
    assert (
        "slide 2 has no text"
        in read(old.presentation([(old.shape(4, "One"), b""), (b"", b"")]), "a.ppt").notices[0]
    )
    assert "needs a password" in refused(old.presentation([(b"", b"")], token=0xF3D1C4DF), "a.ppt")


def test_a_message_is_read_with_its_people_and_what_is_attached() -> None:
    person = old.properties({0x3001: "Bo Li", 0x39FE: "bo@example.com"}, "__recip_version1.0_#00000000/")
    file = old.properties({0x3707: "price.txt", 0x3701: b"Tea is 3 euros."}, "__attach_version1.0_#00000000/")
    inner = "__attach_version1.0_#00000001/__substg1.0_3701000D/"
    mail = old.properties({0x0037: "Older", 0x1000: "Deep down."}, inner) | {
        inner + "__properties_version1.0": bytes(24)
    }
    holder = {"__attach_version1.0_#00000001/__properties_version1.0": bytes(8)}
    sent = struct.pack("<HHIQ", 0x0040, 0x0039, 0, 133_857_000_000_000_000)
    data = old.message(
        {0x0037: "Fence", 0x0C1A: "Ann", 0x5D01: "ann@example.com", 0x1000: "The fence is green.\r\n"},
        person | file | holder | mail,
        sent,
    )
    document = read(data, "fence.msg")
    assert document.text.split("\n\n") == [
        "From: Ann <ann@example.com>\nTo: Bo Li <bo@example.com>\nDate: Thu, 06 Mar 2025 02:00:00 +0000\nSubject: Fence",
        "The fence is green.",
        "Attachment: price.txt",
        "Tea is 3 euros.",
        "Forwarded mail: Older",
        "Subject: Older",
        "Deep down.",
    ]
    assert (document.kind, document.title, document.notices) == ("msg", "Fence", ())


def test_rich_text_of_a_message_is_unpacked() -> None:
    """A one in a control byte stands for letters that came before, from a place in four kilobytes."""
    body = bytes([0b1]) + struct.pack(">H", 0 << 4 | 11 - 2) + b" words}"
    packed = struct.pack("<II4sI", len(body) + 12, 18, b"LZFu", 0) + body
    assert unpacked(packed) == b"{\\rtf1\\ansi words}"
    assert unpacked(packed[:-3]) == b"{\\rtf1\\ansi wor"


def test_the_page_in_the_rich_text_of_a_message_is_read() -> None:
    page = rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}Price: {\htmlrtf \b\htmlrtf0}3 \'80\htmlrtf hidden\htmlrtf0 {\*\htmltag72 </p>}}"
    packed = struct.pack("<II4sI", len(page) + 12, len(page), b"MELA", 0) + page
    text = read(old.message({0x0037: "x", 0x1009: packed}), "a.msg").text
    assert text.endswith("Price: 3 €")


def test_a_binary_workbook_is_read_as_it_is_shown() -> None:
    def cell(column: int, style: int = 0) -> bytes:
        return struct.pack("<II", column, style)

    cells = [
        (0, struct.pack("<IIHBB", 0, 0, 0, 0, 0)), (7, cell(0) + bytes(4)), (7, cell(1) + struct.pack("<I", 1)),
        (0, struct.pack("<IIHBB", 1, 0, 0, 0, 0x10)), (6, cell(0) + old.packed_text("Tea")), (5, cell(1, 1) + struct.pack("<d", 0.19)),
        (0, struct.pack("<IIHBB", 2, 0, 0, 0, 0)), (2, cell(0, 2) + struct.pack("<i", 1067 << 2 | 2)), (4, cell(1) + b"\1"),
    ]  # fmt: skip
    document = read(old.packed_workbook(cells, ["Name", "Rate"], ["0%", "00000"]), "costs.xlsb")
    assert document.text == "Costs\n\n| Name | Rate |\n| Tea | 19% | (hidden row) |\n| 01067 | TRUE |"
    assert (document.kind, document.notices) == ("xlsb", ())


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.ppt", "a.msg"])
def test_a_container_that_was_cut_off_is_never_silently_short(name: str) -> None:
    words = " ".join(f"word{number}" for number in range(2000))
    data = {
        "a.doc": old.word([(f"{words}\r", PLAIN)]),
        "a.xls": old.container({"Workbook": old.workbook({"S": [old.text(row, 0, row) for row in range(99)]}, [words[:80]] * 99)}),
        "a.ppt": old.presentation([(old.shape(1, words), b"")]),
        "a.msg": old.message({0x0037: "Fence", 0x1000: words}),
    }[name]  # fmt: skip
    whole = read(data, name).text
    for end in range(1000, len(data), len(data) // 20):
        try:
            document = read(data[:end], name)
        except Unreadable:
            continue
        assert document.text == whole or document.notices


def test_what_a_field_without_an_end_hides_is_read_and_said() -> None:
    document = read(old.word([("Before \x13 REF x\r", PLAIN), (f"{'swallowed ' * 40}\r", PLAIN)]), "a.doc")
    assert "swallowed" in document.text
    assert "a field in it has no end" in document.notices[0]


def locked_workbook(password: str, *, newer: bool) -> bytes:
    """Encrypt a workbook as [MS-XLS] 2.2.10 says, by RC4, in the older or in the newer way."""
    secret, salt, verifier = password.encode("utf-16-le"), bytes(range(16)), bytes(range(50, 66))
    whole = hashlib.sha1(salt + secret).digest()
    first = hashlib.md5((hashlib.md5(secret).digest()[:5] + salt) * 16).digest()[:5]

    def key(block: int) -> bytes:
        number = struct.pack("<I", block)
        return hashlib.sha1(whole + number).digest()[:16] if newer else hashlib.md5(first + number).digest()

    hashed = (hashlib.sha1 if newer else hashlib.md5)(verifier).digest()
    check = excel_encrypted._rc4(key(0), verifier + hashed)
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + b"\0\0"
    passed = (
        struct.pack("<HHHII", 1, 4, 2, 4, len(header)) + header + struct.pack("<I", 16) + salt + check[:16]
        + struct.pack("<I", 20) + check[16:]
        if newer
        else struct.pack("<HHH", 1, 1, 1) + salt + check
    )  # fmt: skip
    cells = [old.number(row, 0, 1000.5 + row) for row in range(300)]
    bare = old.workbook({"Prices": cells}, before=[(0x002F, passed)])
    coded = bytearray(
        b"".join(
            excel_encrypted._rc4(key(at // 1024), bare[at : at + 1024]) for at in range(0, len(bare), 1024)
        )
    )
    at = 0
    while at + 4 <= len(bare):
        kind, size = struct.unpack_from("<HH", bare, at)
        open_bytes = 4 + (size if kind in (0x0809, 0x002F) else 4 if kind == 0x0085 else 0)
        coded[at : at + open_bytes] = bare[at : at + open_bytes]
        at += 4 + size
    return old.container({"Workbook": bytes(coded)})


@pytest.mark.parametrize("newer", [False, True])
def test_a_workbook_that_excel_opens_by_itself_is_read(newer: bool) -> None:
    document = load_bytes(locked_workbook("VelvetSweatshop", newer=newer), PurePath("a.xls"))
    assert "1000.5" in document.text
    assert "1299.5" in document.text
    assert document.notices == ()
    assert "needs a password" in refused(locked_workbook("mine", newer=newer), "a.xls")


def test_a_free_text_on_the_page_of_notes_is_read() -> None:
    deck = old.presentation([(old.shape(0, "Plan"), b"notesMention the subsidy")])
    free = deck.replace(
        old.slide_record(0x0F9F, struct.pack("<I", 2)), old.slide_record(0x0F9F, struct.pack("<I", 4))
    )
    assert free != deck
    document = read(free, "a.ppt")
    assert "Notes: Mention the subsidy" in document.text
    assert document.notices == ()
