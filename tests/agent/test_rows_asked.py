"""Rows of sheets that are listed, counted and looked up, beside papers whose words are nearer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.library.library import Library
from tests.agent.test_sheets import answered
from tests.fakes.library import filled

SHOP = {
    "Repair log.csv": "Job,Taken in,Shop,Customer,Fault,Bench (min),Tech,Charge (£),Date out\n"
    "R1,2026-02-03,Fenmoor,Ash,broken hinge,25,Lowe,12,2026-02-05\nR2,2026-02-09,Fenmoor,Birch,weld,55,Pike,30,2026-02-11\n"
    "R3,2026-03-02,Quay,Cole,nose pad,10,Lowe,0,2026-03-02\nR4,2026-03-12,Quay,Dunn,weld,45,Pike,35,\n"
    "R5,2026-04-01,Fenmoor,Eyre,new screw,5,Lowe,0,2026-04-01\nR6,2026-04-20,Quay,Frost,broken hinge,40,Lowe,15,\n"
    "R7,2026-04-22,Quay,Gale,weld,60,Pike,35,\n",
    "Repairs procedure.md": "# Repairs procedure\n\n"
    "Every repair gets a tray. A weld takes about 40 minutes and is guaranteed for six months. Repairs longer than a week are told to the customer.\n",
    "Staff handbook.md": "# Staff handbook\n\n"
    "Staff work 37 hours a week. Staff who work under 20 hours a week get pro rata holiday. New staff get a tour on the first day. The warehouse keeps six bunks for staff.\n",
    "Staff register.csv": "Name,Role,Base,Started,Hrs/wk,Note\nIda Storm,Manager,Quay,2014-03-01,37.5,\n"
    "Odd Berg,Technician,Fenmoor,2018-09-10,35,lives over the shop\nEva Lind,Assistant,Quay,2025-02-15,18,\n"
    "Tom Reyes,Assistant,Fenmoor,2025-11-03,16,lives over the shop; has keys\nMay Cross,Trainee,Quay,2026-01-12,35,college Fridays\n"
    "Gus Hale,Cleaner,Fenmoor,2020-06-01,12,\n",
    "Invoices 2026.csv": "Inv no,Inv date,Customer,Branch,Total £,Paid £,Open £\nI01,2026-01-12,Kiln Works,Quay,500,500,0\n"
    "I02,2026-02-03,Kiln Works,Quay,320,120,200\nI03,2026-02-17,Mill School,Fenmoor,260,0,260\n"
    "I04,2026-03-09,Dr Amber,Quay,180,0,180\nI05,2026-04-15,Kiln Works,Fenmoor,900,900,0\n"
    "I06,2026-05-20,Mill School,Quay,240,100,140\nI07,2026-05-28,Dr Amber,Fenmoor,150,150,0\n"
    "I08,2026-06-02,Kiln Works,Quay,410,0,410\n",
    "Price list.csv": "Code,Item,Grp,Price £,Days\nL10,Single vision basic,lens,58,3\nL11,Single vision thin,lens,110,5\n"
    "L30,Varifocal basic,lens,165,8\nL31,Varifocal premium,lens,340,12\nF10,Frame child,frame,65,0\n"
    "C01,Hard coating,coating,25,9\n",
    "Stock.csv": "Item,Unit,Cost price,Retail price,Stock,Supplier\nBeeswax,kg,8,14,35,Hartmann\nLinseed oil,litre,6,11,7,Okoro\n"
    "Brush no 4,piece,2.5,5,120,Lee\nTurpentine,litre,9,15,4,Okoro\nSandpaper,sheet,0.4,1,300,Lee\n"
    "Gold leaf,book,22,38,2,Hartmann\n",
    "Purchases.csv": "Date,Item,Qty,Unit price,Amount,Supplier\n2026-01-05,Beeswax,20,8,160,Hartmann\n2026-01-19,Brush no 4,100,2.5,250,Lee\n"
    "2026-02-02,Gold leaf,9,22,198,Hartmann\n2026-02-20,Turpentine,30,9,270,Okoro\n2026-03-11,Linseed oil,20,6,120,Okoro\n"
    "2026-04-03,Beeswax,15,8,120,Hartmann\n",
    "June rota.csv": "Date,Day,Morning,Afternoon,Desk\n2026-06-01,Mon,closed,Eva Lind,May Cross\n2026-06-02,Tue,Odd Berg,Tom Reyes,May Cross\n"
    "2026-06-03,Wed,Ida Storm,Odd Berg,Gus Hale\n2026-06-04,Thu,Odd Berg,Eva Lind,May Cross\n"
    "2026-06-05,Fri,Tom Reyes,Odd Berg,Gus Hale\n2026-06-08,Mon,closed,Ida Storm,May Cross\n"
    "2026-06-09,Tue,Eva Lind,Tom Reyes,Gus Hale\n2026-06-10,Wed,Odd Berg,Ida Storm,May Cross\n",
    "minutes/2026-01-14 managers.md": "# Minutes of the managers meeting\n\nDate: 14 January 2026\nPresent: Ida Storm, Odd Berg\n\n"
    "Decided: new lamp for the bench.\n",
    "minutes/2026-04-22 managers.md": "# Minutes of the managers meeting\n\nDate: 22 April 2026\nPresent: Ida Storm, Odd Berg\n\nDecided: the lamp was bought.\n",
    "Lockers.csv": "Locker,Size,Tenant,Monthly £,From,Paid until\nA1,3,Ash,20,2025-01-10,2026-09-30\nA2,3,,20,,\n"
    "A3,3,Birch,20,2025-03-01,2026-11-30\nB1,6,Cole,35,2025-06-15,30 Sept 2026\nB2,6,,35,,\nB3,6,Dunn,35,2025-07-01,2026-12-31\n",
    "Equipment register.csv": "Asset,What,Room,Bought,Cost £,Last service\nE01,Edger,Lab,2019-05-02,8200,2026-02-01\nE02,Lens meter,Lab,2021-07-11,1900,\n"
    "E03,Slit lamp,Room 1,2018-01-20,5400,2025-12-12\nE04,Sterilizer,Lab,2022-10-05,950,\n",
    "Phone list.txt": "Phone list (June 2026)\n\nManager Ida Storm ext. 201\nWorkshop Odd Berg ext. 202\nHead cleaner Gus Hale 07700 900142\n",
    "Trips.csv": "Date,Van,Driver,Km,Note\n2026-10-02,V1,Odd Berg,120,\n2026-10-05,V2,Tom Reyes,310,long haul\n2026-10-09,V1,Gus Hale,45,\n"
    "2026-10-15,V2,Odd Berg,455,long haul\n2026-10-21,V1,Odd Berg,60,\n2026-11-02,V1,Gus Hale,510,long haul\n",
}
"""A workshop: its papers speak of what its sheets hold."""
HERBS = {
    "维修记录.csv": "单号,日期,门店,客户,故障,用时(分钟),师傅,收费(元),取走日期\nX1,2026-02-03,东门,安,焊接,25,陆平,12,2026-02-05\nX2,2026-02-09,东门,白,换屏,55,裴声,30,2026-02-11\n"
    "X3,2026-03-02,西街,曹,换键,10,陆平,0,2026-03-02\nX4,2026-03-12,西街,丁,焊接,45,裴声,35,\nX5,2026-04-20,西街,冯,换屏,40,陆平,15,\n",
    "维修流程.md": "# 维修流程\n\n每件维修要编号。维修超过40分钟的要告诉客户。焊接保修六个月。\n",
    "员工手册.md": "# 员工手册\n\n员工每周工作40小时。每周工作不足20小时的员工按比例休假。新员工入职第一天熟悉环境。宿舍有六个床位。\n",
    "员工名册.csv": "工号,姓名,岗位,入职日,底薪(元/月),周工时,备注\n01,柳如眉,馆长,2012-03-01,9000,40,\n02,程小满,组长,2018-07-01,6500,40,住宿舍\n"
    "03,顾北辰,保管员,2025-05-06,5200,18,\n04,袁青禾,保管员,2026-02-15,4800,16,住宿舍\n05,贺知秋,保洁,2026-04-02,3600,12,\n"
    "06,苏晚晴,会计,2019-08-11,6200,40,\n",
    "药品目录.csv": "编号,药品名称,单位,进价（元）,零售价（元）,库存,供应商\nM1,白芷,千克,40,66,35,同德药业\nM2,天麻,千克,210,300,4,滇和药材\nM3,灸条,盒,12,26,140,南艾坊\n"
    "M4,鹿茸片,盒,680,930,2,同德药业\nM5,甘草,千克,20,35,22,同德药业\nM6,棉签,包,2,5,300,苏械\n",
    "采购记录.csv": "日期,药品名称,数量,单价（元）,金额（元）,供应商\n2026-01-08,白芷,20,40,800,同德药业\n2026-01-18,天麻,5,210,1050,滇和药材\n2026-02-02,灸条,100,12,1200,南艾坊\n"
    "2026-02-20,甘草,30,20,600,同德药业\n2026-03-05,棉签,200,2,400,苏械\n"
    "2026-04-02,鹿茸片,3,680,2040,同德药业\n2026-04-09,棉签,50,2,100,苏械\n2026-04-20,灸条,20,12,240,南艾坊\n2026-05-06,甘草,5,20,100,同德药业\n2026-05-12,灸条,10,12,120,南艾坊\n2026-05-20,天麻,1,210,210,滇和药材\n",
    "六月排班表.csv": "日期,星期,上午,下午,值守\n2026-06-01,周一,休诊,顾北辰,贺知秋\n2026-06-02,周二,程小满,袁青禾,苏晚晴\n2026-06-03,周三,柳如眉,程小满,贺知秋\n2026-06-04,周四,程小满,顾北辰,苏晚晴\n"
    "2026-06-05,周五,袁青禾,程小满,贺知秋\n2026-06-08,周一,休诊,柳如眉,苏晚晴\n2026-06-09,周二,顾北辰,袁青禾,贺知秋\n",
    "会议/2026-01-14 例会纪要.md": "# 例会纪要\n\n时间：2026年1月14日\n出席：柳如眉、程小满\n\n决定买新灯。\n",
    "会议/2026-04-22 例会纪要.md": "# 例会纪要\n\n时间：2026年4月22日\n出席：柳如眉、程小满\n\n灯已买。\n",
    "储物柜.csv": "柜号,面积,租户,月租(元),起租,租金付至\nA1,3,安然,20,2025-01-10,2026-09-30\nA2,3,,20,,\nA3,3,白露,20,2025-03-01,2026-11-30\n"
    "B1,6,曹安,35,2025-06-15,2026年9月30日\nB2,6,,35,,\nB3,6,丁一,35,2025-07-01,2026-12-31\n",
    "联系电话.txt": "联系电话\n\n馆长 柳如眉 分机 801\n组长 程小满 分机 802\n保洁 贺知秋 13800000142\n",
    "出车.csv": "日期,车牌,司机,行驶km,备注\n2026-10-02,V1,程小满,120,\n2026-10-05,V2,袁青禾,310,长途\n2026-10-09,V1,贺知秋,45,\n2026-10-15,V2,程小满,455,长途\n"
    "2026-11-02,V1,贺知秋,510,长途\n",
    "供货合同-同德.md": "# 供货合同\n\n甲方：和风药铺\n乙方：同德药业有限公司\n\n第一条 乙方供应白芷。本合同至2026年12月31日止。\n",
}
"""A herb shop."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("shop"), SHOP) as library:
        yield library


