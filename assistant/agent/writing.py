"""The answer as it is written: pieces of text come in, pieces with marks and citations go out. Pure but for attribution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.agent.citations import Attribution
from assistant.events import Answer, Citation
from assistant.retrieval.evidence import Unit
from assistant.retrieval.sentences import ends, undecided

UNCONFIRMED = "[?]"
"""The mark after a sentence that nothing bears, or that holds a number or name that nothing bears."""

_OWN = r"(?:\[\d{1,3}\]|【\d{1,3}】)"
_OWN_NUMBERS = re.compile(
    rf"(?:(?:\A|(?<=\n)){_OWN}(?:[ \t]*{_OWN})*[ \t]*"
    rf"|(?:(?<![ \t])[ \t]+|(?<=[.!?。！？,，;；”\"])){_OWN}(?:[ \t]*{_OWN})*)(?!\()"
)
"""Numbers of sources that a model writes by itself; not the `[0]` of `list[0]`, nor the text of a link."""
_HELD_BACK = re.compile(rf"(?<!\s)\s*(?:{_OWN}\s*)*(?:[\[【]\d{{0,3}})?\Z")
"""What is kept until more is known: white space, which a mark goes before, and what may be such a number."""
_FENCE = re.compile(r"^[ \t]*(?:`{3,}(?!.*```)|~{3,})", re.MULTILINE)
_MARKDOWN_LEAD = re.compile(r"^\s*(?:[-*+>]|\d+[.)]|#+)\s+")


class Attributes(Protocol):
    """What finds the evidence of a sentence."""

    def attribute(self, sentence: str) -> Attribution:
        """Find the evidence that bears a sentence."""


@dataclass(slots=True)
class Writer:
    """Writes one answer.

    Attributes:
        attributor: Finds the evidence; None for an answer that does not rest on documents.
        text: What the model has said so far, without our marks.
        marked: The same with our marks, as it was given out.
        citations: By the passage and the words they quote.
        unsupported: Sentences that nothing bears.
        missing: Numbers and names that do not stand in what is cited.
        claims: Sentences that needed evidence.
        holds_code: Whether it holds a fenced block, which is not judged.
    """

    attributor: Attributes | None
    text: str = ""
    marked: str = ""
    citations: dict[tuple[int, int, int], Citation] = field(default_factory=dict)
    unsupported: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    claims: int = 0
    _given: int = 0
    _judged: int = 0
    holds_code: bool = False
    _fenced: bool = False
    _raw: str = ""

    def feed(self, piece: str) -> Iterator[Answer | Citation]:
        """Take a piece of the model's answer and give what can be shown of it."""
        self._raw += piece
        held = _HELD_BACK.search(self._raw)
        ready, self._raw = self._raw[: held.start()] if held else self._raw, held.group() if held else ""
        self._append(ready)
        yield from self._show()

    def finish(self) -> Iterator[Answer | Citation]:
        """Give what is left when the model has ended."""
        self._append(self._raw)
        self._raw, self.text = "", self.text.rstrip()
        yield from self._show()
        yield from self._judge(len(self.text))

    def quote(self, units: Sequence[Unit]) -> Iterator[Answer | Citation]:
        """Write an answer that is made of evidence, word for word."""
        for unit in units:
            if self.text:
                self.text += "\n\n"
            self.text += f"{unit.lead}\n{unit.text}" if unit.lead else unit.text
            yield from self._give(len(self.text))
            citation, new = self._cite(unit)
            if new:
                yield citation
            yield self._mark(f" [{citation.number}]")
        self._judged = len(self.text)

    def _append(self, ready: str) -> None:
        """Add to the text, without the numbers that the model writes by itself outside code."""
        start = done = len(self.text)
        grown = self.text + (ready if self.text else ready.lstrip())
        kept = [self.text]
        for match in _OWN_NUMBERS.finditer(grown, start):
            fenced = self._fenced ^ _opens(grown, self._judged, match.start())
            if not fenced and not self._in_span(grown, match.start()):
                kept.append(grown[done : match.start()])
                done = match.end()
        self.text = "".join([*kept, grown[done:]])

    def _show(self) -> Iterator[Answer | Citation]:
        for end in ends(self.text, self._judged):
            if not self._in_span(self.text, end):
                yield from self._judge(end)
        yield from self._give(undecided(self.text, self._judged))

    @staticmethod
    def _in_span(text: str, position: int) -> bool:
        """Tell whether a position stands between the backticks of code within a line."""
        return text.count("`", text.rfind("\n", 0, position) + 1, position) % 2 == 1

    def _judge(self, end: int) -> Iterator[Answer | Citation]:
        sentence = self.text[self._judged : end]
        stripped = self._judged + len(sentence.rstrip())
        yield from self._give(stripped)
        began_fenced = self._fenced
        self._fenced ^= _opens(self.text, self._judged, end)
        self.holds_code |= self._fenced
        self._judged = end
        if self.attributor is None or began_fenced or self._fenced or not sentence.strip():
            return
        bare = _MARKDOWN_LEAD.sub("", sentence).strip().strip("*_").strip()
        found = self.attributor.attribute(bare)
        if not found.claims:
            return
        self.claims += 1
        marks = []
        for unit in found.units:
            citation, new = self._cite(unit)
            marks.append(f"[{citation.number}]")
            if new:
                yield citation
        if not found.borne:
            self.unsupported.append(bare)
            self.missing += found.missing
            marks.append(UNCONFIRMED)
        if not bare.startswith("|"):
            yield self._mark(" " + "".join(marks))

    def _cite(self, unit: Unit) -> tuple[Citation, bool]:
        key = (unit.passage.id, unit.start, unit.end)
        known = self.citations.get(key)
        if known is not None:
            return known, False
        passage = unit.passage
        citation = Citation(
            number=len(self.citations) + 1,
            source=passage.source,
            title=passage.title,
            page=passage.page,
            heading=passage.heading,
            quote=unit.text,
            start=passage.start + unit.start,
            end=passage.start + unit.end,
            passage_id=passage.id,
        )
        self.citations[key] = citation
        return citation, True

    def _give(self, end: int) -> Iterator[Answer]:
        if end > self._given:
            piece = self.text[self._given : end]
            self._given = end
            self.marked += piece
            yield Answer(piece)

    def _mark(self, mark: str) -> Answer:
        self.marked += mark
        return Answer(mark)


def _opens(text: str, start: int, end: int) -> bool:
    """Tell whether a fenced block that does not end there opens, or ends, between two positions."""
    return len(_FENCE.findall(text, start, end)) % 2 == 1
