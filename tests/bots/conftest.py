"""A home with papers in two libraries, a model server that says what it is told, and bots on stages of several kinds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.ollama_server import FakeOllama
from tests.front_ends import CONTRACT, filled_home, model_server_in_use, own_environment

PAPERS = {
    "contract.md": CONTRACT,
    "manual.md": "# Centrifuge manual\n\n## Care\n\nThe rotor seal is replaced every twelve months.\n",
}
SALARIES = {"salaries.md": "# Salaries\n\nThe salary of the managing director is 90,000 euros.\n"}


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """No settings of this machine, no model server unless a test starts one; put back at the end."""
    with own_environment():
        os.environ["PTB_TIMEDELTA"] = "true"
        yield


@pytest.fixture
def ollama(environment: None) -> Iterator[FakeOllama]:
    """A model server with a model that reasons and one that embeds."""
    with model_server_in_use() as fake:
        yield fake


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two libraries; made once, copied for each test."""
    return filled_home(tmp_path_factory.mktemp("papers"), {"default": PAPERS, "salaries": SALARIES})


@pytest.fixture
def home(tmp_path: Path, filled: Path) -> Path:
    """A home of the test's own."""
    shutil.copytree(filled, tmp_path / "home")
    return tmp_path / "home"
