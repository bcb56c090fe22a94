"""The models that can be chosen, the ones that fit this machine, and getting one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from assistant.config import Loaded
from assistant.engines import Engines
from assistant.errors import AssistantError, ServerUnavailable, UsageError
from assistant.model_list import ModelRow, embedded_rows, ollama_rows
from assistant.model_server import model_server

__all__ = ["ModelRow", "Models", "PullStep", "Recommended", "list_models", "pull", "recommended"]


@dataclass(frozen=True, slots=True)
class Models:
    """The models there are.

    Attributes:
        rows: Ollama's, the latest changed first, then those of the embedded engine.
        problem: Why Ollama's are not among them, or None.
    """

    rows: tuple[ModelRow, ...]
    problem: AssistantError | None


@dataclass(frozen=True, slots=True)
class Recommended:
    """What to install on this machine.

    Attributes:
        chat: The model that answers; empty where none fits.
        chat_bytes: What has to be fetched for it.
        reason: Why that one, or why none.
        embedding: The model that embeds.
        embedding_bytes: What has to be fetched for it.
    """

    chat: str
    chat_bytes: int
    reason: str
    embedding: str
    embedding_bytes: int


@dataclass(frozen=True, slots=True)
class PullStep:
    """How far getting a model is.

    Attributes:
        status: What the server is doing, in its words.
        completed_bytes: How much of all parts it has begun is there.
        total_bytes: How large those parts are; 0 before it says.
    """

    status: str
    completed_bytes: int
    total_bytes: int


def list_models(loaded: Loaded, engines: Engines) -> Models:
    """List the models there are; asks the model server of the settings, and no other.

    Args:
        loaded: The settings in force.
        engines: What serves, so that it can be told which model does.
    """
    found: list[ModelRow] = []
    problem: AssistantError | None = None
    if loaded.settings.engine != "embedded":
        with model_server(loaded) as server:
            try:
                found = ollama_rows(server, engines)
            except ServerUnavailable as error:
                problem = error
    return Models((*found, *embedded_rows(engines)), problem)


def recommended() -> Recommended:
    """Tell which models fit this machine; looking at its graphics card can take seconds."""
    from assistant.models.machine import read_machine
    from assistant.models.recommend import (
        BILINGUAL_EMBEDDING,
        BILINGUAL_EMBEDDING_BYTES,
        DEEPSEEK_R1,
        recommend,
    )

    advice = recommend(read_machine())
    weights = {size.name: size.file_bytes for size in DEEPSEEK_R1}
    chat = advice.model or ""
    return Recommended(
        chat, weights.get(chat, 0), advice.reason, BILINGUAL_EMBEDDING, BILINGUAL_EMBEDDING_BYTES
    )


async def pull(loaded: Loaded, name: str) -> AsyncGenerator[PullStep, None]:
    """Have the model server get a model; closing it stops the server, and started again it goes on.

    Raises:
        UsageError: No model is named.
        ModelUnsuitable: It is a cloud model.
        PartMissing: The server does not answer, or there is no such model.
        ServerFault: It could not be got.
    """
    name = name.strip()
    if not name:
        raise UsageError("Which model?", "Write its name, such as deepseek-r1:8b.")
    parts: dict[str, tuple[int, int]] = {}
    with model_server(loaded) as server:
        async with aclosing(server.pulling(name)) as steps:
            async for step in steps:
                if step.digest:
                    parts[step.digest] = (step.completed_bytes or 0, step.total_bytes or 0)
                completed, total = (
                    (sum(column) for column in zip(*parts.values(), strict=True)) if parts else (0, 0)
                )
                yield PullStep(step.status, completed, total)