@pytest.fixture(scope="module")
def herbs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("herbs"), HERBS) as library:
        yield library


def holds(library: Library, question: str, held: str, others: str = "") -> None:
    """Assert that an answer tells some names, and none of others; both apart by commas."""
    answer = answered(library, question)[0].answer
    for one in filter(None, held.split(", ")):
        assert one in answer, answer
    for one in filter(None, others.split(", ")):
        assert one not in answer, answer


@pytest.mark.parametrize(
    ("question", "held", "others"),
    [
        ("Which staff work under 20 hours a week?", "Eva Lind, Tom Reyes, Gus Hale", "Ida Storm, May Cross"),
        ("who works less than 20 hours a week", "Eva Lind, Tom Reyes, Gus Hale", "Ida Storm, May Cross"),
        ("which repairs took longer than 40 minutes", "R2, R4, R7", "R6, R1 , tray"),
        ("new staff this year", "May Cross", "Eva Lind, tour"),
        ("who joined in 2025?", "Eva Lind, Tom Reyes", "May Cross, Cole"),
        ("who lives over the shop?", "Odd Berg, Tom Reyes", "May Cross"),
        ("which repairs have not gone out yet", "R4, R6, R7", "R1, R5"),
        ("which items have less than 10 in stock?", "Linseed oil, Turpentine, Gold leaf", "Beeswax"),
        ("which suppliers do we have?", "Hartmann, Lee, Okoro", "Linseed"),
        ("which lockers are let?", "A1, A3, B1, B3", "A2, B2"),
        ("who are our suppliers?", "Hartmann, Lee, Okoro", "Odd Berg"),
    ],
)
def test_rows_that_a_question_chooses_are_listed(
    question: str, held: str, others: str, shop: Library
) -> None:
    holds(shop, question, held, others)


@pytest.mark.parametrize(
    ("question", "held", "others"),
    [
        ("哪些员工每周工作不到20小时？", "顾北辰, 袁青禾, 贺知秋", "柳如眉, 程小满"),
        ("哪些维修用了40分钟以上？", "X2, X4, X5", "X1, X3"),
        ("维修超过30分钟的有几单？", "共 3", ""),
        ("今年新来的员工都有谁", "袁青禾, 贺知秋", "顾北辰, 熟悉环境"),
        ("2025年入职的有谁", "顾北辰", "曹安"),
        ("底薪超过5000的有谁", "柳如眉, 程小满, 顾北辰, 苏晚晴", "贺知秋"),
        ("库存少于10的药有哪些", "天麻, 鹿茸片", "合计 6"),
        ("谁住宿舍", "程小满, 袁青禾", "顾北辰"),
        ("有哪些租户？", "安然, 白露, 曹安, 丁一", "–"),
        ("有哪些供应商？", "同德药业, 滇和药材, 南艾坊, 苏械", "乙方"),
    ],
)
def test_chinese_rows_that_a_question_chooses_are_listed(
    question: str, held: str, others: str, herbs: Library
) -> None:
    holds(herbs, question, held, others)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("how many invoices are open", "is 5 "),
        ("How many mornings does Odd Berg have in June?", "is 3 "),
        ("how many shifts does Eva Lind have in June", "is 3 "),
        ("how many lockers are let?", "is 4 "),
        ("how many lockers are not rented out?", "is 2 "),
        ("what have we invoiced for Quay this year, paid or not", "is 1,650 "),
        ("total invoiced to Kiln Works, whether paid or not", "is 2,130 "),
    ],
)
def test_rows_are_counted_by_what_is_asked(question: str, held: str, shop: Library) -> None:
    holds(shop, question, held)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("程小满六月上午坐诊几次？", "共 2 次（7 行中的 2 行，上午"),
        ("顾北辰六月排了几个班？", "共 3"),
        ("储物柜租出去几个了？", "共 4"),
        ("哪个供应商的采购金额最多？", "3,540 元"),
    ],
)
def test_chinese_rows_are_counted_by_what_is_asked(question: str, held: str, herbs: Library) -> None:
    holds(herbs, question, held)


def test_what_may_be_let_is_not_what_is_let(herbs: Library) -> None:
    assert "A1" not in answered(herbs, "哪些储物柜还空着、能租出去？")[0].answer


@pytest.mark.parametrize(
    ("question", "held", "others"),
    [
        ("what does Beeswax cost each", "Cost price 8", "280"),
        ("how much is Gold leaf per book?", "22, 38", "198"),
        ("retail price of Turpentine", "Retail price 15", ""),
    ],
)
def test_the_price_of_one_is_no_sum(question: str, held: str, others: str, shop: Library) -> None:
    holds(shop, question, held, others)


@pytest.mark.parametrize(
    ("question", "held", "others"),
    [
        ("灸条的零售价多少钱一盒？", "26", "3,640"),
        ("白芷零售价每千克多少元？", "66", "2,310"),
        ("鹿茸片每盒多少钱？", "930", "1,360, 1,860"),
    ],
)
def test_the_chinese_price_of_one_is_no_sum(question: str, held: str, others: str, herbs: Library) -> None:
    holds(herbs, question, held, others)


def test_the_row_of_the_first_tells_who_did_it(shop: Library, herbs: Library) -> None:
    holds(shop, "what was the longest trip in October in km and who drove it", "455, Odd Berg", "| 635")
    holds(herbs, "10月份单趟跑得最远的是多少公里，谁开的", "455, 程小满")


def test_somebody_is_called_by_an_extension(shop: Library, herbs: Library) -> None:
    holds(shop, "what is the manager's phone number?", "ext. 201")
    holds(herbs, "馆长电话是多少？", "分机 801")


def test_a_rota_tells_who_is_on_duty_on_a_day(shop: Library, herbs: Library) -> None:
    holds(shop, "who is on in the morning on 4 June?", "Odd Berg", "2026-06-02")
    holds(shop, "who works on 5 June 2026", "Tom Reyes", "I0")
    holds(herbs, "6月4日上午谁坐诊？", "程小满", "2026-06-01")


def test_rows_of_which_nothing_was_paid_are_listed(shop: Library) -> None:
    held, others = "I03, I04, I08", "I02, I06"
    holds(shop, "list the invoices on which nothing at all has been paid yet", held, others)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("how many meetings did we have in 2026?", "2 of 15 documents"),
        ("how many meetings were there in 2026", "2 of 15 documents"),
    ],
)
def test_meetings_are_counted_by_their_minutes(question: str, count: str, shop: Library) -> None:
    holds(shop, question, count)


@pytest.mark.parametrize("question", ["2026年开了几次会？", "我们2026年一共开过多少次会议"])
def test_chinese_meetings_are_counted_by_their_minutes(question: str, herbs: Library) -> None:
    holds(herbs, question, "13份文档中有2份")


@pytest.mark.parametrize(
    ("question", "held", "others"),
    [
        ("which repairs took less than half an hour", "", "R2"),
        ("Which jobs took over 1 hour?", "", "(from"),
        ("how many repairs took over 40 minutes", "3", ""),
    ],
)
def test_lengths_of_time_are_compared_in_the_units_of_their_column(
    question: str, held: str, others: str, shop: Library
) -> None:
    holds(shop, question, held, others)
