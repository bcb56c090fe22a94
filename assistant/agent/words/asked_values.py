"""Tell which kinds of value would answer a question, and which sentences do.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.agent.words.rows import cells_of
from assistant.agent.words.value_kinds import ValueKind, value_kind
from assistant.agent.words.value_spans import value_spans
from assistant.frozen import dataclass
from assistant.languages import Language, language_of, plain
from assistant.library.terms import is_unspaced, terms
from assistant.paths import is_mail
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.value_words import ENGLISH_MONTHS
from assistant.retrieval.values import identifiers, values

A_TIME = 0.7
"""How well an hour, a weekday or a length of time answers where it is asked when; a day does so in full."""

READS: frozenset[Language] = frozenset(("en", "zh"))
"""Languages whose questions and papers are read here; those of the others in `asked_languages`."""

Asks = Literal["measure", "phone", "often", "reason", "identifier"]
Kinds = frozenset[ValueKind | Asks]

_WHO = lazy_regex(
    r"^\W*(?:(?:and|by|to|from|with|for|of) )?(?:who|whom|whose|which (?:company|firm|person|party|bank))\b|\b(?:name of|by whom|and who)\b|谁|哪位|哪家|哪个(?:公司|单位|厂家?|厂商|品牌|牌子|法官|法院|律师|医生|老师|师傅|司机|银行|部门|客户)|姓名"
    r"|^\W*(?:wer|wem|wen|qui|qui[ée]n(?:es)?|chi|quem|кто)\b|誰|누구",
    re.IGNORECASE,
)
_OPENS_OTHERWISE = lazy_regex(r"^\W*(?:what|when|how|which|where|why)\b", re.IGNORECASE)
_MEASURE = lazy_regex(
    r"\bhow (?:long|high|tall|wide|deep|thick|heavy|large|big|far|fast|hot|cold|loud|strong)\b|\b(?:length|height|width|depth|weight|temperature|pressure|speed|capacity|voltage|dose|torque)\b"
    r"|多[高宽厚深重大长远快热]|温度|重量|长度|高度|宽度|压力|速度|剂量|电压|浓度",
    re.IGNORECASE,
)
EXTENSION = r"\b(?:ext(?:ension|n)?|x)\b\.?[ :]*\d{2,5}\b|(?:分机|内线|短号|小号)号?[:： ]*\d{2,5}"
"""What somebody is called by inside a house."""
_EXTENSION = lazy_regex(EXTENSION, re.IGNORECASE)
_PHONE = lazy_regex(r"\b(?:tele)?phone\b|\btel\b|\b(?:call|ring)\b|电话|手机|号码", re.IGNORECASE)
_DIGITS = lazy_regex(r"(?<![\d.,])\+?\d[\d ()/-]{2,}\d(?![\d.,])")
_IDENTIFIER = lazy_regex(
    r"\b(?:what is|what's|give me|tell me)\b.{0,40}\b(?:number|code|reference|iban|id|password|pin)\b|编号|单号|代码|密码",
    re.IGNORECASE,
)
_CODE = lazy_regex(
    r"(?<![\d.,/-])(?=[A-Z0-9/-]{0,12}\d)[A-Z0-9][A-Z0-9/-]{3,}(?![.,]?\d)|(?<![A-Za-z0-9])[a-z]{2,}\d{2,}\b"
)
_OFTEN = lazy_regex(r"\bhow (?:often|frequently)\b|多久.{0,4}一次|每隔?多久|几次", re.IGNORECASE)
_EVERY = lazy_regex(
    r"\b(?:every|each|per|daily|weekly|monthly|quarterly|yearly|annually|once|twice|times)\b|每|次\b|一次|两次",
    re.IGNORECASE,
)
_WHY = lazy_regex(
    r"\bwhy\b|\bfor what reason\b|(?<![称名作成认视])为什么|为何|原因|\bwarum\b|\bpourquoi\b", re.IGNORECASE
)
_BECAUSE = lazy_regex(
    r"\b(?:because|since|due to|so that|in order to|owing to|weil|damit|parce que)\b|因为|由于|因此|以便|为了|导致",
    re.IGNORECASE,
)
_HOW_LONG_ZH = lazy_regex(
    r"多久(?!.{0,4}一次)|多长时间|(?:几|多少)个(?:小时|分钟|[周月年])|(?:几|多少)(?:小时|分钟|[天周年])|多少[日月]|几[日月](?=之?内)|期(?:限|间)?(?:(?:是|为|有)(?:多|几|什么)|多长)"
)
_SHARE_OR_SUM = lazy_regex(
    r"\b(?:discounts?|rebates?|surcharges?)\b|折扣|优惠|滞纳金|违约金|提成|分成|抽(?=多少|几)|\b(?:commission|cut of)\b|\bpenalt\w+|\blate fees?\b",
    re.IGNORECASE,
)
_HOUR = lazy_regex(r"\b\d{1,2}[:.]\d\d\b|\d+[时点]|上午|下午")
_DAY = lazy_regex(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweekdays?\b|\b(?:first|second|third|last|\d+(?:st|nd|rd|th)) (?:working )?day\b"
    rf"|\b(?:spring|summer|autumn|winter|{'|'.join(ENGLISH_MONTHS)})\b|星期|周[一二三四五六日末]|\d+[月日]",
    re.IGNORECASE,
)
_AGENT = lazy_regex(
    r"(?:\A|(?<!of )\b(?:the|our|an?|by|to) )(?:(?:[a-z]+ )?(?:landlord|tenant|lessor|lessee|supplier|customer|contractor|employer|employee|caretaker|manager|director|owner|board|committee|company|department|office|staff|chair\w*|secretary"
    r"|nurse|doctor|teacher|supervisor|officer|inspector|operator|seller|buyer|insurer)s?)\b|(?:部门?|经理|主任|员工|公司|甲方|乙方|科|主管|负责人|护士长?|医生|[保安]员|[院校厂店组科处班部所园]长|董事|总监|专员)",
    re.IGNORECASE,
)
"""Somebody who is not called by a name."""
_ASKS_MAIL_HEAD = lazy_regex(
    r"\b(?:e-?mails?|mails?|wrote|write|written|sent|send|sender|subject|address)\b|邮件|邮箱|发送|发件|收件|主题",
    re.IGNORECASE,
)


def kinds_asked(question: str) -> Kinds:
    """Return the kinds of value that would answer; none where any words may."""
    if language_of(question) not in READS:
        from assistant.agent.words.asked_languages import wanted_in  # few questions are in another language

        return frozenset[ValueKind | Asks](wanted_in(question))
    found: set[ValueKind | Asks] = set()
    kind = value_kind(question)
    if kind == "name" and _WHO.search(question) is None and _OPENS_OTHERWISE.match(question):
        kind = "text"  # "what do dealers get who pay within 10 days"
    if _HOW_LONG_ZH.search(question):
        kind = "duration"
    elif kind == "duration" and is_unspaced(question):
        kind = "text"  # 期间 says when, and asks nothing
    if kind not in ("text", "yes_no"):
        found.add(kind)
    if kind != "yes_no":
        if _WHO.search(question) and not _HOW_LONG_ZH.search(question):
            found.add("name")
        if _SHARE_OR_SUM.search(question):
            found |= {"percent", "money"}
        if _MEASURE.search(question):
            found.add("measure")
        if _PHONE.search(question):
            found.add("phone")
        if _IDENTIFIER.search(question):
            found.add("identifier")
        if _OFTEN.search(question):
            found.add("often")
        if _WHY.search(question):
            found.add("reason")
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class AskedValue:
    """What kinds of value a question asks for, and what it says already.

    Attributes:
        question: As it was asked.
        said: Its terms.
        kinds: The kinds of value that would answer; none where any words may.
        asks_head: Whether it asks for what stands in a mail's head.
    """

    question: str
    said: frozenset[str]
    kinds: Kinds
    asks_head: bool


def asked_value(question: str) -> AskedValue:
    """Read from a question what kinds of value it asks for."""
    asks_head = _ASKS_MAIL_HEAD.search(question) is not None
    return AskedValue(question, frozenset(terms(question)), kinds_asked(question), asks_head)


def how_typed(unit: Unit, matter: AskedValue, language: Language = "en") -> float:
    """Score how well what a sentence holds is of the kind asked for, 0 to 1.

    Args:
        unit: The sentence.
        matter: What is asked.
        language: The sentence's.
    """
    if not matter.kinds:
        return 0.0
    if is_row(unit.text):
        return float(_typed_row(unit, matter))
    if "name" in matter.kinds and matter.asks_head and is_mail(unit.passage.source):
        return 1.0  # its name says who wrote it
    kinds = matter.kinds - {"name"} if language == "de" else matter.kinds  # every noun has a capital there
    if any(_holds(unit.text, kind, matter) for kind in kinds):
        return 1.0
    held = A_TIME if "date" in matter.kinds and _holds_time(unit.text) else 0.0
    return held if language in READS else max(held, _told_elsewhere(unit.text, matter))


def is_typed(text: str, matter: AskedValue) -> bool:
    """Return whether a text holds a value of a kind that is asked for."""
    return any(_holds(text, kind, matter) for kind in matter.kinds)


def _told_elsewhere(text: str, matter: AskedValue) -> float:
    """Score a sentence in another language by its words for what is asked."""
    from assistant.agent.words.asked_languages import names_in, tells, tells_time

    if "name" in matter.kinds and any(not set(terms(one)) <= matter.said for one in names_in(text)):
        return 1.0
    if any(kind in matter.kinds and tells(text, kind) for kind in ("reason", "often", "money")):
        return 1.0
    return A_TIME if "date" in matter.kinds and tells_time(text) else 0.0


def _holds(text: str, kind: ValueKind | Asks, matter: AskedValue) -> bool:
    if kind == "reason":
        return _BECAUSE.search(text) is not None
    if kind == "often":
        return _EVERY.search(text) is not None
    if kind == "phone":
        return bool(_EXTENSION.search(text)) or any(
            sum(map(str.isdigit, one)) >= 4 for one in _DIGITS.findall(text)
        )
    if kind == "identifier":
        return any(one.group() not in matter.question for one in _CODE.finditer(text))
    if kind == "measure":
        return _new_numbers(text, matter, with_unit=True)
    if kind == "number":
        return any(one.text not in matter.question for one in identifiers(text)) or _new_numbers(
            text, matter, with_unit=False
        )
    if kind == "date":
        known = values(matter.question).dates
        return any(not any(one.stands_in(other) for other in known) for one in values(text).dates)
    if kind == "name":
        names = [text[start:end] for start, end in value_spans(text, "name")]
        if any(not any(map(str.isdigit, one)) and not _is_said(one, matter) for one in names):
            return True
        agents = () if _IDENTITY.search(matter.question) else _AGENT.finditer(text)
        return any(not set(terms(one.group())) <= matter.said for one in agents)
    if kind == "percent" and _PER_MILLE.search(text):
        return True
    return any(text[start:end] not in matter.question for start, end in value_spans(text, kind))


def _is_said(name: str, matter: AskedValue) -> bool:
    """Return whether a question says a name itself: 压缩机厂 is none of its makers."""
    if is_unspaced(name) and set(name) <= set(matter.question):
        return True
    return set(terms(name)) <= matter.said


_IDENTITY = lazy_regex(
    r"\bwho(?:['’]s| is| are| was| were) (?:our|the|their|his|her|my|your)\b|\bwhich (?:firm|company|bank|insurer|person)\b",
    re.IGNORECASE,
)
"""Asks for somebody's name: that the Contractor shall insure tells not who the insurer is."""
_PER_MILLE = lazy_regex(r"[百千万]分之|‰|折|成")


