from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.widgets import Input

from assistant.library.documents import StoredDocument
from assistant.line_breaks import shortened
from tests.cli.hostile_words import HOSTILE, dangers
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.processes import children
from tests.tui.conftest import Play, Stage, staged
from tui.screens.dialogs import ConfirmDialog, TextDialog
from tui.screens.library import LibraryScreen
from tui.widgets.composer import Composer, IngestStatus
from tui.widgets.file_filters import FolderList
from tui.widgets.file_list import FileList, common_folder, filters_in, path_in
from tui.widgets.path_input import PathInput

pytestmark = pytest.mark.slow

ODD = b"odd\x1b[2J[/] \xff\xe5\xe2\x80\xaegnp.md"
"""A folder and a name with an escape, markup from one to the other, bytes that are no text, and a mark of direction."""


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: None) -> Path:
    """A user's own folder, with papers."""
    folder = tmp_path / "user"
    papers = folder / "papers"
    (papers / "deep").mkdir(parents=True)
    (folder / "photos").mkdir()
    (folder / ".private").mkdir()
    (papers / "seal.md").write_text("# Seal\n\nThe seal is replaced every twelve months.\n", "utf-8")
    (papers / "deep" / "gate.md").write_text("# Gate\n\nThe gate opens at eight.\n", "utf-8")
    (papers / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (papers / "old.mpp").write_bytes(b"\x00\x01" * 300)
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def held(ollama: FakeOllama) -> Iterator[FakeOllama]:
    """A model server that embeds nothing until `faults.hold` is set."""
    ollama.faults.hold = threading.Event()
    yield ollama
    ollama.faults.hold.set()


async def library(stage: Stage) -> LibraryScreen:
    """Go to the library, and wait until it was looked at."""
    await stage.press("f2")
    screen = stage.app.screen
    assert isinstance(screen, LibraryScreen)
    await stage.until(lambda: screen.is_loaded, "the library was looked at")
    return screen


def names(stage: Stage) -> list[str]:
    return [row.name for row in stage.app.screen.query_one(FileList).rows]


def waiting(stage: Stage) -> list[str]:
    return [row.name for row in stage.app.screen.query_one(FileList).rows if row.state == "waiting"]


async def read(stage: Stage, *paths: Path) -> None:
    """Read folders to the end."""
    for path in paths:
        stage.app.ingest.start([str(path)])
    await at_rest(stage)


def told(stage: Stage) -> list[str]:
    """What was said in a corner of the screen."""
    return [f"{one.title} {one.message}" for one in stage.app._notifications]


async def at_rest(stage: Stage) -> None:
    await stage.until(lambda: not stage.app.ingest.is_busy, "everything was read")


def on_row(stage: Stage, name: str) -> None:
    """Put the cursor on a file."""
    listing = stage.app.screen.query_one(FileList)
    listing.focus()
    listing.action_move(names(stage).index(name) - listing.cursor)


# Asking


def test_a_key_opens_a_conversation_with_the_summary_of_a_file(
    user: Path, tmp_path: Path, ollama: FakeOllama, play: Play
) -> None:
    ollama.usual = FakeReply("The seal is replaced every twelve months.")

    async def scene(stage: Stage) -> None:
        await library(stage)
        await read(stage, user / "papers")
        await stage.until(lambda: len(names(stage)) == 4, "the files are listed")
        on_row(stage, "broken.pdf")
        await stage.press("enter", "s")
        await stage.until(
            lambda: any("broken.pdf could not be read" in one for one in told(stage)), "why not"
        )
        on_row(stage, "seal.md")
        await stage.press("enter", "s")
        await stage.until(lambda: "Reading seal.md whole" in stage.text(), "it is read whole")
        await stage.until(lambda: "Sources" in stage.text(), "the summary is there")
        assert "Summarise seal.md." in stage.text()

    play(scene, at=tmp_path / "new")


# Adding


def test_folder_is_added_by_keys_with_completion(
    user: Path, tmp_path: Path, ollama: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        screen = await library(stage)
        add = screen.query_one(PathInput)
        assert "Nothing has been read yet." in stage.text()
        assert add.field.has_focus
        await stage.press("~", "/", "p")
        await stage.until(lambda: add.is_open, "there are completions")
        assert "photos/" in stage.text()
        assert ".private" not in stage.text()
        await stage.press("down", "down", "up", "enter")
        assert add.field.value == "~/papers/"
        assert not stage.app.ingest.is_busy
        await stage.until(lambda: add.is_open, "the folder was looked into")
        await stage.press("enter")
        await stage.until(lambda: stage.app.ingest.is_busy, "reading began")
        await at_rest(stage)
        await stage.until(lambda: len(names(stage)) == 4, "the files are listed")
        assert names(stage) == ["broken.pdf", "deep/gate.md", "old.mpp", "seal.md"]
        finished = stage.app.ingest.state.finished
        assert finished is not None
        assert (finished.added, finished.failed, finished.waiting) == (2, 1, 0)
        assert "2 added, 1 failed and 1 skipped" in stage.shown("#progress")
        assert "broken.pdf" in stage.shown("#progress")
        assert screen.query_one(FileList).has_focus
        await stage.press("escape")
        assert stage.app.screen is stage.chat

    play(scene, at=tmp_path / "new")


def test_tab_and_right_complete_and_a_dot_shows_what_is_hidden(
    user: Path, tmp_path: Path, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        add = (await library(stage)).query_one(PathInput)
        await stage.press("plus", "~", "/", "p", "h")
        await stage.until(lambda: add.is_open, "there are completions")
        await stage.press("tab")
        assert add.field.value == "~/photos/"
        await stage.press(*["backspace"] * 5)
        assert add.field.value == "~/ph"
        await stage.until(lambda: add.is_open, "there are completions")
        await stage.press("right")
        assert add.field.value == "~/photos/"
        add.clear()
        await stage.press("~", "/", ".")
        await stage.until(lambda: add.is_open, "there are completions")
        await stage.press("tab")
        assert add.field.value == "~/.private/"
        add.clear()
        await stage.press("tab")
        assert not add.field.has_focus

    play(scene)


def test_completion_is_taken_by_a_click(user: Path, tmp_path: Path, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        add = (await library(stage)).query_one(PathInput)
        await stage.press("~", "/")
        await stage.until(lambda: add.is_open, "there are completions")
        await stage.pilot.click("#add .completions", offset=(3, 1))
        await stage.until(lambda: add.field.value == "~/photos/", "the second one was taken")
        assert add.field.has_focus

    play(scene, at=tmp_path / "new")


def test_path_that_does_not_exist_is_said_below(user: Path, tmp_path: Path, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        add = (await library(stage)).query_one(PathInput)
        await stage.press("~", "/", "x", "enter")
        await stage.until(lambda: "There is no file or folder" in stage.text(), "it is said")
        assert f"“{user}/x”. Check" in stage.shown("#add .wrong")
        assert not stage.app.ingest.is_busy
        await stage.press("y")
        assert "There is no file" not in stage.text()
        await stage.press("escape")
        assert not add.field.value
        await stage.press("escape")
        assert stage.app.screen is stage.chat

    play(scene, at=tmp_path / "new", size=(80, 24))


def test_hostile_names_are_completed_read_and_shown_harmless(
    user: Path, tmp_path: Path, ollama: FakeOllama, play: Play
) -> None:
    odd = user / os.fsdecode(ODD)
    odd.parent.mkdir()
    odd.write_text("The vault code is nine.\n", "utf-8")

    async def scene(stage: Stage) -> None:
        screen = await library(stage)
        add = screen.query_one(PathInput)
        await stage.press("~", "/", "o")
        await stage.until(lambda: add.is_open, "there are completions")
        assert dangers(stage.text()) == []
        await stage.press("tab")
        await stage.until(lambda: add.is_open, "the odd folder was looked into")
        await stage.press("tab")
        assert dangers(add.field.value) == []
        await stage.press("enter")
        await stage.until(lambda: stage.app.ingest.is_busy, "reading began")
        await at_rest(stage)
        await stage.until(lambda: len(names(stage)) == 1, "the file is listed")
        assert screen.query_one(FileList).rows[0].file.source == str(odd)
        await stage.press("enter", "a")
        screen = await library(stage)
        await stage.press("delete")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmDialog), "it is asked")
        assert "] " in stage.text()
        assert dangers(stage.text()) == []
        await stage.press("y")
        await stage.until(lambda: stage.app.screen is screen and not names(stage), "it is forgotten")
        assert not stage.app.inside
        assert dangers(stage.text()) == []

    play(scene, at=tmp_path / "new")


# Looking


def test_failed_file_says_why_in_its_row_and_below(
    user: Path, ollama: FakeOllama, play: Play, home: Path
) -> None:
    async def scene(stage: Stage) -> None:
        await read(stage, user / "papers")
        await library(stage)
        on_row(stage, "papers/broken.pdf")
        await stage.until(
            lambda: "It could not be read: it is damaged" in stage.text(), "the reason stands below"
        )
        row = next(
            line for line in stage.text().splitlines() if "papers/broken.pdf" in line and "failed" in line
        )
        assert "! papers/broken.pdf" in row
        assert "failed: it is damaged" in row
        assert any("– papers/old.mpp" in line and "not read" in line for line in stage.text().splitlines())
        assert any("✓ papers/seal.md" in line and "1 passage" in line for line in stage.text().splitlines())

    play(scene)


def test_files_are_filtered_by_words_state_and_folder(user: Path, ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await read(stage, user / "papers")
        screen = await library(stage)
        assert len(names(stage)) == 7
        await stage.press("right")
        await stage.until(lambda: names(stage) == ["papers/broken.pdf"], "only what failed")
        await stage.press("right", "right")
        await stage.until(lambda: names(stage) == ["papers/old.mpp"], "only what was not read")
        await stage.press("slash", *"nothing")
        await stage.until(lambda: "No file is like that." in stage.text(), "nothing is left")
        await stage.press("escape")
        await stage.until(lambda: len(names(stage)) == 7, "the filter is gone")
        assert screen.query_one(FileList).has_focus
        await stage.press("slash", *"PASSAGE deep")
        await stage.until(lambda: names(stage) == ["papers/deep/gate.md"], "both words count, in any case")
        await stage.press("escape")
        folders = screen.query_one(FolderList)
        folders.focus()
        await stage.press("end")
        await stage.until(lambda: len(names(stage)) == 4, "only one folder")
        await stage.pilot.click("#state-2")
        await stage.until(lambda: names(stage) == ["papers/broken.pdf"], "a click chooses too")
        assert folders.root == str(user / "papers")
        await stage.press("escape", "escape")
        assert stage.app.screen is stage.chat

    play(scene)


def test_enter_goes_by_the_words_that_stand_in_the_filter(user: Path, ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await read(stage, user / "papers")
        screen = await library(stage)
        await stage.press("slash", *"nothing")
        await stage.until(lambda: "Enter asks it" in stage.text(), "nothing is left")
        field = screen.query_one("#filter", Input)
        screen.post_message(Input.Submitted(field, "gate"))  # before the filter has run
        await stage.until(lambda: screen.query_one(FileList).has_focus, "the files are chosen from")
        assert stage.app.screen is screen

    play(scene)


def test_a_question_in_the_filter_is_asked_before_the_filter_has_run(
    user: Path, ollama: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        await read(stage, user / "papers")
        screen = await library(stage)
        field = screen.query_one("#filter", Input)
        field.focus()
        with field.prevent(Input.Changed):
            field.value = "how high is the subsidy"
        screen.post_message(Input.Submitted(field, field.value))
        await stage.until(lambda: stage.app.screen is stage.chat, "it is asked")

    play(scene)


def test_twenty_thousand_files_are_drawn_only_where_they_are_in_sight(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = 20_000
    files = [
        StoredDocument(n, f"/data/{n % 50}/file-{n:05}.md", "found", "", (), "", "", n, n)
        for n in range(number)
    ]
    files[777] = StoredDocument(777, "/data/x/needle.pdf", "failed", HOSTILE, (), "", "", 0, 0)
    where: list[threading.Thread] = []

    async def scene(stage: Stage) -> None:
        from tui.widgets import file_list

        async def documents() -> list[StoredDocument]:
            return files

        def matching(*given: Any) -> list[file_list.FileRow]:
            where.append(threading.current_thread())
            return really(*given)

        really = file_list.matching
        monkeypatch.setattr(file_list, "matching", matching)
        monkeypatch.setattr(stage.app.client, "documents", documents)
        listing = (await library(stage)).query_one(FileList)
        assert len(listing.rows) == number
        await stage.press("end")
        assert listing.row is listing.rows[-1]
        await stage.until(lambda: "file-19999.md" in stage.text(), "the end is in sight")
        await stage.press("slash", *"needle")
        await stage.until(lambda: len(listing.rows) == 1, "it is found")
        assert "needle.pdf" in stage.text()
        assert dangers(stage.text()) == []
        await stage.press("escape")
        await stage.until(lambda: len(listing.rows) == number, "all are back")
        assert listing.drawn < 2000
        assert threading.main_thread() not in where

    play(scene)


def test_cursor_stays_on_its_file_when_others_come(user: Path, ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await read(stage, user / "papers" / "seal.md")
        await library(stage)
        on_row(stage, "seal.md")
        await read(stage, user / "papers" / "deep")
        await stage.until(lambda: "deep/gate.md" in names(stage), "another came")
        row = stage.app.screen.query_one(FileList).row
        assert row is not None
        assert row.name == "seal.md"

    play(scene)


# Forgetting


def test_forgetting_is_asked_and_not_done_unless_it_is_said(
    user: Path, ollama: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        await read(stage, user / "papers")
        screen = await library(stage)
        on_row(stage, "papers/seal.md")
        for answer in ("escape", "n", "enter"):
            await stage.press("delete")
            await stage.until(lambda: isinstance(stage.app.screen, ConfirmDialog), "it is asked")
            assert "Forget ~/papers/seal.md?" in stage.text()
            assert "~/papers is still read" in stage.text()
            await stage.press(answer)
            assert stage.app.screen is screen
        assert len(await stage.app.client.documents()) == 7
        await stage.press("delete")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmDialog), "it is asked")
        await stage.press("right", "enter")
        await stage.until(lambda: "papers/seal.md" not in names(stage), "it is gone")
        assert (user / "papers" / "seal.md").exists()

    play(scene)


def test_files_are_filtered_by_format_and_date_and_asked_alone(
    user: Path, ollama: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        (user / "papers" / "old.txt").write_text("Dated 3 May 2024.", "utf-8")
        await read(stage, user / "papers")
        screen = await library(stage)
        every = len(names(stage))
        await stage.press("slash")
        screen.query_one("#filter", Input).value = "kind:text until:2024"
        await stage.until(lambda: names(stage) == ["papers/old.txt"], "it is filtered")
        await stage.press("enter", "enter", "l")
        assert stage.app.inside == ("kind:text", "until:2024")
        screen = await library(stage)
        screen.query_one("#filter", Input).value = "since:soon"
        await stage.until(lambda: '"soon" is not a date.' in stage.text(), "it is said what is wrong")
        screen.query_one("#filter", Input).value = ""
        await stage.until(lambda: len(names(stage)) == every, "all are there")

    play(scene)


def test_what_is_kept_out_is_named_and_let_in_by_adding_it(
    user: Path, ollama: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        seal = user / "papers" / "seal.md"
        await read(stage, user / "papers")
        await library(stage)
        on_row(stage, "papers/seal.md")
        await stage.press("delete")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmDialog), "it is asked")
        assert "Keep out (o)" in stage.text()
        await stage.press("o")
        await stage.until(lambda: "papers/seal.md" not in names(stage), "it is gone")
        await stage.until(
            lambda: "Kept out (add it to let it in): ~/papers/seal.md" in stage.text(), "it is named"
        )
        await read(stage, user / "papers")
        assert "papers/seal.md" not in names(stage)
        await read(stage, seal)
        await stage.until(lambda: "seal.md" in " ".join(names(stage)), "it is read")
        assert "Kept out" not in stage.text()
        (user / "papers").rename(user / "away")
        stage.app.ingest.start()
        await at_rest(stage)
        await stage.until(lambda: "Not there now, but kept: ~/papers" in stage.text(), "it is said")

    play(scene)


def test_menu_of_a_file_names_it_and_forgets_the_folder_that_was_chosen(
    user: Path, ollama: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        office = user / "office"
        for name in ("2024/leases/a.md", "2024/office/b.md", "c.md"):
            (office / name).parent.mkdir(parents=True, exist_ok=True)
            (office / name).write_text(f"The rent of {name} is 500 euros.", "utf-8")
        await read(stage, office)
        await library(stage)
        on_row(stage, "office/2024/leases/a.md")
        await stage.press("enter")
        await stage.until(lambda: "What would you like to do with" in stage.text(), "it is asked")
        assert "What would you like to do with a.md?" in stage.text()
        await stage.press("escape")
        on_row(stage, "office/2024/office/b.md")
        await stage.press("enter", "e")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmDialog), "it is asked")
        await stage.press("y")
        await stage.until(lambda: "office/2024/office/b.md" not in names(stage), "it is gone")
        assert "office/c.md" in names(stage)
        assert "office/2024/leases/a.md" in names(stage)

    play(scene)


def test_folder_is_forgotten_with_all_its_files(user: Path, ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await read(stage, user / "papers")
        screen = await library(stage)
        on_row(stage, "papers/deep/gate.md")
        await stage.press("enter", "f")
        assert stage.app.inside == (str(user / "papers" / "deep"),)
        screen = await library(stage)
        screen.query_one(FolderList).focus()
        await stage.press("end")
        await stage.until(lambda: len(names(stage)) == 4, "the folder is looked into")
        await stage.press("enter", "d")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmDialog), "it is asked")
        assert "Forget 4 files under ~/papers?" in stage.text()
        assert "deep/gate.md" in stage.text()
        await stage.press("y")
        await stage.until(lambda: len(names(stage)) == 3, "only the other folder is left")
        assert str(user / "papers") not in await stage.app.client.roots()

    play(scene)


def test_nothing_is_forgotten_while_files_are_read(user: Path, held: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await library(stage)
        stage.app.ingest.start([str(user / "papers")])
        await stage.until(lambda: stage.app.ingest.state.phase == "embedding", "it embeds")
        await stage.press("delete")
        await stage.until(lambda: any("Files are being read" in said for said in told(stage)), "it is said")
        await stage.press("f5")
        await at_rest(stage)

    play(scene)


# Narrowing


def test_questions_are_narrowed_and_widened(play: Play, ollama: FakeOllama) -> None:
    async def scene(stage: Stage) -> None:
        screen = await library(stage)
        on_row(stage, "manual.md")
        row = screen.query_one(FileList).row
        assert row is not None
        await stage.press("enter", "a")
        assert stage.app.inside == (row.file.source,)
        assert stage.app.screen is stage.chat  # what is typed next is a question
        assert stage.chat.composer.has_focus
        screen = await library(stage)
        assert "Questions look only into" in stage.text()
        on_row(stage, "manual.md")
        await stage.until(lambda: "▸✓ manual.md" in stage.text(), "the row is marked")
        await stage.press("enter", "a")
        assert not stage.app.inside
        assert stage.app.screen is screen
        await stage.press("enter", "f")
        assert stage.app.inside == (str(Path(row.file.source).parent),)
        screen = await library(stage)
        await stage.until(lambda: stage.text().count("▸✓") == 3, "all below it are marked")
        await stage.press("backspace")
        assert not stage.app.inside
        await stage.until(lambda: "Questions look only into" not in stage.text(), "nothing is narrowed")
        on_row(stage, "manual.md")
        await stage.press("enter", "a")
        turn = await stage.ask("When does the contract with Lindqvist end?")
        assert turn.view.finished is not None
        assert all(citation.source == row.file.source for citation in turn.view.finished.citations)

    play(scene)


def test_letters_are_no_commands_but_words_to_look_for(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.chat.composer.insert("and a draft")
        await library(stage)
        await stage.press(*"manual")
        await stage.until(lambda: names(stage) == ["manual.md"], "it is looked for")
        await stage.press("escape")
        await stage.until(lambda: len(names(stage)) == 3, "all are there")
        await stage.press(*"Who dusts?")
        await stage.until(lambda: "No file is like that. Enter asks it" in stage.text(), "none is left")
        assert (stage.app.inside, stage.app.ingest.is_busy) == ((), False)
        await stage.press("enter")
        assert stage.app.screen is stage.chat
        await stage.until(lambda: stage.chat.transcript.turns, "it is asked")
        assert stage.chat.transcript.turns[0][0] == "Who dusts?"
        assert stage.chat.composer.text == "and a draft"
        assert stage.chat.composer.has_focus

    play(scene)


def test_words_that_arrive_at_once_keep_their_blanks(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        screen = await library(stage)
        for letter in "who may /sign + when":
            stage.app.post_message(Key(letter if letter.isalpha() else "", letter))
        field = screen.query_one("#filter", Input)
        await stage.until(lambda: field.value.endswith("when"), "all are there")
        assert field.value == "who may /sign + when"

    play(scene)


def test_down_leads_from_the_filter_to_the_files_and_enter_from_all_folders(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        screen = await library(stage)
        await stage.press(*"ma")
        assert screen.query_one("#filter", Input).has_focus
        await stage.press("down")
        assert screen.query_one(FileList).has_focus
        folders = screen.query_one(FolderList)
        if not folders.display:
            return
        folders.focus()
        folders.highlighted = 0
        await stage.until(lambda: "What to do with the folder" not in stage.text(), "no folder is chosen")
        assert "⏎ The files" in stage.text().splitlines()[-1]
        await stage.press("enter")
        assert screen.query_one(FileList).has_focus

    play(scene)


def test_a_name_keeps_both_ends_where_its_path_has_no_room() -> None:
    long = "papers of the office/minutes/2025-03-14 minutes of the board.md"
    assert path_in(long, 64) == long
    assert path_in(long, 50) == "…/minutes/2025-03-14 minutes of the board.md"
    assert path_in(long, 40) == "…/2025-03-14 minutes of the board.md"
    assert path_in(long, 24) == shortened("2025-03-14 minutes of the board.md", 24)
    zh = [f"诊所文件/会议/{day} 院务会议纪要.md" for day in ("2025-03-14", "2025-05-16")]
    assert path_in(zh[0], 29) != path_in(zh[1], 29)
    assert "03-14" in path_in(zh[0], 29)


def test_what_all_paths_begin_with_is_said_once() -> None:
    assert common_folder(["a/b/1.md", "a/b/c/2.md"]) == "a/b/"
    assert common_folder(["a/1.md", "2.md"]) == ""
    assert common_folder(["a/1.md"]) == "a/"
    assert common_folder([]) == ""


# Runs


def test_chat_is_used_while_a_folder_is_read(user: Path, held: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        status = IngestStatus(id="run")
        await stage.chat.mount(status)
        assert not status.display
        await library(stage)
        stage.app.ingest.start([str(user / "papers")])
        stage.app.ingest.start([str(user / "photos")])
        await stage.until(lambda: stage.app.ingest.state.phase == "embedding", "it embeds")
        await stage.until(lambda: "Embedding 0 of 2" in stage.text(), "it is told")
        assert "1 more to read" in stage.text()
        await stage.until(lambda: "papers/seal.md" in names(stage), "what was read is listed meanwhile")
        await stage.press("escape")
        assert stage.app.screen is stage.chat
        await stage.until(lambda: status.display, "the chat tells of it")
        assert str(status.visual) == "embedding 0 %"
        composer = stage.chat.query_one(Composer)
        composer.focus()
        await stage.press(*"still here")
        assert composer.text == "still here"
        assert held.faults.hold is not None
        held.faults.hold.set()
        await at_rest(stage)
        await stage.until(lambda: not status.display, "the chat tells nothing any more")
        await library(stage)
        assert "papers/deep/gate.md" in names(stage)
        assert set(await stage.app.client.roots()) >= {str(user / "papers"), str(user / "photos")}

    play(scene)


def test_stopping_keeps_what_was_read_and_the_next_update_goes_on(
    user: Path, held: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        screen = await library(stage)
        stage.app.ingest.start([str(user / "papers")])
        stage.app.ingest.start([str(user / "photos")])
        await stage.until(lambda: stage.app.ingest.state.phase == "embedding", "it embeds")
        assert children()
        await stage.press("f5")
        await at_rest(stage)
        assert children() == []
        await stage.until(lambda: "2 texts still wait to be embedded" in stage.text(), "it says what waits")
        assert stage.app.ingest.state.stopped
        await stage.until(lambda: len(names(stage)) == 7, "what was read is kept")
        await stage.until(lambda: waiting(stage), "those that wait have another sign")
        assert "not embedded yet" in stage.text()
        assert held.faults.hold is not None
        held.faults.hold.set()
        screen.query_one(FileList).focus()
        assert stage.app.ingest.state.waiting == 2
        await stage.press("f5")
        await stage.until(lambda: stage.app.ingest.state.waiting == 0, "it goes on")
        await at_rest(stage)
        await stage.until(lambda: "2 texts embedded" in stage.shown("#progress"), "it says what was done")
        await stage.until(lambda: not waiting(stage), "none waits")
        assert stage.app.ingest.state.waiting == 0

    play(scene)


def test_process_that_is_killed_is_told_with_what_to_do(user: Path, held: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await library(stage)
        stage.app.ingest.start([str(user / "papers")])
        await stage.until(lambda: stage.app.ingest.state.phase == "embedding", "it embeds")
        for process in children():
            process.kill()
        await at_rest(stage)
        error = stage.app.ingest.state.error
        assert error is not None
        assert "SIGKILL" in stage.shown("#progress")
        assert "the next update goes on" in stage.shown("#progress")
        assert any("SIGKILL" in said and "kept" in said for said in told(stage))
        assert stage.app.ingest.state.waiting == 2
        assert len(names(stage)) == 7

    play(scene)


def test_leaving_in_the_middle_leaves_no_process(user: Path, held: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.app.ingest.start([str(user / "papers")])
        await stage.until(lambda: stage.app.ingest.state.phase == "embedding", "it embeds")
        await stage.pilot.press("ctrl+q")

    play(scene)
    assert children() == []


def test_library_that_waits_says_so_and_starts_nothing(
    user: Path, held: FakeOllama, home: Path, play: Play
) -> None:
    async def stop(stage: Stage) -> None:
        stage.app.ingest.start([str(user / "papers")])
        await stage.until(lambda: stage.app.ingest.state.phase == "embedding", "it embeds")
        stage.app.ingest.stop()
        await at_rest(stage)

    async def come_back(stage: Stage) -> None:
        await library(stage)
        await stage.until(lambda: "2 texts still wait to be embedded" in stage.text(), "it is said")
        assert not stage.app.ingest.is_busy
        assert children() == []

    play(stop)
    play(come_back)


def test_model_server_that_is_away_is_said(user: Path, home: Path) -> None:
    async def run() -> None:
        async with staged(home, (80, 24)) as stage:
            await library(stage)
            await read(stage, user / "papers")
            assert stage.app.ingest.state.waiting > 0
            assert "2 texts still wait to be embedded" in stage.shown("#progress")
            assert "Embedding waits for the next run" in stage.text()

    asyncio.run(run())


# Watching


def test_watched_folder_brings_new_files_by_itself_until_it_is_switched_off(
    user: Path, ollama: FakeOllama, home: Path, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        await read(stage, user / "papers")
        screen = await library(stage)
        assert "not watching" in stage.text()
        await stage.press("f6")
        await stage.until(lambda: "● watching for changes" in stage.text(), "it watches")
        number = 0
        while not any("new-" in name for name in names(stage)):
            number += 1
            (user / "papers" / f"new-{number}.md").write_text(f"# New {number}\n\nOne more.\n", "utf-8")
            for _ in range(30):
                await stage.pilot.pause(0.01)
        assert stage.app.screen is screen
        await at_rest(stage)

    async def later(stage: Stage) -> None:
        await library(stage)
        await stage.until(lambda: "● watching for changes" in stage.text(), "it still watches")
        await stage.press("f6")
        await stage.until(lambda: "○ not watching" in stage.text(), "it stops watching")
        await stage.until(lambda: not children(), "nothing is left of it")
        assert await stage.app.client.note("tui.watch") == "off"

    play(scene)
    play(later)
    assert children() == []


# Dialogs


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], "old name"),
        (["end", *" 2", "enter"], "old name 2"),
        (["escape"], None),
        (["tab", "enter"], None),
    ],
)
def test_text_is_asked_for(play: Play, keys: list[str], answer: str | None) -> None:
    answers: list[str | None] = []

    async def scene(stage: Stage) -> None:
        stage.app.push_screen(TextDialog("Another name", "old\nname"), answers.append)
        await stage.until(lambda: stage.app.screen.query(Input), "it is asked")
        await stage.press(*keys)
        await stage.until(lambda: answers, "it is answered")

    play(scene)
    assert answers == [answer]


def test_hostile_question_is_harmless(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.app.push_screen(ConfirmDialog(f"Forget {HOSTILE}[/]?", f"{HOSTILE}\n[b", f"[/{HOSTILE}"))
        await stage.until(lambda: "[/" in stage.text(), "it is asked")
        assert dangers(stage.text()) == []

    play(scene, size=(80, 24))


def test_filters_have_names_in_both_languages() -> None:
    assert filters_in("lease kind:PDF since:2025 Until:2026-01") == (
        "kind:pdf",
        "since:2025",
        "until:2026-01",
    )
    assert filters_in("合同 种类:表格 自：2025-01-01 至:2026") == (
        "kind:表格",
        "since:2025-01-01",
        "until:2026",
    )
