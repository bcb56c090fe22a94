"""Two documents compared by the program: versions by clause, the newer one, contradictions with both quotes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.compare.versions import difference
from assistant.events import Looked
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled, passage
from tests.fakes.models import ScriptedChat

OLD = (
    "# Supply agreement\n\nSigned on 1 March 2023.\n\n## 1. Price\n\nThe price of a valve is EUR 40.\n\n## 2. Delivery\n\nThe goods are delivered within three weeks. "
    "Partial deliveries are allowed.\n\n## 3. Notice\n\nEither side may give three months' notice.\n\n## 4. Law\n\nThe law of Norway applies.\n"
)
NEW = (
    "# Supply agreement\n\nSigned on 5 June 2025.\n\n## 1. Delivery\n\nThe goods are delivered within two weeks. Partial deliveries are allowed.\n\n"
    "## 2. Price\n\nThe price of a valve is EUR 40.\n\n## 3. Notice\n\nEither side may give three months' notice.\n\n## 4. Warranty\n\nEach valve is warranted for five years.\n"
)
LEASE = "# Lease\n\nThe deposit is EUR 2,400. The term ends on 30 April 2025.\n\nParking: 2 places\n"
ZH_LEASE = "# 房屋租赁合同\n\n押金为人民币5200元。租赁期限至2025年4月30日止。\n"
NOTE = "# Handover\n\nOn the deposit: EUR 1,900 was paid as the deposit.\n\nParking: 3 places\n"
FILES = {"supply-old.md": OLD, "supply-new.md": NEW, "lease.md": LEASE, "租约.md": ZH_LEASE, "handover.md": NOTE, "other.md": "# Other\n\nNothing of that.\n", "more.md": "# More\n\nNor here.\n"}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("compare"), FILES) as library:
        yield library


def test_versions_differ_by_clause_with_both_quotes(library: Library) -> None:
    events, turn = ask(library, None, "What changed between supply-new.md and supply-old.md?")
    assert [event.road for event in events if isinstance(event, Looked)] == ["compare"]
    first, _, rest = turn.answer.partition("\n")
    assert first.startswith(
        "Between `supply-old.md` (2023-03-01) and `supply-new.md` (2025-06-05): 2 changed, 1 added, 1 removed"
    )
    assert (
        "before: “The goods are delivered within three weeks.” [3]  \n  now: “The goods are delivered within two weeks.” [4]"
        in rest
    )
    assert "“Each valve is warranted for five years.”" in rest
    assert "“The law of Norway applies.”" in rest
    assert "EUR 40" not in rest  # it moved, and is the same
    assert {one.quote for one in turn.citations} >= {
        "The goods are delivered within two weeks.",
        "The law of Norway applies.",
    }
    assert turn.status == "answered"


HALE = (
    "# Engagement contract\n\nbetween Rowan Chamber Orchestra and Imogen Hale (the artist).\n\nSigned on 3 May 2025.\n\n## 1. Fee\n\nThe fee is GBP 3,900. "
    "It is paid within 30 days.\n\n## 2. Hotel\n\nThe orchestra pays for a hotel.\n\n## 3. Law\n\nThe law of England applies.\n"
)


def test_contracts_of_two_people_are_named_and_neither_is_before(tmp_path: Path) -> None:
    sun = HALE.replace("Imogen Hale", "Wei Sun").replace("3,900", "4,200").replace("3 May", "9 June")
    with filled(tmp_path, {"hale.md": HALE, "sun.md": sun}) as library:
        _, turn = ask(library, None, "Compare hale.md and sun.md")
        _, chinese = ask(library, None, "对比hale.md和sun.md")
    assert turn.answer.startswith("`hale.md` and `sun.md`, side by side: ")
    assert "- `hale.md`: “The fee is GBP 3,900.” " in turn.answer
    assert "\n  `sun.md`: “The fee is GBP 4,200.” " in turn.answer
    assert not [one for one in ("before: ", "now: ", "Changed") if one in turn.answer]
    assert not [one for one in ("原文", "现文", "修改") if one in chinese.answer]


def test_names_of_parties_are_no_matter_to_compare(tmp_path: Path) -> None:
    files = {
        f"HF-{last.lower()}.md": f"# Author agreement\n\nThis agreement is made on 9 May 2024 between Corwen Press Ltd and {name} {last}.\n\n"
        f"## 1. Delivery\n\nThe typescript is delivered by {day} 2025.\n\n## 2. Advance\n\nThe advance is GBP {fee}.\n\n"
        f"## 3. Rights\n\nTranslation rights are shared.\n\n## 4. Copies\n\nThe author gets ten copies.\n\nSigned: {name} {last}; for the publisher: Maud Hale.\n"
        for name, last, day, fee in (
            ("Nora", "Whitlow", "1 May", "4,500"),
            ("Isolde", "Finch", "1 June", "3,900"),
        )
    }
    with filled(tmp_path, files) as library:
        _, turn = ask(library, None, "Compare the contracts of Nora Whitlow and Isolde Finch")
    for said in ("1 May 2025", "1 June 2025", "4,500", "3,900"):
        assert said in turn.answer


def test_the_newer_one_is_told_by_the_day_that_it_states(library: Library) -> None:
    _, turn = ask(library, None, "Which is newer, supply-new.md or supply-old.md?")
    assert turn.answer.startswith("`supply-new.md` is newer: 2025-06-05. `supply-old.md` is of 2023-03-01.")
    assert [one.quote for one in turn.citations] == ["Signed on 5 June 2025.", "Signed on 1 March 2023."]


def test_contradictions_are_named_with_both_quotes(library: Library) -> None:
    _, turn = ask(library, None, "Do lease.md and handover.md contradict each other?")
    assert turn.answer.startswith("Contradictions: 2\n\n- **EUR 2,400** (`lease.md`)")
    assert [one.quote for one in turn.citations] == [
        "The deposit is EUR 2,400.",
        "On the deposit: EUR 1,900 was paid as the deposit.",
        "Parking: 2 places",
        "Parking: 3 places",
    ]


def test_contradictions_between_two_languages(library: Library) -> None:
    _, turn = ask(library, None, "lease.md和租约.md有矛盾吗？")
    assert turn.answer.startswith("矛盾：1处")
    assert [one.quote for one in turn.citations] == ["The deposit is EUR 2,400.", "押金为人民币5200元。"]


def test_where_nothing_contradicts_it_is_said_what_was_looked_at(library: Library) -> None:
    _, turn = ask(library, None, "Are there contradictions between other.md and more.md?")
    assert turn.answer.startswith(
        "No contradiction was found between `other.md`, `more.md`"
    ) or turn.answer.startswith("No contradiction was found between `more.md`, `other.md`")


def test_the_name_of_a_file_stays_in_its_code(tmp_path: Path) -> None:
    with filled(tmp_path, {"a`**b**.md": LEASE, "note.md": NOTE}) as library:
        _, turn = ask(library, None, "Do these documents contradict each other?")
    assert "(`a'**b**.md`)" in turn.answer


def test_unlike_documents_are_compared_by_the_model(library: Library) -> None:
    chat = ScriptedChat().queue("The lease has a deposit of EUR 2,400.")
    ask(library, chat, "What is the difference between lease.md and supply-old.md?")
    assert len(chat.calls) == 1


TEXTS = st.lists(
    st.sampled_from(["The price is EUR 40 today.", "Delivery takes three weeks.", "The law of Norway applies.", "Pets are not allowed.", "It ends in May 2025."]),
    unique=True,
    max_size=5,
)  # fmt: skip


@given(TEXTS, TEXTS)
def test_every_clause_is_the_same_changed_added_or_removed(one: list[str], other: list[str]) -> None:
    first, second = (
        passage("\n\n".join(own), number, document=number) for number, own in enumerate((one, other), 1)
    )
    found = difference([first], [second])
    kinds = [change.kind for change in found.changes]
    changed = kinds.count("changed")
    assert found.same + changed + kinds.count("removed") == len(one)
    assert found.same + changed + kinds.count("added") == len(other)
    assert (found.alike == 1.0) == (set(one) == set(other))


MEETINGS = {
    "board 2024-05-02.md": "# Board meeting\n\n## 1. Lift repair\n\nThe lift is repaired in June.\n\n## 2. Roof\n\nThe roof leaks above flat 9.\n",
    "board 2024-06-06.md": "# Board meeting\n\n## 1. Lift\n\nThe lift firm asks for 800 euros more.\n\n## 2. Garden\n\nTwo maples are planted.\n",
    "more.md": "# More\n\nNothing.\n",
}


def test_what_are_no_versions_are_shown_side_by_side(tmp_path: Path) -> None:
    with filled(tmp_path, MEETINGS) as library:
        _, turn = ask(library, None, "What changed between board 2024-05-02.md and board 2024-06-06.md?")
    assert "are different documents, not two versions of one" in turn.answer
    both, _, alone = turn.answer.partition("**Only in `board 2024-05-02.md`**")
    assert "`board 2024-05-02.md`: “The lift is repaired in June.” [1]" in both
    assert "`board 2024-06-06.md`: “The lift firm asks for 800 euros more.” [2]" in both
    before, _, after = alone.partition("**Only in `board 2024-06-06.md`**")
    assert "The roof leaks above flat 9." in before
    assert "Two maples are planted." in after


DIARIES = {
    "站务会 2024.md": "# 2024 年站务会\n\n## 2024 年 2 月 5 日 站务会\n\n出席：全体。\n\n1. 洗车收费由 20 元改为 25 元。\n2. 换灯管两根。\n\n"
    "## 2024 年 6 月 3 日 站务会\n\n出席：全体。\n\n1. 雨棚漏水，请人来修。\n2. 端午轮休。\n",
    "站务会 2025.md": "# 2025 年站务会\n\n## 2025 年 2 月 10 日 站务会\n\n出席：全体。\n\n1. 雨棚已修好。\n2. 招两名夜班。\n\n"
    "## 2025 年 7 月 7 日 站务会\n\n出席：全体。\n\n1. 洗车收费今年不变。\n2. 防暑药品已发。\n",
    "more.md": "# More\n\nNothing.\n",
}


def test_meetings_of_two_years_are_not_paired_and_keep_their_day(tmp_path: Path) -> None:
    with filled(tmp_path, DIARIES) as library:
        _, turn = ask(library, None, "比较站务会 2024.md 和站务会 2025.md 的内容")
        _, narrow = ask(library, None, "站务会 2024.md 和站务会 2025.md 里洗车收费有什么变化？")
    assert "2024 年 2 月 5 日 站务会: “1. 洗车收费由 20 元改为 25 元。”" in turn.answer
    assert "出席" not in turn.answer
    assert "25 元" in narrow.answer
    assert "今年不变" in narrow.answer
    assert "雨棚" not in narrow.answer


TERMS = {
    "choir 2022.md": "# Choir 2022\n\n## Evening of 4 February 2022\n\n1. Treasurer: Ida Bohm takes over from Karl Rusk as from 1 March 2022.\n"
    "2. Robes are washed before Easter by Lena.\n\n## Evening of 2 December 2022\n\n1. A surplus of EUR 310 is left.\n2. Mice ate the old scores.\n",
    "choir 2023.md": "# Choir 2023\n\n## Evening of 3 February 2023\n\n1. Treasurer: Mina Solt takes over from Ida Bohm as from 1 March 2023.\n"
    "2. The organ is tuned.\n3. We sing in Halden on Whit Sunday.\n\n## Evening of 8 December 2023\n\n1. The year leaves EUR 455 of surplus.\n2. No rehearsal on 5 January.\n",
}  # fmt: skip


def test_of_a_matter_that_is_asked_only_its_differences_are_listed(tmp_path: Path) -> None:
    with filled(tmp_path, {**TERMS, "more.md": "# More\n\nNothing.\n"}) as library:
        _, turn = ask(library, None, "Compare the surplus of choir 2022.md and choir 2023.md")
        _, every = ask(library, None, "Compare choir 2022.md and choir 2023.md")
    assert "EUR 310" in turn.answer
    assert "EUR 455" in turn.answer
    assert "Ida Bohm" not in turn.answer
    differ = every.answer.partition("different documents")[0]
    assert differ.count("takes over from Karl Rusk") == 1


def test_contracts_with_others_differ_and_do_not_contradict(tmp_path: Path) -> None:
    made = "# Agreement\n\nThis agreement is made on 1 March 2025 between Hale Dental and {name} (“the Supplier”).\n\nIt ends on {day}.\n"
    deals = {"Moss contract.md": made.format(name="Moss Ltd", day="1 May 2026"), "Orbis contract.md": made.format(name="Orbis plc", day="1 June 2027")}  # fmt: skip
    with filled(tmp_path, deals) as library:
        _, turn = ask(library, None, "Do the Moss contract and the Orbis contract contradict each other?")
    assert "are about different deals" in turn.answer
    assert "Contradictions" not in turn.answer


def test_a_clause_that_is_named_is_compared_alone(library: Library) -> None:
    _, turn = ask(library, None, "What differs in the delivery clauses of supply-old.md and supply-new.md?")
    assert "three weeks" in turn.answer
    assert "warranted" not in turn.answer
    _, turn = ask(library, None, "What is different in the notice clause of supply-old.md and supply-new.md?")
    assert turn.answer.startswith("**3. Notice**\n\n")
    assert "say the same, clause by clause (clauses: 1)" in turn.answer


@pytest.mark.parametrize(
    "question",
    [
        "What differs in the sections of lease-old.md and lease-new.md?",
        "What differs in both clauses of lease-old.md and lease-new.md?",
        "What differs in the main sections of lease-old.md and lease-new.md?",
        "What differs in the lease clauses of lease-old.md and lease-new.md?",
        "lease-old.md和lease-new.md的主要条款有什么不同？",
        "lease-old.md和lease-new.md这两份合同条款有什么不同？",
    ],
)
def test_no_clause_is_named_by_a_word_that_any_heading_holds(tmp_path: Path, question: str) -> None:
    lease = (
        "# Lease\n\n## 1. Rent\n\nThe rent is EUR {rent}.\n\n## 2. Notice\n\nNotice is {notice} months.\n\n"
        "## 3. Other matters of the lease and its maintenance\n\nThe law of Norway applies.\n\n## 4. 合同主要事项\n\n双方另行约定。\n"
    )
    files = {
        "lease-old.md": lease.format(rent=900, notice=3),
        "lease-new.md": lease.format(rent=1000, notice=2),
    }
    with filled(tmp_path, files) as library:
        _, turn = ask(library, None, question)
    assert "1000" in turn.answer
    assert "2 months" in turn.answer


def test_contracts_of_one_form_are_compared_in_the_matters_that_are_named(tmp_path: Path) -> None:
    form = (
        "# 采购合同\n\n甲方：清和茶馆有限公司\n乙方：{name}\n\n## 第二条 期限\n\n本合同至2027年{month}月31日止。\n\n"
        "## 第四条 付款\n\n甲方在验收合格后{days}日内付款。逾期付款的，每日支付0.5‰违约金。\n\n## 第五条 验收\n\n水分超过7%的整批退回。\n"
    )
    files = {
        "采购合同-岚谷茶厂.md": form.format(name="岚谷茶厂", month=3, days=30),
        "采购合同-平里茶坊.md": form.format(name="平里茶坊", month=8, days=20),
    }
    with filled(tmp_path, files) as library:
        _, turn = ask(library, None, "比较岚谷和平里的付款期和违约金")
        _, whole = ask(library, None, "比较岚谷和平里的合同")
    assert turn.answer.count("违约金") == 2  # what is the same too
    assert "30日内付款" in turn.answer
    assert "20日内付款" in turn.answer
    assert "止" not in turn.answer
    assert "3月31日止" in whole.answer
