"""A model server that fails, at the commands: what was said is kept and marked, what was embedded is kept, and the next run goes on."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.api import Assistant
from tests.cli.conftest import Result, Run
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply, Faults

pytestmark = pytest.mark.slow

QUESTION = "When does the contract with Lindqvist end?"
THOUGHT = "The user wants a date. "
SAID = "The contract with Lindqvist ends on 31 December 2026. 合同终止。 "
REPLY = FakeReply(SAID * 3, THOUGHT)
PATIENCE_S = 1
"""What `ollama.timeout_s` is set to."""


@pytest.fixture(autouse=True)
def patience(home: Path) -> None:
    os.environ["ASSISTANT_OLLAMA_TIMEOUT_S"] = str(PATIENCE_S)
    os.environ["ASSISTANT_ENGINE"] = "ollama"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(8):
        text = f"# Paper {number}\n\nThe rotor seal number {number} is replaced every {number + 2} months.\n"
        (folder / f"{number}.md").write_text(text, "utf-8")
    os.environ["ASSISTANT_INGEST_BATCH_SIZE"] = "2"
    return folder


def is_sentence(result: Result) -> None:
    """What failed is told in a line with what to do, and never as a traceback."""
    assert "Traceback" not in result.err
    error = next((line for line in result.lines if line["event"] == "error"), None)
    notices = [line for line in result.lines if line["event"] == "notice"]
    for one in [error] if error else notices:
        assert one["message"].endswith(".")
        assert one["hint"]


ENDS_EARLY: dict[str, tuple[dict[str, Any], str]] = {
    "cut in the answer": ({"cut_after": 9}, "stopped in the middle"),
    "cut inside a character": ({"cut_after": 16, "cut_inside_character": True}, "stopped in the middle"),
    "silent in the answer": ({"stall_after": 9}, "silent for too long"),
    "broken JSON": ({"broken_json_after": 9}, "cannot be read"),
    "an error of the runner": ({"error_after": 9}, "the runner has died"),
    "no last piece": ({"never_done": True}, "stopped in the middle"),
}


@pytest.mark.parametrize("name", list(ENDS_EARLY))
def test_what_was_said_is_kept_and_marked(library: Path, ollama: FakeOllama, run: Run, name: str) -> None:
    faults, message = ENDS_EARLY[name]
    ollama.usual, ollama.faults = REPLY, Faults(**faults)
    result = run("ask", QUESTION, "--json")
    assert result.code == 1
    is_sentence(result)
    finished = result.lines[-1]
    assert finished["status"] == "interrupted"
    assert message in finished["error"]
    assert finished["reasoning"] == THOUGHT.strip()
    assert finished["answer"].startswith("The contract")
    assert "\ufffd" not in finished["answer"]
    with Assistant.open() as assistant:
        (turn,) = assistant.library.conversations.turns(finished["conversation"])
    assert (turn.status, turn.answer, turn.reasoning) == (
        "interrupted",
        finished["answer"],
        finished["reasoning"],
    )
    plain = run("ask", QUESTION)
    assert plain.code == 1
    assert f"The answer is not complete: {finished['error']}" in plain.err
    ollama.faults = Faults()
    assert run("ask", "--continue", QUESTION, "--json").lines[-1]["status"] == "answered"


NOTHING_SAID: dict[str, tuple[dict[str, Any], str, str]] = {
    "slow to begin": ({"stall_after": 0}, "did not answer in time", "ollama.timeout_s"),
    "broken JSON": ({"broken_json_after": 0}, "cannot be read", "ollama.host"),
    "an error of the runner": ({"error_after": 0}, "the runner has died", "ollama serve"),
    "cut in the reasoning": ({"cut_after": 2}, "the connection to the server broke", ""),
    "silent in the reasoning": ({"stall_after": 2}, "stopped in the middle", ""),
}


@pytest.mark.parametrize("name", list(NOTHING_SAID))
def test_what_was_found_is_quoted_where_no_word_was_said(
    library: Path, ollama: FakeOllama, run: Run, name: str
) -> None:
    faults, message, hint = NOTHING_SAID[name]
    ollama.usual, ollama.faults = REPLY, Faults(**faults)
    result = run("ask", QUESTION, "--json")
    assert result.code == 0
    failed, instead = [line for line in result.lines if line["event"] == "notice"]
    assert (failed["code"], instead["code"]) == ("model_failed", "extracted")
    assert message in failed["message"]
    assert failed["message"].endswith(".")
    assert failed["hint"]
    assert hint in failed["hint"]
    finished = result.lines[-1]
    assert (finished["status"], finished["error"]) == ("extracted", "")
    assert finished["answer"] == "The contract with Lindqvist ends on 31 December 2026. [1]"
    assert THOUGHT.startswith(finished["reasoning"])
    assert bool(finished["reasoning"]) == ("reasoning" in name)
    with Assistant.open() as assistant:
        (turn,) = assistant.library.conversations.turns(finished["conversation"])
    assert (turn.status, turn.answer, turn.reasoning) == (
        "extracted",
        finished["answer"],
        finished["reasoning"],
    )
    plain = run("ask", QUESTION)
    assert plain.code == 0
    assert finished["answer"] in plain.out
    assert message in plain.err
    assert "Traceback" not in result.err + plain.err


UNQUOTABLE = "Write a poem about the sea."
FAILS: dict[str, tuple[str, dict[str, Any], int, str, str]] = {
    "slow to begin": (
        UNQUOTABLE,
        {"stall_after": 0},
        1,
        "did not answer in time",
        "ollama.timeout_s",
    ),
    "broken JSON": (UNQUOTABLE, {"broken_json_after": 0}, 1, "cannot be read", "ollama.host"),
    "an error of the runner": (UNQUOTABLE, {"error_after": 0}, 1, "the runner has died", "ollama serve"),
    "an error in every answer": (
        QUESTION,
        {"status": 500, "said": "out of order"},
        1,
        "out of order",
        "ollama serve",
    ),
    "refuses": (QUESTION, {"status": 403, "said": "not you"}, 3, "refuses this program", "ollama serve"),
}


@pytest.mark.parametrize("name", list(FAILS))
def test_what_failed_before_a_word_was_said(library: Path, ollama: FakeOllama, run: Run, name: str) -> None:
    """Nothing can be quoted in its place: the wish is none for the documents, or no part is there."""
    question, faults, code, message, hint = FAILS[name]
    ollama.usual, ollama.faults = REPLY, Faults(**faults)
    result = run("ask", question, "--json")
    assert result.code == code
    is_sentence(result)
    assert message in result.lines[-1]["message"]
    assert hint in result.lines[-1]["hint"]
    assert "finished" not in {line["event"] for line in result.lines}
    with Assistant.open() as assistant:
        assert assistant.library.conversations.all() == []


def test_a_busy_server_is_asked_again(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.usual, ollama.faults = REPLY, Faults(busy=2)
    result = run("ask", QUESTION, "--json")
    assert (result.code, result.lines[-1]["status"]) == (0, "answered")


def test_a_model_removed_before_the_question(library: Path, ollama: FakeOllama, run: Run) -> None:
    os.environ["ASSISTANT_MODELS_CHAT"] = "deepseek-r1:8b"
    del ollama.models["deepseek-r1:8b"]
    result = run("ask", QUESTION, "--json")
    assert result.code == 3
    assert result.lines[-1]["hint"] == "assistant models pull deepseek-r1:8b"


def test_an_embedding_model_removed_before_the_question(library: Path, ollama: FakeOllama, run: Run) -> None:
    """Then words alone are compared, which is said, and the answer comes."""
    del ollama.models["bge-m3"]
    ollama.usual = REPLY
    result = run("ask", QUESTION, "--json")
    assert (result.code, result.lines[-1]["status"]) == (0, "answered")
    (notice,) = [line for line in result.lines if line["event"] == "notice" and "words" in line["message"]]
    assert "bge-m3:latest is not installed" in notice["message"]
    assert "assistant models pull bge-m3" in notice["hint"]


# Ingest


WAITS: dict[str, tuple[dict[str, Any], int, str, str]] = {
    "the model is removed": (
        {"embeds_left": 2, "then": "removed"},
        4,
        "bge-m3:latest is not installed",
        "models pull bge-m3",
    ),
    "the server dies": ({"embeds_left": 2, "then": "dies"}, 4, "No model server answers", "llama"),
    "what it answers is no JSON": ({"embeds_left": 2, "then": "garbled"}, 4, "", ""),
    "too few vectors": ({"wrong_vectors": [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]}, 0, "gave 3 vectors", ""),
    "vectors that are no numbers": ({"embeds_left": 2, "then": "fails"}, 4, "NaN", "ollama serve"),
    "silent": ({"hold": threading.Event()}, 0, "did not answer in time", "ollama.timeout_s"),
}


@pytest.mark.parametrize("name", list(WAITS))
def test_embedding_waits_for_the_next_run(papers: Path, ollama: FakeOllama, run: Run, name: str) -> None:
    faults, embedded, message, hint = WAITS[name]
    ollama.faults = Faults(**faults)
    began = time.monotonic()
    result = run("ingest", str(papers), "--json")
    assert time.monotonic() - began < 30
    finished = result.lines[-1]
    assert result.code == 3  # the engine was named, and it is what is missing
    assert (finished["added"], finished["embedded"], finished["waiting"]) == (8, embedded, 8 - embedded)
    (notice,) = [line for line in result.lines if line["event"] == "notice"]
    is_sentence(result)
    assert message in notice["message"]
    assert hint in notice["hint"]
    assert found(run, "--engine", "embedded") == "5.md"  # by its words
    first = embedded_texts(ollama)[:embedded]
    with again(ollama) as server:
        result = run("ingest", "--json")
        assert (result.code, result.lines[-1]["embedded"], result.lines[-1]["waiting"]) == (
            0,
            8 - embedded,
            0,
        )
        assert not set(first) & set(embedded_texts(server))  # none is embedded twice
        assert found(run) == "5.md"


def test_a_busy_server_is_waited_for(papers: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.faults.busy = 2
    result = run("ingest", str(papers), "--json")
    assert (result.code, result.lines[-1]["embedded"], result.lines[-1]["waiting"]) == (0, 8, 0)


def test_a_server_that_hangs_is_not_asked_for_every_text(papers: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.faults.hold = threading.Event()
    run("ingest", str(papers))
    assert len(ollama.sent("/api/embed")) == 2  # a batch, and a plain sentence


def test_one_text_that_a_model_fails_on_keeps_no_other_from_being_embedded(
    papers: Path, ollama: FakeOllama, run: Run
) -> None:
    ollama.faults.failing_text = "5"
    (papers / "5.md").write_text("5" * 40, "utf-8")
    result = run("ingest", str(papers), "--json")
    assert (result.lines[-1]["embedded"], result.lines[-1]["waiting"]) == (7, 1)
    assert any("1 text could not be embedded" in line.get("message", "") for line in result.lines)


def found(run: Run, *more: str) -> str:
    hits = run("search", "rotor seal number 5", "--json", *more).lines[-1]["hits"]
    return Path(hits[0]["source"]).name


def test_vectors_that_change_their_length_under_the_same_digest(
    papers: Path, ollama: FakeOllama, run: Run
) -> None:
    """A question is compared by its words, and what is new waits."""
    assert run("ingest", str(papers)).code == 0
    ollama.faults.wrong_vectors = [[1.0, 2.0]]
    result = run("search", "rotor seal number 5", "--json")
    assert result.code == 0
    assert Path(result.lines[-1]["hits"][0]["source"]).name == "5.md"
    assert "those it gave before have length" in result.out + result.err
    (papers / "9.md").write_text("# Paper 9\n\nThe dog barks at noon.\n", "utf-8")
    result = run("ingest", "--json")
    assert (result.lines[-1]["added"], result.lines[-1]["waiting"]) == (1, 1)
    is_sentence(result)


def embedded_texts(server: FakeOllama) -> list[str]:
    return [text for body in server.sent("/api/embed") for text in body["input"] if "seal" in text]


class again:  # noqa: N801 - reads as what it does
    """The same server, started anew and in order, with all of its models."""

    def __init__(self, before: FakeOllama) -> None:
        self._server = FakeOllama(*before.models.values(), FakeModel("bge-m3", ("embedding",), 8192))
        self._running = self._server.running()

    def __enter__(self) -> FakeOllama:
        self._running.__enter__()
        os.environ["ASSISTANT_OLLAMA_HOST"] = self._server.url
        return self._server

    def __exit__(self, *error: Any) -> None:
        self._running.__exit__(*error)
