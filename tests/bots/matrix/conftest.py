"""One homeserver for all tests of a process; each test makes accounts and rooms of its own on it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

from tests.fakes.homeserver import Homeserver


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    for module in ("nio", "synapse"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed: pip install matrix-nio matrix-synapse")
    with Homeserver(tmp_path_factory.mktemp("homeserver")).running() as server:
        yield server
