"""`assistant encrypt`, `decrypt` and `passphrase` as users meet them, and a whole home that is looked through for words."""

from __future__ import annotations

import asyncio
import json
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant import passphrase as passphrases
from assistant.aio.client import AsyncAssistant, OpenOptions
from assistant.cli import console
from assistant.errors import LibraryLocked
from assistant.events import IngestEvent, IngestFinished
from assistant.library import keys
from assistant.options import TurnOptions
from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama

PASSPHRASE, OTHER = "correct horse battery", "staple battery horse"
QUESTION = "Who pays the harpsichord at Wobblethwaite?"
WORDS = (
    "Quagmire",
    "Featherstone",
    "walrus",
    "Wobblethwaite",
    "harpsichord",
    "sextant",
    "密封圈",
    "转子",
    "供应",
)
"""Of texts, of names of files and folders, and of questions."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive quickly, and know no key or passphrase of another test."""
    monkeypatch.setattr(keys, "MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "ITERATIONS", 1)
    monkeypatch.setattr(keys, "_held", keys._Held())
    monkeypatch.setattr(passphrases, "_sources", passphrases._Sources())


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "sextant papers"
    folder.mkdir()
    (folder / "walrus lease.md").write_text("# Quagmire Lane\n\nThe rent is due to Featherstone.\n", "utf-8")
    (folder / "供应 合同.txt").write_text("转子密封圈每十二个月更换一次。\n", "utf-8")
    return folder


@pytest.fixture
def given(tmp_path: Path) -> Iterator[Path]:
    """A file with the passphrase, which the environment names."""
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n", "utf-8")
    path.chmod(0o600)
    os.environ[passphrases.FILE] = str(path)
    yield path
    os.environ.pop(passphrases.FILE, None)


def forget_keys() -> None:
    """Be a new process."""
    keys._held.by_id.clear()
    passphrases._sources.from_environment = ""


FORMS = {
    form: word
    for word in WORDS
    for form in (
        *(word.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")),
        json.dumps(word)[1:-1].encode(),
        word.encode().hex().encode(),
        word.lower().encode(),
    )
}
ANY = re.compile(b"|".join(map(re.escape, FORMS)))


def found(home: Path) -> set[str]:
    """Return the words that stand in a home: in a file's bytes, in what is packed in them, or in a name."""
    hits = {word for path in home.rglob("*") for word in WORDS if word in str(path.relative_to(home))}
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            hits |= {FORMS[one] for one in ANY.findall(b"".join([content, *_unpacked(content)]))}
    return hits


def _unpacked(content: bytes) -> Iterator[bytes]:
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", content):
        try:
            yield zlib.decompressobj(47).decompress(content[start.start() :], 1 << 16)
        except zlib.error:
            continue


def test_nothing_of_a_used_library_stands_in_its_home(
    run: Run, ollama: FakeOllama, papers: Path, home: Path, given: Path, tmp_path: Path
) -> None:
    os.environ.pop(passphrases.FILE)
    assert run("ingest", str(papers)).code == 0
    assert run("ask", QUESTION).code == 0
    assert found(home) >= {"Quagmire", "walrus", "harpsichord", "sextant", "转子"}
    os.environ[passphrases.FILE] = str(given)
    said = run("encrypt")
    assert said.code == 0, said.err
    assert "is encrypted" in said.out
    assert not found(home)

    beside = tmp_path / "beside.md"
    beside.write_text("The harpsichord at Wobblethwaite is paid by Featherstone.", "utf-8")
    (papers / "new.md").write_text("A sextant for Quagmire Lane.", "utf-8")
    seen: set[str] = set()
    with Assistant.open() as opened:
        for event in opened.ingest([papers]):
            seen |= found(home)
            assert not isinstance(event, IngestFinished) or event.added == 1
        assert opened.search("Quagmire").hits
        told: set[type] = set()
        for step in opened.ask(QUESTION, TurnOptions(beside=(str(beside),))):
            if type(step) not in told:
                told.add(type(step))
                seen |= found(home)
        seen |= found(home)
    assert not seen
    for words in (("status",), ("verify",), ("sources",), ("forget", str(papers / "new.md"))):
        assert run(*words).code == 0, words
        assert not found(home), words
    record = run("--json", "status").lines[0]
    assert record["encrypted"] is True
    assert run("decrypt").code == 0
    assert "walrus" in found(home)
    assert run("search", "Featherstone").code == 0


def test_without_a_key_every_command_ends_in_a_sentence(run: Run, home: Path, given: Path) -> None:
    assert run("encrypt").code == 0
    os.environ.pop(passphrases.FILE)
    forget_keys()
    for words in (
        ("status",), ("search", "x"), ("ask", "x"), ("ingest",), ("sources",), ("verify",), ("forget", "x"),
        ("decrypt",), ("passphrase",), ("summary", "x"), ("bot", "telegram"), ("serve",),
    ):  # fmt: skip
        said = run(*words)
        assert said.code in (1, 3), words
        assert "was not given" in said.err or said.code == 3, words
        assert "Traceback" not in said.err
    assert run("--json", "status").lines[-1]["code"] == "library_locked"
    os.environ[passphrases.VARIABLE] = OTHER
    said = run("search", "x")
    assert (said.code, "does not open" in said.err) == (1, True)


def test_the_passphrase_is_typed_twice_and_changed(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(
        [PASSPHRASE, "something else", "short", PASSPHRASE, PASSPHRASE, "wrong one", PASSPHRASE, OTHER, OTHER]
    )
    monkeypatch.setattr(console, "secret_asker", lambda: lambda prompt: next(typed))
    said = run("encrypt")
    assert (said.code, "differ" in said.err) == (2, True)
    assert not (home / "libraries" / "default" / "library.key").exists()
    assert run("encrypt").code == 2
    assert run("encrypt").code == 0
    assert run("encrypt").code == 2
    forget_keys()
    assert run("passphrase").code == 0
    assert next(typed, None) is None
    forget_keys()
    os.environ[passphrases.VARIABLE] = OTHER
    assert run("status").code == 0


def test_it_tells_of_what_people_sent_to_a_bot(run: Run, home: Path, given: Path) -> None:
    received = home / "libraries" / "default" / "received" / "ann"
    received.mkdir(parents=True)
    (received / "letter.txt").write_text("Dear all", "utf-8")
    assert "received" in run("encrypt").out


def test_an_update_of_the_app_is_handed_the_key(
    papers: Path, run: Run, home: Path, ollama: FakeOllama
) -> None:
    os.environ[passphrases.VARIABLE] = PASSPHRASE
    assert run("encrypt").code == 0
    assert passphrases.VARIABLE not in os.environ

    async def update() -> list[IngestEvent]:
        client = AsyncAssistant(OpenOptions(None, {}))
        await client.open()
        try:
            return [event async for event in client.ingest([str(papers)])]
        finally:
            await client.close()

    last = asyncio.run(update())[-1]
    assert isinstance(last, IngestFinished)
    assert last.added == 2
    assert not found(home)


def test_it_is_opened_with_a_passphrase_from_python(run: Run, home: Path) -> None:
    os.environ[passphrases.VARIABLE] = PASSPHRASE
    assert run("encrypt").code == 0
    forget_keys()
    with pytest.raises(LibraryLocked):
        Assistant.open(passphrase=OTHER)
    with Assistant.open(passphrase=PASSPHRASE) as opened:
        assert opened.library.encrypted
