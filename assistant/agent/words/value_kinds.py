"""Tell what kind of value a question wants, in ten languages.

Pure.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import MONEY

ValueKind = Literal["date", "money", "duration", "percent", "number", "name", "yes_no", "text"]
"""What is asked for: a value of a kind that the program can read and compare, or words."""

_DATE = lazy_regex(
    r"\b(?:when|(?:what|which|on what|by what|until what) (?:date|day|year|month)|dates?|until when|by when|since when|deadline|expiry|birthday|(?:last|latest|first|earliest) (?:day|date) (?=to|for|on|by)"
    r"|wann|datum|quand|date|cu[áa]ndo|fecha|quando|data|когда|дата)\b|什么时候|何时|哪[一]?[天日年]|日期|几号|几月|到期日|いつ|期日|日付|언제|날짜",
    re.IGNORECASE,
)
_MONEY = lazy_regex(
    r"\b(?:rent|price|cost|costs|fees?|amount|salary|wage|deposit|penalty|fine|sum|budget|payment|premium|charge|value|total|pay"
    r"|miete|preis|kosten|betrag|gehalt|kaution|loyer|prix|montant|salaire|caution|alquiler|precio|importe|salario|fianza|canone|prezzo|importo|preço|valor|renda|цена|сумма|плата|стоимость|аренда)\b"
    r"|\b(?:want|ask|charge|earn|get|take|dock|deduct|lose|knock off|take off)s?\b(?: \w+){0,3} (?:per|a|an|each|every) (?:hour|day|week|month|year)\b|^what\b.*\bper (?:hour|day|week|month|year)\b"
    r"|\b(?:(?:insurance|liability|indemnity) (?:cover(?:age)?|limit)|sum insured|limit of (?:indemnity|liability))\b"
    r"|\bwhat (?:do|does|did|will|would|has|have) (?:[\w'’&-]+ ){1,8}?(?:bill(?:ed)?|charged?|quoted?|cost|(?:come|came|add|run) (?:up )?to)\b"
    r"|租金|赔偿|上限|金额|价格|价款|费用|押金|保证金|质保金|履约金|月租|总价|工资|薪|违约金|保额|责任限额|[\u4e00-\u9fff]费(?=是|为|用|有?多少|每|一|按|$|[？?])|万元|多少钱|总额|预算|价位|[花付赔欠罚扣押借垫](?:[了掉出去回过着]|给[^，,？?]{1,6})*多少(?=[元块万]|一[\u4e00-\u9fff]|[，,。？?\s]|$)|家賃|金額|価格|料金|임대료|금액|가격|보증금",
    re.IGNORECASE,
)
_LONG = lazy_regex(
    r"\b(?:how long|how (?:soon|quickly)|how much (?:notice|warning|time)|how many (?:calendar |working )?(?:days|weeks|months|years)|notice period|period|duration|term|warranty|wie lange|frist|laufzeit|dur[ée]e|d[ée]lai|cu[áa]nto tiempo|plazo|quanto tempo|prazo|durata|termine|срок)\b|多久|多长|期限|期间|几个月|几年|(?:几|多少)个?(?:工作)?[天日](?!期)|几个?(?:星期|周)|期間|기간",
    re.IGNORECASE,
)
SHARE = lazy_regex(
    r"\b(?:percent(?:age)?|rate|share|prozent(?:satz)?|zins\w*|pourcentage|taux|porcentaje|tasa|percentuale|tasso|porcentagem|taxa|процент|ставка)\b|百分之几|百分比|利率|税率|比例|几个(?:百分)?点|几成|几折|割合|비율",
    re.IGNORECASE,
)
_COUNT = lazy_regex(
    r"\b(?:how many|wie viele|combien|cu[áa]nt[oa]s|quant[ie]|quant[oa]s|сколько)\b|多少|几[个名人台件份]|いくつ|몇",
    re.IGNORECASE,
)
_MUCH = lazy_regex(
    r"\b(?:how much|wie ?viel|combien|cu[áa]nto|quanto|сколько)\b|多少|いくら|얼마", re.IGNORECASE
)
_NAME = lazy_regex(
    r"\b(?:who|whom|whose|which (?:company|party|person|firm|supplier|customer|bank|court|country|city)|what company|(?:name|names) of|wer|wem|wen|qui|qui[ée]n(?:es)?|chi|quem|кто|кому)\b"
    r"|谁|哪家|哪方|哪一方|哪个公司|名称|名字|姓名|誰|누구|누가",
    re.IGNORECASE,
)
_YES_NO = lazy_regex(
    r"^(?:is|are|was|were|does|do|did|can|may|must|has|have|will|should|ist|sind|hat|haben|darf|kann|muss|est-ce|peut-on|¿?(?:es|est[áa]|puede|tiene|hay)|è|può|ha|é|pode|tem|есть ли|можно ли)\b"
    r"|是否|能否|可否|有没有|能不能|可不可以|是不是|(?<!什)(?<!怎)(?<!多)(?<!这)(?<!那)[吗么]\s*[?？]?\s*$|ますか|ですか|나요|습니까",
    re.IGNORECASE,
)  # fmt: skip


_PARTY = lazy_regex(
    r"(?:(?:the|our|its|name of(?: the)?|named?) )*(?:land(?:lord|lady)|tenant|less(?:or|ee)|supplier|vendor|seller|buyer|customer|client|contractor|(?:service )?provider|employe[re]|lender|borrower"
    r"|counterpart(?:y)?|other (?:party|side)|licen[sc](?:or|ee)|guarantor|insurer|(?:contact|responsible) ?(?:person)?|representative|account manager|signator(?:y|ies)|party [ab])(?:'s name| name)?"
    r"(?: (?:at|of|for|on|in|to|named|from) .{1,30})?$"
    r"|(?:合同)?(?:对方|我方|本方)?的?(?:甲方|乙方|丙方|出租[方人]|承租[方人]|房东|租客|租户|供应商|供货?方|采购方|买方|卖方|委托方|受托方|服务方|承包方|发包方|客户|雇主|员工|借款人|贷款人|担保人|保证人|对方|联系人|负责人|经办人|代表人?|签约人|客户经理)(?:单位|公司|名称|姓名|名字)*$",
    re.IGNORECASE,
)
"""Somebody's part in a deal, as the head of a column."""
QUESTION_WORDS = lazy_regex(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|do|does|did|is|are|was|were|can|may|must|has|have|will|should)\b",
    re.IGNORECASE,
)


