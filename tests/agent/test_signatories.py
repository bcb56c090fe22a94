"""Who signed for us: whose name recurs where papers end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.agent.cells.signatories import signatures, signing_for_us
from assistant.agent.papers.sides import sides_of
from tests.agent.test_each import cells, table
from tests.agent.test_matching import matched
from tests.fakes.library import filled, passage

LEASE = "# Lease\n\nBetween Larch Yard Estates Ltd (the “Landlord”) and {tenant} (the “Tenant”).\n\nThe rent is £500 a month, payable in advance.\n\n{end}\n"
ENDS = {
    "Tarn Cycles Ltd": "Harrowby Mere, 3 May 2024\n\nFor the Landlord: Maud Ellery, director\n\nFor the Tenant: Hester Vance",
    "Pell Chemists Ltd": "Signed by M. Ellery for Larch Yard Estates\n\nConstance Pell",
    "Dunmore Couriers Ltd": "MAUD ELLERY\n\nR. Dunmore",
    "Corvane Logistics plc": "9 June 2024\n\nT. Penhallow\n\nBram Oakes, manager",
    "Oakes Prints Ltd": "T. Penhallow (for Larch Yard Estates)\n\nIda Verity (for Oakes)",
    "Garrick Books Ltd": "Our copy is not signed, the other one lies in the safe of the Old Dairy.",
}
CHINESE = (
    "# 租赁合同\n\n出租方：澄影器材租赁有限公司\n\n承租方：{tenant}\n\n月租金 500 元，按月支付。\n\n{end}\n"
)
CHINESE_ENDS = {
    "青枫文旅有限公司": "甲方：沈若棠\n\n乙方：计听澜\n\n2024年12月9日",
    "木禾剧社有限公司": "罗佩青　裴小舟",
    "北屿云科技有限公司": "沈若棠（出租方）　　麦承（承租方）",
    "恒准光学有限公司": "罗佩青　2025.2.6\n\n季文瑛　2025.2.7",
}


@pytest.mark.parametrize(
    ("question", "paper", "ends", "signed"),
    [
        (
            "Who signed for Larch Yard?",
            LEASE,
            ENDS,
            ["Maud Ellery", "M. Ellery", "MAUD ELLERY", "T. Penhallow", "T. Penhallow", "not stated"],
        ),
        ("谁代表澄影签的字？", CHINESE, CHINESE_ENDS, ["沈若棠", "罗佩青", "沈若棠", "罗佩青"]),
    ],
)
def test_whose_name_recurs_under_contracts_signed_for_us(
    tmp_path: Path, question: str, paper: str, ends: dict[str, str], signed: list[str]
) -> None:
    papers = {f"{tenant}.md": paper.format(tenant=tenant, end=end) for tenant, end in ends.items()}
    with filled(tmp_path, papers) as library:
        found = cells(table(library, question))
    said = [
        cell.text if cell.state != "not_stated" else "not stated" for cell in map(found.get, papers) if cell
    ]
    assert said == signed
    assert [name for name, cell in found.items() if cell.state == "unsure"] == []


def test_who_signed_for_the_other_side_is_not_who_signed_for_us(tmp_path: Path) -> None:
    papers = {f"{tenant}.md": LEASE.format(tenant=tenant, end=end) for tenant, end in ENDS.items()}
    with filled(tmp_path, papers) as library:
        found = cells(table(library, "Who signed for the Tenant?"))
    assert not any(cell.state == "found" for cell in found.values())


def test_of_two_who_sign_for_us_the_one_whom_a_contract_is_with_does_not(tmp_path: Path) -> None:
    papers = {f"{tenant}.md": LEASE.format(tenant=tenant, end=end) for tenant, end in ENDS.items()}
    papers["job.md"] = LEASE.format(tenant="T. Penhallow", end="M. Ellery\n\nT. Penhallow")
    with filled(tmp_path, papers) as library:
        cell = cells(table(library, "Who signed for Larch Yard?"))["job.md"]
    assert (cell.text, cell.state) == ("M. Ellery", "found")


@pytest.mark.parametrize(("papers", "sure"), [(2, True), (3, False)])
def test_of_two_who_sign_about_as_often_neither_is_sure(papers: int, sure: bool) -> None:
    recurring = {"ellery": Counter({"M. Ellery": 4}), "penhallow": Counter({"T. Penhallow": papers})}
    found = signatures([passage("M. Ellery\n\nT. Penhallow")])
    signed = signing_for_us(found, [], recurring, sides_of([], ()))
    assert signed is not None
    assert (signed[0].name, signed[1]) == ("M. Ellery", sure)


def test_contracts_are_listed_by_who_signed_them(tmp_path: Path) -> None:
    papers = {f"{tenant}.md": LEASE.format(tenant=tenant, end=end) for tenant, end in ENDS.items()}
    with filled(tmp_path, papers) as library:
        likely = matched(library, "Which contracts did Maud sign for us?")
    first = sorted(likely, key=lambda name: -likely[name])[:3]
    assert set(first) == {"Tarn Cycles Ltd", "Pell Chemists Ltd", "Dunmore Couriers Ltd"}
    assert likely["Corvane Logistics plc"] < 0.1


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ("Signed for the Landlord by Jan van der Berg.", None),
        ("Signed on 4 May 2024 by Maud Ellery on behalf of Larch Yard Estates Ltd, with its seal.", None),
        ("9 June 2024\n\nFor the Landlord: Élodie Oakes\n\nFor the Tenant: Ünal Şahin", "Élodie Oakes"),
        ("9 June 2024\n\nFor the Landlord: Пётр Иванов", None),
    ],
)
def test_who_signed_by_a_name_that_does_not_recur_is_not_said_to_be_nobody(
    tmp_path: Path, end: str, text: str | None
) -> None:
    papers = {f"{tenant}.md": LEASE.format(tenant=tenant, end=end) for tenant, end in ENDS.items()}
    papers["job.md"] = LEASE.format(tenant="Orla Ltd", end=end)
    with filled(tmp_path, papers) as library:
        cell = cells(table(library, "Who signed for Larch Yard?"))["job.md"]
    assert cell.state != "not_stated"
    assert text is None or text in cell.text
