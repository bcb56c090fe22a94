"""Read what everyday words want computed. Pure.

"What share of the jobs got finished", 哪些活没干完.

Wider than `asking`, whose words are sure: what is read here is a guess.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.regexes import lazy_regex
from assistant.retrieval.periods import number_said
from assistant.tables.question.asking import Asked, asked, blanked, names_number

_SHARE = lazy_regex(
    r"%(?! vat)|\bper ?cent(?:age)?(?: of)?\b|\bwhat (?:share|proportion|part|fraction)\b|\b(?:share|proportion|percentage) of\b"
    r"|百分之[几多]少?|百分比|占(?=.*(?:多少|几|比例|比重|多大|几成|几个点))|(?:多大|多少)?的?(?:比例|比重|占比)|几成|[几多]少?个点|[\u4e00-\u9fff]{2}率(?=$|[是有多\W])"
)
_LAST_TIME = lazy_regex(
    r"\bwhen\b.*\blast\b|\b(?:our|the|their|his|her|my) last\b(?! (?:year|month|week|quarter|few|\d|two|three|four|five|six|ten))|\blast time\b|\b(?:most recent(?:ly)?|latest)\b|\bwhen was the last\b|最后一次|最近一次|上一?[次回趟]|最近.{0,8}(?:什么时候|哪天|何时)"
)
_FIRST_TIME = lazy_regex(r"\bwhen\b.*\bfirst\b|\bfirst time\b|\bearliest\b|第一次|最早|头一次")
_EACH_ITS = lazy_regex(
    r"^\W*(?:which|list|how many)\b.*\b(?:their|its) (?:very )?(last|latest|most recent|first|earliest)\b"
)
"""Each thing's own last time: "which alarms failed their last test" ranks nothing."""
_LIST = lazy_regex(
    r"^\W*(?:which|list|show(?: me)?|give me|get me|pull (?:up|out)|what (?!(?:is|was|did|does|do|has|have|are|were|'?s)\b)\w+)\b|\bwhich (?:ones|of)\b|\b(?:list|show) (?:me |us )?(?:all|every|the)\b"
    r"|哪些|有哪[几些]?|列(?:出|一下|出来)?|看看|是哪[几些]"
)
_OF_ALL = lazy_regex(
    r"\bwhich (?:ones|of)\b|\b(?:list|show) (?:me |us )?(?:all|every|the)\b|^\W*(?:which|what) (?:\w+ )?\w+s (?:are|were|have|had|do|did|need|cost|got)\b|哪些|有哪"
)
_LISTS = lazy_regex(
    r"哪[些几]|把.{2,16}列|列(?:出|一下|个)|^\W*(?:please )?(?:list|show(?: me| us)?|give me a list of|pull (?:up|out))\b"
    r"|^\W*(?:all|every) (?:of )?(?:the |our )?(?:[a-z]+ ){1,3}?(?:that|which|who|whose|with|without)\b"
)
_TIME_WORDS = lazy_regex(
    r"\b(?:when|last|latest|most recent(?:ly)?|first|earliest|time)\b|最后一次|最近一次|上一?[次回趟]|第一次|最[早近]|什么时候|哪[一天]?天|何时"
)
_SO_MANY = lazy_regex(
    r"\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) [a-z]+ (?:with|by|that|which|who)\b.*?\b(most|highest|biggest|largest)\b"
)
_TIMES_DONE = lazy_regex(r"\bhow (?:many times|often)\b|(?<!哪)[几多]少?(?:回|趟|单|桩|起)(?!来)")
UNDER_LEAST = lazy_regex(
    r"\b(?:below|under|beneath|at or under|less than)\b.{0,14}\b(?:minimum|min(?! to)|safety level|re-?order level|threshold|par)\b"
    r"|(?:低于|少于|不到|不足|比|跌破).{0,4}(?:最低|最少|安全|警戒|下限).{0,4}(?:还?[少低])?"
)
"""What has fallen below the least that is kept: no ranking."""
_COUNTED = lazy_regex(r"\bhow many\b|[几多]少?[个种样款项]")
_USUAL = lazy_regex(
    r"\b(?:usual|typical|normal)\b(?=.{0,12}\b(?:charge|price|cost|amount|spend|rate|fee|size|length|bill)\b)|[,;] ?mean\W*$|\bmean\W*$"
)
_MEASURED = lazy_regex(
    r"\bhow many (?:\w+ )?(?:hours?|minutes?|days?|weeks?|nights?|miles?|km|kilomet(?:re|er)s?|met(?:re|er)s?|kilos?|kg|tonn?e?s?|lit(?:re|er)s?|gallons?|pounds?|euros?|points?)\b"
)
"""What is measured, and not counted by rows."""
_WORST_DONE = lazy_regex(r"\bworst[- ](?:sell\w*|earn\w*|perform\w*|paid|selling)\b|卖得?最[差惨少]")
_WORST = lazy_regex(r"\bworst\b|最[惨糟]")
_HIGH = lazy_regex(
    r"\b(?:dearest|priciest|costliest|steepest|hungriest|busiest|biggest|furthest|most)\b|最(?=.{0,3}[多大高贵重长远费久忙旺压])"
)
_LOW = lazy_regex(r"\b(?:cheapest|quietest|least|fewest|smallest)\b|最(?=.{0,2}[少小低短轻])|最便宜")
_HOW_MUCH = lazy_regex(
    r"\bwhat (?:did|does|do|would|will|has|have)\b.{1,50}\b(?:tak(?:e|en)|cost|come to|made|make|bring in|spent|spend|earn|claimed?|owe)\b|\bhow much\b|\bhow many\b|\btotal\b|\bcost\b|\bbill\b|\bworth\b|\bvalue of\b|多少|几"
)
_WHO = lazy_regex(r"\W*who (?:ha[sd]|have|is|are|was|were|did|do|does|still)\b")
_BILLS = ("bill", "cost", "worth")
"""Words for sums that are no sum that is asked for, where it is asked who."""
_COMPARES = lazy_regex(
    r"\b(?:more|less|higher|lower|bigger|cheaper|dearer|fewer|greater)\b(?! than (?:[€$£¥] ?)?\d)(?=.*\b(?:than|or)\b)|\bor\b(?=.*\?)|\bwhich (?:is|was|of the two)\b|比(?=.*[多少高低贵大小吗])|和.*(?:哪个|谁)|还是"
)
_OPEN_SUM = lazy_regex(
    r"[款钱费账租].{0,4}多少.{0,2}[没未][收付结给交]|多少(?:\w{0,4}[款钱费账租])?[没未](?:有)?[收付结给交]"
)
"""What asks for the sum that is still open, without a word for money behind 多少."""
_DIFFERENCE = lazy_regex(
    r"\bhow much (?:more|less|higher|lower|bigger|dearer|cheaper)\b|\bhow many (?:more|fewer|less)\b|\bdifference (?:between|in|from)\b|\bby how (?:much|many)\b|\bwhat(?:['’]s| is) the (?:gap|difference)\b"
    r"|(?:差|相差|多|少|高|低|贵|便宜)(?:了|出)?(?:多少|几)(?!没|未)|多多少|少多少|差额|差距|比.{1,12}[多少高低贵]\w{0,2}(?:多少|几)"
)
"""What asks how far apart two figures are."""
_EACH = lazy_regex(
    r"\b(?:per|each|every|by|broken down|split)\b|每一?(?:个|家|位|名|种|笔|款|项|次)?|各个?|分别|按"
)


