"""Say who somebody is by their row in a register, and what texts say of them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from assistant.agent.citing.quoting import Quotes
from assistant.agent.progress import Progress
from assistant.agent.question.request import Request
from assistant.agent.step import Step
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import is_row
from assistant.retrieval.search import Found

if TYPE_CHECKING:
    from assistant.agent.numbers.number_road import NumberRoad

_WHO = lazy_regex(
    r"^\W*(?:and |so )?who(?:['’]s| is| was) (?!(?:in|at|on|from|part)\b)(?:the |our |an? )?(?P<who>[^?？,;]{2,60}?)\W*$"
    r"|^\W*(?:and |so )?who(?:(?:['’]s| works?| is| are| was)(?: working)? (?:in|at|on|part of)| (?:belongs?|works?) (?:to|for)) (?:the |our )?(?P<group>[^?？,;]{2,60}?)\W*$"
    r"|^\W*(?:请问)?谁是(?P<whose>[^?？，,；]{2,20}?)[呀啊呢]?\W*$"
    r"|^\W*(?:请问)?(?P<whom>[^?？，,；]{2,20}?)(?:是谁|是什么人|是哪位|是干什么的|是做什么的)[呀啊呢]?\W*$"
    r"|^\W*(?:请问)?(?P<among>[^?？，,；]{2,20}?)(?:里|中)?(?:都|一共|现在)?有(?:谁|(?:哪些|哪几个|哪几位|什么)(?:人|员工|同事|职员|成员))[呀啊呢]?\W*$"
    r"|^\W*(?:请问)?(?:都有)?(?:谁|哪些人)在(?P<within>[^?？，,；]{2,20}?)(?:[里中]|工作|上班|干活)*[呀啊呢]?\W*$"
    r"|^\W*where(?:['’]s| is| are) (?:the |our )?(?P<kept>[^?？,;]{2,60}?)(?: now| kept| today)*\W*$"
    r"|^\W*(?:请问)?(?P<thing>[^?？，,；]{2,20}?)(?:现在|目前|如今)*[存摆]?放?在(?:哪里?|哪儿|什么地方)\W*$",
    re.IGNORECASE,
)
"""Asks who somebody is, who bears a role, or who is in a group; or where a thing is."""
MOST_BESIDE_ROW = 2
"""Sentences that are quoted beside the row of somebody."""


def who_asked(request: Request) -> re.Match[str] | None:
    """Return what of a question asks who somebody is, or where a thing is; else None."""
    return _WHO.search(request.stands_for[0] if request.stands_for else request.question)


class WhoRoad:
    """Answers who somebody is, who bears a role or is in a group, where a thing is.

    Args:
        numbers: Knows the registers.
        texts: Gives what the texts alone say of the question.
    """

    def __init__(self, numbers: NumberRoad, texts: Callable[[], Awaitable[tuple[Found, Quotes]]]) -> None:
        self._numbers = numbers
        self._texts = texts

    async def step(
        self, progress: Progress, inside: frozenset[int] | None, found: re.Match[str]
    ) -> Step | None:
        """Return the step that tells the row; None where no register holds what is asked.

        Args:
            progress: The turn.
            inside: The documents that it is narrowed to; None for all.
            found: What `who_asked` gives.
        """
        group, asked = found["group"] or found["among"] or found["within"], next(filter(None, found.groups()))
        where = bool(found["kept"] or found["thing"])
        told = await self._numbers.who(progress, inside, asked.strip(), group=bool(group), where=where)
        if told is None:
            return None
        step, by_name = told
        then = partial(self._said_of, asked.strip(), step.then) if by_name else step.then
        return replace(step, then=then)

    async def _said_of(
        self, name: str, otherwise: Callable[[], Awaitable[Step | None]] | None
    ) -> Step | None:
        """Quote behind a row what texts say of somebody by name."""
        _, quotes = await self._texts()
        units = [one for one in quotes.units if name in one.text and not is_row(one.text)]
        return Step(quotes=units[:MOST_BESIDE_ROW], then=otherwise)
