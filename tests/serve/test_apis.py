"""The two APIs: the same answer in the shape of each, whole and as a stream, with its sources."""

from __future__ import annotations

import asyncio
import html
import json
import re
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.serve.server import Listening
from tests.fakes.ollama_server import FakeReply
from tests.front_ends import ANSWER, QUESTION
from tests.serve.conftest import Running, answering

REASONING = "The papers speak of a term. It ends with the year."
MESSAGES = [{"role": "user", "content": QUESTION}]
ASK: dict[str, Any] = {"model": "library/default", "messages": MESSAGES}


def lines(answer: httpx.Response) -> list[Any]:
    return [json.loads(line) for line in answer.text.splitlines()]


def events(answer: httpx.Response) -> list[Any]:
    """Return the data of a stream of events; its last one says that it is over."""
    data = [line.removeprefix("data: ") for line in answer.text.splitlines() if line.startswith("data: ")]
    assert data[-1] == "[DONE]"
    return [json.loads(one) for one in data[:-1]]


def test_each_library_is_a_model_of_its_own(running: Running) -> None:
    models = running.http.get("/api/tags").json()["models"]
    assert [model["name"] for model in models if "+" not in model["name"]] == [
        "library/default",
        "library/minutes",
    ]
    assert len({model["digest"] for model in models}) == len(models)
    for model in models:
        assert re.fullmatch(r"[0-9a-f]{64}", model["digest"])
        shown = running.http.post("/api/show", json={"model": model["name"]}).json()
        assert shown["capabilities"] == ["completion", "thinking"]
        assert running.http.get(f"/v1/models/{model['name']}").json()["id"] == model["name"]


@pytest.mark.parametrize("name", ["library/default", "default", "library/default:latest"])
def test_a_library_is_known_by_its_names(running: Running, name: str) -> None:
    assert running.http.post("/api/show", json={"model": name}).status_code == 200


@pytest.mark.parametrize("path", ["/api/chat", "/v1/chat/completions", "/v1/responses"])
def test_a_model_that_is_none_is_404(running: Running, path: str) -> None:
    body = {**ASK, "model": "deepseek-r1:8b", "input": "x"}
    assert running.http.post(path, json=body).status_code == 404


