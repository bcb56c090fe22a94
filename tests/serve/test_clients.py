"""Real clients: each reads answers, reasoning and sources from the fields that it knows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ollama
import pytest

from tests.front_ends import ANSWER, QUESTION
from tests.serve.conftest import Running
from tests.serve.test_apis import REASONING

MODEL = "library/default"
MESSAGES: Any = [{"role": "user", "content": QUESTION}]


@pytest.fixture
def client(running: Running) -> Iterator[ollama.Client]:
    with ollama.Client(host=running.url, trust_env=False) as made:
        yield made


def test_ollamas_client_sees_models_and_answers(client: ollama.Client) -> None:
    assert MODEL in [model.model for model in client.list().models]
    shown = client.show(MODEL)
    assert shown.capabilities == ["completion", "thinking"]
    assert shown.details is not None
    pieces = list(client.chat(MODEL, MESSAGES, stream=True, think=True))
    assert "".join(piece.message.thinking or "" for piece in pieces) == REASONING
    said = "".join(piece.message.content or "" for piece in pieces)
    assert said.startswith(f"{ANSWER} [1]")
    assert "**Sources**" in said  # it drops fields that it does not know
    assert pieces[-1].done_reason == "stop"
    assert client.chat(MODEL, MESSAGES).message.content == said
    assert client.generate(MODEL, QUESTION).response == said
    assert len(client.embed(MODEL, ["one", "two"]).embeddings) == 2
    assert client.ps().models[0].model == MODEL


def test_ollamas_client_is_told_what_is_wrong(client: ollama.Client) -> None:
    with pytest.raises(ollama.ResponseError, match="no model") as told:
        client.chat("library/nothing", MESSAGES)
    assert told.value.status_code == 404
    with pytest.raises(ollama.ResponseError, match="assistant ingest") as told:
        client.pull("deepseek-r1")
    assert told.value.status_code == 403


def test_openais_client_sees_models_and_answers(running: Running) -> None:
    openai = pytest.importorskip("openai", reason="openai is not installed")
    import httpx

    http = httpx.Client(trust_env=False)
    with openai.OpenAI(
        base_url=f"{running.url}/v1", api_key="none", http_client=http, max_retries=0
    ) as client:
        assert MODEL in [model.id for model in client.models.list()]
        assert client.models.retrieve(MODEL).id == MODEL
        chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
        deltas = [choice.delta for chunk in chunks for choice in chunk.choices]
        assert "".join(getattr(delta, "reasoning_content", None) or "" for delta in deltas) == REASONING
        said = "".join(delta.content or "" for delta in deltas)
        whole = client.chat.completions.create(model=MODEL, messages=MESSAGES)
        message = whole.choices[0].message
        assert message.content == said
        note = message.annotations[0].url_citation
        assert said[note.start_index : note.end_index] == "[1]"
        response = client.responses.create(model=MODEL, input=QUESTION)
        assert response.output_text == said
        kinds = [event.type for event in client.responses.create(model=MODEL, input=QUESTION, stream=True)]
        assert (kinds[0], kinds[-1]) == ("response.created", "response.completed")
        assert "response.output_text.annotation.added" in kinds
        vectors = client.embeddings.create(model=MODEL, input=["one", "two"]).data
        assert [row.index for row in vectors] == [0, 1]
        with pytest.raises(openai.NotFoundError, match="no model"):
            client.chat.completions.create(model="gpt-5", messages=MESSAGES)
        wanted: Any = {"type": "json_object"}
        with pytest.raises(openai.BadRequestError, match="format"):
            client.chat.completions.create(model=MODEL, messages=MESSAGES, response_format=wanted)


def test_llm_asks_a_library_by_its_name(running: Running, tmp_path: Path) -> None:
    command = shutil.which("llm")
    environ = {"OLLAMA_HOST": running.url, "LLM_USER_PATH": str(tmp_path), "PATH": "", "HOME": str(tmp_path)}

    def said(*words: str) -> str:
        assert command is not None
        done = subprocess.run(
            [command, *words], env=environ, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout

    if command is None or "llm-ollama" not in said("plugins"):
        pytest.skip("llm and llm-ollama are not installed")
    assert said("-m", f"ollama/{MODEL}", "--no-stream", QUESTION).startswith(ANSWER)


def test_ollamas_own_command_asks_a_library(running: Running, tmp_path: Path) -> None:
    command = shutil.which("ollama")
    if command is None:
        pytest.skip("ollama is not installed")
    environ = {"OLLAMA_HOST": running.url, "HOME": str(tmp_path)}

    def said(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [command, *words], env=environ, capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout + done.stderr

    assert MODEL in said("list")[1]
    code, answer = said("run", MODEL, QUESTION)
    assert code == 0
    assert REASONING in answer
    assert ANSWER in answer.partition("...done thinking.")[2]
    code, refused = said("rm", MODEL)
    assert (code, "on their own machine" in refused) == (1, True)


OTERM = """
import asyncio, sys
from oterm.agent import get_agent
from oterm.providers import ollama

