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


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_the_unit_is_one(tmp_path: Path) -> None:
    unit = tmp_path / "assistant.service"
    text = (EXAMPLES / "assistant.service").read_text("utf-8")
    unit.write_text(text.replace("%h/.local/bin/assistant serve", shutil.which("true") or "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