def test_ollamas_stream_keeps_reasoning_apart(running: Running) -> None:
    pieces = lines(running.http.post("/api/chat", json=ASK))
    assert all(piece["message"]["role"] == "assistant" for piece in pieces)
    assert "".join(piece["message"].get("thinking", "") for piece in pieces) == REASONING
    said = "".join(piece["message"]["content"] for piece in pieces)
    assert said.startswith(f"{ANSWER} [1]")
    assert [piece["done"] for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    last = pieces[-1]
    assert (last["done_reason"], last["eval_count"] > 0, last["status"]) == ("stop", True, "answered")
    assert last["sources"][0]["quote"] == ANSWER


def test_ollamas_whole_answer_is_the_stream_in_one(running: Running) -> None:
    whole = running.http.post("/api/chat", json={**ASK, "stream": False}).json()
    stream = lines(running.http.post("/api/chat", json=ASK))
    assert whole["message"]["content"] == "".join(piece["message"]["content"] for piece in stream)
    assert (whole["message"]["thinking"], whole["done"]) == (REASONING, True)


def test_generate_answers_a_prompt(running: Running) -> None:
    whole = running.http.post(
        "/api/generate", json={"model": "library/default", "prompt": QUESTION, "stream": False}
    )
    assert whole.json()["response"].startswith(ANSWER)
    assert (
        running.http.post("/api/generate", json={"model": "library/default"}).json()["done_reason"] == "load"
    )


def test_openais_stream_has_reasoning_sources_and_usage(running: Running) -> None:
    body = {**ASK, "stream": True, "stream_options": {"include_usage": True}}
    chunks = events(running.http.post("/v1/chat/completions", json=body))
    assert all("choices" in chunk for chunk in chunks)  # without it, several clients end the chat
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert "".join(delta.get("reasoning_content", "") for delta in deltas) == REASONING
    said = "".join(delta.get("content", "") for delta in deltas)
    (noted,) = [note for delta in deltas for note in delta.get("annotations", [])]
    place = noted["url_citation"]
    assert said[place["start_index"] : place["end_index"]] == "[1]"
    assert [chunk["event"]["data"]["document"] for chunk in chunks if "event" in chunk] == [[ANSWER]]
    assert chunks[-1]["usage"]["total_tokens"] > 0
    assert [choice["finish_reason"] for chunk in chunks for choice in chunk["choices"]][-1] == "stop"


def test_usage_comes_only_where_it_was_asked_for(running: Running) -> None:
    chunks = events(running.http.post("/v1/chat/completions", json={**ASK, "stream": True}))
    assert not any("usage" in chunk for chunk in chunks)


def test_completions_and_responses_hold_the_same_answer(running: Running) -> None:
    text = running.http.post("/v1/completions", json={"model": "library/default", "prompt": QUESTION}).json()
    response = running.http.post("/v1/responses", json={"model": "library/default", "input": QUESTION}).json()
    (message,) = [item for item in response["output"] if item["type"] == "message"]
    part = message["content"][0]
    assert text["choices"][0]["text"].startswith(f"{ANSWER} [1]")
    assert part["text"].startswith(f"{ANSWER} [1]")
    assert part["annotations"][0]["type"] == "url_citation"


@pytest.mark.parametrize("mode", ["text", "fields"])
def test_where_sources_stand_is_a_setting(home: Path, mode: str) -> None:
    with answering(home, Listening(), serve__citations=mode) as running:
        whole = running.http.post("/v1/chat/completions", json=ASK).json()
        assert ("**Sources**" in whole["choices"][0]["message"]["content"]) == (mode == "text")
        running.ollama.faults.cut_after = 14
        cut = running.http.post("/v1/chat/completions", json=ASK).json()
        assert "stopped in the middle" in cut["choices"][0]["message"]["content"]  # this is no source


def test_vectors_are_those_of_the_library(running: Running) -> None:
    one = running.http.post("/api/embed", json={"model": "library/default", "input": ["rent", "term"]}).json()
    other = running.http.post(
        "/v1/embeddings", json={"model": "library/default", "input": ["rent", "term"]}
    ).json()
    assert [row["embedding"] for row in other["data"]] == one["embeddings"]
    packed = {"model": "library/default", "input": "rent", "encoding_format": "base64"}
    assert isinstance(running.http.post("/v1/embeddings", json=packed).json()["data"][0]["embedding"], str)


def test_passages_are_found_without_an_answer(running: Running) -> None:
    found = running.http.post(
        "/v1/search", json={"model": "library/default", "query": "notice period"}
    ).json()
    assert "ninety days" in found["data"][0]["text"]
    assert running.http.get(found["data"][0]["url"].partition("#")[0]).status_code == 200
    empty = running.http.post(
        "/v1/search", json={"model": "library/default", "query": "x", "inside": ["*.pdf"]}
    )
    assert empty.json()["data"] == []


def test_what_a_client_wishes_reaches_the_model(running: Running) -> None:
    options = {"temperature": 0.25, "top_p": 0.5, "num_predict": 77, "num_ctx": 999_999}
    running.http.post(
        "/api/chat", json={**ASK, "stream": False, "think": False, "options": options, "tools": []}
    )
    asked = [one.body for one in running.ollama.requests if one.path == "/api/chat"][-1]
    assert (asked["options"]["temperature"], asked["options"]["top_p"], asked["options"]["num_predict"]) == (
        0.25,
        0.5,
        77,
    )
    assert asked["think"] is False
    assert asked["options"]["num_ctx"] != 999_999


def test_an_answer_ends_before_a_stop_text(running: Running) -> None:
    body = {**ASK, "stop": ["31 December"], "stream": True}
    said = "".join(
        choice["delta"].get("content", "")
        for chunk in events(running.http.post("/v1/chat/completions", json=body))
        for choice in chunk["choices"]
    )
    assert said.partition("\n\n---")[0].strip() == "The contract with Lindqvist ends on"


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/api/chat", {"format": "json"}),
        ("/v1/chat/completions", {"response_format": {"type": "json_object"}}),
    ],
)
def test_a_format_that_cannot_be_kept_is_refused(running: Running, path: str, more: dict[str, Any]) -> None:
    answer = running.http.post(path, json={**ASK, **more})
    assert answer.status_code == 400
    assert "format" in answer.text


@pytest.mark.parametrize("name", ["pull", "push", "create", "delete", "copy", "blobs/sha256:x"])
def test_models_are_not_changed_from_here(running: Running, name: str) -> None:
    answer = running.http.post(f"/api/{name}", json={"model": "x"})
    assert (answer.status_code, "assistant ingest" in answer.json()["error"]) == (403, True)


