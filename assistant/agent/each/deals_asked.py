"""Put a question for some contracts into the words in which such are read.

"Wine producers we must tell more than 60 days ahead", 押金都交给了哪几家: whoever asks so means contracts and one matter of theirs. It is
put anew only where each of its words is known; what names anything else stays as it is. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.agent.cells.columns import column_of
from assistant.agent.papers.paper_kinds import is_deal
from assistant.agent.words.conditions import Condition, condition_of, still_runs
from assistant.frozen import dataclass
from assistant.languages import language_of
from assistant.regexes import lazy_regex


@dataclass(frozen=True, slots=True)
class _Matter:
    """What contracts may be chosen by.

    Attributes:
        says: Words of which a question for it holds one.
        words: Other words that it may hold.
        asked: How it is asked for, in English and in Chinese; {said} stands for a condition.
        kind: Of the condition that it needs; "" for none.
        of_deals: Whether contracts, or those with whom they are, must be named too.
    """

    says: str
    words: str
    asked: tuple[str, str]
    kind: str = ""
    of_deals: bool = False


_DEALS = r"contracts?|agreements?|deals?|arrangements?|leases?|papers?|(?:have |did )?we (?:have |'ve )?signed|合同书?|协议书?|租约|约定|合作"
_Who = tuple[str, str, str]
_WHO: Sequence[_Who] = (
    ("supplier contracts", "供应商合同", r"(?:[a-z]+ )?(?:suppliers|vendors|producers|makers|growers|wholesalers|service providers|subcontractors)|供应商|供货[方商]|供方|服务商|厂家"),
    ("customer contracts", "客户合同", r"(?:[a-z]+ )?(?:customers|clients|buyers)|客户|买家"),
    ("contracts in which we are the tenant", "我们是承租方的合同", r"(?:landlords|landladies|lessors|premises)(?: (?:or|and) [a-z]+ (?:people|firms|companies))?|房屋租赁合同|租房合同|房东|出租[方人]|租的?房子?|房子"),
)  # fmt: skip
"""With whom contracts are, as they are asked for in both languages."""
_MATTERS: Sequence[_Matter] = (
    _Matter(
        r"deposits?|bonds?|security|securities|押金|保证金",
        r"money|sums?|cash|put|down|paid|pays?|gave|given|lodged|left|leave|placed|held|handed|over|rental|压|交|付|收|退",
        ("Which {deals} have a deposit?", "哪些{deals}有押金"),
    ),
    _Matter(
        r"(?:no|without(?: an?| any)?|never(?: get)?|not|nobody|not any)\b[a-z ]{0,24}\b(?:end(?: date)?|ends|finish(?:es)?|stops?|expiry date|term)|open[- ]ended|indefinite(?:ly)?|长期合作|一直做下去|(?:没有?|未|不)(?:[定写说]死|定|写|[写注标]明|约定|说好?|规定)?(?:合作|做)?(?:到期日?|到哪天|到什么时候|哪天到期|期限|截止日?期?|终止日?期?)",
        r"fixed|wrote|written|just|simply|carr(?:y|ies)|goes?|go|runs?|on|date|定|写|做",
        ("Which {deals} have no end date?", "哪些{deals}没有到期日"),
    ),
    _Matter(
        r"notice|warning|ahead|beforehand|提前|打招呼|早说|通知期",
        r"tell|told|stop(?:ped)?|end(?:ed|ing)?|leave|left|quit|out|cancel(?:led)?|terminat(?:e|ed|ing)|want|if|gives?|giving|needs?|periods?|earlier|longer|shorter|more|less|or|written|通知|告知|说一声|说|打个?招呼|招呼|解约|终止|退出|退租|不合作|不做|不干|不租|散|停|想|书面|一声",
        ("Which {deals} need {said} notice to be ended?", "哪些{deals}要提前{said}通知才能解约"),
        "number",
    ),
    _Matter(
        r"pays?|paid|payment|invoices?|bills?|settled?|账期|付款|结账|结算|回款",
        r"terms?|periods?|days?|wait|let|later|longer|after|in|within|less|more|or|than|us|give|gives|allow|allows|take|期限|期",
        ("Which {deals} have a payment term of {said}?", "哪些{deals}的付款期限是{said}"),
        "number",
        of_deals=True,
    ),
    _Matter(
        r"renew\w*|roll(?:s|ed)? over|(?:hold|bind|keep)s? us|by (?:itself|themselves)|automatically|自动(?:续期|续约|续签|顺延|延续|续)|顺延",
        r"if|nobody|we|would|will|forget|to|write|say|says|anything|another|year|到期|不说|话|就",
        ("Which {deals} renew automatically?", "哪些{deals}自动续期"),
        of_deals=True,
    ),
    _Matter(
        r"(?:chang|amend|alter|modif|var)(?:e|ed|y|ied)?|改动?|变更|修改|调整",
        r"somebody|afterwards|later|since|letters?|addend(?:a|um)|after|signed|它们|老|原|后来|之后|来?信|信函|补充函|函|写|发|又|内容|条款|份",
        ("Which contracts were changed by a later letter?", "哪些合同后来被信函改过"),
        of_deals=True,
    ),
    _Matter(
        r"end(?:s|ing|ed)?|expir\w+|runs? out|over|finish\w*|stops?|go(?:es)? on|keeps? going|carr(?:y|ies) on|continues?|runs?|lasts?|到期|到头|结束|期满|届满|终止|有效|履行|作数",
        r"com(?:es?|ing) to an|still|until|valid|beyond|期内|期|仍|尚|晚|早|下半年|上半年",
        ("Which {deals} end {said}?", "哪些{deals}{said}到期"),
        "date",
        of_deals=True,
    ),
)  # fmt: skip
_ASKS = lazy_regex(
    r"^\W*(?:(?:with|from|to|for|in|under|of|by) )?(?:which|what (?!is\b|are the\b|do we\b)|whom|where|list|show|name|any|all|(?:are|is) there|how many)\b"
    rf"|^\W*(?:{'|'.join(said for _, _, said in _WHO)})\b|哪几|哪些|哪份|几[份家笔处]|有谁|都有|列",
    re.IGNORECASE,
)
"""Asks for several."""
_OF_ONE = lazy_regex(
    r"\bhow (?:much|long)\b|\bwhen\b(?! (?:it|they) (?:stops?|ends?))|\d[-/]\d|多少|多久|什么时候(?!到期)|为什么|怎么|没[有能]?[交付收退]|未[交付收退]|not (?:been )?(?:paid|returned)|n['’]t|\b(?:are we|we are|we['’]re|we act)\b|(?:我们|咱们|公司)[是为作]",
    re.IGNORECASE,
)
"""Asks for something else of them, or for those that lack it."""
_POINTS = lazy_regex(r"\b(?:these|those|them|they|ones)\b|其中|[这那]些|它们", re.IGNORECASE)
_FILLER_EN = lazy_regex(
    r"(?:which|what|who|whom|where|with|from|to|for|of|in|on|at|by|under|the|an?|our|we|us|have|has|had|do|does|did|are|is|was|were|be|been|must|can|should|could|may|need|there|any|all|each|every|list|show|give|name|me|please|them|they|it|its|their|that|these|those|this|and|or|as|how|many|some|other|various|money|date|dates?|got|get|made|signed|rent|when|until|during|than|i)"
)
_FILLER_ZH = lazy_regex(
    r"哪几|哪些|哪|几|多少|一共|总共|都|我们|咱们|公司|别人|外面|人家|对方|那里|那儿|手上|分别|各自|其中|里头|里面|里|中|当中|跟|和|与|同|给|在|由|被|把|让|用|的|了|过|是|有|要|就|才|还|也|能|可以|会|份|家|个|位|笔|处|谁|请|列出来?|列一下|全部|所有|或者|或|及|之|签订?|订|到|规定|需要|得|吗|呢|谈|租|[（(][^）)]{1,8}[）)]"
)
_AHEAD_EN = lazy_regex(
    r"((?:[a-z]+|\d+) (?:days|weeks|months))['’]? (?:ahead|beforehand|before|in advance)( or (?:earlier|more|longer))?",
    re.IGNORECASE,
)
_AHEAD_ZH = lazy_regex(
    r"提前(?:至少)?([\d一二两三四五六七八九十半]+个?[天日周月年])(?:或者?[\d一二两三四五六七八九十半]+个?[天日周月年])?"
)
"""How long before a deal is to end one has to say so."""
_WORDS = lazy_regex(r"[a-z]+(?:['’][a-z]+)?", re.IGNORECASE)
_NAME = lazy_regex(r"(?<=[a-z,] )[A-Z][a-z]+")
_MONTHS = lazy_regex(
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*|New|Year|Christmas|Easter"
)


def deals_asked(question: str, today: date | None = None, *, follows: bool = False) -> str | None:
    """Return the usual question for the contracts that a question asks for.

    Args:
        question: As it was asked.
        today: For "this year".
        follows: Whether others were asked before it, of whose answers it may speak.

    Returns:
        None where it is read so already, asks for anything else, or holds words that are not known.
    """
    if follows and (_found(_DEALS, question) is None or _POINTS.search(question) is not None):
        return None
    today = today or date.today()
    asked = _usual(question, today)
    if asked is None:
        return None
    own, put = column_of(question, today), column_of(asked, today)
    as_read = is_deal(own.noun) and not own.judges and own.question == put.question and not own.by_role
    return None if as_read else asked


def _usual(question: str, today: date) -> str | None:
    text = " ".join(question.split()).strip(" ?.!？。")
    if _ASKS.search(text) is None or _OF_ONE.search(text) is not None:
        return None
    if any(_MONTHS.fullmatch(name) is None for name in _NAME.findall(text)):
        return None
    condition = condition_of(text, today)
    if condition is None:
        text = _AHEAD_ZH.sub(r"\1的通知期", _AHEAD_EN.sub(_as_notice, text))
        condition = condition_of(text, today)
    who = next((one for one in _WHO if _found(one[2], text)), None)
    deals = _found(_DEALS, text)
    for matter in _MATTERS:
        if _found(matter.says, text) is None or (matter.of_deals and not (deals or who)):
            continue
        if matter.kind != (condition.kind if condition is not None else ""):
            continue
        used = [matter.says, "约定", matter.words, _DEALS, *([said for _, _, said in _WHO] if who else [])]
        if _rest(text, condition, used):
            continue
        return _put(text, matter, condition, who)
    if (
        who is not None
        and condition is None
        and not _rest(text, None, [_DEALS, *(said for _, _, said in _WHO)])
    ):
        called = _called(text, who)
        return f"哪些{called}" if language_of(text) == "zh" else f"Which {called} do we have?"
    return None


def _as_notice(found: re.Match[str]) -> str:
    return f"{found[1]}' notice{' or more' if found[2] else ''}"


def _found(said: str, text: str) -> re.Match[str] | None:
    return re.search(_bounded(said), text, re.IGNORECASE)


def _bounded(said: str) -> str:
    return rf"(?<![a-z])(?:{said})(?![a-z])"


def _rest(text: str, condition: Condition | None, used: Sequence[str]) -> str:
    """Return what is left of a question when its known words are taken away."""
    left = text.replace(condition.said.strip(), " ", 1) if condition is not None else text
    for said in used:
        left = re.sub(_bounded(said), " ", left, flags=re.IGNORECASE)
    left = _WORDS.sub(lambda one: "" if _FILLER_EN.fullmatch(one.group().lower()) else one.group(), left)
    left = _FILLER_ZH.sub("", left)
    return "".join(filter(str.isalnum, left))


def _put(text: str, matter: _Matter, condition: Condition | None, who: _Who | None) -> str:
    said = condition.said.strip() if condition is not None else ""
    zh = language_of(text) == "zh"
    if condition is not None and matter.kind == "date":
        if not zh and said[:1].isdigit():
            said = f"in {said}"
        if still_runs(condition, text):
            called = _called(text, who)
            return f"哪些{called}{said}还没到期" if zh else f"Which {called} are still running {said}?"
    asked = matter.asked[zh]
    if "notice" in said:
        asked = asked.replace("{said} notice", "{said}")
    return asked.format(said=said, deals=_called(text, who))


def _called(text: str, who: _Who | None) -> str:
    """Return how the contracts with somebody are called in the language of a text."""
    zh = language_of(text) == "zh"
    return who[zh] if who is not None else "合同" if zh else "contracts"
