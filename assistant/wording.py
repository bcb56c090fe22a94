"""How things are written for people: counts, sizes, times and places."""

from __future__ import annotations

import os
from collections.abc import Sequence

from assistant.text_safety import clean_line


def count(number: int, noun: str) -> str:
    """Write a number of things, like "1 file" or "1,204 files"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def size(number_of_bytes: float) -> str:
    """Write a size, like "98.2 MB"."""
    amount = float(number_of_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def duration(seconds: float) -> str:
    """Write a time, like "0.4 s", "12 s", "3 min 20 s" or "2 h 5 min"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def place(path: str) -> str:
    """Write a path the shortest way that can be opened from here: relative where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):  # the working folder is gone, or on another drive
        relative = path
    return clean_line(relative if len(relative) < len(path) else path)


def where(source: str, page: int | None, heading: Sequence[str]) -> str:
    """Write where words stand: file, page and trail of headings."""
    parts = [place(source)]
    if page is not None:
        parts.append(f"page {page}")
    if heading:
        parts.append(clean_line(" › ".join(heading)))
    return " · ".join(parts)


def listed(items: Sequence[str]) -> str:
    """Write items as a sentence does: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else list(items))