def test_a_follow_up_is_understood_from_what_the_client_sends(running: Running) -> None:
    first = running.http.post("/v1/chat/completions", json=ASK).json()["choices"][0]["message"]["content"]
    running.ollama.requests.clear()
    running.ollama.replies.extend(
        [
            FakeReply("What is the notice period of the contract with Lindqvist?"),
            FakeReply("It is ninety days."),
        ]
    )
    messages = [
        *MESSAGES,
        {"role": "assistant", "content": first},
        {"role": "user", "content": "And its notice period?"},
    ]
    again = running.http.post("/v1/chat/completions", json={**ASK, "messages": messages}).json()
    assert again["choices"][0]["message"]["content"].startswith("It is ninety days. [1]")
    sent = json.dumps([one.body for one in running.ollama.requests if one.path == "/api/chat"])
    assert ANSWER in sent
    assert "**Sources**" not in sent
    assert "/source/" not in sent


def test_nothing_is_kept_unless_the_client_says_so(running: Running, home: Path) -> None:
    from assistant.api import Assistant

    running.http.post("/v1/chat/completions", json=ASK)
    with Assistant.open(home=home, environ={}) as assistant:
        before = len(assistant.library.conversations.all(""))
        running.http.post("/v1/chat/completions", json={**ASK, "store": True})
        assert len(assistant.library.conversations.all("")) == before + 1
        assert before == 0


def test_a_clients_own_prompt_for_a_title_asks_nobody(running: Running) -> None:
    prompt = '### Task:\nGenerate a title.\nJSON format: { "title": "x" }\n<chat_history>\nUSER: The rent?\n</chat_history>'
    body = {**ASK, "messages": [{"role": "user", "content": prompt}]}
    whole = running.http.post("/v1/chat/completions", json=body).json()
    assert json.loads(whole["choices"][0]["message"]["content"]) == {"title": "The rent?"}
    assert not running.ollama.requests


def test_a_citation_leads_to_a_page_with_the_words_marked(running: Running) -> None:
    whole = running.http.post("/v1/chat/completions", json=ASK).json()
    url = whole["sources"][0]["url"].partition("#")[0]
    page = running.http.get(url)
    assert page.status_code == 200
    assert f'<mark id="words">{ANSWER}</mark>' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.search(r"(?:src|href)=\"https?://(?!127\.0\.0\.1)", page.text)
    (after,) = re.findall(r'rel="next" href="([^"]+)"', page.text)
    assert "ninety days" in running.http.get(html.unescape(after)).text
    wrong = re.sub(r"key=\w+", "key=" + "0" * 32, url)
    assert running.http.get(wrong).status_code == 403
    assert running.http.get(url.replace("from=", "from=1")).status_code == 403
    assert running.http.get(url.replace("/default/", "/minutes/")).status_code == 403


def test_a_client_that_hangs_up_frees_the_model(running: Running) -> None:
    running.ollama.usual, usual = FakeReply(" ".join(f"word {n}" for n in range(1_000))), running.ollama.usual
    running.ollama.pace_s = 0.01
    running.ollama.gone.clear()
    try:
        with running.http.stream("POST", "/v1/chat/completions", json={**ASK, "stream": True}) as answer:
            next(answer.iter_lines())
        assert running.ollama.gone.wait(10)
        running.ollama.gone.clear()
        with pytest.raises(httpx.ReadTimeout):
            running.http.post("/v1/chat/completions", json=ASK, timeout=0.5)
        assert running.ollama.gone.wait(10)
        deadline = time.monotonic() + 10
        while running.server.desk.gate.running and time.monotonic() < deadline:
            time.sleep(0.01)
        assert running.server.desk.gate.running == 0
    finally:
        running.ollama.usual = usual


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/api/chat", {}),
        ("/api/generate", {"prompt": QUESTION}),
        ("/v1/chat/completions", {}),
        ("/v1/completions", {"prompt": QUESTION}),
        ("/v1/responses", {"input": QUESTION}),
    ],
)
def test_an_answer_that_breaks_off_is_told_in_the_shape_of_the_api(
    running: Running, path: str, more: dict[str, Any]
) -> None:
    running.ollama.faults.cut_after = 14
    answer = running.http.post(path, json={**ASK, "stream": True, **more})
    assert answer.status_code == 200
    assert "stopped in the middle" in answer.text
    if path == "/v1/responses":
        assert "event: response.incomplete\n" in answer.text
    else:
        assert '"status": "interrupted"' in answer.text


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("path", ["/api/chat", "/v1/chat/completions", "/v1/responses"])
def test_where_a_model_says_nothing_but_an_error_what_was_found_is_quoted(
    running: Running, path: str, stream: bool
) -> None:
    running.ollama.faults.error_after = 0
    answer = running.http.post(path, json={**ASK, "input": QUESTION, "stream": stream})
    assert answer.status_code == 200
    assert ANSWER in answer.text
    assert "has died" in answer.text
    if path == "/v1/responses":
        assert '"status": "completed"' in answer.text.replace('":"', '": "')
    else:
        assert '"status": "extracted"' in answer.text.replace('":"', '": "')


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("path", ["/api/chat", "/v1/chat/completions", "/v1/responses"])
def test_a_model_that_says_nothing_but_an_error_is_an_error(
    running: Running, path: str, stream: bool
) -> None:
    """Where nothing can be quoted in its place."""
    running.ollama.faults.error_after = 0
    said = {"role": "assistant", "content": ANSWER}
    messages = [*MESSAGES, said, {"role": "user", "content": "Say that in one word."}]
    body = {**ASK, "messages": messages, "input": messages, "stream": stream}
    answer = running.http.post(path, json=body)
    assert answer.status_code == 503
    error = answer.json()["error"]
    assert "has died" in (error if path.startswith("/api") else error["message"])


