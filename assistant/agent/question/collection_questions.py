"""Take questions about the collection apart, whatever their wording.

Each part is recognised by itself from lists of words, in any order: what is wanted, which documents count, which dates. What is
left over is looked for in names and texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from functools import lru_cache
from pathlib import PurePath
from typing import Literal

from assistant.frozen import dataclass
from assistant.languages import LANGUAGE_NAMES, Language, as_typed, is_function_word, language_named
from assistant.library.terms import query_terms
from assistant.regexes import lazy_regex
from assistant.retrieval.filters import ANY_TIME, kinds_named
from assistant.retrieval.periods import Period, number_said, period_in
from assistant.retrieval.value_words import ENGLISH_MONTHS

Wanted = Literal[
    "list", "newest", "oldest", "largest", "smallest", "folders", "formats", "languages", "pages", "size", "senders"
]  # fmt: skip
Sure = Literal["surely", "maybe", "hardly"]
By = Literal["dated", "added", "changed"]
State = Literal["", "failed", "textless", "undated", "duplicates", "removed", "scanned"]
USUAL_MOST = 5
"""So many are named where the newest are asked for and no number is said."""
MOST_UNITS = 8
"""Most things that are looked for; what follows is left out."""
MOST_CHARS = 300
LEAST_CHARS = 4
SHORT = 20
"""Characters of what is left of a Chinese question up to which a single one of them is looked for."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that names or texts of documents have to say.

    Attributes:
        said: As it was asked, in lower case.
        names: What stands for it in a name: itself, and other words for the same kind of paper.
        terms: Its terms in the index.
    """

    said: str
    names: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CollectionQuestion:
    """What is asked about the documents there are.

    Attributes:
        wants: What is told of those that match.
        state: What is the matter with those meant; empty for nothing.
        exists: Whether it is asked if there is one.
        counts: Whether it is asked how many.
        by: Which of their dates counts.
        period: When that was.
        period_said: The words of the period, which may stand in a name.
        not_then: Whether those of any other time are meant.
        kinds: Their formats; any where there are none.
        other_kinds: Whether all but these formats are meant.
        sizes: Fewest and most bytes of theirs; 0 for no bound.
        language: What they are written in; None for any.
        without: What their names must not say.
        folder: A folder that they lie in; empty for any.
        most: Most that are named; 0 for as many as a list names.
        units: What is looked for.
        place: Where: in names, in texts, or in names first.
        sent: Whether a sender is looked for too.
        sure: How plainly it is the files that are asked about: "surely" where words for files, for what is the matter with
            them or for their order say so; "maybe" where it is asked if there is a thing; else "hardly".
    """

    wants: Wanted = "list"
    state: State = ""
    exists: bool = False
    counts: bool = False
    by: By = "dated"
    period: Period = ANY_TIME
    period_said: str = ""
    not_then: bool = False
    kinds: tuple[str, ...] = ()
    other_kinds: bool = False
    sizes: tuple[int, int] = (0, 0)
    without: tuple[Unit, ...] = ()
    language: Language | None = None
    folder: str = ""
    most: int = 0
    units: tuple[Unit, ...] = ()
    place: Literal["names", "texts", "both"] = "both"
    sent: bool = False
    sure: Sure = "surely"


# What documents are called

DOCUMENT_TYPES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("contracts?|agreements?", "合同|协议书?|契约|契約書?", ("contract", "agreement", "合同", "协议", "契约", "vertrag", "contrat", "contrato", "contratto", "overeenkomst", "договор", "契約", "계약")),
    ("leases?|tenancy agreements?", "租约|租赁合同|租赁协议", ("lease", "tenancy", "租约", "租赁", "mietvertrag", "bail", "huur", "arriendo", "alquiler", "affitto", "locazione", "arrendamento", "aluguel", "аренда", "賃貸", "임대차")),
    ("invoices?|bills?", "发票|账单", ("invoice", "bill", "发票", "账单", "rechnung", "facture", "factura", "fattura", "fatura", "factuur", "счёт", "счет", "請求書", "청구서")),
    ("minutes", "会议纪要|会议记录|纪要|議事録", ("minutes", "纪要", "会议记录", "protokoll", "besprechung", "compte-rendu", "compte rendu", "procès-verbal", "acta", "verbale", "ata", "verslag", "notulen", "протокол", "議事録", "회의록")),
    ("reports?", "报告|报表", ("report", "报告", "报表", "bericht", "rapport", "informe", "relazione", "relatório", "отчёт", "отчет", "報告", "보고서")),
    ("letters?", "信函|信件", ("letter", "信函", "信件", "brief", "lettre", "courrier", "carta", "lettera", "письмо", "手紙", "편지")),
    ("offers?|quotes?|quotations?", "报价单?", ("offer", "quote", "quotation", "报价", "angebot", "devis")),
    ("manuals?|handbooks?|guides?", "手册|说明书|指南|取扱説明書", ("manual", "handbook", "guide", "手册", "说明书", "指南", "handbuch", "anleitung", "manuel", "notice", "manuale", "handleiding", "инструкция", "руководство", "取扱説明書", "설명서")),
    ("polic(?:y|ies)|rules?", "制度|规定|政策|规程", ("policy", "policies", "制度", "规定", "政策", "ordnung", "richtlinie", "règlement", "reglamento", "regolamento", "regulamento", "regeling", "правила", "規程", "規則", "규정")),
    ("price lists?", "价目表|价格表|料金表", ("price", "价目", "价格", "preisliste", "tarif", "listino", "tabela de preços", "prijslijst", "прейскурант", "料金表", "가격표", "요금표")),
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

# Lists of words: a name of a part, and what says it in English and in Chinese

_STATES: Mapping[State, tuple[str, str]] = {
    "textless": (
        r"(?:without|with no|no|any|still no|haven'?t(?: got)?|missing)(?: any)?(?: readable)? text\b(?: in (?:them|it))?|not (?:been )?(?:ocr'?d|recogni[sz]ed)|unrecogni[sz]ed",
        "(?:还)?没(?:有)?(?:被)?识别(?:出|过)?(?:文字)?|未识别(?:文字)?|没有?(?:文字|文本|字)|无文字",
    ),
    "failed": (
        r"(?:couldn'?t|could not|can'?t|cannot|didn'?t|unable to|fail(?:ed|s)?(?: to)?|weren'?t|not)(?: (?:you|we|it|be|been|get|able to))* (?:read|open(?:ed)?|load(?:ed)?|import(?:ed)?|ingest(?:ed)?|index(?:ed)?)|failures|unreadable|(?:failed|skipped|broken|corrupt(?:ed)?|damaged|left out)(?= (?:files?|documents?|papers?|ones?|pdfs?|scans?)|\W*$)",
        "没?读不(?:出来?|了|到|进去?)|没(?:能|有)?读(?:出来|成|进去?|取)|打不开|(?:读取|导入|识别)失败|失败(?=的?(?:文件|文档)|了?的?$)|(?:不能|无法|没法)(?:读取?|打开|识别)|跳过|(?:出错|报错|损坏|坏)(?=的?(?:文件|文档)|了?的?$)",
    ),
    "undated": (
        r"(?:without|with no|no|haven'?t(?: got)?|hasn'?t(?: got)?|missing|lack(?:s|ing)?|don'?t have|don'?t (?:say|carry|bear))(?: an?| any| the)? dates?\b|undated",
        "(?:没有?|无|未|缺)(?:写明?|注明|标明?|标注|署)?(?:日期|时间)|日期不明",
    ),
    "duplicates": (
        r"duplicat(?:es?|ed|ions?)|dupes?|doubles|twice|identical|the same file|more than once",
        "重复(?=的?(?:文件|文档|资料|东西)|[了的]?[吗么没]?$)[了的]?|一模一样|重了|完全相同|存了两(?:遍|份|次)",
    ),
    "removed": (
        r"deleted?|removed?|taken out|thrown (?:out|away)|disappeared|gone missing|vanished",
        "删(?:除|掉|过|了)*|移除|不见了|消失",
    ),
}  # fmt: skip
_SCANNED = (r"scans?|scanned", "扫描(?:件|的|文件|版)?")
_WANTS: Mapping[Wanted, tuple[str, str]] = {
    "senders": (
        r"who (?:has |have |had |all )?(?:sent|wrote|written|mailed|e-?mailed)|who (?:are|is) the (?:e?-?mails?|letters?) from|senders",
        "谁(?:给|向)?(?:我们?|咱们)?(?:发|寄|写)(?:来|过|了|的)*|(?:哪些|什么)人(?:给|向)?(?:我们?|咱们)?(?:发|寄|写)(?:来|过|了)*|发件人",
    ),
    "pages": (
        r"how many pages|number of pages|page count|(?:first|second|third|last|another|next) page(?: (?:to|of|in|for))?|how long",
        "(?:一共|总共|共|有)*(?:多少|几)页|页数|第[一二两三四五六七八九十\\d]+页|多少页",
    ),
    "languages": (r"(?:what|which|how many) languages?|languages", "(?:哪些|哪几种|什么|几种|多少种)语[言种]|语种"),
    "formats": (
        r"(?:what|which|how many) (?:different )?(?:file ?)?(?:kinds?|types?|formats?|sorts?)(?: of (?:files?|documents?|papers?|things|stuff))?",
        "(?:哪|什么|几|多少)(?:几|些)?(?:种|类|个)?(?:类型|格式|种类|类别|类)(?!有)|(?:哪|几)(?:几)?[种类](?=文件|文档|资料|材料|的|$)|格式有",
    ),
    "size": (
        r"how (?:big|large|heavy) (?:is|are) (?:the |my |our |this |your )?(?:library|collection|archive|whole|everything|it|files)|how much (?:space|disk|room|storage)|total size",
        "(?:库|资料库|文件)?(?:一共|总共)?(?:有多大|占(?:了)?多少(?:空间|地方|硬盘))|总大小",
    ),
    "folders": (
        r"(?:what|which|list|show|how many|name)(?: me)?(?: all| the| of the)* (?:folders?|director(?:y|ies))(?: are there| do you have| exist)?|^where(?:'s| is| are| can| do| did)?|where (?:is|are|can|do|did)",
        "(?:在|放在|存在|位于)?(?:哪[个些]?|什么|哪几个)(?:文件夹|目录|地方)|(?:放|存)?在哪[里儿]?(?![几些个份])|有哪些(?:文件夹|目录)|放哪",
    ),
    "newest": (r"newest|latest|most recent(?:ly)?|last(?= (?:\w+ )?(?:file|document|paper|thing|item|one|mail|scan|upload)s?\b)|newest (?:first|on top)", "最新|最近(?=的|改|加|进|传|[一两三]?[份个封张篇])|最后(?=加|进|传|一)"),
    "oldest": (r"oldest|earliest", "最老|最旧|最早"),
    "largest": (r"biggest|largest|longest|heaviest", "最大|最长"),
    "smallest": (r"smallest|shortest", "最小|最短"),
}  # fmt: skip
_COUNTS = (
    r"how many|how much|number of|count(?: of)?|total number",
    "(?:一共|总共|共)?(?:归档|存|有|占|收)?(?:了)?(?:多少|(?<!哪)几)(?:个|份|篇|封|张|件|本|条|种|套)?|(?:总数|数量|文档数|文件数|总共|一共)|多不多",
)
_EXCEPT = (
    r"(?:except(?: for)?|excluding|other than|but not|not|but|besides|apart from|aside from|without)(?: the| any| all| being)* +¤",
    "(?:不是|非|除了?|除去|不要|不含|不算)\\s*¤",
)
_REST_BUT = lazy_regex(
    r"\b(?:except(?: for)?|excluding|other than|apart from|aside from|besides) (?P<en>.+)$|除了?(?P<zh>[^,§]+?)(?:之外|以外|外|,|都|$)"
)
_SORTED = (
    r"(?:sort(?:ed)?|order(?:ed)?)(?: \w+){0,3} by (?:date|time|age)|newest (?:first|on top|at the top)|chronological(?:ly)?",
    "按(?:照)?(?:时间|日期)(?:先后)?(?:的)?(?:倒序|排序?|顺序|排列)?|倒序|新的在前",
)
_EXISTS = (
    r"^(?:is|are|was|were|do|does|did|have|has|got|can|any)\b|\bdo (?:we|you|i)\b|\b(?:is|are) there\b|\bhave (?:we|you|i)\b|\bdid (?:we|i|you)\b|\bwhether\b|\byes or no\b|\bif (?:there|we|this|the)\b",
    "有没有|有无|是否|有[吗么嘛不]|[吗么嘛]$|没有?$|没,|在不在|^有(?!哪|多少|几|什么)",
)
_ADDED = (
    r"(?:came|come|coming|comes)(?: in)?|arrived?|added|add|import(?:ed)?|ingest(?:ed)?|upload(?:ed|s)?|indexed|new(?= (?:files?|documents?|papers?|things?|ones?|scans?|e?-?mails?|pdfs?|stuff|uploads?|arrivals?|since|today|this|in (?:here|there)|§)|\W*$)|made it in|(?:put|dropped) in|received",
    "新(?:放|加|收|传|来|增|导|进)(?:加|入|进|到|来|了|的)*|(?:加|放|收|传|导|存|入)(?:了?进|入|上|到)(?:来|去|库|了)*|加了|传(?:了|过)|入库|上传|导入|进来|进库|收到|到了?(?=的|没|$)|新(?:的|收)|新(?=文件|文档|扫描|资料|东西|有|§|\\s)|(?<=谁都没)传|添加|新增",
)
_CHANGED = (
    r"changed|modified|edited|updated|altered|touched",
    "(?:修改|改动|更新|变更|编辑|改)(?:了|过)|修改|更新|改动",
)
_NAMES = (
    r"(?:in|with) (?:the|its|their) (?:file ?)?(?:names?|titles?)|(?:called|named|titled)(?!$)|(?:names?|titles?) (?:with|that (?:have|contain|hold|say))|(?:start|begin|end)(?:ing|s)? with|file names? (?:that|with)",
    "(?:标题|名称|名字|文件名|题目)(?:里面?|中|上)?(?:有|带|含|包含|以)|名为|叫(?!什么|啥)|开头",
)
_TEXTS = (
    r"mention(?:s|ed|ing)?|talk(?:s|ing)? about|speak(?:s|ing)? (?:of|about)|refer(?:s|ring)? to|(?:about|regarding|concerning)|contain(?:s|ing)?|appears?(?: in)?|comes? up|occurs?|(?:in|with|the|a) words?|(?:have|has) (?=.+ names? in (?:them|it))",
    "(?:提到|提及|涉及|谈到|说到|讲到|写到|出现|含有|包含|(?<=[是在])讲|讲[到的]|带有?|关于|有关(?!于)|相关)(?:了|过|在)?|(?:这|两|几|的)个?(?:词|字)",
)
_SENT = (
    r"from|by|sent|send|wrote|write|written by|sender|correspondence with|letters? (?:from|with|to)",
    "发(?:来|给|的|过来)|寄(?:来|的)|来自|写(?:来|的)|往来",
)
_FILES = (
    r"files?|documents?|paper(?:s|work)|records?|anything|everything|something|nothing|things?|stuff|copy|copies|folders?|library|collection|inventory|(?:in|on) file|uploaded",
    "文件|文档|资料|文书|档案|材料|东西|清单|目录|[这库]里有?(?:哪些|什么|啥|多少|没有?)|库里|哪[些几]?(?:份|封|张|篇)|[几多少](?:份|封|张|篇)",
)
_EN_WORDS = """
what's which's where's there's who's whats wheres i'm i've we've you've list lists listing show give get find name names print display
see look looking inventory overview title titles me us all every any everything anything something thing things stuff there here have has had got hold holds know known exist exists
stored store stores keep keeps kept save saved file filed files library collection archive archived archives archiving possession database system
full complete currently available total whole altogether dated date dates written made created created lie lies located one ones file's number
count document documents doc docs paper papers paperwork record records material materials please pls plz just only really even ever yet still so far
now today's right boss wants want wants wanted to know check whether if yes no or not at all roughly about tell own owned copy copies version's
contain contains contained containing mean called uploaded upload made in whatever also too again other single anywhere somewhere possible possibly
write thanks thank hi hello hey ok okay could would can need like let's be been being it its them those these this that their folder folders directory
directories word words name's came come new page pages attached attachment attachments sort sorted order ordered top first put make
lately recently few couple several many much more last of with without under inside from by regarding on mention mentions
mentioned sent send wrote lying around mr mrs ms dr version versions two three four five six seven eight nine ten item items entry entries language languages format formats kind kinds type types your our my the a an we you i do does did is are was were and own
"""  # fmt: skip
_EN_SPARE = frozenset(_EN_WORDS.split())
_ZH_WORDS = """
请问 请 麻烦 帮我 帮忙 帮看看 帮 能不能 能否 可以 我想知道 想知道 告诉我 什么时候 是什么时候 何时 哪天 老板问 给我看看 给我看 给我 给个 看看 看一下 看得到 看到 找一下 找下 找找 找出 找不到东西了 找不到
列出来 列出 列一下 列列 列个 全列 列 显示 有没有 有无 是否 有哪些 有哪几 有什么 有啥 有多少 有几 哪些 哪几份 哪几个 哪几 哪份 哪个 哪一份 哪一个 哪 什么 啥 多少
到底 现在 目前 当前 一共 总共 全部 所有 所有的 全都 大概 只要 只有 只看 就行 还是 还在 还有 我们 咱们 你们 你 您 资料库 知识库 文库 你库 库里 在库里 在库 库 里面 这里 这儿
文件 文档 资料 材料 东西 文书 档案 纸 单子 清单 目录 列表 名单 名称 名字 标题 文件名 题目 两个字 这个词 这个字 字样 一词 存档 归档 存着 存过 存了 存 收录 收藏 保存 放着 放在 文件夹
相关 有关 关于 跟 方面 类的 类 这张 那张 这份 那份 那个 这个 那些 这些 之类 一份 一个 一张 备份 出来 上来 传上来 最新 过 到了 已经 都有 都是 都叫 都 叫什么 怎么 谁都没 我不 老板
的话 日期 时间 以后 之后 以前 之前 以来 期间 告知 知道 版本 下面 电子版 没有我就 去找 就去 要了 内容 的时候 一整年 整年 在哪里 在哪 传 加 进 最近 数量 附件 我 邮箱
"""
_ZH_SPARE = sorted(_ZH_WORDS.split(), key=len, reverse=True)
_ZH_HEAD = "有在是了把被那这给请找看帮跟和与对从由带叫张份个篇封件些一,的"
_ZH_TAIL = "多的了吗呢么嘛啊吧呀没有过里中内上下个份篇些是都到在来,和与不类"
_ZH_PARTICLES = "吗呢么嘛啊吧呀"
_FILE = lazy_regex(
    r"[\w()（）\-–.']+\.(?:pdf|docx?|xlsx?|csv|tsv|txt|md|eml|msg|mbox|pptx?|html?|od[tsp]|rtf|png|jpe?g|epub)\b"
    r"|(?<![a-z0-9_])(?:[a-z]+[_\-]\d[a-z0-9_\-]*|[a-z]{2,}_(?![a-z])|[a-z]+\d[a-z0-9_\-]*)",
    re.IGNORECASE,
)
_QUOTED = lazy_regex(r"[\"“「『《](?P<said>[^\"”」』》]{1,60})[\"”」』》]")
_HAN = lazy_regex(r"[\u4e00-\u9fff]")
_PARTED = lazy_regex(r"\s*(?:,\s*and|[,;，；、?]|\band\b)\s*")
_ASKS_WHICH = lazy_regex(r"\b(?:what|which|where|how|who)\b|哪|什么|啥|多少|(?<!哪)几(?=[份个封张篇])|多不多")
_ASKS_WHICH_OF = lazy_regex(
    r"\b(?:which|what|list|show|give|all|every|any|have)\b|哪|什么|列|显示|所有|全部|有"
)
_ASKS_WHAT_IS_IN = lazy_regex(
    r"^what(?:'s|s| is| does)? (?:it say )?(?:in|inside|on) (?:the|my|our|this|that) (?!folder|library|directory)"
    r"|^how many [\w' -]+? (?:in|on) (?:the|my|our|this|that) (?!(?:\w+ ){0,3}?(?:folder|directory|library|collection|archive|system|database|index|files?|documents?|papers|stuff|year|month|week)\b)(?=\w)|(?<!库)(?:里面?|上面?|中)(?:都|到底)?(?:有|写|说|讲)[了着的]?(?:些)?(?:什么|啥)$"
)
"""Asks what one document says."""
MONTHS = tuple(map(str.casefold, ENGLISH_MONTHS))
_MONTHS_SAID = "|".join(MONTHS)
_LAST_MONTH = lazy_regex(rf"\blast ({_MONTHS_SAID})\b")
_MONTH = lazy_regex(r"\b(?:january|february|april|june|july|august|september|october|november|december)\b")
_NUMBER = r"(?P<few>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}|[一二两三四五六七八九十])"
_FEW = lazy_regex(
    rf"(?:last|first|top|newest|latest|oldest|biggest|largest|smallest|earliest|recent)\s+{_NUMBER}\b"
    rf"|\b{_NUMBER.replace('few', 'few2')}\s+(?:last|newest|latest|oldest|biggest|largest|smallest|earliest|most recent)"
    rf"|{_NUMBER.replace('few', 'few4')}[个份篇封张](?=最[新近老早旧大小])"
    rf"|最[新近老早旧大小](?:的|加入的)?{_NUMBER.replace('few', 'few3')}(?=[个份篇封张])"
)


@dataclass(slots=True)
class _Left:
    """What is left of a question while its parts are taken out of it."""

    text: str
    taken: set[str] = field(default_factory=set)

    def has(self, words: tuple[str, str]) -> bool:
        """Return whether one of the words stands there."""
        return _either(words).search(self.text) is not None

    def take(self, words: tuple[str, str]) -> bool:
        """Take out what words say; return whether they stand there."""
        self.text, number = _either(words).subn(" § ", self.text)
        return number > 0


@lru_cache(maxsize=64)
def _either(words: tuple[str, str]) -> re.Pattern[str]:
    return lazy_regex(rf"(?<![a-z'])(?:{words[0]})(?![a-z])|{words[1]}")


def collection_questions(
    question: str, today: date, folders: Callable[[], Sequence[str]]
) -> list[CollectionQuestion]:
    """Take a question about the collection apart, into several where it asks several.

    Args:
        question: In English or Chinese; it has to be known to be about the collection.
        today: The day on which it is asked.
        folders: Gives the folders that hold documents, where they are needed.
    """
    text = " ".join(as_typed(question[:MOST_CHARS]).lower().replace("？", "?").replace("，", ",").split())
    text = text.replace("。", ".").strip(" ?.!,¿¡")
    parts = [one for one in _PARTED.split(text) if one.strip()]
    if 1 < len(parts) <= 3 and not _QUOTED.search(text) and all(map(_asks_by_itself, parts)):
        return [_one_question(one, today, folders) for one in parts]
    first = text.partition("?")[0]  # what follows is said beside: "no? then I'll ask the landlord"
    text = first if len(first) > LEAST_CHARS else text
    return [_one_question(text, today, folders)]


_WHEN = lazy_regex(r"\bwhen\b|什么时候|何时|哪天|几号", re.IGNORECASE)
_ANY_DAY = date(2001, 1, 1)


def is_understood(question: str) -> bool:
    """Return whether every word of a question is one about the library.

    Nothing has to be looked for then but types of papers.
    """
    return all(
        one.sure != "hardly"
        and (all(len(unit.names) > 1 for unit in one.units) or (one.by == "added" and _WHEN.search(question)))
        and bool(one.units or one.period_said or one.wants != "list" or one.counts or one.state or one.kinds)
        for one in collection_questions(question, _ANY_DAY, list)
    )


def asks_papers(question: str) -> bool:
    """Return whether a question asks for papers of a type, and for nothing else."""
    return is_understood(question) and all(
        any(len(unit.names) > 1 for unit in one.units)
        for one in collection_questions(question, _ANY_DAY, list)
    )


def _asks_by_itself(part: str) -> bool:
    """Return whether a part asks for a number, or for an end of an order."""
    orders = [_WANTS[name] for name in ("newest", "oldest", "largest", "smallest")]
    return any(_either(words).search(part) for words in (_COUNTS, *orders))


def _one_question(text: str, today: date, folders: Callable[[], Sequence[str]]) -> CollectionQuestion:
    chinese = _HAN.search(_QUOTED.sub("", text)) is not None
    text = re.sub(r"(?<!word )\bdocs?\b", "documents", text)
    text = _LAST_MONTH.sub(lambda found: _month_past(found[1], today), text)
    left = _Left(re.sub(r"\bthis mornings?\b|\btonight\b", "today", text))
    units: list[Unit] = []
    names = [found.group() for found in _FILE.finditer(left.text)]
    left.text = _FILE.sub(" § ", left.text)
    units += [_unit(one) for one in names]
    quoted = [found["said"].strip() for found in _QUOTED.finditer(left.text)]
    left.text = _QUOTED.sub(" § ", left.text)
    units += [_unit(one) for one in quoted if one]
    said = period_in(left.text, today)
    if said is None and (month := _MONTH.search(left.text)):
        left.text = f"{left.text[: month.start()]}in {left.text[month.start() :]}"
        said = period_in(left.text, today)
    period_said = ""
    if said is not None:
        period_said = left.text[said.start : said.end]
        left.text = f"{left.text[: said.start]} ¶ {left.text[said.end :]}"
    not_then = re.search(r"(?:\bnot|\bexcept|不是|非|除了?)\s*¶", left.text) is not None
    left.text = re.sub(r"(?:\bnot|\bexcept|不是|非|除了?)?\s*¶", " § ", left.text)
    exists = left.has(_EXISTS) and not _ASKS_WHICH.search(left.text)
    made = CollectionQuestion(
        exists=exists, period=said.period if said else ANY_TIME, period_said=period_said, not_then=not_then
    )
    few = _FEW.search(left.text)
    most = number_said(few["few"] or few["few2"] or few["few3"] or few["few4"] or "") if few else 0
    sorted_all = left.take(_SORTED)
    state: State = next((name for name, words in _STATES.items() if left.take(words)), "")
    wants: Wanted = next((name for name, words in _WANTS.items() if left.take(words)), "list")
    if sorted_all:
        wants = "newest"
    counts = left.take(_COUNTS)
    of_files = left.has(_FILES)
    in_names = left.take(_NAMES)
    folder = _folder(left, folders)
    if wants == "folders" and folder:
        wants = "list"
    sent = left.take(_SENT) if chinese else left.has(_SENT)
    language = _language(left)
    in_texts = (left.take(_TEXTS) or bool(quoted)) and not in_names
    added = left.take(_ADDED)
    scanned = left.take(_SCANNED) and not state
    by: By = "added" if added else "changed" if left.take(_CHANGED) else "dated"
    kinds = _kinds(left, chinese=chinese)
    other_kinds = bool(kinds) and left.take(_EXCEPT)
    sizes = _sizes(left)
    if few is not None:
        number = rf"{_NUMBER}[个份篇封张]" if chinese else rf"(?<![a-z]){_NUMBER}(?![a-z])"
        left.text = re.sub(number, " ", left.text)
    found = _REST_BUT.search(left.text)
    without = (_chinese_units if chinese else _english_units)((found["en"] or found["zh"]) if found else "")
    left.text = _REST_BUT.sub(" § ", left.text)
    units += _chinese_units(left.text) if chinese else _english_units(left.text)
    if in_names and period_said:  # "names that have 2025 in them"
        units += [_unit(one) for one in re.findall(r"\d+", period_said)]
        made = replace(made, period=ANY_TIME, period_said="")
    if by == "added" and made.exists and (units or names):
        by = "dated"  # "have the October minutes come in": October is theirs
    if sent and kinds and set(kinds) <= set(kinds_named("mail")):
        by = "dated"  # mails that came from somebody in March are of March
    if wants == "newest" and few is not None and "last" in few.group() and by == "dated":
        by = "added" if added else by
    plural = (
        re.search(r"(?:newest|latest|oldest|largest|biggest|smallest)\W+(?:\w+ )?(?!minutes\b)\w+s\b", text)
        is not None
    )
    told = (
        wants != "list" or state or folder or kinds or any(sizes) or language or added or in_names or in_texts
    )
    of_type = any(len(unit.names) > 1 for unit in units) and (
        counts or period_said or _ASKS_WHICH_OF.search(text)
    )
    may_be = made.exists or bool(of_type)
    alone = period_said and not units
    of_type = of_type and wants not in (
        "largest",
        "smallest",
    )  # the largest invoice is that of the highest amount
    told = told and not (wants in ("largest", "smallest") and units and not (kinds or folder or of_files))
    inside = units and not folder and wants == "list" and _ASKS_WHAT_IS_IN.search(text)
    usual = 0 if sorted_all else USUAL_MOST if plural and not chinese else 1
    return replace(
        made,
        wants=wants,
        state="scanned" if scanned else state,
        counts=counts,
        by=by,
        kinds=kinds,
        other_kinds=other_kinds,
        sizes=sizes,
        without=tuple(without),
        language=language,
        folder=folder,
        most=(most or usual) if wants in ("newest", "oldest", "largest", "smallest") else most,
        units=tuple({one.said: one for one in units}.values())[:MOST_UNITS],
        place="names" if in_names else "texts" if in_texts else "both",
        sent=sent,
        sure="hardly"
        if inside
        else "surely"
        if told or of_files or alone
        else "maybe"
        if may_be
        else "hardly",
    )


def _month_past(name: str, today: date) -> str:
    month = MONTHS.index(name) + 1
    return f"{name} {today.year if month < today.month else today.year - 1}"


def _folder(left: _Left, folders: Callable[[], Sequence[str]]) -> str:
    """Take a folder that is called by its name out of a question."""
    if not re.search(r"\b(?:folders?|director(?:y|ies)|under|in|inside)\b|文件夹|目录|下面", left.text):
        return ""
    named = {PurePath(one).name.lower(): one for one in sorted(folders(), reverse=True)}
    for name in sorted(filter(None, named), key=len, reverse=True):
        own = re.escape(name)
        pattern = (
            rf"(?:in|inside|under|from|of|folder|directory|called|named) (?:the |my |our )?{own}(?:'s)?(?: (?:folder|directory))?(?![\w])"
            rf"|(?<!\w){own} (?:folder|directory)(?!\w)|{own}(?:这个|那个)?(?:文件夹|目录)(?:里面?|下面?|中|内)?|(?:文件夹|目录){own}"
        )
        left.text, number = re.subn(pattern, " § ", left.text, count=1)
        if number:
            return named[name]
    return ""


_IN_LANGUAGE = lazy_regex(
    rf"\b(?:in|written in) (?P<one>{LANGUAGE_NAMES})\b|\b(?P<two>{LANGUAGE_NAMES})(?= (?:files?|documents?|docs?|papers?|ones?|texts?)\b)|(?P<three>{LANGUAGE_NAMES})(?=的|写|文件|文档|资料|版)"
)


def _language(left: _Left) -> Language | None:
    """Take the language that documents are written in out of a question."""
    match = _IN_LANGUAGE.search(left.text)
    if match is None:
        return None
    left.text = f"{left.text[: match.start()]} § {left.text[match.end() :]}"
    return language_named(match["one"] or match["two"] or match["three"])


_SIZE = lazy_regex(
    r"(?P<most>smaller than|less than|under|below|小于|不到|不足|少于)?(?:(?:bigger|larger|greater|more) than|over|above|大于|超过|多于)?\s*(?P<number>\d{1,6}(?:\.\d+)?)\s*(?P<unit>[kmg])(?:i?b|ilobytes?|egabytes?|igabytes?)?(?![a-z])(?P<most2>以下|以内)?(?:以上)?"
)


def _sizes(left: _Left) -> tuple[int, int]:
    """Take the bounds of a file's size out of a question."""
    match = _SIZE.search(left.text)
    if match is None:
        return (0, 0)
    left.text = f"{left.text[: match.start()]} § {left.text[match.end() :]}"
    size = int(float(match["number"]) * {"k": 1e3, "m": 1e6, "g": 1e9}[match["unit"]])
    return (0, size) if match["most"] or match["most2"] else (size, 0)


