from __future__ import annotations

from datetime import date

import pytest

from assistant.agent.question.small_talk import small_talk
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
        ("hello, how are you?", "en", "Hello."),
        ("thank you, you are great", "en", "You are welcome."),
        ("谢谢，你真棒", "zh", "不客气。"),
        ("再见", "zh", "再见。"),
        ("谢谢，你是谁？", "zh", "我根据"),
        ("thanks, bye!", "en", "Goodbye."),
        ("Thank you very much, see you tomorrow", "en", "Goodbye."),
        ("Thanks. What can you do?", "en", "I answer from the documents"),
        ("What's the date today?", "en", "Today is Sunday, 2026-11-29"),
        ("who are you and what can you do?", "en", "I answer from the documents"),
        ("/help", "en", "I answer from the documents"),
        ("你是谁，能干什么", "zh", "我根据"),
        ("你是干什么的？能帮我做些什么呢", "zh", "我根据"),
        ("今天几号", "zh", "按这台电脑的时钟，今天是2026年11月29日，星期日"),
        ("今天星期几？", "zh", "按这台电脑的时钟，今天是2026年"),
        ("ls", "en", "Questions about your documents are typed here"),
        ("delete all my files", "en", "I only read"),
        ("把我的文件都删掉", "zh", "我只读取"),
        ("15% of 32", "en", "15% of 32 = 4.8 (worked out"),
        ("What is 15 % of 1,200?", "en", "15% of 1,200 = 180 ("),
        ("32的15%是多少", "zh", "32 的 15% = 4.8（直接计算"),
        ("12*35", "en", "12*35 = 420 ("),
        ("3,900 + 4,200 * 2 =", "en", "3,900 + 4,200 * 2 = 12,300 ("),
        ("算一下 100 ÷ 3", "zh", "100 ÷ 3 = 33.333333（"),
        ("10 - 4 - 3", "en", "10 - 4 - 3 = 3 ("),
        ("2025 - 1990", "en", "2025 - 1990 = 35 ("),
        ("10000000000000 * 10000000000000", "en", f"10000000000000 * 10000000000000 = {10**26:,} ("),
        ("200% of 99999999999999999999999999", "en", "200% of 99999999999999999999999999 = 199,999,"),
        (f"{10**28 - 1} + 1", "en", f"{10**28 - 1} + 1 = {10**28:,} ("),
        ("0.0000001 * 3", "en", "0.0000001 * 3 = 0.0000003 ("),
        ("0 * 3", "en", "0 * 3 = 0 ("),
    ],
)
def test_what_no_document_answers_is_answered_at_once(typed: str, language: Language, begins: str) -> None:
    assert small_talk(typed, language, has_model=False, today=date(2026, 11, 29)).startswith(begins)


@pytest.mark.parametrize(
    "typed",
    [
        "hello world letter",
        "2024-01-15",
        "3/4",
        "2024 - 01 - 15",
        "15 / 1 / 2024",
        "2024 - 01",
        "1990 - 2000",
        "15% from 32",
        f"{10**40} * {10**40}",
        "01632 960 441",
        "15% of the fee",
        "7 / 0",
        "2025",
        "what is 0.5% of the price",
        "thanks to whom was the award given",
        "Who are you paying for cleaning?",
        "help desk number",
        "可以做什么",
        "你是谁的代表",
        "who are you and what can you do for the orchestra",
        "How do I add a folder to the archive shelf?",
        "谢谢信是谁写的",
        "你好公司的合同",
        "what day is the rent due",
        "what is the date of the lease",
        "今天开会几点",
        "which files were deleted?",
        "who may delete customer data?",
        "the best supplier",
        "谁删除了文件",
        "cat spay",
        "很好的供应商",
    ],
)
def test_a_question_that_only_begins_so_is_asked_of_the_documents(typed: str) -> None:
    assert not small_talk(typed, "en", has_model=False)


def test_a_model_answers_greetings_but_knows_nothing_of_the_program() -> None:
    assert not small_talk("hello", "en", has_model=True)
    assert small_talk("what can you do", "en", has_model=True)
