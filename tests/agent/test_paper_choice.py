"""The one paper that a question means is told by all that it says of it; a guess is said to be one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

import pytest

from assistant.agent.papers.paper_choice import wanted_of
from assistant.events import Looked, Notice
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled

FILES = {
    "Roof contract Hafen 12.md": "# Roof contract\n\nBetween Nordlys Roofing AS and Tove Berg, 12 Hafen Street.\n\n1. The contractor renews the roof for 9,000 euros.\n2. The work ends on 30 June 2026.\n",
    "Works agreement (signed).md": "# Building works agreement\n\nBetween Nordlys Roofing AS and the Lantern Bakery.\n\n1. The contractor renews the roof of the bakery for 21,000 euros.\n2. The work ends on 15 September 2026.\n",
    "letter Berg change of date.md": "Tove Berg, 12 Hafen Street\n\n4 May 2026\n\nDear Sirs,\n\nabout our contract: the house builder was ill, so the summer will do. The price is to rise by 300 euros.\n\nYours sincerely\nTove Berg\n",
    "Skov Homes call-off.md": "# Order no. SK/17\n\nSite: Elm Rise, Nettle Bay\nCustomer: Skov Homes\n\nTwelve roof windows at 410 euros each. Last call-off on 31 August 2027.\n",
    "Lease yard.md": "# Lease of the yard\n\nLandlord: Ravn Estates. Tenant: Nordlys Roofing AS.\n\nThe rent is 800 euros a month. It ends on 31 March 2029.\n",
    "Lease shop.md": "# Lease of the shop\n\nLandlord: Ida Holm. Tenant: Nordlys Roofing AS.\n\nThe rent is 650 euros a month. It ends on 30 June 2028.\n",
    "minutes 2026-03-03.md": "# Meeting 3 March 2026\n\nPresent: Ole, Runa.\n\n- The bakery roof was talked over. Ole rings the bakery.\n- Elm Rise: the order came in.\n",
    "装修合同-杏园3栋.md": "# 房屋装修合同\n\n发包方：郑小满　承包方：松云装饰\n\n一、合同总价18万元。\n二、2026年7月31日完工。\n",
    "工程合同 听雨书店.md": "# 商业空间装饰装修工程合同\n\n发包方：听雨文化有限公司　承包方：松云装饰\n\n一、书店改造，固定总价36万元。\n二、2026年9月15日完工。\n",
    "仓库租赁合同.md": "# 仓库租赁合同\n\n出租方：顺达物业有限公司\n承租方：松云装饰有限公司\n2025年4月20日\n\n一、月租金5,000元。\n二、租期至2028年4月30日。\n",
    "顺达物业来函.md": "# 关于仓库租赁合同变更的函\n\n松云装饰有限公司：\n\n自2026年10月1日起，仓库月租金由5,000元调整为5,600元。\n\n顺达物业有限公司 2026年8月2日\n",
    "补充函_杏园_2026-06.md": "致：郑小满 女士\n\n按面谈的结果，完工日期改为2026年8月20日，总价不变。\n\n松云装饰 2026年6月3日\n",
    "会议纪要_2026-05-06.md": "# 五月例会纪要\n\n出席：郑工、小鲁\n\n一、书店的灯要换。小鲁去办。\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("papers"), FILES) as made:
        yield made


def _read(library: Library, question: str) -> tuple[list[str], str, list[Notice]]:
    events, turn = ask(library, None, question)
    read = [PurePath(path).name for look in events if isinstance(look, Looked) for path in look.documents]
    said = [one for one in events if isinstance(one, Notice) and one.code == "paper_guessed"]
    return read, turn.status, said


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("sum up the order of the house builder at Elm Rise", "Skov Homes call-off.md"),
        ("summarise the roof contract of the bakery", "Works agreement (signed).md"),
        ("main points of the deal with Tove Berg", "Roof contract Hafen 12.md"),
        ("What does Tove Berg's letter say, in short?", "letter Berg change of date.md"),
        ("give me the gist of the March meeting", "minutes 2026-03-03.md"),
        ("把书店那份装修合同的要点讲一下", "工程合同 听雨书店.md"),
        ("总结一下给杏园的补充函", "补充函_杏园_2026-06.md"),
        ("杏园那份装修合同主要内容是什么", "装修合同-杏园3栋.md"),
    ],
)
def test_the_paper_that_all_words_fit_is_read(library: Library, question: str, name: str) -> None:
    read, status, said = _read(library, question)
    assert read == [name]
    assert status == "extracted"
    assert not said


def test_a_tie_is_said_and_the_other_paper_named(library: Library) -> None:
    read, status, said = _read(library, "sum up the lease")
    assert len(read) == 1
    assert status == "perhaps"
    other = {"Lease yard.md", "Lease shop.md"} - {*read}
    assert other.pop() in said[0].message


@pytest.mark.parametrize(
    "question",
    [
        "give me the gist of what Ida Holm said in the March meeting",
        "sum up what Skov Homes wrote in the March meeting",
    ],
)
def test_a_paper_that_does_not_name_who_is_asked_about_is_marked(library: Library, question: str) -> None:
    read, status, said = _read(library, question)
    assert read == ["minutes 2026-03-03.md"]
    assert status == "perhaps"
    assert said


@pytest.mark.parametrize("question", ["summarise the loan agreement with the bank", "总结一下食堂承包合同"])
def test_a_paper_that_is_not_there_is_not_put_in_the_place_of_another(
    library: Library, question: str
) -> None:
    _, status, _ = _read(library, question)
    assert status in ("perhaps", "not_found")


def test_a_contract_is_read_with_what_changes_it_where_that_is_asked(library: Library) -> None:
    read, status, _ = _read(library, "把仓库的租约连后来改的一起总结一下")
    assert sorted(read) == sorted(["仓库租赁合同.md", "顺达物业来函.md"])
    assert status == "extracted"


def test_what_says_nothing_of_a_paper_is_no_word_of_it() -> None:
    assert wanted_of("sum up the lease").words == ()
    assert wanted_of("sum up the lease").kinds == {"lease"}
    assert wanted_of("把茶楼那份合同的要点讲一下").words == ("茶楼",)
    assert wanted_of("summarise the yard lease and the later letter").together


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how soon must Skov Homes call off the rest?", "31 August 2027"),
    ],
)
def test_a_value_is_looked_for_in_the_paper_named_for_it(library: Library, question: str, told: str) -> None:
    _, turn = ask(library, None, question)
    assert told in turn.answer
    assert turn.status == "perhaps"


def test_no_paper_is_asked_where_the_question_names_none(library: Library) -> None:
    _, turn = ask(library, None, "how soon do the dentists call back?")
    assert turn.status == "not_found"
