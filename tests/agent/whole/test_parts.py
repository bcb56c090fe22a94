from __future__ import annotations

import hashlib
import random

from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.whole.parts import Row, cut


def rows(tokens: list[int], per_section: int = 7, document: int = 1) -> list[Row]:
    return [
        Row(
            document, place, name(f"{document} {place}"), count, ("Manual", f"Section {place // per_section}")
        )
        for place, count in enumerate(tokens)
    ]


def name(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


@given(st.lists(st.integers(1, 400), max_size=120), st.integers(50, 900))
def test_the_parts_hold_every_passage_once_and_in_order(tokens: list[int], size: int) -> None:
    parts = cut([*rows(tokens), *rows(tokens, document=2)], size)
    assert [(part.document, place) for part in parts for place in range(part.first, part.last + 1)] == [
        (document, place) for document in (1, 2) for place in range(len(tokens))
    ]
    assert all(part.tokens <= size or part.first == part.last for part in parts)
    assert sum(part.tokens for part in parts) == 2 * sum(tokens)


def test_parts_end_where_sections_end() -> None:
    parts = cut(rows([100] * 28), 1_000)
    assert [part.first % 7 for part in parts] == [0] * 4


def test_an_edited_page_changes_its_part_and_few_others() -> None:
    chance = random.Random(5)
    changed = []
    for _ in range(40):
        before = rows([chance.randint(60, 260) for _ in range(600)], per_section=chance.choice((4, 9, 600)))
        place = chance.randrange(600)
        own = before[place]
        edited = Row(1, place, name("edited"), own.tokens + chance.randint(-50, 120), own.heading)
        after = [*before[:place], edited, *before[place + 1 :]]
        known = {part.key for part in cut(before, 2_000)}
        changed.append(sum(part.key not in known for part in cut(after, 2_000)))
    assert min(changed) == 1
    assert sum(changed) / len(changed) < 2.5
