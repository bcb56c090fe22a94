"""The server that gives other programs the product's vectors."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.models.base import Vectors
from benchmarks.vector_server import VectorServer, serving


class Told:
    """Tells passages from questions: the first number of a vector is 1 for a question, the second the text's length."""

    engine, name, identity, max_tokens = "embedded", "told", "told", 512

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.array([[0, len(text)] for text in texts], dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        return np.array([1, len(text)], dtype=np.float32)

    def close(self) -> None:
        pass


def _asked(server: VectorServer, **asked: Any) -> list[Any]:
    request = urllib.request.Request(f"{server.address}/embeddings", json.dumps(asked).encode())
    with urllib.request.urlopen(request, timeout=10) as reply:
        return [one["embedding"] for one in json.load(reply)["data"]]


def test_the_prefix_tells_questions_from_passages_and_is_not_embedded() -> None:
    with serving(Told()) as server:
        assert _asked(server, input=["passage: abc", "passage: e"]) == [[0, 3], [0, 1]]
        assert _asked(server, input="query: abcd") == [[1, 4]]
        assert server.passages == 2


def test_vectors_come_in_base64_where_a_client_wants_them_so() -> None:
    with serving(Told()) as server:
        (vector,) = _asked(server, input=["passage: abc"], encoding_format="base64")
    assert np.frombuffer(base64.b64decode(vector), np.float32).tolist() == [0, 3]
