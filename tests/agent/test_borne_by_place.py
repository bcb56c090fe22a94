"""What a sentence leaves unsaid may stand around it: in its heading, its passage, where its paper begins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.quote_checks import form_asked
from assistant.agent.words.roles import concepts_of
from assistant.agent.words.value_kinds import value_kind
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled

JOB = """# Agreement on employment

Employee: Ines Calder, 4 Mill Row, Thornby

Employer: Thornby Joinery Ltd

## 3. Work
You build and fit staircases and window frames.

## 5. Pay
Your salary is £31,650 a year, paid on the last Friday of each month.

## 6. Leave
You have 27 days of leave.
"""
JOB_ZH = """# 劳动合同

甲方：石桥木作有限公司

乙方：穆青岚

## 三、岗位
乙方负责楼梯和门窗的安装。

## 五、报酬
每月工资为 7,350 元，次月 10 日发放。

## 六、休假
每年休假 8 天。
"""
MINUTES = """# Minutes of the workshop, 9 February 2026

Present: Ines Calder, Rob Finch

## 2. Kiln
The old kiln is sold. Rob Finch orders a new one.

## 3. Web shop
The new website goes online on 4 May 2026. The budget is £2,480.

## 4. Visitors
One of the visitors is allergic to walnut dust.
"""
MINUTES_ZH = """# 会议纪要 2026-02-09

## 二、网站
网站改版定于 5 月 4 日上线，预算 18,600 元。

## 三、值班
仓库主任 苗可 分机 626
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    files = {
        "contracts/calder.md": JOB,
        "合同/穆青岚.md": JOB_ZH,
        "minutes/2026-02-09.md": MINUTES,
        "纪要/2026-02-09.md": MINUTES_ZH,
    }
    with filled(tmp_path_factory.mktemp("place"), files) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("How much does Ines Calder earn?", "31,650"),
        ("how much does ines calder earn a year", "31,650"),
        ("穆青岚一个月挣多少钱？", "7,350"),
        ("What is the budget for the website?", "2,480"),
        ("When is the website to go online?", "4 May 2026"),
        ("网站什么时候上线？", "5 月 4 日"),
        ("网站改版的预算是多少？", "18,600"),
        ("仓库主任的电话是多少？", "626"),
        ("Is anyone allergic to something?", "walnut"),
    ],
)
def test_what_stands_around_a_sentence_bears_it(library: Library, question: str, says: str) -> None:
    _, turn = ask(library, None, question)
    assert turn.status in ("extracted", "perhaps")
    assert says in turn.answer


@pytest.mark.parametrize(
    "question",
    [
        "How much does Rob Finch earn?",
        "What rent does Ines Calder pay?",
        "苗可一个月挣多少钱？",
        "What is photosynthesis?",
        "What is the phone number of Rob Finch?",
    ],
)
def test_a_paper_that_names_somebody_does_not_tell_everything_of_them(
    library: Library, question: str
) -> None:
    _, turn = ask(library, None, question)
    assert turn.status in ("not_found", "perhaps")
    assert turn.status == "not_found" or "31,650" not in turn.answer


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("When is the website launched?", False),
        ("What does the telephone cost a month?", False),
        ("密码多久换一次？", False),
        ("What was agreed about the website?", False),
        ("What is their website?", True),
        ("Which bank's account number do we use?", True),
        ("公司的网站是什么？", True),
    ],
)
def test_only_what_is_reached_by_it_has_a_form(question: str, form: bool) -> None:
    assert (form_asked(question) is not None) is form


def test_who_earns_asks_for_pay() -> None:
    assert concepts_of("How much does Ada earn?")[0].name == "salary"
    assert concepts_of("李明每月挣多少？")[0].name == "salary"
    assert value_kind("What does Mr Hale want per month from May on?") == "money"


def test_an_extension_is_called_too(tmp_path: Path) -> None:
    with filled(tmp_path, {"phones.txt": "Night porter: Tessa Lund, ext. 417\n"}) as library:
        _, turn = ask(library, None, "What is the phone number of the night porter?")
    assert "417" in turn.answer
