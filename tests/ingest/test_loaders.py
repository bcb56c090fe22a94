from __future__ import annotations

import csv
import io
import json
import zipfile
from functools import partial
from importlib import import_module
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import passages
from ingest.loaders import by_others, load_bytes
from ingest.loaders.formats import FORMATS, UNSUPPORTED, Format, kind_by_name, kind_of, why_not
from ingest.records import Document, Unreadable
from tests.ingest.samples import docx, epub, paragraph, pdf, zipped

ALL_SUFFIXES = (
    ".txt", ".md", ".rst", ".org", ".tex", ".adoc", ".html", ".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".epub", ".ipynb",
    ".eml", ".json", ".jsonl", ".py", ".go", ".xyz", "",
)  # fmt: skip


def read(data: bytes | str, name: str) -> Document:
    return load_bytes(data.encode("utf-8") if isinstance(data, str) else data, PurePath(name))


def reason(data: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    return caught.value.reason


def headings(document: Document) -> list[tuple[int, str]]:
    return [(block.level, block.title) for block in document.blocks if block.kind == "heading"]


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


@settings(deadline=None)  # the first file of a kind imports its reader
@given(st.binary(max_size=200), st.sampled_from(ALL_SUFFIXES))
def test_any_bytes_become_a_document_or_a_reason(data: bytes, suffix: str) -> None:
    try:
        document = read(data, f"file{suffix}")
    except Unreadable as error:
        assert error.reason  # noqa: PT017 - either outcome is right
        return
    document.text.encode("utf-8")
    assert document.blocks
    passages(document)


@settings(deadline=None)
@given(st.data())
def test_damaged_files_become_a_document_or_a_reason(data: st.DataObject) -> None:
    whole, suffix = data.draw(
        st.sampled_from(
            [
                (docx(paragraph("Words.")), "docx"),
                (epub({"a": "<p>Words.</p>"}), "epub"),
                (pdf([[(12, "x")]]), "pdf"),
            ]
        )
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + data.draw(st.integers(0, 40)) :]
    try:
        assert read(damaged, f"file.{suffix}").blocks
    except Unreadable as error:
        assert error.reason  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.kind)
def test_every_format_has_a_loader_and_endings_of_its_own(one: Format) -> None:
    module, function = one.loader.split(":")
    assert callable(getattr(import_module(f"ingest.loaders.{module}"), function))
    assert {kind_by_name(f"file{ending}") for ending in one.endings} == ({one.kind} if one.endings else set())
    assert not UNSUPPORTED.keys() & set(one.endings)


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.pdf", b"%PDF-1.7", "pdf"),
        ("a.txt", b"%PDF-1.7", "pdf"),
        ("a.txt", b"words", "text"),
        ("README", b"words", "text"),
        ("a.xyz", b"words", "text"),
        ("Makefile", b"all:", "code"),
        ("a.pdf", b"words", None),
        ("a.docx", b"words", None),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.md", "合".encode("utf-16"), "markdown"),
        ("a.txt", b"PK\x03\x04", None),
        ("a.png", b"words", None),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
        ("a.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ppt"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
        ("a.xls", b"<html><table>", "html"),
        ("a.xls", b"name\tprice\n", "csv"),
        ("a.doc", b"{\\rtf1 a}", "rtf"),
    ],
)
def test_the_kind_is_told_by_name_and_content(name: str, head: bytes, kind: str | None) -> None:
    assert kind_of(PurePath(name), head) == kind


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"words", "its name says .pdf, but its content is plain text"),
        ("a.jpg", b"PK\x03\x04" + bytes(40), "its name says .jpg, but its content is an archive"),
        ("a.xls", b'<?xml version="1.0"?><Workbook>', "XML file of Office 2003; save it as .xlsx"),
        ("a.pdf", b"PK\x03\x04words", "archive"),
        ("a.txt", b"PK\x03\x04" + bytes(40), "it is an archive; unpack it"),
        ("a.csv", b"PK\x03\x04" + bytes(40), "it is an archive; unpack it"),
        ("a.md", b"PK\x03\x04words", "it is an archive; unpack it"),
        ("a.txt", b"\x1f\x8bwords", "archive"),
        ("a.md", b"", "empty"),
        ("a.bin", b"\x00\x01", "program"),
        ("a.md", bytes(range(256)), "binary"),
    ],
)
def test_why_a_file_cannot_be_read(name: str, data: bytes, words: str) -> None:
    assert words in why_not(PurePath(name), data)
    assert words in reason(data, name)