def _holds_time(text: str) -> bool:
    return any(one.search(text) for one in (_HOUR, _DAY)) or bool(value_spans(text, "duration"))


def _new_numbers(text: str, matter: AskedValue, *, with_unit: bool) -> bool:
    known = {value for one in values(matter.question).numbers for value in one.values}
    return any(
        not one.values & known
        and (not with_unit or one.unit or one.span[1] > one.end or _UNIT.match(text, one.end))
        for one in values(text).numbers
    )


_UNIT = lazy_regex(r"\s?(?:[a-zµ°℃%²³/]{1,8}\b|°|℃|[米克升度秒分伏毫厘千公])", re.IGNORECASE)


def _typed_row(unit: Unit, matter: AskedValue) -> bool:
    cells = [cell.strip() for cell in cells_of(unit.text)]
    new = [cell for cell in cells if cell and not set(terms(cell)) <= matter.said]
    if matter.kinds == {"identifier"}:
        return any(_CODE.search(cell) for cell in new)
    if matter.kinds & {"name", "reason", "often"}:
        return any(any(map(str.isalpha, cell)) for cell in new)
    if matter.kinds == {"date"}:
        return any(values(cell).dates for cell in new)
    if matter.kinds == {"duration"}:
        return any(value_spans(cell, "duration") for cell in new)
    return any(any(map(str.isdigit, cell)) for cell in new)


