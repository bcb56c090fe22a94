"""Contracts of five kinds other than leases, made in two sets of wordings: services, secrecy, work, licences, loans.

The wordings of "seen" were looked at while rules were mended; those of "unseen" were written at the same time, and no rule was
changed after a look at what came of them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Half = Literal["seen", "unseen"]
Language = Literal["en", "zh"]
Kind = Literal["service", "secrecy", "employment", "licence", "loan"]
KINDS: tuple[Kind, ...] = ("service", "secrecy", "employment", "licence", "loan")
EACH = 8
"""Contracts of a kind in a language."""
MISSING = 0.2
"""Share of contracts in which a value is not stated."""
ASKED: Mapping[Language, Mapping[Kind, tuple[str, str, str]]] = {
    "en": {
        "service": ("Who is the service provider?", "When does it end?", "What is the fee?"),
        "secrecy": ("Who is the receiving party?", "When does it end?", "What is the penalty?"),
        "employment": ("Who is the employer?", "When does it end?", "What is the salary?"),
        "licence": ("Who is the licensor?", "When does it end?", "What is the licence fee?"),
        "loan": ("Who is the lender?", "When does it end?", "What is the amount of the loan?"),
    },
    "zh": {
        "service": ("服务方是谁？", "合同什么时候到期？", "服务费是多少？"),
        "secrecy": ("信息接收方是谁？", "协议什么时候到期？", "违约金是多少？"),
        "employment": ("用人单位是谁？", "合同什么时候到期？", "工资是多少？"),
        "licence": ("许可方是谁？", "许可什么时候到期？", "许可费是多少？"),
        "loan": ("出借人是谁？", "借款什么时候到期？", "借款金额是多少？"),
    },
}
"""Who, when and how much, by kind."""


@dataclass(frozen=True, slots=True)
class Deal:
    """A contract, and what it says.

    Attributes:
        name: Of its file.
        text: Markdown.
        who: The party asked for; "" where it is not stated.
        end: The days that are right; empty where none is stated.
        amount: In whole units; None where it is not stated.
        other: The other party.
        quotes: Words of the sentence that states each: who, when, how much.
    """

    name: str
    text: str
    who: str
    end: tuple[date, ...]
    amount: int | None
    other: str
    quotes: tuple[str, str, str]


_FIRMS = (
    "Ardent Cleaning Ltd", "Bluewater Systems GmbH", "Corvid Analytics LLP", "Dovecote Media Ltd", "Eastmoor Capital plc", "Fennel & Rye Ltd",
    "Gantry Software Inc", "Hartwell Robotics AB", "Ironbridge Finance Ltd", "Juniper Health Group", "Kiln Lane Studios", "Larkspur Logistics BV",
)  # fmt: skip
_PERSONS = (
    "Maya Fenton",
    "Erik Lund",
    "Chloe Baptiste",
    "Samuel Osei",
    "Anneke Visser",
    "Rafael Moreno",
    "Yuki Tanaka",
    "Brigid Nolan",
)
_ZH_FIRMS = (
    "广州明德科技有限公司", "上海启航软件有限公司", "北京华清生物有限公司", "重庆山城物流有限公司", "厦门鹭岛文化传媒有限公司", "西安古城机械有限公司",
    "长沙湘江信息技术有限公司", "大连北方贸易有限公司", "合肥科创电子有限公司", "昆明春城园艺有限公司",
)  # fmt: skip
_ZH_PERSONS = ("林晓东", "何佳怡", "郑凯", "宋文博", "许婷", "高志远", "罗小燕", "唐立新")

_WHO_EN: dict[Half, dict[Kind, tuple[str, ...]]] = {
    "seen": {
        "service": (
            "{a} will clean the offices of {b} every weekday evening.",
            "Provider\n\n{a}\n\nCompany\n\n{b}",
            "{b} engages {a} to look after its computers.",
            "| Contractor | {a} |\n| --- | --- |\n| Customer | {b} |",
        ),
        "secrecy": (
            "{b} is about to show drawings to {a}, who promises to keep them to itself.",
            "Disclosing party: {b}. Receiving party: {a}.",
            "{a} (“Recipient”) gets papers from {b} (“Discloser”).",
        ),
        "employment": (
            "{a} hires {b} as a bookkeeper.",
            "{b} joins {a} as a technician.",
            "Company: {a}\n\nMember of staff: {b}",
            "We, {a}, are pleased to offer you, {b}, the post of warehouse clerk.",
        ),
        "licence": (
            "{a} allows {b} to use its mapping software on ten machines.",
            "Rights holder: {a}\n\nUser: {b}",
            "The software is the property of {a}. {b} is granted the right to install it.",
        ),
        "loan": (
            "{a} lends {b} the money named below.",
            "{b} has borrowed the sum named below from {a}.",
            "| Creditor | Debtor |\n| --- | --- |\n| {a} | {b} |",
        ),
    },
    "unseen": {
        "service": (
            "{a} takes over the upkeep of the gardens of {b}.",
            "Supplied by: {a}\n\nSupplied to: {b}",
            "{b} has asked {a} to run its helpdesk, and {a} has accepted.",
            "This paper sets out what {a} (the consultant) does for {b} (the client).",
        ),
        "secrecy": (
            "{a} will be given access to recipes that belong to {b}.",
            "Information goes from {b} to {a}.",
            "Recipient of the information: {a}\nOwner of the information: {b}",
        ),
        "employment": (
            "{b} starts work with {a} as a driver.",
            "| Hired by | {a} |\n| --- | --- |\n| Name of the worker | {b} |",
            "{a} (the employer) and {b} (the employee) agree as follows.",
            "You, {b}, will be working for {a} as a laboratory assistant.",
        ),
        "licence": (
            "{b} may print and sell the drawings made by {a}.",
            "Granted by {a} to {b}.",
            "Licensor is {a}, licensee is {b}.",
        ),
        "loan": (
            "{b} owes {a} the sum set out below.",
            "Money given by: {a}\nMoney received by: {b}",
            "{a} as lender and {b} as borrower have agreed on this loan.",
        ),
    },
}
_NO_WHO_EN: dict[Half, dict[Kind, tuple[str, ...]]] = {
    "seen": {
        "service": ("Company\n\n{b}", "The offices belong to {b}, the customer."),
        "secrecy": ("Disclosing party: {b}.", "{b} (“Discloser”) owns the papers."),
        "employment": ("Member of staff: {b}", "You, {b}, take the post of warehouse clerk."),
        "licence": ("User: {b}", "{b} is the licensee."),
        "loan": ("The borrower is {b}.", "Debtor: {b}"),
    },
    "unseen": {
        "service": ("Supplied to: {b}", "The client is {b}."),
        "secrecy": ("Owner of the information: {b}", "The recipes belong to {b}."),
        "employment": ("Name of the worker: {b}", "The employee is {b}."),
        "licence": ("Licensee is {b}.", "The licence is used by {b}."),
        "loan": ("Money received by: {b}", "{b} is the borrower."),
    },
}
_END_EN: dict[Half, tuple[str, ...]] = {
    "seen": (
        "Term: {start} to {end}", "It runs for {years} years, to {end}.", "This contract is concluded for {years} years from {start}.",
        "| Begin | {start} |\n| --- | --- |\n| Close | {end} |", "It holds from {start} up until {end}.", "Start: {start}\n\nDuration: {months} months",
        "All duties under this paper fall away on {end}.", "Period of validity: {start} - {end}", "Both sides are bound until the close of {end}.",
        "It came into force on {start} and has a term of {months} months.",
    ),
    "unseen": (
        "In force: {start} to {end}.", "Agreed for {years} years starting on {start}.", "| Runs from | Runs to |\n| --- | --- |\n| {start} | {end} |",
        "After {end} neither side owes the other anything.", "Commencing {start}, for a period of {months} months.", "Dates: {start} – {end}",
        "The final day is {end}.", "It was signed on {signed}, starts on {start} and is good for {years} years.", "Valid: {start} through {end}", "It lasts {years} years and is over on {end}.",
    ),
}  # fmt: skip
_NO_END_EN: dict[Half, tuple[str, ...]] = {
    "seen": (
        "It starts on {start} and has no fixed term.",
        "Signed on {signed}, with effect from {start}.",
        "Begin: {start}",
    ),
    "unseen": (
        "It came into force on {start}.",
        "Agreed for an indefinite time from {start}.",
        "Dates: signed {signed}, begun {start}",
    ),
}
_MUCH_EN: dict[Half, dict[Kind, tuple[str, ...]]] = {
    "seen": {
        "service": (
            "{b} pays EUR {amount} a month for the work.",
            "Price of the work: €{amount} a quarter",
            "The work is billed at {amount} euros a year.",
        ),
        "secrecy": (
            "Whoever breaks this promise pays EUR {amount} to the other side.",
            "Penalty for each breach: €{amount}",
            "Each breach costs {amount} euros.",
        ),
        "employment": (
            "For this work {b} is paid EUR {amount} a month before tax.",
            "Gross pay: €{amount} a month",
            "Your monthly pay will be {amount} euros.",
        ),
        "licence": (
            "The right of use costs EUR {amount} a year.",
            "Royalty: €{amount} a year",
            "{b} pays {amount} euros for it once.",
        ),
        "loan": (
            "Sum lent: EUR {amount}",
            "The principal is €{amount}.",
            "{amount} euros are handed over in one payment.",
        ),
    },
    "unseen": {
        "service": (
            "Charge for the service: {amount} euros a month",
            "In return {b} transfers €{amount} each month.",
            "The yearly fee is EUR {amount}.",
        ),
        "secrecy": (
            "A breach leads to a payment of {amount} euros.",
            "Liquidated damages: EUR {amount} a case",
            "For each leak €{amount} fall due.",
        ),
        "employment": (
            "Wages: {amount} euros a month",
            "{b} earns EUR {amount} every month.",
            "Pay is €{amount} a month, before deductions.",
        ),
        "licence": (
            "The price for the licence is {amount} euros a year.",
            "Fee (yearly): EUR {amount}",
            "{b} owes €{amount} for each year of use.",
        ),
        "loan": (
            "Amount borrowed: {amount} euros",
            "A sum of EUR {amount} changes hands.",
            "The loan comes to €{amount}.",
        ),
    },
}
_FILLER_EN = (
    ("Costs", "Travel is repaid up to EUR 180 a trip when receipts are shown."), ("Notice", "It may be ended early with three months' notice in writing."),
    ("Insurance", "Liability is insured for at least EUR 1,000,000."), ("Courts", "The courts at the seat of the claimant decide."),
    ("Data", "Personal data are handled as the law demands and deleted after ten years."), ("Changes", "Changes are valid only in writing."),
    ("Review", "The figures were last reviewed on {inspected}."), ("Delay", "Whoever pays late owes interest of 5 per cent a year."),
    ("Witness", "{w} was present when the parties met."), ("Mail", "Letters go to the addresses named above."),
)  # fmt: skip

_WHO_ZH: dict[Half, dict[Kind, tuple[str, ...]]] = {
    "seen": {
        "service": (
            "{a}负责{b}办公室的日常保洁。",
            "承揽单位：{a}\n\n委托单位：{b}",
            "{b}聘请{a}维护其网络设备。",
            "| 服务商 | {a} |\n| --- | --- |\n| 客户 | {b} |",
        ),
        "secrecy": (
            "{b}将向{a}出示图纸，{a}承诺不外传。",
            "披露方：{b}；接收方：{a}。",
            "{a}（下称“接受方”）从{b}（下称“提供方”）处取得资料。",
        ),
        "employment": (
            "{a}聘用{b}担任会计。",
            "{b}到{a}担任技术员。",
            "公司：{a}\n\n职员：{b}",
            "我们{a}邀请您{b}担任仓库管理员。",
        ),
        "licence": (
            "{a}允许{b}在十台电脑上使用其地图软件。",
            "权利人：{a}\n\n使用人：{b}",
            "该软件归{a}所有，{b}有权安装使用。",
        ),
        "loan": (
            "{a}借给{b}下述款项。",
            "{b}向{a}借到下述款项。",
            "| 债权人 | 债务人 |\n| --- | --- |\n| {a} | {b} |",
        ),
    },
    "unseen": {
        "service": (
            "{a}承担{b}的绿化养护工作。",
            "提供单位：{a}\n\n接受单位：{b}",
            "{b}委托{a}运营客服热线，{a}表示接受。",
            "本合同约定{a}（顾问方）为{b}（客户）所做的工作。",
        ),
        "secrecy": ("{a}将接触到属于{b}的配方。", "资料由{b}交给{a}。", "资料接收人：{a}\n\n资料所有人：{b}"),
        "employment": (
            "{b}入职{a}，担任司机。",
            "| 聘用单位 | {a} |\n| --- | --- |\n| 受聘人 | {b} |",
            "用人单位{a}与劳动者{b}约定如下。",
            "您{b}将在{a}担任实验员。",
        ),
        "licence": (
            "{b}可以印制并销售{a}创作的图画。",
            "授权人：{a}，被授权人：{b}。",
            "许可方为{a}，被许可方为{b}。",
        ),
        "loan": ("{b}欠{a}下述款项。", "出资人：{a}\n\n用款人：{b}", "贷款方{a}与借款方{b}订立本合同。"),
    },
}
_NO_WHO_ZH: dict[Half, dict[Kind, tuple[str, ...]]] = {
    "seen": {
        "service": ("委托单位：{b}", "客户为{b}。"), "secrecy": ("披露方：{b}。", "资料属于{b}（下称“提供方”）。"), "employment": ("职员：{b}", "您{b}担任仓库管理员。"),
        "licence": ("使用人：{b}", "{b}为被许可人。"), "loan": ("借款人为{b}。", "债务人：{b}"),
    },
    "unseen": {
        "service": ("接受单位：{b}", "客户是{b}。"), "secrecy": ("资料所有人：{b}", "配方属于{b}。"), "employment": ("受聘人：{b}", "劳动者为{b}。"),
        "licence": ("被授权人：{b}。", "被许可方为{b}。"), "loan": ("用款人：{b}", "借款方是{b}。"),
    },
}  # fmt: skip
_END_ZH: dict[Half, tuple[str, ...]] = {
    "seen": (
        "期限：{start}至{end}", "为期{years}年，到{end}。", "本合同自{start}起，期限{years}年。", "| 起 | {start} |\n| --- | --- |\n| 止 | {end} |", "从{start}开始执行，执行到{end}。",
        "开始日期：{start}\n\n期限：{months}个月", "{end}以后双方的义务解除。", "有效期间：{start}—{end}", "双方受本合同约束，直至{end}。", "{start}生效，有效期{months}个月。",
    ),
    "unseen": (
        "履行时间：{start}到{end}。", "约定{years}年，从{start}算起。", "| 开始 | 结束 |\n| --- | --- |\n| {start} | {end} |", "{end}之后双方互不相欠。", "{start}起，共{months}个月。",
        "日期：{start}～{end}", "最后一日为{end}。", "{signed}签字，{start}开始，有效{years}年。", "有效：{start}至{end}", "持续{years}年，{end}为止。",
    ),
}  # fmt: skip
_NO_END_ZH: dict[Half, tuple[str, ...]] = {
    "seen": ("{start}开始，没有固定期限。", "{signed}签订，自{start}起生效。", "起：{start}"),
    "unseen": ("{start}起生效。", "从{start}起，期限不定。", "日期：{signed}签字，{start}开始"),
}
_MUCH_ZH: dict[Half, dict[Kind, tuple[str, ...]]] = {
    "seen": {
        "service": (
            "{b}每月支付{amount}元作为报酬。",
            "工作价格：每季度{amount}元",
            "该项工作每年收费{amount}元。",
        ),
        "secrecy": (
            "违反承诺的一方向对方支付{amount}元。",
            "每次违约的罚金：{amount}元",
            "每泄露一次赔偿{amount}元。",
        ),
        "employment": ("{b}每月税前收入{amount}元。", "月薪：{amount}元", "您每月的报酬为{amount}元。"),
        "licence": ("使用权每年收费{amount}元。", "使用费：每年{amount}元", "{b}为此一次性支付{amount}元。"),
        "loan": ("出借数额：{amount}元", "本金为{amount}元。", "一次交付{amount}元。"),
    },
    "unseen": {
        "service": (
            "服务收费：每月{amount}元",
            "作为回报，{b}每月转账{amount}元。",
            "每年的服务费为{amount}元。",
        ),
        "secrecy": (
            "一旦违反，须付{amount}元。",
            "违约赔偿：每次{amount}元",
            "每发生一起泄密，应付{amount}元。",
        ),
        "employment": ("薪水：每月{amount}元", "{b}每月挣{amount}元。", "工资每月{amount}元，未扣税。"),
        "licence": (
            "许可的价格为每年{amount}元。",
            "费用（每年）：{amount}元",
            "每使用一年，{b}应付{amount}元。",
        ),
        "loan": ("借款数目：{amount}元", "交付款项共{amount}元。", "本次借款为{amount}元。"),
    },
}
_FILLER_ZH = (
    ("差旅", "差旅凭票报销，每次不超过800元。"), ("通知", "提前解除须提前三个月书面通知。"), ("保险", "责任险保额不低于1000000元。"), ("争议", "争议由原告所在地法院处理。"),
    ("资料", "个人资料依法处理，十年后删除。"), ("变更", "变更须采用书面形式。"), ("复核", "上次复核日期为{inspected}。"), ("迟延", "迟延付款按年利率百分之五计息。"),
    ("见证", "签字时{w}在场。"), ("信函", "信函寄往上述地址。"),
)  # fmt: skip
_TITLES: Mapping[Kind, tuple[str, str]] = {
    "service": ("Services", "服务合同"), "secrecy": ("Confidentiality", "保密协议"), "employment": ("Employment", "劳动合同"),
    "licence": ("Licence", "许可协议"), "loan": ("Loan", "借款合同"),
}  # fmt: skip


def deals(language: Language, half: Half, kind: Kind, count: int = EACH) -> list[Deal]:
    """Make contracts of a kind in the wordings of one set; the same each time."""
    maker = _Maker(language, half, kind)
    return [maker.deal(number) for number in range(1, count + 1)]


class _Maker:
    def __init__(self, language: Language, half: Half, kind: Kind) -> None:
        self._language, self._half, self._kind = language, half, kind
        self._random = random.Random(f"{language}.{half}.{kind}")

    def deal(self, number: int) -> Deal:
        english, kind, half = self._language == "en", self._kind, self._half
        choose = self._random.choice
        firms, persons = (_FIRMS, _PERSONS) if english else (_ZH_FIRMS, _ZH_PERSONS)
        a = choose(persons) if kind == "loan" and self._random.random() < 0.4 else choose(firms)
        others = persons if kind in ("employment", "loan") else firms
        b = choose([one for one in others if one != a])
        stated = [self._random.random() >= MISSING for _ in range(3)]
        start = date(2019, 1, 1) + timedelta(days=self._random.randrange(2_000))
        start = start.replace(day=min(start.day, 28))
        years = self._random.randrange(1, 5)
        who = ((_WHO_EN if english else _WHO_ZH) if stated[0] else (_NO_WHO_EN if english else _NO_WHO_ZH))[
            half
        ][kind]
        term = choose(
            ((_END_EN if english else _END_ZH) if stated[1] else (_NO_END_EN if english else _NO_END_ZH))[
                half
            ]
        )
        after = start.replace(year=start.year + years, day=min(start.day, 28))
        computed = "{end}" not in term
        end = after - timedelta(days=1) if not computed else after
        amount = self._random.randrange(2_000, 9_900, 50)
        said = {
            "a": a, "b": b, "w": choose([one for one in persons if one not in (a, b)]), "start": self._date(start), "end": self._date(end),
            "signed": self._date(start - timedelta(days=12)), "inspected": self._date(start - timedelta(days=300)), "months": str(12 * years),
            "years": (("one", "two", "three", "four") if english else ("一", "两", "三", "四"))[years - 1], "amount": f"{amount:,}" if english else str(amount),
        }  # fmt: skip
        if years == 1 and english:
            term = term.replace("{years} years", "{years} year")
        clauses = [choose(who), term]
        if stated[2]:
            clauses.append(choose((_MUCH_EN if english else _MUCH_ZH)[half][kind]))
        days = tuple(end + timedelta(days=step) for step in ((-2, -1, 0, 1) if computed else (0,)))
        return Deal(
            name=f"{kind}-{number:02}.md",
            text=self._written(number, clauses, said),
            who=a if stated[0] else "",
            end=days if stated[1] else (),
            amount=amount if stated[2] else None,
            other=b,
            quotes=(
                a,
                said["start" if computed else "end"] if "{start}" in term or not computed else "",
                said["amount"],
            ),
        )

    def _date(self, day: date) -> str:
        if self._language == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return (f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", day.isoformat())[
            self._random.randrange(3)
        ]

    def _written(self, number: int, clauses: Sequence[str], said: Mapping[str, str]) -> str:
        english = self._language == "en"
        titles = ("Parties", "Time", "Money") if english else ("当事人", "时间", "款项")
        body = list(zip(titles, clauses, strict=False))
        filler = list(_FILLER_EN if english else _FILLER_ZH)
        self._random.shuffle(filler)
        mixed = [*body[1:], *filler[: self._random.choice((2, 5, 9))]]
        self._random.shuffle(mixed)
        headed = self._random.random() < 0.6
        parts = [f"# {_TITLES[self._kind][not english]} {number:02}"]
        for title, text in [body[0], *mixed]:
            parts += [*([f"## {title}"] if headed else []), text.format(**said)]
        return "\n\n".join(parts) + "\n"
