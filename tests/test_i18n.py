"""What the program speaks, and that every text that a person reads is in every catalogue."""

from __future__ import annotations

import ast
import asyncio
import errno
import os
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import i18n
from assistant.agent.question.request import request_of
from assistant.cli import COMMANDS
from assistant.cli.main import main, overview
from assistant.cli.parsing import PLACEHOLDERS
from assistant.events import Finished, TurnView, fold
from assistant.presentation import turn_end
from checks.translations import LOCALES, ROOT, faults, forms, read

TRANSLATED = (
    "assistant/bundle",
    "assistant/cli",
    "assistant/doctor.py",
    "assistant/encrypted.py",
    "assistant/evaluation.py",
    "assistant/models/ollama/errors.py",
    "assistant/opening.py",
    "assistant/packs",
    "assistant/passphrase.py",
    "assistant/presentation.py",
    "assistant/serve",
    "assistant/setup.py",
    "assistant/verify.py",
    "bots",
    "ingest",
    "tui",
)
"""Files and folders of which every text that a person reads has to go through gettext."""
FOR_PROGRAMS = {"history.py", "mcp_server.py", "metrics.py", "openapi.py", "schemas.py"}
"""Modules in `assistant/serve` whose texts programs and models read."""
CALLS = {"_", "gettext", "ngettext", "mark", "mark_plural", "in_language", "both"}
FOR_DEVELOPERS = {"AssertionError", "ValueError", "TypeError", "NotImplementedError"}
SENTENCE = re.compile(r"[A-Z][a-z]+,? [a-z]+|[a-z]{2,},? [a-z]{2,},? [a-z]{2,}")
"""What looks like a text: two words from a capital letter on, or three."""
COMMAND = re.compile(r"assistant [a-z].*[^.]\Z", re.DOTALL)
SQL = re.compile(r"(?:SELECT|INSERT) ")
KEYS = {"ingest/loaders/census", "assistant/bundle/texts.py"}
"""Hold names of things in files, which `ingest.loaders.nouns` says, and a table of both languages."""
NOT_SHOWN = "# not shown"
"""Stands on the line of a text that no person reads."""


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_missing_in_a_catalogue(locale: str) -> None:
    assert [*faults(locale)] == []


def test_chinese_is_written_with_its_own_punctuation() -> None:
    narrow = re.compile(
        r"(?<=[\u4e00-\u9fff])(?:[,;:()!?]|\.(?=[\u4e00-\u9fff]))|[,;:()!?](?=[\u4e00-\u9fff])"
    )
    held_open = re.compile(r"\[[^\]]*\]|`[^`]*`|(?:名称|种类|自|至):")
    found = [
        form
        for part in i18n.PARTS
        for message in read("zh_CN", part)
        if message.id
        for form in forms(message.string)
        if narrow.search(held_open.sub("", form))
    ]
    assert found == []


@pytest.mark.parametrize("part", i18n.PARTS)
def test_what_stands_for_words_of_a_user_is_translated_in_texts_too(part: str) -> None:
    held = re.compile(rf"(?<![A-Za-z_\"'{{/.<-])(?:{'|'.join(PLACEHOLDERS)})(?![A-Za-z_}}(.])")
    texts = [form for message in read("zh_CN", part) if message.id for form in forms(message.string)]
    assert texts
    assert [text for text in texts if held.search(text)] == []


def docstrings(tree: ast.Module) -> set[int]:
    return {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }


def untranslated(path: Path) -> Iterator[str]:
    """Yield the texts of a module that look like words for people and go through no catalogue."""
    source = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(source), source.splitlines()
    spared = docstrings(tree)
    for node in ast.walk(tree):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        logs = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_LOG.")
        if isinstance(node, ast.Call) and (name in CALLS or name in FOR_DEVELOPERS or logs):
            spared |= {id(part) for argument in node.args for part in ast.walk(argument)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in spared:
            continue
        if COMMAND.match(node.value) or SQL.match(node.value):
            continue
        if SENTENCE.search(node.value) and NOT_SHOWN not in lines[(node.end_lineno or node.lineno) - 1]:
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}"


