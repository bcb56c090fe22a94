"""Made documents hold their facts once, and summaries are judged by what they say and cite."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.events import Citation, Finished
from benchmarks.made_documents import KINDS, made_document
from benchmarks.whole import documents, marked_sentences, rightly_cited, shown_rows, states
from benchmarks.workplace import Workplace


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_fact_stands_once_in_a_document_of_its_length(kind: str, language: str) -> None:
    document = made_document(kind, language, 12, seed=1)  # type: ignore[arg-type]
    assert all(document.text.count(fact.words) == 1 for fact in document.facts)
    assert all(states(fact.words, fact) for fact in document.facts)
    assert sum(fact.is_key for fact in document.facts) == 8
    assert [fact.section for fact in document.facts] == sorted(fact.section for fact in document.facts)
    assert document.facts[-1].section == 12
    assert len(document.text) > 12 * 800


def test_an_answer_is_judged_by_what_its_sentences_cite() -> None:
    document = made_document("contract", "en", 2, seed=1)
    first, second = document.facts[:2]
    quotes = [
        Citation(1, "/a", "A", None, (), first.words, 0, 1, 1),
        Citation(2, "/a", "A", None, (), "Else.", 0, 1, 2),
    ]
    answer = f"{first.words} [1] {second.words} [2] Nobody knows. [?] That is all."
    turn = Finished("q", "q", answer, "", tuple(quotes), (), "answered", False, "ollama", "m")
    assert [sentence for sentence, _ in marked_sentences(answer)] == [
        first.words,
        second.words,
        "Nobody knows.",
        "That is all.",
    ]
    assert rightly_cited(turn, document.facts) == [True, False, False]
    assert rightly_cited(replace(turn, answer=f"{first.words} [1][?]"), document.facts) == [False]


@pytest.mark.slow
def test_short_documents_are_shown_whole(tmp_path: Path) -> None:
    rows = list(shown_rows(Workplace(folder=tmp_path, data=None), documents((1,), seed=3)[:2]))
    assert len(rows) >= 6
    assert all(row.met for row in rows)
