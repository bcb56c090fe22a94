from __future__ import annotations

import pytest

from assistant.retrieval.search import MERGED_CHARS, Group, joined, with_others, without_copies
from tests.fakes.library import passage

TEXT = (
    "The warranty on every centrifuge that leaves the works in Suzhou lasts for some time, counted from the day on "
    "which the customer signs for it at the loading dock of the nearest depot or office"
)


def test_copies_of_a_file_are_given_once() -> None:
    ordered = [
        (passage(TEXT, 1), 0.9),
        (passage(TEXT, 2, document=2), 0.8),
        (passage("Other.", 3, document=2), 0.7),
    ]
    contents = {1: "same", 2: "same"}
    assert [place.id for place, _ in without_copies(ordered, contents)] == [1]


def test_the_same_clause_in_two_documents_is_no_copy() -> None:
    ordered = [(passage(TEXT, 1), 0.9), (passage(TEXT, 2, document=2), 0.8)]
    assert [place.id for place, _ in without_copies(ordered, {1: "one", 2: "other"})] == [1, 2]
    assert [place.id for place, _ in without_copies(ordered, {})] == [1, 2]


def test_what_a_document_repeats_word_for_word_is_given_once() -> None:
    ordered = [
        (passage(TEXT, 1), 0.9),
        (passage(f" {TEXT}\n", 2, ordinal=4), 0.8),
        (passage("Other.", 3), 0.7),
    ]
    assert [place.id for place, _ in without_copies(ordered, {1: "one"})] == [1, 3]


def test_neighbours_under_one_heading_are_joined_in_the_order_of_the_document() -> None:
    first, second, third = (passage(f"Part {n}.", n, ordinal=n, heading=("A",)) for n in (1, 2, 3))
    groups = joined([(second, 0.9), (third, 0.8), (first, 0.7)], 5)
    assert groups == [((first, second, third), 0.9)]


def test_other_headings_pages_documents_and_gaps_are_not_joined() -> None:
    one = passage("One.", 1, ordinal=1, heading=("A",), page=1)
    others = [
        passage("Two.", 2, ordinal=2, heading=("B",), page=1),
        passage("Three.", 3, ordinal=2, heading=("A",), page=2),
        passage("Four.", 4, ordinal=2, heading=("A",), page=1, document=2),
        passage("Five.", 5, ordinal=3, heading=("A",), page=1),
    ]
    groups = joined([(place, 1.0) for place in (one, *others)], 9)
    assert [len(group) for group, _ in groups] == [1] * 5


def test_no_group_grows_too_long_and_no_more_groups_are_given_than_asked_for() -> None:
    long = "x" * (MERGED_CHARS - 10)
    ordered = [(passage(long, n, ordinal=n), 1.0) for n in range(4)]
    assert len(joined(ordered, 9)) == 4
    assert len(joined(ordered, 2)) == 2
    assert joined(ordered, 0) == []


def groups_of(*numbers: int) -> list[Group]:
    return [((passage(f"Text {number}.", number, document=number),), 1 / number) for number in numbers]


def ids(groups: list[Group]) -> list[int]:
    return [place.id for group, _ in groups for place in group]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(1, [1]), (2, [1, 2]), (3, [1, 2, 8]), (5, [1, 2, 8, 3, 9]), (7, [1, 2, 8, 3, 9, 4, 5])],
)
def test_of_the_first_hits_some_are_of_the_other_kind(limit: int, expected: list[int]) -> None:
    best = groups_of(1, 2, 3, 4, 5, 6, 7)[:limit]
    assert ids(with_others(best, groups_of(8, 9, 10), limit)) == expected


def test_hits_of_the_other_kind_that_are_good_enough_keep_their_place() -> None:
    best = groups_of(1, 2, 3, 4, 5)
    assert ids(with_others(best, groups_of(1, 4), 5)) == [1, 2, 3, 4, 5]
    assert ids(with_others(best, [], 5)) == [1, 2, 3, 4, 5]
