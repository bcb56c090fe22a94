"""Fonts of PDFs that say their characters in odd ways, or not at all, and text that runs downwards."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from ingest.loaders.pdf_lines import _is_garbled
from ingest.records import Document, Unreadable
from tests.ingest.samples import pdf
from tests.ingest.test_cases_pdf import saved, stream, told

_PAGE = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>endobj
4 0 obj<</Length 28>>stream
BT /F 9 Tf 9 9 Td <%b> Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/%b/DescendantFonts[6 0 R]>>endobj
6 0 obj<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/CIDSystemInfo<</Registry(Adobe)/Ordering(%b)/Supplement 0>>/FontDescriptor 7 0 R>>endobj
7 0 obj<</Type/FontDescriptor/FontName/Any/Flags 4>>endobj
trailer<</Root 1 0 R>>
"""
_SETS = (
    ("一", b"UniGB-UTF16-H", b"GB1"),
    ("一", b"UniCNS-UTF16-H", b"CNS1"),
    ("一", b"UniJIS-UTF16-H", b"Japan1"),
    ("가", b"UniKS-UTF16-H", b"Korea1"),
)
"""A letter, an encoding and a character collection of each of the four scripts whose fonts a file may leave out."""


def _draws(letter: str, encoding: bytes, collection: bytes) -> bool:
    pdf = pypdfium2.PdfDocument(_PAGE % (letter.encode("utf-16-be").hex().encode(), encoding, collection))
    try:
        return letter in pdf[0].get_textpage().get_text_range()
    finally:
        pdf.close()


DRAWS_ALL = all(_draws(*one) for one in _SETS)
"""Whether this machine has fonts for what files may leave out."""
NOT_SAID = "the font does not say which characters it shows"


def page(content: bytes, **fonts: DictionaryObject) -> Document:
    """Return what is read of a page that is drawn with fonts of its own; "/F" is Helvetica."""
    made = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([[]], stream=content)))
    for name, font in fonts.items():
        for letter, drawing in font.get("/CharProcs", {}).items():
            font["/CharProcs"][NameObject(letter)] = made._add_object(drawing)  # type: ignore[index]
        made.pages[0]["/Resources"]["/Font"][NameObject(f"/{name}")] = font  # type: ignore[index]
    return saved(made)


def dictionary(**entries: PdfObject | str) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject(f"/{key}"): one if isinstance(one, PdfObject) else NameObject(one)
            for key, one in entries.items()
        }
    )


def drawn_font(*names: str) -> DictionaryObject:
    """Return a font whose letters are drawings with names, from code 1 on."""
    numbers = [FloatObject(600)] * len(names)
    return dictionary(
        Type="/Font",
        Subtype="/Type3",
        FontBBox=ArrayObject(map(FloatObject, (0, 0, 600, 700))),
        FontMatrix=ArrayObject(map(FloatObject, (0.001, 0, 0, 0.001, 0, 0))),
        CharProcs=DictionaryObject(
            {NameObject(f"/{name}"): stream(b"600 0 0 0 600 700 d1 0 0 500 700 re f") for name in names}
        ),
        Encoding=dictionary(
            Differences=ArrayObject([NumberObject(1), *(NameObject(f"/{name}") for name in names)])
        ),
        FirstChar=NumberObject(1),
        LastChar=NumberObject(len(names)),
        Widths=ArrayObject(numbers),
    )


def composite(encoding: str, ordering: str) -> DictionaryObject:
    """Return a font of several bytes a letter, of which the file holds nothing but the name."""
    system = dictionary(
        Registry=TextStringObject("Adobe"), Ordering=TextStringObject(ordering), Supplement=NumberObject(0)
    )
    descriptor = dictionary(Type="/FontDescriptor", FontName="/Made", Flags=NumberObject(4))
    inner = dictionary(
        Type="/Font",
        Subtype="/CIDFontType2",
        BaseFont="/Made",
        CIDSystemInfo=system,
        FontDescriptor=descriptor,
    )
    return dictionary(
        Type="/Font",
        Subtype="/Type0",
        BaseFont="/Made",
        Encoding=encoding,
        DescendantFonts=ArrayObject([inner]),
    )


def test_letters_are_known_by_their_names() -> None:
    names = ["T", "r", "a", "u", "m", "uni0074", "i", "c", "space", "B", "n", "I", "j", "y"]
    codes = {name: number for number, name in enumerate(names, start=1)}
    words = ["T", "r", "a", "u", "m", "a", "uni0074", "i", "c", "space", "I", "n", "j", "u", "r", "y"]
    text = b"<%s>" % "".join(f"{codes[name]:02x}" for name in words).encode()
    document = page(
        b"BT /D 12 Tf 72 700 Td %b Tj /F 12 Tf 0 -40 Td (Known.) Tj ET" % text, D=drawn_font(*names)
    )
    assert document.text == "Traumatic Injury Known."
    assert not document.notices