def test_an_office_file_is_known_under_another_name() -> None:
    assert read(docx(paragraph("Words.")), "letter.bak").kind == "docx"


def test_no_lone_surrogate_or_nul_leaves_a_loader() -> None:
    assert read(r'{"a": "x\ud800y\u0000z"}', "a.json").text == "a: x\ufffdy\ufffdz"


def test_markdown_blocks() -> None:
    text = (
        "# Rules #\n\nIntro *text*\nwrapped.\n\nOld style\n---\n\n- one\n  more\n\n  second paragraph\n- two\n1. three\n\n"
        "```py\n# not a heading\n\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\nAfter **bold** [link](x).\n### `Deep` [part](x)\n    indented\n"
    )
    document = read(text, "a.md")
    assert headings(document) == [(1, "Rules"), (2, "Old style"), (3, "Deep part")]
    assert kinds(document)[1:] == [
        ("paragraph", "Intro *text*\nwrapped."),
        ("heading", "Old style\n---"),
        ("list", "- one\n  more\n\n  second paragraph"),
        ("list", "- two"),
        ("list", "1. three"),
        ("code", "```py\n# not a heading\n\n```"),
        ("table", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("paragraph", "After **bold** [link](x)."),
        ("heading", "### `Deep` [part](x)"),
        ("code", "    indented"),
    ]


def test_front_matter_gives_the_title() -> None:
    assert read('---\ntitle: "The Rules"\ndate: 2024\n---\n\n# Part\n\nText', "a.md").title == "The Rules"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.org", "#+TITLE: The Rules\n* One :tag:\nText.\n** TODO Two\nText.", [(1, "One"), (2, "Two")]),
        (
            "a.rst",
            "=====\nRules\n=====\n\nOne\n===\n\nText.\n\nTwo\n---\n\nText.",
            [(1, "Rules"), (2, "One"), (3, "Two")],
        ),
        (
            "a.tex",
            "\\title{The Rules}\n\\section{One}\nText.\n\\subsection*{Two}\nText.",
            [(3, "One"), (4, "Two")],
        ),
        ("a.adoc", "= Rules\n\n== One\n\nText.", [(1, "Rules"), (2, "One")]),
    ],
)
def test_headings_of_other_markups(name: str, text: str, expected: list[tuple[int, str]]) -> None:
    document = read(text, name)
    assert headings(document) == expected
    assert document.title in ("The Rules", "Rules")


def test_html_is_read_without_its_noise() -> None:
    document = read(
        "<html><head><title>The Rules</title><style>p{}</style></head><body><nav>Home</nav><h1>Rules</h1>"
        "<script>alert(1)</script><p>One <b>bold</b>\n word.<br>Next&nbsp;line.</p><ul><li>a<ul><li>b</li></ul></li></ul>"
        "<ol><li>first<li>second</ol><table><tr><th>Name</th><th>Price</th></tr><tr><td>Tea</td><td>3 | 4</td></tr></table>"
        "<pre>x = 1\n  y</pre><div hidden>secret</div><!-- comment --><p>未完</body></html>",
        "a.html",
    )
    assert document.title == "The Rules"
    assert document.text == (
        "Rules\n\nOne bold word.\nNext line.\n\n- a\n- b\n1. first\n2. second\n\n"
        "| Name | Price |\n| Tea | 3 | 4 |\n\nx = 1\n  y\n\n未完"
    )


def test_html_in_an_encoding_that_it_declares() -> None:
    data = '<html><head><meta charset="gb2312"></head><body><p>合同到期</p></body></html>'.encode("gbk")
    assert read(data, "a.html").text == "合同到期"


def test_pages_one_after_the_other_are_all_read() -> None:
    data = "<html><body><p>One.</body></html><html><body><p>Two.</body></html>Three."
    assert read(data, "a.html").text.split() == ["One.", "Two.", "Three."]


def test_a_page_does_not_end_at_a_nul() -> None:
    assert "Two." in read("<p>One.</p>\0<p>Two.</p>", "a.html").text


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.log", "a"])
def test_a_stray_nul_does_not_make_a_text_binary(name: str) -> None:
    words = "The heron stands in the marsh. " * 20
    assert "heron" in read(f"{words}\0{words}", name).text
    with pytest.raises(Unreadable, match="binary"):
        read(bytes(range(256)) * 20, name)


