"""Questions that the first page offers: made of headings and dates, in the language of the papers."""

from __future__ import annotations

from assistant.library.documents import StoredDocument, StoredPassage
from assistant.suggesting import _AMOUNT, _END, _PERSON, _headings, _title, _valued


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
    assert one.question == "What does “Lease of Mill Lane 4” say about early termination?"
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
    assert asked == [f"What does “S-103 Nimbus” say about {what}?" for what in ("duration", "notice")]
    lease = passage(
        "租赁期限自2024年2月1日起至2029年1月31日止，共五年，期满后双方可以另行协商续租事宜。", "租赁合同"
    )
    (one,) = _valued("end", _END, document("租赁合同"), [lease])
    assert one.question == "《租赁合同》什么时候到期？"


def test_a_title_that_nobody_gave_is_none() -> None:
    assert _title(document("(anonymous)", "/papers/INV-7.pdf")) == "INV-7"
    assert _title(document("Re: AW: Chairs")) == "Chairs"
