"""The papers of a small company, for tests that ask real questions; what is asked of them stands in few places."""

from __future__ import annotations

HANDBOOK = """# Handbook

## Annual leave

Employees in Rotterdam get 28 working days of annual leave each calendar year. Up to 5 days may be carried over
until 30 June of the next year. Leave is requested in the staff portal.

## Travel expenses

Claims for travel expenses are handed in within 21 days after the journey. Receipts above 25 euros are attached
as pictures. Hotels are booked through the travel desk.

## Remote work

Office staff in Rotterdam may work from home on 2 days a week. The manager agrees on which days.

## Sick leave

Sickness is reported before nine in the morning by telephone. A doctor's letter is needed from the fourth day.

## Parking

Bicycles stand in the basement. Cars need a permit of the facility office.
"""
CONTRACT = """# Supply contract

## Delivery

The freezers are delivered to Noordzee Biobank on 15 March 2025. Risk passes on delivery at the loading dock.

## Late delivery

For late delivery the seller pays a penalty of 0.5 percent of the price of the delayed goods for each full week.
The penalty is at most 8 percent of that price.

## Warranty

The warranty lasts 24 months from acceptance. Wear parts are excluded from the warranty.

## Jurisdiction

Disputes are brought before the District Court of Rotterdam. Dutch law applies.

## Confidentiality

Each party keeps the other's secrets for five years after the end of the contract.
"""
MANUAL = """# 维护手册

## 转子密封圈

转子密封圈每12个月或2000次运行更换一次，以先到者为准。更换前必须切断电源。

## 驱动轴

驱动轴每3个月加注润滑脂一次，每次约0.5克。

## 清洁

转子舱每周用中性清洁剂擦拭。不得使用漂白剂。

## 冷却系统

冷凝器的滤网每半年清洗一次。
"""
FREEZER = """# Freezer manual

## Alarms

The warm alarm sounds when the chamber is above -70 degrees for longer than ten minutes. A battery keeps the
alarm alive during a power cut.

## Defrosting

The freezer is defrosted completely every 12 months. Samples are moved to a second freezer first.

## Door gasket

The door gasket is wiped with a damp cloth. A torn gasket is replaced by the service team.

## Noise

The compressor hums at 52 decibels. Rubber feet reduce vibration on wooden floors.

## Transport

The freezer is carried upright. It rests four hours before it is switched on again.
"""
PAPERS = {
    "handbook.md": HANDBOOK,
    "legal/contract.md": CONTRACT,
    "manuals/维护手册.md": MANUAL,
    "manuals/freezer.md": FREEZER,
}
