"""The examples of services name commands and settings that there are."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.config import default_values
from assistant.config.load import variable_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "serve"


def test_settings_in_the_compose_file_are_settings() -> None:
    known = {variable_of(key) for key in default_values()} | {"ASSISTANT_HOME"}
    named = set(re.findall(r"\bASSISTANT_\w+", (EXAMPLES / "compose.yaml").read_text("utf-8")))
    assert named
    assert named <= known


def compose() -> list[str]:
    """Return the command that reads compose files; empty where there is none."""
    for words in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(words[0]) is None:
            continue
        if subprocess.run([*words, "version"], capture_output=True, check=False).returncode == 0:
            return words
    return []


def test_the_compose_file_is_one() -> None:
    words = compose()
    if not words:
        pytest.skip("there is no docker compose here")
    file = EXAMPLES / "compose.yaml"
    done = subprocess.run([*words, "-f", file, "config"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (EXAMPLES / "../.." / "examples/serve/Dockerfile").is_file()  # what it builds from
    published = re.findall(r"published: \"?(\d+)|^\s*- (\d+):\d+", done.stdout, re.MULTILINE)
    assert [one or other for one, other in published] == ["443"]  # only the proxy can be reached


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_the_unit_is_one(tmp_path: Path) -> None:
    unit = tmp_path / "assistant.service"
    text = (EXAMPLES / "assistant.service").read_text("utf-8")
    unit.write_text(text.replace("%h/.local/bin/assistant serve", shutil.which("true") or "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
