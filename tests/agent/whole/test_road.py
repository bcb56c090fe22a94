from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from assistant.agent.prompt.prompts import WORDINGS
from assistant.agent.prompt.whole_wording import WHOLE_WORDINGS
from assistant.agent.whole.outline import outline_units
from assistant.errors import ServerUnavailable, UsageError
from assistant.events import Answer, Finished, Looked, Notice, Working
from assistant.library.library import Library
from assistant.options import TurnOptions
from tests.agent.test_turn import agent, ask, codes, stands
from tests.agent.whole.reader import Reader, lease, shown
from tests.fakes.library import filled, passage
from tests.fakes.models import Reply, ScriptedChat

ZH = "\n\n".join(
    ["# 供货合同"]
    + [
        f"## 第{n}条\n\n第{n}号设备由海门公司于{2000 + n}年3月{1 + n}日交付，价款为{n}00元，卖方必须在{n}天内安装。"
        for n in range(1, 9)
    ]
)
FILES = {
    "lease.md": lease(60),
    "short.md": lease(3),
    "合同.md": ZH,
    "line.txt": "The cat Minka was born on 4 May 2019.",
    "supply-agreement-LI-2024-117.md": "# Deliveries\n\nThe freezers cost 900 euros.\n",
    "other.md": "# Parking\n\nBicycles stand in the basement.\n",
    "minutes/2025-03-04.md": "# Minutes\n\n## Present\n\nAnna and Bo.\n\n## Decision\n\nThe pump is replaced in May 2025.\n",
}
ENGLISH = WHOLE_WORDINGS["en"]


@pytest.fixture(scope="module")
def filled_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("whole"), FILES) as library:
        yield library


@pytest.fixture
def library(filled_library: Library) -> Library:
    """Give the library without notes of earlier tests."""
    with filled_library.database.writing():
        filled_library.database.connection.execute("DELETE FROM part_note")
    return filled_library


def whole(*names: str, **more: object) -> TurnOptions:
    return TurnOptions(whole=names, **more)  # type: ignore[arg-type]


# What fits the window


def test_a_document_that_fits_is_read_whole_and_in_order(library: Library) -> None:
    chat = ScriptedChat(context_tokens=8_000).queue("The deposit for unit 2 is 1014 euros.")
    events, finished = ask(library, chat, "Summarise short.md")
    (call,) = chat.calls
    text = shown(call.messages[-1].content)
    assert [text.index(f"notice on unit {number} ") for number in (1, 2, 3)] == sorted(
        text.index(f"notice on unit {number} ") for number in (1, 2, 3)
    )
    assert ENGLISH.summary in call.messages[-1].content
    (looked,) = [event for event in events if isinstance(event, Looked)]
    assert (looked.road, looked.said) == ("whole", "Reading short.md whole")
    assert [Path(path).name for path in looked.documents] == ["short.md"]
    assert finished.answer.startswith("The deposit for unit 2 is 1014 euros. [1]\n\n")
    assert finished.grounded
    assert all(map(stands, finished.citations))


def test_a_summary_loses_no_day_amount_or_duty_and_says_nothing_without_support(library: Library) -> None:
    said = (
        "It is about units.\n- The deposit for unit 2 is 1014 euros.\n- The deposit for unit 3 is 9999 euros."
    )
    chat = ScriptedChat(context_tokens=8_000).queue(said)
    events, finished = ask(library, chat, "Summarise short.md")
    own, _, added = finished.answer.partition(ENGLISH.also)
    assert "1014" in own
    assert "9999" not in finished.answer
    assert "1014" not in added
    lines = [line for line in added.splitlines() if line]
    assert lines
    assert all(re.fullmatch(r"- .+ \[\d+\]", line) for line in lines)
    assert "dropped" in codes(events)
    assert all(map(stands, finished.citations))


