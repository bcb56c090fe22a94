"""Notice a model that says the same again and again.

Small models fall into it now and then, and would go on until their window is full: minutes on a small machine.
"""

from __future__ import annotations

from dataclasses import dataclass

_PIECE = 32
"""Characters at the end of a text that are looked for before it; between two looks so many come."""
_LONGEST = 600
"""Characters of the longest words that are noticed to come again."""
_TIMES, _LEAST_CHARS = 5, 400
"""How often in a row the same has to be said, and how many characters in all: a table may hold a row three times."""


@dataclass(slots=True)
class Loop:
    """What was said last of a growing text.

    Attributes:
        tail: Its end.
        unseen: Characters that came since it was looked at.
    """

    tail: str = ""
    unseen: int = 0

    def closes(self, piece: str) -> bool:
        """Take what comes next, and return whether the text only goes on saying the same."""
        self.tail = (self.tail + piece)[-_LONGEST * _TIMES :]
        self.unseen += len(piece)
        if self.unseen < _PIECE or len(self.tail) < _LEAST_CHARS:
            return False
        self.unseen = 0
        return repeated(self.tail) > 0


def repeated(text: str) -> int:
    """Return the length of what a text ends with several times in a row; 0 for none."""
    last = text[-_PIECE:]
    before = text.rfind(last, 0, len(text) - 1)
    if before < 0:
        return 0
    length = len(text) - _PIECE - before
    spanned = max(length * _TIMES, _LEAST_CHARS)
    if length > _LONGEST or spanned > len(text):
        return 0
    end = text[-spanned:]
    return length if end[length:] == end[:-length] else 0
