"""The examples of running a bot: what they have people write down stays out of what they build."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "example", sorted(ROOT.glob("examples/*/compose.yaml")), ids=lambda path: path.parent.name
)
def test_tokens_and_documents_do_not_get_into_an_image(example: Path) -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    left_out = [line for line in lines if line and not line.startswith(("#", "!"))]
    own = set(re.findall(r"- \./([\w.-]+):", example.read_text("utf-8")))
    own -= {path.name for path in example.parent.iterdir() if path.suffix == ".yaml"}
    assert ({"documents"} if example.parent.name == "serve" else {"token", "home", "documents"}) <= own
    own -= {"Caddyfile"}
    for name in own:
        place = (example.parent / name).relative_to(ROOT).as_posix()
        assert any(fnmatch(place, pattern) for pattern in left_out), place
