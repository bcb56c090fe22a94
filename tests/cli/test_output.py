from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from assistant.cli.console import fitted, json_text, readable
from assistant.line_breaks import wrapped
from assistant.text import clean
from assistant.wording import count, duration, listed, short_path, size, where

HOSTILE = "a\x00\x1b[2J\x07\x7f\x85\x9b0m\u202e\u2066\u200b\ufeff\u2028\ud800\U000e0041\u3164 é 手册 😀"


def test_json_loses_nothing_and_drives_nothing() -> None:
    line = json_text({"text": HOSTILE})
    assert json.loads(line)["text"] == HOSTILE
    assert line.isprintable()
    assert "手册 😀" in line
    line.encode("utf-8")
    ascii_line = json_text({"text": HOSTILE}, ascii_only=True)
    assert json.loads(ascii_line)["text"] == HOSTILE
    assert ascii_line.isascii()
    assert ascii_line.isprintable()


def test_what_programs_read_is_clean_and_a_path_stays_exact() -> None:
    record = readable(
        {"text": HOSTILE, "hits": [{"source": "/a\x1b[2J b\n\udcff", "rank": 1}], "path": "/手册 x"}
    )
    assert record == {
        "text": clean(HOSTILE),
        "hits": [{"source": "/a b \ufffd", "source_uri": "file:///a%1B%5B2J%20b%0A%FF", "rank": 1}],
        "path": "/手册 x",
    }
    assert readable({"roots": ["/a", "/b\x07"], "reason": None, "title": "é"}) == {
        "roots": ["/a", "/b"],
        "roots_uri": ["file:///a", "file:///b%07"],
        "reason": None,
        "title": "é",
    }


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [(1, "file", "1 file"), (0, "file", "0 files"), (1204, "query", "1,204 queries")],
)
def test_count(number: int, noun: str, text: str) -> None:
    assert count(number, noun) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_size() -> None:
    assert [size(n) for n in (0, 999, 1500, 98_200_000, 5.2e9)] == [
        "0 bytes",
        "999 bytes",
        "1.5 kB",
        "98.2 MB",
        "5.2 GB",
    ]


def test_place_is_relative_where_that_is_shorter(tmp_path: object) -> None:
    assert short_path(f"{tmp_path}/a/b.md") == "a/b.md"
    assert short_path("/x") == "/x"
    assert short_path("/x\x1b[2J\n") == "/x"


def test_where_and_listed() -> None:
    assert where("/x.pdf", 3, ("A", "B")) == "/x.pdf · page 3 · A › B"
    assert [listed(items) for items in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]


@pytest.mark.parametrize("width", [8, 20, 33])
def test_wrapping_keeps_every_word_and_the_width(width: int) -> None:
    text = "The rotor seal is replaced every twelve months. 转子密封圈每十二个月更换一次，处理样品的每六个月更换。 Supercalifragilisticexpialidocious"
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_fitted() -> None:
    assert fitted("abc", 5) == "abc  "
    assert fitted("转子密封圈", 6) == "转子… "
