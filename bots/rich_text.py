"""Text with spans (bold, code, a quote): what a message says, without the markup of any platform.

Spans nest or are apart, never cross, and count characters (code points); a platform turns them into its own entities.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["bold", "italic", "strike", "code", "pre", "quote"]
"""What a span is. A link is none: where it leads is written beside it, so that nothing is hidden behind words."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text that looks different.

    Attributes:
        start: Its first character.
        end: One past the last; always after the first.
        kind: How it looks. Inside "code" and "pre" there are no other spans, and a "quote" holds no other quote.
        language: The language of a "pre", else empty.
    """

    start: int
    end: int
    kind: Kind
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rich:
    """A text and its spans.

    Attributes:
        text: What is read, all of it.
        spans: By their start; of two that start together the longer one comes first.
    """

    text: str = ""
    spans: tuple[Span, ...] = ()

    def __add__(self, other: Rich | str) -> Rich:
        if isinstance(other, str):
            return Rich(self.text + other, self.spans)
        return Rich(self.text + other.text, (*self.spans, *moved(other.spans, len(self.text))))

    def cut(self, start: int, end: int) -> Rich:
        """Give a part of the text with the parts of the spans that lie in it."""
        inside = (
            replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
            for span in self.spans
            if span.start < end and span.end > start
        )
        return Rich(self.text[start:end], tuple(inside))


def styled(text: str, kind: Kind, language: str = "") -> Rich:
    """Give a text that looks the same all through; one that is empty has no span."""
    return Rich(text, (Span(0, len(text), kind, language),) if text else ())


def joined(parts: Iterable[Rich | str]) -> Rich:
    """Join texts one after another."""
    text: list[str] = []
    spans: list[Span] = []
    at = 0
    for part in parts:
        words = part if isinstance(part, str) else part.text
        if isinstance(part, Rich):
            spans += moved(part.spans, at)
        text.append(words)
        at += len(words)
    return Rich("".join(text), tuple(spans))


def moved(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    """Give the same spans further on."""
    return tuple(replace(span, start=span.start + by, end=span.end + by) for span in spans)
