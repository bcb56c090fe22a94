from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.loaders.encoding import decode
from ingest.records import Unreadable

CHINESE = "本公司员工手册规定：年假为十五天，病假须提供医院证明。"
TAIWANESE = "本公司員工手冊規定：年假為十五天，病假須提供醫院證明。合約到期前三十日通知對方。"
JAPANESE = "当社の就業規則では、年次有給休暇は十五日とする。病気休暇には診断書が必要である。"
KOREAN = "회사의 취업 규칙에 따르면 연차 휴가는 십오 일이다. 병가는 진단서가 필요하다."
GERMAN = "Die Kündigungsfrist beträgt drei Monate. Änderungen bedürfen der Schriftform. Gebühren: 100 €."
FRENCH = "Le délai de préavis est fixé à trois mois. L'été, les congés payés à l'employé sont…"
RUSSIAN = "Срок уведомления о расторжении договора составляет три месяца для обеих сторон."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gbk"), (CHINESE * 30, "gb18030"), ("合同", "gbk"), (TAIWANESE, "big5"), (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"), (KOREAN, "cp949"), (GERMAN, "cp1252"), (FRENCH, "cp1252"), ("Müller", "latin-1"),
        (RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (CHINESE, "utf-8"), (CHINESE, "utf-8-sig"), (CHINESE, "utf-16"),
        (CHINESE + "abc", "utf-16-le"), ("Plain words.", "utf-16-le"), ("Plain words.", "utf-16-be"), (GERMAN, "utf-32"),
    ],
)  # fmt: skip
def test_text_of_any_encoding_is_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, "")


def test_newlines_of_all_systems_are_one() -> None:
    assert decode(b"a\r\nb\rc\nd")[0] == "a\nb\nc\nd"


def test_a_damaged_byte_does_not_change_the_rest() -> None:
    text, notice = decode(CHINESE.encode() + b"\xff" + CHINESE.encode())
    assert text == f"{CHINESE}\ufffd{CHINESE}"
    assert "damaged" in notice


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)),
        b"\x00" * 100,
        b"\x00\x01\x02",
        b"text\x00text\x00\x01",
        b"\x01\x02\x03\xff\xfe" * 9,
        b"\xff\xfe\x00",
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="binary"):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_are_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except Unreadable:
        return
    assert "\r" not in text


@given(st.text())
def test_utf8_is_read_as_it_is(text: str) -> None:
    if "\x00" in text or text.startswith("\ufeff"):
        return
    expected = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    assert decode(text.encode())[0] == expected.replace("\u2028", "\n").replace("\u2029", "\n")
