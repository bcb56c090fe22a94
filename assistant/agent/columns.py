"""Parse a question for every document: the value it wants, its condition.

"Which contracts end before March 2026?" asks each contract when it ends, and keeps those that end before March 2026. The
condition is compared by the program, never by a model.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

from assistant.languages import Language, language_of
from assistant.retrieval.values import Date, Number, values

ValueKind = Literal["date", "money", "duration", "percent", "number", "name", "yes_no", "text"]
"""What is asked for: a value of a kind that the program can read and compare, or words."""
Selects = Literal["", "which", "list", "count"]
"""What a question wants of the documents: a value of each (""), those that match, all of them listed, or their number."""

_DOCUMENT = (
    r"(?:(?:(?:rental|lease|licen[cs]e|service|supply|employment|purchase|loan|framework|maintenance|sales?|work|insurance|signed|current|active) )*"
    r"(?:contracts?|agreements?|leases?|documents?|files?|papers?|letters?|e-?mails?|mails?|invoices?|bills?|reports?|polic(?:y|ies)|minutes|orders?|offers?"
    r"|quotes?|quotations?|receipts?|statements?|notes?|manuals?|certificates?|licen[cs]es?|wills?|deeds?|protocols?|memos?|proposals?|slips?|applications?|cvs?|resumes?))"
)
_ZH_DOCUMENT = r"(?:(?:租赁|供货|服务|劳动|采购|销售|借款|保险|维护|框架|房屋|买卖|工作)*(?:合同|协议书?|租约|契约|文件|文档|发票|报告|信件|信|邮件|订单|保单|会议纪要|纪要|报价单?|收据|证书|说明书|手册|制度|账单|通知|简历|记录|资料))"
_WHICH_EN = re.compile(
    rf"^(?:please )?(?:(?:can|could) you )?(?:(?P<list>(?:give|show|send|make)(?: me| us)? (?:a|the) (?:complete |full )?list of|(?:list|show|give|name|find|tell|enumerate)(?: me| us)?(?: out)?(?: which)?|(?:are|is) there|do(?:es)?(?= any\b)|have(?= any\b))"
    rf"|(?P<which>which|what)|(?P<count>how many|count|the number of))\s+"
    rf"(?:of )?(?:(?:all|every|each|any|the|our|my|your|these|those|of|different) )*(?P<noun>{_DOCUMENT})\b(?: (?:do|did) (?:we|i) have)?",
    re.IGNORECASE,
)
_BARE_EN = re.compile(
    rf"^(?:all |our |my |the )*(?P<noun>{_DOCUMENT})(?<=s)\s+(?=(?:ending|expiring|terminating|starting|beginning|signed|dated|due|running|that|which|where|whose|with|over|above|under|below|before|after)\b)",
    re.IGNORECASE,
)
"""What is wanted, without a verb: "contracts ending in 2025"."""
_WHICH_WEST = re.compile(
    r"^[¿¡]?(?:(?P<list>liste?|zeig\w*|nenn\w*|montre[zr]?|donne[zr]?|enumera|muestra|elenca|mostra)(?: mir| uns| moi| nous| me)?(?: alle| tous| toutes| todos| todas| tutti| todos os| todas as)?(?: les| los| las| i| gli| le)?"
    r"|(?P<which>welche[rns]?|quel(?:le)?s|qué|cuáles|quali|quais|какие)|(?P<count>wie viele|combien de|cuántos|cuántas|quanti|quante|quantos|quantas|сколько))\s+(?:(?:unserer|meiner|der|de|nos|mes|nuestros|mis|nostri|dos|наших) )*"
    r"(?P<noun>(?:miet|arbeits|liefer|kauf|dienst|wartungs)?verträgen?|contrats?|baux|contratos|contratti|contrat[oi]s?|rechnungen|factures|facturas|fatture|faturas|договор\w*|счет\w*|документ\w*|dokumente|documents|documentos|documenti)\b",
    re.IGNORECASE,
)
_LINK_EN = re.compile(
    r"^[\s,]*(?:(?:that|which|who|whose|where|in which|are there|there are|do we have|have we|(?:are|is|were|was|do|does|did|will|have|has|must|should|can|may)(?= ))\b[\s,]*)+",
    re.IGNORECASE,
)
_WHICH_ZH = re.compile(
    rf"^(?:请|请问|帮我|给我|麻烦)*(?:(?P<list>列出|列举|罗列|找出|找到|显示|列一下)(?:所有|全部|一下)?的?|(?P<which>有?哪些|哪几[份个]|哪[份个])|(?P<count>一?共?有?(?:多少|几)[份个篇封张]?|统计))"
    rf"(?P<before>[^，。？?]{{0,30}}?)的?(?P<noun>{_ZH_DOCUMENT})"
)
_ZH_LAST = re.compile(
    rf"^(?P<before>[^，。？?]{{2,40}}?)的?(?P<noun>{_ZH_DOCUMENT})(?:(?P<which>都?(?:有|是)(?:哪些|哪几份|什么))|(?P<count>一?共?有?(?:多少|几)[份个篇封张]?))[？?。]*$"
)
"""The noun last: 今年到期的合同有哪些？"""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a value must be: within two bounds, both included where they are given.

    Attributes:
        kind: "date", or "number" for amounts, durations and shares.
        low: The least date, or the least number; None for no bound.
        high: The greatest.
        unit: Of a number, what it counts in ("month", "EUR", "%"); "" for any.
        said: The words of the question that say it.
    """

    kind: Literal["date", "number"]
    low: date | Decimal | None
    high: date | Decimal | None
    unit: str
    said: str

    def holds(self, text: str) -> bool | None:
        """Return whether the first value in a text meets it; None where it has none."""
        found = self.first(text)
        if found is None:
            return None
        low, high = found
        # A year or a month alone may lie on both sides of a bound: then it is not known.
        if self._below(high) or self._above(low):
            return False
        return True if not (self._below(low) or self._above(high)) else None

    def first(self, text: str) -> tuple[date | Decimal, date | Decimal] | None:
        """Return the first value of a text as a range, or None."""
        if self.kind == "date":
            return day_range(text)
        number = number_in(text, self.unit)
        return None if number is None else (number, number)

    def _below(self, value: date | Decimal) -> bool:
        return self.low is not None and value < self.low  # type: ignore[operator]  # both are of one kind

    def _above(self, value: date | Decimal) -> bool:
        return self.high is not None and value > self.high  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Column:
    """A question as it is asked of each document.

    Attributes:
        title: As the user wrote it.
        question: As each document is asked.
        kind: The kind of value that it wants.
        condition: What the value must be for the document to be listed; None where it may be anything.
        selects: Whether documents are to be chosen, listed or counted.
        noun: What the documents are called in the question ("contracts"); "" where they are not.
        language: Of the question.
        absent: Whether those documents are wanted that do not speak of it.
        best: "low" or "high" where the document with the least or the greatest value is wanted; else "".
    """

    title: str
    question: str
    kind: ValueKind
    condition: Condition | None = None
    selects: Selects = ""
    noun: str = ""
    language: Language = "en"
    absent: bool = False
    best: Literal["", "low", "high"] = ""

    @property
    def name(self) -> str:
        """What an answer is kept under: the same for "When does it end?" and "Which leases end in 2025?"."""
        return f"{self.kind} {self.question}"

    @property
    def judges(self) -> bool:
        """Whether each document is asked for a yes or no: does it match?"""
        return bool(self.selects) and self.condition is None and not self.absent


