from __future__ import annotations

import random

import pytest

from assistant.library.library import Library
from assistant.library.terms import match_expression
from assistant.library.words import best_matches
from tests.library.shelf import put

PASSAGES = 400
LITTLE = 2e-5
"""What terms that most passages hold may add."""
WORDS = [f"w{number}" for number in range(60)]
"""The first ones are in most passages, the last ones in few."""


@pytest.fixture
def shelf(library: Library) -> Library:
    chance = random.Random(7)
    weights = [1 / (number + 1) for number in range(len(WORDS))]
    for number in range(PASSAGES // 20):
        texts = [" ".join(chance.choices(WORDS, weights, k=chance.randint(3, 30))) for _ in range(20)]
        put(library, f"/{number}", *texts, heading=(chance.choice(WORDS),))
    return library


def true(library: Library, wanted: list[str], limit: int) -> dict[int, float]:
    with library.database.reading():
        rows = library.database.connection.execute(
            "SELECT rowid AS id, -bm25(terms, 0.6, 1.0) AS score FROM terms WHERE terms MATCH ? ORDER BY score DESC",
            (match_expression(wanted),),
        ).fetchall()
    found = [(row["id"], row["score"]) for row in rows]
    last = found[min(limit, len(found)) - 1][1]
    return {number: score for number, score in found if score >= last - LITTLE}


def test_the_best_are_those_of_all_scores(shelf: Library) -> None:
    chance = random.Random(3)
    asked_less = 0
    for _ in range(200):
        wanted = [*chance.sample(WORDS[:8], 2), *chance.sample(WORDS, chance.randint(1, 5))]
        wanted, limit = list(dict.fromkeys(wanted)), chance.choice([1, 5, 20, 60])
        holding = shelf.words.document_frequencies(wanted)
        statements: list[str] = []
        with shelf.database.reading():
            shelf.database.connection.set_trace_callback(statements.append)
            found = best_matches(shelf.database.connection, wanted, limit, holding, PASSAGES, worth=1)
            shelf.database.connection.set_trace_callback(None)
        asked_less += match_expression(wanted) not in "".join(statements)
        expected = true(shelf, wanted, limit)
        assert len(found) == min(limit, len(expected))
        assert dict(found) == pytest.approx({number: expected[number] for number, _ in found}, abs=LITTLE)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert asked_less > 50, "most questions with common words are answered without scoring all passages"


def test_one_lone_character_is_looked_up_as_a_prefix_beside_common_words(library: Library) -> None:
    put(library, "/zh", *["common 合同法"] * 30, *["common other"] * 300)
    found = best_matches(
        library.database.connection,
        ["common", "合"],
        20,
        library.words.document_frequencies(["common", "合"]),
        330,
        worth=1,
    )
    stored = library.documents.passages([number for number, _ in found])
    assert {stored[number].text for number, _ in found} == {"common 合同法"}
