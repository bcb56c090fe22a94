"""Tell how sums, averages, counts and rankings are asked for. Pure.

In English and Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from assistant.frozen import dataclass
from assistant.languages import ISNT, plain
from assistant.regexes import lazy_regex
from assistant.retrieval.periods import number_said

MOST_CHARS = 300
"""Longer questions are texts, which ask for more than a number."""
Operation = Literal["sum", "average", "count", "max", "min", "rows", "list", "share", "difference"]

_HIGH = r"highest|largest|biggest|greatest|most expensive|priciest|maximum|max|best[- ]paid|best|longest|furthest|farthest|heaviest|oldest|tallest|dearest|costliest|fastest|deepest"
_LOW = r"lowest|smallest|least expensive|cheapest|minimum|min|worst|shortest|lightest|youngest|fewest|slowest"
_LATE, _EARLY = r"latest|newest|most recent(?:ly)?", r"earliest|first"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants computed, and where it says so.

    Attributes:
        operation: What is computed; "rows" where only their order is asked for.
        spans: Parts of the question that say so.
        limit: How many of the first are wanted; 0 where all are.
        ranks: Whether rows or groups are put in order: 1 for the highest first, -1 for the lowest, 0 for neither.
        by_date: Whether it ranks by time.
        by_name: Whether it asks which one it is, not for the value.
        concept: What kind of column is meant: "money", "income", "quantity"; empty where it is named or not said.
    """

    operation: Operation
    spans: tuple[tuple[int, int], ...]
    limit: int = 0
    ranks: int = 0
    by_date: bool = False
    by_name: bool = False
    concept: str = ""


