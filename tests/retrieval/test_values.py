from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.dates import dates
from assistant.retrieval.values import amounts, identifiers, read, values

SAME_DATE = [
    "2025-03-31",
    "31 March 2025",
    "31st of March 2025",
    "31st day of March 2025",
    "thirty-first of March 2025",
    "thirty-first day of March, 2025",
    "3月31日（2025年）",
    "March 31, 2025",
    "31.03.2025",
    "31.3.2025",
    "31. März 2025",
    "31 mars 2025",
    "31 de marzo de 2025",
    "31 marzo 2025",
    "31 de março de 2025",
    "31 марта 2025 г.",
    "2025年3月31日",
    "2025年03月31日",
    "二〇二五年三月三十一日",
    "2025년 3월 31일",
    "31/03/2025",
    "31-Mar-2025",
]
SAME_AMOUNTS = [
    ["€4,850.00", "4.850 Euro", "4850 EUR", "4 850 €", "4.850,00 €", "4850欧元", "4'850 euros", "4850 евро"],
    ["three months", "3 months", "三个月", "3个月", "drei Monate", "trois mois", "tres meses", "tre mesi", "três meses"],
    ["три месяца", "3か月", "三ヶ月", "3개월", "세 달", "3-month", "3 months"],
    ["1.2 million euros", "1,200,000 EUR", "120万欧元", "1,2 Mio. Euro", "1,2 Millionen Euro", "1.2 млн евро"],
    ["3块2", "三块二", "三块二毛", "3.20元", "¥3.2", "3块2一斤"],
    ["NOK 1,180,000", "1 180 000 NOK", "NOK 1.18 million"],
    ["52.5 m2", "52,5 m²", "52.5平方米"],
    ["5 %", "5 percent", "5 Prozent", "百分之五", "5%", "five per cent", "5 pour cent"],
    ["twenty-five days", "25 days", "二十五天", "fünfundzwanzig Tage", "25 jours", "25 日"],
    ["09:30", "9:30", "9.30 Uhr", "9:30 am", "9h30", "9点30分"],
    ["17:00", "5 pm", "17 Uhr", "下午5点"],
    ["晚上11点半", "11点半"],
    ["10:00", "，10:00", "周一,10:00"],
    ["36 months", "3 years", "three years", "三年"],
    ["48 hours", "48小时", "48 Stunden", "2880 minutes"],
    ["2.000 Betriebsstunden", "2,000 operating hours", "2000 hours"],
    ["42 °C", "42摄氏度", "42℃"],
    ["118块钱", "118元", "118 yuan"],
    ["SEK 164", "164 SEK", "SEK 164.00"],
    ["AUD 30", "30 AUD"],
]  # fmt: skip
DIFFERENT = [
    ("30 days", "30 euros"),
    ("12 months", "12 bar"),
    ("4,850 euros", "4,580 euros"),
    ("three months", "three years"),
    ("25 l/h", "25 bar"),
    ("9:30", "9:45"),
    ("5 pm", "5 am"),
    ("晚上11点半", "上午11点半"),
    ("164 SEK", "164 sek"),
]


@pytest.mark.parametrize("written", SAME_DATE)
def test_a_date_is_the_same_however_it_is_written(written: str) -> None:
    (date,) = dates(f"It ends {written}; so it is.")
    assert (2025, 3, 31) in date.readings


@pytest.mark.parametrize("group", SAME_AMOUNTS, ids=lambda group: group[0])
def test_an_amount_is_the_same_however_it_is_written(group: list[str]) -> None:
    first = amounts(group[0])[0]
    for written in group:
        found = amounts(written)
        assert len(found) == 1, written
        assert found[0].equals(first), (written, found)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_number_or_another_unit_is_another_value(one: str, other: str) -> None:
    assert not amounts(one)[0].equals(amounts(other)[0])


@pytest.mark.parametrize(
    ("asked", "written", "agrees", "stands"),
    [
        ("the minutes of 20 May", "2025-05-20-minutes", True, True),
        ("the minutes of 20 May 2024", "2025-05-20-minutes", False, False),
        ("in May 2025", "20 May 2025", True, True),
        ("20 May 2025", "in May 2025", True, False),
        ("5月20日", "2025-05-20", True, True),
        ("20250520", "20. Mai 2025", True, True),
        ("21 May", "2025-05-20", False, False),
        ("3/4/2025", "4 March 2025", True, True),
        ("3/4/2025", "3 April 2025", True, True),
    ],
)
def test_a_part_of_a_date_is_found_in_the_whole(asked: str, written: str, agrees: bool, stands: bool) -> None:
    one, other = dates(asked)[0], dates(written)[0]
    assert (one.agrees(other), one.stands_in(other)) == (agrees, stands)


