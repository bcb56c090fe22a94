"""The model's window, and how history, evidence and answer share it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.config.schema import AnswerSettings
from assistant.models.ports import ChatModel

FRAME_TOKENS = 120
"""Room for the request around the evidence and for the template's own tokens."""


class Room:
    """How the model's window is shared between history, evidence, and what the model will say."""

    def __init__(self, chat: ChatModel, settings: AnswerSettings) -> None:
        self._count = chat.count_tokens
        reserve = settings.max_answer_tokens or chat.context_tokens // (2 if chat.thinks else 4)
        self._tokens = max(chat.context_tokens - min(reserve, chat.context_tokens // 2) - FRAME_TOKENS, 0)

    def history(self, earlier: Sequence[tuple[str, str]], question: str) -> list[tuple[str, str]]:
        """Give the latest earlier turns that take at most a third of the room."""
        room = (self._tokens - self._count(question)) // 3
        kept: list[tuple[str, str]] = []
        for asked, answer in reversed(earlier):
            room -= self._count(asked) + self._count(answer) + 16
            if room < 0:
                break
            kept.insert(0, (asked, answer))
        return kept

    def left(self, kept: Sequence[tuple[str, str]], question: str) -> int:
        """Give the tokens that are left for evidence."""
        used = sum(self._count(asked) + self._count(answer) + 16 for asked, answer in kept)
        return max(self._tokens - used - self._count(question), 0)
