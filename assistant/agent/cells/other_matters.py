"""Tell sentences that speak of another thing in like words.

A deposit is paid too, and notice of defects is no notice to end. All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.agent.cells.cell_model import Judged, spoken
from assistant.agent.words.amounts import amount_in
from assistant.agent.words.value_spans import part_around, value_spans
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, run_in


class _Words(NamedTuple):
    """Words of a topic.

    Attributes:
        other: Those of other things that are said alike.
        own: Those of what is asked, beside which they count for nothing.
        of_value: Whether the clause of the value is looked at too.
        others: Somebody whose notice ends no contract but their own word; None for nobody.
        exact: Whether only a sentence with its own words, or a figure, may say anything of it.
        headed: Whether its own words count that stand in the heading of a sentence.
    """

    other: re.Pattern[str]
    own: re.Pattern[str]
    of_value: bool
    others: re.Pattern[str] | None = None
    exact: bool = False
    headed: bool = True


_BESIDE = _Words(
    lazy_regex(
        r"\b(?:witness(?:es|ed|ing)?|in (?:the )?presence of|(?:was|were|is|are) present"
        r"|(?:brought about|introduced|arranged|mediated|negotiated|brokered|procured) (?:by|through)|commission of|finder['’]?s fee|(?:insured|a policy) with|drawn up by)\b"
        r"|见证|证明人|[在到]场|经[^，。；]{2,24}(?:介绍|居间|撮合)|居间|中介|介绍费|佣金",
        re.IGNORECASE,
    ),
    lazy_regex(
        r"\b(?:between|lets?|hereby|supplie[rds]|provide[rds]|customer|client|landlord|tenant|part(?:y|ies) [ab12])\b|甲方|乙方",
        re.IGNORECASE,
    ),
    of_value=False,
)
"""Who looked on when a contract was signed, or brought it about, is none of its sides."""
_TOPICS = {
    "provider": _BESIDE,
    "customer": _BESIDE,
    "cap": _Words(
        lazy_regex(
            r"\b(?:insur\w+|polic(?:y|ies)|premiums?)\b|投保|保险|保额|保单",
            re.IGNORECASE,
        ),
        lazy_regex(
            r"\b(?:liab(?:le|ility)|responsib\w+|compensat\w+|damages|claims?)\b(?! (?:insur\w+|cover|polic\w+))[^.;]{0,80}\b(?:limit\w*|exceed\w*|more than|up to|maximum|at (?:the )?most|cap(?:ped)?|restricted|beyond|(?:greater|higher) than|ceiling)\b"
            r"|\b(?:limit\w*|cap(?:ped)?|ceiling|maximum|up to|no more than|not more than)\b[^.;]{0,60}\b(?:liab(?:le|ility)|responsib\w+|compensat\w+|damages|goods|items?)\b(?! (?:insur\w+|cover|polic\w+))"
            r"|(?:责任|赔)[^。；]{0,40}(?:为限|不超过|上限|最高|最多|至多|封顶)|为限[^。；]{0,8}(?:赔|责任|承担)|(?:最高|最多|至多|不超过|上限|限额)[^。；]{0,24}(?:赔|责任)|\bpays? (?:no|not) more than\b",
            re.IGNORECASE,
        ),
        of_value=False,
        exact=True,
    ),
    "end": _Words(
        lazy_regex(
            r"\b(?:prices?|quotations?|insur\w+|polic(?:y|ies)|warrant\w+|permits?|certificates?|accreditation|driving licen[cs]e|passport|identity (?:card|seen)|framework|drafts?|outgoing|previous|former|probation|trial)\b"
            r"|价格|报价|单价|不涨|保险|保单|质保|保修|许可证|资质|证书|执照|身份证|驾驶证|护照|合格证|证书?的|商标|注册|签证|工作许可|办学许可|备案|报告|健康证|检测|试[做用运]|原(?:服务|承包|承租|供应)",
            re.IGNORECASE,
        ),
        lazy_regex(
            r"\b(?:agreement|contract|lease|term|appointment|engagement|employment|tenancy|hire|(?<!driving )licen[cs]e|loan|subscription|services?|works?|supply|we|you|party|parties|until further)\b"
            r"|合同|协议|租[期赁用]|期限|(?:合同|协议|本约|约定)[^，。；]{0,4}有效期|服务期|合作|约定|双方|履行",
            re.IGNORECASE,
        ),
        of_value=False,
        headed=False,
    ),
    "law": _Words(
        lazy_regex(
            r"\b(?:Acts? (?:of )?(?:19|20)\d\d|(?:Order|Regulations?) (?:19|20)\d\d|(?:go(?:es)?|went|recourse) to (?:the )?law|(?:the )?law (?:requires?|demands?|allows?|permits?|provides?)|(?:required|allowed|permitted|demanded|prescribed) by (?:the )?law|by law|police)\b"
            r"|依法|法律(?:规定|允许|要求)|《[^》]{2,24}法》第",
            re.IGNORECASE,
        ),
        lazy_regex(
            r"\b(?:govern\w*|constru\w+|interpret\w+|subject to)\b[^.;]*\blaws?\b|\blaws?\b[^.;]*\b(?:govern\w*|appl(?:y|ies)|constru\w+)\b|\blaws? of\b|\b[A-Z]\w+ laws?\b|适用[^。；]{0,20}法|依[^。；]{0,12}法律(?:解释|管辖)",
        ),
        of_value=False,
    ),
    "late": _Words(
        lazy_regex(
            r"\b(?:discounts?|rebates?|refund\w*|credit(?:ed|s)?|direct debit|bonus)\b|折扣|优惠|返还|奖励",
            re.IGNORECASE,
        ),
        lazy_regex(
            r"\b(?:late\w*|overdue|interest|delay\w*|arrears|unpaid|default\w*)\b|逾期|超过|滞纳|迟延|迟付|利息|违约|[万千]分之|‰",
            re.IGNORECASE,
        ),
        of_value=True,
    ),
    "price": _Words(
        lazy_regex(
            r"\b(?:repaid|reimburs\w+|refund\w*|paid back|expenses?|out[- ]of[- ]pocket|receipts?)\b|保险金额|保额|报销|凭票|凭据|实报实销",
            re.IGNORECASE,
        ),
        lazy_regex(
            r"\b(?:fees?|prices?|priced|charges?|charged|rates?|rent|salary|wages?|hourly|daily|monthly|yearly|invoiced?)\b|[价租薪]|费用?[为是：:共按]|工资|报酬|每[月年季]",
            re.IGNORECASE,
        ),
        of_value=True,
    ),
    "pay": _Words(
        lazy_regex(
            r"\b(?:deposits?|down[ -]?payments?|pre-?pa(?:y\w*|id)|advance payments?|an? advance|security|bond|retainer|earnest money|days['’]? notice)\b"
            r"|押金|定金|订金|保证金|预付款|预付(?!.{0,6}租)|预收|首付|履约金",
            re.IGNORECASE,
        ),
        lazy_regex(
            r"\b(?:balance|remain\w*|rest|invoices?|bills?)\b|余款|尾款|其余|剩余|余额|发票|账单",
            re.IGNORECASE,
        ),
        of_value=True,
    ),
    "notice": _Words(
        lazy_regex(
            r"\b(?:notif\w+|informs?|informed|tells?|told|know|defects?|faults?|damaged?|complain\w*|claims?|breakdowns?|shortages?|deliver\w*|collect\w*|goods|versions?|updates?"
            r"|inspect\w*|visits?|enter\w*|access|clos(?:ed?|ures?)|holidays?|absen\w+|changes?|changed|increases?|meetings?|maintenance|repairs?|orders?|bookings?|raised?|mov(?:e|es|ed|ing))\b"
            r"|质量|破损|损坏|瑕疵|缺陷|异议|漏水|故障|提货|交货|送货|发货|订货|取货|停课|停电|停水|检修|维修|保养|升级|[调涨]价|价格|调整|变更|变动|地址|[入进]场|检查|参观|请假|休假|验收|投诉|索赔|开会|会议|移动|搬[动迁]|调租|上调|换版|素材|停餐|停产|停业|许可证",
            re.IGNORECASE,
        ),
        lazy_regex(
            r"\b(?:end(?:s|ed|ing)?|terminat\w+|cancel\w*|break|give up|given up|leav(?:es?|ing)|quit\w*|resign\w*|renew\w*|withdraw\w*|stop(?:s|ped|ping)?|wants? out|notice period|period of notice|either (?:party|side))\b"
            r"|终止|解除|解约|退租|退出|辞职|离职|期满|[续]|通知期|任何一方|任一方|双方均",
            re.IGNORECASE,
        ),
        of_value=False,
        others=lazy_regex(
            r"\b(?:guarant(?:ors?|ees?)|suret(?:y|ies)|sub-?tenants?)\b|担保|保证人", re.IGNORECASE
        ),
    ),
}
_CLAUSE = lazy_regex(r"[;；。，]|,\s|\.\s|\band\b(?! the first)")
_ONLY_WHEN = lazy_regex(
    r"\W*(?:within|(?:not|no) later than|by|on|upon|after|at least)\b.*|.*[内前后时]",
    re.IGNORECASE | re.DOTALL,
)
"""A clause that says when, and nothing of what: what follows is meant."""


def without_others(judged: Judged) -> Judged:
    """Return what was judged, without sentences on another thing.

    As likely as they were it is that nothing is stated.
    """
    judged = _without_trials(judged)
    if judged.topic and not is_of_another_deal(judged.question):
        judged = _left(judged, [one for one in judged.ranked if not is_of_another_deal(one[0].text)])
    if judged.topic == "pay":
        judged = _left(judged, [one for one in judged.ranked if not is_of_bill(one[0].text)])
    words = _TOPICS.get(judged.topic)
    if words is None or words.other.search(judged.question) is not None:
        return judged
    title = judged.ranked[0][0].passage.title if judged.ranked else ""
    if judged.topic == "end" and words.other.search(title) is not None:
        return judged  # an insurance states when the insurance ends
    ranked = [one for one in judged.ranked if not _speaks_of_other(one[0], judged.topic, words)]
    return _named(_left(judged, ranked), words) if words.exact else _left(judged, ranked)


def _named(judged: Judged, words: _Words) -> Judged:
    """Make a sentence likelier that says the very thing by its name."""
    plain = next((one for one in judged.ranked if words.own.search(one[0].text)), None)
    if plain is None or any(chance >= SAID_PLAINLY for _, chance in judged.ranked):
        return judged
    left = (1 - SAID_PLAINLY) / (1 - plain[1])  # shared as it was
    ranked = [(unit, SAID_PLAINLY if unit is plain[0] else chance * left) for unit, chance in judged.ranked]
    return replace(judged, ranked=tuple(sorted(ranked, key=lambda one: -one[1])), absent=judged.absent * left)


SAID_PLAINLY = 0.5
"""Likelihood of a sentence that says the very thing by its name."""


def _left(judged: Judged, ranked: Sequence[tuple[Unit, float]]) -> Judged:
    lost = sum(chance for _, chance in judged.ranked) - sum(chance for _, chance in ranked)
    return replace(judged, ranked=tuple(ranked), absent=min(judged.absent + lost, 1.0))


def is_of_another_deal(text: str) -> bool:
    """Return whether a sentence speaks of a deal before this one or with others."""
    left = _OF_ANOTHER_DEAL.sub(" ", text)
    return left != text and _THIS_DEAL.search(left) is None


_THIS_DEAL = lazy_regex(
    r"\b(?:this|the present) (?:contract|agreement|lease|licence|deed)\b|本(?:合同|协议|租约|约定)",
    re.IGNORECASE,
)
_EARLIER = r"(?:suppliers?|contractors?|tenants?|landlords?|agreements?|contracts?|leases?|providers?|agenc(?:y|ies)|agents?|firms?|owners?|prices?|rents?|fees?|sponsors?)"
_OF_ANOTHER_DEAL = lazy_regex(
    rf"\b(?:previous|former|prior|earlier|outgoing|last) (?:\w+ )?{_EARLIER}\b(?! (?:day|month|year))|\bpreviously (?:by|with|held|supplied|provided|sold|run)\b|\bbefore this (?:contract|agreement|lease|licence)\b"
    r"|\b(?:not|no) part of this (?:contract|agreement|lease)\b|\bnothing to do with this\b|\buntil now\b|\btook the place of\b|\btaken over from (?!the (?:date|day))|\bunder a contract of its own\b"
    r"|此前(?!双方|甲|乙|[^，。]{0,4}(?:个月|年|日|天))|前一(?:家|任|位)|前一[^一，。]{1,4}商|前任(?:房东|租户|承租|供应|服务|保洁|承包)|上一(?:家|任|份)|原(?:承租|承包|服务|供应|收运|施工|保洁)(?:商|方|人|单位)|与本(?:合同|协议|约)无关|仅供参考|不以此为准",
    re.IGNORECASE,
)
"""Speaks of a deal before this one, or with others."""
_TRIAL = lazy_regex(
    r"(?<!after )(?<!after the )(?<!after your )(?<!after his )(?<!after her )(?<!end of the )(?<!following the )\b(?:probation\w*|trial)\b|试用",
    re.IGNORECASE,
)
_TRIAL_AND_LATER = lazy_regex(
    r"\b(?:after(?:wards)?|thereafter|otherwise|then|from then)\b|转正|[期]满|之?后|过了", re.IGNORECASE
)
LEAST_USUAL = 0.05
"""How likely another sentence states the notice, for that of a trial to be none of what is asked."""


def _without_trials(judged: Judged) -> Judged:
    """Leave out the notice of a trial where another is stated, and none is asked.

    What it was likely the others are, each by its share.
    """
    if judged.topic not in ("notice", "price") or _TRIAL.search(judged.question) is not None:
        return judged
    usual = [
        (unit, chance)
        for unit, chance in judged.ranked
        if _TRIAL.search(said := f"{run_in(unit)} {unit.text}") is None
        or _TRIAL_AND_LATER.search(said) is not None
    ]
    left = sum(chance for _, chance in usual)
    if len(usual) == len(judged.ranked) or max((chance for _, chance in usual), default=0.0) < LEAST_USUAL:
        return judged
    more = sum(chance for _, chance in judged.ranked) / left
    return replace(judged, ranked=tuple((unit, chance * more) for unit, chance in usual))


def _speaks_of_other(unit: Unit, topic: str, words: _Words) -> bool:
    """Return whether a sentence, or the clause of a day, speaks of another thing."""
    if topic != "end":
        return _is_other(unit.text, spoken(unit), words)
    days = value_spans(unit.text, "date")
    parts = [part_around(unit.text, *one, _CLAUSE) for one in days] or [unit.text]
    return all(_is_other(one, one, words) for one in parts)


def speaks_of_other(unit: Unit, topic: str, question: str) -> bool:
    """Return whether a sentence speaks of another thing than the topic that is asked."""
    words = _TOPICS.get(topic)
    if words is None or words.other.search(question) is not None:
        return False
    return _is_other(unit.text, spoken(unit), words)


def _is_other(text: str, said: str, words: _Words) -> bool:
    if words.others is not None and words.others.search(text) is not None:
        return True
    if words.own.search(said if words.headed else text) is not None:
        return False
    return words.other.search(text) is not None or (words.exact and _FIGURE.search(text) is None)


_FIGURE = lazy_regex(
    r"\d|百分之|[一二两三四五六七八九十百千万]+(?:个?月|倍|万|千|百|元|成)|\b(?:one|two|three|four|five|six|ten|twelve|hundred|thousand|million|double|twice)\b",
    re.IGNORECASE,
)


def says_plainly(unit: Unit, topic: str) -> bool:
    """Return whether a sentence says the very thing by its name."""
    words = _TOPICS.get(topic)
    return words is not None and words.exact and words.own.search(unit.text) is not None


def is_other_time(unit: Unit, value: str, topic: str) -> bool:
    """Return whether a length of time in a sentence is none of the topic asked."""
    if topic == "notice":
        amount = amount_in(value, "duration")
        return amount is not None and amount.value < 1
    return topic == "pay" and not is_payment_term(unit, value)


def is_payment_term(unit: Unit, value: str) -> bool:
    """Return whether a length of time in a sentence may be that in which is paid.

    Not how late a bill is, how long a day's work or a lease lasts, or how often rent is paid.
    """
    amount = amount_in(value, "duration")
    at = unit.text.find(value)
    if amount is None or at < 0 or not 1 <= amount.value <= _LONGEST_TERM:
        return False
    if _EVERY.search(unit.text, 0, at) is not None:
        return False
    part = part_around(unit.text, at, at + len(value), _CLAUSE)
    if is_of_bill(part):
        return False
    return _PAYS.search(spoken(unit)) is not None and _LATE.search(part) is None


def is_of_bill(part: str) -> bool:
    """Return whether a clause says when a bill is made out, and not when it is paid."""
    return _BILLS.search(part) is not None and _PAID.search(part) is None


_BILLS = lazy_regex(
    r"\b(?:sends?|issues?|issued|submits?|renders?|raises?|provides?|prepares?|checks?|makes? out|queries|disputes?)\b[^.;]{0,40}\b(?:invoices?|bills?|statements?|accounts?)\b|\b(?:invoices?|bills?|statements?) (?:is|are) (?:sent|issued|raised|submitted|rendered|made out)\b"
    r"|(?:开具|开出|出具|寄送|提交|提供|送)[^，。；]{0,12}(?:发票|账单|对账|结算单|收据)|(?:开票|对账|核对)(?=[^，。；]{0,3}\Z)",
    re.IGNORECASE,
)
_PAID = lazy_regex(
    r"\b(?:pa(?:y|ys|yable|yments?|id|ying)|settle\w*|due|net|remit\w*|transfer\w*|after)\b|付|支|结清|汇|打款|结算(?!单)|划款|[转划打][入到给账]|缴|发放|发薪|(?:发票|账单|对账单?|抄表)[^，。；]{0,6}(?:之?后|之日|[以之]?[内起])[^，。；]{0,10}结",
    re.IGNORECASE,
)
"""Words of making out a bill, and of paying it."""


_LONGEST_TERM = 200
"""Days in which a bill is to be paid at most."""
_PAYS = lazy_regex(
    r"\b(?:pa(?:y|ys|yable|yments?|id|ying)|settle\w*|due|invoices?|bills?|net|credit|remit\w*|transfer\w*)\b|付|结|账|款|汇|[转划打][入到给账]|缴|发放|发薪",
    re.IGNORECASE,
)
_LATE = lazy_regex(
    r"\b(?:late|overdue|unpaid|arrears|behind|old|notice)\b|逾期|拖欠|迟延|未付|未支付|通知", re.IGNORECASE
)
_EVERY = lazy_regex(r"(?:每(?:满|隔)?|\b(?:each|every) )\Z", re.IGNORECASE)


def of_topic(text: str, spans: list[tuple[int, int]], topic: str, question: str) -> list[tuple[int, int]]:
    """Return the values of a sentence without those of another thing.

    All of them where none is left.
    """
    words = _TOPICS.get(topic)
    if words is None or not words.of_value or words.other.search(question) is not None:
        return spans
    return [one for one in spans if not _of_other(text, one, words)] or spans


def _of_other(text: str, span: tuple[int, int], words: _Words) -> bool:
    part = part_around(text, *span, _CLAUSE)
    if _ONLY_WHEN.fullmatch(part):
        after = text.find(part) + len(part)
        part += part_around(text, min(after + 2, len(text)), min(after + 2, len(text)), _CLAUSE)
    return _is_other(part, part, words)
