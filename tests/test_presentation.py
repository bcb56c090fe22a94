from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.events import Citation, Event, Finished, Hit, Notice, TurnStatus, TurnView, fold
from assistant.presentation import (
    NEAREST,
    UNCONFIRMED,
    answer_with_sources,
    conversation_as_markdown,
    kind_of,
    turn_end,
    write,
)

HIT = Hit(1, "/d/lease.md", "Lease", 2, ("Term",), "The lease ends on 31 December 2026.", 0.5, 7, 0, 35)
SOURCE = Citation(1, "/d/lease.md", "Lease", 2, ("Term",), "ends on\n31 December", 10, 27, 7)
OFFERED = Notice("ask_anyway", "The model can be asked by itself.")
PERHAPS = Notice("perhaps", "Vielleicht hier.")
LEFT_OUT = Notice("left_out", "One passage was left out.")


def finished(status: TurnStatus, answer: str, *nearest: Hit, error: str = "") -> Finished:
    return Finished(
        question="When does the lease end?",
        searched_for="lease end",
        answer=answer,
        reasoning="",
        citations=(SOURCE,) if "[1]" in answer else (),
        unsupported=(),
        status=status,
        grounded=False,
        engine="ollama",
        chat_model="m",
        error=error,
        nearest=nearest,
    )


def view(end: Finished, *notices: Notice) -> TurnView:
    events: list[Event] = [*notices, end]
    seen = TurnView()
    for event in events:
        seen = fold(seen, event)
    return seen


def test_an_answer_from_the_documents_is_followed_by_its_sources() -> None:
    end = turn_end(view(finished("answered", "In 2026. [1]"), LEFT_OUT))
    assert (end.kind, end.citations, end.nearest, end.notices) == ("", (SOURCE,), (), (LEFT_OUT,))
    assert (end.unconfirmed, end.error, end.offer) == ("", "", None)


def test_what_the_documents_do_not_confirm_comes_below_the_nearest_passages() -> None:
    end = turn_end(view(finished("perhaps", "In 2031. [?]", HIT), PERHAPS, OFFERED), "the documents")
    assert end.nearest_first
    assert (end.nearest, end.nearest_title, end.about) == (
        (HIT,),
        "Vielleicht hier.",
        "When does the lease end?",
    )
    assert end.unconfirmed == UNCONFIRMED.format(documents="the documents")
    assert (end.offer, end.notices) == (OFFERED, (PERHAPS,))


def test_words_that_are_quoted_are_not_said_a_second_time() -> None:
    """Neither below the sources, nor among the nearest passages, which otherwise would come first."""
    other = replace(HIT, passage_id=8, text="The rent is due in advance.")
    quoted = replace(
        finished("perhaps", "The lease ends on 31 December 2026. [1]", HIT, other), chat_model=""
    )
    quoted = replace(quoted, citations=(replace(SOURCE, quote=HIT.text),))
    partly = "The lease ends on 31 December 2026. " + "More of it stands in the source. " * 9
    for text in (HIT.text, partly):
        near = turn_end(view(replace(quoted, nearest=(replace(HIT, text=text, passage_id=6), other)))).nearest
        assert near == (other,)
    end = turn_end(view(quoted, Notice("extracted", "Not sure.", doubts=True)))
    assert (end.kind, end.nearest_first, end.said) == ("Not sure.", False, frozenset({1}))
    assert (end.nearest, end.nearest_title) == ((other,), NEAREST)
    by_model = replace(quoted, chat_model="m", status="answered")
    assert not turn_end(view(by_model)).said


def test_a_kept_answer_has_the_heading_that_it_had() -> None:
    row = replace(SOURCE, quote="| Nadia | Quality manager | 3450 |")
    kept = replace(finished("perhaps", "Quality manager: Name Nadia [1]"), chat_model="", citations=(row,))
    assert turn_end(view(kept)).kind.startswith("These sentences")
    guessed = replace(kept, doubts=(Notice("number_guessed", "A guess.", doubts=True),))
    assert "partly guessed" in turn_end(view(guessed)).kind


def test_what_is_not_there_is_followed_by_the_nearest_passages() -> None:
    end = turn_end(view(finished("not_found", "Nothing was found.", HIT)))
    assert not end.nearest_first
    assert (end.kind, end.nearest, end.nearest_title) == ("Nothing found", (HIT,), NEAREST)


