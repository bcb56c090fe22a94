"""What papers bear out may still not be what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from assistant.agent.citing.beside import COLUMNS, WEIGHTS, Beside, Floats, likely
from assistant.agent.citing.quoting import Retrieved
from assistant.agent.citing.short_answers import SentenceWorths
from assistant.agent.claims.attribution import Attribution, EvidenceChecks
from assistant.agent.prompt.writing import Writer
from assistant.library.terms import query_terms
from assistant.retrieval.evidence import Unit
from assistant.retrieval.ranking import QueryTerms, Relevance
from tests.fakes.library import passage

SENTENCES = (
    "Accounts fall due 21 days after they are issued.",
    "Either party may end this agreement on 28 days' notice.",
    "Work in the yard begins at seven.",
    "Ladders are checked by Ann Lee each spring.",
)
PAPER = passage(" ".join(SENTENCES), number=1, document=1, source="/a/appointment.md")
DUE, NOTICE, _, LADDERS = (
    Unit(PAPER, at, at + len(one), 0) for one in SENTENCES for at in [PAPER.text.index(one)]
)
ASKED = "how many days after issue are accounts due"


def weigh(wanted: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(wanted, 1.0)


def judging(question: str) -> Beside:
    known = tuple(dict.fromkeys(query_terms(question)))
    relevance = Relevance(coverage=0.9, passages=1)
    retrieved = Retrieved(question, [PAPER], {1: 1.0}, QueryTerms(known, weigh(known)), None, relevance)
    return Beside(EvidenceChecks([[PAPER]], question, weigh), SentenceWorths(retrieved))


def written(answer: str, *cited: Unit) -> Writer:
    writer = Writer(lambda _: Attribution(cited) if cited else Attribution(sure=False))
    list(writer.feed(answer))
    list(writer.finish())
    return writer


def test_each_piece_of_evidence_is_described() -> None:
    rows = judging(ASKED).described("Yes, accounts are due after 21 days.", [DUE, NOTICE])
    assert [row.shape for row in rows] == [(len(COLUMNS),)] * 2
    first, second = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    assert first["typed"] == 1.0
    assert first["behind"] > second["behind"]


@pytest.mark.parametrize("answer", ["Yes.", "No."])
def test_a_bare_yes_or_no_is_not_described(answer: str) -> None:
    assert judging("Are accounts due after 21 days?").described(answer, [DUE]) == []


@pytest.mark.parametrize(
    ("answer", "cited", "beside"),
    [
        ("21 days.", DUE, False),
        ("Accounts fall due 21 days after they are issued.", DUE, False),
        ("Ann Lee.", LADDERS, True),
        ("Ladders are checked by Ann Lee each spring.", LADDERS, True),
    ],
)
def test_what_does_not_answer_is_beside_the_question(answer: str, cited: Unit, *, beside: bool) -> None:
    assert judging(ASKED).is_all(written(answer, cited)) is beside


def test_a_value_of_another_matter_is_less_likely_an_answer() -> None:
    # Of four sentences none is so far behind as one of the hundreds of a library, which is what is beside.
    beside = judging(ASKED)
    (due,), (notice,) = beside.described("21 days.", [DUE]), beside.described("28 days.", [NOTICE])
    assert likely(due) - likely(notice) > 0.2


def test_one_sentence_that_answers_is_enough() -> None:
    beside = judging(ASKED)
    writer = written("Ann Lee.", LADDERS)
    writer.supported.append(("Accounts fall due after 21 days.", (DUE,)))
    assert not beside.is_all(writer)


def test_where_nothing_is_borne_out_nothing_is_beside() -> None:
    assert not judging(ASKED).is_all(written("Nobody knows."))


class Halfway(Beside):
    """Takes each piece of evidence for one that answers about as likely as not."""

    def described(self, sentence: str, units: Sequence[Unit]) -> list[Floats]:
        """Give a row of likelihood .7 for each piece."""
        row = np.zeros(len(COLUMNS), np.float32)
        row[COLUMNS.index("bare")] = (WEIGHTS[""] - 0.85) / -WEIGHTS["bare"]
        return [row for _ in units]


@pytest.mark.parametrize(
    ("question", "beside"),
    [
        ("Which account is the highest?", True),
        ("哪笔账单最高？", True),
        ("welche Rechnung ist am höchsten?", True),
        ("¿qué factura es la más cara?", True),
        ("When are accounts due?", False),
        ("最近一次会议是哪天？", False),
        ("Was kostet die Leiste?", False),
    ],
)
def test_one_sentence_bears_out_no_comparison_of_several(question: str, *, beside: bool) -> None:
    judge = judging(question)
    halfway = Halfway(judge._checks, judge._worths)
    assert halfway.is_all(written("Ann Lee.", LADDERS)) is beside
