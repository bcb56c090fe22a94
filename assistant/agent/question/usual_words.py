"""Put a Chinese question into usual words, and into usual order. Pure.

麻烦帮我把没结清的单子列一下，谢谢 asks what 哪些单子没结清 does. What is polite, what is typed wrongly and how a list is wished for says nothing
of what is meant, so it is taken away before any road reads the question; names and figures stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.languages import detected
from assistant.regexes import lazy_regex

MOST_CHARS = 90
"""Longer questions are texts, which are left as they are."""
_ASKS = lazy_regex(
    r"[哪谁几]|什么|多[少久长大高远重快宽]|怎[么样]|如何|何[时人处]|是否|有没有|[是能要可行好对有]不|[吗么呢][？?]?$"
)
"""Asks by itself."""
_MEASURES = r"小时|钟头|公斤|千克|公里|千米|平米|平方米|毫升|工日|人天|万元|[斤吨升米亩]|块钱|元钱"
_NUMBER = r"(?:\d[\d.]*|[一二两三四五六七八九十百半]+)"
_TYPED: Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = (
    (lazy_regex(r"(?<=[是有在到过])那(?=(?:些|几)[\u4e00-\u9fff]{0,4}[？?。！!\s]*$)"), "哪"),
    (lazy_regex(r"^那(?=(?:些|几)[^呢]{3,}[？?]\s*$)"), "哪"),
    (lazy_regex(r"([共合总小累])记(?=是?多少|[？?]|$)"), r"\1计"),
    (lazy_regex(r"多小(?=钱|元|块|个|人|天|次|份|家|[？?]|$)"), "多少"),
    (lazy_regex(rf"(?<![这那前后好头近过未十百千万数])几个?(?={_MEASURES})"), "多少"),
    (
        lazy_regex(
            r"(?<![\d.])(1[0-2]|0?[1-9])\.(3[01]|[12]\d|0?[1-9])(?:日|号)?(?=之?[前后]|以[前后]|[起止那]|当[天日]|的?(?:[\u4e00-\u9fff]{0,3}会|纪要|来?[信函]|到期|过期|截止))"
        ),
        r"\1月\2日",
    ),
    (lazy_regex(r"(?<=[今去明前]年)[(（]20\d\d年?[)）]"), ""),
    (
        lazy_regex(r"(?<=[\d一二两三四五六七八九十百千万元块天月年])(?:或者?|及|和)(?:以上|更[多高长久])"),
        "以上",
    ),
    (
        lazy_regex(
            r"(?<=[\d十百千万亿]元)起(?=的|[(（，,。？?]|$)|(?<=[\d百千万亿])起(?=的|[(（，,。？?]|$)"
        ),
        "以上",
    ),
    (
        lazy_regex(
            r"((?:超过|多于|大于|高于|[长久]于)[^，,。；？?（(]{1,10})[(（](?:正好|刚好|恰好|整)?[^（()）]{0,8}(?:不算|不含|不包括|除外)[)）]"
        ),
        r"\1",
    ),
    (
        lazy_regex(
            r"[，,](?:没有?|无|未填|空着?)[^，。]{0,8}的?(?:都|就|也)?(?:不算|除外|不计|不要|跳过|别算)(?=[，,。]|$)"
        ),
        "",
    ),
    (
        lazy_regex(
            r"[，,](?:单位|以|按|用)[是为用]?(?:万元|千元|元|小时|天|斤|公斤|吨|亩)(?:为单位|来?计|表示|来?算)?[。]?$"
        ),
        "",
    ),
    (lazy_regex(r"^算(?:一?下|出)?(?=平均|每|一共|总)"), ""),
    (
        lazy_regex(
            rf"比({_NUMBER}个?(?:天|日|周|星期|月|年|小时|元|块|万元?|斤|公斤|吨|公里|平米)钱?)(?:还|更|要)?(?:(?P<more>[长久多高大贵远重晚])|[短少低小近轻早]|便宜)"
        ),
        lambda found: f"{'超过' if found['more'] else '不到'}{found[1]}",
    ),
    (lazy_regex(r"(?<![\d.月、])(1[0-2]|[1-9])[、和](1[0-2]|[1-9])月(?!\d)"), r"\1月和\2月"),
    (lazy_regex(r"(?<![\d今去明前后当本每每半一两])年([底初末])(?=之?[前后]|以[前后])"), r"今年年\1"),
    (
        lazy_regex(
            r"^(?=.*(?:没|未|欠|还|已|[付收花用]))(.*[的了](?:钱|款|账款|货款|费用|金额)(?:[，,]?[^，。？?]{0,10}?))(?<!没)还?有多少(?=[？?]?$)"
        ),
        r"\1是多少钱",
    ),
    (lazy_regex(r"(?P<verb>[\u4e00-\u9fff])不(?P=verb)(?=[\u4e00-\u9fff][，,的])"), r"\g<verb>"),
)
"""What is typed wrongly or in short, and what is meant: 都有那些, 共记多少, 几个小时, 6.30前."""
_POLITE = lazy_regex(
    r"^(?:(?:你好|您好|各位|大家好|哈喽|嗨|不好意思|打扰(?:一?下)?了?|劳驾|辛苦|麻烦|烦请|请问|请教|(?:我|咱)?(?:就|还)?(?:想|要)(?:问|知道|了解|请教|确认|查|看)(?:一?下)?"
    r"|(?:请|能不能|能否|可否|可不可以|可以)?(?:帮(?:我们?|咱们?|忙|一?下忙?)|替我)(?:[看查问找]{1,2})?(?:一?下|看)?(?:吗|吧)?)(?:[你您](?:们)?(?=帮|给|查|看))?(?:一?下)?[，,、：:。！!\s]*)+(?=.{4,})"
)
_THANKS = lazy_regex(
    r"[，,。；;！!？?\s]*(?:谢谢|多谢|谢了|感谢|拜托|麻烦|辛苦|有劳)(?:[你您]们?|大家|各位|了|啦|哈|帮忙)*[。！!~～\s]*$"
)
_TELL = lazy_regex(
    r"^请?(?:把)?(?:简[要单略短]|大[概致体]|扼要)地?(?:的)?(?:介绍|讲|说|谈|叙述|描述)(?:[讲说谈]|一?下)*(?P<paper>.{3,40}?(?:判决书?|裁定书?|合同|协议书?|租约|纪要|会议|例会|通知|公告|来?信|函|制度|手册|报告))的?(?:(?:主要|大致|大概)?(?:内容|意思|结果))?[？?。\s]*$"
)
"""Asks in short what a paper says: 判决大意说一下, 简单讲讲那份通知."""
_AS_AGREED = lazy_regex(
    r"^(?:按照?|照|依照?|根据|就)(?:目前|现在|现行|眼下|当前|如今)的?(?:约定|规定|合同|协议|条款|情况|说法|安排)?(?:来[看说讲])?[，,]\s*"
)
"""Says that what is so now is asked for, as always."""
_LIST_IT = lazy_regex(
    r"[，,。；;\s]*(?:请|麻烦|可以|能不能|能否)?(?:(?<=[，,])把?[\u4e00-\u9fff]{1,5}?(?:都|也|全)?(?=列|报|写))?(?:帮(?:我们?|忙)|给我们?|替我)?(?:都|全部?|逐[个一]|一一|一个个|分别)*"
    r"(?:列(?:一?列|一?下|出来?|一?个?(?:名单|清单|单子|表))|找(?:一?找|一?下|出来?)|整理(?:一?下|出来?)|拉(?:一?个?(?:名单|清单|单子|表)|出来)|报一?下)(?:吧|吗|好吗|行吗|给我|我看看?)*(?P<aside>[（(][^（()）]{2,20}[)）])?[？?。！!\s]*$"
)
"""Wishes for a list at the end of a question: 帮我列一下."""
_LISTED = lazy_regex(
    r"(?<=[\u4e00-\u9fff]{2})(?P<who>学员|学生|员工|职工|老师|教师|家长|客户|会员|租户|业主|商户|供应商|供货商|单位|公司|司机|师傅|工人|同事|人员?)的?(?:名单|清单|一览表?)(?P<aside>[（(][^（()）]{2,20}[)）])?[？?。\s]*$"
)
"""A list of people, instead of a question for them."""
_BESIDE = lazy_regex(
    r"(?P<asks>.{6,})[，,；;？?]\s*[^，。？?]{1,8}(?:也算上?|也算在内|也要算|也包括)[。！!\s]*$"
)
"""Adds at the end what counts too."""
_PLACE_LAST = lazy_regex(
    r"(?P<asks>[^。？?]{4,}?)[，,]在?(?P<place>(?:[\u4e00-\u9fff]{0,6}(?:台[账帐]|价目表|报价表|名册|登记[簿本表]|记录表?|清单|流水|日志)|表|账)(?:里[面头]?|上[面头]?|中))(?:[算看查]|写的|记的|显示)?[？?。]*"
)
"""Names a sheet at the end: 谁上夜班，名册上写的."""
_GIST = lazy_regex(
    r"^(?P<paper>.{4,}?)的?(?:大意|要点|主要内容|主旨|梗概|大概内容)(?:是什么)?(?:[简大]?[单略要概])?(?:[说讲谈]{1,2}|概括|总结|归纳|介绍)(?:一?下)?[？?。\s]*$"
)
_PAPER = lazy_regex(r"(?:合同|协议书?|租约|文件|文档|纪要|判决书?|信函?|函|报告|制度|规定|条款)$")
_KIND_LAST = lazy_regex(
    r"^(?P<of>[^。；？?]{4,50}?)的?(?P<aside>[（(][^（()）]{2,12}[)）])?的?[，,](?:都|分别)?(?:是|有)(?:哪些|哪几[份个])(?P<noun>(?:合同|协议|租约))[？?。\s]*$"
)
"""Contracts behind what is said of them, after a comma: 要提前通知的，是哪些合同."""
_NOUN_LAST = lazy_regex(
    r"^(?P<of>[^，。；？?]{3,40})的(?P<noun>(?:(?!都)[\u4e00-\u9fff]){1,5}?)(?:现在|目前|一共|总共)?(?:都|分别)*"
    r"(?:(?:有|是|包括)(?:哪些|哪几[\u4e00-\u9fff])|有谁|(?:是|由)谁(?P<who>[\u4e00-\u9fff]{1,4}?)的?)[呀啊呢]?(?P<aside>[（(][^（()）]{2,12}[)）])?[？?。\s]*$"
)
"""The noun behind what is said of it: 没结清的单子有哪些."""
_WHO_FIRST = lazy_regex(
    r"^谁(?:才)?是(?P<who>[^，。；？?]{2,16}[^，。；？?呢]的(?:(?!人|那)[\u4e00-\u9fff]{0,4}))(?:人|那个|那位)?[呀啊呢]?(?P<more>[，,][^。？?]{2,14})?[？?。\s]*$"
)
_SPOKEN = r"讨论|商[量议]|谈论|谈|提|说|聊|议|讲|涉及"
_SPOKEN_LAST = lazy_regex(
    r"^(?P<what>[^。；？?]{2,30}?)(?:的?(?:事情?|问题|情况|话题))?[，,]?(?:都|分别)?(?:是)?在(?:哪[些几]?[次回场个]?|几[次回场])(?P<papers>[^，。？?\s]{0,8}?会)议?(?:上|里|中)?(?:都|有|曾|被)*"
    rf"(?:{_SPOKEN})(?:到|起|及)?[了过]?的?[？?。\s]*$"
)
"""Asks at which meetings a matter came up, the meetings last: 续租的事在哪几次会上谈过."""
_THERE_LAST = lazy_regex(
    r"^(?P<papers>[\u4e00-\u9fff]{0,6}会)议?(?:上|[，,])?(?P<who>[\u4e00-\u9fff]{2,4}?)(?:都|一共|总共|曾)*(?:去|到场?|来|参加|出席|列席|在场)[了过]?的?(?:是|有)?(?:哪[些几]?|几)[次回场][？?。\s]*$"
)
"""Asks at which meetings somebody was, the meetings first: 例会老周去过几次."""
_OF_ROWS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        lazy_regex(
            r"(?<=[的最晚早新后来近])(?:进|来|到|加入)(?:我们|咱们?)?(?:公司|单位|厂里?|店里?|学校|所里|部门)(?=的?(?:人|员工|同事|司机|老师|师傅|是谁|有谁|[，,？?]|$))"
        ),
        "入职",
    ),
    (lazy_regex(r"[没未]有?(?:了|审|办)?结(?=的(?:案|项目|工单|任务|投诉|官司))"), "没办完"),
    (
        lazy_regex(
            r"((?:案[子件]|项目|工单|任务|投诉|官司)[^。？?]{0,20}?)[没未]有?(?:了|审|办)?结(?![清账帐款算余束])"
        ),
        r"\1没办完",
    ),
    (
        lazy_regex(r"(?<=[租费款金钱只])[交缴](?=[到至](?:\d|[一二三四五六七八九十]+月|[今去]年|[年本上]))"),
        "付",
    ),
    (
        lazy_regex(
            r"^(?:哪一?[家个位](?:客户|公司|单位)?|谁)欠着?(?:我们?|咱们?)?的?[钱款账]?最多(?=$|[，,？?])"
        ),
        "欠我们钱最多的是哪家",
    ),
    (lazy_regex(r"[一每](?P<one>[单笔次件台间户套批])平均(?=多少|几)"), r"平均一\g<one>"),
    (lazy_regex(r"(?<=[没未有])(?:缴|掏)|(?:缴|掏)(?=[过了清齐完足])"), "交"),
)
"""What rows call otherwise: who came is 入职, and cases that are not closed are 没办完."""


def usual_words(question: str) -> str:
    """Return a question without what is polite, misspelt or only wishes for a list.

    Args:
        question: As it was asked, in any language; only Chinese ones change.
    """
    text = question.strip()
    if text.isascii() or len(text) > MOST_CHARS or "\n" in text or detected(text) not in ("zh", None):
        return question
    for typed, meant in _TYPED:
        text = typed.sub(meant, text)
    text = _AS_AGREED.sub("", _POLITE.sub("", _THANKS.sub("", text)))
    if (found := _GIST.match(text) or _TELL.match(text)) is not None:
        return f"概括一下{found['paper'].removeprefix('把')}"
    if (found := _BESIDE.fullmatch(text)) is not None and _ASKS.search(found["asks"]) is not None:
        text = found["asks"]
    if (found := _PLACE_LAST.fullmatch(text)) is not None:
        text = f"{found['place']}{found['asks']}"
    if (found := _LIST_IT.search(text)) is not None and len(text[: found.start()]) > 2:
        asked = text[: found.start()]
        text = asked if _ASKS.search(asked) else f"{asked.removeprefix('把')}有哪些"
        text += found["aside"] or ""
    elif _ASKS.search(text) is None and (found := _LISTED.search(text)) is not None:
        text = f"{text[: found.end('who')]}有哪些{found['aside'] or ''}"
    return text


def in_usual_order(question: str) -> str:
    """Return a question as rows and papers are asked, what is asked for first.

    没结清的单子有哪些 is 哪些单子没结清.
    """
    if (found := _SPOKEN_LAST.match(question)) is not None:
        papers = found["papers"] if len(found["papers"]) > 1 else "会议"
        return f"哪几次{papers}谈到{found['what']}"
    if (found := _THERE_LAST.match(question)) is not None:
        return f"{found['who']}参加过哪几次{found['papers']}"
    if (found := _KIND_LAST.match(question)) is not None:
        return f"哪些{found['noun']}{found['of'].removesuffix('的')}{found['aside'] or ''}"
    if (found := _WHO_FIRST.match(question)) is not None:
        question = f"{found['who']}是谁{found['more'] or ''}"
    for said, meant in _OF_ROWS:
        question = said.sub(meant, question)
    found = _NOUN_LAST.match(question)
    if found is None or _PAPER.search(found["noun"]) is not None:
        return question
    if found["of"].endswith(("里", "中", "上", "内")):
        return f"{found['of']}哪些{found['noun']}"
    who = f"，是谁{found['who']}的" if found["who"] else ""
    return f"哪些{found['noun']}{found['of']}{found['aside'] or ''}{who}"
