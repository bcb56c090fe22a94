"""The models there are, what each can do, and what each is used for: Ollama's, and those of the embedded engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.engines import PREFERRED_EMBEDDING, Engines
from assistant.errors import AssistantError, ServerUnavailable
from assistant.models.ollama.models import ModelInfo, base_name, with_tag

if TYPE_CHECKING:
    from assistant.models.ollama.client import OllamaServer

CLOUD = "runs at ollama.com: your documents would leave this machine"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model.

    Attributes:
        name: As commands and settings name it.
        engine: "ollama" or "embedded".
        size_bytes: What it takes on disk; 0 where it is not known.
        parameters: Like `8.2B`; may be empty.
        context_tokens: The longest context it was made for; None where unknown.
        capabilities: In order; empty where unknown.
        used_for: "answers", "embedding", both, or nothing.
        refused: Why it is not used; empty when it may be.
    """

    name: str
    engine: str
    size_bytes: int
    parameters: str
    context_tokens: int | None
    capabilities: tuple[str, ...]
    used_for: tuple[str, ...]
    refused: str = ""

    @property
    def can_chat(self) -> bool:
        """Whether it can answer; a server too old to say is taken at the model's name."""
        if self.capabilities:
            return "completion" in self.capabilities
        return base_name(self.name) not in PREFERRED_EMBEDDING

    @property
    def can_embed(self) -> bool:
        """Whether it can embed; a server too old to say is taken at the model's name."""
        if self.capabilities:
            return "embedding" in self.capabilities
        return base_name(self.name) in PREFERRED_EMBEDDING

    @property
    def thinks(self) -> bool:
        """Whether it reasons before it answers."""
        return "thinking" in self.capabilities


def ollama_rows(server: OllamaServer, engines: Engines) -> list[ModelRow]:
    """List what an Ollama server has.

    Raises:
        ServerUnavailable: It does not answer.
    """
    return [_row(server, model, engines) for model in server.models()]


def embedded_rows(engines: Engines) -> list[ModelRow]:
    """List what the embedded engine serves with; models that are not used are files that nobody looks for."""
    able: dict[str, tuple[str, ...]] = {}
    if engines.embed_engine == "embedded":
        able[engines.embed_model] = ("embedding",)
    if engines.chat_engine == "embedded" and engines.chat_model:
        able[engines.chat_model] = ("completion",)
    return [
        ModelRow(name, "embedded", 0, "", None, capabilities, _used_for(name, "embedded", engines))
        for name, capabilities in able.items()
    ]


def _row(server: OllamaServer, model: ModelInfo, engines: Engines) -> ModelRow:
    if model.cloud:
        return ModelRow(model.name, "ollama", 0, "", None, (), (), CLOUD)
    used = _used_for(model.name, "ollama", engines)
    try:
        details = server.details(model.name)
    except ServerUnavailable:
        raise
    except AssistantError as error:  # one model that is broken, or just gone, does not hide the others
        return ModelRow(model.name, "ollama", model.size_bytes, "", None, (), used, error.message)
    if details.cloud:
        return ModelRow(model.name, "ollama", 0, "", None, (), (), CLOUD)
    capabilities = tuple(sorted(details.capabilities or ()))
    return ModelRow(
        model.name,
        "ollama",
        model.size_bytes,
        model.parameters,
        details.context_length,
        capabilities,
        used,
    )


def _used_for(name: str, engine: str, engines: Engines) -> tuple[str, ...]:
    serving = (
        ("answers", engines.chat_engine, engines.chat_model),
        ("embedding", engines.embed_engine, engines.embed_model),
    )
    return tuple(
        use
        for use, by, model in serving
        if model
        and by == engine
        and (model == name if engine == "embedded" else with_tag(model) == with_tag(name))
    )
