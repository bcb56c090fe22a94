"""Documents that people send: what gets into the library, what does not, and what becomes of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bots.platform import Upload
from tests.bots.scripted import Scripted
from tests.bots.stage import Running, running
from tests.fakes.ollama_server import FakeOllama

HERE = "with ann"


def received(home: Path, user: str = "ann") -> Path:
    return home / "libraries" / "default" / "received" / user


async def names(run: Running) -> set[str]:
    return {Path(file.path).name for file in await run.desks.main.documents()}


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


def names_of(files: set[str]) -> set[str]:
    return files - {"contract.md", "manual.md"}


def test_what_cannot_be_read_does_not_stay(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",), can_add=("ann",)) as run:
            assert "could not be read" in await send(run, platform, "broken.pdf", b"%PDF-1.4 nothing")
            assert list(received(home).iterdir()) == []
            assert "received" not in "".join((await run.desks.main.holdings()).roots)

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