def column_of(question: str, today: date | None = None) -> Column:
    """Parse a question.

    Args:
        question: "When does it end?", "Which leases end in 2025?"
        today: The day that "this year" and "the next 90 days" are counted from.
    """
    title = " ".join(question.split())
    language = language_of(title)
    selects, noun, rest = _selected(title)
    if not selects:
        return Column(title, title, value_kind(title), None, "", "", language)
    most = _MOST.search(rest)
    if most is not None:
        own, word = _selected_most(most)
        what = _predicate(_MOST.sub(" ", rest), None) or _USUAL[own][language == "zh"]
        best: Literal["low", "high"] = "low" if word in _LEAST_WORDS else "high"
        return Column(title, _asked(what, own, language), own, None, "", noun, language, best=best)
    condition = condition_of(rest, today or date.today())
    predicate = _predicate(rest, condition)
    lacking = _LACKING.search(rest)
    if condition is None and lacking is not None and rest[lacking.end() :].strip(" ?。？"):
        what = rest[lacking.end() :].strip(" ?。？的")
        asked = f"文中关于{what}是怎么说的？" if language == "zh" else f"What does it say about {what}?"
        return Column(title, asked, "text", None, selects, noun, language, absent=True)
    if condition is not None and not predicate and condition.unit not in ("", "month", "day", "second", "%"):
        predicate = "总价" if language == "zh" else "total"  # invoices over 1,000 euros
    if condition is None or not predicate:
        return Column(title, title, "yes_no", None, selects, noun, language)
    kind = "date" if condition.kind == "date" else _number_kind(condition.unit, predicate)
    return Column(title, _asked(predicate, kind, language), kind, condition, selects, noun, language)