def test_a_fact_can_be_asked_of_a_whole_document(library: Library) -> None:
    chat = ScriptedChat(context_tokens=8_000).queue("The cat was born on 4 May 2019.")
    _, finished = ask(library, chat, "When was the cat born?", whole("line.txt"))
    prompt = chat.calls[-1].messages[-1].content
    assert "Minka" in prompt
    assert WORDINGS["en"].fact in prompt
    assert finished.grounded


def test_several_documents_are_told_apart(library: Library) -> None:
    chat = ScriptedChat(context_tokens=8_000)
    ask(library, chat, "Summarise them", whole("line.txt", "other.md"))
    text = shown(chat.calls[-1].messages[-1].content)
    assert text.index("[line.txt | ") < text.index("[other.md | ")


# Part by part


def summary(prompt: str) -> str:
    """Note the sentences on notices of a part, and answer with two of them."""
    return "\n".join(
        line.split(". ")[0] + "." for line in shown(prompt).splitlines() if "The notice on" in line
    )


def test_a_long_document_is_read_in_parts_and_all_of_it_is_shown(library: Library) -> None:
    chat = Reader(context_tokens=2_000, reply=summary)
    events, finished = ask(library, chat, "Summarise lease.md")
    prompts = "\n".join(chat.prompts)
    assert all(
        f"The deposit for unit {number} is {1_000 + 7 * number} euros." in prompts for number in range(1, 61)
    )
    (looked,) = [event for event in events if isinstance(event, Looked)]
    assert looked.said.startswith("Reading lease.md whole, in ")
    steps = [event for event in events if isinstance(event, Working) and event.parts]
    assert steps[0].part == 1
    assert steps[0].left_s is not None
    assert finished.status == "answered"
    assert finished.grounded
    assert finished.citations
    assert all(map(stands, finished.citations))
    assert all(sum(map(chat.count_tokens, (prompt,))) < 2_000 for prompt in chat.prompts)


def test_the_second_time_only_the_answer_is_asked_for(library: Library) -> None:
    ask(library, Reader(context_tokens=2_000, reply=summary), "Summarise lease.md")
    chat = Reader(context_tokens=2_000, reply=summary)
    events, _ = ask(library, chat, "Summarise lease.md")
    assert len(chat.prompts) == 1
    (looked,) = [event for event in events if isinstance(event, Looked)]
    assert looked.said == "Reading lease.md whole"
    other = Reader(context_tokens=2_000, reply=summary, name="another")
    ask(library, other, "Summarise lease.md")
    assert len(other.prompts) > 5


def test_what_was_read_before_a_stop_is_not_read_again(library: Library) -> None:
    async def stop() -> None:
        answering = agent(library, Reader(context_tokens=2_000, reply=summary)).turn("Summarise lease.md")
        async with aclosing(answering) as events:
            async for event in events:
                if isinstance(event, Working) and event.part == 5:
                    return

    asyncio.run(stop())
    chat = Reader(context_tokens=2_000, reply=summary)
    events, _ = ask(library, chat, "Summarise lease.md")
    first = next(event for event in events if isinstance(event, Working) and event.part > 1)
    assert first.part == 5


def test_a_server_that_goes_away_costs_the_part_under_way(library: Library) -> None:
    chat = Reader(context_tokens=2_000)
    chat.queue("One.", "Two.", Reply(error=ServerUnavailable("It is gone.")))
    events, finished = ask(library, chat, "Summarise lease.md")
    assert finished.status == "extracted"
    assert any(isinstance(event, Notice) and event.code == "model_failed" for event in events)
    again = Reader(context_tokens=2_000, reply=summary)
    ask(library, again, "Summarise lease.md")
    assert "unit 1 " not in shown(again.prompts[0])


