"""Which of alike statements is the newest, and when papers were written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

import pytest

from assistant.agent.papers.succession import (
    DatedPaper,
    Papers,
    Stated,
    dated_paper,
    label_of,
    mark_of,
    succession,
)
from assistant.agent.words.matter import Matter
from assistant.library.documents import StoredPassage
from assistant.library.terms import query_terms, terms
from assistant.retrieval.evidence import Unit, units_of
from assistant.retrieval.paper_dates import PaperDate, paper_date
from assistant.retrieval.ranking import QueryTerms
from tests.fakes.library import passage

TODAY = date(2026, 11, 29)
JANUARY = (
    "/d/committee minutes 2025-01-14.md",
    "The Christmas party will be held on 12 December in the canteen.",
)
OCTOBER = ("/d/committee minutes 2025-10-07.md", "The Christmas party was moved to the 18th of December.")
LEASE = (
    "/d/Lease Harbour Row.md",
    "This lease is made on 12 June 2021 between Harbour Estates Ltd and Sudbury Services Ltd.\n\nThe rent is 1,850 euros a month.",
)
ADDENDUM = (
    "/d/Addendum Harbour Row.md",
    "Addendum to the lease of 12 June 2021\n\nDated 3 February 2024\n\nFrom 1 March 2024 the rent is 2,040 euros a month.",
)
OTHER_LEASE = (
    "/d/Lease Mill Lane.md",
    "This lease is made on 4 May 2022 between Crofton Property Ltd and Sudbury Services Ltd.\n\nThe rent is 1,120 euros a month.",
)


def told(question: str, *papers: tuple[str, str], today: date = TODAY) -> list[tuple[str, str]]:
    """Give what is told of a question first and then, as "when" and the end of the sentence."""
    return [
        (one.when, one.unit.text.rstrip(".。")[-20:].strip())
        for one in stated(question, *papers, today=today)
    ]


def stated(question: str, *papers: tuple[str, str], today: date = TODAY) -> tuple[Stated, ...]:
    """Ask some papers, each with the sentence that answers at its end; the best paper first."""
    places = [
        passage(text, number, document=number, source=source)
        for number, (source, text) in enumerate(papers, 1)
    ]
    wanted = query_terms(question)
    matter = Matter(question, QueryTerms(tuple(wanted), dict.fromkeys(wanted, 1.0)))
    return succession(matter, [last_unit(one) for one in places], known(places), today)


def last_unit(place: StoredPassage) -> Unit:
    """Return the last sentence of a passage."""
    return units_of(place, 0)[-1]


def known(places: Collection[StoredPassage]) -> Papers:
    """Know some papers of one passage each."""
    counts = Counter(term for one in places for term in set(terms(f"{one.source} {one.text}")))

    def of(numbers: Collection[int]) -> Mapping[int, DatedPaper]:
        return {one.document_id: dated_paper(one, one) for one in places if one.document_id in numbers}

    return Papers(of, lambda words: {word: counts[word] for word in words}, 40)


def test_newest_comes_first_and_earlier_is_named() -> None:
    assert told("When is the Christmas party?", JANUARY, OCTOBER) == [
        ("newest", "the 18th of December"),
        ("earlier", "ember in the canteen"),
    ]


def test_lines_that_only_say_what_papers_are_do_not_follow_one_another() -> None:
    papers = [
        (f"/d/committee minutes {day}.txt", f"Honey Society\nMinutes of the committee, {day}")
        for day in ("2025-03-04", "2025-07-08")
    ]
    assert told("What did the committee decide in July 2025?", *papers) == []


def test_paper_of_the_time_in_the_question_comes_first() -> None:
    first = told("When was the Christmas party to be in January 2025?", JANUARY, OCTOBER)[0]
    assert first == ("asked", "ember in the canteen")


def test_addendum_changes_its_lease_and_no_other() -> None:
    assert told("What is the rent for Harbour Row?", LEASE, ADDENDUM)[0] == ("newest", "2,040 euros a month")
    assert told("What is the rent for Mill Lane?", OTHER_LEASE, ADDENDUM) == []
    assert told("What is the rent?", LEASE, OTHER_LEASE) == []


def test_letter_that_names_the_number_of_an_undated_contract_changes_it() -> None:
    contracts = [
        (
            f"/d/{number} {firm}.md",
            f"Service contract {number}\nbetween Kestrel Engineering Ltd and {firm}.\n\nThe responsible engineer is Tomasz Wilk.",
        )
        for number, firm in (("KW-C-02", "Brack Water"), ("KW-C-03", "Averley Council"))
    ]
    letter = (
        "/d/2026-08-03 Brack.md",
        "Wexcombe, 3 August 2026\nTo Brack Water\nAmendment to service contract KW-C-02\n\n"
        "From 1 September 2026 the responsible engineer is Beatrix Holloway in place of Tomasz Wilk.",
    )
    question = "Who is the responsible engineer for Brack Water now?"
    found = stated(question, contracts[0], letter)
    assert [one.when for one in found] == ["newest", "earlier"]
    assert "Holloway" in found[0].unit.text
    assert [label_of(one, "en") for one in found] == ["Newest, 3 August 2026:", "Earlier:"]
    assert label_of(found[1], "zh") == "此前："
    assert mark_of(found[1], "en") == "older"
    first = stated("Who was originally the responsible engineer for Brack Water?", contracts[0], letter)[0]
    assert ("Tomasz" in first.unit.text, label_of(first, "en")) == (True, "of the time asked for:")
    assert stated("Who is the responsible engineer for Averley Council?", contracts[1], letter) == ()
    assert stated("Who is the responsible engineer?", *contracts) == ()


def test_what_begins_later_is_not_in_force_yet() -> None:
    before = told("What is the rent for Harbour Row?", LEASE, ADDENDUM, today=date(2024, 2, 10))
    assert before == [("newest", "1,850 euros a month"), ("later", "2,040 euros a month")]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is paid for a hotel night?", "135 euros a night"),
        ("What did version 1 of the travel policy pay for a hotel night?", "110 euros a night"),
        ("What was originally paid for a hotel night?", "110 euros a night"),
    ],
)
def test_versions_are_told_by_their_number(question: str, first: str) -> None:
    old = ("/d/travel policy v1.md", "Hotels are paid up to 110 euros a night.")
    new = ("/d/travel policy v3.md", "Hotels are paid up to 135 euros a night.")
    assert told(question, old, new)[0][1].endswith(first)


def test_chinese_notice_is_dated_at_its_end() -> None:
    old = ("/d/手册.md", "员工手册\n2023年3月1日起施行\n\n员工每年享有带薪年假8天。")
    new = ("/d/调整通知.md", "关于调整员工手册的通知\n2025年1月13日\n\n带薪年假增加到10天。")
    assert [when for when, _ in told("带薪年假有几天？", old, new)] == ["newest", "earlier"]


@pytest.mark.parametrize("word", ["Quote", "Invoice", "Report", "CV"])
def test_papers_of_their_own_do_not_follow_one_another(word: str) -> None:
    papers = [
        (f"/d/{word} roof {day}.md", f"{word}\n{day}\n\nThe roof costs {cost} euros.")
        for day, cost in (("2025-04-05", "8,900"), ("2025-04-22", "9,650"))
    ]
    assert told("What does the roof cost?", *papers) == []


def test_labels_name_the_day() -> None:
    newest, earlier = stated("When is the Christmas party?", JANUARY, OCTOBER)
    assert label_of(newest, "en") == "Newest, 7 October 2025:"
    assert label_of(earlier, "zh") == "此前（2025年1月14日）："
    assert mark_of(earlier, "en") == "14 January 2025, older"


@pytest.mark.parametrize(
    ("source", "head", "tail", "written"),
    [
        ("/d/minutes 2025-01-14.md", "", "", PaperDate(2025, 1, 14)),
        ("/d/price list 2024.md", "Valid until 31 March 2025", "", PaperDate(2024)),
        ("/d/board 03 2025.txt", "Board meeting\n12 March 2025", "", PaperDate(2025, 3, 12)),
        ("/d/policy v3.md", "Policy", "", PaperDate(version=3.0)),
        (
            "/d/a.md",
            "Addendum to the lease of 12 June 2021\nDated 3 February 2024",
            "",
            PaperDate(2024, 2, 3),
        ),
        (
            "/d/协议.md",
            "双方就2021年6月12日签订的合同补充如下",
            "签订日期：2024年2月3日",
            PaperDate(2024, 2, 3),
        ),
        ("/d/通知.md", "即日起开放", "行政部\n2025年6月16日", PaperDate(2025, 6, 16)),
        (
            "/d/mail.eml",
            "From: A\nDate: Mon, 13 Jan 2025 09:12:00\nfrom 1 February 2025",
            "",
            PaperDate(2025, 1, 13),
        ),
        ("/d/note.md", "Nothing is said of a day.", "", PaperDate()),
        (
            "/a/框架.md",
            "采购方：甲公司\n2024年4月2日签订\n本协议至2027年4月1日止。",
            "",
            PaperDate(2024, 4, 2),
        ),
        (
            "/a/试卷.md",
            "学校与工厂于2023年8月25日签订本协议，2026年8月31日到期。",
            "",
            PaperDate(2023, 8, 25),
        ),
        (
            "/a/函.md",
            "2026年2月2日\n现确认2025年4月2日签订的协议延长至2028年9月30日。",
            "",
            PaperDate(2026, 2, 2),
        ),
        (
            "/a/来信.md",
            "王老板：\n跟2023年3月8日那份租约放在一起。",
            "周桂兰\n2026年4月9日",
            PaperDate(2026, 4, 9),
        ),
        (
            "/a/租约.md",
            "一、租三年，2024年12月1日到2027年11月30日。到期那天是2027年11月30日。",
            "罗阿秀\n2024年11月8日",
            PaperDate(2024, 11, 8),
        ),
        (
            "/a/hire.md",
            "Hire of the kiln: 1 May 2024 to 30 April 2026.",
            "Signed\n20 April 2024",
            PaperDate(2024, 4, 20),
        ),
        (
            "/a/租房.md",
            "房东：周桂兰\n租期四年，从2023年3月20日算起，到期那天是2027年3月19日。",
            "周桂兰\n2023年3月8日",
            PaperDate(2023, 3, 8),
        ),
        (
            "/a/仓库.md",
            "一、租两年，2024年5月1日到2026年4月30日。\n二、第二年度为2025年5月1日至2026年4月30日。",
            "二〇二四年四月十八日",
            PaperDate(2024, 4, 18),
        ),
        (
            "/a/来函.md",
            "根据会谈，对2023年5月10日所签租赁合同作下列变更：",
            "项先生\n2026年4月27日",
            PaperDate(2026, 4, 27),
        ),
    ],
)
def test_paper_says_when_it_was_written(source: str, head: str, tail: str, written: PaperDate) -> None:
    assert paper_date(source, "", head, tail) == written


def test_coarse_dates_are_compared_as_far_as_they_are_known() -> None:
    assert PaperDate(2024).is_before(PaperDate(2025, 1))
    assert not PaperDate(2025).is_before(PaperDate(2025, 3, 1))
    assert PaperDate(version=1.0).is_before(PaperDate(version=3.0))
    assert PaperDate(2024, 2).last == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("question", "lease", "addendum"),
    [
        (
            "How long does the lease of Harbour Row run?",
            "This lease of 12 June 2021 of 5 Harbour Row is made between Crofton Property Ltd and Sudbury Services Ltd.\n\nThe lease of Harbour Row runs for four years.",
            "Addendum to the lease of 12 June 2021\n\nDated 3 February 2024\n\nThe lease of Harbour Row may be ended with eight months' notice.",
        ),
        (
            "港口仓库租约期限多久？",
            "港口仓库租赁合同\n签订日期：2021年6月12日\n出租方：科港置业有限公司\n\n港口仓库租约期限四年。",
            "港口仓库租赁合同补充协议\n签订日期：2024年2月3日\n对2021年6月12日合同变更如下\n\n港口仓库租约可提前八个月通知终止。",
        ),
    ],
)
def test_notice_is_no_newer_length(question: str, lease: str, addendum: str) -> None:
    assert told(question, ("/d/lease.md", lease), ("/d/addendum.md", addendum)) == []