@pytest.mark.parametrize(
    "text",
    [
        "May I keep a dog?",
        "The band may march on.",
        "It is due at once, one of them says.",
        "Une page neuve",
        "eine Seite, um zu sehen",
        "一个文件，一般来说",
        "十分重要",
        "三方协议",
        "一块三明治",
        "蛋糕切成三块一了",
        "两三块一",
        "两三块五左右",
    ],
)
def test_words_that_only_look_like_values_are_none(text: str) -> None:
    found = values(text)
    assert (found.dates, found.numbers) == ((), ())


def test_a_sum_before_a_month_s_name_is_no_day() -> None:
    assert not dates("Tips up to £20 may be kept.")
    assert dates("Send it by 20 may.")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("LF-86, E07 and R-1004.", ["LF86", "E07", "R1004"]),
        ("型号为B-1829，每年更换一次", ["B1829"]),
        ("It needs 16GB, 10bar and 220 W in the 1990s.", []),
        ("the LF 86", ["LF86"]),
        ("52,5 m2 in bay C2", ["C2"]),
        ("EUR 12 and 30 days", []),
        ("a 24-month warranty", []),
        ("2025-03-31", []),
        ("see http://a.example/x1 or a1@b.example", []),
    ],
)
def test_identifiers_are_made_of_letters_and_digits(text: str, keys: list[str]) -> None:
    assert [one.key for one in identifiers(text)] == keys


def test_identifiers_of_one_family_differ_in_digits_alone() -> None:
    one, other, another = (identifiers(text)[0] for text in ("LF-86", "LF-88", "E07"))
    assert one.family == other.family != another.family


@given(st.text(max_size=60))
def test_values_cut_their_own_text_and_do_not_overlap(text: str) -> None:
    found = values(text)
    stretches = [(one.start, one.end, one.text) for one in found.dates]
    stretches += [(one.start, one.end, one.text) for one in found.numbers]
    named = [(one.start, one.end, one.text) for one in found.identifiers]
    assert all(text[start:end] == written and start < end for start, end, written in (*stretches, *named))
    assert all(before[1] <= after[0] for before, after in pairwise(sorted(stretches)))


@given(st.integers(1, 10**9))
def test_thousands_may_be_marked_in_any_way(number: int) -> None:
    plain = str(number)
    marked = f"{number:,}"
    for written in (
        marked,
        marked.replace(",", "."),
        marked.replace(",", " "),
        marked.replace(",", "'"),
        plain,
    ):
        assert plain in read(written)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("am 3. 4. 2025", (2025, 4, 3)),
        ("2025. 3. 1.부터", (2025, 3, 1)),
        ("令和7年3月31日", (2025, 3, 31)),
        ("平成元年4月", (1989, 4, None)),
    ],
)
def test_days_are_read_as_other_languages_write_them(written: str, day: tuple[int, int, int | None]) -> None:
    assert [one.readings for one in values(written).dates] == [(day,)]


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("1억 2천만 원", "120000000", "KRW"),
        ("보증금 3천만 원", "30000000", "KRW"),
        ("1億2,000万円", "120000000", "JPY"),
        ("R$ 1.200,00", "1200", "BRL"),
        ("dix-huit mois", "18", "month"),
        ("사흘 전", "3", "day"),
        ("trescientos euros", "300", "EUR"),
        ("bis zu einem Fünftel der Fläche", "0.2", ""),
        ("deux tiers", "0.667", ""),
        ("3分の1", "0.333", ""),
        ("up to a fifth of the hall", "0.2", ""),
    ],
)
def test_numbers_are_read_as_other_languages_write_them(written: str, value: str, unit: str) -> None:
    assert [(one.values, one.unit) for one in values(written).numbers] == [(frozenset([value]), unit)]


def test_a_price_for_each_hour_is_a_number_and_no_code() -> None:
    found = values("Fee: £28.00/hour, ref 28/B14")
    assert [one.text for one in found.numbers if one.unit == "GBP"] == ["28.00"]
    assert [one.text for one in found.identifiers] == ["28/B14"]


def test_what_is_the_third_is_no_price() -> None:
    assert not any(one.unit == "CNY" for one in amounts("第三块五"))
    assert [one.unit for one in amounts("三十块五")] == ["CNY"]
