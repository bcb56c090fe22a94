"""Questions that the first page offers: made of headings and dates, in the language of the papers."""

from __future__ import annotations

from assistant.library.documents import StoredDocument, StoredPassage
from assistant.suggesting import _dates, _headings


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


def test_dates_are_asked_as_they_are_written_and_not_out_of_tables() -> None:
    row = passage("| 14 March 2026 | 900 |\n| 15 March 2026 | 800 |", "Prices", "All")
    (one,) = _dates([row, passage("The lease ends on 14 March 2031, if not renewed.", "Lease", "Term")])
    assert one.question == "What is said about 14 March 2031?"
