"""Use an index on a Chroma server, which several machines may share.

The server's files are the server's business: they are neither checked nor mended here.
"""

from __future__ import annotations

import json
import math
import re
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import numpy as np
from numpy.typing import NDArray

from assistant import http_client as http
from assistant.errors import ServerUnavailable, SettingsError
from assistant.i18n import _, mark
from assistant.library.database import Notes
from assistant.library.index.chroma import ChromaStore, collection_name
from assistant.library.index.exact import Nearest, Vector
from assistant.library.vectors import EmbeddingModel, StoredVectors
from assistant.offline import is_loopback
from assistant.secret_file import secret_in

READ_S = 20.0
WRITE_S = 120.0
ANSWER_S = 5.0
LEFT_ALONE_S = 60.0
"""A server that did not answer a question is not asked again for so long: vectors are compared exactly."""
_COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
_START = mark("Start it with `chroma run`, or clear chroma.url in the settings.")
ON_SERVER = "index.server"
"""Its key."""
Header = tuple[str, str]
"""Name and value."""
NO_HEADER: Header = ("", "")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OURS = (
    "host",
    "connection",
    "content-length",
    "content-type",
    "transfer-encoding",
    "accept",
    "accept-encoding",
)
"""Headers that every request has of its own."""
Held = tuple[str, str, int, int]
"""The server's address, the model, the generation and the last row number."""


class IndexedLibrary(Protocol):
    """What the index on a server needs of a library."""

    @property
    def id(self) -> str:
        """A name of the library that no other one has."""

    @property
    def vectors(self) -> StoredVectors:
        """Where the vectors are kept for good."""

    @property
    def notes(self) -> Notes:
        """Where it is noted what the server was given."""


class ServerIndex:
    """Keeps vectors on a Chroma server and asks it for the nearest ones.

    Args:
        url: Of the server.
        library: Where the vectors are kept for good.
        answer_s: How long the server is waited for when it is asked a question, or for the first time.
        header: Name and value of a header that a proxy before it asks for; an empty name for none.
    """

    def __init__(
        self, url: str, library: IndexedLibrary, answer_s: float = ANSWER_S, header: Header = NO_HEADER
    ) -> None:
        self._answer_s = answer_s
        self._header = header
        self._url = url
        self._library = library
        self._store: ChromaStore | None = None
        self._serves = ""
        self._silent_until = 0.0

    @property
    def mending(self) -> bool:
        """Whether the index is being built anew: never here, `sync` ends with it built."""
        return False

    @property
    def late(self) -> bool:
        """Always False: a silent server is left alone for a while, without a word."""
        return False

    def roughly_current(self, model: EmbeddingModel, count: int) -> bool:
        """Return whether it can be left as it is: never, others may ask it."""
        return False

    def sync(self, model: EmbeddingModel) -> Iterator[tuple[int, int]]:
        """Bring the index in line with SQLite's vectors; see `VectorIndex.sync`.

        Raises:
            ServerUnavailable: The Chroma server does not answer.
        """
        generation, _rest = self._library.vectors.generation()
        block = self._library.vectors.load(model.identity, 0)
        yield 0, len(block.keys)
        with server_errors(self._url):
            self._opened(model).fill(block, whole=True)
        self._library.notes.set(ON_SERVER, json.dumps([self._url, model.identity, generation, block.last_id]))

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        """Find the nearest vectors; see `AskedIndex.nearest`."""
        generation, _rest = self._library.vectors.generation()
        held = what_is_held(self._library.notes.get(ON_SERVER))
        if held is None or held[:3] != (self._url, model.identity, generation):
            return None
        if time.monotonic() < self._silent_until:
            return None
        try:
            with server_errors(self._url):
                return self._opened(model).nearest(question, limit), held[3]
        except ServerUnavailable:
            self._silent_until = time.monotonic() + LEFT_ALONE_S
            return None

    def drop(self) -> bool:
        """Do nothing: the next `sync` takes out what was forgotten."""
        return True

    def close(self) -> None:
        """Close the connection."""
        if self._store is not None:
            self._store.close()
        self._store = None

    def _opened(self, model: EmbeddingModel) -> ChromaStore:
        if self._store is None or self._serves != model.identity:
            self.close()
            name = f"{self._library.id}-{collection_name(model)}"
            self._store = ChromaStore(ServerClient(self._url, self._answer_s, self._header), name)
            self._serves = model.identity
        return self._store