def test_every_text_of_a_front_end_goes_through_a_catalogue() -> None:
    paths = [
        path
        for name in TRANSLATED
        for path in ([ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py")))
        if not (path.parent.name == "serve" and path.name in FOR_PROGRAMS)
        if not {one.relative_to(ROOT).as_posix() for one in (path, path.parent)} & KEYS
    ]
    assert [text for path in paths for text in untranslated(path)] == []


@pytest.mark.parametrize(
    ("flag", "environ", "settings", "language"),
    [
        ("", {}, "", "en"),
        ("", {"LANG": "zh_CN.UTF-8"}, "", "zh"),
        ("", {"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "", "en"),
        ("", {"LANG": "de_DE.UTF-8"}, "", "en"),
        ("", {"LANG": "zh_CN.UTF-8"}, 'language = "en"', "en"),
        ("", {"ASSISTANT_LANGUAGE": "zh"}, 'language = "en"', "zh"),
        ("en", {"ASSISTANT_LANGUAGE": "zh"}, "", "en"),
        ("auto", {"ASSISTANT_LANGUAGE": "en", "LANG": "zh_TW.UTF-8"}, "", "zh"),
        ("klingon", {"LANG": "zh_CN.UTF-8"}, "", "zh"),
        ("", {"LANG": "zh_CN.UTF-8"}, "language = [", "zh"),
    ],
)
def test_the_first_that_names_a_language_chooses_it(
    flag: str, environ: dict[str, str], settings: str, language: str, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(settings, encoding="utf-8")
    assert i18n.preferred(flag, environ, path) == language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("de-DE, en;q=0.5, zh;q=0.4", "en"),
        ("fr", ""),
        ("*", ""),
        ("", ""),
        ("," * 100_000, ""),
    ],
)
def test_a_browser_is_answered_in_its_first_language_that_there_is(accepted: str, language: str) -> None:
    assert i18n.of_a_browser(accepted) == language


def test_readers_of_one_process_are_spoken_to_each_in_their_language() -> None:
    async def reader(language: str) -> list[str]:
        with i18n.speaking(language):
            await asyncio.sleep(0)
            return [
                i18n.gettext("Stopped."),
                await asyncio.to_thread(i18n.gettext, "Stopped."),
                i18n.language(),
            ]

    async def both() -> None:
        chinese, english, silent = await asyncio.gather(reader("zh"), reader("en"), reader(""))
        assert chinese == ["已停止。", "已停止。", "zh"]
        assert english == silent == ["Stopped.", "Stopped.", "en"]

    asyncio.run(both())
    assert i18n.language() == "en"


def test_values_are_put_into_the_translated_text() -> None:
    i18n.use("zh")
    assert i18n.gettext("Usage: {usage}", usage="assistant") == "用法:assistant".replace(":", "：")
    assert i18n.gettext("A text that no catalogue has: {x}", x=1) == "A text that no catalogue has: 1"


def test_the_overview_is_chinese_where_chinese_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "zh", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "命令：" in shown
    assert "用法：assistant" in shown
    assert overview() == shown


SAYS_ITSELF = {"assistant/bundle/install.py", "assistant/bundle/checking.py", "assistant/i18n.py"}
"""Start without the rest of the program and say things in both languages, or turn what the system says into words."""


def test_what_the_system_says_of_a_failure_reaches_nobody_untranslated() -> None:
    shown = re.compile(
        r"=\s*(?:getattr\()?error\b.*strerror|(?<!str)\(error\.strerror|str\(error\.strerror \|f\"[^\"]*error\.strerror"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("assistant", "bots", "tui", "ingest")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in SAYS_ITSELF
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
        if "strerror" in line and shown.search(line) and NOT_SHOWN not in line
    ]
    assert found == []


def test_a_failure_of_the_system_is_said_in_the_language_that_is_spoken() -> None:
    missing = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    assert i18n.os_reason(missing) == "No such file or directory"
    i18n.use("zh")
    assert i18n.os_reason(missing) == "没有这个文件或文件夹"
    assert i18n.os_reason(ssl.SSLError(errno.EPERM, "no certificate")) == "no certificate"
    assert i18n.os_reason(OSError("a bare sentence")) == "a bare sentence"


ENGLISH = re.compile(r"(?<![\w./-])[a-z]{2,},? [a-z]{2,} [a-z]{2,}(?![\w./-])")
"""Three words that stand beside one another: a sentence that was left in English."""


def english(shown: str) -> list[str]:
    """Return the lines in which more is English than a command."""
    return [
        line for line in shown.splitlines() if ENGLISH.search(re.sub(r"assistant(?: [a-z.-]+)+", "", line))
    ]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_a_command_has_no_english_sentence_in_chinese(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", "zh", command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert english(shown) == []
    assert [line for line in shown.splitlines() if line.strip()[:1] in tuple("，。、；：？！）”")] == []


@pytest.mark.parametrize("words", [["config"], ["config", "--describe"], ["models"], ["trust"]])
def test_what_a_command_prints_has_no_english_sentence_in_chinese(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", "zh", "--home", str(tmp_path), *words]) == 0
    shown = capsys.readouterr()
    assert english(shown.out + shown.err) == []


def test_a_language_that_nothing_tells_is_that_of_the_reader_and_headings_follow_the_question() -> None:
    i18n.use("zh")
    assert request_of("???").language == "zh"
    assert request_of("What does it cost?").language == "en"
    assert request_of("CBCT 的 extended warranty 多少钱？").language == "zh"
    headings = {}
    for question in ("房租多少？", "How much is the rent?", "Wie hoch ist die Miete?", "???"):
        turn = Finished(question, "", "x", "", (), (), "answered", False, "", "")
        headings[question] = turn_end(fold(TurnView(), turn)).sources_title
    assert [*headings.values()] == ["出处", "Sources", "Quellen", "出处"]
    answered = Finished("房租多少？", "", "x", "", (), (), "answered", False, "", "")
    assert turn_end(fold(TurnView(), answered)).kind == i18n.in_language("zh", "") == ""
