"""What is quoted as a sure answer says what is asked: no captions, no answers without a day, no half of the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.agent.citing.quoting import _STILL, PLAIN, Quotes, Retrieved, _newer, quotes
from assistant.agent.quote_checks import QuoteChecks
from assistant.agent.step import Step
from assistant.agent.words.asked_values import kinds_asked, lacks_figure
from assistant.agent.words.sentence_features import is_caption
from assistant.library.library import Library
from assistant.library.terms import query_terms
from assistant.options import TurnOptions
from assistant.retrieval.evidence import units_of
from assistant.retrieval.ranking import QueryTerms, Relevance
from tests.agent.test_succession import known
from tests.agent.test_turn import ask
from tests.fakes.library import filled, passage

CHOIR = (
    "Larkhill Choir\nMinutes of the choir committee, 2025-05-06\nPresent: Ada Brook, Tom Reyes\n\n"
    "1. Hall. The hall of St Anne is booked for the autumn. 2. Robes. New robes are bought from Finley.\n"
)


def asked(question: str, *texts: str, source: str = "/d/choir minutes 2025-05-06.txt") -> Quotes:
    """Ask one document without comparing meaning; every passage scores alike."""
    places = [passage(text, number, document=1, source=source) for number, text in enumerate(texts)]
    wanted = query_terms(question)
    terms = QueryTerms(tuple(wanted), dict.fromkeys(wanted, 1.0))
    bears = Relevance(coverage=1.0, nearness=1.0, passages=len(texts), named=True)
    return quotes(Retrieved(question, places, {one.id: 1.0 for one in places}, terms, None, bears))


def said(found: Quotes) -> Sequence[str]:
    return [one.text for one in found.units]


def captions(text: str) -> list[str]:
    return [one.text for one in units_of(passage(text, 0, document=1), 0) if is_caption(one)]


def test_a_caption_answers_nothing() -> None:
    found = said(asked("What did the choir committee decide on 6 May 2025?", CHOIR))
    assert found
    assert not any(text.startswith(("Minutes of", "Larkhill")) for text in found)


def test_a_caption_tells_the_day_of_a_paper() -> None:
    assert any("2025-05-06" in text for text in said(asked("When did the choir committee meet?", CHOIR)))


@pytest.mark.parametrize("text", ["2. Brook's missing robes.", "3. Hall for autumn fairs."])
def test_a_bare_heading_is_a_caption(text: str) -> None:
    assert captions(
        f"The choir sang well that evening, and everybody was glad of it. {'x ' * 120}.\n\n{text} The hall of St Anne is booked for the autumn."
    ) == [text]


def test_a_numbered_sentence_is_no_caption() -> None:
    assert captions(f"{'The choir sang. ' * 20}\n\n3. Rent doubled.\n4. The hall is booked.") == []


def test_a_day_is_asked_for_and_none_is_said() -> None:
    rule = "梯内困人时，维修员应在 30 分钟内到达银杏苑现场。"
    assert asked("银杏苑困人是哪天？", rule).likely < PLAIN
    assert "date" in kinds_asked("几月开年会")
    assert "duration" in kinds_asked("保修期是几个月")


RULES = """# Boat house rules

## 1. Keys
A key costs 30 EUR. The key is returned in October.

## 2. Boats
Boats are washed after each trip. Names of borrowers stay in the log for seven years.

## 3. Fire
Smoking is forbidden in the whole house.