def test_an_edited_page_costs_its_part(tmp_path: Path) -> None:
    with filled(tmp_path, {"lease.md": lease(60)}) as library:
        ask(library, Reader(context_tokens=2_000, reply=summary), "Summarise lease.md")
    with filled(tmp_path, {"lease.md": lease(60, salt=", at least")}) as library:
        library.part_notes.drop_orphans()
        chat = Reader(context_tokens=2_000, reply=summary)
        ask(library, chat, "Summarise lease.md")
        parts = [prompt for prompt in chat.prompts if "The tenant must clean" in prompt]
        assert len(parts) == 1
        assert ", at least" in parts[0]


def test_notes_that_the_part_does_not_confirm_are_left_out(library: Library) -> None:
    def made_up(prompt: str) -> str:
        return "The deposit is 999777 euros.\n" + summary(prompt)

    chat = Reader(context_tokens=2_000, reply=made_up)
    ask(library, chat, "Summarise lease.md")
    assert "999777" not in shown(chat.prompts[-1])


def test_duties_are_listed_as_they_are_read(library: Library) -> None:
    def duties(prompt: str) -> str:
        found = [sentence for sentence in shown(prompt).split(". ") if sentence.startswith("The tenant must")]
        return "Here is the list:\n" + "\n".join(f"- {sentence}." for sentence in found)

    chat = Reader(context_tokens=2_000, reply=duties)
    events, finished = ask(library, chat, "", whole("lease.md", task="obligations"))
    assert finished.question == "Who has to do what, according to lease.md?"
    assert "Here is the list" not in finished.answer
    assert finished.answer.count("- The tenant must clean") == 60
    assert finished.grounded
    place = next(place for place, event in enumerate(events) if isinstance(event, Answer))
    assert any(isinstance(event, Working) for event in events[place:])


def test_no_is_said_after_all_parts_were_read(library: Library) -> None:
    chat = Reader(context_tokens=2_000, reply=lambda prompt: "NONE")
    _, finished = ask(library, chat, "Does it say anything about helicopters?", whole("lease.md"))
    assert all(f"notice on unit {number} " in "\n".join(chat.prompts) for number in range(1, 61))
    assert finished.status == "not_found"
    assert finished.answer == ENGLISH.nothing.format(names="lease.md")


def test_what_one_part_says_is_put_together(library: Library) -> None:
    def findings(prompt: str) -> str:
        found = [one for one in shown(prompt).replace("\n", " ").split(". ") if "unit 31 is" in one]
        return f"{found[-1].split('] ')[-1]}." if found else "NONE"

    chat = Reader(context_tokens=2_000, reply=findings)
    _, finished = ask(library, chat, "What does it say about the deposit of unit 31?", whole("lease.md"))
    assert "1217 euros" in finished.answer
    assert finished.grounded


def test_a_window_too_small_for_a_passage_is_met_in_pieces(library: Library) -> None:
    chat = Reader(context_tokens=512, reply=summary)
    ask(library, chat, "Summarise short.md")
    prompts = " ".join("\n".join(chat.prompts).split())
    assert all(f"{1_000 + 7 * number} euros" in prompts for number in (1, 2, 3))


def test_a_model_that_says_nothing_of_a_part_is_replaced_by_the_parts_words(library: Library) -> None:
    chat = Reader(
        context_tokens=2_000, reply=lambda prompt: "" if ENGLISH.note_summary in prompt else summary(prompt)
    )
    _, finished = ask(library, chat, "Summarise lease.md")
    assert finished.status == "answered"
    assert "unit" in shown(chat.prompts[-1])


# What is asked of it


def test_a_section_is_read_whole_by_its_number(library: Library) -> None:
    chat = ScriptedChat(context_tokens=8_000).queue("The deposit for unit 17 is 1119 euros.")
    events, finished = ask(library, chat, "Explain section 17 of lease.md")
    text = shown(chat.calls[-1].messages[-1].content)
    assert "unit 17" in text
    assert "unit 16" not in text
    assert any("17. Use of the" in event.said for event in events if isinstance(event, Looked))
    assert finished.grounded


