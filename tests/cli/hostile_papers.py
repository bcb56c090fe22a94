"""Documents whose words, titles, headings and names would drive a terminal, in several formats."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from email.header import Header
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pptx

from tests.cli.hostile_words import TEXT, XML
from tests.ingest.samples import docx, epub, paragraph, pdf

SAYS = "The vault opens with the code 4711."
NAMES = (
    "esc\x1b]52;c;cm0gLXJm\x07 {}",
    "bidi\u202egpj {}",
    "line\nError: all is well\n{}",
    "return\rhidden {}",
    "c1\x9b105m {}",
    "zero\u200bwidth {}",
    "bytes\udcff\udc9b {}",  # no UTF-8, as an old disk has them
)


def write_hostile_papers(folder: Path) -> None:
    """Write every format under a hostile name, in hostile folders."""
    folder.mkdir()
    for number, (name, make) in enumerate(_PAPERS.items()):
        place = folder / f"folder\x1b[95;105m\u2066{number % 3}"
        place.mkdir(exist_ok=True)
        (place / NAMES[number % len(NAMES)].format(name)).write_bytes(make())
    unreadable = folder / "broken\x1b]0;owned\x07\u202e.pdf"
    unreadable.write_bytes(b"%PDF-1.4 \x1b]0;owned\x07")
    (folder / "link\x1b[2J.md").symlink_to("/nowhere/\x1b[2J")


def _json_escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def _sheet() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.properties.title = f"Sheet {XML}"
    book.active.title = "s\u202e\u200b\x9b"
    book.active.append(["Name", f"Code {XML}"])
    book.active.append([f"vault {XML} _x001B_]0;owned_x0007_", SAYS])
    book.save(stream)
    return stream.getvalue()


def _slides() -> bytes:
    deck, stream = pptx.Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = f"Slide {TEXT}", f"{SAYS} {TEXT}"
    deck.save(stream)
    return stream.getvalue()


def _mail() -> bytes:
    subject = Header(f"Vault {TEXT}", "utf-8").encode()
    head = f"Subject: {subject}\nFrom: =?utf-8?b?{'G1tKYQ=='}?= <a@example.org>\nContent-Type: text/plain; charset=utf-8\n"
    return f"{head}Content-Transfer-Encoding: 8bit\n\n{SAYS} {TEXT}\n".encode()


def _notebook() -> bytes:
    cells = [
        {"cell_type": "markdown", "source": [f"# Vault {TEXT}\n", f"{SAYS} {TEXT}"]},
        {"cell_type": "code", "source": ["x"], "outputs": [{"output_type": "stream", "text": [TEXT]}]},
    ]
    return json.dumps(
        {"cells": cells, "metadata": {"title": TEXT}, "nbformat": 4, "nbformat_minor": 5}
    ).encode()


_HTML = (
    f"<html><head><title>T {TEXT} &#27;]0;owned&#7; &#x202e;</title></head><body><h1>H {TEXT}&#27;[2J</h1>"
    f"<p>{SAYS} {TEXT} &#27;]52;c;eA==&#7;&#x9d;&#8203;</p></body></html>"
)
_PAPERS: dict[str, Callable[[], bytes]] = {
    "a.md": lambda: f"# Title {TEXT}\n\n## Heading {TEXT}\n\n{SAYS} {TEXT}\n".encode(),
    "a.txt": lambda: f"{SAYS} {TEXT}\n\x00\n".encode(),
    "latin.txt": lambda: f"{SAYS} Tür \x9b105m \x9d0;x\x9c".encode("latin-1"),
    "a.rst": lambda: f"Vault {TEXT.replace(chr(10), '')}\n=====\n\n{SAYS} {TEXT}\n".encode(),
    "a.org": lambda: f"* Vault {TEXT}\n{SAYS} {TEXT}\n".encode(),
    "a.html": lambda: _HTML.encode(),
    "a.csv": lambda: f"name,code {TEXT}\nvault {TEXT},{SAYS}\n".encode(),
    "a.json": lambda: f'{{"vault {_json_escaped(TEXT)}": "{SAYS} {_json_escaped(TEXT)} \\ud800"}}'.encode(),
    "a.jsonl": lambda: f'{{"vault": "{SAYS} {_json_escaped(TEXT)} \\udfff"}}\n'.encode(),
    "a.py": lambda: f'"""{TEXT}"""\n# {SAYS} {TEXT}\n'.encode(),
    "a.eml": _mail,
    "a.ipynb": _notebook,
    "a.docx": lambda: docx(
        paragraph(f"Heading {XML}", "Heading1") + paragraph(f"{SAYS} {XML}"), title=f"T {XML}"
    ),
    "a.epub": lambda: epub({"one": f"<h1>H {XML}</h1><p>{SAYS} {XML}</p>"}, title=f"T {XML}"),
    "a.pdf": lambda: pdf(
        [[(20, "Heading \x1b]0;x\x07"), (12, f"{SAYS} \x1b[2J\x9b105m")]], title="T \x1b]0;owned\x07 \x9b2J"
    ),
    "a.xlsx": _sheet,
    "a.pptx": _slides,
}
