"""Read a Chinese question over tables in English. Pure.

Words are taken for the headers and cells that they translate. What is taken so is a guess, and is said beside the figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.tables.data.database import Family
from assistant.tables.data.words import tokens
from assistant.tables.question.asking import GENERIC_HAN

_HAN = lazy_regex(r"[\u4e00-\u9fff]")
_CELLS = 5_000
"""Most different cells of a table that are looked at."""
TRANSLATIONS: Mapping[str, tuple[str, ...]] = {
    # Headers
    "供应商": ("supplier", "vendor"), "供货商": ("supplier", "vendor"), "客户": ("customer", "client"), "顾客": ("customer", "client"),
    "类别": ("category", "type"), "类型": ("type", "category"), "种类": ("category", "type"), "产品": ("product", "item"),
    "商品": ("product", "item", "article"), "物品": ("item", "product"), "项目": ("project", "item"), "部门": ("department", "team"),
    "团队": ("team",), "员工": ("employee", "staff", "name"), "销售员": ("salesperson", "rep", "sales"), "医生": ("doctor", "dentist", "physician"),
    "老师": ("teacher",), "学生": ("student", "pupil"), "地区": ("region", "area"), "区域": ("region", "area"), "城市": ("city", "town"),
    "国家": ("country",), "仓库": ("warehouse",), "门店": ("store", "shop", "branch"), "分店": ("branch", "store"), "月份": ("month",),
    "季度": ("quarter",), "状态": ("status", "state"), "工时": ("hours",), "小时": ("hours",), "工资": ("salary", "wage", "pay"),
    "薪水": ("salary", "wage"), "奖金": ("bonus",), "预算": ("budget",), "利润": ("profit",), "折扣": ("discount",), "税": ("tax", "vat"),
    "增值税": ("vat", "tax"), "运费": ("shipping", "freight", "delivery"), "库存": ("stock", "inventory"), "单价": ("unit price", "price"),
    "订单": ("order",), "发票": ("invoice",), "付款方式": ("payment method", "method", "payment"), "预约": ("appointments", "booked"),
    "错过": ("missed",), "爽约": ("missed",), "请假": ("leave", "absence"), "里程": ("mileage", "miles"), "重量": ("weight",),
    # Cells
    "手套": ("gloves", "glove"), "口罩": ("masks", "mask"), "墨盒": ("toner", "cartridge", "ink"), "纸": ("paper",), "打印纸": ("paper",),
    "文具": ("stationery",), "办公用品": ("office supplies", "stationery", "supplies"), "办公": ("office",), "椅子": ("chair", "chairs"),
    "桌子": ("desk", "table"), "电脑": ("computer", "laptop"), "笔记本电脑": ("laptop", "notebook"), "显示器": ("monitor", "screen"),
    "手机": ("phone", "mobile"), "软件": ("software",), "硬件": ("hardware",), "差旅": ("travel",), "出差": ("travel",), "旅行": ("travel",),
    "住宿": ("hotel", "accommodation", "lodging"), "酒店": ("hotel",), "机票": ("flight", "flights"), "火车": ("train",), "出租车": ("taxi",),
    "交通": ("transport", "travel"), "餐饮": ("meals", "catering", "food"), "午餐": ("lunch",), "晚餐": ("dinner",), "咖啡": ("coffee",),
    "茶": ("tea",), "牛奶": ("milk",), "清洁": ("cleaning",), "保洁": ("cleaning",), "维修": ("repair", "repairs", "maintenance"),
    "保养": ("maintenance", "service"), "培训": ("training",), "广告": ("advertising", "ads"), "营销": ("marketing",), "市场": ("marketing",),
    "租金": ("rent",), "房租": ("rent",), "水费": ("water",), "电费": ("electricity", "power"), "电": ("electricity",), "燃气": ("gas",),
    "保险": ("insurance",), "电话": ("phone", "telephone"), "网络": ("internet",), "邮费": ("postage",), "快递": ("courier", "shipping"),
    "麦芽": ("malt",), "啤酒花": ("hops",), "啤酒": ("beer",), "酵母": ("yeast",), "螺丝": ("screws", "screw"), "螺栓": ("bolts", "bolt"),
    "电缆": ("cable", "cables"), "水泥": ("cement",), "混凝土": ("concrete",), "钢材": ("steel",), "木材": ("timber", "wood"), "油漆": ("paint",),
    "工具": ("tools", "tool"), "安全帽": ("helmet", "helmets"), "材料": ("materials", "material"), "耗材": ("consumables",), "器械": ("instruments",),
    "药品": ("medicine", "drugs"), "设备": ("equipment",), "家具": ("furniture",), "书": ("books", "book"), "已付": ("paid",), "未付": ("unpaid", "open"),
    "现金": ("cash",), "信用卡": ("credit card", "card"), "北": ("north",), "南": ("south",), "东": ("east",), "西": ("west",),
}  # fmt: skip
"""What people ask tables about, and what English tables call it, the likelier first."""
_LONGEST_FIRST = sorted(TRANSLATIONS, key=len, reverse=True)
_WORDS = lazy_regex("|".join(map(re.escape, _LONGEST_FIRST)))


@dataclass(frozen=True, slots=True)
class Bridged:
    """A question with words of a table in the place of its own.

    Attributes:
        question: As it is planned.
        taken: Words of the question, and what they were taken for.
    """

    question: str
    taken: tuple[tuple[str, str], ...]


def translated_words(question: str) -> str:
    """Return what English tables may call the words of a Chinese question.

    Empty where none is known.
    """
    return " ".join(one for match in _WORDS.finditer(question) for one in TRANSLATIONS[match.group()])


def bridged(question: str, families: Iterable[Family]) -> list[tuple[Family, Bridged]]:
    """Return tables in English, each with a Chinese question in its words.

    Empty where a word of the question is unknown, or the tables hold none of its translations.
    """
    if not _HAN.search(question) or not _WORDS.search(question):
        return []
    found = ((one, _over(question, one)) for one in families)
    return [(one, over) for one, over in found if over is not None]


def _over(question: str, family: Family) -> Bridged | None:
    held = _held(family)
    taken: list[tuple[str, str]] = []

    def translated(match: re.Match[str]) -> str:
        word = match.group()
        meant = next((one for one in TRANSLATIONS[word] if set(tokens(one)) <= held), "")
        if meant:
            taken.append((word, meant))
        return f" {meant} " if meant else word

    made = _WORDS.sub(translated, question)
    left = GENERIC_HAN.sub("", made)
    if not taken or _HAN.search(left):
        return None
    return Bridged(" ".join(made.split()), tuple(dict.fromkeys(taken)))


def _held(family: Family) -> frozenset[str]:
    texts: list[str] = [column.name for column in family.columns]
    for column in family.columns:
        if column.kind == "text":
            texts += list(dict.fromkeys(column.texts))[:_CELLS]
    return frozenset(token for text in texts if not _HAN.search(text) for token in tokens(text))


def called_alike(word: str) -> frozenset[str]:
    """Return the Chinese words that English tables call the same as one: 房租 beside 租金."""
    meant = TRANSLATIONS.get(word)
    return frozenset(other for other, its in TRANSLATIONS.items() if its == meant) if meant else frozenset()


def translations_said(taken: Sequence[tuple[str, str]]) -> str:
    """Write what was taken for what, as a remark shows it."""
    return ", ".join(f"{word} → {meant}" for word, meant in taken)
