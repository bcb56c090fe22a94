from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import text
from assistant.text import clean, clean_line, unwrapped

NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x1b\x9b\x9d\x90[]()P_^X;0123mHJ\\\x07\x9c\r\n\t \u200b\u200c\u200d\u202e\u2066\u00adابक्👩❤\ufe0f\ud800"
        ),
    )
)


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred\x9b0m", "red"),
        ("\x1b[2J\x1b[1;1Hgone", "gone"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9d52;c;cm0=\x9ctext", "text"),
        ("\x1bP1$tx\x1b\\text", "text"),
        ("\x1b_Gf=100;AAAA\x1b\\text", "text"),
        ("\x1b]0;no end of it", "0;no end of it"),
        ("\x1b(0lqk\x1b(B", "lqk"),
        ("\x1bc\x1b7text\x1b", "text"),
        ("\x1b", ""),
        ("a\x00\x07\x08\x7f\x80b", "ab"),
        ("one\r\ntwo\rthree\x0bfour\x0cfive\x85six\u2028seven", "one\ntwo\nthree\nfour\nfive\nsix\nseven"),
        ("a\u202etxt.exe\u202c", "atxt.exe"),
        ("\u2066x\u2069 \u200fy\u061c", "x y"),
        ("pass\u200bword\ufeff\u2060\u00ad", "password"),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("\ud83d and \udfff", "\ufffd and \ufffd"),
    ],
)
def test_what_drives_or_reorders_goes(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain text,\n\twith a tab",
        "离心机每 12 个月更换一次转子密封圈。　全角",
        "naïve café, Zürich, 東京, Ελλάδα, שלום, مرحبا",
        "می\u200cخواهم",
        "क्\u200dष",
        "👩\u200d🔬 and 👩🏽\u200d🚒 and ❤️\u200d🔥 and 🏳️\u200d🌈",
        "a\u00a0b",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("pass\u200dword", "password"),
        ("\u200cstart", "start"),
        ("👩\u200d!", "👩!"),
        ("👩\u200c👩", "👩👩"),
        ("中\u200d文", "中文"),
        ("क\u200d\u200d\u200dष", "क\u200dष"),
        ("a\u202e\u200db", "ab"),
    ],
)
def test_joiners_stay_only_where_letters_need_them(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@given(NASTY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(NASTY)
def test_nothing_dangerous_is_left(text: str) -> None:
    left = clean(text)
    assert not [char for char in left if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"]
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not directions & {unicodedata.bidirectional(char) for char in left}
    left.encode()


@given(NASTY, st.integers(0, 200))
def test_a_cut_stream_is_as_safe(text: str, cut: int) -> None:
    joined = clean(text[:cut]) + clean(text[cut:])
    assert not set(joined) & {"\x1b", "\x9b", "\x9d", "\x90", "\u202e", "\r"}


@given(NASTY)
def test_a_line_is_one_line(text: str) -> None:
    line = clean_line(text)
    assert len(line.splitlines()) <= 1
    assert "\t" not in line


def test_lines_and_tabs_become_spaces() -> None:
    assert clean_line(" Report\r\n\t2026\x1b[5m ") == "Report 2026"


def test_long_hostile_text_takes_linear_time() -> None:
    for piece in ("\x1b]", "\x1b[1;", "\x1b]a", "\x1bP0", "\u200d", "क\u200d", "\r"):
        assert len(clean(piece * 200_000)) <= 400_000
    assert clean("\x1b]" + "a" * 1_000_000) == "a" * 1_000_000


@pytest.mark.parametrize(
    ("script", "inside", "outside"),
    [
        (text.HAN, "租々〇㐀豈𠀀", "かア한a、"),
        (text.KANA, "かアーヴ゛ㇰ", "租한a。ｱ"),
        (text.HALF_WIDTH_KANA, "ｱﾝ", "ア。"),
        (text.HANGUL, "한ᄀㄱꥠힰ", "租かa"),
        (text.SOUTH_EAST_ASIAN, "ไทยລາວမြန်មាខ្មែរ", "租a"),
        (text.CYRILLIC, "аренда", "arenda"),
        (text.RIGHT_TO_LEFT, "שכירותإيجار", "rent"),
        (text.CJK, "租か한、。ＡＢ𠀀", "aᄀ"),
        (text.WIDE, "租か한、ᄀＡ", "aéй"),
    ],
)  # fmt: skip
def test_the_table_of_scripts(script: str, inside: str, outside: str) -> None:
    assert re.fullmatch(f"[{script}]+", inside)
    assert re.search(f"[{script}]", outside) is None


def test_scripts_do_not_overlap() -> None:
    scripts = (text.HAN, text.KANA, text.HANGUL, text.SOUTH_EAST_ASIAN, text.CYRILLIC, text.RIGHT_TO_LEFT)
    patterns = [re.compile(f"[{script}]") for script in scripts]
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x30000))))
    found = [set(pattern.findall(every)) for pattern in patterns]
    assert sum(map(len, found)) == len(set().union(*found))


def test_wide_characters_are_counted() -> None:
    assert text.count_wide("rent: 租金 900") == 2
    assert text.count_wide("rent") == 0


@pytest.mark.parametrize(
    ("broken", "joined"),
    [
        ("Your salary\nbecomes £21,600 a year.", "Your salary becomes £21,600 a year."),
        ("Joan Abbot\n12 Mill Street\nLudlow", "Joan Abbot\n12 Mill Street\nLudlow"),
        ("- one\n- two", "- one\n- two"),
        ("a) rent\nb) deposit", "a) rent\nb) deposit"),
        ("| a |\n| b |", "| a |\n| b |"),
        ("The end.\nand so on", "The end.\nand so on"),
        (
            "承租人应当在每月五日之前将租金\n汇入出租人账户。",
            "承租人应当在每月五日之前将租金汇入出租人账户。",
        ),
        ("甲方\n乙方", "甲方\n乙方"),
    ],
)
def test_lines_that_a_full_column_broke_are_joined(broken: str, joined: str) -> None:
    assert unwrapped(broken) == joined


def test_marks_of_tables_and_bold_letters_are_no_words() -> None:
    from assistant.text import rows_as_words

    assert rows_as_words("| a | b |\n| --- | :-: |\n| c | d |") == "a · b; c · d"
    assert rows_as_words("between **Tove Harket** and Birch") == "between Tove Harket and Birch"
    assert rows_as_words("租金**5000元**，**月付**") == "租金5000元，月付"


@pytest.mark.parametrize(
    "text",
    [
        "2 ** 3 and a__b",
        "2**3**4",
        "def __init__(self)",
        "“__NAME__” has to be filled in",
        "call(*args, **own, **more)",
        "src/**/*.py and lib/**",
        "write `rm *` there",
    ],
)
def test_words_of_a_paper_that_look_like_marks_are_kept(text: str) -> None:
    from assistant.text import rows_as_words

    assert rows_as_words(text) == text
