"""Parse a question for every document: the value it wants, its condition.

"Which contracts end before March 2026?" asks each contract when it ends, and keeps those that end before March 2026. The
condition is compared by the program, never by a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from assistant.agent.papers.paper_kinds import is_deal
from assistant.agent.papers.papers_meant import asked_by_role
from assistant.agent.words.conditions import Condition, begins_then, condition_of, ended_or_running
from assistant.agent.words.value_kinds import QUESTION_WORDS, SHARE, ValueKind, number_kind, value_kind
from assistant.frozen import dataclass
from assistant.languages import Language, language_of
from assistant.library.terms import is_unspaced
from assistant.regexes import lazy_regex

Selects = Literal["", "which", "list", "count"]
"""What a question wants of the documents: a value of each (""), those that match, all of them listed, or their number."""

_DOCUMENT = (
    r"(?:(?:(?:rental|supply|service|employment|lease|maintenance) (?:and|or) (?=(?:rental|supply|service|employment|lease|maintenance)\b))?(?:(?:rental|lease|licen[cs]e|service|supply|employment|purchase|loan|framework|maintenance|sales?|work|insurance|signed|current|active) )*"
    r"(?:contracts?|agreements?|leases?|documents?|files?|papers?|letters?|e-?mails?|mails?|invoices?|bills?|reports?|polic(?:y|ies)|minutes|orders?|offers?"
    r"|quotes?|quotations?|receipts?|statements?|notes?|manuals?|certificates?|licen[cs]es?|(?<!what )wills?|deeds?|protocols?|memos?|proposals?|slips?|applications?|cvs?|resumes?))"
)
_SORT_OF = (
    r"(?:(?!(?:of|the|in|on|to|for|with|from|and|or|is|are|was|do|does|did|has|have|can|must|will|should|makes?|made|clauses?|parts?|our|my|a|an|any|all|newest|latest|oldest|most|least)\b)"
    r"[A-Za-z][\w&'’-]+ (?=(?:[\w&'’-]+ )?(?:contracts?|agreements?|leases?)\b)){0,2}?"
)
"""Words before contracts that say which are meant: "cleaning contracts"."""
_ZH_DOCUMENT = r"(?:(?:租赁|供货|服务|劳动|采购|销售|借款|保险|维护|框架|房屋|买卖|工作)*(?:合同|协议书?|租约|契约|文件|文档|发票|报告|信件|信|邮件|订单|保单|会议纪要|纪要|报价单?|收据|证书|说明书|手册|制度|账单|通知|简历|记录|资料))"
_WHICH_EN = lazy_regex(
    rf"^(?:please )?(?:(?:can|could) you )?(?:(?P<list>(?:give|show|send|make)(?: me| us)? (?:a|the) (?:complete |full )?list of|(?:list|show|give|name|find|tell|enumerate)(?: me| us)?(?: out)?(?: which)?|(?:are|is) there|do(?:es)?(?= any\b)|have(?= any\b))"
    rf"|(?P<which>which|what)|(?P<count>how many|count|the number of))\s+"
    rf"(?:of )?(?:(?:all|every|each|any|the|our|my|your|these|those|of|different) )*(?P<about>{_SORT_OF})(?P<noun>{_DOCUMENT})\b(?: (?:do|did) (?:we|i) have)?",
    re.IGNORECASE,
)
_EVERYTHING = lazy_regex(
    r"^(?:everything|anything|all)(?: we have(?: signed)?)?(?: there is)? (?=(?:that|which|with|without)\b.*\b(?:end|ends|ending|expir\w+|finish\w*|term|notice|runs? out|deposit|guarantor|renew\w*)\b)",
    re.IGNORECASE,
)
"""Wants all contracts, without a name: "everything that has no end date"."""
_BARE_EN = lazy_regex(
    rf"^(?:all |our |my |the )*(?P<noun>{_DOCUMENT})(?<=s)\s+(?=(?:ending|expiring|terminating|starting|beginning|signed|dated|due|running|that|which|where|whose|with|without|over|above|under|below|before|after|for|about|changed|we can|can be)\b)",
    re.IGNORECASE,
)
"""What is wanted, without a verb: "contracts ending in 2025"."""
_WHICH_WEST = lazy_regex(
    r"^[¿¡]?(?:(?P<list>liste?|zeig\w*|nenn\w*|montre[zr]?|donne[zr]?|enumera|muestra|elenca|mostra)(?: mir| uns| moi| nous| me)?(?: alle| tous| toutes| todos| todas| tutti| todos os| todas as)?(?: les| los| las| i| gli| le)?"
    r"|(?P<which>welche[rns]?|quel(?:le)?s|qué|cuáles|quali|quais|какие)|(?P<count>wie viele|combien de|cuántos|cuántas|quanti|quante|quantos|quantas|сколько))\s+(?:(?:unserer|meiner|der|de|nos|mes|nuestros|mis|nostri|dos|наших) )*"
    r"(?P<noun>(?:miet|arbeits|liefer|kauf|dienst|wartungs)?verträgen?|contrats?|baux|contratos|contratti|contrat[oi]s?|rechnungen|factures|facturas|fatture|faturas|договор\w*|счет\w*|документ\w*|dokumente|documents|documentos|documenti)\b",
    re.IGNORECASE,
)
_LINK_EN = lazy_regex(
    r"^[\s,]*(?:(?:that|which|who|whose|where|in which|are there|there are|do we have|have we|(?:are|is|were|was|do|does|did|will|have|has|must|should|can|may)(?= ))\b[\s,]*)+",
    re.IGNORECASE,
)
_WHICH_ZH = lazy_regex(
    rf"^(?:请|请问|帮我|给我|麻烦)*(?:(?P<list>列出|列举|罗列|找出|找到|显示|列一下)(?:所有|全部|一下)?的?|(?P<which>有?哪些|哪几[份个]|哪[份个])|(?P<count>一?共?有?(?:多少|几)[份个篇封张]?|统计))"
    rf"(?P<before>[^，。？?]{{0,30}}?)的?(?P<noun>{_ZH_DOCUMENT})"
)
_ZH_AMONG = lazy_regex(
    rf"^(?:我们?|咱们?|公司|签了?|订|手上|现有|现在|目前|所有|全部|的)*(?P<noun>{_ZH_DOCUMENT})(?:里面?|当?中|里头)?有?(?:哪(?:些|[几一]?[个份])|(?P<count>多少[份个]|(?<=[里中头面有])几[份个]))(?:是|都|的)?(?P<rest>[^，。？?]{{2,40}}?)的?[？?。]*$"
)
"""Some among those there are: 合同里哪几份要交押金."""
_ZH_OF_DEALS = lazy_regex(
    r"^(?=.*(?:押金|保证金|通知|账期|付款|到期|期限|续[签约期租]|租金|违约))(?P<rest>[^，。？?]{2,30}?)的都?[有是](?:哪几|几)份[？?。]*$"
)
"""What contracts say, and how many copies there are of them: 交过押金的有哪几份."""
_WHICH_IN = lazy_regex(
    rf"^(?:in|for|under|by|with|of|from|on|at) (?=(?:which|what|how many) (?:of )?(?:(?:the|our|my|these|those) )*{_SORT_OF}{_DOCUMENT}(?<=s)\b)",
    re.IGNORECASE,
)
"""Before what papers have, turned round: "in which contracts is the deposit over 200"."""
_ZH_LAST = lazy_regex(
    rf"^(?P<before2>[^，。？?]{{2,30}}?)的都?[有是](?:哪些|哪几[份个])(?P<noun2>{_ZH_DOCUMENT})[？?。]*$|^(?P<before>[^，。？?]{{2,40}}?)的?(?P<noun>{_ZH_DOCUMENT})(?:(?P<which>都?(?:有|是)(?:哪些|哪几份|什么|谁)|都?(?:是)?[跟和与同](?:谁|哪[几些]?家)签订?的)|(?P<count>一?共?有?(?:多少|几)[份个篇封张]?))[？?。]*$"
)
"""The noun last: 今年到期的合同有哪些？"""


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
        present: Whether those are wanted that state a value, whichever: "have a deposit".
        best: "low" or "high" where the document with the least or the greatest value is wanted; else "".
        every: Whether the value of each document is wanted in so many words: "in each lease".
        adds: Whether the values are to be added up.
        about: Words before the noun that say which of them are meant: "cleaning" contracts, 法律顾问合同.
        by_role: Whether those are asked for who made the deals, and not the papers: "which tenants …".
        without: What contracts are called that are left out: "staff" in "apart from staff".
    """

    title: str
    question: str
    kind: ValueKind
    condition: Condition | None = None
    selects: Selects = ""
    noun: str = ""
    language: Language = "en"
    absent: bool = False
    present: bool = False
    best: Literal["", "low", "high"] = ""
    every: bool = False
    adds: bool = False
    about: tuple[str, ...] = ()
    by_role: bool = False
    without: str = ""

    @property
    def name(self) -> str:
        """The name under which an answer is kept.

        It is the same for "When does it end?" and "Which leases end in 2025?".
        """
        return f"{self.kind} {self.question}"

    @property
    def judges(self) -> bool:
        """Whether each document is asked for a yes or no: does it match?"""
        return bool(self.selects) and self.condition is None and not (self.absent or self.present)


