"""What holds for every test: texts are English, whatever the machine speaks."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from assistant import i18n

os.environ["LC_ALL"] = "C.UTF-8"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English again after a test that spoke something else."""
    yield
    i18n.use("en")
