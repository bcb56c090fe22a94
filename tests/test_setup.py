"""What a machine can do: measured, worked out, advised, and kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.errors import ModelFault
from assistant.models.base import AnswerPiece, ChatEnd, ChatItem, ChatOptions, Message
from assistant.models.hardware import Machine, recommend
from assistant.models.speed import (
    FILE_NAME,
    PATIENCE_S,
    ChatSpeed,
    Speeds,
    keep_speeds,
    kept_speeds,
    measure_chat,
    nearest,
    within_patience,
    worked_out,
)
from assistant.setup import Candidate, _candidates, advise
from assistant.wording import about
from tests.fakes.models import ScriptedChat

GIB = 1024**3
LAPTOP = Machine(16 * GIB, 2)


def candidate(
    name: str, answer_s: float, reasoned_s: float | None, *, reads: float = 60.0, size_gb: float = 1.1
) -> Candidate:
    speed = ChatSpeed(reads, 20.0, 0.0, int(size_gb * 1e9))
    return Candidate(name, "ollama", speed, reasoned_s is not None, True, answer_s, reasoned_s)


def test_the_largest_model_that_answers_in_good_time_is_advised() -> None:
    sizes = [
        candidate("deepseek-r1:1.5b", 20, 45),
        candidate("deepseek-r1:8b", PATIENCE_S - 1, 300, size_gb=5.2),
        candidate("deepseek-r1:14b", PATIENCE_S + 1, 500, size_gb=9),
    ]
    advice = advise(sizes, Speeds(), LAPTOP, Settings(), "answers")
    assert advice.model == "deepseek-r1:8b"
    assert advice.settings["models.chat"] == "deepseek-r1:8b"
    assert advice.think == "off"
    assert any("deepseek-r1:14b" in reason for reason in advice.reasons)


def test_reasoning_is_advised_where_it_does_not_keep_anybody_waiting() -> None:
    advice = advise([candidate("deepseek-r1:1.5b", 10, 40)], Speeds(), LAPTOP, Settings(), "answers")
    assert advice.think == "on"


def test_a_slow_reader_is_shown_less_evidence() -> None:
    slow = advise([candidate("deepseek-r1:1.5b", 50, 90, reads=30)], Speeds(), LAPTOP, Settings(), "answers")
    quick = advise([candidate("deepseek-r1:1.5b", 5, 9, reads=900)], Speeds(), LAPTOP, Settings(), "answers")
    assert 400 <= slow.evidence_tokens < 1_000
    assert quick.evidence_tokens == 0, "each question chooses"


def test_nothing_is_set_that_is_set_already() -> None:
    found = [candidate("deepseek-r1:1.5b", 10, 40)]
    advice = advise(found, Speeds(), LAPTOP, Settings(), "answers")
    settings = Settings.of(
        {
            "models": {"chat": advice.model},
            "answer": {
                "think": advice.think,
                "context_tokens": advice.context_tokens,
                "evidence_tokens": advice.evidence_tokens,
            },
        }
    )
    assert advise(found, Speeds(), LAPTOP, settings, "answers").settings == {}


def test_without_a_model_that_fits_answers_are_quoted() -> None:
    advice = advise([], Speeds(), Machine(GIB, 1), Settings(), "missing")
    assert (advice.model, advice.settings) == ("", {})
    assert advice.reasons


def test_a_size_that_would_keep_people_waiting_is_not_recommended() -> None:
    slow = ChatSpeed(60.0, 20.0, 0.0, int(1.1e9))
    fits = recommend(LAPTOP)
    assert fits.model == "deepseek-r1:8b"
    patient = within_patience(fits, LAPTOP, slow.of_size)
    assert patient.model == "deepseek-r1:1.5b"
    assert "deepseek-r1:8b" in patient.reason
    quick = ChatSpeed(6_000.0, 900.0, 0.0, int(1.1e9))
    assert within_patience(fits, LAPTOP, quick.of_size).model == fits.model


@pytest.mark.parametrize("reads", [9.0, 21.0, 60.0, 400.0])
def test_both_commands_foretell_the_same_of_one_machine(tmp_path: Path, reads: float) -> None:
    known = Speeds({"ollama/other:7b": ChatSpeed(reads, reads / 6, 0.0, int(4.7e9))})
    speed_of = worked_out(known, LAPTOP, tmp_path)
    told = within_patience(recommend(LAPTOP), LAPTOP, speed_of).reason
    candidates = {one.name: one for one in _candidates([], known, LAPTOP, tmp_path)}
    named = [name for name in candidates if name in told]
    assert named
    for name in named:
        assert f"about {about(candidates[name].answer_s)}" in told


def test_the_model_of_the_nearest_size_tells_of_others() -> None:
    small, large = ChatSpeed(900.0, 90.0, 0.0, 100), ChatSpeed(90.0, 9.0, 0.0, 1_000)
    speeds = Speeds({"ollama/small": small, "ollama/large": large})
    assert nearest(speeds, 800) is large
    assert nearest(speeds, 150) is small
    half = large.of_size(2_000)
    assert (half.reads, half.writes, half.measured) == (45.0, 4.5, False)
    assert nearest(Speeds(), 800) is None


def test_what_was_measured_is_kept_for_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speeds = Speeds({"ollama/deepseek-r1:8b": ChatSpeed(60.5, 5.2, 9.1, int(5.2e9))}, {"ollama/bge-m3": 3.5})
    keep_speeds(tmp_path, speeds)
    assert kept_speeds(tmp_path) == speeds
    monkeypatch.setattr("assistant.models.speed.machine_name", lambda: "another")
    assert kept_speeds(tmp_path) == Speeds()
    keep_speeds(tmp_path, Speeds(embedding={"ollama/bge-m3": 9.0}))
    monkeypatch.undo()
    assert kept_speeds(tmp_path) == speeds


@pytest.mark.parametrize(
    "content", ["", "[]", '{"x": 1}', "{", '{"m": {"chat": {"a": {"speed": 1}}}}', '{"m": {"chat": 3}}']
)
def test_a_damaged_file_of_speeds_is_none(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.models.speed.machine_name", lambda: "m")
    (tmp_path / FILE_NAME).write_text(content)
    assert kept_speeds(tmp_path) == Speeds()


class PacedChat(ScriptedChat):
    """Says how long it read, as a server does."""

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        for word in range(options.max_tokens or 0):
            await asyncio.sleep(0.001)
            yield AnswerPiece(f"{word} ")
        yield ChatEnd(
            "length", prompt_tokens=800, cached_tokens=0, answer_tokens=options.max_tokens, prompt_seconds=4.0
        )


def test_a_chat_model_is_measured_by_what_its_server_says() -> None:
    speed = asyncio.run(measure_chat(PacedChat(), 1_000, 20.0))
    assert speed.reads == 200.0
    assert 0 < speed.writes < 48 / 0.047
    assert speed.measured


def test_a_model_that_says_nothing_is_not_measured() -> None:
    with pytest.raises(ModelFault):
        asyncio.run(measure_chat(ScriptedChat().queue("yes", "no"), 1_000, 20.0))