_SUM_OF = lazy_regex(
    r"^(?:please )?(?:what(?: is|'s| are| do)?|how much(?: is| are| do)?|give me|add up|calculate) (?:the )?(?:(?:combined |overall )?(?:sum|total)(?: of)? )(?:the |all |our |my )*(?P<what>)"
    r"|(?:加起来|合计|总和|一共|总共|总计)(?=是?多少|[？?]|$)",
    re.IGNORECASE,
)
"""How the sum of what documents state is asked for."""


def column_of(question: str, today: date | None = None, *, called: str = "") -> Column:
    """Parse a question.

    Args:
        question: "When does it end?", "Which leases end in 2025?"
        today: The day that "this year" and "the next 90 days" are counted from.
        called: What the documents are called in the question, by a name of their own.
    """
    title = " ".join(question.split())
    language = language_of(title)
    if called:
        noun = _ANY_PAPER[0] if called.isascii() else _ANY_PAPER[1]
        column = column_of(title.replace(called, noun, 1), today)
        one = re.sub(r"(?<=[a-z])s$", "", called)
        asked = re.sub(rf"\b{noun}\b", called, column.question) if called.isascii() else column.question
        asked = asked.replace(f"the {called}", f"the {one}")
        asked = asked.replace(called, noun) if column.judges else asked.replace(noun, called)
        return replace(column, title=title, question=asked, noun=called if column.noun else "")
    if (each := _distributed(title)) is not None:
        noun, asked, about = each
        bare = _SUM_OF.sub(lambda found: f"{found['what'] or ''}", asked)
        adds = bare != asked
        if adds and language == "en":
            bare = f"What is the {bare}"
        return Column(
            title, bare, value_kind(bare), None, "", noun, language, every=True, adds=adds, about=about
        )
    left_out = _LEFT_OUT.search(title)
    without = next((said for said in left_out.groups() if said), "") if left_out is not None else ""
    bare = _without_aside(title)
    column = replace(_selecting(bare, language, today or date.today()), title=title, without=without)
    if (by_role := asked_by_role(bare)) is not None:
        # Suppliers and customers are no staff.
        return replace(
            column, by_role=True, without=without or ("staff" if by_role[0] == "contracts" else "")
        )
    return replace(column, about=_about(title)) if column.selects and is_deal(column.noun) else column


def _without_aside(question: str) -> str:
    """Return a question without what is added on the side: "(no letters)"."""
    return _ASIDE.sub("", question).strip(" ,，") or question


