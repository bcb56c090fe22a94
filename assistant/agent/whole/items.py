"""Tell which item of an agenda, a list or a letter each sentence is of. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit

_MARK = lazy_regex(
    r"(?:[-*•·+]\s+)?(?:(?:step |item |no\. ?)?\d{1,2}(?:\.\d{1,2})?[.)、．:：](?!\d)\s*|第?[一二三四五六七八九十]{1,3}[、．条]\s*|第\s?\d{1,2}\s?条\s*|[(（][\d一二三四五六七八九十]{1,2}[)）]\s*)|[-*•·+]\s+",
    re.IGNORECASE,
)
"""The mark of an item: "- ", "3. ", "二、", "第三条"."""
_BOLD = lazy_regex(r"\*\*([^*\n]{1,60})\*\*")
_COLON = lazy_regex(r"([^\W\d_][^.:：。，,；;!?！？\n]{0,28})[:：]\s*\S")
_STOP = lazy_regex(r"([^\W\d_][^.:：。，,；;!?！？\n]{0,28})[.。]\s*\S")
_ALONE = lazy_regex(r"([^\W\d_][^.:：。;；\n]{0,40}?)[?？!！]?[ \t]*(?:\n|$)")
"""The label of an item: "**Roof.** …", "Roof: …", and behind a mark "Roof. …", or "Roof?" on a line of its own."""
_EDGES = " \t*.:：。、"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of an agenda, a list or a letter.

    Attributes:
        number: Its place in its passage; 0 for what stands before the first.
        label: What it is called; else empty.
    """

    number: int
    label: str = ""


def items_of(text: str, units: Sequence[Unit]) -> list[Item]:
    """Return the item of each sentence of a passage's text.

    An item begins at a mark, a label, or behind an empty line.
    """
    found: list[Item] = []
    item = Item(0)
    end = 0
    for unit in units:
        before = text[end : unit.start]
        if end == 0 or "\n" in before or text.startswith("**", unit.start):
            mark = _MARK.match(text, unit.start)
            at = mark.end() if mark is not None else unit.start
            named = (
                _BOLD.match(text, at)
                or _COLON.match(text, at)
                or (mark and (_STOP.match(text, at) or _ALONE.match(text, at)))
            )
            if mark is not None or named or before.count("\n") > 1:
                label = named[1].strip(_EDGES) if named else ""
                item = Item(item.number + 1, _MARK.sub("", label, count=1))
        end = unit.end
        found.append(item)
    return found
