"""No control sequence of a document, a file name, a model or a question comes out of any command, in any form."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from tests.cli.conftest import Result, Run
from tests.cli.hostile_papers import write_hostile_papers
from tests.cli.hostile_words import HOSTILE, TEXT, dangers, dangers_on_terminal, strings
from tests.cli.terminal import on_terminal
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply

pytestmark = pytest.mark.slow

CHAT = "deepseek-r1:8b\x1b]0;owned\x07\u202e"
EMBEDDING = "bge-m3:\x1b[95;105m\u200b\x9b"
PLAIN = "Which code opens the vault?"
QUESTION = f"{PLAIN} {HOSTILE}"
REPLY = FakeReply(
    f"The vault opens with the code 4711. &#x202e;&#x200b;&#27; {HOSTILE} [here](http://192.0.2.1/{TEXT})",
    f"Hm. {HOSTILE}",
)


@pytest.fixture
def server(ollama: FakeOllama) -> FakeOllama:
    """A model server whose every word is hostile."""
    ollama.models = {
        name: FakeModel(name, can, 8192)
        for name, can in ((CHAT, ("completion", "thinking", "x\x1b[2J\u202e")), (EMBEDDING, ("embedding",)))
    }
    ollama.models[f"cloud{HOSTILE}-cloud"] = FakeModel(f"cloud{HOSTILE}-cloud", remote_host=HOSTILE)
    ollama.usual = REPLY
    status = HOSTILE.replace("\x85", "")  # Ollama's client would take the line apart there
    ollama.pull_steps = [{"status": status}, {"status": status, "digest": f"sha256:{status}", "total": 9}]
    return ollama


@pytest.fixture
def papers(tmp_path: Path, server: FakeOllama) -> Path:
    folder = tmp_path / "papers\x1b[95;105m\u202e\x9b"
    write_hostile_papers(folder)
    return folder


def harmless(result: Result, *, as_json: bool) -> None:
    assert dangers(result.out) == []
    assert dangers(result.err) == []
    assert not as_json or all(dangers(text) == [] for line in result.lines for text in strings(line))


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("search", QUESTION),
    ("search", "vault code 4711"),
    ("search", "code", "--in", "*\x1b[2J*"),
    ("ask", PLAIN),
    ("ask", PLAIN, "--show-reasoning"),
    ("ask", QUESTION),
    ("ask", "--continue", f"And then? {HOSTILE}"),
    ("ask", f"Write me a poem {HOSTILE}"),
    ("status",),
    ("sources",),
    ("sources", "--failed"),
    ("models",),
    ("models", "pull", CHAT),
    ("models", "pull", HOSTILE),
    ("verify",),
    ("doctor",),
    ("config",),
    (),
    ("ingest",),
    ("ingest", f"nowhere{TEXT}"),
    ("forget", f"nowhere{TEXT}"),
    (f"command{TEXT}",),
    ("ask", f"--option{TEXT.replace(' ', '')}", "x"),
    ("models", f"fly{TEXT}"),
    ("search", "x", "--limit", f"1{TEXT}"),
    ("search", "--queries", f"nowhere{TEXT}"),
    ("status", "--library", f"a{TEXT}"),
    ("status", "--engine", f"a{TEXT}"),
    ("status", "--home", f"nowhere{TEXT}"),
)

DRAWN = [words for words in COMMANDS[1:15] if words not in (("ask", QUESTION), ("sources",))]
"""Those that look otherwise on a terminal."""


@pytest.mark.parametrize("as_json", [False, True], ids=["plain", "json"])
def test_every_command(papers: Path, run: Run, *, as_json: bool) -> None:
    more = ("--json",) if as_json else ()
    result = run("ingest", str(papers), *more)
    assert result.code == 4, result.err  # one of them is broken
    harmless(result, as_json=as_json)
    for words in COMMANDS:
        harmless(run(*words_of(words), *more), as_json=as_json)
    harmless(run("forget", str(papers), *more), as_json=as_json)


def test_every_command_on_a_terminal(papers: Path, server: FakeOllama, run: Run) -> None:
    shown: dict[tuple[str, ...], str] = {
        ("ingest", str(papers)): on_terminal(["ingest", str(papers)], os.environ)
    }
    for words in (*DRAWN, COMMANDS[-1]):
        shown[words] = on_terminal(words_of(words), os.environ)
    for words, text in shown.items():
        assert dangers_on_terminal(text) == [], words
    assert "4711" in shown["ask", PLAIN]  # the hostile answer was there, and was drawn
    assert "\x1b[" in shown["ask", PLAIN]


def test_what_a_server_says_of_its_failure(papers: Path, server: FakeOllama, run: Run) -> None:
    assert run("ingest", str(papers)).code == 4
    for status in (400, 403, 404, 500, 503):
        server.faults.status, server.faults.said = status, f"not found model {HOSTILE}"
        for words in (
            ("ask", PLAIN),
            ("models",),
            ("models", "pull", "x"),
            ("doctor",),
            ("ingest", "--engine", "ollama"),
        ):
            for more in ((), ("--json",)):
                result = run(*words, *more)
                harmless(result, as_json=bool(more))
                assert more or not re.search("^All IS ill", result.out + result.err, re.MULTILINE), (
                    "a line forged"
                )


def test_settings_and_their_faults(papers: Path, run: Run, home: Path) -> None:
    home.mkdir(exist_ok=True)
    named = json.dumps(TEXT.replace("\x7f", ""))
    for line in (
        f"[models]\nchat = {named}",
        f"library = {named}",
        f"{named} = 1",
        f"[network]\nallowed_hosts = [{named}]",
    ):
        (home / "config.toml").write_text(line, "utf-8")
        for words in (("config",), ("doctor",), ("status",), ("ask", PLAIN), ()):
            for more in ((), ("--json",)):
                harmless(run(*words, *more), as_json=bool(more))


def test_an_exact_path_stands_beside_a_name_that_had_to_be_cleaned(papers: Path, run: Run) -> None:
    (papers / "plain.txt").write_text("The gate opens at eight.", "utf-8")
    lines = run("ingest", str(papers), "--json").lines
    written = {os.fsencode(path) for path in papers.rglob("*") if path.is_symlink() or path.is_file()}
    assert {exact(line, "path") for line in lines if line["event"] == "file"} == written
    assert {exact(line, "source") for line in run("sources", "--json").lines} == written
    hits = run("search", "vault code", "--json").lines[0]["hits"]
    assert hits
    assert {exact(hit, "source") for hit in hits} <= written
    cited = run("ask", PLAIN, "--json").lines[-1]["citations"]
    assert cited
    assert {exact(citation, "source") for citation in cited} <= written
    (status,) = run("status", "--json").lines
    assert [unquote_to_bytes(uri.removeprefix("file://")) for uri in status["roots_uri"]] == [
        os.fsencode(papers)
    ]
    assert run("forget", str(papers), "--json").lines[0]["path_uri"] == papers.as_uri()


def exact(record: dict[str, str], key: str) -> bytes:
    if f"{key}_uri" in record:
        assert dangers(record[f"{key}_uri"]) == []
        return unquote_to_bytes(record[f"{key}_uri"].removeprefix("file://"))
    return record[key].encode()


def words_of(words: tuple[str, ...]) -> list[str]:
    """What can be typed: the system ends an argument at NUL, and a byte that is no text is one surrogate."""
    return [
        word.replace("\x00", "").replace("\ud800", "\udcff").replace("\udfff", "\udcfe") for word in words
    ]
