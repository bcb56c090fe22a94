"""What is quoted without a model is checked: follow-ups, contracts that answer alike, values of a form of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.quote_checks import (
    _is_of_another,
    _names,
    _tells_one,
    _without_dates,
    form_asked,
    lacks_thing,
)
from assistant.agent.words.asked_values import lacks_kind
from assistant.events import Finished, Notice
from assistant.library.library import Library
from assistant.options import TurnOptions
from assistant.retrieval.evidence import Unit, units_of
from tests.agent.test_turn import ask
from tests.fakes.library import filled, passage

INSURANCE = """# Insurance letter

The sum insured is £5 million for each claim. The premium is £2,318.00, payable by 28 February 2025. The excess is £500 for each claim.

Your broker is Fiona Drummond.
"""
SHOP = "# Lease of the shop\n\nLandlord: Mrs Olive Grant\n\nThe lease ends on 31 May 2031.\n\nThe tenant paints the front every year.\n"
OVEN = "# Lease of an oven\n\nLessor: Thermo Hire Ltd\n\nThe lease ends on 30 September 2028.\n\nThe oven is cleaned every week.\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    files = {"insurance letter.md": INSURANCE, "shop lease.md": SHOP, "oven lease.md": OVEN}
    with filled(tmp_path_factory.mktemp("checks"), files) as made:
        yield made


def followed(library: Library, before: str, question: str) -> Finished:
    _, first = ask(library, None, before)
    _, turn = ask(library, None, question, options=TurnOptions(conversation=first.conversation_id))
    return turn


def test_a_follow_up_does_not_get_the_old_answer_again(library: Library) -> None:
    turn = followed(library, "What is the excess of the insurance?", "and the premium?")
    assert "£2,318.00" in turn.answer.partition("\n")[0]


OFFICE = {
    "council framework.md": "# Hire of stands for the council\n\nThe council settles our bills within forty days.\n\nEither side may leave on seventy days' written notice.\n\n"
    "The council may hold back a tenth of a bill where a stand is late.\n",
    "house rules.md": "# House rules\n\nWho pulls out a plug gives a warning first. How much water there is stands on the warning sign.\n",
    "镇里框架.md": "# 镇里看台租用\n\n镇里四十天内付清账单。\n\n任何一方提前七十天书面通知可以退出。\n",
    "店规.md": "# 店规\n\n要退出登录先打招呼。提前打招呼的人领雨伞。\n",
}


@pytest.mark.parametrize(
    ("before", "question", "held"),
    [
        (
            "How long does the council have to settle our bills?",
            "and how much warning to pull out of it?",
            "seventy days",
        ),
        ("镇里多少天内付清账单？", "那他们要退出提前多久打招呼？", "七十天"),
    ],
)
def test_another_matter_is_asked_of_the_paper_before(
    before: str, question: str, held: str, tmp_path: Path
) -> None:
    with filled(tmp_path, OFFICE) as made:
        turn = followed(made, before, question)
    assert held in turn.answer.partition("\n")[0]
    assert turn.status == "perhaps"


def test_what_is_not_said_is_not_answered_with_the_old_sentence(library: Library) -> None:
    turn = followed(library, "What is the excess of the insurance?", "and the colour?")
    assert turn.status in ("not_found", "perhaps")


def test_contracts_that_answer_alike_are_all_told(library: Library) -> None:
    events, turn = ask(library, None, "When does the lease end?")
    assert "31 May 2031" in turn.answer
    assert "30 September 2028" in turn.answer
    assert "`oven lease.md`:" in turn.answer
    assert any(getattr(event, "code", "") == "several_papers" for event in events)


@pytest.mark.parametrize(
    ("before", "question", "names"),
    [
        ("When does the lease end?", "And the rent?", ["`shop lease.md`", "`oven lease.md`"]),
        ("违约金是多少？", "付款期限呢？", ["`甲协议.md`", "`乙协议.md`", "`丙协议.md`"]),
    ],
)
def test_what_each_paper_answered_is_asked_on_of_each(
    tmp_path: Path, before: str, question: str, names: list[str]
) -> None:
    files = {
        f"{name}协议.md": f"# 合作协议（{name}）\n\n甲方：民俗博物馆\n\n乙方：{party}\n\n乙方逾期付款的，每日按未付金额的{rate}支付违约金。\n\n付款期限为活动结束后{days}天。\n"
        for name, party, rate, days in (
            ("甲", "育才中学", "0.1%", 30),
            ("乙", "江北学校", "0.2%", 45),
            ("丙", "晨光少年宫", "0.1%", 20),
        )
    }
    leases = {"shop lease.md": SHOP, "oven lease.md": OVEN}
    with filled(tmp_path, leases if before.isascii() else files) as library:
        turn = followed(library, before, question)
    assert [one for one in names if one not in turn.answer] == []


def test_of_many_contracts_that_share_a_clause_a_few_are_named(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    clause = "Each party may end the lease early with 30 days of notice."
    leases = {
        f"{folder}/{name} lease.md": f"# Lease of the {name}\n\nLandlord: {owner}\n\n{clause}\n"
        for folder, name, owner in (
            ("a", "shop", "Olive Grant"),
            ("b", "shop", "Thermo Hire"),
            ("a", "barn", "Eli Ross"),
            ("a", "yard", "Mona Hale"),
            ("a", "oven", "Ida Wells"),
        )
    }
    with filled(tmp_path_factory.mktemp("many"), leases) as library:
        _events, turn = ask(library, None, "With how many days of notice may the lease be ended early?")
    assert ", +1:" in turn.answer
    assert turn.answer.count("`shop lease.md`") < 2


def test_contracts_that_share_a_clause_are_all_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    clause = "Each party may end the lease early with {days} days of notice."
    leases = {
        f"{name} lease.md": f"# Lease of the {name}\n\nLandlord: {owner}\n\n{clause.format(days=days)}\n"
        for name, owner, days in (
            ("shop", "Olive Grant", 30),
            ("oven", "Thermo Hire", 30),
            ("barn", "Eli Ross", 60),
        )
    }
    with filled(tmp_path_factory.mktemp("shared"), leases) as library:
        events, turn = ask(library, None, "With how many days of notice may the lease be ended early?")
    said = [one.message for one in events if isinstance(one, Notice) and one.code == "several_papers"]
    assert said
    assert said[0].startswith("3 ")
    assert turn.answer.count("with 30 days") == 1
    assert "`oven lease.md`" in turn.answer
    assert "`shop lease.md`" in turn.answer


def test_a_contract_that_is_named_answers_alone(library: Library) -> None:
    _, turn = ask(library, None, "When does the lease of the oven end?")
    assert "30 September 2028" in turn.answer
    assert "31 May 2031" not in turn.answer


def test_a_telephone_number_is_no_amount(library: Library) -> None:
    _, turn = ask(library, None, "What is the phone number of Fiona Drummond?")
    assert turn.status == "not_found"


@pytest.mark.parametrize(
    "question", ["What is Jo's phone number?", "Jo Malik's telephone number", "Jo Malik's fax or mobile?"]
)
def test_a_card_may_call_a_telephone_otherwise(tmp_path: Path, question: str) -> None:
    with filled(tmp_path, {"card.md": "Jo Malik\n\nMobile 07700 900 123\n"}) as library:
        _, turn = ask(library, None, question)
    assert "07700 900 123" in turn.answer


def test_a_password_is_no_number_of_something_else(tmp_path: Path) -> None:
    papers = {
        "licence.md": "Water Board\n\nLicence WB-7731 for the discharge of waste water.\n",
        "staff.md": "# Staff\n\n| Name | Job | Monthly pay |\n| --- | --- | --- |\n| Ruth Abara | Accounts | 2450 |\n",
        "office.md": "# Office\n\nThe code for the back door is 4711.\n",
    }
    with filled(tmp_path, papers) as library:
        _, turn = ask(library, None, "What is the wifi password?")
        _, known = ask(library, None, "What is the code for the back door?")
    assert turn.status == "not_found"
    assert "4711" in known.answer


@pytest.mark.parametrize(
    ("question", "fits"),
    [("What is her phone number?", "Tel. 01397 700 123"), ("何芳的手机号", "手机 13505716666")],
)
def test_a_form_is_known(question: str, fits: str) -> None:
    form = form_asked(question)
    assert form is not None
    assert form.search(fits.casefold())
    assert not form.search("尾款6400元, due on 30 June")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("harbour office: 2012-3456", True),
        ("harbour office: 2012-3456-789", True),
        ("signed on 2026-11-29", False),
        ("signed on 2026-11-29 at 9", False),
        ("of 29.11.2026", False),
        ("contract 2031-004", False),
        ("contract QX-2031-0047", False),
        ("in the season 2025/2026", False),
    ],
)
def test_a_number_that_begins_like_a_year_can_be_called(text: str, left: bool) -> None:
    form = form_asked("phone number of the harbour office?")
    assert form is not None
    assert (form.search(_without_dates(text)) is not None) == left


def test_most_questions_have_no_form() -> None:
    assert form_asked("When does the lease end?") is None


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("Who built the bridge?", "The bridge is a masonry arch, built in 1981.", True),
        ("Who built the bridge?", "The bridge was built in 1811 by Josiah Pettifer.", False),
        ("柴油机的质保期多长？", "乙方购买柴油机R180，数量5台，总价7965元。", True),
        ("柴油机的质保期多长？", "柴油机的质保期为12个月。", False),
        ("Where do the horses go when there is a fire?", "They go to the outdoor arena.", False),
        ("What does the bridge need?", "It needs new joints.", False),
        ("Who leads?", "| Freya | leads |", False),
        ("坏掉的烘干机是哪个厂家的？", "烘干机厂家那边，我们想再问问。", True),
        ("坏掉的烘干机是哪个厂家的？", "烘干机由松江烘干机厂制造。", False),
        ("How soon must Orrin pay?", "Orrin pays by bank transfer.", True),
        ("How soon must Orrin pay?", "Bills of Orrin are settled within 12 days.", False),
        ("What can Orrin dock us per hour?", "Orrin counts every hour.", True),
        ("What can Orrin dock us per hour?", "Orrin takes off 40 euros.", False),
    ],
)
def test_a_sentence_may_lack_the_kind_of_value_that_is_asked_for(
    question: str, text: str, lacks: bool
) -> None:
    unit = units_of(passage(text, 1), 0)[0]
    assert lacks_kind(question, [unit]) is lacks


def test_names_of_papers_are_joined_as_the_reader_writes() -> None:
    units = [
        Unit(passage("违约金", number, document=number, source=f"/d/{name}.md"), 0, 3, 0)
        for number, name in enumerate("甲乙丙丁")
    ]
    assert _names(units, "zh") == "`甲.md`、`乙.md`、`丙.md`等 4 份："
    assert _names(units[:2], "zh") == "`甲.md`、`乙.md`："
    assert _names(units, "en") == "`甲.md`, `乙.md`, `丙.md`, +1:"


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("What did the first van cost?", "A second van is bought for £24,000.", True),
        ("What did the second van cost?", "A second van is bought for £24,000.", False),
        ("What did the first van cost?", "The first van was dearer than the second van.", False),
        ("What did the van cost?", "A second van is bought for £24,000.", False),
        ("第一台车床多少钱？", "第二台车床花了9万元。", True),
        ("第二台车床多少钱？", "第二台车床花了9万元。", False),
    ],
)
def test_the_second_of_its_kind_is_not_the_first(question: str, text: str, another: bool) -> None:
    assert _is_of_another(question, text) is another


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("果园大厦的储藏室每月收多少钱", "果园口头提出续租三年，每平方米每月由60元涨到63元。", True),
        ("老邢的夜班补贴一天几块", "夜班补贴每个出勤日18元。", False),
        ("窑场的房租每月多少", "租金每月5,400元。", False),
        ("how much is the insurance for the glaze mixer", "Your own tools are insured up to £600.", True),
        ("what do we charge for hiring a wheel per month?", "Clay is replaced free up to £150 a year.", True),
        ("how long do we keep the records of pupils", "Those of pupils are kept until they are 25.", False),
        ("how much is that for them?", "The fee is £40.", False),
    ],
)
def test_a_sentence_of_another_thing_is_told_apart(question: str, sentence: str, *, lacks: bool) -> None:
    assert lacks_thing(question, units_of(passage(sentence, title="P"), 0)[0]) is lacks


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("陶艺营每天早上几点开始", "陶艺营7月6日至7月24日举办，限额48人，每人2,680元。", True),
        ("陶艺营每天早上几点开始", "陶艺营每天上午九点开课。", False),
        ("what time does the kiln go on?", "The kiln is fired on Mondays, for £40.", True),
        ("what time does the kiln go on?", "The kiln goes on at 6 am.", False),
    ],
)
def test_an_hour_is_told_where_one_is_asked_for(question: str, sentence: str, *, lacks: bool) -> None:
    assert lacks_kind(question, units_of(passage(sentence), 0)) is lacks


@pytest.mark.parametrize(
    ("sentence", "one"),
    [
        ("There is no excess on the Comfort plan.", True),
        ("套餐不设自付额。", True),
        ("Bring a card, a badge and a towel.", False),
        ("请带会员卡和毛巾。", False),
        ("| Ash | Comfort | 12 |", False),
    ],
)
def test_a_sentence_that_lists_nothing_tells_one(sentence: str, *, one: bool) -> None:
    assert _tells_one(units_of(passage(sentence), 0)) is one


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("who is our liability insurer", True),
        ("Which firm insures our liability?", True),
        ("Who must insure against liability?", False),
    ],
)
def test_a_role_is_no_name_of_who_somebody_is(question: str, *, lacks: bool) -> None:
    sentence = "The Contractor shall maintain liability insurance of not less than £2,000,000."
    assert lacks_kind(question, units_of(passage(sentence), 0)) is lacks