_MOST = re.compile(
    r"\b(?:(?:the )?(?P<day>first|earliest|soonest|last|latest)|(?:the )?(?P<time>longest|shortest)|(?:the )?(?P<amount>highest|lowest|largest|smallest|biggest|cheapest|most expensive|greatest))\b(?! (?:day|page|name|time))"
    r"|最(?:(?P<day2>[早晚])|(?P<time2>[长短])|(?P<amount2>[高低贵多少大小]|便宜))",
    re.IGNORECASE,
)
"""How the document with the greatest or the least value is asked for."""
_LEAST_WORDS = frozenset(
    (
        "first",
        "earliest",
        "soonest",
        "shortest",
        "lowest",
        "smallest",
        "cheapest",
        "早",
        "短",
        "低",
        "少",
        "小",
        "便宜",
    )
)


_USUAL: dict[ValueKind, tuple[str, str]] = {
    "date": ("end", "到期"),
    "duration": ("run", "期限"),
    "money": ("total", "总价"),
}
"""What is compared where a superlative says no more: the longest lease."""


def _selected_most(found: re.Match[str]) -> tuple[ValueKind, str]:
    """Return the kind of value that a superlative compares, and its word."""
    kinds: tuple[tuple[ValueKind, str], ...] = (("date", "day"), ("duration", "time"), ("money", "amount"))
    for kind, group in kinds:
        word = found[group] or found[f"{group}2"]
        if word:
            return kind, word.lower()
    return "money", "便宜"


_LACKING = re.compile(
    r"^(?:do|does|did|have|has)(?: ?n['’]t| not) (?:mention|contain|have|include|name|state|say anything (?:about|of|on)|speak of|provide for)\s+(?:an?|any|the)?\s*|^(?:that )?lack\s+(?:an?|any|the)?\s*|^(?:are |is )?(?:without|with no)\s+(?:an?|any|the)?\s*|^(?:have|has) no\s+"
    r"|^(?:没有?|未)(?:提到|提及|约定|规定|写明|包含|涉及|说明)",
    re.IGNORECASE,
)
"""How documents are asked for that do not speak of something."""


