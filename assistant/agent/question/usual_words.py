"""Put a Chinese question into usual words, and into usual order. Pure.

麻烦帮我把没结清的单子列一下，谢谢 asks what 哪些单子没结清 does. What is polite, what is typed wrongly and how a list is wished for says nothing
of what is meant, so it is taken away before any road reads the question; names and figures stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.languages import detected
from assistant.regexes import lazy_regex

MOST_CHARS = 90
"""Longer questions are texts, which are left as they are."""
_ASKS = lazy_regex(
    r"[哪谁几]|什么|多[少久长大高远重快宽]|怎[么样]|如何|何[时人处]|是否|有没有|[是能要可行好对有]不|[吗么呢][？?]?$"
)
"""Asks by itself."""
_MEASURES = r"小时|钟头|公斤|千克|公里|千米|平米|平方米|毫升|工日|人天|万元|[斤吨升米亩]|块钱|元钱"
_TYPED: Sequence[tuple[re.Pattern[str], str]] = (
    (lazy_regex(r"(?<=[是有在到过])那(?=(?:些|几)[\u4e00-\u9fff]{0,4}[？?。！!\s]*$)"), "哪"),
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
    (lazy_regex(r"(?<![\d.月、])(1[0-2]|[1-9])[、和](1[0-2]|[1-9])月(?!\d)"), r"\1月和\2月"),
    (
        lazy_regex(r"(?<![\d今去明前后当本每半一两])(?<![今去明前后]年)年([底初末])(?=之?[前后]|以[前后])"),
        r"今年年\1",
    ),
)
"""What is typed wrongly or in short, and what is meant: 都有那些, 几个小时, 6.30前."""
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
_LIST_IT = lazy_regex(
    r"[，,。；;\s]*(?:请|麻烦|可以|能不能|能否)?(?:(?<=[，,])把?[\u4e00-\u9fff]{1,5}?(?:都|也|全)?(?=列|报|写))?(?:帮(?:我们?|忙)|给我们?|替我)?(?:都|全部?|逐[个一]|一一|一个个|分别)*"
    r"(?:列(?:一?列|一?下|出来?|一?个?(?:名单|清单|单子|表))|找(?:一?找|一?下|出来?)|整理(?:一?下|出来?)|拉(?:一?个?(?:名单|清单|单子|表)|出来)|报一?下)(?:吧|吗|好吗|行吗|给我|我看看?)*(?P<aside>[（(][^（()）]{2,20}[)）])?[？?。！!\s]*$"
)
"""Wishes for a list at the end of a question: 帮我列一下."""
_GIST = lazy_regex(
    r"^(?P<paper>.{4,}?)的?(?:大意|要点|主要内容|主旨|梗概|大概内容)(?:是什么)?(?:[简大]?[单略要概])?(?:[说讲谈]{1,2}|概括|总结|归纳|介绍)(?:一?下)?[？?。\s]*$"
)
_PAPER = lazy_regex(r"(?:合同|协议书?|租约|文件|文档|纪要|判决书?|信函?|函|报告|制度|规定|条款)$")
_NOUN_LAST = lazy_regex(
    r"^(?P<of>[^，。；？?]{3,40})的(?P<noun>(?:(?!都)[\u4e00-\u9fff]){1,5}?)(?:现在|目前|一共|总共)?(?:都|分别)*"
    r"(?:(?:有|是|包括)(?:哪些|哪几[\u4e00-\u9fff])|有谁|(?:是|由)谁(?P<who>[\u4e00-\u9fff]{1,4}?)的?)[呀啊呢]?(?P<aside>[（(][^（()）]{2,12}[)）])?[？?。\s]*$"
)
"""The noun behind what is said of it: 没结清的单子有哪些."""
_SPOKEN_LAST = lazy_regex(
    r"^(?P<what>[^。；？?]{2,30}?)(?:的?(?:事情?|问题|情况|话题))?[，,]?(?:都|分别)?(?:是)?在(?:哪[些几]?[次回场个]?|几[次回场])(?P<papers>[^，。？?\s]{0,8}?会)议?(?:上|里|中)?(?:都|有|曾|被)*"
    r"(?:讨论|商[量议]|谈论|谈|提|说|聊|议|讲|涉及)(?:到|起|及)?[了过]?的?[？?。\s]*$"
)
"""Asks at which meetings a matter came up, the meetings last: 续租的事在哪几次会上谈过."""
_THERE_LAST = lazy_regex(
    r"^(?P<papers>[\u4e00-\u9fff]{0,6}会)议?(?:上|[，,])?(?P<who>[\u4e00-\u9fff]{2,4}?)(?:都|一共|总共|曾)*(?:去|到场?|来|参加|出席|列席|在场)[了过]?的?(?:是|有)?(?:哪[些几]?|几)[次回场][？?。\s]*$"
)
"""Asks at which meetings somebody was, the meetings first: 例会老周去过几次."""
_OWES_MOST = lazy_regex(
    r"^(?:哪一?[家个位](?:客户|公司|单位)?|谁)欠着?(?:我们?|咱们?)?的?[钱款账]?最多(?=$|[，,？?])"
)


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
    text = _POLITE.sub("", _THANKS.sub("", text))
    if (found := _GIST.match(text) or _TELL.match(text)) is not None:
        return f"概括一下{found['paper'].removeprefix('把')}"
    if (found := _LIST_IT.search(text)) is not None and len(text[: found.start()]) > 2:
        asked = text[: found.start()]
        text = asked if _ASKS.search(asked) else f"{asked.removeprefix('把')}有哪些"
        text += found["aside"] or ""
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
    question = _OWES_MOST.sub("欠我们钱最多的是哪家", question)
    found = _NOUN_LAST.match(question)
    if found is None or _PAPER.search(found["noun"]) is not None:
        return question
    if found["of"].endswith(("里", "中", "上", "内")):
        return f"{found['of']}哪些{found['noun']}"
    who = f"，是谁{found['who']}的" if found["who"] else ""
    return f"哪些{found['noun']}{found['of']}{found['aside'] or ''}{who}"
