"""What clients send: whole histories with our own additions in them, and prompts for titles and tags."""

from __future__ import annotations

import json

import pytest

from assistant.serve.history import conversation_of, housekeeping, without_ours

ANSWER = (
    "> Word for word from the documents; no model answered.\n\n"
    "The rent is 900 euros. [1] It rises in May. [1][2] Who knows. [?]\n\n\n---\n"
    "**Sources**\n\n1. [lease.pdf, page 2](http://127.0.0.1:11435/source/default/1?from=0#words): “The rent…”\n"
    "2. [mail.eml](http://127.0.0.1:11435/source/default/2#words): “It rises”\n\n*[?] marks what…*"
)


def test_what_was_added_to_an_answer_is_taken_out_again() -> None:
    assert without_ours(ANSWER) == "The rent is 900 euros. It rises in May. Who knows."


@pytest.mark.parametrize(
    "text",
    [
        "A list:\n\n---\nAnd more below the line, which is the model's own.",
        "```python\nx = a[1]\n```\nThat is all.",
        "No marks at all.",
    ],
)
def test_what_the_model_wrote_stays(text: str) -> None:
    assert without_ours(text) == text


@pytest.mark.parametrize(
    "reasoning",
    [
        "<think>secret thoughts</think>",
        "<thinking>a\nb</thinking>\n",
        '<details type="reasoning" done="true">x</details>',
    ],
)
def test_reasoning_that_a_client_sends_back_is_taken_out(reasoning: str) -> None:
    assert without_ours(f"{reasoning}The rent is 900 euros.") == "The rent is 900 euros."


def test_the_last_message_of_the_user_is_the_question() -> None:
    told = conversation_of(
        [
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": "What is the rent?"},
            {"role": "assistant", "content": ANSWER},
            {
                "role": "user",
                "content": [{"type": "text", "text": "And"}, {"type": "text", "text": "the term?"}],
            },
        ]
    )
    assert told.question == "And\nthe term?"
    assert told.earlier == (("What is the rent?", "The rent is 900 euros. It rises in May. Who knows."),)


def test_an_answer_at_the_end_is_to_be_given_anew() -> None:
    told = conversation_of([{"role": "user", "content": "What?"}, {"role": "assistant", "content": "This."}])
    assert (told.question, told.earlier) == ("What?", ())


@pytest.mark.parametrize(
    "messages", [[], [{"role": "assistant", "content": "x"}], [{"role": "user", "content": None}]]
)
def test_without_a_question_there_is_none(messages: list[dict[str, object]]) -> None:
    assert conversation_of(messages).question == ""


WEBUI = (
    "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n"
    '### Output:\nJSON format: { "title": "your concise title here" }\n'
    "### Chat History:\n<chat_history>\nUSER: When does the lease of Oak Lane end?\nASSISTANT: In June.\n</chat_history>"
)


def test_a_title_is_the_beginning_of_the_first_question() -> None:
    told = housekeeping([{"role": "user", "content": WEBUI}])
    assert told is not None
    assert json.loads(told) == {"title": "When does the lease of Oak Lane end?"}


@pytest.mark.parametrize("field", ["tags", "follow_ups", "queries"])
def test_suggestions_are_none_in_the_form_that_is_wanted(field: str) -> None:
    prompt = f'### Task:\nSuggest some.\n### Output:\n{{ "{field}": ["a", "b"] }}\n<chat_history>\nUSER: x\n</chat_history>'
    assert json.loads(housekeeping([{"role": "user", "content": prompt}]) or "") == {field: []}


@pytest.mark.parametrize(
    "prompt",
    [
        "Based on the chat history, give this conversation a name.\nKeep it short - 10 characters max, no quotes.",
        "请为这段对话生成一个简短的标题",
    ],
)
def test_a_name_is_plain_text(prompt: str) -> None:
    earlier = {"role": "user", "content": "租约什么时候到期？"}
    assert (
        housekeeping(
            [earlier, {"role": "assistant", "content": "六月。"}, {"role": "user", "content": prompt}]
        )
        == "租约什么时候到期？"
    )


@pytest.mark.parametrize(
    "question",
    [
        "What is the title of the contract?",
        "Which task is named in the minutes of 20 May?",
        "Give the conversation between Ann and Bo in the minutes.",
        "What does section ### Task say?",
    ],
)
def test_a_question_is_a_question(question: str) -> None:
    assert housekeeping([{"role": "user", "content": question}]) is None
