"""The numbers and letters that lists count with."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def counted(number: int, kind: str) -> str:
    """Write a number as a list of a kind shows it.

    Args:
        number: What is written; letters and Roman numerals begin at 1.
        kind: "1", "a", "A", "i" or "I"; anything else is taken for "1".
    """
    if kind in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(kind) + rest) + letters
        return letters
    if kind in ("i", "I") and 0 < number < 4000:
        return roman(number) if kind == "i" else roman(number).upper()
    return str(number)


def roman(number: int) -> str:
    """Write a number as a Roman numeral in small letters; 0 is empty."""
    numerals = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        numerals += sign * times
    return numerals
