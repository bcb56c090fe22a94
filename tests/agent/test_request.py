from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.question.kind_model import ROADS, Road
from assistant.agent.question.operations import EarlierTurn, Operation
from assistant.agent.question.request import Kind, may_work_on_said, request_of
from assistant.agent.words.phrases import PHRASINGS
from assistant.languages import LANGUAGES, Language

HERE = Path(__file__).parent
EARLIER = [EarlierTurn("How high is the deposit of Elm Court 9?", "", "The deposit is 3,500 euros.")]


def requests(half: str) -> list[tuple[str, str, str, str]]:
    lines = (HERE / f"requests_{half}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(language, kinds, operation, request) for language, kinds, operation, request in rows]


def is_right(kinds: str, operation: str, request: str) -> bool:
    look = request_of(request, EARLIER)
    return look.kind in kinds.split("|") and (look.kind != "conversation" or look.operation == operation)


@pytest.mark.parametrize(("half", "least"), [("blind", 0.95), ("tuned", 0.98)])
def test_what_requests_want_is_told(half: str, least: float) -> None:
    rows = requests(half)
    wrong = [row for row in rows if not is_right(*row[1:])]
    assert len(rows) > 140
    assert {row[0] for row in rows} == set(LANGUAGES)
    assert 1 - len(wrong) / len(rows) >= least, wrong


@pytest.mark.parametrize("half", ["blind", "tuned"])
def test_what_went_before_changes_only_what_works_on_it(half: str) -> None:
    for _, _, _, request in requests(half):
        look = request_of(request, EARLIER)
        if look.kind != "conversation":
            assert request_of(request).kind == look.kind, request


def test_there_is_nothing_to_work_on_where_nothing_was_said() -> None:
    assert request_of("shorter please").kind != "conversation"
    assert request_of("Summarise our conversation").operation == "summarise"


def test_a_question_about_something_is_no_operation_on_what_was_said() -> None:
    for question in (
        "Is it longer?",
        "Which contract is shorter?",
        "How much more is it?",
        "Why does the rent rise?",
        "Which documents are in German?",
        "Why was the table moved?",
        "Warum steigt die Miete?",
        "为什么房租会涨？",
        "表の家賃はいくらですか",
    ):
        assert request_of(question, EARLIER).kind != "conversation", question


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_ask_for_every_operation(language: Language) -> None:
    assert set(PHRASINGS[language].operations) == {
        "shorter", "longer", "table", "translate", "simpler", "why", "rephrase",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie hoch ist die Miete?", "de"),
        ("What is the rent? Answer in German.", "de"),
        ("Was steht im Vertrag? Antworte bitte auf Englisch.", "en"),
        ("in Chinese", "zh"),
        ("用英语回答：押金是多少？", "en"),
        ("Traduis ça en anglais", "en"),
        ("по-английски", "en"),
        ("英語で", "en"),
        ("영어로 번역해 줘", "en"),
        ("How high is the deposit, in French?", "fr"),
        ("Write a letter to the landlord in Spanish", "es"),
        # Named, but not as the language of the answer
        ("Which documents are in German?", "en"),
        ("Is the manual written in Chinese?", "en"),
        ("Does anyone here speak French?", "en"),
    ],
)
def test_the_language_of_the_answer(question: str, language: str) -> None:
    assert request_of(question, EARLIER).language == language


def test_a_question_without_a_sign_is_answered_in_the_language_of_the_conversation() -> None:
    german = [EarlierTurn("Wie hoch ist die Miete?", "", "1.750 Euro.")]
    assert request_of("E07", german).language == "de"
    assert request_of("E07").language == "en"


def kinds_of(questions: Sequence[str], earlier: Sequence[EarlierTurn]) -> set[tuple[bool, Kind]]:
    return {((look := request_of(question, earlier)).follow_up, look.kind) for question in questions}


def test_every_later_question_may_lean_on_what_went_before() -> None:
    questions = ["How much is a service?", "And in 2023?", "When does the supply contract with Aldera end?"]
    assert kinds_of(questions, EARLIER) == {(True, "fact")}
    assert kinds_of(questions, []) == {(False, "fact")}
    assert kinds_of(["Tell me a joke"], EARLIER) == {(False, "creative")}
    refused = [EarlierTurn("How much is a Lumo?", "", "Nothing was found.", "not_found")]
    assert kinds_of(questions, refused) == {(False, "fact")}


@pytest.mark.parametrize(
    "question",
    [
        "And in 2023?",
        "What about Suzhou?",
        "Why?",
        "How long does it last?",
        "How much is a service?",
        "那苏州呢？",
        "Und die Kaution?",
        "Est-ce qu'il est compris ?",
        "А для новых сотрудников?",
        "それはいつまでですか？",
        "그것은 얼마입니까?",
    ],
)
def test_follow_ups_lean_back(question: str) -> None:
    assert request_of(question, EARLIER).leans_back


@pytest.mark.parametrize(
    ("question", "language"),
    [("les points principaux stp", "fr"), ("puntos principales porfa", "es"), ("main points pls", "en")],
)
def test_a_few_words_show_their_language_by_what_they_ask_for(question: str, language: str) -> None:
    request = request_of(question)
    assert (request.kind, request.language) == ("whole", language)


