from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from assistant.api import Assistant
from assistant.cli.export import _name
from assistant.events import Citation, Finished, Usage
from assistant.library.conversations import Conversation
from assistant.opening import open_file
from tests.cli.conftest import Run
from tests.cli.terminal import on_terminal
from tests.fakes.ollama_server import FakeOllama

pytestmark = pytest.mark.usefixtures("talks")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "-lease; touch pwned.pdf"
    path.write_bytes(b"%PDF-1.4")
    return path


def answered(question: str, answer: str, paper: Path) -> Finished:
    citation = Citation(1, str(paper), "Lease", 4, ("Term",), "It ends in May.", 0, 5, 7)
    return Finished(
        question=question, searched_for=question, answer=answer, reasoning="Hm.", citations=(citation,),
        unsupported=(), status="answered", grounded=True, engine="ollama", chat_model="m", usage=Usage(),
    )  # fmt: skip


@pytest.fixture
def talks(home: Path, paper: Path) -> None:
    with Assistant.open(environ=os.environ, create=True) as assistant:
        kept = assistant.library.conversations
        first = kept.add_turn(answered("When does it end?", "It ends in May. [1]", paper))
        kept.add_turn(answered("And the cat?", "Pets are welcome.", paper), first.conversation_id)
        kept.add_turn(answered("When does it end?", "In June. [1]", paper))
        kept.add_turn(answered("押金是多少？", "三千元。[1]", paper))


def titles(run: Run, *words: str) -> list[str]:
    return [line["title"] for line in run("history", *words, "--json").lines]


def test_conversations_are_listed_with_titles_that_differ(run: Run) -> None:
    deposit, again, first = titles(run)
    assert (deposit, first) == ("押金是多少？", "When does it end?")
    assert re.fullmatch(r"When does it end\? · \d{4}-\d\d-\d\d", again)  # a number would look like a count
    shown = run("history").out.splitlines()
    assert len(shown) == 3
    assert shown[2].startswith("1 ")
    assert shown[2].endswith("When does it end?")


def test_they_are_found_by_the_words_of_answers(run: Run, paper: Path) -> None:
    assert titles(run, "--find", "pets welcome") == ["When does it end?"]
    assert titles(run, "--find", "三千元") == ["押金是多少？"]
    with Assistant.open(environ=os.environ) as assistant:
        assistant.library.conversations.add_turn(answered("What is owed?", "2,960 euros.", paper))
    assert titles(run, "--find", "2960") == titles(run, "--find", "2,960") == ["What is owed?"]
    assert run("history", "rename", "4", "Bill of 7,310").code == 0
    assert titles(run, "--find", "7,310") == titles(run, "--find", "7310") == ["Bill of 7,310"]
    nothing = run("history", "--find", "zebra")
    assert (nothing.out, nothing.err.strip()) == ("", "No conversation matches.")


def test_a_pin_puts_one_first_and_tags_find_it(run: Run) -> None:
    assert run("history", "pin", "1").code == 0
    assert run("history", "tag", "1", "lease", "my flat").code == 0
    (first, *_rest) = run("history", "--json").lines
    assert (first["conversation"], first["pinned"], first["tags"]) == (1, True, ["lease", "my-flat"])
    assert titles(run, "--tag", "lease") == titles(run, "--pinned") == ["When does it end?"]
    assert "#lease #my-flat" in run("history", "untag", "1", "other").out
    run("history", "untag", "1", "lease", "my-flat")
    run("history", "unpin", "1")
    assert titles(run, "--tag", "lease") == titles(run, "--pinned") == []


def test_a_title_is_changed(run: Run) -> None:
    assert run("history", "rename", "2", "End", "of", "lease").code == 0
    assert titles(run)[0:2] == ["押金是多少？", "End of lease"]
    assert "## And the cat?" in run("history", "show", "1").out


@pytest.mark.parametrize("words", ["pin", "pin 9", "pin 1 x", "tag 1", "burn 1", "rename 1", "pin x"])
def test_what_is_not_understood_is_said(words: str, run: Run) -> None:
    result = run("history", *words.split())
    assert result.code == 2
    assert result.err


def test_one_is_exported_with_its_sources(tmp_path: Path, run: Run) -> None:
    text = run("export", "1").out
    assert "## When does it end?" in text
    assert "“It ends in May.”" in text
    assert run("export", "1", "-o", "out.json").code == 0
    kept = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [turn["answer"] for turn in kept["turns"]] == ["It ends in May. [1]", "Pets are welcome."]
    assert kept["turns"][0]["citations"][0]["quote"] == "It ends in May."
    assert (tmp_path / "out.json").stat().st_mode & 0o077 == 0


def test_a_file_that_is_there_is_replaced_only_by_force(tmp_path: Path, run: Run) -> None:
    target = tmp_path / "talk.md"
    target.write_text("mine", "utf-8")
    refused = run("export", "1", "-o", str(target))
    assert refused.code == 2
    assert "--force" in refused.err
    assert target.read_text("utf-8") == "mine"
    assert run("export", "1", "--force", "-o", str(target)).code == 0
    assert "It ends in May." in target.read_text("utf-8")