def _kinds(left: _Left, *, chinese: bool) -> tuple[str, ...]:
    """Take the formats that are named out of a question."""
    found: list[str] = []
    for pattern, kind in (*(ZH_KINDS if chinese else ()), *EN_KINDS, ("mail|messages?", "mail")):
        left.text, number = _kind(pattern).subn(" ¤ ", left.text)
        found += kinds_named(kind) if number else ()
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=64)
def _kind(pattern: str) -> re.Pattern[str]:
    return lazy_regex(pattern if pattern[0] > "\x7f" else rf"(?<![a-z.])(?:{pattern})(?![a-z])")


@lru_cache(maxsize=1)
def _types() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple(
        (lazy_regex(rf"(?<![a-z])(?:{english})(?![a-z])|{chinese}"), names)
        for english, chinese, names in DOCUMENT_TYPES
    )


def _unit(said: str) -> Unit:
    names = next((names for pattern, names in _types() if pattern.fullmatch(said)), ())
    return Unit(said, (said, *names), tuple(query_terms(said)))


def _english_units(text: str) -> list[Unit]:
    units = []
    for pattern, _ in _types():
        for found in pattern.finditer(text):
            if " " in found.group():
                units.append(_unit(found.group()))
                text = text.replace(found.group(), " ", 1)
    words = [one.strip(".'’-&") for one in re.findall(r"[\w.'’&-]+", text)]
    own = [re.sub(r"['’]s?$", "", one) for one in words if one not in _EN_SPARE]
    return [
        *units,
        *(_unit(one) for one in own if one and one not in _EN_SPARE and not is_function_word(one, "en")),
    ]


def _chinese_units(text: str) -> list[Unit]:
    for pattern, _ in _types():
        text = pattern.sub(lambda found: f" {found.group()} ", text)
    text = re.sub("|".join(map(re.escape, _ZH_SPARE)), " ", text)
    segments = [re.sub("(?:有限)?公司$", "", _trimmed(one)) for one in re.split(r"[\s§¤,?.:;、!]+|的", text)]
    return [
        _unit(one)
        for one in segments
        if one
        and (len(one) > 1 or one.isdigit() or len(text) < SHORT)
        and not (one.isascii() and one in _EN_SPARE)
    ]


def _trimmed(segment: str) -> str:
    """Return a run of Chinese without the characters around it that say nothing."""
    while len(segment) > 1 and segment[-1] in _ZH_PARTICLES:
        segment = segment[:-1]
    while len(segment) > 2 and segment[0] in _ZH_HEAD:
        segment = segment[1:]
    while len(segment) > 2 and segment[-1] in _ZH_TAIL:
        segment = segment[:-1]
    return segment if re.sub(f"[{_ZH_HEAD}{_ZH_TAIL}]", "", segment) else ""
