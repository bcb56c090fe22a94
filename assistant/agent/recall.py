"""What was asked before, told by the program: exactly, at once, and without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.notices import said
from assistant.agent.request import EarlierTurn, Wanted
from assistant.languages import plain

MOST = 20
"""Most questions that are told at once; the latest of them."""
_QUESTIONS = re.compile(
    r"\bask\w*|\bquestions?\b|\bfrag\w+|\bgefragt\b|\bdemande\w*|\bpregunt\w+|\bdomand\w+|\bchiesto\b|\bpergunt\w+|спрашива\w+|спросил\w*|вопрос\w*"
    r"|问|質問|聞[いき]|尋ね|질문|물[어었]"
)
_FIRST = re.compile(
    r"\bfirst\b|\binitial\w*|\bbeginning\b|\bzuerst\b|\berste[nrs]?\b|\banfang\w*|\bpremiere?\b|\bau debut\b|\bd'abord\b|\bprimer[ao]?\b|\bal principio\b|\bprim[ao]\b|\binizi\w+|\bprimeir[ao]\b"
    r"|\bno (?:inicio|comeco)\b|перв\w+|сначала|в начале|第一|最开始|一开始|最早|最初|はじめ|初め|처음|첫"
)
_LAST = re.compile(
    r"\blast\b|\bprevious\b|\bjust\b|\bletzte[nrs]?\b|\bvorige[nrs]?\b|\bvorhin\b|\bgerade\b|\bderniere?\b|\bprecedente\b|\bultim[ao]\b|\banterior\b|последн\w+|предыдущ\w+|только что"
    r"|上一|上个|最后|刚才|刚刚|前一|直前|最後|さっき|先ほど|마지막|이전|방금|아까"
)


def recalled(look: Wanted, earlier: Sequence[EarlierTurn]) -> str | None:
    """Tell which questions were asked, where that is what is wanted.

    Args:
        look: The look at the question.
        earlier: All turns of the conversation before it, in order, those that found nothing too.

    Returns:
        The answer in its language, or None where something else is wanted: a model can look for that.
    """
    if look.operation != "recall" or not earlier:
        return None
    text = plain(look.question)
    if not _QUESTIONS.search(text):
        return None
    if _FIRST.search(text):
        return said("first_question", look.language, questions=_quoted(earlier[0]))
    if _LAST.search(text):
        return said("last_question", look.language, questions=_quoted(earlier[-1]))
    told = earlier[-MOST:]
    return said("all_questions", look.language, questions="\n".join(f"- {_quoted(turn)}" for turn in told))


def _quoted(turn: EarlierTurn) -> str:
    return " ".join(turn.question.split())