def test_a_number_behind_tag_is_told_how_one_is_filed(run: Run) -> None:
    assert "assistant history tag 1 lease" in run("history", "--tag", "1", "lease").err


def test_all_are_exported_into_a_folder(tmp_path: Path, run: Run) -> None:
    assert run("export", "--all", "-o", "talks").code == 0
    names = sorted(path.name for path in (tmp_path / "talks").iterdir())
    assert (names[0], names[2]) == ("1 When does it end.md", "3 押金是多少.md")
    assert re.fullmatch(r"2 When does it end \d{4}-\d\d-\d\d\.md", names[1])
    (tmp_path / "talks" / names[0]).write_text("mine", "utf-8")
    refused = run("export", "--all", "-o", "talks")
    assert (refused.code, "3 files of these" in refused.err, "--force" in refused.err) == (2, True, True)
    assert (tmp_path / "talks" / names[0]).read_text("utf-8") == "mine"
    assert run("export", "--all", "--force", "-o", "talks").code == 0
    assert (tmp_path / "talks" / names[0]).read_text("utf-8") != "mine"
    assert run("export", "--all").code == 2
    assert (
        _name(Conversation(7, "Deposit", 0.0, 1), "md", 3) == "007 Deposit.md"
    )  # they stand in order by name
    assert run("export", "99").code == 2


def fake_programs(folder: Path) -> dict[str, str]:
    """Programs that note what they are called with."""
    folder.mkdir()
    for name, does in (
        ("xdg-mime", "echo org.gnome.Evince.desktop"),
        ("evince", f'printf "%s\\n" "$0" "$@" > {folder}/said'),
        ("xdg-open", f'printf "%s\\n" "$0" "$@" > {folder}/said'),
    ):
        (folder / name).write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        (folder / name).chmod(0o755)
    return {"DISPLAY": ":0", "PATH": str(folder)}


@pytest.mark.skipif(os.name != "posix", reason="programs of Linux")
def test_a_source_is_opened_at_its_page_without_a_shell(
    tmp_path: Path, paper: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = fake_programs(tmp_path / "bin")
    assert open_file(str(paper), 4, environ, "linux").at_page
    said = (tmp_path / "bin" / "said").read_text("utf-8").splitlines()
    assert said[1:] == ["--page-index=4", str(paper)]
    assert not open_file(str(tmp_path), None, environ, "linux").at_page
    assert (tmp_path / "bin" / "said").read_text("utf-8").splitlines()[1:] == [str(tmp_path)]
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert "no screen" in run("open", "1", "--conversation", "1").err
    assert not (tmp_path / "pwned.pdf").exists()


@pytest.mark.skipif(os.name != "posix", reason="programs of Linux")
def test_what_cannot_be_opened_is_said(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    (tmp_path / "run me.desktop").touch()
    for words, code in ((("open", "run me.desktop"), "not_opened"), (("open", "gone.pdf"), "path_missing")):
        result = run(*words, "--json")
        assert (result.code, result.lines[0]["code"]) == (2, code)
    assert run("open", "7").code == 2


@pytest.mark.skipif(os.name != "posix", reason="programs of Linux")
def test_a_file_of_the_library_opens_by_its_name(
    tmp_path: Path, documents: Path, ollama: FakeOllama, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("ingest", str(documents)).code == 0
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISPLAY", "")
    monkeypatch.setenv("WAYLAND_DISPLAY", "")
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("contract.md", "Contract", str(documents / "contract.md")):
        assert "no screen" in run("open", name).err
    assert "no file" in run("open", "contrac").err


def test_the_value_of_a_setting_stands_alone(run: Run) -> None:
    assert run("config", "get", "answer.think").out == "auto\n"
    assert run("config", "get", "answer.thunk").code == 2
    assert run("config", "get", "search.exact_up_to", "--json").lines[0]["source"] == "default"


def test_status_cuts_long_titles_to_the_line(run: Run, home: Path) -> None:
    title = "转子密封圈在一般样品与传染性样品两种情形下各应多久更换一次，由谁登记更换日期" * 2
    assert run("history", "rename", "1", title).code == 0
    assert f"1: {title}" in run("status").out  # all of it where no terminal is
    shown = on_terminal(["--home", str(home), "status"], os.environ).splitlines()
    (line,) = [one for one in shown if "转子密封圈" in one]
    assert line.rstrip().endswith("…  (2 questions)")
    assert not any(one.strip().startswith("更换") for one in shown)


@pytest.mark.parametrize(
    ("words", "like"), [(("tag", "1"), "tag 1 WORD"), (("rename", "2"), "rename 2 TITLE")]
)
def test_words_that_are_missing_are_asked_for(run: Run, words: tuple[str, ...], like: str) -> None:
    result = run("history", *words)
    assert (result.code, f"assistant history {like}" in result.err) == (2, True)
    assert "tag 1 词" in run("--language", "zh", "history", "tag", "1").err
