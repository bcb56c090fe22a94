"""What is said in like words of another thing is no answer: a deposit's days, notice of defects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer_table import Cell
from assistant.library.library import Library
from tests.agent.test_each import cells, table
from tests.fakes.library import filled

PAPERS = {
    "agreement kiln.md": "# Hire agreement\n\nOwner: Torrin Kilns Ltd\n\nHirer: Pellworth Pottery Ltd\n\n1. The Owner hires out a kiln until 31 May 2027.\n\n"
    "2. A deposit of £900 is due within 4 days of signature.\n\n3. The charge is £120 a month. Invoices are payable within 28 days of their date.\n\n"
    "4. Defects of the kiln are notified within 3 days. The guarantor may withdraw on six months' notice.\n",
    "agreement clay.md": "# Supply agreement for clay\n\nBetween Marl & Sons Ltd (the Supplier) and Pellworth Pottery Ltd (the Buyer).\n\nAn advance of 25% is paid within 6 days of each order and the balance within 40 days of delivery.\n\n"
    "The Supplier informs the Buyer of changed delivery days one week ahead.\n\nThe agreement ends on 30 June 2027.\n",
    "agreement studio.md": "# Lease agreement\n\nThis lease is made between Corwen Estates Ltd (the “Landlord”) and Pellworth Pottery Ltd (the “Tenant”).\n\nThe rent is £700 a month.\n\n"
    "Either party may end this lease by five months' written notice. The Landlord gives two days' notice of visits.\n",
    "合同 窑炉.md": "# 窑炉租用合同\n\n出租人：景和窑炉有限公司\n\n承租人：柏舟陶艺有限公司\n\n一、签约后4日内，承租人交付押金9000元。\n\n二、租金每月1200元，收到发票后28日内付清。\n\n三、窑炉出现故障，应提前3天通知检修。担保人可提前六个月通知撤回担保。\n",
    "合同 陶土.md": "# 陶土供货合同\n\n供方：青岩矿业有限公司\n\n需方：柏舟陶艺有限公司\n\n付款：每批订货后6日内支付定金25%，余款在到货后40天内结清。\n\n供方调整送货日，应提前一周告知。\n",
    "合同 工作室.md": "# 工作室租赁合同\n\n出租方：松涛物业有限公司\n\n承租方：柏舟陶艺有限公司\n\n租金每月7000元。\n\n任何一方可提前五个月书面通知解除合同。出租方检查房屋应提前两天通知。\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("others"), PAPERS) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "kiln", "clay"),
    [
        ("What is the payment term?", ("agreement kiln.md", "28 days"), ("agreement clay.md", "40 days")),
        ("付款期限是多久？", ("合同 窑炉.md", "28日"), ("合同 陶土.md", "40天")),
    ],
)
def test_the_term_of_the_price_is_told_and_not_that_of_a_deposit(
    library: Library, question: str, kiln: tuple[str, str], clay: tuple[str, str]
) -> None:
    found = cells(table(library, question))
    assert [found[name].value for name, _ in (kiln, clay)] == [kiln[1], clay[1]]


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("How soon is the deposit due?", ("agreement kiln.md", "4 days")),
        ("押金几日内交付？", ("合同 窑炉.md", "4日")),
    ],
)
def test_the_days_of_a_deposit_are_told_where_it_is_asked(
    library: Library, question: str, days: tuple[str, str]
) -> None:
    assert days[1] in cells(table(library, question))[days[0]].text


@pytest.mark.parametrize(
    ("question", "studio", "others"),
    [
        ("What is the notice period?", ("agreement studio.md", "five months"), ("agreement kiln.md", "agreement clay.md")),
        ("解约要提前多久通知？", ("合同 工作室.md", "五个月"), ("合同 窑炉.md", "合同 陶土.md")),
    ],
)  # fmt: skip
def test_notice_of_something_else_is_no_notice_to_end(
    library: Library, question: str, studio: tuple[str, str], others: tuple[str, str]
) -> None:
    found = cells(table(library, question))
    assert found[studio[0]].text == studio[1]
    assert [found[name].text for name in others] == ["", ""]


def one_cell(tmp_path: Path, text: str, question: str) -> Cell:
    """Ask one paper."""
    with filled(tmp_path, {"agreement.md": text}) as library:
        return cells(table(library, question))["agreement.md"]


BARGE = (
    "# Hire agreement for a barge\n\nOwner: Fenn Barges Ltd\n\nHirer: Odile Marsh\n\nThe agreement was arranged by Calder Marine Brokers, who are paid separately.\n\n"
    "The hire runs from 4 May 2025. These prices stay as they are until 31 March 2027. The permit of the mooring is valid until 30 June 2028.\n\n"
    "The charge is £400 a week list price, less 10% for the season: £360 a week.\n\nThe Owner sends its bill within 5 days of the end of the month.\n\n"
    "The Owner keeps public liability insurance of £2,000,000. The Hirer has regard to the Canals Act 1995.\n\nWho pays by direct debit gets 3% off.\n"
)
BARGE_ZH = (
    "# 驳船租用合同\n\n出租方：芦港船务有限公司\n\n承租方：蒋平\n\n本合同经顺达船舶经纪有限公司介绍成立，佣金另付。\n\n"
    "租用自2025年5月4日开始。上述价格保证到2027年3月31日不变。泊位许可证有效至2028年6月30日。\n\n"
    "租金：原价每周4000元，优惠后每周3600元。\n\n出租方应于月末后5日内开具发票。\n\n出租方投保公众责任险，保额200万元。\n"
)


@pytest.mark.parametrize(
    ("text", "question", "untold"),
    [
        (BARGE, "Up to what amount is the owner liable?", "2,000,000"),
        (BARGE, "Which law governs it?", "1995"),
        (BARGE, "When does it end?", "2027"),
        (BARGE, "When does it end?", "2028"),
        (BARGE, "How many days are there to pay an invoice?", "5 days"),
        (BARGE, "What interest is due on late payment?", "3%"),
        (BARGE, "Who is the other party?", "Calder"),
        (
            "# Ticket sales\n\nThe tickets have until now been sold by Quill Seats, whose mandate comes to an end on 31 August 2026.\n",
            "When does it end?",
            "2026",
        ),
        (
            "# Flats\n\nBefore this agreement Marl Homefinders took a fee of £300.\n",
            "What is the fee?",
            "£300",
        ),
        ("# 废油回收\n\n前一收运商的收购价为每公斤2.9元，仅供参考。\n", "价格是多少？", "2.9"),
        (BARGE_ZH, "赔偿责任最高多少？", "200万"),
        (BARGE_ZH, "合同什么时候到期？", "2027"),
        (BARGE_ZH, "合同什么时候到期？", "2028"),
        ("# 校舍租用\n\n消防合格证的有效期至2026年9月12日，由业主续办。\n", "合同什么时候到期？", "2026"),
        (BARGE_ZH, "多少天内付款？", "5日"),
        (BARGE_ZH, "出租方是谁？", "经纪"),
    ],
)
def test_what_is_said_of_another_thing_is_not_told(
    tmp_path: Path, text: str, question: str, untold: str
) -> None:
    assert untold not in one_cell(tmp_path, text, question).text


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        (BARGE, "What is the charge?", "£360"),
        (BARGE_ZH, "租金是多少？", "3600元"),
        (
            "# Storage\n\nThe goods are insured by you. If we damage them we are liable for no more than £700 altogether.\n",
            "Up to what amount are you liable?",
            "£700",
        ),
        (
            "# 仓储合同\n\n货物由存货方投保。我方损坏货物的，最多赔7000元。\n",
            "赔偿责任最高多少？",
            "7000元",
        ),
        (
            "# Supply agreement\n\nThe prices hold for as long as the agreement runs, that is until 30 April 2028.\n",
            "When does it end?",
            "30 April 2028",
        ),
        (
            "# Liability\n\nLiability is limited to the fees paid in the previous twelve months, at most £8,000.\n",
            "Up to what amount is the supplier liable?",
            "£8,000",
        ),
        (
            "# 聘用合同\n\n学校聘用高苇为教师。\n\n3.1 试用期内月工资为6,200元；\n\n3.2 转正后月工资为7,900元。\n",
            "工资是多少？",
            "7,900元",
        ),
        (
            "# 送餐约定\n\n每月末两边核对份数，学校于次月8日前转账。\n",
            "款项最晚什么时候付？",
            "8日",
        ),
        (
            "# Supply agreement\n\nThe buyer pays each invoice within 12 days after the supplier has issued it.\n",
            "How many days are there to pay an invoice?",
            "12 days",
        ),
    ],
)
def test_what_is_said_of_it_beside_another_thing_is_told(
    tmp_path: Path, text: str, question: str, told: str
) -> None:
    assert told in one_cell(tmp_path, text, question).text


def test_a_limit_that_is_said_plainly_is_never_said_to_be_missing(tmp_path: Path) -> None:
    text = "# 保洁约定\n\n弄坏东西的照价赔；但一年里加起来最多赔13,000元，超出的我们自己走保险。\n\n每月5日结账。\n"
    assert "13,000" in one_cell(tmp_path, text, "赔偿责任最高以多少为限？").text


@pytest.mark.parametrize(
    ("text", "question", "untold"),
    [
        (
            "# Parking\n\nWe take no deposit, but every remote control costs £45.\n",
            "What is the deposit?",
            "£45",
        ),
        ("# 停车位租用\n\n不收押金，但每个遥控器收工本费45元。\n", "押金是多少？", "45元"),
    ],
)
def test_a_deposit_that_is_not_taken_has_no_sum(
    tmp_path: Path, text: str, question: str, untold: str
) -> None:
    found = one_cell(tmp_path, text, question)
    assert found.value == ""
    assert not found.text.startswith(untold)


def test_a_file_is_no_party(tmp_path: Path) -> None:
    text = "# 采购_剧组盒饭\n\n从11月起每天送盒饭40份，每份22元。\n\n添福快餐 娄添福\n"
    assert "_" not in one_cell(tmp_path, text, "对方是谁？").value
