"""A chat asks for a document to be summed up: by its name, or as a reply to an answer."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bots.commands import HELP
from tests.bots.scripted import Scripted
from tests.bots.stage import running
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import ANSWER

HERE = "with ann"


def test_a_document_is_summed_up_by_its_name_or_as_a_reply(home: Path, ollama: FakeOllama) -> None:
    ollama.usual = FakeReply(ANSWER)

    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            platform.write("ann", "/summary contract")
            await run.until(
                lambda: "Reading contract.md whole" in "".join(platform.texts(HERE)), "the summary"
            )
            await run.until(lambda: "Sources" in "".join(platform.texts(HERE)), "its end")
            asked = ollama.sent("/api/chat")[-1]["messages"][-1]["content"]
            assert "Summarise contract.md." in asked
            platform.write("ann", "/summary")
            await run.until(lambda: "".join(platform.texts(HERE)).count("Sources") == 2, "the second summary")
            assert "".join(platform.texts(HERE)).count("Reading contract.md whole") >= 2

    asyncio.run(scene())


def test_an_unknown_name_is_one_sentence_with_the_nearest_and_no_folder(
    home: Path, ollama: FakeOllama
) -> None:
    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            platform.write("ann", "/summary")
            await run.until(lambda: len(platform.texts(HERE)) == 1, "that a name is wanted")
            platform.write("ann", "/summary contrat.md")
            await run.until(lambda: len(platform.texts(HERE)) == 2, "that there is none")
            wanted, unknown = platform.texts(HERE)
            assert "the name of a document" in wanted
            assert unknown.startswith("There is no document “contrat.md” in the library.")
            assert "contract.md" in unknown
            assert "/" not in unknown.removeprefix("/")

    asyncio.run(scene())
    assert "summary" in HELP
