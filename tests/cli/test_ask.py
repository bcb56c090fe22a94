from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from rich.console import Console

from assistant.api import Assistant
from assistant.cli import ask_plain, console
from assistant.cli.ask import STOPPED_AND_KEPT
from assistant.cli.ask_plain import PlainAnswer
from assistant.cli.ask_terminal import TerminalAnswer
from assistant.events import (
    Answer,
    Citation,
    Event,
    Finished,
    Hit,
    Looked,
    Notice,
    Passages,
    Reasoning,
    TurnView,
    Working,
    fold,
)
from assistant.library.library import Library
from assistant.presentation import UNCONFIRMED
from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama, FakeReply

pytestmark = pytest.mark.slow

QUESTION = "When does the contract with Lindqvist end?"
REPLY = FakeReply("The contract with Lindqvist ends on 31 December 2026.", "The user wants a date.")


def test_json_is_one_event_a_line(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(REPLY)
    result = run("ask", QUESTION, "--json")
    assert result.code == 0, result.err
    events = [line["event"] for line in result.lines]
    assert events.count("finished") == 1
    assert events[-1] == "finished"
    assert {"passages", "reasoning", "answer", "citation"} <= set(events)
    last = result.lines[-1]
    assert last["reasoning"] == REPLY.thinking
    assert last["answer"].startswith(REPLY.content.rstrip("."))
    assert last["citations"][0]["source"] == str(library / "contract.md")
    assert last["chat_model"] == "deepseek-r1:8b"


def test_question_is_read_from_a_pipe(library: Path, ollama: FakeOllama) -> None:
    words = [sys.executable, "-m", "assistant", "ask"]
    done = subprocess.run(words, input=QUESTION, capture_output=True, text=True, timeout=60)
    assert "31 December 2026" in done.stdout, done.stderr
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "The question is empty." in done.stderr) == (2, True)


def test_passages_of_a_stopped_turn_break_between_words(capsys: pytest.CaptureFixture[str]) -> None:
    text = "The season opens on the last Saturday. " * 6
    hit = Hit(1, "/papers/season.md", "Season", None, ("Season",), text, 1.0, 1, 0, len(text))
    view = TurnView(hits=(hit,))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(console, "is_terminal", lambda stream: True)
        patched.setattr(console, "width", lambda stream: 44)
        for line in ask_plain.stopped_lines(view):
            console.say_row(line.label, line.text, line.style)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().err).splitlines()
    assert lines[1] == "Found before it was stopped"
    assert max(map(len, lines)) <= 44
    words = {word for line in lines[3:] for word in line.strip(" …“”").split()}
    assert words <= {"The", "season", "opens", "on", "the", "last", "Saturday.", "…"}


