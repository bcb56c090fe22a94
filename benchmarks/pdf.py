"""PDFs: rows of made tables that come out as rows, words kept of sample files, and how soon files are read.

The tables are made by reportlab: eight kinds, each in six looks, on pages upright, wide and turned. A row is right when
it is one line with its cells in their places, empty ones too. Reading is measured in processor time beside pypdfium2's bare
text of the same pages, in turn; also of a made report of 900 pages, two of three running text, the others a table.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from assistant.text import RIGHT_TO_LEFT
from benchmarks.memory import peak
from benchmarks.rows import Row, Skipped, share, timed_row
from benchmarks.workplace import Workplace
from ingest.loaders import load_bytes
from ingest.loaders.builder import table_line
from ingest.pool import ParserPool
from ingest.records import Unreadable

PART = "pdf"
REACH_RULED, REACH_OTHER = 0.90, 0.80
_STYLES = ("grid", "none", "zebra", "lines", "box", "head")
REACH_BARE = 1.5
_RUNS = 5
_LONG_RUNS = 3
_MOST_WORKERS, _WORKER_MB, _PATIENCE_S = 8, 512, 600.0
_REACH_AT_ONCE = {2: 1.8, 4: 3.5, 8: 6.8}
_LONG_PAGES, _LINES, _TABLE_ROWS = 900, 42, 30
_FEWEST_WORDS = 5
_ITEMS = ("Compressor seal", "Ball valve 3/4", "Oil filter", "Drive belt", "Relay 24 V", "Gasket set, black")
_NAMES = ("Anna Vollmer", "Jon Okafor", "Mara Lindqvist", "Chen Novak", "Ewa Silva", "Tom Haas")
_TOWNS = ("Ulm", "Porto", "Cork", "Turku", "Aarhus")
_NOTES = (
    "delivered in two lots, the second after the summer break",
    "",
    "stock is low",
    "needs approval of the works council before it is ordered",
)
_GOODS = ("压缩机密封圈", "球阀", "机油滤清器", "传动皮带", "压力表")
_REMARKS = ("两批交货，第二批在夏季之后", "", "库存不足", "含安装及一年现场服务")


@dataclass(frozen=True, slots=True)
class Made:
    """A table as it is made.

    Attributes:
        header: Names of the columns.
        rows: Cells of the others.
        right: Numbers of the columns whose cells stand on the right.
        chinese: Whether its words are Chinese.
    """

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    right: frozenset[int]
    chinese: bool = False


def measure(run: Workplace) -> Iterator[Row]:
    """Yield the shares of right rows, then of words kept, then the time to read the samples.

    Raises:
        Skipped: reportlab or the samples are not there.
    """
    yield from _rows()
    samples = run.data.parent / "pdf" if run.data is not None else None
    if samples is None or not samples.is_dir():
        raise Skipped("the sample PDFs are not there (a folder `pdf` beside XQuAD's)")
    files = {path: path.read_bytes() for path in sorted(samples.glob("*.pdf"))}
    yield from _kept(files)
    spent = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        for path, data in files.items():
            _text(data, path)
        spent.append(time.perf_counter() - began)
    yield timed_row(PART, f"reading {len(files)} sample files", spent)
    yield from _beside_bare("sample files", list(files))
    report = run.folder / "report.pdf"
    report.write_bytes(_report())
    yield from _beside_bare(f"a report of {_LONG_PAGES} pages", [report])
    yield from _in_parts(report)


def _beside_bare(what: str, paths: Sequence[Path]) -> Iterator[Row]:
    """Yield how soon files are read beside bare text, and in how much memory: in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.pdf", *map(str, paths)]
    told = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    bare, ours, pages = told["bare"], told["ours"], told["pages"]
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    yield Row(
        PART, f"processor time of reading / of bare text, {what}", statistics.median(ratios), "x",
        reach=REACH_BARE, better="low", spread=(min(ratios), max(ratios)),
        beside=f"{pages} pages: {pages / min(ours):.0f} and {pages / min(bare):.0f} a processor second at best",
    )  # fmt: skip
    yield Row(PART, f"most memory, over the libraries, {what}", told["peak"], "MiB", better="low")


