"""The command in Chinese: nothing English is left, and columns line up by cells."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from assistant import i18n
from assistant.cli import COMMANDS
from assistant.cli.parsing import command_parser
from tests.cli.conftest import Run

ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three English words in a row, which no command has in its options."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_is_chinese(name: str) -> None:
    i18n.use("zh")
    module = importlib.import_module(COMMANDS[name][0])
    shown = command_parser(name, module).format_help()
    lines = [line for line in shown.partition("示例：")[0].splitlines() if "assistant " not in line]
    left = [line for line in lines if ENGLISH.search(line.replace("speak this language", ""))]
    assert left == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pack", "缺少参数"),
        ("ask --kind", "需要一个值"),
        ("completion tcsh", "没有“tcsh”这个选择（可选：bash、fish、powershell、zsh）"),
        ("status --nonsense", "不认识的参数"),
        ("search x", "还没有资料库"),
        ("config set answer.thunk 1", "没有 “answer.thunk” 这个设置"),
    ],
)
def test_errors_are_chinese(words: str, said: str, run: Run) -> None:
    result = run("--language", "zh", *words.split())
    assert said in result.err
    assert result.err.startswith("错误：")


def test_what_doctor_finds_lines_up(run: Run, tmp_path: Path) -> None:
    shown = run("--language", "zh", "doctor").out.splitlines()
    rows = [line for line in shown if line[:1] in "✓!✗–" and line[2:].strip()]
    starts = {cell_len(line) - cell_len(re.sub(r"^. \S+(?: \S+)?\s{2,}", "", line)) for line in rows}
    assert starts == {14}


def test_a_language_that_is_set_is_spoken_at_once(run: Run) -> None:
    assert "已保存" in run("config", "set", "language", "zh").out
    assert "saved in" in run("config", "set", "language", "en").out