_LEFT_OUT = lazy_regex(
    r"\b(?:(?:apart|aside) from|except(?: for)?|but not|other than|leaving out|without counting) (?:the |our )?([\w /-]{3,30}?)(?: (?:contracts|agreements|ones|papers))?(?=[,?.!]|$| (?:that|which|with|without|have|has|is|are|can|ends?|runs?|starts?|began|expires?)\b)|^(\w+) aside,"
    r"|除了?([^，。？?]{2,8}?)(?:合同|协议)?(?:以外|之外|外)",
    re.IGNORECASE,
)
_ASIDE = lazy_regex(
    r"\s*,?\s*(?:(?:apart|aside) from|except(?: for)?|but not|other than|leaving out|without counting) (?:the |our )?[\w /-]{3,30}?(?: (?:contracts|agreements|ones|papers))?(?=[,?.!]|$| (?:that|which|with|without|have|has|is|are|can|ends?|runs?|starts?|began|expires?)\b),?"
    r"|除了?[^，。？?]{2,8}?(?:合同|协议)?(?:以外|之外|外)的?|, (?:in force|valid|running) (?:in|during|throughout) (?:19|20)\d\d(?=\W*$)|"
    r"^(?:\w+ aside|(?:apart|aside) from [^,]{2,30}|leaving out [^,]{2,30}), +|\s*\([^()]{2,40}\)(?=\W*$)"
    r"|, (?:expired ones too|(?:[\w ]{2,24} )?included|including [^,]{2,30}|as things stand\b.*|please|pls|thanks)(?=\W*$)|(?<=\w)[，,](?:过期的也算|包括[^，。]{2,12})(?=[？?。]*$)",
    re.IGNORECASE,
)


_ANY_PAPER = ("documents", "文件")
"""What stands for the documents' own name while a question is parsed."""


def predicate_of(question: str) -> str:
    """Return what a question wants of papers, without their name: "have a retainer"."""
    _, _, rest = _selected(" ".join(question.split()))
    return _LINK_EN.sub("", rest).strip() or question


def asks_newest_deal(question: str) -> bool:
    """Return whether the newest or the oldest contract is asked for."""
    column = column_of(question)
    return bool(column.best) and column.kind == "date" and is_deal(column.noun)


def asks_signing(column: Column) -> bool:
    """Return whether contracts are compared by the day on which they were signed."""
    return bool(column.best) and column.kind == "date" and _SIGNED.search(column.question) is not None


_SIGNED = lazy_regex(r"\bsigned\b|签订", re.IGNORECASE)


def asks_most_deal(question: str) -> bool:
    """Return whether a contract with the most or least of something is asked for."""
    column = column_of(question)
    return bool(column.best) and is_deal(column.noun)


def asks_for_deals(question: str) -> bool:
    """Return whether nothing but the contracts there are is asked for."""
    title = " ".join(question.split())
    selects, noun, rest = _selected(title)
    return bool(selects) and is_deal(noun) and _NOTHING_MORE.fullmatch(rest) is not None


def chooses_deals(question: str) -> bool:
    """Return whether contracts are chosen by what they say, or each asked for a value."""
    column = column_of(question)
    chosen = column.condition is not None and bool(column.selects)
    return (chosen or column.every) and is_deal(column.noun)


_NOTHING_MORE = lazy_regex(
    r"(?:(?:do|did|have|has|are|is|there|we|i|you|us|our|got|in|here|all|exist|please|altogether|total|the|library) ?)*|(?:我们?|咱们|公司|现在|目前|手上|一共|总共|都|有|里|的|份|多少|几|哪些|库|呢|吗| )*",
    re.IGNORECASE,
)


def _about(question: str) -> tuple[str, ...]:
    """Return the words before the noun that say which contracts are meant."""
    question = _WHICH_IN.sub("", question)
    for pattern in (_WHICH_EN, _ZH_LAST, _WHICH_ZH):
        if (found := pattern.match(question)) is not None:
            said = found.groupdict().get("about") or found.groupdict().get("before") or ""
            said = said.strip(" 的")
            words = [said] if len(said) <= _LONGEST_SORT and not said.isascii() else said.split()
            return tuple(word for word in words if len(word) > 1 and not re.search(r"\d", word))
    return ()


_LONGEST_SORT = 8
"""Characters of Chinese up to which words before a noun may name a sort of contracts."""


def _selecting(title: str, language: Language, today: date) -> Column:
    """Parse a question that chooses documents, or one for any."""
    selects, noun, rest = _selected(title)
    if not selects and (before := _best_before(title)) is not None:
        selects, (noun, rest) = "which", before
    if not selects:
        return Column(title, title, value_kind(title), None, "", "", language)
    most = _MOST.search(rest)
    if most is not None and (is_deal(noun) or _AGE.search(most.group()) is None):
        own, word = _selected_most(most)
        what = _superlative_of(_MOST.sub(" ", rest), own, noun, language)
        if own == "money" and SHARE.search(what):
            own, what = "percent", re.sub(r"^\S+ 的", "", what)  # the sort of papers: 合作协议的定金比例
        if own == "date" and what in _USUAL["date"] and not is_deal(noun):
            return Column(title, title, value_kind(title), None, "", "", language)
        best: Literal["low", "high"] = "low" if word in _LEAST_WORDS else "high"
        return Column(title, _asked(what, own, language), own, None, "", noun, language, best=best)
    condition = condition_of(rest, today)
    predicate = _predicate(rest, condition)
    if condition is None and (state := ended_or_running(rest, today)) is not None:
        condition, predicate = state, "到期" if language == "zh" else "end"
    elif condition is not None and begins_then(condition) and ended_or_running(f"are {predicate}", today):
        predicate = "end"
    lacking = _LACKING.search(rest)
    if condition is None and lacking is not None and rest[lacking.end() :].strip(" ?。？"):
        what = rest[lacking.end() :].strip(" ?。？的")
        if _NO_END.match(what):
            asked = "什么时候到期？" if language == "zh" else "When does it end?"
            return Column(title, asked, "date", None, selects, noun, language, absent=True)
        asked = f"文中关于{what}是怎么说的？" if language == "zh" else f"What does it say about {what}?"
        return Column(title, asked, "text", None, selects, noun, language, absent=True)
    if condition is not None and not predicate and condition.unit not in ("", "month", "day", "second", "%"):
        predicate = "总价" if language == "zh" else "total"  # invoices over 1,000 euros
    if condition is None and (having := _HAVING.fullmatch(rest)) is not None:
        kind, asked = _usual_of(having["what"] or having["what_zh"], language)
        return Column(title, asked, kind, None, selects, noun, language, present=True)
    if condition is None or not predicate:
        asked = f"{rest.strip(' ？?。')}吗？" if language == "zh" and rest.strip(" ？?。") else title
        return Column(title, asked, "yes_no", None, selects, noun, language)
    kind = "date" if condition.kind == "date" else number_kind(condition.unit, predicate)
    return Column(title, _asked(predicate, kind, language), kind, condition, selects, noun, language)


