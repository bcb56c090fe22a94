"""Contracts are told by their names, titles, folders and first words; what only speaks of one is none."""

from __future__ import annotations

import pytest

from assistant.agent.papers.paper_kinds import CONTRACTS, Paper, is_of_kind, kind_called, may_be_deal

ROOTS = ("/d",)


def paper(path: str, title: str = "", beginning: str = "") -> Paper:
    return Paper(f"/d/{path}", title, beginning, ROOTS)


@pytest.mark.parametrize(
    "own",
    [
        paper("Contracts/Copier lease Orbis.docx", "Photocopier Lease Agreement"), paper("x/Terms of engagement - Hale & Co.pdf"), paper("Contracts/2024/Orbis.pdf", "Orbis"),
        paper("scan-004.pdf", "scan-004", "This cleaning agreement is made on 1 March 2025 between Hale and Moss."), paper("合同/洁雅.txt", "洁雅"), paper("授权委托书.docx"),
        paper("2025.docx", "常年法律顾问合同"), paper("甲.txt", "", "甲方：明正律师事务所\n乙方：华锐机械有限公司"), paper("Letter of engagement Moss.docx"),
        paper("staff/Maund I.txt", "Maund I", "Maund I Harl & Voss Ltd\nCONTRACT OF EMPLOYMENT - salaried outdoor staff\nEmployee          Ms Ingrid Maund"),
        paper("services/Nettle.txt", "Nettle", "Nettle Nettlebyte Systems\nSERVICE AGREEMENT / Order form 2025-051\n\nClient ....... Harl"),
        paper("services/Fenn.md", "Grounds maintenance", "Grounds maintenance **H&W Grounds**\n\nClient: Fenn Residents (Mrs Una Gathercole)\n\n| item | |\n| beginning | 1 April 2023 |\n| duration | until one side ends it |\n| price | £540 per month |"),
        paper("Agreements/Letter from Mr Hobb.txt", "", "Dear Ms Tan,\n\nThe arrangement is this: you can use the barn from 1 May 2025 for three years. The rent is £90 a month."), paper("合同/周家来信.txt", "", "咱们说好了：院子租给你们两年，每月800元。"),
        paper("unit 3.docx", "Vetch Storage - licence to occupy"), paper("Vetch subscription terms.txt"),
        paper("货/和源.txt", "和源", "和源\n客户：和源酒店\n起租日：2025年3月1日\n月租：2300元"),
    ],
)  # fmt: skip
def test_contracts_are_told_by_what_says_so(own: Paper) -> None:
    assert is_of_kind(own, CONTRACTS)


@pytest.mark.parametrize(
    "other",
    [
        paper("HR/Letter Joan hours.txt", "", "All other terms of your contract of 4 May 2018 stay the same."), paper("Contracts/overview.xlsx", "Contracts"), paper("Contracts/Re lease.eml", "Re: lease"),
        paper("Minutes/2025-03-10.md", "Meeting", "The lease contract was discussed."), paper("Money/Price list 2026.docx", "Prices"), paper("会议纪要/2025-03-10合伙人会议.txt", "", "甲方要求续签合同"),
        paper("Contracts/Letter Hobb 2026.txt", "", "Dear Ms Tan,\n\nWe agreed that the rent in our lease of 1 May 2025 becomes £95 a month."), paper("letters/Hobb.txt", "Letter", "We agreed that you can use the barn for three years."), paper("合同/补充函.txt", "", "双方同意，2025年5月1日租赁合同的租金改为每月900元。"),
        paper("Contracts/Termination letter Orbis.docx", "Termination of contract"), paper("合同/合同台账.docx"), paper("notes.txt", "", "Ask about the contract."),
        paper("2026-02-02 Gatewarden.md", "", "Gatewarden Security Ltd\n\n2nd February 2026\n\nTo: Mr Wray\n**Saltern Quay patrols – variation of agreement dated 22 October 2024**"), paper("2025 Ascendry.md", "", "**ASCENDRY LIFTS LTD** · Contract 40-7719\n\n5 August 2025\n\nDear Sirs,"),
        paper("2025-118.txt", "", "Tax invoice 2025-118\nCustomer: Hotel Calan\nContract no. 12\nDate: 3 March\nPrice: £980"), paper("job 4.txt", "", "Job sheet\nCustomer: Hotel Calan\nWhat was done: two lamps\nHours: 3"),
    ],
)  # fmt: skip
def test_what_only_speaks_of_a_contract_is_none(other: Paper) -> None:
    assert not is_of_kind(other, CONTRACTS)


def test_a_lease_is_a_contract_and_not_every_contract_a_lease() -> None:
    lease, cleaning = paper("Copier lease.docx"), paper("Contracts/Cleaning agreement.docx")
    kind = kind_called("leases")
    assert kind is not None
    assert [is_of_kind(one, kind) for one in (lease, cleaning)] == [True, False]
    assert is_of_kind(lease, CONTRACTS)
    assert [kind_called(noun) == kind for noun in ("租赁合同", "采购合同", "documents")] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("other", "may"),
    [
        (paper("Hobb letter.txt", "", "Dear Ms Tan,\n\nHere is what we agreed: the barn is yours from 1 May."), True),
        (paper("Hobb letter 2.txt", "", "Dear Ms Tan,\n\nWe agreed to change your lease of 1 May."), False),
        (paper("Hobb letter 4.txt", "", "Dear Ms Tan,\n\nThe barn is let to you from 1 May. You can end the lease with a month's notice."), True),
        (paper("来信.txt", "", "罗老板：上周谈定的代送一事，写在这里作准。"), True),
        (paper("Hobb letter 3.txt", "", "Dear Ms Tan,\n\nAs we said, you show our stoves and get 12 per cent off each."), True),
        (paper("Hobb letter 5.txt"), False),
        (paper("Quay Homes - call-off order.pdf", "", "QUAY HOMES LTD\nOrder no.: 7\nSubcontractor: Tan & Co\nLast plot: 31 August 2027"), True),
        (paper("Clearance order.docx", "", "HOUSE CLEARANCE ORDER\nClient\nMr Hobb\nDate of order"), True),
        (paper("Hauling order.md", "", "HOBB SKIPS - Order No. 88\n\n| Field | Entry |\n|---|---|\n| Site | Mill Lane |\n| Charge | £40 a week |\n| Start | 7 January 2025 |\n| Period | open |"), True),
        (paper("Tan letter 6.txt", "", "Dear Ms Tan,\n\nYour supply form of 12 August 2024\n\nWe agreed that the price rises."), False),
        (paper("How we take orders.md", "", "Every order is written on the blue form.\nThe customer signs it."), False),
        (paper("Notice to visitors.txt"), False), (paper("Bench procedures.md"), False), (paper("消毒规程.docx"), False),
    ],
)  # fmt: skip
def test_letters_and_orders_may_be_contracts_where_they_refer_to_none(other: Paper, *, may: bool) -> None:
    assert may_be_deal(other) is may
