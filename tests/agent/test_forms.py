"""Papers of one form: how they are found, which clause a question asks, and which of them match."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.cells.forms import clauses_of, forms_of, holding, masked
from assistant.events import Finished
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled


def passage(text: str, number: int = 1, heading: tuple[str, ...] = ()) -> StoredPassage:
    return StoredPassage(
        number, number, 0, f"/d/{number}.md", "", text, 0, len(text), None, heading, f"k{number}"
    )


MOORINGS = ("Abel", "Brask", "Corder", "Dunmore", "Eyre", "Fenner")
DOGS = (
    "No animals may be brought on board.",
    "The Skipper may keep one parrot on board and no other animal.",
)


def mooring(name: str, at: int) -> str:
    power = ("The Harbour pays for electricity.", "The Skipper pays for electricity.")[at % 2]
    end = f"and ends on 30 April {2027 + at % 3}." if at != 4 else "and goes on until further notice."
    pets = DOGS[at % 3 == 1]
    if at == 5:
        pets = f"~~{DOGS[0]}~~ [struck out by hand: {DOGS[1]}]"
    return (
        f"# Mooring agreement\n\nHarbour: Tarn Quays Ltd\n\nSkipper: Ole {name}\n\nBerth: {'North' if at < 3 else 'South'} pier {at}\n\n"
        f"1. Term. The mooring begins on 1 May 2026 {end}\n\n2. Charge. £{300 + 50 * at}.00 per month, paid in advance.\n\n"
        f"3. Animals. {pets}\n\n4. Power. {power}\n\n5. Care. The berth is kept clean, and nothing is thrown overboard.\n"
    )


PAPERS = {f"M{at} {name}.md": mooring(name, at) for at, name in enumerate(MOORINGS)} | {
    "handbook.md": "# Handbook\n\n## Animals\n\nA parrot needs a cage.\n\n## Crane\n\nThe crane lifts four tonnes.\n",
    "letter to Brask.txt": "Tarn Quays Ltd\n\n2 June 2026\n\nOle Brask\n\nWe have agreed the following changes to your mooring agreement M1.\n\n"
    "Clause 3 no longer applies: no animal may be brought on board.\n",
}
ZH = {
    f"{name}的合同.md": f"# 摊位合同\n\n甲方：市集管理处\n\n乙方：{name}\n\n摊位：{'东' if at < 3 else '西'}区{at + 1}号\n\n"
    f"第一条 期限：自2026年1月1日起至{2026 + at % 2}年12月31日止。\n\n第二条 租金：每月{800 + 100 * at}元。\n\n"
    f"第三条 明火：{'乙方可以使用燃气灶。' if at in (1, 4) else '乙方不得使用燃气灶等明火设备。'}\n\n"
    f"第四条 电费：{'电费由甲方承担。' if at in (0, 4) else '电费由乙方自行缴纳。'}\n\n第五条 卫生：收摊后乙方清扫摊位。\n"
    for at, name in enumerate(("郝大山", "牛小燕", "常有福", "苗金凤", "温玉龙"))
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("forms"), PAPERS) as library:
        yield library


@pytest.fixture(scope="module")
def stalls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("stalls"), ZH) as library:
        yield library


def told(library: Library, question: str, names: tuple[str, ...]) -> tuple[list[str], Finished]:
    events, _ = ask(library, None, question)
    last = events[-1]
    assert isinstance(last, Finished)
    return [one for one in names if one in last.answer], last


@pytest.mark.parametrize(
    ("line", "label", "number"),
    [
        ("5. Animals. No animals may be kept.", "Animals", "5."),
        ("第五条 宠物：不得饲养。", "宠物", "第五条"),
        ("三、食宿：甲方提供。", "食宿", "三、"),
        ("Landlord: Mrs Fair", "Landlord", ""),
        ("The tenant keeps the garden tidy and waters it when it is dry in summer.", "", ""),
    ],
)
def test_what_a_line_is_headed(line: str, label: str, number: str) -> None:
    (clause,) = clauses_of([passage(line)])
    assert (clause.label, clause.number) == (label, number)


def test_a_heading_alone_heads_the_next_line() -> None:
    first, second = clauses_of([passage("5 Fuel\nThe Owner buys it.\n\n6 Sundays\nNo work is done.")])
    assert (first.label, first.said) == ("Fuel", "5 Fuel The Owner buys it.")
    assert second.said == "6 Sundays No work is done."


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        (
            "Rent. ~~£850~~ [struck out by hand; above it: £820, initials K.W.] a month.",
            "Rent. £820 a month.",
        ),
        ("宠物：~~不得饲养。~~（手写改为：可养一只猫，双方签字）", "宠物： 可养一只猫"),
        ("Fee. <del>£5</del> £6 a visit.", "Fee. £6 a visit."),
        ("Nothing was changed.", "Nothing was changed."),
    ],
)
def test_what_holds_after_a_change_by_hand(written: str, holds: str) -> None:
    assert len(holding(written)) == len(written)
    assert " ".join(holding(written).split()) == holds


def test_papers_of_one_form_are_found_and_others_are_not() -> None:
    texts = [
        DocumentText(at, (passage(text.split("\n", 1)[1].strip(), at, ("Mooring agreement",)),), whole=True)
        for at, text in enumerate(PAPERS.values(), start=1)
    ]
    (form,) = forms_of(texts, frozenset())
    assert form.members == (1, 2, 3, 4, 5, 6)
    assert {"harbour", "skipper", "berth"} <= form.heads
    assert form.wordings("care") == 1
    assert masked("£300 by Anna Abel") == masked("£450 by Carl Eyre")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which skippers may keep a parrot?", ["Eyre", "Fenner"]),
        ("which moorings end in 2028?", ["Brask"]),
        ("moorings with a charge over £400 a month", ["Dunmore", "Eyre", "Fenner"]),
        ("which mooring agreements have something struck out by hand?", ["Fenner"]),
        ("which skippers pay for the electricity themselves?", ["Brask", "Dunmore", "Fenner"]),
        ("Which skippers on the South pier have their electricity paid by the harbour?", ["Eyre"]),
        ("which moorings have no end date", ["Eyre"]),
    ],
)
def test_a_list_over_papers_of_one_form(library: Library, question: str, names: list[str]) -> None:
    found, last = told(library, question, MOORINGS)
    assert (found, last.status) == (names, "extracted")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("哪些摊主可以用燃气灶？", ["牛小燕", "温玉龙"]),
        ("哪几份摊位合同2027年到期", ["牛小燕", "苗金凤"]),
        ("电费自己交的有哪几户", ["牛小燕", "常有福", "苗金凤"]),
        ("月租超过1000元的合同有哪些", ["苗金凤", "温玉龙"]),
    ],
)
def test_a_list_over_chinese_papers_of_one_form(stalls: Library, question: str, names: list[str]) -> None:
    found, last = told(stalls, question, ("郝大山", "牛小燕", "常有福", "苗金凤", "温玉龙"))
    assert (found, last.status) == (names, "extracted")


@pytest.mark.parametrize(
    "question", ["which moorings have a parking space?", "Which handbooks speak of the crane?"]
)
def test_what_no_clause_speaks_of_is_not_listed_as_sure(library: Library, question: str) -> None:
    _, last = told(library, question, MOORINGS)
    assert "[?]" in last.answer or last.status in ("not_found", "perhaps") or "Skipper" not in last.answer