_AND_ASKS = lazy_regex(
    r",? and (?:if so,? )?(?:(?:at|for|to|until|from|by|with) )?(?=(?:how|what|when|who|which|until when)\b)|[，,](?=[^，。？?]{0,6}(?:多少|多久|多长|谁|哪|什么时候|几))",
    re.IGNORECASE,
)
"""After a yes or no, what is wanted if it is yes: "Is it capped, and at how much?"."""


def value_kind(question: str) -> ValueKind:
    """Return the kind of value that a question wants."""
    if _YES_NO.search(question):
        more = _AND_ASKS.search(question)
        kind = value_kind(question[more.end() :]) if more is not None else "yes_no"
        return "money" if kind == "number" and _MONEY.search(question) else kind
    if _PARTY.match(question.strip(" ?？。")):
        return "name"
    kinds: tuple[tuple[ValueKind, re.Pattern[str]], ...] = (
        ("duration", _LONG),
        ("date", _DATE),
        ("percent", SHARE),
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


_WHAT = lazy_regex(
    r"^(?:what|which)\b|\b(?:what is|what's|what are)\b|是多少|是什么|^[^?？]{1,12}[?？]?$", re.IGNORECASE
)


_WHENEVER = lazy_regex(
    r"\W*(?:and )?(?:what(?! (?:date|day|year|month))|how|who|why|where)\b.*(?<!\band) when\b", re.IGNORECASE
)
"""Asks otherwise, and says in which case by "when"."""


def _wants_value(question: str, kind: ValueKind) -> bool:
    """Return whether the words of a kind are what is asked for, not beside it."""
    if kind == "date":
        # "What does it cost us when the lorry cannot get in?" asks for no day.
        return _WHENEVER.match(question) is None or len(_DATE.findall(question)) > 1
    if _MUCH.search(question) or _COUNT.search(question):
        return True
    if _WHAT.search(question) is not None or kind == "duration" or len(question.split()) <= 4:
        return True
    # The head of a column: "Deposit we had to put down, if any"
    return (
        kind == "money"
        and QUESTION_WORDS.match(question) is None
        and _MONEY.search(" ".join(question.split()[:4])) is not None
    )


def number_kind(unit: str, predicate: str) -> ValueKind:
    """Return the kind of value that a condition on a number compares.

    Args:
        unit: What the number counts in; see `Condition`.
        predicate: What the question says of it.
    """
    if unit in ("month", "day", "second"):
        return "duration"
    if unit == "%":
        return "percent"
    return "money" if unit in MONEY or (not unit and _MONEY.search(predicate)) else "number"
