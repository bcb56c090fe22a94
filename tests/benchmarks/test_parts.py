"""The tiniest form on text that it makes: every part that needs no model and no data runs through."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import answers, ask_speed, memory, search_speed
from benchmarks.__main__ import main, measured
from benchmarks.ollama_here import chat_model
from benchmarks.parts import PARTS, SHORT, measure_of
from benchmarks.rows import Skipped
from benchmarks.workplace import Workplace
from tests.fakes.ollama_server import FakeModel, FakeOllama

pytestmark = pytest.mark.slow


def test_every_part_has_a_module() -> None:
    assert set(SHORT) <= set(PARTS)
    for part in PARTS:
        assert callable(measure_of(part))


def test_a_part_without_its_data_is_skipped_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "RESULTS.md"
    words = [
        "--only",
        "quality",
        "--data",
        str(tmp_path / "none"),
        "--work",
        str(tmp_path),
        "--report",
        str(report),
    ]
    assert main(words) == 0
    assert "skipped: XQuAD is not there" in capsys.readouterr().out
    assert "Not measured: XQuAD is not there" in report.read_text(encoding="utf-8")


def test_a_missing_ollama_is_said(tmp_path: Path) -> None:
    with pytest.raises(Skipped, match="No real Ollama answers"):
        next(answers.measure(Workplace(tmp_path, None, ollama="http://127.0.0.1:9")))


def test_the_first_model_that_can_answer_is_taken() -> None:
    ollama = FakeOllama(FakeModel("embeds", ("embedding",)), FakeModel("talks", ("completion",)))
    with ollama.running():
        assert chat_model(ollama.url, "") == "talks:latest"
        with pytest.raises(Skipped, match="no model lacking"):
            chat_model(ollama.url, "lacking")


def test_search_ask_and_memory_run_on_a_library_that_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (search_speed, ask_speed, memory):
        monkeypatch.setattr(module, "SHORT_PASSAGES", 300)
    run = Workplace(tmp_path, None, short=True)
    for part in ("search", "ask", "memory"):
        rows, skipped = measured(part, run)
        assert rows
        assert not skipped
