"""Tell who is who in a deal by the verb between two names.

All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from assistant.regexes import lazy_regex

_BEFORE_THE_VERB: Sequence[tuple[str, str, str]] = (
    ("lender", r"\b(?:lends?|lent|has lent|will lend|advances?)\b", "borrower"),
    ("borrower", r"\bborrow(?:s|ed)?\b|\bowes?\b", "lender"),
    ("employer", r"\b(?:hires?|employs?|appoints?|recruits?|takes on)\b", "employee"),
    ("employee", r"\b(?:joins?|works? (?:for|at|with)|is (?:employed|hired|engaged) by|enters? (?:into )?the (?:service|employment) of)\b", "employer"),
    ("employer", r"\boffers?\b.*\byou\b", "employee"),
    ("customer", r"\b(?:engages?|commissions?|instructs?|retains?|hires?|buys?\b.*\bfrom|purchases?\b.*\bfrom|orders?\b.*\bfrom)\b", "supplier"),
    ("supplier", r"\b(?:supplies|provides?|sells?|delivers?|(?:will|shall|is to|agrees to|undertakes to) (?:supply|provide|clean|maintain|deliver|perform|repair|carry|do|look|advise|service|build|design))\b", "customer"),
    ("licensor", r"\b(?:licen[sc]es|grants?|allows?|permits?|authori[sz]es)\b", "licensee"),
    ("landlord", r"\b(?:lets|rents out|leases)\b(?!.{0,40} from )", "tenant"),
    ("tenant", r"\b(?:rents|leases|hires|takes)\b.{0,60}\bfrom\b", "landlord"),
    ("discloser", r"\b(?:discloses?|reveals?|shows?|entrusts?|(?:is about to|will|shall|intends to|wants to) (?:show|disclose|reveal|share|entrust|send|hand|give))\b", "recipient"),
    ("recipient", r"\b(?:gets?|receives?|obtains?)\b.*\bfrom\b", "discloser"),
)  # fmt: skip
"""Who stands before a verb, the verb, and who stands behind it."""
_ZH_BEFORE_THE_VERB: Sequence[tuple[str, str, str]] = (
    ("lender", "(?:出?借|贷款?|出借款项)给", "borrower"),
    ("borrower", "[向从](?=[^，。]{2,30}借)", "lender"),
    ("employer", "聘用|雇用|录用|招用|聘请|聘任|邀请(?=您)", "employee"),
    ("employee", "(?:受雇于|受聘于|就职于|任职于|加入|到|在)(?=[^，。]{2,30}(?:工作|担任|任职|上班|[，。]|$))", "employer"),
    ("customer", "委托|聘请|雇请|邀请|请", "supplier"),
    ("supplier", "负责|(?:为|向|给)(?=[^，。]{2,40}(?:提供|维护|供应|供货|服务|保洁|设计))|承接", "customer"),
    ("licensor", "许可|授权|允许|准许|同意", "licensee"),
    ("discloser", "向(?=[^，。]{2,40}(?:披露|出示|提供|展示|透露))", "recipient"),
    ("recipient", "[从自向](?=[^，。]{2,40}(?:取得|获得|得到|获取|接收|收到))", "discloser"),
    ("landlord", "(?:出租|租)给", "tenant"),
    ("tenant", "[向从](?=[^，。]{2,30}(?:租用|承租|租赁|租下|租))", "landlord"),
)  # fmt: skip
_ENGLISH = [(one, lazy_regex(verb, re.IGNORECASE), other) for one, verb, other in _BEFORE_THE_VERB]
ORGANISATIONS = (
    "有限责任公司|股份有限公司|有限公司|公司|集团|研究院|研究所|大学|学校|医院|中心|事务所|工作室|银行|工厂|厂|店|社|委员会"
    "|(?<=[\u4e00-\u9fff]{3})(?:[美博图体展][^，。]{1,2}馆|协会|学会|基金会|俱乐部|剧院|幼儿园|农场|马场|(?:租赁|商|车|律)行)"
)
"""What names of Chinese firms and bodies end with."""
SURNAMES = (
    "欧阳|司马|上官|诸葛|[王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "施翁裴阮倪童颜柯耿兰鲍聂洪尤凌祝柳岑娄霍樊殷俞詹庞褚奚卞桂甄芮隋屈冉焦窦慕佟晏郁戚邬葛简]"
)
_ORGANISATION = rf"[\u4e00-\u9fff（）·]{{2,30}}?(?:{ORGANISATIONS})"
_PERSON = rf"(?:{SURNAMES})[\u4e00-\u9fff]{{1,2}}?"
_ADVERB = r"(?:[（(][^）)]{0,20}[）)])?(?:现|将|愿意?|已|兹|特)?"
_CHINESE = [
    (
        one,
        lazy_regex(
            rf"(?:\A|[，。：；、\s]|我们|兹由|由|您)(?P<a>{_ORGANISATION}|{_PERSON}){_ADVERB}(?P<verb>{verb})您?"
            rf"(?P<b>{_ORGANISATION}|{_PERSON}(?=[担任为作的在使安从将取借出提贷下，。、；（(]|$))"
        ),
        other,
    )
    for one, verb, other in _ZH_BEFORE_THE_VERB
]
_NAME = lazy_regex(rf"(?:{_ORGANISATION}|{_PERSON})")
_NO_NAMES = frozenset(
    ("金额", "余额", "方式", "方法", "程序", "任何", "任务", "范围", "高于", "白天", "夏季", "严禁", "向导")
)
"""Words that begin like a surname."""
_MOST = 6
"""Names of a sentence that are held against its verbs."""


_ANY_OTHER = lazy_regex("其[他它]|任何|不[给得能]")


def is_name(text: str) -> bool:
    """Return whether Chinese words are the name of a firm or of a person."""
    return text not in _NO_NAMES and _NAME.fullmatch(text) is not None and _ANY_OTHER.search(text) is None


def party_by_verb(text: str, role: str, names: Sequence[tuple[int, int]]) -> str:
    """Return who has a role in a sentence, by the verb between two names, or "".

    Args:
        text: The sentence.
        role: Whose name is wanted.
        names: Where names stand in it, in order.
    """
    for one, pattern, other in _CHINESE:
        if role in (one, other) and (found := pattern.search(text)) is not None:
            return found["a" if role == one else "b"]
    pairs = list(islice(pairwise(names), _MOST))
    for one, pattern, other in _ENGLISH:
        if role not in (one, other):
            continue
        for first, second in pairs:
            between = text[first[1] : second[0]]
            if len(between) <= 90 and ". " not in between and pattern.search(between) is not None:
                start, end = first if role == one else second
                return text[start:end]
    return ""
