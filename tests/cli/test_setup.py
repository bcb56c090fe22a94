"""`assistant setup`: what it tells, and what it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeModel, FakeOllama


def test_models_are_measured_and_settings_written(
    run: Run, ollama: FakeOllama, home: Path, documents: Path
) -> None:
    result = run("setup", str(documents), "--write")
    assert result.code == 0, result.err
    assert "Advice" in result.out
    assert "passages a second" in result.out
    assert "embedding takes about" in result.out
    assert "think = " in (home / "config.toml").read_text()
    assert "as they should be" in run("setup", "--no-measure").out


def test_the_survey_as_json(run: Run, ollama: FakeOllama) -> None:
    result = run("setup", "--json")
    survey = result.lines[-1]
    assert survey["event"] == "survey"
    assert survey["server"] == "answers"
    measured = [one for one in survey["chat"] if one["measured"]]
    assert measured
    assert all(one["reads_tokens_per_s"] > 0 for one in measured)
    assert survey["advice"]["model"].startswith("deepseek-r1")


def test_without_a_server_it_says_how_to_get_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    result = run("setup", "--no-measure")
    assert "Ollama is not installed here" in " ".join(result.out.split())
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name == "ollama" else None)
    assert "ollama serve" in run("setup", "--no-measure").out


def test_a_server_that_is_not_used_does_not_answer(run: Run) -> None:
    survey = run("setup", "--no-measure", "--json", "--engine", "embedded").lines[-1]
    assert survey["server"] == "unused"
    assert "the embedded engine is set" in run("setup", "--no-measure", "--engine", "embedded").out


def test_nothing_is_written_without_being_asked(run: Run, ollama: FakeOllama, home: Path) -> None:
    assert run("setup", "--no-measure").code == 0
    assert not (home / "config.toml").exists()


def test_a_folder_that_is_not_there_is_said_before_anything_is_measured(run: Run, ollama: FakeOllama) -> None:
    result = run("setup", "nowhere")
    assert result.code == 2
    assert "nowhere" in result.err
    assert ollama.requests == []


def test_a_model_that_fails_does_not_stop_the_others(run: Run, ollama: FakeOllama) -> None:
    ollama.models["broken:8b"] = FakeModel("broken:8b", ("completion",))
    ollama.answer = lambda body: (
        (_ for _ in ()).throw(ValueError) if body["model"] == "broken:8b" else ollama.usual
    )
    result = run("setup", "--json")
    assert result.code == 0, result.err
    assert any("broken:8b" in fault for fault in result.lines[-1]["faults"])


def test_each_row_has_a_name_of_its_own(run: Run, ollama: FakeOllama) -> None:
    out = run("--language", "zh", "setup", "--no-measure").out
    assert "向量模型" in out
