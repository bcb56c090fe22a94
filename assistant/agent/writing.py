"""The answer as it is written: pieces of text come in, pieces with marks and citations go out. Pure but for attribution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.agent.citations import Attribution
from assistant.agent.echoing import EchoFilter
from assistant.events import Answer, Citation
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.sentences import ends, undecided, undecided_from

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
_FENCE = re.compile(r"[ \t]*(?:`{3,}(?!.*```)|~{3,})")
_LONGEST = 1_500
"""Characters of a sentence that are judged together; a longer one is judged piece by piece."""
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
        reasons: Why sentences are marked although there is evidence, as `Attribution.reason` tells; one for each of
            `unsupported`.
        scanned: Characters looked at for the ends of sentences so far.
    """

    attributor: Attributes | None
    text: str = ""
    marked: str = ""
    citations: dict[tuple[int, int, int], Citation] = field(default_factory=dict)
    unsupported: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    claims: int = 0
    holds_code: bool = False
    scanned: int = 0
    _given: int = 0
    _judged: int = 0
    _seen: int = 0
    _raw: str = ""
    _echoes: EchoFilter = field(default_factory=EchoFilter)
    _appended: _Fences = field(default_factory=lambda: _Fences())
    _fences: _Fences = field(default_factory=lambda: _Fences())

    def feed(self, piece: str) -> Iterator[Answer | Citation]:
        """Take a piece of the model's answer and give what can be shown of it."""
        yield from self._take(self._echoes.feed(piece))

    def finish(self) -> Iterator[Answer | Citation]:
        """Give what is left when the model has ended."""
        yield from self._take(self._echoes.feed("", final=True))
        self._append(self._raw)
        self._raw, self.text = "", self.text.rstrip()
        yield from self._show()
        yield from self._judge(len(self.text))

    def _take(self, piece: str) -> Iterator[Answer | Citation]:
        if piece.isspace() and self._raw[-1:].isspace():
            self._raw += piece  # nothing is known yet that was not before
            return
        self._raw += piece
        held = _HELD_BACK.search(self._raw)
        ready, self._raw = self._raw[: held.start()] if held else self._raw, held.group() if held else ""
        if ready:
            self._append(ready)
            yield from self._show()

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
        for match in _OWN_NUMBERS.finditer(grown, start):
            built = self.text + grown[done : match.start()] if done > start else grown[: match.start()]
            if not self._appended.opened(built) and not _in_span(built, len(built)):
                self.text, done = built, match.end()
        self.text = self.text + grown[done:] if done > start else grown

    def _show(self) -> Iterator[Answer | Citation]:
        self.scanned += len(self.text) - undecided_from(self.text, self._judged, self._seen)
        for end in ends(self.text, self._judged, self._seen):
            if not _in_span(self.text, end):
                yield from self._judge(end)
        yield from self._give(undecided(self.text, self._judged, self._seen))
        self._seen = len(self.text)

    def _judge(self, end: int) -> Iterator[Answer | Citation]:
        sentence = self.text[self._judged : end]
        stripped = self._judged + len(sentence.rstrip())
        yield from self._give(stripped)
        began_fenced = self._fences.opened(self.text[: self._judged])
        fenced = self._fences.opened(self.text[:end])
        self.holds_code |= fenced
        self._judged = end
        if self.attributor is None or began_fenced or fenced or not sentence.strip():
            return
        bare = _MARKDOWN_LEAD.sub("", sentence).strip().strip("*_").strip()
        found = self._attribution(bare)
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
            self.reasons.append(found.reason)
            self.missing += found.missing
            marks.append(UNCONFIRMED)
        if not is_row(bare):
            yield self._mark(" " + "".join(marks))

    def _attribution(self, bare: str) -> Attribution:
        """Find what bears a sentence; one without an end is borne where all of its pieces are."""
        assert self.attributor is not None
        if len(bare) <= _LONGEST:
            return self.attributor.attribute(bare)
        pieces = [bare[at : at + _LONGEST] for at in range(0, len(bare), _LONGEST)]
        found = [one for piece in pieces if (one := self.attributor.attribute(piece)).claims]
        if not found:
            return Attribution(claims=False)
        units = tuple(dict.fromkeys(unit for one in found for unit in one.units))
        return next((one for one in found if not one.borne), Attribution(units))

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


def _in_span(text: str, position: int) -> bool:
    """Tell whether a position stands between the backticks of code within a line."""
    return text.count("`", text.rfind("\n", 0, position) + 1, position) % 2 == 1


@dataclass(slots=True)
class _Fences:
    """Follows the fenced blocks of a text that grows, each line once."""

    _upto: int = 0
    _open: bool = False

    def opened(self, text: str) -> bool:
        """Tell whether a text, which goes on from the one asked about before, ends inside a fenced block."""
        while (line_end := text.find("\n", self._upto)) != -1:
            self._open ^= _FENCE.match(text, self._upto, line_end) is not None
            self._upto = line_end + 1
        return self._open ^ (_FENCE.match(text, self._upto) is not None)
