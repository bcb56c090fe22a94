"""Embed through Ollama.

Right prefixes, nothing cut off, and a busy server is asked again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from assistant.errors import InputTooLong, ModelUnsuitable, ServerFault
from assistant.frozen import dataclass
from assistant.http_client import Bounds
from assistant.i18n import _
from assistant.models.base import Vectors
from assistant.models.ollama.client import OllamaServer
from assistant.models.ollama.errors import (
    GivenUp,
    ServerBusy,
    ServerGarbled,
    ServerTimeout,
    server_errors,
)
from assistant.models.ollama.models import base_name, refuse_cloud_name
from assistant.models.tokens import estimate_tokens, fewest_tokens, halves, pool, unit_rows, without_nul


@dataclass(frozen=True, slots=True)
class EmbeddingProfile:
    """How texts are handed to an embedding model.

    Attributes:
        query_prefix: Stands in front of a question.
        passage_prefix: Stands in front of a passage.
        max_tokens: The longest input the model was made for, in its tokens; None where it is not known.
    """

    query_prefix: str = ""
    passage_prefix: str = ""
    max_tokens: int | None = None


_SEARCHING = "Represent this sentence for searching relevant passages: "
_TASK = "Given a question, retrieve passages that answer the question"

NO_PROFILE = EmbeddingProfile()

# A model's own name, or a beginning of it that ends at "-", "_", "." or a digit; the longest one that fits wins.
PROFILES = {
    "all-minilm": EmbeddingProfile(max_tokens=256),
    "bge": EmbeddingProfile(_SEARCHING, "", 512),
    "bge-m3": EmbeddingProfile(max_tokens=8192),
    "embeddinggemma": EmbeddingProfile("task: search result | query: ", "title: none | text: ", 2048),
    "granite-embedding": EmbeddingProfile(max_tokens=512),
    "multilingual-e5": EmbeddingProfile("query: ", "passage: ", 512),
    "mxbai-embed-large": EmbeddingProfile(_SEARCHING, "", 512),
    "nomic-embed-text": EmbeddingProfile("search_query: ", "search_document: ", 2048),
    "nomic-embed-text-v2-moe": EmbeddingProfile("search_query: ", "search_document: ", 512),
    "paraphrase-multilingual": EmbeddingProfile(max_tokens=512),
    "qwen3-embedding": EmbeddingProfile(f"Instruct: {_TASK}\nQuery:", "", 32768),
    "snowflake-arctic-embed": EmbeddingProfile(_SEARCHING, "", 512),
    "snowflake-arctic-embed2": EmbeddingProfile("query: ", "", 8192),
}


def embedding_profile(model: str) -> EmbeddingProfile:
    """Find the profile of an embedding model; one that is not known gets no prefixes."""
    name = base_name(model)
    fitting = [
        known
        for known in PROFILES
        if name == known or (name.startswith(known) and (name[len(known)] in "-_."))
    ]
    return PROFILES[max(fitting, key=len)] if fitting else NO_PROFILE


_BATCH, _BATCH_TOKENS = 128, 8_192
"""Most texts, and most tokens by our estimate, of a request: many short texts go together, and long ones take no longer."""
_PAUSES_S = (0.2, 0.6, 1.5, 3.0)
_UNKNOWN_LIMIT = 512
_SHORTEST_PART = 16
_SURELY_LONGER = 1.25
"""A text that we take for so many times as long as the model reads is not given to it whole: reading it in vain takes as long as
reading its parts. (Of what we estimate, all-minilm counted 0.8 to 0.9.)"""
_VECTOR_BYTES = 1 << 19
"""More than any vector takes: 16,384 numbers of 25 signs are 400 kB."""
_HOPELESS = (ServerBusy, ServerTimeout, ServerGarbled, GivenUp)
"""Faults of the server, for which no text is to blame."""
_ANOTHER = "Try again; if it stays, update Ollama, or name another model in models.embedding."
QUESTION_TIMEOUT_S = 30.0
"""Somebody waits for a question: it is soon compared by its words alone, even where a model still has to be loaded."""


class OllamaEmbedder:
    """An embedding model of an Ollama server.

    What the model is, is asked at the first use, so building one opens no connection.

    Args:
        server: Where the model is.
        name: The model, like `nomic-embed-text`.
        pauses_s: How long to wait before each further try when the server is busy.
        pause: Waits.
        sizes: The lengths of vectors that are known, by the identity of their embedder; 0 where none is.

    Raises:
        ModelUnsuitable: It is a cloud model.
    """

    engine = "ollama"

    def __init__(
        self,
        server: OllamaServer,
        name: str,
        *,
        pauses_s: Sequence[float] = _PAUSES_S,
        pause: Callable[[float], None] = time.sleep,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        refuse_cloud_name(name)
        self._server = server
        self._name = name
        self._profile = embedding_profile(name)
        self._pauses_s = tuple(pauses_s)
        self._pause = pause
        self._identity: str | None = None
        self._max_tokens: int | None = None
        self._dimensions = 0
        self._sizes = dict(sizes or {})

    @property
    def name(self) -> str:
        """The model's name as it was given."""
        return self._name

    @property
    def identity(self) -> str:
        """Engine, name and the beginning of the digest of the weights.

        The server is asked once.
        """
        if self._identity is None:
            self._check()
            digest = self._server.digest(self._name)[:12] or "unknown"
            self._identity = f"ollama:{self._name.removesuffix(':latest')}@{digest}"
        return self._identity

    @property
    def max_tokens(self) -> int:
        """The longest input the model reads whole; the server is asked once."""
        return self._check()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; see the port.

        A passage of which the model can embed a part does not fail the others.

        Raises:
            ServerFault: Of one of them nothing can be embedded, or the server works no more.
        """
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        limit = self._check()
        cleaned = [without_nul(text) for text in texts]
        rows: dict[int, Vectors] = {}
        for batch in _batches(cleaned, limit):
            found = self._embed_group([cleaned[index] for index in batch], self._profile.passage_prefix)
            rows.update(zip(batch, found, strict=True))
        return np.stack([rows[index] for index in range(len(cleaned))])

    def embed_query(self, text: str) -> Vectors:
        """Embed a question; see the port. The server is waited for 30 s at most."""
        self._check()
        return self._embed_group([without_nul(text)], self._profile.query_prefix, QUESTION_TIMEOUT_S)[0]

    def close(self) -> None:
        """Do nothing: each request closes its own connection."""

    def _check(self) -> int:
        """Make sure, once, that the model is there, stays here and embeds.

        Give its longest input.
        """
        if self._max_tokens is None:
            details = self._server.usable(self._name)
            # A server too old to list capabilities is believed: a model that cannot embed fails at the first text.
            if not details.can("embedding", when_unknown=True):
                raise ModelUnsuitable(
                    _("{name} is no embedding model.", name=self._name),
                    "assistant models pull nomic-embed-text",
                    code="not_an_embedding_model",
                )
            limits = [limit for limit in (self._profile.max_tokens, details.context_length) if limit]
            self._max_tokens = min(limits, default=_UNKNOWN_LIMIT)
        return self._max_tokens

    def _embed_group(self, texts: list[str], prefix: str, longest_s: float = math.inf) -> list[Vectors]:
        """Embed texts together, or, where one is at fault, in halves."""
        if len(texts) == 1 and self._is_surely_too_long(texts[0]):
            return [self._embed_parts(texts[0], prefix, longest_s)]
        try:
            return list(self._patiently(texts, prefix, longest_s))
        except _HOPELESS:
            raise
        except (InputTooLong, ServerFault) as error:
            if len(texts) == 1:
                return [self._embed_parts(texts[0], prefix, longest_s, error)]
        middle = len(texts) // 2
        return [
            *self._embed_group(texts[:middle], prefix, longest_s),
            *self._embed_group(texts[middle:], prefix, longest_s),
        ]

    def _embed_parts(
        self, text: str, prefix: str, longest_s: float, error: InputTooLong | ServerFault | None = None
    ) -> Vectors:
        """Embed a text that the model refuses, or surely would, by its parts.

        Beside texts that are too long there are some on which a model computes no numbers at all: then the parts
        that it can embed stand for the whole, and only a text without one is given up.
        """
        if error is not None and len(text) < _SHORTEST_PART:
            raise error
        vectors, weights = [], []
        for part in halves(text):
            try:
                vectors.append(self._embed_group([part], prefix, longest_s)[0])
                weights.append(len(part))
            except _HOPELESS:
                raise
            except ServerFault as fault:
                error = fault
        if error is not None and not vectors:
            raise error
        return pool(np.stack(vectors), weights)

    def _is_surely_too_long(self, text: str) -> bool:
        return len(text) >= _SHORTEST_PART and estimate_tokens(text) > _SURELY_LONGER * self._check()

    def _patiently(self, texts: list[str], prefix: str, longest_s: float) -> Vectors:
        """Ask again, after a pause, while the server is busy."""
        for pause_s in self._pauses_s:
            try:
                return self._request(texts, prefix, longest_s)
            except ServerBusy:
                self._pause(pause_s)
        return self._request(texts, prefix, longest_s)

    def _request(self, texts: list[str], prefix: str, longest_s: float) -> Vectors:
        server = self._server
        timeout_s = min(longest_s, server.timeout_s)
        bounds = Bounds(timeout_s, timeout_s, (1 << 20) + _VECTOR_BYTES * len(texts))
        with server_errors(server.url, self._name), server.client(bounds, self._name) as client:
            answer = client.embed(
                model=self._name,
                input=[prefix + text for text in texts],
                truncate=False,
                keep_alive=server.keep_alive,
            )
        counted = answer.prompt_eval_count
        # An old server cuts although it was asked not to: to the model's limit, which too few tokens give away too.
        full = len(texts) == 1 and counted is not None and counted >= self._check()
        if counted and (full or counted < sum(fewest_tokens(text) for text in texts)):
            raise InputTooLong(
                _("{name} read only {counted} tokens of what it was given.", name=self._name, counted=counted)
            )
        return self._checked(answer.embeddings, len(texts))

    def _checked(self, rows: Sequence[Sequence[float]], count: int) -> Vectors:
        """Check that the answer is one usable vector for each text, of one length."""
        if len(rows) != count or not all(rows):
            raise ServerFault(
                _(
                    "{name} gave {rows} vectors for {count} texts.",
                    name=self._name,
                    rows=len(rows),
                    count=count,
                ),
                _ANOTHER,
            )
        sizes = {len(row) for row in rows}
        if len(sizes) > 1:
            raise ServerFault(_("{name} gave vectors of different lengths.", name=self._name), _ANOTHER)
        known, size = self._dimensions or self._sizes.get(self.identity, 0), sizes.pop()
        if known not in (0, size):
            raise ServerGarbled(
                f"{self._name} gave vectors of length {size}, and those it gave before have length {known}.",
                f"Get the model anew: assistant models pull {self._name}",
            )
        vectors = _numbers(rows)
        if vectors is None:
            raise ServerFault(_("{name} gave a vector without numbers in it.", name=self._name), _ANOTHER)
        self._dimensions = size
        return vectors


def _batches(texts: Sequence[str], limit: int) -> list[list[int]]:
    """Return places of texts by request, the shortest first.

    A text that may be too long goes alone: it would fail its batch, and everyone's work would be done twice.
    """
    tokens = [estimate_tokens(text) for text in texts]
    batches: list[list[int]] = []
    taken = 0
    for place in sorted(range(len(texts)), key=tokens.__getitem__):
        taken += tokens[place]
        if not batches or len(batches[-1]) == _BATCH or taken > _BATCH_TOKENS or tokens[place] > limit:
            batches.append([])
            taken = tokens[place]
        batches[-1].append(place)
    return batches


def _numbers(rows: Sequence[Sequence[float]]) -> Vectors | None:
    """Return rows of length 1.

    None where one holds NaN, an infinity, or nothing but zeros.
    """
    exact = np.asarray(rows, dtype=np.float64)
    largest = np.abs(exact).max(axis=1, keepdims=True)
    if not np.isfinite(exact).all() or not largest.all():
        return None
    return unit_rows(exact / largest)  # scaled first: the square of 1e300 is no number
