from __future__ import annotations

import os
import signal
import subprocess
import sys
import types
from pathlib import Path

import pytest

from assistant.cli.commands import COMMANDS
from assistant.cli.main import main
from assistant.errors import ServerUnavailable
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def test_overview_names_every_command_and_option(run: Run) -> None:
    result = run("--help")
    assert result.code == 0
    for name in [*COMMANDS, "--home", "--library", "--engine", "--json", "--version"]:
        assert name in result.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_every_command_ends_with_an_example(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.code == 0
    assert result.out.startswith(f"Usage: assistant {name}")
    example = result.out[result.out.index("Example:") :].splitlines()[1:]
    assert example
    assert all(line.startswith("  ") for line in example)
    assert f"assistant {name}" in example[0]


def test_examples_are_accepted_by_their_own_parser(run: Run) -> None:
    import importlib
    import shlex

    from assistant.cli.parsing import command_parser, global_parser

    for name, (module_name, _) in COMMANDS.items():
        module = importlib.import_module(module_name)
        for line in module.EXAMPLE.splitlines():
            words = shlex.split(line)
            after = words[words.index("assistant") + 2 :]
            command_parser(name, module).parse_intermixed_args(after, global_parser().parse_args([]))


@pytest.mark.parametrize("words", [["--json", "config"], ["config", "--json"]])
def test_global_options_stand_on_either_side(run: Run, words: list[str]) -> None:
    assert run(*words).lines[0]["settings"]["engine"]["source"] == "default"


def test_option_after_the_command_wins(run: Run, tmp_path: Path) -> None:
    result = run("--home", str(tmp_path / "a"), "config", "--json", "--home", str(tmp_path / "b"))
    assert result.lines[0]["config_file"] == str(tmp_path / "b" / "config.toml")


def test_unknown_command_offers_the_nearest(run: Run) -> None:
    result = run("serch", "x")
    assert result.code == 2
    assert "assistant search" in result.err


@pytest.mark.parametrize(
    "words",
    [
        ["search", "--nonsense", "x"],
        ["search", "--limit", "none", "x"],
        ["search", ""],
        ["ask"],
        ["ask", " "],
        ["ask", "--continue", "--conversation", "1", "x"],
        ["models", "frobnicate"],
        ["models", "pull"],
        ["forget"],
        ["--engine", "steam", "config"],
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Error: ")
    assert "Traceback" not in result.err


def test_error_is_an_event_too(run: Run) -> None:
    result = run("ask", "", "--json")
    assert result.code == 2
    assert result.lines == [
        {
            "event": "error",
            "message": "The question is empty.",
            "hint": 'Ask something: assistant ask "When does the contract end?"',
        }
    ]


def test_hostile_words_do_not_reach_the_terminal(run: Run) -> None:
    result = run("\x1b]52;c;eA==\x07evil")
    assert result.code == 2
    assert "\x1b" not in result.err


def test_nothing_heavy_is_imported_for_the_overview() -> None:
    script = (
        "import sys; from assistant.cli.main import main; main(['--help']);"
        "bad = {'rich', 'numpy', 'pydantic', 'asyncio', 'sqlite3', 'argparse'} & set(sys.modules);"
        "sys.exit(bool(bad))"
    )
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.DEVNULL, check=False, cwd=ROOT)
    assert done.returncode == 0


def test_version(run: Run) -> None:
    for words in (["--version"], ["status", "--version"]):
        result = run(*words)
        assert result.code == 0
        assert result.out.startswith("assistant ")


def _command(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(args: object) -> int:
        raise error

    module = types.ModuleType("tests_command")
    module.__dict__.update(
        TAKES="", DESCRIPTION="", EXAMPLE="assistant probe", add_arguments=lambda parser: None, run=fail
    )
    monkeypatch.setitem(sys.modules, "tests_command", module)
    monkeypatch.setitem(COMMANDS, "probe", ("tests_command", "Fails."))


def test_errors_end_with_their_own_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _command(monkeypatch, ServerUnavailable("No server answers.", "ollama serve"))
    result = run("probe")
    assert result.code == 3
    assert result.err == "Error: No server answers.\nollama serve\n"


def test_ctrl_c_is_a_sentence_and_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _command(monkeypatch, KeyboardInterrupt())
    result = run("probe")
    assert (result.code, result.err) == (130, "\nStopped.\n")


def test_a_bug_stays_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _command(monkeypatch, ZeroDivisionError("a bug"))
    with pytest.raises(ZeroDivisionError):
        run("probe")


def test_sigterm_is_ctrl_c_and_its_handler_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    module = types.ModuleType("tests_command")
    module.__dict__.update(
        TAKES="",
        DESCRIPTION="",
        EXAMPLE="assistant probe",
        add_arguments=lambda parser: None,
        run=lambda args: signal.raise_signal(signal.SIGTERM),
    )
    monkeypatch.setitem(sys.modules, "tests_command", module)
    monkeypatch.setitem(COMMANDS, "probe", ("tests_command", "Ends."))
    assert main(["probe"]) == 130
    assert signal.getsignal(signal.SIGTERM) is before


def test_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assistant", "config", "--describe"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=dict(os.environ)
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141