def header_in(file: str) -> Header:
    """Read the header that a proxy before a Chroma server asks for.

    A token alone is sent as a bearer's.

    Args:
        file: Its path; empty for none.

    Raises:
        SettingsError: It cannot be read, others can read it, or it holds no header.
    """
    if not file:
        return NO_HEADER
    told = secret_in(Path(file), "header")
    name, found, value = told.partition(":")
    name, value = (name.strip(), value.strip()) if found else ("Authorization", f"Bearer {told}")
    right = told and _NAME.fullmatch(name) and name.lower() not in _OURS
    if not (right and value and value.isascii() and value.isprintable()):
        raise SettingsError(
            _("{file} holds no header.", file=file),
            _("Write one line into it: a token alone, or a header such as X-Chroma-Token: and its value."),
        )
    return name, value


def check_guarded(url: str, header: Header) -> None:
    """Refuse a Chroma server on another machine that asks nobody for anything.

    Args:
        url: Its address, with the password in it apart.
        header: That is sent to it.

    Raises:
        SettingsError: It is not on this machine, and neither a password nor a header is sent.
    """
    asks = bool(getattr(url, "authorization", "")) or bool(header[0])
    if asks or is_loopback(urlsplit(url).hostname or ""):
        return
    raise SettingsError(
        _(
            "chroma.url is {url}, and a Chroma server has no login: whoever reaches it could read what is there.",
            url=url,
        ),
        _(
            "Put a proxy before it that asks for a header, and name the file with it: assistant config set "
            "chroma.header_file FILE. Or reach it through a tunnel, at 127.0.0.1."
        ),
        code="server_unguarded",
    )


def what_is_held(note: str) -> Held | None:
    """Read the note of what a server holds; None if it is no such note.

    An empty note says that nothing is held.
    """
    if not note:
        return "", "", 0, 0
    try:
        match json.loads(note):
            case [str(url), str(identity), int(generation), int(last_id)]:
                return url, identity, generation, last_id
    except ValueError:
        return None
    return None


class ServerClient:
    """A Chroma server.

    Args:
        url: Of the server; a user and a password in it are sent.
        answer_s: How long a question, and whatever is asked first, is waited for.
        header: Name and value of a header that is sent as well.
    """

    def __init__(self, url: str, answer_s: float, header: Header = NO_HEADER) -> None:
        self._url = url
        self._answer_s = answer_s
        self._http = http.HttpClient(url, header=header)
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
            raise http.Unreadable(_("it names no collection"))
        return ServerCollection(self, f"{_COLLECTIONS}/{quote(number, safe='')}", packs=self._packs)

    def ask(self, method: str, path: str, body: object = None, longest_s: float = 0.0) -> dict[str, Any]:
        """Ask for an object.

        Raises:
            HttpError, ServerUnavailable: As for a collection.
        """
        found = self.value(method, path, body, longest_s)
        if not isinstance(found, dict):
            raise http.Unreadable(_("it is no object"))
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
                _("The Chroma server at {url} wants another password.", url=self._url),
                _(
                    "Write http://USER:PASSWORD@HOST into chroma.url, or its token into the file of chroma.header_file."
                ),
            )
        try:
            told = http.plain_text(http.read_object(answer.beginning(1 << 16)).get("message"))
        except http.HttpError:
            told = ""
        said = " ".join("".join(char if char.isprintable() else " " for char in told).split())[:300].rstrip(
            "."
        )
        return ServerUnavailable(
            _(
                "The Chroma server at {url} answered with an error: {why}.",
                url=self._url,
                why=said or f"status {answer.status}",
            ),
            _("Check that chroma.url is the address of a Chroma server, or clear it in the settings."),
        )

    def close(self) -> None:
        """End what is being asked; may be called twice."""
        self._http.close()


class ServerCollection:
    """A collection on a server, with those of Chroma's methods that are used.

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
            raise http.Unreadable(_("it is no count"))
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
        """Return ids, and what else is included."""
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
        """Return the nearest vectors' ids and distances."""
        body = {
            "query_embeddings": [np.asarray(vector, np.float32).tolist() for vector in query_embeddings],
            "n_results": n_results,
            "where": where,
            "include": list(include),
        }
        found = self._client.ask("POST", f"{self._path}/query", body)
        ids, distances = _only(found.get("ids")), _only(found.get("distances"))
        if len(_texts(ids)) != len(distances) or not all(map(_is_number, distances)):
            raise http.Unreadable(_("it holds no distances"))
        return found


@contextmanager
def server_errors(url: str) -> Iterator[None]:
    """Turn what goes wrong between us and the server into our errors."""
    try:
        yield
    except http.HttpError as error:
        message = (
            _("The Chroma server at {url} sent something that cannot be read: {why}.", url=url, why=error)
            if isinstance(error, http.Unreadable)
            else _("The Chroma server at {url} does not answer: {why}.", url=url, why=error)
        )
        raise ServerUnavailable(message, _(_START)) from error


def _only(found: object) -> list[Any]:
    """Return the one row of an answer to one question."""
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], list):
        raise http.Unreadable(_("it is no answer to one question"))
    return found[0]


def _texts(found: object) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise http.Unreadable(_("it holds no ids"))
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf
