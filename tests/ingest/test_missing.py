"""Sentences on what is not read of a document."""

from __future__ import annotations

import base64
from pathlib import PurePath

import pytest

from assistant import i18n
from checks.hostile import archives, pdfs, texts
from ingest.loaders import load_bytes
from ingest.loaders.builder import DRAWING, EMPTY, PICTURE, without_text
from ingest.loaders.nouns import spans
from ingest.records import Document, Unreadable
from tests.ingest.samples import zipped


def read(data: bytes, name: str) -> Document:
    return load_bytes(data, PurePath(name))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([3], "3"),
        ([3, 4], "3 to 4"),
        ([1, 3, 4, 5, 9], "1, 3 to 5 and 9"),
        (list(range(1, 60, 2)), "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 and 18 more"),
    ],
)
def test_stretches_of_pages(numbers: list[int], words: str) -> None:
    assert spans(numbers) == words


def test_pages_without_text_are_named_by_what_is_on_them() -> None:
    pages = [(1, PICTURE), (2, EMPTY), (3, PICTURE), (4, DRAWING), (7, EMPTY)]
    assert without_text("slide", pages) == [
        "slides 1 and 3 have no text (they are pictures)",
        "slides 2 and 7 have no text (empty)",
        "slide 4 has no text (it is a drawing)",
    ]


def test_pages_of_a_pdf_without_text() -> None:
    assert read(pdfs.some_pictures(), "a.pdf").notices == (
        "pages 2 to 4 have no text (they are pictures)",
        "page 5 has no text (empty)",
        "page 6 has no text (it is a drawing)",
    )


def test_pages_that_a_pdf_counts_and_does_not_hold_are_named() -> None:
    document = read(pdfs.count_says_three(), "a.pdf")
    assert document.text.strip() == "Words of the first page."
    assert document.notices == ("pages 2 to 3 are damaged and could not be read",)


def test_a_pdf_that_lost_its_end_says_so() -> None:
    data = pdfs.pages(3)
    (notice,) = read(data[: data.rindex(b"startxref")], "a.pdf").notices
    assert notice.startswith("its end is missing")
    assert not read(data, "a.pdf").notices


def test_the_pages_of_a_pdf_that_was_cut_off_are_recovered() -> None:
    data = pdfs.pages(4)
    document = read(data[: len(data) * 6 // 10], "a.pdf")
    assert "Page 2, line 19" in document.text
    assert document.notices == (
        "it is damaged: text of 3 of the 4 pages that were found in it was recovered, and more may be missing",
        "page 4 is damaged and could not be read",
    )


def test_pages_are_recovered_without_their_tree() -> None:
    data = pdfs.pages(4)
    lost = data[data.index(b"3 0 obj") : data.rindex(b"xref") - 30]
    document = read(b"%PDF-1.4\n" + lost, "a.pdf")
    assert "Page 4, line 19" in document.text
    assert len(document.pages) == 4


def test_a_word_document_is_read_outside_its_body_too() -> None:
    document = read(archives.word_with_everything(), "a.docx")
    assert document.text == (
        "Page footer: Draft of June\n\nPage header: Lumen Instruments, confidential\n\nRules\n\nWords.\n\n"
        "Comments\n\nAda: Is this so?"
    )
    assert document.notices == ("1 chart was not read",)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (archives.word_of_pictures(), "a.docx"),
        (b'<html><body><img src="a.png"></body></html>', "a.html"),
    ],
)
def test_a_document_of_pictures_alone_says_so(data: bytes, name: str) -> None:
    with pytest.raises(Unreadable, match="only pictures"):
        read(data, name)


def test_slides_and_chapters_of_pictures_alone_are_named() -> None:
    assert read(archives.deck_with_pictures(), "a.pptx").notices == (
        "slides 2 to 3 have no text (they are pictures)",
    )
    assert read(archives.book_of_pictures(), "a.epub").notices == (
        "chapters 1 and 3 have no text (they are pictures)",
    )


def test_a_chapter_that_a_book_names_and_does_not_hold_is_missed() -> None:
    first, second = read(archives.book_without_a_chapter(), "a.epub").notices
    assert "a chapter could not be read" in first
    assert second == "1 word in a chapter that its order of reading leaves out was not read, “More”"


def test_columns_beyond_the_last_that_is_read_are_said_wherever_they_begin() -> None:
    rows = f'<row r="1">{archives.cell("A1")}</row><row r="2">{archives.cell("XFD2", "Far.")}</row>'
    document = read(archives.sheet(rows), "a.xlsx")
    assert "Far." not in document.text
    assert document.notices == (
        "sheet Sheet: only its first 500 columns were read",
        "1 word on sheet Sheet was not read, “Far”",
    )


def test_a_forwarded_mail_is_read_and_attachments_are_named() -> None:
    document = read(texts.forwarded_mail(), "a.eml")
    assert "Subject: The first mail" in document.text
    assert "What Bob wrote." in document.text
    assert document.notices == ()
    (notice,) = read(texts.mail_with(25, 5), "a.eml").notices
    assert notice.startswith("its attachments were not read: bomb 0.zip, bomb 1.zip")
    assert notice.endswith("and 5 more (its name says .zip, but its content is something else)")