def _selected(question: str) -> tuple[Selects, str, str]:
    """Return what a question wants of documents, their name in it, and the rest of it."""
    found = _WHICH_EN.match(question)
    if found is not None:
        rest = question[found.end() :]
        return _wish(found), found["noun"], rest.strip(" ?.!:")
    found = _BARE_EN.match(question)
    if found is not None:
        return "list", found["noun"], question[found.end() :].strip(" ?.!:")
    found = _WHICH_WEST.match(question)
    if found is not None:
        return _wish(found), found["noun"], question[found.end() :].strip(" ?.!:")
    found = _ZH_LAST.match(question)
    if found is not None:
        return "count" if found["count"] else "which", found["noun"], found["before"]
    found = _WHICH_ZH.match(question)
    if found is not None:
        rest = f"{found['before']} {question[found.end() :]}"
        return _wish(found), found["noun"], rest.strip(" ？?。！!：:")
    return "", "", question


def _wish(found: re.Match[str]) -> Selects:
    return "count" if found["count"] else "list" if found["list"] else "which"


def _predicate(rest: str, condition: Condition | None) -> str:
    bare = rest.replace(condition.said, " ", 1) if condition is not None else rest
    bare = _LINK_EN.sub("", " ".join(bare.split()))
    while (cut := _LOOSE.sub("", bare.strip(" ,.?"))) != bare:
        bare = cut
    return bare.strip(" ,，。的在于")


_LOOSE = re.compile(
    r"(?:^|\s)(?:in|on|at|by|of|for|is|are|was|were|the|a|an|and|with|having|has|have|to|that)$|^(?:a|an|the|with|having|has|have)\s",
    re.IGNORECASE,
)


_ASKED_ZH: dict[ValueKind, str] = {
    "date": "{what}的日期是哪一天？",
    "money": "{what}是多少钱？",
    "duration": "{what}是多久？",
    "percent": "{what}是百分之几？",
    "number": "{what}是多少？",
}
_WHEN: dict[Language, str] = {
    "de": "Wann", "fr": "Quand", "es": "Cuándo", "it": "Quando", "pt": "Quando", "ru": "Когда", "ko": "언제", "ja": "いつ",
}  # fmt: skip
_VERB = re.compile(
    r"(?P<base>end|expir|terminat|start|begin|commenc|run|last|renew|laps|finish|clos|matur|arriv)(?:n?ing|es?|s)?",
    re.IGNORECASE,
)


def _asked(predicate: str, kind: ValueKind, language: Language) -> str:
    """Return the question that asks a document for the value of a predicate."""
    if language == "zh":
        return _ASKED_ZH.get(kind, "{what}是多少？").format(what=predicate)
    verb = _VERB.fullmatch(predicate)
    if verb is not None:
        base = verb["base"].lower()
        base += "e" if base in ("expir", "terminat", "commenc", "laps", "clos", "matur", "arriv") else ""
        return f"{'When' if kind == 'date' else 'How long'} does it {base}?"
    if kind == "date" and language == "en":
        done = re.fullmatch(r"(?:been |be )?(\w+ed|sent|paid)", predicate, re.IGNORECASE)
        if done is not None:
            return f"When was it {done[1].lower()}?"
        return "When is it due?" if predicate.lower() == "due" else f"When: {predicate}?"
    if kind == "date":
        return f"{_WHEN.get(language, '')} {predicate}?".strip()
    return f"What is the {predicate}?" if language == "en" else f"{predicate}?"


def _number_kind(unit: str, predicate: str) -> ValueKind:
    if unit in ("month", "day", "second"):
        return "duration"
    if unit == "%":
        return "percent"
    if unit or _MONEY.search(predicate):
        return "money"
    return "number"


# What kind of value is asked for

