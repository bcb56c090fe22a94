"""Text that would drive a terminal, and what finds it in what was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

SEQUENCES = {
    "hyperlink": "\x1b]8;;http://192.0.2.1/\x1b\\here\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;cm0gLXJm\x07",
    "title": "\x1b]0;owned\x07",
    "screen": "\x1b[?1049h\x1b[2J\x1b[13;37H",
    "colours": "\x1b[95;105m",
    "device string": "\x1bP1$tx\x1b\\",
    "application string": "\x1b_Gf=100;AAAA\x1b\\",
    "message string": "\x1b^hidden\x1b\\",
    "unfinished": "\x1b]0;no end",
    "C1": "\x9b105m\x9d52;c;eA==\x9c\x90x\x9c\x85",
    "C0": "\x00\x01\x05\x07\x08\x0b\x0c\x0e\x7f",
    "carriage return": "all is well\rAll IS ill",
    "direction": "\u202egpj.exe\u202c\u2066x\u2069\u200e\u200f\u061c",
    "without width": "pass\u200bword\ufeff\u2060\u00ad\u180e",
    "tags": "\U000e0041\U000e0042",
    "separators": "one\u2028two\u2029three",
    "half a character": "\ud800 and \udfff",
}
HOSTILE = " ".join(SEQUENCES.values())
"""All of them."""
TEXT = HOSTILE.encode("utf-8", "replace").decode().replace("\x00", "")
"""What of them a file of text can hold."""
XML = "".join(char for char in TEXT if char >= " " or char in "\n\r")
"""What of them an XML file can hold."""

OURS = re.compile(
    r"\x1b\[(?:0|[1-9]|3[0-7]|9[0-6]|[1-9];3[0-7]|38;5;\d+|38;2;\d+;\d+;\d+)m"  # a colour or a style
    r"|\x1b\[\?25[lh]"  # the cursor hidden or shown
    r"|\x1b\[\d*[ABCDGK]"  # the cursor moved in or beside its line, and the line erased
    r"|\r"
)
"""What our own display writes to a terminal."""
_DIRECTIONS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_UNSEEN = frozenset("\u200b\u200e\u200f\u061c\u00ad\u2060\u180e\ufeff\u2028\u2029")


def dangers(text: str) -> list[str]:
    """Name every character that could drive a terminal, reorder what is read, or hide in it."""
    return [f"U+{ord(char):04X}" for char in text if _is_danger(char)]


def _is_danger(char: str) -> bool:
    if char in "\n\t":
        return False
    hidden = char in _UNSEEN or "\U000e0000" <= char <= "\U000e007f"
    return (
        hidden or unicodedata.category(char) in ("Cc", "Cs") or unicodedata.bidirectional(char) in _DIRECTIONS
    )


def dangers_on_terminal(text: str) -> list[str]:
    """The same where colours and cursor movements of our own display are fine."""
    return dangers(OURS.sub("", text))


def strings(value: object) -> Iterator[str]:
    """Yield every text in a value that was JSON, keys included."""
    match value:
        case str():
            yield value
        case dict():
            for key, one in value.items():
                yield from strings(key)
                yield from strings(one)
        case list():
            for one in value:
                yield from strings(one)
