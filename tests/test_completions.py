from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.paths import MOST_COMPLETIONS, Completion, completions, existing


def names(typed: str) -> list[str]:
    return [one.name for one in completions(typed)]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("Notes", "papers", ".hidden"):
        (tmp_path / name).mkdir()
    for name in ("notice.md", "plan.md", ".secret.md"):
        (tmp_path / name).write_text("text", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_folders_come_first_and_hidden_ones_only_after_a_dot(folder: Path) -> None:
    assert names(f"{folder}/") == ["Notes/", "papers/", "notice.md", "plan.md"]
    assert names(f"{folder}/.") == [".hidden/", ".secret.md"]
    assert names(f"{folder}/no") == ["Notes/", "notice.md"]


def test_what_was_typed_stays_as_it_was_typed(folder: Path) -> None:
    assert completions("~/pa") == [Completion("~/papers/", True)]
    assert completions("~") == [Completion("~/", True)]
    assert completions("pl") == [Completion("plan.md", False)]
    assert completions("./pl") == [Completion("./plan.md", False)]


@pytest.mark.parametrize("typed", ["/nowhere/x", "plan.md/x", "a\0/b", "~nobody-here/x", "x" * 5000])
def test_where_nothing_can_be_looked_into_there_is_nothing(typed: str) -> None:
    assert completions(typed) == []


def test_name_that_could_drive_a_terminal_is_shown_without_it_and_meant_exactly(folder: Path) -> None:
    name = os.fsdecode(b"odd\x1b[2J\xff")
    (folder / name).mkdir()
    (one,) = completions(f"{folder}/od")
    assert one.path == f"{folder}/{name}/"
    assert one.shown == f"{folder}/odd\ufffd/"
    assert existing(one.path) == f"{folder}/{name}"


@pytest.mark.parametrize("around", ["'{}'", '"{}"', " {} ", "{}\n"])
def test_what_a_shell_puts_around_a_path_is_taken_off(folder: Path, around: str) -> None:
    assert existing(around.format(folder / "plan.md")) == f"{folder}/plan.md"


def test_quotes_that_belong_to_a_name_stay(folder: Path) -> None:
    (folder / "'odd'").mkdir()
    assert existing("'odd'") == f"{folder}/'odd'"


def test_large_folder_gives_some(folder: Path) -> None:
    for number in range(MOST_COMPLETIONS + 10):
        (folder / "papers" / f"{number}.md").touch()
    assert len(completions("~/papers/")) == MOST_COMPLETIONS


@pytest.mark.parametrize("typed", ["nowhere", "", " ", "a\0b", "~nobody-here/x"])
def test_path_at_which_nothing_is_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        existing(typed)
