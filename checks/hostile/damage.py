"""Good files of each format, and what becomes of them when they are cut, flipped or misnamed."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator

from checks.hostile import archives, pdfs, texts
from checks.hostile.cases import Case
from tests.ingest import containers as old
from tests.ingest import held
from tests.ingest.samples import docx, epub, paragraph, table, zipped

CUTS = 10


def good() -> dict[str, bytes]:
    """Return a sample of each format by its suffix; each holds the word "heron"."""
    words = texts.WORDS
    lines = "\n\n".join(f"Paragraph {n}. {words}" for n in range(30))
    return {
        "txt": lines.encode(),
        "md": f"# Birds\n\n{lines}\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
        "rst": f"Birds\n=====\n\n{lines}\n".encode(),
        "org": f"* Birds\n\n{lines}\n".encode(),
        "tex": f"\\section{{Birds}}\n\n{lines}\n".encode(),
        "py": f"def heron():\n    return '{words}'\n".encode() * 20,
        "csv": b"name,price\n" + b"heron,3\n" * 50,
        "json": json.dumps({"birds": [{"name": "heron", "n": n} for n in range(30)]}).encode(),
        "jsonl": b'{"name": "heron"}\n' * 50,
        "ipynb": texts.notebook(1),
        "html": f"<html><head><title>Birds</title></head><body><h1>Birds</h1><p>{words}</p></body></html>".encode()
        * 5,
        "eml": texts.mail_with(1, 300).replace(b"Attached", b"heron"),
        "docx": docx(paragraph("Birds", "Heading1") + paragraph(words) * 20 + table([["heron", "3"]])),
        "pptx": archives.deck(),
        "xlsx": archives.workbook(),
        "epub": epub({"one": f"<h1>Birds</h1><p>{words}</p>", "two": f"<p>{words}</p>"}),
        "doc": old.word([("Birds\r", b"\1\0"), *((f"{words}\r", b"\0\0") for _ in range(9))]),
        "xls": old.container(
            {"Workbook": old.workbook({"S": [old.text(row, 0, row) for row in range(9)]}, [words] * 9)}
        ),
        "xlsb": old.packed_workbook([(0, bytes(12)), (7, bytes(12))], [words]),
        "xml": held.WORKBOOK_2003.encode(),
        "dotx.xml": held.TEXT_2003.encode(),
        "ppt": old.presentation([(old.shape(1, words), b"notesheron")] * 3),
        "msg": old.message({0x0037: "Birds", 0x1000: words * 9}),
        "zip": zipped({"a.txt": words, "b.docx": docx(paragraph(words))}),
        "tgz": gzip.compress(held.tape("a.txt", words.encode())),
        "pdf": pdfs.pages(4),
    }


def cases(flips: int, seed: int = 1, names: int = 99) -> Iterator[Case]:
    """Yield each sample whole, cut at ten points, with some bytes flipped, and under each other's name.

    Args:
        flips: How many flipped versions of each sample.
        seed: Of the flips.
        names: Under how many other formats' names each is put, at most.
    """
    samples = good()
    for suffix, data in samples.items():
        yield Case(f"good.{suffix}", lambda data=data: data, "read")  # type: ignore[misc]
        for cut in range(CUTS):
            end = len(data) * cut // CUTS
            yield Case(f"cut at {cut}.{suffix}", lambda data=data, end=end: data[:end])  # type: ignore[misc]
        for number in range(flips):
            yield Case(
                f"flipped {number}.{suffix}",
                lambda data=data, number=number: flipped(data, random.Random(f"{seed} {number}")),  # type: ignore[misc]
            )
        others = [other for other in samples if other != suffix]
        for other in random.Random(f"{seed} {suffix}").sample(others, min(names, len(others))):
            yield Case(f"really {suffix}.{other}", lambda data=data: data)  # type: ignore[misc]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to some of them changed: a bit, a byte, or a stretch that is lost or doubled."""
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not damaged:
            break
        place = chance.randrange(len(damaged))
        match chance.randrange(4):
            case 0:
                damaged[place] ^= 1 << chance.randrange(8)
            case 1:
                damaged[place] = chance.randrange(256)
            case 2:
                del damaged[place : place + chance.randrange(1, 50)]
            case _:
                damaged[place:place] = damaged[place : place + chance.randrange(1, 50)]
    return bytes(damaged)
