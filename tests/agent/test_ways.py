"""Which way a question is answered: each decision of a turn that a change would turn into another good-looking answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.prompt.prompts import WORDINGS
from assistant.events import Answer, Event
from assistant.library.library import Library
from assistant.options import TurnOptions
from tests.agent.test_turn import LEAVE, LEAVE_ANSWER, ask, codes, passages, texts
from tests.fakes.library import filled
from tests.fakes.models import ScriptedChat
from tests.fakes.papers import PAPERS

SUBJECTS = (
    "walnuts",
    "lanterns",
    "kayaks",
    "violins",
    "cranes",
    "marbles",
    "saddles",
    "turbines",
    "orchids",
    "anvils",
    "bellows",
    "ferries",
    "candles",
    "spades",
)
PRICES = {
    f"{subject}.md": f"# Sale of {subject}\n\n## Price\n\nThe {subject} cost {number}0 crowns.\n\n"
    f"## Care\n\nKeep the {subject} dry in a wooden box.\n"
    for number, subject in enumerate(SUBJECTS, 1)
}
MADE_UP = "Bananas grow on Mars because of purple rain."
NEARLY = "Which permit do kayaks need on Jupiter?"
HARDLY = "How long do bananas need to ripen in Berlin?"
HELD = "How dry do bananas need to be kept in Berlin?"
"""What no document is near to, and a sentence of one may answer all the same."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("ways"), PAPERS | PRICES) as library:
        yield library


def asked(chat: ScriptedChat) -> str:
    """Return what the model was sent last."""
    return "\n\n".join(message.content for message in chat.calls[-1].messages)


def words(events: list[Event]) -> str:
    return texts(events, Answer)


# What is searched, and what the model is shown


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("Summarise walnuts.md", True),
        ("Summarise walnuts.md, kayaks.md and cranes.md", True),
        ("Summarise walnuts.md, kayaks.md, cranes.md and anvils.md", False),
        ("Summarise sick leave in the handbook", False),
    ],
)
def test_up_to_three_documents_are_read_as_a_whole_and_parts_are_searched_for(
    library: Library, question: str, whole: bool
) -> None:
    events, _ = ask(library, ScriptedChat().queue("The walnuts cost 10 crowns."), question)
    assert all(hit.score == 0 for hit in passages(events).hits) == whole


@pytest.mark.parametrize(("wish", "more"), [("why?", True), ("shorter please", False)])
def test_more_is_told_from_what_stands_around_the_cited_passage(
    library: Library, wish: str, more: bool
) -> None:
    _, first = ask(library, ScriptedChat().queue(LEAVE_ANSWER), LEAVE)
    chat = ScriptedChat().queue(LEAVE_ANSWER)
    ask(library, chat, wish, TurnOptions(first.conversation_id))
    assert "28 working days" in asked(chat)
    assert ("Hotels are booked" in asked(chat)) == more


def test_a_wish_that_no_table_knows_works_on_the_last_answer(library: Library) -> None:
    _, first = ask(library, ScriptedChat().queue(LEAVE_ANSWER), LEAVE)
    chat = ScriptedChat().queue(LEAVE_ANSWER)
    options = TurnOptions(first.conversation_id)
    _, finished = ask(library, chat, "Jazz the answer up a bit", options, rewrite_follow_ups=False)
    assert finished.status == "answered"
    assert finished.searched_for == ""
    assert WORDINGS["en"].rephrase in asked(chat)
    _, alone = ask(library, ScriptedChat(), "Jazz the answer up a bit")
    assert alone.status == "not_found"


# Where it is in doubt whether the documents hold an answer


def test_without_a_model_what_hardly_bears_on_a_question_is_not_shown_plainly(library: Library) -> None:
    _, finished = ask(library, None, HARDLY)
    assert finished.status in ("not_found", "perhaps")
    _, nearer = ask(library, None, NEARLY)
    assert nearer.status == "perhaps"
    assert nearer.citations


def test_an_answer_that_nothing_confirms_is_shown_only_where_documents_are_near(library: Library) -> None:
    events, finished = ask(library, ScriptedChat().queue(MADE_UP), HARDLY)
    assert finished.status == "not_found"
    assert "Bananas" not in words(events)
    assert finished.unsupported == ()
    events, finished = ask(library, ScriptedChat().queue(MADE_UP), NEARLY)
    assert finished.status == "perhaps"
    assert words(events).startswith(MADE_UP)
    assert codes(events)[0] == "perhaps"


def test_an_answer_that_nothing_confirms_is_shown_where_a_sentence_may_answer(library: Library) -> None:
    events, finished = ask(library, ScriptedChat().queue(MADE_UP), HELD)
    assert finished.status == "perhaps"
    assert finished.unsupported == (MADE_UP,)
    (nearest,) = finished.citations
    assert finished.answer == f"{MADE_UP} [?]\n\nThe nearest words in your documents:\n\n{nearest.quote} [1]"
    assert words(events) == finished.answer


def test_an_answer_in_doubt_is_withheld_until_a_sentence_of_it_is_found(library: Library) -> None:
    chat = ScriptedChat().queue(f"{MADE_UP} The kayaks cost 30 crowns. Keep the kayaks dry.")
    events, finished = ask(library, chat, NEARLY)
    first = next(place for place, event in enumerate(events) if isinstance(event, Answer))
    cited = [citation.quote for citation in finished.citations]
    assert finished.status == "answered"
    assert "The kayaks cost 30 crowns." in cited
    before = [event for event in events[:first] if isinstance(event, Answer)]
    assert before == []
    assert words(events) == finished.answer


def test_an_answer_to_a_sure_question_that_nothing_confirms_ends_in_doubt(library: Library) -> None:
    events, finished = ask(library, ScriptedChat().queue(MADE_UP), LEAVE)
    assert finished.status == "perhaps"
    assert "perhaps" in codes(events)


def test_unknown_names_are_told_only_where_there_is_no_sure_answer(library: Library) -> None:
    question = "How many days of annual leave does Quorl in Rotterdam get?"
    events, finished = ask(library, ScriptedChat().queue(LEAVE_ANSWER), question)
    assert finished.status == "answered"
    assert "unknown_name" not in codes(events)
    events, finished = ask(library, ScriptedChat().queue("The text does not mention this."), question)
    assert finished.status == "not_found"
    assert "unknown_name" in codes(events)


def test_a_general_request_is_met_without_documents_where_they_do_not_fit(library: Library) -> None:
    question = "Explain the penalty of death in history"
    wide, narrow = (ScriptedChat(context_tokens=tokens).queue("It was abolished.") for tokens in (4_096, 240))
    events, finished = ask(library, wide, question)
    assert finished.status == "general"
    assert "late delivery" in asked(wide)
    events, finished = ask(library, narrow, question)
    assert finished.status == "general"
    assert "late delivery" not in asked(narrow)
    assert words(events) == "It was abolished."
