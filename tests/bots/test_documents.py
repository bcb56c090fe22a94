"""Documents that people send: what gets into the library, what does not, and what becomes of it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bots.documents import StoredFile, store
from bots.platform import TokenRejected, Upload
from tests.bots.scripted import Scripted
from tests.bots.stage import LIMITS, PATIENCE_S, Running, running
from tests.fakes.ollama_server import FakeOllama
from tests.front_ends import QUESTION

pytestmark = pytest.mark.slow

HERE = "with ann"


def received(home: Path, user: str = "ann") -> Path:
    return home / "libraries" / "default" / "received" / user


async def names(run: Running) -> set[str]:
    return {Path(file.source).name for file in await run.clients.main.documents()}


async def send(run: Running, platform: Scripted, name: str, data: bytes, user: str = "ann") -> str:
    """Send a document and give what is said of it in the end."""
    chat = f"with {user}"
    platform.files[name] = data
    before = len(platform.texts(chat))
    platform.write(user, "", upload=Upload(name, None, name))
    await run.until(
        lambda: len(now := platform.texts(chat)) > before and not now[-1].startswith("Reading"), name
    )
    return platform.texts(chat)[-1]


def test_a_document_that_was_stopped_is_not_taken_later_either(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        platform.files["x"] = b"# Secret\n\nThe merger with Acme is secret until May.\n"
        async with running(platform, home, allowed=("ann", "bo"), can_add=("ann", "bo")) as run:
            platform.write("ann", "", upload=Upload("secret.md", None, "x"))
            await run.until(lambda: (received(home) / "secret.md").exists(), "it is being read")
            platform.write("ann", "!stop")
            await run.until(lambda: any("was not taken" in text for text in platform.texts(HERE)), "stopped")
            assert list(received(home).iterdir()) == []
            assert "is in the library" in await send(
                run, platform, "other.md", b"# Other\n\nNothing.\n", "bo"
            )
            assert names_of(await names(run)) == {"other.md"}

    asyncio.run(scene())


def test_a_document_that_is_stopped_while_it_is_stored_does_not_stay(
    home: Path, ollama: FakeOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(fetched: Path, path: Path) -> StoredFile:
        stored = store(fetched, path)
        assert stopped.wait(PATIENCE_S)
        return stored

    stopped = threading.Event()
    monkeypatch.setattr("bots.documents.store", slow)

    async def scene() -> None:
        platform = Scripted()
        platform.files["x"] = b"# Secret\n\nThe merger with Acme is secret until May.\n"
        async with running(platform, home, allowed=("ann",), can_add=("ann",)) as run:
            platform.write("ann", "", upload=Upload("secret.md", None, "x"))
            await run.until(lambda: (received(home) / "secret.md").exists(), "it is stored")
            platform.write("ann", "!stop")
            await run.until(lambda: "Stopped." in platform.texts(HERE), "stopped")
            stopped.set()
            await run.until(lambda: any("was not taken" in text for text in platform.texts(HERE)), "told")
            assert list(received(home).iterdir()) == []

    asyncio.run(scene())


def names_of(files: set[str]) -> set[str]:
    return files - {"contract.md", "manual.md"}


def test_what_cannot_be_read_does_not_stay(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",), can_add=("ann",)) as run:
            assert "could not be read" in await send(run, platform, "broken.pdf", b"%PDF-1.4 nothing")
            assert list(received(home).iterdir()) == []
            assert "received" not in "".join((await run.clients.main.holdings()).roots)

    asyncio.run(scene())


def test_two_documents_of_one_name_are_two_and_the_same_one_again_is_one(
    home: Path, ollama: FakeOllama
) -> None:
    will, lease = b"# Scan\n\nThe will of Mrs Smith.\n", b"# Scan\n\nThe lease of Mr Jones.\n"

    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",), can_add=("ann",)) as run:
            said = [await send(run, platform, "Scan.md", data) for data in (will, lease, lease, will)]
            assert ["kept as Scan (2).md" in one for one in said] == [False, True, True, False]
            assert all("is in the library" in one for one in said)
            assert (received(home) / "Scan.md").read_bytes() == will
            assert (received(home) / "Scan (2).md").read_bytes() == lease
            assert names_of(await names(run)) == {"Scan.md", "Scan (2).md"}

    asyncio.run(scene())


def test_who_may_add_no_more_adds_nothing_after_a_restart(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        first = Scripted()
        first.hold_files = True
        async with running(first, home, allowed=("ann",), can_add=("ann",)) as run:
            first.write("ann", "", upload=Upload("evil.md", None, "x"))
            await run.until(lambda: first.fetches, "it is being fetched")
        later = Scripted()
        later.files["x"] = b"# Evil\n\nEvil words.\n"
        async with running(later, home, allowed=("ann",), once=True) as run:
            await asyncio.wait_for(asyncio.shield(run.task), 20)
            assert not later.fetches
            assert names_of(await names(run)) == set()

    asyncio.run(scene())


def test_a_document_that_is_being_fetched_is_stopped(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        platform.hold_files = True
        async with running(platform, home, allowed=("ann",), can_add=("ann",)) as run:
            platform.write("ann", "", upload=Upload("a.md", None, "x"))
            platform.write("ann", "!stop")  # before anything was said of it
            await run.until(lambda: "Stopped." in platform.texts(HERE), "it is stopped at once")
            platform.write("ann", "", upload=Upload("b.md", None, "x"))
            await run.until(lambda: platform.fetches, "the next one is fetched")
            platform.write("ann", "!stop")
            wanted = "b.md was not taken: it was stopped."
            await run.until(lambda: wanted in platform.texts(HERE), "that it was stopped")

    asyncio.run(scene())


def test_documents_keep_no_question_waiting(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        platform.hold_files = True
        people, limits = ("ann", "bo", "cy"), replace(LIMITS, at_once=1)
        async with running(platform, home, allowed=people, can_add=people, limits=limits) as run:
            for user in ("ann", "bo"):
                platform.write(user, "", upload=Upload("a.md", None, "x"))
            await run.until(lambda: platform.fetches, "one is being fetched")
            platform.write("cy", QUESTION)
            await run.until(lambda: "Sources" in "".join(platform.texts("with cy")), "an answer")
            assert platform.fetches == 1

    asyncio.run(scene())


def test_a_document_that_breaks_the_bot_is_not_tried_for_ever(home: Path, ollama: FakeOllama) -> None:
    async def begun(platform: Scripted) -> None:
        platform.broken_files = True
        async with running(platform, home, allowed=("ann",), can_add=("ann",)) as run:
            with pytest.raises(ValueError, match="Nobody expected"):
                await asyncio.wait_for(asyncio.shield(run.task), 20)

    async def scene() -> None:
        first, last = Scripted(), Scripted()
        first.write("ann", "", upload=Upload("a.md", None, "x"))
        await begun(first)
        await begun(Scripted())
        async with running(last, home, allowed=("ann",), can_add=("ann",), once=True) as run:
            await asyncio.wait_for(asyncio.shield(run.task), 20)
        assert not last.fetches
        assert "was interrupted 2 times and is given up" in last.texts(HERE)[0]

    asyncio.run(scene())


def test_a_bot_that_is_refused_while_it_fetches_ends_and_tells_nobody(home: Path, ollama: FakeOllama) -> None:
    class Revoked(Scripted):
        async def fetch(self, upload: Upload, to: Path, limit: int) -> None:
            raise TokenRejected("The token was revoked.")

    async def scene() -> None:
        platform = Revoked()
        async with running(platform, home, allowed=("ann",), can_add=("ann",)) as run:
            platform.write("ann", "", upload=Upload("a.md", None, "x"))
            with pytest.raises(TokenRejected):
                await asyncio.wait_for(asyncio.shield(run.task), 20)
        assert "revoked" not in "".join(platform.texts(HERE))

    asyncio.run(scene())
