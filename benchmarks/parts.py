"""The parts of the benchmarks, by name; each module is imported when its part runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from benchmarks.rows import Row
from benchmarks.workplace import Workplace

PARTS = {
    "examples": "benchmarks.examples",
    "quality": "benchmarks.quality",
    "recipe": "benchmarks.recipe",
    "others": "benchmarks.others",
    "cases": "benchmarks.cases",
    "papers": "benchmarks.papers",
    "dragonball": "benchmarks.dragonball",
    "long_reports": "benchmarks.long_reports",
    "each": "benchmarks.each",
    "each_deals": "benchmarks.each_deals",
    "whole": "benchmarks.whole",
    "claims": "benchmarks.claims",
    "numbers": "benchmarks.numbers",
    "answers": "benchmarks.answers",
    "nomiracl": "benchmarks.nomiracl",
    "mtragun": "benchmarks.mtragun",
    "embedding": "benchmarks.embedding",
    "through_ollama": "benchmarks.through_ollama",
    "ingest": "benchmarks.ingest_speed",
    "pdf": "benchmarks.pdf",
    "ocr": "benchmarks.ocr",
    "search": "benchmarks.search_speed",
    "command": "benchmarks.command_speed",
    "ask": "benchmarks.ask_speed",
    "prefix": "benchmarks.prefix",
    "serve": "benchmarks.serve",
    "encryption": "benchmarks.encryption",
    "memory": "benchmarks.memory",
    "scale": "benchmarks.scale",
    "million": "benchmarks.million",
}
"""In the order they run in."""
SHORT = ("examples", "quality", "others", "embedding", "search", "ingest", "memory")
"""What the short form runs: ratios and floors, no times."""


def measure_of(part: str) -> Callable[[Workplace], Iterator[Row]]:
    """Return the function that measures a part."""
    measure: Callable[[Workplace], Iterator[Row]] = import_module(PARTS[part]).measure
    return measure