_EN_N = r"(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)"
_ONE_HAN = r"(?:的?[那这]?一?[次回]|的?[那这]?一[笔张单条批台名位个](?!月|季|星期|礼拜|周|年))?"
"""One of them, which is no number: 最近一次, 最后那一笔."""
_ZH_N = r"(\d{1,3}|[一二两三四五六七八九十])"
_TOPS = (
    (lazy_regex(rf"\b(?:top|first|best)[ -]{_EN_N}\b"), 1),
    (lazy_regex(rf"\b(?:bottom|last)[ -]{_EN_N}\b"), -1),
    (lazy_regex(rf"\b{_EN_N} (?:{_HIGH})\b"), 1),
    (lazy_regex(rf"\b{_EN_N} (?:{_LOW})\b"), -1),
    (lazy_regex(rf"\b(?:which|what) {_EN_N}\b(?=.* (?:most|{_HIGH})\b)"), 1),
    (lazy_regex(rf"\b(?:which|what) {_EN_N}\b(?=.* (?:least|{_LOW})\b)"), -1),
    (
        lazy_regex(
            rf"最(?:高|大|多|贵|好)的?\s?(?:前)?{_ZH_N}(?:个|名|位|家|笔|项|种|样|条|款|人|单|件|份|台|辆|次|天)?"
        ),
        1,
    ),
    (lazy_regex(rf"最(?:低|小|少|便宜|差)的?\s?(?:前)?{_ZH_N}(?:个|名|位|家|笔|项|种|条|款|人)?"), -1),
    (
        lazy_regex(
            rf"(?:排名)?前\s?{_ZH_N}(?:大|高|多)?(?:个|名|位|家|笔|项|种|条|款|人)?(?!个?月|年|季|天|周)"
        ),
        1,
    ),
    (lazy_regex(rf"(?:排名)?[后末]\s?{_ZH_N}(?:个|名|位|家|笔|项|种|条|款|人)(?!个?月|年|季|天|周)"), -1),
)
_RANKS = (
    (lazy_regex(rf"\b(?:{_HIGH})\b|最(?:高|大|多|贵|长|远|重|好)|\bmost(?! of| recent)\b|\btop\b"), 1, False),
    (lazy_regex(rf"\b(?:{_LOW})\b|最(?:低|小|少|便宜|短|轻|差)|\bleast\b"), -1, False),
    (lazy_regex(rf"\b(?:{_LATE})\b|最(?:新|近|晚|后){_ONE_HAN}"), 1, True),
    (lazy_regex(rf"\bearliest\b|(?:最(?:早|先)|第(?=一[次回])){_ONE_HAN}"), -1, True),
)
_THING = lazy_regex(r"[\s的]*((?!by\b|in\b|of\b|for\b)[^\W\d_]{2,})")
_SORTED = (
    (
        lazy_regex(
            r"\b(?:from (?:the )?)?(?:high(?:est)?|large(?:st)?|most|dearest|biggest) (?:(?:down )?to (?:the )?(?:low(?:est)?|small(?:est)?|least|cheapest)|(?P<alone>first|down))\b|\bdescending\b|[从由][高大多贵][到至往][低小少便]宜?|降序|倒序"
        ),
        1,
    ),
    (
        lazy_regex(
            r"\b(?:from (?:the )?)?(?:low(?:est)?|small(?:est)?|least|cheapest) (?:(?:up )?to (?:the )?(?:high(?:est)?|large(?:st)?|most|dearest|biggest)|(?P<alone>first|up))\b|\bascending\b|[从由][低小少][到至往][高大多]|升序"
        ),
        -1,
    ),
)
_MONEY = lazy_regex(
    r"\bhow much\b.{0,40}\b(?:pa(?:y|ys|id)|cost|spen[dt]|owe[ds]?|earn(?:ed)?|charged?|billed|invoiced)\b|\bwhat\b.{0,40}\b(?:pay|cost|owe)\b|\b(?:money|fee|price|salary|wages?|rent|debt|earn(?:s|ed)?)\b"
    r"|多少(?:钱|元|块|费)|[价费]用?是?多少|年费|租金|工资|欠款|[赚挣]"
)
"""What asks for money."""
_SORTS = lazy_regex(
    r"\b(?:sort|sorted|rank|ranked|order|ordered|list)(?: \w+){0,4} by\b|排列|排序|排名|排个?序|排一?下"
)
_TELLS_ORDER = lazy_regex(
    r"^(?:(?:please|can|could|you) )*(?:order|list)\b|\b(?:sort|rank|arrange)(?:ed|d)?\b|\b(?:in order|ordered)\b|[,;(–-]\s*$"
)
"""What stands before "largest first" where all rows are to be put in order."""
MOST_SORTED = 50
"""Rows that are shown in order, where all are to be."""
_AVERAGE = lazy_regex(
    r"\b(?:on )?(?:average|avg|the mean|mean (?=(?:\w+ )?(?:of|value|price|amount|cost)\b))\b|\baveraged?\b|平均(?:值|数|[每一][个笔次单])?"
)
_SUM = lazy_regex(
    r"\b(?:in total|altogether|all together|in all|overall|combined|in sum|grand total|total|sum|sums|summed|added up|add up)\b"
    r"|一共|总共|合计|总计|共计|总额|总和|总数|总|加起来|累计|(?:采购|消费|销售|营业|进货|订货|交易|报销)额|共(?=花|支|付|收|卖|有|用|需|交|买|订|赚|进|售|采)"
)
_COUNT = lazy_regex(
    r"\bhow many\b|\bnumber of\b|\bcount(?: of)?\b|\bhow often\b"
    r"|(?:有)?(?:多少|(?<!哪)几)\s?(?:个|样|家|户|趟|桌|节|笔|份|张|条|单|次|名|位|人|台|件|种|项|款|箱|本|间|套|只|辆|场|批|双|瓶|盒|包|支|把)|(?<![付收交结清还]的)(?<![付收交结清还]的还)有多少(?!钱|元|块|费|[没未])|数目|(?:订单|记录|客户|员工|职工|人员|学员|会员|发票)总?(?:数量?|人数)"
)
_ADDED_UP = lazy_regex(
    r"(?<![人员工生户])(?:加(?:起来|在?一[起块]儿?)|合(?:起来|在?一[起块]儿?|计)|累计)(?:[起一]?共)?有多少(?=$|\W|[呀啊呢])"
)
"""What adds up amounts and counts no rows, though it does not say of what: 报销加起来有多少."""
_IDENTIFIED = lazy_regex(
    r"\b(?!(?:the|an?|what|which|this|that|same|any|in|by|and|or|of|is|are|was|were|me|us|for|with|total|overall|whole|full|exact|average|mean|current"
    r"|large|small|great|high|low|highest|lowest|largest|smallest|greatest|biggest|maximum|minimum|right|correct|final|actual|rough|combined)\b)"
    r"[a-z]+(?:['’]s)? numbers? (?:of|for|on)\b"
    r"|\b(?:vat|tax|reg|registration|account|phone|tel|order|invoice|serial|policy|company|licen[cs]e) (?:no|nr)\b"
    r"|(?<=电话|手机|号码|编号|单号|工号|账号|帐号|学号|税号|房号|车牌|邮编|传真)(?:号码?)?(?:都?[是为])?(?:多少|几号?|哪个)"
)
"""What asks for the number that a thing bears, and counts nothing: "the order number of the seal", 电话是多少."""
_HOW_MUCH = lazy_regex(
    r"\bhow much(?: money)?\b|多少(?:钱|元|块|\w{0,4}费用?|欧元|美元|人民币)|几多|(?<=[花付支赚收])[了过掉出]{0,2}多少(?=$|[\s?？])|多少(?=[没未]有?[收付给结还交缴])"
)
_SPENT = lazy_regex(
    r"\b(?:(?:did|do|have|has|had) (?:we|they|you|i) (?:bill|charge|invoice)|spen[dt]|spends|spending|pa(?:id|y|ys|ying)|cost(?:s|ing)?|expenses?|expenditures?|charged|billed|invoiced|bought|buy|purchased?|owe[ds]?)\b"
    r"|花费|花掉|花|消费(?![品者])|支出|支付|付款|付|开销|费用|采购额?|买|用掉|耗费|报销|缴|交"
)
EARNED = lazy_regex(
    r"\b(?:turnover|revenues?|sales|sold|sell|earn(?:ed|s)?|income|received|made|takings|(?:brought|bring|took|takes?) (?:(?:us|me) )?in|fetch(?:ed)?|worth"
    r"|make(?=\W*$| (?:in|on|at|for|last|this|since|during|us)\b))\b|营业额|收入|销售额?|卖|赚|进账|营收|业绩|收"
)
_OVER_TIME = lazy_regex(
    r"\b(?:spen[dt]|spending|paid|did .{1,40} (?:pay|cost|earn|sell|make)|did (?:we|they|you|i) (?:bill|charge|invoice|spend|buy)|earned|sold|received|charged|billed|invoiced|bought|purchased|owed?|brought in|fetch(?:ed)?|came (?:in|from))\b"
    r"|\bdid .{1,40} take\b(?=\W*$| (?:in|on|at|for|last|this|since|during)\b)|花|支出|付了|签[了下]|[已实]付|[没未]有?[收付给结还交缴]|支付|付款|用了|用掉|开销|费用|采购|报销|缴|交了|卖了|收入|赚|销售|营业额|收了|营收|买.{0,12}(?:用|花)"
)
_WHAT_SPENT = lazy_regex(
    r"\bwhat (?:did|do|does|have|has|had) (?:\w+ ){1,4}?(?:(?:spen[dt]|pa(?:id|y))(?! (?:for|on)(?:\W*$| (?:on|in|at|during|over|since|this|last)\b))|earn(?:ed)?|sell|sold|owed?|bill(?:ed)?|invoiced?|fetch(?:ed)?|br(?:ing|ought) (?:us )?in|(?:make|take)(?=\W*$| (?:in|on|at|for|last|this|since|during|us)\b))\b"
)
_QUANTITY = lazy_regex(
    r"\b(?:units|pieces|pcs|quantity|quantities|items sold|stock)\b|数量|件数|库存|多少(?:件|个|台|箱|只|套|本|双|瓶|盒|包)"
)
_SO_MUCH_HAN = r"[\u4e00-\u9fff](?:了|过|出去|掉)多少(?:公斤|千克|斤|克|吨|毫升|升|公里|千米|米|平方米|小时)"
_MUCH_OF = lazy_regex(
    r"(?:买|卖|订|用|领|进|采购|销售|生产|消耗|卖出|买进)[了过掉出入]*多少(?!钱|元|块|费|个|家|笔|份|张|条|单|次|名|位|人)"
    rf"|{_SO_MUCH_HAN}"
)
"""How many pieces of something were bought or sold."""
_FURTHEST = lazy_regex(
    r"最[远长短快慢重轻]的?(?:那|这|一|单)*[趟次回程单车]|单[趟次回程].{0,6}最[远长短快慢重轻]"
)
"""Ranks single rows: 最远的一趟跑了多少公里."""
_WHICH = lazy_regex(
    r"\b(?:which|who|whose|what)\b|哪(?:一)?(?:个|家|些|位|名|种|笔|款|项|台|天|年|月|本|张|只|条|件|辆|间|门|次|份|类)|哪|谁|什么"
)
_WHICH_ROWS = lazy_regex(r"\bwhich\b|哪[些几]|谁")
"""What asks for rows: those with little in stock."""

