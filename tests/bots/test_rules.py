"""The rules of bots: who may ask, whose turn it is, which names are safe, and what is a command."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.config import load_settings
from assistant.errors import SettingsError
from bots.access import Access
from bots.commands import ParsedCommand, parse_command
from bots.documents import folder_of, safe_name
from bots.queue import FairQueue


def access(libraries: str = "", library: str | None = None) -> Access:
    flags = {"bots.libraries": libraries or None, "library": library}
    settings = load_settings(Path("/nowhere"), flags, {}).settings
    return Access("telegram", ("1", "2"), ("2", "3"), settings)


def test_who_is_on_no_list_may_nothing() -> None:
    lists = access()
    assert [lists.is_allowed(user) for user in ("1", "2", "3", "")] == [True, True, False, False]
    assert [lists.can_add(user) for user in ("1", "2", "3")] == [False, True, False]


@pytest.mark.parametrize("user", ["1087968824", "136817688", "777000"])
def test_a_number_that_anybody_may_write_under_is_on_no_list(user: str) -> None:
    for key, value in (("bots.telegram.allowed", user), ("bots.libraries", f"papers={user}")):
        with pytest.raises(SettingsError, match=key):
            load_settings(Path("/nowhere"), {key: value}, {})


def test_who_sees_which_library() -> None:
    lists = access("papers=1, 客户=*, default=2", library="default")
    assert lists.libraries("1") == ["papers", "客户"]
    assert lists.libraries("2") == ["default", "客户"]
    assert access().libraries("1") == ["default"]
    assert not access().can_ask("1", "papers")
    assert access(library="papers").libraries("1") == ["papers"]


def test_a_stranger_is_told_to_the_log_once_and_cannot_write_into_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    lists = access()
    with caplog.at_level(logging.WARNING):
        for user in ["66", "66", "@a\x1b[2J\nfake line:x", *map(str, range(10_000))]:
            lists.log_stranger(user)
    lines = [record.getMessage() for record in caplog.records]
    assert sum(line.startswith("66 is not on the list") for line in lines) == 1
    assert not any("\x1b" in line or "\n" in line for line in lines)
    assert len(lines) == 1000


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=40), st.integers(1, 3))
def test_the_line_keeps_the_order_of_each_chat_and_is_fair(
    steps: list[tuple[str, bool]], at_once: int
) -> None:
    line: FairQueue[int] = FairQueue(100)
    asked: dict[str, list[int]] = {}
    begun: dict[str, list[int]] = {}
    running: list[str] = []
    for number, (chat, ends) in enumerate(steps):
        line.add(chat, number)
        asked.setdefault(chat, []).append(number)
        if ends and running:
            line.done(running.pop(0))
        while len(running) < at_once and (job := line.next()) is not None:
            assert job[0] not in running
            running.append(job[0])
            begun.setdefault(job[0], []).append(job[1])
    while running:
        line.done(running.pop(0))
        while len(running) < at_once and (job := line.next()) is not None:
            running.append(job[0])
            begun.setdefault(job[0], []).append(job[1])
    assert begun == asked
    assert len(line) == 0


def test_who_asked_little_does_not_wait_behind_who_asked_much() -> None:
    line: FairQueue[str] = FairQueue(10)
    for job in ("a1", "a2", "a3", "b1"):
        line.add(job[0], job)
    assert line.position("b") == 1
    order = []
    while (job_of := line.next()) is not None:
        order.append(job_of[1])
        line.done(job_of[0])
    assert order == ["a1", "b1", "a2", "a3"]


def test_what_is_dropped_is_not_begun() -> None:
    line: FairQueue[int] = FairQueue(2)
    line.add("a", 1)
    line.add("a", 2)
    assert line.is_full
    assert line.drop("a") == [1, 2]
    assert line.drop("a") == []
    assert line.next() is None


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\paper.docx", "paper.docx"),
        (".bashrc", "bashrc"),
        ("..", "document"),
        ("", "document"),
        ("CON.txt", "document CON.txt"),
        ("a\u202egnp.exe\x00", "agnp.exe"),
        ("pyvenv.cfg", "document pyvenv.cfg"),
        ("Thumbs.db", "document Thumbs.db"),
        ("~$contract.docx", "document ~$contract.docx"),
        ("/\xa0", "document"),
        ("合同.pdf", "合同.pdf"),
        ('a<b>:"c".md', "a_b___c_.md"),
    ],
)
def test_names_of_files_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_every_user_has_a_folder_of_their_own() -> None:
    users = ["11", "@ann:h", "@x/ann:h", "@y/ann:h", "@x%2Fann:h", "..", "@" + "n" * 250 + ":h"]
    folders = [folder_of(user) for user in users]
    assert folders[:2] == ["11", "@ann%3Ah"]
    assert len(set(folders)) == len(users)
    assert all(safe_name(folder) == folder for folder in folders)


@given(st.text(max_size=400))
def test_a_safe_name_is_one_file_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= 160
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/ask When?\nAnd why?", ParsedCommand("ask", "When?\nAnd why?")),
        ("!THINK on", ParsedCommand("think", "on")),
        ("/stop", ParsedCommand("stop", "")),
        ("/ not", None),
        ("What is 1/2?", None),
        ("/etc/passwd", None),
        ("!", None),
    ],
)
def test_commands_are_told_from_questions(text: str, command: ParsedCommand | None) -> None:
    assert parse_command(text) == command