_DATE = re.compile(
    r"\b(?:when|(?:what|which|on what|by what|until what) (?:date|day|year|month)|dates?|until when|by when|since when|deadline|expiry|birthday"
    r"|wann|datum|quand|date|cu[áa]ndo|fecha|quando|data|когда|дата)\b|什么时候|何时|哪[一]?[天日年]|日期|几号|几月|到期日|いつ|期日|日付|언제|날짜",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:rent|price|cost|costs|fees?|amount|salary|wage|deposit|penalty|fine|sum|budget|payment|premium|charge|value|total|pay"
    r"|miete|preis|kosten|betrag|gehalt|kaution|loyer|prix|montant|salaire|caution|alquiler|precio|importe|salario|fianza|canone|prezzo|importo|preço|valor|renda|цена|сумма|плата|стоимость|аренда)\b"
    r"|租金|金额|价格|价款|费用|押金|保证金|月租|总价|工资|薪|违约金|多少钱|总额|预算|家賃|金額|価格|料金|임대료|금액|가격|보증금",
    re.IGNORECASE,
)
_LONG = re.compile(
    r"\b(?:how long|how much notice|notice period|period|duration|term|warranty|wie lange|frist|laufzeit|dur[ée]e|d[ée]lai|cu[áa]nto tiempo|plazo|quanto tempo|prazo|durata|termine|срок)\b|多久|多长|期限|期间|几个月|几年|多少天|期間|기간",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:percent(?:age)?|rate|share|prozent(?:satz)?|zins\w*|pourcentage|taux|porcentaje|tasa|percentuale|tasso|porcentagem|taxa|процент|ставка)\b|百分之几|百分比|利率|税率|比例|割合|비율",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:how many|wie viele|combien|cu[áa]nt[oa]s|quant[ie]|quant[oa]s|сколько)\b|多少|几[个名人台件份]|いくつ|몇",
    re.IGNORECASE,
)
_MUCH = re.compile(
    r"\b(?:how much|wie ?viel|combien|cu[áa]nto|quanto|сколько)\b|多少|いくら|얼마", re.IGNORECASE
)
_NAME = re.compile(
    r"\b(?:who|whom|whose|which (?:company|party|person|firm|supplier|customer|bank|court|country|city)|what company|(?:name|names) of|wer|wem|wen|qui|qui[ée]n(?:es)?|chi|quem|кто|кому)\b"
    r"|谁|哪家|哪方|哪一方|哪个公司|名称|名字|姓名|誰|누구|누가",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^(?:is|are|was|were|does|do|did|can|may|must|has|have|will|should|ist|sind|hat|haben|darf|kann|muss|est-ce|peut-on|¿?(?:es|est[áa]|puede|tiene|hay)|è|può|ha|é|pode|tem|есть ли|можно ли)\b"
    r"|是否|能否|可否|有没有|能不能|可不可以|是不是|[吗么]\s*[?？]?\s*$|ますか|ですか|나요|습니까",
    re.IGNORECASE,
)  # fmt: skip


def value_kind(question: str) -> ValueKind:
    """Return the kind of value that a question wants."""
    if _YES_NO.search(question):
        return "yes_no"
    kinds: tuple[tuple[ValueKind, re.Pattern[str]], ...] = (
        ("duration", _LONG),
        ("date", _DATE),
        ("percent", _SHARE),
        ("money", _MONEY),
    )
    if _NAME.search(question) and not re.search(r"\b(?:when|how)\b|什么时候|多少", question, re.IGNORECASE):
        return "name"
    for kind, pattern in kinds:
        if pattern.search(question) and _wants_value(question, kind):
            return kind
    if _MUCH.search(question) and not _COUNT.search(question):
        return "money"
    return "number" if _COUNT.search(question) else "text"


_WHAT = re.compile(
    r"^(?:what|which)\b|\b(?:what is|what's|what are)\b|是多少|是什么|^[^?？]{1,12}[?？]?$", re.IGNORECASE
)


def _wants_value(question: str, kind: ValueKind) -> bool:
    """Return whether the words of a kind are what is asked for, not beside it."""
    if kind == "date" or _MUCH.search(question) or _COUNT.search(question):
        return True
    return _WHAT.search(question) is not None or kind == "duration" or len(question.split()) <= 4


# Conditions

