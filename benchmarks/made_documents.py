"""Long documents that are made: contracts, minutes and manuals of 1 to 200 pages, and the facts that each holds.

Each page has a section with a sentence that no other page has; key facts stand in sections of their own, spread over the whole
document. The rest is what fills such papers. There are two sets of wordings: "usual" ones, which rules were tried on, and "fresh" ones,
which nothing was changed for.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Language = Literal["en", "zh"]
Kind = Literal["contract", "minutes", "manual"]
Wordings = Literal["usual", "fresh"]
KINDS: tuple[Kind, ...] = ("contract", "minutes", "manual")
PAGE_CHARS = {"en": 2_600, "zh": 900}
"""Characters of a page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a document states once.

    Attributes:
        words: The sentence, as it stands there.
        value: What an answer must say of it: a name, a number, or a day as ISO writes it.
        is_key: Whether a summary should hold it.
        section: Number of its section, from 1.
        sort: "day", "amount", "name" or "duty".
    """

    words: str
    value: str
    is_key: bool
    section: int
    sort: Literal["day", "amount", "name", "duty"]


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document.

    Attributes:
        name: Of its file.
        language: Of its words.
        kind: What it is.
        pages: About how many it has.
        text: All of it.
        facts: In the order in which they stand.
    """

    name: str
    language: Language
    kind: Kind
    pages: int
    text: str
    facts: tuple[Fact, ...]


_NAMES = {
    "en": ("Hollis Marwood", "Petra Linde", "Oona Farrell", "Jasper Quint", "Mirela Dragan", "Tobias Wren", "Selma Aker", "Ivor Pell"),
    "zh": ("周明远", "林若溪", "陈启航", "苏婉清", "郭子安", "韩立春", "邓雨桐", "罗思源"),
}  # fmt: skip
_FIRMS = {
    "en": ("Brackwater Logistics Ltd", "Ostrava Pumps GmbH", "Larkfield Dairy Co", "Vantor Optics BV", "Sable Coast Shipping", "Ridgeway Paper Mills"),
    "zh": ("海川物流有限公司", "北辰水泵厂", "青禾乳业公司", "远望光学公司", "银滩航运公司", "山脊造纸厂"),
}  # fmt: skip
_THINGS = {
    "en": ("feed pump", "cold store", "sorting line", "label printer", "loading ramp", "air dryer", "mixing tank", "forklift", "boiler", "filter press"),
    "zh": ("给水泵", "冷库", "分拣线", "标签机", "装卸台", "空气干燥机", "搅拌罐", "叉车", "锅炉", "压滤机"),
}  # fmt: skip
_FILL = {
    "en": (
        "The parties keep the records of this part in the usual place and show them to each other on request.",
        "Nothing in this part changes what was agreed elsewhere, and the headings are there for reading only.",
        "Where the weather does not allow it, the work goes on as soon as the weather does.",
        "The people named here may be replaced by others of the same training, if that is told in good time.",
        "Questions about this part are put to the office, which answers them in the order in which they come.",
        "What was said before on this matter is no longer of use and is not to be relied upon.",
        "Drawings and tables that belong to this part stand at its end and are read together with it.",
        "Small deviations that do not matter for the use of the thing are no reason to send it back.",
    ),
    "zh": (
        "各方按通常方式保存本部分的记录，并应对方要求出示。",
        "本部分不改变其他部分的约定，标题仅供阅读之用。",
        "如天气不允许，则在天气好转后继续进行。",
        "此处所列人员可由受过同等培训的其他人员代替，但应及时告知。",
        "有关本部分的问题应向办公室提出，由其依次答复。",
        "此前就此事所作的说明不再适用，也不应作为依据。",
        "属于本部分的图纸和表格附于其后，应一并阅读。",
        "不影响使用的细小差异不构成退货的理由。",
    ),
}  # fmt: skip
_KEYS: dict[Language, tuple[tuple[str, str, Callable[[random.Random], tuple[str, str, str]]], ...]] = {
    "en": (
        ("Who it is between", "name", lambda r: (f"This is agreed between {(own := r.choice(_FIRMS['en']))} and the operator of the plant.", own, "name")),
        ("Who is responsible", "name", lambda r: (f"{(own := r.choice(_NAMES['en']))} is responsible for all of it.", own, "name")),
        ("Beginning", "day", lambda r: (f"It begins on {_english(own := _day(r, 2024))}.", own.isoformat(), "day")),
        ("Total price", "amount", lambda r: (f"The total price is {(own := r.randint(21, 980) * 1_000 + 450):,} euros.", str(own), "amount")),
        ("Notice", "duty", lambda r: (f"Either side may end it with {(own := r.randint(31, 179))} days' notice in writing.", str(own), "duty")),
        ("Penalty", "amount", lambda r: (f"For each week of delay a penalty of {(own := r.randint(501, 4_999))} euros is due.", str(own), "amount")),
        ("Inspection", "duty", lambda r: (f"The plant must be inspected every {(own := r.randint(13, 35))} months.", str(own), "duty")),
        ("End", "day", lambda r: (f"It ends on {_english(own := _day(r, 2031))}.", own.isoformat(), "day")),
    ),
    "zh": (
        ("当事人", "name", lambda r: (f"本文件由{(own := r.choice(_FIRMS['zh']))}与工厂经营方订立。", own, "name")),
        ("负责人", "name", lambda r: (f"全部事务由{(own := r.choice(_NAMES['zh']))}负责。", own, "name")),
        ("开始日期", "day", lambda r: (f"自{_chinese(own := _day(r, 2024))}起开始执行。", own.isoformat(), "day")),
        ("总价", "amount", lambda r: (f"总价为{(own := r.randint(21, 980) * 1_000 + 450)}元。", str(own), "amount")),
        ("通知期", "duty", lambda r: (f"任何一方可提前{(own := r.randint(31, 179))}天书面通知终止。", str(own), "duty")),
        ("违约金", "amount", lambda r: (f"每延误一周应支付违约金{(own := r.randint(501, 4_999))}元。", str(own), "amount")),
        ("检查", "duty", lambda r: (f"设备必须每{(own := r.randint(13, 35))}个月检查一次。", str(own), "duty")),
        ("结束日期", "day", lambda r: (f"于{_chinese(own := _day(r, 2031))}终止。", own.isoformat(), "day")),
    ),
}  # fmt: skip