_COUNTED_UP = (
    r"(?:turnover|revenues?|sales|sold|sell|spen[dt]|spending|expenses?|expenditures?|amounts?|totals?|income|earn\w*|costs?|paid|pays?|budgets?"
    r"|orders?|invoices?|purchases?|profits?|quantit(?:y|ies)|units|hours|salar(?:y|ies)|wages?|prices?|payments?)"
)
_COUNTED_UP_ZH = (
    r"(?:支出|花|采购|开支|消费|销售|卖|收入|营业额|营收|金额|费用|数量|业绩|订单|发票|工资|利润|价格|工时)"
)
_BY_LAST = r"\b(?:by|per) (?:each )?[a-z]+\W*$"
"""What figures are put together by: missed appointments by dentist."""
STRONG = lazy_regex(
    rf"{_AVERAGE.pattern}|{_WHAT_SPENT.pattern}|\b(?:in total|altogether|combined|grand total|sum of|total (?:\w+ ){{0,3}}\w+|add up|added up)\b"
    r"|\bhow much (?:money )?(?:did|do|have|has|was|were|is|does) (?:\w+ ){0,4}(?:spen[dt]|spending|pa(?:id|y)|earn(?:ed)?|sold|sell|invoiced?|billed|owed?|receive[d]?|ma[dk]e|bought|cost us)\b"
    rf"|\btop[ -]{_EN_N}\b|\b{_EN_N} (?:{_HIGH}|{_LOW})\b"
    rf"|\b(?:which|who|whose|what)\b(?=.*\b{_COUNTED_UP}\b).{{0,60}}\b(?:{_HIGH}|{_LOW}|the most|the least)\b"
    r"|\b(?:how many|number of|count of)\b.{0,60}\b(?:over|above|below|under|more than|less than|at least)\b.{0,12}\d"
    rf"|{_SO_MUCH_HAN}|最[多少].{{0,12}}[多几]少?个?(?:公斤|千克|吨|升|公里|小时)"
    rf"|一共|总共|合计|总计|共计|总额|总和|加起来|累计|总(?:销售|支出|费用|收入|金额|成本|数)|(?:哪|谁)(?=.*{_COUNTED_UP_ZH}).{{0,20}}最"
    rf"|{_COUNTED_UP_ZH}.{{0,6}}最[高低大小多少]|最[高低大小多少贵].{{0,4}}{_COUNTED_UP_ZH}|前[一二两三四五六七八九十\d]+(?:名|个|大|位|家|的)"
    r"|(?:花|付|支出|赚|收|缴|交|签|进)[了过掉]+(?:多少|几)|哪(?:一)?[种个款项件台].{0,8}最(?:贵|便宜)|最(?:大|多|高|贵|小|少|低)的?[一二两三四五六七八九十\d]+[笔张条项次家名种]"
)
"""What asks for a number out of tables, whatever there is."""
WEAK = lazy_regex(
    rf"{_COUNT.pattern}|{_SUM.pattern}|{_HOW_MUCH.pattern}|\b(?:{_HIGH}|{_LOW}|{_LATE}|{_EARLY}|most|least)\b|最|\bper\b|每|各|\bfor each\b"
    rf"|\b(?:revenues?|sales|turnover|costs?|spending|expenses?|amounts?|quantity)\b.*\bby\b|{_BY_LAST}"
)
"""What may ask for one: it is tried where there are tables that hold the question's words."""


