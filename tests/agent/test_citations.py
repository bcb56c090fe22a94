from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

from assistant.agent.citing.citations import Attributor, ZScores
from assistant.agent.claims.attribution import Attribution
from assistant.agent.claims.replies import says_nothing
from assistant.agent.words.candidates import quotable
from assistant.agent.words.comparison import Comparison
from assistant.errors import ServerFault, ServerUnavailable
from assistant.library.library import Library
from tests.fakes.library import filled, passage, searcher
from tests.fakes.models import HashingEmbedder, hash_embedding
from tests.fakes.papers import PAPERS

LEAVE = passage(
    "Employees in Rotterdam get 28 working days of annual leave each year. "
    "Up to 5 days may be carried over until 30 June. Leave is requested in the staff portal.",
    1,
    heading=("Handbook", "Annual leave"),
)
CONTRACT = passage(
    "The freezers are delivered to Noordzee Biobank on 2025-03-15. The price is EUR 12,400 for each freezer.",
    2,
    document=2,
    heading=("Contract", "Delivery"),
)
MANUAL = passage(
    "转子密封圈每12个月或2000次运行更换一次。更换前必须切断电源。", 3, document=3, heading=("维护手册",)
)


def weigh(wanted: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(wanted, 1.0)


def attribute(sentence: str, question: str = "", z_scores: ZScores | None = None) -> Attribution:
    groups = [[LEAVE], [CONTRACT], [MANUAL]]
    return Attributor(groups, question, weigh, z_scores).attribute(sentence)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Employees in Rotterdam get 28 working days of annual leave.", "28 working days"),
        ("The freezers are delivered to Noordzee Biobank on 2025-03-15.", "2025-03-15"),
        ("Each freezer has a price of EUR 12400.", "EUR 12,400"),
        ("转子密封圈每12个月更换一次。", "每12个月"),
    ],
)
def test_the_sentence_that_bears_is_cited_word_for_word(sentence: str, quote: str) -> None:
    found = attribute(sentence)
    assert found.supported
    assert quote in found.units[0].text
    assert found.units[0].text in found.units[0].passage.text


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("Employees in Rotterdam get 32 working days of annual leave.", "32"),
        (
            "Employees in Rotterdam get 30 working days of annual leave.",
            "30",
        ),  # stands elsewhere in the passage
        ("The freezers are delivered to Noordzee Biobank on 2025-04-11.", "2025-04-11"),
        ("The price is EUR 12,500 for each freezer.", "12,500"),
        ("转子密封圈每18个月更换一次。", "18"),
        ("转子密封圈每12个月或3000次运行更换一次。", "3000"),
    ],
)
def test_a_wrong_number_is_found_out(sentence: str, missing: str) -> None:
    found = attribute(sentence)
    assert not found.supported
    assert found.missing == (missing,)


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("The freezers are delivered to Zuiderzee Biobank on 2025-03-15.", "Zuiderzee Biobank"),
        ("All employees in Berlin get 28 working days of annual leave.", "Berlin"),
    ],
)
def test_a_wrong_name_is_found_out(sentence: str, missing: str) -> None:
    found = attribute(sentence)
    assert not found.supported
    assert found.missing == (missing,)


def test_a_name_of_the_question_needs_no_evidence_and_a_number_does() -> None:
    sentence = "At Lumen employees in Rotterdam get 28 working days of annual leave."
    assert attribute(sentence, "How much leave does Lumen give?").supported
    assert not attribute(
        "Employees in Rotterdam get 32 working days of annual leave.", "Is it 32 days?"
    ).supported


@pytest.mark.parametrize("sentence", ["Bananas are curved because of the sun.", "月球上没有香蕉和苹果树。"])
def test_what_stands_nowhere_is_supported_by_nothing(sentence: str) -> None:
    found = attribute(sentence)
    assert found.claims
    assert not found.supported
    assert found.units == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "**",
        "---",
        "The text does not mention this.",
        "There is no information on it.",
        "文中没有提到。",
        "Leave:",
    ],
)
def test_what_says_nothing_needs_no_evidence(sentence: str) -> None:
    found = attribute(sentence, "How much leave?")
    assert not found.claims
    assert found.supported


@pytest.mark.parametrize(
    ("sentence", "z_score", "cited", "supported"),
    [
        ("荷兰员工享有28天假期", 5.0, True, True),  # the number confirms what meaning found
        ("荷兰员工享有二十八天假期", 5.0, True, True),
        ("荷兰员工享有带薪假期", 5.0, True, False),  # cited, and marked as unsure
        ("荷兰员工享有32天假期", 5.0, True, False),
        ("荷兰员工享有28天假期", 1.0, False, False),
        ("Bananas grow on Mars.", 5.0, False, False),  # within one script some words must match
    ],
)
def test_meaning_alone_confirms_nothing(sentence: str, z_score: float, cited: bool, supported: bool) -> None:
    found = attribute(sentence, z_scores=lambda _, texts: [z_score] + [0.0] * (len(texts) - 1))
    assert (bool(found.units), found.supported) == (cited, supported)


