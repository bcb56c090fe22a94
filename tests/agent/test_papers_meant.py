"""Papers are found by what the people of an office call them, and those that speak of something with their words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.cells.columns import column_of, predicate_of
from assistant.agent.each.mentions import _was_there, mention_asked
from assistant.agent.papers.paper_kinds import Paper
from assistant.agent.papers.papers_meant import papers_called, papers_meant
from assistant.events import Finished
from assistant.library.library import Library
from assistant.library.terms import query_terms
from tests.agent.test_turn import ask
from tests.fakes.library import filled

PAPERS = {
    number: Paper(f"/office/{path}", title, beginning, ("/office",))
    for number, (path, title, beginning) in enumerate(
        [
            ("Berth - Kittiwake.docx", "Mooring", "Between Polwen Ltd and Mr Roe"),
            ("berth_heron.docx", "Mooring", "Between Polwen Ltd and Mrs Jay"),
            ("heron v3 final.docx", "Mooring", "Between Polwen Ltd and Mrs Jay"),
            ("Quay meeting 3 May.md", "Quay meeting", "Present: A, B"),
            ("Quay meeting 7 June.md", "Quay meeting", "Present: A"),
            ("prices.csv", "prices", "a,b"),
            ("例会/周例会 0301.md", "周例会", "出席：甲"),
            ("例会/周例会 0308.md", "周例会", "出席：乙"),
        ]
    )
}


@pytest.mark.parametrize(
    ("question", "said", "numbers"),
    [
        ("Who is the owner in each berth?", "berth", {0, 1, 2}),
        ("Which berths have we let and when does each end?", "berths", {0, 1, 2}),
        ("When is each Quay meeting?", "Quay meeting", {3, 4}),
        ("每次例会都有谁参加？", "例会", {6, 7}),
    ],
)
def test_papers_are_known_by_the_names_of_several(question: str, said: str, numbers: set[int]) -> None:
    meant = papers_meant(question, PAPERS)
    assert meant is not None
    assert (meant.said, set(meant.numbers)) == (said, numbers)


@pytest.mark.parametrize(
    "question",
    [
        "Which boat sank?",
        "What does each price list cost?",
        "Each and every day",
        "Which berth wardens may use the crane?",
        "每天几点开门？",
    ],
)
def test_a_question_that_names_no_papers_means_none(question: str) -> None:
    assert papers_meant(question, PAPERS) is None


def test_a_kind_that_is_known_needs_no_name() -> None:
    assert papers_called("meeting notes", PAPERS) >= {3, 4}
    assert papers_called("documents", PAPERS) == frozenset()


@pytest.mark.parametrize(
    ("question", "papers", "what"),
    [
        ("which minutes mention Ferris", ("minutes",), "Ferris"),
        (
            "Show me all the letters or mails that talk about the new roof.",
            ("letters", "mails"),
            "the new roof",
        ),
        ("哪几次例会讨论了运费？", ("例会",), "运费"),
        ("提到智利的邮件有哪些", ("邮件",), "智利"),
        ("anything at all that mentions the Gannet Girl pls", (), "the Gannet Girl"),
        ("list every paper where Roe or Heron comes up", (), "Roe or Heron"),
        ("跟鹭鸟有关的所有资料", (), "鹭鸟"),
        ("哪些地方提到过鹭鸟？", (), "鹭鸟"),
        ("哪几次会议谈过码头的租金", ("会议",), "码头的租金"),
        ("哪几次例会商量了吊机？", ("例会",), "吊机"),
    ],
)
def test_a_question_for_papers_that_speak_of_something(
    question: str, papers: tuple[str, ...], what: str
) -> None:
    asked = mention_asked(question)
    assert asked is not None
    assert (asked.papers, asked.what) == (papers, what)


@pytest.mark.parametrize(
    ("question", "papers", "who"),
    [
        ("which meetings did Ann Lee attend?", "meetings", "Ann Lee"),
        ("What quay meetings was Bo at", "quay meetings", "Bo"),
        ("which of our meetings were attended by Ann", "meetings", "Ann"),
        ("顾小满参加了哪几次例会", "例会", "顾小满"),
        ("哪几次理事会顾小满出席了？", "理事会", "顾小满"),
    ],
)
def test_a_question_for_meetings_that_somebody_attended(question: str, papers: str, who: str) -> None:
    asked = mention_asked(question)
    assert asked is not None
    assert (asked.papers, asked.what, asked.attended) == ((papers,), who, True)


@pytest.mark.parametrize(
    "question", ["What does the lease say about pets?", "Who mentioned Ferris?", "合同里提到违约金了吗？"]
)
def test_other_questions_ask_for_no_mention(question: str) -> None:
    assert mention_asked(question) is None


OFFICE = {
    "meeting 3 May.md": "# Quay meeting\n\nPresent: Ann Lee, Bo.\n\nThe crane was mended. Mr Ferris has not paid.\n",
    "meeting 7 June.md": "# Quay meeting\n\nPresent: Bo.\n\nFerris paid half of it. The gate sticks.\n",
    "meeting 5 July.md": "# Quay meeting\n\nPresent: Ann Lee.\n\nNothing of note.\n",
    "berth kittiwake.md": '# Mooring\n\nBetween Polwen Ltd, 1 Quay Row ("the Harbour") and Mr Ivor Roe, Hill Farm, Axby ("the Owner").\n\nFerris is his friend.\n',
    "berth heron.md": '# Mooring\n\nBetween Polwen Ltd, 1 Quay Row ("the Harbour") and The Heron Trust, for the scouts ("the Owner").\n',
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("meant"), OFFICE) as library:
        yield library


def answered(library: Library, question: str) -> Finished:
    last = ask(library, None, question)[0][-1]
    assert isinstance(last, Finished)
    return last


def test_papers_of_a_kind_that_mention_something_are_listed_with_their_words(library: Library) -> None:
    turn = answered(library, "which minutes mention Ferris")
    assert turn.answer.startswith("2 of 3 documents match (Ferris).")
    assert "| `meeting 3 May.md` | The crane was mended. Mr Ferris has not paid. [1] |" in turn.answer
    assert {Path(one.source).name for one in turn.citations} == {"meeting 3 May.md", "meeting 7 June.md"}
    assert [one.quote for one in turn.citations] == [
        "The crane was mended. Mr Ferris has not paid.",
        "Ferris paid half of it. The gate sticks.",
    ]


@pytest.mark.parametrize(
    ("text", "name", "was"),
    [
        ("Present: Ann Lee, Bo. Apologies: Cy (dentist).", "ann lee", True),
        ("Present: Ann Lee, Bo. Apologies: Cy (dentist).", "cy", False),
        ("Present: Ann, Bo.", "ann lee", None),
        ("Present: all five. Notes: Bo.", "ann", None),
        ("Cy pays for the crane.", "cy", False),
        ("到会：顾小满、方一鸣　请假：丁立", "丁立", False),
        ("到会：顾小满、方一鸣。丁立外出。", "丁立", False),
        ("**出席** 顾小满（主持）、方一鸣", "顾小满", True),
    ],
)
def test_minutes_say_who_was_there(text: str, name: str, was: bool | None) -> None:
    assert _was_there(text, frozenset(query_terms(name))) is was


def test_meetings_that_somebody_attended_are_listed(library: Library) -> None:
    turn = answered(library, "which meetings did Ann Lee attend?")
    assert turn.answer.startswith("2 of 3 documents match (Ann Lee).")
    assert "`meeting 7 June.md`" not in turn.answer


def test_papers_of_any_kind_that_mention_one_of_several_things_are_listed(library: Library) -> None:
    turn = answered(library, "list every paper where Ivor Roe or the heron comes up")
    assert turn.answer.startswith("2 of 5 documents match")
    assert {Path(one.source).name for one in turn.citations} == {"berth kittiwake.md", "berth heron.md"}


def test_each_paper_of_a_name_of_their_own_is_asked(library: Library) -> None:
    turn = answered(library, "who is the owner in each berth")
    assert "| `berth heron.md` | The Heron Trust [1] |" in turn.answer
    assert "| `berth kittiwake.md` | Mr Ivor Roe [2] |" in turn.answer
    assert (turn.status, turn.grounded) == ("extracted", True)


def test_what_no_paper_of_the_kind_mentions_is_looked_up_as_usual(library: Library) -> None:
    assert "documents match" not in answered(library, "which minutes mention the heron").answer


def test_what_may_be_ended_is_no_end_that_has_passed() -> None:
    column = column_of("Which agreements can be ended early?")
    assert (column.kind, column.condition) == ("yes_no", None)
    assert column_of("Which agreements can be ended with a month's notice?").kind == "duration"
    assert column_of("Which agreements have ended?").condition is not None


def test_the_predicate_leaves_out_what_documents_are_called() -> None:
    assert predicate_of("Which contracts let us sublet?") == "let us sublet"


MINUTES = {
    "记录 3月.md": "# 三月班会纪要\n\n出席：老周、小贺。\n\n码头的房租要涨，再谈。\n",
    "记录 5月.txt": "五月班会记录\n到会：小贺\n\n吊机修好了。码头的租金谈定。\n",
    "记录 6月.md": "# 六月班会纪要\n\n出席：老周。\n\n码头的灯坏了。\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("minutes"), MINUTES) as library:
        yield library


def test_meetings_are_found_by_another_word_and_where_they_are_asked_for_last(minutes: Library) -> None:
    turn = answered(minutes, "码头租金的事在哪几次班会上谈过")
    assert turn.answer.startswith("3份文档中有2份符合")
    assert {Path(one.source).name for one in turn.citations} == {"记录 3月.md", "记录 5月.txt"}
    turn = answered(minutes, "哪几次班会谈到码头要不要租金")
    assert turn.answer.startswith("3份文档中有2份符合")


def test_a_turn_keeps_the_question_as_it_was_asked(minutes: Library) -> None:
    turn = answered(minutes, "麻烦帮我看一下，班会老周去过几次，谢谢")
    assert turn.question == "麻烦帮我看一下，班会老周去过几次，谢谢"
    assert {Path(one.source).name for one in turn.citations} == {"记录 3月.md", "记录 6月.md"}


def test_words_that_stand_apart_in_a_paper_may_speak_of_other_things(tmp_path: Path) -> None:
    files = {
        "yard lease.md": "# Yard lease\n\nThe tenant may end it on six months' notice given in writing.\n",
        "hired hand.md": "# Employment\n\nThe first six months are a probation period.\n\n## Ending\n\nFour weeks' notice is given in writing by either side.\n",
    }
    with filled(tmp_path, files) as library:
        turn = answered(library, "which papers mention six months notice")
    rows = {line.split("`")[1]: line for line in turn.answer.splitlines() if line.startswith("| `")}
    assert ["[?]" in rows[name] for name in ("yard lease.md", "hired hand.md")] == [False, True]