_NO_END = lazy_regex(
    r"(?:(?:fixed|final|set|agreed|stated|particular) )?(?:end(?:ing)?(?: date)?|(?:finishing|expiry|closing) date|last day|fixed term)\b(?! fee)|(?:固定)?(?:期限|到期日?|截止日?期?|终止日?期?|结束日期?)",
    re.IGNORECASE,
)
_AND = lazy_regex(r",? and (?:(?:also|that|which|who) )*|[，,]?(?:并且|而且|且|同时)")


def conditions_apart(question: str, today: date | None = None) -> list[str]:
    """Return a question for each condition of a question; else the question.

    "Which leases end in 2026 and have a rent over 900 euros?" is "Which leases end in 2026?" and "Which leases have a rent
    over 900 euros?".
    """
    title = " ".join(question.split())
    selects, _, rest = _selected(title)
    start = title.find(rest) if selects else -1
    if start <= 0:
        return [question]
    for found in _AND.finditer(title, start):
        one, other = title[: found.start()], title[found.end() :].strip()
        first = column_of(f"{one.strip()}?", today)
        if first.condition is None or first.best:
            continue
        parts = [f"{title[:start]}{other}"]
        beside = title[start:].partition(first.condition.said)[0]
        parts.insert(0, f"{title[:start]}{beside}{other}")  # "a rent over 900 and under 1,200 euros"
        for part in parts if re.match(_BOUND, other, re.IGNORECASE) else parts[1:]:
            if column_of(part, today).condition is not None:
                return [f"{one.strip()}?", *conditions_apart(part, today)]
    return [question]


_BOUND = r"(?:more|less|over|under|above|below|at least|at most|before|after|不?(?:超过|低于|高于|少于|多于))"
_MOST = lazy_regex(
    r"\b(?:(?:the )?(?P<day>first|earliest|soonest|last|latest|newest|oldest|most recent)|(?:the )?(?P<time>longest|shortest)|(?:the )?(?P<amount>highest|lowest|largest|smallest|biggest|cheapest|(?:most|least) (?:expensive|costly)|dearest|greatest))\b(?! (?:day|page|name|time))"
    r"|\b(?:costs?|pays?|charges?|is worth) (?:us |you )?(?:the )?(?P<amount3>most|least)\b(?: money)?"
    r"|最(?:(?P<day2>[早晚新旧老])|(?P<time2>[长短])|(?P<amount2>[高低贵多少大小]|便宜))",
    re.IGNORECASE,
)
"""How the document with the greatest or the least value is asked for."""
_LEAST_WORDS = frozenset(
    [
        "first",
        "oldest",
        "旧",
        "老",
        "earliest",
        "soonest",
        "shortest",
        "lowest",
        "smallest",
        "cheapest",
        "least expensive",
        "least costly",
        "least",
        "早",
        "短",
        "低",
        "少",
        "小",
        "便宜",
    ]
)


_AGE = lazy_regex(r"newest|oldest|most recent|[新旧老]", re.IGNORECASE)
"""Compares the days of documents, which only deals do not bear on their heads."""
_USUAL: dict[ValueKind, tuple[str, str]] = {
    "date": ("signed", "签订"),
    "duration": ("run", "期限"),
    "money": ("price", "费用"),
}
"""What is compared where a superlative says no more: the longest lease."""


def _selected_most(found: re.Match[str]) -> tuple[ValueKind, str]:
    """Return the kind of value that a superlative compares, and its word."""
    kinds: tuple[tuple[ValueKind, str], ...] = (("date", "day"), ("duration", "time"), ("money", "amount"))
    for kind, group in kinds:
        word = found[group] or found[f"{group}2"] or (found["amount3"] if group == "amount" else "")
        if word:
            return kind, word.lower()
    return "money", "便宜"


_BILLED = lazy_regex(r"(?:invoice|bill|receipt|quot|order|statement|发票|账单|订单|报价|收据)", re.IGNORECASE)
"""Papers whose value is their total."""


def _superlative_of(rest: str, kind: ValueKind, noun: str, language: Language) -> str:
    """Return what a superlative compares in each document."""
    zh = language == "zh"
    what = _ZH_BEST_REST.sub("", _predicate(rest, None))
    if not what or what.casefold() in ("cost", "costs", "one", "our"):
        return ("总价" if zh else "total") if kind == "money" and _BILLED.search(noun) else _USUAL[kind][zh]
    return what


