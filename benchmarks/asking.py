"""Ask the product whole questions with a scripted model: what it was shown, and how the turn ended."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assistant import Assistant
from assistant.agent.each.each_document import EachDocument
from assistant.agents import Agents
from assistant.events import Finished, TurnView, fold
from assistant.models.base import (
    AnswerPiece,
    ChatEnd,
    ChatItem,
    ChatModel,
    ChatOptions,
    Embedder,
    Message,
    ReasoningPiece,
)
from assistant.models.selection import EMBEDDED, ModelChoice
from assistant.models.tokens import estimate_tokens
from assistant.options import TurnOptions
from benchmarks.remembered import Remembering
from benchmarks.workplace import ingested

_UNSAFE = re.compile(r'[/\\:*?"<>|\x00-\x1f]+')
_LAYOUT = re.compile(r"[\W_]+")


@dataclass
class Scripted:
    """A chat model that says what it is told to and keeps what it was shown.

    Attributes:
        says: What it answers.
        rewrites: What it gives where it is asked for a few tokens only, as for a rewritten question.
        name: The name that it is known by; the product may judge a model's size by it.
        engine: The engine's name.
        context_tokens: Its window.
        thinks: Whether it reasons.
        prompts: All messages of each call that asked for an answer, joined.
        short: The same of calls that asked for a few tokens only, as for a note on a part of a document.
    """

    says: str = ""
    rewrites: str = ""
    name: str = "deepseek-r1:8b"
    engine: str = "ollama"
    context_tokens: int = 32_768
    thinks: bool = False
    prompts: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)

    def count_tokens(self, text: str) -> int:
        """Count as the product estimates."""
        return estimate_tokens(text)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        """Yield the answer in one piece."""
        prompt = "\n".join(message.content for message in messages)
        if options.max_tokens is not None:
            self.short.append(prompt)
            yield AnswerPiece(self.rewrites)
        else:
            self.prompts.append(prompt)
            yield AnswerPiece(self.says)
        yield ChatEnd("stop", self.count_tokens(prompt), 0, 0, 0.0)

    async def aclose(self) -> None:
        """Hold nothing."""


@dataclass
class KeptAnswers:
    """A model that is asked the same thing once: its answers are kept in a file from run to run.

    Tokens are counted as the product estimates them before a server has told it any: what is asked must not depend on
    whether a server was asked before.

    Attributes:
        behind: The model.
        path: The file: a line for each call with a digest of what was asked, and what came.
        answers: What came, by digest.
    """

    behind: ChatModel
    path: Path
    answers: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path.exists():
            lines = self.path.read_text(encoding="utf-8").splitlines()
            self.answers.update({told["asked"]: told for told in map(json.loads, lines)})

    @property
    def engine(self) -> str:
        """That of the model."""
        return self.behind.engine

    @property
    def name(self) -> str:
        """That of the model."""
        return self.behind.name

    @property
    def context_tokens(self) -> int:
        """That of the model."""
        return self.behind.context_tokens

    @property
    def thinks(self) -> bool:
        """Whether the model does."""
        return self.behind.thinks

    def count_tokens(self, text: str) -> int:
        """Count as the product estimates."""
        return estimate_tokens(text)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        """Yield the answer that was kept, or ask and keep it."""
        asked = hashlib.sha256(repr((self.name, messages, options)).encode()).hexdigest()
        if asked not in self.answers:
            told = {"asked": asked, "reasoning": "", "answer": "", "reason": "stop"}
            async for item in self.behind.chat(messages, options):
                match item:
                    case ReasoningPiece(text):
                        told["reasoning"] += text
                    case AnswerPiece(text):
                        told["answer"] += text
                    case ChatEnd(reason):
                        told["reason"] = reason
            self._keep(told)
        told = self.answers[asked]
        if told["reasoning"]:
            yield ReasoningPiece(told["reasoning"])
        if told["answer"]:
            yield AnswerPiece(told["answer"])
        yield ChatEnd("length" if told["reason"] == "length" else "stop")

    def _keep(self, told: dict[str, str]) -> None:
        self.answers[told["asked"]] = told
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")

    async def aclose(self) -> None:
        """Close the model's connections."""
        await self.behind.aclose()