def test_chinese_is_read_in_chinese(library: Library) -> None:
    chat = ScriptedChat(context_tokens=8_000).queue("第3号设备的价款为300元。")
    events, finished = ask(library, chat, "解释一下合同.md的第三条")
    text = shown(chat.calls[-1].messages[-1].content)
    assert "第3号设备" in text
    assert "第4号设备" not in text
    (looked,) = [event for event in events if isinstance(event, Looked)]
    assert looked.said == "正在阅读《合同.md》中的“第3条”"
    assert finished.grounded


def test_this_file_is_what_was_just_cited(library: Library) -> None:
    chat = ScriptedChat(context_tokens=8_000).queue(
        "The pump is replaced in May 2025.", "The pump is replaced in May 2025."
    )
    _, first = ask(library, chat, "When is the pump replaced?")
    assert first.citations
    events, _ = ask(library, chat, "Summarise this document", TurnOptions(first.conversation_id))
    (looked,) = [event for event in events if isinstance(event, Looked)]
    assert looked.said == "Reading 2025-03-04.md whole"


def test_a_part_of_a_name_is_enough_where_no_other_has_as_much(library: Library) -> None:
    chat = ScriptedChat(context_tokens=8_000)
    events, _ = ask(library, chat, "Summarise the supply agreement")
    (looked,) = [event for event in events if isinstance(event, Looked)]
    assert looked.said == "Reading supply-agreement-LI-2024-117.md whole"


def test_a_name_with_hyphens_is_no_part_of_its_document(tmp_path: Path) -> None:
    files = {
        "AB-C-05 Orra.md": "# Deal AB-C-05\n\nOrra rents a lift for 90 euros a month.\n",
        "b.md": "# B\n\nTea.\n",
    }
    with filled(tmp_path, files) as library:
        events, _ = ask(library, None, "Summarise AB-C-05 Orra")
    (looked,) = [event for event in events if isinstance(event, Looked)]
    assert looked.said == "Reading AB-C-05 Orra.md whole"


# Without a model


def test_without_a_model_an_outline_prefers_what_says_when() -> None:
    term = (
        "1.1 It runs from 1 May 2024 to 30 April 2026.\n\n"
        "1.2 Either party may end it early by giving one month notice to the other in a signed letter."
    )
    (unit,), _sections = outline_units(lambda: [passage(term)], lambda words: dict.fromkeys(words, 1.0))
    assert "30 April 2026" in unit.text


def test_without_a_model_sections_are_outlined_word_for_word(library: Library) -> None:
    events, finished = ask(library, None, "Outline short.md", whole("short.md", task="outline"))
    assert finished.status == "extracted"
    assert "1. Use of the roof in unit 1" in finished.answer
    assert len(finished.citations) == 3
    assert all(map(stands, finished.citations))
    assert "extracted" in codes(events)


def test_without_a_model_a_question_is_answered_and_not_summed_up(library: Library) -> None:
    _events, finished = ask(library, None, "What about bicycles?", whole("other.md"))
    assert finished.answer == "Bicycles stand in the basement. [1]"
    _events, finished = ask(library, None, "What about the decision?", whole("2025-03-04.md"))
    assert "The pump is replaced in May 2025." in finished.answer
    assert "Anna and Bo" not in finished.answer


def test_without_a_model_every_section_is_listed_where_there_are_not_too_many(
    library: Library, tmp_path: Path
) -> None:
    events, finished = ask(library, None, "Outline lease.md", whole("lease.md", task="outline"))
    assert len(finished.citations) == 60
    assert all(map(stands, finished.citations))
    assert "these are its sections" in [one.message for one in events if isinstance(one, Notice)][-1]
    with filled(tmp_path, {"long.md": lease(500)}) as long:
        events, finished = ask(long, None, "Outline long.md", whole("long.md", task="outline"))
    assert 100 <= len(finished.citations) <= 200
    assert "of 500 sections are listed" in [one.message for one in events if isinstance(one, Notice)][-1]