_ZH_BEST_REST = lazy_regex(r"[的是](?=$)|(?:是|有)?哪一?[份个封张篇家].*$|^(?:是|的)+")
_BEST_EN = lazy_regex(
    rf"^(?:please )?(?:(?:what|which|show me|give me|name|find|tell me)(?: one)?(?: is|'s| was)? )?(?:of )?(?:the |our |my )*"
    rf"(?P<most>first|earliest|soonest|last|latest|newest|oldest|most recent|longest|shortest|highest|lowest|largest|smallest|biggest|cheapest|dearest|(?:most|least) (?:expensive|costly))"
    rf"(?P<ending>-running| ending| expiring)? (?P<noun>{_DOCUMENT})\b(?P<rest>.{{0,30}})$",
    re.IGNORECASE,
)
_BEST_ZH = lazy_regex(
    rf"^(?:请问|我们|公司)*(?P<before>[^，。？?]{{0,12}}?)最(?P<most>[早晚新旧老长短高低贵大小]|便宜)(?P<after>[^，。？?]{{0,6}}?)的(?:那[份个])?(?P<noun>{_ZH_DOCUMENT})(?:是|有)?(?:哪一?[份个封张篇]|什么|谁)?[？?。]*$"
)
"""The document with the greatest value, the superlative before it: the cheapest contract, 通知期最长的合同是哪份."""


def _best_before(question: str) -> tuple[str, str] | None:
    """Return the documents' noun and what is compared, a superlative before the noun."""
    if (found := _BEST_EN.match(question.strip(" ?.!"))) is not None:
        rest = found["rest"].strip()
        if (
            rest
            and re.match(r"(?:by|we have|I have|there is|here|of (?:all|ours|mine))\b", rest, re.IGNORECASE)
            is None
        ):
            return None
        ends = "ends" if found["ending"] and "-" not in found["ending"] else ""
        return found["noun"], f"{ends} the {found['most']}".strip()
    if (found := _BEST_ZH.match(question)) is not None:
        return found["noun"], f"{found['before']}最{found['most']}{found['after']}"
    return None


_LACKING = lazy_regex(
    r"^(?:(?:that|which|who) )?(?:do|does|did|have|has)(?: ?n['’]t| not) (?:mention|contain|have|include|name|state|say anything (?:about|of|on)|speak of|provide for)\s+(?:an?|any|the)?\s*|^(?:that )?lack\s+(?:an?|any|the)?\s*|^(?:are |is )?(?:without|with no)\s+(?:an?|any|the)?\s*|^(?:(?:that|which|who) )?(?:have|has|contains?|sets?|puts?|names?|states?) no\s+"
    r"|^(?:没有?|未)(?:写明?|载明|注明|约定)?(?=(?:固定|明确)?的?(?:期限|到期日|截止日|终止日|结束日))|^(?:没有?|未)(?:提到|提及|约定|规定|写明|包含|涉及|说明)",
    re.IGNORECASE,
)
"""How documents are asked for that do not speak of something."""