def test_names_that_say_no_letter_are_not_believed() -> None:
    with pytest.raises(Unreadable, match=NOT_SAID):
        page(b"BT /D 12 Tf 72 700 Td <61626162> Tj ET", D=drawn_font(*(f"g{n}" for n in range(1, 120))))


def test_a_table_of_letters_that_is_written_without_blanks_is_read() -> None:
    table = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def/CMapType 2 def1 begincodespacerange
<20> <23> endcodespacerange2 beginbfchar<21> <00E4><22> <00FC>endbfcharendcmap end end"""
    letters = dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica", Encoding="/WinAnsiEncoding")
    made = pypdf.PdfWriter(
        clone_from=io.BytesIO(
            pdf(
                [[]],
                stream=b"BT /F 12 Tf 72 700 Td (Makset) Tj /G 12 Tf (!) Tj /F 12 Tf (htaeg on Monday) Tj ET",
            )
        )
    )
    letters[NameObject("/ToUnicode")] = made._add_object(stream(table))
    made.pages[0]["/Resources"]["/Font"][NameObject("/G")] = letters  # type: ignore[index]
    document = saved(made)
    assert document.text == "Maksetähtaeg on Monday"
    assert told(document) == "letters on page 1 may be missing: a font's table of its letters is damaged"


def test_letters_that_lean_are_no_text_on_its_side() -> None:
    leaning = (
        b"BT /F 12 Tf 1 0 0.5 1 72 700 Tm (All of it leans,) Tj 1 0 0.5 1 72 684 Tm (but on a line.) Tj ET"
    )
    margin = b" BT /F 12 Tf 0 1 -1 0 40 300 Tm (Margin) Tj ET"
    assert page(leaning + margin).text == "All of it leans, but on a line. Margin"


@pytest.mark.parametrize(
    "matrix", [b"0.866 0.5 -0.5 0.866", b"0.9063 -0.4226 0.4226 0.9063", b"0.5 0.866 -0.866 0.5"]
)
@pytest.mark.parametrize(
    "drawn", [b"(Will illness fill it) Tj", b"[(Will)-300(illness)-300(fill)-300(it)] TJ"]
)
def test_words_at_any_angle_keep_their_blanks(matrix: bytes, drawn: bytes) -> None:
    content = b"BT /F 12 Tf 72 700 Td (Upright words stand here.) Tj ET BT /F 12 Tf %b 200 300 Tm %b ET"
    assert page(content % (matrix, drawn)).text.endswith("Will illness fill it")


@pytest.mark.parametrize("matrix", [b"1 0 0.4 1", b"0 1 -1 0"])
def test_words_aside_that_are_not_known_are_said(matrix: bytes) -> None:
    content = b"BT /F 12 Tf 72 700 Td (Known words, many of them.) Tj ET BT /G 12 Tf %b 40 300 Tm <0024002500260027> Tj ET"
    document = page(content % matrix, G=composite("/Identity-H", "Identity"))
    assert document.text == "Known words, many of them."
    assert told(document) == f"1 line on page 1 was not read: {NOT_SAID}"


def test_characters_that_may_be_others_are_said() -> None:
    content = b"BT /F 12 Tf 72 700 Td (The rent is due for) Tj /G 12 Tf <0044004600470048> Tj /F 12 Tf ( days.) Tj ET"
    document = page(content, G=composite("/Identity-H", "Identity"))
    assert document.text.startswith("The rent is due for")
    assert told(document) == f"4 characters on page 1 may be wrong: {NOT_SAID}"


@pytest.mark.parametrize("one_by_one", [False, True])
def test_columns_of_chinese_are_read_downwards(one_by_one: bool) -> None:
    columns = ["第一条本合同自签字之日起生效", "第二条租金每月三千元整不含税"]
    drawn = b""
    for number, column in enumerate(columns):
        parts = column if one_by_one else [column]
        for place, part in enumerate(parts):
            at = 400 - 30 * number, 700 - 12 * place, part.encode("utf-16-be").hex().encode()
            drawn += b"1 0 0 1 %d %d Tm <%b> Tj " % at
    content = b"BT /G 12 Tf %b 1 0 0 1 72 100 Tm /F 12 Tf (Page one) Tj ET" % drawn
    document = page(content, G=composite("/UniGB-UTF16-V", "GB1"))
    assert "".join(columns) in document.text.replace("\n", "")
    assert "Page one" in document.text
    assert not document.notices


def test_letters_that_no_font_of_the_machine_draws_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.loaders.pdf_pages.passes_over", lambda page: True)
    drawn = b"".join(
        b"1 0 0 1 72 %d Tm <%b> Tj " % (700 - 20 * row, letter.encode("utf-16-be").hex().encode())
        for row, letter in enumerate("租金每月")
    )
    content = b"BT /G 12 Tf %b 1 0 0 1 72 100 Tm /F 12 Tf (Page one) Tj ET" % drawn
    text = page(content, G=composite("/UniGB-UTF16-H", "GB1")).text
    assert "租金每月" in text.replace("\n", "")
    assert "Page one" in text


@pytest.mark.skipif(
    not DRAWS_ALL, reason="without a font of the system PDFium does not say where such letters stand"
)
def test_cells_below_one_another_are_no_column_of_writing() -> None:
    cells = b"".join(
        b"1 0 0 1 72 %d Tm <%b> Tj "
        % (700 - 20 * row, "男女男女女男"[row].encode("utf-16-be").hex().encode())
        + b"1 0 0 1 140 %d Tm (Row %d) Tj " % (700 - 20 * row, row)
        for row in range(6)
    )
    content = b"BT /F 12 Tf " + cells.replace(b"<", b"/G 12 Tf <").replace(b"(", b"/F 12 Tf (") + b"ET"
    assert "| 男 | Row 0 |" in page(content, G=composite("/UniGB-UTF16-H", "GB1")).text


@pytest.mark.parametrize("words", ["´¿¢Ã°£¢ ¿ðº˜ ´’«¢¬", "Äîãîâîð àðåíäû æèëîãî ïîìåùåíèÿ"])
def test_letters_of_other_scripts_are_not_taken_for_western_ones(words: str) -> None:
    assert _is_garbled(words)
    content = b"BT /F 12 Tf 72 700 Td (Known.) Tj 0 -40 Td (%b) Tj ET"
    document = page(content % words.encode("cp1252"))
    assert document.text == "Known."
    assert NOT_SAID in told(document)


@pytest.mark.parametrize(
    "words",
    [
        "«L'été où l'éphémère créé fut âgé, là, à Nîmes»",
        "¿Qué año? ¡Señor Núñez! 4ª planta, 3º izq.",
        "það er íslenska og ölið er á Ísafirði ¤ § ©",
        "Đã có ở Việt Nam",
        "± 0.5 µm, 20 °C ≤ t ≤ 40 °C, ∑ x² ≥ ½",
        "∫∑ ∂x ≠ ∞",
        "Příliš žluťoučký kůň",
        "£5 ¥30 €40 ¢7",
        "§¨¦90",  # a sign of a road on a map
        "ä ö ü Ä Ö Ü ß",
    ],
)
def test_accents_and_signs_are_no_damage(words: str) -> None:
    assert not _is_garbled(words)


@pytest.mark.skipif(DRAWS_ALL, reason="this machine has the fonts")
def test_a_page_most_of_whose_letters_are_passed_over_says_so_and_goes_to_recognition() -> None:
    letters = [
        f"BT /V 12 Tf {500 - 20 * (number // 40)} {700 - 14 * (number % 40)} Td <{1000 + number:04x}> Tj ET"
        for number in range(480)
    ]
    content = "\n".join(["BT /F 12 Tf 72 740 Td (Gazette of March) Tj ET", *letters])
    document = page(content.encode(), V=composite("/Identity-V", "Japan1"))
    assert document.text.startswith("Gazette of March")
    assert NOT_SAID in told(document)
    assert document.to_recognise == (1,)


def test_numbers_of_two_columns_that_are_drawn_as_one_far_apart_are_two() -> None:
    rows = [
        f"BT /F 6 Tf 72 {700 - 9 * number} Td (Guam) Tj 100 0 Td 24 Tc ({number}0) Tj 0 Tc 100 0 Td (171) Tj ET"
        for number in range(1, 9)
    ]
    document = page("\n".join(rows).encode())
    assert [line.replace("|", " ").split() for line in document.text.splitlines()] == [
        ["Guam", str(number), "0", "171"] for number in range(1, 9)
    ]
    assert not document.notices


def test_a_few_words_on_their_side_are_one_line_on_a_page_of_text() -> None:
    prose = [
        f"BT /F 9 Tf 90 {740 - 11 * number} Td (The otter of harbour {number} swims far out at dawn and dusk.) Tj ET"
        for number in range(60)
    ]
    aside = "BT /F 9 Tf 0 1 -1 0 60 300 Tm (Time Normalized) Tj ET"
    document = page("\n".join([*prose, aside]).encode())
    assert "Time Normalized" in document.text
    assert not document.notices


@pytest.mark.skipif(DRAWS_ALL, reason="this machine has the fonts")
def test_a_page_that_is_printed_over_itself_lacks_no_letters() -> None:
    lines = [
        f"BT /F 12 Tf {72 + 0.2 * copy} {700 - 20 * number} Td (Lantern {number} brass 2{number}7 EUR) Tj ET"
        for number in range(12)
        for copy in range(4)
    ]
    content = "\n".join([*lines, "BT /V 12 Tf 500 700 Td <1000> Tj ET"])
    document = page(content.encode(), V=composite("/Identity-V", "Japan1"))
    assert document.text.count("brass") == 12
    assert "not read" not in told(document)
    assert document.to_recognise == ()