_ASKS_MOST = lazy_regex(
    r"\b(?:most|least|highest|lowest|largest|smallest|biggest|longest|shortest|cheapest|dearest|oldest|youngest|best|worst)\b"
    r"|\bam \w{3,}sten\b|\b(?:hoch|teuer|billig|gunstig|lang|kurz|alt|gross|klein|niedrig|meist|wenig)\w{0,2}ste[nr]?\b|\ble (?:plus|moins)\b|\bla (?:plus|moins)\b|\b(?:el|la|los|las|lo|il|i|gli|le|o|a|os|as) (?:\w+ ){0,3}(?:mas|menos|piu|meno|mais)\b"
    r"|\b(?:mas|menos|piu|meno|mais) \w+\W*$|\bсам\w+ \w+|\bнаи\w+|最(?!近|新|后|初|終|终|後|低限|大限|多只|多可)|もっとも|一番|いちばん|가장|제일"
)
"""Asks for the most or the least of several; the question as `languages.plain` gives it."""
_SAME = lazy_regex(
    r"\b(?:same|unchanged|still|as before|equal)\b|\b(?:gleich\w*|unverandert|immer noch|weiterhin|geblieben|dasselbe|derselbe|dieselbe)\b"
    r"|\b(?:meme|inchangee?s?|toujours|identiques?|pareil)\b|\b(?:mism[oa]s?|iguale?s?|sigue\w*|sin cambios)\b|\b(?:stess[oa]|uguale|ancora|invariat[oa])\b|\b(?:mesm[oa]s?|continua\w*|inalterad[oa]s?)\b"
    r"|\b(?:так же|тот же|та же|то же|прежн\w+|по-прежнему|одинаков\w*|не изменил\w*)\b|一样|相同|不变|没变|同样|同じ|変わ(?:ら|って?い?な)|같|동일|그대로"
)
"""Words for what has not changed, as `languages.plain` writes them."""


