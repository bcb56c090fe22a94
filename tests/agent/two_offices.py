"""The papers of two more made offices: a dental clinic, mostly in English, and an engineering firm, mostly in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

CLINIC: dict[str, str] = {}
CLINIC["contracts/contract-dr-amara-osei.md"] = """# Associate agreement, Dr Amara Osei

Between Hollybank Dental Ltd and Dr Amara Osei. Date: 4 February 2024.

## 1. Start
Dr Osei starts on 1 March 2024. The agreement ends on 28 February 2027 unless renewed.
## 2. Pay
The associate receives 45% of fees collected. Sick pay is not paid.
## 3. Hours
Monday to Thursday, 08:30 to 17:30.
## 4. Notice
Either side may end the agreement with three months' notice.
## 5. Restriction
After leaving, no practice within two miles for twelve months.
"""
CLINIC["contracts/contract-nurse-ji-woo-park.md"] = """# Employment contract, Ji-woo Park

Employer: Hollybank Dental Ltd. Employee: Ji-woo Park, dental nurse. Date: 15 June 2023.

Salary: £27,400 a year. Holiday: 28 days. Probation: three months. Notice: one month.
Confidentiality: patients' data stay in the practice.
"""
CLINIC["contracts/contract-cleaning-sparkle.txt"] = """CLEANING CONTRACT

Supplier: Sparkle & Sons. Client: Hollybank Dental Ltd.
Term: 1 January 2024 to 31 December 2025. Price: £420 a month. Notice: 30 days.
Cleaning: daily after 18:00. Clinical waste is not part of the contract.
"""
CLINIC["contracts/waste-disposal-medisafe.txt"] = """AGREEMENT ON CLINICAL WASTE

MediSafe Ltd collects clinical waste every Tuesday. Price: £96 a month.
Term: 1 May 2022 to 30 April 2026. Notice: two months. Sharps are collected in yellow bins only.
"""
CLINIC["contracts/lease-xray-2022.md"] = """# Equipment lease: X-ray unit

Lessor: Dentafin plc. Lessee: Hollybank Dental Ltd. Date: 9 September 2022.

The lease runs for five years, to 8 September 2027. Rate: £310 a month. Servicing is included.
Early return costs six months' rates. Insurance is paid by the lessee.
"""
CLINIC["contracts/lease-xray-2025.md"] = """# Equipment lease: X-ray unit (new terms)

Lessor: Dentafin plc. Lessee: Hollybank Dental Ltd. Date: 2 October 2025.

The lease runs for four years, to 1 October 2029. Rate: £355 a month. Servicing is not included.
Early return costs three months' rates. Insurance is paid by the lessor.
"""
CLINIC["policies/infection-control.md"] = """# Infection control policy

Version 3, January 2025. Responsible: Ji-woo Park.

## 1. Hands
Wash hands before and after each patient. Gloves are changed between patients.
## 2. Instruments
Instruments are sterilised at 134 degrees for three minutes. Each cycle is logged.
## 3. Surfaces
Surfaces are wiped with Clinex between patients.
## 4. Needle injuries
Wash, let bleed, report at once to the practice manager, and call occupational health.
"""
CLINIC["policies/complaints-procedure.md"] = """# Complaints procedure

Complaints are acknowledged within three working days and answered within ten.
The complaints manager is Fiona Brandt. Patients may turn to the ombudsman.
"""
CLINIC["policies/staff-handbook.md"] = """# Staff handbook

## 1. Holiday
28 days including bank holidays. Requests go to Fiona Brandt four weeks ahead.
## 2. Sickness
Call before 07:45. A note is needed from the eighth day.
## 3. Uniforms
Two sets are given; washing is paid at £8 a month.
## 4. Phones
Private phones stay in the lockers.
"""
CLINIC["minutes/minutes-2025-01-14.md"] = """# Practice meeting, 14 January 2025

Present: Fiona Brandt, Amara Osei, Ji-woo Park.
Decided: a second hygienist will be hired. The waiting room is painted in March.
Amara reported a rise in missed appointments, 11% in December.
"""
CLINIC["minutes/minutes-2025-05-20.md"] = """# Practice meeting, 20 May 2025

Present: Fiona Brandt, Ji-woo Park, Tom Reilly.
Decided: text reminders from June. The autoclave will be replaced; Tom gets three quotes.
Missed appointments fell to 8%.
"""
CLINIC["minutes/minutes-2025-09-09.md"] = """# Practice meeting, 9 September 2025

Present: Amara Osei, Fiona Brandt.
Decided: the X-ray lease is renegotiated. Saturday opening is tried in November.
"""
CLINIC["manuals/autoclave-steriq-22.md"] = """# SteriQ 22 autoclave: user manual

