from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.events import Citation, Finished, Hit, Usage
from assistant.library.conversations import TITLE_CHARS
from assistant.library.library import Library
from tests.fakes.library import filled
from tests.fakes.papers import PAPERS

TURN = Finished(
    question="When does it end?",
    searched_for="When does the contract end?",
    answer="In 2026 [1]. Perhaps. [?]",
    reasoning="The contract says so.",
    citations=(Citation(1, "/a.pdf", "Contract", 2, ("Contract", "Term"), "ends in 2026", 10, 22, 5),),
    unsupported=("Perhaps.",),
    status="answered",
    grounded=True,
    engine="ollama",
    chat_model="deepseek-r1:7b",
    usage=Usage(100, 50, 20, 4096, 1.5),
    conversation_id=1,
)


def asked(question: str) -> Finished:
    return replace(TURN, question=question)


def number_of(turn: Finished) -> int:
    assert turn.conversation_id is not None
    return turn.conversation_id


def test_a_turn_comes_back_as_it_was(library: Library) -> None:
    kept = library.conversations.add_turn(TURN)
    assert kept == replace(TURN, conversation_id=kept.conversation_id, turn_id=kept.turn_id)
    assert library.conversations.turns(number_of(kept)) == [kept]


def test_turns_are_in_order_and_the_last_can_be_had(library: Library) -> None:
    number = number_of(library.conversations.add_turn(asked("a")))
    library.conversations.add_turn(asked("b"), number)
    library.conversations.add_turn(TURN)
    library.conversations.add_turn(asked("c"), number)
    assert [turn.question for turn in library.conversations.turns(number)] == ["a", "b", "c"]
    assert [turn.question for turn in library.conversations.turns(number, 2)] == ["b", "c"]
    assert library.conversations.turns(number, 0) == library.conversations.turns(10**6) == []


def test_a_turn_takes_the_place_of_another(library: Library) -> None:
    first = library.conversations.add_turn(asked("a"))
    number = number_of(first)
    second = library.conversations.add_turn(asked("b"), number)
    third = library.conversations.add_turn(asked("c"), number, replaces=second.turn_id)
    assert library.conversations.turns(number) == [first, third]


def test_the_conversation_spoken_in_last_comes_first(library: Library) -> None:
    assert library.conversations.last() is None
    assert library.conversations.all() == []
    first, second = (
        number_of(library.conversations.add_turn(asked(question))) for question in ("first", "second")
    )
    assert library.conversations.last() == second
    library.conversations.add_turn(TURN, first)
    assert library.conversations.last() == first
    assert [(c.id, c.title, c.turns) for c in library.conversations.all()] == [
        (first, "first", 2),
        (second, "second", 1),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", {"lease", "herons"}),
        ("marsh", {"herons"}),
        ("MARSH nest", {"herons"}),
        ("marsh herons", {"herons"}),
        ("2026", {"lease"}),
        ("contract 2026", {"lease"}),
        ("2026 marsh", set()),
        ("reasoned", set()),
        ("%", {"lease"}),
        ("_", set()),
        ("100%", {"lease"}),
    ],
)
def test_conversations_are_found_by_what_was_asked_and_answered(
    library: Library, words: str, found: set[str]
) -> None:
    titles = {
        "lease": replace(TURN, question="When does it end?", answer="The contract ends in 2026, to 100%."),
        "herons": replace(TURN, question="Where do they nest?", answer="In the marsh."),
    }
    for title, turn in titles.items():
        number = number_of(library.conversations.add_turn(replace(turn, reasoning="I reasoned.")))
        library.conversations.rename(number, title)
    assert {one.title for one in library.conversations.all(words)} == found


def test_a_title_is_one_short_line(library: Library) -> None:
    library.conversations.add_turn(asked("  What\nis \t this?  "))
    library.conversations.add_turn(asked("word " * 100))
    titles = {conversation.title for conversation in library.conversations.all()}
    assert "What is this?" in titles
    assert max(len(title) for title in titles) == TITLE_CHARS


def test_words_that_are_no_text_are_kept_as_far_as_they_can_be(library: Library) -> None:
    source = os.fsdecode(b"/docs/\xff.md")
    citation = replace(TURN.citations[0], source=source)
    odd = replace(
        TURN, question="a\udcff?", answer="b\ud800", citations=(citation,), unsupported=("c\udcfe",)
    )
    (turn,) = library.conversations.turns(number_of(library.conversations.add_turn(odd)))
    assert (turn.question, turn.answer) == ("a\ufffd?", "b\ufffd")
    assert turn.citations[0].source == source


def test_a_turn_of_no_conversation_is_a_bug_and_takes_the_place_of_none(library: Library) -> None:
    first = library.conversations.add_turn(TURN)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        library.conversations.add_turn(TURN, 99, replaces=first.turn_id)
    assert library.conversations.turns(number_of(first)) == [first]


def test_the_nearest_passages_come_back_with_their_words_as_long_as_they_are_held(tmp_path: Path) -> None:
    with filled(tmp_path, PAPERS) as library:
        (source,) = [path for path in library.documents.sources().values() if path.endswith("handbook.md")]
        number = library.documents.number_at(source)
        assert number is not None
        passage = library.documents.neighbours(number, 0, 0)[0]
        near = Hit(1, source, passage.title, None, passage.heading, passage.text, 0.0, passage.id, 3, 9)
        gone = replace(near, rank=1, passage_id=10**6)
        turn = replace(TURN, status="perhaps", nearest=(gone, near))
        kept = library.conversations.add_turn(turn)
        assert library.conversations.turns(number_of(kept)) == [replace(kept, nearest=(near,))]
        raw = library.database.connection.execute("SELECT citations FROM turn").fetchone()[0]
        assert passage.text not in raw
        library.forget(source)
        assert library.conversations.turns(number_of(kept)) == [replace(kept, nearest=())]
