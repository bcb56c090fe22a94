"""Mail, web pages, texts and open formats that were once read wrong, and others of their kinds."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from ingest.chunking import passages
from ingest.loaders import load_bytes
from ingest.records import Document, Passage, Unreadable

CASES = Path(__file__).parents[3] / "shared" / "cases" / "documents"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the folder with the cases is not there")


def case(name: str) -> Document:
    return load_bytes((CASES / name).read_bytes(), PurePath(name))


def read(data: bytes | str, name: str) -> Document:
    return load_bytes(data.encode() if isinstance(data, str) else data, PurePath(name))


def refused(data: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as caught:
        load_bytes(data, PurePath(name))
    return caught.value.reason


@needs_cases
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stub-plain.eml", ["Arrival | 14 July 2025", "Seeblick, room 12"]),
        ("attachments.eml", ["Attachment: offer.pdf", "Dental crown", "Scaffolding 2,310 euros"]),
        ("gb2312-declared.eml", ["Subject: 关于珺悦酒店会议的通知", "王镕同志"]),
        ("fake-email-utf-16.eml", ["Subject: Test Email", "Roses are red"]),
        ("archive.mbox", ["Subject: Fence", "3,480 euros", "Subject: Gate", "on 19 May"]),
        ("testMBOX_complex.mbox", ["My name is Another Person."]),
        ("page-multipart.mhtml", ["The library is open until 20:00 on Thursdays."]),
        ("example_08.html", ["| 2025 | January | $134 | $162 |", "| 2025 | Q2 | April | $210 | $150 |"]),
        ("ol-start.html", ["5. Remove the cover.\n6. Loosen", "a. first\nd. fourth"]),
        ("details-hidden.html", ["Yes, within 45 days.", "Up to two metres."]),
        ("gbk-short-names.csv", ["| 编号 | 姓名 |", "| 1 | 张伟 |"]),
        ("hungarian-cp1250.txt", ["Bérleti szerződés. A bérlő havonta"]),
        ("sep-line.csv", ["| name | city |\n| Ada | Lindau |"]),
        ("contact.vcf", ["Name: Jörg Müller", "Li Na", "Blue Harbour Ltd"]),
        (
            "notebook.ipynb",
            ["North  41.5", "| East | 37.2 |", "**mean** is 39.3", "ValueError: bad sensor 9"],
        ),
        ("paper.tex", ["The capacity of the pump is $9.4", "18\\,\\% below the label"]),
        ("film.srt", ["The captain said that the harbour of Brunsholm would be closed from November."]),
        ("flat.fodt", ["The roof was repaired."]),
    ],
)
def test_what_the_case_says_is_read(name: str, words: list[str]) -> None:
    text = case(name).text
    assert [one for one in words if one not in text] == []


@needs_cases
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stub-plain.eml", ["HTML capable mail program"]),
        ("archive.mbox", ["aPP2t", "base64"]),
        ("page-multipart.mhtml", ["uIErI"]),
        ("sep-line.csv", ["sep="]),
        ("contact.vcf", ["ixIHI4l4T0gb", "BEGIN:VCARD"]),
        ("notebook.ipynb", ["iVBOR", "<table>", "\x1b["]),
        ("paper.tex", ["TODO", "12 kW"]),
        ("film.srt", ["-->"]),
    ],
)
def test_what_the_case_does_not_say_is_not_read(name: str, words: list[str]) -> None:
    text = case(name).text
    assert [one for one in words if one in text] == []


@needs_cases
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("js-only-with-skeleton.html", "it holds no text of its own"),
        ("letter.pages", "it is a Pages document; export it as .docx or .pdf first"),
        ("pages_iwork09.pages", "it is a Pages document; export it as .docx or .pdf first"),
    ],
)
def test_the_case_is_refused_with_what_to_do(name: str, reason: str) -> None:
    assert refused((CASES / name).read_bytes(), name).startswith(reason)


MAIL = "From: a@example.com\nTo: b@example.com\nDate: Mon, 3 Mar 2025 10:00:00 +0100\nSubject: {subject}\nMIME-Version: 1.0\n"


def multipart(kind: str, *parts: str, subject: str = "Hi") -> str:
    head = MAIL.format(subject=subject) + f'Content-Type: multipart/{kind}; boundary="=={kind}"\n\n'
    return head + "".join(f"--=={kind}\n{part}\n" for part in parts) + f"--=={kind}--\n"


PLAIN = "Content-Type: text/plain; charset=utf-8\n\n{}\n"
PAGE = "Content-Type: text/html; charset=utf-8\n\n{}\n"


def test_plain_text_that_says_as_much_as_the_html_is_read_once() -> None:
    words = "The roof of the barn costs 4,120 euros and is done in May."
    document = read(multipart("alternative", PLAIN.format(words), PAGE.format(f"<p>{words}</p>")), "a.eml")
    assert document.text.count("4,120") == 1


def test_plain_text_with_words_of_its_own_is_read_beside_the_html() -> None:
    own = " ".join(f"word{number} of a long letter" for number in range(20))
    document = read(
        multipart("alternative", PLAIN.format(own), PAGE.format("<p>Order 77-12, paid</p>")), "a.eml"
    )
    assert "word19" in document.text
    assert "Order 77-12" in document.text


def test_what_is_attached_beside_the_html_is_read_too() -> None:
    words = "The offer is attached, dear Tom."
    inner = multipart("mixed", PAGE.format(f"<p>{words}</p>"), _attached("prices.csv", "tea,3\nmilk,4"))
    inner = inner.partition("MIME-Version: 1.0\n")[2]
    document = read(multipart("alternative", PLAIN.format(words), inner), "a.eml")
    assert document.text.count(words) == 1
    assert "| tea | 3 |" in document.text


def _attached(name: str, text: str, kind: str = "application/octet-stream") -> str:
    return f'Content-Type: {kind}\nContent-Disposition: attachment; filename="{name}"\n\n{text}\n'


def test_mails_in_mails_are_read_to_a_depth() -> None:
    mail = MAIL.format(subject="Level 0") + "\nThe innermost words."
    for level in range(1, 9):
        mail = multipart(
            "mixed", PLAIN.format(f"Words {level}."), _attached("m.eml", mail), subject=f"Level {level}"
        )
        mail = mail.replace("==mixed", f"=={level}")
    document = read(mail, "a.eml")
    assert "Words 8." in document.text
    assert "Words 5." in document.text
    assert any("too deep" in notice for notice in document.notices)


def test_a_forwarded_mail_is_read_with_its_attachment() -> None:
    inner = multipart(
        "mixed", PLAIN.format("Look at this."), _attached("n.txt", "The gate is 3 m wide."), subject="Gate"
    )
    mail = multipart("digest", f"Content-Type: message/rfc822\n\n{inner}", subject="Fwd")
    document = read(mail, "a.eml")
    assert "Forwarded mail: Gate" in document.text
    assert "The gate is 3 m wide." in document.text


INVITATION = (
    "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20250714T083000\n"
    "DTEND;TZID=Europe/Berlin:20250714T093000\nSUMMARY:Roof\\, inspection\nLOCATION:Pier 4\n"
    'ORGANIZER;CN="Vollmer, Petra":mailto:p@example.com\nATTENDEE;PARTSTAT=ACCEPTED:mailto:t@exam\n ple.com\n'
    "DESCRIPTION:Bring\\nthe plans\nBEGIN:VALARM\nDESCRIPTION:Reminder\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n"
)


def test_an_invitation_is_read() -> None:
    part = f"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{INVITATION}"
    text = read(multipart("alternative", PLAIN.format("Please come."), part), "a.eml").text
    for words in (
        "Please come.", "Invitation: Roof, inspection", "Begins: 2025-07-14 08:30 (Europe/Berlin)", "Where: Pier 4",
        "Organiser: Vollmer, Petra <p@example.com>", "Attendees: t@example.com (accepted)", "Bring\nthe plans",
    ):  # fmt: skip
        assert words in text
    assert "Reminder" not in text


def test_a_calendar_is_read() -> None:
    document = read(INVITATION, "a.ics")
    assert document.kind == "ics"
    assert "Roof, inspection" in document.text
    assert "no appointments" in refused(b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "a.ics")


def test_a_mailbox_without_an_ending_is_known() -> None:
    mails = "".join(
        f"From a@example.com Mon Mar  3 10:00:00 2025\n{MAIL.format(subject=f'Mail {number}')}\n>From here on {number}.\n\n"
        for number in range(3)
    )
    document = read(mails, "Inbox")
    assert document.kind == "mbox"
    assert [block.title for block in document.blocks if block.kind == "heading"] == [
        f"Mail {number} (a@example.com, 2025-03-03)" for number in range(3)
    ]
    assert "\nFrom here on 2." in document.text
    assert read(mails.replace("\n", "\r\n"), "Inbox.mbox").text == document.text


def test_mails_of_a_mailbox_share_no_passage_and_keep_theirs_when_it_grows() -> None:
    def mailbox(count: int) -> list[Passage]:
        mail = "From a@example.com Mon Mar  3 10:00:00 2025\n{}\nOak and elm.\n\n"
        mails = [mail.format(MAIL.format(subject=f"Mail {number}")) for number in range(count)]
        return passages(read("".join(mails), "Inbox.mbox"))

    found = mailbox(4)
    assert [one.heading[-1] for one in found] == [
        f"Mail {number} (a@example.com, 2025-03-03)" for number in range(4)
    ]
    assert [one.key for one in found[:3]] == [one.key for one in mailbox(3)]


def test_a_mail_of_apple_mail_is_read() -> None:
    mail = MAIL.format(subject="Fence") + "\nThe fence is green.\n"
    plist = '<?xml version="1.0"?><plist version="1.0"><dict><key>flags</key></dict></plist>'
    document = read(f"{len(mail)}\n{mail}{plist}", "1.emlx")
    assert "The fence is green." in document.text
    assert "plist" not in document.text
    assert document.kind == "emlx"


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [("gb2312", "gb18030", "珺悦酒店"), ("iso-8859-1", "cp1252", "100 € „neu“"), ("iso-8859-1", "utf-8", "Größe"),
     ("x-unknown", "utf-8", "Größe"), ("ks_c_5601-1987", "cp949", "계약서"), ("shift_jis", "cp932", "①株式会社")],
)  # fmt: skip
def test_a_declared_encoding_is_taken_for_what_is_used(declared: str, encoding: str, words: str) -> None:
    head = (
        MAIL.format(subject="x")
        + f"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n\n"
    )
    assert read(head.encode() + words.encode(encoding), "a.eml").text.endswith(words)


def test_a_table_of_merged_cells_keeps_its_columns() -> None:
    page = (
        "<table><tr><th rowspan=2>Place<th colspan=2>2024<tr><th>May<th>June<tr><td>North<td>1<td>2"
        "<tr><td rowspan=2>South<td>3<td>4<tr><td>5<td>6</table>"
    )
    assert read(page, "a.html").text.split("\n") == [
        "| Place | 2024 May | 2024 June |", "| North | 1 | 2 |", "| South | 3 | 4 |", "| South | 5 | 6 |",
    ]  # fmt: skip


def test_a_span_without_end_does_no_harm() -> None:
    page = "<table>" + "<tr><td colspan=99999999 rowspan=99999999>a<td>b" * 20 + "</table>"
    assert len(read(page, "a.html").text) < 2_000_000


def test_lists_count_as_they_are_shown() -> None:
    page = (
        "<ol type=I><li>one<ol style='list-style-type: lower-alpha'><li>two<li>three</ol><li>four</ol>"
        "<ol reversed><li>c<li>b</ol><ol start=x><li>y</ol><ol type=a start=27><li>z</ol>"
    )
    assert read(page, "a.html").text.split("\n") == [
        "I. one", "a. two", "b. three", "II. four", "2. c", "1. b", "1. y", "aa. z",
    ]  # fmt: skip


def test_what_fields_hold_is_read() -> None:
    page = (
        "<form><p>Name <input name=n value='Petra Vollmer'><p><input type=checkbox checked> phone <input type=checkbox> post"
        "<p>City <select><option>Bonn<option selected>Zone 14 North</select><p><textarea>By the pier</textarea>"
        "<input type=hidden value=SECRET><input type=password value=SECRET><input type=submit value=Send></form>"
    )
    text = read(page, "a.html").text
    for words in ("Name Petra Vollmer", "[x] phone [ ] post", "City Zone 14 North", "By the pier"):
        assert words in text
    assert "SECRET" not in text
    assert "Bonn" not in text


def test_fields_in_a_table_stand_where_they_are() -> None:
    page = (
        "<table><tr><td>Name<td><b>Mrs <i>Petra</i> V.</b> <input value=Vollmer> end<tr><td>City<td>"
        "<select><option selected>Bonn<option>Köln</select> <img alt='a map'><tr><td>Ticked<td><input type=radio checked> yes</table>"
    )
    assert read(page, "a.html").text.split("\n") == [
        "| Name | Mrs Petra V. Vollmer end |", "| City | Bonn a map |", "| Ticked | [x] yes |",
    ]  # fmt: skip


def test_what_a_picture_shows_is_read_but_not_its_name() -> None:
    page = "<p>See <img src=a.png alt='A map of pier 4'> here.</p><p><img alt='IMG_0231.jpg'><img alt=logo> End</p>"
    assert read(page, "a.html").text == "See A map of pier 4 here.\n\nEnd"


@pytest.mark.parametrize(
    ("page", "read_too"),
    [
        ("<details><summary>Q</summary><div style='display: none'>Secret</div></details>", True),
        ("<button aria-expanded=false>Q</button><div hidden>Secret</div>", True),
        ("<p>x</p><div class='accordion-body' style='display:none'>Secret</div>", True),
        ("<p>x</p><div style='display:none'>Secret</div>", False),
        ("<button>Menu</button><ul class='dropdown-menu' hidden><li>Secret</ul>", False),
        ("<h2>x</h2><div id=cookie-panel style='display:none'>Secret</div>", False),
        ("<p>x<span style='display:none'>Secret</span></p>", False),
        ("<h2>x</h2><div role=navigation hidden>Secret</div>", False),
    ],
)
def test_what_is_folded_is_read_and_what_is_hidden_is_not(page: str, read_too: bool) -> None:
    assert ("Secret" in read(f"<h1>Page</h1>{page}", "a.html").text) == read_too


@pytest.mark.parametrize(
    "words", ["Loading...", "Please wait", "You need to enable JavaScript to run this app."]
)
def test_a_page_that_a_script_fills_is_no_text(words: str) -> None:
    page = f"<title>Help</title><div id=root>{words}</div><script src=app.js></script>"
    assert "no text of its own" in refused(page.encode(), "a.html")
    assert words in read(page.replace("<script src=app.js></script>", ""), "a.html").text
    assert (
        "ramp"
        in read(page.replace("</div>", " The loading ramp is 3 m wide and 12 m long.</div>"), "a.html").text
    )


SHORT = [
    ("编号,姓名\n1,张伟\n2,王芳\n", "gbk"), ("姓名：欧阳静\n电话：", "gbk"), ("北京市海淀区中关村大街27号", "gbk"), ("合同", "gbk"),
    ("租金每月三千元，押金一个月。", "gbk"), ("Name;Stadt\n王小明;上海\n", "gbk"), ("订单\n", "gbk"), ("姓名", "big5"),
    ("編號,姓名\n1,陳怡君\n2,林志豪\n", "big5"), ("租約到期前三十日通知。", "big5"), ("臺北市信義區", "big5"),
    ("氏名,住所\n佐藤健,東京都\n", "cp932"), ("請求書", "cp932"), ("株式会社山田商店", "cp932"), ("カタカナ", "cp932"),
    ("お世話になっております。", "cp932"), ("ありがとうございます", "euc_jp"), ("계약서 제1조", "cp949"),
    ("Kovács Győző, Fő út 5.", "cp1250"), ("Příliš žluťoučký kůň", "cp1250"), ("Zażółć gęślą jaźń", "cp1250"),
    ("Łódź, ul. Długa", "cp1250"), ("škola, čaj, žena", "cp1250"), ("Zażółć gęślą jaźń", "iso8859_2"), ("Müller", "cp1252"),
    ("São Paulo, ações, não", "cp1252"), ("Élève à l’école", "cp1252"), ("Договор аренды", "cp1251"), ("Иванов", "cp1251"),
    ("Договор аренды", "koi8_r"), ("Договор аренды", "cp866"), ("Σύμβαση μίσθωσης", "cp1253"), ("İstanbul'da şirket", "cp1254"),
    ("お世話になっております。", "iso2022_jp"), ("계약서 제1조", "iso2022_kr"), ("Ąžuolas žydi, ėjo", "cp1257"), ("สัญญาเช่า", "cp874"), ("عقد إيجار", "cp1256"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "encoding"), SHORT)
def test_short_texts_of_any_encoding_are_read(words: str, encoding: str) -> None:
    assert read(words.encode(encoding), "a.txt").text == words


def test_a_guess_is_said() -> None:
    assert read("订单".encode("gbk"), "a.txt").notices == ("its encoding is a guess; it was read as gb18030",)
    assert read("本公司员工手册规定：年假为十五天。".encode("gbk"), "a.txt").notices == ()


ENCODED = "\n".join("aB3" * 20 for _ in range(12)) + "\nAb3=\n"
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{ENCODED}-----END RSA PRIVATE KEY-----\n"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.py", "a.org", "a.csv"])
def test_encoded_data_and_keys_are_no_passages(name: str) -> None:
    document = read(f"The words before.\n\n{KEY}\n{ENCODED}\n{'aB3/' * 200}\nThe words after.\n", name)
    assert "aB3" not in document.text
    assert "The words before." in document.text
    assert "The words after." in document.text
    assert "a private key was left out" in document.notices
    assert any("encoded data" in notice for notice in document.notices)


def test_words_and_genes_are_no_encoded_data() -> None:
    text = "\n".join(["ACGT" * 15] * 20 + ["antidisestablishmentarianism" * 3] * 5 + ["0123456789" * 50])
    assert read(text, "a.txt").text == text


def test_a_key_alone_is_refused() -> None:
    assert "private key" in refused(KEY.encode(), "server.key")
    assert "private key" in refused(KEY.encode(), "id_rsa")
    assert "Keynote" in refused(b"PK\x03\x04x", "talk.key")


def test_comments_of_latex_are_left_out_but_percent_signs_are_not() -> None:
    text = "100\\% of it % secret\n% secret\nA line\\\\% secret\n\\begin{verbatim}\n% shown\n\\end{verbatim}\nEnd"
    document = read(text, "a.tex")
    assert "secret" not in document.text
    for words in ("100\\% of it", "A line", "% shown", "End"):
        assert words in document.text


def test_titles_of_latex_are_words() -> None:
    text = "\\title{On the \\emph{cold} pump~10\\%}\n\\section[x]{The \\textbf{new} $x$ part}\nWords."
    document = read(text, "a.tex")
    assert document.title == "On the cold pump 10%"
    assert [block.title for block in document.blocks if block.title] == ["The new x part"]


def test_a_mailbox_of_many_pictures_says_so_briefly() -> None:
    picture = multipart("mixed", PLAIN.format("Words."), _attached("a.png", "x", "image/png"))
    document = read(f"From a@b.c Mon\n{picture}\n" * 80, "a.mbox")
    assert document.text.count("Words.") == 80
    assert document.notices[-1] == "30 more sentences like these on other mails are left out here"
    assert len(document.notices) == 51


def test_subtitles_are_sentences() -> None:
    film = (
        "WEBVTT\n\nNOTE made by hand\n\n1\n00:01.000 --> 00:02.000 line:0\n<v Ann>The <i>heron</i>\n\n"
        "00:02.000 --> 00:04.000\nstands.\n\n01:00:00.000 --> 01:00:02.000\nAnother one\n\n01:01:00.000 --> 01:01:02.000\ncomes\n"
    )
    assert read(film, "a.vtt").text == (
        "[00:01] Ann: The heron stands.\n\n[01:00:00] Another one\n\n[01:01:00] comes"
    )


def test_who_speaks_in_subtitles_is_told_once() -> None:
    film = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>The heron\n\n00:02.000 --> 00:03.000\n<v Ann>stands.\n<v Bob>Where"
    assert read(film, "a.vtt").text == "[00:01] Ann: The heron stands.\n\n[00:02] Bob: Where"


def test_notes_of_evernote_are_read() -> None:
    note = (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">'
        "<en-export><note><title>Roof</title><content><![CDATA[<!DOCTYPE en-note SYSTEM 'x'><en-note><div>The roof leaks."
        '</div><div><en-todo checked="true"/>call</div><div><en-todo/>pay</div></en-note>]]></content>'
        "<created>20250714T083000Z</created><tag>house</tag><resource><data encoding='base64'>VGhlIHByaWNlIGlzIDUu</data>"
        "<mime>text/plain</mime><resource-attributes><file-name>price.txt</file-name></resource-attributes></resource>"
        "</note></en-export>"
    )
    text = read(note, "a.enex").text
    for words in (
        "Roof",
        "The roof leaks.",
        "[x] call",
        "[ ] pay",
        "Date: 2025-07-14 08:30 UTC",
        "Tags: house",
        "The price is 5.",
    ):
        assert words in text
    bomb = "<!DOCTYPE a [<!ENTITY b 'c'>]><en-export><note><title>&b;</title></note></en-export>"
    assert "entities" in refused(bomb.encode(), "a.enex")


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("a.pages", b"PK\x03\x04", "Pages document; export it as .docx or .pdf"),
        ("a.numbers", b"PK\x03\x04", "Numbers spreadsheet; export it as .xlsx or .pdf"),
        ("a.xps", b"PK\x03\x04[Content_Types].xml", "XPS document; print or export it as .pdf"),
        ("a.one", b"\xe4\x52\x5c\x7b" + bytes(90), "OneNote notebook; export it as .docx or .pdf"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "its container cannot be opened"),
        ("a.hwp", b"HWP Document File" + bytes(90), "Hangul document; save it as .docx or .pdf"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, head: bytes, words: str) -> None:
    assert words in refused(head, name)


def test_files_that_were_encoded_as_unix_did_are_no_passages() -> None:
    lines = "\n".join("M" + "'5)%3" * 12 for _ in range(9))
    document = read(
        f"Words before.\n\nbegin 644 plan.bin\n{lines}\n`\nend\nWords after.\n\nWe begin 300 works\nand end\n",
        "a.txt",
    )
    assert "'5)%3" not in document.text
    assert all(
        words in document.text for words in ("Words before.", "Words after.", "We begin 300 works\nand end")
    )
    assert any("encoded data" in notice for notice in document.notices)


@pytest.mark.parametrize("name", ["a.html", "a.py", "a.csv"])
def test_the_last_line_of_encoded_data_is_none_either(name: str) -> None:
    """It stands in front of whatever ends it."""
    data = "\n".join("aB3" * 20 for _ in range(12)) + "\n" + "aB3" * 16
    whole = {
        "a.html": f"<p>Words.</p><pre>{data}</pre>",
        "a.py": f'WORDS = """{data}"""\n',
        "a.csv": f'Words,"{data}"\n',
    }[name]
    assert "aB3" not in read(whole, name).text


def test_keys_and_encoded_data_in_mail_and_pages_are_no_passages() -> None:
    mail = read(MAIL.format(subject="x") + f"\nWords before.\n\n{KEY}\n{ENCODED}\nWords after.\n", "a.eml")
    page = read(f"<p>Words before.</p><pre>{KEY}</pre><p>{'aB3/' * 200}</p><p>Words after.</p>", "a.html")
    for document in (mail, page):
        assert "aB3" not in document.text
        assert "Words after." in document.text
        assert "a private key was left out" in document.notices


def test_a_picture_within_a_page_is_no_encoded_data_to_speak_of() -> None:
    assert read(f"<p>Words.</p><img src='data:image/png;base64,{'aB3/' * 200}'>", "a.html").notices == ()


def test_subtitles_without_times_are_read_as_text() -> None:
    document = read("Just words.", "a.srt")
    assert document.text == "Just words."
    assert "no times" in document.notices[0]


@pytest.mark.parametrize(
    ("text", "first"),
    [("sep=,\na,b\n", "| a | b |"), ('"sep=;"\na;b,c\n', "| a | b,c |"), ("SEP=\t\na\tb\n", "| a | b |"), ("sep=|\r\na|b", "| a | b |"),
     ("sep,name\na,b\n", "| sep | name |")],
)  # fmt: skip
def test_the_line_that_names_the_separator_is_no_row(text: str, first: str) -> None:
    assert read(text, "a.csv").text.split("\n")[0] == first