def test_a_quote_that_is_never_closed_loses_nothing() -> None:
    assert "the end" in read('name,price\n"tea,3\n' + "milk,4\n" * 20_000 + "the end", "a.csv").text


def test_a_short_table_does_not_shorten_what_others_may_read() -> None:
    read("name,price\ntea,3\n", "a.csv")
    assert next(csv.reader(["milk" * 1_000])) == ["milk" * 1_000]


@pytest.mark.parametrize("message", ["out of memory", "Error -4 while decompressing: insufficient memory"])
def test_want_of_memory_is_not_taken_for_damage(message: str) -> None:
    def loader(data: bytes, path: PurePath) -> Document:
        try:
            raise OSError(message)
        except OSError as error:
            raise ValueError("it is damaged") from error

    with pytest.raises(MemoryError):
        by_others(partial(loader, b"", PurePath("a.pdf")))


def test_html_nested_without_end_is_read() -> None:
    assert "Words." in read("<div>" * 20_000 + "Words.", "a.html").text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("name,price\ntea,3\n", "a.csv"),
        ("name;price\r\ntea;3\r\n", "a.csv"),
        ("name\tprice\ntea\t3\n", "a.tsv"),
        ('name,price\n"tea",3\n', "a.csv"),
    ],
)
def test_csv_is_a_table(text: str, name: str) -> None:
    assert kinds(read(text, name)) == [("table", "| name | price |\n| tea | 3 |")]


def test_json_becomes_names_and_values() -> None:
    data = {
        "name": "Ada",
        "address": {"street": "Main St", "tags": ["a", "b"]},
        "orders": [{"id": 1}],
        "on": True,
    }
    text = read(json.dumps(data), "a.json").text
    assert text == (
        "name: Ada\n\naddress:\n  street: Main St\n  tags:\n    - a\n    - b\n\norders:\n    id: 1\n\non: true"
    )


def test_broken_json_is_read_as_text_and_says_so() -> None:
    document = read('{"a": 1,', "a.json")
    assert document.text == '{"a": 1,'
    assert "not valid JSON" in document.notices[0]
    assert read("[" * 100_000, "a.json").notices


def test_json_lines() -> None:
    document = read('{"q": "one"}\nbroken\n{"q": "two"}\n', "a.jsonl")
    assert [text for _, text in kinds(document)] == ["q: one", "broken", "q: two"]
    assert "line 2" in document.notices[0]


def test_notebook() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Study\n", "\n", "We *measure*."]},
        {
            "cell_type": "code",
            "source": "x = 1",
            "outputs": [{"text": ["1\n"]}, {"data": {"text/plain": "2"}}],
        },
    ]
    document = read(
        json.dumps({"cells": cells, "metadata": {"kernelspec": {"language": "python"}}}), "a.ipynb"
    )
    assert kinds(document)[1:] == [
        ("paragraph", "We *measure*."),
        ("code", "x = 1"),
        ("code", "1"),
        ("code", "2"),
    ]
    assert (document.title, document.language) == ("Study", "python")
    assert reason(b"{}", "a.ipynb") == "it is not a valid notebook"


def test_mail() -> None:
    mail = (
        "From: =?utf-8?b?5byg5LiJ?= <zhang@example.com>\nTo: b@example.com\nDate: Mon, 3 Jun 2024 10:00:00 +0200\n"
        'Subject: The notice\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n'
        "Content-Type: text/plain; charset=utf-8\n\nDear B,\n\nthe notice is due.\n\n--x\n"
        'Content-Type: application/pdf\nContent-Disposition: attachment; filename="bill.pdf"\n\nAAA\n--x--\n'
    )
    document = read(mail, "a.eml")
    assert document.title == "The notice"
    assert document.text == (
        "From: 张三 <zhang@example.com>\nTo: b@example.com\nDate: Mon, 03 Jun 2024 10:00:00 +0200\nSubject: The notice\n\n"
        "Dear B,\n\nthe notice is due."
    )
    (notice,) = document.notices
    assert notice.startswith(
        "its attachments were not read: bill.pdf (its name says .pdf, but its content is plain text"
    )


def test_mail_of_html_alone() -> None:
    mail = "From: a@example.com\nSubject: Hi\nContent-Type: text/html\n\n<p>The <b>notice</b> is due.</p>"
    assert read(mail, "a.eml").text.endswith("The notice is due.")


def test_what_is_no_mail() -> None:
    assert "not a mail" in reason(b"just words", "a.eml")