def test_parts_of_chapters_that_an_outline_leaves_out_are_counted() -> None:
    places = [
        passage(
            f"Part {part} of chapter {chapter} tells of its own matters.",
            chapter * 10 + part,
            heading=("Book", f"Chapter {chapter}", f"Part {part}"),
        )
        for chapter in range(30)
        for part in range(10)
    ]
    units, sections = outline_units(lambda: places, lambda words: dict.fromkeys(words, 1.0), 200)
    assert (len(units), sections) == (30, 300)


@pytest.mark.parametrize(("task", "word"), [("dates", "euros"), ("obligations", "must clean")])
def test_without_a_model_sentences_are_listed(library: Library, task: str, word: str) -> None:
    _, finished = ask(library, None, "", whole("short.md", task=task))
    assert finished.answer.count(word) == 3


def test_without_a_model_a_section_is_quoted_in_full(library: Library) -> None:
    _, finished = ask(library, None, "Explain section 17 of lease.md")
    assert "The deposit for unit 17 is 1119 euros." in finished.answer
    assert "nobody may paint in another colour than green." in finished.answer
    assert all(map(stands, finished.citations))


# Names


@pytest.mark.parametrize(
    "name", ["lease.md", "LEASE.md", "docs/lease.md", "lease", "Lease of Harbour House", "lea*"]
)
def test_a_document_is_known_by_many_names(library: Library, name: str) -> None:
    chat = ScriptedChat(context_tokens=60_000)
    options = whole(name) if name != "Lease of Harbour House" else whole("lease.md")
    events, _ = ask(library, chat, "Summarise it", options)
    (looked,) = [event for event in events if isinstance(event, Looked)]
    assert Path(looked.documents[0]).name == "lease.md"


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("lese.md", "document_unknown", "lease.md"),
        ("zzzzzzzz.docx", "document_unknown", "assistant sources"),
        ("Lease of Harbour House", "document_ambiguous", "short.md"),
    ],
)
def test_an_unknown_name_is_one_sentence_and_the_nearest(
    library: Library, name: str, code: str, hint: str
) -> None:
    with pytest.raises(UsageError) as error:
        ask(library, ScriptedChat(), "Summarise it", whole(name))
    assert (error.value.code, hint in error.value.hint) == (code, True)


# A wrong guess


@pytest.mark.parametrize(
    "question",
    [
        "What are the key dates of the pump?",
        "Does it say anything about bicycles?",
        "Explain section 99",
        "Summarise the weather",
    ],
)
def test_a_wrong_guess_is_answered_as_a_fact(library: Library, question: str) -> None:
    events, _ = ask(library, ScriptedChat().queue("Bicycles stand in the basement."), question)
    assert not [event for event in events if isinstance(event, Looked)]


def test_where_the_guessed_document_says_nothing_all_are_searched(library: Library) -> None:
    def findings(prompt: str) -> str:
        return "Bicycles stand in the basement." if "basement" in prompt else "NONE"

    chat = Reader(context_tokens=2_000, reply=findings)
    _, finished = ask(library, chat, "Does lease.md say anything about where bicycles stand?")
    assert isinstance(finished, Finished)
    assert finished.answer == "Bicycles stand in the basement. [1]"


def test_a_wrong_guess_that_fits_the_window_shows_no_denial_and_all_are_searched(library: Library) -> None:
    chat = ScriptedChat(context_tokens=8_000).queue("The document does not mention bicycles.")
    chat.queue("Bicycles stand in the basement.")
    _, finished = ask(library, chat, "Does the supply agreement mention that bicycles stand in the basement?")
    assert len(chat.calls) == 2
    # What was asked of one document stands in another: it is borne, and in doubt beside that one's own words.
    beside = "The nearest words in your documents:\n\nThe freezers cost 900 euros. [2]"
    assert finished.answer == f"Bicycles stand in the basement. [1]\n\n{beside}"
    assert [one.title for one in finished.citations] == ["Parking", "Deliveries"]
    assert (finished.status, finished.unsupported) == ("perhaps", ())
