"""Questions for all papers of a kind are put to each of them, and to none that only speaks of such papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from assistant.events import Looked
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled
from tests.fakes.models import ScriptedChat

_DEAL = (
    "# {title}\n\nThis agreement is made on {day} between Hale Dental (“the Practice”) and {name} (“the Supplier”).\n\n"
    "It starts on {day} and ends on {end}.\n\nEither party may end it by giving {notice} written notice.\n\nThe Practice shall pay £{price} per month.\n"
)
_LEASE = "# Residential lease no. {number}\n\nbetween **Ellis Homes** (landlord) and **{name}** (tenant)\n\nThe lease begins on {day} and ends on {end}.\n\nThe monthly rent is {rent} euros.\n"
_DEAL_ZH = "# {title}\n\n甲方：明正律师事务所\n\n乙方：{name}\n\n有效期自{day}起至{end}止。\n\n费用为每年人民币{price}元。\n"
OFFICES: Mapping[str, Mapping[str, str]] = {
    "practice": {
        "Contracts/Cleaning 2025.md": _DEAL.format(title="Cleaning Services Agreement", day="1 March 2025", name="Sparkle Ltd", end="28 February 2027", notice="three months'", price=480),
        "Contracts/Copier lease.md": _DEAL.format(title="Photocopier Lease", day="1 July 2025", name="Orbis plc", end="30 June 2030", notice="ninety days'", price=119),
        "Contracts/IT support.md": _DEAL.format(title="IT Support Agreement", day="2 September 2024", name="Nettleby Ltd", end="1 September 2026", notice="one month's", price=475),
        "Mail/letter to Joan.md": "Dear Joan,\n\nyour contract of 4 May 2018 ends on 31 May 2026.\n\nYours, Priya\n",
        "Minutes/minutes 2025-09-08.md": "# Meeting\n\nThe lease contract ends in 2026. Priya rings Sparkle.\n",
    },
    "律所": {
        "合同/法律顾问合同-太湖.md": _DEAL_ZH.format(title="法律顾问合同", name="太湖食品有限公司", day="2025年1月1日", end="2026年12月31日", price="96,000"),
        "合同/法律顾问合同-华锐.md": _DEAL_ZH.format(title="法律顾问合同", name="华锐机械有限公司", day="2025年4月1日", end="2026年3月31日", price="60,000"),
        "合同/保洁.md": _DEAL_ZH.format(title="保洁服务", name="洁雅保洁有限公司", day="2025年1月1日", end="2025年12月31日", price="26,400"),
        "会议纪要/2025-03-10会议.md": "# 会议纪要\n\n办公室租赁合同2026年到期，年底前联系房东。\n",
    },
    "leases": {
        f"{place}/{name}.md": _LEASE.format(number=f"L-2{number}", name=name, day=f"1 May 20{number}", end=f"30 April 20{number + 5}", rent=100 * number)
        for place, name, number in (("harwick", "Okoro", 18), ("harwick", "Chow", 20), ("ellis", "Diallo", 21), ("ellis", "Ilic", 22))
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Library]]:
    folder = tmp_path_factory.mktemp("lists")
    made = {name: filled(folder / name, files) for name, files in OFFICES.items()}
    yield made
    for one in made.values():
        one.close()


@pytest.mark.parametrize(
    ("office", "asked", "questions"),
    [
        ("practice", 3, [
            "Which contracts have a notice period of more than 60 days?", "Which contracts end in 2026?", "list all suppliers and what we pay them", "Which contract has the longest notice period?", "Which contract is the newest?",
            "show me the oldest contract", "list all contracts and when they end", "What notice do we have to give in each contract?", "Who are our suppliers?", "which agreements cost more than £200 a month?", "when do our contracts end?",
        ]),
        ("律所", 3, ["哪些合同在2026年6月之前到期？", "最新的合同是哪一份？", "哪份合同最早到期？", "每份合同的对方是谁？", "合同分别什么时候到期？", "有哪些供应商，每年付多少钱？", "有哪些合同2026年到期？", "我们有哪些合同，分别什么时候到期？"]),
        ("律所", 2, ["有哪些法律顾问合同，分别一年多少钱？"]),
        ("leases", 4, [
            "Which leases end in 2026?", "which lease has the highest rent?", "Which leases have a rent of more than 2,000 euros?", "list all tenants and their rents", "which lease is the oldest?", "What is the rent in each lease?", "Who is the tenant in each lease?",
            "which contracts end before 2026?", "which leases started in 2021?",
        ]),
    ],
)  # fmt: skip
def test_each_paper_of_the_kind_is_asked_and_no_other(
    libraries: Mapping[str, Library], office: str, asked: int, questions: list[str]
) -> None:
    wrong = {}
    for question in questions:
        events, _ = ask(libraries[office], None, question)
        looked = [
            len(event.documents) for event in events if isinstance(event, Looked) and event.road == "each"
        ]
        if looked != [asked]:
            wrong[question] = looked
    assert wrong == {}


@pytest.mark.parametrize(
    ("office", "question", "begins"),
    [
        ("practice", "How many contracts do we have?", "You have 3 contracts:"), ("practice", "list all contracts", "You have 3 contracts:"), ("practice", "how many leases are there", "You have 1 lease:"),
        ("律所", "我有几份合同", "共有3份合同："), ("leases", "How many leases do we have?", "You have 4 leases:"),
    ],
)  # fmt: skip
def test_they_are_counted_by_the_same_notion(
    libraries: Mapping[str, Library], office: str, question: str, begins: str
) -> None:
    _, turn = ask(libraries[office], None, question)
    assert turn.answer.startswith(begins)


def test_who_wrote_a_paper_is_looked_for_in_it(tmp_path: Path) -> None:
    with filled(
        tmp_path, {"handbook.md": "# Handbook\n\nThe handbook was written by Priya Raman.\n"}
    ) as library:
        _, turn = ask(library, None, "who wrote the handbook")
    assert "Priya Raman" in turn.answer
    assert "Senders" not in turn.answer


HEADINGS = ("Arbeitsbeginn", "Leitern und Dach", "Messen", "Fahrzeuge", "Ausbildung", "Abrechnung")


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("Betriebshandbuch.md", "alle kapitel vom handbuch auflisten"),
        ("Livret.md", "Liste-moi tous les chapitres du livret"),
        ("Manual.md", "Enumera todos los capítulos del manual"),
    ],
)
def test_the_chapters_of_a_paper_are_listed_from_all_of_it(tmp_path: Path, name: str, question: str) -> None:
    paper = "\n\n".join(
        f"## {number}. {one}\n\n" + f"{one} {number}. " * 150 for number, one in enumerate(HEADINGS, 1)
    )
    others = {
        f"note-{number}.md": f"Note {number}: manual, livret, Handbuch {number}. " * 20
        for number in range(12)
    }
    chat = ScriptedChat(context_tokens=16_000).queue("1. Arbeitsbeginn, 2. Leitern und Dach.")
    with filled(tmp_path, {name: paper, **others}) as library:
        ask(library, chat, question)
    prompt = "\n".join(message.content for message in chat.calls[-1].messages)
    assert [one for one in HEADINGS if f". {one}" not in prompt] == []
