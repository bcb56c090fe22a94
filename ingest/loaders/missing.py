"""Sentences on the pages of a document that give no text, so that none is missing silently."""

from __future__ import annotations

from collections.abc import Sequence

PICTURE = "a picture"
DRAWING = "a drawing"
EMPTY = ""
_MOST_NAMED = 12
_PLURALS = {PICTURE: "pictures", DRAWING: "drawings"}


def without_text(noun: str, pages: Sequence[tuple[int, str]]) -> list[str]:
    """Give a sentence for each thing that stands on pages in place of text.

    Args:
        noun: What a page of this format is called, like "slide".
        pages: Numbers of the pages without text, rising, each with what is on it: `PICTURE`, `DRAWING` or `EMPTY`.
    """
    sentences = []
    for what in dict.fromkeys(what for _, what in pages):
        numbers = [number for number, other in pages if other == what]
        if len(numbers) == 1:
            inside = f"it is {what}" if what else "empty"
            sentences.append(f"{noun} {numbers[0]} has no text ({inside})")
        else:
            inside = f"they are {_PLURALS[what]}" if what else "empty"
            sentences.append(f"{noun}s {spans(numbers)} have no text ({inside})")
    return sentences


def damaged(noun: str, numbers: Sequence[int]) -> list[str]:
    """Give a sentence on the pages that could not be read, or none where there are none."""
    if len(numbers) == 1:
        return [f"{noun} {numbers[0]} is damaged and could not be read"]
    return [f"{noun}s {spans(numbers)} are damaged and could not be read"] if numbers else []


def not_read(count: int, noun: str) -> list[str]:
    """Give the sentence on things in a document whose words are not read, or none where there are none."""
    if count <= 0:
        return []
    return [f"1 {noun} was not read" if count == 1 else f"{count} {noun}s were not read"]


def embedded_files(names: Sequence[str], folder: str) -> int:
    """Count the files embedded in an office file, without the workbooks that its charts are drawn from.

    Args:
        names: Of the parts of its archive.
        folder: Where its own parts are, like "word/".
    """
    charts = sum(name.startswith(f"{folder}charts/chart") for name in names)
    return max(0, sum(name.startswith(f"{folder}embeddings/") for name in names) - charts)


def spans(numbers: Sequence[int]) -> str:
    """Write rising numbers, like "2, 5 to 9 and 12"; of very many stretches only the first."""
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and stretches[-1][1] == number - 1:
            stretches[-1][1] = number
        else:
            stretches.append([number, number])
    parts = [f"{first} to {last}" if first < last else str(first) for first, last in stretches]
    if len(parts) > _MOST_NAMED:
        rest = sum(last - first + 1 for first, last in stretches[_MOST_NAMED:])
        parts = [*parts[:_MOST_NAMED], f"{rest} more"]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
