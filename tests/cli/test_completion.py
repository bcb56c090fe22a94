from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import COMMANDS
from assistant.cli.completion import SHELLS, commands
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
BASH = r"""
source "$SCRIPT"
try() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
    _assistant
    echo "${COMPREPLY[*]}"
}
try assistant conf
try assistant config s
try assistant config get answer.ev
try assistant --home "$ASSISTANT_HOME" ask --whole "$FOLDER/le"
try assistant --engine = em
try assistant ask --conti
try assistant ask 'what ('
try assistant --library ""
"""
FISH = r"""
source $SCRIPT
for line in 'assistant conf' 'assistant config s' 'assistant config get answer.ev' "assistant ask --whole $FOLDER/le" \
        'assistant --engine em' 'assistant ask --conti'
    echo (complete -C $line | string replace -r '\t.*' '')
end
"""
ZSH = r"""
autoload -Uz compinit
compinit -u -D
source $SCRIPT
print -r -- ${_comps[assistant]}
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment of a shell in which `assistant` is this one."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "lease of May.pdf").touch()
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "assistant"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m assistant "$@"\n', "utf-8")
    program.chmod(0o755)
    folder = tmp_path / "home" / "libraries" / "clinic"
    folder.mkdir(parents=True)
    (folder / "library.db").touch()
    return {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "FOLDER": str(tmp_path / "papers"),
        "SCRIPT": str(tmp_path / "script"),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "ZDOTDIR": str(tmp_path),
    }


def completed(shell: str, code: str, environ: dict[str, str], run: Run) -> list[str]:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not here")
    Path(environ["SCRIPT"]).write_text(run("completion", shell).out, "utf-8")
    plain = {"bash": "--norc", "zsh": "-f", "fish": "--no-config"}[shell]
    done = subprocess.run(
        [path, plain, "-c", code], env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_bash_completes_commands_options_values_files_and_names(environ: dict[str, str], run: Run) -> None:
    assert completed("bash", BASH, environ, run) == [
        "config",
        "show set",
        "answer.evidence_tokens",
        f"{environ['FOLDER']}/lease of May.pdf",
        "embedded",
        "--continue",
        "",
        "clinic",
    ]


def test_fish_completes_them_too(environ: dict[str, str], run: Run) -> None:
    found = completed("fish", FISH, environ, run)
    assert found[0] == "config"
    assert set(found[1].split()) == {"show", "set"}
    assert found[2] == "answer.evidence_tokens"
    assert "lease" in found[3]
    assert found[4:] == ["embedded", "--continue"]


def test_zsh_takes_the_script(environ: dict[str, str], run: Run) -> None:
    assert completed("zsh", ZSH, environ, run) == ["_assistant"]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_in_every_script(shell: str, run: Run) -> None:
    script = run("completion", shell).out
    for command in commands():
        assert command.name in script
        for option in command.options:
            assert all(name.lstrip("-") in script for name in option.names)


def test_the_first_words_of_commands_are_their_actions() -> None:
    found = {one.name: one.first for one in commands()}
    assert set(found) == {"", *COMMANDS}
    assert found["config"].choices == ("show", "get", "set", "unset")
    assert found["trust"].choices == ("list", "add", "remove")
    assert found["backup"].kind == "path"
    assert found["ask"].kind == "any"


def test_names_that_cannot_be_had_are_none(run: Run) -> None:
    result = run("completion", "--names", "conversations")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert run("completion").code == 2
    assert run("completion", "tcsh").code == 2