def everyday(text: str) -> Asked:
    """Read what a question wants, as `asking.asked` does, from more ways of saying it.

    Args:
        text: As `languages.plain` gives it.
    """
    if (found := UNDER_LEAST.search(text)) is not None:
        text = blanked(text, found.span())
        if _COUNTED.search(text) is None:
            return Asked("list", ())
    if (found := _EACH_ITS.search(text)) is not None:
        text = blanked(text, found.span(1))
    strict = asked(text)
    if strict is None and names_number(text):
        return Asked("list", ())
    if (found := _USUAL.search(text)) is not None and not (strict and strict.operation == "average"):
        return Asked("average", (found.span(),))
    if strict is not None and strict.operation == "count" and not strict.ranks and _MEASURED.search(text):
        return replace(strict, operation="sum")
    if strict is not None and strict.operation == "count" and not strict.ranks and _OPEN_SUM.search(text):
        return replace(strict, operation="sum", concept="money")
    if shares := tuple(
        found.span() for found in _SHARE.finditer(text) if not text[: found.start()].rstrip()[-1:].isdigit()
    ):  # "less than 80 percent" names a number
        return Asked("share", shares)
    if apart := tuple(found.span() for found in _DIFFERENCE.finditer(text)):
        return Asked("difference", apart, concept=strict.concept if strict else "")
    for pattern, ranks in ((_LAST_TIME, 1), (_FIRST_TIME, -1)):
        if pattern.search(text) is not None and not (strict and strict.limit > 1):
            spans = tuple(found.span() for found in _TIME_WORDS.finditer(text))
            return Asked("rows", spans, limit=1, ranks=ranks, by_date=True)
    if (found := _SO_MANY.search(text)) is not None:
        return Asked(
            "max", (found.span(1), found.span(2)), limit=number_said(found[1]), ranks=1, by_name=True
        )
    if (found := _WORST_DONE.search(text)) is not None:
        return Asked("min", (found.span(),), limit=1, ranks=-1, by_name=True)
    if (found := _WORST.search(text)) is not None:
        return Asked("max", (found.span(),), limit=1, ranks=1, by_name=True)
    if (found := _LISTS.search(text)) is not None and not (strict and strict.ranks):
        return Asked("list", (found.span(),))
    if compares(text):
        return replace(strict, operation="sum", ranks=0, limit=0) if strict else Asked("sum", ())
    if (found := _TIMES_DONE.search(text)) is not None and not (strict and strict.ranks):
        return Asked("count", (found.span(),))
    listed = _LIST.search(text)
    if strict is not None and strict.operation == "sum" and listed and not _HOW_MUCH.search(text):
        return Asked("list", (listed.span(),))  # "which parts are out of stock"
    if strict is not None and strict.operation == "sum" and not strict.ranks and not _HOW_MUCH.search(text):
        for pattern, ranks in ((_LOW, -1), (_HIGH, 1)):
            if (found := pattern.search(text)) is not None:  # "the busiest day by money"
                spans = (*strict.spans, found.span())
                return replace(
                    strict,
                    operation="max" if ranks > 0 else "min",
                    spans=spans,
                    limit=1,
                    ranks=ranks,
                    by_name=True,
                )
    if strict is not None and (strict.ranks or strict.operation in ("average", "count", "sum")):
        return strict
    for pattern, ranks in ((_LOW, -1), (_HIGH, 1)):
        if (found := pattern.search(text)) is not None:
            return Asked("max" if ranks > 0 else "min", (found.span(),), limit=1, ranks=ranks, by_name=True)
    if strict is not None and strict.operation != "rows":
        return strict
    if listed is not None:
        return Asked("list", (listed.span(),))
    found = _HOW_MUCH.search(text)
    if found is not None and _WHO.match(text) and found.group() in _BILLS:
        return Asked("list", ())  # who has not paid a bill
    if found is not None or _EACH.search(text):
        return Asked("sum", (found.span(),) if found else ())
    return strict or Asked("list", ())


def lists(text: str) -> bool:
    """Return whether a question asks for all rows that are so, not for one."""
    return _LISTS.search(text) is not None or _OF_ALL.search(text) is not None


def asks_cell(text: str) -> bool:
    """Return whether a question may ask for what one row says.

    Not so where it asks for a figure of many.
    """
    wanted = asked(text)
    figure = wanted is not None and (wanted.ranks or wanted.operation == "average")
    return not (figure or lists(text) or compares(text) or _SHARE.search(text))


def compares(text: str) -> bool:
    """Return whether a question may lay two figures side by side.

    "More on food than on fuel".
    """
    return _COMPARES.search(text) is not None