_EACH_EN = r"(?:each|every|all)(?: one)?(?: of)?(?: (?:the|my|our|these|those))?(?: different)?"
_MEETING = r"meetings?"
_IN_EACH = lazy_regex(
    rf"^(?P<before>(?:what|who|when|where|how|whose)\b.+?) (?:(?P<place>in|of|for|at|under|from|to|across) )?{_EACH_EN} (?P<noun>{_DOCUMENT}|{_MEETING})\b(?P<after>[^,;]*)$",
    re.IGNORECASE,
)
_FOR_EACH = lazy_regex(
    rf"^(?:for|from|in|of|(?:please )?(?:go|look) through) {_EACH_EN} (?P<noun>{_DOCUMENT}|{_MEETING})\b\s*(?:[:,-]|and (?:tell me|list|give me|show me|find))\s*(?P<asked>.+?)(?: (?:of|in|for) (?:each|every one|it|them)(?: of them)?)?\W*$",
    re.IGNORECASE,
)
_WITH_THEIR = lazy_regex(
    rf"^(?:please )?(?:(?:list|show|give|name)(?: me| us)? {_EACH_EN}|(?:(?:make|give|show|create|build|draw up)(?: me| us)? )?(?:an? )?(?:table|list|overview) of (?:all )?(?:the |our |my )?) ?(?P<about>{_SORT_OF})(?P<noun>{_DOCUMENT}|{_MEETING})\b,? (?:with|and|including|by) (?:their|the|its) (?P<asked>[^,;]+)$"
    rf"|^(?:please )?(?:list|show|give|name)(?: me| us)? (?:(?:the|our|my) )*(?P<about2>{_SORT_OF})(?P<noun2>{_DOCUMENT})(?<=s),? (?:with|and|including) their (?P<asked2>[^,;]+)$",
    re.IGNORECASE,
)
_LISTED_OF = lazy_regex(
    rf"^(?:please )?(?:list|show|give|name|what (?:are|were))(?: me| us)? (?P<asked>.+?) (?:of|in|from) {_EACH_EN} (?P<noun>{_DOCUMENT}|{_MEETING})\b(?P<after>[^,;]*)$",
    re.IGNORECASE,
)
_EACH_ZH = lazy_regex(
    rf"^(?:请|请问|麻烦|帮我|把|列出|列举|逐一看一?下?|看一?下)*(?:所有|全部|每一?[份个封篇次张]|各[个份次]?)的?(?P<noun>{_ZH_DOCUMENT}|会议|会)"
    r"(?:里|中)?(?:的|,|，|都|分别|各)*(?P<asked>[^，。？?]+?)(?:(?:都|分别|各自?)?(?:列个表|列出来|列一下|列表))?[？?。]*$"
)
_PLURAL_EN = lazy_regex(
    rf"^(?P<asks>what (?:\w+ ){{1,2}}|when |who |where |how (?:long|much|often|many \w+) )(?:do|are|is|will|must|did|have|can) (?:(?:all|of|the|our|my|these|those|current) )+(?!(?:minutes|notes|papers|files|documents)\b)(?P<noun>{_DOCUMENT})(?<=s) (?P<rest>\w.*)$",
    re.IGNORECASE,
)
"""Speaks of several documents: when do our contracts run out."""
_PLURAL_ZH = lazy_regex(
    rf"^(?:我们?|咱们|公司|现有|目前|这些|签了?|手上|的)*(?P<noun>{_ZH_DOCUMENT})(?:里面?|中|上)?的?(?P<what>[^，。？?]{{0,8}}?)(?:都|分别|各自)(?P<asked>[^，。？?]*(?:什么|何时|哪天|多少|多久|多长|谁|几|哪[里家个]|怎么|怎样|如何)[^，。？?]*)[？?。]*$"
)
_IN_THEM_ZH = lazy_regex(
    r"^(?:请问|我们?的?|咱们的?|公司的?|这些)*(?P<noun>合同|协议|租约)(?:里面?|中|上|里头)的?(?P<asked>[^，。？?]{1,14}?(?:是谁|是哪[家个一].{0,2}|是什么|是?多少钱?|多久|多长|几[天年个].{0,2}|何时|什么时候|哪天).{0,6})[？?。]*$"
)
"""Asks what stands in contracts, of which there may be several: 合同里甲方是谁."""
_LISTED_AND_EN = lazy_regex(
    rf"^(?:please )?(?:(?:list|show|give|name|tell)(?: me| us)?|which|what)(?: of)? (?:(?:all|the|our|my|of|every|each) )*(?P<about>{_SORT_OF})(?P<noun>{_DOCUMENT})"
    r"(?: (?:do we have|do I have|have we|are there|we have))?(?: (?:signed|now|here|in all|running))?,? (?:and|with|including|plus) (?P<asked>(?:what|when|who|how|where|until when)\b[^,;]+)$",
    re.IGNORECASE,
)
_LISTED_AND_ZH = lazy_regex(
    rf"^(?:请|请问|麻烦|帮我)*(?:我们?|公司|咱们|目前|现在)*(?:都|一共|总共)?(?:有|签了?)?(?:哪些|哪几[份个]|多少[份个]|列出(?:所有|全部)?|所有|全部)的?(?P<about>[^，。？?]{{0,10}}?)的?(?P<noun>{_ZH_DOCUMENT})"
    r"[，,、]?(?:以及|并且?|和|及其?|它们|每[份个]|各自?|分别|都){1,3}的?(?P<asked>[^，。？?]{2,})$"
)
"""Lists documents and a value of each: which contracts do we have, and what does each cost."""
_THEM = lazy_regex(r"\b(?:they|them|each(?: of them| one)?)\b", re.IGNORECASE)
_ROLE_EN = r"(?:suppliers?|vendors?|contractors?|service providers?|insurers?|landlords?|landladies|tenants?|lessors?|lessees?)"
_ROLE_ZH = r"(?:供应商|供货商|服务商|承包商|房东|出租方|租户|承租方|合作方|签约方)"
_PARTIES = lazy_regex(
    rf"^(?:please )?(?:(?:list|show|give|name)(?: me| us)?|who are|which|what are)(?: of)? (?:(?:all|the|our|my|of|every|each) )*(?P<role>{_ROLE_EN})(?: (?:do we have|have we|are there|we have|do we use|we use))?"
    r"(?:(?:,? (?:and|with|including) |: ?)(?P<asked>.{3,60}))?$"
    rf"|^(?:请|请问|麻烦|帮我)*(?:列出|列一下)?(?:我们?|公司|咱们)*(?:都|一共)?有?(?:哪些|哪几[家个]|所有|全部)的?(?P<role2>{_ROLE_ZH})(?:[，,和]?(?:以及|每家|分别|各自?|都)*(?P<asked2>[^，。？?]{{2,30}}))?$",
    re.IGNORECASE,
)
"""Lists those with whom there are contracts, and what is agreed with each."""
_THEY_PAY = lazy_regex(
    r"\b(?:what|how much) (?:do )?we pay\b.*|\b(?:their |the )?(?:prices?|costs?|charges?|fees?)\b.*",
    re.IGNORECASE,
)


def questions_apart(question: str, today: date | None = None) -> list[str]:
    """Return the questions put to each document, one for each value or condition.

    "List all suppliers and what we pay them" asks each contract for its supplier and for what is paid.
    """
    found = _PARTIES.match(" ".join(question.split()).strip(" ?.!？。"))
    if found is None or asked_by_role(question) is not None or _shares_verb(found["asked"] or ""):
        return conditions_apart(question, today)
    if found["role"] is None:
        asked = [f"所有合同的{found['role2']}是谁？"]
        more = found["asked2"]
        return [*asked, f"所有合同分别{more}？"] if more else asked
    role = re.sub(r"ladies$", "lady", found["role"].lower())
    role = role.removesuffix("s")
    papers = "lease" if role in ("landlord", "landlady", "tenant", "lessor", "lessee") else "contract"
    asked = [f"Who is the {role} in each {papers}?"]
    if found["asked"]:
        more = _THEY_PAY.sub("what is the price", found["asked"].strip())
        more = re.sub(r"^(?:their|its|the)\s+", "", _THEM.sub("it", more), flags=re.IGNORECASE)
        more = more if QUESTION_WORDS.match(more) else f"what is the {more}"
        asked.append(f"{more[0].upper()}{more[1:]} in each {papers}?")
    return asked


def _shares_verb(other: str) -> bool:
    """Return whether what follows "and" is no question: "landlords can we leave"."""
    return QUESTION_WORDS.match(other) is None and _INVERTED.search(other) is not None


_INVERTED = lazy_regex(
    r"\b(?:can|do|did|have|are|may|must|should|could|will) (?:we|i|they|you|there)\b", re.IGNORECASE
)
_SPREAD_ZH = lazy_regex(r"分别|各自?(?=是|有|为)|都(?=是|有|在|为|到|叫|参)")