_FRESH_FILL = {
    "en": (
        "Anyone who enters the yard reports at the gate first and wears the vest that is handed out there.",
        "The wording of this page was read out and nobody had anything to add.",
        "Tools that were borrowed go back to the shelf on the same evening, clean and dry.",
        "Visitors are welcome as long as somebody of the house walks with them.",
        "What is meant here by the site is everything inside the fence, the car park included.",
        "A copy of this page hangs beside the door of the canteen.",
        "Experience from earlier years was taken into account as far as it was written down.",
        "Whoever finds a mistake tells the author, so that the next edition is right.",
    ),
    "zh": (
        "进入院区的人员应先在门卫处登记，并穿上发放的背心。",
        "本页内容已当场宣读，无人提出补充意见。",
        "借用的工具当天傍晚擦净后放回架上。",
        "来访者由本单位人员陪同参观。",
        "本文所称场地是指围栏以内的全部区域，包括停车场。",
        "本页复印件张贴在食堂门旁。",
        "编写时已尽量参考以往的经验。",
        "发现错误请告知作者，以便下一版改正。",
    ),
}  # fmt: skip
_FRESH_KEYS: dict[Language, tuple[tuple[str, str, Callable[[random.Random], tuple[str, str, str]]], ...]] = {
    "en": (
        ("Partners", "name", lambda r: (f"{(own := r.choice(_FIRMS['en']))} takes over the running of the yard for the town of Elmhaven.", own, "name")),
        ("Contact", "name", lambda r: (f"Your contact for everything in this paper is {(own := r.choice(_NAMES['en']))}.", own, "name")),
        ("First day", "day", lambda r: (f"Work on site gets under way on {_english(own := _day(r, 2025))}.", own.isoformat(), "day")),
        ("Budget", "amount", lambda r: (f"A budget of €{(own := r.randint(21, 980) * 1_000 + 450):,} was approved for the whole.", str(own), "amount")),
        ("Cancelling", "duty", lambda r: (f"Whoever wants to cancel writes a letter {(own := r.randint(31, 179))} days ahead.", str(own), "duty")),
        ("Lateness", "amount", lambda r: (f"Being late costs €{(own := r.randint(501, 4_999))} for every week that is begun.", str(own), "amount")),
        ("Cover", "amount", lambda r: (f"The liability cover has to reach at least €{(own := r.randint(2, 90) * 100_000):,}.", str(own), "amount")),
        ("Last day", "day", lambda r: (f"All of it has to be finished by {_english(own := _day(r, 2032))}.", own.isoformat(), "day")),
    ),
    "zh": (
        ("合作方", "name", lambda r: (f"{(own := r.choice(_FIRMS['zh']))}受榆港镇委托经营本场地。", own, "name")),
        ("联系人", "name", lambda r: (f"有关本文件的一切事宜请联系{(own := r.choice(_NAMES['zh']))}。", own, "name")),
        ("开工", "day", lambda r: (f"现场工作于{_chinese(own := _day(r, 2025))}启动。", own.isoformat(), "day")),
        ("预算", "amount", lambda r: (f"已批准的全部预算为人民币{(own := r.randint(21, 980) * 1_000 + 450)}元。", str(own), "amount")),
        ("解约", "duty", lambda r: (f"想解约的一方要提前{(own := r.randint(31, 179))}天来函。", str(own), "duty")),
        ("迟延", "amount", lambda r: (f"迟延每满一周扣款{(own := r.randint(501, 4_999))}元。", str(own), "amount")),
        ("保险", "amount", lambda r: (f"责任险保额不低于{(own := r.randint(2, 90) * 100_000)}元。", str(own), "amount")),
        ("完工", "day", lambda r: (f"全部工作最迟在{_chinese(own := _day(r, 2032))}完成。", own.isoformat(), "day")),
    ),
}  # fmt: skip
_FRESH_OWN: dict[Language, tuple[str, ...]] = {
    "en": (
        "{name} looks after the {thing}, which was bought for €{amount:,}.",
        "Spare parts worth €{amount:,} lie ready for the {thing}.",
        "For the {thing} the meter of {name} showed {amount:,} kWh.",
        "The {thing} has run {amount:,} hours so far, {name} says.",
        "Moving the {thing} was put off; {name} had asked for €{amount:,}.",
    ),
    "zh": (
        "{thing}由{name}看管，购入价{amount}元。",
        "为{thing}备有价值{amount}元的配件。",
        "{name}抄得{thing}的电表读数为{amount}度。",
        "据{name}说，{thing}已运行{amount}小时。",
        "{name}报价{amount}元，{thing}的搬迁因此推迟。",
    ),
}