def test_how_far_a_long_work_is_stands_where_reasoning_does() -> None:
    from assistant.events import Answer, Event, Looked, Working
    from assistant.options import TurnOptions
    from assistant.serve.asking import Done, Reasoned, answered

    class Slow:
        async def turn(self, question: str, options: TurnOptions) -> AsyncGenerator[Event, None]:
            yield Looked("each", "Asking 100 documents")
            yield Working("searching")
            for part in (1, 2):
                yield Working("reading", part, 100, 90.0)
            yield Answer("Done.")

    async def run() -> list[Any]:
        client: Any = Slow()
        return [one async for one in answered(client, "x", TurnOptions(), lambda _: "", "both")]

    *pieces, done = asyncio.run(run())
    assert [piece.text for piece in pieces if isinstance(piece, Reasoned)] == [
        "Asking 100 documents\n",
        "1 of 100 asked, about 1 min 30 s left\n",
        "2 of 100 asked, about 1 min 30 s left\n",
    ]
    assert isinstance(done, Done)
    assert (done.text, done.reasoning) == ("Done.", "")


def test_a_stream_says_something_while_the_model_says_nothing(running: Running) -> None:
    running.server.desk.ping_s, usual = 0.02, running.server.desk.ping_s
    running.ollama.pace_s = 0.1
    try:
        text = running.http.post("/v1/chat/completions", json={**ASK, "stream": True}).text
        assert ": still at it" in text
        pieces = lines(running.http.post("/api/chat", json=ASK))
        assert {"role": "assistant", "content": ""} in [piece["message"] for piece in pieces[:-1]]
    finally:
        running.server.desk.ping_s = usual


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/api/chat", {"stream": None, "think": "max"}),
        ("/v1/chat/completions", {"stream_options": {"include_usage": None}, "reasoning_effort": "xhigh"}),
        ("/v1/chat/completions", {"messages": [{"role": None, "content": QUESTION, "x": {"y": [1]}}]}),
        ("/v1/responses", {"input": [{"content": [{"type": "input_text", "text": QUESTION}]}]}),
    ],
)
def test_what_a_client_leaves_empty_or_adds_is_no_fault(
    running: Running, path: str, more: dict[str, Any]
) -> None:
    answer = running.http.post(path, json={**ASK, **more})
    assert answer.status_code == 200
    assert "31 December" in answer.text


def test_an_answer_that_the_clients_limit_cuts_says_so(running: Running) -> None:
    running.ollama.replies.extend([FakeReply(f"{ANSWER} And then", done_reason="length")] * 3)
    whole = running.http.post("/v1/chat/completions", json=ASK).json()
    assert whole["choices"][0]["finish_reason"] == "length"
    assert running.http.post("/api/chat", json={**ASK, "stream": False}).json()["done_reason"] == "length"
    response = running.http.post("/v1/responses", json={"model": "default", "input": QUESTION}).json()
    assert (response["status"], response["incomplete_details"]["reason"]) == (
        "incomplete",
        "max_output_tokens",
    )


def test_errors_name_no_folder_of_the_machine() -> None:
    from assistant.errors import LibraryDamaged
    from assistant.serve.desk import sentence_of

    told = sentence_of(
        LibraryDamaged("The database of the library /home/ann b/x/libraries/default cannot be read.")
    )
    assert told == "The database of the library default cannot be read."
    hint = LibraryDamaged("Gone.", "GET /api/tags and /v1/models list the libraries.")
    assert "/api/tags" in sentence_of(hint)


def test_counts_hold_no_words(running: Running) -> None:
    running.http.post("/v1/chat/completions", json=ASK)
    text = running.http.get("/metrics").text
    assert 'assistant_answers_total{status="answered"}' in text
    for word in ("Lindqvist", "contract", "library/default"):
        assert word not in text