def may_compute(text: str) -> bool:
    """Return whether a question may ask for a number out of tables.

    Args:
        text: As `languages.plain` gives it.
    """
    text = _without_identified(text)
    return bool(STRONG.search(text) or WEAK.search(text))


def names_number(text: str) -> bool:
    """Return whether a question asks for the number that a thing bears."""
    return bool(_IDENTIFIED.search(text))


def _without_identified(text: str) -> str:
    """Blank the numbers that things bear, which are not counted."""
    return _IDENTIFIED.sub(lambda found: " " * len(found.group()), text)


def may_be_number(question: str) -> bool:
    """Return whether a question as it was asked may want a number out of tables."""
    return may_compute(plain(question[:MOST_CHARS]))


def asks_money(text: str) -> bool:
    """Return whether a question asks for a sum of money.

    Args:
        text: As `languages.plain` gives it.
    """
    return _MONEY.search(text) is not None


def asks_number(text: str) -> bool:
    """Return whether a question plainly asks for a number out of tables.

    See `may_compute`.
    """
    return bool(STRONG.search(_without_identified(text)))


def blanked(text: str, span: tuple[int, int]) -> str:
    """Return a text with spaces in place of a part; others stay where they are."""
    start, end = span
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"


def asked(text: str) -> Asked | None:
    """Read what a question wants computed; None where it says nothing of that kind.

    Args:
        text: As `languages.plain` gives it.
    """
    spans: list[tuple[int, int]] = []
    text = _without_identified(text)
    concept = _concept(text, spans)
    which = _WHICH.search(text)
    limit, ranks = 0, 0
    if (ordered := _sorted(text)) is not None:
        return replace(ordered, spans=(*spans, *ordered.spans), concept=concept)
    for pattern, direction in _TOPS:
        if (match := pattern.search(text)) is not None:
            limit, ranks = number_said(match[1]), direction
            spans.append(match.span())
            text = blanked(text, match.span())
            break
    by_date = False
    for pattern, direction, dated in _RANKS:
        if (match := pattern.search(text)) is not None:
            spans.append(match.span())
            if not limit or not dated:
                ranks = ranks or direction
                by_date = dated
            break
    average, total, counted = _AVERAGE.search(text), _SUM.search(text), _COUNT.search(text)
    for pattern in (_AVERAGE, _SUM, _COUNT, _HOW_MUCH):
        spans += [match.span() for match in pattern.finditer(text)]
    if counted is not None and _ADDED_UP.search(text):
        counted = None
    operation: Operation
    if _MUCH_OF.search(text) and not (ranks and _FURTHEST.search(text)):
        operation, concept = "sum", "quantity"
    elif average is not None:
        operation = "average"
    elif counted is not None and not _HOW_MUCH.search(text):
        operation = "count"
    elif total is not None or (not ranks and _is_summed(text)):
        operation = "sum"
    elif ranks:
        operation = "rows" if by_date else "max" if ranks > 0 else "min"
    elif (
        (concept == "quantity" and not _WHICH_ROWS.search(text))
        or (concept and GROUPED.search(text))
        or re.search(_BY_LAST, text)
    ):
        operation = "sum"
    else:
        return None
    if ranks and not limit:
        limit = 1
    return Asked(operation, tuple(spans), limit, ranks, by_date, which is not None, concept)


def things_ranked(text: str) -> list[str]:
    """Return what follows where some of the first are asked for: "top two products".

    Args:
        text: As `languages.plain` gives it.
    """
    found = [match.end() for pattern, _ in _TOPS for match in pattern.finditer(text)]
    return [thing[1] for end in found if (thing := _THING.match(text, end)) is not None]


def _sorted(text: str) -> Asked | None:
    """Return what is wanted where all rows are put in order; else None."""
    told = [found.span() for found in _SORTS.finditer(text)]
    for pattern, direction in _SORTED:
        for found in pattern.finditer(text):
            ends = not re.search(r"\w", text[found.end() :])
            if found["alone"] and not (ends or _TELLS_ORDER.search(text[: found.start()])):
                continue  # "the largest first payment"
            operation: Operation = "max" if direction > 0 else "min"
            return Asked(operation, (found.span(), *told), MOST_SORTED, direction)
    return None


def _is_summed(text: str) -> bool:
    """Return whether a question asks for what was paid or earned over time.

    Not so where it asks for what one thing costs.
    """
    return bool(_WHAT_SPENT.search(text) or (_HOW_MUCH.search(text) and _OVER_TIME.search(text)))


