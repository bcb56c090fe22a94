"""Read questions about the documents there are.

"What came in since Monday?", "how many PDFs mention Talvik?", "which folder holds the lease?", 上周新增了哪些文件？ A question is taken
only where every word of it is understood; any other goes the usual way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import PurePath
from typing import Literal

from assistant.agent.mails_asked import mails_asked
from assistant.languages import as_typed, is_function_word
from assistant.library.terms import query_terms
from assistant.regexes import lazy_regex
from assistant.retrieval.filters import ANY_TIME, kinds_named
from assistant.retrieval.periods import Period, SaidPeriod, number_said, period_in

Wants = Literal["list", "count", "newest", "oldest", "largest", "smallest", "folders", "formats"]
By = Literal["dated", "added", "changed"]
MOST_CHARS = 160
"""A longer question asks for more than a list."""
USUAL_MOST = 5
"""So many are named where the newest are asked for and no number is said."""
MOST_OWN_WORDS = 3
MOST_TOPIC_CHARS = 60
NOUN = " ◆ "


@dataclass(frozen=True, slots=True)
class CatalogueQuestion:
    """What is asked about the documents there are.

    Attributes:
        wants: What is to be told of those that match.
        by: Which of their dates counts.
        period: When that was.
        kinds: Their formats; any where there are none.
        called: What their name or title says, each as several words for one thing; all have to match.
        words: Terms that they hold.
        folder: A folder that they lie in; empty for any.
        most: Most that are named of the newest and the like.
        said: The words of `called` and `words`, as they were asked.
        sender: Of mails: who wrote them.
    """

    wants: Wants = "list"
    by: By = "dated"
    period: Period = ANY_TIME
    kinds: tuple[str, ...] = ()
    called: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    folder: str = ""
    most: int = 0
    said: tuple[str, ...] = ()
    sender: str = ""


# What documents are called

DOCUMENT_TYPES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("contracts?|agreements?", "合同|协议书?|契约", ("contract", "agreement", "合同", "协议", "契约", "vertrag", "contrat")),
    ("leases?|tenancy agreements?", "租约|租赁合同|租赁协议", ("lease", "tenancy", "租约", "租赁", "mietvertrag", "bail")),
    ("invoices?|bills?", "发票|账单", ("invoice", "bill", "发票", "账单", "rechnung", "facture")),
    ("minutes", "会议纪要|会议记录|纪要", ("minutes", "纪要", "会议记录", "protokoll")),
    ("reports?", "报告|报表", ("report", "报告", "报表", "bericht", "rapport")),
    ("letters?", "信函|信件", ("letter", "信函", "信件")),
    ("offers?|quotes?|quotations?", "报价单?", ("offer", "quote", "quotation", "报价", "angebot", "devis")),
    ("manuals?|handbooks?|guides?", "手册|说明书|指南", ("manual", "handbook", "guide", "手册", "说明书", "指南", "handbuch")),
    ("polic(?:y|ies)", "制度|规定|政策", ("policy", "policies", "制度", "规定", "政策")),
    ("price lists?", "价目表|价格表", ("price", "价目", "价格", "preisliste")),
    ("receipts?", "收据|小票", ("receipt", "收据", "小票")),
    ("orders?", "订单", ("order", "订单", "bestellung")),
)  # fmt: skip
"""What people call documents in English and in Chinese, and what their names then say."""
EN_KINDS: tuple[tuple[str, str], ...] = (
    (r"pdfs?(?: files?| documents?)?", "pdf"),
    (r"(?:ms |microsoft )?word (?:files?|documents?|docs?)|docx?s?(?= |$)(?: files?)?", "word"),
    (
        r"(?:ms )?excel (?:files?|sheets?|tables?|documents?)|spread ?sheets?(?: files?)?|workbooks?|xlsx?(?: files?)?",
        "sheet",
    ),
    (r"csvs?(?: files?)?", "csv"),
    (r"presentations?|power ?points?(?: files?)?|slide ?decks?|slides|pptx?(?: files?)?", "slides"),
    (r"e-?mails?(?: messages?)?|mails", "mail"),
    (r"pictures?|pics?|images?(?: files?)?|photos?|scans?|png(?: files?)?|jpe?gs?(?: files?)?", "picture"),
    (r"web ?pages?|html (?:files?|pages?)", "web"),
    (r"(?:plain )?text files?|txt files?", "text"),
    (r"markdown files?", "markdown"),
    (r"e-?books?|epubs?", "book"),
)
ZH_KINDS: tuple[tuple[str, str], ...] = (
    (r"pdf(?:文件|文档)?", "pdf"),
    (r"word(?:文件|文档)?", "word"),
    (r"excel(?:文件|文档|表格|表)?|电子表格|表格(?:文件)?", "sheet"),
    (r"csv(?:文件)?", "csv"),
    (r"markdown(?:文件|文档)?", "markdown"),
    (r"ppt(?:文件)?|演示文稿|幻灯片", "slides"),
    (r"电子邮件|邮件|电邮", "mail"),
    (r"图片|照片|图像|扫描件", "picture"),
    (r"网页(?:文件)?", "web"),
    (r"文本文件|纯文本", "text"),
    (r"电子书", "book"),
)
_EN_FILES = r"(?:files?|documents?|docs?|papers?|records?)"
_EN_EVERYTHING = lazy_regex(r"^(?:show |list |give )?(?:me |us )?everything\b")
_ZH_FILES = r"(?:文件(?!夹)|文档|资料(?!库)|文书|材料)"


@dataclass(slots=True)
class _Reading:
    """A question while its parts are taken out of it.

    "§" stands where a part was, "◆" where documents were named, "¶" where a period of time was.
    """

    left: str
    found: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, pattern: str, leave: str = " § ") -> re.Match[str] | None:
        """Take the first match out; None where there is none."""
        match = re.search(pattern, self.left)
        if match is not None:
            self.left = f"{self.left[: match.start()]}{leave}{self.left[match.end() :]}"
            self.found[name] = match.group()
        return match


def catalogue_question(
    question: str, today: date, folders: Callable[[], Sequence[str]]
) -> CatalogueQuestion | None:
    """Return what a question asks of the catalogue; None for any other question.

    Args:
        question: In English or Chinese.
        today: The day on which it is asked.
        folders: Gives the folders that hold documents, where they are needed.
    """
    text = " ".join(as_typed(question).replace("？", "?").replace("，", ",").replace("。", ".").split())
    if not text or len(text) > MOST_CHARS or "\n" in question.strip():
        return None
    said = period_in(text, today)
    if said is not None:
        text = f"{text[: said.start]} ¶ {text[said.end :]}"
    text = text.strip(" ?.!,¿¡\"'“”")
    if (asked := _mails_of(text, said) or _when_added(text) or _of_somebody(text)) is not None:
        return _as_spelled(asked, text)
    if re.search(r"[\u4e00-\u9fff]", re.sub(r"[\"“”「」].*?[\"“”「」]", "", text)) and not _IS_ENGLISH.search(
        text
    ):
        return _as_spelled(_chinese(text, said, folders), text)
    return _as_spelled(_english(text, said, folders), text)


_WHEN_ADDED = lazy_regex(
    r"^when (?:was|were|did (?:i|we|you)) (?:the |my |our )?(?P<name>.{2,40}?) (?:added|add|imported?|uploaded?|ingested?|(?:put|come) in(?:to the library)?|last read)$"
    r"|^when did (?:i|we|you) (?:add|import|upload|ingest) (?:the |my |our )?(?P<name2>.{2,40})$"
    r"|^(?P<name3>.{2,16}?)(?:是)?(?:什么时候|何时|哪天|几号)(?:被)?(?:加|放|收|导入|添加|上传|入库|读)(?:进|入|到|来|去|库|的|了)*$",
    re.IGNORECASE,
)
_OF_SOMEBODY = lazy_regex(
    r"^(?:do (?:we|i|you) have |have (?:we|you|i) got |are there |is there |got )?(?:any|some) (?:(?P<mail>e-?mails?|mails?)|letters?|files?|documents?) (?:from|by|about|on) (?P<who>[^,?]{2,30})$"
    r"|^(?:我们)?(?:有没有|有无|有)(?:关于)?(?P<who2>[^，。？?]{2,10}?)(?:发|写|寄)?来?的(?:(?P<mail2>邮件|电子邮件)|信件?|文件|文档|资料)(?:吗|么)?$",
    re.IGNORECASE,
)


def _mails_of(text: str, said: SaidPeriod | None) -> CatalogueQuestion | None:
    """Read "what mails came from Ann in March?", 陈伟三月发来了哪些邮件？."""
    mails = mails_asked(text)
    if mails is None or _asks_more(mails.topic):
        return None
    return CatalogueQuestion(
        mails.wants,
        period=said.period if said else ANY_TIME,
        kinds=kinds_named("mail"),
        words=tuple(query_terms(mails.topic)) if mails.topic else (),
        said=(mails.topic,) if mails.topic else (),
        sender=mails.sender,
    )


def _when_added(text: str) -> CatalogueQuestion | None:
    """Read "when was the handbook added?", which the catalogue knows."""
    found = _WHEN_ADDED.match(text)
    if found is None:
        return None
    name = (found["name"] or found["name2"] or found["name3"] or "").lower()
    words = [one for one in re.findall(r"[\w.'’-]+", name) if not is_function_word(one, "en")]
    return (
        CatalogueQuestion("list", "added", called=tuple((one,) for one in words), said=(name,))
        if words
        else None
    )


def _of_somebody(text: str) -> CatalogueQuestion | None:
    """Read "any mails from Zhou Min?", 有周敏的邮件吗."""
    found = _OF_SOMEBODY.match(text)
    who = (found["who"] or found["who2"] or "").strip() if found is not None else ""
    if found is None or _asks_more(who) or not query_terms(who):
        return None
    kinds = kinds_named("mail") if found["mail"] or found["mail2"] else ()
    return CatalogueQuestion(kinds=kinds, words=tuple(query_terms(who)), said=(who,))


def _as_spelled(asked: CatalogueQuestion | None, text: str) -> CatalogueQuestion | None:
    """Put capital letters back into the words that an answer repeats."""
    if asked is None:
        return None
    places = [(one, text.lower().find(one)) for one in asked.said]
    return replace(asked, said=tuple(text[at : at + len(one)] if at >= 0 else one for one, at in places))


_IS_ENGLISH = lazy_regex(
    r"^(?:which|what|how many|list|show|where|give|do you|are there|is there|the )\b", re.IGNORECASE
)


# English

_EN_POLITE = lazy_regex(r"^(?:(?:please|hi|hello|hey|ok|okay|now|so|can you|could you|would you|i want to know|i (?:would |do )?(?:want|like) to (?:see|know)|i'd like to (?:see|know)|let me see|tell me|i need)[\s,]+)+|[\s,]+(?:please|thanks|thank you|right now|at the moment|so far|in total|altogether)$", re.IGNORECASE)  # fmt: skip
_EN_ASKS = lazy_regex(
    rf"^(?:all |every )?{_EN_FILES}\b|\b(?:what|which|list|show|give|name|display|print|find|see|where|how many|number of|count|do (?:you|we|i) have|have (?:you|we|i) got|are there|is there|any|everything|all)\b"
)
_EN_NEVER = lazy_regex(
    r"^(?:what(?:'s| is| are| does| do)?|tell me what is) (?:in|inside|written in|about) (?:the|my|our|this) (?:§ )?(?:newest|latest|oldest|most|last)\b"
    r"|\b(?:say|says|said|must|need|needs|required?|should|end|ends|expire|cost|costs|sum|total|summar\w+|why|when|who|whom|whose|compar\w+|difference|explain|still running|in force|starting|ending)\b"
    r"|\b(?:not|except|but|excluding|other than|apart from)\b"
    r"|\babout$|\bdates?\b|\bdid (?:we|you|i|they)\b(?! (?:add|import|upload))|\b(?:number|name|title|subject|sender|author) of (?:the|this|that|my|our)\b"
    rf"|\b(?:this|that|these|those) (?:\w+ )?(?:{'|'.join([_EN_FILES, *(names for names, _, _ in DOCUMENT_TYPES)])})\b"
)
_EN_ASKS_WHAT = lazy_regex(r"^what(?:'s| is| are| was)\b")
_EN_HAVE_ABOUT = lazy_regex(
    r"^what (?:do (?:you|we|i) have|have (?:you|we|i)(?: got)?|is there)\b"
    r"|^(?:do (?:you|we|i) have|have (?:you|we|i)(?: got)?|is there|are there) anything (?:on|about|regarding|that|with)\b(?!.*\bin (?:there|here|it|them)\b)"
)
_EN_AROUND = lazy_regex(r"^(?:both|the|a|an) |[\s,]+(?:and|or)\s*$")
_EN_ONE = lazy_regex(r"\b(?:the|my|our) (?:\w+ )?(?P<noun>\w+)$")
_EN_IS_THERE = lazy_regex(
    r"^(?:(?:do (?:we|you|i)(?: even| still)? (?:have|hold|own|keep)|have (?:we|you|i)(?: got)?|got|is there|are there)(?: a| an| any| another)|any) "
)
_EN_WHAT_CHANGED = lazy_regex(
    r"^what(?:'s|s)? (?:has |have |was |were |had )?(?:been )?(?:changed?|modified|updated)\b"
)
_EN_MENTION = (
    r"\b(?:that |which |who )?(?:mention(?:s|ed|ing)?|contain(?:s|ing)?(?: the words?)?|talk(?:s|ing)? about|speak(?:s|ing)? (?:of|about)|refer(?:s|ring)? to"
    r"|nam(?:es?|ing)|(?:is |are )?(?:about|regarding|concerning|on the subject of)|with the words?|with)\s+(?P<topic>[^§¶◆]+?)(?=\s*(?:[§¶◆]|$))"
)
_EN_ADDED = r"\b(?:(?:did |has |have |had |was |were |been |got |newly |recently )*(?:came in|come in|coming in|came|come|added|add|import|upload|arrived|arrive|imported|ingested|read in|uploaded|indexed)(?: to the library| into the library| in the library| here)?|(?:is |are |'s )?new|newly)\b"  # fmt: skip
_EN_CHANGED = r"\b(?:(?:did |has |have |had |was |were |been |got )*(?:changed|modified|edited|updated|altered|change))\b"
_EN_ORDER = r"\b(?:(?P<few>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) )?(?P<order>newest|latest|most recent|oldest|earliest|largest|biggest|smallest|last)(?: (?P<many>two|three|four|five|six|seven|eight|nine|ten|\d{1,3}))?\b"  # fmt: skip
_ORDERS: Mapping[str, Wants] = {
    "newest": "newest", "latest": "newest", "last": "newest", "most recent": "newest", "oldest": "oldest", "earliest": "oldest", "largest": "largest",
    "biggest": "largest", "smallest": "smallest",
    "最新": "newest", "最近": "newest", "最早": "oldest", "最旧": "oldest", "最老": "oldest", "最大": "largest",
    "最小": "smallest",
}  # fmt: skip
_ALLOWED = """
what's which's where's list show give name display print find see me us all every any everything
anything there here have has got hold know known exist exists stored kept saved library collection
archive full complete currently available dated date dates written made created held lie lies located
one ones file's many number count is are was were do does did you we i my our your the a an of in on at
from for to and that this these those it its with please by total whole folder folders directory § ¶ ◆
"""
_EN_ALLOWED = frozenset(_ALLOWED.split())


def _english(
    text: str, said: SaidPeriod | None, folders: Callable[[], Sequence[str]]
) -> CatalogueQuestion | None:
    plain = _EN_POLITE.sub("", text.lower()).strip(" ?.!,")
    if _EN_NEVER.search(plain) or not (_may_be(plain) or _EN_HAVE_ABOUT.search(plain)):
        return None
    reading = _Reading(plain)
    wants: Wants = "list"
    most = 0
    if reading.take("formats", r"\b(?:kinds?|types?|formats?|sorts?)(?: of)?\b(?=.*)") and _formats_only(
        reading
    ):
        return CatalogueQuestion("formats")
    if "formats" in reading.found:
        return None
    if reading.take(
        "where",
        r"^(?:in )?(?:which|what) (?:folders?|director(?:y|ies))\b(?: is| are| holds?| has| have| contains?)?|^where (?:is|are|can i find|do i find|did i put)\b",
    ):
        wants = "folders"
        reading.take("kept", r"\b(?:stored|kept|saved|located|in|held)$")
    if reading.take("count", r"\b(?:how many|number of|count of|count)\b"):
        wants = "count"
    if match := reading.take("order", _EN_ORDER):
        wants = _ORDERS[match["order"]]
        most = number_said(match["few"] or match["many"] or "")
    folder = _folder_in(reading, folders, r"(?:(?:in|inside|under|from|of) )?(?:the |my |our )?(?:folder|directory) (?:called |named )?{0}|(?:in|inside|under|from|of) (?:the |my |our )?{0}(?: (?:folder|directory))|(?:in|inside|under) {0}(?=$| [§¶◆]| (?:that|which|mention|contain|about|with|from|came|added)\w*\b)")  # fmt: skip
    by = _date_meant(reading, _EN_ADDED, _EN_CHANGED)
    mention = reading.take("mention", _EN_MENTION)
    kinds = _take_kinds(reading, ((rf"(?<![.\w])(?:{pattern})\b", kind) for pattern, kind in EN_KINDS))
    called, nouns = _take_types(
        reading, [(rf"\b(?:{english})\b", names) for english, _, names in DOCUMENT_TYPES]
    )
    files = reading.take("files", rf"\b{_EN_FILES}\b", NOUN)
    noun = bool(kinds or called or files or nouns) or bool(
        said and not mention and _EN_EVERYTHING.search(plain)
    )
    about = bool(mention and _EN_HAVE_ABOUT.search(plain))
    if re.search(r"\banything\b", plain) and mention and (called or not about):
        return None  # that is asked of what one document says
    own = [
        word
        for word in re.findall(r"[\w.§¶◆'’-]+", reading.left)
        if word not in _EN_ALLOWED and not is_function_word(word, "en")
    ]
    topic = _EN_AROUND.sub("", mention["topic"]) if mention else ""
    if len(own) > MOST_OWN_WORDS or not _EN_ASKS.search(
        f"{plain} {'all' if 'order' in reading.found or said else ''}"
    ):
        return None
    if (own and not (noun or wants == "folders")) or (own and not _stand_at_noun(plain, own)):
        return None
    if _asks_more(topic) or not (noun or by != "dated" or folder or wants == "folders" or about):
        return None
    if (
        (
            called
            and not (said or mention or folder or kinds or files)
            and wants == "list"
            and not _EN_IS_THERE.search(plain)
            and (one := _EN_ONE.search(plain))
        )
        and not one["noun"].endswith("s")
        and not plain.startswith(("which", "what"))
    ):
        return None  # "show me the report": what is in it may be wanted
    if called and (wants in ("largest", "smallest") or _EN_WHAT_CHANGED.search(plain)):
        return (
            None  # the largest invoice is that of the highest amount; what changed in a policy stands in it
        )
    if _EN_ASKS_WHAT.search(plain) and not (
        about
        or "order" in reading.found
        or folder
        or by != "dated"
        or (files and not re.search(r"\b(?:in|inside|on)\b", plain))
    ):
        return None  # what is in a document, or what a word means
    made = _made(wants, by, said, kinds, called, topic, own, folder, most or _usual_most(plain, wants), plain)
    return made if _says_enough(made, plain, files=bool(files)) else None


def _formats_only(reading: _Reading) -> bool:
    left = re.sub(rf"\b{_EN_FILES}\b", " ", reading.left)
    return all(word in _EN_ALLOWED or is_function_word(word, "en") for word in re.findall(r"[\w'’-]+", left))


def _usual_most(plain: str, wants: Wants) -> int:
    """Return how many documents are named where no number is said.

    It is 1 for "the newest file", `USUAL_MOST` for "the newest files", and 0 where no such order is asked
    for.
    """
    if wants not in ("newest", "oldest", "largest", "smallest"):
        return 0
    behind = re.split(_EN_ORDER, plain, maxsplit=1)[-1]
    noun = re.split(
        r"\b(?:in|from|of|about|that|which|with|is|are|was|were|mentioning|added)\b|[¶§]", behind
    )[0].strip()
    return USUAL_MOST if noun.endswith("s") and not noun.endswith("minutes") else 1


def _stand_at_noun(plain: str, own: Sequence[str]) -> bool:
    """Return whether words stand beside what a document is called.

    Or they are what the place of is asked.
    """
    nouns = "|".join(
        [_EN_FILES, *(names for names, _, _ in DOCUMENT_TYPES), *(pattern for pattern, _ in EN_KINDS)]
    )
    phrase = r"[\s-]+".join(map(re.escape, own))
    before = re.search(rf"(?:^|\s){phrase}[\s-]+(?:{nouns})\b", plain)
    behind = re.search(
        rf"\b(?:{nouns})\s+(?:for |of |with |called |named |from )?(?:the |our |my )?{phrase}(?=$|\s)", plain
    )
    alone = re.search(
        rf"^(?:where|(?:in )?(?:which|what) (?:folders?|director(?:y|ies)))\b.*\b{phrase}(?=$|\s)", plain
    )
    return bool(before or behind or alone)


# Chinese

_ZH_POLITE = lazy_regex(
    r"^(?:请问|请|能不能|能否|可不可以|可以|麻烦|帮我|帮忙|我想知道|告诉我|我要|想|,|\s)+|(?:谢谢|呢|啊|呀|吧|\s)+$"
)
_ZH_ASKS = lazy_regex(
    r"哪|什么|多少|几|列出|列一下|显示|给我|看看|有没有|有无|找出|所有|全部|吗|最|¶|[的了]?(?:文件|文档)$"
)
_ZH_NEVER = lazy_regex(
    r"不是|除了|除去|非(?=\s*¶)|需要|应该|必须|到期|怎么说|写了什么|讲了什么|说了什么|内容|总结|概括|为什么|什么时候|何时|谁|金额|总额|合计|区别|比较|里[的面]?(?:写|说|讲|提)|意思"
)
_ZH_MENTION = r"(?:(?:提到|提及|涉及|含有|包含|(?<=文件|文档|资料)[里中]面?有|写到|说到|讲到|谈到|关于|有关(?!于)|出现)(?:了|过)?)(?P<topic>[^§¶◆的]+?)(?:的(?=.*[§◆]|.*(?:文件|文档|资料|合同|发票|邮件|纪要|手册|报告))|的?(?=[§¶◆,]|$)|$)"
_ZH_SAYS = lazy_regex(
    rf"^(?:这|那|该)?(?:份|个|本|封)?(?:{'|'.join([_ZH_FILES, *(names for _, names, _ in DOCUMENT_TYPES)])})(?:里面?|中)?(?:有没有|是否|有无|有|没有)?"
    r"(?:提到|提及|涉及|包含|写到|说到|讲到|谈到|规定)(?!.*哪)"
    rf"|^[^哪几有所全,]{{1,6}}(?:{'|'.join(names for _, names, _ in DOCUMENT_TYPES)})(?:里面?|中)?(?:有没有|是否|有无)(?:提到|提及|涉及|包含|写到|说到|讲到|谈到|规定)"
)
"""Asks what one document says."""
_ZH_ADDED = r"(?:新增加?|新加入?|新收到?|新来|加入|加(?=[了过进])|添加|增加|导入|入库|收进来?|进来|收到|上传|新的?(?=文件|文档|资料|pdf|合同|发票|邮件|§))(?:了|过|的|进来)*"  # fmt: skip
_ZH_CHANGED = r"(?:修改|改动|更新|变动|改过|变更|编辑)(?:了|过|的)*"
_ZH_ORDER = r"(?P<order>最新|最近|最早|最旧|最老|最大|最小)的?(?P<few>[一二两三四五六七八九十]|\d{1,3})?(?:个|份|篇|封|张)?"
_ZH_SPARE = lazy_regex(
    r"请|列出|列一下|列|显示|给我|看看|找出|告诉|我们?|你们?|您|咱们|哪几?|什么|多少|几|是|有没有|有无|有|在|里面?|中|内|下|上|的|了|过|吗|呢|都|这|那|些|个|份|篇|封|张|件|种|类"
    r"|一共|总共|总|共|一|所有|全部|现在|目前|当前|资料库|知识库|文库|库|收藏|数量|数目|名称|名字|清单|列表|日期|期间|和|被|过来|进来|[§¶◆\s,?.:、“”\"「」]"
)


def _chinese(
    text: str, said: SaidPeriod | None, folders: Callable[[], Sequence[str]]
) -> CatalogueQuestion | None:
    plain = _ZH_POLITE.sub("", text.lower())
    if _ZH_SAYS.search(plain) or _ZH_NEVER.search(plain) or not _may_be(plain) or not _ZH_ASKS.search(plain):
        return None
    reading = _Reading(plain)
    wants: Wants = "list"
    most = 0
    if re.search(r"(?:格式|类型|种类|类别)", plain):
        rest = re.sub(rf"格式|类型|种类|类别|{_ZH_FILES}", "", plain)
        return CatalogueQuestion("formats") if not _ZH_SPARE.sub("", rest) else None
    if reading.take(
        "where",
        r"(?:在|放在|存在|位于)?(?:哪[个些]?|什么|哪一个|哪几个)(?:文件夹|目录|地方)(?:里面?|下|中)?(?:有|放着|存着|包含|含有)?|在哪里?|放在哪里?",
    ):
        wants = "folders"
    if reading.take(
        "count",
        r"(?:有|一共有?|总共有?|共有?)?(?:多少|几)(?=个|份|篇|封|张|件|§|\s|pdf|word|excel|文|资|合|发|邮|图|照|表|报|手|会)(?:个|份|篇|封|张|件)?",
    ):
        wants = "count"
    if match := reading.take("order", _ZH_ORDER):
        wants = _ORDERS[match["order"]]
        most = number_said(match["few"] or "") or 1
    folder = _folder_in(
        reading,
        folders,
        r"(?:在|放在|存在)?(?:名为|叫)?{0}(?:这个|那个)?(?:文件夹|目录)(?:里面?|下面?|中|内)?的?",
    )
    by = _date_meant(reading, _ZH_ADDED, _ZH_CHANGED)
    mention = reading.take("mention", _ZH_MENTION)
    kinds = _take_kinds(reading, ((pattern, kind) for pattern, kind in ZH_KINDS))
    called, _ = _take_types(reading, [(f"(?:{chinese})", names) for _, chinese, names in DOCUMENT_TYPES])
    files = reading.take("files", _ZH_FILES, NOUN)
    left = _ZH_SPARE.sub(" ", reading.left).split()
    topic = mention["topic"] if mention else ""
    if len(left) > 1 or any(len(one) > 8 for one in left):
        return None
    if left and not re.search(rf"{re.escape(left[0])}(?:公司)?的?\s*◆", reading.left):
        return None
    noun = bool(kinds or called or files)
    if _asks_more(topic) or not (noun or by != "dated" or folder):
        return None
    if (called and wants in ("largest", "smallest")) or (
        not folder and wants != "folders" and re.search(r"◆\s*(?:里面?|中|内)", reading.left)
    ):
        return None
    made = _made(wants, by, said, kinds, called, topic, left, folder, most, plain)
    return made if _says_enough(made, plain, files=bool(files)) else None


# Both


def _may_be(plain: str) -> bool:
    """Return whether a question speaks of documents at all.

    Quick, since every question is looked at.
    """
    return _documents_pattern().search(plain) is not None


@lru_cache(maxsize=1)
def _documents_pattern() -> re.Pattern[str]:
    english = "|".join(
        [_EN_FILES, *(names for names, _, _ in DOCUMENT_TYPES), *(pattern for pattern, _ in EN_KINDS)]
    )
    chinese = "|".join(
        [_ZH_FILES, *(names for _, names, _ in DOCUMENT_TYPES), *(pattern for pattern, _ in ZH_KINDS)]
    )
    verbs = r"came|come|added|new|arrived|imported|folder|anything|everything|directory|formats?"
    return re.compile(rf"\b(?:{english})\b|{chinese}|\b(?:{verbs})\b|文件夹|目录|新增|加入|收到|进来|导入")


def _date_meant(reading: _Reading, added: str, changed: str) -> By:
    if reading.take("added", added):
        return "added"
    return "changed" if reading.take("changed", changed) else "dated"


def _take_kinds(reading: _Reading, patterns: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    for pattern, kind in patterns:
        if reading.take("kind", pattern, NOUN):
            return kinds_named(kind)
    return ()


def _take_types(
    reading: _Reading, patterns: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """Take what documents are called out of a question, the longest name first."""
    found = [(match, names) for pattern, names in patterns if (match := re.search(pattern, reading.left))]
    if not found:
        return (), False
    match, names = max(found, key=lambda one: len(one[0].group()))
    reading.left = f"{reading.left[: match.start()]}{NOUN}{reading.left[match.end() :]}"
    return (names,), True


def _folder_in(reading: _Reading, folders: Callable[[], Sequence[str]], pattern: str) -> str:
    if not re.search(r"\b(?:in|inside|under|from|of|folder|directory)\b|文件夹|目录", reading.left):
        return ""
    named = {PurePath(one).name.lower(): one for one in sorted(folders(), reverse=True) if PurePath(one).name}
    for name in sorted(named, key=len, reverse=True):
        if (
            re.escape(name)
            and name in reading.left
            and reading.take("folder", pattern.format(re.escape(name)))
        ):
            return named[name]
    return ""


def _asks_more(topic: str) -> bool:
    """Return whether a topic is a question, names one document, or is too long."""
    names = "|".join([_EN_FILES, *(names for names, _, _ in DOCUMENT_TYPES)])
    of_one = rf"\b(?:in|of) (?:the|my|our|this|that) (?:\w+ ){{0,3}}(?:{names})\b"
    return len(topic) > MOST_TOPIC_CHARS or bool(
        re.search(rf"\b(?:which|what|how|who|when|where)\b|哪|什么|多少|怎么|谁|{of_one}", topic)
    )


def _made(
    wants: Wants,
    by: By,
    said: SaidPeriod | None,
    kinds: tuple[str, ...],
    called: tuple[tuple[str, ...], ...],
    topic: str,
    own: Sequence[str],
    folder: str,
    most: int,
    plain: str,
) -> CatalogueQuestion:
    words = tuple(one for one in query_terms(topic) if one) if topic else ()
    names = tuple((one,) for one in own)
    shown = [
        called[0][0]
        if re.search(r"[a-z]", plain) and called
        else next((n for n in called[0] if not n.isascii()), "")
        if called
        else ""
    ]
    return CatalogueQuestion(
        wants,
        by,
        said.period if said else ANY_TIME,
        kinds,
        (*called, *names),
        words,
        folder,
        most,
        tuple(one for one in (*shown, *own, topic.strip(" \"“”'")) if one),
    )


def _says_enough(made: CatalogueQuestion, plain: str, *, files: bool) -> bool:
    """Return whether the catalogue is asked, and not what one document says."""
    if (
        made.by == "added"
        and made.period == ANY_TIME
        and made.wants == "list"
        and not made.kinds
        and not files
    ):
        return bool(re.search(r"\bnew\b|新", plain))
    return True
