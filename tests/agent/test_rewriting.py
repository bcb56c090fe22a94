from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.answer.rewriting import LONGEST_REWRITE, REWRITE_TOKENS, combined, recalled, rewritten
from assistant.agent.question.operations import EarlierTurn
from assistant.agent.question.request import request_of
from assistant.errors import InputTooLong, ModelMissing, ServerFault, ServerUnavailable
from assistant.events import TurnStatus
from tests.fakes.models import Reply, ScriptedChat

BEFORE = "What was the travel budget for 2022?"
GOOD = "What was the travel budget for 2023?"


def turn(
    question: str, answer: str, status: TurnStatus = "answered", sources: tuple[str, ...] = ()
) -> EarlierTurn:
    return EarlierTurn(question, question, answer, status, sources)


EARLIER = [turn(BEFORE, "The travel budget was EUR 180,000.")]


def written(question: str, chat: ScriptedChat | None, earlier: list[EarlierTurn] | None = None) -> str | None:
    before = EARLIER if earlier is None else earlier
    return asyncio.run(rewritten(request_of(question, before), before, chat))


def with_subject(question: str, earlier: list[EarlierTurn]) -> str | None:
    return combined(request_of(question, earlier), earlier)


def test_a_model_makes_a_follow_up_stand_alone() -> None:
    chat = ScriptedChat(thinks=True).queue(Reply(GOOD, reasoning="What about zebras?"))
    assert written("And in 2023?", chat) == GOOD
    call = chat.calls[0]
    assert (call.options.think, call.options.temperature, call.options.max_tokens) == (
        False,
        0.0,
        REWRITE_TOKENS,
    )
    assert chat.streams_closed == 1


@pytest.mark.parametrize(
    "said",
    [
        f"Question: {GOOD}",
        f'"{GOOD}"',
        f"Rewritten question: {GOOD}\n\nI hope this helps.",
        f"**{GOOD}**",
        f"**Next question:** {GOOD}",
        f"Nächste Frage: {GOOD}",
    ],
)
def test_what_a_model_writes_around_it_is_left_out(said: str) -> None:
    assert written("And in 2023?", ScriptedChat().queue(said)) == GOOD


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   \n ",
        "And in 2023?",
        "Who won the world cup in 2023?",
        "What was the travel budget for 2022?",
        "What was the travel budget next year?",
        "The travel budget for 2023 rose because many new colleagues, clients and partners came from abroad.",
        "The travel budget for 2023 was EUR 180,000.",
        "What was the travel budget for 2023 and for 2024?",
        "travel budget 2023 " * LONGEST_REWRITE,
    ],
)
def test_a_bad_rewrite_is_put_aside(said: str) -> None:
    assert written("And in 2023?", ScriptedChat().queue(said)) is None


@pytest.mark.parametrize("remark", ["(for the board)", "Thanks.", "I need it for the board"])
def test_an_answer_is_no_rewrite_of_a_question_with_a_remark_behind_it(remark: str) -> None:
    said = "The travel budget for 2023 was EUR 180,000 for the board."
    assert written(f"And in 2023? {remark}", ScriptedChat().queue(said)) is None
    good = "What was the travel budget for 2023 for the board?"
    assert written(f"And in 2023? {remark}", ScriptedChat().queue(good)) == good


@pytest.mark.parametrize(
    ("before", "question", "said"),
    [
        (("Who signs for Brightwater?", "Anna Meier does."), "What is her phone number?", "Anna Meier's phone number is 123-456."),
        (("Who signs for Brightwater?", "Anna Meier does."), "What is her phone number?", "Who does Anna Meier sign for Brightwater?"),
        (("鹿特丹的年假有多少天？", "鹿特丹的员工有28天年假。"), "那苏州呢？", "苏州的员工有28天年假。"),
        (("How much is a Falka 3 tyre change?", "129 euros."), "How much is a service?", 'What does "service" mean?'),
        (("Wann endet der Vertrag mit Aldera?", "Am 31. Mai."), "Und die Frist?", "Wann endet der Vertrag mit Aldera?"),
    ],
)  # fmt: skip
def test_an_answer_or_another_question_is_no_rewrite(
    before: tuple[str, str], question: str, said: str
) -> None:
    assert written(question, ScriptedChat().queue(said), [turn(*before)]) is None