def _concept(text: str, spans: list[tuple[int, int]]) -> str:
    for concept, pattern in (("money", _SPENT), ("income", EARNED), ("quantity", _QUANTITY)):
        found = list(pattern.finditer(text))
        if found:
            spans += [match.span() for match in found]
            return concept
    return "money" if re.search(r"\bhow much money\b|多少(?:钱|元|块)", text) else ""


CONCEPTS: Mapping[str, tuple[str, ...]] = {
    # The likelier names first.
    "money": (
        "amount", "total", "line total", "spend", "spending", "spent", "cost", "costs", "expense", "expenses", "expenditure", "paid", "gross",
        "net", "sum", "value", "price", "fee", "charge", "betrag", "kosten", "summe", "preis", "gesamt", "ausgaben", "金额", "总额", "总价", "合同额", "开票额", "订单额", "费用",
        "支出", "花费", "付款", "实付", "合计", "小计", "成本", "价格",
    ),
    "income": (
        "revenue", "turnover", "sales", "income", "earnings", "hammer", "proceeds", "takings", "成交价", "amount", "total", "line total", "gross", "net", "value", "sum", "umsatz",
        "erlös", "betrag", "销售额", "营业额", "收入", "营收", "金额", "总额", "总价", "合计",
    ),
    "quantity": ("quantity", "qty", "units", "pieces", "pcs", "stock", "count", "menge", "stück", "anzahl", "数量", "件数", "库存", "份数", "个数"),
}  # fmt: skip
"""Headers of columns that each concept may mean."""
UNIT_PRICE = lazy_regex(
    r"\b(?:unit (?:price|cost)|price(?: each| per \w+)?|rate|einzelpreis|stückpreis|preis)\b|单价|价格|[进售定卖]价|批发价|零售价|出厂价",
    re.IGNORECASE,
)
_PIECE = r"(?:piece|unit|item|box|book|bottle|bag|pack(?:et)?|kg|kilo(?:gram)?|lit(?:re|er)|met(?:re|er)|sheet|roll|pair|tin|can|tub|ton(?:ne)?|dozen|pound|gram|yard|case|crate|set|one)"
_PIECE_HAN = r"(?:千克|公斤|[盒斤克瓶包支件个只箱米升吨袋张套台把双罐桶卷本副块根条])"
A_PIECE = lazy_regex(rf"\s*(?:[块元]?钱?(?:[一每]|/){_PIECE_HAN}|(?:per|an?|each) {_PIECE}\b)")
EACH_PIECE = lazy_regex(rf"[每一]{_PIECE_HAN}\s*$")
"""For what a price is, behind and before it: 800块一斤, "£20 a kilo", 每斤800."""
_ONE_PRICE = lazy_regex(
    rf"\b(?:apiece|(?:per|an?) {_PIECE})\b|\beach\b(?=\W*$|\W+(?:for|in|from|at|to)\b)|\b(?:unit|retail|selling|sale|cost|purchase|buying|list|wholesale) price\b(?! of all)"
    rf"|多少(?:钱|元|块)?一{_PIECE_HAN}|一{_PIECE_HAN}[^，。]{{0,8}}(?:多少|几[块元])|每{_PIECE_HAN}[^，。]{{0,6}}(?:多少|几[块元])|[零售进批单定卖]+价"
)
_ALL_PIECES = lazy_regex(
    r"\b(?:total|altogether|all|whole|worth|value|stock|in hand|on hand)\b|总|一共|合计|全部|库存|值多少|价值"
)


def asks_one_price(text: str) -> bool:
    """Return whether a question asks what one piece costs, and not all of them.

    Args:
        text: As `languages.plain` gives it.
    """
    return _ONE_PRICE.search(text) is not None and _ALL_PIECES.search(text) is None


QUANTITY = lazy_regex(
    r"\b(?:quantity|qty|units|pieces|pcs|stock|hours|menge|stück|anzahl|count|amount)\b|数量|件数|小时|工时|份数|个数|结存|库存数?$",
    re.IGNORECASE,
)
ADJECTIVES = (
    (
        lazy_regex(r"\b(?:tallest|shortest|highest)\b|最[高矮]"),
        lazy_regex(r"\bheight\b|高度|身高|层高", re.IGNORECASE),
    ),
    (
        lazy_regex(r"\b(?:furthest|farthest)\b|最远"),
        lazy_regex(r"\b(?:distance|km|kilomet\w+|miles|mileage)\b|公里|里程|距离|千米|km", re.IGNORECASE),
    ),
    (
        lazy_regex(r"\b(?:longest|shortest)\b|最[长短]"),
        lazy_regex(
            r"\b(?:distance|km|kilomet\w+|miles|length|duration|days|nights|hours|minutes|years)\b|长度|时长|天数|期限",
            re.IGNORECASE,
        ),
    ),
    (lazy_regex(r"\b(?:heaviest|lightest)\b|最[重轻]"), lazy_regex(r"\bweight\b|重量|体重", re.IGNORECASE)),
    (lazy_regex(r"\b(?:oldest|youngest)\b|年龄最|最年[长轻]"), lazy_regex(r"\bage\b|年龄", re.IGNORECASE)),
    (
        lazy_regex(r"\b(?:fastest|slowest)\b|最[快慢]"),
        lazy_regex(r"\b(?:speed|time)\b|速度|用时", re.IGNORECASE),
    ),
    (lazy_regex(r"\b(?:deepest|shallowest)\b|最[深浅]"), lazy_regex(r"\bdepth\b|深度", re.IGNORECASE)),
)
"""What ranks, and the headers of the columns that it ranks by."""
OF_ITS_OWN = lazy_regex(
    r"(?P<weight>\b(?:heaviest|lightest)\b|最[重轻])|\b(?:tallest|oldest|youngest|fastest|slowest|deepest|shallowest)\b|年龄最|最年[长轻]|最[矮快慢深浅]"
)
"""What ranks by a measure that no other column stands for."""