def _in_parts(report: Path) -> Iterator[Row]:
    """Yield how much sooner several processes read a long file in parts than one reads it whole.

    By the clock; the processes run already, as after other files.
    """
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    if workers < 2:
        return
    with (
        ParserPool(1, timeout_s=_PATIENCE_S, memory_mb=_WORKER_MB) as one,
        ParserPool(workers, timeout_s=_PATIENCE_S, memory_mb=workers * _WORKER_MB) as several,
    ):
        whole, parts = list(one.parse([report])), list(several.parse([report]))
        spent: dict[ParserPool, list[float]] = {one: [], several: []}
        for _ in range(_LONG_RUNS):
            for pool, seconds in spent.items():
                began = time.perf_counter()
                list(pool.parse([report]))
                seconds.append(time.perf_counter() - began)
    gains = [alone / together for alone, together in zip(spent[one], spent[several], strict=True)]
    yield Row(
        PART, f"a report of {_LONG_PAGES} pages by {workers} processes in parts / by one whole",
        statistics.median(gains), "x", reach=_REACH_AT_ONCE.get(workers), spread=(min(gains), max(gains)),
        beside="as fast, by the clock; " + ("the same passages" if whole == parts else "OTHER passages"),
    )  # fmt: skip


def main(paths: Sequence[Path]) -> None:
    """Read files in turn as we and as pypdfium2 do, and print times and memory, as JSON."""
    files = {path: path.read_bytes() for path in paths}
    _text(_drawn(_prices(random.Random(1), 4), "grid", 1), Path("warm.pdf"))  # imports all there is to import
    libraries = peak()
    bare, ours, pages = [], [], 0
    for _ in range(_LONG_RUNS):
        began = time.process_time()
        pages = sum(map(_bare, files.values()))
        bare.append(time.process_time() - began)
        began = time.process_time()
        for path, data in files.items():
            _text(data, path)
        ours.append(time.process_time() - began)
    print(json.dumps({"bare": bare, "ours": ours, "pages": pages, "peak": peak() - libraries}))