## 1. Start
Fill the tank with distilled water. Close the door until it clicks.
## 2. Programmes
P1 134 degrees 3 minutes; P2 121 degrees 15 minutes.
## 3. Faults
F07: water low. F12: door not locked. F20: pump overheated; wait 30 minutes.
## 4. Care
Clean the filter weekly. Change the seal once a year.
"""
CLINIC["mail/mail-dentafin.eml"] = """From: sales@dentafin.example
To: fiona@hollybank.example
Subject: Your X-ray lease
Date: Thu, 25 Sep 2025 10:12:00 +0100
Content-Type: text/plain; charset=utf-8

Dear Fiona,

we can offer four years at 355 pounds a month. Servicing would then be yours.
Please answer by 10 October.

Regards, Colin Marsh
"""
CLINIC["mail/mail-patient-harlow.eml"] = """From: m.harlow@mail.example
To: reception@hollybank.example
Subject: Complaint about my crown
Date: Mon, 3 Mar 2025 19:40:00 +0000
Content-Type: text/plain; charset=utf-8

My crown came off after nine days. I paid 480 pounds and want it replaced or my money back.

Margaret Harlow
"""
CLINIC["accounts/supplies-2025.csv"] = """Date,Supplier,Item,Category,Quantity,Amount GBP
2025-01-08,DentDirect,Nitrile gloves,Consumables,40,212.00
2025-01-22,Northmed,Composite,Materials,12,540.50
2025-02-11,DentDirect,Masks,Consumables,60,96.00
2025-03-04,Northmed,Burs,Instruments,30,148.20
2025-03-19,DentDirect,Nitrile gloves,Consumables,40,218.00
2025-04-02,Orrin Labs,Crowns,Lab,6,1320.00
2025-05-15,Northmed,Composite,Materials,10,455.00
2025-06-05,DentDirect,Suction tips,Consumables,100,74.50
"""
CLINIC["accounts/appointments-2025.csv"] = """Month,Dentist,Booked,Missed
January,Osei,310,31
January,Reilly,280,25
February,Osei,295,27
February,Reilly,270,22
March,Osei,320,24
March,Reilly,301,21
"""
CLINIC["zh/设备采购合同-德瑞.md"] = """# 设备采购合同

买方：霍利班克牙科诊所。卖方：德瑞医疗器械（苏州）有限公司。签订日期：2024年11月6日。

第一条 标的：牙科椅两台，单价人民币48,000元。
第二条 交货：2025年2月15日前送达。
第三条 质保：三年。
第四条 付款：签约付30%，验收后付70%。
第五条 违约：逾期每日按合同总价千分之一支付违约金。
"""
CLINIC["zh/牙科椅使用说明.md"] = """# 牙科椅使用说明

一、开机前检查水源和电源。二、每日用后消毒头枕。三、报警代码 A3 表示水压不足，A7 表示脚踏未连接。四、每半年保养一次。
"""
FIRM: dict[str, str] = {}
FIRM["合同/施工合同-滨河厂房.md"] = """# 施工合同：滨河厂房

发包人：滨河机械有限公司。承包人：恒基工程有限公司。签订日期：2024年3月18日。

第一条 工期：2024年4月1日至2025年1月31日。
第二条 合同价款：人民币3,860,000元。
第三条 质保金：合同价款的5%，质保期两年。
第四条 违约：工期每延误一日支付5,000元。
第五条 保险：承包人投保工程一切险。
"""
FIRM["合同/施工合同-东湖仓库.md"] = """# 施工合同：东湖仓库

发包人：东湖物流有限公司。承包人：恒基工程有限公司。签订日期：2025年2月10日。

第一条 工期：2025年3月1日至2025年10月31日。
第二条 合同价款：人民币2,150,000元。
第三条 质保金：合同价款的3%，质保期一年。
第四条 违约：工期每延误一日支付3,000元。
"""
FIRM["合同/劳动合同-陈立.md"] = """# 劳动合同

甲方：恒基工程有限公司。乙方：陈立，结构工程师。签订日期：2023年7月1日。
合同期限三年，至2026年6月30日。月工资18,500元。试用期三个月。保密义务在离职后两年内有效。
"""
FIRM["合同/劳动合同-吴珊.md"] = """# 劳动合同

甲方：恒基工程有限公司。乙方：吴珊，预算员。签订日期：2024年9月2日。
合同期限两年，至2026年9月1日。月工资11,200元。试用期两个月。
"""
FIRM["合同/设备租赁合同-塔吊.md"] = """# 塔吊租赁合同