def ranks_alone(question: str) -> bool:
    """Return whether a question ranks by a measure that no other column stands for."""
    return OF_ITS_OWN.search(plain(question)) is not None


HOW_MUCH_SO = lazy_regex(
    r"\b(?:how (?:heavy|light|tall|high|far|long|old|fast|deep)|weigh(?:s|t|ed)?)(?: (?:is|are|was|were|does) (?:it|he|she|they|that))?\b|有?多[重高远长快深]"
)
"""What asks for that measure of the first one."""
WEIGHTS = frozenset(("g", "kg", "t", "mg", "lb", "oz", "克", "千克", "公斤", "斤", "吨"))
"""Units of weight."""
OTHER_DATE = lazy_regex(
    r"\b(?:ends?|ending|expir\w+|until|valid|birth\w*|born|dob|due|deadline|starts?|hired?|join\w*|begins?|renew\w*|review\w*|updated|warranty)\b"
    r"|到期|截止|结束|终止|出生|生日|入职|开始|有效|更新|离职",
    re.IGNORECASE,
)
"""Headers of dates on which nothing was bought, paid or counted."""
JOINED = lazy_regex(
    r"\b(?:start\w*|join\w*|hired|came here|taken on|new (?=(?:staff|people|employees|colleagues|starters|hires|joiners|members|faces|recruits|workers|drivers|volunteers)\b))|入职|进(?:公司|厂|单位|来)|来的|来得|入会|办卡|到岗|加入|(?:新|刚刚?|才)[来进招聘加入]+"
)
JOINED_HEADER = lazy_regex(
    r"\b(?:start\w*|joined|hired|since)\b|入职|进厂|入会|办卡|到岗|加入", re.IGNORECASE
)
"""How a question says that people came, and headers of the days on which they did."""


def is_once(header: str) -> bool:
    """Return whether nothing is paid on the days of a header: they come once."""
    return bool(OTHER_DATE.search(header) or JOINED_HEADER.search(header))


