"""Questions that the first page offers: made of headings and dates, in the language of the papers."""

from __future__ import annotations

from assistant.library.documents import StoredDocument, StoredPassage
from assistant.suggesting import _AMOUNT, _PERSON, _headings, _valued


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
    assert one.question == "What does Lease of Mill Lane 4 say about early termination?"
    assert one.words == "early termination"


def test_chinese_papers_are_asked_about_in_chinese() -> None:
    (one,) = _headings(document("房屋租赁合同"), [passage(CHINESE, "房屋租赁合同", "第五条 提前解除")])
    assert one.question == "房屋租赁合同里关于“提前解除”是怎么写的？"


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
    assert one.question == "How much is the monthly rent in Lease of Mill Lane 4?"
    rent = passage("每月租金为人民币36,800元，于每月五日前支付给出租方指定的账户。", "房屋租赁合同", "租金")
    (one,) = _valued("amount", _AMOUNT, document("房屋租赁合同"), [rent])
    assert one.question == "房屋租赁合同里的每月租金是多少？"
    duty = passage(
        "Site manager: Anna Berg is called first, then the police and the insurer.", "Plan", "Fire"
    )
    (one,) = _valued("person", _PERSON, document("Fire plan"), [duty])
    assert one.question == "Who is the site manager in Fire plan?"


def test_no_sheet_and_no_dull_heading_is_asked_about() -> None:
    assert not list(_headings(document("Prices", "/papers/a.xlsx"), [passage(LONG, "Prices", "Autumn 2025")]))
    assert not list(_headings(document("Lease of Mill Lane 4"), [passage(LONG, "Lease", "7. General")]))
