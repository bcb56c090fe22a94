"""Encoded data, markup and private keys never become passages, in whatever format they come."""

from __future__ import annotations

import base64
import json
import random
import re
from email.message import EmailMessage
from pathlib import PurePath

import pytest

from ingest.chunking import passages
from ingest.loaders import load_bytes
from ingest.records import Unreadable
from tests.ingest.held import SAMPLES
from tests.ingest.samples import docx, epub, paragraph, pdf
from tests.ingest.test_open_formats import cell, opened, p, row

DATA = base64.b64encode(random.Random(1).randbytes(600)).decode()
LINES = [DATA[start : start + 64] for start in range(0, 800, 64)]
KEY = ["-----BEGIN RSA PRIVATE KEY-----", *LINES[:8], "-----END RSA PRIVATE KEY-----"]
_TAG = re.compile(r"</?[a-zA-Z][\w:.-]*(?:\s[^<>]*)?/?>|\{\\|\\par\b")
_OWN_MARKUP = frozenset(
    {"text", "markdown", "rst", "org", "latex", "asciidoc", "csv", "json", "jsonl", "code", "ipynb"}
)


def _mail(words: str, *, page: bool = False) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "ada@example.org", "Data"
    mail.set_content(words, subtype="html" if page else "plain")
    return bytes(mail)


def _card(lines: list[str]) -> bytes:
    note = "\\n".join(lines)
    return f"BEGIN:VCARD\nFN:Ann\nNOTE:The heron.\\n{note}\nEND:VCARD\n".encode()


def _event(lines: list[str]) -> bytes:
    note = "\\n".join(lines)
    return f"BEGIN:VEVENT\nSUMMARY:The heron\nDESCRIPTION:{note}\nEND:VEVENT\n".encode()


def files(lines: list[str]) -> dict[str, bytes]:
    """Return a file of each kind that holds some lines after the words "The heron"."""
    plain = "\n".join(["The heron.", "", *lines, ""])
    marked = "<p>The heron.</p>" + "".join(f"<p>{line}</p>" for line in lines)
    paragraphs = "".join(map(p, ["The heron.", *lines]))
    rich = "".join(rf"{line}\par " for line in lines)
    slide = f"<draw:page><draw:frame><draw:text-box>{paragraphs}</draw:text-box></draw:frame></draw:page>"
    grid = (
        "<table:table>"
        + row(cell("The heron."))
        + "".join(row(cell(line)) for line in lines)
        + "</table:table>"
    )
    return {
        "a.txt": plain.encode(),
        "a.md": plain.encode(),
        "a.rst": plain.encode(),
        "a.tex": plain.encode(),
        "a.py": plain.encode(),
        "a.csv": plain.encode(),
        "a.json": json.dumps({"name": "The heron", "data": "\n".join(lines)}).encode(),
        "a.jsonl": json.dumps({"name": "The heron", "data": "".join(lines)}).encode(),
        "a.ipynb": json.dumps({"cells": [{"cell_type": "markdown", "source": plain}]}).encode(),
        "a.html": marked.encode(),
        "a.epub": epub({"one": marked}),
        "a.eml": _mail(plain),
        "b.eml": _mail(marked, page=True),
        "a.mbox": b"From a@b Mon\n" + _mail(plain),
        "a.mhtml": b"Content-Type: text/html\n\n" + marked.encode(),
        "a.vcf": _card(lines),
        "a.ics": _event(lines),
        "a.srt": ("1\n00:00:01,000 --> 00:00:03,500\n" + plain.replace("\n\n", "\n")).encode(),
        "a.docx": docx("".join(map(paragraph, ["The heron.", *lines]))),
        "a.rtf": rf"{{\rtf1 The heron.\par {rich}}}".encode(),
        "a.odt": opened("text", paragraphs),
        "a.ods": opened("spreadsheet", grid),
        "a.odp": opened("presentation", slide),
        "a.pdf": pdf([[(12, "The heron."), *((9, line) for line in lines)]]),
    }


@pytest.mark.parametrize("name", list(files([])))
@pytest.mark.parametrize("lines", [LINES, KEY], ids=["data", "key"])
def test_encoded_data_and_keys_become_no_passages(name: str, lines: list[str]) -> None:
    document = load_bytes(files(lines)[name], PurePath(name))
    found = [passage.text for passage in passages(document)]
    assert any("heron" in text for text in found)
    assert not any(
        line[:24] in text for line in LINES for text in [*found, document.title, *document.notices]
    )
    assert any("left out" in notice for notice in document.notices)
    assert not any(line[-16:] in notice for line in LINES for notice in document.notices)


def test_a_key_without_an_end_is_left_out_too() -> None:
    document = load_bytes(docx("".join(map(paragraph, [*KEY[:-1], "The heron stands."]))), PurePath("a.docx"))
    assert document.text.split() == ["The", "heron", "stands."]
    with pytest.raises(Unreadable, match="no words"):
        load_bytes(docx("".join(map(paragraph, KEY))), PurePath("a.docx"))


@pytest.mark.parametrize("kind", sorted(SAMPLES.keys() - _OWN_MARKUP))
def test_no_markup_becomes_a_passage(kind: str) -> None:
    document = load_bytes(SAMPLES[kind].make(), PurePath(SAMPLES[kind].name))
    assert _TAG.findall(document.text) == []


def test_a_page_that_a_mail_sends_as_plain_text_is_read_as_a_page() -> None:
    page = "<html><head><style>p {color: red}</style></head><body><p>The <b>heron</b>.</p></body></html>"
    assert load_bytes(_mail(page), PurePath("a.eml")).text.endswith("The heron.")
