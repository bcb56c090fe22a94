"""Define what the program may ask of a model: two small interfaces.

An engine (Ollama, or the embedded one) gives an object for each. Nothing outside `assistant.models` knows
which engine it talks to, and nothing inside it knows what the texts are for.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.frozen import dataclass

Vectors = NDArray[np.float32]
Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """How a chat model is to answer.

    Attributes:
        think: True and False switch reasoning on and off where the model can; None leaves it to the model.
        temperature: 0 and up; higher is more varied.
        top_p: Nucleus sampling, above 0 and at most 1.
        max_tokens: Most tokens to generate, reasoning included; None for as many as fit.
        seed: Makes sampling repeatable where the engine can.
    """

    think: bool | None = None
    temperature: float = 0.6
    top_p: float = 0.95
    max_tokens: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Loading:
    """The model has to be loaded before it reads; comes before every piece.

    Attributes:
        done: Whether the model is loaded now.
    """

    done: bool = False


@dataclass(frozen=True, slots=True)
class ReasoningPiece:
    """A piece of the model's reasoning."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerPiece:
    """A piece of the model's answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ChatEnd:
    """The last item of a stream: why it ended and what it cost.

    Attributes:
        reason: "stop" (the model was done) or "length" (it ran into a limit).
        prompt_tokens: Tokens the prompt took after any cut by the server; None where it does not say.
        cached_tokens: How many of them the server did not have to read again; None where it does not say.
        answer_tokens: Tokens generated, reasoning included; None where it does not say.
        prompt_seconds: Time spent reading the prompt.
    """

    reason: Literal["stop", "length"] = "stop"
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    answer_tokens: int | None = None
    prompt_seconds: float | None = None


ChatItem = Loading | ReasoningPiece | AnswerPiece | ChatEnd


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors. Queries and passages differ.

    Many models want a prefix for each.
    """

    @property
    def engine(self) -> str:
        """The engine's name: "ollama" or "embedded"."""

    @property
    def name(self) -> str:
        """The model's name as its users know it, like `nomic-embed-text`."""

    @property
    def identity(self) -> str:
        """Equal for two embedders exactly if their vectors may be compared.

        Engine, name, version of the weights.
        """

    @property
    def max_tokens(self) -> int:
        """The longest input the model reads whole, in its tokens."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages.

        A text longer than the model can take is embedded in parts, never cut.

        Args:
            texts: What to embed; may be empty, and no item is.

        Returns:
            float32, shape (len(texts), dimensions), rows of length 1, in the order of the texts.

        Raises:
            ServerUnavailable: The server does not answer.
            ModelMissing: The model is not installed.
            ServerFault: The server answered with an error, or with something else than vectors.
        """

    def embed_query(self, text: str) -> Vectors:
        """Embed a question.

        Returns:
            float32, shape (dimensions,), of length 1.

        Raises:
            ServerUnavailable, ModelMissing, ServerFault: As for passages.
        """

    def close(self) -> None:
        """Release connections and memory; may be called twice."""


@runtime_checkable
class ChatModel(Protocol):
    """Answers a chat as a stream in which reasoning and answer are apart."""

    @property
    def engine(self) -> str:
        """The engine's name: "ollama" or "embedded"."""

    @property
    def name(self) -> str:
        """The model's name as its users know it, like `deepseek-r1:8b`."""

    @property
    def context_tokens(self) -> int:
        """The window that prompt and answer share, in tokens.

        One value for as long as the process runs.
        """

    @property
    def thinks(self) -> bool:
        """Whether the model can reason before it answers."""

    def count_tokens(self, text: str) -> int:
        """Count, or estimate from above, the tokens of a text."""

    def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        """Stream an answer: pieces of reasoning and answer, then one `ChatEnd`.

        Closing the generator frees the model.

        Raises:
            ServerUnavailable: The server does not answer.
            ModelMissing: The model is not installed.
            ServerFault: The server answered with an error.
            StreamCut: The stream stopped before its end.
            InputTooLong: The prompt does not fit the window, or the server's count shows that it was cut.
        """

    async def aclose(self) -> None:
        """Release connections and memory; may be called twice."""


async def whole_answer(
    chat: ChatModel, messages: Sequence[Message], options: ChatOptions
) -> tuple[str, ChatEnd]:
    """Ask a model, and return its answer without its reasoning, and how it ended.

    Raises:
        PartMissing: The model cannot be reached.
        ModelFault: It fails.
    """
    pieces: list[str] = []
    end = ChatEnd()
    async with aclosing(chat.chat(messages, options)) as stream:
        async for item in stream:
            if isinstance(item, AnswerPiece):
                pieces.append(item.text)
            elif isinstance(item, ChatEnd):
                end = item
    return "".join(pieces), end