@pytest.mark.parametrize(
    ("before", "question", "said"),
    [
        (("How much is a Falka 3 tyre change?", "129 euros."), "How much is a service?", "How much is a service for the Falka 3?"),
        (("Tell me about the lease of Elm Court 9.", "The rent is 1,750 euros."), "How high is the deposit?", "What is the deposit amount for Elm Court 9?"),
        (("Who signs for Brightwater?", "Anna Meier does."), "What is her phone number?", "What is Anna Meier's phone number?"),
        (("Which car did he crash?", "The Falka 3."), "How much is its service?", "How much is the service of the Falka 3?"),
        (("Wie viel kostet ein Reifenwechsel beim Falka 3?", "129 Euro."), "Und ein Service?", "Wie viel kostet ein Service beim Falka 3?"),
        (("¿Cuándo termina el contrato con Aldera?", "El 31 de mayo."), "¿Y cuál es el preaviso?", "¿Cuál es el preaviso del contrato con Aldera?"),
        (("Сколько стоит обслуживание Falka 3?", "480 евро."), "А замена шин?", "Сколько стоит замена шин Falka 3?"),
        (("ファルカ3の点検はいくらですか？", "480ユーロです。"), "タイヤ交換は？", "ファルカ3のタイヤ交換はいくらですか？"),
    ],
)  # fmt: skip
def test_a_question_with_its_subject_is_one(before: tuple[str, str], question: str, said: str) -> None:
    assert written(question, ScriptedChat().queue(said), [turn(*before)]) == said


@pytest.mark.parametrize(
    "error", [ServerFault("x"), InputTooLong("x"), ServerUnavailable("x"), ModelMissing("x")]
)
def test_a_model_that_fails_does_not_stop_the_search(
    error: ServerFault | InputTooLong | ServerUnavailable | ModelMissing,
) -> None:
    assert written("And in 2023?", ScriptedChat().queue(Reply(GOOD, error=error))) is None


def test_nothing_is_asked_where_there_is_no_model_or_nothing_went_before() -> None:
    chat = ScriptedChat()
    assert written("And in 2023?", None) is None
    assert written("And in 2023?", chat, []) is None
    assert written("And in 2023?", chat, [turn(BEFORE, "Nothing was found.", "not_found")]) is None
    assert chat.calls == []


def test_a_turn_that_found_nothing_is_not_shown_to_the_model() -> None:
    chat = ScriptedChat().queue(GOOD)
    written(
        "And in 2023?", chat, [*EARLIER, turn("Who feeds the zebras?", "Nothing was found.", "not_found")]
    )
    assert "zebras" not in chat.calls[0].messages[0].content


def test_a_chinese_follow_up_is_rewritten_in_chinese() -> None:
    chat = ScriptedChat().queue("问题：苏州的年假有多少天？")
    earlier = [turn("鹿特丹的年假有多少天？", "28天。")]
    assert written("那苏州呢？", chat, earlier) == "苏州的年假有多少天？"
    assert "改写" in chat.calls[0].messages[0].content


def test_a_follow_up_in_another_script_may_share_no_word() -> None:
    chat = ScriptedChat().queue("Falka 3的保养多少钱？")
    earlier = [turn("How much is a Falka 3 tyre change?", "129 euros.")]
    assert written("保养呢？", chat, earlier) == "Falka 3的保养多少钱？"


def test_only_the_start_of_long_answers_is_shown() -> None:
    chat = ScriptedChat().queue(GOOD)
    written("And in 2023?", chat, [turn(BEFORE, "long " * 5_000)])
    assert len(chat.calls[0].messages[0].content) < 1_000


FALKA = (
    "How much is a Falka 3 tyre change?",
    "A tyre change for the Falka 3 costs 129 euros for four wheels.",
)
ELM = ("Tell me about the lease of Elm Court 9.", "The monthly rent of Elm Court 9 is 1,750 euros.")


@pytest.mark.parametrize(
    ("before", "question", "carried", "left"),
    [
        (FALKA, "How much is a service?", ["Falka 3"], ["tyre", "129", "wheels"]),
        (ELM, "How high is the deposit?", ["Elm Court 9"], ["rent", "1,750"]),
        ((BEFORE, "EUR 180,000."), "And in 2023?", ["travel", "budget"], ["2022", "180,000"]),
        (("How many days of leave are there in Rotterdam?", "28."), "What about Suzhou?", ["leave"], ["Rotterdam"]),
        (("How many days of annual leave do employees in Rotterdam get?", "28."), "And carried over?", ["annual", "leave", "Rotterdam"], ["28"]),
        (("Who signs for Brightwater?", "Anna Meier does."), "What is her phone number?", ["Anna Meier"], []),
        (("what is the rent of the flat?", "900 euros"), "and the deposit?", ["flat"], ["900"]),
        (("Wie viel kostet der Reifenwechsel beim Falka 3?", "129 Euro"), "Und ein Service?", ["Falka 3"], []),
        (("Combien coûte la révision de la Falka 3 ?", "480 euros"), "Et le pare-brise ?", ["Falka 3"], ["480"]),
        (("¿Cuánto cuesta el servicio del Falka 3?", "480 euros"), "¿Y el parabrisas?", ["Falka 3"], ["480"]),
        (("Quanto costa il tagliando della Falka 3?", "480 euro"), "E il parabrezza?", ["Falka 3"], ["480"]),
        (("Quanto custa a revisão do Falka 3?", "480 euros"), "E o para-brisa?", ["Falka 3"], ["480"]),
        (("Сколько стоит обслуживание Falka 3?", "480 евро"), "А замена шин?", ["Falka 3"], ["480"]),
        (("Falka 3的轮胎更换多少钱？", "129欧元。"), "保养呢？", ["Falka 3"], ["129"]),
        (("鹿特丹的年假有多少天？", "28天。"), "那苏州呢？", ["年假"], ["28"]),
        (("溪龙茶社合同的采购总额是多少？", "采购总额为人民币154,000元。"), "付款期呢？", ["溪龙茶社合同"], ["采购总额"]),
        (("陈立的月工资是多少？", "陈立：月工资 8000"), "吴珊呢？", ["月工资"], ["8000"]),
        (("ファルカ3のタイヤ交換はいくらですか？", "129ユーロ"), "点検は？", ["ファルカ3"], ["129"]),
        (("Falka 3의 타이어 교체 비용은 얼마입니까?", "129유로"), "점검은?", ["Falka 3"], ["129"]),
    ],
)  # fmt: skip
def test_without_a_model_the_subject_is_carried(
    before: tuple[str, str], question: str, carried: list[str], left: list[str]
) -> None:
    made = with_subject(question, [turn(*before)])
    assert made is not None
    assert made.startswith(question)
    assert [word for word in carried if word not in made] == []
    assert [word for word in left if word in made] == []


