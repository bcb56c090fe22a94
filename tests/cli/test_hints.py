"""Hints that work as they stand, and files whose names say what they are."""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path

import pytest

from assistant import i18n
from assistant.cli import console
from assistant.i18n import mark
from assistant.text import count_wide
from tests.cli.conftest import Run


def test_commands_in_hints_keep_the_home_of_this_command(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "other home"
    said = run("--home", str(home), "ask", "When?").err
    assert f"assistant --home '{home}' ingest" in said
    said = run("--home", str(home), "--engine", "embedded", "ask", "When?").err
    assert f"assistant --home '{home}' --engine embedded ingest" in said
    console.repeat_in_commands("assistant")
    assert console.runnable("See assistant ask") == "See assistant ask"


@pytest.mark.parametrize("name", ["answer.pdf", "answer.doc", "answer.xlsx"])
def test_a_conversation_is_no_file_of_another_kind(run: Run, name: str) -> None:
    result = run("export", "-o", name)
    assert (result.code, f"“{name}”" in result.err, ".docx" in result.err) == (2, True, True)
    assert not Path(name).exists()


@pytest.mark.parametrize("name", ["中文", "Chinese", "zh"])
def test_a_language_is_known_by_its_name(run: Run, name: str) -> None:
    assert "没有" in run("--language", name, "frobnicate").err


def test_placeholders_of_help_are_in_the_readers_language(run: Run) -> None:
    said = run("--language", "zh", "table", "--help").out
    assert "问题…" in said
    assert "QUESTION" not in said


def test_what_is_missing_is_named_in_the_readers_language(run: Run) -> None:
    assert "缺少参数：N|路径" in run("--language", "zh", "open").err
    assert "缺少参数：问题" in run("--language", "zh", "table").err


def test_a_message_of_no_single_argument_names_none() -> None:
    """Newer Pythons tell so of what is missing."""
    assert str(argparse.ArgumentError(None, "something is missing")) == "something is missing"


def test_what_failed_before_is_looked_at_with_the_home_of_this_command(
    run: Run, documents: Path, tmp_path: Path
) -> None:
    (documents / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    home = ("--home", str(tmp_path / "other home"))
    run(*home, "ingest", str(documents))
    said = run(*home, "ingest", str(documents)).out
    assert f"assistant --home '{home[1]}' sources --failed" in said
    assert "other home" in run(*home, "status").out


def test_an_option_that_is_nearly_right_is_named(run: Run) -> None:
    said = run("ask", "--continu", "And then?")
    assert (said.code, "assistant ask --continue" in said.err) == (2, True)
    assert "--help shows" in run("ask", "--xyzzy", "And then?").err
    assert "assistant --language" in run("--languge", "zh", "ask", "And then?").err
    assert "Did you mean" not in run("ask", "--limit", "3", "And then?").err  # --with is nothing like it


@pytest.mark.parametrize("words", [("--continuous",), ("--continu", "--x"), ("What", "is", "--help")])
def test_words_behind_two_hyphens_are_no_options(run: Run, library: Path, words: tuple[str, ...]) -> None:
    said = run("ask", "--json", "--", *words)
    assert said.code != 2
    assert json.loads(said.out.splitlines()[-1])["question"] == " ".join(words)


def test_a_backup_may_be_named_behind_an_option(run: Run, library: Path, tmp_path: Path) -> None:
    target = tmp_path / "all.backup"
    assert run("backup", "-o", str(target)).code == 0
    assert target.exists()
    assert run("backup").code == 2


def test_lines_of_chinese_help_are_filled(run: Run) -> None:
    assert "移除一个，--conversations 移除全部" in run("--language", "zh", "forget", "--help").out


@pytest.mark.parametrize(("command", "lines"), [("history", 5), ("watch", 4), ("config", 4)])
def test_tables_of_commands_in_chinese_help_keep_their_lines(run: Run, command: str, lines: int) -> None:
    said = run("--language", "zh", command, "--help").out.splitlines()
    assert sum(line.startswith(f"{command} ") and "  " in line for line in said) == lines


def test_what_was_written_among_documents_is_no_source(run: Run, library: Path) -> None:
    run("ask", "When does the contract end?")
    written = library / "answer.md"
    assert "kept out" in run("export", "-o", str(written)).err
    assert written.exists()
    run("ingest")
    assert "answer.md" not in run("search", "contract").out


def test_a_list_without_a_token_says_so(run: Run) -> None:
    assert "Nobody has a token yet" in run("serve", "token", "list").err
    assert run("serve", "token", "list", "--json").out == ""


@pytest.mark.parametrize("command", ["history", "bundle", "ask", "watch", "verify", "pack"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_fits_eighty_columns_and_is_not_torn(command: str, language: str, run: Run) -> None:
    prose = run("--language", language, command, "--help").out.split("\n\n", 1)[1]
    example = i18n.in_language(language, mark("Example:"))
    lines = prose.partition(f"\n{example}")[0].splitlines()  # a command stays in one line
    assert all(len(line) + count_wide(line) <= 80 for line in lines)
    for line, after in pairwise(lines):
        if line.endswith(",") and line.isascii() and after and not after[0].isspace():
            assert len(line) + 1 + len(after.split()[0]) > 70, line  # no line ends early in a sentence
