"""A folder with a file of every format that is read, so that every loader, and all that it imports, is run."""

from __future__ import annotations

import io
import json
import shutil
from email.message import EmailMessage
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pptx
from PIL import Image, ImageDraw, ImageFont

from ingest.loaders.formats import FORMATS, HEAD_BYTES, kind_of
from tests.ingest import containers as old
from tests.ingest import held
from tests.ingest.samples import docx, epub, paragraph, pdf, zipped

EXAMPLES = Path(__file__).parents[2] / "examples" / "documents"
_FLAT_ROW = "<table:table-row><table:table-cell><text:p>Room A</text:p></table:table-cell></table:table-row>"
EQUATION = "<w:p><m:oMath><m:r><m:t>E=m</m:t></m:r></m:oMath></w:p>"
"""A paragraph whose equation is written as text before the document is read."""


def write_papers(folder: Path) -> None:
    """Write the example documents and one file of each kind that they leave out."""
    shutil.copytree(EXAMPLES, folder, copy_function=shutil.copyfile)
    for name, data in _others().items():
        (folder / name).write_bytes(data)
    risky = {one.kind for one in FORMATS if not one.in_process}
    missing = risky - {
        kind_of(file, file.read_bytes()[:HEAD_BYTES]) for file in folder.iterdir() if file.is_file()
    }
    assert not missing, f"no paper of the kinds {missing}"


def write_few_papers(folder: Path) -> None:
    """Write one file of each of the kinds that import the most."""
    folder.mkdir()
    shutil.copyfile(EXAMPLES / "supply-contract-LI-2024-117.pdf", folder / "contract.pdf")
    (folder / "energy.docx").write_bytes(_others()["energy.docx"])


def _others() -> dict[str, bytes]:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Parking", "desk@example.org"
    mail.set_content("Visitors park behind the hall.\n")
    mail.add_alternative(
        "<p>Visitors park behind the <a href='http://192.0.2.1/'>hall</a>.</p>", subtype="html"
    )
    page = "<html><head><link rel=stylesheet href='http://192.0.2.1/a.css'><script src='http://192.0.2.1/a.js'></script>"
    page += "</head><body><h1>Lift</h1><p>The lift carries 630 kg.</p><img src='http://192.0.2.1/a.png'></body></html>"
    cells = [
        {"cell_type": "markdown", "source": ["# Yield\n", "![plot](http://192.0.2.1/plot.png)"]},
        {
            "cell_type": "code",
            "source": ["print(12)"],
            "outputs": [{"output_type": "stream", "text": ["12"]}],
        },
    ]
    return {
        "energy.docx": docx(paragraph("Energy of the rotor:") + EQUATION),
        "plain.pdf": pdf([[(12, "The gate closes at eight.")], []], title="Gate"),
        "book.epub": epub({"one": "<h1>One</h1><p>The well is twelve metres deep.</p>"}),
        "parking.eml": bytes(mail),
        "lift.html": page.encode(),
        "yield.ipynb": json.dumps(
            {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        ).encode(),
        "rooms.xlsx": _workbook(),
        "plan.pptx": _slides(),
        "note.txt": "Der Schlüssel liegt im Büro.".encode("latin-1"),
        "note.rst": b"Keys\n====\n\nThe spare key hangs in room 12.\n",
        "note.org": b"* Keys\nThe spare key hangs in room 12.\n",
        "rows.tsv": b"room\tseats\nA\t12\n",
        "rows.jsonl": b'{"room": "A", "seats": 12}\n',
        "rows.json": b'{"rooms": [{"name": "A", "seats": 12}]}',
        "seats.py": b'"""Counts seats."""\n\nSEATS = 12\n',
        "picture.png": _picture(),
        "broken.pdf": b"%PDF-1.4 nothing",
        "saved.mhtml": b"Subject: Lift\nContent-Type: text/html\n\n" + page.encode(),
        "1.emlx": b"%d\n%b<plist/>" % (len(bytes(mail)), bytes(mail)),
        "old.mbox": b"From desk@example.org Mon Mar  3 10:00:00 2025\n" + bytes(mail),
        "desk.vcf": b"BEGIN:VCARD\nFN:Desk\nTEL:+49 30 5550199\nPHOTO;VALUE=uri:http://192.0.2.1/a.png\nEND:VCARD\n",
        "dates.ics": b"BEGIN:VEVENT\nSUMMARY:Inspection\nDTSTART:20250714T083000Z\nURL:http://192.0.2.1/\nEND:VEVENT\n",
        "notes.enex": b"<en-export><note><title>Keys</title><content>&lt;p&gt;Room 12&lt;/p&gt;</content></note></en-export>",
        "lab.rtf": rb"{\rtf1 The lab moves in May.{\field{\*\fldinst INCLUDEPICTURE http://192.0.2.1/a.png}}}",
        "lab.doc": old.word(
            [("The lab moves in \x13 INCLUDETEXT http://192.0.2.1/a.doc \x14May\x15.\r", b"\0\0")]
        ),
        "lab.xls": old.container(
            {"Workbook": old.workbook({"S": [old.text(0, 0, 0), old.number(1, 0, 12)]}, ["Seats"])}
        ),
        "lab.xlsb": old.packed_workbook([(0, bytes(12)), (7, bytes(12))], ["The lab moves in May."]),
        "tolls.xls": held.WORKBOOK_2003.encode(),
        "lab.xml": held.TEXT_2003.encode(),
        "lab.ppt": old.presentation([(old.shape(0, "The lab moves in May"), b"")]),
        "lab.msg": old.message(
            {0x0037: "Lab", 0x1013: b"<p>It moves in May.</p><img src='http://192.0.2.1/a.png'>"}
        ),
        "lab.zip": zipped({"lab.txt": "The lab moves in May.", "page.html": page}),
        "lab.tar": held.tape("lab.txt", b"The lab moves in May."),
        "lab.fodt": _flat("text", "<text:p>The lab moves in May.</text:p>"),
        "lab.fods": _flat("spreadsheet", f"<table:table>{_FLAT_ROW}</table:table>"),
        "lab.fodp": _flat(
            "presentation",
            f"<draw:page><draw:frame><table:table>{_FLAT_ROW}</table:table></draw:frame></draw:page>",
        ),
    }


def _flat(kind: str, body: str) -> bytes:
    names = {"office": "office", "text": "text", "table": "table", "draw": "drawing"}
    spaces = " ".join(
        f"xmlns:{prefix}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'" for prefix, name in names.items()
    )
    body = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return f"<office:document {spaces}>{body}</office:document>".encode()


def _picture() -> bytes:
    """Return a picture with a line of words, which is recognised where an engine for that is installed."""
    picture = Image.new("L", (600, 200), 255)
    ImageDraw.Draw(picture).text(
        (40, 60), "The pump stands in room 12.", font=ImageFont.load_default(40), fill=0
    )
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def _workbook() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Room", "Seats"])
    book.active.append(["A", 12])
    book.save(stream)
    return stream.getvalue()


def _slides() -> bytes:
    deck, stream = pptx.Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Plan", "Move the lab in May."
    deck.save(stream)
    return stream.getvalue()
