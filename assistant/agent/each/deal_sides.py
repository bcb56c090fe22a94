"""Tell on which side of a contract we are.

"Customer contracts" are those in which we supply, 租进来的 those in which we rent. What a contract calls us tells it, or what it calls the other; where it calls neither by a role, who pays. All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.agent.papers.papers_meant import asked_by_role
from assistant.agent.papers.sides import Sides
from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit

Side = Literal["gives", "gets", "lets", "rents", "employs", ""]
"""What we do in a contract; "" where that is not known."""
_OPPOSITE: dict[Side, Side] = {
    "gives": "gets", "gets": "gives", "lets": "rents", "rents": "lets", "employs": "employs", "": "",
}  # fmt: skip
_LEASED: dict[Side, Side] = {"gets": "rents", "gives": "lets"}
"""Of a side, what it is where a place or a thing is let: its customer rents it."""
MAY_BE: dict[Side, Side] = {"gets": "rents", "gives": "lets"}
"""Of a side that is asked, the one that may be meant too."""
_EMPLOYEE = lazy_regex(r"employees?|worker|apprentice|用人单位|劳动者|员工", re.IGNORECASE)
_ROLES: Sequence[tuple[Side, re.Pattern[str]]] = (
    ("lets", lazy_regex(r"landlord|landlady|lessor|owner|出租[方人]|房东", re.IGNORECASE)),
    ("rents", lazy_regex(r"tenant|lessee|hirer|renter|承租[方人]|租客|租用[方人]", re.IGNORECASE)),
    ("gets", lazy_regex(r"customer|client|buyer|purchaser|employer|licensee|depositor|consignor|采购[方人]|购买方|买[方受]人?|需方|委托[方人]|委印[方人]|定作[方人]|定做[方人]|订货[方人]|存货人|寄存人|被许可[方人]|发包[方人]|托运[方人]|客户|用户", re.IGNORECASE)),
    ("gives", lazy_regex(r"supplier|vendor|seller|provider|contractor|subcontractor|licensor|insurer|carrier|builder|consultant|供[方应货][方人商]?|出?卖[方人]|承印[方人]|承揽[方人]|承包[方人]|承运[方人]|加工[方人]|制作[方人]|保管[方人]|许可[方人]|受托[方人]|服务[方商]|施工[方人]|维保[方人]", re.IGNORECASE)),
)  # fmt: skip
"""What a contract calls somebody who does so; an employer has work done where there is no employee."""
_PAYS = lazy_regex(
    r"\b(?:pays?|(?:shall|will|must|has to) pay)\b|支付|付款|付清|缴纳|交纳|结清", re.IGNORECASE
)
_CLAUSE = lazy_regex(r"[.;。；\n]")


def side_of(units: Sequence[Unit], sides: Sides, *, leased: bool) -> tuple[Side, Unit | None]:
    """Return on which side of a contract we are, and the sentence that tells it.

    Args:
        units: The sentences of the contract.
        sides: Who is who.
        leased: Whether it is a lease.
    """
    if any(_EMPLOYEE.fullmatch(word) for word in sides.called | sides.others):
        return "employs", next((one for one in units if _EMPLOYEE.search(one.text)), None)
    for called, ours in ((sides.called, True), (sides.others, False)):
        every = [(side, word) for word in called for side, role in _ROLES if role.fullmatch(word)]
        found = {side if ours else _OPPOSITE[side] for side, _ in every}
        if len(found) == 1:
            word = every[0][1].casefold()
            side = found.pop()
            return _LEASED.get(side, side) if leased else side, next(
                (one for one in units if word in one.text.casefold()), None
            )
    return _by_payment(units, sides, leased=leased)


def _by_payment(units: Sequence[Unit], sides: Sides, *, leased: bool) -> tuple[Side, Unit | None]:
    for unit in units:
        for pays in _PAYS.finditer(unit.text):
            first = max((one.end() for one in _CLAUSE.finditer(unit.text, 0, pays.start())), default=0)
            said = unit.text[first : pays.start()]
            who = sides.speaks_of(said)
            if who:
                sold: Side = "lets" if leased else "gives"
                return (_OPPOSITE[sold] if who > 0 else sold), unit
    return "", None


@dataclass(frozen=True, slots=True)
class SideAsked:
    """On which side we are in the contracts that a question asks for.

    Attributes:
        side: What we do in them.
        bare: The question without it; "" where nothing more is asked.
    """

    side: Side
    bare: str


_DEALS = r"(?:contracts?|agreements?|deals?|leases?|papers?)"
_HELD = r"(?:where|in which|under which|that|which)?\s*(?:we|our (?:firm|company|office)|us)(?:['’]re| are| act as|is)? (?:as )?(?:the |an? )?"
_ASKS: Sequence[tuple[Side, re.Pattern[str]]] = (
    ("gives", lazy_regex(rf"\b(?:customers?|clients?|buyers?)['’]? (?={_DEALS}\b)|\b(?:made |signed |concluded )?(?:with|from|for) (?:our |any |the |all )*(?:customers|clients|buyers)\b|\b(?:customers|clients|buyers)(?= (?:do|have) we (?:have|signed?) )|{_HELD}(?:suppliers?|sellers?|vendors?|contractors?|(?:service )?providers?|licensors?)\b|和?客户(?:签订?的?)?(?=合同|协议)|[和跟与同](?:哪些)?客户|我们?[是为](?:供[方货应][方商]?|卖方|承包方|承揽方|服务方)的?", re.IGNORECASE)),
    ("gets", lazy_regex(rf"\b(?:suppliers?|vendors?|subcontractors?|providers?)['’]? (?={_DEALS}\b)|\b(?:made |signed |concluded )?(?:with|from|for) (?:our |any |the |all )*(?:suppliers|vendors|subcontractors|service providers)\b|\b(?:suppliers|vendors|subcontractors|service providers)(?= (?:do|have) we (?:have|signed?) )|{_HELD}(?:customers?|clients?|buyers?|purchasers?|licensees?)\b|和?(?:供应商|供货商|服务商)(?:签订?的?)?(?=合同|协议)|[和跟与同](?:哪些)?(?:供应商|供货商|服务商)|我们?[是为](?:买方|需方|采购方|委托方|客户)的?", re.IGNORECASE)),
    ("rents", lazy_regex(rf"{_HELD}(?:tenants?|lessees?|hirers?|renters?)\b|\b(?:where|in which|under which|that|which) we (?:rent|lease|hire)(?! out)\b(?: things?| something)?(?: in| from others)?|\brented by us\b|(?:我们|咱们|公司)?(?:从外面|向别人)?租(?:进来?|入|来)的?|(?:我们|咱们|公司)[是为作]+(?:承租[方人]|租客|租户)的?|(?:我们|咱们)租用?的(?=合同|协议)", re.IGNORECASE)),
    ("lets", lazy_regex(rf"{_HELD}(?:landlords?|lessors?|owners?)\b|\b(?:where|in which|under which|that|which) we (?:let|rent out|lease out|hire out|sub-?let)\b(?: things?| something)?(?: to others)?|\b(?:made |signed )?with (?:our |any |the )*tenants\b|(?:我们|咱们|公司)?(?:对外)?(?:出租|转租)(?:出去)?的(?=合同|协议|有)|(?:我们|咱们|公司)?租出去?的|(?:我们|咱们|公司)[是为作]+(?:出租[方人]|房东)的?", re.IGNORECASE)),
)  # fmt: skip
_ASKED_ROLES: Sequence[tuple[Side, re.Pattern[str]]] = (
    ("gives", lazy_regex(r"\b(?:customers|clients|buyers)\b|客户|买家", re.IGNORECASE)),
    ("gets", lazy_regex(r"\b(?:suppliers|vendors|service providers)\b|供应商|供货商|服务商", re.IGNORECASE)),
)
_NO_MORE = lazy_regex(
    rf"(?:\b(?:please|which|what|list|show|give|me|us|all|every|our|the|of|are|is|do|did|have|we|i|they|in|as|with|signed|made|there|and|those|these|now|many|how|{_DEALS})\b|[\s,.?!])*"
    r"|(?:我们?|咱们|公司|目前|现在|一共|总共|请|帮我|列出|列一下|所有|全部|都|哪些|哪几|多少|[有签了订过的里中份几是和跟与在吗呢？?。，\s]|合同|协议|文件)*",
    re.IGNORECASE,
)
_SELECTS = lazy_regex(
    rf"^\W*(?:please )?(?:which|what|list|show|give|how many|in which|all|our)\b.*\b{_DEALS}\b|(?:哪些|哪几|列出|所有|全部|多少).*(?:合同|协议)|(?:合同|协议).*(?:哪些|哪几|列出|多少)|哪些.{{0,12}}签",
    re.IGNORECASE,
)


def side_asked(question: str) -> SideAsked | None:
    """Return on which side we are in the contracts that are asked for; else None."""
    text = " ".join(question.split())
    if (by_role := asked_by_role(text)) is not None:
        own = next((side for side, role in _ASKED_ROLES if role.search(text.replace(by_role[1], ""))), None)
        if own is None or by_role[0] not in ("contracts", "合同"):
            return None
        return SideAsked(own, "" if _NO_MORE.fullmatch(by_role[1]) else text)
    if _SELECTS.search(text) is None:
        return None
    for side, asks in _ASKS:
        found = asks.search(text)
        if found is not None:
            bare = f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}".strip()
            bare = bare.replace(" ", "") if not bare.isascii() else bare
            return SideAsked(side, "" if _NO_MORE.fullmatch(bare) else bare)
    return None