def _day(chance: random.Random, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=chance.randrange(364))


def _english(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_TITLES: dict[tuple[Kind, Language], str] = {
    ("contract", "en"): "Service contract",
    ("contract", "zh"): "服务合同",
    ("minutes", "en"): "Minutes of the works council",
    ("minutes", "zh"): "厂务会议纪要",
    ("manual", "en"): "Plant manual",
    ("manual", "zh"): "设备手册",
}


def made_document(
    kind: Kind,
    language: Language,
    pages: int,
    seed: int,
    *,
    headings: bool = True,
    wordings: Wordings = "usual",
) -> MadeDocument:
    """Make a document.

    Args:
        kind: What it is called and how its sections are.
        language: Of its words.
        pages: How many pages it has, about.
        seed: The same seed gives the same document.
        headings: Whether it is Markdown with headings, or plain text.
        wordings: Which set of sentences it is made of.
    """
    chance = random.Random(f"{kind} {language} {pages} {seed}")
    fresh = wordings == "fresh"
    keys = list((_FRESH_KEYS if fresh else _KEYS)[language])
    fill = (_FRESH_FILL if fresh else _FILL)[language]
    sections = max(pages, len(keys))
    places = {round(index * (sections - 1) / (len(keys) - 1)): key for index, key in enumerate(keys)}
    facts: list[Fact] = []
    blocks = [_heading(_TITLES[kind, language], 1, headings)]
    share = pages * PAGE_CHARS[language] // sections
    for number in range(1, sections + 1):
        key = places.get(number - 1)
        thing = f"{chance.choice(_THINGS[language])} {number}"
        title = key[0] if key else thing
        own = (_fresh_fact if fresh else _own_fact)(chance, kind, language, number, thing)
        stated = [own]
        if key is not None:
            words, value, sort = key[2](chance)
            stated.append(Fact(words, value, True, number, _sort(sort)))
        facts += stated
        blocks.append(_heading(f"{number}. {title}", 2, headings))
        blocks.append(_body(chance, fill, language, [fact.words for fact in stated], share))
    name = f"{kind}-{language}-{pages}-{seed}{'-fresh' if fresh else ''}.{'md' if headings else 'txt'}"
    return MadeDocument(name, language, kind, pages, "\n\n".join(blocks) + "\n", tuple(facts))


def _sort(name: str) -> Literal["day", "amount", "name", "duty"]:
    assert name in ("day", "amount", "name", "duty")
    return name  # type: ignore[return-value]


def _heading(words: str, level: int, headings: bool) -> str:
    return f"{'#' * level} {words}" if headings else words


def _own_fact(chance: random.Random, kind: Kind, language: Language, number: int, thing: str) -> Fact:
    """Make the sentence that only one section has."""
    name, amount = chance.choice(_NAMES[language]), 10_000 + 37 * number + chance.randrange(30)
    if language == "zh":
        words = {
            "contract": f"{thing}的保养费为{amount}元，由{name}验收。",
            "minutes": f"会议决定由{name}以{amount}元购置{thing}。",
            "manual": f"{thing}必须由{name}在运行{amount}小时后检修。",
        }[kind]
    else:
        words = {
            "contract": f"The upkeep of the {thing} costs {amount} euros and is accepted by {name}.",
            "minutes": f"It was decided that {name} buys the {thing} for {amount} euros.",
            "manual": f"The {thing} must be serviced by {name} after {amount} hours.",
        }[kind]
    return Fact(words, str(amount), False, number, "duty" if kind == "manual" else "amount")


def _fresh_fact(chance: random.Random, kind: Kind, language: Language, number: int, thing: str) -> Fact:
    """Make the sentence that only one section has, in one of several wordings."""
    name, amount = chance.choice(_NAMES[language]), 10_000 + 37 * number + chance.randrange(30)
    words = chance.choice(_FRESH_OWN[language]).format(name=name, amount=amount, thing=thing)
    return Fact(words, str(amount), False, number, "duty" if kind == "manual" else "amount")


def _body(
    chance: random.Random, fill: Sequence[str], language: Language, stated: Sequence[str], chars: int
) -> str:
    """Write a section of about so many characters in which some sentences stand at any place."""
    filling: list[str] = []
    while sum(map(len, filling)) + sum(map(len, stated)) < chars:
        filling.append(chance.choice(fill))
    for words in stated:
        filling.insert(chance.randint(0, len(filling)), words)
    gap = "" if language == "zh" else " "
    return "\n\n".join(gap.join(filling[start : start + 4]) for start in range(0, len(filling), 4))