def test_signed_mails_are_read_whole_and_their_signatures_are_no_loss() -> None:
    head = "From: a@b.example\nSubject: Offer\nDate: Mon, 12 Jan 2026 08:15:00 +0100\nMIME-Version: 1.0\n"
    signature = (
        'Content-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\n'
        'Content-Disposition: attachment; filename="smime.p7s"\n\nMIIF\n'
    )
    beside = (
        f'{head}Content-Type: multipart/signed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nThe price is 77,100.\n'
        f"--b\n{signature}--b--\n"
    )
    document = read(beside.encode(), "a.eml")
    assert "77,100" in document.text
    assert document.notices == ()

    def value(tag: int, *inner: bytes) -> bytes:
        return bytes((tag, 0x80)) + b"".join(inner) + b"\0\0"

    words = b"Content-Type: text/plain\n\nThe signed price is 88,200.\n"
    pieces = value(0x24, b"\x04" + bytes((9,)) + words[:9], b"\x04" + bytes((len(words) - 9,)) + words[9:])
    kind = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
    inner = value(0x30, b"\x02\x01\x01", b"\x31\x00", value(0x30, kind + b"\x01", value(0xA0, pieces)))
    for last, wanted in ((b"\x02", "88,200"), (b"\x03", "")):  # signed, and encrypted
        envelope = base64.b64encode(value(0x30, kind + last, value(0xA0, inner))).decode()
        sealed = (
            f'{head}Content-Type: application/pkcs7-mime; name="smime.p7m"\n'
            f"Content-Transfer-Encoding: base64\n\n{envelope}\n"
        )
        document = read(sealed.encode(), "a.eml")
        assert wanted in document.text
        assert ("its text is encrypted and was not read" in document.notices) == (not wanted)


def test_a_mail_that_was_cut_off_says_so() -> None:
    assert any("its end is missing" in notice for notice in read(texts.nested_mail(3), "a.eml").notices)


def test_words_in_a_tag_that_lost_its_end_are_said() -> None:
    page = b"<html><body><p>The rent is due.</summwn marten</text><p>On Monday.</body></html>"
    assert read(page, "a.html").notices == ("2 words were not read, like \u201cmarten\u201d",)
    sound = b"<html><body><p>The rent is due.</p ><div>On Monday.</div class='x'></body></html>"
    assert read(sound, "a.html").notices == ()


def test_a_damaged_part_of_a_presentation_is_named() -> None:
    relation = '<Relationship Id="r1" Type="http://x/relationships/{}" Target="{}"/>'
    deck = zipped({
        "ppt/presentation.xml": '<p xmlns:r="r"><sldIdLst><sldId r:id="r1"/></sldIdLst></p>',
        "ppt/_rels/presentation.xml.rels": f"<R>{relation.format('slide', 'slides/slide1.xml')}</R>",
        "ppt/slides/slide1.xml": '<s xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><spTree><sp><txBody><a:p><a:r><a:t>Plan</a:t></a:r></a:p></txBody></sp></spTree></s>',
        "ppt/slides/_rels/slide1.xml.rels": f"<R>{relation.format('notesSlide', '../notesSlides/n1.xml')}</R>",
        "ppt/notesSlides/n1.xml": "<notes xm/><sp>Plover",
    })  # fmt: skip
    assert "its part ppt/notesSlides/n1.xml is damaged and was not read" in read(deck, "a.pptx").notices


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_damaged_slide_is_named_once(language: str) -> None:
    slide = '<s xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><spTree><sp><txBody><a:p><a:r><a:t>Plan</a:t></a:r></a:p></txBody></sp></spTree></s>'
    relation = '<Relationship Id="r{0}" Type="http://x/relationships/slide" Target="slides/slide{0}.xml"/>'
    deck = zipped({
        "ppt/presentation.xml": '<p xmlns:r="r"><sldIdLst><sldId r:id="r1"/><sldId r:id="r2"/></sldIdLst></p>',
        "ppt/_rels/presentation.xml.rels": f"<R>{relation.format(1)}{relation.format(2)}</R>",
        "ppt/slides/slide1.xml": slide,
        "ppt/slides/slide2.xml": "<s xm/><sp>",
    })  # fmt: skip
    with i18n.speaking(language):
        assert len([one for one in read(deck, "a.pptx").notices if "slide" in one or "幻灯片" in one]) == 1


def test_single_damaged_bytes_are_no_sure_chinese() -> None:
    assert "guess" in read(b"The fence \xbdcost 40 euros.\n\nThe gate \xbdcost 20.", "a.txt").notices[0]
    assert read("价格 40 元，租金另付。".encode("gbk"), "a.txt").notices == ()


def test_an_alternative_of_a_damaged_kind_is_read() -> None:
    mail = (
        b'From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="x"\n\n--x\nContent-Type: text/plain\n\n'
        b"Plain heron.\n\n--x\nContent-Type: text/htmltent-Transfer-Encoding: 7bit\n\n<p>Plain heron.</p><p>Shown otter</p>\n--x--\n"
    )
    text = read(mail, "a.eml").text
    assert text.count("Plain heron") == 1
    assert "Shown otter" in text


def test_the_number_of_a_note_is_no_part_of_a_word() -> None:
    page = (
        b'<html><body><p>By the Oxbow<sup><a href="#n1">1</a></sup> and on.</p><p>Go to <a href="#two">2</a> or back.</p>'
        b'<p><a href="#m1">1</a>Registered under 7731.</p></body></html>'
    )
    document = read(page, "a.html")
    assert document.text.split("\n\n") == [
        "By the Oxbow[1] and on.", "Go to 2 or back.", "[1]Registered under 7731."
    ]  # fmt: skip
    assert document.notices == ()