REMARKS = lazy_regex(
    r"\b(?:remarks?|notes?|comments?|details?|description)\b|备注|说明|附注|事由", re.IGNORECASE
)
UNIT_NOUN = lazy_regex(
    r"\bhow many (?:\w+ )?(hours?|minutes?|days?|weeks?|months?|years?|nights?|miles?|km|kilomet(?:re|er)s?|met(?:re|er)s?|kilos?|kg|tons?|lit(?:re|er)s?|euros?|dollars?|pounds?|percent|portions?|points?|pages?|doses?|tablets?|drops?|units?(?= of\b))\b"
)
"""What is measured, not counted by rows."""
IDENTIFIER = lazy_regex(
    r"\b(?:no|nr|number|id|code|key|ref\w*|sku|invoice|order|#)\b\.?|编号|单号|序号|号码|工号|订单号|发票号|号",
    re.IGNORECASE,
)
MOST_OF = lazy_regex(r"\bmost\b(?! (?:expensive|recent|costly))|\bleast\b|\bfewest\b|最[多少]")
"""Words that rank by how many there are, where no figure is named."""
BY_PRICE = lazy_regex(r"expensive|priciest|cheap|dearest|costliest|[贵宜]")
"""Words that rank by the price of one thing, not by a sum."""
ONE_ROW = lazy_regex(
    r"\bsingle\b|\bone[- ]off\b|[一单]笔|哪[一]?[笔单张条]|单[笔张条件趟次程回]|最.{1,3}的?[一二两三四五六七八九十\d]+个?[笔单张条次趟]"
    r"|\b(?:furthest|farthest|longest|shortest) (?!serving|standing)\w+\b.*\bwho\b|\b(?:\w+est|most|least)\b.*\band who\b|最.*[，,]是?谁|最[远长短]的?[一那]?[趟次回]"
)
"""What asks for one row, and not for what several come to: a single bill, the longest trip and who drove it."""
LET = lazy_regex(
    r"\b(?:(?:is|are|was|were|been|currently|already|still|we|we['’]ve|have) (?:now )?(?:let|hired|leased|taken)(?: out)?\b(?! me| us)|(?<!be )(?<!to )(?:let|rented|leased|hired) out|(?<!be )rented|occupied|unlet)\b"
    r"|(?<![能可以想要待备])[租借]出去?了?|(?<![能可以想要待备])出租了?|[租借]掉了?|租了(?!多|几年)|有人租|有租户|没租|住了人"
)
LET_HEADER = lazy_regex(
    r"\b(?:tenants?|lodgers?|renters?|occup(?:ant|ier)s?|hirers?|lessees?|(?:let|rented|hired) (?:to|by))\b|租户|租客|承租|住户|房客|借用人",
    re.IGNORECASE,
)
"""How a question says that things are let, and headers of whom they are let to: what is not let names nobody."""
KINDS_ASKED = lazy_regex(
    r"^\W*(?:(?:so|and|please|can you|could you) )*(?:(?:which|what)(?: (?:different|other|kinds of|types of))? (?P<which>[a-z]+(?: [a-z]+)?) (?:do we (?:have|use|work with|buy from|deal with)|have we(?: got)?|are there|are (?:listed|in (?:the|our) [a-z ]{3,30}))"
    r"|(?:who|which|what) are (?:all )?(?:of )?our (?P<who>[a-z]+(?: [a-z]+)?)|(?:list|name|show(?: me)?|give me)(?: all)?(?: of)? (?:the|our) (?:different )?(?P<list>[a-z]+(?: [a-z]+)?)(?: we (?:have|use))?)\W*$"
    r"|^\W*(?:请问)?(?:我们|咱们|公司|现在|目前|一共|总共)*都?有(?:哪些|哪几[个家位种类]|什么)(?P<you>[\u4e00-\u9fff]{2,6}?)[呀啊呢吗]?\W*$"
    r"|^\W*(?:请问)?(?:我们的?|咱们的?|公司的?)?(?P<of>[\u4e00-\u9fff]{2,6}?)(?:一共|总共)?(?:都有|有)(?:哪些|哪几[个家位种类]|谁)[呀啊呢]?\W*$"
)
"""Asks which different things there are in a column: "which suppliers do we have?"."""
UNSOLD = lazy_regex(
    r"\bunsold\b|(?:\b(?:did|do|does|was|were|has|have|had|is|are)(?: not|n['’]?t)|\bnot|\bnever) (?:yet )?(?:be(?:en)? |get )?(?:sell|sold|knocked down)\b|\bfail(?:ed|s)? to sell\b"
    r"|[没未]有?被?(?:卖[掉出]|售[掉出]|拍出|成交)了?|流拍"
)
SOLD = lazy_regex(
    r"(?P<who>\b(?:did|does|do|has|have) (?!not\b)[\w-]+(?: [\w-]+)? (?=sell\b))?(?P<sold>\b(?:sold|knocked down|(?(who)sell|sold))\b|卖[掉出]了?|售[掉出]了?|拍出|成交了?(?![价额]))"
)
SOLD_HEADER = lazy_regex(
    r"\b(?:hammer|sold|sale price|proceeds|reali[sz]ed|(?:price|amount) (?:achieved|fetched|made))\b|成交|落槌|售出|卖出",
    re.IGNORECASE,
)
"""How a question says that things were sold or not, and headers of what they were sold for: empty where they were not."""
NOT_OFFERED = lazy_regex(r"\bwithdrawn\b|撤[回拍销]|取消", re.IGNORECASE)
"""What a remark says of what was not for sale any more."""
BY_US = lazy_regex(
    r"\b(?:ha(?:ve|s|d) (?:we|they|you|i|he|she) (?:used|needed|got through)|did (?:we|they|you|i|he|she) (?:use|need|get through)|(?:we|they|you|i) (?:have )?(?:used|needed|got through)"
    r"|(?:brought|gave|got|earned|made|cost) (?:us|me|them)|on (?:our|the|your) books)\b"
)
"""Words that say that it was with us, and nothing of what it was."""
KEPT_BY = lazy_regex(
    r"\b(?:according to|going by|as per|per|from|in|on|by) (?:the )?(?P<who>[^\W\d_]+)['’]s (?P<what>log|list|sheet|book|register|records?|notes|table|file|spreadsheet|diary|ledger|tally|journal)\b"
    r"|(?:根据|按照?|照)(?P<han_who>[\u4e00-\u9fff]{2,4}?)的(?P<han>[\u4e00-\u9fff]{0,4}?(?:记录|日志|台[账帐]|清单|登记[表本]?|流水|表))[里上中]?"
)
"""Names a sheet by who keeps it: "according to Nora's log"."""
NOTHING_PAID = lazy_regex(
    r"\b(?:no|without(?: any| a)?) payments?\b(?: (?:at all|yet|so far|(?:has )?(?:come|been made|been received|received|made)(?: in)?)\b)*|\bnothing (?:at all )?(?:(?:has|have|had|was|is|been) )*(?:yet )?(?:been )?(?:paid|received|settled)\b(?: yet| at all)*|\b(?:ha(?:s|ve)n['’]?t|ha(?:s|ve) not|ha(?:s|ve)|not) paid (?:anything|a penny|a cent|nothing)\b(?: at all| yet)*"
    r"|(?:一分|一毛|一点)(?:钱)?[都也]?(?:还)?[没未]有?(?:[付收给交缴到]\w?)|(?:完全|根本|压根|从来?|一直|[一半][次笔]都?)[没未]有?[付收给交缴]过?"
)
"""What asks for the rows of which no part was paid."""
PART_PAID = lazy_regex(
    r"\b(?:only |just )?(?:part|half)(?:ly|ially)?[- ]paid\b|\bonly paid\b|\b(?:paid|settled) (?:us )?(?:(?:only|just) )?(?:in )?(?:some|part|half|a bit)\b(?: of (?:it|(?:an?|their|the|our) (?:bills?|invoices?)))?"
    r"|只?[付收交]了?(?:一部分|一半)|部分[付收]|[没未](?:全部?)?付[全]"
)
"""What asks for rows of which a part was paid."""
ON_DUTY = lazy_regex(
    r"\b(?:duty|call|works?|working|worked|covers?|covering|shifts?|in charge)\b|坐诊|值班|当班|上班|值守|在岗|出诊|坐班|当值|轮到|排班"
)
"""What somebody does whose name a rota holds on a day."""
WHO_DID = lazy_regex(
    r"\bwho (?:drove|did|made|handled|took|fixed|wrote|sold|served|looked after)(?: (?:it|that|them|this))?\b|是?谁[开做办修卖接送写跑拉弄]的?"
)
"""What asks beside the first row who is named in it."""
PERSON = lazy_regex(
    r"\b(?:name|person|employee|staff|salesperson|sales ?rep|seller|driver|member|worker|agent|clerk|manager|colleague|student|teacher|patient|consultant|fitter|technician|engineer|mechanic|trainer)\b|姓名|员工|工人|人员|销售员|业务员|经[办手]|承办|处理人|负责人|组长|司机|律师|老师|教练|医生|师傅|名字|学生|成员",
    re.IGNORECASE,
)

