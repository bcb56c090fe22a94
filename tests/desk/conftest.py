from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment of whoever runs the tests says does not count."""
    for name in [*os.environ]:
        if name.startswith(("ASSISTANT_", "OLLAMA_")):
            monkeypatch.delenv(name)