_HIGH = r"(?:before|prior to|earlier than|until|up to|by|no later than|not later than|vor|bis|avant|antes de|prima del?|до)"
_LOW = r"(?:after|later than|since|from|beyond|starting|past|nach|seit|ab|apr[èe]s|depuis|despu[ée]s de|desde|dopo|dal|depois de|после|с)"
_WITHIN = r"(?:in|during|within|on|of|for|im|en|em|nel|в)"
_YEAR = re.compile(
    rf"\b(?P<how>{_HIGH}|{_LOW}|{_WITHIN})\s+(?:the (?:year|end of|course of) )*(?P<year>(?:19|20)\d\d)\b(?![-/.]\d)",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(rf"\b(?P<how>{_HIGH}|{_LOW}|{_WITHIN})\s+(?:the )?\Z", re.IGNORECASE)
_AFTER_ZH = re.compile(
    r"\s*(?:年|月|日|底)?\s*(?P<how>之前|以前|前|之后|以后|后|起)?(?:内|里|间|期间|当年|份)?"
)
_BETWEEN = re.compile(r"\b(?:between|from|zwischen|entre|tra)\b", re.IGNORECASE)
_THIS = re.compile(
    r"(?:\b(?P<how>before|after|by|in|within|until|during)\s+)?(?:the )?(?:end of )?\b(?P<which>this|next|last|coming|current|past) (?P<unit>year|month|quarter|week)\b"
    r"|(?P<zh>今年|明年|去年|本月|这个月|下个?月|上个?月)(?:之?内|里|底)?(?P<zhow>之前|以前|之后|以后)?",
    re.IGNORECASE,
)
_NEXT_DAYS = re.compile(
    r"\b(?:in|within|during|over)? ?(?:the )?(?P<way>next|coming|last|past) (?P<number>\d+|two|three|six|twelve) (?P<unit>days?|weeks?|months?|years?)\b"
    r"|(?P<zway>未来|今后|接下来|过去|最近)(?:的)?(?P<znumber>\d+|[一二两三六]|十二)个?(?P<zunit>天|周|星期|月|年)(?:之?内)?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:\b(?:more than|over|above|exceed(?:s|ing)?|greater than|higher than|longer than|larger than|at least|no less than|not less than|mehr als|über|mindestens|plus de|au moins|m[áa]s de|al menos|pi[ùu] di|mais de|pelo menos|более|больше|свыше)"
    r"|超过|高于|大于|多于|长于|不少于|不低于|至少|>=?|≥)\s*(?:of |a |an )?\Z",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?:\b(?:less than|under|below|fewer than|lower than|shorter than|smaller than|at most|no more than|not more than|up to|weniger als|unter|höchstens|moins de|au plus|menos de|como m[áa]ximo|meno di|al massimo|no m[áa]ximo|менее|меньше|до)"
    r"|低于|小于|少于|短于|不超过|不多于|不高于|至多|最多|<=?|≤)\s*(?:of |a |an )?\Z",
    re.IGNORECASE,
)
_INCLUSIVE = re.compile(
    r"at least|no less|not less|at most|no more|not more|up to|mindestens|höchstens|au moins|au plus|al menos|pelo menos|不少于|不低于|至少|不超过|不多于|不高于|至多|最多|[=≥≤]"
)
_ZH_AFTER_NUMBER = re.compile(
    r"\s*(?:个?月|年|天|日|元|欧元|美元|%|万元)?\s*(?P<how>以上|及以上|以下|及以下|以内)"
)
_SMALLEST = Decimal("0.000001")


def condition_of(text: str, today: date) -> Condition | None:
    """Return the condition that a question sets on a value; None where it sets none."""
    return _relative(text, today) or _dated(text) or _numbered(text)


def _relative(text: str, today: date) -> Condition | None:
    found = _NEXT_DAYS.search(text)
    if found is not None:
        return _next_days(found, today)
    found = _THIS.search(text)
    if found is None:
        return None
    name = (found["which"] or "").lower()
    zh = found["zh"] or ""
    unit = (found["unit"] or "").lower() or ("year" if zh.endswith("年") else "month")
    shift = (
        1
        if name in ("next", "coming") or zh[:1] in ("明", "下")
        else -1
        if name in ("last", "past") or zh[:1] in ("去", "上")
        else 0
    )
    low, high = _span(today, unit, shift)
    how = (found["how"] or found["zhow"] or "").lower()
    if how in ("before", "之前", "以前"):
        return Condition("date", None, low - timedelta(days=1), "", found.group().strip())
    if how in ("by", "until"):
        return Condition("date", None, high, "", found.group().strip())
    if how in ("after", "之后", "以后"):
        return Condition("date", high + timedelta(days=1), None, "", found.group().strip())
    return Condition("date", low, high, "", found.group().strip())


def _span(today: date, unit: str, shift: int) -> tuple[date, date]:
    if unit == "year":
        return date(today.year + shift, 1, 1), date(today.year + shift, 12, 31)
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return monday, monday + timedelta(days=6)
    months = 3 if unit == "quarter" else 1
    place = (today.year * 12 + today.month - 1) // months + shift
    first, last = divmod(place * months, 12), divmod(place * months + months - 1, 12)
    return (
        date(first[0], first[1] + 1, 1),
        date(last[0], last[1] + 1, monthrange(last[0], last[1] + 1)[1]),
    )


_WORDS = {
    "two": 2,
    "three": 3,
    "six": 6,
    "twelve": 12,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "六": 6,
    "十二": 12,
}


def _next_days(found: re.Match[str], today: date) -> Condition | None:
    written = found["number"] or found["znumber"]
    number = min(_WORDS.get(written.lower(), 0) or int(written), 10_000)
    unit = (found["unit"] or found["zunit"]).lower()
    days = {"d": 1, "天": 1, "w": 7, "周": 7, "星": 7}.get(unit[0])
    if days is None:
        days = 365 if unit[0] in "y年" else 30
    back = (found["way"] or found["zway"]).lower() in ("last", "past", "过去", "最近")
    try:
        other = today + timedelta(days=(-days if back else days) * number)
    except OverflowError:
        return None
    return Condition("date", min(today, other), max(today, other), "", found.group().strip())


def _dated(text: str) -> Condition | None:
    found = [one for one in values(text).dates if _days(one) is not None]
    if len(found) >= 2 and (between := _BETWEEN.search(text, 0, found[0].start)) is not None:
        low, high = _days(found[0]), _days(found[1])
        if low is not None and high is not None:
            return Condition("date", low[0], high[1], "", text[between.start() : found[1].end])
    years = re.findall(r"\b(?:19|20)\d\d\b", text)
    if not found:
        year = _YEAR.search(text)
        if year is None and len(years) == 1:
            own = int(years[0])
            return Condition("date", date(own, 1, 1), date(own, 12, 31), "", years[0])
        if year is None:
            return None
        if len(years) >= 2 and (
            span := re.search(
                r"\b(?:between|from)\s+((?:19|20)\d\d)\s+(?:and|to|until)\s+((?:19|20)\d\d)",
                text,
                re.IGNORECASE,
            )
        ):
            return Condition("date", date(int(span[1]), 1, 1), date(int(span[2]), 12, 31), "", span.group())
        own = int(year["year"])
        return _bounded(date(own, 1, 1), date(own, 12, 31), year["how"], year.group())
    one = found[0]
    days = _days(one)
    assert days is not None
    before = _BEFORE_DATE.search(text, 0, one.start)
    after = _AFTER_ZH.match(text, one.end)
    how = before["how"] if before is not None else (after["how"] or "") if after is not None else ""
    start = before.start() if before is not None else one.start
    end = after.end() if after is not None and before is None else one.end
    if start and text[start - 1] in "在于自从":
        start -= 1
    return _bounded(*days, how, text[start:end])


def _bounded(low: date, high: date, how: str, said: str) -> Condition:
    how = how.lower()
    if how in ("by", "until", "up to", "no later than", "not later than", "bis", "до"):
        return Condition("date", None, high, "", said)
    if re.fullmatch(_HIGH, how, re.IGNORECASE) or how in ("之前", "以前", "前"):
        return Condition("date", None, low - timedelta(days=1), "", said)
    if how in ("since", "from", "starting", "起", "seit", "ab", "depuis", "desde", "dal", "с"):
        return Condition("date", low, None, "", said)
    if re.fullmatch(_LOW, how, re.IGNORECASE) or how in ("之后", "以后", "后"):
        return Condition("date", high + timedelta(days=1), None, "", said)
    return Condition("date", low, high, "", said)


def _numbered(text: str) -> Condition | None:
    for number in values(text).numbers:
        if not number.values:
            continue
        start, end = min(number.start, number.span[0] or number.start), max(number.end, number.span[1])
        amount = _plain_number(number)
        if amount is None:
            continue
        more, less = _MORE.search(text, 0, start), _LESS.search(text, 0, start)
        tail = _ZH_AFTER_NUMBER.match(text, number.end)
        unit = number.unit or _sign(text, number)
        if less is not None and (more is None or less.start() <= more.start()):
            bound = amount if _INCLUSIVE.search(less.group()) else amount - _SMALLEST
            return Condition("number", None, bound, unit, text[less.start() : end])
        if more is not None:
            bound = amount if _INCLUSIVE.search(more.group()) else amount + _SMALLEST
            return Condition("number", bound, None, unit, text[more.start() : end])
        if tail is not None:
            low = amount if "上" in tail["how"] else None
            return Condition(
                "number", low, None if low is not None else amount, unit, text[start : tail.end()]
            )
        if unit and (of := re.search(r"\b(?:of|exactly|is|=|为|是)\s*\Z", text[:start])) is not None:
            return Condition("number", amount, amount, unit, text[of.start() : end])
    return None


# Values of cells

_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "CNY", "￥": "CNY"}


