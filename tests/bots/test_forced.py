"""A question with a file is about it for the conversation only; options before a question force its road."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bots.platform import Upload
from tests.bots.scripted import Scripted
from tests.bots.stage import running
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import ANSWER

HERE = "with ann"
PAPER = "# Parking\n\nThe garage in Utrecht closes at nine in the evening.\n"


def test_a_file_with_a_question_is_read_for_its_conversation_only(home: Path, ollama: FakeOllama) -> None:
    ollama.usual = FakeReply("The garage in Utrecht closes at nine in the evening.")
    kept = home / "libraries" / "default" / "for-now"

    async def scene() -> None:
        platform = Scripted()
        platform.files["1"] = PAPER.encode()
        async with running(platform, home, allowed=("ann",)) as run:
            before = await run.clients.main.documents()
            platform.write("ann", "When does the garage close?", upload=Upload("parking rules.md", None, "1"))
            await run.until(lambda: "Sources" in "".join(platform.texts(HERE)), "the answer")
            assert "parking rules.md" in "".join(platform.texts(HERE))
            platform.write("ann", "In which town is that garage?")
            await run.until(lambda: "".join(platform.texts(HERE)).count("Sources") == 2, "a further answer")
            assert await run.clients.main.documents() == before
            assert list(kept.rglob("*.md"))
            platform.write("ann", "!new")
            await run.until(lambda: "A new conversation" in platform.texts(HERE)[-1], "a new conversation")
            assert not list(kept.rglob("*.md"))

    asyncio.run(scene())


def test_options_before_a_question_force_its_road(home: Path, ollama: FakeOllama) -> None:
    ollama.usual = FakeReply(ANSWER)

    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            platform.write("ann", "--whole contract.md does it mention pets?")
            await run.until(lambda: "Reading contract.md whole" in "".join(platform.texts(HERE)), "that road")
            await run.until(lambda: "Sources" in "".join(platform.texts(HERE)), "its end")
            platform.write("ann", "—each When does it end?")  # as a phone writes it
            await run.until(lambda: "one by one" in "".join(platform.texts(HERE)), "the other road")

    asyncio.run(scene())


def test_what_cannot_be_forced_is_one_sentence_each(home: Path, ollama: FakeOllama) -> None:
    said = {
        "--whole nothing.md what is it?": "There is no document “nothing.md” in the library.",
        "--loud hello": "There is no option --loud here.",
        "--kind": "--kind needs a kind of files.",
        "--since never what came in?": "never",
        "--kind shoes what is there?": "shoes",
        "--each": "There is no question in that line.",
        "--with /etc/passwd what is it?": "A chat reads no path",
        "!add": "Send the file, with !add below it.",
    }

    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            for place, (words, answer) in enumerate(said.items(), start=1):
                platform.write("ann", words)
                await run.until(lambda place=place: len(platform.texts(HERE)) == place, words)  # type: ignore[misc]
                assert answer in platform.texts(HERE)[-1]

    asyncio.run(scene())
