from __future__ import annotations

import json
from dataclasses import replace
from functools import reduce
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from assistant.events import (
    Answer,
    Citation,
    Computed,
    Event,
    Finished,
    Hit,
    Looked,
    Notice,
    Passages,
    Reasoning,
    Road,
    Stage,
    TurnView,
    Usage,
    Working,
    event_json,
    fold,
    hit_json,
    nearest,
)

HIT = Hit(1, "/docs/a.md", "A", 3, ("A", "Leave"), "28 days", 1.25, 7, 10, 17)
CITATION = Citation(1, "/docs/a.md", "A", None, ("A", "Leave"), "28 days", 10, 17, 7)
FINISHED = Finished(
    question="And leave?",
    searched_for="How much leave?",
    answer="It is 28 days. [1]",
    reasoning="Hm.",
    citations=(CITATION,),
    unsupported=("It rains.",),
    status="answered",
    grounded=False,
    engine="ollama",
    chat_model="deepseek-r1:8b",
    usage=Usage(100, 20, 30, 4096, 1.23456),
    conversation_id=4,
)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Reasoning, st.text(max_size=8)),
    st.builds(Answer, st.text(max_size=8)),
    st.builds(Notice, st.text(max_size=8), st.text(max_size=8)),
    st.just(CITATION),
    st.just(Passages("How much leave?", (HIT,), 1.0)),
    st.builds(Passages, st.text(max_size=8), st.just((HIT, HIT)), st.just(1.0)),
    st.builds(Working, st.sampled_from(get_args(Stage))),
    st.builds(Looked, st.sampled_from(get_args(Road)), st.text(max_size=8)),
)


@given(st.lists(EVENTS, max_size=12))
def test_the_folded_text_is_the_joined_pieces(events: list[Event]) -> None:
    view = reduce(fold, events, TurnView())
    assert view.answer == "".join(event.text for event in events if isinstance(event, Answer))
    assert view.reasoning == "".join(event.text for event in events if isinstance(event, Reasoning))
    assert list(view.citations) == [event for event in events if isinstance(event, Citation)]
    told = [event for event in events if isinstance(event, Notice)]
    assert list(view.notices) == list(dict.fromkeys(told))  # each is said once
    assert view.finished is None
    assert view.looked == next((event for event in reversed(events) if isinstance(event, Looked)), None)
    last = next((event for event in reversed(events) if isinstance(event, Passages)), None)
    assert (view.searched_for, view.hits) == ((last.searched_for, last.hits) if last else ("", ()))


@given(st.lists(EVENTS, max_size=6))
def test_the_finished_turn_has_the_last_word(events: list[Event]) -> None:
    view = reduce(fold, [*events, FINISHED], TurnView())
    assert (view.answer, view.reasoning, view.citations) == (
        FINISHED.answer,
        FINISHED.reasoning,
        FINISHED.citations,
    )
    assert view.finished is FINISHED


def test_folding_changes_no_view() -> None:
    view = TurnView(answer="a")
    assert fold(view, Answer("b")).answer == "ab"
    assert view.answer == "a"


def test_the_nearest_passages_are_offered_where_the_documents_confirm_nothing() -> None:
    found = fold(TurnView(), Passages("How much leave?", (HIT,) * 5, 1.0))
    assert nearest(found) == ()
    assert nearest(fold(found, Notice("perhaps", "Perhaps here."))) == (HIT,) * 3
    assert nearest(fold(found, FINISHED)) == ()
    assert nearest(fold(found, replace(FINISHED, status="perhaps", nearest=(HIT,)))) == (HIT,)


def test_a_hit_has_the_promised_shape() -> None:
    assert hit_json(HIT) == {
        "rank": 1,
        "source": "/docs/a.md",
        "title": "A",
        "page": 3,
        "page_label": None,
        "heading": ["A", "Leave"],
        "text": "28 days",
        "score": 1.25,
        "confidence": None,
    }


def test_each_event_has_the_promised_shape() -> None:
    assert event_json(Passages("How much leave?", (HIT,), 1.5)) == {
        "event": "passages",
        "searched_for": "How much leave?",
        "hits": [hit_json(HIT)],
        "took_ms": 1.5,
    }
    assert event_json(Working("checking")) == {"event": "working", "stage": "checking"}
    assert event_json(Working("reading", 2, 5, 1.5)) == {
        "event": "working",
        "stage": "reading",
        "part": 2,
        "parts": 5,
        "left_s": 1.5,
    }
    assert event_json(Looked("whole", "Reading a.pdf whole", ("/a.pdf",))) == {
        "event": "looked",
        "road": "whole",
        "said": "Reading a.pdf whole",
        "documents": ["/a.pdf"],
    }
    assert event_json(Computed("SELECT 1", ("a",), ((1.5, None),), ("/a.csv",), 3)) == {
        "event": "computed",
        "query": "SELECT 1",
        "columns": ["a"],
        "rows": [[1.5, None]],
        "sources": ["/a.csv"],
        "matched": 3,
        "is_computed": True,
    }
    assert event_json(Reasoning("Hm.")) == {"event": "reasoning", "text": "Hm."}
    assert event_json(Answer("It is")) == {"event": "answer", "text": "It is"}
    assert event_json(Notice("general", "Its own.", "Ask.")) == {
        "event": "notice",
        "code": "general",
        "message": "Its own.",
        "hint": "Ask.",
    }
    assert event_json(CITATION) == {
        "event": "citation",
        "number": 1,
        "source": "/docs/a.md",
        "title": "A",
        "page": None,
        "page_label": None,
        "heading": ["A", "Leave"],
        "quote": "28 days",
        "confidence": None,
    }


def test_the_finished_turn_has_the_promised_shape() -> None:
    shape = event_json(FINISHED)
    promised = (
        "answer",
        "reasoning",
        "citations",
        "unsupported",
        "grounded",
        "engine",
        "chat_model",
        "usage",
    )
    assert {"event", *promised} <= shape.keys()
    assert shape["event"] == "finished"
    assert shape["answer"] == "It is 28 days. [1]"
    assert shape["unsupported"] == ["It rains."]
    assert shape["grounded"] is False
    assert shape["nearest"] == []
    assert event_json(replace(FINISHED, nearest=(HIT,)))["nearest"] == [hit_json(HIT)]
    doubt = Notice("number_guessed", "A guess.", "Look at the rows.", doubts=True)
    assert event_json(replace(FINISHED, doubts=(doubt,)))["doubts"] == [
        {"code": "number_guessed", "message": "A guess.", "hint": "Look at the rows."}
    ]
    citation = {key: value for key, value in event_json(CITATION).items() if key != "event"}
    assert shape["citations"] == [citation]
    assert {"number", "source", "page", "quote"} <= citation.keys()
    assert shape["usage"] == {
        "prompt_tokens": 100,
        "cached_tokens": 20,
        "answer_tokens": 30,
        "context_tokens": 4096,
        "seconds": 1.235,
    }


@given(st.lists(EVENTS, max_size=3), st.text(max_size=8))
def test_every_event_is_json(events: list[Event], answer: str) -> None:
    for event in [*events, replace(FINISHED, answer=answer)]:
        assert json.loads(json.dumps(event_json(event))) == event_json(event)