def test_book() -> None:
    document = read(epub({"one": "<h1>One</h1><p>First.</p>", "two": "<h1>Two</h1><p>Second.</p>"}), "a.epub")
    assert document.title == "A Book"
    assert document.text == "One\n\nFirst.\n\nTwo\n\nSecond."


def test_a_book_without_a_chapter_says_so() -> None:
    data = epub({"one": "<p>First.</p>", "gone": "x"})
    entries = {
        name: _entry(data, name) for name in ("META-INF/container.xml", "OEBPS/book.opf", "OEBPS/one.xhtml")
    }
    document = read(zipped(entries), "a.epub")
    assert document.text == "First."
    assert "gone.xhtml is missing" in document.notices[0]


def _entry(data: bytes, name: str) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


BLANKS = " " * 200_000


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", f"# a{BLANKS}b", "a b"),
        ("a.md", f"#{BLANKS}a{BLANKS}##{BLANKS}\n\nWords.", "a"),
        ("a.md", f"---\ntitle: a{BLANKS}b\n---\n# c\n\nWords.", "c"),
        ("a.md", f"# a\n\na | b\n{BLANKS}{BLANKS}| - x", "a"),
        ("a.md", "# " + "[" * 50_000, "[" * 50_000),
        ("a.org", f"* TODO a{BLANKS}b{BLANKS}:tag:x:{BLANKS}\nWords.", "a b"),
        ("a.adoc", f"= a{BLANKS}b{BLANKS}\n\nWords.", "a b"),
    ],
)
def test_a_heading_may_be_full_of_blanks(name: str, text: str, title: str) -> None:
    ((level, found),) = headings(read(text, name))
    assert (level, " ".join(found.split())) == (1, title)


@pytest.mark.parametrize(
    ("line", "title"),
    [("# a #", "a"), ("# a#", "a#"), ("## C# ##", "C#"), ("#", ""), ("### ###", ""), ("# a # b", "a # b")],
)
def test_the_marks_that_close_a_heading_are_no_part_of_it(line: str, title: str) -> None:
    ((_, found),) = headings(read(f"{line}\n\nWords.", "a.md"))
    assert found == title


@pytest.mark.parametrize(
    ("line", "is_rule"),
    [("|---|:-:|", True), ("--- | ---", True), (":-- |", True), ("| - x |", False), ("|   | - |", False)],
)
def test_a_table_has_a_rule_under_its_head(line: str, is_rule: bool) -> None:
    document = read(f"| a | b |\n{line}\n| 1 | 2 |\n", "a.md")
    assert (document.blocks[0].kind == "table") == is_rule


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("name,note\nAda,x; y\nBob,z", "| Ada | x; y |"),
        ("name;price\nAda;1,5\nBob;2,5", "| Ada | 1,5 |"),
        ("name|note\nAda|x, y\nBob|z", "| Ada | x, y |"),
        ("name\tnote\nAda\tx, y\nBob\tz", "| Ada | x, y |"),
        ('name, note\n"Ada", "x, y, z"\n"Bob", "z"', "| Ada | x, y, z |"),
        ("'name','note'\n'Ada','x, y'\n'Bob','z'", "| Ada | x, y |"),
        ("name\nAda\nBob", "| Ada |"),
        ("name,note\n" + f'Ada,"x ; {"y " * 9_000}z"\n' * 9, f"| Ada | x ; {'y ' * 9_000}z |"),
    ],
)
def test_the_delimiter_of_a_table_is_found(text: str, row: str) -> None:
    assert read(text, "a.csv").text.splitlines()[1] == row


def test_what_its_first_bytes_plainly_show_counts_where_the_name_says_nothing_or_something_else() -> None:
    mail = b"Return-Path: <a@b.example>\nFrom: a@b.example\nX-Long: one\n two\nDate: Mon, 12 Jan 2026 08:15:00 +0100\nMIME-Version: 1.0\n\nHello"
    for name in ("1736670900.M1P2.host:2,S", "1", "boiler.msg"):
        assert kind_of(PurePath(name), mail) == "eml"
    assert kind_of(PurePath("notes"), b"From: the roof\nTo: the cellar\n\nAll is well.") == "text"
    assert kind_of(PurePath("list.aspx"), b"\n<!DOCTYPE html>\n<html><body>Hello</body></html>") == "html"
    sheet = zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(*sheet)
    assert kind_of(PurePath("prices.xlsx"), stream.getvalue()) == "ods"
