"""Sentences that are quoted where no model answers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.citing.quoting import PLAIN, QUOTED, Quotes, Retrieved, _is_shared, quotes, worth_of
from assistant.agent.papers.other_papers import codes_of
from assistant.agent.words.asked_values import kinds_asked
from assistant.agent.words.matter import forms_of
from assistant.library.documents import StoredPassage
from assistant.library.terms import query_terms
from assistant.retrieval.evidence import units_of
from assistant.retrieval.ranking import QueryTerms, Relevance
from tests.fakes.library import passage
from tests.fakes.models import hash_embedding

LEASE = (
    "The Landlord lets to the Tenant the ground floor workshop at 14 Mill Street.",
    "The lease begins on 1 March 2023 and ends on 28 February 2028.",
    "The tenant pays a deposit of £5,550.",
)
CONTRACT = (
    "SERVICE CONTRACT C-102\n\nbetween Brightwater Ltd (the Customer) and Redfern Security Ltd (the Supplier)\n\n"
    "2. Term\nThis contract begins on 1 January 2024 and ends on 30 June 2026.\n\n4. Notice\nThe notice is three months.",
)
MINUTES = (
    "Minutes of the board, 12 November 2024, 18:30\n\nPresent: Helena Marsh (chair), Owen Tait\nApologies: Lucille Brandt\n"
    "Minutes taken by: Dev Anand\n\nThe next meeting is on 14 January 2025.",
)
LETTER = (
    "Ashford Borough Council, 17 February 2025\n\nThe chimney may be raised to 7.5 metres.\n\nR. Okafor, inspector",
)
MANUAL = (
    "The blade is 4,200 mm long.",
    "Once a year the blade of the KX-9 is looked at.",
    "Grease it every 200 hours.",
)
INVOICE = (
    "Oakhouse Timber, Dover INVOICE No. 417\n\nPayable within 21 days. 2 percent discount if paid within 7 days.",
)
RENT = (
    "When is the rent due?",
    "Rent is due on the third day of each month.",
    "A late fee of £25 is charged.",
)
FLATS = ("| Flat | Tenant |\n|---|---|\n| B1 | Ruth Adeyemi |\n| B2 | Piotr Wolski |",)
OFFER = (
    "From: Farida Noor <farida@example.org>\n\nPolar Gas agree to £18,350.\n\nOn Mon, 2 Dec 2024, Helena wrote:\n> Polar Gas want £19,200.",
)
ZH = (
    "被针刺伤后，应在2小时内向院感科报告，电话6127。",
    "护士长负责登记针刺伤。",
    "逾期的，每日按千分之三支付违约金。",
)


BEARS = Relevance(coverage=1.0, nearness=1.0, passages=len(ZH), named=True)


def asked(question: str, texts: Sequence[str], source: str = "/d/paper.txt") -> Quotes:
    """Ask one document without comparing meaning; every passage scores alike."""
    places = [passage(text, number, document=1, source=source) for number, text in enumerate(texts)]
    return of(question, places)


def of(question: str, places: Sequence[StoredPassage]) -> Quotes:
    wanted = query_terms(question)
    terms = QueryTerms(tuple(wanted), dict.fromkeys(wanted, 1.0))
    return quotes(Retrieved(question, places, {place.id: 1.0 for place in places}, terms, None, BEARS))


@pytest.mark.parametrize(
    ("question", "texts", "source", "says"),
    [
        ("When does the lease of Mill Street end?", LEASE, "/d/Mill Street lease.docx", "28 February 2028"),
        (
            "When does the contract with Redfern Security end?",
            CONTRACT,
            "/d/C-102 Redfern Security.txt",
            "30 June 2026",
        ),
        ("Who was absent on 12 November 2024?", MINUTES, "/d/board 2024-11-12.txt", "Lucille Brandt"),
        ("Who wrote the minutes of 12 November 2024?", MINUTES, "/d/board 2024-11-12.txt", "Dev Anand"),
        ("Who signed the letter of the council?", LETTER, "/d/council letter.docx", "Okafor"),
        ("How long is the blade of the KX-9?", MANUAL, "/d/manual KX-9.pdf", "4,200 mm"),
        ("How often is it greased?", MANUAL, "/d/manual KX-9.pdf", "200 hours"),
        (
            "What discount is given for early payment of the Oakhouse invoice?",
            INVOICE,
            "/d/invoice.pdf",
            "2 percent",
        ),
        ("When is the rent due?", RENT, "/d/handbook.txt", "third day"),
        ("Who lives in flat B2?", FLATS, "/d/flats.csv", "Piotr"),
        ("What does Polar Gas want?", OFFER, "/d/2024-12-05 Re: Boiler.eml", "18,350"),
        ("被针刺伤后电话多少？", ZH, "/d/规程.docx", "6127"),
        ("逾期的违约金是多少？", ZH, "/d/合同.docx", "千分之三"),
    ],
)
def test_the_sentence_with_the_value_is_quoted_first(
    question: str, texts: Sequence[str], source: str, says: str
) -> None:
    assert says in asked(question, texts, source).units[0].text


def test_each_part_of_a_question_is_answered() -> None:
    found = asked("When is the rent due, and what is the late fee?", RENT[1:])
    assert ["third day" in found.units[0].text, "£25" in found.units[1].text] == [True, True]


@pytest.mark.parametrize(
    ("question", "texts", "told"),
    [
        (
            "When was the gutter mended and what did Rowe bill in the end?",
            [
                "**Gutter.** Rowe was done with it on 3 May. The bill was £1,240, that is £60 above the quote. Paid."
            ],
            ("3 May", "£1,240"),
        ),
        (
            "六月那次追尾在哪儿发生的，修车花了多少",
            ["六月追尾 6月4日7:20，K3号车在柳林路口被追尾，无人受伤。修理费2,180元，走保险。对方赔了。"],
            ("柳林路口", "2,180"),
        ),
    ],
)
def test_what_one_part_lacks_is_told_beside_the_answer_of_the_other(
    question: str, texts: Sequence[str], told: Sequence[str]
) -> None:
    found = asked(question, [*texts, "The gate is painted in June.", "停车场六月不收费。"])
    said = " ".join(one.text for one in found.units)
    assert all(one in said for one in told)
    assert not found.plain


def test_a_day_beside_another_that_says_more_of_the_question_is_not_sure() -> None:
    notice = "**Fee:** 20 per cent of the hire, to be paid by 9 May. Berths without a fee are given away on 10 May. Gates open on 2 June."
    found = asked("Last day to pay the fee?", [notice, "Boats are washed on Mondays."])
    assert any("9 May" in one.text for one in found.units)
    assert not found.plain


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What rent does Ida Storm pay?", "Ida Storm's salary is £2,100 a month, paid on Fridays."),
        ("What deposit did Ida Storm pay?", "The rent paid by Ida Storm is £700 a month."),
        ("白露的押金是多少？", "白露的月租金为3,200元。"),
    ],
)
def test_another_sum_than_the_one_asked_is_no_answer(question: str, sentence: str) -> None:
    assert asked(question, [sentence]).doubted


def test_forms_that_begin_otherwise_are_of_one_verb() -> None:
    assert "paid" in forms_of(("pay",), ("paid", "paint"), "en")["pay"]
    assert "paint" not in forms_of(("pay",), ("paid", "paint"), "en")["pay"]


def test_rows_that_hold_less_than_the_best_are_not_quoted() -> None:
    assert [unit.text for unit in asked("Who lives in flat B2?", FLATS).units] == ["| B2 | Piotr Wolski |"]


def test_the_last_word_is_that_of_the_newest_paper() -> None:
    texts = {"2025-03-10": "Amberley asks £465 for the van.", "2025-03-13": "Amberley comes down to £438."}
    places = [
        passage(text, number, document=number, source=f"/d/{day} Re: van offer (Priya).eml")
        for number, (day, text) in enumerate(texts.items())
    ]
    assert "438" in of("What does Amberley want for the van in the end?", places).units[0].text


@pytest.mark.parametrize(
    ("question", "there", "elsewhere"),
    [
        ("When does the lease of Mill Street end?", LEASE, MANUAL),
        ("How often is it greased?", MANUAL, INVOICE),
        ("被针刺伤后电话多少？", ZH, MANUAL),
    ],
)
def test_an_answer_is_the_likelier_the_more_speaks_for_it(
    question: str, there: Sequence[str], elsewhere: Sequence[str]
) -> None:
    assert asked(question, there).likely > asked(question, elsewhere).likely


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What do dealers get who pay early?", set()),
        ("How high may the chimney be?", {"measure"}),
        ("Why was it put off?", {"reason"}),
        ("灭菌包的有效期是多少天？", {"duration"}),
        ("这叫做什么？", set()),
        ("在测试期间出了什么事？", set()),
    ],
)
def test_the_kind_of_value_is_read_from_the_question(question: str, kinds: set[str]) -> None:
    assert kinds_asked(question) == kinds


@given(
    st.lists(
        st.lists(st.sampled_from([*LEASE, "\n", "| a | 1 |\n", "密封圈。", "> "]), max_size=5).map("".join),
        max_size=4,
    )
)
def test_an_answer_is_a_few_exact_quotes(texts: list[str]) -> None:
    places = [passage(text, number, document=number) for number, text in enumerate(texts)]
    wanted = query_terms("When does the lease end?")

    def near(said: Sequence[str]) -> Sequence[float]:
        return [float(hash_embedding(one) @ hash_embedding("lease ends")) for one in said]

    terms = QueryTerms(tuple(wanted), dict.fromkeys(wanted, 1.0))
    scores = {place.id: 1.0 for place in places}
    found = quotes(Retrieved("When does the lease end?", places, scores, terms, near, BEARS))
    assert len(found.units) <= QUOTED
    assert all(unit.text in unit.passage.text for unit in found.units)


def test_the_newer_of_papers_that_are_called_alike_is_quoted_first() -> None:
    places = [
        passage("The rent is 900 euros a month.", 1, document=1, source="/d/Lease Elm Row draft.txt"),
        passage("The rent is 950 euros a month.", 2, document=2, source="/d/Lease Elm Row signed.txt"),
    ]
    assert "950" in of("How much is the rent?", places).units[0].text


def test_what_says_a_change_wins_over_what_was_changed() -> None:
    says = "The launch of the site was moved from 2 June to 16 June."
    assert (
        asked("When is the launch of the site?", ["The launch of the site is on 2 June.", says]).units[0].text
        == says
    )


def test_the_row_of_the_day_that_is_asked_for_is_quoted() -> None:
    table = "| 日期 | 夜班医生 |\n| --- | --- |\n| 2026-10-10 | 潘文涛 |\n| 2026-10-15 | 林婉清 |"
    assert "林婉清" in asked("10月15号夜班医生是谁？", [table]).units[0].text


def test_of_meetings_in_one_paper_only_that_of_the_day_is_quoted() -> None:
    held = {"2025-07-08": "Ann and Bo", "2025-10-14": "Ann and Cy", "2026-01-13": "Bo and Cy"}
    places = [
        passage(f"Present: {who}.", at, ordinal=at, heading=("Minutes", f"Meeting of {day}"))
        for at, (day, who) in enumerate(held.items(), 1)
    ]
    found = of("Who was present at the meeting on 14 October 2025?", places)
    assert [one.text for one in found.units] == ["Present: Ann and Cy."]
    assert len(of("Who was present at the meeting on 14 October 2024?", places).units) > 1


@pytest.mark.parametrize("paper", [1, 2])
def test_what_names_the_day_itself_is_quoted_below_the_heading_of_another(paper: int) -> None:
    log, minutes = ("Log", "20 October 2025"), ("Minutes", "Meeting of 2025-10-14")
    places = [
        passage("The gate key that was lost on 14 October 2025 was found by Mr Olsen.", 1, heading=log),
        passage("The hedge is cut by Ann.", 2, document=paper, ordinal=1, heading=minutes),
    ]
    found = of("Who found the gate key that was lost on 14 October 2025?", places)
    assert "Mr Olsen" in found.units[0].text


def test_headings_of_one_paper_say_nothing_of_another_paper() -> None:
    log, minutes = ("Log", "20 October 2025"), ("Minutes", "Meeting of 2025-10-14")
    places = [
        passage("Mr Olsen found the gate key that was lost last week.", 1, heading=log),
        passage("The hedge is cut by Ann.", 2, document=2, heading=minutes),
    ]
    found = of("Who found the gate key that was lost on 14 October 2025?", places)
    assert "Mr Olsen" in found.units[0].text


def test_a_question_of_two_parts_is_no_likelier_answered_than_one_of_them() -> None:
    texts = ["The caretaker is Mr Olsen."]
    both = asked("Who is the caretaker, and when does he come?", texts)
    assert both.likely <= asked("Who is the caretaker?", texts).likely


def test_a_sentence_that_only_holds_the_names_asked_is_not_sure() -> None:
    signed = "The contract is signed for the customer by Dele Okafor, and handed to his office."
    ends = "The contract of Dele Okafor ends on 3 May 2026."
    assert asked("What did Dele Okafor ask for?", [signed]).likely < PLAIN / 2
    assert asked("When does the contract of Dele Okafor end?", [ends]).plain


STARTS = "Viktor Hale starts on 1 August 2024."


@pytest.mark.parametrize(
    ("first", "other", "shared"),
    [
        ((STARTS, 0.9), (STARTS, 0.8), [False, True]),
        (("Viktor Hale was born on 2 May 2001 and starts on 1 August 2024.", 0.9),) * 2 + ([False, False],),
        ((STARTS, 0.9), ("Viktor Hale was born on 2 May 2001.", 0.6), [False, False]),
    ],
)
def test_one_day_does_not_answer_two_parts(
    first: tuple[str, float], other: tuple[str, float], shared: list[bool]
) -> None:
    parts = ["When does he start?", "When was Viktor born?"]
    found = [Quotes((*units_of(passage(text, 1, document=1), 0),), likely) for text, likely in (first, other)]
    assert [_is_shared(at, parts, found) for at in range(2)] == shared


def test_a_row_of_another_code_does_not_come_first() -> None:
    table = "| 电梯 | 年检 | 备注 |\n| --- | --- | --- |\n| T013 | 2026-03-01 | 什么时候年检再定 |\n| T012 | 2026-05-09 | |"
    places = [passage(table, 1, document=1)]
    question = "T012什么时候年检"
    wanted = query_terms(question)
    retrieved = Retrieved(
        question,
        places,
        {1: 1.0},
        QueryTerms(tuple(wanted), dict.fromkeys(wanted, 1.0)),
        None,
        BEARS,
        codes=codes_of(question),
    )
    assert "T012" in quotes(retrieved).units[0].text


def test_nothing_is_quoted_where_there_is_nothing() -> None:
    found = asked("When does the lease end?", [])
    assert (found.units, found.doubted, found.plain) == ((), True, False)


def test_sentences_are_judged_by_more_than_words_for_what_a_model_is_shown() -> None:
    question = "who waters the plants"
    wanted = query_terms(question)
    places = [
        passage("The plants come from the market and are tall.", 1, document=1),
        passage("Mrs Dunn waters them on Fridays.", 2, document=2, heading=("Plants",)),
    ]
    scores = {1: 1.0, 2: 0.9}
    judge = worth_of(question, QueryTerms(tuple(wanted), dict.fromkeys(wanted, 1.0)), scores)
    units, worths = judge(places)
    assert units[max(range(len(units)), key=worths.__getitem__)].text.startswith("Mrs Dunn")
    assert judge([]) == ([], [])
