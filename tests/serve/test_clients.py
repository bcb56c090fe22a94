"""Real clients: each reads answers, reasoning and sources from the fields that it knows."""

from __future__ import annotations

import subprocess
import sys
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
def client(running: Running) -> ollama.Client:
    return ollama.Client(host=running.url, trust_env=False)


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
    pytest.importorskip("llm_ollama", reason="llm and llm-ollama are not installed")
    environ = {"OLLAMA_HOST": running.url, "LLM_USER_PATH": str(tmp_path), "PATH": "", "HOME": str(tmp_path)}
    words = [sys.executable, "-m", "llm", "-m", f"ollama/{MODEL}", "--no-stream", QUESTION]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.startswith(ANSWER), done.stderr
