from __future__ import annotations

import pytest

from assistant.agent.small_talk import small_talk
from assistant.languages import Language


@pytest.mark.parametrize(
    ("typed", "language", "begins"),
    [
        ("hello", "en", "Hello. I answer from the documents"),
        ("Thanks, that was helpful!", "en", "You are welcome."),
        ("who are you?", "en", "I answer from the documents"),
        ("How do I add a folder?", "en", "A folder is added with"),
        ("你好", "zh", "你好。我根据"),
        ("你好，你能做什么？", "zh", "我根据"),
        ("谢谢！", "zh", "不客气。"),
        ("你能做什么？", "zh", "我根据"),
        ("怎么添加文件夹？", "zh", "执行 `assistant ingest"),
    ],
)
def test_what_no_document_answers_is_answered_at_once(typed: str, language: Language, begins: str) -> None:
    assert small_talk(typed, language, has_model=False).startswith(begins)


@pytest.mark.parametrize(
    "typed",
    [
        "hello world letter",
        "thanks to whom was the award given",
        "Who are you paying for cleaning?",
        "help desk number",
        "How do I add a folder to the archive shelf?",
        "谢谢信是谁写的",
        "你好公司的合同",
    ],
)
def test_a_question_that_only_begins_so_is_asked_of_the_documents(typed: str) -> None:
    assert not small_talk(typed, "en", has_model=False)


def test_a_model_answers_greetings_but_knows_nothing_of_the_program() -> None:
    assert not small_talk("hello", "en", has_model=True)
    assert small_talk("what can you do", "en", has_model=True)
