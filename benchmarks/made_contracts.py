"""Contracts that are made: in many wordings, with what each says of its parties, its end and its deposit, and what not.

The wordings are in four sets: those for choosing rules and thresholds, those that figures were reported on first, later ones that
showed what these rules did not know and were looked at too, and fresh ones, that were looked at last.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Half = Literal["choosing", "reporting", "later", "fresh"]
Language = Literal["en", "zh"]
COUNT = 100
"""Contracts a language."""
MISSING = 0.15
"""Share of contracts in which a value is not stated."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract, and what it says.

    Attributes:
        name: Of its file.
        text: Markdown.
        landlord: Who lets; "" where that is not stated.
        end: Its last day; None where that is not stated.
        deposit: In whole euros or yuan; None where that is not stated.
        pets: Whether pets are allowed; None where that is not stated.
        decoys: What must not be taken for the landlord.
        quotes: Words of the sentence that states each, by column.
    """

    name: str
    text: str
    landlord: str
    end: date | None
    deposit: int | None
    pets: bool | None
    decoys: tuple[str, ...]
    quotes: dict[str, str]


_ORGANISATIONS = (
    "Birchwood Holdings Ltd", "Harrow & Finch LLP", "Okonkwo Estates", "Northgate Property GmbH", "Calder Vale Trust", "Saint Brannoc Housing",
    "Meridian Lettings plc", "Vasquez Inmobiliaria SA", "Tolland Brothers", "Greenmantle Cooperative", "Ashdown Real Estate Inc", "Lindqvist Fastigheter AB",
    "Quayside Developments Ltd", "Petrov Investments", "Maple Row Association", "Dunmore Asset Management", "Castellan Homes", "Rosewarne Property Company",
    "Kestrel Land BV", "Hollis Park Ventures",
)  # fmt: skip
_PEOPLE = (
    "Amara Okafor", "Jonas Weidmann", "Priya Raman", "Tom Ellery", "Sofia Marchetti", "Daniel Brandt", "Grace Mbeki", "Liam O'Connor", "Hana Suzuki",
    "Peter Novak", "Elena Petrova", "Marcus Reed", "Ingrid Solberg", "Oscar Diaz", "Nadia Haddad", "Ruth Feldman",
)  # fmt: skip
_STREETS = (
    "Elm Street",
    "Harbour Road",
    "Mill Lane",
    "Station Road",
    "Kingsway",
    "Orchard Close",
    "Bridge Street",
    "High Street",
)
_ZH_ORGANISATIONS = (
    "上海宏远置业有限公司", "北京嘉信房地产有限公司", "苏州金桥物业管理有限公司", "深圳市南海投资有限公司", "杭州西湖资产管理有限公司", "成都天府实业有限公司",
    "广州越秀商业有限公司", "南京钟山置业有限公司", "武汉东湖开发有限公司", "青岛海岸房产有限公司", "宁波甬江物业有限公司", "天津滨海置地有限公司",
)  # fmt: skip
_ZH_PEOPLE = (
    "王建国",
    "李秀英",
    "张伟",
    "刘洋",
    "陈静",
    "杨帆",
    "赵磊",
    "黄丽",
    "周涛",
    "吴敏",
    "徐强",
    "孙悦",
    "马超",
    "朱琳",
)
_ZH_ROADS = ("人民路", "中山路", "解放路", "建设路", "长江路", "新华街", "文化路", "滨江大道")

_PARTIES_EN: dict[Half, tuple[str, ...]] = {
    "choosing": (
        "This lease is made between {landlord} (the “Landlord”) and {tenant} (the “Tenant”).",
        "Landlord: {landlord}\n\nTenant: {tenant}",
        "{landlord}, as lessor, lets to {tenant}, as lessee, the premises described below.",
        "| Party | Name |\n| --- | --- |\n| Landlord | {landlord} |\n| Tenant | {tenant} |",
    ),
    "reporting": (
        "THIS AGREEMENT is entered into by and between {landlord}, hereinafter called the Lessor, of the one part, and {tenant}, hereinafter called the Lessee, of the other part.",
        "The owner of the property, {landlord}, agrees to let it to {tenant} (“the Renter”).",
        "**Parties**\n\n1. {landlord} (Landlord)\n2. {tenant} (Tenant)",
        "Name of lessor: {landlord}\nName of lessee: {tenant}",
        "The premises belong to {landlord}, who acts as landlord under this agreement. The tenant is {tenant}.",
    ),
    "later": (
        "Between the undersigned, {landlord}, who owns the flat and lets it, and {tenant}, who rents it, the following is agreed.",
        "Lessor\n\n{landlord}\n\nLessee\n\n{tenant}",
        "{tenant} rents the dwelling from {landlord}.",
        "The flat is let by {landlord} to {tenant}.",
        "| | |\n| --- | --- |\n| Landlord / agent | {landlord} |\n| Tenant(s) | {tenant} |",
        "Your landlord is {landlord}. You, {tenant}, are the tenant.",
        "I, {landlord}, hereby lease the apartment named above to {tenant}.",
        "Property manager and lessor of record: {landlord}. Resident: {tenant}.",
        "By and between: {landlord}, party of the first part (landlord), and {tenant}, party of the second part (tenant).",
        "- Letting party: {landlord}\n- Renting party: {tenant}",
        "{landlord} grants {tenant} the right to use the rooms on the second floor as a tenant.",
        "LANDLORD: {landlord} | TENANT: {tenant}",
        "{landlord} (owner) and {tenant} (user) agree on what follows.",
        "Lessor: {landlord}, represented by its manager; lessee: {tenant}.",
        "The undersigned {tenant} takes on lease from the undersigned {landlord} the rooms described in this paper.",
        "| Role | Who |\n| --- | --- |\n| Lessor | {landlord} |\n| Lessee | {tenant} |",
        "{landlord} is the landlord here. {tenant} lives in the flat as the tenant.",
        "The house belongs to {landlord}. {tenant} moves in as lessee.",
        "As landlord: {landlord}\nAs tenant: {tenant}",
        "{landlord}, from now on “we” or “the lessor”, and {tenant}, from now on “you” or “the lessee”, have agreed on this lease.",
        "Name of the landlord {landlord}, name of the tenant {tenant}.",
        "The rooms are rented out by {landlord}. They are used by {tenant}, who is the only tenant.",
        "| Tenant | {tenant} |\n| --- | --- |\n| Landlord | {landlord} |",
        "Parties to this lease are {landlord}, owner of the building, and the tenant {tenant}.",
    ),
    "fresh": (
        "{landlord} hands the apartment over to {tenant} for living in it. The former is called lessor, the latter lessee.",
        "Lessor’s name: {landlord}\n\nLessee’s name: {tenant}",
        "Today {tenant} as the future tenant and {landlord} as the landlord have met and agreed:",
        "| | Landlord | Tenant |\n| --- | --- | --- |\n| Name | {landlord} | {tenant} |",
        "Tenant is {tenant}; landlord is {landlord}.",
        "We, {landlord}, are your landlord. Our tenant is {tenant}.",
    ),
}
_NO_LANDLORD_EN: dict[Half, tuple[str, ...]] = {
    "choosing": ("The premises are let to {tenant} (the “Tenant”).", "Tenant: {tenant}"),
    "reporting": (
        "{tenant}, hereinafter called the Lessee, takes the premises on the terms below.",
        "Name of lessee: {tenant}",
    ),
    "later": (
        "You, {tenant}, are the tenant.",
        "Lessee\n\n{tenant}",
        "Resident: {tenant}.",
        "- Renting party: {tenant}",
        "{tenant} moves in as lessee.",
        "The undersigned {tenant} takes the rooms described in this paper on lease.",
        "The rooms are used by {tenant}, who is the only tenant.",
        "As tenant: {tenant}",
    ),
    "fresh": ("Our tenant is {tenant}.", "Lessee’s name: {tenant}"),
}
_END_EN: dict[Half, tuple[str, ...]] = {
    "choosing": (
        "The lease begins on {start} and ends on {end}.",
        "It runs from {start} until {end}.",
        "The term commences on {start} and expires on {end}.",
        "Start date: {start}\n\nEnd date: {end}",
    ),
    "reporting": (
        "The tenancy shall take effect on {start} and shall terminate on {end} without notice being required.",
        "The fixed term starts on {start}; its last day is {end}.",
        "| Commencement | Expiry |\n| --- | --- |\n| {start} | {end} |",
        "The Lessee may occupy the premises from {start} up to and including {end}.",
        "This agreement was signed on {signed}. Unless it is extended, it will come to an end on {end}, having begun on {start}.",
    ),
    "later": (
        "You may live here from {start}. The agreement stops on {end}.",
        "Duration: {start} – {end}",
        "The tenancy is for a fixed period, commencing {start} and expiring at midnight on {end}.",
        "| From | To |\n| --- | --- |\n| {start} | {end} |",
        "Signed on {signed}. Move-in day: {start}. Move-out day: {end}.",
        "The lease, which took effect on {start}, remains in force until {end}.",
        "Occupancy starts {start} and finishes {end}.",
        "The keys are given out on {start}; the rooms have to be empty again by {end}.",
        "Lease period: from {start}, inclusive, to {end}, inclusive.",
        "**Begin:** {start}\n\n**End:** {end}",
        "This lease shall be valid for the period {start} to {end}.",
        "The contract was drawn up on {signed}. It covers the time between {start} and {end}.",
        "Expiration date: {end} (commencement: {start})",
        "Start of the tenancy: {start}. End of the tenancy: {end}.",
        "The tenancy begins {start} and lasts until {end}, when it lapses by itself.",
        "You get the flat for a limited time, namely {start} through {end}.",
        "| Starts on | Ends on |\n| --- | --- |\n| {start} | {end} |",
        "Valid from {start}. Valid to {end}.",
        "Both sides signed on {signed}. The lessee stays from {start} on and leaves on {end}.",
        "The lease was concluded for the time from {start} until and including {end}.",
        "Start: {start}. Finish: {end}.",
        "You can stay between {start} and {end}; after that the rooms are needed for others.",
        "| First day | Last day |\n| --- | --- |\n| {start} | {end} |",
        "This lease runs out on {end}. It started on {start}.",
        "Rented from {start}; ending on {end} at noon.",
    ),
    "fresh": (
        "Term of lease: {start} to {end}.",
        "The lease enters into force on {start}. Its validity ends on {end}.",
        "The apartment is let for a limited time and must be returned on {end}. The time began on {start}.",
        "| | Date |\n| --- | --- |\n| Beginning of the lease | {start} |\n| End of the lease | {end} |",
        "The parties, who signed on {signed}, want the lease to last from {start} up to {end}.",
    ),
}
_NO_END_EN: dict[Half, tuple[str, ...]] = {
    "choosing": ("The lease begins on {start} and runs for an indefinite period.",),
    "reporting": (
        "The tenancy takes effect on {start} and continues from month to month.",
        "Occupation is granted as of {start}, for as long as both sides agree.",
    ),
    "later": (
        "You may live here from {start}. The agreement has no fixed term.",
        "Move-in day: {start}. It is renewed every year unless somebody objects.",
        "Occupancy starts {start}. Either of us may end it at any time.",
        "The contract was drawn up on {signed}. It has been in force since {start} and goes on for now.",
        "Start of the tenancy: {start}. It is open-ended.",
        "Both sides signed on {signed}. The lessee stays from {start} on, for as long as it suits both.",
        "It started on {start}. No date has been set for its end.",
        "Rented from {start}, until further notice.",
    ),
    "fresh": (
        "The lease enters into force on {start}. It has no end date.",
        "Term of lease: {start}, unlimited.",
    ),
}
_DEPOSIT_EN: dict[Half, tuple[str, ...]] = {
    "choosing": (
        "The Tenant pays a deposit of EUR {deposit} when the keys are handed over.",
        "A security deposit of {deposit} euros is due on signing.",
        "Rent: EUR {rent} a month\n\nDeposit: EUR {deposit}",
    ),
    "reporting": (
        "As security for its obligations, the Lessee shall lodge the sum of €{deposit} with the Lessor before moving in (the deposit).",
        "The deposit amounts to €{deposit} and is returned within thirty days after the premises are handed back.",
        "| Item | Amount |\n| --- | --- |\n| Monthly rent | EUR {rent} |\n| Security deposit | EUR {deposit} |",
        "Before the keys are released, {deposit} euros must be held as a bond against damage.",
    ),
    "later": (
        "You have to pay a deposit of €{deposit} into a blocked account before you get the keys.",
        "| | EUR |\n| --- | --- |\n| Rent a month | {rent} |\n| Caution money (deposit) | {deposit} |",
        "Security: {deposit} euros, returned without interest.",
        "Upon signature the lessee hands over €{deposit}, which serve as a guarantee deposit and are repaid at the end.",
        "The resident leaves {deposit} euros with the lessor as a safeguard; this deposit is given back at the end.",
        "- Deposit (refundable): EUR {deposit}\n- Rent: EUR {rent}",
        "Before moving in, a sum of €{deposit} shall be deposited on the account of the house.",
        "Rent deposit | €{deposit}",
        "Three things are due at the start: the first rent, a fee of €45 for the name plate, and the deposit, which is €{deposit}.",
        "Deposit: three rents, that is {deposit} euros.",
        "The lessee provides a security deposit in the amount of EUR {deposit} no later than on the day of the handover.",
        "| What | How much |\n| --- | --- |\n| Rent | EUR {rent} |\n| Deposit | EUR {deposit} |",
        "An amount of €{deposit} is withheld as a deposit and settled when the flat is given back.",
        "€{deposit} have to be paid in as a rental bond.",
        "We ask for a deposit. It is EUR {deposit} and stays on a separate account.",
        "Amount of the security deposit in euros: {deposit}",
        "| Rent per month | Deposit |\n| --- | --- |\n| EUR {rent} | EUR {deposit} |",
        "In addition {deposit} euros are paid once as a deposit.",
        "Deposit to be lodged: €{deposit} (in words: see annex).",
    ),
    "fresh": (
        "A deposit was agreed on; its amount is {deposit} euros.",
        "Security deposit (three instalments possible): EUR {deposit}.",
        "| | Euros |\n| --- | --- |\n| Deposit | {deposit} |\n| Rent | {rent} |",
        "The tenant, in order to secure the claims of the landlord, deposits {deposit} euros.",
    ),
}
_RENT_EN: dict[Half, tuple[str, ...]] = {
    "choosing": (
        "The rent is EUR {rent} a month, payable on the first working day.",
        "Monthly rent: EUR {rent}",
    ),
    "reporting": (
        "The Lessee shall pay a rent of €{rent} per calendar month in advance.",
        "For the use of the premises {rent} euros are owed every month.",
    ),
    "later": (
        "The price for living here is €{rent} a month, heating included.",
        "Rent, payable by the third of each month: {rent} euros.",
        "The resident owes {rent} euros per month for the rooms.",
        "Monthly rent is set at €{rent}.",
        "Each month €{rent} are due as rent.",
        "Rent: EUR {rent}, to be transferred by the fifth.",
        "We charge EUR {rent} in rent every month.",
        "The rent comes to {rent} euros a month.",
    ),
    "fresh": (
        "The agreed rent is {rent} euros, month by month.",
        "Rent (cold): EUR {rent}.",
    ),
}
_PETS_EN: dict[Half, tuple[tuple[str, str], ...]] = {
    "choosing": (
        ("Pets are allowed.", "Pets are not allowed."),
        ("The Tenant may keep pets.", "The Tenant may not keep pets."),
    ),
    "reporting": (
        ("The keeping of dogs and cats is permitted.", "No animals may be kept in the premises."),
        ("The Lessee may keep pets with the usual care.", "Keeping pets is prohibited."),
    ),
    "later": (
        ("Cats and dogs are welcome.", "No pets."),
        ("You are free to keep a pet.", "You must not keep pets of any kind."),
        ("Animals may be kept.", "Animals may not be kept."),
        ("Pets: yes", "Pets: no"),
        (
            "The resident is permitted to have a dog or a cat.",
            "The resident is not permitted to have a dog or a cat.",
        ),
        ("Pets can be kept here.", "Pets cannot be kept here."),
        ("The lessee is allowed to keep animals.", "The lessee is not allowed to keep animals."),
        ("It is fine to keep a cat or a dog.", "It is forbidden to keep a cat or a dog."),
        ("Pets are permitted on request.", "Pets are not permitted."),
    ),
    "fresh": (
        ("Keeping animals is allowed.", "Keeping animals is not allowed."),
        ("Dogs and cats may live in the flat.", "Dogs and cats may not live in the flat."),
    ),
}
_FILLER_EN = (
    ("Use", "The premises are used as a dwelling only. Any other use needs written consent. The stairwell is to be kept clear at all times."),
    ("Repairs", "Small repairs up to EUR 120 each are borne by whoever occupies the premises. Larger ones are reported at once and carried out within a reasonable time."),
    ("Notice", "Either side may give three months' notice in writing where the law allows it."),
    ("Heating", "Heating costs are settled once a year. The meter is read every January by a firm that the house management names."),
    ("House rules", "Quiet hours are from 10 pm to 7 am. Bicycles are kept in the cellar. Waste is sorted."),
    ("Insurance", "A household insurance of at least EUR 20,000 is to be held and shown on request."),
    ("Access", "The premises may be visited after two days' warning, between 9 am and 6 pm, to inspect their condition."),
    ("Keys", "Two sets of keys are handed over. A lost key costs EUR 85."),
    ("Handover", "The premises are handed back swept clean. A record is written on the day and signed by those who are present."),
    ("Law", "The law of the place where the premises lie applies. If a clause is void, the others stand."),
    ("Broker", "The agreement was brought about by {broker}, who is paid separately."),
    ("Inspection", "The last inspection of the gas boiler took place on {inspected}."),
)  # fmt: skip

_PARTIES_ZH: dict[Half, tuple[str, ...]] = {
    "choosing": (
        "出租方（甲方）：{landlord}\n\n承租方（乙方）：{tenant}",
        "{landlord}（以下简称“出租人”）与{tenant}（以下简称“承租人”）签订本合同。",
        "出租人为{landlord}，承租人为{tenant}。",
    ),
    "reporting": (
        "本合同由房东{landlord}与租客{tenant}共同订立。",
        "| 当事人 | 名称 |\n| --- | --- |\n| 出租方 | {landlord} |\n| 承租方 | {tenant} |",
        "经协商，{landlord}作为出租方，将下述房屋租给{tenant}使用。",
        "甲方（出租人）：{landlord}\n乙方（承租人）：{tenant}",
    ),
    "later": (
        "房屋所有人{landlord}（下称出租人）将房屋出租给{tenant}（下称承租人）。",
        "出租人\n\n{landlord}\n\n承租人\n\n{tenant}",
        "{tenant}向{landlord}租用本房屋。",
        "| | |\n| --- | --- |\n| 出租人（房东） | {landlord} |\n| 承租人 | {tenant} |",
        "您的房东是{landlord}，租客为{tenant}。",
        "立约人：{landlord}（甲方，出租房屋）与{tenant}（乙方，承租房屋）。",
        "兹有{landlord}愿将房屋租给{tenant}居住。",
        "- 房屋出租方：{landlord}\n- 房屋承租方：{tenant}",
        "房主：{landlord}。住户：{tenant}。",
        "{landlord}是房东，{tenant}是租客。",
        "本房屋产权人{landlord}同意将房屋出租，{tenant}同意承租。",
        "出租方为{landlord}，承租方为{tenant}，双方约定如下。",
        "甲方：{landlord}（房东）\n\n乙方：{tenant}（租客）",
        "| 身份 | 姓名或名称 |\n| --- | --- |\n| 房东 | {landlord} |\n| 租客 | {tenant} |",
        "承租人{tenant}承租出租人{landlord}名下的房屋。",
        "作为房东：{landlord}\n作为租客：{tenant}",
        "{landlord}（以下称“我方”或“出租人”）与{tenant}（以下称“您”或“承租人”）就租房达成一致。",
        "房东姓名（名称）：{landlord}，租客姓名：{tenant}。",
        "房屋由{landlord}出租，由租客{tenant}使用。",
        "| 租客 | {tenant} |\n| --- | --- |\n| 房东 | {landlord} |",
    ),
    "fresh": (
        "{landlord}把房屋交给{tenant}居住。前者为出租人，后者为承租人。",
        "出租人姓名：{landlord}\n\n承租人姓名：{tenant}",
        "今有承租人{tenant}与出租人{landlord}商定如下。",
        "| | 出租方 | 承租方 |\n| --- | --- | --- |\n| 名称 | {landlord} | {tenant} |",
        "承租人是{tenant}，出租人是{landlord}。",
    ),
}
_NO_LANDLORD_ZH: dict[Half, tuple[str, ...]] = {
    "choosing": ("承租方：{tenant}", "房屋由{tenant}承租。"),
    "reporting": ("租客{tenant}按下列条款使用房屋。", "承租人：{tenant}"),
    "later": (
        "租客为{tenant}。",
        "承租人\n\n{tenant}",
        "住户：{tenant}。",
        "- 房屋承租方：{tenant}",
        "承租人{tenant}承租本房屋。",
        "乙方：{tenant}（租客）",
        "房屋由租客{tenant}使用。",
        "作为租客：{tenant}",
    ),
    "fresh": ("承租人是{tenant}。", "承租人姓名：{tenant}"),
}
_END_ZH: dict[Half, tuple[str, ...]] = {
    "choosing": (
        "租赁期限自{start}起至{end}止。",
        "合同于{start}生效，于{end}到期。",
        "起租日：{start}\n\n到期日：{end}",
    ),
    "reporting": (
        "租期从{start}开始，{end}届满。",
        "乙方自{start}入住，本合同至{end}终止。",
        "| 开始日期 | 终止日期 |\n| --- | --- |\n| {start} | {end} |",
        "本合同于{signed}签订，有效期截至{end}，起算日为{start}。",
    ),
    "later": (
        "租期：{start}至{end}",
        "本合同自{start}起执行，有效期到{end}。",
        "| 起租 | 到期 |\n| --- | --- |\n| {start} | {end} |",
        "{signed}签字，{start}交房，{end}租期结束。",
        "房屋自{start}起租，最后一天为{end}。",
        "居住时间：{start}—{end}",
        "{tenant}从{start}开始居住，住到{end}。",
        "**开始**：{start}\n\n**结束**：{end}",
        "租赁期自{start}起算，{end}期满。",
        "签约日{signed}，合同有效期为{start}到{end}。",
        "租赁开始：{start}；租赁结束：{end}。",
        "本次出租的时间为{start}到{end}，到期自动失效。",
        "| 开始于 | 结束于 |\n| --- | --- |\n| {start} | {end} |",
        "双方于{signed}签字。乙方{start}入住，{end}退房。",
        "合同生效日{start}，合同终止日{end}。",
        "租用时间从{start}起，到{end}（含当日）为止。",
        "开始：{start}。结束：{end}。",
        "您可以在{start}到{end}之间居住。",
        "| 首日 | 末日 |\n| --- | --- |\n| {start} | {end} |",
        "本租约{end}到期，{start}开始。",
    ),
    "fresh": (
        "租赁期间：{start}至{end}。",
        "本合同{start}生效，有效期于{end}结束。",
        "房屋限期出租，须于{end}归还，自{start}起算。",
        "| | 日期 |\n| --- | --- |\n| 租赁开始 | {start} |\n| 租赁结束 | {end} |",
        "双方{signed}签字，约定租期由{start}到{end}。",
    ),
}
_NO_END_ZH: dict[Half, tuple[str, ...]] = {
    "choosing": ("合同于{start}生效，租期不固定。",),
    "reporting": ("乙方自{start}入住，租期按月顺延。",),
    "later": (
        "本合同自{start}起执行，不定期。",
        "{start}交房，到期时间另行商定。",
        "{tenant}从{start}开始居住，不设期限。",
        "签约日{signed}，自{start}起一直有效。",
        "租赁开始：{start}；结束时间不定。",
        "双方于{signed}签字。乙方{start}入住，住多久由双方商量。",
        "本租约{start}开始，没有约定结束日期。",
        "租用时间从{start}起，另行通知为止。",
    ),
    "fresh": ("本合同{start}生效，不设终止日期。", "租赁期间：{start}起，无期限。"),
}
_DEPOSIT_ZH: dict[Half, tuple[str, ...]] = {
    "choosing": (
        "承租方应支付押金{deposit}元。",
        "押金：人民币{deposit}元",
        "签约时交纳押金{deposit}元，退房后退还。",
    ),
    "reporting": (
        "乙方须在入住前向甲方缴纳保证金人民币{deposit}元。",
        "| 项目 | 金额 |\n| --- | --- |\n| 月租 | {rent}元 |\n| 押金 | {deposit}元 |",
        "作为履约担保，租客交付{deposit}元押金。",
    ),
    "later": (
        "入住前须付押金人民币{deposit}元，退租时无息退还。",
        "| 费用 | 元 |\n| --- | --- |\n| 每月房租 | {rent} |\n| 租赁保证金 | {deposit} |",
        "保证金：{deposit}元",
        "签字当日，承租人交出租人{deposit}元作为押金。",
        "住户先交{deposit}元押在房主处，作为押金。",
        "- 押金（可退）：{deposit}元\n- 房租：{rent}元",
        "租房押金 | {deposit}元",
        "入住时应付三笔款：首月房租、门牌费45元和押金，押金为{deposit}元。",
        "押金：三个月房租，即{deposit}元。",
        "乙方最迟在交房当天交付押金，金额为{deposit}元。",
        "| 名目 | 数额 |\n| --- | --- |\n| 房租 | {rent}元 |\n| 押金 | {deposit}元 |",
        "甲方收取{deposit}元作为保证金，退房时结清。",
        "我方收取押金。金额为{deposit}元，存入专户。",
        "押金数额（元）：{deposit}",
        "| 月租 | 押金 |\n| --- | --- |\n| {rent}元 | {deposit}元 |",
        "另外一次性支付押金{deposit}元。",
    ),
    "fresh": (
        "双方约定押金，数额为{deposit}元。",
        "租房押金（可分三期）：{deposit}元。",
        "| | 元 |\n| --- | --- |\n| 押金 | {deposit} |\n| 房租 | {rent} |",
        "为担保出租人的债权，承租人交存保证金{deposit}元。",
    ),
}
_RENT_ZH: dict[Half, tuple[str, ...]] = {
    "choosing": ("每月租金为{rent}元，每月五日前支付。",),
    "reporting": ("租金每月人民币{rent}元，按月支付。", "租客每个月须付房租{rent}元。"),
    "later": (
        "房租每月{rent}元，含物业费。",
        "每月三日前交租{rent}元。",
        "住户每月付{rent}元使用房屋。",
        "月租定为{rent}元。",
        "每月应交房租{rent}元。",
        "房租：{rent}元，每月五日前转账。",
        "我方每月收取房租{rent}元。",
        "房租每月合计{rent}元。",
    ),
    "fresh": ("约定房租为每月{rent}元。", "房租（不含水电）：{rent}元。"),
}
_PETS_ZH: dict[Half, tuple[tuple[str, str], ...]] = {
    "choosing": (("允许饲养宠物。", "不允许饲养宠物。"),),
    "reporting": (("租客可以养宠物。", "房屋内禁止饲养动物。"), ("可以饲养猫狗等宠物。", "不得饲养宠物。")),
    "later": (
        ("欢迎养猫养狗。", "禁止养宠物。"),
        ("承租人可自行饲养宠物。", "不可以养任何宠物。"),
        ("可以养动物。", "不能养动物。"),
        ("宠物：可以", "宠物：不可以"),
        ("住户可以养狗或猫。", "住户不得养狗或猫。"),
        ("这里可以养宠物。", "这里不可以养宠物。"),
        ("允许乙方饲养动物。", "不允许乙方饲养动物。"),
        ("可以养猫或狗。", "禁止养猫或狗。"),
        ("经申请可以养宠物。", "宠物一律不准养。"),
    ),
    "fresh": (("允许养动物。", "不允许养动物。"), ("猫狗可以住在屋内。", "猫狗不可以住在屋内。")),
}
_FILLER_ZH = (
    ("用途", "房屋仅作居住使用。改变用途须经书面同意。楼道应保持畅通。"),
    ("维修", "单次不超过300元的小修由使用人承担，其他维修应及时报告。"),
    ("通知", "任何一方提前解除合同，应提前三个月书面通知对方。"),
    ("水电", "水电费按表计算，每季度结算一次。"),
    ("保险", "应投保家庭财产保险，保额不低于100000元。"),
    ("查看", "查看房屋须提前两天告知，时间为九点至十八点。"),
    ("钥匙", "交付钥匙两套。丢失一把赔偿200元。"),
    ("交还", "交还房屋时应打扫干净，并当场填写交接单。"),
    ("中介", "本合同经{broker}介绍成立，佣金另付。"),
    ("检查", "燃气设备上次检查日期为{inspected}。"),
)  # fmt: skip


def contracts(language: Language, half: Half, count: int = COUNT) -> list[Contract]:
    """Make contracts in the wordings of one half; the same each time."""
    maker = _Maker(language, half)
    return [maker.contract(number) for number in range(1, count + 1)]


class _Maker:
    def __init__(self, language: Language, half: Half) -> None:
        self._language, self._half = language, half
        self._random = random.Random(f"{language}.{half}")

    def contract(self, number: int) -> Contract:
        choose, chance = self._random.choice, self._random.random
        english = self._language == "en"
        organisations, people = (_ORGANISATIONS, _PEOPLE) if english else (_ZH_ORGANISATIONS, _ZH_PEOPLE)
        landlord = choose(organisations) if chance() < 0.7 else choose(people)
        tenant = choose([one for one in people if one != landlord])
        broker = choose([one for one in organisations if one != landlord])
        start = date(2020, 1, 1) + timedelta(days=self._random.randrange(1_900))
        end = start + timedelta(days=self._random.randrange(300, 1_500))
        rent, deposit = self._random.randrange(600, 2_900, 10), self._random.randrange(1_500, 6_900, 50)
        stated = {key: chance() >= MISSING for key in ("landlord", "end", "deposit")}
        pets = (chance() < 0.5) if chance() >= 0.3 else None
        said = {
            "landlord": landlord,
            "tenant": tenant,
            "broker": broker,
            "start": self._date(start),
            "end": self._date(end),
            "signed": self._date(start - timedelta(days=20)),
            "inspected": self._date(start - timedelta(days=200)),
            "rent": f"{rent:,}" if english else str(rent),
            "deposit": f"{deposit:,}" if english else str(deposit),
        }
        parties = (
            self._one(_PARTIES_EN, _PARTIES_ZH)
            if stated["landlord"]
            else self._one(_NO_LANDLORD_EN, _NO_LANDLORD_ZH)
        )
        term = self._one(_END_EN, _END_ZH) if stated["end"] else self._one(_NO_END_EN, _NO_END_ZH)
        money = [self._one(_RENT_EN, _RENT_ZH)]
        if stated["deposit"]:
            own = self._one(_DEPOSIT_EN, _DEPOSIT_ZH)
            money = [own] if "{rent}" in own else [*money, own]
        clauses = [
            ("Parties", "当事人", parties),
            ("Term", "租期", term),
            ("Payments", "费用", "\n\n".join(money)),
        ]
        if pets is not None:
            pair = self._one(_PETS_EN, _PETS_ZH)
            clauses.append(("Animals", "宠物", pair[0] if pets else pair[1]))
        return Contract(
            name=f"{'lease' if english else '租约'}-{number:03}.md",
            text=self._written(number, clauses, said),
            landlord=landlord if stated["landlord"] else "",
            end=end if stated["end"] else None,
            deposit=deposit if stated["deposit"] else None,
            pets=pets,
            decoys=(tenant, broker),
            quotes={"landlord": landlord, "end": said["end"], "deposit": said["deposit"]},
        )

    def _one(self, en: dict[Half, tuple], zh: dict[Half, tuple]):  # type: ignore[no-untyped-def, type-arg]
        return self._random.choice((en if self._language == "en" else zh)[self._half])

    def _date(self, day: date) -> str:
        if self._language == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        written = (f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", day.isoformat())
        return written[self._random.randrange(3)]

    def _written(self, number: int, clauses: Sequence[tuple[str, str, str]], said: dict[str, str]) -> str:
        english = self._language == "en"
        filler = list(_FILLER_EN if english else _FILLER_ZH)
        self._random.shuffle(filler)
        size = self._random.choice((2, 4, len(filler)))
        numbered = self._random.random() < 0.6
        body = [(en if english else zh, text) for en, zh, text in clauses]
        mixed = [body[0], *self._mixed([*body[1:], *filler[:size]])]
        street = self._random.choice(_STREETS if english else _ZH_ROADS)
        where = (
            f"{self._random.randrange(1, 180)} {street}"
            if english
            else f"{street}{self._random.randrange(1, 180)}号"
        )
        parts = [f"# {'Lease' if english else '房屋租赁合同'} {number:03}, {where}"]
        for place, (title, text) in enumerate(mixed, start=1):
            head = f"## {place}. {title}" if numbered else f"## {title}"
            parts += [head, text.format(**said)]
        return "\n\n".join(parts) + "\n"

    def _mixed(self, clauses: list[tuple[str, str]]) -> list[tuple[str, str]]:
        self._random.shuffle(clauses)
        return clauses