GROUPED = lazy_regex(
    r"\b(?:per|by|for each|for every|each|every|grouped by|broken down by|split by|across)\b|每一?(?:个|家|位|名|种|笔|款|项)?|各个?|按照?|分别|不同"
)
MONTHLY = lazy_regex(
    r"\b(?:(?:per|by|each|every|for each|which|what) (?:calendar )?month|monthly|month by month|months?)\b|每个?月|各个?月|按月|哪个月|哪一个?月|月度"
)
YEARLY = lazy_regex(
    r"\b(?:(?:per|by|each|every|for each|which|what) year|yearly|annual(?:ly)?|years?)\b|每年|各年|按年|哪一?年|年度"
)

_GENERIC = """
spend spent spending pay paid pays cost costs costing money amount amounts total totals sum figure figures value overall altogether combined all
company firm business table tables sheet sheets spreadsheet workbook file files list column columns row rows record records
entry entries line lines item items thing things data calculate compute tell show give list find please know want need
average mean number many much count highest lowest most least top bottom bought buy sold sell purchased made make got get everything anything place placed issued held took taken shown entered filed
expense expenses price prices worth ever so far end up added add each every per group grouped time times
fetch fetched bring ate eat eats eaten
still already yet now currently there different listed recorded have has had do does did is are was were rank ranked sorted sort came come go went together
"""
GENERIC = frozenset(_GENERIC.split())
"""Words of a question that need no column and no value."""
GENERIC_HAN = lazy_regex(
    r"请问|请|东西|单子|(?:发|寄|运|送|开)[往到给]|告诉我?|我们?|咱们|公司|贵司|本公司|帮|算一?下?|计算|统计|查一?下?|看一?下|一共|总共|合计|总计|共计|总额|总和|总数|总|加起来|累计|平均(?:值|数)?|最[高低大小多少贵早晚新近好差后先末]|便宜"
    r"|多少|几|个|家|趟|笔|份|张|条|单|次|名|位|人|台|件|种|项|款|箱|本|间|套|只|辆|场|批|双|瓶|盒|包|元|块|钱|金额|费用|花费|花|支出|支付|付款|付|买|卖|销售|采购|进货|用|收入|费|价格|价|数量|共|(?<![余限定])额"
    r"|还有?|仍然?|已经?|目前|现在|[跑拿弄搞去来跟](?![车货款费])|每|各|按|分别|前|后|排名|的|了|是|在|有|吗|呢|吧|啊|和|与|及|或|以及|这|那|该|些|表格?|文件|记录|数据|列|行|中|里|内|上|下|为|给|从|到|就|都|被|把|对|由|于|以|而|也|哪|谁|什么|怎么|如何|情况|分|出|要|得|过|所|期间|时候|时|年|月|日|号|份|度"
)
"""Pieces of a Chinese question that need no column and no value."""
SETTLED = frozenset(("paid", "pay", "pays", "billed", "invoiced", "charged", "owed", "unpaid"))
"""Words that say what was done with a row: where rows are counted, they choose among them."""
SETTLED_HAN = lazy_regex(r"支付|付款|付|报销")
COUNTS_ROWS = lazy_regex(r"\bhow many\b|几(?:笔|单|张|份|次|条)")
"""What counts rows, whatever sums of money they hold."""
PIECES_HAN = lazy_regex(r"(?:多少|几)\s?(?:张|个|台|件|只|双|瓶|箱|本|套|盒|包|支|把|辆)")
"""Counting words of things, not of rows."""
NEGATIONS = frozenset(
    (
        "not",
        "no",
        "without",
        "except",
        "excluding",
        "excluded",
        "never",
        "nor",
        "neither",
        "unless",
        "besides",
        "other",
    )
)
NEGATIONS_HAN = lazy_regex(r"不(?!同)|没|未|非|除|无")
EXCLUDES = lazy_regex(
    rf"(?:\b(?:not (?:including|counting)|excluding|leav(?:e|ing) out|ignor(?:e|ing)|except(?: for)?|without|other than|apart from|but not|not|never)|{ISNT})\s+(?:been\s+|yet\s+)?(?:the\s+)?$|除了?$|不(?:含|包括|算|是)$|非$|(?:还|尚)?[没未]有?$"
)
"""What stands right before a value that is left out."""
