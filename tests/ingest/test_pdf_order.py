"""Words of a PDF in the order in which they stand, however they are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

import pytest

from ingest.loaders import load_bytes
from ingest.loaders.inventory import in_order, remember_order, remembering
from ingest.loaders.pdf_layout import Line, Piece, largest_line, paragraphs
from ingest.loaders.pdf_order import Glyph, closed_up, words_in_order
from ingest.records import Document
from tests.ingest.samples import assembled

_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    b"/DW 1000>>]>>"
)
_LETTERS = b"256 beginbfrange\n%b\nendbfrange" % b"\n".join(
    b"<%02x00> <%02xff> <%02x00>" % (high, high, high) for high in range(256)
)
_SIZE = 12


def at(left: float, line: float, text: str, size: int = _SIZE) -> str:
    """Draw characters that are as wide as high; a tab is a hole."""
    shown = " ".join("-1000" if one == "\t" else f"<{one.encode('utf-16-be').hex()}>" for one in text)
    return f"BT /F {size} Tf {72 + left * _SIZE} {700 - 20 * line} Td [{shown}] TJ ET"


def behind(text: str, fallback: str, line: float = 0) -> list[str]:
    """Draw a line as programs do whose font lacks some characters: these are drawn behind the rest."""
    rest = "".join("\t" if one in fallback else one for one in text)
    others = "".join(one if one in fallback else "\t" for one in text)
    return [at(len(run) - len(run.lstrip("\t")), line, run.strip("\t")) for run in (rest, others)]


def page(drawn: Iterable[str]) -> Document:
    content = "\n".join(drawn).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        _FONT,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/Contents 5 0 R>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<<>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(_LETTERS), _LETTERS),
        b"<<>>",
    ]
    return load_bytes(assembled(objects), PurePath("contract.pdf"))


@pytest.mark.parametrize(
    "text",
    [
        "处理：执行“针冲洗”两次，仍报警时疏通",
        "本公司（以下简称“甲方”）与供货方（以下简称“乙方”）签订",
        "“甲方”是指采购方",
        "点击“返回”。",
        "如甲方说“同意”",
        "甲方说：“应‘立即’整改”",
        "第①项、第②项与附件",
        "于 2025 年签订“合同”",
    ],
)
def test_what_another_font_draws_stands_where_it_is_seen(text: str) -> None:
    document = page(behind(text, "“”‘’①②"))
    assert document.text == text
    assert not document.notices


def test_a_line_in_another_order_counts_as_read_only_with_its_letters() -> None:
    with remembering():
        remember_order(1, [("第 项 ①", "第①项"), ("two words", "one word")])
        assert in_order(1, "第 项 ①\r\ntwo words") == "第①项\r\ntwo words"
        assert in_order(2, "第 项 ①") == "第 项 ①"


def test_lines_keep_their_own_marks() -> None:
    drawn = behind("供货方四川瑞康以下简称“甲方”", "“”") + behind("达医疗器械公司是“乙方”", "“”", 1)
    assert page(drawn).text == "供货方四川瑞康以下简称“甲方”达医疗器械公司是“乙方”"


def test_what_is_drawn_over_other_words_stays_together() -> None:
    text = page([at(0, 0, "盖章之前请先核对金额"), at(2.5, 0, "有效有效")]).text
    assert "盖章之前请先核对金额" in text
    assert "有效有效" in text


def test_a_column_drawn_later_is_put_into_no_line() -> None:
    right, left = "右边的栏目说的是供货", "左边的栏目说的是租赁"
    told = glyphs(*((0, 300 + 10 * place, 310 + 10 * place) for place in range(9)), (1, 0, 10), (1, 10, 20))
    assert not words_in_order(told, (), 10)
    text = page([at(20, 0, right), at(0, 0, left)]).text
    assert right in text
    assert left in text


def glyphs(*places: tuple[int, float, float]) -> list[Glyph]:
    return [Glyph(index, word, left, right, chinese=True) for index, (word, left, right) in enumerate(places)]


def test_justified_characters_are_no_words_and_a_real_gap_is_a_blank() -> None:
    moved = glyphs((0, 0, 10), (0, 26, 36), (0, 39, 49), (1, 13, 23))
    words = words_in_order(moved, (), 10)
    assert [[one.place for one in word.glyphs] for word in words] == [[0, 3, 1, 2]]
    far = glyphs((0, 0, 10), (0, 30, 40), (1, 12, 22))
    assert [[one.place for one in word.glyphs] for word in words_in_order(far, (), 10)] == [[0, 2], [1]]
    assert not words_in_order(glyphs((0, 0, 10), (0, 10, 20), (1, 20, 30)), (), 10)


def test_what_is_drawn_mirrored_keeps_its_order() -> None:
    assert not words_in_order(glyphs(*((0, 90 - 10 * place, 100 - 10 * place) for place in range(9))), (), 10)


def spread(text: str, *gaps: float) -> str:
    """Return the words of a line each character of which is one, gaps behind them."""
    left, pieces = 72.0, []
    for one, gap in zip(text, gaps, strict=True):
        pieces.append(Piece(one, left, 700, left + 10, 10, False, True))
        left += 10 + gap
    return Line.of(closed_up(pieces)).text


def test_a_justified_line_of_chinese_has_no_blanks_but_wide_ones() -> None:
    assert spread("在罗洛大军到来之前", 1.6, 1.6, 6.5, 1.6, 1.6, 1.5, 1.6, 1.6, 0) == "在罗洛 大军到来之前"
    assert spread("合同专用章", 6, 6, 6, 6, 0) == "合 同 专 用 章"
    assert spread("보험약관상", 1.6, 1.6, 1.6, 1.6, 0) == "보 험 약 관 상"
    assert spread("Paris", 1.6, 1.6, 1.6, 1.6, 0) == "P a r i s"


def heading(*texts: str) -> list[Line]:
    large = [Line(text, 72, 700 - 26 * place, 22) for place, text in enumerate(texts)]
    return [*large, *(Line("正文" * 10, 72, 600 - 14 * place, 12) for place in range(4))]


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        (["DX-3000 全自动生化分析仪操作手", "册"], "DX-3000 全自动生化分析仪操作手册"),
        (["关于“医用耗材”", "“质量保证”的协议"], "关于“医用耗材”“质量保证”的协议"),
        (["Terms of the", "Supply Contract"], "Terms of the Supply Contract"),
    ],
)
def test_a_title_of_two_lines_is_one(texts: list[str], title: str) -> None:
    lines = heading(*texts)
    assert largest_line(lines) == title
    assert next(paragraphs(lines, {0: 1, 1: 1})).text == title


def test_a_short_heading_above_a_longer_one_is_another() -> None:
    lines = [
        Line.of([Piece("二、授信情况", 72, 700, 160, 14)]),
        Line.of([Piece("截至一季度末的授信", 72, 680, 300, 14)]),
    ]
    assert next(paragraphs(lines, {0: 1, 1: 1})).text == "二、授信情况 截至一季度末的授信"


def test_marks_at_the_ends_of_chinese_lines_get_no_blank() -> None:
    lines = [Line("本合同的采购方以下称为“甲方”", 72, 700, 12), Line("“乙方”是指供货方", 72, 684, 12)]
    assert next(paragraphs(lines, {})).text == "本合同的采购方以下称为“甲方”“乙方”是指供货方"


@pytest.mark.parametrize("copies", [2, 3, 4])
def test_words_that_are_printed_over_themselves_to_look_bold_are_read_once(copies: int) -> None:
    runs = [(0, "股票代码："), (5, "300218"), (12, "2012"), (17, "年")]
    words = [at(left + 0.02 * number, 0, text) for left, text in runs for number in range(copies)]
    line = [at(0.02 * number, 1, "ANHUI CO.,LTD.") for number in range(copies)]
    read = page([*words, *line, at(0, 2, "2020 1111 Fall papa: 12.50 12.50")])
    assert [read.text.count(one) for one in ("股票代码：", "300218", "2012", "年", "ANHUI CO.,LTD.")] == [
        1
    ] * 5
    assert "2020 1111 Fall papa: 12.50 12.50" in read.text
    assert not read.notices


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (("Fee 2012Fee 2012", "Fee 2012"), "Fee 2012\nFee 2013\nFee 2013"),
        (("Fee 2013", ""), "Fee 2012Fee 2012\n\nFee 2013"),
        (("Fee 2012Fee 2012", "Fee 20"), None),
        (("Fee 2012Fee 2012", ""), None),
    ],
)
def test_words_are_believed_to_be_printed_over_themselves_only_where_they_stand_again(
    claim: tuple[str, str], text: str | None
) -> None:
    told = "Fee 2012Fee 2012\nFee 2013\nFee 2013"
    with remembering():
        remember_order(1, [claim])
        assert in_order(1, told) == (told if text is None else text)
