"""Prose whose lines were broken to a width, laid out anew: a file's own line ends would tear its sentences apart. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

BROKEN_AT = 50
"""A line so long, in characters, may have been broken to a width."""
_GOES_ON = re.compile(r"[a-zA-Z0-9(“\"'‘](?!\d*[.)] )")
"""How a line begins that may belong to the sentence before it; a list, a table or code begins otherwise."""
_WITHOUT_SPACES = "\u2e80"
"""From this character on, scripts write no spaces between words."""


def reflowed(text: str) -> str:
    """Give a text with a space where a line of prose was broken; every other character keeps its place.

    Lists, tables, headings, code and short lines stay as they are.
    """
    if "```" in text:
        return text
    lines = text.split("\n")
    ends = [" " if _goes_on(line, following) else "\n" for line, following in pairwise(lines)]
    return "".join(part for line, end in zip(lines, [*ends, ""], strict=True) for part in (line, end))


def _goes_on(line: str, following: str) -> bool:
    prose = len(line) >= BROKEN_AT and "|" not in line + following and line[0] not in " \t#"
    return prose and line[-1] < _WITHOUT_SPACES and _GOES_ON.match(following) is not None
