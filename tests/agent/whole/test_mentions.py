"""Whether a whole document speaks of something is told without a model, in the question's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.whole.mentions import subject_of
from assistant.events import Finished, Notice
from assistant.library.library import Library
from assistant.options import TurnOptions
from tests.agent.test_turn import ask
from tests.fakes.library import filled

FILES = {
    "house rules.md": "# House rules\n\n## Quiet\n\nNobody plays music after ten.\n\n## Bicycles\n\nBicycles stand in the yard.\n\n"
    "## Bins\n\nBins are put out on Mondays.\n",
    "考勤制度.md": "# 考勤制度\n\n## 上班\n\n员工九点上班。\n\n## 加班\n\n加班按150%支付。\n\n## 请假\n\n请假须书面申请。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("mentions"), FILES) as library:
        yield library


@pytest.mark.parametrize(
    ("name", "question", "answer", "status"),
    [
        (
            "house rules.md", "Is there anything about barbecues in it?",
            "All of house rules.md was read: it does not say “barbecues”.", "not_found",
        ),
        ("考勤制度.md", "制度里有没有婚假规定？", "已通读《考勤制度.md》，其中没有出现“婚假”。", "not_found"),
        ("house rules.md", "Does it say anything about bicycles?", "Bicycles stand in the yard.", "extracted"),
        ("考勤制度.md", "有没有提到加班？", "加班按150%支付。", "extracted"),
    ],
)  # fmt: skip
def test_a_document_that_was_read_whole_speaks_of_it_or_not(
    library: Library, name: str, question: str, answer: str, status: str
) -> None:
    events, _ = ask(library, None, question, TurnOptions(whole=(name,)))
    turn = next(event for event in events if isinstance(event, Finished))
    assert answer in turn.answer
    assert turn.status == status
    for other in ("Nobody plays", "Bins are", "员工九点", "请假须"):
        assert other not in turn.answer


def test_a_question_without_a_sure_answer_gets_the_sentences_that_name_what_it_does(library: Library) -> None:
    _, turn = ask(library, None, "What of music?", TurnOptions(whole=("house rules.md",)))
    assert turn.answer == "Nobody plays music after ten. [1]"
    events, turn = ask(library, None, "What of cellars?", TurnOptions(whole=("house rules.md",)))
    assert "Nobody plays music after ten." in turn.answer
    assert any("most of what the document holds" in one.message for one in events if isinstance(one, Notice))


@pytest.mark.parametrize(
    "question", ["When does it end?", "Who signed it?", "什么时候到期？", "Summarise it."]
)
def test_other_questions_have_no_subject(question: str) -> None:
    assert not subject_of(question)


@pytest.mark.parametrize(
    ("question", "answer", "status"),
    [
        ("Does it say anything about playing football?", "it does not say “playing football”. The nearest that it says:\n\nNobody plays music after ten.", "not_found"),
        ("Does it say anything about the keeping of bicycles?", "Bicycles stand in the yard.", "extracted"), ("Does it say anything about bins on Mondays?", "Bins are put out on Mondays.", "extracted"),
    ],
)  # fmt: skip
def test_all_words_of_a_subject_have_to_be_said(
    library: Library, question: str, answer: str, status: str
) -> None:
    events, _ = ask(library, None, question, TurnOptions(whole=("house rules.md",)))
    turn = next(event for event in events if isinstance(event, Finished))
    assert answer in turn.answer
    assert turn.status == status