@pytest.mark.parametrize(
    ("question", "before", "leans"),
    [
        ("What does item 3 of the inventory cost?", "What does item 2 of the inventory cost?", False),
        ("And item 3 of the inventory?", "What does item 2 of the inventory cost?", True),
        ("When does the lease with Noordzee end?", "When does the lease with Aldera start?", False),
        ("When does the lease start?", "When does the lease with Aldera end?", True),
        ("What is the deposit of the lease?", "What is the rent of the lease with Aldera?", True),
        ("What does Bo earn?", "What does Bo earn?", False),
        ("Was kostet Artikel 3?", "Was kostet Artikel 2?", False),
        ("2026年的预算是多少？", "2025年的预算是多少？", False),
        ("押金是多少？", "星河公司的租金是多少？", True),
    ],
)
def test_a_question_that_leaves_out_nothing_of_the_one_before_stands_alone(
    question: str, before: str, leans: bool
) -> None:
    assert request_of(question, [EarlierTurn(before, "", "It is 5.")]).leans_back == leans


@pytest.mark.parametrize(
    "question",
    [
        "How many days of annual leave do employees in Rotterdam get?",
        "转子密封圈在离心机上多久需要更换一次，由哪个部门负责记录",
        "Who signs the contract that Noordzee Biobank gets from Aldera Pumps in spring?",
    ],
)
def test_whole_questions_do_not(question: str) -> None:
    assert not request_of(question, EARLIER).leans_back


@pytest.mark.parametrize(
    ("question", "may"),
    [
        ("Jazz the answer up a bit", True),
        ("Mach mal hübscher", True),
        ("美化一下", True),
        ("How high is the deposit of Elm Court 9?", False),
        ("What does our lease say?", False),
        ("Which suppliers deliver pumps, hoses and gaskets to Rotterdam?", False),
        ("转子密封圈在离心机上多久需要更换", False),
    ],
)
def test_what_may_still_be_about_what_was_said(question: str, may: bool) -> None:
    assert may_work_on_said(request_of(question, EARLIER)) is may


MAIL = """Dear colleagues,

I hope this finds you well. As you may have heard, we are moving into the new building by the harbour at the end of next month,
and the facility team is now collecting everything that has to be settled before the keys are handed over. We have already
ordered the desks and the cabling, and the movers will come on a Friday so that nobody loses a working day.

One thing is still open. When does the cleaning contract with Brightwater end, and do we have to give notice? The landlord asked
me twice already, and I would like to give her an answer this week.

Many thanks and best wishes,
Dana
"""


def test_the_part_that_asks_is_found_in_a_mail() -> None:
    look = request_of(MAIL)
    assert look.kind == "fact"
    assert (
        look.focus[0]
        == "When does the cleaning contract with Brightwater end, and do we have to give notice?"
    )
    assert len(look.focus) <= 4
    assert max(len(part.split()) for part in look.focus) < 70


@pytest.mark.parametrize(
    ("before", "asking", "after"),
    [
        ("Sehr geehrte Damen und Herren, wir ziehen Ende des Monats um und sammeln noch offene Punkte. ", "Wie hoch ist die Kaution für den Lagerraum in der Hafenstraße?", " Vielen Dank und freundliche Grüße, Ihre Hausverwaltung am Markt. "),
        ("Bonjour, nous préparons le déménagement de la fin du mois et il reste quelques points à régler. ", "Quel est le montant de la caution pour le local de la rue du Port ?", " Merci beaucoup et bonne journée à toute l'équipe. "),
        ("Здравствуйте, в конце месяца мы переезжаем и собираем вопросы, которые остались. ", "Какой залог за склад на Портовой улице?", " Большое спасибо и хорошего дня всей команде. "),
    ],
)  # fmt: skip
def test_it_is_found_in_other_languages(before: str, asking: str, after: str) -> None:
    look = request_of(f"{before * 4}\n{asking}\n{after * 2}")
    assert look.focus[0] == asking
    assert look.kind == "fact"


def test_it_is_found_in_a_chinese_mail() -> None:
    before = (
        "各位同事好，我们下个月底就要搬到港口旁边的新大楼了，后勤部门正在收集交钥匙之前需要解决的所有事项。"
        * 3
    )
    look = request_of(f"{before}\n请问与清源公司的保洁合同什么时候到期？\n谢谢大家，祝工作顺利。")
    assert "保洁合同什么时候到期" in look.focus[0]
    assert look.language == "zh"


def test_a_long_text_that_asks_nothing_still_gives_something_to_search_for() -> None:
    look = request_of("The pump in hall B makes a grinding noise and shows E07. We cleaned the filter. " * 6)
    assert look.focus
    assert "E07" in " ".join(look.focus)


def test_a_short_question_has_no_focus() -> None:
    assert request_of("When does the cleaning contract end?").focus == ()


def test_a_text_to_write_stays_one_with_a_long_text_below_it() -> None:
    assert request_of(f"Write a friendly reply to this mail:\n{MAIL}").kind == "general"


@given(st.text(max_size=400))
def test_any_text_wants_something(question: str) -> None:
    look = request_of(question, EARLIER)
    assert look.question == question.strip()
    assert (look.operation == "") == (look.kind != "conversation")
    assert all(part.strip() for part in look.focus)


OPERATIONS: dict[Operation, str] = {
    "shorter": "Kürzer!",
    "table": "Als Tabelle",
    "why": "Warum?",
    "longer": "Mehr dazu",
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_keeps_the_language_of_the_request(operation: Operation) -> None:
    look = request_of(OPERATIONS[operation], EARLIER)
    assert (look.kind, look.operation, look.language) == ("conversation", operation, "de")


@pytest.mark.parametrize(
    ("question", "kind"),
    [("Who leads the district report?", "fact"), ("What went wrong at the Tarn crossing?", "whole")],
)
def test_what_asks_for_one_value_asks_for_no_whole_paper(question: str, kind: Kind) -> None:
    def likely(_question: str, _kind: Kind) -> dict[Road, float]:
        return dict.fromkeys(ROADS, 0.01) | {"whole": 0.9}

    assert request_of(question, [], likely).kind == kind
