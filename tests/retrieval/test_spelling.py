from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from assistant.library.terms import query_terms, terms
from assistant.retrieval.query import corrected

TEXT = "The cleaning contract with Brightway ends on 31 March. Договор уборки заканчивается. Kündigungsfrist beträgt"
HELD = set(terms(TEXT))


def holding(wanted: Collection[str]) -> Mapping[str, int]:
    return {term: int(term in HELD) for term in wanted}


@pytest.mark.parametrize(
    ("question", "language", "meant"),
    [
        ("clening contract", "en", "clean"),
        ("the contarct of Brightway", "en", "contract"),
        ("who is Brigthway", "en", "brightway"),
        ("Договр уборки", "ru", "договор"),
    ],
)
def test_a_slip_is_looked_up_as_it_was_meant(question: str, language: str, meant: str) -> None:
    assert meant in corrected(question, query_terms(question), language, holding).values()


def test_a_misspelt_function_word_is_left_out() -> None:
    assert corrected("wen ends the contract", ["wen", "end", "contract"], "en", holding) == {"wen": ""}


def test_words_that_stand_there_and_numbers_are_left_alone() -> None:
    assert corrected("cleaning contract 31 E07", ["clean", "contract", "31", "e07"], "en", holding) == {}


def test_a_word_that_is_near_to_nothing_stays() -> None:
    assert corrected("volcano", ["volcano"], "en", holding) == {}


@pytest.mark.parametrize("word", ["dog", "cat", "shed", "theme", "wine", "fee", "hat"])
def test_a_word_of_its_own_is_no_slip_of_a_function_word(word: str) -> None:
    assert corrected(f"Is a {word} allowed?", [word], "en", holding) == {}


def test_a_name_does_not_become_another_name() -> None:
    held = {"martin": 1}
    asked = "Where does Marten work?"
    assert corrected(asked, ["marten"], "en", lambda terms: {one: held.get(one, 0) for one in terms}) == {}
