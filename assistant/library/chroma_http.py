"""Speaks Chroma's own protocol (its API v2) to a server, as far as an index needs it.

Chroma's client waits for ever, uses the proxies of the environment, and fails to start where one of them is of a kind that
it does not know. This one has its names, and goes through `assistant.http_client`.
"""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from assistant import http_client as http
from assistant.errors import ServerUnavailable

READ_S = 20.0
WRITE_S = 120.0
_COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
_START = "Start it with `chroma run`, or clear chroma.url in the settings."


class ServerClient:
    """A Chroma server.

    Args:
        url: Of the server; a user and a password in it are sent.
        answer_s: How long a question, and whatever is asked first, is waited for.
    """

    def __init__(self, url: str, answer_s: float) -> None:
        self._url = url
        self._answer_s = answer_s
        self._http = http.HttpClient(url)
        self._packs = False

    def get_or_create_collection(
        self, name: str, *, embedding_function: None, configuration: Mapping[str, Any]
    ) -> ServerCollection:
        """Open a collection, or make it.

        Raises:
            HttpError: The server did not answer, or not in order.
            ServerUnavailable: It refused.
        """
        del embedding_function  # vectors are given
        self._packs = self.ask("GET", "/api/v2/pre-flight-checks").get("supports_base64_encoding") is True
        legacy = {**configuration, "embedding_function": {"type": "legacy"}}
        asked = {"name": name, "configuration": legacy, "get_or_create": True}
        number = self.ask("POST", _COLLECTIONS, asked).get("id")
        if not isinstance(number, str) or not number:
            raise http.Unreadable("it names no collection")
        return ServerCollection(self, f"{_COLLECTIONS}/{quote(number, safe='')}", packs=self._packs)

    def ask(self, method: str, path: str, body: object = None, longest_s: float = 0.0) -> dict[str, Any]:
        """Ask for an object.

        Raises:
            HttpError, ServerUnavailable: As for a collection.
        """
        found = self.value(method, path, body, longest_s)
        if not isinstance(found, dict):
            raise http.Unreadable("it is no object")
        return found

    def value(self, method: str, path: str, body: object = None, longest_s: float = 0.0) -> Any:
        """Ask for anything.

        Args:
            method: Of HTTP.
            path: What is asked.
            body: Sent as JSON; None for nothing.
            longest_s: How long the answer may take; 0 for as long as a question's.

        Raises:
            HttpError, ServerUnavailable: As for a collection.
        """
        longest_s = longest_s or self._answer_s
        bounds = http.Bounds(longest_s, longest_s)
        with self._http.exchange(method, path, body, bounds=bounds) as answer:
            if answer.status >= 300:
                raise self._refused(answer)
            return http.read_json(answer.read())

    def _refused(self, answer: http.Exchange) -> ServerUnavailable:
        if answer.status in (401, 403):
            return ServerUnavailable(
                f"The Chroma server at {self._url} wants another password.",
                "Write http://USER:PASSWORD@HOST into chroma.url.",
            )
        try:
            told = http.plain_text(http.read_object(answer.beginning(1 << 16)).get("message"))
        except http.HttpError:
            told = ""
        said = " ".join("".join(char if char.isprintable() else " " for char in told).split())[:300].rstrip(
            "."
        )
        return ServerUnavailable(
            f"The Chroma server at {self._url} answered with an error: {said or f'status {answer.status}'}.",
            "Check that chroma.url is the address of a Chroma server, or clear it in the settings.",
        )

    def close(self) -> None:
        """End what is being asked; may be called twice."""
        self._http.close()


class ServerCollection:
    """A collection on a server, with the methods of Chroma's own that `ChromaStore` uses.

    Args:
        client: Of the server.
        path: Where the collection is.
        packs: Whether the server takes vectors as base64 of float32, a third of what they take as text.
    """

    def __init__(self, client: ServerClient, path: str, *, packs: bool) -> None:
        self._client = client
        self._path = path
        self._packs = packs

    def count(self) -> int:
        """Count the vectors."""
        number = http.whole_number(self._client.value("GET", f"{self._path}/count", None, READ_S))
        if number is None:
            raise http.Unreadable("it is no count")
        return number

    def upsert(
        self,
        *,
        ids: Sequence[str],
        embeddings: NDArray[np.float32],
        metadatas: Sequence[Mapping[str, bool]],
    ) -> None:
        """Put vectors in, or others in the place of those of the same ids."""
        rows = embeddings.astype("<f4")
        packed = [b64encode(row.tobytes()).decode("ascii") for row in rows] if self._packs else rows.tolist()
        body = {"ids": list(ids), "embeddings": packed, "metadatas": list(metadatas)}
        self._client.value("POST", f"{self._path}/upsert", body, WRITE_S)

    def delete(self, *, ids: Sequence[str]) -> None:
        """Take vectors out."""
        self._client.value("POST", f"{self._path}/delete", {"ids": list(ids)}, WRITE_S)

    def get(
        self,
        *,
        ids: Sequence[str] | None = None,
        where: Mapping[str, bool] | None = None,
        limit: int | None = None,
        offset: int | None = None,
        include: Sequence[str] = (),
    ) -> dict[str, Any]:
        """Give ids, and what else is included."""
        body = {
            "ids": None if ids is None else list(ids),
            "where": where,
            "limit": limit,
            "offset": offset,
            "include": list(include),
        }
        found = self._client.ask("POST", f"{self._path}/get", body, READ_S)
        _texts(found.get("ids"))
        return found

    def query(
        self,
        *,
        query_embeddings: Sequence[NDArray[np.float32]],
        n_results: int,
        where: Mapping[str, bool] | None,
        include: Sequence[str],
    ) -> dict[str, Any]:
        """Give the nearest vectors' ids and distances."""
        body = {
            "query_embeddings": [np.asarray(vector, np.float32).tolist() for vector in query_embeddings],
            "n_results": n_results,
            "where": where,
            "include": list(include),
        }
        found = self._client.ask("POST", f"{self._path}/query", body)
        ids, distances = _only(found.get("ids")), _only(found.get("distances"))
        if len(_texts(ids)) != len(distances) or not all(map(_is_number, distances)):
            raise http.Unreadable("it holds no distances")
        return found


@contextmanager
def server_errors(url: str) -> Iterator[None]:
    """Turn what goes wrong between us and the server into our errors."""
    try:
        yield
    except http.HttpError as error:
        how = (
            "sent something that cannot be read" if isinstance(error, http.Unreadable) else "does not answer"
        )
        raise ServerUnavailable(f"The Chroma server at {url} {how}: {error}.", _START) from error


def _only(found: object) -> list[Any]:
    """Give the one row of an answer to one question."""
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], list):
        raise http.Unreadable("it is no answer to one question")
    return found[0]


def _texts(found: object) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise http.Unreadable("it holds no ids")
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf
