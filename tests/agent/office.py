"""Papers of a made brewery and of its Chinese buyer: leases, contracts, minutes, mails, tables.

What requests_office_*.tsv ask about; nothing is tuned on them but by the first of the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]

OFFICE: Mapping[str, str] = {
    "leases/lease-mill-lane.md": """\
# Lease of 14 Mill Lane

Date: 1 October 2021. Landlord: Harrow Estates Ltd. Tenant: Birchwater Brewery Ltd.

## 1. Term
The lease begins on 1 October 2021 and ends on 30 September 2026. Either party may end it earlier with six months' written notice.

## 2. Rent
The rent is £2,450 a month, payable in advance on the first working day. The deposit is £7,350.

## 3. Use
The premises may be used as a brewery and for storage. Subletting needs the landlord's written consent.

## 4. Repairs
The landlord keeps the roof and the outer walls in repair. The tenant keeps the inside, the drains and the boiler in repair.

## 5. Insurance
The landlord insures the building; the tenant pays half of the premium, £610 in 2024.
""",
    "leases/lease-taproom.txt": """\
LEASE - 3 DOCK STREET (TAPROOM)

Landlord: Osei Properties. Tenant: Birchwater Brewery Ltd. Signed on 12 March 2023.

1. TERM. Five years from 1 April 2023 to 31 March 2028. There is no break clause.
2. RENT. £1,780 a month, reviewed on 1 April 2026 by the retail price index.
3. DOGS. Dogs are allowed in the yard, not in the bar.
4. NOISE. No music after 23:00.
5. REPAIRS. The tenant repairs everything but the roof.
""",
    "leases/lease-cold-store.txt": """\
LEASE - COLD STORE, UNIT 7 ASHDOWN PARK

Landlord: Ashdown Park Management. Tenant: Birchwater Brewery Ltd.
Term: from 1 January 2024 to 31 December 2025. Notice: three months.
Rent: £690 a month plus electricity. No deposit was taken.
The temperature must not exceed 6 degrees.
""",
    "contracts/malt-supply-2023.md": """\
# Malt supply agreement 2023

Between Fernbrook Maltings (supplier) and Birchwater Brewery Ltd (buyer), 9 January 2023.

1. The supplier delivers 18 tonnes of pale malt a year.
2. The price is £512 a tonne.
3. Payment is due within 30 days of the invoice.
4. Late deliveries give a discount of 2% a week.
5. The agreement ends on 31 December 2024.
""",
    "contracts/malt-supply-2025.md": """\
# Malt supply agreement 2025

Between Fernbrook Maltings (supplier) and Birchwater Brewery Ltd (buyer), 13 January 2025.

1. The supplier delivers 24 tonnes of pale malt a year.
2. The price is £548 a tonne.
3. Payment is due within 45 days of the invoice.
4. Late deliveries give a discount of 3% a week.
5. The agreement ends on 31 December 2026.
6. Either party may end it with ninety days' notice.
""",
    "contracts/cleaning-services.txt": """\
CLEANING SERVICES CONTRACT

Contractor: Sparrow Cleaning. Customer: Birchwater Brewery Ltd. Start: 3 June 2024.
The contractor cleans the taproom every Monday and Thursday before 9:00.
The fee is £420 a month. The contract renews each year unless ended with one month's notice.
The contractor is liable for damage up to £50,000.
""",
    "contracts/employment-nora-lindqvist.md": """\
# Employment contract

Employer: Birchwater Brewery Ltd. Employee: Nora Lindqvist, head brewer, from 1 May 2022.

1. Salary: £41,200 a year.
2. Holiday: 28 days a year, bank holidays not included.
3. Notice: two months for either party.
4. Probation: three months.
5. Confidentiality: recipes remain secret for two years after the end of employment.
""",
    "contracts/distribution-linjiang.md": """\
# Distribution agreement

Birchwater Brewery Ltd and Linjiang Foods Co., Shanghai, 20 November 2024.

1. Linjiang sells Birchwater beers in Shanghai and Zhejiang, exclusively.
2. Minimum order: 600 cases a quarter.
3. Prices in RMB are fixed until 31 December 2025.
4. The agreement ends on 30 November 2027.
5. Governing law: England and Wales.
""",
    "contracts/nda-fernbrook.txt": """\
NON-DISCLOSURE AGREEMENT

Fernbrook Maltings and Birchwater Brewery Ltd, 2 February 2023.
Both parties keep the other's recipes, prices and customers secret for three years.
Damages for a breach are £10,000 for each case. The agreement ends on 2 February 2026.
""",
    "minutes/minutes-2025-02-11.md": """\
# Minutes of the management meeting, 11 February 2025

Present: Nora Lindqvist, Tom Achebe, Priya Raman. Apologies: Gil Stone.

1. Boiler: the boiler at Mill Lane leaks. Tom gets two quotes by 28 February.
2. Stout: the oatmeal stout is launched on 17 March.
3. Cold store: decided not to extend the lease beyond December.
4. Next meeting: 11 March.
""",
    "minutes/minutes-2025-03-11.md": """\
# Minutes of the management meeting, 11 March 2025

Present: Nora Lindqvist, Tom Achebe, Gil Stone. Apologies: Priya Raman.

1. Boiler: quotes of £3,900 (Kerr Heating) and £4,450 (Dunmore). Kerr Heating was chosen.
2. Stout: launch moved to 31 March because the labels are late.
3. Export: Linjiang asks for 750 cases in the second quarter.
4. Staff: Priya asks for a second cellar hand. Postponed.
""",
    "minutes/minutes-2025-09-09.md": """\
# Minutes of the management meeting, 9 September 2025

Present: all.

1. Budget: the loss of the summer festival is £2,130.
2. Cold store: a new store at Pinder Road is looked at, £820 a month.
3. Staff: a second cellar hand, Jo Marsh, begins on 6 October.
4. Energy: the electricity contract ends in November; Gil asks three firms.
""",
    "mails/boiler-nora.eml": """\
From: Nora Lindqvist <nora@birchwater.example>
To: Tom Achebe <tom@birchwater.example>
Date: Mon, 3 Feb 2025 08:12:00 +0000
Subject: Boiler leaking again
Content-Type: text/plain; charset=utf-8

Hi Tom,

the boiler at Mill Lane leaks again, we lost half a day. The man from Kerr Heating says the heat exchanger is cracked.
Who pays, we or Harrow? Please look at the lease.

Nora
""",
    "mails/rent-review-osei.eml": """\
From: Kofi Osei <kofi@osei.example>
To: Tom Achebe <tom@birchwater.example>
Date: Thu, 4 Sep 2025 15:40:00 +0000
Subject: Rent review Dock Street
Content-Type: text/plain; charset=utf-8

Dear Mr Achebe,

on 1 April 2026 the rent of the taproom will be reviewed. We expect £1,905 a month. Please answer by 15 October.

Kofi Osei
""",
    "manuals/kettle-manual.md": """\
# Brauwerk K500 brew kettle: manual

## 1. Safety
Never open the lid above 2 bar. Wear gloves and goggles.

## 2. Installation
The kettle needs a level floor, three-phase power of 32 A and a drain of 50 mm.

## 3. First use
Rinse twice with water of 60 °C before the first brew.

## 4. Brewing
Fill at most 480 litres. Heat to 67 °C for the mash; the timer stops after 60 minutes.

## 5. Cleaning
After each brew, run caustic of 2% at 75 °C for 20 minutes, then rinse until the water is neutral. Descale every 40 brews with phosphoric acid.

## 6. Errors
E04: no water. E11: the heating element is dry. E17: the lid is open.

## 7. Maintenance
Change the lid gasket once a year. Calibrate the thermometer every six months.

## 8. Warranty
The warranty lasts 24 months and is void if the element was run dry.
""",
    "finance/price-list-2025.csv": """\
Beer,Style,Bottle (GBP),Case of 12 (GBP)
Mill Pale,Pale ale,2.40,26.50
Dock Bitter,Bitter,2.30,25.20
Oatmeal Stout,Stout,2.90,32.00
Harbour Lager,Lager,2.20,24.00
Winter Porter,Porter,3.10,34.80
""",
    "finance/expenses-q1.csv": """\
Date,Category,Amount (GBP),Paid by
2025-01-08,Travel,126.40,Tom Achebe
2025-01-20,Cleaning,420.00,Priya Raman
2025-02-03,Repairs,310.00,Nora Lindqvist
2025-02-14,Travel,88.10,Gil Stone
2025-02-20,Cleaning,420.00,Priya Raman
2025-03-05,Marketing,950.00,Priya Raman
2025-03-20,Cleaning,420.00,Priya Raman
2025-03-28,Travel,203.75,Tom Achebe
""",
    "中文/租赁合同-临江仓库.md": """\
# 仓库租赁合同

出租方：临江物业管理有限公司。承租方：临江食品有限公司。签订日期：2023年6月1日。

第一条 租期：自2023年6月1日起至2026年5月31日止。
第二条 租金：每月人民币18,500元，每季度预付一次。押金为37,000元。
第三条 维修：屋顶和外墙由出租方维修，其余由承租方负责。
第四条 提前解约：须提前三个月书面通知，并支付一个月租金作为违约金。
""",
    "中文/购销合同-2024.md": """\
# 啤酒购销合同（2024年）

甲方：临江食品有限公司。乙方：桦水酿酒有限公司。签订日期：2024年1月15日。

第一条 数量：每季度400箱。
第二条 单价：每箱人民币268元。
第三条 付款：收货后30天内付清。
第四条 违约：逾期交货每日按货款的0.1%支付违约金。
第五条 期限：至2024年12月31日止。
""",
    "中文/购销合同-2025.md": """\
# 啤酒购销合同（2025年）

甲方：临江食品有限公司。乙方：桦水酿酒有限公司。签订日期：2025年1月8日。

第一条 数量：每季度600箱。
第二条 单价：每箱人民币275元。
第三条 付款：收货后45天内付清。
第四条 违约：逾期交货每日按货款的0.2%支付违约金。
第五条 期限：至2025年12月31日止。
""",
    "中文/会议纪要-2025-03-05.md": """\
# 销售部会议纪要（2025年3月5日）

出席：周敏、陈立、王海燕。缺席：孙涛。

一、决定二季度订货750箱。
二、陈立负责联系冷链运输公司，3月20日前报价。
三、王海燕提出客户投诉瓶盖漏气，共12箱，要求退货。
""",
    "中文/会议纪要-2025-06-18.md": """\
# 销售部会议纪要（2025年6月18日）

出席：周敏、陈立、孙涛。

一、上半年销售额为86万元，比去年同期增长14%。
二、孙涛负责杭州新客户，7月底前签约。
三、仓库温度过高，决定加装空调，预算2.8万元。
""",
    "中文/报价单-2025.csv": """\
品名,规格,单价(元),库存(箱)
桦水淡啤,330ml*24,275,310
燕麦黑啤,330ml*24,320,145
港湾拉格,500ml*12,198,420
冬季波特,330ml*12,236,60
""",
    "中文/员工手册.md": """\
# 员工手册

第一章 工作时间
每天九点至十八点，午休一小时。

第二章 休假
年假为十天，工作满五年者为十五天。病假须提交医院证明。

第三章 报销
差旅费须在返回后十五天内报销，住宿每晚不超过450元。

第四章 保密
员工不得向外透露客户名单和价格。

第五章 离职
员工离职须提前三十天书面通知。
""",
    "中文/邮件-周敏-交货.txt": """\
发件人：周敏
收件人：陈立
日期：2025年4月22日
主题：交货延误

陈立你好：
桦水的第二批货延误了九天，原定4月10日到港，实际4月19日才到。请按合同计算违约金，并通知仓库王海燕。
周敏
""",
    "中文/劳动合同-陈立.md": """\
# 劳动合同

甲方：临江食品有限公司。乙方：陈立，销售经理。
一、合同期限：2022年9月1日至2025年8月31日。
二、工资：每月16,800元。
三、试用期：三个月。
四、年假：十天。
""",
}
INVOICES: tuple[tuple[str | int | float, ...], ...] = (
    ("No", "Date", "Supplier", "Item", "Quantity", "Net (GBP)", "VAT (GBP)"),
    ("R-101", "2025-01-10", "Fernbrook Maltings", "Pale malt", 4, 2192.0, 438.4),
    ("R-102", "2025-01-15", "Halden Hops", "Cascade hops", 30, 540.0, 108.0),
    ("R-103", "2025-02-03", "Kerr Heating", "Boiler inspection", 1, 180.0, 36.0),
    ("R-104", "2025-02-12", "Glasswerk", "Bottles 330 ml", 9000, 1620.0, 324.0),
    ("R-105", "2025-03-04", "Fernbrook Maltings", "Pale malt", 6, 3288.0, 657.6),
    ("R-106", "2025-03-18", "Halden Hops", "Fuggle hops", 25, 412.5, 82.5),
    ("R-107", "2025-04-02", "Kerr Heating", "Boiler repair", 1, 3900.0, 780.0),
    ("R-108", "2025-04-22", "Sparrow Cleaning", "Deep clean", 1, 260.0, 52.0),
    ("R-109", "2025-05-09", "Glasswerk", "Bottles 500 ml", 4000, 980.0, 196.0),
    ("R-110", "2025-06-11", "Fernbrook Maltings", "Roasted malt", 2, 1310.0, 262.0),
)


def write(folder: Path) -> None:
    """Write the papers into a folder, the invoices as a workbook."""
    for name, text in OFFICE.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in INVOICES:
        sheet.append(row)
    book.save(folder / "finance" / "invoices-2025.xlsx")
