"""How fast a model was seen to read and write here, and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Sequence

from assistant.library.database import Notes
from assistant.models.base import ChatEnd, ChatModel, Message

_LEAST_READ = 100
"""The least new tokens of a prompt for its speed to be noted."""
_LEAST_WRITTEN = 24
"""The same of an answer."""
_ALIKE = 0.2
"""A speed that differs by less than this share is not noted again."""
_TEMPLATE_TOKENS = 8
"""What a chat template adds to a message."""


class Pace:
    """Notes in a library how fast its chat model is here, and foretells from it.

    Args:
        notes: Of the library.
        chat: The model.
    """

    def __init__(self, notes: Notes, chat: ChatModel) -> None:
        self._notes = notes
        self._chat = chat

    @property
    def reads(self) -> float | None:
        """Tokens a second of a prompt; None where none was seen yet."""
        return self._get("reads")

    @property
    def writes(self) -> float | None:
        """Tokens a second of an answer; None where none was seen yet."""
        return self._get("writes")

    @property
    def reasons(self) -> float | None:
        """Tokens that the model reasons before an answer; None where none was seen."""
        return self._get("reasons")

    def until_answer(self, messages: Sequence[Message], *, reasons: bool) -> float | None:
        """Foretell the seconds until an answer begins; None where nothing is known.

        The server may have read a part of the prompt before, so it may be less.

        Args:
            messages: What the model is asked.
            reasons: Whether it reasons first.
        """
        reads, writes = self.reads, self.writes
        if reads is None or (reasons and (writes is None or self.reasons is None)):
            return None
        tokens = sum(self._chat.count_tokens(message.content) + _TEMPLATE_TOKENS for message in messages)
        wait = tokens / reads
        if reasons and writes is not None and self.reasons is not None:
            wait += self.reasons / writes
        return wait

    def note(self, end: ChatEnd, clock: Clock) -> None:
        """Note how fast an answer came.

        Args:
            end: What it cost.
            clock: When its pieces came.
        """
        new = (end.prompt_tokens or 0) - (end.cached_tokens or 0)
        if new >= _LEAST_READ and end.prompt_seconds:
            self._set("reads", new / end.prompt_seconds)
        written, seconds = end.answer_tokens or 0, clock.seconds
        if written < _LEAST_WRITTEN or seconds <= 0:
            return
        self._set("writes", written / seconds)
        if clock.reasoned_chars:
            reasoned = written * clock.reasoned_chars / (clock.reasoned_chars + clock.answered_chars)
            before = self.reasons
            self._set("reasons", reasoned if before is None else (before + reasoned) / 2)

    def _get(self, what: str) -> float | None:
        try:
            return float(self._notes.get(f"{what}.{self._chat.name}")) or None
        except ValueError:
            return None

    def _set(self, what: str, seen: float) -> None:
        known = self._get(what)
        if known is None or abs(known - seen) >= known * _ALIKE:
            self._notes.try_set(f"{what}.{self._chat.name}", f"{seen:.1f}")


class Clock:
    """Keeps when the pieces of an answer came, and how many characters they had."""

    def __init__(self) -> None:
        self._began: float | None = None
        self.reasoned_chars = 0
        self.answered_chars = 0

    def piece(self, reasoned: str = "", answered: str = "") -> None:
        """Take note of a piece."""
        if self._began is None:
            self._began = time.monotonic()
        self.reasoned_chars += len(reasoned)
        self.answered_chars += len(answered)

    @property
    def seconds(self) -> float:
        """Seconds since the first piece."""
        return 0.0 if self._began is None else time.monotonic() - self._began
