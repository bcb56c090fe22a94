"""Where lines end in Chinese, beside Latin words and in what Rich and Textual draw."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text
from textual.content import Content

from assistant.line_breaks import break_positions, shortened, teach_rich, teach_textual, wrapped

TEXTS = (
    "只看日期不早于这一天的文档：2025-01-01、2025、“2025 年 3 月”、“上周”；可以与（--until）一起用。",
    "模型没有回答（已停止）。“它”说：见《合同》第 3 条，共 12,800.50 元！真的吗？……是的。",
    "用 assistant sources --failed 查看无法读取的文件 a.pdf、b.docx，路径 office/合同/服务合同01_保洁.docx（见下）。",
)
CLOSING, OPENING = "，。、；：？！）”》】", "（“《【"


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", [12, 17, 24, 40, 79])
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert line[0] not in CLOSING
        assert line[-1] not in OPENING
    assert all(cell_len(line) <= width for line in lines) or width < 20


def test_a_word_or_a_number_beside_chinese_is_not_cut() -> None:
    assert wrapped("日期写成 2025、2026 或者“上周”", 14) == ["日期写成", "2025、2026 或", "者“上周”"]


def test_what_is_wider_than_a_line_is_cut_by_force() -> None:
    assert wrapped("看 " + "x" * 20, 8) == ["看", "x" * 8, "x" * 8, "xxxx"]


def test_a_text_without_such_characters_breaks_as_before() -> None:
    assert break_positions("one two three", 8) == [8]
    assert wrapped("", 8) == [""]


def test_what_rich_and_textual_draw_breaks_there_too() -> None:
    teach_rich()
    out = io.StringIO()
    Console(file=out, width=20).print(Text(TEXTS[1]))
    assert [line.rstrip() for line in out.getvalue().splitlines()] == wrapped(TEXTS[1], 20)
    teach_textual()
    lines = [line.plain.rstrip() for line in Content(TEXTS[0]).wrap(24)]
    assert lines == wrapped(TEXTS[0], 24)


@pytest.mark.parametrize(
    "name", ["supply-contract-LI-2024-117.pdf", "员工手册（第三版，二〇二四年起施行）.docx"]
)
def test_a_name_that_is_too_long_keeps_both_its_ends(name: str) -> None:
    for width in range(8, 40):
        short = shortened(name, width)
        assert cell_len(short) <= width
        assert (short == name) == (cell_len(name) <= width)
        assert short[0] == name[0]
        assert short[-1] == name[-1]


@pytest.mark.parametrize("width", range(20, 60))
def test_rich_draws_every_word_of_chinese_with_numbers_among_it(width: int) -> None:
    teach_rich()
    text = (
        "培训假每年 3 天，最多分 2 次休；未休的可结转至次年 4 月 30 日，之后作废。 进修 5 年以上的另加 2 天。"
    )
    grid = Table.grid()
    grid.add_column(no_wrap=True, width=4)
    grid.add_column()
    grid.add_row("", text)
    for drawn in (grid, Text(text)):
        out = io.StringIO()
        Console(width=width, file=out).print(drawn)
        assert "".join(out.getvalue().split()) == "".join(text.split())