def _sign(text: str, number: Number) -> str:
    before = text[max(0, number.start - 2) : number.start].strip()
    return _SIGNS.get(before[-1:], "")


def _plain_number(number: Number) -> Decimal | None:
    """Return what a number means; of two readings, the one with thousands."""
    readings: list[Decimal] = []
    for value in number.values:
        try:
            readings.append(Decimal(value))
        except InvalidOperation:
            continue
    return max(readings, default=None)


def number_in(text: str, unit: str = "") -> Decimal | None:
    """Return the first number of a text that counts in a unit, or None.

    Args:
        text: Of a cell.
        unit: As `Number.unit` gives it; "" for any.
    """
    found = values(text).numbers
    money = unit in ("EUR", "USD", "GBP", "CNY", "JPY", "CHF", "RUB", "KRW")
    for number in found:
        own = _sign(text, number) or number.unit
        per_month = money and own in ("month", "day", "")  # "1,200 per month": the unit stands elsewhere
        if not unit or own == unit or not own or (per_month and len(found) == 1):
            return _plain_number(number)
    return None


def day_range(text: str) -> tuple[date, date] | None:
    """Return the first and last day that a text's first date may mean, or None."""
    for one in values(text).dates:
        if (days := _days(one)) is not None:
            return days
    year = re.search(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d/-]|[.,]\d)", text)
    return (date(int(year.group()), 1, 1), date(int(year.group()), 12, 31)) if year is not None else None


def _days(one: Date) -> tuple[date, date] | None:
    for year, month, day in one.readings:
        if year is None:
            continue
        try:
            if month is None:
                return date(year, 1, 1), date(year, 12, 31)
            if day is None:
                return date(year, month, 1), date(year, month, monthrange(year, month)[1])
            return date(year, month, day), date(year, month, day)
        except ValueError:
            continue
    return None
