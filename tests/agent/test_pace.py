"""How long an answer will take, foretold from those before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.prompt.context_budget import usual_evidence
from assistant.agent.prompt.pace import Clock, Pace
from assistant.library.library import Library
from assistant.models.base import ChatEnd, Message
from assistant.wording import passed
from tests.fakes.models import ScriptedChat

QUESTION = [Message("user", "word " * 192)]


def clock(seconds: float, reasoned: int, answered: int, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that has seen pieces, and was read so long after the first."""
    now = [100.0]
    monkeypatch.setattr("assistant.agent.prompt.pace.time.monotonic", lambda: now[0])
    seen = Clock()
    seen.piece(reasoned="x" * reasoned)
    seen.piece(answered="x" * answered)
    now[0] += seconds
    return seen


def test_a_wait_is_foretold_from_the_answer_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library(tmp_path / "library", create=True) as library:
        pace = Pace(library.notes, ScriptedChat())
        assert pace.until_answer(QUESTION, reasons=False) is None
        end = ChatEnd("stop", prompt_tokens=1_000, cached_tokens=200, answer_tokens=400, prompt_seconds=8.0)
        pace.note(end, clock(20.0, 300, 100, monkeypatch))
        assert (pace.reads, pace.writes, pace.reasons) == (100.0, 20.0, 300.0)
        assert pace.until_answer(QUESTION, reasons=False) == pytest.approx(2.0, abs=0.1)
        assert pace.until_answer(QUESTION, reasons=True) == pytest.approx(2.0 + 15.0, abs=0.1)


def test_little_is_no_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library(tmp_path / "library", create=True) as library:
        pace = Pace(library.notes, ScriptedChat())
        end = ChatEnd("stop", prompt_tokens=1_000, cached_tokens=990, answer_tokens=3, prompt_seconds=0.1)
        pace.note(end, clock(0.1, 0, 9, monkeypatch))
        assert (pace.reads, pace.writes, pace.reasons) == (None, None, None)


@pytest.mark.parametrize(
    ("seconds", "expected", "said"),
    [
        (3.2, None, "3 s"),
        (3.2, 19.0, "3 s of about 20 s"),
        (0.2, 4.4, "0 s of about 4 s"),
        (75.0, 128.0, "1 min 15 s of about 2 min 10 s"),
        (80.0, 20.0, "1 min 20 s"),
    ],
)
def test_what_has_passed_is_told_beside_what_is_expected(
    seconds: float, expected: float | None, said: str
) -> None:
    assert passed(seconds, expected) == said


@pytest.mark.parametrize(
    ("model", "tokens_per_s", "shown"),
    [
        ("deepseek-r1:8b", 20.0, 400),
        ("deepseek-r1:8b", 100.0, 1_500),
        ("deepseek-r1:8b", None, 3_400),
        ("deepseek-r1:8b", 2_000.0, 3_400),
        ("phi4-mini", None, 2_000),
        ("phi4-mini", 2_000.0, 2_000),
        ("deepseek-r1:1.5b", None, 560),
        ("deepseek-r1:1.5b", 2_000.0, 560),
    ],
)
def test_evidence_is_as_much_as_is_read_in_good_time(
    model: str, tokens_per_s: float | None, shown: int
) -> None:
    assert usual_evidence(model, "fact", tokens_per_s, judged=True) == shown
