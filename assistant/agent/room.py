"""The model's window, and how history, evidence and answer share it; and how much evidence a model and its machine bear."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.request import EarlierTurn, Kind
from assistant.config.schema import AnswerSettings
from assistant.models.ports import ChatModel

FRAME_TOKENS = 220
"""Room for the request around the evidence and for the template's own tokens."""
SMALL_TOKENS = 500
"""Evidence for a fact that a model of one or two billion parameters is shown: it reads badly what is longer."""
LARGE_TOKENS = 1_600
"""The same for a model of seven billion parameters or more."""
MIDDLE_TOKENS = 1_200
"""The same for one in between, or whose size is not known."""
LEAST_TOKENS = 400
"""Less than this is shown to no model, however slow its machine is."""
PATIENCE_S = 15.0
"""Seconds that a person waits gladly until a model has read what it is shown."""
_SIZE = re.compile(r"(?<![\w.])(?:\d+x)?e?(\d+(?:\.\d+)?)\s*([bm])(?![a-z0-9])", re.IGNORECASE)


class Room:
    """How the model's window is shared between history, evidence, and what the model will say."""

    def __init__(self, chat: ChatModel, settings: AnswerSettings) -> None:
        self._count = chat.count_tokens
        reserve = settings.max_answer_tokens or chat.context_tokens // (2 if chat.thinks else 4)
        self._tokens = max(chat.context_tokens - min(reserve, chat.context_tokens // 2) - FRAME_TOKENS, 0)

    def history(self, earlier: Sequence[EarlierTurn], question: str) -> list[EarlierTurn]:
        """Give the latest earlier turns that take at most a third of the room."""
        return self._latest(earlier, (self._tokens - self._count(question)) // 3)

    def whole_history(self, earlier: Sequence[EarlierTurn], question: str) -> list[EarlierTurn]:
        """Give the latest earlier turns that fit, where the conversation itself is what is asked about; at least the last one."""
        return self._latest(earlier, self._tokens - self._count(question)) or list(earlier[-1:])

    def _latest(self, earlier: Sequence[EarlierTurn], room: int) -> list[EarlierTurn]:
        kept: list[EarlierTurn] = []
        for turn in reversed(earlier):
            room -= self._count(turn.asked) + self._count(turn.answer) + 16
            if room < 0:
                break
            kept.insert(0, turn)
        return kept

    def left(self, kept: Sequence[EarlierTurn], question: str) -> int:
        """Give the tokens that are left for evidence."""
        used = sum(self._count(turn.asked) + self._count(turn.answer) + 16 for turn in kept)
        return max(self._tokens - used - self._count(question), 0)


def usual_evidence(model: str, kind: Kind, tokens_per_s: float | None, *, across: bool = False) -> int:
    """Tell how many tokens of evidence a model is shown where nothing is set.

    Args:
        model: Its name; the billions of parameters in it tell its size.
        kind: What the question wants: more than a fact needs more.
        tokens_per_s: How fast this machine was seen to read a prompt with it; None where that is not known yet.
        across: Whether the documents are in another language than the question, where the best passage is less sure.
    """
    size = _SIZE.search(model)
    if size is None:
        usual = MIDDLE_TOKENS
    else:
        billions = float(size.group(1)) / (1_000 if size.group(2) in "mM" else 1)
        usual = SMALL_TOKENS if billions < 3 else LARGE_TOKENS if billions >= 6 else MIDDLE_TOKENS
    if tokens_per_s is not None:
        usual = max(min(usual, round(PATIENCE_S * tokens_per_s)), LEAST_TOKENS)
    if kind == "whole":
        return 3 * usual
    if across and usual < LARGE_TOKENS:
        return usual * 3 // 2
    if kind == "list":
        return usual * 3 // 2 if usual >= LARGE_TOKENS else 2 * usual
    return 2 * usual if kind == "compare" and usual < LARGE_TOKENS else usual
