"""Share a model's context window between history, evidence and answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.question.operations import EarlierTurn
from assistant.agent.question.request import Kind
from assistant.config.schema import AnswerSettings
from assistant.models.base import ChatModel
from assistant.regexes import lazy_regex

FRAME_TOKENS = 220
"""Tokens reserved for the task in words and for the chat template."""
SMALL_MODEL_TOKENS = 500
"""Evidence for a fact for models below 3 billion parameters, which read longer prompts badly."""
LARGE_MODEL_TOKENS = 1_600
"""The same for models of 6 billion parameters or more."""
MIDDLE_MODEL_TOKENS = 1_200
"""The same for models in between, or of unknown size."""
_JUDGED = {SMALL_MODEL_TOKENS: 560, MIDDLE_MODEL_TOKENS: 2_000, LARGE_MODEL_TOKENS: 3_400}
"""The same where the sentences' worth is judged by the trained model, so that more of them are worth reading. Of 240 questions on four
offices' papers the words that answer stood in 1,900 tokens for 212, in 2,600 for 221, in 3,400 for 226 (`--only papers`, 8b); the figure
for models in between is chosen by hand."""
LEAST_EVIDENCE_TOKENS = 400
"""The least evidence that a model is shown, however slow the machine is."""
SMALL_BILLIONS = 3.0
"""Parameters, in billions, below which a model is a small one."""
PATIENCE_S = 15.0
"""Seconds that reading the evidence may take."""
_SIZE = lazy_regex(r"(?<![\w.])(?:\d+x)?e?(\d+(?:\.\d+)?)\s*([bm])(?![a-z0-9])", re.IGNORECASE)


class ContextBudget:
    """Share the model's context window between history, evidence and answer."""

    def __init__(self, chat: ChatModel, settings: AnswerSettings) -> None:
        self._count = chat.count_tokens
        reserve = settings.max_answer_tokens or chat.context_tokens // (2 if chat.thinks else 4)
        self._tokens = max(chat.context_tokens - min(reserve, chat.context_tokens // 2) - FRAME_TOKENS, 0)

    def history(self, earlier: Sequence[EarlierTurn], question: str) -> list[EarlierTurn]:
        """Return the latest earlier turns that take at most a third of the budget."""
        return self._latest(earlier, (self._tokens - self._count(question)) // 3)

    def whole_history(self, earlier: Sequence[EarlierTurn], question: str) -> list[EarlierTurn]:
        """Return the latest earlier turns that fit, at least the last one.

        For requests about the conversation itself, which need no evidence.
        """
        return self._latest(earlier, self._tokens - self._count(question)) or list(earlier[-1:])

    def _latest(self, earlier: Sequence[EarlierTurn], budget: int) -> list[EarlierTurn]:
        kept: list[EarlierTurn] = []
        for turn in reversed(earlier):
            budget -= self._count(turn.asked) + self._count(turn.answer) + 16
            if budget < 0:
                break
            kept.insert(0, turn)
        return kept

    def left(self, kept: Sequence[EarlierTurn], question: str) -> int:
        """Return the tokens that are left for evidence."""
        used = sum(self._count(turn.asked) + self._count(turn.answer) + 16 for turn in kept)
        return max(self._tokens - used - self._count(question), 0)


def billions_of(model: str) -> float | None:
    """Return a model's parameters in billions, as its name tells.

    None where it does not.
    """
    size = _SIZE.search(model)
    return None if size is None else float(size.group(1)) / (1_000 if size.group(2) in "mM" else 1)


def is_small(model: str) -> bool:
    """Return whether a model's name tells that it is a small one."""
    billions = billions_of(model)
    return billions is not None and billions < SMALL_BILLIONS


def usual_evidence(
    model: str,
    kind: Kind,
    tokens_per_s: float | None,
    *,
    across: bool = False,
    judged: bool = False,
) -> int:
    """Return how many tokens of evidence a model is shown where nothing is set.

    Args:
        model: Its name; the billions of parameters in it tell its size.
        kind: What the question wants: more than a fact needs more.
        tokens_per_s: How fast this machine was seen to read a prompt with it; None where that is not known yet.
        across: Whether the documents are in another language than the question, where the best passage is less sure.
        judged: Whether the best sentences for a fact are chosen among all that was found; see `quoting.worth_of`.
    """
    billions = billions_of(model)
    if billions is None:
        usual = MIDDLE_MODEL_TOKENS
    else:
        usual = (
            SMALL_MODEL_TOKENS
            if billions < SMALL_BILLIONS
            else LARGE_MODEL_TOKENS
            if billions >= 6
            else MIDDLE_MODEL_TOKENS
        )
    if judged and kind == "fact":
        usual = _JUDGED[usual]
    if tokens_per_s is not None:
        usual = min(usual, max(round(PATIENCE_S * tokens_per_s), LEAST_EVIDENCE_TOKENS))
    if kind == "whole":
        return 3 * usual
    if across and usual < LARGE_MODEL_TOKENS:
        return usual * 3 // 2
    if kind == "list":
        return usual * 3 // 2 if usual >= LARGE_MODEL_TOKENS else 2 * usual
    return 2 * usual if kind == "compare" else usual
