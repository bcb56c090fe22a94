"""Write the answer: take pieces of text, return pieces with marks and citations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.agent.claims.attribution import Attribution
from assistant.agent.prompt.prompts import PROMPT_PHRASES, WORDINGS
from assistant.agent.prompt.whole_wording import WHOLE_PHRASES
from assistant.answer_table import UNCONFIRMED, Cell
from assistant.events import Answer, Citation
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.sentences import ends, undecided, undecided_from
from assistant.text import unwrapped

_LONG_PHRASE, _LONG_WIDE_PHRASE = 20, 8
"""Characters from which a phrase of the prompt is an echo by itself; shorter ones only after another."""
_LABEL_CHARS = 300
"""Longest line that may be a label of the prompt."""
_DRESS = " \t>*_#"
_START = lazy_regex(r"\n|(?<=[.!?:])[ \t]+|[。！？](?![。！？])")
_PLACE = lazy_regex(r"\[[^\[\]\n]*(?:(?<=\w)\.\w{1,5}\b|·| > |\(p\. \d+\))[^\[\]\n]*\][ \t*_]*\Z")
_LIST_NUMBER = lazy_regex(r"\A\s*\d{1,2}(?:[.)]\s+|、\s*)(?=\S)")
_CODE_FENCE = lazy_regex(r"`{3,}(?!.*```)|~{3,}")


def _labels(*names: str) -> tuple[str, ...]:
    found = {getattr(wording, name).strip(" :：").lower() for wording in WORDINGS.values() for name in names}
    return tuple(sorted(found, key=len, reverse=True))


_ASKED, _ANSWERED = _labels("question", "next"), _labels("answer")
_PHRASES = tuple(
    sorted(
        {phrase.lower() for phrase in (*PROMPT_PHRASES, *WHOLE_PHRASES) if "{" not in phrase},
        key=len,
        reverse=True,
    )
)
_LONG_PHRASES = tuple(
    phrase
    for phrase in _PHRASES
    if len(phrase) >= (_LONG_PHRASE if phrase.isascii() or phrase[0].isascii() else _LONG_WIDE_PHRASE)
    or phrase[0] == "<"
)


@dataclass(slots=True)
class EchoFilter:
    """Remove echoes of our prompt from streamed text.

    What may be the beginning of one is held back.
    """

    _held: str = ""
    _last: str = "\n"
    _starting: bool = True
    _dropped: bool = False
    _fenced: bool = False
    _said: bool = False

    def feed(self, piece: str, *, final: bool = False) -> str:
        """Take a piece and give what is surely none of ours.

        Args:
            piece: The next piece of the text.
            final: Whether it is the last one; then nothing is held back.
        """
        self._held += piece
        given: list[str] = []
        while self._held:
            if self._starting:
                cut = self._cut(final=final)
                if cut < 0:
                    break
                if cut:
                    self._held = self._held[cut:]
                    self._dropped = True
                    continue
                self._starting = self._dropped = False
            self._pass(given)
        return "".join(given)

    def _pass(self, given: list[str]) -> None:
        """Pass on the text before the next place where an echo may begin."""
        joined = self._last + self._held
        match = _START.search(joined, 1)
        end = (match.end() if match is not None else len(joined)) - 1
        passed, self._held = self._held[:end], self._held[end:]
        given.append(passed)
        self._said = self._said or not passed.isspace()
        self._last = passed[-1:] or self._last
        self._starting = match is not None

    def _cut(self, *, final: bool) -> int:
        """Return how many characters to drop; 0 for none, -1 to wait for more."""
        held = self._held
        if self._dropped and held[0].isspace():
            return len(held) - len(held.lstrip())
        body = held.lstrip(_DRESS)
        lead = len(held) - len(body)
        if not body:
            return 0 if final else -1
        if body[0] == "\n":
            return 0
        at_line = self._last == "\n" or self._dropped or not self._said
        if at_line and (body[0] in "`~" or self._fenced):
            return self._at_fence(body, final=final)
        lowered = body.lower()
        known = _PHRASES if self._dropped else _LONG_PHRASES
        if not final and any(len(phrase) > len(lowered) and phrase.startswith(lowered) for phrase in known):
            return -1
        phrase = next((phrase for phrase in known if lowered.startswith(phrase)), "")
        if phrase:
            return lead + len(phrase)
        return self._at_label(lead, body, lowered, final=final) if at_line else 0

    def _at_fence(self, body: str, *, final: bool) -> int:
        """Track fenced code, in which nothing is dropped."""
        if "\n" not in body and not final:
            marks = body[:3]
            return -1 if marks in ("`", "``", "```", "~", "~~", "~~~") else 0
        if _CODE_FENCE.match(body.partition("\n")[0]):
            self._fenced = not self._fenced
        return 0

    def _at_label(self, lead: int, body: str, lowered: str, *, final: bool) -> int:
        line, newline, _ = body.partition("\n")
        whole = bool(newline) or final
        if body[0] == "[":
            if not whole:
                return -1 if len(line) < _LABEL_CHARS else 0
            return lead + len(line) + len(newline) if _PLACE.match(line) else 0
        for labels, asked in ((_ASKED, True), (_ANSWERED, False)):
            if not asked and self._said and not self._dropped:
                continue
            for label in labels:
                rest = lowered[len(label) :].lstrip(" *_")
                if lowered.startswith(label) and rest[:1] in (":", "："):
                    if asked:
                        if not whole:
                            return -1 if len(line) < _LABEL_CHARS else 0
                        return lead + len(line) + len(newline)
                    behind = rest[1:].lstrip("*_")
                    return -1 if not behind and not final else lead + len(lowered) - len(behind)
                if not final and (label.startswith(lowered) or (lowered.startswith(label) and not rest)):
                    return -1
        return 0


_MODEL_MARK = r"(?:\[\d{1,3}\]|【\d{1,3}】)"
_MODEL_MARKS = lazy_regex(
    rf"(?:(?:\A|(?<=\n)){_MODEL_MARK}(?:[ \t]*{_MODEL_MARK})*[ \t]*"
    rf"|(?:(?<![ \t])[ \t]+|(?<=[.!?。！？,，;；”\"])){_MODEL_MARK}(?:[ \t]*{_MODEL_MARK})*)(?!\()"
)
"""Citation numbers that a model invents; not the `[0]` of `list[0]`, nor the text of a link."""
_HELD_BACK = lazy_regex(rf"(?<!\s)\s*(?:{_MODEL_MARK}\s*)*(?:[\[【]\d{{0,3}})?\Z")
"""Text held back until more is known: white space, and what may be such a number."""
_FENCE = lazy_regex(r"[ \t]*(?:`{3,}(?!.*```)|~{3,})")
_LONGEST_SENTENCE = 1_500
"""Characters from which a sentence is judged in pieces."""
_LEAD = lazy_regex(r"[^\d]*[:：]")
_LONGEST_LEAD = 40
"""Characters of the longest words that only announce a list: "Key facts:"."""
_CLAUSE = lazy_regex(r";\s+")
_SHORTEST_CLAUSE, _MOST_CLAUSES = 8, 24
"""Characters of the shortest, and number of the most clauses that are judged one by one."""
_MARKDOWN_LEAD = lazy_regex(r"^\s*(?:[-*+>]|\d+[.)]|#+)\s+")


Attribute = Callable[[str], Attribution]
"""Finds the evidence of a sentence."""


@dataclass(slots=True)
class Writer:
    """Write one answer with its citations.

    Attributes:
        attribute: Finds the evidence; None for an answer that does not rest on documents.
        text: What the model has said so far, without our marks.
        marked: The same with our marks, as it was given out.
        citations: By the passage and the words they quote.
        supported: Sentences that something supports, with that.
        unsupported: Sentences that nothing supports.
        missing: Numbers and names that do not stand in what is cited.
        claims: Sentences that needed evidence.
        likely: Whether one of those not supported stands beside evidence that speaks of the same.
        holds_code: Whether it holds a fenced block, which is not judged.
        reasons: Why sentences are marked although there is evidence, as `Attribution.reason` tells; one for each of
            `unsupported`.
        scanned: Characters looked at for the ends of sentences so far.
        drops: Whether sentences that are not supported are left out, not marked, and others said once. Nothing of a sentence is given out then
            before it ends.
        dropped: Those that were left out.
    """

    attribute: Attribute | None
    text: str = ""
    marked: str = ""
    citations: dict[tuple[int, int, int], Citation] = field(default_factory=dict)
    supported: list[tuple[str, tuple[Unit, ...]]] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    claims: int = 0
    likely: bool = False
    holds_code: bool = False
    scanned: int = 0
    drops: bool = False
    dropped: list[str] = field(default_factory=list)
    _lead: str = ""
    _once: set[str] = field(default_factory=set)
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
        """Yield what is left when the model has ended."""
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

    def quote(
        self, units: Sequence[Unit], labels: Mapping[Unit, str] | None = None
    ) -> Iterator[Answer | Citation]:
        """Write an answer of evidence, word for word.

        Args:
            units: The evidence.
            labels: What is said before some of it.
        """
        lead, labels = "", labels or {}
        alone = Counter(unit.passage.id for unit in units)
        for unit, *again in _each_once(units, labels):
            same = bool(unit.lead) and unit.lead == lead  # the head of a table stands above its rows once
            lead = unit.lead
            if self.text:
                self.text += "\n" if same and unit not in labels else "\n\n"
            if unit in labels:
                self.text += labels[unit] + ("\n" if lead else " " if labels[unit].endswith(":") else "")
                same = False
            words = unwrapped(unit.text)
            if alone[unit.passage.id] == 1:  # the number of its list would look like the answer's own
                words = _LIST_NUMBER.sub("", words)
            self.text += f"{lead}\n{words}" if lead and not same else words
            yield from self._give(len(self.text))
            marks = []
            for one in (unit, *again):
                citation, new = self._cite(one)
                if new:
                    yield citation
                marks.append(f"[{citation.number}]")
            yield self._mark(" " + "".join(dict.fromkeys(marks)))
        self._judged = len(self.text)

    def state(self, text: str, units: Sequence[Unit]) -> Iterator[Answer | Citation]:
        """Write what the program worked out, with the evidence that it comes from."""
        self.text += text
        yield from self._give(len(self.text))
        marks = []
        for unit in units:
            citation, new = self._cite(unit)
            marks.append(f"[{citation.number}]")
            if new:
                yield citation
        if marks:
            yield self._mark(" " + "".join(dict.fromkeys(marks)))
        self._judged = len(self.text)

    def compose(self, pieces: Iterable[str | Cell]) -> Iterator[Answer | Citation]:
        """Write an answer of the program's own words, and of the marks of cells."""
        for piece in pieces:
            if isinstance(piece, str):
                self.text += piece
                yield from self._give(len(self.text))
                continue
            marks: list[str] = []
            for citation in piece.citations:
                key = (citation.passage_id, citation.start, citation.end)
                known = self.citations.get(key)
                if known is None:
                    known = replace(citation, number=len(self.citations) + 1)
                    self.citations[key] = known
                    yield known
                marks.append(f"[{known.number}]")
            if piece.state in ("unsure", "contradicted") and not piece.says_none:
                marks.append(UNCONFIRMED)
            if marks:
                yield self._mark(" " + "".join(marks))
        self._judged = len(self.text)

    def _append(self, ready: str) -> None:
        """Append text without the citation numbers that the model invents.

        Inside code they stay.
        """
        start = done = len(self.text)
        grown = self.text + (ready if self.text else ready.lstrip())
        for match in _MODEL_MARKS.finditer(grown, start):
            built = self.text + grown[done : match.start()] if done > start else grown[: match.start()]
            if not self._appended.opened(built) and not _in_span(built, len(built)):
                self.text, done = built, match.end()
        self.text = self.text + grown[done:] if done > start else grown

    def _show(self) -> Iterator[Answer | Citation]:
        self.scanned += len(self.text) - undecided_from(self.text, self._judged, self._seen)
        for end in ends(self.text, self._judged, self._seen):
            if not _in_span(self.text, end):
                yield from self._judge(end)
        if not self.drops:
            yield from self._give(undecided(self.text, self._judged, self._seen))
        self._seen = len(self.text)

    def _judge(self, end: int) -> Iterator[Answer | Citation]:
        sentence = self.text[self._judged : end]
        stripped = self._judged + len(sentence.rstrip())
        if not self.drops:
            yield from self._give(stripped)
        began_fenced = self._fences.opened(self.text[: self._judged])
        fenced = self._fences.opened(self.text[:end])
        self.holds_code |= fenced
        self._judged = end
        if self.attribute is None or began_fenced or fenced or not sentence.strip():
            yield from self._give(stripped)
            return
        bare = _MARKDOWN_LEAD.sub("", sentence).strip().strip("*_").strip()
        if len(bare) <= _LONGEST_LEAD and _LEAD.fullmatch(bare):
            yield from self._give(stripped)
            return
        if self.drops and bare in self._once:
            self._drop(stripped)
            return
        found = self._attribution(bare)
        if self.drops and found.claims and not found.supported:
            self._drop(stripped)
            self.dropped.append(bare)
            return
        self._once.add(bare)
        yield from self._give(stripped)
        if not found.claims:
            return
        self.claims += 1
        marks = []
        for unit in found.units:
            citation, new = self._cite(unit)
            marks.append(f"[{citation.number}]")
            if new:
                yield citation
        if not found.supported:
            self.unsupported.append(bare)
            self.reasons.append(found.reason)
            self.likely |= found.likely
            self.missing += found.missing
            marks.append(UNCONFIRMED)
        else:
            self.supported.append((bare, found.units))
        if not is_row(bare):
            yield self._mark(" " + "".join(marks))

    def _drop(self, end: int) -> None:
        """Leave a sentence out; what begins its line stays for the next one in it."""
        piece = self.text[self._given : end]
        lead = re.match(r"\s*(?:(?:[-*+>]|\d+[.)]|#+)\s+)?", piece)
        self._lead = self._lead or (lead.group() if lead is not None and "\n" in lead.group() else "")
        self._given = end

    def _attribution(self, bare: str) -> Attribution:
        """Find the evidence for a sentence; cut an endless one into pieces.

        It is supported where all of its pieces are.
        """
        assert self.attribute is not None
        if len(bare) > _LONGEST_SENTENCE:
            return self._in_pieces(
                [bare[at : at + _LONGEST_SENTENCE] for at in range(0, len(bare), _LONGEST_SENTENCE)]
            )
        found = self.attribute(bare)
        if found.supported or not found.claims or found.reason:
            return found
        # Facts that a model strings together with semicolons stand in different places.
        clauses = [clause for clause in _CLAUSE.split(bare) if clause.strip()]
        if len(clauses) < 2 or min(map(len, clauses)) < _SHORTEST_CLAUSE or len(clauses) > _MOST_CLAUSES:
            return found
        apart = self._in_pieces(clauses)
        return apart if apart.supported and apart.claims else found

    def _in_pieces(self, pieces: Sequence[str]) -> Attribution:
        """Find the evidence of each piece; all of them must be supported."""
        assert self.attribute is not None
        found = [one for piece in pieces if (one := self.attribute(piece)).claims]
        if not found:
            return Attribution(claims=False)
        units = tuple(dict.fromkeys(unit for one in found for unit in one.units))
        return next((one for one in found if not one.supported), Attribution(units))

    def _cite(self, unit: Unit) -> tuple[Citation, bool]:
        key = (unit.passage.id, unit.start, unit.end)
        known = self.citations.get(key)
        if known is not None:
            return known, False
        citation = unit.citation(len(self.citations) + 1)
        self.citations[key] = citation
        return citation, True

    def _give(self, end: int) -> Iterator[Answer]:
        if end > self._given:
            piece = self.text[self._given : end]
            self._given = end
            if self.drops:
                piece = self._after_dropped(piece)
            self.marked += piece
            yield Answer(piece)

    def _after_dropped(self, piece: str) -> str:
        """Begin a line where its first sentence was left out."""
        lead, self._lead = self._lead, ""
        if not self.marked:
            return piece.lstrip()
        return lead + piece.lstrip() if lead and not piece.startswith("\n") else piece

    def _mark(self, mark: str) -> Answer:
        self.marked += mark
        return Answer(mark)


def _each_once(units: Sequence[Unit], labels: Mapping[Unit, str]) -> Iterable[list[Unit]]:
    """Group what says the same, word for word, where it comes first.

    Rows and what has a label of its own stay as they are.
    """
    found: dict[object, list[Unit]] = {}
    for unit in units:
        said: object = unwrapped(unit.text)
        if is_row(unit.text) or (unit in labels and said in found):
            said = (unit.passage.id, unit.start, unit.end)
        found.setdefault(said, []).append(unit)
    return found.values()


def _in_span(text: str, position: int) -> bool:
    """Return whether a position stands between the backticks of code within a line."""
    return text.count("`", text.rfind("\n", 0, position) + 1, position) % 2 == 1


@dataclass(slots=True)
class _Fences:
    """Track fenced code blocks in a growing text, each line once."""

    _upto: int = 0
    _open: bool = False

    def opened(self, text: str) -> bool:
        """Return whether a text ends inside a fenced block.

        It must continue the text of the call before.
        """
        while (line_end := text.find("\n", self._upto)) != -1:
            self._open ^= _FENCE.match(text, self._upto, line_end) is not None
            self._upto = line_end + 1
        return self._open ^ (_FENCE.match(text, self._upto) is not None)