def asks_most(question: str) -> bool:
    """Return whether a question asks for the most or the least of several."""
    return _ASKS_MOST.search(plain(question)) is not None


def says_same(text: str) -> bool:
    """Return whether a text asks or says that something has not changed."""
    return _SAME.search(plain(text)) is not None


WHERE = lazy_regex(r"\bwhere\b|哪里|哪儿|在哪", re.IGNORECASE)
_TYPED = frozenset(("date", "duration", "measure", "money", "name", "percent"))
"""Kinds of value of which a sentence holds one if it tells it."""


def lacks_figure(question: str, quotes: Sequence[Unit]) -> bool:
    """Return whether a figure is asked for that no sentence tells.

    How many, of sentences without a number; an average or the most of several, of sentences that speak of none.
    """
    said, told = plain(question), [plain(one.text) for one in quotes]
    if any(is_row(one.text) for one in quotes):
        return False
    if _COUNTS.search(said) and not any(values(_ITEM.sub("", one)).numbers for one in told):
        return True
    if _AVERAGE.search(said) and not any(map(_AVERAGE.search, told)):
        return True
    most = asks_most(question) and _AT_MOST.search(said) is None
    return most and not any(asks_most(one) or _ONLY.search(one) for one in told)


_ITEM = lazy_regex(r"^\W*\d{1,2}[.)、）]\s*")
"""The number of an item, which counts nothing."""
_COUNTS = lazy_regex(
    r"\bhow many\b|多少(?=[个次台辆人家份瓶箱件张间条位名套户处场单笔颗块只])|几(?=[个次台辆人家份瓶箱件张间条位名套户场单笔只])"
)
_AVERAGE = lazy_regex(r"\b(?:average|mean|typical\w*|usual\w*)\b|平均|一般|通常")
_AT_MOST = lazy_regex(
    r"\bat (?:the )?(?:most|least)\b|\b(?:the )?most (?:recent|important)\b|\bmost (?:\w+ )?(?:i|we|you|they|one|people) (?:may|can|are allowed)\b|最多能|最多可|最少要|至[多少]"
)
_ONLY = lazy_regex(
    r"\bonly\b|\b(?:more|less|longer|higher|lower|larger|smaller|bigger|cheaper) than\b|\bmax\w*|\bmin\w*|只有|唯一|不[超低少]|比.{1,12}[多高低少长短大小贵]"
)


_ASKS_HOUR = lazy_regex(
    r"\b(?:at )?what (?:time|hour)\b(?! of (?:the )?year)|几点(?!建议|意见|要求|内容|原因|事)"
)
_TOLD_HOUR = lazy_regex(
    r"\b\d{1,2} ?[ap]\.?m\b|\bo['’]clock\b|\b(?:noon|midnight|midday)\b|[一二三四五六七八九十]点|中午|半夜",
    re.IGNORECASE,
)


def lacks_kind(question: str, quotes: Sequence[Unit]) -> bool:
    """Return whether sentences hold no value of the one kind that is asked for.

    "Built in 1981" tells not who built it. Rows tell what stands in their columns.
    """
    if _ASKS_HOUR.search(plain(question)) and not any(is_row(one.text) for one in quotes):
        return not any(_HOUR.search(one.text) or _TOLD_HOUR.search(one.text) for one in quotes)
    asked = asked_value(question)
    if "duration" in asked.kinds:
        asked = replace(asked, kinds=asked.kinds - {"measure"})  # five pieces are no time
    one_typed = len(asked.kinds) == 1 and asked.kinds <= _TYPED
    if not one_typed or WHERE.search(question) or any(is_row(one.text) for one in quotes):
        return False
    return all(how_typed(one, asked, language_of(one.text)) == 0 for one in quotes)