def test_meaning_does_not_excuse_a_wrong_number() -> None:
    found = attribute("荷兰员工享有32天假期", z_scores=lambda _, texts: [5.0] + [0.0] * (len(texts) - 1))
    assert found.missing == ("32",)
    assert not found.supported


def test_two_sentences_may_support_one() -> None:
    found = attribute(
        "Employees in Rotterdam get 28 working days and may have 5 of them carried over until 30 June."
    )
    assert found.supported
    assert len(found.units) == 2


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("In Rotterdam they get 30 days.", "30"),
        ("Leave is not given before 99 days of service.", "99"),
        ("The text does not mention carpets, but leave is 99 days.", "99"),
    ],
)
def test_a_number_is_not_supported_by_the_same_number_of_something_else(sentence: str, missing: str) -> None:
    found = attribute(sentence, "How much leave do they get?")
    assert found.claims
    assert not found.supported
    assert found.missing in ((missing,), ())


def test_to_say_that_a_number_of_the_question_is_not_found_claims_nothing() -> None:
    assert not attribute("The text does not mention 2026.", "How much leave in 2026?").claims


def test_without_passages_nothing_is_supported() -> None:
    nothing = Attributor([], "leave?", weigh, lambda _, texts: [])
    assert not nothing.attribute("Employees get 28 days.").supported


def test_quotes_cut_their_passage() -> None:
    units = quotable(LEAVE, 0)
    assert len(units) == 3
    assert all(LEAVE.text[unit.start : unit.end] == unit.text for unit in units)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The documents do not contain an answer.", True),
        ("This is not specified.", True),
        ("文中未提及保修期。", True),
        ("The warranty lasts 24 months.", False),
        ("Wear parts are not covered.", False),
        ("Overtime is not given in cash.", False),
        ("The discount is not available for orders below ten units.", False),
        ("The information in the report is not confidential.", False),
        ("该设备不包含备用电池。", False),
        ("The provided text does not explicitly mention a warranty.", True),
        ("A warranty is not mentioned in the text.", True),
        ("There is no mention of a warranty.", True),
        ("提供的资料中没有提到保修期。", True),
        ("无法根据上面的文字确定保修期。", True),
    ],
)
def test_a_sentence_that_only_says_that_nothing_was_found(sentence: str, expected: bool) -> None:
    assert says_nothing(sentence) is expected


QUESTION = hash_embedding("annual leave")
TEXTS = ("annual leave is 28 days", "freezers need power", "annual leave is 28 days")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("comparing"), PAPERS) as library:
        yield library


def comparison(library: Library, embedder: HashingEmbedder) -> Comparison:
    return Comparison(embedder, searcher(library, embedder).meaning, QUESTION)


def test_texts_are_compared_with_the_question(library: Library) -> None:
    values = comparison(library, HashingEmbedder()).similarity(TEXTS)
    assert values[0] == values[2] > values[1]


def test_each_text_is_embedded_once(library: Library) -> None:
    embedder = HashingEmbedder()
    compared = comparison(library, embedder)
    compared.similarity(TEXTS)
    compared.z_scores("Leave is 28 days.", TEXTS)
    embedded = [text for call in embedder.calls for text in call if text in TEXTS]
    assert sorted(embedded) == sorted(set(TEXTS))


@pytest.mark.parametrize("error", [ServerFault("It broke."), ServerUnavailable("It is gone.", "Start it.")])
def test_a_fault_is_told_once_and_stops_nothing(
    library: Library, error: ServerFault | ServerUnavailable
) -> None:
    compared = comparison(library, HashingEmbedder(failures=[error]))
    assert compared.notice() is None
    assert list(compared.similarity(TEXTS)) == [0.0] * len(TEXTS)
    assert list(compared.z_scores("Leave is 28 days.", TEXTS)) == [0.0] * len(TEXTS)
    notice = compared.notice()
    assert notice is not None
    assert error.message in notice.message
    assert notice.hint == error.hint


@pytest.mark.parametrize("error", [ServerFault("It broke."), ServerUnavailable("It is gone.", "Start it.")])
def test_a_fault_at_what_only_other_scripts_need_stops_nothing_either(
    library: Library, error: ServerFault | ServerUnavailable
) -> None:
    # The texts and the sentence are embedded; then the questions are asked for.
    compared = comparison(library, HashingEmbedder(failures=[None, None, error]))
    assert list(compared.z_scores("年假是 28 天。", TEXTS)) == [0.0] * len(TEXTS)
    assert compared.notice() is not None


def test_nothing_to_compare(library: Library) -> None:
    assert list(comparison(library, HashingEmbedder()).similarity(())) == []
