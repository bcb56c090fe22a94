"""haiku.rag and txtai: measured where they are installed, else said what stood in the way."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from benchmarks.rows import Row, Skipped
from benchmarks.workplace import Workplace

PART = "others"