def _bare(data: bytes) -> int:
    """Take the text of all pages as pypdfium2 tells it, and return how many there are."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return 0
    for page in pdf:
        textpage = page.get_textpage()
        textpage.get_text_range()
        textpage.close()
        page.close()
    count = len(pdf)
    pdf.close()
    return count


def _report() -> bytes:
    """Return a PDF of many pages with header and footer: running text, and on each third page a table."""
    try:
        from reportlab.lib import pagesizes
        from reportlab.pdfgen import canvas
    except ImportError as error:
        raise Skipped("reportlab is not installed") from error
    chance = random.Random(900)
    stream = io.BytesIO()
    drawn = canvas.Canvas(stream, pagesize=pagesizes.A4, pageCompression=1)
    for number in range(1, _LONG_PAGES + 1):
        drawn.setFont("Helvetica", 9)
        drawn.drawString(60, 810, "Report of the operating company")
        drawn.drawRightString(535, 30, f"Page {number}")
        if number % 3:
            for line in range(_LINES):
                words = [chance.choice(_ITEMS).split()[0].lower() for _ in range(5)]
                words += [
                    chance.choice(_NAMES).split()[1],
                    "was",
                    "checked",
                    "at",
                    chance.choice(_TOWNS),
                    "again.",
                ]
                chance.shuffle(words)
                drawn.drawString(60, 770 - 17 * line, " ".join(words))
        else:
            _draw_table(drawn, chance, ruled=number % 2 == 0)
        drawn.showPage()
    drawn.save()
    return stream.getvalue()


def _draw_table(drawn: Any, chance: random.Random, *, ruled: bool) -> None:
    edges = (60, 200, 300, 380, 460, 535)
    for row in range(_TABLE_ROWS):
        height = 770 - 20 * row
        cells = (chance.choice(_ITEMS), chance.choice(_TOWNS), *(_money(chance) for _ in range(3)))
        for cell, left, right in zip(cells, edges, edges[1:], strict=False):
            if cell[:1].isdigit():
                drawn.drawRightString(right - 4, height, cell)
            else:
                drawn.drawString(left + 4, height, cell)
        if ruled:
            drawn.line(edges[0], height - 6, edges[-1], height - 6)
    for edge in edges if ruled else ():
        drawn.line(edge, 784, edge, 770 - 20 * (_TABLE_ROWS - 1) - 6)


def _rows() -> Iterator[Row]:
    right: dict[bool, list[bool]] = {True: [], False: []}
    for number, kind in enumerate(_KINDS):
        for place, style in enumerate(_STYLES):
            chance = random.Random(100 * number + place)
            table = kind(chance, chance.choice((4, 9, 16, 60)))
            text = load_bytes(_drawn(table, style, number + place), PurePath("table.pdf")).text
            found = Counter(_plain(line) for line in text.split("\n"))
            for cells in (table.header, *table.rows):
                line = _plain(table_line(cells))
                right[style == "grid"].append(found[line] > 0)
                found[line] -= 1
    for ruled, what, reach in ((True, "ruled", REACH_RULED), (False, "other", REACH_OTHER)):
        rows = right[ruled]
        yield Row(
            PART, f"rows of {what} tables that are one line of cells", share(rows), reach=reach,
            beside=f"{len(rows)} rows", floor=reach,
        )  # fmt: skip


def _plain(line: str) -> str:
    return re.sub(r"\s+", "", line)


def _kept(files: dict[Path, bytes]) -> Iterator[Row]:
    """Yield the share of the words of each file that pdftotext finds and that are in what is read.

    Files from right to left are left out: pdftotext tells their letters in the order in which they are drawn.
    """
    if shutil.which("pdftotext") is None:
        return
    shares = []
    for path, data in files.items():
        done = subprocess.run(["pdftotext", "-q", str(path), "-"], capture_output=True, check=False)
        told = done.stdout.decode("utf-8", "replace")
        wanted = Counter[str]() if re.search(f"[{RIGHT_TO_LEFT}]", told) else _words(told)
        if wanted.total() >= _FEWEST_WORDS:
            lost = wanted - _words(_text(data, path))
            shares.append(1 - lost.total() / wanted.total())
    shares.sort()
    for what, place in (("5th percentile", len(shares) // 20), ("median", len(shares) // 2)):
        yield Row(
            PART, f"words of pdftotext that are kept, {what}", shares[place], beside=f"{len(shares)} files"
        )


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", re.sub(r"-\n", "", text.casefold())))


def _text(data: bytes, path: Path) -> str:
    try:
        document = load_bytes(data, path)
    except Unreadable:
        return ""
    return f"{document.title}\n{document.text}"


def _drawn(table: Made, style: str, number: int) -> bytes:
    """Return a PDF of a table under a heading and a sentence; every fourth page is wide, every fifth turned."""
    try:
        from reportlab.lib import colors, pagesizes
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.pdfbase import cidfonts, pdfmetrics
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table
    except ImportError as error:
        raise Skipped("reportlab is not installed") from error
    font = "STSong-Light" if table.chinese else "Helvetica"
    if table.chinese:
        pdfmetrics.registerFont(cidfonts.UnicodeCIDFont(font))
    words = ParagraphStyle(
        "words", fontName=font, fontSize=9, leading=11, wordWrap="CJK" if table.chinese else None
    )
    widths = [
        60 if column in table.right else 70 if max(map(len, cells)) < 20 else 130
        for column, cells in enumerate(zip(table.header, *table.rows, strict=True))
    ]
    looks: dict[str, list[tuple[Any, ...]]] = {
        "grid": [("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
        "zebra": [("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.white, colors.lightgrey])],
        "lines": [("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey)],
        "box": [("BOX", (0, 0), (-1, -1), 1, colors.black)],
        "head": [
            ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
            ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
        ],
    }
    drawn = [list(table.header)] + [
        [
            cell if column in table.right or not cell else Paragraph(cell.replace("&", "&amp;"), words)
            for column, cell in enumerate(row)
        ]
        for row in table.rows
    ]
    look = [("FONT", (0, 0), (-1, -1), font, 9), ("VALIGN", (0, 0), (-1, -1), "TOP"), *looks.get(style, [])]
    look += [("ALIGN", (column, 0), (column, -1), "RIGHT") for column in table.right]
    size = pagesizes.landscape(pagesizes.A4) if number % 4 == 3 else pagesizes.A4
    stream = io.BytesIO()
    heading = ParagraphStyle("heading", parent=words, fontSize=16, leading=20)
    SimpleDocTemplate(stream, pagesize=size, rotation=90 if number % 5 == 4 else 0).build(
        [
            Paragraph("附件三" if table.chinese else "Annex 3", heading),
            Paragraph(
                "下表列出了商定的内容。" if table.chinese else "The table lists what was agreed.", words
            ),
            Spacer(1, 8),
            Table(drawn, colWidths=widths, repeatRows=1, style=look),
        ]
    )
    return stream.getvalue()


def _money(chance: random.Random) -> str:
    return f"{chance.randint(1, 99_999) / 7:,.2f}"


def _prices(chance: random.Random, count: int) -> Made:
    rows = [
        (
            chance.choice(_ITEMS),
            chance.choice(("pc", "m", "box of 50")),
            _money(chance),
            chance.choice(("", "12")),
        )
        for _ in range(count)
    ]
    return Made(("Item", "Unit", "Price", "Stock"), rows, frozenset((2, 3)))


def _bank(chance: random.Random, count: int) -> Made:
    rows = []
    for _ in range(count):
        pair = (_money(chance), "") if chance.random() < 0.6 else ("", _money(chance))
        details = chance.choice(("Transfer ", "Standing order ")) + chance.choice(_NAMES)
        rows.append((f"{chance.randint(1, 28):02d}.03.2026", details, *pair, _money(chance)))
    return Made(("Date", "Details", "Paid out", "Paid in", "Balance"), rows, frozenset((2, 3, 4)))


def _hours(chance: random.Random, count: int) -> Made:
    subjects = ("Maths", "History", "", "Sport", "Physics")
    rows = [
        (f"{7 + number // 2:02d}:{number % 2 * 30:02d}", *(chance.choice(subjects) for _ in range(4)))
        for number in range(count)
    ]
    return Made(("Time", "Monday", "Tuesday", "Wednesday", "Thursday"), rows, frozenset())


def _people(chance: random.Random, count: int) -> Made:
    rows = [
        (chance.choice(_NAMES), chance.choice(_TOWNS), f"+49 731 {chance.randint(100, 999)} 98", "2004")
        for _ in range(count)
    ]
    return Made(("Name", "Town", "Phone", "Since"), rows, frozenset())


def _remarks(chance: random.Random, count: int) -> Made:
    rows = [
        (chance.choice(_ITEMS), chance.choice(_NOTES), chance.choice(("", "01.07.2026")), _money(chance))
        for _ in range(count)
    ]
    return Made(("Part", "Remark", "Due", "Cost"), rows, frozenset((3,)))


def _balance(chance: random.Random, count: int) -> Made:
    rows = [
        ("Current assets", "", "", "")
        if number % 5 == 0
        else (
            chance.choice(("Cash", "Inventories", "Other")),
            str(number),
            _money(chance),
            chance.choice(("-", "(12)")),
        )
        for number in range(count)
    ]
    return Made(("Position", "Note", "2025", "2024"), rows, frozenset((1, 2, 3)))


def _goods(chance: random.Random, count: int) -> Made:
    rows = [
        (chance.choice(_GOODS), chance.choice(("北京", "上海")), _money(chance), chance.choice(_REMARKS))
        for _ in range(count)
    ]
    return Made(("品名", "产地", "单价", "备注"), rows, frozenset((2,)), chinese=True)


def _accounts(chance: random.Random, count: int) -> Made:
    rows = [
        (f"2026-03-{chance.randint(10, 28)}", chance.choice(("转账", "水电费")), *pair, _money(chance))
        for pair in (chance.choice((("40.00", ""), ("", "7.50"))) for _ in range(count))
    ]
    return Made(("日期", "摘要", "支出", "收入", "余额"), rows, frozenset((2, 3, 4)), chinese=True)


_KINDS: Sequence[Callable[[random.Random, int], Made]] = (
    _prices, _bank, _hours, _people, _remarks, _balance, _goods, _accounts,
)  # fmt: skip

if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]])
