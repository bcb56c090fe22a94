"""Weigh what a chat model says of a cell with what was read without it.

A small model that reads a whole paper often finds the value, as often says one that is not meant, and rarely says that nothing is
stated where something is. So its reply is one more sign beside the likelihoods of the sentences. `python -m benchmarks.cell_replies`
fits what it counts to replies to questions that strangers ask of their contracts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant.agent.cells.cell_decision import Decision
from assistant.agent.cells.cell_model import Judged
from assistant.agent.cells.cell_replies import says_not_stated, shortened
from assistant.agent.cells.cell_values import Option
from assistant.agent.words.value_spans import value_spans, values_agree
from assistant.frozen import dataclass
from assistant.retrieval.evidence import Unit

_LEAST = 1e-3
"""Likelihood below which none is told apart."""

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "read": {"": 0.38, "before": 0.61, "none": 1.14, "same": 1.01},
    "none": {"": 2.22, "before": 0.88, "none": 1.37, "same": -0.29},
    "said": {"": 1.99, "before": 0.67, "not_shown": -1.38, "nowhere": -0.41},
}  # fmt: skip
"""What each feature counts for each answer, as log-odds against that all of them are wrong; "" is constant."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said of a cell, beside what was read.

    Attributes:
        none: Whether it says that the document does not state it.
        same: Whether it says what was read.
        before: How likely the sentence answers, before it was asked, whose value it says in place of what was read.
        shown: Whether what it says stands in one of the likeliest sentences.
        stands: Whether it stands in the document.
    """

    none: bool = False
    same: bool = False
    before: float = 0.0
    shown: bool = True
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said of a cell, and where it stands.

    Attributes:
        reply: What it is weighed by.
        text: As it is shown.
        value: The value in it.
        option: The likeliest sentence that says it; None where none does.
    """

    reply: Reply
    text: str = ""
    value: str = ""
    option: Option | None = None


def said_of(units: Sequence[Unit], judged: Judged, options: Sequence[Option], answer: str) -> Said:
    """Return what a model's answer says beside what was read.

    Args:
        units: The sentences of the document.
        judged: What is asked.
        options: The sentences that may be meant, the likeliest first; at least one.
        answer: The value that the model says.
    """
    if says_not_stated(answer):
        return Said(Reply(none=True))
    text, value = shortened(answer, judged.kind)
    first, *others = options
    same = first.has(value, judged) if first.value else first.agrees(text, judged)
    before = max((one.chance for one in others if one.agrees(text, judged)), default=0.0)
    meant = [one for one in options if one.agrees(text, judged)]
    option = max(meant, key=lambda one: one.chance, default=None)
    if option is None:
        found = (Option(one, 0.0, "") for one in units)
        option = next((one for one in found if one.agrees(text, judged)), None)
    if option is not None:
        option = Option(option.unit, option.chance, _written(option, value, judged))
    reply = Reply(False, same, before, bool(meant), option is not None)
    return Said(reply, text, value, option)


def _written(option: Option, value: str, judged: Judged) -> str:
    """Return a value as a sentence writes it; "" where it writes none that agrees."""
    text = option.unit.text
    if option.value and option.has(value, judged):
        return option.value
    spans = [one for kind in judged.kinds for one in value_spans(text, kind)]
    agreeing = (
        text[start:end]
        for start, end in spans
        if any(values_agree(text[start:end], value, kind) for kind in judged.kinds)
    )
    return next(agreeing, value if value in text and judged.kind != "text" else "")


@dataclass(frozen=True, slots=True)
class Weighed:
    """How likely a cell's answers are once a model has replied.

    What is left to 1 is that none of them is right.

    Attributes:
        said: That what it said is right, where that is another value than was read.
        read: That the value is that was read without it.
        none: That the document does not state it.
    """

    said: float
    read: float
    none: float


def features(decision: Decision, reply: Reply) -> dict[str, dict[str, float]]:
    """Return what each answer is weighed by; "said" only where another value is said.

    Args:
        decision: How likely each is without the model.
        reply: What it said.
    """
    other = not reply.none and not reply.same
    said = {"none": float(reply.none), "same": float(reply.same)}
    found = {
        "read": {"": 1.0, "before": _log_odds(decision.value), **said},
        "none": {"": 1.0, "before": _log_odds(decision.none), **said},
    }
    if other:
        found["said"] = {
            "": 1.0,
            "before": _log_odds(max(reply.before, 0.01)),
            "not_shown": float(not reply.shown),
            "nowhere": float(not reply.stands),
        }
    return found


def weighed(decision: Decision, reply: Reply) -> Weighed:
    """Weigh a reply with what was read before.

    Args:
        decision: How likely each answer is without the model.
        reply: What it said.
    """
    scores = {
        answer: math.exp(sum(WEIGHTS[answer].get(name, 0.0) * value for name, value in told.items()))
        for answer, told in features(decision, reply).items()
    }
    whole = 1.0 + sum(scores.values())
    return Weighed(*(scores.get(answer, 0.0) / whole for answer in ("said", "read", "none")))


def _log_odds(chance: float) -> float:
    bounded = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))