def test_what_went_wrong_is_one_safe_line() -> None:
    assert turn_end(view(finished("failed", "In", error="cut\x1b[2J\noff"))).error == "cut off"


def test_before_its_end_a_turn_has_no_kind() -> None:
    end = turn_end(replace(TurnView(), answer="In 2026. [?]"))
    assert (end.kind, end.about, bool(end.unconfirmed)) == ("", "", True)


def test_an_answer_as_markdown() -> None:
    assert answer_with_sources(finished("answered", "In 2026. [1]")) == (
        "In 2026. [1]\n\n- [1] /d/lease.md · page 2 · Term: “ends on 31 December”\n"
    )
    assert answer_with_sources(finished("interrupted", "In")) == "In\n\n(Stopped before its end.)\n"
    perhaps = answer_with_sources(finished("perhaps", "In 2031. [?]", HIT))
    assert perhaps.startswith(
        "Perhaps here; nothing in the documents confirms what is said below:\n\n- /d/lease.md"
    )
    assert perhaps.endswith(f"In 2031. [?]\n\n{UNCONFIRMED.format(documents='the documents')}\n")
    nowhere = answer_with_sources(finished("not_found", "Nothing.", HIT))
    assert nowhere.startswith("Nothing.\n\nThe nearest passages:\n\n- /d/lease.md")


def test_a_conversation_is_written_beside_those_of_its_name(tmp_path: Path) -> None:
    text = conversation_as_markdown("Lease", [finished("answered", "In 2026.")])
    assert text == "# Lease\n\n## When does the lease end?\n\nIn 2026.\n"
    first, second = write(text, tmp_path, "Lease/2"), write(text, tmp_path, "Lease/2")
    assert (first.name, second.name) == ("Lease 2.md", "Lease 2 (2).md")
    assert second.read_text("utf-8") == text


@pytest.mark.parametrize(
    "status", ["answered", "perhaps", "extracted", "general", "not_found", "interrupted", "failed"]
)
def test_every_end_has_words(status: TurnStatus) -> None:
    assert bool(turn_end(view(finished(status, "x"))).kind) == (status != "answered")


def test_a_table_that_was_put_together_is_not_called_word_for_word() -> None:
    quoted = replace(finished("extracted", "The rent is due in May. [1]", HIT), chat_model="")
    listed = finished(
        "extracted", "2 of 3 match.\n\n| Document | Answer |\n| --- | --- |\n| `a` | May [1] |", HIT
    )
    counted = replace(quoted, doubts=(Notice("number_guessed", "A guess.", doubts=True),))
    assert kind_of("extracted", view(quoted)).startswith("Word for word")
    assert kind_of("extracted", view(listed)).startswith("Put together")
    assert kind_of("extracted", view(counted)).startswith("Put together")


def test_what_was_doubted_of_an_answer_goes_where_it_is_written_and_equal_places_are_one(
    tmp_path: Path,
) -> None:
    from assistant.conversation_file import conversation_as_word
    from ingest.loaders import load_bytes

    doubt = Notice("number_guessed", "Part of it is a guess.", doubts=True)
    rows = tuple(
        Citation(number, "/papers/kg.csv", "kg", None, ("kg",), f"BK-0{number} · {number}00", 0, 9, number)
        for number in (1, 2)
    )
    turn = Finished(
        question="How many kilograms?",
        searched_for="",
        answer="The total is 300. [1][2]",
        reasoning="",
        citations=rows,
        unsupported=(),
        status="extracted",
        grounded=True,
        engine="embedded",
        chat_model="",
        doubts=(doubt,),
    )
    assert doubt in fold(TurnView(), turn).notices
    written = answer_with_sources(turn)
    assert "Part of it is a guess." in written
    assert written.count("kg.csv") == 1
    assert "[1][2] /papers/kg.csv · kg: “BK-01 · 100 … BK-02 · 200”" in written
    assert not any(line.endswith(" ") for line in written.splitlines())
    word = load_bytes(conversation_as_word("How many kilograms?", [turn]), tmp_path / "answer.docx").text
    assert "Part of it is a guess." in word
    assert word.count("kg.csv") == 1


def test_that_no_model_answered_is_no_doubt_and_is_not_said_as_one() -> None:
    told = Notice("extracted", "No chat model answered.")
    end = finished("perhaps", "It ends in May. [1]", HIT)
    assert kind_of("perhaps", view(end, told)) != told.message
    assert kind_of("perhaps", view(end, replace(told, doubts=True))) == told.message
