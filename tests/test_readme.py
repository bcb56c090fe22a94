from __future__ import annotations

import re
from pathlib import Path

from assistant.cli.commands import COMMANDS
from tests.readme import README, written_anew


def test_generated_parts_are_up_to_date() -> None:
    text = README.read_text("utf-8")
    assert written_anew(text) == text, "run `make docs`"


def test_every_command_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"`?assistant ([a-z]+)\b", README.read_text("utf-8")))
    assert named - set(COMMANDS) <= {"import", "as"}


def test_files_that_the_readme_links_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (README.parent / link).exists()]
    assert not missing


def test_the_example_is_short() -> None:
    script = Path(__file__).parents[1] / "examples" / "ask_a_folder.py"
    assert len(script.read_text("utf-8").splitlines()) <= 20
