"""Paragraph styles of Word documents, and letters of its symbol fonts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.frozen import dataclass
from ingest.loaders.xml import local, value

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_DEEPEST_HEADING = 6
_LONGEST_CHAIN = 20
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA1: "○",
    0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x28: "☎", 0x2A: "✉", 0x46: "☞",
    0x22: "✂", 0x21: "✏", 0x36: "⌛", 0x4E: "☠", 0x20: " ", 0xAB: "★", 0xB5: "✪",
    **{0x80 + number: "⓪①②③④⑤⑥⑦⑧⑨⑩"[number] for number in range(11)},
    **{0x8B + number: "⓿❶❷❸❹❺❻❼❽❾❿"[number] for number in range(11)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x2A: "☐", 0x2B: "☐", 0x30: "☐", 0xA3: "☐",
    0x97: "●", 0x98: "●", 0x20: " ",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x72: "☒", 0x3C: "■", 0x6E: "●", 0x20: " "}
_SYMBOL = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **{code: chr(code) for code in (*range(0x20, 0x40), 0x5B, 0x5D, 0x5F, 0x7B, 0x7C, 0x7D)},
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼", 0xA0: "€",
    0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡",
    0xBB: "≈", 0xBC: "…", 0xC4: "⊗", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃", 0xCA: "⊇", 0xCC: "⊂",
    0xCD: "⊆", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√",
    0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE0: "◊", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}


def is_symbol_font(font: str) -> bool:
    """Return whether the letters of a font are signs."""
    return font.strip().lower() in _FONTS


def sign(font: str, code: int) -> str | None:
    """Return what a letter of a symbol font shows, or None where that is not known."""
    known = _FONTS.get(font.strip().lower())
    if known is None:
        return None if 0xE000 <= code <= 0xF8FF or not code else chr(code)
    if 0x100 <= code < 0xE000:
        return chr(code)
    return known.get(code & 0xFF)


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph gets from its style.

    Attributes:
        heading: Level of the heading that it is, or 0.
        number_id: Of the list that it belongs to, or nothing.
        depth: Its level in that list, counted from 0; None: see the list.
        numbered_by: Style that says so: this one, or one that it is based on.
    """

    heading: int = 0
    number_id: str = ""
    depth: int | None = None
    numbered_by: str = ""


class Styles:
    """The styles of a document.

    Args:
        root: The part `styles.xml`, or None.
    """

    def __init__(self, root: _Element | None) -> None:
        self._elements = (
            {} if root is None else {value(one, "styleId"): one for one in root if local(one) == "style"}
        )
        self._known: dict[str, Style] = {}
        self.default = next(
            (
                key
                for key, one in self._elements.items()
                if value(one, "type") == "paragraph" and value(one, "default") in ("1", "true", "on")
            ),
            "",
        )
        self.lists = {
            key: style.number_id
            for key, one in self._elements.items()
            if value(one, "type") == "numbering" and (style := self.style(key)).number_id
        }

    def style(self, name: str) -> Style:
        """Return what a style, with those that it is based on, says; of none, the default."""
        name = name or self.default
        if name not in self._known:
            self._known[name] = self._resolved(name)
        return self._known[name]

    def _resolved(self, name: str) -> Style:
        if name not in self._elements:
            return Style(_heading(name))
        heading: int | None = None
        number_id, depth, numbered_by = "", None, ""
        for _ in range(_LONGEST_CHAIN):
            element = self._elements.get(name)
            if element is None:
                break
            parts = {local(one): one for one in element}
            if heading is None:
                heading = _heading(value(parts.get("name"))) or None
            properties = {local(one): one for one in parts["pPr"]} if "pPr" in parts else {}
            if heading is None and "outlineLvl" in properties:
                heading = outline_level(value(properties["outlineLvl"]))
            if not number_id and "numPr" in properties:
                numbers = {local(one): value(one) for one in properties["numPr"]}
                if depth is None and numbers.get("ilvl", "").isdigit():
                    depth = int(numbers["ilvl"])
                number_id = numbers.get("numId", "")
                numbered_by = name if number_id else ""
            name = value(parts.get("basedOn"))
        return Style(heading or 0, "" if number_id == "0" else number_id, depth, numbered_by)


def _heading(name: str) -> int:
    if name.lower() == "title":
        return 1
    match = _HEADING.fullmatch(name)
    return min(_DEEPEST_HEADING, int(match[1])) if match else 0


def outline_level(text: str) -> int:
    """Return the level of heading that an outline level, counted from 0, is.

    9 is none.
    """
    return min(_DEEPEST_HEADING, int(text) + 1) if text.isdigit() and int(text) < 9 else 0
