"""A sample of what `python -m checks.crash.switching` does: encrypting and decrypting are killed at calls of theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checks.crash.points import spread
from checks.crash.switching import COMMANDS, Switch, points, prepared, struck
from checks.crash.tracing import missing_part
from tests.front_ends import environment_as_it_was

pytest.importorskip("sqlcipher3")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing_part()), reason=missing_part() or "it is there"),
]
POINTS = {"encrypt": 4, "decrypt": 2}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Switch]]:
    with environment_as_it_was():
        yield prepared(tmp_path_factory.mktemp("switching") / "homes")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_kill_is_finished_or_undone(homes: dict[str, Switch], command: str) -> None:
    made = [struck(homes[command], point) for point in spread(points(homes[command]), POINTS[command])]
    assert [problems for _, problems in made if problems] == []
    assert sum(hit for hit, _ in made) >= POINTS[command] // 2