async def ask():
    names = [model.model for model in ollama.list_models().models]
    agent = get_agent("ollama", sys.argv[1], thinking=True)
    done = await agent.run(sys.argv[2])
    thought = [part.content for message in done.all_messages() for part in message.parts if part.part_kind == "thinking"]
    print(names, ollama.show_model(sys.argv[1]).capabilities, thought, done.output)

asyncio.run(ask())
"""


def test_oterm_asks_a_library_and_shows_its_reasoning(running: Running, tmp_path: Path) -> None:
    command = shutil.which("oterm")
    if command is None:
        pytest.skip("oterm is not installed")
    python = Path(command).resolve().read_text("utf-8").partition("\n")[0].removeprefix("#!")
    environ = {"OLLAMA_URL": running.url, "HOME": str(tmp_path), "OTERM_DATA_DIR": str(tmp_path)}
    words = [python, "-c", OTERM, MODEL, QUESTION]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert ANSWER in done.stdout, done.stderr
    assert REASONING in done.stdout
    assert MODEL in done.stdout
    assert "thinking" in done.stdout


CHATBOX = """
import {createRequire} from 'module';
const need = createRequire(process.argv[2] + '/');
const {createOpenAICompatible} = need('@ai-sdk/openai-compatible');
const {streamText} = need('ai');
const server = createOpenAICompatible({name: 'library', baseURL: process.argv[3] + '/v1', apiKey: 'ollama'});
const answer = streamText({model: server(process.argv[4]), prompt: process.argv[5]});
const told = {reasoning: '', text: '', errors: []};
for await (const event of answer.fullStream) {
  if (event.type === 'reasoning-delta') told.reasoning += event.text;
  else if (event.type === 'text-delta') told.text += event.text;
  else if (event.type === 'error') told.errors.push(String(event.error));
}
console.log(JSON.stringify(told));
"""


def node_modules(package: str) -> Path:
    """Return the folder with a package of Node, which NODE_MODULES names; skip the test where there is none."""
    folder = Path(os.environ.get("NODE_MODULES", "node_modules")).absolute()
    if shutil.which("node") is None or not (folder / package).is_dir():
        pytest.skip(f"{package} is not installed: NODE_MODULES names the folder with it")
    return folder


def test_chatboxs_road_reads_answer_and_reasoning(running: Running, tmp_path: Path) -> None:
    folder = node_modules("@ai-sdk/openai-compatible")
    script = tmp_path / "ask.mjs"
    script.write_text(CHATBOX, "utf-8")
    words = ["node", str(script), str(folder), running.url, MODEL, QUESTION]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["errors"] == []
    assert told["reasoning"] == REASONING
    assert told["text"].startswith(f"{ANSWER} [1]")


def test_the_inspector_calls_a_tool(running: Running) -> None:
    command = node_modules("@modelcontextprotocol/inspector") / ".bin" / "mcp-inspector"
    words = [str(command), "--cli", f"{running.url}/mcp", "--transport", "http", "--method", "tools/call"]
    words += ["--tool-name", "search", "--tool-arg", "query=notice period"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["structuredContent"]["results"]
    assert found[0]["source"] == "contract.md"