def test_piped_answer_stands_alone(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(REPLY)
    result = run("ask", QUESTION)
    assert result.code == 0
    assert result.out.strip().startswith("The contract with Lindqvist ends on 31 December 2026")
    assert "[1]" in result.out
    assert REPLY.thinking not in result.out + result.err
    assert "[1] documents/contract.md · Supply contract › Term" in result.err
    assert "“The contract with Lindqvist ends on 31 December 2026.”" in result.err


def test_reasoning_is_shown_on_request_beside_the_answer(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(REPLY)
    result = run("ask", QUESTION, "--show-reasoning")
    assert REPLY.thinking in result.err
    assert REPLY.thinking not in result.out


def test_mark_of_doubt_is_explained(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(FakeReply("The contract with Lindqvist ends on 12 March 1999 in Reykjavik."))
    result = run("ask", QUESTION)
    assert "[?]" in result.out
    assert "do not confirm" in result.err


def test_hostile_answer_is_harmless(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(FakeReply("It ends \x1b]52;c;eA==\x07on 31\u202e December 2026.", pieces=None))
    for words in (["ask", QUESTION], ["ask", QUESTION, "--json"]):
        result = run(*words)
        assert "\x1b" not in result.out + result.err
        assert "\u202e" not in result.out + result.err
        ollama.replies.append(FakeReply("It ends \x1b]52;c;eA==\x07on 31\u202e December 2026."))


def test_what_is_not_there_is_said_with_the_nearest(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(FakeReply("The documents do not say who won the chess championship of 1972."))
    result = run("ask", "Who won the chess championship of 1972?", "--json").lines[-1]
    assert result["status"] == "not_found"
    assert result["nearest"]
    assert result["nearest"][0]["text"]


def test_continue_goes_on_with_the_last_conversation(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(REPLY)
    first = run("ask", QUESTION, "--json").lines[-1]["conversation"]
    ollama.replies.append(FakeReply("What is the notice period of the contract?"))
    ollama.replies.append(FakeReply("The notice period is ninety days, in writing."))
    second = run("ask", "--continue", "And the notice period of the contract?", "--json").lines[-1]
    assert second["conversation"] == first
    ollama.replies.append(REPLY)
    assert run("ask", QUESTION, "--json").lines[-1]["conversation"] != first


def test_conversations_that_are_not_there(library: Path, run: Run) -> None:
    assert run("ask", "--continue", "And then?").code == 2
    assert run("ask", "--conversation", "7", "And then?").code == 2


def test_question_from_standard_input(
    library: Path, ollama: FakeOllama, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ollama.replies.append(REPLY)
    monkeypatch.setattr(sys, "stdin", io.StringIO(QUESTION + "\n"))
    assert run("ask", "-", "--json").lines[-1]["question"] == QUESTION


def test_bytes_that_are_no_text_are_replaced(
    library: Path, ollama: FakeOllama, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (["-"], ["When does Lindqvist\udcff end?"]):
        ollama.replies.append(REPLY)
        monkeypatch.setattr(
            sys, "stdin", io.TextIOWrapper(io.BytesIO(b"When does Lindqvist\xff end?"), "utf-8")
        )
        question = run("ask", *words, "--json").lines[-1]["question"]
        assert question == "When does Lindqvist\ufffd end?"


def test_notice_begins_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    both = io.StringIO()
    with redirect_stdout(both), redirect_stderr(both):
        shown = PlainAnswer(show_reasoning=True)
        for event in (
            Reasoning("Hm."),
            Notice("a", "First."),
            Answer("It ends."),
            Notice("b", "Then."),
            Answer("Really.\n"),
        ):
            shown.show(event)
        shown.close()
    assert both.getvalue() == "Hm.\n\nFirst.\nIt ends.\nThen.\nReally.\n"


def test_what_is_missing_here_is_said_after_the_answer() -> None:
    end = Finished("q", "q", "Hello.", "", (), (), "answered", True, "", "")
    both, view = io.StringIO(), TurnView()
    with redirect_stdout(both), redirect_stderr(both):
        shown = PlainAnswer(show_reasoning=False)
        for event in (Notice("chat", "No server answers."), Working("searching"), Answer("Hello."), end):
            view = fold(view, event)
            shown.show(event)
        shown.close()
        shown.end(view)
    assert both.getvalue() == "Hello.\n\nNo server answers.\n"


@pytest.mark.parametrize("terminal", [False, True])
def test_what_is_missing_here_is_said_of_a_turn_that_does_not_end(terminal: bool) -> None:
    both = io.StringIO()
    with redirect_stdout(both), redirect_stderr(both):
        shown: PlainAnswer | TerminalAnswer = (
            TerminalAnswer(Console(file=both, width=100), show_reasoning=False)
            if terminal
            else PlainAnswer(show_reasoning=False)
        )
        for event in (Notice("chat", "No server answers."), Working("searching"), Answer("Hel")):
            shown.show(event)
        shown.close()
    assert [line.rstrip() for line in both.getvalue().splitlines()][-3:] == ["Hel", "", "No server answers."]


def test_perhaps_is_said_before_the_answer_and_what_can_be_done_after_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hit = Hit(1, "/c.pdf", "C", 3, ("Term",), "It ends on 31 December.", 1.0, 1, 0, 9)
    answer = "It ends in 2031. [?]"
    end = Finished("q", "q", answer, "", (), (answer,), "perhaps", False, "ollama", "m", nearest=(hit,))
    both, view = io.StringIO(), TurnView()
    with redirect_stdout(both), redirect_stderr(both):
        shown = PlainAnswer(show_reasoning=False)
        for event in (
            Passages("q", (hit,), 1.0),
            Working("checking"),
            Notice("perhaps", "Perhaps here."),
            Answer(answer),
            Notice("ask_anyway", "The model can be asked.", 'Ask it: assistant ask --general "…"'),
            end,
        ):
            view = fold(view, event)
            shown.show(event)
        shown.close()
        shown.end(view)
    assert both.getvalue() == (
        "Perhaps here.\n\n •  /c.pdf · page 3 · Term\n    It ends on 31 December.\n\nIt ends in 2031. [?]\n\n"
        f'{UNCONFIRMED.format(documents="your documents")}\n\nThe model can be asked. Ask it: assistant ask --general "…"\n'
    )


def test_rows_that_are_quoted_stand_in_columns_in_a_pipe_too(capsys: pytest.CaptureFixture[str]) -> None:
    shown = PlainAnswer(show_reasoning=False)
    rows = "| Machine | State |\n| Dryer B | in use | [1]"
    for event in (Notice("extracted", "Word for word."), Answer(rows[:20]), Answer(rows[20:])):
        shown.show(event)
    shown.close()
    head, rule, row = capsys.readouterr().out.splitlines()
    assert (head.split(), set(rule)) == (["Machine", "State"], {"─"})
    assert row == "Dryer B  in use [1]"


@pytest.mark.parametrize("sources", [True, None, False])
@pytest.mark.parametrize(
    ("notices", "out"),
    [
        ((Notice("extracted", "Not sure.", doubts=True), Answer("It ends.")), "Not sure.\n\nIt ends.\n"),
        ((Notice("perhaps", "Not sure.", doubts=True), Answer("It ends.")), "Not sure.\n\nIt ends.\n"),
        ((Answer("It ends."), Notice("number_guessed", "A guess.", doubts=True)), "It ends.\n\nA guess.\n"),
        (
            (Answer("It ends."),),
            "It ends.\n\nPerhaps here; nothing in your documents confirms what is said below.\n",
        ),
    ],
)
def test_the_doubt_goes_wherever_the_answer_goes(
    notices: tuple[Event, ...], out: str, sources: bool | None, capsys: pytest.CaptureFixture[str]
) -> None:
    end = Finished("q", "q", "It ends.", "", (), (), "perhaps", False, "ollama", "m")
    shown, view = PlainAnswer(show_reasoning=False, sources=sources), TurnView()
    for event in (*notices, end):
        view = fold(view, event)
        shown.show(event)
    shown.close()
    shown.end(view)
    assert capsys.readouterr().out == out


@pytest.mark.parametrize(("sources", "streams"), [(True, ("out",)), (None, ("err",)), (False, ())])
def test_no_sources_means_none_anywhere(
    sources: bool | None, streams: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    citation = Citation(1, "/c.pdf", "C", 3, ("Term",), "It ends.", 1, 0, 9)
    end = Finished("q", "q", "It ends. [1]", "", (citation,), (), "answered", True, "ollama", "m")
    shown, view = PlainAnswer(show_reasoning=False, sources=sources), TurnView()
    for event in (Answer("It ends. [1]"), citation, end):
        view = fold(view, event)
        shown.show(event)
    shown.close()
    shown.end(view)
    captured = capsys.readouterr()
    assert [name for name in ("out", "err") if "/c.pdf" in getattr(captured, name)] == list(streams)


def test_a_long_wait_is_told_into_a_log_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("assistant.cli.ask_plain.FIRST_SAID_S", 0.01)
    monkeypatch.setattr("assistant.cli.ask_plain.SAID_EVERY_S", 0.01)
    shown = PlainAnswer(show_reasoning=False)
    shown.show(Working("reading", left_s=100.0))
    said = ""
    while "Reading the passages … 0 s of about 1 min 40 s" not in said:
        said += capsys.readouterr().err
    shown.show(Answer("It ends."))
    shown.close()
    capsys.readouterr()
    time.sleep(0.05)
    assert capsys.readouterr().err == ""


def test_what_the_question_was_taken_for_is_said_beside_the_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = PlainAnswer(show_reasoning=False)
    for event in (Looked("whole", "Reading lease.pdf whole", ("/lease.pdf",)), Answer("It ends in 2031.")):
        shown.show(event)
    shown.close()
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("It ends in 2031.\n", "Reading lease.pdf whole\n")


def test_a_refusal_names_the_flag_that_asks_the_model_all_the_same(
    library: Path, ollama: FakeOllama, run: Run
) -> None:
    ollama.replies.append(FakeReply("The documents do not say who won the chess championship of 1972."))
    result = run("ask", "Who won the chess championship of 1972?")
    assert "The nearest passages" in result.err
    assert result.err.rstrip().endswith('assistant ask --general "…"')


def test_no_think_is_sent(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(REPLY)
    run("ask", QUESTION, "--no-think")
    assert ollama.sent("/api/chat")[-1]["think"] is False


def test_extracted_answer_says_so(library: Path, ollama: FakeOllama, run: Run) -> None:
    del ollama.models["deepseek-r1:8b"], ollama.models["gpt-oss:120b-cloud"]
    result = run("ask", QUESTION)
    assert result.code == 0
    assert "31 December 2026. [1]" in result.out
    assert "word for word" in result.err


def test_model_server_that_is_down_is_3(library: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_OLLAMA_HOST", "http://127.0.0.1:9")
    result = run("ask", QUESTION, "--engine", "ollama", "--json")
    assert result.code == 3
    assert result.lines[-1]["event"] == "error"


def test_ctrl_c_before_the_answer_shows_what_was_found(
    library: Path, ollama: FakeOllama, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: PlainAnswer, event: object) -> None:
        if isinstance(event, Passages):
            raise KeyboardInterrupt

    monkeypatch.setattr(PlainAnswer, "show", interrupted)
    result = run("ask", QUESTION)
    assert result.code == 130
    assert "Found before it was stopped" in result.err
    assert "Lindqvist" in result.err


def test_ctrl_c_keeps_what_was_said(
    library: Path, ollama: FakeOllama, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than the sockets can hold: the server is still writing when its reader leaves.
    reply = "The contract with Lindqvist ends. "
    ollama.replies.append(FakeReply(pieces=(reply, *(reply * 2_000 for _ in range(200)))))
    shown = PlainAnswer.show

    def interrupted(self: PlainAnswer, event: object) -> None:
        shown(self, event)  # type: ignore[arg-type]
        if self._begun:
            raise KeyboardInterrupt

    monkeypatch.setattr(PlainAnswer, "show", interrupted)
    result = run("ask", QUESTION)
    assert result.code == 130
    assert STOPPED_AND_KEPT in result.err
    assert ollama.gone.wait(10)
    with Assistant.open() as assistant:
        (turn,) = assistant.library.conversations.turns(1)
    assert turn.status == "interrupted"
    assert turn.answer.startswith(result.out.strip()[:10])


def test_an_answer_says_when_not_all_is_embedded_yet(library: Path, run: Run) -> None:
    assert "Not embedded" not in run("ask", "Who is Lindqvist?").err
    with Library(next(Path(os.environ["ASSISTANT_HOME"]).rglob("library.db")).parent) as opened:
        opened.vectors.begin("other@1", "embedded", "other")
    assert (
        "Not embedded yet: 3 of 3 documents; `assistant ingest` goes on."
        in run("ask", "Who is Lindqvist?").err
    )


def test_in_a_terminal_the_line_that_waits_goes_when_the_answer_comes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask_plain, "FIRST_SAID_S", 0.01)
    monkeypatch.setattr(console, "is_terminal", lambda stream: stream is sys.stderr)
    shown = PlainAnswer(show_reasoning=False, sources=False)
    said = ""
    while "Searching … " not in said:
        said += capsys.readouterr().err
    shown.show(Answer("It ends."))
    assert capsys.readouterr().err == "\x1b[1A\x1b[2K"
    shown.close()


@pytest.mark.parametrize("columns", [100, 24])
def test_the_line_that_waits_takes_no_other_line_away(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask_plain, "FIRST_SAID_S", 0.01)
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    screen = Screen(columns)
    with os.fdopen(its, "w", encoding="utf-8", buffering=1) as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        stream.write("$ assistant ask\n")
        shown = PlainAnswer(show_reasoning=False, sources=False)
        shown.show(Working("checking"))
        screen.read_until(ours, " 0 s")
        shown.show(Working("reading", left_s=100.0))
        screen.read_until(ours, "of about")
        shown.show(Looked("fact", "Two papers were looked at"))
        screen.read_until(ours, "of about")
        shown.close()
        stream.write("$")
        stream.flush()
        screen.read_until(ours, "$")
    os.close(ours)
    said = "The model reads the passages; the answer takes about 2 min."
    assert "".join(screen.rows) == f"$ assistant ask{said}Two papers were looked at$"


class Screen:
    """What a terminal shows of lines that are written and taken away."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.rows = [""]

    def read_until(self, terminal: int, end: str) -> None:
        """Read until the last lines hold a text."""
        written = ""
        while end not in written:
            written += os.read(terminal, 65536).decode("utf-8")
        for part in re.findall(r"\x1b\[1A|\x1b\[2K|\x1b\[\d*m|\r|\n|[^\x1b\r\n]+", written):
            if part == "\x1b[1A":
                self.rows.pop()
            elif part == "\x1b[2K":
                self.rows[-1] = ""
            elif part == "\n":
                self.rows.append("")
            elif part[0] not in "\x1b\r":
                self.rows[-1] += part
                while len(self.rows[-1]) > self.columns:
                    self.rows[-1:] = [self.rows[-1][: self.columns], self.rows[-1][self.columns :]]
