from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import types
from pathlib import Path

import pytest

from assistant.cli import COMMANDS
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

    from assistant.cli.parsing import command_parser, global_parser

    for name, (module_name, _) in COMMANDS.items():
        module = importlib.import_module(module_name)
        for line in module.EXAMPLE.splitlines():
            words = shlex.split(line.partition(" > ")[0])
            after = words[words.index("assistant") + 2 :]
            command_parser(name, module).parse_intermixed_args(after, global_parser().parse_args([]))


@pytest.mark.parametrize("words", [["--json", "config"], ["config", "--json"]])
def test_global_options_stand_on_either_side(run: Run, words: list[str]) -> None:
    assert run(*words).lines[0]["settings"]["engine"]["source"] == "default"


def test_option_after_the_command_wins(run: Run, tmp_path: Path) -> None:
    result = run("--home", str(tmp_path / "a"), "config", "--json", "--home", str(tmp_path / "b"))
    assert result.lines[0]["config_file"] == str(tmp_path / "b" / "config.toml")


@pytest.mark.parametrize("words", [["serch", "x"], ["seacrhh", "the end of it"]])
def test_unknown_command_offers_the_nearest(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert result.code == 2
    assert "assistant search" in result.err


def test_a_slip_in_a_short_command_is_no_question(run: Run) -> None:
    assert "Did you mean: assistant ask" in run("skaa", "what a day").err


@pytest.mark.parametrize("words", [["年假有几天"], ["when", "does", "the", "lease", "end"]])
def test_a_question_without_a_command_is_told_how_it_is_asked(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert result.code == 2
    assert f'assistant ask "{" ".join(words)}"' in result.err


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
            "code": "question_empty",
            "message": "The question is empty.",
            "hint": 'Ask something: assistant ask "When does the contract end?"',
        }
    ]


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_error_of_every_command_is_one_line_of_json(run: Run, name: str) -> None:
    words = {"ask": ["x"], "search": ["x"], "forget": ["x"], "ingest": ["."]}.get(name, [])
    result = run("--json", "--engine", "steam", *filter(None, [name]), *words)
    assert result.code == 2
    (line,) = result.lines
    assert set(line) == {"event", "code", "message", "hint"}
    assert line["event"] == "error"
    assert line["code"] in ("setting_wrong", "usage")


def test_library_that_is_no_text(run: Run) -> None:
    result = run("--library", "\udcff", "config")
    assert result.code == 2
    assert result.err.startswith("Error: --library is not text")


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


def _shell(line: str) -> subprocess.CompletedProcess[str]:
    command = f"{shlex.quote(sys.executable)} -m assistant {line}"
    return subprocess.run(
        ["/bin/sh", "-c", command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=dict(os.environ),
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", ["config", "config --json", "--help", "ask --help", "--version"])
def test_full_disk_is_a_sentence(words: str) -> None:
    done = _shell(f"{words} > /dev/full")
    assert done.returncode == 1
    assert done.stderr == "Error: The output cannot be written: No space left on device.\n"
    assert _shell(f"{words} > /dev/full 2> /dev/full").returncode == 1


@pytest.mark.skipif(os.name != "posix", reason="streams are closed by a shell")
def test_streams_that_are_closed() -> None:
    for line, code in (("config >&-", 0), ("--help >&-", 0), ("nothing 2>&-", 2), ("config <&- >&- 2>&-", 0)):
        done = _shell(line)
        assert (done.returncode, done.stderr) == (code, "")
    done = _shell("ask - <&-")
    assert done.returncode == 2
    assert "The question is empty." in done.stderr