出租方：华起设备租赁公司。承租方：恒基工程有限公司。签订日期：2024年4月20日。
租期：2024年5月1日至2024年12月31日。租金每月26,000元。押金52,000元。操作人员由出租方提供。
"""
FIRM["合同/办公室租约-2022.md"] = """# 办公室租赁合同（2022年）

出租方：明城物业。承租方：恒基工程有限公司。租期：2022年1月1日至2024年12月31日。月租金14,000元。押金28,000元。维修由出租方负责。
"""
FIRM["合同/办公室租约-2025.md"] = """# 办公室租赁合同（2025年）

出租方：明城物业。承租方：恒基工程有限公司。租期：2025年1月1日至2027年12月31日。月租金15,600元。押金31,200元。维修由承租方负责。
"""
FIRM["会议/会议纪要-2025-03-05.md"] = """# 项目例会纪要 2025年3月5日

出席：陈立、吴珊、刘工。
决定：东湖仓库基础改用筏板。吴珊重做预算，3月20日前交。
滨河厂房验收发现三处渗水，由刘工负责整改。
"""
FIRM["会议/会议纪要-2025-04-16.md"] = """# 项目例会纪要 2025年4月16日

出席：陈立、刘工、何敏。
决定：钢材改从北泰采购。渗水整改已完成。安全培训安排在5月。
"""
FIRM["会议/会议纪要-2025-07-02.md"] = """# 项目例会纪要 2025年7月2日

出席：陈立、吴珊。
决定：东湖仓库工期可能延误十天，向业主发函。
"""
FIRM["制度/安全生产制度.md"] = """# 安全生产制度

第一章 总则：所有人员进场前须培训。
第二章 高处作业：二米以上须系安全带。六级以上大风停止作业。
第三章 用电：配电箱须上锁，每周检查一次。
第四章 事故：立即报告安全员何敏，两小时内上报。
"""
FIRM["制度/差旅报销制度.md"] = """# 差旅报销制度

住宿一线城市每晚不超过500元，其他城市350元。餐补每天100元。报销须在返回后十五日内提交。
"""
FIRM["报告/岩土勘察报告-东湖.md"] = """# 东湖仓库岩土勘察报告

一、场地为冲积平原，地下水位1.8米。二、持力层为粉质黏土，承载力特征值160千帕。三、建议采用筏板基础。四、场地土类别为三类。五、地下水对混凝土有微腐蚀性。
"""
FIRM["报告/验收报告-滨河厂房.md"] = """# 滨河厂房验收报告

验收日期：2025年2月26日。结论：基本合格。问题：屋面渗水三处，一处门框变形。须在三十日内整改。
"""
FIRM["信函/致东湖物流-延期函.txt"] = """致东湖物流有限公司：

因六月连续降雨，东湖仓库工程预计延误十天，竣工日期请顺延至2025年11月10日。请于7月15日前答复。

恒基工程有限公司
2025年7月4日
"""
FIRM["台账/材料采购.csv"] = """日期,供应商,材料,项目,数量,金额(元)
2025-03-06,北泰钢铁,螺纹钢,东湖仓库,40,152000
2025-03-18,宏建商混,混凝土,东湖仓库,320,121600
2025-04-22,北泰钢铁,螺纹钢,东湖仓库,35,136500
2025-05-09,安远劳保,安全带,滨河厂房,60,7200
2025-05-20,宏建商混,混凝土,东湖仓库,210,81900
2025-06-11,安远劳保,安全帽,东湖仓库,80,3600
2025-06-25,大明电缆,电缆,滨河厂房,500,24500
"""
FIRM["台账/工时.csv"] = """月份,姓名,项目,工时
3月,陈立,东湖仓库,120
3月,吴珊,东湖仓库,96
4月,陈立,东湖仓库,132
4月,刘工,滨河厂房,88
5月,刘工,滨河厂房,40
"""
FIRM["english/crane-spec-ht5510.md"] = """# HT5510 tower crane: data sheet

Jib: 55 m. Maximum load: 6 t; at the tip 1.0 t. Free-standing height: 40 m. Wind: out of service from 72 km/h. Power: 42 kW.
"""
FIRM["english/consultancy-agreement-orbis.md"] = """# Consultancy agreement

Client: Hengji Engineering Co. Ltd. Consultant: Orbis Structural LLP. Date: 12 May 2025.

1. Term. 1 June 2025 to 31 May 2026.
2. Fee. USD 2,800 a month.
3. Liability. Limited to the fees of twelve months.
4. Notice. Thirty days.
5. Law. The law of Singapore applies.
"""
OFFICES: Mapping[str, Mapping[str, str]] = {"clinic": CLINIC, "firm": FIRM}


def write(office: str, folder: Path) -> None:
    """Write the papers of an office into a folder."""
    for name, text in OFFICES[office].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
