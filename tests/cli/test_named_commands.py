"""Every command that a hint, a notice, a help text, the README or a page of the manual names is understood.

So is every target of make that a page names.
"""

from __future__ import annotations

import ast
import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.cli import COMMANDS, config
from assistant.cli.main import _split
from assistant.cli.parsing import command_parser, global_parser
from tests.readme import PAGES

ROOT = Path(__file__).parents[2]
_BACKQUOTED = re.compile(r"`([^`]+)`")
_NAMED = re.compile(r"(?:^|[:：(] ?|\$ )\s*((?:[A-Z_]+=\S+ )*assistant [^)]+)")
"""A command outside of backquotes: at the start of a line, or after a colon or a bracket."""
_PROSE = re.compile(r' (?:lists|shows|does)\b[^"]*$|  +#.*|\. [A-Z].*$| > .*$|[.;]$')
"""What follows a command that stands in a sentence or has a comment."""
_STANDS_FOR = {"N": "1", "args.tag": "1", "platform": "telegram", "https://…": "https://chat.example.org"}


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module, its docstrings aside; an f-string with the names of what is put in."""
    tree = ast.parse(path.read_bytes())
    aside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            aside.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            aside |= {id(part) for part in ast.walk(node) if part is not node}
            parts = (
                str(one.value) if isinstance(one, ast.Constant) else f"<{ast.unparse(one.value)}>"  # type: ignore[attr-defined]
                for one in node.values
            )
            yield node.lineno, "".join(parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            yield node.lineno, node.value


def commands_in(line: str) -> Iterator[str]:
    """Yield the commands that a line names."""
    for quoted in _BACKQUOTED.findall(line):
        if re.match(r"(?:[A-Z_]+=\S+ )*assistant ", quoted):
            yield quoted
    for named in _NAMED.findall(_BACKQUOTED.sub("", line)):
        yield _PROSE.sub("", named)


def named() -> Iterator[tuple[str, str]]:
    for room in ("assistant", "bots", "ingest", "tui"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for number, text in texts(path):
                for line in text.split("\n"):
                    for command in commands_in(line):
                        yield f"{path.relative_to(ROOT)}:{number}", command
    for path in PAGES:
        whole = re.sub(r" \\\n *", " ", path.read_text("utf-8"))  # a command that goes on in the next line
        for number, line in enumerate(whole.splitlines(), 1):
            for command in commands_in(line):
                yield f"{path.relative_to(ROOT)}:{number}", command


NAMED = {command: where for where, command in named() if not re.search(r"assistant [<\[]", command)}
"""Commands, and where each is named; left out is what has another word in the place of their name."""


def words_of(command: str) -> list[str]:
    """Return the arguments of a command, with something in place of what stands for something."""
    filled = re.sub(r"[<{](\w[^>}]*)[>}]", lambda found: _STANDS_FOR.get(found[1], "x"), command)
    words = shlex.split(filled)
    return [_STANDS_FOR.get(word, word) for word in words[words.index("assistant") + 1 :]]


def test_commands_are_found_where_they_are_named() -> None:
    assert {"assistant models recommend", "assistant ingest", "assistant forget --copies"} <= NAMED.keys()
    assert list(commands_in("Read it again: assistant ingest")) == ["assistant ingest"]
    assert list(commands_in("Set `A=b assistant bot matrix` or (assistant config) anew")) == [
        "A=b assistant bot matrix", "assistant config"
    ]  # fmt: skip
    assert list(commands_in("assistant status lists the latest ones.")) == ["assistant status"]
    assert list(commands_in("from assistant import Assistant")) == []


@pytest.mark.parametrize("command", sorted(NAMED))
def test_a_named_command_is_understood(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    before, name, after = _split(words_of(command))
    given = global_parser().parse_args(before)
    if not name:
        assert given.help or given.version, NAMED[command]
        return
    assert name in COMMANDS, NAMED[command]
    if not after or (name == "bundle" and (len(after) == 1 or "…" in after)):  # only spoken of
        return
    module = importlib.import_module(COMMANDS[name][0])
    parser = command_parser(name, module)
    if parser.wants_help(after):
        return
    args = parser.parse_intermixed_args(after, given)
    if name == "config" and args.key not in ("KEY", "x"):  # which key is filled in stands nowhere
        assert config.run(args) == 0, NAMED[command]
    if name == "models":
        assert args.action in ("list", "pull", "recommend"), NAMED[command]
        assert args.action == "pull" or not args.name, NAMED[command]


def test_what_is_to_be_made_is_a_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    made = {
        ("".join(found), page.name)
        for page in (*PAGES, ROOT / "CHANGELOG.md")
        for found in re.findall(
            r"`make ([a-z-]+)|^make ([a-z-]+)(?= *$| +#)", page.read_text("utf-8"), re.MULTILINE
        )
    }
    assert {"check", "docs", "crash"} <= {target for target, _ in made}
    assert [(target, page) for target, page in sorted(made) if target not in targets] == []
