from __future__ import annotations

import os
from dataclasses import replace

import pytest

from assistant.events import Citation, Finished, Usage
from assistant.library.conversations import TITLE_CHARS
from assistant.library.library import Library

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


def test_a_turn_comes_back_as_it_was(library: Library) -> None:
    number = library.start_conversation(TURN.question)
    library.add_turn(number, TURN)
    assert library.turns(number) == [replace(TURN, conversation_id=number)]


def test_turns_are_in_order_and_the_last_can_be_had(library: Library) -> None:
    number = library.start_conversation("first")
    other = library.start_conversation("other")
    for question in ("a", "b", "c"):
        library.add_turn(number, replace(TURN, question=question))
    library.add_turn(other, TURN)
    assert [turn.question for turn in library.turns(number)] == ["a", "b", "c"]
    assert [turn.question for turn in library.turns(number, 2)] == ["b", "c"]
    assert library.turns(number, 0) == library.turns(10**6) == []


def test_the_conversation_spoken_in_last_comes_first(library: Library) -> None:
    assert library.last_conversation() is None
    assert library.conversations() == []
    first, second = library.start_conversation("first"), library.start_conversation("second")
    assert library.last_conversation() == second
    library.add_turn(first, TURN)
    assert library.last_conversation() == first
    assert [(c.id, c.title, c.turns) for c in library.conversations()] == [
        (first, "first", 1),
        (second, "second", 0),
    ]
    assert library.conversations()[0].updated_at >= library.conversations()[0].created_at


def test_a_title_is_one_short_line(library: Library) -> None:
    library.start_conversation("  What\nis \t this?  ")
    library.start_conversation("word " * 100)
    titles = {conversation.title for conversation in library.conversations()}
    assert "What is this?" in titles
    assert max(len(title) for title in titles) == TITLE_CHARS


def test_words_that_are_no_text_are_kept_as_far_as_they_can_be(library: Library) -> None:
    source = os.fsdecode(b"/docs/\xff.md")
    citation = replace(TURN.citations[0], source=source)
    odd = replace(
        TURN, question="a\udcff?", answer="b\ud800", citations=(citation,), unsupported=("c\udcfe",)
    )
    number = library.start_conversation(odd.question)
    library.add_turn(number, odd)
    (turn,) = library.turns(number)
    assert (turn.question, turn.answer) == ("a\ufffd?", "b\ufffd")
    assert turn.citations[0].source == source


def test_a_turn_of_no_conversation_is_a_bug(library: Library) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        library.add_turn(99, TURN)
