"""The likeliest sentence stands beside an answer that it does not bear out."""

from __future__ import annotations

import pytest

from assistant.agent.citing.nearest_words import agrees, nearest_words
from assistant.agent.citing.quoting import Quotes
from assistant.agent.claims.attribution import Attribution
from assistant.agent.prompt.writing import Writer
from assistant.events import TurnStatus
from assistant.retrieval.evidence import Unit
from tests.fakes.library import passage

PAPER = passage(
    "Accounts fall due 21 days after they are issued. Either party may end this agreement on 28 days' notice.",
    number=1,
    document=1,
    source="/a/appointment.md",
)
CUT = PAPER.text.index("Either")
DUE, NOTICE = Unit(PAPER, 0, CUT - 1, 0), Unit(PAPER, CUT, len(PAPER.text), 0)


def written(answer: str, *cited: Unit) -> Writer:
    writer = Writer(lambda _: Attribution(cited) if cited else Attribution(sure=False))
    list(writer.feed(answer))
    list(writer.finish())
    return writer


@pytest.mark.parametrize(
    ("answer", "cited", "status", "likely", "shown"),
    [
        ("It has 28 days to pay.", (NOTICE,), "answered", 0.6, [DUE]),
        ("It has 28 days to pay.", (NOTICE,), "answered", 0.2, []),
        ("It has 28 days to pay.", (), "perhaps", 0.2, [DUE, NOTICE]),
        ("The text does not say.", (), "not_found", 0.2, [DUE, NOTICE]),
        ("The text does not say.", (), "not_found", 0.05, []),
        ("Accounts fall due after 21 days.", (DUE,), "answered", 0.9, []),
        ("It has 21 days to pay.", (NOTICE,), "answered", 0.9, []),
    ],
)
def test_what_an_answer_does_not_say_is_shown(
    answer: str, cited: tuple[Unit, ...], status: TurnStatus, likely: float, shown: list[Unit]
) -> None:
    assert list(nearest_words(Quotes((DUE, NOTICE), likely), written(answer, *cited), status)) == shown


def test_where_nothing_was_chosen_nothing_is_shown() -> None:
    assert not nearest_words(Quotes(), written("The text does not say."), "not_found")


def test_an_answer_without_evidence_agrees_with_nothing() -> None:
    assert not agrees(DUE, written("Accounts fall due 21 days after they are issued."))
