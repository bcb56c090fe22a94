"""A follow-up made to stand alone, so that it can be searched for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass

from assistant.agent.prompts import leans_back, points_back, rewrite_prompt
from assistant.errors import ModelFault, PartMissing
from assistant.library.terms import is_unspaced, query_terms
from assistant.models.ports import AnswerPiece, ChatModel, ChatOptions, Message

ANSWER_CHARS = 300
"""Of each earlier answer, this much is shown for a rewrite."""
REWRITE_TOKENS = 80
LONGEST = 240
_FIRST_QUESTION = re.compile(r"[^?？]*[?？]?")
_LEAD = re.compile(
    r"^(?:the )?(?:rewritten |next |new |standalone )?(?:question|问题|下一个问题|改写后的问题)\s*[:：]\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StandAlone:
    """A question that can be understood without the ones before it.

    Attributes:
        question: The question.
        unsure: Whether it was put together with the one before it for no more than being short.
    """

    question: str
    unsure: bool = False


async def stand_alone(
    question: str, earlier: Sequence[tuple[str, str]], chat: ChatModel | None
) -> StandAlone:
    """Make a question that can be understood without the ones before it.

    Args:
        question: As it was asked.
        earlier: Earlier questions, as they were searched for, with their answers; the latest last.
        chat: Rewrites it; where there is none, or what it writes is no use, the questions are put together.
    """
    if not earlier or not leans_back(question):
        return StandAlone(question)
    if chat is not None:
        written = await _written(question, earlier[-2:], chat)
        if _is_use(written, question, earlier[-1][0]):
            return StandAlone(written)
    # Only its first question: what was put together before must not grow with every turn.
    before = _FIRST_QUESTION.match(earlier[-1][0].strip())
    return StandAlone(
        f"{before.group() if before else ''} {question}".strip(), unsure=not points_back(question)
    )


async def _written(question: str, earlier: Sequence[tuple[str, str]], chat: ChatModel) -> str:
    shortened = [(asked, answer[:ANSWER_CHARS]) for asked, answer in earlier]
    options = ChatOptions(
        think=False if chat.thinks else None, temperature=0.0, top_p=1.0, max_tokens=REWRITE_TOKENS
    )
    messages = [Message("user", rewrite_prompt(question, shortened))]
    try:
        async with aclosing(chat.chat(messages, options)) as stream:
            pieces = [item.text async for item in stream if isinstance(item, AnswerPiece)]
    except (ModelFault, PartMissing):
        return ""  # the answer itself will tell what is wrong with the model
    line = "".join(pieces).strip().partition("\n")[0]
    return _LEAD.sub("", line).strip().strip('"“”*').strip()


def _is_use(written: str, question: str, before: str) -> bool:
    """Tell whether a rewrite is a question about the same things and not something else a model came up with."""
    if not written or len(written) > LONGEST:
        return False
    words = set(query_terms(written))
    numbers = {term for term in query_terms(question) if any(character.isdigit() for character in term)}
    other_script = is_unspaced(written) != is_unspaced(before)
    return numbers <= words and (other_script or bool(words & set(query_terms(before))))
