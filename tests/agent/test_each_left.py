"""Cells where no known word leads to a value: what a model is shown, what is computed, and what is said without a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

import pytest

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.cells.columns import column_of
from assistant.agent.cells.party_names import named_party
from assistant.agent.each.each_table import Plan, Target, table_of
from assistant.agent.words.roles_verbs import is_name, party_by_verb
from assistant.agent.words.value_spans import value_spans
from assistant.answer_table import Cell, CellState
from assistant.events import Citation
from tests.agent.test_each import cells, table
from tests.fakes.library import filled, passage
from tests.fakes.models import ScriptedChat


def asked(folder: Path, text: str, question: str, says: Sequence[str] = ()) -> tuple[Cell, ScriptedChat]:
    """Ask one paper, with a model where it has something to say."""
    chat = ScriptedChat().queue(*says)
    with filled(folder, {"paper.md": text}) as library:
        found = cells(table(library, question, chat=chat if says else None))
    return found["paper.md"], chat


FALLS = "# Supply\n\nThe scales are read on Fridays.\n\nNothing promised here counts after 9 May 2026.\n"
TWO = FALLS + "\nThe hall was painted by 3 June 2023.\n"


def test_a_sentence_is_found_whose_words_nobody_foresaw(tmp_path: Path) -> None:
    cell, _ = asked(tmp_path, FALLS, "When does it end?")
    assert cell.text == "9 May 2026"


def test_without_a_value_of_the_kind_nothing_is_stated_and_no_model_is_asked(tmp_path: Path) -> None:
    cell, chat = asked(tmp_path, "# Supply\n\nThe scales are read on Fridays.\n", "When does it end?", ["x"])
    assert (cell.state, len(chat.calls)) == ("not_stated", 0)


def test_a_model_is_asked_where_it_is_not_sure_and_shown_the_likely_sentences(tmp_path: Path) -> None:
    _, chat = asked(tmp_path, TWO, "When does it end?", ["9 May 2026"])
    assert len(chat.calls) <= 1
    for call in chat.calls:
        assert "9 May 2026" in call.messages[-1].content


END = (
    "# Cleaning\n\nNothing promised here counts after 9 May 2026.\n\nThe hall was painted by 3 June 2023.\n\n"
    "What was begun on 4 March 2024 is finished.\n"
)
TRIAL = (
    "# Office manager\n\nIn the first six months a week's notice is enough.\n\n"
    "Whoever wants to go later says so three months ahead.\n\nFor six months after leaving she works for nobody else.\n"
)
GARAGE = (
    "# Lease of 9 Cedar Way\n\nLessor: Halden Homes Ltd\n\nLessee: Ines Sousa\n\nThe tenant may keep pets.\n\n"
    "The garage stands behind the house.\n"
)
NOTICE = "How much notice is needed to end it?"


@pytest.mark.parametrize(
    ("text", "question", "said", "state", "shown"),
    [
        (END, "When does it end?", "9 May 2026", "found", "9 May 2026"),
        (END, "When does it end?", "not stated", "unsure", "9 May 2026"),
        (END, "When does it end?", "10 May 2027", "unsure", "9 May 2026"),  # stands nowhere
        (TRIAL, NOTICE, "three months", "unsure", "three months"),
        (TRIAL, NOTICE, "not stated", "unsure", "three months"),
        (TRIAL, NOTICE, "the length of time", "unsure", "three months"),  # says our words again
        (
            GARAGE,
            "Where is the garage?",
            "**Answer:** “behind the house”.\n\nSo it is.",
            "unsure",
            "behind the house",
        ),
        (GARAGE, "Who looks after the garden?", "Halden Homes Ltd", "unsure", ""),  # likely not stated
    ],
)
def test_what_a_model_says_is_weighed_with_what_was_read(
    tmp_path: Path, text: str, question: str, said: str, state: str, shown: str
) -> None:
    cell, chat = asked(tmp_path, text, question, [said])
    assert (cell.state, cell.text) == (state, shown)
    (call,) = chat.calls
    assert question in call.messages[0].content
    assert "not stated" in call.messages[0].content
    assert call.options.temperature == 0


def text_of(*sentences: str, heading: str = "") -> DocumentText:
    return DocumentText(
        1,
        tuple(passage(one, at, heading=(heading,) if heading else ()) for at, one in enumerate(sentences)),
        True,
    )


def test_the_value_of_a_rival_is_never_shown(tmp_path: Path) -> None:
    text = "# Flat\n\nThe tenant is Ann Lee.\n\nThe rent is EUR 900 a month.\n\nIt started on 3 May 2020.\n"
    for at, question in enumerate(("Who is the landlord?", "What is the deposit?", "When does it end?")):
        folder = tmp_path / str(at)
        folder.mkdir()
        assert asked(folder, text, question)[0].says_none


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("This contract is concluded for two years from 1 March 2022.", "2024-02-29"),
        ("Start: 1 March 2022\n\nDuration: 12 months", "2023-02-28"),
        ("本合同自2022年3月1日起，期限三年。", "2025-02-28"),
        (
            "Dated 1 March 2022\n\nThe former agent's authority ran out on 31 December 2021.\n\nThe appointment is for two years from the date above.",
            "2024-02-29",
        ),
        (
            "原合同自2021年1月1日起执行。\n\n本合同期限三年，自签订之日起计算。\n\n签订日期：2022年3月1日",
            "2025-02-28",
        ),
    ],
)
def test_an_end_is_computed_from_a_start_and_a_length(tmp_path: Path, text: str, day: str) -> None:
    cell, _ = asked(tmp_path, f"# Paper\n\n{text}\n", "When does it end?")
    assert (cell.state, cell.value) == ("found", day)
    assert "computed" in cell.text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The lease runs for three years from 1 July 2023 to 30 June 2026.", "30 June 2026"),
        ("租赁期限三年，自2023年7月1日起至2026年6月30日止。", "2026年6月30日"),
        (
            "The Landlord lets it for a term of five years from and including the first day of March 2022 (so that the last day is 28.2.2027).",
            "28.2.2027",
        ),
        ("Term: ten years from Lady Day (25 March) 2021, ending 24 March 2031.", "24 March 2031"),
        ("Start of agreement: 20 June 2025.\n\nDuration: two years, i.e. till 19 June 2027.", "19 June 2027"),
    ],
)
def test_an_end_that_stands_beside_its_length_is_not_computed(tmp_path: Path, text: str, day: str) -> None:
    cell, _ = asked(tmp_path, f"# Lease\n\n{text}\n", "When does it end?")
    assert day in cell.text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The barn is let for two years, to June 9, 2025.", "June 9, 2025"),
        ("It was agreed for one year, till 2025-06-09.", "2025-06-09"),
        ("双方受其约束，直至2025年9月4日。", "2025年9月4日"),
        ("合作期自签署日2031年4月6日起计,满三年为止,即2034年4月5日。", "2034年4月5日"),
        (
            "It runs from the day of signature, 6 April 2031, for three years, that is to 5 April 2034.",
            "5 April 2034",
        ),
    ],
)
def test_a_day_that_is_called_the_end_is_taken_for_no_start(tmp_path: Path, text: str, day: str) -> None:
    cell, _ = asked(
        tmp_path, f"# Paper\n\n{text}\n", "When does it end?" if day.isascii() else "什么时候到期？"
    )
    assert cell.value == day


@pytest.mark.parametrize(
    "text",
    [
        "The roof was last checked on 3 May 2020.\n\nThis agreement starts on 1 March 2022.",
        "Signed on 9 February 2022, with effect from 1 March 2022.",
        "锅炉于2020年5月3日检查过。\n\n本协议自2022年3月1日起生效。",
        "2022年2月9日签订，自2022年3月1日起生效。",
    ],
)
def test_no_deal_ends_before_it_began(tmp_path: Path, text: str) -> None:
    cell, _ = asked(
        tmp_path, f"# Paper\n\n{text}\n", "When does it end?" if text.isascii() else "什么时候到期？"
    )
    assert (cell.state == "found", cell.value) == (False, "")


@pytest.mark.parametrize(
    ("text", "question", "wrong"),
    [
        ("The hall is swept on Mondays.\n\nRuth Calder was present at the signing.", "Who is the contractor?", "Ruth Calder"),
        ("大厅每周一打扫。\n\n签订时周敏在场见证。", "服务方是谁？", "周敏"),
        ("The tiler begins in May.\n\nParking is reimbursed up to £40 a day.", "What is the price?", "£40"),
        ("五月开工。\n\n停车费凭据报销，每天不超过40元。", "价格是多少？", "40元"),
    ],
)  # fmt: skip
def test_an_onlooker_is_no_party_and_what_is_paid_back_no_price(
    tmp_path: Path, text: str, question: str, wrong: str
) -> None:
    cell, _ = asked(tmp_path, f"# Paper\n\n{text}\n", question)
    assert wrong not in cell.text


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("周敏到成都净亮保洁服务有限公司担任司机。", "成都净亮保洁服务有限公司"),
        ("孟凡向四川瑞康医疗器械有限公司借到下述款项。", "四川瑞康医疗器械有限公司"),
        ("该图纸归成都禾康门诊部有限公司所有。", "成都禾康门诊部有限公司"),
        ("金方向科技有限公司派人上门。", "金方向科技有限公司"),
    ],
)
def test_who_goes_to_a_firm_is_no_part_of_its_name(text: str, firm: str) -> None:
    assert firm in [text[start:end] for start, end in value_spans(text, "name")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# Contract\n\n**Begins** 4 January 2021\n\n**Duration** permanent\n\nHoliday is asked for by the end of March.",
            "permanent",
        ),
        (
            "# Garage\n\nFirst day: Monday 6 Feb. 2023\n\nThere's no last day agreed.\n\nWe keep his things for three months.",
            "no last day",
        ),
        (
            "# Order\n\nGo-live ............. 12 May 2025\n\nMinimum term ........ none. The agreement is open-ended.",
            "none",
        ),
        (
            "# 合同\n\n自2023年4月1日起执行。\n\n本合同无固定期限，任何一方可提前两个月通知解除。",
            "无固定期限",
        ),
    ],
)
def test_a_deal_without_a_fixed_end_says_so(tmp_path: Path, text: str, said: str) -> None:
    cell, _ = asked(tmp_path, text, "When does it end?" if said.isascii() else "什么时候到期？")
    assert cell.state == "found"
    assert cell.text in ("no end date", "无固定期限")
    assert said in cell.citations[0].quote


def test_a_day_until_which_one_may_break_off_is_no_end(tmp_path: Path) -> None:
    text = "# Supply agreement\n\nThe Seller delivers the goods at once.\n\n12.2 The Buyer may terminate for convenience until 31 December 2024 against payment of 12 percent.\n\nThe price is EUR 900."
    assert asked(tmp_path, text, "When does it end?")[0].state != "found"


def test_confidence_without_an_end_is_none_of_the_deal(tmp_path: Path) -> None:
    text = "# Paper\n\nIt starts on 1 March 2022 and ends on 28 February 2024.\n\nConfidentiality lasts for an indefinite time."
    assert "28 February 2024" in asked(tmp_path, text, "When does it end?")[0].text


@pytest.mark.parametrize(
    "text",
    [
        "It started on 1 March 2022. Notice is three months.",
        "It runs for two years.",
        "No fixed term from 1 March 2022, notice 2 months.",
    ],
)
def test_other_lengths_give_no_end(tmp_path: Path, text: str) -> None:
    assert asked(tmp_path, f"# Paper\n\n{text}\n", "When does it end?")[0].value == ""


@pytest.mark.parametrize(
    ("text", "role", "name"),
    [
        ("Ardent Ltd hires Maya Fenton as a bookkeeper.", "employer", "Ardent Ltd"),
        ("Ardent Ltd hires Maya Fenton as a bookkeeper.", "employee", "Maya Fenton"),
        ("Erik Lund has borrowed the sum from Ironbridge Finance Ltd.", "lender", "Ironbridge Finance Ltd"),
        ("何佳怡向宋文博借到下述款项。", "lender", "宋文博"),
        ("上海启航软件有限公司聘用林晓东担任会计。", "employer", "上海启航软件有限公司"),
        ("Ardent Ltd met Maya Fenton.", "employer", ""),
    ],
)
def test_a_verb_tells_who_is_who(text: str, role: str, name: str) -> None:
    assert party_by_verb(text, role, value_spans(text, "name")) == name


def test_names_end_where_a_sentence_ends_and_currencies_are_none() -> None:
    text = "The software is the property of Gantry Inc. Ann Lee may install it for EUR 900."
    assert [text[start:end] for start, end in value_spans(text, "name")] == ["Gantry Inc", "Ann Lee"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("违约金为应付款的每日万分之八。", "每日万分之八"),
        ("每逾期一日0.5%", "每逾期一日0.5%"),
        ("违约金为万分之三。", "万分之三"),
    ],
)
def test_a_share_keeps_the_time_that_it_is_for(text: str, said: str) -> None:
    assert [text[start:end] for start, end in value_spans(text, "percent")] == [said]


@pytest.mark.parametrize(
    ("text", "held"), [("林晓东", True), ("启航有限公司", True), ("金额", False), ("使用人承", False)]
)
def test_words_that_look_like_names(text: str, held: bool) -> None:
    assert is_name(text) is held


@pytest.mark.parametrize(
    ("sentence", "party_a", "party_b"),
    [
        (
            "委托方（甲方）：成都禾康门诊部有限公司\n\n受托方（乙方）：成都净亮保洁服务有限公司",
            "成都禾康门诊部有限公司",
            "成都净亮保洁服务有限公司",
        ),
        (
            "本合同由采购方成都禾康门诊部有限公司（以下简称“甲方”）与供货方四川瑞康医疗器械有限公司（以下简称“乙方”）签订。",
            "成都禾康门诊部有限公司",
            "四川瑞康医疗器械有限公司",
        ),
        ("Party A: Birch Ltd\n\nParty B: Ann Lee", "Birch Ltd", "Ann Lee"),
    ],
)
def test_a_party_is_whom_the_paper_calls_so(sentence: str, party_a: str, party_b: str) -> None:
    text = text_of(*sentence.split("\n\n"))
    named = [named_party(text, role) for role in ("party a", "party b")]
    assert [one.value for one in named if one is not None] == [party_a, party_b]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who represents the customer?", "This agreement is between Tarn Ltd (the “Customer”), represented by Ms Irene Castellan, and Pike Lifts Ltd (the “Contractor”).\n\nIt costs £900 a year."),
        ("谁代表甲方签字？", "甲方：成都净亮保洁服务有限公司\n\n乙方：四川瑞康医疗器械有限公司\n\n每年费用九百元。"),
    ],
)  # fmt: skip
def test_who_acts_for_a_party_is_not_surely_the_party(tmp_path: Path, question: str, text: str) -> None:
    cell, _ = asked(tmp_path, f"# Agreement\n\n{text}\n", question)
    assert cell.state != "found"


def test_an_end_that_minutes_speak_of_is_marked(tmp_path: Path) -> None:
    text = "# Minutes\n\nViktor Hale starts on 1 August 2024. Duration: three months.\n"
    with filled(
        tmp_path, {"minutes of June.md": text, "agreement.md": text.replace("Minutes", "Job")}
    ) as library:
        found = cells(table(library, "When does it end?"))
    assert (found["agreement.md"].state, found["minutes of June.md"].state) == ("found", "unsure")


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("二、月租金由 7200 元调整为 7500 元。", "月租金是多少？", "7500 元"),
        ("2. The rent is raised from £500 to £550 a month.", "What is the rent?", "£550"),
        ("2. The start is moved from 1 May 2025 to 1 June 2025.", "When does it start?", "1 June 2025"),
        ("一、交货日期由2025年6月30日推迟到2025年11月30日。", "什么时候交货？", "2025年11月30日"),
    ],
)
def test_of_a_change_the_new_value_is_the_one(tmp_path: Path, text: str, question: str, value: str) -> None:
    assert asked(tmp_path, f"# 补充协议\n\n{text}\n", question)[0].value == value


def test_what_a_mail_says_of_a_price_is_marked(tmp_path: Path) -> None:
    mail = "From: a@b.example\nSubject: Rent\n\nThe rent is £500 a month.\n"
    with filled(
        tmp_path, {"mail.eml": mail, "lease.md": "# Lease\n\nThe rent is £500 a month.\n"}
    ) as library:
        found = cells(table(library, "What is the rent?"))
    assert found["lease.md"].state == "found"
    assert found["mail.eml"].state == "unsure"


@pytest.mark.parametrize(
    ("name", "question", "quote", "value", "state"),
    [
        ("1.md", "What is the rent?", "The rent is £501 a month, 10 of it later.", "£501", "found"),
        ("1.md", "What is the rent?", "The rent is £501 a month, 10 of it later.", "10", "unsure"),
        ("1.eml", "What is the rent?", "The rent is £501 a month, 10 of it later.", "£501", "unsure"),
        ("minutes of May.md", "When does it end?", "It ends on 3 May 2026.", "3 May 2026", "unsure"),
        ("lease.md", "When does it end?", "It ends on 3 May 2026.", "3 May 2026", "found"),
    ],
)
def test_sentences_that_differ_in_figures_only_are_marked_alike(
    name: str, question: str, quote: str, value: str, state: str
) -> None:
    def cell(source: str, state: CellState, value: str, quote: str) -> Cell:
        return Cell(state, value, value, (Citation(1, source, "", None, (), quote, 0, 9, 1),))

    sources = [
        str(PurePath("/0").with_suffix(PurePath(name).suffix)),
        f"/{name}",
        f"/2{PurePath(name).suffix}",
    ]
    columns = (column_of(question),)
    targets = tuple(Target(at, source, "", "", 1) for at, source in enumerate(sources))
    usual = "£501" if "£" in quote else value
    answered = {(at, 0): cell(sources[at], "found", usual, quote) for at in (0, 2)}
    answered[(1, 0)] = cell(sources[1], "unsure", value, quote)
    rows = table_of(Plan(columns, targets, 3, {}, 0.0), answered).rows
    assert next(row for row in rows if row.source == sources[1]).cells[0].state == state


@pytest.mark.parametrize(
    ("names", "quote", "said"),
    [
        (
            "云山旅行社 明德小学 育才中学 晨光少年宫",
            "甲方：民俗博物馆 乙方：{name} 乙方联系人：{said}",
            "崔海峰 苏婉婷 韩立群 唐晓棠",
        ),
        ("Whitlow Hale Finch Marsh", "{name} may reach us through {said} on any day.", "Ann Bob Cid Dot"),
    ],
)
def test_sentences_that_differ_in_the_name_of_their_paper_are_marked_alike(
    names: str, quote: str, said: str
) -> None:
    targets, answered = [], {}
    for at, (name, value) in enumerate(zip(names.split(), said.split(), strict=True)):
        source = f"/协议-{name}.docx"
        targets.append(Target(at, source, "", "", 1))
        cited = Citation(1, source, "", None, (), quote.format(name=name, said=value), 0, 9, 1)
        answered[(at, 0)] = Cell("found" if at < 2 else "unsure", value, value, (cited,))
    plan = Plan((column_of("联系人是谁？"),), tuple(targets), 4, {}, 0.0)
    assert {row.cells[0].state for row in table_of(plan, answered).rows} == {"found"}


STRIKE = "# Deliveries\n\nThe van comes on Mondays.\n\nCrates of 12 bottles are put by the red gate.\n\nNo smoking.\n"


@pytest.mark.parametrize("says", [(), ("not stated",)])
@pytest.mark.parametrize(
    "question", ["What does it say about crates?", "On which days are bottles put by the gate?"]
)
def test_a_sentence_that_holds_the_words_is_shown_marked_before_nothing(
    tmp_path: Path, question: str, says: Sequence[str]
) -> None:
    cell, _ = asked(tmp_path, STRIKE, question, says)
    assert (cell.state, cell.text) == ("unsure", "Crates of 12 bottles are put by the red gate.")
    cell, _ = asked(tmp_path / "other", STRIKE, "What does it say about parrots?", says)
    assert cell.state == "not_stated"


def test_a_day_that_a_sentence_calls_the_last_is_not_counted_from(tmp_path: Path) -> None:
    text = (
        "# Licence\n\nThe stall is let to Ines Sousa.\n\nRuns three years and is over on 13 February 2027.\n"
    )
    cell, _ = asked(tmp_path, text, "When does it end?", ["not stated"])
    assert cell.text == "13 February 2027"