def test_of_another_paper_the_same_is_asked() -> None:
    before = [turn("溪龙茶社合同的采购总额是多少？", "采购总额为人民币154,000元。")]
    made = combined(request_of("那平里的呢？", before), before, names_papers=True)
    assert made is not None
    assert "采购总额" in made


def test_the_subject_is_carried_over_a_turn_that_names_nothing() -> None:
    second = EarlierTurn("How much is a service?", "How much is a service? Falka 3", "480 euros.")
    assert with_subject("And a windscreen?", [turn(*FALKA), second]) == "And a windscreen? Falka 3"


def test_what_found_nothing_is_no_context() -> None:
    refused = turn("How much is a Lumo City?", "Nothing was found.", "not_found")
    assert with_subject("How much is a service?", [refused]) is None
    assert with_subject("How much is a service?", [turn(*FALKA), refused]) == "How much is a service? Falka 3"


def test_what_the_question_says_itself_is_not_carried_again() -> None:
    assert with_subject("How much is a Falka 3 service?", [turn(*FALKA)]) is None


@given(question=st.text(max_size=60), asked=st.text(max_size=200), answer=st.text(max_size=200))
def test_a_combined_question_begins_as_it_was_asked_and_stays_short(
    question: str, asked: str, answer: str
) -> None:
    made = with_subject(question, [turn(asked, answer)])
    assert made is None or made.startswith(question.strip())
    assert made is None or len(made) <= len(question) + len(asked) + len(answer) + 20


ASKED_BEFORE = [
    EarlierTurn("How high is the\ndeposit?", "How high is the deposit of Elm Court 9?", "3,500 euros."),
    EarlierTurn("May I keep a dog?", "", "Nothing was found.", "not_found"),
    EarlierTurn("Who signs?", "", "Anna Meier."),
]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("what did I ask first?", "How high is the deposit?"),
        ("What was my first question?", "How high is the deposit?"),
        ("What was my last question?", "Who signs?"),
        ("Was habe ich zuerst gefragt?", "How high is the deposit?"),
        ("Was war meine letzte Frage?", "Who signs?"),
        ("Quelle était ma première question ?", "How high is the deposit?"),
        ("¿Cuál fue mi primera pregunta?", "How high is the deposit?"),
        ("Qual era la mia ultima domanda?", "Who signs?"),
        ("Qual foi a minha primeira pergunta?", "How high is the deposit?"),
        ("Какой был мой первый вопрос?", "How high is the deposit?"),
        ("我第一个问题是什么？", "How high is the deposit?"),
        ("我刚才问了什么？", "Who signs?"),
        ("最初の質問は何でしたか？", "How high is the deposit?"),
        ("내 첫 번째 질문이 뭐였지?", "How high is the deposit?"),
    ],
)
def test_what_was_asked_is_told(question: str, asked: str) -> None:
    look = request_of(question, ASKED_BEFORE)
    assert look.operation == "recall"
    told = recalled(look, ASKED_BEFORE)
    assert told is not None
    assert told.endswith(asked)
    assert sum(turn.question.split()[0] in told for turn in ASKED_BEFORE) == 1


def test_all_questions_are_told_in_order() -> None:
    told = recalled(request_of("list my questions", ASKED_BEFORE), ASKED_BEFORE)
    assert told == "You asked:\n- How high is the deposit?\n- May I keep a dog?\n- Who signs?"


@pytest.mark.parametrize(
    "question", ["What did you say about the deposit?", "你刚才说了什么？", "How high is the deposit?"]
)
def test_what_else_was_said_is_left_to_a_model(question: str) -> None:
    assert recalled(request_of(question, ASKED_BEFORE), ASKED_BEFORE) is None


def test_where_nothing_was_asked_nothing_is_told() -> None:
    assert recalled(request_of("what did I ask first?"), []) is None