## 4. Guests
Guests sign the blue book. A guest pays 4 EUR a day.
"""


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    june = CHOIR.replace("2025-05-06", "2025-06-03").replace("Finley", "Osgood")
    autumn = "Larkhill Choir\nMinutes of the choir committee, 2025-11-04\nPresent: Ada Brook\n\n1. Summer. The wet summer was bad for singing.\n"
    files = {
        "minutes/choir-2025-05-06.txt": CHOIR,
        "minutes/minutes-2025-06-03.txt": june,
        "minutes/minutes-2025-11-04.txt": autumn,
        "rules.md": RULES,
        "fees.txt": "The fee of the choir is 40 EUR a year.",
    }
    with filled(tmp_path_factory.mktemp("club"), files) as made:
        yield made


def test_what_was_decided_on_a_day_is_read_from_its_minutes(club: Library) -> None:
    _, turn = ask(club, None, "What did the committee decide on 3 June 2025?")
    assert ("Osgood" in turn.answer, "Finley" in turn.answer) == (True, False)


def test_a_wish_to_summarize_is_no_misspelt_word_of_the_papers(club: Library) -> None:
    _, turn = ask(club, None, "Summarize the minutes of November 2025")
    assert "wet summer" in turn.answer
    assert "Ada Brook" in turn.answer


def test_a_value_asked_of_a_whole_document_is_quoted_alone(club: Library) -> None:
    whole = TurnOptions(whole=("rules.md",))
    _, turn = ask(club, None, "How long do the names of borrowers stay in the log?", options=whole)
    assert ("seven years" in turn.answer, "Smoking" in turn.answer) == (True, False)


def test_a_word_that_begins_as_a_verb_is_no_subject() -> None:
    from assistant.agent.whole.mentions import subject_of

    assert [subject_of(one) for one in ("银杏写字楼有驻场保安吗", "手册写到了停车吗")] == ["", "停车"]


def test_a_code_counts_to_the_letter() -> None:
    from assistant.agent.papers.other_papers import without_codes

    deals = {
        1: "Contract QX-2031-004, Alder Ltd",
        2: "Contract QX-2031-009, Birch Ltd",
        3: "The yard is swept.",
    }
    places = [
        passage(text, number, document=number, source=f"/d/{number}.txt") for number, text in deals.items()
    ]
    assert without_codes("Whose is contract QX-2031-004?", places) == frozenset((2, 3))
    assert without_codes("合同QX-2031-009是哪家的？", places) == frozenset((1, 3))
    assert without_codes("Whose is contract QX-2031-111?", places) == frozenset()


@pytest.mark.parametrize(
    ("question", "texts", "without"),
    [
        ("Is INV-1 paid?", ("INV-1 is paid.", "INV-12 is open.", "INV-1-2 is open.", "See inv-1/a."), {2, 3}),
        ("What was sold in Q3 2026?", ("In the third quarter of 2026 we sold 40.", "Q3 was wet."), set()),
        (
            "What was sold in Q3/2026?",
            ("In the third quarter of 2026 we sold 40.", "Q3/2026 was wet."),
            set(),
        ),
        ("Where is the A4 paper?", ("Paper lies in the cupboard.", "A4 is a size."), set()),
        ("Who made RX450?", ("Made by Alder.", "RX450 is by Birch."), {1}),
    ],
)
def test_a_code_is_no_part_of_another_and_no_quarter(
    question: str, texts: tuple[str, ...], without: set[int]
) -> None:
    from assistant.agent.papers.other_papers import without_codes

    places = [
        passage(text, number, document=number, source=f"/d/{number}.txt")
        for number, text in enumerate(texts, 1)
    ]
    assert without_codes(question, places) == without


def test_what_has_nothing_to_do_with_papers_shows_none(club: Library) -> None:
    _, turn = ask(club, None, "What is photosynthesis?")
    assert (turn.status, turn.nearest) == ("not_found", ())


@pytest.mark.parametrize(
    "question",
    [
        "What does the supplement to the Alder contract change?",
        "银杏苑的补充协议改了什么？",
        "变更协议修改了哪些内容",
    ],
)
def test_what_a_supplement_changes_is_asked_of_all_of_it(question: str) -> None:
    from assistant.agent.whole.task import asked_of

    asked = asked_of(question, is_whole=False)
    assert asked is not None
    assert asked.task == "question"


def test_a_supplement_is_no_contract_of_its_own(tmp_path: Path) -> None:
    deal = "# 物业服务合同\n\n甲方：{name}\n\n本合同自2024年1月1日起至{year}年12月31日止。\n"
    files = {
        f"{name}物业合同.md": deal.format(name=name, year=year)
        for name, year in (("松林苑", 2025), ("海棠湾", 2027), ("竹溪里", 2028))
    }
    files["松林苑-补充协议.md"] = (
        "# 补充协议\n\n双方就物业服务合同约定如下：\n\n1. 费用由每月800元调整为900元。\n"
    )
    with filled(tmp_path, files) as made:
        _, counted = ask(made, None, "有几份合同?")
        _, which = ask(made, None, "合同哪个2025年到期")
    assert counted.answer.startswith("共有3份合同，另有1份")
    assert "松林苑物业合同" in which.answer
    assert "竹溪里" not in which.answer.partition("无法比较")[0]


def test_what_still_holds_is_doubted_where_newer_papers_speak_of_it() -> None:
    said = {
        "2024-02-06": "2. Corks. The supplier of cork stoppers is Tavira Cork.",
        "2025-03-04": "1. Corks. Tavira Cork, supplier of cork stoppers, raises its price; Ana asks Sobreiro for an offer.",
    }
    places = [
        passage(
            f"Minutes of the committee, {day}\n\n{text}\n",
            number,
            document=number,
            source=f"/d/minutes-{day}.txt",
        )
        for number, (day, text) in enumerate(said.items(), 1)
    ]
    old, new = (units_of(place, 0)[-1] for place in places)
    assert _newer(Quotes((old,), 0.9), [old, new], known(places)) == (new,)
    assert _newer(Quotes((new,), 0.9), [old, new], known(places)) == ()


@pytest.mark.parametrize(
    ("question", "still"),
    [
        ("供应商还是塔维拉吗？", True),
        ("供应商现在还是不是塔维拉？", True),
        ("Is the supplier still Tavira?", True),
        ("租金按月还是按年付？", False),
        ("押金退还是扣？那还要付吗？", False),
    ],
)
def test_what_is_asked_to_be_so_still_is_no_choice_of_two(question: str, still: bool) -> None:
    assert (_STILL.search(question) is not None) == still


def test_a_row_answers_a_second_question_too() -> None:
    table = "| Name | Office | Salary |\n|---|---|---|\n| Ragnhild Moe | keeper | 7,300 |"
    row = units_of(passage(table, 1, document=1), 0)[-1]
    before = SimpleNamespace(question="What is the office of Ragnhild Moe?", answer=f"{row.text} [1]")
    request = SimpleNamespace(follow_up=True, question="And her wages?", language="en")
    progress: Any = SimpleNamespace(request=request, context=[before], pointed_at=(), status="perhaps")
    checks: Any = QuoteChecks.__new__(QuoteChecks)
    step = checks._not_repeated(progress, Step([], quotes=[row]))
    assert (list(step.quotes), progress.status) == ([row], "perhaps")


def test_a_day_is_lacking_where_no_sentence_that_is_shown_names_one() -> None:
    text = "Femi turned his right ankle.\n\nFemi: sprain, off work 9 days (back on 27 May 2026).\n"
    units = units_of(passage(text), 0)
    progress: Any = SimpleNamespace(searched_for="When did Femi get back to work?")
    assert not QuoteChecks.lacks_date(progress, Step([], quotes=units))
    assert QuoteChecks.lacks_date(progress, Step([], quotes=units[:1]))


def test_nouns_with_capitals_are_no_names_in_german() -> None:
    german = asked(
        "Wer macht die Wartung der Heizung?",
        "Die Heizung wird von Firma Lechner gewartet. Das Büro ist hell.",
    )
    english = asked(
        "Who does the service of the heating?", "The heating is serviced by Lechner. The office is bright."
    )
    assert german.likely == pytest.approx(english.likely, abs=0.25)


@pytest.mark.parametrize(
    ("question", "told", "lacks"),
    [
        ("how many glasses were broken?", "Too many glasses broke on the terrace.", True),
        ("how many glasses were broken?", "Eleven glasses broke on the terrace.", False),
        ("how many glasses were broken?", "3. Too many glasses broke.", True),
        ("average number of walkers on a tour", "Fewer than six walkers join the next tour.", True),
        ("平均每次几个人参加？", "少于六人的并入下一次。", True),
        ("Who owes us the most?", "We wrote off £90 owed by the mill.", True),
        ("哪家供货最多？", "恒泰的货款已核销。", True),
        ("What is the most we can order at once?", "We may order 40 crates at once.", False),
        ("Which tour is the longest?", "The ridge tour is the longest, at 19 km.", False),
    ],
)
def test_a_figure_that_no_sentence_tells_is_lacking(question: str, told: str, *, lacks: bool) -> None:
    assert lacks_figure(question, units_of(passage(told), 0)) is lacks


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What is the mileage rate for cars?", False),
        ("What is the mileage rate for electric scooters?", True),
        ("How much is paid a mile?", False),
    ],
)
def test_a_thing_is_told_that_no_paper_has_a_word_for(tmp_path: Path, question: str, unknown: bool) -> None:
    rules = (
        "# Travel rules\n\nThe mileage rate is 45p a mile for cars and 24p for motorcycles, paid monthly.\n"
    )
    with filled(tmp_path, {"rules.md": rules}) as library:
        unused: Any = None
        checks = QuoteChecks(library, unused, unused, unused, unused)
        assert checks.names_unknown(question) is unknown
