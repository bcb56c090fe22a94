"""Split a model's streamed reply into reasoning and answer.

The tags around them are dropped.

A reply may open with `<think>` (or another spelling of it), hold reasoning up to `</think>`, and go on with the answer,
perhaps in `<answer>` and `</answer>`. Pieces arrive cut anywhere, inside a tag too, so what could still become a tag, and
white space that may turn out to be the edge of a part, is held back until the next piece decides.

A tag opens a part only at the beginning of the reply, of a part or of a line, and one in quotation marks or backticks is a
word: an answer that merely speaks of `<think>` keeps its words. Control tokens that a server let through are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.models.base import AnswerPiece, ReasoningPiece
from assistant.regexes import lazy_regex

_NAMES = ("think", "thinking", "thought", "thoughts", "reasoning")
_OPENING = (
    *(f"<{name}>" for name in _NAMES),
    "◁think▷",
    "[think]",
    "<|begin_of_thought|>",
    "<|start_thinking|>",
)
_CLOSING = (
    *(f"</{name}>" for name in _NAMES),
    "◁/think▷",
    "[/think]",
    "<|end_of_thought|>",
    "<|end_thinking|>",
)
_BEGINS_ANSWER = ("<answer>", "<|begin_of_solution|>", "<|start_response|>")
_ENDS_ANSWER = ("</answer>", "<|end_of_solution|>", "<|end_response|>")
_CONTROL = ("<start_of_turn>", "<end_of_turn>", "<bos>", "<eos>")
_LAST = "</s>"
"""Ends the replies of some models, and a line through words in HTML: it is dropped at the end only."""
_KINDS = {
    **dict.fromkeys(_OPENING, "open"),
    **dict.fromkeys(_CLOSING, "close"),
    **dict.fromkeys(_BEGINS_ANSWER, "begins answer"),
    **dict.fromkeys(_ENDS_ANSWER, "ends answer"),
    **dict.fromkeys(_CONTROL, "control"),
    _LAST: "last",
}
_NAME = r"[^<>|｜\[\]◁▷\s]"
"""What the name of a control token holds, such as `<|im_end|>` or `<｜end▁of▁sentence｜>`; no other tag fits into one."""
_FLAGS = re.IGNORECASE | re.ASCII
_TAG = lazy_regex("|".join(map(re.escape, _KINDS)) + rf"|<[|｜]{_NAME}{{1,40}}[|｜]>", _FLAGS)
_SPACE_AND_TAG = lazy_regex(rf"\s*(?P<tag>{_TAG.pattern})", re.IGNORECASE)
_CLOSING_TAG = lazy_regex("|".join(map(re.escape, _CLOSING)), _FLAGS)
_BEGUN_TAG = lazy_regex(rf"<[|｜](?:{_NAME}{{1,40}}[|｜]?)?\Z")
_BEGINNINGS = frozenset(tag[:length] for tag in _KINDS for length in range(1, len(tag)))
_LONGEST = 44
_QUOTES = frozenset("`'\"“”‘’„«»「」『』")

Piece = ReasoningPiece | AnswerPiece


class ReasoningSplitter:
    """Splits one streamed reply.

    The joined pieces do not depend on how the reply was cut.

    White space around the reasoning and around the answer is dropped. A closing tag that nothing has opened is dropped; what
    came before it was reasoning, but was given out as the answer, unless the model is known to think.

    Args:
        starts_inside: Whether the prompt ended with an opening tag already, as the templates of some models do,
            so that the reply begins in the middle of the reasoning.
        may_start_inside: Whether the model is known to think, and may leave out the opening tag: then nothing is given out
            before a tag, or the end, has shown what the beginning was.
    """

    def __init__(self, *, starts_inside: bool = False, may_start_inside: bool = False) -> None:
        self._held = ""
        self._undecided = may_start_inside and not starts_inside
        self._searched = 0
        self._reasoning = starts_inside
        self._at_start = True
        self._line_start = True
        self._wrapped = False
        self._space = ""
        self._before = ""
        self._given = {True: False, False: False}

    def feed(self, text: str) -> list[Piece]:
        """Take the next piece of the reply and give what is certain by now."""
        self._held += text
        if self._undecided and not self._decide():
            return []
        return list(self._pieces(last=False))

    def finish(self) -> list[Piece]:
        """Return what was held back, now that nothing can follow.

        White space at the end is dropped.
        """
        self._undecided = False
        return list(self._pieces(last=True))

    def _decide(self) -> bool:
        """Find out whether the reply began inside the reasoning.

        False while it cannot be told.
        """
        if (tag := _first_tag(self._held)) is not None:
            self._undecided = _KINDS.get(tag.lower()) not in ("open", "begins answer")
        for found in _CLOSING_TAG.finditer(self._held, max(0, self._searched - _LONGEST)):
            if self._undecided and not self._may_be_quoted(found):
                self._undecided, self._reasoning = False, True
        self._searched = len(self._held)
        return not self._undecided

    def _pieces(self, *, last: bool) -> Iterator[Piece]:
        """Settle what is held, as far as it can be."""
        while (found := _TAG.search(self._held)) is not None:
            yield from self._text(self._held[: found.start()])
            self._held = self._held[found.start() :]
            tag = found.group()
            quoted = self._before in _QUOTES
            if quoted and len(self._held) == len(tag) and not last:
                return
            after = self._held[len(tag) : len(tag) + 1]
            self._held = self._held[len(tag) :]
            if quoted and after in _QUOTES and after:
                yield from self._text(tag)
            else:
                yield from self._tag(tag)
            self._before = tag[-1]
        certain = len(self._held) if last else _without_begun_tag(self._held)
        yield from self._text(self._held[:certain])
        self._held = self._held[certain:]

    def _tag(self, tag: str) -> Iterator[Piece]:
        """Act on a tag, or give it as the words that it is."""
        kind = _KINDS.get(tag.lower(), "control")
        at_edge = self._at_start or (self._line_start and not self._reasoning)
        if kind == "open" and at_edge:
            self._turn(reasoning=True)
        elif kind == "close":
            if self._reasoning or self._at_start:
                self._turn(reasoning=False)
        elif kind == "begins answer" and at_edge and not self._reasoning:
            self._wrapped = True
        elif kind == "ends answer" and self._wrapped:
            self._wrapped = False
        elif kind == "last":
            self._space += tag
        elif kind != "control":
            yield from self._text(tag)

    def _turn(self, *, reasoning: bool) -> None:
        """Go on with the other part, or anew with the same one."""
        self._reasoning, self._at_start, self._line_start = reasoning, True, True
        self._space = ""

    def _text(self, text: str) -> Iterator[Piece]:
        """Yield text, but for white space that may be an edge."""
        if not text:
            return
        self._before = text[-1]
        *_, line = text.rsplit("\n", 1)
        self._line_start = not line.strip() and (self._line_start or "\n" in text)
        if self._at_start:
            text = text.lstrip()
        words = text.rstrip()
        if not words:
            self._space += text
            return
        # A part that was broken off by the other one goes on in a new line.
        between = "\n" if self._at_start and self._given[self._reasoning] else ""
        whole = between + ("" if self._at_start else self._space) + words
        self._space, self._at_start = text[len(words) :], False
        self._given[self._reasoning] = True
        yield ReasoningPiece(whole) if self._reasoning else AnswerPiece(whole)

    def _may_be_quoted(self, found: re.Match[str]) -> bool:
        """Return whether a tag in what is held is a word.

        Where nothing follows yet, it may be one.
        """
        before, after = (
            self._held[max(0, found.start() - 1) : found.start()],
            self._held[found.end() : found.end() + 1],
        )
        return before in _QUOTES and (not after or after in _QUOTES)


class ReplyReader:
    """Reads one streamed reply of an engine.

    The engine may give reasoning apart, leave it in the answer, or both.

    Args:
        starts_inside: See `ReasoningSplitter`; where reasoning came apart, the answer holds none of it.
        may_start_inside: See `ReasoningSplitter`.
    """

    def __init__(self, *, starts_inside: bool, may_start_inside: bool) -> None:
        self._starts_inside = starts_inside
        self._may_start_inside = may_start_inside
        self._splitter: ReasoningSplitter | None = None
        self._apart = False

    def feed(self, reasoning: str | None, answer: str | None) -> list[Piece]:
        """Take the next piece and give what is certain by now.

        Args:
            reasoning: What the engine gave as reasoning.
            answer: What it gave as the answer, in which reasoning may stand between tags.
        """
        pieces: list[Piece] = []
        if reasoning:
            text = reasoning if self._apart else reasoning.lstrip()
            self._apart = self._apart or bool(text)
            pieces += [ReasoningPiece(text)] if text else []
        if answer:
            if self._splitter is None:
                self._splitter = ReasoningSplitter(
                    starts_inside=self._starts_inside and not self._apart,
                    may_start_inside=self._may_start_inside and not self._apart,
                )
            pieces += self._splitter.feed(answer)
        return pieces

    def finish(self) -> list[Piece]:
        """Return what was held back, now that nothing can follow."""
        return [] if self._splitter is None else self._splitter.finish()


def template_starts_inside(template: str) -> bool:
    """Return whether a chat template ends its prompt with an opening tag.

    Understands the literal end of a template in either language that engines use, with closing control blocks
    (`{% endif %}`, `{{ end }}`) and quotes after it.
    """
    rest = template.rstrip().lower()
    while rest.endswith(("}}", "%}")):
        block = rest.rfind("{{") if rest.endswith("}}") else rest.rfind("{%")
        if block < 0:
            return False
        inside = rest[block:]
        if any(tag in inside for tag in _OPENING):
            return inside.rstrip("-%} \n'\"").removesuffix("\\n").rstrip().endswith(_OPENING)
        rest = rest[:block].rstrip()
    return rest.endswith(_OPENING)


def template_knows_reasoning(template: str) -> bool:
    """Return whether a chat template is that of a model that thinks."""
    return _CLOSING_TAG.search(template) is not None


def _first_tag(text: str) -> str | None:
    """Return the tag that a reply begins with, control tokens left out.

    None where it begins with words, or not yet.
    """
    start = 0
    while (found := _SPACE_AND_TAG.match(text, start)) is not None:
        if _KINDS.get(found["tag"].lower(), "control") != "control":
            return found["tag"]
        start = found.end()
    return None


def _without_begun_tag(text: str) -> int:
    """Return how much of a text is certain.

    An ending that the next piece may turn into a tag is not.
    """
    for start in range(max(0, len(text) - _LONGEST), len(text)):
        ending = text[start:]
        if ending.lower() in _BEGINNINGS or _BEGUN_TAG.match(ending):
            return start
    return len(text)