def _distributed(question: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the noun of documents, the question for one, and the sort that is meant.

    "Who is the landlord in each lease?" is "Who is the landlord?" None for other questions.
    """
    if (found := _IN_EACH.match(question.strip(" ?.!"))) is not None:
        one = f" the {found['noun']}" if not found["place"] else ""
        return found["noun"], f"{found['before']}{one}{found['after']}?", ()
    for pattern in (_FOR_EACH, _WITH_THEIR, _LISTED_OF):
        if (found := pattern.match(question.strip(" ?.!"))) is not None:
            told = found.groupdict()
            about = told.get("about") or told.get("about2") or ""
            noun, asked = (told["noun"], told["asked"]) if told["noun"] else (told["noun2"], told["asked2"])
            return noun, f"{asked}?", tuple(about.split())
    if (found := _PLURAL_EN.match(question.strip(" ?.!"))) is not None:
        return found["noun"], f"{found['asks']}does it {found['rest']}?", ()
    if (found := _PLURAL_ZH.match(question)) is not None:
        return found["noun"], f"{found['what']}{found['asked']}？", ()
    if (found := _EACH_ZH.match(question)) is not None and len(found["asked"]) > 1:
        return found["noun"], f"{_SPREAD_ZH.sub('', found['asked'])}？", ()
    if (found := _IN_THEM_ZH.match(question)) is not None:
        return found["noun"], f"{found['asked']}？", ()
    for pattern in (_LISTED_AND_EN, _LISTED_AND_ZH):
        if (found := pattern.match(question.strip(" ?.!？。"))) is not None:
            asked = _THEM.sub("it", found["asked"])
            mark = "?" if asked.isascii() else "？"
            return found["noun"], f"{asked}{mark}", tuple(found["about"].split())
    return None


def _selected(question: str) -> tuple[Selects, str, str]:
    """Return what a question wants of documents, their name in it, and the rest of it."""
    if (by_role := asked_by_role(question)) is not None:
        noun, rest, counts = by_role
        return "count" if counts else "which", noun, rest
    question = _WHICH_IN.sub("", question)
    found = _WHICH_EN.match(question)
    if found is not None:
        rest = question[found.end() :]
        return _wish(found), found["noun"], rest.strip(" ?.!:")
    found = _BARE_EN.match(question)
    if found is not None:
        return "list", found["noun"], question[found.end() :].strip(" ?.!:")
    found = _EVERYTHING.match(question)
    if found is not None:
        return "list", "contracts", question[found.end() :].strip(" ?.!")
    found = _WHICH_WEST.match(question)
    if found is not None:
        return _wish(found), found["noun"], question[found.end() :].strip(" ?.!:")
    found = _ZH_AMONG.match(question)
    if found is not None:
        return "count" if found["count"] else "which", found["noun"], found["rest"]
    if (found := _ZH_OF_DEALS.match(question)) is not None:
        return "which", "合同", found["rest"]
    found = _ZH_LAST.match(question)
    if found is not None and found["noun2"]:
        return "which", found["noun2"], found["before2"]
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


_LOOSE = lazy_regex(
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
_VERB = lazy_regex(
    r"(?P<base>end|expir|terminat|start|begin|commenc|run|last|renew|laps|finish|clos|matur|arriv)(?:n?ing|e[sd]?|s)?",
    re.IGNORECASE,
)


_DAY_OF = lazy_regex(r"(?<=end|art) date$|(?<=end|art)ing date$|(?<=expir)y date$", re.IGNORECASE)
_BARE = lazy_regex(
    r"(?:(?:a|an|the|its|security|rent(?:al)?|rental|monthly|annual|yearly|gross) )*(?:notice(?: period)?|deposits?|security|bond|salary|wages?|liability(?: cap)?|probation(?: period)?|trial period)|.{0,6}(?:通知期限?|押金|保证金|工资|月薪|年薪|试用期|赔偿上限)",
    re.IGNORECASE,
)
"""Names what is compared, and no more."""
_KNOWN_EN, _KNOWN_ZH = (
    r"(?:(?:a|an|the|any|its|security|rent(?:al)?) )*(?:deposits?|securit(?:y|ies)|bond|notice period|probation(?: period)?|trial period|liability cap)",
    r"(?:.{0,4}(?:押金|保证金|通知期|试用期|赔偿上限))",
)
_HAVING = lazy_regex(
    rf"(?:(?:that|which|who) )?(?:have|has|had|contain|include|require|ask for|need|take|took|provide for|was|were|is|are|(?:where|in which|for which) (?:money|something|anything|there) (?:was|were|is|has been) (?:put down|paid|left|given|lodged|held) (?:as|for))(?: (?:we|there|you))? (?:paid |given |to pay )?(?P<what>{_KNOWN_EN}(?:,? (?:or|and) {_KNOWN_EN})*)(?: (?:paid|given|taken|agreed|required|asked for|set|due|to be paid|put down|left|lodged|handed over))?"
    rf"|(?:都|里)?(?:(?:有|收|交|付|要|需要?|约定|规定)[了过交付收有]?[或和]?){{1,2}}(?P<what_zh>{_KNOWN_ZH}(?:[或和、及]{_KNOWN_ZH})*)的?",
    re.IGNORECASE,
)
"""Asks which papers have something that a usual question asks for: "have a deposit"."""
_PRESENT = {
    "began": "begin",
    "begun": "begin",
    "ran out": "run",
    "runs out": "end",
    "run out": "end",
    "ran": "run",
    "came into force": "start",
    "come into force": "start",
}
_PAST = lazy_regex(r"^(?:began|begun|ran out|runs? out|ran|c[ao]me into force)$", re.IGNORECASE)
PAYMENT = ("What is the payment term?", "付款期限是多久？")
"""What is asked for the days in which something is paid, in English and Chinese."""
_USUAL_QUESTIONS: tuple[tuple[str, ValueKind, re.Pattern[str] | None, str, str], ...] = (
    ("notice", "duration", lazy_regex(r"\bnotice\b|\b(?:get|got|getting) out\b|\b(?:be )?(?:ended|cancell?ed|terminated|left|quit)\b|\b(?:can|may) (?:\w+ )?(?:end|cancel|leave|terminate|quit)\b|通知|解约|解除|退租|离职|辞职|终止", re.IGNORECASE), "How much notice is needed to end it?", "解约要提前多久通知？"),
    ("probation", "duration", lazy_regex(r"\b(?:probation|trial)\b|试用", re.IGNORECASE), "How long is the probation?", "试用期多久？"),
    ("pay", "duration", lazy_regex(r"\bpayment (?:terms?|time|period|days|deadline)\b|\b(?:invoices?|bills?) (?:are |must be )?(?:due|payable|paid)\b|账期|(?:付款|结算|回款|支付)(?:期限?|时间|周期)", re.IGNORECASE), *PAYMENT),
    ("deposit", "money", lazy_regex(r"\b(?:deposits?|security|bond)\b|押金|保证金", re.IGNORECASE), "What is the deposit?", "押金是多少？"),
    ("pay", "money", lazy_regex(r"\b(?:earn\w*|salar\w+|wages?)\b|工资|月薪|年薪|薪", re.IGNORECASE), "What is the salary?", "工资是多少？"),
    ("cap", "money", lazy_regex(r"\b(?:liab\w+|damages|compensation|claim\w*)\b|赔偿|责任", re.IGNORECASE), "What is the most that they are liable for?", "赔偿上限是多少？"),
    ("start", "date", None, "When does it start?", "什么时候开始？"),
    ("end", "date", None, "When does it end?", "什么时候到期？"),
    ("signed", "date", None, "When was it signed?", "什么时候签订的？"),
    ("term", "duration", None, "How long does it run?", "期限多久？"),
)  # fmt: skip
"""What is compared: its topic, its kind, its words, and the question for it, as it is asked of other papers too."""
SURELY_ASKED = 0.5
"""Likelihood from which a topic is what a condition is set on: an amendment reads as a start at .41, "kick off" at .45."""
_OTHER_TOPICS: Mapping[ValueKind, tuple[str, ...]] = {
    "date": ("pay", "delivery", "handover"),
    "duration": ("pay", "warranty", "response", "compete", "leave", "hours"),
    "money": ("price", "late", "minimum", "exit_fee", "insurance", "repair"),
}
"""Topics with values of a kind that have no usual question: what is said of them is asked in its own words."""
_SALARY = "pay"


LEAST_ASKED = 0.1
"""Likelihood of a topic from which its usual question may be the one."""


def usual_column(question: str, asked: Mapping[str, float]) -> Column | None:
    """Return the usual question of the likeliest topic that has one, or None.

    Args:
        question: In which it is asked for.
        asked: How likely it asks for each topic.
    """
    zh = language_of(question) == "zh"
    usual = {topic: asks[zh] for topic, _, _, *asks in _USUAL_QUESTIONS if topic != _SALARY}
    likely = max(usual, key=lambda topic: asked[topic])
    clearly = max(LEAST_ASKED, max(asked.values()) / 2)
    return column_of(usual[likely]) if asked[likely] >= clearly else None


def is_heading(column: Column) -> bool:
    """Return whether a column is asked by one or two words that tell no kind of value."""
    said = column.question.rstrip("?？") if column.every else column.title
    short = len(said) <= _SHORT_HEADING if is_unspaced(said) else len(said.split()) < 3
    return short and column.kind == "text" and not column.selects and said[-1:] not in "?？"


_SHORT_HEADING = 4
"""Characters of a heading in a script without blanks."""


def by_topic(column: Column, asked: Mapping[str, float], *, surely: bool = True) -> Column:
    """Return a column that asks the usual question of what a condition is set on.

    However somebody says it, "which run out in 2027" asks when each ends. What asks for another topic, or surely for none, stays as
    it is: a price review is no start.

    Args:
        column: It has a condition.
        asked: How likely its question asks for each topic.
        surely: Whether it stays as it is where no topic is likely; else the likeliest of its kind is taken.
    """
    usual = {
        topic: asks
        for topic, kind, _, *asks in _USUAL_QUESTIONS
        if kind == column.kind and topic != _SALARY and column.language in ("en", "zh")
    }
    if column.condition is None or not usual:
        return column
    likely = max(asked, key=lambda topic: asked[topic])
    if asked[likely] < SURELY_ASKED:
        if surely:
            return column
        likely = max([*usual, *_OTHER_TOPICS[column.kind]], key=lambda topic: asked[topic])
    return replace(column, question=usual[likely][column.language == "zh"]) if likely in usual else column


WAS_DONE = "When was it "
"""Beginning of what is asked for the day of a deed."""


def _usual_of(what: str, language: Language) -> tuple[ValueKind, str]:
    """Return the kind and the usual question of something that papers may have."""
    return next(
        (kind, asks[language == "zh"])
        for _, kind, said, *asks in _USUAL_QUESTIONS
        if said is not None and said.search(what)
    )


def _asked(predicate: str, kind: ValueKind, language: Language) -> str:
    """Return the question that asks a document for the value of a predicate."""
    if usual := next(
        (
            asks
            for _, own, said, *asks in _USUAL_QUESTIONS
            if own == kind and said is not None and said.search(predicate) and not _BARE.fullmatch(predicate)
        ),
        None,
    ):
        return usual[language == "zh"] if language in ("en", "zh") else f"{predicate}?"
    if language == "zh":
        return _ASKED_ZH.get(kind, "{what}是多少？").format(what=predicate)
    predicate = _DAY_OF.sub("", predicate)
    verb = _VERB.fullmatch(_PAST.sub(lambda found: _PRESENT[found.group().lower()], predicate))
    if verb is not None:
        base = verb["base"].lower()
        base += "e" if base in ("expir", "terminat", "commenc", "laps", "clos", "matur", "arriv") else ""
        return f"{'When' if kind == 'date' else 'How long'} does it {base}?"
    if kind == "date" and language == "en":
        done = re.fullmatch(r"(?:been |be )?(\w+ed|sent|paid)", predicate, re.IGNORECASE)
        if done is not None:
            return f"{WAS_DONE}{done[1].lower()}?"
        return "When is it due?" if predicate.lower() == "due" else f"When: {predicate}?"
    if kind == "date":
        return f"{_WHEN.get(language, '')} {predicate}?".strip()
    return f"What is the {predicate}?" if language == "en" else f"{predicate}?"
