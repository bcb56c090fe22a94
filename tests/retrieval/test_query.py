from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from assistant.library.terms import query_terms, terms
from assistant.retrieval.query import DocumentName, Named, corrected, looked_for, named

FILES = (
    "/d/2023-06-12 pricing.md",
    "/d/2025-09-01 pricing.md",
    "/d/Jane Doe.md",
    "/d/oak.md",
    "/d/minutes/2025-05-20-minutes.md",
    "/d/minutes/2025-06-20-minutes.md",
    "/d/lf-86-pump.md",
    "/d/合同/租赁合同.docx",
)
DOCUMENTS = [DocumentName(number, path, "") for number, path in enumerate(FILES)]


def found(question: str) -> Named:
    return among(question, DOCUMENTS)


def among(question: str, documents: list[DocumentName]) -> Named:
    """Look only at the names that may be named, as a search does."""
    wanted = query_terms(question)
    pieces, numbered = looked_for(question, wanted)
    some = [
        one
        for one in documents
        if any(piece in one.source.casefold() for piece in pieces)
        or (numbered and any(map(str.isdigit, one.source)))
    ]
    return named(question, wanted, some, len(documents))


def files(numbers: object) -> set[str]:
    return {FILES[number].rsplit("/", 1)[1] for number in numbers}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("Summarise 2025-09-01 pricing.md", "2025-09-01 pricing.md"),
        ("what is in LF-86-PUMP?", "lf-86-pump.md"),
        ("Jane Doe's phone", "Jane Doe.md"),
        ("the minutes of 20 May", "2025-05-20-minutes.md"),
        ("What did we decide on May 20th, 2025?", "2025-05-20-minutes.md"),
        ("Was steht im Protokoll vom 20.5.2025?", "2025-05-20-minutes.md"),
        ("2025年6月20日的会议纪要", "2025-06-20-minutes.md"),
        ("请总结租赁合同.docx", "租赁合同.docx"),
    ],
)
def test_a_file_is_named_by_its_name_or_its_date(question: str, file: str) -> None:
    assert files(found(question).literal) == {file}


@pytest.mark.parametrize(
    ("question", "literal"),
    [
        ("What did the inspector find in March 2025?", set()),
        ("三月份检查发现了什么问题", set()),
        ("What stands in the press log of March 2025?", {0}),
        ("三月的压机日志里写了什么", {1}),
    ],
)
def test_a_month_alone_names_no_file(question: str, literal: set[int]) -> None:
    names = ["/d/press log 2025-03.txt", "/d/压机日志_3月.txt", "/d/stock.csv"]
    documents = [DocumentName(number, path, "") for number, path in enumerate(names)]
    assert among(question, documents).literal == literal


def test_words_of_a_name_point_at_its_file() -> None:
    strength = found("Which file holds the lease of Oak Lane?").strength
    assert files([max(strength, key=strength.__getitem__)]) == {"oak.md"}


def test_a_year_tells_two_files_of_one_name_apart() -> None:
    strength = found("What did the team plan cost in 2023?").strength
    assert files([max(strength, key=strength.__getitem__)]) == {"2023-06-12 pricing.md"}


def test_nothing_is_named_by_a_question_without_a_name() -> None:
    assert found("How high is the rent?") == Named()


def test_both_sides_of_a_comparison_are_meant_and_no_namesake() -> None:
    firms = [
        "Alba Foods 2020 report",
        "Brio Steel 2020 report",
        "Alba Shipping 2020 report",
        "Crane 2020 report",
    ]
    documents = [DocumentName(number, f"/d/{name}.md", "") for number, name in enumerate(firms)]
    question = "Compare the profit of Alba Foods and of Brio Steel in 2020."
    assert set(among(question, documents).meant) == {0, 1}


def test_a_word_that_all_names_share_means_none_of_them() -> None:
    documents = [DocumentName(number, f"/d/report {number}.md", "") for number in range(30)]
    question = "Which report speaks of water?"
    assert among(question, documents).meant == ()


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


def test_a_letter_of_another_key_makes_another_word() -> None:
    held = {"insur": 3, "contract": 2}
    found = corrected(
        "Who was injured? The contrsct",
        ["injur", "contrsct"],
        "en",
        lambda terms: {one: held.get(one, 0) for one in terms},
    )
    assert found == {"contrsct": "contract"}
