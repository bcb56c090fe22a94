"""Agents over HTTP and over standard input, by the protocol's own client, in both eras of it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.front_ends import ANSWER, QUESTION
from tests.serve.conftest import Running

MODES = ("auto", "legacy")


def called(where: Any, mode: str, *calls: tuple[str, dict[str, Any]]) -> tuple[list[str], list[Any]]:
    """Connect, list the tools, and call some."""

    async def run() -> tuple[list[str], list[Any]]:
        async with Client(where, mode=mode) as client:
            tools = (await client.list_tools()).tools
            results = [await client.call_tool(name, arguments) for name, arguments in calls]
            for tool in tools:
                assert tool.annotations is not None
                assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
            return [tool.name for tool in tools], results

    return asyncio.run(run())


@pytest.mark.parametrize("mode", MODES)
def test_an_agent_searches_reads_and_asks(running: Running, mode: str) -> None:
    names, (found, asked, listed) = called(
        f"{running.url}/mcp",
        mode,
        ("search", {"query": "notice period"}),
        ("ask", {"question": QUESTION}),
        ("list_sources", {"library": "minutes"}),
    )
    assert names == ["search", "fetch", "list_sources", "ask"]
    first = found.structured_content["results"][0]
    assert first["source"] == "contract.md"
    assert json.loads(found.content[0].text) == found.structured_content  # a model sees the text alone
    _, (fetched,) = called(f"{running.url}/mcp", mode, ("fetch", {"id": first["id"]}))
    assert first["text"] in fetched.structured_content["text"]
    answer = asked.structured_content
    assert (answer["answer"], answer["grounded"]) == (f"{ANSWER} [1]", True)
    assert answer["citations"][0]["quote"] == ANSWER
    assert [one["title"] for one in listed.structured_content["sources"]] == ["Minutes"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"query": ""}),
        ("search", {"query": "x", "library": "nothing"}),
        ("fetch", {"id": "default:999999"}),
        ("fetch", {"id": "../../etc/passwd"}),
        ("ask", {"question": " "}),
        ("search", {"query": "x", "limit": 0}),
    ],
)
def test_an_error_is_an_error_and_never_an_empty_library(
    running: Running, tool: str, arguments: dict[str, Any]
) -> None:
    _, (result,) = called(f"{running.url}/mcp", "auto", (tool, arguments))
    assert result.is_error
    assert result.content[0].text


def test_files_are_read_only_below_a_folder_that_was_allowed(tmp_path: Path) -> None:
    from assistant.serve.server import Listening
    from tests.front_ends import filled_home, own_environment
    from tests.serve.conftest import MINUTES, answering

    with own_environment():
        home = filled_home(tmp_path, {"minutes": {"minutes.md": MINUTES}})
    allowed, other = tmp_path / "allowed", tmp_path / "other"
    for folder in (allowed, other):
        folder.mkdir()
        (folder / "note.md").write_text("# Note\n\nThe safe stands in the cellar.\n")
    (allowed / "way").symlink_to(other)

    async def run(url: str) -> list[Any]:
        async with Client(f"{url}/mcp") as client:
            tool = next(one for one in (await client.list_tools()).tools if one.name == "ingest")
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is False
            paths = (other, allowed / ".." / "other", allowed / "way" / "note.md", allowed)
            return [
                await client.call_tool("ingest", {"path": str(path), "library": "minutes"}) for path in paths
            ]

    with answering(home, Listening(allow_ingest=(allowed,))) as running:
        *refused, taken = asyncio.run(run(running.url))
    assert [result.is_error for result in refused] == [True] * 3
    assert taken.structured_content["added"] == 1


def test_over_standard_input_the_same_tools_answer(home: Path) -> None:
    from tests.front_ends import model_server_in_use, own_environment

    async def run(url: str) -> Any:
        environ = {"ASSISTANT_OLLAMA_HOST": url, "PYTHONPATH": str(Path(__file__).parents[2])}
        words = ["-m", "assistant", "--home", str(home), "mcp"]
        server = StdioServerParameters(command=sys.executable, args=words, env=environ)
        async with Client(stdio_client(server)) as client:
            resources = [
                one.uri_template for one in (await client.list_resource_templates()).resource_templates
            ]
            assert "library://{name}/sources" in resources
            listed = await client.read_resource("library://default/sources")
            assert "contract.md" in str(listed)
            return await client.call_tool("ask", {"question": QUESTION})

    with own_environment(), model_server_in_use() as ollama:
        result = asyncio.run(run(ollama.url))
    assert result.structured_content["answer"] == f"{ANSWER} [1]"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("/home/ann/papers/2024/lease.pdf", "papers/2024/lease.pdf"),
        ("/home/ann/papers/deep/a/b.md", "papers/deep/a/b.md"),
        ("/elsewhere/x.md", "x.md"),
    ],
)
def test_over_the_network_a_path_begins_at_the_folder_that_was_read(source: str, told: str) -> None:
    from pathlib import PurePosixPath

    from assistant.serve.mcp_server import _below

    roots = [PurePosixPath("/home/ann"), PurePosixPath("/home/ann/papers")]
    assert _below(source, roots) == told
    assert _below(source, []) == source


@pytest.mark.parametrize("mode", MODES)
def test_an_agent_reaches_no_library_that_its_user_may_not_ask(home: Path, tmp_path: Path, mode: str) -> None:
    import shutil

    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    from assistant.serve.server import Listening
    from assistant.serve.users import Users
    from tests.serve.conftest import answering

    own = tmp_path / "home"
    shutil.copytree(home, own)
    token = Users(own / "serve-users.json").add("bo", ["minutes"])
    calls: list[tuple[str, dict[str, Any]]] = [
        ("search", {"query": "notice", "library": "default"}),
        ("search", {"query": "notice"}),
        ("fetch", {"id": "default:1"}),
        ("list_sources", {"library": "default"}),
        ("ask", {"question": QUESTION, "library": "default"}),
        ("ask", {"question": QUESTION, "library": "library/default+general"}),
        ("list_sources", {"library": "minutes"}),
    ]

    async def run(url: str) -> tuple[list[Any], list[str]]:
        headers = {"authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, trust_env=False, timeout=30) as http,
            Client(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as client,
        ):
            results = [await client.call_tool(name, arguments) for name, arguments in calls]
            refused = []
            for address in ("library://default/sources", "library://default/source/1"):
                try:
                    refused.append(str(await client.read_resource(address)))
                except MCPError as error:
                    refused.append(type(error).__name__)
            return results, refused

    with answering(own, Listening(for_others=True)) as running:
        (*refused, listed), resources = asyncio.run(run(running.url))
    assert [result.is_error for result in refused] == [True] * len(refused)
    assert "Lindqvist" not in str(refused)
    assert resources == ["MCPError", "MCPError"]
    (only,) = listed.structured_content["sources"]
    assert (only["title"], only["source"]) == ("Minutes", "minutes/minutes.md")


def test_a_question_of_an_agent_is_bounded_and_counted_as_all_are(home: Path) -> None:
    from assistant.serve.server import Listening
    from tests.serve.conftest import answering

    with answering(home, Listening(), serve__timeout_s="5") as running:
        url = f"{running.url}/mcp"
        _, (asked,) = called(url, "auto", ("ask", {"question": QUESTION}))
        assert not asked.is_error
        assert 'assistant_answers_total{status="answered"} 1' in running.http.get("/metrics").text
        running.server.desk.settings = running.server.desk.settings.changed(timeout_s=0.3)
        running.ollama.pace_s = 5.0
        _, (slow,) = called(url, "auto", ("ask", {"question": QUESTION}))
        assert slow.is_error
        assert "0.3 s" in slow.content[0].text
        assert running.server.desk.gate.running == 0


def test_an_agent_that_waits_is_told_that_the_work_goes_on(home: Path) -> None:
    from assistant.serve.server import Listening
    from tests.serve.conftest import answering

    told: list[float] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        told.append(progress)

    async def run(running: Running) -> Any:
        async with Client(f"{running.url}/mcp") as client:
            return await client.call_tool("ask", {"question": QUESTION}, progress_callback=note)

    with answering(home, Listening()) as running:
        running.server.desk.ping_s = 0.02
        running.ollama.pace_s = 0.1
        result = asyncio.run(run(running))
    assert result.structured_content["answer"] == f"{ANSWER} [1]"
    assert told == sorted(told)
    assert told