@dataclass(frozen=True, slots=True)
class Own:
    """The chat model that the settings name.

    Attributes:
        kept: Where its answers are kept.
    """

    kept: Path


Models = ChatModel | Own | None
"""A chat model, the one of the settings, or none."""


class GivenModels(ModelChoice):
    """A choice of models that was made beforehand."""

    def __init__(self, assistant: Assistant, chat: Models, embedder: Remembering) -> None:
        super().__init__(assistant.loaded.settings, assistant.library.vectors)
        self._given, self._remembering = chat, embedder

    def embedder_for_ingest(self) -> Remembering:
        """Return the embedder that remembers."""
        return self._remembering

    def embedder_for_questions(self) -> Remembering | None:
        """Return the same one, once there is something to compare with."""
        return self._remembering if self._active() is not None else None

    def embedder_for_kinds(self) -> Embedder | None:
        """Return the same one where it is the model in process."""
        return self._remembering if self._remembering.name == EMBEDDED.name else super().embedder_for_kinds()

    def chat(self) -> ChatModel | None:
        """Return the model at hand."""
        if isinstance(self._given, Own):
            own = super().chat()
            self._given = KeptAnswers(own, self._given.kept) if own is not None else None
        return self._given


class Asking(Assistant):
    """The product's own way from files and questions to answers, with models that are given to it."""

    def given(self, chat: Models, embedder: Remembering) -> None:
        """Let these models serve it from here on."""
        self._choice = GivenModels(self, chat, embedder)
        self._agents = Agents(self.loaded.settings, self.library, self._choice, self._index)

    def each_document(self) -> EachDocument:
        """Return what asks every document by itself."""
        return self._agents.each()

    def chat_model(self) -> ChatModel | None:
        """Return the chat model that serves it."""
        return self._choice.chat()


@contextmanager
def asking(home: Path, library: str, embedder: Remembering, chat: Models, **flags: str) -> Iterator[Asking]:
    """Open a library of a home with given models; flags are settings with `__` in place of the dot."""
    wanted = {"library": library} | {key.replace("__", "."): value for key, value in flags.items()}
    with closing(Asking.open(home=home, create=True, environ={}, flags=wanted)) as assistant:
        assistant.given(chat, embedder)
        yield assistant


def safe_name(title: str) -> str:
    """Make a title into a name that files can have everywhere."""
    return _UNSAFE.sub(" ", title).strip(" .")[:60].strip() or "untitled"


def written(files: Mapping[str, str], folder: Path) -> None:
    """Write files by their names under a folder, those that are not there with the same text."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def filled(home: Path, library: str, docs: Sequence[Path], embedder: Remembering) -> int:
    """Bring a library in line with files and folders, and give its number of passages."""
    with asking(home, library, embedder, None) as assistant:
        return ingested(assistant, docs).passages


def answered(
    assistant: Assistant, question: str, *, inside: Sequence[str] = (), conversation: int | None = None
) -> TurnView:
    """Ask a question and give the whole turn."""
    view = TurnView()
    for event in assistant.ask(question, TurnOptions(conversation, tuple(inside))):
        view = fold(view, event)
    return view


def ended(view: TurnView) -> Finished:
    """Return a turn's end, which every turn has."""
    assert view.finished is not None
    return view.finished


def bare(text: str) -> str:
    """Return the letters and digits of a text: what layout, marks of a table and kinds of quotes do not change."""
    return _LAYOUT.sub("", unicodedata.normalize("NFKC", text).casefold())


def library_text(assistant: Asking) -> str:
    """Return all text of a library, document by document, with what neighbouring passages share said twice."""
    library = assistant.library
    numbers = library.documents.sources()
    return "\n".join(
        one.text for number in numbers for one in library.documents.neighbours(number, 0, 1_000_000)
    )
