"""Split a model's reply into reasoning and answer while it streams.

A reply may open with `<think>`, hold reasoning up to `</think>`, and go on with the answer. Pieces arrive cut
anywhere, inside a tag too, so what could still become a tag, and white space that may turn out to be the edge
of a part, is held back until the next piece decides.

Only a tag at the very start of the reply (or right after a closing one) opens reasoning: an answer that merely
speaks of `<think>` keeps its words.
"""

from __future__ import annotations

from assistant.models.ports import AnswerPiece, ReasoningPiece

OPENING = "<think>"
CLOSING = "</think>"

Piece = ReasoningPiece | AnswerPiece


class ReasoningSplitter:
    """Splits one streamed reply; the joined pieces do not depend on how the reply was cut.

    White space around the reasoning and around the answer is dropped.

    Args:
        starts_inside: Whether the prompt ended with an opening tag already, as the templates of some models do,
            so that the reply begins in the middle of the reasoning.
    """

    def __init__(self, *, starts_inside: bool = False) -> None:
        self._held = ""
        self._reasoning = starts_inside
        self._at_start = True

    def feed(self, text: str) -> list[Piece]:
        """Take the next piece of the reply and give what is certain by now."""
        self._held += text
        pieces: list[Piece] = []
        while self._step(pieces):
            pass
        return pieces

    def finish(self) -> list[Piece]:
        """Give what was held back, now that nothing can follow; white space at the end is dropped."""
        rest, self._held = self._held.strip() if self._at_start else self._held.rstrip(), ""
        return [self._piece(rest)] if rest else []

    def _step(self, pieces: list[Piece]) -> bool:
        """Settle the beginning of what is held; False when more text is needed first."""
        if self._at_start:
            return self._skip_edge()
        if not self._reasoning:
            self._give(pieces, len(self._held.rstrip()))
            return False
        found = self._held.find(CLOSING)
        if found < 0:
            self._give(pieces, len(_without_tag_start(self._held).rstrip()))
            return False
        self._give(pieces, len(self._held[:found].rstrip()))
        self._held = self._held.lstrip().removeprefix(CLOSING)
        self._reasoning, self._at_start = False, True
        return True

    def _skip_edge(self) -> bool:
        """Drop white space and tags at the start of a part; False while it cannot be told what begins there."""
        self._held = self._held.lstrip()
        if self._held.startswith(OPENING):
            self._held, self._reasoning = self._held.removeprefix(OPENING), True
            return True
        if self._held.startswith(CLOSING):
            self._held, self._reasoning = self._held.removeprefix(CLOSING), False
            return True
        if OPENING.startswith(self._held) or CLOSING.startswith(self._held):
            return False
        self._at_start = False
        return True

    def _give(self, pieces: list[Piece], length: int) -> None:
        if length:
            pieces.append(self._piece(self._held[:length]))
            self._held = self._held[length:]

    def _piece(self, text: str) -> Piece:
        return ReasoningPiece(text) if self._reasoning else AnswerPiece(text)


def template_starts_inside(template: str) -> bool:
    """Tell whether a chat template ends its prompt with an opening tag.

    Understands the literal end of a template in either language that engines use, with closing control blocks
    (`{% endif %}`, `{{ end }}`) and quotes after it.
    """
    rest = template.rstrip()
    while rest.endswith(("}}", "%}")):
        block = rest.rfind("{{") if rest.endswith("}}") else rest.rfind("{%")
        if block < 0:
            return False
        inside = rest[block:]
        if OPENING in inside:
            return inside.rstrip("-%} \n'\"").removesuffix("\\n").rstrip().endswith(OPENING)
        rest = rest[:block].rstrip()
    return rest.endswith(OPENING)


def _without_tag_start(text: str) -> str:
    """Cut off an ending that the next piece may turn into a closing tag."""
    for length in range(min(len(CLOSING) - 1, len(text)), 0, -1):
        if text.endswith(CLOSING[:length]):
            return text[:-length]
    return text
