"""Files in the language of the reader: notices that worker processes say, and what the code goes by."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import i18n
from assistant.kept_texts import kept, said
from ingest.loaders import nouns
from ingest.parser_process import ParseOutcome, ParserProcess, stopped_by_less

CENSUSES = sorted((Path(nouns.__file__).parent / "census").glob("*.py"))


@pytest.fixture
def chinese() -> Iterator[None]:
    with i18n.speaking("zh"):
        yield


@pytest.mark.usefixtures("chinese")
def test_a_worker_speaks_the_language_of_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "minutes.docx"
    path.write_bytes(b"PK\x03\x04 and no more")
    process = ParserProcess(timeout_s=30, memory_mb=2048)
    try:
        parsed, outcome = process.parse(path)
    finally:
        process.close()
    assert outcome is ParseOutcome.ANSWERED
    assert parsed.reason == "已损坏或不完整：无法打开其压缩结构"
    with i18n.speaking("en"):
        assert said(kept(parsed.reason)) == "it is damaged or incomplete: its archive cannot be opened"


@pytest.mark.parametrize("said_in", i18n.LANGUAGES)
@pytest.mark.parametrize("read_in", i18n.LANGUAGES)
def test_a_limit_that_was_raised_is_known_in_every_language(said_in: str, read_in: str) -> None:
    with i18n.speaking(said_in):
        late, large = ParseOutcome.LATE.reason(2.5, 512), ParseOutcome.OUT_OF_MEMORY.reason(2.5, 512)
    with i18n.speaking(read_in):
        assert stopped_by_less(late, 3.0, 512)
        assert not stopped_by_less(late, 2.5, 1024)
        assert stopped_by_less(large, 2.5, 1024)
        assert not stopped_by_less(large, 3.0, 512)


def test_what_censuses_count_and_where_can_be_named() -> None:
    places, things = set(), set()
    for path in CENSUSES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node.value.startswith(("in ", "on ")):
                    places.add(node.value)
            elif (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "Things"
                and isinstance(node.args[0], ast.Constant)
            ):
                things.add(node.args[0].value)
    assert places > {"on slide", "in its footnotes"}
    assert places - {*nouns.PLACES, *nouns.NUMBERED, nouns.ON_SHEET} == set()
    assert things > {"attachment"}
    assert things - nouns.NOUNS.keys() == set()


@pytest.mark.usefixtures("chinese")
def test_places_and_numbers_are_said_in_chinese() -> None:
    assert nouns.counted(2, "check box", 5) == "5 个复选框中的 2 个"
    assert nouns.pages([2, 3, 4, 7], "slide") == "第 2 至 4、7 张幻灯片"
    assert nouns.stands("on sheet Kosten") == "工作表 Kosten 上"
