"""Show the documents' words beside a model's answer that they do not bear out.

A small model takes the value of another passage, or says that nothing is there, where the right sentence stands among those that were
found. The model that chooses quotes (`quoting`) tells which sentence that most likely is; whoever reads both sees which to believe.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agent.citing.quoting import Quotes
from assistant.agent.prompt.writing import Writer
from assistant.events import TurnStatus
from assistant.library.terms import terms
from assistant.retrieval.evidence import Unit
from assistant.retrieval.values import values

WHERE_UNBORNE, WHERE_BORNE = 0.08, 0.5
"""How likely the best sentence has to answer for it to be shown: where nothing was found or nothing of the answer is borne out, and where
it is, by other sentences."""
MOST_SHOWN = 2
"""Sentences shown where the answer is not borne out; beside one that is, the best alone."""
SAME_WORDS = 0.6
"""Share of the words of a sentence that an answer holds if it says the same."""


def nearest_words(chosen: Quotes, writer: Writer, status: TurnStatus) -> Sequence[Unit]:
    """Return the sentences to show beside an answer; none where it agrees with them.

    Args:
        chosen: The sentences that most likely answer.
        writer: The answer.
        status: How it was judged.
    """
    if not chosen.units:
        return ()
    borne = status == "answered" and len(writer.unsupported) < max(writer.claims, 1)
    least = WHERE_BORNE if borne else WHERE_UNBORNE
    if chosen.likely < least or agrees(chosen.units[0], writer):
        return ()
    return [one for one in chosen.units if not _cited(one, writer)][: 1 if borne else MOST_SHOWN]


def agrees(unit: Unit, writer: Writer) -> bool:
    """Return whether an answer cites a sentence, or says the same."""
    if _cited(unit, writer):
        return True
    if not writer.citations:
        return False  # what is not borne out says nothing of the documents
    told, said = values(unit.text), values(writer.text)
    if told.numbers or told.dates:
        return all(any(one.equals(other) for other in said.numbers) for one in told.numbers) and all(
            any(one.agrees(other) for other in said.dates) for one in told.dates
        )
    words = set(terms(unit.text))
    return bool(words) and len(words & set(terms(writer.text))) >= SAME_WORDS * len(words)


def _cited(unit: Unit, writer: Writer) -> bool:
    start, end = unit.passage.start + unit.start, unit.passage.start + unit.end
    return any(
        one.passage_id == unit.passage.id and one.start < end and start < one.end
        for one in writer.citations.values()
    )
